from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.discover import WalkFilter, discover
from ingest.exclude import Exclusions, below_root, checked_pattern
from tests.ingest.test_discover import put


def found(root: Path, exclusions: Exclusions, *paths: Path) -> set[str]:
    return {os.path.relpath(entry.path, root) for entry in discover(paths or (root,), exclusions)}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    for name in (
        "a.md",
        "b.tmp",
        "drafts/c.md",
        "drafts/d.tmp",
        "old/drafts/e.md",
        "old/f.md",
        "old/new/g.tmp",
    ):
        put(tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["*.tmp"], {"a.md", "drafts/c.md", "old/drafts/e.md", "old/f.md"}),
        (["drafts/"], {"a.md", "b.tmp", "old/f.md", "old/new/g.tmp"}),
        (["/drafts"], {"a.md", "b.tmp", "old/drafts/e.md", "old/f.md", "old/new/g.tmp"}),
        (["old/**/*.tmp", "a.*"], {"b.tmp", "drafts/c.md", "drafts/d.tmp", "old/drafts/e.md", "old/f.md"}),
        (["*.tmp", "!b.tmp", "old/"], {"a.md", "b.tmp", "drafts/c.md"}),
    ],
)
def test_patterns_mean_what_they_mean_in_a_gitignore(
    papers: Path, patterns: list[str], left: set[str]
) -> None:
    assert found(papers, Exclusions(everywhere=patterns)) == left
    of_root = Exclusions(by_root={str(papers): patterns})
    assert found(papers, of_root) == left
    reaches = WalkFilter(str(papers), of_root)
    every = {os.path.relpath(entry.path, papers) for entry in discover([papers])}
    assert {name for name in every if reaches(str(papers / name))} == left


def test_patterns_of_a_folder_count_in_walks_from_above_and_from_below(papers: Path) -> None:
    of_below = Exclusions(by_root={str(papers / "old"): ["*.tmp"]})
    assert found(papers, of_below) == found(papers, Exclusions()) - {"old/new/g.tmp"}
    of_above = Exclusions(by_root={str(papers): ["old/new/", "/drafts/c.md"]})
    assert found(papers, of_above, papers / "old") == {"old/drafts/e.md", "old/f.md"}
    assert found(papers, of_above, papers / "drafts") == {"drafts/d.tmp"}


def test_what_is_named_is_read_though_a_pattern_leaves_it_out(papers: Path) -> None:
    exclusions = Exclusions(["*.tmp"], {str(papers): ["drafts/"]}, [str(papers / "old")])
    assert found(papers, exclusions, papers / "drafts") == {"drafts/c.md"}
    assert found(papers, exclusions, papers / "b.tmp") == {"b.tmp"}
    assert found(papers, exclusions, papers / "old") == {"old/f.md"}
    assert found(papers, exclusions) == {"a.md"}


def test_kept_out_files_and_folders_are_not_read(papers: Path) -> None:
    exclusions = Exclusions(kept_out=[str(papers / "old"), str(papers / "a.md"), "/elsewhere/b.tmp"])
    assert found(papers, exclusions) == {"b.tmp", "drafts/c.md", "drafts/d.tmp"}


@pytest.mark.parametrize("pattern", ["", "  ", "# note", "a*b*c*d*e*", "x" * 2000, "!", "a\nb"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"^(?:it is|what begins)"):
        checked_pattern(pattern)


def test_an_absolute_pattern_counts_from_the_root(papers: Path) -> None:
    assert below_root(f"{papers}/drafts/", str(papers)) == "/drafts/"
    assert below_root("drafts/", str(papers)) == "drafts/"
    assert below_root("/drafts/", str(papers)) == "/drafts/"
