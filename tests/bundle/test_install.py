"""What `install.py` says and does on machines of all kinds, most of them faked."""

from __future__ import annotations

import ast
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from assistant.bundle import checking, install, machine, texts
from assistant.bundle.create import Made
from assistant.bundle.plan import Place, Plan, launcher, python_of
from assistant.bundle.signing import Signer, make_keys
from tests.bundle.made import MadeIndex, bundle, contents

SHIPPED = [Path(install.__file__).with_name(name) for name in checking.INSTALLER]
Version = namedtuple("Version", "major minor micro releaselevel serial")


@pytest.fixture(autouse=True)
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with an empty home."""
    home = tmp_path / "person"
    home.mkdir()
    for name in ("OLLAMA_MODELS", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "ASSISTANT_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return bundle(tmp_path)


def refused(made: Made, person: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the installer, which must refuse in one sentence and change nothing."""
    assert install.main([*words], made.folder) == 1
    said = capsys.readouterr().out.splitlines()
    line = next(line for line in said if line.startswith("Nothing was installed. "))
    assert list(person.iterdir()) == []
    return line.removeprefix("Nothing was installed. ")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_old_pythons_can_read_it_far_enough_to_refuse(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    names = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names - {"assistant"} <= sys.stdlib_module_names
    evaluated = [node for node in ast.walk(tree) if isinstance(node, ast.Match | ast.NamedExpr)]
    assert not [node for node in evaluated if isinstance(node, ast.Match)]


def test_what_it_says_is_there_in_both_languages() -> None:
    said = {
        node.args[0].value
        for path in SHIPPED
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "both"
        and isinstance(node.args[0], ast.Constant)
    }
    assert said == texts.CHINESE.keys()
    names = re.compile(r"{\w+}")
    odd = [one for one, other in texts.CHINESE.items() if {*names.findall(one)} != {*names.findall(other)}]
    assert odd == []


def test_the_installer_speaks_the_language_of_the_system(made: Made, tmp_path: Path) -> None:
    (made.folder / "README.txt").write_text("other words")
    environ = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": "", "PYTHONUTF8": "1"}
    environ.pop("ASSISTANT_LANGUAGE", None)
    command = [sys.executable, "-I", str(made.folder / "install.py"), "--check"]
    done = subprocess.run(command, capture_output=True, env=environ, check=False)
    assert done.stdout.decode("utf-8").splitlines()[-2:] == [
        "没有安装任何东西。README.txt 已损坏：内容与清单不符。",
        "请重新复制离线安装包。",
    ]


def test_an_old_python_is_told_what_is_needed(
    made: Made, person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(3, 8, 10, "final", 0))
    assert "Python 3.8, and 3.11 or newer is needed" in refused(made, person, capsys)


def test_a_flipped_bit_is_found(made: Made, person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = next((made.folder / "wheels").glob("numpy*"))
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 4
    wheel.write_bytes(data)
    assert f"{wheel.name} is damaged" in refused(made, person, capsys)


def test_a_missing_file_is_named(made: Made, person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next((made.folder / "wheels").glob("numpy*")).unlink()
    assert "numpy" in refused(made, person, capsys)


def test_a_file_too_many_is_named(made: Made, person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made.folder / "json.py").write_text("import os")
    assert "json.py is in the bundle, but not in its list" in refused(made, person, capsys)


def test_a_link_is_refused(made: Made, person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = made.folder / "README.txt"
    readme.unlink()
    readme.symlink_to("/etc/hostname")
    assert "is a link" in refused(made, person, capsys)


def test_what_systems_litter_on_sticks_does_no_harm(made: Made) -> None:
    for name in (".DS_Store", "._bundle.json", "Thumbs.db"):
        (made.folder / name).write_text("x")
    (made.folder / "__pycache__").mkdir()
    (made.folder / "__pycache__" / "checking.pyc").write_text("x")
    assert install.main(["--check"], made.folder) == 0


@pytest.mark.parametrize(
    ("system", "machine", "here"),
    [
        ("Linux", "x86_64", "linux-x86_64"),
        ("Linux", "aarch64", "linux-aarch64"),
        ("Linux", "riscv64", "linux-riscv64"),
        ("Darwin", "arm64", "macos-arm64"),
        ("Darwin", "x86_64", "macos-x86_64"),
        ("Windows", "AMD64", "windows-x86_64"),
        ("FreeBSD", "amd64", "freebsd-x86_64"),
    ],
)
def test_another_machine_is_refused_by_its_name(
    tmp_path: Path, person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    system: str, machine: str, here: str,
) -> None:  # fmt: skip
    made = bundle(tmp_path, systems=["linux-aarch64" if here == "linux-x86_64" else "linux-x86_64"])
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert f"this machine is {here}" in refused(made, person, capsys)


def test_another_python_is_refused(tmp_path: Path, person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = bundle(tmp_path, pythons=["3.99"])
    assert "for Python 3.99" in refused(made, person, capsys)


@pytest.mark.parametrize(
    ("library", "words"), [(("glibc", "2.17"), "glibc 2.17"), (("", ""), "another C library")]
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="on Linux")
def test_an_old_system_is_refused(
    made: Made, person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    library: tuple[str, str], words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(platform, "libc_ver", lambda: library)
    assert words in refused(made, person, capsys)


def test_a_full_disk_is_seen_before_anything_is_written(
    made: Made, person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(person)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    assert "too little space" in refused(made, person, capsys)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": "1"},
        {"files": "all"},
        {"files": [{"path": "../x", "size": 1, "sha256": "0" * 64, "carried": True}]},
        {"files": [{"path": "x", "size": -1, "sha256": "0" * 64, "carried": True}]},
        {"files": [{"path": "x", "size": 1, "sha256": "0", "carried": True}]},
        {
            "platforms": {
                "linux-x86_64-python3.12": {"wheels": ["../../pip.whl"], "unpacked": 1, "longest": 1}
            }
        },
        {"platforms": {"linux-x86_64-python3.12": {"wheels": [], "unpacked": "1", "longest": 1}}},
        {"models": {"x": {"manifest": "/etc/passwd", "blobs": []}}},
        {"models": ["x"]},
        {"gguf": ["nowhere"]},
        {"gguf": 3},
    ],
)
def test_a_list_that_lies_is_refused(
    made: Made, person: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any]
) -> None:
    manifest = made.folder / "bundle.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **change}))
    assert refused(made, person, capsys)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "\xff"])
def test_what_is_no_list_is_refused(
    made: Made, person: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (made.folder / "bundle.json").write_bytes(text.encode("latin-1"))
    assert "damaged" in refused(made, person, capsys)


@pytest.mark.parametrize(
    "path",
    ["", "/x", "../x", "a/../x", "a//b", "C:/x", "a\\b", "con", "lib/aux.py", "NUL.txt", "com1", "x.", "x ", "a\nb", "x" * 181, "a?b"],
)  # fmt: skip
def test_paths_that_some_system_cannot_have_are_refused(path: str) -> None:
    assert not checking.is_safe(path)


def test_names_that_differ_only_in_case_are_refused(made: Made) -> None:
    manifest = json.loads((made.folder / "bundle.json").read_text())
    manifest["files"].append({**manifest["files"][0], "path": manifest["files"][0]["path"].swapcase()})
    (made.folder / "bundle.json").write_text(json.dumps(manifest))
    with pytest.raises(checking.Problem):
        checking.read_manifest(made.folder)


def test_who_insists_on_a_sender_gets_no_other(
    tmp_path: Path, made: Made, person: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = make_keys(tmp_path / "key", "")
    assert "not signed" in refused(made, person, capsys, "--key", key)
    signed = bundle(tmp_path, "signed", signer=Signer(tmp_path / "key", None))
    assert install.main(["--check", "--key", key], signed.folder) == 0
    assert "that you trust" in capsys.readouterr().out
    assert install.main(["--check"], signed.folder) == 0
    assert "Sender unknown: signed with the key" in capsys.readouterr().out


class FakeSystem:
    """Another system, as far as the installer asks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setattr(platform, "system", lambda: name)


@pytest.mark.parametrize(
    ("system", "environ", "data", "config"),
    [
        ("Linux", {}, ".local/share/private-assistant", ".config/private-assistant"),
        ("Linux", {"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "relative"}, "/d/private-assistant", ".config/private-assistant"),
        ("Darwin", {"XDG_DATA_HOME": "/d"}, "Library/Application Support/private-assistant", "Library/Application Support/private-assistant"),
        ("Windows", {"LOCALAPPDATA": "/L"}, "/L/private-assistant", "/L/private-assistant"),
    ],
)  # fmt: skip
def test_each_system_has_its_folders(
    person: Path,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    environ: dict[str, str],
    data: str,
    config: str,
) -> None:
    FakeSystem(monkeypatch, system)
    assert machine.data_folder(environ) == person / data
    assert machine.config_folder(environ) == person / config


def test_the_folders_are_those_of_the_program(person: Path) -> None:
    folders = platformdirs.PlatformDirs("private-assistant", appauthor=False)
    assert machine.data_folder(os.environ) == folders.user_data_path
    assert machine.config_folder(os.environ) == folders.user_config_path


def test_models_are_put_where_that_ollama_looks(
    tmp_path: Path, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.models_folder({"OLLAMA_MODELS": "/m"}) == Path("/m")
    FakeSystem(monkeypatch, "Linux")
    root = tmp_path / "root"
    assert machine.models_folder({}, root) == person / ".ollama/models"
    (root / "usr/share/ollama/.ollama").mkdir(parents=True)
    assert machine.models_folder({}, root) == root / "usr/share/ollama/.ollama/models"
    override = root / "etc/systemd/system/ollama.service.d/override.conf"
    override.parent.mkdir(parents=True)
    override.write_text('[Service]\nEnvironment="OLLAMA_MODELS=/data/my models"\n')
    assert machine.models_folder({}, root) == Path("/data/my models")
    for system in ("Windows", "Darwin"):
        FakeSystem(monkeypatch, system)
        assert machine.models_folder({}, root) == person / ".ollama/models"


class Planned(Plan):
    """A plan whose environment is a file that says what would be installed."""

    def _make_environment(self) -> None:
        python = python_of(self.place.program / self.installed_as)
        python.parent.mkdir(parents=True)
        python.write_text("\n".join(sorted(file["path"] for file in self.new)))


def carried_out(made: Made, home: Path, ollama: Path) -> Planned:
    place = Place(home, {})
    name = machine.choose_platform(made.manifest)
    plan = Planned(made.folder, made.manifest, name, place, ollama)
    plan.check()
    plan.carry_out(lambda *_: None, lambda _: None)
    plan.finish(name)
    return plan


def test_an_update_brings_what_changed_and_keeps_one_environment(tmp_path: Path) -> None:
    home, ollama = tmp_path / "home", tmp_path / "there"
    old = bundle(tmp_path, "old")
    first = carried_out(old, home, ollama)
    assert len(first.new) == 5
    assert contents(ollama / "manifests") == contents(tmp_path / "ollama" / "manifests")
    new = bundle(tmp_path, "new", MadeIndex({"numpy": "2.0"}), since=old.folder)
    second = carried_out(new, home, ollama)
    assert [file["path"].split("/")[1][:9] for file in second.new] == ["numpy-2.0"]
    assert second.copies == []
    assert [path.name for path in second.place.program.glob("env-*")] == [second.installed_as]
    again = Planned(new.folder, new.manifest, machine.choose_platform(new.manifest), second.place, ollama)
    assert (again.new, again.gone, again.copies) == ([], [], [])


def test_the_old_environment_stays_until_the_new_one_works(tmp_path: Path) -> None:
    first = carried_out(bundle(tmp_path, "old"), tmp_path / "home", tmp_path / "there")
    record = json.loads(first.place.record.read_text("utf-8"))
    first.place.record.write_text(json.dumps({**record, "python": "linux-x86_64-python3.11-of-before"}))

    class Failing(Plan):
        def _run_pip(self, made: Path) -> None:
            raise checking.Problem("pip could not do its part")

    made = bundle(tmp_path, "new", MadeIndex({"numpy": "2.0"}))
    plan = Failing(
        made.folder, made.manifest, machine.choose_platform(made.manifest), first.place, tmp_path / "there"
    )
    with pytest.raises(checking.Problem, match="pip could not"):
        plan.carry_out(lambda *_: None, lambda _: None)
    assert [path.name for path in first.place.program.glob("env-*")] == [first.installed_as]
    assert first.place.installed()["environment"] == first.installed_as


def test_a_bundle_of_changes_needs_what_it_changes(tmp_path: Path) -> None:
    old = bundle(tmp_path, "old")
    new = bundle(tmp_path, "new", MadeIndex({"numpy": "2.0"}), since=old.folder)
    with pytest.raises(checking.Problem, match="only what changed"):
        carried_out(new, tmp_path / "home", tmp_path / "there")
    assert not (tmp_path / "home").exists()


def test_a_model_is_named_only_once_it_is_whole(tmp_path: Path) -> None:
    made = bundle(tmp_path)
    name = machine.choose_platform(made.manifest)
    plan = Planned(made.folder, made.manifest, name, Place(tmp_path / "home", {}), tmp_path / "there")
    plan.check()
    weights = next(
        path
        for path in (made.folder / "models").rglob("*")
        if path.is_file() and path.read_bytes() == b"weights"
    )
    weights.write_bytes(b"Weights")  # the stick is changed between the check and the copy
    with pytest.raises(checking.Problem, match="changed while it was copied"):
        plan.carry_out(lambda *_: None, lambda _: None)
    assert not (tmp_path / "there" / "manifests").exists()
    assert not [path for path in (tmp_path / "there").rglob("*") if path.name.endswith("partial")]


@pytest.mark.skipif(os.name == "nt", reason="a script of Unix")
def test_the_script_that_starts_it_takes_any_name_of_a_folder(tmp_path: Path) -> None:
    home = tmp_path / "it's $HOME `here` 文件"
    python = home / "program" / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$ASSISTANT_HOME|$*"\n')
    python.chmod(0o755)
    script = tmp_path / "assistant"
    script.write_text(launcher(Place(home, {}), python.parents[1]))
    done = subprocess.run(
        ["/bin/sh", str(script), "a b"],
        env={"PATH": "/bin:/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{home}|-P -m assistant a b\n"


def test_nothing_beside_it_poses_as_a_part_of_python(tmp_path: Path) -> None:
    for path in SHIPPED:
        shutil.copy(path, tmp_path)
    for name in ("json", "platform", "argparse"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('caught')")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "install.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert "There is no bundle" in done.stdout
    assert "caught" not in done.stderr
