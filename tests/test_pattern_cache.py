"""Patterns that are kept from one run to the next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.pattern_cache import PatternCache

PATTERNS = [
    (r"(?P<year>\d{4})-(?P<month>\d\d)|(?P=year)x", 0),
    (r"[々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+", 0),
    (r"\b(?:contract|straße|ΣΊΣΥΦΟΣ)\b", re.IGNORECASE),
    ("(?i:a)(?<=a)b(?!c) # not this\n", re.VERBOSE),
    (r"^(a)|(?:b)$", re.MULTILINE | re.DOTALL),
    ("(?a)\\w\ud800*+", 0),
    ("", 0),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bytecode" / "patterns.bin"
    cache = PatternCache(path)
    for pattern, flags in PATTERNS:
        assert cache.compile(pattern, flags) == re.compile(pattern, flags)
    cache.save()
    return path


def test_what_was_kept_is_what_re_makes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = [re.compile(pattern, flags) for pattern, flags in PATTERNS]
    monkeypatch.setattr("assistant.pattern_cache._code", lambda *_: pytest.fail("it was compiled again"))
    cache = PatternCache(file)
    kept = [cache.compile(pattern, flags) for pattern, flags in PATTERNS]
    assert kept == usual
    assert [(one.groupindex, one.groups, one.flags) for one in kept] == [
        (dict(one.groupindex), one.groups, one.flags) for one in usual
    ]
    assert kept[0].sub(r"\g<month>/\g<year>", "2025-03") == "03/2025"


def test_another_run_adds_to_what_is_kept(file: Path) -> None:
    first, second = PatternCache(file), PatternCache(file)
    for cache, pattern in ((first, "one"), (second, "two")):
        cache.compile(pattern)
        cache.save()
    assert {"one", "two", PATTERNS[0][0]} <= {pattern for pattern, _flags in _kept(file)}


@pytest.mark.parametrize("kept", [b"", b"x" * 400, None])
def test_a_file_that_cannot_be_read_is_made_anew(file: Path, kept: bytes | None) -> None:
    whole = file.read_bytes()
    damaged = whole[:200] + bytes([whole[200] ^ 1]) + whole[201:] if kept is None else kept
    file.write_bytes(damaged)
    cache = PatternCache(file)
    assert cache.compile(*PATTERNS[0]) == re.compile(*PATTERNS[0])
    cache.save()
    assert PATTERNS[0][0] in {pattern for pattern, _flags in _kept(file)}


def test_where_nothing_can_be_written_patterns_are_compiled(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (None, tmp_path / "file" / "patterns.bin"):
        cache = PatternCache(path)
        assert cache.compile("a+").findall("caat") == ["aa"]
        cache.save()


def test_a_wrong_pattern_is_refused(file: Path) -> None:
    with pytest.raises(re.error, match="unterminated"):
        PatternCache(file).compile("(")


def _kept(file: Path) -> dict[tuple[str, int], object]:
    cache = PatternCache(file)
    cache.compile("")
    return dict(cache._known or {})
