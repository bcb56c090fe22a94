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
from assistant.wording import install_hint

if TYPE_CHECKING:
    from assistant.serve.server import Listening

TAKES = "[token add|list|revoke]"
DESCRIPTION = """\
Chat programs, editors and agents can ask your libraries: at this address they find Ollama's API, OpenAI's
API (/v1) and MCP (/mcp). A library is a model there: library/default. On this machine no token is
needed; with --listen others can ask as well, each with a token."""
EXAMPLE = """\
assistant serve
assistant serve token add ann --only contracts
assistant serve --listen 192.168.1.20 --certificate cert.pem --key key.pem"""
NEEDED = ("starlette", "uvicorn", "mcp")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "words", nargs="*", metavar="token …", help="token add NAME, token list, token revoke NAME."
    )
    parser.add_argument("--port", type=parsing.positive, metavar="N", help="Port; serve.port if left out.")
    parser.add_argument(
        "--listen",
        metavar="ADDRESS",
        help="Address of this machine that others reach it at; 0.0.0.0 is all, 127.0.0.1 a proxy on this machine. "
        "Everybody needs a token.",
    )
    parser.add_argument("--certificate", metavar="FILE", help="Certificate chain for TLS.")
    parser.add_argument("--key", metavar="FILE", help="Private key of the certificate.")
    parser.add_argument(
        "--allow-ingest",
        metavar="DIR",
        action="append",
        default=[],
        help="Let agents have files below this folder read; may be repeated.",
    )
    parser.add_argument(
        "--only",
        metavar="LIBRARY",
        action="append",
        default=[],
        help="With token add: may ask this library only.",
    )
    parser.add_argument(
        "--a-minute", type=parsing.positive, metavar="N", help="With token add: most questions a minute."
    )


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted, or change the tokens."""
    check_installed()
    if args.words:
        return _tokens(args)
    from assistant.serve.server import HOST, Listening, prepared

    if bool(args.certificate) != bool(args.key):
        raise UsageError("A certificate and its key belong together.", "Give both --certificate and --key.")
    for name in filter(None, (args.certificate, args.key)):
        if not Path(name).is_file():
            raise UsageError(f"There is no file {name}.", "Check the path.", code="path_missing")
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
        raise UsageError(f"There is no port {listening.port}.", "Choose one up to 65535.")

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
    console.say(f"Serving at {url}  (Ollama's API; OpenAI's at {url}/v1; MCP at {url}/mcp)")
    if listening.open_to_network:
        console.say("Everybody who asks needs a token: assistant serve token list")
        if listening.certificate is None:
            console.say(
                "Without TLS, what is asked and answered can be read on the network: give --certificate and --key, "
                "or put a proxy before it."
            )
    shown = public_url.rstrip("/") or re.sub(r"//(?:0\.0\.0\.0|\[::\])", f"//{socket.gethostname()}", url)
    console.say(f"To ask from a browser: {shown}/ask" + ("#token=…" if listening.open_to_network else ""))
    console.say("Ctrl+C ends it.")


def check_installed() -> None:
    """Raise where a package of the server is missing.

    Raises:
        PartMissing: One is.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise PartMissing(
            f"Serving needs packages that are not installed ({', '.join(missing)}).",
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
                f"There is no folder {name}.", "Check the path after --allow-ingest.", code="path_missing"
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
                    f"There is no library {unknown[0]}.", "assistant status --library NAME shows one."
                )
            token = users.add(name, args.only, args.a_minute or 0)
            if args.json:
                console.emit({"name": name, "token": token})
            else:
                console.put(token)
                console.say(
                    f"This is {name}'s token. It is shown this once; keep it where only {name} can read it."
                )
        case ["token", "list"]:
            for user in users.all():
                if args.json:
                    console.emit(
                        {"name": user.name, "libraries": list(user.libraries), "a_minute": user.a_minute}
                    )
                    continue
                what = ", ".join(user.libraries) or "all libraries"
                rate = f", {user.a_minute} questions a minute" if user.a_minute else ""
                day = datetime.fromtimestamp(user.made).astimezone().strftime("%Y-%m-%d")
                console.put(f"{user.name}  {what}{rate}, since {day}")
        case ["token", "revoke", name]:
            users.revoke(name)
            if args.json:
                console.emit({"name": name, "revoked": True})
            else:
                console.say(f"{name}'s token is worth nothing now.")
        case ["token", "add" | "revoke" as what]:
            raise UsageError("The name is missing.", f"assistant serve token {what} NAME")
        case _:
            raise UsageError(
                f"serve does not know: {parsing.words(args.words)}.",
                "assistant serve --help shows how it is used.",
            )
    return 0
