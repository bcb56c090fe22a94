"""One turn: question, reasoning, answer, remarks and sources."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Label, Static

from assistant.events import (
    Answer,
    Citation,
    Event,
    Finished,
    Hit,
    Looked,
    Notice,
    Passages,
    Reasoning,
    Stage,
    TurnStatus,
    TurnView,
    Working,
    fold,
    nearest,
)
from assistant.i18n import _, mark
from assistant.presentation import KIND_NOTICES, SOURCES, heading, kind_of, turn_end
from assistant.text import clean, clean_line, rows_as_words
from assistant.wording import count, duration, excerpt, headings, part_of, passed, together, where
from tui.base import BaseApp
from tui.themes import MUTED
from tui.widgets.answer import AnswerText

TAIL_LINES = 6
TAIL_CHARS = 900
"""While it thinks, its last words are shown; all of them once it is unfolded."""
TWO_LINES = 64
"""Columns below which the words of a source stand in a line of their own."""
FRAME_S = 0.12
EXCERPT_CHARS = 240
MOST_FOUND, MOST_FOUND_LOW = 8, 5
"""Most passages that are shown while an answer is made, and on a screen with few lines."""
LOW_LINES = 34
LEAST_WRITING_S = 1.0
"""An answer that is written sooner says nothing of how fast that was."""
LEAST_SPEED_S = 2.0
"""So long an answer is written before it is told how fast that goes."""
SIGNS: dict[TurnStatus, str] = {
    "answered": "",
    "perhaps": "≈",
    "extracted": "≡",
    "general": "◇",
    "not_found": "∅",
    "interrupted": "■",
    "failed": "✗",
}
"""What stands before the words that say how a turn ended."""
NOTHING_SAID = mark("■ Stopped before anything was said; Ctrl+R asks again")
WORKING: dict[Stage, str] = {
    "searching": mark("… Searching your documents"),
    "loading": mark("… Loading the model"),
    "reading": mark("… The model reads the passages"),
    "answering": mark("… The model answers"),
    "checking": mark("… Checking the answer against your documents"),
}
HINTS = {
    "empty": mark("F2 adds a folder."),
    "no_answer": mark("Ask again with Think off, or with more context (F3)."),
    "ask_anyway": mark("Ctrl+O asks it."),
}
"""What is done here where the hint names a command."""


class ReasoningFold(Widget, can_focus=True):
    """A fold with reasoning in it.

    Args:
        text: What was reasoned so far.
        live: Whether the model is at it now.
    """

    app = getters.app(BaseApp)

    BINDINGS = [Binding("enter,space", "fold", mark("Fold or unfold"))]  # noqa: RUF012 - as the base class has it

    def __init__(self, text: str = "", *, live: bool = False) -> None:
        super().__init__()
        self.text = clean(text)
        self.live = live
        self.open = live
        self._shown = ""
        self._began = time.monotonic()
        self._took: float | None = None
        self._drawn_at = 0.0
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the line that folds, and the body."""
        yield Static(classes="head", markup=False)
        yield Static(classes="body", markup=False)

    def on_mount(self) -> None:
        """Draw, and keep the time while it thinks."""
        self._draw()
        if self.live:
            self._tick = self.set_interval(FRAME_S, self._draw_when_due)

    def write(self, piece: str) -> None:
        """Add a piece; it is drawn with the next tick."""
        if not self.text:
            self._began = time.monotonic()
        self.text += clean(piece)

    def finish(self) -> None:
        """Fold: the answer starts, or nothing more comes."""
        if not self.live:
            return
        self.live, self.open = False, False
        self._took = time.monotonic() - self._began
        if self._tick is not None:
            self._tick.stop()
        self._draw()

    def action_fold(self) -> None:
        """Fold or unfold."""
        self.open = not self.open
        self._draw()

    def on_click(self) -> None:
        """Fold or unfold."""
        self.action_fold()

    def _draw_when_due(self) -> None:
        if not self.app.drawing_waits_s(self._drawn_at):
            self._draw()

    def _draw(self) -> None:
        self.display = bool(self.text)
        self.set_class(self.open, "-open")
        if not self.text:
            return
        self.query_one(".head", Static).update(Content(self._head()), layout=False)
        body, shown = self.query_one(".body", Static), _tail(self.text) if self.live else self.text.strip()
        # The whole page is laid out anew for each update, and the clock ticks while no text comes.
        if self.open and shown != self._shown:
            self._shown, self._drawn_at = shown, time.monotonic()
            body.update(Content(shown))
        body.display = self.open

    def _head(self) -> str:
        sign = "▾" if self.open else "▸"
        size = _("{characters} characters", characters=f"{len(self.text):,}")
        if self.live:
            so_far = duration(time.monotonic() - self._began)
            return _("{sign} Reasoning … {time} · {size}", sign=sign, time=so_far, size=size)
        took = f"{duration(self._took)} · " if self._took is not None else ""
        return _("{sign} Reasoning · {took}{size}", sign=sign, took=took, size=size)


