"""Keeps a process that speaks to the model server from speaking to any other."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from assistant.offline import bypass_proxies, check_server_allowed, guarding


@contextmanager
def only_model_server(host: str, allowed_hosts: Collection[str]) -> Iterator[None]:
    """Reach the model server directly, and nothing else outside this machine, while the block runs.

    Args:
        host: The server, as `ollama.host` has it.
        allowed_hosts: What `network.allowed_hosts` holds.

    Raises:
        SettingsError: The server is neither on this machine nor allowed.
    """
    check_server_allowed(host, allowed_hosts)
    bypass_proxies(os.environ, [urlsplit(host).hostname or "", *allowed_hosts])
    with guarding(allowed_hosts):
        yield
