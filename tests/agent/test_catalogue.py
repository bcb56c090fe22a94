"""Questions about the documents there are, answered from the catalogue: whole answers, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.agent.catalogue import CatalogueAnswer, catalogue_answer
from assistant.agent.catalogue_questions import catalogue_question
from assistant.library.library import Library
from tests.library.shelf import put

TODAY = date(2026, 11, 25)  # a Wednesday
HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def moment(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00").timestamp()) * 1_000_000_000


def fill(library: Library) -> None:
    for path, kind, own, saved, added, words in rows("catalogue_papers.tsv"):
        text = f"{words}\nDated {own}." if own else words
        size = 9_999 if "training" in path else 100
        put(
            library,
            f"/docs/{path}",
            text,
            kind=kind,
            mtime_ns=moment(saved),
            read_ns=moment(added),
            size=size,
        )
    library.documents.add_roots(["/docs"])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("catalogue") / "library", create=True) as library:
        fill(library)
        yield library


def answered(library: Library, question: str) -> CatalogueAnswer | None:
    def folders() -> list[str]:
        return sorted({str(Path(path).parent) for path in library.documents.sources().values()})

    asked = catalogue_question(question, TODAY, folders)
    if asked is None:
        return None
    return catalogue_answer(
        library, asked, "zh" if any("\u4e00" <= one <= "\u9fff" for one in question) else "en", None
    )


def is_right(library: Library, question: str, right: str) -> str:
    """Return what is wrong with an answer; empty for nothing."""
    answer = answered(library, question)
    if answer is None or right == "no":
        return "" if (answer is None) == (right == "no") else "taken" if right == "no" else "not taken"
    names = {one.source for one in answer.documents}
    if right == "kinds":
        return "" if "`pdf`: 6" in answer.text else answer.text
    if right.startswith("#"):
        counted = (
            f"{right[1:]} of 20" in answer.text
            or f"{right[1:]} documents" in answer.text
            or f"有{right[1:]}份" in answer.text
        )
        return "" if len(names) == int(right[1:]) and counted else f"{len(names)}: {answer.text}"
    if right.startswith("/"):
        folders = {one.removeprefix("/docs") for one in answer.folders}
        return "" if folders == set(right.split()) else f"{folders}"
    if right == "all":
        return "" if len(names) == 20 else f"{len(names)}"
    wanted = [] if right == "none" else right.split()
    alike = len(names) == len(wanted) and all(any(one in name for name in names) for one in wanted)
    listed = all(Path(name).name in answer.text for name in names)
    return "" if alike and listed else f"{sorted(Path(name).name for name in names)}"


def wrong(library: Library, table: str) -> dict[str, str]:
    return {
        question: fault for question, right in rows(table) if (fault := is_right(library, question, right))
    }


@pytest.mark.parametrize("table", ["catalogue_tuned.tsv", "catalogue_blind.tsv", "catalogue_late.tsv"])
def test_questions_about_the_documents_there_are(library: Library, table: str) -> None:
    # What is no question, like "the Talvik contract", is searched for.
    assert wrong(library, table).keys() <= {"the Talvik contract", "天成的合同"}


def test_what_asks_for_anything_else_is_left_alone() -> None:
    asked = [row for table in ("requests_tuned.tsv", "requests_blind.tsv") for row in rows(table)]
    folders = ["/docs/contracts", "/docs/合同", "/docs/minutes", "/docs/手册"]
    taken = {
        question
        for language, kinds, _, question in asked
        if language in ("en", "zh") and not {"library", "list"} & set(kinds.split("|"))
        if catalogue_question(question, TODAY, lambda: folders) is not None
    }
    assert taken == set()


@pytest.mark.parametrize(
    "question",
    [
        "Is there anything about parking in the lease?", "Is there anything in there about smoking?", "合同有没有提到宠物？",
        "手册提到加班了吗？", "Show me the report", "How many orders did we get in May?", "What files do I need?",
        "how many minutes are there in an hour?", "which contract is the longest?", "What changed in the policy last year?",
    ],
)  # fmt: skip
def test_what_one_document_says_is_left_to_it(question: str) -> None:
    assert catalogue_question(question, TODAY, list) is None


def test_it_is_said_which_date_counts(library: Library) -> None:
    answer = answered(library, "Which files are from 2024?")
    assert answer is not None
    lines = answer.text.splitlines()
    assert lines[0] == "4 of 20 documents match (dated from 2024-01-01 to 2024-12-31):"
    assert "- `training.pptx` (2024-05-05*)" in lines
    assert lines[-1] == "Where a document states no date, the date of its file counts; it is marked with *."
    answer = answered(library, "自周一以来新增了哪些文件？")
    assert answer is not None
    assert answer.text.startswith("20份文档中有4份符合（2026-11-23以来加入）：")
    assert "- `offer.eml` (2026-11-23)" in answer.text


def test_a_folder_and_the_newest_are_told_with_what_they_were_chosen_by(library: Library) -> None:
    answer = answered(library, "Which folder holds the lease for the warehouse?")
    assert answer is not None
    assert answer.text.startswith("1 document matches (")
    assert "- `/docs/contracts`: `lease-warehouse.docx`" in answer.text
    answer = answered(library, "the newest PDF")
    assert answer is not None
    assert answer.text.startswith("The newest of 6 documents (format pdf):")
    answer = answered(library, "Which contracts mention Talvik?")
    assert answer is not None
    assert answer.text.startswith(
        "1 of 20 documents matches (“contract” in the name or title, with the words “Talvik”):"
    )


def test_words_of_documents_are_no_marks_of_ours(tmp_path: Path) -> None:
    with Library(tmp_path / "library", create=True) as library:
        put(library, "/docs/`rm` [x](b) contract.md", "Words.", title="# *Bold* `")
        answer = answered(library, "list all contracts")
        assert answer is not None
        assert "- `'rm' [x](b) contract.md` — `# *Bold* '`" in answer.text
