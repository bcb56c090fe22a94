"""Chroma servers that answer nothing, without an end, or something else: given up soon, and questions are compared exactly."""

from __future__ import annotations

import json
import time
from base64 import b64encode

import pytest

from assistant.addresses import server_url
from assistant.errors import ServerUnavailable
from assistant.library.index.server import ON_SERVER, ServerIndex
from assistant.library.library import Library
from tests.fakes.odd_answers import ODD, Send, body, serving_odd, silent
from tests.library.shelf import put_vectors, unit

ANSWER_S = 0.3
LONGEST_S = 8.0


@pytest.mark.parametrize("name", list(ODD))
def test_an_odd_server_is_given_up(library: Library, name: str) -> None:
    put_vectors(library, "/a.md", unit(5))
    model = library.vectors.active_model()
    assert model is not None
    with serving_odd(ODD[name]) as url:
        index = ServerIndex(url, library, ANSWER_S)
        began = time.monotonic()
        with pytest.raises(ServerUnavailable) as caught:
            list(index.sync(model))
        generation, last_id = library.vectors.generation()
        library.notes.set(ON_SERVER, json.dumps([url, model.identity, generation, last_id]))
        assert index.nearest(model, unit(1)[0], 3) is None
        assert time.monotonic() - began < LONGEST_S
        index.close()
    assert caught.value.message.startswith(f"The Chroma server at {url} ")
    assert caught.value.message.endswith(".")
    assert caught.value.message.isprintable()
    assert caught.value.hint
    assert "html" not in caught.value.message.lower()


def test_a_silent_server_is_not_asked_again_at_once(library: Library) -> None:
    put_vectors(library, "/a.md", unit(5))
    model = library.vectors.active_model()
    assert model is not None
    asked = []

    def counted(send: Send, stopping: object) -> None:
        asked.append(1)
        silent(send, stopping)  # type: ignore[arg-type]

    with serving_odd(counted) as url:
        generation, last_id = library.vectors.generation()
        library.notes.set(ON_SERVER, json.dumps([url, model.identity, generation, last_id]))
        index = ServerIndex(url, library, ANSWER_S)
        for _ in range(3):
            assert index.nearest(model, unit(1)[0], 3) is None
        assert len(asked) == 1
        index.close()


def test_a_server_that_wants_a_password_says_so_and_gets_one(library: Library) -> None:
    put_vectors(library, "/a.md", unit(5))
    model = library.vectors.active_model()
    assert model is not None
    with serving_odd(body(b"{}", status="401 Unauthorized")) as url:
        with pytest.raises(ServerUnavailable, match="password") as caught:
            list(ServerIndex(url, library, ANSWER_S).sync(model))
        assert "chroma.url" in caught.value.hint
    found = server_url("ann:s3cr3t@127.0.0.1", 8000)
    assert found.authorization == "Basic " + b64encode(b"ann:s3cr3t").decode()
    with pytest.raises(ServerUnavailable) as caught:
        list(ServerIndex(server_url("ann:s3cr3t@127.0.0.1:9"), library, ANSWER_S).sync(model))
    assert "s3cr3t" not in caught.value.message
