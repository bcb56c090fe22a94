"""A pack that an enemy wrote: refused in one sentence, and the library is as it was."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import LibraryError, LibraryTooNew, UsageError
from assistant.packs import container, records
from assistant.packs.container import json_bytes
from assistant.packs.importing import PackConflict
from tests.library.shelf import contents, put
from tests.packs.age import sealed
from tests.packs.conftest import KEY, MODELS, PASSAGE, Make, crafted, head, lines, taken, written

Members = dict[str, bytes]
DOCUMENTS, VECTORS = "documents/000001.jsonl.gz", "vectors/0/000001"


def sound() -> Members:
    return {
        "models.json": MODELS,
        DOCUMENTS: lines(head(), PASSAGE),
        f"{VECTORS}.keys": bytes.fromhex(KEY),
        f"{VECTORS}.f16": np.array([0.6, 0.8], "<f2").tobytes(),
    }


def documents(*values: object) -> Members:
    return {**sound(), DOCUMENTS: lines(*values)}


def vectors(*values: float) -> Members:
    return {**sound(), f"{VECTORS}.f16": np.array(values, "<f2").tobytes()}


def later(name: str, *values: object) -> Members:
    return {**sound(), f"{name}/000001.jsonl.gz": lines(*values)}


def passage(**fields: Any) -> list[Any]:
    names = ("text", "start", "page", "heading", "confidence", "label")
    return list({**dict(zip(names, PASSAGE, strict=True)), **fields}.values())


TURN = ["q", "s", "a", "", [], [], "answered", True, "ollama", "r1", [None, None, None, None, 0.0], 1.0]
PATHS = ("", "/etc/passwd", "../up", "a/../../b", "a//b", "./a", "a\\b", "C:\\x\\..", "a\x00b", "a\nb", "x" * 300,
         "/".join("a" * 100), "a/" + "\u202egpj.exe", "\ud800", "e\u0301", " a")  # fmt: skip
DEEP = b"[" * 100_000 + b"]" * 100_000
WRONG: dict[str, Members] = {
    **{f"path {path[:20]!r}": documents(head(path), PASSAGE) for path in PATHS},
    "a path that is no text": documents(head(7), PASSAGE),
    "a document twice": documents(head(), PASSAGE, head(), PASSAGE),
    "passages missing": documents(head(count=2), PASSAGE),
    "no passages": documents(head(count=0)),
    "a passage too many": documents(head(), PASSAGE, PASSAGE),
    "a text that is none": documents(head(), passage(text=None)),
    "a long text": documents(head(), passage(text="x" * (records.MOST_TEXT + 1))),
    "a start below 0": documents(head(), passage(start=-1)),
    "a start that is no number": documents(head(), passage(start=True)),
    "a heading that is none": documents(head(), passage(heading=[1])),
    "a confidence above 1": documents(head(), passage(confidence=2)),
    "a field more": documents(head(), [*PASSAGE, 1]),
    "a hash that is none": documents(head(content="x' OR 1=1"), PASSAGE),
    "a kind that is none": documents(head(kind="../x"), PASSAGE),
    "a size below 0": documents(head(size=-1), PASSAGE),
    "a time out of range": documents(head(mtime=1 << 80), PASSAGE),
    "a picture that is none": documents(head(pictures=[[1, "zz"]]), PASSAGE),
    "JSON too deep": {**sound(), DOCUMENTS: gzip.compress(DEEP)},
    "a number too long": {**sound(), DOCUMENTS: gzip.compress(b"9" * 10_000)},
    "NaN": {**sound(), DOCUMENTS: gzip.compress(json_bytes(head()) + b'\n["a",0,null,[],NaN,""]')},
    "no gzip": {**sound(), DOCUMENTS: b"plain"},
    "gzip cut": {**sound(), DOCUMENTS: lines(head(), PASSAGE)[:-4]},
    "gzip and more": {**sound(), DOCUMENTS: lines(head(), PASSAGE) + b"more"},
    "vectors of no length": vectors(0, 0),
    "vectors of NaN": vectors(float("nan"), 1),
    "vectors without end": vectors(float("inf"), 0),
    "vectors cut": vectors(0.6),
    "vectors of another model": {**sound(), "vectors/1/000001.keys": b""},
    "vectors without keys": {key: data for key, data in sound().items() if not key.endswith("keys")},
    "keys without vectors": {key: data for key, data in sound().items() if not key.endswith("f16")},
    "an engine that is none": {**sound(), "models.json": json_bytes([["i", "cloud", "n", 2]])},
    "a model's name that is none": {**sound(), "models.json": json_bytes([["i", "ollama", "n; rm -rf", 2]])},
    "a model twice": {**sound(), "models.json": json_bytes([["i", "ollama", "n", 2]] * 2)},
    "vectors of too many dimensions": {**sound(), "models.json": json_bytes([["i", "ollama", "n", 1 << 20]])},
    "no models": {DOCUMENTS: lines(head(), PASSAGE)},
    "an unknown part": {**sound(), "code.py": b"import os"},
    "parts out of order": {"models.json": MODELS, **later("cells"), **documents(head(), PASSAGE)},
    "a cell that is no JSON": later("cells", ["a" * 32, "b" * 64, "{", 1.0]),
    "a note without a model": later("notes", ["a" * 64, [], None, "t", 1, "x"]),
    "a picture without places": later("pictures", ["a" * 32, "e", "", [["x", 1]]]),
    "a turn that ended in no way": later(
        "conversations", ["t", 1.0, 1.0, [[*TURN[:6], "hacked", *TURN[7:]]]]
    ),
    "a citation that leads out": later(
        "conversations",
        [
            "t",
            1.0,
            1.0,
            [[*TURN[:4], [[1, "../../etc/passwd", "", None, [], "", 0, 1, None, ""]], *TURN[5:]]],
        ],
    ),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from assistant.library.library import Library

    with Library(tmp_path_factory.mktemp("bob") / "library", create=True) as library:
        put(library, "/home/bob/a.txt", "Mine.", hash="e" * 32, kind="text")
        yield library, contents(library)


def refused(shelf: Any, pack: Path, error: type[LibraryError] = LibraryError) -> LibraryError:
    library, before = shelf
    with pytest.raises(error) as raised:
        taken(library, pack, "theirs")
    assert contents(library) == before
    assert raised.value.message.endswith(".")
    return raised.value


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_pack_ends_it(shelf: Any, tmp_path: Path, name: str) -> None:
    assert refused(shelf, crafted(tmp_path / "pack", WRONG[name])).code == "pack_damaged"


def test_what_is_right_in_one_is_taken(make: Make, tmp_path: Path) -> None:
    bob = make("bob")
    members = later("conversations", ["t", 1.0, 1.0, [TURN]])
    assert taken(bob, crafted(tmp_path / "pack", members)).added == 1
    assert bob.vectors.state().embedded == 1


def test_bombs_are_not_unpacked(shelf: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_UNPACKED", 1 << 20)
    bomb = {**sound(), DOCUMENTS: gzip.compress(bytes(2 << 20))}
    refused(shelf, crafted(tmp_path / "pack", bomb))
    monkeypatch.setattr(container, "MOST_MEMBER_BYTES", 10)
    refused(shelf, crafted(tmp_path / "pack", sound()))


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    at = data.index(old)
    block = data[:at] + new.ljust(len(old), b"\0") + data[at + len(old) :]
    start = at - at % 512
    header = block[start : start + 148] + b" " * 8 + block[start + 156 : start + 512]
    return block[:start] + header[:148] + b"%06o\0 " % sum(header) + header[156:] + block[start + 512 :]


def linked(data: bytes) -> bytes:
    at = data.index(b"models.json")
    header = data[at : at + 148] + b" " * 8 + b"2/etc/passwd".ljust(101, b"\0") + data[at + 257 : at + 512]
    return data[:at] + header[:148] + b"%06o\0 " % sum(header) + header[156:] + data[at + 512 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "text": lambda data: b"hello\n" * 500,
    "cut": lambda data: data[:-1_500],
    "half": lambda data: data[: len(data) // 2],
    "a bit in a text": lambda data: data[:2_600] + bytes([data[2_600] ^ 1]) + data[2_601:],
    "more behind": lambda data: data + b"x" * 512,
    "an end less": lambda data: data[:-512],
    "a name that leads out": lambda data: renamed(data, b"models.json", b"../etc/pass"),
    "an absolute name": lambda data: renamed(data, b"models.json", b"/etc/passwd"),
    "a link": linked,
    "a part less": lambda data: (
        data[: data.index(b"models.json")] + data[data.index(b"models.json") + 1_024 :]
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_container_that_is_not_as_it_was_written_is_refused(shelf: Any, tmp_path: Path, name: str) -> None:
    data = crafted(tmp_path / "pack", sound()).read_bytes()
    (tmp_path / "pack").write_bytes(DAMAGE[name](data))
    assert refused(shelf, tmp_path / "pack").code == "pack_damaged"


def test_a_newer_pack_says_so(shelf: Any, tmp_path: Path) -> None:
    newer = crafted(tmp_path / "pack", sound(), {"version": container.VERSION + 1})
    refused(shelf, newer, LibraryTooNew)


def test_what_a_document_says_is_only_text(make: Make, tmp_path: Path) -> None:
    """SQL, globs, templates and control characters are words like any other."""
    bob = make("bob", {"mine.txt": "Mine."}, root="/home/bob/docs")
    words = "'; DROP TABLE document; -- {{7*7}} \x1b]0;x\x07 $(rm -rf /) \u202e"
    pack = crafted(tmp_path / "pack", documents(head("docs/[!a]*%_'.txt", title=words), passage(text=words)))
    taken(bob, pack)
    assert bob.documents.counts()["found"] == 2
    assert bob.forget("/from-a-pack/docs/[!a]*%_'.txt") == 1
    assert [one.source for one in bob.documents.all()] == ["/home/bob/docs/mine.txt"]
    assert json.loads(json.dumps(words)) == words


def test_a_passphrase_keeps_a_pack_shut(make: Make, tmp_path: Path) -> None:
    ann, bob = make("ann", {"lease.txt": "The lease ends in May."}), make("bob")
    pack = tmp_path / "pack"
    assert written(ann, pack, passphrase="korrekt 正确").encrypted
    data = pack.read_bytes()
    assert b"lease" not in data
    assert b"documents" not in data
    assert taken(bob, pack, passphrase="korrekt 正确").added == 1


def test_an_encrypted_pack_that_was_changed_is_refused(shelf: Any, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    crafted(pack, sound())
    data = sealed(pack.read_bytes(), "korrekt")
    pack.write_bytes(data)
    with pytest.raises(UsageError) as raised:
        taken(shelf[0], pack, passphrase="falsch")
    assert raised.value.code == "pack_passphrase"
    for wrong in (
        data[:-3],
        data[: len(data) // 2],
        data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
        data + b"x",
        data[:300],
        data[:60],
        data.replace(b" 10\n", b" 30\n", 1),  # a key that would take gigabytes to try is not tried
        data.replace(b"-> scrypt", b"-> X25519", 1),
    ):
        pack.write_bytes(wrong)
        with pytest.raises((LibraryError, UsageError)) as refused_by:
            taken(shelf[0], pack, passphrase="korrekt")
        assert refused_by.value.code in ("pack_damaged", "pack_passphrase")
    pack.write_bytes(data)
    put(shelf[0], "/from-a-pack/docs/a.txt", "Other.", hash="pack:" + "9" * 32, kind="text")
    with pytest.raises(PackConflict):  # at last it is opened
        taken(shelf[0], pack, passphrase="korrekt")
    shelf[0].forget("/from-a-pack")
