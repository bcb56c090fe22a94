"""Choose the documents that a turn is about: read whole, listed from, or compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent.cells.columns import column_of
from assistant.agent.earlier import EarlierTurns
from assistant.agent.progress import HITS, Progress
from assistant.agent.question.request import explains
from assistant.agent.whole.names import APART, find_section, meeting_held, meetings_meant, minutes_meant
from assistant.agent.whole.road import Target
from assistant.agent.whole.task import Asked, asked_of, is_overall, points_back
from assistant.agent.words.asked_values import kinds_asked
from assistant.agent.words.months import dated_in_month, month_terms
from assistant.frozen import dataclass
from assistant.languages import detected
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.search import Found
from assistant.retrieval.semantic import SemanticRetriever
from assistant.retrieval.sentences import proper_names

if TYPE_CHECKING:
    from assistant.agent.papers.paper_choice import PaperChoice

MOST_OF_HITS = 4
"""So many of the first passages speak for their document where a document is asked about whole and none is named."""
WHOLE_DOCUMENTS = 3
"""Most documents that are read as a whole for one question that names none for it."""
NAMED_PLAINLY, PLAINER = 0.5, 1.3
"""How strongly a name must be meant for its document to be read whole, and how much more strongly than the next one."""
NAMED_PARTLY, LIKE_BEST = 0.2, 0.95
"""How strongly names must be meant for several alike to be, and each as a share of the strongest."""
MOST_READ_FOR_NAMES = 40
"""Passages of a document that are looked through for a name of which its own has a part."""
HELD_ELSEWHERE = 0.5
"""Share of a question's words that a passage holds where the document it was taken to be about holds none better."""
_SEVERAL = lazy_regex(r"\b(?:all|both|every|each|two|three)\b|都|所有|全部|两|三[份个次篇]|各", re.IGNORECASE)
"""Says that several documents are meant."""
_ENUMERATED = lazy_regex(
    r"\b(?:list|enumerate|all|every|each|which|what (?:are|were))\b|哪些|哪几|列出|列举|所有|全部"
    r"|\b(?:alle[nr]?|sämtliche[nr]?|jede[mnrs]?|welche[nrs]?|tous|toutes|chaque|listez?|quel(?:le)?s|tod[oa]s|cada|enumer[ae]|tutt[ei]|ogni|elenca|все|всех|каждый|перечисли)\b"
    r"|すべて|全て|一覧|모든|모두|전부",
    re.IGNORECASE,
)
"""Asks for everything of a kind, and not for a procedure."""


_PART = lazy_regex(
    r"\b(?:summari[sz]e|sum up|summary of|main points of|recap)\b (?:for (?:me|us) )?(?:the |our )?(?P<what>[\w' -]{3,40}?) (?:steps|routine|rules|drill|part|section|chapter|instructions)\W*$"
    r"|(?:总结|概括|归纳|概述)(?:一下)?(?:.{0,16}[里中])?(?:的)?(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:这|那)?(?:的?步骤|的?流程|部分|一节|[这那]节|一章)\W*$",
    re.IGNORECASE,
)
"""Wants a part of a paper summed up, called by its heading."""


def _part_asked(question: str) -> Asked | None:
    """Return the part that is to be summed up; None where it is called no part."""
    named = _PART.search(question)
    return Asked("section", title=named["what"] or named["zh"]) if named is not None else None


_ABOUT = lazy_regex(
    r"\b(?:decided?|agreed?|discuss\w*|resolved?|settled?|said|say|talk\w*)(?: \w+)? (?:about|on(?! (?:the )?\d| \w+day\b| in\b| at\b)|regarding|concerning)\s+(?P<what>[^,?.]+?)(?=\s(?:at|in|during|of)\b|\W*$)"
    r"|^\W*(?:please )?(?:summari[sz]e|sum up|outline) (?!(?:the )?(?:main|key)\b)(?P<part>[^,?.]+?) (?:in|from) (?:the|our|my)\b"
    r"|关于(?P<zh>[^，。？?的]{1,10}?)(?:的|，|有|怎么|决定|讨论|说)",
    re.IGNORECASE,
)
"""Names one thing of which something was said."""
_LEAST_COMPOUND = 6
"""Letters of a word that may end the compound that a file is called: "Handbuch" of "Betriebshandbuch"."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The documents that are meant.

    Attributes:
        documents: Their numbers.
        others: Those that may be meant as well.
        unsure: Whether they were only guessed.
        together: Whether they are a contract and what changes it, asked for together.
    """

    documents: list[int]
    others: tuple[int, ...] = ()
    unsure: bool = False
    together: bool = False


