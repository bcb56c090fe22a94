"""The app in a browser of this machine: loopback only, with a key."""

from __future__ import annotations

import hmac
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp_jinja2
from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from assistant.errors import UsageError
from assistant.i18n import _, language, os_reason

HOST = "127.0.0.1"
PAGES = Path(__file__).parent / "pages"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Nothing is fetched from other sites, and the page is shown in no frame."""
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LocalServer(Server):
    """Serves the app to browsers that come with the key.

    A page of another site can make a browser speak to this machine: hence the key, and the looks at `Host` and `Origin`.

    Args:
        command: What starts the app, for a shell.
        port: Of the loopback address.
        say: Writes a line for the user.
        told: What the app reads first on its standard input: the key of an encrypted library.
    """

    def __init__(self, command: str, port: int, say: Callable[[str], None], told: bytes = b"") -> None:
        super().__init__(command, host=HOST, port=port, title=_("Private assistant"), templates_path=PAGES)
        self.key = secrets.token_urlsafe(24)
        self._say = say
        self._told = told

    @property
    def url(self) -> str:
        """The address to open, with its key.

        The key is in the part of it that a browser sends to no server: a cookie would go to every port of this machine.
        """
        return f"{self.public_url}/#key={self.key}"

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        """Tell the app what it is to know, then hand it what comes from the browser."""
        if self._told:
            app_service.stdin.write(self._told)
        await super()._process_messages(websocket, app_service)

    def serve(self, debug: bool = False) -> None:
        """Take the port, and only then say where the app is.

        Args:
            debug: Unused.

        Raises:
            OSError: The port is taken.
        """
        self.initialize_logging()
        with socket.create_server((HOST, self.port)) as taken:
            web.run_app(self._make_app(), sock=taken, print=None)

    def initialize_logging(self) -> None:
        """Disable logging, which would contain the questions."""
        logging.getLogger("textual-serve").addHandler(logging.NullHandler())

    async def on_startup(self, app: web.Application) -> None:
        """Add the guard and a script, and print the address."""
        app.router.add_get("/page.js", self._script)
        app.router.add_get("/ws/{key}", self.handle_websocket)
        app.middlewares.append(self._guard)
        texts = {
            "opening": _("Opening …"),
            "left": _("The app has ended."),
            "again": _("Open it again"),
            "keyless": _("Open the address with its key, as it was printed."),
        }
        aiohttp_jinja2.get_env(app).globals.update(texts=texts, language=language())
        self._say(_("Open {url}", url=self.url))
        self._say(
            _("It is served to browsers of this machine alone, and only with this key. Ctrl+C ends it.")
        )

    @staticmethod
    async def _script(request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGES / "page.js")

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Refuse the app to who comes without the key, and everything to other sites."""
        here = f"{HOST}:{self.port}"
        if request.headers.get("Host", "") != here:
            raise web.HTTPForbidden(text=_("This address is not served."))
        origin = request.headers.get("Origin")
        if origin not in (None, f"http://{here}"):
            raise web.HTTPForbidden(text=_("Another site must not come here."))
        if request.path.startswith("/ws") and not self._fits(request.match_info.get("key", "")):
            raise web.HTTPForbidden(text=_("Open the address with its key, as it was printed."))
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _fits(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self.key.encode())


def serve(command: str, port: int, say: Callable[[str], None], told: bytes = b"") -> None:
    """Serve the app until it is interrupted.

    Args:
        command: What starts the app, for a shell.
        port: Of the loopback address.
        say: Writes a line for the user.
        told: What the app reads first on its standard input.

    Raises:
        UsageError: The port is taken.
    """
    try:
        LocalServer(command, port, say, told).serve()
    except OSError as error:
        raise UsageError(
            _("Port {port} cannot be used: {reason}.", port=port, reason=os_reason(error)),
            _("Choose another one: assistant tui --web --port 8123"),
        ) from error
