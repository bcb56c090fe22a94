"""Tell which papers of a library a question means by what people there call them.

An office calls its papers by names of its own: appointments, berth agreements, 例会. What stands in the names of several
documents is such a name where a question asks for each or for some of them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePath

from assistant.agent.papers.paper_kinds import CONTRACTS, Paper, is_of_kind, kind_called
from assistant.frozen import dataclass
from assistant.languages import is_function_word
from assistant.regexes import lazy_regex

LEAST_CALLED = 2
"""So many documents bear a name before it is one of a kind of papers."""
MOST_HEAD = 16
"""Characters of the first line that may say what a paper without a title is."""
MOST_WORDS, MOST_HAN = 3, 8
"""Words of the longest name of a kind of papers, and its characters in Chinese."""
_SOME_EN = lazy_regex(
    r"\b(?:which|what|each|every|all|list|find|show(?: me| us)?|give me|name|any|both|how many|in|of|for|from)(?: of)?(?: (?:all|every|each|the|our|my|your|these|those|of))*\s+(?=[a-z])",
    re.IGNORECASE,
)
"""Stands before the papers that are meant."""
_SOME_ZH = lazy_regex(
    r"(?:哪些|哪几|每一?|各|所有|全部|列出|找出|几)(?:[份次个封张篇场期])?的?|(?:提到|提及|涉及|谈到|说到|讲到|讨论|关于|有关)(?:了|过)?[^，。？?]{1,20}?的"
)
_GENERAL = lazy_regex(
    r"(?:documents?|files?|papers?|notes?|records?|things?|ones?|sheets?|stuff|pages?|文件|文档|资料|记录|材料)",
    re.IGNORECASE,
)
"""Says nothing of a kind, and may follow the name of one: meeting notes."""
_IN_A_ROW = lazy_regex(r"[\w'’-]+(?: [\w'’-]+)*")
_NEXT = lazy_regex(r" ([^\W\d_]{2,})", re.IGNORECASE)
_ONE_BY_ONE = lazy_regex(r"\b(?:each|every|any)\b", re.IGNORECASE)
_VERB = lazy_regex(
    r"\w+ed|ends|expires|runs|starts|begins|costs|pays|says|mentions|names|holds|belongs|covers"
)
"""What a single paper may do."""
_HAN = lazy_regex(r"[\u4e00-\u9fff]+")
_WORD = lazy_regex(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Meant:
    """Papers that a question means.

    Attributes:
        said: What they are called in it.
        numbers: The documents.
        deals: Whether all of them are contracts.
    """

    said: str
    numbers: frozenset[int]
    deals: bool = False


Names = Mapping[int, Sequence[str]]
"""What each document is called: its name, its title, and its nearest folder."""


def papers_called(said: str, papers: Mapping[int, Paper]) -> frozenset[int]:
    """Return the documents that people call so, by a known kind or by their names."""
    return _called(said, papers, _names(papers))


def _called(said: str, papers: Mapping[int, Paper], names: Names) -> frozenset[int]:
    bare = singulars(said)
    if (kind := kind_called(said)) is None and len(bare) > 1 and _GENERAL.fullmatch(bare[-1]):
        bare = bare[:-1]  # meeting notes
        kind = kind_called(" ".join(bare))
    if kind is not None and (of_kind := {number for number, one in papers.items() if is_of_kind(one, kind)}):
        return frozenset(of_kind & _bearing(bare, said, names) or of_kind)
    if not bare or _GENERAL.fullmatch(said):
        return frozenset()
    bearing = _bearing(bare, said, names)
    titles = {papers[number].title for number in bearing}
    if len(bearing) >= LEAST_CALLED and len(titles) == 1:  # one form, saved under another name as well
        bearing |= {number for number, one in papers.items() if one.title in titles and one.title}
    return frozenset(bearing)


def names_asked(question: str) -> Iterator[str]:
    """Yield what a question may call papers, the longest at each place first."""
    for before in _SOME_EN.finditer(question):
        words = list(islice(_WORD.finditer(question, before.end()), MOST_WORDS))
        if not words or words[0].start() != before.end() or is_function_word(words[0].group().lower(), "en"):
            continue  # "what is …" names no papers
        for length in range(len(words), 0, -1):
            said = question[before.end() : words[length - 1].end()]
            if _IN_A_ROW.fullmatch(said) and not _belongs_to_next(
                question, before.group(), said, words[length - 1].end()
            ):
                yield said
    for before in _SOME_ZH.finditer(question):
        rest = _HAN.match(question, before.end())
        for length in range(min(len(rest.group()) if rest else 0, MOST_HAN), 1, -1):
            yield question[before.end() : before.end() + length]


def _belongs_to_next(question: str, before: str, said: str, end: int) -> bool:
    """Return whether a name only tells which of what follows: berth wardens."""
    following = _NEXT.match(question, end)
    if following is None or _ONE_BY_ONE.search(before) or _singular(said) != said or kind_called(said):
        return False
    word = following[1].lower()
    return not (is_function_word(word, "en") or _GENERAL.fullmatch(word) or _VERB.fullmatch(word))


def papers_meant(question: str, papers: Mapping[int, Paper]) -> Meant | None:
    """Return the papers that a question asks each or some of, by their own name.

    None where it names none.
    """
    names = _names(papers)
    for said in names_asked(question):
        if LEAST_CALLED <= len(own := _called(said, papers, names)) < len(papers):
            return Meant(said, own, all(is_of_kind(papers[number], CONTRACTS) for number in own))
    return None


def _bearing(words: tuple[str, ...], said: str, names: Names) -> set[int]:
    """Return the documents whose name, title or nearest folder says words in a row."""
    if not said.isascii():
        folded = "".join(said.casefold().split())
        return {
            number for number, own in names.items() if any(folded in "".join(name.split()) for name in own)
        }
    wanted = f" {' '.join(words)} "
    stems = [word[:-1] for word in words]  # of "policies" too
    return {
        number
        for number, own in names.items()
        if any(
            all(stem in name for stem in stems) and wanted in f" {' '.join(singulars(name))} " for name in own
        )
    }


def _names(papers: Mapping[int, Paper]) -> Names:
    return {
        number: [name.casefold() for name in (one.stem, one.title, _headline(one), *one.folders[:1])]
        for number, one in papers.items()
    }


def _headline(paper: Paper) -> str:
    """Return the first words of a paper in Chinese that bears no title."""
    titled = paper.title and paper.title not in (PurePath(paper.source).stem, PurePath(paper.source).name)
    first = (
        ""
        if titled
        else paper.beginning.removeprefix(paper.title).lstrip("#*【 \n")[:MOST_HEAD].partition("\n")[0]
    )
    return first if _HAN.match(first) else ""


def singulars(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, each as of one thing."""
    return tuple(_singular(word) for word in _WORD.findall(text.casefold()))


