from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.library.folder import CODES, MATRIX
from assistant.library.index.choice import chroma_mib, way_of
from assistant.library.index.codes import BY_CODE, Codes, CodesFile, CodesIndex, encoded
from assistant.library.index.exact import ExactVectors, MatrixFile, Nearest
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel, StoredVectors
from tests.library.shelf import MODEL, put_vectors, remove, unit

QUESTION = unit(1, seed=9)[0]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as library:
        put_vectors(library, "/a", unit(40))
        yield library


def model_of(library: Library) -> EmbeddingModel:
    model = library.vectors.active_model()
    assert model is not None
    return model


def synced(library: Library) -> CodesIndex:
    index = CodesIndex(library.vectors, library.folder)
    list(index.sync(model_of(library)))
    return index


def near(library: Library, index: CodesIndex, limit: int = 12) -> Nearest:
    found, last_id = index.nearest(model_of(library), QUESTION, limit)
    assert last_id == library.vectors.generation()[1], "nothing is left to be compared apart"
    return [(key, round(similarity, 5)) for key, similarity in found]


def true(library: Library, limit: int = 12) -> Nearest:
    found = ExactVectors(library.vectors).nearest(MODEL, QUESTION, limit)
    return [(key, round(similarity, 5)) for key, similarity in found]


def kept(library: Library) -> Codes | None:
    return CodesFile(library.folder).read(MODEL, library.vectors.generation()[0])


def test_the_nearest_of_many_are_among_those_that_codes_choose() -> None:
    # As those of texts, which differ in some dozens of directions.
    topics = unit(60, dimensions=384)[np.arange(18_000) % 60]
    apart = unit(18_000, dimensions=40, seed=1) @ unit(40, dimensions=384, seed=4)
    common = unit(1, dimensions=384, seed=2)
    matrix = 1.8 * common + topics + 0.9 * apart
    matrix = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    centre, unspaced = matrix.mean(axis=0), np.arange(18_000) % 3 == 0
    ids = np.arange(18_000) * 2 + 1
    codes = Codes(MODEL, 1, 36_000, 18_000, centre, ids, unspaced, encoded(matrix - centre))
    shares = []
    for row, noise in enumerate(unit(30, dimensions=384, seed=3)):
        question = (matrix[row] + 0.3 * noise) / np.linalg.norm(matrix[row] + 0.3 * noise)
        chosen = codes.nearest(question.astype(np.float32))
        assert len(chosen) == 2 * BY_CODE, "of each kind of script"
        for script in (False, True):
            rows = np.flatnonzero(unspaced == script)
            right = ids[rows[np.argsort(-(matrix[rows] @ question))[:10]]]
            shares.append(len(np.intersect1d(right, chosen)) / 10)
    assert np.mean(shares) > 0.98


def test_a_code_is_the_signs_around_the_centre_padded_to_words() -> None:
    moved = np.array([[1.0, -1.0, 0.0, 0.5] + 66 * [-1.0], 70 * [1.0]], np.float32)
    words = encoded(moved)
    assert words.shape == (2, 2)
    bits = np.unpackbits(np.ascontiguousarray(words.T).view(np.uint8), axis=1)
    assert bits[0, :70].tolist() == [1, 0, 0, 1] + 66 * [0]
    assert bits[1].tolist() == 70 * [1] + 58 * [0]


def test_codes_are_made_once_and_mapped_from_then_on(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert near(shelf, synced(shelf)) == true(shelf)

    def unread(*given: object) -> None:
        raise AssertionError("the vectors were read again")

    monkeypatch.setattr(StoredVectors, "load_numbered", unread)
    index = CodesIndex(shelf.vectors, shelf.folder)
    assert near(shelf, index)[0] == near(shelf, synced(shelf))[0]


def test_who_asks_first_makes_them(shelf: Library) -> None:
    assert near(shelf, CodesIndex(shelf.vectors, shelf.folder)) == true(shelf)
    assert (shelf.folder / CODES).exists()


def test_beside_an_encrypted_library_they_stay_in_memory(shelf: Library) -> None:
    index = CodesIndex(shelf.vectors, None)
    assert list(index.sync(model_of(shelf))) == []
    assert near(shelf, index) == true(shelf)
    assert not list(shelf.folder.glob("vectors*"))


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_file_is_its_owners_alone(shelf: Library) -> None:
    (shelf.folder / f"{CODES}.new").write_bytes(b"left by a kill")
    (shelf.folder / f"{CODES}.new").chmod(0o644)
    synced(shelf)
    assert stat.S_IMODE((shelf.folder / CODES).stat().st_mode) == 0o600
    assert not (shelf.folder / f"{CODES}.new").exists()


def test_what_came_later_is_left_to_the_exact_search_until_it_is_much(shelf: Library) -> None:
    index, before = synced(shelf), shelf.vectors.generation()[1]
    put_vectors(shelf, "/b", unit(7, seed=20))
    assert index.nearest(model_of(shelf), QUESTION, 12)[1] == before
    list(index.sync(model_of(shelf)))
    assert near(shelf, index) == near(shelf, CodesIndex(shelf.vectors, shelf.folder)) == true(shelf)
    codes = kept(shelf)
    assert codes is not None
    assert len(codes.ids) == 47


def test_codes_get_a_new_centre_when_there_are_many_more(shelf: Library) -> None:
    synced(shelf)
    put_vectors(shelf, "/b", unit(30, seed=20))
    synced(shelf)
    one = kept(shelf)
    put_vectors(shelf, "/c", unit(30, seed=21))
    synced(shelf)
    other = kept(shelf)
    assert one is not None
    assert other is not None
    assert (one.centred, other.centred) == (40, 100)
    assert not np.array_equal(one.centre, other.centre)


def test_what_goes_is_gone_at_once_and_the_rest_is_not_read_again(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_vectors(shelf, "/b", unit(20, seed=5))
    index = synced(shelf)
    remove(shelf, "/a")
    assert not (shelf.folder / CODES).exists()
    right = true(shelf)

    def unread(*given: object) -> None:
        raise AssertionError("the vectors were read again")

    with monkeypatch.context() as patched:
        patched.setattr(StoredVectors, "load_numbered", unread)
        assert near(shelf, index) == right
    codes = kept(shelf)
    assert codes is not None, "written anew without them"
    assert len(codes.ids) == 20
    assert near(shelf, CodesIndex(shelf.vectors, shelf.folder)) == right


def test_scripts_are_kept(shelf: Library) -> None:
    put_vectors(shelf, "/合同合同合同合同合同", unit(20, seed=5))
    assert near(shelf, synced(shelf)) == true(shelf)
    codes = kept(shelf)
    assert codes is not None
    assert codes.unspaced.tolist() == 40 * [False] + 20 * [True]


@pytest.mark.parametrize("damage", ["cut", "longer", "no header", "another model's", "empty"])
def test_a_file_that_is_not_what_it_should_be_is_made_anew(shelf: Library, damage: str) -> None:
    synced(shelf)
    path = shelf.folder / CODES
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[:-100],
            "longer": whole + b"\n",
            "no header": bytes(4096) + whole[4096:],
            "another model's": whole.replace(b"test:random@1", b"test:random@2"),
            "empty": b"",
        }[damage]
    )
    assert kept(shelf) is None
    assert near(shelf, CodesIndex(shelf.vectors, shelf.folder)) == true(shelf)
    assert path.read_bytes() == whole


