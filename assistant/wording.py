"""How things are written for people: counts, sizes, times and places."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from assistant.i18n import _, mark, mark_plural, ngettext
from assistant.regexes import lazy_regex
from assistant.text import HAN, KANA, clean_line, rows_as_words

_UNSPACED = KANA + HAN
_WORD = lazy_regex(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_LEAST_STEM = 4
_MOST_STEMS = 60
_MOST_CHARS = 20_000
"""So far a text is looked through, and for so many words."""
_SENTENCE_START = lazy_regex(r"(?<=[.!?;:]) |(?<=[。！？；])")


NOUNS = {
    "answer": mark_plural("{number} answer", "{number} answers"),
    "cell": mark_plural("{number} cell", "{number} cells"),
    "conversation": mark_plural("{number} conversation", "{number} conversations"),
    "core": mark_plural("{number} core", "{number} cores"),
    "document": mark_plural("{number} document", "{number} documents"),
    "file": mark_plural("{number} file", "{number} files"),
    "folder": mark_plural("{number} folder", "{number} folders"),
    "library": mark_plural("{number} library", "{number} libraries"),
    "model": mark_plural("{number} model", "{number} models"),
    "new passage": mark_plural("{number} new passage", "{number} new passages"),
    "note": mark_plural("{number} note", "{number} notes"),
    "other place": mark_plural("{number} other place", "{number} other places"),
    "page": mark_plural("{number} page", "{number} pages"),
    "passage": mark_plural("{number} passage", "{number} passages"),
    "percent": mark_plural("{number} percent", "{number} percents"),
    "picture": mark_plural("{number} picture", "{number} pictures"),
    "place": mark_plural("{number} place", "{number} places"),
    "question": mark_plural("{number} question", "{number} questions"),
    "source": mark_plural("{number} source", "{number} sources"),
    "table": mark_plural("{number} table", "{number} tables"),
    "text": mark_plural("{number} text", "{number} texts"),
    "user": mark_plural("{number} user", "{number} users"),
    "vector": mark_plural("{number} vector", "{number} vectors"),
}
"""Nouns that are counted, with their two forms; another one is counted in English."""


_ONE_OF_MANY = lazy_regex(r"(?<![\d.,])1 (document|mail|passage|row|answer)s\b")


def count(number: int, noun: str) -> str:
    """Write a number of things, like "1 file" or "1,204 files"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    one, many = NOUNS.get(noun) or (f"{{number}} {noun}", f"{{number}} {plural}")
    return ngettext(one, many, number)


def singular(said: str) -> str:
    """Write "1 document" where a sentence of an answer has "1 documents"."""
    return _ONE_OF_MANY.sub(r"1 \1", said)


def documents_held(documents: int, files: int) -> str:
    """Write how many documents there are, and in how many files if these differ.

    A mailbox or an archive holds several.
    """
    said = count(documents, "document")
    return (
        said if files == documents else _("{documents} ({files})", documents=said, files=count(files, "file"))
    )


