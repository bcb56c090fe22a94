"""Complete in bash, from version 3.2 on, which macOS has."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from assistant.cli.shells import Command, Value

_HEAD = r"""# Completion of assistant for bash; `assistant completion bash` printed it.

_assistant_words() {
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "$1" -- "$2") )
}

_assistant_files() {
    local IFS=$'\n'
    COMPREPLY=( $(compgen -f -- "$1") )
    type compopt &>/dev/null && compopt -o filenames 2>/dev/null
}

_assistant_names() {
    _assistant_words "$("${COMP_WORDS[0]}" ${home[@]+"${home[@]}"} completion --names "$1" 2>/dev/null)" "$2"
}

_assistant() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command="" count=0 word i
    local -a home=()
    COMPREPLY=()
    [[ $cur == "=" ]] && cur=""
    [[ $prev == "=" ]] && prev=${COMP_WORDS[COMP_CWORD-2]}
    for (( i = 1; i < COMP_CWORD; i++ )); do
        word=${COMP_WORDS[i]}
        case "$word" in
            --home|--library) (( i + 1 < COMP_CWORD )) && home+=("$word" "${COMP_WORDS[i+1]}") ;;
        esac
        case "$command $word" in
            %(valued)s) (( i++ )); [[ ${COMP_WORDS[i]} == "=" ]] && (( i++ )) ;;
            *" -"*) ;;
            *) if [[ -z $command ]]; then command=$word; else (( count++ )); fi ;;
        esac
    done
"""  # not shown
_TAIL = r"""
complete -F _assistant assistant
"""  # not shown


def script(commands: Iterable[Command]) -> str:
    """Return the script."""
    commands = list(commands)
    valued = [
        f'"{command.name} {name}"'
        for command in commands
        for option in command.options
        if option.value.kind != "none"
        for name in option.names
    ]
    lines = [_HEAD % {"valued": "|".join(valued)}, '    case "$command $prev" in']
    for command in commands:
        for option in command.options:
            if option.value.kind != "none":
                names = "|".join(f'"{command.name} {name}"' for name in option.names)
                lines.append(f"        {names}) {_act(option.value)}; return ;;")
    lines += ["    esac", '    case "$command" in']
    for command in commands:
        options = "\n".join(name for option in command.options for name in option.names)
        lines += [
            f'        "{command.name}")',
            f'            if [[ $cur == -* ]]; then _assistant_words {_quoted(options)} "$cur"',
            f"            elif (( count == 0 )); then {_act(command.first)}",
            f"            else {_act(command.then)}; fi ;;",
        ]
    return "\n".join([*lines, "    esac", "}"]) + _TAIL


def _act(value: Value) -> str:
    match value.kind:
        case "choice":
            return f'_assistant_words {_quoted(chr(10).join(value.choices))} "$cur"'
        case "path":
            return '_assistant_files "$cur"'
        case "none" | "any":
            return ":"
        case kind:
            return f'_assistant_names {kind} "$cur"'


def _quoted(text: str) -> str:
    return "$" + shlex.quote(text).replace("\n", "\\n") if "\n" in text else shlex.quote(text)
