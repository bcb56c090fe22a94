"""Answer from tables by what a question's words mean, where they name no column.

What comes of it is a guess: how the question was read is said with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath

from assistant.agent.numbers import covering
from assistant.agent.numbers.covering import filtered_by, is_in_doubt, is_of_open, ranks_parts
from assistant.agent.numbers.number_answers import NumberAnswers, event_of
from assistant.agent.numbers.number_choice import choices
from assistant.agent.numbers.number_texts import notice_of, read_as, wording_of
from assistant.agent.numbers.row_facts import MOST_ALIKE, OF_KIND, Row, RowFacts, is_named
from assistant.agent.papers.other_papers import names_others
from assistant.agent.papers.paper_kinds import is_deal
from assistant.agent.progress import Progress
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.request import Request
from assistant.agent.step import Step
from assistant.agent.words.asked_values import kinds_asked
from assistant.events import Event
from assistant.languages import Language, is_function_word, language_of, plain
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.tables.data.columns import PIECES, may_be_money
from assistant.tables.data.database import Family
from assistant.tables.data.finding import TableFinder
from assistant.tables.data.ledgers import OPEN
from assistant.tables.data.words import bare_header, stemmed, tokens
from assistant.tables.query.computing import Outcome, Remark
from assistant.tables.query.figures import figure_of, plans_of, same_figures
from assistant.tables.query.guessing import FIGURES, Guess, described, guesses, with_joined
from assistant.tables.query.leaning import UNITS, names_people
from assistant.tables.query.measuring import unit_of, unit_said
from assistant.tables.query.planning import Plan
from assistant.tables.query.proposing import Proposal
from assistant.tables.question.asking import (
    ONE_ROW,
    REMARKS,
    Operation,
    asked,
    asks_money,
    asks_number,
    names_number,
)
from assistant.tables.question.everyday import lists
from assistant.tables.question.meanings import Meanings
from assistant.tables.question.questions import SAME_THINGS

LEAST_GUESS, LIKELY_GUESS, SURE_GUESS = 0.1, 0.3, 0.35
"""How likely a reading that is partly guessed has to be meant, for it to be computed: where a number is asked for; where a text may say
it too; and where a model would read the text, or rows take the place of documents."""
PLAIN_GUESS = 0.4
"""How likely a reading has to be meant, for it to take the place of what words alone explain; and for a question that does not say by its
words that a number is computed, as "how many days of sick pay" may be a fact of a text."""
UNASKED_GUESS, READ_GUESS = 0.4, 0.6
"""How likely a reading has to be where a question asks neither for a number nor for rows: without a chat model, and with one, which may
read the answer in a text."""
LEAST_CALLED, WHOLLY = 0.02, 0.85
"""How likely rows have to be meant that a table calls as the question does, of which it explains nearly every word; and how much."""
ALONE = 0.75
"""How likely a reading that leaves no word over has to be, to be told as no guess and alone: of those of strangers' questions 93 of 100 were
right."""
COVERED, FIGURE_COVERED, WHOLLY_COVERED = 0.55, 0.75, 0.85
"""How likely what was computed has to be what was asked, to be told so: where words or a likely reading say it, the same of a figure of
many rows, and where it uses every word of the question."""
LIKELIER, LEAST_BESIDE = 0.65, 0.2
"""How likely a reading has to be, for one other at most to be shown beside it, and what share of its likelihood that one has to have."""
LEAST_OTHER, MOST_OTHERS = 0.01, 3
"""How likely others have to be that are shown beside one that is not even so likely, and how many are."""
HALF_AS_LIKELY = 0.5
"""What share of the likeliest table's likelihood another has to have, for a model to be told of it too."""
LEAST_ROWS_READ = 10
"""Rows from which a table is so large that a reading may take that place."""
LEAST_AGREED = 0.2
"""How likely a reading has to be, for a figure that agrees with it to be no guess."""
MOST_EMPTY = 0.8
"""Likelihood of readings that come to nothing, up to which the others are likelier for it."""
MOST_READ = 4
"""Most readings of which the first that comes to something is shown."""
_SO_MANY = lazy_regex(r"\bhow many ([a-z]+)")
_MOST_OF_A_THING = lazy_regex(r"\b(?:most|fewest|least) ([a-z]+)")
_PHONES = lazy_regex(
    r"\b(?:tel\w*|phones?|mobile|cell|contact|number|no)\b|电话|手机|号码|联系", re.IGNORECASE
)
"""Headers of columns that hold numbers to call."""


