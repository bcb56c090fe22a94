"""The index with the real Chroma: it may be lost, broken or owned by another, and is never wrong."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import LibraryError
from assistant.library.index.chroma import ChromaIndex
from assistant.library.index.exact import ExactVectors, Nearest
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.models.base import Vectors
from assistant.retrieval.search import Searcher
from assistant.retrieval.semantic import SemanticRetriever
from tests.fakes.models import HashingEmbedder
from tests.library.shelf import MODEL, embed, put, put_vectors, remove, unit

COUNT = 300
LIMIT = 20


class Watched(ChromaIndex):
    """An index that remembers what it answered, and how many vectors it was given."""

    mending = late = False

    def __init__(self, library: Library) -> None:
        super().__init__(library.folder / "vectors", library.vectors)
        self.answers: list[tuple[Nearest, int] | None] = []
        self.progress: list[tuple[int, int]] = []

    def nearest(self, model: EmbeddingModel, question: Vectors, limit: int) -> tuple[Nearest, int] | None:
        self.answers.append(super().nearest(model, question, limit))
        return self.answers[-1]

    def bring_up(self, library: Library) -> int:
        """Bring it in line; give how many vectors it was given."""
        self.progress.clear()
        assert self.sync(model_of(library), lambda done, total: self.progress.append((done, total)))
        return self.progress[-1][1] if self.progress else 0


@pytest.fixture
def index(library: Library) -> Iterator[Watched]:
    index = Watched(library)
    yield index
    index.close()


@pytest.fixture
def reopened(library: Library, index: Watched) -> Iterator[Callable[[], Watched]]:
    """Close the index in order and open it as the next process would."""
    opened = [index]

    def reopen() -> Watched:
        opened[-1].close()
        opened.append(Watched(library))
        return opened[-1]

    yield reopen
    opened[-1].close()


def model_of(library: Library) -> EmbeddingModel:
    model = library.vectors.active_model()
    assert model is not None
    return model


def assert_exact(library: Library, index: ChromaIndex, seed: int = 5) -> None:
    """Hold the index's answers against all comparisons."""
    exact = ExactVectors(library.vectors)
    for question in unit(5, seed=seed):
        indexed = index.nearest(model_of(library), question, LIMIT)
        assert indexed is not None
        expected = dict(exact.nearest(MODEL, question, LIMIT))
        assert len(indexed[0]) == len(expected)
        assert len(expected.keys() & dict(indexed[0]).keys()) >= 0.95 * len(expected)
        for key, similarity in indexed[0]:
            assert similarity == pytest.approx(expected.get(key, similarity), abs=1e-5)


def test_it_answers_as_all_comparisons_do(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(COUNT))
    assert index.bring_up(library) == COUNT
    assert_exact(library, index)
    assert index.answers[-1] is not None
    assert index.answers[-1][1] == library.vectors.generation()[1]


def test_it_has_nothing_to_say_before_it_was_built(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(3))
    assert index.nearest(model_of(library), unit(1)[0], 3) is None
    assert not (library.folder / "vectors").exists()


def test_what_is_new_is_brought_in_and_nothing_else(
    library: Library, reopened: Callable[[], Watched]
) -> None:
    put_vectors(library, "/a", unit(COUNT))
    reopened().bring_up(library)
    index = reopened()
    assert index.bring_up(library) == 0
    put_vectors(library, "/b", unit(40, seed=1))
    assert index.bring_up(library) == 40
    assert_exact(library, index)


def test_an_open_one_is_added_to_rather_than_built_anew(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(COUNT))
    index.bring_up(library)
    for seed in (1, 2):
        assert_exact(library, index)
        put_vectors(library, f"/{seed}", unit(10, seed=seed))
        assert index.bring_up(library) == 10
    assert_exact(library, index)


def test_what_was_dropped_is_not_found(library: Library, reopened: Callable[[], Watched]) -> None:
    put_vectors(library, "/a", unit(COUNT))
    gone = set(put_vectors(library, "/b", unit(50, seed=1)))
    reopened().bring_up(library)
    index = reopened()
    assert index.nearest(model_of(library), unit(1)[0], LIMIT) is not None
    remove(library, "/b")
    assert index.nearest(model_of(library), unit(1)[0], LIMIT) is None, "it still holds what was dropped"
    put_vectors(library, "/c", unit(20, seed=2))
    assert index.bring_up(library) == 20
    assert_exact(library, index)
    everything = index.nearest(model_of(library), unit(1)[0], COUNT + 100)
    assert everything is not None
    assert not gone & dict(everything[0]).keys()


