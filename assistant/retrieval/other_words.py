"""Words of eight languages, and the English that sheets are asked by. Data.

Entries are parted by `|` or a new line: `English: forms`, or `English of one: forms of one / forms of several`. Japanese is read in
Chinese, which is written without spaces too and shares its characters.
"""

from __future__ import annotations

from collections.abc import Mapping

Spoken = str
"""One of the ten languages, or "nl"."""

YES = frozenset(["ja", "oui", "si", "sí", "sì", "sim", "da", "да", "はい", "済", "済み", "예", "네"])
NO = frozenset(["nee", "nein", "non", "no", "não", "nao", "нет", "いいえ", "未", "未済", "아니요", "아니오"])
"""Cells that say yes and no."""

NOUNS: Mapping[Spoken, str] = {
    "fr": """
invoice: facture / factures | amount: montant / montants | paid: réglé réglée réglés réglées payé payée payés payées acquitté acquittée acquittés acquittées encaissé encaissée encaissés encaissées | unpaid: impayé impayée impayés impayées
outstanding: restant restante dû | supplier: fournisseur / fournisseurs | tenant: locataire / locataires | landlord: bailleur bailleurs | employee: salarié salariée employé employée / salariés employés
quantity: quantité qté quantités | rent: loyer / loyers | deposit: acompte / acomptes | discount: rabais | week: semaine / semaines | month: mois | day: jour / jours | hours: heure heures
registration: inscription / inscriptions | level: niveau / niveaux | participant: stagiaire / stagiaires | member: adhérent adhérente / adhérents | delivery: livraison / livraisons | order: commande / commandes | purchase: achat / achats
contract: contrat / contrats | lease: / baux | status: statut | name: nom / noms | town: ville / villes | number: numéro numéros | due: échéance échéances | remarks: remarque remarques | customer: cliente / clientes | price list: tarif / tarifs | cancelled: annulé annulée annulés annulées
expense: dépense / dépenses | revenue: recette / recettes | booking: réservation / réservations | year: année / années
""",
    "es": """
invoice: factura / facturas | amount: importe monto / importes montos | paid: pagado pagada pagados pagadas cobrado cobrada cobrados cobradas abonado abonada | unpaid: impagado impagada impagados impagadas | outstanding: pendiente pendientes
supplier: proveedor proveedora / proveedores | tenant: inquilino inquilina arrendatario arrendataria / inquilinos | landlord: arrendador arrendadora propietario | employee: empleado empleada / empleados empleadas | customer: cliente / clientes | quantity: cantidad cantidades
price: precio / precios | rent: alquiler / alquileres | deposit: fianza | discount: descuento / descuentos | week: semana / semanas | month: mes / meses | day: día / días | hours: hora horas | year: año / años | date: fecha / fechas | state: estado | number: número
order: pedido / pedidos | purchase: compra / compras | sale: venta / ventas | delivery: entrega / entregas | contract: contrato / contratos | registration: inscripción / inscripciones | booking: reserva / reservas | due: vencimiento | expense: gasto / gastos | name: nombre / nombres | town: ciudad
product: producto / productos | cancelled: anulado anulada anulados anuladas cancelado cancelada cancelados canceladas | remarks: observaciones | price list: tarifa / tarifas | kilos: quilos
""",
    "it": """
invoice: fattura / fatture | amount: importo / importi | paid: pagato pagata pagati pagate saldato saldata saldati saldate incassato incassata incassati incassate | unpaid: insoluto insoluta insoluti insolute | supplier: fornitore / fornitori | tenant: inquilino inquilina conduttore conduttrice
landlord: locatore locatrice | employee: dipendente / dipendenti | customer: clienti | quantity: quantità | price: prezzo / prezzi | rent: affitto canone / affitti canoni | deposit: cauzione | discount: sconto / sconti | week: settimana / settimane | month: mese / mesi | day: giorno / giorni
year: anno / anni | order: ordine / ordini | purchase: acquisto / acquisti | sale: vendita / vendite | delivery: consegna / consegne | contract: contratto / contratti | booking: prenotazione / prenotazioni | registration: iscrizione / iscrizioni | due: scadenza
expense: spesa / spese | town: città | product: prodotto / prodotti | cancelled: annullato annullata annullati annullate | state: stato | price list: listino / listini | number: numero | item: articolo / articoli
""",
    "pt": """
invoice: fatura nota-fiscal / faturas | amount: montante quantia / montantes | paid: pago paga pagos pagas recebido recebida recebidos recebidas liquidado liquidada | outstanding: pendente pendentes | supplier: fornecedor fornecedora / fornecedores | tenant: inquilino inquilina locatário locatária
landlord: senhorio locador locadora | employee: funcionário funcionária / funcionários | quantity: quantidade qtde | price: preço / preços | rent: aluguel aluguer renda / aluguéis rendas | deposit: caução | discount: desconto / descontos | month: mês | day: dia / dias | year: ano / anos
order: encomenda pedido / encomendas pedidos | purchase: compra / compras | sale: venda / vendas | delivery: entrega / entregas | contract: contrato / contratos | booking: reserva / reservas | registration: inscrição / inscrições | due: vencimento | expense: despesa / despesas | name: nome / nomes
town: cidade | product: produto / produtos | cancelled: cancelado cancelada cancelados canceladas anulada | state: situação | price list: tabela | remarks: observações | week: semana / semanas | hours: hora horas
""",
    "nl": """
invoice: factuur / facturen | amount: bedrag / bedragen | paid: betaald betaalde voldaan voldane | unpaid: onbetaald onbetaalde | outstanding: openstaand openstaande | supplier: leverancier / leveranciers | tenant: huurder / huurders | landlord: verhuurder | employee: medewerker medewerkster / medewerkers
customer: klant / klanten | quantity: aantal hoeveelheid | price: prijs / prijzen | rent: huur | deposit: borg waarborgsom | discount: korting / kortingen | week: / weken | month: maand / maanden | day: dag / dagen | hours: uur uren | year: jaar / jaren | order: bestelling / bestellingen
purchase: aankoop inkoop / aankopen | sale: verkoop | delivery: levering / leveringen | delivery date: leverdatum | contract: overeenkomst / contracten overeenkomsten | lease: huurcontract / huurcontracten | booking: boeking / boekingen | registration: inschrijving / inschrijvingen
place: plaats / plaatsen | name: naam / namen | number: nummer / nummers | due: vervaldatum | expense: uitgave / uitgaven | revenue: omzet | price list: prijslijst / prijslijsten | cancelled: geannuleerd geannuleerde | remarks: opmerking opmerkingen | stock: voorraad | product: producten
""",
    "ru": """
invoice: счёт счет счёту счету счётом счетом счёте / счета счёта счетов счетам счетами счетах | amount: сумма суммы сумму суммой сумме сумм руб | paid: оплачен оплачена оплачено оплачены оплаченный оплаченные оплаченных оплаченным оплаченная оплачённые | unpaid: неоплачен неоплачена неоплаченный неоплаченная неоплаченные неоплаченных неоплаченным неоплаченную
supplier: поставщик поставщика поставщику поставщиком / поставщики поставщиков поставщикам | customer: клиент клиента клиенту заказчик заказчика покупатель / клиенты клиентов заказчики | tenant: арендатор арендатора арендатору / арендаторы | landlord: арендодатель арендодателя
employee: сотрудник сотрудника работник / сотрудники сотрудников работники | item: товар товара товару / товары товаров | quantity: количество количества кол-во | price: цена цены цену цене / цен | cost: стоимость стоимости | rent: аренда аренды аренду арендная плата | deposit: залог залога депозит
date: дата даты дату | status: статус статуса | month: месяц месяца месяце / месяцы месяцев | year: год года году / годы годов лет | day: день дня / дни дней | week: неделя недели неделю / недель | purchase: закупка закупки закупку закупке / закупок закупкам закупках
order: заказ заказа / заказы заказов | delivery: поставка поставки поставку / поставок | contract: договор договора договору договоре / договоры договоров | sale: продажа продажи / продаж | cancelled: отменён отменен отменена отменено отменены отменённый отмененный отменённые отмененные отменённых отмененных отменённого отмененного
price list: прейскурант прейскуранта прейскуранте / прейскуранты прейскурантов | number: номер номера | name: имя название названия | city: город города городе | remarks: примечание примечания | expense: расход расхода / расходы расходов | payment: оплата оплаты платёж платеж / платежи платежей | discount: скидка скидки скидку
""",
    "ja": """
单据号: 伝票番号 | 供应商: 仕入先 取引先 | 品名: 商品名 | 付款: 支払 支払い 入金 支払状況 入金状況 | 客户: 顧客 得意先 お客様 | 已付: 支払済 支払済み 支払い済み 入金済 入金済み | 未付: 未払 未払い 未入金 未収 | 备注: 備考 摘要 | 负责人: 担当者 担当 | 单价: 単価 | 金额: 金額 | 合计: 合計 | 状态: 状態
""",
    "ko": """
invoice: 송장 청구서 계산서 전표 | amount: 금액 | paid: 결제 결제완료 지급 지급완료 입금 입금완료 완납 납부 | unpaid: 미결제 미지급 미납 미수 미입금 | supplier: 공급업체 거래처 매입처 공급처 납품처 | customer: 고객 고객명 | item: 품목 품명 상품 | quantity: 수량 | price: 가격 단가 | date: 날짜 일자
status: 상태 | order: 주문 발주 | delivery: 배송 납품 | total: 합계 총액 | contract: 계약 계약서 | rent: 임대료 월세 | deposit: 보증금 | cancelled: 취소 취소됨 | remarks: 비고 | purchase: 구매 매입 | state: 결제상태 결제여부 지급상태 | number: 번호 | price list: 가격표 요금표
""",
}
"""Words of headers, cells and questions; none is an English word, nor another one of the others."""

