"""Read words of other languages, of sheets and questions, in English. Pure.

What computes over sheets knows English and Chinese. A question in another language is read by it with its known words in English; the
rest, names of things and people, stays as it was typed. Headers and cells are read by the same words. Nothing of it is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.languages import Language
from assistant.regexes import lazy_regex
from assistant.retrieval import german_words

_NOUNS: Mapping[Language, str] = {"de": german_words.NOUNS}
_WORDS: Mapping[Language, str] = {"de": german_words.WORDS}
_PHRASES: Mapping[Language, tuple[tuple[str, str], ...]] = {"de": german_words.PHRASES}
_FIRST_PARTS, _SHORT = german_words.FIRST_PARTS, german_words.SHORT
SHORTEST_LAST = 5
"""Letters from which a noun is known at the end of a longer word."""
SHORTEST_STEM = 3
"""Letters that a word keeps without its ending."""
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_WORD = lazy_regex(r"[^\W\d_]+")
_OF_SEVERAL = lazy_regex(
    r"\b(?:how many|which|all|no) (?:(?:fe)?male |new |old |own |other |same |large |small |outstanding |(?:un)?paid |defective )?[A-ZÄÖÜ][a-zäöüß]+"
)
"""A kind of things, no name, though German writes it with a capital."""
_ADVANCE = lazy_regex(r"\banz\.(?= ?(?:\d|da\b|erh|bez|offen))")
"""What is cut short like a quantity, but is what was paid before."""


def _table(lines: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"[|\n]", lines):
        english, _, forms = entry.partition(":")
        of_one, _, of_several = forms.partition("/")
        for form in of_one.split():
            yield form, english.strip()
        for form in of_several.split():
            yield form, _several(english.strip())


def _several(english: str) -> str:
    """Return an English noun as it is said of several."""
    if re.search("[^aeiou]y$", english):
        return f"{english[:-1]}ies"
    return f"{english}es" if re.search("(?:s|x|ch|sh)$", english) else f"{english}s"


def german_stem(word: str) -> str:
    """Return a German word without ending and umlauts: Kuh of Kühe."""
    return _without_ending(word.lower().translate(_UMLAUTS))


@lru_cache(maxsize=20_000)
def _without_ending(word: str) -> str:
    ending = next((one for one in german_words.ENDINGS if word.endswith(one)), "")
    return word[: -len(ending)] if ending and len(word) - len(ending) >= SHORTEST_STEM else word


@lru_cache(maxsize=1)
def _nouns() -> Mapping[str, str]:
    return {form: english for lines in _NOUNS.values() for form, english in _table(lines)}


@lru_cache(maxsize=8)
def _words(language: Language) -> Mapping[str, str]:
    words = dict(_table(_WORDS[language]))
    return {**{word.lower(): english for word, english in words.items() if word != word.lower()}, **words}


@lru_cache(maxsize=8)
def _by_stem(language: Language) -> Mapping[str, str]:
    """Return what stems of the known words mean, those that mean one thing."""
    meant: dict[str, set[str]] = {}
    for form, english in (*_words(language).items(), *_nouns().items()):
        if len(form) >= SHORTEST_LAST:
            meant.setdefault(_without_ending(form.lower()), set()).add(english.rstrip("s"))
    return {stem: min(several) for stem, several in meant.items() if len(several) == 1}


@lru_cache(maxsize=8)
def _phrases(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(said, re.IGNORECASE), read) for said, read in _PHRASES[language])


@lru_cache(maxsize=20_000)
def _joined(word: str) -> str:
    """Return a word that ends in a known noun with that in English, else nothing."""
    nouns = _nouns()
    for at in range(3, len(word) - SHORTEST_LAST + 1):
        if (last := nouns.get(word[at:])) is not None:
            first = word[:at]
            read = _FIRST_PARTS.get(first) or nouns.get(first) or nouns.get(first.removesuffix("s"))
            return f"{read or first} {last}"
    return ""


def nouns_in_english(text: str) -> str:
    """Return a header or a cell with the known nouns of other languages in English."""
    nouns = _nouns()

    def read(found: re.Match[str]) -> str:
        word = found[0].lower()
        return nouns.get(word) or (_joined(word) if len(word) > SHORTEST_LAST + 2 else "") or found[0]

    return _WORD.sub(read, text)


def header_in_english(header: str) -> str:
    """Return a header in small letters with its short and known words in English."""
    if header.strip() == "std.":
        return "hours"  # of English words it is the short form of standard
    header = re.sub(r"(?:/|\b(?:pro|je)) ?tag\b", "/day", header)
    header = _ADVANCE.sub("anzahlung", header)
    return nouns_in_english(" ".join(_SHORT.get(word, word) for word in header.split()))


@lru_cache(maxsize=64)
def in_english(question: str, language: Language) -> str:
    """Return a question with the words that are known of its language in English."""
    if language not in _PHRASES:
        return question
    for pattern, english in _phrases(language):
        question = pattern.sub(english, question)
    words, stems = _words(language), _by_stem(language)

    def read(found: re.Match[str]) -> str:
        word = found[0]
        begins = not question[: found.start()].strip(' ¿¡"„(')
        known = words.get(word.lower() if begins else word)
        if known is None and word.islower() and (english := nouns_in_english(word)) == word:
            known = (
                stems.get(_without_ending(word)) if len(word) > SHORTEST_LAST and english == word else None
            )
        return known or word

    said = nouns_in_english(_WORD.sub(read, question))
    return _OF_SEVERAL.sub(lambda found: found[0].lower(), said)


def as_asked(said: str, question: str, language: Language) -> str:
    """Return the words of a question that were read so in English, else those."""
    words = question.strip(" ?!.").split()
    runs = (words[at:end] for at in range(len(words)) for end in range(at + 1, len(words) + 1))
    found = (
        run
        for run in sorted(runs, key=len)
        if in_english(" ".join(run), language).casefold() == said.casefold()
    )
    return " ".join(next(found, [said]))
