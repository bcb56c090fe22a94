"""Standard input, whatever stands in it."""

from __future__ import annotations

import io
import sys

from assistant.errors import UsageError


def read_standard_input() -> str:
    """Read all of standard input; bytes that are no text become U+FFFD.

    Raises:
        UsageError: It cannot be read.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    try:
        return sys.stdin.read().removeprefix("\ufeff")
    except OSError as error:
        raise UsageError(f"Standard input cannot be read: {error.strerror}.") from error
