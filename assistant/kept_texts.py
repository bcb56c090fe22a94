"""Keep texts by what they were made of, and say them later in any language.

Why a file could not be read is kept beside it, and goes from one process to another. What is kept of a `Text` is its English and its values,
as JSON: `{"text": "{name}: {notice}", "with": {"name": "a.zip", "notice": {"text": "it is empty"}}}`. Any other string is kept as it is, and
comes back as it is, as do the sentences of libraries that were made before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.i18n import Text, gettext, language, ngettext

MOST_DEEP = 64
"""Texts stand in one another so deep at most; deeper ones are kept as they were said."""
_BEGIN = '{"'
_REMEMBERED_CHARS = 2_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NAMES = re.compile(r"\{(\w+)\}")


def kept(text: str) -> str:
    """Return what is kept of a text, for `said`: JSON, or the text itself.

    NULs and lone surrogates, which no database takes, are replaced by U+FFFD.
    """
    if not isinstance(text, Text):
        text = _UNSTORABLE.sub("\ufffd", text)
        return json.dumps({"text": text}, ensure_ascii=False) if text.startswith(_BEGIN) else text
    return _UNSTORABLE.sub("\ufffd", json.dumps(_parts(text), ensure_ascii=False)) if text else ""


def said(text: str) -> str:
    """Say what `kept` returned in the language that is spoken.

    What is no JSON of this kind is returned as it is.

    Args:
        text: Of a library or another process, which may hold anything.
    """
    if not text.startswith(_BEGIN):
        return text
    return _remembered(text, language()) if len(text) <= _REMEMBERED_CHARS else _say(text)


@lru_cache(1024)
def _remembered(text: str, spoken: str) -> str:
    """Say what is kept of many files, like "it is empty", in the language spoken."""
    return _say(text)


def _say(text: str) -> str:
    try:
        return _of_parts(json.loads(text))
    except (ValueError, KeyError, RecursionError):
        return text


def _parts(value: str, depth: int = 0) -> str | dict[str, object]:
    """Return a value as JSON has it: a string, or what a text was made of."""
    if not isinstance(value, Text) or depth >= MOST_DEEP:
        return _UNSTORABLE.sub("\ufffd", value)
    parts: dict[str, object] = {"text": value.message}
    if value.many:
        parts |= {"many": value.many, "number": value.number}
    if value.values:
        parts["with"] = {name: _parts(one, depth + 1) for name, one in value.values.items()}
    return parts


def _of_parts(parts: object, depth: int = 0) -> str:
    """Say what `_parts` returned.

    Raises:
        ValueError, KeyError: It is something else.
    """
    if isinstance(parts, str):
        return parts
    match parts:
        case {"text": str(message), **rest} if depth < MOST_DEEP:
            many, number, given = rest.get("many", ""), rest.get("number", 0), rest.get("with", {})
            if isinstance(many, str) and isinstance(number, int) and isinstance(given, dict):
                values = {name: _of_parts(value, depth + 1) for name, value in given.items()}
                return _filled(message, many, number, values)
    raise ValueError("these are no parts of a text")  # not shown


def _filled(message: str, many: str, number: int, values: Mapping[str, str]) -> str:
    """Say a message with its values.

    Raises:
        ValueError, KeyError: It is none of ours: it looks into its values, names one twice, so that texts in one another would
            grow without end, or one that is missing.
    """
    for form in (message, many) if values or many else ():
        names = _NAMES.findall(form)
        if len(names) != len(set(names)) or any(sign in _NAMES.sub("", form) for sign in "{}"):
            raise ValueError("no message of ours")  # not shown
    return ngettext(message, many, number, **values) if many else gettext(message, **values)
