"""Read models where Ollama keeps them, without a server."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.bundle.checking import is_safe
from assistant.bundle.machine import models_folder
from assistant.errors import AssistantError, ModelMissing
from assistant.i18n import _
from assistant.text import clean_line

LARGEST_MANIFEST = 1 << 20
LICENCE = "application/vnd.ollama.image.license"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a model, named by its SHA-256.

    Attributes:
        path: Where it is.
        sha256: What its bytes must come to.
        size: In bytes.
        media_type: What Ollama uses it as.
    """

    path: Path
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model as Ollama keeps it.

    Attributes:
        name: As it is named there, with its tag.
        manifest: The file that names its parts.
        inside: That file's path below `manifests/`.
        blobs: Its parts, each once, in the order of their names.
    """

    name: str
    manifest: Path
    inside: str
    blobs: tuple[Blob, ...]

    def licences(self) -> list[str]:
        """Return the texts of its licences."""
        return [blob.path.read_text("utf-8", "replace") for blob in self.blobs if blob.media_type == LICENCE]


def find_model(name: str, environ: Mapping[str, str], folder: Path | None = None) -> StoredModel:
    """Find a model that Ollama has on this machine.

    Args:
        name: As Ollama names it; without a tag, "latest".
        environ: OLLAMA_MODELS names the folder, if set.
        folder: The folder to look in, in place of where Ollama looks.

    Raises:
        ModelMissing: It is not there, or a part of it.
        AssistantError: What names its parts cannot be read.
    """
    root = folder or models_folder(environ)
    path, _sign, tag = name.rpartition(":") if ":" in name.rpartition("/")[2] else (name, "", "latest")
    manifests = root / "manifests"
    parts = path.split("/")
    if not is_safe(f"{path}/{tag}"):
        raise ModelMissing(
            _("{name} is no name of a model.", name=clean_line(name)), _("Like: deepseek-r1:8b")
        )
    where = {1: f"*/library/{path}/{tag}", 2: f"*/{path}/{tag}"}.get(len(parts), f"{path}/{tag}")
    found = sorted(one for one in manifests.glob(_exactly(where)) if one.is_file())
    if not found:
        raise ModelMissing(
            _("Ollama does not have {name}: there is nothing of it in {root}.", name=name, root=root),
            f"assistant models pull {name}",
        )
    manifest = found[0]
    blobs = _blobs_of(manifest, root / "blobs")
    for blob in blobs:
        if not blob.path.is_file() or blob.path.stat().st_size != blob.size:
            raise ModelMissing(
                _("A part of {name} is missing or cut: {blob}.", name=name, blob=blob.path.name),
                f"assistant models pull {name}",
            )
    return StoredModel(f"{path}:{tag}", manifest, manifest.relative_to(manifests).as_posix(), blobs)


def _exactly(pattern: str) -> str:
    """Escape what a pattern would read otherwise; the first star is ours."""
    star, rest = ("*", pattern[1:]) if pattern.startswith("*") else ("", pattern)
    return star + re.sub(r"([\[\]*?])", r"[\1]", rest)


def _blobs_of(manifest: Path, folder: Path) -> tuple[Blob, ...]:
    try:
        if manifest.stat().st_size > LARGEST_MANIFEST:
            raise ValueError("too large")
        said = json.loads(manifest.read_bytes())
        layers = [said["config"], *said["layers"]]
        found = {}
        for layer in layers:
            digest = re.fullmatch(r"sha256[:-]([0-9a-f]{64})", layer["digest"])
            if digest is None or type(layer["size"]) is not int:
                raise ValueError("no digest")
            path = folder / f"sha256-{digest[1]}"
            found[digest[1]] = Blob(path, digest[1], layer["size"], str(layer.get("mediaType", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssistantError(
            _("{manifest} cannot be read as what Ollama writes.", manifest=manifest),
            _("Get the model again: assistant models pull"),
        ) from error
    return tuple(found[digest] for digest in sorted(found))
