"""One setting: name, field, source of the value, and description or error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from assistant.i18n import _, mark
from assistant.text import clean_line

if TYPE_CHECKING:
    from assistant.config import Described, Loaded

GAP = 3
WORDS = (
    mark("auto"),
    mark("on"),
    mark("off"),
    mark("embedded"),
    mark("dark"),
    mark("light"),
    mark("contrast"),
    mark("contrast-light"),
)
"""Values of settings that are shown in the reader's language; others are names."""
NAMES = {"en": "English", "zh": "中文", "ollama": "Ollama"}
"""What is shown by its own name. So are languages: who looks for theirs may read no other."""


def value_shown(value: object) -> str:
    """Write the value of a setting as the screen shows it."""
    said = "" if value is None else clean_line(str(value))
    return NAMES.get(said) or (_(said) if said in WORDS else said) or _("automatic")


class Choice(Widget, can_focus=True):
    """Options on one line; posts `Picked`, and changes only when `picked` is set.

    Args:
        options: The words.
        picked: The one that is picked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", mark("Move"), show=False),
        Binding("right", "move(1)", mark("Move"), show=False),
        Binding("enter,space", "pick", mark("Pick")),
    ]
    picked: reactive[str] = reactive("")
    at: reactive[int] = reactive(0)

    class Picked(Message):
        """A word was picked.

        Attributes:
            word: The word.
        """

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, options: Sequence[str], picked: str, *, disabled: bool = False) -> None:
        super().__init__(disabled=disabled)
        self.options = tuple(options)
        self.picked = picked

    @property
    def _said(self) -> list[str]:
        """The options as they are shown."""
        return [NAMES.get(word) or _(word) for word in self.options]

    def render(self) -> Content:
        """Draw the words, the picked one and the cursor highlighted."""
        parts: list[str | Content] = []
        row = 0
        places = self._places(self.size.width)
        for index, (word, said, (x, y)) in enumerate(zip(self.options, self._said, places, strict=True)):
            parts += ["\n"] if y > row and x == 0 else []
            row = y
            picked = word == self.picked
            style = "bold $accent" if picked else "dim"
            if self.has_focus and index == self.at:
                style = "bold $background on $primary"
            parts += [Content.styled(f" {'●' if picked else '○'} {said} ", style), " " * (GAP - 2)]
        return Content.assemble(*parts)

    def _places(self, width: int) -> list[tuple[int, int]]:
        """Return where each option begins, column and row, in lines of a width."""
        places = []
        x = y = 0
        for said in self._said:
            wide = cell_len(said) + 4
            if x and x + wide > width > 0:
                x, y = 0, y + 1
            places.append((x, y))
            x += wide + GAP - 2
        return places

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the options take."""
        return self._places(width)[-1][1] + 1

    def watch_picked(self, picked: str) -> None:
        """Bring the cursor to what is picked."""
        if picked in self.options:
            self.at = self.options.index(picked)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.at = max(0, min(len(self.options) - 1, self.at + step))

    def action_pick(self) -> None:
        """Pick what is under the cursor."""
        self.post_message(self.Picked(self.options[self.at]))

    def on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        places = self._places(self.size.width)
        for index, (said, (x, y)) in enumerate(zip(self._said, places, strict=True)):
            if event.y == y and x <= event.x < x + cell_len(said) + 4:
                self.at = index
                self.action_pick()


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is shown.

    Attributes:
        key: The dotted key.
        name: What it is called here.
        words: What there is to choose among; empty where a value is written.
        is_long: Whether what is written may be long.
    """

    key: str
    name: str
    words: tuple[str, ...] = ()
    is_long: bool = False


def source_label(source: str) -> str:
    """Name the source of a value; "fixed by" a flag or variable."""
    kind, _space, name = source.partition(" ")
    if kind == "file":
        return PurePath(name).name
    if kind in ("environment", "flag"):
        return _("fixed by {name}", name=name)
    return _("default") if source == "default" else source


def is_fixed(source: str) -> bool:
    """Whether a flag or a variable overrides the file."""
    return source.startswith(("environment ", "flag "))


class SettingRow(Vertical):
    """Shows a setting, and posts the value that is wanted.

    Args:
        setting: The setting.
        described: What it accepts and does.
    """

    class Wanted(Message):
        """The setting is to be changed.

        Attributes:
            key: The dotted key.
            value: Of the setting's type; None for its default.
        """

        def __init__(self, key: str, value: object) -> None:
            super().__init__()
            self.key = key
            self.value = value

    def __init__(self, setting: Setting, described: Described) -> None:
        super().__init__(id=setting.key.replace(".", "-"))
        self.setting = setting
        self._described = described
        self._shown = ""
        self._sent: str | None = None
        self._source = "default"

    def compose(self) -> ComposeResult:
        """Lay out two lines."""
        with Horizontal(classes="line"):
            yield Static(_(self.setting.name), classes="name", markup=False)
            if self.setting.words:
                yield Choice(self.setting.words, "")
            else:
                yield Input(compact=True, classes="-long" if self.setting.is_long else "")
        with Horizontal(classes="below"):
            yield Static(classes="source", markup=False)
            yield Static(_(self._described.description), classes="about", markup=False)

    @property
    def field(self) -> Choice | Input:
        """What is focused to change the setting."""
        return self.query_one(Choice) if self.setting.words else self.query_one(Input)

    def show(self, loaded: Loaded, values: Mapping[str, object]) -> None:
        """Show the value in force and where it came from.

        Args:
            loaded: The settings in force.
            values: Their values, by dotted key.
        """
        writing = self.is_changed and self.field.has_focus and self._sent is None
        self._source = loaded.sources[self.setting.key]
        self._shown = clean_line(str(values[self.setting.key]))
        field = self.field
        if isinstance(field, Choice):
            field.picked = self._shown
        elif not writing:
            field.value = self._shown
        field.disabled = is_fixed(self._source)
        source = self.query_one(".source", Static)
        source.update(_("fixed") if is_fixed(self._source) else Content(source_label(self._source)))
        source.set_class(is_fixed(self._source), "-fixed")
        self._sent = None
        self._say("")

    @property
    def is_changed(self) -> bool:
        """Whether something is written that is not the value in force."""
        field = self.field
        return isinstance(field, Input) and field.value.strip() != self._shown

    def take_back(self) -> None:
        """Reset the field to the value in force."""
        field = self.field
        if isinstance(field, Input):
            field.value = self._shown
        self._say("")

    def say_wrong(self, words: str) -> None:
        """Show why the setting was not changed."""
        self._say(words)

    def _say(self, wrong: str) -> None:
        about = self.query_one(".about", Static)
        label = source_label(self._source)
        fixed = label[0].upper() + label[1:] + _(". ") if is_fixed(self._source) else ""
        told = f"! {clean_line(wrong)}" if wrong else f"{fixed}{_(self._described.description)}"
        about.update(Content(told))
        about.set_class(bool(wrong), "-wrong")

    def _value(self, text: str) -> object:
        """Parse the typed text; None for the default.

        Raises:
            SettingsError: It is wrong.
        """
        from assistant.config.save import typed_value

        return typed_value(self.setting.key, text) if text else None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        from assistant.errors import SettingsError

        event.stop()
        self._sent = None if event.value != self._sent else self._sent
        try:
            self._value(event.value.strip())
        except SettingsError:
            self._say(_("It must be {accepts}.", accepts=self._described.accepts))
        else:
            self._say("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._want()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Save what was written when the field is left."""
        if self.is_attached and self.screen.is_current:
            self._want()

    @on(Choice.Picked)
    def _picked(self, event: Choice.Picked) -> None:
        event.stop()
        if event.word != self._shown:
            self.post_message(self.Wanted(self.setting.key, event.word))

    def _want(self) -> None:
        from assistant.errors import SettingsError

        field = self.field
        if not isinstance(field, Input) or not self.is_changed:
            return
        try:
            value = self._value(field.value.strip())
        except SettingsError:
            return  # what is wrong stands below the field
        self._sent = field.value
        self.post_message(self.Wanted(self.setting.key, value))
