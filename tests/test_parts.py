"""Files of many documents: a mailbox's mails and an archive's files are documents, and go with their file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.papers.documents import changed_since_read, read_facts
from assistant.agent.whole.names import documents_named
from assistant.library.checks import PARTS
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.retrieval.filters import dated_documents
from ingest.exclude import Exclusions
from ingest.sync import Pipeline
from tests.library.shelf import found
from tests.test_sync import LIMITS, age, embed, scan, statuses, write

ANN = "From: Ann Lee <ann@example.com>\nDate: Mon, {day} Mar 2025 10:00:00 +0100\nSubject: {subject}\n\n{text}\n\n"
MAILS = (
    ANN.format(day=3, subject="Fence", text="The fence is of larch."),
    ANN.format(day=4, subject="Gate", text="The gate is of beech."),
    ANN.format(day=5, subject="Fence", text="The fence is of cedar."),
)
NAMES = ["2025-03-03 Fence (Ann Lee).eml", "2025-03-04 Gate (Ann Lee).eml", "2025-03-05 Fence (Ann Lee).eml"]


def mailbox(path: Path, *mails: str) -> Path:
    return write(path, "".join(f"From ann\n{mail}" for mail in mails))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return mailbox(tmp_path / "docs" / "Inbox.mbox", *MAILS[:2]).parent


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as opened:
        yield opened


def numbers(library: Library) -> dict[str, int]:
    """Return the number of each document by its file name."""
    return {Path(path).name: number for number, path in library.documents.sources().items()}


def damages(library: Library, *, mend: bool = False) -> list[str]:
    return [one.code for part in PARTS for one in library.check(part, mend=mend)]


def test_each_mail_of_a_mailbox_is_a_document(docs: Path, library: Library) -> None:
    event = scan(library, docs)["Inbox.mbox"]
    assert (event.status, event.passages) == ("added", 2)
    rows = dated_documents(library)
    assert [(Path(row.source).name, row.title, row.kind, str(row.stated)) for row in rows] == [
        (NAMES[0], "Fence (Ann Lee, 2025-03-03)", "mbox", "2025-03-03"),
        (NAMES[1], "Gate (Ann Lee, 2025-03-04)", "mbox", "2025-03-04"),
    ]
    assert library.documents.counts()["found"] == 2
    [file] = library.documents.all()
    assert (file.source, file.parts, file.passages) == (str(docs / "Inbox.mbox"), 2, 2)
    assert [one.is_part for one in library.documents.all(parts=True)] == [False, True, True]
    assert damages(library) == []
    assert statuses(library, docs) == {"Inbox.mbox": "unchanged"}


def test_only_new_mails_are_embedded_and_the_others_keep_their_numbers(docs: Path, library: Library) -> None:
    scan(library, docs)
    embed(library)
    before = numbers(library)
    mailbox(docs / "Inbox.mbox", *MAILS)
    assert statuses(library, docs) == {"Inbox.mbox": "updated"}
    [text] = embed(library)
    assert "cedar" in text
    after = numbers(library)
    assert {name: after[name] for name in before} == before
    assert sorted(after) == NAMES
    mailbox(docs / "Inbox.mbox", *MAILS[1:])  # the first was deleted
    scan(library, docs)
    assert embed(library) == []
    assert numbers(library) == {name: after[name] for name in NAMES[1:]}
    assert not found(library, *terms("larch"))
    assert damages(library) == []


def test_mails_go_with_their_mailbox(docs: Path, library: Library) -> None:
    scan(library, docs)
    (docs / "Inbox.mbox").unlink()
    assert statuses(library, docs) == {"Inbox.mbox": "removed"}
    assert not library.documents.all(parts=True)
    assert not found(library, *terms("larch"))
    mailbox(docs / "Inbox.mbox", MAILS[0])
    scan(library, docs)
    write(docs / "Inbox.mbox", b"\0\1\2\3 no mailbox any more")
    assert statuses(library, docs) == {"Inbox.mbox": "failed"}
    assert [one.is_part for one in library.documents.all(parts=True)] == [False]


def test_a_mailbox_and_a_single_mail_are_forgotten(docs: Path, library: Library) -> None:
    scan(library, docs)
    embed(library)
    gate = str(docs / "Inbox.mbox" / NAMES[1])
    assert library.forget(gate, keep_out=True) == 1
    assert b"beech" not in b"".join(path.read_bytes() for path in library.folder.iterdir() if path.is_file())
    assert damages(library) == []
    mailbox(docs / "Inbox.mbox", *MAILS)
    for _ in Pipeline(library, LIMITS, Exclusions(kept_out=library.exclusions.kept_out())).scan([docs]):
        pass
    assert sorted(numbers(library)) == [NAMES[0], NAMES[2]]
    assert library.forget(str(docs / "Inbox.mbox")) == 2
    assert not library.documents.all(parts=True)
    held = b"".join(path.read_bytes() for path in library.folder.iterdir() if path.is_file())
    assert b"larch" not in held
    assert b"Fence" not in held


def test_mails_follow_a_mailbox_that_moved(docs: Path, library: Library) -> None:
    scan(library, docs)
    before = numbers(library)
    docs.rename(docs.parent / "elsewhere")
    assert "added" not in statuses(library, docs.parent / "elsewhere").values()
    assert numbers(library) == before
    assert all("elsewhere" in path for path in library.documents.sources().values())
    assert damages(library) == []


def test_a_mailbox_that_becomes_a_folder_leaves_nothing_behind(docs: Path, library: Library) -> None:
    scan(library, docs)
    (docs / "Inbox.mbox").unlink()
    write(docs / "Inbox.mbox" / NAMES[0], MAILS[0])
    scan(library, docs)
    assert [(Path(one.source).name, one.is_part) for one in library.documents.all(parts=True)] == [
        (NAMES[0], False)
    ]
    assert damages(library) == []
    (docs / "Inbox.mbox" / NAMES[0]).unlink()
    (docs / "Inbox.mbox").rmdir()
    mailbox(docs / "Inbox.mbox", *MAILS)
    scan(library, docs)
    assert sorted(numbers(library)) == NAMES
    assert damages(library) == []


def test_what_is_lost_of_a_mailbox_is_found_and_read_again(docs: Path, library: Library) -> None:
    scan(library, docs)
    db = library.database.connection
    db.execute("DELETE FROM passage WHERE text LIKE '%beech%'")
    assert "passages_missing" in damages(library, mend=True)
    scan(library, docs)
    assert found(library, *terms("beech"))
    db.execute("DELETE FROM document WHERE title LIKE 'Gate%'")
    assert "parts_missing" in damages(library, mend=True)
    scan(library, docs)
    assert found(library, *terms("beech"))
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM document WHERE parts IS NOT NULL")
    db.execute("PRAGMA foreign_keys = ON")
    assert "part_stray" in damages(library, mend=True)
    assert not numbers(library)
    scan(library, docs)
    assert sorted(numbers(library)) == NAMES[:2]
    assert damages(library) == []


def test_a_cited_mail_has_changed_when_its_mailbox_has(docs: Path, library: Library) -> None:
    scan(library, docs)
    sources = list(library.documents.sources().values())
    read = read_facts(library.documents, sources)
    assert changed_since_read(read, sources) is None
    mailbox(docs / "Inbox.mbox", *MAILS)
    notice = changed_since_read(read, sources)
    assert notice is not None
    assert "Inbox.mbox" in notice.message


def test_a_mailbox_is_named_like_a_folder(docs: Path, library: Library) -> None:
    scan(library, docs)
    every = set(numbers(library).values())
    assert set(documents_named(library, [str(docs / "Inbox.mbox")])) == every
    assert set(documents_named(library, ["inbox.mbox"])) == every
    assert documents_named(library, [NAMES[1]]) == (numbers(library)[NAMES[1]],)


def test_the_files_of_an_archive_are_documents_of_their_formats(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "docs" / "papers.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2024/lease.txt", "The rent is 900 euros.")
        archive.writestr("2025/lease.txt", "The rent is 950 euros.")
        archive.writestr("../../up.md", "# Up\n\nThe key hangs in the hall.")
    age(path)
    scan(library, path.parent)
    rows = {row.source: (row.title, row.kind) for row in dated_documents(library)}
    assert rows == {
        str(path / "2024" / "lease.txt"): ("lease", "text"),
        str(path / "2025" / "lease.txt"): ("lease", "text"),
        str(path / "up.md"): ("Up", "markdown"),
    }