class NumberGuesses:
    """Guesses what questions ask of a library's tables, and computes it.

    Args:
        library: Where the tables are.
        finder: Finds those that a question may be about.
        meanings: Compares words of a question with those of tables; None where nothing is guessed.
        facts: Tells the rows of one thing.
        answers: Writes what was computed.
    """

    def __init__(
        self,
        library: Library,
        finder: TableFinder,
        meanings: Meanings | None,
        facts: RowFacts,
        answers: NumberAnswers,
    ) -> None:
        self._library = library
        self._finder = finder
        self._meanings = meanings
        self._facts = facts
        self._answers = answers
        self._last: tuple[tuple[object, ...], list[Guess]] | None = None
        """What was guessed last, for one turn asks several times."""
        self._tables: Sequence[Family] = ()
        """The tables over which that was guessed."""

    def chosen(
        self,
        progress: Progress,
        documents: frozenset[int] | None,
        least: float = LEAST_GUESS,
        operations: Collection[Operation] = (),
        families: Sequence[Family] | None = None,
        *,
        several: bool = False,
        whole: bool = False,
    ) -> tuple[Guess, Outcome] | None:
        """Return what a question most likely means, and what that comes to.

        `told` says it. None where nothing is likely; with `several`, where one row is listed, of which a text may say more; with `whole`,
        where words of the question are left over.
        """
        if self._meanings is None:
            return None
        question = progress.request.read
        if families is None:
            families = self._finder.families(question, documents)
        found = [
            one for one in self.likeliest(progress, families) if not answers_otherwise(question, one.plan)
        ][:MOST_READ]
        guess, outcome = next(_with_figure(found, least), (None, None))
        if guess is None or outcome is None:
            return None
        best = guess.plan
        if whole and guess.left:
            return None
        if best.asked.operation == "list" and not (best.filters or operations or len(best.measures) > 1):
            return None  # all rows are no answer to what names none of them, nor two columns
        if is_of_nothing_asked(guess, question):
            return None
        if _is_of_all(guess, progress.request) or names_no_row(guess, progress.request.language):
            return None
        if names_others(self._library, question, best.family, guess.left):
            return None
        if operations and best.asked.operation not in operations:
            return None
        if best.asked.operation in ("sum", "average") and names_number(plain(question)):
            return None  # the number that a thing bears is no figure
        if several and best.asked.operation == "list" and outcome.matched < 2:
            return None
        if self._is_of_one(question, outcome) and not names_what_is_asked(question, best):
            return None
        return guess, outcome

    def called(
        self, progress: Progress, documents: frozenset[int] | None, *, whole: bool
    ) -> tuple[Guess, Outcome, bool] | None:
        """Return the likeliest list of rows that their table calls as the question does.

        And whether the table explains nearly every word.

        Args:
            progress: The turn.
            documents: Look only into these; into all when None.
            whole: Whether no words may be left over.
        """
        question = progress.request.read
        families = self._finder.families(question, documents)
        if not any(calls_rows(question, one) for one in families):
            return None
        rows = (one for one in self.likeliest(progress, families) if one.plan.asked.operation == "list")
        guess = next(rows, None)
        if guess is None or not guess.plan.filters or not calls_rows(question, guess.plan.family):
            return None
        features = guess.features or {}
        by_words = features.get("explained", 0) >= WHOLLY and not (
            guess.left or features.get("guessed_filters")
        )
        if guess.likelihood < (LEAST_CALLED if by_words else LEAST_GUESS) or (whole and guess.left):
            return None
        outcome = figure_of(guess.plan)
        return (guess, outcome, by_words) if outcome is not None else None

    def told(self, progress: Progress, guess: Guess, outcome: Outcome, alone: bool = False) -> Step:
        """Write what a guess came to, and how the question was read.

        Args:
            progress: The turn.
            guess: The reading.
            outcome: What it came to.
            alone: Whether no other reading is shown beside it.
        """
        wording = wording_of(progress.request.language)
        surely = not {*guess.plan.doubts} - {"guessed"} and self.covers(
            progress, outcome, surely=guess.likelihood >= ALONE and not guess.left
        )
        otherwise = self._by_words(progress, outcome) if surely else None
        surely = surely and otherwise is None and not is_in_doubt(progress.request.read, guess.plan)
        remark = Remark(
            "read_as" if surely else "guessed", read_as(guess, wording, of_one_row=outcome.matched == 1)
        )
        key = guess.plan.family.key
        joined = (Remark("joined", key),) if key else ()
        told = replace(outcome, remarks=(remark, *joined, *outcome.remarks))
        rows = self._one_thing(progress.request.read, told)
        if not rows:
            others = [] if surely or alone else self.beside(progress, guess.plan, outcome)
            others = others if otherwise is None else [otherwise, *others]
            step = self._answers.told(progress, [told], others)
            progress.status = "answered" if surely else progress.status
            return step
        progress.searched_for, progress.status = "", "perhaps"
        progress.writer = Writer(None)
        events: list[Event] = [
            self._answers.looked([told.plan.family], progress.request.language),
            event_of(told),
        ]
        events += [*self._answers.rows_said(progress, rows), notice_of(remark, wording)]
        return Step(events, then=partial(self._answers.after, progress), plan=told.plan)

    @staticmethod
    def _by_words(progress: Progress, outcome: Outcome) -> tuple[str, Outcome] | None:
        """Return what the words of a question alone come to over the same table.

        None where they leave some over, or agree.
        """
        request, family = progress.request, outcome.plan.family
        made = plans_of(request.read, [family], date.today(), request.language)
        other = figure_of(made[0]) if made and not made[0].uncovered and made[0].filters else None
        if other is None or other.plan.asked.operation == "list" or same_figures(outcome, other):
            return None
        return read_as(Guess(made[0], 0.0, ()), wording_of(request.language)), other

    def beside(self, progress: Progress, plan: Plan, outcome: Outcome) -> list[tuple[str, Outcome]]:
        """Return other readings with what they come to.

        Beside a likely one none that leaves out a condition, or words for which this one found something: it bears less of the question.
        """
        if self._last is None or self._last[0][0] != progress.request.read:
            return []
        question, wording = progress.request.read, wording_of(progress.request.language)
        own = self.guess_of(progress, plan)
        likely = own if own is not None and own.likelihood >= LIKELIER else None
        found: list[tuple[str, Outcome]] = []
        shown = [outcome]
        for one in self._last[1]:
            if one.likelihood < (LEAST_BESIDE * likely.likelihood if likely else LEAST_OTHER):
                continue
            if likely and (len(one.plan.filters) < len(plan.filters) or len(one.left) > len(likely.left)):
                continue
            if shows_rows(plan) and one.plan.asked.operation == "count" and one.plan.where == plan.where:
                continue  # how many there are is said below them
            if answers_otherwise(question, one.plan) or is_of_nothing_asked(one, question):
                continue
            other = figure_of(one.plan)
            if other is None or any(other.rows == seen.rows for seen in shown):
                continue
            shown.append(other)
            found.append((read_as(one, wording, of_one_row=other.matched == 1), other))
            if likely or len(found) == MOST_OTHERS:
                break
        return found

    @staticmethod
    def _is_of_one(question: str, outcome: Outcome) -> bool:
        """Return whether few rows are shown, and no list is asked for."""
        return (
            outcome.plan.asked.operation == "list"
            and outcome.matched <= MOST_ALIKE
            and not lists(plain(question))
        )

    def _one_thing(self, question: str, outcome: Outcome) -> list[Row]:
        """Return the rows of one thing, where no list is asked for; else none."""
        family = outcome.plan.family
        if not self._is_of_one(question, outcome):
            return []
        starts = [
            family.origins.index(number) for number in range(len(family.tables)) if number in family.origins
        ]
        rows = [
            Row(family.tables[origin], one - starts[origin])
            for (one,) in outcome.cited
            for origin in [family.origins[one]]
        ]
        found = self._facts.meant(question, rows[0], [one.table.document for one in rows[1:]])
        if len(rows) == 1 or len(found) > 1 or rows[0].table is not rows[-1].table:
            return found
        return []

    def likeliest(self, progress: Progress, families: Sequence[Family]) -> list[Guess]:
        """Return how the question may be read, the likeliest first."""
        if self._meanings is None:
            return []
        question, language = progress.request.read, progress.request.language
        key = (question, language, date.today(), tuple(map(described, families)))
        if self._last is None or self._last[0] != key:
            found = guesses(question, with_joined(families), self._meanings, key[2], language)
            self._last, self._tables = (key, found), families
        return self._last[1]

    def tables(self, progress: Progress, families: Sequence[Family], least: float) -> list[Family]:
        """Return the table that is likeliest asked, and those that are half as likely.

        Args:
            progress: The turn.
            families: The tables.
            least: How likely one has to be asked.
        """
        likely: defaultdict[str, float] = defaultdict(float)
        made: dict[str, Family] = {}
        for one in self.likeliest(progress, families):
            if not one.plan.family.key:
                likely[one.plan.family.name] += one.likelihood
                made.setdefault(one.plan.family.name, one.plan.family)
        best = max(likely.values(), default=0.0)
        ranked = sorted(likely, key=lambda name: -likely[name])
        return [made[name] for name in ranked if likely[name] >= max(least, HALF_AS_LIKELY * best)]

    def ranks(self, progress: Progress, families: Sequence[Family]) -> bool:
        """Return whether the first of some rows in an order is likely asked for."""
        wanted = asked(plain(progress.request.read))
        likely = [one for one in self.likeliest(progress, families)[:1] if one.likelihood >= LIKELY_GUESS]
        return any(one.ranks for one in (wanted, *(each.plan.asked for each in likely)) if one is not None)

    def agreeing(
        self, progress: Progress, families: Sequence[Family], proposal: Proposal
    ) -> tuple[Guess, Outcome] | None:
        """Return the likeliest reading that comes to what a query does; None for none."""
        for one in self.likeliest(progress, families):
            outcome = figure_of(one.plan)
            if outcome is not None and proposal.comes_to(outcome):
                return one, outcome
        return None

    def guess_of(self, progress: Progress, plan: Plan) -> Guess | None:
        """Return the reading that computes what a plan does; None for none."""
        told = self._last[1] if self._last and self._last[0][0] == progress.request.read else ()
        return next((one for one in told if one.plan.key == plan.key), None)

    def readings(self, progress: Progress, families: Sequence[Family]) -> list[tuple[Guess, Outcome]]:
        """Return the readings among which a model may choose; see `number_choice.choices`."""
        found = self.likeliest(progress, families)
        unsure = bool(found) and found[0].likelihood < SURE_GUESS
        return choices(found, figure_of) if unsure else []

    def rather(
        self, progress: Progress, families: Sequence[Family], outcomes: Sequence[Outcome]
    ) -> Step | None:
        """Return the step of a likely reading that contradicts what words alone came to.

        None where they agree, or the tables are small: there words are surer.
        """
        question = progress.request.read
        likeliest = self.likeliest(progress, families)[:1]
        least = LIKELY_GUESS if len(outcomes) > 1 else PLAIN_GUESS
        if not likeliest or likeliest[0].likelihood < least:
            return None
        if any(drops(likeliest[0].plan, one.plan) for one in outcomes):
            return None
        if _only_shows(likeliest[0].plan, outcomes):
            return None
        if ranks_parts(question, likeliest[0].plan) and any(one.plan.group for one in outcomes):
            return None
        if any(_ranks_named(question, one.plan, likeliest[0].plan) for one in outcomes):
            return None
        if any(counts_rows_instead(question, one.plan, likeliest[0].plan) for one in outcomes):
            return None
        unasked = likeliest[0].plan.measures and computes_unasked(likeliest[0].plan, question)
        if unasked and all(one.plan.asked.operation == "count" and one.plan.asked.ranks for one in outcomes):
            return None  # who did most jobs is no matter of the hours that these took
        if not shows_rows(likeliest[0].plan) and any(_shows_chosen(one.plan) for one in outcomes):
            return None
        if not is_of_open(likeliest[0].plan) and any(is_of_open(one.plan) for one in outcomes):
            return None  # who has not paid is told by what is open
        other = figure_of(likeliest[0].plan)
        small = any(len(one.plan.family.places) < LEAST_ROWS_READ for one in outcomes)
        if other is None or small or len(other.plan.family.places) < LEAST_ROWS_READ:
            return None
        if any(same_figures(one, other) for one in outcomes if len(outcomes) == 1):
            return None
        return self.told(progress, likeliest[0], other)

    def covers(self, progress: Progress, outcome: Outcome, *, surely: bool) -> bool:
        """Return whether what was computed is told as no guess and alone.

        Args:
            progress: The turn.
            outcome: What was computed.
            surely: Whether it may leave words over that no table and no reading explains.
        """
        question = progress.request.read
        guesses = self.likeliest(progress, self._tables)
        if is_in_doubt(question, outcome.plan) or not guesses:
            return surely
        sheets = frozenset(self._library.documents.sheets())

        def in_texts(word: str) -> bool:
            return bool(self._library.words.documents_holding(query_terms(word)) - sheets)

        language, today = progress.request.language, date.today()
        told = covering.told(
            question, language, outcome, guesses, self._tables, in_texts, today, surely=surely
        )
        if told["rows_for_figure"] or (not surely and not covering.is_whole(told)):
            return False
        figure = outcome.plan.asked.operation in FIGURES and not outcome.plan.group
        least = FIGURE_COVERED if figure else COVERED
        return covering.likelihood(told) >= (least if surely else WHOLLY_COVERED)

    def doubted(
        self, progress: Progress, families: Sequence[Family], outcome: Outcome, *, chosen: bool = False
    ) -> Outcome:
        """Mark a figure as a guess where it does not cover the question.

        And where no reading is likely, or another contradicts it; or it may be of other days, other things or another amount than is asked.

        Args:
            progress: The turn.
            families: All tables, over which the question might be read otherwise.
            outcome: What was computed.
            chosen: Whether all words of the question choose its rows.
        """
        likeliest = self.likeliest(progress, families)[:1]
        if not likeliest:
            return outcome
        surely = chosen or self._agrees(progress.request.read, likeliest[0], outcome)
        if self.covers(progress, outcome, surely=surely):
            return outcome
        plan = replace(outcome.plan, doubts=(*outcome.plan.doubts, "guessed"))
        remark = Remark(
            "guessed",
            read_as(
                Guess(plan, 0.0, ()),
                wording_of(progress.request.language),
                of_one_row=outcome.matched == 1,
            ),
        )
        return replace(outcome, plan=plan, remarks=(remark, *outcome.remarks))

    @staticmethod
    def _agrees(question: str, likeliest: Guess, outcome: Outcome) -> bool:
        """Return whether the likeliest reading does not contradict what words came to."""
        if is_in_doubt(question, outcome.plan):
            return False
        if _shows_chosen(outcome.plan) or sums_unit(question, outcome.plan):
            return True  # rows that all words of the question choose
        if likeliest.likelihood < LEAST_AGREED:
            return False
        if drops(likeliest.plan, outcome.plan) or _only_shows(likeliest.plan, [outcome]):
            return True
        if any(one(question, outcome.plan, likeliest.plan) for one in (_ranks_named, counts_rows_instead)):
            return True
        other = figure_of(likeliest.plan)
        return other is None or same_figures(outcome, other)


