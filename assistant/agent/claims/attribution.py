"""Judge whether a piece of evidence supports what a sentence claims.

One candidate at a time: words and values that they share, and what speaks against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial

from assistant.agent.claims.claim_parts import Claim, claim_of, parts_of
from assistant.agent.claims.claimed_values import Value
from assistant.agent.claims.replies import asks
from assistant.agent.words.candidates import Candidate, candidates_of
from assistant.agent.words.document_names import DocumentNames, YearsOf, no_years, years_in
from assistant.agent.words.polarity import denies, opposed
from assistant.agent.words.rows import mixed_up, of_other_range
from assistant.frozen import dataclass
from assistant.languages import Language, detected
from assistant.library.documents import StoredPassage
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.evidence import Unit
from assistant.retrieval.values import Number

SUPPORT_SHARE = 0.5
"""Share of a sentence's weight that must stand in what is cited."""
NEAR_WORDS = 0.25
"""Share of a sentence's weight that must match by words too, within one language, to be cited by meaning."""
_TRIED = 8
"""Most candidates that are checked closely, the best by shared words."""
_RANKS = 8
"""Rank of the hit from which a lower one counts no less."""
CERTAIN = 0.75
"""Share from which a candidate is sure to speak of the same as a claim."""
_NEARBY = 0.7
"""Weight of a word of the question that stands elsewhere in the candidate's passage."""
FEW_WORDS = 5
"""Most words of an answer that repeats nothing of the question and is no sentence."""
_SAID_OF_NAME = 0.34
"""Share that must match of what a claim says of a name."""
_SEVERAL_VALUES = 3
"""Numbers and dates of a claim from which the only evidence that holds all of them is surely what it speaks of."""
_BETTER = 0.2
"""By how much of a share another sentence must match better to be what a claim speaks of."""
MARGIN = 0.02
"""By how much of a share other evidence must match better than supporting evidence to win."""
_NAMED = lazy_regex(r"\d+(?:号|室|栋|幢)[\u4e00-\u9fff]?")
"""A number that is a part of a name."""
_ACRONYM = lazy_regex(r"[A-Z]{3,6}")
_WORD = lazy_regex(r"[^\W\d_]+")
Weigh = Callable[[Sequence[str]], Mapping[str, float]]
"""Gives the inverse document frequency of terms."""


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
            (it follows an order that a document gives), "conditioned" (it leaves out the condition under which that holds),
            "echo" (it only says the question again); else empty.
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
class Tried:
    """How well a piece of evidence fits a sentence.

    Attributes:
        candidate: The evidence.
        share: Share of the claim's weight that it holds, from 0 to 1.
        missing: Values and names of the claim that it does not hold.
        reason: Why it does not support the claim all the same, as in `Attribution`; else empty.
    """

    candidate: Candidate
    share: float
    missing: tuple[str, ...]
    reason: str

    @property
    def fits(self) -> bool:
        """Whether it supports the claim as far as words and values go."""
        return not self.missing and not self.reason