WORDS: Mapping[Spoken, str] = {
    "fr": """
the: le la les | a: un une | of: de du des | and: et | or: ou | not: pas | no: aucun aucune | what: quel quelle | which: quels quelles lequel laquelle lesquels lesquelles | who: qui | when: quand | where: où | what: que quoi | in: en dans | at: chez au aux | to: à | for: pour | with: avec | from: depuis
until: jusque | per: par | over: sur | under: sous | without: sans | has: a | have: ont avons avez | is: est | are: sont | were: étaient | was: était | we: nous on | our: nos notre | it: il elle | they: ils elles | all: tous toutes tout toute | each: chaque | still: encore toujours | only: seulement | before: avant | after: après | between: entre
does: fait | do: font | pays: paie | pay: payer paient payons | spent: dépensé dépensés dépensée | cost: coûté coûtent coûte coûter | owes: doit | owe: devons doivent | bought: acheté achetés achetée achetées | sold: vendu vendus vendue vendues | received: reçu reçus encaissé | delivered: livré livrés livrée livrées | ordered: commandé commandés
highest: maximum maximal | average: moyenne moyen | total: total totale totaux somme | most: plupart | how many: combien | january: janvier | february: février fevrier | march: mars | april: avril | may: mai | june: juin | july: juillet | august: août aout | september: septembre | october: octobre | november: novembre | december: décembre
document: document | file: fichier / fichiers | minutes: compte-rendu comptes-rendus procès-verbal procès-verbaux | rules: règlement | letter: courrier lettre | mail: courriel | manual: manuel notice | customer: client / clients | date: date / dates | price: prix | deposit: caution | discount: remise / remises | lease: bail | course: stage / stages | changed: changé | today: aujourd'hui | name: nom
""",
    "es": """
the: el la los las lo | a: un una unos unas | of: de del | and: y e | or: o u | not: no | what: qué cuál | which: cuáles | who: quién quiénes quien | when: cuándo | where: dónde | in: en | to: a al | for: para por | with: con | from: desde | until: hasta | per: | over: sobre | under: bajo | without: sin | has: ha tiene
have: han hemos tenemos tienen hay | is: es está | are: son están | were: fueron eran | was: fue era | we: nosotros | our: nuestro nuestra nuestros nuestras | all: todos todas todo toda | each: cada | still: aún todavía | only: solo sólo | before: antes | after: después | between: entre | pays: paga | pay: pagan pagamos pagar
spent: gastado gastamos gastó | cost: costó cuesta cuestan costaron | owes: debe | owe: debemos deben | bought: comprado compramos compró comprados compradas | sold: vendido vendidos vendió | delivered: entregado entregados | ordered: pedido
how much: cuánto cuánta | how many: cuántos cuántas | total: total suma | average: promedio media | most: mayoría | january: enero | february: febrero | march: marzo | april: abril | may: mayo | june: junio | july: julio | august: agosto | september: septiembre setiembre | october: octubre | november: noviembre | december: diciembre
document: documento / documentos | file: archivo fichero / archivos ficheros | minutes: acta actas | rules: reglamento normas | letter: carta | mail: correo | manual: manual | changed: cambió cambiado | today: hoy | hotel: hotel
""",
    "it": """
the: il lo la i gli le | a: un uno una | of: di del della dei degli delle dello | and: e ed | or: o | not: non | what: quale | which: quali | who: chi | when: quando | where: dove | what: cosa che | in: in nel nella nei nelle | at: presso | to: a al alla ai alle | for: per | with: con | from: da dal dalla dai dalle
until: fino | over: su sul sulla sui | under: sotto | without: senza | has: ha | have: hanno abbiamo | is: è | are: sono | were: erano | was: era | we: noi | our: nostro nostra nostri nostre | all: tutti tutte tutto tutta | each: ogni | still: ancora | only: solo soltanto | before: prima | after: dopo | between: tra fra | pays: paga | pay: pagano paghiamo pagare
spent: speso spesi | cost: costa costano costato | owes: deve | owe: dobbiamo devono | bought: comprato comprati acquistato acquistati | sold: venduto venduti | delivered: consegnato consegnati | ordered: ordinato ordinati | how much: quanto quanta | how many: quanti quante | total: totale somma | average: media
january: gennaio | february: febbraio | march: marzo | april: aprile | may: maggio | june: giugno | july: luglio | august: agosto | september: settembre | october: ottobre | november: novembre | december: dicembre | document: documento / documenti | file: file | minutes: verbale verbali | rules: regolamento | letter: lettera | mail: mail email | manual: manuale
customer: cliente | hours: ora ore | date: data / date | changed: cambiato | today: oggi | name: nome / nomi
""",
    "pt": """
the: o a os as | a: um uma | of: de do da dos das | and: e | or: ou | not: não | what: qual | which: quais | who: quem | when: quando | where: onde | what: que | in: em no na nos nas | at: ao aos | to: à às | for: para pelo pela | by: por | with: com | from: desde | until: até | over: sobre | under: sob | without: sem | has: tem | have: têm temos há
is: é está | are: são estão | were: foram eram | was: foi era | we: nós | our: nosso nossa nossos nossas | all: todos todas todo toda tudo | each: cada | still: ainda | only: só apenas | before: antes | after: depois | between: entre | pay: pagam pagamos pagar | spent: gasto gastamos gastou | cost: custa custam custou
owes: deve | owe: devemos devem | bought: comprado comprados comprou compramos | sold: vendido vendidos | delivered: entregue entregues | how much: quanto quanta | how many: quantos quantas | total: total soma | average: média | january: janeiro | february: fevereiro | march: março | april: abril | may: maio | june: junho | july: julho
august: agosto | september: setembro | october: outubro | november: novembro | december: dezembro | months: meses | document: documento / documentos | file: arquivo ficheiro / arquivos ficheiros | minutes: ata atas acta actas | rules: regulamento | letter: carta | mail: e-mail email | manual: manual | customer: cliente / clientes | date: data / datas | changed: mudou mudado alterado | today: hoje | value: valor / valores
""",
    "nl": """
the: de het 't | a: een | of: van | and: en | or: of | not: niet | no: geen | which: welke welk | who: wie | when: wanneer | where: waar | what: wat | in: in | on: op | at: bij | to: naar aan | for: voor | with: met | from: vanaf uit | until: tot | per: per | over: boven | under: onder | without: zonder | has: heeft | have: hebben heb
is: is | are: zijn | were: waren werden | was: was werd | we: wij we | our: ons onze | they: zij | all: alle alles | each: elke elk ieder iedere | still: nog | only: alleen | before: vóór | after: na | between: tussen | pays: betaalt | pay: betalen | spent: uitgegeven besteed | cost: kost kosten kostte kostten
bought: gekocht ingekocht | sold: verkocht | delivered: geleverd | ordered: besteld | went: ging gingen gegaan | how many: hoeveel | total: totaal | together: samen | average: gemiddeld gemiddelde | most: meeste | highest: hoogste | lowest: laagste | january: januari | february: februari | march: maart | april: april | may: mei | june: juni | july: juli | august: augustus
september: september | october: oktober | november: november | december: december | document: document / documenten | file: bestand / bestanden | minutes: verslag notulen verslagen | rules: regeling reglement | letter: brief | mail: mail | manual: handleiding | date: datum | changed: veranderd gewijzigd | today: vandaag | money: geld | expensive: duur | list: lijst
stand: staan | stands: staat | can: kan kunnen | must: moet moeten | may: mag mogen | does: doet | will: zal zullen | new: nieuwe nieuw
""",
    "ru": """
and: и | or: или | not: не | no: нет | what: какой какая какое какую каком | which: какие каких каким какими | who: кто | whom: кому кого | when: когда | where: где | what: что | in: в во | on: на | at: у | to: к | for: для за | with: с со | from: от из | of: о об | until: до | without: без | has: имеет | we: мы | us: нас нам | our: наш наша наши наших нашего
all: все всех всё всего | each: каждый каждая каждого | still: ещё еще | only: только | before: перед | after: после | between: между | pays: платит | pay: платим платят платить | spent: потратили потрачено ушло израсходовано истратили | cost: стоит стоят стоил стоила стоили | owes: должен должна | owe: должны
bought: купили закупили куплено закуплено купил купила закуплены | sold: продали продано | delivered: доставили доставлено поставили | ordered: заказали заказано | paid: оплатили заплатили заплачено | how many: сколько | total: итого общая общую | average: средний средняя среднее среднюю средней | highest: максимальный самый | january: январь января январе
february: февраль февраля феврале | march: март марта марте | april: апрель апреля апреле | may: май мая мае | june: июнь июня июне | july: июль июля июле | august: август августа августе | september: сентябрь сентября сентябре | october: октябрь октября октябре | november: ноябрь ноября ноябре | december: декабрь декабря декабре
document: документ документа / документы документов документах | file: файл файла файле / файлы файлов файлах | minutes: протокол протокола протоколе протоколы протоколах протоколов | rules: правила правил правилах | letter: письмо письма письме | manual: инструкция инструкции инструкцию | today: сегодня
""",
    "ja": "",
    "ko": """
how many: 몇 | total: 총 모두 전부 전체 | and: 그리고 | which: 어떤 어느 | who: 누가 누구 | not: 않은 | yet: 아직
""",
}
"""Other words of questions. What only holds a sentence together, and stands nowhere here, is left out."""

