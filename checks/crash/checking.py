"""What must hold of a library after a run was struck, and after the next run has ended.

Runs as a process of its own (`checker.py`): a broken index can take down who opens it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.api import Assistant
from assistant.library.index.chroma import ChromaIndex
from assistant.library.index.exact import ExactVectors, Nearest, Vector, merged, rank
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.library.vectors import EmbeddingModel
from checks.crash.commands import environment, library_folder
from ingest.records import embedded_text
from tests.fakes.models import hash_embedding
from tests.library.shelf import contents, found

NEAREST = 10
QUESTIONS = 8
RECALL = 0.95
"""Share of the nearest that Chroma must find; its index is approximate."""


@dataclass(frozen=True)
class Acknowledged:
    """What a run has said of a file.

    Attributes:
        path: The file.
        status: What was done with it.
        passages: Passages it then had.
        words: Words that find each of its passages, and a word that finds one of them.
    """

    path: str
    status: str
    passages: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What a library holds after a run was struck.

    Attributes:
        problems: What is not as it must be.
        embedded: The texts that have a vector of the model that is wanted.
    """

    problems: tuple[str, ...]
    embedded: frozenset[str]


def index_of(library: Library) -> ChromaIndex:
    """Return the index of a library."""
    return ChromaIndex(library.folder / "vectors", library.vectors)


def active_model(library: Library) -> EmbeddingModel:
    """Return the model whose vectors answer."""
    model = library.vectors.active_model()
    assert model is not None
    return model


def index_answers(library: Library, model: EmbeddingModel, index: ChromaIndex | None = None) -> bool:
    """Return whether Chroma answers for a library."""
    if index is not None:
        return index.nearest(model, hash_embedding("anything"), 1) is not None
    with closing(index_of(library)) as opened:
        return index_answers(library, model, opened)


def after_fault(home: Path, model: str, acknowledged: list[Acknowledged], kept: list[str]) -> State:
    """Look at a library as a fault has left it."""
    folder = library_folder(home)
    if not (folder / "library.db").exists() or not (folder / "library.db").stat().st_size:
        # Struck before there was a database: then nothing can have been said or held.
        lost = [f"{one.path} was {one.status}, and there is no library" for one in acknowledged] + kept
        return State(tuple(lost), frozenset())
    with Library(folder) as library:
        problems = [*_damage(library), *_lost(library, acknowledged, kept), *_wrong_index(library)]
        return State(tuple(problems), frozenset(_embedded(library, model)))


def as_fresh(home: Path, fresh: Path, questions: list[str], url: str) -> list[str]:
    """Return in what a library differs from one that was made from scratch."""
    with Library(library_folder(home)) as library, Library(library_folder(fresh)) as other:
        mine, theirs = contents(library), _contents_of(fresh)
        problems = [
            _difference(name, mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]
        ]
        problems += _damage(library)
        if library.documents.roots() != other.documents.roots():
            problems.append(f"its roots are {library.documents.roots()}")
        state, wanted = library.vectors.state(), other.vectors.state()
        if (_name(state.active), _name(state.target), state.pending, state.embedded) != (
            _name(wanted.active), _name(wanted.target), wanted.pending, wanted.embedded,
        ):  # fmt: skip
            problems.append(f"embedding stands at {state}, not at {wanted}")
        for question in questions:
            for term in terms(question):
                if found(library, term) != found(other, term):
                    problems.append(f"“{term}” is found elsewhere or with another score")
        model = library.vectors.active_model()
        if model is None or not index_answers(library, model):
            problems.append("Chroma does not answer")
        problems += _wrong_index(library)
    return [*problems, *_other_hits(home, fresh, questions, url)]


def _damage(library: Library) -> Iterator[str]:
    damage = library.damage()
    if damage:
        yield f"SQLite says: {damage}"


def _lost(library: Library, acknowledged: list[Acknowledged], kept: list[str]) -> Iterator[str]:
    for word in kept:
        if not found(library, *terms(word)):
            yield f"“{word}” was in the library before and is not found"
    for one in acknowledged:
        every, *some = one.words or [""]
        hits = (
            [source for source, _, _ in found(library, *terms(every)) if source == one.path] if every else []
        )
        if one.status == "removed":
            if one.path in {document.source for document in library.documents.all()}:
                yield f"{one.path} was removed, and is still there"
        elif len(hits) != one.passages:
            yield f"{one.path} was {one.status} with {one.passages} passages, and {len(hits)} are found"
        else:
            for word in some:
                if one.path not in {source for source, _, _ in found(library, *terms(word))}:
                    yield f"{one.path} was {one.status}, and “{word}” is not found in it"


