"""Find the two documents that a question compares by what tells them apart.

"The 2024 contract of Hale and the one renewed in 2025" names neither file in full: each side of the "and" says what its file alone is
called. Where two pairs fit alike, none is meant. Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import product
from pathlib import PurePath

from assistant.agent.words.months import dated_in_month
from assistant.languages import is_function_word
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.text import HAN, HANGUL, KANA

MOST = 12
"""Most documents that are looked at for each side."""
WHOLE = 0.2
"""What a word of the whole question counts beside one of a side."""
TOGETHER = 0.6
"""What it counts that two files lie in one folder, beside a word that only one name holds."""
CLEARER = 1.05
"""How much better than the next a pair has to fit."""
LETTERS = 0.8
"""What a mail's name counts where no mail is asked for: papers are compared."""
_MAIL = lazy_regex(r"\be?-?mails?\b|\.(?:eml|msg|emlx)$|邮件|来信", re.IGNORECASE)
_LEAD = lazy_regex(
    r"^(?:please )?(?:compare|what(?:'s| is| are| has| have)?|how|which|show(?: me)?|tell me|differences?|where|is|are|do|does|did|the|there|differ(?:s|ences?)?|between|from)\b[\s,]*|^(?:请|帮我|把|比较|对比|一下|比一比)+",
    re.IGNORECASE,
)
_BETWEEN = lazy_regex(r"\b(?:between|compare[ds]?|from)\b", re.IGNORECASE)
_AND = lazy_regex(
    r"\s*(?:,? (?:and|with|to|vs\.?|versus|against|or)(?= )|和|与|跟|同|对比|比起?|、)\s*", re.IGNORECASE
)
_SHOUTED = lazy_regex(r"\b[A-Z]{2,5}\b")
_NAME = lazy_regex(r"\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)+")
"""Words with capitals in a row: a name."""
_YEAR = lazy_regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NO_LETTERS = lazy_regex(r"[\W\d_]+")
IS_HAN = lazy_regex(f"[{HAN}{KANA}{HANGUL}]")
LEAST_SHARED, LEAST_HAN = 5, 2
"""Letters, and characters of Chinese and its neighbours, of a name that a question has to say."""
Holding = Callable[[Collection[str]], Collection[int]]
"""Gives the documents whose first words hold some terms."""


def documents_compared(
    question: str,
    sources: Mapping[int, str],
    holding: Holding | None = None,
    says: Callable[[int, str], bool] | None = None,
) -> tuple[int, int] | None:
    """Return the two documents that a question compares; None where that is not clear.

    Args:
        question: In English or Chinese.
        sources: Paths of the documents that may be meant, by number.
        holding: Looks a side up whose words stand in no name: a party of a contract; None for names alone.
        says: Whether a document says a name, in small letters, word by word; None where that is not looked at.
    """
    called = {number: _called(path) for number, path in sources.items()}
    weights = _weights(called)
    for one, other in _sides(question):
        whole = frozenset(terms(question))
        scored = [
            [
                (number, score)
                for number, score in _scored(side, whole, called, weights, sources, holding)
                if says is None or all(says(number, name) for name in _names_beyond(side, called[number]))
            ]
            for side in (one, other)
        ]
        if not all(scored):
            continue
        pairs = sorted(
            (
                (mine + its + (TOGETHER * weights.get("", 1.0) if _folder(sources[a]) == _folder(sources[b]) else 0.0), a, b)
                for (a, mine), (b, its) in product(*scored)
                if a != b
            ),
            reverse=True,
        )  # fmt: skip
        distinct = [pair for pair in pairs[1:] if {pair[1], pair[2]} != {pairs[0][1], pairs[0][2]}]
        if pairs and (not distinct or pairs[0][0] >= CLEARER * distinct[0][0]):
            return pairs[0][1], pairs[0][2]
    return None


