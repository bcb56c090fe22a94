"""The words of ten languages that turn a statement round, and pairs of words of which one excludes the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from assistant.languages import Language

# Turns of phrase that hold a "not" and deny nothing, or say how much instead.

NEUTRAL = re.compile(
    r"(\w)[不没]\1|"
    r"\bnot only\b|\bwhether or not\b|\bif not\b|\bno\.\s?(?=[\w-]*\d)|\bnot necessarily\b|\bno matter\b"
    r"|\bnicht nur\b|\bnicht zuletzt\b|\bnon seulement\b|\bno s[oó]lo\b|\bno solamente\b|\bnon solo\b|\bnon soltanto\b"
    r"|\bn[aã]o s[oó]\b|\bn[aã]o apenas\b|\bне только\b"
    r"|不仅|不但|不只|不光|不论|无论|不管|不得不|不能不|不可不|是否|能否|可否|与否|否则|不同|不断|不久|不过|不锈|不动产|不可抗力|未来|未成年"
    r"|非常|非洲|除非|无锡|无线|无人机|无纺|特别|区别|级别|类别|分别|别墅|差别|个别|没收"
    r"|だけでなく|のみならず|ばかりでなく|(?:なければ|なくては|ねば)な[らり](?:ない|ません|ず)?|(?:ないと|なければ)いけ(?:ない|ません)|ざるを得(?:ない|ません)|かもしれ(?:ない|ません)|に違い(?:ない|ありません)"
    r"|뿐만 아니라|뿐 아니라|지 않으면 안|수밖에 없",
    re.IGNORECASE,
)

Bound = Literal["upper", "lower", "more", "less"]
_AMOUNT = r"(?=\W{0,3}(?:the\s+|a\s+|an\s+)?(?:\w+\s+)?(?:[€$£¥]|\d|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty))"
_NUMBER_AHEAD = r"(?=\s*(?:[€$£¥]\s?)?(?:\d|EUR\b|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|dix|dos|tres|cuatro|cinco|diez|due|tre|quattro|cinque|dieci|dois|duas|três))"
BOUNDS: Mapping[Bound, re.Pattern[str]] = {
    "upper": re.compile(
        r"\b(?:at (?:the )?most|not more than|no more than|no longer than|not longer than|not greater than|no greater than|a maximum of"
        r"|(?:does|do|may|must|shall|should|can|could|will|is|are)(?: ?n[o'’]t|not)(?: to)? exceed|never exceed|not exceeding|not above|not over)\b"
        rf"|\bup to\b{_AMOUNT}"
        r"|\b(?:höchstens|maximal|nicht mehr als|nicht länger als|nicht über|(?:nicht|niemals) (?:überschreiten|übersteigen)|nicht überschritten)\b"
        rf"|\bbis zu\b{_NUMBER_AHEAD}"
        r"|\b(?:au (?:plus|maximum)|pas plus de|sans dépasser|ne (?:doit|peut|doivent|peuvent) pas (?:dépasser|excéder)|ne dépasse pas)\b"
        r"|\b(?:como máximo|a lo sumo|no más de|no (?:debe|puede|podrá|deberá) (?:superar|exceder)|no (?:supera|excede))\b"
        r"|\b(?:al massimo|non più di|non (?:deve|può) superare|non supera)\b"
        r"|\b(?:no máximo|não mais de|não mais do que|não (?:deve|pode) (?:exceder|ultrapassar)|não excede)\b"
        r"|\b(?:не более|не больше|не выше|не должн\w* превышать|не превыша\w+|максимум)\b"
        r"|(?:不得|不能|不应|不可|不许|不准|不要|不)(?:超过|超出|高于|大于|多于|晚于|长于)|至多|最多|以内|之内|以下"
        r"|を?超え(?:ない|て(?:は|なら)|ては)|最大で|多くとも|以内|以下"
        r"|초과하지|초과할 수 없|넘지|넘을 수 없|최대|이내|이하",
        re.IGNORECASE,
    ),
    "lower": re.compile(
        r"\b(?:at (?:the )?least|not less than|no less than|no fewer than|not fewer than|a minimum of|not below|not under)\b"
        r"|\b(?:mindestens|wenigstens|nicht weniger als|nicht unterschreiten|nicht unter)\b"
        r"|\b(?:au (?:moins|minimum)|pas moins de)\b|\b(?:al menos|por lo menos|como mínimo|no menos de)\b"
        r"|\b(?:almeno|non meno di|come minimo)\b|\b(?:pelo menos|no mínimo|não menos de)\b"
        r"|\b(?:не менее|не меньше|не ниже|минимум|по крайней мере)\b"
        r"|(?:不得|不能|不应|不可|不)(?:少于|低于|小于|短于|早于)|至少|最少|以上"
        r"|少なくとも|最低でも|以上|を下回(?:らない|っては)|최소|적어도|이상",
        re.IGNORECASE,
    ),
    "more": re.compile(
        r"\b(?:more than|longer than|greater than|larger than|higher than|in excess of|exceed(?:s|ed|ing)?)\b"
        rf"|\b(?:over|above)\b{_AMOUNT}"
        r"|\b(?:mehr als|länger als|größer als|höher als|überschreit\w+|übersteig\w+|überschritten)\b"
        rf"|\büber\b{_NUMBER_AHEAD}"
        rf"|\bplus de\b{_NUMBER_AHEAD}|\b(?:supérieur\w* à|dépass\w+|excéd\w+)\b|\b(?:más de|superior\w* a|super(?:a|ar|an)|exced\w+)\b"
        rf"|\bpiù di\b|\b(?:superior\w+ a|supera(?:re)?)\b|\bmais de\b{_NUMBER_AHEAD}|\b(?:ultrapass\w+|excede\w*)\b"
        r"|\b(?:более|больше|свыше|выше|превыша\w+)\b"
        r"|超过|超出|高于|大于|多于|を?超え|を上回|초과|넘(?:는|으면|어)",
        re.IGNORECASE,
    ),
    "less": re.compile(
        rf"\b(?:less than|fewer than|shorter than|smaller than|lower than)\b|\b(?:under|below)\b{_AMOUNT}"
        rf"|\b(?:weniger als|kürzer als|kleiner als|niedriger als|unterschreit\w+)\b|\bunter\b{_NUMBER_AHEAD}"
        rf"|\bmoins de\b{_NUMBER_AHEAD}|\binférieur\w* à\b|\bmenos de\b|\binferior\w* a\b|\bmeno di\b|\binferior\w+ a\b"
        r"|\b(?:менее|меньше|ниже)\b"
        r"|低于|少于|小于|不足|不到|未满|未満|を下回|미만|보다 적",
        re.IGNORECASE,
    ),
}
"""In this order: what an earlier one takes, a later one does not see."""
EXCLUDES: Mapping[Bound, frozenset[Bound]] = {
    "upper": frozenset(("lower", "more")),
    "lower": frozenset(("upper", "less")),
    "more": frozenset(("less", "upper")),
    "less": frozenset(("more", "lower")),
}

TIMED = re.compile(
    r"\b(?:no|not) (?:later|earlier) than\b|\bnot before\b|\bno antes de\b|\bnon prima di\b|\bnão antes de\b|\bне (?:позднее|ранее|позже|раньше)\b",
    re.IGNORECASE,
)
"""Turns of phrase that say by when, and deny nothing."""

# What denies

DENIES: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|no one|no longer|hardly)\b|\w+n[’']t\b"
    ),
    "de": re.compile(r"\b(?:nicht|kein(?:e[mnrs]?)?|nie|niemals|niemand(?:em|en)?|nichts|weder|nirgends|keinesfalls|keineswegs)\b"),
    "fr": re.compile(r"\b(?:pas|jamais|aucune?|nulle?|guère|ni|non)\b|\b(?:ne\s|n[’'])\S+(?:\s\S+)?\s(?:plus|rien|personne)\b"),
    "es": re.compile(r"\b(?:no|nunca|jamás|ning[uú]n(?:a|o|os|as)?|nadie|nada|tampoco|ni)\b"),
    "it": re.compile(r"\b(?:non|no|mai|nessun[ao]?|niente|nulla|né|neppure|nemmeno)\b"),
    "pt": re.compile(r"\b(?:não|nunca|jamais|nenhuma?|nenhum(?:as)?|ninguém|nada|nem|tampouco)\b"),
    "ru": re.compile(r"\b(?:не|ни|нет|нельзя|никогда|никто|ничего|никак\w*|невозможно|недопустимо|незачем)\b"),
    "zh": re.compile(r"不(?:得|能|准|许|可以|可|会|应|必|需要|需|须|用|要|予|再|曾|是|含|给|在)?|没有?|并?未(?!经)|无(?:法|需|须|权|效)?|勿|切勿|(?<![除并是])非(?=[法专])|毫无|从未|尚未|否"),
    "ja": re.compile(r"ない(?!で|ま)|なく(?!な)|ません|ぬ(?=[。、]|$)|ず(?=[、。]|に)|なし(?=[。、でのに]|$)|なかっ"),
    "ko": re.compile(r"(?<![가-힣])(?:안|못)\s(?=[가-힣])|지\s?(?:않|못|아니|말)|않(?:다|습|는|은|았|을|아)|없(?:다|습|는|이|어|었|음|으)|아닙|아니(?:다|며|고|라)|불가"),
}  # fmt: skip
"""Words that deny what stands beside them, in lower case."""
DENIES_ANYWHERE = re.compile(
    r"\b(?:nicht|keine?[mnrs]?|niemals|nunca|jamás|ning[uú]n\w*|nadie|não|nenhum\w*|ninguém|nessun\w*|aucune?|jamais|не|нет|нельзя|никогда)\b"
)
"""Those that are words of one language alone, which count where a short text does not show its own."""
ONCE: frozenset[Language] = frozenset(("fr", "es", "it", "pt", "ru"))
"""Languages in which several such words deny once: "no … ningún"."""

DENIES_NEXT = re.compile(
    r"\b(?:without|ohne|sans|sin|senza|sem|без|except(?: for)?|außer|sauf|excepto|tranne|exceto|кроме)\b"
    r"|未经|不经|なしで|なしに|なしの|ないで|ずに|없이",
    re.IGNORECASE,
)
"""Words that deny only what comes next: "without a plug"."""
BEFORE_IT = re.compile(r"なし|ない|ずに|없이")
"""Those of them that follow what they deny."""

REFUSES = re.compile(
    r"\b(?:forbid\w*|forbade|prohibit\w*|bann(?:ed|ing)|bans?|disallow\w*|exclud\w*|exclusive of|reject\w*|refus\w*|den(?:y|ied|ies)|declin(?:e|ed|es)"
    r"|dismiss\w*|unpaid|unaffected|unavailable|unable|unsuitable|unnecessary|unlawful|unauthori[sz]ed|unfurnished|uninsured|unsigned|unlimited"
    r"|invalid|impossible|illegal|ineligible|inadmissible|impermissible|non-refundable|non-smoking|lacks?|lacking|void|fail(?:s|ed)? to)\b"
    r"|\b(?:verboten\w*|verbiet\w*|untersagt?\w*|unzulässig\w*|ausgeschlossen\w*|ausgenommen\w*|abgelehnt\w*|lehnt\w* ab|zurückgewiesen\w*|verweiger\w*|unbezahlt\w*"
    r"|ungültig\w*|unmöglich\w*|unwirksam\w*|unbefristet\w*|unverändert\w*)\b"
    r"|\b(?:interdi\w*|prohib\w*|exclu(?:s|e|es|re|t)?|refus\w*|rejet\w*|impayé\w*|impossible\w*|défendu\w*)\b"
    r"|\b(?:proh[ií]b\w*|excluid\w*|excluy\w*|rechaz\w*|deneg\w*|negad\w*|impagad\w*|imposible\w*)\b"
    r"|\b(?:vietat\w*|proibit\w*|esclus\w*|rifiut\w*|respint\w*|negat\w*|impossibil\w*)\b"
    r"|\b(?:proibid\w*|vedad\w*|excluíd\w*|exclui\w*|recusad\w*|rejeitad\w*|negad\w*|impossív\w*)\b"
    r"|\b(?:запрещ\w*|запрет\w*|воспрещ\w*|исключ(?:ен|ён|ает|аются|ается)\w*|отклон\w*|отказ\w*|недействител\w*)\b"
    r"|禁止|严禁|严格禁止|驳回|拒绝|否决|谢绝|禁(?=[烟食酒入行])|排除|剔除"
    r"|厳禁|お断り|却下|拒否|除外|除く|対象外|不可|無効"
    r"|금지|제외|거절|기각|반려|거부|무효",
    re.IGNORECASE,
)
"""Words that deny by themselves: "forbidden" is "not allowed"."""


def _pair(one: str, other: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE)


TURNS = (
    _pair(
        r"\b(?:free of charge|free|gratis|kostenlos\w*|kostenfrei\w*|gratuit\w*|gratuito|бесплатн\w*)\b|免费|無料|무료",
        r"\b(?:charged|chargeable|for a fee|kostenpflichtig\w*|payant\w*|de pago|a pagamento|platn\w*|платн\w*|taxad\w*)\b|收费|有償|有料|유료",
    ),
    _pair(r"\b(?:open|opens|geöffnet|öffnet|ouverte?s?|ouvre|abiert[ao]s?|abre|apert[aoei]|apre|abert[ao]s?|открыт\w*|открыва\w+)\b|开放|开门|开馆|营业|打开|开启|営業中|열려|열립",
          r"\b(?:closed|closes|geschlossen|schließt|fermée?s?|ferme|cerrad[ao]s?|cierra|chius[aoei]|chiude|fechad[ao]s?|fecha|закрыт\w*|закрыва\w+)\b|关闭|关门|闭馆|停业|停用|停止使用|閉まる|休業|닫"),
    _pair(r"\b(?:paid|bezahlt|beglichen|payée?s?|pagad[ao]s?|pagat[aoei]|paga|оплачен\w*)\b|已付|已支付|支払済|결제 ?완료",
          r"\b(?:overdue|outstanding|überfällig\w*|en retard|vencid[ao]s?|scadut[aoei]|просрочен\w*)\b|逾期|未付|滞納|연체"),
    _pair(r"\b(?:in favou?r|voted for|votes for|dafür gestimmt|a favor|a favore|en faveur)\b|赞成|賛成|찬성",
          r"\b(?:against|dagegen gestimmt|contre|en contra|contro|против)\b|反对|反対|반대"),
)  # fmt: skip
"""Predicates that are each other's opposite: one is what the other is with a "not"."""

