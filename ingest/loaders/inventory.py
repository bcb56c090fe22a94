"""Hold what a file contains against what was read of it.

A census counts words and things in the raw container, in a simpler way than the reader that extracts them and
without its code, so that a mistake of the reader shows. Whatever was counted and not read becomes a notice.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from itertools import islice

from assistant.frozen import dataclass
from assistant.i18n import _, ngettext
from ingest.loaders.nouns import counted, listed, stands
from ingest.records import Document

PICTURE = "picture"
UNKNOWN = "\ufffd"
SMALL_PICTURE = 10_000
"""Bytes below which a picture is taken for an ornament; a scanned page takes ten times as many."""
PAGE_NUMBER = re.compile(r"(?:page|seite|slide|folie|of|von|[第共页頁]|[\W\d])*", re.IGNORECASE)
"""A line that says nothing but where in the document a page is."""
WORD = re.compile(r"[^\W_]+")
_SAID_AGAIN = re.compile(r"^(\d.{1,79}?|\D.{0,79}?)\1+$")
STUB = re.compile(r"\b(?:html|browser|e-?mail (?:program|client|reader))\b", re.IGNORECASE)
"""What stands in a plain version of a mail that only says that there is another."""
STUB_CHARS = 400
_BUCKETS = 1 << 16
_MANY_BUCKETS = 1 << 20
_SHORT_TEXT = 200_000
"""Characters of the longest text whose words are counted one by one."""
_LONG_TEXT = 2_000_000  # characters from which the larger table is used
_MOST_SUSPECTS = 20_000
_MOST_COMPARED = 2_000_000_000  # characters that are searched for words that were cut in another way
_KEPT_CHARS, _OVERHEAD_CHARS = 8_000_000, 150
"""So much of what a file holds is kept for a second look, a piece counted with what it takes beside its characters."""
_MOST_ORDERS = 2_000  # lines of a page that are taken in another order
_SHORT = 3
_MOST_PLACES = 4
_EXAMPLE_CHARS = 30


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of running text that a file holds, like a paragraph.

    Attributes:
        text: The words.
        place: Where they stand, like "in its footnotes" or "on slide"; empty where the file has no such parts.
        number: Of the slide, page or chapter; 0 where they are not counted.
    """

    text: str
    place: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Things:
    """Something that a file holds beside running text, like pictures or check boxes.

    Attributes:
        noun: What it is, in the singular, like "check box".
        count: How many there are.
        place: As of `Words`.
        number: As of `Words`.
    """

    noun: str
    count: int = 1
    place: str = ""
    number: int = 0


Held = Words | Things
_told: ContextVar[dict[int, str] | None] = ContextVar("told", default=None)
_orders: ContextVar[dict[int, list[tuple[str, str]]] | None] = ContextVar("orders", default=None)
Census = Callable[[bytes], Iterable[Held]]


@contextmanager
def remembering() -> Iterator[None]:
    """Let a census count what the reader was told of the file."""
    token, orders = _told.set({}), _orders.set({})
    try:
        yield
    finally:
        _told.reset(token)
        _orders.reset(orders)


def remember(number: int, text: str) -> None:
    """Keep what a library tells of a page, as it tells it."""
    told = _told.get()
    if told is not None:
        told[number] = text


def remember_order(number: int, lines: Iterable[tuple[str, str]]) -> None:
    """Keep which lines of a page the reader put into another order."""
    orders = _orders.get()
    if orders is not None:
        orders[number] = list(islice(lines, _MOST_ORDERS))


def in_order(number: int, text: str) -> str:
    """Return the text of a page, with reordered lines as they were read.

    It is believed only where the letters are the same, or are told again: a line that is printed over itself may have
    fewer of each, and none where it stands elsewhere too.
    """
    end = 0
    for told, read in (_orders.get() or {}).get(number, ()):
        begin = max(text.find(told, end), text.find(told) if end else -1)
        held, letters = _squeezed(told), _squeezed(read)
        if begin >= 0 and (set(held) == set(letters) if letters else text.count(told) > 1):
            if len(letters) == len(held) and sorted(letters) != sorted(held):
                continue
            if letters and len(letters) < len(held) and not _holds_words_of(letters, told):
                continue
            end = begin + len(read)
            text = text[:begin] + read + text[begin + len(told) :]
    return text


def _holds_words_of(letters: str, told: str) -> bool:
    """Return whether letters hold each word of a text that may say it several times."""
    words = set(WORD.findall(unicodedata.normalize("NFKC", told)))
    around = letters * 4  # where copies meet, there is no blank
    return all(word in around or _SAID_AGAIN.sub(r"\1", word) in around for word in words)


def remembered(number: int) -> str | None:
    """Return what a library told of a page, or None where it is to be asked."""
    return (_told.get() or {}).get(number)


