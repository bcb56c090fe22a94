"""Find the documents that somebody names, and a section of one by number or title."""

from __future__ import annotations

import difflib
import fnmatch
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from assistant.agent.whole.task import Asked
from assistant.agent.words.months import dated_in_month, months_named
from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.paths import absolute, is_under
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.wording import enumerated, listed, short_path

MOST_WHOLE = 20
"""Most documents that are read whole for one question."""
NEAREST_NAMES = 3
"""Most names that are offered for one that is unknown."""
_LIKE = 0.5
"""Likeness from which a name is offered, from 0 to 1."""
AT_ONCE = 200
"""Passages that are looked through at once."""
SECTION_PASSAGES = 400
"""Most passages of a section."""


def documents_named(library: Library, names: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the documents that some names or paths mean, in order.

    A name is a path, a file name with or without its ending, a title, a glob, a folder, or a part of a name that only one
    document has.

    Raises:
        UsageError: One is unknown, means several documents, or cannot be read whole.
    """
    sources = library.documents.sources()
    titles = {number: title for number, _, title in library.documents.named()}
    found = dict.fromkeys(number for name in names for number in _meant(library, name, sources, titles))
    if len(found) > MOST_WHOLE:
        raise UsageError(
            _(
                "These are {found} documents; at most {most_whole} are read whole at once.",
                found=f"{len(found):,}",
                most_whole=MOST_WHOLE,
            ),
            _("Name fewer of them."),
            code="too_many_documents",
        )
    facts = library.documents.facts(found)
    for number in found:
        if facts[number].passages == 0:
            raise _unreadable(library, number, sources[number])
    return tuple(found)


def _meant(
    library: Library, name: str, sources: Mapping[int, str], titles: Mapping[int, str]
) -> Sequence[int]:
    wanted, path = _plain(name.strip()), absolute(name.strip()) if name.strip() else ""
    if number := next((number for number, source in sources.items() if source == path), None):
        return [number]
    inside = sorted((source, number) for number, source in sources.items() if is_under(source, path))
    if inside:
        read = [number for _, number in inside if number in titles]
        return read or [inside[0][1]]
    for file in library.documents.files_of_parts():
        if wanted in (_plain(PurePath(file).name), _plain(PurePath(file).stem)):
            inside = sorted((source, number) for number, source in sources.items() if is_under(source, file))
            return [number for _, number in inside]
    folder = name.strip().removeprefix("./").rstrip("/")

    def in_folder(number: int) -> bool:
        return bool(folder) and f"/{folder}/" in sources[number]

    tests: tuple[Callable[[int], bool], ...] = (
        lambda number: _plain(PurePath(sources[number]).name) == wanted,
        lambda number: sources[number].endswith(f"/{name.strip().lstrip('./')}"),
        lambda number: _plain(PurePath(sources[number]).stem) == wanted,
        lambda number: _plain(titles.get(number, "")) == wanted,
        lambda number: (
            bool(set("*?[") & set(wanted))
            and fnmatch.fnmatchcase(_plain(PurePath(sources[number]).name), wanted)
        ),
        in_folder,
        lambda number: (
            len(wanted) > 1
            and (wanted in _plain(PurePath(sources[number]).stem) or wanted in _plain(titles.get(number, "")))
        ),
        lambda number: (
            bool(set(terms(name)))
            and set(terms(name))
            <= set(terms(f"{re.sub('[_-]', ' ', PurePath(sources[number]).stem)} {titles.get(number, '')}"))
        ),
    )
    for fits in tests:
        fitting = [number for number in sorted(sources, key=sources.__getitem__) if wanted and fits(number)]
        if fits is in_folder and fitting:
            return [number for number in fitting if number in titles] or fitting[:1]
        if len(fitting) == 1 or (fitting and set("*?") & set(wanted)):
            return fitting
        if fitting:
            raise _ambiguous(name, [sources[number] for number in fitting])
    raise _unknown(name, [sources[number] for number in titles])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _ambiguous(name: str, paths: Sequence[str]) -> UsageError:
    shown = listed([*paths[:NEAREST_NAMES], *([_("others")] if len(paths) > NEAREST_NAMES else [])])
    return UsageError(
        _("{paths} documents are called {name}.", paths=f"{len(paths):,}", name=name),
        _("Write more of the name or path: {shown}.", shown=shown),
        code="document_ambiguous",
    )


def _unknown(name: str, paths: Sequence[str]) -> UsageError:
    stems = {_plain(PurePath(path).stem): PurePath(path).name for path in paths}
    wanted = _plain(PurePath(name).stem)  # endings are alike without a name being so
    near = [stems[key] for key in difflib.get_close_matches(wanted, stems, NEAREST_NAMES, _LIKE)]
    there = absolute(name) if name.strip() and Path(absolute(name)).exists() else ""
    hint = _("assistant sources lists the documents; assistant ingest reads new ones.")
    if there:
        hint = _("Read it first: assistant ingest {path}", path=short_path(there))
    elif near:
        hint = _("Documents with names like that: {names}.", names=enumerated(near))
    return UsageError(
        _("There is no document “{name}” in the library.", name=name), hint, code="document_unknown"
    )


def _unreadable(library: Library, number: int, source: str) -> UsageError:
    known = next((one for one in library.documents.all() if one.id == number), None)
    if known is not None and known.state != "found" and known.reason:
        return UsageError(
            _("{name} could not be read: {reason}.", name=PurePath(source).name, reason=known.reason),
            _("Mend the file and ingest it again."),
            code="document_unreadable",
        )
    return UsageError(
        _("{name} holds no text.", name=PurePath(source).name),
        _("Name another document."),
        code="document_empty",
    )


_MEETING = lazy_regex(
    r"\b(?:meetings?|minutes|session|sitzung|protokoll|reunion|riunione|decided?|discuss(?:ed)?|agreed?)\b|会|纪要",
    re.IGNORECASE,
)
_MINUTES = lazy_regex(r"minutes|meeting|protokoll|sitzung|reunion|riunione|ata\b|纪要|会议", re.IGNORECASE)
_HAN = lazy_regex(r"[\u4e00-\u9fff]")


def minutes_meant(question: str, sources: Mapping[int, str]) -> int | None:
    """Return the minutes of the meeting that a question names by its day or month.

    "What was decided in March?" is minutes-2025-03-11.md. None where none is named.

    Args:
        question: In any language.
        sources: Paths of the documents that may be meant, by number.
    """
    if _MEETING.search(question) is None:
        return None
    minutes = {number: path for number, path in sources.items() if _MINUTES.search(PurePath(path).stem)}
    own = {n: path for n, path in minutes.items() if bool(_HAN.search(path)) == bool(_HAN.search(question))}
    for some in (own, minutes):
        days = {reading for one in dates(question) for reading in one.readings if reading[1] and reading[2]}
        for number, path in sorted(some.items()):
            named = dates(re.sub(r"[_,()\[\]]+", " ", PurePath(path).stem))
            for year, month, day in (reading for one in named for reading in one.readings):
                if any((y in (None, year)) and (m, d) == (month, day) for y, m, d in days):
                    return number
        if not days and (found := dated_in_month(question, some)) is not None:
            return found
    return None


APART = lazy_regex(r"\band\b|&|,|、|，|和|与|跟|以及|及", re.IGNORECASE)


def meetings_meant(question: str, sources: Mapping[int, str]) -> list[int]:
    """Return the minutes of several meetings that a question names, in its order.

    "The March and the April meeting", 六月和八月的会议. Empty where it names fewer than two.

    Args:
        question: In any language.
        sources: Paths of the documents that may be meant, by number.
    """
    if _MEETING.search(question) is None:
        return []
    says = "会" if _HAN.search(question) else "meeting"
    found = [minutes_meant(f"{part} {says}", sources) for part in APART.split(question)]
    several = list(dict.fromkeys(number for number in found if number is not None))
    return several if len(several) > 1 else []


# Sections


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document.

    Attributes:
        document: Number of the document.
        first: Ordinal of its first passage.
        last: Ordinal of its last one.
        title: As it stands in the document.
    """

    document: int
    first: int
    last: int
    title: str


def meeting_held(library: Library, question: str, sources: Mapping[int, str]) -> Section | None:
    """Return the section of minutes that holds the meeting which a question names.

    "Sum up the meeting of May 2025" is "## 12 May 2025" in minutes-2025.md; of several years the latest is meant, of
    one month all that stand one after another. None where none is.

    Args:
        library: Holds the documents.
        question: In any language.
        sources: Paths of the documents that may be meant, by number.
    """
    if _MEETING.search(question) is None:
        return None
    asked = {reading for one in dates(question) for reading in one.readings if reading[1]}
    if not asked:
        months = months_named(question)
        asked = {(None, month, None) for month in months}
    if not asked:
        return None
    found: list[tuple[tuple[int, int], Section]] = []
    for number, path in sources.items():
        if _MINUTES.search(PurePath(path).stem) is None:
            continue
        for passage in passages_of(library, number):
            for heading in passage.heading[1:]:
                days = [one.readings[0] for one in dates(heading)[:1]]
                if any(_held_on(day, one) for day in days for one in asked):
                    year, _month, day = days[0]
                    found.append(
                        ((year or 0, day or 0), Section(number, passage.ordinal, passage.ordinal, heading))
                    )
    if not found:
        return None
    (year, _), latest = max(found, key=lambda one: one[0])
    by_day = any(day for *_, day in asked)
    of_year = [one for when, one in found if when[0] == year]
    held = [
        one for one in of_year if not by_day or (one.document, one.title) == (latest.document, latest.title)
    ]
    first, last = min(one.first for one in held), max(one.last for one in held)
    beside_each_other = len({one.first for one in held}) == last - first + 1
    if len({one.document for one in held}) > 1 or not (by_day or beside_each_other):
        return None
    return Section(latest.document, first, last, ", ".join(dict.fromkeys(one.title for one in held)))


def _held_on(day: tuple[int | None, ...], asked: tuple[int | None, ...]) -> bool:
    """Return whether a day is the one asked for, in all that is said of it."""
    return all(its is None or own == its for own, its in zip(day, asked, strict=True))


_EAST = "〇一二三四五六七八九"


def find_section(library: Library, documents: Sequence[int], asked: Asked) -> Section | None:
    """Find a section by its number or the words of its title.

    It is looked for in headings first, then in lines that begin with the number; None where there is none, or where
    several documents have one.
    """
    pattern = _numbered(asked.number) if asked.number else None
    wanted = frozenset(terms(asked.title))
    found: list[Section] = []
    for number in documents:
        own = _by_heading(library, number, pattern, wanted) or (
            _by_line(library, number, asked.number) if asked.number else None
        )
        if own is not None:
            found.append(own)
    return found[0] if len(found) == 1 or (found and len(documents) == 1) else None


def _numbered(number: str) -> re.Pattern[str]:
    """Return what a heading begins with that has a number: "5.", "Section 5", "第五条"."""
    own = re.escape(number)
    east = _east(int(number)) if number.isdecimal() else own
    return re.compile(
        rf"^\W*(?:[^\W\d]+\.?\s+)?(?:§+\s*)?{own}(?![\w]|[.,]\d)|^\W*第\s*(?:{own}|{east})\s*\w|^\W*제\s*{own}\s*\w"
        rf"|^\W*{east}\s*[、.．)）]",
        re.IGNORECASE,
    )


def _east(number: int) -> str:
    """Write a number below 1,000 in Chinese characters."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_EAST[hundreds]}百" if 0 < hundreds < 10 else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else _EAST[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (_EAST[ones] if ones or not written else "")


def _by_heading(
    library: Library, document: int, pattern: re.Pattern[str] | None, wanted: frozenset[str]
) -> Section | None:
    first = last = -1
    title = ""
    for passage in passages_of(library, document):
        # The first of a trail is the document's title.
        level = next(
            (
                level
                for level, heading in enumerate(passage.heading)
                if level
                and (pattern.search(heading) if pattern else wanted and wanted <= set(terms(heading)))
            ),
            None,
        )
        if level is None:
            if first >= 0:
                break
            continue
        if first < 0:
            first, title = passage.ordinal, passage.heading[level]
        elif title not in passage.heading:
            break
        last = passage.ordinal
        if last - first + 1 >= SECTION_PASSAGES:
            break
    return Section(document, first, last, title) if first >= 0 else None


def _by_line(library: Library, document: int, number: str) -> Section | None:
    """Find a section in a text without headings: from its number to the next."""
    begins = _numbered(number)
    following = _numbered(_next(number))
    first = last = -1
    title = ""
    for passage in passages_of(library, document):
        lines = [line.strip() for line in passage.text.splitlines()]
        if first < 0:
            title = next((line for line in lines if begins.match(line)), "")
            if not title:
                continue
            first = passage.ordinal
            lines = lines[lines.index(title) :]
        last = passage.ordinal
        if any(following.match(line) for line in lines) or last - first + 1 >= SECTION_PASSAGES:
            break
    return Section(document, first, last, title[:60]) if first >= 0 else None


def _next(number: str) -> str:
    *before, own = number.split(".")
    return ".".join([*before, str(int(own) + 1) if own.isdecimal() else chr(ord(own[-1]) + 1)])


def passages_of(
    library: Library, document: int, first: int = 0, last: int | None = None
) -> Iterator[StoredPassage]:
    """Yield a document's passages in order, so many at once that memory is bounded."""
    at = first
    while last is None or at <= last:
        upto = at + AT_ONCE - 1 if last is None else min(at + AT_ONCE - 1, last)
        some = library.documents.neighbours(document, at, upto)
        yield from some
        if len(some) < upto - at + 1:
            return
        at = upto + 1
