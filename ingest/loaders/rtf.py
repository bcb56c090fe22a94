"""Rich text (RTF): its words, headings, lists, tables and notes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from assistant.i18n import _
from ingest.loaders.builder import Builder, one_line
from ingest.records import Document, Unreadable

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_DEEPEST = 1_000
_MOST_EDGES = 64
_EDGE_APART = 30  # twips within which two cells end at the same edge
_CHARSETS = {
    0: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_PAGES = {936: "gb18030", 10000: "mac_roman", 65001: "utf-8", 932: "cp932", 949: "cp949", 950: "cp950"}
_SIGNS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "tab": "\t", "line": "\n", "lbr": "\n", "zwj": "", "zwnj": "",
}  # fmt: skip
_SKIPPED = frozenset(
    {
        "colortbl", "info", "pict", "objdata", "objclass", "themedata", "colorschememapping", "datastore",
        "latentstyles", "rsidtbl", "listtable", "listoverridetable", "generator", "xmlnstbl", "mmathPr", "filetbl", "revtbl",
        "pgptbl", "bkmkstart", "bkmkend", "private", "template", "nonshppict", "listpicture", "atnid", "atnref",
        "annotationdate", "atndate", "atnparent", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "xe", "tc",
        "wgrffmtfilter", "userprops", "docvar", "falt", "panose", "fname", "pntxta", "pntxtb", "pnseclvl",
    }
)  # fmt: skip
_HEADERS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "Header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "Footer"),
}
_READ_STARRED = frozenset(
    {"shppict", "shpinst", "shptxt", "annotation", "atnauthor", "listtext", "ud", "upr", "do", "fldinst"}
)
_EQUATION = re.compile(r"\s*EQ\b(.*)", re.DOTALL)
_GLOSS = re.compile(r"\\o\b.*?\(\s*\\s\\up[ \d]*\((.*?)\),(.*)\)", re.DOTALL)
_EQUATION_MARKS = re.compile(
    r"\\\*\s*\w+(?:\s*\"[^\"]*\")?|\\\*\s*\"[^\"]*\"|\\[a-z]+[ \d]*|[(){}]", re.IGNORECASE
)
_HEADING_NAME = re.compile(r"(?:heading|überschrift|titre|标题)\s*(\d)", re.IGNORECASE)


@dataclass
class _State:
    """What a group sets, and gives back where it ends."""

    codec: str = "cp1252"
    skip_after_unicode: int = 1
    skipped: bool = False
    hidden: bool = False
    deleted: bool = False
    aside: list[str] | None = None  # takes the text of a note, comment or header
    kind: str = ""  # of what stands aside, or "fonts" and "styles"


@dataclass
class Row:
    """A row of a table: its cells, their ends, and which go on from above."""

    edges: list[int] = field(default_factory=list)
    merged: list[bool] = field(default_factory=list)  # of each edge: its cell goes on from the row above
    cells: list[str] = field(default_factory=list)


def read(data: bytes, path: PurePath) -> Document:
    """Read a rich text file."""
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise Unreadable(_("its name says .rtf, but its content is something else"))
    builder = Builder("rtf")
    reader = _Reader(builder)
    reader.run(data)
    return builder.document(path, title=reader.title)


class _Reader:
    """Goes through the file's groups and words once."""

    def __init__(self, builder: Builder) -> None:
        self.title = ""
        self._builder = builder
        self._state = _State()
        self._stack: list[_State] = []
        self._main = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, int] = {}  # number of a style: level of heading
        self._style = 0
        self._words: list[str] = []
        self._pending = bytearray()
        self._to_skip = 0  # characters that stand for the Unicode one before, for old programs
        self._level = 0  # of the paragraph's heading, or 0
        self._in_table = False
        self._row = Row()
        self._rows: list[Row] = []
        self._after: list[str] = []
        self._told: dict[str, None] = {}  # headers and footers
        self._author = self._property = ""
        self._hidden = False

    def run(self, data: bytes) -> None:
        """Read all of it."""
        depth_of_loss = 0
        opening = False  # the first control word of a group says what it is
        starred = False
        for match in self._tokens(data):
            word, number, code, sign, brace, plain = match.groups()
            if word is not None or brace is not None:
                self._to_skip = 0  # what stands for a character is text
            if brace == b"{":
                self._flush()
                if len(self._stack) >= _DEEPEST:
                    depth_of_loss += 1
                    continue
                self._stack.append(self._state)
                self._state = replace(self._state)
                opening, starred = True, False
                continue
            if brace == b"}":
                self._flush()
                if depth_of_loss:
                    depth_of_loss -= 1
                elif self._stack:
                    self._end_group()
                opening = starred = False
                continue
            if sign == b"*" and opening:
                starred = True
                continue
            if word is not None:
                self._word(word.decode("ascii"), None if number is None else int(number), opening, starred)
            elif code is not None:
                self._byte(int(code, 16))
            elif sign is not None:
                self._sign(sign)
            elif plain is not None:
                self._plain(plain)
            opening = False
        self._flush()
        cut = bool(self._stack)
        self._paragraph()
        self._table()
        for line in self._told:
            self._builder.add("paragraph", line)
        if self._hidden:
            self._builder.notices.append(_("it holds hidden text, which was left out"))
        if cut:
            self._builder.notices.append(
                _("its end is missing: it may have been cut off, and more text with it")
            )

    def _tokens(self, data: bytes) -> Iterator[re.Match[bytes]]:
        position = 0
        while match := _TOKEN.search(data, position):
            position = match.end()
            if match[1] == b"bin" and match[2]:
                position += max(0, int(match[2]))
                continue
            if self._ended(match):
                return
            yield match

    def _ended(self, match: re.Match[bytes]) -> bool:
        """Return whether the file's one group has ended.

        What stands after it is not shown.
        """
        return match[5] == b"}" and len(self._stack) == 1 and self._close_last()

    def _close_last(self) -> bool:
        self._flush()
        self._end_group()
        return True

    # Groups

    def _end_group(self) -> None:
        ended, self._state = self._state, self._stack.pop()
        if ended.aside is None or ended.aside is self._state.aside:
            return
        text = one_line("".join(ended.aside))
        if ended.kind == "fonts":
            return
        if ended.kind == "author":
            self._author = text
        elif ended.kind == "title":
            self.title = text
        elif ended.kind in ("Header", "Footer"):
            if any(character.isalpha() for character in text):
                self._told.setdefault(f"{ended.kind}: {text}")
        elif ended.kind == "property name":
            self._property = text
        elif ended.kind == "property":
            if text and self._property in ("gtextUNICODE", "wzDescription"):
                self._after.append(text if self._property[0] == "g" else f"Picture: {text}")
        elif ended.kind == "field":
            self._put(_equation("".join(ended.aside)))
        elif ended.kind == "styles":
            match = _HEADING_NAME.match(text)
            if match:
                self._styles[self._style] = int(match[1])
            self._style = 0
        elif ended.kind == "Comment" and text:
            self._after.append(
                f"Comment by {self._author}: {text}" if self._author else f"Comment: {text}"  # not shown
            )
            self._author = ""
        elif text:
            self._after.append(text if ended.kind == "box" else f"{ended.kind}: {text}")

    def _aside(self, kind: str) -> None:
        self._state.aside, self._state.kind = [], kind

    def _word(self, word: str, number: int | None, opening: bool, starred: bool) -> None:
        if word != "u":
            self._flush()
        state = self._state
        if opening and self._destination(word, starred):
            return
        if state.kind == "fonts" or state.kind == "styles":
            self._define(word, number)
            if word not in ("u",):
                return
        if state.skipped and word not in ("u", "uc"):
            return
        if word == "u" and number is not None:
            self._unicode(number)
        elif word == "uc":
            state.skip_after_unicode = max(0, number or 0)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == "ansicpg" and number:
            self._main = state.codec = _known(_PAGES.get(number, f"cp{number}"))
        elif word in ("mac", "pc", "pca"):
            self._main = state.codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "f":
            state.codec = self._fonts.get(number or 0, self._main)
        elif word == "plain":
            state.hidden = state.deleted = False
        elif word == "v":
            state.hidden = number != 0
            self._hidden |= state.hidden
        elif word == "deleted":
            state.deleted = number != 0
        elif word in ("par", "sect", "page"):
            self._put(" ") if state.aside is not None else self._paragraph()
        else:
            self._layout(word, number or 0)

    def _layout(self, word: str, number: int) -> None:
        """Take a word that says where a paragraph or a cell is."""
        if word == "pard":
            self._level = 0
            self._in_table = False
        elif word == "s":
            self._level = self._styles.get(number, 0)
        elif word == "outlinelevel":
            self._level = number + 1 if number < 9 else 0
        elif word == "intbl":
            self._in_table = True
        elif word == "trowd":
            self._row.edges, self._row.merged = [], []
        elif word == "clvmrg":
            self._row.merged.append(True)
        elif word == "cellx":
            row = self._row
            row.edges.append(number)
            row.merged.extend([False] * (len(row.edges) - len(row.merged)))
            del row.merged[len(row.edges) :]
        elif word == "cell":
            self._row.cells.append(one_line("".join(self._words)))
            self._words.clear()
        elif word == "nestcell":
            self._put(" | ")
        elif word == "nestrow":
            self._put("; ")
        elif word == "row":
            row = self._row
            self._rows.append(Row(list(row.edges), list(row.merged), row.cells))
            row.cells = []
            self._words.clear()

    def _destination(self, word: str, starred: bool) -> bool:
        """Take a word that says what the group is; say whether there is no more to it."""
        state = self._state
        if state.skipped and not (word == "title" and state.kind == "info"):
            return not self._in_picture(word)
        if word == "fonttbl":
            self._aside("fonts")
        elif word == "stylesheet":
            self._aside("styles")
        elif state.kind == "styles" and word not in _SKIPPED:
            self._style = 0
            self._aside("styles")
            return False
        elif word == "info":
            state.skipped, state.kind = True, "info"
        elif word == "title" and state.kind == "info":
            state.skipped = False
            self._aside("title")
        elif word in _HEADERS:
            self._aside(_HEADERS[word])
        elif word in ("footnote", "annotation", "atnauthor", "shptxt"):
            self._aside({"footnote": "Note", "annotation": "Comment", "atnauthor": "author"}.get(word, "box"))
        elif word == "pict":
            state.skipped, state.kind = True, "picture"
        elif word in ("sn", "sv", "fldinst"):
            self._aside({"sn": "property name", "sv": "property"}.get(word, "field"))
        elif word in _SKIPPED or (starred and word not in _READ_STARRED):
            state.skipped = True
        else:
            return word in ("listtext", "shppict", "shpinst", "upr", "ud", "do", "sp")
        return True

    def _in_picture(self, word: str) -> bool:
        """Take a word that begins a group in a picture.

        Say whether the group is one of its properties.
        """
        state = self._state
        if word in ("picprop", "sp") and state.kind == "picture":
            return True
        if word in ("sn", "sv") and state.kind == "picture":
            state.skipped = False
            self._aside("property name" if word == "sn" else "property")
            return True
        return False

    def _define(self, word: str, number: int | None) -> None:
        """Take a word of the table of fonts or of styles."""
        if self._state.kind == "styles":
            if word == "s" and number is not None:
                self._style = number
        elif word == "f":
            self._font = number or 0
        elif word == "fcharset" and number is not None:
            name = _CHARSETS.get(number, self._main)
            self._fonts[self._font] = self._main if number in (0, 1, 2) else _known(name)

    # Text

    def _put(self, text: str) -> None:
        state = self._state
        if state.skipped or state.deleted or state.hidden:
            return
        (self._words if state.aside is None else state.aside).append(text)

    def _byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
            return
        self._pending.append(value)

    def _plain(self, text: bytes) -> None:
        if self._to_skip:
            taken = min(self._to_skip, len(text))
            self._to_skip -= taken
            text = text[taken:]
        # In East Asian encodings the second byte of a character may stand as a letter.
        self._pending += text

    def _flush(self) -> None:
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            try:
                text = data.decode(self._state.codec, "replace")
            except LookupError:
                text = data.decode("cp1252", "replace")
            self._put(text)

    def _unicode(self, number: int) -> None:
        self._flush()
        code = number % 0x10000 if number < 0x110000 else 0xFFFD
        if 0xF020 <= code <= 0xF0FF and number < 0:
            code = {0xF0B7: 0x2022}.get(code, code)
        self._put(chr(number if 0x10000 <= number < 0x110000 else code))
        self._to_skip = self._state.skip_after_unicode

    def _sign(self, sign: bytes) -> None:
        if sign in (b"\\", b"{", b"}"):
            self._plain(sign)
        elif sign == b"~":
            self._flush()
            self._put(" ")
        elif sign == b"_":
            self._flush()
            self._put("-")
        elif sign in (b"\n", b"\r"):
            self._flush()
            self._paragraph()

    # Blocks

    def _paragraph(self) -> None:
        if self._in_table:
            self._words.append(" ")
            return
        text = _paired("".join(self._words))
        self._words.clear()
        self._table()
        lines = "\n".join(one_line(line) for line in text.split("\n")).strip()
        if lines and self._level:
            self._builder.heading(self._level, lines)
        elif lines:
            self._builder.add("paragraph", lines)
        for line in self._after:
            self._builder.add("paragraph", _paired(line))
        self._after.clear()

    def _table(self) -> None:
        """Append the rows that came one after the other, each value in its own column."""
        if self._row.cells:
            self._rows.append(Row(list(self._row.edges), list(self._row.merged), self._row.cells))
            self._row = Row()
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        self._builder.table(
            aligned([replace(row, cells=[_paired(cell) for cell in row.cells]) for row in rows])
        )


