"""The picture of a page: for who may see the page's words, and of that page alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assistant.serve.pages import WEB
from assistant.serve.server import Listening
from tests.front_ends import ANSWER, QUESTION, filled_home, own_environment
from tests.ingest.samples import pdf
from tests.serve.conftest import Running, answering

PAGES = [
    [(12, "Supply contract")],
    [
        (12, "The contract with Lindqvist ends on 31 December 2026."),
        (12, "The notice period is ninety days."),
    ],
]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    with own_environment():
        filled_home(
            folder, {"default": {"contract.pdf": pdf(PAGES), "notes.md": "# Notes\n\nLindqvist called.\n"}}
        )
    return folder


@pytest.fixture(scope="module")
def pictured(papers: Path) -> Iterator[Running]:
    with answering(papers / "home", Listening()) as running:
        yield running


def source_of(running: Running, name: str = "contract.pdf", **headers: str) -> str:
    """Ask, and return the address of a source."""
    ask = {"model": "library/default", "messages": [{"role": "user", "content": QUESTION}]}
    answer: dict[str, Any] = running.http.post("/v1/chat/completions", json=ask, headers=headers).json()
    assert ANSWER in answer["choices"][0]["message"]["content"]
    url: str = next(one["url"] for one in answer["sources"] if one["name"] == name)
    return url.partition("#")[0]


def picture_at(url: str) -> str:
    return url.replace("?", "/page?")


def test_a_source_of_a_pdf_has_the_picture_of_its_page(pictured: Running) -> None:
    url = source_of(pictured)
    page = pictured.http.get(url)
    assert 'loading="lazy"' in page.text
    assert 'alt="contract.pdf · page 2 as it looks, with the words marked"' in page.text
    assert "img-src 'self'" in page.headers["content-security-policy"]
    chinese = pictured.http.get(url, headers={"accept-language": "zh-CN"}).text
    assert "contract.pdf · 第 2 页的原貌" in chinese
    shown = pictured.http.get(picture_at(url))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.headers["cache-control"] == "no-store"
    picture = Image.open(io.BytesIO(shown.content)).convert("RGB")
    assert picture.width == 1400
    assert any(red > 200 and green > 150 and blue < 140 for _n, (red, green, blue) in _colours(picture))
    assert pictured.http.get(picture_at(url)).content == shown.content


def _colours(picture: Image.Image) -> list[Any]:
    return picture.getcolors(1 << 20) or []


def test_only_the_address_of_a_source_leads_to_a_picture(pictured: Running) -> None:
    url = picture_at(source_of(pictured))
    for changed in (url.replace("key=", "key=0"), url.replace("from=", "from=1"), url.partition("?")[0]):
        assert pictured.http.get(changed).status_code in (403, 404)
    for path in ("/source/default/1/../../page", "/source/..%2f..%2fetc/1/page", "/source/default/x/page"):
        assert pictured.http.get(path).status_code in (403, 404)


def test_a_file_that_has_changed_or_gone_is_not_shown_and_its_folder_not_named(
    pictured: Running, papers: Path
) -> None:
    url, file = source_of(pictured), papers / "default" / "contract.pdf"
    before = file.read_bytes()
    try:
        file.write_bytes(before + b"\n% changed")
        answer = pictured.http.get(picture_at(url))
        assert answer.status_code == 500
        assert "it has changed since it was read" in answer.text
        file.unlink()
        answer = pictured.http.get(picture_at(url))
        assert answer.status_code == 400
        assert "contract.pdf is not there" in answer.text
        assert str(papers) not in answer.text
        assert "<img" not in pictured.http.get(url).text
    finally:
        file.write_bytes(before)


def test_a_picture_ends_with_the_token_that_it_was_made_for(papers: Path) -> None:
    from assistant.serve.libraries import Libraries
    from assistant.serve.users import Users

    users = Users(Libraries(papers / "home", {}, {}).users_file)
    token = users.add("ann", (), 0)
    with answering(papers / "home", Listening(for_others=True)) as guarded:
        url = picture_at(source_of(guarded, authorization=f"Bearer {token}"))
        assert guarded.http.get(url).status_code == 200  # the address alone is enough, as for its page
        users.revoke("ann")
        assert guarded.http.get(url).status_code == 403


def test_the_page_to_ask_from_shows_pictures_when_they_are_asked_for() -> None:
    script = (WEB / "ask.js").read_text("utf-8")
    opened = script.partition("function pictured(")[2].partition("\nfunction ")[0]
    assert '"toggle"' in opened
    assert opened.index('"toggle"') < opened.index("image.src")
    assert "image.alt" in opened
