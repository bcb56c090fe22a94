"""The settings screen: models, answering, and the look of the app."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import LANGUAGES, NAMES, _, language, mark, of_the_system
from assistant.text import clean_line
from assistant.wording import together
from tui.base import BaseApp
from tui.screens.dialogs import ConfirmDialog
from tui.themes import THEMES, theme_named
from tui.widgets.key_line import KeyLine
from tui.widgets.model_picker import ModelPicker, chat_entries, embedding_entries
from tui.widgets.pull_line import PullLine
from tui.widgets.setting_row import Setting, SettingRow, is_fixed, source_label, value_shown

if TYPE_CHECKING:
    from assistant.config import Loaded
    from assistant.inventory import Recommended, SetupState

GROUPS = {
    mark("What runs the models"): (
        Setting("engine", mark("Engine"), ("auto", "ollama", "embedded")),
        Setting("models.chat_gguf", mark("GGUF file"), is_long=True),
    ),
    mark("How questions are answered"): (
        Setting("answer.think", mark("Think"), ("auto", "on", "off")),
        Setting("answer.temperature", mark("Temperature")),
        Setting("answer.top_p", mark("Top p")),
        Setting("answer.context_tokens", mark("Context")),
        Setting("answer.history_turns", mark("Earlier turns")),
        Setting("answer.evidence_tokens", mark("Evidence")),
    ),
    mark("The app"): (
        Setting("language", mark("Language"), ("auto", "en", "zh")),
        Setting("tui.theme", mark("Theme"), tuple(THEMES)),
    ),
}
"""The settings that are written or picked, by what they are about."""
PICKED = {"models.chat": mark("Model that answers"), "models.embedding": mark("Model that embeds")}
"""What is picked from a list of models."""
ANEW = mark("Another model embeds the whole library anew on the next run; until then the old vectors answer.")

NEXT_START = mark("The app speaks it from its next start on: an answer is being written.")

WIDE_COLUMNS = 110
"""From so many columns on models and settings stand side by side."""


class SettingsScreen(Screen[None]):
    """Shows what is in force, and changes it.

    Args:
        client: Whose settings they are.
        at: The setting that has the focus; empty for the model that answers.
        saved: What was saved before, where this screen takes the place of one in another language.

    Attributes:
        is_ready: Whether models and recommendation are shown.
        saved: What can be taken back: keys, and what the file said before.
    """

    app = getters.app(BaseApp)

    CSS_PATH = "../styles/settings.tcss"
    AUTO_FOCUS = "#models-chat OptionList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_COLUMNS, "-wide")]  # noqa: RUF012 - as the base class has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", mark("Back")),
        Binding("f5", "look_again", mark("Look again"), tooltip=mark("Ask the model server again")),
        Binding("ctrl+r", "default", mark("Default"), tooltip=mark("Remove the setting from the file")),
        Binding("ctrl+z", "undo", mark("Undo"), tooltip=mark("Undo the last change")),
        Binding("pageup", "scroll(-1)", mark("Scroll up"), show=False, priority=True),
        Binding("pagedown", "scroll(1)", mark("Scroll down"), show=False, priority=True),
        Binding("home", "scroll(-1, True)", mark("Scroll up"), show=False, priority=True),
        Binding("end", "scroll(1, True)", mark("Scroll down"), show=False, priority=True),
    ]

    def __init__(
        self, client: AsyncAssistant, at: str = "", saved: Sequence[tuple[str, object]] = ()
    ) -> None:
        super().__init__()
        self.client = client
        self._at = at
        self._advice: Recommended | None = None
        self.is_ready = False
        self.saved = list(saved)

    def compose(self) -> ComposeResult:
        """Lay out models and settings, side by side if the screen is wide."""
        from assistant.config import describe_settings

        described = {one.key: one for one in describe_settings()}
        wide = self.app.size.width >= WIDE_COLUMNS  # from the first frame on
        self.set_class(wide, "-wide")
        self.set_class(not wide, "-narrow")
        with Horizontal(id="head"):
            yield Static(_("Models and settings"), classes="title", markup=False)
            yield Static(_("Looking …"), id="server", markup=False)
        with Container(id="parts"):
            with VerticalScroll(id="models", can_focus=False):
                yield ModelPicker(_(PICKED["models.chat"]), "models.chat")
                yield ModelPicker(_(PICKED["models.embedding"]), "models.embedding", _(ANEW))
                yield Static(_("Get a model, by its name at ollama.com"), classes="title", markup=False)
                with Horizontal(id="get"):
                    yield Input(
                        placeholder=_("such as deepseek-r1:8b"),
                        id="name",
                        compact=True,
                    )
                    yield Button(_("Get"), id="fetch", compact=True)
                yield PullLine(self.client)
            with VerticalScroll(id="rows", can_focus=False):
                for group, settings in GROUPS.items():
                    yield Static(_(group), classes="title", markup=False)
                    for setting in settings:
                        yield SettingRow(setting, described[setting.key])
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known at once, and ask for the rest."""
        if self._at:
            self.call_after_refresh(self.go_to, self._at)  # after what gets the focus by itself
        if self.saved and self.saved[-1][0] == "language":  # else it was taken back just now
            self.notify(
                _("The app now speaks {language}. Ctrl+Z undoes it.", language=NAMES[language()]),
                markup=False,
            )
        self.reload()
        self.ask_advice()

    def go_to(self, key: str) -> None:
        """Focus a setting, and keep it in sight while what stands above it is filled in."""
        self._at = key
        for row in self.query(SettingRow):
            if row.setting.key == key:
                row.field.focus()
                row.scroll_visible(animate=False)

    # Looking

    @work(exclusive=True, group="reload")
    async def reload(self, *, again: bool = False) -> None:
        """Show what is in force, and what there is to choose.

        Args:
            again: Whether to ask the model server anew, rather than to go by what it last said.
        """
        try:
            if again:
                await self.client.reopen()
            if not self._is_left:
                self._show_rows()
                await self._show_models()
        except AssistantError as error:
            self.app.show_error(error)

    @work(group="advice")
    async def ask_advice(self) -> None:
        """Ask which models fit this machine, which can take seconds."""
        try:
            self._advice = await self.client.recommendation()
            await self._show_models()
            self.is_ready = True
        except AssistantError as error:
            self.app.show_error(error)

    def _show_rows(self) -> None:
        from assistant.config import flatten

        loaded = self.client.loaded
        values = flatten(loaded.settings)
        for row in self.query(SettingRow):
            row.show(loaded, values)

    async def _show_models(self) -> None:
        models, state = await self.client.models(), await self.client.setup_state()
        if self._is_left:
            return
        loaded = self.client.loaded
        for key, entries in (
            ("models.chat", chat_entries(loaded, models, state, self._advice)),
            ("models.embedding", embedding_entries(loaded, models, state, self._advice)),
        ):
            self._picker(key).show(entries, loaded.sources[key])
        self._picker("models.embedding").show_note(not state.empty)
        server = self.query_one("#server", Static)
        server.update(server_line(state, loaded.settings.ollama.host))
        row = self._row_in_focus()
        if row is not None and row.setting.key == self._at:  # else it was left meanwhile
            self.call_after_refresh(row.scroll_visible, animate=False)

    @property
    def _is_left(self) -> bool:
        """Whether the screen was dismissed meanwhile, or the app is being left."""
        return self not in self.app.screen_stack or len(self.query("ModelPicker OptionList")) < len(PICKED)

    def _picker(self, key: str) -> ModelPicker:
        return self.query_one(f"#{key.replace('.', '-')}", ModelPicker)

    # Changing

    @on(SettingRow.Wanted)
    def _wanted(self, event: SettingRow.Wanted) -> None:
        event.stop()
        self.save(event.key, event.value)

    @work(group="save")
    async def save(self, key: str, value: object, *, undoing: bool = False) -> None:
        """Save and apply a setting, say so, and show warnings or errors.

        Args:
            key: A dotted key.
            value: Of the setting's type; None for its default.
            undoing: Whether what was saved before is taken back; where that fails, it can be tried again.
        """
        before = self.client.loaded
        try:
            remark = await self.client.save(key, value)
        except AssistantError as error:
            if undoing:
                self.saved.append((key, value))
                self.refresh_bindings()
            for row in self.query(SettingRow):
                if row.setting.key == key:
                    row.say_wrong(together(error.message, error.hint))
                    return
            self.app.show_error(error)
            return
        if not undoing:
            self.saved.append((key, _in_file(before, key)))
        if key == "language" and (spoken := self._chosen_language()) != (self.app.changes_to or language()):
            self.app.language_chosen.publish(spoken)
            return
        self._tell_saved(key, before, undoing=undoing)
        if remark:
            self.notify(clean_line(remark), severity="warning", markup=False)
        if key == "tui.theme":
            self.app.theme = theme_named(self.client.loaded.settings.tui.theme)
        self.reload()

    def _chosen_language(self) -> str:
        """Return the language of the settings."""
        chosen = self.client.loaded.settings.language
        return chosen if chosen in LANGUAGES else of_the_system(os.environ)

    def _tell_saved(self, key: str, before: Loaded, *, undoing: bool) -> None:
        """Say what was saved: a key pressed in passing changes a setting too."""
        from assistant.config import flatten

        names = {one.key: one.name for group in GROUPS.values() for one in group} | PICKED
        was, now = (value_shown(flatten(loaded.settings)[key]) for loaded in (before, self.client.loaded))
        said = (
            _("Undone: {name} is {value} again.", name=_(names[key]), value=now)
            if undoing
            else _(
                "Saved: {name} is now {value}, was {before}. Ctrl+Z undoes it.",
                name=_(names[key]),
                value=now,
                before=was,
            )
        )
        self.notify(said, markup=False)
        self.refresh_bindings()

    @on(ModelPicker.Chosen)
    def _chosen(self, event: ModelPicker.Chosen) -> None:
        event.stop()
        entry, picker = event.entry, event.picker
        if entry.act == "refuse":
            self.notify(entry.about, title=_("It is not used"), severity="warning", markup=False)
        elif entry.act == "get":
            self._get_if_wanted(entry.name)
        elif entry.act == "gguf":
            self.query_one("#models-chat_gguf Input").focus()
        elif is_fixed(picker.source):
            self.notify(
                _("It is {source}.", source=source_label(picker.source)),
                title=_("It cannot be changed here"),
                severity="warning",
                markup=False,
            )
        elif not entry.chosen:
            self.save(picker.key, entry.name or None)

    # Getting

    @work(exclusive=True, group="get")
    async def _get_if_wanted(self, name: str) -> None:
        """Ask before a model is fetched that was only under the cursor."""
        asked = ConfirmDialog(
            _("Fetch {model}?", model=clean_line(name)),
            _("Ollama fetches it from where it gets its models; nothing of yours is sent."),
            _("Fetch it"),
        )
        if await self.app.push_screen_wait(asked):
            self.get(name)

    @on(Input.Submitted, "#name")
    @on(Button.Pressed, "#fetch")
    def _get_named(self) -> None:
        self.get(self.query_one("#name", Input).value)

    def get(self, name: str) -> None:
        """Pull a model in the background."""
        if not name.strip():
            self.query_one("#name", Input).focus()
            return
        self.query_one(PullLine).get(name)

    @on(PullLine.Ended)
    def _ended(self, event: PullLine.Ended) -> None:
        if event.pulling.state == "done":
            self.query_one("#name", Input).value = ""
        self.reload()

    # Keys

    def action_back(self) -> None:
        """Reset an unsaved value; else go back."""
        row = self._row_in_focus()
        if row is not None and row.is_changed:
            row.take_back()
        else:
            self.app.clear_notifications()  # Ctrl+Z takes nothing back elsewhere
            self.dismiss()

    def action_scroll(self, direction: int, to_its_end: bool = False) -> None:
        """Scroll by a page or to an end, and take the focus along."""
        parts = self.query_one("#parts", Container)
        columns = [one for one in self.query(VerticalScroll) if one.has_focus_within]
        scrolled = parts if self.has_class("-narrow") else next(iter(columns), parts)
        if to_its_end:
            scrolled.scroll_to(y=0 if direction < 0 else scrolled.max_scroll_y, animate=False, immediate=True)
        else:
            scrolled.scroll_relative(y=direction * (scrolled.size.height - 1), animate=False, immediate=True)
        self.call_after_refresh(self._focus_in_sight, scrolled, last=to_its_end and direction > 0)

    def _focus_in_sight(self, scrolled: Widget, *, last: bool) -> None:
        """Focus the first or the last field in sight, unless one has the focus."""
        seen = [
            one
            for one in self.focus_chain
            if scrolled in one.ancestors and scrolled.region.contains_region(one.region)
        ]
        if seen and (last or self.focused not in seen):
            seen[-1 if last else 0].focus(scroll_visible=False)

    def action_look_again(self) -> None:
        """Ask the model server again."""
        self.query_one("#server", Static).update(_("Looking …"))
        self.reload(again=True)

    def action_default(self) -> None:
        """Reset the focused setting to its default."""
        row = self._row_in_focus()
        if row is not None:
            row.take_back()
            self.save(row.setting.key, None)
            return
        for picker in self.query(ModelPicker):
            if picker.listing.has_focus:
                self.save(picker.key, None)

    def action_undo(self) -> None:
        """Take back what was saved last; again, what was saved before it."""
        if self.saved:
            self.save(*self.saved.pop(), undoing=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the default only if a setting has the focus, and undo after saving."""
        if action == "undo":
            return bool(self.saved)
        if action == "scroll" and len(parameters) > 1 and isinstance(self.focused, Input):
            return False  # the ends of the line
        if action != "default" or self.focused is None:
            return action != "default"
        return self._row_in_focus() is not None or any(
            picker.listing.has_focus for picker in self.query(ModelPicker)
        )

    def on_descendant_focus(self) -> None:
        """Update the footer."""
        self.refresh_bindings()

    def _row_in_focus(self) -> SettingRow | None:
        if self.focused is None:
            return None
        return next((node for node in self.focused.ancestors if isinstance(node, SettingRow)), None)


def _in_file(loaded: Loaded, key: str) -> object:
    """Return what the settings file says; None where it does not name the setting."""
    from assistant.config import flatten

    return flatten(loaded.settings)[key] if loaded.sources[key].startswith("file") else None


def server_line(state: SetupState, host: str) -> Content:
    """Describe the state of the model server in one line."""
    if state.engines.asked == "embedded":
        return Content(_("– Ollama is not asked: the engine is embedded"))
    if state.engines.ollama_problem is not None:
        problem = state.engines.ollama_problem
        words = clean_line(together(problem.message, problem.hint))
        return Content.assemble(("! ", "bold $warning"), words)
    return Content.assemble(
        ("✓ ", "$success"),
        _("Ollama {version} at {host}", version=clean_line(state.engines.ollama), host=clean_line(host)),
    )
