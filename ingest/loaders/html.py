"""Web pages, and everything that other readers turn into HTML first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import decode
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_NOISE = frozenset(
    {
        "script", "style", "template", "noscript", "svg", "canvas", "iframe", "object", "embed", "nav", "button",
        "select", "input", "textarea", "head", "audio", "video", "map",
    }
)  # fmt: skip
_NOISE_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "menu", "menubar"})
_LINES = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "footer", "aside", "figure", "figcaption", "blockquote",
        "address", "dl", "dt", "dd", "center", "fieldset", "form", "details", "summary", "ul", "ol", "li", "table",
        "pre", "hr", "body", "html", "tr", "td", "th", "tbody", "thead", "tfoot", "caption",
    }
)  # fmt: skip
_WHOLE = frozenset({"html", "body"})
_DEEPEST = 150
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_EDGES = re.compile(r" ?\n ?")


def read(data: bytes, path: PurePath) -> Document:
    """Read a web page without its scripts, styles and navigation."""
    text, notice = decoded(data)
    tree = parse(text)
    builder = Builder("html")
    if notice:
        builder.notices.append(notice)
    add_tree(builder, tree)
    if not builder.blocks and next(tree.iter("img", "svg", "canvas", "video", "iframe"), None) is not None:
        raise Unreadable("it holds no text, only pictures or what a browser fetches")
    title = next(tree.iter("title"), None)
    return builder.document(path, title="" if title is None else _text(title))


def parse(text: str) -> _Element:
    """Return the tree of some HTML, without its comments, scripts and styles."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # At a NUL the parser would take the page to end.
    data = text.replace("\x00", "\ufffd").encode("utf-8", "replace")
    tree = etree.Element("html")
    try:
        first = etree.fromstring(data, parser)
        if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
            # Elements nested in thousands are dropped with all that is in them; this way is slower and drops none.
            first = etree.fromstring(
                data, etree.HTMLParser(encoding="utf-8", target=_Deep(etree.TreeBuilder()))
            )
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_DOCUMENT_EMPTY:
            raise
        return tree
    if any(error.type_name == "ERR_NO_MEMORY" for error in parser.error_log):
        raise MemoryError  # what there is of the tree must not pass for all of it
    if first is None:
        return tree
    # Some files hold several pages, one after the other, and what stands behind the end of one is a page too.
    rest = list(first.itersiblings())
    if rest:
        tree.extend([first, *rest])
    else:
        tree = first
    etree.strip_elements(tree, "script", "style", "template", with_tail=False)
    return tree


class _Deep:
    """Takes what a parser meets, and builds a tree of any depth under one root."""

    def __init__(self, builder: Any) -> None:
        self._builder = builder
        self.start, self.end, self.data = builder.start, builder.end, builder.data
        builder.start("html", {})

    def close(self) -> _Element:
        """Return the tree."""
        self._builder.end("html")
        return self._builder.close()


def add_tree(builder: Builder, tree: _Element, *, deeper: int = 0) -> None:
    """Append what stands in a page.

    Args:
        builder: Takes the blocks.
        tree: The page.
        deeper: Added to the level of each heading.
    """
    _Walker(builder, deeper).walk(_main(tree))


def _main(tree: _Element) -> _Element:
    """Return the page's main part, if it holds most of the words; else the body."""
    bodies = list(islice(tree.iter("body"), 2))
    body = bodies[0] if len(bodies) == 1 else tree
    main = next(body.iterdescendants("main"), None)
    if main is None:
        main = next(iter(body.xpath("(descendant::*[@role='main'])[1]")), None)
    if main is not None and 2 * _length(main) > _length(body):
        return main
    return body


def _text(tag: _Element, separator: str = "") -> str:
    return separator.join(tag.xpath("descendant-or-self::text()", smart_strings=False))


def _length(tag: _Element) -> int:
    return int(tag.xpath("string-length()"))


