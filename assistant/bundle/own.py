"""Make the wheel of this program from what is installed, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
import time
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from assistant.errors import PartMissing
from assistant.i18n import _

DISTRIBUTION = "private-assistant"
LOCK = "requirements.lock"
"""The versions of what the program needs that it was tested with."""
PACKAGES = ("assistant", "bots", "ingest", "tui")
_FOLDER = Path(__file__).parents[2]
_EARLIEST = 315532800
"""1980-01-01, the first day that a zip file knows, in seconds since 1970."""


def own_wheel(environ: Mapping[str, str]) -> tuple[str, bytes]:
    """Make the wheel of this program.

    It is not compressed, so that no version of zlib changes its bytes.

    Args:
        environ: SOURCE_DATE_EPOCH is the time that its files have; else 1980-01-01.

    Returns:
        Its name and its bytes.

    Raises:
        PartMissing: The program is not installed, or was installed before its source was changed.
    """
    try:
        installed = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError as error:
        raise PartMissing(
            _("The program runs from a folder without being installed."),
            _("Install it: pip install --editable ."),
        ) from error
    version = str(_project().get("version", installed.version))
    info = f"private_assistant-{version}.dist-info"
    files = dict(_code())
    files |= {f"{info}/METADATA": _metadata(installed.read_text("METADATA") or "").encode()}
    files |= {f"{info}/entry_points.txt": (installed.read_text("entry_points.txt") or "").encode()}
    files |= {
        f"{info}/licenses/{name}": text.encode()
        for name in installed.metadata.get_all("License-File") or []
        if (text := installed.read_text(f"licenses/{name}"))
    }
    tag = "py3-none-any"
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: {DISTRIBUTION}\nRoot-Is-Purelib: true\nTag: {tag}\n".encode()
    )
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return f"private_assistant-{version}-{tag}.whl", _zipped(files, moment(environ))


def moment(environ: Mapping[str, str]) -> int:
    """Return the time that made files have, in seconds since 1970."""
    given = environ.get("SOURCE_DATE_EPOCH", "")
    return max(int(given), _EARLIEST) if given.isdecimal() else _EARLIEST


def requirements() -> list[str]:
    """Return what the program needs, as its metadata says it.

    The source that it runs from counts more than what was installed.
    """
    project = _project()
    if not project:
        return list(metadata.requires(DISTRIBUTION) or [])
    found = list(project["dependencies"])
    for extra, needs in sorted(project.get("optional-dependencies", {}).items()):
        for need in needs:
            package, _sign, condition = need.partition(";")
            both = f"({condition.strip()}) and " if condition else ""
            found.append(f"{package.strip()} ; {both}extra == '{extra}'")
    return found


def _project() -> dict[str, Any]:
    """Return what pyproject.toml says where the program runs from its source."""
    try:
        found = tomllib.loads((_FOLDER / "pyproject.toml").read_text("utf-8")).get("project", {})
    except (OSError, ValueError):
        return {}
    return dict(found) if found.get("name") == DISTRIBUTION else {}


def _metadata(installed: str) -> str:
    """Return the metadata with what is needed now.

    What is installed may be older than its source.
    """
    head, _sign, text = installed.partition("\n\n")
    moving = ("Requires-Dist:", "Provides-Extra:")
    lines = [line for line in head.split("\n") if not line.startswith(moving)]
    extras = sorted(set(re.findall(r"extra == '([\w-]+)'", " ".join(requirements()).replace('"', "'"))))
    lines += [f"Provides-Extra: {extra}" for extra in extras]
    lines += [f"Requires-Dist: {one}" for one in requirements()]
    return "\n".join(lines) + "\n\n" + text


def _code() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        for path in sorted((_FOLDER / package).rglob("*")):
            inside = path.relative_to(_FOLDER).as_posix()
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                yield inside, path.read_bytes()
    lock = _FOLDER / LOCK
    if lock.is_file() and (_FOLDER / "pyproject.toml").exists():
        yield f"assistant/bundle/{LOCK}", lock.read_bytes()
    beside = _FOLDER / "examples" / "documents"  # where the program runs from its source
    if not (_FOLDER / "assistant" / "examples").exists() and beside.is_dir():
        for path in sorted(beside.rglob("*")):
            if path.is_file():
                yield f"assistant/examples/{path.relative_to(beside).as_posix()}", path.read_bytes()


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    lines = []
    for name, data in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{_quoted(name)},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{own},,\n"]).encode()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if set(name) & set(',"') else name


def _zipped(files: Mapping[str, bytes], seconds: int) -> bytes:
    import io

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files, key=lambda name: (".dist-info/" in name, name)):
            one = zipfile.ZipInfo(name, time.gmtime(seconds)[:6])
            one.create_system, one.external_attr = 3, 0o100644 << 16
            archive.writestr(one, files[name])
    return made.getvalue()
