"""Describe in numbers what speaks for a sentence answering a question. Pure.

What they are worth is learnt: see `quote_model`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.agent.words.asked_values import READS, how_typed
from assistant.agent.words.document_names import own_words
from assistant.agent.words.matter import PLACES, Matter, forms_of, stands
from assistant.frozen import dataclass
from assistant.languages import FUNCTION_WORDS, UNSPACED_LANGUAGES, Language, language_of, plain_letters
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, run_in, units_of
from assistant.retrieval.values import values
from assistant.text import HANGUL_SYLLABLES

Floats = NDArray[np.float32]

UNFOUND = 0.7
"""Share of its document's best passage that a passage counts that the search did not find."""
ON_MATTER = 0.4
"""Documents speak of a matter that speak of at least this share of what the best does."""
AGAINST = ("echo", "title", "mail_head", "quoted", "signature")
"""What speaks against a sentence: that it only repeats the question, or what part of a paper it is."""
_IN_PLACES = {place: f"in_{place}" for place in PLACES}
_KINDS = ("date", "money", "duration", "name")
_LONGEST_SIGNATURE = 70
_LONGEST_TITLE = 90
_LANGUAGE_CHARS = 300
_BEGINNING = 200
"""Characters in which a paper says what it is."""
_SHORT, _LONG, _WIDE = 40, 350, 2.5

MAIL_HEAD = lazy_regex(
    r"(?:from|to|cc|bcc|date|subject|sent|reply-to|von|an|betreff|gesendet|datum|de|à|objet|envoyé(?: le)?|para|fecha|asunto|da|a|data|oggetto|assunto|van|aan|onderwerp"
    r"|от(?: кого)?|кому|дата|тема|差出人|宛先|日付|送信日時|件名|보낸 ?사람|받는 ?사람|날짜|제목|发件人|收件人|抄送|日期|主题|发送时间)\s*[:：]",
    re.IGNORECASE,
)
"""A line of the head of a mail."""
_WROTE = lazy_regex(r"(?:on\b.{5,80}\bwrote:|-{2,} ?(?:original|forwarded) message)", re.IGNORECASE)
UPDATES = lazy_regex(
    r"\b(?:moved?|postponed?|changed?|raised?|reduced?|increased?|lowered|rescheduled|brought forward|amended|replaced)\b.{0,60}\b(?:to|by|with)\b"
    r"|\binstead of\b|\bin place of\b|\bno longer\b|(?:由|从).{1,24}(?:调整|改|增加|减少|变更|提前|推迟|延)|(?:调整|改|变更|推迟|延期|提前)(?:为|到|至|成)|不再|作废",
    re.IGNORECASE,
)
"""What a sentence says that changes something."""
_RULE = lazy_regex(r"[\s|:·=*_-]+")
"""A line that only parts others."""
_NUMBERED = lazy_regex(r"\(?(?:\d{1,2}|[ivx]{1,4})[.)] (?:[^\W\d][\w'’&-]*[ ,]*){1,4}[.:]", re.IGNORECASE)
"""A number and a few words before the text that they head."""
_GREETING = lazy_regex(
    r"(?:dear|hi|hello|hallo|sehr geehrte\w*|liebe[rs]?|cher|chère|bonjour|(?:kind |best |warm )?regards|yours|sincerely|cheers|mit freundlichen|viele grüße|cordialement|此致|敬礼|您好|你好|尊敬的)\b",
    re.IGNORECASE,
)
_ASKS_WHO_SIGNS = lazy_regex(r"\b(?:sign\w*|wrote|written|sent|from)\b|签|写的|发的|署名", re.IGNORECASE)
_ASKS_WHEN_WRITTEN = lazy_regex(
    r"\b(?:dates?|dated|issued?|published|written|made|meet\w*|held|notice|letter|minutes|list)\b|日期|发[布的出]|写|开会|会议|通知是|纪要",
    re.IGNORECASE,
)
_LONGEST_ORG = 12
_LETTERS = (".eml", ".emlx", ".msg", ".docx", ".odt", ".doc", ".rtf", ".txt")
_OLDER = lazy_regex(
    r"\bdraft\b|\bold\b|\bsuperseded\b|\bobsolete\b|\bentwurf\b|草[案稿]|旧|作废|试行|征求意见|废止",
    re.IGNORECASE,
)
_STATE = lazy_regex(
    r"\b(?:draft|old|superseded|obsolete|entwurf|final|signed|countersigned|copy|new|v\d+|feb\w*|jan\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b|草[案稿]|旧版?|新版?|作废|试行|征求意见稿?|修订版?|正式版?|定稿|终稿|\d+年?|月|日",
    re.IGNORECASE,
)
_OF_MANY = lazy_regex(r"[_-]|合同|协议书?|服务|制度|纪要|管理|规定|办法")
"""What does not tell a document's name from others."""
_ENDS = lazy_regex(r"[.!?。！？;；][\"”’)）]*\Z")
_OLD_ASKED = lazy_regex(
    r"\b(?:last year|previous(?:ly)?|before|used to|old|earlier|original(?:ly)?)\b|去年|以前|之前|原来|上一|旧|当初|往年",
    re.IGNORECASE,
)
_RULES = lazy_regex(
    r"\b(?:not|no|never|only|must|may|shall|cannot|can't|without|unless|allowed|forbidden|permitted|consent|yes|free|liable)\b"
    r"|不|禁|可以|可|无|须|应|免|仅|只|严禁|同意|不得",
    re.IGNORECASE,
)
"""What a sentence says that a question is answered by with yes or no."""
_PIECE = lazy_regex(
    rf"\d+|[\u4e00-\u9fff]|[\u30a1-\u30fa\u30fc]+|[{HANGUL_SYLLABLES}]+|[^\W\d_\u3040-\u30ff\u4e00-\u9fff{HANGUL_SYLLABLES}]+"
)
_EMPTY = frozenset(
    "的了吗呢是在有么谁几哪该被把要还就都也个一吧我们你他她它这那什多少怎为能可和跟给不没到时候里上下"
)