def size(number_of_bytes: float) -> str:
    """Write a size, like "98.2 MB"."""
    amount = float(number_of_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            whole = unit == "bytes" or amount >= 100
            return (
                f"{amount:.0f} {_('bytes') if unit == 'bytes' else unit}" if whole else f"{amount:.1f} {unit}"
            )
        amount /= 1000
    return f"{amount:.1f} TB"


def duration(seconds: float) -> str:
    """Write a time, like "0.4 s", "12 s", "3 min 20 s" or "2 h 5 min"."""
    if seconds < 10:
        return _seconds(f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return _seconds(whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        after = f" {_seconds(rest)}" if rest else ""
        return _("{minutes} min", minutes=minutes) + after
    hours, minutes = divmod(minutes, 60)
    after = " " + _("{minutes} min", minutes=minutes) if minutes else ""
    return _("{hours} h", hours=hours) + after


def about(seconds: float) -> str:
    """Write a time that is only known roughly, like "40 s", "4 min" or "2 h"."""
    if seconds < 100:
        return _seconds(max(round(seconds), 1) if seconds < 20 else 10 * round(seconds / 10))
    minutes = max(round(seconds / 60), 2)
    return duration(60 * minutes if minutes < 60 else 600 * round(minutes / 10))


def _seconds(number: float | str) -> str:
    return _("{seconds} s", seconds=number)


def part_of(part: int, parts: int, left_s: float | None, *, asked: bool = False) -> str:
    """Write how far a long work is, like "part 3 of 12, about 2 min left"; or "".

    Args:
        part: The part that it is at, or how many are done.
        parts: How many there are.
        left_s: Seconds that are left; None where that is not known.
        asked: Whether documents are asked one by one: "3 of 12 asked".
    """
    if not parts:
        return ""
    text = _("{part} of {parts} asked") if asked else _("part {part} of {parts}")
    said = text.format(part=f"{part:,}", parts=f"{parts:,}")
    if left_s is None:
        return said
    seconds = max(round(left_s), 1)
    left = _seconds(seconds) if seconds < 10 else duration(round(seconds, -1))
    return _("{said}, about {left} left", said=said, left=left)


def passed(seconds: float, expected_s: float | None) -> str:
    """Write how long something has taken, and takes: "3 s of about 20 s".

    Once it takes much longer than expected, the expectation is left out.
    """
    taken = _seconds(f"{seconds:.0f}") if seconds < 60 else duration(seconds)
    if expected_s is None or seconds > 1.5 * max(expected_s, 2):
        return taken
    whole = max(round(expected_s), 1)
    about = _seconds(whole) if whole < 10 else duration(round(whole, -1))
    return _("{time} of about {about}", time=taken, about=about)


def short_path(path: str) -> str:
    """Write a path so that it can be opened from here.

    It is relative to the working folder where it lies in it.
    """
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):  # the working folder is gone, or on another drive
        relative = path
    return clean_line(path if relative.startswith(os.pardir) or relative == "." else relative)


def typed_path(path: str) -> str:
    """Write a path as it is typed after a command, quoted where it has to be."""
    return shlex.quote(short_path(path))


def recognised(confidence: float | None) -> str:
    """Write how surely words were recognised in a picture; empty where they were not."""
    return "" if confidence is None else _("recognised text, {value} %", value=round(100 * confidence))


def page_of(page: int | None, label: str = "") -> str:
    """Write the number of a page, "page 4" or "page iv (sheet 4)".

    It is empty where there are no pages.

    Args:
        page: Counted from the first sheet of the file.
        label: What is printed on it, where that is another number.
    """
    if page is None:
        return ""
    return (
        _("page {label} (sheet {page})", label=clean_line(label), page=page)
        if label
        else _("page {page}", page=page)
    )


def where(
    source: str,
    page: int | None,
    heading: Sequence[str],
    confidence: float | None = None,
    page_label: str = "",
) -> str:
    """Return where words stand: their file, page and trail of headings.

    It says too if they were recognised in a picture, and how surely.
    """
    parts = [short_path(source)]
    if page is not None:
        parts.append(page_of(page, page_label))
    if confidence is not None:
        parts.append(recognised(confidence))
    if trail := headings(heading):
        parts.append(clean_line(" › ".join(trail)))
    return " · ".join(parts)


def headings(trail: Sequence[str]) -> Sequence[str]:
    """Leave out the header of a table that goes on, which stands as a heading."""
    return trail[:-1] if trail and " | " in trail[-1] else trail


KEPT_OUT = mark(
    "{path} lies in a folder that is read; what was written is kept out of the library, as answers are no sources."
)
"""Said of a file that was written among documents."""
OWN_NAME = "private-assistant"
"""This program, as its package is called."""


def install_commands(package: str) -> tuple[str, str]:
    """Return the commands that install a package beside this program, by pip and pipx.

    Args:
        package: Its name; with extras (`private-assistant[telegram]`) it is quoted as every shell reads it. The name is
            enough where this program was installed from a folder too: the pip of its own Python takes what is installed
            there already. Another would ask its index for this program, which stands in none.
    """
    wanted = f'"{package}"' if "[" in package else package
    return f"pip install {wanted}", f"pipx inject {OWN_NAME} {wanted}"


def install_hint(package: str) -> str:
    """Write how a package is installed beside this program.

    By what installed it: pip, pipx or uv.
    """
    pip, pipx = install_commands(package)
    if package.startswith(OWN_NAME) and sys.executable:
        pip = f"{_own_python()} -m {pip}"
    where = sys.prefix.replace(os.sep, "/")
    if "/pipx/" in where:
        return pipx
    if "/uv/tools/" in where:
        own = installed_from() or OWN_NAME
        extra = package.removeprefix(OWN_NAME) if package.startswith(f"{OWN_NAME}[") else ""
        beside = "" if extra else f"--with {package} "
        return f'uv tool install --force {beside}"{own}{extra}"'
    return _(", or with pipx: ").join((pip, pipx))


def _own_python() -> str:
    """Name the Python of this program: by its path if a shell finds another one."""
    import shutil
    from pathlib import Path

    own = Path(sys.executable)
    for name in ("python", "python3"):
        found = shutil.which(name)
        # Beside it, `python` may be another version; elsewhere, a link to it knows nothing of this environment.
        if found and Path(found).parent == own.parent and Path(found).samefile(own):
            return name
    return f'"{own}"' if " " in str(own) else str(own)


@cache
def installed_from() -> str:
    """Return the folder this was installed from; empty for an index.

    Source: PEP 610, direct_url.json.
    """
    import json
    from importlib import metadata
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        told = json.loads(metadata.distribution(OWN_NAME).read_text("direct_url.json") or "{}")
        url = urlsplit(str(told["url"]))
    except (metadata.PackageNotFoundError, OSError, ValueError, KeyError, TypeError):
        return ""
    folder = url2pathname(url.path) if url.scheme == "file" else ""
    return folder if folder and os.path.isdir(folder) else ""  # noqa: PTH112 - as it stands there


def excerpt(text: str, question: str, chars: int) -> str:
    """Cut out the part of a text that holds most of a question's words.

    It is one line, with "…" where more is left out.

    Args:
        text: A passage.
        question: In any language; the endings of its words do not matter, and long words matter more than short ones.
        chars: Most characters of the part.
    """
    line = " ".join(clean_line(rows_as_words(text)).split())
    if len(line) <= chars:
        return line
    start = _sentence_before(line, _densest(line, question, chars), chars)
    end = start + chars
    if end < len(line) and " " in line[end - 20 : end + 1]:
        end = line.rindex(" ", start, end + 1)
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"


def holds_a_word(text: str, question: str) -> bool:
    """Return whether a word of a question stands in a text, whatever its ending."""
    stems = list(dict.fromkeys(_stems(question)))[:_MOST_STEMS]
    return any(re.search(_pattern(stem), text[:_MOST_CHARS], re.IGNORECASE) for stem in stems)


def _densest(line: str, question: str, chars: int) -> int:
    """Return the start of the window that holds most of a question's words.

    0 where none stands there.
    """
    stems = list(dict.fromkeys(_stems(question)))[:_MOST_STEMS]
    spots = sorted(
        (match.start(), stem)
        for stem in stems
        for match in re.finditer(_pattern(stem), line[:_MOST_CHARS], re.IGNORECASE)
    )
    start = most = weight = after = 0
    inside: Counter[str] = Counter()
    for first, leaving in spots:
        while after < len(spots) and spots[after][0] + len(spots[after][1]) <= first + chars:
            stem = spots[after][1]
            weight += 0 if inside[stem] else len(stem)
            inside[stem] += 1
            after += 1
        if weight > most:
            start, most = first, weight
        if inside[leaving]:
            inside[leaving] -= 1
            weight -= 0 if inside[leaving] else len(leaving)
    return start


def _stems(question: str) -> Iterator[str]:
    """Yield the beginnings of a question's words.

    Of scripts without spaces, pairs of characters.
    """
    for word in _WORD.findall(question):
        if re.match(f"[{_UNSPACED}]", word):
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif len(word) >= _LEAST_STEM or any(map(str.isdigit, word)):
            yield word[: max(_LEAST_STEM, len(word) - 2)]


def _pattern(stem: str) -> str:
    return re.escape(stem) if re.match(f"[{_UNSPACED}]", stem) else rf"\b{re.escape(stem)}"


def _sentence_before(line: str, start: int, chars: int) -> int:
    """Go back to where the sentence begins, where that is not far.

    Or to the start of the text.
    """
    far = max(0, start - chars // 2)
    if far == 0:
        return 0
    begins = [match.end() for match in _SENTENCE_START.finditer(line, far, start)]
    return begins[-1] if begins else start


def listed(items: Sequence[str]) -> str:
    """Write items as a sentence does: "a", "a and b", "a, b and c"."""
    return _(" and ").join([_(", ").join(items[:-1]), items[-1]] if len(items) > 1 else list(items))


def enumerated(items: Iterable[object]) -> str:
    """Write items one after another, like "a, b, c"; in Chinese "a、b、c"."""
    return _(", ").join(map(str, items))


_HAN = lazy_regex(f"[{HAN}]")


def ended(sentence: str) -> str:
    """End a sentence that has no mark at its end."""
    if not sentence or sentence[-1] in ".!?:。！？：":
        return sentence
    return sentence + ("。" if _HAN.search(sentence) else ".")


def together(*sentences: str) -> str:
    """Write sentences one after another, without the empty ones.

    Chinese ones have no space between.
    """
    said = ""
    for one in filter(None, sentences):
        said += one if not said or said[-1] in "。！？；：）" else f" {one}"
    return said
