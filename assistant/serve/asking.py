"""Answers to clients' questions as pieces of text, with their sources.

While nothing is said, the stream is kept alive.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import field
from pathlib import PurePath
from typing import Literal, TypeVar

from assistant.aio.client import AsyncAssistant
from assistant.errors import ServerFault
from assistant.events import (
    Answer,
    Citation,
    Finished,
    Hit,
    Looked,
    Notice,
    Reasoning,
    TurnView,
    Working,
    fold,
)
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.options import TurnOptions
from assistant.presentation import FIRST, KIND_NOTICES, turn_end
from assistant.serve.history import RULE
from assistant.table_text import as_markdown
from assistant.text import clean, clean_line, rows_as_words
from assistant.wording import excerpt, part_of, where

_Item = TypeVar("_Item")
PING_S = 5.0
"""Seconds of silence after which a client is sent something, so that neither it nor a proxy gives up."""
NEAR_CHARS = 300
QUOTE_CHARS = 500
"""So much of a quotation stands in the list of sources; its page has all of it."""
_MARKUP = re.compile(r"[\\`*\[\]<~|]|(?<!\w)_|_(?!\w)")
_FETCHED = re.compile(
    r"(?<=!)\[|<(?=/?(?:img|image|picture|source|video|audio|iframe|frame|object|embed|link|style|script|svg|base|meta|input)\b)",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"(?:!|<[a-z/]{0,8})\Z", re.IGNORECASE)
Shown = Literal["text", "fields", "both"]
"""Where sources stand: at the end of the text, in fields of the API, or both."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A piece of the model's reasoning, or a line on how far a long work is.

    No whole answer repeats such a line.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the text that the client shows.

    It belongs to the answer with its marks, or to what stands around it.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was said for a while."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as clients are told of it.

    Attributes:
        number: That of its mark in the answer; 0 for a passage that is only near.
        name: The file's name; its folder stays on this machine.
        title: The document's title.
        page: Page the words stand on, or None.
        heading: Trail of headings.
        quote: The words.
        url: The page of this server that shows them.
        confidence: Where words of it were recognised in a picture: how surely, from 0 to 1; else None.
        page_label: The number that is printed on it where that is another, like "iv"; else empty.
    """

    number: int
    name: str
    title: str
    page: int | None
    heading: tuple[str, ...]
    quote: str
    url: str
    confidence: float | None = None
    page_label: str = ""

    @property
    def place(self) -> str:
        """Where the words stand, in a few words."""
        return where(self.name, self.page, self.heading, self.confidence, self.page_label)


@dataclass(frozen=True, slots=True)
class Done:
    """The end of an answer.

    Attributes:
        finished: The turn.
        sources: What it cites, in the order of their numbers; where nothing is confirmed, the nearest passages.
        text: All that was said.
        reasoning: All of the reasoning.
        cut: Whether it ended at the most tokens that the client wants.
    """

    finished: Finished
    sources: tuple[Source, ...]
    text: str
    reasoning: str
    cut: bool = False


Piece = Reasoned | Said | Silence | Done
Link = Callable[[Citation | Hit], str]
"""Gives the address of the page that shows some words."""


@dataclass(slots=True)
class _Text:
    """What was said, and what is held back because a stop text may begin in it."""

    stop: tuple[str, ...]
    said: str = ""
    held: str = ""
    unsure: str = ""
    over: bool = False
    reasoning: list[str] = field(default_factory=list)

    def take(self, text: str) -> str:
        """Return what may be shown of a text that comes next.

        What would make a client fetch something is drawn as it is: a document can make a model write the address of a picture
        that holds what other documents say.
        """
        text, self.unsure = self.unsure + text, ""
        if tail := _BEGUN.search(text):
            text, self.unsure = text[: tail.start()], tail[0]
        return self._until_stop(_FETCHED.sub(r"\\\g<0>", text))

    def _until_stop(self, text: str) -> str:
        if self.over or not self.stop:
            shown = "" if self.over else text
            self.said += shown
            return shown
        self.held += text
        found = [at for stop in self.stop if (at := self.held.find(stop)) >= 0]
        if found:
            self.over, shown, self.held = True, self.held[: min(found)], ""
        else:
            keep = max(
                (
                    size
                    for stop in self.stop
                    for size in range(1, min(len(stop), len(self.held) + 1))
                    if self.held.endswith(stop[:size])
                ),
                default=0,
            )
            shown = self.held[: len(self.held) - keep]
            self.held = self.held[len(shown) :]
        self.said += shown
        return shown

    def rest(self) -> str:
        """Return what was held back at the end of the answer."""
        start = self._until_stop(self.unsure)
        shown, self.held, self.unsure = ("" if self.over else self.held), "", ""
        self.said += shown
        return start + shown

    def remark(self, message: str) -> str:
        """Return a remark as a paragraph of its own, after what was held back before it."""
        start = self.rest()
        gap = "\n\n" if self.said and not self.said.endswith("\n\n") else ""
        remark = f"{gap}> {clean_line(message)}\n\n"
        self.said += remark
        return start + remark


async def answered(
    client: AsyncAssistant,
    question: str,
    options: TurnOptions,
    link: Link,
    shown: Shown,
    stop: Sequence[str] = (),
) -> AsyncGenerator[Reasoned | Said | Done, None]:
    """Answer a question as pieces; the last one is `Done`. Closing it stops the model.

    Args:
        client: The library.
        question: What is asked.
        options: How.
        link: Gives the addresses of sources.
        shown: Where sources stand.
        stop: Texts before which the answer ends.

    Raises:
        AssistantError: As a turn.
    """
    view, text = TurnView(), _Text(tuple(filter(None, stop)))
    in_text = shown != "fields"
    async with aclosing(client.turn(question, options)) as events:
        async for event in events:
            view = fold(view, event)
            match event:
                case Reasoning(piece):
                    text.reasoning.append(piece)
                    yield Reasoned(piece)
                case Looked(said=said):
                    yield Reasoned(f"{clean_line(said)}\n")
                case Working(part=part, parts=parts, left_s=left_s) if parts:
                    asked = view.looked is not None and view.looked.road == "each"
                    yield Reasoned(f"{part_of(part, parts, left_s, asked=asked)}\n")
                case Notice(code=code) if code in FIRST:
                    yield Said(text.remark(event.message))
                case Answer(piece):
                    if view.notices and any(one.code == "extracted" for one in view.notices):
                        piece = _as_table(piece)
                    if piece := text.take(piece):
                        yield Said(piece)
                case _:
                    pass
            if text.over:
                break
    if rest := text.rest():
        yield Said(rest)
    finished = view.finished or _stopped(view, question, text.said)
    sources = _sources(view, link)
    if tail := _tail(view, sources if in_text else ()):
        text.said += tail
        yield Said(tail)
    cut = not text.over and any(notice.code in ("cut_short", "repeating") for notice in view.notices)
    yield Done(finished, sources, text.said, "".join(text.reasoning), cut)


def _as_table(quote: str) -> str:
    """Make a Markdown table of quoted rows; the mark of their citation comes below it."""
    made = as_markdown(quote)
    return made + "\n\n" if made != quote and made.endswith("|") else made


async def kept_alive(
    pieces: AsyncGenerator[_Item, None], ping_s: float, limit_s: float
) -> AsyncGenerator[_Item | Silence, None]:
    """Yield pieces as they come, and `Silence` each time that none came for a while.

    The pieces are made in one task of their own, which ends with this generator.

    Args:
        pieces: What is yielded.
        ping_s: Seconds of silence after which `Silence` comes.
        limit_s: Seconds after which no more is waited for.

    Raises:
        ServerFault: The limit was reached.
    """
    queue: asyncio.Queue[_Item | None] = asyncio.Queue(maxsize=16)

    async def make() -> None:
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    await queue.put(piece)
        finally:
            if not closing:
                await queue.put(None)

    closing = False
    maker = asyncio.create_task(make())
    now = asyncio.get_running_loop().time
    last = now() + limit_s
    try:
        while True:
            try:
                async with asyncio.timeout(min(ping_s, max(0.0, last - now()))):
                    piece = await queue.get()
            except TimeoutError:
                if now() < last:
                    yield Silence()
                    continue
                raise _too_slow(limit_s) from None
            if now() > last and piece is not None and not isinstance(piece, Done):
                raise _too_slow(limit_s)  # also one that is never silent has an end
            if piece is None:
                break
            yield piece
        await maker
    finally:
        closing = True
        maker.cancel()
        await asyncio.gather(maker, return_exceptions=True)


def _too_slow(limit_s: float) -> ServerFault:
    return ServerFault(
        _("No answer was complete after {limit_s} s.", limit_s=f"{limit_s:g}"),
        _("Ask for less, or set serve.timeout_s higher."),
    )


def _stopped(view: TurnView, question: str, said: str) -> Finished:
    """Return a turn that ended at one of the client's stop texts."""
    return Finished(
        question, view.searched_for, said, view.reasoning, view.citations, (), "answered", False, "", ""
    )