class DocumentChoice:
    """Choose the documents that a turn is about.

    Args:
        library: Holds the documents.
        meaning: Compares a question with what papers say.
        earlier: Tells what the last answer rests on.
        fits: Tells whether what is to be read whole fits the model's window.
    """

    def __init__(
        self,
        library: Library,
        meaning: SemanticRetriever,
        earlier: EarlierTurns,
        fits: Callable[[Progress, Target], bool],
    ) -> None:
        self._library = library
        self._meaning = meaning
        self._earlier = earlier
        self._fits = fits

    @cached_property
    def _papers(self) -> PaperChoice:
        from assistant.agent.papers.paper_choice import PaperChoice  # few questions are of a whole paper

        return PaperChoice(self._library, self._meaning)

    def wished(self, progress: Progress, documents: tuple[int, ...]) -> Target:
        """Return what is asked of documents that were named for it."""
        request, task = progress.request, progress.options.task
        asked = Asked(task) if task else asked_of(request.question, is_whole=request.kind == "whole")
        asked = asked or Asked("question")
        section = find_section(self._library, documents, asked) if asked.task == "section" else None
        if asked.task == "section" and section is None:
            asked = Asked("question")
        return Target(documents, asked, section, certain=True)

    def beside(self, progress: Progress) -> Target | None:
        """Return files that were read for this answer only, where they are read whole.

        None where they are long and a fact is asked for, which is looked for in them.
        """
        target = self.wished(progress, tuple(sorted(self._library.documents.sources())))
        if target.asked.task != "question" or self._fits(progress, target):
            return target
        return None

    def read_whole(self, progress: Progress, found: Found) -> Target | None:
        """Return what is to be read whole for a question; None where it asks for a fact.

        None too where it is not clear which documents are meant.
        """
        target = self._read_whole(progress, found)
        if target is None or target.asked.task != "question" or target.asked.overall:
            return target
        doubtful = _is_elsewhere(found, target.documents)
        if doubtful and kinds_asked(progress.request.meant):
            return None  # one value: it is looked for wherever it may stand
        return replace(target, doubtful=doubtful)

    def _read_whole(self, progress: Progress, found: Found) -> Target | None:
        request = progress.request
        if request.kind in ("creative", "conversation", "library"):
            return None
        if progress.of_library and request.kind == "fact":
            return None  # the list of files says more than that a document does not say it
        explained = explains(request) and self._names_one(found)
        asked = asked_of(request.meant, is_whole=request.kind == "whole" or explained)
        if asked is None:
            return self._listed_in_one(progress, found) if request.kind == "list" else None
        if request.kind == "general" and asked.task != "section" and not explained:
            return None
        back = points_back(request.meant) and not found.named.literal
        pointed = list(progress.pointed_at) or (self._earlier.cited_documents(progress) if back else [])
        of_one = asked.task == "summary" or (asked.task == "question" and request.kind == "whole")
        if of_one and not pointed and (held := self._meeting_held(request.meant, found)):
            return held
        choice = _Chosen(pointed) if pointed else self._asked_whole(request.meant, found, asked)
        chosen = choice.documents
        guessed = not (choice.together or found.named.literal)
        if len(chosen) > 1 and request.weighed and asked.task == "summary" and guessed:
            return None  # no word of it asks for a summary
        if not chosen and not back and request.weighed and request.kind == "whole":
            chosen = _most_found(found)
        facts = self._library.documents.facts(chosen)
        chosen = [number for number in chosen if number in facts and facts[number].passages]
        if not chosen and asked.task == "section" and asked.title and found.ranked:
            chosen = [found.ranked[0].document_id]
        if not chosen or len(chosen) > WHOLE_DOCUMENTS:
            return None
        if asked.task == "section":
            section = find_section(self._library, chosen, asked)
            if section is None and asked.title and not pointed and found.ranked:
                section = find_section(self._library, [found.ranked[0].document_id], asked)
            return Target((section.document,), asked, section) if section is not None else None
        if asked.task == "summary" and (called := _part_asked(request.meant)) is not None:
            section = find_section(self._library, chosen, called)
            if section is not None:
                return Target((section.document,), called, section)
        if asked.task == "summary" and not pointed and self._names_a_part(request.meant, found, chosen):
            part = Target(tuple(chosen), Asked("question"))
            return part if request.weighed and self._fits(progress, part) else None
        if asked.task == "question" and is_overall(request.meant):
            one_thing = _ABOUT.search(request.meant) or self._names_a_part(request.meant, found, chosen)
            asked = replace(asked, overall=not one_thing)
        unsure = choice.unsure or (guessed and not pointed and self._of_others(request.meant, chosen))
        return Target(tuple(chosen), asked, others=choice.others, unsure=unsure)

    def _of_others(self, question: str, chosen: Sequence[int]) -> bool:
        """Return whether a question names somebody who stands in other documents alone."""
        holding = (self._library.words.documents_holding(terms(one)) for one in proper_names(question))
        return any(held and not held & set(chosen) for held in holding)

    @staticmethod
    def _names_one(found: Found) -> bool:
        return (
            len(found.named.literal) == 1
            or len(found.named.meant) == 1
            or _plainest(found.named.strength) is not None
        )

    def _listed_in_one(self, progress: Progress, found: Found) -> Target | None:
        """Return the document that everything of a kind is listed from.

        None where none is named plainly, or it does not fit the model's window.
        """
        question = progress.request.question
        column = column_of(question)
        if _ENUMERATED.search(question) is None or column.selects or column.every:
            return None
        named = sorted(found.named.literal) or list(found.named.meant)
        sources = self._library.documents.sources()
        there = {
            number: path
            for number, path in sources.items()
            if found.documents is None or number in found.documents
        }
        number = named[0] if len(named) == 1 else minutes_meant(question, there)
        if number is None and not named:
            number = self._named_best(question, found) or _only_named(found)
            if number is not None and number == _only_named(found):
                target = Target((number,), Asked("question"))
                return target if self._fits(progress, target) else None
        if number is None or not (number in found.named.literal or self._is_named(number, found, sources)):
            return None
        target = Target((number,), Asked("question"))
        return target if self._fits(progress, target) else None

    @staticmethod
    def _is_named(number: int, found: Found, sources: Mapping[int, str]) -> bool:
        """Return whether a question says at least half of a document's name."""
        name = set(terms(PurePath(sources[number]).stem)) if number in sources else set()
        said = set(found.named.terms.get(number, ())) & name
        return not name or not found.named.terms.get(number) or 2 * len(said) >= len(name)

    def _asked_whole(self, question: str, found: Found, asked: Asked) -> _Chosen:
        """Return the documents meant where something is asked of a whole one."""
        meetings = self._meetings(question, found)
        if meetings and found.named.literal <= set(meetings):
            return _Chosen(meetings)
        if found.named.literal:
            return _Chosen(self._of_meeting(question, found) or sorted(found.named.literal))
        there = found.documents
        if there is None:
            there = frozenset(number for number, _, _ in self._library.documents.named())
        if len(there) <= WHOLE_DOCUMENTS:
            return _Chosen(sorted(there))
        several = _named_alike(found.named.strength)
        if several and _SEVERAL.search(question):
            return _Chosen(several)
        names = list(found.named.meant)
        if len(names) > 1 and APART.search(question):
            return _Chosen(names)
        named = self._named_best(question, found)
        names = names or ([named] if named else several)
        if asked.task == "question" and not is_overall(question):
            return _Chosen(names or self._described(question, there))
        if compound := _compound(question, self._library.documents.sources()):
            return _Chosen([compound])
        meant = self._papers.meant(question, sorted(there))
        if meant is None or not (meant.sure or asked.task in ("summary", "question")):
            return _Chosen(names, unsure=asked.task in ("summary", "question"))
        chosen = [meant.number]
        if meant.together:
            chosen = self._papers.with_changes(meant.number, there)[:WHOLE_DOCUMENTS]
            if len(chosen) == 1:
                chosen += meant.others[:1]
        others = [one for one in meant.others if one not in chosen]
        unsure = (not meant.sure and bool(others or not meant.together)) or bool(found.unknown_names)
        return _Chosen(chosen, tuple(others) if unsure else (), unsure, meant.together)

    def _described(self, question: str, there: Collection[int]) -> list[int]:
        """Return the document of which a question says what stands at its beginning."""
        from assistant.agent.papers.described import document_described  # few questions describe one

        number = document_described(self._library, question, sorted(there))
        return [number] if number is not None else []

    def _of_meeting(self, question: str, found: Found) -> list[int]:
        """Return the minutes where all other documents are named by their month alone."""
        sources = self._library.documents.sources()
        meeting = minutes_meant(question, {number: sources[number] for number in found.named.literal})
        days = month_terms(question) | {term for one in dates(question) for term in terms(one.text)}
        others = found.named.literal - {meeting}
        by_day = all(set(found.named.terms.get(number, ())) <= days for number in others)
        return [meeting] if meeting is not None and by_day else []

    def _meetings(self, question: str, found: Found) -> list[int]:
        """Return the minutes of several meetings that a question names, if they are few."""
        there = {
            number: path
            for number, path in self._library.documents.sources().items()
            if found.documents is None or number in found.documents
        }
        meetings = meetings_meant(question, there)
        return meetings if len(meetings) <= WHOLE_DOCUMENTS else []

    def _meeting_held(self, question: str, found: Found) -> Target | None:
        """Return the meeting that a question names, where a section holds it."""
        if found.named.literal or self._meetings(question, found):
            return None
        there = {
            number: path
            for number, path in self._library.documents.sources().items()
            if found.documents is None or number in found.documents
        }
        if minutes_meant(question, there) is not None:
            return None  # a paper of its own
        section = meeting_held(self._library, question, there)
        if section is None:
            return None
        return Target((section.document,), Asked("section", title=section.title), section)

    def _named_best(self, question: str, found: Found) -> int | None:
        """Return the document told from all others by a part of its name, or its month."""
        sources = self._library.documents.sources()
        some = {number: sources[number] for number in found.named.strength if number in sources}
        return (
            dated_in_month(question, some) or _plainest(found.named.strength) or _compound(question, sources)
        )

    def _names_a_part(self, question: str, found: Found, chosen: Sequence[int]) -> bool:
        """Return whether a question names a part of a document: "section 40"."""
        words = self._papers.words(question)
        called = {term for number in chosen for term in found.named.terms.get(number, ())}
        about = _ABOUT.search(question)
        topic = (
            frozenset(terms(about["what"] or about["part"] or about["zh"]))
            if about is not None
            else frozenset()
        )
        called |= {term for number in chosen for term in self._papers.called(number) - topic}
        there = [
            term
            for term in words
            if term not in called and self._library.words.documents_holding([term], frozenset(chosen))
        ]
        return bool(there) and 2 * len(there) >= len(words)

    def compared(self, progress: Progress, found: Found) -> Sequence[int]:
        """Return the documents that a comparison names.

        Fewer than two where it does not say which.
        """
        if len(found.named.literal) > 1:
            return sorted(found.named.literal)
        if (pair := self._versions(progress, found)) is not None:
            return pair
        named = found.named.meant
        if len(named) < 2:
            named = self._compared(progress, found) or named
        alike = _named_alike(found.named.strength)
        if not named and len(alike) == 2:
            return alike  # "the two malt contracts": versions of one document are called alike
        return named

    def _versions(self, progress: Progress, found: Found) -> tuple[int, int] | None:
        """Return the versions of a paper that a comparison names by their years."""
        from assistant.agent.words.two_sides import versions_compared  # few questions compare

        inside = found.documents
        own = {
            number: path
            for number, path in self._library.documents.sources().items()
            if inside is None or number in inside
        }
        return versions_compared(progress.request.question, own)

    def _compared(self, progress: Progress, found: Found) -> tuple[int, ...]:
        """Return the two documents that a comparison names in part, or none."""
        from assistant.agent.words.two_sides import documents_compared  # few questions compare

        sources = self._library.documents.sources()
        inside = found.documents if found.documents is not None else frozenset(sources)
        there = {number for number, _, _ in self._library.documents.named() if number in inside}

        def holding(words: Collection[str]) -> list[int]:
            held = self._library.words.documents_holding(list(words), frozenset(there))
            return [number for number in held if set(words) <= self._first_terms(number)]

        def says(number: int, name: str) -> bool:
            passages = self._library.documents.neighbours(number, 0, MOST_READ_FOR_NAMES)
            return any(name in " ".join(one.text.split()).casefold() for one in passages)

        own = {number: sources[number] for number in there}
        return documents_compared(progress.request.question, own, holding, says) or ()

    def _first_terms(self, number: int) -> set[str]:
        return {term for one in self._library.documents.neighbours(number, 0, 1) for term in terms(one.text)}