_SINGULAR: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("ies", lambda word: f"{word[:-3]}y"),
    ("sses", lambda word: word[:-2]),
    ("ches", lambda word: word[:-2]),
    ("ss", lambda word: word),
    ("us", lambda word: word),
    ("s", lambda word: word[:-1]),
)


def _singular(word: str) -> str:
    return next((cut(word) for ending, cut in _SINGULAR if len(word) > 3 and word.endswith(ending)), word)


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """With whom contracts are that are asked for.

    Attributes:
        name: As the question writes it.
        without: What those are called that are left out; "" for none.
    """

    name: str
    without: str = ""


_WITH_EN = lazy_regex(
    r"^(?:please )?(?i:(?:list|show|find|give)(?: me| us)? )?(?i:everything|anything|all(?: of)?(?: the| our)?(?: papers| documents| contracts| agreements| deals)?)(?: that)?(?: we(?:['’]ve| have)?)?"
    r" (?:(?:signed|agreed|concluded|made) )?with (?:the )?(?P<name>[A-Z][\w&.'’-]*(?: (?:[A-Z&][\w&.'’-]*|of|and))*)(?:,? (?:but )?(?:not|without|except(?: for)?|apart from|leaving out) (?:the |those of |those with )?(?P<out>[^,;]+?)(?: lot| ones?| contracts?| papers?)?)?$"
)
_WITH_ZH = lazy_regex(
    r"^(?:请|把|帮我|列出|找出|我们|所有|全部)*[跟和与同](?P<name>[^，。？?的]{2,20}?)签(?:订|署|过|了|下)*的(?:所有|全部)?(?:合同|协议|文件)?(?:都|全部?)*(?:找出来|列出来|列一下|有哪些|是哪些|有哪几份)?(?:[，,](?P<out>[^，。？?]{2,20}?)的?(?:不要|除外|不算|不用))?$"
)


def party_asked(question: str) -> PartyAsked | None:
    """Return with whom all contracts are asked for that there are; else None."""
    text = " ".join(question.split()).strip(" ?.!？。")
    found = _WITH_EN.match(text) or _WITH_ZH.match(text)
    return PartyAsked(found["name"].strip(), found["out"] or "") if found is not None else None


