"""Patterns that are compiled at their first use."""

from __future__ import annotations

import gc
import re
from importlib import import_module

import pytest

from assistant.pattern_cache import _code, _made
from assistant.regexes import lazy_regex
from tests.test_architecture import GRAPH


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    broken = lazy_regex("(")
    assert broken.pattern == "("
    with pytest.raises(re.error, match="unterminated"):
        broken.search("")


def test_it_does_what_a_compiled_one_does() -> None:
    word = lazy_regex(r"[a-z]+", re.IGNORECASE)
    assert word.sub("x", "Two words") == "x x"
    assert [one[0] for one in word.finditer("Two words")] == ["Two", "words"]
    assert word.groups == 0
    assert lazy_regex(rb"\d").findall(b"a1") == [b"1"]


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    for module, others in GRAPH.items():
        if "assistant.regexes" in others:
            import_module(module)
    kind = type(lazy_regex(""))
    patterns = [one for one in gc.get_objects() if type(one) is kind and one.pattern != "("]
    assert len(patterns) > 200
    assert all(
        isinstance(one.pattern, bytes)
        or _made(one.pattern, _code(one.pattern, int(one.flags))) == re.compile(one.pattern, one.flags)
        for one in patterns
    )
