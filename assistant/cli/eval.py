"""`assistant eval`: asks a person's own questions, and counts what came of them."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant import evaluation
from assistant.cli import console, parsing
from assistant.errors import AssistantError, UsageError
from assistant.evaluation import MARKS, NAMES, Change, Judged, Question, Totals
from assistant.events import Finished, Hit, Notice, Passages
from assistant.i18n import _, mark
from assistant.options import TurnOptions
from assistant.text import clean_line
from assistant.wording import count, duration, short_path

if TYPE_CHECKING:
    from assistant.api import Assistant

TAKES = "QUESTIONS"
DESCRIPTION = mark("""\
QUESTIONS is a CSV, TSV or JSONL file with the columns question and expected (words that a good answer holds; several: a|b,
one suffices), and if you like file (that holds the answer) and unanswerable (yes: the documents do not tell).
Found: a passage found holds the words. Answered: the answer does. Refused: rightly, where there is no answer. Cited: a
citation holds them, or is of that file. Nothing is kept among the conversations.""")
EXAMPLE = """\
assistant eval questions.csv
assistant eval questions.csv --without-model --json > earlier.json
assistant eval questions.csv --compare earlier.json -o report.csv"""

SIGNS = {True: "✓", False: "✗", None: "·"}
_STYLES = {True: "green", False: "red", None: "dim"}
_TOTALS = {
    "found": mark("Found"),
    "answered": mark("Answered"),
    "refused_rightly": mark("Refused rightly"),
    "refused_wrongly": mark("Refused wrongly"),
    "cited": mark("Cited right"),
}
_WIDEST = 60
Earlier = Mapping[str, Mapping[str, object]]
"""The records of an earlier run by question."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("questions", metavar="QUESTIONS", type=parsing.path, help=_("The file of questions."))
    parser.add_argument("--without-model", action="store_true", help=_("Ask no chat model: quote only."))
    parser.add_argument("--model", metavar="NAME", default="", help=_("Let this chat model answer."))
    parser.add_argument(
        "--compare", metavar="EARLIER", type=parsing.path, help=_("Show what changed since this `--json`.")
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=_output,
        help=_("Write a line for each question into this .csv."),
    )
    parsing.add_inside(parser)


def _output(text: str) -> Path:
    path = Path(text).expanduser()
    if path.suffix.lower() != ".csv":
        raise UsageError(
            _("A report cannot be written as {name}.", name=path.name),
            _("End the name with {endings}.", endings=".csv"),
        )
    if not path.parent.is_dir():
        raise UsageError(
            _("There is no folder “{parent}”.", parent=path.parent),
            _("Make it first; nothing was asked."),
            code="path_missing",
        )
    return path


def run(args: argparse.Namespace) -> int:
    """Ask every question, and show what came of them."""
    if args.model and args.without_model:
        raise UsageError(_("--model and --without-model were both given."), _("Give one of them."))
    questions = evaluation.read_questions(Path(args.questions).expanduser())
    earlier = evaluation.read_earlier(Path(args.compare).expanduser()) if args.compare else {}
    options = TurnOptions(
        inside=tuple(args.inside),
        earlier=(),
        keep=False,
        extract=args.without_model,
        model=parsing.words([args.model]),
    )
    run = _Run(questions, options, as_json=args.json)
    try:
        with parsing.open_assistant(args) as assistant:
            run.ask_all(assistant)
    except KeyboardInterrupt:
        run.end()
        said = _("Stopped after {done} of {questions}.", done=len(run.judged), questions=_number(questions))
        if run.judged:
            _show(run, earlier, args)
        raise KeyboardInterrupt(said) from None
    except AssistantError:
        run.end()
        if run.judged:
            _show(run, earlier, args)
        raise
    run.end()
    _show(run, earlier, args)
    return 1 if run.totals.failed else 0


def _number(questions: Sequence[Question]) -> str:
    return count(len(questions), "question")


