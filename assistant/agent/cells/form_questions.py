"""Tell what a list question asks of papers that were made from one form.

"Which tenants at Copper Lane are allowed a dog?" asks the tenancies, of them those whose head names Copper Lane, and of these what is
left: "are allowed a dog". Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.agent.cells.columns import Column, column_of
from assistant.agent.cells.forms import Form
from assistant.agent.words.roles import role_pattern
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.languages import language_of
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import ENGLISH_MONTHS

FIRST_WORDS = 3
"""Words at the beginning of a question among which the papers are named."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of the papers of a form.

    Attributes:
        predicate: What is wanted of them, without what they are called: "may have a cat".
        column: The same as it is asked of each.
        within: Of the form's papers those that are meant.
        named: Whether the question says what kind of papers, or whose, are asked; "who" says little.
        value: The value that is wanted; empty for none, or where the column has a condition.
        differs: Whether any other value than that is wanted.
    """

    predicate: str
    column: Column
    within: frozenset[int]
    named: bool
    value: str = ""
    differs: bool = False


_SAID_ASIDE = lazy_regex(
    r"[,，(（]?\s*\b(?:as things (?:now )?stand(?: today)?|(?:taking|counting|with) (?:any |the |all )*(?:later |newer )?(?:letters|changes|amendments|variations) (?:into account|counted|included|in)|(?:any |the )?(?:later |newer )?(?:letters|changes|amendments|variations) (?:counted|included|taken into account)|as of (?:now|today)|(?:right )?now|today|at the moment|these days|currently)\b[)）]?"
    r"|[,，(（]?(?:算上|考虑|包括|连同)(?:后来|之后|以后)?的?[^，。？?]{0,8}?(?:信函?|函|变更|补充协议|补充约定|修改)(?:在内)?[，,)）]?|按?(?:目前|现在|眼下)(?:的情况)?[，,]?",
    re.IGNORECASE,
)
_SUPERLATIVE = lazy_regex(
    r"\b(?:furthest|farthest|nearest|soonest|highest|lowest|longest|shortest|largest|smallest|biggest|cheapest|dearest|earliest|latest|newest|oldest|the (?:most|least))\b|最|合计|总[共计]多少|平均",
    re.IGNORECASE,
)
"""Compares papers with each other, or adds them up."""
_HAVING = lazy_regex(
    r"^(?:have|has|had|hold|with)(?: an?| the| their)? (?:agreements?|contracts?|tenanc(?:y|ies)|leases?)(?: (?:that|which))?\s+",
    re.IGNORECASE,
)
_LEAD_EN = lazy_regex(
    r"(?:(?:please|can you|could you|and|so|tell me|list|show(?: me)?|give me|name|find|which|what|who(?= (?:is|are) the)|how many|are there|is there|do we have|all|any|every|each|of|our|the|my|those|these|are|is)\b[\s:]*)*",
    re.IGNORECASE,
)
_WHO_EN = lazy_regex(r"(?:and |so |please |tell me |list )*who(?:se)?\b", re.IGNORECASE)
_LISTS_EN = lazy_regex(
    r"\b(?:which|what|list|show|who|whose|how many|all|any|every|each|are there)\b", re.IGNORECASE
)
_GENERAL_EN = frozenset(
    terms("contracts agreements papers documents people persons ones files customers clients users guests")
)
_WORD_EN = lazy_regex(r"[A-Za-z][\w'’-]*")
_AND_ALSO = lazy_regex(r"(?:\s*(?:,|/|and|or|&)\s*(?:our |the )?(\w+))?\s*", re.IGNORECASE)
_LINK_EN = lazy_regex(
    r"^(?:who|that|which|where|with whom|do we have|we have|there are)\b\s*(?=\w)", re.IGNORECASE
)
_OUT_EN = lazy_regex(
    r"(?i:leaving|setting) (?P<a>[^,]+?) (?:aside|out),?|(?i:apart from|except(?:ing)?(?: for)?|not counting|excluding|other than|but not|outside(?: of)?|ignoring)(?: those)?(?: (?:at|of|in|from|with))? (?:the )?(?P<b>[A-Z][\w'’]*(?: [A-Z][\w'’]*)*),?"
)
_PLACE_FIRST = lazy_regex(r"(?P<place>(?:at|in|for|from) [^,]{2,30}), (?P<rest>.+)", re.IGNORECASE)
_OUT_ZH = lazy_regex(
    r"(?:除了?|撇开|不算|不含|不包括)(?P<a>[^，,。？?]{2,12}?)(?:[以之]外|外|(?=[，,。？?]|$))[的，,]*|(?P<b>[^，,。？?的]{2,12})(?:除外|不算)[，,]*"
)
_WHERE_EN = lazy_regex(
    r"(?:at|in|on|of|from|with|for|by|under)(?: the| our| mr| mrs| ms| miss| dr)*\s*$", re.IGNORECASE
)
_LISTS_ZH = lazy_regex(
    r"哪些|哪几?[份户家位个名间套台]|(?:有|共)几[份户家位个名间套台]|多少[份户家位个名间套台]|谁|列出|列一下|所有|全部|有没有"
)
_ASK_ZH = lazy_regex(
    r"(?:请问|请|麻烦|帮我|我们|咱们|公司|目前|现在|一共|总共|都|列出|列一下|找出|所有|全部|有没有|有?哪些|有?哪几?[份户家位个名间套台]|(?:有|共)?几[份户家位个名间套台]|有?多少[份户家位个名间套台]|谁家?|是|里面?|当中|中)"
)
_GENERAL_ZH = (
    "的人|合同书?|协议书?|租约|租户|租客|承租[方人]|住户|房客|客户|人员?|员工|会员|阿姨|师傅|单位|公司"
)


def may_list(question: str) -> bool:
    """Return whether a question may ask for papers that match."""
    zh = language_of(question) == "zh"
    return (_LISTS_ZH if zh else _LISTS_EN).search(question) is not None or bool(_plurals(question))


def _plurals(text: str) -> list[str]:
    """Return the first words of a text that may be plurals."""
    return [one.group() for one in list(_WORD_EN.finditer(text))[:FIRST_WORDS] if one.group().endswith("s")]


def asked_of(question: str, form: Form, called: Callable[[int], str]) -> Asked | None:
    """Return what a list question asks of a form's papers; None where it means others.

    Args:
        question: As it was asked.
        form: The form.
        called: Gives what a document is called: its file, its title.
    """
    zh = language_of(question) == "zh"
    text = _SAID_ASIDE.sub("", " ".join(question.split())).strip(" ,，?.!？。")
    if (_LISTS_ZH if zh else _LISTS_EN).search(text) is None and (zh or not _is_name(text, form, called)):
        return None
    heads = {
        one: " ".join(
            [called(one), *(form.clauses[one][slot].said for slot in form.heads if slot in form.clauses[one])]
        )
        for one in form.papers
    }
    within = frozenset(form.papers)
    if (place := _PLACE_FIRST.match(text)) is not None:
        text = f"{place['rest']} {place['place']}"
    out = (_OUT_ZH if zh else _OUT_EN).search(text)
    if out is not None and (said := out["a"] or out["b"]):
        without = _bearing(said, heads)
        if not without:
            return None
        within -= without
        text = f"{text[: out.start()]} {text[out.end() :]}".strip(" ,，")
    parsed = _parsed_zh(text, form) if zh else _parsed_en(text, form, called)
    if parsed is None:
        return None
    predicate, named = parsed
    named_in = _names_zh(predicate, heads, form) if zh else _names_en(predicate, heads, form)
    if named_in is None:
        return None
    predicate, meant = named_in
    within &= meant
    predicate = _HAVING.sub("", predicate.strip(" ,，的")).strip()
    if not predicate and len(within) == len(form.papers):
        return None
    canonical = f"哪些合同{predicate}？" if zh else f"Which contracts {predicate}?"
    column = column_of(canonical)
    if column.best or column.adds or _SUPERLATIVE.search(text):
        return None
    if (other := others_than(predicate)) is not None:
        column = replace(column, kind=other[1], condition=None, absent=False)
        return Asked(predicate, column, within, named, other[0], differs=True)
    if column.condition is None and (same := _value_in(predicate)) is not None:
        return Asked(predicate, replace(column, kind=same[1]), within, named, same[0])
    return Asked(predicate, column, within, named)


def _bearing(said: str, heads: Mapping[int, str]) -> frozenset[int]:
    """Return the papers whose head bears a name."""
    if not said.isascii():
        bare = re.sub(r"[的那些几家户份个]+$", "", said)
        return frozenset(one for one, head in heads.items() if bare in head)
    wanted = frozenset(terms(re.sub(r"['’]s\b", "", said)))
    return frozenset(one for one, head in heads.items() if wanted <= frozenset(terms(head)))


def _names_of(form: Form, called: Callable[[int], str]) -> Counter[str]:
    """Count the words by which a form's papers, or those who made them, are called."""
    found: Counter[str] = Counter()
    for one in form.papers:
        words = {
            term
            for slot in form.clauses[one]
            if slot in form.heads
            for term in terms(form.clauses[one][slot].label)
        }
        found.update(words | {*terms(called(one))})
    return found


