"""Gather the licences of all parts of a bundle, and list the parts.

Source: CycloneDX 1.6, its JSON; a serial number and times are left out, so that the same parts give the same bytes.
"""

from __future__ import annotations

import email.parser
import email.policy
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.i18n import _

LARGEST_TEXT = 1 << 20
MOST_TEXTS = 40
_A_LICENCE = re.compile(
    r"(?i)(?:[^/]+\.dist-info/licenses/.*"  # where metadata puts them
    r"|[^/]+/[^/]*(?:licen[cs]e|copying|notice|copyright)[^/]*(?:\.(?:txt|md|rst))?)"
)
"""Files of a wheel that hold a licence: below its metadata, or at the top of a package."""
_CODE = (".py", ".pyi", ".pyc", ".so", ".json")
_VAGUE = ("", "UNKNOWN", "Dual License")


@dataclass(frozen=True, slots=True)
class Part:
    """A wheel or a model, as whoever must approve it wants to know it.

    Attributes:
        name: Its name.
        version: Its version; a model's is its tag.
        kind: "library" or "machine-learning-model".
        sha256: Of the file, or of what names a model's parts.
        licence: As it says itself; empty where it does not.
        texts: The licences' texts by their file names.
        unpacked: What it takes on disk, in bytes.
        longest: The length of its longest path.
    """

    name: str
    version: str
    kind: str
    sha256: str
    licence: str
    texts: Mapping[str, str]
    unpacked: int = 0
    longest: int = 0

    def component(self) -> dict[str, Any]:
        """Write it as a component of CycloneDX."""
        found: dict[str, Any] = {
            "type": self.kind,
            "name": self.name,
            "version": self.version,
            "bom-ref": self.reference,
            "hashes": [{"alg": "SHA-256", "content": self.sha256}],
        }
        if self.kind == "library":
            found["purl"] = f"pkg:pypi/{self.name}@{self.version}"
        if self.licence:
            found["licenses"] = [{"license": {"name": self.licence}}]
        return found

    @property
    def reference(self) -> str:
        """What the list calls it: one package may have a wheel for each system."""
        return f"{self.name}@{self.version}#{self.sha256[:12]}"


def part_of_wheel(path: Path, sha256: str) -> Part:
    """Read what a wheel says of itself.

    Raises:
        AssistantError: It is no wheel.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            info = next(
                one.filename for one in entries if re.fullmatch(r"[^/]+\.dist-info/METADATA", one.filename)
            )
            head = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(_text(archive, info))
            texts = {
                one.filename: _text(archive, one.filename).decode("utf-8", "replace")
                for one in entries
                if _A_LICENCE.fullmatch(one.filename) and not one.filename.endswith((*_CODE, "/"))
            }
    except (OSError, zipfile.BadZipFile, StopIteration, RuntimeError, NotImplementedError) as error:
        raise AssistantError(
            _("{path} is no wheel that can be read.", path=path.name), _("Delete it and start again.")
        ) from error
    name = re.sub(r"[-_.]+", "-", str(head.get("Name", ""))).lower()
    return Part(
        name,
        str(head.get("Version", "")),
        "library",
        sha256,
        _licence(head),
        dict(sorted(texts.items())[:MOST_TEXTS]),
        sum(one.file_size for one in entries),
        max(len(one.filename) for one in entries),
    )


def _text(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(LARGEST_TEXT)


def _licence(head: Any) -> str:
    """Return the licence that metadata names.

    That is the expression, the field, or what classifies it.
    """
    expression = str(head.get("License-Expression", "")).strip()
    field = " ".join(str(head.get("License", "")).split())
    classified = [
        str(one).rpartition(" :: ")[2]
        for one in head.get_all("Classifier") or []
        if str(one).startswith("License ::")
    ]
    if expression:
        return expression
    if field not in _VAGUE and len(field) <= 80:
        return field
    return ", ".join(classified) or field[:80]


def bill_of_materials(version: str, parts: Iterable[Part]) -> bytes:
    """Write the list of all parts, in CycloneDX's JSON."""
    ordered = [
        one for _, one in sorted({part.reference: part for part in parts}.items())
    ]  # one wheel may serve all
    own = {
        "type": "application",
        "name": "private-assistant",
        "version": version,
        "bom-ref": "private-assistant",
    }
    made = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [part.component() for part in ordered],
        "dependencies": [{"ref": "private-assistant", "dependsOn": [part.reference for part in ordered]}],
    }
    return (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode()


def licence_files(parts: Sequence[Part]) -> dict[str, bytes]:
    """Return a table of licences and each text, by their paths in a bundle."""
    rows, files = [], {}
    for part in sorted(
        {(part.name, part.version): part for part in parts}.values(), key=lambda part: part.name
    ):
        folder = re.sub(r"[^\w.+-]", "_", f"{part.name}-{part.version}")[:60]
        none = "" if part.texts else " (its package holds no text of it)"  # not shown
        rows.append(f"{part.name} {part.version}: {part.licence or 'see its text'}{none}\n")  # not shown
        for number, (name, text) in enumerate(part.texts.items()):
            plain = re.sub(r"[^\w.-]", "_", name.rpartition("/")[2])[:40].strip("._ ") or "LICENSE"
            files[f"licences/{folder}/{number:02}-{plain}.txt"] = text.encode()
    files["licences/LICENCES.txt"] = "".join(rows).encode()
    return files