class _Run:
    """Asks the questions in order, and says on a terminal how far it is."""

    def __init__(self, questions: Sequence[Question], options: TurnOptions, *, as_json: bool) -> None:
        self.judged: list[Judged] = []
        self.chat_model = ""
        self.without_model = options.extract
        self._questions = questions
        self._options = options
        self._as_json = as_json
        self._said: set[Notice] = set()
        self._is_shown = console.is_terminal(sys.stderr) and not as_json
        self._began = time.monotonic()

    @property
    def totals(self) -> Totals:
        """What it came to so far."""
        return Totals(tuple(self.judged), len(self._questions))

    def ask_all(self, assistant: Assistant) -> None:
        """Ask every question."""
        for question in self._questions:
            self._progress(question)
            one = self._ask(assistant, question)
            self.judged.append(one)
            if self._as_json:
                console.emit(evaluation.judged_json(one))

    def _ask(self, assistant: Assistant, question: Question) -> Judged:
        began, finished = time.monotonic(), None
        found = assistant.search(question.text, inside=self._options.inside)
        hits: list[Hit] = list(found.hits)
        self._say(found.notices)
        with closing(assistant.ask(question.text, self._options)) as events:
            for event in events:
                match event:
                    case Passages():
                        hits += event.hits
                    case Finished():
                        finished = event
                    case Notice() if event.code in ("no_chat_model", "embedded"):
                        self._say([event])
                    case _:
                        pass
        assert finished is not None, "a turn ends with itself"  # not shown
        self.chat_model = finished.chat_model or self.chat_model
        return evaluation.judge(question, hits, finished, seconds=time.monotonic() - began)

    def _say(self, notices: Iterable[Notice]) -> None:
        new = [one for one in notices if one not in self._said]
        if new:
            self.end()
        console.say_notices(new)
        self._said.update(new)

    def _progress(self, question: Question) -> None:
        if not self._is_shown:
            return
        done, all_of_them = len(self.judged), len(self._questions)
        left = ""
        seconds = (time.monotonic() - self._began) / done * (all_of_them - done) if done else 0
        if seconds >= 10:
            left = _(", about {time} left", time=duration(round(seconds, -1)))
        line = f"{done + 1}/{all_of_them}{left}  {clean_line(question.text)}"
        sys.stderr.write("\r\x1b[2K" + console.fitted(line, console.width(sys.stderr) - 1).rstrip())
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            with suppress(OSError):
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()


def _show(run: _Run, earlier: Earlier, args: argparse.Namespace) -> None:
    """Show what came of the questions that were asked, and write the report."""
    changed = evaluation.changes(earlier, run.judged)
    if args.json:
        for change in changed:
            console.emit(evaluation.change_json(change))
        console.emit(evaluation.totals_json(run.totals, run.chat_model))
    else:
        _put_table(run.judged)
        _put_totals(run)
        if args.compare:
            _put_changes(changed, run.judged, earlier)
    if args.output is not None:
        evaluation.write_report(run.judged, args.output)
        if not args.json:
            console.say(_("Written to {output}.", output=short_path(str(args.output))))


def _put_table(judged: Sequence[Judged]) -> None:
    names = [_(NAMES[name]) for name in MARKS]
    widths = [cell_len(name) for name in names]
    heading = _("Question")
    texts = [clean_line(one.question.text) for one in judged]
    room = _WIDEST
    if console.is_terminal(sys.stdout):
        room = max(min(_WIDEST, console.width(sys.stdout) - sum(widths) - 2 * len(widths) - 1), 12)
    first = min(max(map(cell_len, (heading, *texts))), room)
    console.put_styled(("  ".join((console.fitted(heading, first), *names)), "bold"))
    for one, text in zip(judged, texts, strict=True):
        parts: list[tuple[str, str] | str] = [console.fitted(text, first)]
        for name, width in zip(MARKS, widths, strict=True):
            value = one.mark(name)
            sign = SIGNS[value]
            parts += ["  ", (sign, _STYLES[value]), " " * (width - cell_len(sign))]
        if isinstance(parts[-1], str):
            parts[-1] = ""
        console.put_styled(*parts)
        if one.error:
            console.put(f"  {clean_line(one.error)}")
    console.put_styled((_("✓ yes   ✗ no   · does not apply"), "dim"))


def _put_totals(run: _Run) -> None:
    totals = run.totals
    console.put()
    names = {name: _(said) for name, said in _TOTALS.items()}
    width = max(map(cell_len, names.values()))
    for name, one in totals.shares.items():
        if one.of:
            of = _("{count} of {of}", count=f"{one.count:,}", of=f"{one.of:,}")
            console.put(f"{console.fitted(names[name], width)}  {of}  {100 * one.count / one.of:.0f}%")
    if totals.failed:
        console.put(_("{questions} failed.", questions=count(totals.failed, "question")))
    if run.chat_model:
        console.put(_("Answered by {model}.", model=clean_line(run.chat_model)))
    elif run.without_model:
        console.put(_("No chat model was asked."))
    else:
        console.put(_("No chat model answered; see what is missing: assistant doctor"))
    if not run.chat_model and totals.shares["refused_rightly"].of:
        console.put(
            _("Without one, what is nearest is shown as “perhaps”, and hardly a question is refused.")
        )


def _put_changes(changed: Sequence[Change], judged: Sequence[Judged], earlier: Earlier) -> None:
    console.put()
    new = sum(one.question.text not in earlier for one in judged)
    for change in changed:
        before, now = SIGNS[change.before], SIGNS[change.now]
        console.put(f"{_(NAMES[change.mark])} {before} → {now}  {clean_line(change.question)}")
    if not changed:
        console.put(_("Nothing changed."))
    if new:
        console.put(_("Not asked before: {questions}.", questions=count(new, "question")))
