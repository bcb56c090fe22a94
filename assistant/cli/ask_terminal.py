"""Draw an answer in a terminal: finished blocks once, the growing one in place."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.markdown import Heading, Markdown
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from assistant.cli.ask_plain import WORKING, Line, closing_lines, opening_lines
from assistant.cli.console import notice_line, quiet_terminal
from assistant.events import (
    Answer,
    Event,
    Looked,
    Notice,
    Passages,
    Reasoning,
    TurnView,
    Working,
    fold,
)
from assistant.i18n import _
from assistant.markdown import answer_parser
from assistant.presentation import DETAIL, FIRST
from assistant.text import clean, without_stars
from assistant.wording import count, enumerated, part_of, passed

WIDEST = 100
"""Longer lines are hard to read, however wide the terminal is."""
_MARK = re.compile(r"(\[(?:\d{1,3}|\?)\])")
_MARK_STYLES = {"[?]": Style(color="yellow", bold=True)}
_CITATION_STYLE = Style(color="cyan")


def finished_part(text: str) -> int:
    """Return how many characters of a growing text are in finished blocks.

    A block is finished when another has begun after it; the last one may still grow.
    """
    starts = [
        token.map[0]
        for token in answer_parser().parse(text)
        if token.level == 0 and token.map and token.nesting >= 0
    ]
    if len(starts) < 2:
        return 0
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: starts[-1]])


def rendered(text: str) -> Blocks:
    """Render Markdown."""
    return Blocks(_Markdown(text))


def as_written(text: str) -> Blocks:
    """Render a text that is not Markdown."""
    return Blocks(_AsWritten(text.strip("\n")))


class _AsWritten:
    """A text that is not Markdown; rows of tables stand in columns."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from assistant.table_text import drawn

        yield Text(drawn(without_stars(self.text), options.max_width))


