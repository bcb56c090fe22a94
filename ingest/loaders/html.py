"""Web pages, and everything that other readers turn into HTML first."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from assistant.i18n import _
from ingest.loaders import pictured
from ingest.loaders.blobs import without_blobs
from ingest.loaders.builder import Builder, one_line
from ingest.loaders.encoding import SUPERSETS, decode
from ingest.loaders.numbers import counted
from ingest.loaders.table_headers import Merged, add_table, is_amount
from ingest.records import Document, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_NOISE = frozenset(
    {
        "script", "style", "template", "noscript", "svg", "canvas", "iframe", "object", "embed", "nav", "button",
        "head", "audio", "video", "map", "datalist",
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
_NOTE_MARK = re.compile(r"\d{1,3}|[ivx]{1,5}|[*†‡§]{1,3}")
_NO_VALUE = frozenset({"hidden", "submit", "button", "reset", "image", "password", "file", "search"})
_SKELETON = re.compile(
    r"(?:please wait|loading|one moment|bitte warten|wird geladen|chargement|cargando|读取中|加载中|載入中|読み込み中)\b.{0,40}"
    r"|.{0,60}(?:enable|activate|turn on|requires?) javascript[^.]{0,80}[.!]?|.{0,60}javascript (?:aktivieren|is (?:disabled|required))[^.]{0,80}[.!]?",
    re.IGNORECASE | re.DOTALL,
)
_SKELETON_CHARS = 200
_MOST_SPANNED = 1_000
_LIST_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_ALT_CHARS = 2_000
_CELL_PARTS = (
    "descendant::text()[not(ancestor::select or ancestor::textarea)] | descendant::input | descendant::select"
    " | descendant::textarea | descendant::img"  # not shown
)
_NO_ALT = re.compile(
    r"(?:image|img|picture|photo|logo|icon|spacer|bild|foto|\d*)|[\w-]+\.(?:png|jpe?g|gif|svg|webp)",
    re.IGNORECASE,
)
_FOLDED = (
    "answer",
    "accordion",
    "collaps",
    "faq",
    "tabpanel",
    "tab-pane",
    "panel",
    "toggle",
    "expand",
    "spoiler",
)
_OF_THE_SITE = (
    "modal",
    "dialog",
    "cookie",
    "consent",
    "menu",
    "dropdown",
    "nav",
    "popup",
    "banner",
    "overlay",
    "search",
)
_DEEPEST = 150
_HELD = "picture-of-this-page:"
_DATA = re.compile(
    r"""(\b(?:src|href)\s*=\s*["']?\s*)data:image/[\w.+-]{1,40};base64,([A-Za-z0-9+/=%\s]+)""", re.IGNORECASE
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_EDGES = re.compile(r" ?\n ?")


def read(data: bytes, path: PurePath) -> Document:
    """Read a web page without its scripts, styles and navigation."""
    text, notice = decoded(data)
    text, held = _without_pictures(text)
    text, left_out = without_blobs(text)
    tree = parse(text)
    builder = Builder("html")
    builder.notices += [notice, *left_out] if notice else left_out
    add_tree(builder, tree, picture=partial(_held_picture, held))
    if not builder.blocks and next(tree.iter("img", "svg", "canvas", "video", "iframe"), None) is not None:
        raise Unreadable(_("it holds no text, only pictures or what a browser fetches"))
    if builder.blocks and _is_skeleton(
        builder, scripted=b"<script" in data.lower() if len(data) < 1 << 20 else False
    ):
        raise Unreadable(
            _("it holds no text of its own: a script in a browser fetches it; save the page as it is shown")
        )
    title = next(tree.iter("title"), None)
    return builder.document(path, title="" if title is None else _text(title))


def _without_pictures(text: str) -> tuple[str, list[str]]:
    """Return a page with names in place of its own pictures, and these.

    They are in base64.
    """
    held: list[str] = []

    def named(match: re.Match[str]) -> str:
        held.append(match[2])
        return f"{match[1]}{_HELD}{len(held) - 1}"

    return _DATA.sub(named, text) if ";base64," in text else text, held


def _held_picture(held: list[str], source: str) -> bytes:
    """Return the bytes of a picture by the name that stands in its place.

    Raises:
        Unreadable: The page does not hold it.
    """
    number = source.removeprefix(_HELD)
    if not source.startswith(_HELD) or not number.isdigit() or int(number) >= len(held):
        raise Unreadable(_("it is not in the page"))
    try:
        return b64decode(unquote(held[int(number)]))
    except (NotBase64, ValueError) as error:
        raise Unreadable(_("it is damaged")) from error


def _is_skeleton(builder: Builder, *, scripted: bool) -> bool:
    """Return whether a page shows nothing but that it is being loaded."""
    if not scripted or sum(block.end - block.start for block in builder.blocks) > _SKELETON_CHARS:
        return False
    words = " ".join(builder.document(PurePath("page")).text.split())
    return _SKELETON.fullmatch(words) is not None


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


def add_tree(
    builder: Builder, tree: _Element, *, deeper: int = 0, picture: Callable[[str], bytes] | None = None
) -> None:
    """Append what stands in a page.

    Args:
        builder: Takes the blocks.
        tree: The page.
        deeper: Added to the level of each heading.
        picture: Returns the bytes of a picture by its address, or raises `Unreadable`; None where the words in
            pictures are not looked for.
    """
    _Walker(builder, deeper, picture).walk(_main(tree))


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

    def __init__(self, builder: Builder, deeper: int, picture: Callable[[str], bytes] | None = None) -> None:
        self._picture_at = picture
        self._pictures: list[tuple[str, bool]] = []
        self._builder = builder
        self._deeper = deeper
        self._words: list[str] = []
        self._item = ""  # the mark of the list item that is open, like "- "
        self._number: int | None = None  # of the last item of the ordered list that is open
        self._counts = "1"  # how that list counts: with "1", "a", "A", "i" or "I"
        self._step = 1

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
        if name.rpartition(":")[2] == "svg" and not _hidden(tag):
            self._drawing(tag)
            return
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
        elif name == "img":
            self._picture(tag)
        elif name in ("input", "textarea", "select"):
            self._words.append(_form_value(tag))
        elif name == "ruby":
            self._ruby(tag)
        elif name == "table" and not _layout(tag):
            self._flush()
            self._builder.add(
                "paragraph", one_line(" ".join(_text(one, " ") for one in tag.iterchildren("caption")))
            )
            merged: list[Merged] = []
            rows = list(_rows(tag, merged))
            head = sum(1 for part in tag.iterchildren("thead") for _ in part.iterchildren("tr"))
            add_table(self._builder, rows, merged, header_lines=head)
            for one in tag.iter("img"):
                self._pictures.append(_shown(one))
            self._flush()
        elif name in ("ul", "ol"):
            self._list(tag, depth, lists)
        elif name == "li":
            self._list_item(tag, depth, lists)
        elif name in _LINES:
            self._flush()
            self._children(tag, depth, lists)
            self._flush()
        elif name == "a" and self._is_note_mark(tag):
            self._words.append(f"[{one_line(_text(tag))}]")
        else:
            self._children(tag, depth, lists)

    def _is_note_mark(self, tag: _Element) -> bool:
        """Return whether a link is the number of a note that stands close at a word."""
        if len(tag.get("href", "")) < 2 or not tag.get("href").startswith("#"):
            return False
        if not _NOTE_MARK.fullmatch(_text(tag).strip()):
            return False
        above = tag.getparent()
        raised = above if above is not None and above.tag == "sup" and len(above) == 1 else tag
        before = next((one for one in reversed(self._words) if one), "")
        return before[-1:].strip() != "" or (raised.tail or "")[:1].isalnum()

    def _drawing(self, tag: _Element) -> None:
        """Take the words that are written in a drawing; an icon has none."""
        written = (one for one in tag.iter() if isinstance(one.tag, str) and one.tag.lower().endswith("text"))
        words = [one_line(_text(one, " ")) for one in written]
        if any(words):
            self._flush()
            self._words.append("\n\x00".join(filter(None, words)))
            self._flush()
        for one in tag.iter():
            if isinstance(one.tag, str) and one.tag.lower().rpartition(":")[2] == "image":
                self._pictures.append(_shown(one))

    def _picture(self, tag: _Element) -> None:
        """Take what a picture is said to show, unless that is nothing or its file's name."""
        self._pictures.append(_shown(tag))
        alt = one_line(str(tag.get("alt", "")))[:_ALT_CHARS]
        if alt and not _NO_ALT.fullmatch(alt):
            self._words.append(f" {alt} ")

    def _ruby(self, tag: _Element) -> None:
        """Take characters with how they are read, like 東京(とうきょう)."""
        self._words.append(tag.text or "")
        for one in tag:
            if one.tag == "rt":
                reading = one_line(_text(one))
                self._words.append(f"({reading})" if reading else "")
            elif one.tag != "rp" and isinstance(one.tag, str):
                self._words.append(_text(one))
            self._words.append(one.tail or "")

    def _list(self, tag: _Element, depth: int, lists: int) -> None:
        self._flush()
        outer = self._number, self._counts, self._step
        self._number = None
        if tag.tag == "ol":
            self._counts = _counting(tag)
            self._step = -1 if tag.get("reversed") is not None else 1
            items = sum(1 for _ in islice(tag.iterchildren("li"), 1_000_000)) if self._step < 0 else 1
            self._number = _whole(tag.get("start"), items) - self._step
        self._children(tag, depth, lists + 1)
        self._flush()
        self._number, self._counts, self._step = outer

    def _list_item(self, tag: _Element, depth: int, lists: int) -> None:
        self._flush()
        if self._number is not None:
            self._number = _whole(tag.get("value"), self._number + self._step)
        mark = "- " if self._number is None else f"{counted(self._number, self._counts)}. "
        self._item = "  " * max(0, lists - 1) + mark
        self._children(tag, depth, lists)
        self._flush()
        self._item = ""

    def _flush(self) -> None:
        if self._words:
            self._end_line()
        pictures, self._pictures = self._pictures, []
        if self._picture_at is not None:
            for source, described in pictures:
                pictured.show(self._builder, partial(self._picture_at, source), described=described)

    def _end_line(self) -> None:
        text = _running_text("".join(self._words))
        self._words.clear()
        if not text:
            return
        if self._item:
            self._builder.add("list", self._item + text.replace("\n", " "))
            self._item = ""
        else:
            self._builder.add("paragraph", text)


def _shown(tag: _Element) -> tuple[str, bool]:
    """Return the address of a picture, and whether the page says what it shows."""
    source = tag.get("src") or next((held for name, held in tag.items() if name.endswith("href")), "")
    return str(source).strip(), bool(str(tag.get("alt", "")).strip())


def _running_text(text: str) -> str:
    """Return text as a browser shows it: only `<br>` ends a line."""
    parts = [_SPACES.sub(" ", part) for part in text.split("\n\x00")]
    return _EDGES.sub("\n", "\n".join(parts)).strip()


def _hidden(tag: _Element) -> bool:
    """Return whether an element is never shown.

    For programs, or a part of the page's navigation.

    What is only folded, until a script shows it, is text: answers to questions, and the tabs of a page.
    """
    if not tag.attrib:
        return False
    if tag.get("role") in _NOISE_ROLES:
        return True
    unseen = tag.get("aria-hidden") == "true" or tag.get("hidden") is not None
    style = str(tag.get("style", "")).replace(" ", "").lower()
    if not unseen and "display:none" not in style and "mso-hide:all" not in style:
        return False
    return not _is_folded(tag)


def _is_folded(tag: _Element) -> bool:
    """Return whether something hidden is an answer or a tab that is shown on demand.

    Such a part follows something that is shown and names it: a heading, a summary, a button or a term.
    """
    if tag.tag in ("span", "input", "label", "a", "img", "button", "i", "b"):
        return False
    names = f"{tag.get('class', '')} {tag.get('id', '')} {tag.get('role', '')}".lower()
    if any(word in names for word in _OF_THE_SITE):
        return False
    if any(word in names for word in _FOLDED):
        return True
    before = tag.getprevious()
    while before is not None and not isinstance(before.tag, str):
        before = before.getprevious()
    if before is None:
        parent = tag.getparent()
        return parent is not None and parent.tag == "details"
    return _is_title(before)


def _is_title(tag: _Element) -> bool:
    """Return whether an element names what follows it, and opens it."""
    name = str(tag.tag).lower()
    if name in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "button", "dt"):
        return True
    if tag.get("aria-expanded") is not None or tag.get("aria-controls") is not None or tag.get("onclick"):
        return True
    return (
        next(tag.iterdescendants("h2", "h3", "h4", "h5", "button"), None) is not None and _length(tag) < 300
    )


def _layout(tag: _Element) -> bool:
    """Return whether a table only lays out the page.

    Such a table holds another one, headings, or a single cell.
    """
    if next(tag.iterdescendants("table", "h1", "h2", "h3"), None) is not None:
        return True
    return len(list(islice(tag.iterdescendants("td", "th"), 2))) < 2


def _rows(tag: _Element, merged: list[Merged]) -> Iterator[list[str]]:
    """Yield a table's rows, each value in its own column.

    A cell over several rows is told in each of them; one over several columns leaves those after the first empty.

    Args:
        tag: The table.
        merged: Takes the cells that are one.
    """
    widest = number_of_row = 0
    covered: dict[
        int, tuple[int, str]
    ] = {}  # column: rows that a cell from above still covers, and its words
    for row in tag.iterdescendants("tr"):
        line: list[str] = []
        wide: list[Merged] = []
        cells = list(row.iterchildren("td", "th"))
        for cell in cells:
            _carry(line, covered)
            words = one_line(_cell_text(cell))
            across = min(_MOST_SPANNED, max(1, _whole(cell.get("colspan"), 1)))
            down = min(_MOST_SPANNED, max(1, _whole(cell.get("rowspan"), 1)))
            if across > 1 or down > 1:
                wide.append(Merged(number_of_row, len(line), down, across))
            for number in range(across):
                value = "" if number else words
                if down > 1:
                    covered[len(line)] = (down - 1, "" if is_amount(value) else value)
                line.append(value)
        _carry(line, covered)
        opens = bool(cells) and all(_whole(cell.get("rowspan"), 1) > 1 for cell in cells)
        if opens and len(line) < widest and row.getnext() is not None:
            continue  # all that it says is told in the rows that it opens
        widest = max(widest, len(line))
        number_of_row += 1
        merged += wide
        yield line


def _carry(line: list[str], covered: dict[int, tuple[int, str]]) -> None:
    """Append what cells from above cover here."""
    while (held := covered.pop(len(line), None)) is not None:
        left, words = held
        if left > 1:
            covered[len(line)] = (left - 1, words)
        line.append(words)


def _cell_text(cell: _Element) -> str:
    """Return the words of a cell with those of its fields and pictures."""
    if next(cell.iterdescendants("input", "select", "textarea", "img", "script", "style"), None) is None:
        return _text(cell, " ")
    parts: list[str] = []
    for one in cell.xpath(_CELL_PARTS, smart_strings=False):
        if isinstance(one, str):
            parts.append(one)
        elif one.tag == "img":
            alt = one_line(str(one.get("alt", "")))[:_ALT_CHARS]
            parts.append("" if _NO_ALT.fullmatch(alt) else alt)
        else:
            parts.append(_form_value(one))
    return " ".join(parts)


def _form_value(tag: _Element) -> str:
    """Return what a form's field holds, or nothing."""
    if tag.tag == "textarea":
        return f" {_text(tag)} "
    if tag.tag == "select":
        options = list(tag.iterdescendants("option"))
        chosen = [one for one in options if one.get("selected") is not None]
        if not chosen and tag.get("multiple") is None:
            chosen = options[:1] if len(options) == 1 else []
        return f" {', '.join(one_line(_text(one)) for one in chosen)} "
    kind = str(tag.get("type", "text")).lower()
    if kind in ("checkbox", "radio"):
        return " [x] " if tag.get("checked") is not None else " [ ] "
    return "" if kind in _NO_VALUE else f" {tag.get('value', '')} "


def _counting(tag: _Element) -> str:
    """Return what an ordered list counts with: "1", "a", "A", "i" or "I"."""
    kind = str(tag.get("type", ""))
    if kind in ("1", "a", "A", "i", "I"):
        return kind
    style = str(tag.get("style", "")).replace(" ", "").lower()
    return next((sign for name, sign in _LIST_STYLES.items() if f"list-style-type:{name}" in style), "1")


def _whole(value: object, default: int) -> int:
    try:
        return max(-1_000_000_000, min(1_000_000_000, int(str(value).strip())))
    except ValueError:
        return default


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a page by its declared encoding, and a notice or nothing."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        # A page that says GB2312 may hold characters that only its superset has.
        name = SUPERSETS.get(name, name)
        try:
            return data.decode(name), ""
        except (UnicodeDecodeError, LookupError):
            return decode(data)
    return decode(data)
