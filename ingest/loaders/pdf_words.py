"""The words of a PDF's page, each with its place, and the lines that they make."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, compress, count, pairwise, repeat
from operator import lt, ne, or_
from typing import NamedTuple

from assistant.text import CJK
from ingest.loaders.pdf_calls import Box, Characters, Columns
from ingest.loaders.pdf_layout import CONTROLS, Line, Piece, Placed, Run
from ingest.loaders.pdf_order import CHINESE, Glyph, closed_up, words_in_order
from ingest.loaders.pdf_rules import Turn

_WORD = re.compile(r"[^\s\ufffe\x02]+")
_ALONE = re.compile(rf"\s{CHINESE.pattern}(?!\S)")
_BLANK = re.compile(r"(?<=\S)\s(?=[^\s\ufffe\x02])")
HYPHENS = "\ufffe\x02"
"""What PDFium puts in place of hyphens at line ends."""
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_LETTER_HEIGHT = 1.17  # of a font's size: its letters with what hangs below and stands out above
_SPREAD_WORDS = 4
_FAR = 1.5  # of the letters' height: a blank that PDFium does not tell
_WIDEST = 1.05  # of the letters' height, for each letter of a word without such a blank
_MIXED = re.compile(f"[^\\w\\s\x00-\x7f{CJK}]")


class PageWords:
    """The words of a page, in the order in which they are drawn.

    Args:
        text: Of the page.
        characters: PDFium's number of each character of the text; empty where they cannot be told.
        asked: PDFium's characters.
        turned: Turns rectangles of PDFium's as the page is read.
        is_moved: Whether that changes any.

    Attributes:
        reordered: What PDFium tells of lines whose words stand in another order or far apart, and these as they stand.
    """

    def __init__(
        self, text: str, characters: Sequence[int], asked: Characters, turned: Turn, *, is_moved: bool
    ) -> None:
        self.reordered: list[tuple[str, str]] = []
        self._text = text
        self._characters = characters
        self._asked = asked
        self._turned = turned
        self._is_moved = is_moved
        self._found = self._words()
        self._placed = Placed(self._found.texts, self._found.lefts, self._found.rights, self._found.apart)

    def before(self, place: int, start: int) -> int:
        """Return the number of the first word that begins at a place or after it.

        Args:
            place: In the text.
            start: Number of a word that begins before.
        """
        return bisect_left(self._found.begins, place, start)

    def lines(self, start: int, end: int, text: str, *, hyphen: bool) -> list[Line]:
        """Return the lines that the words of one of PDFium's make: one for each height.

        Args:
            start: Number of the first word.
            end: Number of the first word behind them.
            text: Of the line.
            hyphen: Whether the last word goes on in the next line.
        """
        plain = self._plain(start, end, text, hyphen=hyphen)
        if plain is not None:
            return [plain]
        made = self._on_one_height(self._found, start, end)
        lines = []
        for index, pieces in enumerate(made, start=1):
            together: Sequence[Piece] = pieces
            if len(pieces) >= _SPREAD_WORDS and not text.isascii():
                together = closed_up(pieces)
            lines.append(Line.of(together, hyphen=hyphen and index == len(made)))
        return lines

    def _words(self) -> _Words:
        """Return the words of the page, in the order in which they are drawn.

        One comes in parts where a line was so short that PDFium put the next one after it without a blank.
        """
        spans = [match.span() for match in _WORD.finditer(self._text)]
        begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
        texts = _WORD.findall(self._text)
        firsts, lasts = self._places(begins), self._places([end - 1 for end in ends])
        apart = self._are_apart(begins, ends)
        jumping: Sequence[bool] = ()
        if firsts[1] != lasts[1]:
            jumping = [
                (limit := 0.6 * (top - bottom)) != 0 and abs(bottom - after) > limit
                for bottom, top, after in zip(firsts[1], firsts[3], lasts[1], strict=True)
            ]
        spread = [
            right - left > _WIDEST * (top - bottom) * len(text) > 0
            for text, left, bottom, top, right in zip(
                texts, firsts[0], firsts[1], firsts[3], lasts[2], strict=True
            )
        ]
        if any(spread):
            jumping = list(map(or_, spread, jumping or [False] * len(texts)))
        glued: set[int] = set()
        if any(jumping) or not "".join(texts).isprintable():
            jumping = jumping or [False] * len(texts)
            boxes = zip(zip(*firsts, strict=True), zip(*lasts, strict=True), strict=True)
            parts = list(self._parted(spans, boxes, apart, jumping))
            begins, texts = [begin for begin, *_ in parts], [text for _, text, *_ in parts]
            firsts, lasts = columns([part[2] for part in parts]), columns([part[3] for part in parts])
            apart = [part[4] for part in parts]
            glued = {place for place, part in enumerate(parts) if part[5]}
            ends = [part[6] for part in parts]
        _, bottoms, _, tops = firsts
        other = map(ne, bottoms, chain((math.nan,), bottoms))
        higher = map(ne, tops, chain((math.nan,), tops))
        changes = list(compress(count(), map(or_, other, higher)))
        stands = self._stands([(begins[place], bottoms[place], tops[place]) for place in changes])
        lefts, rights = firsts[0], lasts[2]
        disordered = self._disordered(begins, ends, texts)
        if any(map(lt, lasts[0], lefts)):
            disordered.update(compress(count(), map(lt, lasts[0], lefts)))
            lefts = list(map(min, lefts, lasts[0]))
        if any(map(lt, rights, firsts[2])):
            rights = list(map(max, rights, firsts[2]))
        return _Words(begins, ends, texts, lefts, rights, apart, glued, changes, stands, disordered)

    def _disordered(self, begins: Sequence[int], ends: Sequence[int], texts: Sequence[str]) -> set[int]:
        """Return the words whose characters do not stand in the text's order.

        Only those are looked at that hold marks of which fonts may lack some.
        """
        if self._text.isascii() or not _MIXED.search(self._text):
            return set()
        places = [place for place, text in enumerate(texts) if len(text) > 1 and _MIXED.search(text)]
        lefts, *_ = self._places([one for place in places for one in range(begins[place], ends[place])])
        found, at = set(), 0
        for place in places:
            after = at + ends[place] - begins[place]
            some = lefts[at:after]
            if some != sorted(some):
                found.add(place)
            at = after
        return found

    def _parted(
        self,
        spans: Iterable[tuple[int, int]],
        boxes: Iterable[tuple[Box, Box]],
        apart: Iterable[bool],
        jumping: Iterable[bool],
    ) -> Iterator[tuple[int, str, Box, Box, bool, bool, int]]:
        """Yield words in parts where they jump, and without what cannot be printed.

        Each has its begin, its text, its first and last place, whether it stands apart, whether it goes on with the
        one before, and its end.

        Args:
            spans: Of the words in the page's text.
            boxes: Where their first and last characters stand.
            apart: Which of them stand apart.
            jumping: Which of them jump.
        """
        for (begin, end), (first, last), is_apart, jumps in zip(spans, boxes, apart, jumping, strict=True):
            parts: Iterable[tuple[int, int, Box, Box, bool]] = ((begin, end, first, last, False),)
            if jumps:
                parts = self._jumps(begin, end, first[3] - first[1])
            for from_, to, starts, stops, is_glued in parts:
                said = CONTROLS.sub("", self._text[from_:to])
                if said:
                    yield from_, said, starts, stops, is_apart or from_ > begin, is_glued, to

    def _plain(self, start: int, end: int, text: str, *, hyphen: bool) -> Line | None:
        """Return a line whose words stand from left to right on one height.

        None is returned for any other.
        """
        words = self._found
        run = bisect_right(words.changes, start) - 1
        if words.glued or (run + 1 < len(words.changes) and words.changes[run + 1] < end):
            return None
        if any(map(lt, words.lefts[start + 1 : end], words.rights[start : end - 1])):
            return None
        if words.disordered and not words.disordered.isdisjoint(range(start, end)):
            return None
        if end - start >= _SPREAD_WORDS and not text.isascii() and _ALONE.search(text):
            return None
        bottom, size = words.stands[run]
        pieces = Run(self._placed, start, end, bottom, size, hyphen=hyphen)
        return Line(" ".join(words.texts[start:end]), words.lefts[start], bottom, size, hyphen, pieces)

    def _on_one_height(self, words: _Words, start: int, end: int) -> list[list[Piece]]:
        """Return the words of a line of PDFium's, those together that stand on one height."""
        run = bisect_right(words.changes, start) - 1
        behind = words.changes[run + 1] if run + 1 < len(words.changes) else end
        some = slice(start, end)
        texts, lefts, rights, apart = (
            words.texts[some],
            words.lefts[some],
            words.rights[some],
            words.apart[some],
        )
        if behind >= end and not words.glued:
            bottom, size = words.stands[run]
            told = zip(texts, lefts, repeat(bottom), rights, repeat(size), repeat(False), apart, strict=False)
            return [self._in_order(words, list(map(Piece._make, told)), start, end)]
        made: list[list[Piece]] = []
        pieces: list[Piece] = []
        base: Piece | None = None  # the largest, not a raised 2
        begins = start
        for place, text, left, right, is_apart in zip(
            range(start, end), texts, lefts, rights, apart, strict=True
        ):
            while run + 1 < len(words.changes) and words.changes[run + 1] <= place:
                run += 1
            bottom, size = words.stands[run]
            piece = Piece(text, left, bottom, right, size, False, is_apart)
            if base is not None and abs(bottom - base.bottom) > 0.6 * max(size, base.size):
                made.append(self._in_order(words, pieces, begins, place))
                pieces, base, begins = [], None, place
            elif place in words.glued and pieces:
                before = pieces.pop()
                piece = before._replace(text=before.text + text, right=right)
            pieces.append(piece)
            if base is None or size > base.size:
                base = piece
        if pieces:
            made.append(self._in_order(words, pieces, begins, end))
        return made

    def _in_order(self, words: _Words, pieces: list[Piece], start: int, end: int) -> list[Piece]:
        """Return the words of a line as they stand, from left to right.

        Args:
            words: Of the page.
            pieces: Of the line.
            start: Number of the line's first word.
            end: Number of the first word behind it.
        """
        lefts, rights = words.lefts[start:end], words.rights[start:end]
        if not any(map(lt, lefts[1:], rights)) and words.disordered.isdisjoint(range(start, end)):
            return pieces
        indices: list[tuple[int, int]] = []
        for place in range(start, end):
            told = [
                one
                for one in range(words.begins[place], words.ends[place])
                if not CONTROLS.match(self._text[one])
            ]
            if len(told) != len(words.texts[place]):
                return pieces
            indices += [(one, place) for one in told]
        starts, _, stops, _ = self._places([one for one, _ in indices])
        glyphs = [
            Glyph(*one, left, right, CHINESE.match(self._text[one[0]]) is not None)
            for one, left, right in zip(indices, starts, stops, strict=True)
        ]
        blanks = [one for one in range(words.begins[start], words.ends[end - 1]) if self._text[one].isspace()]
        generated = self._asked.generated(
            [self._characters[one] for one in blanks] if self._characters else []
        )
        drawn = [one for one, is_generated in zip(blanks, generated, strict=False) if is_generated != 1]
        stand = {place: words.stands[bisect_right(words.changes, place) - 1] for place in range(start, end)}
        size = max(height for _, height in stand.values())
        ordered = words_in_order(glyphs, self._places(drawn)[0], size)
        if not ordered:
            return pieces
        told_words = self._text[glyphs[0].place : glyphs[-1].place + 1]
        self.reordered.append((told_words, " ".join(self._said(made) for made, _ in ordered)))
        result = []
        for made, apart in ordered:
            place = made[0].word
            bottom, height = stand[place]
            result.append(
                Piece(
                    self._said(made),
                    made[0].left,
                    bottom,
                    max(one.right for one in made),
                    height,
                    False,
                    words.apart[place] if apart is None else apart,
                )
            )
        return result

    def _said(self, glyphs: Sequence[Glyph]) -> str:
        return "".join([self._text[one.place] for one in glyphs])

    def _jumps(self, begin: int, end: int, height: float) -> Iterator[tuple[int, int, Box, Box, bool]]:
        """Yield the parts of a word that stand on other heights, or far apart.

        Each with its first and last place, and whether it goes on with the one before.

        Args:
            begin: Of the word.
            end: Of it.
            height: Of its letters, in points.
        """
        places: list[Box] = list(zip(*self._places(range(begin, end)), strict=True))
        part, glued, gaps = 0, False, []
        for index in range(1, len(places)):
            rises = abs(places[index][1] - places[index - 1][1]) > 0.6 * height
            is_far = places[index][0] - places[index - 1][2] > _FAR * height > 0
            if rises or is_far:
                yield begin + part, begin + index, places[part], places[index - 1], glued
                part, glued = index, not is_far
                gaps += [begin + index] if is_far else []
        yield begin + part, end, places[part], places[-1], glued
        if gaps:
            ends = [begin, *gaps, end]
            read = " ".join([self._text[start:stop] for start, stop in pairwise(ends)])
            self.reordered.append((f" {self._text[begin:end]} ", f" {read} "))

    def _places(self, indices: Sequence[int]) -> Columns:
        """Return where characters of the text stand; zeros where that is not known."""
        if not self._characters:
            return ([0.0] * len(indices),) * 4
        told, boxes = self._asked.boxes(self._numbered(indices))
        if not self._is_moved and all(told):
            return boxes
        places = zip(told, zip(*boxes, strict=True), strict=True)
        return columns([self._turned(box) if one else _NOWHERE for one, box in places])

    def _numbered(self, indices: Sequence[int]) -> Sequence[int]:
        """Return PDFium's numbers of characters of the text."""
        if isinstance(self._characters, range):
            return indices
        return [self._characters[index] for index in indices]

    def _are_apart(self, begins: Sequence[int], ends: Sequence[int]) -> list[bool]:
        """Return of words whether anything but one drawn blank stands before them."""
        if not self._characters:
            return [True] * len(begins)
        if any(map(self._text.__contains__, HYPHENS)):
            behind = [match.end() for match in _BLANK.finditer(self._text)]
        else:
            behind = [begin for begin, end in zip(begins[1:], ends, strict=False) if begin - end == 1]
        generated = self._asked.generated(self._numbered([begin - 1 for begin in behind]))
        drawn = set(compress(behind, map(ne, generated, repeat(1))))
        return [begin not in drawn for begin in begins]

    def _stands(self, places: Sequence[tuple[int, float, float]]) -> list[tuple[float, float]]:
        """Return where characters stand, and how high letters are, in points.

        Args:
            places: Of each, its place in the text, and its bottom and top; in some fonts these are of the ink alone,
                which differs from letter to letter.
        """
        if not self._characters:
            return [(bottom, top - bottom) for _, bottom, top in places]
        numbers = [self._characters[index] for index, *_ in places]
        asked = self._asked
        told = zip(asked.matrices(numbers), asked.font_sizes(numbers), asked.origins(numbers), strict=True)
        stands = []
        for (_, bottom, top), (matrix, font_size, origin) in zip(places, told, strict=True):
            height = top - bottom
            if height:
                size = _LETTER_HEIGHT * math.hypot(*matrix[2:]) * font_size if matrix else 0.0
                height = size if 0.4 * height < size < 4 * height else height
                if origin is not None:
                    _, bottom, _, _ = self._turned((*origin, *origin))
            stands.append((bottom, height))
        return stands


class _Words(NamedTuple):
    """Words, or what of each stands on one height.

    Attributes:
        begins: Their first characters' places in the page's text.
        ends: The places behind their last ones.
        texts: Without what cannot be printed.
        lefts: Where they begin, in points from the left.
        rights: Where they end.
        apart: Whether anything but one drawn blank stands before them.
        glued: Which of them go on with the one before.
        changes: Numbers of the words that stand on another height than the one before, or whose letters are of another.
        stands: Of these words, where they stand, and how high the letters of their fonts are, in points.
        disordered: Which of them have characters that stand in another order.
    """

    begins: list[int]
    ends: list[int]
    texts: list[str]
    lefts: list[float]
    rights: list[float]
    apart: list[bool]
    glued: Collection[int]
    changes: list[int]
    stands: list[tuple[float, float]]
    disordered: set[int]


def columns(boxes: Sequence[Box]) -> Columns:
    """Return the lefts, bottoms, rights and tops of rectangles."""
    lefts, bottoms, rights, tops = ([box[side] for box in boxes] for side in range(4))
    return lefts, bottoms, rights, tops
