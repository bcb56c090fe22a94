"""Judge answers to one's own questions: found, answered, refused, cited right."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from assistant.errors import LibraryError, UsageError
from assistant.events import Finished, Hit
from assistant.frozen import dataclass
from assistant.i18n import _, mark, os_reason
from assistant.processes import replacing
from assistant.text import clean_line, encodable

MARKS = ("found", "answered", "refused", "cited")
"""What is judged, by the names that stand in JSON."""
NAMES = {
    "found": mark("Found"),
    "answered": mark("Answered"),
    "refused": mark("Refused"),
    "cited": mark("Cited"),
}
"""The marks as they are shown."""
ANSWERED = frozenset(("answered", "extracted", "perhaps"))
"""How a turn ends that gave an answer out of the documents."""
_COLUMNS = {
    "question": ("question", "问题", "提问"),
    "expected": ("expected", "expected answer", "期望", "期望答案", "预期"),
    "answer": ("answer", "答案"),
    "file": ("file", "source", "文件", "文档", "出处"),
    "unanswerable": ("unanswerable", "无答案", "无法回答"),
}
_YES, _NO = frozenset(("yes", "y", "true", "1", "是")), frozenset(("", "no", "n", "false", "0", "否"))
_ENDS = {
    "answered": mark("answered"),
    "perhaps": mark("perhaps"),
    "extracted": mark("extracted"),
    "general": mark("general"),
    "not_found": mark("not_found"),
    "interrupted": mark("interrupted"),
    "failed": mark("failed"),
}
"""How a turn ended, as a report says it."""
_MOST_BYTES = 10_000_000
_MOST = 10_000
"""Most questions of a file."""
_THOUSANDS = re.compile(r"(?<![\d.,'’])\d{1,3}(?:([,.'’])\d{3})(?:\1\d{3})*(?!\d)")
_NO_CENTS = re.compile(r"(?<=\d)[.,]00?(?![\d])(?![.,]\d)")
_LETTER = "a-zß-ɏͰ-ӿ"
_SHORT_WORD = 3
"""Letters up to which an expected text must stand alone: "no" is not in "notice"."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a person, and what a good answer holds.

    Attributes:
        text: As it is asked.
        expected: Texts of which one suffices; empty where only a file is named, or there is no answer.
        file: Name or path of the file that holds the answer; empty for any.
        unanswerable: Whether the documents do not hold an answer.
    """

    text: str
    expected: tuple[str, ...] = ()
    file: str = ""
    unanswerable: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what came of it; a mark is None where it does not apply.

    Attributes:
        question: What was asked.
        status: How the turn ended.
        answer: The answer with its marks.
        found: Whether a passage that was found, or a row that is cited, holds the expected text; None of an answer that the
            program works out, like a sum.
        answered: Whether the answer holds it.
        refused: True where it was refused rightly; False where it was refused wrongly, or answered though there is no answer.
        cited: Whether a citation holds the expected text, or is of the file that was named.
        seconds: How long it took.
        error: Where the turn failed, what went wrong.
    """

    question: Question
    status: str
    answer: str
    found: bool | None
    answered: bool | None
    refused: bool | None
    cited: bool | None
    seconds: float
    error: str = ""

    def mark(self, name: str) -> bool | None:
        """Return one of `MARKS`."""
        value: bool | None = getattr(self, name)
        return value


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those that a mark applies to have it.

    Attributes:
        count: How many.
        of: Of how many.
    """

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """The share from 0 to 1, or None of nothing."""
        return round(self.count / self.of, 4) if self.of else None


@dataclass(frozen=True)
class Totals:
    """What a run came to.

    Attributes:
        judged: The questions that were asked.
        of: How many there were to ask.
    """

    judged: tuple[Judged, ...]
    of: int

    @cached_property
    def shares(self) -> Mapping[str, Share]:
        """Each figure: the marks, where refusals are told apart by what was right."""
        answerable = [one for one in self.judged if not one.question.unanswerable]
        unanswerable = [one for one in self.judged if one.question.unanswerable]
        return {
            "found": _share(one.found for one in self.judged),
            "answered": _share(one.answered for one in self.judged),
            "refused_rightly": _share(one.refused for one in unanswerable),
            "refused_wrongly": Share(sum(one.refused is False for one in answerable), len(answerable)),
            "cited": _share(one.cited for one in self.judged),
        }

    @property
    def failed(self) -> int:
        """How many turns failed."""
        return sum(one.status in ("failed", "interrupted") for one in self.judged)


@dataclass(frozen=True, slots=True)
class Change:
    """A mark that is another than in an earlier run.

    Attributes:
        question: The question.
        mark: Which mark.
        before: As it was.
        now: As it is.
    """

    question: str
    mark: str
    before: bool | None
    now: bool | None


def _share(marks: Iterable[bool | None]) -> Share:
    known = [one for one in marks if one is not None]
    return Share(sum(known), len(known))


# Judging


def judge(question: Question, hits: Sequence[Hit], finished: Finished, *, seconds: float) -> Judged:
    """Judge what came of a question.

    Args:
        question: With what is expected.
        hits: The passages that were found, those of the search and of the turn.
        finished: How the turn ended.
        seconds: How long it took.
    """
    refused = finished.status == "not_found"
    # "None of the documents is about that" names what was looked for, and rests on no words of theirs.
    refused |= (
        question.unanswerable
        and finished.status == "answered"
        and not (finished.citations or finished.chat_model)
        and _says_none(finished.answer)
    )
    found = answered = cited = None
    if not question.unanswerable:
        # A row of a sheet may be cited that no passage of the search showed: it was found among the tables.
        texts_found = [(hit.text, hit.source) for hit in hits]
        texts_found += [(one.quote, one.source) for one in finished.citations]
        found = any(_holds(text, question) and _is_of(source, question.file) for text, source in texts_found)
        answered = finished.status in ANSWERED and _holds(finished.answer, question)
        texts = {hit.passage_id: hit.text for hit in hits}
        # The file or passage alone proves nothing of a wrong answer: another row of a sheet is of the same file.
        cited = any(
            (bool(question.expected) and _holds(one.quote, question))
            or (
                (answered or not question.expected)
                and (
                    (bool(question.file) and _is_of(one.source, question.file))
                    or (bool(question.expected) and _holds(texts.get(one.passage_id, ""), question))
                )
            )
            for one in finished.citations
        )
        if answered and not found and not finished.chat_model:
            found = None  # worked out of rows or days: it stands in no passage
            cited = cited if question.file else cited or None
    return Judged(
        question,
        finished.status,
        finished.answer,
        found,
        answered,
        refused if question.unanswerable else False if refused else None,
        cited,
        round(seconds, 3),
        finished.error,
    )


_NONE = re.compile(
    r"\b(?:none|no|nothing|keine?[sr]?|aucune?|ninguno|nessuno?|nenhum|ни один)\b|没有|ありません|없습니다",
    re.IGNORECASE,
)


def _says_none(answer: str) -> bool:
    """Return whether an answer's first line, no head of a list, says none."""
    first = answer.strip().partition("\n")[0].rstrip()
    return _NONE.search(first) is not None and not first.endswith((":", "："))