def _is_role_of_few(word: str, form: Form) -> bool:
    """Return whether a word is the role of those who made many papers each."""
    if not any(role_pattern(one).search(word) for names in ROLES for one in names):
        return False
    for slot in form.heads:
        if {*terms(word)} & {*slot.split()}:
            values = {form.clauses[one][slot].said for one in form.members if slot in form.clauses[one]}
            return 1 < len(values) <= len(form.members) / 2
    return False


def _is_name(text: str, form: Form, called: Callable[[int], str]) -> bool:
    """Return whether a text begins with what the papers are called, in the plural."""
    return any(_is_called(one, form, called) for one in _plurals(text))


def _is_called(word: str, form: Form, called: Callable[[int], str]) -> bool:
    own = terms(word)
    if not own or len(word) <= 2 or EMPTY.fullmatch(word) is not None:
        return False
    if own[0] in _GENERAL_EN or _names_of(form, called)[own[0]] > 1:
        return True
    return any(
        own[0] in terms(f"{called(odd)} {clause.label}")
        for odd in form.odd
        for slot, clause in form.clauses[odd].items()
        if slot in form.heads or slot not in form.slots
    )


def _parsed_en(text: str, form: Form, called: Callable[[int], str]) -> tuple[str, bool] | None:
    if (who := _WHO_EN.match(text)) is not None and not re.match(
        r"\s*(?:is|are) (?:the|our)\b", text[who.end() :]
    ):
        return text[who.end() :].strip(), False
    lead = _LEAD_EN.match(text)
    at = lead.end() if lead is not None else 0
    for word in list(_WORD_EN.finditer(text, at))[:FIRST_WORDS]:
        if not _is_called(word.group(), form, called) or text[at : word.start()].count(" ") > 2:
            continue
        if _is_role_of_few(word.group(), form):
            return None  # landlords of many papers each are asked something else
        end = word.end()
        while True:
            more = _AND_ALSO.match(text, end)
            if more is None or more[1] is None or not _is_called(more[1], form, called):
                break
            end = more.end()
        follows = _WORD_EN.match(text, end + 1)
        if follows is not None and {*terms(follows.group())} & _GENERAL_EN:
            end = follows.end()
        before = f"of {text[at : word.start()]}" if text[at : word.start()].strip() else ""
        return f"{before}{_LINK_EN.sub('', text[end:].strip(' ,'))}".strip(), True
    return None


