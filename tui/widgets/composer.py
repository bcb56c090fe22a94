"""The composer of questions, and the status line below it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key, Paste
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea
from textual.widgets.text_area import EditResult

from assistant.i18n import _, mark
from assistant.typed import may_be_paths
from assistant.wording import duration
from tui.base import BaseApp
from tui.ingest_state import IngestState, short_text

if TYPE_CHECKING:
    from assistant.events import Finished

NEW_LINE = ("ctrl+j", "shift+enter", "alt+enter")


class Composer(TextArea):
    """A field that grows with its text; Enter sends, Ctrl+J breaks the line."""

    app = getters.app(BaseApp)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", mark("Ask")),
        Binding("up", "up", mark("Edit the last question"), show=False),
        Binding("pageup", "screen.page(-1)", mark("Scroll up"), show=False),
        Binding("pagedown", "screen.page(1)", mark("Scroll down"), show=False),
    ]

    class Asked(Message):
        """A question was sent.

        Attributes:
            question: The text, as it was written.
        """

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    class Pasted(Message):
        """A text was pasted, or dropped, that may be the path of files.

        Attributes:
            text: As it came.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class EditWanted(Message):
        """The last question is wanted back, to be edited."""

    class WidenWanted(Message):
        """Backspace in an empty field: what was restricted last is to be taken away."""

    class LeaveWanted(Message):
        """Tab in an empty field: what comes next is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False
        )
        self.placeholder = _("Ask your documents …")

    def on_resize(self) -> None:
        """Draw every line anew once the new width is settled."""
        self.call_after_refresh(self._draw_anew)

    def _draw_anew(self) -> None:
        self._rewrap_and_refresh_virtual_size()
        self.refresh()

    def on_key(self, event: Key) -> None:
        """Handle Enter and line breaks in order with the keys typed before."""
        self.app.typed_at = time.monotonic()
        # A binding with priority would come before what is still to be written.
        if event.key == "enter":
            self.action_ask()
        elif event.key in NEW_LINE:
            self.insert("\n")
        elif event.key == "backspace" and not self.text:
            self.post_message(self.WidenWanted())
        elif event.key == "tab" and not self.text:
            self.post_message(self.LeaveWanted())
        else:
            return
        event.prevent_default()
        event.stop()

    async def _on_paste(self, event: Paste) -> None:
        if may_be_paths(event.text):
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(event.text))
        else:
            await super()._on_paste(event)

    def clear(self) -> EditResult:
        """Empty the field; what was sent does not come back by undo."""
        result = super().clear()
        self.history.clear()
        return result

    def action_undo(self) -> None:
        """Undo, or suspend the app where there is nothing to undo."""
        if self.history.undo_stack:
            super().action_undo()
        else:
            self.app.suspend_or_say()

    def action_ask(self) -> None:
        """Send the question."""
        if question := self.text.strip():
            self.post_message(self.Asked(question))

    def action_up(self) -> None:
        """Move up, or take the last question back where nothing is written."""
        if self.text:
            self.action_cursor_up()
        else:
            self.post_message(self.EditWanted())


class IngestStatus(Static):
    """Shows the ingest run in a few words; hidden if there is none."""

    app = getters.app(BaseApp)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)

    def on_mount(self) -> None:
        """Follow the runs."""
        runs = self.app.ingest
        runs.changed.subscribe(self, self._show)
        self._show(runs.state)

    def _show(self, state: IngestState) -> None:
        words = short_text(state)
        self.display = bool(words)
        self.update(Content(words))


class StatusLine(Horizontal):
    """The status line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._began = 0.0
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Static(_("opening the library …"), id="engine", markup=False)
        yield IngestStatus(id="reading")
        yield Static(id="spent", markup=False)

    def say_engine(self, words: str) -> None:
        """Show the model."""
        self.query_one("#engine", Static).update(Content(words))

    def begin(self) -> None:
        """Count the seconds of an answer."""
        self._began = time.monotonic()
        self._tick = self.set_interval(0.2, self._count)
        self._count()

    def _count(self) -> None:
        self._say_spent(_("{time} · Escape stops", time=duration(time.monotonic() - self._began)))

    def end(self, finished: Finished | None) -> None:
        """Show how much of the model's context an answer took."""
        if self._tick is not None:
            self._tick.stop()
        usage = finished.usage if finished is not None else None
        if usage is None:
            self._say_spent("")
        elif usage.prompt_tokens is not None and usage.context_tokens and not self.screen.has_class("-phone"):
            used = usage.prompt_tokens + (usage.answer_tokens or 0)
            share = round(100 * used / usage.context_tokens)
            self._say_spent(
                _(
                    "context {share} % of {context_tokens} · {time}",
                    share=share,
                    context_tokens=f"{usage.context_tokens:,}",
                    time=duration(usage.seconds),
                )
            )
        else:
            self._say_spent(duration(usage.seconds))

    def _say_spent(self, words: str) -> None:
        # Its width is fixed: nothing else has to be laid out again, several times a second.
        # There is none any more while the app is being left.
        for spent in self.query("#spent").results(Static):
            spent.update(Content(words), layout=False)
