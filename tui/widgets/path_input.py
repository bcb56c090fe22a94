"""A path field with completion, inline and in a list below."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.errors import AssistantError
from assistant.i18n import mark
from assistant.text import clean_line
from assistant.wording import together
from tui.base import BaseApp

if TYPE_CHECKING:
    from assistant.paths import Completion


class _Ahead(Suggester):
    """Asks what a typed path may become, when it has changed."""

    def __init__(self, complete: Callable[[str], Awaitable[str | None]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        return await self._complete(value)


class _Field(Input):
    """Leaves the keys that move in the list below to what is around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "pick(-1)", mark("Up"), show=False),
        Binding("down", "pick(1)", mark("Down"), show=False),
        Binding("tab", "take", mark("Complete"), priority=True),
    ]

    def action_pick(self, by: int) -> None:
        self.around().pick(by)

    def action_take(self) -> None:
        if not self.around().take():
            self.screen.focus_next()

    def around(self) -> PathInput:
        return next(one for one in self.ancestors if isinstance(one, PathInput))


class PathInput(Vertical):
    """A path field: Tab, or Down and Enter, completes; Enter accepts.

    Control characters in names are not shown; the exact path is kept.

    Args:
        label: What stands before the field.
        placeholder: What stands in it while it is empty.
    """

    app = getters.app(BaseApp)

    class Accepted(Message):
        """There is something at the path, and Enter was pressed.

        Attributes:
            path: Absolute and exact.
        """

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, label: str, placeholder: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label, self._placeholder = label, placeholder
        self._found: Sequence[Completion] = ()
        self._exact: dict[str, str] = {}
        self._one_at_a_time = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Lay out the field, the list over what is below, and the line for what is wrong."""
        with Horizontal(classes="line"):
            yield Static(self._label, classes="label", markup=False)
            yield _Field(placeholder=self._placeholder, suggester=_Ahead(self._complete), compact=True)
        listing = OptionList(markup=False, compact=True, classes="completions")
        listing.can_focus = False
        yield listing
        yield Static(classes="wrong", markup=False)

    def on_mount(self) -> None:
        """Start with the field alone."""
        self._close()
        self._say("")

    @property
    def field(self) -> Input:
        """Where the path is typed."""
        return self.query_one(_Field)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return bool(self._list.display)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def clear(self) -> None:
        """Clear the field."""
        self.field.value = ""
        self._close()
        self._say("")

    def close(self) -> bool:
        """Close the list; False where it was closed."""
        was_open = self.is_open
        self._close()
        return was_open

    # Completion

    async def _complete(self, value: str) -> str | None:
        """List the completions of a typed path, and return the inline suggestion."""
        async with self._one_at_a_time:  # a slow drive is asked once for the latest, not once for each key
            if value != self.field.value:
                return None
            found = await self.app.client.completions(self._exact_path(value))
        if value != self.field.value or not self.is_mounted:
            return None
        self._show(value, found)
        ahead = next((one.shown for one in found if one.shown.startswith(value)), None)
        return ahead if ahead != value else None

    def _show(self, value: str, found: Sequence[Completion]) -> None:
        done = [one.shown for one in found] == [value]
        self._found = () if done else found
        self._list.set_options(Option(_choice(one)) for one in self._found)
        self._list.highlighted = None
        self._list.display = bool(self._found) and self.field.has_focus

    def pick(self, by: int) -> None:
        """Move in the list."""
        if not self.is_open:
            return
        at = self._list.highlighted
        last = len(self._found) - 1
        self._list.highlighted = (0 if by > 0 else last) if at is None else min(max(at + by, 0), last)

    def take(self) -> bool:
        """Complete with the picked or the first entry; False if there is none."""
        if not self.is_open or not self._found:
            return False
        self._complete_with(self._found[self._list.highlighted or 0])
        return True

    def _complete_with(self, one: Completion) -> None:
        if one.shown != one.path:
            self._exact[one.shown] = one.path
        self._close()
        self.field.value = one.shown
        self.field.cursor_position = len(one.shown)

    def _exact_path(self, value: str) -> str:
        """Return the exact path behind the shown text."""
        shown = max((one for one in self._exact if value.startswith(one)), key=len, default="")
        return self._exact[shown] + value[len(shown) :] if shown else value

    def _close(self) -> None:
        self._found = ()
        self._list.display = False

    def _say(self, words: str) -> None:
        line = self.query_one(".wrong", Static)
        line.display = bool(words)
        line.update(Content.assemble(("! ", "bold"), words) if words else "")

    # What happens

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")
        if not event.value:
            self._close()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.is_open and self._list.highlighted is not None:
            self.take()
        elif event.value.strip():
            self.run_worker(self._check(event.value), exclusive=True)

    async def _check(self, value: str) -> None:
        try:
            path = await self.app.client.existing(self._exact_path(value))
        except AssistantError as error:
            self._close()
            self._say(clean_line(together(error.message, error.hint)))
            return
        self.clear()
        self.post_message(self.Accepted(path))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._found):
            self._complete_with(self._found[event.option_index])
            self.field.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Close the list, unless it is the list that was clicked."""
        if not self._list.has_class("-mouse-over") and not self._list.is_mouse_over:
            self._close()


def _choice(one: Completion) -> Content:
    return Content.styled(one.name, "bold") if one.folder else Content(one.name)
