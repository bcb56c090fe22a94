"""Who is let in: Host and Origin, tokens, and the size of what is sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import urlsplit

from assistant.errors import LibraryError, UsageError
from assistant.i18n import _, of_a_browser, speaking
from assistant.offline import is_loopback
from assistant.serve.gate import TooMany
from assistant.serve.metrics import Metrics
from assistant.serve.users import LOCAL, User, Users

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

APP_SCHEMES: Final = ("file", "app", "tauri", "vscode-webview", "vscode-file")
"""Origins of programs on this machine that show pages of their own; Ollama lets the same through."""
OPEN_PATHS: Final = ("/health", "/ask", "/source/")
"""Need no token: they say nothing by themselves, or their addresses are signed."""
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers of a proxy: who comes through one may come from anywhere."""
COUNTED: Final = frozenset(
    [
        "/",
        "/health",
        "/ask",
        "/ask.js",
        "/metrics",
        "/openapi.json",
        "/source",
        "/mcp",
        "/api/version",
        "/api/tags",
        "/api/ps",
        "/api/show",
        "/api/chat",
        "/api/generate",
        "/api/embed",
        "/api/embeddings",
        "/v1/models",
        "/v1/chat",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/responses",
        "/v1/search",
    ]
)
"""Calls that are counted by their name; all others are one."""
HELD_BODIES: Final = 10
"""So many of the largest bodies may be held at once, by all clients together."""
ALLOWED_HEADERS: Final = (
    "authorization, content-type, accept, user-agent, x-requested-with, openai-beta, x-stainless-lang, "
    "x-stainless-package-version, x-stainless-os, x-stainless-arch, x-stainless-runtime, x-stainless-runtime-version, "
    "x-stainless-async, x-stainless-helper-method, x-stainless-poll-helper, x-stainless-custom-poll-interval, "
    "x-stainless-timeout, x-stainless-retry-count, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name, last-event-id"  # not shown
)


class BodyTooLarge(UsageError):
    """More was sent than is taken."""

    code = "body_too_large"


