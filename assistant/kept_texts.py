"""Say texts that were kept in one language in the language that is spoken.

Why a file could not be read is kept beside it as a sentence, in the language of the day on which it was read. Such a sentence is parsed by
the templates of the catalogues: the one that it was made of is found, and said again with its values.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from string import Formatter

from assistant.frozen import dataclass
from assistant.i18n import FOLDER, LANGUAGES, language

PARSED = "ingest"
"""The part of which every text is a template; of `WHOLE` only those without values are."""
WHOLE = "core"
MOST_CHARS = 2_000
"""Longer texts stay as they are."""
COMPOSED = frozenset({
    "at", "called", "fault", "faults", "first", "last", "more", "names", "no_characters", "notice", "noun", "pages", "pictures", "places",
    "reason", "things", "what", "why", "words",
})  # fmt: skip
"""Values that are texts of a catalogue themselves; the others are names and numbers."""
COUNTS = ("number", "total", "count", "what", "words")
"""Values that say how many there are, the first that is there."""
NUMBERED = ("pages", "places", "pictures", "at")
"""Values that say which ones, from which the form follows where none says how many."""
AT = ("on ", "in ")
"""Begin the English for where something stands, which Chinese says like the place itself."""
LISTS = {"en": (", ", " and "), "zh": ("、", "、")}
"""What stands between the parts of a list, and before the last."""
_BETWEEN = re.compile(r"; |；")
_NUMBER = re.compile(r"\d+(?:,\d{3})*")
_FOLDERS = {"zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the catalogues in two languages.

    Attributes:
        pieces: In the language of the kept text: literals and names of values, in turn, beginning and ending with a literal.
        forms: In the language that is spoken: for one and for many, or a single form.
        letters: Characters of the literals that are no spaces; templates with more are tried first.
    """

    pieces: tuple[str, ...]
    forms: tuple[str, ...]
    letters: int


def said_now(text: str) -> str:
    """Return a kept text in the language that is spoken.

    A text that no template of another language fits is returned as it is: it is in this language, or nobody's.

    Args:
        text: Of a reader of files, like "it is empty".
    """
    spoken = language()
    if not text or len(text) > MOST_CHARS:
        return text
    for kept in LANGUAGES:
        if kept != spoken and (said := _said(text, kept, spoken)) is not None:
            return said
    return text


@lru_cache(1024)
def _said(text: str, kept: str, spoken: str) -> str | None:
    """Say a text again, or its parts where several stand in it.

    None where nothing fits.
    """
    if (said := _by_template(text, kept, spoken)) is not None:
        return said
    parts = _BETWEEN.split(text)
    known = [_by_template(part, kept, spoken) for part in parts] if len(parts) > 1 else []
    if not any(known):
        return None
    return ("；" if spoken == "zh" else "; ").join(
        part if one is None else one for part, one in zip(parts, known, strict=True)
    )


def _by_template(text: str, kept: str, spoken: str, one: bool = True, name: str = "") -> str | None:
    """Say a text again by the template that it was made of; None where there is none.

    Args:
        text: In the language that it was kept in.
        kept: That language.
        spoken: The other one.
        one: Whether it speaks of a single thing, where it does not say so.
        name: The name of the value that it is.
    """
    exact, templates = _templates(kept, spoken)
    if text in exact:
        return _form(exact[text], one=one)
    fitting = [
        template
        for template in templates
        if all(piece in text for piece in template.pieces[::2])
        and not (name == "pages" and template.forms[0].startswith(AT))
    ]
    for is_strict in (True, False):  # "{what} was not read" fits all that "{what}{at} was not read" does
        for template in fitting:
            for values in _values(template.pieces, text):
                filled = _filled(template, values, kept, spoken, is_strict=is_strict)
                if filled is not None:
                    return filled
    return None


def _filled(
    template: Template, values: Mapping[str, str], kept: str, spoken: str, *, is_strict: bool
) -> str | None:
    """Fill a template.

    None where its literals say too little, and its values are not known either.

    Args:
        template: Of which the text may be made.
        values: By name.
        kept: The language of the text.
        spoken: Into which it is said.
        is_strict: Whether each value that is a text has to be known.
    """
    one = _is_one(values)
    known = True
    said: dict[str, str] = {}
    for name, value in values.items():
        again = None
        if name in COMPOSED and value:
            again = _listed(value, kept, spoken, one=one) if name == "names" else None
            again = again or _by_template(value, kept, spoken, one, name)
            again = again or _listed(value, kept, spoken, one=one)
        known = known and (again is not None or name not in COMPOSED or not value or value.isdigit())
        said[name] = value if again is None else again
    touching = "" in template.pieces[2:-1:2]
    says_enough = template.letters >= (2 if kept == "zh" else 4) and not touching
    has_texts = any(value for name, value in values.items() if name in COMPOSED)
    if not (known and (has_texts or says_enough) if is_strict else says_enough):
        return None
    return _form(template.forms, one=one).format_map(said)