def test_one_that_was_not_closed_in_order_is_built_anew(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(COUNT))
    index.bring_up(library)
    marker = library.folder / "vectors" / "marker.json"
    index.nearest(model_of(library), unit(1)[0], 1)
    as_a_kill_leaves_it = marker.read_text("utf-8")
    index.close()
    marker.write_text(as_a_kill_leaves_it, "utf-8")
    again = Watched(library)
    assert again.nearest(model_of(library), unit(1)[0], 1) is None
    assert again.bring_up(library) == COUNT
    assert_exact(library, again)
    again.close()


def database_is_garbage(folder: Path) -> None:
    next(folder.rglob("chroma.sqlite3")).write_bytes(b"garbage" * 1_000)


def database_is_empty(folder: Path) -> None:
    next(folder.rglob("chroma.sqlite3")).write_bytes(b"")


def data_is_gone(folder: Path) -> None:
    for child in folder.iterdir():
        if child.is_dir():
            shutil.rmtree(child)


def index_files_are_gone(folder: Path) -> None:
    for place in {file.parent for file in folder.rglob("*.bin")}:
        shutil.rmtree(place)


def index_files_are_garbage(folder: Path) -> None:
    for file in folder.rglob("*.bin"):
        file.write_bytes(b"x" * 50)


def marker_is_garbage(folder: Path) -> None:
    (folder / "marker.json").write_bytes(b"\xff{]")


def marker_is_of_another_kind(folder: Path) -> None:
    (folder / "marker.json").write_text('["clean"]', "utf-8")


def marker_is_of_another_format(folder: Path) -> None:
    marker: dict[str, Any] = json.loads((folder / "marker.json").read_text("utf-8"))
    (folder / "marker.json").write_text(json.dumps({**marker, "format": 99}), "utf-8")


def all_is_gone(folder: Path) -> None:
    shutil.rmtree(folder)


def all_is_garbage(folder: Path) -> None:
    shutil.rmtree(folder)
    (folder / "chroma").mkdir(parents=True)
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"garbage")
    (folder.parent / "vectors.new").mkdir()
    (folder.parent / "vectors.new" / "left by a kill").write_bytes(b"garbage")


