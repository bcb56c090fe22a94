"""Detect whether a sentence contradicts a text: negation, opposites, bounds.

Clause by clause, in ten languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from assistant.frozen import dataclass
from assistant.languages import UNSPACED_LANGUAGES, Language, detected, is_function_word
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex

# Turns of phrase that hold a "not" and deny nothing, or say how much instead.

NEUTRAL = lazy_regex(
    r"(\w)[不没]\1|"
    r"\bnot only\b|\bwhether or not\b|\bif not\b|\bno\.\s?(?=[\w-]*\d)|\bnot necessarily\b|\bno matter\b"
    r"|\bnicht nur\b|\bnicht zuletzt\b|\bnon seulement\b|\bno s[oó]lo\b|\bno solamente\b|\bnon solo\b|\bnon soltanto\b"
    r"|\bn[aã]o s[oó]\b|\bn[aã]o apenas\b|\bне только\b"
    r"|不仅|不但|不只|不光|不论|无论|不管(?!的|[:：])|不得不|不能不|不可不|是否|能否|可否|与否|否则|不同|不断|不久|不过|不锈|不动产|不可抗力|未来|未成年"
    r"|非常|非洲|除非|无锡|无线|无人机|无纺|特别|区别|级别|类别|分别|别墅|差别|个别|没收"
    r"|(?:联系|打|找|够|赶|来|叫)不(?:上|通|着|及|到)"
    r"|没关系|不要紧|没问题|无妨|[かが]?(?:かま|構)(?:いません|わない)|差し支え(?:ありません|ない)|問題(?:ありません|ない)"
    r"|だけでなく|のみならず|ばかりでなく|(?:なければ|なくては|ねば)な[らり](?:ない|ません|ず)?|(?:ないと|なければ)いけ(?:ない|ません)|ざるを得(?:ない|ません)|かもしれ(?:ない|ません)|に違い(?:ない|ありません)"
    r"|뿐만 아니라|뿐 아니라|지 않으면 안|수밖에 없",
    re.IGNORECASE,
)

Bound = Literal["upper", "lower", "more", "less"]
_AMOUNT = r"(?=\W{0,3}(?:the\s+|a\s+|an\s+)?(?:\w+\s+)?(?:[€$£¥]|\d|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty))"
_NUMBER_AHEAD = r"(?=\s*(?:[€$£¥]\s?)?(?:\d|EUR\b|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|dix|dos|tres|cuatro|cinco|diez|due|tre|quattro|cinque|dieci|dois|duas|três))"
BOUNDS: Mapping[Bound, re.Pattern[str]] = {
    "upper": lazy_regex(
        r"\b(?:at (?:the )?most|(?:not|no|never) (?:more|longer|greater|higher) than|nothing(?: \w+){0,4} (?:more|\w{3,}er) than|a maximum of"
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
    "lower": lazy_regex(
        r"\b(?:at (?:the )?least|not less than|no less than|no fewer than|not fewer than|never (?:less|fewer) than|a minimum of|not below|not under)\b"
        r"|\b(?:mindestens|wenigstens|nicht weniger als|nicht unterschreiten|nicht unter)\b"
        r"|\b(?:au (?:moins|minimum)|pas moins de)\b|\b(?:al menos|por lo menos|como mínimo|no menos de)\b"
        r"|\b(?:almeno|non meno di|come minimo)\b|\b(?:pelo menos|no mínimo|não menos de)\b"
        r"|\b(?:не менее|не меньше|не ниже|минимум|по крайней мере)\b"
        r"|(?:不得|不能|不应|不可|不)(?:少于|低于|小于|短于|早于)|至少|最少|以上"
        r"|少なくとも|最低でも|以上|を下回(?:らない|っては)|최소|적어도|이상",
        re.IGNORECASE,
    ),
    "more": lazy_regex(
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
    "less": lazy_regex(
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

TIMED = lazy_regex(
    r"\b(?:no|not) (?:later|earlier) than\b|\bnot before\b|\bno antes de\b|\bnon prima di\b|\bnão antes de\b|\bне (?:позднее|ранее|позже|раньше)\b",
    re.IGNORECASE,
)
"""Turns of phrase that say by when, and deny nothing."""

# What denies

DENIES: Mapping[Language, re.Pattern[str]] = {
    "en": lazy_regex(
        r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|no one|no longer|hardly)\b|\w+n[’']t\b"
    ),
    "de": lazy_regex(r"\b(?:nicht|kein(?:e[mnrs]?)?|nie|niemals|niemand(?:em|en)?|nichts|weder|nirgends|keinesfalls|keineswegs)\b"),
    "fr": lazy_regex(r"\b(?:pas|jamais|aucune?|nulle?|guère|ni|non)\b|\b(?:ne\s|n[’'])\S+(?:\s\S+)?\s(?:plus|rien|personne)\b"),
    "es": lazy_regex(r"\b(?:no|nunca|jamás|ning[uú]n(?:a|o|os|as)?|nadie|nada|tampoco|ni)\b"),
    "it": lazy_regex(r"\b(?:non|no|mai|nessun[ao]?|niente|nulla|né|neppure|nemmeno)\b"),
    "pt": lazy_regex(r"\b(?:não|nunca|jamais|nenhuma?|nenhum(?:as)?|ninguém|nada|nem|tampouco)\b"),
    "ru": lazy_regex(r"\b(?:не|ни|нет|нельзя|никогда|никто|ничего|никак\w*|невозможно|недопустимо|незачем)\b"),
    "zh": lazy_regex(r"不(?:得|能|准|许|可以|可|会|应|必|需要|需|须|用|要|予|再|曾|是|含|给|在)?|没有?|并?未(?!经)|无(?:法|需|须|权|效)?|勿|切勿|(?<![除并是])非(?=[法专])|毫无|从未|尚未|否"),
    "ja": lazy_regex(r"ない(?!で|ま)|なく(?!な)|ません|ぬ(?=[。、]|$)|ず(?=[、。]|に)|なし(?=[。、でのに]|$)|なかっ"),
    "ko": lazy_regex(r"(?<![가-힣])(?:안|못)\s(?=[가-힣])|지\s?(?:않|못|아니|말)|않(?:다|습|는|은|았|을|아)|없(?:다|습|는|이|어|었|음|으)|아닙|아니(?:다|며|고|라)|불가"),
}  # fmt: skip
"""Words that deny what stands beside them, in lower case."""
DENIES_ANYWHERE = lazy_regex(
    r"\b(?:nicht|keine?[mnrs]?|niemals|niet|geen|nooit|nunca|jamás|ning[uú]n\w*|nadie|não|nenhum\w*|ninguém|nessun\w*|aucune?|jamais|не|нет|нельзя|никогда"
    r"|[وف]?لا|ليست?|لن|لم|غير|ولن|ولم|وليس)\b"
)
"""Those that are words of one language alone, which count where a short text does not show its own."""
ONCE: frozenset[Language] = frozenset(("fr", "es", "it", "pt", "ru"))
"""Languages in which several such words deny once: "no … ningún"."""

_EXCEPT_FOR = (
    r"\b(?:(?:with the exception of|except(?:ed)?(?: for)?|other than|apart from|aside from)|außer|ausgenommen|mit ausnahme|abgesehen von"
    r"|sauf|hormis|excepté|à l'exception d[eu]|excepto|salvo|a excepción de|con excepción de|eccetto|tranne|fuorché|ad eccezione|a eccezione"
    r"|exceto|à exceção|com exceção|кроме|помимо|за исключением|باستثناء|ما عدا|سوى)\b"
)
_EXCEPTS = r"(?<=[\w）)])除外|除了?(?=[^，。；]{1,16}(?:之外|以外|外)(?:$|[，,]))|(?<=\w)を?除き|(?<=\w)[をは]除(?:く|いて|かれ)|(?<=\w)以外は|를? ?제외하고|을 제외하고"
_BUT_NOT = (
    r"\b(?:but not|but no|aber (?:nicht|keine?\w?)|jedoch (?:nicht|ohne)|mais pas|mais non|pero no|ma non|mas não|но не|ولا|لكن لا)\b"
    r"|但不(?:含|包括|包含|算)?|不过不(?:含|包括)"
)
_NOT_FOR = (
    r"\b(?:(?:this|that|it) does not apply to|(?:das|dies) gilt nicht (?:für|bei)|(?:cela|ceci) ne s'applique pas (?:à|aux?)"
    r"|(?:esto )?no se aplica a|non si applica (?:a|ai|alle)|não se aplica a|это не относится к)\b|この限りでは?(?:ない|ありません)|不在此限|그러하지 아니하다"
)
EXCEPTS = lazy_regex(f"{_EXCEPT_FOR}|{_EXCEPTS}|{_NOT_FOR}|{_BUT_NOT}", re.IGNORECASE)
"""What makes an exception: of what it names holds the opposite of what is said of the rest."""
PROVISO = lazy_regex(
    rf"\s*(?:ただし|但是?|다만|however,?|allerdings|jedoch|but)?[^.。]{{0,60}}?(?:{_NOT_FOR})|\s*(?:ただし|다만)",
    re.IGNORECASE,
)
"""The beginning of a sentence that makes an exception of what the one before it says."""
DENIES_NEXT = lazy_regex(
    rf"\b(?:without|ohne|sans|sin|senza|sem|без|بدون|دون)\b|{_EXCEPT_FOR}|{_NOT_FOR}|{_BUT_NOT}|{_EXCEPTS}"
    r"|未经|不经|なしで|なしに|なしの|ないで|ずに|없이",
    re.IGNORECASE,
)
"""Words that deny only what comes next: "without a plug"."""
BEFORE_IT = lazy_regex(
    r"なし|ない|ずに|없이|除外|[をは]?除[くきいか]|以外|この限り|不在此限|[를을] ?제외|그러하지"
)
"""Those of them that follow what they deny."""

REFUSES = lazy_regex(
    r"\b(?:forbid\w*|forbade|prohibit\w*|bann(?:ed|ing)|bans?|disallow\w*|exclud\w*|exclusive of|reject\w*|refus\w*|den(?:y|ied|ies)|declin(?:e|ed|es)"
    r"|dismiss\w*|unpaid|unaffected|unavailable|unable|unsuitable|unnecessary|unlawful|unauthori[sz]ed|unfurnished|uninsured|unsigned|unlimited"
    r"|invalid|impossible|illegal|ineligible|inadmissible|impermissible|non-refundable|non-smoking|lacks?|lacking|(?:null and|is|are|be|become\w*|declared) void|barred|fail(?:s|ed)? to)\b"
    r"|\b(?:verboten\w*|verbiet\w*|untersagt?\w*|unzulässig\w*|ausgeschlossen\w*|ausgenommen\w*|abgelehnt\w*|lehnt\w* ab|zurückgewiesen\w*|verweiger\w*|unbezahlt\w*"
    r"|ungültig\w*|unmöglich\w*|unwirksam\w*|unbefristet\w*|unverändert\w*)\b"
    r"|\b(?:verboden|uitgesloten|afgewezen|verworpen|geweigerd|onmogelijk|ongeldig)\b"
    r"|\b(?:interdi\w*|prohib\w*|exclu(?:s|e|es|re|t)?|refus\w*|rejet\w*|impayé\w*|impossible\w*|défendu\w*)\b"
    r"|\b(?:proh[ií]b\w*|excluid\w*|excluy\w*|rechaz\w*|deneg\w*|negad\w*|impagad\w*|imposible\w*)\b"
    r"|\b(?:vietat\w*|proibit\w*|esclus\w*|rifiut\w*|respint\w*|negat\w*|impossibil\w*)\b"
    r"|\b(?:proibid\w*|vedad\w*|excluíd\w*|exclui\w*|recusad\w*|rejeitad\w*|negad\w*|impossív\w*)\b"
    r"|\b(?:запрещ\w*|запрет\w*|воспрещ\w*|исключ(?:ен(?!и)|ён|ает|аются|ается)\w*|отклон\w*|отказ\w*|недействител\w*)\b"
    r"|禁止|严禁|严格禁止|驳回|拒绝|否决|谢绝|禁(?=[烟食酒入行])|排除|剔除"
    r"|厳禁|お断り|却下|拒否|除外|除く|対象外|不可|無効"
    r"|금지|제외|거절|기각|반려|거부|무효"
    r"|\b(?:ممنوع\w*|[يت]منع|[يت]حظر|محظور\w*|مرفوض\w*|مستثنى|[يت]ُ?ستثنى)\b",
    re.IGNORECASE,
)
"""Words that deny by themselves: "forbidden" is "not allowed"."""
GRANTS = lazy_regex(
    r"\b(?:allow\w*|permit\w*|includ\w*|cover(?:ed|s)?|insured|may|can|admitted|accepted|possible|eligible|refund\w*|reimburs\w*)\b"
    r"|\b(?:erlaubt\w*|gestattet\w*|zulässig\w*|darf|dürfen|kann|können|enthalten|inbegriffen|versichert\w*|gedeckt|abgedeckt|möglich|erstattet)\b"
    r"|\b(?:toegestaan|inbegrepen|gedekt|mag|mogen|kunnen|mogelijk|vergoed\w*)\b"
    r"|\b(?:permis\w*|autoris\w*|compris\w*|inclus\w*|couvert\w*|garanti\w*|assuré\w*|admis\w*|peut|peuvent|pouvez|rembours\w*)\b"
    r"|\b(?:permit\w*|autoriz\w*|inclu[iy]\w*|cubiert\w*|cubre\w*|asegurad\w*|admit\w*|pued\w+|reembols\w*)\b"
    r"|\b(?:permess\w*|consentit\w*|ammess\w*|compres\w*|copert\w*|copre|assicurat\w*|possono|può|puoi|rimbors\w*)\b"
    r"|\b(?:incluíd\w*|cobert\w*|cobre|segurad\w*|pode\w*|admitid\w*)\b"
    r"|\b(?:можно|разреш\w*|допуска\w*|включ[её]н\w*|входит|входят|покрыва\w*|застрахован\w*|мо[жг]\w+|возмеща\w*)\b"
    r"|可以|允许|准许|许可|能|包含|包括|保障|承保|理赔|赔|管的?|算|报销"
    r"|可能|でき(?:る|ます)|許可|認め|含ま|含む|対象|補償|かまい|てもよい|てもいい|허용|가능|포함|보장|수 있"
    r"|\b(?:[يت]سمح|مسموح\w*|[يت]جوز|[يت]شمل|مشمول\w*|مغطى|يمكن)\b",
    re.IGNORECASE,
)
"""Words that say that something may be done, or belongs to something else: what is mostly denied."""


def _pair(one: str, other: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return lazy_regex(one, re.IGNORECASE), lazy_regex(other, re.IGNORECASE)


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
    _pair(r"\b(?:included|includes?|inclusive|inbegriffen|enthalten|umfasst|einschließlich|inbegrepen|inclusief|compris\w*|inclus\w*|incluid\w*|incluye\w*|compres[oaie]|inclus[oaie]|comprende|incluíd\w*|inclui|включен\w*|включён\w*|входит|входят)\b|包含|包括|含まれ|込み|포함",
          r"\b(?:(?:charged|billed|invoiced|paid) (?:separately|extra)|gesondert|separat|zuzüglich|apart|afzonderlijk|exclusief|en sus|en supplément|aparte|por separado|a parte|separatamente|à parte|em separado|отдельно)\b|另[行收计付算]|别计|別途|別料金|별도"),
    _pair(r"\b(?:compulsory|mandatory|obligatory|verpflichtend|verbindlich|obligatoires?|obligatori[oa]s?|obbligatori[oaie]|obrigatóri[oa]s?|обязательн\w*)\b|必须|必需|強制|必須|의무|필수",
          r"\b(?:optional|voluntary|freiwillig\w*|facultati\w*|opcional\w*|voluntari[oa]s?|facoltativ[oaie]|volontari[oaie]|facultativ[oa]s?|voluntári[oa]s?|добровольн\w*)\b|自愿|可选|任意|자율|선택"),
)  # fmt: skip
"""Predicates that are each other's opposite: one is what the other is with a "not"."""

