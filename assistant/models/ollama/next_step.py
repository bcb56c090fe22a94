"""Say, the same everywhere, what has to be done for a model server to answer."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from assistant.i18n import _
from assistant.offline import is_loopback

State = Literal["stopped", "missing", "elsewhere"]
_APPLICATION = Path("/Applications/Ollama.app")


def state_of_silent(url: str) -> State:
    """Return why no server answers: stopped, not installed, or on another machine."""
    if not is_loopback(urlsplit(url).hostname or ""):
        return "elsewhere"
    return "stopped" if is_installed() else "missing"


def is_installed() -> bool:
    """Return whether Ollama's program is on this machine."""
    return shutil.which("ollama") is not None or (sys.platform == "darwin" and _APPLICATION.exists())


def next_step(url: str) -> str:
    """Return what to do where no server answers at an address."""
    match state_of_silent(url):
        case "elsewhere":
            return _(
                "Start Ollama on that machine, or correct ollama.host: assistant config set ollama.host URL"
            )
        case "missing":
            return _(
                "Ollama is not installed here: get it from ollama.com/download; for a machine without a network, "
                "`assistant bundle` packs what is needed on another one"
            )
    if sys.platform == "darwin":
        return _("Start it: open the Ollama app, or: ollama serve")
    if sys.platform == "win32":
        return _("Start it: Ollama in the Start menu, or: ollama serve")
    return _("Start it: ollama serve (or: systemctl start ollama)")
