"""Keep the program's compiled patterns beside its own bytecode.

Compiling them takes as long as importing the modules that they stand in, and `re` keeps nothing between two runs. What it makes of a
pattern is a list of numbers, which is kept here by pattern and flags, for one version of Python. It holds words of the program alone, may
be deleted at any moment, and is not needed: what is missing, damaged or another Python's is compiled as ever.
"""

from __future__ import annotations

import importlib.util
import marshal
import os
import re
import sys
import zlib
from array import array
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_BYTES = 8 << 20
"""A larger file is begun anew: it holds what was changed in the program long ago."""
_KIND = f"{sys.implementation.cache_tag} {sys.hexversion:x} {array('I').itemsize}\n".encode()

Code = tuple[int, bytes, int, tuple[tuple[str, int], ...], tuple[str | None, ...]]
"""What `_sre.compile` takes: flags, numbers, how many groups there are, and their names both ways."""


class PatternCache:
    """Compiles patterns, or takes them as they were compiled by an earlier run.

    Args:
        path: The file; None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[tuple[str, int], Code] | None = None
        self._grown = False

    def compile(self, pattern: str, flags: int = 0) -> re.Pattern[str]:
        """Compile a pattern, as `re.compile` does.

        Raises:
            re.error: It is none.
        """
        if self._path is None:
            return re.compile(pattern, flags)
        if self._known is None:
            self._known = _read(self._path)
        key = pattern, int(flags)
        try:
            if key in self._known:
                return _made(pattern, self._known[key])
            code = _code(pattern, int(flags))
            made = _made(pattern, code)
        except re.error:
            raise
        except Exception:  # noqa: BLE001 - what another Python has in its `re` is another thing
            return re.compile(pattern, flags)
        self._known[key], self._grown = code, True
        return made

    def save(self) -> None:
        """Write what this run had to compile, where that can be written."""
        if self._path is None or not self._grown or not self._known:
            return
        # What another process has written meanwhile stays.
        content = marshal.dumps(_read(self._path) | self._known)
        if len(content) > MOST_BYTES:
            content = marshal.dumps(self._known)
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            beside.write_bytes(_KIND + zlib.crc32(content).to_bytes(4, "big") + content)
            beside.replace(self._path)
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        self._grown = False


def beside_bytecode() -> Path | None:
    """Return the file beside the program's bytecode; None where it has no place."""
    try:
        place = importlib.util.cache_from_source(__file__)
    except NotImplementedError:
        return None
    return Path(place).with_name(f"patterns.{sys.implementation.cache_tag}.bin")


def _read(path: Path) -> dict[tuple[str, int], Code]:
    with suppress(OSError, ValueError, EOFError, TypeError):
        kept = path.read_bytes()
        checked, content = kept[len(_KIND) : len(_KIND) + 4], kept[len(_KIND) + 4 :]
        if kept.startswith(_KIND) and zlib.crc32(content).to_bytes(4, "big") == checked:
            known: dict[tuple[str, int], Code] = marshal.loads(content)
            return known
    return {}


def _code(pattern: str, flags: int) -> Code:
    """Compile a pattern as `re._compiler.compile` does, up to the numbers."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed: Any = _parser.parse(pattern, flags)
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    numbers = array("I", _compiler._code(parsed, flags)).tobytes()
    return int(flags | state.flags), numbers, state.groups - 1, tuple(state.groupdict.items()), tuple(names)


def _made(pattern: str, code: Code) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    flags, numbers, groups, by_name, names = code
    made: re.Pattern[str] = _sre.compile(
        pattern, flags, array("I", numbers).tolist(), groups, dict(by_name), names
    )
    return made