PAIRS = (
    _pair(
        r"\b(?:terminat\w+|cancel\w*|gekündigt\w*|kündig\w+|résili\w+|rescind\w+|rescis\w+|rescindid\w*|disdett\w*|расторг\w+|расторжени\w+)\b|解除|终止|取消|解約|해지",
        r"\b(?:extend(?:s|ed)?|renew(?:s|ed)?|verlänger\w*|prolong\w+|recondui\w+|prorrog\w+|prorog\w+|rinnov\w+|renov\w+|продл\w+)\b|续期|续签|续约|延长|更新|연장|갱신",
    ),
    _pair(r"月初|年初|上旬|期初", r"月末|月底|年末|年底|下旬|期末"),
    _pair(
        r"\b(?:more|mehr|más|più|mais|больше|дороже)\b|\bplus\b|加收|更多|增收",
        r"\b(?:less|fewer|weniger|moins|menos|meno|меньше|дешевле)\b|减收|更少|少收",
    ),
    _pair(
        r"\b(?:increas\w+|rais(?:e|es|ed)|rises?|rose|risen|rising|goes up|grow(?:s|n|th)?|grew|steig\w+|erhöh\w*|anheb\w+|augment\w+|hausse|subi[rdó]\w*|sube|aument\w+|salgono|sale|aumenta\w*|растёт|растет|рост|увелич\w+|повыш\w+|повыс\w+)\b|上调|上升|上涨|增加|提高|增长|上が|引き上げ|増加|増え|인상|증가|오르|상승",
        r"\b(?:decreas\w+|reduc\w+|falls?|fell|fallen|falling|drop(?:s|ped)?|lower(?:s|ed)|goes down|cuts?|sink\w*|gesunken|senk\w+|gesenkt|reduzier\w+|verringer\w+|baiss\w+|diminu\w+|rédui\w+|disminu\w+|baj(?:a|an|ar|ó)|redu[cz]\w+|ridu\w+|cala\w*|scend\w+|dimin\w+|снижа\w+|сниз\w+|сниж\w+|уменьш\w+|пониж\w+|пониз\w+|пада\w+)\b|下调|下降|下跌|减少|降低|缩减|下が|引き下げ|減少|減る|減り|인하|감소|내리|하락",
    ),
    _pair(
        r"\b(?:extend(?:s|ed)?|prolong\w*|lengthen\w*|verläng\w+|prolong\w+|prorrog\w+|prorog\w+|продл\w+)\b|延长|延長|연장",
        r"\b(?:shorten\w*|curtail\w*|verkürz\w+|gekürzt|raccourci\w*|écourt\w*|acort\w+|accorci\w+|encurt\w+|сокращ\w+|сократ\w+)\b|缩短|短縮|단축",
    ),
    _pair(
        r"\b(?:before|prior to|bevor|avant|antes|prima|перед)\b|\bvor (?=de[mrn]|Beginn|Ablauf|Antritt)|之前|以前|事前|(?<![提目当从以之往年月日])前(?![往者述景期台后]|提(?![交供出]))|より前|の?前に|(?<=[\u4e00-\u9fff])前(?=[でにのはま。、])|\bдо (?=[а-я])|전에",
        r"\b(?:after|following|nachdem|après|después|tras|dopo|depois|após|после)\b|\bnach (?=de[mrn]|Ablauf|Erhalt|Eingang|Beginn)|之后|以后|(?<![最然售今落前此])后(?![者续果勤备方台])|より後|の?後に|(?<=[\u4e00-\u9fff])後(?=[でにのはま。、])|以降|후에|이후",
    ),
    _pair(
        r"\b(?:(?:at the|by the) latest|no later than|not later than|spätestens|au plus tard|a más tardar|al più tardi|o mais tardar|не позднее)\b|最晚|最迟|遅くとも|늦어도",
        r"\b(?:at the earliest|not earlier than|no earlier than|not before|frühestens|au plus tôt|no antes de|non prima di|não antes de|не ранее)\b|最早|早くとも|빨라도",
    ),
    _pair(r"\b(?:begins?|starts?|commences?|beginnt|beginnen|startet|commence|débute|comienza|empieza|inicia|inizia|comincia|começa|начина\w+)\b|开始|起始|始于|(?:^|[^\w]|[期同])自(?=\d|[一二]\S{3}年)|起(?=\W|$)|始ま|開始|시작",
          r"\b(?:ends?|expires?|finishes|endet|enden|läuft ab|finit|expire|prend fin|termina|finaliza|vence|finisce|scade|acaba|заканчива\w+|истека\w+)\b|结束|终止|到期|届满|为止|截止|止(?=\W|$)|終わ|終了|끝나|종료|만료"),
    _pair(r"\b(?:maximum|maximal\w*|max\.?|höchst\w*|máxim\w+|massim\w+|максимальн\w+)\b|最大|最高|최대|최고",
          r"\b(?:minimum|minimal\w*|min\.|mindest\w*|mínim\w+|minim\w+|минимальн\w+)\b|最小|最低|최소|최저"),
    _pair(r"\b(?:landlord|lessor|vermieter\w*|bailleur\w*|arrendador\w*|locatore|senhorio|арендодател\w*|наймодател\w*)\b|出租人|出租方|房东|貸主|賃貸人|임대인",
          r"\b(?:tenant|lessee|mieter\w*|locataire\w*|arrendatari\w+|inquilin\w+|conduttore|locatário|арендатор\w*|нанимател\w*)\b|承租人|承租方|租客|借主|賃借人|임차인"),
    _pair(r"\b(?:seller|vendor|verkäufer\w*|vendeur\w*|vendedor\w*|venditore|продав\w+)\b|卖方|売主|매도인",
          r"\b(?:buyer|purchaser|käufer\w*|acheteur\w*|acquéreur\w*|comprador\w*|acquirente|покупател\w+)\b|买方|買主|매수인"),
    _pair(r"\b(?:employer|arbeitgeber\w*|employeur\w*|empleador\w*|datore di lavoro|empregador\w*|работодател\w+)\b|雇主|用人单位|使用者|고용주|사용자",
          r"\b(?:employees?|arbeitnehmer\w*|salariés?|emplead[oa]s?|lavorator\w+|empregad[oa]s?|работник\w*)\b|雇员|员工|劳动者|労働者|従業員|근로자|직원"),
    _pair(r"\b(?:morning|vormittags?|morgens|matin|mañana|mattin[ao]|manhã|утр\w+)\b|上午|早上|午前|오전",
          r"\b(?:afternoon|evening|nachmittags?|abends?|après-midi|soir|tarde|pomeriggio|sera|вечер\w*)\b|下午|晚上|午後|夕方|오후|저녁"),
)  # fmt: skip
"""Words of which a statement holds one where the opposite holds the other."""

