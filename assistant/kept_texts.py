"""Say texts that were kept in one language in the language that is spoken.

Why a file could not be read is kept beside it as a sentence, in the language of the day on which it was read. Such a sentence is parsed by
the templates of the catalogues: the one that it was made of is found, and said again with its values, if each of its parts is known; names of
files are never parsed, and stay as they are.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from string import Formatter

from assistant.frozen import dataclass
from assistant.i18n import FOLDER, LANGUAGES, language

PARSED = "ingest"
"""The part of which every text is a template; of `WHOLE` only those without values are."""
WHOLE = "core"
MOST_CHARS = 2_000
"""Longer texts stay as they are."""
MOST_STEPS = 500
"""A text is tried in so many ways at most and then stays as it is; names of files can be made to fit very many."""
MOST_DEEP = 16
"""Texts stand in one another so deep at most."""
MOST_PARTS = 100
"""A list with more is left as it is."""
COMPOSED = frozenset({
    "at", "called", "fault", "faults", "first", "last", "more", "names", "no_characters", "notice", "noun", "pages", "pictures", "places",
    "reason", "things", "what", "why", "words",
})  # fmt: skip
"""Values that are texts of a catalogue themselves; the others are names and numbers."""
COUNTS = ("number", "total", "count", "what", "words")
"""Values that say how many there are, the first that is there."""
NUMBERED = ("pages", "places", "pictures", "at")
"""Values that say which ones, from which the form follows where none says how many."""
SENTENCES = frozenset({"", "fault", "faults", "more", "no_characters", "notice", "reason", "why"})
"""Values that are sentences, and the whole text."""
NOUNS = ("an object of {program}", "its part {name}", "the attached file {attached}")
"""Templates that are no sentences; they name something, and may end with any name."""
MADE_OF = {"name": NOUNS[2:], "names": (NOUNS[0], NOUNS[2]), "places": ("{first} to {last}", "{rest} more")}
"""The only templates that values may be made of, by their names."""
AT = ("on ", "in ")
"""Begin the English for where something stands, which Chinese says like the place itself."""
LISTS = {"en": (", ", " and "), "zh": ("、", "、")}
"""What stands between the parts of a list, and before the last."""
WITH_REASON = "{names} ({reason})"
WITH_MORE = "{names} and {count} more"
"""How names stand with why they were not read, and with how many more there are."""
OF_FILE = "{name}: {notice}"
PLACE = " {places}"
_SUFFIX = re.compile(r"\.\w{1,5}$")
_WITHIN = re.compile(r"\.\w{1,5}(?:: |：)")
"""What follows the name of a file is said of it."""
_REASON = re.compile(r"[)）](?:$|, | and |、)")
"""The end of a reason in a list of names."""
_BETWEEN = re.compile(r"; |；")
_SEPARATORS = {"en": re.compile(r", | and "), "zh": re.compile("、")}
_NUMBER = re.compile(r"\d+(?:,\d{3})*")
_FOLDERS = {"zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the catalogues in two languages.

    Attributes:
        pieces: In the language of the kept text: literals and names of values, in turn, beginning and ending with a literal.
        forms: In the language that is spoken: for one and for many, or a single form.
        english: Its English, by which it is known.
        letters: Characters of the literals that are no spaces; templates with more are tried first.
    """

    pieces: tuple[str, ...]
    forms: tuple[str, ...]
    english: str
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
    """Say a text again, or the texts that were joined in it.

    None where a part is not known.
    """
    attempt = _Attempt(kept, spoken)
    said = attempt.text(text)
    if said is None and (parts := _cut(text, _BETWEEN, attempt.text)):
        said = ("；" if spoken == "zh" else "; ").join(parts)
    return None if attempt.steps > MOST_STEPS else said


