"""The real uv and pip, on a folder of wheels: no network is asked."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from assistant.bundle.index import Index, Pin, Target, pins_in
from assistant.errors import AssistantError
from tests.bundle.made import wheel
from tests.readme import ROOT

WINDOWS = Target("windows-x86_64", "3.12")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, version, tag in (
        ("alpha", "1.0", "py3-none-any"),
        ("alpha", "2.0", "cp312-cp312-win_amd64"),
        ("alpha", "3.0", "cp312-cp312-manylinux_2_28_x86_64"),
        ("beta", "1.0", "cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64"),
    ):
        path, data = wheel(name, version, tag)
        (folder / path).write_bytes(data)
    return Index(folder, os.environ)


@pytest.mark.slow
def test_each_system_gets_its_own_wheel(index: Index, tmp_path: Path) -> None:
    index.check()
    pins = index.resolve(WINDOWS, ["alpha", "beta; sys_platform == 'linux'"], None, tmp_path)
    assert [(pin.name, pin.version) for pin in pins] == [("alpha", "2.0")]
    index.fetch(WINDOWS, pins, tmp_path / "got")
    assert [path.name for path in (tmp_path / "got").iterdir()] == ["alpha-2.0-cp312-cp312-win_amd64.whl"]
    arm = Target("linux-aarch64", "3.12")
    pins = index.resolve(arm, ["alpha", "beta"], None, tmp_path)
    assert [(pin.name, pin.version) for pin in pins] == [("alpha", "1.0"), ("beta", "1.0")]


@pytest.mark.slow
def test_what_has_other_bytes_is_not_taken(index: Index, tmp_path: Path) -> None:
    with pytest.raises(AssistantError) as caught:
        index.fetch(WINDOWS, [Pin("alpha", "2.0", frozenset(["0" * 64]))], tmp_path / "got")
    assert caught.value.code == "index_failed"
    assert list((tmp_path / "got").glob("*.whl")) == []


def test_pins_are_read_with_all_their_hashes() -> None:
    text = f"# made\nAlpha_Beta==1.0 \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\ngamma[x]==2 ; os_name == 'nt' \\\n    --hash=sha256:{'c' * 64}\n"
    assert list(pins_in(text)) == [
        Pin("alpha-beta", "1.0", frozenset(["a" * 64, "b" * 64])),
        Pin("gamma", "2", frozenset(["c" * 64])),
    ]


def test_only_one_module_starts_what_asks_the_index() -> None:
    """`index_environ` is handed out for that alone, and pip and uv are named nowhere else as programs."""
    callers = {
        path.relative_to(ROOT).as_posix()
        for package in ("assistant", "bots", "ingest", "tui")
        for path in (ROOT / package).rglob("*.py")
        if "index_environ" in (text := path.read_text("utf-8")) or _starts_pip(text)
    }
    assert callers == {"assistant/offline.py", "assistant/bundle/index.py", "assistant/bundle/plan.py"}
    installer = (ROOT / "assistant/bundle/plan.py").read_text("utf-8")
    assert '"--no-index"' in installer  # what it starts asks nothing


def _starts_pip(text: str) -> bool:
    if '"-m"' not in text:
        return False
    return any(
        isinstance(node, ast.List | ast.Tuple)
        and any(isinstance(one, ast.Constant) and one.value in ("pip", "uv") for one in node.elts)
        and any(isinstance(one, ast.Constant) and one.value == "-m" for one in node.elts)
        for node in ast.walk(ast.parse(text))
    )
