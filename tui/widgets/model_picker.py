"""A list of models to choose from, and its entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from rich.cells import set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.i18n import _
from assistant.text import clean_line
from assistant.wording import size
from tui.widgets.setting_row import is_fixed, source_label

if TYPE_CHECKING:
    from assistant.config import Loaded
    from assistant.inventory import ModelRow, Models, Recommended, SetupState

EntryAction = Literal["choose", "get", "refuse", "gguf"]
NO_FACTS = ("", "", "")
LEAST, MOST = 14, 40
"""Narrowest and widest column of names, in cells."""
BESIDE = 34
"""What sign, facts and remark take."""
BESIDE_REMARK = 16
"""What sign and remark take."""
SIGNS = {"choose": "○", "get": "↓", "refuse": "✗", "gguf": "○"}


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A line of the list.

    Attributes:
        name: As the settings name it; empty for the automatic choice.
        label: What is shown for the name.
        facts: Size, context and what it can, each in a column; empty where unknown.
        remark: What else there is to know, in a few words.
        about: A sentence on it.
        act: What choosing it does.
        chosen: Whether the settings name it.
        used: Whether it is what works now.
    """

    name: str
    label: str
    facts: tuple[str, str, str]
    remark: str
    about: str
    act: EntryAction
    chosen: bool = False
    used: bool = False


def chat_entries(
    loaded: Loaded, models: Models, state: SetupState, advice: Recommended | None
) -> list[ModelEntry]:
    """List chat models: automatic, Ollama's, a GGUF file, and the recommended one."""
    settings = loaded.settings
    chosen = settings.models.chat
    now = clean_line(state.engines.chat_model) or _("extracted answers")
    entries = [
        ModelEntry(
            "",
            _("Automatic"),
            NO_FACTS,
            "" if chosen else _("now {now}", now=now),
            _("The largest deepseek-r1 that is installed and fits; else the first model that can answer."),
            "choose",
            chosen=not chosen,
        )
    ]
    entries += [
        _entry(row, chosen, "answers")
        for row in models.rows
        if row.engine == "ollama" and (row.can_chat or row.refused)
    ]
    entries += _not_installed(chosen, entries, models, asks_none=settings.engine == "embedded")
    gguf = settings.models.chat_gguf
    entries.append(
        ModelEntry(
            gguf,
            _("GGUF file, in process"),
            NO_FACTS,
            clean_line(PurePath(gguf).name) if gguf else _("none named"),
            _("Answers when the engine is embedded, or when Ollama is not there. Enter goes to its path."),
            "gguf",
            used=bool(gguf) and state.engines.chat_engine == "embedded" and bool(state.engines.chat_model),
        )
    )
    if advice is not None and advice.chat and models.problem is None and settings.engine != "embedded":
        entries += _to_get(advice.chat, advice.chat_bytes, advice.reason, models)
    return entries


def embedding_entries(
    loaded: Loaded, models: Models, state: SetupState, advice: Recommended | None
) -> list[ModelEntry]:
    """List embedding models: automatic, Ollama's, and the recommended one."""
    chosen = loaded.settings.models.embedding
    now = clean_line(state.engines.embed_model) or _("none")
    entries = [
        ModelEntry(
            "",
            _("Automatic"),
            NO_FACTS,
            "" if chosen else _("now {now}", now=now),
            _("What the library was embedded with; for a new one Ollama's best, else the embedded engine's."),
            "choose",
            chosen=not chosen,
        )
    ]
    entries += [
        _entry(row, chosen, "embedding")
        for row in models.rows
        if row.engine == "ollama" and row.can_embed and not row.refused
    ]
    entries += _not_installed(chosen, entries, models, asks_none=loaded.settings.engine == "embedded")
    if advice is not None and models.problem is None and loaded.settings.engine != "embedded":
        reason = _("Reads Chinese and English alike.")
        entries += _to_get(advice.embedding, advice.embedding_bytes, reason, models)
    return entries


def _entry(row: ModelRow, chosen: str, use: str) -> ModelEntry:
    name = clean_line(row.name)
    if row.refused:
        return ModelEntry(
            row.name, name, NO_FACTS, _("refused"), f"{name}: {clean_line(row.refused)}.", "refuse"
        )
    tokens = row.context_tokens or 0
    able = _("reasons") if row.thinks else ""
    used = use in row.used_for
    parts = [
        _("{parameters} parameters", parameters=clean_line(row.parameters)) if row.parameters else "",
        _("{tokens} tokens of context", tokens=f"{tokens:,}") if tokens else "",
        able,
    ]
    return ModelEntry(
        row.name,
        name,
        (size(row.size_bytes) if row.size_bytes else "", _thousands(tokens), able),
        _("in use") if used else "",
        f"{name}: {', '.join(filter(None, parts))}.",
        "choose",
        chosen=bool(chosen) and _tagged(chosen) == _tagged(row.name),
        used=used,
    )


def _not_installed(
    chosen: str, entries: list[ModelEntry], models: Models, *, asks_none: bool
) -> list[ModelEntry]:
    """Show the model that the settings name even where it is not there."""
    if not chosen or any(entry.chosen for entry in entries):
        return []
    name = clean_line(chosen)
    if asks_none:
        about = _(
            "{name} is named by the settings, but Ollama is not asked: the engine is embedded.", name=name
        )
        return [ModelEntry(chosen, name, NO_FACTS, _("not asked"), about, "choose", chosen=True)]
    about = _("{name} is named by the settings and is not there.", name=name)
    act: EntryAction = "get" if models.problem is None else "choose"
    return [ModelEntry(chosen, name, NO_FACTS, _("not installed"), about, act, chosen=True)]


