"""Send Ollama two fields that its Python client has no arguments for.

Without them a prompt that is longer than the window is cut silently, oldest messages first, and an answer that
reaches the window's end pushes the prompt out from the front. With `truncate` off the server refuses such a prompt,
with `shift` off it ends the answer. Servers that are too old to know the fields ignore them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

WHOLE_PROMPT = {"truncate": False, "shift": False}
_CHAT_PATH = "/api/chat"


def whole_prompt_transport(*, verify: bool) -> httpx.AsyncBaseTransport:
    """Make a transport that adds the fields to every chat.

    Args:
        verify: Whether to check the server's certificate; needless for plain HTTP.
    """
    import httpx

    class WholePromptTransport(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith(_CHAT_PATH):
                request = _with_fields(request, await request.aread())
            return await super().handle_async_request(request)

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
