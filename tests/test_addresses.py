"""Whatever people write into OLLAMA_HOST and the settings that name a server."""

from __future__ import annotations

import pickle
from base64 import b64decode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.addresses import (
    AddressError,
    ollama_url,
    origin,
    refuse_credentials,
    server_url,
    without_secret,
)


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (None, "http://127.0.0.1:11434"),
        ("", "http://127.0.0.1:11434"),
        (' "" ', "http://127.0.0.1:11434"),
        (" '127.0.0.1' ", "http://127.0.0.1:11434"),
        ("http://127.0.0.1:11434 ", "http://127.0.0.1:11434"),
        ("“http://127.0.0.1:11434”", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("http://0.0.0.0:11434", "http://127.0.0.1:11434"),
        (":8080", "http://127.0.0.1:8080"),
        ("http://:8080/", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:11434"),
        ("localhost:", "http://localhost:11434"),
        ("server:1", "http://server:1"),
        ("http://server", "http://server:80"),
        ("https://server", "https://server:443"),
        ("HTTP://Server:11434/", "http://server:11434"),
        ("http://server:11434/ollama/", "http://server:11434/ollama"),
        ("http://server:11434/v1", "http://server:11434"),
        ("http://server:11434/api/", "http://server:11434"),
        ("http://server:11434/v1/chat/completions", "http://server:11434"),
        ("server/ollama/api/tags", "http://server:11434/ollama"),
        ("http://server/api/ollama", "http://server:80/api/ollama"),
        ("http://server/v12", "http://server:80/v12"),
        ("::1", "http://[::1]:11434"),
        ("::1/", "http://[::1]:11434"),
        ("::1:11434", "http://[::1]:11434"),
        ("http://::1", "http://[::1]:80"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:80", "http://[::1]:80"),
        ("::", "http://[::1]:11434"),
        ("[::]:11434", "http://[::1]:11434"),
        ("http://[0:0::1]:11434", "http://[::1]:11434"),
        ("192.168.1.7", "http://192.168.1.7:11434"),
    ],
)
def test_addresses(value: str | None, url: str) -> None:
    assert ollama_url(value) == url
    assert ollama_url(url) == url


REFUSED = {
    "ftp://server": "http://",
    "unix:///x": "http://",
    "http:/server": "two slashes",
    "http://server:port": "port",
    "server:99999": "port",
    "server:0": "port",
    "server:١": "port",
    "a b": "space",
    "http://a\tb": "space",
    "http://server?key=1": '"?"',
    "http://server/#x": '"#"',
    "http://": "host",
    "/v1": "host",
    "http://ser ver": "space",
    "[::1": "brackets",
    "http://1:2:3:4": "brackets",
    "http://*": "name nor an address",
    "http://u:p/w@server": "%2F",
    "u:p?w@server": "%2F",
}


@pytest.mark.parametrize("value", list(REFUSED))
def test_what_is_no_address_is_refused_with_what_to_change(value: str) -> None:
    with pytest.raises(AddressError) as caught:
        ollama_url(value)
    assert REFUSED[value] in caught.value.reason
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("written", "url", "said"),
    [
        ("http://user:pw@server:1", "http://server:1", "user:pw"),
        ("https://user:p%40%2Fw@server/path", "https://server:443/path", "user:p@/w"),
        ("user:pw@server", "http://server:11434", "user:pw"),
        ("user@server", "http://server:11434", "user:"),
        ("http://user:p@w@server", "http://server:80", "user:p@w"),
        ("http://köhler:pässe@server", "http://server:80", "köhler:pässe"),
    ],
)
def test_a_password_stands_apart_from_the_address(written: str, url: str, said: str) -> None:
    found = ollama_url(written)
    assert found == url
    kind, _, token = found.authorization.partition(" ")
    assert (kind, b64decode(token).decode()) == ("Basic", said)
    assert said.partition(":")[2] in ("", *said.split(":"))
    assert repr(found) == repr(url)


def test_an_address_keeps_its_password_on_its_way_to_another_process() -> None:
    found = pickle.loads(pickle.dumps(ollama_url("http://user:pw@server")))
    assert found.authorization == ollama_url("http://user:pw@server").authorization
    assert ollama_url(found) is found


def test_a_password_that_is_not_used_is_refused() -> None:
    assert refuse_credentials(server_url("https://server")) == "https://server:443"
    with pytest.raises(AddressError) as caught:
        refuse_credentials(server_url("https://user:pw@server"))
    assert "pw" not in caught.value.reason.split()


_SECRET = "s3cr3t-Ω"


def shown(written: str) -> str:
    """Return what a text is understood as, or why it is not."""
    try:
        return str(server_url(written))
    except AddressError as error:
        return error.reason.replace("://", "")


@given(st.text(alphabet=":/@?#[]. %'\"aé", max_size=12), st.text(alphabet=":/@?#[].%1a", max_size=12))
@example("/", "@server")
@example("", "?x@server")
@example("", "://@")
def test_no_part_of_a_password_is_ever_shown(before: str, after: str) -> None:
    """Whatever stands around it: the address, what is said of a wrong one, and how that is shown."""
    for written in (
        f"http://user:{before}{_SECRET}{after}@server",
        f"{before}{_SECRET}@{after}",
        f"http://server/?key={_SECRET}",
    ):
        assert _SECRET not in without_secret(written)
        assert _SECRET not in shown(written)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    said = shown(text)
    assert said
    if "://" in said:
        assert server_url(said) == said


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("https://user:pw@server/login?next=1", "https://server"),
        ("https://server:444/x", "https://server:444"),
        ("/login", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("http://ser\x1bver/", ""),
    ],
)
def test_where_a_server_sends_on_to_is_shown_by_its_host(sent: str, shown: str) -> None:
    assert origin(sent) == shown
