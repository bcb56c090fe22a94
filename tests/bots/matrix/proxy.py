"""Stands before a homeserver as a reverse proxy does, and goes wrong on order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web
from yarl import URL

from tests.fakes.homeserver import Homeserver


class Proxy:
    """The proxy; `before()` starts it.

    Attributes:
        down: Every request gets a 502 and a page for people, as from nginx.
        swallow: Sent messages reach the homeserver, and their senders never hear of it.
        fails: What is in the path of requests that fail while all others go through; empty for none.
        cuts: Whether those are cut off, instead of getting a 500.
        after_sync: What happens once, between the homeserver's first answer to a request for news and its coming to the bot.
    """

    def __init__(self, server: Homeserver, session: ClientSession) -> None:
        self._server = server
        self._session = session
        self.url = ""
        self.down = False
        self.swallow = False
        self.fails = ""
        self.cuts = False
        self.after_sync: Callable[[], Awaitable[object]] | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
        if self.fails and self.fails in request.path:
            if self.cuts and request.transport is not None:
                request.transport.abort()
            return web.json_response({"errcode": "M_UNKNOWN", "error": "Internal error"}, status=500)
        headers = {
            name: request.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in request.headers
        }
        address = URL(self._server.url + request.raw_path, encoded=True)
        body = await request.read()
        async with self._session.request(request.method, address, data=body, headers=headers) as answer:
            found = await answer.read()
        if self.after_sync is not None and request.path.endswith("/sync"):
            happens, self.after_sync = self.after_sync, None
            await happens()
        if self.swallow and "/send/" in request.path:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=answer.status, body=found, content_type=answer.content_type)


@asynccontextmanager
async def before(server: Homeserver) -> AsyncIterator[Proxy]:
    async with ClientSession() as session:
        proxy = Proxy(server, session)
        application = web.Application(client_max_size=10_000_000)
        application.router.add_route("*", "/{path:.*}", proxy.handle)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield proxy
        finally:
            await runner.cleanup()
