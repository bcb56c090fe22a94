"""Tell whether a whole document speaks of a subject, by its words.

"Does it say anything about parking?" is answered without a model: by the sentences that do, or by saying that the word stands
nowhere in it. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log

from assistant.agent.words.roles import Concept, concepts_of
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, units_of

MOST, NEAREST = 12, 2
"""Most sentences that are quoted, and most of those that only say a part."""
_SUBJECTS = (
    lazy_regex(
        r"\b(?:say|says|said|state|states|have|contain|there|find|written|speak|talk)\b.{0,20}?\b(?:anything|something|a word|a clause|a rule|a section|rules?|clauses?)\b"
        r"(?: \w+)? (?:about|on|of|for|regarding|concerning) (?P<what>.+)|\b(?:speak|talk)s? (?:of|about) (?P<what2>.+)|^what\b.{1,60}?\bsays? (?:about|on|regarding) (?P<what4>.+)"
        r"|\b(?:does|do|did|is|are)\b.{1,60}?\b(?:mention|cover|address|regulate|provide for|deal with)(?:s|ed)? (?P<what3>.+)",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"\betwas (?:über|zu|zum|zur)\s+(?P<what>.+?)(?: (?:drin|gesagt|geschrieben|enthalten))?$"
        r"|\bquelque chose (?:sur|concernant|à propos d[eu'’]) ?(?P<what2>.+)|\balgo (?:sobre|acerca de) (?P<what3>.+)",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"(?:有没有|有无|是否有?)(?:提到|提及|说到?|规定|写到?|涉及|包含|关于|约定)?(?:了|过)?(?:关于)?(?P<what>[^，。]+?)(?:方面)?的?(?:相关)?的?(?:内容|条款|规定|约定|说明|要求|条文)?$"
        r"|(?:提到|提及|规定|涉及|写到?(?![字作成法手])|说到?|约定)(?:了|过)?(?:关于)?(?P<what2>[^，。什哪谁多]+?)(?:的(?:内容|条款|规定))?(?:了?吗|没有|没)$"
    ),
)
_SAID: Mapping[Language, str] = {
    "en": "All of {names} was read: it does not say “{what}”.",
    "zh": "已通读{names}，其中没有出现“{what}”。",
    "de": "{names} wurde ganz gelesen: „{what}“ kommt darin nirgends vor.",
    "fr": "{names} a été lu en entier : « {what} » n'y figure nulle part.",
    "es": "Se ha leído {names} por completo: «{what}» no aparece en ninguna parte.",
    "it": "{names} è stato letto per intero: «{what}» non vi compare.",
    "pt": "{names} foi lido por inteiro: «{what}» não aparece em parte alguma.",
    "ru": "{names} прочитан целиком: «{what}» в нём не встречается.",
    "ja": "{names}をすべて読みましたが、「{what}」はどこにもありません。",
    "ko": "{names} 전체를 읽었지만 “{what}”은(는) 어디에도 없습니다.",
}


def subject_of(question: str) -> str:
    """Return the subject that a question asks a document for; "" without one."""
    bare = " ".join(question.split()).strip(" ?.!。？！")
    for pattern in _SUBJECTS:
        found = pattern.search(bare)
        if found is not None:
            what = next((said for said in found.groupdict().values() if said), "")
            what = re.sub(
                r"\s+(?:in (?:it|there|the \w+|this \w+)|anywhere|at all)$", "", what, flags=re.IGNORECASE
            )
            if dates(what) and re.match(r"(?:on|in|at|during|last)\b", what, re.IGNORECASE):
                return ""  # says when it was spoken of, and not of what
            return re.sub(
                r"^(?:an?|the|any|das|die|der|le|la|les|l['’])\s+", "", what.strip(), flags=re.IGNORECASE
            )
    return ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a document says of a subject.

    Attributes:
        units: The sentences that speak of it, in order.
        nearest: Where none does, those that say a part of it.
    """

    units: list[Unit]
    nearest: list[Unit]


