"""Narrow the documents of a library by date and format, beside paths and globs.

A filter is written where a path could stand: "since:2025-01-01", "until:2025", "kind:pdf". A document's date is the one in its
name (of a bare year or month any of its days), else the one at its beginning, else that of its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import PurePath

from assistant.errors import LibraryError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, language
from assistant.languages import Language
from assistant.library.documents import CatalogueRow
from assistant.library.library import Library
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates, may_hold_day
from assistant.retrieval.periods import Period, day_of
from assistant.text import clean_line
from assistant.wording import enumerated

HEAD_CHARS = 300
"""Characters of a document that are searched for its date."""
_FILTER = lazy_regex(r"(since|until|kind):(.*)", re.DOTALL)
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "word": ("docx", "doc", "odt", "rtf", "wordml"),
    "excel": ("xlsx", "xls", "xlsb", "ods", "xmlss"),
    "sheet": ("xlsx", "xls", "xlsb", "ods", "xmlss", "csv"),
    "slides": ("pptx", "ppt", "odp"),
    "mail": ("eml", "emlx", "msg", "mbox"),
    "web": ("html", "mhtml"),
    "text": ("text", "markdown", "rst", "org", "asciidoc", "latex"),
    "picture": ("picture",),
    "book": ("epub",),
    "code": ("code", "ipynb"),
    "calendar": ("ics",),
    "contact": ("vcf",),
}
_CALLED: Mapping[str, str] = {
    "spreadsheet": "sheet", "table": "sheet", "workbook": "sheet", "powerpoint": "slides", "presentation": "slides",
    "email": "mail", "e-mail": "mail", "page": "web", "webpage": "web", "image": "picture", "scan": "picture", "photo": "picture",
    "ebook": "book", "e-book": "book", "note": "text",
    "文档": "word", "表格": "sheet", "电子表格": "sheet", "演示文稿": "slides", "幻灯片": "slides", "邮件": "mail", "电子邮件": "mail",
    "网页": "web", "文本": "text", "笔记": "text", "图片": "picture", "照片": "picture", "扫描件": "picture", "电子书": "book", "代码": "code",
    "日历": "calendar", "联系人": "contact",
}  # fmt: skip
"""Other names for groups of formats."""


def kinds_named(word: str) -> tuple[str, ...]:
    """Return the formats that a word names, like ".docx", "pdf" or "mail"."""
    name = word.strip().lower().lstrip(".")
    name = _CALLED.get(name, name)
    if name in _GROUPS:
        return _GROUPS[name]
    from ingest.loaders.formats import FORMATS  # with all of its package; most searches name none

    known = {one.kind: one.kind for one in FORMATS}
    for one in FORMATS:
        known |= {ending.lstrip("."): one.kind for ending in one.endings if ending.lstrip(".") not in known}
    if name in known:
        return (known[name],)
    return kinds_named(name[:-1]) if name.endswith("s") and len(name) > 3 else ()


ANY_TIME = Period()


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What documents are to be like.

    Attributes:
        period: Their dates.
        kinds: Their formats; any where there are none.
    """

    period: Period = ANY_TIME
    kinds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.by_date or bool(self.kinds)

    @property
    def by_date(self) -> bool:
        """Whether it asks for dates."""
        return self.period != ANY_TIME


@dataclass(frozen=True, slots=True)
class DatedDocument:
    """A document of the library with its date.

    Attributes:
        id: Its number.
        source: Absolute path.
        title: Its title.
        kind: Its format.
        size: Bytes.
        passages: How many it was cut into.
        added: The day on which it first came in.
        changed: The day on which its file was last changed, or None.
        stated: The day that it states itself, in its name or at its beginning; None for none.
    """

    id: int
    source: str
    title: str
    kind: str
    size: int
    passages: int
    added: date | None
    changed: date | None
    stated: date | None

    @property
    def day(self) -> date | None:
        """Its date: its own, else that of its file."""
        return self.stated or self.changed

    @property
    def named(self) -> Period | None:
        """The year or month that its name tells, where it states no day."""
        from assistant.retrieval.paper_dates import paper_date  # only where documents are chosen by date

        called = paper_date(self.source, "", "") if self.stated is None else None
        return Period(called.first, called.last) if called is not None and called.first else None

    def is_of(self, period: Period) -> bool:
        """Return whether its date, or a day of the year in its name, is of a period."""
        if (named := self.named) is not None:
            return (period.first is None or named.last is None or named.last >= period.first) and (
                period.last is None or named.first is None or named.first <= period.last
            )
        return self.day is not None and period.holds(self.day)


def split_filters(inside: Iterable[str], today: date | None = None) -> tuple[list[str], DocumentFilter]:
    """Split places from filters.

    Raises:
        UsageError: A filter names no day, or no format.
    """
    places: list[str] = []
    first = last = None
    kinds: list[str] = []
    for one in inside:
        match = _FILTER.fullmatch(one)
        if match is None:
            places.append(one)
        elif match[1] == "kind":
            kinds += checked_kinds(match[2])
        else:
            day = checked_day(match[2], today or date.today(), last=match[1] == "until")
            if match[1] == "since":
                first = day if first is None else max(first, day)
            else:
                last = day if last is None else min(last, day)
    return places, DocumentFilter(Period(first, last), tuple(dict.fromkeys(kinds)))


