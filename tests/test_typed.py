"""What is typed or dropped into a question line: options, and paths as terminals write them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from assistant.errors import UsageError
from assistant.typed import Dropped, Typed, check_first_file, dropped, may_be_paths, typed


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("When does it end?", Typed("When does it end?")),
        ("--whole lease.pdf does it mention pets?", Typed("does it mention pets?", whole=("lease.pdf",))),
        (
            '--whole "the lease.pdf" --whole b.md compare',
            Typed("compare", whole=("the lease.pdf", "b.md")),
        ),
        ("when does it end? --each --in contracts/", Typed("when does it end?", each=True, inside=("contracts/",))),
        ("—each when does it end?", Typed("when does it end?", each=True)),
        ("--since 2025 --until=2026 --kind pdf 什么时候到期", Typed("什么时候到期", since="2025", until="2026", kinds=("pdf",))),
        ("--with “a b.txt” hi", Typed("hi", beside=("a b.txt",))),
        (r"--whole papers/our\ handbook.docx standby?", Typed("standby?", whole=("papers/our handbook.docx",))),
        (r"--in C:\papers\old when?", Typed("when?", inside=(r"C:\papers\old",))),
        ("--in C:\\old\\ when?", Typed("when?", inside=("C:\\old\\",))),
        (r'--in "C:\papers\(old)\x.pdf" when?', Typed("when?", inside=(r"C:\papers\(old)\x.pdf",))),
        (r"--in \\server\share\&co when?", Typed("when?", inside=(r"\\server\share\&co",))),
        (r"--with our\[1\].docx --with \$5.md hi", Typed("hi", beside=("our[1].docx", "$5.md"))),
        ("what does --force do?", Typed("what does --force do?")),
        ("a -- b, and 5--6", Typed("a -- b, and 5--6")),
    ],
)  # fmt: skip
def test_options_stand_before_or_behind_a_question(line: str, meant: Typed) -> None:
    assert typed(line) == meant


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--loud hello", "option_unknown"),
        ("--kind", "option_incomplete"),
        ("--whole --each what", "option_incomplete"),
    ],
)
def test_what_is_no_option_is_refused_with_those_there_are(line: str, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        typed(line)
    assert refused.value.code == code
    assert refused.value.hint


def test_days_and_kinds_become_filters_and_folders_globs(tmp_path: Path) -> None:
    read = typed(f"--in contracts/ --in {tmp_path} --in *.pdf --since 2025-03-01 --kind docx what")
    assert read.places()[:3] == ("*/contracts/*", str(tmp_path), "*.pdf")
    assert "since:2025-03-01" in read.places()
    with pytest.raises(UsageError):
        typed("--since never what").places()


@pytest.fixture
def papers(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "my papers"
    folder.mkdir()
    one, other = folder / "it's a lease.pdf", folder / "租赁 合同.md"
    one.write_bytes(b"x")
    other.write_text("x", encoding="utf-8")
    return one, other


def test_paths_are_read_as_terminals_write_them(papers: tuple[Path, Path]) -> None:
    one, other = papers
    escaped = "".join(f"\\{mark}" if mark in " '" else mark for mark in str(one))
    written = [
        str(one),
        escaped,
        f'"{one}"',
        "'" + str(one).replace("'", "'\\''") + "'",
        f"file://{quote(str(one))}",
        f"file://localhost{quote(str(one))} ",
    ]
    for text in written:
        assert dropped(text) == Dropped((str(one),), ""), text
        assert may_be_paths(text)
    both = f"file://{quote(str(other))}\n{escaped} which is newer?"
    assert dropped(both) == Dropped((str(other), str(one)), "which is newer?")
    assert dropped(f"什么时候到期 '{other}'") == Dropped((str(other),), "什么时候到期")
    assert dropped(f"{other.parent}") == Dropped((str(other.parent),), "")


@pytest.mark.parametrize(
    "text", ["and/or either", "/help", "what is at /nowhere/a.pdf ?", "see C:\\gone.pdf", "/"]
)
def test_what_leads_nowhere_stays_text(text: str) -> None:
    assert dropped(text) == Dropped((), text)


@pytest.mark.parametrize("text", ["/nowhere/a.pdf", "file:///nowhere/a%20b.pdf", "C:\\Users\\me\\gone.pdf"])
def test_a_path_alone_to_nothing_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        dropped(text)


def test_a_question_that_begins_with_a_file_that_is_nowhere_is_refused(tmp_path: Path) -> None:
    there = tmp_path / "a b.md"
    there.write_text("x", "utf-8")
    gone = str(tmp_path / "gone.md")
    for text in (f"{gone} 讲了什么", f'"{gone}" what does it say?'):
        with pytest.raises(UsageError, match="There is no file"):
            check_first_file(text, lambda _: False)
        check_first_file(text, gone.__eq__)
    for text in (f"{there} what does it say?", "what does /tmp/gone.md say?", "/help me", "TCP/IP.md?"):
        check_first_file(text, lambda _: False)
