"""`assistant config`: the settings in force and where each came from."""

from __future__ import annotations

import argparse
import json

from assistant.cli import output, parsing

TAKES = ""
DESCRIPTION = """\
A flag wins over an environment variable, that over config.toml, that over the default.
Nothing is changed by this command."""
EXAMPLE = """\
assistant config --describe
ASSISTANT_ANSWER_THINK=off assistant config"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("--describe", action="store_true", help="Show what can be set, and what it does.")


def run(args: argparse.Namespace) -> int:
    """Show the settings, or describe them."""
    return _describe(args) if args.describe else _show(args)


def _show(args: argparse.Namespace) -> int:
    from assistant.config import flatten

    loaded = parsing.load(args)
    values = flatten(loaded.settings)
    file = loaded.paths.config_file
    if args.json:
        settings = {key: {"value": value, "source": loaded.sources[key]} for key, value in values.items()}
        record = {"config_file": str(file), "exists": file.exists(), "settings": settings}
        output.emit(record | {"libraries": str(loaded.paths.libraries)})
        return 0
    output.put(f"# {file}" + ("" if file.exists() else "  (not there; everything has its default)"))
    texts = {key: _toml(value) for key, value in values.items()}
    keys, wide = max(map(len, texts)), max(map(len, texts.values()))
    for key, text in texts.items():
        source = loaded.sources[key]
        style = "dim" if source == "default" else "green"
        output.put_styled(f"{key:<{keys}} = {text:<{min(wide, 26)}}  ", (f"# {source}", style))
    return 0


def _describe(args: argparse.Namespace) -> int:
    from assistant.config import describe_settings

    for one in describe_settings():
        if args.json:
            output.emit(
                {
                    "key": one.key,
                    "accepts": one.accepts,
                    "default": one.default,
                    "variable": one.variable,
                    "description": one.description,
                }
            )
            continue
        output.put_styled((one.key, "bold"), f" = {_toml(one.default)}")
        output.put(f"    {one.description}")
        output.put_styled("    ", (f"{one.accepts}; {one.variable}", "dim"))
    return 0


def _toml(value: object) -> str:
    """Write a value the way config.toml has it."""
    return json.dumps(value, ensure_ascii=False)
