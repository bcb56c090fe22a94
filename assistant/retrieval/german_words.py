"""Words of German, with the English that sheets are asked by. Data.

Entries are parted by `|` or a new line: `English: forms`, or `English of one: forms of one / forms of several`.
"""

NOUNS = """
invoice: rechnung | invoices: rechnungen | order: bestellung auftrag auftrags | orders: bestellungen aufträge aufträgen | contract: vertrag vertrags | contracts: verträge verträgen
lease: mietvertrag mietvertrags | leases: mietverträge mietverträgen | document: dokument dokuments | documents: dokumente dokumenten | file: datei | files: dateien | minutes: protokoll protokolle protokollen protokolls
table: tabelle tabellen | percent: prozent | supply contract: liefervertrag | employment contract: arbeitsvertrag | maintenance contract: wartungsvertrag
amount: betrag betrages betrags beträge beträgen | total: summe summen gesamtsumme gesamtbetrag endbetrag | net: netto | gross: brutto
paid: bezahlt bezahlte bezahlten bezahlter gezahlt beglichen | outstanding: offen offene offenen offener offenes | unpaid: unbezahlt unbezahlte unbezahlten
due: fällig fällige fälligen fälligkeit | overdue: überfällig überfällige überfälligen | partly: teilweise anteilig
date: datum | days: tage tagen | week: woche | weeks: wochen | month: monat monats | months: monate monaten | year: jahr jahres | years: jahre jahren
customer: kunde kundin | customers: kunden kundinnen | supplier: lieferant lieferantin | suppliers: lieferanten | tenant: mieter mieterin mieters | tenants: mietern
landlord: vermieter vermieterin vermieters | employee: mitarbeiter mitarbeiterin mitarbeiters | employees: mitarbeitern mitarbeiterinnen | driver: fahrer fahrerin fahrers | drivers: fahrern
price: preis preises | prices: preise preisen | unit price: einzelpreis stückpreis | quantity: menge mengen stück stückzahl anzahl | costs: kosten | fee: gebühr gebühren beitrag beiträge
revenue: umsatz umsätze umsatzes | salary: gehalt gehälter lohn löhne | rent: miete mieten | deposit: kaution kautionen | discount: rabatt rabatte nachlass
item: artikel artikels | items: artikeln | device: gerät geräts gerätes | devices: geräte geräten | vehicle: fahrzeug fahrzeugs | vehicles: fahrzeuge fahrzeugen | kilometres: kilometer kilometern
hours: stunde stunden | trip: fahrt | trips: fahrten | job: einsatz einsatzes | jobs: einsätze einsätzen | delivery: lieferung | deliveries: lieferungen | group: gruppe gruppen
category: kategorie kategorien | remarks: bemerkung bemerkungen anmerkung anmerkungen notiz notizen | responsible: verantwortlich verantwortliche verantwortlichem verantwortlichen zuständig zuständige
inspection: prüfung prüfungen prüftermin | purchase: kauf kaufs einkauf einkaufs | sale: verkauf verkaufs | stock: bestand bestandes lagerbestand vorrat | minimum stock: mindestbestand
notice period: kündigungsfrist kündigungsfristen | term: laufzeit laufzeiten vertragslaufzeit | payment terms: zahlungsziel zahlungsfrist | defective: defekt defekte defekten
location: standort standorte einsatzort | address: adresse adressen anschrift | phone: telefon telefonnummer | room: zimmer zimmern | guests: gäste gästen | nights: nächte nächten
department: abteilung abteilungen | project: projekt projekte projekts | member: mitglied mitglieder mitgliedern | number: nummer / nummern | beginning: beginn
money: geld geldes gelder geldern | credit note: gutschrift / gutschriften | reminder: mahnung / mahnungen | reminder level: mahnstufe / mahnstufen | instalment: / raten
payment: zahlung / zahlungen | deposit: pfand | prepayment: anzahlung / anzahlungen | advance payment: vorauszahlung abschlag / vorauszahlungen abschläge | part payment: teilzahlung / teilzahlungen
booking: buchung / buchungen | reservation: reservierung / reservierungen | cancellation: stornierung storno absage / stornierungen stornos absagen | cancelled: storniert stornierte stornierten stornierter abgesagt
arrival: anreise ankunft / anreisen | departure: abreise / abreisen | flat: wohnung / wohnungen | holiday flat: ferienwohnung fewo / ferienwohnungen fewos | guest: gast gastes | person: / personen
overnight stay: übernachtung / übernachtungen | cost of stay: übernachtungsgeld übernachtungspreis übernachtungskosten | breed: rasse / rassen | born: geboren geborene geborenen | sex: geschlecht
animal: / tiere tieren | vaccination: impfung / impfungen | pregnant: trächtig trächtige trächtigen tragend tragende tragenden | weight: gewicht gewichts
colour: farbe / farben | size: größe / größen | length: länge / längen | width: breite / breiten | height: höhe / höhen | place: / orte orten | town: stadt / städte städten | street: straße / straßen | postcode: plz postleitzahl
unit: einheit / einheiten | hourly wage: stundenlohn stundenlohns / stundenlöhne | holiday: urlaub urlaubs | holiday days: urlaubstage urlaubstagen | illness: krankheit | task: tätigkeit aufgabe / tätigkeiten aufgaben
task: arbeit | shift: schicht / schichten | car: pkw / autos | lorry: lkw / lkws | trailer: anhänger | tractor: schlepper trecker traktor / traktoren | machine: maschine / maschinen | tool: werkzeug / werkzeuge werkzeugen | bicycle: fahrrad / fahrräder fahrrädern
course: kurs kurses / kurse kursen | participant: teilnehmer teilnehmerin / teilnehmern teilnehmerinnen | pupil: schüler schülerin / schülern schülerinnen | treatment: behandlung / behandlungen | appointment: termin termins / termine terminen
product: produkt produkts / produkte produkten | goods: waren | product range: sortiment | price list: preisliste / preislisten | service provider: dienstleister / dienstleistern | manufacturer: hersteller | dealer: händler | company: firma / firmen
lessor: verpächter verpächterin | lessee: pächter pächterin | rent: pacht | lease: pachtvertrag pachtvertrags / pachtverträge pachtverträgen | tenancy: mietverhältnis | interest: zinsen | insurance: versicherung / versicherungen
cleaning: reinigung | repair: reparatur / reparaturen | maintenance: wartung / wartungen | damage: schaden / schäden | complaint: reklamation beschwerde / reklamationen beschwerden | quote: angebot / angebote angeboten | receipt: beleg quittung / belege belegen quittungen
account: konto kontos / konten | transfer: überweisung / überweisungen | expense: ausgabe / ausgaben | income: einnahmen | profit: gewinn / gewinne gewinnen | loss: verlust / verluste verlusten | vat: mehrwertsteuer umsatzsteuer mwst ust | tax: steuer / steuern
letter: / briefe briefen | registration: kennzeichen | condition: zustand | reason: grund / gründe gründen | description: beschreibung bezeichnung | surname: nachname nachnamen | first name: vorname vornamen | title: titel | year built: baujahr | type: typ typs / typen
kind: sorte / sorten | area: fläche / flächen | hectare: hektar | harvest: ernte / ernten | building: gebäude | key: schlüssel | seat: sitzplatz / plätze plätzen | class: klasse / klassen | grade: / noten | signature: unterschrift | birthday: geburtstag geburtstags
visitor: besucher besucherin / besuchern | visit: besuch / besuche besuchen | weekday: wochentag | time: uhrzeit | duration: dauer | minute: / minuten | bottle: flasche / flaschen | box: kiste / kisten | cost centre: kostenstelle | surcharge: zuschlag / zuschläge
rating: bewertung / bewertungen | points: punkte punkten | result: ergebnis / ergebnisse ergebnissen | employee: saisonkraft arbeiter arbeiterin arbeitskraft aushilfe kollege kollegin / saisonkräfte saisonkräften arbeitskräfte arbeitern aushilfen kollegen
trainee: azubi / azubis | partner: partnerin | sender: absender | recipient: empfänger | owner: eigentümer besitzer inhaber | manager: leiter leiterin | name: namen | end date: enddatum vertragsende | share: anteil / anteile anteilen
ear tag: ohrmarke / ohrmarken | plant: pflanze / pflanzen | member fee: mitgliedsbeitrag / mitgliedsbeiträge | paid on: bezahldatum zahldatum zahlungsdatum zahlungseingang | outgoing invoice: ausgangsrechnung / ausgangsrechnungen | incoming invoice: eingangsrechnung / eingangsrechnungen
"""
"""Words of headers, and of questions about them; none is an English word."""
FIRST_PARTS = {
    "monats": "monthly", "jahres": "yearly", "gesamt": "total", "rechnungs": "invoice", "kauf": "purchase", "verkaufs": "sale", "einkaufs": "purchase",
    "liefer": "delivery", "bestell": "order", "kunden": "customer", "mitarbeiter": "employee", "vertrags": "contract", "artikel": "item", "fälligkeits": "due",
    "zahlungs": "payment", "geburts": "birth", "end": "end", "prüf": "inspection", "tages": "daily", "lager": "stock", "durchschnitts": "average", "höchst": "highest", "mindest": "minimum",
    "tier": "animal", "übernachtungs": "overnight", "mahn": "reminder", "ferien": "holiday", "saison": "seasonal", "stunden": "hourly", "wohnungs": "flat", "buchungs": "booking",
    "rechnung": "invoice", "lieferanten": "supplier", "personal": "staff", "eintritts": "entry", "kündigungs": "notice", "arbeits": "work", "einzel": "single", "netto": "net", "brutto": "gross", "bestands": "stock", "wochen": "weekly",
}  # fmt: skip
"""First parts of words that are joined; others stay as they are."""
SHORT = {
    "bez.": "paid", "rg.-nr.": "invoice number", "rg.nr.": "invoice number", "rechn.-nr.": "invoice number", "re.-nr.": "invoice number", "kd.": "customer",
    "ma.": "employee", "bem.": "remarks", "fäll.": "due", "anz.": "quantity", "lief.": "supplier", "ges.": "total", "betr.": "amount",
    "re-nr.": "invoice number", "re.-dat.": "invoice date", "re-dat.": "invoice date", "rg.-dat.": "invoice date", "rg.-datum": "invoice date", "rechn.-dat.": "invoice date", "dat.": "date", "art.-nr.": "item number",
    "kd.-nr.": "customer number", "nr.": "number", "anr.": "arrival", "abr.": "departure", "nä.": "nights", "pers.": "persons", "übern.": "overnight stay", "mahnst.": "reminder level", "impf.": "vaccination", "ohrm.": "ear tag",
    "geb.": "born", "einh.": "unit", "ek": "purchase price", "vk": "sale price", "anm.": "remarks", "mwst.": "vat", "ust.": "vat", "abt.": "department", "kat.": "category", "whg.": "flat", "fzg.": "vehicle", "kennz.": "registration", "zahlg.": "payment",
    "verantw.": "responsible", "bearb.": "responsible", "lfd.": "running", "kto.": "account", "m/w": "sex", "m/w/d": "sex", "da?": "there", "wofür": "what for", "menge/einh.": "quantity", "gew.": "weight",
}  # fmt: skip
"""Words that headers cut short."""
WORDS = """
day: Tag Tages | the: der die das den dem des | a: ein eine einen einem einer eines | and: und | or: oder | not: nicht | no: kein keine keinen keiner keinem | still: noch | yet: bislang bisher
which: welche welcher welches welchen welchem | who: wer | whom: wem wen | when: wann | where: wo | what: was | how: wie | in: im in ins | on: am an auf | at: bei beim
for: für | with: mit | from: von vom aus ab | of: davon | to: zu zum zur an | since: seit | until: bis | before: vor | after: nach | per: pro je | over: über | under: unter
without: ohne ausser außer | have: haben habe hatten | has: hat hatte | is: ist | are: sind | were: waren wurden | was: war wurde wird | be: werden | we: wir | us: uns
our: unser unsere unseren unserer unserem unseres | it: es | they: sie | all: alle allen aller alles sämtliche | every: jeder jede jedes jeden jedem | only: nur
two: zwei | three: drei | four: vier | five: fünf | six: sechs | seven: sieben | eight: acht | nine: neun | ten: zehn | twelve: zwölf | half: halbes halben
pays: zahlt | pay: zahlen bezahlen | monthly: monatlich monatliche monatlichen | yearly: jährlich jährliche jährlichen | terminated: gekündigt kündbar | renew: verlängern
renewed: verlängert | lets: vermietet | signed: unterschrieben unterzeichnet abgeschlossen geschlossen | must: muss müssen | can: kann können | tell: nenn nenne sag
longer: länger | shorter: kürzer | higher: höher | lower: niedriger | guarantee: Garantie | warranty: Gewährleistung | penalty: Vertragsstrafe Vertragsstrafen | security: Sicherheit
spent: ausgegeben | cost: kostet kosten kosteten gekostet | owes: schuldet | owe: schulden | earned: verdient eingenommen | bought: gekauft angeschafft eingekauft | sold: verkauft
turnover: umgesetzt | issued: geschrieben gestellt ausgestellt | worked: gearbeitet | driven: gefahren | inspected: geprüft | received: erhalten eingegangen bekommen
ends: endet | end: enden | expire: auslaufen | highest: höchste höchsten höchster höchstes | lowest: niedrigste niedrigsten niedrigster kleinste kleinsten kleinster
largest: größte größten größter größtes | cheapest: billigste billigsten günstigste günstigsten günstigster | oldest: älteste ältesten ältester | newest: neueste neuesten neuester
longest: längste längsten längster | latest: letzte letzten letzter letztes | first: erste ersten erster erstes | next: nächste nächsten nächster nächstes
average: Durchschnitt durchschnittlich durchschnittliche durchschnittlichen durchschnittlicher mittlere | altogether: insgesamt zusammen | list: Liste auflisten | show: zeig zeige
January: Januar Jänner | February: Februar | March: März | May: Mai | June: Juni | July: Juli | October: Oktober | December: Dezember | today: heute | quarter: Quartal
monday: Montag | tuesday: Dienstag | wednesday: Mittwoch | thursday: Donnerstag | friday: Freitag | saturday: Samstag Sonnabend | sunday: Sonntag | more: mehr | less: weniger | euros: Euro | soon: bald | than: als | larger: größer | smaller: kleiner | cheaper: billiger günstiger | later: später | earlier: früher | older: älter
began: begann begannen | begin: beginnen | begins: beginnt | automatically: automatisch | already: schon bereits | expired: abgelaufen | compare: vergleiche vergleich | changed: geändert | mention: erwähnen nennen | concern: betreffen | new: neu neue neuen neuer neues | old: alt alte alten alter | together: gemeinsam
now: aktuell aktuelle aktuellen derzeit momentan jetzt zurzeit | currently: gerade gegenwärtig | spent: draufgegangen verbraucht investiert aufgewendet aufgewandt | gets: kriegt bekommt erhält | get: kriegen | paid: ausgezahlt ausbezahlt überwiesen
booked: gebucht reserviert | stays: bleibt | stay: bleiben | stayed: blieb blieben geblieben übernachtet | arrive: ankommen | arrived: angereist angekommen | left: abgereist | recorded: aufgeschrieben eingetragen erfasst notiert verbucht
invoiced: abgerechnet fakturiert berechnet | delivered: geliefert ausgeliefert | ordered: bestellt | rented: gemietet | hired: eingestellt | returned: zurückgegeben | repaired: repariert | borrowed: ausgeliehen geliehen entliehen
needs: braucht benötigt | need: brauchen benötigen | comes: kommt | come: kommen stammen | went: ging gingen gegangen | made: gemacht geleistet | make: machen | makes: macht | bring: bringen | brings: bringt brachte brachten eingebracht
buy: kaufen beziehen | missing: fehlt fehlen fehlte | counted: gezählt | excluding: ausgenommen ausschließlich abzüglich | including: inklusive einschließlich inkl | male: männlich männliche männlichen | female: weiblich weibliche weiblichen
both: beide beiden | other: fremde fremden andere anderen anderer anderes | same: gleiche gleichen gleicher selbe selben | own: eigen eigene eigenen eigener | there: da dort | also: auch | please: bitte | him: ihm ihn | her: ihr ihre ihren ihrer | his: seine seinen seiner
i: ich | me: mir mich | them: ihnen denen | whose: deren dessen | this: diese dieser dieses diesen diesem | wants: will möchte | want: wollen möchten | should: soll sollen | may: darf dürfen | runs: läuft | run: laufen | lies: liegt | lie: liegen | stand: stehen | stands: steht
expensive: teuer teure teuren teurer | cheap: billig billige billigen günstig | fewest: wenigsten | most: meiste meisten | morning: morgens | for: fürs | on: aufs | evening: abends | never: nie niemals | nobody: niemand | nothing: nichts | about: etwa ungefähr circa rund | beforehand: vorher
animal: Tier Tiers | letters: Schreiben | letter: Brief | rent: Pacht | instalment: Rate | goods: Ware | land: Grundstück | name: Name | staff: Personal | hours: std Std | change: ändern ändert | older: älteren | oldest: ältestes |  wrote: schrieb | agreed: vereinbart ausgemacht
year: Geschäftsjahr | start: starten | give: geben | gives: gibt | apply: gelten | applies: gilt | mean: bedeuten | means: bedeutet | called: heißt heißen | named: genannt | live: wohnen | lives: wohnt | have: hätten | was: wäre | mentions: nennt | holds: enthält | hold: enthalten
drove: fuhr fuhren | keep: führen | earn: verdienen | pay: bezahle | left: übrig verblieben | done: erledigt fertig | sick: krank | absent: abwesend | full: voll | empty: leer | available: verfügbar lieferbar vorrätig | in stock: lagernd | sent: verschickt versandt geschickt | planned: geplant | finished: beendet abgeschlossene
"""
"""Other words of questions, some of which are English words too: they are read so only in a question of their language, those in small
letters only where it has such or begins: "Hotel Drei Linden" is no number."""
PHRASES = (
    (r"\b(wie ?viele? (?:stunden|std|kilometer|km|tage|nächte)\b.*?)\b(?:ist|sind|hat|haben|war|waren|wurden)\b(.*?) (?:gearbeitet|geleistet|gemacht|aufgeschrieben|eingetragen|angefallen|draufgegangen|verbraucht|gefahren|zurückgelegt)(?=\W*(?:$|,))", r"\1hat\2"),
    (r"^was (?:hat sich|ist) (.*?)\bvon (\d{4}) (?:auf|zu|bis|nach) (\d{4}) (?:ge|ver)ändert\b", r"what changed \1from \2 to \3"), (r"^was (?:hat sich|wurde|ist) (.*?)(?:ge|ver)ändert\b", r"what changed \1"), (r"^in welche[mnr] (\w*protokoll(?:en)?) (?:geht es um|wird|steht(?: etwas)? (?:über|zu)|ist die rede von|kommt|kommen) (.*?)(?: (?:erwähnt|genannt|besprochen|vor))?(?=\W*$)", r"which \1 mention \2"),
    (r"\balle[s]? zusammen\b", "zusammen"), (r"(?<=\d )(euro|€) (?:pro|am|je) tag\b", r"\1 a day"), (r"(?<=\d )(euro|€) (?:pro|im|je) (?:monat)\b", r"\1 a month"), (r"(?<=\d )(euro|€) (?:pro|im|je) jahr\b", r"\1 a year"), (r"(?<=\d )(euro|€) (?:pro|die|je) stunde\b", r"\1 an hour"), (r"^was steht (?=i[mn]\b|auf\b)", "what is "), (r"\b(?:stehen|sind) im bestand\b", "haben wir"),
    (r"\bmit (?:dem )?(?:\w+s)?datum (?=im\b|am\b|vom\b|aus\b|in\b)", ""),
        (r"\b(?:beglichen|bezahlt) wurden(?=\W*$)", "bezahlt"), (r"\bin rechnung (?:ge)?stell(?:t|en)\b", "invoiced"), (r"\b(?:noch )?steh(?:t|en) (.*?)(?:noch )?\baus(?=\W*(?:$|,))", r"is outstanding \1"), (r"\b(?:noch )?aussteh(?:t|en|end|ende|enden)\b", "outstanding"),
        (r"\b(?:reis(?:t|en)|komm(?:t|en)|reisten|kamen) ((?:\S+ )+?)an(?=\W*(?:$|,))", r"arrive \1"), (r"\b(?:reis(?:t|en)|fahren|fährt|reisten) ((?:\S+ )+?)ab(?=\W*(?:$|,))", r"depart \1"),
        (r"\b(?:bring(?:t|en)|brachten) ((?:\S+ )+?)mit(?=\W*(?:$|,))", r"bring \1"), (r"\b(?:haben|hat) ((?:\S+ )*?)(?:abgesagt|storniert)(?=\W*(?:$|,))", r"are cancelled \1"), (r"\bg(?:ibt|eben|ab|aben) ((?:\S+ )+?)aus(?=\W*(?:$|,))", r"spend \1"),
        (r"\bn(?:immt|ehmen|ahm|ahmen) ((?:\S+ )+?)ein(?=\W*(?:$|,))", r"take \1"), (r"\bum (welche|wie viele) (.+?) kümmer(?:t|n) (?:sich )?(.+?)(?=\W*$)", r"für \1 \2 ist \3 verantwortlich"),
        (r"\b(?:nicht (?:mit|ein)?(?:gezählt|gerechnet)|nicht mitzählen)\b", "not counted"), (r"\bohne (?:die )?(?:storn\w+|abgesagte\w*)", "excluding cancelled"), (r"\bnicht stornierten? (?=[A-ZÄÖÜ])", "not cancelled "),
        (r"\b(?:ersten|1\.) halbjahr(?:es)?\b", "first half"), (r"\b(?:erstes) halbjahr\b", "first half"), (r"\b(?:zweiten|zweites|2\.) halbjahr(?:es)?\b", "second half"),
    (r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)\b", r"\3-\2-\1"), (r"\b(\d{1,2})\.(\d{1,2})\.(\d\d)\b(?![.\d])", r"20\3-\2-\1"),
    (r"(?<=\d)\.(?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\b(\d{1,2})\.(?= [A-ZÄÖÜ])", r"\1"),
    (r"\bbei welche([mnr])\b", r"in welche\1"), (r"\b(?:sich|denn|eigentlich) ", ""),
    (r"\bin welchen (\w*verträgen) (?:ist|wird|gibt es|steht) (?:eine?n? )?(?!d[iae][ers]\b)(\w+)(?: oder (?:eine? )?\w+)?(?: (?:vereinbart|verlangt|vorgesehen|geregelt))?(?=\W*$)", r"welche \1 haben eine \2"),
    (r"\b(?:alle|liste aller|welche) (\w*verträgen?) (?:mit|haben)(?: eine[rnm]?)? (?!wir\b)(\w+)(?=\W*$)", r"welche \1 haben eine \2"),
    (r"\b(?:sind|ist|laufen|läuft|gelten|gilt) noch(?: (?:gültig|aktiv|in kraft))?(?=\W*$)", "are still running"), (r"\bsind (?:schon |bereits )?abgelaufen\b", "have expired"),
    (r"\b(welche|alle[rn]?|viele|unsere[rn]?) (artikel|mitarbeiter|mieter|fahrer)\b", r"\1 \2n"),
    (r"\bfass(?:e|en)?\b(.*?)\bzusammen\b", r"summarise\1"), (r"\bzusammenfassung (?:vom|von|der|des)\b", "summary of"),
    (r"\bwie ?viele? (?=(?:stunden|std|kilometer|tage|nächte)\b)", "how many "), (r"\bwie ?viele[rn]?\b", "how many"), (r"\bwie ?viel\b", "how much"),
    (r"\bwie hoch (?=(?:ist|sind|war|waren)\b)", "what "), (r"\bwie lange\b", "how long"), (r"\bwie oft\b", "how often"), (r"\banzahl (?:der|an|von|aller)\b|\banzahl\b(?= [A-ZÄÖÜ])", "number of"),
    (r"\bwas (?:kostet|kosten)\b", "how much does it cost"), (r"\bam meisten\b|\bdie meisten\b", "the most"), (r"\bam wenigsten\b|\bdie wenigsten\b", "the least"),
    (r"\bam (?:teuersten|kostspieligsten)\b|\bteuerste[nrs]?\b", "most expensive"), (r"\bam (?:billigsten|günstigsten)\b", "cheapest"), (r"\bam höchsten\b", "highest"),
    (r"\bam (\w+sten)\b", r"\1"), (r"\bim (?:durchschnitt|schnitt|mittel)\b", "on average"), (r"\bgab es\b|\bes gab\b", "were there"), (r"\bgibt es\b|\bes gibt\b", "are there"),
    (r"\bam tag\b", "per day"), (r"\bim monat\b", "per month"), (r"\bim jahr\b(?! \d)", "per year"), (r"\bmehr als(?= \d)", "over"), (r"\bweniger als(?= \d)", "under"), (r"\bmehr als\b", "more than"), (r"\bweniger als\b", "less than"), (r"\bhöchstens\b", "at most"), (r"\bmindestens\b", "at least"), (r"\bzwischen\b", "between"),
    (r"\bnoch nicht\b", "not yet"), (r"\bnoch (?=offen)", ""), (r"\b(?:letzten|vorigen|vergangenen) monat\b", "last month"), (r"\b(?:letztes|voriges|vergangenes|im letzten) jahr\b", "last year"),
    (r"\b(?:diesen|in diesem) monat\b", "this month"), (r"\b(?:dieses|in diesem) jahr\b", "this year"), (r"\bersten?s? quartal\b", "first quarter"), (r"\bzweiten?s? quartal\b", "second quarter"),
    (r"\bdritten?s? quartal\b", "third quarter"), (r"\bvierten?s? quartal\b", "fourth quarter"), (r"\blaufen (.*?) aus\b", r"end \1"), (r"\bläuft (.*?) aus\b", r"ends \1"), (r"\bvon (?=\d|ein|zwei|drei|vier|fünf|sechs|acht|zehn|zwölf)", "of "),
    (r"\bals ersten?r?s?\b|\bzuerst\b|\bam frühesten\b", "first"), (r"\bals letzte[rs]?\b|\bzuletzt\b|\bam spätesten\b", "last"), (r"\bbeträgt (.*?)(?=\?|$)", r"is \1"),
)  # fmt: skip
"""What is more than a word, or a number as it is written there: patterns and what is read, in order."""
ENDINGS = ("ern", "en", "em", "er", "es", "e", "n", "s")
"""Endings of nouns and adjectives, by which one form is known from another."""
