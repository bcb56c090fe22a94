"""A long PDF, read in parts that know nothing of one another.

Each part is read twice: `read_part` reads its pages, and tells of each what is needed to judge all of them together; `finish_part`
makes passages of them, once `plan` has judged. The result is that of reading the file whole. What is read stands in
values of JSON, so that parts may be read by other processes than the one that plans.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from assistant.frozen import dataclass
from assistant.kept_texts import kept
from ingest.chunking import CutPassage, OpenHeadings, cut_passages, open_headings
from ingest.loaders import ReadWholeError, storable
from ingest.loaders.blobs import without_encoded
from ingest.loaders.builder import Builder
from ingest.loaders.census import printed
from ingest.loaders.formats import HEAD_BYTES, kind_of
from ingest.loaders.inventory import (
    UNKNOWN,
    LostWords,
    Things,
    Words,
    remembering,
    shortfall_of_part,
)
from ingest.loaders.pdf import (
    MOST_PAGES,
    add_pages,
    given_title,
    keeps_hyphen,
    opened,
    outline,
    page_labels,
    parted_words,
    words_of,
)
from ingest.loaders.pdf_annotations import MOST_LINKS
from ingest.loaders.pdf_layout import (
    Bookmark,
    Line,
    Name,
    Piece,
    largest_line,
    levels_by_outline,
    levels_by_size,
    levels_of_sizes,
    running_lines,
    running_names,
    sizes_of,
    without_lines,
)
from ingest.loaders.pdf_objects import SecondReader
from ingest.loaders.pdf_pages import Findings, read_pages
from ingest.loaders.pdf_repair import damages
from ingest.loaders.pdf_tables import arranged
from ingest.records import Unreadable

FEWEST_PAGES = 40
PAGES_A_PART = 30
_FEWEST_A_PART = 12
_GOES_ON = 2  # pages at a part's beginning: what stands at their edges and again on later ones stood on earlier ones too
_FINDINGS = ("empty", "damaged", "pictures", "doubtful", "mended")


class LongPdf:
    """A PDF of many pages, opened.

    Attributes:
        pdf: As PDFium opened it.
        second: For another reader.
        pages: How many there are.
    """

    def __init__(self, data: bytes, pdf: Any) -> None:
        self.pdf = pdf
        self.pages = len(pdf)
        self.second = SecondReader(data)
        self._data = data

    def close(self) -> None:
        """Close the file."""
        self.pdf.close()

    @cached_property
    def outline(self) -> dict[int, list[Bookmark]]:
        """The entries of its outline by the number of their page."""
        by_page: dict[int, list[Bookmark]] = {}
        for mark in outline(self.pdf):
            by_page.setdefault(mark.page + 1, []).append(mark)
        return by_page

    def file_facts(self) -> dict[str, Any]:
        """Return what is said of no page: title, damage, and things that stand on none."""
        things = printed.things(self._data, self.pages)
        return {
            "title": given_title(self.pdf),
            "damages": [kept(one) for one in damages(self._data)],
            "things": [[one.noun, one.count] for one in things],
        }


def open_long(data: bytes, path: PurePath) -> LongPdf | None:
    """Return a PDF that can be read in parts, or None for any other file.

    None too where it is short, or holds forms or files, which are judged with all pages at hand.
    """
    import pypdfium2.raw as pdfium

    if kind_of(path, data[:HEAD_BYTES]) != "pdf":
        return None
    try:
        pdf = opened(data)
    except Unreadable:
        return None
    if pdf is None:
        return None
    plain = not pdfium.FPDF_GetFormType(pdf) and not pdf.count_attachments() and b"/XFA" not in data
    if plain and FEWEST_PAGES <= len(pdf) <= MOST_PAGES:
        return LongPdf(data, pdf)
    pdf.close()
    return None


def parts_of(pages: int, at_once: int) -> list[tuple[int, int]]:
    """Return the first and last page of each part of a file.

    Args:
        pages: How many the file has.
        at_once: How many parts are read at once: their number is a multiple of it, so that none is waited for.
    """
    count = at_once * math.ceil(pages / PAGES_A_PART / at_once)
    count = max(1, min(count, pages // _FEWEST_A_PART))
    cuts = [pages * number // count for number in range(count + 1)]
    return [(start + 1, end) for start, end in pairwise(cuts)]


def read_part(
    file: LongPdf, numbers: Sequence[int], left_out: Mapping[int, Collection[int]] | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return some pages, and what is needed to judge them together with others.

    Args:
        file: The file.
        numbers: Of the pages, rising.
        left_out: By page number, which of its lines are headers and footers; where None, what these pages say of it,
            which `plan` may find to be otherwise.

    Raises:
        ReadWholeError: The file is to be read whole.
    """
    with remembering():
        raw, found = read_pages(file.pdf, file.second, numbers)
        if found.annotations or found.unmapped:
            raise ReadWholeError
        held = [printed.page_lines(file.pdf, number) for number in numbers]
    names = [
        list(running_names(lines, height, number - 1))
        for number, lines, height in zip(numbers, raw, found.heights, strict=True)
    ]
    if left_out is None:
        guessed = running_lines(names, lambda sheet: numbers[0] > 1 and sheet < _GOES_ON)
    else:
        guessed = [set(left_out.get(number, ())) for number in numbers]
    pages = [
        arranged(without_lines(lines, some), rules)
        for lines, some, rules in zip(raw, guessed, found.rules, strict=True)
    ]
    labels = page_labels(file.pdf, numbers)
    told, written = [], []
    for number, lines, some, named, words in zip(numbers, pages, guessed, names, held, strict=True):
        links = found.links.get(number, {})
        by_outline = levels_by_outline(lines, file.outline.get(number, ()))
        written.append(
            {
                "page": number,
                "lines": [_line_row(line) for line in lines],
                "held": words,
                "links": links,
                "label": labels.get(number, ""),
                "outline": list(by_outline.items()),
            }
        )
        told.append(
            {
                "number": number,
                "names": named,
                "left_out": sorted(some),
                "sizes": list(sizes_of(lines).items()),
                "outlined": bool(by_outline),
                "parted": [(head, tail) for _, head, tail in parted_words(lines)],
                "links": list(links),
                "lines": len(lines),
                "edges": sorted(printed.edge_keys(words[0])),
                "largest": largest_line(lines) if number == 1 else "",
            }
        )
    findings = {name: _pairs(getattr(found, name)) for name in _FINDINGS}
    return written, {"pages": told, "found": findings, "words": sorted(words_of(pages))}


