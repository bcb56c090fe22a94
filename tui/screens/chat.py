"""The chat."""

from __future__ import annotations

from textual.screen import Screen


class ChatScreen(Screen[None]):
    """Questions and answers, with the conversations at the left and the source at the right."""
