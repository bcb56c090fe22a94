"""Parser processes: what becomes of a file whose parser was killed from outside, and of the parsers of a run that ends."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from checks.crash.aftermath import not_in_order
from checks.crash.checker import Checker
from checks.crash.commands import Ran, configure, ingest
from checks.crash.documents import papers, write
from checks.crash.faults import KILL, TERMINATE
from checks.crash.phases import server
from checks.crash.tracing import injecting, missing_part
from checks.crash.trial import Fault, left_behind

pytestmark = pytest.mark.skipif(bool(missing_part()), reason=missing_part() or "it is there")
PAGE = (
    "<html><head><title>Ferry</title></head><body><p>The ferry to Texel leaves every hour.</p></body></html>"
)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A web page, which another process reads, before text that is read in process."""
    folder = tmp_path / "documents"
    write(folder, papers("text", 4, 4))
    (folder / "a page.html").write_text(PAGE, "utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    configure(tmp_path / "home")
    return tmp_path / "home"


def struck(home: Path, documents: Path, call: str, fault: str, file: Path) -> Ran:
    """Strike a run at a call that is about a file; nothing it started may outlive it."""
    with server().running() as ollama:
        before = injecting(home.with_name("log"), call, fault, file)
        ran = ingest(home, documents, ollama.url, before=before, mark="parsers")
    assert not [*left_behind("parsers")]
    return ran


def assert_ends_as_fresh(home: Path, documents: Path) -> None:
    fresh = home.with_name("fresh")
    configure(fresh)
    with server().running() as ollama, closing(Checker()) as checker:
        assert not not_in_order(ingest(home, documents, ollama.url))
        assert not not_in_order(ingest(fresh, documents, ollama.url))
        assert not checker.as_fresh(home, fresh, ["when does the ferry to Texel leave"], ollama.url)


def test_a_file_whose_parser_was_killed_is_read_by_the_next_run(home: Path, documents: Path) -> None:
    page = documents / "a page.html"
    ran = struck(home, documents, "openat", "signal=SIGKILL:when=1", page)
    assert ran.code == 4, "some files failed"
    statuses = {Path(event["path"]).name: event["status"] for event in ran.events if event["event"] == "file"}
    assert statuses.pop(page.name) == "failed"
    assert set(statuses.values()) == {"added"}
    assert_ends_as_fresh(home, documents)


@pytest.mark.parametrize("fault", [KILL, TERMINATE], ids=lambda fault: str(fault.name))
def test_a_parser_does_not_outlive_a_run_that_is_struck(home: Path, documents: Path, fault: Fault) -> None:
    # The page was read before, and its parser waits for more.
    ran = struck(home, documents, "openat", fault.injected.format(number=1), documents / "text03.md")
    assert not fault.judge(ran, False)
    assert_ends_as_fresh(home, documents)
