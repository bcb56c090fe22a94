"""`make prove-bundle`: builds a bundle, carries it into a network with nothing in it, installs it there and uses it.

The bundle is built here, from the package index. What happens on the other side is traced: an installation into an empty
home, documents that are ingested, a question, the app, an update by a bundle of changes; and a bundle that is damaged,
incomplete, for another machine or too large for the disk, which must change nothing. A real Ollama serves there if one is
found (`--ollama`), with the models that were carried; else answers are extracted.

Ends with 0 when all of it held, 1 when something did not, 3 when the proof cannot be had here.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from checks.offline import in_a_terminal
from checks.offline.namespace import UNSHARE, only_loopback, what_is_missing
from checks.offline.papers import write_few_papers
from checks.offline.watched import Watched, Watcher

QUESTION = "What is the penalty for late delivery?"
LONGEST_S = 1500.0
UP_WITHIN_S = 60.0
SMALL_DISK = "30m"
ANSWER_TOKENS = "32"


@dataclass
class Proof:
    """The folders of one proof, and what it has come to.

    Attributes:
        root: Where all of it is.
        ollama: The program of Ollama; None for none.
        watcher: Runs programs, traced.
        faults: What must not be.
    """

    root: Path
    ollama: Path | None
    watcher: Watcher
    faults: list[str] = field(default_factory=list)

    @property
    def person(self) -> Path:
        return self.root / "person"

    @property
    def launcher(self) -> Path:
        return self.person / ".local/share/private-assistant/program/assistant"

    def environ(self) -> dict[str, str]:
        """The whole environment of what runs on the other side."""
        scratch = str(self.root / "scratch")
        few = {"ASSISTANT_ANSWER_MAX_ANSWER_TOKENS": ANSWER_TOKENS}  # a small model goes on and on
        return {"PATH": os.defpath, "HOME": str(self.person), "TMPDIR": scratch, "LANG": "C.UTF-8", **few}

    def run(self, what: str, command: Sequence[str], *, code: int = 0, holds: str = "") -> Watched:
        """Run a program, traced, and judge it."""
        began = time.monotonic()
        seen = self.watcher.run(command, self.environ(), self.root / "scratch", LONGEST_S)
        took = time.monotonic() - began
        faults = [f"{what}: it reached for {one.where}\n    {one.call.line}" for one in seen.left]
        if seen.code != code or holds not in seen.out:
            faults.append(
                f"{what}: ended with {seen.code}, not {code}, or without “{holds}”:\n{seen.out}\n{seen.err}"
            )
        print(
            f"  {'✗' if faults else '✓'} {what:<52} {took:6.1f} s, {seen.network_calls} network calls",
            flush=True,
        )
        self.faults += faults[:6]
        return seen


def main() -> int:
    """Build, enter the empty network, and prove there."""
    parser = argparse.ArgumentParser(prog="make prove-bundle", description=__doc__)
    parser.add_argument("--ollama", metavar="FILE", type=Path, default=shutil.which("ollama"))
    parser.add_argument("--ollama-models", metavar="DIR", type=Path, help="Where the models to carry are.")
    parser.add_argument("--model", metavar="NAME", action="append", default=[])
    parser.add_argument(
        "--python", metavar="FILE", default=sys.executable, help="The Python of the other side."
    )
    parser.add_argument("--inside", metavar="DIR", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        return _prove(args)
    missing = what_is_missing()
    if missing:
        print(f"Nothing was proven. {missing}")
        return 3
    with tempfile.TemporaryDirectory(prefix="prove-bundle-") as folder:
        root = Path(folder).resolve()
        if not _build(root, args):
            return 1
        command = [
            *UNSHARE[:-1],
            "--mount",
            "--",
            sys.executable,
            "-m",
            "checks.bundle.prove",
            "--inside",
            folder,
        ]
        return subprocess.run([*command, *sys.argv[1:]], check=False).returncode


def _build(root: Path, args: argparse.Namespace) -> bool:
    """Build a bundle, the same again, and one of changes."""
    options = [word for model in args.model for word in ("--model", model)]
    options += ["--ollama-models", str(args.ollama_models)] if args.ollama_models else []
    options += ["--python", _version(args.python), "--sign", str(root / "key")]
    before = b""
    changed = [*options, "--extra", "telegram", "--only-changed-since", str(root / "bundle")]
    for what, words in {
        "bundle key": ["key", str(root / "key")],
        "bundle create": ["create", str(root / "bundle"), *options],
        "bundle create, the same again": ["create", str(root / "bundle"), *options],
        "bundle create, only what changed": ["create", str(root / "changes"), *changed],
    }.items():
        began = time.monotonic()
        command = [sys.executable, "-m", "assistant", "--home", str(root / "sender"), "bundle", *words]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        print(f"  {'✗' if done.returncode else '✓'} {what:<52} {time.monotonic() - began:6.1f} s", flush=True)
        if done.returncode:
            print(done.stdout, done.stderr)
            return False
        if words[0] == "create":
            listed = (Path(words[1]) / "bundle.json").read_bytes()
            if what.endswith("the same again") and listed != before:
                print("  ✗ the same inputs gave other bytes")
                return False
            before = listed
            there = [path for path in Path(words[1]).rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in there)
            print(f"      {len(there)} files, {size / 1e6:,.0f} MB", flush=True)
    return True


def _version(python: str) -> str:
    command = [python, "-c", "import sys; print('{}.{}'.format(*sys.version_info))"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _prove(args: argparse.Namespace) -> int:
    if not only_loopback():
        print("Nothing was proven: there is more than loopback in this network.")
        return 3
    print("In a network namespace with only loopback, under strace, with an empty home.")
    root: Path = args.inside
    for made in ("person", "scratch", "empty"):
        (root / made).mkdir()
    write_few_papers(root / "papers")
    proof = Proof(root, args.ollama, Watcher(root / "traces"))
    key = (root / "key.pub").read_text().splitlines()[-1]
    _what_must_be_refused(proof, args.python)
    stick = root / "bundle"
    proof.run(
        "install.py --key", [args.python, str(stick / "install.py"), "--key", key], holds="that you trust"
    )
    with _ollama(proof):
        _use(proof)
    update = [args.python, str(root / "changes" / "install.py"), "--update"]
    proof.run("install.py --update, a bundle of changes", update, holds="that you trust")
    proof.run("search, after the update", [str(proof.launcher), "search", "penalty"], holds="penalty")
    return _conclude(proof)


def _use(proof: Proof) -> None:
    command, papers = str(proof.launcher), str(proof.root / "papers")
    model = proof.ollama is not None
    proof.run("ingest", [command, "ingest", papers], holds="passages")
    proof.run("doctor", [command, "doctor"], holds="Answers are possible")
    proof.run("status", [command, "status"], holds="ollama" if model else "embedded")
    proof.run("ask", [command, "ask", "--json", QUESTION], holds='"event": "finished"')
    script = proof.launcher.read_text("utf-8")
    python = re.search(r"exec (\S+python)", script)
    if python is None:
        proof.faults.append(f"The script that starts it names no Python: {script}")
        return
    app = shutil.copy(in_a_terminal.__file__, proof.root / "in_a_terminal.py")
    proof.run("the app, in a terminal", [python[1], "-P", str(app)], holds="[1]")


@contextmanager
def _ollama(proof: Proof) -> Iterator[None]:
    """Start a real Ollama on the models that were carried, where there is one."""
    if proof.ollama is None:
        print("  – no Ollama was found (--ollama): answers are extracted")
        yield
        return
    environ = {**proof.environ(), "OLLAMA_NO_CLOUD": "1", "OLLAMA_HOST": "127.0.0.1:11434"}
    with (proof.root / "ollama.log").open("wb") as log:
        server = subprocess.Popen([str(proof.ollama), "serve"], env=environ, stdout=log, stderr=log)
        try:
            print(f"  ✓ Ollama has: {', '.join(_models_of_the_server())}")
            yield
        finally:
            server.terminate()
            server.wait()


def _models_of_the_server() -> list[str]:
    end = time.monotonic() + UP_WITHIN_S
    while True:
        try:
            with urllib.request.urlopen("http://127.0.0.1:11434/api/tags", timeout=5) as answer:
                return [one["name"] for one in json.load(answer)["models"]]
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _what_must_be_refused(proof: Proof, python: str) -> None:
    """Try bundles that are wrong; nothing may appear in the home."""
    wrong = proof.root / "wrong"

    def try_it(what: str, holds: str, *words: str) -> None:
        proof.run(what, [python, str(wrong / "install.py"), *words], code=1, holds=holds)
        left = sorted(path.name for path in [*proof.person.iterdir(), *(proof.root / "empty").iterdir()])
        if left:
            proof.faults.append(f"{what}: it left {left}")

    shutil.copytree(proof.root / "bundle", wrong)
    wheel = max((wrong / "wheels").iterdir(), key=lambda path: path.stat().st_size)
    whole = wheel.read_bytes()
    middle = len(whole) // 2
    wheel.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    try_it("one bit is flipped", f"Nothing was installed. wheels/{wheel.name} is damaged")
    wheel.unlink()
    try_it("a file is missing", f"Nothing was installed. wheels/{wheel.name} is missing")
    wheel.write_bytes(whole)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "none", str(proof.root / "empty")], check=True
    )
    home = str(proof.root / "empty")
    try_it(
        "the disk is too small", "There is too little space", "--home", home, "--ollama-models", f"{home}/m"
    )
    subprocess.run(["umount", str(proof.root / "empty")], check=True)
    manifest = wrong / "bundle.json"
    manifest.write_text(
        re.sub(r"(linux|macos|windows)-\w+-python", "plan9-mips-python", manifest.read_text("utf-8"))
    )
    try_it("another machine", "this machine is")
    shutil.rmtree(wrong)


def _conclude(proof: Proof) -> int:
    program = proof.launcher.parent
    size = sum(path.stat().st_size for path in program.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"Installed: {size / 1e6:,.0f} MB in {len(list(program.glob('env-*')))} environment.")
    for fault in proof.faults:
        print(f"\nFAULT: {fault}")
    print(
        "\nVerdict:",
        "not proven; see the faults above." if proof.faults else "it installs and serves without a network.",
    )
    return 1 if proof.faults else 0


if __name__ == "__main__":
    sys.exit(main())