def checked_day(text: str, today: date, *, last: bool) -> date:
    """Return the day that somebody typed as a bound.

    Raises:
        UsageError: It is none.
    """
    day = day_of(text, today, last=last)
    if day is None:
        raise UsageError(
            _('"{text}" is not a date.', text=clean_line(text)),
            _('Write it like 2025-01-01, 2025, "March 2025" or "last week".'),
            code="day_unknown",
        )
    return day


def checked_kinds(text: str) -> tuple[str, ...]:
    """Return the formats that somebody typed.

    Raises:
        UsageError: It names none.
    """
    kinds = kinds_named(text)
    if not kinds:
        raise UsageError(
            _('"{text}" is not a kind of file.', text=clean_line(text)),
            _("Write an ending like pdf, docx or csv, or one of {groups}.", groups=enumerated(_names())),
            code="kind_unknown",
        )
    return kinds


def _names() -> list[str]:
    """Return the names of the groups in the reader's language."""
    if language() != "zh":
        return list(_GROUPS)
    return list({group: name for name, group in _CALLED.items() if not name.isascii()}.values())


def dated_documents(library: Library) -> list[DatedDocument]:
    """Return every document that was read, with its date, ordered by path."""
    new = note_days(library)
    return [_dated(row, new.get(row.id, row.day)) for row in library.documents.catalogue()]


def _dated(row: CatalogueRow, day: str) -> DatedDocument:
    return DatedDocument(
        row.id,
        row.source,
        row.title,
        row.kind,
        row.size,
        row.passages,
        local_day(row.added_ns),
        local_day(row.mtime_ns),
        _iso_day(day),
    )


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def note_days(library: Library) -> dict[int, str]:
    """Look for the dates of new documents; keep them where the library can be written."""
    heads = library.documents.undated(HEAD_CHARS)
    days = {number: stated_day(PurePath(source).stem, head) for number, source, head in heads}
    if days:
        with suppress(LibraryError):
            library.documents.note_days([(day, number) for number, day in days.items()])
    return days


def stated_day(name: str, head: str) -> str:
    """Return the day that a document states, as YYYY-MM-DD; empty for none.

    Args:
        name: Of its file, without the ending.
        head: Its first characters.
    """
    from assistant.retrieval.paper_dates import paper_date  # only for new documents

    for one in dates(name.replace("_", " ")):
        if day := full_day(one.readings[0]):
            return day
    if not may_hold_day(head := head[:HEAD_CHARS]):
        return ""
    written = paper_date("", "", head)
    return full_day((written.year, written.month, written.day))


def full_day(reading: tuple[int | None, int | None, int | None]) -> str:
    """Return a date that is known to the day as YYYY-MM-DD; else nothing."""
    year, month, day = reading
    if not (year and month and day):
        return ""
    with suppress(ValueError):
        return date(year, month, day).isoformat()
    return ""


def local_day(moment_ns: int) -> date | None:
    """Return the day of a moment where the user is; None where the system has none."""
    try:
        return datetime.fromtimestamp(moment_ns / 1e9).date() if moment_ns > 0 else None
    except (OSError, OverflowError, ValueError):
        return None


def matching(library: Library, only: DocumentFilter) -> list[DatedDocument]:
    """Return the documents that a filter takes."""
    return [
        one
        for one in dated_documents(library)
        if (not only.kinds or one.kind in only.kinds) and (not only.by_date or one.is_of(only.period))
    ]


_WORDS: Mapping[str, tuple[str, str, str, str, str]] = {
    "en": (
        "dated {0} or later",
        "dated {0} or earlier",
        "dated from {0} to {1}",
        "dated {0}",
        "of the format {0}",
    ),
    "zh": ("日期不早于{0}", "日期不晚于{0}", "日期在{0}至{1}之间", "日期为{0}", "格式为{0}"),
}


def filter_words(only: DocumentFilter, language: str) -> str:
    """Describe a filter, in English or Chinese."""
    since, until, both, day, kinds = _WORDS["zh" if language == "zh" else "en"]
    first, last = only.period.first, only.period.last
    parts = []
    if first and last:
        parts.append((day if first == last else both).format(first, last))
    elif first or last:
        parts.append((since if first else until).format(first or last))
    if only.kinds:
        parts.append(kinds.format(("、" if language == "zh" else ", ").join(only.kinds)))
    return ("，" if language == "zh" else " and ").join(parts)


def nothing_left(only: DocumentFilter, language: str) -> str:
    """Say that a filter leaves no document."""
    words = filter_words(only, language)
    return f"资料库里没有{words}的文件。" if language == "zh" else f"The library holds no document {words}."


def which_date(chosen: Sequence[DatedDocument], language: Language) -> str:
    """Say by which of their dates documents were chosen."""
    own = sum(one.stated is not None or one.named is not None for one in chosen)
    files = len(chosen) - own
    if language == "zh":
        return f"按日期选出{len(chosen)}份文档：{own}份依文档自己写明的日期，{files}份依文件的修改日期。"
    return (
        f"{len(chosen)} document{'s' if len(chosen) != 1 else ''} chosen by date: {own} by the date that stands in the name "
        f"or at the beginning, {files} by the date of the file."
    )
