"""What a turn tells its user beside the answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import LibraryError
from assistant.events import Notice
from assistant.retrieval.evidence import Evidence

NAMED = 6
"""Most things that one notice names."""

GENERAL = Notice("general", "This answer is the model's own; it does not come from your documents.")
EXTRACTED = Notice(
    "extracted",
    "No chat model answered: these are the sentences of your documents that answer best, word for word.",
    "Get a chat model: assistant models recommend",
)
INSTEAD = Notice(
    "extracted", "In its place: the sentences of your documents that answer best, word for word."
)
NO_CHAT_MODEL = Notice(
    "no_chat_model",
    "Requests that have nothing to do with your documents need a chat model.",
    "Get one: assistant models recommend",
)
ASK_ANYWAY = Notice(
    "ask_anyway",
    "The model can be asked by itself, without your documents.",
    'Ask it: assistant ask --general "…"',
)
HISTORY_LEFT_OUT = Notice(
    "history_left_out", "Earlier turns did not fit the model's context and were left out."
)
CUT_SHORT = Notice(
    "cut_short",
    "The answer ran into the model's limit and ends early.",
    "Raise answer.context_tokens.",
)
EMPTY = Notice(
    "empty", "The library holds no documents yet.", "Fill it: assistant ingest FOLDER_WITH_DOCUMENTS"
)


def not_kept(error: LibraryError) -> Notice:
    """Say that a turn could not be kept."""
    return Notice("not_kept", f"This answer is not kept in a conversation: {error.message}", error.hint)


def no_answer(*, reasoned: bool) -> Notice:
    """Say that the model came to no answer."""
    message = "The model reasoned and came to no answer; its reasoning is kept."
    hint = "Ask again without reasoning (answer.think = off), or with more room (answer.context_tokens)."
    return Notice("no_answer", message if reasoned else "The model said nothing.", hint)


def unknown_names(names: Sequence[str]) -> Notice:
    """Say that names of the question stand nowhere in the library."""
    return Notice("unknown_name", f"This stands nowhere in your documents: {', '.join(names[:NAMED])}.")


def left_out(evidence: Evidence) -> Notice:
    """Say that evidence did not fit."""
    return Notice(
        "left_out",
        f"{evidence.left_out} more {'sentence bears' if evidence.left_out == 1 else 'sentences bear'} on this and did not fit "
        "what the model is shown.",
        "Raise answer.evidence_tokens to show it more; it will answer more slowly.",
    )


def unconfirmed(missing: Sequence[str], rows: int) -> Notice | None:
    """Say which numbers and names do not stand in what is cited, and that rows of a table, which bear no mark, do not."""
    parts = []
    if missing:
        parts.append(f"Not found in what is cited: {', '.join(dict.fromkeys(missing[:NAMED]))}.")
    if rows:
        parts.append(f"Rows of the table that nothing in your documents bears: {rows}.")
    return Notice("unconfirmed", " ".join(parts), "Check these in the sources.") if parts else None
