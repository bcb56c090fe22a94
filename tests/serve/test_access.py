"""Who is let in: names of this machine, pages of other sites, tokens, sizes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.serve.server import Listening
from tests.front_ends import QUESTION
from tests.serve.conftest import Running, answering

ASK = {"model": "library/default", "stream": False, "messages": [{"role": "user", "content": QUESTION}]}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "", "127.0.0.1.evil.example", "a@127.0.0.1", "[::2]"]
)
def test_a_foreign_name_of_this_machine_is_refused(running: Running, host: str) -> None:
    answer = running.http.get("/api/tags", headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "library/" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:11435", "127.0.0.1:1", "[::1]:11435"])
def test_names_of_this_machine_are_served(running: Running, host: str) -> None:
    assert running.http.get("/api/tags", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "chrome-extension://x"]
)
def test_pages_of_other_sites_are_refused(running: Running, origin: str) -> None:
    for path in ("/api/chat", "/v1/chat/completions", "/mcp"):
        answer = running.http.post(path, json=ASK, headers={"origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
    assert running.ollama.requests == []


@pytest.mark.parametrize(
    "origin",
    [
        "file://",
        "app://obsidian.md",
        "tauri://localhost",
        "vscode-webview://x",
        "http://localhost:3000",
        "http://127.0.0.1",
    ],
)
def test_programs_of_this_machine_may_come(running: Running, origin: str) -> None:
    answer = running.http.get("/v1/models", headers={"origin": origin})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, origin)
    asked = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    before = running.http.options("/v1/chat/completions", headers=asked)
    assert before.status_code == 204
    assert "authorization" in before.headers["access-control-allow-headers"]
    assert "*" not in before.headers["access-control-allow-origin"]


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host"])
def test_who_comes_through_a_proxy_is_not_taken_for_this_machine(running: Running, header: str) -> None:
    answer = running.http.get("/api/tags", headers={header: "203.0.113.7"})
    assert answer.status_code == 421
    assert "--listen" in answer.text


def test_for_a_proxy_of_this_machine_everybody_needs_a_token() -> None:
    assert Listening(for_others=True).open_to_network
    assert not Listening().open_to_network


def test_made_up_calls_are_counted_as_one(running: Running) -> None:
    before = len(running.http.get("/metrics").text.splitlines())
    for number in range(20):
        running.http.get(f"/nothing{number}")
        running.http.get(f"/api/nothing{number}")
        running.http.get(f"/v1/nothing{number}/x")
    assert len(running.http.get("/metrics").text.splitlines()) <= before + 2


def test_a_request_for_the_whole_server_is_no_fault(running: Running) -> None:
    with socket.create_connection(running.server.listener.getsockname(), timeout=10) as connection:
        connection.sendall(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b" 40" in connection.recv(100)[:13]


def test_no_more_is_taken_than_is_allowed(home: Path) -> None:
    with answering(home, Listening(), serve__max_body_mb="1") as small:
        big = b'{"model": "' + b"x" * 1_100_000 + b'"}'
        assert small.http.post("/api/chat", content=big).status_code == 413

        def chunks() -> Iterator[bytes]:
            for _ in range(20):
                yield b" " * 100_000

        assert small.http.post("/api/chat", content=chunks()).status_code == 413
        assert small.http.get("/health").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"model": 7}',
        b'{"model": "library/default", "messages": "x"}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("path", ["/api/chat", "/v1/chat/completions", "/v1/responses", "/v1/embeddings"])
def test_a_body_that_is_none_is_400(running: Running, path: str, body: bytes) -> None:
    answer = running.http.post(path, content=body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error if path.startswith("/api") else error["message"]).endswith(
        ("/openapi.json.", "application/json.")
    )


def test_calls_that_are_not_there_say_so_in_the_shape_of_the_api(running: Running) -> None:
    assert running.http.get("/api/nothing").json() == {"error": "There is no such call."}
    assert running.http.get("/v1/nothing").json()["error"]["type"] == "invalid_request_error"
    assert running.http.get("/api/chat").status_code == 405


@pytest.fixture(scope="module")
def guarded(home: Path) -> Iterator[tuple[Running, dict[str, str]]]:
    """A server that others can reach, and the tokens of its users."""
    from assistant.serve.users import Users

    users = Users(home / "serve-users.json")
    tokens = {"ann": users.add("ann"), "bo": users.add("bo", ["minutes"]), "cy": users.add("cy", a_minute=1)}
    with answering(home, Listening(host="0.0.0.0")) as running:
        client = httpx.Client(
            base_url=running.url.replace("0.0.0.0", "127.0.0.1"), trust_env=False, timeout=30
        )
        with client:
            yield Running(running.server, running.ollama, client), tokens
    for name in tokens:
        users.revoke(name)


def test_over_the_network_everybody_needs_a_token(guarded: tuple[Running, dict[str, str]]) -> None:
    running, tokens = guarded
    for path in ("/api/tags", "/v1/models", "/metrics", "/openapi.json"):
        assert running.http.get(path).status_code == 401
        assert running.http.get(path, headers={"authorization": "Bearer pa-wrong"}).status_code == 401
    assert running.http.post("/mcp", json={}).status_code == 401
    assert running.http.get("/health").status_code == 200
    known = running.http.get("/v1/models", headers={"authorization": f"Bearer {tokens['ann']}"})
    assert "library/minutes" in known.text


def test_a_user_sees_only_the_libraries_that_are_allowed(guarded: tuple[Running, dict[str, str]]) -> None:
    running, tokens = guarded
    headers = {"authorization": f"Bearer {tokens['bo']}"}
    names = [model["name"] for model in running.http.get("/api/tags", headers=headers).json()["models"]]
    assert {name.partition("+")[0] for name in names} == {"library/minutes"}
    assert running.http.post("/api/chat", json=ASK, headers=headers).status_code == 404
    assert running.http.get("/v1/models/library/default", headers=headers).status_code == 404


def test_a_user_may_ask_so_often(guarded: tuple[Running, dict[str, str]]) -> None:
    running, tokens = guarded
    headers = {"authorization": f"Bearer {tokens['cy']}"}
    assert running.http.post("/api/chat", json=ASK, headers=headers).status_code == 200
    again = running.http.post("/api/chat", json=ASK, headers=headers)
    assert again.status_code == 429
    assert again.headers["retry-after"]


def test_links_end_with_the_token_that_they_were_made_for(
    guarded: tuple[Running, dict[str, str]], home: Path
) -> None:
    from assistant.serve.users import Users

    running, _ = guarded
    users = Users(home / "serve-users.json")

    def link(token: str) -> str:
        headers = {"authorization": f"Bearer {token}"}
        body = {"model": "default", "query": "notice period"}
        found = running.http.post("/v1/search", json=body, headers=headers).json()
        return str(found["data"][0]["url"])

    given, kept = link(users.add("di")), link(users.add("ed"))
    assert running.http.get(given).status_code == 200  # without a token
    holder = httpx.URL(given).params["for"]
    others = httpx.URL(kept).params["for"]
    assert holder != others
    for forged in (given.replace(holder, others), given.replace(f"&for={holder}", "")):
        assert running.http.get(forged).status_code == 403
    users.revoke("di")
    refused = running.http.get(given)
    assert refused.status_code == 403
    assert "token" in refused.text
    assert running.http.get(kept).status_code == 200
    users.add("di")  # the same name, another token
    assert running.http.get(given).status_code == 403
    for name in ("di", "ed"):
        users.revoke(name)


def test_searches_are_bounded_by_the_minute_as_questions_are(
    guarded: tuple[Running, dict[str, str]], home: Path
) -> None:
    from assistant.serve.users import Users

    running, _ = guarded
    users = Users(home / "serve-users.json")
    headers = {"authorization": f"Bearer {users.add('fi', a_minute=2)}"}
    body = {"model": "default", "query": "notice"}
    statuses = [running.http.post("/v1/search", json=body, headers=headers).status_code for _ in range(3)]
    users.revoke("fi")
    assert statuses == [200, 200, 429]


def test_without_a_token_given_out_nothing_is_opened_to_the_network(tmp_path: Path) -> None:
    from assistant.errors import UsageError
    from assistant.serve.server import prepared

    with pytest.raises(UsageError, match="token"):
        prepared(tmp_path / "home", {}, {}, Listening(host="0.0.0.0"))


def test_tokens_that_cannot_be_read_let_nobody_in(tmp_path: Path) -> None:
    from assistant.serve.users import Users

    own = tmp_path / "home"
    token = Users(own / "serve-users.json").add("ann")
    with answering(own, Listening(for_others=True)) as running:
        headers = {"authorization": f"Bearer {token}", "x-forwarded-for": "203.0.113.7"}
        assert running.http.get("/api/tags").status_code == 401
        assert running.http.get("/api/tags", headers=headers).status_code == 200
        (own / "serve-users.json").write_text("{broken")
        refused = running.http.get("/v1/models", headers=headers)
        assert refused.status_code == 503
        assert str(tmp_path) not in refused.text


def test_a_port_that_is_taken_is_said(running: Running, home: Path) -> None:
    from assistant.errors import UsageError
    from assistant.serve.server import prepared

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot be listened on"):
            prepared(home, {}, {}, Listening(port=taken.getsockname()[1]))


def test_a_certificate_that_is_none_is_said_before_anything_is_served(home: Path, tmp_path: Path) -> None:
    from assistant.errors import UsageError
    from assistant.serve.server import prepared

    wrong = tmp_path / "cert.pem"
    wrong.write_text("no certificate")
    with pytest.raises(UsageError, match="cannot be used for TLS") as refused:
        prepared(home, {}, {}, Listening(certificate=wrong, key=wrong))
    assert refused.value.code == "certificate_unusable"


def test_an_address_of_another_machine_is_no_taken_port() -> None:
    from assistant.errors import UsageError
    from assistant.serve.server import listening_socket

    with pytest.raises(UsageError, match="cannot be listened on") as refused:
        listening_socket(Listening(host="192.0.2.1"))
    assert refused.value.code == "address_unknown"


def test_a_folder_that_agents_may_have_read_is_one(tmp_path: Path) -> None:
    from assistant.errors import UsageError
    from assistant.serve.command import check_folders

    check_folders([str(tmp_path)])
    with pytest.raises(UsageError, match="no folder"):
        check_folders([str(tmp_path), str(tmp_path / "none")])
