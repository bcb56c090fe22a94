"""`assistant ask`: streams an answer with its sources."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from contextlib import closing
from typing import TYPE_CHECKING, TextIO

from assistant.cli import console, parsing, table_output
from assistant.cli.console import read_standard_input
from assistant.errors import UsageError
from assistant.events import Event, Notice, TurnView, event_json, fold
from assistant.i18n import _, mark
from assistant.options import TurnOptions
from assistant.wording import count

if TYPE_CHECKING:
    from typing import Protocol

    from assistant.api import Assistant

    class Display(Protocol):
        """What draws a turn while it goes on."""

        def show(self, event: Event) -> None:
            """Draw what an event adds."""

        def end(self, view: TurnView) -> None:
            """Draw what follows the answer: its sources and remarks."""

        def close(self) -> None:
            """Restore the screen, wherever the turn stopped."""


TAKES = "QUESTION"
DESCRIPTION = mark("""\
The answer comes from your documents; [1] after a sentence is the source that supports it, and
[?] marks a sentence that nothing in them supports. Where they confirm nothing, the nearest passages are
shown, and --general asks the model all the same. Written into a file (> answer.txt), the answer takes its sources
along; piped into a program, it goes without them, and they are on standard error. It also says how sure it is.""")
EXAMPLE = mark("""\
assistant ask "When does the contract with Lindqvist end?"
assistant ask --continue "And who signed it?"
assistant ask "Who signed the lease?" > answer.txt
assistant ask --each "When does it end?" --in contracts/ -o ends.xlsx
assistant ask --whole lease.pdf "Does it say anything about pets?"
assistant ask "维护间隔是多久？" --in ~/Documents/manuals""")

STOPPED = mark("Stopped.")
STOPPED_READING = mark("Stopped. The parts that were read are kept: the same question goes on from there.")
STOPPED_ASKING = mark(
    "Stopped. What the documents answered is kept: the same question goes on with the others."
)
STOPPED_AND_KEPT = mark(
    "Stopped. What was said so far is kept, marked as interrupted; --continue goes on from it."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "question",
        metavar="QUESTION",
        nargs="*",
        help=_('What you want to know; "-", or nothing behind a pipe, reads standard input.'),
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--continue", dest="last", action="store_true", help=_("Go on with the last conversation.")
    )
    which.add_argument(
        "--conversation",
        type=parsing.positive,
        metavar="N",
        help=_("Go on with conversation N (see history)."),
    )
    parser.add_argument(
        "--think",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("Whether a model that can reason does so first."),
    )
    parser.add_argument(
        "--general",
        action="store_true",
        help=_("Have the model answer by itself, whatever your documents hold."),
    )
    parser.add_argument(
        "--show-reasoning", action="store_true", help=_("Show the model's reasoning as it comes, dim.")
    )
    parser.add_argument(
        "--with",
        dest="beside",
        metavar="FILE",
        type=parsing.path,
        action="append",
        default=[],
        help=_(
            "Ask this file, which is read for this answer only and never added to the library; the answer, with the "
            "words it quotes, stays in the history. May be given several times."
        ),
    )
    parser.add_argument(
        "--whole",
        metavar="FILE",
        action="append",
        default=[],
        help=_(
            "Read this document from end to end for the answer: a path, a file name or a title; may be given several times."
        ),
    )
    parser.add_argument(
        "--each",
        action="store_true",
        help=_("Ask every document by itself, and put one table together; with --in, those of a folder."),
    )
    add_sources(parser)
    table_output.add_output(parser)
    parsing.add_inside(parser)
    parsing.add_filters(parser)


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the option that says whether the sources go where the answer goes."""
    parser.add_argument(
        "--sources",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("Write the sources after the answer. If left out: into a file, not into a pipe."),
    )


