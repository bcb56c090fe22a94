from __future__ import annotations

import pytest

from assistant.agent.words.loops import Loop, repeated

SENTENCE = "The deposit of 3,000 euros is paid back within 30 days. "
ROWS = "".join(f"| Item {n} | {n * 7} euros | in stock since March |\n" for n in range(60))


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 9,
        "The rent is due. " + "- Rent\n- Deposit\n- Notice\n" * 20,
        "押金在三十天内退还。" * 40,
        "a" * 600,
    ],
)
def test_words_that_come_again_and_again_are_noticed(text: str) -> None:
    loop = Loop()
    assert any(loop.closes(text[at : at + 3]) for at in range(0, len(text), 3))


@pytest.mark.parametrize(
    "text", [ROWS, SENTENCE * 4, "| a | b |\n" * 3 + "One sentence more. " + SENTENCE, SENTENCE[:20]]
)
def test_lists_and_words_said_a_few_times_are_not(text: str) -> None:
    loop = Loop()
    assert not any(loop.closes(text[at : at + 3]) for at in range(0, len(text), 3))


def test_what_is_repeated_is_measured() -> None:
    assert repeated("Before. " + SENTENCE * 8) == len(SENTENCE)
    assert repeated("Nothing is said twice here, not even once.") == 0
