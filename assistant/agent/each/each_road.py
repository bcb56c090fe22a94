"""Answer a question from every document: "which", "list all" and `--each`.

Every document is asked by itself (`each.py`); the table is put together by the program and written with a citation in each of
its rows. A slow model is asked about as many documents as there is patience for, and the others are looked through by words;
what was left out is said.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from assistant.agent.answer.answering import not_found
from assistant.agent.cells.columns import Column, asks_signing, column_of, questions_apart
from assistant.agent.cells.computed_end import NO_END, has_no_end
from assistant.agent.cells.one_cell import NOT_STATED, yes_words
from assistant.agent.each.each_document import EachDocument
from assistant.agent.each.each_table import Plan, Target, table_of
from assistant.agent.each.each_texts import EACH, MAY_STATE, TEXTS, UNCOMPARED, UNSURE
from assistant.agent.each.winners import winners
from assistant.agent.papers.documents import code_text
from assistant.agent.papers.paper_kinds import LEASE, is_deal, kind_called
from assistant.agent.papers.papers_meant import Meant, names_asked, party_asked
from assistant.agent.progress import Progress
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.request import Request
from assistant.agent.step import Step
from assistant.agent.words.amounts import Amount, amount_in
from assistant.agent.words.conditions import still_runs
from assistant.agent.words.roles import concepts_of
from assistant.agent.words.value_spans import value_spans
from assistant.answer_table import Cell, Table, TableRow, shown
from assistant.events import Event, Looked, Notice, Working
from assistant.languages import Language
from assistant.regexes import lazy_regex
from assistant.text import markdown_cell
from assistant.threads import in_thread
from assistant.wording import duration, singular

FEW, TWO = 6, 2
"""Documents up to which the usual evidence shows all that match, and the least of one kind that are asked one by one."""
PATIENCE_S = 180.0
"""Seconds that a question in plain words may take; `--each` has no such bound."""
MOST_BY_MEANING = 120
"""Documents up to which a question that no road reads is put to each."""
LEAST_ASKED = 8
"""The least documents that the model is asked about, however slow it is."""
MOST_ROWS = 200
"""Most rows that an answer holds; a file holds all."""

_UNASKED: Mapping[Language, str] = {
    "en": "{count} answers were read without the model, which failed or took too long.",
    "zh": "有{count}个回答是不用模型读出来的，因为模型出错或用时太长。",
}
"""Said where the model gave up on cells."""


class Patience:
    """Tells which documents the model is asked about, as long as there is patience.

    Args:
        worth: The rows that are worth it; None for all.
        patience_s: Seconds from now on.

    Attributes:
        left_out: The rows of which it said that the model is not asked.
    """

    def __init__(self, worth: frozenset[int] | None, patience_s: float) -> None:
        self._worth = worth
        self._until = time.monotonic() + patience_s
        self.left_out: set[int] = set()

    def __call__(self, row: int) -> bool:
        """Return whether the model is asked about a row."""
        if (self._worth is None or row in self._worth) and time.monotonic() < self._until:
            return True
        self.left_out.add(row)
        return False


class EachRoad:
    """Makes the steps of turns that ask every document.

    Args:
        each: Asks them.
        has_model: Whether a chat model answers.
        patience_s: Seconds that a model is asked for a question in plain words.
    """

    def __init__(self, each: EachDocument, *, has_model: bool, patience_s: float = PATIENCE_S) -> None:
        self._each = each
        self._has_model = has_model
        self._patience_s = patience_s

    async def step(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        otherwise: Callable[[], Awaitable[Step]] | None = None,
        doubted: frozenset[str] = frozenset(),
        meant: Meant | None = None,
    ) -> Step | None:
        """Begin to ask every document; None where the usual way shows all that match.

        Args:
            progress: The turn.
            documents: Only these; all of them when None.
            doubted: Paths of those that match at best perhaps.
            meant: The documents, where it is known already which are.
            otherwise: Makes the step of the usual way, where the road was guessed from the question: then this one is taken
                only if the question is about documents of which more match than fit, and left where none matches. None where
                the user asked for it.
        """
        question, wished = progress.request.read, otherwise is None
        given = meant is not None
        questions = questions_apart(question)
        column = column_of(questions[0])
        if not wished and not (column.selects or column.every):
            before = [one for one in progress.request.readings if column_of(one).selects][:1]
            question, column = next(((one, column_of(one)) for one in before), (question, column))
            questions = questions_apart(question)
        if meant is not None:
            questions, column = [question], column_of(question, called=meant.said)
        elif not wished and not _asks_each(column):
            # Nothing is looked up for a question that asks no papers for anything, whatever they are called.
            may = _SOME.search(question) and any(
                _asks_each(column_of(question, called=said)) for said in names_asked(question)
            )
            meant = await in_thread(self._each.meant, question, documents) if may else None
            if meant is None or not _asks_each(column_of(question, called=meant.said)):
                return None
            questions, column = [question], column_of(question, called=meant.said)
        plan = await in_thread(self._each.plan, questions, documents, meant=meant)
        deals = is_deal(column.noun) or (meant is not None and meant.deals)
        compared = deals or column.condition is not None or column.best or column.every
        called = given or kind_called(column.noun) is not None
        compared = compared or (called and column.judges and self._each.compares_meaning)
        least = TWO if plan.of_kind and (compared or self._has_model) else FEW + 1
        if plan.of_kind and deals and (column.condition is not None or column.every or column.absent):
            least = 1  # the only contract is asked too: other papers hold no answer
        if not plan.targets or (not wished and len(plan.targets) < least):
            return None
        if column.by_role and not plan.of_kind:
            return None
        in_english = progress.request.read != progress.request.question
        progress.searched_for = progress.request.meant if in_english else question
        said = singular(TEXTS[progress.request.language]["looked"].format(count=len(plan.targets)))
        looked = Looked("each", said, tuple(target.source for target in plan.targets))

        async def then() -> Step | None:
            return await otherwise() if otherwise is not None and not progress.writer.text else None

        return Step([looked], work=partial(self._work, progress, plan, wished, doubted), then=then)

    async def _work(
        self, progress: Progress, plan: Plan, wished: bool, doubtful: frozenset[str]
    ) -> AsyncGenerator[Event, None]:
        """Ask the documents, and write the table."""
        texts = TEXTS[progress.request.language]
        worth: frozenset[int] | None = None
        if self._has_model and not wished and plan.seconds > self._patience_s:
            worth = await in_thread(self._worth_asking, plan)
        patience = None if wished else Patience(worth, self._patience_s)
        cells: dict[tuple[int, int], Cell] = {}
        unasked = 0
        async with aclosing(self._each.fill(plan, may_ask=patience)) as filled:
            async for one in filled:
                cells[one.row, one.column] = one.cell
                unasked += one.unasked
                yield Working("reading", one.done, one.total, one.left_s)
        if asks_signing(plan.columns[0]):
            cells = await in_thread(self._each.with_days_written, plan, cells)
        table = table_of(plan, cells)
        columns = plan.columns
        chooses = columns[0].selects and not columns[0].best and len(columns) == 1
        weighed = bool(chooses) and not self._has_model and self._each.compares_meaning
        weighed = weighed and len(plan.targets) <= MOST_BY_MEANING
        if weighed:
            table = _judged_alike(await in_thread(self._weighed, plan, table))
            columns = (
                replace(columns[0], condition=None, absent=False, present=False),
            )  # each row has its verdict
        if plan.columns[0].selects:
            table = await in_thread(self._of_the_named, plan, table)
        table = _doubting(table, doubtful)
        doubted = plan.columns[0].by_role and not weighed
        if not wished and not table.matching and (not table.unknown or doubted):
            return
        if (plan.columns[0].every or plan.columns[0].best) and all(
            _is_empty(row.cells[0]) for row in table.rows
        ):
            return
        for event in await asyncio.to_thread(self._written, progress, table, columns):
            yield event
        if table.left_out:
            yield Notice("left_out", texts["left_out"].format(asked=table.asked, there=table.there))
        if not wished:
            yield Notice(
                "each_asked",
                EACH.get(progress.request.language, EACH["en"]).format(count=len(plan.targets)),
            )
        if unasked:
            told = _UNASKED.get(progress.request.language, _UNASKED["en"])
            yield Notice("model_failed", told.format(count=unasked))
        if patience is not None and patience.left_out:
            asked = len(plan.targets) - len(patience.left_out)
            takes = max(plan.seconds, self._patience_s * len(plan.targets) / max(asked, 1))
            said = texts["quick"].format(
                asked=asked, count=len(plan.targets), time=duration(round(takes, -1))
            )
            yield Notice("looked_through", said, texts["quick_hint"])

    def _of_the_named(self, plan: Plan, table: Table) -> Table:
        """Doubt rows of papers without a name of the question that others hold."""
        held = self._each.holding_names(plan.columns[0].title, plan.targets)
        if not held:
            return table
        return _doubting(table, frozenset(row.source for row in table.rows if row.source not in held))

    def _weighed(self, plan: Plan, table: Table) -> Table:
        """Choose the rows of a table by what is near in meaning too."""
        from assistant.agent.cells.matching import weighed  # few questions choose papers

        by_source = {target.source: target for target in plan.targets}
        targets = [by_source[row.source] for row in table.rows]
        found = self._each.matches(plan.columns[0].title, targets, narrowed=plan.of_kind)
        changed = {one.source for one in plan.targets if one.number in plan.changed}
        read = {row.source: row for row in table.rows}
        rows = [
            _judged(plan.columns[0], row, read[row.source], changed=row.source in changed)
            for row in weighed(table, found).rows
        ]
        if plan.of_kind and plan.columns[0].judges:
            from assistant.agent.each.told_rows import by_own_words

            own = self._each.own_words(plan.columns[0].title, targets)
            said = {one.source: words for one, words in zip(targets, own, strict=True)}
            rows = [by_own_words(row, said[row.source]) for row in rows]
        return replace(table, rows=tuple(rows))

    async def by_meaning(
        self, progress: Progress, documents: frozenset[int] | None, otherwise: Callable[[], Awaitable[Step]]
    ) -> Step | None:
        """List the documents that may match a question in words that no road reads.

        Only of a library of contracts, of which the question names none, where there is no model to read them.

        Args:
            progress: The turn.
            documents: Only these; all of them when None.
            otherwise: Makes the step of the usual way, where fewer than two documents are near.
        """
        question, language = progress.request.question, progress.request.language
        if self._has_model or progress.request.follow_up or not self._each.compares_meaning:
            return None
        targets = await in_thread(self._each.papers_alike, documents)
        few = not FEW < len(targets) <= MOST_BY_MEANING
        if few or await in_thread(self._each.names_one, question, targets):
            return None
        said = singular(TEXTS[language]["looked"].format(count=len(targets)))
        looked = Looked("each", said, tuple(target.source for target in targets))
        column = replace(column_of(question), kind="yes_no", condition=None, selects="which")
        tables: list[Table] = []

        async def work() -> AsyncGenerator[Event, None]:
            tables.append(await in_thread(self._near, question, targets))
            if len(tables[0].chosen) < TWO:
                return
            for event in await asyncio.to_thread(self._written, progress, tables[0], (column,)):
                yield event
            progress.status = "extracted" if tables[0].matching else "perhaps"
            progress.searched_for = question
            counted = EACH.get(language, EACH["en"])
            yield Notice("each_asked", counted.format(count=len(targets)))

        async def then() -> Step | None:
            return await otherwise() if len(tables[0].chosen) < TWO else None

        return Step([looked], work=work, then=then)

    async def with_party(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """List the contracts with somebody; None where that is not asked, or none is."""
        question = progress.request.question
        if (asked := party_asked(question)) is None:
            return None
        table = await in_thread(self._each.deals_with, asked, question, documents)
        if table is None:
            return None
        progress.searched_for = question
        column = replace(column_of(question), kind="yes_no", condition=None, selects="list", absent=False)
        return Step(await asyncio.to_thread(self._written, progress, table, (column,)))

    async def of_form(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """List the papers of one form that match; None where none of them is asked."""
        question = progress.request.question
        table = await in_thread(self._each.of_form, question, documents)
        if table is None:
            return None
        progress.searched_for = question
        column = replace(column_of(question), kind="yes_no", condition=None, selects="list", absent=False)
        column = replace(column, present=False, best="", adds=False)
        said = singular(TEXTS[progress.request.language]["looked"].format(count=table.asked))
        looked = Looked("each", said, tuple(row.source for row in table.rows))
        return Step([looked, *await asyncio.to_thread(self._written, progress, table, (column,))])

    async def of_side(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        otherwise: Callable[[], Awaitable[Step]] | None = None,
    ) -> Step | None:
        """Ask the contracts in which we are on the side that is asked.

        "Which customer contracts end in 2026?" Those of which the side is not known match at best perhaps.

        Args:
            progress: The turn.
            documents: Only these; all of them when None.
            otherwise: Makes the step of the usual way; see `step`.

        Returns:
            None where no side is asked, or none of the contracts is known to be of it.
        """
        from assistant.agent.each.deal_sides import MAY_BE, side_asked  # few questions ask
        from assistant.agent.each.told_rows import row_of_side

        own = progress.request
        if (asked := side_asked(own.question)) is None:
            return None
        if asked.bare and column_of(own.question).by_role and column_of(asked.bare).judges:
            return None  # what customers did stands in sheets
        sided = await in_thread(self._each.sided, documents)
        if not any(side == asked.side for _, side, _, _ in sided):
            return None
        # Who hires out a machine may be called a supplier, and who rents ours a customer.
        unsure = ("", MAY_BE.get(asked.side, ""))
        if asked.side in ("lets", "rents"):  # what is of another sort is no lease, whoever is who
            sided = [
                (one, side if side or sort in ("", LEASE) else "gives", unit, sort)
                for one, side, unit, sort in sided
            ]
        unknown = frozenset(one.source for one, side, _, _ in sided if side in unsure)
        if not asked.bare:
            rows = [row_of_side(one, side, asked.side, unit) for one, side, unit, _ in sided]
            table = Table((own.question,), tuple(rows), len(rows), len(rows), selects="list")
            progress.searched_for = own.question
            column = replace(column_of(own.question), kind="yes_no", condition=None, selects="list", absent=False)  # fmt: skip
            return Step(await asyncio.to_thread(self._written, progress, table, (column,)))
        others = {one.number for one, side, _, _ in sided if side not in (*unsure, asked.side)}
        every = documents if documents is not None else frozenset(
            one.number for one in await in_thread(self._each.documents, None)
        )  # fmt: skip
        progress.request = replace(own, question=asked.bare)
        step = await self.step(progress, every - others, otherwise, unknown)
        progress.request = own
        return step

    async def of_kind(
        self, progress: Progress, documents: frozenset[int] | None, otherwise: Callable[[], Awaitable[Step]]
    ) -> Step | None:
        """List the papers of a kind by what they say that they are, and by meaning.

        Args:
            progress: The turn.
            documents: Only these; all of them when None.
            otherwise: Makes the step of the usual way; see `step`.

        Returns:
            None where a question lists no papers, or none of them is surely there.
        """
        from assistant.agent.each.told_rows import row_of_kind  # few questions list papers
        from assistant.agent.papers.kinds_asked import kind_asked

        own = progress.request
        if (asked := kind_asked(own.read)) is None or is_deal(column_of(own.read).noun):
            return None
        found = await in_thread(self._each.of_kind_asked, asked, documents)
        if not found:
            return None
        if not asked.bare:
            meant = Meant(asked.said, frozenset(one.number for one, _, _ in found))
            unsure = frozenset(one.source for one, _, sure in found if not sure)
            return await self.step(progress, documents, otherwise, unsure, meant)
        rows = [row_of_kind(one, unit, sure=sure) for one, unit, sure in found]
        there = len(await in_thread(self._each.documents, documents))
        table = Table((own.question,), tuple(rows), there, there, selects="list")
        progress.searched_for = own.question
        column = replace(column_of(own.question), kind="yes_no", condition=None, selects="list", absent=False)
        column = replace(column, present=False, best="", adds=False)
        return Step(await asyncio.to_thread(self._written, progress, table, (column,)))

    async def of_named(
        self, progress: Progress, documents: frozenset[int] | None, name: str, before: str
    ) -> Step | None:
        """Ask the contracts of somebody what was asked of all: "And for Moffat?".

        Args:
            progress: The turn.
            documents: Only these; all of them when None.
            name: Of whom.
            before: The question that a list answered.

        Returns:
            None where it asked no contracts, or the name is that of something else.
        """
        column = column_of(before)
        if not (is_deal(column.noun) and (column.selects or column.every)) or any(
            one.pattern is not None for one in concepts_of(name)
        ):
            return None
        named, others = await in_thread(self._each.of_named, name, documents)
        if not named:
            is_name = name[:1].isupper() or not name.isascii()
            if not is_name or not others or await in_thread(self._each.is_known, name):
                return None
            progress.status, progress.unknown_names = "not_found", (name,)
            return Step([*not_found(progress)])
        asked = before
        if column.every or column.condition is not None or column.best:
            asked = (
                f"所有合同{column.question}"
                if column.language == "zh"
                else f"For each contract: {column.question}"
            )
        every = documents if documents is not None else frozenset(
            one.number for one in await in_thread(self._each.documents, None)
        )  # fmt: skip
        own = progress.request
        progress.request = replace(own, question=asked)
        step = await self.step(progress, every - others)
        progress.request = own
        return step

    def _near(self, question: str, targets: Sequence[Target]) -> Table:
        """Return a table of the documents near to a question."""
        from assistant.agent.cells.matching import weighed

        rows = tuple(TableRow(one.source, one.title, (Cell("not_stated"),), False) for one in targets)
        table = Table((question,), rows, there=len(rows), asked=len(rows), selects="which")
        table = weighed(table, self._each.matches(question, targets))
        # Who has a role is told by no paper that never speaks of it.
        asks_who = column_of(question).kind == "name"
        return _doubting(table, self._each.lacking(question, targets)) if asks_who else table

    def _worth_asking(self, plan: Plan) -> frozenset[int]:
        """Return the rows that a slow model is asked about, those nearest to the question."""
        most = max(int(self._patience_s / max(self._each.seconds_a_cell(), 0.01)), LEAST_ASKED)
        measures = self._each.measures(plan.columns[0].question, plan.targets)
        order = sorted(range(len(plan.targets)), key=lambda row: -measures.get(plan.targets[row].number, 0.0))
        return frozenset(order[:most])

    def told(self, progress: Progress, table: Table) -> list[Event]:
        """Write a table that was put together without asking."""
        progress.searched_for = progress.request.question
        return self._written(progress, table, (column_of(progress.request.question),))

    def _written(self, progress: Progress, table: Table, columns: Sequence[Column]) -> list[Event]:
        """Write the table as the answer, each row with its citations."""
        writer = Writer(None)
        progress.writer = writer
        if progress.request.read != progress.request.question:
            table = _as_asked(table, columns[0].language, progress.request)
        events: list[Event] = list(writer.compose(_composed(table, columns, progress.request.language)))
        said = [cell for row in table.rows for cell in row.cells if not cell.says_none]
        writer.unsupported += [cell.text for cell in said if cell.state in ("unsure", "contradicted")]
        writer.claims = sum(cell.state in ("found", "unsure", "contradicted") for cell in said)
        progress.status = "answered" if self._has_model else "extracted"
        return events


def _as_asked(table: Table, read: Language, request: Request) -> Table:
    """Return a table in its question's own language, though it was read in English."""
    from assistant.retrieval.in_english import as_asked  # most questions are in English or Chinese

    words = dict(zip(yes_words(read), yes_words(request.language), strict=True))
    rows = tuple(
        replace(row, cells=tuple(replace(one, text=words.get(one.text, one.text)) for one in row.cells))
        for row in table.rows
    )
    condition = as_asked(table.condition, request.question, request.language)
    return replace(table, rows=rows, condition=condition, not_stated=NOT_STATED[request.language])


