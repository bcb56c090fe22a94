"""The `assistant` command: finds the command that is meant, runs it, and turns errors into sentences and exit codes.

Nothing heavy is imported here: a command's module is loaded when that command is called.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from assistant.cli.commands import COMMANDS, GLOBAL_OPTIONS

TYPE_CHECKING = False  # as typing has it, whose import would take longer than the whole overview
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from assistant.cli.parsing import Parser

INTERRUPTED = 130
READER_GONE = 141
_WELCOME = ("assistant.cli.welcome", "")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments without the program's name; those of the process when None.

    Returns:
        0 done, 1 some inputs failed, 2 used wrongly, 3 a needed part is missing, 130 interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    before, name, after = _split(words)
    if not name and ("--help" in before or "-h" in before):
        return _show_overview()
    from assistant.offline import silence_telemetry

    silence_telemetry(os.environ)
    return _guarded(before, name, after)


def overview() -> str:
    """Write what `assistant --help` shows."""
    lines = ["Ask your own documents, on your own machine.", "", "Usage: assistant [OPTIONS] COMMAND …", ""]
    lines += ["Commands:", *(f"  {name:<9} {line}" for name, (_, line) in COMMANDS.items()), ""]
    lines += ["Options, before or after the command:"]
    options = {f"{name} {value}".strip(): line for name, (value, line) in GLOBAL_OPTIONS.items()}
    options |= {"--version": "Show the version.", "-h, --help": "Show this, or a command's own help."}
    lines += [f"  {option:<30} {line}" for option, line in options.items()]
    lines += [
        "",
        "Example:",
        "  assistant ingest ~/Documents",
        '  assistant ask "When does the contract end?"',
    ]
    return "\n".join(lines) + "\n"


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    """Cut the arguments into options, the command's name, and what follows it."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        takes_value = GLOBAL_OPTIONS.get(words[at], ("", ""))[0]
        at += 2 if takes_value else 1
    return words[:at], words[at] if at < len(words) else "", words[at + 1 :]


def _show_overview() -> int:
    try:
        print(overview(), end="", flush=True)
    except OSError:  # written again, it fails where that becomes a sentence, in a module needed only now
        from assistant.cli import console

        def again() -> int:
            console.put(overview())
            return 0

        return _written(again)
    return 0


def _guarded(before: list[str], name: str, after: list[str]) -> int:
    """Run a command; what may end it early becomes a sentence and an exit code, a bug stays a traceback."""
    from assistant.cli import console

    console.prepare_streams()
    return _written(lambda: _ended(before, name, after))


def _written(work: Callable[[], int]) -> int:
    """Do what writes to the streams, and see that all of it arrives."""
    from assistant.cli import console

    try:
        code = work()
        console.flush()
    except console.ReaderGone:
        console.abandon_stdout()
        return READER_GONE
    except console.OutputLost as lost:
        console.show_lost(lost)
        return 1
    return code


def _ended(before: list[str], name: str, after: list[str]) -> int:
    from assistant.cli import console
    from assistant.errors import AssistantError

    try:
        with termination_interrupts():
            return _run(before, name, after)
    except AssistantError as error:
        options = after[: after.index("--")] if "--" in after else after
        console.show_error(error, as_json="--json" in [*before, *options])
        return error.exit_code
    except KeyboardInterrupt as stop:
        console.say(f"\n{stop.args[0] if stop.args else 'Stopped.'}")
        return INTERRUPTED


def _run(before: list[str], name: str, after: list[str]) -> int:
    import importlib

    from assistant.cli import console
    from assistant.cli.parsing import command_parser, global_parser

    given = global_parser().parse_args(before)
    if given.version:
        return _show_version()
    if name and name not in COMMANDS:
        raise _unknown(name)
    module: ModuleType = importlib.import_module((COMMANDS[name] if name else _WELCOME)[0])
    parser: Parser = command_parser(name, module)
    if parser.wants_help(after):
        console.put(parser.format_help(), end="")
        return 0
    args: Namespace = parser.parse_intermixed_args(after, given)
    code: int = _show_version() if args.version else module.run(args)
    return code


def _show_version() -> int:
    from importlib import metadata

    from assistant.cli import console

    try:
        version = metadata.version("private-assistant")
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    console.put(f"assistant {version}")
    return 0


def _unknown(name: str) -> Exception:
    from difflib import get_close_matches

    from assistant.errors import UsageError

    close = get_close_matches(name, COMMANDS, 1)
    hint = f"Did you mean: assistant {close[0]}" if close else "assistant --help lists the commands."
    return UsageError(f"There is no command {name}.", hint)


if __name__ == "__main__":
    sys.exit(main())


@contextmanager
def termination_interrupts() -> Iterator[None]:
    """Make SIGTERM do what Ctrl-C does while the block runs, where signals can be handled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl-C does at this moment: while an event loop runs, it cancels the task in order."""
    ctrl_c = signal.getsignal(signal.SIGINT)
    if callable(ctrl_c):
        ctrl_c(signal.SIGINT, frame)
    else:  # Ctrl-C is ignored, as in the background of a script
        raise KeyboardInterrupt