def drops(plan: Plan, other: Plan) -> bool:
    """Return whether a plan leaves out a condition or grouping of another.

    Over the same table, of a season, a state or a name that stands in both; "per department".
    """
    if plan.family.own or plan.family.tables[0].places[:1] != other.family.tables[0].places[:1]:
        return False
    texts = {one.name for one in other.family.columns if one.kind == "text"}
    if other.group_name in texts and not (other.asked.ranks or plan.group or plan.distinct):
        return True
    kept = {one.column for one in (*plan.filters, *plan.parts)} | {plan.group_name}
    remarks = {one.name for one in other.family.columns if REMARKS.search(one.header)}
    return any(one.column and one.column not in kept | remarks for one in other.filters)


def _ranks_named(question: str, plan: Plan, other: Plan) -> bool:
    """Return whether a plan ranks what is named by all rows, another single rows.

    Which supplier most was bought from is not told by the largest purchase.
    """
    text = plain(question)
    named = bool(plan.group and plan.asked.ranks) and is_named(plan.group_name, text)
    return named and bool(other.asked.ranks) and not (other.group or ONE_ROW.search(text))


def counts_rows_instead(question: str, plan: Plan, other: Plan) -> bool:
    """Return whether a plan is of a figure that is named, another of rows.

    Which job brought most boxes is not told by how often we were there, nor how many seats there are by the number of cars.
    """
    if plan.asked.operation == "sum" and other.asked.operation == "count" and plan.where == other.where:
        return any(is_named(one, plain(question)) for one in plan.measures)
    if not (plan.asked.ranks and plan.group and plan.measures) or other.asked.operation != "count":
        return False
    found = _MOST_OF_A_THING.search(plain(question))
    thing = {*tokens(found[1])} if found is not None else set()
    return any(thing & {*tokens(bare_header(one))} for one in plan.measures)


