"""Read the turns before one: what they said, cite, and a follow-up points at.

"The other one" and 那第二份呢 point at documents by those of the last answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from assistant.agent.papers.paper_kinds import CONTRACTS, is_of_kind, paper_of
from assistant.agent.progress import Progress
from assistant.agent.question.carrying_on import asks_same_rows, put_instead
from assistant.agent.question.operations import EarlierTurn
from assistant.events import Citation, Finished
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.options import MOST_QUESTION_CHARS, TurnOptions
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.search import Found

CITED_BEFORE_SHARE = 0.5
"""Score of a passage that the last answer cited, as a share of the best one."""
NEIGHBOURS = 4
"""Passages on either side of a cited one that are shown where more is asked for."""
LEAST_EARLIER = 2
"""Earlier turns that are looked at for a follow-up, whatever the model is shown."""
CONVERSATION_TURNS = 500
"""Most turns that a summary of the conversation covers."""

MOST_OTHERS = 3
"""Most documents that "the other one" may mean."""
LOOKED_BACK = 3
"""Turns back to which "this mail" may point."""
LONGEST = 60
"""Longest question, in characters, that only points."""
_OTHER = lazy_regex(
    r"\b(?:the|that|an?)?\s*other (?:ones?|two|contract|file|document|paper)\b|另外?[一那两]?[份个封张篇]",
    re.IGNORECASE,
)
_NTH = lazy_regex(
    r"\b(?P<en>first|second|third|fourth|fifth|last)(?: one| document| file| contract)\b|第(?P<zh>[一二三四五])[份个封张篇条](?!会)|(?P<last>最后)[那一]?[份个封张篇]",
    re.IGNORECASE,
)
_THIS = lazy_regex(
    r"\b(?:this|that|the same) (?:e-?mail|mail|letter|message|contract|agreement|lease|document|file|paper|report|invoice|offer)\b"
    r"|[这该那]一?[封份篇张个](?:邮件|信|文件|文档|合同|协议|报告|通知|函|发票|报价)",
    re.IGNORECASE,
)
_FIGURE = lazy_regex(r"\d")
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_PLACES |= {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "最后": -1}
_MARKS = lazy_regex(r" (?:\[(?:\d+|\?)\])+")


class EarlierTurns:
    """Reads the turns before one, of its conversation or as they were given with it.

    Args:
        library: Keeps the conversations.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def told(self, options: TurnOptions, most: int) -> list[EarlierTurn]:
        """Return the turns before this one, which is not kept yet.

        Questions that were kept when any length was taken, or come from elsewhere, are cut: no follow-up needs more of them.
        """
        from assistant.agent.question.plain_questions import said_plainly  # few questions follow another

        if options.earlier is not None:
            return [
                _earlier_turn(said_plainly(asked[:MOST_QUESTION_CHARS]), said)
                for at, (asked, said) in enumerate(options.earlier[-most:])
            ]
        return [
            EarlierTurn(
                said_plainly(turn.question[:MOST_QUESTION_CHARS]),
                turn.searched_for[:MOST_QUESTION_CHARS],
                without_marks(turn.answer),
                turn.status,
                tuple(dict.fromkeys(one.title or PurePath(one.source).stem for one in turn.citations)),
            )
            for at, turn in enumerate(self.before(options, most))
        ]

    def before(self, options: TurnOptions, most: int, own: int | None = None) -> list[Finished]:
        """Return the last turns, without this one and the one it replaces.

        Args:
            options: Of this turn.
            most: Most turns to give.
            own: The number of this turn, where it is kept already.
        """
        if options.conversation is None:
            return []
        without = {number for number in (options.replaces, own) if number is not None}
        turns = self._library.conversations.turns(options.conversation, most + len(without))
        return [turn for turn in turns if turn.turn_id not in without][-most:]

    def pointed_at(self, progress: Progress) -> tuple[int, ...]:
        """Return the documents that a follow-up points at, by those of the last answer."""
        before = self.before(progress.options, 1, progress.turn_id)
        if not (progress.request.follow_up and before):
            return ()
        sources = self._library.documents.sources()
        cited = [self._library.documents.number_at(one.source) for one in before[-1].citations]
        told = documents_told(before[-1].answer, [one for one in cited if one is not None], sources)
        return documents_pointed_at(progress.request.question, told, sources)

    def this_paper(self, question: str, options: TurnOptions) -> str | None:
        """Return the path of the one paper that "this mail" means: the one last cited."""
        if len(question) > LONGEST or not _THIS.search(question):
            return None
        before = self.before(options, LOOKED_BACK)
        cited = next((turn.citations for turn in reversed(before) if turn.citations), ())
        sources = {one.source for one in cited}
        return sources.pop() if len(sources) == 1 else None

    def each_told(self, progress: Progress) -> frozenset[int]:
        """Return the contracts of which each answered the question before.

        With the papers beside them, since one of these may change them.
        Empty where a later question names one of them, or asks for no other value.
        """
        from assistant.agent.papers.amendments import amended_by  # few questions carry on
        from assistant.agent.papers.paper_times import papers_of
        from assistant.agent.words.word_forms import same_words

        request = progress.request
        before = self.before(progress.options, 1, progress.turn_id)
        if not (before and request.stands_for) or _FIGURE.search(request.question):
            return frozenset()
        sources = self._library.documents.sources()
        told = documents_told(before[-1].answer, (), sources)
        first, roots = self._library.documents.beginnings(told), self._library.documents.roots()
        papers = [paper_of(first[number], roots) for number in told if number in first]
        named = frozenset(terms(" ".join(f"{one.stem} {one.title}" for one in papers)))
        own = frozenset(terms(request.question)) - frozenset(terms(before[-1].question))
        said = own & named or any(same_words(sorted(own), named, request.language).values())
        if len(told) < 2 or said or not all(is_of_kind(one, CONTRACTS) for one in papers):
            return frozenset()
        folders = {PurePath(sources[one]).parent for one in told}
        beside = [one for one, path in sources.items() if PurePath(path).parent in folders]
        dated = papers_of(self._library).of(beside)
        changing = [one for by in amended_by(dated, told).values() for one in by]
        return frozenset([*told, *changing])

    def was_of_rows(self, progress: Progress) -> bool:
        """Return whether the last answer rests on rows of tables alone."""
        cited = self._cited_last(progress)
        return bool(cited) and all(is_row(one.quote) for one in cited)

    def was_computed(self, progress: Progress) -> bool:
        """Return whether the last answer tells what rows come to, beyond quotes."""
        before = self.before(progress.options, 1, progress.turn_id)
        return any(
            is_row(one.quote) and one.quote not in turn.answer for turn in before for one in turn.citations
        )

    def was_of_figures(self, progress: Progress) -> bool:
        """Return whether the last answer tells what rows come to, and nothing else."""
        return self.was_of_rows(progress) and self.was_computed(progress)

    def rows_told(self, progress: Progress) -> tuple[list[str], list[Citation]]:
        """Return the questions that the last answer's rows were told for, and these.

        The one that chose them stands first, then those that asked more of them.
        """
        cited = [one for one in self._cited_last(progress) if is_row(one.quote)]
        asked: list[str] = []
        for turn in reversed(progress.earlier if cited else ()):
            goes_on = asks_same_rows(turn.question) is not None or bool(put_instead(turn.question))
            later = goes_on and turn is not progress.earlier[0]
            asked.insert(0, turn.question if later else turn.asked)
            if not later:
                break
        return asked, cited

    def _cited_last(self, progress: Progress) -> list[Citation]:
        before = self.before(progress.options, 1, progress.turn_id)
        return [one for turn in before for one in turn.citations]

    def units_told(self, progress: Progress) -> list[Unit]:
        """Return the sentences that the last answer cites, in its order."""
        return units_cited(self._library, self._cited_last(progress))

    def cited_documents(self, progress: Progress) -> list[int]:
        """Return what the last answer with sources rests on, the most cited first."""
        before = self.before(progress.options, CONVERSATION_TURNS, progress.turn_id)
        cited = next((turn.citations for turn in reversed(before) if turn.citations), ())
        counts = Counter(citation.source for citation in cited)
        numbers = (self._library.documents.number_at(source) for source, _ in counts.most_common())
        return [number for number in numbers if number is not None]

    def cited_passages(self, progress: Progress, *, more: bool) -> list[StoredPassage]:
        """Return the passages that the last answer cites; with `more`, neighbours too."""
        before = self.before(progress.options, CONVERSATION_TURNS, progress.turn_id)
        turns = [turn for turn in before if turn.citations]
        cited = self._library.documents.passages(
            {citation.passage_id for turn in turns[-1:] for citation in turn.citations}
        )
        if not more:
            return list(cited.values())
        around = {
            passage.id: passage
            for one in cited.values()
            for passage in self._library.documents.neighbours(
                one.document_id, max(one.ordinal - NEIGHBOURS, 0), one.ordinal + NEIGHBOURS
            )
        }
        return sorted(around.values(), key=lambda one: (one.document_id, one.ordinal))

    def with_cited(self, found: Found, progress: Progress) -> Found:
        """Add what the last answer cited to the candidates, ranked lower."""
        cited = {
            citation.passage_id
            for turn in self.before(progress.options, 1, progress.turn_id)
            for citation in turn.citations
        }
        there = {passage.id for passage in found.ranked}
        more = [
            passage
            for number, passage in self._library.documents.passages(cited).items()
            if number not in there and (found.documents is None or passage.document_id in found.documents)
        ]
        best = max(found.scores.values(), default=1.0)
        scores = dict(found.scores) | {passage.id: CITED_BEFORE_SHARE * best for passage in more}
        ranked = sorted([*found.ranked, *more], key=lambda one: -scores[one.id])
        return replace(found, ranked=tuple(ranked), scores=scores)


