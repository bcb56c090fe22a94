"""The page for people without a client: nothing comes from elsewhere, and nothing that is said becomes markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant import i18n
from assistant.aio.source_context import SourceContext
from assistant.serve import pages
from assistant.serve.pages import WEB
from tests.front_ends import QUESTION
from tests.serve.conftest import Running

SCRIPT = (WEB / "ask.js").read_text("utf-8")


def test_the_page_may_fetch_from_this_server_alone(running: Running) -> None:
    page, script = running.http.get("/ask"), running.http.get("/ask.js")
    assert (page.status_code, script.status_code) == (200, 200)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    assert not re.search(r"https?://", page.text + script.text)
    assert "<script>" not in page.text


def test_a_browser_is_led_to_the_page_and_a_client_told_that_something_answers(running: Running) -> None:
    browser = running.http.get("/", headers={"accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
    assert (browser.status_code, browser.headers["location"]) == (307, "ask")
    assert running.http.get("/", headers={"accept": "*/*"}).text == "Ollama is running"


def test_nothing_that_is_said_becomes_markup() -> None:
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert sink not in SCRIPT
    assert "localStorage" not in SCRIPT  # what was said stays on the page
    assert "sessionStorage" not in SCRIPT


def test_the_script_says_what_the_page_gives_it() -> None:
    assert set(re.findall(r"say\.(\w+)", SCRIPT)) <= pages.ASK_TEXTS.keys()
    for name, text in pages.ASK_TEXTS.items():
        translated = i18n.in_language("zh", text)
        assert translated != text, name
        assert re.findall(r"\{\w+\}", translated) == re.findall(r"\{\w+\}", text)


@pytest.mark.parametrize(
    ("accepted", "tag", "title"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "问问你的文档"),
        ("en-GB,en;q=0.9", "en", "Ask your documents"),
        ("de-DE,zh;q=0.8", "zh-CN", "问问你的文档"),
        ("*", "en", "Ask your documents"),
    ],
)
def test_a_page_speaks_the_language_of_its_browser(
    accepted: str, tag: str, title: str, running: Running
) -> None:
    told = {"accept-language": accepted}
    page = running.http.get("/ask", headers=told).text
    assert f'<html lang="{tag}">' in page
    assert f"<title>{title}</title>" in page
    assert "%" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    error = running.http.get("/source/default/1?from=1&to=2&key=0", headers=told)
    assert f'<html lang="{tag}">' in error.text
    assert ("Only addresses" in error.text) == (tag == "en")


def test_what_is_asked_by_a_chinese_reader_is_answered_in_chinese(running: Running) -> None:
    told = {"accept-language": "zh-CN"}
    ask = {"model": "library/default", "messages": [{"role": "user", "content": QUESTION}]}
    whole = running.http.post("/v1/chat/completions", json=ask, headers=told).json()
    assert "**Sources**" in whole["choices"][0]["message"]["content"]  # the question is English
    source = running.http.get(whole["sources"][0]["url"].partition("#")[0], headers=told)
    assert '<html lang="zh-CN">' in source.text
    nothing = running.http.post("/v1/chat/completions", json={**ask, "model": "x"}, headers=told).json()
    assert nothing["error"]["message"].startswith("这里没有名为“x”的模型。")
    assert nothing["error"]["code"] == "model_unknown"
    assert "There is no model" in running.http.post("/v1/chat/completions", json={**ask, "model": "x"}).text


def test_it_asks_once_it_knows_the_libraries_and_shows_cautions_before_the_sources() -> None:
    asking = SCRIPT.partition("async function ask(")[2].partition("\nfunction ")[0]
    assert asking.index("await ready") < asking.index("library.value")  # who types at once is answered, too
    assert "of remarks)" in asking.partition("listed(")[0]
    page = (WEB / "ask.html").read_text("utf-8")
    assert page.count('role="status"') == 1  # an answer is read out once, not with every word that comes
    assert 'id="talk" aria-live' not in page


def test_source_page_shows_the_headings_of_its_clauses() -> None:
    text = "Twelve hives stand there.\n\nThe keeper pays <40>.\n\nIt ends in May."
    begins = [text.index(words) for words in ("Twelve", "The keeper", "It ends")]
    titles = ("1. Hives", "2. Rent", "3. Term & notice")
    start = text.index("The keeper")
    context = SourceContext(
        source="/papers/lease.pdf",
        title="Lease",
        page=2,
        heading=("Lease", "2. Rent"),
        text=text,
        start=start,
        end=start + len("The keeper pays <40>."),
        document_id=1,
        first=0,
        last=2,
        headings=tuple(zip(begins, titles, strict=True)),
    )
    shown = pages.page(context, "", "")
    article = shown.partition("<article")[2].partition(">")[2].partition("</article>")[0]
    assert article == (
        "<h2>1. Hives</h2>Twelve hives stand there."
        '<h2>2. Rent</h2><mark id="words">The keeper pays &lt;40&gt;.</mark>'
        "<h2>3. Term &amp; notice</h2>It ends in May."
    )


def test_a_wide_table_says_that_it_goes_on_and_dates_stay_whole() -> None:
    page = (WEB / "ask.html").read_text("utf-8")
    assert "say.wide" in SCRIPT.partition("function table(")[2].partition("\nfunction ")[0]
    assert ".whole{white-space:nowrap}" in page


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")
def test_the_script_can_be_read(tmp_path: Path) -> None:
    done = subprocess.run(["node", "--check", WEB / "ask.js"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
