"""An assistant for private documents: everything stays on this machine.

from assistant import Assistant

with Assistant.open(create=True) as assistant:
    for event in assistant.ingest(["./docs"]): ...
    for hit in assistant.search("annual leave").hits: ...
    for event in assistant.ask("How many days of leave do I have?"): ...
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it, whose import takes longer than this one
if TYPE_CHECKING:
    from assistant.aio.client import AsyncAssistant, OpenOptions
    from assistant.api import Assistant
    from assistant.errors import (
        AssistantError,
        ConnectionForbidden,
        InputTooLong,
        LibraryBusy,
        LibraryDamaged,
        LibraryError,
        LibraryTooNew,
        ModelFault,
        ModelMissing,
        ModelUnsuitable,
        PartMissing,
        ServerFault,
        ServerUnavailable,
        SettingsError,
        StorageFull,
        StreamCut,
        UsageError,
    )
    from assistant.events import (
        Answer,
        Citation,
        EmbeddingEvent,
        FileEvent,
        Finished,
        Hit,
        IndexEvent,
        IngestFinished,
        IngestNotice,
        Looked,
        Notice,
        Passages,
        Reasoning,
        TurnView,
        Usage,
        Working,
        event_json,
        fold,
    )
    from assistant.options import Sampling, TurnOptions

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "AsyncAssistant",
    "Citation",
    "ConnectionForbidden",
    "EmbeddingEvent",
    "FileEvent",
    "Finished",
    "Hit",
    "IndexEvent",
    "IngestFinished",
    "IngestNotice",
    "InputTooLong",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryError",
    "LibraryTooNew",
    "Looked",
    "ModelFault",
    "ModelMissing",
    "ModelUnsuitable",
    "Notice",
    "OpenOptions",
    "PartMissing",
    "Passages",
    "Reasoning",
    "Sampling",
    "ServerFault",
    "ServerUnavailable",
    "SettingsError",
    "StorageFull",
    "StreamCut",
    "TurnOptions",
    "TurnView",
    "Usage",
    "UsageError",
    "Working",
    "__version__",
    "event_json",
    "fold",
]

_FACES = {
    "Assistant": "assistant.api",
    "AsyncAssistant": "assistant.aio.client",
    "OpenOptions": "assistant.aio.client",
    "Sampling": "assistant.options",
    "TurnOptions": "assistant.options",
}


def __getattr__(name: str) -> object:
    # Imported when first asked for, so that `assistant --help` stays quick.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    homes = (_FACES[name],) if name in _FACES else ("assistant.errors", "assistant.events")
    return next(getattr(module, name) for module in map(import_module, homes) if hasattr(module, name))