def _holds(text: str, question: Question) -> bool:
    """Return whether a text holds one of those expected, if there are any."""
    return not question.expected or any(holds(text, one) for one in question.expected)


def holds(text: str, expected: str) -> bool:
    """Return whether a text holds an expected one.

    Case, width, spaces and thousands separators do not count. A number does not stand in a longer one, nor a short word in another:
    "5 years" is not in "15 years".
    """
    pattern = _pattern(_plain(expected))
    return pattern is not None and pattern.search(_plain(text)) is not None


def _plain(text: str) -> str:
    """Write a text in one width and case, its numbers without separators."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    whole = _THOUSANDS.sub(lambda match: re.sub(r"\D", "", match[0]), folded)
    return _NO_CENTS.sub("", whole)


def _pattern(expected: str) -> re.Pattern[str] | None:
    wanted = re.sub(r"\s+", "", expected)
    if not wanted:
        return None
    parts: list[str] = []
    for at, char in enumerate(wanted):
        if at:
            parts.append(_between(wanted, at))
        parts.append(re.escape(char))
    before = after = ""
    if wanted[0].isdecimal():
        before = r"(?<!\d)(?<!\d[.,])"
    if wanted[-1].isdecimal():
        after = r"(?!\d|[.,]\d)"
    start, end = re.match(f"[{_LETTER}]+", wanted), re.search(f"[{_LETTER}]+$", wanted)
    if start and len(start[0]) <= _SHORT_WORD:
        before = f"(?<![{_LETTER}])"
    if end and len(end[0]) <= _SHORT_WORD:
        after = f"(?![{_LETTER}])"
    return re.compile(before + "".join(parts) + after)


def _between(wanted: str, at: int) -> str:
    """Return what may stand before a character: spaces, in numbers of thousands."""
    if not (wanted[at - 1].isdecimal() and wanted[at].isdecimal()):
        return r"\s*"
    rest = re.match(r"\d+", wanted[at:])
    return r"\s?" if rest and len(rest[0]) % 3 == 0 else ""


def _is_of(source: str, file: str) -> bool:
    """Return whether a source is a file, by its name or the end of its path."""
    if not file:
        return True
    path, wanted = (
        unicodedata.normalize("NFC", one).casefold().replace("\\", "/") for one in (source, file.strip())
    )
    return path == wanted or path.endswith("/" + wanted.removeprefix("./").lstrip("/"))


# Reading


def read_questions(path: Path) -> list[Question]:
    """Read a file of questions: CSV, TSV, or one JSON object a line.

    Raises:
        UsageError: It cannot be read, is of another kind, or a line is wrong; said with its number.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".tsv", ".jsonl"):
        raise UsageError(
            _("Questions cannot be read from “{name}”.", name=path.name),
            _("Give a file that ends with .csv, .tsv or .jsonl."),
            code="questions_wrong",
        )
    text = _read(path)
    rows = _json_rows(text, path.name) if ending == ".jsonl" else _csv_rows(text, path.name, ending)
    questions = []
    for number, row in rows:
        questions.append(_question(row, number, path.name))
        if len(questions) > _MOST:
            raise _wrong(_("{name} holds more than {most} questions.", name=path.name, most=f"{_MOST:,}"))
    if not questions:
        raise _wrong(_("{name} holds no questions.", name=path.name))
    return questions


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(
                _("{name} is too large.", name=path.name),
                _("At most 10 MB are read; cut it into several files."),
                code="questions_wrong",
            )
    except OSError as error:
        raise UsageError(
            _("{name} cannot be read: {reason}.", name=path, reason=os_reason(error)),
            _("Check the path; nothing was asked."),
            code="path_missing",
        ) from error
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    from ingest.loaders.encoding import decode  # spreadsheets write what their system is used to
    from ingest.records import Unreadable

    try:
        return decode(data)[0]
    except Unreadable as error:
        raise UsageError(
            _("{name} cannot be read: {reason}.", name=path.name, reason=error.reason),
            _('Save it as "CSV UTF-8".'),
            code="questions_wrong",
        ) from error


