from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path, PurePath

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import passages
from ingest.loaders import load_bytes
from ingest.loaders.pdf_layout import Line, heading_levels, paragraphs, without_running_lines
from ingest.records import Document, Unreadable
from tests.ingest.samples import pdf

SHARED = Path(__file__).parents[3] / "shared" / "data" / "pdf"
LONG = "This is a line of a contract that fills the page from its left margin to the right"


def read(data: bytes) -> Document:
    return load_bytes(data, PurePath("contract.pdf"))


def read_file(path: Path) -> Document:
    return load_bytes(path.read_bytes(), path)


def sample(start: str) -> Path:
    found = sorted(SHARED.glob(f"{start}*.pdf"))
    if not found:
        pytest.skip("the sample PDFs are not on this machine")
    return found[0]


def test_pages_paragraphs_and_headings() -> None:
    data = pdf(
        [[(18, "Scope"), (12, LONG), (12, "and ends here.")], [(12, LONG), (12, "on page two.")]],
        title="Supply Contract",
    )
    document = read(data)
    assert document.title == "Supply Contract"
    found = [(passage.page, passage.heading, passage.text) for passage in passages(document)]
    assert found == [
        (1, ("Supply Contract", "Scope"), f"{LONG} and ends here."),
        (2, ("Supply Contract", "Scope"), f"{LONG} on page two."),
    ]


def test_headings_by_outline_go_before_large_print() -> None:
    writer = pypdf.PdfWriter(
        clone_from=io.BytesIO(pdf([[(20, "Large"), (12, "2. Notice period"), (12, LONG)]]))
    )
    writer.add_outline_item(title="Notice Period", page_number=0)
    stream = io.BytesIO()
    writer.write(stream)
    headings = [block.title for block in read(stream.getvalue()).blocks if block.kind == "heading"]
    assert headings == ["2. Notice period"]


@pytest.mark.parametrize("password", ["", "secret"])
def test_encryption(password: str) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[(12, "Words.")]])))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    if not password:
        assert read(stream.getvalue()).text == "Words."
        return
    with pytest.raises(Unreadable, match="needs a password"):
        read(stream.getvalue())


def test_a_page_without_text_is_said() -> None:
    document = read(pdf([[(12, "Words.")], []]))
    assert document.notices == ("page 2 has no text (empty)",)
    assert len(document.pages) == 2
    with pytest.raises(Unreadable, match="its pages are empty"):
        read(pdf([[], []]))


def test_a_scanned_file_is_said() -> None:
    with pytest.raises(Unreadable, match="its page is a picture, as a scanner makes them"):
        read_file(sample("019"))


def test_a_sample_that_needs_a_password() -> None:
    with pytest.raises(Unreadable, match="needs a password"):
        read_file(sample("005"))


def test_words_cut_at_line_ends_are_joined_and_columns_kept_apart() -> None:
    text = read_file(sample("026")).text
    assert "consectetuer adipiscing elit" in text
    assert "\ufffe" not in text


def test_arabic_is_in_reading_order() -> None:
    assert "حَبيبي" in read_file(sample("015-arabic__habibi.pdf"[:-4])).text


def test_every_sample_is_read_or_has_a_reason() -> None:
    sample("001")
    failed = []
    for path in sorted(SHARED.glob("*.pdf")):
        try:
            document = read_file(path)
        except Unreadable:
            failed.append(path.name[:3])
            continue
        for passage in passages(document):
            assert passage.text == document.text[passage.start : passage.end]
            assert passage.page or "Attached file" in passage.heading[-1]
    assert failed == ["005", "007", "007", "007", "019"]


def lines(*texts: str, top: float = 700, size: float = 12) -> list[Line]:
    return [Line(text, 72, top - 14 * index, size) for index, text in enumerate(texts)]


def test_chinese_lines_are_joined_without_a_blank() -> None:
    page = lines("甲方应当在合同到期前三十日", "书面通知乙方，否则自动续约。")
    assert [one.text for one in paragraphs(page, {})] == [
        "甲方应当在合同到期前三十日书面通知乙方，否则自动续约。"
    ]