def _pairs(value: Any) -> list[Any]:
    return list(value.items()) if isinstance(value, dict) else list(value)


def _line_row(line: Line) -> list[Any]:
    """Return what is still needed of a line: only where its last word ends."""
    right = line.pieces[-1].right if line.pieces else None
    return [line.text, line.left, line.bottom, line.size, line.hyphen, right, line.cells]


def _line_of(row: Sequence[Any]) -> Line:
    text, left, bottom, size, hyphen, right, cells = row
    pieces = () if right is None else (Piece("", right=right),)
    return Line(text, left, bottom, size, hyphen, pieces, tuple(cells))


@dataclass(frozen=True, slots=True)
class PageTold:
    """What a part tells of one of its pages, in order to judge all pages together.

    Attributes:
        names: Of lines that may be headers or footers, as `running_names` gave them.
        left_out: Those lines that were left out.
        sizes: How many characters there are of each size.
        outlined: Whether the outline names lines of it.
        parted: The words at its line ends, in two parts.
        links: Addresses that its links lead to.
        lines: How many there are.
        edges: By what the lines at its edges are known again.
        largest: Of the first page, the line in by far the largest print.
    """

    names: Sequence[tuple[int, Name]] = ()
    left_out: frozenset[int] = frozenset()
    sizes: Sequence[tuple[float, int]] = ()
    outlined: bool = False
    parted: Sequence[tuple[str, str]] = ()
    links: Sequence[str] = ()
    lines: int = 0
    edges: Sequence[str] = ()
    largest: str = ""

    @staticmethod
    def of(values: Mapping[str, Any]) -> PageTold:
        """Return what values of JSON tell.

        Raises:
            KeyError, TypeError, ValueError: They tell nothing of the kind.
        """
        return PageTold(
            [
                (int(index), (str(kind), int(place), what, bool(digits)))
                for index, (kind, place, what, digits) in values["names"]
            ],
            frozenset(map(int, values["left_out"])),
            [(float(size), int(chars)) for size, chars in values["sizes"]],
            bool(values["outlined"]),
            [(str(head), str(tail)) for head, tail in values["parted"]],
            list(map(str, values["links"])),
            int(values["lines"]),
            list(map(str, values["edges"])),
            str(values["largest"]),
        )


