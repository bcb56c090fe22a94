from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply

pytestmark = pytest.mark.slow
SUMMARY = FakeReply("The contract with Lindqvist ends on 31 December 2026.")


def test_a_document_is_summed_up(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(SUMMARY)
    result = run("summary", "contract.md")
    assert result.code == 0, result.err
    assert result.out.strip() == f"{SUMMARY.content} [1]"
    assert "Reading contract.md whole" in result.err
    prompt = ollama.sent("/api/chat")[-1]["messages"][-1]["content"]
    assert "ninety days" in prompt
    assert "Summarise contract.md." in prompt


def test_it_is_asked_in_the_documents_language(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(FakeReply("转子密封圈每十二个月更换一次。"))
    last = run("summary", "手册", "--json").lines[-1]
    assert (last["question"], last["answer"]) == ("总结手册.md。", "转子密封圈每十二个月更换一次。 [1]")


def test_json_says_what_is_read(library: Path, run: Run) -> None:
    looked = next(line for line in run("summary", "manual.md", "--json").lines if line["event"] == "looked")
    assert looked == {
        "event": "looked",
        "road": "whole",
        "said": "Reading manual.md whole",
        "documents": [str(library / "manual.md")],
    }


def test_a_fact_is_asked_of_a_whole_document(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(SUMMARY)
    result = run("ask", "When does it end?", "--whole", "contract")
    assert result.out.strip() == f"{SUMMARY.content} [1]"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("summary", "contact.md"), "There is no document contact.md in the library.", "contract.md"),
        (("ask", "--whole", "nowhere.pdf", "When?"), "There is no document nowhere.pdf", "assistant sources"),
        (("summary", "--dates", "--outline", "contract.md"), "not allowed with", ""),
        (("summary",), "FILE", ""),
    ],
)
def test_wrong_use_is_told(library: Path, run: Run, words: tuple[str, ...], message: str, hint: str) -> None:
    result = run(*words)
    assert result.code == 2
    assert message in result.err
    assert hint in result.err


def test_a_file_that_was_never_read_is_to_be_read_first(library: Path, run: Run) -> None:
    Path("new.md").write_text("# New\n\nWords.\n")
    assert "assistant ingest new.md" in run("summary", "new.md").err


def test_a_file_without_text_is_told(library: Path, run: Run) -> None:
    (library / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (library / "empty.txt").write_text("\n")
    assert run("ingest").code == 1
    assert "broken.pdf could not be read" in run("summary", "broken.pdf").err
    assert "empty.txt" in run("summary", "empty.txt").err
