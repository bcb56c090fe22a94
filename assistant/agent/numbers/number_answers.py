"""Write what was computed from tables as an answer, with its rows and its query."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from assistant.agent.numbers.number_texts import (
    OF_ONE_ROW,
    Wording,
    counter_in,
    figure_said,
    notice_of,
    title_of,
    wording_of,
    written,
)
from assistant.agent.numbers.row_facts import Row, RowFacts
from assistant.agent.papers.documents import changed_since_read, read_facts
from assistant.agent.progress import Progress
from assistant.agent.prompt.writing import Writer
from assistant.agent.step import Step
from assistant.events import Computed, Event, Looked, Notice
from assistant.languages import Language
from assistant.library.library import Library
from assistant.retrieval.evidence import Unit
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.columns import adds_up, is_label, is_of_one_piece
from assistant.tables.data.database import Family
from assistant.tables.data.finding import TableFinder
from assistant.tables.data.joining import names_of
from assistant.tables.data.reading import Place
from assistant.tables.query.computing import COUNTED, MOST_CITED, Outcome, Remark
from assistant.tables.query.figures import with_names
from assistant.tables.question.filters import Filter
from assistant.text import clean, without_markup

if TYPE_CHECKING:
    from assistant.agent.numbers.who_is import Registered

_MOST_NAMED = 4
MOST_IN_SHORT, MOST_CELLS_IN_SHORT = 8, 6
"""Rows, and cells of a row, of what another reading comes to."""
MOST_TOTALS = 3
"""Columns whose totals are said below rows that are listed."""
LEAST_DIFFERENT = 0.8
"""Share of a column's cells that differ, for each to name a thing."""
MOST_OF_A_GROUP = 2
"""Rows of a group that are cited."""


