from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.papers.documents import (
    HASHED_BYTES,
    DocumentLabels,
    changed_since_read,
    document_list,
    list_answers,
    read_facts,
)
from assistant.agent.question.request import request_of
from assistant.languages import LANGUAGES
from assistant.library.documents import DocumentFacts
from assistant.library.library import Library
from ingest.reading import fingerprint_of
from tests.fakes.library import filled

FILES = {
    "supply-alba.md": "# Supply contract with Alba\n\nThe supplier is Alba.\n",
    "supply-brio.md": "# Supply contract with Brio\n\nThe supplier is Brio, for Talvik.\n",
    "note.md": "# [pay](http://evil.example/x) ![t](http://evil.example/p.png) `x`\n\nHello Talvik.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("catalogue"), FILES) as library:
        yield library


def told(library: Library, question: str) -> str:
    return document_list(library, question, request_of(question).language, None)


@pytest.mark.parametrize("question", ["What files do you have?", "有哪些文件？", "Welche Dateien gibt es?"])
def test_all_documents_are_listed(library: Library, question: str) -> None:
    assert list_answers(question)
    assert all(f"`{name}`" in told(library, question) for name in FILES)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many supply contracts do we have?", {"supply-alba.md", "supply-brio.md"}),
        ("How many documents mention Talvik?", {"supply-brio.md", "note.md"}),
        ("哪些文件提到Talvik？", {"supply-brio.md", "note.md"}),
        ("How many documents mention Zubrowka?", set()),
    ],
)
def test_those_that_hold_the_words_are_counted_and_listed(
    library: Library, question: str, names: set[str]
) -> None:
    assert list_answers(question)
    answer = told(library, question)
    assert {name for name in FILES if f"`{name}`" in answer} == names
    assert str(len(names)) in answer.splitlines()[0]


@pytest.mark.parametrize(
    "question", ["How many papers did Orlova publish?", "How many sources does the study cite?"]
)
def test_what_documents_tell_of_papers_is_not_for_the_list(question: str) -> None:
    assert not list_answers(question)


def test_a_title_is_nothing_but_words(library: Library) -> None:
    line = next(line for line in told(library, "What files do you have?").splitlines() if "note.md" in line)
    assert line.count("`") == 4
    assert line.endswith("`")


def facts_of(*paths: Path) -> dict[str, DocumentFacts]:
    """Return files as they are now."""
    prints = {str(path): fingerprint_of(path) for path in paths}
    return {path: DocumentFacts(one.content_hash, one.size, one.mtime_ns, 1) for path, one in prints.items()}


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    path = tmp_path / "lease.md"
    path.write_text("The rent is 900 euros.")
    return path


def test_a_file_that_is_as_it_was_read_is_not_told(lease: Path) -> None:
    assert changed_since_read(facts_of(lease), [str(lease)]) is None


def test_a_file_that_was_only_touched_is_not_told(lease: Path) -> None:
    facts = facts_of(lease)
    os.utime(lease, ns=(1, 1))
    assert changed_since_read(facts, [str(lease)]) is None


@pytest.mark.parametrize("words", ["The rent is 950 euros.", "The rent is more."])
def test_a_file_that_was_changed_is_named_once(lease: Path, words: str) -> None:
    facts = facts_of(lease)
    lease.write_text(words)
    os.utime(lease, ns=(1, 1))
    notice = changed_since_read(facts, [str(lease), str(lease)])
    assert notice is not None
    assert (notice.code, notice.message) == ("changed", "Changed since it was read: lease.md.")
    assert "ingest" in notice.hint


def test_a_file_that_is_gone_is_named_beside_one_that_changed(lease: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("Words.")
    facts = facts_of(lease, other)
    lease.unlink()
    other.write_text("More words.")
    notice = changed_since_read(facts, [str(lease), str(other)])
    assert notice is not None
    assert (
        notice.message == "Changed since it was read: other.md. No longer there since it was read: lease.md."
    )


def test_a_large_file_is_not_read_again(lease: Path) -> None:
    with lease.open("r+b") as file:
        file.truncate(HASHED_BYTES + 1)
    facts = facts_of(lease)
    os.utime(lease, ns=(1, 1))
    assert changed_since_read(facts, [str(lease)]) is not None


def test_a_file_that_the_library_does_not_know_is_not_told(lease: Path, tmp_path: Path) -> None:
    assert changed_since_read(facts_of(lease), [str(tmp_path / "strange.md")]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_language_of_the_question(lease: Path, language: str) -> None:
    facts = facts_of(lease)
    lease.unlink()
    notice = changed_since_read(facts, [str(lease)], language)  # type: ignore[arg-type]  # one of LANGUAGES
    assert notice is not None
    assert "lease.md" in notice.message


def test_a_library_tells_what_it_read(tmp_path: Path) -> None:
    with filled(tmp_path, {"lease.md": "# Lease\n\nThe rent is 900 euros."}) as library:
        (source,) = library.documents.sources().values()
        assert changed_since_read(read_facts(library.documents, [source]), [source]) is None
        Path(source).write_text("# Lease\n\nThe rent is 950 euros.")
        os.utime(source, ns=(1, 1))
        notice = changed_since_read(read_facts(library.documents, [source]), [source])
    assert notice is not None
    assert "lease.md" in notice.message


def test_a_passage_of_a_mailbox_has_the_date_of_its_mail(tmp_path: Path) -> None:
    mail = "From a\nFrom: Ann <a@example.com>\nDate: Mon, {day} Mar 2025 10:00:00 +0100\nSubject: Fence\n\nThe fence is {colour}.\n\n"
    with filled(
        tmp_path, {"all.mbox": mail.format(day=3, colour="red") + mail.format(day=4, colour="blue")}
    ) as library:
        passages = list(library.documents.passages([1, 2]).values())
        labels = DocumentLabels(library, passages)
        assert [labels.of(one) for one in passages] == [
            "2025-03-03 Fence (Ann).eml",
            "2025-03-04 Fence (Ann).eml",
        ]
