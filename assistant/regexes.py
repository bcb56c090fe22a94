"""Regular expressions that are compiled at their first use.

Compiling takes up to ten milliseconds each, and a command uses few of the hundreds that stand in the modules it loads.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast

from assistant.pattern_cache import PatternCache, beside_bytecode

KEPT = PatternCache(beside_bytecode())
"""Patterns that stand in the program's modules; those that are made of what people write are not kept."""

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Lazy:
    """Stands for a compiled pattern, which takes its place at the first use."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = (
            KEPT.compile(self.pattern, self._flags)
            if isinstance(self.pattern, str)
            else re.compile(self.pattern, self._flags)
        )
        for method in _METHODS:  # found without this function from now on
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that is compiled when it is first used.

    Only its own attributes work: functions of `re` do not take it.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