class _PlainHeading(Heading):
    """A heading at the left, without a frame: an answer is no page."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.text.plain, Style(bold=True), justify="left")


class _Markdown(Markdown):
    elements = {**Markdown.elements, "heading_open": _PlainHeading}  # noqa: RUF012 - as the base class has it

    def __init__(self, text: str) -> None:
        super().__init__("", code_theme="ansi_dark", hyperlinks=False)
        self.markup = text
        self.parsed = answer_parser().parse(text)


class Blocks:
    """Blocks of text with the marks of citations in colour.

    Args:
        drawn: The text; already without anything that could drive a terminal.
    """

    def __init__(self, drawn: Markdown | _AsWritten) -> None:
        self._drawn = drawn

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.lines(console, options):
            yield from line
            yield Segment.line()

    def lines(self, console: Console, options: ConsoleOptions) -> list[list[Segment]]:
        """Render to lines, without empty ones at either end."""
        options = options.update(height=None, max_width=min(options.max_width, WIDEST))
        lines = console.render_lines(self._drawn, options, pad=False)
        full = [number for number, line in enumerate(lines) if any(part.text.strip() for part in line)]
        return [
            [part for segment in line for part in _coloured(segment)]
            for line in (lines[full[0] : full[-1] + 1] if full else [])
        ]


def _coloured(segment: Segment) -> Iterator[Segment]:
    """Split a segment at its marks, which have their own style."""
    # Again: "&#x202e;" was harmless as it was written, and is a mark of direction once it is Markdown.
    text = segment.text if segment.control else clean(segment.text)
    if segment.control or "[" not in text:
        yield Segment(text, segment.style, segment.control)
        return
    for part in _MARK.split(text):
        if _MARK.fullmatch(part):
            yield Segment(part, _MARK_STYLES.get(part, _CITATION_STYLE))
        elif part:
            yield Segment(part, segment.style)


REFRESH_PER_SECOND = 10
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class TerminalAnswer:
    """Draws a turn.

    Args:
        console: Where to draw.
        show_reasoning: Whether the reasoning itself is shown, not only that there is some.
        sources: Whether the sources are shown below the answer.
    """

    def __init__(self, console: Console, *, show_reasoning: bool, sources: bool = True) -> None:
        self._sources = sources
        self._console = console
        self._width = min(console.width, WIDEST)
        self._show_reasoning = show_reasoning
        self._growing = _Growing()
        self._waiting = _Waiting(_("Searching"))
        self._live: Live | None = None
        self._reasoning_chars = 0
        self._reasoning_began = self._asked = 0.0
        self._answering = self._line_open = self._nearest_shown = False
        self._view = TurnView()
        self._notices: list[Notice] = []
        self._quiet = ExitStack()
        self._quiet.enter_context(quiet_terminal())
        self._start(self._waiting)

    def show(self, event: Event) -> None:
        """Draw what an event adds."""
        if isinstance(event, Notice) and event in self._view.notices:
            return
        self._view = fold(self._view, event)
        match event:
            case Passages():
                found = (
                    _("Reading {passages}", passages=count(len(event.hits), "passage"))
                    if event.hits
                    else _("Thinking")
                )
                self._waiting.say(found)
            case Reasoning():
                self._reason(clean(event.text))
            case Answer():
                self._answer(clean(event.text))
            case Working():
                self._work(event)
            case Looked():
                self._print(Line(f"{event.said}\n", "dim"))
            case Notice() if event.code in FIRST and not self._answering:
                # What is quoted word for word is no Markdown: its stars and underscores are its own.
                self._growing.verbatim |= event.code == "extracted"
                self._nearest_shown |= event.code == "perhaps"
                self._end_reasoning()
                for line in opening_lines(event, self._view):
                    self._print(line)
            case Notice(code="perhaps"):
                pass  # it stands in the end, where the passages do
            case Notice() if event.code == DETAIL and not self._show_reasoning:
                pass
            case Notice():
                self._notices.append(event)
            case _:
                pass

    def close(self) -> None:
        """Print the rest of the answer, and what is missing of a turn that does not end."""
        self._stop()
        self._quiet.close()
        self._end_reasoning()
        if self._growing.text.strip():
            self._print_blocks(self._growing.text)
        self._growing.text = ""
        if self._view.finished is None:
            self._print_notices(self._notices)

    def end(self, view: TurnView) -> None:
        """Print the doubts beside the answer, then the sources and the remarks."""
        self._print_notices([one for one in self._notices if one.doubts], "yellow")
        self._notices = [one for one in self._notices if not one.doubts]
        for line in closing_lines(view, nearest_shown=self._nearest_shown, sources=self._sources):
            self._print(line)
        self._print_notices(self._notices)

    def _print_notices(self, notices: Sequence[Notice], style: str = "dim") -> None:
        if notices:
            self._console.print()
        for notice in notices:
            self._print(Line(notice_line(notice), style))

    # What is being done

    def _work(self, event: Working) -> None:
        """Show what is being done until the answer begins."""
        asked = self._view.looked is not None and self._view.looked.road == "each"
        part = part_of(event.part, event.parts, event.left_s, asked=asked)
        reads = part if asked else _("Reading {part}", part=part)
        said = reads if part else _(WORKING[event.stage])
        if self._answering:
            self._growing.doing = f"{said} …" if part else ""
            return
        self._waiting.say(said)
        self._waiting.expect(None if part else event.left_s)
        if event.stage == "reading":
            self._asked = time.monotonic()
        if self._live is None:
            self._end_reasoning()
            self._start(self._waiting)

    def _reason(self, text: str) -> None:
        if self._reasoning_chars == 0:
            self._reasoning_began = time.monotonic()
            self._asked = self._asked or self._reasoning_began
            if self._show_reasoning:
                self._stop()
        self._reasoning_chars += len(text)
        if self._show_reasoning:
            self._console.print(Text(text), style="dim", end="", soft_wrap=True)
            self._line_open = not text.endswith("\n")
        else:
            self._waiting.say(
                _("Reasoning"),
                _("{reasoning_chars} characters", reasoning_chars=f"{self._reasoning_chars:,}"),
                self._asked,
            )

    def _end_reasoning(self) -> None:
        """Print once, when the answer begins, how long the model reasoned."""
        if self._reasoning_chars == 0 or self._answering:
            return
        if self._line_open:
            self._console.print()
            self._line_open = False
        seconds = time.monotonic() - self._reasoning_began
        line = _(
            "Reasoned for {seconds} s, {reasoning_chars} characters",
            seconds=f"{seconds:.0f}",
            reasoning_chars=f"{self._reasoning_chars:,}",
        )
        self._console.print(Text(f"{line}\n", style="dim"))
        self._reasoning_chars = 0

    # The answer

    def _answer(self, text: str) -> None:
        if not self._answering:
            self._stop()
            self._end_reasoning()
            self._answering = True
            self._start(self._growing)
        self._growing.text += text
        done = finished_part(self._growing.text)
        if done:
            self._print_blocks(self._growing.text[:done])
            self._growing.text = self._growing.text[done:]

    def _print_blocks(self, text: str) -> None:
        if self._growing.follows:
            self._console.print()
        self._console.print(self._growing.drawn(text))
        self._growing.follows = True

    # The live part

    def _start(self, what: _Waiting | _Growing) -> None:
        self._live = Live(
            what,
            console=self._console,
            refresh_per_second=REFRESH_PER_SECOND,
            transient=True,
            vertical_overflow="crop",
        )
        self._live.start()

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _print(self, line: Line) -> None:
        """Print a line; its text is wrapped beside its label."""
        label, text = Text(clean(line.label), "cyan"), Text(clean(line.text), line.style)
        grid = Table.grid()
        grid.add_column(no_wrap=True, width=label.cell_len)
        grid.add_column()
        grid.add_row(label, text)
        self._console.print(grid if label else text, width=self._width)


class _Waiting:
    """One dim line that says what is being waited for, and for how long."""

    def __init__(self, what: str) -> None:
        self._state = (what, "", time.monotonic())
        self._expected_s: float | None = None

    def say(self, what: str, detail: str = "", began: float | None = None) -> None:
        """Change what is waited for, counted from a given moment or from now."""
        self._state = (what, detail, time.monotonic() if began is None else began)

    def expect(self, seconds: float | None) -> None:
        """Say how long it usually takes, or None where nobody knows."""
        self._expected_s = seconds

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        what, detail, began = self._state
        seconds = time.monotonic() - began
        frame = _FRAMES[int(seconds * REFRESH_PER_SECOND) % len(_FRAMES)]
        parts = [f"{frame} {what} … {passed(seconds, self._expected_s)}", *([detail] if detail else [])]
        yield Text(enumerated(parts), style="dim", no_wrap=True, overflow="ellipsis")


class _Growing:
    """The block that is being written; the end of it if it is taller than the screen.

    Attributes:
        text: Its Markdown.
        follows: Whether blocks stand above it.
        verbatim: Whether it is shown as it is written.
        doing: What is done meanwhile, which stands below it; empty for nothing.
    """

    def __init__(self) -> None:
        self.text = self.doing = ""
        self.follows = self.verbatim = False

    def drawn(self, text: str) -> Blocks:
        """Render a part of the answer."""
        return as_written(text) if self.verbatim else rendered(text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = self.drawn(self.text).lines(console, options)
        if self.follows and lines:
            lines.insert(0, [])
        for line in lines[-max(console.height - 2 - 2 * bool(self.doing), 1) :]:
            yield from line
            yield Segment.line()
        if self.doing:
            yield Segment.line()
            yield Text(self.doing, style="dim", no_wrap=True, overflow="ellipsis")
