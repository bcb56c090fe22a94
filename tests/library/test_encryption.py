"""Encrypted libraries: switched on and off as a whole, opened by their passphrase alone, and nothing plain beside them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import passphrase as passphrases
from assistant.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    PartMissing,
    UsageError,
)
from assistant.library import encryption, keys, sqlite
from assistant.library.encryption import change_passphrase, decrypt, encrypt, settle
from assistant.library.folder import overwrite_and_delete, writer_lock
from assistant.library.index.codes import CodesIndex
from assistant.library.library import Library
from assistant.library.salvage import salvage
from assistant.retrieval.semantic import SemanticRetriever
from tests.front_ends import environment_as_it_was
from tests.library.shelf import contents, put

PASSPHRASE, OTHER = "correct horse battery", "staple 电池 café"
WORD = "quagmire"


@pytest.fixture(autouse=True)
def quick_and_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Derive quickly, and know no key or passphrase of another test."""
    monkeypatch.setattr(keys, "MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "ITERATIONS", 1)
    monkeypatch.setattr(keys, "_held", keys._Held())
    monkeypatch.setattr(passphrases, "_sources", passphrases._Sources())
    with environment_as_it_was():
        for name in (passphrases.FILE, passphrases.VARIABLE, passphrases.CREDENTIALS, keys.HANDED):
            os.environ.pop(name, None)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plain library with a document, a note, and all that may lie beside one."""
    made = tmp_path / "library"
    with Library(made, create=True) as library:
        put(library, "/docs/walrus.md", f"The {WORD} of the north.")
        library.notes.set("note", WORD)
    return made


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".gitignore", "ingest.lock"}


def holds(folder: Path, word: str) -> list[str]:
    """Name the files in which a word stands, in any encoding that we write."""
    forms = [word.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")]
    forms += [word.encode().hex().encode(), json.dumps(word)[1:-1].encode()]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in forms)
    ]


def test_it_is_switched_on_and_off_as_a_whole(folder: Path) -> None:
    with Library(folder) as library:
        before = contents(library)
    (folder / "vectors").mkdir()
    (folder / "vectors" / "data.bin").write_text(WORD, "utf-8")
    (folder / "vectors.matrix").write_text(WORD, "utf-8")
    (folder / "library.db.damaged").write_text(WORD, "utf-8")
    encrypt(folder, PASSPHRASE)
    assert files(folder) == {"library.db", "library.key"}
    assert not holds(folder, WORD)
    assert not holds(folder, "walrus")
    with Library(folder) as library:
        assert library.encrypted
        assert contents(library) == before
        assert library.damage() == ""
        assert not holds(folder, WORD), "it stands in the write-ahead log"
    decrypt(folder)
    assert files(folder) == {"library.db"}
    with Library(folder) as library:
        assert not library.encrypted
        assert contents(library) == before


def test_only_its_passphrase_opens_it(folder: Path) -> None:
    encrypt(folder, PASSPHRASE)
    keys._held.by_id.clear()
    with pytest.raises(LibraryLocked, match="was not given") as locked:
        Library(folder)
    assert locked.value.code == "library_locked"
    with pytest.raises(LibraryLocked, match="does not open") as wrong:
        keys.unlock(folder, OTHER)
    assert wrong.value.code == "passphrase_wrong"
    keys.unlock(folder, f" {PASSPHRASE}\n")
    Library(folder).close()


def test_another_passphrase_opens_it_and_the_old_one_does_not(folder: Path) -> None:
    encrypt(folder, PASSPHRASE)
    database = (folder / "library.db").read_bytes()
    change_passphrase(folder, OTHER)
    assert (folder / "library.db").read_bytes() == database
    keys._held.by_id.clear()
    with pytest.raises(LibraryLocked):
        keys.unlock(folder, PASSPHRASE)
    keys.unlock(folder, "staple 电池 cafe\u0301")  # as another keyboard composes it
    Library(folder).close()


def test_a_passphrase_is_found_in_what_the_process_was_given(folder: Path, tmp_path: Path) -> None:
    encrypt(folder, PASSPHRASE)
    kept = tmp_path / "passphrase"
    kept.write_text(f"{PASSPHRASE}\n", "utf-8")
    kept.chmod(0o600)
    unit = tmp_path / "credentials"
    unit.mkdir()
    (unit / passphrases.CREDENTIAL).write_text(PASSPHRASE, "utf-8")
    for name, value in (
        (passphrases.FILE, str(kept)),
        (passphrases.CREDENTIALS, str(unit)),
        (passphrases.VARIABLE, PASSPHRASE),
    ):
        keys._held.by_id.clear()
        os.environ[name] = value
        Library(folder).close()
        os.environ.pop(name, None)
    assert passphrases.VARIABLE not in os.environ, "children would inherit it"


def test_it_is_asked_for_some_times_on_a_terminal(folder: Path) -> None:
    encrypt(folder, PASSPHRASE)
    keys._held.by_id.clear()
    said = iter(["no", "not this", PASSPHRASE])
    passphrases.ask_by(lambda prompt: next(said))
    Library(folder).close()
    keys._held.by_id.clear()
    passphrases.ask_by(lambda prompt: "never that")
    with pytest.raises(LibraryLocked, match="does not open"):
        Library(folder)


def test_a_child_process_is_handed_the_key(folder: Path) -> None:
    encrypt(folder, PASSPHRASE)
    line, more = keys.handed_on(folder)
    keys._held.by_id.clear()
    read, write = os.pipe()
    os.write(write, line + b"what comes after it")
    before = os.dup(0)
    try:
        os.dup2(read, 0)
        os.environ.update(more)
        Library(folder).close()
        assert os.read(0, 100) == b"what comes after it"
    finally:
        os.dup2(before, 0)
        for one in (read, write, before):
            os.close(one)
    assert keys.HANDED not in os.environ


def test_what_is_open_elsewhere_is_not_switched(folder: Path) -> None:
    with Library(folder), pytest.raises(LibraryBusy, match="has the library"):
        encrypt(folder, PASSPHRASE)
    assert files(folder) == {"library.db"}
    encrypt(folder, PASSPHRASE)
    with Library(folder), pytest.raises(LibraryBusy, match="has the library"):
        decrypt(folder)
    assert files(folder) == {"library.db", "library.key"}


def test_what_makes_no_sense_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="shorter"):
        encrypt(folder, "  short ")
    with pytest.raises(UsageError, match="is not encrypted"):
        decrypt(folder)
    with pytest.raises(UsageError, match="is not encrypted"):
        change_passphrase(folder, PASSPHRASE)
    encrypt(folder, PASSPHRASE)
    with pytest.raises(UsageError, match="encrypted already"):
        encrypt(folder, PASSPHRASE)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[" * 5_000, b'{"format": 1}', b'{"format": true}', b"\xff" * 50],
    ids=["empty", "nothing in it", "deep", "too little", "no number", "no text"],
)
def test_a_damaged_key_file_is_said(folder: Path, content: bytes) -> None:
    encrypt(folder, PASSPHRASE)
    (folder / keys.KEY_FILE).write_bytes(content)
    with pytest.raises(LibraryError, match="is damaged") as damaged:
        Library(folder)
    assert damaged.value.code == "key_file_damaged"


@pytest.mark.parametrize(
    ("name", "value"), [("memory_kib", 1 << 40), ("iterations", 1 << 30), ("lanes", 0), ("salt", "00")]
)
def test_a_key_file_cannot_ask_for_all_memory_or_time(folder: Path, name: str, value: object) -> None:
    encrypt(folder, PASSPHRASE)
    path = folder / keys.KEY_FILE
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {name: value}), "utf-8")
    with pytest.raises(LibraryError, match="is damaged"):
        keys.read_header(folder)


class Killed(BaseException):
    """Stands for the end of the process: nothing is tidied up."""


def _switch(folder: Path, step: int, monkeypatch: pytest.MonkeyPatch, *, on: bool) -> bool:
    """Switch, and end at the given step; return whether that came."""
    left = step

    def killing(inner: object) -> object:
        def called(*args: object, **kwargs: object) -> object:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return inner(*args, **kwargs)  # type: ignore[operator]

        return called

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killing(Path.rename))
        patched.setattr(os, "link", killing(os.link))
        patched.setattr(Path, "unlink", killing(Path.unlink))
        patched.setattr(encryption, "overwrite_and_delete", killing(overwrite_and_delete))
        patched.setattr(encryption, "_copy", killing(encryption._copy))
        patched.setattr(encryption, "_compare", killing(encryption._compare))
        try:
            encrypt(folder, PASSPHRASE) if on else decrypt(folder)
        except Killed:
            return True
    return False


@pytest.mark.parametrize("on", [True, False], ids=["encrypt", "decrypt"])
def test_a_kill_at_any_step_is_finished_or_undone(
    folder: Path, on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library(folder) as library:
        before = contents(library)
    if not on:
        encrypt(folder, PASSPHRASE)
    ends, step = set(), 0
    while _switch(folder, step, monkeypatch, on=on):
        keys.unlock(folder, PASSPHRASE)
        with Library(folder) as library:
            assert contents(library) == before, step
            ends.add(library.encrypted)
            assert files(folder) <= {"library.db", "library.db-wal", "library.db-shm", "library.key"}, step
            assert library.encrypted == ("library.key" in files(folder)), step
        if keys.is_encrypted(folder):
            assert not holds(folder, WORD), step
        if keys.is_encrypted(folder) == on:
            (decrypt if on else lambda place: encrypt(place, PASSPHRASE))(folder)
        step += 1
    assert step > 8
    assert ends == {True, False}, "it was never decided, or at once"


def test_who_comes_in_between_is_told_to_wait(folder: Path) -> None:
    encrypt(folder, PASSPHRASE)
    (folder / "library.db").rename(folder / encryption.ENCRYPTED)
    with writer_lock(folder), pytest.raises(LibraryBusy, match="being encrypted"):
        settle(folder)
    Library(folder).close()
    assert files(folder) == {"library.db", "library.key"}


def test_no_vectors_are_filed_beside_it(folder: Path) -> None:
    encrypt(folder, PASSPHRASE)
    with Library(folder) as library:
        assert SemanticRetriever(library, None, CodesIndex(library.vectors, None), 10)._exact._file is None


def test_a_damaged_page_loses_its_rows_alone(folder: Path) -> None:
    with Library(folder) as library:
        for number in range(60):
            put(library, f"/docs/{number}.md", f"Paper {number} " + "word " * 200)
    encrypt(folder, PASSPHRASE)
    path = folder / "library.db"
    data = bytearray(path.read_bytes())
    middle = len(data) // 4096 // 2 * 4096
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(data)
    saved = salvage(path)
    assert 40 < saved.kept["document"] <= 61
    with Library(folder) as library:
        assert library.encrypted
        assert library.damage() == ""
    assert not holds(folder, WORD)
    path.write_bytes(os.urandom(4096) + path.read_bytes()[4096:])
    with pytest.raises(LibraryDamaged, match="first page"):
        salvage(path)


def test_what_lasts_for_one_answer_is_encrypted_too(folder: Path, tmp_path: Path) -> None:
    encrypt(folder, PASSPHRASE)
    own = tmp_path / "beside"
    with keys.passing_key(own, folder), Library(own, create=True) as library:
        library.notes.set("note", WORD)
        assert library.encrypted
        assert not holds(own, WORD)
    with pytest.raises(LibraryError):
        Library(own)


def test_what_the_cipher_says_is_not_written_to_the_terminal(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    encrypt(folder, PASSPHRASE)
    path = folder / "library.db"
    path.write_bytes(os.urandom(8192))
    with pytest.raises(LibraryDamaged):
        Library(folder)
    assert capfd.readouterr() == ("", "")


def test_the_systems_keyring_opens_it_where_it_was_asked_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = pytest.importorskip("keyring")
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda *name: kept.get(name))
    monkeypatch.setattr(
        keyring, "set_password", lambda service, name, value: kept.update({(service, name): value})
    )
    monkeypatch.setattr(keyring, "delete_password", lambda *name: kept.pop(name))
    encrypt(folder, PASSPHRASE)
    assert not kept, "it was not asked for"
    change_passphrase(folder, OTHER, keyring=True)
    assert len(kept) == 1
    keys._held.by_id.clear()
    Library(folder).close()
    change_passphrase(folder, PASSPHRASE, keyring=False)
    assert not kept
    keys._held.by_id.clear()
    with pytest.raises(LibraryLocked):
        Library(folder)


def test_without_the_extra_it_is_said_how_to_install_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypt(folder, PASSPHRASE)
    monkeypatch.setattr(sqlite, "_cipher", None)
    keys._held.by_id.clear()
    with pytest.raises(PartMissing, match="SQLCipher") as missing:
        Library(folder)
    assert "[encrypted]" in missing.value.hint
    with pytest.raises(PartMissing):
        encrypt(folder, PASSPHRASE)
