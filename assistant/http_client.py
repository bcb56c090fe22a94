"""Speak HTTP to a server that may be slow, broken or hostile.

Bounded in size and in time, and in one place.

The model server and the Chroma server are asked through it. It uses the standard library, which is imported quickly, reads
no proxy from the environment and follows no redirect. Certificates are checked against those of this machine and of
SSL_CERT_FILE, for every call alike.
"""

from __future__ import annotations

import io
import json
import os
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.addresses import ServerUrl
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.threads import Cancellation, current_cancellation

if TYPE_CHECKING:  # with what it takes along, it is loaded where something is asked
    import http.client
    import ssl

CONNECT_TIMEOUT_S = 5.0
LINE_S = 20.0
"""A line, or the head of an answer, that has begun is whole after so long: no server writes byte by byte."""
MOST_LINE_BYTES = 4 << 20
MOST_TEXT = 2_000
_PIECE_BYTES = 1 << 16
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class HttpError(Exception):
    """An exchange failed.

    The text says in a few words how, and holds nothing that was sent.
    """


class NoConnection(HttpError):
    """Nothing listens there, or the name does not exist."""


class NotTrusted(HttpError):
    """The server's certificate is not trusted, or is another server's."""


class NotTls(HttpError):
    """The server does not speak HTTPS."""


class TimedOut(HttpError):
    """The server was silent for too long, or the whole took too long."""


class ConnectionBroke(HttpError):
    """The connection ended before the answer did."""


class Cancelled(HttpError):
    """Nobody waits for the answer any more."""


class Unreadable(HttpError):
    """What came is no HTTP, is packed in an unknown way, or is not what was asked for."""


class TooLarge(Unreadable):
    """The answer is larger than any that makes sense."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an answer may take.

    Attributes:
        silence_s: How long the server may take for the head of the answer, and then for each line.
        whole_s: How long the whole exchange may take.
        most_bytes: How large the answer may be, unpacked.
    """

    silence_s: float
    whole_s: float
    most_bytes: int = 16 << 20


