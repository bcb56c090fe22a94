"""Lists the models there are: Ollama's, and those of the embedded engine."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from assistant.cli import output, parsing
from assistant.cli.model_server import model_server
from assistant.cli.wrapping import fitted
from assistant.config import Loaded
from assistant.doctor import engines_of
from assistant.engines import Engines
from assistant.errors import ServerUnavailable
from assistant.models.ollama import OllamaServer
from assistant.models.ollama_models import ModelInfo, with_tag
from assistant.text_safety import clean_line
from assistant.wording import size


@dataclass(frozen=True, slots=True)
class Row:
    """One model.

    Attributes:
        name: As commands and settings name it.
        engine: "ollama" or "embedded".
        size_bytes: What it takes on disk; 0 where it is not known.
        context: The longest context it was made for, in tokens; None where unknown.
        capabilities: In order; empty where unknown.
        used_for: "answers", "embedding", both, or nothing.
        refused: Why it is not used; empty when it may be.
    """

    name: str
    engine: str
    size_bytes: int
    context: int | None
    capabilities: tuple[str, ...]
    used_for: tuple[str, ...]
    refused: str = ""


def show_models(args: argparse.Namespace) -> int:
    """List the models; where the server does not answer, say so and list what there is without it."""
    loaded = parsing.load(args)
    engines = engines_of(loaded)
    rows = [] if loaded.settings.engine == "embedded" else _from_ollama(loaded, engines)
    rows += _embedded(engines)
    for row in rows:
        if args.json:
            output.emit(
                {
                    "name": row.name,
                    "engine": row.engine,
                    "size_bytes": row.size_bytes,
                    "context_tokens": row.context,
                    "capabilities": list(row.capabilities),
                    "used_for": list(row.used_for),
                    "refused": row.refused,
                }
            )
    if not args.json:
        _show(rows)
    return 0


def _from_ollama(loaded: Loaded, engines: Engines) -> list[Row]:
    with model_server(loaded) as server:
        try:
            return [_row(server, model, engines) for model in server.models()]
        except ServerUnavailable as error:
            if loaded.settings.engine == "ollama":
                raise
            output.say_styled((f"{error.message} {error.hint}".strip(), "dim"))
            return []


def _row(server: OllamaServer, model: ModelInfo, engines: Engines) -> Row:
    if model.cloud:
        refused = "runs at ollama.com: your documents would leave this machine"
        return Row(model.name, "ollama", 0, None, (), (), refused)
    details = server.details(model.name)
    used = _used_for(model.name, "ollama", engines)
    capabilities = tuple(sorted(details.capabilities or ()))
    return Row(model.name, "ollama", model.size_bytes, details.context_length, capabilities, used)


def _embedded(engines: Engines) -> list[Row]:
    """List what the embedded engine serves with; models that are not used are files that nobody looks for."""
    names: dict[str, tuple[str, ...]] = {}
    if engines.embed_engine == "embedded":
        names[engines.embed_model] = ("embedding",)
    if engines.chat_engine == "embedded" and engines.chat_model:
        names[engines.chat_model] = ("completion",)
    return [
        Row(name, "embedded", 0, None, able, _used_for(name, "embedded", engines))
        for name, able in names.items()
    ]


def _used_for(name: str, engine: str, engines: Engines) -> tuple[str, ...]:
    uses = []
    if (
        engines.chat_engine == engine
        and engines.chat_model
        and with_tag(engines.chat_model) == with_tag(name)
    ):
        uses.append("answers")
    if (
        engines.embed_engine == engine
        and engines.embed_model
        and with_tag(engines.embed_model) == with_tag(name)
    ):
        uses.append("embedding")
    return tuple(uses)


def _show(rows: list[Row]) -> None:
    if not rows:
        output.put("There are no models yet. See which fits this machine: assistant models recommend")
        return
    wide = min(max(len(clean_line(row.name)) for row in rows), 32)
    output.put_styled((f"{'Model':<{wide}}  {'Size':>8}  {'Context':>8}  Can", "bold"))
    for row in rows:
        weight = size(row.size_bytes) if row.size_bytes else "–"
        context = f"{row.context:,}" if row.context else "–"
        can = row.refused or ", ".join(row.capabilities) or row.engine
        used = f"  ← {' and '.join(row.used_for)}" if row.used_for else ""
        output.put_styled(
            f"{fitted(clean_line(row.name), wide)}  {weight:>8}  {context:>8}  ",
            (f"refused: {can}", "yellow") if row.refused else clean_line(can),
            (used, "green"),
        )
