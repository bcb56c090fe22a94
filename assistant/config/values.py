"""What single settings may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args, get_origin

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_DURATION = re.compile(r"-?(\d+(\.\d+)?(ms|s|m|h))+")
_TELEGRAM_ANYBODY = frozenset(("1087968824", "136817688", "777000"))
"""Under whose number anonymous admins, channels, and what is forwarded from a channel write: anybody's, of any group."""


@dataclass(frozen=True, slots=True)
class Accepts:
    """Says in words what a setting may be, where its type and bounds do not."""

    words: str


def library_name(text: str) -> str:
    """Accepts a name that is safe as a file name on every system.

    Raises:
        ValueError: It is not.
    """
    name = unicodedata.normalize("NFC", text)
    safe = re.fullmatch(r"\w[\w.-]*", name) and not name.endswith(".") and not _RESERVED_NAMES.fullmatch(name)
    if not safe or len(name.encode()) > 200:
        raise ValueError(text)
    return name


def keep_alive(text: str) -> str:
    """Accepts a duration as Ollama reads it; a plain number is seconds.

    Raises:
        ValueError: It is no duration.
    """
    duration = f"{text}s" if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
    if not _DURATION.fullmatch(duration):
        raise ValueError(text)
    return duration


def telegram_id(value: object) -> str:
    """Accepts a user's number on Telegram, written as a number or as text.

    Raises:
        ValueError: It is none; a name like "@ann" is not, nor is a number that many people write under.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[1-9][0-9]{0,19}", text) or text in _TELEGRAM_ANYBODY:
        raise ValueError(text)
    return text


def matrix_id(text: str) -> str:
    """Accepts a whole user id of Matrix, like "@ann:example.org".

    Raises:
        ValueError: It is none; a name without a homeserver is not.
    """
    if not re.fullmatch(r"@[^\s:@]+:[^\s@]+", text) or len(text) > 255:
        raise ValueError(text)
    return text


def library_shown(text: str) -> str:
    """Accepts who sees a library: its name, "=" and a user id, or "*" for everybody who is allowed.

    Raises:
        ValueError: It says no such thing.
    """
    name, found, user = (part.strip() for part in text.partition("="))
    if not found or not user:
        raise ValueError(text)
    if user != "*":
        user = matrix_id(user) if user.startswith("@") else telegram_id(user)
    return f"{library_name(name)}={user}"


def at_least(least: int) -> Callable[[int], int]:
    """Makes a check that a number is 0 (choose for me) or large enough to be of use."""

    def check(number: int) -> int:
        if 0 < number < least:
            raise ValueError(number)
        return number

    return check


def accepted(field: FieldInfo) -> str:
    """Says in words what a setting may be."""
    for note in field.metadata:
        if isinstance(note, Accepts):
            return note.words
    kind = field.annotation
    if get_origin(kind) is Literal:
        *most, last = [f'"{choice}"' for choice in get_args(kind)]
        return f"{', '.join(most)} or {last}"
    if kind is bool:
        return "true or false"
    if kind not in (int, float):
        return "text"
    bounds = [
        getattr(limit, side) for side in ("ge", "le") for limit in field.metadata if hasattr(limit, side)
    ]
    return f"{'a whole number' if kind is int else 'a number'} from {bounds[0]} to {bounds[1]}"