def units_cited(library: Library, citations: Sequence[Citation]) -> list[Unit]:
    """Return the sentences that citations point at, as far as they are still there."""
    passages = library.documents.passages({one.passage_id for one in citations})
    return [
        Unit(passage, one.start - passage.start, one.end - passage.start, 0)
        for one in citations
        if (passage := passages.get(one.passage_id)) is not None
    ]


def documents_pointed_at(question: str, shown: Sequence[int], sources: Mapping[int, str]) -> tuple[int, ...]:
    """Return the documents that a follow-up points at; empty where that is not clear.

    Args:
        question: As it was asked.
        shown: The documents of the last answer, in the order in which it told them.
        sources: The paths of all documents, by their numbers.
    """
    if len(question) > LONGEST or not shown:
        return ()
    nth = _NTH.search(question)
    if nth is not None:
        place = _PLACES[(nth["en"] or nth["zh"] or nth["last"]).lower()]
        return (shown[place],) if len(shown) > 1 and place < len(shown) else ()
    if not _OTHER.search(question):
        return ()
    others = [
        one for one in sources if one not in shown and any(_are_alike(one, own, sources) for own in shown)
    ]
    return tuple(others) if 0 < len(others) <= MOST_OTHERS else ()


def documents_told(answer: str, cited: Sequence[int], sources: Mapping[int, str]) -> list[int]:
    """Return the documents that an answer rests on or names, in its order.

    Args:
        answer: Its text.
        cited: Those that it cites, in order.
        sources: The paths of all documents, by their numbers.
    """
    named = {number: answer.find(PurePath(path).name) for number, path in sources.items()}
    listed = sorted((number for number, at in named.items() if at >= 0), key=named.__getitem__)
    return listed if len(listed) > 1 else list(dict.fromkeys(cited)) or listed


def _are_alike(one: int, other: int, sources: Mapping[int, str]) -> bool:
    """Return whether two documents share a folder and a word of their names."""
    if one not in sources or other not in sources:
        return False
    first, second = PurePath(sources[one]), PurePath(sources[other])
    return first.parent == second.parent and not set(terms(first.stem)).isdisjoint(terms(second.stem))


def without_marks(answer: str) -> str:
    """Strip the marks from an answer, as the model wrote it."""
    return _MARKS.sub("", answer)


def _earlier_turn(question: str, answer: str) -> EarlierTurn:
    return EarlierTurn(question, "", without_marks(answer), "answered" if answer.strip() else "failed")