class _Walker:
    """Goes through the tree and collects running text until a line ends."""

    def __init__(self, builder: Builder, deeper: int) -> None:
        self._builder = builder
        self._deeper = deeper
        self._words: list[str] = []
        self._item = ""  # the mark of the list item that is open, like "- "
        self._number: int | None = None  # of the last item of the ordered list that is open

    def walk(self, tag: _Element) -> None:
        """Append everything in an element."""
        self._children(tag, 0, 0)
        self._flush()

    def _children(self, tag: _Element, depth: int, lists: int) -> None:
        if depth > _DEEPEST:
            self._words.append(_text(tag, " "))
            return
        self._words.append(tag.text or "")
        for child in tag:
            if isinstance(child.tag, str):  # an entity that nobody defined is no element
                self._element(child, depth + 1, lists)
            self._words.append(child.tail or "")

    def _element(self, tag: _Element, depth: int, lists: int) -> None:
        name = str(tag.tag).lower()
        if name in _NOISE or (_hidden(tag) and name not in _WHOLE):
            return
        if name == "br":
            self._words.append("\n\x00")  # told apart from the newlines of the source, which mean nothing
        elif len(name) == 2 and name[0] == "h" and name[1].isdigit():
            self._flush()
            blank = " " if next(tag.iter("br"), None) is not None else ""
            self._builder.heading(int(name[1]) + self._deeper, _text(tag, blank))
        elif name == "pre":
            self._flush()
            self._builder.add("code", _text(tag).replace("\r\n", "\n"))
        elif name == "table" and not _layout(tag):
            self._flush()
            self._builder.table(_rows(tag))
        elif name in ("ul", "ol"):
            self._list(tag, depth, lists)
        elif name == "li":
            self._list_item(tag, depth, lists)
        elif name in _LINES:
            self._flush()
            self._children(tag, depth, lists)
            self._flush()
        else:
            self._children(tag, depth, lists)

    def _list(self, tag: _Element, depth: int, lists: int) -> None:
        self._flush()
        outer, self._number = self._number, 0 if tag.tag == "ol" else None
        self._children(tag, depth, lists + 1)
        self._number = outer
        self._flush()

    def _list_item(self, tag: _Element, depth: int, lists: int) -> None:
        self._flush()
        if self._number is not None:
            self._number += 1
        mark = "- " if self._number is None else f"{self._number}. "
        self._item = "  " * max(0, lists - 1) + mark
        self._children(tag, depth, lists)
        self._flush()
        self._item = ""

    def _flush(self) -> None:
        if not self._words:
            return
        text = _running_text("".join(self._words))
        self._words.clear()
        if not text:
            return
        if self._item:
            self._builder.add("list", self._item + text.replace("\n", " "))
            self._item = ""
        else:
            self._builder.add("paragraph", text)


def _running_text(text: str) -> str:
    """Return text as a browser shows it: only `<br>` ends a line."""
    parts = [_SPACES.sub(" ", part) for part in text.split("\n\x00")]
    return _EDGES.sub("\n", "\n".join(parts)).strip()


def _hidden(tag: _Element) -> bool:
    if not tag.attrib:
        return False
    if tag.get("aria-hidden") == "true" or tag.get("hidden") is not None:
        return True
    style = str(tag.get("style", "")).replace(" ", "").lower()
    return "display:none" in style or tag.get("role") in _NOISE_ROLES


def _layout(tag: _Element) -> bool:
    """Say whether a table only lays out the page.

    Such a table holds another one, headings, or a single cell.
    """
    if next(tag.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return True
    return len(list(islice(tag.iterdescendants("td", "th"), 2))) < 2


def _rows(tag: _Element) -> Iterator[list[str]]:
    for row in tag.iterdescendants("tr"):
        yield [one_line(_text(cell, " ")) for cell in row.iterchildren("td", "th")]


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a page by its declared encoding, and a notice or nothing."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        # A page that says GB2312 may hold characters that only its superset has.
        name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "shift_jis": "cp932"}.get(
            name, name
        )
        try:
            return data.decode(name), ""
        except (UnicodeDecodeError, LookupError):
            return decode(data)
    return decode(data)
