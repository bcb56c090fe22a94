"""Read what is typed or dropped into a question line, in the app and in chats.

Options stand there as they do after `assistant ask`: "--whole lease.pdf does it mention pets?". Paths come as terminals write
what is dropped into them: escaped, quoted, or as file:// addresses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.paths import absolute, from_address
from assistant.wording import enumerated

MOST_CHARS = 20_000
"""Characters of a text in which paths are looked for."""
_VALUE = r"""(?:[\s=]+(?:"(?P<double>[^"]*)"|“(?P<curled>[^”]*)”|'(?P<single>[^']*)'|(?P<bare>(?:[A-Za-z]:|\\\\)\S*|(?:\\.|[^\s"'“\\])(?:\\.|\S)*)))?"""
_OPTION = re.compile(rf"(?<!\S)(?:--|—|–)(?P<name>[a-z]+)(?![\w-]){_VALUE}")
"""An option; phones turn two hyphens into a dash."""
_ESCAPED = re.compile(r"\\(.)")
"""As terminals write what is dropped into them."""
_WINDOWS = re.compile(r"[A-Za-z]:|\\\\")
"""What paths begin with whose backslashes stand between folders."""
_FLAG = "each"
_TAKING = ("whole", "in", "since", "until", "kind", "with")
KNOWN = (_FLAG, *_TAKING)


@dataclass(frozen=True, slots=True)
class Typed:
    """A question with what it forces.

    Attributes:
        question: What is asked, without options.
        whole: Names of documents to read from end to end.
        each: Whether every document is asked by itself.
        inside: Files, folders or globs that it is restricted to.
        since: A day that documents are dated at least; empty for any.
        until: A day that they are dated at most; empty for any.
        kinds: Formats that they have.
        beside: Paths of files to read for now.
    """

    question: str
    whole: tuple[str, ...] = ()
    each: bool = False
    inside: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def forces(self) -> bool:
        """Whether it says more than a question."""
        return replace(self, question="") != JUST_A_QUESTION

    def places(self) -> tuple[str, ...]:
        """Return where it looks, filters among them, as `TurnOptions.inside` takes them.

        Raises:
            UsageError: A day is none, or a kind.
        """
        inside = tuple(map(_place, self.inside))
        if not (self.since or self.until or self.kinds):
            return inside
        from assistant.api import filters

        return (*inside, *filters(self.since, self.until, list(self.kinds)))


JUST_A_QUESTION = Typed("")


def typed(text: str) -> Typed:
    """Read a line; options may stand before or behind the question.

    Raises:
        UsageError: It begins with an option that there is none of, or one lacks what it takes.
    """
    found = Typed("")
    rest: list[str] = []
    at = kept = 0
    while (match := _OPTION.search(text, at)) is not None:
        at = match.end("name")
        name = match["name"]
        if name not in KNOWN:
            if not text[: match.start()].strip():
                raise UsageError(
                    _("There is no option --{name} here.", name=name),
                    _(
                        "These can stand before a question: {options}.",
                        options=enumerated(f"--{one}" for one in KNOWN),
                    ),
                    code="option_unknown",
                )
            continue
        if name == _FLAG:
            found = replace(found, each=True)
        else:
            value = next((match[one] for one in ("double", "curled", "single", "bare") if match[one]), "")
            if not value.strip() or value.startswith(("--", "—")):
                raise UsageError(
                    _("--{name} needs {what}.", name=name, what=_(_WHAT[name])),
                    _("Write it after the option: {examples}", examples=_EXAMPLES[name]),
                    code="option_incomplete",
                )
            if value == match["bare"] and not _WINDOWS.match(value):
                value = _ESCAPED.sub(r"\1", value)
            found, at = _with(found, name, value), match.end()
        rest.append(text[kept : match.start()])
        kept = at
    rest.append(text[kept:])
    return replace(found, question=" ".join(one.strip() for one in rest if one.strip()))


def lacks_path(text: str) -> bool:
    """Return whether a text ends with an option that takes a file or a folder."""
    return re.search(r"(?:^|\s)(?:--|—|–)(?:with|whole|in)[\s=]+$", text) is not None


def _place(name: str) -> str:
    """Return a glob for a folder that is named without those it lies in."""
    bare = name.rstrip("/\\")
    if re.search(r"[*?\[.~]", bare) or os.path.isabs(name) or os.path.lexists(name):  # noqa: PTH117 - as typed
        return name
    return f"*/{bare}/*"


_WHAT = {
    "whole": mark("the name of a document"), "in": mark("a file, a folder or a pattern"), "since": mark("a day"), "until": mark("a day"),
    "kind": mark("a kind of files"), "with": mark("a file"),
}  # fmt: skip
_EXAMPLES = {
    "whole": "--whole lease.pdf", "in": "--in contracts/", "since": "--since 2025-01-01", "until": "--until 2025-12-31",
    "kind": "--kind pdf", "with": "--with offer.pdf",
}  # fmt: skip


