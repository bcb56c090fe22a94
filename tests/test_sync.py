"""Real files, a real library: what ingest does when files come, change, move, go, and when it is stopped."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple, cast

import pytest

from assistant.errors import InputTooLong, ServerFault, StorageFull
from assistant.library.documents import Documents
from assistant.library.index.exact import ExactVectors
from assistant.library.library import Library
from assistant.library.terms import query_terms
from assistant.models.base import Vectors
from ingest.records import Changes, EmbeddingEvent, FileEvent, LibraryPort
from ingest.sync import Limits, Pipeline
from tests.fakes.models import HashingEmbedder
from tests.ingest.samples import pdf
from tests.library.shelf import contents, found

ROOT = Path(__file__).parents[1]
OLD = 1_600_000_000
CLOCK = itertools.count(OLD)
LIMITS = Limits(max_file_mb=1, workers=1, batch_size=4)


def write(path: Path, text: str | bytes) -> Path:
    """Write a file that was last changed long ago, each a second after the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    age(path)
    return path


def age(path: Path) -> None:
    moment = next(CLOCK)
    os.utime(path, (moment, moment))


def scan(library: Library, *paths: Path, limits: Limits = LIMITS) -> dict[str, FileEvent]:
    """Run the first step, which speaks of each file once; return the events by the files' names."""
    events = list(Pipeline(library, limits).scan(paths))
    assert len({event.path for event in events}) == len(events)
    return {Path(event.path).name: event for event in events}


def statuses(library: Library, *paths: Path) -> dict[str, str]:
    return {name: event.status for name, event in scan(library, *paths).items()}


def embed(library: Library, embedder: HashingEmbedder | None = None) -> list[str]:
    """Run the second step; return the texts that were embedded."""
    embedder = embedder or HashingEmbedder()
    for _ in Pipeline(library, LIMITS).embed(embedder):
        pass
    library.vectors.finish(embedder.identity)
    return [text for call in embedder.calls for text in call]


def ingest(library: Library, *paths: Path, embedder: HashingEmbedder | None = None) -> list[str]:
    scan(library, *paths)
    return embed(library, embedder)


def texts(library: Library) -> dict[str, list[str]]:
    """Return the passages of each file, by its name."""
    return {
        Path(document.source).name: [p.text for p in library.documents.neighbours(document.id, 0, 999)]
        for document in library.documents.all()
    }


class Workspace(NamedTuple):
    docs: Path
    library: Library


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    docs = tmp_path / "docs"
    docs.mkdir()
    with Library(tmp_path / "library", create=True) as library:
        yield Workspace(docs, library)


# Scanned, then embedded


def test_text_is_found_by_its_words_before_it_is_embedded(workspace: Workspace) -> None:
    write(workspace.docs / "a.md", "# Herons\n\nThe heron stands in the marsh.\n")
    events = Pipeline(workspace.library, LIMITS).scan([workspace.docs])
    event = next(events)
    assert (event.status, event.passages) == ("added", 1)
    assert found(workspace.library, *query_terms("heron in the marsh"))
    events.close()
    assert workspace.library.vectors.active_model() is None
    assert workspace.library.vectors.state().pending == 1
    assert len(embed(workspace.library)) == 1
    assert workspace.library.vectors.state().pending == 0


def test_what_an_event_announces_is_stored(workspace: Workspace) -> None:
    for number in range(150):
        write(workspace.docs / f"{number:03}.md", f"# Note {number}\n\nWords of note {number}.\n")
    with Library(workspace.library.folder) as reader:
        for count, event in enumerate(Pipeline(workspace.library, LIMITS).scan([workspace.docs]), 1):
            if count in (1, 2, 64, 65, 66, 130, 150):
                assert event.path in reader.documents.known()


class FullDisk:
    """The documents of a library whose disk is full after so many transactions."""

    def __init__(self, documents: Documents, left: int) -> None:
        self._documents, self._left = documents, left

    def __getattr__(self, name: str) -> object:
        return getattr(self._documents, name)

    def apply(self, changes: Changes) -> None:
        if not self._left:
            raise StorageFull("full")
        self._left -= 1
        self._documents.apply(changes)


