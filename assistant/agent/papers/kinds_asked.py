"""Tell which papers a question lists by a kind that no table of ours knows.

Insurances, court judgments, 检验报告.

What a paper is stands in its name and its first lines: "Home contents insurance". Words of which no paper says that may be meant by what
they mean beside the other papers' names. Words that mean no papers (machines, customers) name none. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.agent.papers.paper_kinds import (
    MAILS,
    MINUTES,
    Kind,
    Paper,
    first_lines,
    is_called,
    is_deal,
    is_letter,
    is_of_kind,
    is_written,
    kind_called,
)
from assistant.agent.papers.papers_meant import singulars
from assistant.frozen import dataclass
from assistant.paths import is_mail
from assistant.regexes import lazy_regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Makes vectors of what is asked for, and of texts, all of length 1."""

    asked: Callable[[str], Floats]
    texts: Callable[[Sequence[str]], Floats]


MEANS_PAPERS = 0.025
"""Nearness of a word to names of papers, less that to names of other things, from which it may name papers."""
NEAR, NEAR_SHARE = 0.2, 0.6
"""Nearness of a paper, and share of the nearest one's, from which it may be of a kind that it does not say."""
NEAR_LIKE, ALIKE = 0.12, 0.9
"""The same where several papers say the kind, and the share of the least near of them."""
HEAD_LINES, HEAD_CHARS, CARD_CHARS = 4, 80, 160
"""First lines that say what a paper is, the characters of the longest of them, and those that are compared in meaning."""
LEAST_COMPARED = 6
"""Papers from which one is beside the others in meaning."""
_LEAST_HAN, _LEAST = 2, 1e-9

