"""Answers to clients' questions as pieces of text, with their sources.

While nothing is said, the stream is kept alive.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, TypeVar

from assistant.aio.client import AsyncAssistant
from assistant.errors import ServerFault
from assistant.events import Answer, Citation, Finished, Hit, Notice, Reasoning, TurnView, fold
from assistant.options import TurnOptions
from assistant.presentation import FIRST, KIND_NOTICES, turn_end
from assistant.serve.history import RULE
from assistant.text import clean, clean_line
from assistant.wording import excerpt, where

_Item = TypeVar("_Item")
PING_S = 5.0
"""Seconds of silence after which a client is sent something, so that neither it nor a proxy gives up."""
NEAR_CHARS = 300
Shown = Literal["text", "fields", "both"]
"""Where sources stand: at the end of the text, in fields of the API, or both."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A piece of the model's reasoning."""

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
    """

    number: int
    name: str
    title: str
    page: int | None
    heading: tuple[str, ...]
    quote: str
    url: str

    @property
    def place(self) -> str:
        """Where the words stand, in a few words."""
        return where(self.name, self.page, self.heading)


@dataclass(frozen=True, slots=True)
class Done:
    """The end of an answer.

    Attributes:
        finished: The turn.
        sources: What it cites, in the order of their numbers; where nothing is confirmed, the nearest passages.
        text: All that was said.
        reasoning: All of the reasoning.
        cut: Whether it ended at one of the client's stop texts.
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
    over: bool = False
    reasoning: list[str] = field(default_factory=list)

    def take(self, text: str) -> str:
        """Return what may be shown of a text that comes next."""
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
        shown, self.held = ("" if self.over else self.held), ""
        self.said += shown
        return shown


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
                case Notice(code=code) if in_text and code in FIRST:
                    text.said += (remark := f"> {clean_line(event.message)}\n\n")
                    yield Said(remark)
                case Answer(piece):
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
    if in_text and (tail := _tail(view, sources)):
        text.said += tail
        yield Said(tail)
    yield Done(finished, sources, text.said, "".join(text.reasoning), text.over)


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
    last = asyncio.get_running_loop().time() + limit_s
    try:
        while True:
            try:
                async with asyncio.timeout(ping_s):
                    piece = await queue.get()
            except TimeoutError:
                if asyncio.get_running_loop().time() > last:
                    raise ServerFault(
                        f"No answer was complete after {limit_s:g} s.",
                        "Ask for less, or set serve.timeout_s higher.",
                    ) from None
                yield Silence()
                continue
            if piece is None:
                break
            yield piece
        await maker
    finally:
        closing = True
        maker.cancel()
        await asyncio.gather(maker, return_exceptions=True)


def _stopped(view: TurnView, question: str, said: str) -> Finished:
    """Return a turn that ended at one of the client's stop texts."""
    return Finished(
        question, view.searched_for, said, view.reasoning, view.citations, (), "answered", False, "", ""
    )


def _sources(view: TurnView, link: Link) -> tuple[Source, ...]:
    end = turn_end(view, "the documents")
    if end.citations:
        return tuple(
            Source(
                one.number,
                PurePath(one.source).name,
                clean_line(one.title),
                one.page,
                one.heading,
                clean(one.quote),
                link(one),
            )
            for one in end.citations
        )
    return tuple(
        Source(
            0,
            PurePath(one.source).name,
            clean_line(one.title),
            one.page,
            one.heading,
            excerpt(one.text, end.about, NEAR_CHARS),
            link(one),
        )
        for one in end.nearest
    )


def _tail(view: TurnView, sources: Sequence[Source]) -> str:
    """Return what stands after an answer: its sources, and what else has to be known."""
    end = turn_end(view, "the documents")
    parts = []
    if sources:
        parts.append("**Sources**" if sources[0].number else f"**{end.nearest_title}**")
        parts.append("\n".join(_line(source) for source in sources))
    if end.unconfirmed:
        parts.append(f"*{end.unconfirmed}*")
    if end.error:
        parts.append(f"*{end.error}*")
    parts += [f"*{clean_line(notice.message)}*" for notice in end.notices if notice.code not in KIND_NOTICES]
    if not parts:
        return ""
    return RULE + "\n\n".join(parts)


def _line(source: Source) -> str:
    quote = " ".join(source.quote.split())
    place = source.place.replace("[", "(").replace("]", ")")
    start = f"{source.number}." if source.number else "-"
    return f"{start} [{place}]({source.url}): “{quote}”"
