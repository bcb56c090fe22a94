from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.paths import existing, from_address, is_under, prefix_of

pytestmark = pytest.mark.skipif(os.sep != "/", reason="paths are written with a slash")


@pytest.mark.parametrize("path", ["/data/law", "/data/law/a.txt", "/data/law/of/a.txt"])
def test_a_folder_and_what_lies_in_it_is_under_it(path: str) -> None:
    assert is_under(path, "/data/law")


@pytest.mark.parametrize("path", ["/data/lawyers/a.txt", "/data/law.txt", "/data", "/", "/other/data/law"])
def test_a_name_that_only_begins_alike_is_not_under_it(path: str) -> None:
    assert not is_under(path, "/data/law")


def test_a_folder_may_be_written_with_a_separator_at_its_end() -> None:
    assert is_under("/data/law", "/data/law/")
    assert not is_under("/data/lawyers", "/data/law/")


def test_everything_is_under_the_root() -> None:
    assert is_under("/data", "/")
    assert is_under("/", "/")


def test_a_prefix_ends_with_one_separator() -> None:
    assert [prefix_of(folder) for folder in ("/", "/data", "/data/")] == ["/", "/data/", "/data/"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("file:///a%20b/%E6%89%8B.md", "/a b/手.md"),
        ("file://localhost/a.md", "/a.md"),
        ("file:///C:/a%20b.pdf", "C:/a b.pdf"),
        ("/a%20b.md", "/a%20b.md"),
        ("notes.md", "notes.md"),
    ],
)
def test_an_address_of_a_file_is_its_path(text: str, path: str) -> None:
    assert from_address(text) == path


def test_an_address_of_a_file_is_found(tmp_path: Path) -> None:
    paper = tmp_path / "a paper.md"
    paper.touch()
    assert existing(f" '{paper.as_uri()}'") == str(paper)
