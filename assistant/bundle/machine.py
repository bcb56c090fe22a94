"""Tell what this machine is, what of a bundle fits it, and where things go on it.

It uses the standard library alone and goes along with `install.py` in every bundle.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import struct
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.bundle import checking
from assistant.bundle.texts import both

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST_PYTHON = (3, 11)
APP = "private-assistant"
SPARE_BYTES = 50_000_000
"""What stays free on a disk besides."""


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


def check_rights(folder: Path) -> None:
    """Check that one may write to a folder.

    Raises:
        Problem: One may not.
    """
    there = _existing(folder)
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise checking.Problem(
            both("You may not write to {there}, where {folder} would be.", there=there, folder=folder),
            both(
                "Run install.py as one who may (like: sudo python3 install.py), or name other folders: --home DIR, "
                "--ollama-models DIR."
            ),
        )


def check_space(wants: Mapping[Path, int]) -> None:
    """Check that disks have room for what folders are to hold, in bytes.

    Raises:
        Problem: One has not.
    """
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
                    size=megabytes(size + SPARE_BYTES),
                    total=megabytes(free),
                ),
                both("Make room, or choose another disk: --home DIR, --ollama-models DIR."),
            )


def _existing(path: Path) -> Path:
    while not path.exists() and path.parent != path:
        path = path.parent
    return path


def megabytes(size: int) -> str:
    """Say a size in bytes in megabytes."""
    return f"{size / 1e6:,.0f} MB"


def long_paths_are_on() -> bool:
    """Return whether Windows takes paths of any length."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False
