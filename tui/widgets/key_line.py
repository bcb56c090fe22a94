"""The last line of each screen: the keys that work now, whole at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from assistant.i18n import _, mark
from tui.themes import MUTED

if TYPE_CHECKING:
    from textual.screen import Screen

ALL_KEYS = ("f1", mark("Keys"))
"""The key that shows all others; it stands last at every width."""
GAP = 2


class KeyLine(Widget):
    """Shows keys with what they do, as many as there is room for; a click presses one.

    Those of the part that has the focus come first, those of the app last.
    """

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; padding: 0 1; background: $footer-background; color: $foreground; }
    """
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the focus and what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.refresh()

    def keys(self) -> list[tuple[str, str, str]]:
        """Return keys, how each is written, and what it does."""
        found: dict[str, tuple[str, str, str]] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if binding.show and active.enabled and key != ALL_KEYS[0]:
                found.setdefault(
                    binding.action, (key, self.app.get_key_display(binding), _(binding.description))
                )
        # They are bound first, and wanted least.
        last = [found.pop(action, None) for action in ("quit", "show_table", "command_palette")]
        keys = list(found.values())
        back = next((one for one in keys if one[0] == "escape"), None)
        if back is not None and keys.index(back) > 1:  # the way out has room at every width
            keys.remove(back)
            keys.insert(1, back)
        return [*keys, *filter(None, last)]

    def render(self) -> Content:
        """Draw the keys that fit, and the one that shows all."""
        self._places = []
        last, does = ALL_KEYS
        end = f"{last} {_(does)}"
        room = self.size.width - cell_len(end)
        parts: list[str | tuple[str, str]] = []
        at = 0
        for key, display, words in self.keys():
            width = cell_len(f"{display} {words}")
            if at + width + GAP > room:
                continue
            self._places.append((at, at + width, key))
            parts += [(display, "bold $footer-key-foreground"), (f" {words}", MUTED), " " * GAP]
            at += width + GAP
        self._places.append((at, at + cell_len(end), last))
        return Content.assemble(*parts, (last, "bold $footer-key-foreground"), (f" {_(does)}", MUTED))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        x = event.get_content_offset_capture(self).x
        for begin, end, key in self._places:
            if begin <= x < end:
                self.app.simulate_key(key)