_RISES = _pair(
    r"\b(?:increas\w+|rais(?:e|es|ed)|rises?|rose|risen|rising|(?:goes|went|gone) up|grow(?:s|n|th)?|grew|steig\w+|erhöh\w*|anheb\w+|augment\w+|hausse|subi[rdó]\w*|sube|aument\w+|salgono|sale|aumenta\w*|растёт|растет|рост|увелич\w+|повыш\w+|повыс\w+)\b|上调|上升|上涨|增加|提高|增长|上が|引き上げ|増加|増え|인상|증가|오르|상승",
    r"\b(?:decreas\w+|reduc\w+|falls?|fell|fallen|falling|drop(?:s|ped)?|lower(?:s|ed)|(?:goes|went|gone) down|cuts?|sink\w*|gesunken|senk\w+|gesenkt|reduzier\w+|verringer\w+|baiss\w+|diminu\w+|rédui\w+|disminu\w+|baj(?:a|an|ar|ó)|redu[cz]\w+|ridu\w+|cala\w*|scend\w+|dimin\w+|снижа\w+|сниз\w+|сниж\w+|уменьш\w+|пониж\w+|пониз\w+|пада\w+)\b|下调|下降|下跌|减少|降低|缩减|下が|引き下げ|減少|減る|減り|인하|감소|내리|하락",
)

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
    _RISES,
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
          r"\b(?:ends?|expires?|finishes|endet|enden|läuft ab|finit|expire|prend fin|termina|finaliza|vence|finisce|scade|acaba|заканчива\w+|истека\w+)\b|结束|终止|到期|届满|为止|截止|止(?=\W|$)|(?<=[日月年])至(?=\d|[一二]\S{3}年)|終わ|終了|끝나|종료|만료"),
    _pair(r"\b(?:maximum|maximal\w*|max\.?|höchst\w*|máxim\w+|massim\w+|максимальн\w+)\b|最大|最高|최대|최고",
          r"\b(?:minimum|minimal\w*|min\.|mindest\w*|mínim\w+|minim\w+|минимальн\w+)\b|最小|最低|최소|최저"),
    _pair(r"\b(?:landlord|lessor|vermieter\w*|verhuurder\w*|bailleur\w*|arrendador\w*|locatore|senhorio|арендодател\w*|наймодател\w*)\b|出租人|出租方|房东|貸主|賃貸人|임대인",
          r"\b(?:tenant|lessee|mieter\w*|huurder\w*|locataire\w*|preneu\w+|arrendatari\w+|inquilin\w+|conduttore|locatário|арендатор\w*|нанимател\w*)\b|承租人|承租方|租客|借主|賃借人|임차인"),
    _pair(r"\b(?:seller|vendor|verkäufer\w*|vendeur\w*|vendedor\w*|venditore|продав\w+)\b|卖方|売主|매도인",
          r"\b(?:buyer|purchaser|käufer\w*|acheteur\w*|acquéreur\w*|comprador\w*|acquirente|покупател\w+)\b|买方|買主|매수인"),
    _pair(r"\b(?:employer|arbeitgeber\w*|werkgever\w*|employeur\w*|empleador\w*|datore di lavoro|empregador\w*|работодател\w+)\b|雇主|用人单位|使用者|고용주|사용자",
          r"\b(?:employees?|arbeitnehmer\w*|werknemer\w*|salariés?|emplead[oa]s?|lavorator\w+|empregad[oa]s?|работник\w*)\b|雇员|员工|劳动者|労働者|従業員|근로자|직원"),
    _pair(r"\b(?:plaintiff|claimant|kläger\w*|demandeur\w*|demandante\w*|attore|истец|истц\w+)\b|原告|原告方|원고",
          r"\b(?:defendant|respondent|beklagte\w*|défendeur\w*|demandad[oa]s?|convenuto|ответчик\w*)\b|被告|被告方|피고"),
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

