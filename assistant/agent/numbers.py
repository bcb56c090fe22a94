"""Answer a question with a number out of tables.

Computed by SQL, shown with its query and the rows that it comes from.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain

from assistant.agent.answering import Step
from assistant.agent.documents import changed_since_read, read_facts
from assistant.agent.progress import Progress
from assistant.agent.prompts import chat_messages, inside
from assistant.agent.stated_totals import stated_total
from assistant.agent.writing import Writer
from assistant.errors import ModelFault, PartMissing
from assistant.events import Computed, Event, Looked, Notice, Working
from assistant.frozen import dataclass
from assistant.languages import Language, plain
from assistant.library.library import Library
from assistant.models.base import ChatModel, ChatOptions, Embedder, whole_answer
from assistant.retrieval.evidence import Unit
from assistant.tables.asking import Operation, asks_number
from assistant.tables.bridging import bridged, translated_words, translations_said
from assistant.tables.cells import Column, Value
from assistant.tables.computing import MOST_CITED, Outcome, Remark, compute
from assistant.tables.database import Family, QueryRefused, TableDatabase
from assistant.tables.finding import TableFinder
from assistant.tables.guessing import Guess, guesses
from assistant.tables.joining import joined
from assistant.tables.meanings import Meanings
from assistant.tables.months import by_month
from assistant.tables.planning import Plan, plan
from assistant.tables.proposing import PROMPT, Proposal, query_in, run_proposal, schema
from assistant.text import clean
from assistant.threads import in_thread

MOST_PROPOSED_TOKENS = 400
"""Longest reply of a model that is asked for a query."""
LEAST_WEIGHT = 2.0
"""What a table must explain of a question that only may ask for a number, for it to be computed."""
LEAST_GUESS, LIKELY_GUESS, SURE_GUESS = 1.7, 2.6, 3.0
"""What must speak for a reading that is partly guessed, for it to be computed: where a number is asked for; where a text may say it too; and
where a model would read the text, or rows take the place of documents."""
MOST_RIVALS = 3
"""Most tables whose answers are shown where several may be meant."""
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class _Wording:
    """What is said, in a language.

    Attributes:
        looked: What the question was taken for.
        remarks: By code; `{name}` and `{count}` stand for what each is about.
        rows: How many rows a figure comes from.
        where: What they have in common.
        no_rows: Said in the place of a figure.
        shown: Said above rows that are shown in its place.
        query: What the query is called.
        proposed: Said of a query that the model wrote.
        stated: Said of a total that a document states itself.
        asks: What a question was taken for, by what is computed; `{name}` is the column.
        by_group: What rows were put together by.
        left_out: Words of a question that nothing was found for.
        titles: What columns of figures are called.
        figures: How one figure is said, by what it is; `{name}` is its column.
        told: A figure with the rows that it comes from.
        units: Currencies as they are called beside a number.
        separator: Stands between conditions.
    """

    looked: str
    remarks: Mapping[str, str]
    rows: str
    where: str
    no_rows: str
    shown: str
    query: str
    proposed: str
    stated: str
    asks: Mapping[str, str]
    by_group: str
    left_out: str
    titles: Mapping[str, str]
    figures: Mapping[str, str]
    told: str
    units: Mapping[str, str]
    separator: str


_EN = _Wording(
    looked="Computing over {names}",
    remarks={
        "units": "{name} are different units or currencies; they are not added up.",
        "unread": "In {count} of these rows “{name}” holds no number; they are not counted in.",
        "unread_filter": "In {count} rows of the table “{name}” cannot be read; they are left out.",
        "empty": "In {count} of these rows “{name}” is empty, so that the figure is doubtful.",
        "odd": "{count} rows do not fit the table's header and are left out.",
        "hidden": "{count} rows that the document hides are counted in.",
        "measure": "The question does not say which is meant: {name}.",
        "tie": "{count} more share the last place; they are shown too.",
        "winners": "This goes by totals; the single row with that extreme belongs to {name}.",
        "date": "The table has several dates, and the question does not say which is meant.",
        "uncovered": "Nothing was computed, since no column and no cell explains: {name}.",
        "doubtful": "Nothing was computed, since “{name}” can be read in two ways (4.850 may be 4850 or 4.85; 3/4 may be March or April).",
        "cut": "Nothing was computed, since the table is too large to be read whole.",
        "filter": "Nothing was computed, since it is not clear which rows are meant.",
        "rivals": "Several tables may be meant; each is computed by itself.",
        "no_measure": "Nothing was computed, since it is not clear which column is meant.",
        "no_rows": "No row of the table matches.",
        "own_total": "The table's own total says {name}.",
        "year": "The question names no year, and the table has several; this year was taken.",
        "as_sum": "“How many” was taken for the sum of “{name}”.",
        "joined": "Rows were put together by “{name}”.",
        "read_as": "Read as: {name}",
        "guessed": "The question was taken for this: {name}. Part of it is a guess; check it against the rows.",
        "bridged": "The table is in another language; this is a guess at what is meant: {name}.",
        "unmatched": "For {count} rows nothing was found under “{name}”.",
        "operation": "The model's query does not compute what is asked for; its result is not shown.",
        "added": "The model's query holds conditions that the question does not name; its result is not shown.",
    },
    rows="from {count} of {all} rows",
    where="where {said}",
    no_rows="No row matches.",
    shown="These rows bear on it ({count} of {all}):",
    query="Query",
    proposed="The model wrote the query; it was checked against the question and run by the program.",
    stated="This total stands in the document; nothing was added up.",
    asks={
        "sum": "the total of “{name}”",
        "average": "the average of “{name}”",
        "count": "the number of rows",
        "max": "the highest “{name}”",
        "min": "the lowest “{name}”",
        "rows": "the row by date",
        "list": "the rows",
        "share": "the share",
    },
    by_group="for each “{name}”",
    left_out="not looked at: {words}",
    titles={
        "Share": "Share",
        "Total": "Total",
        "Average": "Average",
        "Highest": "Highest",
        "Lowest": "Lowest",
        "Number": "Number",
        "Month": "Month",
        "Year": "Year",
    },
    figures={
        "Total": "The total of “{name}” is {value}",
        "Average": "The average of “{name}” is {value}",
        "Highest": "The highest “{name}” is {value}",
        "Lowest": "The lowest “{name}” is {value}",
        "Number": "The number is {value}",
        "Share": "The share is {value}",
    },
    told="{figures} ({rows}).",
    units={},
    separator=", ",
)
_ZH = _Wording(
    looked="正在计算：{names}",
    remarks={
        "units": "单位或币种不同（{name}），没有相加。",
        "unread": "其中{count}行的“{name}”不是数字，未计入。",
        "unread_filter": "表中有{count}行的“{name}”无法识别，未计入。",
        "empty": "其中{count}行的“{name}”为空，结果未必完整。",
        "odd": "有{count}行与表头不符，未计入。",
        "hidden": "文件中隐藏的{count}行也计算在内。",
        "measure": "问题没有说明是哪一列：{name}。",
        "tie": "另有{count}项并列，也一并列出。",
        "winners": "这里按合计排列；单行最值属于{name}。",
        "date": "表中有多个日期列，问题没有说明是哪一个。",
        "uncovered": "没有计算，因为没有列或单元格能对应：{name}。",
        "doubtful": "没有计算，因为“{name}”有两种读法（4.850可能是4850，也可能是4.85；3/4可能是三月或四月）。",
        "cut": "没有计算，因为表格太大，无法完整读取。",
        "filter": "没有计算，因为不清楚指的是哪些行。",
        "rivals": "可能指多个表格，分别计算如下。",
        "no_measure": "没有计算，因为不清楚指的是哪一列。",
        "no_rows": "表中没有符合条件的行。",
        "own_total": "表中自己的合计是{name}。",
        "year": "问题没有说明年份，表中有多个年份，这里取今年。",
        "as_sum": "“多少”按“{name}”的合计计算。",
        "joined": "各表按“{name}”关联。",
        "read_as": "理解为：{name}",
        "guessed": "问题是这样理解的：{name}。其中有推测，请对照原始行核对。",
        "bridged": "表格是另一种语言，对应关系是推测的：{name}。",
        "unmatched": "有{count}行在“{name}”下找不到对应内容。",
        "operation": "模型写的查询没有计算所问的内容，结果不予显示。",
        "added": "模型写的查询含有问题中没有的条件，结果不予显示。",
    },
    rows="{all} 行中的 {count} 行",
    where="{said}",
    no_rows="没有符合条件的行。",
    shown="相关的行（{all}行中的{count}行）：",
    query="查询",
    proposed="查询由模型写出，经核对后由程序执行。",
    stated="这是文件中写明的合计，没有另外相加。",
    asks={
        "sum": "“{name}”的合计",
        "average": "“{name}”的平均值",
        "count": "行数",
        "max": "“{name}”的最高值",
        "min": "“{name}”的最低值",
        "rows": "按日期的一行",
        "list": "符合的行",
        "share": "占比",
    },
    by_group="按“{name}”分组",
    left_out="没有考虑：{words}",
    titles={
        "Share": "占比",
        "Total": "合计",
        "Average": "平均",
        "Highest": "最高",
        "Lowest": "最低",
        "Number": "数量",
        "Month": "月份",
        "Year": "年份",
    },
    figures={
        "Total": "{name}合计 {value}",
        "Average": "{name}平均 {value}",
        "Highest": "{name}最高 {value}",
        "Lowest": "{name}最低 {value}",
        "Number": "共 {value}",
        "Share": "占 {value}",
    },
    told="{figures}（{rows}）。",
    units={"CNY": "元"},
    separator="，",
)


def _has_figure(outcome: Outcome) -> bool:
    """Return whether something was computed: a sum over no row is none."""
    if not outcome.is_computed:
        return False
    if outcome.plan.asked.operation in ("count", "list"):
        return bool(outcome.rows)
    return any(value is not None for row in outcome.rows for value in row)


def _wording(language: Language) -> _Wording:
    return _ZH if language == "zh" else _EN


class NumberRoad:
    """Answers questions with numbers out of a library's tables.

    Args:
        library: Where the tables are.
        chat: Proposes queries where the program has none; None where there is no model.
        embedder: Compares words of a question with those of tables; None where only equal ones count.
    """

    def __init__(self, library: Library, chat: ChatModel | None, embedder: Embedder | None) -> None:
        self._library = library
        self._chat = chat
        self._finder = TableFinder(library)
        self._meanings = Meanings(embedder) if embedder is not None else None

    async def step(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that answers a question; None where no table answers it.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
        """
        for question in progress.request.stands_for:
            if (step := await self._computed_for(progress, documents, question)) is not None:
                return step
            if (step := await self._bridged(progress, documents, question)) is not None:
                return step
        question, language = progress.request.question, progress.request.language
        surely = asks_number(plain(question))
        usual = LEAST_GUESS if surely or progress.request.kind == "number" else LIKELY_GUESS
        guess = partial(self._guessed, progress, documents, SURE_GUESS if self._chat is not None else usual)
        families = await in_thread(self._finder.families, question, documents, surely=surely)
        if not families:
            return await self._bridged(progress, documents, question) or await asyncio.to_thread(guess)
        plans = await asyncio.to_thread(_plans, question, families, language)
        least = 0.0 if surely else LEAST_WEIGHT
        sure = [one for one in plans if not one.uncovered and one.weight >= least]
        if sure:
            outcomes = await asyncio.to_thread(_computed, sure)
            done = [one for one in outcomes if _has_figure(one)]
            if not surely and done and all(_is_one_cell(one) for one in done):
                return None
            if (
                len(done) == 1
                and (total := await in_thread(stated_total, self._library, done[0])) is not None
            ):
                return self._quoted(progress, done[0], total)
            unsure = [one for one in outcomes[:1] if not one.is_computed]
            if done or (unsure and surely):
                return self._told(progress, done or unsure)
        if (step := await asyncio.to_thread(self._joined, progress, families, least)) is not None:
            return step
        if (step := await self._bridged(progress, documents, question)) is not None:
            return step
        near = [one for one in plans if one.weight >= LEAST_WEIGHT]
        if self._chat is not None and near and (surely or near[0].weight > LEAST_WEIGHT):
            return Step(
                [self._looked(near[:1], language)], work=partial(self._proposed, progress, near, guess)
            )
        if (step := await asyncio.to_thread(guess)) is not None:
            return step
        progress.uncomputed = surely
        return None

    async def _computed_for(
        self, progress: Progress, documents: frozenset[int] | None, question: str
    ) -> Step | None:
        """Answer a question that another stands for, and say how it was read.

        None where no table surely answers it.
        """
        language, surely = progress.request.language, asks_number(plain(question))
        families = await in_thread(self._finder.families, question, documents, surely=surely)
        plans = await asyncio.to_thread(_plans, question, families, language) if families else []
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT and one.filters]
        outcomes = await asyncio.to_thread(_computed, sure) if sure else []
        done = [one for one in outcomes if _has_figure(one) and one.matched]
        if not done or (not surely and all(_is_one_cell(one) for one in done)):
            return None
        remark = Remark("read_as", question)
        return self._told(progress, [replace(one, remarks=(remark, *one.remarks)) for one in done])

    async def _bridged(
        self, progress: Progress, documents: frozenset[int] | None, question: str
    ) -> Step | None:
        """Answer a Chinese question from tables in English.

        What its words were taken for is said.
        """
        language = progress.request.language
        if not (words := translated_words(question)):
            return None
        surely = asks_number(plain(question))
        families = await in_thread(self._finder.families, f"{question} {words}", documents, surely=surely)
        pairs = await asyncio.to_thread(bridged, question, families)
        taken = {id(family): over.taken for family, over in pairs}
        plans = [made for family, over in pairs for made in _plans(over.question, [family], language)]
        plans.sort(key=lambda one: (-one.weight, len(one.doubts)))
        sure = [one for one in plans if not one.uncovered and one.weight >= LEAST_WEIGHT]
        done = [one for one in await asyncio.to_thread(_computed, sure) if _has_figure(one)] if sure else []
        if not done or (not surely and all(_is_one_cell(one) for one in done)):
            return None
        read_as = (Remark("read_as", question),) if question != progress.request.question else ()
        guessed = [Remark("bridged", translations_said(taken[id(one.plan.family)])) for one in done]
        return self._told(
            progress,
            [
                replace(one, remarks=(*read_as, guess, *one.remarks))
                for one, guess in zip(done, guessed, strict=True)
            ],
        )

    def _joined(self, progress: Progress, families: Sequence[Family], least: float) -> Step | None:
        """Answer from two tables that share a key; None where no two together answer."""
        question, language = progress.request.question, progress.request.language
        pairs = joined(families)
        plans = _plans(question, [pair.family for pair in pairs], language)
        sure = [one for one in plans if not one.uncovered and one.weight >= max(least, LEAST_WEIGHT)]
        outcomes = [one for one in _computed(sure[:1]) if _has_figure(one)] if sure else []
        if not outcomes:
            return None
        pair = next(one for one in pairs if one.family is outcomes[0].plan.family)
        remarks = [Remark("joined", pair.key)]
        remarks += [Remark("unmatched", pair.key, pair.unmatched)] if pair.unmatched else []
        return self._told(progress, [replace(outcomes[0], remarks=(*remarks, *outcomes[0].remarks))])

    async def listed(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that shows rows which a question asks for.

        None where no table surely holds them.
        """
        listing: tuple[Operation, ...] = ("list",)
        return await asyncio.to_thread(self._guessed, progress, documents, SURE_GUESS, listing)

    async def guessed(self, progress: Progress, documents: frozenset[int] | None) -> Step | None:
        """Return the step that shows what a question may ask of a table.

        None where nothing is likely.
        """
        return await asyncio.to_thread(self._guessed, progress, documents)

    def _guessed(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        least: float = LEAST_GUESS,
        operations: Collection[Operation] = (),
    ) -> Step | None:
        """Answer by what the question's words mean, and say how it was read.

        None where nothing is likely.
        """
        if self._meanings is None:
            return None
        question, language = progress.request.question, progress.request.language
        families = [by_month(one) or one for one in self._finder.families(question, documents)]
        for guess in guesses(question, families, self._meanings, date.today(), language)[:1]:
            if guess.score < least or (operations and guess.plan.asked.operation not in operations):
                break
            outcome = _computed([guess.plan])[0]
            if _has_figure(outcome):
                remark = Remark("guessed", _read_as(guess, _wording(language)))
                return self._told(progress, [replace(outcome, remarks=(remark, *outcome.remarks))])
        return None

    # Queries of the program's own

    def _looked(self, plans: Sequence[Plan], language: Language) -> Looked:
        tables = list(chain.from_iterable(one.family.tables for one in plans))
        names = list(dict.fromkeys(clean(table.name) for table in tables))
        more = " …" if len(names) > _MOST_NAMED else ""
        said = _wording(language).looked.format(
            names=("、" if language == "zh" else ", ").join(names[:_MOST_NAMED]) + more
        )
        return Looked("number", said, tuple(dict.fromkeys(table.source for table in tables)))

    def _told(self, progress: Progress, outcomes: Sequence[Outcome]) -> Step:
        """Write what was computed, with its rows and its query."""
        language = progress.request.language
        wording = _wording(language)
        progress.searched_for = ""
        computed = all(one.is_computed for one in outcomes)
        guessed = any("guessed" in one.plan.doubts for one in outcomes)
        progress.status = "perhaps" if guessed else "answered" if computed else "extracted"
        writer = progress.writer = Writer(None)
        events: list[Event] = [self._looked([one.plan for one in outcomes], language)]
        events += [_event(one) for one in outcomes]
        remarks = [Remark("rivals")] if len(outcomes) > 1 else []
        for place, outcome in enumerate(outcomes):
            remarks += outcome.remarks
            if place:
                events += progress.write(partial(writer.state, "\n\n", []))
            for text, units in self._pieces(outcome, wording, several=len(outcomes) > 1):
                events += progress.write(partial(writer.state, text, units))
        for remark in dict.fromkeys(remarks):
            events.append(_notice(remark, wording))
        events += [Notice("query", f"{wording.query}: {one.query}") for one in outcomes]
        return Step(events, then=partial(self._after, progress))

    def _quoted(self, progress: Progress, outcome: Outcome, total: Unit) -> Step:
        """Quote the total that a document states, in the place of a sum."""
        language = progress.request.language
        progress.searched_for, progress.status = "", "answered"
        writer = progress.writer = Writer(None)
        cells = [cell.strip() for cell in total.text.strip(" |").split("|") if cell.strip()]
        events: list[Event] = [self._looked([outcome.plan], language)]
        events += progress.write(partial(writer.state, _safe(" ".join(cells)), [total]))
        events.append(Notice("number_stated", _wording(language).stated))
        return Step(events, then=partial(self._after, progress))

    async def _after(self, progress: Progress) -> Step | None:
        changed = await asyncio.to_thread(self._changed, progress)
        return Step([changed]) if changed is not None else None

    def _changed(self, progress: Progress) -> Notice | None:
        sources = [one.source for one in progress.writer.citations.values()]
        return changed_since_read(
            read_facts(self._library.documents, sources), sources, progress.request.language
        )

    def _pieces(self, outcome: Outcome, wording: _Wording, *, several: bool) -> list[tuple[str, list[Unit]]]:
        """Return the answer as pieces of text, each with the rows that it comes from."""
        family = outcome.plan.family
        said = wording.separator.join(_safe(one.said) for one in outcome.plan.filters)
        counts = wording.rows.format(count=f"{outcome.matched:,}", all=f"{len(family.places):,}")
        place = f"{counts}{wording.separator}{wording.where.format(said=said)}" if said else counts
        if several:
            place = f"{_safe(family.tables[0].name)}: {place}"
        if not outcome.is_computed:
            shown = wording.shown.format(count=f"{outcome.matched:,}", all=f"{len(family.places):,}")
            head = wording.no_rows if not outcome.rows else shown
            return [(f"{head}\n\n", []), *self._table(outcome, wording)] if outcome.rows else [(head, [])]
        if (
            len(outcome.rows) == 1
            and not outcome.plan.group
            and outcome.plan.asked.operation in ("sum", "average", "count", "share")
        ):
            figures = [
                _figure(name, _written(value, kind, wording), wording)
                for name, value, kind in zip(outcome.columns, outcome.rows[0], outcome.kinds, strict=True)
                if value is not None
            ]
            units = self._units(family, outcome.cited[0][:MOST_CITED])
            return [(wording.told.format(figures=wording.separator.join(figures), rows=place), units)]
        below = f"（{place}）" if wording is _ZH else f"({place})"
        return [*self._table(outcome, wording), (f"\n\n{below}", [])]

    def _table(self, outcome: Outcome, wording: _Wording) -> list[tuple[str, list[Unit]]]:
        """Return a result as a Markdown table; each row cites its own rows."""
        family = outcome.plan.family
        heads = " | ".join(_title(name, wording) for name in outcome.columns)
        rules = " | ".join("---:" if kind is not None else "---" for kind in outcome.kinds)
        pieces: list[tuple[str, list[Unit]]] = [(f"| {heads} |\n| {rules} |", [])]
        cited = list(outcome.cited) + [()] * (len(outcome.rows) - len(outcome.cited))
        for row, rows in zip(outcome.rows, cited, strict=True):
            cells = " | ".join(
                _written(value, kind, wording) for value, kind in zip(row, outcome.kinds, strict=True)
            )
            pieces.append((f"\n| {cells}", self._units(family, rows[:2])))
            pieces.append((" |", []))
        return pieces

    def _units(self, family: Family, rows: Iterable[int]) -> list[Unit]:
        """Return rows of a table as evidence."""
        wanted = [family.places[row] for row in rows if 0 <= row < len(family.places)]
        passages = self._library.documents.passages({place.passage for place in wanted})
        return [
            Unit(passages[place.passage], place.start, min(place.end, len(passages[place.passage].text)), 0)
            for place in wanted
            if place.passage in passages
        ]

    # Queries that a model proposes

    async def _proposed(
        self, progress: Progress, plans: Sequence[Plan], guess: Callable[[], Step | None]
    ) -> AsyncGenerator[Event, None]:
        """Ask the model for a query, check it, and show what it gives.

        Where that is not sound, what is guessed.
        """
        yield Working("reading")
        proposal = await self._proposal(progress, plans)
        step = await asyncio.to_thread(guess) if proposal is None or not proposal.is_sound else None
        if step is None:
            step = await asyncio.to_thread(self._told_proposed, progress, plans, proposal)
        for event in step.events:
            yield event

    async def _proposal(self, progress: Progress, plans: Sequence[Plan]) -> Proposal | None:
        assert self._chat is not None
        families = list(dict.fromkeys(id(one.family) for one in plans))[:MOST_RIVALS]
        chosen = [next(one.family for one in plans if id(one.family) == number) for number in families]
        described = schema(chosen)
        while len(chosen) > 1 and self._chat.count_tokens(described) > self._chat.context_tokens // 3:
            chosen = chosen[:-1]
            described = schema(chosen)
        question = progress.request.question
        prompt = PROMPT.format(schema=inside(described), question=inside(question))
        options = ChatOptions(think=False, temperature=0.0, max_tokens=MOST_PROPOSED_TOKENS)
        try:
            reply, end = await whole_answer(self._chat, chat_messages(prompt, []), options)
        except (ModelFault, PartMissing):
            return None  # then the rows are shown, which need no model
        progress.spent(end, self._chat)
        progress.chat = self._chat
        query = query_in(reply)
        return (
            await asyncio.to_thread(_run, question, query, chosen, plans, progress.request.language)
            if query
            else None
        )

    def _told_proposed(self, progress: Progress, plans: Sequence[Plan], proposal: Proposal | None) -> Step:
        language = progress.request.language
        wording = _wording(language)
        if proposal is None or not proposal.is_sound:
            (outcome,) = _computed(plans[:1])
            step = self._told(progress, [outcome])
            reason = proposal.reason if proposal is not None else ""
            said = (
                [Notice(f"number_{reason}", wording.remarks[reason])]
                if reason in ("operation", "added")
                else []
            )
            return Step([*step.events, *said])
        progress.searched_for, progress.status = "", "answered"
        writer = progress.writer = Writer(None)
        kinds = tuple(_kind(name, proposal) for name in proposal.result.columns)
        events: list[Event] = [
            Computed(
                proposal.query,
                proposal.result.columns,
                proposal.result.rows,
                tuple(dict.fromkeys(table.source for table in proposal.family.tables)),
                proposal.matched,
                is_computed=True,
            )
        ]
        counts = wording.rows.format(count=f"{proposal.matched:,}", all=f"{len(proposal.family.places):,}")
        units = self._units(proposal.family, proposal.cited[:MOST_CITED])
        if len(proposal.result.rows) == 1 and len(proposal.result.columns) == 1:
            value = _written(proposal.result.rows[0][0], kinds[0], wording)
            text = f"{_safe(proposal.result.columns[0])}: {value}" + (
                f" ({counts})" if proposal.matched else ""
            )
        else:
            lines = [" | ".join(map(_safe, proposal.result.columns)), " | ".join("---" for _ in kinds)]
            lines += [
                " | ".join(_written(value, kind, wording) for value, kind in zip(row, kinds, strict=True))
                for row in proposal.result.rows
            ]
            text = "\n".join(f"| {line} |" for line in lines) + (
                f"\n\n({counts})" if proposal.matched else ""
            )
        events += progress.write(partial(writer.state, text, units))
        events.append(Notice("proposed", wording.proposed))
        events.append(Notice("query", f"{wording.query}: {proposal.query}"))
        return Step(events)


def _read_as(guess: Guess, wording: _Wording) -> str:
    """Say what a question was taken for, and which of its words count for nothing."""
    plan = guess.plan
    name = plan.measures[0] if plan.measures else ""
    said = [wording.asks[plan.asked.operation].format(name=name)]
    said += [wording.by_group.format(name=plan.group_name)] if plan.group else []
    conditions = wording.separator.join(one.said for one in plan.filters)
    said += [wording.where.format(said=conditions)] if conditions else []
    said += [wording.left_out.format(words=wording.separator.join(guess.left))] if guess.left else []
    return f"{wording.separator.join(said)} ({plan.family.tables[0].name})"


def _plans(question: str, families: Sequence[Family], language: Language) -> list[Plan]:
    """Return the plans for a question, the best first."""
    found = [made for one in families if (made := plan(question, one, date.today(), language)) is not None]
    return sorted(found, key=lambda one: (len(one.uncovered), -one.weight, len(one.doubts)))


def _computed(plans: Sequence[Plan]) -> list[Outcome]:
    """Carry out the best plan, and those that are as good and come to something else."""
    best = plans[0]
    outcomes: list[Outcome] = []
    for one in plans[:MOST_RIVALS]:
        if one is not best and (one.weight < best.weight or one.uncovered or one.doubts != best.doubts):
            continue
        try:
            with TableDatabase([one.family]) as database:
                outcomes.append(compute(one, database))
        except QueryRefused:
            continue
    if len(outcomes) > 1:
        first = outcomes[0]
        outcomes = [first, *(one for one in outcomes[1:] if one.rows != first.rows and one.is_computed)]
    return outcomes


def _is_one_cell(outcome: Outcome) -> bool:
    """Return whether an answer stands in one row already.

    Then it is a fact like any other.
    """
    return outcome.matched <= 1 and outcome.plan.asked.operation != "count" and bool(outcome.plan.filters)


def _run(
    question: str, query: str, families: Sequence[Family], plans: Sequence[Plan], language: Language
) -> Proposal | None:
    measures = {name for one in plans[:1] for name in one.measures}
    try:
        with TableDatabase(families) as database:
            return run_proposal(question, query, database, date.today(), language, measures)
    except QueryRefused:
        return None


def _event(outcome: Outcome) -> Computed:
    return Computed(
        outcome.query,
        outcome.columns,
        outcome.rows,
        tuple(dict.fromkeys(table.source for table in outcome.plan.family.tables)),
        outcome.matched,
        is_computed=outcome.is_computed,
    )


def _notice(remark: Remark, wording: _Wording) -> Notice:
    text = wording.remarks[remark.code].format(name=clean(remark.name), count=f"{remark.count:,}")
    return Notice(f"number_{remark.code}", text)


def _kind(name: str, proposal: Proposal) -> Column | None:
    """Return how a column of a proposed query is written.

    As the one column of numbers that it comes from.
    """
    numbers = list(proposal.columns.values())
    if len(numbers) != 1 or name.lower().startswith("count"):
        return None
    averaged = name.lower().startswith("avg")
    return replace(numbers[0], decimals=max(numbers[0].decimals, 2)) if averaged else numbers[0]


def _title(name: str, wording: _Wording) -> str:
    """Return the name of a result's column in the question's language."""
    first, _, rest = name.partition(" ")
    if first not in wording.titles:
        return _safe(name)
    return _safe(
        f"{rest}{wording.titles[first]}" if wording is _ZH else f"{wording.titles[first]} {rest}".strip()
    )


def _figure(name: str, value: str, wording: _Wording) -> str:
    """Say a figure in a sentence."""
    first, _, rest = name.partition(" ")
    if first not in wording.figures or (not rest and first != "Number"):
        return f"{_title(name, wording)}: {value}"
    column = _safe(rest)
    if wording is _ZH:
        column = re.sub(r"[（(][^（）()]*元[）)]$", "", column).strip()
    return wording.figures[first].format(name=column, value=value)


def _written(value: Value, kind: Column | None, wording: _Wording) -> str:
    """Return a figure as people read it, with its unit."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return _safe(value)
    if kind is None:
        return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"
    decimals = min(kind.decimals, 6)
    text = f"{value:,.{decimals}f}"
    unit = wording.units.get(kind.unit, kind.unit)
    return f"{text} %" if unit == "%" else f"{text} {_safe(unit)}".strip()


_MARKS = str.maketrans({"|": "/", "[": "(", "]": ")", "`": "'", "*": "∗", "<": "‹", ">": "›", "\n": " "})


def _safe(text: str) -> str:
    """Return a document's words so that nothing in them reads as Markdown.

    Nor as a mark of ours.
    """
    return " ".join(clean(text).translate(_MARKS).split())[:200]