def test_what_could_not_be_stored_is_not_announced(workspace: Workspace) -> None:
    for number in range(30):
        write(workspace.docs / f"{number:03}.md", f"Words of note {number}.\n")
    documents = workspace.library.documents
    library = cast("LibraryPort", SimpleNamespace(documents=FullDisk(documents, 1)))
    announced: list[str] = []
    events = Pipeline(library, LIMITS).scan([workspace.docs])
    with pytest.raises(StorageFull):
        announced.extend(event.path for event in events)  # keeps those before the error
    assert announced == list(documents.known()) == [str(workspace.docs / "000.md")]


def test_a_document_of_any_number_of_passages_is_stored_in_order(workspace: Workspace) -> None:
    lines = [f"# Part {number}\n\nThe words of part {number}.\n" for number in range(1_367)]
    write(workspace.docs / "long.md", "\n".join(lines))
    assert scan(workspace.library, workspace.docs)["long.md"].passages == len(lines)
    held = workspace.library.documents.neighbours(1, 0, 9_999)
    assert [one.text for one in held] == [f"The words of part {number}." for number in range(1_367)]
    assert found(workspace.library, *query_terms("part 1366"))


def test_embedding_tells_how_far_it_is(workspace: Workspace) -> None:
    for number in range(10):
        write(workspace.docs / f"{number}.md", f"# Note {number}\n\nWords.\n")
    scan(workspace.library, workspace.docs)
    embedder = HashingEmbedder()
    events = list(Pipeline(workspace.library, LIMITS).embed(embedder))
    assert [(event.done, event.total) for event in events] == [(0, 10), (4, 10), (8, 10), (10, 10)]
    assert all(isinstance(event, EmbeddingEvent) and event.seconds >= 0 for event in events)
    assert [len(call) for call in embedder.calls] == [4, 4, 2]
    assert list(Pipeline(workspace.library, LIMITS).embed(embedder)) == []


def test_a_model_that_fails_midway_loses_nothing(workspace: Workspace) -> None:
    for number in range(10):
        write(workspace.docs / f"{number}.md", f"# Note {number}\n\nWords.\n")
    scan(workspace.library, workspace.docs)
    failing = HashingEmbedder(failures=[None, ServerFault("it failed")])
    with pytest.raises(ServerFault):
        embed(workspace.library, failing)
    assert workspace.library.vectors.state().pending == 6
    assert len(embed(workspace.library)) == 6


class PoisonEmbedder(HashingEmbedder):
    """Fails on every call with a text that holds the word "poison"."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any("poison" in text for text in texts):
            raise ServerFault("it failed")
        return super().embed_passages(texts)


class SilentEmbedder(HashingEmbedder):
    """Fails on every call, as a server does that answers nothing until a timeout; counts the calls."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(len(texts))
        raise ServerFault("it does not answer")


def notes(docs: Path, good: int, poisoned: int) -> None:
    for number in range(good):
        write(docs / f"good {number}.txt", f"words of note {number}")
    for number in range(poisoned):
        write(docs / f"bad {number}.txt", f"poison {number}")


def spared(library: Library, embedder: HashingEmbedder) -> EmbeddingEvent:
    *_, last = Pipeline(library, LIMITS).embed(embedder, text_errors=(ServerFault,))
    return last


def test_a_silent_model_is_given_up_before_a_batch_is_halved(workspace: Workspace) -> None:
    notes(workspace.docs, good=6, poisoned=0)
    scan(workspace.library, workspace.docs)
    embedder = SilentEmbedder()
    with pytest.raises(ServerFault):
        spared(workspace.library, embedder)
    assert embedder.asked == [4, 1]  # the batch, and a plain sentence
    assert workspace.library.vectors.state().pending == 6


# More of them than are in a row, at the end, and more than are fetched at once.
@pytest.mark.parametrize(("good", "poisoned"), [(9, 1), (9, 2), (9, 7), (600, 5), (2, 300)])
def test_texts_that_cannot_be_embedded_do_not_hold_up_the_others(
    workspace: Workspace, good: int, poisoned: int
) -> None:
    notes(workspace.docs, good, poisoned)
    scan(workspace.library, workspace.docs)
    for embedded in (good, 0):  # the next run tries them again
        last = spared(workspace.library, PoisonEmbedder())
        assert (last.done, last.set_aside) == (embedded, poisoned)
        assert workspace.library.vectors.state().pending == poisoned
    assert spared(workspace.library, HashingEmbedder()).done == poisoned


