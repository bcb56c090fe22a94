"""Lists the models there are: Ollama's, and those of the embedded engine."""

from __future__ import annotations

import argparse

from assistant.cli import console, parsing
from assistant.cli.console import fitted
from assistant.config import Loaded
from assistant.doctor import engines_of
from assistant.engines import Engines
from assistant.errors import ServerUnavailable
from assistant.model_list import ModelRow, embedded_rows, ollama_rows
from assistant.model_server import model_server
from assistant.text import clean_line
from assistant.wording import size


def show_models(args: argparse.Namespace) -> int:
    """List the models; where the server does not answer, say so and list what there is without it."""
    loaded = parsing.load(args)
    engines = engines_of(loaded)
    rows = [] if loaded.settings.engine == "embedded" else _from_ollama(loaded, engines)
    rows += embedded_rows(engines)
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
    return 0


def _from_ollama(loaded: Loaded, engines: Engines) -> list[ModelRow]:
    with model_server(loaded) as server:
        try:
            return ollama_rows(server, engines)
        except ServerUnavailable as error:
            if loaded.settings.engine == "ollama":
                raise
            console.say_styled((f"{error.message} {error.hint}".strip(), "dim"))
            return []


def _show(rows: list[ModelRow]) -> None:
    if not rows:
        console.put("There are no models yet. See which fits this machine: assistant models recommend")
        return
    wide = min(max(len(clean_line(row.name)) for row in rows), 32)
    console.put_styled((f"{'Model':<{wide}}  {'Size':>8}  {'Context':>8}  Can", "bold"))
    for row in rows:
        weight = size(row.size_bytes) if row.size_bytes else "–"
        context = f"{row.context_tokens:,}" if row.context_tokens else "–"
        can = row.refused or ", ".join(row.capabilities) or row.engine
        used = f"  ← {' and '.join(row.used_for)}" if row.used_for else ""
        console.put_styled(
            f"{fitted(clean_line(row.name), wide)}  {weight:>8}  {context:>8}  ",
            (f"refused: {can}", "yellow") if row.refused else clean_line(can),
            (used, "green"),
        )
