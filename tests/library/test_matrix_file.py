from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from assistant.errors import LibraryBusy
from assistant.library.folder import MATRIX
from assistant.library.index.exact import ExactVectors, MatrixFile, Nearest, _keys
from assistant.library.library import Library
from assistant.library.vectors import StoredVectors, VectorBlock
from tests.library.shelf import MODEL, put_vectors, remove, unit

QUESTION = unit(1, seed=9)[0]


class WatchedVectors(StoredVectors):
    """Counts the vectors that are read."""

    read = 0

    def load(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
        block = super().load(identity, after_id, up_to_id)
        self.read += len(block.keys)
        return block


class Watched(Library):
    """A library that counts the vectors read from it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, create=True)
        self.vectors: WatchedVectors = WatchedVectors(self.database, self.notes)


@pytest.fixture
def shelf(tmp_path: Path) -> Watched:
    library = Watched(tmp_path / "library")
    put_vectors(library, "/a", unit(40))
    return library


def filed(library: Library, filed_from: int = 10) -> ExactVectors:
    return ExactVectors(library.vectors, MatrixFile(library.folder), filed_from)


def near(exact: ExactVectors) -> Nearest:
    return [(key, round(similarity, 5)) for key, similarity in exact.nearest(MODEL, QUESTION, 12)]


def true(library: Library) -> Nearest:
    return near(ExactVectors(library.vectors))


def kept(library: Library) -> VectorBlock | None:
    return MatrixFile(library.folder).read(MODEL, library.vectors.generation()[0])


def test_many_vectors_are_read_once_and_mapped_from_then_on(shelf: Watched) -> None:
    assert near(filed(shelf)) == true(shelf)
    shelf.vectors.read = 0
    assert near(filed(shelf)) == true(shelf)
    assert shelf.vectors.read == 40, "only the reference read them again"


def test_few_vectors_need_no_file(shelf: Watched) -> None:
    assert near(filed(shelf, 40)) == true(shelf)
    assert not (shelf.folder / MATRIX).exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_file_is_its_owners_alone(shelf: Watched) -> None:
    (shelf.folder / f"{MATRIX}.new").write_bytes(b"left by a kill")
    (shelf.folder / f"{MATRIX}.new").chmod(0o644)
    near(filed(shelf))
    made = [path for path in shelf.folder.iterdir() if path.name.startswith(MATRIX)]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600] * 2
    assert {path.name for path in made} == {MATRIX, f"{MATRIX}.lock"}


def test_what_comes_later_is_compared_too_until_the_file_is_written_anew(shelf: Watched) -> None:
    exact = filed(shelf)
    near(exact)
    for number in range(4):
        put_vectors(shelf, f"/b{number}", unit(7, seed=20 + number))
        assert near(exact) == near(filed(shelf)) == true(shelf)
        block = kept(shelf)
        assert block is not None
        assert len(block.keys) == (40 if number == 0 else 54 if number < 3 else 68)


def test_what_goes_is_gone_at_once(shelf: Watched) -> None:
    put_vectors(shelf, "/b", unit(20, seed=5))
    exact = filed(shelf)
    near(exact)
    remove(shelf, "/a")
    assert not (shelf.folder / MATRIX).exists()
    assert near(exact) == near(filed(shelf)) == true(shelf)
    block = kept(shelf)
    assert block is not None
    assert len(block.keys) == 20


def test_scripts_are_kept(shelf: Watched) -> None:
    put_vectors(shelf, "/合同合同合同合同合同", unit(20, seed=5))
    exact = filed(shelf)
    assert near(exact) == true(shelf)
    block, whole = kept(shelf), shelf.vectors.load(MODEL, 0)
    assert block is not None
    assert whole.unspaced.tolist() == 40 * [False] + 20 * [True]
    assert tuple(block.keys) == whole.keys
    assert np.array_equal(block.unspaced, whole.unspaced)
    assert np.array_equal(block.matrix, whole.matrix)


@pytest.mark.parametrize("damage", ["cut", "longer", "no header", "another model's", "keys", "empty"])
def test_a_file_that_is_not_what_it_should_be_is_not_used(shelf: Watched, damage: str) -> None:
    near(filed(shelf))
    path = shelf.folder / MATRIX
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[:-100],
            "longer": whole + b"\n",
            "no header": bytes(4096) + whole[4096:],
            "another model's": whole.replace(b"test:random@1", b"test:random@2"),
            "keys": whole[:-200] + whole[-200:].replace(b"\n", b" "),
            "empty": b"",
        }[damage]
    )
    assert kept(shelf) is None
    assert near(filed(shelf)) == true(shelf)
    assert path.read_bytes() == whole


def test_a_file_of_another_state_of_the_library_is_not_used(shelf: Watched, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(shelf.folder, backup)
    put_vectors(shelf, "/b", unit(20, seed=5))
    near(filed(shelf))
    with Library(backup) as restored:
        shutil.copy(shelf.folder / MATRIX, backup / MATRIX)
        put_vectors(restored, "/c", unit(20, seed=6))
        assert shelf.vectors.generation() == restored.vectors.generation()
        assert near(filed(restored)) == true(restored)


def test_a_file_that_cannot_be_written_is_not_needed(shelf: Watched) -> None:
    with FileLock(shelf.folder / f"{MATRIX}.lock"):
        assert near(filed(shelf)) == true(shelf)
    (shelf.folder / MATRIX).mkdir()
    exact = filed(shelf)
    assert near(exact) == true(shelf)
    put_vectors(shelf, "/b", unit(20, seed=5))
    assert near(exact) == true(shelf)
    assert not (shelf.folder / f"{MATRIX}.new").exists()


def test_while_something_is_forgotten_nobody_writes_the_file(shelf: Watched) -> None:
    exact = filed(shelf)
    near(exact)
    (shelf.folder / f"{MATRIX}.new").write_bytes(b"left by a kill")
    with MatrixFile(shelf.folder).locked():
        assert near(filed(shelf)) == true(shelf)
        assert [path.name for path in shelf.folder.glob(f"{MATRIX}*")] == [f"{MATRIX}.lock"]
        shelf.forget("/a")
    assert near(exact) == []


def test_nothing_is_forgotten_while_another_process_writes_the_file(shelf: Watched) -> None:
    near(filed(shelf))
    with FileLock(shelf.folder / f"{MATRIX}.lock"):
        with pytest.raises(LibraryBusy, match="is writing"), MatrixFile(shelf.folder).locked(0.01):
            pass
        assert (shelf.folder / MATRIX).exists()


def test_it_is_told_whether_the_file_holds_what_the_library_keeps(shelf: Watched) -> None:
    file = MatrixFile(shelf.folder)
    assert file.matches_library(shelf.vectors, MODEL) is None
    near(filed(shelf))
    assert file.matches_library(shelf.vectors, MODEL) is True
    put_vectors(shelf, "/b", unit(3, seed=5))
    assert file.matches_library(shelf.vectors, MODEL) is True, "what came later does not belong into it"
    whole = bytearray((shelf.folder / MATRIX).read_bytes())
    whole[5_000] ^= 1
    (shelf.folder / MATRIX).write_bytes(whole)
    assert file.matches_library(shelf.vectors, MODEL) is False


def test_what_is_dropped_while_the_file_is_written_does_not_come_back_in_it(shelf: Watched) -> None:
    put_vectors(shelf, "/b", unit(20, seed=5))
    file, (generation, last_id) = MatrixFile(shelf.folder), shelf.vectors.generation()

    def blocks() -> Iterator[VectorBlock]:
        yield shelf.vectors.load(MODEL, 0)
        with Library(shelf.folder) as other:
            remove(other, "/a")

    assert not file.write(shelf.vectors, MODEL, generation, last_id, blocks())
    assert not (shelf.folder / MATRIX).exists()


def test_what_is_dropped_just_before_the_file_is_written_does_not_come_back_in_it(shelf: Watched) -> None:
    put_vectors(shelf, "/b", unit(20, seed=5))
    file, (generation, last_id) = MatrixFile(shelf.folder), shelf.vectors.generation()
    block = shelf.vectors.load(MODEL, 0)
    remove(shelf, "/a")  # deletes what is being written; of this file nothing is there yet
    assert not file.write(shelf.vectors, MODEL, generation, last_id, [block])
    assert not (shelf.folder / MATRIX).exists()


def test_a_file_that_a_kill_has_left_out_of_date_is_deleted(shelf: Watched) -> None:
    near(filed(shelf))
    old = (shelf.folder / MATRIX).read_bytes()
    remove(shelf, "/a")
    (shelf.folder / MATRIX).write_bytes(old)
    near(filed(shelf, 1_000))
    assert not (shelf.folder / MATRIX).exists()


def test_vectors_that_come_while_the_file_is_written_are_compared_once(shelf: Watched) -> None:
    class Busy(StoredVectors):
        def load(self, identity: str, after_id: int, up_to_id: int | None = None) -> VectorBlock:
            block = super().load(identity, after_id, up_to_id)
            if up_to_id and not library.documents.under("/late"):
                put_vectors(library, "/late", unit(5, seed=7))
            return block

    with Library(shelf.folder) as library:
        library.vectors = Busy(library.database, library.notes)
        exact = filed(library)
        near(exact)
        put_vectors(library, "/b", unit(3, seed=8))
        assert sum(len(block.keys) for block in exact.blocks(MODEL)) == 48
        assert near(exact) == true(library)


def test_vectors_of_another_model_are_no_reason_to_write_the_file_anew(shelf: Watched) -> None:
    near(filed(shelf))
    written = (shelf.folder / MATRIX).stat().st_mtime_ns
    shelf.vectors.begin("other", "test", "other")
    shelf.vectors.store("other", list(shelf.vectors.load(MODEL, 0).keys), unit(40, seed=3))
    assert near(filed(shelf)) == true(shelf)
    assert (shelf.folder / MATRIX).stat().st_mtime_ns == written


def test_a_disk_with_little_room_is_not_filled(shelf: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(shelf.folder)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage._replace(free=1_000_000))
    assert near(filed(shelf)) == true(shelf)
    assert [path.name for path in shelf.folder.glob(f"{MATRIX}*")] == [f"{MATRIX}.lock"]


@pytest.mark.parametrize("written", [["aa", "bb", "cc"], ["a", "bbb", "cc"], ["äa", "bb", "cc"], ["a"], []])
def test_keys_are_read_whatever_their_length(written: list[str]) -> None:
    keys = _keys("\n".join(written).encode(), len(written))
    assert [*keys] == written
    assert len(keys) == len(written)
    assert keys[-2:] == tuple(written[-2:])
    assert keys[::2] == tuple(written[::2])


@pytest.mark.parametrize(("packed", "rows"), [(b"aa\nbb", 3), (b"aa\nbb", 1), (b"a\n\nb", 2), (b"aaa\nb", 3)])
def test_keys_that_are_not_those_of_the_rows_are_refused(packed: bytes, rows: int) -> None:
    with pytest.raises(ValueError, match="keys"):
        _keys(packed, rows)


def test_a_sample_is_taken_from_the_file_where_that_is_mapped(shelf: Watched) -> None:
    exact = filed(shelf)
    from_source = exact.sample(MODEL)
    mapped = filed(shelf)
    near(mapped)
    from_file = mapped.sample(MODEL)
    assert tuple(from_file.keys) == tuple(from_source.keys)
    assert np.array_equal(from_file.matrix, from_source.matrix)
    assert np.array_equal(from_file.unspaced, from_source.unspaced)
