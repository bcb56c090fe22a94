"""Which files are shown, by what became of them: a number key or a click chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.widgets.file_list import SIGNS, State

CHOICES: tuple[tuple[str, State | None], ...] = (
    ("All", None), ("Failed", "failed"), ("Partly", "partly"), ("Not read", "skipped"),
)  # fmt: skip
"""What may be chosen, by the keys 1, 2, 3 and so on."""


class StateFilter(Horizontal):
    """A line of choices with how many files each has."""

    class Chosen(Message):
        """Files of one state are wanted, or all.

        Attributes:
            state: None for all.
        """

        def __init__(self, state: State | None) -> None:
            super().__init__()
            self.state = state

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state: State | None = None
        self._counts: Mapping[State, int] = dict.fromkeys(SIGNS, 0)

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        for number in range(len(CHOICES)):
            yield Static(id=f"state-{number + 1}", classes="choice", markup=False)

    def on_mount(self) -> None:
        """Draw them."""
        self.show(self._counts)

    def show(self, counts: Mapping[State, int]) -> None:
        """Show how many files there are of each state."""
        self._counts = counts
        for number, (name, state) in enumerate(CHOICES, 1):
            files = sum(counts.values()) if state is None else counts[state]
            sign = f"{SIGNS[state]} " if state is not None else ""
            line = self.query_one(f"#state-{number}", Static)
            line.update(Content.assemble((f"{number} ", "$accent"), f"{sign}{name} {files:,}"))
            line.set_class(state == self.state, "-chosen")

    def choose(self, number: int) -> None:
        """Choose by number, from 1."""
        self.state = CHOICES[number - 1][1]
        self.show(self._counts)
        self.post_message(self.Chosen(self.state))

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        name = cast("str", getattr(event.widget, "id", None) or "")
        if name.startswith("state-"):
            self.choose(int(name.removeprefix("state-")))
