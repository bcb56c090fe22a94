"""The pane of conversations: listed by day, found by typing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.i18n import _, mark
from assistant.line_breaks import wrapped
from assistant.text import clean_line
from tui.base import BaseApp
from tui.themes import MUTED

if TYPE_CHECKING:
    from textual.timer import Timer

    from assistant.api import Conversation

NONE_FOUND = mark("No conversation matches. Escape shows all.")
WEEK = 7
INDENT, USUAL_CELLS = 2, 40
UNDO_S = 10.0
"""Seconds that it is said how a deleted conversation comes back; the key works longer."""
WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_TAG = re.compile(r"(^|\s)#")
"""Tags are found by their words, as they are written or without the sign."""
_STAMP = re.compile(r" · (\d{4}-\d\d-\d\d(?: [\d:]+)?)$")
MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"),
    mark("July"), mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip


class ConversationList(OptionList):
    """The list itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", mark("Find"), key_display="/"),
        Binding("r", "rename", mark("Rename")),
        Binding("p", "pin", mark("Pin")),
        Binding("t", "tag", mark("Tags")),
        Binding("d,delete", "forget", mark("Delete")),
        Binding("u", "screen.undo", mark("Undo"), show=False),
    ]

    class RenameWanted(Message):
        """The highlighted conversation is to get another title."""

    class ForgetWanted(Message):
        """The highlighted conversation is to be deleted."""

    class PinWanted(Message):
        """The highlighted conversation is to stay above the others, or no longer."""

    class TagWanted(Message):
        """The highlighted conversation is to be filed under words."""

    class FindWanted(Message):
        """Conversations are to be looked for."""

    def action_rename(self) -> None:
        """Ask for another title."""
        self.post_message(self.RenameWanted())

    def action_pin(self) -> None:
        """Let it stay above the others, or no longer."""
        self.post_message(self.PinWanted())

    def action_tag(self) -> None:
        """Ask for the words that it is filed under."""
        self.post_message(self.TagWanted())

    def action_forget(self) -> None:
        """Delete it."""
        self.post_message(self.ForgetWanted())

    def action_find(self) -> None:
        """Look for conversations by what was said."""
        self.post_message(self.FindWanted())


