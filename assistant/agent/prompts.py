"""What a model is told, in the language of the question.

DeepSeek-R1 wants everything in the user's message and no system prompt; small models do best when the evidence comes
first, the question after it and the request last, and when nobody asks them for numbers of sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.library.terms import is_unspaced
from assistant.models.ports import Message
from assistant.text_safety import clean

Language = Literal["en", "zh"]
Intent = Literal["question", "general", "creative"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed words of a language.

    Attributes:
        grounded: Evidence and question; holds `{evidence}` and `{question}`.
        several: Said too when the evidence is from several documents.
        rewrite: Makes a follow-up stand alone; holds `{history}` and `{question}`.
        not_found: What is said when nothing that was found bears on a question.
    """

    grounded: str
    several: str
    rewrite: str
    not_found: str


WORDINGS: dict[Language, Wording] = {
    "en": Wording(
        grounded=(
            "{evidence}\n\nQuestion: {question}\n\n"
            "Using only the text above, answer the question in full sentences.{several} "
            "If the text does not answer it, say so. Answer in the language of the question."
        ),
        several=" Where the documents disagree, say so; the most recent one counts.",
        rewrite=(
            "{history}\n\nNext question: {question}\n\n"
            "Write the next question again so that it can be understood alone. Write the question only."
        ),
        not_found="Nothing was found in your documents that answers this.",
    ),
    "zh": Wording(
        grounded=(
            "{evidence}\n\n问题：{question}\n\n只根据上面的文字，用完整的句子回答问题。{several}如果文中没有答案，请直接说明。请用中文回答。"
        ),
        several="如果文件之间互相矛盾，请指出，并以日期最新的为准。",
        rewrite="{history}\n\n下一个问题：{question}\n\n请把下一个问题改写成不看上文也能理解的完整问题。只写出问题本身。",
        not_found="在您的文件中没有找到能回答这个问题的内容。",
    ),
}


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile("[\u3041-\u30ff\uac00-\ud7af]")


def language_of(question: str) -> Language:
    """Give the language that a question is answered to: Chinese, or English for every other (the answer follows it)."""
    chinese = len(_HAN.findall(question)) * 4 > sum(map(str.isalpha, question))
    return "zh" if chinese and not _KANA_OR_HANGUL.search(question) else "en"


_OUR_LINES = re.compile(
    r"^(?=[ \t>]*(?:\[|(?:next )?question\s*[:：]|(?:下一个)?问题\s*[:：]))", re.IGNORECASE | re.MULTILINE
)


def inside(words: str) -> str:
    """Make words of a document safe to stand inside a prompt.

    What its reader cannot see, the model is not shown either; and no line of it looks like one of ours, a label of evidence or
    a question: such a line is marked as quoted.
    """
    return _OUR_LINES.sub("> ", clean(words))


def grounded_prompt(question: str, evidence: str, *, language: Language, several: bool) -> str:
    """Ask a question of evidence, to be answered in a language."""
    wording = WORDINGS[language]
    return wording.grounded.format(
        evidence=evidence, question=question, several=wording.several if several else ""
    )


def rewrite_prompt(question: str, earlier: Sequence[tuple[str, str]]) -> str:
    """Ask for a follow-up that stands alone; `earlier` holds questions and answers."""
    zh = language_of(question) == "zh"
    ask, reply = ("问", "答") if zh else ("Question", "Answer")
    history = "\n".join(f"{ask}: {q}\n{reply}: {a}" for q, a in earlier)
    return WORDINGS["zh" if zh else "en"].rewrite.format(history=history, question=question)


def chat_messages(prompt: str, earlier: Sequence[tuple[str, str]]) -> list[Message]:
    """Put earlier questions and answers, without reasoning and marks, before a prompt."""
    messages: list[Message] = []
    for question, answer in earlier:
        messages += [Message("user", question), Message("assistant", answer)]
    return [*messages, Message("user", prompt)]


_GENERAL = re.compile(
    r"^(?:please\s+)?(?:can you\s+|could you\s+)?(?:explain|write|tell me a|compose|translate|draft|invent|imagine|suggest"
    r"|brainstorm|define|teach me|help me (?:write|understand)|give me an? (?:example|idea|recipe|joke|poem))\b"
    r"|^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|how are you|who are you|what can you do|bye|goodbye)\b"
    r"|^(?:请|请你|帮我|麻烦你)*(?:解释|讲解|写一|写个|写首|翻译|编一|编个|讲个|讲一个|介绍一下什么是|举个例子)"
    r"|^(?:你好|您好|早上好|晚上好|谢谢|再见|你是谁|你能做什么)",
    re.IGNORECASE,
)
_CREATIVE = re.compile(
    r"^(?:please\s+)?(?:can you\s+|could you\s+)?(?:write|tell|compose|invent|make up|give)\s+(?:me\s+)?(?:an?\s+)?(?:\w+\s+){0,2}?"
    r"(?:story|stories|poem|joke|song|haiku|limerick|fairy tale|riddle)\b"
    r"|^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|how are you|who are you|what can you do|bye|goodbye)\W*$"
    r"|^(?:go on|continue|carry on)\b.{0,40}$|^(?:请)?继续[^\w]*$|^(?:你好|您好|早上好|晚上好|谢谢|再见|你是谁|你能做什么)[^\w]*$"
    r"|^(?:请|请你|帮我|给我)*(?:写|编|讲)一?(?:首|个|篇|段|则)?.{0,12}(?:故事|诗|歌|笑话|童话|谜语)",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:our|my|we|us|the (?:document|contract|agreement|handbook|manual|policy|file|report|minutes|e-?mail)s?)\b"
    r"|我们|我的|公司|文件|合同|手册|文档|报告|纪要|邮件",
    re.IGNORECASE,
)


def intent_of(question: str) -> Intent:
    """Tell requests that any model can meet by itself from questions to the documents.

    A "creative" one (a story, a greeting, "go on") has nothing to do with documents, whatever they hold; a "general" one
    ("explain …") is put to the documents where they bear on it.
    """
    question = question.strip()
    if _CREATIVE.search(question) and not _OURS.search(question):
        return "creative"
    return "general" if _GENERAL.search(question) and not _OURS.search(question) else "question"


_FOLLOW_UP = re.compile(
    r"^(?:and|but|or|also|what about|how about|what if|why not|how so|which one|for whom)\b"
    r"|\b(?:it|its|they|them|their|he|she|him|his|her|these|those|the same|the former|the latter)\b"
    r"|\b(?:this|that)(?=\s*(?:[?.!,]|$|(?:is|was|does|did|do|has|can|will|mean|means|apply|applies|include|includes)\b))"
    r"|^(?:那|那么|还有|以及|另外|然后|如果|换成)|它|他们|她们|他|她|这个|那个|这些|那些|上述|前者|后者|呢[?？]?$",
    re.IGNORECASE,
)
SHORT_QUESTION = 48
"""Characters below which a question with no word that points back may still be a follow-up ("In 2023?")."""


def points_back(question: str) -> bool:
    """Tell whether a question holds a word that only the ones before it explain."""
    bare = question.strip()
    return bool(_FOLLOW_UP.search(bare)) and len(bare) <= 3 * SHORT_QUESTION


def leans_back(question: str) -> bool:
    """Tell whether a question may need the ones before it to be understood."""
    bare = question.strip()
    wide = is_unspaced(bare)
    return points_back(bare) or (len(bare) if wide else len(bare.split())) <= (6 if wide else 3)
