"""`assistant config`: shows the settings and their origin, and writes single ones."""

from __future__ import annotations

import argparse
import json
import os
import shlex

from assistant import i18n
from assistant.cli import console, parsing
from assistant.errors import SettingsError, UsageError
from assistant.events import Notice
from assistant.i18n import _, mark

TAKES = "[show | get KEY | set KEY VALUE | unset KEY]"
DESCRIPTION = mark("""\
config                  show the settings in force, and where each came from; changes nothing
config get KEY          show the value of one setting alone, for scripts; a list has commas
config set KEY VALUE    write one setting into config.toml; comments and everything else in it stay
config unset KEY        take it out of config.toml, so that it has its default

A flag wins over an environment variable, that over config.toml, that over the default.""")
EXAMPLE = """\
assistant config --describe
assistant config get answer.think
assistant config set answer.think off
ASSISTANT_ANSWER_THINK=on assistant config"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "action",
        metavar="ACTION",
        nargs="?",
        default="show",
        help=_("show, get, set or unset; show if left out."),
    )
    parser.add_argument(
        "key", metavar="KEY", nargs="?", default="", help=_("A setting, such as answer.think.")
    )
    parser.add_argument("value", metavar="VALUE", nargs="?", help=_("What it is set to; a list has commas."))
    parser.add_argument("--describe", action="store_true", help=_("Show what can be set, and what it does."))


def run(args: argparse.Namespace) -> int:
    """Show the settings, describe them, or write one."""
    given = sum(part is not None for part in (args.key or None, args.value))
    match args.action:
        case "show" if given == 0:
            return _describe(args) if args.describe else _show(args)
        case "get" if given == 1 and args.key and not args.describe:
            return _get(args)
        case "set" if given == 2 and not args.describe:
            return _set(args)
        case "unset" if given == 1 and not args.describe:
            return _unset(args)
    said = parsing.words([args.action])
    wrong = _("config {action} is not used like this.", action=said.partition("=")[0])
    if guess := _meant(said, parsing.words([args.key, *([args.value] if args.value else [])]).strip()):
        raise UsageError(wrong, _("Did you mean: {command}", command=guess))
    raise UsageError(
        wrong,
        _("It can: show, get KEY, set KEY VALUE, unset KEY. `assistant config --describe` lists every key."),
    )


_MAY_HOLD_SECRETS = ("_file", "host", "hosts", "url", "homeserver")
"""Ends of the keys whose value may be, or be taken for, a token or an address with a password; it is not repeated."""


def _meant(action: str, value: str) -> str:
    """Return the command that was meant, where a key stands in place of an action.

    It is empty where it is none.
    """
    from assistant.config import describe_settings

    key, _equals, given = action.partition("=")
    value = given or value
    if key not in {one.key for one in describe_settings()}:
        return ""
    if not value:
        return f"assistant config get {key}"
    if key.endswith(_MAY_HOLD_SECRETS):
        return f"assistant config set {key} …"
    _checked(key, value)  # what would be refused is no proposal: what is wrong with it is said instead
    return f"assistant config set {key} {shlex.quote(value)}"


def _get(args: argparse.Namespace) -> int:
    from assistant.config import flatten
    from assistant.config.save import check_key

    key = parsing.words([args.key])
    check_key(key)
    loaded = parsing.load(args)
    value = flatten(loaded.settings)[key]
    if args.json:
        console.emit({"key": key, "value": value, "source": loaded.sources[key]})
    elif isinstance(value, list | tuple):
        console.put(",".join(map(str, value)))
    else:
        console.put(value if isinstance(value, str) else _toml(value))
    return 0


_SAID = {
    **i18n.CALLED, "开": "on", "打开": "on", "开启": "on", "关": "off", "关闭": "off",
}  # fmt: skip
"""Values as people say them, by what settings call them."""


def _set(args: argparse.Namespace) -> int:
    from assistant.config.save import save_setting

    key, file = parsing.words([args.key]), parsing.settings_file(args)
    value = _checked(key, parsing.words([args.value]))
    save_setting(file, key, value)
    if key == "language":  # what is said of it is said in it
        i18n.use(i18n.preferred(args.language or "", os.environ, file))
    code = _tell(args, key, _("saved in {file}", file=file))
    _warn_of_servers(args, key, value)
    return code


def _checked(key: str, said: str) -> object:
    from assistant.config.save import typed_value

    return typed_value(key, _SAID.get(said.strip().lower(), said))


def _warn_of_servers(args: argparse.Namespace, key: str, value: object) -> None:
    """Say of a server that was saved that every command will refuse it."""
    from assistant.offline import check_server_allowed

    if key not in ("ollama.host", "ollama.hosts", "chroma.url"):
        return
    allowed = parsing.load(args).settings.network.allowed_hosts
    for one in value if isinstance(value, list | tuple) else [value]:
        try:
            if one:
                check_server_allowed(str(one) if "://" in str(one) else f"http://{one}", allowed, key)
        except SettingsError as error:
            console.say_notices([Notice(error.code, error.message, error.hint)])
            return


def _unset(args: argparse.Namespace) -> int:
    from assistant.config.save import remove_setting

    key, file = parsing.words([args.key]), parsing.settings_file(args)
    removed = remove_setting(file, key)
    return _tell(
        args,
        key,
        _("taken out of {file}", file=file)
        if removed
        else _("not set in {file}; nothing was changed", file=file),
    )


def _tell(args: argparse.Namespace, key: str, done: str) -> int:
    """Print the value in force: a flag or a variable may win over the file."""
    from assistant.config import flatten, source_words

    loaded = parsing.load(args)
    value, source = flatten(loaded.settings)[key], loaded.sources[key]
    if args.json:
        file = str(loaded.paths.config_file)
        console.emit(
            {
                "event": "saved",
                "key": key,
                "value": value,
                "source": source,
                "config_file": file,
                "done": done,
            }
        )
        return 0
    console.put_styled(f"{key} = {_toml(value)}  ", (f"# {done}", "dim"))
    if source.startswith(("flag", "environment")):
        winner = source_words(source)
        winner = winner[:1].upper() + winner[1:]
        console.say(_("{winner} wins over the file: that value is in force.", winner=winner))
    return 0


def _show(args: argparse.Namespace) -> int:
    from rich.cells import cell_len

    from assistant.cli.console import fitted
    from assistant.config import flatten, source_words

    loaded = parsing.load(args)
    values = flatten(loaded.settings)
    file = loaded.paths.config_file
    if args.json:
        settings = {key: {"value": value, "source": loaded.sources[key]} for key, value in values.items()}
        record = {"config_file": str(file), "exists": file.exists(), "settings": settings}
        console.emit(record | {"libraries": str(loaded.paths.libraries)})
        return 0
    console.put(f"# {file}" + ("" if file.exists() else _("  (not there; everything has its default)")))
    texts = {key: _toml(value) for key, value in values.items()}
    keys, wide = max(map(len, texts)), max(map(len, texts.values()))
    for key, text in texts.items():
        source = loaded.sources[key]
        style = "dim" if source == "default" else "green"
        value = fitted(text, max(min(wide, 26), cell_len(text)))
        console.put_styled(f"{key:<{keys}} = {value}  ", (f"# {source_words(source)}", style))
    return 0


def _describe(args: argparse.Namespace) -> int:
    from assistant.config import describe_settings

    for one in describe_settings():
        if args.json:
            console.emit(
                {
                    "key": one.key,
                    "accepts": one.accepts,
                    "default": one.default,
                    "variable": one.variable,
                    "description": one.description,
                }
            )
            continue
        console.put_styled((one.key, "bold"), f" = {_toml(one.default)}")
        console.put(f"    {one.description}")
        console.put_styled("    ", (_("; ").join((one.accepts, one.variable)), "dim"))
    return 0


def _toml(value: object) -> str:
    """Write a value the way config.toml has it."""
    return json.dumps(value, ensure_ascii=False)
