"""Write what a command prints: lines, rows, notices and JSON."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len

from assistant.cli import COMMANDS
from assistant.errors import AssistantError, UsageError
from assistant.i18n import _, os_reason
from assistant.line_breaks import has_ideographs, teach_rich, wrapped
from assistant.text import clean, clean_line
from assistant.wording import together

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.events import Notice

PATHS = frozenset(("source", "path", "folder", "config_file", "libraries", "roots"))
"""The keys whose values are absolute paths, or lists of them."""


def readable(record: Mapping[str, object]) -> dict[str, object]:
    """Return a record whose texts are safe to print.

    `source_uri` follows a `source` that had to be changed.
    """
    found: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isprintable()):
            found[key] = value  # as almost all are: there is a record for each of thousands of files
            continue
        exact = _texts(value) if key in PATHS else []
        found[key] = _named(value) if exact else _readable(value)
        if any(_name(path) != path for path in exact):
            uris = [uri_of(path) for path in exact]
            found[f"{key}_uri"] = uris[0] if isinstance(value, str) else uris
    return found


def uri_of(path: str) -> str:
    """Write a path as a file URI: ASCII, and exact whatever bytes the name has."""
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - resolve() would follow links


def _readable(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return readable(value)
        case list() | tuple():
            return [_readable(one) for one in value]
        case _:
            return value


def _texts(value: object) -> list[str]:
    """Return a text, or those of a list; nothing where it is something else."""
    several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [one for one in several if isinstance(one, str)]


def _named(value: object) -> object:
    return _name(value) if isinstance(value, str) else [_name(path) for path in _texts(value)]


def _name(path: str) -> str:
    """Return a path in one line, without what could drive a terminal."""
    return path if clean(path) == path and not {"\n", "\t"} & set(path) else clean_line(path)


PIPE_WIDTH = 160
"""So wide tables may be where nobody knows how wide a line is."""
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class ReaderGone(Exception):
    """Whoever read our output has closed it, as `head` does when it has enough."""


class OutputLost(Exception):
    """A stream cannot be written any more; its disk may be full."""


def prepare_streams() -> None:
    """Provide the standard streams, so that no character of a document breaks one.

    What a stream's encoding lacks becomes "?". One that was closed becomes the null device, under the number that
    it had: nothing else that is opened may get it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(OSError):  # a full disk; the next write fails too, and is reported
                stream.reconfigure(errors="replace")


def json_text(record: Mapping[str, object], *, ascii_only: bool = False) -> str:
    """Write a record as one line of JSON, lossless and safe on a terminal.

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


def drawn(text: str, width: int) -> str:
    """Clean a text of documents, and draw its tables in columns of a width in cells."""
    if "| " not in text:
        return clean(text)
    from assistant import table_text

    return table_text.drawn(text, width)


def emit(record: Mapping[str, object]) -> None:
    """Write a record to standard output as a line of JSON, at once.

    Its texts are made safe to print.
    """
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    _write(sys.stdout, json_text(readable(record), ascii_only=encoding != "utf8") + "\n")
    flush()


def emit_all(records: Iterable[Mapping[str, object]]) -> None:
    """Write many records as `emit` does, at once."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    lines = [json_text(readable(one), ascii_only=encoding != "utf8") + "\n" for one in records]
    _write(sys.stdout, "".join(lines))
    flush()


def put(text: str = "", end: str = "\n") -> None:
    """Write a result to standard output, without anything that could drive a terminal."""
    _write(sys.stdout, clean(text) + end)


def say(text: str = "", end: str = "\n") -> None:
    """Write a text to standard error, without what could drive a terminal."""
    _write(sys.stderr, clean(text) + end)


def put_styled(*parts: tuple[str, str] | str) -> None:
    """Write a line of styled parts to standard output.

    A part is plain text, or text with the name of a style.
    """
    _write(sys.stdout, _styled(sys.stdout, parts) + "\n")


def say_styled(*parts: tuple[str, str] | str) -> None:
    """Write a line to standard error of parts in styles."""
    _write(sys.stderr, _styled(sys.stderr, parts) + "\n")


def erase_line() -> None:
    """Take away the last line that was written to a terminal's standard error."""
    _write(sys.stderr, "\x1b[1A\x1b[2K")
    with _readers():
        sys.stderr.flush()  # it ends no line, at which the stream would do so by itself


def flush() -> None:
    """Send on what has been written."""
    with _readers():
        sys.stdout.flush()


def abandon_stdout() -> None:
    """Forget standard output, so that Python does not complain about it when it ends."""
    _abandon(sys.stdout)


def show_lost(lost: OutputLost) -> None:
    """Report that the output could not be written, where that is still possible."""
    _abandon(sys.stdout)
    try:
        say_styled((_("Error: "), "red"), str(lost))
    except (OutputLost, ReaderGone):
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - devnull is a name, not a path
        os.dup2(nowhere.fileno(), stream.fileno())


_again = "assistant"


def repeat_in_commands(start: str) -> None:
    """Have the commands in hints begin as this one did: "assistant --home DIR"."""
    global _again
    _again = start


