"""Read words of other languages, of sheets and questions, in English. Pure.

What computes over sheets knows English and Chinese. A question in another language is read by it with its known words in English; the
rest, names of things and people, stays as it was typed. Headers and cells are read by the same words. Nothing of it is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.languages import Language
from assistant.regexes import lazy_regex

_NOUNS: Mapping[Language, str] = {
    "de": """
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
department: abteilung abteilungen | project: projekt projekte projekts | member: mitglied mitglieder mitgliedern | number: nummer nummern | beginning: beginn
""",
}
"""Words of headers, and of questions about them: English, and the forms of the other language. None of these is an English word."""
_FIRST_PARTS: Mapping[str, str] = {
    "monats": "monthly", "jahres": "yearly", "gesamt": "total", "rechnungs": "invoice", "kauf": "purchase", "verkaufs": "sale", "einkaufs": "purchase",
    "liefer": "delivery", "bestell": "order", "kunden": "customer", "mitarbeiter": "employee", "vertrags": "contract", "artikel": "item", "fälligkeits": "due",
    "zahlungs": "payment", "geburts": "birth", "end": "end", "prüf": "inspection", "tages": "daily", "lager": "stock", "durchschnitts": "average", "höchst": "highest", "mindest": "minimum",
}  # fmt: skip
"""First parts of words that are joined; others stay as they are."""
_SHORT: Mapping[str, str] = {
    "bez.": "paid", "rg.-nr.": "invoice number", "rg.nr.": "invoice number", "rechn.-nr.": "invoice number", "re.-nr.": "invoice number", "kd.": "customer",
    "ma.": "employee", "bem.": "remarks", "fäll.": "due", "anz.": "quantity", "lief.": "supplier", "ges.": "total", "betr.": "amount",
}  # fmt: skip
"""Words that headers cut short, each with its full stop."""
_WORDS: Mapping[Language, str] = {
    "de": """
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
""",
}
"""Other words of questions, some of which are English words too: they are read so only in a question of their language, those in small
letters only where it has such or begins: "Hotel Drei Linden" is no number."""
_PHRASES: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "de": (
        (r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)\b", r"\3-\2-\1"), (r"\b(\d{1,2})\.(\d{1,2})\.(\d\d)\b(?![.\d])", r"20\3-\2-\1"),
        (r"(?<=\d)\.(?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\b(\d{1,2})\.(?= [A-ZÄÖÜ])", r"\1"),
        (r"\bbei welche([mnr])\b", r"in welche\1"), (r"\b(?:sich|denn|eigentlich) ", ""),
        (r"\bin welchen (\w*verträgen) (?:ist|wird|gibt es|steht) (?:eine?n? )?(?!d[iae][ers]\b)(\w+)(?: oder \w+)?(?: (?:vereinbart|verlangt|vorgesehen|geregelt))?(?=\W*$)", r"welche \1 haben eine \2"),
        (r"\b(?:alle|liste aller|welche) (\w*verträgen?) (?:mit|haben)(?: eine[rnm]?)? (?!wir\b)(\w+)(?=\W*$)", r"welche \1 haben eine \2"),
        (r"\b(?:sind|ist|laufen|läuft|gelten|gilt) noch(?: (?:gültig|aktiv|in kraft))?(?=\W*$)", "are still running"), (r"\bsind (?:schon |bereits )?abgelaufen\b", "have expired"),
        (r"\b(welche|alle[rn]?|viele|unsere[rn]?) (artikel|mitarbeiter|mieter|fahrer)\b", r"\1 \2n"),
        (r"\bfass(?:e|en)?\b(.*?)\bzusammen\b", r"summarise\1"), (r"\bzusammenfassung (?:vom|von|der|des)\b", "summary of"),
        (r"\bwie ?viele (?=(?:stunden|kilometer|tage|nächte)\b)", "how many "), (r"\bwie ?viele[rn]?\b", "how many"), (r"\bwie ?viel\b", "how much"),
        (r"\bwie hoch (?=(?:ist|sind|war|waren)\b)", "what "), (r"\bwie lange\b", "how long"), (r"\bwie oft\b", "how often"), (r"\banzahl (?:der|an|von|aller)\b|\banzahl\b(?= [A-ZÄÖÜ])", "number of"),
        (r"\bwas (?:kostet|kosten)\b", "how much does it cost"), (r"\bam meisten\b|\bdie meisten\b", "the most"), (r"\bam wenigsten\b|\bdie wenigsten\b", "the least"),
        (r"\bam (?:teuersten|kostspieligsten)\b|\bteuerste[nrs]?\b", "most expensive"), (r"\bam (?:billigsten|günstigsten)\b", "cheapest"), (r"\bam höchsten\b", "highest"),
        (r"\bam (\w+sten)\b", r"\1"), (r"\bim (?:durchschnitt|schnitt|mittel)\b", "on average"), (r"\bgab es\b|\bes gab\b", "were there"), (r"\bgibt es\b|\bes gibt\b", "are there"),
        (r"\bam tag\b", "per day"), (r"\bim monat\b", "per month"), (r"\bim jahr\b(?! \d)", "per year"), (r"\bmehr als\b", "more than"), (r"\bweniger als\b", "less than"), (r"\bhöchstens\b", "at most"), (r"\bmindestens\b", "at least"), (r"\bzwischen\b", "between"),
        (r"\bnoch nicht\b", "not yet"), (r"\bnoch (?=offen)", ""), (r"\b(?:letzten|vorigen|vergangenen) monat\b", "last month"), (r"\b(?:letztes|voriges|vergangenes|im letzten) jahr\b", "last year"),
        (r"\b(?:diesen|in diesem) monat\b", "this month"), (r"\b(?:dieses|in diesem) jahr\b", "this year"), (r"\bersten? quartal\b", "Q1"), (r"\bzweiten? quartal\b", "Q2"),
        (r"\bdritten? quartal\b", "Q3"), (r"\bvierten? quartal\b", "Q4"), (r"\blaufen (.*?) aus\b", r"end \1"), (r"\bläuft (.*?) aus\b", r"ends \1"), (r"\bvon (?=\d|ein|zwei|drei|vier|fünf|sechs|acht|zehn|zwölf)", "of "),
        (r"\bals ersten?r?s?\b|\bzuerst\b|\bam frühesten\b", "first"), (r"\bals letzte[rs]?\b|\bzuletzt\b|\bam spätesten\b", "last"), (r"\bbeträgt (.*?)(?=\?|$)", r"is \1"),
    ),
}  # fmt: skip
"""What is more than a word, or a number as it is written there: patterns and what is read, in order."""
SHORTEST_LAST = 5
"""Letters from which a noun is known at the end of a longer word."""
_WORD = lazy_regex(r"[^\W\d_]+")


def _table(lines: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"[|\n]", lines):
        english, _, forms = entry.partition(":")
        for form in forms.split():
            yield form, english.strip()


@lru_cache(maxsize=1)
def _nouns() -> Mapping[str, str]:
    return {form: english for lines in _NOUNS.values() for form, english in _table(lines)}


@lru_cache(maxsize=8)
def _words(language: Language) -> Mapping[str, str]:
    words = dict(_table(_WORDS[language]))
    return {**{word.lower(): english for word, english in words.items() if word != word.lower()}, **words}


@lru_cache(maxsize=8)
def _phrases(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(said, re.IGNORECASE), read) for said, read in _PHRASES[language])


@lru_cache(maxsize=20_000)
def _joined(word: str) -> str:
    """Return a word that ends in a known noun with that in English, else nothing."""
    nouns = _nouns()
    for at in range(3, len(word) - SHORTEST_LAST + 1):
        if (last := nouns.get(word[at:])) is not None:
            first = word[:at]
            return f"{_FIRST_PARTS.get(first) or nouns.get(first) or first} {last}"
    return ""


def nouns_in_english(text: str) -> str:
    """Return a header or a cell with the known nouns of other languages in English."""
    nouns = _nouns()

    def read(found: re.Match[str]) -> str:
        word = found[0].lower()
        return nouns.get(word) or (_joined(word) if len(word) > SHORTEST_LAST + 2 else "") or found[0]

    return _WORD.sub(read, text)


def header_in_english(header: str) -> str:
    """Return a header in small letters with its short and known words in English."""
    if header.strip() == "std.":
        return "hours"  # of English words it is the short form of standard
    header = re.sub(r"(?:/|\b(?:pro|je)) ?tag\b", "/day", header)
    if "." in header:
        header = " ".join(_SHORT.get(word, word) for word in header.split())
    return nouns_in_english(header)


@lru_cache(maxsize=64)
def in_english(question: str, language: Language) -> str:
    """Return a question with the words that are known of its language in English."""
    if language not in _PHRASES:
        return question
    for pattern, english in _phrases(language):
        question = pattern.sub(english, question)
    words = _words(language)

    def read(found: re.Match[str]) -> str:
        begins = not question[: found.start()].strip(' ¿¡"„(')
        return words.get(found[0].lower() if begins else found[0], found[0])

    return nouns_in_english(_WORD.sub(read, question))


def as_asked(said: str, question: str, language: Language) -> str:
    """Return the words of a question that were read so in English, else those."""
    words = question.strip(" ?!.").split()
    runs = (words[at:end] for at in range(len(words)) for end in range(at + 1, len(words) + 1))
    found = (
        run
        for run in sorted(runs, key=len)
        if in_english(" ".join(run), language).casefold() == said.casefold()
    )
    return " ".join(next(found, [said]))
