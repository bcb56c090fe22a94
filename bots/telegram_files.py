"""Files that people send: streamed from the Bot API server, and from nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import httpx

from bots.platform import Later, NoSuchMessage, PlatformError, TooLarge, Unreachable

_TIMEOUT_S = 20.0
_CHUNK = 1 << 16
_TOO_MANY = 429
_BROKEN = 500


def path_of(told: str | None, base: str) -> str:
    """Give the path of a file on the server.

    The package gives an address, or the path as the server told it where this machine happens to have a file of that path.

    Args:
        told: As the package gives it.
        base: The address that files stand under.

    Raises:
        NoSuchMessage: It is no path below that address.
    """
    path = (told or "").removeprefix(f"{base}/")
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or "://" in path:
        raise NoSuchMessage("The Bot API server does not give the file.")
    return path


async def fetch(base: str, path: str, to: Path, limit: int, settings: Mapping[str, Any]) -> None:
    """Write a file of the server's to a new one, as `Platform.fetch` does.

    Raises:
        TooLarge: It has more bytes than the limit.
        NoSuchMessage: The server does not have it.
        PlatformError: It could not be fetched.
    """
    whole = False
    try:
        await _stream(f"{base}/{quote(path)}", to, limit, settings)
        whole = True
    except httpx.HTTPError:  # its words hold the address, and that holds the token
        raise Unreachable("The Bot API server does not answer.", "It is tried again by itself.") from None
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
                    raise TooLarge("The file is larger than may be fetched.")
                await asyncio.to_thread(file.write, chunk)


def _failed(response: httpx.Response) -> PlatformError:
    if response.status_code == _TOO_MANY:
        after = response.headers.get("retry-after", "")
        return Later(float(after) if after.isdecimal() else 1.0)
    if response.status_code >= _BROKEN:
        return Unreachable("The Bot API server could not give the file.", "It is tried again by itself.")
    return NoSuchMessage("The Bot API server does not have the file any more.")
