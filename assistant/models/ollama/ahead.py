"""Send a chat to the server while Ollama's client is still being imported.

The import takes longer than all else that a command does before it asks. The server reads the prompt meanwhile, and the client, once
it is there, is given the answer to what it was to send.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from assistant.http_client import Exchange
from assistant.threads import BackgroundCall

Ask = Callable[[str, Mapping[str, object]], AbstractContextManager[Exchange]]
"""Sends a JSON object to a path of the server; leaving the block ends the connection."""
CHAT = "/api/chat"
UNCUT = {"truncate": False, "shift": False}
"""The fields of a chat that the client has no arguments for."""


def chat_body(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the client sends for a streamed chat, with the fields it lacks."""
    said = {key: value for key, value in asked.items() if value is not None}
    return said | {"stream": True, "tools": [], **UNCUT}


def client_is_there() -> bool:
    """Return whether the client was imported before."""
    return "ollama" in sys.modules


class SentAhead:
    """A call that is on its way before the client asks for it.

    The client's own is not sent.

    Args:
        ask: Sends it.
        path: Of the server.
        body: Sent as JSON.
    """

    def __init__(self, ask: Ask, path: str, body: Mapping[str, object]) -> None:
        self._held = ExitStack()
        self._given_up = False
        self._answer = BackgroundCall(lambda: self._asked(ask(path, body)))

    @contextmanager
    def __call__(self, path: str, body: Mapping[str, object]) -> Iterator[Exchange]:
        """Give the answer, in the place of asking.

        Raises:
            HttpError: The exchange failed.
            AssistantError: The server said what went wrong.
        """
        del path, body
        with self._held:
            yield self._answer.result()

    def close(self) -> None:
        """End the connection.

        That of a call that nobody took ends once the server has begun to answer.
        """
        self._given_up = True
        if not self._answer.running:
            self._held.close()

    def _asked(self, exchange: AbstractContextManager[Exchange]) -> Exchange:
        answer = self._held.enter_context(exchange)
        if self._given_up:
            self._held.close()
        return answer
