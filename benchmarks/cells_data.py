"""Read contracts of many hands with what each sentence says, and questions.

They lie in `benchmarks/data/cells/`. In a contract `{end}` stands before a sentence that states an end, `{end:1 May}` around the very
words of it, and `{~end}` before one that speaks of an end and is not the answer: of another party, of another thing. A file whose
first line is `topics: start end` has only these marked. In `strangers/` others wrote contracts, and what each states: its sentences
are told by the values that they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.cell_model import KIND_OF, CellModel
from assistant.agent.cells.columns import Column, column_of
from assistant.agent.papers.sides import named_in
from assistant.agent.words.value_spans import value_spans, values_agree
from assistant.evaluation import holds
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced
from assistant.retrieval.evidence import Unit, units_of
from benchmarks.cells_fitting import Weights

FOLDER = Path(__file__).with_name("data") / "cells"
STRANGERS = FOLDER / "strangers"
"""Contracts of others (NAME.txt), and what they say these state (NAME.tsv: file, topic, question, what is stated)."""
OWN = "own"
"""Beginning of the names of files that are written by our own hand."""
ALONE = "alone"
"""The set of sentences that stand alone."""
TOGETHER = 6
"""How many of them are put together as if they were a contract."""
HANDS = 4
"""Sets that our own contracts, and the wordings of their questions, are parted into."""
_MARK = re.compile(r"\{(~?\w+)(?::([^{}]*))?\}")
STATED_BY = {"end": "term"}
"""What stands for a topic that is not stated: an end follows from a length."""
_UNKNOWN = {
    "delivery": ("start", "end"),
    "term": ("start", "end"),
    "minimum": ("term",),
    "subject": ("price",),
    "place": ("access",),
}
"""Topics that a contract may be taken to state where it states others: they are not asked then."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract whose sentences are known.

    Attributes:
        hand: The set that it belongs to.
        language: "en" or "zh".
        text: As columns are asked of it.
        units: Its sentences.
        topics: Of each sentence, what it states; with ~ before it, what it speaks of without being the answer.
        marked: Topics whose sentences are marked; empty where all are.
        values: Of topics of which strangers said what the contract states, in other words each; empty where it does not.
        doubtful: Of each sentence, topics of which it holds a value that other sentences hold too.
    """

    hand: str
    language: str
    text: DocumentText
    units: tuple[Unit, ...]
    topics: tuple[frozenset[str], ...]
    marked: frozenset[str] = frozenset()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubtful: tuple[frozenset[str], ...] = ()

    def known(self, at: int) -> frozenset[str]:
        """Return the topics that a sentence is known to speak of or not; empty for all.

        Strangers who say who the other party is do not say which side that is.
        """
        if not self.doubtful:
            return self.marked
        return (self.marked - {"provider"} - self.doubtful[at]) or frozenset(("",))

    def answers(self, topic: str) -> list[int]:
        """Return which sentences answer a topic; none where it is not stated."""
        found = [at for at, own in enumerate(self.topics) if topic in own]
        other = STATED_BY.get(topic)
        return found or ([at for at, own in enumerate(self.topics) if other in own] if other else [])

    def may_ask(self, topic: str) -> bool:
        """Return whether it is known what answers a topic."""
        if self.marked and topic not in self.marked:
            return False
        known = frozenset().union(*self.topics)
        return topic in known or not known.intersection(_UNKNOWN.get(topic, ()))


@dataclass(frozen=True, slots=True)
class Asked:
    """A wording of a column.

    Attributes:
        hand: The set that it belongs to.
        topic: What it asks for.
        column: As it is asked.
    """

    hand: str
    topic: str
    column: Column

    @property
    def language(self) -> str:
        """Its language: "en" or "zh"."""
        return "zh" if is_unspaced(self.column.question) else "en"


def contracts() -> list[Contract]:
    """Read all contracts."""
    found = [
        one
        for path in sorted(FOLDER.glob("*_*.txt"))
        for one in _contracts(path.stem, path.read_text("utf-8"))
    ]
    strangers = [one for path in sorted(STRANGERS.glob("*.txt")) for one in _strangers(path)]
    return [*found, *_contracts(ALONE, _put_together()), *strangers]


def _strangers(path: Path) -> Iterator[Contract]:
    """Read contracts of which others said what they state, and in which words."""
    names = re.findall(r"^== (.*)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    said: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in names}
    for line in path.with_suffix(".tsv").read_text("utf-8").splitlines():
        name, topic, _, expected = line.split("\t")
        said[name][topic] = tuple(one.strip() for one in expected.split("|") if one.strip())
    for name, bare in zip(names, _contracts(path.stem, path.read_text("utf-8")), strict=True):
        bare = _filed(bare, name)
        holding = {topic: _holding(bare.units, topic, expected) for topic, expected in said[name].items()}
        # What follows from several sentences, such as an end from a length, stands in none.
        values = {topic: one for topic, one in said[name].items() if holding[topic] or not one}
        yield replace(
            bare,
            topics=tuple(
                frozenset(topic for topic in values if at in holding[topic]) for at in range(len(bare.units))
            ),
            marked=frozenset(values),
            values=values,
            doubtful=tuple(
                frozenset(topic for topic in values if at in holding[topic] and len(holding[topic]) > 1)
                for at in range(len(bare.units))
            ),
        )


def _filed(contract: Contract, name: str) -> Contract:
    """Return a contract as it is read from a file of a name."""
    passages = {one.id: replace(one, source=name) for one in contract.text.passages}
    return replace(
        contract,
        text=replace(contract.text, passages=tuple(passages.values())),
        units=tuple(replace(one, passage=passages[one.passage.id]) for one in contract.units),
    )


def model_of(
    contracts: Sequence[tuple[Contract, Sequence[Asked]]],
    ours: Sequence[str],
    embedder: Any,
    weights: Weights,
) -> CellModel:
    """Make what reads the contracts of a set as the product does.

    Args:
        contracts: With what each is asked.
        ours: How we are called in them.
        embedder: Embeds as the product does.
        weights: Trained without the set.
    """
    shared = named_in([[one.text for one in contract.text.passages] for contract, _ in contracts])
    return CellModel(embedder, lambda: ours, weights=weights, shared=lambda: shared)


def _holding(units: Sequence[Unit], topic: str, expected: Sequence[str]) -> list[int]:
    """Return which sentences hold what is stated, in its words or else the same value."""
    said = [f"{unit.lead} {unit.text}" for unit in units]
    found = [at for at, one in enumerate(said) if any(holds(one, other) for other in expected)]
    kind = KIND_OF.get(topic, "name")
    if found or kind == "name":
        return found
    return [
        at
        for at, one in enumerate(said)
        if any(
            values_agree(one[start:end], other, kind)
            for start, end in value_spans(one, kind)
            for other in expected
        )
    ]


def _put_together() -> str:
    """Put sentences that stand alone together, a few at a time."""
    random = Random(1)
    found: list[str] = []
    for unspaced in (False, True):
        own = [
            (topic, line)
            for topic, lines in _sections(FOLDER / "sentences.txt")
            for line in lines
            if is_unspaced(line) == unspaced
        ]
        random.shuffle(own)
        for first in range(0, len(own), TOGETHER):
            lines = [
                line if topic == "none" else f"{{{topic}}}{line}"
                for topic, line in own[first : first + TOGETHER]
            ]
            found.append("\n".join(["== together", *lines, ""]))
    return "".join(found)


def _contracts(name: str, written: str) -> Iterator[Contract]:
    head, *parts = re.split(r"^== .*\n", written, flags=re.MULTILINE)
    marked = frozenset(head.removeprefix("topics:").split())
    for number, part in enumerate(parts):
        own = name.startswith(OWN)
        hand = f"{OWN}{number * HANDS // len(parts)}" if own else name
        passages: list[StoredPassage] = []
        marks: list[list[tuple[int, str]]] = []
        for heading, block in _blocks(part):
            text, found = _unmarked(block)
            if text.strip():
                at = len(passages)
                passages.append(StoredPassage(at, 1, at, name, "", text, 0, len(text), None, heading, ""))
                marks.append(found)
        units = [unit for one in passages for unit in units_of(one, 0)]
        topics = [
            frozenset(topic for place, topic in marks[unit.passage.id] if _within(unit, place))
            for unit in units
        ]
        language = "zh" if is_unspaced(part) else "en"
        yield Contract(
            hand, language, DocumentText(number, tuple(passages), True), tuple(units), tuple(topics), marked
        )


def _within(unit: Unit, place: int) -> bool:
    """Return whether a mark stands in a sentence, or just before it."""
    before = unit.passage.text[place : unit.start]
    return place < unit.end and (place >= unit.start or not before.strip())


def _blocks(part: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the text under each heading; lines are paragraphs where no line is empty."""
    whole = "\n\n" in part
    heading: tuple[str, ...] = ()
    lines: list[str] = []
    for line in [*part.strip().split("\n"), "#"]:
        if line.startswith("#"):
            joined = ""
            for one in lines:
                row = one.startswith("|") and joined.rsplit("\n", 1)[-1].startswith("|")
                joined += ("\n" if whole or row or not joined else "\n\n") + one
            yield heading, joined.strip("\n")
            heading, lines = (line.strip("# "),) if line.strip("# ") else (), []
        else:
            lines.append(line)