def test_running_lines_are_kept_once() -> None:
    pages = [
        [
            *lines("Contract 2024-117", top=760),
            *lines(f"Exhibit {number}"),
            *lines(f"Page {number} of 3", top=30),
        ]
        for number in range(1, 4)
    ]
    kept = [[line.text for line in page] for page in without_running_lines(pages, [792.0] * 3)]
    assert kept == [["Contract 2024-117", "Exhibit 1", "Page 1 of 3"], ["Exhibit 2"], ["Exhibit 3"]]


def printed(*numbers: object, top: float = 30, height: float = 792) -> list[list[str]]:
    """Return what is kept of pages that have a line of body and another one at a place."""
    pages = [[*lines("Body", top=400), *lines(str(number), top=top)] for number in numbers]
    kept = without_running_lines(pages, [height] * len(pages))
    return [[line.text for line in page[1:]] for page in kept]


def test_a_number_runs_only_where_it_counts_the_pages() -> None:
    assert printed(1, 2, 3, 4) == [["1"], [], [], []]
    assert printed("iv", "v", "vi", "1", "2", "3") == [["iv"], [], [], ["1"], [], []]
    assert printed("Page 7 of 9", "Page 8 of 9", "Page 9 of 9") == [["Page 7 of 9"], [], []]
    assert printed(87, 90, 93, 96) == [["87"], ["90"], ["93"], ["96"]]
    assert printed(87, 87, 87) == [["87"], ["87"], ["87"]]
    assert printed(87, 88, 89, top=400) == [["87"], ["88"], ["89"]]


def test_words_run_only_in_the_margins_of_neighbouring_pages() -> None:
    assert printed("Confidential", "Confidential", "Confidential") == [["Confidential"], [], []]
    assert printed("Total 87.00", "Total 87.00", "Total 87.00") == [["Total 87.00"]] * 3
    assert printed("Paid", "Paid", "Paid", top=300) == [["Paid"]] * 3
    assert printed("Paid", "Paid", "Paid", height=0) == [["Paid"]] * 3
    far = printed("Paid", *"abcdef", "Paid", *"ghijkl", "Paid")
    assert far[0] == far[7] == far[14] == ["Paid"]


WORD = st.text("abcdefghij0123456789", min_size=1, max_size=6)
LINE = st.one_of(st.lists(WORD, min_size=1, max_size=8).map(" ".join), st.integers(0, 120).map(str))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(LINE, max_size=50), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_no_word_of_the_body_is_lost(body: list[list[str]], headed: bool, numbered: bool) -> None:
    """All words of a file are in its passages, but for lines that run on in the margins."""
    pages = [[(10, line) for line in page] for page in body]
    for number, page in enumerate(pages, start=1):
        if headed:
            page.insert(0, (10, "The Annual Report"))
        if numbered:
            page.append((10, f"Page {number}"))
    if not any(pages):
        return
    running = Counter(line for page in pages for line in {words for _, words in page})
    found = Counter(
        word
        for passage in passages(read(pdf(pages, title="The Annual Report")))
        for word in " ".join((*passage.heading[1:], passage.text)).split()
    )
    wanted = Counter(
        word
        for page in pages
        for _, words in page
        if running[words] < 3 and not re.fullmatch(r"(?:Page )?\d+", words)
        for word in words.split()
    )
    assert not wanted - found


@given(st.lists(st.integers(1, 500), min_size=3, max_size=12))
def test_numbers_that_do_not_count_up_stay(numbers: list[int]) -> None:
    offsets = Counter(number - page for page, number in enumerate(numbers))
    kept = printed(*numbers)
    for page, number in enumerate(numbers):
        if offsets[number - page] < 3:
            assert kept[page] == [str(number)]


def test_much_large_print_is_no_heading() -> None:
    pages = [[*lines("Words in small print."), *lines("A whole paragraph in large print.", size=20)]]
    assert heading_levels(pages, []) == [{}]
