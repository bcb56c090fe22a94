"""The conversations: found by typing, renamed, taken out, and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.desk.desk import Talk
from assistant.text_safety import clean_line


class ConversationList(OptionList):
    """The list itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "rename", "Rename"),
        Binding("d,delete", "forget", "Delete"),
        Binding("u", "screen.undo", "Undo", show=False),
    ]

    class RenameWanted(Message):
        """The highlighted conversation is to get another title."""

    class ForgetWanted(Message):
        """The highlighted conversation is to be deleted."""

    def action_rename(self) -> None:
        """Ask for another title."""
        self.post_message(self.RenameWanted())

    def action_forget(self) -> None:
        """Delete it."""
        self.post_message(self.ForgetWanted())


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
        yield Input(placeholder="Find …", id="find", compact=True)
        yield ConversationList(id="list", markup=False, compact=True)
        yield Static(id="undo", markup=False)

    def on_mount(self) -> None:
        """Start with nothing to undo."""
        self.offer_undo("")

    def show(self, talks: Sequence[Talk], current: int | None) -> None:
        """Show some conversations.

        Args:
            talks: The latest first.
            current: The one on the screen.
        """
        listing = self.query_one(ConversationList)
        self._talks = {str(talk.id): talk for talk in talks}
        listing.clear_options()
        listing.add_options(Option(_line(talk, current=talk.id == current), str(talk.id)) for talk in talks)
        at = next((index for index, talk in enumerate(talks) if talk.id == current), None)
        listing.highlighted = at if at is not None else (0 if talks else None)

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

    @on(Input.Submitted, "#find")
    def _to_list(self) -> None:
        self.query_one(ConversationList).focus()

    def on_click(self, event: object) -> None:
        """Undo, where that line was clicked."""
        if getattr(getattr(event, "widget", None), "id", "") == "undo":
            self.post_message(self.UndoWanted())


def _line(talk: Talk, *, current: bool) -> Content:
    sign = "● " if current else "  "
    return Content.assemble((sign, "$accent"), (clean_line(talk.title) or "…", "bold" if current else ""))
