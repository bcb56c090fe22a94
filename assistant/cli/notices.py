"""Shows what the user should know: one dim line on standard error for each notice."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.cli import output
from assistant.events import Notice
from assistant.text_safety import clean_line


def say_notices(notices: Iterable[Notice]) -> None:
    """Show notices with what can be done about each."""
    for notice in notices:
        output.say_styled((notice_line(notice), "dim"))


def notice_line(notice: Notice) -> str:
    """Write a notice and its hint as one line."""
    return " ".join(filter(None, [clean_line(notice.message), clean_line(notice.hint)]))
