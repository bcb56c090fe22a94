"""Whatever people write into OLLAMA_HOST."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.models.ollama_address import client_url


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (None, "http://127.0.0.1:11434"),
        ("", "http://127.0.0.1:11434"),
        (" '127.0.0.1' ", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("http://0.0.0.0:11434", "http://127.0.0.1:11434"),
        (":8080", "http://127.0.0.1:8080"),
        ("http://:8080/", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:11434"),
        ("server:1", "http://server:1"),
        ("http://server", "http://server:80"),
        ("https://server", "https://server:443"),
        ("HTTP://Server:11434/", "http://server:11434"),
        ("http://server:11434/ollama/", "http://server:11434/ollama"),
        ("::1", "http://[::1]:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:80", "http://[::1]:80"),
        ("::", "http://[::1]:11434"),
        ("[::]:11434", "http://[::1]:11434"),
        ("http://[0:0::1]:11434", "http://[::1]:11434"),
        ("192.168.1.7", "http://192.168.1.7:11434"),
    ],
)
def test_addresses(value: str | None, url: str) -> None:
    assert client_url(value) == url
    assert client_url(url) == url


@pytest.mark.parametrize(
    "value", ["ftp://server", "http://server:port", "server:99999", "a b", "http://me@server", "unix:///x"]
)
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        client_url(value)
    assert value in caught.value.message
    assert caught.value.hint