class NumberAnswers:
    """Writes the answers that come out of a library's tables.

    Args:
        library: Where the tables are.
        facts: Says the cells of a row.
        finder: Finds the tables that say what codes stand for.
    """

    def __init__(self, library: Library, facts: RowFacts, finder: TableFinder) -> None:
        self._library = library
        self._facts = facts
        self._finder = finder

    def looked(self, families: Iterable[Family], language: Language) -> Looked:
        """Return the event that says into which tables was looked."""
        tables = list(chain.from_iterable(one.tables for one in families))
        names = list(dict.fromkeys(clean(table.name) for table in tables))
        more = " …" if len(names) > _MOST_NAMED else ""
        said = wording_of(language).looked.format(
            names=("、" if language == "zh" else ", ").join(names[:_MOST_NAMED]) + more
        )
        return Looked("number", said, tuple(dict.fromkeys(table.source for table in tables)))

    def told(
        self,
        progress: Progress,
        outcomes: Sequence[Outcome],
        others: Sequence[tuple[str, Outcome]] = (),
        asked: str = "",
    ) -> Step:
        """Write what was computed, with its rows and its query.

        Args:
            progress: The turn.
            outcomes: What was computed; several where one is as likely as the other.
            others: What less likely readings of the question come to, each with the reading.
            asked: The question that says what is counted; that of the turn where it is empty.
        """
        language = progress.request.language
        wording = wording_of(language)
        outcomes = [self._named(one, alone=bool(progress.options.inside)) for one in outcomes]
        progress.searched_for = ""
        computed = all(one.is_computed for one in outcomes)
        guessed = any("guessed" in one.plan.doubts for one in outcomes)
        progress.status = "perhaps" if guessed else "answered" if computed else "extracted"
        writer = progress.writer = Writer(None)
        events: list[Event] = [self.looked([one.plan.family for one in outcomes], language)]
        events += [event_of(one) for one in outcomes]
        remarks = [Remark("rivals")] if len(outcomes) > 1 else []
        for place, outcome in enumerate(outcomes):
            remarks += outcome.remarks
            if place:
                events += progress.write(partial(writer.state, "\n\n", []))
            counter = counter_in(asked or progress.request.read)
            for text, units in self._pieces(outcome, wording, counter, several=len(outcomes) > 1):
                events += progress.write(partial(writer.state, text, units))
        for reading, outcome in others:
            events += self._otherwise(progress, reading, outcome)
        for remark in dict.fromkeys(remarks):
            events.append(notice_of(remark, wording))
        events += [Notice("query", f"{wording.query}: {one.query}") for one in outcomes]
        return Step(events, then=partial(self.after, progress), plan=outcomes[0].plan)

    def beside(self, progress: Progress, told: Sequence[tuple[str, Outcome]]) -> list[Event]:
        """Say in a line each what readings come to, behind the words of texts."""
        events: list[Event] = []
        for reading, outcome in told:
            events += self._otherwise(progress, reading, outcome)
        query = wording_of(progress.request.language).query
        return [*events, *(Notice("query", f"{query}: {outcome.query}") for _, outcome in told)]

    def _otherwise(self, progress: Progress, reading: str, outcome: Outcome) -> list[Event]:
        """Say in a line what a reading comes to."""
        wording = wording_of(progress.request.language)
        outcome = self._named(outcome, alone=bool(progress.options.inside))
        text = wording.otherwise.format(reading=reading, figures=in_short(outcome, wording))
        if f"\n\n{text}" in progress.writer.text:  # another reading came to the same, and was said
            return []
        units = self.units(outcome.plan.family, cited_in_short(outcome))
        return [*progress.write(partial(progress.writer.state, f"\n\n{text}", units))]

    def _named(self, outcome: Outcome, *, alone: bool) -> Outcome:
        """Put the names of things beside their codes, where another sheet tells them.

        Args:
            outcome: What was computed.
            alone: Whether the question is narrowed to files: then only those that it was computed from name things.
        """
        own = frozenset(one.document for one in outcome.plan.family.tables)
        sheets = self._finder.sheets(own if alone else None)
        return with_names(
            outcome,
            lambda column: names_of(column, lambda: chain.from_iterable(map(self._finder.tables, sheets))),
        )

    def place_told(self, outcome: Outcome, asked: str, answer: str, language: Language) -> int | None:
        """Return where an answer without marks tells an outcome; None where it does not.

        Args:
            outcome: What a reading of the question comes to.
            asked: The question, as sheets are asked.
            answer: What was answered.
            language: Of the answer.
        """
        if not outcome.rows:
            return None
        wording = wording_of(language)
        outcome = self._named(outcome, alone=False)
        pieces = self._pieces(outcome, wording, counter_in(asked), several=False)
        if (place := answer.find("".join(text for text, _ in pieces))) >= 0:
            return place
        said = wording.separator.join(one.said for one in outcome.plan.filters)
        if not said:
            return None
        pattern = f"{re.escape(said)}.*{re.escape(in_short(outcome, wording))}"
        found = re.search(pattern, answer)  # "Or, if … is meant: 7"
        return found.start() if found is not None else None

    def quoted(self, progress: Progress, outcome: Outcome, total: Unit) -> Step:
        """Quote the total that a document states, in the place of a sum."""
        language = progress.request.language
        progress.searched_for, progress.status = "", "answered"
        writer = progress.writer = Writer(None)
        cells = [cell.strip() for cell in total.text.strip(" |").split("|") if cell.strip()]
        events: list[Event] = [self.looked([outcome.plan.family], language)]
        events += progress.write(partial(writer.state, without_markup(" ".join(cells)), [total]))
        events.append(Notice("number_stated", wording_of(language).stated))
        return Step(events, then=partial(self.after, progress))

    async def after(self, progress: Progress) -> Step | None:
        """Return the step that says which of the cited files have changed; None for none."""
        changed = await asyncio.to_thread(self._changed, progress)
        return Step([changed]) if changed is not None else None

    def _changed(self, progress: Progress) -> Notice | None:
        sources = [one.source for one in progress.writer.citations.values()]
        return changed_since_read(
            read_facts(self._library.documents, sources), sources, progress.request.language
        )

    def _pieces(
        self, outcome: Outcome, wording: Wording, counter: str, *, several: bool
    ) -> list[tuple[str, list[Unit]]]:
        """Return the answer as pieces of text, each with the rows that it comes from."""
        family = outcome.plan.family
        said = wording.separator.join(
            without_markup(one.said) for one in (*outcome.plan.filters, *outcome.plan.totals)
        )
        counts = wording.rows.format(count=f"{outcome.matched:,}", all=f"{len(family.places):,}")
        place = f"{counts}{wording.separator}{wording.where.format(said=said)}" if said else counts
        if several:
            place = f"{without_markup(family.tables[0].name)}: {place}"
        if not outcome.is_computed:
            shown = wording.shown.format(count=f"{outcome.matched:,}", all=f"{len(family.places):,}")
            gap = " " if wording.no_rows.isascii() else ""
            sought = f"{gap}{wording.below.format(rows=wording.where.format(said=said))}" if said else ""
            head = f"{wording.no_rows}{sought}" if not outcome.rows else shown
            return [(f"{head}\n\n", []), *self._table(outcome, wording)] if outcome.rows else [(head, [])]
        if (
            len(outcome.rows) == 1
            and not outcome.plan.group
            and outcome.plan.asked.operation in ("sum", "average", "count", "share", "difference")
        ):
            figures = [
                figure_said(
                    name,
                    written(value, kind, wording) + (f" {counter}" if counter and name == COUNTED else ""),
                    wording,
                    of_one_row=outcome.matched == 1,
                    is_column=kind is not None and kind.name == name,
                )
                for name, value, kind in zip(outcome.columns, outcome.rows[0], outcome.kinds, strict=True)
                if value is not None
            ]
            if said_alone := _of_one_thing(outcome, wording):
                return [(said_alone, self.units(family, outcome.cited[0]))]
            if not outcome.matched:
                none = wording.none.format(all=f"{len(family.places):,}")
                place = f"{none}{wording.separator}{wording.where.format(said=said)}" if said else none
            cited = outcome.cited[0]
            if outcome.matched > len(cited[:MOST_CITED]) > 0:
                place += wording.separator + wording.cited.format(shown=len(cited[:MOST_CITED]))
            units = self.units(family, cited[:MOST_CITED])
            figures[1:] = [
                one[:1].lower() + one[1:] if one.startswith("The ") else one for one in figures[1:]
            ]
            return [(wording.told.format(figures=wording.separator.join(figures), rows=place), units)]
        of_groups = outcome.cited[: len(outcome.rows)]
        quoted = sum(len(rows[:MOST_OF_A_GROUP]) for rows in of_groups)
        if quoted < sum(map(len, of_groups)):
            place += wording.separator + wording.cited.format(shown=quoted)
        below = f"\n\n{wording.below.format(rows=place)}"
        if totals := _totals(outcome, wording):
            below += f"\n\n{wording.totals.format(figures=wording.separator.join(totals))}"
        return [*self._table(outcome, wording), (below, [])]

    def _table(self, outcome: Outcome, wording: Wording) -> list[tuple[str, list[Unit]]]:
        """Return a result as a Markdown table; each row cites its own rows."""
        family, order = outcome.plan.family, _order(outcome)
        heads = " | ".join(title_of(outcome.columns[at], wording) for at in order)
        rules = " | ".join("---:" if outcome.kinds[at] is not None else "---" for at in order)
        pieces: list[tuple[str, list[Unit]]] = [(f"| {heads} |\n| {rules} |", [])]
        cited = list(outcome.cited) + [()] * (len(outcome.rows) - len(outcome.cited))
        for row, rows in zip(outcome.rows, cited, strict=True):
            cells = " | ".join(
                _as_it_stands(outcome, outcome.columns[at], rows)
                or written(row[at], outcome.kinds[at], wording)
                for at in order
            )
            pieces.append((f"\n| {cells}", self.units(family, rows[:MOST_OF_A_GROUP])))
            pieces.append((" |", []))
        return pieces

    def units(self, family: Family, rows: Iterable[int]) -> list[Unit]:
        """Return rows of a table as evidence."""
        return self.at_places([family.places[row] for row in rows if 0 <= row < len(family.places)])

    def at_places(self, wanted: Sequence[Place]) -> list[Unit]:
        """Return rows at some places as evidence."""
        passages = self._library.documents.passages({place.passage for place in wanted})
        return [
            Unit(passages[place.passage], place.start, min(place.end, len(passages[place.passage].text)), 0)
            for place in wanted
            if place.passage in passages
        ]

    def people(
        self, progress: Progress, asked: str, found: Registered, families: Sequence[Family], *, group: bool
    ) -> Step:
        """Write who somebody is, by the cells of their row, or who is in a group.

        Args:
            progress: The turn.
            asked: The name, role or group of whom the question asks.
            found: Those who are meant.
            families: The tables that were looked at.
            group: Whether all of a group are asked for.
        """
        language = progress.request.language
        progress.searched_for, progress.status = "", "answered"
        writer = progress.writer = Writer(None)
        held = [one for one in families if any(row.table in one.tables for row in found.rows)]
        events: list[Event] = [self.looked(held, language)]
        comma, colon = ("、", "：") if language == "zh" else (", ", ": ")
        for place, (row, name) in enumerate(zip(found.rows, found.names, strict=True)):
            if group:
                said = without_markup(clean(name))
                text = f"{comma}{said}" if place else f"{without_markup(clean(asked))}{colon}{said}"
            else:
                said = self._facts.said(name, row, language, whole=True)
                text = f"\n\n{said}" if place else said
            events += progress.write(partial(writer.state, text, self.at_places([row.place])))
        return Step(events, then=partial(self.after, progress))

    def rows_said(self, progress: Progress, rows: Sequence[Row], *, only: bool = False) -> list[Event]:
        """Say the cells of rows that a question asks for; see `RowFacts.said`."""
        events: list[Event] = []
        request, writer = progress.request, progress.writer
        for one in rows:
            said = self._facts.said(request.read, one, request.language, apart=len(rows) > 1, only=only)
            if not said:
                continue
            text = f"\n\n{said}" if writer.text else said
            events += progress.write(partial(writer.state, text, self.at_places([one.place])))
        return events


