"""Read words of other languages, of sheets and questions, in English. Pure.

What computes over sheets knows English and Chinese. A question in another language is read by it with its known words in English, one
in Japanese in Chinese; the rest, names of things and people, stays as it was typed. Headers and cells are read by the same words.
Nothing of it is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.languages import FUNCTION_WORDS, Language, folded, is_dutch
from assistant.regexes import lazy_regex
from assistant.retrieval import german_words, other_words
from assistant.retrieval.other_words import Spoken
from assistant.retrieval.value_words import ENGLISH_MONTHS

_NOUNS: Mapping[Spoken, str] = {**other_words.NOUNS, "de": german_words.NOUNS}
_WORDS: Mapping[Spoken, str] = {**other_words.WORDS, "de": german_words.WORDS}
_PHRASES: Mapping[Spoken, tuple[tuple[str, str], ...]] = {**other_words.PHRASES, "de": german_words.PHRASES}
_ENDINGS: Mapping[Spoken, tuple[str, ...]] = {**other_words.ENDINGS, "de": german_words.ENDINGS}
_JOINS = ("de", "nl")
"""Languages that write compounds as one word."""
_MONTHS = frozenset(map(str.casefold, ENGLISH_MONTHS))
SHORTEST_LAST = 5
"""Letters from which a noun is known at the end of a longer word."""
SHORTEST_STEM = 3
"""Letters that a word keeps without its ending."""
SHORTEST_FOLDED = 3
"""Letters from which a word is known without its accents."""
_FIRST_PARTS, _SHORT = german_words.FIRST_PARTS, german_words.SHORT
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_WORD = lazy_regex(r"[^\W\d_]+")
_OF_SEVERAL = lazy_regex(
    r"\b(?:how many|which|all|no) (?:(?:fe)?male |new |old |own |other |same |large |small |outstanding |(?:un)?paid |defective )?[A-ZÄÖÜ][a-zäöüß]+"
)
"""A kind of things, no name, though German writes it with a capital."""
_READ, _IN_READING = "\ue000", lazy_regex(r"(?<![\\<])\b[a-z]+(?=\W|$)")
"""Stand before a word that was read already, as some are words of the question's language too; finds them in what is read."""
_NOT = lazy_regex(
    r"^(?:noch |encore |todavía |aún |ancora |ainda |nog |ещё |еще |пока )?(?:nicht|non|pas(?: encore)?|no|não|nao|niet|не) (?=\w)"
)
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


def word_stem(word: str) -> str:
    """Return a word of German or Russian without ending and accents: Kuh of Kühe."""
    bare = word.lower().translate(_UMLAUTS)
    return _without_ending(bare, "ru" if "а" <= bare[-1:] <= "ё" else "de")


@lru_cache(maxsize=20_000)
def _without_ending(word: str, language: Spoken) -> str:
    ending = next((one for one in _ENDINGS[language] if word.endswith(one)), "")
    return word[: -len(ending)] if ending and len(word) - len(ending) >= SHORTEST_STEM else word


@lru_cache(maxsize=1)
def _nouns() -> Mapping[str, str]:
    """Return the nouns of all languages; German ones come before others."""
    return {form: english for lines in _NOUNS.values() for form, english in _table(lines)}


@lru_cache(maxsize=1)
def _joined_nouns() -> Mapping[str, str]:
    return {form: english for one in reversed(_JOINS) for form, english in _table(_NOUNS[one])}


@lru_cache(maxsize=10)
def _words(language: Spoken) -> Mapping[str, str]:
    words = (
        {**dict(_table(_NOUNS[language])), **dict(_table(_WORDS[language]))}
        if language != "de"
        else dict(_table(_WORDS[language]))
    )
    return {**{word.lower(): english for word, english in words.items() if word != word.lower()}, **words}


@lru_cache(maxsize=10)
def _folded_words(language: Spoken) -> Mapping[str, str]:
    """Return the words of a language as they are typed without accents."""
    return {
        bare: read for word, read in _words(language).items() if len(bare := folded(word)) >= SHORTEST_FOLDED
    }


@lru_cache(maxsize=10)
def _by_stem(language: Spoken) -> Mapping[str, str]:
    """Return what stems of the known words mean, those that mean one thing."""
    meant: dict[str, set[str]] = {}
    for form, english in (*_words(language).items(), *_table(_NOUNS[language])):
        if len(form) >= SHORTEST_LAST:
            meant.setdefault(_without_ending(form.lower(), language), set()).add(english.rstrip("s"))
    return {stem: min(several) for stem, several in meant.items() if len(several) == 1}


@lru_cache(maxsize=10)
def _phrases(language: Spoken) -> tuple[tuple[re.Pattern[str], str], ...]:
    marked = "" if language == "de" else _READ
    return tuple(
        (re.compile(said, re.IGNORECASE), _IN_READING.sub(rf"{marked}\g<0>", read))
        for said, read in _PHRASES[language]
    )


@lru_cache(maxsize=20_000)
def _joined(word: str) -> str:
    """Return a word that ends in a known noun with that in English, else nothing."""
    nouns = _joined_nouns()
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


@lru_cache(maxsize=4_096)
def state_in_english(cell: str) -> str:
    """Return a cell that tells a state, in small letters and in English: unpaid."""
    return _NOT.sub("not ", nouns_in_english(cell.strip().casefold()))


def header_in_english(header: str) -> str:
    """Return a header in small letters with its short and known words in English."""
    if header.strip() == "std.":
        return "hours"  # of English words it is the short form of standard
    header = re.sub(r"(?:/|\b(?:pro|je)) ?tag\b", "/day", header)
    header = _ADVANCE.sub("anzahlung", header)
    return nouns_in_english(" ".join(_SHORT.get(word, word) for word in header.split()))


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    read = (one for language in other_words.WORDS for one in _table(other_words.WORDS[language]))
    return frozenset(form for form, english in read if english in _MONTHS)


def is_month(word: str) -> bool:
    """Return whether a word is a month in one of the other languages."""
    return word.lower() in _months()


def said_in(question: str, language: Language) -> Spoken:
    """Return the language whose words a question is read by."""
    return "nl" if language == "en" and is_dutch(question) else language


@lru_cache(maxsize=64)
def in_english(question: str, language: Language) -> str:
    """Return a question with the words that are known of its language in English.

    In Chinese where it is in Japanese.
    """
    spoken = said_in(question, language)
    if spoken not in _PHRASES:
        return question
    for pattern, english in _phrases(spoken):
        question = pattern.sub(english, question)
    if spoken == "ja":
        return nouns_in_english(question.replace(_READ, ""))
    words, stems, bare = _words(spoken), _by_stem(spoken), _folded_words(spoken)
    holds = FUNCTION_WORDS.get(spoken, frozenset()) if spoken != "de" else frozenset()  # type: ignore[call-overload]

    def read(found: re.Match[str]) -> str:
        word = found[0]
        if question[: found.start()].endswith(_READ):
            return word
        begins = not question[: found.start()].strip(' ¿¡"„(')
        known = words.get(word.lower() if begins or spoken == "ru" else word)
        if known is None and spoken != "de":
            known = bare.get(folded(word)) if word.islower() or begins else None
            known = "" if known is None and word.islower() and word in holds else known
        if known is None and word.islower() and (english := nouns_in_english(word)) == word:
            stem = stems.get(_without_ending(word, spoken)) if len(word) > SHORTEST_LAST else None
            known = stem if english == word else None
        return word if known is None else known

    said = nouns_in_english(_WORD.sub(read, question))
    if spoken != "de":
        said = " ".join(said.replace(_READ, "").split())
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
