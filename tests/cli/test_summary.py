from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply

pytestmark = pytest.mark.slow
SUMMARY = FakeReply("The contract with Lindqvist ends on 31 December 2026.")


def test_a_document_is_read_whole_in_its_own_language(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(SUMMARY)
    result = run("summary", "contract.md")
    assert result.code == 0, result.err
    own, _, added = result.out.strip().partition("\n\n")
    assert own == f"{SUMMARY.content} [1]"
    assert added.endswith("- The notice period is ninety days, in writing. [2]")
    assert "Reading contract.md whole" in result.err
    prompt = ollama.sent("/api/chat")[-1]["messages"][-1]["content"]
    assert "ninety days" in prompt
    assert "Summarise contract.md." in prompt
    ollama.replies.append(FakeReply("转子密封圈每十二个月更换一次。"))
    lines = run("summary", "手册", "--json").lines
    assert (lines[-1]["question"], lines[-1]["answer"]) == (
        "总结《手册.md》。",
        "转子密封圈每十二个月更换一次。 [1]",
    )
    assert next(line for line in lines if line["event"] == "looked") == {
        "event": "looked",
        "road": "whole",
        "said": "正在通读《手册.md》",
        "documents": [str(library / "手册.md")],
    }
    ollama.replies.append(SUMMARY)
    assert run("ask", "When does it end?", "--whole", "contract").out.strip() == f"{SUMMARY.content} [1]"


def test_what_cannot_be_read_whole_is_told(library: Path, run: Run) -> None:
    for words, message, hint in (
        (("summary", "contact.md"), "There is no document “contact.md” in the library.", "contract.md"),
        (
            ("ask", "--whole", "nowhere.pdf", "When?"),
            "There is no document “nowhere.pdf”",
            "assistant sources",
        ),
        (("summary", "--dates", "--outline", "contract.md"), "not allowed with", ""),
        (("summary",), "FILE", ""),
    ):
        result = run(*words)
        assert result.code == 2
        assert message in result.err
        assert hint in result.err
    Path("new.md").write_text("# New\n\nWords.\n")
    assert "assistant ingest new.md" in run("summary", "new.md").err
    (library / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (library / "empty.txt").write_text("\n")
    assert run("ingest").code == 4
    assert "broken.pdf could not be read" in run("summary", "broken.pdf").err
    assert "empty.txt" in run("summary", "empty.txt").err
