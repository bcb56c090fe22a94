"""Find for each sentence of an answer the evidence that supports it.

The program does this, not the model: a model's own citations are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from assistant.agent.candidates import Candidate, DocumentNames, candidates_of, mixed_up
from assistant.agent.claims import Claim, Value, claim_of, each_identifier, parts_of
from assistant.agent.polarity import denies, denies_of, opposed, opposed_across
from assistant.agent.quoting import DOUBTED
from assistant.agent.replies import beside_nothing, echoes, reply, says_nothing
from assistant.agent.short_answers import PERHAPS, SURELY, SURELY_MEANT, TELLS, SentenceWorths, likely_borne
from assistant.agent.workings import parts_of_result, shows_working
from assistant.errors import ModelFault, PartMissing
from assistant.events import Notice
from assistant.frozen import dataclass
from assistant.languages import Language, detected
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.models.base import Embedder
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit
from assistant.retrieval.semantic import SemanticRetriever
from assistant.retrieval.values import Number, values

SUPPORT_SHARE = 0.5
"""Share of a sentence's weight that must stand in what is cited."""
SECOND = 0.2
"""Share that a second piece of evidence must add to be cited too."""
Z_SCORE_THRESHOLD = 2.5
"""Z-score from which evidence is near enough in meaning to be cited."""
NEAR_WORDS = 0.25
"""Share of a sentence's weight that must match by words too, within one language, to be cited by meaning."""
_FILE = lazy_regex(
    r"\b(?:files?|datei(?:en)?|fichiers?|archivos?|ficheiros?|arquivos?|файл\w*)\b|文件|文档|ファイル|파일",
    re.IGNORECASE,
)
_TRIED = 8
"""Most candidates that are checked closely, the best by shared words."""
_RANKS = 8
"""Rank of the hit from which a lower one counts no less."""
_COMPARED = 32
"""Most candidates whose meaning is compared with a sentence."""
_MARGIN = 0.02
"""By how much of a share contradicting evidence must match better than supporting evidence to win."""
_CERTAIN = 0.75
"""Share from which a candidate is sure to speak of the same as a claim."""
_NEARBY = 0.7
"""Weight of a word of the question that stands elsewhere in the candidate's passage."""
_FEW_WORDS = 5
"""Most words of an answer that repeats nothing of the question and is no sentence."""
TELLS_ITSELF = 3
"""Words and values from which a sentence that repeats nothing of the question may tell something besides its answer."""
_SAID_OF_NAME = 0.34
"""Share that must match of what a claim says of a name."""
_ON_SUBJECT = 0.4
"""Least coverage of the question, as a share of the best one, for evidence of a bare answer ("30 days.")."""

_SEVERAL_VALUES = 3
"""Numbers and dates of a claim from which the only evidence that holds all of them is surely what it speaks of."""
_ACRONYM = lazy_regex(r"[A-Z]{3,6}")
_WORD = lazy_regex(r"[^\W\d_]+")

Weigh = Callable[[Sequence[str]], Mapping[str, float]]
"""Gives the inverse document frequency of terms."""
ZScores = Callable[[str, Sequence[str]], Sequence[float]]
"""Gives the z-score of each text's similarity to a sentence."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The evidence for a sentence, and whether it supports it.

    Attributes:
        units: The evidence, the strongest first; of a sentence that is contradicted, the words that contradict it; empty
            when nothing supports it.
        missing: Numbers and names of the sentence that do not stand in the evidence.
        sure: Whether words or numbers match, and not meaning alone.
        claims: Whether the sentence says anything that needs evidence.
        likely: Whether the evidence is what the sentence speaks of, though not all of it is confirmed.
        reason: Why it is not supported although there is evidence: "contradicted", "other_row", "other_document", "ordered"
            (it follows an order that a document gives), "echo" (it only says the question again); else empty.
    """

    units: tuple[Unit, ...] = ()
    missing: tuple[str, ...] = ()
    sure: bool = True
    claims: bool = True
    reason: str = ""
    likely: bool = False

    @property
    def contradicts(self) -> bool:
        """Whether a document says the opposite; `units` holds its words."""
        return self.reason == "contradicted"

    @property
    def supported(self) -> bool:
        """Whether evidence supports all of the sentence, each number and name too."""
        return not self.claims or (bool(self.units) and self.sure and not self.missing and not self.reason)


