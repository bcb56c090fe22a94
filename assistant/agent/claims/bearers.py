"""Tell whether a sentence lets the other side of a contract do something. Pure.

"Disinfectant is provided by the contractor", where the contract says that the client provides it. Names are read as the sides that the
beginning of the paper says they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.agent.words.polarity import CLAUSE
from assistant.library.terms import is_unspaced, query_terms
from assistant.regexes import lazy_regex

_ROLE_GROUPS: Sequence[Sequence[str]] = (
    ("甲方", "乙方"),
    (r"需方|采购[方人]|买方|订货[方人]|客户", r"供方|供货[方人商]|供应[方商]|卖方"),
    (r"出租[方人]|房东", r"承租[方人]|租客|租户"),
    (r"委托[方人]|定[作做][方人]|发包[方人]", r"服务[方商]|受托[方人]|承揽[方人]|承包[方人]|施工[方人]|保管[方人]"),
    (r"用人单位|用工[方人]|聘用方|雇主", r"员工|雇员|劳动者|劳务方|受聘[方人]"),
    (r"landlord|lessor|owner", r"tenant|lessee|hirer|renter"),
    (r"customer|client|buyer|purchaser|principal", r"supplier|vendor|seller|contractor|provider|agent"),
    (r"employer|firm|company", r"employee"),
)  # fmt: skip
"""Two sides of contracts, as they call them."""
_SIDES = tuple(
    (group, side, words) for group, sides in enumerate(_ROLE_GROUPS) for side, words in enumerate(sides)
)
_ROLE = lazy_regex(
    "|".join(
        f"(?P<r{at}>{words if not words.isascii() else rf'{chr(92)}b(?:{words})s?{chr(92)}b'})"
        for at, (_, _, words) in enumerate(_SIDES)
    ),
    re.IGNORECASE,
)
_CALLED = (
    lazy_regex(r"(?P<role>[甲乙供需]方|[\u4e00-\u9fff]{1,4}[方人])(?:[(（](?P<also>[^)）]{1,10})[)）])?\s?[:：]\s*(?P<name>[^\s，。；（(：:|]{2,24})"),
    lazy_regex(r"(?P<name>[\u4e00-\u9fff]{2,24})[(（](?:以下)?(?:简称|称)?[“\"「]?(?P<role>[甲乙供需]方|[\u4e00-\u9fff]{1,4}[方人])[”\"」]?[)）]"),
    lazy_regex(r"\b(?P<role>[A-Z][a-z]+):\s*(?P<name>[A-Z][\w'’.-]+(?: [A-Z&][\w'’.-]*)*)"),
    lazy_regex(r"(?P<name>[A-Z][\w'’.-]+(?: (?:[A-Z&][\w'’.-]*))*)[^()\n]{0,80}\([^()\n]{0,24}\bthe [\"“‘']?(?P<role>[A-Z][a-z]+)"),
)  # fmt: skip
"""Where a paper says who is which side."""
_ACTS = lazy_regex(
    r"\s*(?:自行|自己|自费|自备|全部|全额|单独|免费|应|须|要|必须|需|负责|承担|支付|[付出交缴报装卸]|提供|购买|安排|投保|每|在|于|按|负担|所有|本人)"
    r"|\s+(?:\w+ly |itself |himself |herself |alone |also )*(?:shall|must|will|has|have|is to|are to|pays?|bears?|provides?|insures?|arranges?|supplies|supply|carr(?:y|ies)|keeps?|repairs?|may|can)\b",
    re.IGNORECASE,
)
"""What follows the one who does something."""
_BY = lazy_regex(r"(?:由|归|\bby (?:the )?)\Z", re.IGNORECASE)
"""What stands before the one by whom something is done or borne, or whose it is."""
_TO = lazy_regex(r"(?:[向给对与和经同]|\b(?:to|with|from|of|against)(?: the)? )\Z", re.IGNORECASE)
"""What stands before the one to whom it is done."""
_SHORT = 2
"""Characters of a Chinese name by which it is known."""
_LEAST = 0.25
"""Share of a clause's words that a clause of the evidence must have to be on the same."""
Party = frozenset[tuple[int, int]]
"""What one party may be called: which side of which pair."""
Named = tuple[tuple[str, Party], ...]
"""By what the parties of a paper are known."""