def _of_one_thing(outcome: Outcome, wording: Wording) -> str:
    """Say the value of one thing that a question names; empty for no lone value."""
    filters = outcome.plan.filters
    if outcome.matched != 1 or outcome.plan.asked.operation not in OF_ONE_ROW or not filters:
        return ""
    if None in outcome.kinds or not all(_names_one(one, outcome.plan.family) for one in filters):
        return ""
    names = wording.separator.join(without_markup(cell) for one in filters for cell in one.cells)
    told = wording.separator.join(
        f"{without_markup(kind.name)} {written(value, kind, wording)}"
        for value, kind in zip(outcome.rows[0], outcome.kinds, strict=True)
        if kind is not None and value is not None
    )
    return wording.named.format(name=names, value=told)


def _order(outcome: Outcome) -> list[int]:
    """Return the places of columns as they are shown.

    What was ranked, which is computed last, stands beside the name of each row.
    """
    places = list(range(len(outcome.columns)))
    if outcome.plan.asked.operation not in ("max", "min") or outcome.plan.group or len(places) < 3:
        return places
    words = [
        at
        for at in places[:-1]
        if outcome.kinds[at] is None
        and not any(any(map(str.isdigit, str(row[at] or ""))) for row in outcome.rows)
    ]
    behind = words[0] if words else 0
    return [*places[: behind + 1], places[-1], *places[behind + 1 : -1]]


