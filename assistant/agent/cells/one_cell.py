"""Answer one question from one document alone: a cell of a table, with its source.

With a chat model it is asked for a short value, and what it says is checked like any answer; without one the sentence that
bears on the question is quoted, word for word. Where nothing in the document does, the cell says so.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from assistant.agent.cells.bearing import (
    LEAST_BEARING,
    DocumentText,
    Found,
    bearing_units,
    overlaps,
)
from assistant.agent.cells.cell_model import (
    ABSENT,
    SHOWN,
    SURELY_ABSENT,
    TYPED,
    CellModel,
    Judged,
    asks_role,
    spoken,
)
from assistant.agent.cells.cell_values import (
    CLAUSE,
    MOST_SHOWN,
    Option,
    beginning_in,
    begins_only,
    is_start,
    options_of,
)
from assistant.agent.cells.columns import Column, predicate_of
from assistant.agent.cells.computed_end import (
    COMPUTED,
    NO_END,
    computed_end,
    has_no_end,
    says_open,
    without_end,
)
from assistant.agent.cells.party_names import (
    asks_who_acts,
    defined_party,
    named_party,
    names_parties,
    names_sides,
)
from assistant.agent.cells.shown_values import Shown, is_step, shown_of
from assistant.agent.citing.citations import Attributor
from assistant.agent.papers.paper_kinds import may_be_deal, paper_of
from assistant.agent.papers.sides import House
from assistant.agent.words.comparison import Comparison
from assistant.agent.words.polarity import denies
from assistant.agent.words.roles import GENERIC_WEIGHT, VAGUE, concepts_of
from assistant.agent.words.rows import cells_of
from assistant.agent.words.value_kinds import SHARE, ValueKind
from assistant.agent.words.value_spans import part_around, value_spans
from assistant.answer_table import Cell, CellState
from assistant.config.schema import AnswerSettings
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, terms
from assistant.models.base import ChatModel, Embedder
from assistant.paths import is_mail
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.search import Searcher

if TYPE_CHECKING:
    from assistant.agent.cells.counterparts import Opposite
    from assistant.agent.cells.signatories import Signing

WORDING = 38
"""Raised whenever prompts or checks of cells change: what was kept under another number is asked again."""
_MEASURES: Mapping[ValueKind, tuple[ValueKind, ...]] = {
    "percent": ("percent",),
    "number": ("percent", "money"),
    "money": ("percent", "money"),
}
"""What a sentence that names the matter of a question measures it by: 30% is how much a deposit is."""
READ_WHOLE = 40
"""Passages up to which a document is looked through sentence by sentence; of a longer one the nearest are."""
SCANNED = 2_000
"""Passages of a document that are looked through for the words of a question, whatever the search finds."""
_AT_ONCE = 100
LONGEST = 240
"""Longest text of a cell, in characters."""
SURELY = 0.8
"""Likelihood of a sentence from which no model is asked about it."""
LIKELY, BARELY = 0.5, 0.075
"""Likelihoods of a sentence from which it tells that a contract has something, and may tell it at all."""
NEAR = 1.0
"""Standard deviations by which a sentence is nearer in meaning than the others, and tenfold likelihood, that may well be meant."""
_CONDITION = lazy_regex(
    r"\b(?:unless|except|provided|only|without|subject to|save|as long as|but not)\b|未经|除外|除非|经.{0,12}(?:同意|许可|认可|批准)|其余|但|可以.{0,20}不|[只仅](?:有|限|能|可)",
    re.IGNORECASE,
)
"""What makes more of an answer than yes or no."""
_HEADING = lazy_regex(
    r"(?:(?:section|clause|article|part)\s*[\dIVX]+|§+\s*\d+|\d+(?:\.\d+)*[.):]|第[\d一二三四五六七八九十]+[条章节])[\s.):、—–-]*"
    r"(?:(?-i:[A-Z])[\w'’]*(?:[ ,/&]+(?:(?:of|and|or|the|on|for|to|in) )*(?-i:[A-Z])[\w'’]*){0,4}|[\u4e00-\u9fff]{1,8})[.:：]?",
    re.IGNORECASE,
)
"""A line that is the heading of a part and no more: "Section 11. Governing Law." """
_PLAIN = 16
"""Words, or characters in unspaced scripts, of a sentence that says one thing and no more."""


NOT_STATED: Mapping[Language, tuple[str, str]] = {
    "en": ("not stated", "probably not stated"),
    "zh": ("未说明", "很可能未说明"),
    "de": ("nicht angegeben", "wohl nicht angegeben"),
    "fr": ("non précisé", "sans doute non précisé"),
    "es": ("no consta", "probablemente no consta"),
    "it": ("non indicato", "probabilmente non indicato"),
    "pt": ("não indicado", "provavelmente não indicado"),
    "ru": ("не указано", "вероятно, не указано"),
    "ja": ("記載なし", "おそらく記載なし"),
    "ko": ("명시되지 않음", "명시되지 않은 듯함"),
}
"""What stands in a cell that is not stated, and in one that probably is not."""
_YES_NO_WORDS: Mapping[Language, tuple[str, str]] = {
    "en": ("yes", "no"), "zh": ("是", "否"), "de": ("ja", "nein"), "fr": ("oui", "non"), "es": ("sí", "no"), "it": ("sì", "no"),
    "pt": ("sim", "não"), "ru": ("да", "нет"), "ja": ("はい", "いいえ"), "ko": ("예", "아니요"),
}  # fmt: skip


def yes_words(language: Language) -> tuple[str, str]:
    """Return yes and no in a language."""
    return _YES_NO_WORDS[language]


class CellAnswering:
    """Answers the cells of a table from one library.

    Args:
        library: Keeps documents, and the cells that were answered.
        searcher: Looks into long documents, and weighs words.
        chat: Answers; None where cells are quoted.
        embedder: The model in process, by which sentences are judged; None where their words have to do.
        settings: How questions are answered.

    Attributes:
        library: Where the documents are.
        chat: The model that answers, or None.
        settings: How questions are answered.
        model: Judges the sentences of its documents.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        chat: ChatModel | None,
        embedder: Embedder | None,
        settings: AnswerSettings,
    ) -> None:
        self.library = library
        self._searcher = searcher
        self.chat = chat
        self._embedder = embedder
        self.settings = settings
        self._house = House(library)
        self.model = CellModel(
            embedder, self._house.called, library.sentence_vectors, shared=self._house.named
        )

    @cached_property
    def signing(self) -> Signing:
        """Tells who signs for us."""
        from assistant.agent.cells.signatories import Signing  # few questions ask

        return Signing(self.library, self._house.called)

    def _signatory(self, text: DocumentText, column: Column, judged: Judged) -> Cell | None:
        """Return who signed for us; None where that is not asked, or not known."""
        from assistant.agent.cells.signatories import asks_who_signed  # few questions do

        if not asks_who_signed(column.question, judged.sides) or not self.signing.recurring:
            return None
        one, sure = self.signing.signed(text, judged.sides)
        if one is None:
            return cell_of("not_stated", "", ()) if sure else None
        return cell_of("found" if sure else "unsure", plain_text(one.name), (one.unit,), one.name)

    @property
    def asked_with(self) -> str:
        """What an answer depends on besides document and question."""
        if self.chat is not None:
            return f"{WORDING}.{self.chat.engine}.{self.chat.name}"
        return f"{WORDING}.quoted.{self._embedder.identity if self._embedder is not None else ''}"

    # What is kept

    def kept(self, number: int, content: str, column: Column) -> Cell | None:
        """Return the cell that was answered before from the same words, or None."""
        written = self.library.cells.get(content, column.name, self.asked_with)
        return self._from_json(number, written) if written else None

    def keep(self, content: str, column: Column, cell: Cell) -> None:
        """Keep a cell with the document's content."""
        if content and cell.state != "waiting":
            self.library.cells.put(content, column.name, self.asked_with, self._to_json(cell))

    def _to_json(self, cell: Cell) -> str:
        quotes = [(one.quote, one.passage_id, one.start, one.end) for one in cell.citations]
        passages = self.library.documents.passages({number for _, number, _, _ in quotes})
        told = [
            (passages[number].ordinal, start - passages[number].start, end - passages[number].start)
            for _, number, start, end in quotes
            if number in passages
        ]
        return json.dumps([cell.state, cell.text, cell.value, told], ensure_ascii=False)

    def _from_json(self, number: int, written: str) -> Cell | None:
        try:
            state, text, value, told = json.loads(written)
            units = []
            for ordinal, start, end in told:
                (passage,) = self.library.documents.neighbours(number, ordinal, ordinal)
                unit = Unit(passage, start, end, 0)
                if not 0 <= start < end <= len(passage.text):
                    return None
                units.append(unit)
        except (ValueError, TypeError):
            return None  # read by another version: it is asked again
        return cell_of(state, text, units, value)

    # Reading a document

    def document(self, number: int, passages: int, column: Column) -> DocumentText:
        """Return a document as a question is asked of it."""
        if passages <= READ_WHOLE:
            return DocumentText(
                number, tuple(self.library.documents.neighbours(number, 0, passages)), whole=True
            )
        found = self._searcher.search(column.question, 8, within=frozenset([number]))
        near = {passage.id: passage for passage in found.ranked[: READ_WHOLE // 2]}
        near |= {one.id: one for one in self._speaking(number, min(passages, SCANNED), column)}
        # Who the parties are stands in the beginning.
        near |= {one.id: one for one in self.library.documents.neighbours(number, 0, 1)}
        chosen = sorted(near.values(), key=lambda one: one.ordinal)
        return DocumentText(number, tuple(chosen), whole=False)

    def _speaking(self, number: int, passages: int, column: Column) -> list[StoredPassage]:
        """Return a long document's passages that speak of most of a question.

        Other words for the same count too.
        """
        concepts = concepts_of(column.question)
        best: list[tuple[float, int, StoredPassage]] = []
        for first in range(0, passages, _AT_ONCE):
            for passage in self.library.documents.neighbours(number, first, first + _AT_ONCE - 1):
                text = " ".join([*passage.heading, passage.text])
                held = frozenset(terms(text))
                share = sum(one.weight for one in concepts if one.stands_in(text, held))
                if share:
                    best.append((-share, passage.ordinal, passage))
            best = sorted(best, key=lambda one: one[:2])[: READ_WHOLE // 2]
        return [passage for _, _, passage in best]

    def quoted(self, text: DocumentText, column: Column) -> Cell:
        """Answer a cell word for word, without a model."""
        found, judged = self.found_in(text, column)
        if column.kind == "yes_no":
            return self.read_yes_no(text, column, found, judged)
        if (decided := self.settled(text, column, judged)) is not None:
            return decided
        options, other = self.apart(text, column, found, judged)
        return self.or_words(text, column, judged, self.chosen(text, column, options, judged, other))

    def apart(
        self, text: DocumentText, column: Column, found: Sequence[Found], judged: Judged
    ) -> tuple[list[Option], Opposite]:
        """Return the sentences that may be meant, and who the counterpart of a role is."""
        from assistant.agent.cells.counterparts import Opposite  # few questions fill cells

        options = options_of(self.model, text, found, judged)
        other = Opposite.of(self.model, text, column, found, options)
        return other.apart(options, judged), other

    def judged(self, text: DocumentText, column: Column) -> Judged:
        """Return how likely the sentences of a document answer a column."""
        return self.found_in(text, column)[1]

    def found_in(self, text: DocumentText, column: Column) -> tuple[list[Found], Judged]:
        """Return the sentences that bear on a column, and how likely each answers.

        Where documents are to be chosen, what is wanted of them is asked, without their name.
        """
        from assistant.agent.cells.other_matters import without_others  # few questions fill cells

        if column.judges:
            column = replace(column, question=predicate_of(column.question))
        found = bearing_units(text, column)
        return found, without_others(self.model.judged(text, column, found))

    def chosen(
        self, text: DocumentText, column: Column, options: Sequence[Option], judged: Judged, other: Opposite
    ) -> Cell:
        """Show the likeliest sentence's value, or say that there is none."""
        from assistant.agent.cells.cell_decision import SURE_VALUE, decided  # few questions fill cells
        from assistant.agent.cells.other_matters import says_plainly

        if not options:
            return cell_of("not_stated", "", ())
        first = options[0]
        unit = first.unit if first.value else self._below(text, first.unit)
        decision = decided(judged, options)
        if decision.none > decision.value:
            named = says_plainly(first.unit, judged.topic) or _is_named(first, column)
            if first.value and judged.topic and judged.kind in TYPED and named:
                return cell_of("unsure", plain_text(first.value), (unit,), first.value)
            return none_of(decision.none)
        shown = shown_of(self.model, text, judged, replace(first, unit=unit))
        sure = decision.value >= SURE_VALUE and may_be_sure(text, column, judged, first, shown)
        sure = sure and not other.is_called(first.value)
        said = shown.text or said_in(unit)
        if not first.value and judged.kind == "date" and judged.topic == "end" and says_open(unit.text):
            said = NO_END[column.language]
        return cell_of("found" if sure else "unsure", plain_text(said), shown.units, first.value)

    def or_words(self, text: DocumentText, column: Column, judged: Judged, cell: Cell) -> Cell:
        """Show a sentence that holds all words of a question, marked, before nothing.

        Of a known topic only where it is not sure that nothing is stated: what words of it mean was weighed.
        """
        # A percent says itself that it is a share.
        question = SHARE.sub(" ", column.question) if column.kind == "percent" else column.question
        asked = [one for one in concepts_of(question) if one.weight > GENERIC_WEIGHT]
        measures = _MEASURES.get(column.kind, ())
        weighed = judged.topic and (cell.state != "unsure" or (len(asked) < 2 and not measures))
        if cell.text or weighed or not asked:
            return cell
        units = dict.fromkeys([*(unit for unit, _ in judged.ranked), *self.model.units_of(text)])
        for unit in units:
            held = frozenset(terms(unit.text))
            if not all(one.stands_in(unit.text, held) for one in asked):
                continue
            said = [unit.text[start:end] for kind in measures for start, end in value_spans(unit.text, kind)]
            if said or not (judged.topic and measures and len(asked) < 2):
                value = said[0] if len(said) == 1 else ""
                return cell_of("unsure", plain_text(value or said_in(unit)), (unit,), value)
        return cell

    def lacks(self, text: DocumentText, column: Column) -> float:
        """Return how surely a document lacks what a column asks, from -1 to 1."""
        from assistant.agent.cells.cell_decision import decided  # few questions choose papers
        from assistant.agent.cells.presence import TOLD_BY_BEING_THERE, has_it

        found, judged = self.found_in(text, column)
        if (computed := self.settled(text, column, judged)) is not None:
            return 1.0 if computed.says_none or has_no_end(computed.text) else -1.0
        options = options_of(self.model, text, found, judged)
        if not options:
            return 1.0
        decision, said = decided(judged, options), options[0].unit.text
        denied = judged.topic in TOLD_BY_BEING_THERE and not has_it(said, judged.topic, column.question)
        denied = denied or (judged.kind == "date" and has_no_end(said))
        return decision.none + (decision.value if denied else -decision.value)

    def _below(self, text: DocumentText, unit: Unit) -> Unit:
        """Return the sentence under a heading, else the sentence itself."""
        if _HEADING.fullmatch(unit.text.strip("*_# \n")) is None:
            return unit
        units = list(self.model.units_of(text))
        at = units.index(unit) + 1 if unit in units else len(units)
        return units[at] if at < len(units) and units[at].passage.id == unit.passage.id else unit

    def settled(self, text: DocumentText, column: Column, judged: Judged) -> Cell | None:
        """Answer by what a contract calls its parties, or by an end that is computed."""
        if column.kind == "name" and asks_who_acts(column.question):
            return self._signatory(text, column, judged)
        party = _named_party(text, column)
        if party is not None and (asks_role(column) or not judged.sides.named(party.text)):
            return party  # we are not whom our contracts are with
        ends = judged.topic == "end" or [one.name for one in concepts_of(column.question)] == ["end"]
        if judged.kind != "date" or not ends or not judged.ranked or judged.absent >= SURELY_ABSENT:
            return None
        first = options_of(self.model, text, (), judged)[0]
        lengths = self.model.speaking_of(text, "term")
        among = [*(unit for unit, _ in judged.ranked[:MOST_SHOWN]), *lengths]
        computed = computed_end(text, among, lengths, partial(beginning_in, self.model, text))
        start = computed.units[-1] if computed is not None else None
        if start is not None and not (begins_only(start.text) or is_start(self.model, spoken(start))):
            computed = None  # "three years, and over on 13 February 2027" says when it ends
        if computed is None or (first.value and not overlaps(computed.units[0], first.unit)):
            states = first.value and first.chance >= LIKELY and not has_no_end(first.unit.text)
            unit = without_end(text, among) if computed is None and not states else None
            return cell_of("found", NO_END[column.language], (unit,)) if unit is not None else None
        day = computed.day.isoformat()
        state: CellState = "unsure" if _is_no_deal(text) else "found"  # minutes speak of what ends elsewhere
        return cell_of(state, f"{day} ({COMPUTED[column.language]})", computed.units, day)

    def read_yes_no(self, text: DocumentText, column: Column, found: Sequence[Found], judged: Judged) -> Cell:
        """Say yes or no by the sentence that speaks of what is asked."""
        if column.judges and (chosen := self._selected(text, column, judged)) is not None:
            return chosen
        best = next(
            (one.unit for one in found if one.bearing >= (0.75 if column.judges else LEAST_BEARING)), None
        )
        state: CellState = "found"
        if judged.topic and not column.judges:
            first, chance = judged.ranked[0] if judged.ranked else (None, 0.0)
            best = first if judged.absent < max(ABSENT, chance) else None
            state = "found" if chance >= SHOWN else "unsure"
        if best is None:
            return self._nearest(text, column, judged) if column.judges else cell_of("not_stated", "", ())
        said = self._attributor(text, column, None).attribute(_YES_NO_WORDS["en"][0])
        denied = _denied(best.text, column.question)
        if not judged.topic and said.units and (said.supported or said.contradicts):
            best, denied = said.units[0], said.contradicts or denied
        if not column.judges and (_CONDITION.search(best.text) or (judged.topic and not is_short(best.text))):
            return cell_of(state, plain_text(best.text), (best,))
        word = _YES_NO_WORDS[column.language][denied]
        return cell_of(state, word, (best,), word)

    def _selected(self, text: DocumentText, column: Column, judged: Judged) -> Cell | None:
        """Tell whether a document has what is wanted; None where known words have to tell."""
        from assistant.agent.cells import presence  # few questions choose papers

        wanted = predicate_of(column.question)
        yes, no = _YES_NO_WORDS[column.language]
        units = self.model.units_of(text)
        if not units:
            return None
        for named in presence.names_in(wanted):
            holding = [one for one in units if named <= frozenset(terms(spoken(one)))]
            if not holding:
                return cell_of("not_stated", "", ())
            if judged.topic in ("", "place", "customer", "provider", "subject"):
                return cell_of("found", yes, holding[:1], yes)
        near = [unit for unit, chance in judged.ranked[:MOST_SHOWN] if chance >= BARELY]
        if (period := presence.paid_each(wanted)) is not None and judged.topic in ("", "pay", "price"):
            near += [one for one in units if one not in near and self._speaks_of_pay(one)]
            paid = [one for one in near if period.search(one.text)]
            return cell_of("found", yes, paid[:1], yes) if paid else cell_of("not_stated", "", ())
        if judged.topic not in presence.TOLD_BY_BEING_THERE:
            return None
        first, chance = judged.ranked[0] if judged.ranked else (units[0], 0.0)
        if judged.absent >= max(ABSENT, chance):
            by_name = next((one for one in units if presence.speaks_by_name(one.text, judged.topic)), None)
            if presence.has_figures(wanted):
                by_name = next((one for one in near[:1] if presence.figures_agree(one.text, wanted)), by_name)
            if by_name is None:
                return cell_of("not_stated", "", ())
            first, chance = by_name, LIKELY
        first = next((one for one in near if presence.figures_agree(one.text, wanted)), first)
        has = presence.has_it(first.text, judged.topic, wanted) and presence.figures_agree(first.text, wanted)
        word = yes if has else no
        return cell_of("found" if chance >= LIKELY else "unsure", word, (first,), word)

    def _speaks_of_pay(self, unit: Unit) -> bool:
        spoken_of = self.model.topics_of([spoken(unit)])[0]
        return max(spoken_of["pay"], spoken_of["price"]) >= LIKELY

    def _nearest(self, text: DocumentText, column: Column, judged: Judged) -> Cell:
        """Return the sentence that may well speak of what is asked, unsure."""
        near = self.model.nearness(text, predicate_of(column.question))
        if not near:
            return cell_of("not_stated", "", ())
        place = {unit: at for at, unit in enumerate(self.model.units_of(text))}
        scored = [
            (near.get(place[unit], 0.0) + math.log10(max(chance, 1e-6)), -at)
            for at, (unit, chance) in enumerate(judged.ranked[:MOST_SHOWN])
            if not names_sides(unit.text)
        ]
        best = max(scored, default=(0.0, 0))
        if best[0] < NEAR:
            return cell_of("not_stated", "", ())
        unit = judged.ranked[-best[1]][0]
        return cell_of("unsure", plain_text(said_in(unit)), (unit,))

    def _attributor(self, text: DocumentText, column: Column, compared: Comparison | None) -> Attributor:
        return Attributor(
            [[passage] for passage in text.passages],
            column.question,
            self._searcher.weights,
            compared.z_scores if compared is not None else None,
        )


def may_be_sure(text: DocumentText, column: Column, judged: Judged, option: Option, shown: Shown) -> bool:
    """Return whether nothing but its likelihood speaks against a value.

    Args:
        text: The document.
        column: What is asked.
        judged: How likely its sentences answer.
        option: The sentence that is meant.
        shown: What is shown of it.
    """
    return not (
        _asks_more(text, column, judged)
        or (judged.topic in _OF_DEALS and _is_no_deal(text))
        or (judged.topic and is_mail(text.passages[0].source))
        or (column.kind == "name" and asks_who_acts(column.question))
        or _counts_otherwise(text, column)
        or (judged.kind == "money" and is_step(option) and not shown.whole)
    )


def _is_no_deal(text: DocumentText) -> bool:
    """Return whether the names of a document say that it is no contract."""
    return bool(text.passages) and not may_be_deal(paper_of(text.passages[0], ()))


_OF_DEALS = frozenset(("end", "term", "renewal", "notice"))
"""Topics on which other papers speak of contracts that are not theirs."""


def _is_named(option: Option, column: Column) -> bool:
    """Return whether a value stands beside the usual word for what is asked.

    "A security of £150 is left with us" states a deposit, however unlikely it reads.
    """
    asked = [one for one in concepts_of(column.question) if one.pattern is not None and one.name not in VAGUE]
    at = option.unit.text.find(option.value)
    clause = part_around(option.unit.text, max(at, 0), max(at, 0) + len(option.value), CLAUSE)
    return bool(asked) and asked[0].stands_in(clause, frozenset()) and not denies(clause)


def none_of(chance: float) -> Cell:
    """Say that it is not stated, or where that is not sure that it probably is not."""
    from assistant.agent.cells.cell_decision import SURE_NONE

    return Cell("not_stated" if chance >= SURE_NONE else "unsure")


def _asks_more(text: DocumentText, column: Column, judged: Judged) -> bool:
    """Return whether a question has a word that stands nowhere in a document.

    Only one of no known topic is looked at.
    """
    if judged.topic:
        return False
    whole = " ".join(" ".join([*passage.heading, passage.text]) for passage in text.passages)
    held = frozenset(terms(whole))
    return any(one.pattern is None and not one.stands_in(whole, held) for one in concepts_of(column.question))


def _counts_otherwise(text: DocumentText, column: Column) -> bool:
    """Return whether a document never speaks of what a price is asked for each of."""
    each = _FOR_EACH.search(column.question)
    if each is None:
        return False
    from assistant.agent.cells.presence import says_each  # few ask so

    return not any(says_each(one.text, each[1].casefold()) for one in text.passages)


_FOR_EACH = lazy_regex(r"\bper ([a-z]+)\W*\Z", re.IGNORECASE)
"""What a price is for each of: "price per kg"."""


def cell_of(state: CellState, text: str, units: Sequence[Unit], value: str = "") -> Cell:
    """Make a cell of what was found and where it stands."""
    return Cell(state, text, value, tuple(unit.citation(at) for at, unit in enumerate(units, start=1)))


def _named_party(text: DocumentText, column: Column) -> Cell | None:
    """Return whom a contract calls by the role that is asked for."""
    if column.kind != "name":
        return None
    for one in concepts_of(column.question):
        if (found := named_party(text, one.name)) is not None:
            return cell_of("found", plain_text(found.value), (found.unit,), found.value)
        if one.name in ("party a", "party b") and not names_parties(text):
            return cell_of("not_stated", "", ())  # a price list has no first party
    if (found := defined_party(text, column.question)) is not None:
        return cell_of("found", plain_text(found.value), (found.unit,), found.value)
    return None


def said_in(unit: Unit) -> str:
    """Return what a sentence says, a row without its bars."""
    return " | ".join(cell.strip() for cell in cells_of(unit.text)) if is_row(unit.text) else unit.text


def plain_text(said: str) -> str:
    """Return what a cell says on one line, no longer than a cell may be."""
    return " ".join(said.split())[:LONGEST]


def _denied(text: str, question: str) -> bool:
    return denies(_KEPT.sub(" ", text)) != denies(question)


_KEPT = lazy_regex(
    r"(?:押金|定金|订金|保证金|预付款|已付[^，。；]{0,6}|费用)[^，。；]{0,8}(?:不予?退|不返)[^，。；]*|\b(?:deposit|fees?|payments?|amounts?)\b[^.,;]{0,40}\b(?:not|non-?)\s?(?:be )?(?:refund\w*|return\w*)",
    re.IGNORECASE,
)
"""Says that money is kept, and nothing of what is allowed."""


def is_short(text: str) -> bool:
    """Return whether a sentence says one thing and no more."""
    return (len(text) if is_unspaced(text) else len(text.split())) <= _PLAIN
