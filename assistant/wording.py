"""How things are written for people: counts, sizes, times and places."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.text import HAN, KANA, clean_line

_UNSPACED = KANA + HAN
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_LEAST_STEM = 4
_MOST_STEMS = 60
_MOST_CHARS = 20_000
"""So far a text is looked through, and for so many words."""
_SENTENCE_START = re.compile(r"(?<=[.!?;:]) |(?<=[。！？；])")


def count(number: int, noun: str) -> str:
    """Write a number of things, like "1 file" or "1,204 files"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def size(number_of_bytes: float) -> str:
    """Write a size, like "98.2 MB"."""
    amount = float(number_of_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def duration(seconds: float) -> str:
    """Write a time, like "0.4 s", "12 s", "3 min 20 s" or "2 h 5 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def part_of(part: int, parts: int, left_s: float | None) -> str:
    """Write how far a long work is, like "part 3 of 12, about 2 min left"; or ""."""
    if not parts:
        return ""
    if left_s is None:
        return f"part {part:,} of {parts:,}"
    seconds = max(round(left_s), 1)
    left = f"{seconds} s" if seconds < 10 else duration(round(seconds, -1))
    return f"part {part:,} of {parts:,}, about {left} left"


def passed(seconds: float, expected_s: float | None) -> str:
    """Write how long something has taken, and takes: "3 s of about 20 s".

    Once it takes much longer than expected, the expectation is left out.
    """
    if expected_s is None or seconds > 1.5 * max(expected_s, 2):
        return f"{seconds:.0f} s" if seconds < 60 else duration(seconds)
    whole = max(round(expected_s), 1)
    about = f"{whole} s" if whole < 10 else duration(round(whole, -1))
    return f"{seconds:.0f} s of about {about}" if seconds < 60 else f"{duration(seconds)} of about {about}"


def short_path(path: str) -> str:
    """Write a path the shortest way that can be opened from here.

    Relative where that is shorter.
    """
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):  # the working folder is gone, or on another drive
        relative = path
    return clean_line(relative if len(relative) < len(path) else path)


def recognised(confidence: float | None) -> str:
    """Write how surely words were recognised in a picture; empty where they were not."""
    return "" if confidence is None else f"recognised text, {round(100 * confidence)} %"


def page_of(page: int | None, label: str = "") -> str:
    """Write the number of a page, "page 4" or "page iv (sheet 4)"; empty where there are no pages.

    Args:
        page: Counted from the first sheet of the file.
        label: What is printed on it, where that is another number.
    """
    if page is None:
        return ""
    return f"page {clean_line(label)} (sheet {page})" if label else f"page {page}"


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
    if heading:
        parts.append(clean_line(" › ".join(heading)))
    return " · ".join(parts)


def install_commands(package: str) -> tuple[str, str]:
    """Return the commands that install a package beside this program, by pip and pipx.

    Args:
        package: Its name; with extras (`private-assistant[telegram]`) it is quoted as every shell reads it.
    """
    wanted = f'"{package}"' if "[" in package else package
    return f"pip install {wanted}", f"pipx inject private-assistant {wanted}"


def install_hint(package: str) -> str:
    """Write how a package is installed beside this program, by pip or by pipx."""
    return ", or with pipx: ".join(install_commands(package))


def excerpt(text: str, question: str, chars: int) -> str:
    """Cut out the part of a text that holds most of a question's words.

    It is one line, with "…" where more is left out.

    Args:
        text: A passage.
        question: In any language; the endings of its words do not matter, and long words matter more than short ones.
        chars: Most characters of the part.
    """
    line = " ".join(clean_line(text).split())
    if len(line) <= chars:
        return line
    start = _sentence_before(line, _densest(line, question, chars), chars)
    end = start + chars
    if end < len(line) and " " in line[end - 20 : end + 1]:
        end = line.rindex(" ", start, end + 1)
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"


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
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))
