"""Make a bundle that installs the program without a network.

It holds wheels for each system, models, licences, instructions, and a list with the SHA-256 of all of it.

What is done is kept in `.unfinished` inside the bundle until all is, so that a bundle that was stopped goes on. The
list of what it holds is written last.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.bundle import checking, index, licences, machine, own, plan, signing
from assistant.bundle.index import Index, Pin, Target
from assistant.bundle.models import StoredModel, find_model
from assistant.errors import AssistantError, StorageFull, UsageError
from assistant.i18n import _, os_reason
from assistant.models.gguf import read_gguf_header
from assistant.offline import guarding

OURS = ("wheels", "requirements", "models", "licences")
"""The folders in which nothing stays that does not belong to the bundle."""
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """How far something is.

    Attributes:
        what: What is being done.
        done: How much of it.
        total: Of how much.
        unit: "bytes" or "files".
        asks: Whether the package index is asked for it.
    """

    what: str
    done: int
    total: int
    unit: str = "bytes"
    asks: bool = False


Report = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a bundle is to hold.

    Attributes:
        folder: Where it is made.
        systems: Like "linux-x86_64"; empty for this machine's.
        pythons: Like "3.12"; empty for this one.
        models: Names of models that Ollama has on this machine.
        gguf: GGUF files.
        extras: Of the program, like "ocr".
        since: An older bundle, whose files are left out; its list and its sbom.cdx.json are enough.
        wheels: A folder of wheels that are taken in place of an index.
        newest: Whether the newest versions are taken, and not those that the program was tested with.
        ollama_models: Where to look for models, in place of where Ollama looks.
    """

    folder: Path
    systems: Sequence[str] = ()
    pythons: Sequence[str] = ()
    models: Sequence[str] = ()
    gguf: Sequence[Path] = ()
    extras: Sequence[str] = ()
    since: Path | None = None
    wheels: Path | None = None
    newest: bool = False
    ollama_models: Path | None = None

    def targets(self) -> list[Target]:
        """Return the systems and Pythons that it is for.

        Raises:
            UsageError: One of them is none that bundles are made for.
        """
        here = machine.system_and_machine()
        systems = list(dict.fromkeys(self.systems or [here]))
        pythons = list(dict.fromkeys(self.pythons or ["{}.{}".format(*sys.version_info[:2])]))
        for system in systems:
            if system not in index.UV_NAMES:
                raise UsageError(
                    _("Bundles are not made for {system}.", system=system),
                    _("There are: {names} (--for).", names=", ".join(index.UV_NAMES)),
                )
        for python in pythons:
            numbers = python.split(".")
            if len(numbers) != 2 or not all(one.isascii() and one.isdecimal() for one in numbers):
                raise UsageError(
                    _("{python} is no version of Python like 3.12.", python=python), "assistant bundle --help"
                )
            if tuple(map(int, numbers)) < machine.OLDEST_PYTHON:
                raise UsageError(
                    _("The program needs Python 3.11 or newer, not {python}.", python=python),
                    _("Like: --python 3.12"),
                )
        return [Target(system, python) for system in sorted(systems) for python in sorted(pythons)]


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle that was made.

    Attributes:
        folder: Where it is.
        manifest: What it holds.
        number: The key that signed it; empty for none.
        left_out: How many files are as in the older bundle, and not in this one.
        size: What it holds, in bytes.
    """

    folder: Path
    manifest: Mapping[str, Any]
    number: str
    left_out: int
    size: int


@dataclass
class _Contents:
    """What a bundle holds so far.

    Attributes:
        files: What is known of each file, by its path in the bundle.
        parts: Those that have a licence.
        platforms: What each system needs.
    """

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: list[licences.Part] = field(default_factory=list)
    platforms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: str, size: int, sha256: str, *, carried: bool = True) -> None:
        self.files[path] = {"path": path, "size": size, "sha256": sha256, "carried": carried}


def create(
    wish: Wish,
    environ: Mapping[str, str],
    signer: signing.Signer | None,
    report: Report,
    source: Index | None = None,
) -> Made:
    """Make a bundle, or go on with one.

    Args:
        wish: What it is to hold.
        environ: The environment; SOURCE_DATE_EPOCH is the time that made files have.
        signer: Signs it; None leaves it unsigned.
        report: Is told how far it is.
        source: Where wheels come from; None for what the wish says.

    Raises:
        AssistantError: Something of it is not to be had, or the disk is full.
    """
    maker = _Maker(wish, environ, report, source or Index(wish.wheels, environ))
    with _full_disks(wish.folder), guarding():  # the programs that ask the index are processes of their own
        maker.prepare()
        maker.add_wheels()
        maker.add_models()
        maker.add_texts()
        return maker.finish(signer)


class _Maker:
    def __init__(self, wish: Wish, environ: Mapping[str, str], report: Report, source: Index) -> None:
        self.wish, self.environ, self.report = wish, environ, report
        self.folder, self.work = wish.folder, wish.folder / checking.UNFINISHED
        self.targets = wish.targets()
        self.index = source
        self.contents = _Contents()
        self.wanted = [*index.requirements_of(wish.extras, own.requirements()), "pip"]
        self.models = [find_model(name, environ, wish.ollama_models) for name in dict.fromkeys(wish.models)]
        self.wheel_name, self.wheel = source.own()
        for path in wish.gguf:
            read_gguf_header(path)
            if not checking.is_safe(path.name):
                raise UsageError(
                    _("{path} is no name for a file on every system.", path=path.name), _("Rename it.")
                )
        self.before = self._listed(self.folder) if (self.folder / checking.MANIFEST).exists() else {}
        self.since = self._listed(wish.since) if wish.since else {}
        self.old_digests = {file["sha256"] for file in self.since.get("files", [])}

    def prepare(self) -> None:
        """Make the folder, or see that it is a bundle to go on with."""
        self.index.check()
        there = self.folder.exists()
        if there and not self.folder.is_dir():
            raise UsageError(
                _("{folder} is a file.", folder=self.folder), _("Name a folder that is not there yet.")
            )
        if there and any(self.folder.iterdir()) and not (self.before or self.work.exists()):
            raise UsageError(
                _("{folder} holds other files.", folder=self.folder),
                _("Name a folder that is not there yet."),
            )
        self.work.mkdir(parents=True, exist_ok=True)
        pins = self._pins()
        made = [self.wanted, sorted(target.name for target in self.targets), self.wish.newest]
        made.append(hashlib.sha256(pins.read_bytes()).hexdigest() if pins else "")
        asked = self.work / "wish.json"
        text = json.dumps(made)
        if not asked.exists() or asked.read_text("utf-8") != text:  # what was resolved was for something else
            for resolved in self.work.glob("*.txt"):
                resolved.unlink()
            asked.write_text(text, "utf-8")

    def _listed(self, folder: Path) -> dict[str, Any]:
        try:
            return checking.read_manifest(folder)[0]
        except checking.Problem as problem:
            raise UsageError(problem.message, problem.hint) from problem

    def _pins(self) -> Path | None:
        """Return the versions that the program was tested with."""
        if self.wish.newest or self.wish.wheels:
            return None
        found = [path for path in (_HERE / own.LOCK, _HERE.parents[1] / own.LOCK) if path.exists()]
        return found[0] if found else None

    # --- wheels

    def add_wheels(self) -> None:
        """Resolve for each system, and fetch what is not there yet."""
        own_path = f"wheels/{self.wheel_name}"
        self._write(own_path, self.wheel)
        own_part = licences.part_of_wheel(self.folder / own_path, hashlib.sha256(self.wheel).hexdigest())
        self.contents.files[own_path]["carried"] = own_part.sha256 not in self.old_digests
        self.contents.parts.append(own_part)
        for target in self.targets:
            pins = self._resolve(target)
            found = self._known(target, pins)
            lacking = [pin for pin in pins if pin.name not in found]
            self._fetch(target, lacking, found, len(pins))
            records = [self._add_wheel(path, digest) for path, digest in sorted(found.values())]
            self.contents.platforms[target.name] = {
                "needs": target.needs,
                "wheels": sorted([own_path, *(path for path, _ in found.values())]),
                "unpacked": own_part.unpacked + sum(part.unpacked for part in records),
                "longest": max(part.longest for part in [own_part, *records]),
            }
            own_pin = Pin(own.DISTRIBUTION, own_part.version, frozenset([own_part.sha256]))
            fixed = [Pin(pin.name, pin.version, frozenset([found[pin.name][1]])) for pin in pins]
            lines = [pin.line() + "\n" for pin in sorted([*fixed, own_pin], key=lambda pin: pin.name)]
            self._write(f"requirements/{target.name}.txt", "".join(lines).encode())

    def _resolve(self, target: Target) -> list[Pin]:
        resolved = self.work / f"{target.name}.txt"
        if not resolved.exists():
            self.report(Step(_("Resolving for {target}", target=target.name), 0, 1, "files", asks=True))
            pins = self.index.resolve(target, self.wanted, self._pins(), self.work)
            plan.write_anew(resolved, "".join(pin.line() + "\n" for pin in pins))
        return list(index.pins_in(resolved.read_text("utf-8")))

    def _known(self, target: Target, pins: Sequence[Pin]) -> dict[str, tuple[str, str]]:
        """Return the wheels that need not be fetched, by package.

        They are here, or in the older bundle.
        """
        hashes = {pin.name: pin.hashes for pin in pins}
        fetched = self._fetched(target)
        found = {}
        for manifest in (self.since, self.before):
            by_path = {file["path"]: file["sha256"] for file in manifest.get("files", [])}
            for path in manifest.get("platforms", {}).get(target.name, {}).get("wheels", []):
                fetched.setdefault(path, by_path[path])
        for path, digest in fetched.items():
            name = plan.distribution_of(path.rpartition("/")[2])
            if digest not in hashes.get(name, ()):
                continue
            if digest in self.old_digests or self._is_whole(self.folder / path, digest):
                found[name] = (path, digest)
        return found

    def _is_whole(self, path: Path, digest: str) -> bool:
        return path.is_file() and checking.digest_of(path) == digest

    def _fetched(self, target: Target) -> dict[str, str]:
        try:
            return dict(json.loads((self.work / f"{target.name}.json").read_text("utf-8")))
        except (OSError, ValueError):
            return {}

    def _fetch(
        self, target: Target, lacking: Sequence[Pin], found: dict[str, tuple[str, str]], total: int
    ) -> None:
        into, record = self.work / "fetch", self.work / f"{target.name}.json"
        for start in range(0, len(lacking), index.BATCH):
            self.report(
                Step(
                    _("Wheels for {target}", target=target.name),
                    total - len(lacking) + start,
                    total,
                    "files",
                    asks=True,
                )
            )
            batch = lacking[start : start + index.BATCH]
            shutil.rmtree(into, ignore_errors=True)
            self.index.fetch(target, batch, into)
            hashes = {pin.name: pin.hashes for pin in batch}
            for wheel in sorted(into.glob("*.whl")):
                digest = checking.digest_of(wheel)
                name = plan.distribution_of(wheel.name)
                if digest not in hashes.get(name, ()):
                    raise AssistantError(
                        _("{wheel} is not what was resolved.", wheel=wheel.name), _("Start again.")
                    )
                path = f"wheels/{wheel.name}"
                (self.folder / "wheels").mkdir(exist_ok=True)
                wheel.replace(self.folder / path)
                found[name] = (path, digest)
            missing = [pin.name for pin in batch if pin.name not in found]
            if missing:
                raise AssistantError(
                    _("There is no wheel of {missing} for {target}.", missing=missing[0], target=target.name),
                    _("Try --newest."),
                )
            plan.write_anew(record, json.dumps(dict(sorted(found.values()))))
        self.report(Step(_("Wheels for {target}", target=target.name), total, total, "files"))

    def _add_wheel(self, path: str, digest: str) -> licences.Part:
        place, old = self.folder / path, digest in self.old_digests
        if old:
            record = next(file for file in self.since["files"] if file["sha256"] == digest)
            size, part = record["size"], self._old_part(path, record)
        else:
            size, part = place.stat().st_size, licences.part_of_wheel(place, digest)
        self.contents.add(path, size, digest, carried=not old)
        self.contents.files[path] |= {
            "unpacked": part.unpacked, "longest": part.longest, "licence": part.licence,
        }  # fmt: skip
        self.contents.parts.append(part)
        return part

    def _old_part(self, path: str, record: Mapping[str, Any]) -> licences.Part:
        """Return what the older bundle says of a wheel that is not fetched again."""
        name, version = path.rpartition("/")[2].split("-")[:2]
        said = {one: record.get(one) for one in ("licence", "unpacked", "longest")}
        return licences.Part(
            plan.distribution_of(name), version, "library", record["sha256"], str(said["licence"] or ""), {},
            int(said["unpacked"] or 0), int(said["longest"] or 0),
        )  # fmt: skip

    # --- models

    def add_models(self) -> None:
        """Copy models and GGUF files, and check their bytes on the way."""
        copies = [
            (blob.path, f"models/ollama/blobs/sha256-{blob.sha256}", blob.sha256, blob.size)
            for model in self.models
            for blob in model.blobs
        ]
        for gguf in self.wish.gguf:
            self.report(Step(_("Reading {file}", file=gguf.name), 0, gguf.stat().st_size))
            copies.append((gguf, f"models/gguf/{gguf.name}", checking.digest_of(gguf), gguf.stat().st_size))
        total, done = sum(size for *_, size in copies), 0
        for source, path, digest, size in copies:
            self.report(Step(_("Copying models"), done, total))
            carried = digest not in self.old_digests
            self.contents.add(path, size, digest, carried=carried)
            if carried:
                self._copy(source, path, digest)
            done += size
        if copies:
            self.report(Step(_("Copying models"), total, total))
        for model in self.models:
            self._add_model(model)

    def _add_model(self, model: StoredModel) -> None:
        data = model.manifest.read_bytes()
        self._write(f"models/ollama/manifests/{model.inside}", data)
        name, _sign, tag = model.name.rpartition(":")
        texts = {f"LICENSE-{number}": text for number, text in enumerate(model.licences())}
        licence = next(iter(texts.values()), "").strip().split("\n")[0].strip()[:80]
        self.contents.parts.append(
            licences.Part(
                name, tag, "machine-learning-model", hashlib.sha256(data).hexdigest(), licence, texts
            )
        )

    def _copy(self, source: Path, path: str, digest: str) -> None:
        file = self.contents.files[path]
        if plan.is_there(file, self.folder / path):
            return
        try:
            plan.copy_checked(source, self.folder / path, {**file, "sha256": digest})
        except checking.Problem as problem:
            raise AssistantError(
                _("{source} is damaged: its bytes are not those that its name says.", source=source),
                _("Get the model again: assistant models pull NAME"),
                code="model_damaged",
            ) from problem

    # --- the rest

    def add_texts(self) -> None:
        """Write installer, instructions, licences and the list of parts."""
        for name in checking.INSTALLER:
            self._write(name, (_HERE / name).read_bytes())
        version = self._version()
        for text, data in licences.licence_files(self.contents.parts).items():
            self._write(text, data)
        self._write("sbom.cdx.json", licences.bill_of_materials(version, self._gguf_parts()))
        names = sorted(model.name for model in self.models)
        said = {
            "version": version,
            "platforms": ", ".join(self.contents.platforms),
            "pythons": ", ".join(sorted({target.python for target in self.targets})),
            "models": f"Models that are here: {', '.join(names)}." if names else "",  # not shown
            "models_zh": f"这里有模型：{'、'.join(names)}。" if names else "",
        }
        self._write("README.txt", (_HERE / "README.txt").read_text("utf-8").format_map(said).encode())
        self._write(f"{checking.PUT_THERE}/README.txt", (_HERE / "OLLAMA.txt").read_bytes())
        for path in sorted((self.folder / checking.PUT_THERE).rglob("*")):
            inside = path.relative_to(self.folder).as_posix()
            if path.is_file() and not checking.LITTER.fullmatch(path.name):
                if not checking.is_safe(inside):
                    raise UsageError(
                        _("{path} is no name for a file on every system.", path=inside), _("Rename it.")
                    )
                self.contents.add(inside, path.stat().st_size, checking.digest_of(path))

    def _gguf_parts(self) -> Iterator[licences.Part]:
        yield from self.contents.parts
        for path in self.wish.gguf:
            digest = self.contents.files[f"models/gguf/{path.name}"]["sha256"]
            yield licences.Part(path.name, "", "machine-learning-model", digest, "", {})

    def _version(self) -> str:
        return self.wheel_name.split("-")[1]

    def finish(self, signer: signing.Signer | None) -> Made:
        """Take away what does not belong, and write the list of what there is, last."""
        carried = {path for path, file in self.contents.files.items() if file["carried"]}
        sums = "".join(f"{self.contents.files[path]['sha256']}  {path}\n" for path in sorted(carried))
        self._write(checking.SUMS, sums.encode())
        for ours in OURS:
            for path in sorted((self.folder / ours).rglob("*"), reverse=True):
                if path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
                elif not path.is_dir() and path.relative_to(self.folder).as_posix() not in carried:
                    path.unlink()
        manifest = {
            "format": checking.FORMAT,
            "program": own.DISTRIBUTION,
            "version": self._version(),
            "extras": sorted(self.wish.extras),
            "platforms": self.contents.platforms,
            "models": {
                model.name: {
                    "manifest": f"models/ollama/manifests/{model.inside}",
                    "blobs": [f"models/ollama/blobs/sha256-{blob.sha256}" for blob in model.blobs],
                }
                for model in self.models
            },
            "gguf": sorted(f"models/gguf/{path.name}" for path in self.wish.gguf),
            "files": [self.contents.files[path] for path in sorted(self.contents.files)],
        }
        data = (json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
        signature = self.folder / checking.SIGNATURE
        signature.unlink(missing_ok=True)
        plan.write_anew(self.folder / checking.MANIFEST, data.decode())
        self._listed(self.folder)  # what could not be read on the other side is refused here
        if signer is not None:
            plan.write_anew(signature, signer.sign(data))
        shutil.rmtree(self.work, ignore_errors=True)
        size = sum(file["size"] for file in self.contents.files.values() if file["carried"])
        left_out = len(self.contents.files) - len(carried) - 1
        return Made(self.folder, manifest, signer.number if signer else "", left_out, size)

    def _write(self, path: str, data: bytes) -> None:
        place = self.folder / path
        digest = hashlib.sha256(data).hexdigest()
        self.contents.add(path, len(data), digest)
        if not self._is_whole(place, digest):
            place.parent.mkdir(parents=True, exist_ok=True)
            partial = place.with_name(f"{place.name}.partial")
            partial.write_bytes(data)
            partial.replace(place)


@contextmanager
def _full_disks(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise AssistantError(
                _(
                    "{path} cannot be used: {why}.",
                    path=error.filename or folder,
                    why=os_reason(error),
                )
            ) from error
        raise StorageFull(
            _("The disk of {folder} is full.", folder=folder),
            _("Make room; started again, it goes on where it stopped."),
        ) from error