class Exchange:
    """One answer, of which the head has been read.

    Attributes:
        status: Of HTTP.
        headers: Of the answer.
    """

    def __init__(self, answer: http.client.HTTPResponse, clock: _Clock, bounds: Bounds) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._clock = clock
        self._bounds = bounds

    def read(self) -> bytes:
        """Read the whole answer.

        Raises:
            HttpError: It does not come whole, or not in time, or is too large.
        """
        self._clock.wait_for_all()
        return b"".join(self._pieces())

    def beginning(self, most_bytes: int) -> bytes:
        """Read the beginning of an answer that says what went wrong.

        Raises:
            HttpError: It does not come in time, or cannot be unpacked.
        """
        self._clock.wait_for_line()
        read = bytearray()
        for piece in self._pieces():
            read += piece
            if len(read) >= most_bytes:
                break
        return bytes(read[:most_bytes])

    def lines(self) -> Iterator[bytes]:
        """Read the answer line by line, as the lines come; empty ones are left out.

        Raises:
            HttpError: It does not come to its end, or not in time, or is too large.
        """
        self._clock.wait_for_line()
        held = bytearray()
        for piece in self._pieces():
            held += piece
            if len(held) > MOST_LINE_BYTES:
                raise TooLarge(_("a line without an end"))
            if b"\n" in piece:
                *whole, rest = bytes(held).split(b"\n")
                held = bytearray(rest)
                lines = [line for line in map(bytes.strip, whole) if line]
                yield from lines
                if lines:  # empty ones keep nobody waiting for longer
                    self._clock.wait_for_line()
        if last := bytes(held).strip():
            yield last

    def _pieces(self) -> Iterator[bytes]:
        """Yield the answer unpacked, in pieces."""
        encoding = (self.headers.get("Content-Encoding") or "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
            raise Unreadable(_("it is packed in an unknown way"))
        unpacker = None if encoding == "identity" else zlib.decompressobj(_GZIP_OR_ZLIB)
        left = self._bounds.most_bytes
        for piece in self._raw_pieces():
            if unpacker is not None:
                with _http_errors():
                    piece = unpacker.decompress(piece, left + 1)
            left -= len(piece)
            if left < 0:
                raise TooLarge(_("it does not end"))
            if piece:
                yield piece

    def _raw_pieces(self) -> Iterator[bytes]:
        left = self._answer.length  # None where the end of the connection, or of the chunks, ends it
        while left is None or left > 0:
            with _http_errors():
                piece = self._answer.read1(_PIECE_BYTES if left is None else min(left, _PIECE_BYTES))
            if not piece:
                if left is not None:
                    raise ConnectionBroke(_("it ended early"))
                return
            if left is not None:
                left -= len(piece)
            yield piece


class HttpClient:
    """Asks one server.

    Every exchange has a connection of its own, and closing it is what stops the server's work.

    Args:
        url: Of the server; what `ServerUrl.authorization` holds is sent with every request.
        authorization: A header to send in its place; empty for that one.
        header: Name and value of a header that is sent as well; an empty name for none.
    """

    def __init__(
        self, url: ServerUrl | str, authorization: str = "", header: tuple[str, str] = ("", "")
    ) -> None:
        parts = urlsplit(url)
        self.url = str(url)
        self._host = parts.hostname or ""
        self._port = parts.port
        self._path = parts.path
        self._secure = parts.scheme == "https"
        self._authorization = getattr(url, "authorization", "") or authorization
        self._header = header
        self._context: ssl.SSLContext | None = None
        self._ending = Cancellation()

    @property
    def authorized(self) -> bool:
        """Whether a password or a key is sent."""
        return bool(self._authorization)

    @contextmanager
    def exchange(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        bounds: Bounds,
    ) -> Iterator[Exchange]:
        """Send a request and give its answer while the block runs.

        Leaving it ends the connection.

        Args:
            method: Of HTTP.
            path: Below the server's address.
            body: Sent as JSON; None for nothing.
            bounds: What the answer may take.

        Raises:
            HttpError: The exchange failed, here or in the block.
        """
        endings = [self._ending, *filter(None, [current_cancellation()])]
        clock = _Clock(bounds, endings)
        payload = None if body is None else json.dumps(body).encode()
        with _http_errors():
            connection = self._connected(bounds)
        plain = connection.sock
        try:
            with ExitStack() as watched:
                for ending in endings:
                    watched.enter_context(ending.watching(plain))
                connection.sock = _TimedSocket(plain, clock)
                with _http_errors():
                    clock.wait_for_line()
                    connection.request(method, self._path + path, payload, self._headers(payload))
                    clock.wait_for_line()
                    answer = connection.getresponse()
                with answer:
                    yield Exchange(answer, clock, bounds)
        finally:
            plain.close()

    def close(self) -> None:
        """End every exchange that runs, in whatever thread; more may be begun after it."""
        ending, self._ending = self._ending, Cancellation()
        ending.cancel()

    def _connected(self, bounds: Bounds) -> http.client.HTTPConnection:
        import http.client

        timeout_s = min(CONNECT_TIMEOUT_S, bounds.silence_s, bounds.whole_s)
        if self._secure:
            if self._context is None:
                self._context = _trusting()
            context = self._context
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self._host, self._port, timeout=timeout_s, context=context
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=timeout_s)
        try:
            connection.connect()
        except TimeoutError as error:
            raise NoConnection(_("it takes no connection")) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _headers(self, payload: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
        if payload is not None:
            headers["Content-Type"] = "application/json"
        if self._authorization:
            headers["Authorization"] = self._authorization
        if self._header[0]:
            headers[self._header[0]] = self._header[1]
        return headers


def read_json(content: bytes) -> Any:
    """Read JSON from a server: strictly, without NaN, and however deep it is nested.

    Raises:
        Unreadable: It is none.
    """
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("it is no JSON")) from error


def read_object(content: bytes) -> dict[str, Any]:
    """Read a JSON object from a server.

    Raises:
        Unreadable: It is none.
    """
    found = read_json(content)
    if not isinstance(found, dict):
        raise Unreadable(_("it is no JSON object"))
    return found


