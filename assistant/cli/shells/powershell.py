"""Complete in PowerShell, from version 5 on."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.cli.shells import Command, Value

_HEAD = r"""# Completion of assistant for PowerShell; `assistant completion powershell` printed it.

Register-ArgumentCompleter -Native -CommandName assistant -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $help = @{}
    $values = @{}
    $first = @{}
    $then = @{}
"""  # not shown
_TAIL = r"""
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString() })
    $program = $words[0]
    $command = ''
    $count = 0
    $names = @()
    for ($i = 1; $i -lt $words.Count; $i++) {
        $word = $words[$i]
        if ($word -ceq '--home' -or $word -ceq '--library') { if ($i + 1 -lt $words.Count) { $names += $word, $words[$i + 1] } }
        if ($values.ContainsKey("$command $word")) { $i++; continue }
        if ($word.StartsWith('-')) { continue }
        if ($command -eq '') { $command = $word } else { $count++ }
    }
    $previous = $words[$words.Count - 1]
    $kind = $null
    $found = @()
    if ($values.ContainsKey("$command $previous")) { $kind = $values["$command $previous"] }
    elseif ($wordToComplete.StartsWith('-')) {
        foreach ($key in $help.Keys) {
            $owner, $option = $key -split ' ', 2
            if ($owner -eq $command -and $option.StartsWith('-')) { $found += ,@($option, $help[$key]) }
        }
    }
    elseif ($count -eq 0) { $kind = $first[$command] }
    else { $kind = $then[$command] }
    if ($kind -is [array]) { foreach ($one in $kind) { $found += ,@($one, $help[" $one"]) } }
    elseif ($kind -and $kind -ne 'path' -and $kind -ne 'any') {
        foreach ($one in @(& $program @names completion --names $kind 2>$null)) { $found += ,@($one, $one) }
    }
    $found | Where-Object { $_[0] -like "$wordToComplete*" } | Sort-Object { $_[0] } | ForEach-Object {
        $tip = if ($_[1]) { $_[1] } else { $_[0] }
        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $tip)
    }
}
"""  # not shown


def script(commands: Iterable[Command]) -> str:
    """Return the script."""
    lines = []
    for command in commands:
        if command.name:
            lines.append(f"    $help[{_quoted(' ' + command.name)}] = {_quoted(command.help)}")
        for option in command.options:
            for name in option.names:
                key = _quoted(f"{command.name} {name}")
                lines.append(f"    $help[{key}] = {_quoted(option.help)}")
                if option.value.kind != "none":
                    lines.append(f"    $values[{key}] = {_kind(option.value)}")
        for table, value in (("first", command.first), ("then", command.then)):
            if value.kind not in ("none", "any"):
                lines.append(f"    ${table}[{_quoted(command.name)}] = {_kind(value)}")
    return _HEAD + "\n".join(lines) + _TAIL


def _kind(value: Value) -> str:
    if value.kind == "choice":
        return "@(" + ", ".join(map(_quoted, value.choices)) + ")"
    return _quoted(value.kind)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
