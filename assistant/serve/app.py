"""The calls of the server, put together."""

from __future__ import annotations

import hmac
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assistant.aio.client import AsyncAssistant
from assistant.aio.source_context import SourceContext
from assistant.errors import AssistantError, LibraryError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.serve import mcp_server, ollama_api, openai_api, openapi, pages, responses_api, search_api
from assistant.serve.access import Access, shaped_error
from assistant.serve.desk import Call, Desk, error_response
from assistant.serve.users import Users

WEB_HEADERS = {
    **pages.HEADERS,
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

PICTURE_WIDTH = 1400
"""Of the picture of a page, in dots."""


def routes(desk: Desk) -> list[BaseRoute]:
    """Return every call but MCP's."""
    calls: list[tuple[str, str, Call]] = [
        ("GET", "/", ollama_api.root),
        ("GET", "/api/version", ollama_api.version),
        ("GET", "/api/tags", ollama_api.tags),
        ("GET", "/api/ps", ollama_api.running),
        ("POST", "/api/show", ollama_api.show),
        ("POST", "/api/chat", ollama_api.chat),
        ("POST", "/api/generate", ollama_api.generate),
        ("POST", "/api/embed", ollama_api.embed),
        ("POST", "/api/embeddings", ollama_api.embeddings),
        ("GET", "/v1/models", openai_api.models),
        ("GET", "/v1/models/{id:path}", openai_api.model),
        ("POST", "/v1/chat/completions", openai_api.chat),
        ("POST", "/v1/completions", openai_api.completion),
        ("POST", "/v1/embeddings", openai_api.embeddings),
        ("POST", "/v1/responses", responses_api.respond),
        ("POST", "/v1/search", search_api.search),
        ("GET", "/source/{library}/{passage:int}", _source),
        ("GET", "/source/{library}/{passage:int}/page", _source_picture),
        ("GET", "/ask", _ask),
        ("GET", "/ask.js", _ask),
        ("GET", "/health", _health),
        ("GET", "/metrics", _metrics),
        ("GET", "/openapi.json", _openapi),
    ]
    all_routes: list[BaseRoute] = [
        Route(path, _endpoint(desk, call), methods=[method]) for method, path, call in calls
    ]
    for name in ollama_api.FORBIDDEN:
        for path in (f"/api/{name}", f"/api/{name}/{{rest:path}}"):
            methods = ["GET", "POST", "DELETE", "PUT", "HEAD"]
            all_routes.append(Route(path, _endpoint(desk, ollama_api.forbidden), methods=methods))
    return all_routes


def app_of(desk: Desk, users: Users, *, open_to_network: bool, allow_ingest: tuple[Path, ...] = ()) -> Access:
    """Put the app of a server together.

    Args:
        desk: The server's state.
        users: Who has a token.
        open_to_network: Whether others than this machine can reach it.
        allow_ingest: Folders below which clients may have files read.
    """
    tools = mcp_server.server(desk.libraries, desk, allow_ingest)
    over_http = mcp_server.over_http(tools)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None, None]:
        async with mcp_server.running(tools):
            try:
                yield
            finally:
                await desk.libraries.aclose()

    app = Starlette(
        routes=[*routes(desk), *over_http.routes],
        lifespan=lifespan,
        exception_handlers={HTTPException: _http_error, AssistantError: _our_error, Exception: _unforeseen},
    )
    desk.metrics.watch("running", lambda: desk.gate.running)
    desk.metrics.watch("waiting", lambda: desk.gate.in_line)
    max_body = desk.settings.max_body_mb * 1_000_000
    return Access(app, users, desk.metrics, open_to_network=open_to_network, max_body=max_body)


