"""Questions of a person: how files of them are read, and what counts as found, answered, refused and cited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import evaluation, i18n
from assistant.errors import UsageError
from assistant.evaluation import Question, Totals, holds, judge, read_questions
from assistant.events import Citation, Finished, Hit, TurnStatus


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The price is EUR 12,400.00 a piece.", "12400"),
        ("Der Preis beträgt 12.400,00 €", "12,400"),
        ("16 900 EUR", "16900"),
        ("within 90\ndays", "90 days"),
        ("押金为１５０００元", "15,000 元"),
        ("WEEKLY, in Writing", "in writing"),
        ("每年 15 个工作日", "15个工作日"),
        ("No.", "no"),
        ("until 31.12.2026", "31.12.2026"),
    ],
)
def test_a_text_is_held_whatever_its_case_width_and_separators(text: str, expected: str) -> None:
    assert holds(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 years", "5 years"),
        ("24.5 months", "24"),
        ("the notice period", "no"),
        ("5 months", "5 m"),
        ("columns 1 2", "12"),
        ("112,400", "12,400"),
        ("anything", " "),
    ],
)
def test_a_number_or_a_short_word_is_not_held_by_a_longer_one(text: str, expected: str) -> None:
    assert not holds(text, expected)


def hit(text: str, source: str = "/docs/lease.md", number: int = 1) -> Hit:
    return Hit(1, source, "", None, (), text, 1.0, number, 0, len(text))


def finished(status: TurnStatus, answer: str = "", *citations: Citation) -> Finished:
    return Finished("", "", answer, "", citations, (), status, True, "", "")


def citation(quote: str, source: str = "/docs/lease.md", number: int = 1) -> Citation:
    return Citation(1, source, "", None, (), quote, 0, 1, number)


def marks(question: Question, hits: list[Hit], end: Finished) -> list[bool | None]:
    one = judge(question, hits, end, seconds=1)
    return [one.mark(name) for name in evaluation.MARKS]


def test_a_good_answer_is_found_answered_and_cited() -> None:
    asked = Question("How much?", ("1,200",), "Lease.md")
    end = finished("answered", "It is 1200 [1]", citation("EUR 1 200"))
    assert marks(asked, [hit("rent: 1.200,00")], end) == [True, True, None, True]


def test_what_is_in_another_file_or_nowhere_is_not_found() -> None:
    asked = Question("How much?", ("1,200",), "docs/lease.md")
    end = finished("perhaps", "It is 900 [1]", citation("900", "/docs/other.md", 7))
    assert marks(asked, [hit("1200", "/docs/other.md"), hit("900")], end) == [False, False, None, False]
    assert marks(asked, [], finished("not_found")) == [False, False, False, False]


def test_a_citation_is_right_by_its_passage_or_its_file() -> None:
    by_passage = finished("answered", "1200", citation("the rent"))
    assert marks(Question("?", ("1200",)), [hit("the rent is 1200")], by_passage)[3] is True
    assert marks(Question("?", ("1200",), "lease.md"), [], by_passage)[3] is True
    assert marks(Question("?", ("1200",), "ease.md"), [], by_passage)[3] is False
    assert marks(Question("?", ("another row",), "lease.md"), [], by_passage)[3] is False


def test_a_row_that_is_cited_was_found_though_the_search_showed_others() -> None:
    asked = Question("How much?", ("1,200",), "prices.csv")
    end = finished("answered", "It costs 1200 [1]", citation("LF-86 · 1200", "/docs/prices.csv"))
    assert marks(asked, [hit("the freezer")], end) == [True, True, None, True]


def test_a_sum_that_the_program_works_out_stands_in_no_passage() -> None:
    asked, end = Question("How much?", ("1,200",)), finished("answered", "It is 1200 [1]", citation("700"))
    assert marks(asked, [hit("500"), hit("700")], end) == [None, True, None, None]
    assert marks(asked, [hit("500")], finished("answered", "It is 900", citation("700")))[:2] == [
        False,
        False,
    ]


def test_what_has_no_answer_is_refused_rightly_or_not() -> None:
    asked = Question("?", unanswerable=True)
    assert marks(asked, [], finished("not_found")) == [None, None, True, None]
    assert marks(asked, [], finished("extracted", "so")) == [None, None, False, None]
    assert marks(asked, [], finished("answered", "None of 22 documents")) == [None, None, True, None]
    assert marks(asked, [], finished("answered", "Computed: 3 files came in.")) == [None, None, False, None]
    held = "No document is called so, but 2 of 22 hold the words (rent):\n- a.md"
    assert marks(asked, [], finished("answered", held)) == [None, None, False, None]
    assert marks(asked, [], finished("answered", "3份文档中没有一份符合。")) == [None, None, True, None]
    assert marks(asked, [], finished("answered", "Two [1]", citation("two"))) == [None, None, False, None]


def test_totals_count_only_what_a_mark_applies_to() -> None:
    asked, none = Question("a", ("1",)), Question("b", unanswerable=True)
    judged = (
        judge(asked, [hit("1")], finished("answered", "1"), seconds=1),
        judge(asked, [], finished("not_found"), seconds=1),
        judge(none, [], finished("not_found"), seconds=1),
        judge(none, [], finished("failed"), seconds=1),
    )
    totals = Totals(judged, 5)
    assert {name: (one.count, one.of) for name, one in totals.shares.items()} == {
        "found": (1, 2), "answered": (1, 2), "refused_rightly": (1, 2), "refused_wrongly": (1, 2), "cited": (0, 2)
    }  # fmt: skip
    assert (totals.failed, totals.shares["found"].share, Totals((), 5).shares["found"].share) == (
        1,
        0.5,
        None,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("q.csv", "question,expected,file,unanswerable,note\r\nHow?,a|b,x.md,,n\r\n\r\nWhy?,,,Yes,\r\n"),
        ("q.csv", "问题；备注;期望;文件;无答案\nHow?;;a|b;x.md;否\nWhy?;;;;是\n".replace("；", ";")),
        ("q.tsv", "Expected\tQuestion\tFile\tUnanswerable\na | b\tHow?\tx.md\n\tWhy?\t\t1\n"),
        (
            "q.jsonl",
            '{"question": "How?", "expected": ["a", "b"], "file": "x.md"}\n'
            '{"question": "Why?", "unanswerable": true}\n',
        ),
        (
            "q.jsonl",
            '{"question": "How?", "answer": ["a", "b"], "file": "x.md"}\n'
            '{"question": "Why?", "unanswerable": true}\n',
        ),
    ],
)
def test_files_of_questions_are_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8-sig", newline="")
    assert read_questions(tmp_path / name) == [
        Question("How?", ("a", "b"), "x.md"),
        Question("Why?", unanswerable=True),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("q.csv", "question,expected,answer\nHow?,by rail,by road\n"),
        ("q.jsonl", '{"question": "How?", "expected": "by rail", "answer": "by road"}\n'),
    ],
)
def test_an_answer_is_what_is_expected_only_where_nothing_else_is(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert read_questions(tmp_path / name) == [Question("How?", ("by rail",))]


def test_a_file_as_a_chinese_spreadsheet_saves_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_bytes("问题,期望\n租约什么时候到期,六月三十日\n".encode("gb18030"))
    assert read_questions(tmp_path / "q.csv") == [Question("租约什么时候到期", ("六月三十日",))]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("q.txt", b"", "Questions cannot be read from “q.txt”."),
        ("q.csv", b"", "q.csv holds no questions."),
        ("q.csv", b"question,expected\n", "q.csv holds no questions."),
        ("q.csv", b"a,b\n1,2\n", 'q.csv has no column "question" in its first line.'),
        ("q.csv", b"\x7fELF\x02\x01\x00\x80\x00" * 9, "q.csv cannot be read: it is a binary file, not text."),
        ("q.csv", b'question,expected\n"two\nlines",a\n,b\n', "Line 4 of q.csv has no question."),
        ("q.csv", b"question,expected\nHow?,1,200\n", "Line 2 of q.csv has more cells than the first line."),
        ("q.csv", b"question,expected\n\nHow?,\n", "Line 3 of q.csv does not say what is expected"),
        ("q.csv", b"question,unanswerable\nHow?,maybe\n", 'Line 2 of q.csv says "maybe" for unanswerable'),
        ("q.csv", b"question,expected,unanswerable\nHow?,a,yes\n", "Line 2 of q.csv is unanswerable, but"),
        ("q.jsonl", b'{"question": "a", "file": "b"}\n[]\n', "Line 2 of q.jsonl is no JSON object."),
        ("q.csv", b'question,expected\nHow?,"' + b"a" * 200_000 + b'"\n', "Line 2 of q.csv is not CSV."),
    ],
)
def test_a_wrong_file_gets_a_sentence_with_its_line(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_questions(tmp_path / name)
    assert caught.value.message.startswith(said)
    assert caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv cannot be read"):
        read_questions(tmp_path / "none.csv")


def test_an_earlier_run_is_compared(tmp_path: Path) -> None:
    before = judge(Question("a", ("1",)), [], finished("not_found"), seconds=1)
    (tmp_path / "e.json").write_text(json.dumps(evaluation.judged_json(before)) + "\n", "utf-8")
    earlier = evaluation.read_earlier(tmp_path / "e.json")
    now = judge(Question("a", ("1",)), [hit("1")], finished("answered", "1"), seconds=1)
    new = judge(Question("b", ("1",)), [], finished("answered", "1"), seconds=1)
    changed = [(one.mark, one.before, one.now) for one in evaluation.changes(earlier, [now, new])]
    assert changed == [("found", False, True), ("answered", False, True), ("refused", False, None)]
    assert evaluation.changes(earlier, [before]) == []
    for text in ("", "nothing", '{"event": "totals"}'):
        (tmp_path / "e.json").write_text(text, "utf-8")
        with pytest.raises(UsageError, match="holds no earlier evaluation"):
            evaluation.read_earlier(tmp_path / "e.json")


def test_a_report_is_in_the_readers_language_and_a_file_of_questions(tmp_path: Path) -> None:
    asked = [Question("押金多少？", ("15000",), "租约.docx"), Question("有车位吗？", (), "", True)]
    i18n.use("zh")
    for one in asked:
        evaluation.write_report([judge(one, [], finished("not_found"), seconds=1)], tmp_path / "r.csv")
        assert read_questions(tmp_path / "r.csv") == [one]
    lines = (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "问题,期望,文件,无答案,结果,找到,答出,拒答,引用,秒,回答"
    assert lines[1].startswith("有车位吗？,,,是,没有找到,,,是,,1.0,")


def test_a_report_holds_no_formulas(tmp_path: Path) -> None:
    one = judge(Question("=1+1", ("1",)), [hit("1")], finished("answered", "1\n2"), seconds=1)
    evaluation.write_report([one], tmp_path / "r.csv")
    text = (tmp_path / "r.csv").read_text("utf-8-sig")
    assert text.splitlines()[1].startswith("'=1+1,1,,no,answered,yes,yes,,no,1.0")
