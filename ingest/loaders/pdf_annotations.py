"""Form fields, comments, stamps and signatures on a PDF's pages.

PDFium counts what there is, and pypdf reads it; where they differ, a notice says so.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import islice
from typing import Any

from assistant.frozen import dataclass
from assistant.i18n import ngettext
from ingest.loaders import nouns
from ingest.loaders.builder import one_line
from ingest.loaders.pdf_layout import CONTROLS
from ingest.loaders.pdf_objects import pypdf_errors

_MOST_ANNOTATIONS = 20_000
_MOST_FIELDS = 50_000
_DEEPEST = 32
_LABEL_CHARS = 150
_QUOTE_CHARS = 300
MOST_LINKS = 500
_LINK_CHARS = 2000
_ADDRESS = re.compile(r"(?:https?|mailto|ftp|tel):", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_FILLER = re.compile(r"[\s:_.…*]+$")
_WORD_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORDS = frozenset({"/Link", "/Popup", "/PrinterMark", "/TrapNet", "/Redact"})
_RECORDINGS = frozenset({"/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
_MARKS = frozenset({"/Highlight", "/Underline", "/StrikeOut", "/Squiggly"})
_SHOW_WORDS = frozenset({"/FreeText", "/Stamp", "/Watermark", "/Line", "/PolyLine", "/Polygon"})
_PUSH_BUTTON, _RADIO, _PASSWORD, _DROPS_DOWN = 1 << 16, 1 << 15, 1 << 13, 1 << 17
_HIDDEN, _NOT_SHOWN = 1 << 1, 1 << 1 | 1 << 5
_MOST_CHOICES = 50
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_AMOUNT_CHARS = 40
_AMOUNT = re.compile(r"\D*?(-?\d[\d.,' \u00a0\u202f]*)\D*")


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of a page, in points from the left and from below."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass
class Written:
    """What is written on pages beside their text.

    Attributes:
        pages: By the page's number, a line for each thing.
        elsewhere: A line for each filled field that stands on no page.
        read: By the page's number, how many annotations were looked at.
        unread: By what it is, the pages of each thing whose words could not be read.
    """

    pages: dict[int, list[str]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    read: Counter[int] = field(default_factory=Counter)
    unread: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def notices(self, held: Counter[int]) -> list[str]:
        """Return a sentence on each kind of thing that was not read.

        Args:
            held: By the page's number, how many annotations it holds.
        """
        for page, count in held.items():
            self.unread["annotation"] += [page] * (count - self.read[page])
        return [_sentence(noun, pages) for noun, pages in self.unread.items() if pages]


def count_annotations(page: Any) -> tuple[int, bool]:
    """Count the annotations of a page of PDFium's that may hold words.

    Return also whether there are others that may show something.
    """
    import pypdfium2.raw as pdfium

    wordless = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_REDACT}
    marks = {pdfium.FPDF_ANNOT_PRINTERMARK, pdfium.FPDF_ANNOT_TRAPNET}
    count = marked = 0
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            count += kind not in wordless | marks
            marked += kind in marks
            pdfium.FPDFPage_CloseAnnot(annotation)
    return count, marked > 0


def link_targets(
    page: Any, inside: Callable[[float, float, float, float], str], told: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the address of each link whose words do not say it, and a line for it.

    Args:
        page: Of PDFium's.
        inside: Returns the page's words in a rectangle.
        told: Addresses that were told on pages before; gets those of this one.
    """
    import pypdfium2.raw as pdfium

    position, link, box = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    for _ in range(_MOST_ANNOTATIONS):
        if len(told) >= MOST_LINKS or not pdfium.FPDFLink_Enumerate(page, position, link):
            return
        action = pdfium.FPDFLink_GetAction(link)
        length = pdfium.FPDFAction_GetURIPath(page.pdf, action, None, 0) if action else 0
        if not 1 < length < _LINK_CHARS or not pdfium.FPDFLink_GetAnnotRect(link, box):
            continue
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(page.pdf, action, buffer, length)
        address = CONTROLS.sub("", buffer.value.decode("utf-8", "replace")).strip()
        words = one_line(CONTROLS.sub("", inside(box.left, box.bottom, box.right, box.top)))
        seen = re.sub(r"[\s\ufffe-]", "", words).casefold()
        plain = re.sub(r"^\w+:(?://)?(?:www\.)?|[\s/-]", "", address).casefold()
        if (
            address in told
            or not _ADDRESS.match(address)
            or plain in seen.replace("/", "")
            or (seen and seen in address.casefold())
        ):
            continue
        told.add(address)
        yield address, f"Link: {words[:_LABEL_CHARS]} <{address}>" if words else f"Link: <{address}>"


