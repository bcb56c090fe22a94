"""Carry out an installation: the environment, the models, what starts it.

It uses the standard library alone and goes along with `install.py` in every bundle.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.bundle import checking
from assistant.bundle.machine import check_rights, check_space, config_folder, data_folder, long_paths_are_on
from assistant.bundle.texts import both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WINDOWS_LONGEST = 259
COMPILED = 1.4
"""What is unpacked grows by so much, since Python keeps it compiled as well."""


class Place:
    """Where the program of one person lives: its environments, models and settings.

    Args:
        home: The one folder that holds everything; None for what this system has for it.
        environ: The environment.
    """

    def __init__(self, home: Path | None, environ: Mapping[str, str]) -> None:
        self.home = home
        self.data = home or data_folder(environ)
        self.config = home or config_folder(environ)
        self.program = self.data / "program"
        self.record = self.program / "installed.json"
        self.launcher = self.program / ("assistant.cmd" if os.name == "nt" else "assistant")

    def installed(self) -> dict[str, Any]:
        """Return what was installed here; nothing where there is none."""
        try:
            found = json.loads(self.record.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        usable = isinstance(found, dict) and isinstance(found.get("wheels"), dict)
        return found if usable and python_of(self.program / str(found.get("environment"))).exists() else {}


def python_of(environment: Path) -> Path:
    """Return the Python of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class Plan:
    """What installing one bundle will do on this machine.

    Args:
        folder: The bundle.
        manifest: What it holds.
        name: Which of its platforms is this.
        place: Where the program goes.
        models: Where Ollama looks for models.
    """

    def __init__(
        self, folder: Path, manifest: Mapping[str, Any], name: str, place: Place, models: Path
    ) -> None:
        self.folder, self.manifest, self.place, self.models = folder, manifest, place, models
        self.files = {file["path"]: file for file in manifest["files"]}
        self.platform = manifest["platforms"][name]
        before = place.installed()
        had = before.get("wheels", {}) if before.get("python") == name else {}
        wanted = {path.rpartition("/")[2]: self.files[path] for path in self.platform["wheels"]}
        self.wheels = {wheel: file["sha256"] for wheel, file in wanted.items()}
        self.new = [file for wheel, file in wanted.items() if had.get(wheel) != file["sha256"]]
        self.old = place.program / before["environment"] if had else None
        kept = {distribution_of(wheel) for wheel in self.wheels}
        self.gone = sorted({distribution_of(wheel) for wheel in had} - kept)
        self.blobs: list[tuple[dict[str, Any], Path]] = []
        self.names: list[tuple[dict[str, Any], Path]] = []
        for model in manifest["models"].values():
            self._add_model(model)
        self.gguf = [
            (self.files[path], place.data / "models" / path.rpartition("/")[2]) for path in manifest["gguf"]
        ]
        self.copies = [one for one in [*self.blobs, *self.gguf] if not is_there(*one)]
        self.installed_as = (
            f"env-{hashlib.sha256(repr(sorted(self.wheels.items())).encode()).hexdigest()[:12]}"
        )
        self.current = str(before.get("environment", ""))

    def _add_model(self, model: Mapping[str, Any]) -> None:
        for path in model["blobs"]:
            file = self.files[path]
            self.blobs.append((file, self.models / "blobs" / f"sha256-{file['sha256']}"))
        inside = model["manifest"].partition("manifests/")[2]
        self.names.append((self.files[model["manifest"]], self.models / "manifests" / inside))

    def check(self) -> None:
        """Check that all of it can be done, before anything is changed.

        Raises:
            Problem: It cannot.
        """
        absent = [file for file in [*self.new, *(file for file, _ in self.copies)] if not file["carried"]]
        if absent:
            raise checking.Problem(
                both(
                    "The bundle holds only what changed since an older one, and {absent} files of that one are not on "
                    "this machine.",
                    absent=len(absent),
                ),
                both("Ask its sender for a whole bundle."),
            )
        check_rights(self.place.program)
        if self.manifest["models"]:
            check_rights(self.models)
        unpacked = self.platform["unpacked"] if self.new else 0
        wants = {self.place.program: int(unpacked * COMPILED)}
        for file, target in self.copies:
            wants[target.parent] = wants.get(target.parent, 0) + file["size"]
        check_space(wants)
        longest = (
            len(str(self.place.program / self.installed_as / "Lib/site-packages"))
            + 1
            + self.platform["longest"]
        )
        if os.name == "nt" and longest > WINDOWS_LONGEST and not long_paths_are_on():
            raise checking.Problem(
                both(
                    "Paths would be {longest} characters long, and Windows ends at {most}.",
                    longest=longest,
                    most=WINDOWS_LONGEST,
                ),
                both("Choose a shorter folder: install.py --home C:\\assistant"),
            )

    def carry_out(self, report: checking.Report, tell: Callable[[str], None]) -> None:
        """Make the environment, and put the models where they are looked for."""
        total, done = sum(file["size"] for file, _ in self.copies), 0
        for file, target in self.copies:
            report(both("Copying models"), done, total)
            copy_checked(self.folder / file["path"], target, file)
            done += file["size"]
        if self.copies:
            report(both("Copying models"), total, total)
        for file, target in self.names:  # last: a model that is named is whole
            copy_checked(self.folder / file["path"], target, file)
        if self.new or self.gone:
            tell(both("Installing {new} packages of {wheels} …", new=len(self.new), wheels=len(self.wheels)))
            self._make_environment()

    def _make_environment(self) -> None:
        import venv

        made = self.place.program / self.installed_as
        for leftover in self.place.program.glob("env-*"):  # from an installation that was ended halfway
            if leftover.name != self.current:
                shutil.rmtree(leftover, ignore_errors=True)
        try:
            venv.EnvBuilder(symlinks=os.name != "nt").create(made)
            if self.old is not None:
                _take_over(self.old, made)
            self._run_pip(made)
            run([str(python_of(made)), "-P", "-m", "assistant", "--version"])
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise

    def _run_pip(self, made: Path) -> None:
        python = str(python_of(made))
        pip = next(
            path for path in self.platform["wheels"] if distribution_of(path.rpartition("/")[2]) == "pip"
        )
        carried = (self.folder / pip / "pip") if self.files[pip]["carried"] else None
        start = [python, "-I", str(carried)] if carried else [python, "-I", "-m", "pip"]
        usual = ["--isolated", "--disable-pip-version-check", "--no-input", "--quiet"]
        if self.gone:
            run([*start, *usual, "uninstall", "--yes", *self.gone])
        if not self.new:
            return
        lines = [
            f"{distribution_of(file['path'].rpartition('/')[2])} @ {(self.folder / file['path']).absolute().as_uri()} "
            f"--hash=sha256:{file['sha256']}\n"
            for file in self.new
        ]
        with tempfile.TemporaryDirectory() as scratch:
            wanted = Path(scratch) / "wanted.txt"
            wanted.write_text("".join(lines), "utf-8")
            options = ["--no-index", "--no-deps", "--no-cache-dir", "--require-hashes", "--force-reinstall"]
            run([*start, *usual, "install", *options, "--no-warn-script-location", "-r", str(wanted)])

    def finish(self, name: str) -> None:
        """Let the new environment be the one that is started, and take the old one away."""
        environment = self.installed_as if self.new or self.gone else self.place.installed()["environment"]
        write_anew(self.place.launcher, launcher(self.place, self.place.program / environment))
        if os.name != "nt":
            self.place.launcher.chmod(0o755)
        record = {"version": self.manifest.get("version"), "python": name, "wheels": self.wheels}
        write_anew(self.place.record, json.dumps({**record, "environment": environment}, indent=1))
        for old in self.place.program.glob("env-*"):
            if old.name != environment:
                shutil.rmtree(old, ignore_errors=True)


