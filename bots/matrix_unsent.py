"""Messages that may have arrived or not: sent again under the same transaction, they come once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from uuid import uuid4

from bots.matrix.messages import Content

_SAME_MESSAGE_S = 600.0
"""How long a message that is sent again with the same words is taken for the one that failed."""
_MOST = 1000


class Unsent:
    """Remembers the transactions of such messages for ten minutes, and of the words only a hash.

    Args:
        now: A clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        """Give how many are remembered."""
        return len(self._held)

    def begin(self, chat: str, content: Content) -> str:
        """Give the transaction to send a message under."""
        now = self._now()
        while self._held and (
            len(self._held) >= _MOST or now - next(iter(self._held.values()))[1] > _SAME_MESSAGE_S
        ):
            del self._held[next(iter(self._held))]
        key = _key(chat, content)
        transaction, _ = self._held.pop(key, (uuid4().hex, now))
        self._held[key] = (transaction, now)  # at the end: the oldest are the first
        return transaction

    def end(self, chat: str, content: Content) -> None:
        """Forget a message: it has arrived, or was refused."""
        self._held.pop(_key(chat, content), None)


def _key(chat: str, content: Content) -> str:
    return hashlib.sha256(json.dumps([chat, content]).encode()).hexdigest()
