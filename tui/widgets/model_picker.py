"""A list of models of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.model_entries import Entry
from tui.widgets.setting_row import is_fixed, told_source

LEAST, MOST = 14, 40
"""Narrowest and widest column of names, in cells."""
BESIDE = 34
"""What sign, facts and remark take."""
SIGNS = {"choose": "○", "get": "↓", "refuse": "✗", "gguf": "○"}


class ModelPicker(Vertical):
    """Shows models, and tells which one was chosen.

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

        def __init__(self, picker: ModelPicker, entry: Entry) -> None:
            super().__init__()
            self.picker = picker
            self.entry = entry

    def __init__(self, title: str, key: str, note: str = "") -> None:
        super().__init__(id=key.replace(".", "-"))
        self.title = title
        self.key = key
        self.note = note
        self.source = "default"
        self._entries: Sequence[Entry] = ()

    def on_mount(self) -> None:
        """Start without the note."""
        self.show_note(False)

    def compose(self) -> ComposeResult:
        """Lay out title, list, and what there is to know of the highlighted entry."""
        with Horizontal(classes="line"):
            yield Static(self.title, classes="title", markup=False)
            yield Static(classes="source", markup=False)
        yield OptionList(compact=True, markup=False)
        yield Static(classes="about", markup=False)
        yield Static(self.note, classes="note", markup=False)

    @property
    def listing(self) -> OptionList:
        """What is focused to choose."""
        return self.query_one(OptionList)

    def show(self, entries: Sequence[Entry], source: str) -> None:
        """Show some entries.

        Args:
            entries: In order.
            source: Where the value in force came from, as the settings tell it.
        """
        first, at = not self._entries, self.listing.highlighted
        self._entries, self.source = entries, source
        chosen = next((number for number, entry in enumerate(entries) if entry.chosen), 0)
        self._draw(chosen if first or at is None else min(at, len(entries) - 1))
        words = self.query_one(".source", Static)
        words.update(Content(told_source(source)))
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
        width = max(LEAST, min(MOST, self.size.width - BESIDE))
        listing.set_options(
            [Option(line(entry, width), str(number)) for number, entry in enumerate(self._entries)]
        )
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

    def _at(self, option: Option) -> Entry | None:
        number = int(option.id or 0)
        return self._entries[number] if number < len(self._entries) else None


def line(entry: Entry, width: int) -> Content:
    """Write an entry: a sign, its name, its facts in columns, and a remark.

    Args:
        entry: What is written.
        width: How wide the names' column is, in cells.
    """
    sign = "●" if entry.chosen else SIGNS[entry.act]
    tone = "bold $accent" if entry.chosen else "$error" if entry.act == "refuse" else "dim"
    weight, context, able = entry.facts
    name = Content(entry.label).truncate(width, ellipsis=True, pad=True)
    facts = f" {weight:>7} {context:>5} {able:<7}" if any(entry.facts) else ""
    tone_of_remark = "bold $accent" if entry.used or entry.act == "get" else "dim" if entry.name else ""
    return Content.assemble(
        (f"{sign} ", tone),
        name.stylize("bold") if entry.used or entry.chosen else name,
        facts,
        (f" {entry.remark}", tone_of_remark),
    )
