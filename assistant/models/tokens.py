"""Estimate how many tokens a text takes, from above, and learn from the counts that models give back.

Model servers have no endpoint that counts tokens, and a prompt that turns out too long is refused or cut. So the
estimate errs upwards, by script, and is corrected by what the server counted for the prompts it was sent.
"""

from __future__ import annotations

import math
import re
import threading

from assistant.text import CJK, COMMON_HAN, HANGUL_SYLLABLES, KANA

_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(f"[{CJK}]")
_COMMON_CJK = re.compile(f"[{KANA}{COMMON_HAN}{HANGUL_SYLLABLES}]")
_PLAIN = re.compile(r"[A-Za-z]+")
_PLAIN_WORD = re.compile(r"\S*[A-Za-z]\S*")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[^\w\s]|_")
_RARE_MARK = re.compile(r"[^\x00-\uffff]")
_BLANKS = re.compile(
    r"[^\S ]+| {2,}| (?=\d)"
)  # before a word, a space is part of its token; not before a digit
_MESSAGE_TOKENS = 8
_FLOOR, _CEILING = 0.7, 4.0


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text for a vocabulary of about 150,000, from above."""
    cjk = len(_CJK.findall(text))
    rest = _CJK.sub(" ", text)
    words = sum(_word_tokens(word) for word in _WORD.findall(rest))
    marks = sum(len(sign.findall(rest)) for sign in (_MARK, _RARE_MARK, _DIGIT, _BLANKS))
    return math.ceil(cjk + words + marks)


def _word_tokens(word: str) -> float:
    """Estimate the tokens of a word: common short ones are one, names and capitals come in pieces."""
    letters = len(word)
    if not _PLAIN.fullmatch(word):
        return max(1.0, letters / 1.8)  # accents, and scripts of which a vocabulary holds fewer words
    if word.isupper() and letters > 1:
        return max(1.0, letters / 2.5)
    if word[0].isupper():
        return 1 + max(0, letters - 4) / 5
    return 1 + max(0, letters - 6) / 4 + max(0, letters - 12) / 8


def fewest_tokens(text: str) -> int:
    """Tell how many tokens a text takes at the very least, with any vocabulary: for recognising a cut prompt.

    A vocabulary that does not know a script takes any run of it for one token, hence only what every one knows.
    """
    plain = len(_PLAIN_WORD.findall(_CJK.sub(" ", text)))
    return int(0.75 * plain + len(_COMMON_CJK.findall(text)) / 6)


class TokenEstimator:
    """Estimates tokens from above for one model, corrected by the counts that come back.

    The correction rises at once when a count was higher than estimated, and falls slowly, never under a floor.
    """

    def __init__(self) -> None:
        self._factor = 1.0
        self._lock = threading.Lock()

    @property
    def factor(self) -> float:
        """By how much the plain estimate is multiplied at present."""
        return self._factor

    def count(self, text: str) -> int:
        """Estimate the tokens of a text, from above."""
        return math.ceil(estimate_tokens(text) * self._factor)

    def learn(self, estimated: int, counted: int) -> None:
        """Take in what a server counted for a prompt.

        Args:
            estimated: The plain estimate for the texts of that prompt, its messages' framing included.
            counted: The tokens that the server counted.
        """
        if estimated < 100 or counted <= 0:
            return  # short prompts are mostly framing and teach nothing about the text
        seen = counted / estimated * 1.05
        with self._lock:
            factor = seen if seen > self._factor else self._factor + (seen - self._factor) / 4
            self._factor = min(max(factor, _FLOOR), _CEILING)


def estimate_prompt(contents: list[str]) -> int:
    """Estimate the tokens of a chat's messages, what frames each of them included."""
    return sum(estimate_tokens(content) + _MESSAGE_TOKENS for content in contents)