class _Attempt:
    """One text that is said again.

    Attributes:
        steps: Texts and ways to cut them that were tried, and those that came too late.
    """

    def __init__(self, kept: str, spoken: str) -> None:
        self.steps = 0
        self._depth = 0
        self._kept = kept
        self._spoken = spoken
        self._known: dict[tuple[str, str, bool], str | None] = {}

    def text(self, text: str, name: str = "", one: bool = True) -> str | None:
        """Say a text again by the template that it was made of; None where there is none.

        Args:
            text: In the language that it was kept in.
            name: The name of the value that it is; empty for a sentence.
            one: Whether it speaks of a single thing, where it does not say so.
        """
        key = (text, name, one)
        if key not in self._known and self._goes_on():
            self._known[key] = None  # while it is tried, it is no part of itself
            self._depth += 1
            if self._depth <= MOST_DEEP:
                self._known[key] = self._by_template(text, name, one)
            self._depth -= 1
        return self._known.get(key)

    def _goes_on(self) -> bool:
        """Count a step; whether it may be taken."""
        self.steps += 1
        return self.steps <= MOST_STEPS

    def _by_template(self, text: str, name: str, one: bool) -> str | None:
        exact, templates = _templates(self._kept, self._spoken)
        if name not in MADE_OF:
            forms = exact[PARSED].get(text) or (exact[WHOLE].get(text) if name in SENTENCES else None)
            if forms:
                return _form(forms, one=one)
        for template in templates:
            if not (_may_make(template, name) and all(piece in text for piece in template.pieces[::2])):
                continue
            ways: Iterable[dict[str, str]] = _values(template.pieces, text)
            if template.english == OF_FILE:
                ways = sorted(ways, key=_as_name)
            for values in ways:
                if not self._goes_on():
                    return None
                if (filled := self._filled(template, values)) is not None:
                    return filled
        return None

    def _filled(self, template: Template, values: Mapping[str, str]) -> str | None:
        """Fill a template; None where a value is not known, or nothing speaks for it."""
        one = _is_one(values)
        said: dict[str, str] = {}
        for name, value in values.items():
            again = self._value("at" if template.english == PLACE else name, value, one=one)
            if again is None:
                return None
            said[name] = again
        says_enough = template.letters >= (2 if self._kept == "zh" else 4)
        if not says_enough and not any(value for name, value in values.items() if name in COMPOSED):
            return None
        return _form(template.forms, one=one).format_map(said)

    def _value(self, name: str, value: str, *, one: bool) -> str | None:
        """Say a value again: a name as it is, a text if it is known."""
        if name == "names":
            return self._names(value)
        if name == "name":
            return self.text(value, name) or value
        if name not in COMPOSED or not value or (value.isdigit() and name != "at"):
            return value

        def say(part: str) -> str | None:
            return part if name == "places" and part.isdigit() else self.text(part, name, one)

        said = say(value)
        return self._listed(value, say) if said is None else said

    def _listed(self, text: str, say: Callable[[str], str | None]) -> str | None:
        """Say a list again of which each part is known."""
        said = _cut(text, _SEPARATORS[self._kept], say)
        if said is None:
            return None
        between, before_last = LISTS[self._spoken]
        return between.join(said[:-1]) + before_last + said[-1]

    def _names(self, text: str) -> str | None:
        """Say a list of names again, with why they were not read.

        None where a reason is not known.
        """
        if (group := self._group(text)) is not None:
            return group
        if (groups := self._listed(text, self._group)) is not None:
            return groups
        return None if _REASON.search(text) else self._bare(text)

    def _group(self, text: str) -> str | None:
        """Say names again that have one reason, like "a.mp3 and 2 more (it is empty)"."""
        if not text.endswith((")", "）")):
            return None
        template = _special(WITH_REASON, self._kept, self._spoken)
        for values in _values(template.pieces, text):
            if not self._goes_on():
                return None
            reason = self.text(values["reason"], "reason")
            if reason is not None and not _REASON.search(values["names"] + "."):
                return template.forms[0].format(names=self._bare(values["names"]), reason=reason)
        return None

    def _bare(self, text: str) -> str:
        """Say again how many names are left out; the names themselves stay."""
        template = _special(WITH_MORE, self._kept, self._spoken)
        for values in _values(template.pieces, text):
            return template.forms[0].format_map(values)
        listed = self.text(text, "names") or self._listed(text, lambda part: self.text(part, "names"))
        return text if listed is None else listed


def _cut(text: str, between: re.Pattern[str], say: Callable[[str], str | None]) -> list[str] | None:
    """Say the parts of a text again, each as long as it can be.

    A separator may stand within a part. None where a part is not known, or there is only one.
    """
    found = list(between.finditer(text))
    starts = [0, *(one.end() for one in found)]
    ends = [*(one.start() for one in found), len(text)]
    if len(starts) > MOST_PARTS:
        return None
    said: list[str] = []
    first = 0
    while first < len(starts):
        for last in reversed(range(first, len(ends))):
            is_whole = first == 0 and last == len(ends) - 1
            if not is_whole and (one := say(text[starts[first] : ends[last]])) is not None:
                said.append(one)
                first = last + 1
                break
        else:
            return None
    return said


def _as_name(values: Mapping[str, str]) -> tuple[bool, int]:
    """Order names that a file may have: the shortest with a suffix, then the longest."""
    name = values["name"]
    has_suffix = _SUFFIX.search(name) is not None
    return not has_suffix, len(name) if has_suffix else -len(name)


def _may_make(template: Template, name: str) -> bool:
    """Whether the value of a name may be made of a template."""
    if template.english in (WITH_REASON, WITH_MORE):
        return False
    if name in MADE_OF:
        return template.english in MADE_OF[name]
    if template.english in NOUNS:
        return name not in SENTENCES
    return not (name == "pages" and template.forms[0].startswith(AT))


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
        if not _may_be(name, text[:end]):
            continue
        for values in _values(tuple(after), text[end:]):
            if values.get(name, text[:end]) == text[:end]:
                yield {name: text[:end], **values}


def _may_be(name: str, value: str) -> bool:
    """Whether a text may be the value of a name."""
    if name in ("number", "count", "total", "first", "last", "rest"):
        return _NUMBER.fullmatch(value) is not None
    if name == "at":
        return not value or value.startswith(" ") or value.endswith(" ")
    if name == "attached" and _WITHIN.search(value):
        return False
    return bool(_NUMBER.search(value)) if name == "pages" else bool(value)


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
def _templates(kept: str, spoken: str) -> tuple[dict[str, dict[str, tuple[str, ...]]], tuple[Template, ...]]:
    """Return the texts without values by their part and words, and the templates.

    Those with most letters come first; what any name fits comes after others like it.
    """
    exact: dict[str, dict[str, tuple[str, ...]]] = {WHOLE: {}, PARSED: {}}
    templates: list[Template] = []
    other = next(one for one in (kept, spoken) if one != "en")
    for part in (WHOLE, PARSED):
        for english, translated in _catalogue(other, part):
            of, to = (english, translated) if kept == "en" else (translated, english)
            for form in of:
                pieces = _pieces(form)
                if len(pieces) == 1:
                    exact[part][form] = to
                elif part == PARSED:
                    letters = sum(len("".join(piece.split())) for piece in pieces[::2])
                    templates.append(Template(pieces, to, english[0], letters))
    lists = {("", "first", LISTS[kept][1], "last", "")}
    return exact, tuple(
        sorted(
            (one for one in templates if one.pieces not in lists),
            key=lambda one: (-one.letters, one.english == OF_FILE),
        )
    )


@cache
def _special(english: str, kept: str, spoken: str) -> Template:
    return next(one for one in _templates(kept, spoken)[1] if one.english == english)


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
