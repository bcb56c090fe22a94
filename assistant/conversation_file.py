"""Write conversations into files: Markdown, and Word documents (.docx).

Of a Word document, only what an answer can hold is written: headings, paragraphs, lists, tables and emphasis, in styles that Word's own pane of
styles changes. Source: ECMA-376, part 1, chapter 17 (WordprocessingML); a package of four parts is the least that Word,
LibreOffice and WPS open.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from assistant.errors import LibraryError, UsageError
from assistant.events import Citation, Finished, Hit, TurnView, fold
from assistant.i18n import _, mark, os_reason
from assistant.markdown import answer_parser
from assistant.presentation import TurnEnd, conversation_as_markdown, file_name, joined, turn_end
from assistant.processes import replacing
from assistant.text import clean, clean_line
from assistant.wording import enumerated, excerpt, together, where

if TYPE_CHECKING:
    from markdown_it.token import Token

ENDINGS = (".docx", ".md")
"""What a conversation can be written as."""
_NEAR_CHARS = 400
_DEEPEST = 6
"""Steps that lists are indented by at most."""
_STEP = 360
"""Width of a step, in twentieths of a point."""
_DATE = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_SPACE}/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_SPACE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_SPACE}/package/2006/relationships"><Relationship Id="r1" '
    'Type="{space}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
_STYLES = f"""{_HEAD}<w:styles {_MAIN}><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="Microsoft YaHei"/><w:sz w:val="22"/></w:rPr></w:rPrDefault>\
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>{{headings}}\
<w:style w:type="paragraph" w:styleId="Source"><w:name w:val="Source"/><w:basedOn w:val="Normal"/><w:pPr>\
<w:spacing w:after="60"/><w:ind w:left="{_STEP}" w:hanging="{_STEP}"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr></w:style>\
<w:style w:type="paragraph" w:styleId="Remark"><w:name w:val="Remark"/><w:basedOn w:val="Normal"/><w:rPr><w:i/>\
<w:color w:val="595959"/><w:sz w:val="20"/></w:rPr></w:style></w:styles>"""
_HEADING = """<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/>\
<w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{outline}"/></w:pPr>\
<w:rPr><w:b/><w:color w:val="1F3864"/><w:sz w:val="{size}"/></w:rPr></w:style>"""
_SIZES = (32, 26, 24, 22)
"""Of headings, in half points, the outermost first."""
_GRID = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PAGE = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'


def free_file(folder: Path, title: str, ending: str = ENDINGS[0]) -> Path:
    """Return a file for a conversation that is not there yet."""
    name = file_name(title)
    names = (
        f"{name}{ending}" if number == 1 else f"{name} ({number}){ending}" for number in range(1, 10_000)
    )
    return next(path for one in names if not (path := folder / one).exists())


def outside(folder: Path, roots: Sequence[str]) -> Path:
    """Return a folder to write to, from which the library does not read.

    It would take its own answers for documents.


    Args:
        folder: Where somebody works.
        roots: What is read.
    """
    return Path.home() if any(folder.is_relative_to(root) for root in roots) else folder