CLAUSE = lazy_regex(
    r"[,;:，；：、。.!?！？،؛؟()（）\n|]+(?=\s|[^\x00-\x7f]|$)|(?<=[^\x00-\x7f])[,;:]+|(?<=\s)\(|\s[-–—]\s|——"
    r"|\b(?:but|however|unless|although|though|while|whereas|because|if|when|so that|provided that|as long as)\b"
    r"|\b(?:aber|jedoch|sondern|wenn|falls|sofern|obwohl|während|weil|es sei denn|solange|damit)\b"
    r"|\b(?:mais|cependant|sauf si|parce que|alors que|tandis que|lorsque|sinon)\b"
    r"|\b(?:pero|sino|aunque|porque|mientras|cuando|salvo que)\b|\b(?:però|perché|mentre|quando|a meno che)\b"
    r"|\b(?:mas|porém|embora|enquanto|a menos que)\b|\b(?:но|однако|если|потому что|хотя|пока)\b"
    r"|但是?|然而|除非|如果|因为|因此|所以|而(?=[^且])|ただし|しかし|지만|그러나|다만",
    re.IGNORECASE,
)
AND = lazy_regex(r"\s(?:and|or|und|oder|et|ou|y|o|e|и|или)\s", re.IGNORECASE)
_LIMITS = lazy_regex(
    r"\s*(?:(?:but|however|aber|jedoch|allerdings|mais|cependant|pero|però|ma|mas|porém|но|однако)\b|但是?|不过|然而|ただし|しかし|다만|하지만)"
)
_ALSO = lazy_regex(
    r"\s*(?:even|auch|selbst|sogar|même|incluso|aun|anche|perfino|mesmo|даже|也|连|哪怕)(?! (?:if|wenn|si|se|если))"
)
"""Goes on with what is denied before it: "forbidden, also at an open window"."""
_ELLIPSIS = lazy_regex(
    r"\b(?:(?:may|must|can|do|does|did|is|are|was|were|will|should) ?not|\w+n't|nicht|pas|não|non|не)\W*\Z|\b(?:no|não)\W*\Z"
)
"""Denies what the clause before it says, without saying it again."""
_OR = lazy_regex(r"\s(?:or|nor|oder|ou|ni|né|nem|или|ни)\s\Z")
"""Goes on with what a "not" before it denies: "not in the bays or on the landing stage"."""

