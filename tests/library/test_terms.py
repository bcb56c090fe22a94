from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library.terms import UNSPACED, is_unspaced, match_expression, query_terms, terms

WORDS = st.sampled_from(
    [
        "contract", "Contracts", "naïve", "O'Neil's", "e-mail", "INV-2023-001", "1,234.5", "10:30", "v2.3.1", "C++", "F#",
        "camelCase", "snake_case", "ДОГОВОР", "Straße", "ﬁnal", "1.5%", "合同", "什么", "是否", "部品の", "회의록", "ข้อความ",
        "模型R1", "A型", "３５", "x/y", "it", "the", "?", "——", "“", "\u200b", "吗", "🙂",
    ]
)  # fmt: skip
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=4)


def holds(index: set[str], term: str) -> bool:
    """Return whether a term is found as `match_expression` has it looked up."""
    if match_expression([term]).endswith("*"):
        return any(indexed.startswith(term) for indexed in index)
    return term in index


@settings(deadline=None, max_examples=150)
@given(SENTENCES, st.sampled_from([" ", ""]), st.data())
def test_a_texts_own_sentence_is_found_in_it(words: list[list[str]], glue: str, data: st.DataObject) -> None:
    sentences = [glue.join(sentence) for sentence in words]
    index = set(terms("\n".join(sentences)))
    wanted = query_terms(data.draw(st.sampled_from(sentences)))
    assert all(holds(index, term) for term in wanted)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=60))
def test_any_text_gives_terms_that_the_index_can_hold(text: str) -> None:
    for term in terms(text):
        assert term
        assert not set(term) & set(' \t\n\r\f\v"\0')
    assert len(query_terms(text)) == len(set(query_terms(text)))
    assert bool(query_terms(text)) == bool(terms(text))


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12))
def test_every_character_of_a_chinese_run_is_found_alone(run: str) -> None:
    index = set(terms(f"in {run} there"))
    assert all(holds(index, term) for character in run for term in query_terms(character))


@given(st.integers(min_value=0, max_value=10**15))
def test_a_number_is_the_same_with_and_without_thousands_separators(number: int) -> None:
    assert terms(f"{number:,}") == terms(str(number)) == [str(number)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The running contracts", ["the", "run", "contract"]),
        ("合同期", ["合同", "同期", "期"]),
        ("INV-2023-001", ["inv-2023-001", "inv", "2023", "001"]),
        ("parseHeader", ["parseheader", "pars", "header"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("company's", ["compani"]),
        ("3.14 and 1,234.50", ["3.14", "and", "1234.50"]),
        ("C++, C#.", ["c++", "c#"]),
        ("用DeepSeek模型", ["用", "deepseek", "deep", "seek", "模型", "型"]),
        ("Ｒ１", ["r1", "r", "1"]),
        ("", []),
        ("?! —", []),
    ],
)
def test_terms_of(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the notice period?", ["notic", "period"]),
        ("合同是什么时候到期的吗？", ["合同", "到期", "期的"]),
        ("what is it", ["what", "is", "it"]),
        ("什么", ["什么", "么"]),
        ("合", ["合"]),
        ("seal seal SEALS", ["seal"]),
    ],
)
def test_a_question_is_looked_up_by_the_words_that_tell(question: str, expected: list[str]) -> None:
    assert query_terms(question) == expected


def test_a_match_expression_quotes_its_terms() -> None:
    assert match_expression(["near", "c++", "合", "合同"]) == '"near" OR "c++" OR "合"* OR "合同"'


@pytest.mark.parametrize(
    ("text", "unspaced"),
    [
        ("", False),
        ("plain", False),
        ("合同到期", True),
        ("naïve 😀", False),
        ("123", False),
        ("ข้อความ", True),
    ],
)
def test_scripts_without_spaces_are_told_from_others(text: str, unspaced: bool) -> None:
    assert is_unspaced(text) is unspaced
    assert UNSPACED
