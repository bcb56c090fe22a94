from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryTooNew
from assistant.library.index.exact import ExactVectors
from assistant.library.library import Library
from assistant.library.terms import terms
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import contents, embed, found, put, remove
from tests.raising import raises

ROOT = Path(__file__).parents[2]


def test_there_has_to_be_one_unless_it_is_to_be_made(tmp_path: Path) -> None:
    with raises("library_missing") as raised:
        Library(tmp_path / "library")
    assert "assistant ingest" in raised.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_and_a_newer_one_are_told_apart(library: Library) -> None:
    library.close()
    (library.folder / "library.db").write_bytes(b"garbage" * 1_000)
    with pytest.raises(LibraryDamaged):
        Library(library.folder)


def test_a_newer_one_is_refused(library: Library) -> None:
    library.database.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryTooNew):
        Library(library.folder)


def test_it_may_be_closed_twice(library: Library) -> None:
    library.close()
    library.close()


def test_its_name_is_its_own_and_stays(library: Library, tmp_path: Path) -> None:
    with Library(library.folder) as again, Library(tmp_path / "other", create=True) as other:
        assert library.id == again.id != other.id


# One that ingests at a time


def assert_busy(library: Library) -> None:
    with pytest.raises(LibraryBusy, match="ingesting") as raised, library.ingesting():
        pass
    assert raised.value.retry_helps


def test_two_runs_cannot_ingest_at_once(library: Library) -> None:
    with Library(library.folder) as other:
        with library.ingesting():
            assert_busy(other)
            assert_busy(library)
            thread = threading.Thread(target=assert_busy, args=(library,))
            thread.start()
            thread.join()
        with other.ingesting():
            assert_busy(library)
        with library.ingesting():
            pass


def test_a_run_may_be_ended_by_another_thread(library: Library) -> None:
    run = library.ingesting()
    thread = threading.Thread(target=run.__enter__)
    thread.start()
    thread.join()
    assert_busy(library)
    run.__exit__(None, None, None)
    with Library(library.folder) as other, other.ingesting():
        pass


