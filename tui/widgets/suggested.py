"""What the first page says of a reading, and questions that are answered already."""

from __future__ import annotations

from contextlib import aclosing
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.text import clean_line
from tui.base import BaseApp
from tui.ingest_state import IngestState, status_text

LOOK_AGAIN_S = 3.0
"""Shortest time between two looks at the library while files are read."""


class Offered(Button):
    """A question that Enter asks, with a sign where it has the focus.

    Args:
        question: The question.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", mark("Ask"))]

    def __init__(self, question: str) -> None:
        super().__init__(name=question, classes="ask", compact=True)
        self._write()

    def _write(self) -> None:
        sign = "▸" if self.has_focus else "›"
        self.label = Content(f"{sign} {clean_line(self.name or '')}")

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether Enter asks this one."""
        super().watch_has_focus(has_focus)
        self._write()


class Suggested(Vertical):
    """Shows how the reading goes, and questions to begin with.

    Args:
        client: Knows the questions.
    """

    app = getters.app(BaseApp)

    DEFAULT_CSS = """
    Suggested { height: auto; margin: 0 0 1 0; display: none; }
    Suggested.-some { display: block; }
    Suggested .reading { height: auto; color: $text-muted; margin: 0 0 0 2; }
    Suggested .try { height: auto; margin: 0 0 0 2; color: $text-muted; }
    Suggested.-both .try { margin: 1 0 0 2; }
    Suggested Button { margin: 0 0 0 3; max-width: 100%; text-align: left; }
    """

    class Chosen(Message):
        """A question is to be asked.

        Attributes:
            question: The question.
        """

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        self._client = client
        self.questions: tuple[str, ...] = ()
        self._looking = self._again = False

    def compose(self) -> ComposeResult:
        """Lay out the line of the reading; questions come with `look`."""
        yield Static(classes="reading", markup=False)
        yield Static(_("Your papers answer these; Tab and Enter ask one:"), classes="try", markup=False)

    def on_mount(self) -> None:
        """Follow the reading."""
        self.query_one(".try").display = False
        self.app.ingest.changed.subscribe(self, self._changed)
        self._changed(self.app.ingest.state)

    def _changed(self, state: IngestState) -> None:
        line = self.query_one(".reading", Static)
        words = [status_text(state)] if state.running else []
        if state.running and state.last and state.phase == "reading":
            words.append(clean_line(state.last.rpartition("/")[2]))
        line.update(Content(" · ".join(words)))
        line.display = bool(words)
        self._show()

    def _show(self) -> None:
        reading = self.query_one(".reading").display
        self.set_class(bool(self.questions) or reading, "-some")
        self.set_class(bool(self.questions) and reading, "-both")

    @property
    def is_looking(self) -> bool:
        """Whether further questions may come."""
        return self._looking

    def look(self) -> None:
        """Offer what the library answers by now, unless that is being looked for already."""
        self._again = self._looking
        if not self._looking and self._client.is_open:
            self._looking = True
            self._look()

    @work(group="suggested")
    async def _look(self) -> None:
        """Offer each question as soon as it is known to be answered."""
        found: list[str] = []
        try:
            async with aclosing(self._client.suggested_questions()) as questions:
                async for question in questions:
                    first = self.questions == tuple(found)  # else those that are offered stay meanwhile
                    found.append(question)
                    if first and self.is_attached:
                        await self._offer(tuple(found))
        except AssistantError:  # the library is busy, or damaged: others tell of it
            return
        finally:
            self._looking = False
        if tuple(found) != self.questions and self.is_attached:
            await self._offer(tuple(found))
        if self._again and self.is_attached:
            self.look()

    async def _offer(self, questions: tuple[str, ...]) -> None:
        there = [button.name for button in self.query(Offered)]
        kept = there == list(questions[: len(there)])
        self.questions = questions
        if not kept:
            await self.query(Offered).remove()
        await self.mount_all(Offered(question) for question in questions[len(there) if kept else 0 :])
        if not self.query(".try"):  # the app is being left
            return
        self.query_one(".try").display = bool(questions)
        self._show()

    @on(Button.Pressed, ".ask")
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Chosen(event.button.name or ""))
