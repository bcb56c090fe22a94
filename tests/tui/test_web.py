"""The app in a browser: who is let in, and what the page may fetch."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
from argparse import Namespace
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, web
from textual_serve.app_service import AppService

from tui.command import app_words
from tui.web import HOST, LocalServer

Visit = Callable[[LocalServer, ClientSession], Awaitable[None]]


def visited(visit: Visit) -> None:
    """Serve on a free port and visit; what is started in the app's place ends at once."""

    async def run() -> None:
        said: list[str] = []
        started: list[Process] = []
        server = LocalServer("exit 1", 0, said.append)
        runner = web.AppRunner(await server._make_app())
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        server.port = runner.addresses[0][1]
        server.public_url = f"http://{HOST}:{server.port}"
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(AppService, "_open_app_process", kept(started))
            try:
                async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
                    await visit(server, session)
            finally:
                await runner.cleanup()
                for process in started:  # which the server does not wait for
                    await process.wait()

    asyncio.run(run())


def kept(started: list[Process]) -> Callable[[AppService, int, int], Awaitable[Process]]:
    """Open the process of a page, and keep it in the list."""
    opened = AppService._open_app_process

    async def open_process(self: AppService, width: int = 80, height: int = 24) -> Process:
        started.append(await opened(self, width, height))
        return started[-1]

    return open_process


def test_without_the_key_nobody_is_let_in() -> None:
    async def visit(server: LocalServer, session: ClientSession) -> None:
        for path in ("/ws", "/ws/", "/ws/wrong", f"/ws?key={server.key}", f"/ws/x{server.key}"):
            async with session.get(server.public_url + path) as response:
                assert response.status in (403, 404), path

    visited(visit)


def test_the_key_is_sent_to_no_other_server() -> None:
    """A cookie would go to whatever listens on another port of this machine, and so would a query to a proxy's log."""

    async def visit(server: LocalServer, session: ClientSession) -> None:
        before, _, fragment = server.url.partition("#")
        assert (server.key in before, server.key in fragment) == (False, True)
        async with session.get(server.url) as response:
            assert not response.cookies
            assert server.key not in await response.text()
        async with session.ws_connect(f"{server.public_url}/ws/{server.key}?width=80&height=24") as socket:
            assert not socket.closed

    visited(visit)


@pytest.mark.parametrize("cookie", ["=", "a=\\", "assistant_1; ;;=", '"', "a" * 5000])
def test_a_broken_cookie_breaks_nothing(cookie: str) -> None:
    async def visit(server: LocalServer, session: ClientSession) -> None:
        async with session.get(server.public_url, headers={"Cookie": cookie}) as response:
            assert response.status in (200, 400)

    visited(visit)


def test_the_page_opens_and_fetches_nothing_from_elsewhere() -> None:
    async def visit(server: LocalServer, session: ClientSession) -> None:
        async with session.get(server.url) as response:
            page = await response.text()
            assert response.status == 200
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        addresses = re.findall(r"""(?:src|href)=["']([^"']+)|url\(["']([^"')]+)""", page)
        assert len(addresses) >= 5
        for address in (one or other for one, other in addresses):
            assert address.startswith(("/", "data:,", server.public_url)), address
        async with session.get(f"{server.public_url}/static/js/textual.js") as response:
            assert response.status == 200

    visited(visit)


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
def test_another_site_is_not_let_in_even_with_the_key(headers: dict[str, str]) -> None:
    async def visit(server: LocalServer, session: ClientSession) -> None:
        for path in ("/", f"/ws/{server.key}", "/static/js/textual.js", "/page.js"):
            async with session.get(server.public_url + path, headers=headers) as response:
                assert response.status == 403

    visited(visit)


def test_the_app_in_a_browser_has_the_options_of_the_command() -> None:
    given = Namespace(home="/h", library="", engine="ollama", language="zh")
    assert app_words(given)[-7:] == ["--home", "/h", "--engine", "ollama", "--language", "zh", "tui"]


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        words = [
            sys.executable,
            "-m",
            "assistant",
            "--home",
            str(tmp_path),
            "tui",
            "--web",
            "--port",
            str(port),
        ]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"Port {port} cannot be used" in done.stderr
    assert "key=" not in done.stdout + done.stderr  # it would be opened where another program listens
