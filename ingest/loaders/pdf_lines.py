"""The lines of a PDF's page, by where PDFium finds its characters."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from assistant.text import CJK
from ingest.loaders.pdf_layout import CONTROLS, Line, Piece, from_above
from ingest.loaders.pdf_rules import Rectangle, Rules, rules_of

_LINE = re.compile(r"[^\r\n\ufffe\x02]*(\r\n|[\r\n\ufffe\x02]|$)")
_WORD = re.compile(r"\S+")
_FEWEST_CHARS = 3
_DOUBLED = 4
_FEWEST_LETTERS = 3
_UPRIGHT = 20  # degrees by which a character may lean
_ASIDE_BLANK = 0.2  # of the letters' size
_LETTER_HEIGHT = 1.17  # of a font's size: its letters with what hangs below and stands out above
_DIAGONAL = 0.2
_SAMPLE = 40
_SAMPLE_STEP = 8
_FEWEST_BELOW = 4
_BELOW = 1.3  # of the letters' size: rows of a table stand farther apart
_MANY_LETTERS = 8
_CJK = re.compile(f"[{CJK}]")
_SIGN = re.compile("[¡¢¤¥¦¨©ª¬¯´¶¸¹º¿ˆ˜˘˙˚˝˛ˇƒ‚„†‡‹›◊√∆≈Ω∂∑∏∫≤≥≠∞]")
_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")


class PageText:
    """The text of a page of PDFium's.

    Attributes:
        height: Of the page as its text is read, in points: of one on its side that is its width.
        unmapped: Those lines for most of whose characters the font does not say what they are.
        doubtful: How many characters of words there are in the other lines that it does not say.
    """

    def __init__(self, page: Any, letters: Callable[[], Mapping[int, str]] = dict) -> None:
        """Take the text of a page.

        Args:
            page: Of PDFium's.
            letters: Returns which letter each code of the page's fonts is, by the letters' names: asked for where
                PDFium knows only codes.
        """
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._page = page
        self._textpage = page.get_textpage()
        self._text = self._textpage.get_text_range()
        self._characters = self._numbers()
        self._named: set[int] = set()
        self._name(letters)
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._last_place = self._last_stands = (0.0, 0.0)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        bounds, turn = page.get_bbox(), self._turn(page.get_rotation())
        self._is_turned = bool(turn or page.get_rotation())
        self.height = bounds[2] - bounds[0] if turn in (90, 270) else bounds[3] - bounds[1]
        self._turned = turned(bounds, turn)
        self.unmapped: list[Line] = []
        self.doubtful = 0

    def _name(self, letters: Callable[[], Mapping[int, str]]) -> None:
        """Put letters in place of codes, where the fonts name them."""
        failed = self._pdfium.FPDFText_HasUnicodeMapError
        if not any(failed(self._textpage, number) == 1 for number in self._characters[::_SAMPLE_STEP]):
            return
        known = letters()
        if not known:
            return
        # PDFium's text lacks some codes that look like signs for its reader: it is made anew of all characters.
        text = []
        self._characters = range(self._textpage.count_chars())
        for number in self._characters:
            code = self._pdfium.FPDFText_GetUnicode(self._textpage, number)
            letter = known.get(code) if failed(self._textpage, number) == 1 else None
            if letter is not None:
                self._named.add(number)
            text.append(letter or ("\ufffd" if 0xD800 <= code < 0xE000 else chr(code)))
        self._text = "".join(text)

    def close(self) -> None:
        """Close the page's text."""
        self._textpage.close()

    def rules(self) -> Rules:
        """Return the rules of the page, where its text stands."""
        return rules_of(self._page, self._turned)

    def inside(self, left: float, bottom: float, right: float, top: float) -> str:
        """Return the text in a rectangle of PDFium's."""
        return str(self._textpage.get_text_bounded(left, bottom, right, top))

    def lines(self) -> list[Line]:
        """Return the lines in the order in which they are drawn.

        Those of a page on its side PDFium tells in another one, and they are put in order.
        """
        columns = [Line(text) for text in self._columns()]
        aside = columns + (list(self._aside()) if self._sideways else [])
        lines = list(_joined_letters(list(self._lines())))
        if aside:
            return lines + aside
        rising = sum(below.bottom - above.bottom > above.size / 2 for above, below in pairwise(lines))
        return from_above(lines) if self._is_turned and 5 * rising > len(lines) - 1 else lines

    def _aside(self) -> Iterator[Line]:
        """Yield the lines that are not upright on a page whose others are.

        They are taken out of its text.

        PDFium tells each of their characters as a line of its own.
        """
        origin_of = self._pdfium.FPDFText_GetCharOrigin
        masked = list(self._text)
        said = ""
        end, size = (0.0, 0.0), 0.0
        numbers: list[int] = []
        blank = False
        for index, number in enumerate(self._characters):
            character = self._text[index]
            if self._pdfium.FPDFText_IsGenerated(self._textpage, number) == 1:
                continue
            if character.isspace():
                blank = True
                continue
            turn = self._direction(number)
            degrees = math.degrees(turn) + self._upright
            if abs((degrees + 180) % 360 - 180) < _UPRIGHT or not origin_of(
                self._textpage, number, self._x, self._y
            ):
                if said:
                    yield self._line_aside(said, numbers)
                    said, numbers = "", []
                continue
            masked[index] = "\n"
            at = (self._x.value, self._y.value)
            if said and math.dist(at, end) > size:
                yield self._line_aside(said, numbers)
                said, numbers = "", []
            size = self._size(number)
            if said and (blank or math.dist(at, end) > _ASIDE_BLANK * size):
                said += " "
            blank = False
            said += "" if CONTROLS.match(character) else character
            numbers.append(number)
            self._pdfium.FPDFText_GetLooseCharBox(self._textpage, number, self._box)
            cosine, sine = math.cos(turn), math.sin(turn)
            advance = _width(self._box, abs(cosine), abs(sine), 0.5 * size)
            end = (at[0] + advance * cosine, at[1] - advance * sine)
        if said:
            yield self._line_aside(said, numbers)
        self._text = "".join(masked)

    def _line_aside(self, said: str, numbers: Sequence[int]) -> Line:
        line = Line(said)
        if self._is_unmapped(said, numbers):
            self.unmapped.append(line)
        return line

    def _direction(self, number: int) -> float:
        """Return by how much a character is turned clockwise, in radians.

        One that only leans is not turned.
        """
        matrix = self._matrix
        if self._pdfium.FPDFText_GetMatrix(self._textpage, number, matrix) and (matrix.a or matrix.b):
            return math.atan2(-matrix.b, matrix.a)
        return float(self._pdfium.FPDFText_GetCharAngle(self._textpage, number))

    def _size(self, number: int) -> float:
        """Return the size of a character's font on the page, in points."""
        self._pdfium.FPDFText_GetMatrix(self._textpage, number, self._matrix)
        scale = math.hypot(self._matrix.c, self._matrix.d)
        return scale * float(self._pdfium.FPDFText_GetFontSize(self._textpage, number))

    def _columns(self) -> Iterator[str]:
        """Yield what is written from above to below in Chinese or Japanese.

        It is taken out of the page's text.

        PDFium takes such columns for lines where they stand close, and reads across them where they do not.
        """
        if not self._characters:
            return
        found = [match.start() for match in _CJK.finditer(self._text)]
        if len(found) < _FEWEST_BELOW:
            return
        pairs = list(pairwise(found))
        sample = pairs[:: max(1, len(pairs) // _SAMPLE)]
        alone = sum(after - before > 1 for before, after in pairs)
        if 5 * sum(self._is_below(*pair) for pair in sample) < len(sample) and 2 * alone < len(pairs):
            return
        masked = list(self._text)
        columns = [column for column in self._stacks() if len(column) >= _FEWEST_BELOW]
        texts: list[tuple[float, float, float, str]] = []
        for column in columns:
            text = "".join(self._text[index] for _, _, _, index in column)
            if 2 * len(_CJK.findall(text)) > len(text):
                for _, _, _, index in column:
                    masked[index] = "\n"
                (left, top, *_), bottom = column[0], column[-1][1]
                texts.append((left, top, bottom, text))
        tier_ends = 0.0
        tiers: list[list[tuple[float, str]]] = []
        for left, top, bottom, text in sorted(texts, key=lambda one: -one[1]):
            if not tiers or top < tier_ends:
                tiers.append([])
                tier_ends = bottom
            tier_ends = min(tier_ends, bottom)
            tiers[-1].append((-left, text))
        for tier in tiers:
            yield from (text for _, text in sorted(tier))
        self._text = "".join(masked)

    def _stacks(self) -> Iterator[list[tuple[float, float, float, int]]]:
        """Yield characters that stand close below one another.

        Each has its left, its bottom, its font's size, and its index in the text.
        """
        places = []
        for index, character in enumerate(self._text):
            number = self._characters[index]
            if character.isspace() or CONTROLS.match(character):
                continue
            if self._pdfium.FPDFText_GetCharOrigin(self._textpage, number, self._x, self._y):
                places.append((self._x.value, self._y.value, self._size(number), index))
        places.sort()
        start = 0
        for end in range(1, len(places) + 1):
            if end < len(places) and places[end][0] - places[start][0] < 0.5 * places[end][2]:
                continue
            column = sorted(places[start:end], key=lambda one: -one[1])
            start, first = end, 0
            for after in range(1, len(column) + 1):
                if after < len(column):
                    drop, size = column[after - 1][1] - column[after][1], column[after][2]
                    if 0.4 * size < drop < _BELOW * size:
                        continue
                yield column[first:after]
                first = after

    def _is_below(self, above: int, below: int) -> bool:
        """Return whether a character stands right below another one."""
        places = []
        for index in (above, below):
            number = self._characters[index]
            if not self._pdfium.FPDFText_GetCharOrigin(self._textpage, number, self._x, self._y):
                return False
            places.append((self._x.value, self._y.value))
        (left, top), (other, bottom) = places
        size = self._size(self._characters[above])
        return abs(other - left) < 0.5 * size and 0.4 * size < top - bottom < _BELOW * size

    def _lines(self) -> Iterator[Line]:
        for match in _LINE.finditer(self._text):
            words = match.group()[: match.start(1) - match.start()]
            if not CONTROLS.sub("", words).strip():
                continue
            numbers = self._characters[match.start() : match.start() + len(words)]
            unmapped = self._is_unmapped(words, numbers)
            hyphen = match[1] in ("\ufffe", "\x02")
            made = list(self._on_one_height(words, match.start()))
            for index, pieces in enumerate(made):
                line = Line.of(pieces, hyphen=hyphen and index + 1 == len(made))
                if unmapped:
                    self.unmapped.append(line)
                yield line

    def _on_one_height(self, words: str, start: int) -> Iterator[list[Piece]]:
        """Yield the words of a line of PDFium's, those together that stand on one height."""
        pieces: list[Piece] = []
        base: Piece | None = None  # the largest, not a raised 2
        for match in _WORD.finditer(words):
            for begin, end, first, last in self._jumps(words, match.start(), match.end(), start):
                text = words[begin:end]
                if not text.isprintable():
                    text = CONTROLS.sub("", text)
                if not text:
                    continue
                if len(text) >= _DOUBLED and text[::2] == text[1::2]:
                    text = self._once(text, start + begin)
                glued = bool(pieces) and begin > match.start()
                bottom, size = self._stands(start + begin, first)
                left, right = min(first[0], last[0]), max(first[2], last[2])
                piece = Piece(text, left, bottom, right, size, apart=self._is_apart(start + begin))
                if base is not None and abs(bottom - base.bottom) > 0.6 * max(size, base.size):
                    yield pieces
                    pieces, base = [], None
                elif glued:
                    before = pieces.pop()
                    piece = replace(before, text=before.text + text, right=right)
                pieces.append(piece)
                if base is None or size > base.size:
                    base = piece
        if pieces:
            yield pieces

    def _once(self, text: str, start: int) -> str:
        """Return a word of doubled letters as one, where it is drawn twice to look bold."""
        (left, _, right, _), (again, *_) = self._place(start), self._place(start + 1)
        return text[::2] if abs(again - left) < 0.3 * (right - left) else text

    def _jumps(
        self, words: str, begin: int, end: int, start: int
    ) -> Iterator[tuple[int, int, Rectangle, Rectangle]]:
        """Yield a word with the places of its first and last character.

        It comes in parts where a line was so short that PDFium put the next one after it without a blank.
        """
        first = last = self._place(start + begin)
        if end - begin > 1:
            last = self._place(start + end - 1)
        limit = 0.6 * (first[3] - first[1])
        if limit and abs(first[1] - last[1]) > limit:
            places = [self._place(index) for index in range(start + begin, start + end)]
            part = 0
            for index in range(1, len(places)):
                if abs(places[index][1] - places[index - 1][1]) > limit:
                    yield begin + part, begin + index, places[part], places[index - 1]
                    part = index
            begin, first = begin + part, places[part]
        yield begin, end, first, last

    def _place(self, index: int) -> Rectangle:
        """Return where a character of the text stands; zeros where that is not known."""
        if self._characters and self._pdfium.FPDFText_GetLooseCharBox(
            self._textpage, self._characters[index], self._box
        ):
            return self._turned(self._box)
        return (0.0, 0.0, 0.0, 0.0)

    def _is_apart(self, index: int) -> bool:
        """Return whether anything but one drawn blank stands before a word."""
        before = self._text[max(0, index - 2) : index]
        if not self._characters or not before[-1:].isspace() or before.isspace():
            return True
        return bool(self._pdfium.FPDFText_IsGenerated(self._textpage, self._characters[index - 1]) == 1)

    def _stands(self, index: int, place: Rectangle) -> tuple[float, float]:
        """Return a character's height on the page, and that of its font's letters.

        The first is where it stands, and the second how high the letters are, in points.

        Args:
            index: Of the character.
            place: Where it stands; in some fonts that is the ink alone, which differs from letter to letter.
        """
        height = place[3] - place[1]
        if not height:
            return place[1], height
        if self._last_place == (place[1], height):  # a font's letters stand alike
            return self._last_stands
        number = self._characters[index]
        if self._pdfium.FPDFText_GetMatrix(self._textpage, number, self._matrix):
            scale = math.hypot(self._matrix.c, self._matrix.d)
            size = _LETTER_HEIGHT * scale * self._pdfium.FPDFText_GetFontSize(self._textpage, number)
            if 0.4 * height < size < 4 * height:
                height = size
        if not self._pdfium.FPDFText_GetCharOrigin(self._textpage, number, self._x, self._y):
            return place[1], height
        self._box.left = self._box.right = self._x.value
        self._box.bottom = self._box.top = self._y.value
        self._last_place = (place[1], place[3] - place[1])
        self._last_stands = (self._turned(self._box)[1], height)
        return self._last_stands

    def _numbers(self) -> Sequence[int]:
        """Return PDFium's number of each character of the text.

        It is empty where they cannot be told.
        """
        count = self._textpage.count_chars()
        if len(self._text) == count:
            return range(count)
        told = self._pdfium.FPDFText_GetTextIndexFromCharIndex
        numbers = [number for number in range(count) if told(self._textpage, number) >= 0]
        return numbers if len(numbers) == len(self._text) else ()

    def _turn(self, rotation: int) -> int:
        """Return by how many degrees the page is turned clockwise to be read.

        Most of its text is upright then.
        """
        sample = self._characters[:: max(1, len(self._characters) // 40)]
        degrees = [
            math.degrees(self._direction(number))
            for number in sample
            if self._pdfium.FPDFText_IsGenerated(self._textpage, number) != 1
        ]
        angles = Counter(round(one / 90) * 90 % 360 for one in degrees)
        turn = -angles.most_common(1)[0][0] % 360 if angles else rotation
        self._sideways = any(abs((one + turn + 180) % 360 - 180) >= _UPRIGHT for one in degrees)
        self._upright = turn
        return turn

    def _is_unmapped(self, words: str, numbers: Sequence[int]) -> bool:
        """Return whether it is not known what most characters of a line are."""
        length = len("".join(words.split()))
        if length < _FEWEST_CHARS:
            return False  # a bullet or an arrow
        most = 0.5 * length
        if len(_NO_CHARACTER.findall(words)) > most or _is_garbled(words):
            return True
        failed = self._pdfium.FPDFText_HasUnicodeMapError
        if not any(failed(self._textpage, one) == 1 for one in numbers[:: max(1, len(words) // 4)]):
            return False
        unknown = [one for one in numbers if failed(self._textpage, one) == 1 and one not in self._named]
        if len(unknown) > most:
            return True
        self.doubtful += sum(
            chr(self._pdfium.FPDFText_GetUnicode(self._textpage, one)).isalnum() for one in unknown
        )
        return False


def _width(box: Any, cosine: float, sine: float, usual: float) -> float:
    """Return how wide a turned character is whose upright box is known.

    Args:
        box: Around the character as it stands.
        cosine: Of its angle, without a sign, as the next.
        sine: Of its angle.
        usual: Width where it cannot be told, close to 45 degrees.
    """
    wide, high = box.right - box.left, box.top - box.bottom
    apart = cosine * cosine - sine * sine
    if abs(apart) < _DIAGONAL:
        return usual
    return float(max((wide * cosine - high * sine) / apart, 0.1 * usual))


def _is_garbled(words: str) -> bool:
    """Return whether a line's letters cannot be what its font draws.

    A font of another script that calls its letters by the codes of Western ones shows "´¿¢Ã°" for Tamil, and "Ïðèâåò"
    for Cyrillic.
    """
    if words.isascii() or not (_SIGN.search(words) or _ACCENTED.search(words)):
        return False
    signs = sum(len(word) for word in words.split() if len(set(_SIGN.findall(word))) > 1 and _is_signs(word))
    if signs >= _MANY_LETTERS and 2 * signs > len("".join(words.split())):
        return True
    letters = [one for one in words if one.isalpha()]
    return len(letters) >= _MANY_LETTERS and 5 * len(_ACCENTED.findall(words)) > 3 * len(letters)


def _is_signs(word: str) -> bool:
    return len(word) > _FEWEST_CHARS and 5 * len(_SIGN.findall(word)) >= 2 * len(word)


def _joined_letters(lines: Sequence[Line]) -> Iterator[Line]:
    """Join lines of one character each that stand side by side.

    Words in a turned drawing are such lines.
    """
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and _is_next_letter(lines[index - 1], lines[index]):
            continue
        letters = lines[start:index]
        start = index
        if len(letters) < _FEWEST_LETTERS:
            yield from letters
            continue
        text = letters[0].text
        for line, after in pairwise(letters):
            blank = after.left - line.pieces[-1].right > _ASIDE_BLANK * line.size
            text += f" {after.text}" if blank else after.text
        first, last = letters[0].pieces[0], letters[-1].pieces[-1]
        yield Line.of([replace(first, text=text, right=last.right)])


def _is_next_letter(line: Line, after: Line) -> bool:
    if not (len(line.text) == len(after.text) == 1 and line.pieces and line.size == after.size):
        return False
    beside = -0.2 * line.size < after.left - line.pieces[-1].right < 0.6 * line.size
    return beside and abs(after.bottom - line.bottom) < 0.1 * line.size


def turned(page: Rectangle, degrees: int) -> Callable[[Any], Rectangle]:
    """Return a function that turns PDFium's rectangles as the page is read.

    It returns left, bottom, right and top.

    Args:
        page: The page's own rectangle.
        degrees: By which the page is turned clockwise to be read: 0, 90, 180 or 270.
    """
    left, bottom, right, top = page

    def turn(box: Any) -> Rectangle:
        if degrees == 90:
            return box.bottom - bottom, right - box.right, box.top - bottom, right - box.left
        if degrees == 180:
            return right - box.right, top - box.top, right - box.left, top - box.bottom
        if degrees == 270:
            return top - box.top, box.left - left, top - box.bottom, box.right - left
        return box.left - left, box.bottom - bottom, box.right - left, box.top - bottom

    return turn
