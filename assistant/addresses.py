"""Addresses of servers as people write them.

The one parser for every setting that names one.

A user and a password in an address are kept apart from it, so that an address can be shown anywhere.
"""

from __future__ import annotations

import ipaddress
import re
from base64 import b64encode
from urllib.parse import quote, unquote, urlsplit

from assistant.i18n import _
from assistant.offline import canonical_host
from assistant.regexes import lazy_regex

OLLAMA_PORT = 11434
DEFAULT_URL = f"http://127.0.0.1:{OLLAMA_PORT}"

_SCHEME_PORTS = {"http": 80, "https": 443}
_QUOTES = "\"'`“”‘’«»"
_HOST_NAME = lazy_regex(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*\.?")
_END_OF_AUTHORITY = lazy_regex(r"[/?#]")
_API_PATH = lazy_regex(
    r"/(v1(/(chat/completions|completions|embeddings|models))?"
    r"|api(/(tags|ps|show|chat|generate|embed|embeddings|pull|version))?)/*\Z"
)
"""What other programs want behind the address of an Ollama server, and what its own documentation shows."""


class ServerUrl(str):
    """An address that may be shown.

    The user and the password written into it are apart.

    Attributes:
        authorization: The header that they make; empty without them.
    """

    authorization: str = ""


class AddressError(ValueError):
    """A text is no address of a server.

    Attributes:
        reason: One sentence on what is wrong with it; never holds a user or a password.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def host_name(text: str) -> str:
    """Accept a host name or an address, and bring it into its usual form.

    Raises:
        ValueError: It is neither; an address with a scheme or a port is not.
    """
    name = canonical_host(text)
    if not (_ip_version(name) or _HOST_NAME.fullmatch(name)):
        raise ValueError(text)
    return name


def ollama_url(text: str | None) -> ServerUrl:
    """Complete the address of an Ollama server; empty or None for the default.

    Raises:
        AddressError: It is none.
    """
    if isinstance(text, ServerUrl):
        return text
    return server_url(text, ollama=True) if text and _bare(text) else ServerUrl(DEFAULT_URL)


def server_url(text: str, default_port: int = OLLAMA_PORT, *, ollama: bool = False) -> ServerUrl:
    """Complete the address of a server as Ollama's own programs do.

    The scheme may be missing, then the port defaults to the server's own; with a scheme it defaults to the scheme's.
    An address to listen on everywhere (`0.0.0.0`), as OLLAMA_HOST often holds, is reached over loopback.

    Args:
        text: Like `0.0.0.0:11434`, `http://server`, `:8080`, `server`, `[::1]:11434`, `::1` or
            `https://user:password@server/path`, in quotes or not.
        default_port: The server's own port.
        ollama: Whether `/v1` or `/api` at the end is dropped: programs for other servers want it there.

    Raises:
        AddressError: It is no such address.
    """
    scheme, named, rest = _bare(text).partition("://")
    if not named:
        scheme, rest = "http", scheme
    scheme = scheme.lower()
    if scheme not in _SCHEME_PORTS:
        raise AddressError(_("Write it with http:// or https:// at its beginning."))
    if not named and re.match(r"https?:/", rest, re.IGNORECASE):
        raise AddressError(_("Write two slashes after http: or https:."))
    credentials, rest = _without_credentials(rest)
    if "?" in rest or "#" in rest:
        raise AddressError(_('Leave out "?" or "#" and what follows.'))
    if any(char.isspace() or not char.isprintable() for char in rest):
        raise AddressError(_("Leave out the space in it."))
    authority, slash, path = rest.partition("/")
    host, port = _host_and_port(authority)
    port = port or (_SCHEME_PORTS[scheme] if named else default_port)
    path = quote(slash + path, safe="/%:@!$&'()*+,;=~").rstrip("/")
    if ollama:
        path = _API_PATH.sub("", path).rstrip("/")
    url = ServerUrl(f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}{path}")
    if credentials:
        url.authorization = "Basic " + b64encode(credentials.encode()).decode("ascii")
    return url


def refuse_credentials(url: ServerUrl) -> ServerUrl:
    """Accept an address without a user or a password in it.

    Raises:
        AddressError: There is one.
    """
    if url.authorization:
        raise AddressError(_("Leave out the user and the password: they are not used here."))
    return url


def without_secret(text: str) -> str:
    """Return what was written as an address without what may be secret in it.

    It may be right or wrong.
    """
    before, found, after = text.rpartition("@")
    if found:
        scheme, named, _rest = before.partition("://")
        known = named and _bare(scheme).casefold() in _SCHEME_PORTS  # else it may be the secret itself
        text = f"{scheme}://…@{after}" if known else f"…@{after}"
    end = re.search(r"[?#]", text)
    return f"{text[: end.start()]}{end.group()}…" if end else text


def origin(text: str) -> str:
    """Return scheme, host and port of an address that a server has sent.

    Empty where it is none.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in _SCHEME_PORTS or not (_ip_version(host) or _HOST_NAME.fullmatch(host)):
        return ""
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}{f':{port}' if port else ''}"


def _bare(text: str) -> str:
    """Strip the white space and the quotes around a value."""
    return text.strip().strip(_QUOTES).strip()


def _without_credentials(rest: str) -> tuple[str, str]:
    """Take `user:password` off what follows the scheme.

    Give them decoded, and the rest.
    """
    end = _END_OF_AUTHORITY.search(rest)
    authority = rest[: end.start()] if end else rest
    if "@" not in authority:
        if "@" in rest:
            raise AddressError(
                _("In a user or a password, write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25.")
            )
        return "", rest
    written, _sign, host = authority.rpartition("@")
    user, _sign, password = written.partition(":")
    return f"{unquote(user)}:{unquote(password)}" if written else "", host + rest[len(authority) :]


def _host_and_port(authority: str) -> tuple[str, int | None]:
    """Return the host to connect to, and the port where one is named."""
    if not authority:
        raise AddressError(_("Name the host."))
    if _ip_version(authority) == 6:  # a bare IPv6 address: its colons are not a port's
        return _reachable(authority), None
    name, colon, digits = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        name, digits = authority, ""
    if digits and not (digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) < 1 << 16):
        raise AddressError(_("Its port must be a number from 1 to 65535."))
    if name.startswith("[") != name.endswith("]") or (":" in name and _ip_version(name.strip("[]")) != 6):
        raise AddressError(_("Write an IPv6 address in brackets, like [::1]:11434."))
    try:
        host = host_name(name or "127.0.0.1")
    except ValueError:
        raise AddressError(_("Its host is neither a name nor an address.")) from None
    return _reachable(host), int(digits) if digits else None


def _reachable(host: str) -> str:
    """Name a host as a client must: a server's "any address" is reached over loopback."""
    host = canonical_host(host)
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it is replaced, not listened on


def _ip_version(name: str) -> int:
    """Return 4 or 6 for an address, 0 for a name."""
    try:
        return ipaddress.ip_address(name).version
    except ValueError:
        return 0
