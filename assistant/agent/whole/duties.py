"""Put duties under who owes them, as the sentences name them.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row

_NOUNS = (
    r"tenants?|landlords?|less[eo]rs?|lessees?|customers?|clients?|suppliers?|contractors?|providers?|buyers?|sellers?|purchasers?"
    r"|employees?|employers?|borrowers?|lenders?|licen[sc]ees?|licen[sc]ors?|members?|staff|owners?|occupiers?|guarantors?|company"
    r"|hirers?|agents?|consultants?|practice|nurses?|managers?|drivers?|visitors?|keeper|you|we|part(?:y|ies)|sides?"
)
_MODAL = (
    r"(?:shall|must|may not|ha(?:s|ve) to|(?:is|are) (?:to|obliged|required|responsible|liable|bound)|undertakes?|agrees?|will"
    r"|may (?:end|terminate|cancel|determine|leave)|cannot)\b"
)
_BEFORE = lazy_regex(
    rf"\b(?:(?i:the|either|neither|each|every|both|all|any|no) )?(?P<name>(?i:{_NOUNS})|(?<=[Tt]he )[A-Z]\w+)\b(?:,[^,]{{1,60}},| (?:also|further|then))? {_MODAL}"
)
_BEHIND = lazy_regex(rf"\bby (?:the )?(?P<name>(?i:{_NOUNS}))\b")
_DONE_BY = lazy_regex(rf"\b(?:is|are) \w+(?: \w+)? by (?:the )?(?i:{_NOUNS})\b")
_WIDE_DOES = lazy_regex(
    r"(?:[甲乙丙]方|[承出]租[人方]|[供需买卖]方).{0,14}?(?:派驻|自备|购买|赔付|举办|安排|配备|负责|清理|更换)"
)
_WIDE_PARTY = (
    r"甲方|乙方|丙方|双方|任何一方|各方|一方|承租[人方]|出租[人方]|委托[人方]|受托[人方]|买方|卖方|供方|需方|借款人|贷款人|发包[人方]|承包[人方]"
    r"|用人单位|员工|职工|新员工|业主|(?<![\u4e00-\u9fff])公司|贵司|我司|本所"
)
_WIDE_MODAL = r"应|须|需|不得|必须|负责|承担|支付|缴纳|提供|保证|赔偿|维修|购买|派驻|自备|退还|交付|可以?.{0,6}解除|提前"
_WIDE = lazy_regex(rf"(?P<name>{_WIDE_PARTY})(?:(?!{_WIDE_PARTY}).){{0,24}}?(?:{_WIDE_MODAL})")
_WIDE_BY = lazy_regex(
    rf"由(?P<name>{_WIDE_PARTY}).{{0,12}}(?:承担|负担|负责|支付|缴纳|提供|自备|购买|赔付|维修)"
)
_WIDE_ASKED = lazy_regex(r"请(?P<name>贵[司所方公]|你们|您|各位)")
_WIDE_FIRST = lazy_regex(rf"^\W*(?:[\d.]+\s*|第.{{1,4}}条\s*)?(?P<name>{_WIDE_PARTY})")
_WISHED = lazy_regex(
    r"(?:^|[，。；,;：:] ?)(?:另外[,，])?(?:请|麻烦|务必)(?![假客求示问教柬帖])"
    r"|(?:^|[.;] )(?:please|do not|don't|never|always|ring|report (?:to|any|all|the|it)|tell|return|wear|hand in|bring|send|confirm)\b"
    r"|\b(?:is|are) (?:needed|asked for|made within|answered within|acknowledged within|settled within)\b",
    re.IGNORECASE,
)
_WILL = lazy_regex(
    rf"\b(?:[Tt]he [A-Z]\w+|(?i:{_NOUNS})),? (?:[a-z]+ly )?will (?!be\b)(?:not )?[a-z]+|\b(?:The [A-Z]\w+) will be (?:obliged|required|liable)"
)
_NO_OWNER = lazy_regex(
    r"(?:up|proposal|according|due|subject|prior|next|access|back|thanks|resolved|agreed|decided|\w+(?:tion|ment|ing|ices|arps|ims|ees))\b",
    re.IGNORECASE,
)
"""What a line begins with that is no person: "Proposal to ask …"."""
_THINGS = frozenset(
    [
        "break",
        "premises",
        "term",
        "agreement",
        "contract",
        "lease",
        "deposit",
        "rent",
        "fee",
        "fees",
        "service",
        "services",
        "goods",
        "property",
        "equipment",
        "machine",
        "charge",
        "charges",
        "price",
        "work",
        "works",
        "site",
        "period",
        "date",
        "products",
        "plan",
    ]
)
"""What contracts define besides their parties."""
_TO_DO = lazy_regex(
    r"^(?:Mr |Mrs |Ms |Dr )?(?P<name>[A-Z][\w.'-]*(?: (?:and )?[A-Z][\w.'-]*){0,2}) (?:is )?to [a-z]+"
)
_WHO = lazy_regex(r"\b(?:who|owner|responsible|assigned)\b|谁|负责|责任人|执行人", re.IGNORECASE)


def is_task(text: str, lead: str) -> bool:
    """Return whether minutes give somebody a task: a line, or a row of a list.

    Args:
        text: The sentence or the row.
        lead: The head of the row's table; else empty.
    """
    if is_row(text):
        return bool(lead) and _WHO.search(lead) is not None and any(map(str.isalpha, text))
    if _WILL.search(text) or _WISHED.search(text) or _DONE_BY.search(text) or _WIDE_DOES.search(text):
        return True
    return _TO_DO.match(text) is not None and not _NO_OWNER.match(text)


def by_owner(units: Sequence[Unit]) -> list[Unit]:
    """Put duties under who owes them.

    Those of nobody who is named come last, as they stand.
    """
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        name = "" if is_row(unit.text) else _owner(unit.text)
        groups.setdefault(name.casefold(), []).append(replace(unit, lead=name) if name else unit)
    nobody = groups.pop("", [])
    ordered = [replace(unit, lead=group[0].lead) for group in groups.values() for unit in group]
    return [*ordered, *nobody]


def _owner(text: str) -> str:
    """Return who owes a duty, as the sentence calls them; "" where it does not."""
    for pattern in (_WIDE_ASKED, _WIDE_FIRST, _WIDE_BY, _WIDE):
        if (found := pattern.search(text)) is not None:
            return found["name"]
    for found in _BEFORE.finditer(text):
        if found["name"].casefold() not in _THINGS:
            words = text[found.start() : found.end("name")]
            return words[:1].upper() + words[1:]
    if (found := _BEHIND.search(text)) is not None:
        return f"The {found['name']}" if found["name"][:1].isupper() else found["name"].capitalize()
    if (found := _TO_DO.match(text)) is not None and not _NO_OWNER.match(text):
        return found["name"]
    return ""
