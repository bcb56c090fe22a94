"""Choose the one paper that a question means by all that it says of it.

Of what kind it is, with whom, about what, where and when. What tells papers of a kind apart counts more than the kind, what a
paper is called more than how it begins, and that more than what stands further on; meaning helps where words do not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import PurePath

from assistant.agent.papers.paper_kinds import (
    CONTRACTS,
    Paper,
    is_of_kind,
    is_written,
    kind_called,
    may_be_deal,
    paper_of,
)
from assistant.agent.words.months import months_asked
from assistant.frozen import dataclass
from assistant.languages import as_typed, is_function_word
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.paths import is_mail
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.paper_dates import PaperDate, paper_date
from assistant.retrieval.semantic import SemanticRetriever

MOST_READ = 200
"""Papers whose beginning is looked at; of more, those that hold most of the words."""
HEAD_CHARS = 700
"""Characters of a paper that say what it is."""
HEAD_PASSAGES = 2
"""First passages whose meaning is compared."""
NAME, HEAD, TEXT = 1.0, 0.85, 0.5
"""What a word counts in a paper's name or title, in its beginning, and further on."""
KIND, TIME, NEAR = 0.4, 0.6, 0.25
"""What the kind, the time and the meaning count beside a word that few papers hold, and beside all of the words."""
OTHER_KIND, OTHER_TIME = 0.55, 0.5
"""By what a paper of another kind or of another time counts less."""
UNASKED = {"sheet": 0.5, "minutes": 0.75, "mail": 0.9}
"""By what papers of some kinds count less where none is asked for."""
FITS, SURE, LEAD, LEAD_UNNAMED = 0.3, 0.45, 1.15, 1.45
"""Least score of a paper that may be meant, of one that surely is, and by how much that leads, also where no word is in its name."""
UNKNOWN = 0.7
"""What a word that no paper holds counts beside one that few do."""
TOLD, UNTOLD = 0.35, 0.44
"""Share of the words that a paper's name or beginning has to hold, and the most that one may score of which it, kind or time fails."""
CLOSE = 0.8
"""Share of the best score from which another paper may be meant as well."""
MOST_OTHERS = 2
_SAYING = lazy_regex(
    r"\b(?:what(?:'s|s)?|explain\w*|describe|outline|read|(?:sum|summed|summing) up|summ\w+|give|tell|show|gist|main|key|important|points?|facts?|in (?:short|brief|a nutshell)|short|brief|version|please|pls|papers?|documents?|files?|say|says|said|wrote|writes?|decided|agreed?|signed|people(?:['’]s)?|persons?|last|our|my|their|who|which|that|do|does|did|have|has|had|about)\b"
    r"|关于|有关|总结|概括|归纳|概述|介绍|一下|大家|主要|内容|要点|大意|大概|意思|重点|说[了些的]*|讲[了些讲的]*|谈[了些]*|写[了些]*|定了|哪些|什么|怎么|怎样|一起|帮我|我们|咱们|后来|多少|事情|[些啥是的了把那这份封个次间位张场期篇里跟和与同给请吗呢签啊哪]",
    re.IGNORECASE,
)
"""Words of a question that say nothing of a paper."""
_TOGETHER = lazy_regex(
    r"连[^，。？?]{0,14}?(?:一起|一并|一块|都|(?=总结|概括|归纳|讲|说))|[，,]?(?:后来|之后|后面)的?[^，。？?]{0,8}(?:改|调|变|函|信)[^，。？?]{0,8}"
    r"|,? ?(?:\btogether with|\bincluding|\balong with|\bas well as|\bwith (?:all|what|the|its)|\band (?:the|all|its|what|any)) (?:was |were )?(?:all |later |following |latest )*(?:letters?|changes?|amendments?|variations?|what (?:was|has been) changed|changed|supplements?)\b.*$",
    re.IGNORECASE,
)
"""Asks for a paper and for those that change it."""
_KINDS: Mapping[str, re.Pattern[str]] = {
    "mail": lazy_regex(r"\b(?:e-?)?mails?\b|邮件", re.IGNORECASE),
    "letter": lazy_regex(r"\bletters?\b|\bwrote\b|\bwrites?\b|来信|信函|补充函|函件?|信件?(?![息用托])", re.IGNORECASE),
    "minutes": lazy_regex(r"\b(?:meetings?|minutes|mtg|decided?|discuss(?:ed)?)\b|会议|例会|[碰头校研专题安全月周年务]会|[月日号次]的?会(?![计社员费])|开会|会上|会开|纪要", re.IGNORECASE),
    "lease": lazy_regex(r"\b(?:leases?|tenanc(?:y|ies))\b|租约|租赁(?:合同|协议)?|租房(?:合同|协议)?|租的|租下", re.IGNORECASE),
    "contract": lazy_regex(
        r"\b(?:contracts?|agreements?|deals?|arrangements?|terms|agreed|signed)\b|合同|协议书?|约定书?|条款|契约", re.IGNORECASE
    ),
    "policy": lazy_regex(r"\bpolic(?:y|ies)\b|制度", re.IGNORECASE),
    "order": lazy_regex(r"\border\b|订[购货]?单", re.IGNORECASE),
    "manual": lazy_regex(r"\b(?:manuals?|handbooks?)\b|手册", re.IGNORECASE),
    "report": lazy_regex(r"\breports?\b|报告", re.IGNORECASE),
    "invoice": lazy_regex(r"\binvoices?\b|发票", re.IGNORECASE),
    "quote": lazy_regex(r"\b(?:quotes?|quotations?|offers?)\b|报价单?", re.IGNORECASE),
}  # fmt: skip
"""How questions call papers of kinds."""
_SHORT_YEAR = lazy_regex(r"(?<!\d)(\d\d)年(?!\d)")
_LETTERS = frozenset("bcdefghjklmnopqruvwxyz")
"""Letters by which flats and units are told; the others are words, or what an apostrophe leaves."""
_DEALS = frozenset(("lease", "contract"))
_NEWEST = lazy_regex(
    r"\b(?:newest|latest|most recent|last|current|present)\b|最近|最新|上次|上一次|现行|目前", re.IGNORECASE
)
_OLDEST = lazy_regex(r"\b(?:oldest|first|original|earliest)\b|最早|最初|第一次|原来的", re.IGNORECASE)
_SHEET = lazy_regex(
    r"\b(?:sheets?|tables?|lists?|registers?|logs?|rolls?|ledgers?|prices|invoices)\b|表|台账|登记|清单|名册|价目|记录|日志",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question says of the paper that it means.

    Attributes:
        words: The terms that tell it from others.
        kinds: How it calls papers of its kind; none where it does not.
        times: Year, month and day, 0 for what is left open.
        bare: The question without what says nothing of a paper.
        sheet: Whether a table may be meant.
        together: Whether the papers that change it are meant as well.
        newest: 1 where the newest of those that fit is meant, -1 where the oldest is.
    """

    words: tuple[str, ...]
    kinds: frozenset[str]
    times: frozenset[tuple[int, int, int]]
    bare: str
    sheet: bool = False
    together: bool = False
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Meant:
    """The paper that a question means most likely.

    Attributes:
        number: Its number.
        score: How much of what the question says fits it, from 0 to 1.
        sure: Whether enough does, and no other fits nearly as well.
        others: Those that fit nearly as well, the best first.
        together: Whether the papers that change it are meant as well.
    """

    number: int
    score: float
    sure: bool
    others: tuple[int, ...] = ()
    together: bool = False


@dataclass(frozen=True)
class Candidate:
    """A paper that may be meant.

    Attributes:
        paper: What it is called, and how it begins.
        near: How near its meaning is to the question, from 0 to 1.
    """

    paper: Paper
    near: float = 0.0

    @cached_property
    def name(self) -> frozenset[str]:
        """The terms of its name, its title and its folder."""
        folder = self.paper.folders[0] if self.paper.folders else ""
        return frozenset(terms(_spaced(f"{self.paper.stem} {self.paper.title} {folder}")))

    @cached_property
    def written(self) -> PaperDate:
        """When it was written."""
        return paper_date(self.paper.source, self.paper.title, self.paper.beginning)

    @cached_property
    def head(self) -> frozenset[str]:
        """The terms of its beginning, and of what it is called."""
        return self.name | frozenset(terms(self.paper.beginning[:HEAD_CHARS]))


def _spaced(name: str) -> str:
    return re.sub(r"[_\-,()\[\]]+", " ", name)


def wanted_of(question: str) -> Wanted:
    """Take apart what a question says of a paper."""
    text = _SHORT_YEAR.sub(r"20\1 ", as_typed(question))
    joined = _TOGETHER.search(text)
    bare = text if joined is None else f"{text[: joined.start()]} {text[joined.end() :]}"
    kinds = {name for name, said in _KINDS.items() if said.search(bare)}
    if joined is not None and not kinds & _DEALS:
        kinds = {"contract"}
    if "lease" in kinds:
        kinds -= {"contract"}  # it is one
    for one in sorted((one.text for one in dates(bare)), key=len, reverse=True):
        bare = bare.replace(one, " ")
    told = bare
    for said in _KINDS.values():
        told = said.sub(" ", told)
    bare, told = (" ".join(_SAYING.sub(" ", one).split()) for one in (_kept(bare), told))
    words = dict.fromkeys(
        one
        for one in terms(told)
        if not is_function_word(one, "en") and (len(one) > 1 or one.isdecimal() or one in _LETTERS)
    )
    sheet = _SHEET.search(text) is not None
    newest = 1 if _NEWEST.search(text) else -1 if _OLDEST.search(text) else 0
    return Wanted(tuple(words), frozenset(kinds), months_asked(text), bare, sheet, joined is not None, newest)


def _kept(text: str) -> str:
    """Return a text in which 合同 is not taken for 和 and 同."""
    return text.replace("合同", "契约")


def scored(
    wanted: Wanted, papers: Mapping[int, Candidate], holding: Mapping[str, Collection[int]], count: int
) -> list[tuple[float, int]]:
    """Score papers by what a question says of one, from 0 to 1, the best first.

    Args:
        wanted: What it says.
        papers: Those that may be meant, by number.
        holding: By term, the documents whose text holds it.
        count: How many documents there are in all.
    """
    usual = _rarity(max(1, round(count / 20)), count)
    there = {
        term: sum(term in one.head for one in papers.values()) or len(holding.get(term, ()))
        for term in wanted.words
    }
    known = {character for term, held in there.items() if held for character in term}
    worth = {
        term: _rarity(held, count) if held else usual * _share_unknown(term, known)
        for term, held in there.items()
    }
    of_kind = frozenset(number for number, one in papers.items() if _is_of(one.paper, wanted.kinds))
    of_time = _of_time(papers, wanted.times, of_kind)
    time = TIME * _rarity(len(of_time), count) if wanted.times else 0.0
    kind = KIND * usual if wanted.kinds else 0.0
    full = sum(worth.values()) + time + kind
    found: list[tuple[float, int]] = []
    for number, one in papers.items():
        own = sum(
            weight * (NAME if term in one.name else HEAD if term in one.head else TEXT)
            for term, weight in worth.items()
            if term in one.head or number in holding.get(term, ())
        )
        told = sum(weight for term, weight in worth.items() if term in one.head)
        is_of, in_time = number in of_kind, not wanted.times or number in of_time
        own += kind * is_of + time * in_time
        score = (own / full + NEAR * one.near) / (1 + NEAR) if full else one.near
        score *= 1.0 if is_of else OTHER_KIND
        score *= 1.0 if in_time else OTHER_TIME
        score *= _unasked(one.paper, wanted)
        fits = is_of and in_time and told >= TOLD * sum(worth.values())
        found.append((score if fits else min(score, UNTOLD), number))
    return sorted(found, key=lambda one: (-one[0], one[1]))


def _rarity(holding: int, count: int) -> float:
    return math.log(1 + count / (2 * max(holding, 1)))


def _share_unknown(term: str, known: Collection[str]) -> float:
    """Return how much of an unknown term is no seam of two known words."""
    if term.isascii():
        return UNKNOWN
    return sum(character not in known for character in term) / len(term)


def _is_of(paper: Paper, kinds: Collection[str]) -> bool:
    return not kinds or any(_is_one(paper, kind) for kind in kinds)


def _is_one(paper: Paper, called: str) -> bool:
    kind = kind_called(called)
    assert kind is not None
    if called in ("mail", "letter") and is_mail(paper.source):
        return True
    if called == "letter" and _KINDS[called].search(paper.stem) is not None:
        return True
    if kind is CONTRACTS:
        return is_of_kind(paper, CONTRACTS) or may_be_deal(paper)
    return is_of_kind(paper, kind)


def _unasked(paper: Paper, wanted: Wanted) -> float:
    """Return by what a paper counts less of whose kind nothing is said."""
    if not is_written(paper):
        return 1.0 if wanted.sheet else UNASKED["sheet"]
    if wanted.kinds:
        return 1.0
    if _is_one(paper, "minutes"):
        return UNASKED["minutes"]
    return UNASKED["mail"] if _is_one(paper, "letter") else 1.0


def _of_time(
    papers: Mapping[int, Candidate], times: Collection[tuple[int, int, int]], of_kind: Collection[int]
) -> Collection[int]:
    """Return the papers of a time; of a month of no year those of the latest year.

    Of the latest in which there is one of the kind.
    """
    found: dict[int, int] = {}
    for number, one in papers.items() if times else ():
        own = one.written
        for year, month, day in times:
            pairs = ((own.year, year), (own.day, day))
            if own.month == month and all(its == asked or not (its and asked) for its, asked in pairs):
                found[number] = own.year
    latest = max((year for number, year in found.items() if number in of_kind), default=0)
    open_year = not any(year for year, _, _ in times)
    return [number for number, year in found.items() if not open_year or year == latest]


class PaperChoice:
    """Choose which paper of a library a question means.

    Args:
        library: Holds the papers.
        meaning: Compares the question with what they say.
    """

    def __init__(self, library: Library, meaning: SemanticRetriever) -> None:
        self._library = library
        self._meaning = meaning

    def meant(self, question: str, documents: Sequence[int]) -> Meant | None:
        """Return the paper that a question means; None where none fits.

        Args:
            question: In English or Chinese.
            documents: Those that may be meant.
        """
        wanted = wanted_of(question)
        ranked, papers = self.ranked(wanted, frozenset(documents))
        if not ranked or ranked[0][0] < FITS:
            return None
        best = ranked[0][0]
        close = [number for score, number in ranked if score >= CLOSE * best]
        lead = best / max(ranked[1][0], 1e-9) if len(ranked) > 1 else LEAD
        named = not papers[close[0]].name.isdisjoint(wanted.words) or not wanted.words
        sure = best >= SURE and lead >= (LEAD if named else LEAD_UNNAMED)
        if wanted.newest and len(close) > 1 and all(papers[one].written.first for one in close):
            close.sort(key=lambda one: papers[one].written.first or date.min, reverse=wanted.newest > 0)
            sure = best >= SURE
        return Meant(close[0], best, sure, tuple(close[1 : MOST_OTHERS + 1]), wanted.together)

    def asked_of(self, question: str, documents: Sequence[int]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Return the few papers that a fact is asked of, and the words that ask for it.

        What no paper is called, nor begins with, tells none apart. None where the question names none.

        Args:
            question: In English or Chinese.
            documents: Those that may be meant.
        """
        wanted = wanted_of(question)
        _, papers = self.ranked(wanted, frozenset(documents))
        called = tuple(one for one in wanted.words if any(one in its.head for its in papers.values()))
        ranked, _ = self.ranked(replace(wanted, words=called), frozenset(documents))
        least = max(FITS, CLOSE * ranked[0][0]) if ranked and called else 1.0
        named = tuple(
            number
            for score, number in ranked
            if score >= least and not papers[number].name.isdisjoint(called)
        )
        if not 0 < len(named) <= MOST_OTHERS + 1:
            return (), ()
        return named, tuple(one for one in wanted.words if all(one not in papers[its].name for its in named))

    def words(self, question: str) -> tuple[str, ...]:
        """Return the terms of a question that tell a paper, or a part of it."""
        return wanted_of(question).words

    def called(self, number: int) -> frozenset[str]:
        """Return the terms of what a paper is called and how it begins."""
        first, roots = self._library.documents.beginnings([number]), self._library.documents.roots()
        return Candidate(paper_of(first[number], roots)).head if number in first else frozenset()

    def with_changes(self, number: int, documents: Collection[int]) -> list[int]:
        """Return a contract and the papers that change it, the oldest first.

        Where the paper is one that changes another, that contract is meant.
        """
        from assistant.agent.papers.amendments import amended_by  # few questions ask for what changed
        from assistant.agent.papers.paper_times import papers_of

        dated = papers_of(self._library).of(documents)
        changed = amended_by(dated, [one for one, paper in dated.items() if paper.is_deal])
        deal = next((one for one, by in changed.items() if number in by), number)
        return [deal, *reversed(changed.get(deal, ()))]

    def ranked(
        self, wanted: Wanted, allowed: frozenset[int]
    ) -> tuple[list[tuple[float, int]], Mapping[int, Candidate]]:
        """Return the scores of papers that may be meant, the best first, and the papers."""
        holding = {term: self._library.words.documents_holding([term], allowed) for term in wanted.words}
        read = self._likeliest(wanted, holding, allowed)
        first, roots = self._library.documents.beginnings(read), self._library.documents.roots()
        near = self._nearness(wanted, frozenset(first))
        papers = {
            number: Candidate(paper_of(one, roots), near.get(number, 0.0)) for number, one in first.items()
        }
        return scored(wanted, papers, holding, len(allowed)), papers

    def _likeliest(
        self, wanted: Wanted, holding: Mapping[str, Collection[int]], allowed: frozenset[int]
    ) -> Sequence[int]:
        """Return the documents that hold most of the words, in their names or texts."""
        if len(allowed) <= MOST_READ:
            return sorted(allowed)
        rough = dict[int, float]()
        for held in holding.values():
            for number in held:
                rough[number] = rough.get(number, 0.0) + _rarity(len(held), len(allowed))
        for number, source, title in self._library.documents.named(list(wanted.words)):
            if number in allowed:
                called = frozenset(terms(_spaced(f"{PurePath(source).stem} {title}")))
                named = len(called.intersection(wanted.words)) * math.log(len(allowed))
                rough[number] = rough.get(number, 0.0) + named
        return sorted(rough, key=lambda number: (-rough[number], number))[:MOST_READ]

    def _nearness(self, wanted: Wanted, documents: frozenset[int]) -> Mapping[int, float]:
        """Return how near papers begin to the question: 1 the nearest, 0 as most do."""
        near = (
            self._meaning.nearest_of_documents(wanted.bare, documents, HEAD_PASSAGES) if wanted.bare else {}
        )
        ordered = sorted(near.values(), reverse=True)
        if len(ordered) < 2:
            return {}
        usual, top = ordered[len(ordered) // 2], ordered[0]
        return {number: max(one - usual, 0.0) / max(top - usual, 1e-9) for number, one in near.items()}
