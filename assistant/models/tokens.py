"""Prepare texts for models.

How many tokens they have, in parts that fit, and without control tokens.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from assistant.models.base import Vectors
from assistant.regexes import lazy_regex
from assistant.text import CJK, COMMON_HAN, HANGUL_SYLLABLES, KANA

_WORD = lazy_regex(r"[^\W\d_]+")
_CJK = lazy_regex(f"[{CJK}]")
_COMMON_CJK = lazy_regex(f"[{KANA}{COMMON_HAN}{HANGUL_SYLLABLES}]")
_PLAIN = lazy_regex(r"[A-Za-z]+")
_PLAIN_WORD = lazy_regex(r"\S*[A-Za-z]\S*")
_DIGIT = lazy_regex(r"\d")
_MARK = lazy_regex(r"[^\w\s]|_")
_RARE_MARK = lazy_regex(r"[^\x00-\uffff]")
_BLANKS = lazy_regex(
    r"[^\S ]+| {2,}| (?=\d)"
)  # before a word, a space is part of its token; not before a digit
_SIGNS: tuple[re.Pattern[str], ...] = (_MARK, _DIGIT, _BLANKS, _RARE_MARK)
_NO_SIGNS = bytes(code for code in range(128) if chr(code).isalpha() or chr(code).isspace())
"""Letters and blanks of ASCII: what is left without them are its marks and digits, counted without a pattern."""
_SENTENCE_CHARS = 600
"""A longer text is hardly estimated twice."""
_MESSAGE_TOKENS = 8
_FLOOR, _CEILING = 0.7, 4.0


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text for a vocabulary of about 150,000, from above."""
    return _of_sentence(text) if len(text) <= _SENTENCE_CHARS else _estimated(text)


def _estimated(text: str) -> int:
    if text.isascii():
        cjk, rest = 0, text
        marks = len(text.encode().translate(None, _NO_SIGNS)) + len(_BLANKS.findall(text))
    else:
        cjk, rest = len(_CJK.findall(text)), _CJK.sub(" ", text)
        marks = sum(len(sign.findall(rest)) for sign in _SIGNS)
    return math.ceil(cjk + sum(map(_word_tokens, _WORD.findall(rest))) + marks)


# A question weighs the sentences that it finds several times.
_of_sentence = lru_cache(maxsize=2_000)(_estimated)


@lru_cache(maxsize=20_000)  # the same few words make up most of a text
def _word_tokens(word: str) -> float:
    """Estimate the tokens of a word.

    Common short ones are one, names and capitals come in pieces.
    """
    letters = len(word)
    if not _PLAIN.fullmatch(word):
        return max(1.0, letters / 1.8)  # accents, and scripts of which a vocabulary holds fewer words
    if word.isupper() and letters > 1:
        return max(1.0, letters / 2.5)
    if word[0].isupper():
        return 1 + max(0, letters - 4) / 5
    return 1 + max(0, letters - 6) / 4 + max(0, letters - 12) / 8


def fewest_tokens(text: str) -> int:
    """Compute how many tokens a text takes at the very least, with any vocabulary.

    For recognising a cut prompt.

    A vocabulary that does not know a script takes any run of it for one token, hence only what every one knows.
    """
    plain = len(_PLAIN_WORD.findall(_CJK.sub(" ", text)))
    return int(0.75 * plain + len(_COMMON_CJK.findall(text)) / 6)


class TokenEstimator:
    """Estimates tokens from above for one model.

    It is corrected by the counts that come back.

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


_TURNS = r"start_of_turn|end_of_turn|turn|bos|eos|pad|unk|s|tool_call|tool_calls|tool_response|tools|think|thinking"
_MISTRAL = r"INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS|THINK|IMG|PREFIX|SUFFIX|MIDDLE"
_SPELLINGS = lazy_regex(
    r"(?P<open><)(?P<bars>[|｜][^<>|｜\n]{1,64}[|｜])(?P<close>>)"  # ChatML, Llama, Phi, Qwen, DeepSeek
    rf"|(?P<open2></?)(?P<name>{_TURNS})(?P<close2>>)"  # Gemma, Llama 2, tool calls, reasoning
    rf"|(?P<open3>\[/?)(?P<tag>{_MISTRAL})(?P<close3>\])"  # Mistral
    r"|(?P<open4><</?)(?P<sys>SYS)(?P<close4>>>)"  # Llama 2
)


def escape_control_tokens(text: str) -> str:
    """Escape the control tokens of known model families in a text.

    Everything else stays as it is.
    """
    return _SPELLINGS.sub(_spaced, text)


def _spaced(match: re.Match[str]) -> str:
    return " ".join(part for part in match.groups() if part is not None)


# Best first: paragraphs, lines, sentences (CJK marks need no space after them), clauses, words.
_BOUNDARIES = tuple(
    lazy_regex(pattern)
    for pattern in (r"\n\s*\n", r"\n", r"[.!?…]['\")\]]*\s+|[。！？]+", r"[,;:]\s+|[，；：、]", r"\s+")
)


def halves(text: str) -> tuple[str, str]:
    """Cut a text in two near its middle, at the best boundary in its middle half.

    Nothing is lost.

    Args:
        text: At least two characters.
    """
    low, middle, high = len(text) // 4, len(text) // 2, len(text) - len(text) // 4
    for boundary in _BOUNDARIES:
        ends = [match.end() for match in boundary.finditer(text, low, high) if 0 < match.end() < len(text)]
        if ends:
            cut = min(ends, key=lambda end: abs(end - middle))
            return text[:cut], text[cut:]
    return text[:middle], text[middle:]


def split_to_fit(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Halve a text until every part fits; the parts, joined, are the text.

    Parts of nothing but white space are kept with their neighbours as long as these fit.
    """
    if len(text) < 2 or fits(text):
        return [text]
    left, right = halves(text)
    return split_to_fit(left, fits) + split_to_fit(right, fits)


def pool(vectors: Vectors, weights: Sequence[int]) -> Vectors:
    """Average the vectors of a text's parts and bring the result to length 1.

    Args:
        vectors: float32, shape (parts, dimensions).
        weights: How much each part counts, like its length; above 0.

    Returns:
        float32, shape (dimensions,).
    """
    mean = np.average(vectors, axis=0, weights=np.asarray(weights, dtype=np.float64))
    pooled: Vectors = unit_rows(mean[np.newaxis])[0]
    return pooled


def unit_rows(vectors: np.typing.ArrayLike) -> Vectors:
    """Bring every row to length 1; a row of zeros stays as it is."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def without_nul(text: str) -> str:
    """Replace what no engine takes.

    NUL, which ends a C string early, and half characters.
    """
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
