from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.whole.key_facts import MOST, key_units, line_of
from assistant.library.library import Library
from tests.fakes.library import filled

ITEMS = "\n\n".join(f"The upkeep of hall {n} costs {300 + n} euros a year." for n in range(60))
FILES = {
    "long.md": f"# Upkeep\n\n{ITEMS}\n\nNobody is allowed in; the keeper must lock the gate.\n\nIt ends on 4 May 2031, at noon. The keys of the gate are blue.\n\n2. End\n\n{ITEMS.replace('hall', 'roof')}\n",
    "list.md": f"# Upkeep\n\n{ITEMS}\n",
    "zh.md": "# 合同\n\n合同于2024年5月1日生效。天气很好。\n\n押金为3000元。\n\n乙方必须每年检查锅炉。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("key"), FILES) as library:
        yield library


def lines(library: Library, name: str, said: str = "") -> list[str]:
    number = next(n for n, path in library.documents.sources().items() if Path(path).name == name)
    return [line_of(unit) for unit in key_units(library.documents.neighbours(number, 0, 10_000), said)]


def test_what_is_said_once_counts_more_than_the_items_of_a_list(library: Library) -> None:
    found = lines(library, "long.md")
    assert found == [
        "Nobody is allowed in; the keeper must lock the gate.",
        "It ends on 4 May 2031, at noon.",
    ]


def test_of_items_of_a_list_alone_there_are_a_few(library: Library) -> None:
    assert len(lines(library, "list.md")) == MOST


def test_what_was_said_is_not_said_again(library: Library) -> None:
    assert lines(library, "zh.md") == ["合同于2024年5月1日生效。", "押金为3000元。", "乙方必须每年检查锅炉。"]
    assert lines(library, "zh.md", "自2024-05-01起，押金3,000元。") == ["乙方必须每年检查锅炉。"]
    assert lines(library, "zh.md", "锅炉必须每年检查，由乙方负责。押金3000元，2024年5月1日起。") == []
