"""What a chat model is asked for one cell of a table, and what its reply says.

A model is only asked where what is read without it is not sure. What its reply counts, `reply_decision` tells.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.agent.cells.columns import Column
from assistant.agent.claims.replies import says_nothing
from assistant.agent.prompt.prompts import WORDINGS, fenced
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import value_spans
from assistant.languages import Language
from assistant.regexes import lazy_regex

_ONLY: Mapping[Language, str] = {
    "en": "Answer from the text above with the value alone: {what}. If the text does not state it, write only: not stated",
    "zh": "只根据上面的文字回答，只写出值：{what}。如果文中没有说明，只写：未说明",
    "de": "Antworte nur anhand des Textes oben, nur mit dem Wert: {what}. Wenn der Text es nicht nennt, schreib nur: nicht angegeben",
    "fr": "Réponds d'après le texte ci-dessus, par la valeur seule : {what}. Si le texte ne la donne pas, écris seulement : non précisé",
    "es": "Responde según el texto de arriba, solo con el valor: {what}. Si el texto no lo indica, escribe solo: no consta",
    "it": "Rispondi in base al testo qui sopra, solo con il valore: {what}. Se il testo non lo indica, scrivi solo: non indicato",
    "pt": "Responda com base no texto acima, apenas com o valor: {what}. Se o texto não o indica, escreva apenas: não indicado",
    "ru": "Ответь только по тексту выше, одним значением: {what}. Если в тексте этого нет, напиши только: не указано",
    "ja": "上の文章だけから、値だけを答えてください：{what}。書かれていなければ「記載なし」とだけ書いてください。",
    "ko": "위의 글만 보고 값만 쓰세요: {what}. 글에 없으면 '명시되지 않음'이라고만 쓰세요.",
}
_WHAT: Mapping[ValueKind, tuple[str, str]] = {
    "date": ("the date", "日期"),
    "money": ("the amount with its currency", "金额和货币"),
    "duration": ("the length of time", "时间长度"),
    "percent": ("the percentage", "百分比"),
    "number": ("the number", "数字"),
    "name": ("the name", "名称"),
    "yes_no": ("yes or no", "是或否"),
    "text": ("as few words of the text as answer it", "文中能回答它的几个字"),
}
_MATCHES: Mapping[Language, str] = {
    "en": "The text above is one of several documents. Does it belong to the answer? Using only the text, write yes or no.",
    "zh": "上面的文字是多份文件中的一份。它符合这个问题吗？只根据文字回答：是或否。",
}
_SAYS_NOT_STATED = lazy_regex(
    r"\bnot (?:\w+ly )?(?:stated|specified|mentioned|given|provided|applicable|found|defined|available|indicated|included|set out|known)\b|\bdoes not (?:state|say|specify|mention|give|name|include|contain|provide)\b"
    r"|\bno (?:\w+ ){0,4}(?:is |are )?(?:stated|specified|mentioned|given|provided|named)\b|^\W*(?:n/?a|none|unknown|unspecified|nothing)\W*$"
    r"|未(?:说明|提及|提到|注明|约定|规定|载明|写明|给出|指定)|没有(?:说明|提及|提到|注明|约定|规定|写明|给出|指定)|无(?:说明|相关|此)|^\W*无\W*$|不详"
    r"|nicht (?:angegeben|genannt|erwähnt|festgelegt|enthalten)|keine angabe|non (?:précisé|spécifié|mentionné|indiqué)|no (?:consta|se indica|se menciona|especificado|indicado)"
    r"|non (?:indicato|specificato|menzionato|precisato)|não (?:indicado|consta|especificado|mencionado|informado)|не (?:указан\w*|упомянут\w*)|記載(?:なし|されていません|がありません)|명시되지",
    re.IGNORECASE,
)
_YES = lazy_regex(
    r"^\W*(?:yes|是的?|有|可以|允许|能|ja|oui|s[ií]|sim|да|はい|네|예|true)\b|^\W*(?:是|可以|允许|符合)",
    re.IGNORECASE,
)
_NO = lazy_regex(
    r"^\W*(?:no|否|不|没有|nein|non|não|нет|いいえ|아니)(?:\b|[^\w]|(?<=[否不没有]))", re.IGNORECASE
)
_QUOTED_END = lazy_regex(r"(?<=[”\"])[.。]\s*$")
_LABEL = lazy_regex(
    r"^\s*(?:\*\*)?(?:answer|value|the answer is|回答|答案|答|值|antwort|réponse|respuesta|risposta|resposta|ответ)(?:\*\*)?\s*(?:[:：]|\bis\b)\s*",
    re.IGNORECASE,
)


def cell_prompt(column: Column, kind: ValueKind, evidence: str) -> str:
    """Ask a document for one value.

    Args:
        column: The question.
        kind: The kind of value that answers it.
        evidence: Sentences of the document; their words have gone through `inside`.
    """
    language = column.language
    if column.judges:
        task = _MATCHES.get(language, _MATCHES["en"])
    else:
        en, zh = _WHAT[kind]
        task = _ONLY[language].format(what=zh if language in ("zh", "ja") else en)
    ask = WORDINGS[language].question
    return (
        f"{fenced(evidence, language)}\n\n{ask}{column.title if column.judges else column.question}\n\n{task}"
    )


def said_value(answer: str) -> str:
    """Return the value in what a model said: its first line, without label and quotes."""
    lines = [
        line
        for line in (_LABEL.sub("", line.strip(" -*•\t")) for line in answer.splitlines())
        if line.strip(" *_`")
    ]
    value = _QUOTED_END.sub("", lines[0] if lines else "").strip(' *_`"“”')
    return " ".join(value.split())


def says_not_stated(value: str) -> bool:
    """Return whether an answer says that the text does not state it."""
    if not any(map(str.isalnum, value)):
        return True
    return _SAYS_NOT_STATED.search(value) is not None or says_nothing(value)


def yes_or_no(said: str) -> bool | None:
    """Return what a model said to a question of yes or no.

    None where it said neither, or both.
    """
    yes, no = _YES.match(said) is not None, _NO.match(said) is not None
    return None if yes == no else yes


def repeats_task(said: str) -> bool:
    """Return whether a model only repeats what it was to say."""
    return said.casefold().strip(" .。") in {one for both in _WHAT.values() for one in both}


def shortened(said: str, kind: ValueKind) -> tuple[str, str]:
    """Return an answer as it is shown, and the value in it."""
    spans = value_spans(said, kind)
    if not spans or kind == "name":
        return said, said
    value = said[spans[0][0] : spans[0][1]]
    return value if len(spans) == 1 and kind in ("date", "money", "duration", "percent") else said, value
