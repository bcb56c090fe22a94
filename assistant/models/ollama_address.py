"""Turn what people write into `OLLAMA_HOST` into the address a client connects to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from assistant.errors import SettingsError

DEFAULT_URL = "http://127.0.0.1:11434"
_PORTS = {"http": 80, "https": 443}


def client_url(value: str | None) -> str:
    """Normalise an Ollama address: scheme, host and port are filled in, and "any address" becomes loopback.

    Args:
        value: Like `0.0.0.0:11434`, `http://server`, `:8080`, `server`, `[::1]:11434` or `::1`; empty or None
            for the default.

    Raises:
        SettingsError: It is no address.
    """
    text = (value or "").strip().strip("'\"").strip()
    if not text:
        return DEFAULT_URL
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    if scheme.lower() not in _PORTS:
        raise _wrong(text)
    if _is_ip(rest.strip("/"), version=6):
        rest = f"[{rest.strip('/')}]"  # a bare IPv6 address: its colons are not a port's
    # Ollama's own rule: an address with a scheme has that scheme's port, one without has Ollama's.
    default_port = _PORTS[scheme.lower()] if separator else 11434
    try:
        parts = urlsplit(f"{scheme.lower()}://{rest}")
        host, port = parts.hostname or "127.0.0.1", parts.port or default_port
    except ValueError:
        raise _wrong(text) from None
    if parts.username or parts.query or parts.fragment or any(sign.isspace() for sign in host):
        raise _wrong(text)
    return f"{parts.scheme}://{_reachable(host)}:{port}{parts.path.rstrip('/')}"


def _reachable(host: str) -> str:
    """Name a host as a client must: a server's "any address" is reached over loopback."""
    if not _is_ip(host):
        return host
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return f"[{address}]" if address.version == 6 else str(address)


def _is_ip(text: str, version: int | None = None) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return version is None or address.version == version


def _wrong(text: str) -> SettingsError:
    return SettingsError(
        f"{text!r} is not an address of an Ollama server.",
        "Write it like 127.0.0.1:11434 or http://server:11434.",
    )
