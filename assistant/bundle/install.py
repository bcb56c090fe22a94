"""Install the private assistant from this folder, on a machine without a network.

    python install.py                  check every byte, then install
    python install.py --check          only check
    python install.py --update         bring what changed since the last time
    python install.py --key KEY        insist on the sender, by the key that the sender gave you in another way

It needs Python 3.11 or newer and nothing else: it uses the standard library alone, and opens no connection.
"""

from __future__ import annotations

import os.path
import sys

if not __package__:  # nothing that lies beside this file may pose as a part of Python
    _here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is not imported yet
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _here]  # noqa: PTH100

import argparse
import errno
import hashlib
import json
import platform
import re
import shutil
import struct
import subprocess
import sysconfig
import tempfile
import time
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from assistant.bundle import checking
    from assistant.bundle.texts import both
else:  # in a bundle, beside this file
    _spec = util.spec_from_file_location("checking", Path(__file__).absolute().parent / "checking.py")
    checking = util.module_from_spec(_spec)
    _spec.loader.exec_module(checking)
    both = checking.both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OLDEST_PYTHON = (3, 11)
APP = "private-assistant"
WINDOWS_LONGEST = 259
COMPILED = 1.4
"""What is unpacked grows by so much, since Python keeps it compiled as well."""
SPARE_BYTES = 50_000_000


def system_and_machine() -> str:
    """Name this machine as bundles do, like "linux-x86_64"."""
    system = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}.get(
        platform.system(), platform.system().lower()
    )
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if system == "macos" and machine == "aarch64":
        machine = "arm64"
    if struct.calcsize("P") == 4:
        machine += "-32bit"
    return f"{system}-{machine}"


def check_python() -> None:
    """Check that this Python can run the program.

    Raises:
        Problem: It cannot.
    """
    if sys.version_info < OLDEST_PYTHON:
        newer = next((name for name in _pythons() if shutil.which(name)), "")
        raise checking.Problem(
            both(
                "This is Python {python}, and 3.11 or newer is needed.",
                python="{}.{}".format(*sys.version_info[:2]),
            ),
            both("Start it with the newer one that is here: {newer} install.py", newer=newer)
            if newer
            else both("Put Python 3.11 or newer on this machine first."),
        )
    if platform.python_implementation() != "CPython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise checking.Problem(
            both(
                "This Python is not the usual one (CPython with its lock), and the packages are made for that."
            ),
            both("Start install.py with the Python from python.org or from your system."),
        )


def _pythons() -> list[str]:
    return [f"python3.{minor}" for minor in range(20, 10, -1)]


def choose_platform(manifest: Mapping[str, Any]) -> str:
    """Find what of a bundle is for this machine and this Python.

    Raises:
        Problem: The bundle is for others.
    """
    here, python = system_and_machine(), "{}.{}".format(*sys.version_info[:2])
    name = f"{here}-python{python}"
    offered = sorted(manifest["platforms"])
    if name not in offered:
        pythons = [one.rpartition("python")[2] for one in offered if one.startswith(f"{here}-python")]
        if pythons:
            there = next((f"python{one}" for one in pythons if shutil.which(f"python{one}")), "")
            raise checking.Problem(
                both(
                    "The bundle is for Python {pythons}, and this is Python {python}.",
                    pythons=" and ".join(pythons),
                    python=python,
                ),
                both("It is here: {there} install.py", there=there)
                if there
                else both("Put Python {pythons} on this machine.", pythons=pythons[0]),
            )
        raise checking.Problem(
            both(
                "The bundle is for {what}, and this machine is {here}.",
                what=", ".join(offered) or both("no system"),
                here=here,
            ),
            both(
                "Make one with: assistant bundle create DIR --for {here} --python {python}",
                here=here,
                python=python,
            ),
        )
    needs = manifest["platforms"][name].get("needs")
    _check_system(needs if isinstance(needs, dict) else {})
    return name


