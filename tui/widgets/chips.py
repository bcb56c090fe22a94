"""What questions look at: chips above the composer that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from assistant.i18n import _, mark
from assistant.text import clean_line

Kind = Literal["inside", "beside"]
MOST_CHARS = 36


class Chip(Static, can_focus=True):
    """One thing that questions are restricted to.

    Args:
        kind: "inside" for a place, a format or a date, "beside" for a file that is read for now.
        value: As questions are asked with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace,enter,x", "take_away", mark("Remove")),
        Binding("left", "app.focus_previous", mark("Previous"), show=False),
        Binding("right", "app.focus_next", mark("Next"), show=False),
    ]

    class TakenAway(Message):
        """A chip is to go.

        Attributes:
            kind: As the chip's.
            value: As the chip's.
        """

        def __init__(self, kind: Kind, value: str) -> None:
            super().__init__()
            self.kind = kind
            self.value = value

    def __init__(self, kind: Kind, value: str) -> None:
        words = chip_words(kind, value)
        super().__init__(Content.assemble(words, ("  ✕", "bold $accent")), markup=False)
        self.kind = kind
        self.value = value
        self.words = words
        self.tooltip = clean_line(value)

    def action_take_away(self) -> None:
        """Post `TakenAway`."""
        self.post_message(self.TakenAway(self.kind, self.value))

    def on_click(self) -> None:
        """Take it away."""
        self.action_take_away()


class Chips(Horizontal):
    """The row; hidden where nothing is restricted."""

    DEFAULT_CSS = """
    Chips { height: 1; max-width: 114; margin: 0 2; display: none; overflow: hidden; }
    Chips.-some { display: block; }
    Chip { width: auto; height: 1; margin: 0 1 0 0; padding: 0 1; background: $panel; color: $foreground; }
    Chip:hover { background: $border; }
    Chip:focus { background: $primary; color: $background; text-style: bold; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[tuple[Kind, str], ...] = ()
        self._inside: tuple[str, ...] = ()
        self._beside: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out nothing at first."""
        yield from ()

    def show_inside(self, inside: Sequence[str]) -> None:
        """Show where questions look."""
        self._inside = tuple(inside)
        self._draw()

    def show_beside(self, paths: Sequence[str]) -> None:
        """Show which files are read for now."""
        self._beside = tuple(paths)
        self._draw()

    @property
    def words(self) -> list[str]:
        """What stands on the chips."""
        return [chip_words(kind, value) for kind, value in self._shown]

    def take_last(self) -> None:
        """Take the last chip away."""
        if self._shown:
            self.post_message(Chip.TakenAway(*self._shown[-1]))

    def _draw(self) -> None:
        wanted: list[tuple[Kind, str]] = [("inside", one) for one in self._inside]
        wanted += [("beside", one) for one in self._beside]
        if tuple(wanted) == self._shown:
            return
        self._shown = tuple(wanted)
        self.set_class(bool(wanted), "-some")
        self.run_worker(self._exchange(), exclusive=True, group="chips")

    async def _exchange(self) -> None:
        had_focus = self.has_focus_within
        await self.remove_children()
        chips = [Chip(kind, value) for kind, value in self._shown]
        await self.mount(*chips)
        if had_focus:
            if chips:
                chips[-1].focus()
            else:
                self.screen.focus_previous()


def chip_words(kind: Kind, value: str) -> str:
    """Write what a chip restricts questions to."""
    name, colon, what = value.partition(":")
    if kind == "beside":
        words = _("asking {name}", name=PurePath(value).name)
    elif colon and name == "kind":
        words = _("only {kind}", kind=what)
    elif colon and name == "since":
        words = _("from {day} on", day=what)
    elif colon and name == "until":
        words = _("until {day}", day=what)
    else:
        words = _("in {place}", place=PurePath(value).name or value)
    words = clean_line(words)
    return words if len(words) <= MOST_CHARS else words[: MOST_CHARS - 1] + "…"
