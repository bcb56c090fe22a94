"""Where people say that the model server is, at the commands: it works, or one sentence says what to change.

After the cases of `OLLAMA_HOST` that ended in a traceback, a wrong sentence, or a password on the screen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Result, Run
from tests.fakes.certificates import Certificates, certificates_for
from tests.fakes.odd_answers import body
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply

pytestmark = pytest.mark.slow

QUESTION = "When does the contract with Lindqvist end?"
SAID = "The contract with Lindqvist ends on 31 December 2026."
SECRET = "s3cr3t-pässw0rd"
ASKING = (
    ("ask", QUESTION),
    ("search", "contract"),
    ("ingest",),
    ("status",),
    ("doctor",),
    ("models",),
    ("models", "pull", "new:1b"),
    ("config",),
)
"""Every command that asks a model server or shows its address."""


@pytest.fixture
def server(library: Path, ollama: FakeOllama) -> FakeOllama:
    """A server that stands at an address that OLLAMA_HOST names, with a library of it."""
    ollama.usual = FakeReply(SAID)
    os.environ["ASSISTANT_ENGINE"] = "ollama"
    del os.environ["ASSISTANT_OLLAMA_HOST"]
    return ollama


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return certificates_for("127.0.0.1", tmp_path)


@pytest.fixture
def secure(server: FakeOllama, certificates: Certificates) -> Iterator[FakeOllama]:
    """The same server over HTTPS, with a certificate of one's own."""
    os.environ.pop("SSL_CERT_FILE", None)
    again = FakeOllama(*server.models.values(), FakeModel("bge-m3", ("embedding",), 8192))
    again.usual = server.usual
    with again.running(certificates.tls):
        os.environ["OLLAMA_HOST"] = again.url
        yield again


def works(run: Run) -> None:
    """Listing, showing, embedding, chatting and pulling all reach the server."""
    asked = run("ask", QUESTION, "--json")
    assert (asked.code, asked.lines[-1]["answer"][: len(SAID)]) == (0, SAID)
    assert run("search", "contract", "--json").lines[-1]["hits"]
    Path("more.md").write_text("# More\n\nThe dog barks at noon.\n", "utf-8")
    ingested = run("ingest", "more.md", "--json")
    assert (ingested.code, ingested.lines[-1]["waiting"]) == (0, 0)
    assert "deepseek-r1:8b" in run("models").out
    assert run("models", "pull", "new:1b").code == 0
    assert run("doctor").code == 0
    assert "0.17.4" in run("status").out


def says(run: Run, *words: str) -> Result:
    """What `ask` says in one sentence, with what to do."""
    result = run("ask", QUESTION, "--json")
    assert result.code in (1, 2, 3)
    error = result.lines[-1] if result.lines else {}
    told = f"{error['message']} {error['hint']}" if error else result.err
    for word in words:
        assert word in told
    assert "Traceback" not in result.err
    return result


WRITTEN = {
    "a space after it": "{url} ",
    "in quotes": '"{url}"',
    "in single quotes and spaces": " '{url}' ",
    "without http": "127.0.0.1:{port}",
    "to listen on everywhere": "0.0.0.0:{port}",
    "a slash after it": "{url}/",
    "as other programs want it": "{url}/v1",
    "with a slash more": "{url}/v1/",
    "as the documentation shows it": "{url}/api",
    "a whole question": "{url}/api/chat",
    "capitals": "HTTP://LocalHost:{port}",
}


@pytest.mark.parametrize("name", list(WRITTEN))
def test_it_works(server: FakeOllama, run: Run, name: str) -> None:
    os.environ["OLLAMA_HOST"] = WRITTEN[name].format(url=server.url, port=server.url.rpartition(":")[2])
    assert run("ask", QUESTION, "--json").lines[-1]["answer"].startswith(SAID)


WRONG = {
    "ftp://127.0.0.1": "http://",
    "http://127.0.0.1:11434 11435": "space",
    "http://127.0.0.1:port": "port",
    "http:/127.0.0.1": "two slashes",
    f"http://ann:{SECRET}/x@127.0.0.1": "%2F",
    f"http://ann:{SECRET}@127.0.0.1:port": "port",
    f"http://127.0.0.1/?key={SECRET}": '"?"',
}


@pytest.mark.parametrize("written", list(WRONG))
def test_a_wrong_one_is_refused_with_what_to_change(run: Run, written: str) -> None:
    del os.environ["ASSISTANT_OLLAMA_HOST"]
    os.environ["OLLAMA_HOST"] = written
    for words in ASKING:
        result = run(*words)
        assert result.code == 2
        assert "Environment variable OLLAMA_HOST" in result.err
        assert WRONG[written] in result.err
        assert SECRET not in result.err + result.out


def test_behind_a_path_of_a_reverse_proxy(server: FakeOllama, run: Run) -> None:
    server.path = "/machines/ollama"
    os.environ["OLLAMA_HOST"] = f"{server.url}/machines/ollama/"
    works(run)
    os.environ["OLLAMA_HOST"] = f"{server.url}/v1/machines"
    says(run, "There is no Ollama server at", "404 page not found", "such as /v1")


def test_a_password_is_sent_and_never_shown(server: FakeOllama, run: Run) -> None:
    server.wants = "Basic " + b64encode(f"ann:{SECRET}".encode()).decode()
    port = server.url.rpartition(":")[2]
    os.environ["OLLAMA_HOST"] = f"http://ann:{SECRET}@127.0.0.1:{port}"
    works(run)
    for words in (*ASKING, *((*words, "--json") for words in ASKING)):
        result = run(*words)
        assert result.code == 0
        assert not hidden(result) & {SECRET, "ann:", server.wants.split()[1]}


