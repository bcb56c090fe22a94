"""Check values of settings against the types and bounds at their fields.

Settings are plain dataclasses, which are there at once: a library that checks more takes a tenth of a second of every start.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, fields, replace
from typing import Annotated, Any, Literal, Self, TypeVar, get_args, get_origin

from assistant.frozen import dataclass
from assistant.i18n import _
from assistant.wording import enumerated

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Accepts:
    """Describes what a setting may be, where its type and bounds do not."""

    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """Looks at a value further than its type does.

    Attributes:
        accept: Returns the value as it is kept, or raises ValueError.
        of_any_type: Whether it comes before the type, and is given whatever was set.
    """

    accept: Callable[[Any], object]
    of_any_type: bool = False


class WrongSetting(ValueError):
    """A value is not accepted; its cause is what a check raised.

    Attributes:
        key: The dotted key.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def setting(
    default: Value, description: str, *, least: float | None = None, most: float | None = None
) -> Value:
    """Declare a setting: its default, what it does, and its bounds."""
    made: Value = field(default=default, metadata={"description": description, "least": least, "most": most})
    return made


class Section:
    """What every part of the settings has in common; each is a frozen dataclass."""

    __slots__ = ()

    @classmethod
    def of(cls, values: Mapping[str, Any], before: str = "") -> Self:
        """Make a section of values of exact types; what is not among them has its default.

        Args:
            values: By the field's name; those of a section in it as a mapping.
            before: What its keys begin with.

        Raises:
            WrongSetting: A value is not accepted, or a name is none of its fields.
        """
        there = cls.__dataclass_fields__  # type: ignore[attr-defined]
        if unknown := values.keys() - there.keys():
            raise WrongSetting(f"{before}{min(unknown)}")
        given: dict[str, object] = {}
        for name, of_field in there.items():
            if name not in values:
                continue
            if isinstance(of_field.default, Section):
                given[name] = type(of_field.default).of(values[name], f"{before}{name}.")
                continue
            try:
                value = _accepted(values[name], _hint(cls, of_field))
                _check_bounds(value, of_field.metadata)
            except (ValueError, OverflowError) as error:
                raise WrongSetting(f"{before}{name}") from error
            given[name] = value
        return cls(**given)

    def changed(self, **values: Any) -> Self:
        """Return the same with other values, which are not checked."""
        changed: Self = replace(self, **values)  # type: ignore[type-var]
        return changed


def settings_in(section: Section) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of a section's fields, in their order."""
    for one in fields(section):  # type: ignore[arg-type]
        yield one.name, getattr(section, one.name)


def description_of(section: Section, name: str) -> str:
    """Return what a setting does, in English."""
    described: str = _field(section, name).metadata["description"]
    return described


def accepts(section: Section, name: str) -> str:
    """Describe in words what a setting may be."""
    kind, notes = _apart(type_of(section, name))
    for note in notes:
        if isinstance(note, Accepts):
            return _(note.words)
    if get_origin(kind) is Literal:
        *first, last = [f'"{choice}"' for choice in get_args(kind)]
        return _("{first} or {last}", first=enumerated(first), last=last)
    if kind is bool:
        return _("true or false")
    if kind not in (int, float):
        return _("text")
    least, most = bounds_of(section, name)
    if kind is int:
        return _("a whole number from {least} to {most}", least=least, most=most)
    return _("a number from {least} to {most}", least=least, most=most)


def bounds_of(section: Section, name: str) -> tuple[Any, Any]:
    """Return the least and the most that a number may be; None for no bound."""
    metadata = _field(section, name).metadata
    return metadata["least"], metadata["most"]


def type_of(section: Section, name: str) -> Any:
    """Return the type of a setting, with what is annotated to it."""
    return _hint(type(section), _field(section, name))


def _field(section: Section, name: str) -> Any:
    return next(one for one in fields(section) if one.name == name)  # type: ignore[arg-type]


def _hint(section: type[Section], of_field: Any) -> Any:
    """Return the type of one field.

    `get_type_hints` compiles those of all, at each start.
    """
    return eval(of_field.type, vars(sys.modules[section.__module__]))


def _apart(hint: Any) -> tuple[Any, tuple[object, ...]]:
    if get_origin(hint) is Annotated:
        kind, *notes = get_args(hint)
        return kind, tuple(notes)
    return hint, ()


def _accepted(value: Any, hint: Any) -> object:
    """Return a value as it is kept.

    Raises:
        ValueError: It is not of that type, or a check refuses it.
    """
    kind, notes = _apart(hint)
    checks = [note for note in notes if isinstance(note, Check)]
    for check in checks:
        if check.of_any_type:
            value = check.accept(value)
    value = _of_type(value, kind)
    for check in checks:
        if not check.of_any_type:
            value = check.accept(value)
    return value


def _of_type(value: Any, kind: Any) -> object:
    origin = get_origin(kind)
    if origin is Literal:
        fits = isinstance(value, str) and value in get_args(kind)
    elif origin is tuple:
        fits = isinstance(value, tuple)
        value = tuple(_accepted(one, get_args(kind)[0]) for one in value) if fits else value
    elif kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        value = float(value) if fits else value
    elif kind is str:
        fits = isinstance(value, str)
    else:
        fits = type(value) is kind
    if not fits:
        raise ValueError
    return value


def _check_bounds(value: Any, bounds: Mapping[str, Any]) -> None:
    least, most = bounds["least"], bounds["most"]
    if (least is not None and value < least) or (most is not None and value > most):
        raise ValueError
