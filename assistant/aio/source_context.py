"""The page or section around a citation, with the cited words marked in its text."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.events import Citation, Hit
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.wording import headings

REACH = 24
"""Most passages that are looked at on each side of one."""
MOST_CHARS = 12_000
"""A page or section that is longer is shown as the passages around the words."""


@dataclass(frozen=True, slots=True)
class SourceContext:
    """A page or section of a document.

    Attributes:
        source: Absolute path of the file.
        title: The document's title.
        page: Its number, or None where the document has no pages.
        heading: Trail of headings, outermost first.
        text: Word for word; where something between two passages is not kept, they stand in paragraphs of their own.
        start: First of the cited characters in the text.
        end: One past the last; equal to `start` where nothing is cited.
        document_id: The document's number.
        first: Ordinal of the first passage it is made of.
        last: Ordinal of the last one.
        confidence: Where words of it were recognised in a picture: how surely, from 0 to 1; else None.
        first_passage: Number of the first passage in its library.
        at: First character of the text in the document's text.
        page_label: The number that is printed on it where that is another, like "iv"; else empty.
        headings: Headings of a page's clauses, each with the first character of the text below it.
    """

    source: str
    title: str
    page: int | None
    heading: tuple[str, ...]
    text: str
    start: int
    end: int
    document_id: int
    first: int
    last: int
    confidence: float | None = None
    first_passage: int = 0
    at: int = 0
    page_label: str = ""
    headings: tuple[tuple[int, str], ...] = ()


def source_context(library: Library, words: Citation | Hit) -> SourceContext | None:
    """Return the page or section around a quotation, or None if it is not found.

    A document that was read again has other passages: its words are looked for by where they stood, then by what they say.
    """
    quote = words.quote if isinstance(words, Citation) else words.text
    passage = library.documents.passages([words.passage_id]).get(words.passage_id)
    if passage is None or quote not in passage.text or passage.source != words.source:
        passage = _found_again(library, words.source, quote)
    if passage is None:
        return None
    around = library.documents.neighbours(
        passage.document_id, passage.ordinal - REACH, passage.ordinal + REACH
    )
    at = next(index for index, one in enumerate(around) if one.id == passage.id)
    return _joined(_together(around, at), passage, quote)


def source_at(library: Library, passage_id: int, start: int, end: int) -> SourceContext | None:
    """Return the page or section around a stretch of a passage.

    Return None if the passage is not there any more.

    Args:
        library: The library.
        passage_id: The passage's number.
        start: First character in the document's text.
        end: One past the last; where the stretch is not in the passage, all of it is marked.
    """
    passage = library.documents.passages([passage_id]).get(passage_id)
    if passage is None:
        return None
    around = library.documents.neighbours(
        passage.document_id, passage.ordinal - REACH, passage.ordinal + REACH
    )
    at = next((index for index, one in enumerate(around) if one.id == passage.id), None)
    if at is None:
        return None
    inside = passage.start <= start <= end <= passage.end
    quote = passage.text[start - passage.start : end - passage.start] if inside else passage.text
    return _joined(_together(around, at), passage, quote)


def source_context_beside(library: Library, context: SourceContext, step: int) -> SourceContext | None:
    """Return the page or section after (`step` 1) or before (-1) another one, or None."""
    if step > 0:
        beside = library.documents.neighbours(context.document_id, context.last + 1, context.last + 1 + REACH)
        at = 0
    else:
        beside = library.documents.neighbours(
            context.document_id, context.first - 1 - REACH, context.first - 1
        )
        at = len(beside) - 1
    return _joined(_together(beside, at), beside[at], "") if beside else None


def _found_again(library: Library, source: str, quote: str) -> StoredPassage | None:
    document = library.documents.number_at(source)
    if document is None:
        return None
    passages = library.documents.neighbours(document, 0, 1 << 40)
    return next((passage for passage in passages if quote in passage.text), None)


def _together(passages: Sequence[StoredPassage], at: int) -> Sequence[StoredPassage]:
    """Return the passages around one that share its page or section, up to a limit."""
    first = last = at
    chars = len(passages[at].text)
    grown = True
    while grown:
        grown = False
        for index in (first - 1, last + 1):
            if not 0 <= index < len(passages) or not _same(passages[at], passages[index]):
                continue
            if chars + len(passages[index].text) <= MOST_CHARS:
                chars += len(passages[index].text)
                first, last, grown = min(first, index), max(last, index), True
    return passages[first : last + 1]


def _same(one: StoredPassage, other: StoredPassage) -> bool:
    if one.page is not None:
        return one.page == other.page
    return headings(one.heading) == headings(other.heading)  # a table that goes on stays on its page


def _joined(passages: Sequence[StoredPassage], cited: StoredPassage, quote: str) -> SourceContext:
    text, start = "", 0
    clauses: list[tuple[int, str]] = []
    end_of_last = passages[0].start
    above: tuple[str, ...] = ()
    for passage in passages:
        overlap = max(0, end_of_last - passage.start)
        if text and not overlap:
            goes_on = passage.start == end_of_last + 1 and text.endswith("|") and passage.text.startswith("|")
            text += "\n" if goes_on else "\n\n"
        if passage.page is not None and passage.heading != above and passage.heading[1:]:
            clauses.append((max(len(text) - overlap, 0), passage.heading[-1]))
        above = passage.heading
        if passage is cited or passage.id == cited.id:
            start = len(text) - overlap + max(0, passage.text.find(quote))
        text += passage.text[overlap:]
        end_of_last = max(end_of_last, passage.end)
    return SourceContext(
        source=cited.source,
        title=cited.title,
        page=cited.page,
        page_label=cited.page_label,
        heading=cited.heading,
        text=text,
        start=start,
        end=start + len(quote),
        document_id=cited.document_id,
        first=passages[0].ordinal,
        last=passages[-1].ordinal,
        first_passage=passages[0].id,
        at=passages[0].start,
        headings=tuple(clauses),
        confidence=min((one.confidence for one in passages if one.confidence is not None), default=None),
    )