def _listed(text: str, kept: str, spoken: str, *, one: bool) -> str | None:
    """Say a list again, of which a part is known or is a number.

    None where it is no list.
    """
    between, before_last = LISTS[kept]
    head, found, last = text.rpartition(before_last)
    if not found:
        return None
    parts = [*head.split(between), last]
    said = [_by_template(part, kept, spoken, one) or part for part in parts]
    if said == parts and not all(map(str.isdigit, parts)):
        return None
    between, before_last = LISTS[spoken]
    return between.join(said[:-1]) + before_last + said[-1]


def _is_one(values: Mapping[str, str]) -> bool:
    """Whether a template speaks of a single thing."""
    said = next((values[name] for name in COUNTS if values.get(name)), "")
    if said:
        return _NUMBER.findall(said)[:1] == ["1"]
    which = [values[name] for name in NUMBERED if values.get(name)]
    return bool(which) and all(len(_NUMBER.findall(one)) < 2 for one in which)


def _form(forms: tuple[str, ...], *, one: bool) -> str:
    return forms[0] if one else forms[-1]


def _values(pieces: tuple[str, ...], text: str) -> Iterator[dict[str, str]]:
    """Yield the ways in which pieces make up a text."""
    literal, *rest = pieces
    if not text.startswith(literal):
        return
    text = text[len(literal) :]
    if not rest:
        if not text:
            yield {}
        return
    name, *after = rest
    for end in _ends(after[0], text, is_last=len(after) == 1):
        for values in _values(tuple(after), text[end:]):
            if values.get(name, text[:end]) == text[:end] and _may_be(name, text[:end]):
                yield {name: text[:end], **values}


def _may_be(name: str, value: str) -> bool:
    """Whether a text may be the value of a name."""
    if name in ("number", "count", "total"):
        return _NUMBER.fullmatch(value) is not None
    return bool(_NUMBER.search(value)) if name == "pages" else bool(value) or name == "at"


def _ends(literal: str, text: str, *, is_last: bool) -> Iterator[int]:
    """Yield where a value may end, before a literal."""
    if is_last:
        if text.endswith(literal):
            yield len(text) - len(literal)
        return
    end = text.find(literal)
    while 0 <= end <= len(text):
        yield end
        end = text.find(literal, end + 1) if end < len(text) else -1


@cache
def _templates(kept: str, spoken: str) -> tuple[dict[str, tuple[str, ...]], tuple[Template, ...]]:
    """Return the texts without values by their words, and the templates.

    Those with most letters come first.
    """
    exact: dict[str, tuple[str, ...]] = {}
    templates: list[Template] = []
    other = next(one for one in (kept, spoken) if one != "en")
    for part in (WHOLE, PARSED):
        for english, translated in _catalogue(other, part):
            of, to = (english, translated) if kept == "en" else (translated, english)
            for form in of:
                pieces = _pieces(form)
                if len(pieces) == 1:
                    exact[form] = to
                elif part == PARSED:
                    letters = sum(len("".join(piece.split())) for piece in pieces[::2])
                    templates.append(Template(pieces, to, letters))
    lists = {("", "first", LISTS[kept][1], "last", "")}
    return exact, tuple(
        sorted((one for one in templates if one.pieces not in lists), key=lambda one: -one.letters)
    )


def _pieces(form: str) -> tuple[str, ...]:
    """Cut a template into literals and the names of its values, in turn."""
    pieces: list[str] = []
    for literal, name, _format, _conversion in Formatter().parse(form):
        pieces += [literal] if name is None else [literal, name]
    return tuple(pieces if len(pieces) % 2 else [*pieces, ""])


def _catalogue(language: str, part: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the forms of each text of a catalogue, in English and translated.

    Source: the format of .mo files, GNU gettext manual, section 10.3; `gettext` gives no list of what it has read.
    """
    path = FOLDER / _FOLDERS.get(language, language) / "LC_MESSAGES" / f"{part}.mo"
    data = path.read_bytes()
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    number, originals, translations = struct.unpack_from(f"{order}3I", data, 8)
    for index in range(number):
        forms = []
        for table in (originals, translations):
            length, offset = struct.unpack_from(f"{order}2I", data, table + 8 * index)
            forms.append(tuple(data[offset : offset + length].decode().split("\0")))
        if forms[0] != ("",):  # the head
            yield forms[0], forms[1]
