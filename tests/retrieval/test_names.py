from __future__ import annotations

import pytest

from assistant.retrieval.sentences import proper_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("When did we write to Lindqvist Marine about it?", ["Lindqvist Marine"]),
        ("The pump stands still.\nHow is it reset?", []),
        ("we were asked about\n- Valves of the pump\n2. Seals of the Gamma line", ["Gamma"]),
        ("合同审查多少钱？When is the hearing of Mrs Okafor?", ["Mrs Okafor"]),
        ("one line\r\n\r\nAnother begins here", []),
    ],
)
def test_what_begins_a_sentence_or_a_line_is_no_name(text: str, names: list[str]) -> None:
    assert proper_names(text) == names
