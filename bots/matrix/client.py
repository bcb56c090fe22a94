"""Talk to a homeserver: requests, login, keys, files, and state over restarts."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import aiohttp
import nio

from assistant.config.schema import MatrixSettings
from assistant.i18n import _
from assistant.processes import replacing
from bots.platform import (
    ChatClosed,
    FileTooLarge,
    MessageNotFound,
    PlatformError,
    RateLimited,
    TokenRejected,
    Unreachable,
    Upload,
)

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
_PATH = "/_matrix/client/v1/media/download/"
_ADDRESS = re.compile(r"mxc://([\w\[][\w.:\[\]-]*)/([\w-]+)", re.ASCII)
"""Nothing that would lead to another part of the homeserver."""
_CHUNK = 64 * 1024
_WITHIN_S = 600
_PASSING = (429, 502, 503, 504)
_GOOD = 200


async def request(client: nio.AsyncClient, response: Awaitable[Any]) -> Any:
    """Await the response to a request of a client, and return it if it is good.

    Raises:
        PlatformError: As `checked_response` and `mapped_errors` say.
    """
    with mapped_errors(client.homeserver):
        return checked_response(await response)


async def request_isolated(client: nio.AsyncClient, ask: Callable[[], Awaitable[Any]]) -> Any:
    """Make a request that must not hold up everything else if it alone fails.

    Args:
        client: Logged in.
        ask: Makes the request, each time that it is tried.

    Raises:
        Unreachable: The homeserver answers nothing at all; waiting helps.
        PlatformError: It fails at this alone, each time: someone may have made it so. Or as `request` says.
    """
    for pause in _PAUSES_S:
        try:
            return await request(client, ask())
        except Unreachable as error:
            failure = error
        await request(client, client.whoami())
        await asyncio.sleep(pause)
    raise PlatformError(
        _("The homeserver answers, but not to this. {reason}", reason=failure.message)
    ) from failure


def checked_response(response: Any) -> Any:
    """Return a response if it is a good one.

    Raises:
        RateLimited: Too much was asked.
        TokenRejected: The homeserver does not accept the bot.
        ChatClosed: The room is closed to the bot.
        Unreachable: The homeserver, or what stands before it, is not well.
        PlatformError: It does not do what was asked.
    """
    status = getattr(getattr(response, "transport_response", None), "status", 0)
    # Where nothing is wanted but an empty answer, nio takes a proxy's page for people for one.
    if not isinstance(response, nio.ErrorResponse) and status < _BAD:
        return response
    code = getattr(response, "status_code", "") or ""
    if code == "M_LIMIT_EXCEEDED" or status == _TOO_MANY:
        raise RateLimited((getattr(response, "retry_after_ms", 0) or _USUAL_WAIT_MS) / 1000)
    if code in _NOT_ACCEPTED or status == _UNAUTHORIZED:
        raise token_rejected()
    if status >= _SERVER_FAULT or not code:
        raise Unreachable(
            _("The homeserver is not well (status {status}).", status=status or "?"),
            _("It is tried again by itself."),
        )
    if code in _CLOSED:
        raise ChatClosed(_("The room is closed to the bot ({code}).", code=code))
    raise PlatformError(_("The homeserver did not do what was asked ({code}).", code=code))


@contextmanager
def tolerating(without: str) -> Iterator[None]:
    """Log and suppress an error that concerns one request alone.

    Errors that pass by themselves, or concern the whole bot, are still raised.

    Args:
        without: A sentence for the log.
    """
    try:
        yield
    except (RateLimited, Unreachable, TokenRejected):
        raise
    except PlatformError as error:
        _LOG.warning("%s %s", without, error.message)


def token_rejected() -> TokenRejected:
    """Make the error for a bot that the homeserver does not accept."""
    return TokenRejected(
        _("The homeserver does not accept the bot's access token or password."),
        _("Give it a new one, and its account's name in bots.matrix.user where that is a password."),
    )


@contextmanager
def mapped_errors(homeserver: str) -> Iterator[None]:
    """Raise ours for errors of the network and of the package.

    Raises:
        Unreachable: It did not answer, or not in time.
        ChatClosed: The room is not one of the bot's.
        PlatformError: Something could not be encrypted.
    """
    try:
        yield
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unreachable(
            _(
                "The homeserver {homeserver} does not answer ({name}).",
                homeserver=homeserver,
                name=type(error).__name__,
            ),
            _("It is tried again by itself."),
        ) from error
    except nio.LocalProtocolError as error:
        raise ChatClosed(_("The room is not one of the bot's.")) from error
    except (nio.EncryptionError, nio.SendRetryError) as error:
        raise PlatformError(
            _("The message could not be encrypted for this room."), _("Ask again.")
        ) from error


@dataclass(frozen=True, slots=True)
class State:
    """The state that outlasts a restart.

    Attributes:
        homeserver: The address that all of it belongs to.
        user: The bot's MXID.
        device: The device that its messages and keys belong to.
        token: Of a login by password; empty where the owner gave one.
        since: How far it has read, as the homeserver says it; empty before the first time.
        taken: Messages after that which were taken all the same, by id.
        invitations: Rooms it was asked into by people who are not allowed, and by whom.
        told: Rooms that know already that the bot cannot read them.
    """

    homeserver: str = ""
    user: str = ""
    device: str = ""
    token: str = ""
    since: str = ""
    taken: tuple[str, ...] = ()
    invitations: dict[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


class StateFile:
    """Keeps the state in one file that only this user can read.

    Args:
        folder: A folder that only this user can enter.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "matrix.json"
        self.now = self._read()

    def update(self, **changes: object) -> None:
        """Change some of the state, and replace the file in one step."""
        changed = replace(self.now, **changes)  # type: ignore[arg-type]
        if changed == self.now:
            return
        self.now = changed
        with replacing(self._path, self._path.with_suffix(".new")) as file:
            file.write(json.dumps(asdict(changed)).encode())

    def reset(self, homeserver: str) -> None:
        """Reset the state, for another account or homeserver."""
        self.now = State()
        self.update(homeserver=homeserver)

    def _read(self) -> State:
        """Read the file; an empty state if there is none, or a damaged one."""
        try:
            held = json.loads(self._path.read_text("utf-8"))
            return State(
                **{**held, "taken": tuple(held.get("taken", ())), "told": tuple(held.get("told", ()))}
            )
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return State()


