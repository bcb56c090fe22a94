from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.bundle import checking
from assistant.bundle.index import UV_NAMES, requirements_of, tags_of
from assistant.bundle.licences import part_of_wheel
from assistant.bundle.own import own_wheel
from assistant.bundle.signing import Signer, make_keys
from assistant.errors import AssistantError, ModelMissing, UsageError
from tests.bundle.made import HERE, MadeIndex, bundle, contents, models
from tests.readme import ROOT


def verified(folder: Path) -> dict[str, object]:
    manifest, _ = checking.read_manifest(folder)
    assert checking.check_files(folder, manifest, lambda what, done, total: None) == []
    return manifest


def test_a_bundle_holds_what_it_lists(tmp_path: Path) -> None:
    made = bundle(tmp_path)
    verified(made.folder)
    there = contents(made.folder)
    sums = {line.split("  ")[1] for line in there["SHA256SUMS"].decode().splitlines()}
    assert set(there) == {*sums, "SHA256SUMS", "bundle.json"}
    assert sum(path.startswith("wheels/") for path in there) == 5
    assert "models/ollama/manifests/registry.example/library/tiny/latest" in there
    assert "Do as you like with numpy." in there["licences/numpy-1.0/00-LICENSE.txt"].decode()
    assert "numpy 1.0: MIT\n" in there["licences/LICENCES.txt"].decode()
    assert "不联网" in there["README.txt"].decode()
    assert len(there["README.txt"].decode().splitlines()) <= 60


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    make_keys(tmp_path / "key", "")
    signer = Signer(tmp_path / "key", None)
    wish: dict[str, Any] = {"systems": ["linux-x86_64", "windows-x86_64"], "signer": signer}
    first, second = (bundle(tmp_path, name, MadeIndex(), **wish) for name in ("one", "two"))
    assert contents(first.folder) == contents(second.folder)
    again = bundle(tmp_path, "one", MadeIndex(stops_after=0), **wish)  # all is there: nothing is fetched
    assert contents(again.folder) == contents(second.folder)


def test_our_own_wheel_is_whole_and_the_same_each_time() -> None:
    name, data = own_wheel({})
    assert own_wheel({}) == (name, data)
    assert own_wheel({"SOURCE_DATE_EPOCH": "1700000000"})[1] != data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        there = set(archive.namelist())
        head = archive.read(f"{name.rsplit('-', 3)[0]}.dist-info/METADATA").decode()
        record = archive.read(f"{name.rsplit('-', 3)[0]}.dist-info/RECORD").decode()
    assert {"assistant/cli/main.py", "tui/command.py", "bots/command.py", "ingest/sync.py"} <= there
    assert {
        "assistant/bundle/install.py",
        "assistant/bundle/README.txt",
        "assistant/bundle/requirements.lock",
    } <= there
    assert any(path.startswith("assistant/examples/") for path in there)
    assert not [path for path in there if "__pycache__" in path]
    assert len(record.splitlines()) == len(there)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert head.count("\nProvides-Extra: ") == len(project["optional-dependencies"])


def test_a_bundle_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.bundle.index.BATCH", 2)
    with pytest.raises(AssistantError, match="network is gone"):
        bundle(tmp_path, index=MadeIndex(stops_after=2))
    with pytest.raises(checking.Problem, match=r"bundle\.json is missing"):
        checking.read_manifest(tmp_path / "bundle")
    index = MadeIndex()
    verified(bundle(tmp_path, index=index).folder)
    assert len(index.fetched) == 2  # of four


def test_what_no_longer_belongs_to_it_is_taken_away(tmp_path: Path) -> None:
    bundle(tmp_path)
    made = bundle(tmp_path, index=MadeIndex({"numpy": "2.0"}), models=[])
    verified(made.folder)
    assert [path for path in contents(made.folder) if "numpy-1.0" in path or "blobs" in path] == []


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "diary.txt").write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        bundle(tmp_path)
    assert contents(tmp_path / "bundle") == {"diary.txt": b"mine"}


def test_only_what_changed_is_carried(tmp_path: Path) -> None:
    old = bundle(tmp_path, "old")
    index = MadeIndex({"numpy": "2.0"})
    made = bundle(tmp_path, "new", index, since=old.folder)
    manifest = verified(made.folder)
    assert [name.split("-")[:2] for name in index.fetched] == [["numpy", "2.0"]]
    wheels = [path for path in contents(made.folder) if path.startswith("wheels/")]
    assert len(wheels) == 1
    assert not [path for path in contents(made.folder) if "blobs" in path]
    files = {file["path"]: file for file in manifest["files"]}  # type: ignore[attr-defined]
    assert files["wheels/anyio-1.0-py3-none-any.whl"]["carried"] is False
    assert made.left_out == 7  # four wheels with our own, three blobs
    assert '"anyio"' in (made.folder / "sbom.cdx.json").read_text()