def does_another(claim: str, told: str, beginning: str) -> bool:
    """Return whether a sentence lets the other side do what its evidence says.

    Args:
        claim: The sentence.
        told: Its evidence.
        beginning: The first words of its paper, which may say who is which side.
    """
    named = _named(beginning)
    theirs = [(_words(clause, named), who) for clause in _clauses(told) if (who := _doers(clause, named))]
    for clause in _clauses(claim) if theirs else ():
        own, said = _doers(clause, named), _words(clause, named)
        if not own:
            continue
        shared, who = max(
            ((len(words & said) / max(min(len(words), len(said)), 1), who) for words, who in theirs),
            key=lambda one: one[0],
        )
        if shared >= _LEAST and _other_side(own, _known(who, named)):
            return True
    return False


def _clauses(text: str) -> list[str]:
    cuts = sorted(match.span() for match in CLAUSE.finditer(text))
    found, start = [], 0
    for first, last in [*cuts, (len(text), len(text))]:
        if first >= start:
            found.append(text[start:first])
            start = last
    return [one for one in found if one.strip()]


@lru_cache(maxsize=1_024)
def _words(clause: str, named: Named) -> frozenset[str]:
    """Return what a clause says besides who does it."""
    bare = _ROLE.sub(" ", clause)
    for name, _ in named:
        bare = bare.replace(name, " ")
    return frozenset(query_terms(bare))


def _doers(clause: str, named: Named) -> Party:
    """Return who does something in a clause.

    Empty where that is not said, or several do.
    """
    found: list[tuple[int, Party]] = []
    for match in _ROLE.finditer(clause):
        group, side, _ = _SIDES[int((match.lastgroup or "r0")[1:])]
        found.append((_by(clause, match.start(), match.end()), frozenset({(group, side)})))
    for name, party in named:
        at = clause.find(name)
        # "望江楼酒店要…": the rest of a name may follow.
        rest = range(_REST if is_unspaced(name) else 1)
        if at >= 0:
            found.append((max(_by(clause, at, at + len(name) + more) for more in rest), party))
    surest = max((how for how, _ in found), default=_NOT)
    every = frozenset[tuple[int, int]]().union(*(party for how, party in found if how == surest))
    return frozenset() if surest == _NOT or _other_side(every, every) else every


_NOT, _ACTING, _NAMED_FOR = range(3)
_REST = 7
"""Characters that a name may go on behind those by which it is known."""


def _by(clause: str, start: int, end: int) -> int:
    """Tell how surely somebody does what a clause speaks of.

    "By the tenant", most of all.
    """
    before = clause[:start]
    if _TO.search(before):
        return _NOT
    if _BY.search(before):
        return _NAMED_FOR
    return _ACTING if _ACTS.match(clause, end) is not None else _NOT


def _known(party: Party, named: Named) -> Party:
    """Add what else the paper calls a party."""
    return party.union(*(other for _, other in named if other & party))


def _other_side(one: Party, other: Party) -> bool:
    """Return whether two may not be one party: they are two sides of a pair."""
    return any(group == its and side != theirs for group, side in one for its, theirs in other)


@lru_cache(maxsize=256)
def _named(beginning: str) -> Named:
    """Return the names of a contract's two parties, each with its side."""
    parties: dict[str, Party] = {}
    for pattern in _CALLED:
        for match in pattern.finditer(beginning):
            roles = _ROLE.finditer(f"{match['role']} {match.groupdict().get('also') or ''}")
            party = frozenset(_SIDES[int((role.lastgroup or "r0")[1:])][:2] for role in roles)
            if party and not _ROLE.fullmatch(match["name"]):
                parties[match["name"]] = parties.get(match["name"], frozenset()) | party
    found: dict[str, Party] = {}
    for name, party in parties.items():
        for short in _shorter(name):
            found[short] = found.get(short, frozenset()) | party
    return tuple((short, party) for short, party in found.items() if not _other_side(party, party))


def _shorter(name: str) -> list[str]:
    """Return by what a party is known.

    Any two characters of a Chinese name, the first word of others.
    """
    if not is_unspaced(name):
        return [word for word in name.split() if word.istitle() or word.isupper()][:1]
    return [name[at : at + _SHORT] for at in range(len(name) - _SHORT + 1)]
