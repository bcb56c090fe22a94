"""Any output of a model becomes valid messages: nothing lost, every one within the limit, every span inside."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import clean
from bots.outbox import split, tail, visible
from bots.rich_text import Rich, Span, joined, rich_from, styled
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
            assert apart or span.kind != other.kind
            assert apart or not {span.kind, other.kind} & {"code", "pre"}


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
        ("**a *b* `c`**", "a b c", [(0, 4, "bold"), (2, 3, "italic"), (4, 5, "code")]),
        ("`` a`b ``", "a`b", [(0, 3, "code")]),
        ("Title\n=====\nText", "Title\nText", [(0, 5, "bold")]),
        ("Second\n---\n\nText", "Second\n\nText", [(0, 6, "bold")]),
        ("> outer\n> > inner\n> > more\n>\n> end", "outer\ninner\nmore\n\nend", [(0, 21, "quote")]),
        ("> - one\n> - `two`\n", "• one\n• two", [(0, 11, "quote")]),
        (
            "> **a**\n> ```\n> x\n> ```\n> b",
            "a\nx\nb",
            [(0, 2, "quote"), (0, 1, "bold"), (2, 3, "pre"), (3, 5, "quote")],
        ),
        ("3. three\n4. four\n   - in it\n\nafter", "3. three\n4. four\n  • in it\n\nafter", []),
        ("1) one\n2) two\n\n   more", "1) one\n2) two\n\nmore", []),
        ("- \n- x", "•\n• x", []),
        ("- ```\n  x = 1\n  ```\n- y", "•\nx = 1\n• y", [(2, 7, "pre")]),
        ("one  \ntwo\\\nthree\nfour", "one\ntwo\nthree\nfour", []),
        ("a\n\n\n\nb\n***\nc", "a\n\nb\n———\nc", []),
        ('[label](https://a.b "Title") [](https://c.d)', 'label (https://a.b "Title") https://c.d', []),
        ("[https://a.b](https://a.b), [*x*](x/y.md)", "https://a.b, x (x/y.md)", [(13, 14, "italic")]),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", []),
        ("&amp; <b>x</b> ![p](https://a.b/c)", "&amp; <b>x</b> !p (https://a.b/c)", []),
        ("[1]: https://a.b\n[1]", "[1]: https://a.b\n[1]", []),
        (
            "**注意：**先停机，**“转子”**再查。",
            "注意：先停机，“转子”再查。",
            [(0, 3, "bold"), (7, 11, "bold")],
        ),
        ("~~~\na **b**\n~~~", "a **b**", [(0, 7, "pre")]),
        ("````md\n```\nx\n```\n````", "```\nx\n```", [(0, 9, "pre")]),
        ("``` no language\nx\n```", "no language\nx", [(0, 13, "pre")]),
        (
            "|a|b|\n|-|-|\n|1|2|\nafter **it**",
            "|a|b|\n|-|-|\n|1|2|\nafter it",
            [(0, 17, "pre"), (24, 26, "bold")],
        ),
        ("~~old~~ new", "old new", [(0, 3, "strike")]),
    ],
)
def test_markdown(markdown: str, text: str, spans: list[tuple[int, int, str]]) -> None:
    rich = rich_from(markdown)
    assert (rich.text, [(span.start, span.end, span.kind) for span in rich.spans]) == (text, spans)


def test_a_block_of_code_has_its_language() -> None:
    assert rich_from("```python\nx\n```").spans == (Span(0, 1, "pre", "python"),)


GROWN = "An answer [1].\n- one **two**\n- three\n\n> said\n\n```py\nx = 1\n```\nEnd\n===\n1. a\n2. b\n"


@pytest.mark.parametrize("end", range(len(GROWN) + 1))
def test_what_is_still_being_written_does_not_change_its_look_for_a_moment(end: int) -> None:
    rich = rich_from(GROWN[:end], growing=True)
    assert_well_formed(rich)
    looks = {rich.text[span.start : span.end]: span.kind for span in rich.spans}
    assert looks.get("An answer [1].") is None  # "\n-" below it would make it a heading
    assert not re.search(r"^[-=`>#]+$", rich.text, re.MULTILINE)
    for word, kind in (("two", "bold"), ("said", "quote"), ("End", "bold")):
        assert looks.get(word, kind) == kind


@pytest.mark.parametrize(
    "markdown",
    [
        "> " * 500 + "deep",
        "- " * 500 + "deep",
        "*a **b " * 2000,
        "\n".join("  " * n + "- x" for n in range(200)),
    ],
)
def test_deep_markup_loses_no_word(markdown: str) -> None:
    rich = rich_from(markdown)
    assert_well_formed(rich)
    assert re.findall(r"\w+", rich.text) == re.findall(r"\w+", markdown)


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
    assert rich_from("`" * 20_001 + "a`" * 9_000).text
    assert rich_from("[a](" * 10_000).text
    assert rich_from("*a_ " * 10_000).text


def test_a_cut_keeps_the_parts_of_spans() -> None:
    rich = Rich("abcdef", (Span(1, 5, "bold"), Span(2, 3, "code")))
    assert rich.cut(2, 4) == Rich("cd", (Span(0, 2, "bold"), Span(0, 1, "code")))