def aligned(rows: list[Row]) -> list[list[str]]:
    """Return the rows of a table with each value in its own column."""
    edges: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not edges or edge - edges[-1] > _EDGE_APART:
            edges.append(edge)
    fitting = 0 < len(edges) <= _MOST_EDGES and all(len(row.edges) >= len(row.cells) for row in rows)
    shown: list[list[str]] = []
    for row in rows:
        shown.append(_aligned(row.cells, row, edges, shown[-1] if shown else []) if fitting else row.cells)
    return shown


def _aligned(cells: list[str], row: Row, edges: list[int], above: list[str]) -> list[str]:
    """Return a row with a cell at every edge.

    A cell that goes on from above is told again.
    """
    line: list[str] = []
    for cell, edge, merged in zip(cells, row.edges, row.merged, strict=False):
        start = len(line)
        while len(line) < len(edges) and (edges[len(line)] <= edge + _EDGE_APART or len(line) == start):
            line.append("")
            if edges[len(line) - 1] >= edge - _EDGE_APART:
                break
        if start < len(line):
            line[start] = above[start] if merged and not cell and start < len(above) else cell
        elif cell:
            line.append(cell)
    return line


def _paired(text: str) -> str:
    """Join the halves of characters that were written as two."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _equation(instruction: str) -> str:
    """Return what a field shows that draws its instruction, like a glossed word.

    Nothing for other fields.
    """
    match = _EQUATION.match(instruction)
    if match is None:
        return ""
    if (gloss := _GLOSS.search(match[1])) is not None:
        return f"{one_line(gloss[2])}（{one_line(gloss[1])}）"
    return one_line(_EQUATION_MARKS.sub(" ", match[1]))


def _known(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