def whole_number(value: object) -> int | None:
    """Return a number from JSON as a whole one that makes sense as a count.

    None for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1 << 53:
        return None
    return int(value)


def plain_text(value: object) -> str:
    """Return a text from JSON, cut where no name or sentence is as long.

    Empty for anything else.
    """
    return value[:MOST_TEXT] if isinstance(value, str) else ""


class _Clock:
    """Counts how long may still be waited."""

    def __init__(self, bounds: Bounds, endings: list[Cancellation]) -> None:
        self._endings = endings
        self._silence_s = bounds.silence_s
        self._end = time.monotonic() + bounds.whole_s
        self._until = self._end
        self._line = False

    def wait_for_line(self) -> None:
        """Wait for the next line.

        For the first byte as long as the server may be silent, then for its end.
        """
        self._until = min(self._end, time.monotonic() + self._silence_s)
        self._line = True

    def wait_for_all(self) -> None:
        """Wait for the whole answer, however it comes."""
        self._until, self._line = self._end, False

    def has_begun(self) -> None:
        """Note that part of a line has come."""
        if self._line:
            self._until, self._line = min(self._until, time.monotonic() + LINE_S), False

    def check_cancelled(self) -> None:
        """Raise `Cancelled` where nobody waits any more."""
        if any(ending.cancelled for ending in self._endings):
            raise Cancelled(_("it was given up"))

    def left_s(self) -> float:
        """Return how long may be waited now.

        Raises:
            TimeoutError: Not at all.
        """
        self.check_cancelled()
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        return left_s


class _TimedSocket:
    """What `http.client` uses of a socket, with the clock's time for every call.

    The socket is closed by its owner.
    """

    def __init__(self, plain: socket.socket, clock: _Clock) -> None:
        self._plain = plain
        self._clock = clock

    def sendall(self, data: bytes) -> None:
        self._plain.settimeout(self._clock.left_s())
        self._plain.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        del mode  # it is read from
        return io.BufferedReader(_TimedReader(self._plain, self._clock), _PIECE_BYTES)

    def close(self) -> None:
        pass


class _TimedReader(io.RawIOBase):
    def __init__(self, plain: socket.socket, clock: _Clock) -> None:
        self._plain = plain
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._plain.settimeout(self._clock.left_s())
        count = self._plain.recv_into(buffer)
        if not count:
            self._clock.check_cancelled()
        self._clock.has_begun()
        return count


@contextmanager
def _http_errors() -> Iterator[None]:
    """Turn what the standard library raises into ours."""
    import http.client

    try:
        yield
    except (OSError, http.client.HTTPException, zlib.error) as error:
        raise _translated(error) from error


def _translated(error: Exception) -> HttpError:
    import http.client

    if type(error).__module__ == "ssl":
        return _of_tls(error)
    match error:
        case TimeoutError():
            return TimedOut(_("it did not answer in time"))
        case socket.gaierror():
            return NoConnection(_("the name does not exist"))
        case ConnectionRefusedError():
            return NoConnection(_("nothing listens there"))
        case ConnectionError() | http.client.IncompleteRead():
            return ConnectionBroke(_("the connection ended"))
        case OSError():
            return NoConnection(os_reason(error) if error.errno else _("it cannot be reached"))
        case http.client.InvalidURL():
            return NoConnection(_("it is no address"))
    return Unreadable(_("it is no answer of HTTP"))


def _of_tls(error: Exception) -> HttpError:
    import ssl

    match error:
        case ssl.SSLCertVerificationError():
            return NotTrusted(error.verify_message.rstrip("."))
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return ConnectionBroke(_("the connection ended"))
        case ssl.SSLError(reason=reason) if reason in (
            "WRONG_VERSION_NUMBER",
            "HTTP_REQUEST",
            "RECORD_LAYER_FAILURE",
        ):
            return NotTls(_("it does not speak HTTPS"))
    return ConnectionBroke(_("the encrypted connection failed"))


def _trusting() -> ssl.SSLContext:
    """Make the context that checks certificates.

    It takes 40 ms, which plain HTTP is spared.
    """
    import ssl

    context = ssl.create_default_context()
    named = os.environ.get("SSL_CERT_FILE", "")
    if named:
        try:
            context.load_verify_locations(cafile=named)
        except OSError as error:  # ssl.SSLError is one
            raise NotTrusted(
                _("SSL_CERT_FILE names {named}, which holds no certificate that can be read", named=named)
            ) from error
    elif not os.environ.get("SSL_CERT_DIR"):
        with suppress(ImportError, OSError):
            import certifi  # some builds of Python find none of the system's

            context.load_verify_locations(cafile=certifi.where())
    return context


def _no_number(written: str) -> float:
    raise ValueError(written)
