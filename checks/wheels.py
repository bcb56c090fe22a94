"""Lock what is installed, and check that all of it has wheels for every system and Python that is promised.

`make lock` writes requirements.lock anew; `make wheels` looks whether the locked versions have wheels. Both ask the package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "Linux": "x86_64-manylinux_2_28",
    "Linux on ARM": "aarch64-manylinux_2_28",
    "macOS on ARM": "aarch64-apple-darwin",
    "Windows": "x86_64-pc-windows-msvc",
}
"""Systems, and what uv calls them."""
MACOS = "14.0"
"""The oldest macOS that all packages have wheels for."""


def compiled(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Let uv resolve something, and give how it ended."""
    return subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *arguments],
        cwd=ROOT,
        env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": MACOS},
        capture_output=True,
        text=True,
        check=False,
    )


def locked() -> str:
    """Return what a lock file for all systems and Pythons holds, with the hashes of all files."""
    done = compiled(
        "pyproject.toml", "--all-extras", "--universal", "--python-version", PYTHONS[0], "--only-binary", ":all:", "--generate-hashes",
        "--no-annotate", "--no-header", "--no-emit-index-url",
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return (
        "# Written by `make lock`: every package, with the hashes of its files, for all systems and Pythons.\n"
        + done.stdout
    )


def missing() -> Iterator[str]:
    """Yield the systems and Pythons for which a locked package has no wheel."""
    for (system, target), python in product(SYSTEMS.items(), PYTHONS):
        done = compiled(
            str(LOCK), "--no-deps", "--only-binary", ":all:", "--python-platform", target, "--python-version", python,
        )  # fmt: skip
        if done.returncode:
            yield f"{system}, Python {python}:\n{done.stderr.strip()}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        LOCK.write_text(locked(), encoding="utf-8")
    else:
        found = list(missing())
        sys.exit("\n\n".join(found) if found else 0)
