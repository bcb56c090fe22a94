"""Fetches what people send: streamed, counted, and decrypted where it is encrypted."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any, BinaryIO

import nio

from bots.matrix_errors import reaching, refused
from bots.platform import NoSuchMessage, PlatformError, TooLarge, Unreachable, Upload

_PATH = "/_matrix/client/v1/media/download/"
_ADDRESS = re.compile(r"mxc://([\w\[][\w.:\[\]-]*)/([\w-]+)", re.ASCII)
"""Nothing that would lead to another part of the homeserver."""
_CHUNK = 64 * 1024
_WITHIN_S = 600
_PASSING = (429, 502, 503, 504)
_UNAUTHORIZED = 401
_GOOD = 200


async def fetch(client: nio.AsyncClient, upload: Upload, to: Path, limit: int) -> None:
    """Write a file that came with a message to a new file; nothing stays there when that fails.

    Raises:
        TooLarge: It has more bytes than the limit.
        NoSuchMessage: The homeserver does not have it.
        PlatformError: It could not be fetched or decrypted.
    """
    if upload.size is not None and upload.size > limit:
        raise _too_large(limit)
    whole = False
    try:
        with to.open("xb") as file, reaching(client.homeserver):
            await _stream(client, json.loads(upload.reference), file, limit)
        whole = True
    finally:
        if not whole:
            to.unlink(missing_ok=True)


async def _stream(client: nio.AsyncClient, reference: dict[str, Any], file: BinaryIO, limit: int) -> None:
    address = _ADDRESS.fullmatch(str(reference.get("url")))
    if address is None:
        raise _failed(0)
    headers = {"Authorization": f"Bearer {client.access_token}"}
    response = await client.send(
        "GET", f"{_PATH}{address[1]}/{address[2]}", headers=headers, timeout=_WITHIN_S
    )
    async with response:
        if response.status != _GOOD:
            raise _failed(response.status)
        held = 0
        async for chunk in response.content.iter_chunked(_CHUNK):
            held += len(chunk)
            if held > limit:
                raise _too_large(limit)
            await asyncio.to_thread(file.write, chunk)
    if "key" in reference:
        await asyncio.to_thread(_decrypt, file, Path(file.name), reference)


def _decrypt(file: BinaryIO, path: Path, reference: dict[str, Any]) -> None:
    from nio.crypto.attachments import decrypt_attachment

    file.flush()
    try:
        plain = decrypt_attachment(
            path.read_bytes(), reference["key"]["k"], reference["hashes"]["sha256"], reference["iv"]
        )
    except (
        nio.EncryptionError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:  # whatever was sent as keys
        raise PlatformError("The file could not be decrypted.", "Send it again.") from error
    file.seek(0)
    file.truncate()
    file.write(plain)


def _failed(status: int) -> PlatformError:
    if status == _UNAUTHORIZED:
        return refused()
    if status in _PASSING:
        return Unreachable(f"The homeserver could not give the file (status {status}).", "It is tried again.")
    return NoSuchMessage("The homeserver does not have the file.", "Send it again.")


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The file is larger than {limit // 1_000_000} MB.", "Send a smaller one.")
