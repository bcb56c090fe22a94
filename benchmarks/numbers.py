"""Numbers out of tables.

Questions on made workbooks, CSV files, Word documents and notes in two languages, right or wrong by their figures.

The tables, questions and answers are in `data/numbers.txt`; one half was looked at while the planner was written, the other was not.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant
from assistant.events import Computed, Event, Finished, Notice
from benchmarks.ollama_here import chat_model
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import Workplace, ingested, opened
from tests.ingest.samples import docx, table

PART = "numbers"
DATA = Path(__file__).parent / "data" / "numbers.txt"
RIGHT, WRONG = 0.90, 0.0
_HALVES = ("choosing", "reporting")
_MARKED = frozenset(
    f"number_{code}"
    for code in (
        "units",
        "unread",
        "unread_filter",
        "empty",
        "odd",
        "measure",
        "winners",
        "rivals",
        "tie",
        "year",
        "as_sum",
        "own_total",
        "hidden",
        "guessed",
        "negated",
        "proposed",
    )
)
_NUMBER = re.compile(r"(?<![\w.,])-?\d[\d,]*(?:\.\d+)?(?![\d])")
_ENGLISH = re.compile(r"^[\x00-\x7f€–’]*$")


@dataclass(frozen=True, slots=True)
class Question:
    """A question on tables.

    Attributes:
        text: As it is asked.
        answers: What a right answer holds, each way of saying it; empty where no table answers it.
        half: "choosing" or "reporting".
        file: The file whose table answers.
    """

    text: str
    answers: tuple[tuple[str, ...], ...]
    half: str
    file: str

    @property
    def language(self) -> str:
        """The language it is asked in."""
        return "en" if _ENGLISH.match(self.text) else "zh"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, answered.

    Attributes:
        question: The question.
        right: Whether the answer holds all that it must, or says no figure where no table answers.
        figures: Whether figures were computed.
        is_marked: Whether something is said beside them.
        turn: The turn.
    """

    question: Question
    right: bool
    figures: bool
    is_marked: bool
    turn: Finished

    @property
    def wrong_unmarked(self) -> bool:
        """Whether a wrong figure was shown as if it were sure."""
        shown = self.figures or (self.turn.status == "answered" and self.turn.grounded)
        return not self.right and shown and not self.is_marked


def read_questions(path: Path = DATA) -> tuple[dict[str, list[str]], list[Question]]:
    """Read the files, by name and as lines, and the questions."""
    files: dict[str, list[str]] = {}
    questions: list[Question] = []
    for part in path.read_text("utf-8").split("=== ")[1:]:
        first, _, rest = part.partition("\n")
        half, _, name = first.partition(" ")
        rows, _, told = rest.partition("\n---\n")
        files[name] = rows.splitlines()
        for block in f"\n{told}".split("\n? ")[1:]:
            text, answer = block.strip().split("\n")[:2]
            ways = (
                ()
                if answer == "~"
                else tuple(tuple(one.strip() for one in way.split(", ")) for way in answer[2:].split(" | "))
            )
            questions.append(Question(text, ways, half, name))
    return files, questions


def write(folder: Path, name: str, lines: Sequence[str]) -> None:
    """Write a file of its kind."""
    path = folder / name
    if path.suffix == ".xlsx":
        _workbook(path, lines)
    elif path.suffix == ".docx":
        path.write_bytes(
            docx(
                f"<w:p><w:r><w:t>{path.stem}</w:t></w:r></w:p>{table([line.split(chr(9)) for line in lines])}"
            )
        )
    elif path.suffix == ".md":
        width = lines[0].count("|") - 1
        path.write_text(
            "\n".join([f"# {path.stem}", "", lines[0], "|" + "---|" * width, *lines[1:]]) + "\n", "utf-8"
        )
    else:
        path.write_text("\n".join(lines) + "\n", "utf-8")