def misjudged(pages: Sequence[PageTold]) -> dict[int, set[int]]:
    """Return the pages that left out other lines than headers and footers.

    By page number, the lines that are to be left out.

    Args:
        pages: All of the file.
    """
    right = running_lines([page.names for page in pages])
    return {
        number: lines
        for number, (page, lines) in enumerate(zip(pages, right, strict=True), start=1)
        if page.left_out != lines
    }


@dataclass(frozen=True, slots=True)
class Plan:
    """What all pages together say of each.

    Attributes:
        by_outline: Whether headings are those that the outline names.
        sizes: Else the sizes of headings, with their levels.
        keeps: Words in two parts whose hyphen belongs to them.
        links: By page number, the addresses that no page before leads to.
        often: What stands at the edges of several pages.
    """

    by_outline: bool
    sizes: Mapping[float, int]
    keeps: frozenset[tuple[str, str]]
    links: Mapping[int, Sequence[str]]
    often: frozenset[str]

    def json(self, first: int, last: int, behind: int, pages: Sequence[PageTold]) -> dict[str, Any]:
        """Return what concerns a part, as values of JSON.

        Args:
            first: Page of the part.
            last: Page of the part.
            behind: The last page that is handed along with those of the part.
            pages: All of the file.
        """
        some = pages[first - 1 : last]
        return {
            "first": first,
            "last": last,
            "by_outline": self.by_outline,
            "sizes": list(self.sizes.items()),
            "keeps": [
                pair
                for pair in dict.fromkeys(pair for page in some for pair in page.parted)
                if pair in self.keeps
            ],
            "links": [
                (number, self.links[number]) for number in range(first, behind + 1) if number in self.links
            ],
            "often": sorted(self.often.intersection(key for page in some for key in page.edges)),
        }


def plan(pages: Sequence[PageTold], words: set[str]) -> Plan:
    """Judge all pages of a file together.

    Args:
        pages: All of the file.
        words: Inside their lines.
    """
    weights: Counter[float] = Counter()
    edges: Counter[str] = Counter()
    links: dict[int, list[str]] = {}
    told: set[str] = set()
    for number, page in enumerate(pages, start=1):
        weights.update(dict(page.sizes))
        edges.update(page.edges)
        for address in page.links:
            if address not in told and len(told) < MOST_LINKS:
                told.add(address)
                links.setdefault(number, []).append(address)
    keeps = keeps_hyphen(words)
    return Plan(
        any(page.outlined for page in pages),
        levels_of_sizes(weights),
        frozenset(pair for page in pages for pair in page.parted if keeps(*pair)),
        links,
        frozenset(printed.often_at_edges(edges)),
    )


