"""Counts the words of web pages with the tokenizer of the standard library."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from ingest.loaders.blobs import without_blobs
from ingest.loaders.encoding import SUPERSETS, decode
from ingest.loaders.inventory import PICTURE, Held, Things, Words
from ingest.records import Unreadable

_NOT_COUNTED = frozenset(
    {"script", "style", "template", "noscript", "canvas", "iframe", "object", "nav", "button", "head", "audio", "video",
     "map", "datalist", "select", "title", "rp"}
)  # fmt: skip
_NOT_DRAWN = frozenset({"title", "desc", "metadata", "style", "script"})
_LANDMARKS = frozenset({"header", "footer", "aside"})
_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "menu", "menubar"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)  # fmt: skip
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
     "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "nobr", "ruby", "rb"}
)  # fmt: skip
_KNOWN = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "applet",
        "area",
        "article",
        "aside",
        "audio",
        "b",
        "base",
        "basefont",
        "bdi",
        "bdo",
        "bgsound",
        "big",
        "blink",
        "blockquote",
        "body",
        "br",
        "button",
        "canvas",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "command",
        "content",
        "data",
        "datalist",
        "dd",
        "del",
        "details",
        "dfn",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "element",
        "em",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "i",
        "iframe",
        "image",
        "img",
        "input",
        "ins",
        "isindex",
        "kbd",
        "keygen",
        "label",
        "legend",
        "li",
        "link",
        "listing",
        "main",
        "map",
        "mark",
        "marquee",
        "math",
        "menu",
        "menuitem",
        "meta",
        "meter",
        "multicol",
        "nav",
        "nextid",
        "nobr",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "ol",
        "optgroup",
        "option",
        "output",
        "p",
        "param",
        "picture",
        "plaintext",
        "portal",
        "pre",
        "progress",
        "q",
        "rb",
        "rbc",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "script",
        "search",
        "section",
        "select",
        "shadow",
        "slot",
        "small",
        "source",
        "spacer",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "track",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
        "xmp",
    ]
)
_SWITCHES = frozenset(
    [
        "allowfullscreen",
        "async",
        "autofocus",
        "autoplay",
        "checked",
        "compact",
        "contenteditable",
        "controls",
        "declare",
        "default",
        "defer",
        "disabled",
        "download",
        "draggable",
        "hidden",
        "inert",
        "ismap",
        "itemscope",
        "loop",
        "multiple",
        "muted",
        "nohref",
        "nomodule",
        "noresize",
        "noshade",
        "novalidate",
        "nowrap",
        "open",
        "playsinline",
        "readonly",
        "required",
        "reversed",
        "selected",
        "sortable",
        "spellcheck",
        "translate",
        "border",
    ]
)
_OF_ONE_WORD = (
    "class",
    "style",
    "id",
    "href",
    "src",
    "lang",
    "size",
    "face",
    "color",
    "width",
    "height",
    "align",
)
_CLOSES = {"p": ("p",), "li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th"),
           "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",)}  # fmt: skip
_IN_HEAD = frozenset(
    {
        "title",
        "meta",
        "link",
        "style",
        "script",
        "base",
        "template",
        "noscript",
        "object",
        "basefont",
        "bgsound",
    }
)
_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
_DRAWN = re.compile(
    r"<img\b[^<>]{0,2000}\bsrc\s*=\s*[\"']data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]{13000,}[^<>]{0,2000}>"
)
_SAID = re.compile(r"\balt\s*=\s*[\"']\s*[^\"'\s]")
_DEEPEST = 10_000


def page(data: bytes) -> Iterator[Held]:
    """Yield the words of a page without its navigation and what is never shown."""
    yield from words_of(_decoded(data))


def words_of(text: str) -> Iterator[Held]:
    """Yield the words of a page that was decoded already."""
    counter = _Counter()
    counter.feed(without_blobs(text)[0].replace("\x00", "\ufffd"))
    counter.close()
    counter.finish()
    kept = [one for one, in_main in counter.stretches if in_main]
    if counter.mains != 1 or 2 * sum(map(len, kept)) <= sum(len(one) for one, _ in counter.stretches):
        kept = [one for one, _ in counter.stretches]
    else:
        kept += [one for one, in_main in counter.beside if not in_main]
    yield from map(Words, kept)
    if pictures := sum(1 for match in _DRAWN.finditer(text) if not _SAID.search(match[0])):
        yield Things(PICTURE, pictures)


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        try:
            return data.decode(SUPERSETS.get(name, name))
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return decode(data)[0]
    except Unreadable:
        return ""


class _Counter(HTMLParser):
    """Collects stretches of text between the tags that end a line.

    Attributes:
        stretches: Each with whether it stands in the page's main part.
        beside: Those that stand in no landmark like a header, a footer or an aside.
        mains: How many main parts there are.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stretches: list[tuple[str, bool]] = []
        self.beside: list[tuple[str, bool]] = []
        self.mains = 0
        self._line: list[str] = []
        self._plain = False  # whether the line holds more than links
        self._path: list[tuple[str, bool]] = []  # open elements, and whether they are not counted
        self._open: Counter[str] = Counter()  # the same, by name
        self._silent: list[list[str]] = []  # the text in each open element that is not counted
        self._main = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        held = dict(attrs)
        if self._is_text(tag, held):
            self.handle_data((self.get_starttag_text() or "")[1:])
            self.end()
        if tag in _VOID or len(self._path) > _DEEPEST:
            return
        for closed in _CLOSES.get(tag, ()):
            if self._path and self._path[-1][0] == closed:
                self._close(closed)
        in_head = self._path and self._path[-1][0] == "head" and tag not in _IN_HEAD
        if tag == "body" or in_head:  # as browsers do
            for name in ("title", "head"):
                if self._path and self._path[-1][0] == name:
                    self._close(name)
        silent = tag in _NOT_COUNTED or (tag not in ("html", "body") and _hidden(held))
        self._path.append((tag, silent))
        self._open[tag] += 1
        if silent:
            self._silent.append([])
        if tag == "main" or held.get("role") == "main":
            self.mains += 1
        self._main += tag == "main" or held.get("role") == "main"

    def _is_text(self, tag: str, held: dict[str, str | None]) -> bool:
        """Return whether a tag is none, like an address in pointed brackets, or damaged."""
        if self._open["svg"] or self._open["math"]:
            return "<" in (self.get_starttag_text() or "")[1:]
        if tag in _KNOWN:
            if any("<" in (held.get(name) or "") for name in _OF_ONE_WORD):
                return True  # its quotation marks were never closed
            bare = [name for name, value in held.items() if value is None and name not in _SWITCHES]
            return len([name for name in bare if name.isalpha()]) > 1 or any(
                not name.isascii() for name in bare
            )
        written = (self.get_starttag_text() or "")[1:]
        return "@" in tag or "<" in written or any(value is None for value in held.values())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if any(name == tag for name, _ in self._path[-50:]):
            while self._path[-1][0] != tag:
                self._never_ended()
            self._close(tag)

    def parse_endtag(self, i: int) -> int:
        """Count the words in a tag that ends an element and has lost its own end."""
        end = super().parse_endtag(i)
        _, _, behind = self.rawdata[i + 2 : max(i, end - 1)].partition(" ")
        if "<" in behind:
            self.handle_data(behind)
            self.end()
        return end

    def handle_data(self, data: str) -> None:
        if self._silent:
            self._silent[0].append(data)
        elif not (self._open["svg"] and self._is_in(_NOT_DRAWN)):
            self._line.append(data)
            self._plain |= not self._open["a"] and bool(data.strip())

    def _is_in(self, names: frozenset[str]) -> bool:
        """Return whether an element of some names is open."""
        return any(self._open[name] for name in names)

    def finish(self) -> None:
        """End the last stretch, and count what stands in elements that never end."""
        self.end()
        while self._path:
            self._never_ended()

    def _never_ended(self) -> None:
        """Close an element without a tag that ends it.

        In a menu or a script, all that follows may be lost.
        """
        name, silent = self._path[-1]
        texts = self._silent[-1] if silent else []
        self._close(name)
        if silent and name in _NOT_COUNTED and not self._silent:
            self.stretches.append(("".join(texts), self._main > 0))

    def end(self) -> None:
        """End the last stretch."""
        text = "".join(self._line)
        self._line.clear()
        plain, self._plain = self._plain, False
        if text.strip():
            self.stretches.append((text, self._main > 0))
            if plain and not self._is_in(_LANDMARKS):
                self.beside.append((text, self._main > 0))

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end()

    def _close(self, tag: str) -> None:
        _, silent = self._path.pop()
        self._open[tag] -= 1
        if silent:
            self._silent.pop()
        self._main -= tag == "main" and self._main > 0


def _hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or attributes.get("role") in _ROLES:
        return True
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "mso-hide:all" in style
