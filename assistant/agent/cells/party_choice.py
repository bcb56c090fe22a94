"""Choose whom a contract is with, among all who are named in it.

Each name is measured by where and how it stands, and by how often the papers of a library name it: those of our own house recur. A small
network, fitted by `python -m benchmarks.cells_model` on contracts of many writers, tells which is meant.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent.cells.cell_model import TOPICS, Sentences
from assistant.agent.cells.party_names import is_company, spans_of
from assistant.agent.papers.sides import Shared, Sides
from assistant.agent.words.rows import cells_of
from assistant.agent.words.value_spans import person_spans
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced, terms
from assistant.models.trained import softmax
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FIRST, LAST = 40, 12
"""Sentences at the beginning and at the end of a contract in which names are looked for."""
LONGEST = 60
"""Characters of the longest name."""
_LABEL = lazy_regex(r"[:：|\t]\s*[*_]*\Z|\.{3,}\s*\Z")
"""In front of a name: what it is in a form."""
_PROVIDER, _CUSTOMER = TOPICS.index("provider"), TOPICS.index("customer")
_RARE = 1e-4
_AROUND = " *_#-\n"
_PUNCTUATION = "，。：；、:;"


@dataclass(frozen=True, slots=True)
class NamedParty:
    """Somebody who is named in a contract.

    Attributes:
        unit: The sentence.
        name: Word for word.
        measured: What tells whether the contract is with them.
    """

    unit: Unit
    name: str
    measured: tuple[float, ...]


def candidates(
    sentences: Sentences,
    ranked: Mapping[Unit, float],
    read: Mapping[Unit, str],
    sides: Sides,
    shared: Shared,
) -> list[NamedParty]:
    """Return who is named in a contract beside us.

    Args:
        sentences: Of the contract.
        ranked: How likely each names the other party.
        read: The values of the likeliest of them, the likeliest first.
        sides: Who is who.
        shared: Whom the papers of the library name.
    """
    units, count = sentences.units, len(sentences.units)
    whole = "\n".join(unit.text for unit in units).casefold()
    first = max(ranked, key=lambda unit: ranked[unit], default=None)
    read = {unit: value or unit.text.strip(_AROUND) for unit, value in read.items()}
    places = {unit: place for place, unit in enumerate(read, start=1)}
    found: list[NamedParty] = []
    for at, unit in enumerate(units):
        if FIRST <= at < count - LAST and ranked.get(unit, 0.0) < _RARE:
            continue
        file = PurePath(unit.passage.source).stem.casefold()
        row = is_row(unit.text)
        ours = sides.named(unit.text)
        for start, end in _spans(unit.text, read.get(unit), sides):
            name = unit.text[start:end]
            is_read = name == read.get(unit)
            folded = name.strip(" ,.").casefold()
            others = max(shared.counts.get(folded, 0) - 1, 0) / max(shared.papers - 1, 1)
            words = [one for one in terms(name) if one]
            found.append(
                NamedParty(
                    unit,
                    name,
                    (
                        1.0,
                        math.log(ranked.get(unit, 0.0) + _RARE) / 5,
                        unit == first,
                        float(sentences.topics[at][_PROVIDER]),
                        float(sentences.topics[at][_CUSTOMER]),
                        at / count,
                        at < 2,
                        at < 6,
                        at >= count - 6,
                        min(whole.count(folded), 5) / 5,
                        min(_spoken(words, whole), 6) / 6,
                        sum(one in file for one in words) / max(len(words), 1),
                        min(others * 5, 1.0),
                        others > 0,
                        is_company(name),
                        min(len(name) / (8 if is_unspaced(name) else 30), 1.5),
                        name.isupper(),
                        any(map(str.isdigit, name)),
                        _LABEL.search(unit.text, 0, start) is not None,
                        ours,
                        unit.text[end : end + 3].lstrip(" *")[:1] in ("(", "（"),
                        not unit.text[:start].strip(" *-"),
                        row,
                        is_unspaced(name),
                        len(unit.text) < LONGEST,
                        at == 0,
                        any(one in name for one in _PUNCTUATION),
                        is_read / places.get(unit, 1),
                        is_read and places[unit] == 1,
                    ),
                )
            )
    return found


MEASURED = 29
"""Measures of a name."""


def _spoken(words: Sequence[str], whole: str) -> float:
    """Return how often the rarest word of a name stands in a contract."""
    return min((whole.count(one) for one in words), default=0)


def _spans(text: str, read: str | None, sides: Sides) -> list[tuple[int, int]]:
    """Return where somebody may be named in a sentence."""
    spans = set(spans_of(text, "name", sides))
    if read is not None:
        start = text.find(read)
        spans.add((start, start + len(read)))
    if is_unspaced(text):
        spans |= set(person_spans(text))
    if is_row(text) and len(cells := [one.strip() for one in cells_of(text)]) == 2:
        start = text.find(cells[1], text.find("|", 1))
        spans.add((start, start + len(cells[1])))
    return sorted(
        (start, end)
        for start, end in spans
        if 0 <= start < end <= start + LONGEST
        and not sides.named(text[start:end])
        and "_" not in text[start:end]
    )


def likelihoods(found: Sequence[NamedParty], weights: Mapping[str, Floats]) -> Floats:
    """Return how likely the contract is with each of some candidates; all add up to 1."""
    import numpy as np

    rows = np.array([one.measured for one in found], np.float32)
    return softmax(scores(rows, weights))


def scores(rows: Floats, weights: Mapping[str, Floats]) -> Floats:
    """Score names, shape (names,); higher is likelier."""
    import numpy as np

    hidden = np.tanh(rows @ weights["party"] + weights["party_bias"])
    scored: Floats = hidden @ weights["partied"] + rows @ weights["partied_straight"]
    return scored


def likeliest(found: Sequence[NamedParty], weights: Mapping[str, Floats]) -> list[tuple[NamedParty, float]]:
    """Return candidates with how likely each is meant, the likeliest first."""
    together: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, NamedParty]] = {}
    for one, chance in zip(found, likelihoods(found, weights).tolist(), strict=True):
        key = "".join(one.name.casefold().split()).strip(".,")
        together[key] += chance
        best[key] = max(best.get(key, (-1.0, one)), (chance, one), key=lambda pair: pair[0])
    return sorted(((best[key][1], chance) for key, chance in together.items()), key=lambda pair: -pair[1])