class PairedEmbedder(PoisonEmbedder):
    """Begins no batch without a second one, as long as there are two."""

    def __init__(self) -> None:
        super().__init__()
        self.together = threading.Barrier(2)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == LIMITS.batch_size:
            self.together.wait(30)
        return super().embed_passages(texts)


@pytest.mark.parametrize("poisoned", [0, 2])
def test_the_next_batch_is_embedded_while_one_is_stored(workspace: Workspace, poisoned: int) -> None:
    notes(workspace.docs, 16 - poisoned, poisoned)
    scan(workspace.library, workspace.docs)
    *_, last = Pipeline(workspace.library, LIMITS).embed(PairedEmbedder(), (ServerFault,), at_once=2)
    assert (last.done, last.set_aside) == (16 - poisoned, poisoned)
    assert workspace.library.vectors.state().pending == poisoned


def test_a_model_that_can_embed_nothing_ends_the_run(workspace: Workspace) -> None:
    notes(workspace.docs, 9, 0)
    scan(workspace.library, workspace.docs)
    with pytest.raises(ServerFault):
        spared(workspace.library, HashingEmbedder(failures=[ServerFault("it failed")] * 1_000))
    with pytest.raises(InputTooLong):
        spared(workspace.library, HashingEmbedder(failures=[InputTooLong("too long")]))
    assert spared(workspace.library, HashingEmbedder()).done == 9


def test_a_library_moves_to_a_model_that_few_texts_are_too_much_for(workspace: Workspace) -> None:
    notes(workspace.docs, 4, 1)
    ingest(workspace.library, workspace.docs, embedder=HashingEmbedder("old"))
    new = PoisonEmbedder("new")
    given_up = spared(workspace.library, new).set_aside
    for allowed, name in ((0, "old"), (given_up, "new")):
        workspace.library.vectors.finish(new.identity, allowed)
        active = workspace.library.vectors.active_model()
        assert active is not None
        assert active.name == name


def test_a_model_without_one_vector_takes_no_library_over(workspace: Workspace) -> None:
    notes(workspace.docs, 0, 2)
    ingest(workspace.library, workspace.docs, embedder=HashingEmbedder("old"))
    new = PoisonEmbedder("new")
    workspace.library.vectors.finish(new.identity, spared(workspace.library, new).set_aside)
    active = workspace.library.vectors.active_model()
    assert active is not None
    assert active.name == "old"


# Once


def test_the_same_text_is_embedded_once_wherever_it_is(workspace: Workspace) -> None:
    text = "# Contract\n\nIt ends in 2026.\n"
    write(workspace.docs / "a.md", text)
    write(workspace.docs / "copy.md", text)
    assert len(ingest(workspace.library, workspace.docs)) == 1
    write(workspace.docs / "later copy.md", text)
    assert ingest(workspace.library, workspace.docs) == []
    (workspace.docs / "a.md").rename(workspace.docs / "renamed.md")
    assert ingest(workspace.library, workspace.docs) == []
    (workspace.docs / "sub").mkdir()
    (workspace.docs / "renamed.md").rename(workspace.docs / "sub" / "moved.md")
    assert ingest(workspace.library, workspace.docs) == []
    assert set(texts(workspace.library)) == {"copy.md", "later copy.md", "moved.md"}


def test_a_renamed_folder_embeds_nothing(workspace: Workspace) -> None:
    for number in range(5):
        write(workspace.docs / "old" / f"{number}.txt", f"words of {number}")
    assert len(ingest(workspace.library, workspace.docs)) == 5
    (workspace.docs / "old").rename(workspace.docs / "new")
    assert ingest(workspace.library, workspace.docs) == []
    assert {Path(document.source).parent.name for document in workspace.library.documents.all()} == {"new"}


