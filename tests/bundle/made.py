"""Makes what bundles are made of: wheels, an index that needs no network, and models as Ollama keeps them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from assistant.bundle.create import Made, Step, Wish, create
from assistant.bundle.index import Index, Pin, Target
from assistant.bundle.machine import system_and_machine
from assistant.bundle.signing import Signer
from assistant.errors import AssistantError

HERE = system_and_machine()
PACKAGES = ("anyio", "chromadb", "numpy", "pip")


def wheel(name: str, version: str, tag: str = "py3-none-any") -> tuple[str, bytes]:
    made = io.BytesIO()
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(made, "w") as archive:
        for path, text in {
            f"{name}/__init__.py": f"version = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nLicense-Expression: MIT\n",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: made\nRoot-Is-Purelib: true\nTag: {tag}\n",
            f"{info}/RECORD": "",
            f"{info}/licenses/LICENSE": f"Do as you like with {name}.\n",
        }.items():
            archive.writestr(zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0)), text)
    return f"{name}-{version}-{tag}.whl", made.getvalue()


class MadeIndex(Index):
    """Resolves to a few packages, whose wheels it makes itself.

    Args:
        versions: Versions that are not 1.0, by package.
        stops_after: After so many fetches it fails, as a network does.
    """

    def __init__(self, versions: dict[str, str] | None = None, stops_after: int = 1000) -> None:
        super().__init__(None, {})
        object.__setattr__(self, "versions", {**dict.fromkeys(PACKAGES, "1.0"), **(versions or {})})
        object.__setattr__(self, "fetched", [])
        object.__setattr__(self, "stops_after", stops_after)

    versions: dict[str, str]
    fetched: list[str]
    stops_after: int

    def check(self) -> None:
        pass

    def own(self) -> tuple[str, bytes]:
        return wheel("private_assistant", "0.1.0")

    def _wheel(self, target: Target, name: str) -> tuple[str, bytes]:
        tag = f"cp312-cp312-{target.system.replace('-', '_')}" if name == "numpy" else "py3-none-any"
        return wheel(name, self.versions[name], tag)

    def resolve(self, target: Target, wanted: Sequence[str], pins: Path | None, scratch: Path) -> list[Pin]:
        assert "pip" in wanted
        return [
            Pin(name, version, frozenset([hashlib.sha256(self._wheel(target, name)[1]).hexdigest()]))
            for name, version in self.versions.items()
        ]

    def fetch(self, target: Target, pins: Sequence[Pin], into: Path) -> None:
        if len(self.fetched) >= self.stops_after:
            raise AssistantError("The network is gone.")
        into.mkdir(parents=True)
        for pin in pins:
            name, data = self._wheel(target, pin.name)
            (into / name).write_bytes(data)
            self.fetched.append(name)


def models(folder: Path, name: str = "tiny", weights: bytes = b"weights") -> Path:
    """Write a model with a licence where Ollama would keep it."""
    blobs = folder / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)

    def blob(data: bytes, kind: str) -> dict[str, object]:
        digest = hashlib.sha256(data).hexdigest()
        (blobs / f"sha256-{digest}").write_bytes(data)
        return {"digest": f"sha256:{digest}", "size": len(data), "mediaType": kind}

    layers = [
        blob(weights, "application/vnd.ollama.image.model"),
        blob(b"MIT License\n\nDo as you like.", "application/vnd.ollama.image.license"),
    ]
    place = folder / "manifests/registry.example/library" / name / "latest"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"config": blob(b"{}", "config"), "layers": layers}))
    return folder


def bundle(
    tmp_path: Path,
    name: str = "bundle",
    index: Index | None = None,
    signer: Signer | None = None,
    **wish: object,
) -> Made:
    """Make a bundle for this machine with one model, without a network."""
    usual: dict[str, object] = {"models": ["tiny"], "ollama_models": models(tmp_path / "ollama")}
    steps: list[Step] = []
    asked = Wish(tmp_path / name, **{**usual, **wish})  # type: ignore[arg-type]
    made = create(asked, {}, signer, steps.append, index or MadeIndex())
    assert steps
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
