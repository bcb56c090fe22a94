"""Put another thing into the question before. Pure.

"And in 2025?" after "what did gloves cost in 2024?".
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date

from assistant.agent.words.value_spans import person_spans, value_spans
from assistant.frozen import dataclass
from assistant.languages import detected, is_dutch, is_function_word, plain
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import period_in
from assistant.tables.question.asking import GENERIC, GENERIC_HAN, Operation

MOST_MADE = 6
"""Most questions that one may stand for."""
LONGEST = 60
"""Longest text, in characters, that puts another thing into a question."""
OPENS = r"(?:and|what about|how about|und|was ist mit|et(?= )|qu'en est-il (?:de|du|des)|¿?y(?= )|¿?qué (?:tal|hay de)|e(?=d? )d?|en(?= )|hoe zit het met|а|и(?= )|а (?:что|как) (?:с|насч[её]т)|ну а)"
"""Words that put another thing into the question before, at its beginning, of languages with spaces."""
_OPENING = lazy_regex(
    rf"^(?:(?:{OPENS}|ok|so|now|then|also|plus|(?:the )?same (?:again )?(?:for|with|in|of)"
    r"|auch|dann|wie (?:ist|sieht|steht) es (?:mit|bei|um)|alors|entonces|allora|então|dan|тогда)\b[\s,]*)+"
    r"|^(?:那么?|还有|以及|再?换成?(?!了)|同样|じゃあ?|では|それでは|それじゃ|그럼|그러면|그리고|[,，、\s])+",
    re.IGNORECASE,
)
_TOPIC = lazy_regex(r"^[^はのがをで]{1,10}(?<!と)(?:は|では|には)[？?]?$|^[가-힣\w]{1,10}[은는][?？]?$")
"""Names one thing in Japanese or Korean and asks nothing of it: 別館は？"""
_CLOSING = lazy_regex(
    r"(?:(?<=\w) ones?|(?<!\d)(?:的|那|这|那个)?(?:一)?[份个次封张篇回](?:合同|文件)?(?:的?呢)?|的?呢|的|(?:で|に)?は(?=[\s?？]*$)|[은는](?=[\s?？]*$))?[\s?？!.。]*$",
    re.IGNORECASE,
)
_PREPOSITION = lazy_regex(
    r"^(?:(?:in|on|for|at|from|by|with|to|under|of|during)\s+(?:the\s+)?"
    r"|(?:im|am|an|bei|beim|für|mit|von|vom|zu|zum|zur|der mit|die mit|der von|die von)\s+(?:(?:der|die|das|den|dem)\s+)?"
    r"|(?:en|dans|pour|au|aux|avec|de|du|des|chez|para|por|con|del|nel|nella|per|di|della|al|alla|dal|dalla|em|no|na|com|do|da|ao|op|voor|bij|met|naar|van)\s+(?:(?:la|les?|el|los|las|il|lo|os?|as?|het)\s+)?"
    r"|(?:в|во|на|у|с|со|для|по|об?|к)\s+)",
    re.IGNORECASE,
)
_ARTICLE = lazy_regex(
    r"^(?:(?:the|der|die|das|den|dem|les?|la|el|los|las|il|lo|gli|os?|as?|het)\s+|l['’])", re.IGNORECASE
)
_BOUNDS_TIME = lazy_regex(
    r"^(?:seit|ab|vor|nach|bis|im|since|before|after|until|till|between|up to|as of|last|this|next|the (?:first|last))\b",
    re.IGNORECASE,
)
_WORD = lazy_regex(r"[^\W_][\w'’&-]*")
_SENDER = lazy_regex(r"([^\W\d_][^<>\n`:：,，]*?) <[^<>@\s]+@")
PERSON_MEANT = lazy_regex(r"\b(?:his|her|hers|him|he|she)\b|(?<![其吉])[他她](?!们)", re.IGNORECASE)
"""Means somebody who was named before."""
_ONLY = lazy_regex(
    r"^(?:and |but )?(?:just|only)\b(?: the| those)?\s*|^(?:只[看算要]?|仅|单[看算]?)", re.IGNORECASE
)
"""Narrows what was told to a part of it."""
_THINGS_MEANT = lazy_regex(
    r"(?P<part>\b[oO]f (?:them|those|these)\b)|\b(?:[tT]hem|[tT]hey|[tT]hose|[tT]hese)\b(?! (?:days|weeks|months)\b)|\b(?:about|by|for|from|in|of|on|to|with) it\b"
    r"|它们?|[他她]们|这些|那些|(?P<some>其中)"
)
"""Means rows that were told before; by `part` and `some`, some of them. IT is a department."""
_TOGETHER = r"(?:all? ?together|together|in (?:total|all|sum))"
_TOTAL = lazy_regex(
    rf"^(?:and |so )*(?:how much|what) (?:is|are|was|were|does|do|did|would) (?:that|this|it|they|these|those|all of (?:them|that|these|those))\b.*\b(?:{_TOGETHER}|come to|add up to|total)\W*$"
    rf"|^(?:and |so )*(?:how much )?{_TOGETHER}\W*$|^(?:and |so )*what(?:'s| is| was) the (?:total|sum)(?: of (?:that|them|these|those))?\W*$"
    r"|^(?:那|这|这些|那些|它们|这几[笔张个条份单项次])*(?:一共|总共|合计|加起来|总计|共计)(?:一共)?(?:是|有|要|花了?)*(?:多少|几)(?:钱|元|块钱?)?(?:呢|啊)?\W*$"
    r"|^(?:那|这|这些|那些)?(?:合计|总额|总数|总计)(?:是|有)?多少\W*$"
)
"""Asks for the total of what was told."""
_SOME = lazy_regex(
    r"^(?:and |so |but )*(?:how many|which|any)(?: ones?)? (?:is|are|was|were|have|has) [^,;]{3,40}$"
    r"|^(?:那|那么)?(?:一共|总共)?有(?:多少|几)[笔张个条份单项次家人](?:呢)?\W*$"
    r"|^(?:那)?(?:超过|大于|高于|多于|低于|小于|不到|少于|[\d,.万千百]+(?:元|块)?(?:以上|以下)).{0,20}(?:哪|几|多少).{0,6}$"
)
"""Asks for some rows, or their number, and does not name what they are."""
_COUNTS = lazy_regex(r"\bhow many\b|几|多少")
_NAME = lazy_regex(r"\b[A-Z][\w'’&-]*(?: (?:& )?[A-Z][\w'’&-]*)*")
_OWNER = lazy_regex(
    r"\b(?!(?:what|that|it|who|where|there|how|when|let|here|he|she|today|yesterday|day|week|month|quarter|year)\b)[^\W\d_][\w&-]*(?=['’]s\b)",
    re.IGNORECASE,
)
"""Whose something is, at the beginning of a question and in small letters too: "skerrow's open balance"."""
_CALLED = lazy_regex(r"\b[A-ZÀ-ÞА-ЯЁ][\w'’&-]*")
_NOTHING_NEW = lazy_regex(
    r"\b(?:it|that|this|them|those|else|more|why|how|what|which|who|when|where|others?|his|her|their|shorter|longer|again|same|second|third|last one)\b"
    r"|\b(?:warum|wieso|was (?:ist|sind|kostet|kosten|wurde|steht|zahl\w+)|welche\w*|wer|wann|wo|wie|mehr|sonst|andere\w*|seine?|ihre?|davon|kürzer|länger)\b"
    r"|什么|谁|哪|怎|为何|(?<!吉)[它他她]|另|第[一二三四五]$"
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a later question asks of rows that were told.

    Attributes:
        operation: What is to be done with them where it does not say so itself.
        points: Whether it says that it means them.
        some: Whether it says that it means some of them.
    """

    operation: Operation
    points: bool
    some: bool = False