def _doubting(table: Table, doubted: frozenset[str]) -> Table:
    """Return a table in which some papers match, or state a value, at best perhaps."""
    rows = [
        row
        if row.source not in doubted or (table.selects and row.matches is not True)
        else replace(
            row,
            matches=None,
            cells=tuple(replace(one, state="unsure") if one.state == "found" else one for one in row.cells),
        )
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def _judged_alike(table: Table) -> Table:
    """Give rows that rest on the very same sentence the same verdict.

    Most of what speaks for each speaks for all: they match where at least half of them do.
    """
    verdicts: dict[str, list[bool]] = {}
    for row in table.rows:
        if row.matches is not False and (said := _said(row)):
            verdicts.setdefault(said, []).append(row.matches is True)
    rows: list[TableRow] = []
    for row in table.rows:
        own = verdicts.get(_said(row), [])
        if row.matches is False or len(set(own)) < 2:
            rows.append(row)
            continue
        sure = 2 * sum(own) >= len(own)
        cell = replace(row.cells[0], state="found" if sure else "unsure")
        rows.append(replace(row, cells=(cell,), matches=True if sure else None))
    return replace(table, rows=tuple(rows))


def _said(row: TableRow) -> str:
    """Return the sentence that a row's only cell rests on; empty for none."""
    cited = row.cells[0].citations if len(row.cells) == 1 else ()
    return " ".join(cited[0].quote.casefold().split()) if cited else ""


_ANY = lazy_regex(r"(?:documents?|files?|papers?|notes?|文件|文档|资料|记录)", re.IGNORECASE)


_SOME = lazy_regex(r"\b(?:which|each|every|all|list|what|any)\b|哪|每|各|所有|全部|列", re.IGNORECASE)
"""Asks for several things."""


def _asks_each(column: Column) -> bool:
    """Return whether a question asks documents of a kind for something."""
    chosen = column.selects and (column.condition is not None or _is_kind(column.noun))
    return bool(column.best or column.every or chosen)


def _is_kind(noun: str) -> bool:
    """Return whether a name is one of documents of a kind, and not of any."""
    return bool(noun) and _ANY.fullmatch(noun) is None


def _composed(table: Table, columns: Sequence[Column], language: Language) -> Iterator[str | Cell]:
    """Yield the answer: a sentence with the count, the rows, and what is not stated."""
    texts = TEXTS[language]
    if columns[0].best:
        yield from _superlative(table, columns[0], language)
        return
    rows = table.matching if table.selects else table.rows
    judged = columns[0].judges
    unknown = table.unknown if table.condition or judged else ()
    uncompared = [row for row in unknown if not any(map(_is_empty, row.cells))]
    unstated = [row for row in unknown if row not in uncompared]
    stated = [row for row in rows if table.selects or not _is_empty(row.cells[0])]
    may = uncompared if judged else [row for row in uncompared if _reads(columns[0], row) is True]
    none, more, head, otherwise = UNSURE[language]
    if not table.selects:
        yield _stated(stated, table, language)
    elif rows:
        key = "matching_if" if table.condition else "matching"
        yield singular(texts[key].format(found=len(rows), count=table.asked, condition=table.condition))
        yield more.format(found=len(may)) if may else ""
    elif may:
        yield singular(none.format(found=len(may), count=table.asked))
    else:
        yield singular((UNCOMPARED[language][0] if uncompared else texts["none"]).format(count=table.asked))
    if columns[0].adds:
        yield f" {_added(stated, columns[0], language)}"
    if rows:
        yield from _rows(rows, table, texts)
    yield from _under(head, may, table, language)
    if judged:
        return
    against = [row for row in uncompared if _reads(columns[0], row) is False]
    yield from _under(otherwise, against, table, language)
    rest = [row for row in uncompared if row not in may and row not in against]
    yield from _under(UNCOMPARED[language][1], rest, table, language)
    yield from _not_stated(unstated, texts)


def _stated(rows: Sequence[TableRow], table: Table, language: Language) -> str:
    """Count the documents that state it, and apart from them those that may."""
    sure = [row for row in rows if row.cells[0].state == "found" or len(row.cells) > 1]
    none, more = MAY_STATE[language]
    may = len(rows) - len(sure)
    if may and not sure:
        return singular(none.format(found=may, count=table.asked))
    said = singular(TEXTS[language]["stated"].format(found=len(sure), count=table.asked))
    return said + (more.format(found=may) if may else "")


def _reads(column: Column, row: TableRow) -> bool | None:
    """Return whether what was read meets the condition, sure or not.

    None where that cannot be told.
    """
    cell = row.cells[0]
    if len(row.cells) > 1 or _is_empty(cell):
        return None
    if column.present:
        return True if cell.value and not cell.says_none else None
    if column.absent and column.kind == "date":
        return has_no_end(cell.text) or (False if cell.value else None)
    if column.condition is None:
        return None
    if column.kind == "date" and cell.text == NO_END[column.language]:
        return still_runs(column.condition, column.title)
    return column.condition.holds(cell.value or cell.text, cell.citations[0].quote if cell.citations else "")


def _by_value(column: Column, row: TableRow) -> TableRow | None:
    """Return a row with the verdict of its value; None where that cannot be told."""
    holds = _reads(column, row)
    sure = row.cells[0].state == "found"
    return None if holds is None else replace(row, matches=None if holds and not sure else holds)


def _judged(column: Column, weighed: TableRow, read: TableRow, *, changed: bool) -> TableRow:
    """Return a weighed row with the verdict of what was read, where that tells more.

    What meets the condition is shown, however far its words are; what another paper changed was not weighed.
    """
    from assistant.agent.cells.presence import lacks  # few questions choose papers

    if column.absent and column.kind == "date":
        return _without_end(column, weighed, read)
    states = read.cells[0].value or read.cells[0].text == NO_END[column.language]
    by_value = _by_value(column, read) if changed or states else None
    if column.present and (by_value is None or (by_value.matches is None and weighed.matches is False)):
        # What is not surely a value of it has to speak of it by its name at least.
        named = [one for one in concepts_of(column.question) if one.pattern is not None]
        if lacks(_said(weighed)) or not any(one.stands_in(_said(weighed), frozenset()) for one in named):
            return replace(weighed, matches=False)
    if by_value is not None and (changed or by_value.matches is not False):
        return by_value
    says_no = lacks(_said(weighed)) and not lacks(column.title) and not read.cells[0].value
    if read.cells[0].value == yes_words(column.language)[1] or (column.kind == "yes_no" and says_no):
        return replace(weighed, matches=False)
    if by_value is None and weighed.matches is not False and _says_other(column, _said(weighed)):
        return replace(weighed, matches=False)
    if column.condition is not None and by_value is None and weighed.matches is True:
        return replace(weighed, matches=None, cells=(replace(weighed.cells[0], state="unsure"),))
    return _unless_denied(column, weighed)


def _without_end(column: Column, weighed: TableRow, read: TableRow) -> TableRow:
    """Return the row of a contract of which is asked whether it has no end.

    One that states no day may have none; a day that could not be read as the end may be one.
    """
    by_value = _by_value(column, read)
    if by_value is not None or value_spans(_said(read), "date"):
        return by_value or weighed
    cell = read.cells[0]
    if cell.says_none:
        cell = Cell("unsure", NOT_STATED[column.language][0])
    return replace(read, matches=None, cells=(replace(cell, state="unsure"),))


def _says_other(column: Column, said: str) -> bool:
    """Return whether a sentence's one value does not meet the condition.

    Days may be of anything.
    """
    if column.condition is None or column.kind == "date":
        return False
    spans = value_spans(said, column.kind)
    return len(spans) == 1 and column.condition.holds(said[slice(*spans[0])], said) is False


def _unless_denied(column: Column, row: TableRow) -> TableRow:
    """Return a row that was chosen, unsure where what it shows has another value.

    "40 tonnes" does not stand for the three that are asked for, and what party A pays not for what party B pays.
    """
    from assistant.agent.cells.presence import party_agrees  # few questions choose papers

    if row.matches is not False and (said := _said(row)) and not party_agrees(said, column.title):
        return replace(row, matches=False)
    if row.matches is not True or _reads(column, row) is not False:
        return row
    return replace(row, matches=None, cells=(replace(row.cells[0], state="unsure"),))


_ADDED: Mapping[Language, tuple[str, str]] = {
    "en": ("Added up: {sum} ({count} rows that are sure; what is not stated or marked is not in it).", "They cannot be added: {why}."),
    "zh": ("合计：{sum}（{count}行，未说明和带标记的不计入）。", "无法相加：{why}。"),
}  # fmt: skip
_WHY: Mapping[Language, tuple[str, str]] = {
    "en": ("no document surely states an amount", "they are in different currencies or for different periods"),
    "zh": ("没有一份文件确切写明金额", "币种或周期不同"),
}  # fmt: skip


def _added(rows: Sequence[TableRow], column: Column, language: Language) -> str:
    """Return the sum of what documents state, or why there is none."""
    added, cannot = _ADDED.get(language, _ADDED["en"])
    none, different = _WHY.get(language, _WHY["en"])
    amounts: list[Amount] = []
    for row in rows:
        cell = row.cells[0]
        if cell.state != "found":
            continue
        amount = amount_in(
            cell.value or cell.text, column.kind, cell.citations[0].quote if cell.citations else ""
        )
        if amount is None or (column.kind == "money" and amount.unit == "%"):
            return cannot.format(why=different)
        amounts.append(amount)
    if not amounts:
        return cannot.format(why=none)
    if len({(one.unit, one.per) for one in amounts}) > 1:
        return cannot.format(why=different)
    total = f"{sum(one.value for one in amounts):,} {amounts[0].unit}".strip()
    return added.format(sum=total, count=len(amounts))


def _is_empty(cell: Cell) -> bool:
    return cell.says_none or cell.state == "waiting"


def _superlative(table: Table, column: Column, language: Language) -> Iterator[str | Cell]:
    """Yield the document with most of what is asked, then the others in their order."""
    texts = TEXTS[language]
    found = winners(table.rows, column)
    if found.best:
        names = ", ".join(f"`{_name(row)}`" for row in found.best)
        yield f"{names}: **{markdown_cell(found.best[0].cells[0].text)}**"
        yield found.best[0].cells[0]
        yield "\n\n"
    yield _stated([*found.compared, *found.uncompared], table, language)
    if found.compared:
        yield from _rows(found.compared, table, texts)
    yield from _under(UNCOMPARED[language][1], found.uncompared, table, language)
    yield from _not_stated([row for row in table.rows if _is_empty(row.cells[0])], texts)


def _rows(rows: Sequence[TableRow], table: Table, texts: Mapping[str, str]) -> Iterator[str | Cell]:
    several = len(rows[0].cells) > 1
    heads = " | ".join(markdown_cell(one) for one in table.columns) if several else texts["answer"]
    yield f"\n\n| {texts['document']} | {heads} |\n| --- |{' --- |' * len(rows[0].cells)}"
    for row in rows[:MOST_ROWS]:
        yield from _row(row, table)
    if len(rows) > MOST_ROWS:
        yield "\n\n" + texts["more"].format(count=len(rows) - MOST_ROWS)


def _under(head: str, rows: Sequence[TableRow], table: Table, language: Language) -> Iterator[str | Cell]:
    """Yield some rows under a head of their own; nothing where there are none."""
    if rows:
        yield "\n\n" + head.format(count=len(rows))
        yield from _rows(rows, table, TEXTS[language])


def _not_stated(rows: Sequence[TableRow], texts: Mapping[str, str]) -> Iterator[str]:
    if rows:
        yield "\n\n" + texts["unknown"].format(count=len(rows))
        yield "".join(f"\n- `{_name(row)}`" for row in rows[:MOST_ROWS])


def _row(row: TableRow, table: Table) -> Iterator[str | Cell]:
    yield f"\n| `{_name(row)}` |"
    for cell in row.cells:
        said = shown(cell, table.not_stated) if cell.says_none else cell.text or "–"
        yield f" {markdown_cell(said)}"
        yield cell
        yield " |"


def _name(row: TableRow) -> str:
    return markdown_cell(code_text(PurePath(row.source).name))
