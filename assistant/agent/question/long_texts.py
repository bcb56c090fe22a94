"""What a long text asks: its sentences that ask, and windows of it."""

from __future__ import annotations

import re

from assistant.agent.question.patterns import WORDS
from assistant.languages import UNSPACED_LANGUAGES, detected, is_function_word, plain, without_asking
from assistant.regexes import lazy_regex
from assistant.text import count_wide

LONG_WORDS = 45


LONG_CHARACTERS = 130
"""Characters from which a text in an unspaced script is long."""


MOST_WINDOWS = 4


WINDOW_WORDS = 32


_SENTENCE = lazy_regex(
    r"[^.!?。！？\n]+(?:[.!?。！？]+(?=\s|$|[^\x00-\x7f])|\.(?=\S)[^.!?。！？\n]*)*[.!?。！？]*"
)


_ASKS = lazy_regex(
    r"[?？]|\b(?:please (?:tell|let|advise|confirm|explain|check|send|say)|let me know|could you|can you|would you|i (?:would|'d) like to know|i want to know|i was wondering|wondering (?:if|whether|what|when|how)"
    r"|do you know|(?:my|the|our|one) question|tell me|bitte (?:sagen|teilen|erklaren|prufen|schauen)|konnten sie|konnen sie|konntest du|kannst du|ich (?:mochte|wurde gern\w*|wusste gern\w*|frage mich)|wir wussten|meine frage"
    r"|pourriez|pouvez-vous|peux-tu|je voudrais savoir|j'aimerais savoir|dites-moi|ma question|podria|puede (?:decirme|usted)|me gustaria saber|quisiera saber|mi pregunta|potrebbe|puo dirmi|vorrei sapere|la mia domanda|poderia|gostaria de saber|minha pergunta"
    r"|подскажите|скажите|хотел\w* бы (?:узнать|знать)|не могли бы|мой вопрос|сообщите)\b|请问|请告诉|告诉我|想(?:知道|了解|问|请教)|能否|是否|吗|教えて|知りたい|でしょうか|ですか|알려|궁금|알고 싶|인가요|습니까|나요"
)


_SUBJECT = lazy_regex(
    r"^\s*(?:subject|re|betreff|objet|asunto|oggetto|assunto|тема|主题|件名|제목)\s*[:：]\s*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)


def is_long(question: str) -> bool:
    """Tell whether a question is a text to be looked through for what it asks."""
    wide = count_wide(question)
    return len(question.split()) >= LONG_WORDS or (
        wide * 2 > len(question) and len(question) >= LONG_CHARACTERS
    )


def focus_of(question: str) -> tuple[str, ...]:
    """Return the asking parts of a long text, and its subject line.

    Each is short enough to be searched for.
    """
    found = [sentence for match in _SENTENCE.finditer(question) if (sentence := match.group().strip())]
    asking = [place for place, sentence in enumerate(found) if _ASKS.search(plain(sentence))]
    strong = [place for place in asking if found[place].endswith(("?", "？"))] or asking
    windows = sorted((_trimmed(found[place]) for place in strong), key=_worth, reverse=True)[
        : MOST_WINDOWS - 1
    ]
    subjects = [match.group(1).strip() for match in _SUBJECT.finditer(question)]
    if strong:
        # What is asked about often stands in the sentence before.
        first = strong[0]
        windows.append(" ".join(_trimmed(sentence) for sentence in found[max(0, first - 1) : first + 1]))
    else:
        windows = sorted((_trimmed(sentence) for sentence in found), key=_worth, reverse=True)[
            : MOST_WINDOWS - 1
        ]
    return tuple(dict.fromkeys([*windows[:1], *subjects[:1], *windows[1:]]))[:MOST_WINDOWS]


def _trimmed(sentence: str) -> str:
    """Return a sentence, or the end of a long one, where it asks."""
    words = sentence.split()
    return " ".join(words[-WINDOW_WORDS:]) if len(words) > WINDOW_WORDS else sentence[-200:].strip()


def _worth(sentence: str) -> float:
    """Score a sentence as a search query by its content words.

    A greeting scores little.
    """
    language = detected(sentence) or "en"
    bare = without_asking(sentence)
    if language in UNSPACED_LANGUAGES:
        return min(len(re.findall(r"\w", bare)) / 3, 8)
    return min(sum(not is_function_word(word, language) for word in WORDS.findall(bare)), 8)


def first_line(question: str) -> str:
    """Return the first line, of 200 characters at most."""
    return question.partition("\n")[0][:200]
