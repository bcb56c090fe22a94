"""The model server, for whatever looks at models or gets one, with nothing else let through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.models.server_access import only_model_server

if TYPE_CHECKING:
    from assistant.config import Loaded
    from assistant.models.ollama.client import OllamaServer


@contextmanager
def model_server(loaded: Loaded) -> Iterator[OllamaServer]:
    """Give the model server of the settings, with this process kept from speaking to any other."""
    from assistant.models.ollama.client import OllamaServer

    settings = loaded.settings
    with only_model_server(settings.ollama.host, settings.network.allowed_hosts):
        server = OllamaServer(settings.ollama.host, settings.ollama.timeout_s, settings.ollama.keep_alive)
        try:
            yield server
        finally:
            server.close()
