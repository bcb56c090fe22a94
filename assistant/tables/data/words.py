"""Take the words of tables and of questions apart the same way.

Stems, and single Chinese characters. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath

from assistant.languages import plain
from assistant.library.terms import stem
from assistant.regexes import lazy_regex
from assistant.retrieval.in_english import nouns_in_english
from assistant.tables.data.cells import spaced, written_out
from assistant.text import HAN

TOKEN = lazy_regex(rf"[{HAN}]|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)?")
"""A word, or a Chinese character."""
IS_HAN = lazy_regex(f"[{HAN}]")


_NUMBERED = lazy_regex(r"(?<![一二两三四五六七八九十百])[一二三四五六七八九](?=号)")


def with_digits(text: str) -> str:
    """Return a text that numbers things with digits: 三号库 and 3号库 are one."""
    return (
        _NUMBERED.sub(lambda found: str("一二三四五六七八九".index(found[0]) + 1), text)
        if "号" in text
        else text
    )


@lru_cache(maxsize=100_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words, and each Chinese character by itself."""
    return tuple(
        stemmed(match.group()) for match in TOKEN.finditer(plain(nouns_in_english(with_digits(text))))
    )


_FORMS = {
    "took": "take", "taken": "take", "drove": "drive", "driven": "drive", "gave": "give", "given": "give", "wrote": "write", "written": "write",
    "broke": "break", "broken": "break", "rode": "ride", "ridden": "ride", "flew": "fly", "flown": "fly", "ate": "eat", "eaten": "eat",
    "lent": "lend", "caught": "catch", "chose": "choose", "chosen": "choose", "grew": "grow", "grown": "grow",
}  # fmt: skip
"""Forms of verbs that no ending tells."""


_CODES = lazy_regex(r"[a-z]+\d+s")
"""Several of what a code calls: CM610s."""


def stemmed(word: str) -> str:
    """Return the stem of a word; a Chinese character stays."""
    if IS_HAN.match(word):
        return word
    bare = re.sub(r"['’]s$", "", word)
    if _CODES.fullmatch(bare):
        return bare[:-1]
    return stem(_FORMS.get(bare, bare))


@lru_cache(maxsize=4_096)
def bare_header(header: str) -> str:
    """Return a header without its unit and written out.

    "Price (EUR)" is Price, "O/time hrs" overtime hours.
    """
    bare = re.sub(r"[(\[（【][^)\]）】]*[)\]）】]", " ", header)
    bare = spaced(bare if bare.strip() else header).replace("’", "'")
    return written_out(bare)


@lru_cache(maxsize=4_096)
def name_tokens(source: str, title: str, heading: tuple[str, ...], caption: str) -> tuple[str, ...]:
    """Return the words of a table's name.

    Stems, pairs of Chinese characters, and the parts of a date.
    """
    path = PurePath(source)
    text = " ".join([re.sub(r"[_\-.]+", " ", path.stem), path.parent.name, title, *heading, caption])
    own = list(tokens(text))
    joined = plain(text)
    pairs = [
        joined[at : at + 2]
        for at in range(len(joined) - 1)
        if IS_HAN.match(joined[at]) and IS_HAN.match(joined[at + 1])
    ]
    return tuple(dict.fromkeys([*own, *pairs]))
