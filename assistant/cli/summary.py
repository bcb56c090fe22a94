"""`assistant summary`: reads documents from end to end and says what they hold."""

from __future__ import annotations

import argparse

from assistant.cli import parsing
from assistant.cli.ask import add_sources, show_answer
from assistant.i18n import _, mark
from assistant.options import TurnOptions

TAKES = "FILE…"
DESCRIPTION = mark("""\
A document that fits the model's window is read at once, a longer one part by part. What was noted of a part is
kept: Ctrl-C loses nothing of it, the second time is at once, and an edited page costs its part only. Without a
chat model, the sentences are shown that say most of such a paper, word for word.""")
EXAMPLE = mark("""\
assistant summary lease.pdf
assistant summary --dates contracts/supply.docx
assistant summary --obligations 合同.pdf""")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help=_("A document of the library: a path, a file name, a title, or a folder of a few."),
    )
    wanted = parser.add_mutually_exclusive_group()
    for task, does in (
        ("outline", _("List its sections, with what each says.")),
        ("dates", _("List its dates, periods and amounts.")),
        ("obligations", _("List who must or may not do what, and by when.")),
    ):
        wanted.add_argument(f"--{task}", dest="task", action="store_const", const=task, help=does)
    parser.add_argument(
        "--think",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("Whether a model that can reason does so before it sums up."),
    )
    parser.add_argument(
        "--show-reasoning", action="store_true", help=_("Show the model's reasoning as it comes, dim.")
    )
    add_sources(parser)


def run(args: argparse.Namespace) -> int:
    """Read the documents, and show what they say as it comes."""
    with parsing.open_assistant(args) as assistant:
        options = TurnOptions(think=args.think, whole=tuple(args.files), task=args.task or "summary")
        return show_answer(assistant, "", options, args)