def _endpoint(desk: Desk, call: Call) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await call(desk, request)
        except AssistantError as error:
            return error_response(request.url.path, error)
        except ClientDisconnect:
            return Response(status_code=499)

    return endpoint


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a signed address leads to.

    Attributes:
        client: The library.
        context: The page or section.
        links: Makes addresses for whoever was given this one.
    """

    client: AsyncAssistant
    context: SourceContext
    links: pages.Links


async def _shown(desk: Desk, request: Request) -> _Shown | Response:
    """Return what a signed address leads to, or the page that says why nowhere."""
    name, passage = request.path_params["library"], request.path_params["passage"]
    try:
        start, end = int(request.query_params.get("from", "")), int(request.query_params.get("to", ""))
    except ValueError:
        return _message(404, _("Not found"), _("This address is not whole."))
    words = request.query_params.get("words", "")
    holder = request.query_params.get("for", "")
    key = pages.signature(desk.secret, name, passage, start, end, words, holder)
    if not hmac.compare_digest(key.encode(), request.query_params.get("key", "").encode(errors="replace")):
        return _message(403, _("Not open"), _("Only addresses that stand in an answer can be opened."))
    try:
        if not desk.users.has(desk.secret, holder, name):
            return _message(
                403,
                _("Not open any more"),
                _("The token that this address was made for is worth nothing now."),
            )
    except LibraryError:
        return _message(
            503, _("Not open now"), _("The tokens cannot be read here. Whoever runs this server has to look.")
        )
    if name not in desk.libraries.names():
        return _message(404, _("Not found"), _("This library is not there any more."))
    client = await desk.libraries.opened(name)
    context = await client.source_at(passage, start, end)
    if context is None or pages.seal(desk.secret, context.source, pages.shown_words(context)) != words:
        return _message(
            404,
            _("Gone"),
            _("These words are not in the library any more: the document was changed or forgotten."),
        )
    return _Shown(client, context, pages.Links(desk.base(request), name, desk.secret, holder))


async def _source(desk: Desk, request: Request) -> Response:
    """GET /source/…: the page or section around some words."""
    shown = await _shown(desk, request)
    if isinstance(shown, Response):
        return shown
    client, context = shown.client, shown.context
    around = [await client.source_context_beside(context, step) for step in (-1, 1)]
    before, after = ("" if one is None else shown.links.beginning(one) for one in around)
    picture = ""
    if await client.shows_page(context):
        picture = f"{request.path_params['passage']}/page?{request.url.query}"
    return HTMLResponse(pages.page(context, before, after, picture), headers=pages.SOURCE_HEADERS)


async def _source_picture(desk: Desk, request: Request) -> Response:
    """GET /source/…/page: the same page as it looks, with the words marked."""
    shown = await _shown(desk, request)
    if isinstance(shown, Response):
        return shown
    async with desk.drawing.passed(""):
        drawn = await shown.client.page_picture(shown.context, PICTURE_WIDTH)
    return Response(drawn.data, media_type=drawn.media_type, headers=pages.HEADERS)


async def _ask(desk: Desk, request: Request) -> Response:
    """GET /ask: the page for people without a client, in their browser's language."""
    if request.url.path.endswith(".js"):
        return FileResponse(pages.WEB / "ask.js", headers=WEB_HEADERS)
    return HTMLResponse(pages.ask_page(), headers={**WEB_HEADERS, "Vary": "Accept-Language"})


async def _health(desk: Desk, request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _metrics(desk: Desk, request: Request) -> Response:
    return PlainTextResponse(desk.metrics.text(), media_type="text/plain; version=0.0.4")


async def _openapi(desk: Desk, request: Request) -> Response:
    return JSONResponse(openapi.document())


def _message(status: int, title: str, sentence: str) -> Response:
    return HTMLResponse(pages.message_page(title, sentence), status, headers=pages.HEADERS)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentences = {404: _("There is no such call."), 405: _("This call is made with another method.")}
    sentence = sentences.get(error.status_code, error.detail)
    body, kind = shaped_error(request.url.path, error.status_code, sentence)
    return Response(body, error.status_code, error.headers, kind)


async def _our_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssistantError)
    return error_response(request.url.path, error)


async def _unforeseen(request: Request, error: Exception) -> Response:
    sentence = _("Something went wrong here ({name}).", name=type(error).__name__)
    body, kind = shaped_error(request.url.path, 500, sentence)
    return Response(body, 500, None, kind)
