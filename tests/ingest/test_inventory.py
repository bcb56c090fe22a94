"""The contract of the inventories: whatever a file holds and its document does not is said, in every format."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.loaders import load_bytes
from ingest.loaders.formats import BY_KIND, FORMATS
from ingest.loaders.inventory import (
    PAGE_NUMBER,
    WORD,
    Held,
    Things,
    Words,
    in_order,
    remember_order,
    remembering,
    shortfall,
)
from ingest.records import Block, Document
from tests.ingest.held import SAMPLES, Sample

KINDS = [
    one.kind for one in FORMATS if one.kind != "picture"
]  # what one holds is known once it is recognised


def read(kind: str) -> tuple[Document, bytes]:
    data = SAMPLES[kind].make()
    return load_bytes(data, PurePath(SAMPLES[kind].name)), data


def missed(document: Document, data: bytes) -> list[str]:
    module, _, function = BY_KIND[document.kind].census.partition(":")
    return shortfall(
        document, partial(getattr(import_module(f"ingest.loaders.census.{module}"), function), data)
    )


def without(document: Document, block: Block) -> Document:
    return replace(document, blocks=tuple(one for one in document.blocks if one is not block))


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_has_a_census_and_a_sample_of_what_it_counts(kind: str) -> None:
    assert BY_KIND[kind].census, f"write a census for {kind}, and name it in formats.py"
    assert SAMPLES[kind].holds, f"make a sample of {kind} in tests/ingest/held.py"


@pytest.mark.parametrize("kind", KINDS)
def test_a_normal_file_is_read_whole_and_has_no_notice(kind: str) -> None:
    document, _ = read(kind)
    assert document.kind == kind
    assert document.notices == ()
    words = set(WORD.findall(document.text))
    assert [thing for thing, marked in SAMPLES[kind].holds.items() if marked not in words] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_that_a_reader_loses_is_said(kind: str) -> None:
    document, data = read(kind)
    for thing, marked in SAMPLES[kind].holds.items():
        lost = [block for block in document.blocks if marked in document.text[block.start : block.end]]
        shorter = document
        for block in lost:
            shorter = without(shorter, block)
        assert any("not read" in notice for notice in missed(shorter, data)), thing


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_that_a_reader_does_not_count_is_said(kind: str) -> None:
    document, data = read(kind)
    for noun in SAMPLES[kind].counted:
        fewer = {**document.read, noun: document.read[noun] - 1}
        first = noun.split()[0]
        assert any(first in notice for notice in missed(replace(document, read=fewer), data)), noun


@pytest.mark.parametrize(
    ("kind", "thing"), [(kind, thing) for kind, sample in SAMPLES.items() for thing in sample.left_out]
)
def test_what_cannot_be_read_is_said(kind: str, thing: str) -> None:
    sample: Sample = SAMPLES[kind]
    make, said = sample.left_out[thing]
    notices = load_bytes(make(), PurePath(sample.name)).notices
    assert len(notices) == 1
    assert said in notices[0]


def document(text: str, **read: int) -> Document:
    return Document(text, "", "text", (Block("paragraph", 0, len(text)),), read=read)


def short(text: str, *held: Held, **read: int) -> list[str]:
    return shortfall(document(text, **read), lambda: held)


def test_sentences_name_number_and_place() -> None:
    slides = [Words(f"lost{number}", "on slide", number) for number in (2, 3, 4, 9)]
    assert short("kept", Words("kept"), *slides) == [
        "4 words on slides 2 to 4 and 9 were not read, like “lost2”"
    ]
    assert short("kept", Words("kept gone", "in its notes")) == ["1 word in its notes was not read, “gone”"]
    assert short("x", Things("check box", 3), **{"check box": 1}) == ["2 of 3 check boxes were not read"]
    assert short("x", Things("picture", 2, "on page", 3)) == [
        "2 pictures on page 3 hold no text that could be read"
    ]
    assert short("x", Things("stretch of deleted text", 2)) == ["2 stretches of deleted text were not read"]


def test_words_that_are_cut_in_another_way_are_not_missed() -> None:
    assert short("one long contract ends", Words("one long con tract ends")) == []
    assert short("con\ntract", Words("contract")) == []
    assert short("合同\n到期", Words("合同到期")) == []
    assert short("合同", Words("合同到期")) == ["1 word was not read, “合同到期”"]
    assert short("５ km", Words("5 km")) == []


def test_a_word_that_is_read_less_often_than_it_is_held_is_missed() -> None:
    assert short("5 of 7", Words("5 of 7"), Words("5 of 7")) == ["3 words were not read, like “of”"]


@given(st.lists(st.text(alphabet="abc 合1", max_size=12), max_size=8), st.integers(0, 7))
def test_a_lost_stretch_is_missed_and_a_whole_text_is_not(stretches: list[str], lost: int) -> None:
    held = [Words(one) for one in stretches]
    assert short(" ".join(stretches), *held) == []
    rest = [one for number, one in enumerate(stretches) if number != lost]
    if (
        lost < len(stretches)
        and len(set(WORD.findall(stretches[lost])) - set("".join(rest)))
        and not any(word in "".join(rest).replace(" ", "") for word in WORD.findall(stretches[lost]))
    ):
        assert short(" ".join(rest), *held) != []


LINES = ["A lease of two rooms.", "", "The rent is 900 a month.", "租金每月付。"]


@pytest.mark.parametrize(
    ("kept", "end", "missing"),
    [
        (LINES, None, False),
        (LINES, -4, True),  # the last block ends before the last words
        (LINES[:-1], None, True),
        ([*LINES, "and one more", ""], None, False),
    ],
)
def test_a_text_that_is_the_files_own_is_held_against_it(
    kept: list[str], end: int | None, missing: bool
) -> None:
    text = "\n".join(kept)
    read = Document(text=text, title="", kind="text", blocks=(Block("paragraph", 0, len(text[:end])),))
    sentences = shortfall(read, lambda: map(Words, LINES), "\n".join(LINES))
    assert bool(sentences) is missing
    assert sentences == shortfall(read, lambda: map(Words, LINES))


def test_a_page_that_was_printed_once_is_believed_only_with_all_its_words() -> None:
    page = "rent 900\r\nrent 900\r\ndue 1200 1200\r\n股票股票"
    with remembering():
        remember_order(1, [(page, "rent 900\ndue 1200\n股票")])
        remember_order(2, [(page, "rent 900\ndue 120\n股票")])
        assert in_order(1, page) == "rent 900\ndue 1200\n股票"
        assert in_order(2, page) == page


def test_a_line_of_slashes_is_told_from_a_page_number_at_once() -> None:
    for line in ("Page 2 / 9", "第 2 页 共 9 页", "- 2 -"):
        assert PAGE_NUMBER.fullmatch(line)
    for line in ("Confidential 2", "/" * 5_000 + "x"):
        assert not PAGE_NUMBER.fullmatch(line)
