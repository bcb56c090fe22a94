"""Choose the sentence of a document whose value is meant, by words and by meaning.

A contract may say "Either side may walk away after six weeks' warning" where a notice period is asked for: no list of words
holds that. Sentences with a value of the kind asked are compared with the question in meaning, and what the words say counts
beside it. All functions are pure but for the comparison that they are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.agent.bearing import DocumentText, Found, overlaps, value_of
from assistant.agent.bearing_left import has_no_end, roles_with, speaks_of_other
from assistant.agent.columns import Column, ValueKind
from assistant.agent.roles import concepts_of, rivals, role_pattern
from assistant.agent.roles_verbs import is_name
from assistant.agent.value_spans import person_spans, value_spans, values_agree
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of

Nearness = Callable[[str, Sequence[str]], "list[float] | None"]
"""Compares a question with texts in meaning: one figure for each, about 1 for a plain answer; None where it cannot."""
MOST_COMPARED = 120
"""Sentences of a document that are compared with a question."""
_WIDER = 2.2
"""What nearness is multiplied by for questions in scripts without spaces, where it lies closer together."""
BEARS, SURE = 0.4, 0.2
"""What it counts that a sentence speaks of all that is asked, in known words, and that its value surely is the one."""


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence with a value of the kind asked.

    Attributes:
        unit: Where it stands.
        value: The value in it that is meant; "" where it has several and none is nearer.
        near: How near it is to the question in meaning, about 1 for a plain answer.
        bearing: Share of the question that it speaks of in known words, from 0 to 1.
        sure: Whether its value stands beside a word for what is asked.
        other: Whether what is asked has words of its own, and the sentence none of them.
    """

    unit: Unit
    value: str
    near: float
    bearing: float
    sure: bool
    other: bool = False

    @property
    def score(self) -> float:
        """How much speaks for it; higher is better."""
        return (
            self.near + BEARS * self.bearing + (SURE if self.sure else 0.0) - (BEARS if self.other else 0.0)
        )

    def agrees(self, said: str, column: Column) -> bool:
        """Return whether what was said to a question is a value of the sentence."""
        text = self.unit.text
        if column.kind == "name":
            return " ".join(said.split()).strip(" .。").casefold() in " ".join(text.split()).casefold()
        return any(
            values_agree(text[start:end], said, kind)
            for kind in kinds_asked(column)
            for start, end in value_spans(text, kind)
            if value_spans(said, kind)
        )


def kinds_asked(column: Column) -> tuple[ValueKind, ...]:
    """Return the kinds of value that answer a column, the preferred one first."""
    names = {one.name for one in concepts_of(column.question)}
    if column.condition is None and column.kind == "money" and names & {"penalty", "interest"}:
        return "money", "percent"
    if column.condition is None and column.kind == "date" and names & {"pay", "deliver", "notice"}:
        return "date", "duration"
    return (column.kind,)


def near_values(
    text: DocumentText, column: Column, found: Sequence[Found], nearness: Nearness
) -> list[Near] | None:
    """Return the sentences with a value of the kind asked, the best first.

    Args:
        text: The document.
        column: The question.
        found: What words alone found in it.
        nearness: Compares in meaning.

    Returns:
        None where meaning cannot be compared.
    """
    kinds = kinds_asked(column)
    names = {one.name for one in concepts_of(column.question)}
    units: list[tuple[Unit, ValueKind]] = []
    others: dict[Unit, bool] = {}
    for passage in text.passages:
        for unit in units_of(passage, 0):
            kind = next((kind for kind in kinds if _spans(unit.text, kind, person="contact" in names)), None)
            if kind is None and "duration" in kinds and "pay" in names and _DEADLINE.search(unit.text):
                kind = "duration"
            if kind is not None and not ("contact" in names and _PARTIES.search(unit.text)):
                other = _is_other(unit, column, kind)
                if other is not None:
                    units.append((unit, kind))
                    others[unit] = other
    units = units[:MOST_COMPARED]
    near = nearness(column.question, [spoken(unit) for unit, _ in units]) if units else []
    if near is None:
        return None
    scale = _WIDER if is_unspaced(column.question) else 1.0
    chosen: list[Near] = []
    for (unit, kind), figure in zip(units, near, strict=True):
        own = next((one for one in found if overlaps(one.unit, unit)), None)
        value, sure = _value(unit, kind, column, own)
        bearing = own.bearing if own is not None else 0.0
        chosen.append(Near(unit, value, scale * figure, bearing, sure, others[unit]))
    return sorted(chosen, key=lambda one: -one.score)