_NEITHER = lazy_regex(r"(\bneither\b[^.;:]*?\b)nor\b")
"""Denies once, with two words."""

_SHORT_CLAUSE = 9
"""Words up to which a "not" is taken to deny the whole clause; characters of unspaced scripts count a half."""
_REACH, _NEXT = 4, 2
"""Words that a "not" reaches in a longer clause, and words that a "without" does."""
_ALIGNED = 0.8
"""Share of the best clause's common terms from which another clause is looked at too."""
_MOST_HEAD = 4
"""Terms up to which what stands before a colon says nothing but what is denied of what follows."""
_LISTED = 2
"""Terms up to which what stands before a comma is one of a list."""
_PIECE = lazy_regex(r"[^\W_]+(?:['’-][^\W_]+)*")
_DIGITS = lazy_regex(r"\d[\d.,]*")
_BRACKETS = lazy_regex(r"[(（][^)）]*")
_HEADS, _STOPS = frozenset(":："), frozenset(".!?。！？\n")
"""What ends a head that speaks for all that is listed behind it, and what ends that list."""
_EVEN_IF = lazy_regex(
    r"\s*(?:哪怕|即使|即便|就算|纵使|たとえ|even if|auch wenn|selbst wenn|même si|incluso si|даже если)"
)
"""What begins a condition under which the clause before holds as well."""
_CONTRAST = lazy_regex(
    r"[^\s、。「」]{1,24}(?:では|じゃ)なく(?:て|、)?|(?:并?不是|并非)[^，。；]{1,24}[，,]?(?=而?是)|\bnot [^,.;:]{1,40},? but\b|\bnicht [^.;:]{1,40}, sondern\b"
)
"""What is set against what holds: "not 60 but 59"."""


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that denies, and the terms that it denies.

    Attributes:
        denied: The terms.
        near: Whether it denies only what comes next.
        refuses: Whether it denies by itself: a "not" before it turns it round, in every language.
    """

    denied: frozenset[str]
    near: bool = False
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause: what it speaks of and denies.

    Attributes:
        excepts: Whether it makes an exception of what it speaks of.
        limits: Whether it begins with a "but" that limits what stands before it.
        refused: Whether it ends with a word that denies all that it lists: "muscat excluded".
        ends: The terms of its last words.
    """

    terms: frozenset[str]
    cues: tuple[_Cue, ...]
    bounds: frozenset[Bound]
    turns: tuple[frozenset[int], ...]
    pairs: tuple[frozenset[int], ...]
    ordinals: frozenset[int]
    once: bool
    excepts: bool = False
    limits: bool = False
    refused: bool = False
    ends: frozenset[str] = frozenset()

    @property
    def wide(self) -> tuple[_Cue, ...]:
        """What denies more than what comes next."""
        return tuple(cue for cue in self.cues if not cue.near)

    @property
    def excepted(self) -> frozenset[str]:
        """The terms of what it makes an exception of."""
        return frozenset().union(*(cue.denied for cue in self.cues if cue.near))