def _check_system(needs: Mapping[str, object]) -> None:
    if platform.system() == "Linux" and "glibc" in needs:
        library, version = platform.libc_ver()
        if library != "glibc" or _numbers(version) < _numbers(needs["glibc"]):
            what = f"glibc {version}" if library == "glibc" else both("another C library")
            raise checking.Problem(
                both(
                    "The packages need glibc {needs} or newer, and this system has {what}.",
                    needs=needs["glibc"],
                    what=what,
                ),
                both("Use a newer Linux that has it, like Debian 11 or Ubuntu 20.04."),
            )
    if platform.system() == "Darwin" and "macos" in needs:
        version = platform.mac_ver()[0]
        if _numbers(version) < _numbers(needs["macos"]):
            raise checking.Problem(
                both(
                    "The packages need macOS {needs} or newer, and this is {version}.",
                    needs=needs["macos"],
                    version=version,
                ),
                both("Update macOS."),
            )


def _numbers(version: object) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", str(version))[:3])


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return where this system keeps the data of the program."""
    return _folder(environ, "XDG_DATA_HOME", ".local/share")


def config_folder(environ: Mapping[str, str]) -> Path:
    """Return where this system keeps the settings of the program."""
    return _folder(environ, "XDG_CONFIG_HOME", ".config")


def _folder(environ: Mapping[str, str], variable: str, usual: str) -> Path:
    person = Path("~").expanduser()
    if platform.system() == "Windows":
        return Path(environ.get("LOCALAPPDATA") or person / "AppData/Local") / APP
    if platform.system() == "Darwin":
        return person / "Library/Application Support" / APP
    named = environ.get(variable, "")
    return (Path(named) if named and Path(named).is_absolute() else person / usual) / APP


def models_folder(environ: Mapping[str, str], root: Path = Path("/")) -> Path:
    """Return where the Ollama of this machine looks for its models.

    That is what OLLAMA_MODELS names, here or for the service that systemd runs; the service's own folder; or the
    user's.
    """
    if environ.get("OLLAMA_MODELS"):
        return Path(environ["OLLAMA_MODELS"])
    if platform.system() == "Linux":
        units = root / "etc/systemd/system"
        for unit in [*sorted(units.glob("ollama.service.d/*.conf"), reverse=True), units / "ollama.service"]:
            try:
                named = re.search(r"OLLAMA_MODELS=([^\"'\n]+)", unit.read_text("utf-8", "replace"))
            except OSError:
                continue
            if named:
                return Path(named.group(1).strip())
        service = root / "usr/share/ollama/.ollama"
        try:
            if service.is_dir():
                return service / "models"
        except OSError:
            return service / "models"
    return Path("~").expanduser() / ".ollama" / "models"


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
        _check_rights(self.place.program)
        if self.manifest["models"]:
            _check_rights(self.models)
        unpacked = self.platform["unpacked"] if self.new else 0
        wants = {self.place.program: int(unpacked * COMPILED)}
        for file, target in self.copies:
            wants[target.parent] = wants.get(target.parent, 0) + file["size"]
        _check_space(wants)
        longest = (
            len(str(self.place.program / self.installed_as / "Lib/site-packages"))
            + 1
            + self.platform["longest"]
        )
        if os.name == "nt" and longest > WINDOWS_LONGEST and not _long_paths_are_on():
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
        named = f"ASSISTANT_HOME={_quoted(str(place.home))}"
        home = f'[ -n "$ASSISTANT_HOME" ] || {named}\nexport ASSISTANT_HOME\n'
    return f'#!/bin/sh\n{home}exec {_quoted(python)} -P -m assistant "$@"\n'


def _quoted(text: str) -> str:
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


def _existing(path: Path) -> Path:
    while not path.exists() and path.parent != path:
        path = path.parent
    return path


def _check_rights(folder: Path) -> None:
    there = _existing(folder)
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise checking.Problem(
            both("You may not write to {there}, where {folder} would be.", there=there, folder=folder),
            both(
                "Run install.py as one who may (like: sudo python3 install.py), or name other folders: --home DIR, "
                "--ollama-models DIR."
            ),
        )


def _check_space(wants: Mapping[Path, int]) -> None:
    disks: dict[int, tuple[Path, int]] = {}
    for folder, size in wants.items():
        there = _existing(folder)
        disk = there.stat().st_dev
        disks[disk] = (there, disks.get(disk, (there, 0))[1] + size)
    for there, size in disks.values():
        free = shutil.disk_usage(there).free
        if size and free < size + SPARE_BYTES:
            raise checking.Problem(
                both(
                    "There is too little space on the disk of {there}: {size} are needed, {total} are free.",
                    there=there,
                    size=_megabytes(size + SPARE_BYTES),
                    total=_megabytes(free),
                ),
                both("Make room, or choose another disk: --home DIR, --ollama-models DIR."),
            )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _long_paths_are_on() -> bool:
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False


def tell(text: str) -> None:
    """Say something on the terminal, whatever letters it has."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


