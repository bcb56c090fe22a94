"""Write the scripts by which shells complete the command."""

from __future__ import annotations

from assistant.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """What stands for an argument.

    Attributes:
        kind: "none" for a switch, "any", "path", "choice", or what `completion --names` lists.
        choices: Of a choice.
        name: What help calls it.
    """

    kind: str
    choices: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """An option with its names, its line of help and its value."""

    names: tuple[str, ...]
    help: str
    value: Value


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its line, its options, and what may follow."""

    name: str
    help: str
    options: tuple[Option, ...]
    first: Value
    then: Value
