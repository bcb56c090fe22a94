"""Counts what Word, Excel and PowerPoint files of the newer kind hold."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.loaders.census.markup import Archive, entry_name, scan
from ingest.loaders.inventory import PAGE_NUMBER, PICTURE, SMALL_PICTURE, Held, Things, Words

_BREAKS = frozenset(
    {"p", "tab", "br", "cr", "tc", "noBreakHyphen", "sym", "footnoteReference", "endnoteReference", "ruby", "rt",
     "rubyBase", "text", "drawing", "pict", "object", "oMath", "txbxContent", "AlternateContent", "sdt", "fld", "title"}
)  # fmt: skip
_TEXT = frozenset({"t"})
_NOT_COUNTED = frozenset({"Fallback", "moveFrom", "oMath", "del", "rPh"})
_NO_WORDS = re.compile(
    r"(?:word|ppt|xl)/(?:(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering|people|presProps|viewProps|"
    r"tableStyles|commentAuthors|authors|commentsExtended|commentsIds|commentsExtensible|connections|metadata|"
    r"calcChain|volatileDependencies|revisionInfo|vbaData|customizations|presentation|workbook|fontTable\d*)\.xml|"
    r"(?:theme|glossary|activeX|slideLayouts|slideMasters|notesMasters|handoutMasters|tags|persons?|externalLinks|ctrlProps|"
    r"printerSettings|queryTables|tables|pivotTables|pivotCache|slicers|slicerCaches|timelines|timelineCaches|"
    r"changesInfos|customXml|userCustomization|ink|webextensions|featurePropertyBag|richData|model)/.*|"
    r"charts/(?:style|colors)\d*\.xml|diagrams/(?:drawing|layout|quickStyle|colors)\d*\.xml|embeddings/.*)"
)
_FIELD = re.compile(rb"fldCharType\s*=\s*[\"'](begin|separate|end)[\"']")
_SIGNS = re.compile(r"\s*(?:wingdings|webdings|symbol|zapf ?dingbats)", re.IGNORECASE)
_FOR_PROGRAMS = frozenset(
    {"instrText", "delInstrText", "delText", "posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "fldData",
     "pctPosVOffset", "tableStyleId", "attrName", "binData", "font", "type", "FieldCodes", "Data", "LinkType", "LockedField"}
)  # fmt: skip
_MAIN = re.compile(r"word/document\d*\.xml")
_XML = (".xml", ".rels")
_ASIDE = ("docProps/", "customXml/", "docMetadata/", "_rels/", "[")
_WORDS_OF_OTHERS = re.compile(
    r"(?:word|ppt|xl)/(?:glossary|slideLayouts|slideMasters|notesMasters|handoutMasters|persons?|externalLinks|embeddings|"
    r"customXml|pivotTables|pivotCache|richData|model|ink|webextensions)/.*|"
    r"(?:word|ppt|xl)/diagrams/(?:drawing|layout)\d*\.xml|customXml/.*|docMetadata/.*"
)
_ROOT_WITH_WORDS = re.compile(
    rb"<(?:\w+:)?(?:sld|notes|document|hdr|ftr|footnotes|endnotes|comments|worksheet|sst|cmLst)(?=[\s>])"
)
_TEXT_ELEMENT = re.compile(rb"<(?:\w+:)?t(?:>| xml:space)|<w:t ")
_CHART = re.compile(r"(?:word|ppt|xl)/charts/chart(?:ex)?\d*\.xml", re.IGNORECASE)
_DIAGRAM = re.compile(r"(?:word|ppt|xl)/diagrams/data\d*\.xml")
_INSERTED = re.compile(r"word/afchunk\d*\..+", re.IGNORECASE)
_SST, _WORKSHEET = re.compile(rb"<(?:\w+:)?sst\b"), re.compile(rb"<(?:\w+:)?(?:worksheet|dialogsheet)\b")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*>")
_FIXED = re.compile(r"ppt/(?:slideLayouts|slideMasters)/[^/]+\.xml")
_NOTHING_BEHIND = re.compile(rb"<[\w:]+[^>]*\bshowMasterSp=[\"'](?:0|false)")
_SLIDE = re.compile(rb"<(?:\w+:)?sldId\b[^<>]*>")
_WORD_THINGS = {
    "oMath": "equation", "txbxContent": "text box", "checkBox": "check box", "checkbox": "check box",
    "control": "form control", "ruby": "glossed word",
}  # fmt: skip
_PLACES = {"footnotes": "in its footnotes", "endnotes": "in its endnotes", "comments": "in its comments"}
_FALLBACK = re.compile(rb"<mc:Fallback\b.*?</mc:Fallback>", re.DOTALL)
_DRAWN = re.compile(rb"<(?:\w+:)?(?:docPr|cNvPr|blip|imagedata|shape)\b[^<>]*>")
_LETTERS = re.compile(r"[^\W\d_]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_VALUE = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v\b[^<>/]*>([^<]+)</"
)
_KIND = re.compile(rb"\bt=[\"'](\w+)[\"']")
_RUNNING = re.compile(rb"<(?:\w+:)?((?:odd|even|first)(?:Header|Footer))\b[^<>]*>([^<]*)<")
_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|(&)|.)', re.DOTALL)


def word(data: bytes) -> Iterator[Held]:
    """Yield what a Word document holds."""
    archive = Archive(data)
    yield from archive.lost()
    running: set[str] = set()
    for entry in archive.entries:
        name = entry.filename
        if _MAIN.fullmatch(name):
            body = archive.data(entry)
            yield from _body(body)
            if pictures := _pictures(archive, name, body):
                yield Things(PICTURE, pictures)
        elif name.endswith(_XML) and not _wordless(name, data := archive.data(entry)):
            yield from _of_part(data, name, running)
    yield from _whole_parts(archive)


def _wordless(name: str, data: bytes) -> bool:
    """Return whether a part holds no words of the document.

    One that is for programs only may be another, misnamed.
    """
    if _WORDS_OF_OTHERS.fullmatch(name):
        return not _ROOT_WITH_WORDS.search(data, 0, 2_000)
    for_programs = _NO_WORDS.fullmatch(name) is not None or name.startswith(_ASIDE) or name.endswith(".rels")
    return for_programs and not _TEXT_ELEMENT.search(data)


def _body(data: bytes) -> Iterator[Held]:
    words = scan(
        data, breaks=_BREAKS, texts=_TEXT, skip=_NOT_COUNTED, ignore=_Unshown(data), but=_FOR_PROGRAMS
    )
    yield from (Words(stretch, "in its text") for stretch in words.stretches)
    things = scan(data, breaks=frozenset(), texts=_TEXT, skip=frozenset({"Fallback", "moveFrom", "del"}))
    counted: Counter[str] = Counter()
    for name, noun in _WORD_THINGS.items():
        counted[noun] += things.names[name]
    yield from (Things(noun, count) for noun, count in counted.items() if count)
    removed = data.count(b"<w:delText") - data.count(b"<w:delText/>")
    if removed > 0:
        yield Things("stretch of deleted text", removed)


class _Unshown:
    """Leaves out instructions of fields, check boxes and letters that are signs."""

    def __init__(self, data: bytes) -> None:
        self._fields: list[bool] = []  # of each open field: whether its result has begun
        self._met = 0
        begun: list[int] = []
        for number, kind in enumerate(_FIELD.findall(data)):
            if kind == b"begin":
                begun.append(number)
            elif kind == b"end" and begun:
                begun.pop()
        self._never_ended = frozenset(begun)

    def __call__(self, name: str, attributes: Mapping[str, str]) -> str:
        if name == "fldChar":
            self._take(next((held for key, held in attributes.items() if key.endswith("fldCharType")), ""))
        elif name == "checkbox":
            return "sdt"
        elif name in ("footnote", "endnote") and "w:type" in attributes:
            return name if attributes["w:type"] != "normal" else ""  # a line between notes and text
        elif name == "rFonts" and any(_SIGNS.match(held) for held in attributes.values()):
            return "r"
        return "t" if name == "t" and not all(self._fields) else ""

    def _take(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(self._met in self._never_ended)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()
        self._met += kind in ("begin", "separate", "end")


def _of_part(data: bytes, name: str, running: set[str]) -> Iterator[Held]:
    stem = re.sub(r"\d*\.xml$", "", name.rpartition("/")[2])
    texts = frozenset({"t", "v"}) if _CHART.fullmatch(name) else _TEXT
    if _CHART.fullmatch(name):
        yield from _of_chart(data)
        return
    place = _PLACES.get(stem, "in a part of its own")
    if stem in ("header", "footer"):
        place = "in its headers and footers"
    if _DIAGRAM.fullmatch(name):
        place = "in its diagrams"
    found = scan(data, breaks=_BREAKS, texts=texts, skip=_NOT_COUNTED, ignore=_Unshown(data))
    for stretch in found.stretches:
        if stem in ("header", "footer"):
            key = " ".join(stretch.split())
            if key in running or PAGE_NUMBER.fullmatch(key):
                continue
            running.add(key)
        yield Words(stretch, place)


def _of_chart(data: bytes) -> Iterator[Words]:
    """Yield the titles and labels of a chart, each once.

    Its numbers are written in another way.
    """
    found = scan(data, breaks=frozenset({"p", "v", "pt", "t"}), texts=frozenset({"t", "v"}))
    for stretch in dict.fromkeys(found.stretches):
        if _LETTERS.search(stretch) and not re.fullmatch(r"\s*[-+\d.]+[eE][-+]?\d+\s*", stretch):
            yield Words(stretch, "in its charts")


def _whole_parts(archive: Archive) -> Iterator[Things]:
    """Yield how many charts, diagrams, pictures and inserted files there are."""
    for pattern, noun in ((_CHART, "chart"), (_DIAGRAM, "diagram"), (_INSERTED, "inserted file")):
        if count := sum(1 for name in archive.names if pattern.fullmatch(name)):
            yield Things(noun, count)


def _pictures(archive: Archive, part: str, data: bytes) -> int:
    """Count the pictures of a part that are no ornaments and have no description."""
    if b"blip" not in data and b"imagedata" not in data:
        return 0
    relations = _relations(archive, part)
    sizes = {entry.filename: entry.file_size for entry in archive.entries}
    described = False
    found = 0
    for tag in _DRAWN.findall(_FALLBACK.sub(b"", data)):
        one = _attributes(tag)
        if b"blip" in tag[:12] or b"imagedata" in tag[:16]:
            name = relations.get(one.get("r:embed") or one.get("r:id") or "", "")
            found += not described and sizes.get(name, 0) >= SMALL_PICTURE
        else:
            described = bool((one.get("descr") or one.get("alt") or "").strip())
    return found


def slides(data: bytes) -> Iterator[Held]:
    """Yield what a presentation holds."""
    archive = Archive(data)
    yield from archive.lost()
    numbers = _slide_numbers(archive)
    running, behind = set[str](), set[str]()
    for entry in archive.entries:
        name = entry.filename
        if not name.endswith(_XML) or _wordless(name, archive.data(entry)):
            continue
        if _CHART.fullmatch(name):
            yield from _of_chart(archive.data(entry))
            continue
        place, number = ("on slide", numbers[name]) if name in numbers else ("in a part of its own", 0)
        notes = "/notesSlides/" in f"/{name}"
        if notes:
            place = "in its notes"
        elif "/slides/" in f"/{name}" and not number:
            place = "on a slide that it does not show"
        elif "omments" in name:
            place = "in its comments"
        found = scan(
            archive.data(entry),
            breaks=_BREAKS,
            texts=frozenset({"t", "text"}),
            skip=frozenset({"Fallback", "oMath", "extLst"}),
            ignore=_page_number,
            but=_FOR_PROGRAMS if number else frozenset(),
        )
        for stretch in found.stretches:
            key = " ".join(stretch.split())
            if notes and key in running:
                continue
            running.add(key)
            yield Words(stretch, place, number)
        if number:
            yield from _behind(archive, name, behind, running)
        if number and found.stretches and (pictures := _pictures(archive, name, archive.data(entry))):
            yield Things(PICTURE, pictures, place, number)
    yield from _whole_parts(archive)


def _behind(archive: Archive, part: str, seen: set[str], running: set[str]) -> Iterator[Words]:
    """Yield what layouts and masters of a slide show but placeholders; each once."""
    if _NOTHING_BEHIND.search(archive.data(part), 0, 4_000):
        return
    for name in _relations(archive, part).values():
        if not _FIXED.fullmatch(name):
            continue
        if name not in seen:
            seen.add(name)
            found = scan(
                archive.data(name),
                breaks=_BREAKS,
                texts=frozenset({"t"}),
                skip=frozenset({"Fallback", "oMath", "extLst"}),
                ignore=_placeholder,
            )
            for stretch in found.stretches:
                key = " ".join(stretch.split())
                if key not in running:
                    running.add(key)
                    yield Words(stretch, "on the layout of its slides")
            if "slideLayouts" in name:
                yield from _behind(archive, name, seen, running)


def _placeholder(name: str, attributes: Mapping[str, str]) -> str:
    return "sp" if name == "ph" else _page_number(name, attributes)


def _page_number(name: str, attributes: Mapping[str, str]) -> str:
    if name == "ph" and attributes.get("type") in ("sldNum", "sldImg"):
        return "sp"
    return "fld" if name == "fld" and attributes.get("type", "").startswith("slidenum") else ""


def _slide_numbers(archive: Archive) -> dict[str, int]:
    relations = _relations(archive, "ppt/presentation.xml")
    order = [_attributes(one) for one in _SLIDE.findall(archive.data("ppt/presentation.xml"))]
    names = [relations.get(one.get("r:id", ""), "") for one in order]
    return {name: number for number, name in enumerate(names, start=1) if name}


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name: html.unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))
    }


def _relations(archive: Archive, part: str) -> dict[str, str]:
    """Return the names of the parts that a part refers to."""
    folder, _, name = part.rpartition("/")
    found = {}
    for tag in _RELATION.findall(archive.data(f"{folder}/_rels/{name}.rels")):
        one = _attributes(tag)
        found[one.get("Id", "")] = entry_name(one.get("Target", ""), part)
    return found


def workbook(data: bytes) -> Iterator[Held]:
    """Yield what a workbook holds."""
    archive = Archive(data)
    yield from archive.lost()
    relations = _relations(archive, "xl/workbook.xml")
    sheets = {
        relations.get(one.get("r:id", ""), ""): f"on sheet {one.get('name', '')}"
        for one in map(_attributes, _SHEET.findall(archive.data("xl/workbook.xml")))
    }
    shared = _strings(archive.data("xl/sharedStrings.xml"))
    told: set[int] = set()
    values = 0
    for entry in archive.entries:
        name = entry.filename
        if not name.endswith((*_XML, ".vml")):
            continue
        raw = archive.data(entry)
        if _wordless(name, raw) or (name == "xl/sharedStrings.xml" and _SST.search(raw, 0, 2_000)):
            continue
        if _CHART.fullmatch(name):
            yield from _of_chart(raw)
        elif _WORKSHEET.search(raw, 0, 2_000):
            place = sheets.get(name, "on a sheet that it does not show")
            values += len(_VALUE.findall(raw)) + raw.count(b"</is>")
            yield from _of_sheet(raw, place, shared, told)
        elif name.endswith(".xml") or _ROOT_WITH_WORDS.search(raw, 0, 2_000):
            place = "in its notes on cells" if "omment" in name else "in its drawings"
            if pictures := _pictures(archive, name, raw):
                yield Things(PICTURE, pictures, place)
            names = frozenset({"t", "text"})
            for stretch in scan(raw, breaks=_BREAKS | names, texts=names, skip=_NOT_COUNTED).stretches:
                if not stretch.startswith("[Threaded comment]"):
                    yield Words(stretch, place)
    if values:
        yield Things("value of a cell", values)
    yield from _whole_parts(archive)


def _strings(data: bytes) -> list[str]:
    """Return the texts that cells share; one that a damaged end cuts off is left out."""
    items = re.split(rb"<(?:\w+:)?si\b[^<>]*>", data)[1:]
    return [_text_of(item) for item in items]


_RUN = re.compile(rb"<(?:\w+:)?(rPh|t)\b([^<>]*)>([^<]*)|</(?:\w+:)?(rPh)>")


def _text_of(item: bytes) -> str:
    """Return the text of a shared string without the readings above its letters."""
    parts: list[str] = []
    reading = False
    for name, attributes, text, closed in _RUN.findall(item):
        if closed or name == b"rPh":
            reading = not closed
        elif not reading and not attributes.endswith(b"/"):
            parts.append(html.unescape(text.decode("utf-8", "replace")))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(parts))


def _of_sheet(raw: bytes, place: str, shared: list[str], told: set[int]) -> Iterator[Held]:
    """Yield the words of a sheet's cells, headers and footers, a shared text once."""
    for attributes, held in _VALUE.findall(raw):
        kind = _KIND.search(attributes)
        if kind is None:
            continue
        if kind[1] == b"s" and held.strip().isdigit():
            number = int(held)
            if number not in told and number < len(shared):
                told.add(number)
                yield Words(shared[number], place)
        elif kind[1] == b"str":
            text = html.unescape(held.decode("utf-8", "replace"))
            yield Words(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text), place)
    if b"</is>" in raw or b":is>" in raw:
        names = frozenset({"t"})
        for stretch in scan(raw, breaks=frozenset({"is"}), texts=names, skip=_NOT_COUNTED).stretches:
            yield Words(stretch, place)
    for _, text in dict.fromkeys(_RUNNING.findall(raw)):
        for line in _CODE.sub(
            lambda match: match[1] or " ", html.unescape(text.decode("utf-8", "replace"))
        ).split("\n"):
            if not PAGE_NUMBER.fullmatch(line):
                yield Words(line, place)
