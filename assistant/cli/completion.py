"""`assistant completion`: prints what lets a shell complete this command.

What can be typed is taken from the parsers, so that it is never out of date; names that change (libraries, settings, models,
conversations) are asked for when they are needed, by `assistant completion --names`.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterator

from assistant.cli import COMMANDS, console, parsing
from assistant.cli.shells import Command, Option, Value, bash, fish, powershell, zsh
from assistant.errors import AssistantError, UsageError
from assistant.i18n import _, mark

TAKES = "bash|zsh|fish|powershell"
DESCRIPTION = mark("""\
Prints a script for your shell: commands, options, values and files are completed with Tab. To have it always:

bash          mkdir -p ~/.local/share/bash-completion/completions &&
              assistant completion bash > ~/.local/share/bash-completion/completions/assistant
              (or, without the package bash-completion: add  source <(assistant completion bash)  to ~/.bashrc)
zsh           mkdir -p ~/.zfunc && assistant completion zsh > ~/.zfunc/_assistant
              (in ~/.zshrc, before compinit: fpath+=~/.zfunc)
fish          mkdir -p ~/.config/fish/completions &&
              assistant completion fish > ~/.config/fish/completions/assistant.fish
powershell    add  assistant completion powershell | Out-String | Invoke-Expression  to the file $PROFILE""")
EXAMPLE = """\
assistant completion zsh > ~/.zfunc/_assistant"""
SHELLS = {"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}
NAMES = ("libraries", "settings", "models", "conversations")
_PATHS = re.compile(r"^(?:FILE|DIR|FOLDER|PATH|N\|PATH|PATH_OR_GLOB)\b")
_CHOICES = re.compile(r"^[a-z0-9]+(?:\|[a-z0-9]+)+$")
_ACTION = re.compile(r"(?:^\[?|\| )([a-z]+)\b")
_MOST_NAMES = 1_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "shell", metavar="SHELL", nargs="?", choices=sorted(SHELLS), help=_("bash, zsh, fish or powershell.")
    )
    parser.add_argument(
        "--names", metavar="WHAT", choices=NAMES, help=_("List such names, a line each; for the scripts.")
    )


def run(args: argparse.Namespace) -> int:
    """Print a script, or names."""
    if args.names:
        for name in _names(args):
            console.put(name)
        return 0
    if not args.shell:
        raise UsageError(_("Which shell?"), _("It can: bash, zsh, fish, powershell."))
    script = SHELLS[args.shell].script(commands())
    if args.json:
        console.emit({"shell": args.shell, "script": script})
    else:
        console.put(script, end="")
        if console.is_terminal(sys.stdout):
            console.say_styled((_("Where this script belongs: assistant completion --help"), "dim"))
    return 0


def commands() -> list[Command]:
    """Return all commands; the first, without a name, is the program alone."""
    common = tuple(_options(parsing.global_parser()))
    found = [Command("", "", common, Value("choice", tuple(COMMANDS)), Value("none"))]
    for name, (module_name, line) in COMMANDS.items():
        module = importlib.import_module(module_name)
        parser = parsing.command_parser(name, module)
        positional = [one for one in parser._actions if not one.option_strings]
        first = _first(positional, module.TAKES, name)
        later = positional[-1] if positional else None
        then = _value(later, name) if later is not None else Value("none")
        if (
            len(positional) == 1
            and later is not None
            and later.nargs in (None, "?")
            and first.kind != "choice"
        ):
            then = Value("none")
        if first.kind == "choice" and len(positional) > 1:
            then = _value(positional[1], name)
        found.append(Command(name, _(line), tuple(_options(parser)), first, then))
    return found


def _options(parser: argparse.ArgumentParser) -> Iterator[Option]:
    for one in parser._actions:
        if one.option_strings and one.help != argparse.SUPPRESS:
            yield Option(tuple(one.option_strings), " ".join((one.help or "").split()), _value(one, ""))


def _first(positional: list[argparse.Action], takes: str, command: str) -> Value:
    """Return what comes first: the actions in the usage, or values."""
    if not positional:
        return Value("none")
    first = _value(positional[0], command)
    actions = tuple(dict.fromkeys(_ACTION.findall(takes)))
    if first.kind == "any" and actions:
        return Value("choice", actions, first.name)
    return first


def _value(action: argparse.Action, command: str) -> Value:
    name = action.metavar if isinstance(action.metavar, str) else (action.dest or "").upper()
    if action.option_strings and action.nargs == 0:
        return Value("none")
    if action.choices is not None:
        return Value("choice", tuple(map(str, action.choices)), name)
    if _CHOICES.match(name):
        return Value("choice", tuple(name.split("|")), name)
    if "--library" in action.option_strings or "--only" in action.option_strings:
        return Value("libraries", (), name)
    if name == "KEY" and command == "config":
        return Value("settings", (), name)
    if name == "NAME" and command == "models":
        return Value("models", (), name)
    if "--conversation" in action.option_strings or (name == "N" and command in ("history", "export")):
        return Value("conversations", (), name)
    if action.type is parsing.path or _PATHS.match(name):
        return Value("path", (), name)
    return Value("any", (), name)


def _names(args: argparse.Namespace) -> list[str]:
    """Return names of one kind; none where they cannot be had."""
    try:
        found = _NAMED[args.names](args)
    except AssistantError:
        return []
    return found[:_MOST_NAMES]


def _libraries(args: argparse.Namespace) -> list[str]:
    folder = parsing.load(args).paths.libraries
    return sorted(path.parent.name for path in folder.glob("*/library.db"))


def _settings(args: argparse.Namespace) -> list[str]:
    from assistant.config import describe_settings

    return [one.key for one in describe_settings()]


def _models(args: argparse.Namespace) -> list[str]:
    from assistant.inventory import engines_of, list_models

    loaded = parsing.load(args)
    return [row.name for row in list_models(loaded, engines_of(loaded)).rows]


def _conversations(args: argparse.Namespace) -> list[str]:
    with parsing.open_assistant(args) as assistant:
        return [str(one.id) for one in assistant.library.conversations.all()]


_NAMED = {
    "libraries": _libraries,
    "settings": _settings,
    "models": _models,
    "conversations": _conversations,
}