def test_a_file_of_another_state_of_the_library_is_not_used(shelf: Library, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(shelf.folder, backup)
    put_vectors(shelf, "/b", unit(20, seed=5))
    synced(shelf)
    with Library(backup) as restored:
        shutil.copy(shelf.folder / CODES, backup / CODES)
        put_vectors(restored, "/c", unit(20, seed=6))
        assert shelf.vectors.generation() == restored.vectors.generation()
        assert near(restored, CodesIndex(restored.vectors, backup)) == true(restored)


def test_a_file_that_cannot_be_written_is_not_needed(shelf: Library) -> None:
    (shelf.folder / CODES).mkdir()
    index = CodesIndex(shelf.vectors, shelf.folder)
    assert near(shelf, index) == true(shelf)
    put_vectors(shelf, "/b", unit(20, seed=5))
    remove(shelf, "/a")
    assert near(shelf, index) == true(shelf)
    assert not (shelf.folder / f"{CODES}.new").exists()


def test_while_something_is_forgotten_nobody_writes_the_file(shelf: Library) -> None:
    index = synced(shelf)
    (shelf.folder / f"{CODES}.new").write_bytes(b"left by a kill")
    with MatrixFile(shelf.folder).locked():
        assert near(shelf, CodesIndex(shelf.vectors, shelf.folder)) == true(shelf)
        assert [path.name for path in shelf.folder.glob("vectors*")] == [f"{MATRIX}.lock"]
        shelf.forget("/a")
    assert index.nearest(model_of(shelf), QUESTION, 12)[0] == []


def test_what_is_dropped_while_codes_are_made_does_not_come_back_in_the_file(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(20, seed=5))
    index = CodesIndex(shelf.vectors, shelf.folder)
    steps = index.sync(model_of(shelf))
    next(steps)
    with Library(shelf.folder) as other:
        remove(other, "/a")
    list(steps)
    assert not (shelf.folder / CODES).exists()
    assert near(shelf, index) == true(shelf)


def test_a_file_that_a_kill_has_left_out_of_date_is_deleted(shelf: Library) -> None:
    synced(shelf)
    old = (shelf.folder / CODES).read_bytes()
    remove(shelf, "/a")
    (shelf.folder / CODES).write_bytes(old)
    assert kept(shelf) is None
    assert not (shelf.folder / CODES).exists()


def test_it_is_told_whether_the_file_holds_what_the_library_keeps(shelf: Library) -> None:
    index, model = CodesIndex(shelf.vectors, shelf.folder), model_of(shelf)
    assert index.matches_library(model) is None
    assert not index.roughly_current(model, 40)
    list(index.sync(model))
    assert index.matches_library(model) is True
    assert index.roughly_current(model, 40)
    put_vectors(shelf, "/b", unit(3, seed=5))
    assert index.matches_library(model) is True, "what came later does not belong into it"
    whole = bytearray((shelf.folder / CODES).read_bytes())
    whole[4_100] ^= 1
    (shelf.folder / CODES).write_bytes(whole)
    assert index.matches_library(model) is False
    index.drop()
    assert index.matches_library(model) is None


def test_the_way_turns_where_chroma_would_take_too_much_memory() -> None:
    def way(vectors: int, **other: bool) -> str:
        told = {"server": False, "encrypted": False, **other}
        return way_of(vectors, 384, exact_up_to=200_000, memory_mib=1_024, **told)

    assert [way(count) for count in (200_000, 200_001, 500_000, 1_000_000)] == [
        "exact",
        "chroma",
        "chroma",
        "codes",
    ]
    assert chroma_mib(1_000_000, 384) == pytest.approx(2_037, abs=1)
    assert way(1_000_000, server=True) == "server"
    assert way(1_000_000, server=True, encrypted=True) == "codes"
    assert way(200_000, encrypted=True) == "exact"