def runnable(hint: str) -> str:
    """Return a hint whose commands work as they stand, for the home and library used."""
    if _again == "assistant" or "assistant " not in hint:
        return hint
    return re.sub(rf"(?<![\w./-])assistant (?=(?:{'|'.join(COMMANDS)})\b)", lambda _found: f"{_again} ", hint)


def show_error(error: AssistantError, *, as_json: bool) -> None:
    """Show what failed and what to do about it."""
    if as_json:
        emit({"event": "error", "code": error.code, "message": error.message, "hint": error.hint})
    # One line each: a name with a line break in it must not write a line that looks like ours.
    label, *more = on_lines(_("Error: ") + clean_line(error.message), sys.stderr)
    start = len(_("Error: "))
    say_styled((label[:start], "red"), label[start:])
    for line in [*more, *(on_lines(runnable(clean_line(error.hint)), sys.stderr) if error.hint else ())]:
        say_styled(line)


def secret_asker() -> Callable[[str], str] | None:
    """Return what asks for a secret, unseen; None where there is no terminal."""
    return _ask_secret if sys.stdin.isatty() and sys.stderr.isatty() else None


def _ask_secret(prompt: str) -> str:
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise UsageError(_("No passphrase was typed."), _("Run the command again.")) from None


def agreed(question: str) -> bool:
    """Ask somebody at a terminal, and return whether the answer is yes."""
    say(question, end=" ")
    flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "j", "是", "好")


def is_terminal(stream: TextIO) -> bool:
    """Return whether a stream is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def console(stream: TextIO) -> Console:
    """Create a console on a stream, without markup, emoji codes and highlighting."""
    from rich.console import Console

    teach_rich()
    return Console(file=stream, markup=False, emoji=False, highlight=False)


def width(stream: TextIO) -> int:
    """Return the width of a terminal in cells."""
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
    """Distinguish a reader that has gone, or a full disk, from faults elsewhere."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise OutputLost(_("The output cannot be written: {strerror}.", strerror=os_reason(error))) from error


Part = tuple[str, str] | str


def put_row(label: tuple[Part, ...], text: str, *, style: str = "", indent: int = 10) -> None:
    """Write a row to standard output.

    Args:
        label: Its parts, plain or with the name of a style.
        text: What stands beside it.
        style: How the text looks.
        indent: Where the text begins, in cells.
    """
    text = clean_line(text)
    lines = [text]
    length = sum(cell_len(part if isinstance(part, str) else part[0]) for part in label)
    if is_terminal(sys.stdout):
        lines = wrapped(text, width(sys.stdout) - indent)
    last = label[-1] if label else ""
    ends = (last if isinstance(last, str) else last[0]).endswith(" ")
    put_styled(*label, " " * max(indent - length, int(length >= indent > 0 and not ends)), (lines[0], style))
    for line in lines[1:]:
        put_styled(" " * indent, (line, style))


def say_row(label: str, text: str, style: str) -> None:
    """Write a text to standard error, wrapped beside its label where it is a terminal."""
    beside = cell_len(label)
    lines = wrapped(text, width(sys.stderr) - beside) if text and is_terminal(sys.stderr) else [text]
    for number, line in enumerate(lines):
        say_styled((" " * beside if number else label, "cyan"), (line, style))


def fitted(text: str, width: int) -> str:
    """Cut a text, with an ellipsis, or pad it with spaces, to a width in cells."""
    if cell_len(text) > width:
        while text and cell_len(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - cell_len(text))


def right(text: str, width: int) -> str:
    """Pad a text on its left to a width in cells."""
    return " " * (width - cell_len(text)) + text


def say_notices(notices: Iterable[Notice]) -> None:
    """Show notices with what can be done about each."""
    for notice in notices:
        for line in on_lines(notice_line(notice), sys.stderr):
            say_styled((line, "dim"))


def on_lines(text: str, stream: TextIO) -> list[str]:
    """Break a Chinese text into the lines of a terminal."""
    if not has_ideographs(text) or not is_terminal(stream):
        return [text]
    return wrapped(text, width(stream))


def notice_line(notice: Notice) -> str:
    """Write a notice and its hint as one line."""
    return together(clean_line(notice.message), runnable(clean_line(notice.hint)))


@contextmanager
def quiet_terminal() -> Iterator[None]:
    """Switch a terminal's echo off while the block runs; Ctrl-C still works."""
    try:
        import termios
    except ImportError:  # Windows, which has no echo of this kind
        yield
        return
    try:
        before = termios.tcgetattr(sys.stdin)
    except (termios.error, OSError, ValueError):  # standard input is no terminal
        yield
        return
    flags = list(before)
    # Without NOFLSH, Ctrl-C throws away what is on its way to the screen, half a cursor movement included.
    flags[3] = (before[3] & ~termios.ECHO) | termios.NOFLSH
    termios.tcsetattr(sys.stdin, termios.TCSANOW, flags)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


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
        raise UsageError(
            _("Standard input cannot be read: {strerror}.", strerror=os_reason(error))
        ) from error
