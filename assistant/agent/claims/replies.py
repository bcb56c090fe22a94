"""Classify a sentence: yes or no, echo, "not found", order to the model."""

from __future__ import annotations

import re

from assistant.frozen import dataclass
from assistant.languages import detected, is_function_word
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.values import values

_YES = "yes|yep|yeah|correct|that is correct|that's correct|ja|jawohl|oui|sí|si|sì|sim|да|верно|是的?|对的?|可以的?|能的?|行的?|会的?|有的?|要的?|算的?|需要的?|应该的?|はい|ええ|そうです|네|예|그렇습니다|نعم|أجل"
_NO = "no|nope|nein|non|não|нет|不是的?|不可以|不能|不会|不行|不用|不要|不必|不需要|不允许|不应该?|不得|不算|不|没有|否|いいえ|いえ|아니요|아니오|아뇨|아닙니다|لا|كلا"
_REPLY = lazy_regex(
    rf"\s*(?:(?P<yes>{_YES})|(?P<no>{_NO}))\s*(?:[.,!;:。，！；：、،؛—–-]+\s*|(?=[(（])|\Z)", re.IGNORECASE
)

_ASKS = lazy_regex(
    r"\b(?:what|which|who|whom|whose|when|where|why|how)\b"
    r"|\b(?:was|welche[mnrs]?|wer|wem|wen|wessen|wann|wo|wohin|woher|wof[üu]r|warum|wie|weshalb)\b"
    r"|\b(?:quel(?:le)?s?|qui|quoi|quand|o[ùu]|comment|combien|pourquoi|qu['’]est-ce)\b"
    r"|\b(?:qu[ée]|cu[áa]l(?:es)?|qui[ée]n(?:es)?|cu[áa]ndo|d[óo]nde|c[óo]mo|cu[áa]nt[oa]s?)\b"
    r"|\b(?:che|quale?|quali|chi|quando|dove|come|quant[oaie]|perch[ée])\b|\b(?:que|qual|quais|quem|onde|quant[oa]s?)\b"
    r"|\b(?:что|как(?:ой|ая|ие|ое|ов\w*)?|кто|кого|когда|где|куда|сколько|почему|зачем)\b"
    r"|什么|多少|几|哪|谁|怎|如何|为何|何时|多[久长大高远重宽快深]|何|なに|いつ|どこ|だれ|誰|どの|どれ|どう|なぜ|いくら|いくつ"
    r"|무엇|뭐|언제|어디|누구|누가|어느|어떤|어떻게|왜|얼마|몇",
    re.IGNORECASE,
)
_IS_QUESTION = lazy_regex(
    r"[?？][\s\"'”’*_)）]*\Z|(?:吗|呢)[。\s]*\Z|(?:ですか|ますか|습니까|나요)[。.\s]*\Z"
)


_CONDITION = lazy_regex(
    r"(?:\b(?:if|unless|provided|as long as|only|except|at least|or more|more than|less than|no later than|otherwise)\b"
    r"|\b(?:wenn|falls|sofern|nur|außer|mindestens|mehr als|weniger als|spätestens|sonst)\b"
    r"|\b(?:si|sauf|à condition|pourvu|au moins|plus de|moins de|sinon|seulement)\b"
    r"|\b(?:salvo|excepto|siempre que|al menos|más de|menos de|solo|sólo|a partir de)\b"
    r"|\b(?:se|eccetto|purché|almeno|più di|meno di|solo se|altrimenti|exceto|desde que|pelo menos|mais de|somente)\b"
    r"|\b(?:если|кроме|при условии|не менее|не позднее|только|иначе|более|менее)\b"
    r"|如果|若|除非|只有|仅限|须|否则|ただし|다만"
    r")[^.,;:，。；：、!?！？]*"
    r"|[^.,;:，。；：、!?！？]*(?:除外|以上|以内|以下|的话|場合|なら|れば|限り|除く|のみ|だけ|までに|경우|이상|이내|제외)",
    re.IGNORECASE,
)
"""The part of a sentence under which it holds."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A sentence split from its leading yes or no.

    Attributes:
        agrees: True for yes, False for no, None where it begins with neither.
        rest: What follows.
    """

    agrees: bool | None
    rest: str