def speaking_units(passages: Iterable[StoredPassage], subject: str) -> Spoken:
    """Return the sentences that speak of a subject.

    A subject of several words is spoken of where all of them stand together; where they all stand somewhere, but apart, by the
    rarest. Where one stands nowhere, nothing speaks of it: "home" of "working from home".

    Args:
        passages: All of it.
        subject: As `subject_of` gives it.
    """
    concepts = concepts_of(subject)
    keys = [one for one in concepts if one.name not in _LIGHT] or concepts
    found: list[Unit] = []
    said_already: set[str] = set()
    said: list[tuple[Unit, frozenset[int]]] = []
    for passage in passages:
        heading = passage.heading[-1] if passage.heading else ""
        above = frozenset(terms(heading))
        headed = {at for at, one in enumerate(keys) if heading and one.stands_in(heading, above)}
        for unit in units_of(passage, 0):
            held = frozenset(terms(unit.text))
            own = {at for at, one in enumerate(keys) if one.stands_in(unit.text, held)}
            if _is_whole(own | headed, keys) or (
                is_unspaced(subject) and subject in f"{heading}\n{unit.text}"
            ):
                if unit.text not in said_already:
                    found.append(unit)
                said_already.add(unit.text)
                if len(found) == MOST:
                    return Spoken(found, [])
            elif own or headed:
                said.append((unit, frozenset(own or headed)))
    if found or is_unspaced(subject):
        return Spoken(found, [])
    counts = Counter(at for _, own in said for at in own)
    if keys and len(counts) == len(keys):
        rarest = min(counts, key=lambda at: (counts[at], at))
        return Spoken([unit for unit, own in said if rarest in own][:MOST], [])
    bare = [
        (unit, own)
        for unit, own in said
        if any(keys[at].stands_in(unit.text, frozenset(terms(unit.text))) for at in own)
    ]
    nearest = sorted(bare, key=lambda one: -sum(1 / counts[at] for at in one[1]))[:NEAREST]
    return Spoken([], [unit for unit, _ in nearest])


def naming_units(passages: Iterable[StoredPassage], question: str) -> list[Unit]:
    """Return the sentences that hold what a question names, the nearest first.

    A word that stands in more than a third of the sentences names nothing; each of the others counts by how few hold it, and a
    sentence is named that has at least half of what the best one has.

    Args:
        passages: All of the document.
        question: In the document's language.
    """
    asked = frozenset(query_terms(question))
    units = [unit for passage in passages for unit in units_of(passage, 0)]
    held = [asked.intersection(terms(unit.text)) for unit in units]
    counts = Counter(term for own in held for term in own)
    weights = {term: log(len(units) / number) for term, number in counts.items() if 3 * number <= len(units)}
    scores = [sum(weights.get(term, 0.0) for term in own) for own in held]
    best = max(scores, default=0.0)
    near = [(score, unit) for score, unit in zip(scores, units, strict=True) if score and 2 * score >= best]
    return [unit for _, unit in sorted(near, key=lambda one: -one[0])][:MOST]


def _is_whole(own: Collection[int], keys: Sequence[Concept]) -> bool:
    return bool(keys) and len(own) == len(keys)


_LIGHT = frozenset(
    terms(
        "keep keeping have having use using take taking make making get give rule policy question matter topic thing case way handle deal"
    )
)
"""Terms that say nothing of a subject beside others."""


def nowhere(subject: str, names: str, language: Language) -> str:
    """Say that a word stands nowhere in documents of which all was read."""
    return _SAID[language].format(names=names, what=subject)


_NEAREST: Mapping[Language, str] = {
    "en": " The nearest that it says:", "zh": "最接近的是：", "de": " Am nächsten kommt:", "fr": " Le plus proche :", "es": " Lo más cercano:",
    "it": " La cosa più vicina:", "pt": " O mais próximo:", "ru": " Ближе всего:", "ja": "最も近いのは：", "ko": " 가장 가까운 내용:",
}  # fmt: skip


def nearest_said(language: Language) -> str:
    """Head what a document says that comes nearest to a subject."""
    return _NEAREST[language]