def versions_compared(question: str, sources: Mapping[int, str]) -> tuple[int, int] | None:
    """Return the two versions of one paper that a question compares.

    In any language: they are called alike but for their time, most of which the question names, and the question says part of
    what they are called.
    """
    said, years = question.casefold(), set(_YEAR.findall(question))
    families: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, path in sources.items():
        stem = PurePath(path).stem.casefold()
        if bare := " ".join(_NO_LETTERS.sub(" ", stem).split()):
            families[_folder(path), bare].append(number)
    found: list[tuple[int, tuple[int, int]]] = []
    for (_, bare), numbers in families.items():
        of_time = [one for one in numbers if years & set(_YEAR.findall(PurePath(sources[one]).stem))]
        pair = of_time if len(years) == len(of_time) == 2 else numbers if not years else []
        shared = _shared(bare, said)
        if len(pair) == 2 and shared >= (LEAST_HAN if IS_HAN.search(bare) else LEAST_SHARED):
            found.append((shared, (min(pair), max(pair))))
    found.sort(reverse=True)
    return found[0][1] if len(found) == 1 or (found and found[0][0] > found[1][0]) else None


def _shared(name: str, text: str) -> int:
    """Return the length of the longest run of letters of a name that a text holds."""
    runs = (
        part[at:end]
        for part in name.split()
        for at in range(len(part))
        for end in range(at + 1, len(part) + 1)
    )
    return max((len(run) for run in runs if run in text), default=0)


def _sides(question: str) -> Sequence[tuple[str, str]]:
    """Return the two sides that a question may have, at each of its conjunctions."""
    text = question.strip(" ?.!？。")
    found = _BETWEEN.search(text)
    text = text[found.end() :] if found is not None else text
    while (bare := _LEAD.sub("", text.strip())) != text:
        text = bare
    return [
        (text[: cut.start()], text[cut.end() :])
        for cut in _AND.finditer(text)
        if cut.start() and text[cut.end() :]
    ]


def _called(path: str) -> frozenset[str]:
    """Return the terms of what a file is called, with words in capitals as they are."""
    stem = re.sub(r"[_\-,()\[\]（）]+", " ", PurePath(path).stem)
    return frozenset(terms(f"{stem} {PurePath(path).parent.name}")) | set(_SHOUTED.findall(stem))


def _weights(called: Mapping[int, frozenset[str]]) -> dict[str, float]:
    """Weigh words by how few names hold them; "" for one that a single name holds."""
    counts = Counter(term for own in called.values() for term in own)
    weights = {term: math.log(1 + len(called) / (2 * count)) for term, count in counts.items()}
    return weights | {"": math.log(1 + len(called) / 2)}


def _scored(
    side: str,
    whole: Collection[str],
    called: Mapping[int, frozenset[str]],
    weights: Mapping[str, float],
    sources: Mapping[int, str],
    holding: Holding | None,
) -> list[tuple[int, float]]:
    """Return how well each document's name fits a side, the best first."""
    shouted = {one for one in _SHOUTED.findall(side) if is_function_word(one.lower(), "en")}
    own = {*terms(side), *shouted}
    scores: dict[int, float] = {}
    for number, words in called.items():
        said = sum(weights[term] for term in own & words)
        if said:
            scores[number] = said + WHOLE * sum(weights[term] for term in (set(whole) - own) & words)
    month = dated_in_month(side, sources)
    if month is not None:
        scores[month] = scores.get(month, 0.0) + weights[""]
    if _MAIL.search(side) is None:
        scores = {
            number: score * (LETTERS if _MAIL.search(sources[number]) else 1.0)
            for number, score in scores.items()
        }
    rare = [term for term in own if not any(term in words for words in called.values())]
    if holding is not None and rare and len(rare) * 2 >= len(own):
        for number in holding(rare):
            if number in called:
                mail = LETTERS if _MAIL.search(sources[number]) and not _MAIL.search(side) else 1.0
                scores[number] = scores.get(number, 0.0) + mail * weights[""]
    return sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:MOST]


def _names_beyond(side: str, called: frozenset[str]) -> list[str]:
    """Return the names of several words that a file's name holds in part.

    "Hollin Dam" is not what "Hollin Fisheries.docx" is called by.
    """
    return [
        " ".join(name.split()).casefold()
        for name in _NAME.findall(side)
        if (words := frozenset(terms(name))) & called and not words <= called
    ]


def _folder(path: str) -> str:
    return str(PurePath(path).parent)