def leaves_condition_out(said: str, question: str, evidence: str) -> bool:
    """Return whether a yes says nothing of the condition in its evidence.

    "Yes, clubs get 10 %.", where the paper says: 10 % for clubs that order at least 50.

    Args:
        said: The answer.
        question: What it answers; it may name the condition as well.
        evidence: The sentence that it rests on.
    """
    named = set(terms(f"{said} {question}"))
    for part in _CONDITION.finditer(evidence):
        asked = {term for term in query_terms(part[0]) if not _CONDITION.fullmatch(term)}
        if asked and len(asked & named) <= len(asked) * _LEAST_NAMED:
            return True
    return False


_LEAST_NAMED = 0.34
"""Share of a condition's words from which an answer speaks of it."""
_LONGEST_VERB = 3
"""Characters of a verb that a Chinese answer repeats: "不封" answers "封不封"."""


def reply(sentence: str, question: str = "") -> Reply:
    """Split the leading yes or no from a sentence.

    Args:
        sentence: The sentence.
        question: What it answers; in Chinese its verb is a yes.
    """
    match = _REPLY.match(sentence)
    if match is None:
        agrees = _by_verb(sentence, question)
        return Reply(agrees, "" if agrees is not None else sentence)
    return Reply(match["yes"] is not None, sentence[match.end() :].strip())


def _by_verb(sentence: str, question: str) -> bool | None:
    """Tell whether a Chinese answer is the verb of its question, or denies it."""
    said = re.split(r"[。，！；（(]", sentence.strip())[0]
    denied = said[:1] in ("不", "没")
    verb = said[1:] if denied else said
    if not 0 < len(verb) <= _LONGEST_VERB or verb.isascii() or said != sentence.strip(" 。！"):
        return None
    if f"{verb}不{verb}" in question or f"{verb}没{verb}" in question or (denied and verb in question):
        return not denied
    return None


def asks(question: str) -> bool:
    """Return whether a question asks what, who, when or how much, not whether."""
    return _ASKS.search(question) is not None


def echoes(sentence: str, question: str) -> bool:
    """Return whether a sentence only repeats the question."""
    if not question.strip():
        return False
    told, asked = _content(sentence), _content(question)
    if not told or not told <= asked:
        return False
    if _IS_QUESTION.search(sentence.strip()):
        return True
    own, its = values(sentence), values(question)
    if any(not any(one.equals(other) for other in its.numbers) for one in own.numbers):
        return False
    if any(not any(one.agrees(other) for other in its.dates) for one in own.dates):
        return False
    return _ASKS.search(question) is not None and not _choice(question)


def _choice(question: str) -> bool:
    """Return whether a question offers its answers: "which is larger, A or B?"."""
    return (
        re.search(r"\b(?:or|oder|ou|o|или)\b|还是|または|それとも|또는|아니면", question, re.IGNORECASE)
        is not None
    )


def _content(text: str) -> frozenset[str]:
    language = detected(text) or "en"
    return frozenset(
        term
        for word in re.findall(r"[\w'’-]+", text)
        if not is_function_word(word, language)
        for term in terms(word)
    )


