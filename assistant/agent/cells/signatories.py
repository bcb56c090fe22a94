"""Tell who signed a contract for us: whose name recurs where papers end.

Lines under a contract say little of who is who ("For the Client: Hester Vance", "罗佩青　裴小舟"), and few sign for one house.
All functions are pure; `Signing` reads a library.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.papers.sides import Sides, beginning, first_named, sides_of
from assistant.agent.words.polarity import denies
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of

LAST_PASSAGES = 3
"""Passages at the end of a paper, and lines in them, in which names of who signed it are looked for."""
LAST_LINES = 7
LEAST_ENDS = 2
"""Papers at whose ends a name has to stand for it to be that of one of us."""
_UPPER = "".join(filter(str.isupper, map(chr, range(0x530))))
"""Capitals, Latin ones with their signs, Greek and Cyrillic ones."""
_PERSON = lazy_regex(
    rf"(?<![\w’'-])(?P<name>(?!(?:Signed|Executed|Agreed|Accepted|For|By|The)\b)(?:(?:[{_UPPER}](?:\. ?| )){{1,3}}[{_UPPER}][\w’'-]+|(?:[{_UPPER}][\w’'-]+ ){{1,2}}(?:[{_UPPER}]\. )?[{_UPPER}][\w’'-]+))"
    r"|(?<![\u4e00-\u9fff])(?P<han>[\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff：:）)])"
)
"""What may be the name of a person: with a first name or its letter, or a few characters that stand alone."""
_LABEL = lazy_regex(r".*(?:[方人章字]|代表|日期|签.?)")
"""Words on a line of signatures that are no names."""
_TITLE = lazy_regex(r".*[\w.]\**(?:, | ?\()")
"""In front of what a person is: "Maud Quillfeather (Chair of Trustees)"."""
_SENTENCE = lazy_regex(r"(?=.{60}).*[.。;；]\W*|[^：:]*，[^：:]*。\W*|.{141,}", re.DOTALL)
"""A line that is no signature."""
_DAY = lazy_regex(rf"[^\w\n]{{0,3}}(?:and [{_UPPER}][\w’' ]+, )?\d")
"""Behind a name, when it was written there."""
_SIGNED = lazy_regex(r"\bsign(?:s|ed)?\b|\bsignator|签", re.IGNORECASE)
_US = lazy_regex(r"\b(?:us|our|ours|we)\b|我", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """A name where a paper ends.

    Attributes:
        unit: The line in which it stands.
        name: As it is written.
        key: What it has in common where it is written otherwise: the last name.
        dated: Whether a day follows.
    """

    unit: Unit
    name: str
    key: str
    dated: bool


def signatures(end: Sequence[StoredPassage]) -> list[Signature]:
    """Return the names in the last lines of a paper, behind its last sentence."""
    lines = [unit for passage in end for unit in _lines(passage)][-LAST_LINES:]
    first = max((at + 1 for at, one in enumerate(lines) if _SENTENCE.fullmatch(one.text)), default=0)
    return [one for line in lines[first:] for one in _names(line)]


def is_unsigned(end: Sequence[StoredPassage]) -> bool:
    """Return whether a paper says where it ends that it was not signed.

    Who signed by a name that is not read, or in a sentence, did sign.
    """
    lines = [unit.text for passage in end for unit in _lines(passage)][-LAST_LINES:]
    return not signatures(end) and any(_SIGNED.search(one) and denies(one) for one in lines)


def _lines(passage: StoredPassage) -> Iterator[Unit]:
    for found in re.finditer(r"\S.*", passage.text):
        yield Unit(passage, *found.span(), 0)


def _names(unit: Unit) -> Iterator[Signature]:
    line = unit.text
    last = len(line)
    for found in _PERSON.finditer(line):
        name = found[0]
        if _LABEL.fullmatch(name) or _TITLE.fullmatch(line, last, found.start()):
            continue
        last = min(last, found.start())
        key = name if found["han"] else name.split()[-1].casefold()
        yield Signature(unit, name, key, _DAY.match(line, found.end()) is not None)


def recurring_signatures(ends: Sequence[Sequence[StoredPassage]]) -> dict[str, Counter[str]]:
    """Return how many papers each name stands under, of those under several.

    Args:
        ends: Of the papers of a library.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for end in ends:
        for key, name in {one.key: one.name for one in signatures(end)}.items():
            found[key][name] += 1
    return {key: names for key, names in found.items() if names.total() >= LEAST_ENDS}


