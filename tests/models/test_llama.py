"""GGUF files: what their header says, and llama.cpp in process, out of everybody else's reach."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
import struct
import sys
import tempfile
from contextlib import aclosing
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from assistant.errors import InputTooLong, ModelMissing, ServerFault, StreamCut
from assistant.models.base import AnswerPiece, ChatEnd, ChatItem, ChatOptions, Message, ReasoningPiece
from assistant.models.gguf import read_gguf_header
from assistant.models.llama import AnswerStream, GgufChat, _private_folder, _shut_the_door
from tests.models.engines import gguf_file
from tests.raising import raises

QUESTION = [Message("user", "Tell me a long story.")]


def gguf(facts: dict[str, object]) -> bytes:
    """Write a GGUF header; no tensors follow."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    body = b""
    for key, value in facts.items():
        body += text(key)
        match value:
            case str():
                body += struct.pack("<I", 8) + text(value)
            case int():
                body += struct.pack("<II", 4, value)
            case list() if all(isinstance(item, str) for item in value):
                body += struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
            case list():
                body += struct.pack("<IIQ", 9, 6, len(value)) + struct.pack(f"<{len(value)}f", *value)
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(facts)) + body


FACTS: dict[str, object] = {
    "general.architecture": "qwen2",
    "general.name": "DeepSeek R1 Distill",
    "qwen2.context_length": 131072,
    "tokenizer.ggml.tokens": ["a", "b", "租"],
    "tokenizer.ggml.scores": [0.5, 0.25, 1.0],
    "tokenizer.chat_template": "{% if add_generation_prompt %}{{'<|Assistant|><think>\\n'}}{% endif %}</think>",
}


def test_a_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf(FACTS))
    header = read_gguf_header(path)
    assert header.context_length == 131072
    assert "<think>" in header.template


def test_the_header_of_a_real_file() -> None:
    header = read_gguf_header(gguf_file())
    assert header.context_length == 8192
    assert "im_start" in header.template


@pytest.mark.parametrize("length", [0, 3, 20, 60, 200])
def test_a_file_that_ends_early(tmp_path: Path, length: int) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf(FACTS)[:length])
    with raises("gguf_broken"):
        GgufChat(path, 512)


@pytest.mark.parametrize("content", [b"PK\x03\x04 something else", b"GGUF" + b"\xff" * 400])
def test_something_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with raises("gguf_broken"):
        GgufChat(path, 512)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no\.gguf"):
        GgufChat(tmp_path / "no.gguf", 512)
    with pytest.raises(ModelMissing):
        GgufChat(tmp_path, 512)


def test_a_header_without_a_model_behind_it(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf(FACTS))
    chat = GgufChat(path, 512)
    assert chat.thinks
    with raises("gguf_not_loaded"):
        ask(chat, ChatOptions(max_tokens=1))


def ask(chat: GgufChat, options: ChatOptions) -> list[ChatItem]:
    async def collect() -> list[ChatItem]:
        return [item async for item in chat.chat(QUESTION, options)]

    return asyncio.run(collect())


def test_nobody_else_can_reach_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # others may run a model meanwhile
    process = psutil.Process()
    before = set(process.net_connections("inet"))
    chat = GgufChat(gguf_file(), 512)
    ask(chat, ChatOptions(max_tokens=2))
    assert set(process.net_connections("inet")) == before, "llama.cpp listens on a port"
    sockets = [entry.laddr for entry in process.net_connections("unix") if "llama.sock" in str(entry.laddr)]
    assert not any(os.path.exists(path) for path in sockets)  # noqa: PTH110
    assert not list(tmp_path.glob("assistant-*/llama.sock"))
    asyncio.run(chat.aclose())


def test_a_long_temporary_folder_is_no_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp")
    long = tmp_path / ("long" * 20) / ("longer" * 10)
    long.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    chat = GgufChat(gguf_file(), 512)
    assert isinstance(ask(chat, ChatOptions(max_tokens=2))[-1], ChatEnd)
    asyncio.run(chat.aclose())
    assert list(long.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="sockets have no files")
@pytest.mark.parametrize("length", [1, 60, 80, 90, 200])
def test_the_path_of_a_socket_is_never_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    folder = tmp_path / ("租" * (length // 3) or "x")
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    private = _private_folder()
    assert private is not None
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(private / "llama.sock"))
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    shutil.rmtree(private)


def test_where_no_socket_file_fits_there_is_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: (_ for _ in ()).throw(OSError("full")))
    settings = SimpleNamespace(hostnames=["127.0.0.1"])
    private = _private_folder()
    assert private is None
    _shut_the_door(settings, private)
    assert settings.hostnames == ["127.0.0.1"]
    assert len(settings.api_keys[0]) >= 32


def test_closing_frees_the_memory() -> None:
    pytest.importorskip("xllamacpp")
    chat = GgufChat(gguf_file(), 4096)
    ask(chat, ChatOptions(max_tokens=2))
    loaded = psutil.Process().num_threads()
    asyncio.run(chat.aclose())
    assert psutil.Process().num_threads() < loaded
    assert isinstance(ask(chat, ChatOptions(max_tokens=2))[-1], ChatEnd)
    asyncio.run(chat.aclose())


def test_cancelling_stops_the_thread() -> None:
    pytest.importorskip("xllamacpp")
    chat = GgufChat(gguf_file(), 2048)

    async def first_piece_only() -> None:
        async with aclosing(chat.chat(QUESTION, ChatOptions(max_tokens=2000))) as stream:
            await anext(stream)
        # The model is free for the next one as soon as the thread has seen it.
        async with asyncio.timeout(20):
            await chat.aclose()

    asyncio.run(first_piece_only())


def chunk(**delta: str) -> dict[str, object]:
    return {"choices": [{"delta": delta, "finish_reason": None}]}


def test_reasoning_that_llama_cpp_takes_out_is_not_split_again() -> None:
    stream = AnswerStream("r1", starts_inside=True)
    assert stream.take(chunk(reasoning_content="\nHm.")) == [ReasoningPiece("Hm.")]
    assert stream.take(chunk(content="Yes.")) == [AnswerPiece("Yes.")]


def test_reasoning_that_it_leaves_in_is_split_here() -> None:
    stream = AnswerStream("r1", starts_inside=True)
    assert stream.take(chunk(content="Hm.</think>Yes.")) == [ReasoningPiece("Hm."), AnswerPiece("Yes.")]


def test_errors_in_the_stream() -> None:
    stream = AnswerStream("r1", starts_inside=False)
    with pytest.raises(InputTooLong, match="5031 tokens"):
        stream.take({"error": {"type": "exceed_context_size_error", "n_prompt_tokens": 5031, "n_ctx": 2048}})
    with pytest.raises(ServerFault, match="out of memory"):
        stream.take({"error": {"message": "out of memory"}})
    with pytest.raises(StreamCut):
        stream.end()