_SPARE = r"(?:(?:all|every|each|any|some|the|our|my|your|of|different|various) )*"
_KIND = r"(?:[a-z][\w’'-]* ){0,2}?[a-z][\w’'-]*s"
_ASKED_EN = lazy_regex(
    rf"^(?:please )?(?:(?:list|show|give|name|find)(?: me| us)?|which|what|how many|all)(?: of)? {_SPARE}(?P<said>{_KIND})(?![\w’'-])(?P<rest>.*)$",
    re.IGNORECASE,
)
_PAPERS_EN = lazy_regex(
    rf"^(?:which|what)(?: of)? {_SPARE}(?:papers|documents|files)(?: of ours| here| (?:do )?we have)? are {_SPARE}(?P<said>{_KIND})$",
    re.IGNORECASE,
)
_SENT_EN = lazy_regex(
    rf"^(?:from )?(?P<which>which|what|who)(?: of)?(?P<who>(?: [\w’'-]+){{0,6}}?) (?:(?:has|have|had) )?(?:sent|wrote|written|gave|given|mailed)(?: (?:to )?(?:us|me))? (?P<said>{_KIND})(?: to us)?$",
    re.IGNORECASE,
)
_FROM_EN = lazy_regex(
    r"(?:,? (?:that|which))? (?:(?:did|have|has) )?(?P<who>[\w’'& -]{2,40}?) (?:(?:has|have|had) )?(?:sent|send|wrote|written|write|gave|given|give|made|mailed|issued) (?:to )?(?:us|me)|(?: we (?:got|have|received|had))? (?:from|by) (?P<by>[\w’'& -]{2,40})",
    re.IGNORECASE,
)
"""Of whom papers are."""
_OBJECT = lazy_regex(
    r" (?:the|an?|my|our|your|his|her|their|this|that)\b(?! \w+ (?:sent|wrote|gave|issued|made))",
    re.IGNORECASE,
)
"""Follows a verb, which is no kind of papers."""
_ANYBODY = lazy_regex(
    r"(?:(?:people|persons?|firms?|companies|businesses|others?|or|and|of|the|them|else) ?)*", re.IGNORECASE
)
_NOTHING_MORE = lazy_regex(
    r"[\s,]*(?:(?:do|did|have|has|are|is|there|we|i|us|our|got|hold|keep|in|here|all|exist|please|altogether|total|library|the) ?)*",
    re.IGNORECASE,
)
_COUNTED = r"(?:(?:哪几|几|多少)[份张封个篇本次]|哪些|(?:所有|全部|各)[份张封个篇本次]?)"
_FILLER = r"(?:请|麻烦|帮我|列出来?|列一下|找出|我们?|咱们|公司|手上|手里|现在|目前|一共|总共|家里|都|有|开|出|收到|过|了|的|那些|这些)*"
_ASKED_ZH = lazy_regex(rf"^{_FILLER}{_COUNTED}的?(?P<said>[^，。？?的是]{{1,24}}?)[？?。]*$")
_LAST_ZH = lazy_regex(
    rf"^(?P<before>[^，。？?]{{0,20}}?的)?{_FILLER}(?P<said>[^，。？?的]{{1,16}}?)(?:都|一共|总共)?[有是]?{_COUNTED}[？?。]*$"
)
_IS_ZH = lazy_regex(
    rf"^{_FILLER}{_COUNTED}的?(?:文件|文档|资料|材料)(?:都|算)?是(?P<said>[^，。？?]{{2,16}}?)(?:的)?[？?。]*$"
)
_FROM_OTHERS = lazy_regex(r"(?:别人|人家|外面|对方|其他人|外单位|我们|收到|写|发|寄|给|过|来|的)*")
_BRACKETS = lazy_regex(r"[（(]([^（）()\d]{2,24})[)）]")
_AND = lazy_regex(r"\s*(?:,|、|/|\band\b|\bor\b|以及|及|和|与|或者?)\s*", re.IGNORECASE)
_SAYS_MORE = lazy_regex(r"[没不还谁把被着能在已未空\d]|会(?!议|$)|可以|应该?|需要")
"""Stands in no name of a kind of papers."""
_NO_TITLE = lazy_regex(r"[.,;。，；]\s*$|，|^\d+\s*[.)、]")
"""Of a line that is a sentence, or an item, and no title."""
_GENERAL = lazy_regex(r"(?:documents?|files?|papers?|things?|文件|文档|资料|材料|东西)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KindAsked:
    """A kind of papers that a question lists.

    Attributes:
        said: What they are called.
        parts: The same, where it names several: 检验报告, 检验证书.
        also: Another name for it, in brackets.
        who: Whose papers are wanted: "doctors or hospitals"; "" for anybody's.
        bare: Whether nothing more is asked of them.
    """

    said: str
    parts: tuple[str, ...]
    also: str = ""
    who: str = ""
    bare: bool = True


@dataclass(frozen=True, slots=True)
class OfKind:
    """Papers of a kind.

    Attributes:
        sure: Those that say so.
        may: Those that are near to it in meaning.
    """

    sure: frozenset[int]
    may: frozenset[int]


def kind_asked(question: str) -> KindAsked | None:
    """Return the kind of papers that a question may list; None where it lists nothing."""
    text = " ".join(question.split()).strip(" ?.!？。")
    also = next((found[1] for found in _BRACKETS.finditer(text)), "")
    text = _BRACKETS.sub("", text).strip()
    if text.isascii():
        return _in_english(text, also)
    for pattern in (_IS_ZH, _ASKED_ZH, _LAST_ZH):
        if (found := pattern.match(text)) is not None and _SAYS_MORE.search(said := found["said"]) is None:
            before = found.groupdict().get("before") or ""
            bare = _FROM_OTHERS.fullmatch(before) is not None
            return KindAsked(said, tuple(_AND.split(said)), also, bare=bare)
    return None


def _in_english(text: str, also: str) -> KindAsked | None:
    if (found := _SENT_EN.match(text)) is not None:
        who = found["who"].strip()
        return KindAsked(found["said"], (found["said"],), also, "" if _ANYBODY.fullmatch(who) else who)
    if (found := _PAPERS_EN.match(text)) is not None:
        return KindAsked(found["said"], tuple(_AND.split(found["said"])), also)
    if (found := _ASKED_EN.match(text)) is None:
        return None
    said, rest = found["said"], found["rest"]
    if _OBJECT.match(rest) is not None and _FROM_EN.fullmatch(rest) is None:
        return None  # "which code opens the vault"
    if (whose := _FROM_EN.fullmatch(rest)) is not None:
        return KindAsked(said, (said,), also, re.sub(r"^the ", "", whose["who"] or whose["by"]))
    return KindAsked(said, (said,), also, bare=_NOTHING_MORE.fullmatch(rest) is not None)


def of_kind(asked: KindAsked, papers: Mapping[int, Paper], meaning: Meaning | None) -> OfKind | None:
    """Return the papers of a kind; None where its words name no papers.

    Args:
        asked: The kind.
        papers: All there are.
        meaning: None where meaning cannot be compared.
    """
    found = [_of_part(part, asked.who, papers, meaning) for part in (asked.also, *asked.parts) if part]
    if asked.also and found[0] is not None and found[0].sure:
        return found[0]
    there = [one for one in found[1 if asked.also else 0 :] if one is not None]
    if len(there) < len(asked.parts):
        return None
    sure = frozenset[int]().union(*(one.sure for one in there))
    may = frozenset[int]().union(*(one.may for one in there)) - sure
    return OfKind(sure, may) if sure or may else None


def _of_part(part: str, who: str, papers: Mapping[int, Paper], meaning: Meaning | None) -> OfKind | None:
    """Return the papers of one kind, of somebody; None where its words name no papers."""
    if _GENERAL.fullmatch(part) or is_deal(part):
        return None
    written = {number: one for number, one in papers.items() if is_written(one)}
    if (kind := kind_called(part)) is not None:
        own = {number for number, one in papers.items() if is_of_kind(one, kind)}
        saying = {n for n in own if is_mail(papers[n].source) or _is_called(kind, papers[n])}
        own = saying if kind is MAILS else own  # many a paper says from whom it is
        own -= {number for number in own - saying if _is_else(papers[number])}
        own |= {number for number, one in written.items() if re.search(kind.named, one.stem.casefold())}
        narrower = saying if is_called(part) else saying & _saying(part, papers)[0]
        found = OfKind(frozenset(narrower), frozenset(own - narrower))
    elif meaning is None or not means_papers(part, meaning):
        return None
    else:
        saying, modified = _saying(part, written)
        if not saying:
            return None  # what no paper calls itself is no kind here
        near = _near(part, written, meaning, like=saying)
        themselves = {one for one in saying if not _is_else(papers[one])}
        saying = themselves or saying  # a mail about a judgment is none
        surely = themselves & (saying if modified else near)
        found = OfKind(frozenset(surely), frozenset((saying | near) - surely))
    return _of_somebody(found, part, who, papers, meaning) if who else found


def _of_somebody(
    found: OfKind, part: str, who: str, papers: Mapping[int, Paper], meaning: Meaning | None
) -> OfKind:
    """Return the papers that are of somebody; all, unsure, where none says so."""
    every = found.sure | found.may
    words = [one for one in _AND.split(who) if one]
    own = {one for one in every if any(_says(word, first_lines(papers[one])) for word in words)}
    near = set[int]()
    if meaning is not None:
        near = _near(f"{part} from {who}", papers, meaning, also=every) & every
    if not own and not near:
        return OfKind(frozenset(), every)
    sure = found.sure & own
    return OfKind(sure, frozenset((near | own) - sure))


def means_papers(said: str, meaning: Meaning) -> bool:
    """Return whether words are nearer to names of papers than of other things."""
    import numpy as np

    papers, others = (
        np.stack([meaning.asked(one) for one in names]).mean(axis=0) for names in (_PAPERS, OTHER_THINGS)
    )
    apart = papers - others
    nearer = (meaning.asked(said) - (papers + others) / 2) @ (apart / np.linalg.norm(apart))
    return bool(nearer >= MEANS_PAPERS)


_PAPERS = (
    "documents", "papers", "letters", "contracts", "invoices", "certificates", "minutes of meetings", "policies", "reports", "agreements",
    "forms", "文件", "合同", "信函", "发票", "证书", "会议纪要", "保单", "报告", "协议", "表格",
)  # fmt: skip
OTHER_THINGS = (
    "people", "customers", "months", "machines", "products", "days", "places", "tools", "employees", "rooms", "payments", "projects", "人",
    "客户", "月份", "机器", "产品", "日期", "地点", "工具", "员工", "房间", "付款", "项目",
)  # fmt: skip


def _saying(part: str, papers: Mapping[int, Paper]) -> tuple[set[int], bool]:
    """Return the papers whose name or first lines say a kind, and if all of it.

    Of "court judgments" a paper may say the judgment alone, and 判决 of 法院判决.
    """
    if len(part) < _LEAST_HAN:
        return set(), False
    heads = {number: _head(one) for number, one in papers.items()}
    if whole := {number for number, lines in heads.items() if _says(part, lines)}:
        return whole, True
    for core, rest in _cores(part):
        if kind_called(core) is not None:
            break  # "consultancy contracts" are contracts, which are asked in another way
        if found := {number for number, lines in heads.items() if _says(core, lines)}:
            narrower = {number for number in found if _says(rest, [papers[number].beginning.casefold()])}
            return (narrower, True) if narrower else (found, False)
    return set(), False


def _is_called(kind: Kind, paper: Paper) -> bool:
    """Return whether a paper's name or first lines call it a paper of a kind."""
    named = re.compile(kind.named)
    return any(
        (found := named.search(line)) is not None and (at == 0 or ":" not in line[: found.start()])
        for at, line in enumerate(_head(paper))
    )


def _is_else(paper: Paper) -> bool:
    """Return whether a paper is a mail, a letter or minutes: such speak of others."""
    called = f"{paper.stem} {paper.title}".casefold()
    named = any(re.search(kind.named, called) for kind in (MAILS, MINUTES))
    return named or is_mail(paper.source) or is_letter(paper)


def _cores(part: str) -> Sequence[tuple[str, str]]:
    """Return the ends, then the beginnings, of a name, each with the rest of it."""
    if part.isascii():
        words = part.split()
        cut = range(1, len(words))
        ends = [(" ".join(words[at:]), " ".join(words[:at])) for at in cut]
        return [*ends, *((" ".join(words[:at]), " ".join(words[at:])) for at in reversed(cut))]
    cut = range(1, len(part) - _LEAST_HAN + 1)
    return [(part[at:], part[:at]) for at in cut]


def _says(words: str, lines: Sequence[str]) -> bool:
    if not words.isascii():
        return any(words in "".join(line.split()) for line in lines)
    wanted = f" {' '.join(singulars(words))} "
    return wanted.strip() != "" and any(wanted in f" {' '.join(singulars(line))} " for line in lines)


def _head(paper: Paper) -> list[str]:
    """Return what a paper says that it is: its name, its title, its first short lines."""
    lines = [
        line
        for line in first_lines(paper)[:HEAD_LINES]
        if len(line) <= HEAD_CHARS and _NO_TITLE.search(line) is None
    ]
    return [f"{paper.stem} | {paper.title[:HEAD_CHARS]}".casefold(), *lines]


def _near(
    part: str,
    papers: Mapping[int, Paper],
    meaning: Meaning,
    *,
    also: Collection[int] = (),
    like: Collection[int] = (),
) -> set[int]:
    """Return the papers that are near to a kind in meaning, beside the others.

    Args:
        part: What they are called.
        papers: All there are.
        meaning: Compares them.
        also: Mails, letters and minutes that may be among them, as others of these may not.
        like: Those that say the kind: what is as near as all of these is one, too.
    """
    import numpy as np

    numbers = [number for number, one in papers.items() if number in also or not _is_else(one)]
    if len(numbers) < LEAST_COMPARED:
        return set()
    cards = [
        f"{one.stem}. {one.title}. {' '.join(one.beginning.split())[:CARD_CHARS]}"
        for one in map(papers.__getitem__, numbers)
    ]
    vectors = meaning.texts(cards)
    common = vectors.mean(axis=0)
    own, wanted = vectors - common, meaning.asked(part) - common
    near = (own @ wanted) / (np.linalg.norm(own, axis=1) * np.linalg.norm(wanted) + _LEAST)
    by_number = dict(zip(numbers, near.tolist(), strict=True))
    least = max(NEAR, NEAR_SHARE * max(by_number.values()))
    if len(own_kind := [by_number[one] for one in like if one in by_number]) > 1:
        least = min(least, max(NEAR_LIKE, ALIKE * min(own_kind)))
    return {number for number, one in by_number.items() if one >= least}