def _with(found: Typed, name: str, value: str) -> Typed:
    match name:
        case "whole":
            return replace(found, whole=(*found.whole, value))
        case "in":
            return replace(found, inside=(*found.inside, value))
        case "since":
            return replace(found, since=value)
        case "until":
            return replace(found, until=value)
        case "kind":
            return replace(found, kinds=(*found.kinds, value))
        case _:
            return replace(found, beside=(*found.beside, value))


# Paths that were dropped

_DRIVE = r"[A-Za-z]:[\\/]"
_STARTS = rf"(?:file://|~/|\.{{1,2}}/|/|{_DRIVE}|\\\\)"
_QUOTED = re.compile(
    rf"""(?<!\S)(?:"(?P<double>{_STARTS}[^"\n]*)"|'(?P<single>{_STARTS}(?:[^'\n]|'\\'')*)'|“(?P<curled>{_STARTS}[^”\n]*)”)(?!\S)"""
)
_PLAIN = re.compile(rf"(?<!\S){_STARTS}(?:\\.|[^\s\\]|\\)*")

_LONE = re.compile(rf"""["'“]?(?:file://|~/|/[^/\s]+/|{_DRIVE})\S*\.\w{{1,5}}["'”]?""")
"""A text that is nothing but the path of a file."""


def may_be_paths(text: str) -> bool:
    """Return whether a pasted text begins like a path, there or not."""
    return len(text) <= MOST_CHARS and re.match(rf"""\s*["'“]?{_STARTS}""", text) is not None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files named in a text, and the rest of it.

    Attributes:
        paths: Absolute, each once; all are there.
        rest: The text without them.
    """

    paths: tuple[str, ...]
    rest: str


def dropped(text: str) -> Dropped:
    """Find the files and folders whose paths stand in a text.

    What looks like a path and leads nowhere stays part of the text, where there is more of it. Looks at the disk.

    Raises:
        UsageError: The text is a path, and nothing is there.
    """
    text = text[:MOST_CHARS]
    whole = _there(text.strip())  # a path with spaces that nothing marks
    if whole:
        return Dropped((whole,), "")
    if _LONE.fullmatch(text.strip()) and not any(
        map(_there, chain(*(one[2] for one in _candidates(text.strip()))))
    ):
        raise UsageError(
            _("There is no file “{text}”.", text=text.strip()), _("Check the path."), code="path_missing"
        )
    found: list[str] = []
    rest = text
    for start, end, readings in sorted(_candidates(text), reverse=True):
        path = next((there for one in readings if (there := _there(one))), "")
        if not path:
            longer = _spaced(text, start)
            if longer is None:
                continue
            path, end = longer
        found.append(path)
        rest = f"{rest[:start]} {rest[end:]}"
    return Dropped(tuple(dict.fromkeys(reversed(found))), re.sub(r"[ \t]{2,}", " ", rest).strip())


def check_first_file(text: str, known: Callable[[str], bool]) -> None:
    """Refuse a question that begins with the path of a file that is nowhere.

    Looks at the disk, so that it is not for questions of people elsewhere.

    Args:
        text: The question.
        known: Tells whether an absolute path is known though nothing may be there any more.

    Raises:
        UsageError: Nothing is there.
    """
    first = next((one for one in _candidates(text) if not text[: one[0]].strip()), None)
    if first is None or _spaced(text, first[0]) is not None:
        return
    written = [one for one in first[2] if _LONE.fullmatch(one)]
    if written and not any(_there(one) or known(absolute(one)) for one in first[2]):
        raise UsageError(
            _("There is no file “{text}”.", text=written[-1]), _("Check the path."), code="path_missing"
        )


def _candidates(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield where a path may stand, and how it may be read."""
    taken: list[tuple[int, int]] = []
    for match in _QUOTED.finditer(text):
        inner = match["double"] or match["curled"] or (match["single"] or "").replace("'\\''", "'")
        taken.append(match.span())
        yield (*match.span(), (inner,))
    for match in _PLAIN.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            bare = match.group()
            yield (*match.span(), (bare, _ESCAPED.sub(r"\1", bare), bare.rstrip(",;:?!.，。？：；")))


def _spaced(text: str, start: int) -> tuple[str, int] | None:
    """Read a path with spaces that nothing marks, within its line."""
    line = text[start:].partition("\n")[0]
    words = [match.end() for match in re.finditer(r"\S+", line)]
    for end in reversed(words[1:12]):
        if path := _there(line[:end]):
            return path, start + end
    return None


def _there(written: str) -> str:
    """Return the absolute path that is written; empty where nothing is there."""
    if not written or len(written) > 4_096 or "\n" in written or "\0" in written:
        return ""
    written = from_address(written)
    if not re.match(_STARTS, written):
        return ""
    try:
        path = Path(os.path.expanduser(written))  # noqa: PTH111 - a home that is not there is no error
        return os.path.abspath(path) if path.exists() and path != Path("/") else ""  # noqa: PTH100 - keeps links
    except (OSError, ValueError):
        return ""
