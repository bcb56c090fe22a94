"""Waiting for a Bot API server that does not answer as it should: most of that passes."""

from __future__ import annotations

import asyncio
import logging
import time

from bots.platform import Later, PlatformError, Refused
from bots.telegram_errors import HeardElsewhere

_LOG = logging.getLogger("bots.telegram")
_FIRST_S, _LONGEST_S = 1.0, 30.0


class Patience:
    """Waits longer from time to time, and tells the log once.

    Args:
        shared_s: How long another program may receive the bot's messages: one that was just stopped still does for a while.
    """

    def __init__(self, shared_s: float) -> None:
        self._shared_s = shared_s
        self._shared_since: float | None = None
        self._wait_s = _FIRST_S

    def over(self) -> None:
        """Tell that the server has answered."""
        self._wait_s, self._shared_since = _FIRST_S, None

    async def wait(self, error: PlatformError) -> None:
        """Wait before trying again.

        Raises:
            Refused: Waiting does not help.
        """
        if isinstance(error, Refused) and not (isinstance(error, HeardElsewhere) and self._may_pass()):
            raise error
        if self._wait_s == _FIRST_S:
            _LOG.warning("%s %s", error.message, error.hint)
        await asyncio.sleep(max(error.retry_after_s, _FIRST_S) if isinstance(error, Later) else self._wait_s)
        self._wait_s = min(2 * self._wait_s, _LONGEST_S)

    def _may_pass(self) -> bool:
        now = time.monotonic()
        if self._shared_since is None:
            self._shared_since = now
        return now - self._shared_since < self._shared_s