def distribution_of(wheel: str) -> str:
    """Return the name of what a wheel installs."""
    return re.sub(r"[-_.]+", "-", wheel.split("-")[0]).lower()


def is_there(file: Mapping[str, Any], target: Path) -> bool:
    """Return whether a file of the bundle is on this machine already, to the byte."""
    try:
        return bool(target.stat().st_size == file["size"] and checking.digest_of(target) == file["sha256"])
    except OSError:
        return False


def copy_checked(source: Path, target: Path, file: Mapping[str, Any]) -> None:
    """Copy a file that is named only once it is whole and its bytes are right.

    Raises:
        Problem: They are not: the bundle changed since it was checked.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name[:40]}.assistant-partial")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as reader, partial.open("wb") as writer:
            for block in iter(lambda: reader.read(1 << 20), b""):
                digest.update(block)
                writer.write(block)
            writer.flush()
            os.fsync(writer.fileno())
        if digest.hexdigest() != file["sha256"]:
            raise checking.Problem(
                both("{file} changed while it was copied.", file=file["path"]), both("Copy the bundle again.")
            )
        _own_like(partial, target.parent)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _own_like(path: Path, folder: Path) -> None:
    """Give a file to whom its folder belongs.

    Thus a service can read what root puts there.
    """
    if hasattr(os, "chown") and os.geteuid() == 0:
        while folder.parent != folder and folder.stat().st_uid == 0:
            folder = folder.parent
        owner = folder.stat()
        if owner.st_uid:
            os.chown(path, owner.st_uid, owner.st_gid)


def write_anew(path: Path, text: str) -> None:
    """Write a file so that it is the old one or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(text.encode("utf-8"))
    partial.replace(path)