class Progress:
    """Shows how far something is: in a line that changes, or every ten seconds."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show it, where it is time."""
        now, live = time.monotonic(), sys.stdout.isatty()
        if done < total and now - self._last < (0.2 if live else 10):
            return
        self._last = now
        text = both(
            "{what}: {size} of {total}",
            what=what,
            size=_megabytes(done),
            total=_megabytes(total),
        )
        if live:
            print(f"\r{text:<60}", end="\n" if done >= total else "", flush=True)
        else:
            tell(text)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read what was typed."""
    parser = argparse.ArgumentParser(
        prog="install.py",
        description=both("Install the private assistant from this folder, on a machine without a network."),
    )
    parser.add_argument(
        "--check", action="store_true", help=both("Check every byte and the sender; install nothing.")
    )
    parser.add_argument("--update", action="store_true", help=both("Bring what changed since the last time."))
    parser.add_argument(
        "--home", metavar="DIR", help=both("Keep program, models of its own and libraries in this folder.")
    )
    parser.add_argument("--ollama-models", metavar="DIR", help=both("Put the models there (OLLAMA_MODELS)."))
    parser.add_argument(
        "--key", metavar="KEY", action="append", default=[],
        help=both("Insist on this sender: a public key of minisign, or its file."),
    )  # fmt: skip
    parser.add_argument(
        "--accept-unknown-sender",
        action="store_true",
        help=both("Install although no trusted key signed it."),
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None, folder: Path | None = None) -> int:
    """Check, install, look whether it works, and say what to type.

    Returns:
        0 done, 1 something kept it from being done, 130 interrupted.
    """
    if sys.version_info < OLDEST_PYTHON:
        return _failed(_raised(check_python))
    args = arguments(sys.argv[1:] if argv is None else argv)
    try:
        return _install(args, folder or Path(__file__).absolute().parent)
    except checking.Problem as problem:
        return _failed(problem)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        return _failed(
            checking.Problem(
                both("The disk is full; what was installed before still is.")
                if full
                else both(
                    "{what} cannot be written: {why}.",
                    what=error.filename or both("A file"),
                    why=error.strerror,
                ),
                both("Make room and start again.") if full else "",
            )
        )
    except KeyboardInterrupt:
        tell(both("\nStopped. Started again, it begins anew; what was installed before still is."))
        return 130


def _raised(check: Callable[[], None]) -> checking.Problem:
    try:
        check()
    except checking.Problem as problem:
        return problem
    raise AssertionError("nothing was wrong")


def _failed(problem: checking.Problem) -> int:
    tell(both("Nothing was installed. {said}", said=problem.message))
    if problem.hint:
        tell(problem.hint)
    return 1


def _install(args: argparse.Namespace, folder: Path) -> int:
    check_python()
    place = Place(Path(args.home).expanduser().absolute() if args.home else None, os.environ)
    models = (
        Path(args.ollama_models).expanduser().absolute() if args.ollama_models else models_folder(os.environ)
    )
    manifest, data = checking.read_manifest(folder)
    name = choose_platform(manifest)
    named = dict(checking.read_key(checking.key_text(key)) for key in args.key)
    keys = {**checking.trusted_keys(place.config / checking.TRUSTED), **named}
    insist = bool(keys) and not args.accept_unknown_sender
    state, number = checking.check_sender(folder, data, named if named and insist else keys, insist=insist)
    beside = checking.check_files(folder, manifest, Progress())
    tell(both("Every byte is right: {count} files.", count=len(manifest["files"])))
    tell(checking.said_of_sender(state, number))
    for path in beside:
        tell(both("Not listed, and not checked: {path}", path=path))
    if args.check:
        return 0
    _check_wish(args, place)
    plan = Plan(folder, manifest, name, place, models)
    plan.check()
    plan.carry_out(Progress(), tell)
    plan.finish(name)
    for key in args.key:
        _remember(place.config / checking.TRUSTED, checking.key_text(key))
    _use_gguf(plan)
    return _show_what_to_type(plan)


def _check_wish(args: argparse.Namespace, place: Place) -> None:
    there = bool(place.installed())
    if there and not args.update:
        raise checking.Problem(
            both("The program is installed in {program} already.", program=place.program),
            both("Bring what changed with: install.py --update"),
        )
    if args.update and not there:
        raise checking.Problem(
            both("There is nothing to update in {program}.", program=place.program),
            both("Install it first: install.py without --update"),
        )


def _remember(file: Path, text: str) -> None:
    number, _key = checking.read_key(text)
    if number in checking.trusted_keys(file):
        return
    line = next(one for one in text.splitlines() if one.strip() and not one.startswith("untrusted comment:"))
    before = file.read_text("utf-8") if file.exists() else ""
    write_anew(file, f"{before}{line.strip()}\n")
    tell(
        both(
            "From now on the key {number} is trusted here: {file}",
            number=checking.key_number(number),
            file=file,
        )
    )


def _use_gguf(plan: Plan) -> None:
    """Let the first GGUF file answer where the settings name none."""
    if not plan.gguf:
        return
    settings, (_file, target) = plan.place.config / "config.toml", plan.gguf[0]
    try:
        named = "chat_gguf" in settings.read_text("utf-8", "replace")
    except OSError:
        named = False
    if not named:
        run([*_program(plan), "config", "set", "models.chat_gguf", str(target)])
        tell(both("models.chat_gguf is {target}", target=target))


def _program(plan: Plan) -> list[str]:
    environment = plan.place.program / plan.place.installed()["environment"]
    home = ["--home", str(plan.place.home)] if plan.place.home else []
    return [str(python_of(environment)), "-P", "-m", "assistant", *home]


def _show_what_to_type(plan: Plan) -> int:
    command = str(plan.place.launcher)
    command = (
        f'"{command}"'
        if os.name == "nt" and " " in command
        else command
        if os.name == "nt"
        else _quoted(command)
    )
    if plan.manifest["models"]:
        tell(
            both(
                "Models for Ollama are in {models}: {names}",
                models=plan.models,
                names=", ".join(sorted(plan.manifest["models"])),
            )
        )
    tell(both("\nLooking whether all parts work (assistant doctor):\n"))
    run([*_program(plan), "doctor"], shown=True)
    if plan.manifest["models"]:
        tell(
            both(
                "\nIf Ollama is not here yet, its installer belongs into the folder {folder}; see README.txt.",
                folder=plan.folder / checking.PUT_THERE,
            )
        )
    tell(
        both(
            '\nInstalled. Type:\n\n  {command} ingest FOLDER\n  {command} ask "a question"\n  {command} tui\n',
            command=command,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
