"""`assistant models`: lists models, gets one, or says which one fits this machine."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.errors import UsageError
from assistant.model_server import model_server
from assistant.text import clean_line
from assistant.wording import count

TAKES = "[list | pull NAME | recommend]"
DESCRIPTION = """\
models               list the models there are, what they can do, and what each is used for
models pull NAME     get a model into Ollama; started again, it goes on where it stopped
models recommend     the deepseek-r1 that fits this machine's memory, and why"""
EXAMPLE = """\
assistant models recommend
assistant models pull deepseek-r1:8b"""

INDENT = 14


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "action",
        metavar="ACTION",
        nargs="?",
        default="list",
        help="list, pull or recommend; list if left out.",
    )
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="The model to pull.")


def run(args: argparse.Namespace) -> int:
    """List, pull or recommend."""
    if args.name and args.action != "pull":
        raise UsageError(f"models {args.action} takes no name.", "assistant models --help shows the actions.")
    match args.action:
        case "list":
            from assistant.cli.models_list import show_models

            return show_models(args)
        case "pull":
            return _pull(args)
        case "recommend":
            return _recommend(args)
        case other:
            raise UsageError(f"models cannot {other}.", "It can: list, pull NAME, recommend.")


def _pull(args: argparse.Namespace) -> int:
    if not args.name:
        raise UsageError("Which model?", "See which fits this machine: assistant models recommend")
    from assistant.cli.pull_progress import show_pull

    name = parsing.words([args.name])
    with model_server(parsing.load(args)) as server:
        try:
            show_pull(name, server.pull(name), as_json=args.json, live=console.is_terminal(sys.stderr))
        except KeyboardInterrupt:
            raise KeyboardInterrupt("Stopped. Pulled again, it goes on where it stopped.") from None
    if args.json:
        console.emit({"event": "finished", "model": name})
    else:
        console.put(f"{clean_line(name)} is here.")
    return 0


def _recommend(args: argparse.Namespace) -> int:
    from assistant.models.machine import read_machine
    from assistant.models.recommend import BILINGUAL_EMBEDDING, recommend

    machine = read_machine()
    advice = recommend(machine)
    wanted = [name for name in (advice.model, BILINGUAL_EMBEDDING) if name]
    commands = [f"assistant models pull {name}" for name in wanted]
    if args.json:
        more = {"embedding_model": BILINGUAL_EMBEDDING, "commands": commands, "machine": asdict(machine)}
        console.emit(asdict(advice) | more)
        return 0
    card = f", {machine.gpu_name} with {_gib(machine.gpu_bytes)}" if machine.gpu_bytes else ""
    parts = f"{_gib(machine.ram_bytes)} of memory, {count(machine.cores, 'core')}{card}"
    put_row((("This machine", "bold"),), parts, indent=INDENT)
    put_row((("Chat model", "bold"),), advice.model or "none fits", indent=INDENT)
    put_row((), advice.reason, style="dim", indent=INDENT)
    put_row(
        (("Embedding", "bold"),), f"{BILINGUAL_EMBEDDING}, which reads Chinese and English", indent=INDENT
    )
    console.put("\nGet them (Ollama fetches them; nothing of yours is sent):")
    for command in commands:
        console.put_styled("  ", (command, "cyan"))
    return 0


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / 1024**3:.1f} GiB"
