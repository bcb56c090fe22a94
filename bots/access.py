"""Decide who may ask, who may add documents, and who may ask which library.

Asked before anything is fetched, embedded or answered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from assistant.config import Settings
from assistant.i18n import _
from assistant.text import clean_line

_LOG = logging.getLogger(__name__)
_MOST_STRANGERS = 1000
"""Told to the log, each once; after so many no more, so that nobody can fill a disk by writing from many accounts."""


class Access:
    """Answers from the owner's lists what a user may do.

    Args:
        platform: The platform's name, as its section of the settings has it.
        allowed: Ids of those who may ask.
        can_add: Ids of those who may add documents, too.
        settings: The settings in force.
    """

    def __init__(
        self, platform: str, allowed: Iterable[str], can_add: Iterable[str], settings: Settings
    ) -> None:
        self._platform = platform
        self._allowed = frozenset(allowed)
        self._can_add = frozenset(can_add)
        self._main = settings.library
        self._shown: dict[str, set[str]] = {}
        for entry in settings.bots.libraries:
            library, _, user = entry.partition("=")
            self._shown.setdefault(library, set()).add(user)
        self._strangers: set[str] = set()

    def is_allowed(self, user: str) -> bool:
        """Return whether a user is on the list of those who may ask."""
        return user in self._allowed

    def can_add(self, user: str) -> bool:
        """Return whether a user may add documents."""
        return user in self._allowed and user in self._can_add

    def can_ask(self, user: str, library: str) -> bool:
        """Return whether a user may ask a library."""
        if library not in self._shown:
            return library == self._main
        return bool(self._shown[library] & {user, "*"})

    def libraries(self, user: str) -> Sequence[str]:
        """Return the libraries that a user may ask, the bot's own first."""
        known = dict.fromkeys([self._main, *sorted(self._shown)])
        return [library for library in known if self.can_ask(user, library)]

    def log_stranger(self, user: str) -> None:
        """Log, once for each user, who wrote without being on the list."""
        if user in self._strangers or len(self._strangers) >= _MOST_STRANGERS:
            return
        self._strangers.add(user)
        shown = clean_line(user)[:100]
        told = _(
            "{user} is not on the list and was not answered. To let them ask: "
            "add {id} to the list bots.{platform}.allowed (assistant config) and start the bot anew.",
            user=shown,
            id=repr(shown),
            platform=self._platform,
        )
        _LOG.warning("%s", told)
