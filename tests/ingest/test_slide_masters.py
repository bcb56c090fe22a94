"""What stands on masters and layouts of slides: a viewer shows it on each slide, and it is read once."""

from __future__ import annotations

import io
from pathlib import PurePath

import pptx
import pytest
from pptx.util import Inches

from ingest.loaders import load_bytes
from ingest.loaders.census.office import slides
from ingest.loaders.census.opened import presentation
from ingest.loaders.inventory import Words
from tests.ingest.samples import zipped


def deck(*, shown: bool = True) -> bytes:
    """Make a deck of three slides, on whose master and first layout something stands."""
    made = pptx.Presentation()
    for title in ("Budget", "Plan", "End"):
        made.slides.add_slide(made.slide_layouts[1]).shapes.title.text = title
    for target, words in (
        (made.slide_master, "Larchwood Holding"),
        (made.slide_layouts[1], "Canteen committee 机密"),
        (made.slide_layouts[8], "Zebra"),
    ):
        box = made.slides[0].shapes.add_textbox(Inches(1), Inches(7), Inches(4), Inches(1))
        box.text_frame.text = words
        target.shapes._spTree.append(box._element)
    if not shown:
        for slide in made.slides:
            slide._element.set("showMasterSp", "0")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_words_of_master_and_layout_are_read_once() -> None:
    document = load_bytes(deck(), PurePath("deck.pptx"))
    assert document.text.count("Larchwood Holding") == 1
    assert document.text.count("Canteen committee 机密") == 1
    assert "Zebra" not in document.text  # no slide has that layout
    assert "Click to edit" not in document.text
    assert document.notices == ()
    hidden = load_bytes(deck(shown=False), PurePath("deck.pptx"))
    assert "Larchwood" not in hidden.text
    assert hidden.notices == ()


def test_the_census_counts_them_by_itself() -> None:
    held = [one.text for one in slides(deck()) if isinstance(one, Words)]
    assert [held.count(words) for words in ("Larchwood Holding", "Canteen committee 机密", "Zebra")] == [
        1,
        1,
        0,
    ]
    assert "Larchwood Holding" not in [
        one.text for one in slides(deck(shown=False)) if isinstance(one, Words)
    ]


_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
)


def box(words: str, more: str = "") -> str:
    return f"<draw:frame {more}><draw:text-box><text:p>{words}</text:p></draw:text-box></draw:frame>"


@pytest.fixture
def odp() -> bytes:
    pages = "".join(
        f'<draw:page draw:master-page-name="A">{box(words)}</draw:page>' for words in ("One", "Two")
    )
    masters = (
        f'<style:master-page style:name="A">{box("Larchwood Holding")}'
        + box("Click to edit", 'presentation:class="title" presentation:placeholder="true"')
        + "</style:master-page>"
        f'<style:master-page style:name="B">{box("Zebra")}</style:master-page>'
    )
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.presentation",
        "content.xml": f"<office:document-content {_NAMES}><office:body><office:presentation>{pages}</office:presentation></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_NAMES}><office:master-styles>{masters}</office:master-styles></office:document-styles>",
    })  # fmt: skip


def test_words_of_a_master_of_opendocument_are_read_once(odp: bytes) -> None:
    document = load_bytes(odp, PurePath("deck.odp"))
    assert document.text.split("\n\n") == ["One", "On every slide like this one: Larchwood Holding", "Two"]
    assert document.notices == ()
    assert [one.text for one in presentation(odp) if isinstance(one, Words)] == [
        "One",
        "Two",
        "Larchwood Holding",
    ]
