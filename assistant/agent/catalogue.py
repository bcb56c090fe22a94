"""Answers to questions about the documents there are.

They say which there are, how many, where, and of what kinds. No model is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from assistant.agent.catalogue_questions import USUAL_MOST, By, CatalogueQuestion
from assistant.agent.collection_texts import ORDERED, PERIODS, UNSAID
from assistant.agent.documents import MOST_LISTED, as_code, document_line, holding
from assistant.languages import Language
from assistant.library.library import Library
from assistant.paths import is_under
from assistant.retrieval.filters import ANY_TIME, DatedDocument, dated_documents
from assistant.text import clean_line
from assistant.wording import short_path

_SENDER = re.compile(r"^From: (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CatalogueAnswer:
    """What the catalogue says.

    Attributes:
        text: In Markdown.
        documents: Those that match, as they are named.
        folders: The folders that hold them, where these were asked for.
    """

    text: str
    documents: tuple[DatedDocument, ...]
    folders: tuple[str, ...] = ()


def catalogue_answer(
    library: Library, asked: CatalogueQuestion, language: Language, documents: frozenset[int] | None
) -> CatalogueAnswer:
    """Answer from the catalogue, in English or Chinese.

    Args:
        library: The library.
        asked: What is asked.
        language: "zh" for Chinese; else English.
        documents: Only these; all of them when None.
    """
    words = _ZH if language == "zh" else _EN
    every = [one for one in dated_documents(library) if documents is None or one.id in documents]
    if asked.wants == "formats":
        counted = Counter(one.kind for one in every).most_common()
        lines = [words.formats.format(len(every)), "", *(f"- `{kind}`: {number}" for kind, number in counted)]
        return CatalogueAnswer("\n".join(lines), tuple(every))
    chosen = _chosen(library, asked, every, documents)
    conditions = _conditions(asked, words)
    if asked.wants == "folders":
        return _folders(chosen, conditions, words)
    if asked.wants in ("newest", "oldest", "largest", "smallest"):
        return _ordered(asked, chosen, conditions, words)
    if asked.by == "added" and asked.period == ANY_TIME:
        chosen.sort(key=lambda one: (day_of(one, "added"), one.source), reverse=True)
    head = (words.match if chosen else words.none) if conditions else words.all
    lines = [head.format(all=len(every), conditions=conditions, **_counted(len(chosen))), ""]
    lines += [
        _line(one, asked.by, words, dated=asked.period != ANY_TIME or asked.by != "dated")
        for one in chosen[:MOST_LISTED]
    ]
    if len(chosen) > MOST_LISTED:
        lines += ["", words.more.format(len(chosen) - MOST_LISTED)]
    if asked.period != ANY_TIME and asked.by == "dated" and any(one.stated is None for one in chosen):
        lines += ["", words.of_file]
    return CatalogueAnswer("\n".join(lines).rstrip(), tuple(chosen))


@dataclass(frozen=True, slots=True)
class _Words:
    all: str
    match: str
    none: str
    more: str
    formats: str
    folders: str
    nowhere: str
    newest: Mapping[str, str]
    of_file: str
    file_day: str
    kind: str
    called: str
    holding: str
    folder: str
    sender: str
    joined: str
    periods: Mapping[By, tuple[str, str, str, str]]
    unsaid: Mapping[By, str]


_EN = _Words(
    all="The library holds {all} {noun}:",
    match="{n} of {all} documents {verb} ({conditions}):",
    none="None of the {all} documents matches ({conditions}).",
    more="… and {} more: `assistant sources` lists them all.",
    formats="The library holds {} documents of these formats:",
    folders="{n} {noun} {verb} ({conditions}), in:",
    nowhere="No document matches ({conditions}).",
    newest=ORDERED["en"],
    of_file="Where a document states no date, the date of its file counts; it is marked with *.",
    file_day="*",
    kind="format {}",
    called="“{}” in the name or title",
    holding="with the words “{}”",
    folder="in the folder {}",
    sender="from {}",
    joined=", ",
    periods=PERIODS["en"],
    unsaid=UNSAID["en"],
)  # fmt: skip
_ZH = _Words(
    all="资料库里有{all}份文档：",
    match="{all}份文档中有{n}份符合（{conditions}）：",
    none="{all}份文档中没有符合的（{conditions}）。",
    more="……还有{}份：`assistant sources` 列出全部。",
    formats="资料库里有{}份文档，格式如下：",
    folders="有{n}份文档符合（{conditions}），所在文件夹：",
    nowhere="没有符合的文件（{conditions}）。",
    newest=ORDERED["zh"],
    of_file="文件没有写明日期的，以文件的修改日期为准，标有*。",
    file_day="*",
    kind="格式{}",
    called="名称含“{}”",
    holding="含有“{}”",
    folder="在文件夹{}中",
    sender="发件人为{}",
    joined="，",
    periods=PERIODS["zh"],
    unsaid=UNSAID["zh"],
)  # fmt: skip


def _joined_name(names: Sequence[str]) -> str:
    """Write the words of a name as they stand in it: Chinese ones without spaces."""
    return "".join(
        one if not (one.isascii() or names[place - 1].isascii()) and place else f" {one}"
        for place, one in enumerate(names)
    ).removeprefix(" ")


def _counted(number: int) -> dict[str, str]:
    """Return a number with the words that go with it in English."""
    one = number == 1
    return {
        "n": f"{number:,}",
        "verb": "matches" if one else "match",
        "noun": "document" if one else "documents",
    }


def day_of(one: DatedDocument, by: By) -> date:
    """Return the day of a document, of the kind that is asked; else `date.min`."""
    day = {"dated": one.day, "added": one.added, "changed": one.changed}[by]
    return day or date.min


def _chosen(
    library: Library,
    asked: CatalogueQuestion,
    every: Sequence[DatedDocument],
    documents: frozenset[int] | None,
) -> list[DatedDocument]:
    """Return the documents that match."""
    left = [
        one
        for one in every
        if (not asked.kinds or one.kind in asked.kinds)
        and (
            asked.period == ANY_TIME
            or (day_of(one, asked.by) != date.min and asked.period.holds(day_of(one, asked.by)))
        )
        and (not asked.folder or is_under(one.source, asked.folder))
    ]
    called = {one.id: f"{PurePath(one.source).stem} {one.title}" for one in left}
    matching = holding(library, called, asked.words, documents)
    return [
        one
        for one in left
        if one.id in matching
        and all(_is_called(one, names) for names in asked.called)
        and (not asked.sender or is_from(library, one, asked.sender))
    ]


def sender_of(library: Library, one: DatedDocument) -> str:
    """Return who wrote a mail, as it says itself; empty for no mail."""
    beginning = "".join(passage.text for passage in library.documents.neighbours(one.id, 0, 0))
    line = _SENDER.search(beginning)
    return line[1].strip() if line else ""


def is_from(library: Library, one: DatedDocument, sender: str) -> bool:
    """Return whether a mail says that somebody of that name or address wrote it."""
    said = sender_of(library, one).casefold()
    if not sender.isascii():
        return sender.casefold() in said
    return all(
        re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", said) for word in sender.casefold().split()
    )


def _is_called(one: DatedDocument, names: Sequence[str]) -> bool:
    called = f"{PurePath(one.source).stem} {one.title}".lower().replace("_", " ")
    return any(
        re.search(rf"(?<![a-z]){re.escape(name)}", called) is not None if name.isascii() else name in called
        for name in names
    ) or any(name == PurePath(one.source).name.lower() for name in names)


def _conditions(asked: CatalogueQuestion, words: _Words) -> str:
    said = [words.kind.format("/".join(asked.kinds))] if asked.kinds else []
    names = list(asked.said)
    topic = names.pop() if asked.words and names else ""
    if names:
        said.append(words.called.format(_joined_name(names)))
    if topic:
        said.append(words.holding.format(topic))
    if asked.sender:
        said.append(words.sender.format(clean_line(asked.sender)))
    if asked.folder:
        said.append(words.folder.format(as_code(short_path(asked.folder))))
    first, last = asked.period.first, asked.period.last
    if first or last:
        since, until, both, day = words.periods[asked.by]
        form = day if first == last else both if first and last else since if first else until
        said.append(form.format(first, last))
    elif words.unsaid[asked.by]:
        said.append(words.unsaid[asked.by])
    return words.joined.join(said)


def _folders(chosen: Sequence[DatedDocument], conditions: str, words: _Words) -> CatalogueAnswer:
    counted = Counter(str(PurePath(one.source).parent) for one in chosen)
    if not counted:
        return CatalogueAnswer(words.nowhere.format(conditions=conditions), ())
    lines = [words.folders.format(conditions=conditions, **_counted(len(chosen))), ""]
    for folder, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        inside = [
            as_code(PurePath(one.source).name) for one in chosen if str(PurePath(one.source).parent) == folder
        ]
        more = f" … +{len(inside) - USUAL_MOST}" if len(inside) > USUAL_MOST else ""
        lines.append(f"- {as_code(short_path(folder))}: {', '.join(inside[:USUAL_MOST])}{more}")
    return CatalogueAnswer("\n".join(lines), tuple(chosen), tuple(counted))


def _ordered(
    asked: CatalogueQuestion, chosen: Sequence[DatedDocument], conditions: str, words: _Words
) -> CatalogueAnswer:
    if asked.wants in ("largest", "smallest"):
        ordered = sorted(chosen, key=lambda one: (one.size, one.source), reverse=asked.wants == "largest")
    else:
        newest = asked.wants == "newest"
        ordered = sorted(
            chosen, key=lambda one: (day_of(one, asked.by), day_of(one, "added"), one.source), reverse=newest
        )
    shown = ordered[: asked.most or 1]
    between = f" ({conditions})" if conditions and words is _EN else f"（{conditions}）" if conditions else ""
    lines = [words.newest[asked.wants].format(conditions=between, **_counted(len(chosen))), ""]
    lines += [_line(one, asked.by, words, dated=True) for one in shown]
    if asked.by == "dated" and any(one.stated is None for one in shown):
        lines += ["", words.of_file]
    return CatalogueAnswer("\n".join(lines).rstrip(), tuple(shown))


def _line(one: DatedDocument, by: By, words: _Words, *, dated: bool) -> str:
    line = document_line(one.source, one.title)
    day = day_of(one, by)
    if not dated or day == date.min:
        return line
    mark = words.file_day if by == "dated" and one.stated is None else ""
    return f"{line} ({day.isoformat()}{mark})"
