"""A Chroma server of our own on loopback, as several machines would share it."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import ServerUnavailable
from assistant.library.index.exact import ExactVectors
from assistant.library.index.server import ServerIndex
from assistant.library.library import Library
from tests.library.shelf import MODEL, put_vectors, remove, unit

# Chroma's client leaves its sockets to the garbage collector, also when it is closed.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
START_S = 60.0


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=START_S):
                return
        except OSError:
            with pytest.raises(subprocess.TimeoutExpired):  # it must still be running
                server.wait(0.1)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def test_a_server_answers_as_the_exact_search_does(library: Library, url: str) -> None:
    put_vectors(library, "/a.md", unit(300))
    put_vectors(library, "/b.md", unit(40, seed=2))
    model, question = library.vectors.active_model(), unit(1, seed=1)[0]
    assert model is not None
    index = ServerIndex(url, library)
    assert index.nearest(model, question, 10) is None  # nothing was handed to it yet
    assert list(index.sync(model))
    remove(library, "/b.md")
    assert index.nearest(model, question, 10) is None  # what was removed is still in it
    assert list(index.sync(model))
    found = index.nearest(model, question, 10)
    index.close()
    assert found is not None
    exact = ExactVectors(library.vectors).nearest(MODEL, question, 10)
    assert {key for key, _ in found[0]} == {key for key, _ in exact}
    assert found[1] == library.vectors.generation()[1]


def test_two_libraries_on_one_server_keep_apart(library: Library, url: str, tmp_path: Path) -> None:
    put_vectors(library, "/a.md", unit(5))
    with Library(tmp_path / "other", create=True) as other:
        put_vectors(other, "/b.md", unit(5, seed=3))
        for each in (library, other):
            model = each.vectors.active_model()
            assert model is not None
            index = ServerIndex(url, each)
            assert list(index.sync(model))
            found = index.nearest(model, unit(1)[0], 10)
            index.close()
            assert found is not None
            assert {key for key, _ in found[0]} == set(each.vectors.load(MODEL, 0).keys)


def test_a_server_that_is_down_is_said_and_questions_are_compared_exactly(library: Library) -> None:
    put_vectors(library, "/a.md", unit(5))
    model = library.vectors.active_model()
    assert model is not None
    index = ServerIndex(f"http://127.0.0.1:{free_port()}", library)
    with pytest.raises(ServerUnavailable, match="does not answer"):
        list(index.sync(model))
    assert index.nearest(model, unit(1)[0], 3) is None
    index.close()
