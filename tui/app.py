"""The terminal app: its screens, its key bindings and its command palette."""

from __future__ import annotations

import asyncio
import gc
import os
import time
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.worker import WorkerCancelled, WorkerFailed

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import LANGUAGES, NAMES, _, in_language, language, mark, use
from assistant.paths import find_paths
from assistant.text import clean
from assistant.typed import may_be_paths
from tui.base import BaseApp
from tui.screens.chat import LONG_S, ChatScreen
from tui.themes import THEMES, other_look, theme_named

if TYPE_CHECKING:
    from textual.events import Event
    from textual.screen import Screen

    from tui.ingest_state import IngestState

FIRST_PICTURE_S = 0.05
"""Delay before the library is opened, so that the first frame is drawn before."""


QUIET_S = 0.5
"""So long nothing is typed before what the first question needs is loaded: each key would wait for it."""
PHONE_COLUMNS = 72
"""Below this many columns a screen has about those of a phone."""


class AssistantApp(BaseApp):
    """The terminal app over one client.

    Args:
        client: What is asked; opened by the app, and closed by it.

    Attributes:
        chat: The first screen, whatever stands before it.
    """

    TITLE = mark("Private assistant")
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        "styles/app.tcss",
        "styles/chat.tcss",
        "styles/first_steps.tcss",
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-phone"), (PHONE_COLUMNS, "-roomy")]  # noqa: RUF012 - as the base class has it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (28, "-tall")]  # noqa: RUF012 - as the base class has it
    COMMANDS = {lambda: Commands}  # noqa: RUF012 - as the base class has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "show_keys", mark("Keys")),
        Binding(
            "f2", "show_library", mark("Library"), tooltip=mark("Files, folders, and what became of them")
        ),
        Binding(
            "f3", "show_settings", mark("Settings"), tooltip=mark("Models, and how questions are answered")
        ),
        Binding(
            "f4",
            "show_table",
            mark("Table"),
            tooltip=mark("Ask every document the same questions"),
        ),
        Binding("ctrl+p", "command_palette", mark("Commands"), priority=True),
        Binding("ctrl+q", "quit", mark("Quit"), priority=True),
    ]

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__(client)
        self.title = _(self.TITLE)
        self.chat = ChatScreen(client)
        self._reading_since = 0.0
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = theme_named(_theme_of_the_settings(client.opening.home))

    def get_default_screen(self) -> ChatScreen:
        """Return the chat."""
        return self.chat

    async def on_event(self, event: Event) -> None:
        """Remove control characters from pasted text before any field draws it."""
        if isinstance(event, Paste):
            event.text = clean(event.text)
        elif isinstance(event, Key):
            self.notice_read()
        await super().on_event(event)

    def on_paste(self, event: Paste) -> None:
        """Take files that are dropped on any screen."""
        if not isinstance(self.screen, (ChatScreen, ModalScreen)) and may_be_paths(event.text):
            event.stop()
            self.chat.drop(event.text)

    def _run_changed(self, state: IngestState) -> None:
        if state.running:
            self._reading_since = self._reading_since or time.monotonic()
            return
        since, self._reading_since = self._reading_since, 0.0
        if since and time.monotonic() - since >= LONG_S and not state.quiet:
            self.tell_away(_("The files are read."))

    def on_ready(self) -> None:
        """Open the library soon after the first frame."""
        self.language_chosen.subscribe(self, self._speak)
        self.ingest.changed.subscribe(self, self._run_changed)
        self.app_resume_signal.subscribe(self, self._resumed)
        self.set_timer(FIRST_PICTURE_S, self.open_library)

    def _resumed(self, _: object) -> None:
        """Draw everything anew: the shell wrote over it while the app was suspended."""
        self.call_later(self.screen.refresh, layout=True)
        self.call_later(self.refresh, layout=True)

    @work
    async def open_library(self) -> None:
        """Open the library; where that fails, say why and what to do."""
        try:
            await self.client.open()
            self.theme = theme_named(self.client.loaded.settings.tui.theme)
            self.chat.opened()
            await self.ingest.opened()
            gc.collect()
            gc.freeze()  # what was imported stays: no use in looking it through again
            self._make_ready()
        except AssistantError as error:
            self.chat.open_failed(error)

    @work(group="ready")
    async def _make_ready(self) -> None:
        """Load what the first question needs, while nobody types."""
        while time.monotonic() - self.typed_at < QUIET_S or not self.chat.is_ready:
            await asyncio.sleep(QUIET_S)
        if not self.chat.runner.is_busy:  # else it is being loaded already
            with suppress(AssistantError):  # a question of the user's tells of it
                await self.client.make_ready()

    @work(group="language")
    async def _speak(self, chosen: str) -> None:
        """Speak another language at once; one that is chosen meanwhile comes after it."""
        from tui.screens.settings import NEXT_START

        if self.chat.runner.is_busy:
            both = " ".join(in_language(one, NEXT_START) for one in LANGUAGES)
            self.notify(both, markup=False)
            return
        before, self.changes_to = self.changes_to, chosen
        if before:
            return
        self.notify(in_language(chosen, CHANGES), markup=False)  # it takes a moment
        try:
            while self.changes_to != language():
                await self._speak_anew(self.changes_to)
        finally:
            self.changes_to = ""

    async def _speak_anew(self, chosen: str) -> None:
        """Make the screens anew in a language, with what stood on them."""
        from tui.screens.settings import SettingsScreen

        use(chosen)
        self.title = _(self.TITLE)
        await self.chat.compose_anew()  # below the settings, which Escape may have left meanwhile
        left = [one for one in self.screen_stack if isinstance(one, SettingsScreen)]
        saved = [step for one in left for step in one.saved]
        self.back_to_chat()
        if left and self.client.is_open:
            await self.push_screen(SettingsScreen(self.client, "language", saved), self._settings_left)

    def on_open_failed_retry(self) -> None:
        """Try again to open the library."""
        self.open_library()

    def action_show_library(self) -> None:
        """Show the files, or go back from them."""
        from tui.screens.library import LibraryScreen

        if not self._goes_back_to(LibraryScreen):
            self.push_screen(LibraryScreen())

    def action_show_table(self) -> None:
        """Show the table that asks every document, or go back from it."""
        from tui.screens.table import TableScreen

        if self.client.is_open and not self._goes_back_to(TableScreen):
            self.push_screen(TableScreen())

    def _goes_back_to(self, kind: type[Screen[None]]) -> bool:
        """Dismiss the top screen if a screen of that kind is open; False if none is."""
        if not any(isinstance(screen, kind) for screen in self.screen_stack):
            return False
        self.screen.dismiss()
        return True

    def action_show_keys(self) -> None:
        """Show the keys of the current screen."""
        from tui.screens.dialogs import KeysScreen
        from tui.screens.library import LibraryScreen
        from tui.screens.settings import SettingsScreen
        from tui.screens.table import TableScreen

        pages: dict[type, str] = {
            LibraryScreen: "library",
            SettingsScreen: "settings",
            TableScreen: "table",
        }
        self.clear_notifications()  # they would lie over its last lines
        self.push_screen(KeysScreen(pages.get(type(self.screen), "chat")))

    def action_show_settings(self, at: str = "") -> None:
        """Show models and settings, or go back from them.

        Args:
            at: The setting that is to have the focus; then nothing is gone back from.
        """
        from tui.screens.settings import SettingsScreen

        if at and isinstance(self.screen, SettingsScreen):
            self.screen.go_to(at)
        elif self.client.is_open and not self._goes_back_to(SettingsScreen):
            self.push_screen(SettingsScreen(self.client, at), self._settings_left)

    def _settings_left(self, result: None) -> None:
        self.chat.opened()

    def action_command_palette(self) -> None:
        """Show every command."""
        if not isinstance(self.screen, CommandPalette):
            self.clear_notifications()  # they would lie over its list
            self.push_screen(CommandPalette(placeholder=_("Find a command …"), id="--command-palette"))

    def action_change_look(self) -> None:
        """Toggle between dark and light for this session."""
        self.theme = other_look(self.theme)

    @work(group="theme")
    async def action_use_theme(self, name: str) -> None:
        """Use a theme from now on, and keep it in the settings."""
        self.theme = theme_named(name)
        if not self.client.is_open:
            return
        try:
            await self.client.save("tui.theme", name)
        except AssistantError as error:
            self.show_error(error)

    @work(group="language-setting")
    async def action_use_language(self, chosen: str) -> None:
        """Speak a language from now on, and keep it in the settings.

        Where no library is open they cannot be written: that is said in both languages.
        """
        if not self.client.is_open:
            both = " ".join(in_language(one, NOT_OPEN) for one in LANGUAGES)
            self.notify(both, severity="warning", markup=False)
            return
        try:
            remark = await self.client.save("language", chosen)
        except AssistantError as error:
            self.show_error(error)
            return
        if remark:  # a flag or the environment says another
            self.notify(remark, severity="warning", markup=False)
        else:
            self.language_chosen.publish(chosen)

    def action_widen(self) -> None:
        """Search all documents again."""
        self.inside = ()

    async def on_unmount(self) -> None:
        """Close everything, however the app ends."""
        await self._close()

    async def action_quit(self) -> None:
        """Close everything, and exit."""
        await self._close()
        self.exit()

    async def _close(self) -> None:
        for worker in self.workers.cancel_group(self, "ready"):
            with suppress(WorkerCancelled, WorkerFailed):
                await worker.wait()
        await self.chat.runner.close()
        await self.ingest.close()
        await self.client.close()