_NTH: Mapping[Language, str] = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "de": "erste|ersten|erster|erstes zweite|zweiten|zweiter|zweites dritte|dritten|dritter vierte|vierten|vierter fünfte|fünften sechste|sechsten",
    "fr": "premier|première deuxième|second|seconde troisième quatrième cinquième sixième",
    "es": "primer|primero|primera segundo|segunda tercer|tercero|tercera cuarto|cuarta quinto|quinta",
    "it": "primo|prima secondo|seconda terzo|terza quarto|quarta quinto|quinta",
    "pt": "primeiro|primeira segundo|segunda terceiro|terceira quarto|quarta quinto|quinta",
    "ru": "первый|первая|первого|первом|первую второй|вторая|второго|втором|вторую третий|третья|третьего|третью четвёртый|четвертый|четвёртая",
}
ORDINALS: Mapping[Language, Mapping[str, int]] = {
    language: {form: place for place, forms in enumerate(words.split(), 1) for form in forms.split("|")}
    for language, words in _NTH.items()
}
"""Which one of several; Chinese, Japanese and Korean count with numbers."""

# Where a clause ends

CLAUSE = re.compile(
    r"[,;:，；：、。.!?！？()（）\n|]+(?=\s|[^\x00-\x7f]|$)|\s[-–—]\s|——"
    r"|\b(?:but|however|unless|although|though|while|whereas|because|if|when|so that|provided that|as long as)\b"
    r"|\b(?:aber|jedoch|sondern|wenn|falls|sofern|obwohl|während|weil|es sei denn|solange|damit)\b"
    r"|\b(?:mais|cependant|sauf si|parce que|alors que|tandis que|lorsque|sinon)\b"
    r"|\b(?:pero|sino|aunque|porque|mientras|cuando|salvo que)\b|\b(?:però|perché|mentre|quando|a meno che)\b"
    r"|\b(?:mas|porém|embora|enquanto|a menos que)\b|\b(?:но|однако|если|потому что|хотя|пока)\b"
    r"|但是?|然而|除非|如果|因为|因此|所以|而(?=[^且])|ただし|しかし|지만|그러나|다만",
    re.IGNORECASE,
)
AND = re.compile(r"\s(?:and|or|und|oder|et|ou|y|o|e|и|или)\s", re.IGNORECASE)