def write_conversation(title: str, turns: Sequence[Finished], path: Path) -> None:
    """Write a conversation into a file, in the place of what was there.

    Only its owner can read it.


    Raises:
        UsageError: The name has another ending than `ENDINGS`.
        LibraryError: The file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            _("A conversation cannot be written as {path}.", path=clean_line(path.name)),
            _("End the name with {endings}.", endings=enumerated(ENDINGS)),
        )
    text = (
        conversation_as_word(title, turns)
        if ending == ".docx"
        else conversation_as_markdown(title, turns).encode()
    )
    try:
        with replacing(path) as file:
            file.write(text)
    except OSError as error:
        raise LibraryError(
            _("{path} cannot be written: {strerror}.", path=clean_line(str(path)), strerror=os_reason(error)),
            _("Name a file in a folder of yours."),
        ) from error


def conversation_as_word(title: str, turns: Sequence[Finished]) -> bytes:
    """Format a conversation as a Word document, with sources, without reasoning."""
    body = [paragraph(run(clean_line(title)), "Heading1")]
    for turn in turns:
        if turn.question != title or len(turns) > 1:
            body.append(paragraph(run(clean_line(turn.question)), "Heading2"))
        body += _turn(turn)
    return _package("".join(body))


def _turn(turn: Finished) -> Iterator[str]:
    """Format an answer, and what follows it, in the order in which it is shown."""
    end = turn_end(fold(TurnView(), turn), mark("the documents"))
    if end.nearest_first:
        yield from _nearest(end)
    elif end.kind:
        yield paragraph(run(end.kind), "Remark")
    yield from _lines(turn.answer) if end.quotes else _blocks(turn.answer)
    doubts = (together(clean_line(one.message), clean_line(one.hint)) for one in turn.doubts)
    for remark in filter(
        None,
        (*doubts, end.unconfirmed, end.error and _("The answer is not complete: {error}", error=end.error)),
    ):
        yield paragraph(run(remark), "Remark")
    if end.citations:
        yield paragraph(run(end.sources_title, bold=True))
        for place, numbers, quotes in joined(end):
            marks = "".join(f"[{number}]" for number in numbers)
            quote = f": “{' … '.join(quotes)}”" if quotes else ""
            yield paragraph(run(f"{marks} {place}{quote}"), "Source")
    if not end.nearest_first:
        yield from _nearest(end)


def _nearest(end: TurnEnd) -> Iterator[str]:
    if end.nearest:
        yield paragraph(run(end.nearest_title, bold=True))
        for hit in end.nearest:
            yield paragraph(run(f"• {_place(hit)}: “{excerpt(hit.text, end.about, _NEAR_CHARS)}”"), "Source")


def _place(words: Citation | Hit) -> str:
    return where(words.source, words.page, words.heading, words.confidence, words.page_label)


def _lines(text: str) -> Iterator[str]:
    """Format what is quoted word for word.

    Its signs are its own, but rows of tables become tables.
    """
    rows: list[list[str]] = []
    for line in [*clean(text).split("\n"), ""]:
        row = re.fullmatch(r"\s*\|(.+)\|\s*((?:\[\d+\]\s*)*)", line)
        if row is not None:
            cells = [cell.strip() for cell in row[1].split("|")]
            cells[-1] = f"{cells[-1]} {row[2]}".strip()
            rows.append([run(cell) for cell in cells])
            continue
        if rows:
            yield table(rows, heads=0)
            rows = []
        if line.strip():
            yield paragraph(run(line.strip()))


@dataclass(slots=True)
class _Reading:
    """Where in an answer's Markdown a reader stands.

    Attributes:
        lists: What stands before the next item of each list around it: a sign, or a number.
        fresh: Whether the next paragraph begins an item.
        rows: The rows of the table that is being read.
        heads: How many of them are heads.
        style: Of the next paragraph.
    """

    lists: list[int | str] = field(default_factory=list)
    fresh: bool = False
    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0
    style: str = ""


def _blocks(text: str) -> Iterator[str]:
    """Format an answer that was written as Markdown."""
    at = _Reading()
    for token in answer_parser().parse(clean(text)):
        match token.type:
            case "bullet_list_open":
                at.lists.append("•")
            case "ordered_list_open":
                at.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                at.lists.pop()
            case "list_item_open":
                at.fresh = True
            case "heading_open":
                at.style = f"Heading{min(int(token.tag[1:]) + 2, len(_SIZES))}"
            case "blockquote_open":
                at.style = "Remark"
            case "heading_close" | "blockquote_close":
                at.style = ""
            case "tr_open":
                at.rows.append([])
            case "thead_close":
                at.heads = len(at.rows)
            case "table_close":
                yield table(at.rows, at.heads)
                at.rows, at.heads = [], 0
            case "inline" if at.rows:
                at.rows[-1].append(_inline(token.children or [], bold=not at.heads))
            case "inline":
                yield paragraph(_label(at) + _inline(token.children or []), at.style, len(at.lists))
            case "fence" | "code_block":
                for line in token.content.rstrip("\n").split("\n"):
                    yield paragraph(run(line, code=True), "", len(at.lists))
            case _:
                pass


def _label(at: _Reading) -> str:
    """Return what stands before an item of a list; empty for others."""
    if not at.lists or not at.fresh:
        return ""
    at.fresh = False
    label = at.lists[-1]
    if isinstance(label, str):
        return run(f"{label} ")
    at.lists[-1] = label + 1
    return run(f"{label}. ")


def _inline(tokens: Sequence[Token], *, bold: bool = False) -> str:
    """Format the words of a paragraph."""
    strong, slanted, parts = int(bold), 0, []
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                slanted += token.nesting
            case "softbreak" | "hardbreak":
                parts.append("<w:r><w:br/></w:r>")
            case _ if token.content:
                parts.append(
                    run(token.content, bold=strong > 0, italic=slanted > 0, code=token.type == "code_inline")
                )
    return "".join(parts)


def run(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> str:
    """Format words of one look."""
    look = "<w:b/>" * bold + "<w:i/>" * italic
    if code:
        look = f'<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>{look}'
    kept = escape(_NOT_XML.sub("\ufffd", text))
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{kept}</w:t></w:r>'


def paragraph(runs: str, style: str = "", depth: int = 0) -> str:
    """Format a paragraph.

    Args:
        runs: Its words.
        style: The name of its style; empty for the usual one.
        depth: How many lists it stands in.
    """
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if depth:
        looks += f'<w:ind w:left="{_STEP * min(depth, _DEEPEST)}" w:hanging="{_STEP // 2}"/>'
    return f"<w:p>{f'<w:pPr>{looks}</w:pPr>' if looks else ''}{runs}</w:p>"


def table(rows: Sequence[Sequence[str]], heads: int) -> str:
    """Format a table; its first rows are repeated on each page where they are heads."""
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    lines = []
    for number, row in enumerate(rows):
        cells = [*row, *[""] * (width - len(row))]
        head = "<w:trPr><w:tblHeader/></w:trPr>" if number < heads else ""
        lines.append(f"<w:tr>{head}{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>")
    grid = "<w:gridCol/>" * width
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{_GRID}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>{paragraph('')}"
    )


def _package(body: str) -> bytes:
    """Pack the parts of a document: the same bytes for the same words."""
    headings = "".join(
        _HEADING.format(level=level, outline=level - 1, size=size, before=360 if level < 3 else 200)
        for level, size in enumerate(_SIZES, 1)
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _LINKS.format(space=_SPACE, kind="officeDocument", target="word/document.xml"),
        "word/_rels/document.xml.rels": _LINKS.format(space=_SPACE, kind="styles", target="styles.xml"),
        "word/document.xml": f"{_HEAD}<w:document {_MAIN}><w:body>{body}{_PAGE}</w:body></w:document>",
        "word/styles.xml": _STYLES.format(headings=headings),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _DATE), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
