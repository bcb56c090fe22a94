"""Filters over the files of a library: by folder, and by what became of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.i18n import _, mark
from assistant.text import clean_line
from assistant.wording import count
from tui.themes import MUTED
from tui.widgets.file_list import SIGNS, FileState

ALL = ""
"""Stands for all folders."""
CHOICES: tuple[tuple[str, FileState | None], ...] = (
    (mark("All"), None), (mark("Failed"), "failed"), (mark("Partly"), "partly"), (mark("Not read"), "skipped"),
)  # fmt: skip
"""What may be chosen, one after the other."""


class FolderList(OptionList):
    """All folders, then each with its number of files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", mark("What to do with the folder")),
        Binding("enter", "all", mark("The files")),
    ]

    class Looked(Message):
        """Another folder was selected; ALL for all of them."""

        def __init__(self, root: str) -> None:
            super().__init__()
            self.root = root

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self._roots: list[str] = []

    @property
    def root(self) -> str:
        """The selected folder."""
        at = self.highlighted
        return self._roots[at] if at is not None and at < len(self._roots) else ALL

    def show(self, counted: Mapping[str, Mapping[FileState, int]], marked: Collection[str]) -> None:
        """Show folders; the selected one stays selected.

        Args:
            counted: Files of each state, by folder.
            marked: Places that questions are narrowed to.
        """
        before = self.root
        self._roots = [ALL, *counted]
        every: dict[FileState, int] = {}
        for states in counted.values():
            for state, number in states.items():
                every[state] = every.get(state, 0) + number
        options = [_option(_("All folders"), every, marked=False)]
        options += [
            _option(name, counted[root], marked=root in marked) for root, name in _names(list(counted))
        ]
        at = self._roots.index(before) if before in self._roots else 0
        self.set_options(options)
        self.highlighted = at

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with a folder, or with all of them."""
        return (self.root == ALL) == (action == "all") if action in ("select", "all") else True

    def action_all(self) -> None:
        """Go to the files of all folders."""
        self.action_select()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Post the selected folder."""
        event.stop()
        self.refresh_bindings()
        self.post_message(self.Looked(self.root))


def _names(roots: Sequence[str]) -> list[tuple[str, str]]:
    """Name folders by their last part; those that share it, by the part above too."""
    last = [os.path.basename(root.rstrip(os.sep)) or root for root in roots]  # noqa: PTH119
    names = []
    for root, name in zip(roots, last, strict=True):
        above = os.path.basename(os.path.dirname(root.rstrip(os.sep)))  # noqa: PTH119, PTH120
        names.append((root, name if last.count(name) == 1 else f"{above}{os.sep}{name}"))
    return names


def _option(name: str, states: Mapping[FileState, int], *, marked: bool) -> Option:
    parts: list[str | Content | tuple[str, str]] = [
        ("▸" if marked else " ", "$accent"),
        clean_line(name),
        "\n",
    ]
    parts.append((f"  {count(sum(states.values()), 'file')}", MUTED))
    if failed := states.get("failed", 0):
        parts.append((f"  ! {failed:,}", "$text-error"))
    return Option(Content.assemble(*parts))


class StateFilter(Horizontal):
    """A line of choices with how many files each has."""

    class Chosen(Message):
        """Files of one state are wanted, or all.

        Attributes:
            state: None for all.
        """

        def __init__(self, state: FileState | None) -> None:
            super().__init__()
            self.state = state

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state: FileState | None = None
        self._counts: Mapping[FileState, int] = dict.fromkeys(SIGNS, 0)

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        yield Static(Content.styled("← →", "$accent"), id="arrows", markup=False)
        for number in range(len(CHOICES)):
            yield Static(id=f"state-{number + 1}", classes="choice", markup=False)

    def on_mount(self) -> None:
        """Draw them."""
        self.show(self._counts)

    def show(self, counts: Mapping[FileState, int]) -> None:
        """Show how many files there are of each state."""
        self._counts = counts
        for number, (name, state) in enumerate(CHOICES, 1):
            files = sum(counts.values()) if state is None else counts[state]
            sign = f"{SIGNS[state]} " if state is not None else ""
            line, shown = self.query_one(f"#state-{number}", Static), _(name)
            line.update(Content(f"{sign}{shown} {files:,}"))
            line.set_class(state == self.state, "-chosen")

    def step(self, by: int) -> None:
        """Choose the one after (1) or before (-1) what is chosen."""
        states = [state for _name, state in CHOICES]
        self.choose((states.index(self.state) + by) % len(CHOICES) + 1)

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
