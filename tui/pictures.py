"""Find out whether this terminal shows pictures, and by which widget.

It is asked when the first picture is wanted. Pictures are drawn by textual-image, which is installed by who wants it (`private-assistant[pictures]`). It asks the terminal when
it is imported, so that the app has to let go of it for that moment.
"""

from __future__ import annotations

import io
import re
import sys
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
NOT_INSTALLED = mark("Pictures in the terminal need one more package: {install}. o opens the file.")
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
    """Ask the terminal; return what shows pictures in it, or None."""
    from PIL import Image
    from textual_image import renderable, widget

    kinds = {renderable.SixelImage: widget.SixelImage, renderable.TGPImage: widget.TGPImage}
    kind = kinds.get(renderable.Image)
    if kind is None or (kind is widget.TGPImage and _is_old_kitty(_terminal_name())):
        return None

    def show(data: bytes) -> Widget:
        shown: Widget = kind(Image.open(io.BytesIO(data)))
        return shown

    return show


def _terminal_name() -> str:
    """Return what the terminal calls itself (XTVERSION), like "kitty(0.36.4)".

    It is empty where the terminal does not say.
    """
    from textual_image._terminal import TerminalError, capture_terminal_response

    assert sys.__stdout__ is not None
    try:
        with capture_terminal_response("\x1bP>|", "\x1b\\", 0.2) as response:
            sys.__stdout__.write("\x1b[>q")
            sys.__stdout__.flush()
        return str(response.sequence)[len("\x1bP>|") : -len("\x1b\\")]
    except (TerminalError, TimeoutError):
        return ""


def _is_old_kitty(name: str) -> bool:
    """Return whether a kitty is too old to put pictures among text (before 0.28)."""
    version = re.match(r"kitty\((\d+)\.(\d+)", name)
    return version is not None and (int(version[1]), int(version[2])) < (0, 28)