def _theme_of_the_settings(home: Path | None) -> str:
    """Read the one setting that the first frame needs, before all others."""
    if said := os.environ.get("ASSISTANT_TUI_THEME"):
        return said
    try:
        tui = tomllib.loads(find_paths(home, os.environ).config_file.read_text("utf-8-sig")).get("tui", {})
    except (AssistantError, OSError, ValueError):  # which is said when the library is opened
        return ""
    return str(tui.get("theme", "")) if isinstance(tui, dict) else ""


class PaletteCommand(NamedTuple):
    """A command: its name, what it does, and the action that does it."""

    name: str
    does: str
    action: str


CHAT_COMMANDS = (
    PaletteCommand(mark("New conversation"), mark("Begin a conversation (Ctrl+N)"), "screen.new"),
    PaletteCommand(mark("Ask again"), mark("Ask the last question again (Ctrl+R)"), "screen.again"),
    PaletteCommand(
        mark("Ask another model"),
        mark("The last question, again, by a model of your choice (F8)"),
        "screen.other_model",
    ),
    PaletteCommand(
        mark("Ask the model itself"),
        mark("The last question, without your documents (Ctrl+O)"),
        "screen.general",
    ),
    PaletteCommand(mark("Edit the last question"), mark("Edit it in the question field (Up)"), "screen.edit"),
    PaletteCommand(
        mark("Copy the answer"), mark("The last answer, with its sources (Ctrl+Y)"), "screen.copy"
    ),
    PaletteCommand(
        mark("Export the conversation"),
        mark("To a Word document or a Markdown file (Ctrl+S)"),
        "screen.export",
    ),
    PaletteCommand(
        mark("Export all conversations"),
        mark("Each to a Markdown file, in a new folder of the working folder"),
        "screen.export_all",
    ),
    PaletteCommand(
        mark("Sources"), mark("Move to the sources of the last answer (Ctrl+G)"), "screen.sources"
    ),
    PaletteCommand(
        mark("The reasoning"), mark("Fold or unfold that of the last answer (Ctrl+T)"), "screen.reasoning"
    ),
    PaletteCommand(
        mark("Conversations"), mark("Go to the list, or hide it (Ctrl+B)"), "screen.conversations"
    ),
    PaletteCommand(
        mark("Undo delete"),
        mark("Bring back the conversation that was deleted last (U in the list)"),
        "screen.undo",
    ),
)
"""What can be done in the chat."""
APP_COMMANDS = (
    PaletteCommand(mark("Library"), mark("Add folders, see files, forget them (F2)"), "app.show_library"),
    PaletteCommand(mark("Table"), mark("Ask every document the same questions (F4)"), "app.show_table"),
    PaletteCommand(mark("Models and settings"), mark("What answers, and how (F3)"), "app.show_settings"),
    PaletteCommand(
        mark("Language · 语言"),
        mark("What the app speaks: English or Chinese (F3)"),
        "app.show_settings('language')",
    ),
    PaletteCommand(mark("Invert the theme"), mark("Light or dark, until the app is left"), "app.change_look"),
    PaletteCommand(mark("Keys"), mark("Every key on one page (F1)"), "app.show_keys"),
    PaletteCommand(mark("Ask everywhere"), mark("Search all documents again"), "app.widen"),
    PaletteCommand(mark("Quit"), mark("Leave; what was answered is kept (Ctrl+Q)"), "app.quit"),
)
"""What can be done on every screen."""