def warn_of_clear(homeserver: str) -> None:
    """Log a warning if the token and all messages can be read on the way."""
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


async def log_in(client: nio.AsyncClient, own: MatrixSettings, secret: str, state: StateFile) -> None:
    """Log in, as the same device as before if there is one.

    The secret is tried as an access token first, and as the password of the account that is set then: a login makes a token, which is kept,
    because each further login would be one more device in everyone's list.

    Raises:
        TokenRejected: It is neither, or it is a token of somebody else than who is set.
        Unreachable: The homeserver does not answer.
        RateLimited: It was tried too often.
    """
    if state.now.homeserver != own.homeserver or (own.user and state.now.user not in ("", own.user)):
        state.reset(own.homeserver)
    kept = state.now.token
    for token in (kept, secret):
        if token and token.isascii() and token.isprintable() and await _accepted(client, token):
            state.update(user=client.user_id, device=client.device_id, token=kept if token == kept else "")
            break
    else:
        await _with_password(client, own, secret, state)
    if own.user and client.user_id != own.user:
        raise TokenRejected(
            _("The access token is that of {user_id}, not of {user}.", user_id=client.user_id, user=own.user),
            _("Correct bots.matrix.user, or give that account's token."),
        )


async def _accepted(client: nio.AsyncClient, token: str) -> bool:
    client.access_token = token
    try:
        found = await request(client, client.whoami())
    except TokenRejected:
        client.access_token = ""
        return False
    client.restore_login(found.user_id, found.device_id or "", token)
    return True


async def _with_password(
    client: nio.AsyncClient, own: MatrixSettings, password: str, state: StateFile
) -> None:
    if not own.user:
        raise token_rejected()
    client.user, client.device_id = own.user, state.now.device
    try:
        await request(client, client.login(password, device_name=own.device))
    except ChatClosed as error:  # how a wrong password is said
        raise token_rejected() from error
    state.update(user=client.user_id, device=client.device_id, token=client.access_token)


async def exchange_keys(client: nio.AsyncClient) -> None:
    """Upload, query and claim the encryption keys that are due.

    What the homeserver refuses is tried again the next time.

    Raises:
        RateLimited: Too much was asked.
        Unreachable: The homeserver is not well.
        TokenRejected: The homeserver does not accept the bot.
    """
    if client.olm is None:
        return
    with tolerating("Keys for encrypted rooms were not exchanged."):  # not shown
        if client.should_upload_keys:
            await request(client, client.keys_upload())
        if client.should_query_keys:
            await request(client, client.keys_query())
        if client.should_claim_keys:
            await request(client, client.keys_claim(client.get_users_for_key_claiming()))
        await request(client, client.send_to_device_messages())


async def fetch(client: nio.AsyncClient, upload: Upload, to: Path, limit: int) -> None:
    """Download an upload to a new file; nothing stays there if that fails.

    Raises:
        FileTooLarge: It has more bytes than the limit.
        MessageNotFound: The homeserver does not have it.
        PlatformError: It could not be fetched or decrypted.
    """
    if upload.size is not None and upload.size > limit:
        raise _too_large(limit)
    whole = False
    try:
        with to.open("xb") as file, mapped_errors(client.homeserver):
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
        raise PlatformError(_("The file could not be decrypted."), _("Send it again.")) from error
    file.seek(0)
    file.truncate()
    file.write(plain)


def _failed(status: int) -> PlatformError:
    if status == _UNAUTHORIZED:
        return token_rejected()
    if status in _PASSING:
        return Unreachable(
            _("The homeserver could not give the file (status {status}).", status=status),
            _("It is tried again."),
        )
    return MessageNotFound(_("The homeserver does not have the file."), _("Send it again."))


def _too_large(limit: int) -> FileTooLarge:
    return FileTooLarge(
        _("The file is larger than {limit} MB.", limit=limit // 1_000_000), _("Send a smaller one.")
    )