_RUN = 4
"""Letters of the runs that a word is cut into, its first letter behind a space."""

NEARER = 1
"""The column of `meaning` that says how many deviations a sentence is nearer than the mean."""


class _Said(NamedTuple):
    """A sentence as it is looked at."""

    unit: Unit
    said: str
    own: frozenset[str]
    run_in: str
    """What heads its paragraph; see `evidence.run_in`."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a passage's sentences, and is the same for all of them.

    Attributes:
        heading: Its headings.
        headed: The question's terms that stand there.
        named: Terms of its document's name.
        called: Share of the question that the document's own name holds.
        left: What the terms weigh that the name leaves to say.
        known: Terms that say nothing new here.
    """

    heading: str
    headed: frozenset[str]
    named: frozenset[str]
    called: float
    left: float
    known: frozenset[str]


def described(
    matter: Matter, passages: Sequence[StoredPassage], scores: Mapping[int, float]
) -> tuple[list[Unit], dict[str, Floats]]:
    """Describe all sentences of some passages.

    Args:
        matter: What is asked.
        passages: Where is looked.
        scores: What each scored in the search, by its number; those that were not found have none.

    Returns:
        The sentences, and by name what describes them, float32, shape (sentences,) each.
    """
    units: list[Unit] = []
    rows: list[dict[str, float]] = []
    texts: list[str] = []
    matches: list[list[bool]] = []
    of_passages = _of_passages(matter, passages, scores)
    parties = own_words(passages)
    read = [_sentences(passage) for passage in passages]
    # It matters to kinds of values, and to yes or no.
    languages = _languages(passages) if matter.value.kinds or matter.yes_no else {}
    among = frozenset[str]().union(*(one.own for sentences in read for one in sentences))
    forms = forms_of(matter.weights, among, matter.language)
    arounds: dict[tuple[int, tuple[str, ...]], _Around] = {}
    for passage, sentences in zip(passages, read, strict=True):
        below = passage.document_id, passage.heading
        if below not in arounds:
            arounds[below] = _around(matter, passage, parties.get(passage.document_id, frozenset()))
        around = arounds[below]
        leads = {one.unit.lead for one in sentences if one.unit.lead}
        for place, one in enumerate(sentences):
            if one.unit.text in leads:
                continue
            last = place == len(sentences) - 1
            before = sentences[place - 1].own if place else frozenset()
            after = frozenset() if last else sentences[place + 1].own
            own = [not held.isdisjoint(one.own) for held in forms.values()]
            there = frozenset(term for term, stands_there in zip(forms, own, strict=True) if stands_there)
            told = _of_words(matter, one, around, (before, after), there, last=last)
            first = place == 0 and passage.ordinal == 0
            told |= _of_form(
                matter, one, around, languages.get(passage.document_id, "en"), last=last, first=first
            )
            rows.append(told | of_passages[passage.id])
            units.append(one.unit)
            texts.append(f" {plain_letters(one.said)} ")
            matches.append(own)
    table = {name: np.array([row[name] for row in rows], np.float32) for name in rows[0]} if rows else {}
    if rows:
        runs = _runs(matter.question, matter.language)
        table["runs"] = _by_rarity([[run in text for run in runs] for text in texts])
        table["terms"] = _by_rarity(matches)
        newest = _newest(units, table["held"]) if matter.wants_newest else frozenset()
        table["newest"] = np.array([unit.passage.document_id in newest for unit in units], np.float32)
        most = table["called"].max()
        table["called_less"] = (table["called"] < most).astype(np.float32)
        for name in ("runs", "terms", "called"):
            table[f"{name}_best"] = table[name] / (table[name].max() or 1.0)
    return units, table