def opposed(claim: str, text: str, language: Language | None = None) -> bool:
    """Return whether a sentence says the opposite of a text that speaks of the same.

    Each clause of the sentence is held against the clause of the text that it shares most words with; a word that denies
    counts where it denies what both speak of.

    Args:
        claim: The sentence.
        text: What may support it, in the same language.
        language: Of the sentence, where it is known better than the sentence shows.
    """
    spoken = language or detected(claim) or detected(text) or "en"
    own, its = _clauses(claim, spoken), _clauses(_without_contrast(text, claim), spoken)
    shared_by_all = frozenset().union(*(clause.terms for clause in its))
    telling = [
        clause
        for clause in own
        if len(common := clause.terms & shared_by_all) > 1 or (common and common == clause.terms)
    ]
    if not telling and shared_by_all & frozenset().union(*(clause.terms for clause in own)):
        telling = [_joined(own)]
    return any(_conflict(clause, _aligned(clause, its), shared_by_all) for clause in telling)


def _without_contrast(text: str, claim: str) -> str:
    """Leave out what a text sets against what holds, unless a sentence speaks of it."""

    def left(match: re.Match[str]) -> str:
        said = _DIGITS.findall(match.group())
        spoken_of = any(number in claim for number in said) if said else match.group()[:2] in claim
        return match.group() if spoken_of or _CONTRAST.search(claim) else ""

    return _CONTRAST.sub(left, text)


