"""Whole documents: is all that a right answer needs in what the model is shown, and what do real summaries hold?

The first figures need no model: a scripted one keeps every prompt of a turn. The second ask a model in a real Ollama for
summaries.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.agent.prompt.whole_wording import WHOLE_WORDINGS
from assistant.events import Citation, Finished, TurnView, fold
from assistant.models.base import AnswerPiece, ChatEnd, ChatItem, ChatOptions, Message
from assistant.models.tokens import estimate_tokens
from assistant.options import TurnOptions, WholeTask
from assistant.retrieval.dates import dates
from assistant.retrieval.sentences import sentences
from benchmarks.asking import Asking, Own, asking, bare, filled, written
from benchmarks.made_documents import KINDS, Fact, Kind, Language, MadeDocument, made_document
from benchmarks.ollama_here import chat_model
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, share
from benchmarks.workplace import Workplace
from tests.fakes.models import HashingEmbedder

PART = "whole"
PAGES = (1, 5, 20, 60, 200)
WINDOWS = (4_096, 8_192)
LONG = 60
"""Pages from which not every task is tried: each reads all of it."""
SUMMED_UP: tuple[tuple[Kind, int], ...] = (("contract", 1), ("minutes", 1), ("manual", 1), ("manual", 2))
"""What is summed up in each language, and of how many pages: a small model on two cores reads a page in a minute."""
SUMMED_UP_WINDOW = 4_096
"""What a server takes that nobody told anything else."""
KEPT, CITED = 0.70, 0.95
LANGUAGES: tuple[Language, ...] = ("en", "zh")
TASKS: tuple[WholeTask, ...] = ("summary", "outline", "dates", "obligations")
ANYTHING = {"en": "Does it say anything about a lighthouse?", "zh": "它有没有提到灯塔？"}
SECTION = {"en": "Explain section {number} of {name}", "zh": "解释{name}的第{number}节"}
_SEPARATOR = re.compile(r"(?<=\d)[,.  ](?=\d{3}(?!\d))")
_MARKS = re.compile(r"\s*\[(\d+|\?)\]")


@dataclass
class Noting:
    """A chat model that keeps every prompt, and notes the first words that it is shown.

    Attributes:
        context_tokens: Its window.
        name: Its size is judged by it.
        prompts: All that it was asked.
    """

    context_tokens: int
    name: str = "deepseek-r1:1.5b"
    engine: str = "ollama"
    thinks: bool = False
    prompts: list[str] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        """Count as the product estimates."""
        return estimate_tokens(text)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        """Yield a sentence of what is shown."""
        prompt = "\n".join(message.content for message in messages)
        self.prompts.append(prompt)
        shown = [one.text for one in sentences(prompt) if len(one.text) > 20 and "<" not in one.text]
        yield AnswerPiece("\n".join(shown[1:4]))
        yield ChatEnd("stop", self.count_tokens(prompt), 0, 0, 0.0)

    async def aclose(self) -> None:
        """Hold nothing."""


def documents(pages: Sequence[int], seed: int) -> list[MadeDocument]:
    """Make a document of each kind, language and size; every other one without headings."""
    return [
        made_document(kind, language, count, seed, headings=(number + place) % 2 == 0)
        for number, kind in enumerate(KINDS)
        for language in LANGUAGES
        for place, count in enumerate(pages)
    ]


def measure(run: Workplace) -> Iterator[Row]:
    """Ask whole documents, then have some summed up where there is an Ollama.

    Raises:
        Skipped: There is no Ollama, for the figures with a model.
    """
    yield from shown_rows(run, documents(PAGES[:2] if run.short else PAGES, seed=7))
    if not run.short:
        made = [
            made_document(kind, language, pages, 211, headings=place % 2 == 0, wordings="fresh")
            for place, (kind, pages) in enumerate(SUMMED_UP)
            for language in LANGUAGES
        ]
        yield from _summed_up(run, made)


# What the model is shown


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of asking one thing of a document.

    Attributes:
        document: The document.
        what: What was asked.
        held: Whether each fact that a right answer needs was shown.
        calls: How often the model was asked.
    """

    document: MadeDocument
    what: str
    held: Sequence[bool]
    calls: int


