"""Ask the package index for wheels.

This is the only place of the program that does, and it does for `bundle create` alone.

uv resolves for another system than this one, and pip fetches what it found, by hash. Which index they ask is set up on
this machine, in pip's settings or uv's; none is named here. Both run as programs of their own: this process opens no
connection.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bundle.own import own_wheel
from assistant.errors import AssistantError, PartMissing, UsageError
from assistant.i18n import _
from assistant.offline import index_environ
from assistant.text import clean_line
from assistant.wording import install_hint

MANYLINUX = (28, 27, 26, 24, 17, 12, 5)
"""The versions of glibc 2 that wheels are made for, the newest that is promised first."""
GLIBC, MACOS = "2.28", "14.0"
BATCH = 12
"""So many wheels are fetched at once, between which it may be stopped and goes on later."""
SLOWEST_S = 3600


@dataclass(frozen=True, slots=True)
class Target:
    """A system and a Python that wheels are for.

    Attributes:
        system: As people name it, like "linux-x86_64".
        python: Like "3.12".
    """

    system: str
    python: str

    @property
    def name(self) -> str:
        """What it is called in a bundle."""
        return f"{self.system}-python{self.python}"

    @property
    def needs(self) -> dict[str, str]:
        """What of the system the wheels ask for."""
        if self.system.startswith("linux"):
            return {"glibc": GLIBC}
        return {"macos": MACOS} if self.system.startswith("macos") else {}


UV_NAMES = {
    "linux-x86_64": f"x86_64-manylinux_{GLIBC.replace('.', '_')}",
    "linux-aarch64": f"aarch64-manylinux_{GLIBC.replace('.', '_')}",
    "macos-arm64": "aarch64-apple-darwin",
    "windows-x86_64": "x86_64-pc-windows-msvc",
}
"""The systems that bundles can be made for, and what uv calls them."""


def tags_of(system: str) -> list[str]:
    """Return the platform tags of wheels that run on a system, the newest first."""
    if system == "windows-x86_64":
        return ["win_amd64"]
    if system == "macos-arm64":
        return [f"macosx_{MACOS.replace('.', '_')}_arm64"]
    machine = system.partition("-")[2]
    named = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    tags = [f"manylinux_2_{version}_{machine}" for version in MANYLINUX]
    return tags + [f"{name}_{machine}" for name in named.values()] + [f"linux_{machine}"]


@dataclass(frozen=True, slots=True)
class Pin:
    """One package at one version.

    Attributes:
        name: The normal form of its name.
        version: Its version.
        hashes: The SHA-256 of each of its files that will do.
    """

    name: str
    version: str
    hashes: frozenset[str]

    def line(self) -> str:
        """Write it as a line of a requirements file."""
        return " \\\n".join(
            [f"{self.name}=={self.version}", *(f"    --hash=sha256:{one}" for one in sorted(self.hashes))]
        )


@dataclass(frozen=True, slots=True)
class Index:
    """Where wheels come from: this machine's package index, or a folder of wheels.

    Attributes:
        folder: The folder; None for the index.
        environ: The environment of this process.
    """

    folder: Path | None
    environ: Mapping[str, str]

    def check(self) -> None:
        """Check that what is needed is installed.

        Raises:
            PartMissing: It is not.
        """
        for package in ("uv", "pip"):
            if importlib.util.find_spec(package) is None:
                raise PartMissing(
                    _("Making a bundle needs {package}.", package=package),
                    install_hint("private-assistant[bundle]"),
                    code="package_missing",
                )

    def own(self) -> tuple[str, bytes]:
        """Make the wheel of this program: its name and its bytes."""
        return own_wheel(self.environ)

    def resolve(self, target: Target, wanted: Sequence[str], pins: Path | None, scratch: Path) -> list[Pin]:
        """Find versions of all packages that have wheels for one system.

        Args:
            target: The system and its Python.
            wanted: What is needed, with markers, as pip understands it.
            pins: A requirements file whose versions are kept to; None for the newest.
            scratch: A folder for what is handed over.

        Raises:
            AssistantError: There is no such set of wheels, or the index does not answer.
        """
        needs = scratch / f"{target.name}.in"
        needs.write_text("".join(f"{one}\n" for one in wanted), "utf-8")
        command = ["-m", "uv", "pip", "compile", str(needs), "--python-platform", UV_NAMES[target.system]]
        command += ["--python", sys.executable, "--no-python-downloads", "--python-version", target.python]
        command += ["--only-binary", ":all:", "--generate-hashes"]
        command += ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        command += ["--constraint", str(pins)] if pins else []
        return list(
            pins_in(
                self._run([*command, *self._where(uv=True)], _("Resolving for {target}", target=target.name))
            )
        )

    def fetch(self, target: Target, pins: Sequence[Pin], into: Path) -> None:
        """Fetch the wheels of some pins, and leave in a folder only what is whole.

        Raises:
            AssistantError: One is not to be had, or its bytes are other ones.
        """
        into.mkdir(parents=True, exist_ok=True)
        wanted = into / "wanted.txt"
        wanted.write_text("".join(pin.line() + "\n" for pin in pins), "utf-8")
        command = [
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "download",
            "--quiet",
            "--no-deps",
        ]
        command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(into), "-r", str(wanted)]
        command += ["--implementation", "cp", "--python-version", target.python]
        command += [word for tag in tags_of(target.system) for word in ("--platform", tag)]
        try:
            self._run(
                [*command, *self._where(uv=False)], _("Fetching wheels for {target}", target=target.name)
            )
        finally:
            wanted.unlink()

    def host(self) -> str:
        """Return the index's address without passwords; empty for pip's own default."""
        url = self._pip_settings().get("index-url", "")
        return re.sub(r"//[^/@]*@", "//", url)

    def _where(self, *, uv: bool) -> list[str]:
        if self.folder is None:
            return []
        return ["--no-index", "--find-links", str(self.folder), *(["--no-cache"] if uv else [])]

    def _pip_settings(self) -> dict[str, str]:
        said = self._run(
            ["-m", "pip", "--disable-pip-version-check", "config", "list"], _("Reading pip's settings")
        )
        found = {}
        for line in said.splitlines():
            key, _sign, value = line.partition("=")
            found[key.rpartition(".")[2]] = value.strip().strip("'\"")
        return found

    def _run(self, words: Sequence[str], what: str) -> str:
        environ = index_environ(self.environ)
        if "uv" in words[:2] and self.folder is None and not _names_an_index(environ):
            settings = self._pip_settings()  # one index for both: pip's
            if settings.get("index-url"):
                environ["UV_DEFAULT_INDEX"] = settings["index-url"]
            if settings.get("extra-index-url"):
                environ["UV_INDEX"] = settings["extra-index-url"]
        if "uv" in words[:2]:
            environ["MACOSX_DEPLOYMENT_TARGET"] = MACOS
        command = [sys.executable, *words]
        try:
            done = subprocess.run(command, env=environ, capture_output=True, timeout=SLOWEST_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise AssistantError(
                _("{what} took over an hour.", what=what), _("Started again, it goes on.")
            ) from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise AssistantError(
                _(
                    "{what} failed: {why}",
                    what=what,
                    why=clean_line(" ".join(said[-6:]))[:600] or done.returncode,
                ),
                _("Look at the network and at pip's settings; started again, it goes on where it stopped.")
                if self.folder is None
                else _("Only the wheels in {folder} count (--find-links).", folder=self.folder),
                code="index_failed",
            )
        return done.stdout.decode("utf-8", "replace")


def _names_an_index(environ: Mapping[str, str]) -> bool:
    return any(
        environ.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE")
    )


def pins_in(text: str) -> Iterator[Pin]:
    """Read the pins of a requirements file with hashes."""
    for entry in re.split(r"\n(?=[^\s#])", "\n" + text):
        match = re.match(r"([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", entry.strip())
        if match:
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            yield Pin(name, match[2], frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)))


def requirements_of(extras: Sequence[str], declared: Sequence[str]) -> list[str]:
    """Return what the program needs with some extras, without the markers of extras.

    Args:
        extras: Those that are wanted.
        declared: Lines of the program's metadata, such as `rapidocr>=3.10; extra == 'ocr'`.

    Raises:
        UsageError: One of the extras there is not.
    """
    wanted = []
    marker = re.compile(r"\s*(?:\band\s+)?extra\s*==\s*['\"]([\w-]+)['\"]\s*")
    known = {name for line in declared for name in marker.findall(line)}
    for extra in extras:
        if extra not in known:
            raise UsageError(
                _("There is no extra {extra}.", extra=extra),
                _("There are: {names}.", names=", ".join(sorted(known))),
            )
    for line in declared:
        package, _sign, condition = line.partition(";")
        of = marker.findall(condition)
        if of and not set(of) & set(extras):
            continue
        rest = marker.sub("", condition).strip().removeprefix("and ").strip()
        wanted.append(f"{package.strip()} ; {rest}" if rest else package.strip())
    return wanted