def meaning(similarities: Sequence[float] | Floats) -> Floats:
    """Describe how near some sentences are to a question, beside each other.

    Returns:
        float32, shape (sentences, 3): deviations below the nearest and above the mean, and one through the rank.
    """
    near = np.array(similarities, np.float32)
    deviation = near.std() or 1.0
    ranks = (-near).argsort(kind="stable").argsort(kind="stable")
    columns = ((near - near.max()) / deviation, (near - near.mean()) / deviation, 1 / (1 + ranks))
    return np.stack(columns, axis=1).astype(np.float32)


def in_its_place(unit: Unit) -> str:
    """Return a sentence below its document's name and headings, to be compared."""
    passage = unit.passage
    above = (PurePath(passage.source).stem, " > ".join(passage.heading[-2:]), run_in(unit), unit.lead)
    return "\n".join((*filter(None, above), unit.text))


def _sentences(passage: StoredPassage) -> list[_Said]:
    found = []
    for unit in units_of(passage, 0):
        said = f"{unit.lead} {unit.text}".strip()
        found.append(_Said(unit, said, frozenset(terms(said)), run_in(unit)))
    return found


def _languages(passages: Sequence[StoredPassage]) -> dict[int, Language]:
    """Detect the language of each document, by the first of its passages here."""
    found: dict[int, Language] = {}
    for passage in passages:
        if passage.document_id not in found:
            found[passage.document_id] = language_of(passage.text[:_LANGUAGE_CHARS])
    return found


def _around(matter: Matter, passage: StoredPassage, parties: frozenset[str]) -> _Around:
    heading, path = " ".join(passage.heading), PurePath(passage.source)
    called = " ".join((path.stem, path.parent.name, passage.title)).replace("_", " ").replace("-", " ")
    heading_terms = frozenset(terms(heading))
    named = frozenset(terms(f"{called} {path.stem}")) | parties
    own_name = frozenset(terms(_OF_MANY.sub(" ", f"{path.stem} {passage.title}")))
    return _Around(
        heading,
        frozenset(term for term in matter.weights if stands(term, heading_terms)),
        named,
        matter.share([term for term in matter.weights if term in own_name]),
        sum(weight for term, weight in matter.weights.items() if term not in named),
        matter.known | named | heading_terms,
    )


def _of_passages(
    matter: Matter, passages: Sequence[StoredPassage], scores: Mapping[int, float]
) -> dict[int, dict[str, float]]:
    """Describe how well the search found each passage and its document."""
    best: dict[int, float] = {}
    for passage in passages:
        best[passage.document_id] = max(best.get(passage.document_id, 0.0), scores.get(passage.id, 0.0))
    highest = max(best.values(), default=0.0) or 1.0
    ranked = sorted(passages, key=lambda one: -scores.get(one.id, 0.0))
    places = {passage.id: place for place, passage in enumerate(ranked)}
    recent, older = _recent_and_older(passages, matter)
    old_asked = _OLD_ASKED.search(matter.question) is not None
    return {
        one.id: {
            "score": scores.get(one.id, UNFOUND * best[one.document_id]) / highest,
            "document_score": best[one.document_id] / highest,
            "rank": 1 / (1 + places[one.id]),
            "recent": float(one.document_id in recent),
            "old_asked": float(old_asked and one.document_id in older),
        }
        for one in passages
    }


