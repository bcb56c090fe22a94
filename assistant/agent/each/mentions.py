"""Answer which papers of a kind speak of something, with the words of each.

Such as "which minutes mention Talvik?".

Found by words, in every paper of the kind; nothing is asked of a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from assistant.agent.cells.one_cell import cell_of, said_in
from assistant.agent.each.each_document import EachDocument
from assistant.agent.each.each_table import Target
from assistant.answer_table import Cell, Table, TableRow
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of

MOST_SHOWN = 40
"""Papers that are listed with their words; more are a matter of the catalogue."""
MOST_CHARS = 300
"""Characters of a sentence that is shown."""
_WHETHER = lazy_regex(r"要不要|该不该|能不能|可不可以|会不会|是不是|是否|有没有|如何|怎么样?")
"""Says that it is open what was spoken of."""
_JOINED = lazy_regex(r"\s*(?:,|/|、|或者?|和|及|\b(?:or|and)\b)\s*", re.IGNORECASE)
_SPOKEN = (
    r"(?:mentions?|mentioned|mentioning|talks? about|talked about|speaks? (?:of|about)|refers? to|discuss(?:es|ed)?|covers?|covered|deals? with"
    r"|(?:is|are|was|were) about|about|contain(?:s|ing)? the words?|says? (?:any|some)?thing (?:about|on)|has anything (?:about|on)|have anything (?:about|on))"
)
_MENTIONS_EN = lazy_regex(
    rf"^(?:please )?(?:(?:can|could) you )?(?P<head>(?:which|what|list|show|find|give|name|tell)(?: me| us)?(?: which)?(?: of)?(?: (?:all|every|each|any|the|our|my|your|these|those|of))*)\s+(?P<papers>(?!(?:do|does|did|is|are|was|were|has|have|can|will)\b)[\w&'’,/ -]{{3,60}}?)(?: (?:that|which|where|in which|do we have that|we have that))?(?: (?:is|are|it|they|we|ever|also|anywhere))* (?P<spoken>{_SPOKEN})\s+(?P<what>[^?]{{2,80}}?)\W*$",
    re.IGNORECASE,
)
_MENTIONS_ZH = lazy_regex(
    r"^(?:请|请问|帮我|麻烦)*(?:有?哪些|有?哪几[份次个封张篇场]?|有?哪[份次个封张篇场]|列出(?:所有|全部)?|找出(?:所有|全部)?|所有|全部)的?(?P<papers>[^，。？?\s]{1,14}?)(?:里面?|中|上)?(?:都|有|曾|也)*(?P<spoken>提[到起]|提及|涉及|谈[到起论]|说[到起]|讲[到起]|讨论|商[量议]|写到|聊[到起]|出现|[谈说讲聊提议](?=[了过]))(?:了|过)*(?P<what>[^，。？?]{1,30}?)[？?。的吗呢]*$"
    r"|^(?:请|请问|帮我|麻烦)*(?:列出|找出|有?哪些)?(?:所有|全部)?(?P<spoken2>提到|提及|涉及|谈到|说到|讲到|讨论|关于|有关)(?:了|过)*(?P<what2>[^，。？?]{1,30}?)的(?P<papers2>[^，。？?\s]{1,14}?)(?:都?有(?:哪些|哪几[份次个封张篇场]))?[？?。]*$"
)
_ANY_EN = (
    r"^(?:please )?(?:(?:list|show|find|give)(?: me| us)? )?(?:(?:any|every)thing(?: at all)?|all(?: of)?(?: the| our| my)?(?: papers?| documents?| files?)?|every (?:paper|document|file)"
    r"|(?:which|what) (?:papers?|documents?|files?|ones?)|where (?:have we got|do we have|is there)(?: any)? (?:stuff|things?|anything|something))(?: (?:we have|that|which))?"
)
_MENTIONS_ANY = (
    lazy_regex(
        rf"{_ANY_EN}(?: (?:is|are|ever))? (?:{_SPOKEN}|says? anything (?:about|on)|(?:has|have) to do with|on|naming)\s+(?P<what>[^?]{{2,80}}?)(?:\W*(?:pls|please|thanks))?\W*$",
        re.IGNORECASE,
    ),
    lazy_regex(
        rf"{_ANY_EN} (?:where|in which) (?P<what>[^?]{{2,60}}?) (?:comes? up|appears?|turns? up|(?:is|are) (?:mentioned|named))\W*$",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"^(?:请|请问|帮我|麻烦|把|找|列出|找出|给我)*(?:所有|全部)?(?:跟|和|与|关于|有关)(?P<what>[^，。？?]{1,20}?)(?:有关|相关)?的(?:所有|全部)?(?:东西|资料|材料|文件|文档|内容)(?:都?(?:有哪些|找出来|列出来|列一下|给我))?[？?。]*$"
    ),
    lazy_regex(
        r"^(?:请问)?有?(?:哪里|哪儿|什么地方|哪些地方)(?:都|有|曾)*(?:提到|提及|说到|写到|出现)(?:了|过)*(?P<what>[^，。？?]{1,20}?)[？?。的]*$"
    ),
)
"""The same of papers of any kind."""
_ATTENDED = (
    lazy_regex(
        r"^(?:(?:which|what|list|show)(?: me)?(?: all)?(?: of)?(?: the| our| these)* )(?P<papers>[\w'’ -]{0,24}?(?:meetings?|minutes))(?: that| where| which)? (?:did |has |have |was |were )?(?P<what>[^?]{2,40}?) (?:attend(?:ed)?|(?:go|gone|went|come|came) to|(?:been |present |there )?(?:at|in|there|present)|(?:take|took|taken) part(?: in)?)\W*$",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"^(?:which|what)(?: of)?(?: the| our)* (?P<papers>[\w'’ -]{0,24}?meetings?) (?:were|was|have been|has been) attended by (?P<what>[^?]{2,40}?)\W*$",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"^(?P<what>[^，。？?]{1,12}?)(?:都|一共|总共)*(?:参加|出席|列席)[了过]*(?:哪[几些]?|几)[次场个]?的?(?P<papers>[^，。？?\s]{0,8}会议?)[？?。呢了]*$"
    ),
    lazy_regex(
        r"^有?哪[几些]?[次场个]?(?P<papers>[^，。？?\s]{0,8}?会议?)(?:是?有|上有)?(?P<what>[^，。？?]{1,12}?)(?:都|也)*(?:参加|出席|列席|在场|到场|到会)[了过]*(?:的|？|\?|。)*$"
    ),
)
"""Asks at which meetings somebody was."""
HEAD_UNITS = 12
"""Sentences at the beginning of minutes in which it stands who was there."""
_PARTS = lazy_regex(
    r"(?<=[.。;；])|(?=\b(?:apologies|absent|away|not there|not present|excused)\b)|(?=缺席|请假|未到)",
    re.IGNORECASE,
)
THERE = lazy_regex(
    r"\b(?:present|there|attend(?:ed|ing|ees|ance)|in the room|by (?:tele)?phone|chair(?:ed|man|woman|ing)?)\b|出席|到会|参加|参会|与会|列席|在场|在座|人员|主持",
    re.IGNORECASE,
)
NOT_THERE = lazy_regex(
    r"\b(?:apologies|absent|away|excused|not (?:there|present)|without)\b|缺席|请假|未到|外出|没来",
    re.IGNORECASE,
)
_ALL_THERE = lazy_regex(r"\b(?:all|every(?:body|one))\b|全[员体]|所有人", re.IGNORECASE)
_EITHER = lazy_regex(r"\s*(?:/|\bor\b|\band\b|,|、|或者?|和)\s*", re.IGNORECASE)
_FEW_WORDS = 6
"""Words of what is looked for up to which it may be one of several things: Trevanion or Merrow."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A question for papers that speak of something.

    Attributes:
        papers: What the papers are called in it; it may name several kinds, or none.
        what: What they speak of.
        attended: Whether it is somebody who has to have been at the meeting.
    """

    papers: tuple[str, ...]
    what: str
    attended: bool = False


def mention_asked(question: str) -> Mention | None:
    """Take apart a question for papers of a kind that speak of something; else None.

    "Which minutes mention Talvik?" asks it of the minutes, "anything that mentions Talvik" of all papers.
    """
    text = " ".join(question.split())
    for pattern in _ATTENDED:
        if (found := pattern.match(text)) is not None:
            return Mention((found["papers"].strip(),), found["what"].strip(), attended=True)
    for pattern in _MENTIONS_ANY:
        if (found := pattern.match(text)) is not None:
            return Mention((), found["what"].strip())
    if (found := _MENTIONS_EN.match(text)) is not None:
        if found["head"].split()[0].casefold() in ("tell", "give", "name") and "which" not in found["head"]:
            return None
        return Mention(_parted(found["papers"]), found["what"].strip())
    if (found := _MENTIONS_ZH.match(text)) is not None:
        papers, what = found["papers"] or found["papers2"], found["what"] or found["what2"]
        return Mention(_parted(papers), what.strip())
    return None


def _parted(papers: str) -> tuple[str, ...]:
    return tuple(one for one in (part.strip() for part in _JOINED.split(papers)) if one)


class Mentions:
    """Looks through the papers of a kind.

    Args:
        library: Whose papers.
        each: Knows what they are called.
    """

    def __init__(self, library: Library, each: EachDocument) -> None:
        self._library = library
        self._each = each

    def table(
        self, asked: Mention, documents: frozenset[int] | None, language: Language = "en"
    ) -> Table | None:
        """Return the papers that speak of it; None where no paper of the kind does.

        Args:
            asked: What is asked.
            documents: Only these; all of them when None.
            language: What the question is in.
        """
        parts = [
            [query_terms(part) for part in _WHETHER.sub("的", one).split("的")] for one in _things(asked.what)
        ]
        parts = [one for one in parts if any(one)]
        papers = self._each.called(asked.papers, documents) if asked.papers else documents
        if not parts or (asked.papers and not papers):
            return None
        targets = self._each.documents(papers)
        if asked.attended:
            return self._attended(asked, targets, frozenset(query_terms(asked.what)))
        called = {one.number: _called(one) for one in targets}
        wanted = [
            frozenset(term for part in one for term in self._apart(part, called, language)) for one in parts
        ]
        holding = [self._holding(one, called, language) for one in wanted]
        found = [
            (
                target,
                self._spoken(
                    target,
                    [terms for terms, there in zip(wanted, holding, strict=True) if target.number in there],
                ),
            )
            for target in targets
        ]
        whole = [
            unit is not None and _says_all(unit, called[target.number], wanted) for target, unit in found
        ]
        if any(whole):  # words that stand apart in a paper may speak of other things
            matches = [
                (said or None) if unit is not None else False
                for said, (_, unit) in zip(whole, found, strict=True)
            ]
        else:
            matches = [unit is not None for _, unit in found]
        rows = tuple(
            TableRow(target.source, target.title, (cell_said(unit, sure=match is True),), match)
            for match, (target, unit) in zip(matches, found, strict=True)
        )
        if not 0 < sum(row.matches is True for row in rows) <= MOST_SHOWN:
            return None
        head = (asked.what,)
        return Table(head, rows, there=len(rows), asked=len(rows), condition=asked.what, selects="which")

    def _attended(self, asked: Mention, targets: Sequence[Target], name: frozenset[str]) -> Table | None:
        """Return the meetings at which somebody was; None where no minutes tell it."""
        rows: list[TableRow] = []
        for target in targets:
            passages = self._library.documents.neighbours(target.number, 0, target.passages)
            units = [unit for passage in passages for unit in units_of(passage, 0)][:HEAD_UNITS]
            told = [(unit, was) for unit in units if (was := _was_there(unit.text, name)) is not False]
            unit, was = min(told, key=lambda one: one[1] is None, default=(None, False))
            rows.append(TableRow(target.source, target.title, (cell_said(unit, sure=bool(was)),), was))
        if not any(row.matches for row in rows):
            return None
        return Table((asked.what,), tuple(rows), len(rows), len(rows), condition=asked.what, selects="which")

    def _apart(
        self, terms: Sequence[str], called: Mapping[int, frozenset[str]], language: Language
    ) -> Sequence[str]:
        """Leave out terms that only join two words of Chinese: no paper holds them."""
        held = [
            not is_unspaced(one) or bool(self._holding(frozenset([one]), called, language)) for one in terms
        ]
        beside = [False, *held, False]
        return [one for at, one in enumerate(terms) if held[at] or not (beside[at] and beside[at + 2])]

    def _holding(
        self, wanted: frozenset[str], called: Mapping[int, frozenset[str]], language: Language
    ) -> set[int]:
        """Return the documents that hold all of some terms, in their text or their names."""
        from assistant.agent.words.word_forms import documents_saying  # few questions ask

        there = frozenset(called)
        left = set(there)
        for term in wanted:
            named = {number for number, own in called.items() if term in own}
            left &= named | documents_saying(self._library.words, [term], language, there)
        return left

    def _spoken(self, target: Target, wanted: Sequence[frozenset[str]]) -> Unit | None:
        """Return the sentence of a paper that says most of what is wanted.

        None where nothing of it is.
        """
        if not wanted:
            return None
        passages = self._library.documents.neighbours(target.number, 0, target.passages)
        units = [unit for passage in passages for unit in units_of(passage, 0)]
        if not units:
            return None
        from assistant.tables.question.bridging import called_alike  # few questions ask

        every = frozenset(form for terms in wanted for one in terms for form in (one, *called_alike(one)))
        said = [len(frozenset(terms(unit.text)) & every) for unit in units]
        return units[max(range(len(units)), key=lambda at: (said[at], -at))]


def _things(what: str) -> Sequence[str]:
    """Return the things that are looked for, one of which will do."""
    short = len(what.split()) <= _FEW_WORDS if what.isascii() else len(what) <= 3 * _FEW_WORDS
    return [one for one in _EITHER.split(what) if one] if short else [what]


def _called(target: Target) -> frozenset[str]:
    return frozenset(terms(f"{re.sub(r'[_-]+', ' ', PurePath(target.source).stem)} {target.title}"))


def _says_all(unit: Unit, called: frozenset[str], wanted: Sequence[frozenset[str]]) -> bool:
    """Return whether a sentence, or its paper's name, says all words of a thing."""
    from assistant.tables.question.bridging import called_alike  # few questions ask

    said = frozenset(terms(f"{' '.join(unit.passage.heading)} {unit.text}")) | called
    return any(all({term, *called_alike(term)} & said for term in one) for one in wanted)


def _was_there(text: str, name: frozenset[str]) -> bool | None:
    """Return whether minutes tell that somebody was there; None for maybe.

    All may be there without their names, and a first name may be that of another.
    """
    may = False
    for part in _PARTS.split(text):
        if THERE.search(part) is None or NOT_THERE.search(part) is not None:
            continue
        said = frozenset(terms(part))
        if name <= said:
            return True
        may = may or bool(name & said) or _ALL_THERE.search(part) is not None
    return None if may else False


def cell_said(unit: Unit | None, *, sure: bool = True) -> Cell:
    """Return a cell that shows a sentence."""
    if unit is None:
        return Cell("not_stated")
    said = " ".join(said_in(unit).split())
    return cell_of(
        "found" if sure else "unsure", said if len(said) <= MOST_CHARS else f"{said[:MOST_CHARS]}…", (unit,)
    )
