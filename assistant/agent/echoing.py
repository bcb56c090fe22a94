"""Echoes of our own prompt in what a model writes: they are taken out as it streams, wherever the pieces are cut."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.agent.prompts import PROMPT_PHRASES, WORDINGS

_LONG, _LONG_WIDE = 20, 8
"""Characters from which a phrase of ours is an echo wherever it stands; shorter ones are where they follow another."""
_LABEL_CHARS = 300
"""A line that asks or names a place is no longer than this."""
_DRESS = " \t>*_#"
_START = re.compile(r"\n|(?<=[.!?:])[ \t]+|[。！？](?![。！？])")
_PLACE = re.compile(r"\[[^\[\]\n]*(?:\.\w{1,5}\b|·| > |\(p\. \d+\))[^\[\]\n]*\][ \t*_]*\Z")
_FENCE = re.compile(r"`{3,}(?!.*```)|~{3,}")


def _labels(*names: str) -> tuple[str, ...]:
    found = {getattr(wording, name).strip(" :：").lower() for wording in WORDINGS.values() for name in names}
    return tuple(sorted(found, key=len, reverse=True))


_ASKED, _ANSWERED = _labels("question", "next"), _labels("answer")
_PHRASES = tuple(
    sorted({phrase.lower() for phrase in PROMPT_PHRASES if "{" not in phrase}, key=len, reverse=True)
)
_LONG_PHRASES = tuple(
    phrase
    for phrase in _PHRASES
    if len(phrase) >= (_LONG if phrase.isascii() or phrase[0].isascii() else _LONG_WIDE) or phrase[0] == "<"
)


@dataclass(slots=True)
class EchoFilter:
    """Takes the words of our prompt out of a text that comes in pieces; what may be the beginning of some is held back."""

    _held: str = ""
    _last: str = "\n"
    _starting: bool = True
    _dropped: bool = False
    _fenced: bool = False
    _said: bool = False

    def feed(self, piece: str, *, final: bool = False) -> str:
        """Take a piece and give what is surely none of ours.

        Args:
            piece: The next piece of the text.
            final: Whether it is the last one; then nothing is held back.
        """
        self._held += piece
        given: list[str] = []
        while self._held:
            if self._starting:
                cut = self._cut(final=final)
                if cut < 0:
                    break
                if cut:
                    self._held = self._held[cut:]
                    self._dropped = True
                    continue
                self._starting = self._dropped = False
            self._pass(given)
        return "".join(given)

    def _pass(self, given: list[str]) -> None:
        """Give what stands before the next place where a phrase of ours may begin."""
        joined = self._last + self._held
        match = _START.search(joined, 1)
        end = (match.end() if match is not None else len(joined)) - 1
        passed, self._held = self._held[:end], self._held[end:]
        given.append(passed)
        self._said = self._said or not passed.isspace()
        self._last = passed[-1:] or self._last
        self._starting = match is not None

    def _cut(self, *, final: bool) -> int:
        """Give how many characters to leave out; 0 for none, -1 where more has to be seen."""
        held = self._held
        if self._dropped and held[0].isspace():
            return len(held) - len(held.lstrip())
        body = held.lstrip(_DRESS)
        lead = len(held) - len(body)
        if not body:
            return 0 if final else -1
        if body[0] == "\n":
            return 0
        at_line = self._last == "\n" or self._dropped or not self._said
        if at_line and (body[0] in "`~" or self._fenced):
            return self._at_fence(body, final=final)
        lowered = body.lower()
        known = _PHRASES if self._dropped else _LONG_PHRASES
        if not final and any(len(phrase) > len(lowered) and phrase.startswith(lowered) for phrase in known):
            return -1
        phrase = next((phrase for phrase in known if lowered.startswith(phrase)), "")
        if phrase:
            return lead + len(phrase)
        return self._at_label(lead, body, lowered, final=final) if at_line else 0

    def _at_fence(self, body: str, *, final: bool) -> int:
        """Follow fenced blocks of code, in which nothing is taken out."""
        if "\n" not in body and not final:
            marks = body[:3]
            return -1 if marks in ("`", "``", "```", "~", "~~", "~~~") else 0
        if _FENCE.match(body.partition("\n")[0]):
            self._fenced = not self._fenced
        return 0

    def _at_label(self, lead: int, body: str, lowered: str, *, final: bool) -> int:
        line, newline, _ = body.partition("\n")
        whole = bool(newline) or final
        if body[0] == "[":
            if not whole:
                return -1 if len(line) < _LABEL_CHARS else 0
            return lead + len(line) + len(newline) if _PLACE.match(line) else 0
        for labels, asked in ((_ASKED, True), (_ANSWERED, False)):
            if not asked and self._said and not self._dropped:
                continue
            for label in labels:
                rest = lowered[len(label) :].lstrip(" *_")
                if lowered.startswith(label) and rest[:1] in (":", "："):
                    if asked:
                        if not whole:
                            return -1 if len(line) < _LABEL_CHARS else 0
                        return lead + len(line) + len(newline)
                    behind = rest[1:].lstrip("*_")
                    return -1 if not behind and not final else lead + len(lowered) - len(behind)
                if not final and (label.startswith(lowered) or (lowered.startswith(label) and not rest)):
                    return -1
        return 0