def _names_en(text: str, heads: Mapping[int, str], form: Form) -> tuple[str, frozenset[int]] | None:
    """Return a text without the names by which some papers are meant, and those."""
    meant = frozenset(heads)
    bodies = Counter(
        term
        for one in form.papers
        for term in {
            t
            for slot, clause in form.clauses[one].items()
            if slot not in form.heads
            for t in terms(clause.said)
        }
    )
    held = {one: frozenset(terms(head)) for one, head in heads.items()}
    runs = list(re.finditer(r"\b[A-Z][\w'’]*(?:(?: |, | of | & )[A-Z\d][\w'’]*)*", text))
    for run in runs:
        own = _bearing(run.group(), heads)
        if own and len(own) < len(heads):
            meant &= own
            text = text.replace(run.group(), " ", 1)
        elif not own and not all(
            bodies[term] or term in _TIMES or term.isdigit() for term in terms(run.group())
        ):
            return None  # somebody who is in none of these papers
    for word in list(_WORD_EN.finditer(text)):
        own_terms = terms(word.group())
        if len(own_terms) != 1 or bodies[own_terms[0]] or not _WHERE_EN.search(text[: word.start()]):
            continue
        if own := frozenset(one for one, terms_held in held.items() if own_terms[0] in terms_held):
            meant &= own
            text = text.replace(word.group(), " ", 1)
    return _LINK_EN.sub("", _DANGLING.sub("", " ".join(text.split()))), meant


_DANGLING = lazy_regex(
    r"\b(?:at|in|on|of|from|with|for|by)(?: the)?\s+(?=(?:that|who|which|where|,|have|has|may|can|pays?|are|is|must|gets?|do|does|need|needs|ends?|run|runs)\b)",
    re.IGNORECASE,
)
_TIMES = frozenset(
    terms(f"{' '.join(ENGLISH_MONTHS)} monday tuesday wednesday thursday friday saturday sunday i vat uk eu")
)
"""What is written large and names nobody."""