def names_other(question: str) -> bool:
    """Return whether a question may put another thing into the one before."""
    ends = re.search(r"呢[?？]?$", question) or _TOPIC.search(question.strip())
    return bool(ends or _OPENING.search(question))


def carried_on(question: str, before: str, today: date | None = None) -> tuple[str, ...]:
    """Return the questions that a short one may stand for, the likeliest first.

    Empty where it does not put another thing into the one before.

    Args:
        question: "and masks?", "2025年的呢？"
        before: The question before it.
        today: The day that periods of time are counted from.
    """
    if len(question) > LONGEST or not names_other(question):
        return ()
    other = _CLOSING.sub("", _OPENING.sub("", question)).strip(" ,，")
    if not other or _NOTHING_NEW.search(other.lower()):
        return ()
    before = before.strip()
    made = dict.fromkeys(_made(other, before.rstrip(" ?？.。"), today or date.today()))
    mark = "？" if is_unspaced(before) else "?"
    return tuple(f"{one}{mark}" for one in made)[:MOST_MADE]


def put_instead(question: str) -> str:
    """Return the few words that a question puts in the place of others or beside them.

    "And Ruth?", "only in June?", 那他五月的呢; "" for a question of its own.
    """
    text = question.strip()
    if len(text) > LONGEST or not (names_other(text) or _ONLY.search(text)):
        return ""
    text = _CLOSING.sub("", _ONLY.sub("", _OPENING.sub("", text)))
    text = " ".join(PERSON_MEANT.sub("" if is_unspaced(text) else " ", text).split()).strip(" ,，的")
    return "" if _NOTHING_NEW.search(text.lower()) else text