def speaks_of_signing(question: str) -> bool:
    """Return whether a question speaks of who signed."""
    return _SIGNED.search(question) is not None


def signatories_named(question: str, recurring: Mapping[str, Counter[str]]) -> frozenset[str]:
    """Return the keys of those whom a question names as having signed.

    Args:
        question: One that speaks of signing.
        recurring: See `recurring_signatures`.
    """
    words = frozenset(query_terms(question))
    return frozenset(
        key
        for key, names in recurring.items()
        for name in names
        if (name in question if name == key else words.intersection(terms(name)))
    )


def asks_who_signed(question: str, sides: Sides) -> bool:
    """Return whether a question asks who signed for our side of a contract."""
    if not speaks_of_signing(question):
        return False
    asked = frozenset(terms(question))
    named = _names_us(question, sides) or any(asked.intersection(terms(name)) for name in sides.names[:1])
    return named or _US.search(question) is not None


def signing_for_us(
    found: Sequence[Signature],
    head: Sequence[StoredPassage],
    recurring: Mapping[str, Counter[str]],
    sides: Sides,
) -> tuple[Signature, bool] | None:
    """Return who signed a paper for us, and whether that is sure.

    Args:
        found: The names where it ends.
        head: Its first passages; who is named there may be the other party.
        recurring: Under how many papers each name stands.
        sides: Who is who in it.
    """
    named = beginning(head).casefold()
    ours = [one for one in found if one.key in recurring and not _is_no_person(one, sides)]
    if not ours:
        return None

    def points(one: Signature) -> tuple[int, bool, bool, int]:
        for_us = sides.speaks_of(one.unit.text) + _names_us(one.unit.text, sides)
        return for_us, one.key not in named, not one.dated, recurring[one.key].total()

    best = max(ours, key=points)
    for_us, apart, _, papers = points(best)
    others = [points(one) for one in ours if one.key != best.key]
    return best, all(its < for_us or (apart and 2 * count <= papers) for its, _, _, count in others)


def _is_no_person(one: Signature, sides: Sides) -> bool:
    """Return whether words are our name, or the town in front of the day."""
    name = one.name.casefold()
    ours = _names_us(name, sides) or any(name in whole for whole in sides.names[:1])
    return ours or (one.dated and name in sides.names)


def _names_us(text: str, sides: Sides) -> bool:
    return any(name in text.casefold() for name in (*sides.names[:1], *sides.names[-1:]))


class Signing:
    """Who signs for us in the papers of a library.

    Args:
        library: Keeps them.
        called: Gives how we are called in them.
    """

    def __init__(self, library: Library, called: Callable[[], Sequence[str]]) -> None:
        self._documents = library.documents
        self._called = called

    @cached_property
    def recurring(self) -> Mapping[str, Counter[str]]:
        """Whose names stand where several papers end."""
        facts = self._documents.facts(first_named(self._documents))
        return recurring_signatures([self._end(one, facts[one].passages) for one in facts])

    def _end(self, number: int, passages: int) -> Sequence[StoredPassage]:
        """Return the last passages of a document."""
        return self._documents.neighbours(number, max(passages - LAST_PASSAGES, 0), passages)

    def signed(self, text: DocumentText, sides: Sides) -> tuple[Signature | None, bool]:
        """Return who signed a document for us, and whether that, or nobody, is sure."""
        facts = self._documents.facts([text.number])
        end = self._end(text.number, facts[text.number].passages) if facts else []
        signed = signing_for_us(signatures(end), text.passages[:2], self.recurring, sides)
        return signed or (None, is_unsigned(end))

    def signed_by(
        self, question: str, texts: Sequence[DocumentText]
    ) -> list[tuple[bool | None, Unit | None]]:
        """Return whether whom a question names signed for us, and where.

        None where a document does not show who did; empty where the question names nobody who did.
        """
        if not speaks_of_signing(question) or not (named := signatories_named(question, self.recurring)):
            return []
        heads = [[unit for one in text.passages[:2] for unit in units_of(one, 0)] for text in texts]
        signed = [
            self.signed(text, sides_of(head, self._called()))[0]
            for text, head in zip(texts, heads, strict=True)
        ]
        found: list[tuple[bool | None, Unit | None]] = [
            (one.key in named, one.unit) if one is not None else (None, None) for one in signed
        ]
        return found if any(met for met, _ in found) else []