def shown_rows(run: Workplace, made: Sequence[MadeDocument]) -> Iterator[Row]:
    """Ask documents for all that can be asked of a whole one, with a small window and a larger one in turn."""
    place = run.folder / PART
    docs = place / "docs"
    written({one.name: one.text for one in made}, docs)
    with closing(Remembering(HashingEmbedder())) as embedder:
        filled(place / "home", "whole", [docs], embedder)
        _forget_notes(place / "home", embedder)
        results = [
            one
            for number, document in enumerate(made)
            for one in _asked(place / "home", document, docs, embedder, WINDOWS[number % len(WINDOWS)])
        ]
    pages = f"{min(one.pages for one in made)} to {max(one.pages for one in made)} pages"
    for language in LANGUAGES:
        for what in dict.fromkeys(one.what for one in results if one.held):
            own = [one for one in results if one.document.language == language and one.what == what]
            held = [held for one in own for held in one.held]
            beside = f"of {len(held):,} facts in {len(own)} documents of {pages}"
            yield Row(
                PART,
                f"{language}, {what}: facts that the model is shown",
                share(held),
                reach=1.0,
                beside=beside,
            )
    again = max((one.calls for one in results if not one.held), default=0)
    beside = f"windows of {' and '.join(f'{window:,}' for window in WINDOWS)} tokens"
    yield Row(PART, "a summary the second time: most calls of the model", again, "calls", 1, "low", beside)


def _forget_notes(home: Path, embedder: Remembering) -> None:
    """Drop the notes of an earlier run: what the model noted then it is not shown again."""
    with asking(home, "whole", embedder, None) as assistant, assistant.library.database.writing():
        assistant.library.database.connection.execute("DELETE FROM part_note")


def _asked(
    home: Path, document: MadeDocument, docs: Path, embedder: Remembering, window: int
) -> Iterator[Shown]:
    path = str(docs / document.name)
    every = [fact.words for fact in document.facts]

    def prompts(question: str, task: WholeTask, whole: tuple[str, ...] = (path,)) -> list[str]:
        # An outline rests on the notes of a summary: with a model of its own it makes them itself.
        chat = Noting(window, f"deepseek-r1:1.5b {task}".strip())
        with asking(home, "whole", embedder, chat) as assistant:
            _ended(assistant, question, TurnOptions(whole=whole, task=task, keep=False))
        return chat.prompts

    of_parts = TASKS if document.pages < LONG else ("summary", TASKS[1 + KINDS.index(document.kind)])
    for task in of_parts:
        asked = prompts("", task)
        yield Shown(document, task, _held(every, asked), len(asked))
    yield Shown(document, "summary again", (), len(prompts("", "summary")))
    asked = prompts(ANYTHING[document.language], "")
    yield Shown(document, "does it say anything", _held(every, asked), len(asked))
    if document.name.endswith(".md"):
        last = document.facts[-1].section
        own = [fact.words for fact in document.facts if fact.section == last]
        asked = prompts(SECTION[document.language].format(number=last, name=document.name), "", ())
        yield Shown(document, "explain a section", _held(own, asked), len(asked))


def _held(words: Sequence[str], prompts: Sequence[str]) -> list[bool]:
    shown = bare("\n".join(prompts))
    return [bare(one) in shown for one in words]


def _ended(assistant: Asking, question: str, options: TurnOptions) -> Finished:
    view = TurnView()
    for event in assistant.ask(question, options):
        view = fold(view, event)
    assert view.finished is not None
    return view.finished


# What real summaries hold


