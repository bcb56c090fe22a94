"""Complete in zsh, by its `_arguments`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.cli.shells import Command, Option, Value

_HEAD = """#compdef assistant
# Completion of assistant for zsh; `assistant completion zsh` printed it.

_assistant_names() {
    local -a found
    found=("${(@f)$("$assistant_program" "${assistant_home[@]}" completion --names "$1" 2>/dev/null)}")
    (( ${#found} )) && compadd -a found
}

_assistant() {
    local assistant_program=$words[1] context state state_descr line i
    local -a assistant_home
    typeset -A opt_args
    for (( i = 2; i + 1 < CURRENT; i++ )); do
        [[ $words[i] == (--home|--library) ]] && assistant_home+=("$words[i]" "$words[i+1]")
    done
"""  # not shown
_TAIL = """
if [[ $funcstack[1] == _assistant ]]; then
    _assistant "$@"
else
    compdef _assistant assistant
fi
"""  # not shown


def script(commands: Iterable[Command]) -> str:
    """Return the script."""
    alone, *named = commands
    lines = [_HEAD + "    local -a commands=("]
    lines += [f"        {_quoted(f'{one.name}:{one.help}')}" for one in named]
    lines += ["    )", "    _arguments -C \\"]
    lines += [f"        {spec} \\" for option in alone.options for spec in _specs(option)]
    lines += [
        "        '1: :->command' \\",
        "        '*:: :->rest' && return",
        "    case $state in",
        "        command) _describe -t commands command commands ;;",  # not shown
        "        rest)",
        "            case $line[1] in",
    ]
    for one in named:
        lines.append(f"                {one.name})")
        lines.append("                    _arguments \\")
        lines += [f"                        {spec} \\" for option in one.options for spec in _specs(option)]
        lines.append(f"                        {_quoted('1: :' + _act(one.first))} \\")
        lines.append(f"                        {_quoted('*: :' + _act(one.then))} ;;")
    lines += ["            esac ;;", "    esac", "}"]
    return "\n".join(lines) + _TAIL


def _specs(option: Option) -> Iterable[str]:
    for name in option.names:
        if option.value.kind == "none":
            yield _quoted(f"*{name}[{_escaped(option.help)}]")
            continue
        equals = "=" if name.startswith("--") else "+"
        label = _escaped(option.value.name) or "value"
        yield _quoted(f"*{name}{equals}[{_escaped(option.help)}]:{label}:{_act(option.value)}")


def _act(value: Value) -> str:
    match value.kind:
        case "choice":
            return f"({' '.join(value.choices)})"
        case "path":
            return "_files"
        case "none" | "any":
            return " "
        case kind:
            return (
                f" _assistant_names {kind}"  # the blank: without options that `_arguments` would put before
            )


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]:\\])", r"\\\1", text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
