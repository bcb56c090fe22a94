"""Pages as they look: the right words are marked, within bounds, and nothing of another file is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from ingest.child_process import forbid
from ingest.page_drawing import MOST_PIXELS, DrawnPage, PageDrawer, WantedPage, drawn_page
from ingest.page_marks import Box, found, line_boxes, spread
from ingest.reading import contents
from ingest.records import RecognisedLine, Unreadable
from tests.ingest.samples import pdf

LEASE = pdf(
    [
        [
            (12, "Lease"),
            (12, "The rent is 900 a month."),
            (12, "The rent is 900 a month."),
            (12, "Notice: one month."),
        ],
        [(12, "The deposit is two rents."), (12, "It is paid back in May.")],
    ]
)


def wanted(**more: object) -> WantedPage:
    return replace(WantedPage("", "", 1, width=600), **more)  # type: ignore[arg-type]


def differing(one: Image.Image, other: Image.Image) -> Box | None:
    return ImageChops.difference(one, other).getbbox()


def test_the_cited_words_are_marked_and_nothing_else_of_the_page_changes() -> None:
    plain, none, _number = drawn_page(LEASE, "pdf", wanted())
    marked, boxes, number = drawn_page(LEASE, "pdf", wanted(quote="Notice: one month."))
    assert (none, number, len(boxes)) == ([], 1, 1)
    changed = differing(plain, marked)
    assert changed is not None
    left, top, right, bottom = boxes[0]
    assert left <= changed[0]
    assert top <= changed[1]
    assert changed[2] <= right
    assert changed[3] <= bottom
    dark = (
        ImageChops.invert(plain.convert("L")).crop((int(left), int(top), int(right), int(bottom))).getbbox()
    )
    assert dark is not None  # there are letters below the mark
    beside = plain.copy()
    beside.paste("white", (int(left), int(top), int(right), int(bottom)))
    assert differing(beside, drawn_page(LEASE, "pdf", wanted(quote="Notice: one month."))[0]) is not None


def test_of_words_that_stand_twice_those_are_marked_that_are_meant() -> None:
    _page, first, _number = drawn_page(LEASE, "pdf", wanted(quote="The rent is 900", before="Lease"))
    _page, second, _number = drawn_page(
        LEASE, "pdf", wanted(quote="The rent is 900", before="Lease\nThe rent is 900 a month.")
    )
    assert first[0][1] < second[0][1]


def test_words_over_the_end_of_a_page_are_found_on_the_next() -> None:
    _page, boxes, number = drawn_page(LEASE, "pdf", wanted(quote="The deposit is two rents."))
    assert (number, len(boxes)) == (2, 1)
    _page, boxes, number = drawn_page(LEASE, "pdf", wanted(quote="Nobody ever wrote these words down."))
    assert (number, boxes) == (1, [])


def test_a_page_is_never_larger_than_is_allowed() -> None:
    large = LEASE.replace(b"612 792", b"14400 14400").replace(b"595 842", b"14400 14400")
    for width in (600, 100_000):
        page, _boxes, _number = drawn_page(large, "pdf", wanted(width=width))
        assert page.width * page.height <= MOST_PIXELS * 1.01
    with pytest.raises(Unreadable):
        drawn_page(LEASE, "pdf", wanted(number=3))


def test_words_that_were_recognised_are_marked_in_a_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (1000, 500), "white").save(out, "PNG")
    line = RecognisedLine("Total: 12 euros", 0.9, 36.0, 90.0, 216.0, 18.0)  # points, from below
    page, boxes, _number = drawn_page(
        out.getvalue(), "picture", wanted(quote="12 euros", width=500, recognised={1: [line]})
    )
    assert page.size == (500, 250)
    left, top, right, bottom = boxes[0]
    assert 100 < left < 180 < right < 310  # behind "Total: ", half of 100 to 600 dots
    assert 90 < top < 101 < 124 < bottom < 132  # dots 200 to 250 from above, half of them
    assert page.getpixel((200, 110)) != (255, 255, 255)


def test_words_are_found_by_their_letters_in_pieces_and_not_by_chance() -> None:
    page = "The sup-\nplier delivers\nGoods | 500 | Rotor\nSeal 75 pieces"
    whole, share = found(page, "The supplier delivers")
    assert ([page[one.start : one.stop] for one in whole], share) == (["The sup-\nplier delivers"], 1.0)
    cells, share = found(page, "Seal 75 pieces\nGoods | 500 | Rotor")
    assert share == 1.0
    assert [page[one.start : one.stop] for one in cells] == ["Seal 75 pieces", "Goods | 500 | Rotor"]
    cells, share = found(page, "Rotor seal | 75 pieces")
    assert [page[one.start : one.stop] for one in cells] == ["Rotor\nSeal 75 pieces"]
    assert share == 1.0
    assert found(page, "Nothing of this stands here, but for the supplier")[0] == []
    chinese = "甲方应于每月五日前支付租金。"
    assert [chinese[one.start : one.stop] for one in found(chinese, "每月五日前")[0]] == ["每月五日前"]
    assert found("ﬁnal", "Final")[1] == 1.0  # a ligature is two letters
    assert found("", "word") == ([], 0.0)


def test_a_mark_has_a_box_for_each_line() -> None:
    boxes: list[Box | None] = [*spread("ab", (0, 0, 20, 10)), None, *spread("租金", (0, 20, 40, 30))]
    assert line_boxes([range(5)], boxes.__getitem__) == [(0, 0, 20, 10), (0, 20, 40, 30)]
    assert spread("a租", (0, 0, 30, 10)) == [(0, 0, 10, 10), (10, 0, 30, 10)]


@pytest.fixture
def drawer() -> Iterator[PageDrawer]:
    drawer = PageDrawer()
    yield drawer
    drawer.close()


def test_a_process_draws_what_was_read_and_says_what_is_another_file_now(
    drawer: PageDrawer, tmp_path: Path
) -> None:
    file = tmp_path / "lease.pdf"
    file.write_bytes(LEASE)
    asked = WantedPage(str(file), contents(file).content_hash, 1, "Notice", width=400)
    drawn = drawer.draw(asked)
    assert (drawn.media_type, drawn.width, len(drawn.marks)) == ("image/png", 400, 1)
    assert Image.open(io.BytesIO(drawn.data)).size == (drawn.width, drawn.height)
    file.write_bytes(LEASE + b"\n% another")
    with pytest.raises(Unreadable, match="changed"):
        drawer.draw(asked)
    file.unlink()
    with pytest.raises(Unreadable):
        drawer.draw(asked)


def test_a_process_that_dies_costs_one_page(
    drawer: PageDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lease.pdf"
    file.write_bytes(LEASE)
    asked = WantedPage(str(file), contents(file).content_hash, 1, width=200)
    monkeypatch.setattr(drawer, "_timeout_s", 0.0)  # whatever it does, it takes too long
    with pytest.raises(Unreadable):
        drawer.draw(asked)
    monkeypatch.undo()
    assert isinstance(drawer.draw(asked), DrawnPage)
    drawer.close()
    with pytest.raises(Unreadable):
        drawer.draw(asked)


def test_what_a_process_may_not_do_is_refused() -> None:
    with pytest.raises(RuntimeError):
        forbid("", "socket.connect", ())
