"""`assistant setup`: finds out what this machine can do, and advises settings."""

from __future__ import annotations

import argparse
import shlex
import sys

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.i18n import _, mark
from assistant.setup import Advice, Candidate, Folder, Survey, survey
from assistant.text import clean_line
from assistant.wording import count, duration, enumerated, size

TAKES = "[FOLDER]"
DESCRIPTION = mark("""\
It finds Ollama or says how to get it, measures in under a minute how fast the models that are here read, write and embed,
and works out what the others would do. From that it says how long an answer takes with and without reasoning, and how long a
folder takes to embed, and advises the size of deepseek-r1, the context, the evidence and the embedder.
Nothing is downloaded, and nothing leaves this machine.""")
EXAMPLE = """\
assistant setup ~/Documents
assistant setup --write"""

INDENT = 14


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        default="",
        help=_("A folder that is to be embedded; it is counted, and a sample of it read."),
    )
    parser.add_argument("--write", action="store_true", help=_("Write the advised settings without asking."))
    parser.add_argument(
        "--no-measure",
        action="store_true",
        help=_("Load no model; go by what was measured on this machine before."),
    )


def run(args: argparse.Namespace) -> int:
    """Find out, tell, and write what is wanted."""
    loaded = parsing.load(args)
    found: Survey | None = None
    folder = parsing.words([args.folder]) if args.folder else ""
    for item in survey(loaded, folder, measure=not args.no_measure):
        if isinstance(item, Survey):
            found = item
        elif args.json:
            console.emit({"event": "step", "said": item.said})
        elif console.is_terminal(sys.stderr):
            console.say_styled((f"… {clean_line(item.said)}", "dim"))
    assert found is not None
    if args.json:
        console.emit(_record(found))
    else:
        _show(found)
    if found.advice.settings and (args.write or (not args.json and _agreed())):
        _write(args, found.advice)
    elif found.advice.settings and not args.json:
        command = " ".join(
            [parsing.invocation(args), "setup", *([shlex.quote(folder)] if folder else []), "--write"]
        )
        console.put(_("Nothing was written; this writes these settings: {command}", command=command))
    return 0 if found.advice.model else 3


def _agreed() -> bool:
    if not (console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout)):
        return False
    console.put()
    return console.agreed(_("Write these settings? [y/N]"))


def _write(args: argparse.Namespace, advice: Advice) -> None:
    from assistant.config.save import save_setting

    file = parsing.settings_file(args)
    for key, value in advice.settings.items():
        save_setting(file, key, value)
    if args.json:
        console.emit({"event": "written", "file": str(file), "settings": advice.settings})
    else:
        console.put(_("Written to {file}. `assistant config` shows them.", file=clean_line(str(file))))


def _show(found: Survey) -> None:
    machine = found.machine
    card = f", {machine.gpu_name} ({_gib(machine.gpu_bytes)})" if machine.gpu_bytes else ""
    parts = _(
        "{memory} of memory, {cores}", memory=_gib(machine.ram_bytes), cores=count(machine.cores, "core")
    )
    _row(_("This machine"), f"{parts}{card}")
    server = {"answers": _("answers"), "unused": _("the embedded engine is set")}.get(found.server)
    _row("Ollama", server or found.server_hint, "" if server else "yellow")
    _show_models(found)
    for name, speed in found.embedding.items():
        _row(
            _("Embedding"),
            _("{model}: {speed} passages a second", model=name.partition("/")[2], speed=f"{speed:,.1f}"),
        )
    if found.folder is not None:
        _row(_("Folder"), _folder(found.folder))
    for remark in found.remarks:
        _row(_("Mind"), remark, "yellow")
    for fault in found.faults:
        _row(_("Not measured"), clean_line(fault), "yellow")
    _show_advice(found.advice, embedder_is_here=found.embedder_is_here)