HOLD = """
import sys
from pathlib import Path
from assistant.library.library import Library
with Library(Path(sys.argv[1])) as library, library.ingesting():
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(library: Library) -> Iterator[subprocess.Popen[str]]:
    """Another process that is ingesting."""
    command = [sys.executable, "-c", HOLD, str(library.folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        yield process
        process.kill()


def test_another_process_keeps_this_one_out_until_it_is_killed(
    library: Library, holder: subprocess.Popen[str]
) -> None:
    assert_busy(library)
    put(library, "/a.md", "still readable and writable")
    assert found(library, "readabl")
    holder.kill()
    holder.wait(10)
    with library.ingesting():
        pass


# Reading while it is written


def test_readers_see_whole_documents_while_another_writes(library: Library) -> None:
    done = threading.Event()
    torn: list[str] = []

    def write() -> None:
        with Library(library.folder) as writer:
            for round_ in range(30):
                for name in ("/a.md", "/b.md"):
                    put(writer, name, *([f"round{round_} shared"] * (round_ % 5 + 1)))
                embed(writer, HashingEmbedder())
        done.set()

    def read(mine: Library) -> int:
        count = 0
        exact, embedder = ExactVectors(mine.vectors), HashingEmbedder()
        while not done.is_set() or not count:
            count += 1
            torn.extend(
                document.source
                for document in mine.documents.all()
                if len(mine.documents.neighbours(document.id, 0, 99)) not in (document.passages, 0)
            )
            numbers = [number for number, _ in mine.words.search(terms("shared"), 99)]
            mine.documents.passages(numbers)
            exact.nearest(embedder.identity, embedder.embed_query("shared"), 5)
        return count

    writer = threading.Thread(target=write)
    beside = threading.Thread(target=read, args=(library,))
    writer.start()
    beside.start()
    with Library(library.folder) as other:
        reads = read(other)
    writer.join()
    beside.join()
    assert reads
    assert not torn
    assert {ordinal for _, ordinal, _ in found(library, "round29")} == {0, 1, 2, 3, 4}


def test_one_object_serves_several_threads(library: Library) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for round_ in range(15):
                put(library, name, f"words of {name} {round_}")
                assert library.words.search([str(round_)], 9)
        except BaseException as error:  # noqa: BLE001  # a thread's failure has to reach the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"/{number}.md",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert library.documents.counts()["passages"] == 4


# Another embedding model


def test_the_old_vectors_answer_until_the_new_ones_are_complete(library: Library) -> None:
    old, new = HashingEmbedder("old"), HashingEmbedder("new")
    put(library, "/a.md", *(f"word{number}" for number in range(10)))
    assert library.vectors.state().active is None
    embed(library, old)

    assert library.vectors.begin(new.identity, new.engine, new.name) == 10
    first = library.vectors.pending(new.identity, 4)
    library.vectors.store(new.identity, [p.key for p in first], new.embed_passages([p.text for p in first]))
    library.vectors.finish(new.identity)
    state = library.vectors.state()
    assert state.active is not None
    assert state.target is not None
    assert (state.active.name, state.target.name, state.pending, state.embedded) == ("old", "new", 6, 4)
    assert len(ExactVectors(library.vectors).nearest(old.identity, old.embed_query("word9"), 20)) == 10

    assert embed(library, new) == 6
    state = library.vectors.state()
    assert state.active == state.target
    assert (state.active and state.active.name, state.pending, state.embedded) == ("new", 0, 10)
    assert library.vectors.load(old.identity, 0).keys == ()
    assert len(ExactVectors(library.vectors).nearest(new.identity, new.embed_query("word9"), 20)) == 10


def test_a_model_that_was_given_up_midway_leaves_nothing(library: Library) -> None:
    old, new = HashingEmbedder("old"), HashingEmbedder("new")
    put(library, "/a.md", "one", "two")
    embed(library, old)
    library.vectors.begin(new.identity, new.engine, new.name)
    (first, _) = library.vectors.pending(new.identity, 2)
    library.vectors.store(new.identity, [first.key], new.embed_passages([first.text]))
    assert embed(library, old) == 0
    assert library.vectors.load(new.identity, 0).keys == ()
    assert library.vectors.state().pending == 0


# Forgetting

SECRET = "Quxzorblat"
"""A word that stands nowhere else; parts of it would show a term that is stored shortened."""


def traces(library: Library, word: str) -> list[str]:
    """Return the library's files whose bytes hold a word, or most of it."""
    part = word[2:].lower().encode()
    return [
        file.name for file in library.folder.iterdir() if file.is_file() and part in file.read_bytes().lower()
    ]


def test_what_is_forgotten_is_gone_from_the_bytes_of_the_files(library: Library) -> None:
    for number in range(60):
        put(library, f"/docs/{number}.md", f"page {number} of the quarterly papers", *(["more text"] * 5))
    name = "/secret/Fnordwick.md"
    put(library, name, f"the word {SECRET} stands here", "x" * 20_000, title="Wibblethorpe", hash="c0ffee99")
    embed(library, HashingEmbedder())
    put(library, "/docs/60.md", "a later page")
    kept = {key: value for key, value in contents(library).items() if key != "vectors"}
    words = (SECRET, "Fnordwick", "Wibblethorpe", "c0ffee99", *library.documents.keys_of_documents([61]))
    assert all(traces(library, word) for word in words)
    with Library(library.folder) as reader:
        assert found(reader, *terms(SECRET))
        assert library.forget("/secret") == 1
        assert {word: traces(library, word) for word in words} == {word: [] for word in words}
        assert not found(reader, *terms(SECRET))
    embed(library, HashingEmbedder())
    left = contents(library)
    assert [d for d in kept["documents"] if d[0] != name] == left["documents"]
    assert [p for p in kept["passages"] if p[0] != name] == left["passages"]
    assert set(left["vectors"]) == {passage[-1] for passage in left["passages"]}


def test_what_is_forgotten_is_gone_when_it_was_found_but_not_embedded(library: Library) -> None:
    put(library, "/secret.md", SECRET)
    library.forget("/secret.md")
    assert traces(library, SECRET) == []


def test_a_folder_is_forgotten_with_its_roots_and_no_neighbour(library: Library) -> None:
    names = ["/docs/a.md", "/docs/sub/b.md", "/docs-other/c.md", "/docs.md"]
    for name in names:
        put(library, name, "words")
    library.documents.add_roots(["/docs", "/docs/sub", "/docs-other", "/"])
    assert library.forget("/docs/") == 2
    assert sorted(library.documents.sources().values()) == sorted(names[2:])
    assert library.documents.roots() == ["/", "/docs-other"]
    assert library.forget("/nowhere") == 0