def is_worked_out(plan: Plan) -> bool:
    """Return whether a plan is about what no table writes down."""
    return any(one.worked_out for one in plan.family.columns if one.name in plan.measures)


def _only_shows(plan: Plan, outcomes: Sequence[Outcome]) -> bool:
    """Return whether a plan only shows rows of the table of a figure."""
    if not shows_rows(plan) or all(shows_rows(one.plan) for one in outcomes):
        return False
    return any(one.plan.family.tables[0].places[:1] == plan.family.tables[0].places[:1] for one in outcomes)


def sums_unit(question: str, plan: Plan) -> bool:
    """Return whether it is asked how many of a unit, as sacks, and these are summed."""
    found = _SO_MANY.search(plain(question))
    if found is None or plan.asked.operation != "sum" or plan.group:
        return False
    columns = [plan.family.column(one) for one in plan.measures]
    if (unit := unit_said(found[1])) and columns and all(unit_of(one) == unit for one in columns):
        return True
    pieces = all(PIECES.search(one.header) for one in columns)
    thing = {*tokens(found[1])}
    return pieces and any(
        UNITS.search(plan.family.column(one.column).header) and thing & {*tokens(" ".join(one.cells))}
        for one in plan.filters
        if one.cells and one.column and not one.negated
    )


def _shows_chosen(plan: Plan) -> bool:
    """Return whether a plan shows rows that were not chosen for being open."""
    return bool(plan.totals) or (shows_rows(plan) and not is_of_open(plan))


