from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.sentences import ends, proper_names, sentences, undecided, undecided_from

FRAGMENTS = [
    "The lease ends",
    " on 3 May",
    ".",
    ". ",
    "! ",
    "?",
    "…",
    "。",
    "？",
    "；",
    "“",
    "”",
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "| a | b |",
    "```",
    "~~~",
    " Mr",
    "e.g",
    "1",
    "合同于三月结束",
    "Warranty of the machine that was bought in spring of 2025",
    ":",
    " ",
    "**",
    "\u3000",
    " gem",
    " 12",
    ". 4",
    ". 2025",
    "u",
    "nd",
    "「はい。」",
    "は",
]
TEXTS = st.one_of(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join), st.text(max_size=60))


@given(TEXTS)
def test_sentences_cut_their_own_text_and_lose_nothing(text: str) -> None:
    found = sentences(text)
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert all(sentence.text == sentence.text.strip() != "" for sentence in found)
    assert all(one.end <= next_one.start for one, next_one in pairwise(found))
    assert "".join("".join(sentence.text for sentence in found).split()) == "".join(text.split())


@given(TEXTS)
def test_an_end_that_was_given_stays_while_the_text_grows(text: str) -> None:
    given_before: list[int] = []
    for length in range(len(text) + 1):
        now = ends(text[:length])
        assert set(given_before) <= set(now)
        assert now == sorted(now)
        new = [end for end in now if end not in given_before]
        assert not given_before or all(end > given_before[-1] for end in new)
        given_before = now


@given(TEXTS)
def test_ends_are_the_same_when_the_search_goes_on_behind_one(text: str) -> None:
    found = ends(text)
    for place, end in enumerate(found):
        assert ends(text, end) == found[place + 1 :]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=200).map("".join), st.integers(1, 40))
def test_what_was_seen_is_not_looked_at_again_and_nothing_is_missed(text: str, step: int) -> None:
    after = seen = 0
    found: list[int] = []
    for length in [*range(step, len(text), step), len(text)]:
        grown = text[:length]
        assert undecided(grown, after, seen) == undecided(grown, after)
        found += ends(grown, after, seen)
        after, seen = (found[-1] if found else 0), length
        assert length - undecided_from(grown, after, seen) < 400
    assert found == ends(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ends. Two follows.", ["One ends.", "Two follows."]),
        ("See Art. 5 of the contract. It holds.", ["See Art. 5 of the contract.", "It holds."]),
        ("It costs 3.5 euros. Cheap!", ["It costs 3.5 euros.", "Cheap!"]),
        ("Ask Mr. Smith, e.g. today. Good.", ["Ask Mr. Smith, e.g. today.", "Good."]),
        ("合同结束。然后呢？好。", ["合同结束。", "然后呢？", "好。"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("1. First item\n2. Second item", ["1. First item", "2. Second item"]),
        ("| a | b |\n| 1 | 2 |", ["| a | b |", "| 1 | 2 |"]),
        ("# Title\nText of it.", ["# Title", "Text of it."]),
        (
            "A line that was wrapped because it is longer than most\nscreens are wide. Next.",
            ["A line that was wrapped because it is longer than most\nscreens are wide.", "Next."],
        ),
        (
            "- a long item of a list that fills more than fifty columns\n- another",
            ["- a long item of a list that fills more than fifty columns", "- another"],
        ),
        (
            "Die Kosten trägt gem. § 5 Abs. 2 die Fa. Meier. Das gilt u. a. für Büros, z. B. hier. Ende.",
            [
                "Die Kosten trägt gem. § 5 Abs. 2 die Fa. Meier.",
                "Das gilt u. a. für Büros, z. B. hier.",
                "Ende.",
            ],
        ),
        ("Bis 8. Nov. reinbringen. Ab 25. Okt. offen.", ["Bis 8. Nov. reinbringen.", "Ab 25. Okt. offen."]),
        ("Am 15. und 16. Mai. Ab 3. 4. 2025 nicht.", ["Am 15. und 16. Mai.", "Ab 3. 4. 2025 nicht."]),
        ("Mme. Roy paie env. 300 euros. Fin.", ["Mme. Roy paie env. 300 euros.", "Fin."]),
        ("¿Paga la Sra. Ruiz, p. ej. en enero? Sí.", ["¿Paga la Sra. Ruiz, p. ej. en enero?", "Sí."]),
        (
            "Цена 5 тыс. руб. в мес. по ул. Мира. Тел. 12.",
            ["Цена 5 тыс. руб. в мес. по ул. Мира.", "Тел. 12."],
        ),
        ("2025. 3. 1.부터 한다. 끝.", ["2025. 3. 1.부터 한다.", "끝."]),
        ("「早割。」は除く。終わり。", ["「早割。」は除く。", "終わり。"]),
        (
            "That is the best. We know it all. Never mind. Go.",
            ["That is the best.", "We know it all.", "Never mind.", "Go."],
        ),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == expected


@pytest.mark.parametrize("character", [".", "。", "\n", "*", " ", "…", "?!"])
def test_a_long_run_of_one_character_takes_no_quadratic_time(character: str) -> None:
    began = time.process_time()
    sentences(character * 20_000)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("When did we write to Lindqvist Marine about it?", ["Lindqvist Marine"]),
        ("The pump stands still.\nHow is it reset?", []),
        ("we were asked about\n- Valves of the pump\n2. Seals of the Gamma line", ["Gamma"]),
        ("合同审查多少钱？When is the hearing of Mrs Okafor?", ["Mrs Okafor"]),
        ("one line\r\n\r\nAnother begins here", []),
        ("It was collected on Friday March 20, and again on Monday May 11.", []),
    ],
)
def test_what_begins_a_sentence_or_a_line_is_no_name(text: str, names: list[str]) -> None:
    assert proper_names(text) == names


def test_dots_that_lead_to_a_value_end_nothing() -> None:
    form = "Client .............. Hollin & Wray Property and Services Ltd\nGo-live ............. 12 May 2025\nMinimum term ........ none. The agreement is open-ended."
    assert [one.text for one in sentences(form)] == [
        "Client .............. Hollin & Wray Property and Services Ltd",
        "Go-live ............. 12 May 2025",
        "Minimum term ........ none.",
        "The agreement is open-ended.",
    ]


def test_labels_in_columns_begin_lines_of_their_own() -> None:
    form = "Kind              permanent, first 3 months probation\nSalary            GBP 25,480 a year, monthly on the 27th\nReports to        R. Wray"
    assert len(sentences(form)) == 3
