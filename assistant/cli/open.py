"""`assistant open`: opens a source or a file in its own program."""

from __future__ import annotations

import argparse
import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.paths import absolute
from assistant.wording import enumerated, short_path

if TYPE_CHECKING:
    from assistant.api import Assistant

TAKES = "N|PATH"
DESCRIPTION = mark("""\
N is the number of a source of the last answer, as in [2]. A PDF is opened at its page where the program can be told
(Evince, Okular, Zathura, Atril; SumatraPDF on Windows); elsewhere the page is said. What could be run instead of
shown is not opened.""")
EXAMPLE = mark("""\
assistant open 2
assistant open contracts/lease.pdf --page 4""")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "what",
        metavar="N|PATH",
        type=parsing.path,
        help=_("The number of a source of the last answer, or a file or folder (./2 for one named 2)."),
    )
    parser.add_argument(
        "--page", metavar="P", type=parsing.positive, help=_("Which page, from the first sheet on.")
    )
    parser.add_argument(
        "--conversation",
        type=parsing.positive,
        metavar="C",
        help=_("Of the last answer of this conversation (see history)."),
    )


def run(args: argparse.Namespace) -> int:
    """Open what is meant."""
    from assistant.opening import open_file

    source, page = str(args.what), args.page
    if source.isascii() and source.isdigit():
        with parsing.open_assistant(args) as assistant:
            source, cited = _source(assistant, int(source), args.conversation)
        page = page or cited
    elif not os.path.lexists(absolute(source)):
        with parsing.open_assistant(args) as assistant:
            source = _called(assistant, source)
    opened = open_file(source, page)
    if args.json:
        console.emit({"event": "opened", "path": opened.path, "page": opened.page, "at_page": opened.at_page})
    elif opened.page is None or opened.at_page:
        console.put(_("Opened: {path}", path=short_path(opened.path)))
    else:
        console.put(_("Opened: {path}; look at page {page}.", path=short_path(opened.path), page=opened.page))
    return 0


def _called(assistant: Assistant, name: str) -> str:
    """Return the path of the one document that has a name; else the name."""
    wanted = name.strip().casefold()
    found = [
        source
        for _number, source, title in assistant.library.documents.named()
        if wanted in {one.casefold() for one in (PurePath(source).name, PurePath(source).stem, title)}
    ]
    return found[0] if len(found) == 1 else name


def _source(assistant: Assistant, number: int, conversation: int | None) -> tuple[str, int | None]:
    """Return the path and the page of a source of the last answer."""
    talks = assistant.library.conversations
    wanted = conversation if conversation is not None else talks.last()
    turns = talks.turns(wanted, 1) if wanted is not None else []
    if not turns:
        raise UsageError(_("There is no answer yet."), _('Ask first: assistant ask "…"'))
    turn = turns[-1]
    for one in turn.citations:
        if one.number == number:
            return one.source, one.page
    near = [] if turn.citations else [hit for hit in turn.nearest if hit.rank == number]
    if near:
        return near[0].source, near[0].page
    numbers = [str(one.number) for one in turn.citations] or [str(hit.rank) for hit in turn.nearest]
    raise UsageError(
        _("The last answer has no source {number}.", number=str(number)),
        _("It has: {numbers}.", numbers=enumerated(numbers)) if numbers else _("It has none."),
    )