def _names_one(condition: Filter, family: Family) -> bool:
    """Return whether a condition names a thing, of which most rows tell one each."""
    if len(condition.cells) != 1 or condition.negated:
        return False
    texts = [text for text in family.column(condition.column).texts if text.strip()]
    return len(set(texts)) >= LEAST_DIFFERENT * len(texts)


def _totals(outcome: Outcome, wording: Wording) -> list[str]:
    """Say what columns come to in rows that are listed: money, and what is asked for.

    Nothing for one row, or where not all are listed.
    """
    rows = [row for cited in outcome.cited for row in cited]
    if outcome.plan.asked.operation != "list" or not 1 < outcome.matched == len(rows):
        return []
    found: list[str] = []
    for column in map(outcome.plan.family.column, (*outcome.plan.shown, *outcome.plan.measures)):
        if column.kind != "number" or is_label(column) or column.doubtful or not adds_up(column, ""):
            continue
        if is_of_one_piece(column, outcome.plan.family.columns):
            continue
        if column.unit not in MONEY and column.name not in outcome.plan.measures:
            continue
        values = [(column.values[row], column.units[row]) for row in rows]
        told = [(value, unit) for value, unit in values if isinstance(value, float)]
        if len({unit for _, unit in told}) == 1:
            total = written(sum(value for value, _ in told), column, wording)
            found.append(f"{without_markup(column.name)} {total}")
    return found[:MOST_TOTALS]


