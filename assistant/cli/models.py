"""`assistant models`: lists models, gets one, or says which one fits this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import fitted, put_row, quiet_terminal, right
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.inventory import embedder_here, engines_of, list_models, pull_model, recommended
from assistant.text import clean_line
from assistant.wording import count, enumerated, size, together

if TYPE_CHECKING:
    from assistant.inventory import ModelRow, PullProgress

TAKES = "[list | pull NAME | recommend]"
DESCRIPTION = mark("""\
models               list the models there are, what they can do, and what each is used for
models pull NAME     get a model into Ollama; started again, it goes on where it stopped
models recommend     the deepseek-r1 that fits this machine's memory and answers in good time, and why""")
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
        help=_("list, pull or recommend; list if left out."),
    )
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help=_("The model to pull."))


def run(args: argparse.Namespace) -> int:
    """List, pull or recommend."""
    if args.name and args.action != "pull":
        raise UsageError(
            _("models {action} takes no name.", action=args.action),
            _("assistant models --help shows the actions."),
        )
    match args.action:
        case "list":
            return show_models(args)
        case "pull":
            return _pull(args)
        case "recommend":
            return _recommend(args)
        case other:
            raise UsageError(
                _("models has no action {other}.", other=other), _("It can: list, pull NAME, recommend.")
            )


CAPABILITIES = {
    "completion": mark("answering"),
    "embedding": mark("embedding"),
    "insert": mark("filling in"),
    "thinking": mark("reasoning"),
    "tools": mark("tools"),
    "vision": mark("pictures"),
}
"""What a model can do, by the server's names."""
USED_FOR = {"answers": mark("used for answers"), "embedding": mark("used for embedding")}


def _pull(args: argparse.Namespace) -> int:
    if not args.name:
        raise UsageError(_("Which model?"), _("See which fits this machine: assistant models recommend"))
    name = parsing.words([args.name])
    try:
        with closing(pull_model(parsing.load(args), name)) as steps:
            show_pull(name, steps, as_json=args.json, live=console.is_terminal(sys.stderr))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_("Stopped. Pulled again, it goes on where it stopped.")) from None
    if args.json:
        console.emit({"event": "finished", "model": name})
    else:
        console.put(_("{name} is here.", name=clean_line(name)))
    return 0


def _recommend(args: argparse.Namespace) -> int:
    loaded = parsing.load(args)
    found = recommended(loaded)
    machine, advice = found.machine, found.advice
    rows = list_models(loaded, engines_of(loaded)).rows
    embedding = embedder_here(rows) or found.embedding
    wanted = [name for name in (advice.model, embedding) if name]
    names = {name for row in rows for name in (row.name, row.name.removesuffix(":latest"))}
    commands = [f"assistant models pull {name}" for name in wanted]
    if embedding in names and all(row.engine == "embedded" for row in rows if row.name == embedding):
        commands.pop()  # it came with the program
    if args.json:
        console.emit(
            {
                "model": advice.model,
                "context_tokens": advice.context_tokens,
                "runs_on": advice.runs_on,
                "needs_bytes": advice.needs_bytes,
                "reason": advice.reason,
                "embedding_model": embedding,
                "commands": commands,
                "machine": {
                    "ram_bytes": machine.ram_bytes,
                    "cores": machine.cores,
                    "gpu_bytes": machine.gpu_bytes,
                    "gpu_name": machine.gpu_name,
                    "unified": machine.unified,
                },
            }
        )
        return 0
    card = (
        _(", {gpu_name} with {gpu_bytes}", gpu_name=machine.gpu_name, gpu_bytes=_gib(machine.gpu_bytes))
        if machine.gpu_bytes
        else ""
    )
    parts = _(
        "{ram_bytes} of memory, {cores}{card}",
        ram_bytes=_gib(machine.ram_bytes),
        cores=count(machine.cores, "core"),
        card=card,
    )
    put_row(((_("This machine"), "bold"),), parts, indent=INDENT)
    put_row(((_("Chat model"), "bold"),), advice.model or _("none fits"), indent=INDENT)
    put_row((), advice.reason, style="dim", indent=INDENT)
    put_row(
        ((_("Embedding"), "bold"),),
        _("{embedding}, which reads Chinese and English", embedding=embedding),
        indent=INDENT,
    )
    if here := [name for name in wanted if name in names]:
        put_row(((_("Here already"), "bold"),), enumerated(here), indent=INDENT)
    if missing := [command for name, command in zip(wanted, commands, strict=False) if name not in names]:
        console.put(_("\nGet what is missing (Ollama fetches it; nothing of yours is sent):"))
        for command in missing:
            console.put_styled("  ", (command, "cyan"))
    return 0


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / 1024**3:.1f} GiB"


