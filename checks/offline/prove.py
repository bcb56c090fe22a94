"""`make prove-offline`: runs the commands in a network with nothing in it, watches them, and says where they reached.

Ends with 0 when nothing reached for anything but loopback, 1 when something did or could not be judged, 3 when the
proof cannot be had here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant.models.e5.prepared import beside_bytecode
from checks.offline.chroma_server import chroma_server
from checks.offline.controls import CONTROLS
from checks.offline.namespace import enter, only_loopback, what_is_missing
from checks.offline.papers import write_few_papers, write_papers
from checks.offline.sessions import CHAT, EMBEDDING, FEW, REPLY, SESSIONS, Session, Step
from checks.offline.watched import Watched, Watcher
from tests.fakes.ollama_server import FakeModel, FakeOllama, FakeReply
from tests.models.engines import gguf_path

PROJECT = Path(__file__).parents[2]
SHOWN = 12
"""Most findings of one command that are printed."""


@dataclass
class Findings:
    """What the proof has come to.

    Attributes:
        faults: What must not be, in sentences.
        commands: How many commands were run.
        network_calls: How many calls had to do with sockets.
        led_to: How often they led where.
        local_sockets: Sockets of this machine that were spoken to by their path.
        programs: What was started.
        left_out: What was not run, and why.
    """

    faults: list[str] = field(default_factory=list)
    commands: int = 0
    network_calls: int = 0
    led_to: Counter[str] = field(default_factory=Counter)
    local_sockets: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """The folders of one proof; a program may write only below `home` and `scratch`."""

    root: Path

    @property
    def papers(self) -> Path:
        return self.root / "papers"

    @property
    def person(self) -> Path:
        """The user's home, in which nothing may appear."""
        return self.root / "person"

    @property
    def traces(self) -> Path:
        return self.root / "traces"

    @property
    def scratch(self) -> Path:
        return self.root / "tmp"

    def home(self, number: int) -> Path:
        return self.root / f"home{number}"

    def environ(self) -> dict[str, str]:
        """The whole environment of a watched program: no CI, and no switch that would silence it from outside."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.person),
            "TMPDIR": str(self.scratch),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def main() -> int:
    """Enter the empty network, then prove there."""
    parser = argparse.ArgumentParser(prog="make prove-offline", description=__doc__)
    parser.add_argument("--short", action="store_true", help="One engine and few commands.")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="Keep what strace wrote, to read it.")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not args.inside:
        missing = what_is_missing()
        if missing:
            print(f"Nothing was proven. {missing}")
            return 3
        sys.stdout.flush()
        enter(["-m", "checks.offline.prove", "--inside", *sys.argv[1:]])
    if not only_loopback():
        print("Nothing was proven: there is more than loopback in this network.")
        return 3
    with tempfile.TemporaryDirectory(prefix="prove-offline-") as folder:
        stage = Stage(Path(folder).resolve())
        code = _prove(stage, (FEW,) if args.short else SESSIONS)
        if args.keep:
            shutil.copytree(stage.traces, args.keep)
        return code


def _prove(stage: Stage, sessions: tuple[Session, ...]) -> int:
    began, findings = time.monotonic(), Findings()
    for made in (stage.person, stage.scratch):
        made.mkdir()
    (write_few_papers if sessions == (FEW,) else write_papers)(stage.papers)
    watcher = Watcher(stage.traces)
    print("In a network namespace with only loopback, under strace, without CI in the environment.")
    _try_controls(watcher, stage, findings)
    for number, session in enumerate(sessions):
        _run_session(watcher, stage, number, session, findings)
    left_behind = sorted(str(path.relative_to(stage.person)) for path in stage.person.rglob("*"))
    findings.faults += [f"A file appeared in the user's home: {name}" for name in left_behind]
    return _conclude(findings, time.monotonic() - began)


def _try_controls(watcher: Watcher, stage: Stage, findings: Findings) -> None:
    """Have the detector catch what it must catch, in a home that is thrown away afterwards."""
    person = stage.root / "control"
    person.mkdir()
    for control in CONTROLS:
        seen = watcher.run(control.command, stage.environ() | {"HOME": str(person)}, stage.scratch)
        if seen.code or not control.caught(seen):
            findings.faults.append(
                f"The detector did not catch {control.name}: it proves nothing. {seen.err}"
            )
    print(f"The detector catches: {', '.join(control.name for control in CONTROLS)}.\n")


def _run_session(watcher: Watcher, stage: Stage, number: int, session: Session, findings: Findings) -> None:
    with ExitStack() as held:
        environ = held.enter_context(_surroundings(stage, number, session))
        if environ is None:
            findings.left_out.append(session.name)
            return
        print(session.name)
        for step in session.steps:
            if not step.exists:
                findings.left_out.append(f"assistant {step.words[0]} (there is no such command)")
                continue
            words = [word.format(papers=stage.papers, scratch=stage.scratch) for word in step.words]
            command = [sys.executable, "-m", step.module, *words]
            seen = watcher.run(command, environ, stage.scratch)
            # The model in process is prepared once, beside the program's bytecode.
            prepared = [place] if (place := beside_bytecode()) is not None else []
            _judge(seen, step, [stage.home(number), stage.scratch, *prepared], findings)


@contextmanager
def _surroundings(stage: Stage, number: int, session: Session) -> Iterator[dict[str, str] | None]:
    """Start the servers of a session and give its environment; None when a part of it is not installed."""
    values: dict[str, str] = {}
    with ExitStack() as held:
        if session.chroma_server:
            values["chroma"] = held.enter_context(chroma_server(stage.root / "chroma"))
        if any("{gguf}" in value for value in session.environ.values()):
            gguf = gguf_path()
            if gguf is None:
                yield None
                return
            values["gguf"] = str(gguf)
        url = "http://127.0.0.1:9"
        if session.server:
            models = (
                FakeModel(CHAT, ("completion", "thinking"), 8192),
                FakeModel(EMBEDDING, ("embedding",), 8192),
            )
            fake = held.enter_context(FakeOllama(*models).running())
            fake.usual = FakeReply(REPLY, thinking="The contract names a penalty. ")
            url = fake.url
        more = {name: value.format_map(values) for name, value in session.environ.items()}
        yield (
            stage.environ() | {"ASSISTANT_HOME": str(stage.home(number)), "ASSISTANT_OLLAMA_HOST": url} | more
        )


def _judge(seen: Watched, step: Step, allowed: list[Path], findings: Findings) -> None:
    name = f"assistant {' '.join(step.words)}"
    faults = (
        [f"{name} ended with {seen.code}, not {step.code}:\n{seen.err}"] if seen.code != step.code else []
    )
    if step.holds not in seen.out:
        faults.append(f"{name} wrote nothing of “{step.holds}”:\n{seen.out[-2000:]}")
    faults += [
        f"{name} reached for {reach.where}\n    {reach.call.program} [{reach.call.process}]\n    {reach.call.line}"
        for reach in seen.left
    ]
    faults += [
        f"{name} wrote {path}\n    {call.program} [{call.process}]\n    {call.line}"
        for call, path in seen.written_outside(allowed)
    ]
    kinds = Counter(reach.kind for reach in seen.reached)
    led = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "nowhere"
    print(
        f"  {'✗' if faults else '✓'} {name[:60]:<60} {seen.network_calls:>5} network calls, led to: {led}",
        flush=True,
    )
    findings.faults += faults[:SHOWN]
    findings.commands += 1
    findings.network_calls += seen.network_calls
    findings.led_to.update(kinds)
    findings.programs |= seen.programs
    findings.local_sockets |= {reach.where for reach in seen.reached if reach.kind == "unix"}


def _conclude(findings: Findings, seconds: float) -> int:
    print(f"\n{findings.commands} commands, {findings.network_calls:,} network calls, {seconds:.0f} s.")
    print(
        "They led to:",
        ", ".join(f"{kind} {count:,}" for kind, count in sorted(findings.led_to.items())) or "nowhere",
    )
    for where in sorted(findings.local_sockets):
        print(f"  unix: {where}")
    print("Programs started:", ", ".join(sorted({Path(one).name for one in findings.programs})))
    for what in dict.fromkeys(findings.left_out):
        print(f"Not run: {what}")
    for fault in findings.faults:
        print(f"\nFAULT: {fault}")
    print(
        "\nVerdict:",
        "not proven; see the faults above."
        if findings.faults
        else "nothing reached for anything but loopback.",
    )
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
