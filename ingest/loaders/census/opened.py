"""Counts what OpenDocument files and electronic books hold."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from ingest.loaders.census.markup import Archive, Scanned, entry_name, scan
from ingest.loaders.census.pages import page
from ingest.loaders.inventory import PAGE_NUMBER, PICTURE, SMALL_PICTURE, Held, Things, Words

_PARAGRAPHS = frozenset({"p", "h"})
_BREAKS = _PARAGRAPHS | {
    "s", "tab", "line-break", "note", "note-citation", "note-body", "annotation", "frame", "text-box", "list",
    "list-item", "table-cell", "ruby-text", "custom-shape", "rect", "ellipse", "g", "title", "desc",
}  # fmt: skip
_NOT_COUNTED = frozenset(
    {"tracked-changes", "binary-data", "event-listeners", "math", "creator", "date", "creator-initials", "desc",
     "meta-creator", "automatic-styles", "font-face-decls", "settings", "scripts", "meta", "page-number", "page-count"}
)  # fmt: skip
_RUNNING = ("page-number", "date-time", "footer", "header", "page")
_HEADS = frozenset({"header", "footer", "header-first", "footer-first", "header-left", "footer-left"})
_OBJECT = re.compile(r"([^/]+)/content\.xml")
_NO_WORDS = re.compile(
    r"(?:meta|settings|layout-cache|versionlist)\.xml|(?:META-INF|Configurations2|Basic|Dialogs|Scripts|Versions|Thumbnails)/|"
    r"[^/]+/(?:styles|settings|meta)\.xml"
)
_PAGE = re.compile(rb"<(?:html|body|p)[\s>]")
_ROOTFILE = re.compile(rb"full-path\s*=\s*[\"']([^\"'<>]+)[\"']")
_ITEM = re.compile(rb"<(?:\w+:)?item\b[^<>]*>")
_ITEMREF = re.compile(rb"<(?:\w+:)?itemref\b[^<>]*?\bidref\s*=\s*[\"']([^\"'<>]+)[\"']")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*[\"']([^\"'<]*)[\"']")
_IMAGE = re.compile(rb"<draw:image\b[^<>]*>")
_REFERENCE = re.compile(rb"href\s*=\s*[\"']([^\"'<>]+)[\"']")
_SAID = re.compile(
    rb"<svg:(?:title|desc)>\s*[^<\s]|<draw:object\b|<draw:object-ole\b|<draw:plugin\b|<table:table\b|<draw:text-box\b"
)
_MASTER = re.compile(rb"draw:master-page-name\s*=\s*[\"']([^\"'<>]*)[\"']")
_SHOWN = re.compile(rb"<(?:\w+:)?(?:img|image)\b[^<>]*>", re.IGNORECASE)


def text(data: bytes) -> Iterator[Held]:
    """Yield what a text document holds."""
    yield from _opened(data, "in its text")


def workbook(data: bytes) -> Iterator[Held]:
    """Yield what a workbook holds."""
    yield from _opened(data, "in its sheets", by="table")


def presentation(data: bytes) -> Iterator[Held]:
    """Yield what a presentation holds."""
    yield from _opened(data, "on its slides", by="page")


def _opened(data: bytes, place: str, by: str = "") -> Iterator[Held]:
    if not data.startswith(b"PK"):
        yield from _content(data, place, by, {})
        yield from _heads(data, by)
        yield from _behind(data, data, by)
        return
    archive = Archive(data)
    yield from archive.lost()
    sizes = {entry.filename: entry.file_size for entry in archive.entries}
    for entry in archive.entries:
        if entry.filename == "content.xml":
            yield from _content(archive.data(entry), place, by, sizes)
        elif entry.filename == "styles.xml":
            yield from _heads(archive.data(entry), by)
            yield from _behind(archive.data(entry), archive.data("content.xml"), by)
        elif entry.filename.endswith((".xml", ".rdf")) and (
            not _NO_WORDS.match(entry.filename)
            or ("/" not in entry.filename and b"<text:p" in archive.data(entry))
        ):
            place = "in its objects" if _OBJECT.fullmatch(entry.filename) else "in a part of its own"
            yield from (
                Words(stretch, place) for stretch in _scan(archive.data(entry), frozenset()).stretches
            )


def _content(data: bytes, place: str, by: str, sizes: Mapping[str, int]) -> Iterator[Held]:
    found = _scan(data, _HEADS | {"master-styles"}, by)
    names = [one.get("name", "") for _, one in found.marked]
    section = 0
    for number, stretch in enumerate(found.stretches):
        while section < len(found.sections) and found.sections[section] <= number:
            section += 1
        if by == "table" and section:
            yield Words(stretch, f"on sheet {names[section - 1]}")
        elif by == "page" and section:
            yield Words(stretch, "on slide", section)
        else:
            yield Words(stretch, place)
    yield from _things(found.names, data)
    if pictures := _pictures(data, sizes):
        yield Things(PICTURE, pictures)


def _scan(data: bytes, skip: frozenset[str], by: str = "") -> Scanned:
    return scan(
        data, breaks=_BREAKS, texts=_PARAGRAPHS, skip=_NOT_COUNTED | skip, ignore=_placeholder, whole=True,
        section=by, marks=frozenset({by}),
    )  # fmt: skip


def _placeholder(name: str, attributes: Mapping[str, str]) -> str:
    return name if attributes.get("presentation:class") in _RUNNING else ""


def _heads(data: bytes, by: str) -> Iterator[Words]:
    """Yield the words of the heads and feet of pages, each once."""
    if by == "page":
        return
    of_sheets = {"sheet-name", "title", "time", "file-name"} if by else frozenset()
    found = scan(
        data, breaks=_BREAKS, texts=_PARAGRAPHS, skip=_NOT_COUNTED | {"body", "styles"} | of_sheets, whole=True,
        ignore=_not_displayed,
    )  # fmt: skip
    for stretch in dict.fromkeys(found.stretches):
        if by and PAGE_NUMBER.fullmatch(stretch):
            continue
        if any(character.isalpha() for character in stretch):
            yield Words(stretch, "in its headers and footers")


def _behind(styles: bytes, content: bytes, by: str) -> Iterator[Words]:
    """Yield the words of masters of slides but those of placeholders; each once."""
    if by != "page":
        return
    used = {name.decode("utf-8", "replace") for name in _MASTER.findall(content)}

    def ignore(name: str, attributes: Mapping[str, str]) -> str:
        unused = name == "master-page" and html.escape(attributes.get("style:name", "")) not in used
        return name if unused or "presentation:class" in attributes else ""

    skip = _NOT_COUNTED | {"body", "styles", "notes", "handout-master"}
    found = scan(styles, breaks=_BREAKS, texts=_PARAGRAPHS, skip=skip, whole=True, ignore=ignore)
    for stretch in dict.fromkeys(found.stretches):
        yield Words(stretch, "on the master of its slides")


def _not_displayed(name: str, attributes: Mapping[str, str]) -> str:
    return name if name in _HEADS and attributes.get("style:display") == "false" else ""


def _things(names: Counter[str], data: bytes) -> Iterator[Things]:
    objects = names["object"] + names["object-ole"] + names["plugin"]
    counts = {
        "embedded object": objects,
        "check box": names["checkbox"],
        "stretch of deleted text": data.count(b"<text:deletion"),
    }
    yield from (Things(noun, count) for noun, count in counts.items() if count > 0)


def _pictures(data: bytes, sizes: Mapping[str, int]) -> int:
    """Count the pictures that are no ornaments and have no description."""
    found = 0
    for match in _IMAGE.finditer(data):
        start, end = data.rfind(b"<draw:frame", 0, match.start()), data.find(b"</draw:frame>", match.end())
        place = _REFERENCE.search(match.group())
        size = (
            sizes.get(unquote(place[1].decode("utf-8", "replace")), 0)
            if place
            else (end - match.end()) * 3 // 4
        )
        said = _SAID.search(data, start, end) if 0 <= start < end else None
        found += size >= SMALL_PICTURE and said is None
    return found


def book(data: bytes) -> Iterator[Held]:
    """Yield what an electronic book holds: the words of every chapter that it lists."""
    archive = Archive(data)
    yield from archive.lost()
    place = _ROOTFILE.search(archive.data("META-INF/container.xml"))
    package_name = unquote(place[1].decode("utf-8", "replace")) if place else ""
    package = archive.data(package_name)
    chapters: dict[str, str] = {}
    for tag in _ITEM.findall(package):
        item = dict(_ATTRIBUTE.findall(tag.decode("utf-8", "replace")))
        if "nav" in item.get("properties", "").split() or "html" not in item.get("media-type", ""):
            continue
        chapters[item.get("id", "")] = entry_name(unquote(item.get("href", "")), package_name)
    order = [one.decode("utf-8", "replace") for one in _ITEMREF.findall(package)]
    sizes = {entry.filename: entry.file_size for entry in archive.entries}
    numbers = {chapters[one]: number for number, one in enumerate(order, start=1) if one in chapters}
    others = [
        entry.filename
        for entry in archive.entries
        if entry.filename not in chapters.values() and _PAGE.search(archive.data(entry), 0, 2_000)
    ]
    for name in dict.fromkeys([*chapters.values(), *others]):
        number = numbers.get(name, 0)
        raw = b"\n".join(archive.versions(name))
        where = "in chapter" if number else "in a chapter that its order of reading leaves out"
        stretches = [one.text for one in page(raw) if isinstance(one, Words)]
        yield from (Words(stretch, where, number) for stretch in stretches)
        pictures = sum(_is_shown(tag, name, sizes) for tag in _SHOWN.findall(raw)) if stretches else 0
        if pictures:
            yield Things(PICTURE, pictures, where, number)


def _is_shown(tag: bytes, name: str, sizes: Mapping[str, int]) -> bool:
    """Return whether a page shows a picture without a description that is no ornament."""
    one = {key.rpartition(":")[2]: value for key, value in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}
    size = sizes.get(entry_name(unquote(one.get("src") or one.get("href") or ""), name), 0)
    return size >= SMALL_PICTURE and not one.get("alt", "").strip()
