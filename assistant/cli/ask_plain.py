"""Write an answer as plain text: the answer to stdout, all else to stderr."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from rich.cells import cell_len

from assistant.cli import console
from assistant.cli.console import notice_line
from assistant.events import (
    NEAREST,
    Answer,
    Citation,
    Event,
    Hit,
    Looked,
    Notice,
    Reasoning,
    Stage,
    TurnView,
    Working,
    fold,
    nearest,
)
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.presentation import DETAIL, FIRST, OFFER, TurnEnd, kind_of, turn_end
from assistant.text import clean_line, rows_as_words
from assistant.wording import about, ended, enumerated, excerpt, part_of, passed, together, where

WORKING: dict[Stage, str] = {
    "searching": mark("Searching"),
    "loading": mark("Loading the model"),
    "reading": mark("Reading the passages"),
    "answering": mark("Answering"),
    "checking": mark("Checking the answer against your documents"),
}
FIRST_SAID_S = 10.0
"""So long is waited before a line says what is being done."""
SAID_EVERY_S = 30.0
_INDENT = "    "
_NEAREST_CHARS, _ROWS_CHARS = 240, 100
"""Characters that are shown of a passage, and of one of rows, which say little in a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line above or below an answer.

    Attributes:
        text: What it says; an empty line where there is nothing.
        style: How it looks in a terminal.
        label: What stands before the text, which is wrapped beside it.
    """

    text: str
    style: str = ""
    label: str = ""


class PlainAnswer:
    """Writes a turn for a pipe or a file.

    Args:
        show_reasoning: Whether the reasoning is written to standard error.
        sources: Whether the sources go with the answer; None has them on standard error.
    """

    def __init__(self, *, show_reasoning: bool, sources: bool | None = None) -> None:
        self._show_reasoning = show_reasoning
        self._sources = sources
        self._waiting = _WaitLines(_("Searching"))
        self._doubted = False
        self._begun = self._line_open = self._reasoned = self._nearest_shown = False
        self._quoted = ""  # word for word, not written yet: rows of tables are drawn in columns
        self._is_quoted = self._works = False
        self._view = TurnView()
        self._last: list[Notice] = []

    def show(self, event: Event) -> None:
        """Write what an event adds."""
        if isinstance(event, Notice) and event in self._view.notices:
            return
        self._view = fold(self._view, event)
        with self._waiting.held():
            self._show(event)

    def _show(self, event: Event) -> None:
        if not isinstance(event, Working):
            self._waiting.clear()
        if isinstance(event, Notice) and not self._works and event.code not in FIRST:
            self._last.append(event)  # what is missing here is said after the answer
            return
        self._works = True
        self._is_quoted |= isinstance(event, Notice) and event.code == "extracted"
        match event:
            case Answer():
                self._waiting.stop()
                self._end_reasoning()
                self._begun = True
                if self._is_quoted:
                    self._quoted += event.text
                else:
                    self._put(event.text)
            case Reasoning() if self._show_reasoning:
                self._waiting.stop()
                console.say(event.text, end="")
                self._reasoned = True
            case Reasoning():
                self._waiting.say(_("Reasoning"), None)
            case Working(stage="reading", left_s=float(left)) if console.is_terminal(sys.stderr):
                # The answer goes elsewhere: who waits is told for how long.
                said = _("The model reads the passages; the answer takes about {time}.", time=about(left))
                self._waiting.clear()
                console.say_styled((said, "dim"))
                self._waiting.say(_(WORKING["reading"]), left)
            case Working():
                asked = self._view.looked is not None and self._view.looked.road == "each"
                part = part_of(event.part, event.parts, event.left_s, asked=asked)
                said = enumerated([_(WORKING[event.stage]), *([part] if part else [])])
                self._waiting.say(said, None if part else event.left_s)
            case Looked():
                self._end_line()
                console.say_styled((clean_line(event.said), "dim"))
            case Notice(code="perhaps"):
                self._doubt(event.message, parted=self._begun or not self._sources)
                if not self._begun and self._sources is not False:  # else the passages stand in the end
                    self._nearest_shown = True
                    for line in _nearest_lines(nearest(self._view), self._view.searched_for):
                        self._say(line)
                    self._say(Line(""))
            case Notice(doubts=True):
                self._doubt(event.message)
                if event.hint:  # what can be done about it stands behind the answer
                    self._last.append(Notice(event.code, event.hint))
            case Notice() if event.code == OFFER:
                self._last.append(event)
            case Notice() if event.code == DETAIL and not self._show_reasoning:
                pass
            case Notice():
                self._end_line()
                console.say(notice_line(event))
            case _:
                pass

    def close(self) -> None:
        """End the line that was begun; of a turn that did not end, say what is missing."""
        self._waiting.stop()
        self._end_line()
        if self._view.finished is None:
            self._say_last()

    def _put(self, text: str) -> None:
        console.put(text, end="")
        console.flush()
        self._line_open = not text.endswith("\n") if text else self._line_open

    def _end_line(self) -> None:
        self._end_reasoning()
        if self._quoted:
            quoted, self._quoted = self._quoted, ""
            self._put(console.drawn(quoted, console.PIPE_WIDTH))
        if self._line_open:
            console.put()
            console.flush()
            self._line_open = False

    def end(self, view: TurnView) -> None:
        """Write the sources and the remarks."""
        finished = view.finished
        if finished is not None and finished.status == "perhaps" and not self._doubted:
            self._doubt(ended(kind_of("perhaps", view)))
        for line in closing_lines(
            view, nearest_shown=self._nearest_shown, sources=self._sources is not False
        ):
            self._say(line)
        self._say_last()

    def _say_last(self) -> None:
        for number, notice in enumerate(self._last):
            console.say(("" if number else "\n") + notice_line(notice))

    def _end_reasoning(self) -> None:
        if self._reasoned:
            console.say("\n")
            self._reasoned = False

    def _doubt(self, text: str, *, parted: bool = True) -> None:
        """Write beside the answer that it may be none: before it, or below it."""
        self._end_line()
        before, after = ("\n", "") if self._begun else ("", "\n" if parted else "")
        console.put_styled(before, (clean_line(text), "yellow"), after)
        console.flush()
        self._doubted = True

    def _say(self, line: Line) -> None:
        write = console.put_styled if self._sources else console.say_styled
        write((line.label, "cyan"), (line.text, line.style))


class _WaitLines:
    """Says now and then on standard error what is being done, until the answer comes.

    A pipe or a log shows no clock that runs, and a model may take minutes. In a terminal it is one line, which goes when something
    else is said.

    Args:
        what: What is being done first.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._expected_s: float | None = None
        self._began = time.monotonic()
        self._in_place = console.is_terminal(sys.stderr)
        self._shown = False
        self._writing = threading.RLock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def say(self, what: str, expected_s: float | None) -> None:
        """Change what is being done, and how long it usually takes."""
        if what != self._what:
            self._began = time.monotonic()
        self._what, self._expected_s = what, expected_s

    def held(self) -> AbstractContextManager[object]:
        """Say nothing during the block, in which something else is written."""
        return self._writing

    def stop(self) -> None:
        """Say nothing more."""
        self._stopped.set()
        self.clear()

    def clear(self) -> None:
        """Take the line away that stands in a terminal."""
        with self._writing:
            if self._shown:
                console.erase_line()
            self._shown = False

    def _line(self) -> str:
        """Write the line; in a terminal it is one row, as only one is taken away."""
        taken = passed(time.monotonic() - self._began, self._expected_s)
        line, most = f"{self._what} … {taken}", console.width(sys.stderr) - 1
        if not self._in_place or cell_len(line) <= most:
            return line
        what = console.fitted(self._what, max(most - cell_len(taken) - 1, 1))
        return console.fitted(f"{what.rstrip()} {taken}", most).rstrip()

    def _run(self) -> None:
        wait_s = FIRST_SAID_S
        while not self._stopped.wait(wait_s):
            try:
                with self._writing:
                    if self._stopped.is_set():
                        return
                    self.clear()
                    console.say_styled((self._line(), "dim"))
                    self._shown = self._in_place
            except (console.ReaderGone, console.OutputLost):
                return  # who writes the answer meets the same
            wait_s = 1.0 if self._in_place else SAID_EVERY_S