def other_named(question: str, today: date | None = None) -> str:
    """Return the one thing that a short question puts in the place of another.

    "And for Moffat?" names Moffat; "" where a time, or nothing new, is named.
    """
    if len(question) > LONGEST or not names_other(question):
        return ""
    other = _CLOSING.sub("", _OPENING.sub("", question)).strip(" ,，")
    other = _WITH.sub("", _ARTICLE.sub("", _PREPOSITION.sub("", other)))
    new = _NOTHING_NEW.search(other.lower()) is None and re.search(r"\d", other) is None
    day = today or date.today()
    timed = period_in(other, day) or period_in(f"in {other}", day)
    return other if new and len(other) > 1 and timed is None else ""


def names_place(question: str) -> bool:
    """Return whether a few words name a thing or a place in the stead of another.

    "Et pour le hangar ?" does; "et la caution ?" may ask for something else of the same.
    """
    if len(question) > LONGEST or not names_other(question):
        return False
    other = _CLOSING.sub("", _OPENING.sub("", question)).strip(" ,，")
    return bool(_PREPOSITION.match(other) or other[:1].isupper())


_WITH = lazy_regex(
    r"^[和跟与同对]|(?:的?合同|的?协议)$|(?:['’]s)?(?: contract| agreement| lease)?$", re.IGNORECASE
)
"""Around a name: 和华丰的."""


def of_person(question: str, answer: str) -> str | None:
    """Put the one person whom an answer names into a question that says "his".

    None where the question says no such word, or the answer names nobody or several.
    """
    found = PERSON_MEANT.search(question)
    if found is None:
        return None
    spans = person_spans(answer) if is_unspaced(question) else value_spans(answer, "name")
    names = set(_SENDER.findall(answer)) or {answer[start:end].split(" of ")[0] for start, end in spans}
    name = names.pop() if names else ""
    if not name or names or " and " in name:
        return None
    owns = found[0].lower() in ("his", "hers") or (
        found[0].lower() == "her" and _owns(question[found.end() :])
    )
    name += "'s" if owns else ""
    return f"{question[: found.start()]}{name}{question[found.end() :]}"


def of_things(
    question: str,
    chosen: Mapping[str, str],
    own: Mapping[str, str],
    before: str,
    today: date,
    day: str = "",
) -> str:
    """Put what chose the rows of the answer before into a question that says "them".

    Empty where the question says no such word or means by it what it names itself, or nothing chose them.

    Args:
        question: As it was asked.
        chosen: The cells that chose the rows, each with its column.
        own: Those that choose rows in the question itself.
        before: The question before, whose time is kept where this one says none.
        today: The day that periods of time are counted from.
        day: What the day is called that lies in that time, where rows have several.
    """
    found = things_meant(question)
    said = None if period_in(question, today) else period_in(before, today)
    if found is None or not (chosen or said):
        return ""
    text = plain(question[: found.start()])
    some = found["part"] or found["some"]
    if not some and any(plain(cell) in text or column in chosen.values() for cell, column in own.items()):
        return ""
    time = before[said.start : said.end] if said else ""
    time = time if not said or is_unspaced(before) else _with_preposition(time)
    if time and day:
        time = f"{day}{time}" if is_unspaced(question) else f"{time} ({day})"
    of = found[0].split()[:-1] if chosen else []
    names = [", ".join(chosen)] if chosen else [] if some else [found[0]]
    gap = "" if is_unspaced(question) else " "
    meant = gap.join(filter(None, [*([time] if gap == "" else []), *of, *names, *([time] if gap else [])]))
    return f"{question[: found.start()]}{meant}{question[found.end() :]}"