_SUBJECTS: Sequence[tuple[str, str]] = (
    ("employment contracts", r"employees|staff(?: members)?|members of (?:the )?staff|workers|colleagues|people (?:on the payroll|we employ|who work here)|(?:of )?our people"),
    ("leases", r"landlords|landladies|lessors|tenants(?: ?(?:/|and|or) ?licensees)?|lessees|licensees|renters|lodgers"),
    ("contracts", r"suppliers|vendors|(?:sub-?)?contractors|customers|clients|buyers|service providers"),
)  # fmt: skip
"""Whom a question asks for, and the contracts that tell of them."""
_SUBJECT_EN = lazy_regex(
    r"^(?:please )?(?:(?P<list>list|show|give|name|find|tell)(?: me| us)? |(?P<count>how many) |(?:which|what|who are) )?(?:(?:of|all|every|each|the|our|my|any|those) )*"
    rf"(?:{'|'.join(f'(?P<s{at}>{who})' for at, (_, who) in enumerate(_SUBJECTS))})(?:(?:,| and| or) (?:{'|'.join(who for _, who in _SUBJECTS)}))?,? "
    r"(?P<rest>(?:who|that|which|whose|where|to whom|from whom|for whom|asks?|wants?|requires?|with|without|we|we're|we are|have|has|had|are|is|do|does|don't|may|must|can|cannot|can't|will|gets?|pays?|earns?|needs?|works?|charged|paid|barred|bound|started|began|joined|left|on|still|allowed|not|under|over)\b.{3,})$",
    re.IGNORECASE,
)
_WHO_EN = lazy_regex(
    r"^who (?:rents?|leases?|hires?)\b(?: \w+){0,2} from us\b(?P<s1>) ?(?P<rest1>.{3,})$"
    r"|^who (?P<s3>(?=.*\b(?:they rent|sub-?let|underlet|pays? (?:us )?rent|their landlord)\b))(?P<rest3>(?:may|can|must|cannot|can't|pays?|has|is|isn't|should|under)\b.{3,})$"
    r"|^who (?:(?:on|among|of) (?:the|our) (?:payroll|staff|people|employees|team)|works? (?:for us|here) and)(?P<s0> )(?P<rest>.{3,})$"
    r"|^who (?P<s2>(?=(?:gets?|is|are) paid (?:by|per|an?|monthly|weekly|hourly)\b|earns? |has to give |must give |is (?:still )?on (?:probation|trial)))(?P<rest2>.{3,})$",
    re.IGNORECASE,
)
_SUBJECT_ZH = lazy_regex(
    r"^(?:请问|请|我们|公司)*(?:有?哪些|有?哪几[个位家名])的?(?:(?P<s0>员工|职工|雇员|职员|同事)|(?P<s1>租户|租客|承租[方人]|住户)|(?P<s2>供应商|供货商|服务商|客户|买家))(?P<rest>(?!.*(?:多少|什么|谁|哪|几|分别|各自|每[家个户]))[^，。？?]{2,30})[？?。]*$"
    r"|^(?=.*(?:通知|账期|付款|结算|押金|保证金|期限|到期|合同|租期|租金|续[签约期租]))(?P<rest2>[^，。？?]{2,30}?)的(?:(?P<s3>员工|职工)|(?P<s4>租户|租客|房东)|(?P<s5>供应商|供货商|服务商|客户))(?:都?(?:有|是)(?:哪些|谁|哪几[家个])|有几[家个])[？?。]*$"
    r"|^谁(?P<who>(?=按(?:小时|点|月|天|季)|(?:还)?在试用|离职)[^，。？?]{2,24})(?:[，,](?:列出|列一下)[^，。？?]{0,8})?[？?。]*$"
    r"|^谁(?:租了?|承租了?)(?:我们|咱们|公司)的?(?P<rest1>[^，。？?]{2,20})[？?。]*$"
)
_ZH_SUBJECTS = ("劳动合同", "租约", "合同")


def asked_by_role(question: str) -> tuple[str, str, bool] | None:
    """Return whose contracts are asked, what of them, and whether to count.

    "Which tenants pay quarterly?" asks it of the leases, "who is paid by the hour" of the employment contracts. None for
    other questions.
    """
    text = question.strip(" ?.!？。")
    if (found := _SUBJECT_EN.match(text)) is not None:
        at = next(at for at in range(len(_SUBJECTS)) if found[f"s{at}"])
        return _SUBJECTS[at][0], found["rest"], bool(found["count"])
    if (found := _WHO_EN.match(text)) is not None:
        rest = found["rest"] or found["rest1"] or found["rest2"] or found["rest3"]
        return _SUBJECTS[1 if found["rest1"] or found["rest3"] else 0][0], rest, False
    if (found := _SUBJECT_ZH.match(text)) is not None:
        named = next((at % 3 for at in range(6) if found[f"s{at}"]), 0 if found["who"] else 1)
        rest = found["rest"] or found["rest1"] or found["rest2"] or found["who"]
        return _ZH_SUBJECTS[named], rest, False
    return None


_MEETINGS = lazy_regex(
    r"\bhow many (?:[a-z]+ )?meetings (?:(?:did|do|have|had) we (?:have|had|hold|held)|(?:were|was|are) (?:there|held)|took place|have there been)\b"
    r"|(?P<zh>(?:一共|总共|我们)*(?:[开召]开?[了过]?(?:[几多]少?[次场个])(?:例|院务|全体)?会议?|有?(?:几|多少)[次场]会议))[了呢]?",
    re.IGNORECASE,
)
_TIME_OF_IT = lazy_regex(r"(?<=from) (?:in|during|for|so far|over)\b")


def minutes_counted(question: str) -> str | None:
    """Return a question that counts minutes in the place of one that counts meetings.

    None for any other question.
    """
    found = _MEETINGS.search(question)
    if found is None:
        return None
    minutes = "有几份会议纪要" if found["zh"] else "how many minutes are there from"
    return _TIME_OF_IT.sub("", f"{question[: found.start()]}{minutes}{question[found.end() :]}")