DAMAGES = [
    database_is_garbage,
    database_is_empty,
    data_is_gone,
    index_files_are_gone,
    index_files_are_garbage,
    marker_is_garbage,
    marker_is_of_another_kind,
    marker_is_of_another_format,
    all_is_gone,
    all_is_garbage,
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with an index that was closed in order, large enough for Chroma to write index files."""
    folder = tmp_path_factory.mktemp("large") / "library"
    with Library(folder, create=True) as library:
        put_vectors(library, "/a", unit(1_100, dimensions=8))
        index = Watched(library)
        index.bring_up(library)
        index.close()
    return folder


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_broken_one_is_noticed_and_built_anew(
    large: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(large, tmp_path / "library")
    with Library(tmp_path / "library") as library:
        damage(library.folder / "vectors")
        index = Watched(library)
        model, question = model_of(library), unit(1, dimensions=8)[0]
        assert index.nearest(model, question, LIMIT) is None, "it answered from what is not there"
        assert index.bring_up(library) == 1_100
        answer = index.nearest(model, question, LIMIT)
        assert answer is not None
        assert len(answer[0]) == LIMIT
        index.close()


@pytest.mark.parametrize("damage", [database_is_garbage, data_is_gone], ids=lambda damage: damage.__name__)
def test_a_broken_one_is_noticed_when_it_is_added_to(
    large: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(large, tmp_path / "library")
    with Library(tmp_path / "library") as library:
        put_vectors(library, "/b", unit(5, dimensions=8, seed=1))
        damage(library.folder / "vectors")
        index = Watched(library)
        assert index.bring_up(library) == 1_105
        assert index.nearest(model_of(library), unit(1, dimensions=8)[0], LIMIT) is not None
        index.close()


def test_one_that_cannot_be_written_is_an_error_of_ours(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(3))
    (library.folder / "vectors").write_bytes(b"a file in its place")
    with pytest.raises(LibraryError, match="cannot be written") as raised:
        index.bring_up(library)
    assert "without it" in raised.value.hint
    assert index.nearest(model_of(library), unit(1)[0], 3) is None


def test_a_second_owner_is_kept_out_until_the_first_closes(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(COUNT))
    index.bring_up(library)
    with Library(library.folder) as other_library:
        other = Watched(other_library)
        assert other.sync(model_of(library)) is False
        assert other.nearest(model_of(library), unit(1)[0], 3) is None
        assert other.drop() is False
        assert_exact(library, index)
        index.close()
        assert_exact(other_library, other)
        other.close()


def test_one_thread_may_close_what_another_opened(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(COUNT))
    for work in (lambda: index.bring_up(library), lambda: assert_exact(library, index)):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    index.close()
    other = Watched(library)
    assert_exact(library, other)
    other.close()


def test_dropping_deletes_it_and_what_a_kill_left(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(COUNT))
    index.bring_up(library)
    assert_exact(library, index)
    (library.folder / "vectors.new").mkdir()
    (library.folder / "vectors.new" / "left by a kill").write_bytes(b"")
    assert index.drop()
    assert not list(library.folder.glob("vectors*/*"))
    assert index.nearest(model_of(library), unit(1)[0], 3) is None
    assert index.bring_up(library) == COUNT
    assert_exact(library, index)


def test_another_embedding_model_gets_an_index_of_its_own(library: Library, index: Watched) -> None:
    put(library, "/a", *(f"word{number}" for number in range(30)))
    first, second = HashingEmbedder("first"), HashingEmbedder("second")
    embed(library, first)
    assert index.bring_up(library) == 30
    before = model_of(library)
    embed(library, second)
    assert index.nearest(before, first.embed_query("word3"), 1) is None
    assert index.nearest(model_of(library), second.embed_query("word3"), 1) is None
    assert index.bring_up(library) == 30
    answer = index.nearest(model_of(library), second.embed_query("word3"), 1)
    assert answer is not None
    assert answer[0][0][1] == pytest.approx(1.0, abs=1e-5)


def test_an_index_of_nothing_leaves_the_answer_to_others(library: Library, index: Watched) -> None:
    put_vectors(library, "/a", unit(3))
    remove(library, "/a")
    index.sync(model_of(library))
    put_vectors(library, "/b", unit(3))
    assert index.nearest(model_of(library), unit(1)[0], 3) is None


# Through the searcher


@pytest.fixture
def searcher(library: Library, index: Watched) -> Searcher:
    put(library, "/a.md", *(f"page {number} of the report on subject{number}" for number in range(40)))
    embed(library, HashingEmbedder())
    index.bring_up(library)
    return searching(library, index, 0)


def searching(library: Library, index: Watched, exact_up_to: int) -> Searcher:
    return Searcher(library, SemanticRetriever(library, HashingEmbedder(), index, exact_up_to))


def sources(searcher: Searcher, question: str) -> list[str]:
    return [hit.source for hit in searcher.search(question, 3).hits]


def test_a_large_library_is_searched_through_the_index(searcher: Searcher, index: Watched) -> None:
    assert "subject7" in searcher.search("subject7", 1).hits[0].text
    assert index.answers[-1] is not None


def test_a_small_library_is_not(library: Library, searcher: Searcher, index: Watched) -> None:
    assert "subject7" in searching(library, index, 40).search("subject7", 1).hits[0].text
    assert index.answers == []


def test_what_the_index_does_not_hold_yet_is_found_too(
    library: Library, searcher: Searcher, index: Watched
) -> None:
    put(library, "/new.md", "subjected newcomer")
    embed(library, HashingEmbedder())
    meaning = searcher.meaning.compare("newcomer subject", None, [])
    assert index.answers[-1] is not None
    (key,) = library.documents.keys_of_documents([library.documents.all()[1].id])
    assert key not in dict(index.answers[-1][0])
    assert library.documents.passage_ids_of_keys([key])[key][0] in meaning.z_scores


def test_without_the_index_all_vectors_are_compared(
    library: Library, searcher: Searcher, index: Watched
) -> None:
    expected = searcher.search("report on subject12", 5)
    index.close()
    with Library(library.folder) as other_library:
        owner = Watched(other_library)
        assert owner.nearest(model_of(library), unit(1, dimensions=256)[0], 1) is not None
        found = searcher.search("report on subject12", 5)
        owner.close()
    assert index.answers[-1] is None
    assert [(hit.text, hit.score) for hit in found.hits] == [(hit.text, hit.score) for hit in expected.hits]
