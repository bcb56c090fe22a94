"""The parts on questions that people have judged, on a few that are made here: no model, no data from elsewhere."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.models.base import ChatEnd, ChatItem, ChatOptions, Message
from benchmarks import long_reports, mtragun, nomiracl
from benchmarks.asking import KeptAnswers, Scripted, answered, asking, filled, safe_name, written
from benchmarks.mtragun import Rewriting
from benchmarks.remembered import Remembering
from benchmarks.rows import Skipped
from benchmarks.workplace import Workplace
from tests.fakes.models import HashingEmbedder, Reply, ScriptedChat
from tests.fakes.papers import PAPERS
from tests.ingest.samples import pdf


def test_passages_of_a_title_are_one_file_and_each_kind_is_split_into_halves(tmp_path: Path) -> None:
    passages = [{"title": "AC/DC", "text": "One."}, {"title": "ac dc", "text": "Two."}]
    lines = [
        {"question": f"{number}?", "answerable": number < 3, "passages": passages[: 1 + number % 2]}
        for number in range(5)
    ]
    lines.append({**lines[0], "passages": [{"title": "AC/DC", "text": "Three."}]})
    (tmp_path / "en.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    files, questions = nomiracl.read(tmp_path, "en")
    assert files == {"AC DC.md": "# AC/DC\n\nOne.\n\nThree.\n", "ac dc 1.md": "# ac dc\n\nTwo.\n"}
    assert [one.half for one in questions if one.answerable] == ["choosing", "reporting"] * 2
    assert [one.half for one in questions if not one.answerable] == ["choosing", "reporting"]
    with pytest.raises(Skipped, match="NoMIRACL"):
        nomiracl.read(tmp_path, "zh")


@pytest.mark.parametrize("title", ["", "...", "a" * 300, 'What? <"x">', "../../etc"])
def test_a_title_becomes_a_name_that_files_can_have(title: str, tmp_path: Path) -> None:
    written({f"{safe_name(title)}.md": "x"}, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_late_turn_is_asked_after_what_was_said_before_it(tmp_path: Path) -> None:
    passages = [{"title": name.removesuffix(".md"), "text": text} for name, text in PAPERS.items()]
    turn = {
        "history": ["How long is annual leave?", "28 days."],
        "question": "And carried over?",
        "passages": passages[:1],
    }
    told = [
        {"id": "aaaaaaaa-1", "collection": "papers", "turns": [turn]},
        {"id": "bbbbbbbb-2", "collection": "papers", "turns": [{**turn, "passages": passages}]},
    ]
    (tmp_path / "conversations.jsonl").write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    by_hand = tmp_path / "by_hand.tsv"
    by_hand.write_text("aaaaaaaa\tHow many days of annual leave may be carried over?\n", encoding="utf-8")
    files, (late,) = mtragun.read(tmp_path, by_hand)
    assert late.files == {"handbook 1.md"}
    assert len(files["papers"]) == len(PAPERS)
    run, embedder = Workplace(tmp_path / "work", None), Remembering(HashingEmbedder())
    written(files["papers"], tmp_path / "docs")
    filled(run.folder / "mtragun" / "home", "papers", [tmp_path / "docs"], embedder)
    assert mtragun.searched(run, late, late.written_out, embedder) == 1.0
    listening = Rewriting()
    mtragun.asked(run, late, embedder, listening)
    assert any("28 days." in prompt for prompt in listening.prompts)
    missing = replace(late, files=frozenset(["nothing.md", "handbook 1.md"]))
    assert mtragun.searched(run, missing, late.written_out, embedder) == 0.5


def test_only_what_is_to_be_rewritten_is_put_to_the_model_behind() -> None:
    behind = Scripted(rewrites="written")
    asked = Rewriting("said", behind=behind)

    async def say(options: ChatOptions) -> str:
        items = [item async for item in asked.chat([Message("user", "?")], options)]
        return "".join(getattr(item, "text", "") for item in items)

    assert asyncio.run(say(ChatOptions(max_tokens=80))) == "written"
    assert asyncio.run(say(ChatOptions())) == "said"
    assert behind.prompts == []


def test_a_model_is_asked_the_same_thing_once_also_in_another_run(tmp_path: Path) -> None:
    behind = ScriptedChat(name="one").queue(Reply("said", reasoning="hm", reason="length"), "again")

    async def say(kept: KeptAnswers, words: str) -> list[ChatItem]:
        return [item async for item in kept.chat([Message("user", words)], ChatOptions(max_tokens=80))]

    path = tmp_path / "kept" / "answers.jsonl"
    first = asyncio.run(say(KeptAnswers(behind, path), "?"))
    assert [getattr(item, "text", "") for item in first] == ["hm", "said", ""]
    assert isinstance(first[-1], ChatEnd)
    assert first[-1].reason == "length"
    assert asyncio.run(say(KeptAnswers(behind, path), "?")) == first
    assert asyncio.run(say(KeptAnswers(behind, path), "!")) != first
    assert asyncio.run(say(KeptAnswers(ScriptedChat(name="two"), path), "?")) != first
    assert len(behind.calls) == 2


def test_every_question_that_was_written_out_is_one_line() -> None:
    lines = [line.split("\t") for line in mtragun.WRITTEN_OUT.read_text(encoding="utf-8").splitlines()]
    assert all(len(line) == 2 and line[1].endswith("?") for line in lines)
    assert len({name for name, _ in lines}) == len(lines)


def test_a_hit_is_right_where_a_passage_of_it_starts_on_the_page(tmp_path: Path) -> None:
    pages = ["The rent of the hall is 900 euros a month.", "The lease of the hall ends in May 2027."]
    report = tmp_path / "docs" / "report.pdf"
    report.parent.mkdir()
    report.write_bytes(pdf([[(12, text)] for text in pages]))
    lines = [{"question": "When does the lease end?", "file": "report.pdf", "pages": [2]}]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (question,) = long_reports.read_questions(tmp_path)
    embedder = Remembering(HashingEmbedder())
    filled(tmp_path / "home", "reports", [report.parent], embedder)
    with asking(tmp_path / "home", "reports", embedder, None) as assistant:
        hits = answered(assistant, question.text).hits
        assert any(long_reports.holds(assistant, hit, question) for hit in hits)
        elsewhere = replace(question, pages=frozenset([7]))
        assert not any(long_reports.holds(assistant, hit, elsewhere) for hit in hits)
    with pytest.raises(Skipped, match="--reports"):
        long_reports.read_questions(None)
