"""Any output of a model becomes valid messages: nothing lost, every one within the limit, every span inside."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import clean
from bots.markdown import rich_from
from bots.outbox import split, tail, visible
from bots.rich_text import Rich, Span, joined, styled
from bots.telegram.messages import entities, units

WORDS = st.sampled_from(
    ["**", "*", "_", "__", "`", "```", "~~", "\n", "\n\n", " ", "# ", "> ", "- ", "|a|b|\n|--|--|\n", "[x](https://a.b)", "[1]", "[?]",
     "转子", "👩‍👩‍👧", "e\u0301", "𝔘", "word", "end. ", "\\", "```py\n", "\u202e", "\ud800"],
)  # fmt: skip
OUTPUT = st.one_of(
    st.lists(WORDS, max_size=80).map("".join),
    st.text(st.characters(), max_size=300),
    st.lists(WORDS).map(lambda w: "".join(w) * 30),
)


def assert_well_formed(rich: Rich) -> None:
    for number, span in enumerate(rich.spans):
        assert 0 <= span.start < span.end <= len(rich.text)
        for other in rich.spans[number + 1 :]:
            apart = other.start >= span.end or span.start >= other.end
            within = span.start <= other.start and other.end <= span.end
            assert apart or within, (span, other)
            assert apart or (span.kind not in ("code", "pre") and span.kind != other.kind)


@given(OUTPUT, st.sampled_from([16, 64, 4096]))
def test_any_output_becomes_messages_whose_joined_text_equals_it(output: str, limit: int) -> None:
    rich = rich_from(output)
    assert_well_formed(rich)
    parts = split(rich, limit, units)
    assert "".join(part.text for part in parts) == rich.text
    for part in parts:
        assert 0 < units(part.text) <= limit
        assert_well_formed(part)
        encoded = part.text.encode("utf-16-le")
        for entity, span in zip(entities(part), part.spans, strict=True):
            cut = encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
            assert cut == part.text[span.start : span.end]
    assert joined(visible(parts)).text.split() == rich.text.split()
    assert units(tail(rich, limit, units).text) <= limit


@given(OUTPUT)
def test_markdown_takes_out_markup_and_not_a_word(output: str) -> None:
    def words(text: str) -> str:
        return re.sub(r"[^\w?👩𝔘]|_", "", text)

    said = re.sub("`{3,}|~{3,}", "", clean(output))  # the word beside a fence is markup
    assert words(rich_from(said).text) == words(said)


@given(st.lists(st.tuples(st.text(max_size=9), st.sampled_from(["bold", "code", None])), max_size=9))
def test_joined_text_is_the_parts_one_after_another(parts: list[tuple[str, str | None]]) -> None:
    rich = joined(styled(text, kind) if kind else text for text, kind in parts)  # type: ignore[arg-type]
    assert rich.text == "".join(text for text, _ in parts)
    assert [rich.text[span.start : span.end] for span in rich.spans] == [
        text for text, kind in parts if kind and text
    ]


@pytest.mark.parametrize(
    ("markdown", "text", "spans"),
    [
        ("**bold** and *not so*", "bold and not so", [(0, 4, "bold"), (9, 15, "italic")]),
        ("# A `head` here", "A head here", [(0, 2, "bold"), (2, 6, "code"), (6, 11, "bold")]),
        ("```python\nx = 1\n```\nafter", "x = 1\nafter", [(0, 5, "pre")]),
        ("```\nunfinished **", "unfinished **", [(0, 13, "pre")]),
        ("> said\n> so\nthen", "said\nso\nthen", [(0, 7, "quote")]),
        ("2 * 3 * 4, snake_case_name, a ** b", "2 * 3 * 4, snake_case_name, a ** b", []),
        ("[here](https://evil.example/x)", "here (https://evil.example/x)", []),
        ("- one\n* two [1][?]", "• one\n• two [1][?]", []),
        ("**bold with `code`**", "bold with code", [(0, 10, "bold"), (10, 14, "code")]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |", [(0, 29, "pre")]),
        ("\\*not\\*", "*not*", []),
        ("更换**转子**密封圈", "更换转子密封圈", [(2, 4, "bold")]),
        ("***both***", "both", [(0, 4, "bold"), (0, 4, "italic")]),
    ],
)
def test_markdown(markdown: str, text: str, spans: list[tuple[int, int, str]]) -> None:
    rich = rich_from(markdown)
    assert (rich.text, [(span.start, span.end, span.kind) for span in rich.spans]) == (text, spans)


def test_a_long_text_is_cut_where_a_paragraph_ends() -> None:
    paragraphs = [f"Paragraph {number}. " + "It goes on. " * 8 for number in range(6)]
    parts = split(Rich("\n\n".join(paragraphs)), 260, units)
    assert [part.text.startswith("Paragraph") for part in parts] == [True] * len(parts)
    assert len(parts) == 3


def test_a_piece_of_code_is_not_torn_where_it_fits_alone() -> None:
    rich = joined(["words " * 20, "\n", styled("line\n" * 12, "pre")])
    before, code = split(rich, 150, units)
    assert before.spans == ()
    assert code == styled("line\n" * 12, "pre")


def test_an_emoji_of_several_characters_is_not_torn() -> None:
    family = "👩‍👩‍👧"
    for part in split(Rich(family * 50), 30, units):
        assert part.text == family * (len(part.text) // len(family))


def test_a_line_of_nothing_but_markup_takes_no_time() -> None:
    assert rich_from("**a" * 20_000).text
    assert rich_from("[" * 50_000).text


def test_a_cut_keeps_the_parts_of_spans() -> None:
    rich = Rich("abcdef", (Span(1, 5, "bold"), Span(2, 3, "code")))
    assert rich.cut(2, 4) == Rich("cd", (Span(0, 2, "bold"), Span(0, 1, "code")))
