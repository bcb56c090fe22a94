"""The empty chat: the state of the setup with next steps, or why opening failed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.line_breaks import wrapped
from assistant.text import clean, clean_line
from assistant.wording import count, documents_held, enumerated, size, together
from tui.base import BaseApp
from tui.widgets.pull_line import PullLine
from tui.widgets.suggested import LOOK_AGAIN_S, Suggested

if TYPE_CHECKING:
    from assistant.aio.client import AsyncAssistant
    from assistant.inventory import Recommended, SetupState
    from tui.ingest_state import IngestState

Sign = Literal["there", "missing", "optional"]
LOOK_AGAIN = ("look-again", mark("Look again"))
SIGNS: dict[Sign, tuple[str, str]] = {
    "there": ("✓", "bold $success"),
    "missing": ("!", "bold $warning"),
    "optional": ("–", "bold"),
}
PARTS = ("documents", "answers", "embeds")
TITLES = {
    "documents": mark("Documents"),
    "answers": mark("Model that answers"),
    "embeds": mark("Model that embeds"),
}
BESIDE = 4
"""What a button takes beside its words, in cells."""
KEYS = (("F2", mark("library")), ("F3", mark("models and settings")), ("F1", mark("every key")))


@dataclass(frozen=True, slots=True)
class SetupLine:
    """What is shown of one part of the setup.

    Attributes:
        sign: Whether it is there.
        what: What is there or missing, in a few words.
        why: What that means, or how to mend it; may be empty.
        offers: What can be done about it: the id of a button, and what stands on it.
    """

    sign: Sign
    what: str
    why: str = ""
    offers: tuple[tuple[str, str], ...] = ()


def documents_line(state: SetupState) -> SetupLine:
    """Describe the documents of the library, or how to add some."""
    if not state.empty:
        return SetupLine(
            "there",
            _(
                "{documents} in {passages}",
                documents=documents_held(state.holdings.documents, state.holdings.files),
                passages=count(state.holdings.passages, "passage"),
            ),
        )
    offers = [("add-folder", _("Add a folder …"))]
    if state.examples is not None and not state.holdings.roots:
        offers.append(("read-examples", _("Read the example documents")))
    if state.holdings.roots:
        return SetupLine(
            "missing",
            _("no text yet"),
            _("Given to be read: {roots}", roots=clean_line(enumerated(state.holdings.roots[:3]))),
            tuple(offers),
        )
    why = _("A folder of texts, PDFs, office files, mails: read where they lie.")
    return SetupLine("missing", _("none yet"), why, tuple(offers))


def chat_line(state: SetupState, advice: Recommended | None, *, extracted_will_do: bool) -> SetupLine:
    """Describe the model that answers, or how to get one."""
    if state.engines.chat_model:
        return SetupLine(
            "there", f"{clean_line(state.engines.chat_model)} {_through(state.engines.chat_engine)}"
        )
    offers: list[tuple[str, str]] = []
    if state.engines.ollama and advice is not None and advice.chat:
        offers.append(("get-chat", _("Get {chat} ({size})", chat=advice.chat, size=size(advice.chat_bytes))))
    if not state.engines.chat_engine:
        why = _server(state) or _notice(state, "chat", with_hint=not offers)
        return SetupLine("missing", _("none"), why, (*offers, LOOK_AGAIN))
    if extracted_will_do:
        what = _("none: answers are extracted, word for word")
        return SetupLine("optional", what, "", (*offers, LOOK_AGAIN))
    offers.append(("go-on", _("Go on with extracted answers")))
    why = "\n".join(
        filter(
            None,
            (
                _server(state),
                _("Without one, answers are extracted: the best sentences, word for word."),
            ),
        )
    )
    return SetupLine("optional", _("none yet"), why, (*offers, LOOK_AGAIN))


def embedding_line(state: SetupState, advice: Recommended | None) -> SetupLine:
    """Describe the embedding model, or how to get one."""
    if state.engines.embed_model:
        return SetupLine(
            "there", f"{clean_line(state.engines.embed_model)} {_through(state.engines.embed_engine)}"
        )
    offers: list[tuple[str, str]] = []
    if state.engines.ollama and advice is not None:
        offers.append(
            (
                "get-embedding",
                _("Get {embedding} ({size})", embedding=advice.embedding, size=size(advice.embedding_bytes)),
            )
        )
    why = _notice(state, "embedding", with_hint=not offers)
    again = (LOOK_AGAIN,) if state.engines.chat_model else ()  # else it stands beside the model that answers
    return SetupLine("missing", _("none: documents are found by their words only"), why, (*offers, *again))


def _through(engine: str) -> str:
    return _("through Ollama") if engine == "ollama" else _("in process")


def _notice(state: SetupState, code: str, *, with_hint: bool) -> str:
    """Return the text of a notice; without its hint if a button does the same."""
    found = next((notice for notice in state.engines.notices if notice.code == code), None)
    if found is None:
        return ""
    return clean_line(together(found.message, found.hint) if with_hint else found.message)


def _server(state: SetupState) -> str:
    """Explain how to start or install Ollama; empty if it answers."""
    problem = state.engines.ollama_problem
    return clean_line(together(problem.message, problem.hint)) if problem is not None else ""


def _widest() -> int:
    """Return the width of the longest title, in cells."""
    return max(cell_len(_(title)) for title in TITLES.values())


class Part(Vertical):
    """One line with its sign, what it means, and its buttons."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self.title = TITLES[name]
        self._line: SetupLine | None = None
        self._one_at_a_time = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Lay out sign and words; buttons come with `show`."""
        yield Static(classes="what", markup=False)
        yield Static(classes="why", markup=False)
        yield Horizontal(classes="offers")

    @property
    def is_whole(self) -> bool:
        """Whether its parts are mounted, which ends when the app is left."""
        return self.is_attached and len(self.query(".what, .why, .offers")) == 3

    async def show(self, line: SetupLine) -> None:
        """Show a line and its buttons."""
        if not self.is_whole:
            return
        self._line = line
        self._tell()
        why = self.query_one(".why", Static)
        why.update(Content(clean(line.why)))
        why.display = bool(line.why)
        # A newer look cancels the one before it, which must not leave the buttons half exchanged.
        await asyncio.shield(self._offer(line))

    def _tell(self) -> None:
        """Write what there is beside its title, or below it on a phone."""
        if self._line is None or not self.is_whole:
            return
        sign, style = SIGNS[self._line.sign]
        what, label = clean_line(self._line.what), _widest() + 2
        below = 0 < self.size.width < len(sign) + 1 + label + Content(what).cell_length
        title = f"{_(self.title)}\n  " if below else set_cell_size(_(self.title), label)
        if below:
            what = "\n  ".join(wrapped(what, max(10, self.size.width - 2)))
        self.query_one(".what", Static).update(Content.assemble((f"{sign} ", style), (title, "bold"), what))

    async def _offer(self, line: SetupLine) -> None:
        async with self._one_at_a_time:
            if not self.is_whole:
                return
            row = self.query_one(".offers", Horizontal)
            there = {button.name: str(button.label) for button in row.query(Button)}
            if there != {name: _(label) for name, label in line.offers}:
                await row.remove_children()
                if row.query(Button):  # none goes any more: the app is being left
                    return
                await row.mount_all(
                    Button(Content(_(label)), classes=name, name=name, compact=True)
                    for name, label in line.offers
                )
            row.display = bool(line.offers)
            self._stack()
            self.call_after_refresh(self.refresh, layout=True)  # else buttons that are gone keep their lines

    def on_resize(self) -> None:
        """Lay the buttons out in a row, or stacked if it is too narrow."""
        self._tell()
        self._stack()

    def _stack(self) -> None:
        wide = sum(Content(str(button.label)).cell_length + BESIDE for button in self.query(Button))
        self.set_class(wide > self.size.width > 0, "-stacked")


class FirstSteps(Vertical):
    """Leads a new user to a first answer.

    Args:
        client: What is looked at.

    Attributes:
        state: The state of the setup, as last read.
        is_ready: Whether the whole state is shown.
    """

    app = getters.app(BaseApp)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "app.focus_next", mark("Next"), show=False),
        Binding("up,left", "app.focus_previous", mark("Previous"), show=False),
    ]

    class ReadExamples(Message):
        """The example documents are to be read.

        Attributes:
            folder: Where they are.
        """

        def __init__(self, folder: str) -> None:
            super().__init__()
            self.folder = folder

    class Lead(Message):
        """There is nothing to ask yet: the first button is to have the focus.

        Attributes:
            button: The button.
        """

        def __init__(self, button: Button) -> None:
            super().__init__()
            self.button = button

    class GoOn(Message):
        """Nothing more is wanted here: questions are to be asked."""

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__(classes="first-steps")
        self.client = client
        self.state: SetupState | None = None
        self.is_ready = False
        self._advice: Recommended | None = None
        self._extracted_will_do = False
        self._led = False
        self._looked_at = 0.0

    def compose(self) -> ComposeResult:
        """Lay out title, the three parts, and what is being got."""
        with Container(id="steps"):
            yield Static(
                _("Ask your own documents, on your own machine; nothing leaves it."),
                classes="title",
                markup=False,
            )
            yield Suggested(self.client)
            for name in PARTS:
                yield Part(name)
            yield PullLine(self.client)
            with Horizontal(classes="keys"):
                for key, does in KEYS:
                    yield Static(Content.assemble((key, "bold $accent"), f" {_(does)}"), markup=False)

    def on_mount(self) -> None:
        """Look at what there is."""
        steps = self.query_one("#steps")
        steps.display = False
        steps.border_title = _("Private assistant")
        self.app.ingest.changed.subscribe(self, self._run_changed)
        self.reload()

    def _run_changed(self, state: IngestState) -> None:
        """Look again now and then while files are read."""
        now = time.monotonic()
        if state.running and state.files and self.is_ready and now >= self._looked_at + LOOK_AGAIN_S:
            self._looked_at = now
            self.reload()

    @work(exclusive=True, group="reload")
    async def reload(self, *, again: bool = False) -> None:
        """Show what there is.

        Args:
            again: Whether to ask the model server anew, rather than to go by what it last said.
        """
        self.is_ready = False
        try:
            if again:
                await self.client.reopen()
            if not self.client.is_open:
                return
            self.state = await self.client.setup_state()
            await self._show(self.state)
            if (
                self.state.engines.ollama
                and self._advice is None
                and not (self.state.engines.chat_model and self.state.engines.embed_model)
            ):
                self._advice = await self.client.recommendation()
                await self._show(self.state)
        except AssistantError as error:
            self.app.show_error(error)
        self.is_ready = True

    async def _show(self, state: SetupState) -> None:
        welcome = not state.empty
        self.set_class(welcome, "-welcome")
        lines = {
            "documents": documents_line(state),
            "answers": chat_line(state, self._advice, extracted_will_do=self._extracted_will_do or welcome),
            "embeds": embedding_line(state, self._advice),
        }
        for part in self.query(Part):
            await part.show(lines[part.id or ""])
        if not self.query(".title"):  # the app is being left
            return
        title = (
            _("Ask your documents.")
            if welcome
            else _("Ask your own documents, on your own machine; nothing leaves it.")
        )
        self.query_one(".title", Static).update(title)
        self.query_one(".keys").display = welcome
        self.query_one("#steps").display = True
        if welcome:
            self._suggest()
        elif not self._led and (buttons := self.query(Button)):
            self._led = True
            self.call_after_refresh(self.post_message, self.Lead(buttons.first()))

    def _suggest(self) -> None:
        """Look for questions; while files are read, only until there are some."""
        suggested = self.query_one(Suggested)
        if not (self.app.ingest.state.running and suggested.questions):
            suggested.look()

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
        self.reload(again=True)

    @on(PullLine.Ended)
    def _ended(self) -> None:
        self.reload()


class OpenFailed(Vertical):
    """Shows why the library could not be opened, with a retry.

    Args:
        error: Why.
    """

    DEFAULT_CSS = """
    OpenFailed { height: auto; padding: 1 2; border-left: outer $error; }
    OpenFailed Static { height: auto; margin: 0 0 1 0; }
    """

    class Retry(Message):
        """The library is to be opened, now that something was done about it."""

    def __init__(self, error: AssistantError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """Lay out the reason, the hint and the button."""
        yield Static(Content.styled(f"✗ {clean(self._error.message)}", "bold $error"), markup=False)
        yield Static(Content(clean(self._error.hint)), markup=False)
        yield Button(_("Try again"), compact=True, variant="primary")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Retry())
