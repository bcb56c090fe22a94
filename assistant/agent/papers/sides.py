"""Tell which side of a contract is ours: the one whose name recurs in a library.

"How much notice must we give?" is answered by what a contract says of us, and "who is the other party" by whom it names beside us.
All functions are pure; `House` reads a library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from assistant.agent.papers.paper_kinds import CONTRACTS, Paper, is_of_kind, may_be_deal
from assistant.agent.words.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.library.documents import Documents, StoredPassage
from assistant.library.library import Library
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit
from assistant.retrieval.places import other_names

LEAST_DOCUMENTS, LEAST_SHARE = 4, 0.4
"""Documents, and share of those looked at, that have to name somebody for it to be us."""
LEAST_AROUND = 0.2
"""Share of documents that have to name our address, or who signs for us."""
MUCH_MORE = 2
"""Times as many papers have to name our firm as any other."""
MOST_NAMED, MOST_READ = 60, 40
"""Documents that are looked at, and passages of each."""
MOST_NAMES = 8
_LEAST_SHORT = 7
"""Letters of the first word of our name from which we may be called by it alone."""
_SHORT_HAN = 2
"""Characters at the beginning of a Chinese name by which we may be called, where no place is called so."""
_SHORTEST = 4
"""Characters of the shortest name."""
_FIRST_UNITS = 12
"""Sentences of a contract in which its sides are named."""
_BEGINNING = 1_500
"""Characters of a contract in which its sides are named."""
_FIRM = lazy_regex(
    r"[,.]? (?:ltd|limited|llp|llc|inc|gmbh|ag|plc|corp|company|s\.?a|sarl)\.?$|(?:有限)?(?:责任)?公司$"
)
"""The form of a firm at the end of its name."""
_QUOTED = lazy_regex(
    r"[“\"「‘]\s*(?:the |以下称|下称)?\s*([A-Z]\w+|we|us|you|[\u4e00-\u9fff]{1,5})\s*[”\"」’]"
)
_BRACKETED = lazy_regex(r"[（(](?:the |以下简?称|下称)?\s*([A-Z][a-z]+|[\u4e00-\u9fff]{2,4})[）)]")
_LABEL = lazy_regex(
    r"(?:\A|[|\n，。.;])\s*(?:\(?\d\)?\.?\s*)?(?:The )?([A-Z][A-Za-z]+|[\u4e00-\u9fff]{2,6})(?:[（(][^）)]{0,14}[）)])?\s*[|:：　]\s*\Z"
)
_OTHER = lazy_regex(
    r"(?:\| ?)?(?:\(?\d\)?\.?\s*)?(?:The )?(?P<label>[A-Z][A-Za-z]+|[\u4e00-\u9fff]{2,6})(?:[（(][^）)]{0,14}[）)])?\s*[|:：　]\s*(?P<rest>.{2,80})"
)
"""A line that names another side: "Owner | Ludbrook Ltd"."""
_CLOSING = lazy_regex(r"[)）]")
_NEAR = 160
"""Characters behind our name in which what we are called is defined."""
_LETTER_MINE, _LETTER_THEIRS = "我校|我方|我司|我院|本校|我们", "贵公司|贵方|贵司|贵单位|贵[店校院厂社处]"


@dataclass(frozen=True, slots=True)
class Shared:
    """How many papers of a library name somebody.

    Attributes:
        counts: By name, in lower case.
        papers: How many were looked at.
    """

    counts: Mapping[str, int]
    papers: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is who in a contract.

    Attributes:
        names: Ours, and what recurs around it.
        mine: Finds what the contract calls us; None where that is not known.
        theirs: Finds what it calls others.
        called: What it calls us.
        others: What it calls others.
    """

    names: tuple[str, ...] = ()
    mine: re.Pattern[str] | None = None
    theirs: re.Pattern[str] | None = None
    called: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def named(self, text: str) -> bool:
        """Return whether a text names us, or is a part of our name."""
        folded = text.strip(" ,.").casefold()
        if not folded or not self.names:
            return False
        return any(_names(folded, name) or folded in name for name in self.names) or _is_short_for(
            folded, self.names[0]
        )

    def speaks_of(self, text: str) -> int:
        """Return 1 for a sentence about what we do, -1 for one about others, else 0."""
        mine = self.mine.search(text) if self.mine is not None else None
        theirs = self.theirs.search(text) if self.theirs is not None else None
        if mine is None or theirs is None:
            return (mine is not None) - (theirs is not None)
        return 1 if mine.start() < theirs.start() else -1


