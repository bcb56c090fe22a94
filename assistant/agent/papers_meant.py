"""Tell which papers of a library a question means by what people there call them.

An office calls its papers by names of its own: appointments, berth agreements, 例会. What stands in the names of several
documents is such a name where a question asks for each or for some of them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from assistant.agent.papers import CONTRACTS, Paper, is_of_kind, kind_called
from assistant.frozen import dataclass
from assistant.languages import is_function_word
from assistant.regexes import lazy_regex

LEAST_CALLED = 2
"""So many documents bear a name before it is one of a kind of papers."""
MOST_WORDS, MOST_HAN = 3, 8
"""Words of the longest name of a kind of papers, and its characters in Chinese."""
_SOME_EN = lazy_regex(
    r"\b(?:which|what|each|every|all|list|find|show(?: me| us)?|give me|name|any|both|how many|in|of|for|from)(?: of)?(?: (?:all|every|each|the|our|my|your|these|those|of))*\s+(?=[a-z])",
    re.IGNORECASE,
)
"""Stands before the papers that are meant."""
_SOME_ZH = lazy_regex(
    r"(?:哪些|哪几|每一?|各|所有|全部|列出|找出|几)(?:[份次个封张篇场期])?的?|(?:提到|提及|涉及|谈到|说到|讲到|讨论|关于|有关)(?:了|过)?[^，。？?]{1,20}?的"
)
_GENERAL = lazy_regex(
    r"(?:documents?|files?|papers?|notes?|records?|things?|ones?|sheets?|stuff|pages?|文件|文档|资料|记录|材料)",
    re.IGNORECASE,
)
"""Says nothing of a kind, and may follow the name of one: meeting notes."""
_IN_A_ROW = lazy_regex(r"[\w'’-]+(?: [\w'’-]+)*")
_HAN = lazy_regex(r"[\u4e00-\u9fff]+")
_WORD = lazy_regex(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Meant:
    """Papers that a question means.

    Attributes:
        said: What they are called in it.
        numbers: The documents.
        deals: Whether all of them are contracts.
    """

    said: str
    numbers: frozenset[int]
    deals: bool = False


Names = Mapping[int, Sequence[str]]
"""What each document is called: its name, its title, and its nearest folder."""


def papers_called(said: str, papers: Mapping[int, Paper]) -> frozenset[int]:
    """Return the documents that people call so, by a known kind or by their names."""
    return _called(said, papers, _names(papers))


def _called(said: str, papers: Mapping[int, Paper], names: Names) -> frozenset[int]:
    bare = _singulars(said)
    if (kind := kind_called(said)) is None and len(bare) > 1 and _GENERAL.fullmatch(bare[-1]):
        bare = bare[:-1]  # meeting notes
        kind = kind_called(" ".join(bare))
    if kind is not None and (of_kind := {number for number, one in papers.items() if is_of_kind(one, kind)}):
        return frozenset(of_kind & _bearing(bare, said, names) or of_kind)
    if not bare or _GENERAL.fullmatch(said):
        return frozenset()
    bearing = _bearing(bare, said, names)
    titles = {papers[number].title for number in bearing}
    if len(bearing) >= LEAST_CALLED and len(titles) == 1:  # one form, saved under another name as well
        bearing |= {number for number, one in papers.items() if one.title in titles and one.title}
    return frozenset(bearing)


def names_asked(question: str) -> Iterator[str]:
    """Yield what a question may call papers, the longest at each place first."""
    for before in _SOME_EN.finditer(question):
        words = list(islice(_WORD.finditer(question, before.end()), MOST_WORDS))
        if not words or words[0].start() != before.end() or is_function_word(words[0].group().lower(), "en"):
            continue  # "what is …" names no papers
        for length in range(len(words), 0, -1):
            said = question[before.end() : words[length - 1].end()]
            if _IN_A_ROW.fullmatch(said):
                yield said
    for before in _SOME_ZH.finditer(question):
        rest = _HAN.match(question, before.end())
        for length in range(min(len(rest.group()) if rest else 0, MOST_HAN), 1, -1):
            yield question[before.end() : before.end() + length]


def papers_meant(question: str, papers: Mapping[int, Paper]) -> Meant | None:
    """Return the papers that a question asks each or some of, by their own name.

    None where it names none.
    """
    names = _names(papers)
    for said in names_asked(question):
        if LEAST_CALLED <= len(own := _called(said, papers, names)) < len(papers):
            return Meant(said, own, all(is_of_kind(papers[number], CONTRACTS) for number in own))
    return None


def _bearing(words: tuple[str, ...], said: str, names: Names) -> set[int]:
    """Return the documents whose name, title or nearest folder says words in a row."""
    if not said.isascii():
        folded = "".join(said.casefold().split())
        return {
            number for number, own in names.items() if any(folded in "".join(name.split()) for name in own)
        }
    wanted = f" {' '.join(words)} "
    stems = [word[:-1] for word in words]  # of "policies" too
    return {
        number
        for number, own in names.items()
        if any(
            all(stem in name for stem in stems) and wanted in f" {' '.join(_singulars(name))} "
            for name in own
        )
    }


def _names(papers: Mapping[int, Paper]) -> Names:
    return {
        number: [name.casefold() for name in (one.stem, one.title, *one.folders[:1])]
        for number, one in papers.items()
    }


def _singulars(text: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in _WORD.findall(text.casefold()))


_SINGULAR: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("ies", lambda word: f"{word[:-3]}y"),
    ("sses", lambda word: word[:-2]),
    ("ches", lambda word: word[:-2]),
    ("ss", lambda word: word),
    ("us", lambda word: word),
    ("s", lambda word: word[:-1]),
)


def _singular(word: str) -> str:
    return next((cut(word) for ending, cut in _SINGULAR if len(word) > 3 and word.endswith(ending)), word)
