"""The conversations: found by typing, renamed, taken out, and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.aio.client import Talk
from assistant.text import clean_line
from tui.themes import MUTED

NONE_FOUND = "In none of them. Escape shows all."
WEEK = 7


class ConversationList(OptionList):
    """The list itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/"),
        Binding("r", "rename", "Rename"),
        Binding("d,delete", "forget", "Delete"),
        Binding("u", "screen.undo", "Undo", show=False),
    ]

    class RenameWanted(Message):
        """The highlighted conversation is to get another title."""

    class ForgetWanted(Message):
        """The highlighted conversation is to be deleted."""

    class FindWanted(Message):
        """Conversations are to be looked for."""

    def action_rename(self) -> None:
        """Ask for another title."""
        self.post_message(self.RenameWanted())

    def action_forget(self) -> None:
        """Delete it."""
        self.post_message(self.ForgetWanted())

    def action_find(self) -> None:
        """Look for conversations by what was said."""
        self.post_message(self.FindWanted())


class Conversations(Vertical):
    """The pane at the left."""

    class Chosen(Message):
        """A conversation is to be shown.

        Attributes:
            talk: The conversation.
        """

        def __init__(self, talk: Talk) -> None:
            super().__init__()
            self.talk = talk

    class Sought(Message):
        """Conversations are looked for by what is said in them.

        Attributes:
            words: What was typed.
        """

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class UndoWanted(Message):
        """What was deleted last is wanted back."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._talks: dict[str, Talk] = {}

    def compose(self) -> ComposeResult:
        """Lay out the search, the list, and the line that undoes."""
        yield Static("Conversations", classes="title", markup=False)
        yield Input(placeholder="Find what was said …", id="find", compact=True)
        yield Static(NONE_FOUND, id="none", markup=False)
        yield ConversationList(id="list", markup=False, compact=True)
        yield Static(id="undo", markup=False)

    def on_mount(self) -> None:
        """Start with nothing to undo."""
        self.offer_undo("")
        self.query_one("#none").display = False

    def show(self, talks: Sequence[Talk], current: int | None) -> None:
        """Show some conversations.

        Args:
            talks: The latest first.
            current: The one on the screen.
        """
        listing = self.query_one(ConversationList)
        before, old = self.highlighted, list(self._talks)
        self._talks = {str(talk.id): talk for talk in talks}
        listing.set_options(_by_day(talks, current, datetime.now().astimezone()))
        under_cursor = str(before.id) if before is not None and listing.has_focus else None
        at = _cursor(old, list(self._talks), under_cursor, str(current))
        listing.highlighted = listing.get_option_index(at) if at is not None else None
        self.query_one("#none").display = not talks and bool(self.query_one("#find", Input).value)

    @property
    def talks(self) -> tuple[Talk, ...]:
        """Those that are shown."""
        return tuple(self._talks.values())

    @property
    def is_narrowed(self) -> bool:
        """Whether only those are shown in which some words stand."""
        return bool(self.query_one("#find", Input).value)

    def widen(self) -> None:
        """Show all conversations again."""
        self.query_one("#find", Input).value = ""

    @property
    def highlighted(self) -> Talk | None:
        """The conversation that the cursor is on."""
        option = self.query_one(ConversationList).highlighted_option
        return self._talks.get(option.id or "") if option is not None else None

    def offer_undo(self, title: str) -> None:
        """Offer to bring a conversation back, or nothing where the title is empty."""
        line = self.query_one("#undo", Static)
        line.display = bool(title)
        line.update(
            Content.assemble("Deleted “", clean_line(title), "”. ", ("Undo (U in the list)", "bold $accent"))
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        talk = self._talks.get(event.option.id or "")
        if talk is not None:
            self.post_message(self.Chosen(talk))

    @on(Input.Changed, "#find")
    def _sought(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Sought(event.value))

    @on(ConversationList.FindWanted)
    def _to_find(self) -> None:
        self.query_one("#find", Input).focus()

    @on(Input.Submitted, "#find")
    def _to_list(self) -> None:
        self.query_one(ConversationList).focus()

    def on_click(self, event: object) -> None:
        """Undo, where that line was clicked."""
        if getattr(getattr(event, "widget", None), "id", "") == "undo":
            self.post_message(self.UndoWanted())


def _by_day(talks: Sequence[Talk], current: int | None, now: datetime) -> list[Option]:
    """Give a line for each conversation, under a line for each time that some are of."""
    options: list[Option] = []
    before = ""
    for talk in talks:
        day = _day(datetime.fromtimestamp(talk.updated_at).astimezone(), now)
        if day != before:
            options.append(Option(Content.styled(f"  {day}", f"bold {MUTED}"), disabled=True))
            before = day
        options.append(Option(_line(talk, current=talk.id == current), str(talk.id)))
    return options


def _cursor(old: Sequence[str], new: Sequence[str], under_cursor: str | None, current: str) -> str | None:
    """Give where the cursor goes in a new list: it stays, or what has taken the place of what is gone; else the current."""
    if under_cursor in new:
        return under_cursor
    if under_cursor in old and new:
        return new[min(old.index(under_cursor), len(new) - 1)]
    return current if current in new else next(iter(new), None)


def _day(then: datetime, now: datetime) -> str:
    days = (now.date() - then.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < WEEK:
        return "This week"
    return f"{then:%B %Y}" if then.year != now.year else f"{then:%B}"


def _line(talk: Talk, *, current: bool) -> Content:
    sign = "● " if current else "  "
    return Content.assemble((sign, "$accent"), (clean_line(talk.title) or "…", "bold" if current else ""))