def things_meant(question: str) -> re.Match[str] | None:
    """Return where a question means rows that were told before."""
    return _THINGS_MEANT.search(question)


def asks_same_rows(question: str) -> Asking | None:
    """Return what a question asks of the rows of the answer before; None for nothing."""
    text = plain(question).strip()
    if len(text) > LONGEST:
        return None
    if _TOTAL.search(text):
        return Asking("sum", points=True)
    pointed = things_meant(question)
    if pointed is None and not _SOME.search(text):
        return None
    operation: Operation = "count" if _COUNTS.search(text) else "list"
    some = pointed is not None and bool(pointed["part"] or pointed["some"])
    return Asking(operation, pointed is not None, some)


def _owns(after: str) -> bool:
    """Return whether a thing is named right after "her".

    None is in "who called her in May?".
    """
    word = _WORD.match(after.lstrip())
    return word is not None and not is_function_word(word[0].lower(), "en")


def _made(other: str, before: str, today: date) -> Iterator[str]:
    # As it stands too: a van is no preposition.
    for numbered in filter(
        None, map(_NUMBERED.fullmatch, (other, _ARTICLE.sub("", _PREPOSITION.sub("", other))))
    ):
        before_it = re.compile(rf"\b({re.escape(numbered[1])}) {_NUMBER}\b", re.IGNORECASE)
        if before_it.search(before):  # "van 5" after "van 2 January to May"
            yield before_it.sub(rf"\g<1> {numbered[2]}", before, count=1)
            return
    if re.search(r"\d", other) is None and (said := _month_at(other)) and (was := _month_at(before)):
        yield f"{before[: was[0]]}{other[said[0] : said[1]]}{before[was[1] :]}"
        return
    new, old = period_in(other, today) or period_in(f"in {other}", today), period_in(before, today)
    if new is not None and not period_in(other, today):
        other = f"in {other}"
    if new is not None:  # "march" and "may" are verbs too, where they are written small
        other = re.sub(r"\b(?:may|march)\b", lambda found: found[0].title(), other)
    if new is not None and not re.search(r"\w", _PREPOSITION.sub("", other[: new.start] + other[new.end :])):
        if old is not None:
            yield f"{before[: old.start]}{other[new.start : new.end]}{before[old.end :]}"
        else:
            yield f"{other}{before}" if is_unspaced(before) else f"{before} {_with_preposition(other)}"
        return
    thing = _ARTICLE.sub("", _PREPOSITION.sub("", other))
    if (pieces := _pieces(before)) is not None:
        beside = [one for one in pieces if old is None or one[1] <= old.start or one[0] >= old.end]
        # What ends alike is of one kind: 別館 and 本館.
        for start, end in sorted(beside, key=lambda one: before[one[1] - 1] != thing[-1:]):
            yield f"{before[:start]}{thing}{before[end:]}"
        return
    language = detected(before)
    runs = _things(before, old.start if old else 0, old.end if old else 0)
    dutch = is_dutch(before)  # its article is a preposition in French
    by_article = thing != other and (dutch or not _PREPOSITION.match(other))
    if by_article and thing[:1].islower() and (dutch or language not in ("en", "zh", "de")):
        # "And the deposit?" asks something else of the same name.
        runs = [one for one in runs if _CALLED.search(before, max(one[0], 1), one[1]) is None]
    if thing[:1].isupper() and (owner := _OWNER.search(before)) is not None:
        yield f"{before[: owner.start()]}{thing}{before[owner.end() :]}"
    whole = [one for one in runs if one[0] and _NAME.fullmatch(before, *one)]
    for start, end in [*whole, *_names(before, runs), *runs] if thing[:1].isupper() else runs:
        yield f"{before[:start]}{thing}{before[end:]}"
    if (found := _PREPOSITION.match(other)) and not re.search(rf"\b{found[0].split()[0]}\b", before):
        yield f"{before} {other}"


