"""`assistant serve`: the server that other programs ask, and its tokens."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import socket
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.errors import PartMissing, UsageError
from assistant.i18n import _, mark
from assistant.wording import enumerated, install_hint

if TYPE_CHECKING:
    from assistant.serve.server import Listening

TAKES = "[token add|list|revoke]"
DESCRIPTION = mark("""\
Chat programs, editors and agents can ask your libraries: at this address they find Ollama's API, OpenAI's
API (/v1) and MCP (/mcp). A library is a model there: library/default. On this machine no token is
needed; with --listen others can ask as well, each with a token.""")
EXAMPLE = """\
assistant serve
assistant serve token add ann --only contracts
assistant serve --listen 192.168.1.20 --certificate cert.pem --key key.pem"""
NEEDED = ("starlette", "uvicorn", "mcp")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "words", nargs="*", metavar="token …", help=_("token add NAME, token list, token revoke NAME.")
    )
    parser.add_argument("--port", type=parsing.positive, metavar="N", help=_("Port; serve.port if left out."))
    parser.add_argument(
        "--listen",
        metavar="ADDRESS",
        help=_(
            "Address of this machine that others reach it at; 0.0.0.0 is all, 127.0.0.1 a proxy on this machine. "
            "Everybody needs a token."
        ),
    )
    parser.add_argument("--certificate", metavar="FILE", help=_("Certificate chain for TLS."))
    parser.add_argument("--key", metavar="FILE", help=_("Private key of the certificate."))
    parser.add_argument(
        "--allow-ingest",
        metavar="DIR",
        action="append",
        default=[],
        help=_("Let agents have files below this folder read; may be repeated."),
    )
    parser.add_argument(
        "--only",
        metavar="LIBRARY",
        action="append",
        default=[],
        help=_("With token add: may ask this library only."),
    )
    parser.add_argument(
        "--a-minute", type=parsing.positive, metavar="N", help=_("With token add: most questions a minute.")
    )


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted, or change the tokens."""
    check_installed()
    if args.words:
        return _tokens(args)
    from assistant.serve.server import HOST, Listening, prepared

    if bool(args.certificate) != bool(args.key):
        raise UsageError(
            _("A certificate and its key belong together."), _("Give both --certificate and --key.")
        )
    for name in filter(None, (args.certificate, args.key)):
        if not Path(name).is_file():
            raise UsageError(
                _("There is no file {name}.", name=name), _("Check the path."), code="path_missing"
            )
    check_folders(args.allow_ingest)
    loaded = parsing.load(args)
    listening = Listening(
        host=args.listen or HOST,
        port=args.port or loaded.settings.serve.port,
        certificate=Path(args.certificate) if args.certificate else None,
        key=Path(args.key) if args.key else None,
        allow_ingest=tuple(Path(name) for name in args.allow_ingest),
        for_others=args.listen is not None,
    )
    if listening.port > 65_535:
        raise UsageError(_("There is no port {port}.", port=listening.port), _("Choose one up to 65535."))

    parsing.unlock(args, every=True)
    server = prepared(parsing.home_of(args), parsing.flags_of(args), os.environ, listening)
    _say(args, server.url, listening, loaded.settings.serve.public_url)
    server.run()
    return 0


def _say(args: argparse.Namespace, url: str, listening: Listening, public_url: str) -> None:
    if args.json:
        console.emit({"url": url})
        console.flush()
        return
    console.say(_("Serving at {url}  (Ollama's API; OpenAI's at {url}/v1; MCP at {url}/mcp)", url=url))
    if listening.open_to_network:
        console.say(_("Everybody who asks needs a token: assistant serve token list"))
        if listening.certificate is None:
            console.say(
                _(
                    "Without TLS, what is asked and answered can be read on the network: give --certificate and --key, "
                    "or put a proxy before it."
                )
            )
    shown = public_url.rstrip("/") or re.sub(r"//(?:0\.0\.0\.0|\[::\])", f"//{socket.gethostname()}", url)
    address = f"{shown}/ask" + ("#token=…" if listening.open_to_network else "")
    console.say(_("To ask from a browser: {address}", address=address))
    console.say(_("Ctrl+C ends it."))


def check_installed() -> None:
    """Raise where a package of the server is missing.

    Raises:
        PartMissing: One is.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise PartMissing(
            _("Serving needs packages that are not installed ({missing}).", missing=enumerated(missing)),
            install_hint("private-assistant[serve]"),
            code="package_missing",
        )


def check_folders(names: Sequence[str]) -> None:
    """Raise where a folder that agents may have read is none.

    Raises:
        UsageError: One is.
    """
    for name in names:
        if not Path(name).is_dir():
            raise UsageError(
                _("There is no folder {name}.", name=name),
                _("Check the path after --allow-ingest."),
                code="path_missing",
            )


def _tokens(args: argparse.Namespace) -> int:
    from assistant.serve.libraries import Libraries
    from assistant.serve.users import Users

    libraries = Libraries(parsing.home_of(args), parsing.flags_of(args), os.environ)
    users = Users(libraries.users_file)
    match args.words:
        case ["token", "add", name]:
            unknown = [one for one in args.only if one not in libraries.names()]
            if unknown:
                raise UsageError(
                    _("There is no library {name}.", name=unknown[0]),
                    _("assistant status --library NAME shows one."),
                )
            token = users.add(name, args.only, args.a_minute or 0)
            if args.json:
                console.emit({"name": name, "token": token})
            else:
                console.put(token)
                console.say(
                    _(
                        "This is {name}'s token. It is shown this once; keep it where only {name} can read it.",
                        name=name,
                    )
                )
        case ["token", "list"]:
            everybody = users.all()
            if not everybody and not args.json:
                console.say(_("Nobody has a token yet: assistant serve token add NAME"))
            for user in everybody:
                if args.json:
                    console.emit(
                        {"name": user.name, "libraries": list(user.libraries), "a_minute": user.a_minute}
                    )
                    continue
                what = enumerated(user.libraries) or _("all libraries")
                day = datetime.fromtimestamp(user.made).astimezone().strftime("%Y-%m-%d")
                told = [
                    what,
                    *([_("{number} questions a minute", number=user.a_minute)] if user.a_minute else ()),
                    _("since {day}", day=day),
                ]
                console.put(f"{user.name}  {' · '.join(told)}")
        case ["token", "revoke", name]:
            users.revoke(name)
            if args.json:
                console.emit({"name": name, "revoked": True})
            else:
                console.say(_("{name}'s token is worth nothing now.", name=name))
        case ["token", "add" | "revoke" as what]:
            raise UsageError(_("The name is missing."), f"assistant serve token {what} NAME")
        case _:
            raise UsageError(
                _("serve does not know: {words}.", words=parsing.words(args.words)),
                _("assistant serve --help shows how it is used."),
            )
    return 0
