"""Whether this terminal shows pictures, and by which widget; looked at when the first is asked for.

Pictures are drawn by textual-image, which is installed by who wants it (`private-assistant[pictures]`). It asks the terminal when
it is imported, so that the app has to let go of it for that moment.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from textual.app import App, SuspendNotSupported
from textual.widget import Widget

from assistant.i18n import _, mark
from assistant.wording import install_commands

if TYPE_CHECKING:
    from textual.app import ReturnType

PACKAGE = "textual_image"
NO_TERMINAL = mark(
    "This terminal shows no pictures: kitty, Ghostty, iTerm2, WezTerm, foot and Windows Terminal do. o opens the file."
)
NOT_INSTALLED = mark("Pictures in the terminal need a package more: {install}. o opens the file.")
Shower = Callable[[bytes], Widget]
"""Makes a widget that shows a picture's file."""


class TerminalPictures:
    """Knows whether this terminal shows pictures.

    Attributes:
        shower: Makes a widget of a picture; None where the terminal shows none, or was not asked yet.
    """

    def __init__(self) -> None:
        self.shower: Shower | None = None
        self._asked = False

    def why_not(self, app: App[ReturnType]) -> str:
        """Return why there can be no pictures here; empty where there can.

        Args:
            app: Lets go of the terminal while it is asked, once.
        """
        if self.shower is not None:
            return ""
        if find_spec(PACKAGE) is None:
            return _(NOT_INSTALLED, install=install_commands("private-assistant[pictures]")[1])
        if not self._asked and not app.is_headless:
            self._asked = True
            try:
                with app.suspend():
                    self.shower = _shower()
            except SuspendNotSupported:
                self.shower = None
        return "" if self.shower is not None else _(NO_TERMINAL)


def _shower() -> Shower | None:
    """Return what shows pictures in this terminal, asking it; None where it shows none."""
    from PIL import Image
    from textual_image import renderable, widget

    kinds = {renderable.SixelImage: widget.SixelImage, renderable.TGPImage: widget.TGPImage}
    kind = kinds.get(renderable.Image)
    if kind is None:
        return None

    def show(data: bytes) -> Widget:
        shown: Widget = kind(Image.open(io.BytesIO(data)))
        return shown

    return show
