"""llama.cpp in this process: loading a model so that nobody else can reach it, and running one request."""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import ModelUnsuitable, PartMissing

Chunk = dict[str, Any]


class LlamaEngine:
    """A loaded model; dropping the last reference to it frees the memory.

    Args:
        path: A GGUF file.
        context_tokens: The window for prompt and answer.
        threads: How many to compute with.

    Raises:
        PartMissing: The package xllamacpp is not installed.
        ModelUnsuitable: llama.cpp cannot load the file.
    """

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        try:
            import xllamacpp
        except ImportError as error:
            raise PartMissing(
                "The engine for GGUF files is not installed.", "pip install xllamacpp"
            ) from error
        settings = xllamacpp.CommonParams()
        settings.model.path = str(path)
        settings.n_ctx = context_tokens
        for cpu in (settings.cpuparams, settings.cpuparams_batch):
            cpu.n_threads = threads
            cpu.poll = 0  # threads that spin while they wait make busy cores many times slower
        settings.n_batch = settings.n_ubatch = 256  # a question can be given up between batches
        settings.cache_ram_mib = 0  # keep no earlier conversations in memory
        settings.warmup = False
        settings.offline = True
        settings.verbosity = 0
        private = _shut_the_door(settings)
        try:
            self._server = xllamacpp.Server(settings)
        except RuntimeError as error:
            raise ModelUnsuitable(
                f"{path} cannot be loaded: it is broken, too large for the memory, or of a kind too new.",
                "Try another GGUF file, or a shorter context.",
            ) from error
        finally:
            shutil.rmtree(private, ignore_errors=True)

    def run(self, request: dict[str, Any], take: Callable[[Chunk], bool]) -> None:
        """Answer one request; blocks until it is done.

        Args:
            request: As in the chat completions protocol, streaming.
            take: Gets each piece; returns whether to stop.
        """
        self._server.handle_chat_completions(request, take)


def _shut_the_door(settings: Any) -> Path:
    """Keep others out of the HTTP server that llama.cpp opens and nothing here needs.

    It would listen on a port of loopback without a password, for any web page to ask. It is given a socket file
    in a private folder instead, which is deleted as soon as it stands; where there are no socket files, a random
    password.

    Returns:
        The private folder, to be deleted once the server runs.
    """
    private = Path(tempfile.mkdtemp(prefix="assistant-"))
    if sys.platform != "win32":
        settings.hostnames = [str(private / "llama.sock")]
    settings.api_keys = [secrets.token_hex(16)]
    settings.endpoint_slots = False
    settings.ui = False
    settings.cors_origins = "null"
    return private