def _workbook(path: Path, lines: Sequence[str]) -> None:
    from datetime import date

    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, line in enumerate(lines, 1):
        if line.startswith("# "):
            sheet.cell(number, 1, line[2:])
            continue
        for column, text in enumerate(line.split("\t"), 1):
            cell = sheet.cell(number, column)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                cell.value, cell.number_format = date.fromisoformat(text), "yyyy-mm-dd"
            elif re.fullmatch(r"\d+(?:\.\d+)? €", text):
                cell.value, cell.number_format = float(text[:-2]), '#,##0.00" €"'
            elif re.fullmatch(r"\d+ %", text):
                cell.value, cell.number_format = int(text[:-2]) / 100, "0%"
            elif re.fullmatch(r"\d+(?:\.\d+)?", text):
                cell.value = float(text) if "." in text else int(text)
            else:
                cell.value = text or None
    with closing(book):
        book.save(path)
    assert zipfile.is_zipfile(path)


def measure(run: Workplace) -> Iterator[Row]:
    """Put the questions without a model, and with one where there is one."""
    files, questions = read_questions()
    docs = run.fresh("numbers-docs")
    for name, lines in files.items():
        write(docs, name, lines)
    with opened(run.folder / "numbers", "numbers") as assistant:
        ingested(assistant, [docs])
        yield from _rows("without a model", [judge(assistant, one) for one in questions])
    try:
        model = chat_model(run.ollama, run.chat_model)
    except Skipped:
        if run.short:
            return
        raise
    flags = {"engine": "auto", "ollama__host": run.ollama, "models__chat": model, "answer__temperature": "0"}
    with opened(run.folder / "numbers", "numbers", **flags) as assistant:
        yield from _rows(model, [judge(assistant, one) for one in questions])


def judge(assistant: Assistant, question: Question) -> Judged:
    """Put a question, and judge what comes."""
    events: list[Event] = list(assistant.ask(question.text))
    turn = next(event for event in events if isinstance(event, Finished))
    figures = any(isinstance(event, Computed) and event.is_computed for event in events)
    marked = any(isinstance(event, Notice) and event.code in _MARKED for event in events)
    return Judged(question, is_right(turn, question, figures=figures), figures, marked, turn)


def is_right(turn: Finished, question: Question, *, figures: bool) -> bool:
    """Return whether an answer holds all that it must."""
    if not question.answers:
        return not figures and not (
            turn.status == "answered" and turn.grounded and _NUMBER.search(turn.answer)
        )
    said = unicodedata.normalize("NFKC", turn.answer)
    if not figures and turn.status in ("extracted", "perhaps"):
        said = said.split("\n\n")[0]  # of rows that are only shown, the first is the answer
    numbers = {float(match.replace(",", "")) for match in _NUMBER.findall(re.sub(r"\[\d+\]", "", said))}
    return any(all(_holds(said, numbers, one) for one in way) for way in question.answers)


def _holds(said: str, numbers: set[float], wanted: str) -> bool:
    if re.fullmatch(r"\d+(?:\.\d+)?", wanted):
        alone = rf"(?<![\d.,-]){re.escape(wanted)}(?![\d-]|[.,/]\d)"
        return float(wanted) in numbers or re.search(alone, said) is not None
    return wanted.casefold() in said.casefold()


def _rows(engine: str, judged: Sequence[Judged]) -> Iterator[Row]:
    for half in _HALVES:
        some = [one for one in judged if one.question.half == half]
        reporting = half == "reporting"
        beside = f"of {len(some)}"
        right = share([one.right for one in some])
        yield Row(
            PART,
            f"right, {engine}, {half} half",
            right,
            reach=RIGHT if reporting else None,
            beside=beside,
            floor=0.75,
        )
        wrong = share([one.wrong_unmarked for one in some])
        what = f"wrong figures without a mark, {engine}, {half} half"
        yield Row(
            PART, what, wrong, reach=WRONG if reporting else None, better="low", beside=beside, floor=0.05
        )
        for language in ("en", "zh"):
            of = [one.right for one in some if one.question.language == language]
            yield Row(PART, f"right, {engine}, {half} half, {language}", share(of), beside=f"of {len(of)}")


__all__ = ["Judged", "Question", "is_right", "judge", "measure", "read_questions", "write"]
