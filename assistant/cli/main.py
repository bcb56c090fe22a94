"""Run the `assistant` command, and turn errors into sentences and exit codes.

Nothing heavy is imported here: a command's module is loaded when that command is called.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

from assistant.cli import COMMANDS, GLOBAL_OPTIONS
from assistant.i18n import _
from assistant.text import count_wide

TYPE_CHECKING = False  # as typing has it, whose import would take longer than the whole overview
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from types import FrameType, ModuleType

    from assistant.cli.parsing import Parser

INTERRUPTED = 130
READER_GONE = 141
END_WAITED_S = 0.5
"""How long a thread of a stopped command may still compute."""
_WELCOME = ("assistant.cli.welcome", "")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments without the program's name; those of the process when None.

    Returns:
        0 done, 1 some inputs failed, 2 used wrongly, 3 a needed part is missing, 130 interrupted.
    """
    try:
        # A start makes many objects and no rubbish: looking for it as often as usual takes a tenth of `search`.
        gc.set_threshold(100_000, 20, 20)
        # So does the end of the process look, three times, through all that it is about to let go.
        atexit.register(gc.freeze)
        words = list(sys.argv[1:] if argv is None else argv)
        before, name, after = _split(words)
        _choose_language(words)
        if not name and _wants_help(before):
            try:
                print(overview(), end="", flush=True)
                return 0
            except OSError:  # written again below, where its failing becomes a sentence
                pass
        from assistant.offline import silence_telemetry

        silence_telemetry(os.environ)
        from assistant.cli import console
        from assistant.errors import AssistantError

        console.prepare_streams()
        from assistant import passphrase

        passphrase.ask_by(console.secret_asker())
        try:
            try:
                with _TerminationInterrupts():
                    code = _run(before, name, after)
            except AssistantError as error:
                options = after[: after.index("--")] if "--" in after else after
                console.show_error(error, as_json="--json" in [*before, *options])
                code = error.exit_code
            except (console.ReaderGone, console.OutputLost):
                raise
            except Exception as error:
                if not console.is_terminal(sys.stderr):
                    raise  # programs and tests get the traceback; who types, a sentence
                from pathlib import Path

                from assistant.fault_log import program_fault

                home = _value_of("--home", words)
                console.show_error(
                    program_fault(error, Path(home) if home else None), as_json="--json" in words
                )
                code = 1
            except KeyboardInterrupt as stop:
                stopped = _("Stopped.")
                console.say(f"\n{stop.args[0] if stop.args else stopped}")
                code = INTERRUPTED
            console.flush()
            if not sys.dont_write_bytecode and (regexes := sys.modules.get("assistant.regexes")):
                regexes.KEPT.save()
            if code == INTERRUPTED:
                _end_workers()
        except console.ReaderGone:
            console.abandon_stdout()
            return READER_GONE
        except console.OutputLost as lost:
            console.show_lost(lost)
            return 1
        return code
    except KeyboardInterrupt:  # while it was still being loaded
        print("\n" + _("Stopped."), file=sys.stderr)
        return INTERRUPTED