def _parsed_zh(text: str, form: Form) -> tuple[str, bool] | None:
    labels = {
        re.sub(r"[(（].*", "", clause.label)
        for one in form.papers
        for slot, clause in form.clauses[one].items()
        if slot in form.heads
    }
    nouns = "|".join(
        [*(re.escape(one) for one in sorted(labels, key=len, reverse=True) if len(one) > 1), _GENERAL_ZH]
    )
    found = _LISTS_ZH.search(text)
    if found is None:
        return None
    behind = text[found.end() :]
    noun = re.match(rf"的?(?:{nouns})", behind)
    classed = (
        found.group()[-1] in "份户家位个名谁" or not behind or behind[0] in "可能要不还有没的，,是在由自"
    )
    before = re.search(rf"(?:{nouns})(?:里面?|当中|中)?[，,]?(?:都|是|有)*$", text[: found.start()])
    if noun is None and before is None and not classed:
        return None
    rest = text
    for pattern in (rf"(?:{nouns})(?:里面?|当中|中)?", _ASK_ZH.pattern):
        if pattern != _ASK_ZH.pattern and noun is not None:
            rest = text[: found.end()] + behind[noun.end() :]
        elif pattern != _ASK_ZH.pattern and before is not None:
            rest = text[: before.start()] + text[before.end() :] if before.end() == found.start() else text
    rest = text[: before.start()] if before is not None else text[: found.start()]
    rest = f"{rest} {behind[noun.end() :] if noun is not None else behind}"
    rest = re.sub(
        rf"^(?:{_ASK_ZH.pattern})+|(?:有|是|的)+\s*$|\s*[？?，,]?都?有?(?:是谁|哪些|是哪几[家户位个])$",
        "",
        rest.strip(),
    )
    counted = found.group()[-1] in "份户家位"
    return rest.strip(" 的，,"), noun is not None or before is not None or counted


def _names_zh(text: str, heads: Mapping[int, str], form: Form) -> tuple[str, frozenset[int]] | None:
    bodies = "\n".join(
        clause.said
        for one in form.papers
        for slot, clause in form.clauses[one].items()
        if slot not in form.heads
    )
    for length in range(10, 1, -1):
        for at in range(len(text) - length + 1):
            said = text[at : at + length]
            if not re.fullmatch(r"[\u4e00-\u9fff]+", said) or said in bodies:
                continue
            own = frozenset(one for one, head in heads.items() if said in head)
            if own and len(own) < len(heads):
                return re.sub(r"^[在的]+", "", f"{text[:at]}{text[at + length :]}"), own
    return text, frozenset(heads)


EMPTY = lazy_regex(
    r"\b(?:allow(?:ed|s)?|permit(?:ted|s)?|may|can|could|must|have|has|had|keep|kept|get|gets|need|needs|want|there|something|anything|own|still|any|no|not|without|with)\b|可以|允许|能够?|不得|必须|需要|有|带|没有|是|要",
    re.IGNORECASE,
)
"""What says of a matter that it is so, and not what the matter is."""
ROLES = (
    ("landlord", "licensor"),
    ("tenant", "licensee"),
    ("supplier",),
    ("customer",),
    ("employer",),
    ("employee",),
    ("party a",),
    ("party b",),
)
"""Roles that are the same side of alike papers."""


def others_than(predicate: str) -> tuple[str, ValueKind] | None:
    """Return the value than which a question wants another, and its kind; else None."""
    found = _OTHER_THAN.search(predicate)
    return _value_in(found["zh"] or predicate[found.end() :]) if found is not None else None


def _value_in(text: str) -> tuple[str, ValueKind] | None:
    kinds: tuple[ValueKind, ...] = ("duration", "money", "percent")
    for kind in kinds:
        for start, end in value_spans(text, kind):
            return text[start:end], kind
    return None


_OTHER_THAN = lazy_regex(
    r"(?P<en>\b(?:other than|different from|anything but|not (?:the usual )?|n['’]t )\s*)|(?:不是|不等于|并非|除了?)(?P<zh>[^，。？?]+)",
    re.IGNORECASE,
)
HAND_ASKED = lazy_regex(
    r"\b(?:by hand|hand-?written|struck (?:out|through)|cross(?:ed|ings?)[ -]?(?:out|through)|initial+ed|in (?:pen|ink|biro))\b|手写|手改|涂改|划[掉去]|删[掉去]|改动过|动过笔",
    re.IGNORECASE,
)
"""Asks for papers that were changed by hand."""
