"""The app that a screen or widget is part of, with its own type."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:  # the app imports the screens
    from textual.message_pump import MessagePump

    from tui.app import AssistantApp


def own_app(part: MessagePump) -> AssistantApp:
    """Give the app of a screen or widget, which textual types as any app."""
    return cast("AssistantApp", part.app)