class ConversationPane(Vertical):
    """The pane at the left."""

    app = getters.app(BaseApp)

    class Chosen(Message):
        """A conversation is to be shown.

        Attributes:
            conversation: The conversation.
        """

        def __init__(self, conversation: Conversation) -> None:
            super().__init__()
            self.conversation = conversation

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
        self._conversations: dict[str, Conversation] = {}
        self._current: int | None = None
        self._undo_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the search, the list, and the line that undoes."""
        yield Static(_("Conversations"), classes="title", markup=False)
        yield Input(placeholder=_("Find what was said …"), id="find", compact=True)
        yield Static(_(NONE_FOUND), id="none", markup=False)
        yield ConversationList(id="list", markup=False, compact=True)
        yield Static(id="undo", markup=False)

    def on_mount(self) -> None:
        """Start with nothing to undo."""
        self.add_class("panel")
        self.border_title = _("Conversations")
        self.offer_undo("")
        self.query_one("#none").display = False

    def show(self, conversations: Sequence[Conversation], current: int | None) -> None:
        """Show some conversations.

        Args:
            conversations: The latest first; those that are pinned are shown above.
            current: The one on the screen.
        """
        listing = self.query_one(ConversationList)
        conversations = sorted(conversations, key=lambda one: not one.pinned)
        before, old = self.highlighted, list(self._conversations)
        self._conversations = {str(conversation.id): conversation for conversation in conversations}
        self._current = current
        width = listing.scrollable_content_region.width or USUAL_CELLS
        listing.set_options(_by_day(conversations, current, datetime.now().astimezone(), width))
        under_cursor = str(before.id) if before is not None and listing.has_focus else None
        at = _cursor(old, list(self._conversations), under_cursor, str(current))
        listing.highlighted = listing.get_option_index(at) if at is not None else None
        self.query_one("#none").display = not conversations and bool(self.query_one("#find", Input).value)

    def on_resize(self) -> None:
        """Break the titles anew."""
        if self._conversations:
            self.call_after_refresh(lambda: self.show(self.conversations, self._current))

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        """Those that are shown."""
        return tuple(self._conversations.values())

    @property
    def is_narrowed(self) -> bool:
        """Whether a search is active."""
        return bool(self.query_one("#find", Input).value)

    @property
    def is_searching(self) -> bool:
        """Whether words are being written that conversations are found by."""
        return self.query_one("#find", Input).has_focus

    def widen(self) -> None:
        """Show all conversations again, with the cursor in their list."""
        self.query_one("#find", Input).value = ""
        self.query_one(ConversationList).focus()

    @property
    def highlighted(self) -> Conversation | None:
        """The conversation that the cursor is on."""
        option = self.query_one(ConversationList).highlighted_option
        return self._conversations.get(option.id or "") if option is not None else None

    def offer_undo(self, title: str) -> None:
        """Offer for a while to bring a conversation back; nothing for an empty title."""
        line = self.query_one("#undo", Static)
        line.display = bool(title)
        if self._undo_timer is not None:
            self._undo_timer.stop()
        self._undo_timer = self.set_timer(UNDO_S, partial(setattr, line, "display", False)) if title else None
        line.update(
            Content.assemble(
                _("Deleted “"), clean_line(title), _("”. "), (_("Undo (U in the list)"), "bold $accent")
            )
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        conversation = self._conversations.get(event.option.id or "")
        if conversation is not None:
            self.post_message(self.Chosen(conversation))

    @on(Input.Changed, "#find")
    def _sought(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Sought(_TAG.sub(r"\1", event.value)))

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


def _by_day(
    conversations: Sequence[Conversation], current: int | None, now: datetime, width: int = USUAL_CELLS
) -> list[Option]:
    """Return an option for each conversation, under a heading for each period."""
    options: list[Option] = []
    before = ""
    for conversation in conversations:
        then = datetime.fromtimestamp(conversation.updated_at).astimezone()
        day = _("Pinned") if conversation.pinned else _day(then, now)
        if day != before:
            options.append(Option(Content.styled(f"  {day}", f"bold {MUTED}"), disabled=True))
            before = day
        line = _line(conversation, _time(then, now), width, current=conversation.id == current)
        options.append(Option(line, str(conversation.id)))
    return options


def _cursor(old: Sequence[str], new: Sequence[str], under_cursor: str | None, current: str) -> str | None:
    """Choose the cursor in a new list: the same id, its successor, or the current."""
    if under_cursor in new:
        return under_cursor
    if under_cursor in old and new:
        return new[min(old.index(under_cursor), len(new) - 1)]
    return current if current in new else next(iter(new), None)


def _day(then: datetime, now: datetime) -> str:
    days = (now.date() - then.date()).days
    if days <= 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    if days < WEEK:
        return _("This week")
    month = _(MONTHS[then.month - 1])
    return _("{month} {year}", month=month, year=then.year) if then.year != now.year else month


def _time(then: datetime, now: datetime) -> str:
    """Write when it was within its day, week or month, as short as that can be said."""
    days = (now.date() - then.date()).days
    if days <= 1:
        return f"{then:%H:%M}"
    if days < WEEK:
        return _(WEEKDAYS[then.weekday()])
    return _("{day}.{month}.", day=then.day, month=then.month)


def _line(conversation: Conversation, time: str, width: int, *, current: bool) -> Content:
    title = clean_line(conversation.title) or "…"
    stamp = _STAMP.search(title)
    # What tells it from another of its title would be cut off in a narrow column; where it is the day of the heading, the time does.
    aside = ""
    if stamp is not None:
        title = title[: stamp.start()]
        if stamp[1][:10] != f"{datetime.fromtimestamp(conversation.updated_at):%Y-%m-%d}":
            aside = stamp[1]
    below = [time, aside, *(f"#{clean_line(tag)}" for tag in conversation.tags)]
    first, *rest = wrapped(title, width - INDENT)
    lines: list[tuple[str, str]] = [(first, "bold" if current else "")]
    if rest:  # a long title goes on beside the time: many begin alike
        room = width - INDENT - cell_len(time) - 1
        going_on = str(Content(title[len(first) :].strip()).truncate(room, ellipsis=True))
        lines += [
            ("\n  ", ""),
            (going_on, lines[0][1]),
            (" " * (room - cell_len(going_on) + 1) + below.pop(0), MUTED),
        ]
    if any(below):
        lines.append(("\n  " + " ".join(filter(None, below)), MUTED))
    return Content.assemble(("● " if current else "  ", "$accent"), *lines)