def _csv_rows(text: str, name: str, ending: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = "\t" if ending == ".tsv" else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns: list[str] = []
    began = 1
    try:
        for cells in reader:
            number, began = began, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = [_column(cell) for cell in cells]
                if "question" not in columns:
                    raise _wrong(_('{name} has no column "question" in its first line.', name=name))
                continue
            if any(cell.strip() for cell in cells[len(columns) :]):
                raise UsageError(
                    _(
                        "Line {number} of {name} has more cells than the first line.",
                        number=number,
                        name=name,
                    ),
                    _("Put a text that holds a separator into quotation marks."),
                    code="questions_wrong",
                )
            filled = [*cells, *[""] * len(columns)]
            yield number, {column: cell for column, cell in zip(columns, filled, strict=False) if column}
    except csv.Error as error:
        raise _wrong(_("Line {number} of {name} is not CSV.", number=began, name=name)) from error


def _column(name: str) -> str:
    """Return which column a header means; "" for another, which is not read."""
    said = unicodedata.normalize("NFKC", name).strip().casefold()
    return next((key for key, names in _COLUMNS.items() if said in names), "")


def _json_rows(text: str, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise UsageError(
                _("Line {number} of {name} is no JSON object.", number=number, name=name),
                _('Each line must look like {"question": "…", "expected": "…"}.'),
                code="questions_wrong",
            )
        row = {_column(key): _cell(value) for key, value in record.items()}
        yield number, {key: value for key, value in row.items() if key}


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(_cell(one) for one in value)
    return "" if value is None else "yes" if value is True else "no" if value is False else str(value)


def _question(row: Mapping[str, str], number: int, name: str) -> Question:
    text, file = encodable(row.get("question", "")).strip(), encodable(row.get("file", "")).strip()
    # Beside what is expected, an answer may be what somebody or a program once said.
    wanted = row.get("expected", row.get("answer", ""))
    expected = tuple(one.strip() for one in wanted.split("|") if one.strip())
    said = unicodedata.normalize("NFKC", row.get("unanswerable", "")).strip().casefold()
    if not text:
        raise _wrong(_("Line {number} of {name} has no question.", number=number, name=name))
    if said not in _YES | _NO:
        raise _wrong(
            _(
                'Line {number} of {name} says "{said}" for unanswerable; write yes or no.',
                number=number,
                name=name,
                said=clean_line(said)[:40],
            )
        )
    if said in _YES and (expected or file):
        raise _wrong(
            _("Line {number} of {name} is unanswerable, but expects something.", number=number, name=name)
        )
    if said not in _YES and not expected and not file:
        raise _wrong(
            _(
                "Line {number} of {name} does not say what is expected, nor that there is no answer.",
                number=number,
                name=name,
            )
        )
    return Question(text, expected, file, said in _YES)


def _wrong(message: str) -> UsageError:
    return UsageError(
        message,
        _("Columns: question, expected (several: a|b), and if you like file and unanswerable (yes or no)."),
        code="questions_wrong",
    )


# Comparing and writing


def read_earlier(path: Path) -> dict[str, Mapping[str, object]]:
    """Read what an earlier run wrote with `--json`: its records by question.

    Raises:
        UsageError: It cannot be read, or is something else.
    """
    records: dict[str, Mapping[str, object]] = {}
    for line in _read(path).split("\n"):
        try:
            record = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            records.clear()
            break
        question = record.get("question")
        if record.get("event") == "question" and isinstance(question, str):
            records[question] = record
    if not records:
        raise UsageError(
            _("{name} holds no earlier evaluation.", name=path.name),
            _("Make one: assistant eval questions.csv --json > earlier.json"),
            code="questions_wrong",
        )
    return records


def changes(earlier: Mapping[str, Mapping[str, object]], judged: Iterable[Judged]) -> list[Change]:
    """Return the marks that are others than in an earlier run."""
    found = []
    for one in judged:
        if one.question.text not in earlier:
            continue
        for name in MARKS:
            before = earlier[one.question.text].get(name)
            if before is not one.mark(name) and (before is None or isinstance(before, bool)):
                found.append(Change(one.question.text, name, before, one.mark(name)))
    return found


def judged_json(one: Judged) -> Mapping[str, object]:
    """Convert what came of a question to the record that `--json` writes."""
    return {
        "event": "question",
        "question": one.question.text,
        "expected": list(one.question.expected),
        "file": one.question.file,
        "unanswerable": one.question.unanswerable,
        "status": one.status,
        "answer": one.answer,
        **{name: one.mark(name) for name in MARKS},
        "seconds": one.seconds,
        "error": one.error,
    }


def change_json(change: Change) -> Mapping[str, object]:
    """Convert a change to the record that `--json` writes."""
    return {
        "event": "change",
        "question": change.question,
        "mark": change.mark,
        "before": change.before,
        "now": change.now,
    }


def totals_json(totals: Totals, chat_model: str) -> Mapping[str, object]:
    """Convert totals to the record that `--json` writes."""
    return {
        "event": "totals",
        "asked": len(totals.judged),
        "of": totals.of,
        "failed": totals.failed,
        "chat_model": chat_model,
        **{
            name: {"count": one.count, "of": one.of, "share": one.share}
            for name, one in totals.shares.items()
        },
    }


def write_report(judged: Iterable[Judged], path: Path) -> None:
    """Write a line for each question into a CSV file, in the place of what was there.

    It is in the reader's language, and can be read as a file of questions.

    Raises:
        LibraryError: The file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    asked_for = (_("question"), _("expected"), _("file"), _("unanswerable"))
    marks = (_(NAMES[name]).lower() for name in MARKS)
    writer.writerow((*asked_for, _("status"), *marks, _("seconds"), _("answer")))
    for one in judged:
        asked = one.question
        cells = (asked.text, "|".join(asked.expected), asked.file, _yes_or_no(asked.unanswerable))
        came = (_(_ENDS[one.status]), *(_yes_or_no(one.mark(name)) for name in MARKS))
        writer.writerow([_safe(cell) for cell in (*cells, *came, f"{one.seconds:.1f}", one.answer)])
    try:
        with replacing(path) as file:
            file.write(encodable(text.getvalue()).encode("utf-8-sig"))
    except OSError as error:
        raise LibraryError(
            _("{name} cannot be written: {reason}.", name=path, reason=os_reason(error))
        ) from error


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")


def _safe(cell: str) -> str:
    """Keep a spreadsheet program from taking a text for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
