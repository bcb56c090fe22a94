"""Answer from whole documents, at once where they fit, else part by part.

What the model notes of a part is kept in the library: a second question is answered from the notes, a turn that is
stopped goes on where it was, and an edited page costs its part.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import field, replace
from functools import partial
from itertools import islice
from pathlib import PurePath

from assistant import i18n
from assistant.agent import notices
from assistant.agent.answer.answering import Answering, spoken
from assistant.agent.notice_texts import sentence
from assistant.agent.papers.documents import as_code
from assistant.agent.progress import Progress
from assistant.agent.prompt.context_budget import ContextBudget
from assistant.agent.prompt.prompts import chat_messages, grounded_prompt, inside, text_prompt
from assistant.agent.prompt.whole_wording import (
    BY_WORDS,
    GUESSED,
    GUESSED_OF,
    LEFT,
    WHOLE_WORDINGS,
    Task,
    WholeWording,
    question_for,
    titles_of,
)
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.request import Request
from assistant.agent.step import Step
from assistant.agent.whole.duties import by_owner
from assistant.agent.whole.key_facts import key_units, line_of
from assistant.agent.whole.mentions import naming_units, nearest_said, nowhere, speaking_units, subject_of
from assistant.agent.whole.names import Section, passages_of
from assistant.agent.whole.outline import MOST_SECTIONS, listed_units, outline_units, section_units
from assistant.agent.whole.parts import Part, Row, cut, key_of
from assistant.agent.whole.reader import LANGUAGE_CHARS, PartReader, Wish, lines_of, place_of, text_of
from assistant.agent.whole.support import DocumentAttributor
from assistant.agent.whole.task import Asked
from assistant.agent.words.asked_values import kinds_asked
from assistant.config.schema import AnswerSettings
from assistant.events import Event, Looked, Notice, Passages, Working
from assistant.frozen import dataclass
from assistant.languages import language_of
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.models.base import ChatModel, Embedder
from assistant.models.tokens import estimate_tokens, halves
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, label
from assistant.retrieval.search import Searcher, hit
from assistant.retrieval.sentences import sentences
from assistant.threads import in_thread
from assistant.wording import duration

SHOWN_HITS = 8
_MARKS = lazy_regex(r"\s*\[(?:\d+|\?)\]")
MOST_PARTS = 400
"""Most parts that are read for one question."""
TIGHTEST = 0.7
"""A prompt takes at least this share of what is estimated for it."""
MOST_LISTED_SECTIONS = 200
"""Most sections that are listed where just these are asked for."""
FEW_SECTIONS = 2
"""Sections up to which an outline without a model is filled up with key facts."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is read whole, and for what.

    Attributes:
        documents: Numbers of the documents, in order.
        asked: What is asked of them.
        section: The only section that is read, or None.
        certain: Whether the user named them for this; else they were guessed from the question.
        doubtful: Whether what bears most on the question stands elsewhere.
        others: Papers that may be meant as well, the likeliest first.
        unsure: Whether it is not plain that these are meant.
    """

    documents: tuple[int, ...]
    asked: Asked
    section: Section | None = None
    certain: bool = False
    doubtful: bool = False
    others: tuple[int, ...] = ()
    unsure: bool = False


@dataclass(slots=True)
class _Reading:
    """The state of one reading.

    Attributes:
        target: What is read.
        wish: What is asked of each part.
        names: File names of the documents.
        wording: In the question's language.
        rows: All of their passages, without their words.
        attributor: Finds the evidence of sentences.
        parts: What is read, in order.
        notes: What was noted: the place, and the note.
        said: Terms of the lines that were written already.
        left: Sentences that a summary without a model does not show.
        sections: Sections that an outline without a model has.
    """

    target: Target
    wish: Wish
    names: tuple[str, ...]
    wording: WholeWording
    rows: list[Row]
    attributor: DocumentAttributor
    parts: list[Part] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    said: set[frozenset[str]] = field(default_factory=set)
    left: int = 0
    sections: int = 0

    @property
    def streams(self) -> bool:
        """Whether the answer is what is noted of each part, written as it comes."""
        return self.wish.task in ("outline", "dates", "obligations")


class WholeRoad:
    """Makes the steps of turns that are answered from whole documents.

    Args:
        library: Holds the documents, and the notes on their parts.
        searcher: Knows how rare words are.
        chat: Answers; None where answers are extracted.
        embedder: Compares meaning; None where only words are compared.
        settings: How questions are answered.
        answering: Judges finished answers.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        chat: ChatModel | None,
        embedder: Embedder | None,
        settings: AnswerSettings,
        answering: Answering,
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._chat = chat
        self._embedder = embedder
        self._settings = settings
        self._answering = answering
        self._reader = PartReader(library, searcher, chat, settings) if chat is not None else None

    async def step(self, progress: Progress, target: Target, otherwise: Step | None = None) -> Step:
        """Begin to answer from whole documents.

        Args:
            progress: The turn.
            target: What is read, and for what.
            otherwise: What is done where nothing in them answers and they were only guessed.
        """
        reading = await in_thread(self._looked_through, progress, target)
        events: list[Event] = [await asyncio.to_thread(self._passages, progress, reading)]
        if target.unsure:
            events.append(self._guessed(reading))
        reader = self._reader
        if reader is None:
            told = {"summary": notices.outlined, "outline": notices.sections}
            why = told.get(reading.wish.task, notices.extracted)(progress.request.language)
            return await self._extracted(progress, reading, events, why)
        text = await in_thread(self._whole_text, progress.request, reading)
        # In another language than the document's, that a sentence is supported is seen by meaning alone, and less surely.
        sure = reading.wish.task == "summary" and reading.wish.language == progress.request.language
        progress.writer = Writer(reading.attributor.attribute, drops=sure)
        if text is not None:
            return self._at_once(progress, reading, text, events, otherwise if target.doubtful else None)
        every = await in_thread(cut, reading.rows, reader.part_tokens())
        reading.parts = every[:MOST_PARTS]
        keys = [part.key for part in reading.parts]
        known = await asyncio.to_thread(self._library.part_notes.known, keys, reader.kind(reading.wish))
        left = sum(part.tokens for part in reading.parts if part.key not in known)
        events.append(self._looked(reading, reader.pace() * left))
        if len(every) > MOST_PARTS:
            said = reading.wording.first.format(parts=MOST_PARTS, all=len(every))
            events.append(Notice("left_out", said))
        return Step(
            events,
            work=partial(self._read, reader, progress, reading, frozenset(known)),
            then=partial(self._put_together, progress, reading, otherwise),
        )

    # What is read

    def fits(self, progress: Progress, target: Target) -> bool:
        """Return whether all of it fits the model's window, where there is a model."""
        if self._chat is None:
            return False
        return self._whole_text(progress.request, self._looked_through(progress, target)) is not None

    def _looked_through(self, progress: Progress, target: Target) -> _Reading:
        sources = self._library.documents.sources()
        rows = list(self._rows(target))
        first = next(self._target_passages(target), None)
        request, task = progress.request, target.asked.task
        language = language_of(first.text[:LANGUAGE_CHARS]) if first is not None else request.language
        wish = Wish(task, request, language, several=len(target.documents) > 1)
        attributor = DocumentAttributor(
            self._library,
            self._searcher,
            self._embedder,
            target.documents,
            wish.question,
        )
        return _Reading(
            target,
            wish,
            tuple(PurePath(sources[number]).name for number in target.documents),
            WHOLE_WORDINGS[request.language],
            rows,
            attributor,
        )

    def _target_passages(self, target: Target) -> Iterator[StoredPassage]:
        if target.section is not None:
            section = target.section
            yield from passages_of(self._library, section.document, section.first, section.last)
            return
        for number in target.documents:
            yield from passages_of(self._library, number)

    def _rows(self, target: Target) -> Iterator[Row]:
        place: object = None
        for passage in self._target_passages(target):
            own = (passage.document_id, passage.heading, passage.page)
            head = estimate_tokens(label(passage)) + 4 if own != place else 0
            place = own
            yield Row(
                passage.document_id,
                passage.ordinal,
                passage.key,
                estimate_tokens(passage.text) + head + 1,
                passage.heading,
            )

    def _whole_text(self, request: Request, reading: _Reading) -> str | None:
        """Write out all that is read; None where it does not fit the window."""
        assert self._chat is not None
        budget = self._room(request, reading)
        if TIGHTEST * sum(row.tokens for row in reading.rows) > budget:
            return None
        text = text_of(list(self._target_passages(reading.target)), several=reading.wish.several)
        return text if self._chat.count_tokens(text) <= budget else None

    def _room(self, request: Request, reading: _Reading) -> int:
        """Return the tokens that are left for what the answer is made of."""
        assert self._chat is not None
        asked = f"{request.question} {self._task_words(reading)}"
        return ContextBudget(self._chat, self._settings).left([], asked)

    def _passages(self, progress: Progress, reading: _Reading) -> Passages:
        first: list[StoredPassage] = []
        for passage in self._target_passages(reading.target):
            first.append(passage)
            if len(first) == SHOWN_HITS:
                break
        hits = tuple(hit(rank, (passage,), 0.0) for rank, passage in enumerate(first, start=1))
        progress.hits = hits
        return Passages(progress.searched_for, hits, 0.0)

    def _looked(self, reading: _Reading, left_s: float = 0.0) -> Looked:
        wording, target = reading.wording, reading.target
        sources = self._library.documents.sources()
        names = titles_of(reading.names, wording)
        if target.section is not None:
            said = wording.reading_section.format(section=target.section.title, names=names)
        else:
            said = wording.reading.format(names=names)
        if left_s:
            said += wording.in_parts.format(parts=len(reading.parts))
            said += wording.about.format(time=duration(max(round(left_s), 1)).replace(".0", ""))
        return Looked("whole", said, tuple(sources[number] for number in target.documents))

    def _guessed(self, reading: _Reading) -> Notice:
        """Say that another paper may be meant, and which."""
        sources = self._library.documents.sources()
        others = tuple(PurePath(sources[one]).name for one in reading.target.others)
        language = reading.wish.request.language
        template = (GUESSED_OF if others else GUESSED)[language]
        names = titles_of(reading.names, reading.wording)
        said = template.format(names=names, others=titles_of(others, reading.wording))
        return Notice("paper_guessed", said, doubts=True)

    # All of it at once

    def _at_once(
        self, progress: Progress, reading: _Reading, text: str, events: list[Event], otherwise: Step | None
    ) -> Step:
        return Step(
            [*events, self._looked(reading)],
            messages=chat_messages(self._prompt(progress, reading, text), []),
            then=partial(self._after, progress, reading, otherwise),
            doubted=otherwise is not None,
        )

    def _prompt(self, progress: Progress, reading: _Reading, text: str) -> str:
        """Ask for the answer, from all of the text or from what was noted of it."""
        request = progress.request
        if reading.wish.task == "question":
            return grounded_prompt(request.question, text, request=request, several=reading.wish.several)
        return text_prompt(request.question, text, self._task_words(reading), request=request)

    @staticmethod
    def _task_words(reading: _Reading) -> str:
        return str(getattr(reading.wording, reading.wish.task, ""))

    async def _after(self, progress: Progress, reading: _Reading, otherwise: Step | None = None) -> Step:
        """Return the remarks on the model's answer, or quotes where it gave none.

        Where the document was doubtful and nothing was found in it, go on as for any other question.
        """
        language = progress.request.language
        if otherwise is not None and progress.status == "not_found" and not progress.writer.text:
            progress.status, progress.writer = "answered", Writer(None)
            progress.denied_by = reading.target.documents
            return otherwise
        if progress.status == "failed":
            progress.writer = Writer(None)
            return await self._extracted(progress, reading, [], notices.instead(language))
        remarks = list(
            await asyncio.to_thread(
                lambda: list(self._answering.afterwards(progress, reading.attributor.comparison))
            )
        )
        if progress.status == "not_found":
            remarks.append(self._nothing(reading))
        elif reading.wish.task == "summary" and progress.status == "answered":
            if dropped := progress.writer.dropped:
                said = reading.wording.dropped.format(
                    count=len(dropped), names=titles_of(reading.names, reading.wording)
                )
                remarks.append(Notice("dropped", said))
            return Step([*await in_thread(self._completed, progress, reading), *remarks])
        return Step(remarks)

    def _completed(self, progress: Progress, reading: _Reading) -> list[Event]:
        """Add the weightiest sentences whose days, amounts or duties are lacking."""
        writer = progress.writer
        said = _MARKS.sub("", writer.marked)
        events: list[Event] = []
        head = f"{reading.wording.also}\n\n" if not said.strip() else f"\n\n{reading.wording.also}\n\n"
        for unit in key_units(self._target_passages(reading.target), said):
            text = f"{head}- {line_of(unit)}"
            events += progress.write(partial(writer.state, text, [unit]))
            head = "\n"
        return events

    def _nothing(self, reading: _Reading) -> Notice:
        return Notice(
            "read_whole", reading.wording.nothing.format(names=titles_of(reading.names, reading.wording))
        )

    # Part by part

    async def _read(
        self, reader: PartReader, progress: Progress, reading: _Reading, known: frozenset[str]
    ) -> AsyncGenerator[Event, None]:
        """Read part by part; each note is kept as it is made."""
        progress.chat = self._chat
        pace, spent, done = reader.pace(), 0.0, 0
        left = sum(part.tokens for part in reading.parts if part.key not in known)
        for number, part in enumerate(reading.parts, start=1):
            if part.key not in known or reading.streams or number == 1:
                yield Working("reading", number, len(reading.parts), round(pace * left, 1) if left else None)
            passages = await asyncio.to_thread(
                list, passages_of(self._library, part.document, part.first, part.last)
            )
            began = time.monotonic()
            note = await reader.note(reading.wish, part, passages, reading.attributor)
            if part.key not in known:
                spent, done, left = spent + time.monotonic() - began, done + part.tokens, left - part.tokens
                pace = spent / max(done, 1)
            place = place_of(passages[0], several=reading.wish.several)
            if note:
                reading.notes.append((place, note))
            if reading.streams:
                for event in await asyncio.to_thread(self._written, progress, reading, passages, place, note):
                    yield event
        if done:
            await asyncio.to_thread(reader.keep_pace, pace)
        if not reading.streams:
            async with aclosing(self._condensed(reader, progress, reading)) as steps:
                async for event in steps:
                    yield event

    def _written(
        self,
        progress: Progress,
        reading: _Reading,
        passages: Sequence[StoredPassage],
        place: str,
        note: str,
    ) -> list[Event]:
        """Write what was noted of a part as the next part of the answer."""
        lines = [line for line in note.split("\n") if line.strip()]
        if reading.wish.task == "outline":
            first = [sentence.text for line in lines for sentence in sentences(line)][:2]
            lines = [] if not first else [f"**{place}**", "", " ".join(first), ""]
            reading.attributor.heading(place)
        else:
            lines = [f"- {line}" for line in lines if self._is_new(reading, line)]
        if not lines:
            return []
        reading.attributor.look_at(passages)
        return list(progress.write(partial(progress.writer.feed, "\n".join(lines) + "\n")))

    @staticmethod
    def _is_new(reading: _Reading, line: str) -> bool:
        own = frozenset(terms(line))
        if own in reading.said:
            return False
        reading.said.add(own)
        return True

    async def _condensed(
        self, reader: PartReader, progress: Progress, reading: _Reading
    ) -> AsyncGenerator[Event, None]:
        """Put notes together until all of them fit the window."""
        assert self._chat is not None
        kind, notes_kept = reader.kind(reading.wish), self._library.part_notes
        budget = self._room(progress.request, reading)
        while len(reading.notes) > 1 and self._chat.count_tokens(_joined(reading.notes)) > budget:
            groups = _grouped(reading.notes, reader.room(reading.wish.words), self._chat.count_tokens)
            if len(groups) == len(reading.notes):
                return
            notes: list[tuple[str, str]] = []
            for number, group in enumerate(groups, start=1):
                yield Working("reading", number, len(groups), None)
                text = _joined(group)
                key = key_of([note for _, note in group])
                note = await asyncio.to_thread(notes_kept.get, key, kind)
                if note is None:
                    note = "\n".join(lines_of(await reader.said(reading.wish, inside(text)))) or text
                    keys = {row.key for row in reading.rows}
                    await asyncio.to_thread(notes_kept.put, key, keys, kind, note)
                notes.append((group[0][0], note))
            reading.notes = notes

    async def _put_together(self, progress: Progress, reading: _Reading, otherwise: Step | None) -> Step:
        """Make the answer of what was noted of the parts."""
        assert self._chat is not None
        if progress.status == "failed":
            return await self._after(progress, reading)
        if reading.streams:
            events = [*await asyncio.to_thread(progress.write, progress.writer.finish)]
            if progress.writer.text:
                return Step(events, then=partial(self._after, progress, reading))
        if not reading.notes or not _joined(reading.notes).strip():
            if otherwise is not None and not reading.target.certain:
                progress.writer = Writer(None)
                progress.denied_by = reading.target.documents
                return otherwise
            progress.status = "not_found"
            progress.writer = Writer(None)
            return Step(spoken(progress, self._nothing(reading).message))
        text = inside(_joined(reading.notes))
        while self._chat.count_tokens(text) > self._room(progress.request, reading):
            text = halves(text)[0]
        return Step(
            messages=chat_messages(self._prompt(progress, reading, text), []),
            then=partial(self._after, progress, reading),
        )

    # Without a model

    async def _extracted(
        self, progress: Progress, reading: _Reading, events: list[Event], why: Notice
    ) -> Step:
        """Answer with the documents' own sentences, word for word."""
        progress.status = "perhaps" if reading.target.unsure else "extracted"
        looked = [self._looked(reading)] if events else []
        asks = reading.wish.task == "question" and not reading.target.asked.overall
        subject = subject_of(progress.request.question) if asks else ""
        if subject:
            told = await in_thread(lambda: speaking_units(self._target_passages(reading.target), subject))
            if not told.units:
                progress.status = "not_found"
                language = progress.request.language
                said = nowhere(subject, titles_of(reading.names, reading.wording), language)
                said += nearest_said(language) if told.nearest else ""
                return Step([*events, *looked, *spoken(progress, said)], quotes=told.nearest)
            return Step([*events, *looked, why], quotes=told.units)
        if asks and (step := await self._answer_quoted(progress, reading)) is not None:
            return replace(step, events=[*events, *looked, *step.events])
        if (reading.target.asked.overall or reading.wish.task in ("summary", "outline")) and (
            outlined := await in_thread(self._tables_outlined, progress, reading)
        ):
            progress.status = "perhaps" if reading.target.unsure else "answered"
            return Step([*events, *looked, *outlined])
        if asks:
            question = progress.request.question
            if named := await in_thread(
                lambda: naming_units(self._target_passages(reading.target), question)
            ):
                progress.status = "perhaps"
                doubt = notices.perhaps_quoted(why, progress.request.language)
                return Step(
                    [*events, *looked, doubt],
                    quotes=named,
                    labels=await in_thread(self._labels, reading, named),
                )
        if reading.wish.task == "question":
            # It is no answer, but what the document is about.
            why = notices.outlined(progress.request.language)
        units = await in_thread(self._quoted, reading)
        if not units:
            progress.status = "not_found"
            return Step([*events, *spoken(progress, self._nothing(reading).message)])
        said = ""
        if reading.wish.task == "outline" and len(units) < reading.sections:
            said = sentence(
                "more_sections", progress.request.language, shown=len(units), all=reading.sections
            )
        elif reading.left:
            said = LEFT[progress.request.language].format(left=reading.left)
        if said:
            gap = "" if progress.request.language in ("zh", "ja") else " "
            why = Notice(why.code, f"{why.message}{gap}{said}", why.hint)
        labels = await in_thread(self._labels, reading, units)
        chosen = reading.wish.task in ("dates", "obligations")
        said_why = [Notice("by_words", BY_WORDS[progress.request.language], why.hint) if chosen else why]
        return Step([*events, *looked, *said_why], quotes=units, labels=labels)

    async def _answer_quoted(self, progress: Progress, reading: _Reading) -> Step | None:
        """Quote the sentences that answer; None where none surely does.

        Where a value is asked for, it is enough that they may.
        """
        question, language = progress.request.question, progress.request.language
        within = frozenset(reading.target.documents)
        found = await in_thread(partial(self._searcher.search, within=within), question, SHOWN_HITS)
        only = reading.target.documents[0] if len(within) == 1 else None
        chosen = await self._answering.likeliest(question, found, only)
        if chosen.doubted or not (chosen.plain or kinds_asked(question)):
            return None  # "what are the risks?" is answered by what says most
        why = notices.extracted(language)
        if not chosen.plain:
            progress.status, why = "perhaps", notices.perhaps_quoted(why, language)
        return Step([why], quotes=chosen.units)

    def _labels(self, reading: _Reading, units: Sequence[Unit]) -> dict[Unit, str]:
        """Name each document before the first of its sentences, where several are read.

        Of a mail it is said who wrote it, and when.
        """
        from assistant.agent.whole.central import sender_and_day  # late, as where it chooses

        several = len(reading.target.documents) > 1
        labels = dict[Unit, str]()
        for unit in {unit.passage.document_id: unit for unit in reversed(units)}.values():
            first = next(passages_of(self._library, unit.passage.document_id), unit.passage)
            name, wrote = as_code(PurePath(unit.passage.source).name), sender_and_day(first)
            if several:
                labels[unit] = f"{name} ({wrote}):" if wrote else f"{name}:"
            elif wrote:
                labels[unit] = f"{wrote}:"
        return labels

    def _tables_outlined(self, progress: Progress, reading: _Reading) -> list[Event]:
        """Say what the columns hold of documents that are nothing but tables."""
        from assistant.agent.whole.central import kind_of_paper, plain_units
        from assistant.agent.whole.sheets import BY_COLUMNS, is_of_tables, table_lines
        from assistant.tables.data.finding import TableFinder

        target, language = reading.target, progress.request.language
        if target.section is not None or not is_of_tables(self._target_passages(target)):
            return []
        if any(
            kind_of_paper(list(islice(passages_of(self._library, one), 3))) == "minutes"
            for one in target.documents
        ):
            return []  # each row is an item
        finder, documents, events = TableFinder(self._library), self._library.documents, list[Event]()
        for number in target.documents:
            lines = table_lines(finder.tables(number), language)
            for unit in plain_units(passages_of(self._library, number)) if lines else ():
                text = f"\n\n{line_of(unit)}" if progress.writer.text else line_of(unit)
                events += progress.write(partial(progress.writer.state, text, [unit]))
            if progress.writer.text:
                events += progress.write(partial(progress.writer.state, "\n", []))
            for line in lines:
                passages = documents.passages({place.passage for place in line.rows})
                units = [Unit(passages[one.passage], one.start, one.end, 0) for one in line.rows]
                text = f"\n{line.text}" if progress.writer.text else line.text
                events += progress.write(partial(progress.writer.state, text, units))
        return (
            [*events, Notice("by_columns", BY_COLUMNS["zh" if language == "zh" else "en"])] if events else []
        )

    def _quoted(self, reading: _Reading) -> list[Unit]:
        task = reading.wish.task
        if task == "section":
            return section_units(self._target_passages(reading.target))
        if task in ("dates", "obligations"):
            listed = listed_units(self._target_passages(reading.target), task)
            return by_owner(listed) if task == "obligations" else listed
        if task in ("summary", "question") and (chosen := self._central(reading)):
            return chosen
        most = MOST_LISTED_SECTIONS if task == "outline" else MOST_SECTIONS
        read = partial(self._target_passages, reading.target)
        outlined, reading.sections = outline_units(read, self._searcher.weights, most)
        if len(outlined) > FEW_SECTIONS:
            return outlined
        # A paper without headings is one section: its days, amounts and parties say more than one sentence.
        said = "\n".join(one.text for one in outlined)
        added = key_units(self._target_passages(reading.target), said)
        return sorted(
            [*outlined, *added], key=lambda one: (one.passage.document_id, one.passage.ordinal, one.start)
        )

    def _central(self, reading: _Reading) -> list[Unit]:
        """Choose what says most of each document; how much is left out is kept."""
        from assistant.agent.cells.cell_model import CellModel
        from assistant.agent.whole.central import central

        told = CellModel(self._embedder, list).topics_of
        units: list[Unit] = []
        for number in reading.target.documents:
            chosen = central(passages_of(self._library, number), self._searcher.weights, told)
            units += chosen.units
            reading.left += chosen.left
        return units


def question_of(library: Library, task: Task, documents: Sequence[int]) -> str:
    """Write the question where only documents and a task were named.

    It is in the language of the first document; for a Chinese reader in Chinese.
    """
    sources = library.documents.sources()
    first = next(passages_of(library, documents[0]), None)
    language = language_of(first.text[:LANGUAGE_CHARS]) if first is not None else "en"
    language = "zh" if i18n.language() == "zh" else language
    return question_for(task, tuple(PurePath(sources[number]).name for number in documents), language)


def _joined(notes: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(f"[{place}]\n{note}" for place, note in notes)


def _grouped(
    notes: Sequence[tuple[str, str]], room: int, count: Callable[[str], int]
) -> list[list[tuple[str, str]]]:
    """Group neighbouring notes that are read at once.

    Args:
        notes: The place and the words of each.
        room: Most tokens of a group.
        count: Counts tokens.
    """
    groups: list[list[tuple[str, str]]] = []
    used = 0
    for note in notes:
        tokens = count(_joined([note])) + 2
        if groups and used + tokens <= room:
            groups[-1].append(note)
            used += tokens
        else:
            groups.append([note])
            used = tokens
    return groups
