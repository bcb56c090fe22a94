from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.readme import GENERATED, PAGES, ROOT, written_anew

LONGEST_README = 120


@pytest.mark.parametrize("page", GENERATED, ids=lambda page: str(page.relative_to(ROOT)))
def test_generated_parts_are_up_to_date(page: Path) -> None:
    assert written_anew(page) == page.read_text("utf-8"), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8"))
    local = [link.partition("#") for link in links if "://" not in link]
    missing = [path for path, _, _ in local if path and not (page.parent / path).exists()]
    assert not missing
    for path, _, heading in local:
        if heading:
            target = page.parent / path if path else page
            slugs = [re.sub(r"[^\w -]", "", line.lstrip("# ")).strip().lower().replace(" ", "-")
                     for line in target.read_text("utf-8").splitlines() if line.startswith("#")]  # fmt: skip
            assert heading in slugs


def test_the_readme_is_short_and_names_every_page() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_README
    unnamed = [page.name for page in (ROOT / "docs").glob("*.md") if f"(docs/{page.name})" not in text]
    assert not unnamed


def test_the_chinese_readme_names_every_chinese_page() -> None:
    text = (ROOT / "README.zh-CN.md").read_text("utf-8")
    pages = [page.name for page in (ROOT / "docs" / "zh").glob("*.md")]
    assert [name for name in pages if f"(docs/zh/{name})" not in text] == []
    assert "(README.zh-CN.md)" in "".join((ROOT / "README.md").read_text("utf-8").splitlines()[:4])
    assert "(README.md)" in "".join(text.splitlines()[:4])


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "zh").glob("*.md")), ids=lambda page: page.name)
def test_a_page_leads_to_the_same_in_the_other_language(page: Path) -> None:
    english = page.parents[1] / page.name
    assert f"English | [简体中文](zh/{page.name})" in english.read_text("utf-8").splitlines()[:4]
    chinese = page.read_text("utf-8")
    assert chinese.splitlines()[2].startswith(f"[English](../{page.name}) | 简体中文 ")
    translated = {one.name for one in page.parent.glob("*.md")}
    links = re.findall(r"\]\(\.\./(\w+\.md)\)", "\n".join(chinese.splitlines()[3:]))
    assert [name for name in links if name in translated] == [], "this page is there in Chinese"


def test_the_example_is_short() -> None:
    script = ROOT / "examples" / "ask_a_folder.py"
    assert len(script.read_text("utf-8").splitlines()) <= 20
