"""Tell which of alike statements is newest: on the 12th, then moved to the 18th.

Two papers speak of one matter and give other values for it: minutes of two months, price lists of two years, a handbook and the mail that
changes it, a contract and its addendum. The newest in force comes first where a question names no time, else the one that held then.
Papers alike of other parties are no versions of one another. All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePath
from typing import Literal, TypeVar

from assistant.agent.words.asked_values import how_typed
from assistant.agent.words.matter import Matter, stands
from assistant.agent.words.sentence_features import UPDATES, is_caption
from assistant.agent.words.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.paper_dates import PaperDate, paper_date
from assistant.retrieval.periods import Period, period_in
from assistant.retrieval.values import values

LOOKED_AT = 16
"""Sentences that are held against the best one, the best first."""
MOST_UNLIKELY = 48
"""Further ones; of these only what changes the paper of the best one counts."""
MOST_EARLIER = 2
"""Earlier statements that are named beside the newest."""
ON_MATTER, ON_MATTER_ZH = 0.6, 0.4
"""What the words of a question weigh that both sentences hold, as a share of those of the best one; the same without spaces."""
CALLED = 0.15
"""What the words of the question weigh at the most that the first paper is called by, and of which the other says nothing."""
WHOLLY = 0.8
"""The same for a sentence that tells of a change in other words."""
ALIKE = 0.4
"""Share of words that two sentences have in common where they give no value of the kind asked for."""
MOST_PAPERS = 4
"""Papers that may speak of one matter without one being called as the other: of more, they are alike by their kind."""
BEGINNING = 200
"""Characters in which a paper says that it changes another."""
TITLE_CHARS = 80
"""Characters in which a paper says what it is."""
FEW_PAPERS, FEW_SHARE = 3, 0.15
"""Papers, and share of all, that hold a name which ties two of them together."""

_T = TypeVar("_T")
When = Literal["newest", "earlier", "later", "asked"]

_EVENTS = lazy_regex(
    r"\b(?:invoices?|bills?|orders?|receipts?|statements?|pay ?slips?|time ?sheets?|delivery notes?|quot(?:e|es|ation|ations)|offers?|proposals?|reports?|logs?|diary|cv|résumé|résume|drafts?)\b"
    r"|发票|账单|订单|收据|对账|工资[单条]|送货|报价|报告|月报|季报|年报|日志|简历|报销单|草[案稿]|征求意见",
    re.IGNORECASE,
)
"""Papers that each tell of something of their own, or that were never in force."""
_DEAL = lazy_regex(
    r"\b(?:contracts?|agreements?|leases?|tenanc(?:y|ies)|deeds?|engagement|appointments?|terms|statement of work|between|loan|polic(?:y|ies) no|insurance)\b|合同|协议|租约|契约|聘书|委托书|甲方|保单|保险",
    re.IGNORECASE,
)
_TALKS = lazy_regex(r"\b(?:minutes|meetings?|notes? of|newsletter)\b|纪要|会议|例会", re.IGNORECASE)
"""What papers are called that tell what was said of others."""
AMENDS = lazy_regex(
    r"\b(?:addend(?:um|a)|amend\w*|supplement\w*|renew\w*|exten(?:d|ds|ded|sion)|chang(?:e|es|ed|ing)|updates?|updated|revis\w+|review|increase\w*|adjust\w*|replac\w+|supersed\w+|correct\w+|moved|postponed|new)\b"
    r"|补充|变更|修订|修改|修正|续[签租约期]|延期|调整|更新|改[为到在至成期]|取代|替代|更正|推迟|提前到|新[版增]",
    re.IGNORECASE,
)
NOTICE = lazy_regex(r"\bnotices?\b|\bnotif\w+|通知|提前", re.IGNORECASE)
_STATE = lazy_regex(
    r"\b(?:old|superseded|obsolete|final|signed|countersigned|copy|new|current|scan(?:ned)?|version \d+|rev \d+|q[1-4]|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|spring|summer|autumn|winter|mon|tue|wed|thu|fri|\w+day)\b"
    r"|(?<![a-z])v\d+(?:\.\d+)?(?![a-z\d])|(?<!\d)(?:19|20)\d\d(?:[-/–]\d\d)?(?!\d)|第[一二三四五六七八九十\d]+[版次稿期届]|[旧新]版?|修订版?|正式版?|定稿|终稿|现行|[一二三四五六七八九十\d]+月份?|年度?|[上下]半年|第?[一二三四]季度|[（(]\s*[)）]",
    re.IGNORECASE,
)
_FROM = lazy_regex(
    r"\b(?:from|as of|as from|effective(?: from)?|with effect from|starting(?: on)?|since)\s*(?:the )?\Z|[自从]\s*\Z",
    re.IGNORECASE,
)
_ASKS = lazy_regex(r"[?？]\s*$")
_ORIGINAL = lazy_regex(
    r"\b(?:original(?:ly)?|(?:at )?first|initial(?:ly)?)\b|最初|原[来先本定]|当初|起初", re.IGNORECASE
)
_PREVIOUS = lazy_regex(
    r"\b(?:previous(?:ly)?|before (?:that|the change|it was)|used to|old|earlier|former(?:ly)?)\b|以前|之前的|旧|此前|上一[版次]",
    re.IGNORECASE,
)
_VERSION = lazy_regex(
    r"(?<![a-z])(?:v|version|revision|edition)\s*\.?(\d{1,3})\b|第([一二三四五六七八九十\d]{1,2})版",
    re.IGNORECASE,
)
_FIRM = lazy_regex(
    r"\b(?:ltd|limited|llp|llc|inc|gmbh|ag|plc|corp|co|s\.?a|group|and sons|brothers|bros|partners|\w+ing)\.?$|公司|集团|医院|学校|大学|中心|事务所|[厂店社]$",
    re.IGNORECASE,
)
_NUMBER_OF_PAPER = lazy_regex(
    r"(?<![A-Za-z\d/-])(?=[A-Za-z\d/-]*\d{2})(?:[A-Za-z]{1,8}[-/]){0,3}[A-Za-z]{1,8}[-/]?\d[A-Za-z\d/-]{1,}"
)
"""A contract's own number: HT-2025-002, HE/RS/07."""
_HAN = {digit: number for number, digit in enumerate("〇一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class DatedPaper:
    """A paper that may be a version of another.

    Attributes:
        source: Absolute path.
        title: Its title.
        head: Its first characters.
        written: When it was written.
    """

    source: str
    title: str
    head: str
    written: PaperDate

    @property
    def called(self) -> str:
        """What it is called."""
        return f"{_spaced(PurePath(self.source).stem)} {self.title}"

    @property
    def folder(self) -> str:
        """Where it lies; papers there called by days alone are of one series."""
        return str(PurePath(self.source).parent)

    @property
    def series(self) -> str:
        """What it is called without what tells versions apart."""
        stem = _spaced(PurePath(self.source).stem)
        for one in reversed(dates(stem)):
            stem = stem[: one.start] + " " + stem[one.end :]
        return " ".join(_STATE.sub(" ", stem).split()).casefold().strip(" -.,()（）")

    @property
    def is_deal(self) -> bool:
        """Whether it binds parties, so that another like it may bind others."""
        if _DEAL.search(self.called) is not None:
            return True
        # Minutes may begin with what was said of a contract.
        return not self.talks and _DEAL.search(self.head[:160]) is not None

    @property
    def talks(self) -> bool:
        """Whether it tells what was said of others: minutes."""
        return _TALKS.search(self.called) is not None

    @property
    def names(self) -> frozenset[str]:
        """Firms and people named where it begins, in small letters."""
        found = {self.head[start:end].strip(" ,.") for start, end in value_spans(self.head, "name")}
        return frozenset(one.casefold() for one in found if " " in one or not one.isascii())

    @property
    def numbers(self) -> frozenset[str]:
        """Its own number, where it is called by one: HT-2025-002."""
        return numbers_of(f"{PurePath(self.source).stem} {self.title} {self.head[:TITLE_CHARS]}")

    @property
    def firms(self) -> frozenset[str]:
        """Those of them that are firms."""
        return frozenset(one for one in self.names if _FIRM.search(one))


@dataclass(frozen=True, slots=True)
class Stated:
    """One of the statements on a matter.

    Attributes:
        unit: Where it stands.
        written: When its paper was written.
        when: What it is beside the others: the newest in force, an earlier one, one that holds later, the one asked for by its time.
    """

    unit: Unit
    written: PaperDate
    when: When


@dataclass(frozen=True, slots=True)
class DealFact:
    """What one contract states.

    Attributes:
        text: What the program worked out; empty where the words of the contract say it.
        units: The sentences that it rests on, the newest first.
        sure: Whether it surely states it.
    """

    text: str
    units: tuple[Unit, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Papers:
    """What is known of the papers of a library.

    Attributes:
        of: Gives papers by the numbers of their documents.
        holding: Counts the documents that hold each of some terms.
        count: How many documents there are.
    """

    of: Callable[[Collection[int]], Mapping[int, DatedPaper]]
    holding: Callable[[Collection[str]], Mapping[str, int]]
    count: int


def numbers_of(text: str) -> frozenset[str]:
    """Return the numbers of papers that a text names, as letters and digits."""
    return frozenset("".join(filter(str.isalnum, one)).casefold() for one in _NUMBER_OF_PAPER.findall(text))


def dated_paper(first: StoredPassage, last: StoredPassage) -> DatedPaper:
    """Make a paper of its first and its last passage."""
    head = f"{first.title}\n{first.text}" if first.title not in first.text[:200] else first.text
    return DatedPaper(
        first.source, first.title, head[:500], paper_date(first.source, first.title, first.text, last.text)
    )


def succession(
    matter: Matter, units: Sequence[Unit], papers: Papers, today: date, unlikely: Sequence[Unit] = ()
) -> tuple[Stated, ...]:
    """Return what papers of several times say of a matter, in the order of telling.

    Args:
        matter: What is asked.
        units: Sentences, the best first.
        papers: What is known of their papers.
        today: The day on which is asked.
        unlikely: Sentences that would not be shown for themselves. What a letter changes in a contract stands among much else.

    Returns:
        Nothing where only one statement is there, or where it is not known which is newer.
    """
    if not units or matter.value.kinds == {"reason"}:
        return ()  # a reason is no value that another takes the place of
    best, subject = units[0], _Subject(matter)
    likely = list(units[1:LOOKED_AT])
    rest = [*units[LOOKED_AT:], *unlikely][:MOST_UNLIKELY]
    unlikely_ones = set(map(id, rest))
    others = [one for one in (*likely, *rest) if subject.is_other_value(best, one)]
    if not others:
        return ()
    known = papers.of({one.passage.document_id for one in (best, *others)})
    own = known.get(best.passage.document_id)
    when = {id(one): _written(one, known) for one in (best, *others)}
    if own is None or is_caption(best):
        return ()
    kept = [best]
    tied = _Ties(matter, subject, papers, len({one.passage.document_id for one in (best, *others)}))
    for one in others:
        its = known.get(one.passage.document_id)
        if its is None:
            continue
        changed = tied.is_changed_by_other(own, its)
        if not changed and (
            id(one) in unlikely_ones or any(_is_same_time(when[id(one)], when[id(other)]) for other in kept)
        ):
            continue
        same = one.passage.document_id == best.passage.document_id
        if same or tied.are_versions(own, its, best, one, changed=changed):
            kept.append(one)
    if len(kept) < 2:
        return ()
    statements = sorted(
        (_Statement(one, when[id(one)], _starts(one, when[id(one)])) for one in kept),
        key=lambda one: one.order,
    )
    return _in_order(statements, matter.question, today)


@dataclass(frozen=True, slots=True)
class _Statement:
    unit: Unit
    written: PaperDate
    starts: date | None

    @property
    def order(self) -> tuple[date, float]:
        return self.starts or date.min, self.written.version


def _in_order(statements: Sequence[_Statement], question: str, today: date) -> tuple[Stated, ...]:
    """Put the statement that is asked for first, and tell what the others are.

    Args:
        statements: Oldest first.
        question: As it was asked.
        today: The day on which is asked.
    """
    in_force = [place for place, one in enumerate(statements) if (one.starts or date.min) <= today]
    newest = in_force[-1] if in_force else 0
    asked = _asked(statements, question, today)
    first = newest if asked is None else asked
    told: list[Stated] = []
    for place, one in enumerate(statements):
        when: When = "newest" if place == newest else "earlier" if place < newest else "later"
        if place == first and first != newest:
            when = "asked"
        elif first != newest and place > first:
            when = "later"
        told.append(Stated(one.unit, one.written, when))
    rest = sorted(
        (place for place in range(len(told)) if place != first), key=lambda place: abs(place - first)
    )
    return (told[first], *(told[place] for place in rest[:MOST_EARLIER]))


def _asked(statements: Sequence[_Statement], question: str, today: date) -> int | None:
    """Return which statement a question asks for by its time; None if it names none."""
    if (version := _VERSION.search(question)) is not None:
        number = float(version[1]) if version[1] else _number(version[2])
        return next((place for place, one in enumerate(statements) if one.written.version == number), None)
    period = _period(question, today)
    if period is not None and period.last is not None:
        before = [
            place
            for place, one in enumerate(statements)
            if one.starts is not None and one.starts <= period.last
        ]
        return before[-1] if before else None
    if _ORIGINAL.search(question):
        return 0
    return max(len(statements) - 2, 0) if _PREVIOUS.search(question) else None


def _period(question: str, today: date) -> Period | None:
    said = period_in(question, today)
    if said is not None:
        return said.period
    for one in dates(question):
        year, month, day = one.readings[0]
        if year:
            written = PaperDate(year, month or 0, (day or 0) if month else 0)
            return Period(written.first, written.last)
    return None


def _number(han: str) -> float:
    return float(han) if han.isdigit() else float(sum(_HAN.get(one, 0) for one in han))


class _Subject:
    """What a question is about, and what sentences say of it."""

    def __init__(self, matter: Matter) -> None:
        self._matter = matter
        timed = {term for one in matter.days for term in terms(one.text)}
        self.weights = {
            term: weight
            for term, weight in matter.weights.items()
            if term not in timed and not term.isdigit()
        }

    def held(self, text: str) -> frozenset[str]:
        """Return the terms of the question that a text holds."""
        own = frozenset(terms(text))
        return frozenset(term for term in self.weights if stands(term, own))

    def weight(self, held: Collection[str]) -> float:
        """Return what some of its terms weigh together."""
        return sum(self.weights[term] for term in held)

    def is_other_value(self, best: Unit, other: Unit) -> bool:
        """Return whether a sentence says another thing of what the best one speaks of."""
        if (
            best.passage.document_id == other.passage.document_id
            and best.passage.heading == other.passage.heading
        ):
            return False
        if is_row(best.text) != is_row(other.text) or _ASKS.search(best.text) or _ASKS.search(other.text):
            return False
        if is_row(best.text) and _row_name(best.text) != _row_name(other.text):
            return False
        if "duration" in self._matter.value.kinds and not NOTICE.search(self._matter.question):
            # How long something lasts is not how long before it may be ended.
            notice = [bool(NOTICE.search(one.text)) for one in (best, other)]
            if notice[0] != notice[1]:
                return False
        own, its = self.held(best.text), self.held(other.text)
        both = own & its
        if not both:
            return False
        spaced = not all(map(is_unspaced, both))
        # Pairs of characters that belong to two words weigh as much as words.
        if self.weight(both) < (ON_MATTER if spaced else ON_MATTER_ZH) * self.weight(own):
            return False
        if spaced and max(own, key=lambda term: self.weights[term]) not in its:
            return False
        wholly = self.weight(both) >= WHOLLY * self.weight(own)
        return self._differs(best, other, amends=wholly and bool(AMENDS.search(f"{best.text} {other.text}")))

    def _differs(self, one: Unit, other: Unit, *, amends: bool) -> bool:
        asked = self._matter.value
        mine, its = _values(one.text), _values(other.text)
        if asked.kinds and how_typed(one, asked) > 0 and asked.kinds != {"name"} and mine:
            alike = {kind for kind, *_ in mine} & {kind for kind, *_ in its}
            return (
                bool(alike) and how_typed(other, asked) > 0 and _is_another(mine, its, one.text, other.text)
            )
        a, b = (
            frozenset(_plain(text) if is_unspaced(text) else terms(text)) for text in (one.text, other.text)
        )
        common = len(a & b) / (min(len(a), len(b)) or 1)
        return (common >= ALIKE or amends) and _is_another(a, b, one.text, other.text)


def _is_another(mine: frozenset[_T], its: frozenset[_T], text: str, other: str) -> bool:
    """Return whether two texts say different things, as "9 in place of 2" does."""
    if not (mine <= its or its <= mine):
        return True
    return mine != its and UPDATES.search(text if its < mine else other) is not None


class _Ties:
    """Tells whether two papers are versions of one another, or one changes the other."""

    def __init__(self, matter: Matter, subject: _Subject, papers: Papers, papers_alike: int) -> None:
        self._matter, self._subject, self._papers = matter, subject, papers
        self._few = papers_alike <= MOST_PAPERS

    def are_versions(
        self, one: DatedPaper, other: DatedPaper, unit: Unit, its_unit: Unit, *, changed: bool
    ) -> bool:
        """Return whether what one paper says may be what the other said before.

        Args:
            one: A paper.
            other: Another.
            unit: What the first says.
            its_unit: What the other does.
            changed: See `is_changed_by_other`.
        """
        if _EVENTS.search(one.called) or _EVENTS.search(other.called):
            return False
        called = self._subject.held(one.called)
        lacks = called - self._subject.held(f"{other.called} {other.head} {its_unit.text}")
        if self._subject.weight(lacks) > CALLED * self._subject.weight(self._subject.weights):
            return False
        deals = one.is_deal or other.is_deal
        if one.series == other.series and (one.series or one.folder == other.folder):
            return not deals or not self._of_others(one.names, other.names)
        if deals:
            return changed
        newer, text = (one, unit.text) if other.written.is_before(one.written) else (other, its_unit.text)
        if (
            not self._few
            or self._of_others(one.firms, other.firms)
            or self._names_differ(unit.text, its_unit.text)
        ):
            return False
        both = self._subject.held(unit.text) & self._subject.held(its_unit.text)
        return (
            _says_change(newer)
            or AMENDS.search(text) is not None
            or (bool(self._matter.value.kinds) and len(both) > 1)
        )

    def is_changed_by_other(self, one: DatedPaper, other: DatedPaper) -> bool:
        """Return whether one of two papers says that it changes the other, a contract.

        A contract that tells no day of its own is changed by a dated paper that names its number.
        """
        if one.written and other.written:
            if _is_same_time(one.written, other.written):
                return False
            newer, older = (one, other) if other.written.is_before(one.written) else (other, one)
        else:
            newer, older = (one, other) if one.written else (other, one)
        if not (newer.written and (one.is_deal or other.is_deal) and _says_change(newer)):
            return False
        named = bool(older.numbers & numbers_of(newer.head))
        return named or (bool(older.written) and self._is_tied(one, other))

    def _of_others(self, mine: frozenset[str], its: frozenset[str]) -> bool:
        """Return whether two papers name others, and none in common but ourselves."""
        if not mine or not its or self._rare({term for name in mine & its for term in terms(name)}):
            return False
        return bool(self._rare({term for name in mine - its for term in terms(name)}))

    def _names_differ(self, one: str, other: str) -> bool:
        if "name" in self._matter.value.kinds:
            return False
        mine, its = (
            {text[start:end].casefold() for start, end in value_spans(text, "name")} for text in (one, other)
        )
        return bool(mine and its) and not mine & its

    def _is_tied(self, one: DatedPaper, other: DatedPaper) -> bool:
        """Return whether one paper names the day of the other, or both share a rare name."""
        for paper, about in ((one, other), (other, one)):
            day = PaperDate(about.written.year, about.written.month, about.written.day)
            if day.day and any(
                (day.year, day.month, day.day) in held.readings
                for held in dates(paper.head)
                if paper.written != about.written
            ):
                return True
        shared = _called_terms(one.called) & _called_terms(other.called)
        shared |= {term for name in one.names & other.names for term in terms(name)}
        return bool(self._rare(shared))

    def _rare(self, words: Collection[str]) -> frozenset[str]:
        """Return those of some terms that few papers hold."""
        words = [word for word in words if not _DEAL.search(word) and not AMENDS.search(word)]
        if not words:
            return frozenset()
        most = max(FEW_PAPERS, FEW_SHARE * self._papers.count)
        held = self._papers.holding(words)
        return frozenset(word for word in words if 0 < held.get(word, 0) <= most)


def _says_change(paper: DatedPaper) -> bool:
    return AMENDS.search(f"{paper.called}\n{paper.head[:BEGINNING]}") is not None


def _called_terms(called: str) -> frozenset[str]:
    return frozenset(term for term in terms(called) if not term.isdigit())


def _is_same_time(one: PaperDate, other: PaperDate) -> bool:
    return not one or not (one.is_before(other) or other.is_before(one))


def _written(unit: Unit, known: Mapping[int, DatedPaper]) -> PaperDate:
    """Return when a sentence was written: the day of its heading, else of its paper."""
    for heading in reversed(unit.passage.heading):
        for one in dates(heading):
            year, month, day = one.readings[0]
            if year and month and day:
                return PaperDate(year, month, day)
    paper = known.get(unit.passage.document_id)
    return paper.written if paper is not None else PaperDate()


def _starts(unit: Unit, written: PaperDate) -> date | None:
    """Return the day from which a sentence holds: one it says, else its paper's."""
    text = unit.text
    for one in dates(text):
        after = text[one.end : one.end + 3].strip()
        if _FROM.search(text[max(one.start - 24, 0) : one.start]) is None and not after.startswith("起"):
            continue
        year, month, day = one.readings[0]
        if month and (year or written.year):
            try:
                found = date(year or written.year, month, day or 1)
            except ValueError:
                continue
            if not year and written.first is not None and found < written.first - timedelta(days=31):
                found = found.replace(year=found.year + 1) if (found.month, found.day) != (2, 29) else found
            return found
    return written.first


def _values(text: str) -> frozenset[tuple[str, ...]]:
    held = values(text)
    return frozenset(
        [
            *(("date", *map(str, one.readings[0][1:])) for one in held.dates if one.readings[0][1]),
            *((one.unit, *sorted(one.values)) for one in held.numbers),
        ]
    )


def _row_name(text: str) -> str:
    return text.strip("| ").partition("|")[0].strip().casefold()


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _spaced(name: str) -> str:
    return re.sub(r"[_]+|(?<!\d)-|-(?!\d)", " ", name)


# Words


_TOLD: Mapping[Language, tuple[str, str, str, str]] = {
    "en": ("Newest, {day}:", "Earlier, {day}:", "Later, {day}:", "{day}:"),
    "zh": ("最新（{day}）：", "此前（{day}）：", "之后（{day}）：", "{day}："),
    "de": ("Neueste, {day}:", "Früher, {day}:", "Später, {day}:", "{day}:"),
    "fr": ("Le plus récent, {day} :", "Avant, {day} :", "Après, {day} :", "{day} :"),
    "es": ("Lo más reciente, {day}:", "Antes, {day}:", "Después, {day}:", "{day}:"),
    "it": ("Il più recente, {day}:", "Prima, {day}:", "Dopo, {day}:", "{day}:"),
    "pt": ("O mais recente, {day}:", "Antes, {day}:", "Depois, {day}:", "{day}:"),
    "ru": ("Новейшее, {day}:", "Раньше, {day}:", "Позже, {day}:", "{day}:"),
    "ja": ("最新（{day}）：", "以前（{day}）：", "その後（{day}）：", "{day}："),
    "ko": ("최신({day}):", "이전({day}):", "이후({day}):", "{day}:"),
}  # fmt: skip
"""What is said before a statement: the newest, an earlier one, a later one, the one asked for."""
_MARKS: Mapping[Language, tuple[str, str, str, str]] = {
    "en": ("the newest on this", "older", "later", "of the time asked for"),
    "zh": ("此事最新", "较早", "较晚", "所问时间"),
    "de": ("das Neueste hierzu", "älter", "später", "aus der gefragten Zeit"),
    "fr": ("le plus récent à ce sujet", "plus ancien", "plus tard", "de l'époque demandée"),
    "es": ("lo más reciente sobre esto", "anterior", "posterior", "de la fecha preguntada"),
    "it": ("il più recente su questo", "precedente", "successivo", "del periodo chiesto"),
    "pt": ("o mais recente sobre isto", "anterior", "posterior", "da época perguntada"),
    "ru": ("новейшее об этом", "старее", "позже", "того времени"),
    "ja": ("この件で最新", "古い", "後のもの", "尋ねられた時期"),
    "ko": ("이 건에서 최신", "이전", "이후", "물어본 시기"),
}  # fmt: skip
"""The same beside the name of a paper that a model is shown."""
_DAY = lazy_regex(r"(?:, |（|\()?\{day\}[）)]?")
"""The place of the day among these words."""
_PLACES: Mapping[When, int] = {"newest": 0, "earlier": 1, "later": 2, "asked": 3}


def label_of(stated: Stated, language: Language) -> str:
    """Say when a statement was made, and what it is beside the others."""
    told = _TOLD[language][_PLACES[stated.when]]
    if not stated.written:
        bare = _DAY.sub("", told)
        return bare if bare.strip(" :：") else _MARKS[language][_PLACES[stated.when]] + bare
    return told.format(day=stated.written.written(language))


def mark_of(stated: Stated, language: Language) -> str:
    """Say the same in a few words beside a paper's name."""
    mark = _MARKS[language][_PLACES[stated.when]]
    return f"{stated.written.written(language)}, {mark}" if stated.written else mark
