"""Comes in on a homeserver, by an access token or a password, as the same device each time."""

from __future__ import annotations

import logging
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import nio

from assistant.config.schema import MatrixSettings
from bots.matrix_errors import asked, refused
from bots.matrix_memory import Memory
from bots.platform import Gone, Refused

_LOG = logging.getLogger("bots.matrix")


def warn_of_clear(homeserver: str) -> None:
    """Say in the log where the token and all messages can be read on the way."""
    address = urlsplit(homeserver)
    name = address.hostname or ""
    with suppress(ValueError):
        if ip_address(name).is_loopback:
            return
    if address.scheme == "http" and name != "localhost":
        _LOG.warning(
            "The way to %s is not encrypted: whoever is on it can read the token and the messages. Use https://.",
            name,
        )


async def log_in(client: nio.AsyncClient, own: MatrixSettings, secret: str, memory: Memory) -> None:
    """Come in, as the device that the bot was before where there is one.

    The secret is tried as an access token first, and as the password of the account that is set then: a login makes a token, which is kept,
    because each further login would be one more device in everyone's list.

    Raises:
        Refused: It is neither, or it is a token of somebody else than who is set.
        Unreachable: The homeserver does not answer.
        Later: It was tried too often.
    """
    if memory.now.homeserver != own.homeserver or (own.user and memory.now.user not in ("", own.user)):
        memory.forget(own.homeserver)
    kept = memory.now.token
    for token in (kept, secret):
        if token and token.isascii() and token.isprintable() and await _accepted(client, token):
            memory.note(user=client.user_id, device=client.device_id, token=kept if token == kept else "")
            break
    else:
        await _with_password(client, own, secret, memory)
    if own.user and client.user_id != own.user:
        raise Refused(
            f"The access token is that of {client.user_id}, not of {own.user}.",
            "Correct bots.matrix.user, or give that account's token.",
        )


async def _accepted(client: nio.AsyncClient, token: str) -> bool:
    client.access_token = token
    try:
        found = await asked(client, client.whoami())
    except Refused:
        client.access_token = ""
        return False
    client.restore_login(found.user_id, found.device_id or "", token)
    return True


async def _with_password(client: nio.AsyncClient, own: MatrixSettings, password: str, memory: Memory) -> None:
    if not own.user:
        raise refused()
    client.user, client.device_id = own.user, memory.now.device
    try:
        await asked(client, client.login(password, device_name=own.device))
    except Gone as error:  # how a wrong password is said
        raise refused() from error
    memory.note(user=client.user_id, device=client.device_id, token=client.access_token)
