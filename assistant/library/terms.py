"""Split text into index terms, so that words of any script can be looked up.

SQLite's own tokenizers find no Chinese. Ours gives: stems for words of alphabetic scripts; pairs of neighbouring
characters for Chinese, Japanese, Korean and the other scripts that write without spaces (and the last character of
each run alone, so that a prefix query for one character finds every place it stands at); numbers and identifiers
whole, and their parts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

from assistant.languages import FUNCTION_WORDS, language_of, without_asking
from assistant.regexes import lazy_regex
from assistant.text import HAN, HANGUL, HANGUL_SYLLABLES, HIRAGANA, KANA, SOUTH_EAST_ASIAN

UNSPACED = SOUTH_EAST_ASIAN + KANA + HAN + HANGUL
_UNSPACED_RUN = lazy_regex(f"[{UNSPACED}]+")
_TOKEN = lazy_regex(r"\w+(?:[._\-/@+#'’:,&]\w+)*(?:\+\+|#)?")
_PIECE = lazy_regex(f"[{UNSPACED}]+|[^{UNSPACED}]+")
_PART = lazy_regex(r"\d+|[^\W\d_]+")
_CAMEL = lazy_regex(r"(?<=[a-z])(?=[A-Z])")
_THOUSANDS = lazy_regex(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_DECIMAL = lazy_regex(r"\d+(?:[.,:]\d+)*\Z")
_ENDS = ".,;:!?)"
_MOST_REMEMBERED, _REMEMBERED_CHARS = 100_000, 32


def terms(text: str) -> list[str]:
    """Return the index terms of a text in their order, with repeats.

    Args:
        text: Any text.

    Returns:
        Terms without white space or double quotes.
    """
    return index_terms(text).split()


def index_terms(text: str) -> str:
    """Return the index terms of a text in their order, with a space between them."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(filter(None, map(_word_terms.__getitem__, text.split())))


class _Remembered(dict[str, str]):
    """Remembers terms: the same few words make up most of a text."""

    def __missing__(self, word: str) -> str:
        bare = word.rstrip(_ENDS)
        # As most are, which are new in every text.
        plain = bare.isascii() and bare.isalpha() and (bare.islower() or bare[1:].islower())
        found = stem(bare.lower()) if plain else " ".join(_terms_between_blanks(word))
        if found == word:
            found = word
        if len(word) <= _REMEMBERED_CHARS:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[word] = found
        return found


_word_terms = _Remembered()


def _terms_between_blanks(word: str) -> Iterator[str]:
    for token in _TOKEN.findall(word):
        if token.isascii():
            yield from _token_terms(token)
            continue
        for piece in _PIECE.findall(token):
            if _UNSPACED_RUN.match(piece):
                yield from _pairs(piece)
            else:
                for inner in _TOKEN.findall(piece):
                    yield from _token_terms(inner)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run))]


@lru_cache(maxsize=100_000)
def _token_terms(token: str) -> tuple[str, ...]:
    if token.isascii() and token.isalpha() and (token.islower() or token[1:].islower()):
        return (stem(token.lower()),)
    if _DECIMAL.match(token):
        return (token.replace(",", "") if _THOUSANDS.match(token) else token,)
    parts = _PART.findall(_CAMEL.sub("_", token))
    folded = _fold(token)
    if len(parts) <= 1:
        return (stem(folded),) if folded.isalpha() else (folded,)
    lowered = [_fold(part) for part in parts]
    if "'" in token or "’" in token:
        # "company's" is company; "o'neil" stays two words.
        return tuple(stem(part) for part in lowered if part != "s")
    words = tuple(stem(part) if part.isalpha() else part for part in lowered)
    spelled_with_hyphens = all(part.isalpha() for part in lowered) and set(token) & set("-/&,:")
    return words if spelled_with_hyphens else (folded, *words)


def _fold(word: str) -> str:
    lowered = word.casefold()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def stem(word: str) -> str:
    """Return the stem of a lower-case word by Snowball's English stemmer.

    Other languages lose a few endings to it, the same in documents and questions.

    Source: M. F. Porter, "Snowball: a language for stemming algorithms" (2001), the English (Porter2) stemmer.
    """
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # the package has no types
    return Stemmer.Stemmer("english", 0)  # without a cache of its own


@lru_cache(maxsize=16)
def _function_terms(language: str) -> frozenset[str]:
    """Return the terms of a language's function words."""
    return frozenset(stem(_fold(word)) for word in FUNCTION_WORDS[language])  # type: ignore[index]


def query_terms(question: str) -> list[str]:
    """Return a question's search terms: each once, without function words.

    Words that only ask are those of the question's own language, and those of English. Where a question is made of nothing
    else, all of its terms are kept.
    """
    normal = unicodedata.normalize("NFKC", question)
    language = language_of(normal)
    empty = _function_terms("en") | _function_terms(language)
    telling = [
        term for term in terms(_without_endings(without_asking(normal), language)) if term not in empty
    ]
    # The single character that ends a run says little beside the pairs.
    longer = [term for term in telling if len(term) > 1 or not _UNSPACED_RUN.match(term)]
    return list(dict.fromkeys(longer or telling or terms(normal)))


_PARTICLES = lazy_regex(
    rf"(?<=[{HANGUL_SYLLABLES}]{{2}})(?:에게서는?|에서는?|에게는?|에는|에도|으로는?|로는?|한테서?|까지는?|부터는?|이나|이랑|하고|이라도|마다|처럼|보다|만큼|은|는|이|가|을|를|의|에|과|와|도|만|요|로)(?![{HANGUL}])"
    rf"|(?:이?나요|입니까|습니까|하나요|되나요|되요|돼요?|해요|했어요?|했지|했나요?|어요|아요|예요|에요|있어요?|있나요?|하면|되면|인데|는데|하는|되는|하지|되지|하고|해서|으면|면)(?![{HANGUL}])"
)
"""How Korean words end: particles behind two syllables, and verbs that say nothing by themselves."""
_ENDING = lazy_regex(
    rf"(?<=[{HAN}])(?!まで|から|より|だけ|など|[のをにがはへとでもや])(?P<kept>[{HIRAGANA}])[{HIRAGANA}]+|[{HIRAGANA}]+"
)
_TWO_SCRIPTS = lazy_regex(rf"(?<=[{HAN}{HIRAGANA}])(?=[\u30a0-\u30ff])|(?<=[\u30a0-\u30ff])(?=[{HAN}])")


def _without_endings(text: str, language: str) -> str:
    """Part what says something from particles and endings, where no space does.

    Of a Japanese word the first letter of its ending stays: 働け of 働けない.
    """
    if language == "ko":
        return _PARTICLES.sub(" ", text)
    if language != "ja":
        return text
    bare = _TWO_SCRIPTS.sub(" ", _ENDING.sub(lambda found: f"{found['kept'] or ''} ", text))
    return bare if bare.strip() else text


def match_expression(wanted: list[str]) -> str:
    """Return the FTS5 query for passages that hold any of the terms.

    A single character of an unspaced script is looked up as a prefix.
    """
    return " OR ".join(
        f'"{term}"*' if len(term) == 1 and _UNSPACED_RUN.match(term) else f'"{term}"' for term in wanted
    )


def is_unspaced(text: str) -> bool:
    """Return whether a text is mainly in a script without word spaces."""
    if text.isascii():
        return False
    unspaced = sum(len(run) for run in _UNSPACED_RUN.findall(text))
    # A character of such a script says as much as several letters.
    return unspaced * 4 > sum(map(str.isalpha, text))
