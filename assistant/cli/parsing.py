"""Parse arguments: a parser that raises our errors, and the common options."""

from __future__ import annotations

import argparse
import os
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from assistant import i18n
from assistant.cli import COMMANDS, GLOBAL_OPTIONS
from assistant.errors import UsageError
from assistant.i18n import _, mark
from assistant.paths import absolute, from_address
from assistant.text import CJK, clean_line, count_wide

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.config import Loaded


PLACEHOLDERS = (
    mark("ACTION"), mark("ADDRESS"), mark("COMMAND"), mark("DAY"), mark("DIR"), mark("EARLIER"), mark("FILE"), mark("FOLDER"),
    mark("GLOB"), mark("KEY"), mark("KEYFILE"), mark("KIND"), mark("LIBRARY"), mark("NAME"), mark("NUMBER"), mark("OLD"), mark("PUBKEY"),
    mark("PATH"), mark("PATH_OR_GLOB"), mark("QUERY"), mark("QUESTION"), mark("QUESTIONS"), mark("SHELL"), mark("SYSTEM"),
    mark("TITLE"), mark("VALUE"), mark("VERSION"), mark("WHAT"), mark("WHO"), mark("WORD"), mark("WORDS"),
)  # fmt: skip
"""What stands in help for what a user types."""


def placeholders(text: str) -> str:
    """Write what stands for words of a user in the language that is spoken."""
    return re.sub(r"[A-Z][A-Z_]+", lambda found: _(found[0]) if found[0] in PLACEHOLDERS else found[0], text)


_FULL_LINE = 60
"""A line of a description that is longer goes on in the next one."""
_ROW = re.compile(r"(\S.*? {2,})(\S.*)")
"""A row of a table of commands."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Lays help out like the overview."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _("Usage: {usage}", usage=""))

    def _metavar_formatter(
        self, action: argparse.Action, default_metavar: str
    ) -> Callable[[int], tuple[str, ...]]:
        given = super()._metavar_formatter(action, default_metavar)
        return lambda size: tuple(map(placeholders, given(size)))

    def format_help(self) -> str:
        """Lay all of it out; Chinese headings have a colon of their own width."""
        text = re.sub(r"(?m)^(.*[\u4e00-\u9fff]):$", "\\1：", super().format_help())
        return re.sub(r"(?m)^( {2,}\S.*?)( {2,})(?=\S)", _aligned, text)

    def _split_lines(self, text: str, width: int) -> list[str]:
        if text.isascii():
            return super()._split_lines(text, width)
        from assistant.line_breaks import wrapped

        return wrapped(" ".join(text.split()), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from assistant.line_breaks import wrapped

        # Lines of one paragraph are filled; what is indented stays as it is, and a table of commands keeps its columns.
        filled: list[str] = []
        for line in text.splitlines():
            before = filled[-1] if filled else ""
            of_table = "  " in line or "  " in before
            if _ROW.fullmatch(before) and line.startswith(" " * 8):  # it goes on in its column
                filled[-1] += ("" if re.search(f"[{CJK}]$", before) else " ") + line.strip()
            elif of_table or not before.strip() or not line.strip() or line[0].isspace():
                filled.append(line)
            elif re.search(f"[{CJK}]$", before):
                filled[-1] += line
            elif len(before) >= _FULL_LINE or re.match(f"[{CJK}]", line):
                filled[-1] += " " + line
            else:
                filled.append(line)
        lines: list[str] = []
        for line in filled:
            row = _ROW.fullmatch(line)
            head, rest = (row[1], row[2]) if row else ("", line)
            beside = len(head) + count_wide(head)
            parts = [rest] if rest[:1].isspace() else wrapped(rest, width - len(indent) - beside)
            lines += [f"{' ' * beside if number else head}{part}" for number, part in enumerate(parts)]
        return "\n".join((indent + line).rstrip() for line in lines)

    def start_section(self, heading: str | None) -> None:
        super().start_section(heading[:1].upper() + heading[1:] if heading else heading)


def _aligned(line: re.Match[str]) -> str:
    """Take away spaces that argparse adds by counting a Chinese character as one cell."""
    return line[1] + " " * max(2, len(line[2]) - count_wide(line[1]))


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` where it would end the program."""

    def __init__(self, prog: str, usage: str = "", description: str = "", example: str = "") -> None:
        super().__init__(
            prog,
            description=description,
            epilog=example,
            usage=usage,
            formatter_class=_Formatter,
            allow_abbrev=False,
            add_help=False,
        )

    def error(self, message: str) -> NoReturn:
        """Report what is wrong with the arguments."""
        hint = _("{command} --help shows how it is used.", command=self.prog)
        raise UsageError(_("{said}.", said=message[:1].upper() + message[1:]), hint)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Name the choices as other messages do, in every version of Python."""
        if action.choices is not None and value not in action.choices:
            from assistant.wording import enumerated

            said = _(
                "invalid choice: “{value}” (choose from {choices})",
                value=value,
                choices=enumerated(action.choices),
            )
            raise argparse.ArgumentError(action, said)

    def parse_known_intermixed_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Name the nearest option to an unknown one; behind "--" are words alone."""
        words = list(args or ())
        if "--" in words and any(one.startswith("-") for one in words[words.index("--") + 1 :]):
            return self.parse_known_args(words, namespace)  # the other one takes them as options
        found, rest = super().parse_known_intermixed_args(args, namespace)
        unknown = next((one for one in rest if one.startswith("-") and one != "-"), "").partition("=")[0]
        if unknown:
            from difflib import get_close_matches

            names = {one.lstrip("-"): one for one in self._option_string_actions}
            if close := get_close_matches(unknown.lstrip("-"), names, 1):
                raise UsageError(
                    _("There is no option {option}.", option=unknown),
                    _("Did you mean: {command}", command=f"{self.prog} {names[close[0]]}"),
                )
        return found, rest

    def wants_help(self, words: list[str]) -> bool:
        """Return whether help is asked for; comes before every other check."""
        words = words[: words.index("--")] if "--" in words else words
        return "-h" in words or "--help" in words