def show_models(args: argparse.Namespace) -> int:
    """List the models; without an answer of the server, those of the other engine."""
    loaded = parsing.load(args)
    models = list_models(loaded, engines_of(loaded))
    if models.problem is not None:
        if loaded.settings.engine == "ollama":
            raise models.problem
        console.say_styled((together(models.problem.message, models.problem.hint), "dim"))
    rows = sorted(models.rows, key=lambda row: (not row.used_for, row.name))
    for row in rows:
        if args.json:
            console.emit(
                {
                    "name": row.name,
                    "engine": row.engine,
                    "size_bytes": row.size_bytes,
                    "context_tokens": row.context_tokens,
                    "capabilities": list(row.capabilities),
                    "used_for": list(row.used_for),
                    "refused": row.refused,
                }
            )
    if not args.json:
        _show(rows)
        if sum(row.engine == "ollama" for row in rows) > 1:
            command = "assistant config set models.chat NAME"
            console.put_styled((_("Another one answers: {command}", command=command), "dim"))
    return 0


def _show(rows: Sequence[ModelRow]) -> None:
    if not rows:
        console.put(_("There are no models yet. See which fits this machine: assistant models recommend"))
        return
    wide = min(max(len(clean_line(row.name)) for row in rows), 32)
    heads = (fitted(_("Model"), wide), right(_("Size"), 8), right(_("Context"), 8), _("Can"))
    console.put_styled(("  ".join(heads), "bold"))
    for row in rows:
        weight = size(row.size_bytes) if row.size_bytes else "–"
        context = f"{row.context_tokens:,}" if row.context_tokens else "–"
        can = (
            row.refused or enumerated(_(CAPABILITIES.get(one, one)) for one in row.capabilities) or row.engine
        )
        used = (
            _("  ← {uses}", uses=_(" and ").join(_(USED_FOR.get(one, one)) for one in row.used_for))
            if row.used_for
            else ""
        )
        console.put_styled(
            f"{fitted(clean_line(row.name), wide)}  {weight:>8}  {context:>8}  ",
            (_("refused: {why}", why=can), "yellow") if row.refused else clean_line(can),
            (used, "green"),
        )


def show_pull(name: str, steps: Iterator[PullProgress], *, as_json: bool, live: bool) -> None:
    """Show the progress of fetching a model."""
    if as_json:
        for step in steps:
            console.emit(
                {
                    "event": "progress",
                    "status": step.status,
                    "digest": step.digest,
                    "completed": step.completed_bytes,
                    "total": step.total_bytes,
                }
            )
    elif live:
        _show_bar(name, steps)
    else:
        _say_steps(steps)


def _say_steps(steps: Iterator[PullProgress]) -> None:
    last = ""
    for step in steps:
        if step.status != last:
            console.say(clean_line(step.status))
            last = step.status


def _show_bar(name: str, steps: Iterator[PullProgress]) -> None:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.progress import TransferSpeedColumn as Speed

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), DownloadColumn())
    with (
        quiet_terminal(),
        Progress(
            *columns, Speed(), TimeRemainingColumn(), console=console.console(sys.stderr), transient=True
        ) as bar,
    ):
        task, part = bar.add_task(clean_line(name), total=None), ""
        for step in steps:
            if not step.digest:  # between parts, and at the end: what was got stays as it is
                bar.update(task, description=clean_line(step.status))
                continue
            if step.digest != part:
                part = step.digest
                bar.reset(task, total=step.total_bytes)
            bar.update(
                task,
                description=clean_line(f"{name} {step.digest[7:15]}"),
                completed=step.completed_bytes or 0,
                total=step.total_bytes,
            )
