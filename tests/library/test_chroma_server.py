"""A Chroma server of our own on loopback, as several machines would share it."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from assistant.errors import ServerUnavailable, SettingsError
from assistant.library.index.exact import ExactVectors
from assistant.library.index.server import ServerIndex, check_guarded, header_in
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


@contextmanager
def asking_for(name: str, value: str, behind: str) -> Iterator[str]:
    """Run a proxy that lets a request through if it has a header; give its address."""

    class Proxy(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.headers.get(name) != value:
                self.send_error(403)
                return
            asked = urllib.request.Request(behind + self.path, body or None, method=self.command)
            asked.add_header("content-type", "application/json")
            with urllib.request.urlopen(asked, timeout=START_S) as answer:
                told = answer.read()
            self.send_response(200)
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - as the library wants them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def secret_file(folder: Path, text: str, mode: int = 0o600) -> str:
    file = folder / "header"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("s3cret\n", "Authorization", "Bearer s3cret"),
        ("X-Chroma-Token:  s3cret\n", "X-Chroma-Token", "s3cret"),
    ],
)
def test_a_proxy_before_the_server_is_sent_its_header(
    library: Library, url: str, tmp_path: Path, written: str, name: str, value: str
) -> None:
    put_vectors(library, "/a.md", unit(20))
    model = library.vectors.active_model()
    assert model is not None
    header = header_in(secret_file(tmp_path, written))
    with asking_for(name, value, url) as proxy:
        without = ServerIndex(proxy, library)
        with pytest.raises(ServerUnavailable, match="wants another password") as refused:
            list(without.sync(model))
        assert "chroma.header_file" in refused.value.hint
        wrong = ServerIndex(proxy, library, header=(header[0], "guessed"))
        with pytest.raises(ServerUnavailable) as refused:
            list(wrong.sync(model))
        assert "guessed" not in refused.value.message + refused.value.hint
        index = ServerIndex(proxy, library, header=header)
        assert list(index.sync(model))
        found = index.nearest(model, unit(1)[0], 5)
        for each in (without, wrong, index):
            each.close()
    assert found is not None
    assert len(found[0]) == 5


@pytest.mark.parametrize(
    "written",
    ["", "two\nlines", "X-Token:", ": value", "Host: elsewhere", "Content-Length: 1", "tökén", "a b: c"],
)
def test_a_file_without_a_header_is_said_without_its_words(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="holds no header") as refused:
        header_in(secret_file(tmp_path, written))
    assert not written or written not in refused.value.message + refused.value.hint


def test_a_header_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Others can read the header"):
        header_in(secret_file(tmp_path, "s3cret", 0o644))
    with pytest.raises(SettingsError, match="cannot be read"):
        header_in(str(tmp_path / "none"))


def test_a_server_elsewhere_needs_a_header_or_a_password() -> None:
    from assistant.addresses import server_url

    with pytest.raises(SettingsError, match="no login") as refused:
        check_guarded(server_url("http://vectors.example.org:8000"), ("", ""))
    assert "chroma.header_file" in refused.value.hint
    check_guarded(server_url("http://ann:word@vectors.example.org:8000"), ("", ""))
    check_guarded(server_url("https://vectors.example.org"), ("X-Token", "s3cret"))
    check_guarded(server_url("http://127.0.0.1:8000"), ("", ""))