@dataclass(frozen=True, slots=True)
class _Tried:
    """How well a piece of evidence fits a sentence."""

    candidate: Candidate
    share: float
    missing: tuple[str, ...]
    reason: str

    @property
    def fits(self) -> bool:
        return not self.missing and not self.reason


class Attributor:
    """Find the evidence for the sentences of one answer.

    Args:
        groups: The passages that were found, of each hit.
        question: As it was searched for; its own words need no evidence.
        weigh: Gives the inverse document frequency of terms.
        z_scores: Compares meaning; None where only words are compared.
        worths: Tells which sentences answer the question; None where short answers are judged by their words alone.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[StoredPassage]],
        question: str,
        weigh: Weigh,
        z_scores: ZScores | None,
        worths: SentenceWorths | None = None,
    ) -> None:
        self._worths = worths
        self._weigh = weigh
        self._z_scores = z_scores
        self._question = question
        self._asked = claim_of(question)
        self._asked_weights = self._weights(self._asked)
        self._groups = groups

    @cached_property
    def _candidates(self) -> list[Candidate]:
        # Not before the first sentence is there: until then it is the model that is waited for.
        return candidates_of(self._groups)

    @cached_property
    def _places(self) -> dict[Candidate, int]:
        return {candidate: place for place, candidate in enumerate(self._candidates)}

    @cached_property
    def _names(self) -> DocumentNames:
        return DocumentNames(passage for group in self._groups for passage in group)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(
            key for candidate in self._candidates for key in candidate.keys | candidate.context_keys
        )

    @cached_property
    def _coverage(self) -> dict[int, float]:
        """The share of the question's weight in each candidate, by its index."""
        total = sum(self._asked_weights.values()) or 1.0

        def covered(candidate: Candidate) -> float:
            own = sum(self._asked_weights[word] * candidate.holds(word) for word in self._asked.words)
            if candidate.row is not None:
                return own / total
            # "During this hold, …": what is spoken of may stand before.
            near = sum(
                self._asked_weights[word] for word in self._asked.words if word in candidate.passage_terms
            )
            return max(own, _NEARBY * near) / total

        return {place: covered(candidate) for place, candidate in enumerate(self._candidates)}

    @cached_property
    def _language(self) -> Language:
        return detected(self._question) or "en"

    def _weights(self, claim: Claim) -> Mapping[str, float]:
        return self._weigh(claim.words) if claim.words else {}

    def attribute(self, sentence: str) -> Attribution:
        """Find the evidence that supports a sentence."""
        if not any(map(str.isalnum, sentence)):
            return Attribution(claims=False)
        said = reply(sentence, self._question)
        if said.agrees is not None:
            if not any(map(str.isalnum, said.rest)):
                return self._agreeing(agrees=said.agrees)
            sentence = said.rest
        if says_nothing(sentence):
            found = self._says_nothing(sentence)
            if found is not None:
                return found
            sentence = beside_nothing(sentence) or sentence
        elif echoes(sentence, self._question):
            # A heading of a list repeats what was asked and claims nothing.
            heads = not sentence.rstrip(" *_\"'”’").endswith((".", "。", "?", "？", "!", "！"))
            return Attribution(claims=False) if heads else Attribution(reason="echo")
        claim = claim_of(sentence, known=self._known)
        if not claim.words and not claim.valued:
            return Attribution(claims=False)
        if len(claim.words) == 1 and not claim.valued and claim.words[0] in self._asked.words:
            return Attribution(claims=False)
        found = self._supported(claim)
        if found.supported:
            return found
        return self._worked_out(claim) or self._in_parts(claim) or self._as_answer(claim, found)

    def _agreeing(self, *, agrees: bool) -> Attribution:
        """Judge a bare yes or no: its claim is the question itself."""
        if not self._asked.words and not self._asked.valued:
            return Attribution(claims=False)
        found = self._supported(replace(self._asked, text=re.sub(r"[?？]\s*\Z", "", self._question)))
        if not agrees:
            if found.contradicts:
                found = Attribution(found.units)
            elif found.supported:
                found = replace(found, reason="contradicted")
            else:
                # "Is it two months?" "No.": what is missing in what speaks of the same is another number there.
                sure = bool(found.units and found.missing and not found.reason)
                found = Attribution(found.units, sure=sure)
        return self._as_answered(found, agrees=agrees)

    def _as_answered(self, found: Attribution, *, agrees: bool) -> Attribution:
        """Judge a yes or no by the sentence that clearly answers its question."""
        if self._worths is None or not self._worths.places:
            return found
        best, chance = self._worths.places[0].unit, self._worths.chance
        if chance >= TELLS and denies_of(best.text, self._question) and not denies(self._question):
            if not agrees:
                return Attribution((best,), likely=True)
            return Attribution((best,), reason="contradicted", likely=True)
        if found.supported:
            return found
        likely = chance >= DOUBTED
        units = found.units or ((best,) if likely else ())
        return replace(found, units=units, sure=found.sure and bool(found.units), likely=likely)

    def _says_nothing(self, sentence: str) -> Attribution | None:
        """Judge a sentence that says that the answer is not there.

        None where it claims something besides.
        """
        if beside_nothing(sentence):
            return None
        claim = claim_of(sentence, known=self._known)
        if not all(self._asked.has_number(number) for number in claim.numbers):
            return None
        certain = [one for one in self._tried(claim) if one.share >= _CERTAIN and one.fits]
        if certain and denies(certain[0].candidate.unit.text):
            return Attribution((certain[0].candidate.unit,))
        return Attribution(claims=False)

    def _supported(self, claim: Claim) -> Attribution:
        short = self._short(claim) if self._bare(claim) and not claim.keys else None
        if short is None:
            return self._told(claim)
        if short.supported or len(claim.words) + claim.valued < TELLS_ITSELF:
            return short
        told = self._told(claim)
        return told if told.supported else short

    def _told(self, claim: Claim) -> Attribution:
        """Find what supports a sentence by what it says, whatever was asked."""
        tried = self._tried(claim)
        fitting = [
            one
            for one in tried
            if one.share >= SUPPORT_SHARE and one.fits and not self._ordered(one.candidate)
        ]
        against = next(
            (one for one in tried if one.share >= SUPPORT_SHARE and one.reason == "contradicted"), None
        )
        if against is not None and (not fitting or against.share > fitting[0].share + _MARGIN):
            return Attribution((against.candidate.unit,), reason="contradicted")
        if fitting:
            return Attribution(
                tuple(one.candidate.unit for one in self._with_second(claim, fitting[0], tried))
            )
        together = self._together(claim, tried)
        if together is not None:
            return together
        named = self._by_name(claim)
        if named is not None:
            return named
        best = next((one for one in tried if one.share >= SUPPORT_SHARE), None)
        if best is None or (best.missing and not best.reason):
            meant = self._by_meaning(claim)
            if meant.units and (best is None or meant.supported):
                return meant
        if best is None:
            return Attribution()
        if self._ordered(best.candidate):
            return Attribution((best.candidate.unit,), reason="ordered")
        return Attribution((best.candidate.unit,), best.missing, reason=best.reason)

    def _short(self, claim: Claim) -> Attribution | None:
        """Find the sentence that bears a short answer; None where none holds all of it.

        Many may hold it: it is borne where one of them is likely to be what the question asks for.
        """
        if self._worths is None:
            return None
        weights = self._weights(claim)
        bearing = [
            (candidate, share)
            for candidate in self._candidates
            if (share := self._share(claim, weights, candidate)) >= SUPPORT_SHARE
            and not self._missing(claim, [candidate])
            and not self._ordered(candidate)
            and not claim.misplaced(candidate)
            and not (len(claim.words) > _FEW_WORDS and self._in_other_row(claim, candidate))
        ]
        count = len({candidate.unit.text for candidate, _ in bearing})
        judged = [
            (likely_borne(place, bearing=count, words=len(claim.words), share=share), candidate)
            for candidate, share in bearing
            if (place := self._worths.place_of(candidate.unit)) is not None
        ]
        if not judged:
            return None
        chance, best = max(judged, key=lambda one: one[0])
        if not claim.repeats(best) and self._opposed(claim, best):
            return Attribution((best.unit,), reason="contradicted", likely=chance >= PERHAPS)
        if chance >= SURELY:
            return Attribution((best.unit,), likely=True)
        return Attribution((best.unit,), sure=False, reason="other_row", likely=chance >= PERHAPS)

    def _as_answer(self, claim: Claim, found: Attribution) -> Attribution:
        """Judge a sentence that nothing else confirms by its values.

        They have to stand together in a sentence that is likely to answer the question.
        """
        if self._worths is None or not self._worths.places or found.contradicts or found.reason == "ordered":
            return found
        holding = [
            candidate
            for candidate in self._candidates
            if claim.valued
            and not self._missing(claim, [candidate])
            and not self._ordered(candidate)
            and not self._in_other_row(claim, candidate)
        ]
        judged = [
            (likely_borne(place, bearing=len(holding), words=claim.valued - 1, share=1.0), candidate)
            for candidate in holding
            if (place := self._worths.place_of(candidate.unit)) is not None
        ]
        if not judged:
            best, chance = self._worths.places[0].unit, self._worths.chance
            speaks_of_it = not set(claim.words).isdisjoint(terms(best.text))
            if chance < DOUBTED or not speaks_of_it:
                return found
            return replace(
                found, units=found.units or (best,), sure=found.sure and bool(found.units), likely=True
            )
        chance, candidate = max(judged, key=lambda one: one[0])
        agrees = not claim.misplaced(candidate) and not self._opposed(claim, candidate)
        if agrees and chance >= SURELY_MEANT:
            return Attribution((candidate.unit,), likely=True)
        if chance < PERHAPS:
            return found
        return Attribution((candidate.unit,), sure=False, reason=found.reason, likely=True)

    def _in_other_row(self, claim: Claim, candidate: Candidate) -> bool:
        row, table = candidate.row, candidate.table
        return row is not None and table is not None and mixed_up(claim.text, row, table, self._question)

    def _worked_out(self, claim: Claim) -> Attribution | None:
        """Support a number that is worked out from others that the documents hold.

        None where none is, or where one of the others stands nowhere.
        """
        if self._worths is None or not claim.numbers or not shows_working(claim.text):
            return None
        results = [
            value
            for value in claim.values
            if isinstance(value.of, Number) and not any(value.stands_in(one) for one in self._candidates)
        ]
        if len(results) != 1 or not isinstance(result := results[0].of, Number):
            return None
        others = [one for one in claim.numbers if one is not result]
        parts = parts_of_result(result, [*others, *self._asked.numbers])
        own = [value for value in claim.values if value.of in parts]
        if not own:
            return None
        found = [self._likeliest(value) for value in own]
        units = tuple(dict.fromkeys(unit for unit, _ in found if unit is not None))
        chances = [chance for _, chance in found]
        if min(chances) < PERHAPS or not units:
            return None
        return Attribution(units, sure=max(chances) >= SURELY, likely=True)

    def _likeliest(self, value: Value) -> tuple[Unit | None, float]:
        """Return the sentence that most likely gives a value that the question is about."""
        assert self._worths is not None
        holding = [one for one in self._candidates if value.stands_in(one) and not self._ordered(one)]
        judged = [
            (likely_borne(place, bearing=len(holding), words=0, share=1.0), candidate.unit)
            for candidate in holding
            if (place := self._worths.place_of(candidate.unit)) is not None
        ]
        if not judged:
            return None, 0.0
        chance, unit = max(judged, key=lambda one: one[0])
        return unit, chance

    def _ordered(self, candidate: Candidate) -> bool:
        """Return whether a candidate is an order to the model.

        One beside an order that shares nothing with the question counts as one too.
        """
        return candidate.ordered or (
            candidate.follows_order and not any(candidate.holds(word) for word in self._asked.words)
        )

    # One piece of evidence

    def _tried(self, claim: Claim) -> list[_Tried]:
        """Check closely the candidates that share most words with a claim.

        They are given best first.
        """
        weights = self._weights(claim)
        scored = sorted(
            (
                (self._share(claim, weights, candidate), place)
                for place, candidate in enumerate(self._candidates)
            ),
            key=lambda one: -self._score(claim, *one),
        )
        spoken = self._names.spoken_of([claim.text, self._question])
        return [
            self._try(claim, self._candidates[place], share, place, spoken)
            for share, place in scored[:_TRIED]
            if share >= NEAR_WORDS
        ]

    def _score(self, claim: Claim, share: float, place: int) -> float:
        # Where two say the same, the better hit, and the shorter of two sentences, is cited.
        candidate = self._candidates[place]
        subject = 0.3 * self._coverage[place] if self._bare(claim) else 0.0
        return share + subject - 0.01 * min(candidate.unit.rank, _RANKS) - 0.0005 * len(candidate.terms)

    def _bare(self, claim: Claim) -> bool:
        """Return whether a claim repeats nothing of its question: "30 days"."""
        return bool(self._asked.words) and not set(claim.words) & set(self._asked.words)

    @staticmethod
    def _share(claim: Claim, weights: Mapping[str, float], candidate: Candidate) -> float:
        """Compute the share of a claim's weight found in a candidate.

        A value counts as much as an average word.
        """
        words = sum(weights[word] * candidate.holds(word) for word in claim.words)
        total = sum(weights.values())
        if claim.valued:
            each = total / len(claim.words) if claim.words else 1.0
            words += each * claim.count_in(candidate)
            total += each * claim.valued
        return words / total if total else 0.0

    def _try(
        self, claim: Claim, candidate: Candidate, share: float, place: int, spoken: frozenset[int]
    ) -> _Tried:
        if claim.quotes(candidate):
            outside = bool(spoken) and candidate.unit.passage.document_id not in spoken
            return _Tried(candidate, share, (), "other_document" if outside else "")
        missing = self._missing(claim, [candidate])
        same_subject = share >= _CERTAIN or (share >= SUPPORT_SHARE and not missing)
        return _Tried(
            candidate, share, missing, self._fault(claim, candidate, place, spoken, same_subject=same_subject)
        )

    def _fault(
        self, claim: Claim, candidate: Candidate, place: int, spoken: frozenset[int], *, same_subject: bool
    ) -> str:
        """Return the reason why a candidate does not support a claim; "" for none.

        It is looked for in candidates of the claim's language, whatever words they share.

        Args:
            claim: The claim.
            candidate: The evidence.
            place: Its place among the candidates.
            spoken: Documents that are spoken of; empty where none is.
            same_subject: Whether both speak of the same, so that one may contradict the other.
        """
        if candidate.row is not None and candidate.table is not None:
            if mixed_up(claim.text, candidate.row, candidate.table, self._question):
                return "contradicted" if denies(claim.text) else "other_row"
        elif same_subject and self._opposed(claim, candidate):
            return "contradicted"
        if spoken and candidate.unit.passage.document_id not in spoken:
            return "other_document"
        if (
            (
                not self._surely_here(claim, candidate)
                and claim.taken_from_elsewhere(candidate, self._candidates)
            )
            or claim.misplaced(candidate)
            or self._names_alone(claim, candidate)
            or (self._bare(claim) and self._off_subject(claim, candidate, place))
        ):
            return "other_row"
        return ""

    def _surely_here(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether a candidate alone holds all of a claim's values.

        Only a claim with several values counts, where no other text holds all of them.
        """
        wanted = len(claim.values)
        return (
            wanted >= _SEVERAL_VALUES
            and claim.count_in(candidate) == wanted
            and not any(
                one is not candidate
                and one.unit.text != candidate.unit.text
                and claim.count_in(one) == wanted
                for one in self._candidates
            )
        )

    def _opposed(self, claim: Claim, candidate: Candidate) -> bool:
        # A few words that answer ("the tenant") deny nothing that their sentence may deny.
        if self._bare(claim) and len(claim.words) <= _FEW_WORDS and not denies(claim.text):
            return False
        return opposed(claim.text, candidate.unit.text, detected(claim.text) or self._language)

    def _names_alone(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether a candidate shares hardly more than a name with a claim."""
        named = frozenset[str]().union(*(own for _, own in claim.names))
        others = [word for word in claim.words if word not in named]
        if not named or len(others) < 2:
            return False
        weights = self._weigh(others)
        held = sum(weights[word] * candidate.holds(word) for word in others)
        return held < _SAID_OF_NAME * (sum(weights.values()) or 1.0)

    def _off_subject(self, claim: Claim, candidate: Candidate, place: int) -> bool:
        """Return whether evidence of a bare answer is about another subject."""
        foreign = is_unspaced(self._question) != is_unspaced(candidate.unit.text)
        best = max(self._coverage.values(), default=0.0)
        if claim.begins(candidate) and self._alone(claim, candidate, best):
            return False
        keys = self._asked.keys & self._known
        if keys and not claim.keys and not keys <= candidate.keys | candidate.context_keys:
            families = {one.family for one in values(self._question).identifiers}
            alike = any(one.family in families for one in candidate.values.identifiers)
            # A sentence may speak of what the one before it names; a row may not.
            if candidate.row is not None or alike or not keys <= candidate.passage_keys:
                return True
        return not foreign and best >= SUPPORT_SHARE and self._coverage[place] < _ON_SUBJECT * best

    def _alone(self, claim: Claim, candidate: Candidate, best: float) -> bool:
        """Return whether a candidate is the only one on the claim in the best document.

        The best document is the one that holds most of the question.
        """
        first = {
            self._candidates[place].unit.passage.document_id
            for place, covered in self._coverage.items()
            if covered >= best
        }
        return first == {candidate.unit.passage.document_id} and not any(
            other is not candidate and all(other.holds(word) for word in claim.words)
            for other in self._candidates
        )

    def _missing(self, claim: Claim, chosen: Sequence[Candidate], *, names: bool = True) -> tuple[str, ...]:
        """Return the values and names of a claim that its evidence does not hold."""
        missing = [value for value in claim.values if not any(value.stands_in(one) for one in chosen)]
        texts = [value.text for value in missing]
        if names:
            # What is cited is a sentence, but its passage is shown beside it: names may stand anywhere in it.
            held = frozenset[str]().union(*(one.passage_terms for one in chosen))
            texts += [
                name
                for name, own in claim.names
                if not own <= held | self._asked.all_terms
                and not any(_spelled_out(name, one) for one in chosen)
            ]
        return tuple(dict.fromkeys(texts))

    # Two pieces, or one for each part

    def _with_second(self, claim: Claim, best: _Tried, tried: Iterable[_Tried]) -> list[_Tried]:
        """Return the best evidence, and a second piece that adds much to it."""
        second = self._second(claim, best, tried)
        return [best] if second is None else [best, second]

    def _second(self, claim: Claim, best: _Tried, tried: Iterable[_Tried]) -> _Tried | None:
        weights = self._weights(claim)
        total = sum(weights.values()) or 1.0
        gains = [
            (
                sum(
                    weights[word]
                    for word in claim.words
                    if one.candidate.holds(word) and not best.candidate.holds(word)
                ),
                one,
            )
            for one in tried
            if one.candidate is not best.candidate and not one.reason and not self._ordered(one.candidate)
        ]
        gain, second = max(gains, key=lambda pair: pair[0], default=(0.0, None))
        return second if gain / total >= SECOND else None

    def _together(self, claim: Claim, tried: Sequence[_Tried]) -> Attribution | None:
        """Find two sentences of one document that support a claim jointly.

        Each value stands in one that says something of the claim besides; two rows of a table prove nothing together.
        """
        weights = self._weights(claim)
        total = sum(weights.values()) or 1.0
        usable = [one.candidate for one in tried if not one.reason and not self._ordered(one.candidate)]
        for place, first in enumerate(usable):
            for second in usable[place + 1 :]:
                pair = (first, second)
                both = (
                    sum(weights[word] * max(one.holds(word) for one in pair) for word in claim.words) / total
                )
                if (
                    both >= SUPPORT_SHARE
                    and _go_together(claim, first, second)
                    and not self._missing(claim, pair)
                    and not any(self._opposed(claim, one) for one in pair)
                ):
                    return Attribution((first.unit, second.unit))
        return None

    def _by_name(self, claim: Claim) -> Attribution | None:
        """Support "oak.md holds the lease of Oak Lane" by what names the document."""
        if denies(claim.text):
            return None
        weights = self._weights(claim)
        total = sum(weights.values()) or 1.0
        names = [PurePath(candidate.unit.passage.source).name for candidate in self._candidates]
        said = {name for name in names if name.casefold() in claim.text.casefold()}
        if not said and _FILE.search(claim.text) is None:
            return None
        for candidate, name in zip(self._candidates, names, strict=True):
            if said and name not in said:
                continue
            own = frozenset([*terms(candidate.context), *terms(name)])
            share = sum(weights[word] for word in claim.words if word in own) / total
            if share >= SUPPORT_SHARE and all(value.names(candidate) for value in claim.values):
                return Attribution((candidate.unit,))
        return None

    def _in_parts(self, claim: Claim) -> Attribution | None:
        """Support each part of a sentence by its own evidence; None where one fails."""
        for parts in (parts_of(claim, self._known), each_identifier(claim, self._known)):
            found = [self._supported(part) for part in parts]
            if found and all(one.supported for one in found):
                return Attribution(tuple(dict.fromkeys(unit for one in found for unit in one.units)))
        return None

    # Meaning

    def _by_meaning(self, claim: Claim) -> Attribution:
        """Cite evidence that is near in meaning: a paraphrase, or a translation.

        Meaning alone confirms nothing: the nearest of many sentences is always near. Across languages, where words
        cannot match, a value that does match confirms; else the citation is given as unsure.
        """
        if self._z_scores is None or not self._candidates:
            return Attribution()
        spoken = detected(claim.text) or self._language
        weights = self._weights(claim)
        total = sum(weights.values()) or 1.0

        def said(candidate: Candidate) -> float:
            # A value alone says nothing.
            return sum(weights[word] * candidate.holds(word) for word in claim.words) / total

        near = sorted(
            ((said(candidate), candidate) for candidate in self._candidates if not self._ordered(candidate)),
            key=lambda one: (-one[0], one[1].unit.rank),
        )
        usable = [
            candidate
            for share, candidate in near
            if share >= NEAR_WORDS or self._foreign(claim.text, spoken, candidate)
        ][:_COMPARED]
        if not usable:
            return Attribution()
        z_scores = self._z_scores(claim.text, [candidate.unit.text for candidate in usable])
        ranked = sorted(range(len(usable)), key=lambda index: -z_scores[index])
        found = [
            self._meant(claim, usable[index], spoken)
            for index in ranked[:3]
            if z_scores[index] >= Z_SCORE_THRESHOLD
        ]
        return next((one for one in found if one.supported), found[0] if found else Attribution())

    def _foreign(self, text: str, spoken: Language, candidate: Candidate) -> bool:
        """Return whether a candidate is in the language of a best hit in another one.

        Words cannot match there.
        """
        best = self._candidates[0]
        script = is_unspaced(best.unit.passage.text)
        if script != is_unspaced(text):
            return is_unspaced(candidate.unit.text) == script
        if is_unspaced(candidate.unit.text) != script or detected(text) is None:
            return False
        return best.language is not None and best.language != spoken and candidate.language == best.language

    def _meant(self, claim: Claim, candidate: Candidate, spoken: Language) -> Attribution:
        foreign = self._foreign(claim.text, spoken, candidate)
        # A name is spelt otherwise in another script; a number is not.
        missing = self._missing(claim, [candidate], names=not foreign)
        spoken_of = self._names.spoken_of([claim.text, self._question])
        if not foreign:
            reason = self._fault(claim, candidate, self._places[candidate], spoken_of, same_subject=True)
        elif opposed_across(claim.text, candidate.unit.text):
            reason = "contradicted"
        else:
            outside = spoken_of and candidate.unit.passage.document_id not in spoken_of
            reason = "other_document" if outside else ""
        return Attribution((candidate.unit,), missing, sure=not foreign or claim.valued > 0, reason=reason)


def _spelled_out(name: str, candidate: Candidate) -> bool:
    """Return whether evidence has the words that an acronym is made of.

    "VAT" is made of "value added tax".
    """
    if not _ACRONYM.fullmatch(name):
        return False
    initials = "".join(word[0] for word in _WORD.findall(candidate.unit.text)).casefold()
    return name.casefold() in initials


def _go_together(claim: Claim, first: Candidate, second: Candidate) -> bool:
    """Return whether a second piece of evidence adds to the first.

    It must hold more of the claim, and speak of the same thing.
    """
    if first.unit.passage.document_id != second.unit.passage.document_id or (first.row and second.row):
        return False
    if any(value.differs(one) for value in claim.values for one in (first, second)):
        return False
    if any(second.holds(word) and not first.holds(word) for word in claim.words):
        return True
    # A number alone says nothing, and the number of something else less.
    added = [value for value in claim.values if value.stands_in(second) and not value.stands_in(first)]
    return (
        bool(added)
        and any(second.holds(word) for word in claim.words)
        and not any(value.has_rival(first) for value in added)
    )


Matrix = NDArray[np.float32]


class Comparison:
    """Compare texts with the question, and with sentences of its answer.

    Args:
        embedder: Of the library's active model.
        retriever: Knows the library's background.
        question: The question's vector, float32, shape (dimensions,), of length 1.
    """

    def __init__(self, embedder: Embedder, retriever: SemanticRetriever, question: Matrix) -> None:
        self._embedder = embedder
        self._retriever = retriever
        self._question = question
        self._known: dict[str, Matrix] = {}
        self._fault: PartMissing | ModelFault | None = None

    def notice(self) -> Notice | None:
        """Report that meaning could not be compared; None where it could."""
        if self._fault is None:
            return None
        message = f"The answer was compared with your documents by words only: {self._fault.message}"
        return Notice("words_only", message, self._fault.hint)

    def similarity(self, texts: Sequence[str]) -> Sequence[float]:
        """Compute the cosine similarity of each text to the question; 0 if unknown."""
        matrix = self._embedded(texts)
        if matrix is None:
            return [0.0] * len(texts)
        values: list[float] = (matrix @ self._question).tolist()
        return values

    def z_scores(self, sentence: str, texts: Sequence[str]) -> Sequence[float]:
        """Compute the z-score of each text's similarity to a sentence; 0 if unknown.

        Deviations above the mean of the library's background; higher is nearer.
        """
        matrix = self._embedded(texts)
        vector = self._query(sentence)
        if matrix is None or vector is None:
            return [0.0] * len(texts)
        try:
            views = self._retriever.views(vector, unspaced=is_unspaced(sentence))
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return [0.0] * len(texts)
        return [
            views[script].z_scores(row[np.newaxis])[0] if (script := is_unspaced(text)) in views else 0.0
            for text, row in zip(texts, matrix, strict=True)
        ]

    def _query(self, sentence: str) -> Matrix | None:
        try:
            return self._embedder.embed_query(sentence)
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return None

    def _embedded(self, texts: Sequence[str]) -> Matrix | None:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if self._fault is not None:
            return None
        try:
            if new:
                self._known.update(zip(new, self._embedder.embed_passages(new), strict=True))
        except (PartMissing, ModelFault) as fault:
            self._fault = fault
            return None
        return np.stack([self._known[text] for text in texts]) if texts else None
