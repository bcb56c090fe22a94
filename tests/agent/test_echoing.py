from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.prompts import FENCE, PROMPT_PHRASES, WORDINGS
from assistant.agent.writing import EchoFilter


def filtered(text: str, sizes: list[int] | None = None) -> str:
    echo = EchoFilter()
    given: list[str] = []
    at = 0
    for size in sizes or []:
        given.append(echo.feed(text[at : at + size]))
        at += size
    given.append(echo.feed(text[at:]))
    given.append(echo.feed("", final=True))
    return "".join(given)


ASK = WORDINGS["en"].fact
ABSENT = WORDINGS["en"].absent
PIECES = [
    ASK,
    ABSENT,
    WORDINGS["zh"].fact,
    WORDINGS["de"].fact,
    "Question: How much is it?\n",
    "Answer: ",
    "问题：多少钱？\n",
    "[oak.md, 2023-05-05 · Rent]\n",
    FENCE[0] + "\n",
    "The rent is 900 euros. ",
    "Using only ",
    "Usin",
    "Quest",
    "\n",
    "\n\n",
    " ",
    "- [x] done\n",
    "[1]",
    "```\nQuestion: code\n```\n",
    "租金为900元。",
    "**",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.lists(st.integers(1, 9), max_size=60))
def test_what_is_left_does_not_depend_on_how_it_is_cut(text: str, sizes: list[int]) -> None:
    assert filtered(text, sizes) == filtered(text)


@given(st.text(alphabet="ab .\n[]`。Q:", max_size=60))
def test_a_text_without_echoes_stays_as_it_is(text: str) -> None:
    assert filtered(text, [1] * len(text)) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{ASK} The rent is 900 euros.", "The rent is 900 euros."),
        (f"The rent is 900 euros. {ABSENT}", "The rent is 900 euros. "),
        (f"{ASK} {ABSENT} {WORDINGS['en'].answer_in}\n\nThe rent is 900 euros.", "The rent is 900 euros."),
        ("Question: What is the rent?\nAnswer: It is 900 euros.", "It is 900 euros."),
        ("**Question:** What is the rent?\n\n**Answer:** It is 900 euros.", "It is 900 euros."),
        ("It is 900 euros.\n\nQuestion: What is the deposit?\n", "It is 900 euros.\n\n"),
        ("[oak.md, 2023-05-05 · Rent]\nThe rent is 900 euros.", "The rent is 900 euros."),
        ("[Lease > Rent (p. 3)]\nThe rent is 900 euros.", "The rent is 900 euros."),
        (f"{FENCE[0]}\nThe rent is 900 euros.\n{FENCE[1]}", "The rent is 900 euros.\n"),
        ("问题：租金是多少？\n回答：租金为900元。", "租金为900元。"),
        (f"{WORDINGS['zh'].fact}租金为900元。", "租金为900元。"),
        (f"{WORDINGS['de'].fact} Die Miete beträgt 900 Euro.", "Die Miete beträgt 900 Euro."),
        ("Question marks are allowed.", "Question marks are allowed."),
        ("The question: is it 900?", "The question: is it 900?"),
        ("- [x] done\n- [ ] open", "- [x] done\n- [ ] open"),
        ("[link](http://a.example)", "[link](http://a.example)"),
        ("[link](http://a.example)\nMore.", "[link](http://a.example)\nMore."),
        ("```\nQuestion: in code\n```\nDone.", "```\nQuestion: in code\n```\nDone."),
        ("Using", "Using"),
    ],
)
def test_echoes_of_our_prompt_are_left_out(text: str, left: str) -> None:
    assert filtered(text) == left
    assert filtered(text, [1] * len(text)) == left


@pytest.mark.parametrize(
    "phrase", [phrase for phrase in PROMPT_PHRASES if "{" not in phrase and len(phrase) > 24]
)
def test_every_long_phrase_of_ours_is_known(phrase: str) -> None:
    assert filtered(phrase) == ""


def test_the_first_words_of_an_answer_are_not_held_back_long() -> None:
    assert EchoFilter().feed("The rent is") == "The rent is"