def test_what_went_and_comes_back_is_embedded_once_again(workspace: Workspace) -> None:
    file = write(workspace.docs / "a.md", "# A\n\nWords.\n")
    ingest(workspace.library, workspace.docs)
    file.unlink()
    assert ingest(workspace.library, workspace.docs) == []
    assert workspace.library.documents.counts()["passages"] == 0
    write(file, "# A\n\nWords.\n")
    write(workspace.docs / "b.md", "# A\n\nWords.\n")
    assert len(ingest(workspace.library, workspace.docs)) == 1
    assert ingest(workspace.library, workspace.docs) == []


def test_an_edited_page_embeds_its_changed_passages(workspace: Workspace) -> None:
    parts = [f"## Part {number}\n\n{f'Sentence {number} goes on. ' * 30}\n" for number in range(6)]
    write(workspace.docs / "a.md", "# Report\n\n" + "\n".join(parts))
    assert len(ingest(workspace.library, workspace.docs)) == 6
    parts[3] = parts[3].replace("goes on", "is another")
    write(workspace.docs / "a.md", "# Report\n\n" + "\n".join(parts))
    (embedded,) = ingest(workspace.library, workspace.docs)
    assert "is another" in embedded


# What is passed over, and what is not


def test_a_file_of_the_same_size_and_time_is_not_opened(workspace: Workspace) -> None:
    file = write(workspace.docs / "a.md", "first")
    before = file.stat()
    scan(workspace.library, workspace.docs)
    file.write_text("other", "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert statuses(workspace.library, workspace.docs) == {"a.md": "unchanged"}
    assert texts(workspace.library) == {"a.md": ["first"]}


def test_a_touched_file_is_read_and_not_parsed_again(workspace: Workspace) -> None:
    file = write(workspace.docs / "a.md", "words")
    scan(workspace.library, workspace.docs)
    number = workspace.library.documents.all()[0].id
    age(file)
    assert statuses(workspace.library, workspace.docs) == {"a.md": "unchanged"}
    assert workspace.library.documents.all()[0].id == number
    assert workspace.library.documents.known()[str(file)].mtime_ns == file.stat().st_mtime_ns


def test_a_file_that_changed_just_before_it_was_read_is_looked_at_again(workspace: Workspace) -> None:
    file = workspace.docs / "a.md"
    file.write_text("first", "utf-8")
    moment = file.stat().st_mtime_ns
    scan(workspace.library, workspace.docs)
    file.write_text("other", "utf-8")
    os.utime(file, ns=(moment, moment))
    assert statuses(workspace.library, workspace.docs) == {"a.md": "updated"}
    assert texts(workspace.library) == {"a.md": ["other"]}


def test_files_read_by_another_version_are_read_again(workspace: Workspace) -> None:
    file = write(workspace.docs / "a.md", "words")
    scan(workspace.library, workspace.docs)
    workspace.library.database.connection.execute("UPDATE document SET reader = 0")
    assert statuses(workspace.library, workspace.docs) == {"a.md": "updated"}
    assert workspace.library.documents.known()[str(file)].reader != 0


def test_changed_renamed_copied_and_deleted_files_are_brought_in_line(workspace: Workspace) -> None:
    for name in ("changed", "renamed", "copied", "deleted", "kept"):
        write(workspace.docs / f"{name}.md", f"the words of {name}")
    scan(workspace.library, workspace.docs)
    write(workspace.docs / "changed.md", "other words")
    (workspace.docs / "renamed.md").rename(workspace.docs / "new name.md")
    shutil.copy2(workspace.docs / "copied.md", workspace.docs / "copy.md")
    (workspace.docs / "deleted.md").unlink()
    assert statuses(workspace.library, workspace.docs) == {
        "changed.md": "updated", "new name.md": "added", "renamed.md": "removed", "copy.md": "added",
        "copied.md": "unchanged", "deleted.md": "removed", "kept.md": "unchanged",
    }  # fmt: skip
    assert texts(workspace.library) == {
        "changed.md": ["other words"], "new name.md": ["the words of renamed"], "copy.md": ["the words of copied"],
        "copied.md": ["the words of copied"], "kept.md": ["the words of kept"],
    }  # fmt: skip
    assert set(statuses(workspace.library, workspace.docs).values()) == {"unchanged"}


def test_files_that_are_deleted_between_the_look_and_the_reading_go(workspace: Workspace) -> None:
    names = [f"{number:03}.md" for number in range(40)]
    for name in names:
        write(workspace.docs / name, f"the words of {name}")
    scan(workspace.library, workspace.docs)
    for name in names:
        write(workspace.docs / name, f"other words of {name}")
    events = Pipeline(workspace.library, LIMITS).scan([workspace.docs])
    first = next(events)
    for name in names:
        if name != Path(first.path).name:
            (workspace.docs / name).unlink(missing_ok=True)
    rest = Counter(event.status for event in events)
    assert rest["failed"] == 0
    assert rest["removed"] > 0
    assert set(texts(workspace.library)) == {Path(first.path).name} | {
        name for name in names if "other" in " ".join(texts(workspace.library).get(name, []))
    }


def test_a_deleted_folder_goes_and_its_neighbours_stay(workspace: Workspace) -> None:
    for name in ("sub/a.md", "sub/deep/b.md", "sub-other/c.md", "sub.md"):
        write(workspace.docs / name, "words")
    scan(workspace.library, workspace.docs)
    shutil.rmtree(workspace.docs / "sub")
    assert Counter(statuses(workspace.library, workspace.docs).values()) == {"removed": 2, "unchanged": 2}
    assert set(texts(workspace.library)) == {"c.md", "sub.md"}


def test_only_what_lies_under_the_given_paths_is_touched(workspace: Workspace) -> None:
    write(workspace.docs / "a" / "a.md", "words")
    write(workspace.docs / "ab" / "b.md", "words")
    scan(workspace.library, workspace.docs)
    shutil.rmtree(workspace.docs / "ab")
    (workspace.docs / "a" / "a.md").unlink()
    assert statuses(workspace.library, workspace.docs / "a") == {"a.md": "removed"}
    assert set(texts(workspace.library)) == {"b.md"}


def test_a_file_that_turned_into_a_folder_is_replaced(workspace: Workspace) -> None:
    file = write(workspace.docs / "a.md", "words")
    scan(workspace.library, file)
    file.unlink()
    write(file / "inside.md", "others")
    assert statuses(workspace.library, file) == {"a.md": "removed", "inside.md": "added"}
    assert texts(workspace.library) == {"inside.md": ["others"]}


# What was named stays


def test_a_file_named_in_an_ignored_place_stays_when_its_folder_is_read(workspace: Workspace) -> None:
    write(workspace.docs / ".gitignore", "draft/\n")
    named = write(workspace.docs / "draft" / "named.md", "words")
    write(workspace.docs / "draft" / "other.md", "words")
    write(workspace.docs / "plain.md", "words")
    assert statuses(workspace.library, named) == {"named.md": "added"}
    assert statuses(workspace.library, workspace.docs) == {"plain.md": "added"}
    assert set(texts(workspace.library)) == {"named.md", "plain.md"}
    named.unlink()
    assert statuses(workspace.library, workspace.docs) == {"plain.md": "unchanged", "named.md": "removed"}


def test_a_folder_named_in_an_ignored_place_stays_when_the_one_around_it_is_read(
    workspace: Workspace,
) -> None:
    inner = write(workspace.docs / "node_modules" / "m" / "readme.md", "words").parent
    write(workspace.docs / "plain.md", "words")
    scan(workspace.library, inner)
    assert statuses(workspace.library, workspace.docs) == {"plain.md": "added"}
    assert set(texts(workspace.library)) == {"readme.md", "plain.md"}
    (inner / "readme.md").unlink()
    assert statuses(workspace.library, workspace.docs)["readme.md"] == "removed"


def test_what_is_ignored_from_now_on_goes(workspace: Workspace) -> None:
    write(workspace.docs / "sub" / "a.md", "words")
    write(workspace.docs / "b.md", "words")
    scan(workspace.library, workspace.docs)
    write(workspace.docs / ".gitignore", "sub/\n")
    assert statuses(workspace.library, workspace.docs) == {"b.md": "unchanged", "a.md": "removed"}


# What cannot be reached, and what cannot be read


def test_a_root_that_is_not_there_removes_nothing(workspace: Workspace) -> None:
    write(workspace.docs / "a.md", "words")
    other = write(workspace.docs.parent / "other" / "b.md", "words").parent
    scan(workspace.library, workspace.docs, other)
    unplugged = workspace.docs.rename(workspace.docs.with_name("unplugged"))
    events = scan(workspace.library, workspace.docs, other)
    assert {name: event.status for name, event in events.items()} == {"docs": "failed", "b.md": "unchanged"}
    assert "does not exist" in events["docs"].reason
    assert set(texts(workspace.library)) == {"a.md", "b.md"}
    unplugged.rename(workspace.docs)
    assert statuses(workspace.library, workspace.docs, other) == {"a.md": "unchanged", "b.md": "unchanged"}


WITHOUT_PERMISSION = """
import sys
from pathlib import Path
from assistant.library.library import Library
from tests.test_sync import statuses, texts

docs, library = Path(sys.argv[1]), Library(Path(sys.argv[2]), create=True)
assert statuses(library, docs) == {"a.md": "added", "b.md": "added", "c.md": "added"}
(docs / "closed").chmod(0)
(docs / "listed").chmod(0o400)
now = statuses(library, docs)
assert now["closed"] == "failed" and now["c.md"] == "unchanged", now
assert texts(library)["a.md"] == ["words of a"], texts(library)
for folder in ("closed", "listed"):
    (docs / folder).chmod(0o700)
print(sorted(statuses(library, docs).items()))
library.close()
"""


def test_a_folder_without_permission_removes_nothing(workspace: Workspace) -> None:
    for name in ("closed/a.md", "listed/b.md", "c.md"):
        write(workspace.docs / name, f"words of {Path(name).stem}")
    command = [
        sys.executable,
        "-c",
        WITHOUT_PERMISSION,
        str(workspace.docs),
        str(workspace.docs.parent / "own"),
    ]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may read everything, and setpriv is not here to take that away")
        command = [setpriv, "--bounding-set", "-dac_override,-dac_read_search", *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    assert "('a.md', 'unchanged')" in done.stdout
    assert "('b.md', 'failed')" not in done.stdout


def test_a_file_that_cannot_be_parsed_is_tried_again_when_it_changed(workspace: Workspace) -> None:
    file = write(workspace.docs / "a.pdf", b"%PDF-1.7\nthis is no pdf")
    first = scan(workspace.library, workspace.docs)["a.pdf"]
    assert first.status == "failed"
    assert first.reason
    known = workspace.library.documents.known()[str(file)]
    again = scan(workspace.library, workspace.docs)["a.pdf"]
    assert (again.status, again.reason) == ("failed", first.reason)
    assert workspace.library.documents.known()[str(file)] == known, (
        "it was read again though nothing has changed"
    )
    write(file, pdf([[(12, "Plain words.")]]))
    assert scan(workspace.library, workspace.docs)["a.pdf"].status == "updated"
    assert found(workspace.library, "word")


def test_a_file_that_could_not_be_opened_is_tried_each_time(workspace: Workspace) -> None:
    folder = write(workspace.docs / "sub" / "a.md", "words").parent
    scan(workspace.library, workspace.docs)
    workspace.library.database.connection.execute(
        "UPDATE document SET state = 'failed', hash = NULL, reason = 'no permission'"
    )
    assert statuses(workspace.library, workspace.docs) == {"a.md": "updated"}
    assert texts(workspace.library) == {"a.md": ["words"]}
    assert folder.is_dir()


def test_a_large_file_is_read_once_it_may_be(workspace: Workspace) -> None:
    write(workspace.docs / "a.txt", "many words\n" * 120_000)
    event = scan(workspace.library, workspace.docs)["a.txt"]
    assert event.status == "failed"
    assert "larger than 1 MB" in event.reason
    assert (
        scan(workspace.library, workspace.docs, limits=Limits(max_file_mb=2, workers=1))["a.txt"].status
        == "updated"
    )
    assert workspace.library.documents.counts()["passages"] > 0


def test_what_is_of_no_kind_is_listed_with_its_reason(workspace: Workspace) -> None:
    write(workspace.docs / "a.bin", bytes(range(256)) * 40)
    write(workspace.docs / "empty.md", "")
    first = scan(workspace.library, workspace.docs)
    assert {event.status for event in first.values()} == {"skipped"}
    assert all(document.reason for document in workspace.library.documents.all())
    assert scan(workspace.library, workspace.docs) == first
    write(workspace.docs / "empty.md", "not any more")
    assert statuses(workspace.library, workspace.docs)["empty.md"] == "updated"
    (workspace.docs / "a.bin").unlink()
    assert statuses(workspace.library, workspace.docs)["a.bin"] == "removed"


def test_what_is_known_of_a_file_of_no_kind_follows_it(workspace: Workspace) -> None:
    write(workspace.docs / "a.bin", bytes(range(256)) * 40)
    scan(workspace.library, workspace.docs)
    write(workspace.docs / "a.bin", bytes(range(256)) * 50)
    scan(workspace.library, workspace.docs)
    (document,) = workspace.library.documents.all()
    assert document.size == 256 * 50


def test_a_file_that_was_emptied_loses_its_text(workspace: Workspace) -> None:
    write(workspace.docs / "a.md", "words")
    scan(workspace.library, workspace.docs)
    write(workspace.docs / "a.md", "")
    assert statuses(workspace.library, workspace.docs) == {"a.md": "skipped"}
    assert workspace.library.documents.counts()["passages"] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name be any bytes")
def test_names_and_texts_that_are_no_unicode(workspace: Workspace) -> None:
    name = os.fsdecode(b"\xff\xfe note.md")
    write(workspace.docs / name, b"# Heading \xff\n\nwords \xed\xa0\x80 and more\n")
    assert len(ingest(workspace.library, workspace.docs)) == 1
    assert list(texts(workspace.library)) == [name]
    assert found(workspace.library, "more")
    assert statuses(workspace.library, workspace.docs) == {name: "unchanged"}
    (workspace.docs / name).rename(workspace.docs / os.fsdecode(b"\x80.md"))
    assert Counter(statuses(workspace.library, workspace.docs).values()) == {"added": 1, "removed": 1}


# Stopped, and gone on with


def fresh(folder: Path, *paths: Path) -> Library:
    library = Library(folder, create=True)
    ingest(library, *paths)
    return library


def assert_same(library: Library, other: Library) -> None:
    """Hold one library against another: all that is kept, and what is found."""
    assert contents(library) == contents(other)
    embedder = HashingEmbedder()
    for question in ("contract notice", "heron", "合同到期", "note 7 words"):
        assert found(library, *query_terms(question)) == found(other, *query_terms(question))
        vector = embedder.embed_query(question)
        ours, theirs = (
            dict(ExactVectors(one.vectors).nearest(embedder.identity, vector, 1_000))
            for one in (library, other)
        )
        assert ours == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize("stop_after", [0, 1, 2, 65, 140, 150])
def test_a_run_that_was_stopped_is_gone_on_with(
    workspace: Workspace, tmp_path: Path, stop_after: int
) -> None:
    for number in range(140):
        write(workspace.docs / f"{number:03}.md", f"# Note {number}\n\nWords {number % 100} of a note.\n")
    scan(workspace.library, workspace.docs)
    for number in range(10):
        (workspace.docs / f"{number:03}.md").unlink()
        write(workspace.docs / f"{number + 10:03}.md", "# Other\n\nNew words.\n")
        write(workspace.docs / f"new {number}.md", "# New\n\n合同到期。\n")
    with closing(Pipeline(workspace.library, LIMITS).scan([workspace.docs])) as events:
        announced = [event.path for event in itertools.islice(events, stop_after)]
    assert len(announced) == stop_after
    embedder = HashingEmbedder()
    with closing(Pipeline(workspace.library, LIMITS).embed(embedder)) as progress:
        list(itertools.islice(progress, stop_after % 7))
    ingest(workspace.library, workspace.docs)
    with fresh(tmp_path / "fresh", workspace.docs) as other:
        assert_same(workspace.library, other)


def test_a_file_from_the_far_future_is_stored(workspace: Workspace) -> None:
    for name, year_seconds in (("far.md", 13_569_465_600), ("far.pdf", 13_569_465_600)):
        file = write(workspace.docs / name, "words" if name == "far.md" else pdf([[(12, "Plain words.")]]))
        os.utime(file, (year_seconds, year_seconds))  # the first day of 2400
    assert set(statuses(workspace.library, workspace.docs).values()) == {"added"}
    assert set(statuses(workspace.library, workspace.docs).values()) == {"unchanged"}
