from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.whole.names import find_section
from assistant.agent.whole.task import Asked
from assistant.agent.words.months import dated_in_month, month_terms
from assistant.library.library import Library
from tests.fakes.library import filled

SOURCES = {
    1: "/m/minutes-2024-09-03.md",
    2: "/m/minutes-2025-09-02.md",
    3: "/m/minutes-2025-10-07.md",
    4: "/m/notes.md",
}
FILES = {
    "headed.md": "# Manual\n\n## 1. Use\n\nUse it.\n\n## 2. Care\n\n### 2.1 Oil\n\nOil it.\n\n### 2.2 Cloth\n\nWipe it.\n\n"
    "## 12. End\n\nThrow it away.\n",
    "手册.md": "# 手册\n\n## 一、使用\n\n使用它。\n\n## 二、维护\n\n### 2.1 上油\n\n给它上油。\n\n## 十二、报废\n\n扔掉它。\n",
    "合同.md": "# 合同\n\n## 第一条 标的\n\n标的为水泵。\n\n## 第二条 价款\n\n价款为五万元。\n",
    "plain.txt": "\n\n".join(
        f"{number}. Rule {number}\n\nOf rule {number} nothing else is known, and so on. "
        + "It goes on. " * 60
        for number in range(1, 6)
    ),
}


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Summarise the September minutes", 2),
        ("总结10月的会议纪要", 3),
        ("Summarise the May minutes", None),
        ("What may be in the minutes?", None),
    ],
)
def test_a_month_tells_which_minutes_are_meant(question: str, number: int | None) -> None:
    assert dated_in_month(question, SOURCES) == number


def test_words_that_name_a_month_are_no_part_of_a_document() -> None:
    assert month_terms("Summarise the September minutes") == {"septemb"}
    assert not month_terms("What may it march to?")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    with filled(tmp_path_factory.mktemp("names"), FILES) as library:
        return Library(library.folder)


@pytest.mark.parametrize(
    ("name", "asked", "title", "holds"),
    [
        ("headed.md", Asked("section", "2"), "2. Care", ["Oil it.", "Wipe it."]),
        ("headed.md", Asked("section", "2.1"), "2.1 Oil", ["Oil it."]),
        ("headed.md", Asked("section", "12"), "12. End", ["Throw it away."]),
        ("headed.md", Asked("section", title="cloth"), "2.2 Cloth", ["Wipe it."]),
        ("手册.md", Asked("section", "12"), "十二、报废", ["扔掉它。"]),
        ("合同.md", Asked("section", "2"), "第二条 价款", ["价款为五万元。"]),
        ("plain.txt", Asked("section", "3"), "3. Rule 3", ["Of rule 3"]),
    ],
)
def test_a_section_is_found_by_number_or_title(
    library: Library, name: str, asked: Asked, title: str, holds: list[str]
) -> None:
    number = next(number for number, path in library.documents.sources().items() if Path(path).name == name)
    section = find_section(library, [number], asked)
    assert section is not None
    assert section.title == title
    text = "\n".join(one.text for one in library.documents.neighbours(number, section.first, section.last))
    assert all(words in text for words in holds)


@pytest.mark.parametrize("asked", [Asked("section", "99"), Asked("section", title="warranty")])
def test_a_section_that_is_not_there_is_none(library: Library, asked: Asked) -> None:
    assert find_section(library, sorted(library.documents.sources()), asked) is None