def test_a_key_is_sent_and_never_shown(server: FakeOllama, run: Run) -> None:
    server.wants = "Bearer key-123"
    os.environ |= {"OLLAMA_HOST": server.url, "OLLAMA_API_KEY": " key-123\n"}
    works(run)
    for words in (*ASKING, *((*words, "--json") for words in ASKING)):
        assert not hidden(run(*words)) & {"key-123"}


def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(server: FakeOllama, run: Run) -> None:
    os.environ |= {"OLLAMA_HOST": server.url, "OLLAMA_API_KEY": "key-123\nX-Evil: 1"}
    result = run("ask", QUESTION)
    assert result.code == 2
    assert "OLLAMA_API_KEY" in result.err
    assert "key-123" not in result.err


def hidden(result: Result) -> set[str]:
    """Return which secrets a command has shown."""
    told = result.out + result.err
    return {word for word in (SECRET, "ann:", "key-123", *_encoded()) if word in told}


def _encoded() -> list[str]:
    return [b64encode(f"ann:{SECRET}".encode()).decode(), json.dumps(SECRET).strip('"')]


@pytest.mark.parametrize("sent", ["", "ann:wrong@"])
def test_a_server_that_wants_a_password_says_so(server: FakeOllama, run: Run, sent: str) -> None:
    server.wants = "Basic x"
    os.environ["OLLAMA_HOST"] = server.url.replace("//", f"//{sent}")
    wanted = (
        ("wants a password or a key", "OLLAMA_API_KEY") if not sent else ("does not accept the password",)
    )
    assert says(run, *wanted).code == 3
    assert "password" in run("doctor").out
    for words in ASKING:
        assert "wrong" not in hidden(run(*words))


PAGES = {
    "401 Authorization Required": "wants a password or a key",
    "403 Forbidden": "wants a password or a key",
    "404 Not Found": "There is no Ollama server at",
    "502 Bad Gateway": "502 Bad Gateway",
    "504 Gateway Time-out": "504",
}


@pytest.mark.parametrize("status", list(PAGES))
def test_a_page_of_html_is_not_quoted(server: FakeOllama, run: Run, status: str) -> None:
    page = f"<html>\r\n<head><title>{status}</title></head><body>nginx</body></html>".encode()
    server.odd["*"] = body(page, "Content-Type: text/html", status=status)
    os.environ["OLLAMA_HOST"] = server.url
    for words in (("ask", QUESTION), ("models",), ("doctor",), ("status",), ("search", "contract")):
        result = run(*words)
        assert "<" not in result.out.replace("<- ", "") + result.err
        assert "nginx" not in result.out + result.err
    says(run, PAGES[status])


def test_an_address_that_sends_on_is_told_where_to(server: FakeOllama, run: Run) -> None:
    server.odd["*"] = body(b"", "Location: https://ollama.example:8443/api/tags", status="301 Moved")
    os.environ["OLLAMA_HOST"] = server.url
    says(run, "sends on to another address, https://ollama.example:8443", "ollama.host")


def test_a_certificate_of_ones_own_is_trusted_by_every_call(
    secure: FakeOllama, certificates: Certificates, run: Run
) -> None:
    os.environ["SSL_CERT_FILE"] = str(certificates.authority)
    works(run)


def test_a_certificate_that_is_not_trusted_is_named(secure: FakeOllama, run: Run) -> None:
    result = says(run, "is not trusted", "SSL_CERT_FILE=")
    assert result.code == 3
    assert "is not trusted" in run("doctor").out
    for words in (("models",), ("models", "pull", "new:1b"), ("search", "contract")):
        result = run(*words)
        assert "is not trusted" in result.out + result.err


def test_a_file_of_certificates_that_is_none_is_named(secure: FakeOllama, run: Run, tmp_path: Path) -> None:
    for name in ("missing.pem", "empty.pem"):
        (tmp_path / "empty.pem").write_text("none\n")
        os.environ["SSL_CERT_FILE"] = str(tmp_path / name)
        says(run, "SSL_CERT_FILE names", name)


def test_https_at_a_server_without_it(server: FakeOllama, run: Run) -> None:
    os.environ["OLLAMA_HOST"] = server.url.replace("http:", "https:")
    says(run, "does not speak HTTPS", "Write http://")


PROXIES = (
    {"ALL_PROXY": "socks5://127.0.0.1:7890"},
    {"all_proxy": "socks5h://127.0.0.1:9050", "HTTPS_PROXY": "http://127.0.0.1:7890"},
    {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "https_proxy": "nonsense"},
)


@pytest.mark.parametrize("proxies", PROXIES, ids=lambda proxies: "+".join(proxies))
def test_proxies_of_the_environment_are_not_used_and_break_nothing(
    server: FakeOllama, tmp_path: Path, proxies: dict[str, str]
) -> None:
    """In processes of their own, as what is imported reads the environment."""
    del server.models["gpt-oss:120b-cloud"]
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ = {**clean, **proxies, "OLLAMA_HOST": server.url}
    for words in (
        ("ask", QUESTION),
        ("search", "contract"),
        ("models", "pull", "new:1b"),
        ("doctor",),
    ):
        code, told = in_a_process(words, environ)
        assert code == 0, told
        assert "Traceback" not in told
    assert [body["model"] for body in server.sent("/api/chat")] == ["deepseek-r1:8b"]


def in_a_process(words: tuple[str, ...], environ: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *words], env=environ, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr
