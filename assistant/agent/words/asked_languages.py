"""Tell what questions in eight languages ask for, and how their papers say it.

German, French, Spanish, Italian, Portuguese, Russian, Japanese and Korean; English and Chinese are known in `asked_values`. Question
words of different languages are seldom alike, so all are looked for at once: a few words do not always show their language. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from assistant.languages import is_function_word
from assistant.regexes import lazy_regex

Wanted = Literal[
    "duration", "date", "percent", "money", "number", "name", "reason", "often", "phone", "measure"
]
_PERIODS = (
    r"(?:tagen?|wochen?|monaten?|jahren?|stunden?|minuten?|jours?|semaines?|mois|années?|ans|heures?|minutes?|d[ií]as?|semanas?|mes(?:es)?"
    r"|años?|horas?|minutos?|giorni|settimane|mesi|anni|ore|minuti|dias|anos|дней|недель|месяцев|лет|часов|минут)"
)
_ASKED: Mapping[Wanted, str] = {
    "duration": (
        rf"\bwie lange\b|\b(?:wie ?viele?|combien d[e']|cu[áa]nt[oa]s|quant[ie]|quant[oa]s|сколько) ?{_PERIODS}\b"
        r"|\b(?:\w*frist|laufzeit|dauer)\b|\bcombien de temps\b|\b(?:dur[ée]e|d[ée]lai|pr[ée]avis)\b"
        r"|\bcu[áa]nto (?:tiempo|dura|tarda)\b|\b(?:plazo|duraci[óo]n|preaviso)\b|\bquanto (?:tempo|dura|demora|ci vuole)\b|\b(?:durata|preavviso|prazo|dura[çc][ãa]o)\b"
        r"|\bкак долго\b|\bсколько (?:времени|длится|действует)\b|\bсрок\w*"
        r"|何(?:日|週|週間|[かヶカケ]月|年|時間|分)(?:間|前|以内|もつ|かかる|後)|期間|どれ(?:くらい|ぐらい)(?:かか|もつ|もち)|どの(?:くらい|ぐらい)(?:かか|もつ|の期間)|何時間|何分"
        r"|얼마나 (?:오래|걸)|얼마 ?동안|몇 ?(?:일|달|개월|주|년|시간|분) ?(?:전|동안|안|이내|간|걸|뒤|후)|며칠 ?(?:전|동안|안|이내|간|걸)|기간"
    ),
    "date": (
        r"\b(?:wann|datum|stichtag|termin)\b|\bwelche[mnrs]? (?:tag|datum|monat|jahr|uhrzeit)\b|\bwie ?viel uhr\b"
        r"|\bquand\b|\bquel(?:le)? (?:date|jour|mois|heure|ann[ée]e)\b|\bcu[áa]ndo\b|\bqu[ée] (?:d[íi]a|fecha|mes|hora|año)\b|\bfecha\b"
        r"|\bquando\b|\b(?:che|quale) (?:giorno|data|ora|mese)\b|\bque (?:dia|data|horas?|m[êe]s)\b|\bкогда\b|\bкакого числа\b|\bв какой день\b|\bво сколько\b|\bдо какого\b|\bдата\b"
        r"|いつ|何[月曜時日](?!間)|日付|期日|期限|締め?切り?|언제|날짜|며칠(?! ?(?:전|동안|안|이내|간|걸))|몇 ?월|몇 ?시(?!간)|무슨 요일|기한|마감"
    ),
    "percent": (
        r"\bprozent\w*|\bzins(?:en|satz)?\b|\bpour ?cent(?:age)?\b|\btaux\b|\bpor ?ciento\b|\bporcentaje\b|\bper ?cento\b|\bpercentuale\b|\bpor ?cento\b|\bporcentagem\b|\bпроцент\w*|\bставк\w+|\bдол[яю]\b"
        r"|何(?:%|パーセント|割|分引)|割合|利率|몇 ?(?:%|퍼센트|프로|할)|비율|이율"
        r"|\b\w*rabatt\w*|\bnachlass\b|\bremises?\b|\brabais\b|\bdescuentos?\b|\brebaja\b|\bscont[oi]\b|\bdescontos?\b|\bскидк\w+|割引|値引|할인"
        r"|\b(?:vertragsstrafe|verzugszins\w*|mahngeb\w+)|\bp[ée]nalit[ée]s?\b|\bpenalizaci[óo]n\b|\bmultas?\b|\bpenale\b|\bштраф\w*|\bнеустойк\w+|\bпен[яиюе]\b|違約金|延滞|위약금|연체료"
    ),
    "money": (
        r"\bwie ?viel\b|\b(?:was|wie teuer) (?:ist|sind|kostet|kosten|zahl\w+|verlang\w+|nehmen)\b|\bkoste[tn]\b"
        r"|\bcombien\b(?! d[e'])|\bco[ûu]te\w*|\bcu[áa]nt[oa]\b(?! (?:tiempo|dura|tarda))|\bcuestan?\b"
        r"|\bquant[oa]\b(?! (?:tempo|dura|demora))|\bcosta(?:no)?\b|\bcustam?\b"
        r"|\bсколько (?:сто[ия]т|плат\w+|нужно плат\w+|рубл\w+|денег|бер[её]т|мы плат\w+|получа\w+)|\bпо ?ч[её]м\b"
        r"|いくら|何円|얼마(?!나|\s?동안)|몇 ?원"
    ),
    "number": (
        r"\bwie ?viele?\b|\bcombien\b|\bcu[áa]nt[oa]s\b|\bquant[ie]\b|\bquant[oa]s\b|\bсколько\b"
        r"|いくつ|何(?:人|名|個|台|本|回|枚|件|冊|点|部|箱|階|番|トン|キロ|箇所|か所)|どれ(?:くらい|ぐらい|だけ)|どんだけ|몇"
    ),
    "name": (
        r"\b(?:wer|wem|wen|wessen)\b|\bwie hei(?:ß|ss)(?:t|en)\b|\bwelche[mnrs]? (?:firma|person|spedition|bank|kolleg\w+|versicherung|anwalt\w*|arzt|[äa]rztin)\b"
        r"|(?:^\W*|\b(?:c'est|est-ce|[àa]|chez|avec|par|pour|de|et) )qui\b|\bcomment s'appelle\w*|\bquel(?:le)? (?:soci[ée]t[ée]|entreprise|banque|personne|coll[èe]gue)\b"
        r"|\bqui[ée]n(?:es)?\b|\bc[óo]mo se llama\w*|\bqu[ée] empresa\b|\b(?:a |con |di |da )?chi\b|\bcome si chiama\w*|\bquem\b|\bcomo se chama\w*|\bqual (?:empresa|pessoa)\b"
        r"|\b(?:кто|кому|кого|кем|ком|чь[яёи])\b|\bкак зовут\b|\bкак(?:ая|ой) (?:фирма|компания|банк)\b"
        r"|誰|だれ|どなた|担当者|どの(?:会社|業者|人)|名前|누구|누가|어느 ?(?:회사|업체|은행)|담당자|이름이"
    ),
    "reason": (
        r"\b(?:warum|wieso|weshalb|weswegen|pourquoi|perch[ée]|come mai|por ?qu[eé]|почему|зачем|отчего)\b|なぜ|なんで(?!す)|どうして|理由|왜|어째서|이유"
    ),
    "often": (
        r"\bwie (?:oft|h[äa]ufig)\b|\bcombien de fois\b|\btous les combien\b|\bquelle fr[ée]quence\b|\bcada cu[áa]nto\b|\bqu[ée] frecuencia\b|\bcu[áa]ntas veces\b"
        r"|\bogni quanto\b|\bquante volte\b|\bque frequ[êe]ncia\b|\bquantas vezes\b|\bкак часто\b|\bсколько раз\b|何回|どのくらいの頻度|何[日週月年]ごと|얼마나 자주|몇 ?번|몇 ?회"
    ),
    "phone": (
        r"\btelefon\w*|\bhandy\w*|\bdurchwahl\b|\bt[ée]l[ée]phone\b|\bportable\b|\btel[ée]fono\b|\bm[óo]vil\b|\bcellulare\b|\btelefone\b|\bтелефон\w*|電話番号|携帯番号|연락처|전화번호"
    ),
    "measure": (
        r"\bwie (?:hoch|breit|schwer|gro(?:ß|ss)|tief|weit|warm|kalt|hei(?:ß|ss)|dick|schnell|lang)\b|\b\w*(?:temperatur|gewicht|länge|höhe|breite|grö(?:ß|ss)e|druck|drehmoment|fläche)\b"
        r"|\b(?:temp[ée]rature|poids|largeur|hauteur|longueur|pression|surface|temperatura|peso|altura|anchura|longitud|presi[óo]n|superficie|altezza|larghezza|lunghezza|pressione|largura|comprimento|press[ãa]o)\b"
        r"|\b(?:температур\w+|вес\w?|высот\w+|ширин\w+|длин\w+|давлени\w+|площад\w+)\b|温度|重さ|長さ|高さ|幅|圧力|面積|広さ|何(?:度|キロ|メートル|トン|リットル)|온도|무게|길이|높이|너비|압력|면적|몇 ?(?:도|키로|미터|톤|리터|평)"
    ),
}
_ASKS: Mapping[Wanted, re.Pattern[str]] = {
    wanted: lazy_regex(pattern, re.IGNORECASE) for wanted, pattern in _ASKED.items()
}
"""How each kind of value is asked for."""
_SUM = lazy_regex(
    r"\b\w*(?:preis|miete|kaution|geb[üu]hr|kosten|betrag|gehalt|lohn|pauschale|selbstbeteiligung|honorar)\b"
    r"|\b(?:prix|tarif|loyer|montant|salaire|caution|franchise|frais|precio|alquiler|importe|salario|sueldo|fianza|tarifa|prezzo|canone|importo|stipendio|cauzione|pre[çc]o|aluguel|valor|renda)\b"
    r"|\b(?:цен[аыу]|стоимость|сумм[аы]|плат[аыу]|зарплат\w+|аренд\w+|залог)\b|料金|値段|金額|費用|家賃|給料|手当|요금|가격|금액|비용|값|월급|임대료|보증금|시급",
    re.IGNORECASE,
)
"""What is paid, which asks for a sum where nothing else is asked."""
_MONEY_ONLY = lazy_regex(
    r"\bkoste[tn]\b|\bco[ûu]te\w*|\bprix\b|\bcuestan?\b|\bprecio\b|\bcosta(?:no)?\b|\bprezzo\b|\bcustam?\b|\bpre[çc]o\b|\bсто[ия]т\b|\bцен[аыу]\b|いくら|何円|料金|얼마(?!나)|요금|가격",
    re.IGNORECASE,
)
_ASK_WORD = lazy_regex(
    r"\b(?:was|wer|wem|wen|wessen|wann|wo|woher|wohin|womit|wof[üu]r|wie ?(?:viele?|lange|oft|hoch)?|warum|wieso|weshalb|welche[mnrs]?)\b"
    r"|\b(?:quoi|qui|quand|o[ùu]|comment|combien|pourquoi|quel(?:le)?s?|lequel|laquelle|qu'est-ce)\b"
    r"|\b(?:qu[ée]|qui[ée]n(?:es)?|cu[áa]ndo|d[óo]nde|c[óo]mo|cu[áa]nt[oa]s?|cu[áa]l(?:es)?)\b"
    r"|\b(?:cosa|chi|quando|dove|come|quant[oaie]|perch[ée]|qual[ei]?|o que|quem|onde|como|quant[oa]s?|por ?que|quais)\b"
    r"|\b(?:что|кто|кому|кого|когда|где|куда|откуда|как|сколько|почему|зачем|каков\w*|как(?:ой|ая|ое|ие|ого|им|ую))\b"
    r"|誰|だれ|何(?!か)|なに|なん[でのだか]|いつ|どこ|どの|どれ|どんな|どんだけ|どう|どちら|なぜ|いくら|いくつ|누구|누가|뭐|뭘|무엇|무슨|언제|어디|어느|어떤|어떻게|왜|얼마|몇|며칠",
    re.IGNORECASE,
)
_BEGINS_YES_NO = lazy_regex(
    r"^\W*(?:darf|d[üu]rfen|kann|k[öo]nnen|muss|m[üu]ssen|ist|sind|hat|haben|gibt|wird|werden|soll|sollen|gilt|braucht|brauchen|bekommt?|zahlt|zahlen"
    r"|peut-on|peut|on peut|a-t-on|y a-t-il|faut-il|puis-je|se puede|puedo|podemos|puede|pueden|hay|tenemos|tiene|tengo|si pu[òo]|posso|possiamo|pu[òo]|c'[èe]|devo|pode|podemos|tem|h[áa]|preciso|можно|нужно|надо|есть ли|могу|можем|обязан\w*|\w+ ли)\b",
    re.IGNORECASE,
)
_ENDS_YES_NO = lazy_regex(
    r"(?:[かの]|いい|かな|っけ|나요|니까|까요?|가요|되나|돼요?|되지|냐|는지)[?？。\s]*\Z"
)
_EST_CE = lazy_regex(r"\W*est[- ]ce qu", re.IGNORECASE)
_RULES = lazy_regex(
    r"\b(?:nicht|kein\w*|nie|niemals|nur|muss|m[üu]ssen|darf|d[üu]rfen|zul[äa]ssig|unzul[äa]ssig|erlaubt|gestattet|untersagt|verboten|\w*zustimmung|genehmig\w+|ohne|kostenlos|ausschlie(?:ß|ss)lich"
    r"|ne|n|pas|jamais|aucune?|interdit\w*|autoris\w+|permis\w*|peut|peuvent|doit|doivent|uniquement|seulement|sauf|sans|gratuit\w*|compris\w*"
    r"|no|nunca|prohib\w+|permit\w+|puede|pueden|podr[áa]n?|deber?[áa]n?|solo|s[óo]lo|sin|salvo|autoriz\w+|non|vietat\w+|consentit\w+|pu[òo]|possono|deve|devono|soltanto|senza|esclus\w+"
    r"|n[ãa]o|proibid\w+|permitid\w+|pode|podem|devem|s[óo]|sem|apenas|не|нельзя|запрещ\w+|разреш\w+|можно|долж\w+|только|без|обязан\w*|вправе)\b"
    r"|ない|ません|禁止|でき(?:る|ます)|ください|認め|不可|のみ|だけ|無料|いけ|ならない|않|없|못|금지|가능|수 있|안 ?된|해야|허용|불가|아니|무료",
    re.IGNORECASE,
)
_BECAUSE = lazy_regex(
    r"\b(?:weil|da|denn|wegen|aufgrund|deshalb|daher|damit|sodass|n[äa]mlich|parce|car|puisque|raison|cause|afin|gr[âa]ce|donc|ainsi|porque|ya que|debido|puesto que|pues|por eso|para que|perch[ée]|poich[ée]|siccome|dato che|per via"
    r"|pois|j[áa] que|devido|por causa|para que|потому|так как|поскольку|из-за|чтобы|поэтому|ввиду|в связи)\b"
    r"|ため|から|ので|せい|よって|理由|때문|므로|아서|어서|여서|해서|니까|위해|위하여|이유|탓",
    re.IGNORECASE,
)
_EVERY = lazy_regex(
    r"\b(?:jede[mnrs]?|je|pro|t[äa]glich|w[öo]chentlich|monatlich|viertelj[äa]hrlich|halbj[äa]hrlich|j[äa]hrlich|\w*mal|chaque|tous les|toutes les|par|fois|mensuel\w*|annuel\w*|hebdomadaire\w*|trimestriel\w*|quotidien\w*"
    r"|cada|veces|vez|al (?:d[íi]a|mes|año)|mensual\w*|anual\w*|semanal\w*|trimestral\w*|diari\w+|ogni|volt[ae]|mensil\w+|annual\w+|settimanal\w+|por (?:dia|m[êe]s|ano|semana)|кажд\w+|раза?|ежедневно|еженедельно|ежемесячно|ежегодно|ежекварт\w+)\b"
    r"|毎|ごと|[日週月年]に|\d回|매|마다|[일주달월년]에|\d\s?[번회]",
    re.IGNORECASE,
)
_TIME = lazy_regex(
    r"\b(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|werktags?|uhr|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\d{1,2} ?h(?:\d\d)?|heures"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|venerd[ìi]|sabato|domenica|segunda|ter[çc]a|quarta|quinta|sexta"
    r"|понедельник\w*|вторник\w*|сред[аеуы]|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+|(?:am|le|au|el|al|il|dia|día|giorno|до) \d{1,2}(?!\d|[.,:]?\d| ?(?:%|€|euros?|руб))|\d{1,2}-?(?:го|е)? числа)\b|[月火水木金土日]曜|\d+[時日月]|午前|午後|翌日|前日|月末|[월화수목금토일]요일|\d+\s?[시월일]|오전|오후|전날|월말|다음 ?달",
    re.IGNORECASE,
)
_TITLED = lazy_regex(
    r"\b(?:Herrn?|Frau|Fr\.|Hr\.|Dr\.|Prof\.|M\.|MM\.|Mme|Mlle|Monsieur|Madame|Ma[îi]tre|Don|Do[ñn]a|don|do[ñn]a|Sr\.|Sra\.|se[ñn]or[a]?|Sig\.(?:ra)?|signor[ae]?|dott\.(?:ssa)?|Senhora?)\s+(?:[A-ZÀ-ÖØ-Þ]\.\s?)*[A-ZÀ-ÖØ-Þ][\w'’-]+"
    r"|(?<![.!?:]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:[- ][A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)+"
    r"|\b[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|\s+[А-ЯЁ][а-яё]+)+|\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+|\b(?:ООО|АО|ПАО|ИП)\s+[«\"]?\w+"
    r"|[\u4e00-\u9fff々ァ-ヶー]{1,6}(?:さん|氏|様|先生|部長|課長|係長|店長|社長|主任|所長|工場長)|(?:株式会社|有限会社|合同会社)[^\s、。（）]{1,12}|[^\s、。（）]{1,12}(?:株式会社|有限会社)|[総経営人開製品業庶法][\u4e00-\u9fff]{0,3}(?:部|課|係|室)(?![\u4e00-\u9fff])"
    r"|[가-힣]{2,4}\s?(?:씨|님|과장|부장|차장|대리|사원|주임|팀장|실장|소장|지사장|사장|대표|이사|원장|점장|선생|기사|변호사|관세사)|(?:\(주\)|㈜|주식회사)\s?[가-힣A-Za-z]+|[가-힣]{1,4}팀(?![가-힣])",
)
_PARTS_OF_DEALS = lazy_regex(
    r"\b(?:d(?:er|ie|en|em)|le|la|l['’]|les|el|los|il|lo|o|a|du|au|del|al|dal?|dem|zum|zur) ?(?:(?:ver)?mieter\w*|(?:auf|unter)tragnehmer\w*|auftraggeber\w*|verk[äa]ufer\w*|k[äa]ufer\w*|lieferant\w*|kunde\w*|arbeitgeber\w*|arbeitnehmer\w*|\w*leit(?:er|ung)\w*|hausmeister\w*|\w*abteilung|b[üu]ro"
    r"|bailleur\w*|locataire\w*|transporteur|prestataire|client\w*|fournisseur\w*|employeur\w*|salari[ée]\w*|vendeur\w*|acheteur\w*|g[ée]rant\w*|g[ée]rante|direct(?:eur|rice)\w*|comptab\w+|service"
    r"|arrendador\w*|arrendatari\w+|propiedad|proveedor\w*|cliente\w*|vendedor\w*|comprador\w*|inquilin\w+|gerente|empresa|director\w*|locatore|conduttore|fornitore|venditore|acquirente|datore|direttore|ufficio|locat[áa]ri\w+|senhorio|fornecedor\w*|diretor\w*)\b"
    r"|\b(?:арендатор\w*|арендодател\w*|исполнител\w*|заказчик\w*|продав\w+|покупател\w*|поставщик\w*|работодател\w*|работник\w*|хранител\w*|директор\w*|бухгалтер\w*|администрац\w+)\b"
    r"|貸主|借主|賃貸人|賃借人|売主|買主|甲|乙|管理室|管理人|総務|経理|当番|임대인|임차인|갑|을(?=은|이|에|의)|매도인|매수인|관리실|관리사무소|총무|담당",
    re.IGNORECASE,
)
_SIGN_BEHIND = lazy_regex(
    r"\d[\d .,']*\s?(?:円|원|₽|руб|Fr\b|Kč|zł|kr\b|€|euros?\b|EUR\b|ドル|달러|유로|ユーロ|만 ?원|万円|천 ?원)",
    re.IGNORECASE,
)


_ALONE_DE = lazy_regex(r"(?:^|(?<=[.;:] ))([A-ZÄÖÜ][a-zäöüß-]+)(?= [a-zäöüß]{2,}t\b)")
"""A German noun without an article that begins a sentence about one, which is most often a name: "Lindner holt ihn ab"."""


def wanted_in(question: str) -> frozenset[Wanted]:
    """Return the kinds of value that would answer; none where any words may."""
    found: set[Wanted] = {wanted for wanted, pattern in _ASKS.items() if pattern.search(question)}
    for alone in ("reason", "often", "phone"):
        if alone in found:
            return frozenset([alone])
    if _surely_yes_no(question):
        return frozenset()
    if "name" in found:
        return frozenset(found & {"name", "date"})
    if "duration" in found:
        found -= {"money", "number"}
    if "number" in found and _MONEY_ONLY.search(question):
        found.discard("number")
    if not found and _SUM.search(question):
        found.add("money")
    return frozenset(found)


def asks_yes_no(question: str) -> bool:
    """Return whether a question asks for a yes or a no."""
    if _surely_yes_no(question):
        return True
    return (
        question.rstrip().endswith(("?", "？")) and not _ASK_WORD.search(question) and not wanted_in(question)
    )


def _surely_yes_no(question: str) -> bool:
    if _EST_CE.match(question):
        return True
    begins_or_ends = _BEGINS_YES_NO.match(question) or _ENDS_YES_NO.search(question)
    return begins_or_ends is not None and _ASK_WORD.search(question) is None


def rules(text: str) -> bool:
    """Return whether a sentence says what a question is answered by with yes or no."""
    return _RULES.search(text) is not None


def tells(text: str, wanted: Literal["reason", "often", "money"]) -> bool:
    """Return whether a sentence says a reason, how often, or a sum."""
    return {"reason": _BECAUSE, "often": _EVERY, "money": _SIGN_BEHIND}[wanted].search(text) is not None


def names_in(text: str) -> list[str]:
    """Return what stands in a text as somebody's name, or as their part in a deal."""
    alone = [one for one in _ALONE_DE.findall(text) if not is_function_word(one, "de")]
    return [
        *alone,
        *(one.group() for pattern in (_TITLED, _PARTS_OF_DEALS) for one in pattern.finditer(text)),
    ]


def tells_time(text: str) -> bool:
    """Return whether a sentence says an hour or a weekday."""
    return _TIME.search(text) is not None
