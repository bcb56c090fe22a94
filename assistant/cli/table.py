"""`assistant table`: asks every document the same questions, one column each."""

from __future__ import annotations

import argparse

from assistant.cli import parsing, table_output
from assistant.i18n import _, mark

TAKES = "QUESTION…"
DESCRIPTION = mark("""\
Each document is asked by itself; a cell is its answer, with the words it rests on, or "not stated". [?] marks an answer
that the document does not confirm. A question with a condition ("Which leases end in 2025?") chooses rows; the program
compares. What was answered is kept: Ctrl-C loses nothing, and only what is new or changed is asked again.""")
EXAMPLE = mark("""\
assistant table "Who is the landlord?" "When does it end?" --in leases/ -o leases.xlsx
assistant table "Which contracts end in the next 90 days?" --csv
assistant table "出租方是谁？" "押金是多少？" --in 合同/""")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "questions",
        metavar="QUESTION",
        nargs="+",
        help=_("What each document is asked; each makes a column."),
    )
    table_output.add_output(parser)
    parser.add_argument("--again", action="store_true", help=_("Ask anew what was answered before."))
    parsing.add_inside(parser)
    parsing.add_filters(parser)


def run(args: argparse.Namespace) -> int:
    """Fill the table, and write it."""
    questions = [parsing.words([question]) for question in args.questions]
    args.inside = parsing.inside(args)
    with parsing.open_assistant(args) as assistant:
        return table_output.put_table(assistant, questions, args, again=args.again)
