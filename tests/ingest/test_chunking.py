from __future__ import annotations

from itertools import pairwise
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import SIZES, Sizes, passages, split, width
from ingest.loaders import load_bytes
from ingest.records import BlockKind, Document, Passage, Unreadable

WORDS = st.sampled_from(
    [
        "notice",
        "the",
        "terminate.",
        "liability",
        "合同",
        "到期前三十日。",
        "通知对方，",
        "naïve",
        "x" * 50,
        "한국어",
        "🙂",
        "é",
    ]
)
LINES = st.lists(WORDS, max_size=60).map(" ".join)
MARKS = st.sampled_from(
    ["# ", "## ", "### ", "- ", "1. ", "", "", "", "| a | b |\n|---|---|\n| ", "```\n", "    ", "> ", "\f"]
)
MARKDOWN = st.lists(
    st.builds(lambda mark, line, end: mark + line + end, MARKS, LINES, st.sampled_from(["\n", "\n\n"]))
).map("".join)
SUFFIXES = st.sampled_from([".md", ".txt", ".org", ".rst", ".py", ".csv", ".tex", ".adoc"])


def read(text: str, suffix: str = ".md") -> Document:
    return load_bytes(text.encode("utf-8", "surrogatepass"), PurePath(f"note{suffix}"))


def without_headings(document: Document, covered: list[Passage]) -> str:
    """Return the text without white space and without the headings that stand above passages."""
    text = list(document.text)
    inside = {position for passage in covered for position in range(passage.start, passage.end)}
    for block in document.blocks:
        if block.kind == "heading" and block.start not in inside:
            text[block.start : block.end] = [""] * (block.end - block.start)
    return "".join("".join(text).split())


@settings(deadline=None)  # the first text that is too long imports the splitters
@given(MARKDOWN, SUFFIXES, st.integers(40, 400))
def test_passages_are_cut_out_of_the_text_and_lose_nothing(text: str, suffix: str, target: int) -> None:
    try:
        document = read(text, suffix)
    except Unreadable:
        return
    found = passages(document, Sizes(target, target * 2))
    assert [passage.ordinal for passage in found] == list(range(len(found)))
    for passage in found:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert width(passage.text) <= target * 2
    for before, after in pairwise(found):
        assert before.end <= after.start
    assert "".join("".join(passage.text for passage in found).split()) == without_headings(document, found)


@given(MARKDOWN, SUFFIXES)
def test_blocks_cover_the_text_in_order(text: str, suffix: str) -> None:
    try:
        document = read(text, suffix)
    except Unreadable:
        assert not text.strip() or set(text) <= set("# \n\f>-=~`")
        return
    position = 0
    for block in document.blocks:
        assert position <= block.start < block.end <= len(document.text)
        assert document.text[position : block.start].strip() == ""
        position = block.end
    assert document.text[position:].strip() == ""


@settings(deadline=None)
@given(
    st.text(min_size=1),
    st.sampled_from(["paragraph", "table", "list", "code"]),
    st.integers(5, 60),
    st.sampled_from(["", "python", "go"]),
)
def test_split_pieces_join_into_the_text(text: str, kind: BlockKind, target: int, language: str) -> None:
    pieces = split(text, kind, Sizes(target, 2 * target), language)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(width(text[start:end]) <= 2 * target for start, end in pieces)


def test_a_passage_does_not_cross_a_heading() -> None:
    found = passages(read("# Rules\n\nOne.\n\n## Leave\n\nTwo.\n\nThree.\n\n## Pay\n\nFour.\n"))
    assert [passage.text for passage in found] == ["One.", "Two.\n\nThree.", "Four."]
    assert [passage.heading for passage in found] == [("Rules",), ("Rules", "Leave"), ("Rules", "Pay")]


def test_a_heading_with_nothing_under_it_is_still_found() -> None:
    found = passages(read("# Rules\n\n## Reserved\n\n## Also reserved\n\n## Pay\n\nFour.\n"))
    assert [passage.text for passage in found] == ["## Reserved\n\n## Also reserved", "Four."]


def test_a_document_of_one_heading_has_a_passage() -> None:
    assert [passage.text for passage in passages(read("# Only this\n"))] == ["# Only this"]


def test_the_title_is_not_said_twice() -> None:
    assert passages(read("---\ntitle: Handbook\n---\n\n# Handbook\n\nText.\n"))[-1].heading == ("Handbook",)
    assert passages(read("---\ntitle: Handbook\n---\n\n# Part\n\nText.\n"))[-1].heading == (
        "Handbook",
        "Part",
    )