def _joined(clauses: tuple[_Clause, ...]) -> _Clause:
    """Join clauses that say little by themselves."""
    return _Clause(
        frozenset().union(*(one.terms for one in clauses)),
        tuple(cue for one in clauses for cue in one.cues),
        frozenset().union(*(one.bounds for one in clauses)),
        tuple(frozenset().union(*(one.turns[place] for one in clauses)) for place in range(len(TURNS))),
        tuple(frozenset().union(*(one.pairs[place] for one in clauses)) for place in range(len(PAIRS))),
        frozenset().union(*(one.ordinals for one in clauses)),
        clauses[0].once,
        clauses[-1].excepts,
        clauses[0].limits,
        clauses[-1].refused,
        clauses[-1].ends,
    )


def opposed_across(claim: str, text: str) -> bool:
    """Return whether one of two short texts in different languages denies alone."""
    own, its = _clauses(claim, detected(claim) or "en"), _clauses(text, detected(text) or "en")
    if len(own) > 2 or len(its) > 2:
        return False
    return (_total(own) % 2) != (_total(its) % 2) or _bounds_conflict(
        frozenset().union(*(one.bounds for one in own)), frozenset().union(*(one.bounds for one in its))
    )


def heads_denial(text: str) -> bool:
    """Return whether words before a colon, as "Not covered:", deny what is listed."""
    clauses = _clauses(text.rstrip(":： "), detected(text) or "en")
    if len(clauses) != 1 or len(clauses[0].wide) % 2 == 0:
        return False
    return _is_head(clauses[0], text)


def grants(text: str) -> bool:
    """Return whether a text says that something may be done, or belongs to something."""
    return GRANTS.search(text) is not None


def other_side(claim: str, text: str) -> bool:
    """Return whether a claim has the opposite of a word of a short text.

    For pairs that exclude each other, such as "begins" and "ends".
    """
    own, its = claim.casefold(), text.casefold()
    return any(_one_sided(_sides(own, pair), _sides(its, pair)) for pair in PAIRS)


def one_sided(claim: str, text: str) -> bool:
    """Return whether a claim names one side where a text names the other alone.

    "The tenant pays", where it says that the landlord does.
    """
    sides = zip(_all_sides(claim, PAIRS), _all_sides(text, PAIRS), strict=True)
    return any(len(own) == len(its) == 1 and own != its for own, its in sides)


def rises(text: str) -> bool | None:
    """Tell whether a text says that something grows; None where it says neither."""
    sides = _sides(text.casefold(), _RISES)
    return 0 in sides if len(sides) == 1 else None


def denies(text: str, language: Language | None = None) -> bool:
    """Return whether a text denies anything."""
    return _total(_clauses(text, language or detected(text) or "en")) > 0


def denies_of(text: str, question: str) -> bool:
    """Return whether a text denies something that a question speaks of."""
    clauses = _clauses(text, detected(text) or "en")
    asked = frozenset().union(*(one.terms for one in _clauses(question, detected(question) or "en")))
    return sum(_denials(clause, asked) for clause in clauses) % 2 == 1


def _total(clauses: Iterable[_Clause]) -> int:
    total = 0
    for clause in clauses:
        cues = len([cue for cue in clause.cues if not cue.near])
        total += min(cues, 1) if clause.once else cues
    return total


def _aligned(clause: _Clause, others: tuple[_Clause, ...]) -> list[_Clause]:
    """Return the clauses that share enough words to speak of the same."""
    for other in others:
        rest = frozenset().union(*(one.terms for one in others if one is not other))
        if other.excepts and clause.terms & (other.excepted - rest):
            return [other]
        if (other.limits or other.refused) and other.wide and clause.terms & (other.terms - rest):
            return [other]  # "…, but not in August" is what a sentence on August is held against
    shares = [len(clause.terms & other.terms) for other in others]
    spoken = [sum(term.isalpha() for term in clause.terms & other.terms) for other in others]
    shares = spoken if max(spoken) > 1 else shares  # a day alone does not tell what is spoken of
    most = max(shares)
    return [other for other, share in zip(others, shares, strict=True) if share and share >= _ALIGNED * most]


def _conflict(clause: _Clause, others: list[_Clause], text_terms: frozenset[str]) -> bool:
    told = frozenset().union(*(other.terms for other in others))
    own = _denials(clause, text_terms)
    its = int(any(_denials(other, clause.terms) % 2 for other in others))
    if clause.excepts and any(other.excepts for other in others):
        own = its  # both make the same exception
    turned = any(
        _one_sided(mine, frozenset().union(*(other.turns[place] for other in others)))
        for place, mine in enumerate(clause.turns)
    )
    if (own + its + turned) % 2:
        return True
    if _bounds_conflict(clause.bounds, frozenset().union(*(other.bounds for other in others))):
        return True
    counted, its_counted = clause.ordinals, frozenset().union(*(other.ordinals for other in others))
    if len(counted) == 1 and len(its_counted) == 1 and counted != its_counted:
        return True
    return bool(clause.terms & told) and any(
        _one_sided(mine, frozenset().union(*(other.pairs[place] for other in others)))
        for place, mine in enumerate(clause.pairs)
    )


