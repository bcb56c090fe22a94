"""Where text leaves for the outside: results on standard output, everything else on standard error.

Whatever goes to a stream passes here and is made harmless on its way, in plain text as in JSON.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from assistant.cli.readable import readable
from assistant.errors import AssistantError
from assistant.text_safety import clean, clean_line

if TYPE_CHECKING:
    from rich.console import Console

_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class ReaderGone(Exception):
    """Whoever read our output has closed it, as `head` does when it has enough."""


class OutputLost(Exception):
    """A stream cannot be written any more; its disk may be full."""


def prepare_streams() -> None:
    """Make sure that there are streams, and that no character of a document can break one.

    What a stream's encoding lacks becomes "?". One that was closed becomes the null device, under the number that
    it had: nothing else that is opened may get it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def json_text(record: Mapping[str, object], *, ascii_only: bool = False) -> str:
    """Write a record as one line of JSON in which nothing is lost and nothing can drive a terminal.

    Letters of all languages stay readable; control characters, marks of direction, characters without width and
    lone surrogates are escaped.

    Args:
        record: What is written.
        ascii_only: Whether letters are escaped too, for a stream that cannot hold them.
    """
    line = json.dumps(record, ensure_ascii=ascii_only)
    if line.isprintable() and _INVISIBLE_LETTERS.isdisjoint(line):
        return line
    return "".join(
        char if char.isprintable() and char not in _INVISIBLE_LETTERS else _escaped(char) for char in line
    )


def _escaped(char: str) -> str:
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def emit(record: Mapping[str, object]) -> None:
    """Write a record to standard output as a line of JSON, at once; what is read from it is safe to print."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    _write(sys.stdout, json_text(readable(record), ascii_only=encoding != "utf8") + "\n")
    flush()


def put(text: str = "", end: str = "\n") -> None:
    """Write a result to standard output, without anything that could drive a terminal."""
    _write(sys.stdout, clean(text) + end)


def say(text: str = "", end: str = "\n") -> None:
    """Write something about the work to standard error, without anything that could drive a terminal."""
    _write(sys.stderr, clean(text) + end)


def put_styled(*parts: tuple[str, str] | str) -> None:
    """Write a line to standard output of parts in styles: plain text, or text with the name of a style."""
    _write(sys.stdout, _styled(sys.stdout, parts) + "\n")


def say_styled(*parts: tuple[str, str] | str) -> None:
    """Write a line to standard error of parts in styles."""
    _write(sys.stderr, _styled(sys.stderr, parts) + "\n")


def flush() -> None:
    """Send on what has been written."""
    with _readers():
        sys.stdout.flush()


def abandon_stdout() -> None:
    """Forget standard output, so that Python does not complain about it when it ends."""
    _abandon(sys.stdout)


def show_lost(lost: OutputLost) -> None:
    """Say that the output could not be written, where that can still be said."""
    _abandon(sys.stdout)
    try:
        say_styled(("Error: ", "red"), str(lost))
    except (OutputLost, ReaderGone):
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - devnull is a name, not a path
        os.dup2(nowhere.fileno(), stream.fileno())


def show_error(error: AssistantError, *, as_json: bool) -> None:
    """Show what failed and what to do about it."""
    if as_json:
        emit({"event": "error", "message": error.message, "hint": error.hint})
    # One line each: a name with a line break in it must not write a line that looks like ours.
    say_styled(("Error: ", "red"), clean_line(error.message))
    if error.hint:
        say_styled(clean_line(error.hint))


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person sees a stream as it is written, on a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def console(stream: TextIO) -> Console:
    """Make what draws on a terminal; markup, emoji codes and guesses about what text means are all off."""
    from rich.console import Console

    return Console(file=stream, markup=False, emoji=False, highlight=False)


def width(stream: TextIO) -> int:
    """Give the width of a terminal in cells."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def _styled(stream: TextIO, parts: tuple[tuple[str, str] | str, ...]) -> str:
    coloured = is_terminal(stream) and not os.environ.get("NO_COLOR")
    return "".join(
        clean(part)
        if isinstance(part, str)
        else f"\x1b[{_STYLES[part[1]]}m{clean(part[0])}\x1b[0m"
        if coloured and part[0].strip() and part[1]
        else clean(part[0])
        for part in parts
    )


def _write(stream: TextIO, text: str) -> None:
    with _readers():
        stream.write(text)


@contextmanager
def _readers() -> Iterator[None]:
    """Tell a reader that has gone, or a full disk, from faults elsewhere."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise OutputLost(f"The output cannot be written: {error.strerror}.") from error
