"""XQuAD as files: one Markdown file an article, half of the articles for choosing, the other half for reporting."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from benchmarks.rows import Skipped

Half = Literal["choosing", "reporting"]
HALVES: tuple[Half, Half] = ("choosing", "reporting")
LANGUAGES = ("en", "zh")
Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answer is known.

    Attributes:
        text: The question.
        answers: Texts any of which is the answer, as they stand in the article.
        title: The article that holds it.
        half: The half that the article belongs to.
        language: The question's.
    """

    text: str
    answers: tuple[str, ...]
    title: str
    half: Half
    language: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article of one language: its title, its paragraphs, and the questions on it."""

    title: str
    half: Half
    language: str
    paragraphs: tuple[str, ...]
    questions: tuple[Asked, ...]

    def path(self, folder: Path) -> Path:
        """Return the file that it is written to under a folder."""
        return folder / self.language / self.half / f"{self.title.replace('/', '-')}.md"


def read_articles(data: Path | None, language: str) -> list[Article]:
    """Read the articles of a language.

    Raises:
        Skipped: The data is not there.
    """
    path = data / f"xquad.{language}.json" if data is not None else None
    if path is None or not path.is_file():
        raise Skipped(f"XQuAD is not there (no {path or 'data folder'}); name its folder with --data.")
    loaded = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [_article(number, one, language) for number, one in enumerate(loaded)]


def _article(number: int, loaded: Mapping[str, Any], language: str) -> Article:
    title, half = loaded["title"], HALVES[number % 2]
    questions = (
        Asked(one["question"], tuple(answer["text"] for answer in one["answers"]), title, half, language)
        for paragraph in loaded["paragraphs"]
        for one in paragraph["qas"]
    )
    paragraphs = tuple(paragraph["context"] for paragraph in loaded["paragraphs"])
    return Article(title, half, language, paragraphs, tuple(questions))


def write_articles(articles: Sequence[Article], folder: Path) -> None:
    """Write each article as a Markdown file under `folder/<language>/<half>/`."""
    for article in articles:
        path = article.path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        heading = article.title.replace("_", " ")
        text = "\n\n".join([f"# {heading}", *article.paragraphs])
        path.write_text(text + "\n", encoding="utf-8")


def questions_of(articles: Sequence[Article], half: Half | None = None) -> Iterator[Asked]:
    """Yield the questions of all articles, or of those of one half."""
    for article in articles:
        if half is None or article.half == half:
            yield from article.questions


def evenly(questions: Sequence[Some], count: int) -> list[Some]:
    """Choose so many questions, spread evenly over all."""
    if count >= len(questions):
        return list(questions)
    return [questions[number * len(questions) // count] for number in range(count)]