def shows_rows(plan: Plan) -> bool:
    """Return whether a plan shows rows and computes nothing."""
    return plan.asked.operation in ("list", "rows")


def computes_unasked(plan: Plan, question: str) -> bool:
    """Return whether a plan computes over columns of which a question says no word.

    "When does the shop close?" asks for no sum of its sales.
    """
    said = frozenset(terms(question))
    return not shows_rows(plan) and said.isdisjoint(term for one in plan.measures for term in terms(one))


def names_rows(guess: Guess, outcome: Outcome) -> bool:
    """Return whether few rows are shown, chosen by all that the question says."""
    return (
        guess.likelihood >= SURE_GUESS
        and not guess.left
        and bool(guess.plan.filters)
        and outcome.matched <= MOST_ALIKE
    )


_LISTING = lazy_regex(
    r"^\W*(?:(?:and|so|please|can you|could you|which|what|list|show|give|name|tell|all|every|each|of|the|our|my|me|us|those) )*"
)
"""What stands before the things that a question lists."""
_MOST_OF_NAME = 3
"""Words up to which what is listed is called so: "club members"."""


def calls_rows(question: str, family: Family) -> bool:
    """Return whether a question lists what a table calls its rows, or names in them.

    The boats of a register; not contracts, which are papers.
    """
    text = plain(question)
    named = [*(one.header for one in family.columns if one.kind == "text" and not REMARKS.search(one.header))]
    named += [PurePath(one.source).stem for one in family.tables]
    known = {token for one in named for token in tokens(bare_header(one))}
    lead = _LISTING.match(text)
    for word in re.findall(r"[a-z'’-]+", text[lead.end() if lead else 0 :])[:_MOST_OF_NAME]:
        if is_function_word(word, "en"):
            return False
        stem = stemmed(word)
        same = next((some for some in SAME_THINGS if stem in some), frozenset((stem,)))
        if word.endswith("s") and same & known and not is_deal(word):
            return True
    return False