def _of_words(
    matter: Matter,
    one: _Said,
    around: _Around,
    beside: tuple[Collection[str], Collection[str]],
    there: Collection[str],
    *,
    last: bool,
) -> dict[str, float]:
    """Describe a sentence by the question's words in it, above it and beside it."""
    signature = last and len(one.unit.text) <= _LONGEST_SIGNATURE  # who signs stands last
    before, after = beside
    headed = frozenset(terms(one.run_in)) if one.run_in else frozenset()
    places: dict[str, str] = {}
    told = dict.fromkeys(_IN_PLACES.values(), 0.0)
    for term in matter.weights:
        if term in there or (signature and term in matter.signing):
            place = "own"
        elif term in around.headed or stands(term, headed):
            place = "heading"
        elif term in around.named:
            place = "name"
        elif term in before:
            place = "before"
        elif term in after:
            place = "after"
        else:
            continue
        places[term] = place
        told[_IN_PLACES[place]] += matter.shares[term]
    held, speaks = matter.held(one.said, f"{around.heading} {one.run_in}".strip(), places)
    speaks = speaks or (matter.asks_who_signs and signature)
    return told | {
        "held": held,
        "speaks": float(speaks),
        "called": around.called,
        "own_new": _beyond_name(matter, there, around),
    }


def _beyond_name(matter: Matter, there: Collection[str], around: _Around) -> float:
    """Compute the share of what a document's name leaves to say that a sentence holds.

    A report on a firm says little of a question with every sentence that names the firm.
    """
    if not around.left or not there:
        return 0.0
    return sum(matter.weights[term] for term in there if term not in around.named) / around.left


def _of_form(
    matter: Matter, one: _Said, around: _Around, language: Language, *, last: bool, first: bool
) -> dict[str, float]:
    """Describe a sentence by what it holds, and what it looks like."""
    unit, kinds = one.unit, matter.value.kinds
    text, row = unit.text, is_row(unit.text)
    typed = how_typed(unit, matter.value, language)
    new = not one.own <= around.known
    against = _against(unit, matter, first=first, last=last, new=new, typed=typed > 0)
    updates = UPDATES.search(text) is not None
    length = len(text) * (_WIDE if is_unspaced(text) else 1.0)
    days = values(one.said).dates if matter.days and row else ()
    return {
        "typed": typed,
        "lacks": float(bool(kinds) and typed == 0),
        **{f"typed_{kind}": typed if kind in kinds else 0.0 for kind in _KINDS},
        **{name: float(against == name) for name in AGAINST},
        "dated": float(any(day.stands_in(one) for one in days for day in matter.days)),
        "updates": float(updates),
        "updates_typed": float(updates and typed > 0),
        "length": math.log(1 + length) / 5,
        "short": float(length < _SHORT),
        "long": float(length > _LONG),
        "row": float(row),
        "asks": float(text.rstrip().endswith(("?", "？"))),
        "rule": float(matter.yes_no and _says_rule(text, language)),
    }


def _says_rule(text: str, language: Language) -> bool:
    if language in READS or _RULES.search(text):
        return _RULES.search(text) is not None
    from assistant.agent.words.asked_languages import rules  # few papers are in another language

    return rules(text)


def _against(unit: Unit, matter: Matter, *, first: bool, last: bool, new: bool, typed: bool) -> str:
    """Return what of `AGAINST` speaks against a sentence; empty for nothing."""
    text = unit.text
    if is_row(text):
        return ""
    whole = unit.passage.text
    if whole[whole.rfind("\n", 0, unit.start) + 1 : unit.end].lstrip().startswith(">"):
        return "quoted"
    if _WROTE.match(text):
        return "echo"
    if MAIL_HEAD.match(text) and unit.passage.ordinal == 0 and not matter.value.asks_head:
        return "mail_head"
    if not new:
        return "echo"
    if (first or last) and not matter.asks_who_signs and _only_dates(text, matter.question):
        return "signature"
    if (
        len(text) <= _LONGEST_SIGNATURE
        and not matter.asks_who_signs
        and unit.passage.source.lower().endswith(_LETTERS)
        and (
            _GREETING.match(text)
            or (last and not _ENDS.search(text) and not any(map(str.isdigit, text)) and ":" not in text)
        )
        and not _ASKS_WHO_SIGNS.search(matter.question)
    ):
        return "signature"
    if first and not typed and len(text) <= _LONGEST_TITLE and not _ENDS.search(text) and ":" not in text:
        return "title"
    return ""


def is_caption(unit: Unit) -> bool:
    """Return whether a line only says what a paper or its next part is."""
    passage, text = unit.passage, unit.text.strip(" #*_")
    if text.casefold() == passage.title.strip().casefold() or _RULE.fullmatch(text) or heads(unit):
        return True
    begins = passage.start + unit.start < _BEGINNING and len(text) <= _LONGEST_TITLE
    return begins and not re.search(r"[.。!！?？;；:：]", text) and not values(text).numbers


