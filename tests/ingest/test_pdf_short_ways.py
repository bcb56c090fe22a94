"""What is left out of a page's reading changes nothing of it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.loaders import pdf_tables
from ingest.loaders.pdf_layout import Line, Piece, Placed, Run
from ingest.loaders.pdf_repair import _from_ascii85
from ingest.loaders.pdf_tables import arranged

_BLANKS = st.floats(0.5, 40.0)


@st.composite
def _pages(draw: st.DrawFn) -> list[Line]:
    """Draw lines below or beside one another, with blanks of any width."""
    lines, bottom = [], 700.0
    for _ in range(draw(st.integers(1, 8))):
        bottom -= draw(st.sampled_from((0.0, 3.0, 5.0, 12.0, 12.0, 12.0, 30.0, -41.0)))
        left, pieces = draw(st.sampled_from((50.0, 50.0, 300.0))), []
        for _ in range(draw(st.integers(1, 5))):
            said = draw(st.sampled_from(("word", "12.50", "........", "合同")))
            right = left + 5 * len(said)
            pieces.append(Piece(said, left, bottom, right, 10.0, False, draw(st.booleans())))
            left = right + draw(_BLANKS)
        lines.append(Line.of(pieces))
    return lines


def test_words_of_a_line_are_the_same_made_at_once_or_later() -> None:
    page = Placed(
        ["Before", "a", "word", "after"], [0, 10, 30, 70], [8, 25, 60, 90], [True, True, False, True]
    )
    run = Run(page, 1, 4, 700, 10, hyphen=True)
    assert run.gaps() == [5, 10]
    assert list(run.apart()) == [False, True]
    assert len(run) == 3
    at_once = (
        Piece("a", 10, 700, 25, 10, False, True),
        Piece("word", 30, 700, 60, 10),
        Piece("after", 70, 700, 90, 10, True, True),
    )
    assert at_once == run == Run(page, 1, 4, 700, 10, hyphen=True)
    assert (run[-1], run[:2], hash(run)) == (at_once[-1], at_once[:2], hash(at_once))
    assert run != Run(page, 1, 4, 700, 10, hyphen=False)


@settings(max_examples=60, deadline=None)
@given(_pages())
def test_a_page_of_one_column_needs_no_search_for_columns(lines: list[Line]) -> None:
    short = arranged(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_tables, "_is_one_column", lambda lines, close: False)
        assert arranged(lines) == short


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=60), st.sampled_from((b"", b"z", b"~", b"\xff", b"\n", b"uuuuu")), st.integers(0, 80)
)
def test_ascii85_is_read_as_the_library_reads_it(data: bytes, put_in: bytes, place: int) -> None:
    text = base64.a85encode(data, adobe=True)[2:]
    text = text[:place] + put_in + text[place:]
    try:
        wanted = base64.a85decode(b"<~" + text, adobe=True)
    except ValueError:
        with pytest.raises(ValueError, match=r"\w"):
            _from_ascii85(text)
    else:
        assert _from_ascii85(text) == wanted