def _summed_up(run: Workplace, made: Sequence[MadeDocument]) -> Iterator[Row]:
    model = chat_model(run.ollama, run.chat_model)
    place = run.folder / PART
    docs = place / "summed-up"
    written({one.name: one.text for one in made}, docs)
    flags = {
        "engine": "ollama",
        "ollama__host": run.ollama,
        "models__chat": model,
        "answer__temperature": "0",
        "answer__context_tokens": str(SUMMED_UP_WINDOW),
    }
    kept: dict[Language, list[bool]] = {"en": [], "zh": []}
    own_words: dict[Language, list[bool]] = {"en": [], "zh": []}
    cited: dict[Language, list[bool]] = {"en": [], "zh": []}
    with closing(Remembering(HashingEmbedder())) as embedder:
        filled(place / "home", "summed-up", [docs], embedder)
        own = Own(place / "answers.jsonl")
        with asking(place / "home", "summed-up", embedder, own, **flags) as assistant:
            for document in made:
                options = TurnOptions(whole=(str(docs / document.name),), task="summary", keep=False)
                turn = _ended(assistant, "", options)
                keys = [fact for fact in document.facts if fact.is_key]
                said = _MARKS.sub("", turn.answer)
                by_model = said.partition(WHOLE_WORDINGS[document.language].also)[0]
                kept[document.language] += [states(said, fact) for fact in keys]
                own_words[document.language] += [states(by_model, fact) for fact in keys]
                cited[document.language] += rightly_cited(turn, document.facts)
    for language in LANGUAGES:
        pages = f"{min(one.pages for one in made)} to {max(one.pages for one in made)} pages"
        beside = (
            f"of {len(kept[language])} in {len(made) // 2} documents of {pages}, in wordings that nothing had been changed for;"
            f" {model}, window {SUMMED_UP_WINDOW:,}"
        )
        yield Row(
            PART, f"{language}, summaries: key facts kept", share(kept[language]), reach=KEPT, beside=beside
        )
        what = f"{language}, summaries: key facts that the model's own sentences keep"
        yield Row(PART, what, share(own_words[language]), beside="the others are added by the program")
        beside = f"of {len(cited[language])} that state a fact, {model}"
        name = f"{language}, summaries: sentences with a right citation"
        yield Row(PART, name, share(cited[language]), reach=CITED, beside=beside)


def states(text: str, fact: Fact) -> bool:
    """Return whether a text says the value of a fact."""
    if fact.sort == "day":
        wanted = date.fromisoformat(fact.value)
        return any((wanted.year, wanted.month, wanted.day) in one.readings for one in dates(text))
    if fact.sort == "name":
        return fact.value in text
    return re.search(rf"(?<!\d){fact.value}(?!\d)", _SEPARATOR.sub("", text)) is not None


def rightly_cited(turn: Finished, facts: Sequence[Fact]) -> list[bool]:
    """Judge the sentences of an answer that state a fact: whether what they cite states it too.

    A sentence that states none is left out, unless it is marked as not confirmed.
    """
    by_number = {citation.number: citation for citation in turn.citations}
    judged: list[bool] = []
    for sentence, marks in marked_sentences(turn.answer):
        stated = [fact for fact in facts if states(sentence, fact)]
        cited: list[Citation] = [
            by_number[int(mark)] for mark in marks if mark != "?" and int(mark) in by_number
        ]
        if stated:
            quotes = "\n".join(one.quote for one in cited)
            judged.append("?" not in marks and any(states(quotes, fact) for fact in stated))
        elif "?" in marks:
            judged.append(False)
        elif marks:
            judged.append(True)
    return judged


def marked_sentences(answer: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the sentences of an answer with the marks that follow them."""
    start = 0
    pattern = re.compile(r"((?:\s*\[(?:\d+|\?)\])+)")
    for match in pattern.finditer(answer):
        yield answer[start : match.start()].strip(), _MARKS.findall(match.group())
        start = match.end()
    if rest := answer[start:].strip():
        yield rest, []