def read_annotations(pdf: Any, reader: Any, pages: Sequence[int]) -> Written:
    """Return what is written on pages beside their text.

    Args:
        pdf: The file as PDFium opened it: it finds the words that stand beside a field.
        reader: The file as pypdf opened it.
        pages: Numbers of the pages that have annotations.
    """
    written = Written()
    met: set[int] = set()
    for number in pages:
        try:
            lines = _PageReader(pdf, reader.pages[number - 1], number, written, met).lines()
        except pypdf_errors():
            continue
        if lines:
            written.pages[number] = lines
    try:
        root = reader.trailer["/Root"]
        form = root.get("/AcroForm")
        fields = form.get_object().get("/Fields") if form is not None else None
        if fields is not None:
            written.elsewhere += islice(_fields_on_no_page(fields.get_object(), met, 0), _MOST_FIELDS)
    except pypdf_errors():
        pass
    return written


class _PageReader:
    """Reads the annotations of one page."""

    def __init__(self, pdf: Any, page: Any, number: int, written: Written, met: set[int]) -> None:
        self._page = page
        self._number = number
        self._written = written
        self._met = met
        entries = page.get("/Annots")
        self._annotations: list[Any] = []
        for entry in islice(entries.get_object() if entries is not None else (), _MOST_ANNOTATIONS):
            try:
                annotation = entry.get_object()
                kind = annotation.get("/Subtype")
            except pypdf_errors():
                continue
            if kind not in _NO_WORDS:
                self._annotations.append(annotation)
        self._boxes = {id(one): _box(one) for one in self._annotations}
        self._words = _Words(pdf, number, self._annotations, self._boxes)

    def lines(self) -> list[str]:
        """Return a line for each thing that is written, from above to below."""
        found = []
        for annotation in self._annotations:
            try:
                line = self._line(annotation)
            except pypdf_errors():
                continue  # it is missed in the count of what was read
            self._written.read[self._number] += 1
            if line:
                box = self._boxes[id(annotation)]
                found.append((-round(box.top / 8), box.left, line))
        self._words.close()
        return list(dict.fromkeys(line for _, _, line in sorted(found, key=lambda one: one[:2])))

    def _line(self, annotation: Any) -> str:
        kind = str(annotation.get("/Subtype"))
        if kind == "/Widget":
            return self._field(annotation)
        if kind in _RECORDINGS:
            self._written.unread["recording"].append(self._number)
        text = _contents(annotation)
        if kind in _SHOW_WORDS:
            shown = self._shown(annotation)
            if not _same(shown, text):
                text = "\n".join(filter(None, (text, shown)))
        if kind == "/Stamp":
            name = _WORD_BORDER.sub(" ", str(annotation.get("/Name", "")).lstrip("/#"))
            standard = name if name and not re.search(r"\d", name) else ""
            text = text or standard
            text = f"Stamp: {text}" if text else ""
        if kind in ("/Stamp", "/Ink") and not text:
            what = "stamp made of a picture" if kind == "/Stamp" else "drawing by hand"  # not shown
            self._written.unread[what].append(self._number)
        if kind == "/Watermark":
            text = f"Watermark: {text}" if text else ""
        if not text or kind in ("/FreeText", "/Stamp", "/Watermark"):
            return text
        author = one_line(_text(annotation.get("/T")))
        what = "Reply" if "/IRT" in annotation else "Comment"
        by = f" by {author}" if author else ""
        quoted = self._words.inside(self._boxes[id(annotation)]) if kind in _MARKS else ""
        on = f" on “{quoted[:_QUOTE_CHARS]}”" if quoted else ""
        return f"{what}{by}{on}: {text}"

    def _shown(self, annotation: Any) -> str:
        """Return the words that an annotation's picture of itself shows."""
        appearances = annotation.get("/AP")
        normal = appearances.get_object().get("/N") if appearances is not None else None
        form = normal.get_object() if normal is not None else None
        if form is None or not hasattr(form, "get_data"):
            return ""
        return _clean(self._page.extract_xform_text(form))

    def _field(self, widget: Any) -> str:
        """Return the name and the value of a form field, or nothing where it has none."""
        self._note_met(widget)
        kind = _inherited(widget, "/FT")
        flags = _number(_inherited(widget, "/Ff"))
        box = self._boxes[id(widget)]
        if kind == "/Btn":
            if flags & _PUSH_BUTTON:
                caption = self._caption(widget)
                return f"Button: {caption}" if caption else ""
            state = str(widget.get("/AS", _inherited(widget, "/V") or "/Off"))
            name = self._words.beside(box, button=True) or _name(widget)
            if flags & _RADIO:
                name = name if name != _name(widget) else f"{name} {_states(widget)}".strip()
                return f"{name}: {'(o) not chosen' if state == '/Off' else '(x) chosen'}"
            return f"{name}: {'[ ] not ticked' if state == '/Off' else '[x] ticked'}"
        if kind == "/Sig":
            value = _signature(_inherited(widget, "/V"))
            shown = one_line(self._shown(widget)) if not _number(widget.get("/F")) & _NOT_SHOWN else ""
            if value is None:
                return f"Signature: none yet ({shown})" if shown else ""
            if shown and not _same(shown, value or ""):
                value = f"{value} ({shown})" if value else shown
            if value == "":
                self._written.unread["signature without a name"].append(self._number)
            return f"Signature: {value}" if value else ""
        if flags & _PASSWORD and kind == "/Tx":
            self._written.unread["password field"].append(self._number)
            return ""
        value = _value(widget)
        if kind == "/Ch" and not flags & _DROPS_DOWN:
            value = _with_choices(value, widget)
        elif not _number(widget.get("/F")) & _NOT_SHOWN:
            value = _as_shown(value, self._shown(widget))
        if not value:
            return ""
        hidden = " (hidden)" if _number(widget.get("/F")) & _HIDDEN else ""
        return f"{self._words.beside(box) or _name(widget)}{hidden}: {value}"

    def _caption(self, widget: Any) -> str:
        """Return what stands on a button that is to be pressed."""
        if _number(widget.get("/F")) & _NOT_SHOWN:
            return ""
        looks = widget.get("/MK")
        caption = one_line(_text(looks.get_object().get("/CA"))) if looks is not None else ""
        return (caption or one_line(self._shown(widget)))[:_LABEL_CHARS]

    def _note_met(self, widget: Any) -> None:
        one = widget
        for _ in range(_DEEPEST):
            reference = getattr(one, "indirect_reference", None)
            if reference is not None:
                self._met.add(reference.idnum)
            if "/T" in one or "/Parent" not in one:
                return
            one = one["/Parent"]