def beginning(passages: Sequence[StoredPassage]) -> str:
    """Return the part of a contract in which its sides are named."""
    return "\n".join(one.text for one in passages)[:_BEGINNING]


def recurring_names(documents: Sequence[str]) -> tuple[str, ...]:
    """Return who is named in many documents of a library: us.

    Args:
        documents: The beginning of each.

    Returns:
        Our name first, then what recurs around it: our address, who signs for us.
    """
    if firm := _recurring_firm(documents):
        return firm
    counts: Counter[str] = Counter()
    for text in documents:
        # Of names that recur as often, the one that stands first counts more.
        found = dict.fromkeys(_names_in(text))
        counts.update(
            name for name in found if len(name) >= _SHORTEST and (" " in name or not name.isascii())
        )
    common = counts.most_common(MOST_NAMES)
    if not common or common[0][1] < max(LEAST_DOCUMENTS, LEAST_SHARE * len(documents)):
        return ()
    names = [name for name, count in common if count >= max(3, LEAST_AROUND * len(documents))]
    return _with_short(names, documents, counts)


def _recurring_firm(documents: Sequence[str]) -> tuple[str, ...]:
    """Return the firm named in most papers that name any, whatever form it has there.

    Minutes and sheets of an office seldom name it; its contracts do, and another firm each.
    """
    counts: Counter[str] = Counter()
    naming = 0
    for text in documents:
        found = {_FIRM.sub("", name) for name in _names_in(text) if _FIRM.search(name)}
        naming += bool(found)
        counts.update(name for name in found if len(name) >= _SHORTEST)
    (name, count), (_, other), *_ = *counts.most_common(2), ("", 0), ("", 0)
    if count < max(LEAST_DOCUMENTS, LEAST_SHARE * naming) or count < MUCH_MORE * other:
        return ()
    return _with_short([name], documents, counts)


def _with_short(names: Sequence[str], documents: Sequence[str], counts: Counter[str]) -> tuple[str, ...]:
    """Return names, and what we are called in short where nobody else is called so."""
    short = names[0].partition(" ")[0]
    if not names[0].isascii():
        short = names[0][:_SHORT_HAN]
        place = re.compile(rf"{re.escape(short)}.?[省市县区镇乡村路街]")
        called = not any(place.search(text) for text in documents) and not other_names(short)
        # Other firms that are called so are of the same place.
        called = called and not any(name.startswith(short) and not _alike(name, names[0]) for name in counts)
    else:
        called = short.isalpha() and len(short) >= _LEAST_SHORT and short.isascii()
    return (*names, short) if called else (*names,)


def named_in(papers: Sequence[Sequence[str]]) -> Shared:
    """Count in how many papers each name stands.

    Args:
        papers: The texts of each.
    """
    counts: Counter[str] = Counter()
    for texts in papers:
        counts.update({name for text in texts for name in _names_in(text)})
    return Shared(counts, len(papers))


def _names_in(text: str) -> list[str]:
    """Return whom a text names, in lower case and in its order."""
    return [text[start:end].strip(" ,.").casefold() for start, end in sorted(value_spans(text, "name"))]