def test_small_paragraphs_are_put_together_and_whole_ones_stay_whole() -> None:
    small, large = "Short sentence here. " * 3, "A longer sentence stands here. " * 30
    found = passages(read(f"{small}\n\n{small}\n\n{large}\n\n{large}\n"))
    assert [passage.text.count("Short") for passage in found] == [6, 0]
    assert found[1].text == large.strip()


def test_a_long_table_is_cut_at_its_rows_and_keeps_its_header_in_the_trail() -> None:
    rows = "".join(f"| item {number} | {number} EUR |\n" for number in range(200))
    found = passages(read(f"# Prices\n\n| Name | Price |\n|---|---|\n{rows}"))
    assert len(found) > 2
    assert found[0].heading == ("Prices",)
    assert all(passage.heading == ("Prices", "Name | Price") for passage in found[1:])
    assert all(
        line.startswith("|") and line.endswith("|") for passage in found for line in passage.text.split("\n")
    )


def test_a_table_that_fits_is_kept_whole() -> None:
    rows = "".join(f"| item {number} | {number} EUR |\n" for number in range(40))
    found = passages(read(f"{'Before. ' * 50}\n\n| Name | Price |\n|---|---|\n{rows}\n{'After. ' * 60}"))
    assert [passage.text.count("| item") for passage in found] == [0, 40, 0]


def test_chinese_is_cut_at_its_sentence_marks_and_counts_wider() -> None:
    found = passages(read("合同到期前三十日应当书面通知对方，否则自动续约一年。" * 100, ".txt"))
    assert all(passage.text.endswith("。") for passage in found)
    assert all(width(passage.text) <= 1400 for passage in found)
    assert 3 * max(len(passage.text) for passage in found) < 1800


def test_english_is_cut_at_its_sentences_even_where_lines_are_wrapped() -> None:
    found = passages(read("Either party may end\nthis contract. Notice is\ndue in writing. " * 100, ".txt"))
    assert all(passage.text.endswith(".") for passage in found)


def test_code_is_cut_by_definitions() -> None:
    functions = "\n\n".join(f"def number_{n}():\n    '''Say {n}.'''\n" + "    x = 1\n" * 80 for n in range(5))
    found = passages(read(functions, ".py"))
    assert [passage.text.split("(")[0] for passage in found] == [f"def number_{n}" for n in range(5)]


def test_a_long_class_is_cut_at_its_methods_which_know_their_class() -> None:
    methods = "\n".join(f"    def method_{n}(self):\n" + "        x = 1\n" * 20 for n in range(20))
    found = passages(read(f"class Account:\n{methods}", ".py"))
    assert len(found) > 3
    assert all(passage.heading == ("note.py", "class Account:") for passage in found[1:])
    assert all(passage.text.startswith("def method_") for passage in found[1:])


@pytest.mark.parametrize(
    "text",
    ["A clause, and another. " * 20_000, "第一条，双方同意。" * 20_000, "row\n" * 60_000, "x" * 90_001],
)
@pytest.mark.parametrize("kind", ["paragraph", "table", "code"])
def test_huge_blocks_are_cut_in_windows_without_a_loss(text: str, kind: BlockKind) -> None:
    pieces = split(text, kind, SIZES, "python")
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(width(text[start:end]) <= 1400 for start, end in pieces)


def test_a_line_without_end_is_cut_quickly() -> None:
    found = passages(read("x" * 3_000_000, ".txt"))
    assert sum(len(passage.text) for passage in found) == 3_000_000


@pytest.mark.parametrize(
    "text", ["a|" * 200_000, "<" * 300_000, "#" * 300_000, "- " * 200_000, "`" * 300_000, "=\n" * 99_999]
)
@pytest.mark.parametrize("suffix", [".md", ".rst", ".org", ".txt", ".py", ".tex"])
def test_no_text_makes_a_reader_slow(text: str, suffix: str) -> None:
    assert passages(read(text, suffix))


def test_a_heading_of_the_length_of_a_page_is_text() -> None:
    long = "word " * 100
    found = passages(load_bytes(f"# {long}\n\nBelow.\n\n## Short\n\nMore.\n".encode(), PurePath("a.md")))
    assert all(len(heading) <= 300 for passage in found for heading in passage.heading)
    assert "".join(long.split()) in "".join("".join(passage.text for passage in found).split())


def test_headings_without_end_make_no_trail_without_end() -> None:
    text = "".join("*" * level + f" heading {level}\n\nx\n" for level in range(1, 200))
    found = passages(load_bytes(text.encode(), PurePath("a.org")))
    assert max(len(passage.heading) for passage in found) <= 11
    said = {word for passage in found for word in (*passage.heading, *passage.text.split("\n"))}
    assert all(any(f"heading {level}" in word for word in said) for level in range(1, 200))