def _tail(text: str) -> str:
    lines = text[-TAIL_CHARS:].strip().split("\n")
    return "\n".join(lines[-TAIL_LINES:])


class SourceLine(Static, can_focus=True):
    """One source: where the words stand, and the words.

    Args:
        words: The citation, or a passage that was found.
        about: The question; of a passage the part is shown that is about it.
        apart: Whether the words stand on a line of their own.
    """

    app = getters.app(BaseApp)

    BINDINGS = [  # noqa: RUF012 - as the base class has it
        Binding("enter", "open", mark("Open the source")),
        Binding("o", "open_file", mark("Open the file")),
        Binding("O", "open_folder", mark("Its folder"), key_display="Shift+O"),
        Binding("up,k", "step(-1)", mark("Previous"), show=False),
        Binding("down,j", "step(1)", mark("Next"), show=False),
    ]

    class Opened(Message):
        """A source is to be read.

        Attributes:
            line: The line.
            words: The citation, or the passage.
        """

        def __init__(self, line: SourceLine, words: Citation | Hit) -> None:
            super().__init__()
            self.line = line
            self.words = words

        @property
        def control(self) -> SourceLine:
            """The line."""
            return self.line

    def __init__(self, words: Citation | Hit, about: str = "", *, apart: bool = False) -> None:
        super().__init__(markup=False)
        self.words = words
        self._about = about
        self._apart = apart
        self._numbers: tuple[int, ...] = (words.number,) if isinstance(words, Citation) else ()

    def on_mount(self) -> None:
        """Write the line."""
        self._write()

    def on_resize(self) -> None:
        """Put the words below their place where both find no room in a line."""
        if self.has_class("-narrow") != (0 < self.size.width < TWO_LINES):
            self.toggle_class("-narrow")
            self._write()

    def cite(self, number: int) -> None:
        """Mark a passage that was found as one that the answer cites."""
        if number not in self._numbers:
            self._numbers = (*self._numbers, number)
            self.add_class("-cited")
            self._write()

    def _write(self) -> None:
        words = self.words
        sign = "".join(f"[{number}]" for number in self._numbers) or " •"
        said = words.quote if isinstance(words, Citation) else excerpt(words.text, self._about, EXCERPT_CHARS)
        # The whole trail stands beside the source; here it would leave no room for the words.
        place = where(
            Path(words.source).name,
            words.page,
            headings(words.heading)[-1:],
            words.confidence,
            words.page_label,
        )
        quote = Content.styled(f"“{' '.join(clean_line(rows_as_words(said)).split())}”", f"{MUTED} italic")
        if self._apart:
            self.update(Content.assemble((place, "bold"), "\n", quote))
        else:
            between = "\n    " if self.has_class("-narrow") else "  "
            self.update(Content.assemble((f"{sign} ", "bold $accent"), place, between, quote))

    def action_step(self, direction: int) -> None:
        """Focus the source before or after; the first and the last keep it."""
        lines = [line for line in self.screen.query(SourceLine) if line.focusable]
        at = lines.index(self) + direction
        if 0 <= at < len(lines):
            lines[at].focus()

    def action_open(self) -> None:
        """Post `Opened`."""
        self.post_message(self.Opened(self, self.words))

    def action_open_file(self) -> None:
        """Open the file in its own program, at its page."""
        self.app.open_source(self.words.source, self.words.page)

    def action_open_folder(self) -> None:
        """Open the folder of the file."""
        self.app.open_source(self.words.source, folder=True)

    def on_click(self) -> None:
        """Post `Opened`."""
        self.focus()
        self.action_open()