def run(args: argparse.Namespace) -> int:
    """Ask, and show the answer as it comes."""
    piped = not args.question and _is_handed(sys.stdin)
    question = read_standard_input() if piped or args.question == ["-"] else parsing.words(args.question)
    if not any(map(str.isalnum, question)):
        raise UsageError(
            _("The question is empty.") if not question.strip() else _("The question has no words."),
            _('Ask something: assistant ask "When does the contract end?"'),
            code="question_empty",
        )
    args.inside = parsing.inside(args)
    with parsing.open_assistant(args) as assistant:
        assistant.check_places(args.inside)
        if not args.beside and ("/" in question or "\\" in question):
            from assistant.typed import check_first_file  # few questions name a path

            documents = assistant.library.documents
            check_first_file(question, lambda path: path in documents.sources().values())
        options = TurnOptions(
            conversation=_conversation(assistant, args),
            inside=tuple(args.inside),
            think=args.think,
            general=args.general,
            whole=tuple(args.whole),
            beside=tuple(args.beside),
            each=args.each or bool(args.output) or args.csv,
        )
        if args.csv:
            return table_output.put_table(assistant, [question], args)
        code = show_answer(assistant, question, options, args)
        if not args.json:
            _say_what_waits(assistant)
        # What was answered a moment ago is kept: nothing is asked twice.
        if args.output:
            code = table_output.put_table(assistant, [question], args, shown=True) or code
        return code


def _say_what_waits(assistant: Assistant) -> None:
    """Say in a dim line that an answer may lack what is not embedded yet."""
    library = assistant.library
    if not library.vectors.is_behind():
        return
    there, waiting = library.documents.counts()["found"], len(library.vectors.waiting_documents())
    said = _(
        "Not embedded yet: {waiting} of {documents}; `assistant ingest` goes on.",
        waiting=f"{waiting:,}",
        documents=count(there, "document"),
    )
    console.say_styled((said, "dim"))


def show_answer(assistant: Assistant, question: str, options: TurnOptions, args: argparse.Namespace) -> int:
    """Ask, show the answer as it comes, and return the exit code.

    Args:
        assistant: Is asked.
        question: May be empty where the options name documents and a task.
        options: How it is answered.
        args: With `json` and `show_reasoning`.
    """
    events = assistant.ask(question, options)
    view, display = TurnView(), _display(args)
    try:
        with closing(events), closing(display):
            for event in events:
                view = fold(view, event)
                display.show(event)
        display.end(view)
    except KeyboardInterrupt:
        message = _stopped(view)
        if args.json:
            console.emit(event_json(Notice("interrupted", message)))
        else:
            from assistant.cli.ask_plain import stopped_lines  # few are stopped

            for line in stopped_lines(view):
                console.say_row(line.label, line.text, line.style)
        raise KeyboardInterrupt(message) from None
    finished = view.finished
    return 0 if finished is not None and finished.status not in ("interrupted", "failed") else 1


def _stopped(view: TurnView) -> str:
    if view.answer or view.reasoning:
        return _(STOPPED_AND_KEPT)
    road = view.looked.road if view.looked is not None else ""
    return _({"whole": STOPPED_READING, "each": STOPPED_ASKING}.get(road, STOPPED))


def _conversation(assistant: Assistant, args: argparse.Namespace) -> int | None:
    if args.last:
        last = assistant.library.conversations.last()
        if last is None:
            raise UsageError(
                _("There is no conversation to go on with yet."), _("Ask without --continue first.")
            )
        return last
    wanted: int | None = args.conversation
    if wanted is not None and wanted not in {one.id for one in assistant.library.conversations.all()}:
        raise UsageError(
            _("There is no conversation {wanted}.", wanted=wanted),
            _("assistant history lists them."),
        )
    return wanted


def _display(args: argparse.Namespace) -> Display:
    if args.json:
        return JsonLines()
    if console.is_terminal(sys.stdout):
        from assistant.cli.ask_terminal import TerminalAnswer

        return TerminalAnswer(
            console.console(sys.stdout), show_reasoning=args.show_reasoning, sources=args.sources is not False
        )
    from assistant.cli.ask_plain import PlainAnswer

    sources = True if args.sources is None and _is_file(sys.stdout) else args.sources
    return PlainAnswer(show_reasoning=args.show_reasoning, sources=sources)


def _is_file(stream: TextIO) -> bool:
    """Return whether a stream goes into a file, and not to a program that reads it."""
    return stat.S_ISREG(_mode(stream))


def _is_handed(stream: TextIO) -> bool:
    """Return whether a stream comes from a program or a file that somebody named."""
    return stat.S_ISFIFO(_mode(stream)) or _is_file(stream)


def _mode(stream: TextIO) -> int:
    try:
        return os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return 0


class JsonLines:
    """Writes a turn as one line of JSON an event."""

    def show(self, event: Event) -> None:
        """Write an event."""
        console.emit(event_json(event))

    def end(self, view: TurnView) -> None:
        """Do nothing: the last event holds everything."""

    def close(self) -> None:
        """Do nothing."""