def is_of_nothing_asked(guess: Guess, question: str) -> bool:
    """Return whether a figure is not what a question asks for.

    One of all rows, though words of the question choose among them that nothing was found for; or of kilograms where money
    is asked for.
    """
    plan = guess.plan
    if shows_rows(plan):
        return False
    if guess.left and guess.likelihood < LIKELY_GUESS and is_of_all_rows(plan) and not plan.parts:
        return True
    if plan.asked.operation == "count" or not plan.measures or plan.times or plan.per:
        return False
    return asks_money(plain(question)) and not any(
        may_be_money(plan.family.column(name)) for name in plan.measures
    )


_HOW = lazy_regex(
    r"\bhow (?:will|would|do|does|did|can|could|should|shall|is|are|was|were|to)\b|怎么(?!样|算)|怎样|如何|分几[期次]",
    re.IGNORECASE,
)
"""Asks for the way in which something is done, which no table tells."""


def is_told_by_texts(question: str) -> bool:
    """Return whether rows that hold all words of a question do not answer it.

    Why and how somebody pays, and when what is owed will be paid, are told by letters and minutes.
    """
    kinds = kinds_asked(question)
    if kinds == {"reason"} or _HOW.search(question) is not None:
        return True
    return kinds == {"date"} and OPEN.search(plain(question)) is not None


