"""A real Ollama, as far as the benchmarks need it; and what stands before it to note what it is asked and what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx

from benchmarks.rows import Skipped
from tests.fakes.serving import serving

Json = dict[str, Any]
_TIMEOUT_S = 600.0


def chat_model(url: str, wanted: str) -> str:
    """Return the name of the model that answers.

    Raises:
        Skipped: No Ollama answers, or it has no such model.
    """
    try:
        with httpx.Client(base_url=url, trust_env=False, timeout=5.0) as client:
            names = [one["name"] for one in client.get("/api/tags").raise_for_status().json()["models"]]
            if wanted:
                if wanted not in names and f"{wanted}:latest" not in names:
                    raise Skipped(f"The Ollama at hand has no model {wanted}; name one with --chat-model.")
                return wanted
            for name in names:
                shown = client.post("/api/show", json={"model": name}).raise_for_status().json()
                if "completion" in shown.get("capabilities", ()):
                    return str(name)
    except httpx.HTTPError as error:
        raise Skipped(f"No real Ollama answers ({error}); name one with --ollama.") from error
    raise Skipped("The Ollama at hand has no model that answers.")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A chat that went by.

    Attributes:
        body: What was asked.
        end: The last line of the answer, which holds what it cost.
    """

    body: Json
    end: Json


@dataclass
class Between:
    """A server that passes everything on to Ollama and keeps every chat."""

    target: str
    url: str = ""
    chats: list[Exchange] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[Between]:
        """Serve on a port of this machine."""
        between = self

        class Handler(_Handler):
            passing = between

        with serving(Handler) as self.url:
            yield self


class _Handler(BaseHTTPRequestHandler):
    passing: Between
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write nothing."""

    def do_GET(self) -> None:
        self._pass(b"")

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _pass(self, body: bytes) -> None:
        self.close_connection = True
        url, kind = self.passing.target + self.path, self.headers.get("Content-Type", "application/json")
        last = b""
        with (
            httpx.Client(trust_env=False, timeout=_TIMEOUT_S) as client,
            client.stream(self.command, url, content=body, headers={"Content-Type": kind}) as answer,
        ):
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
            self.send_header("Connection", "close")
            self.end_headers()
            for piece in answer.iter_raw():
                last = (last + piece)[-20_000:]
                self.wfile.write(piece)
                self.wfile.flush()
        if self.path == "/api/chat":
            self.passing.chats.append(Exchange(json.loads(body), json.loads(last.strip().split(b"\n")[-1])))