def _denials(clause: _Clause, spoken_of: frozenset[str]) -> int:
    reaching = [cue for cue in clause.cues if cue.denied & spoken_of]
    refuses = sum(cue.refuses for cue in reaching)
    wide = sum(not cue.near and not cue.refuses for cue in reaching)
    return (min(wide, 1) if clause.once else wide) + refuses + sum(cue.near for cue in reaching)


def _one_sided(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one) == 1 and len(other) == 1 and one != other


def _bounds_conflict(one: frozenset[Bound], other: frozenset[Bound]) -> bool:
    return bool(one and other) and all(its in EXCLUDES[own] for own in one for its in other)


@lru_cache(maxsize=2_048)
def _clauses(text: str, language: Language) -> tuple[_Clause, ...]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    plain = _NEITHER.sub(r"\1or", NEUTRAL.sub(_blank, plain))
    spans: list[tuple[int, int]] = []
    start = 0
    for match in CLAUSE.finditer(plain):
        spans += _halves(plain, start, match.start())
        start = match.start() if match.group().strip()[:1].isalpha() else match.end()
    spans += _halves(plain, start, len(plain))
    found: list[_Clause] = []
    listed: list[_Clause] = []
    head: _Clause | None = None
    first = -1
    done = 0
    for start, end in spans:
        clause = _clause(plain[start:end], language)
        goes_on = _OR.search(plain, done, start) or _ALSO.match(plain, start, end)
        denied = found[-1].cues if found and not clause.cues and goes_on else ()
        if denied and clause.terms:
            own = tuple(replace(cue, denied=cue.denied | clause.terms) for cue in denied)
            clause = replace(clause, cues=own, excepts=found[-1].excepts)
        elif found and len(clause.terms) <= _LISTED and _ELLIPSIS.search(plain, start, end):
            # "Stands may travel in the hold; the keyboard may not"
            clause = replace(_reaching(clause, found[-1].ends), terms=clause.terms | found[-1].ends)
        done = end
        is_head = plain[end : end + 1] in _HEADS and _is_head(clause, plain[start:end])
        if clause.excepts and found and not any(cue.denied for cue in clause.cues):
            cue = _Cue(found[-1].terms, near=True)  # "glass is covered, the greenhouse, however, excepted"
            found[-1] = replace(found[-1], cues=(*found[-1].cues, cue))
        elif clause.excepts and not is_head:
            base = found[-1] if found else head
            clause = clause if base is None else _denied_by(base, clause)
            first = 0 if base is None else first
        elif head is not None and clause.terms and not (clause.wide and GRANTS.search(plain, start, end)):
            # "Not included: pipes, kerbs (see page 2)"
            clause = _denied_by(
                head, clause, _clause(_BRACKETS.sub(_blank, plain[start:end]), language).terms
            )
        elif first == 0 and found and clause.terms:
            found[0] = _denied_by(clause, found[0])
            first = -1
        if is_head:
            head = clause
        elif (
            clause.terms
            and not clause.cues
            and not clause.excepts
            and len(clause.terms) <= _LISTED
            and plain[end : end + 1] in ",、"
        ):
            listed.append(clause)  # "Solvents, acids and oils must not be used": one of a list
        elif found and not clause.cues and _EVEN_IF.match(plain[start:end]):
            found[-1] = _joined((_reaching(found[-1], clause.terms), clause))
        elif clause.terms or clause.cues:
            found.append(_joined((*listed, clause)))
            listed.clear()
        if plain[end : end + 1] in _STOPS:
            head = None
    return (*found, *([_joined(tuple(listed))] if listed else []))


def _reaching(clause: _Clause, terms_denied: frozenset[str]) -> _Clause:
    """Let what a clause denies reach the terms of another one."""
    return replace(clause, cues=tuple(replace(cue, denied=cue.denied | terms_denied) for cue in clause.cues))


def _is_head(clause: _Clause, text: str) -> bool:
    """Return whether a clause that denies says nothing but that: "Not covered"."""
    if not clause.wide:
        return False
    most = _MOST_HEAD * (3 if is_unspaced(text) else 1)
    sure = (REFUSES.search(text) or GRANTS.search(text)) is not None
    return len(clause.terms) <= (most if sure else _LISTED)