class _Words:
    """The printed words beside a field or under a mark.

    There are none on pages that are turned.
    """

    def __init__(self, pdf: Any, number: int, annotations: Sequence[Any], boxes: dict[int, _Box]) -> None:
        import pypdfium2

        self._fields = [boxes[id(one)] for one in annotations if one.get("/Subtype") == "/Widget"]
        self._texts = [
            (boxes[id(one)], _contents(one)) for one in annotations if one.get("/Subtype") == "/FreeText"
        ]
        self._textpage: Any = None
        try:
            page = pdf[number - 1]
            self._textpage = page.get_textpage() if page.get_rotation() == 0 else None
        except pypdfium2.PdfiumError:
            pass

    def close(self) -> None:
        """Close the page's text."""
        if self._textpage is not None:
            self._textpage.close()

    def inside(self, box: _Box) -> str:
        """Return the page's words in a rectangle."""
        if self._textpage is None:
            return ""
        return one_line(self._textpage.get_text_bounded(box.left, box.bottom, box.right, box.top))

    def beside(self, box: _Box, *, button: bool = False) -> str:
        """Return the words by which a reader knows a field, or nothing.

        Args:
            box: Of the field.
            button: Whether it is one to tick, which mostly stands in front of its words.
        """
        if self._textpage is None:
            return ""
        tall = box.top - box.bottom > 24
        low, high = (box.top - 16, box.top + 2) if tall else (box.middle - 6, box.middle + 6)
        row = [
            other for other in self._fields if other is not box and other.bottom < high and other.top > low
        ]
        start = max([0.0, *(other.right for other in row if other.right <= box.left + 1)])
        end = min([box.right + 300, *(other.left for other in row if other.left >= box.right - 1)])
        if button:
            near = self._read(box.right, low, box.right + 12, high)
            words = self._read(box.right, low, end, high) if near else ""
            words = words or self._text_at(box.right, end, low, high)
            if words:
                return words
        words = self._read(start, low, box.left + 1, high) or self._text_at(start, box.left + 1, low, high)
        if not words and not button:
            words = self._read(box.left - 3, box.top, box.right, box.top + 14)
        return words

    def _text_at(self, left: float, right: float, low: float, high: float) -> str:
        """Return the words of a text box that stands there."""
        for box, text in self._texts:
            if left - 2 <= box.left and box.right <= right + 40 and low <= box.middle <= high:
                return _label(text)
        return ""

    def _read(self, left: float, bottom: float, right: float, top: float) -> str:
        if self._textpage is None or right <= left:
            return ""
        return _label(self._textpage.get_text_bounded(left=left, bottom=bottom, right=right, top=top))


