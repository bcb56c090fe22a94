"""Chroma is disposable: whatever befalls its files or its process, questions are answered and the index comes back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import LibraryError
from assistant.library.index import chroma
from assistant.library.index.exact import ExactVectors
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.retrieval.semantic import MeaningLeg
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import MODEL, embed, put, put_vectors, remove, unit

COUNT = 1_100
"""Enough for Chroma to write its index files."""
QUESTION = unit(1, dimensions=8)[0]


def model_of(library: Library) -> EmbeddingModel:
    model = library.vectors.active_model()
    assert model is not None
    return model


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "library"
    with Library(folder, create=True) as library:
        put_vectors(library, "/a", unit(COUNT, dimensions=8))
        keeper = LocalIndex(folder, library.vectors)
        assert list(keeper.sync(model_of(library)))[-1] == (COUNT, COUNT)
        keeper.close()
    return folder


@pytest.fixture
def shelf(template: Path, tmp_path: Path) -> Iterator[Library]:
    shutil.copytree(template, tmp_path / "library")
    with Library(tmp_path / "library") as library:
        yield library


def assert_mended_by_a_question(library: Library) -> None:
    """A question is answered without the index, and when it is over the index stands again, in place."""
    keeper = LocalIndex(library.folder, library.vectors)
    assert keeper.nearest(model_of(library), QUESTION, 5) is None
    assert keeper.mending
    keeper.close()
    assert not (library.folder / "vectors.new").exists()
    assert_in_place(library)


def assert_in_place(library: Library) -> None:
    marker = chroma.read(library.folder / "vectors")
    assert marker is not None
    assert marker.intact(library.folder / "vectors")
    keeper = LocalIndex(library.folder, library.vectors)
    found = keeper.nearest(model_of(library), QUESTION, 5)
    keeper.close()
    assert found is not None
    assert [key for key, _ in found[0]] == [
        k for k, _ in ExactVectors(library.vectors).nearest(MODEL, QUESTION, 5)
    ]


def files_of(library: Library) -> list[Path]:
    return sorted(path for path in (library.folder / "vectors").rglob("*") if path.is_file())


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [empty, garbage, one_bit, Path.unlink], ids=lambda damage: damage.__name__)
def test_it_may_be_damaged_in_many_ways(shelf: Library, damage: Callable[[Path], None]) -> None:
    assert_mended_whichever_file(shelf, damage, ["chroma.sqlite3", "data_level0.bin"])


def test_any_file_may_be_cut(shelf: Library) -> None:
    names = [path.name for path in files_of(shelf) if path.stat().st_size]
    assert {"chroma.sqlite3", "data_level0.bin", "marker.json"} <= set(names)
    assert_mended_whichever_file(shelf, cut, names)


def assert_mended_whichever_file(shelf: Library, damage: Callable[[Path], None], names: list[str]) -> None:
    """The index that is built in place of a damaged one is what the next file is damaged of."""
    for name in names:
        (path,) = [path for path in files_of(shelf) if path.name == name]
        damage(path)
        assert_mended_by_a_question(shelf)


def test_it_may_be_deleted(shelf: Library) -> None:
    shutil.rmtree(shelf.folder / "vectors")
    assert_mended_by_a_question(shelf)


def test_it_may_be_left_open(shelf: Library) -> None:
    keeper = LocalIndex(shelf.folder, shelf.vectors)
    assert keeper.nearest(model_of(shelf), QUESTION, 5) is not None
    shutil.copytree(shelf.folder / "vectors", shelf.folder / "as a kill leaves it")
    keeper.close()
    shutil.rmtree(shelf.folder / "vectors")
    (shelf.folder / "as a kill leaves it").rename(shelf.folder / "vectors")
    assert_mended_by_a_question(shelf)


def test_a_copy_whose_times_are_new_is_as_good(shelf: Library) -> None:
    for path in files_of(shelf):
        os.utime(path)
    assert_in_place(shelf)


def test_an_index_in_line_is_left_alone(shelf: Library) -> None:
    keeper = LocalIndex(shelf.folder, shelf.vectors)
    before = [(path, path.stat().st_mtime_ns) for path in files_of(shelf)]
    assert list(keeper.sync(model_of(shelf))) == []
    keeper.close()
    assert [(path, path.stat().st_mtime_ns) for path in files_of(shelf)] == before


def test_what_is_new_and_what_is_gone_is_brought_in_line(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    keeper = LocalIndex(shelf.folder, shelf.vectors)
    assert list(keeper.sync(model_of(shelf)))[-1] == (20, 20)
    keeper.close()
    assert_in_place(shelf)
    remove(shelf, "/b")
    assert_mended_by_a_question(shelf)


def test_where_another_process_owns_it_nothing_is_done(shelf: Library) -> None:
    owner = LocalIndex(shelf.folder, shelf.vectors)
    assert owner.nearest(model_of(shelf), QUESTION, 5) is not None
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    other = LocalIndex(shelf.folder, shelf.vectors)
    assert list(other.sync(model_of(shelf))) == []
    assert other.nearest(model_of(shelf), QUESTION, 5) is None
    other.close()
    found = owner.nearest(model_of(shelf), QUESTION, 5)
    assert found is not None
    owner.close()


@pytest.mark.parametrize(("worker", "built"), [("crashes_once", True), ("crashes", False)])
def test_a_crash_of_chroma_takes_nothing_else_down(shelf: Library, worker: str, *, built: bool) -> None:
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    keeper = LocalIndex(shelf.folder, shelf.vectors, worker=f"tests.library.{worker}")
    if built:
        assert list(keeper.sync(model_of(shelf)))[-1] == (COUNT + 20, COUNT + 20)
    else:
        with pytest.raises(LibraryError, match="ended early \\(-11\\), twice") as caught:
            list(keeper.sync(model_of(shelf)))
        assert "without it" in caught.value.hint
    keeper.close()
    if not built:
        assert_mended_by_a_question(shelf)
    assert_in_place(shelf)


def test_one_that_cannot_be_written_is_said(shelf: Library) -> None:
    shutil.rmtree(shelf.folder / "vectors")
    (shelf.folder / "vectors").write_bytes(b"a file in its place")
    keeper = LocalIndex(shelf.folder, shelf.vectors)
    with pytest.raises(LibraryError, match="cannot be written"):
        list(keeper.sync(model_of(shelf)))
    keeper.close()


def test_a_question_is_told_that_the_index_is_mended(tmp_path: Path) -> None:
    with Library(tmp_path / "library", create=True) as library:
        put(library, "/a.md", *(f"page {number} about subject{number}" for number in range(40)))
        embedder = HashingEmbedder()
        embed(library, embedder)
        embedder.calls.clear()
        for told in (["index"], []):
            keeper = LocalIndex(library.folder, library.vectors)
            leg = MeaningLeg(library, embedder, keeper, exact_up_to=0)
            meaning = leg.compare("subject7", None, [])
            keeper.close()
            assert [notice.code for notice in meaning.notices] == told
            best = max(meaning.standing, key=lambda number: meaning.standing[number])
            assert "subject7" in library.documents.passages([best])[best].text
        assert embedder.calls == [["subject7"], ["subject7"]]