def overview() -> str:
    """Format what `assistant --help` shows."""
    lines = [_("Ask your own documents, on your own machine."), ""]
    lines += [
        _("Usage: {usage}", usage=" ".join(("assistant", "[" + _("OPTIONS") + "]", _("COMMAND"), "…"))),
        "",
    ]
    lines += [_("Commands:"), *(f"  {name:<10} {_(line)}" for name, (_module, line) in COMMANDS.items()), ""]
    lines += [_("Options, before or after the command:")]
    options = {
        f"{name} {value and _(value)}".strip(): _(line) for name, (value, line) in GLOBAL_OPTIONS.items()
    }
    options |= {"--version": _("Show the version."), "-h, --help": _("Show this, or a command's own help.")}
    lines += [
        f"  {option}{' ' * (31 - len(option) - count_wide(option))}{line}" for option, line in options.items()
    ]
    lines += [
        "",
        _("Example:"),
        "  assistant ingest ~/Documents",
        '  assistant ask "{question}"'.format(question=_("When does the contract end?")),
    ]
    return "\n".join(lines) + "\n"


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    """Cut the arguments into options, the command's name, and what follows it."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        takes_value = GLOBAL_OPTIONS.get(words[at], ("", ""))[0]
        at += 2 if takes_value else 1
    return words[:at], words[at] if at < len(words) else "", words[at + 1 :]


def _choose_language(words: list[str]) -> None:
    """Speak the language that is wanted, before anything is said."""
    from pathlib import Path

    from assistant import i18n

    options = words[: words.index("--")] if "--" in words else words
    given = {name: _value_of(name, options) for name in ("--language", "--home")}
    from assistant.errors import AssistantError
    from assistant.paths import find_paths

    try:
        settings = find_paths(Path(given["--home"]) if given["--home"] else None, os.environ).config_file
    except AssistantError:  # said when the settings are read
        settings = Path()
    i18n.use(i18n.preferred(given["--language"], os.environ, settings))


def _value_of(option: str, words: list[str]) -> str:
    """Return what stands after an option, the last time; or ""."""
    said = ""
    for at, word in enumerate(words):
        if word == option:
            said = "".join(words[at + 1 : at + 2])
        elif word.startswith(f"{option}="):
            said = word.partition("=")[2]
    return said


def _wants_help(options: list[str]) -> bool:
    return "--help" in options or "-h" in options


def _run(before: list[str], name: str, after: list[str]) -> int:
    import importlib

    from assistant.cli import console
    from assistant.cli.parsing import command_parser, global_parser, invocation

    if not name and _wants_help(before):
        console.put(overview(), end="")
        return 0
    given = global_parser().parse_intermixed_args(before)
    console.repeat_in_commands(invocation(given))
    if given.version:
        return _show_version()
    if name == "help" and not after:
        console.put(overview(), end="")
        return 0
    if name and name not in COMMANDS:
        raise _unknown(name, after)
    module: ModuleType = importlib.import_module((COMMANDS[name] if name else _WELCOME)[0])
    parser: Parser = command_parser(name, module)
    if parser.wants_help(after):
        console.put(parser.format_help(), end="")
        return 0
    args: Namespace = parser.parse_intermixed_args(after, given)
    console.repeat_in_commands(invocation(args))
    code: int = _show_version() if args.version else module.run(args)
    return code


def _show_version() -> int:
    from importlib import metadata

    from assistant.cli import console

    try:
        version = metadata.version("private-assistant")
    except metadata.PackageNotFoundError:
        version = _("(not installed)")
    console.put(f"assistant {version}")
    return 0


def _unknown(name: str, after: list[str]) -> Exception:
    from difflib import get_close_matches

    from assistant.errors import UsageError

    close = get_close_matches(name, COMMANDS, 1) or [one for one in COMMANDS if _is_slip(name, one)]
    said = " ".join(word for word in [name, *after] if not word.startswith("-"))
    if not close and (" " in said or not said.isascii() or said.endswith("?")):
        hint = _("Ask it like this: {command}", command=f'assistant ask "{said}"')
        return UsageError(_("That looks like a question; a command comes first."), hint)
    command = f"assistant {close[0]}" if close else ""
    hint = (
        _("Did you mean: {command}", command=command) if close else _("assistant --help lists the commands.")
    )
    return UsageError(_("There is no command “{name}”.", name=name), hint)


def _is_slip(name: str, command: str) -> bool:
    """Return whether two words have the same letters, one aside: akse, ask."""
    from collections import Counter

    one, other = Counter(name), Counter(command)
    return ((one - other) + (other - one)).total() <= 1


def _end_workers() -> None:
    """End the process where a thread of a stopped command still computes."""
    import threading

    api = sys.modules.get("assistant.api")
    busy = [one for one in threading.enumerate() if api and one.name.startswith(api.WORKERS)]
    for one in busy:
        one.join(END_WAITED_S)
    if any(one.is_alive() for one in busy):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)


class _TerminationInterrupts:
    """Makes SIGTERM act like Ctrl-C, so that what was said or read is kept."""

    def __enter__(self) -> None:
        import signal
        import threading

        # Elsewhere signals cannot be handled.
        self._in_main_thread = threading.current_thread() is threading.main_thread()
        if self._in_main_thread:
            self._previous = signal.signal(signal.SIGTERM, _interrupt)

    def __exit__(self, *error: object) -> None:
        import signal

        if self._in_main_thread:
            signal.signal(signal.SIGTERM, self._previous)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Act like Ctrl-C: while an event loop runs, that cancels its task."""
    import signal

    ctrl_c = signal.getsignal(signal.SIGINT)
    if callable(ctrl_c):
        ctrl_c(signal.SIGINT, frame)
    else:  # Ctrl-C is ignored, as in the background of a script
        raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
