"""Have a model note what the parts of documents say, and keep its notes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from assistant.agent.claims.replies import says_nothing
from assistant.agent.prompt.context_budget import usual_evidence
from assistant.agent.prompt.pace import Pace
from assistant.agent.prompt.prompts import inside, text_prompt
from assistant.agent.prompt.whole_wording import NOTE_TASKS, VERSION, WHOLE_WORDINGS, Task
from assistant.agent.prompt.writing import EchoFilter
from assistant.agent.question.request import Request
from assistant.agent.whole.outline import outline_units
from assistant.agent.whole.parts import Part
from assistant.agent.whole.support import DocumentAttributor
from assistant.config.schema import AnswerSettings
from assistant.errors import InputTooLong
from assistant.frozen import dataclass
from assistant.languages import Language, language_of
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.part_notes import QUESTION, NoteKind
from assistant.models.base import ChatModel, ChatOptions, Message, whole_answer
from assistant.models.tokens import halves
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import label
from assistant.retrieval.search import Searcher
from assistant.retrieval.sentences import sentences

NOTE_TOKENS = 400
"""Room for what a model notes of a part."""
FRAME_TOKENS = 260
"""Tokens reserved for the task in words and for the chat template."""
LEAST_PART_TOKENS = 120
"""A part is made no smaller than this, however small the window is."""
ROOM = 0.8
"""Share of the window's room that a part fills: its tokens are estimated, and estimates grow."""
SHORTEST = 200
"""Characters below which a text that does not fit is an error."""
STEADY = 0.3
"""Highest temperature at which notes are made by a model that does not reason."""
LANGUAGE_CHARS = 600
"""Characters of a text that its language is told from."""
_CENTRAL = 4
_PACE = "part."
"""Prefix of the library's notes on how long models take for parts, in seconds for each 1,000 tokens."""
_USUAL_TOKENS_PER_S = 60.0
"""How fast a model is taken to read where nothing is known: a small one, on a laptop."""
_NONE = lazy_regex(
    r"^\W*(?:none|n/?a|nothing|无|没有|keine?s?|nichts|aucune?|rien|ningun[oa]?|nada|nessun[oa]?|nulla|nenhum[a]?|нет|なし"
    r"|없음|없습니다)\W*$",
    re.IGNORECASE,
)
_MARKER = lazy_regex(r"^\s*(?:[-*•·–]|\d{1,2}[.)、]|\(\d{1,2}\))\s+")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of each part.

    Attributes:
        task: What kind of note is wanted.
        request: The question that all is done for.
        language: The documents'; notes are in it, unless they answer a question.
        several: Whether the parts are of several documents.
    """

    task: Task
    request: Request
    language: Language
    several: bool

    @property
    def question(self) -> str:
        """The question that notes answer; empty where they are good for any."""
        return self.request.question if self.task == "question" else ""

    @property
    def spoken(self) -> Language:
        """The language that notes are asked for in."""
        return self.request.language if self.question else self.language

    @property
    def words(self) -> str:
        """What is asked of a part, in words."""
        return str(getattr(WHOLE_WORDINGS[self.spoken], NOTE_TASKS[self.task]))


class PartReader:
    """Has the chat model of a library note what parts say.

    Args:
        library: Keeps the notes.
        searcher: Knows how rare words are.
        chat: The model.
        settings: How questions are answered.
    """

    def __init__(
        self, library: Library, searcher: Searcher, chat: ChatModel, settings: AnswerSettings
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._chat = chat
        self._settings = settings

    def kind(self, wish: Wish) -> NoteKind:
        """Return what notes for a wish are kept under."""
        task = (
            f"{QUESTION}{wish.spoken} {wish.question}"
            if wish.question
            else f"{NOTE_TASKS[wish.task]} {wish.spoken}"
        )
        return NoteKind(f"{self._chat.engine}:{self._chat.name}", task, VERSION)

    def part_tokens(self) -> int:
        """Return how large parts are made.

        It hangs on the model and its window alone, so that the same words always make the same parts.
        """
        usual = usual_evidence(self._chat.name, "fact", None)
        wanted = 3 * usual if usual < 1_000 else 2 * usual
        return max(min(wanted, round(ROOM * self.room())), LEAST_PART_TOKENS)

    def room(self, asked: str = "") -> int:
        """Return the tokens of a text that a note can be made of at once.

        Args:
            asked: What is asked of it.
        """
        context = self._chat.context_tokens
        reserve = context // 3 if self._chat.thinks else min(NOTE_TOKENS, context // 3)
        return max(context - reserve - FRAME_TOKENS - self._chat.count_tokens(asked), LEAST_PART_TOKENS // 2)

    def pace(self) -> float:
        """Return about how many seconds a token of a part takes."""
        notes = self._library.notes
        try:
            return float(notes.get(f"{_PACE}{self._chat.name}")) / 1_000
        except ValueError:
            pass
        speed = Pace(notes, self._chat).reads or _USUAL_TOKENS_PER_S
        # A note has about a tenth of its part's tokens, and is written more slowly than the part is read.
        return 1 / speed + 0.1 / min(speed / 2, 40.0)

    def keep_pace(self, pace: float) -> None:
        """Remember how many seconds a token of a part took."""
        self._library.notes.try_set(f"{_PACE}{self._chat.name}", f"{1_000 * pace:.3f}")

    async def note(
        self, wish: Wish, part: Part, passages: Sequence[StoredPassage], attributor: DocumentAttributor
    ) -> str:
        """Return what the model notes of a part, from the library where it is there.

        Args:
            wish: What is asked of it.
            part: The part.
            passages: Its passages.
            attributor: Finds out what the part does not confirm.

        Raises:
            PartMissing: The model cannot be reached.
            ModelFault: It failed.
        """
        kind = self.kind(wish)
        stored = await asyncio.to_thread(self._library.part_notes.get, part.key, kind)
        if stored is not None:
            return stored
        said = await self.said(wish, text_of(passages, several=wish.several))
        if not said.strip():
            # It came to no answer; the part's own words stand for one, and it is asked again another time.
            units, _all = await asyncio.to_thread(outline_units, lambda: passages, self._searcher.weights)
            return "\n".join(unit.text for unit in units[:_CENTRAL])
        note = await asyncio.to_thread(_checked, lines_of(said), wish, passages, attributor)
        await asyncio.to_thread(self._library.part_notes.put, part.key, part.keys, kind, note)
        return note

    async def said(self, wish: Wish, text: str) -> str:
        """Ask the model for a note on a text; in halves where it does not fit."""
        if self._chat.count_tokens(text) > self.room(f"{wish.question} {wish.words}") and len(text) > 1:
            return await self._in_halves(wish, text)
        request = replace(wish.request, language=wish.spoken, own_language=wish.spoken)
        try:
            return await self._asked(text_prompt(wish.question, text, wish.words, request=request))
        except InputTooLong:
            if len(text) < SHORTEST:
                raise
            return await self._in_halves(wish, text)

    async def _in_halves(self, wish: Wish, text: str) -> str:
        return "\n".join([await self.said(wish, half) for half in halves(text) if half.strip()])

    async def _asked(self, prompt: str) -> str:
        """Ask the model unseen, and leave out a sentence that it did not end."""
        thinks, usual = self._chat.thinks, self._settings.temperature
        options = ChatOptions(
            think=False,
            temperature=usual if thinks else min(usual, STEADY),
            top_p=self._settings.top_p,
            max_tokens=None if thinks else NOTE_TOKENS,
        )
        answer, end = await whole_answer(self._chat, [Message("user", prompt)], options)
        echoes = EchoFilter()
        said = echoes.feed(answer) + echoes.feed("", final=True)
        if end.reason == "length" and len(ended := sentences(said)) > 1:
            return said[: ended[-1].start].rstrip()
        return said


def text_of(passages: Sequence[StoredPassage], *, several: bool) -> str:
    """Write out passages in order, under the headings and pages that they stand on.

    Args:
        passages: Of one document or of several.
        several: Whether documents are named, to tell them apart.
    """
    blocks: list[str] = []
    place: object = None
    document = 0
    for passage in passages:
        own = (passage.document_id, passage.heading, passage.page)
        if own != place:
            name = PurePath(passage.source).name if several and passage.document_id != document else ""
            document, place = passage.document_id, own
            head = inside(" | ".join(filter(None, (name, label(passage))))).replace("\n", " ")
            blocks.append(f"[{head}]")
        blocks[-1] += f"\n{inside(passage.text)}"
    return "\n\n".join(blocks)


def place_of(passage: StoredPassage, *, several: bool) -> str:
    """Name the place that a part begins at: headings below the title, and page."""
    name = PurePath(passage.source).name if several else ""
    return " | ".join(
        filter(None, (name, label(replace(passage, heading=passage.heading[1:] or passage.heading))))
    )


def lines_of(said: str) -> list[str]:
    """Return the lines of a note, without marks of lists and without an introduction."""
    lines = [_MARKER.sub("", line).strip() for line in said.splitlines()]
    kept = [line for line in lines if line and not _NONE.match(line)]
    if len(kept) > 1 and kept[0].endswith((":", "：")):
        kept = kept[1:]
    return [] if kept and all(says_nothing(line) for line in kept) else kept


def _checked(
    lines: Sequence[str], wish: Wish, passages: Sequence[StoredPassage], attributor: DocumentAttributor
) -> str:
    """Leave out the sentences of a note that hold what does not stand in its part."""
    if not lines or language_of(" ".join(lines)[:LANGUAGE_CHARS]) != wish.language:
        return "\n".join(lines)
    attributor.look_at(passages)
    kept: list[str] = []
    for line in lines:
        found = [(one.text, attributor.attribute(one.text)) for one in sentences(line)]
        sound = [text for text, own in found if not own.missing and own.reason != "contradicted"]
        if sound:
            kept.append(" ".join(sound))
    return "\n".join(kept)