SPEAK = mark("Use this language from now on")
CHANGES = mark("The app changes its language …")
NOT_OPEN = mark("The library is not open yet.")


class Commands(Provider):
    """Finds the commands of the screen and of the app."""

    def _commands(self) -> Iterator[PaletteCommand]:
        if isinstance(self.screen, ChatScreen):
            yield from CHAT_COMMANDS
        yield from APP_COMMANDS
        for one in LANGUAGES:
            if one != language():
                does = in_language(one, SPEAK)
                yield PaletteCommand(NAMES[one], does, f"app.use_language('{one}')")
        for name in THEMES:
            title = _("Theme: {name}", name=_(name))
            yield PaletteCommand(title, _("Use these colours from now on"), f"app.use_theme('{name}')")

    async def discover(self) -> Hits:
        """Yield all commands, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(_(command.name), self._doing(command), help=_(command.does))

    async def search(self, query: str) -> Hits:
        """Yield the commands that match what is typed."""
        matcher = self.matcher(query)
        found = False
        for command in self._commands():
            name, does = _(command.name), _(command.does)
            score = max(matcher.match(name), matcher.match(does) / 2)
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(name), self._doing(command), help=does)
        if not found:
            yield Hit(0.01, _("No command matches."), _nothing)

    def _doing(self, command: PaletteCommand) -> Callable[[], Awaitable[None]]:
        screen = self.screen

        async def do() -> None:
            await screen.run_action(command.action)

        return do


async def _nothing() -> None:
    """Do nothing, where no command was found."""