PHRASES: Mapping[Spoken, tuple[tuple[str, str], ...]] = {
    "fr": (
        (r"^(?:que|qu['’]est-ce que) (?:dit|raconte|annonce|contient) (?:le |la |l['’])([\w-]+) (d[eu]s? .*?|d['’].*?)(?=\W*$)", r"what does the \1 \2 say"), (r"^(?:qu['’]y a-t-il|que trouve-t-on) dans (?:le |la |l['’])", "what is in the "),
        (r"\bn['’]\s*", "ne "), (r"\bd['’]\s*", "de "), (r"\bl['’]\s*", "le "), (r"\bqu['’]\s*", "que "), (r"\b[jmstc]['’]\s*", " "), (r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."),
        (r"\best-ce que\b", ""), (r"-t-(?=il|elle|on)", " "), (r"(?<=\w)-(?=(?:il|elle|on|nous|vous|ils|elles|je|tu)\b)", " "),
        (r"\bcombien (?:il )?(?:reste|manque) (?:il )?(?:encore )?à (?:encaisser|payer|régler|recevoir|percevoir)\b", "how much is still outstanding"), (r"\b(?:reste|restent)(?: il)?(?: encore)? à (?:encaisser|payer|régler|percevoir)\b", "is outstanding"),
        (r"\b(?:en tout|au total)\b", "in total"), (r"\bcombien (?:a|ont|avons|est) ?(?:on|nous|il|elle)?\b", "how much has"), (r"\bcombien (?:coûtent|coûte|valent|vaut)\b", "how much does it cost"),
        (r"\bà combien (?:élèvent?|montent?)(?: (?:ils|elles|il|elle))?\b|\bquel est le (?:montant )?total\b|\bcombien font\b|\bquelle est la somme\b", "what is the total"), (r"\bcombien (?:y a (?:il )?)?de ", "how many "),
        (r"\bne (sont|est|ont|a|était|étaient) pas encore\b", r"\1 not yet"), (r"\bne (sont|est|ont|a|était|étaient) (?:toujours )?pas\b", r"\1 not"), (r"\b(?:non|pas(?: encore)?) (?:réglée?s?|payée?s?|acquittée?s?|encaissée?s?)\b", "unpaid"), (r"\bpas encore\b", "not yet"),
        (r"\b(?:le|la|les) plus (?:cher|chère|chers|chères)\b|\b(?:le|la|les) plus (?:élevée?s?|grande?s?|hautes?)\b", "highest"), (r"\b(?:le|la|les) moins (?:cher|chère|chers|chères)\b|\b(?:le|la|les) plus (?:basse?s?|petite?s?)\b", "lowest"), (r"\ben moyenne\b", "on average"),
        (r"\bplus de (?=\d)", "over "), (r"\bmoins de (?=\d)", "under "), (r"\bsans (?:compter|tenir compte d[eu]s?)\b|\bhormis\b|\bsauf\b", "excluding"), (r"\b(?:dans|de|par) quels? (comptes?[- ]rendus?|procès-verb\w+) (?:parle|est il question|mentionne|évoque)(?: (?:on|il))? ?(?:d[eu]s? |les? |la )*", "which minutes mention "),
        (r"\bdans quel (?:fichier|document) (?:se trouve|est|figure|y a il)(?: on)?\b|\bquel (?:fichier|document) contient\b", "which file is the"),
    ),
    "es": (
        (r"^¿?qué (?:dice|cuenta|pone|contiene) (?:el|la) ([\w-]+) (de.*?)(?=\W*$)", r"what does the \1 \2 say"), (r"^¿?qué (?:hay|pone) en (?:el|la) ", "what is in the "), (r"[¿¡]", ""), (r"(?<=\d)\.(?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\bcuánto (?:nos )?(?:suman?|importan|ascienden|hacen)\b|\bcuál es (?:la suma|el (?:importe )?total)\b|\ba cuánto (?:asciende|ascienden|suman?)\b", "what is the total of"),
        (r"\bcuánto (?:nos )?(?:queda|falta|hay)(?: todavía| aún)?(?: por| pendiente de)? (?:cobrar|pagar|recibir|abonar)\b|\bcuánto (?:queda|hay) pendiente\b", "how much is still outstanding"), (r"\b(?:sin|por|pendientes? de) (?:pagar|cobrar|abonar|pago|cobro)\b|\bno (?:están |está |han sido |ha sido )?(?:pagad|cobrad|abonad)[oa]s?\b", "unpaid"),
        (r"\ben total\b", "in total"), (r"\btodavía no\b|\baún no\b", "not yet"), (r"\bcuánto (?:cuesta|cuestan|costó|costaron|vale|valen)\b", "how much does it cost"), (r"\b(?:más|mayor) (?:car[oa]s?|alt[oa]s?|grandes?)\b", "highest"), (r"\b(?:más) (?:barat[oa]s?|baj[oa]s?|pequeñ[oa]s?)\b", "lowest"), (r"\ben promedio\b|\bde media\b", "on average"),
        (r"\bmás de (?=\d)", "over "), (r"\bmenos de (?=\d)", "under "), (r"\bsin (?:contar|tener en cuenta)\b|\bexcepto\b|\bsalvo\b", "excluding"), (r"\b(?:en|de) qu[ée] actas (?:se )?(?:habla|trata|menciona|aparece|dice algo)n?(?: sobre| de(?:l)?| acerca de)?\b|\bqué actas (?:hablan|tratan|mencionan)(?: sobre| de(?:l)?)?\b", "which minutes mention"),
        (r"\ben qué (?:archivo|fichero|documento) (?:está|se encuentra|figura|aparece)\b|\bqué (?:archivo|fichero|documento) (?:contiene|tiene|recoge)\b|\bcuál es el (?:archivo|fichero) (?:de|con)\b", "which file is the"),
    ),
    "it": (
        (r"^(?:che )?(?:cosa )?(?:dice|contiene|scrive) (?:il|la|l['’]) ?([\w-]+) (d.*?)(?=\W*$)", r"what does the \1 \2 say"), (r"\bc['’]è\b", "ci è"), (r"\b(dell|nell|all|dall|sull|quell)['’]\s*", r"\1a "), (r"\b(?:un|l|d)['’]\s*", ""), (r"\bquant['’]\s*", "quanto "), (r"(?<=\d)\.(?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\ba quanto (?:ammont\w+|arriv\w+)\b|\bquanto è il totale\b|\bqual è (?:il totale|la somma|importo totale)\b|\bquanto fanno\b", "what is the total"),
        (r"\bquanto (?:ci )?(?:resta|rimane|manca)(?: ancora)? da (?:incassare|pagare|ricevere|saldare)\b|\bquanto dobbiamo ancora (?:pagare|incassare|ricevere)\b", "how much is still outstanding"), (r"\bnon (?:ancora )?(?:è stat[oa] |sono stat[ei] |sono |è )?(?:ancora )?(?:(?:pagat|saldat|incassat)[oaie])\b|\bda (?:pagare|saldare|incassare)\b", "unpaid"),
        (r"\bin (?:totale|tutto)\b|\bcomplessivamente\b", "in total"), (r"\bnon ancora\b|\bancora non\b", "not yet"), (r"\bquanto (?:costa|costano|è costat[oa])\b", "how much does it cost"), (r"\b(?:il|la|i|le) più (?:car[oaie]|alt[oaie]|grand[ei])\b", "highest"), (r"\b(?:il|la|i|le) (?:meno car[oaie]|più (?:bass[oaie]|economic[oaihe]+|piccol[oaie]))\b", "lowest"), (r"\bin media\b", "on average"),
        (r"\bpiù di (?=\d)", "over "), (r"\bmeno di (?=\d)", "under "), (r"\bsenza (?:contare|considerare)\b|\besclus[oaie]\b|\btranne\b", "excluding"), (r"\bin quali? verbal[ei] (?:si parla|si discute|è menzionat[oa]|si menziona|compare)(?: d(?:i|el|ella|ei|elle|ell'))?\b|\bquali verbali (?:parlano|trattano|menzionano)(?: d(?:i|el|ella|ei|elle|ell'))?\b", "which minutes mention"),
        (r"\bin (?:quale|che) (?:file|documento) (?:si trova|è|ci è|sta)\b|\bquale (?:file|documento) contiene\b", "which file is the"),
    ),
    "pt": (
        (r"^o que (?:diz|contém) (?:o|a) ([\w-]+) (d.*?)(?=\W*$)", r"what does the \1 \2 say"), (r"(?<=\d)\.(?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\bquanto (?:somam|dá|dão|totalizam)\b|\bqual é (?:o (?:valor )?total|a soma)\b|\bqual o (?:valor )?total\b", "what is the total"), (r"\bquanto (?:ainda )?(?:falta|resta|há|temos)(?: ainda)?(?: a| por| para| de)? (?:receber|pagar|liquidar)\b|\bquanto (?:ainda )?está (?:em aberto|pendente)\b", "how much is still outstanding"),
        (r"\b(?:por|a) (?:pagar|receber|liquidar)\b|\b(?:ainda )?não (?:foram |foi |estão |está )?(?:pag|recebid|liquidad)[oa]s?\b|\bem aberto\b|\bem dívida\b", "unpaid"), (r"\bno total\b|\bao todo\b", "in total"), (r"\bainda não\b", "not yet"), (r"\bquanto (?:custa|custam|custou|custaram)\b", "how much does it cost"),
        (r"\b(?:o|a|os|as) mais (?:car[oa]s?|alt[oa]s?)\b|\bmaior(?:es)?\b", "highest"), (r"\b(?:o|a|os|as) mais (?:barat[oa]s?|baix[oa]s?)\b|\bmenor(?:es)?\b", "lowest"), (r"\bem média\b", "on average"), (r"\bmais de (?=\d)", "over "), (r"\bmenos de (?=\d)", "under "), (r"\bsem contar\b|\bexceto\b|\bsalvo\b", "excluding"),
        (r"\b(?:em|de) que a[c]?tas se (?:fala|trata|menciona)(?: sobre| d[eoa]s?)?\b|\b(?:que|quais) a[c]?tas (?:falam|tratam|mencionam)(?: sobre| d[eoa]s?)?\b|\bem quais a[c]?tas (?:se )?(?:fala|menciona|aparece)(?: sobre| d[eoa]s?)?\b", "which minutes mention"), (r"\bem (?:que|qual) (?:arquivo|ficheiro|documento) (?:está|fica|se encontra)\b|\b(?:que|qual) (?:é o )?(?:arquivo|ficheiro|documento) (?:contém|tem|com)\b", "which file is the"),
    ),
    "nl": (
        (r"^waar (?:gaat|handelt) (dit|deze|het|de) (\w+) over\b", r"what is \1 \2 about"), (r"^vat (.*?)(?: kort)? samen\b", r"summarise \1"), (r"^(?:geef|maak) (?:me |mij )?(?:een )?(?:korte )?samenvatting van\b", "summary of"), (r"^wat (?:staat (?:er )?in|zegt) (?:de|het|deze|dit) ([\w-]+)((?: van| over)? .*?)?(?=\W*$)", r"what does the \1\2 say"),
        (r"^wat (?:is|zijn) (?:er )?(?:nu )?(?:veranderd|gewijzigd|anders|nieuw|de verschillen|het verschil)\b", "what changed"), (r"\btussen (?:die van |de )?((?:19|20)\d\d) en\b", r"from \1 to"), (r"(?<=\d)\.(?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\bbij elkaar\b|\bin totaal\b|\ball?es samen\b|\balles bij elkaar\b|\bopgeteld\b", "in total"), (r"\bhoeveel (?:geld )?(?:staat|staan) er\b(.*?)\b(?:nog )?open\b", r"how much is outstanding\1"), (r"\b(?:staat|staan)(?: er)?(.*?) nog open\b", r"is outstanding\1"), (r"\bmoet(?:en)? (.*?)nog (?:betaald worden|betalen|ontvangen|binnenkomen)\b", r"is outstanding \1"),
        (r"\bhoeveel (?=(?:huur|borg|korting|loon|btw|pacht|rente)\b)", "how much "), (r"\bhoeveel (?:geld|euro|kost|kosten|kostte|betaal\w*|krijg\w*|verdien\w*)\b", "how much"), (r"\bwat (?:kost|kosten|kostte|kostten)\b|\bhoe duur (?:is|zijn|was)\b", "how much does it cost"), (r"\bnog niet\b", "not yet"), (r"\bniet betaald\b", "unpaid"), (r"\ber\b", ""), (r"\bhoe lang\b|\bhoelang\b", "how long"), (r"\bhoe vaak\b", "how often"),
        (r"\b(?:is|was) het totaal(?:bedrag)?\b", "is the total"), (r"\bmeer dan (?=\d|€)", "over "), (r"\bminder dan (?=\d|€)", "under "), (r"\bbehalve\b|\bzonder (?:de )?(?=geannul)|\bniet meegeteld\b", "excluding"), (r"\b(?:duurste|grootste)\b", "highest"), (r"\b(?:goedkoopste|kleinste)\b", "lowest"), (r"\bgemiddeld\b", "on average"),
        (r"\b(?:welke|in welke?) (?:verslagen|notulen|verslag)\b.*?\b(?:gaat|gaan|gesproken|sprake|genoemd|staat|staan|spreken|noemen)\b(?: (?:het|er|iets|wordt|is))*(?: over| van)?", "which minutes mention "), (r"\bin welk (?:bestand|document) (?:staat|zit|vind ik)\b|\bwelk (?:bestand|document) bevat\b", "which file is the"),
    ),
    "ru": (
        (r"^(?:о чём|о чем|что) (?:говорится|написано|пишут|сказано)? ?в (?:этом )?(письме|протоколе|договоре) (?:от |из )?(.+?)(?=\W*$)", r"what does the \1 of \2 say"), (r"\bкакие (?:у нас )?(?:есть|имеются) ([^,?]+?)(?:,? (?:и )?(?:за|от) как\w+ \w+)?(?=\W*$)", r"which \1 do we have"), (r"\bкакие ([^,?]+?) у нас (?:есть|имеются)(?=\W*$)", r"which \1 do we have"), (r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", ""), (r"(?<=\d),(?=\d{1,2}\b)", "."), (r"\b(?:на|за) какую (?:общую )?сумму(?: всего)?\b|\b(?:на|в) какую сумму\b|\bкакова (?:общая )?сумма\b|\bкакая (?:общая )?сумма\b", "what is the total amount"), (r"\bсколько (?:всего |в сумме |в общей сложности )?(?:мы )?(?:ещё |еще )?(?:должны|задолжали)\b", "how much do we owe in total"),
        (r"\bсколько (?:всего )?(?:мы )?(?:потратили|ушло|заплатили|израсходовали|истратили|вышло|стоил[иао]?|закупили)\b(?! [а-яё]+ов\b)", "how much was spent"), (r"\bсколько (?:нам )?(?:ещё |еще )?(?:осталось|надо|нужно|предстоит) (?:за|о)?платить\b", "how much is still outstanding"), (r"\bне (?:был[аио]? )?(?:за|о)плачен(?:а|о|ы|ные|ных|ный)?\b", "unpaid"), (r"\b(?:ещё|еще) не\b|\bпока не\b", "not yet"),
        (r"\b(?:в сумме|в общей сложности|всего|итого)\b", "in total"), (r"\bв среднем\b", "on average"), (r"\bсам(?:ый|ая|ое|ые) (?:дорог|больш|высок)\w+\b", "highest"), (r"\bсам(?:ый|ая|ое|ые) (?:дешёв|дешев|маленьк|низк)\w+\b", "lowest"), (r"\bбольше (?:чем )?(?=\d)|\bсвыше (?=\d)|\bдороже (?=\d)", "over "), (r"\bменьше (?:чем )?(?=\d)|\bдешевле (?=\d)", "under "),
        (r",? ?\bесли не (?:считать|учитывать)\b|\bне считая\b|\bкроме\b|\bза исключением\b|,? ?\bбез учёта\b", " excluding"), (r"\bсколько (?:стоит|стоят|стоил[аио]?)\b", "how much does it cost"), (r"\bв (?:каких|каком) протокол(?:ах|е) (?:говорится|сказано|упоминается|упоминают|идёт речь|идет речь|речь идёт|обсуждали?с?ь?|обсуждается|есть)(?: (?:про|об?|что-то про|что-нибудь о))?\b", "which minutes mention"),
        (r"\bв каком (?:файле|документе) (?:лежит|находится|записан\w*|хранится|есть|указан\w*)\b|\bкакой файл содержит\b|\bгде (?:лежит|находится) файл\b", "which file is the"), (r"[«»]", '"'), (r"\b((?:19|20)\d\d) (?:года|году|год|г\.)", r"\1"), (r"\bсчета\b(?= №)", "invoice"),
    ),
    "ja": (
        (r"^どんな([一-龥ァ-ヶー]{1,12})が?あ(?:りますか|る)", r"有哪些\1"), (r"^([一-龥ァ-ヶー]{1,12})は(?:どの日付|いつ|どんな|何年)(?:の)?(?:もの|分|版)?が?あ(?:りますか|る)", r"有哪些\1"), (r"^(.{1,30}?)(?:の(?:こと|話|件))?(?:が出てくる|に出てくる|について(?:の|書かれた|書いてある|触れた|話した|話し合った|触れている)|に触れた|に触れている|が載っている|が書かれている|が書いてある)(議事録|契約書|文書|書類|資料|メール|ファイル)(?:は(?:どれ|何)|を).*$", r"哪些\2提到\1"), (r"^どの(議事録|契約書|文書|書類|資料|メール)(?:に|で|が)(?:は)?(.{1,30}?)(?:の(?:こと|話|件))?(?:が|について|に|を)(?:出て|書|触れ|載|話|扱)\S*$", r"哪些\1提到\2"), (r"^(.{1,30}?)(?:との|と)(契約書)(?:は|が)?(?:どのファイル|どれに|どこに|どの文書)\S*$", r"\1的\2在哪个文件"), (r"^(.{1,40}?)(?:は|が)(?:どのファイル|どの文書)\S*$", r"\1在哪个文件"), (r"(?:いくら(?:ですか|でしたか|になりますか|になる|か|だった|です|なの)?|何円(?:ですか)?)", "多少钱"), (r"(?:合わせて|あわせて|合計で|全部で|トータルで|総額で|すべて(?=多|何))", "一共"), (r"(?:合計金額|合計額|総額|合計)", "总金额"), (r"平均(?:して)?", "平均"),
        (r"(?:まだ)?(?:支払い?(?:が|を)?(?:まだ|済んでい?ない|終わってい?ない|していない|されていない)|(?:お金を)?払って(?:い)?ない|払われて(?:い)?ない|未払い?|未入金|入金(?:が|の)?(?:まだ|ない|されていない))(?:の(?=[一-龥]))?", "未付的"), (r"(?:支払い?済み?|支払った|払った|入金済み?)(?:の(?=[一-龥]))?", "已付的"),
        (r"何(?=[本個枚箱件回台人名部室匹袋缶冊])", "多少"), (r"(?:いくつ|何個)", "多少个"), (r"(?:仕入れました(?:か)?|仕入れた|仕入れて(?:い)?る|購入しました(?:か)?|買いました(?:か)?|買った)", "进了"), (r"(?:注文しました(?:か)?|注文した)", "订了"), (r"(?:売れました(?:か)?|売りました(?:か)?|売れた|売った)", "卖了"), (r"(?:ありましたか|ありますか|ありました|あった|ある|あります)", "有"),
        (r"(?:どれ|どの(?:もの|伝票|請求書)?|どちら|何)(?:ですか|でしょうか|か)?(?=[？?。\s]*$)", "哪些"), (r"どの(?=[一-龥ァ-ヶ])", "哪些"), (r"(?:誰|だれ)", "谁"), (r"(?:一番|最も|もっとも)(?:高い|大きい|多い)", "最高的"), (r"(?:一番|最も|もっとも)(?:安い|小さい|少ない)", "最低的"), (r"(?:を除いて|を除く|以外の?|を含めず|抜きで)", "除外"),
        (r"(?:は|が|を)?(?:教えて|知りたい|出して|見せて|挙げて)(?:ください|下さい)?", ""), (r"伝票", "单据"), (r"請求書", "发票"), (r"仕入先", "供应商"), (r"取引先", "客户"), (r"(?<=[一-龥ァ-ヶー\d%％])(?:では|には|は|が|を|に|で|へ)(?=[一-龥ァ-ヶ\d、，\s？?]|$)", ""), (r"(?<=[一-龥ァ-ヶー\d])の(?=[一-龥ァ-ヶ\d])", "的"), (r"(?:ですか|ますか|でしょうか|か)(?=[？?。\s]*$)", ""),
        (r"金額", "金额"), (r"単価", "单价"), (r"数量", "数量"),
    ),
    "ko": (
        (r"(?:모두|전부|총|합쳐서|합하면|다 합쳐|합계가?) 얼마\w*(?: 되나요| 됩니까)?", "what is the total amount"), (r"얼마(?:인가요|입니까|예요|야|죠|에요|나 되나요|나 됩니까)?", "how much"), (r"(?:합계|총액|총합|총 금액)(?:은|는|이|가|을|를)?", "total amount"), (r"아직 (?:안|못) (?:낸|지급한|결제한|갚은|치른)|아직 (?:결제|지급|입금|납부)(?:되지|하지|가) (?:않은|안 된|안 한)|(?:결제|지급|입금|납부)(?:가 안 된|되지 않은|하지 않은|가 안된|가 끝나지 않은)|미(?:결제|지급|납|수|입금)(?:된|인)?", "unpaid"),
        (r"몇 (?:개|건|병|명|장|박스|상자|대|번|곳)(?:나|입니까|인가요|예요)?", "how many"), (r"(?:평균)(?:은|는|이)?", "average"), (r"가장 (?:비싼|큰|높은|많은)", "highest"), (r"가장 (?:싼|작은|낮은|적은)", "lowest"), (r"(?:을|를)? ?(?:제외하고|빼고)", " excluding"), (r"(\d{4})년", r"in \1"), (r"(?<=[가-힣])(?:에서|에게|한테|으로|까지|부터|은|는|이|가|을|를|의|에|로)(?=[\s?？,.]|$)", ""),
        (r"어떤 (?:파일|문서)에 (?:있|들어)\S*|어느 (?:파일|문서)(?:에)? ?\S*$", "which file"), (r"(?:있나요|있습니까|있어요|인가요|입니까|되나요|됩니까|하나요|합니까|무엇인가요|뭐예요)", ""),
    ),
}  # fmt: skip
"""What is more than a word, or a number as it is written there: patterns and what is read, in order."""

ENDINGS: Mapping[Spoken, tuple[str, ...]] = {
    "fr": ("s", "x"), "es": ("es", "s"), "it": (), "pt": ("es", "s"), "nl": ("en", "s", "e"), "ja": (), "ko": (),
    "ru": (
        "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "иям", "иях", "ией", "ов", "ев", "ей", "ой", "ом", "ем", "ём",
        "ам", "ям", "ах", "ях", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ых", "их", "ия", "ию", "ии", "ы", "и", "а", "я", "у", "ю", "е", "о", "ь", "й",
    ),
}  # fmt: skip
"""Endings of nouns and adjectives, the longest first."""