class Access:
    """Lets a request through to the app, or answers it.

    Args:
        app: What stands behind.
        users: Who has a token.
        open_to_network: Whether others than this machine can reach the server: then everybody needs a token.
        max_body: Most bytes of a request's body.
        metrics: Counts what is let in and what is not.
    """

    def __init__(
        self, app: App, users: Users, metrics: Metrics, *, open_to_network: bool, max_body: int
    ) -> None:
        self._app = app
        self._users = users
        self._metrics = metrics
        self._open_to_network = open_to_network
        self._max_body = max_body
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        with speaking(of_a_browser(headers.get("accept-language", ""))):
            await self._let_in(headers, scope, receive, send)

    async def _let_in(self, headers: Mapping[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        origin = headers.get("origin")
        if not self._open_to_network and any(name in headers for name in FORWARDED):
            sentence = _(
                "This came through a proxy. For others than this machine: assistant serve --listen 127.0.0.1"
            )
            await self._refuse(scope, send, 421, sentence)
            return
        if not self._open_to_network and not is_loopback(_host_of(headers.get("host", ""))):
            await self._refuse(scope, send, 421, _("This server answers for this machine's own names only."))
            return
        if origin is not None and not self._is_ours(origin, headers.get("host", "")):
            await self._refuse(scope, send, 403, _("Pages of other sites may not come here."))
            return
        answering = _with_headers(send, _cors(origin)) if origin is not None else send
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and origin is not None:
            await _answer(answering, 204, b"", "text/plain", _preflight(headers))
            return
        try:
            user = self._user(path, headers)
        except PermissionError as error:
            extra = {"www-authenticate": "Bearer"}
            await self._refuse(scope, answering, 401, str(error), extra)
            return
        except LibraryError:
            sentence = _(
                "The tokens cannot be read here. Whoever runs this server has to look: assistant serve token list"
            )
            await self._refuse(scope, answering, 503, sentence)
            return
        scope.setdefault("state", {})["user"] = user
        self._metrics.count("requests", path=_kind(path))
        if scope["type"] == "websocket":
            await self._app(scope, receive, answering)
            return
        if _number(headers.get("content-length", "0")) > self._max_body:
            await self._refuse(scope, answering, 413, self._too_large)
            return
        held = [0]
        try:
            await self._app(scope, self._bounded(receive, held), answering)
        finally:
            self._held -= held[0]

    def _is_ours(self, origin: str, host: str) -> bool:
        parts = urlsplit(origin)
        if parts.scheme in APP_SCHEMES:
            return True
        if parts.scheme not in ("http", "https"):
            return False
        return is_loopback(parts.hostname or "") or (self._open_to_network and parts.netloc == host)

    def _user(self, path: str, headers: Mapping[str, str]) -> User:
        """Return who asks.

        Raises:
            PermissionError: A token is needed, or the one that was given is nobody's.
            LibraryError: The tokens cannot be read.
        """
        kind, _space, token = headers.get("authorization", "").partition(" ")
        given = token.strip() if kind.lower() == "bearer" else headers.get("x-api-key", "")
        if not self._open_to_network and not given.startswith("pa-"):
            return LOCAL  # clients send a made-up key to servers that need none
        if not given and (path == "/" or path.startswith(OPEN_PATHS)):
            return LOCAL
        user = self._users.of(given) if given else None
        if user is None:
            raise PermissionError(
                _("This token is not known here.")
                if given
                else _("A token is needed: Authorization: Bearer pa-…")
            )
        return user

    def _bounded(self, receive: Receive, held: list[int]) -> Receive:
        """Count what is received.

        Args:
            receive: Gives the next piece of a body.
            held: Bytes of this request, counted up.
        """

        async def counted() -> MutableMapping[str, Any]:
            message = await receive()
            size = len(message.get("body", b""))
            held[0] += size
            self._held += size
            if held[0] > self._max_body:
                raise BodyTooLarge(self._too_large)
            if self._held > HELD_BODIES * self._max_body:
                raise TooMany(_("Too much is being sent here at once."), _("Ask again in a moment."))
            return message

        return counted

    @property
    def _too_large(self) -> str:
        return _("More than {most} bytes are not taken.", most=self._max_body)

    async def _refuse(
        self, scope: Scope, send: Send, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self._metrics.count("refused", status=str(status))
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": sentence})
            return
        body, kind = shaped_error(str(scope["path"]), status, sentence)
        await _answer(send, status, body, kind, headers or {})


def shaped_error(path: str, status: int, sentence: str, code: str = "") -> tuple[bytes, str]:
    """Return an error in the shape of the API that was asked, and its media type."""
    if path.startswith(("/v1", "/mcp")):
        kind = "invalid_request_error" if status < 500 else "server_error"
        told: object = {"error": {"message": sentence, "type": kind, "param": None, "code": code or None}}
    elif path.startswith("/api"):
        told = {"error": sentence}
    else:
        return f"{sentence}\n".encode(), "text/plain; charset=utf-8"
    return json.dumps(told, ensure_ascii=False).encode(), "application/json"


def _host_of(host: str) -> str:
    """Return the name in a Host header, without its port; "" where it is none."""
    if any(sign in host for sign in "/@?#\\ "):
        return ""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _kind(path: str) -> str:
    """Return the part of a path that tells an API's call, without names in it.

    It is "other" for a path that is none of ours.
    """
    parts = path.split("/")
    kind = "/".join(parts[: 3 if parts[1:2] in (["api"], ["v1"]) else 2]) or "/"
    return kind if kind in COUNTED else "other"


def _cors(origin: str) -> dict[str, str]:
    return {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "mcp-session-id",
        "vary": "Origin",
    }


def _preflight(headers: Mapping[str, str]) -> dict[str, str]:
    told = {
        "access-control-allow-methods": "GET, HEAD, POST, DELETE, OPTIONS",
        "access-control-allow-headers": ALLOWED_HEADERS,
        "access-control-max-age": "600",
    }
    if headers.get("access-control-request-private-network") == "true":
        told["access-control-allow-private-network"] = "true"
    return told


def _with_headers(send: Send, more: Mapping[str, str]) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            message["headers"] = [*message.get("headers", ()), *_encoded(more)]
        await send(message)

    return sending


def _encoded(headers: Mapping[str, str]) -> Iterable[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _answer(send: Send, status: int, body: bytes, kind: str, headers: Mapping[str, str]) -> None:
    told = {"content-length": str(len(body)), **({"content-type": kind} if body else {}), **headers}
    await send({"type": "http.response.start", "status": status, "headers": list(_encoded(told))})
    await send({"type": "http.response.body", "body": body})