class Sources(Vertical):
    """The sources of one answer.

    Args:
        title: What stands above them; may be empty.
        words: Citations, or passages that were found.
        about: The question that passages were found for.
        whole: Whether the words stand apart and in full, and are not cut where the screen ends.
    """

    def __init__(
        self, title: str, words: Sequence[Citation | Hit], about: str = "", *, whole: bool = False
    ) -> None:
        super().__init__(classes="-whole" if whole else "")
        self._title = title
        self._words = tuple(words)
        self._about = about
        self._whole = whole

    def compose(self) -> ComposeResult:
        """Lay out a line for each."""
        if self._title:
            yield Label(self._title, classes="title", markup=False)
        for words in self._words:
            yield SourceLine(words, self._about, apart=self._whole)

    def cite(self, citation: Citation) -> bool:
        """Mark the passage that is cited; False where it is not among them."""
        lines = [line for line in self.query(SourceLine) if line.words.passage_id == citation.passage_id]
        for line in lines:
            line.cite(citation.number)
        return bool(lines)


class Turn(Vertical):
    """A turn of a conversation, finished or under way.

    Args:
        question: As it was asked.
        view: What is known of the turn.
        live: Whether it is under way.

    Attributes:
        fault: Why the turn failed, with a hint; empty if it did not.
    """

    def __init__(self, question: str, view: TurnView | None = None, *, live: bool = False) -> None:
        super().__init__(classes="turn -live" if live else "turn")
        self.question = question
        self.view = view or TurnView()
        self.live = live
        self.reasoning = ReasoningFold(self.view.reasoning, live=live)
        self.answer = AnswerText(self.view.answer, quotes=_quotes(self.view))
        self._looked = Static(classes="looked", markup=False)
        self._kind = Static(classes="kind", markup=False)
        self._before = Vertical(classes="before")
        self._after = Vertical(classes="after")
        self._foot = Static(classes="foot", markup=False)
        self._said = ""
        self._waits: tuple[str, float, float | None] | None = None
        self._found: Sources | None = None
        self._writes_since = 0.0
        self._clock: Timer | None = None
        self.fault = ""

    def compose(self) -> ComposeResult:
        """Lay out what there is."""
        yield Static(Content(clean(self.question)), classes="question", markup=False)
        yield self._looked
        yield self.reasoning
        yield self._kind
        yield self._before
        yield self.answer
        yield self._after
        yield self._foot

    async def on_mount(self) -> None:
        """Draw the end of a finished turn, or that one is under way."""
        self._show_looked()
        if self.view.finished is not None:
            await self._finish(self.view.finished)
        else:
            self._kind.display = False
            self._say(_("… Searching your documents"))
            self._clock = self.set_interval(1.0, self._tell_wait)

    @property
    def _about(self) -> str:
        """The question as it was searched for."""
        return self.view.searched_for or self.question

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the answer rests on."""
        return self.view.citations

    def citation(self, number: int) -> Citation | None:
        """Return the citation with a number."""
        return next((one for one in self.citations if one.number == number), None)

    def wait_for(self, words: str) -> None:
        """Show what is waited for first; empty where nothing is any more."""
        self._say(words or _("… Searching your documents"))

    async def show(self, event: Event) -> None:
        """Draw what an event adds."""
        self.view = fold(self.view, event)
        match event:
            case Passages(hits=hits):
                self._say(
                    _("… {passages} found", passages=count(len(hits), "passage"))
                    if hits
                    else _("… Nothing found")
                )
                await self._show_found(hits)
            case Citation():
                if self._found is not None:
                    self._found.cite(event)
            case Reasoning(text):
                self._writes_since = self._writes_since or time.monotonic()
                began, expected_s = self._waits[1:] if self._waits else (time.monotonic(), None)
                if self._waits is None:
                    self._say(_("… The model reasons"))
                self._waits = (_("… The model reasons"), began, expected_s)
                self.reasoning.write(text)
            case Looked():
                self._show_looked()
            case Working(stage=stage, parts=parts) if parts or not self.view.answer:
                if stage in ("answering", "checking"):
                    self.reasoning.finish()
                asked = self.view.looked is not None and self.view.looked.road == "each"
                part = part_of(event.part, event.parts, event.left_s, asked=asked)
                reads = f"… {part}" if asked else _("… Reading {part}", part=part)
                self._say(reads if part else _(WORKING[stage]))
                if stage in ("answering", "checking"):
                    self._writes_since = self._writes_since or time.monotonic()
                if not part and stage != "searching":
                    self._waits = (_(WORKING[stage]), time.monotonic(), event.left_s)
                    self._tell_wait()
            case Notice(code="perhaps"):
                await self._lead()
            case Notice(code="extracted"):
                self.answer.quotes = True
            case Answer(text):
                self._writes_since = self._writes_since or time.monotonic()
                if self._waits is not None:
                    self._say(_(WORKING["answering"]))
                self.reasoning.finish()
                await self.answer.write(text)
            case Finished():
                self.reasoning.finish()
                await self._finish(event)
            case _:
                pass

    async def fail(self, message: str, hint: str) -> None:
        """Show that the turn failed or was cut off, and a hint."""
        self.reasoning.finish()
        self._end("interrupted" if self.view.answer or self.view.reasoning else "failed")
        self.fault = together(clean_line(message), clean_line(hint))
        await self._follow([("! ", self.fault)], (), "", keeps_found=True)

    async def stop(self) -> None:
        """Show that the user stopped the turn."""
        self.reasoning.finish()
        self._end("interrupted")
        await self._follow([], self.view.citations, heading(SOURCES, self.view), keeps_found=True)

    async def _finish(self, finished: Finished) -> None:
        self.answer.quotes = _quotes(self.view)  # as where the turn is opened again
        await self.answer.show(finished.answer)
        self._end(finished.status)
        end = turn_end(self.view)
        remarks = [("! ", _in_one(one)) for one in end.notices if one.code not in KIND_NOTICES]
        if end.unconfirmed:
            remarks.append(("", end.unconfirmed))  # it begins with the mark
        if finished.error and not any(finished.error in said for _sign, said in remarks):
            remarks.append(("! ", end.error))
        if end.nearest_first:
            await self._lead()
        if finished.status == "not_found" and not end.citations:
            await self._follow(remarks, end.nearest, end.nearest_title)
        else:
            cut_off = finished.status in ("interrupted", "failed")
            await self._follow(remarks, end.citations, end.sources_title, keeps_found=cut_off)
            if (end.quotes or finished.status == "not_found") and end.nearest:
                await self._after.mount(Sources(end.nearest_title, end.nearest, self._about))
        if end.offer is not None:
            said = Content.assemble(("◇ ", "bold"), _in_one(end.offer))
            await self._after.mount(Static(said, classes="offer", markup=False))
        self._say(_spent(finished, time.monotonic() - self._writes_since if self._writes_since else 0.0))

    async def _lead(self) -> None:
        """Show the nearest passages above an answer that nothing confirms."""
        self.add_class("-perhaps")
        self._show_kind("perhaps")
        await self._before.remove_children()
        if passages := nearest(self.view):
            await self._before.mount(Sources("", passages, self._about, whole=True))

    async def _show_found(self, hits: Sequence[Hit]) -> None:
        """Show what was found at once; a later search takes its place."""
        if self._found is not None:
            await self._found.remove()
            self._found = None
        if hits and self.view.finished is None:
            most = MOST_FOUND_LOW if self.app.size.height < LOW_LINES else MOST_FOUND
            self._found = Sources(_("Found"), hits[:most], self._about)
            await self._after.mount(self._found)

    async def _follow(
        self,
        remarks: list[tuple[str, str]],
        words: tuple[Citation | Hit, ...],
        title: str,
        *,
        keeps_found: bool = False,
    ) -> None:
        """Show remarks and sources, for which what was found gives way where it may."""
        found = self._found
        if found is not None and keeps_found:
            words = tuple(one for one in words if not (isinstance(one, Citation) and found.cite(one)))
            await self._after.remove_children([child for child in self._after.children if child is not found])
        else:
            found = self._found = None
            await self._after.remove_children()
        lines = [
            Static(Content.assemble((sign, "bold $warning"), said), classes="remark", markup=False)
            for sign, said in remarks
        ]
        sources = [Sources(title, words, self._about)] if words else []
        await self._after.mount(*lines, *sources, before=found)

    def _end(self, status: TurnStatus) -> None:
        self.live = False
        self.remove_class("-live")
        self.add_class(f"-{status.replace('_', '-')}")
        self._show_kind(status)
        self._say("")
        if self._clock is not None:
            self._clock.stop()

    def _show_kind(self, status: TurnStatus) -> None:
        nothing = status == "interrupted" and not (self.view.answer or self.view.reasoning)
        words = _(NOTHING_SAID) if nothing else f"{SIGNS[status]} {kind_of(status, self.view)}".strip()
        self._kind.display = bool(words)
        self._kind.update(Content(words))

    def _show_looked(self) -> None:
        """Show what the question was taken for, where the turn said so."""
        looked = self.view.looked
        self._looked.display = looked is not None
        self._looked.update(Content(clean_line(looked.said) if looked is not None else ""))

    def _tell_wait(self) -> None:
        """Show how long the answer takes, of how long it usually takes."""
        now = time.monotonic()
        if self._waits is not None:
            what, began, expected_s = self._waits
            if expected_s is not None or now - began >= 1:
                self._show_foot(_("{what}, {time}", what=what, time=passed(now - began, expected_s)))
        elif self.view.answer and self._writes_since and now - self._writes_since >= LEAST_SPEED_S:
            written = len(self.view.answer) + len(self.view.reasoning)
            speed = round(written / (now - self._writes_since))
            self._show_foot(_("… The model answers, {speed} characters a second", speed=speed))

    def _say(self, words: str) -> None:
        """Show the state of the turn below it."""
        self._waits = None
        self._show_foot(words)

    def _show_foot(self, words: str) -> None:
        if words != self._said:
            self._said = words
            self._foot.update(Content(words))
            self._foot.display = bool(words)

    def first_source(self) -> SourceLine | None:
        """Return the line of the first source."""
        return next(iter(self.query(SourceLine)), None)


def _quotes(view: TurnView) -> bool:
    """Whether the answer of a turn is of sentences of documents."""
    finished = view.finished
    return finished is not None and finished.status in ("extracted", "perhaps") and not finished.chat_model


def _in_one(notice: Notice) -> str:
    hint = _(HINTS[notice.code]) if notice.code in HINTS else notice.hint
    return together(clean_line(notice.message), clean_line(hint))


def _spent(finished: Finished, writing_s: float) -> str:
    """Write what a turn cost, and who answered.

    Args:
        finished: The turn.
        writing_s: How long the model wrote; 0 where nobody looked.
    """
    usage = finished.usage
    parts = [clean_line(finished.chat_model) or _("no model"), duration(usage.seconds)]
    if usage.prompt_tokens is not None and usage.context_tokens:
        used = usage.prompt_tokens + (usage.answer_tokens or 0)
        parts.append(
            _(
                "{used} of {context_tokens} tokens",
                used=f"{used:,}",
                context_tokens=f"{usage.context_tokens:,}",
            )
        )
    if usage.answer_tokens and writing_s >= LEAST_WRITING_S:
        parts.append(_("{speed} tokens a second", speed=f"{usage.answer_tokens / writing_s:.1f}"))
    return " · ".join(parts)