def _alike(one: str, other: str) -> bool:
    """Return whether of two Chinese names one may be written for the other."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def _names(text: str, name: str) -> bool:
    """Return whether a text holds a name; a short Chinese one not inside another: 李明岚."""
    if len(name) > _SHORT_HAN or name.isascii():
        return name in text
    at = text.find(name)
    return at >= 0 and _LEADS.fullmatch(text, 0, at) is not None


_LEADS = lazy_regex(r"|.*[请由与和及向为给对是在：:，,。（(\s|]")
"""In front of a name."""


def _is_short_for(text: str, name: str) -> bool:
    """Return whether a Chinese name is ours with characters left out: 蓼溪养蜂社."""
    if text.isascii() or name.isascii():
        return False
    at = max(text.find(name[:_SHORT_HAN]), 0)  # words may stand in front of it
    return _LEADS.fullmatch(text, 0, at) is not None and _alike(text[at:], name)


def sides_of(units: Sequence[Unit], names: Sequence[str]) -> Sides:
    """Return what a contract calls us, and what others.

    Args:
        units: Its sentences.
        names: Ours first; see `recurring_names`.
    """
    if not names:
        return Sides()
    mine, theirs = {*_LETTER_MINE.split("|")}, {*_LETTER_THEIRS.split("|")}
    for unit in units[:_FIRST_UNITS]:
        text = unit.text
        place = text.casefold().find(names[0])
        label = _LABEL.search(text[:place]) if place >= 0 else None
        if label is not None:
            mine.add(label[1])
        elif place < 0 and (other := _OTHER.match(text)) is not None and value_spans(other["rest"], "name"):
            theirs.add(other["label"])
        defined = sorted(
            (one for pattern in (_QUOTED, _BRACKETED) for one in pattern.finditer(text)),
            key=lambda one: one.start(1),
        )
        behind = [one for one in defined if place >= 0 and place < one.start() < place + _NEAR]
        last = _CLOSING.search(text, behind[0].end() - 1) if behind else None
        for found in defined:
            # What is defined behind the next bracket is somebody else: "Tarn Ltd (the Buyer) and Birch Ltd (the Seller)".
            own = found in behind and (last is None or found.start() < last.end())
            own = own or (label is not None and place >= 0 and found.start() < place)
            (mine if own else theirs).add(found[1])
    theirs -= mine
    return Sides(tuple(names), _any_of(mine), _any_of(theirs), frozenset(mine), frozenset(theirs))


def _any_of(words: set[str]) -> re.Pattern[str]:
    written = sorted(words, key=lambda one: (-len(one), one))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in written), re.IGNORECASE)


def first_named(documents: Documents) -> Sequence[int]:
    """Return the documents of a library that are looked at for who is named.

    Those called contracts first, then what may be some; of more than are looked at the rest isn't known.
    """

    def rank(named: tuple[int, str, str]) -> int:
        paper = Paper(named[1], named[2], "")
        return 0 if is_of_kind(paper, CONTRACTS) else 1 if may_be_deal(paper) else 2

    papers = documents.named()
    if len(papers) > MOST_NAMED:
        papers = sorted(papers, key=rank)
    return [number for number, _, _ in papers[:MOST_NAMED]]


class House:
    """Who we are in the papers of a library.

    Args:
        library: Keeps them.
    """

    def __init__(self, library: Library) -> None:
        self._documents = library.documents

    def called(self) -> Sequence[str]:
        """Return how we are called in the papers."""
        return self._called

    def named(self) -> Shared:
        """Return whom the papers name that were looked at; see `first_named`."""
        return self._named

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return first_named(self._documents)

    @cached_property
    def _called(self) -> tuple[str, ...]:
        return recurring_names([beginning(self._documents.neighbours(one, 0, 2)) for one in self._numbers])

    @cached_property
    def _named(self) -> Shared:
        papers = [self._documents.neighbours(one, 0, MOST_READ) for one in self._numbers]
        return named_in([[one.text for one in paper] for paper in papers])