def _denied_by(one: _Clause, clause: _Clause, reached: frozenset[str] | None = None) -> _Clause:
    """Let what a clause denies reach another one.

    Args:
        one: The clause that denies.
        clause: The other.
        reached: The terms of the other that it reaches; None for all.
    """
    reached = clause.terms if reached is None else reached
    cues = tuple(replace(cue, denied=cue.denied | reached) for cue in one.wide)
    shared = frozenset[str]() if clause.excepts else one.terms
    return replace(clause, cues=(*clause.cues, *cues), terms=clause.terms | shared)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _halves(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a clause at an "and" that stands between two long parts."""
    for match in AND.finditer(text, start, end):
        one, other = text[start : match.start()], text[match.end() : end]
        if min(len(_PIECE.findall(one)), len(_PIECE.findall(other))) >= 3:
            return [(start, match.start()), *_halves(text, match.end(), end)]
    return [(start, end)]


def _clause(text: str, language: Language) -> _Clause:
    bounds: set[Bound] = set()
    rest = text
    for bound, pattern in BOUNDS.items() if _ANY_BOUND.search(rest) else ():
        if pattern.search(rest):
            bounds.add(bound)
            rest = pattern.sub(_blank, rest)
    words = _words(text, language)
    near = list(DENIES_NEXT.finditer(rest))
    bare = TIMED.sub(_blank, DENIES_NEXT.sub(_blank, rest))
    cues: list[_Cue] = []
    taken: set[int] = set()
    for pattern in (DENIES[language], DENIES_ANYWHERE, REFUSES):
        for match in pattern.finditer(bare):
            if taken.isdisjoint(range(*match.span())):
                cues.append(_Cue(_reached(words, match, language), refuses=pattern is REFUSES))
                taken.update(range(*match.span()))
    exceptions = {match.span() for match in EXCEPTS.finditer(rest)} if near else set()
    cues += [
        _Cue(_next(words, match, language, whole=match.span() in exceptions), near=True) for match in near
    ]
    return _Clause(
        frozenset(term for _, _, own in words for term in own),
        tuple(cues),
        frozenset(bounds),
        _all_sides(rest, TURNS),
        _all_sides(rest, PAIRS),
        _ordinals(rest, language),
        language in ONCE,
        any(match.span() in exceptions and _leads(words, match) for match in near),
        _LIMITS.match(text) is not None,
        any(not rest[match.end() :].strip(" .!") for match in REFUSES.finditer(rest)),
        frozenset().union(*(own for _, _, own in words[-_NEXT:])),
    )


_Pair = tuple[re.Pattern[str], re.Pattern[str]]
_ANY_BOUND = lazy_regex("|".join(pattern.pattern for pattern in BOUNDS.values()), re.IGNORECASE)
_ANY_SIDE = lazy_regex("|".join(side.pattern for pair in (*TURNS, *PAIRS) for side in pair), re.IGNORECASE)
"""One look instead of many: most clauses hold none of these words."""


def _all_sides(text: str, pairs: tuple[_Pair, ...]) -> tuple[frozenset[int], ...]:
    if not _ANY_SIDE.search(text):
        return (frozenset(),) * len(pairs)
    return tuple(_sides(text, pair) for pair in pairs)


def _sides(text: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> frozenset[int]:
    return frozenset(side for side, pattern in enumerate(pair) if pattern.search(text))


def _ordinals(text: str, language: Language) -> frozenset[int]:
    known = ORDINALS.get(language)
    if known is None:
        return frozenset()
    return frozenset(known[word] for word in _PIECE.findall(text) if word in known)


_Word = tuple[int, int, frozenset[str]]


def _words(text: str, language: Language) -> list[_Word]:
    """Return the content words of a clause, with positions and terms.

    In unspaced scripts, pairs of characters.
    """
    found: list[_Word] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if language in UNSPACED_LANGUAGES and not piece.isascii():
            # The last character of a run alone says little.
            found += [
                (match.start() + at, match.start() + at + 2, frozenset([piece[at : at + 2]]))
                for at in range(len(piece) - 1)
            ]
        elif not is_function_word(piece, language):
            found.append((match.start(), match.end(), frozenset(terms(piece))))
    return found


def _reached(words: list[_Word], match: re.Match[str], language: Language) -> frozenset[str]:
    """Return the terms that a negation applies to.

    All of a short clause; of a longer one the next terms, or else the last before it.
    """
    unspaced = language in UNSPACED_LANGUAGES
    outside = [word for word in words if word[1] <= match.start() or word[0] >= match.end()]
    if language == "zh":
        behind = [word for word in outside if word[0] >= match.end()]
        outside = behind if len(behind) >= _NEXT else outside  # what stands before is what is denied of
    if len(words) <= _SHORT_CLAUSE * (2 if unspaced else 1):
        return frozenset().union(*(own for _, _, own in outside))
    reach = _REACH * (2 if unspaced else 1)
    after = [word for word in outside if word[0] >= match.end()][:reach]
    before = [word for word in outside if word[1] <= match.start()][-reach:]
    chosen = after + before if language in ("ja", "ko") or len(after) < 2 else after
    return frozenset().union(*(own for _, _, own in chosen))


def _leads(words: list[_Word], match: re.Match[str]) -> bool:
    """Return whether a clause does nothing but make an exception."""
    return BEFORE_IT.match(match.group()) is not None or not any(word[1] <= match.start() for word in words)


def _next(words: list[_Word], match: re.Match[str], language: Language, *, whole: bool) -> frozenset[str]:
    if BEFORE_IT.match(match.group()):
        chosen = [word for word in words if word[1] <= match.start()]
        # What an exception is made of is all that stands before it; a "without" takes the last words.
        chosen = chosen if whole else chosen[-_NEXT:]
    elif language in UNSPACED_LANGUAGES:
        chosen = [word for word in words if word[0] >= match.end()][: _REACH * 2]
    else:
        chosen = [word for word in words if word[0] >= match.end()][:_NEXT]
    if whole and not chosen:  # "tents are excepted"
        chosen = [word for word in words if word[1] <= match.start()]
    return frozenset().union(*(own for _, _, own in chosen))