def shortfall(document: Document, count: Callable[[], Iterable[Held]], whole: str | None = None) -> list[str]:
    """Return a sentence on each kind of thing that is held and was not read.

    Args:
        document: What was read.
        count: Yields what the file holds; called again where words seem to be missing and that is much.
        whole: Of a file that is nothing but text, that text: where the document's is the same, and all of it stands in
            blocks, nothing is counted.
    """
    count = _Counted(count)
    if whole is not None and _stands_whole(document, whole):
        return list(_unknown_characters(document))
    things: Counter[tuple[str, str, int]] = Counter()
    balance = _exactly if len(document.text) <= _SHORT_TEXT else _roughly
    is_short_of = balance(document, count(), things)
    lost = _lost_words(document, count, is_short_of) if is_short_of is not None else LostWords()
    return [*lost.notices(), *_missing_things(document, things), *_unknown_characters(document)]


def shortfall_of_part(document: Document, held: Sequence[Words]) -> LostWords:
    """Return what words a part of a file holds that were not read.

    Args:
        document: What was read of the part.
        held: What it holds.
    """
    is_short_of = _exactly(document, held, Counter())
    return _lost_words(document, lambda: held, is_short_of) if is_short_of is not None else LostWords()


def shortfall_of_parts(
    lost: Iterable[LostWords], things: Iterable[Things], unknown: int, notices: Sequence[str]
) -> list[str]:
    """Return the sentences of `shortfall` on a file whose parts were read one by one.

    Args:
        lost: Of each part.
        things: What the file holds beside words, and none of which was read.
        unknown: How many characters of its text are not known.
        notices: What else is said of the file.
    """
    words: Counter[str] = Counter()
    where: dict[str, dict[tuple[str, int], None]] = {}
    for one in lost:
        words.update(one.words)
        for word, places in one.where.items():
            where.setdefault(word, {}).update(dict.fromkeys(places))
    counted_things = Counter({(one.noun, one.place, one.number): one.count for one in things})
    sentences = LostWords(words, {word: list(places) for word, places in where.items()}).notices()
    nothing = Document("", "", "")
    return [*sentences, *_missing_things(nothing, counted_things), *_of_unknown(unknown, notices)]


class _Counted:
    """What a file holds, counted once where it is not too much to be kept.

    Args:
        count: Yields it.
    """

    def __init__(self, count: Callable[[], Iterable[Held]]) -> None:
        self._count = count
        self._kept: list[Held] | None = None

    def __call__(self) -> Iterable[Held]:
        return self._counting() if self._kept is None else self._kept

    def _counting(self) -> Iterator[Held]:
        kept: list[Held] = []
        room = _KEPT_CHARS
        for one in self._count():
            if room > 0:
                kept.append(one)
                room -= _OVERHEAD_CHARS + (len(one.text) if isinstance(one, Words) else 0)
            yield one
        if room > 0:
            self._kept = kept


def _stands_whole(document: Document, whole: str) -> bool:
    """Return whether a document's text is its file's, with all of its words in blocks."""
    text, end = document.text, 0
    if text != whole:
        return False
    for block in document.blocks:
        if WORD.search(text, end, block.start):
            return False
        end = max(end, block.end)
    return not WORD.search(text, end)


def _exactly(
    document: Document, held: Iterable[Held], things: Counter[tuple[str, str, int]]
) -> Callable[[str], bool] | None:
    """Return what tells whether more of a word is held than was read.

    None where it is so of no word.

    Word by word, for short texts.
    """
    words, read = Counter[str](), Counter[str]()
    for some in _counted_words(_texts(held, things)):
        words.update(some)
    for some in _counted_words(document.text[block.start : block.end] for block in document.blocks):
        read.update(some)
    short = {word for word, times in words.items() if times > read[word]}
    return short.__contains__ if short else None


def _roughly(
    document: Document, held: Iterable[Held], things: Counter[tuple[str, str, int]]
) -> Callable[[str], bool] | None:
    """Return the same for long texts, by buckets of words, in bounded memory."""
    size = _MANY_BUCKETS if len(document.text) > _LONG_TEXT else _BUCKETS
    balance = array("i", bytes(4 * size))
    mask = size - 1
    for some in _counted_words(_texts(held, things)):
        for word, times in some.items():
            balance[hash(word) & mask] += times
    for some in _counted_words(document.text[block.start : block.end] for block in document.blocks):
        for word, times in some.items():
            balance[hash(word) & mask] -= times
    return (lambda word: balance[hash(word) & mask] > 0) if max(balance) > 0 else None


def _texts(held: Iterable[Held], things: Counter[tuple[str, str, int]]) -> Iterator[str]:
    """Yield the words that are held, and count the things."""
    for one in held:
        if isinstance(one, Things):
            things[one.noun, one.place, one.number] += one.count
        else:
            yield one.text


def _counted_words(texts: Iterable[str]) -> Iterator[Counter[str]]:
    """Yield how often each word stands in texts."""
    together: list[str] = []
    chars = 0
    for text in texts:
        together.append(text)
        chars += len(text)
        if chars > _SHORT_TEXT:
            yield Counter(WORD.findall("\n".join(together)))
            together, chars = [], 0
    yield Counter(WORD.findall("\n".join(together)))


