"""`assistant export`: writes conversations into Word, Markdown or JSON files."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.history import as_json, found
from assistant.errors import LibraryError, UsageError
from assistant.i18n import _, mark, os_reason
from assistant.text import clean_line
from assistant.wording import KEPT_OUT, count, enumerated, short_path

if TYPE_CHECKING:
    from assistant.api import Assistant, Conversation

TAKES = "[N]"
DESCRIPTION = mark("""\
Writes the last conversation, conversation N (see history), or all of them: questions, answers, and the sources with
the words that are quoted. Word (.docx) or Markdown for people, JSON for programs, which has the model's reasoning too. Files can be
read by you alone; one that is named and is there already is replaced with --force only.""")
EXAMPLE = mark("""\
assistant export 12 -o lease.docx
assistant export --all -o conversations/
assistant export --format json > last.json""")
MOST_NAME = 60
_ENDINGS = {".json": "json", ".docx": "docx"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "number",
        metavar="N",
        nargs="?",
        type=parsing.positive,
        help=_("The number of a conversation; the last one if left out."),
    )
    parser.add_argument("--all", action="store_true", help=_("Every conversation, a file each."))
    parser.add_argument(
        "--format",
        choices=("docx", "md", "json"),
        help=_("Word, Markdown or JSON; by the ending of PATH, and Markdown, if left out."),
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        type=parsing.path,
        help=_("Write into this file, or folder; to standard output if left out."),
    )
    parser.add_argument("--force", action="store_true", help=_("Replace a file that is there already."))


def run(args: argparse.Namespace) -> int:
    """Write one conversation, or all."""
    if args.all and args.number is not None:
        raise UsageError(_("Either one conversation, or --all."), _("assistant history lists them."))
    if args.all and not args.output:
        raise UsageError(
            _("All conversations need a folder."), _("Name one: assistant export --all -o FOLDER")
        )
    place = Path(args.output).expanduser() if args.output else None
    if place is not None and not args.all and not place.is_dir():
        _check(place, args.format, force=args.force)
    written = args.format or (
        "json" if args.json else _ENDINGS.get(place.suffix.lower(), "md") if place is not None else "md"
    )
    if written == "docx" and place is None:
        raise UsageError(
            _("A Word document needs a file."),
            _("Name one: {command}", command="assistant export -o answer.docx"),
        )
    with parsing.open_assistant(args) as assistant:
        if args.all:
            assert place is not None
            return _write_all(assistant, place, written, args)
        last = args.number or assistant.library.conversations.last()
        if last is None:
            raise UsageError(_("There is no conversation yet."), _('Ask first: assistant ask "…"'))
        one = found(assistant, last)
        text = _text(assistant, one, written)
        if place is None:
            console.put(text.decode(), end="")
            return 0
        if place.is_dir():
            place = place / _name(one, written)
        _write(place, text)
        kept_out = assistant.keep_own_file_out(place)
        _tell(args, place, 1)
        if kept_out and not args.json:
            console.say(_(KEPT_OUT, path=short_path(str(place.absolute()))))
    return 0


def _check(place: Path, wanted: str | None, *, force: bool) -> None:
    """Refuse a name of another kind, without a folder, or of a file that is there."""
    if not wanted and place.suffix and place.suffix.lower() not in (*_ENDINGS, ".md", ".markdown", ".txt"):
        raise UsageError(
            _("A conversation cannot be written as “{name}”.", name=place.name),
            _("End the name with {endings}.", endings=enumerated((".docx", ".md", ".json"))),
        )
    if not place.parent.is_dir():
        raise UsageError(
            _("There is no folder “{parent}”.", parent=place.parent), _("Make it first."), code="path_missing"
        )
    if not force and place.is_file():  # what is no file, such as /dev/stdout, is not replaced
        raise UsageError(
            _("“{path}” is there already; nothing was written.", path=clean_line(str(place))),
            _("Name another file, or replace it with --force."),
            code="file_exists",
        )


def _text(assistant: Assistant, one: Conversation, written: str) -> bytes:
    from assistant.conversation_file import conversation_as_word
    from assistant.presentation import conversation_as_markdown

    turns = assistant.library.conversations.turns(one.id)
    if written == "json":
        exact = console.readable(as_json(one, turns))
        return (json.dumps(exact, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    if written == "docx":
        return conversation_as_word(one.title, turns)
    return conversation_as_markdown(one.title, turns).encode("utf-8", "replace")


def _write_all(assistant: Assistant, folder: Path, written: str, args: argparse.Namespace) -> int:
    talks = assistant.library.conversations.all()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            _("{path} cannot be written: {why}.", path=clean_line(str(folder)), why=os_reason(error)),
            _("Name a folder of yours."),
        ) from error
    digits = len(str(max((one.id for one in talks), default=0)))  # so that they stand in order by their names
    places = {one.id: folder / _name(one, written, digits) for one in talks}
    there = [] if args.force else [place for place in places.values() if place.exists()]
    if there:
        raise UsageError(
            _(
                "{files} of these are in “{folder}” already; nothing was written.",
                files=count(len(there), "file"),
                folder=clean_line(str(folder)),
            ),
            _("Name another folder, or replace them with --force."),
            code="file_exists",
        )
    kept_out = False
    for one in talks:  # one at a time: however many there are, one is in memory
        place = places[one.id]
        _write(place, _text(assistant, one, written))
        kept_out = assistant.keep_own_file_out(place)
    if kept_out and not args.json:
        console.say(_(KEPT_OUT, path=short_path(str(folder.absolute()))))
    _tell(args, folder, len(talks))
    return 0


def _name(one: Conversation, written: str, digits: int = 1) -> str:
    """Name a conversation's file; no two have the same name."""
    title = re.sub(r"[^\w\-.]+", " ", clean_line(one.title))[:MOST_NAME].strip(" .")
    return f"{one.id:0{digits}} {title}".strip() + f".{written}"


def _write(path: Path, text: bytes) -> None:
    from assistant.processes import replacing

    try:
        with replacing(path) as file:
            file.write(text)
    except OSError as error:
        raise LibraryError(
            _("{path} cannot be written: {why}.", path=clean_line(str(path)), why=os_reason(error)),
            _("Name a file in a folder of yours."),
        ) from error


def _tell(args: argparse.Namespace, path: Path, number: int) -> None:
    if args.json:
        console.emit({"event": "finished", "path": str(path.absolute()), "conversations": number})
    else:
        console.put(
            _(
                "{conversations} written: {path}",
                conversations=count(number, "conversation"),
                path=short_path(str(path.absolute())),
            )
        )