def _unmarked(block: str) -> tuple[str, list[tuple[int, str]]]:
    """Return a text without marks, and where which mark stood."""
    text, marks, last = "", [], 0
    for found in _MARK.finditer(block):
        text += block[last : found.start()]
        marks.append((len(text), found[1]))
        text += found[2] or ""
        last = found.end()
    return text + block[last:], marks


def questions() -> list[Asked]:
    """Read all wordings of questions."""
    found: list[Asked] = []
    for topic, lines in _sections(FOLDER / "questions.txt"):
        for line in lines:
            own = line.split(" | ")
            found += [
                Asked(f"{OWN}{at % HANDS}", topic, column_of(one.strip())) for at, one in enumerate(own)
            ]
    for line in (FOLDER / "strangers.tsv").read_text("utf-8").splitlines():
        hand, topic, question = line.split("\t")
        found.append(Asked(hand, topic, column_of(question)))
    for path in sorted(STRANGERS.glob("*.tsv")):
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        asked = dict.fromkeys((topic, question) for _, topic, question, _ in rows)
        found += [Asked(path.stem, topic, column_of(question)) for topic, question in asked]
    return found


def _sections(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    for part in path.read_text("utf-8").split("== ")[1:]:
        topic, *lines = part.strip().split("\n")
        yield topic, lines