def _plainest(strength: Mapping[int, float]) -> int | None:
    """Return the document that a question names more plainly than any other.

    "The supply contract" names supply-contract-2024-117.pdf where no other name says as much of it.
    """
    best = sorted(strength, key=lambda number: (-strength[number], number))[:2]
    if not best or strength[best[0]] < NAMED_PLAINLY:
        return None
    return best[0] if len(best) == 1 or strength[best[0]] >= PLAINER * strength[best[1]] else None


def _most_found(found: Found) -> list[int]:
    """Return the document with most of the first passages found, and the best."""
    counted = Counter(passage.document_id for passage in found.ranked[:HITS]).most_common(2)
    if not counted or counted[0][1] < MOST_OF_HITS or (len(counted) > 1 and counted[1][1] == counted[0][1]):
        return []
    if found.ranked[0].document_id != counted[0][0]:
        return []
    return [counted[0][0]]


def _is_elsewhere(found: Found, documents: Sequence[int]) -> bool:
    """Return whether what bears most on a question stands in no given document.

    It has to hold the question's words.
    """
    best = found.ranked[0].document_id if found.ranked and not found.named.literal else None
    return best is not None and best not in documents and found.relevance.coverage >= HELD_ELSEWHERE


def _only_named(found: Found) -> int | None:
    """Return the best document where it alone has a word of the question in its name."""
    if not found.ranked:
        return None
    best = found.ranked[0].document_id
    said = {number: set(words) for number, words in found.named.terms.items() if words}
    own = said.pop(best, set())
    return best if own and not any(own & other for other in said.values()) else None


