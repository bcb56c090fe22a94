"""`assistant history`: lists conversations, pins, tags and renames them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.events import Finished, event_json
from assistant.i18n import _, mark
from assistant.text import clean_line
from assistant.wording import count

if TYPE_CHECKING:
    from assistant.api import Assistant, Conversation

TAKES = "[list | show N | pin N | unpin N | tag N WORD… | untag N WORD… | rename N TITLE]"
DESCRIPTION = mark("""\
history                     list the conversations: number, day and time, title, tags; pinned ones first
history show N              show questions and answers of a conversation
history pin N               keep it above the others; unpin N lets go
history tag N WORD…         file it under words; untag N WORD… takes them away
history rename N TITLE      give it another title

`assistant ask --conversation N` goes on with one, `assistant export N` writes it into a file,
`assistant forget --conversation N` deletes it.""")
EXAMPLE = mark("""\
assistant history --find "notice period"
assistant history tag 12 lease 2026
assistant history --tag lease""")
ACTIONS = ("list", "show", "pin", "unpin", "tag", "untag", "rename")
_SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "action", metavar="ACTION", nargs="?", default="list", help=_("What to do; list if left out.")
    )
    parser.add_argument(
        "number", metavar="N", nargs="?", type=parsing.positive, help=_("The number of a conversation.")
    )
    parser.add_argument("words", metavar="WORD", nargs="*", help=_("Tags, or the new title."))
    parser.add_argument(
        "--find",
        metavar="WORDS",
        default="",
        help=_("Only conversations with all these words in title, tags, questions or answers."),
    )
    parser.add_argument("--tag", metavar="WORD", default="", help=_("Only those with this tag."))
    parser.add_argument("--pinned", action="store_true", help=_("Only those that are kept above the others."))
    parser.add_argument(
        "--limit",
        metavar="N",
        type=parsing.positive,
        help=_("Show so many, the latest; {number} if left out, all of them as JSON.", number=_SHOWN),
    )


def run(args: argparse.Namespace) -> int:
    """List, or change one."""
    words = [parsing.words([word]) for word in args.words]
    if args.action == "list" and args.number is None:
        with parsing.open_assistant(args) as assistant:
            return _list(assistant, args)
    if args.action not in ACTIONS and args.tag.isdecimal():
        raise UsageError(
            _("--tag lists what has a tag; it takes no number."),
            _(
                "To tag a conversation: {command}",
                command=f"assistant history tag {args.tag} {clean_line(args.action)}",
            ),
        )
    takes_words = args.action in ("tag", "untag", "rename")
    if takes_words and args.number is not None and not words:
        wanted = parsing.placeholders("TITLE" if args.action == "rename" else "WORD")
        command = " ".join(["assistant history", args.action, str(args.number), wanted])
        raise UsageError(
            _("history {action} needs words after the number.", action=args.action),
            _("Like this: {command}", command=command),
        )
    if args.action not in ACTIONS[1:] or args.number is None or bool(words) != takes_words:
        raise UsageError(
            _("history {action} cannot be used like this.", action=clean_line(args.action)),
            _("It can: list, show N, pin N, unpin N, tag N WORD, untag N WORD, rename N TITLE."),
        )
    with parsing.open_assistant(args) as assistant:
        conversation = found(assistant, args.number)
        if args.action == "show":
            return _show(assistant, conversation, args)
        return _change(assistant, conversation, words, args)


def found(assistant: Assistant, number: int) -> Conversation:
    """Return a conversation by its number.

    Raises:
        UsageError: There is none of that number.
    """
    for one in assistant.library.conversations.all():
        if one.id == number:
            return one
    raise UsageError(
        _("There is no conversation {wanted}.", wanted=str(number)), _("assistant history lists them.")
    )


def record(one: Conversation) -> dict[str, object]:
    """Return what JSON tells of a conversation."""
    return {
        "conversation": one.id,
        "title": one.title,
        "updated_at": round(one.updated_at, 3),
        "updated": datetime.fromtimestamp(one.updated_at).astimezone().isoformat(timespec="seconds"),
        "questions": one.turns,
        "pinned": one.pinned,
        "tags": list(one.tags),
    }


def as_json(one: Conversation, turns: Sequence[Finished]) -> dict[str, object]:
    """Return a conversation as a record, its turns as `ask --json` has them."""
    return record(one) | {"turns": [dict(event_json(turn)) for turn in turns]}


def _list(assistant: Assistant, args: argparse.Namespace) -> int:
    talks = [
        one
        for one in assistant.library.conversations.all(parsing.words([args.find]), parsing.words([args.tag]))
        if one.pinned or not args.pinned
    ]
    talks.sort(key=lambda one: not one.pinned)
    if args.json:
        for one in talks[: args.limit]:
            console.emit(record(one))
        return 0
    shown = talks[: args.limit or _SHOWN]
    _rows(shown)
    if not talks:
        narrowed = args.find or args.tag or args.pinned
        console.say(_("No conversation matches.") if narrowed else _("There is no conversation yet."))
    elif len(shown) < len(talks):
        console.say(
            _(
                "{shown} of {conversations}; --limit shows more.",
                shown=str(len(shown)),
                conversations=count(len(talks), "conversation"),
            )
        )
    return 0


def _rows(talks: Sequence[Conversation]) -> None:
    numbers = max((len(str(one.id)) for one in talks), default=0)
    wide = console.width(sys.stdout) if console.is_terminal(sys.stdout) else 0
    for one in talks:
        when = datetime.fromtimestamp(one.updated_at).astimezone().strftime("%Y-%m-%d %H:%M")
        pin = "*" if one.pinned else " "
        tags = " ".join(f"#{tag}" for tag in one.tags)
        title = clean_line(one.title)
        room = wide - numbers - 22 - (cell_len(tags) + 2 if tags else 0)
        if wide and cell_len(title) > max(room, 20):
            title = console.fitted(title, max(room, 20))
        console.put_styled(
            (f"{one.id:>{numbers}}", "cyan"),
            (f" {pin}", "yellow"),
            (f" {when}", "dim"),
            f"  {title}",
            (f"  {tags}" if tags else "", "green"),
        )


def _show(assistant: Assistant, one: Conversation, args: argparse.Namespace) -> int:
    from assistant.presentation import conversation_as_markdown

    turns = assistant.library.conversations.turns(one.id)
    if args.json:
        console.emit(as_json(one, turns))
    else:
        console.put(conversation_as_markdown(one.title, turns), end="")
    return 0


def _change(assistant: Assistant, one: Conversation, words: list[str], args: argparse.Namespace) -> int:
    talks = assistant.library.conversations
    match args.action:
        case "pin" | "unpin":
            talks.pin(one.id, pinned=args.action == "pin")
        case "tag":
            talks.tag(one.id, words)
        case "untag":
            talks.tag(one.id, (), words)
        case _rename:
            title = " ".join(words)
            if not title.strip():
                raise UsageError(_("The title is empty."), _("Name one: assistant history rename N TITLE"))
            talks.rename(one.id, title)
    changed = found(assistant, one.id)
    if args.json:
        console.emit(record(changed))
    else:
        _rows([changed])
    return 0
