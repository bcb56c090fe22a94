"""`assistant forget`: takes a file or a folder out of the library."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.i18n import _, mark, ngettext
from assistant.paths import absolute, is_under, prefix_of
from assistant.text import clean_line
from assistant.wording import count, enumerated, listed, short_path, typed_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from assistant.api import Leftover

TAKES = "[PATH]"
DESCRIPTION = mark("""\
The files themselves are not touched. Earlier conversations keep the words they quote from them, until
they are forgotten too: one with --conversation, all with --conversations. Copies of a damaged database,
which verify leaves, hold earlier text: whatever is forgotten takes them along, and --copies takes them alone.""")
_MOST_ALIKE = 3
_MOST_PINNED = 5
"""Pinned conversations that are named before all are forgotten."""
EXAMPLE = mark("assistant forget ~/Documents/contracts/old")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=parsing.path,
        help=_("A file or a folder, as it was ingested; or the name that one file has."),
    )
    parser.add_argument(
        "--conversation", metavar="N", type=parsing.positive, help=_("Forget conversation N (see history).")
    )
    parser.add_argument("--conversations", action="store_true", help=_("Forget every conversation."))
    parser.add_argument(
        "--yes", action="store_true", help=_("Forget every conversation without asking first.")
    )
    parser.add_argument(
        "--copies",
        action="store_true",
        help=_("Delete the copies of a damaged database that verify has left."),
    )
    parser.add_argument(
        "--keep-out",
        action="store_true",
        help=_("Also do not read the path again, until it is named itself: assistant ingest PATH"),
    )


def run(args: argparse.Namespace) -> int:
    """Forget, and say what remains."""
    wanted = [args.path is not None, args.conversation is not None, args.conversations, args.copies]
    if sum(wanted) != 1:
        raise UsageError(
            _("Name one thing to forget: a path, --conversation N, --conversations or --copies."),
            _("For example: {example}", example=EXAMPLE),
        )
    if args.keep_out and args.path is None:
        raise UsageError(
            _("Only a path can be kept out."), _("For example: {example} --keep-out", example=EXAMPLE)
        )
    if args.yes and not args.conversations:
        raise UsageError(
            _("--yes belongs to --conversations; nothing else is asked before."),
            _("Leave it out; nothing was forgotten."),
        )
    if args.copies:
        return _forget_copies(args)
    if args.path is None:
        return _forget_conversations(args)
    return _forget_path(args)


def _forget_path(args: argparse.Namespace) -> int:
    path = absolute(args.path)
    with parsing.open_assistant(args) as assistant:
        copies, before = assistant.library.copies(), assistant.library.documents.roots()
        path = _meant(args.path, path, assistant.library.documents.sources().values(), before)
        held_in = [
            one for one in assistant.library.documents.files_of_parts() if path.startswith(prefix_of(one))
        ]
        documents = assistant.library.documents
        sources = documents.sources().values()
        was_read = any(
            one.state == "found" for name, one in documents.known().items() if is_under(name, path)
        )
        if args.keep_out and not (os.path.lexists(path) or any(is_under(one, path) for one in sources)):
            # What is nowhere is a slip: a rule for it would be kept, and keep nothing out.
            raise _nothing(_no_such(path), "assistant sources", copies, _called(args.path, sources))
        gone = assistant.forget(path, keep_out=args.keep_out)
        roots, talks = assistant.library.documents.roots(), len(assistant.library.conversations.all())
        asides = assistant.loaded.paths.before_restore
        alike = [] if gone else _called(args.path, assistant.library.documents.sources().values())
    if not gone and roots == before and not args.keep_out:
        raise _nothing(_no_such(path), "assistant sources", copies, alike)
    if args.json:
        record = {"event": "forgotten", "path": path, "files": gone, "conversations_kept": talks}
        record["kept_out"] = args.keep_out
        console.emit(record | {"copies_deleted": len(copies)})
        return 0
    if gone and not was_read and not held_in:
        console.put(_("“{path}” is forgotten; nothing of it had been read.", path=short_path(path)))
    elif gone == 1 and not os.path.isdir(path):  # noqa: PTH112 - as it was typed
        console.put(_("“{path}” is forgotten: text, vectors and index.", path=short_path(path)))
    elif gone:
        console.put(
            _(
                "{files} of {path} forgotten: text, vectors and index.",
                files=count(gone, "file"),
                path=short_path(path),
            )
        )
    elif not args.keep_out:
        console.put(
            _("{path} is not read any more; nothing of it was in the library.", path=short_path(path))
        )
    _say_copies(copies)
    for aside in asides if gone else []:
        console.put(
            _(
                "A backup that restore has made still holds earlier text; delete it: {path}",
                path=short_path(str(aside)),
            )
        )
    if gone and talks:
        console.put(
            _(
                "{conversations} kept, with the words quoted in them; this deletes those: {command}",
                conversations=count(talks, "conversation"),
                command=f"{parsing.invocation(args)} forget --conversations",
            )
        )
    if held_in:
        said = (
            _("To let it in again, forget {file} and ingest it anew.", file=short_path(held_in[0]))
            if args.keep_out
            else _(
                "{file} is still read: when it changes this comes back, unless it is forgotten with --keep-out.",
                file=short_path(held_in[0]),
            )
        )
        console.put(said)
        return 0
    if args.keep_out:
        console.put(
            _(
                "{path} is kept out; this lets it in again: {command}",
                path=short_path(path),
                command=f"assistant ingest {typed_path(path)}",
            )
        )
        return 0
    root = root_of(path, roots)
    if root:
        said = _(
            "{root} is still read: the next `assistant ingest` would bring it back, unless it is forgotten with "
            "--keep-out.",
            root=short_path(root),
        )
        console.put(console.runnable(said))
    return 0


def _forget_conversations(args: argparse.Namespace) -> int:
    with parsing.open_assistant(args) as assistant:
        copies = assistant.library.copies()
        if args.conversations and not args.yes:
            talks = assistant.library.conversations.all()
            _agree(args, len(talks), [f"{one.id} {clean_line(one.title)}" for one in talks if one.pinned])
        gone = assistant.library.forget_conversations(args.conversation)
    if args.conversation is not None and not gone:
        raise _nothing(
            _("There is no conversation {conversation}.", conversation=args.conversation),
            "assistant history",
            copies,
        )
    if args.json:
        console.emit({"event": "forgotten", "conversations": gone, "copies_deleted": len(copies)})
    else:
        console.put(_("{conversations} forgotten.", conversations=count(gone, "conversation")))
        _say_copies(copies)
    return 0


def _agree(args: argparse.Namespace, talks: int, pinned: Sequence[str]) -> None:
    """Ask before all conversations are forgotten, for nothing brings them back."""
    if not talks:
        return
    said = count(talks, "conversation")
    if not (console.is_terminal(sys.stdin) and console.is_terminal(sys.stderr)):
        raise UsageError(
            _("This forgets {conversations} for good.", conversations=said),
            _(
                "Add --yes to do so: {command}",
                command=f"{parsing.invocation(args)} forget --conversations --yes",
            ),
            code="forget_unasked",
        )
    if pinned:
        names = list(pinned[:_MOST_PINNED])
        if more := len(pinned) - len(names):
            names.append(ngettext("{number} other", "{number} others", more))
        console.say(_("Pinned among them: {names}.", names=listed(names)))
    if not console.agreed(_("Forget {conversations} for good? [y/N]", conversations=said)):
        raise UsageError(_("Nothing was changed."), "", code="forget_unasked")


def _forget_copies(args: argparse.Namespace) -> int:
    with parsing.open_assistant(args) as assistant:
        gone = assistant.library.forget_copies()
    if args.json:
        console.emit({"event": "forgotten", "copies_deleted": len(gone)})
    elif gone:
        _say_copies(gone)
    else:
        console.put(_("There is no copy of a damaged database."))
    return 0


def _no_such(path: str) -> str:
    return _("Nothing of “{path}” is in the library.", path=path)


def _meant(typed: str, path: str, sources: Collection[str], roots: Sequence[str]) -> str:
    """Return the path of the one file that a bare name means; else the path typed."""
    if os.path.basename(typed) != typed or os.path.lexists(path) or path in roots:  # noqa: PTH119
        return path
    if any(is_under(one, path) for one in sources):
        return path
    exact = {one for one in sources if os.path.basename(one) == typed}  # noqa: PTH119 - as it was typed
    return exact.pop() if len(exact) == 1 else path


def _called(typed: str, sources: Iterable[str]) -> list[str]:
    """Return a few files that are called like what was typed, wherever they lie."""
    name = os.path.basename(typed.rstrip("/")).casefold()  # noqa: PTH119 - as it was typed
    return sorted({one for one in sources if name and os.path.basename(one).casefold() == name})[:_MOST_ALIKE]  # noqa: PTH119


def _nothing(what: str, shows: str, copies: Sequence[Leftover], alike: Sequence[str] = ()) -> UsageError:
    """Build the error for nothing to forget.

    It names files of that name elsewhere, and copies that may still hold it.
    """
    hint = _("{shows} lists what is in it.", shows=shows)
    if alike:
        commands = [f"assistant forget {shlex.quote(clean_line(one))}" for one in alike]
        hint = _("Files of that name: {commands}", commands=enumerated(commands))
    if copies:
        hint += _(
            " A copy of the damaged database may still hold it; this deletes it: assistant forget --copies"
        )
    return UsageError(what, hint)


def _say_copies(gone: Sequence[Leftover]) -> None:
    if gone:
        names = listed([one.path.name for one in gone])
        console.put(
            _(
                "Left by a mending, and overwritten and deleted, since it held earlier text: {names}.",
                names=names,
            )
        )


def root_of(path: str, roots: Sequence[str]) -> str:
    """Return the ingested folder that contains an existing path, or ""."""
    if not os.path.lexists(path):
        return ""
    return next((root for root in roots if path.startswith(prefix_of(root))), "")