def test_the_list_of_parts_has_what_cyclonedx_requires(tmp_path: Path) -> None:
    systems = ["linux-x86_64", "macos-arm64"]
    said = json.loads((bundle(tmp_path, systems=systems).folder / "sbom.cdx.json").read_text())
    assert (said["bomFormat"], said["specVersion"], said["version"]) == ("CycloneDX", "1.6", 1)
    assert set(said) <= {
        "$schema",
        "bomFormat",
        "specVersion",
        "version",
        "metadata",
        "components",
        "dependencies",
    }
    references = [one["bom-ref"] for one in said["components"]]
    assert len(set(references)) == len(references) == 7  # one of them has a wheel for each system
    for one in said["components"]:
        assert one["type"] in ("library", "machine-learning-model")
        assert one["name"]
        assert all(re.fullmatch(r"[0-9a-f]{64}", made["content"]) for made in one["hashes"])
        assert all(made["license"]["name"] for made in one["licenses"])
    assert {one["name"]: one["licenses"][0]["license"]["name"] for one in said["components"]}[
        "tiny"
    ] == "MIT License"
    assert said["dependencies"][0]["dependsOn"] == references


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"systems": ["solaris-sparc"]}, "not made for solaris"),
        ({"pythons": ["3.9"]}, "3.11 or newer"),
        ({"pythons": ["three"]}, "no version of Python"),
        ({"extras": ["telepathy"]}, "no extra telepathy"),
        ({"models": ["absent"]}, "does not have absent"),
        ({"models": ["../../etc/passwd"]}, "no name of a model"),
        ({"models": ["ti*"]}, "no name of a model"),
    ],
)
def test_what_cannot_be_made_is_said_first(tmp_path: Path, wish: dict[str, Any], words: str) -> None:
    with pytest.raises(AssistantError, match=words):
        bundle(tmp_path, **wish)
    assert not (tmp_path / "bundle").exists()


def test_a_damaged_model_is_not_carried(tmp_path: Path) -> None:
    folder = models(tmp_path / "damaged")
    next(path for path in (folder / "blobs").iterdir() if path.read_bytes() == b"weights").write_bytes(
        b"Weights"
    )
    with pytest.raises(AssistantError) as caught:
        bundle(tmp_path, ollama_models=folder)
    assert caught.value.code == "model_damaged"
    next(path for path in (folder / "blobs").iterdir() if path.read_bytes() == b"Weights").unlink()
    with pytest.raises(ModelMissing):
        bundle(tmp_path, ollama_models=folder)


def test_an_installer_that_was_put_there_is_listed(tmp_path: Path) -> None:
    made = bundle(tmp_path)
    (made.folder / "ollama" / "OllamaSetup.exe").write_bytes(b"MZ")
    manifest, _ = checking.read_manifest(made.folder)
    assert checking.check_files(made.folder, manifest, lambda *_: None) == ["ollama/OllamaSetup.exe"]
    verified(bundle(tmp_path).folder)


def test_requirements_with_extras_lose_only_the_marker_of_the_extra() -> None:
    declared = [
        "a>=1",
        "b; sys_platform == 'linux'",
        "c>=2; extra == 'ocr'",
        "d ; (os_name == 'nt') and extra == 'ocr'",
    ]
    assert requirements_of([], declared) == ["a>=1", "b ; sys_platform == 'linux'"]
    assert requirements_of(["ocr"], declared)[2:] == ["c>=2", "d ; (os_name == 'nt')"]


def test_every_system_has_tags_of_its_own() -> None:
    tags = {system: tags_of(system) for system in UV_NAMES}
    assert HERE in tags or not HERE.startswith("linux")
    assert len({tag for found in tags.values() for tag in found}) == sum(map(len, tags.values()))


def test_licences_are_found_where_packages_keep_them(tmp_path: Path) -> None:
    path = tmp_path / "x-1-py3-none-any.whl"
    held = (
        "x-1.dist-info/LICENSE",
        "x-1.dist-info/licenses/BUILD/zlib.txt",
        "x/LICENSE",
        "x/ThirdPartyNotices.txt",
    )
    other = ("x/licenses.py", "x/deep/LICENSE", "x/data.txt", "x-1.dist-info/licenses/")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "x-1.dist-info/METADATA",
            "Name: X\nVersion: 1\nClassifier: License :: OSI Approved :: BSD License\n",
        )
        for name in (*held, *other):
            archive.writestr(name, "" if name.endswith("/") else "text")
    part = part_of_wheel(path, "0" * 64)
    assert (part.name, part.licence, sorted(part.texts)) == ("x", "BSD License", sorted(held))
