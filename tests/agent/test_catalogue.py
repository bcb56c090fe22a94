from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.documents import document_list, list_answers
from assistant.agent.request import wanted
from assistant.library.library import Library
from tests.fakes.library import filled

FILES = {
    "supply-alba.md": "# Supply contract with Alba\n\nThe supplier is Alba.\n",
    "supply-brio.md": "# Supply contract with Brio\n\nThe supplier is Brio, for Talvik.\n",
    "note.md": "# [pay](http://evil.example/x) ![t](http://evil.example/p.png) `x`\n\nHello Talvik.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("catalogue"), FILES) as library:
        yield library


def told(library: Library, question: str) -> str:
    return document_list(library, question, wanted(question).language, None)


@pytest.mark.parametrize("question", ["What files do you have?", "有哪些文件？", "Welche Dateien gibt es?"])
def test_all_documents_are_listed(library: Library, question: str) -> None:
    assert list_answers(question)
    assert all(f"`{name}`" in told(library, question) for name in FILES)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many supply contracts do we have?", {"supply-alba.md", "supply-brio.md"}),
        ("How many documents mention Talvik?", {"supply-brio.md", "note.md"}),
        ("哪些文件提到Talvik？", {"supply-brio.md", "note.md"}),
        ("How many documents mention Zubrowka?", set()),
    ],
)
def test_those_that_hold_the_words_are_counted_and_listed(
    library: Library, question: str, names: set[str]
) -> None:
    assert list_answers(question)
    answer = told(library, question)
    assert {name for name in FILES if f"`{name}`" in answer} == names
    assert str(len(names)) in answer.splitlines()[0]


@pytest.mark.parametrize(
    "question", ["How many papers did Orlova publish?", "How many sources does the study cite?"]
)
def test_what_documents_tell_of_papers_is_not_for_the_list(question: str) -> None:
    assert not list_answers(question)


def test_a_title_is_nothing_but_words(library: Library) -> None:
    line = next(line for line in told(library, "What files do you have?").splitlines() if "note.md" in line)
    assert line.count("`") == 4
    assert line.endswith("`")
