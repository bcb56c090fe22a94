"""Work out what a question asks of days, from the papers of a library."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.computed_end import ComputedEnd, computed_end
from assistant.agent.citing.quoting import MOST_UNSURE, Quotes
from assistant.agent.papers.paper_kinds import is_deal, may_be_deal, paper_of
from assistant.agent.papers.paper_times import papers_of
from assistant.agent.words.date_sums import (
    BEGAN,
    DateQuestion,
    DateSum,
    date_question,
    date_sum,
    days_of,
    end_sum,
    may_tell,
)
from assistant.agent.words.roles import role_pattern
from assistant.agent.words.rows import cells_of
from assistant.languages import Language
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.paper_dates import PaperDate
from assistant.retrieval.values import values

_NO_DATE = PaperDate()
HOLDING = 12
"""Passages with the words of a question after an age that are looked through."""
READ_WHOLE = 40
"""Passages up to which a document is looked through for when a deal begins and how long it lasts."""


def worked_out_days(
    library: Library, question: str, quoted: Callable[[str], Quotes], language: Language, today: date
) -> tuple[DateSum, Quotes] | None:
    """Return what a question asks of days, worked out, and the quotes it rests on.

    Args:
        library: Where the papers are.
        question: As it was searched for.
        quoted: Gives the quotes that answer a question.
        language: Of the question.
        today: The day on which is asked.

    Returns:
        None where the question asks for no such thing, or where the papers do not say what it takes.
    """
    asked = date_question(question, today)
    if asked is None:
        return None
    quotes = quoted(asked.search)
    if not quotes.units or (quotes.doubted and asked.asks != "age"):
        return None
    papers = papers_of(library).of({unit.passage.document_id for unit in quotes.units})
    written = {number: paper.written for number, paper in papers.items()}
    units = [*quotes.units]
    # What is due may stand beside what the question's words find.
    rest = library.documents.neighbours(units[0].passage.document_id, 0, READ_WHOLE)
    if asked.asks == "age":  # a sheet tells it that the words "how old" do not find
        near = library.words.search(terms(asked.what), HOLDING)
        rest = [*rest, *library.documents.passages([number for number, _ in near]).values()]
    units += [unit for passage in rest for unit in units_of(passage, 0) if may_tell(asked, unit.text)]
    made = date_sum(asked, units, written, language) or _ended(library, asked, quotes, language)
    if made is None:
        return None
    if asked.asks == "age":
        # A birth that is told of the whole name is the right one; one beside it may be somebody else's.
        named = any(begins_with(unit.text, asked.what) for unit in made.units)
        quotes = replace(quotes, likely=1.0 if named else min(quotes.likely, MOST_UNSURE))
    return made, quotes


def begins_with(text: str, name: str) -> bool:
    """Return whether a row or a sentence tells the beginning of what is named.

    "Jane Roe, the mother of Ada Roe, was born in 1960" tells it of Jane.

    Args:
        text: With the day of the beginning.
        name: Of a person or thing, as it was asked for.
    """
    wanted = frozenset(terms(name))
    if is_row(text):
        key = [cell for cell in cells_of(text) if _WORDED.fullmatch(cell.strip())][:2]
        return any(frozenset(terms(" ".join(key[:count]))) == wanted for count in (1, 2))
    bare = _ARTICLE.sub("", text)
    own = _ARTICLE.sub("", name.strip())
    began = BEGAN.search(bare)
    if began is None or not bare.lower().startswith(own.lower()):
        return False
    between = bare[len(own) : began.start()]
    for day in reversed(values(between).dates):
        between = between[: day.start] + between[day.end :]
    return _OTHER.search(between) is None


_WORDED = lazy_regex(r"[^\d]*[^\W\d_][^\d]*")
"""A cell of words alone: a number before it is no name."""
_ARTICLE = lazy_regex(r"^[\W_]*(?:(?:the|an?|our|my|mrs?|ms|dr)\b[. ]*)*", re.IGNORECASE)
_OTHER = lazy_regex(
    r"^[A-Za-z-]|['’]s\b|^的|的[\u4e00-\u9fff]|[其她他]|\b(?:who\w*|which|his|her|their|its)\b|\b[A-Z][a-z]"
)
"""Between a name and a beginning: that somebody else's is told."""


def _ended(library: Library, asked: DateQuestion, quotes: Quotes, language: Language) -> DateSum | None:
    """Work out the end of the deal of the best quote; None where it states one."""
    if asked.asks not in ("end", "until") or (asked.asks == "until" and not _speaks_of_end(asked.search)):
        return None
    number = quotes.units[0].passage.document_id
    passages = library.documents.neighbours(number, 0, READ_WHOLE)
    units = [unit for passage in passages for unit in units_of(passage, 0)]
    if any(
        _speaks_of_end(one.text) and len(list(days_of(one.text, _NO_DATE))) > 0 for one in quotes.units[:1]
    ):
        return None
    text = DocumentText(number, tuple(passages), len(passages) <= READ_WHOLE)
    known = [one for one in quotes.units if one.passage.document_id == number]

    def begins() -> Unit | None:
        return next(
            (
                one
                for one in units
                if role_pattern("start").search(one.text) and list(days_of(one.text, _NO_DATE))
            ),
            None,
        )

    end: ComputedEnd | None = computed_end(text, units, known, begins)
    if end is None or not _is_of_asked(library, asked, text, end):
        return None
    return end_sum(asked, end.day, end.units, language)


def _is_of_asked(library: Library, asked: DateQuestion, text: DocumentText, end: ComputedEnd) -> bool:
    """Return whether an end is of the deal that is asked for.

    A contract has one start and one length; in other papers two sentences may be of two things. What is asked for and stands in other
    papers alone is none of this one's.
    """
    asking = role_pattern("end")
    wanted = [one for one in query_terms(asked.search) if not asking.search(one) and not is_deal(one)]
    paper = paper_of(text.passages[0], ())
    if not may_be_deal(paper):
        said = frozenset(terms(end.units[0].text))
        return len(end.units) == 1 and any(one in said for one in wanted)
    whole = " ".join([paper.stem, *(" ".join([*one.heading, one.text]) for one in text.passages)])
    held = frozenset(terms(whole))
    return not any(library.words.documents_holding([one]) for one in wanted if one not in held)


def _speaks_of_end(text: str) -> bool:
    return role_pattern("end").search(text) is not None