def names_what_is_asked(question: str, plan: Plan) -> bool:
    """Return whether a question for somebody or a day names the column that tells.

    When somebody was born isn't told by the day on which they joined, though the row holds no other.
    """
    kinds, text = kinds_asked(question), plain(question)
    for kind, is_of_kind in OF_KIND:
        if kind in kinds and not any(
            is_of_kind(one) and is_named(one.name, text) for one in plan.family.columns
        ):
            return False
    return True


def answers_otherwise(question: str, plan: Plan) -> bool:
    """Return whether who, when or why is asked, and a table does not tell it."""
    kinds = kinds_asked(question)
    if is_told_by_texts(question):
        return True
    # What is given in the question is not what it asks for.
    given = {one.column for one in plan.filters if one.cells and not one.negated}
    columns = [
        one
        for one in plan.family.columns
        if (not plan.group or one.name == plan.group_name) and (plan.group or one.name not in given)
    ]
    if plan.group and not columns:
        return False  # by a part of a column, as the month of a day
    figure = plan.asked.operation in ("sum", "count", "average") and not plan.group
    if "phone" in kinds and not any(_PHONES.search(one.header) for one in columns):
        return True
    if kinds == {"name"}:
        return figure or not any(names_people(one) or (plan.group and one.kind == "text") for one in columns)
    if figure and kinds == {"date"}:
        return True  # no sum is a day
    return kinds == {"date"} and not plan.group and not any(one.kind == "date" for one in columns)


def _with_figure(found: Sequence[Guess], least: float) -> Iterator[tuple[Guess, Outcome]]:
    """Yield readings that come to something, each with what that is.

    None after one of a time in which there is nothing: rows of another time are no answer.

    Args:
        found: Readings, the likeliest first.
        least: How likely one has to be among those that come to something.
    """
    empty = 0.0
    for one in found:
        if one.likelihood < least * (1 - empty):
            return
        if (made := figure_of(one.plan)) is not None:
            yield one, made
        elif any(one.plan.family.column(name).kind == "date" for name in filtered_by(one.plan)):
            return
        else:
            empty = min(empty + one.likelihood, MOST_EMPTY)


def _is_of_all(guess: Guess, request: Request) -> bool:
    """Return whether a figure of all rows would answer a question for a fact."""
    unsure = guess.likelihood < PLAIN_GUESS
    return (
        is_of_all_rows(guess.plan)
        and unsure
        and request.kind != "number"
        and not asks_number(plain(request.read))
    )


def is_of_all_rows(plan: Plan) -> bool:
    """Return whether a plan is one figure of all rows."""
    return plan.asked.operation in ("sum", "count", "average") and not (plan.filters or plan.group)


def names_no_row(guess: Guess, language: Language) -> bool:
    """Return whether a question names rows that a foreign table may not hold.

    What it names is among the words that nothing was found for: 广岛 over a Japanese list of prices.
    """
    if not guess.left or guess.plan.group or any(one.column for one in guess.plan.filters):
        return False
    return language_of(described(guess.plan.family)) != language
