"""A Chroma server that takes connections and never answers: search, ingest and forget give it up after some seconds."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.cli.conftest import Run
from tests.fakes.odd_answers import serving_odd, silent

LONGEST_S = 40.0
"""Each waits five seconds for the server; the rest is for machines that are busy."""


def test_it_is_given_up(library: Path, run: Run) -> None:
    with serving_odd(silent) as url:
        os.environ |= {
            "ASSISTANT_CHROMA_URL": url,
            "ASSISTANT_SEARCH_EXACT_UP_TO": "0",
            "ALL_PROXY": "socks5://127.0.0.1:7890",
        }
        Path("more.md").write_text("# More\n\nThe dog barks at noon.\n", "utf-8")
        forget = ("forget", str(Path("more.md").resolve()))
        given_up = f"The Chroma server at {url} does not answer"
        for words, told in (
            (("ingest", "more.md"), given_up),
            (("search", "dog"), "more.md"),
            (forget, given_up),
        ):
            began = time.monotonic()
            result = run(*words)
            assert time.monotonic() - began < LONGEST_S
            assert "Traceback" not in result.err
            assert told in result.out + result.err
