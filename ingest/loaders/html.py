"""Web pages, and everything that other readers turn into HTML first."""

from __future__ import annotations

import re
import warnings
from pathlib import PurePath
from typing import TYPE_CHECKING

from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import decode
from ingest.types import Document

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

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
_DEEPEST = 150
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_EDGES = re.compile(r" ?\n ?")


def read(data: bytes, path: PurePath) -> Document:
    """Read a web page without its scripts, styles and navigation."""
    text, notice = decoded(data)
    soup = parse(text)
    builder = Builder("html")
    if notice:
        builder.notices.append(notice)
    add_soup(builder, soup)
    title = soup.title.get_text() if soup.title else ""
    return builder.document(path, title=title)


def parse(text: str) -> BeautifulSoup:
    """Return the tree of some HTML."""
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        # A text like "notes.html" or an XHTML page is meant to be read as it is.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "lxml")


def add_soup(builder: Builder, soup: BeautifulSoup, *, deeper: int = 0) -> None:
    """Append what stands in a page.

    Args:
        builder: Takes the blocks.
        soup: The page.
        deeper: Added to the level of each heading.
    """
    _Walker(builder, deeper).walk(_main(soup))


def _main(soup: BeautifulSoup) -> Tag:
    """Return the part that the page calls its main one, where it really holds most of the words."""
    body = soup.body or soup
    main = body.find("main") or body.find(None, {"role": "main"})
    if main is not None and 2 * len(main.get_text()) > len(body.get_text()):
        return main
    return body


class _Walker:
    """Goes through the tree; running text is collected until an element that begins a line of its own."""

    def __init__(self, builder: Builder, deeper: int) -> None:
        self._builder = builder
        self._deeper = deeper
        self._words: list[str] = []
        self._item = ""  # the mark of the list item that is open, like "- "
        self._number: int | None = None  # of the last item of the ordered list that is open

    def walk(self, tag: Tag) -> None:
        """Append everything in an element."""
        self._children(tag, 0, 0)
        self._flush()

    def _children(self, tag: Tag, depth: int, lists: int) -> None:
        from bs4.element import CData, NavigableString, Tag

        if depth > _DEEPEST:
            self._words.append(tag.get_text(" "))
            return
        for child in tag.children:
            if isinstance(child, Tag):
                self._element(child, depth + 1, lists)
            elif type(child) in (NavigableString, CData):  # comments and doctypes are its subclasses
                self._words.append(str(child))

    def _element(self, tag: Tag, depth: int, lists: int) -> None:
        name = tag.name.lower()
        if name in _NOISE or _hidden(tag):
            return
        if name == "br":
            self._words.append("\n\x00")  # told apart from the newlines of the source, which mean nothing
        elif len(name) == 2 and name[0] == "h" and name[1].isdigit():
            self._flush()
            self._builder.heading(
                int(name[1]) + self._deeper, tag.get_text(" ") if tag.find("br") else tag.get_text()
            )
        elif name == "pre":
            self._flush()
            self._builder.add("code", tag.get_text().replace("\r\n", "\n"))
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

    def _list(self, tag: Tag, depth: int, lists: int) -> None:
        self._flush()
        outer, self._number = self._number, 0 if tag.name == "ol" else None
        self._children(tag, depth, lists + 1)
        self._number = outer
        self._flush()

    def _list_item(self, tag: Tag, depth: int, lists: int) -> None:
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
        text = running_text("".join(self._words))
        self._words.clear()
        if not text:
            return
        if self._item:
            self._builder.add("list", self._item + text.replace("\n", " "))
            self._item = ""
        else:
            self._builder.add("paragraph", text)


def running_text(text: str) -> str:
    """Return text as a browser shows it: white space is one blank, and only `<br>` ends a line."""
    parts = [_SPACES.sub(" ", part) for part in text.split("\n\x00")]
    return _EDGES.sub("\n", "\n".join(parts)).strip()


def _hidden(tag: Tag) -> bool:
    if tag.attrs.get("aria-hidden") == "true" or "hidden" in tag.attrs:
        return True
    style = str(tag.attrs.get("style", "")).replace(" ", "").lower()
    return "display:none" in style or str(tag.attrs.get("role", "")) in _NOISE_ROLES


def _layout(tag: Tag) -> bool:
    """Say whether a table only lays out the page: it holds another one, or headings, or a single cell."""
    return tag.find(["table", "h1", "h2", "h3"]) is not None or len(tag.find_all(["td", "th"], limit=2)) < 2


def _rows(tag: Tag) -> list[list[str]]:
    return [[one_line(cell.get_text(" ")) for cell in _cells(row)] for row in tag.find_all("tr")]


def _cells(row: Tag) -> list[Tag]:
    from bs4.element import Tag

    return [child for child in row.children if isinstance(child, Tag) and child.name in ("td", "th")]


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a page, by the encoding it declares or else by its bytes, and a notice or nothing."""
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
