"""An assistant for private documents: everything stays on this machine.

from assistant import Assistant

with Assistant.open(create=True) as assistant:
    for event in assistant.ingest(["./docs"]): ...
    for hit in assistant.search("annual leave").hits: ...
    for event in assistant.ask("How many days of leave do I have?"): ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.api import Assistant as Assistant

__version__ = "0.1.0"
__all__ = ["Assistant", "__version__"]


def __getattr__(name: str) -> object:
    # Imported when first asked for, so that `assistant --help` stays quick.
    if name == "Assistant":
        return import_module("assistant.api").Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