def _fields_on_no_page(fields: Any, met: set[int], depth: int) -> Iterator[str]:
    """Yield the name and value of each filled field that no page shows."""
    for reference in fields if depth < _DEEPEST else ():
        try:
            one = reference.get_object()
            kids = one.get("/Kids")
            named = [kid for kid in kids.get_object() if "/T" in kid.get_object()] if kids is not None else []
            if named:
                yield from _fields_on_no_page(named, met, depth + 1)
                continue
            number = getattr(getattr(one, "indirect_reference", None), "idnum", 0)
            if number in met or _inherited(one, "/FT") == "/Sig":
                continue
            value = _value(one)
            if value and not _number(_inherited(one, "/Ff")) & _PASSWORD and value != "Off":
                yield f"{_name(one)}: {value}"
        except pypdf_errors():
            continue


def _inherited(one: Any, key: str) -> Any:
    """Return an entry of a field, or of what it belongs to."""
    for _ in range(_DEEPEST):
        if key in one:
            return one[key]
        if "/Parent" not in one:
            return None
        one = one["/Parent"]
    return None


def _name(one: Any) -> str:
    """Return what a field calls itself: the words for readers, or else its name."""
    said = one_line(_text(_inherited(one, "/TU")))
    if said:
        return said[:_LABEL_CHARS]
    parts: list[str] = []
    for _ in range(_DEEPEST):
        if "/T" in one:
            parts.append(re.sub(r"\[\d+\]$", "", one_line(_text(one["/T"]))))
        if "/Parent" not in one:
            break
        one = one["/Parent"]
    return ".".join(reversed(parts))[-_LABEL_CHARS:] or "field"


def _value(one: Any) -> str:
    """Return what was typed into a field or chosen in it."""
    value = _inherited(one, "/V")
    if value is None:
        value = _inherited(one, "/RV")
    if value is None:
        return ""
    options = dict(_choices(one))
    values = value if isinstance(value, list) else [value]
    texts = [_text(one_value.get_object()) for one_value in values]
    return _clean(", ".join(options.get(text, text).lstrip("/") for text in texts))


def _choices(one: Any) -> Iterator[tuple[str, str]]:
    """Yield the choices that a field gives, each with how it is shown."""
    for option in _inherited(one, "/Opt") or ():
        pair = option.get_object()
        if not isinstance(pair, list):
            yield _text(pair), _text(pair).strip()
        elif len(pair) > 1:
            yield _text(pair[0]), _text(pair[1]).strip()