def _to_get(name: str, number_of_bytes: int, reason: str, models: Models) -> list[ModelEntry]:
    if any(_tagged(row.name) == _tagged(name) for row in models.rows):
        return []
    about = _("{reason} Enter fetches it; nothing of yours is sent.", reason=reason)
    return [ModelEntry(name, name, (size(number_of_bytes), "", ""), _("recommended: get it"), about, "get")]


def _thousands(tokens: int) -> str:
    """Write a context short, as people call it: 131,072 is 128k."""
    return "" if not tokens else f"{tokens // 1024}k" if tokens >= 1024 else str(tokens)


def _tagged(name: str) -> str:
    return name if ":" in name.rsplit("/", 1)[-1] else f"{name}:latest"


class _Listing(OptionList):
    """A list that keeps the arrow keys that come before its entries.

    Attributes:
        moves: By how many entries those keys go down.
    """

    moves = 0

    def _is_empty(self) -> bool:
        return all(option.disabled for option in self.options)

    def action_cursor_down(self) -> None:
        """Go down, as soon as there is something."""
        if self._is_empty():
            self.moves += 1
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go up, as soon as there is something."""
        if self._is_empty():
            self.moves -= 1
        else:
            super().action_cursor_up()


class ModelPicker(Vertical):
    """Shows models, and posts the chosen one.

    Args:
        title: What it chooses.
        key: The setting that is changed by it.
        note: What to know before another one is chosen.
    """

    class Chosen(Message):
        """An entry was chosen.

        Attributes:
            picker: Where.
            entry: Which.
        """

        def __init__(self, picker: ModelPicker, entry: ModelEntry) -> None:
            super().__init__()
            self.picker = picker
            self.entry = entry

    def __init__(self, title: str, key: str, note: str = "") -> None:
        super().__init__(id=key.replace(".", "-"))
        self.title = title
        self.key = key
        self.note = note
        self.source = "default"
        self._entries: Sequence[ModelEntry] = ()

    def on_mount(self) -> None:
        """Start without the note."""
        self.show_note(False)

    def compose(self) -> ComposeResult:
        """Lay out title, list, and what there is to know of the highlighted entry."""
        with Horizontal(classes="line"):
            yield Static(self.title, classes="title", markup=False)
            yield Static(classes="source", markup=False)
        yield _Listing(Option(Content(_("Looking …")), disabled=True), compact=True, markup=False)
        yield Static(classes="about", markup=False)
        yield Static(self.note, classes="note", markup=False)

    @property
    def listing(self) -> _Listing:
        """What is focused to choose."""
        return self.query_one(_Listing)

    def show(self, entries: Sequence[ModelEntry], source: str) -> None:
        """Show some entries.

        Args:
            entries: In order.
            source: Where the value in force came from, as the settings tell it.
        """
        first, at = not self._entries, self.listing.highlighted
        self._entries, self.source = entries, source
        chosen = next((number for number, entry in enumerate(entries) if entry.chosen), 0)
        moved = min(max(chosen + self.listing.moves, 0), len(entries) - 1)
        self.listing.moves = 0
        self._draw(moved if first or at is None else min(at, len(entries) - 1))
        words = self.query_one(".source", Static)
        words.update(Content(source_label(source)))
        words.set_class(is_fixed(source), "-fixed")

    def show_note(self, shown: bool) -> None:
        """Show or hide what to know before another one is chosen."""
        self.query_one(".note").display = shown and bool(self.note)

    def on_resize(self) -> None:
        """Draw the columns anew."""
        if self._entries:
            self._draw(self.listing.highlighted)

    def _draw(self, at: int | None) -> None:
        listing = self.listing
        wide = self.size.width
        with_facts = wide >= LEAST + BESIDE
        width = max(LEAST, min(MOST, wide - (BESIDE if with_facts else BESIDE_REMARK)))
        lines = [line(entry, width, with_facts=with_facts) for entry in self._entries]
        listing.set_options([Option(one, str(number)) for number, one in enumerate(lines)])
        listing.highlighted = at

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        entry = self._at(event.option)
        self.query_one(".about", Static).update(Content(entry.about if entry else ""))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        entry = self._at(event.option)
        if entry is not None:
            self.post_message(self.Chosen(self, entry))

    def _at(self, option: Option) -> ModelEntry | None:
        number = int(option.id or 0)
        return self._entries[number] if number < len(self._entries) else None


def line(entry: ModelEntry, width: int, *, with_facts: bool = True) -> Content:
    """Write an entry: a sign, its name, its facts in columns, and a remark.

    Args:
        entry: What is written.
        width: How wide the names' column is, in cells.
        with_facts: Whether there is room for the facts.
    """
    sign = "●" if entry.chosen else SIGNS[entry.act]
    tone = "bold $accent" if entry.chosen else "$error" if entry.act == "refuse" else "dim"
    weight, context, able = entry.facts
    name = Content(entry.label).truncate(width, ellipsis=True, pad=True)
    facts = f" {weight:>7} {context:>5} {set_cell_size(able, 7)}" if with_facts and any(entry.facts) else ""
    if entry.act == "get":
        facts = facts.rstrip()  # what is not there has few facts, and a longer remark
    tone_of_remark = "bold $accent" if entry.used or entry.act == "get" else "dim" if entry.name else ""
    return Content.assemble(
        (f"{sign} ", tone),
        name.stylize("bold") if entry.used or entry.chosen else name,
        facts,
        (f" {entry.remark}", tone_of_remark),
    )
