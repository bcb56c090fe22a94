"""What an empty chat shows: what is there, what is missing, and the next step; once there is a library, a short welcome."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from assistant.errors import AssistantError
from assistant.text import clean, clean_line
from tui.own_app import own_app
from tui.setup_told import Sign, Told, answers_told, documents_told, embeds_told
from tui.widgets.pull_line import PullLine

if TYPE_CHECKING:
    from assistant.aio.client import Desk, SetupState
    from assistant.aio.models import Recommended
    from tui.app import AssistantApp

SIGNS: dict[Sign, tuple[str, str]] = {
    "there": ("✓", "bold $success"),
    "missing": ("!", "bold $warning"),
    "optional": ("–", "bold"),
}
PARTS = ("documents", "answers", "embeds")
TITLES = {"documents": "Documents", "answers": "Model that answers", "embeds": "Model that embeds"}
WIDEST = max(map(len, TITLES.values())) + 2
BESIDE = 4
"""What a button takes beside its words, in cells."""
KEYS = (("F2", "library"), ("F3", "models and settings"), ("F1", "every key"))


class Part(Vertical):
    """One line with its sign, what it means, and its buttons."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self.title = TITLES[name]
        self._one_at_a_time = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Lay out sign and words; buttons come with what is told."""
        yield Static(classes="what", markup=False)
        yield Static(classes="why", markup=False)
        yield Horizontal(classes="offers")

    @property
    def is_whole(self) -> bool:
        """Whether there is something to show on: not any more once the app is being left."""
        return self.is_attached and len(self.query(".what, .why, .offers")) == 3

    async def show(self, told: Told) -> None:
        """Show what is told of it."""
        if not self.is_whole:
            return
        sign, style = SIGNS[told.sign]
        what = Content.assemble(
            (f"{sign} ", style), (f"{self.title:<{WIDEST}}", "bold"), clean_line(told.what)
        )
        self.query_one(".what", Static).update(what)
        why = self.query_one(".why", Static)
        why.update(Content(clean(told.why)))
        why.display = bool(told.why)
        # A newer look cancels the one before it, which must not leave the buttons half exchanged.
        await asyncio.shield(self._offer(told))

    async def _offer(self, told: Told) -> None:
        async with self._one_at_a_time:
            if not self.is_whole:
                return
            row = self.query_one(".offers", Horizontal)
            there = {button.name: str(button.label) for button in row.query(Button)}
            if there != dict(told.offers):
                await row.remove_children()
                if row.query(Button):  # none goes any more: the app is being left
                    return
                await row.mount_all(
                    Button(Content(label), classes=name, name=name, compact=True)
                    for name, label in told.offers
                )
            row.display = bool(told.offers)
            self._stack()

    def on_resize(self) -> None:
        """Put the buttons beside each other where they have room, else one below the other."""
        self._stack()

    def _stack(self) -> None:
        wide = sum(Content(str(button.label)).cell_length + BESIDE for button in self.query(Button))
        self.set_class(wide > self.size.width > 0, "-stacked")


class FirstSteps(Vertical):
    """Leads someone who has read nothing to a first answer.

    Args:
        desk: What is looked at.

    Attributes:
        state: What there is, as it was last seen.
        is_ready: Whether everything that was looked for is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "app.focus_next", "Next", show=False),
        Binding("up,left", "app.focus_previous", "Previous", show=False),
    ]

    class ReadExamples(Message):
        """The example documents are to be read.

        Attributes:
            folder: Where they are.
        """

        def __init__(self, folder: str) -> None:
            super().__init__()
            self.folder = folder

    class GoOn(Message):
        """Nothing more is wanted here: questions are to be asked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.state: SetupState | None = None
        self.is_ready = False
        self._advice: Recommended | None = None
        self._extracted_will_do = False

    @property
    def _app(self) -> AssistantApp:
        return own_app(self)

    def compose(self) -> ComposeResult:
        """Lay out title, the three parts, and what is being got."""
        with Container(id="steps"):
            yield Static(
                "Ask your own documents, on your own machine; nothing leaves it.",
                classes="title",
                markup=False,
            )
            for name in PARTS:
                yield Part(name)
            yield PullLine(self.desk)
            yield Static(_keys(), classes="keys", markup=False)

    def on_mount(self) -> None:
        """Look at what there is."""
        self.query_one("#steps").display = False
        self.look()

    @work(exclusive=True, group="look")
    async def look(self, *, again: bool = False) -> None:
        """Show what there is.

        Args:
            again: Whether to ask the model server anew, rather than to go by what it last said.
        """
        self.is_ready = False
        try:
            if again:
                await self.desk.reopen()
            if not self.desk.is_open:
                return
            self.state = await self.desk.setup_state()
            await self._show(self.state)
            if (
                self.state.ollama
                and self._advice is None
                and not (self.state.chat_model and self.state.embed_model)
            ):
                self._advice = await self.desk.recommendation()
                await self._show(self.state)
        except AssistantError as error:
            self._app.tell(error)
        self.is_ready = True

    async def _show(self, state: SetupState) -> None:
        welcome = not state.empty
        self.set_class(welcome, "-welcome")
        told = {
            "documents": documents_told(state),
            "answers": answers_told(
                state, self._advice, extracted_will_do=self._extracted_will_do or welcome
            ),
            "embeds": embeds_told(state, self._advice),
        }
        for part in self.query(Part):
            await part.show(told[part.id or ""])
        if not self.query(".title"):  # the app is being left
            return
        title = (
            "Ask your documents."
            if welcome
            else "Ask your own documents, on your own machine; nothing leaves it."
        )
        self.query_one(".title", Static).update(title)
        self.query_one(".keys").display = welcome
        self.query_one("#steps").display = True

    # What is done about it

    @on(Button.Pressed, ".add-folder")
    async def _add_folder(self, event: Button.Pressed) -> None:
        event.stop()
        await self.app.run_action("show_library")

    @on(Button.Pressed, ".read-examples")
    def _read_examples(self, event: Button.Pressed) -> None:
        event.stop()
        if self.state is not None and self.state.examples is not None:
            self.post_message(self.ReadExamples(self.state.examples))

    @on(Button.Pressed, ".get-chat, .get-embedding")
    def _get(self, event: Button.Pressed) -> None:
        event.stop()
        if self._advice is None:
            return
        name = self._advice.chat if event.button.name == "get-chat" else self._advice.embedding
        self.query_one(PullLine).get(name)

    @on(Button.Pressed, ".go-on")
    async def _go_on(self, event: Button.Pressed) -> None:
        event.stop()
        self._extracted_will_do = True
        if self.state is not None:
            await self._show(self.state)
        self.post_message(self.GoOn())

    @on(Button.Pressed, ".look-again")
    def _look_again(self, event: Button.Pressed) -> None:
        event.stop()
        self.look(again=True)

    @on(PullLine.Ended)
    def _ended(self) -> None:
        self.look()


def _keys() -> Content:
    parts: list[str | tuple[str, str]] = []
    for key, does in KEYS:
        parts += [(key, "bold $accent"), f" {does}    "]
    return Content.assemble(*parts)
