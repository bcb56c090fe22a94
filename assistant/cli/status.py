"""`assistant status`: shows what is in the library and which models serve it."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.cli import console, parsing
from assistant.cli.console import fitted, is_terminal, put_row, say_notices, width
from assistant.frozen import dataclass
from assistant.i18n import _, mark, ngettext
from assistant.inventory import Choices, read_choices
from assistant.paths import outermost
from assistant.text import clean_line
from assistant.wording import count, documents_held, enumerated, short_path, size

if TYPE_CHECKING:
    from assistant.api import Assistant, Conversation, EmbeddingState, Leftover
    from assistant.inventory import Engines

TAKES = ""
DESCRIPTION = mark("Loads no model; the model server is asked for its version and its models.")
EXAMPLE = "assistant status --json"

INDENT = 15
SHOWN_CONVERSATIONS = 3
LEAST_TITLE = 20
"""Cells of a title that are left in any case."""


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a library.

    Attributes:
        library: Its name.
        folder: Where it is kept.
        encrypted: Whether only its passphrase opens it.
        choices: What is read and what is left out.
        counts: Documents by state, and passages.
        embedding: Which models it has vectors of, and what waits.
        disk_bytes: What it takes on disk.
        conversations: The latest first.
        engines: What serves it.
        copies: Of a damaged database, which a mending has left.
        from_packs: Documents that came in packs.
        to_recognise: Scans and pictures whose text waits to be recognised, by state.
    """

    library: str
    folder: Path
    encrypted: bool
    choices: Choices
    counts: Mapping[str, int]
    embedding: EmbeddingState
    disk_bytes: int
    conversations: list[Conversation]
    engines: Engines
    copies: list[Leftover]
    from_packs: int = 0
    to_recognise: Mapping[str, int] = field(default_factory=dict)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes: nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Show the status."""
    with parsing.open_assistant(args) as assistant:
        status = read_status(assistant)
    if args.json:
        console.emit(_record(status))
    else:
        _show(status)
        say_notices(status.engines.notices)
    return 0


def read_status(assistant: Assistant) -> Status:
    """Ask a library and its engines for everything that is shown."""
    library = assistant.library
    return Status(
        library=assistant.loaded.settings.library,
        folder=library.folder,
        encrypted=library.encrypted,
        choices=read_choices(assistant),
        counts=library.documents.counts(),
        embedding=library.vectors.state(),
        disk_bytes=bytes_under(library.folder),
        conversations=library.conversations.all(),
        engines=assistant.engines(),
        copies=library.copies(),
        from_packs=library.documents.from_packs(),
        to_recognise=library.pictures.unread(),
    )


def bytes_under(folder: Path) -> int:
    """Sum the sizes of all files under a folder; files that vanish count as 0."""
    total = 0
    for where, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_size  # noqa: PTH118 - many files
            except OSError:
                continue
    return total


def _show(status: Status) -> None:
    counts, engines = status.counts, status.engines
    documents = [documents_held(counts["found"], counts["files"])]
    waiting = status.to_recognise
    if to_recognise := sum(waiting.values()):
        documents.append(
            ngettext(
                "{number} scan or picture waits for its text to be recognised (assistant doctor)",
                "{number} scans and pictures wait for their text to be recognised (assistant doctor)",
                to_recognise,
            )
        )
    if failed := counts["failed"] - waiting.get("failed", 0):
        said = _("{failed} could not be read (assistant sources --failed)", failed=f"{failed:,}")
        documents.append(console.runnable(said))
    if skipped := counts["skipped"] - waiting.get("skipped", 0):
        documents.append(_("{skipped} skipped", skipped=f"{skipped:,}"))
    encrypted = _(", encrypted") if status.encrypted else ""
    _row(
        _("Library"),
        _(
            "{library}  ({folder}, {size}{encrypted})",
            library=status.library,
            folder=clean_line(str(status.folder)),
            size=size(status.disk_bytes),
            encrypted=encrypted,
        ),
    )
    _show_choices(status.choices)
    _row(_("Holds"), enumerated([*documents, count(counts["passages"], "passage")]))
    if status.from_packs:
        _row(
            "",
            _(
                "{from_packs} of them from packs: their files are not on this machine",
                from_packs=f"{status.from_packs:,}",
            ),
        )
    for left in status.copies:
        _row(
            _("Left"),
            _(
                "{left} ({size}) holds earlier text: assistant forget --copies",
                left=left.path.name,
                size=size(left.bytes),
            ),
        )
    _row(_("Embedded"), embedded_line(status.embedding))
    _row(_("Answers"), chat_line(engines))
    _row(_("Embeds"), embedding_line(engines))
    if engines.ollama:
        _row("Ollama", _("version {ollama}", ollama=engines.ollama))
    for number, one in enumerate(status.conversations[:SHOWN_CONVERSATIONS]):
        _row("" if number else _("Conversations"), _conversation(one))
    if len(status.conversations) > SHOWN_CONVERSATIONS:
        _row(
            "",
            _(
                "… and {conversations} more",
                conversations=f"{len(status.conversations) - SHOWN_CONVERSATIONS:,}",
            ),
        )


def _show_choices(choices: Choices) -> None:
    for number, root in enumerate(outermost(choices.roots)):
        _row("" if number else _("Reads"), clean_line(root))
    for number, line in enumerate(absent_lines(choices)):
        _row("" if number else _("Not there"), line)
    for number, line in enumerate(excluded_lines(choices)):
        _row("" if number else _("Excluded"), line)
    for number, path in enumerate(choices.kept_out):
        _row(
            "" if number else _("Kept out"),
            _(
                "{path}  (lets it in: {command})",
                path=short_path(path),
                command=console.runnable(f"assistant ingest {shlex.quote(path)}"),
            ),
        )


def absent_lines(choices: Choices) -> list[str]:
    """Say which places are not there, and what is kept of them."""
    return [
        ngettext(
            "{place}: {number} file of it is kept, until it is forgotten",
            "{place}: {number} files of it are kept, until it is forgotten",
            number,
            place=short_path(place),
        )
        for place, number in choices.absent.items()
    ]


def excluded_lines(choices: Choices) -> list[str]:
    """Say which patterns are left out, and where."""
    lines = [_("{pattern}  (everywhere: ingest.exclude)", pattern=pattern) for pattern in choices.everywhere]
    for root, patterns in choices.excluded.items():
        lines += [
            _("{pattern}  in {folder}", pattern=clean_line(pattern), folder=short_path(root))
            for pattern in patterns
        ]
    return lines


def _row(label: str, text: str) -> None:
    put_row(((label, "bold"),), text, indent=INDENT)


def _conversation(one: Conversation) -> str:
    """Format a conversation; at a terminal its title is cut so that it takes one line."""
    title, held = clean_line(one.title), count(one.turns, "question")
    line = _("{id}: {title}  ({questions})", id=one.id, title=title, questions=held)
    over = cell_len(line) - (width(sys.stdout) - INDENT) if is_terminal(sys.stdout) else 0
    if over <= 0:
        return line
    short = fitted(title, max(cell_len(title) - over, LEAST_TITLE)).rstrip()
    return _("{id}: {title}  ({questions})", id=one.id, title=short, questions=held)


def embedded_line(state: EmbeddingState) -> str:
    """Format which model a library is embedded with, and how many texts wait."""
    if state.target is None:
        return _("nothing yet: assistant ingest")
    line = _(
        "{texts} with {target} ({engine})",
        texts=count(state.embedded, "text"),
        target=clean_line(state.target.name),
        engine=_(state.target.engine),
    )
    if state.pending:
        line += _(", {pending} waiting: assistant ingest", pending=f"{state.pending:,}")
    if state.active is not None and state.active != state.target:
        line += _("; until then {active} answers", active=clean_line(state.active.name))
    return line


def chat_line(engines: Engines) -> str:
    """Format which model answers."""
    if engines.chat_model:
        return _("{model} ({engine})", model=clean_line(engines.chat_model), engine=_(engines.chat_engine))
    if engines.chat_engine:
        return _("extracted: the best sentences, word for word (no chat model: assistant models recommend)")
    return _("nothing can answer: assistant doctor")


def embedding_line(engines: Engines) -> str:
    """Format which model embeds."""
    if engines.embed_model:
        return _("{model} ({engine})", model=clean_line(engines.embed_model), engine=_(engines.embed_engine))
    return _("nothing can embed: assistant doctor")


def _record(status: Status) -> dict[str, object]:
    state, engines = status.embedding, status.engines
    return {
        "library": status.library,
        "folder": str(status.folder),
        "encrypted": status.encrypted,
        "roots": list(status.choices.roots),
        "absent": dict(status.choices.absent),
        "excluded": {root: list(patterns) for root, patterns in status.choices.excluded.items()},
        "kept_out": list(status.choices.kept_out),
        "documents": {
            name: number for name, number in status.counts.items() if name not in ("passages", "files")
        },
        "to_recognise": sum(status.to_recognise.values()),
        "passages": status.counts["passages"],
        "embedded": state.embedded,
        "waiting": state.pending,
        "embedded_with": state.target.name if state.target else None,
        "answering_vectors": state.active.name if state.active else None,
        "disk_bytes": status.disk_bytes,
        "conversations": len(status.conversations),
        "from_packs": status.from_packs,
        "copies": {str(one.path): one.bytes for one in status.copies},
        "engine": engines_record(engines),
    }


def engines_record(engines: Engines) -> dict[str, object]:
    """Convert the engines to the record that `--json` writes."""
    problem = engines.ollama_problem
    return {
        "asked": engines.asked,
        "ollama": engines.ollama,
        "ollama_problem": problem.message if problem else None,
        "chat_engine": engines.chat_engine,
        "chat_model": engines.chat_model,
        "embed_engine": engines.embed_engine,
        "embed_model": engines.embed_model,
        "notices": [{"code": n.code, "message": n.message, "hint": n.hint} for n in engines.notices],
    }
