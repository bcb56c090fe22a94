"""What a PDF carries inside it: the data of XFA forms, and attached files.

Source: XML Forms Architecture 3.3, on templates and data; ISO 32000-1, 7.11.4, on embedded files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import PurePath
from typing import Any

from assistant.frozen import dataclass
from assistant.i18n import _
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.pdf_objects import pypdf_errors
from ingest.loaders.xml import local
from ingest.records import Unreadable

_MOST_FILES = 200
_MOST_BYTES = 64 << 20
_DEEPEST_TREE = 20
_MOST_ELEMENTS = 200_000
_NAME_CHARS = 200
_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")
_PLEASE_WAIT = re.compile(
    r"^\s*(?:please wait|bitte warten|veuillez patienter|espere|por favor,? aguarde|attendere|een ogenblik)[^.…]{0,20}"
    r"(?:\.\.\.|…)|may not be able to display this type of document",  # not shown
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a PDF; `data` is None where it could not be taken out."""

    name: str
    data: bytes | None


def is_placeholder(text: str) -> bool:
    """Return whether a page of an XFA form only asks for another program."""
    return len(text) < 3000 and _PLEASE_WAIT.search(text) is not None


def xfa_lines(reader: Any) -> list[str] | None:
    """Return what an XFA form shows and what was filled in, or None without one.

    The printed words come in the order of the form, each field with its value; values without a field come last.

    Args:
        reader: The file as pypdf opened it.
    """
    try:
        form = reader.trailer["/Root"].get("/AcroForm")
        packets = form.get_object().get("/XFA") if form is not None else None
        if packets is None:
            return None
        packets = packets.get_object()
        streams = packets[1::2] if isinstance(packets, list) else [packets]
        data = b"\n".join(stream.get_object().get_data() for stream in streams)
    except pypdf_errors():
        return []
    tree = _xml(_DECLARATION.sub(b"", data).strip())
    if tree is None:
        return []
    values = [value for datasets in tree.iter("{*}datasets") for value in _values(datasets)]
    lines = [line for template in tree.iter("{*}template") for line in _printed(template, values)]
    return lines + [f"{name}: {value}" for name, value in values]


def _xml(data: bytes) -> Any:
    """Return the tree of a form, or None where it is damaged.

    Nothing is fetched, and no entities are expanded.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _printed(template: Any, values: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the words of a form, and take the values of its fields out of the list."""
    for element in islice(template.iter("{*}draw", "{*}field"), _MOST_ELEMENTS):
        words = one_line(" ".join(text for part in element.findall("{*}value") for text in part.itertext()))
        if local(element) == "draw":
            if words:
                yield words
            continue
        name = element.get("name", "")
        caption = one_line(
            " ".join(text for part in element.findall("{*}caption") for text in part.itertext())
        )
        found = next((one for one in values if one[0] == name), None)
        if found is not None:
            values.remove(found)
            words = found[1]
        if words or caption:
            yield f"{caption or name}: {words}" if words else caption


def _values(datasets: Any) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each piece of a form's data."""
    for data in datasets.iter("{*}data"):
        for element in islice(data.iter(), _MOST_ELEMENTS):
            if isinstance(element.tag, str) and not len(element) and (text := one_line(element.text or "")):
                yield local(element), text


def attached_files(reader: Any) -> list[Attached]:
    """Return the files that a PDF carries, in its own list or pinned to its pages.

    Args:
        reader: The file as pypdf opened it.
    """
    found: dict[int, Attached] = {}
    left = _MOST_BYTES
    for specification in islice(_specifications(reader), _MOST_FILES):
        if not isinstance(specification, dict) or "/EF" not in specification:
            continue  # it only says where a file lies
        name = next((str(specification[key]) for key in ("/UF", "/F", "/Desc") if key in specification), "")
        name = one_line(re.split(r"[/\\]", name)[-1])[:_NAME_CHARS] or "without a name"
        number, data = -id(specification), None
        try:
            streams = specification["/EF"]
            stream = next(streams[key] for key in ("/UF", "/F", "/Unix", "/Mac", "/DOS") if key in streams)
            number = getattr(getattr(stream, "indirect_reference", None), "idnum", number)
            if number in found:
                continue
            data = stream.get_data() if left > 0 else None
        except StopIteration:
            pass
        except pypdf_errors():
            pass  # it is named as one that was not read
        left -= len(data or b"")
        found[number] = Attached(name, data if left >= 0 else None)
    return list(found.values())


def add_attached(builder: Builder, attached: Attached) -> None:
    """Append what an attached file holds, under a heading with its name.

    A notice says why where it cannot be read.
    """
    from ingest.loaders import load_bytes  # it reads any format, this one too
    from ingest.loaders.parts import append, nested

    called = _("the attached file {attached}", attached=attached.name)
    if attached.data is None:
        builder.notices.append(_("{called} was not read: it is damaged or too large", called=called))
        return
    try:
        with nested():
            document = load_bytes(attached.data, PurePath(attached.name))
    except Unreadable as error:
        builder.notices.append(_("{called} was not read: {reason}", called=called, reason=error.reason))
        return
    builder.end_pages()
    builder.heading(1, f"Attached file {attached.name}")  # not shown
    if len(document.pages) < 2:
        append(builder, document, deeper=1)
    else:
        for page in document.pages:
            inside = tuple(block for block in document.blocks if page.start <= block.start < page.end)
            append(builder, replace(document, blocks=inside), deeper=1)
            if inside:
                builder.add("paragraph", f"(page {page.number} of {called})")
        behind = tuple(block for block in document.blocks if block.start >= document.pages[-1].end)
        append(builder, replace(document, blocks=behind), deeper=1)
    builder.notices += [_("{name}: {notice}", name=called, notice=notice) for notice in document.notices]


def _specifications(reader: Any) -> Iterator[Any]:
    """Yield the descriptions of the files in a PDF, some of them twice."""
    try:
        root = reader.trailer["/Root"]
    except pypdf_errors():
        return
    try:
        names = root.get("/Names")
        tree = names.get_object().get("/EmbeddedFiles") if names is not None else None
        if tree is not None:
            yield from _named(tree.get_object(), 0)
    except pypdf_errors():
        pass
    places = [root, *reader.pages]
    for place in places:
        try:
            if "/AF" in place:
                yield from (one.get_object() for one in place["/AF"])
            for entry in place.get("/Annots", ()) if place is not root else ():
                annotation = entry.get_object()
                if annotation.get("/Subtype") == "/FileAttachment" and "/FS" in annotation:
                    yield annotation["/FS"]
        except pypdf_errors():
            continue


def _named(node: Any, depth: int) -> Iterator[Any]:
    """Yield the values of a tree of names."""
    if "/Names" in node:
        for value in node["/Names"][1::2]:
            yield value.get_object()
    for kid in node.get("/Kids", ()) if depth < _DEEPEST_TREE else ():
        yield from _named(kid.get_object(), depth + 1)
