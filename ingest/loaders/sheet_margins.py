"""Reads what is written around the cells of a sheet.

Notes, text boxes, charts, headers and footers.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ingest.loaders import pictured
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.charts import add_chart, add_diagram
from ingest.loaders.inventory import PAGE_NUMBER
from ingest.loaders.ooxml import NOT_TICKED, TICKED, Package, alternatives, drawn_lines
from ingest.loaders.sheet import cell_name
from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_CONTROLS = ("Checkbox", "Radio")
_THREAD = "[Threaded comment]"  # not shown
_CODE = re.compile(
    r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|(?P<part>[LCR])|(?P<mark>&)|.)', re.DOTALL
)


def header_and_footer(written: dict[str, str]) -> tuple[str, str]:
    """Return the words of the headers and of the footers of a sheet's pages.

    Args:
        written: As the file writes them, with codes like `&P`, by the names of their elements.
    """

    def words(name: str) -> str:
        text = _CODE.sub(lambda match: " " if match["part"] else match["mark"] or "", written.get(name, ""))
        return "" if PAGE_NUMBER.fullmatch(text) else one_line(text)

    told = {name: words(name) for name in written}
    head, foot = (
        " / ".join(dict.fromkeys(text for name, text in told.items() if text and name.endswith(kind)))
        for kind in ("Header", "Footer")
    )
    return head, foot


def add_comments(builder: Builder, package: Package, part: str) -> None:
    """Append the notes on a sheet's cells, and the discussions of them."""
    people = _people(package)
    discussed: set[str] = set()
    for name in package.related(part, "threadedComment"):
        root = package.tree(name)
        for one in [] if root is None else root:
            text = one_line(" ".join(piece.text or "" for piece in one if local(piece) == "text"))
            discussed.add(value(one, "ref"))
            _add_note(builder, value(one, "ref"), people.get(value(one, "personId"), ""), text)
    for name in package.related(part, "comments"):
        root = package.tree(name)
        if root is None:
            continue
        authors = [one_line(one.text or "") for one in root.iter() if local(one) == "author"]
        for one in root.iter():
            if local(one) != "comment":
                continue
            text = one_line("".join(piece.text or "" for piece in one.iter() if local(piece) == "t"))
            if value(one, "ref") in discussed and text.startswith(_THREAD):
                continue
            number = value(one, "authorId")
            author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
            if text.startswith(f"{author}:"):
                text = text.removeprefix(f"{author}:").strip()
            _add_note(builder, value(one, "ref"), "" if author.startswith("tc=") else author, text)


def _add_note(builder: Builder, cell: str, author: str, text: str) -> None:
    builder.add(
        "paragraph",
        text and f"Note on {cell}{f' ({author})' if author else ''}: {text}",  # not shown
    )


def _people(package: Package) -> dict[str, str]:
    """Return the names of those who discuss cells, by their numbers."""
    names: dict[str, str] = {}
    for part in package.names:
        if part.startswith("xl/persons/") and part.endswith(".xml"):
            root = package.tree(part)
            names |= {} if root is None else {value(one, "id"): value(one, "displayName") for one in root}
    return names


def add_drawings(builder: Builder, package: Package, part: str, used: set[str]) -> None:
    """Append the text boxes, charts and described pictures of a sheet.

    Args:
        builder: Takes the blocks.
        package: The file.
        part: Of the sheet.
        used: Takes the names of the charts that were read.
    """
    for name in package.related(part, "drawing"):
        root = package.tree(name)
        if root is not None:
            _drawn(builder, package, name, root, used)
            _add_pictures(builder, package, name, root)


def _add_pictures(builder: Builder, package: Package, part: str, root: _Element) -> None:
    """Append what was recognised in the pictures that lie on a sheet."""
    described = False
    for one in root.iter():
        if local(one) == "cNvPr":
            described = bool(value(one, "descr").strip())
        if local(one) != "blip" or any(local(above) == "Fallback" for above in one.iterancestors()):
            continue
        relation = package.relations(part).get(value(one, "embed"))
        if relation is not None and not relation.outside:
            pictured.show(builder, partial(package.raw, relation.target), described=described)


def add_controls(builder: Builder, package: Package, part: str) -> None:
    """Append the check boxes and option buttons of a sheet, each with its cell."""
    for name in package.related(part, "vmlDrawing"):
        root = package.tree(name, recover=True)
        for shape in [] if root is None else root.iter():
            data = next((one for one in shape if local(one) == "ClientData"), None)
            if data is None or value(data, "ObjectType") not in _CONTROLS:
                continue
            held = {local(one): (one.text or "").strip() for one in data}
            words = [text for one in shape if local(one) == "textbox" for text in one.itertext()]
            anchor = [number.strip() for number in held.get("Anchor", "").split(",")]
            place = ""
            if len(anchor) == 8 and anchor[0].isdigit() and anchor[2].isdigit():
                place = f"({cell_name(int(anchor[2]) + 1, int(anchor[0]))})"
            mark = TICKED if held.get("Checked", "0") == "1" else NOT_TICKED
            builder.add("list", one_line(f"{mark} {' '.join(words)} {place}"))


def _drawn(builder: Builder, package: Package, part: str, element: _Element, used: set[str]) -> None:
    for one in element:
        name = local(one)
        if name == "AlternateContent":
            for other in [] if _is_control(one) else alternatives(one):
                _drawn(builder, package, part, other, used)
        elif name == "txBody":
            builder.add("paragraph", "\n".join(drawn_lines(one)))
        elif name == "cNvPr":
            described = one_line(value(one, "descr"))
            builder.add("paragraph", described and f"[Picture: {described}]")
        elif name in ("chart", "relIds"):
            relation = package.relations(part).get(value(one, "id" if name == "chart" else "dm"))
            root = None if relation is None or relation.outside else package.tree(relation.target)
            add = add_chart if name == "chart" else add_diagram
            # A chart that keeps no values shows those of cells, which are read.
            if (
                root is not None
                and relation is not None
                and (add(builder, root) or any(local(one) == "f" and one.text for one in root.iter()))
            ):
                used.add(relation.target)
        else:
            _drawn(builder, package, part, one, used)


def _is_control(alternatives_of: _Element) -> bool:
    """Return whether a drawing is only the picture of a check box."""
    return any(
        local(one) == "Choice" and value(one, "Requires") == "a14" and not _has_other_words(one)
        for one in alternatives_of
    )


def _has_other_words(choice: _Element) -> bool:
    names = [value(one, "name") for one in choice.iter() if local(one) == "cNvPr"]
    return not all(re.match(r"(?:check|option) ?(?:box|button)", name, re.IGNORECASE) for name in names)
