from __future__ import annotations

import pytest

from assistant.agent.whole.items import items_of
from assistant.retrieval.evidence import units_of
from tests.fakes.library import passage


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "Present: all of the crew.\n\n- **Hull.** The hull has a leak at the stern. Ole welds it on Monday.\n- **Sails.** A new one is ordered.",
            [(1, "Present"), (2, "Hull"), (2, "Hull"), (3, "Sails")],
        ),
        (
            "1. Stairs. They are worn down to the wood. Kim sands them.\n2. The lamp in the hall is left as it is.",
            [(1, "Stairs"), (1, "Stairs"), (2, "")],
        ),
        (
            "一、院墙。东边的院墙上个月塌了一段。老曹找人砌好。\n二、水井不再使用了。",
            [(1, "院墙"), (1, "院墙"), (2, "")],
        ),
        (
            "The boat came on Friday.\nIt was raining all the day long.\n\nThe bill is in the post.",
            [(0, ""), (0, ""), (1, "")],
        ),
    ],
)
def test_a_mark_a_label_or_an_empty_line_begins_an_item(text: str, items: list[tuple[int, str]]) -> None:
    found = items_of(text, units_of(passage(text, 1), 0))
    assert [(one.number, one.label) for one in found] == items