_ARGPARSE = (
    mark("the following arguments are required: %s"),
    mark("unrecognized arguments: %s"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("invalid %(type)s value: %(value)r"),
    mark("expected one argument"),
    mark("expected at most one argument"),
    mark("expected at least one argument"),
    mark("not allowed with argument %s"),
    mark("ignored explicit argument %r"),
    mark("one of the arguments %s is required"),
    mark("positional arguments"),
    mark("options"),
)
"""What argparse says itself."""
_NAME_OF = vars(argparse).get("_get_action_name")


def _name_of(action: argparse.Action | None) -> str | None:
    """Return how messages name an argument; None for no single one."""
    name = _NAME_OF(action) if _NAME_OF is not None else None
    return placeholders(name) if name else None


vars(argparse)["_"] = lambda said: _(said)
if _NAME_OF is not None:
    vars(argparse)["_get_action_name"] = _name_of


def global_parser() -> Parser:
    """Build the parser of what stands before the command."""
    parser = Parser("assistant")
    _add_global_options(parser, default=None)
    return parser


def command_parser(name: str, module: ModuleType) -> Parser:
    """Build the parser of one command.

    Args:
        name: As it is typed; empty for the program alone.
        module: The command's module, with `TAKES`, `DESCRIPTION`, `EXAMPLE` and `add_arguments(parser)`.
    """
    line = _(COMMANDS[name][1]) if name else ""
    example = _("Example:") + "\n" + "\n".join(f"  {one}" for one in _(module.EXAMPLE).splitlines())
    prog = f"assistant {name}".rstrip()
    usage = " ".join((prog, "[" + _("OPTIONS") + "]", placeholders(module.TAKES))).rstrip()
    parser = Parser(prog, usage, f"{line}\n\n{_(module.DESCRIPTION)}".strip(), example)
    module.add_arguments(parser)
    # What was given before the command stays unless it is given again after it.
    _add_global_options(parser, default=argparse.SUPPRESS)
    return parser


def _add_global_options(parser: Parser, default: str | None) -> None:
    group = parser.add_argument_group(_("options of every command"))
    for name, (value, line) in GLOBAL_OPTIONS.items():
        if value:
            group.add_argument(name, metavar=value, help=_(line), default=default)
        else:
            group.add_argument(name, action="store_true", help=_(line), default=default or False)
    group.add_argument(
        "--version", action="store_true", help=_("Show the version."), default=default or False
    )
    group.add_argument(
        "-h", "--help", action="store_true", help=_("Show this help."), default=default or False
    )


def add_inside(parser: argparse.ArgumentParser) -> None:
    """Add the option that narrows a search."""
    parser.add_argument(
        "--in",
        dest="inside",
        metavar="PATH_OR_GLOB",
        type=path,
        action="append",
        default=[],
        help=_('Look only there: a file, a folder, or a pattern like "*.pdf"; may be given several times.'),
    )


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose documents by date and format."""
    since = _(
        'Look only into documents dated then or later as a whole, in their name, else at their beginning, else by their file: 2025-01-01, 2025, "March 2025", "last week".'
    )
    until = _('The same, but dated then or earlier: 2025-01-01, 2025, "March 2025", "last week".')
    for option, line in (("--since", since), ("--until", until)):
        parser.add_argument(option, metavar="DAY", help=line)
    parser.add_argument(
        "--kind",
        metavar="KIND",
        action="append",
        default=[],
        help=_(
            "Look only into files of this kind, like pdf, docx, mail or sheet; may be given several times."
        ),
    )


def inside(args: argparse.Namespace) -> list[str]:
    """Return the places and filters that a search is narrowed to, days as dates.

    Raises:
        UsageError: A day is none, or a kind.
    """
    if args.since is None and args.until is None and not args.kind:
        return list(args.inside)
    from assistant.api import filters

    since, until = (words([text]) if text is not None else "" for text in (args.since, args.until))
    return [*args.inside, *filters(since, until, [words([kind]) for kind in args.kind])]


def path(text: str) -> str:
    """Check a path before anything is opened, and return it as it was typed.

    A file:// address becomes its path.

    Raises:
        UsageError: It is empty, as an unset variable is, or below the home of a user that is not there.
    """
    text = from_address(text)
    absolute(text)
    return text


def words(texts: Iterable[str]) -> str:
    """Join words as typed; bytes that are not text become U+FFFD."""
    return " ".join(texts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def positive(text: str) -> int:
    """Read a whole number above zero."""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(_("{text} is not a whole number above 0", text=text))
    return int(text)


def load(args: argparse.Namespace) -> Loaded:
    """Read the settings in force for these arguments."""
    from assistant.config import load_settings

    return load_settings(home_of(args), flags_of(args), os.environ)


def unlock(args: argparse.Namespace, *, every: bool = False) -> Loaded | None:
    """Ask for passphrases while the terminal is free; afterwards none is asked for.

    Args:
        args: Name the library.
        every: Whether others than that may be asked for too.

    Returns:
        The settings in force; None where no library is encrypted, and they were not read.

    Raises:
        LibraryLocked: The passphrase of the library was not given, or is wrong.
    """
    from assistant import passphrase
    from assistant.paths import find_paths

    loaded = None
    encrypted = sorted(find_paths(home_of(args), os.environ).libraries.glob("*/library.key"))
    if encrypted:
        from assistant.cli import console
        from assistant.encrypted import unlock
        from assistant.errors import LibraryLocked

        loaded = load(args)
        unlock(loaded)
        for path in encrypted if every else ():
            try:
                unlock(loaded, name=path.parent.name)
            except LibraryLocked as error:
                console.say(error.message)
    passphrase.ask_by(None)
    return loaded


def settings_file(args: argparse.Namespace) -> Path:
    """Return the path of the settings file for these arguments."""
    from assistant.paths import find_paths

    return find_paths(home_of(args), os.environ).config_file


def open_assistant(args: argparse.Namespace, *, create: bool = False) -> Assistant:
    """Open the library that these arguments mean.

    Args:
        args: What was typed.
        create: Whether to make the library where there is none.
    """
    from assistant.api import Assistant

    return Assistant.open(home=home_of(args), flags=flags_of(args), environ=os.environ, create=create)


def home_of(args: argparse.Namespace) -> Path | None:
    """Return the home that was named, or None."""
    return Path(args.home) if args.home else None


def flags_of(args: argparse.Namespace) -> dict[str, str | None]:
    """Return the settings that were given as global options."""
    spoken = args.language and i18n.CALLED.get(args.language.strip().lower(), args.language)
    flags: dict[str, str | None] = {"engine": args.engine, "language": spoken, "library": args.library}
    for key, value in flags.items():
        if value is not None and words([value]) != value:
            said = _("--{option} is not text: {value}.", option=key, value=value)
            raise UsageError(said, _("Its bytes are not UTF-8."))
    return flags


def invocation(args: argparse.Namespace) -> str:
    """Return the start of this command line that a further command must repeat."""
    parts = ["assistant"]
    for option in ("home", "library", "engine"):
        value = getattr(args, option, None)
        if value:
            parts += [f"--{option}", shlex.quote(clean_line(str(value)))]
    return " ".join(parts)