@dataclass(frozen=True, slots=True)
class LostWords:
    """Words that a file holds and no block of what was read of it.

    Attributes:
        words: How often each is missing.
        where: Of each of them, the places and numbers where it stands; see `Words`.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    where: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)

    def notices(self) -> list[str]:
        """Return a sentence on them, if there are any."""
        return [_of_words(self.words, self.where)] if self.words else []


def _lost_words(
    document: Document, count: Callable[[], Iterable[Held]], is_short_of: Callable[[str], bool]
) -> LostWords:
    """Return the words that are in no block, however they were cut."""
    suspects: Counter[str] = Counter()
    stretches: Counter[str] = Counter()
    where: dict[str, dict[tuple[str, int], None]] = {}
    for one in count():
        if not isinstance(one, Words):
            continue
        wanted = [word for word in WORD.findall(one.text) if is_short_of(word)]
        if not wanted:
            continue
        if len(suspects) < _MOST_SUSPECTS:
            stretches[_squeezed(one.text)] += 1
        for word in wanted:
            if word in suspects or len(suspects) < _MOST_SUSPECTS:
                suspects[word] += 1
                where.setdefault(word, {})[one.place, one.number] = None
    read = _squeezed("".join(document.text[block.start : block.end] for block in document.blocks))
    searches = max(200, _MOST_COMPARED // (len(read) + 1))
    whole: Counter[str] = Counter()
    for stretch, times in list(stretches.items())[:searches]:
        found = min(times, read.count(stretch)) if stretch else 0
        if found:
            whole[stretch] = found
    kept: Counter[str] = Counter()
    for one in count() if whole else ():
        if isinstance(one, Words) and (stretch := _squeezed(one.text)) in whole and whole[stretch] > 0:
            whole[stretch] -= 1
            kept.update(word for word in WORD.findall(one.text) if word in suspects)
    spoken = Counter(
        match.group()
        for block in document.blocks
        for match in WORD.finditer(document.text, block.start, block.end)
        if match.group() in suspects
    )
    missing: dict[str, int] = {}
    for number, (word, times) in enumerate(suspects.items()):
        lost = times - max(kept[word], spoken[word])
        if lost > 0 and len(word) >= _SHORT and number < searches:
            lost = min(lost, times - read.count(_squeezed(word)))
        if lost > 0:
            missing[word] = lost
    return LostWords(missing, {word: list(where[word]) for word in missing})


def _of_words(missing: Mapping[str, int], where: Mapping[str, Sequence[tuple[str, int]]]) -> str:
    """Return how many words were not read, where they stand, and one of them."""
    certain = Counter(next(iter(where[word])) for word in missing if len(where[word]) == 1)
    places = {
        max(where[word], key=lambda place: certain[place])
        for word in missing
        if not any(certain[place] for place in where[word]) or len(where[word]) == 1
    }
    total = sum(missing.values())
    example = max(missing, key=len)[:_EXAMPLE_CHARS]
    return ngettext(
        "{words}{at} was not read, “{example}”",
        "{words}{at} were not read, like “{example}”",
        total,
        words=counted(total, "word"),
        at=_at(places),
        example=example,
    )


def _missing_things(document: Document, held: Counter[tuple[str, str, int]]) -> Iterator[str]:
    nouns: dict[str, Counter[tuple[str, int]]] = {}
    for (noun, place, number), times in held.items():
        nouns.setdefault(noun, Counter())[place, number] += times
    for noun, places in nouns.items():
        total = places.total()
        lost = total - document.read.get(noun, 0)
        if lost <= 0:
            continue
        what, at = counted(lost, noun, total), _at(set(places))
        if noun == PICTURE:
            yield ngettext(
                "{what}{at} holds no text that could be read",
                "{what}{at} hold no text that could be read",
                lost,
                what=what,
                at=at,
            )
        else:
            yield ngettext("{what}{at} was not read", "{what}{at} were not read", lost, what=what, at=at)


def _unknown_characters(document: Document) -> Iterator[str]:
    """Yield a sentence on characters that are not known, unless another says so."""
    yield from _of_unknown(document.text.count(UNKNOWN), document.notices)


def _of_unknown(unknown: int, notices: Iterable[str]) -> Iterator[str]:
    if unknown and not any(UNKNOWN in notice for notice in notices):
        yield ngettext(
            "{number} character is not known, shown as {sign}",
            "{number} characters are not known, shown as {sign}",
            unknown,
            number=unknown,
            sign=UNKNOWN,
        )


def _at(places: Iterable[tuple[str, int]]) -> str:
    """Return where things are, like " on slides 2 to 4 and in its notes"."""
    numbers: dict[str, list[int]] = {}
    for place, number in sorted(places):
        if place:
            numbers.setdefault(place, []).append(number)
    parts = [stands(place, [number for number in held if number]) for place, held in numbers.items()]
    more = len(parts) - _MOST_PLACES
    if more > 0:
        parts = [*parts[:_MOST_PLACES], _("in other places") if more > 1 else parts[_MOST_PLACES]]
    return _(" {places}", places=listed(parts)) if parts else ""


def _squeezed(text: str) -> str:
    """Return the letters and digits of a text, whatever stands between them."""
    return "".join(WORD.findall(unicodedata.normalize("NFKC", text)))
