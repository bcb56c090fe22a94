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

if not __package__:  # what lies beside this file in a bundle is the package, and no part of Python
    _here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is not imported yet
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _here]  # noqa: PTH100
    for _name, _folders in (("assistant", []), ("assistant.bundle", [_here])):
        _package = type(sys)(_name)
        _package.__path__ = _folders
        sys.modules[_name] = _package

import argparse
import errno
import time
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bundle import checking
from assistant.bundle.machine import OLDEST_PYTHON, check_python, choose_platform, megabytes, models_folder
from assistant.bundle.plan import Place, Plan, python_of, quoted, run, write_anew
from assistant.bundle.texts import both

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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
            size=megabytes(done),
            total=megabytes(total),
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
        else quoted(command)
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