def _sources(view: TurnView, link: Link) -> tuple[Source, ...]:
    end = turn_end(view, mark("the documents"))
    if end.citations:
        return tuple(
            Source(
                one.number,
                clean_line(PurePath(one.source).name),
                clean_line(one.title),
                one.page,
                one.heading,
                clean(one.quote),
                link(one),
                one.confidence,
                one.page_label,
            )
            for one in end.citations
        )
    return tuple(
        Source(
            0,
            clean_line(PurePath(one.source).name),
            clean_line(one.title),
            one.page,
            one.heading,
            excerpt(one.text, end.about, NEAR_CHARS),
            link(one),
            one.confidence,
            one.page_label,
        )
        for one in end.nearest
    )


def _tail(view: TurnView, sources: Sequence[Source]) -> str:
    """Return what stands after an answer: its sources, and what else has to be known."""
    end = turn_end(view, mark("the documents"))
    parts = []
    if sources:
        title = end.sources_title if sources[0].number else end.nearest_title
        parts.append(f"**{title}**")
        parts.append("\n".join(_line(source) for source in sources))
    if end.unconfirmed:
        parts.append(f"*{end.unconfirmed}*")
    if end.error:
        parts.append(f"*{end.error}*")
    remarks = (clean_line(notice.message) for notice in end.notices if notice.code not in KIND_NOTICES)
    parts += [f"*{remark}*" for remark in remarks if remark != end.error]
    if not parts:
        return ""
    return RULE + "\n\n".join(parts)


def _line(source: Source) -> str:
    start = f"{source.number}." if source.number else "-"
    return f"{start} [{_plain(source.place)}]({source.url}): “{_plain(_short(rows_as_words(source.quote)))}”"


def _short(quote: str) -> str:
    return quote if len(quote) <= QUOTE_CHARS else f"{quote[:QUOTE_CHARS].rstrip()} …"


def _plain(text: str) -> str:
    """Return words of a document so that a client draws them as they are.

    A picture among them would be fetched from wherever a document says, and a link would lead there.
    """
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
