"""The lines of a PDF's page, by where PDFium finds its characters."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import Any

from assistant.text import CJK
from ingest.loaders.pdf_calls import Box, Characters
from ingest.loaders.pdf_layout import CONTROLS, Line, from_above
from ingest.loaders.pdf_overprint import printed_once
from ingest.loaders.pdf_rules import Rules, Turn, rules_of
from ingest.loaders.pdf_words import HYPHENS, PageWords

_LINE = re.compile(r"[^\r\n\ufffe\x02]*(\r\n|[\r\n\ufffe\x02]|$)")
_WHOLE_LINE = re.compile(r"[^\r\n]+")
_BEGINNING = re.compile(r"(?<=[\r\n])\S")
_MOST_BEGINNINGS = 200
_FEWEST_CHARS = 3
_FEWEST_LETTERS = 3
_UPRIGHT = 20  # degrees by which a character may lean
_ASIDE_BLANK = 0.2  # of the letters' size
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
        told: All text of the page, as PDFium tells it.
        reordered: What PDFium tells of lines whose words stand in another order or are printed several times, and these
            as they stand.
        is_known: Whether each character that was looked at is one that its font says.
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
        self._text = self.told = self._textpage.get_text_range()
        self._asked = Characters(self._textpage)
        self._characters = self._numbers()
        self._named: set[int] = set()
        self.is_known = True
        self._name(letters)
        self.reordered: list[tuple[str, str]] = []
        self._print_once()
        self._may_be_unmapped = _NO_CHARACTER.search(self._text.replace("\x02", "")) is not None
        self._may_be_garbled = not self._text.isascii()
        bounds, turn = page.get_bbox(), self._turn(page.get_rotation())
        self._is_turned = bool(turn or page.get_rotation())
        self.height = bounds[2] - bounds[0] if turn in (90, 270) else bounds[3] - bounds[1]
        self._turned = turned(bounds, turn)
        self._is_moved = bool(turn or bounds[0] or bounds[1])
        self.unmapped: list[Line] = []
        self.doubtful = 0

    def _name(self, letters: Callable[[], Mapping[int, str]]) -> None:
        """Put letters in place of codes, where the fonts name them."""
        if 1 not in self._asked.unmapped(self._characters[::_SAMPLE_STEP]):
            return
        self.is_known = False
        known = letters()
        if not known:
            return
        # PDFium's text lacks some codes that look like signs for its reader: it is made anew of all characters.
        text = []
        self._characters = range(self._textpage.count_chars())
        for number, failed in zip(self._characters, self._asked.unmapped(self._characters), strict=True):
            code = self._pdfium.FPDFText_GetUnicode(self._textpage, number)
            letter = known.get(code) if failed == 1 else None
            if letter is not None:
                self._named.add(number)
            text.append(letter or ("\ufffd" if 0xD800 <= code < 0xE000 else chr(code)))
        self._text = "".join(text)

    def _print_once(self) -> None:
        """Leave out the characters that are printed over themselves."""
        kept = printed_once(self._text, self._characters, self._asked)
        if len(kept) == len(self._text):
            return
        for match in _WHOLE_LINE.finditer(self._text):
            first, after = bisect_left(kept, match.start()), bisect_left(kept, match.end())
            if after - first < len(match.group()):
                read = "".join([self._text[place] for place in kept[first:after]])
                self.reordered.append((match.group(), read))
        self._text = "".join([self._text[place] for place in kept])
        self._characters = [self._characters[place] for place in kept]

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
        masked = list(self._text)
        said = ""
        end, size = (0.0, 0.0), 0.0
        numbers: list[int] = []
        blank = False
        generated = self._asked.generated(self._characters)
        for index, (number, is_generated) in enumerate(zip(self._characters, generated, strict=True)):
            character = self._text[index]
            if is_generated == 1:
                continue
            if character.isspace():
                blank = True
                continue
            turn = self._direction(number)
            degrees = math.degrees(turn) + self._upright
            at = self._asked.origins((number,))[0]
            if at is None or abs((degrees + 180) % 360 - 180) < _UPRIGHT:
                if said:
                    yield self._line_aside(said, numbers)
                    said, numbers = "", []
                continue
            masked[index] = "\n"
            if said and math.dist(at, end) > size:
                yield self._line_aside(said, numbers)
                said, numbers = "", []
            size = self._size(number)
            if said and (blank or math.dist(at, end) > _ASIDE_BLANK * size):
                said += " "
            blank = False
            said += "" if CONTROLS.match(character) else character
            numbers.append(number)
            cosine, sine = math.cos(turn), math.sin(turn)
            _, ((left,), (bottom,), (right,), (top,)) = self._asked.boxes((number,))
            advance = _width((left, bottom, right, top), abs(cosine), abs(sine), 0.5 * size)
            end = (at[0] + advance * cosine, at[1] - advance * sine)
        if said:
            yield self._line_aside(said, numbers)
        self._text = "".join(masked)

    def _line_aside(self, said: str, numbers: Sequence[int]) -> Line:
        line = Line(said)
        if self._is_unmapped(said, numbers, failed=1 in self._asked.unmapped(_sample(numbers, said))):
            self.unmapped.append(line)
        return line

    def _direction(self, number: int) -> float:
        """Return by how much a character is turned clockwise, in radians.

        One that only leans is not turned.
        """
        return self._angle(number, self._asked.matrices((number,))[0])

    def _angle(self, number: int, matrix: Sequence[float]) -> float:
        if matrix and (matrix[0] or matrix[1]):
            return math.atan2(-matrix[1], matrix[0])
        return float(self._pdfium.FPDFText_GetCharAngle(self._textpage.raw, number))

    def _size(self, number: int) -> float:
        """Return the size of a character's font on the page, in points."""
        matrix = self._asked.matrices((number,))[0]
        scale = math.hypot(matrix[2], matrix[3]) if matrix else 0.0
        return scale * float(self._pdfium.FPDFText_GetFontSize(self._textpage.raw, number))

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
            origin = self._asked.origins((number,))[0]
            if origin is not None:
                places.append((*origin, self._size(number), index))
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
            origin = self._asked.origins((self._characters[index],))[0]
            if origin is None:
                return False
            places.append(origin)
        (left, top), (other, bottom) = places
        size = self._size(self._characters[above])
        return abs(other - left) < 0.5 * size and 0.4 * size < top - bottom < _BELOW * size

    def _lines(self) -> Iterator[Line]:
        words = PageWords(self._text, self._characters, self._asked, self._turned, is_moved=self._is_moved)
        lines: list[tuple[str, Sequence[int], int, int, bool]] = []
        at = 0
        for match in _LINE.finditer(self._text):
            begin, (end, after) = match.start(), match.span(1)
            first, at = at, words.before(end, at)
            if at > first:
                hyphen = after > end and self._text[end] in HYPHENS
                lines.append((self._text[begin:end], self._characters[begin:end], first, at, hyphen))
        samples = [_sample(numbers, text) for text, numbers, *_ in lines]
        failed = list(self._asked.unmapped(chain.from_iterable(samples)))
        self.is_known = self.is_known and 1 not in failed
        asked = 0
        for (text, numbers, first, at, hyphen), sample in zip(lines, samples, strict=True):
            unmapped = self._is_unmapped(text, numbers, failed=1 in failed[asked : asked + len(sample)])
            asked += len(sample)
            for line in words.lines(first, at, text, hyphen=hyphen):
                if unmapped:
                    self.unmapped.append(line)
                yield line
        self.reordered += words.reordered

    def _numbers(self) -> Sequence[int]:
        """Return PDFium's number of each character of the text.

        It is empty where they cannot be told.
        """
        count = self._textpage.count_chars()
        if len(self._text) == count:
            return range(count)
        places = self._asked.indices(range(count))
        numbers = [number for number, place in enumerate(places) if place >= 0]
        return numbers if len(numbers) == len(self._text) else ()

    def _turn(self, rotation: int) -> int:
        """Return by how many degrees the page is turned clockwise to be read.

        Most of its text is upright then.
        """
        sample = self._characters[:: max(1, len(self._characters) // 40)]
        sample = [
            one
            for one, generated in zip(sample, self._asked.generated(sample), strict=True)
            if generated != 1
        ]
        matrices = self._asked.matrices(sample)
        degrees = [
            math.degrees(self._angle(number, matrix)) for number, matrix in zip(sample, matrices, strict=True)
        ]
        angles = Counter(round(one / 90) * 90 % 360 for one in degrees)
        turn = -angles.most_common(1)[0][0] % 360 if angles else rotation
        if self._characters:
            begins = islice(_BEGINNING.finditer(self._text), _MOST_BEGINNINGS)
            firsts = [self._characters[match.start()] for match in begins]
            told = zip(firsts, self._asked.matrices(firsts), strict=True)
            degrees += [math.degrees(self._angle(number, matrix)) for number, matrix in told]
        self._sideways = any(abs((one + turn + 180) % 360 - 180) >= _UPRIGHT for one in degrees)
        self._upright = turn
        return turn

    def _is_unmapped(self, words: str, numbers: Sequence[int], *, failed: bool) -> bool:
        """Return whether it is not known what most characters of a line are.

        Args:
            words: Of the line.
            numbers: Of its characters.
            failed: Whether the font does not say one of its `_sample`.
        """
        if not (failed or self._may_be_unmapped or self._may_be_garbled):
            return False
        length = len("".join(words.split()))
        if length < _FEWEST_CHARS:
            return False  # a bullet or an arrow
        most = 0.5 * length
        if len(_NO_CHARACTER.findall(words)) > most or _is_garbled(words):
            return True
        if not failed:
            return False
        told = zip(numbers, self._asked.unmapped(numbers), strict=True)
        unknown = [one for one, failed_too in told if failed_too == 1 and one not in self._named]
        if len(unknown) > most:
            return True
        self.doubtful += sum(
            chr(self._pdfium.FPDFText_GetUnicode(self._textpage, one)).isalnum() for one in unknown
        )
        return False


def _sample(numbers: Sequence[int], words: str) -> Sequence[int]:
    """Return a few characters of a line."""
    return numbers[:: max(1, len(words) // 4)]


def _width(box: Box, cosine: float, sine: float, usual: float) -> float:
    """Return how wide a turned character is whose upright box is known.

    Args:
        box: Around the character as it stands.
        cosine: Of its angle, without a sign, as the next.
        sine: Of its angle.
        usual: Width where it cannot be told, close to 45 degrees.
    """
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
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
        yield Line.of([first._replace(text=text, right=last.right)])


def _is_next_letter(line: Line, after: Line) -> bool:
    if not (len(line.text) == len(after.text) == 1 and line.pieces and line.size == after.size):
        return False
    beside = -0.2 * line.size < after.left - line.pieces[-1].right < 0.6 * line.size
    return beside and abs(after.bottom - line.bottom) < 0.1 * line.size


def turned(page: Box, degrees: int) -> Turn:
    """Return a function that turns rectangles of PDFium's as the page is read.

    It takes and returns left, bottom, right and top.

    Args:
        page: The page's own rectangle.
        degrees: By which the page is turned clockwise to be read: 0, 90, 180 or 270.
    """
    left, bottom, right, top = page

    def turn(box: Box) -> Box:
        if degrees == 90:
            return box[1] - bottom, right - box[2], box[3] - bottom, right - box[0]
        if degrees == 180:
            return right - box[2], top - box[3], right - box[0], top - box[1]
        if degrees == 270:
            return top - box[3], box[0] - left, top - box[1], box[2] - left
        return box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom

    return turn
