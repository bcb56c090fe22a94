"""Mends two things between Ollama and its Python client.

The client has no arguments for two fields that are sent. Without them a prompt that is longer than the window is cut silently,
oldest messages first, and an answer that reaches the window's end pushes the prompt out from the front. With `truncate` off
the server refuses such a prompt, with `shift` off it ends the answer. Servers that are too old to know the fields ignore
them.

And it takes the answer's lines apart at every line break that Unicode knows, while the server ends a line with a newline
only: an answer that holds U+0085 would end in the middle. Such characters become JSON's escapes on their way in.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

WHOLE_PROMPT = {"truncate": False, "shift": False}
_CHAT_PATH = "/api/chat"
_BREAKS = re.compile(rb"\xc2\x85|\xe2\x80[\xa8\xa9]")
"""U+0085, U+2028 and U+2029, as UTF-8 has them; in JSON they stand nowhere but in strings."""
_BEGINNING = re.compile(rb"(?:\xc2|\xe2\x80?)\Z")


def whole_prompt_transport(*, verify: bool) -> httpx.AsyncBaseTransport:
    """Make a transport that adds the fields to every chat, and keeps the lines of its answer whole.

    Args:
        verify: Whether to check the server's certificate; needless for plain HTTP.
    """
    import httpx

    class WholePromptTransport(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not request.url.path.endswith(_CHAT_PATH):
                return await super().handle_async_request(request)
            response = await super().handle_async_request(_with_fields(request, await request.aread()))
            if "content-encoding" not in response.headers:
                assert isinstance(response.stream, httpx.AsyncByteStream)
                response.stream = WholeLines(response.stream)
            return response

    class WholeLines(httpx.AsyncByteStream):
        def __init__(self, stream: httpx.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in whole_lines(self._stream):
                yield piece

        async def aclose(self) -> None:
            await self._stream.aclose()

    def _with_fields(request: httpx.Request, body: bytes) -> httpx.Request:
        headers = [(key, value) for key, value in request.headers.raw if key.lower() != b"content-length"]
        return httpx.Request(
            request.method,
            request.url,
            headers=headers,
            content=json.dumps(json.loads(body) | WHOLE_PROMPT).encode(),
            extensions=request.extensions,
        )

    return WholePromptTransport(verify=verify, trust_env=False)


async def whole_lines(pieces: AsyncIterator[bytes] | httpx.AsyncByteStream) -> AsyncIterator[bytes]:
    """Give bytes of JSON with every line break but the newline escaped, wherever the pieces are cut."""
    held = b""
    async for piece in pieces:
        ready = held + piece
        begun = _BEGINNING.search(ready)
        held = begun.group() if begun else b""
        ready = ready[: len(ready) - len(held)]
        if ready:
            yield _BREAKS.sub(_escaped, ready)
    if held:
        yield held


def _escaped(match: re.Match[bytes]) -> bytes:
    return f"\\u{ord(match.group().decode()):04x}".encode()