def _is_other(unit: Unit, column: Column, kind: ValueKind) -> bool | None:
    """Return whether what is asked has words of its own, and a sentence none of them.

    None where it speaks of something else: of another part of the deal, or of what no deal turns on.
    """
    names = roles_with(kind, [one.name for one in concepts_of(column.question)])
    known = [role_pattern(name) for name in names]
    pair = is_row(unit.text) and unit.text.strip().strip("|").count("|") == 1
    said = unit.text if pair else f"{unit.lead} {unit.text}"  # of a pair the head is another pair
    if "end" in names and has_no_end(said, " ".join(unit.passage.heading[-1:])):
        return None
    if "notice" in names and kind == "duration" and speaks_of_other(kind, said, column.question):
        return None  # of defects, and not of the end of the deal
    if any(one.search(said) for one in known):
        return False
    if speaks_of_other(kind, said, column.question) or any(one.search(said) for one in rivals(names)):
        return None
    return bool(known) and not any(one.search(spoken(unit)) for one in known)


def spoken(unit: Unit) -> str:
    """Return a sentence with the heading that it stands under."""
    heading = unit.passage.heading[-1] if unit.passage.heading else ""
    said = f"{unit.lead} {unit.text}".strip()
    return f"{heading}: {said}" if heading and heading not in said else said


_SIGNED = lazy_regex(
    r"\bsigned\b|\bsignatures?\b|\bdate\b|签[字章名订署]|盖章|代表(?:人)?(?:（[^）]*）)?\s*[：:]",
    re.IGNORECASE,
)
_ROLE_AS_NAME = lazy_regex(r"(?:The|This|An?|Our|Your|Each|Any|No)\b.*", re.IGNORECASE)


_PARTIES = lazy_regex(
    r"\b(?:dated|signed)\b|\b(?:made|entered into|agreement) (?:on [^,;]{4,30} )?between\b|[甲乙]方[（(：:]|以下简称",
    re.IGNORECASE,
)
"""A sentence that says whose contract it is."""
_DEADLINE = lazy_regex(
    r"(?:每|次|当|首|下)个?(?:季度?)?(?:首)?月(?:的)?\s*\d{1,2}\s*[日号]\s*(?:之?前)?|月底前|\b(?:by|before|on|at) the (?:\w+(?: day)?|end) of (?:each|every|the)(?: following| next)? (?:calendar )?(?:month|quarter)\b"
    r"|\bin advance\b|\bby return\b|\bon (?:receipt|delivery|demand)\b|货到付款|预付",
    re.IGNORECASE,
)
"""When something is paid that is paid by no number of days."""


def _spans(text: str, kind: ValueKind, *, person: bool = False) -> list[tuple[int, int]]:
    """Return where values of a kind stand; of names, those of persons and firms."""
    spans = value_spans(text, kind)
    if kind != "name":
        return spans
    if is_signature(text):
        return []
    if person and is_unspaced(text):
        return person_spans(text)
    written = [(span, text[span[0] : span[1]]) for span in spans]
    return [
        span
        for span, name in written
        if (is_name(name) if is_unspaced(name) else " " in name and not _ROLE_AS_NAME.fullmatch(name))
        and text[span[1] : span[1] + 2] not in ("'s ", "’s ")
    ]


def is_signature(text: str) -> bool:
    """Return whether a line is where a contract was signed."""
    return len(text) < _SIGNATURE and _SIGNED.search(text) is not None


_SIGNATURE = 60
"""Characters of the longest line that is a signature."""


def _value(unit: Unit, kind: ValueKind, column: Column, own: Found | None) -> tuple[str, bool]:
    names = {one.name for one in concepts_of(column.question)}
    if own is not None and own.value and own.sure and not ("contact" in names and is_unspaced(unit.text)):
        return own.value, True
    spans = _spans(unit.text, kind, person="contact" in names)
    if kind == "duration" and "pay" in names:
        deadline = _DEADLINE.search(unit.text)
        if deadline is not None:
            return deadline.group(), False
    concepts = concepts_of(column.question)
    cues = [one.pattern for one in concepts if one.pattern is not None]
    against = rivals([one.name for one in concepts])
    value, sure = value_of(unit.text, kind, cues, against)
    written = [unit.text[start:end] for start, end in spans]
    if len(written) == 1 and (value or not cues or kind == "name"):
        if not sure and any(one.search(unit.text) for one in against):
            return "", False  # it may be the value of something else: its sentence is shown
        return written[0], sure and value == written[0]
    return (value, sure) if value in written or kind != "name" else (written[0], False)
