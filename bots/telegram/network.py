"""Reach Telegram's server, directly or through a proxy, and download its files.

The model server and the Chroma server are never asked through a proxy. Telegram is elsewhere, and in some networks it is
reached through a proxy only: the one for its scheme is used (`HTTPS_PROXY`), else the one for all (`ALL_PROXY`), unless
`NO_PROXY` names the host. One that cannot be used is left out, and said.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from assistant.errors import SettingsError
from assistant.i18n import _
from assistant.wording import install_hint
from bots.platform import FileTooLarge, MessageNotFound, PlatformError, RateLimited, Unreachable

_TIMEOUT_S = 20.0
_CHUNK = 1 << 16
_TOO_MANY = 429
_BROKEN = 500
_SOCKS = ("socks5", "socks5h")


def file_path(told: str | None, base: str) -> str:
    """Return the path of a file on the server.

    The package gives an address, or the path as the server told it where this machine happens to have a file of that path.

    Args:
        told: As the package gives it.
        base: The address that files stand under.

    Raises:
        MessageNotFound: It is no path below that address.
    """
    path = (told or "").removeprefix(f"{base}/")
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or "://" in path:
        raise MessageNotFound(_("The Bot API server does not give the file."))
    return path


async def fetch(base: str, path: str, to: Path, limit: int, settings: Mapping[str, Any]) -> None:
    """Download a file; see `Platform.fetch`.

    Raises:
        FileTooLarge: It has more bytes than the limit.
        MessageNotFound: The server does not have it.
        PlatformError: It could not be fetched.
    """
    whole = False
    try:
        await _stream(f"{base}/{quote(path)}", to, limit, settings)
        whole = True
    except httpx.HTTPError:  # its words hold the address, and that holds the token
        raise Unreachable(
            _("The Bot API server does not answer."), _("It is tried again by itself.")
        ) from None
    finally:
        if not whole:
            to.unlink(missing_ok=True)


async def _stream(address: str, to: Path, limit: int, settings: Mapping[str, Any]) -> None:
    async with (
        httpx.AsyncClient(timeout=_TIMEOUT_S, **settings) as client,
        client.stream("GET", address) as response,
    ):
        if response.status_code != httpx.codes.OK:
            raise _failed(response)
        held = 0
        with to.open("xb") as file:
            async for chunk in response.aiter_bytes(_CHUNK):
                held += len(chunk)
                if held > limit:
                    raise FileTooLarge(_("The file is larger than may be fetched."))
                await asyncio.to_thread(file.write, chunk)


def _failed(response: httpx.Response) -> PlatformError:
    if response.status_code == _TOO_MANY:
        after = response.headers.get("retry-after", "")
        return RateLimited(float(after) if after.isdecimal() else 1.0)
    if response.status_code >= _BROKEN:
        return Unreachable(
            _("The Bot API server could not give the file."), _("It is tried again by itself.")
        )
    return MessageNotFound(_("The Bot API server does not have the file any more."))


@dataclass(frozen=True, slots=True)
class Route:
    """How a server is reached.

    Attributes:
        proxy: Its address, which may hold a password; None to go straight.
        notice: What is to be said of proxies that cannot be used; empty where there is none.
    """

    proxy: str | None = None
    notice: str = ""


def route_to(url: str, environ: Mapping[str, str], *, has_socks: bool | None = None) -> Route:
    """Choose the route to a server.

    Args:
        url: Of the server.
        environ: The environment.
        has_socks: Whether the package for socks proxies is there; None to look.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in ("localhost", "127.0.0.1", "::1") or _goes_straight(host, environ):
        return Route()
    if has_socks is None:
        has_socks = importlib.util.find_spec("socksio") is not None
    notices = []
    for name, written in _named(parts.scheme, environ):
        proxy = _completed(written)
        if proxy is None:
            notices.append(_("{name} names no proxy that can be used; it is left out.", name=name))
        elif proxy.startswith("socks") and not has_socks:
            notices.append(
                _(
                    "{name} names a socks proxy, which needs a package ({command}). It is left out.",
                    name=name,
                    command=install_hint("socksio"),
                )
            )
        else:
            return Route(proxy, " ".join(notices))
    return Route(None, " ".join(notices))


def client_settings(route: Route, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the settings of an HTTP client for a route, with SSL_CERT_FILE in force.

    Raises:
        SettingsError: SSL_CERT_FILE names no certificates.
    """
    named = environ.get("SSL_CERT_FILE")
    try:
        context = ssl.create_default_context(cafile=named or _certificates())
    except OSError:
        raise SettingsError(
            _("SSL_CERT_FILE names {named}, which holds no certificate that can be read.", named=named),
            _("Mend or unset it."),
        ) from None
    return {"trust_env": False, "verify": context, "proxy": route.proxy}


def _certificates() -> str:
    import certifi

    return certifi.where()


def _goes_straight(host: str, environ: Mapping[str, str]) -> bool:
    """Return whether `NO_PROXY` names a host, or a domain that it is in."""
    listed = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    names = [name.strip().lower().removeprefix("*").removeprefix(".") for name in listed.split(",")]
    return "*" in listed.split(",") or any(name and f".{host}".endswith(f".{name}") for name in names)


def _named(scheme: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the proxies for a scheme, the nearest first.

    Of two spellings the lower-case one wins, as elsewhere.
    """
    for name in (f"{scheme}_proxy", "all_proxy"):
        for spelling in (name, name.upper()):
            if written := environ.get(spelling, "").strip():
                yield spelling, written
                break


def _completed(written: str) -> str | None:
    """Normalize a proxy's address for the client; None if it is none."""
    scheme, found, rest = written.partition("://")
    scheme, rest = (scheme.lower(), rest) if found else ("http", written)
    scheme = "socks5" if scheme == "socks" else scheme  # as some desktops write it
    if scheme not in ("http", "https", *_SOCKS):
        return None
    try:
        proxy = httpx.Proxy(f"{scheme}://{rest}")
    except (ValueError, httpx.InvalidURL):
        return None
    return f"{scheme}://{rest}" if re.fullmatch(r"[\w.:-]+", proxy.url.host) else None