def _named_alike(strength: Mapping[int, float]) -> list[int]:
    """Return the few documents whose names a question says best, and alike well."""
    best = max(strength.values(), default=0.0)
    alike = sorted(number for number, own in strength.items() if own > LIKE_BEST * best)
    return alike if 1 < len(alike) <= WHOLE_DOCUMENTS and best >= NAMED_PARTLY else []


_WHOSE = lazy_regex(
    r"\b(?:mit|von|für|bei|der|des|zwischen)\s+(?:der\s|dem\s|den\s|Herrn?\s|Frau\s)?\s*([A-ZÄÖÜ][\w-]+)"
)
"""Says whose paper is meant: no part of its name tells it then."""


def _compound(question: str, sources: Mapping[int, str]) -> int | None:
    """Return the only document whose name holds a compound of a German noun asked for."""
    if detected(question) != "de":
        return None
    said = [word.casefold() for word in re.findall(r"[^\W\d_]+", question)]
    asked = {form for word in said for form in (word, word.removesuffix("s")) if len(form) >= _LEAST_COMPOUND}
    if any(match[1].casefold() not in asked for match in _WHOSE.finditer(question)):
        return None
    named = {
        number: word.casefold()
        for number, path in sources.items()
        for word in re.findall(r"[^\W\d_]+", PurePath(path).stem)
        if word.casefold().endswith(tuple(asked)) and word.casefold() not in asked
    }
    return next(iter(named)) if asked and len(named) == 1 else None
