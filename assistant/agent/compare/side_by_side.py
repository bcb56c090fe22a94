"""Show two documents that are no versions of one another point by point.

Nothing is judged: each side's own sentences are quoted. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from assistant.agent.cells.one_cell import cell_of
from assistant.agent.papers.documents import code_text
from assistant.agent.words.months import month_terms
from assistant.agent.words.value_spans import value_spans
from assistant.answer_table import Cell
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.text import clean

MOST_POINTS = 15
"""Most points of each side that are shown."""
SENTENCES, OF_ONE_POINT, FEW_POINTS = 2, 14, 3
"""Sentences of a point; of one of papers that have few, as minutes have, whose decisions are what differs; and how many are few."""
SAME_POINT = 0.5
"""Share of the words of two headings from which they are of one point."""
FEW_WORDS = 2
"""Words of a matter that a sentence holds at least where one paper alone speaks of it."""
RARELY, RARE = 0.2, 3
"""Share of all sentences that hold a word at the most for it to name a matter, and how many are few enough."""
MOST_OF = 0.5
"""What a sentence holds of the matter at least, beside the best one of the paper that says less of it."""
_LONGEST = 300
_SAID: Mapping[Language, str] = {
    "en": "`{first}` and `{second}` are different documents, not two versions of one; this is what each says, point by point.",
    "zh": "`{first}`和`{second}`是两份不同的文件，不是同一文件的两个版本；以下逐点列出各自的内容。",
    "de": "`{first}` und `{second}` sind verschiedene Dokumente, keine zwei Fassungen; dies sagt jedes, Punkt für Punkt.",
    "fr": "`{first}` et `{second}` sont des documents différents, non deux versions ; voici ce que dit chacun, point par point.",
    "es": "`{first}` y `{second}` son documentos distintos, no dos versiones; esto dice cada uno, punto por punto.",
    "it": "`{first}` e `{second}` sono documenti diversi, non due versioni; ecco che cosa dice ciascuno, punto per punto.",
    "pt": "`{first}` e `{second}` são documentos diferentes, não duas versões; isto é o que cada um diz, ponto por ponto.",
    "ru": "`{first}` и `{second}` — разные документы, а не две версии; вот что говорит каждый, по пунктам.",
    "ja": "`{first}`と`{second}`は別の文書で、同じ文書の二つの版ではありません。それぞれの内容を項目ごとに示します。",
    "ko": "`{first}`와(과) `{second}`는 서로 다른 문서이며 같은 문서의 두 판이 아닙니다. 각각의 내용을 항목별로 보입니다.",
}
_NUMBERED = lazy_regex(r"^\s*(?:第?[\d一二三四五六七八九十]+[.、)条章节]*\s*)+")


def side_by_side(
    first: Sequence[StoredPassage],
    second: Sequence[StoredPassage],
    language: Language,
    only: str,
    asked: Sequence[Mapping[str, Sequence[Unit]]],
) -> Iterator[str | Cell]:
    """Yield what two documents say, the points that both have first.

    Args:
        first: One, in order.
        second: The other.
        language: Of the words around the quotations.
        only: Says that something stands in one alone, with `{name}`.
        asked: What each says of the matter that is asked for, see `on_matter`; where it says any, that alone is shown.
    """
    names = [code_text(PurePath(own[0].source).name) for own in (first, second)]
    yield _SAID[language].format(first=names[0], second=names[1])
    if asked:
        for name, points in zip(names, asked, strict=True):
            if not points:
                continue
            yield f"\n\n**{name}**\n"
            for heading, units in points.items():
                label = clean(_bare(heading))
                yield from _quoted(f"{label}: " if label else "", units, OF_ONE_POINT)
        return
    mine, its = _points(first), _points(second)
    most = OF_ONE_POINT if max(len(mine), len(its)) <= FEW_POINTS else SENTENCES
    if most > SENTENCES:
        mine, its = _points(first, most), _points(second, most)
    lone = list(mine) == [""] and list(its) == [""]
    if lone:
        mine, its = _flat(first, its[""]), _flat(second, mine[""])
    pairs: list[tuple[str, str]] = []
    for heading in mine:
        left = [one for one in its if one not in {other for _, other in pairs}]
        best = max(left, key=lambda one: _likeness(heading, one), default=None)
        if best is not None and heading and _likeness(heading, best) >= SAME_POINT:
            pairs.append((heading, best))
    for heading, other in pairs:
        yield f"\n\n**{clean(_bare(other))}**\n"
        for name, units in ((names[0], mine[heading]), (names[1], its[other])):
            yield from _quoted(f"`{name}`: ", units, most)
    for name, points, shared in (
        (names[0], mine, {one for one, _ in pairs}),
        (names[1], its, {other for _, other in pairs}),
    ):
        rest = [heading for heading in points if heading not in shared]
        if rest:
            yield f"\n\n**{only.format(name=name)}**\n"
            for heading in rest:
                label = clean(_bare(heading))
                if lone:
                    for unit in points[heading]:
                        yield from _quoted("", [unit], 1)
                    continue
                yield from _quoted(f"{label}: " if label else "", points[heading], most)


def _points(passages: Iterable[StoredPassage], most: int = SENTENCES) -> dict[str, list[Unit]]:
    """Return the first sentences below each heading, and one more if there are more."""
    found: dict[str, list[Unit]] = {}
    for passage in passages:
        heading = passage.heading[-1] if len(passage.heading) > 1 else ""
        if heading not in found and len(found) == MOST_POINTS:
            break
        units = found.setdefault(heading, [])
        for unit in units_of(passage, 0):
            formal = _FORMAL.match(unit.text) is not None
            if len(units) <= most and not formal and not is_row(unit.text) and unit.text.strip():
                units.append(unit)
    return {heading: units for heading, units in found.items() if units}


_FORMAL = lazy_regex(
    r"^\W*(?:minutes\b|present\b|apologies\b|attend\w*|in the chair\b|chair\b|venue\b|place\b|from\s*:|to\s*:|cc\s*:|时间|地点|参加人|出席|主持|记录人?|列席|缺席|请假|议题与决定|会议纪要)",
    re.IGNORECASE,
)
"""Says who met where, and nothing that was decided."""


def _flat(passages: Iterable[StoredPassage], its: Sequence[Unit]) -> dict[str, list[Unit]]:
    """Return the sentences of a paper without headings that the other does not have."""
    other = {" ".join(unit.text.split()).casefold() for unit in its}
    units = [unit for passage in passages for unit in units_of(passage, 0) if unit.text.strip()]
    own = [
        unit
        for unit in units
        if not is_row(unit.text)
        and _FORMAL.match(unit.text) is None
        and " ".join(unit.text.split()).casefold() not in other
    ]
    return {"": own[:OF_ONE_POINT]} if own else {}


def _bare(heading: str) -> str:
    """Return a heading without its number; a day is none."""
    found = _NUMBERED.match(heading)
    days = dates(heading)
    return heading if found is None or (days and days[0].start < found.end()) else heading[found.end() :]


def on_matter(
    first: Sequence[StoredPassage],
    second: Sequence[StoredPassage],
    question: str,
    *,
    of_one_form: bool = False,
) -> list[dict[str, list[Unit]]]:
    """Return of each paper the sentences that hold most of what a question names.

    Below their headings. Empty where it names nothing that few of their sentences hold.

    Args:
        first: One paper, in order.
        second: The other.
        question: Names what is compared.
        of_one_form: Whether both have the same clauses: then these may be named by their headings, and several of them.
    """
    papers = [
        [
            unit
            for one in own
            for unit in units_of(one, 0)
            if not is_row(unit.text) and not _FORMAL.match(unit.text)
        ]
        for own in (first, second)
    ]
    called = [f"{PurePath(own[0].source).stem} {own[0].title}" for own in (first, second)]
    upto = 1 if of_one_form else None
    called += [heading for own in (first, second) for one in own for heading in one.heading[:upto]]
    called += [one.text for one in dates(question)]
    # Who they are with says which papers are meant, as their names do.
    called += [
        text[start:end]
        for text in (own[0].text for own in (first, second))
        for start, end in value_spans(text, "name")
    ]
    wanted = frozenset(query_terms(question)) - frozenset(terms("\n".join(called))) - month_terms(question)
    held = [
        [wanted & frozenset(terms(f"{_headed(unit) if of_one_form else ''}\n{unit.text}")) for unit in units]
        for units in papers
    ]
    several = [one for own in held for one in own]
    counts = {term: sum(term in one for one in several) for term in wanted}
    most = max(RARELY * len(several), 2 * RARE if of_one_form else RARE)
    weights = {term: 1 / count for term, count in counts.items() if 0 < count <= most}
    worth = [[sum(weights.get(term, 0.0) for term in one) for one in own] for own in held]
    best = [max(own, default=0.0) for own in worth]
    # Where one paper alone speaks of it, a word by chance is no matter.
    alone = not all(best) and max((len(one & weights.keys()) for one in several), default=0) < FEW_WORDS
    if not any(best) or alone:
        return []
    least = 0.0 if of_one_form else MOST_OF * min(one for one in best if one)
    found: list[dict[str, list[Unit]]] = []
    for units, own in zip(papers, worth, strict=True):
        points: dict[str, list[Unit]] = {}
        for unit, one in zip(units, own, strict=True):
            if one and one >= least:
                points.setdefault(_headed(unit), []).append(unit)
        found.append(points)
    return found


def _headed(unit: Unit) -> str:
    """Return the heading of a sentence's clause; empty for the paper's own."""
    return unit.passage.heading[-1] if len(unit.passage.heading) > 1 else ""


def _likeness(one: str, other: str) -> float:
    days, other_days = dates(one), dates(other)
    if days and other_days and not any(day.agrees(its) for day in days for its in other_days):
        return 0.0  # two meetings
    mine, its = frozenset(terms(_bare(one))), frozenset(terms(_bare(other)))
    return len(mine & its) / max(min(len(mine), len(its)), 1)


def _quoted(lead: str, units: Sequence[Unit], most: int) -> Iterator[str | Cell]:
    for at, unit in enumerate(units[:most]):
        said = " ".join(clean(unit.text).split())
        said = said if len(said) <= _LONGEST else f"{said[:_LONGEST].rstrip()} …"
        yield f"\n- {lead}“{said}”" if at == 0 else f" “{said}”"
        yield cell_of("found", "", [unit])
    if len(units) > most:
        yield " …"
