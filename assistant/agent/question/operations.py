"""What is to be done with what was said: shorten it, translate it, go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, cast

from assistant.agent.question.carrying_on import OPENS
from assistant.agent.question.patterns import LATIN, WORDS, compiled, is_said, pattern_of, text_without, tried
from assistant.agent.words.phrases import PHRASINGS
from assistant.events import TurnStatus
from assistant.frozen import dataclass
from assistant.languages import UNSPACED_LANGUAGES, Language, is_function_word
from assistant.regexes import lazy_regex
from assistant.text import count_wide

NO_CONTEXT: frozenset[TurnStatus] = frozenset(("not_found", "failed"))
"""Endings of turns that a later question cannot build on."""


@dataclass(frozen=True, slots=True)
class EarlierTurn:
    """An earlier turn of the conversation.

    Attributes:
        question: As it was asked.
        searched_for: As it was searched for; empty where nothing was.
        answer: Without marks and without reasoning.
        status: How it ended.
        sources: Names of the documents that its answer cites: titles or file names, each once.
    """

    question: str
    searched_for: str
    answer: str
    status: TurnStatus = "answered"
    sources: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The question in its stand-alone form, where there is one."""
        return self.searched_for or self.question

    @property
    def is_context(self) -> bool:
        """Whether a later question can build on it; not where nothing was found."""
        return self.status not in NO_CONTEXT and bool(self.answer.strip())


Operation = Literal[
    "", "shorter", "longer", "table", "translate", "simpler", "why", "summarise", "recall", "rephrase"
]


FEW_WORDS = 6
"""Words of a question that may show its language by what it asks for alone."""


LONGEST_NUMBER = 300
"""Characters of a request in which a sum or a ranking is looked for."""


SHORT_ANSWER = 200
"""Characters of an answer, wide ones counted threefold, up to which there is nothing to sum up in it."""


LONGEST_OPERATION = 60
"""Longest request, in characters, that may work on the last answer."""


def about_conversation(text: str, language: Language) -> Operation:
    """Return what a request wants of the whole conversation; empty for none."""
    names: tuple[Operation, ...] = ("summarise", "recall")
    for name in names:
        if is_said(name, text, language):
            beside = _OURSELVES.sub(" ", text_without(name, text, language))
            if not is_said("ours", beside, language):
                return name
    return ""


_OURSELVES = lazy_regex(
    r"\b(?:our|we|us|unser\w*|wir|uns|notre|nos|nous|nuestr[oa]s?|nosotros|nostr[oaie]|noi|noss[oa]s?|наш\w*|мы|нам|нас)\b|我们|我的|咱们|私たち|우리|저희"
)


def operation_of(text: str, language: Language) -> Operation:
    """Return the operation that a request consists of; empty for none.

    Beside its words only those may be left that go with an operation.
    """
    if len(text) > LONGEST_OPERATION:
        return ""
    for spoken in dict.fromkeys((*tried(language), *(LATIN if text.isascii() else ()))):
        is_question = bool(pattern_of("asks", spoken).search(text))
        for name in PHRASINGS[spoken].operations:
            if is_question and name not in ("why", "simpler"):
                continue
            found = pattern_of(name, spoken)
            if found.search(text) and _left(found.sub(" ", text), spoken) <= _spare(name, text, spoken):
                return cast(Operation, name)
    return ""


_CARRIES_ON = lazy_regex(
    rf"^{OPENS}\b.{{1,40}}$|^(?:じゃあ?|では|それでは|그럼|그러면|그리고).{{1,16}}$|^[^はのがをで]{{1,10}}(?<!と)(?:は|では|には)[?]?$|^(?:那|还有|以及).{{1,16}}呢?[?]?$|^.{{1,12}}呢[?]?$"
)


def says_it_goes_on(text: str) -> bool:
    """Return whether a request puts another thing into the question before it.

    "And in 2025?" is such a request.
    """
    return _CARRIES_ON.search(text) is not None


_SUMMED = lazy_regex(r"\bsumm?[ae]r(?:y|i[sz]e)\b|\bsum (?:it|that|this) up\b|总结|概括|概述")


def is_of_source(text: str, earlier: Sequence[EarlierTurn]) -> bool:
    """Return whether a summary is wanted of what an answer comes from.

    Nobody wants that of an answer of one sentence.
    """
    last = earlier[-1] if earlier else None
    return (
        last is not None
        and last.is_context
        and bool(last.sources)
        and count_wide(last.answer) * 2 + len(last.answer) <= SHORT_ANSWER
        and _SUMMED.search(text) is not None
    )


def is_order(text: str, language: Language) -> bool:
    """Return whether a text is one verb and a pronoun: "trim that down"."""
    if language in UNSPACED_LANGUAGES or not _OBJECT.search(text) or re.search(r"[\d?]", text):
        return False
    words = WORDS.findall(text)
    return (
        len(words) <= 5
        and not pattern_of("asks", language).search(text)
        and not _WH.match(text)
        and not is_said("ours", text, language)
        and sum(not is_function_word(word, language) for word in words) == 1
    )


_WH = lazy_regex(r"(?:and )?(?:where|when|who|whose|which|is|are|was|were|did|does)\b")


_OBJECT = lazy_regex(
    r"\b(?:it|that|this|them|das|es|dies|ca|cela|eso|esto|questo|cio|isso|isto|это|его)\b|\w{3}(?:[aei]lo|[aei]la|-l[ea]|-mel[oa])\b"
)


_ANSWER = lazy_regex(
    r"\b(?:(?:the|your|last) (?:answer|reply|response)|antwort|reponse|respuesta|risposta|resposta|ответ)\b|答案|回答|答复|答え|답변|답을|그걸|그것을|把(?:它|这)|これを|それを"
)


def _spare(name: str, text: str, language: Language) -> int:
    """Return the number of unknown words allowed beside an operation.

    One verb, where its object is what was said.
    """
    if name in ("why", "simpler") or is_said("ours", text, language):
        return 0
    return int(bool(_OBJECT.search(text) or _ANSWER.search(text)))


def _left(text: str, language: Language) -> int:
    """Count the words that say more than the operation does."""
    text = _any_operation(language).sub(" ", text)
    carriers = pattern_of("carriers", language)
    if language in UNSPACED_LANGUAGES:
        return len(WORDS.findall(carriers.sub(" ", text)))
    return sum(
        not carriers.fullmatch(part) and not is_function_word(part, language)
        for word in WORDS.findall(text)
        for part in ([word] if is_function_word(word, language) else word.split("'"))
        if part
    )


@lru_cache(maxsize=len(PHRASINGS))
def _any_operation(language: Language) -> re.Pattern[str]:
    return compiled("|".join(PHRASINGS[language].operations.values()))
