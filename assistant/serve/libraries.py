"""The libraries that are served, each known as a model.

They are opened when they are first asked.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from assistant.aio.client import AsyncAssistant, OpenOptions
from assistant.config import Loaded, load_settings
from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.serve.users import secret_of

PREFIX = "library/"
"""Begins the name of every library as a model, so that no client takes it for one of Ollama's."""
EACH = "+each"
"""Ends the name of a library whose documents are each asked by themselves, for clients that can choose nothing else."""
GENERAL = "+general"
"""Ends the name of a library that is not looked at: the model answers by itself."""
MODES = ("", EACH, GENERAL)
DATABASE = "library.db"
USERS_FILE = "serve-users.json"
KEY_FILE = "serve-key"


class UnknownModel(UsageError):
    """A client named a model that is no library, or none that it may ask."""

    code = "model_unknown"


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """A library as clients see it.

    Attributes:
        library: Its name.
        mode: One of `MODES`.
        modified: When it last changed.
        size: Of its database, in bytes.
    """

    library: str
    mode: str
    modified: datetime
    size: int

    @property
    def id(self) -> str:
        """The name that clients know it by."""
        return f"{PREFIX}{self.library}{self.mode}"

    @property
    def digest(self) -> str:
        """The model's own digest, of 64 hexadecimal digits.

        Clients take models with one digest for one model.
        """
        return hashlib.sha256(f"private-assistant {self.id}".encode()).hexdigest()


class Libraries:
    """Opens libraries when they are first asked, and closes them all.

    Args:
        home: Where settings and libraries are; None for the usual place.
        flags: Settings that win over every other source, by dotted key.
        environ: The environment that settings are read from.
    """

    def __init__(
        self, home: Path | None, flags: Mapping[str, str | None], environ: Mapping[str, str]
    ) -> None:
        self._home = home
        self._flags = dict(flags)
        self.loaded: Loaded = load_settings(home, flags, environ)
        self._open: dict[str, tuple[AsyncAssistant, object]] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._secret = b""

    @property
    def users_file(self) -> Path:
        """The file with the hashes of tokens; it may not exist."""
        return self.loaded.paths.libraries.parent / USERS_FILE

    @property
    def secret(self) -> bytes:
        """The key that addresses of pages are signed with.

        Raises:
            LibraryError: It cannot be kept.
        """
        if not self._secret:
            self._secret = secret_of(self.loaded.paths.libraries.parent / KEY_FILE)
        return self._secret

    def names(self) -> list[str]:
        """List the libraries that there are, the usual one first."""
        folder, usual = self.loaded.paths.libraries, self.loaded.settings.library
        there = sorted(path.parent.name for path in folder.glob(f"*/{DATABASE}")) if folder.is_dir() else []
        return sorted(there, key=lambda name: (name != usual, name))

    def models(self, allowed: frozenset[str] | None) -> list[LibraryModel]:
        """List the libraries that somebody may ask, as models.

        Args:
            allowed: Names of libraries; None for all.
        """
        return [
            self._model(name, mode)
            for name in self.names()
            if allowed is None or name in allowed
            for mode in MODES
        ]

    def model(self, asked: str, allowed: frozenset[str] | None) -> LibraryModel:
        """Return the library that a client means.

        Args:
            asked: "library/contracts", "contracts", with or without ":latest" and a mode.
            allowed: Names of libraries; None for all.

        Raises:
            UnknownModel: There is none of that name, or it may not be asked.
        """
        name = asked.strip().removesuffix(":latest").removeprefix(PREFIX)
        mode = next((mode for mode in MODES if mode and name.endswith(mode)), "")
        name = name.removesuffix(mode)
        if name not in self.names() or (allowed is not None and name not in allowed):
            raise UnknownModel(
                _('There is no model "{asked}" here.', asked=asked),
                _("GET /api/tags and /v1/models list the libraries."),
            )
        return self._model(name, mode)

    def _model(self, name: str, mode: str) -> LibraryModel:
        path = self.loaded.paths.library(name) / DATABASE
        try:
            told = path.stat()
        except OSError:
            return LibraryModel(name, mode, datetime.fromtimestamp(0, UTC), 0)
        return LibraryModel(name, mode, datetime.fromtimestamp(told.st_mtime, UTC), told.st_size)

    async def opened(self, name: str) -> AsyncAssistant:
        """Return a library, opened if it is not yet.

        It is opened anew where its file is another one now.

        Raises:
            LibraryError: It cannot be opened.
        """
        async with self._opening.setdefault(name, asyncio.Lock()):
            client, file = self._open.get(name, (None, None))
            if client is None:
                client = AsyncAssistant(OpenOptions(self._home, {**self._flags, "library": name}))
                await client.open()
            elif file != self._file(name):  # it was deleted and made again, or mended
                await client.reopen()
            self._open[name] = client, self._file(name)
            return client

    def _file(self, name: str) -> object:
        """Return what tells a library's file from another one at its place."""
        try:
            told = (self.loaded.paths.library(name) / DATABASE).stat()
        except OSError:
            return None
        return told.st_dev, told.st_ino

    @property
    def open_names(self) -> list[str]:
        """The libraries that are open."""
        return sorted(self._open)

    async def aclose(self) -> None:
        """Close every library."""
        for client, _file in self._open.values():
            await client.close()
        self._open.clear()
