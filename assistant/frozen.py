"""Make dataclasses whose methods are compiled when they are used often.

`dataclasses` compiles six methods for each class, half a millisecond; a command imports two hundred classes and uses few of their methods.
Of most classes it makes a few objects, whose fields are set one by one: that takes a fiftieth of compiling a method that does it.
"""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, **others):
        """Make a dataclass, as `dataclasses.dataclass` does."""

        def made(cls):
            if others:
                return dataclasses.dataclass(cls, frozen=frozen, slots=slots, **others)
            return _made(cls, frozen=frozen, slots=slots)

        return made if cls is None else made(cls)


_COMPARING = ("__repr__", "__eq__", "__hash__")
_OPTIONS = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only")
FEW = 16
"""Objects of a class that are made without a compiled method."""


def _made(cls: type, *, frozen: bool, slots: bool) -> type:
    own = {name for name in ("__init__", *_COMPARING) if vars(cls).get(name) is not None}
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    if "__init__" not in own:
        left = FEW

        def __init__(self: Any, *args: object, **named: object) -> None:  # noqa: N807 - it takes the place of one
            nonlocal left
            left -= 1
            if left < 0 or not _set_one_by_one(self, made, args, named):
                made.__init__ = _initialiser(made, frozen=frozen)
                made.__init__(self, *args, **named)

        made.__init__ = __init__
    for name in _COMPARING:
        if name not in own:
            setattr(made, name, _compiling(made, name))
    if not frozen:
        if "__hash__" not in own:
            made.__hash__ = None
    else:
        made.__setattr__, made.__delattr__ = _no_setting, _no_deleting
        if slots:
            made.__getstate__, made.__setstate__ = _state, _set_state
    finished: type = made
    return finished


def _compiling(cls: type, name: str) -> Any:
    """Return a method that is compiled when it has been called often.

    At the first call where nothing does its work without, as for `__repr__`.
    """
    left = FEW

    def method(self: object, *args: object) -> Any:
        nonlocal left
        left -= 1
        if left >= 0 and name in _AT_ONCE:
            return _AT_ONCE[name](cls, self, *args)
        compiled = vars(_standard(cls, init=False))[name]
        setattr(cls, name, compiled)
        return compiled(self, *args)

    return method


def _equal(cls: Any, self: object, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    names = [one.name for one in dataclasses.fields(cls) if one.compare]
    return [getattr(self, name) for name in names] == [getattr(other, name) for name in names]


def _hashed(cls: Any, self: object) -> int:
    there = dataclasses.fields(cls)
    return hash(
        tuple(getattr(self, one.name) for one in there if (one.compare if one.hash is None else one.hash))
    )


_AT_ONCE: dict[str, Any] = {"__eq__": _equal, "__hash__": _hashed}


def _set_one_by_one(self: Any, cls: Any, args: tuple[object, ...], named: dict[str, object]) -> bool:
    """Set the fields of a new object.

    False, with nothing set, where the arguments do not fit or a field is an unusual one.
    """
    there = dataclasses.fields(cls)
    values = dict(zip([one.name for one in there], args, strict=False))
    given = len(args) + len(named)
    values |= named
    for one in there:
        if not one.init or one.kw_only:
            return False
        if one.name in values:
            given -= 1
        elif one.default is not dataclasses.MISSING:
            values[one.name] = one.default
        elif one.default_factory is not dataclasses.MISSING:
            values[one.name] = one.default_factory()
        else:
            return False
    if given:  # one is unknown, or was given twice
        return False
    for name, value in values.items():
        object.__setattr__(self, name, value)
    if hasattr(cls, "__post_init__"):
        self.__post_init__()
    return True


def _initialiser(cls: Any, *, frozen: bool) -> Any:
    """Compile the method that sets the fields of a new object."""
    there = dataclasses.fields(cls)
    if not all(one.init and not one.kw_only for one in there):
        return vars(_standard(cls, init=True))["__init__"]
    held: dict[str, Any] = {"_put_": object.__setattr__, "_absent_": object()}
    takes, body = ["_self_"], []
    for one in there:
        takes.append(one.name)
        value = one.name
        if one.default is not dataclasses.MISSING:
            held[f"_default_{one.name}_"] = one.default
            takes[-1] += f"=_default_{one.name}_"
        elif one.default_factory is not dataclasses.MISSING:
            held[f"_make_{one.name}_"] = one.default_factory
            takes[-1] += "=_absent_"
            value = f"_make_{one.name}_() if {one.name} is _absent_ else {one.name}"
        body.append(f"  _put_(_self_, {one.name!r}, {value})" if frozen else f"  _self_.{one.name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("  _self_.__post_init__()")
    text = f"def make({', '.join(held)}):\n def __init__({', '.join(takes)}):\n{chr(10).join(body) or '  pass'}\n return __init__"
    made: dict[str, Any] = {}
    exec(text, vars(sys.modules[cls.__module__]), made)  # noqa: S102 - names of fields, as `dataclasses` does it
    method = made["make"](**held)
    method.__annotations__ = {one.name: one.type for one in there} | {"return": None}
    method.__qualname__ = f"{cls.__qualname__}.__init__"
    return method


def _standard(cls: Any, *, init: bool) -> type:
    """Make a standard dataclass with the same fields, whose methods fit here too."""
    there = dataclasses.fields(cls)
    holds: dict[str, Any] = {
        one.name: dataclasses.field(**{option: getattr(one, option) for option in _OPTIONS}) for one in there
    }
    # Without a docstring, `dataclasses` would write one, for which it reads the signature of the class.
    holds |= {
        "__annotations__": {one.name: one.type for one in there},
        "__module__": cls.__module__,
        "__doc__": cls.__name__,
    }
    if hasattr(cls, "__post_init__"):
        holds["__post_init__"] = cls.__post_init__
    return dataclasses.dataclass(frozen=True, init=init)(type(cls.__name__, (), holds))


def _no_setting(self: object, name: str, value: object) -> NoReturn:
    del self, value
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: object, name: str) -> NoReturn:
    del self
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