@dataclass(frozen=True, slots=True)
class PartMade:
    """What became of a part.

    Attributes:
        passages: As if the file began with it.
        chars: How long its text is.
        heading: The first of it; empty without one.
        headings: Under which what follows it stands.
        heads_first_page: Whether its first page has a heading.
        lost: Words that it holds and that were not read.
        unknown: How many characters are not known.
    """

    passages: Sequence[CutPassage] = ()
    chars: int = 0
    heading: str = ""
    headings: OpenHeadings = field(default_factory=lambda: OpenHeadings([], 99, []))
    heads_first_page: bool = False
    lost: LostWords = field(default_factory=LostWords)
    unknown: int = 0

    def json(self) -> dict[str, Any]:
        """Return all but the passages as values of JSON."""
        lost = [[word, count, self.lost.where[word]] for word, count in self.lost.words.items()]
        return {
            "chars": self.chars,
            "heading": self.heading,
            "headings": self.headings,
            "heads_first_page": self.heads_first_page,
            "lost": lost,
            "unknown": self.unknown,
        }

    @staticmethod
    def of(values: Mapping[str, Any], passages: Sequence[CutPassage]) -> PartMade:
        """Return what values of JSON say.

        Raises:
            KeyError, TypeError, ValueError: They say nothing of the kind.
        """
        lost = values["lost"]
        opened, above, ends = values["headings"]
        return PartMade(
            passages,
            int(values["chars"]),
            str(values["heading"]),
            OpenHeadings(
                [(int(level), str(title)) for level, title in opened],
                int(above),
                [(int(least), int(below)) for least, below in ends],
            ),
            bool(values["heads_first_page"]),
            LostWords(
                {str(word): int(count) for word, count, _ in lost},
                {
                    str(word): [(str(place), int(number)) for place, number in where]
                    for word, _, where in lost
                },
            ),
            int(values["unknown"]),
        )


def finish_part(planned: Mapping[str, Any], pages: Sequence[Mapping[str, Any]]) -> PartMade:
    """Make passages of a part.

    Args:
        planned: As `Plan.json` gave it, and perhaps the levels of the headings `before` it.
        pages: Of the part as `read_part` gave them, and those behind it up to one with lines: whether anything stands
            under a heading at the part's end is seen there.

    Raises:
        ReadWholeError: The file is to be read whole.
    """
    first, last = planned["first"], planned["last"]
    lines = [[_line_of(row) for row in page["lines"]] for page in pages]
    if planned["by_outline"]:
        levels = [dict(page["outline"]) for page in pages]
    else:
        sizes = dict(planned["sizes"])
        levels = [levels_by_size(some, sizes) for some in lines]
    keeps = {(head, tail) for head, tail in planned["keeps"]}
    links = dict(planned["links"])
    beside = {
        page["page"]: [
            page["links"][address] for address in links.get(page["page"], ()) if address in page["links"]
        ]
        for page in pages
    }
    labels = {page["page"]: page["label"] for page in pages if page["label"]}
    builder = Builder("pdf")
    add_pages(
        builder, lines, levels, lambda head, tail: (head, tail) in keeps, beside, labels, first_number=first
    )
    document = storable(replace(builder.document(PurePath("part")), title=""))
    try:
        if without_encoded(document) is not document:
            raise ReadWholeError
    except Unreadable as error:
        raise ReadWholeError from error
    behind = next((page.start for page in document.pages if page.number > last), len(document.text))
    count = sum(block.start < behind for block in document.blocks)
    blocks = document.blocks[:count]
    if not blocks:
        return PartMade()
    own = replace(document, blocks=blocks)
    often = frozenset(planned["often"])
    held: list[Words] = []
    for page in pages:
        if page["page"] <= last:
            texts, written = page["held"]
            held += printed.words_on(page["page"], texts, written, often)
    return PartMade(
        [
            one
            for one in cut_passages(document, before=planned.get("before", ()))
            if one.passage.start < behind
        ],
        blocks[-1].end,
        next((block.title for block in blocks if block.kind == "heading" and block.title), ""),
        open_headings(document.blocks, count),
        bool(levels[0]),
        shortfall_of_part(own, held),
        document.text.count(UNKNOWN, 0, behind),
    )


def findings_of(parts: Iterable[Mapping[str, Any]]) -> Findings:
    """Return what the findings of parts, as `read_part` gave them, are together.

    Raises:
        KeyError, TypeError, ValueError: They are none.
    """
    found = Findings()
    for part in parts:
        found.empty += [(int(number), str(what)) for number, what in part["empty"]]
        found.damaged += map(int, part["damaged"])
        found.pictures += map(int, part["pictures"])
        found.doubtful.update({int(number): int(count) for number, count in part["doubtful"]})
        found.mended += map(int, part["mended"])
    return found


def things_of(values: Iterable[Sequence[Any]]) -> Iterator[Things]:
    """Yield the things that values of JSON name."""
    return (Things(str(noun), int(count)) for noun, count in values)
