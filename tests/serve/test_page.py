"""The page for people without a client: nothing comes from elsewhere, and nothing that is said becomes markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.serve.app import WEB
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


def test_nothing_that_is_said_becomes_markup() -> None:
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert sink not in SCRIPT
    assert "localStorage" not in SCRIPT  # what was said stays on the page
    assert "sessionStorage" not in SCRIPT


def test_both_languages_say_the_same() -> None:
    english, chinese = re.findall(r"\b(?:en|zh): \{(.*?)\n  \},", SCRIPT, re.DOTALL)
    names = re.compile(r"(?:^|[,{\s])(\w+): [\"(]")
    assert names.findall(english) == names.findall(chinese)
    assert set(re.findall(r"say\.(\w+)", SCRIPT)) <= set(names.findall(english))


def test_it_asks_once_it_knows_the_libraries_and_shows_what_follows_the_sources() -> None:
    asking = SCRIPT.partition("async function ask(")[2].partition("\nfunction ")[0]
    assert asking.index("await ready") < asking.index("library.value")  # who types at once is answered, too
    assert "remarks" in asking.partition("listed(")[2]
    page = (WEB / "ask.html").read_text("utf-8")
    assert page.count('role="status"') == 1  # an answer is read out once, not with every word that comes
    assert 'id="talk" aria-live' not in page


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")
def test_the_script_can_be_read(tmp_path: Path) -> None:
    done = subprocess.run(["node", "--check", WEB / "ask.js"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
