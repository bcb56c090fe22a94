"""An answer as plain text: the answer alone on standard output, everything about it on standard error."""

from __future__ import annotations

from assistant.cli import console
from assistant.cli.console import notice_line
from assistant.cli.turn_end import Line, closing_lines, opening_lines
from assistant.events import Answer, Event, Notice, Reasoning, TurnView, fold

LAST = frozenset(("ask_anyway",))
"""Notices that say what can be done now; they come after the sources."""


class PlainAnswer:
    """Writes a turn for a pipe or a file.

    Args:
        show_reasoning: Whether the reasoning is written to standard error.
    """

    def __init__(self, *, show_reasoning: bool) -> None:
        self._show_reasoning = show_reasoning
        self._begun = self._line_open = self._reasoned = self._nearest_shown = False
        self._view = TurnView()
        self._last: list[Notice] = []

    def show(self, event: Event) -> None:
        """Write what an event adds."""
        self._view = fold(self._view, event)
        match event:
            case Answer():
                self._end_reasoning()
                console.put(event.text, end="")
                console.flush()
                self._begun = True
                self._line_open = not event.text.endswith("\n") if event.text else self._line_open
            case Reasoning() if self._show_reasoning:
                console.say(event.text, end="")
                self._reasoned = True
            case Notice(code="perhaps"):
                if not self._begun:  # else it stands in the end, where the passages do
                    self.close()
                    self._nearest_shown = True
                    for line in opening_lines(event, self._view):
                        _say(line)
            case Notice() if event.code in LAST:
                self._last.append(event)
            case Notice():
                self.close()
                console.say(notice_line(event))
            case _:
                pass

    def close(self) -> None:
        """End the line that the answer, or the reasoning, stopped in: the next one may go to the same file."""
        self._end_reasoning()
        if self._line_open:
            console.put()
            console.flush()
            self._line_open = False

    def end(self, view: TurnView) -> None:
        """Write the sources, and what should be known of the answer."""
        for line in closing_lines(view, nearest_shown=self._nearest_shown):
            _say(line)
        for number, notice in enumerate(self._last):
            console.say(("" if number else "\n") + notice_line(notice))

    def _end_reasoning(self) -> None:
        if self._reasoned:
            console.say("\n")
            self._reasoned = False


def _say(line: Line) -> None:
    console.say_styled((line.label, "cyan"), (line.text, line.style))