def in_short(outcome: Outcome, wording: Wording) -> str:
    """Say in one line what a reading comes to.

    Its figures, or the first cells of its rows.
    """
    several = len(outcome.rows) > 1
    rows = []
    for row in outcome.rows[:MOST_IN_SHORT]:
        told = [
            (written(value, kind, wording), kind, name)
            for value, kind, name in zip(row, outcome.kinds, outcome.columns, strict=True)
            if value not in (None, "")
        ]
        cells = [cell for cell, _, _ in told]
        if outcome.plan.asked.operation == "list" and several:
            cells = cells[:2]
        elif outcome.plan.asked.operation in ("max", "min") and len(cells) > 2:
            # What was measured stands last; another number beside it would be taken for it.
            named = [cell for cell, kind, _ in told[:-1] if kind is None or kind.kind != "number"]
            cells = [*named[: MOST_CELLS_IN_SHORT - 1], f"{without_markup(told[-1][2])} {cells[-1]}"]
        rows.append(wording.separator.join(cells[:MOST_CELLS_IN_SHORT]))
    more = " …" if len(outcome.rows) > MOST_IN_SHORT else ""
    return wording.between.join(rows) + more


def cited_in_short(outcome: Outcome) -> list[int]:
    """Return rows that a reading told in one line comes from, some of each group."""
    return [row for rows in outcome.cited[:MOST_IN_SHORT] for row in rows[:MOST_OF_A_GROUP]]


def event_of(outcome: Outcome) -> Computed:
    """Return the event that carries what was computed."""
    return Computed(
        outcome.query,
        outcome.columns,
        outcome.rows,
        tuple(dict.fromkeys(table.source for table in outcome.plan.family.tables)),
        outcome.matched,
        is_computed=outcome.is_computed,
    )


def _as_it_stands(outcome: Outcome, name: str, rows: Sequence[int]) -> str:
    """Return a date, or a name with a number, as the cell of a lone row has it."""
    if outcome.plan.group or len(rows) != 1:
        return ""
    for column in outcome.plan.family.columns:
        if column.name != name or column.kind not in ("date", "number"):
            continue
        text = column.texts[rows[0]]
        named = column.kind == "number" and not column.units[rows[0]] and any(map(str.isalpha, text))
        if column.kind == "date" or named:
            return without_markup(text)
    return ""
