"""Turns what a homeserver and the network answer into the port's errors, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import nio

from bots.platform import Gone, Later, PlatformError, Refused, Unreachable

_LOG = logging.getLogger("bots.matrix")
_NOT_ACCEPTED = (
    "M_UNKNOWN_TOKEN",
    "M_MISSING_TOKEN",
    "M_USER_DEACTIVATED",
    "M_USER_LOCKED",
    "M_USER_SUSPENDED",
)
_CLOSED = ("M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN_POS", "M_GUEST_ACCESS_FORBIDDEN")
_USUAL_WAIT_MS = 5000
_BAD = 400
_SERVER_FAULT = 500
_TOO_MANY = 429
_UNAUTHORIZED = 401
_PAUSES_S = (0.2, 1.0, 0.0)


async def asked(client: nio.AsyncClient, request: Awaitable[Any]) -> Any:
    """Wait for the response to a request of a client, and give it where it is a good one.

    Raises:
        PlatformError: As `checked` and `reaching` say.
    """
    with reaching(client.homeserver):
        return checked(await request)


async def asked_alone(client: nio.AsyncClient, request: Callable[[], Awaitable[Any]]) -> Any:
    """Ask as `asked` does, for what must not hold up everything else.

    Args:
        client: Logged in.
        request: Makes the request, each time that it is tried.

    Raises:
        Unreachable: The homeserver answers nothing at all; waiting helps.
        PlatformError: It fails at this alone, each time: someone may have made it so. Or as `asked` says.
    """
    for pause in _PAUSES_S:
        try:
            return await asked(client, request())
        except Unreachable as error:
            failure = error
        await asked(client, client.whoami())
        await asyncio.sleep(pause)
    raise PlatformError(f"The homeserver answers, but not to this. {failure.message}") from failure


def checked(response: Any) -> Any:
    """Give a response back where it is a good one.

    Raises:
        Later: Too much was asked.
        Refused: The homeserver does not accept the bot.
        Gone: The room is closed to the bot.
        Unreachable: The homeserver, or what stands before it, is not well.
        PlatformError: It does not do what was asked.
    """
    status = getattr(getattr(response, "transport_response", None), "status", 0)
    # Where nothing is wanted but an empty answer, nio takes a proxy's page for people for one.
    if not isinstance(response, nio.ErrorResponse) and status < _BAD:
        return response
    code = getattr(response, "status_code", "") or ""
    if code == "M_LIMIT_EXCEEDED" or status == _TOO_MANY:
        raise Later((getattr(response, "retry_after_ms", 0) or _USUAL_WAIT_MS) / 1000)
    if code in _NOT_ACCEPTED or status == _UNAUTHORIZED:
        raise refused()
    if status >= _SERVER_FAULT or not code:
        raise Unreachable(
            f"The homeserver is not well (status {status or 'unknown'}).", "It is tried again by itself."
        )
    if code in _CLOSED:
        raise Gone(f"The room is closed to the bot ({code}).")
    raise PlatformError(f"The homeserver did not do what was asked ({code}).")


@contextmanager
def going_on(without: str) -> Iterator[None]:
    """Go on where the homeserver refuses one thing; what concerns more than that, or may pass, is still raised.

    Args:
        without: A sentence for the log.
    """
    try:
        yield
    except (Later, Unreachable, Refused):
        raise
    except PlatformError as error:
        _LOG.warning("%s %s", without, error.message)


def refused() -> Refused:
    """Make the error for a bot that the homeserver does not accept."""
    return Refused(
        "The homeserver does not accept the bot's access token or password.",
        "Give it a new one, and its account's name in bots.matrix.user where that is a password.",
    )


@contextmanager
def reaching(homeserver: str) -> Iterator[None]:
    """Turn what goes wrong on the way to the homeserver into one error.

    Raises:
        Unreachable: It did not answer, or not in time.
        Gone: The room is not one of the bot's.
        PlatformError: Something could not be encrypted.
    """
    try:
        yield
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unreachable(
            f"The homeserver {homeserver} does not answer ({type(error).__name__}).",
            "It is tried again by itself.",
        ) from error
    except nio.LocalProtocolError as error:
        raise Gone("The room is not one of the bot's.") from error
    except (nio.EncryptionError, nio.SendRetryError) as error:
        raise PlatformError("The message could not be encrypted for this room.", "Ask again.") from error
