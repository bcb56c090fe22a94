from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.articles import evenly, questions_of, read_articles, write_articles
from benchmarks.rows import Skipped


def write_data(folder: Path) -> None:
    """Write three articles as XQuAD has them."""
    articles = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": f"{title} was founded in {year}.",
                    "qas": [{"question": f"When was {title} founded?", "answers": [{"text": str(year)}]}],
                }
            ],
        }
        for title, year in (("Arvel", 1702), ("Brenn/Low", 1815), ("Corvin", 1931))
    ]
    (folder / "xquad.en.json").write_text(json.dumps({"data": articles}), encoding="utf-8")


def test_half_of_the_articles_is_for_choosing(tmp_path: Path) -> None:
    write_data(tmp_path)
    articles = read_articles(tmp_path, "en")
    assert [one.half for one in articles] == ["choosing", "reporting", "choosing"]
    assert [one.text for one in questions_of(articles, "reporting")] == ["When was Brenn/Low founded?"]
    assert len(list(questions_of(articles))) == 3


def test_each_article_becomes_a_file_that_holds_its_answers(tmp_path: Path) -> None:
    write_data(tmp_path)
    articles = read_articles(tmp_path, "en")
    write_articles(articles, tmp_path / "docs")
    for article in articles:
        text = article.path(tmp_path / "docs").read_text(encoding="utf-8")
        assert all(answer in text for asked in article.questions for answer in asked.answers)


@pytest.mark.parametrize("data", [None, Path("/nowhere")])
def test_missing_data_is_said(data: Path | None) -> None:
    with pytest.raises(Skipped, match="--data"):
        read_articles(data, "en")


def test_questions_are_chosen_evenly(tmp_path: Path) -> None:
    write_data(tmp_path)
    questions = list(questions_of(read_articles(tmp_path, "en")))
    assert evenly(questions, 2) == [questions[0], questions[1]]
    assert evenly(questions, 9) == questions
