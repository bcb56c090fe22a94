"""`assistant search`: shows the passages that are relevant to a question."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import read_standard_input, say_notices
from assistant.errors import UsageError
from assistant.events import Hit, Notice, hit_json
from assistant.i18n import _, mark, os_reason
from assistant.text import clean, clean_line
from assistant.wording import excerpt, holds_a_word, where

if TYPE_CHECKING:
    from assistant.api import Found

TAKES = "QUERY"
DESCRIPTION = mark("""\
Words and meaning are both compared, so a question in one language finds documents in another.""")
EXAMPLE = mark("""\
assistant search "notice period" --in ~/Documents/contracts --limit 3
assistant search --queries questions.jsonl --json""")

SHOWN_LINES = 6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("query", metavar="QUERY", nargs="*", help=_("What to look for, in any language."))
    parser.add_argument("--limit", type=parsing.positive, metavar="N", help=_("Most hits to show."))
    parser.add_argument("--full", action="store_true", help=_("Show each passage to its end."))
    parsing.add_inside(parser)
    parsing.add_filters(parser)
    parser.add_argument(
        "--queries",
        metavar="FILE",
        help=_('Search for every line of a file, each {"query": "…"}; "-" reads standard input.'),
    )


def run(args: argparse.Namespace) -> int:
    """Search once, or once for every line of a file."""
    queries, said, inside = _queries(args), set[Notice](), parsing.inside(args)
    with parsing.open_assistant(args) as assistant:
        assistant.check_places(inside)
        for number, query in enumerate(queries):
            found = assistant.search(query, args.limit, inside)
            # What holds for every query of a file is said once.
            say_notices(notice for notice in found.notices if notice not in said)
            said.update(found.notices)
            if args.json:
                console.emit(
                    {"query": query, "hits": [hit_json(hit) for hit in found.hits], "took_ms": found.took_ms}
                )
                continue
            if args.queries:
                console.put_styled(("\n" if number else "", "bold"), (clean_line(query), "bold"))
            _show(query, found, full=args.full)
            console.flush()
    return 0


def _queries(args: argparse.Namespace) -> list[str]:
    query = parsing.words(args.query)
    if args.queries and args.query:
        raise UsageError(_("A query and --queries were both given."), _("Give one of them."))
    if args.queries:
        return read_queries(args.queries)
    if not any(map(str.isalnum, query)):
        raise UsageError(
            _("The query is empty.") if not query.strip() else _("The query has no words."),
            _('Look for something: assistant search "notice period"'),
            code="question_empty",
        )
    return [query]


def read_queries(name: str) -> list[str]:
    """Read a file of queries, one JSON object a line; checks all before any search.

    Raises:
        UsageError: The file cannot be read, or a line is not what it should be.
    """
    try:
        text = read_standard_input() if name == "-" else Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else _("it is not UTF-8 text")
        raise UsageError(
            _("The queries in {name} cannot be read: {reason}.", name=name, reason=reason)
        ) from error
    lines = enumerate(text.split("\n"), start=1)
    return [_query(line, number, name) for number, line in lines if line.strip()]


def _query(line: str, number: int, name: str) -> str:
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    query = record.get("query") if isinstance(record, dict) else None
    if not isinstance(query, str) or not query.strip():
        raise UsageError(
            _("Line {n} of {name} is not a query.", n=number, name=name),
            _('Each line must look like {"query": "notice period"}.'),
        )
    return parsing.words([query])


def _show(query: str, found: Found, *, full: bool) -> None:
    if not found.hits:
        console.put(_("Nothing in the library matches: {query}", query=clean_line(query)))
        return
    if found.relevance.coverage <= 0:
        console.say_styled(
            (_("None of these words is in the library; these passages are the nearest in meaning."), "dim")
        )
    show_hits(found.hits, query, full=full)


def show_hits(hits: Sequence[Hit], query: str = "", *, full: bool = False) -> None:
    """Show hits with a few lines of their text, numbered as they are shown.

    Args:
        hits: The best first.
        query: The lines that hold most of its words are shown; hits that hold none follow the others, each with a line.
        full: Whether all of a text is shown.
    """
    width = console.width(sys.stdout) if console.is_terminal(sys.stdout) else console.PIPE_WIDTH
    near: list[Hit] = []
    if query:
        near = [
            hit for hit in hits if not holds_a_word(" ".join([*hit.heading, hit.source, hit.text]), query)
        ]
        near = near if len(near) < len(hits) else []
        hits = [hit for hit in hits if hit not in near]
    _show_texts(hits, query, width, full=full)
    if near:
        console.put()
        console.put_styled((_("These hold none of the words, and are the nearest in meaning:"), "dim"))
    for number, hit in enumerate(near, start=len(hits) + 1):
        place = where(hit.source, hit.page, hit.heading, hit.confidence, hit.page_label)
        console.put_styled((f"{number:>2}  ", "cyan"), console.fitted(place, width - 5).rstrip())
        console.put_styled(
            (f"    {console.fitted(excerpt(hit.text, query, width), width - 5).rstrip()}", "dim")
        )


def _show_texts(hits: Sequence[Hit], query: str, width: int, *, full: bool) -> None:
    for number, hit in enumerate(hits, start=1):
        place = where(hit.source, hit.page, hit.heading, hit.confidence, hit.page_label)
        console.put_row(((f"{number:>2}  ", "cyan"),), place, style="bold", indent=4)
        text = console.drawn(hit.text, width - 4)
        for line in text.split("\n") if full else clipped(text, width - 4, query):
            console.put(f"    {line}".rstrip())
        if hit is not hits[-1]:
            console.put()


def clipped(text: str, width: int, query: str = "") -> list[str]:
    """Wrap a text, and return the few lines that hold most of a query's words.

    Empty lines are left out; the width is in cells.
    """
    from assistant.line_breaks import wrapped

    parts = [part for part in clean(text).split("\n") if part.strip()]
    lines = [line for part in parts for line in wrapped(part, width)]
    if len(lines) <= SHOWN_LINES:
        return lines
    head = lines[:2] if set(lines[1].strip()) == {"─"} else []  # the names of the columns, of a table
    lines = lines[len(head) :]
    room = SHOWN_LINES - len(head)
    held = [holds_a_word(line, query) for line in lines] if query else []
    starts = range(len(lines) - room + 1)
    # The last line is cut where more follows: one that holds a word rather stands before it.
    first = max(
        starts,
        key=lambda start: (
            sum(held[start : start + room]),
            start == starts[-1] or not any(held[start + room - 1 : start + room]),
            -start,
        ),
    )
    shown = lines[first : first + room]
    if first and not head:
        shown = _begun_later(parts, first, width)
        if first < starts[-1]:  # else it is the end, which may take a line more
            del shown[room:]
    if first < starts[-1]:
        shown[-1] = f"{wrapped(shown[-1], width - 2)[0]} …"
    return [*head, *shown]


def _begun_later(parts: Sequence[str], first: int, width: int) -> list[str]:
    """Wrap a text anew from one of its lines on, which begins with "…".

    Args:
        parts: Its paragraphs.
        first: Which of their lines is the first.
        width: In cells.
    """
    from assistant.line_breaks import break_positions, wrapped

    for number, part in enumerate(parts):
        begins = [0, *break_positions(part, max(width, 8))]
        if first < len(begins):
            rest = [f"… {part[begins[first] :]}", *parts[number + 1 :]]
            return [line for one in rest for line in wrapped(one, width)]
        first -= len(begins)
    return []