_NUMBER = r"\d{1,4}[A-Za-z]?"
_NUMBERED = lazy_regex(rf"([^\W\d_]{{2,}}) ({_NUMBER})")


def _month_at(text: str) -> tuple[int, int] | None:
    """Return where a month of a language stands that `period_in` does not know."""
    from assistant.retrieval.in_english import is_month  # few questions follow another

    return next((one.span() for one in _WORD.finditer(text) if is_month(one[0])), None)


_PARTS_JA = lazy_regex(
    r"[^のはがをにでとへ、,？?\s]+?(?=(?:では|には|から|まで|[のはがをにでとへ、,？?\s])|いくら|いつ|どこ|どれ|何|誰|だれ|$)"
)
_PARTS_KO = lazy_regex(r"[^\s?？,]+?(?=(?:에서|으로|까지|부터|은|는|이|가|을|를|의|에|로)?(?:[\s?？,]|$))")
_ASKS_JA = lazy_regex(
    r"^(?:いくら|いつ|どこ|どれ|どの|何|誰|だれ|か$|です|ます|から|まで)|^(?:얼마|언제|어디|누구|누가|무엇|뭐|몇)"
)
_KANA, _HANGUL = lazy_regex(r"[\u3041-\u30ff]"), lazy_regex(r"[\uac00-\ud7a3]")


def _pieces(text: str) -> list[tuple[int, int]] | None:
    """Return where a Japanese or Korean question names things; None for another."""
    parts = _PARTS_JA if _KANA.search(text) else _PARTS_KO if _HANGUL.search(text) else None
    if parts is None:
        return None
    return [one.span() for one in parts.finditer(text) if _ASKS_JA.match(one[0]) is None and len(one[0]) > 1]


def _names(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the names within runs of words: of "did Ruth work", "Ruth"."""
    for start, end in runs:
        for name in _NAME.finditer(text, max(start, 1), end):
            if name.span() != (start, end):
                yield name.span()


def _with_preposition(other: str) -> str:
    return other if _PREPOSITION.match(other) or _BOUNDS_TIME.match(other) else f"in {other}"


def _things(text: str, skip_from: int, skip_to: int) -> list[tuple[int, int]]:
    """Return where a question names things, by words that do not only ask."""
    if is_unspaced(text):
        asking = [one.span() for one in GENERIC_HAN.finditer(text)]
        beside = [one for one in asking if one[1] <= skip_from or one[0] >= skip_to]
        asking = sorted([*beside, (skip_from, skip_to)]) if skip_to else asking
        bounds = [0, *(at for one in asking for at in one), len(text)]
        between = [(bounds[at], bounds[at + 1]) for at in range(0, len(bounds), 2)]
        return [one for one in between if one[1] - one[0] > 1 and not skip_from <= one[0] < skip_to]
    runs: list[tuple[int, int]] = []
    language = detected(text) or ("nl" if is_dutch(text) else "en")
    generic: Container[str] = GENERIC
    if language != "en":
        from assistant.retrieval.in_english import in_english  # most questions are in English or Chinese

        words = [one.lower() for one in _WORD.findall(text)]
        generic = [one for one in words if in_english(one, language).lower() in {*GENERIC, "year"}]
    for word in _WORD.finditer(text):
        plain = word.group().lower()
        if is_function_word(plain, language) or plain in generic or skip_from <= word.start() < skip_to:
            continue
        if runs and text[runs[-1][1] : word.start()].strip() in ("", "&"):
            runs[-1] = (runs[-1][0], word.end())
        else:
            runs.append(word.span())
    runs.reverse()
    return sorted(runs, key=lambda one: text.count("(", 0, one[0]) > text.count(")", 0, one[0]))