def launcher(place: Place, environment: Path) -> str:
    """Write what starts the program: a script of this system's shell."""
    python = str(python_of(environment))
    if os.name == "nt":
        python, named = python.replace("%", "%%"), str(place.home).replace("%", "%%")
        line = f'if not defined ASSISTANT_HOME set "ASSISTANT_HOME={named}"\r\n'  # not shown
        home = line if place.home else ""
        return f'@echo off\r\nchcp 65001 >nul\r\nsetlocal\r\n{home}"{python}" -P -m assistant %*\r\n'
    home = ""
    if place.home:
        named = f"ASSISTANT_HOME={quoted(str(place.home))}"
        home = f'[ -n "$ASSISTANT_HOME" ] || {named}\nexport ASSISTANT_HOME\n'
    return f'#!/bin/sh\n{home}exec {quoted(python)} -P -m assistant "$@"\n'


def quoted(text: str) -> str:
    """Quote a text for the shell of Unix."""
    return "'" + text.replace("'", "'\\''") + "'" if re.search(r"[^\w./@%+=:,-]", text) else text


def run(command: Sequence[str], *, shown: bool = False) -> int:
    """Run a program without what this shell set for Python and pip.

    Args:
        command: The program and what it is told.
        shown: Whether its words go to the terminal, and its failing is its own affair.

    Raises:
        Problem: It failed, and its words were not shown.
    """
    environ = {
        name: value for name, value in os.environ.items() if not name.upper().startswith(("PYTHON", "PIP_"))
    }
    environ["PYTHONUTF8"] = "1"
    if shown:
        return subprocess.run(command, env=environ, check=False).returncode
    done = subprocess.run(command, env=environ, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        if "No space left" in said or "Errno 28" in said:  # not shown
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise checking.Problem(
            both(
                "{name} could not do its part: {what}",
                name=Path(command[0]).name,
                what=said[-800:] or done.returncode,
            )
        )
    return 0


def _take_over(old: Path, made: Path) -> None:
    """Bring the packages of the old environment into the new one."""

    def linked(source: str, target: str) -> None:
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)

    for source in (*old.glob("lib/python*/site-packages"), *old.glob("Lib/site-packages")):
        shutil.copytree(source, made / source.relative_to(old), copy_function=linked, dirs_exist_ok=True)
