"""Complete in fish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.cli.shells import Command, Value

_HEAD = """# Completion of assistant for fish; `assistant completion fish` printed it.

function __assistant_at
    # Whether the command is $argv[1], and whether so many words follow it.
    set -l words (commandline -opc)
    set -l found ""
    set -l count 0
    set -l skip 0
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word $__assistant_valued
            set skip 1
        else if not string match -q -- '-*' $word
            if test -z "$found"
                set found $word
            else
                set count (math $count + 1)
            end
        end
    end
    test "$found" = "$argv[1]"; or return 1
    switch "$argv[2]"
        case first
            test $count = 0
        case then
            test $count -gt 0
        case '*'
            true
    end
end

function __assistant_names
    set -l words (commandline -opc)
    set -l home
    for i in (seq 2 (count $words))
        if contains -- $words[$i] --home --library; and test $i -lt (count $words)
            set -a home $words[$i] $words[(math $i + 1)]
        end
    end
    $words[1] $home completion --names $argv[1] 2>/dev/null
end

complete -c assistant -f
"""  # not shown


def script(commands: Iterable[Command]) -> str:
    """Return the script."""
    commands = list(commands)
    valued = sorted(
        {
            name
            for command in commands
            for option in command.options
            if option.value.kind != "none"
            for name in option.names
        }
    )
    lines = [_HEAD, f"set -g __assistant_valued {' '.join(valued)}"]
    lines += [
        f"complete -c assistant -n '__assistant_at \"\"' -a {one.name} -d {_quoted(one.help)}"
        for one in commands[1:]
    ]
    for command in commands:
        at = f"complete -c assistant -n '__assistant_at \"{command.name}\"'"
        for option in command.options:
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
            )
            value = " ".join(_value(option.value)) if option.value.kind != "none" else ""
            lines.append(f"{at} {names} {value} -d {_quoted(option.help)}".replace("  ", " "))
        if not command.name:
            continue
        for place, kind in (("first", command.first), ("then", command.then)):
            values = [word for word in _value(kind) if word not in ("-r", "-x")]
            if values:
                where = f"complete -c assistant -n '__assistant_at \"{command.name}\" {place}'"
                lines.append(f"{where} {' '.join(values)}")
    return "\n".join(lines) + "\n"


def _value(value: Value) -> Iterator[str]:
    match value.kind:
        case "choice":
            yield from ("-x", "-a", _quoted(" ".join(value.choices)))
        case "path":
            yield from ("-r", "-F")
        case "any":
            yield "-x"
        case "none":
            return
        case kind:
            yield from ("-x", "-a", _quoted(f"(__assistant_names {kind})"))


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