def _show_models(found: Survey) -> None:
    if not found.candidates:
        _row(_("Chat models"), _("none here, and none that fits could be worked out"), "yellow")
        return
    console.put()
    names = [f"{one.name}{'' if one.installed else ' *'}" for one in found.candidates]
    wide = min(max(map(len, names)), 34)
    heads = (_("an answer takes"), _("with reasoning"))
    console.put_styled(
        (
            f"{console.fitted(_('Chat model'), wide)}  {console.right(heads[0], 16)} {console.right(heads[1], 16)}",
            "bold",
        )
    )
    for name, one in zip(names, found.candidates, strict=True):
        console.put(f"{console.fitted(name, wide)}  {_cells(one)}")
    legend = [
        _("* not installed") if any(not one.installed for one in found.candidates) else "",
        _("~ worked out, not measured") if any(not one.speed.measured for one in found.candidates) else "",
    ]
    if any(legend):
        console.put_styled((" · ".join(filter(None, legend)), "dim"))
    console.put()


def _cells(one: Candidate) -> str:
    mark_ = "" if one.speed.measured else "~"
    reasoned = mark_ + _wait(one.reasoned_s) if one.reasoned_s is not None else "–"
    return f"{console.right(mark_ + _wait(one.answer_s), 16)} {console.right(reasoned, 16)}"


def _wait(seconds: float) -> str:
    return duration(max(round(seconds), 1) if seconds < 60 else round(seconds, -1)).replace(".0", "")


def _folder(folder: Folder) -> str:
    held = _(
        "{files}, {size}, about {passages} passages",
        files=count(folder.files, "file"),
        size=size(folder.size_bytes),
        passages=f"{folder.passages:,}",
    )
    if folder.embed_s is None:
        return held
    return _("{held}; embedding takes about {time}", held=held, time=_wait(folder.embed_s))


def _show_advice(advice: Advice, *, embedder_is_here: bool) -> None:
    _row(_("Advice"), advice.reasons[0] if advice.reasons else advice.model)
    for reason in advice.reasons[1:]:
        put_row((), reason, style="dim", indent=INDENT)
    if advice.model and not advice.installed:
        put_row((), console.runnable(f"assistant models pull {advice.model}"), style="cyan", indent=INDENT)
    _row(_("Embedding model"), _("{model}, which reads Chinese and English", model=advice.embedding))
    if not embedder_is_here:
        put_row(
            (), console.runnable(f"assistant models pull {advice.embedding}"), style="cyan", indent=INDENT
        )
    if advice.settings:
        _row(_("Settings"), enumerated(f"{key} = {value}" for key, value in advice.settings.items()))
    elif advice.model:
        _row(_("Settings"), _("as they should be"))


def _row(label: str, text: str, style: str = "") -> None:
    put_row(((label, "bold"),), text, style=style, indent=INDENT)


def _record(found: Survey) -> dict[str, object]:
    machine, advice = found.machine, found.advice
    return {
        "event": "survey",
        "machine": {
            "ram_bytes": machine.ram_bytes,
            "cores": machine.cores,
            "gpu_bytes": machine.gpu_bytes,
            "gpu_name": machine.gpu_name,
            "unified": machine.unified,
        },
        "server": found.server,
        "server_hint": found.server_hint,
        "chat": [
            {
                "model": one.name,
                "engine": one.engine,
                "installed": one.installed,
                "measured": one.speed.measured,
                "reads_tokens_per_s": one.speed.reads,
                "writes_tokens_per_s": one.speed.writes,
                "load_s": one.speed.load_s,
                "answer_s": round(one.answer_s, 1),
                "answer_with_reasoning_s": None if one.reasoned_s is None else round(one.reasoned_s, 1),
            }
            for one in found.candidates
        ],
        "embedding_passages_per_s": found.embedding,
        "folder": None
        if found.folder is None
        else {
            "path": found.folder.path,
            "files": found.folder.files,
            "size_bytes": found.folder.size_bytes,
            "passages": found.folder.passages,
            "embed_s": found.folder.embed_s,
        },
        "advice": {
            "model": advice.model,
            "installed": advice.installed,
            "think": advice.think,
            "context_tokens": advice.context_tokens,
            "evidence_tokens": advice.evidence_tokens,
            "embedding_model": advice.embedding,
            "settings": advice.settings,
            "reasons": list(advice.reasons),
        },
        "faults": list(found.faults),
        "remarks": list(found.remarks),
    }


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / 1024**3:.1f} GiB"
