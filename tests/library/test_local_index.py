"""Chroma is disposable: whatever befalls its files or its process, questions are answered and the index comes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.errors import LibraryError
from assistant.library.index.chroma import read_marker
from assistant.library.index.exact import ExactVectors
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from assistant.library.vectors import EmbeddingModel
from assistant.retrieval.semantic import SemanticRetriever
from tests.fakes.models import HashingEmbedder
from tests.library.faulty_worker import FAULTS
from tests.library.shelf import MODEL, embed, put, put_vectors, remove, unit

pytestmark = pytest.mark.slow

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
        index = LocalIndex(folder, library.vectors)
        assert list(index.sync(model_of(library)))[-1] == (COUNT, COUNT)
        index.close()
    return folder


@pytest.fixture
def shelf(template: Path, tmp_path: Path) -> Iterator[Library]:
    shutil.copytree(template, tmp_path / "library")
    with Library(tmp_path / "library") as library:
        yield library


def assert_mended_by_a_question(library: Library) -> None:
    """A question is answered without the index, and when it is over the index stands again, in place."""
    mend_by_a_question(library)
    assert_in_place(library)


def mend_by_a_question(library: Library) -> None:
    index = LocalIndex(library.folder, library.vectors)
    assert index.nearest(model_of(library), QUESTION, 5) is None
    assert index.mending
    index.close()
    assert not (library.folder / "vectors.new").exists()
    assert_intact(library)


def assert_intact(library: Library) -> None:
    marker = read_marker(library.folder / "vectors")
    assert marker is not None
    assert marker.intact(library.folder / "vectors")


def assert_in_place(library: Library) -> None:
    assert_intact(library)
    index = LocalIndex(library.folder, library.vectors)
    found = index.nearest(model_of(library), QUESTION, 5)
    index.close()
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
        mend_by_a_question(shelf)
    assert_in_place(shelf)


def test_it_may_be_deleted(shelf: Library) -> None:
    shutil.rmtree(shelf.folder / "vectors")
    assert_mended_by_a_question(shelf)


def test_it_may_be_left_open(shelf: Library) -> None:
    index = LocalIndex(shelf.folder, shelf.vectors)
    assert index.nearest(model_of(shelf), QUESTION, 5) is not None
    shutil.copytree(shelf.folder / "vectors", shelf.folder / "as a kill leaves it")
    index.close()
    shutil.rmtree(shelf.folder / "vectors")
    (shelf.folder / "as a kill leaves it").rename(shelf.folder / "vectors")
    assert_mended_by_a_question(shelf)


def test_a_copy_whose_times_are_new_is_as_good(shelf: Library) -> None:
    for path in files_of(shelf):
        os.utime(path)
    assert_in_place(shelf)


def test_an_index_in_line_is_left_alone(shelf: Library) -> None:
    index = LocalIndex(shelf.folder, shelf.vectors)
    before = [(path, path.stat().st_mtime_ns) for path in files_of(shelf)]
    assert list(index.sync(model_of(shelf))) == []
    index.close()
    assert [(path, path.stat().st_mtime_ns) for path in files_of(shelf)] == before


def test_what_is_new_and_what_is_gone_is_brought_in_line(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    index = LocalIndex(shelf.folder, shelf.vectors)
    assert list(index.sync(model_of(shelf)))[-1] == (20, 20)
    index.close()
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


def faulty(library: Library, *faults: str, answer_s: float = 60.0, silence_s: float = 60.0) -> LocalIndex:
    """Return an index whose process is struck by some faults, see `faulty_worker`."""
    (library.folder / FAULTS).write_text("\n".join(faults), "utf-8")
    return LocalIndex(
        library.folder, library.vectors, "tests.library.faulty_worker", answer_s=answer_s, silence_s=silence_s
    )


def test_a_crash_in_the_middle_of_a_sync_is_made_good(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    index = faulty(shelf, "sync crash")
    assert list(index.sync(model_of(shelf)))[-1] == (COUNT + 20, COUNT + 20)
    index.close()
    assert_in_place(shelf)


def test_one_that_crashes_in_each_sync_is_said(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    index = faulty(shelf, "sync crash always")
    with pytest.raises(LibraryError, match="ended early \\(-11\\), twice") as caught:
        list(index.sync(model_of(shelf)))
    assert "without it" in caught.value.hint
    index.close()
    assert_mended_by_a_question(shelf)


def test_one_that_hangs_in_each_sync_is_ended(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(20, dimensions=8, seed=1))
    index = faulty(shelf, "sync hang always", silence_s=2.0)
    with pytest.raises(LibraryError, match="ended early \\(-9\\), twice"):
        list(index.sync(model_of(shelf)))
    index.close()
    index = LocalIndex(shelf.folder, shelf.vectors)
    assert list(index.sync(model_of(shelf)))
    index.close()
    assert_in_place(shelf)


def test_a_crash_in_the_middle_of_a_question_is_made_good(shelf: Library) -> None:
    index = faulty(shelf, "nearest crash")
    assert index.nearest(model_of(shelf), QUESTION, 5) is None
    assert index.mending
    index.close()
    assert_in_place(shelf)


def test_one_that_crashes_at_each_question_is_built_once_and_then_left_alone(shelf: Library) -> None:
    index = faulty(shelf, "nearest crash always")
    built = []
    for _ in range(4):
        assert index.nearest(model_of(shelf), QUESTION, 5) is None
        built.append(index.mending)
        with suppress(AttributeError):
            index._mending.result()  # type: ignore[union-attr]
    assert built[0]
    assert not built[-1]
    index.close()


def test_a_question_does_not_wait_for_a_process_that_hangs(shelf: Library) -> None:
    index = faulty(shelf, "nearest hang", answer_s=2.0)
    began = time.monotonic()
    assert index.nearest(model_of(shelf), QUESTION, 5) is None
    assert index.nearest(model_of(shelf), QUESTION, 5) is None, "it was asked again"
    assert not index.mending
    assert index.late
    assert time.monotonic() - began < 30.0
    while (marker := read_marker(shelf.folder / "vectors")) is not None and marker.clean:
        time.sleep(0.05)  # it hangs when it has opened the index
    index._silence_s = 0.1
    assert index.nearest(model_of(shelf), QUESTION, 5) is None
    assert index.mending, "a process that hangs is not replaced"
    index._silence_s = 60.0  # for a machine that is busy
    index.close()
    assert_in_place(shelf)


def test_an_answer_that_comes_late_is_not_taken_for_another(shelf: Library) -> None:
    other = unit(2, dimensions=8)[1]
    expected = [key for key, _ in ExactVectors(shelf.vectors).nearest(MODEL, other, 5)]
    index = LocalIndex(shelf.folder, shelf.vectors, answer_s=0.001)
    assert index.nearest(model_of(shelf), QUESTION, 5) is None
    index._answer_s = 60.0
    while (found := index.nearest(model_of(shelf), other, 5)) is None:
        time.sleep(0.05)
    index.close()
    assert [key for key, _ in found[0]] == expected


def test_one_that_hangs_is_ended_with_the_program(shelf: Library) -> None:
    index = faulty(shelf, "nearest hang", answer_s=2.0)
    assert index.nearest(model_of(shelf), QUESTION, 5) is None
    began = time.monotonic()
    index.close()
    assert time.monotonic() - began < 30.0
    index = LocalIndex(shelf.folder, shelf.vectors)
    list(index.sync(model_of(shelf)))
    index.close()
    assert_in_place(shelf)


def test_one_that_crashes_when_it_is_looked_at_does_not_match(shelf: Library) -> None:
    index = faulty(shelf, "check crash")
    assert index.check(model_of(shelf)) is False
    assert list(index.sync(model_of(shelf)))
    assert index.check(model_of(shelf)) is True
    index.close()


def test_a_question_does_not_wait_for_a_long_build(shelf: Library) -> None:
    put_vectors(shelf, "/b", unit(5, dimensions=8, seed=1))
    index = LocalIndex(shelf.folder, shelf.vectors)
    steps = index.sync(model_of(shelf))
    next(steps)
    assert index.nearest(model_of(shelf), QUESTION, 3) is None
    for _ in steps:
        pass
    assert index.nearest(model_of(shelf), QUESTION, 3) is not None
    index.close()


def test_only_the_process_of_the_index_knows_chroma(shelf: Library) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from assistant.library.index.local import LocalIndex\nfrom assistant.library.library import Library\n"
        "import numpy as np\nfolder = Path(sys.argv[1])\n"
        "with Library(folder) as library:\n"
        "    index, model = LocalIndex(folder, library.vectors), library.vectors.active_model()\n"
        "    assert index.nearest(model, np.ones(8, np.float32) / 8**0.5, 3) is not None\n"
        "    assert index.check(model)\n    assert index.drop()\n    assert list(index.sync(model))\n"
        "    index.close()\nassert 'chromadb' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(shelf.folder)], check=True, timeout=120)


def test_a_program_that_is_killed_leaves_an_index_in_order(shelf: Library) -> None:
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from assistant.library.index.local import LocalIndex\nfrom assistant.library.library import Library\n"
        "import numpy as np\nfolder = Path(sys.argv[1])\nlibrary = Library(folder)\n"
        "index, model = LocalIndex(folder, library.vectors), library.vectors.active_model()\n"
        "assert index.nearest(model, np.ones(8, np.float32) / 8**0.5, 3) is not None\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(shelf.folder)], check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    with FileLock(shelf.folder / "vectors.lock", timeout=30):
        pass
    assert_in_place(shelf)


def test_dropping_leaves_nothing_also_of_one_that_is_asked(shelf: Library) -> None:
    index = LocalIndex(shelf.folder, shelf.vectors)
    assert index.nearest(model_of(shelf), QUESTION, 3) is not None
    assert index.drop()
    assert not list(shelf.folder.glob("vectors*/*"))
    assert list(index.sync(model_of(shelf)))[-1] == (COUNT, COUNT)
    index.close()
    assert_in_place(shelf)


def test_dropping_that_ends_in_the_middle_leaves_no_half_of_one(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(folder: Path) -> None:
        (folder / "marker.json").unlink()
        raise OSError

    index = LocalIndex(shelf.folder, shelf.vectors)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stopped)
        with pytest.raises(LibraryError, match="cannot be deleted"):
            index.drop()
    assert index.why_unbuilt(model_of(shelf)) == "not built yet"
    assert index.drop()
    index.close()
    assert not list(shelf.folder.glob("vectors*/*"))


def test_one_that_cannot_be_written_is_said(shelf: Library) -> None:
    shutil.rmtree(shelf.folder / "vectors")
    (shelf.folder / "vectors").write_bytes(b"a file in its place")
    index = LocalIndex(shelf.folder, shelf.vectors)
    with pytest.raises(LibraryError, match="cannot be written"):
        list(index.sync(model_of(shelf)))
    index.close()


def test_a_question_is_told_that_the_index_is_mended(tmp_path: Path) -> None:
    with Library(tmp_path / "library", create=True) as library:
        put(library, "/a.md", *(f"page {number} about subject{number}" for number in range(40)))
        embedder = HashingEmbedder()
        embed(library, embedder)
        embedder.calls.clear()
        for told in (["index"], []):
            index = LocalIndex(library.folder, library.vectors)
            retriever = SemanticRetriever(library, embedder, index, exact_up_to=0)
            meaning = retriever.compare("subject7", None, [])
            index.close()
            assert [notice.code for notice in meaning.notices] == told
            best = max(meaning.z_scores, key=lambda number: meaning.z_scores[number])
            assert "subject7" in library.documents.passages([best])[best].text
        assert embedder.calls == [["subject7"], ["subject7"]]


def test_a_question_is_told_that_the_index_did_not_answer(tmp_path: Path) -> None:
    with Library(tmp_path / "library", create=True) as library:
        put(library, "/a.md", *(f"page {number} about subject{number}" for number in range(40)))
        embedder = HashingEmbedder()
        embed(library, embedder)
        index = faulty(library, "nearest hang", answer_s=2.0)
        assert list(index.sync(model_of(library)))
        meaning = SemanticRetriever(library, embedder, index, exact_up_to=0).compare("subject7", None, [])
        index.close()
        assert ["in time" in notice.message for notice in meaning.notices] == [True]
        best = max(meaning.z_scores, key=lambda number: meaning.z_scores[number])
        assert "subject7" in library.documents.passages([best])[best].text