def heads(unit: Unit) -> bool:
    """Return whether a few words only head the text on their line: "3. Roof."."""
    after = unit.passage.text[unit.end : unit.end + 2]
    return (
        after[:1] == " " and bool(after.strip()) and _NUMBERED.fullmatch(unit.text.strip(" #*_")) is not None
    )


def _only_dates(text: str, question: str) -> bool:
    """Return whether a line only says when a paper was written, and that is not asked."""
    if len(text) > _LONGEST_SIGNATURE or _ASKS_WHEN_WRITTEN.search(question):
        return False
    found = values(text).dates
    if len(found) > 1 or text.rstrip().endswith("。"):
        return False  # "租期自2024年3月1日起至2029年2月28日止。" says from when to when
    rest = sum(map(str.isalnum, text)) - sum(sum(map(str.isalnum, one.text)) for one in found)
    return bool(found) and rest <= _LONGEST_ORG


def _newest(units: Sequence[Unit], held: Floats) -> frozenset[int]:
    """Return the newest of the documents that speak of a matter."""
    least = ON_MATTER * held.max()
    days = {
        unit.passage.document_id: day
        for unit, share in zip(units, held, strict=True)
        if share >= least and (day := _day(unit.passage.source))
    }
    last = max(days.values(), default="")
    return frozenset(number for number, day in days.items() if day == last)


def _recent_and_older(
    passages: Sequence[StoredPassage], matter: Matter
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the newest of documents that are called alike, and the others of them.

    Like "lease draft" and "lease SIGNED", or "2025年价格表" and "2026年价格表".

    None are newest where the question says which is meant.
    """
    alike: dict[tuple[str, str], dict[int, tuple[bool, str]]] = {}
    for passage in passages:
        path = PurePath(passage.source)
        stem = path.stem.replace("_", " ").replace("-", " ")
        key = " ".join(_STATE.sub(" ", stem).split()).casefold()
        if key:
            # Years and days are written largest part first wherever they order files.
            state = (_OLDER.search(f"{stem} {passage.title}") is None, "".join(re.findall(r"\d+", stem)))
            alike.setdefault((str(path.parent), key), {})[passage.document_id] = state
    recent: set[int] = set()
    older: set[int] = set()
    for states in alike.values():
        newest = max(states.values())
        if any(state < newest for state in states.values()):
            recent |= {number for number, state in states.items() if state == newest}
            older |= {number for number, state in states.items() if state < newest}
    says_which = matter.days or _OLDER.search(matter.question)
    return frozenset(() if says_which else recent), frozenset(older)


def _day(source: str) -> str:
    """Return the day in a document's name as YYYY-MM-DD, or an empty string."""
    for one in values(PurePath(source).stem).dates:
        year, month, day = one.readings[0]
        if year and month and day:
            return f"{year:04}-{month:02}-{day:02}"
    return ""


def _runs(question: str, language: Language) -> list[str]:
    """Return the runs of letters that a question's words are made of.

    So that words match which are inflected or misspelt, and Chinese ones that share a character.

    Args:
        question: The question.
        language: Its language.

    Returns:
        Parts of what `plain_letters` gives of a text that holds the words, each once.
    """
    found: list[str] = []
    function_words = FUNCTION_WORDS["en"] | (
        FUNCTION_WORDS[language] if language not in UNSPACED_LANGUAGES else frozenset()
    )
    for piece in _PIECE.findall(plain_letters(question)):
        if piece.isdigit() or "\u4e00" <= piece[0] <= "\u9fff":
            found += [piece] if piece not in _EMPTY else []
        elif piece[0] >= "\u1100":
            found += [piece[at : at + 2] for at in range(max(len(piece) - 1, 1))]
        elif len(piece) > 1 and piece not in function_words:
            word = f" {piece}"
            cut = [word[start : start + _RUN] for start in range(len(word) - _RUN + 1)]
            found += cut or [f"{word} "]
    return list(dict.fromkeys(found))


def _by_rarity(matches: Sequence[Sequence[bool]]) -> Floats:
    """Compute the share of some terms that each sentence holds.

    The fewer sentences hold a term, the more it weighs.

    Args:
        matches: Of each sentence, whether it holds each term.
    """
    matrix = np.array(matches, np.float32).reshape(len(matches), -1)
    holding = matrix.sum(axis=0)
    weights = np.log(1 + len(matrix) / (holding + 0.5)) * (holding > 0)
    shares: Floats = (matrix @ weights / (weights.sum() or 1.0)).astype(np.float32)
    return shares