_PAPERS = r"(?:(?:given|provided|above|available)\s+)?(?:texts?|documents?|passages?|context|excerpts?|evidence|files?)"
_KINDS = r"(?:contract|lease|agreement|manual|policy|minutes|handbook|report|letter|e-?mail|page|note)s?"
_NOT_EN = r"(?:do(?:es)?|did)\s?(?:n[o'’]t|\s*not)"
_NO_ANSWER = lazy_regex(
    rf"\b(?:{_PAPERS}|information\s+(?:given|provided|above|available))\b[^.]{{0,40}}?\b{_NOT_EN}\s+(?:\w+ly\s+)?"
    r"(?:say|mention|provide|contain|state|specify|include|give|answer|address|discuss|indicate|hold|tell)"
    rf"|\b{_KINDS}\b[^.]{{0,30}}?\b{_NOT_EN}\s+(?:\w+ly\s+)?(?:say|mention|specify|state|answer|address|discuss|indicate|tell)\b"
    rf"|\bnot\s+(?:\w+ly\s+)?(?:mentioned|provided|specified|stated|given|found|contained|discussed|answered)\s+(?:in|by)\s+"
    rf"(?:(?:any\s+of\s+)?(?:the|this|these|your)\s+)?{_PAPERS}"
    rf"|\b(?:is|are|was|were)\s?(?:n[o'’]t|\s*not)\s+(?:in|among)\s+(?:the|this|these|your|any\s+of\s+your)\s+{_PAPERS}"
    r"|\b(?:question|this|it)\b[^.]{0,100}\bcan(?:not|'t|’t)\s+be\s+(?:answered|determined|told)"
    r"|^(?:this|that|it)\s+(?:is|was)\s+not\s+(?:\w+ly\s+)?(?:mentioned|specified|stated|provided|given)\W*$"
    r"|^[^.,;]{1,80}\b(?:is|are|was|were)\s+not\s+(?:\w+ly\s+)?(?:mentioned|specified|stated)(?:\s+(?:here|there|anywhere))?\W*\Z"
    r"|\bno\s+(?:information|mention|answer)\s+(?:is|was|about|on|of|regarding|in|to|for)\b"
    r"|^(?:\W|sorry|unfortunately|i'?m sorry|but)*i\s+(?:do\s?n[o'’]t|do\s+not|did\s+not|didn['’]t)\s+(?:really\s+)?know\b"
    r"|^(?:\W|sorry|unfortunately|i'?m sorry|but)*(?:i|we)\s+(?:can(?:not|'t|’t)|could(?:\s+not|n['’]t)|am\s+(?:unable|not\s+able)\s+to|was\s+unable\s+to)\s+"
    r"(?:find|answer|determine|tell|say|provide|locate)\b|^i['’]?\s?a?m\s+not\s+sure\b"
    r"|\b(?:nothing|no\s+answer)\s+(?:was\s+)?found\s+in\b"
    # German
    r"|\b(?:text|texte|dokumente?n?|unterlagen|auszug|auszüge|kontext|passagen?|vertrag|dateien?)\b[^.]{0,40}\b(?:nicht|keine?[nr]?)\b[^.]{0,40}"
    r"\b(?:erwähn\w*|genannt|nenn\w*|angegeben|enthalten|enthält|beantwort\w*|hervor\w*|gesagt|sag\w*|angaben?|informationen?|antwort|auskunft|hinweise?)\b"
    r"|\bnicht\s+(?:im|in\s+(?:dem|den|der|diesem|diesen|ihren|deinen))\s+(?:\w+\s+)?(?:text|dokument\w*|unterlagen|auszug|kontext|dateien|vertrag)\b"
    r"|\b(?:text|dokument\w*|unterlagen|auszug|kontext|dateien)\b\W*\s(?:steht|findet\s+sich|ist)\s+(?:das|dies|es|dazu|darüber|davon)?\s*(?:nichts|nicht|kein)"
    r"|\b(?:steht|findet\s+sich|geht|ist)\b[^.]{0,30}\bnicht\s+(?:aus|im|in)\s+[^.]{0,20}(?:text|dokument\w*|unterlagen|auszug|kontext)"
    r"|\b(?:text|dokument\w*|unterlagen)\b[^.]{0,15}\b(?:sagt|sagen|enthält|enthalten|erwähnt|erwähnen|nennt)\b[^.]{0,40}\b(?:nicht|nichts|keine?)\b"
    r"|\bich\s+(?:weiß|weiss)\s+(?:es|das|dies)?\s*(?:leider\s+)?nicht\b|\bkeine\s+(?:angaben?|informationen?|antwort)\s+(?:zu|dazu|über|darüber|im|in|gefunden)\b"
    r"|\b(?:kann|lässt|können)\b[^.]{0,60}\bnicht\s+(?:beantwort\w*|entn\w*|ermittel\w*|sagen)\b"
    # French
    r"|\bje\s+(?:ne\s+)?(?:le\s+)?sais\s+pas\b|\bje\s+n['’]en\s+sais\s+rien\b"
    r"|\b(?:textes?|documents?|extraits?|contexte|passages?|contrat)\b[^.]{0,20}\bn(?:e\s+|['’])(?:\w+\s+)?(?:dit|disent|mentionn\w+|précis\w+|contien\w+|indiqu\w+|donn\w+|fourni\w+|répond\w*|permet\w*|évoqu\w+)\b"
    r"|\bn(?:e\s+|['’])[^.]{0,40}\bpas\b[^.]{0,30}\b(?:dans|par)\s+(?:le|les|ce|ces|cet|vos|l['’])\s?(?:textes?|documents?|extraits?|passages?|contexte|fichiers?)\b"
    r"|\baucune\s+(?:information|mention|réponse|indication)\b"
    # Spanish
    r"|^\W*(?:lo\s+siento,?\s+)?(?:yo\s+)?no\s+(?:lo\s+)?sé\b|\b(?:textos?|documentos?|contexto|pasajes?|contrato)\s+no\s+(?:\w+\s+)?(?:dic\w+|menciona\w*|especifica\w*|indica\w*|contien\w+|incluy\w+|proporciona\w*|responde\w*)\b"
    r"|\bno\s+(?:se\s+)?(?:menciona|especifica|indica|dice|encuentra|aparece|figura|está|consta)\w*\b[^.]{0,30}\ben\s+(?:el|los|este|estos|sus)\s+(?:textos?|documentos?|contexto|archivos?)\b"
    r"|\bno\s+hay\s+(?:ninguna\s+)?(?:información|mención|respuesta)\b"
    # Italian
    r"|^\W*(?:mi\s+dispiace,?\s+)?non\s+(?:lo\s+)?so\b|\b(?:test[oi]|document[oi]|contesto|contratto)\s+non\s+(?:\w+\s+)?(?:dic\w+|menzion\w+|specific\w+|indic\w+|contien\w*|contengono|fornisc\w+|rispond\w+|riport\w+)\b"
    r"|\bnon\s+(?:è|sono|viene|vengono|si\s+trova|compare|figura)\b[^.]{0,30}\b(?:nel|nei|dal|dai|negli)\s+(?:test[oi]|document[oi]|contesto|file)\b"
    r"|\bnon\s+(?:c['’]è|ci\s+sono)\s+(?:alcuna\s+|nessuna\s+)?(?:informazion\w+|menzion\w+|rispost\w+)\b|\bnessuna\s+informazione\b"
    # Portuguese
    r"|^\W*(?:desculpe,?\s+)?(?:eu\s+)?não\s+sei\b|\b(?:textos?|documentos?|contexto|contrato)\s+não\s+(?:\w+\s+)?(?:diz\w*|menciona\w*|especifica\w*|indica\w*|cont[eé]m|fornece\w*|responde\w*|informa\w*)\b"
    r"|\bnão\s+(?:é|está|são|foi|consta|aparece|se\s+encontra)\b[^.]{0,30}\b(?:no|nos|pelo|pelos|em|nestes?|neste)\s+(?:textos?|documentos?|contexto|ficheiros?|arquivos?)\b"
    r"|\bnão\s+há\s+(?:nenhuma\s+)?(?:informaç\w+|menção|resposta)\b|\bnenhuma\s+informação\b"
    # Russian
    r"|\b(?:я\s+)?не\s+знаю\b|\bв\s+(?:\w+\s+)?(?:тексте|текстах|документ\w+|контексте|договоре|файлах)\s+(?:об\s+этом\s+)?(?:этого\s+|этой\s+информации\s+|такой\s+информации\s+)?"
    r"(?:нет|ничего|не\s+(?:указан\w*|сказано|упомина\w+|упомянут\w*|говорится|содержится|приводится))"
    r"|\b(?:текст|документы?)\s+не\s+(?:содерж\w+|упомина\w+|указыва\w+|сообща\w+|дают|да[её]т|отвеча\w+)"
    r"|\bнет\s+(?:информации|ответа|сведений|данных|упоминани\w+)\b|\bоб\s+этом\s+(?:ничего\s+)?не\s+(?:сказано|говорится|упоминается)"
    r"|\bне\s+(?:указан\w*|сказано|упомянут\w*|упомина\w+)\s+в\s+(?:тексте|документ\w*)"
    # Chinese
    r"|(?:文中|文本|文章|文件|文档|上文|上面的文字|资料|材料|段落|合同|提供的(?:信息|内容|文字))[^。]{0,20}(?:没有|并?未|无法|不)"
    r"(?:提到|提及|提供|说明|给出|涉及|回答|记载|找到|写明|规定)|(?:文中|文本|文章|文档|上文|资料|材料|提供的(?:信息|内容|文字))[^。]{0,20}(?:没有|并?未|不)包含"
    r"|无法(?:从|根据)[^。]{0,12}(?:确定|回答|得知)|没有(?:提到|提及|相关)的?(?:信息|内容|答案)|^[我抱歉对不起，,很\s]{0,8}(?:不|并不)(?:知道|清楚|了解|确定)"
    r"|^[我抱歉对不起，,很\s]{0,8}(?:没有|未能?|无法)(?:找到|回答|确定|得知)"
    r"|^[^，,。；;但]{0,12}(?:文件|文中|文档|文本|上文|资料|材料)(?:中|里|内)?(?:并?没有|并?无)[^，,。；;但]{1,40}[。！]?\Z"
    r"|^[^，,。；;但]{1,40}(?:没有|并?未|没)(?:被)?(?:提及|提到|说明|给出|写明|注明|记载|列出)[。！]?\Z"
    r"|^[^，,。；;但]{0,40}(?:账号|账户|开户行|电话|价格?|信息|地址|日期|时间|名称|号码|金额|数据|答案|内容|细节)(?:没有|并?未)(?:被)?提供[。！]?\Z"
    # Japanese
    r"|(?:わか|分か)り(?:ません|かねます)|(?:わから|分から|知ら)(?:ない|ず)(?=[。、です]|$)|知りません|存じません"
    r"|(?:文書|文章|テキスト|本文|資料|文中|ドキュメント|契約書)(?:の中)?(?:に|には|から|では|から?は)[^。]{0,25}(?:書かれて|記載されて|記載が|言及されて|見つかり|見当たり|含まれて|あり|示されて)\S{0,4}(?:ません|ない)"
    r"|(?:記載|言及|情報|答え|回答|説明|記述)(?:は|が|も)(?:されて|あり|見つかり|見当たり)\S{0,3}(?:ません|ない)"
    # Korean
    r"|모르겠|모릅니다|몰라|알 수 없|(?:문서|텍스트|본문|자료|계약서)(?:에|에는|에서|에서는)[^.]{0,25}(?:없습니다|없다|없어요|않습니다|않는다|않았습니다|찾을 수 없)"
    r"|(?:언급|기재|명시|나와|정보|답변?)\S{0,4}\s?(?:되어 )?(?:있지 않|없습니다|되지 않)",
    re.IGNORECASE,
)
_CONTRAST = lazy_regex(
    r"\b(?:but|however|yet|aber|jedoch|mais|cependant|pero|sin embargo|ma|però|mas|porém|но|однако)\b|但是?|不过|然而|が、|しかし|지만|그러나",
    re.IGNORECASE,
)


def says_nothing(sentence: str) -> bool:
    """Return whether a sentence says that the answer was not found.

    Of the documents or of the model itself, in any of ten languages.
    """
    return _NO_ANSWER.search(sentence) is not None


def beside_nothing(sentence: str) -> str:
    """Return what a sentence claims besides "not found": "…, but it costs 99 euros".

    Empty where it claims nothing.
    """
    parts = _CONTRAST.split(sentence)
    if len(parts) < 2:
        return ""
    told = [part.strip(" ,，、;；") for part in parts if not says_nothing(part)]
    return max(told, key=len, default="") if len(told) < len(parts) else ""