class EvidenceChecks:
    """Check what was found against claims of one answer, one candidate at a time.

    Args:
        groups: The passages that were found, of each hit.
        question: As it was searched for; its own words need no evidence.
        weigh: Gives the inverse document frequency of terms.
        years_of: Gives the years that the whole of a document names.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[StoredPassage]],
        question: str,
        weigh: Weigh,
        years_of: YearsOf = no_years,
    ) -> None:
        self._groups = groups
        self._years_of = years_of
        self._weigh = weigh
        self.question = question
        self.asked = claim_of(question)
        self._asked_weights = self.weights(self.asked)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The pieces of evidence, those of the best hit first."""
        # Not before the first sentence is there: until then it is the model that is waited for.
        return candidates_of(self._groups, self._years_of)

    @cached_property
    def names(self) -> DocumentNames:
        """What the documents are called."""
        return DocumentNames(passage for group in self._groups for passage in group)

    @cached_property
    def named(self) -> frozenset[int]:
        """The documents that the question names."""
        return self.names.spoken_of([self.question])

    def spoken_of(self, claim: Claim) -> frozenset[int]:
        """Return the documents that a claim names, or else the question."""
        return self.names.spoken_of([claim.text, self.question])

    @cached_property
    def known(self) -> frozenset[str]:
        """Identifiers that stand in the documents."""
        return frozenset(
            key for candidate in self.candidates for key in candidate.keys | candidate.context_keys
        )

    def stands(self, value: Value) -> bool:
        """Return whether a value stands anywhere in what was found."""
        return any(value.stands_in(one) for one in self.candidates)

    @cached_property
    def _coverage(self) -> dict[int, float]:
        """The share of the question's weight in each candidate, by its index."""
        total = sum(self._asked_weights.values()) or 1.0

        def covered(candidate: Candidate) -> float:
            own = sum(self._asked_weights[word] * candidate.holds(word) for word in self.asked.words)
            if candidate.row is not None:
                return own / total
            # "During this hold, …": what is spoken of may stand before.
            near = sum(
                self._asked_weights[word] for word in self.asked.words if word in candidate.passage_terms
            )
            return max(own, _NEARBY * near) / total

        return {place: covered(candidate) for place, candidate in enumerate(self.candidates)}

    @cached_property
    def language(self) -> Language:
        """The question's language."""
        return detected(self.question) or "en"

    def asked_share(self, candidate: Candidate) -> float:
        """Compute the share of the question's weight in a candidate, values counted."""
        return self.share(self.asked, self._asked_weights, candidate)

    def weights(self, claim: Claim) -> Mapping[str, float]:
        """Return the inverse document frequency of a claim's words."""
        return self._weigh(claim.words) if claim.words else {}

    def tried(self, claim: Claim) -> list[Tried]:
        """Check closely the candidates that share most words with a claim.

        They are given best first.
        """
        weights = self.weights(claim)
        scored = sorted(
            (
                (self.share(claim, weights, candidate), place)
                for place, candidate in enumerate(self.candidates)
            ),
            key=lambda one: -self._score(claim, *one),
        )
        spoken = self.spoken_of(claim)
        return [
            self._try(claim, self.candidates[place], share, spoken)
            for share, place in scored[:_TRIED]
            if share >= NEAR_WORDS
        ]

    def _score(self, claim: Claim, share: float, place: int) -> float:
        # Where two say the same, the better hit, and the shorter of two sentences, is cited.
        candidate = self.candidates[place]
        subject = 0.3 * self._coverage[place] if self.bare(claim) else 0.0
        return share + subject - 0.01 * min(candidate.unit.rank, _RANKS) - 0.0005 * len(candidate.terms)

    def bare(self, claim: Claim) -> bool:
        """Return whether a claim repeats nothing of its question: "30 days"."""
        return bool(self.asked.words) and not set(claim.words) & set(self.asked.words)

    @staticmethod
    def words_share(claim: Claim, weights: Mapping[str, float], *chosen: Candidate) -> float:
        """Compute the share of the weight of a claim's words found in candidates together."""
        words = sum(weights[word] * max(one.holds(word) for one in chosen) for word in claim.words)
        return words / (sum(weights.values()) or 1.0)

    @staticmethod
    def share(claim: Claim, weights: Mapping[str, float], *chosen: Candidate) -> float:
        """Compute the share of a claim's weight found in candidates together.

        A value counts as much as an average word.
        """
        words = sum(weights[word] * max(one.holds(word) for one in chosen) for word in claim.words)
        total = sum(weights.values())
        if claim.valued:
            each = total / len(claim.words) if claim.words else 1.0
            words += each * sum(any(value.stands_in(one) for one in chosen) for value in claim.values)
            total += each * claim.valued
        return words / total if total else 0.0

    def _try(self, claim: Claim, candidate: Candidate, share: float, spoken: frozenset[int]) -> Tried:
        if claim.quotes(candidate):
            outside = bool(spoken) and candidate.unit.passage.document_id not in spoken
            outside = outside or self.of_other_year(claim, candidate)
            return Tried(candidate, share, (), "other_document" if outside else "")
        missing = self.missing(claim, [candidate])
        same_subject = share >= CERTAIN or (share >= SUPPORT_SHARE and not missing)
        return Tried(
            candidate, share, missing, self.fault(claim, candidate, spoken, same_subject=same_subject)
        )

    def fault(self, claim: Claim, candidate: Candidate, spoken: frozenset[int], *, same_subject: bool) -> str:
        """Return the reason why a candidate does not support a claim; "" for none.

        It is looked for in candidates of the claim's language, whatever words they share.

        Args:
            claim: The claim.
            candidate: The evidence.
            spoken: Documents that are spoken of; empty where none is.
            same_subject: Whether both speak of the same, so that one may contradict the other.
        """
        if candidate.row is not None and candidate.table is not None:
            if mixed_up(claim.text, candidate.row, candidate.table, self.question):
                return "contradicted" if denies(claim.text) else "other_row"
        elif same_subject and self.opposed(claim, candidate):
            return "contradicted"
        if spoken and candidate.unit.passage.document_id not in spoken:
            return "other_document"
        if self.of_other_year(claim, candidate):
            return "other_document"
        by_words = claim.taken_from_elsewhere(candidate, self.candidates) or self._names_alone(
            claim, candidate
        )
        if (by_words and not self._surely_here(claim, candidate)) or claim.misplaced(candidate):
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
                for one in self.candidates
            )
        )

    def opposed(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether a candidate says the opposite of a claim."""
        if claim.is_denied_by(candidate) and not denies(self.question):
            return True
        # A few words that answer ("the tenant") deny nothing that their sentence may deny.
        few = self.bare(claim) and len(claim.words) <= FEW_WORDS
        if few and not claim.asserts and not denies(claim.text):
            return False
        spoken = candidate.language or detected(claim.text) or self.language
        return opposed(claim.text, candidate.told, spoken)

    def of_other_year(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether a candidate is of the rules of another year than is spoken of.

        One that says the year itself may tell of it.
        """
        said = years_in(claim.text) or years_in(self.question)
        return (
            bool(said)
            and candidate.unit.passage.document_id in self.names.of_other_years([claim.text, self.question])
            and not years_in(candidate.unit.text) & said
        )

    def in_other_row(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether a claim mixes up rows of a table."""
        row, table = candidate.row, candidate.table
        # A few words name no row, or the one that is meant, whatever the question names.
        few = self.bare(claim) and len(claim.words) <= FEW_WORDS
        question = "" if few else self.question
        return (
            row is not None
            and table is not None
            and (
                mixed_up(claim.text, row, table, question)
                or of_other_range(claim.text, row, table, self.question)
            )
        )

    def ordered(self, candidate: Candidate) -> bool:
        """Return whether a candidate is an order to the model.

        One beside an order that shares nothing with the question counts as one too.
        """
        return candidate.ordered or (
            candidate.follows_order and not any(candidate.holds(word) for word in self.asked.words)
        )

    def order_told(self, claim: Claim, units: Sequence[Unit]) -> Candidate | None:
        """Return the order to the model that says more of a claim than its evidence.

        "The warranty is for life" may rest on the words of a warranty of two years, but says what an order told the
        model to say. None where no order does.
        """
        weights = self.weights(claim)
        share = partial(self.share, claim, weights)
        most = max((share(one) for one in self.candidates if one.unit in units), default=1.0)
        more = [one for one in self.candidates if share(one) > most + MARGIN and self.ordered(one)]
        return max(more, key=share, default=None)

    def does_another(self, claim: Claim, units: Sequence[Unit]) -> bool:
        """Return whether a claim lets the other side do what its evidence says."""
        from assistant.agent.claims.bearers import does_another  # after a model's answer

        return any(
            does_another(claim.text, one.told, one.beginning)
            for one in self.candidates
            if one.row is None and one.unit in units
        )

    def has_rival(self, claim: Claim, units: Sequence[Unit]) -> bool:
        """Return whether another sentence fits a clause better, but for its value.

        "The oven is kept at 95 degrees", where 95 is the dryer's, and the oven's 27 stands elsewhere.
        """
        chosen = [one for one in self.candidates if one.row is None and one.unit in units]
        for part in parts_of(claim, self.known) or [claim]:
            share = partial(self.words_share, part, self.weights(part))
            for value in part.values:
                homes = [one for one in chosen if value.is_held(one)]
                if not homes or not isinstance(value.of, Number) or not value.of.unit:
                    continue
                paper, least = homes[0].unit.passage.document_id, max(map(share, homes)) + _BETTER
                for one in self.candidates:
                    elsewhere = one.row is not None or one.unit.passage.document_id != paper
                    if elsewhere or self.ordered(one) or value.stands_in(one):
                        continue
                    alike = [other for other in one.values.numbers if other.unit == value.of.unit]
                    if alike and not any(map(claim.has_number, alike)) and share(one) > least:
                        return True
        return False

    def _names_alone(self, claim: Claim, candidate: Candidate) -> bool:
        """Return whether a candidate shares hardly more than a name with a claim."""
        if detected(claim.text) == "de":
            return False  # any noun may be a name
        if claim.valued and claim.count_in(candidate) == claim.valued:
            return False
        named = frozenset[str]().union(*(own for _, own in claim.names))
        others = [word for word in claim.words if word not in named]
        if not named or len(others) < 2:
            return False
        weights = self._weigh(others)
        held = sum(weights[word] * candidate.holds(word) for word in others)
        return held < _SAID_OF_NAME * (sum(weights.values()) or 1.0)

    def missing(self, claim: Claim, chosen: Sequence[Candidate], *, names: bool = True) -> tuple[str, ...]:
        """Return the values and names of a claim that its evidence does not hold."""
        from assistant.agent.claims.given_values import needs_none  # after a model's answer

        missing = [value for value in claim.values if not any(value.stands_in(one) for one in chosen)]
        texts = [
            value.text
            for value in missing
            if not self._supposed(value, claim, chosen)
            and not self._dates_paper(value, claim, chosen)
            and not needs_none(value, claim, chosen)
        ]
        if names:
            # What is cited is a sentence, but its passage is shown beside it: names may stand anywhere in it.
            texts += [
                name
                for name, own in claim.names
                if not any(one.names(own - self.asked.all_terms) for one in chosen)
                and not any(_spelled_out(name, one) for one in chosen)
            ]
        return tuple(dict.fromkeys(texts))

    def _dates_paper(self, value: Value, claim: Claim, chosen: Sequence[Candidate]) -> bool:
        """Return whether a value is the day of a paper that gives a new amount.

        "Since 1 April it is £28": the amendment says £28, and where it begins, from when that holds.
        """
        new = [
            one for one in claim.values if isinstance(one.of, Number) and not self.asked.has_number(one.of)
        ]
        return isinstance(value.of, Date) and any(
            not one.values.dates
            and any(other.stands_in(one) for other in new)
            and any(value.of.stands_in(day) for day in one.days_at_beginning)
            for one in chosen
        )

    def _supposed(self, value: Value, claim: Claim, chosen: Sequence[Candidate]) -> bool:
        """Return whether the question says a value, and asks something else of it.

        "On which days does plot 35 get water?": what answers need not say 35, but must not say 36.
        """
        if not asks(self.question) or (claim.valued < 2 and len(claim.words) < 2):
            return False
        if isinstance(value.of, Number):
            said = self.asked.has_number(value.of)
        else:
            said = any(value.of == other.of or _one_date(value, other) for other in self.asked.values)
        if not said:
            return False
        return self._names_thing(value, claim, chosen) or not any(value.has_rival(one) for one in chosen)

    def _names_thing(self, value: Value, claim: Claim, chosen: Sequence[Candidate]) -> bool:
        """Return whether a number names what is asked of: 3号库, "Flat 5"."""
        named = _NAMED.match(claim.text, value.of.start)
        return (
            named is not None
            and named[0] in self.question
            and not any(_NAMED.search(one.unit.text) for one in chosen)
        )


def _one_date(value: Value, other: Value) -> bool:
    return isinstance(value.of, Date) and isinstance(other.of, Date) and value.of.agrees(other.of)


def _spelled_out(name: str, candidate: Candidate) -> bool:
    """Return whether evidence has the words that an acronym is made of.

    "VAT" is made of "value added tax".
    """
    if not _ACRONYM.fullmatch(name):
        return False
    initials = "".join(word[0] for word in _WORD.findall(candidate.unit.text)).casefold()
    return name.casefold() in initials