def test_a_copy_keeps_its_vector_when_the_other_is_forgotten(library: Library) -> None:
    put(library, "/a.md", "shared", "alone")
    put(library, "/b.md", "shared")
    embedder = HashingEmbedder()
    embed(library, embedder)
    library.forget("/a.md")
    assert len(library.vectors.load(embedder.identity, 0).keys) == 1
    remove(library, "/b.md")
    assert library.vectors.load(embedder.identity, 0).keys == ()


def test_an_emptied_database_is_not_taken_for_a_new_one(library: Library) -> None:
    library.close()
    database = library.folder / "library.db"
    (library.folder / "vectors").mkdir(exist_ok=True)
    os.truncate(database, 0)
    for create in (False, True):
        with pytest.raises(LibraryDamaged, match="empty file") as raised:
            Library(library.folder, create=create)
        assert "assistant verify" in raised.value.hint
        assert database.stat().st_size == 0


@pytest.mark.parametrize("left", ["ingest.lock", "vectors", "vectors.matrix", "library.db.damaged"])
def test_a_missing_database_is_not_taken_for_a_new_library(library: Library, left: str) -> None:
    library.close()
    (library.folder / "library.db").unlink()
    (library.folder / left).write_bytes(b"")
    for create in (False, True):
        with pytest.raises(LibraryDamaged, match="is gone: what was in it is lost") as raised:
            Library(library.folder, create=create)
        assert "assistant verify" in raised.value.hint
    assert not (library.folder / "library.db").exists()


def test_a_mending_that_was_broken_off_is_not_passed_over_by_a_new_library(library: Library) -> None:
    library.close()
    database = library.folder / "library.db"
    database.rename(library.folder / "library.db.saved")
    for create in (False, True):
        with pytest.raises(LibraryDamaged, match="broken off; nothing is lost"):
            Library(library.folder, create=create)
    assert not database.exists()


def test_what_was_broken_off_while_it_was_made_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "library.db").touch(mode=0o600)
    with pytest.raises(LibraryDamaged, match="empty file"):
        Library(folder)
    with Library(folder, create=True) as library:
        assert library.documents.all() == []


def test_counts_follow_what_others_write_and_what_is_rolled_back(library: Library) -> None:
    put(library, "/a", "heron marsh")
    assert (
        library.documents.counts()["passages"] == library.words.document_frequencies(["marsh"])["marsh"] == 1
    )
    with Library(library.folder) as other:
        put(other, "/b", "marsh", "owl")
    assert library.documents.counts()["passages"] == 3
    assert library.words.document_frequencies(["marsh", "owl"]) == {"marsh": 2, "owl": 1}
    with pytest.raises(KeyError):
        _removed_and_rolled_back(library, "/b")
    assert library.documents.counts()["passages"] == 3
    assert library.words.document_frequencies(["marsh"]) == {"marsh": 2}
    remove(library, "/b")
    assert (
        library.documents.counts()["passages"] == library.words.document_frequencies(["marsh"])["marsh"] == 1
    )


def _removed_and_rolled_back(library: Library, path: str) -> None:
    with library.database.writing():
        library.documents.remove([path])
        assert library.documents.counts()["passages"] == 1
        raise KeyError


def test_a_write_within_a_write_is_kept_or_undone_with_it(library: Library) -> None:
    def write(*, fail: bool) -> None:
        with library.database.writing():
            put(library, "/a", "heron")
            library.notes.set("key", "value")
            if fail:
                raise KeyError

    with pytest.raises(KeyError):
        write(fail=True)
    assert library.documents.all() == []
    assert library.notes.get("key") == ""
    write(fail=False)
    assert [one.source for one in library.documents.all()] == ["/a"]
    assert library.notes.get("key") == "value"


def test_a_closed_library_is_written_again_when_it_is_opened_anew(library: Library) -> None:
    library.close()
    with pytest.raises(LibraryError, match="closed meanwhile"):
        put(library, "/a", "heron")
    with pytest.raises(LibraryError, match="closed meanwhile"):
        library.documents.all()
    library.database.reopen()
    put(library, "/a", "heron")
    assert library.documents.counts()["found"] == 1
