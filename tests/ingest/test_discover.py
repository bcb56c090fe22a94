from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ingest.discover import Entry, discover


def names(root: Path, *paths: Path) -> dict[str, str]:
    """Return what was found, relative to the root, and why it is skipped."""
    return {os.path.relpath(entry.path, root): entry.skipped for entry in discover(paths or (root,))}


def put(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_files_are_found_in_a_fixed_order_with_size_and_time(tmp_path: Path) -> None:
    put(tmp_path / "b.md", "four")
    put(tmp_path / "a" / "c.txt")
    entries = list(discover([tmp_path]))
    assert [Path(entry.path).name for entry in entries] == ["b.md", "c.txt"]
    status = (tmp_path / "b.md").stat()
    assert entries[0] == Entry(str(tmp_path / "b.md"), 4, status.st_mtime_ns, device=status.st_dev)


def test_it_is_lazy(tmp_path: Path) -> None:
    put(tmp_path / "a.md")
    found = discover(iter([tmp_path, tmp_path / "missing"]))
    assert Path(next(found).path).name == "a.md"


def test_hidden_and_ignored_files_are_left_out(tmp_path: Path) -> None:
    for name in (
        ".hidden.md", ".git/config.md", "node_modules/readme.md", "__pycache__/a.md", "~$letter.docx", "env/pyvenv.cfg",
        "env/lib/a.md", "draft/a.md", "sub/b.log", "sub/keep.log", "sub/deep/x.md", "sub/deep/y.md", "kept.md", "thumbs.db",
    ):  # fmt: skip
        put(tmp_path / name)
    put(tmp_path / ".gitignore", "draft/\n*.log\n/sub/deep/x.md\n")
    put(tmp_path / "sub" / ".gitignore", "!keep.log\n")
    put(tmp_path / "sub" / "deep" / ".gitignore", "y.md\n")
    assert names(tmp_path) == {"kept.md": "", "sub/keep.log": ""}


def test_what_is_named_is_read_even_if_hidden_or_ignored(tmp_path: Path) -> None:
    put(tmp_path / ".gitignore", "draft/\n")
    hidden, draft = put(tmp_path / ".plan.md"), put(tmp_path / "draft" / "a.md").parent
    module = put(tmp_path / "node_modules" / "m" / "readme.md").parent
    venv = put(tmp_path / "env" / "notes.md").parent
    put(venv / "pyvenv.cfg")
    found = names(tmp_path, hidden, draft, module.parent, venv)
    assert found == {
        ".plan.md": "", "draft/a.md": "", "node_modules/m/readme.md": "", "env/notes.md": "", "env/pyvenv.cfg": "",
    }  # fmt: skip
    assert [entry.named for entry in discover([hidden, draft])] == [True, False]


def test_a_path_that_does_not_exist_is_said(tmp_path: Path) -> None:
    (entry,) = discover([tmp_path / "missing"])
    assert entry.named
    assert entry.skipped.startswith("it does not exist")


def test_a_file_is_yielded_once_however_often_it_is_named(tmp_path: Path) -> None:
    file = put(tmp_path / "a.md")
    assert len(list(discover([file, tmp_path, tmp_path / "." / "x" / ".."]))) == 1


def test_links_stay_inside_and_loops_end(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", put(tmp_path / "outside" / "secret.md")
    put(root / "real" / "a.md")
    put(root / ".store" / "hidden.md")
    (root / "loop").symlink_to(root)
    (root / "real" / "up").symlink_to(root / "real")
    (root / "self").symlink_to(root / "self")
    (root / "gone.md").symlink_to(root / "nowhere.md")
    (root / "out").symlink_to(outside.parent)
    (root / "out.md").symlink_to(outside)
    (root / "latest.md").symlink_to(root / "real" / "a.md")
    (root / "again").symlink_to(root / "real")
    (root / "shown").symlink_to(root / ".store")
    found = names(root)
    assert [name for name, reason in found.items() if not reason] == [
        "latest.md",
        "real/a.md",
        "shown/hidden.md",
    ]
    assert "leads out of the folder" in found["out"]
    assert "leads out of the folder" in found["out.md"]
    assert "leads nowhere" in found["gone.md"]
    assert "circle" in found["self"]


def test_a_named_link_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "real" / "a.md")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert names(tmp_path, tmp_path / "link") == {"link/a.md": ""}


def test_what_is_not_a_file_is_reported_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    monkeypatch.chdir(tmp_path)  # a socket's whole path may be too long for its address
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("talk.md")
        found = names(tmp_path)
    assert "a pipe" in found["pipe.md"]
    assert "a socket" in found["talk.md"]
    assert "a device" in next(discover([Path(os.devnull)])).skipped


def test_a_pipe_in_the_place_of_a_gitignore_is_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path / "a.md")
    os.mkfifo(tmp_path / ".gitignore")
    assert names(tmp_path) == {"a.md": ""}


def test_a_rule_that_would_take_for_ever_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / ("a" * 240 + ".md"))
    put(tmp_path / "b.log")
    put(tmp_path / ".gitignore", "*a" * 100 + "b\n*.log\n")
    assert list(names(tmp_path)) == ["a" * 240 + ".md"]


def test_formats_that_cannot_be_read_are_reported_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    (tmp_path / "b.unknown").write_bytes(b"\x7fELF\x00\x00")
    (tmp_path / "c.data").write_bytes(bytes(range(256)))
    (tmp_path / "empty.md").touch()
    put(tmp_path / "d.mpp")
    put(tmp_path / "README")
    put(tmp_path / "notes.weird", "plain words")
    found = names(tmp_path)
    assert found["a.gif"] == "it is a picture; only text can be read"
    assert found["b.unknown"] == "it is a program"
    assert found["c.data"] == "it is a binary file, not text"
    assert found["d.mpp"].startswith("it is a Project plan")
    assert found["empty.md"] == "it is empty"
    assert found["README"] == found["notes.weird"] == ""


def test_a_name_that_is_not_unicode_survives(tmp_path: Path) -> None:
    try:
        put(tmp_path / os.fsdecode(b"caf\xe9\x1b[2J.md"))
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    (entry,) = discover([tmp_path])
    assert os.fsencode(Path(entry.path).name) == b"caf\xe9\x1b[2J.md"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_reported(tmp_path: Path) -> None:
    folder = put(tmp_path / "closed" / "a.md").parent
    folder.chmod(0)
    try:
        assert names(tmp_path) == {"closed": "you have no permission to read it"}
    finally:
        folder.chmod(0o700)