def _with_choices(value: str, one: Any) -> str:
    """Return what was chosen in a list, with the choices that a reader sees."""
    shown = [one_line(CONTROLS.sub(" ", choice)) for __, choice in _choices(one)]
    if not shown:
        return value
    more = f" and {len(shown) - _MOST_CHOICES} more" if len(shown) > _MOST_CHOICES else ""
    return f"{value or 'nothing chosen'} (choices: {', '.join(shown[:_MOST_CHOICES])}{more})"


def _as_shown(value: str, shown: str) -> str:
    """Return a field's value as the page shows it.

    A script may write 302.8 as "302,80".

    Args:
        value: What the field holds.
        shown: The words in its picture, which may be older, or made for a font that does not say its characters.
    """
    if _NO_CHARACTER.search(shown) or not any(map(str.isalnum, shown)) or _same(shown, value):
        return value
    if _same(value, shown) or any(
        round(held, places) == seen for held, _ in _amounts(value) for seen, places in _amounts(shown)
    ):
        return shown
    return f"{value} (shown as {one_line(shown)})"


def _amounts(text: str) -> list[tuple[float, int]]:
    """Return the numbers that a text may mean, each with its decimal places.

    A mark in it may group digits, or be the decimal one.
    """
    match = _AMOUNT.fullmatch(text) if len(text) < _AMOUNT_CHARS else None
    if match is None:
        return []
    figure = re.sub(r"[^\d.,-]", "", match[1]).rstrip(".,").replace(",", ".")
    whole, _, part = figure.rpartition(".")
    meant = [(float(figure.replace(".", "")), 0)]
    if whole:
        meant.append((float(f"{whole.replace('.', '')}.{part}"), len(part)))
    return meant


def _states(widget: Any) -> str:
    """Return the name of a button's state when it is chosen."""
    appearances = widget.get("/AP")
    normal = appearances.get("/N") if appearances is not None else None
    names = list(normal.get_object()) if normal is not None else []
    return next((str(name).lstrip("/") for name in names if name != "/Off"), "")


def _signature(value: Any) -> str | None:
    """Return who signed, why and where.

    It is empty where that is not said, and None where nobody signed.
    """
    if value is None or not hasattr(value, "get"):
        return None
    texts = (one_line(_text(value.get(key))) for key in ("/Name", "/Reason", "/Location", "/ContactInfo"))
    return ", ".join(filter(None, texts))


def _contents(annotation: Any) -> str:
    """Return what an annotation says."""
    text = _clean(_text(annotation.get("/Contents")))
    return text or _clean(_TAGS.sub(" ", _text(annotation.get("/RC"))))


def _text(value: Any) -> str:
    """Return an entry's text."""
    if value is None:
        return ""
    value = value.get_object()
    if hasattr(value, "get_data"):
        data = value.get_data()
        return str(data.decode("utf-16" if data[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-8", "replace"))
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return "" if value is None or type(value).__name__ == "NullObject" else str(value)


def _clean(text: str) -> str:
    lines = (one_line(CONTROLS.sub(" ", line)) for line in re.split(r"[\r\n]+", text))
    return "\n".join(line for line in lines if line)


def _label(text: str) -> str:
    return _FILLER.sub("", one_line(CONTROLS.sub(" ", text)))[-_LABEL_CHARS:]


def _same(shown: str, text: str) -> bool:
    """Return whether what is shown says nothing that is not in a text."""
    return re.sub(r"\W", "", shown).casefold() in re.sub(r"\W", "", text).casefold()


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int) else 0


def _box(annotation: Any) -> _Box:
    try:
        left, bottom, right, top = (float(number) for number in annotation["/Rect"])
    except pypdf_errors():
        return _Box(0, 0, 0, 0)
    return _Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _sentence(noun: str, pages: Sequence[int]) -> str:
    """Return that things on pages were not read."""
    return ngettext(
        "{what} on {pages} was not read",
        "{what} on {pages} were not read",
        len(pages),
        what=nouns.counted(len(pages), noun),
        pages=nouns.pages(sorted(set(pages))),
    )