def opening_lines(notice: Notice, view: TurnView) -> Iterator[Line]:
    """Format the lines before an answer: a notice on its kind, and an empty line.

    Where the documents do not confirm what follows, the passages come first.

    Args:
        notice: One that says what kind of answer comes.
        view: The turn so far.
    """
    said = together(clean_line(notice.message), clean_line(notice.hint))
    if notice.code != "perhaps":
        yield Line(said, "dim")
    else:
        yield Line(said, "yellow")
        yield from _nearest_lines(nearest(view), view.searched_for)
    yield Line("")


def closing_lines(view: TurnView, *, nearest_shown: bool = False, sources: bool = True) -> Iterator[Line]:
    """Format the lines that follow a finished answer.

    Args:
        view: The turn.
        nearest_shown: Whether the nearest passages stand above the answer.
        sources: Whether sources and passages are among them.
    """
    if view.finished is None:
        return
    end = turn_end(view)
    if end.citations and sources:
        yield Line("")
        yield Line(end.sources_title, "bold")
        yield from _sources(end)
    if end.nearest and sources and not nearest_shown:
        yield Line("")
        yield Line(end.nearest_title, "bold")
        yield from _nearest_lines(end.nearest, end.about)
    remarks = [end.unconfirmed, end.error and _("The answer is not complete: {error}", error=end.error)]
    if any(remarks):
        yield Line("")
    for remark in filter(None, remarks):
        yield Line(remark, "yellow")


def stopped_lines(view: TurnView) -> Iterator[Line]:
    """Format the best passages of a turn that was stopped before its answer began."""
    if view.answer or not view.hits:
        return
    yield Line("")
    yield Line(_("Found before it was stopped"), "bold")
    yield from _nearest_lines(view.hits[:NEAREST], view.searched_for)


def _sources(end: TurnEnd) -> Iterator[Line]:
    """Format the sources: their places, and words that are not in the answer."""
    numbers: dict[str, list[int]] = {}
    for one in end.citations:
        if one.number in end.said:
            numbers.setdefault(_place(one), []).append(one.number)
    for citation in end.citations:
        place = _place(citation)
        if citation.number not in end.said:
            yield Line(place, label=f"[{citation.number}] ")
            yield Line(f"“{clean_line(rows_as_words(citation.quote))}”", "dim", _INDENT)
        elif alike := numbers.pop(place, None):
            yield Line(place, label="".join(f"[{number}] " for number in alike))


def _place(words: Citation | Hit) -> str:
    return where(words.source, words.page, words.heading, words.confidence, words.page_label)


def _nearest_lines(hits: Sequence[Hit], question: str) -> Iterator[Line]:
    """Format the nearest passages: where each stands, and the part on the question."""
    for hit in hits:
        yield Line(_place(hit), label=" •  ")
        chars = _ROWS_CHARS if hit.text.startswith("|") else _NEAREST_CHARS
        yield Line(excerpt(hit.text, question, chars), "dim", _INDENT)
