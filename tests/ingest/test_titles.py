"""What a document is called, where the data of its file give no name that anyone meant."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.loaders.builder import Builder, choose_title


@pytest.mark.parametrize(
    "given", ["(anonymous)", "anonymous", "(unspecified)", "untitled", "Untitled 3", "", " - "]
)
def test_a_placeholder_of_the_program_that_wrote_a_file_is_no_title(given: str) -> None:
    builder = Builder("pdf")
    builder.heading(1, "Hall agreement")
    assert choose_title(given, builder.blocks, PurePath("hall.pdf")) == "Hall agreement"
    assert choose_title(given, [], PurePath("hall.pdf")) == "hall"


@pytest.mark.parametrize("given", ["Anonymous letters of 1911", "Title deeds", "Lease"])
def test_a_title_that_was_given_is_kept(given: str) -> None:
    assert choose_title(given, [], PurePath("hall.pdf")) == given