def _embedded(library: Library, model: str) -> Iterator[str]:
    """Yield the texts that have a vector of a model, as its server is given them."""
    target = library.vectors.state().target
    if target is None or target.name != model:
        return
    held = set(library.vectors.load(target.identity, 0).keys)
    for document in library.documents.all():
        for passage in library.documents.neighbours(document.id, 0, document.passages):
            if passage.key in held:
                yield embedded_text(passage.heading, passage.text)


def _wrong_index(library: Library) -> Iterator[str]:
    """Hold what Chroma says, where it says something, against all comparisons."""
    model = library.vectors.active_model()
    if model is None or model.dimensions == 0:
        return
    exact, as_near, wanted = ExactVectors(library.vectors), 0, 0
    with closing(index_of(library)) as index:
        for number in range(QUESTIONS):
            question = hash_embedding(f"question {number} mark lind vork")
            answer = index.nearest(model, question, NEAREST)
            if answer is None:
                return
            tail = library.vectors.load(model.identity, answer[1])
            nearest = merged([answer[0], rank([tail], question, NEAREST)])[:NEAREST]
            true = _similarities(library, model, question, nearest)
            if any(abs(true.get(key, 2.0) - similarity) > 1e-4 for key, similarity in nearest):
                yield "Chroma finds what the library does not hold, or not like that"
            best = exact.nearest(model.identity, question, NEAREST)
            # By similarity, not by key: of equally near ones either may be among the nearest.
            as_near += sum(similarity >= best[-1][1] - 1e-5 for similarity in true.values())
            wanted += len(best)
    if as_near < RECALL * wanted:
        yield f"of the {wanted} nearest Chroma finds {as_near}"


def _similarities(
    library: Library, model: EmbeddingModel, question: Vector, nearest: Nearest
) -> dict[str, float]:
    block = library.vectors.load_keys(model.identity, [key for key, _ in nearest])
    return dict(zip(block.keys, (block.matrix @ question).tolist(), strict=True))


@cache
def _contents_of(home: Path) -> Mapping[str, Any]:
    with Library(library_folder(home)) as library:
        return contents(library)


def _name(model: EmbeddingModel | None) -> str:
    return model.identity if model else ""


def _difference(name: str, mine: Any, theirs: Any) -> str:
    mine, theirs = (
        set(map(repr, side.items() if isinstance(side, Mapping) else side)) for side in (mine, theirs)
    )
    less, more = sorted(theirs - mine), sorted(mine - theirs)
    return f"{name}: {len(less)} are missing {less[:1]}, {len(more)} are too many {more[:1]}"[:600]


def _other_hits(home: Path, fresh: Path, questions: list[str], url: str) -> Iterator[str]:
    """Ask both libraries, the fresh one by comparing every vector."""
    wanted = _hits_of(fresh, tuple(questions), url)
    hits = hits_of(home, questions, url, exact_up_to=0)
    for question, mine, theirs in zip(questions, hits, wanted, strict=True):
        if mine != theirs:
            yield f"a search for “{question}” gives {mine}, not {theirs}"


_asked: dict[tuple[Path, tuple[str, ...]], list[list[Any]]] = {}


def _hits_of(fresh: Path, questions: tuple[str, ...], url: str) -> list[list[Any]]:
    if (fresh, questions) not in _asked:
        _asked[fresh, questions] = hits_of(fresh, list(questions), url, exact_up_to=1_000_000)
    return _asked[fresh, questions]


def hits_of(home: Path, questions: list[str], url: str, *, exact_up_to: int) -> list[list[Any]]:
    """Search, and give for each question where the hits stand and their scores."""
    flags = {"search.exact_up_to": str(exact_up_to), "engine": "ollama"}
    with Assistant.open(home=home, flags=flags, environ=environment(url)) as assistant:
        asked = [assistant.search(question, 5) for question in questions]
    assert not any(found.notices for found in asked), asked
    return [
        [[Path(hit.source).name, hit.text[:40], float(np.round(hit.score, 3))] for hit in found.hits]
        for found in asked
    ]
