"""Find for each sentence of an answer the evidence that supports it.

The program does this, not the model: a model's own citations are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.agent.citing.short_answers import SentenceWorths, ShortAnswers
from assistant.agent.claims.attribution import (
    CERTAIN,
    MARGIN,
    NEAR_WORDS,
    SUPPORT_SHARE,
    Attribution,
    EvidenceChecks,
    Tried,
    Weigh,
)
from assistant.agent.claims.claim_parts import Claim, claim_of, parts_of, plain_letters, without_sums
from assistant.agent.claims.claimed_values import Value
from assistant.agent.claims.replies import beside_nothing, echoes, leaves_condition_out, reply, says_nothing
from assistant.agent.words.asked_values import asks_most, says_same
from assistant.agent.words.candidates import Candidate
from assistant.agent.words.document_names import YearsOf, no_years
from assistant.agent.words.polarity import denies, opposed, opposed_across
from assistant.languages import Language, detected
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row

if TYPE_CHECKING:
    from assistant.agent.citing.superseding import Changing
    from assistant.library.library import Library

SECOND = 0.2
"""Share that a second piece of evidence must add to be cited too."""
Z_SCORE_THRESHOLD = 2.5
"""Z-score from which evidence is near enough in meaning to be cited."""
_FILE = lazy_regex(
    r"\b(?:files?|datei(?:en)?|fichiers?|archivos?|ficheiros?|arquivos?|файл\w*)\b|文件|文档|ファイル|파일",
    re.IGNORECASE,
)
_COMPARED = 32
"""Most candidates whose meaning is compared with a sentence."""
TELLS_ITSELF = 3
"""Words and values from which a sentence that repeats nothing of the question may tell something besides its answer."""
LONGEST_WEIGHED = 400
"""Characters of a sentence whose clauses are looked for one by one."""
_FINAL = ("ordered", "conditioned", "echo", "other_document")
"""Reasons that nothing outweighs."""
SEVERAL_VALUES = 2
"""Values from which a sentence may sum up a paper."""
ZScores = Callable[[str, Sequence[str]], Sequence[float]]
"""Gives the z-score of each text's similarity to a sentence."""


class Attributor:
    """Find the evidence for the sentences of one answer.

    Args:
        groups: The passages that were found, of each hit.
        question: As it was searched for; its own words need no evidence.
        weigh: Gives the inverse document frequency of terms.
        z_scores: Compares meaning; None where only words are compared.
        worths: Tells which sentences answer the question; None where short answers are judged by their words alone.
        years_of: Gives the years that the whole of a document names.
        library: Holds the papers that may change another; None where these are not looked at.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[StoredPassage]],
        question: str,
        weigh: Weigh,
        z_scores: ZScores | None,
        worths: SentenceWorths | None = None,
        years_of: YearsOf = no_years,
        library: Library | None = None,
    ) -> None:
        self._library = library
        self._today = worths.today if worths is not None else date.today()
        self._z_scores = z_scores
        self._checks = EvidenceChecks(groups, question, weigh, years_of)
        self._short = ShortAnswers(self._checks, worths) if worths is not None else None

    @cached_property
    def _changing(self) -> Changing | None:
        """What gives the passages of papers that change another."""
        if self._library is None:
            return None
        from assistant.agent.citing.superseding import changing_papers  # after a model's answer

        return changing_papers(self._library)

    @property
    def checks(self) -> EvidenceChecks:
        """What one candidate is checked by."""
        return self._checks

    def attribute(self, sentence: str) -> Attribution:
        """Find the evidence that supports a sentence."""
        if not any(map(str.isalnum, sentence)):
            return Attribution(claims=False)
        said = reply(sentence, self._checks.question)
        if said.agrees is not None:
            if not any(map(str.isalnum, said.rest)):
                return self._agreeing(agrees=said.agrees)
            if said.agrees and self._turns_round(said.rest):
                rest = self.attribute(said.rest)
                return replace(rest, reason="contradicted") if rest.claims else rest
            sentence = said.rest
        if says_nothing(sentence):
            found = self._says_nothing(sentence)
            if found is not None:
                return found
            sentence = beside_nothing(sentence) or sentence
        elif echoes(sentence, self._checks.question):
            # A heading of a list repeats what was asked and claims nothing.
            heads = not sentence.rstrip(" *_\"'”’").endswith((".", "。", "?", "？", "!", "！"))
            return Attribution(claims=False) if heads else Attribution(reason="echo")
        claim = without_sums(claim_of(sentence, known=self._checks.known), self._checks.stands)
        if said.agrees is not None:
            claim = replace(claim, replies=True)
        if not claim.words and not claim.valued:
            return Attribution(claims=False)
        if len(claim.words) == 1 and not claim.valued and claim.words[0] in self._checks.asked.words:
            return Attribution(claims=False)
        found = self._supported(claim)
        if said.agrees and found.supported and self._leaves_condition_out(claim.text, found):
            return replace(found, reason="conditioned")
        if found.supported:
            return self._weighed(claim, self._unless_denied(claim, found))
        if (changed := self._then_and_now(claim)) is not None:
            return changed
        apart = self._in_parts(claim)
        if apart is None and found.reason not in ("ordered", "contradicted"):
            apart = self._of_paper(claim)
        if apart is not None:
            return self._weighed(claim, self._unless_denied(claim, apart))
        return self._weighed(claim, found if self._short is None else self._short.by_values(claim, found))

    def _weighed(self, claim: Claim, found: Attribution) -> Attribution:
        """Doubt a sentence that hardly says what stands there.

        And believe one whose clauses all stand somewhere.
        """
        from assistant.agent.claims.claim_model import (
            BORNE,
            KNOWN,
            SURELY_BORNE,
            borne,
        )  # after a model's answer
        from assistant.agent.claims.clause_places import places_of, signs

        if len(claim.text) > LONGEST_WEIGHED:
            return found
        few = len(claim.words) + claim.valued < TELLS_ITSELF
        if few or found.reason in _FINAL or (found.contradicts and found.likely):
            return found
        if found.supported and denies(claim.text) and any(is_row(unit.text) for unit in found.units):
            return found  # an invoice that is not paid stands in a row as overdue
        places = places_of(claim, self._checks)
        if places is None:
            return found
        units = found.units or places.units
        if self._checks.does_another(claim, units) or self._checks.has_rival(claim, units):
            return replace(found, sure=False, likely=True) if found.supported else found
        told = " ".join(filter(None, (part for unit in units for part in (unit.lead, unit.text))))
        quoted = found.supported and plain_letters(claim.text) in plain_letters(told)
        if quoted or (detected(claim.text) or "en") not in KNOWN:
            return found
        passages = [unit.passage for unit in units]
        named = [(*one.heading, one.title, PurePath(one.source).stem) for one in passages]
        placed = signs(places, self._checks, found)
        asked = self._checks.question
        chance = borne(claim.text, asked, told, " ".join(chain.from_iterable(named)), placed)
        if found.supported:
            return found if chance >= BORNE else replace(found, sure=False, likely=True)
        spoken = self._checks.spoken_of(claim)
        outside = spoken and any(unit.passage.document_id not in spoken for unit in places.units)
        strange = placed["part_values"] < 1  # a value stands nowhere
        if outside or strange or chance < SURELY_BORNE or self._checks.order_told(claim, places.units):
            return found
        return self._unless_denied(claim, Attribution(places.units))

    def _unless_denied(self, claim: Claim, found: Attribution) -> Attribution:
        """Return what bears a claim out, or what contradicts its values elsewhere.

        Alike papers may, or what its own paper changes.
        """
        if not claim.valued:
            return found
        asked = self._checks.question
        if asks_most(asked) or says_same(asked):
            from assistant.agent.claims.alike import contradicting  # few questions compare papers

            candidates, named = self._checks.candidates, bool(self._checks.named)
            other = contradicting(claim, found.units, candidates, asked, named=named)
            if other is not None:
                return Attribution((other.unit,), reason="contradicted", likely=True)
        newer = self._short.amended(claim, found) if self._short is not None else None
        return newer or self._superseded(claim, found) or found

    def _superseded(self, claim: Claim, found: Attribution) -> Attribution | None:
        """Contradict a value by the paper that put another in its place; None if none did."""
        if self._changing is None:
            return None
        from assistant.agent.citing.superseding import superseded  # after a model's answer

        later = superseded(claim, found.units, self._changing, self._checks.question, self._today)
        return Attribution((later,), reason="contradicted", likely=True) if later is not None else None

    def _turns_round(self, rest: str) -> bool:
        """Return whether what follows a yes denies what is asked.

        "Yes, it is not included."
        """
        question = re.sub(r"[?？]\s*\Z", "", self._checks.question)
        return denies(rest) and not denies(question) and opposed(rest, question)

    def _leaves_condition_out(self, said: str, found: Attribution) -> bool:
        return all(leaves_condition_out(said, self._checks.question, one.text) for one in found.units)

    def _agreeing(self, *, agrees: bool) -> Attribution:
        """Judge a bare yes or no: its claim is the question itself."""
        if not self._checks.asked.words and not self._checks.asked.valued:
            return Attribution(claims=False)
        found = self._supported(
            replace(self._checks.asked, text=re.sub(r"[?？]\s*\Z", "", self._checks.question))
        )
        if not agrees:
            if found.contradicts:
                found = Attribution(found.units)
            elif found.supported:
                found = replace(found, reason="contradicted")
            else:
                # "Is it two months?" "No.": what is missing in what speaks of the same is another number there.
                sure = bool(found.units and found.missing and not found.reason)
                found = Attribution(found.units, sure=sure)
        return found if self._short is None else self._short.yes_or_no(found, agrees=agrees)

    def _says_nothing(self, sentence: str) -> Attribution | None:
        """Judge a sentence that says that the answer is not there.

        None where it claims something besides.
        """
        if beside_nothing(sentence):
            return None
        claim = claim_of(sentence, known=self._checks.known)
        if not all(self._checks.asked.has_number(number) for number in claim.numbers):
            return None
        certain = [one for one in self._checks.tried(claim) if one.share >= CERTAIN and one.fits]
        if certain and denies(certain[0].candidate.unit.text):
            return Attribution((certain[0].candidate.unit,))
        return Attribution(claims=False)

    def _supported(self, claim: Claim) -> Attribution:
        found = self._borne(claim)
        order = self._checks.order_told(claim, found.units) if found.supported else None
        return found if order is None else Attribution((order.unit,), reason="ordered")

    def _borne(self, claim: Claim) -> Attribution:
        """Find what bears a sentence out, as an answer or by what it says."""
        short = (
            self._short.held(claim)
            if self._short is not None and self._checks.bare(claim) and not claim.keys
            else None
        )
        if short is None:
            return self._told(claim)
        if short.supported or len(claim.words) + claim.valued < TELLS_ITSELF:
            return short
        told = self._told(claim)
        return told if told.supported else short

    def _told(self, claim: Claim) -> Attribution:
        """Find what supports a sentence by what it says, whatever was asked."""
        tried = self._checks.tried(claim)
        fitting = [
            one
            for one in tried
            if one.share >= SUPPORT_SHARE and one.fits and not self._checks.ordered(one.candidate)
        ]
        against = next(
            (one for one in tried if one.share >= SUPPORT_SHARE and one.reason == "contradicted"), None
        )
        if against is not None and (not fitting or against.share > fitting[0].share + MARGIN):
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
        if self._checks.ordered(best.candidate):
            return Attribution((best.candidate.unit,), reason="ordered")
        return Attribution((best.candidate.unit,), best.missing, reason=best.reason)

    def _with_second(self, claim: Claim, best: Tried, tried: Iterable[Tried]) -> list[Tried]:
        """Return the best evidence, and a second piece that adds much to it."""
        second = self._second(claim, best, tried)
        return [best] if second is None else [best, second]

    def _second(self, claim: Claim, best: Tried, tried: Iterable[Tried]) -> Tried | None:
        weights = self._checks.weights(claim)
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
            if one.candidate is not best.candidate
            and not one.reason
            and not self._checks.ordered(one.candidate)
        ]
        gain, second = max(gains, key=lambda pair: pair[0], default=(0.0, None))
        return second if gain / total >= SECOND else None

    def _together(self, claim: Claim, tried: Sequence[Tried]) -> Attribution | None:
        """Find two sentences of one document that support a claim jointly.

        Each value stands in one that says something of the claim besides; two rows of a table prove nothing together.
        """
        weights = self._checks.weights(claim)
        usable = [
            one.candidate for one in tried if not one.reason and not self._checks.ordered(one.candidate)
        ]
        for place, first in enumerate(usable):
            for second in usable[place + 1 :]:
                pair = (first, second)
                if (
                    self._checks.share(claim, weights, *pair) >= SUPPORT_SHARE
                    and _says_with_values(claim, pair) is not None
                    and _go_together(claim, first, second)
                    and not self._checks.missing(claim, pair)
                    and not any(self._checks.opposed(claim, one) for one in pair)
                ):
                    return Attribution((first.unit, second.unit))
        return None

    def _by_name(self, claim: Claim) -> Attribution | None:
        """Support "oak.md holds the lease of Oak Lane" by what names the document."""
        if denies(claim.text):
            return None
        weights = self._checks.weights(claim)
        total = sum(weights.values()) or 1.0
        names = [PurePath(candidate.unit.passage.source).name for candidate in self._checks.candidates]
        said = {name for name in names if name.casefold() in claim.text.casefold()}
        if not said and _FILE.search(claim.text) is None:
            return None
        for candidate, name in zip(self._checks.candidates, names, strict=True):
            if said and name not in said:
                continue
            own = frozenset([*terms(candidate.context), *terms(name)])
            share = sum(weights[word] for word in claim.words if word in own) / total
            if share >= SUPPORT_SHARE and all(value.names(candidate) for value in claim.values):
                return Attribution((candidate.unit,))
        return None

    def _in_parts(self, claim: Claim) -> Attribution | None:
        """Support each part of a sentence by its own evidence; None where one fails."""
        found = [
            self._then_and_now(part, claim) or self._supported(replace(part, replies=claim.replies))
            for part in parts_of(claim, self._checks.known)
        ]
        if not found or not all(one.supported for one in found):
            return None
        units = tuple(dict.fromkeys(unit for one in found for unit in one.units))
        return None if self._mixes_rows(claim, units) else Attribution(units)

    def _of_paper(self, claim: Claim) -> Attribution | None:
        """Support what sums up one paper.

        "A contract with Hale: 300 bottles at £2.70, until June".

        Each value stands beside a word of the claim there, and most of its words somewhere in it.
        """
        checks = self._checks
        papers = {one.unit.passage.document_id for one in checks.candidates}
        meant = papers if len(papers) == 1 else checks.spoken_of(claim)
        if claim.valued < SEVERAL_VALUES or (claim.valued < TELLS_ITSELF and len(meant) != 1):
            return None
        found = (self._summed_up(claim, paper) for paper in sorted(meant or papers))
        return next((one for one in found if one is not None), None)

    def _summed_up(self, claim: Claim, paper: int) -> Attribution | None:
        checks, weights = self._checks, self._checks.weights(claim)
        told = [
            one
            for one in checks.candidates
            if one.unit.passage.document_id == paper and one.row is None and not checks.ordered(one)
        ]
        if not told or checks.missing(claim, told):
            return None
        if claim.words and checks.words_share(claim, weights, *told) < SUPPORT_SHARE:
            return None
        fitting = [one for one in told if not claim.misplaced(one) and not checks.opposed(claim, one)]
        chosen = _says_with_values(claim, fitting)
        return Attribution(tuple(dict.fromkeys(one.unit for one in chosen))) if chosen else None

    def _then_and_now(self, claim: Claim, whole: Claim | None = None) -> Attribution | None:
        """Support what was one once and is another now by two papers of different times.

        Args:
            claim: It, or a part of a sentence.
            whole: The sentence, which may say elsewhere that it fell, or did not change.
        """
        if claim.valued < 2:
            return None
        from assistant.agent.claims.alike import then_and_now  # few answers compare times

        units = then_and_now(claim, self._checks.candidates, self._checks.asked, (whole or claim).text)
        return Attribution(units) if units is not None else None

    def _mixes_rows(self, claim: Claim, units: Sequence[Unit]) -> bool:
        """Return whether one of several rows that bear parts is not a row of the whole."""
        rows = [one for one in self._checks.candidates if one.row is not None and one.unit in units]
        return len(rows) > 1 and any(self._checks.in_other_row(claim, one) for one in rows)

    def _by_meaning(self, claim: Claim) -> Attribution:
        """Cite evidence that is near in meaning: a paraphrase, or a translation.

        Meaning alone confirms nothing: the nearest of many sentences is always near. Across languages, where words
        cannot match, a value that does match confirms; else the citation is given as unsure.
        """
        if self._z_scores is None or not self._checks.candidates:
            return Attribution()
        spoken = detected(claim.text) or self._checks.language
        # A value alone says nothing.
        said = partial(self._checks.words_share, claim, self._checks.weights(claim))
        near = sorted(
            (
                (said(candidate), candidate)
                for candidate in self._checks.candidates
                if not self._checks.ordered(candidate)
            ),
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
        """Return whether a candidate is in another language, where words cannot match.

        In that of the best hit, or one that is likely to answer.
        """
        script, best = is_unspaced(candidate.unit.text), self._checks.candidates[0]
        of_best = is_unspaced(best.unit.passage.text) == script
        if script == is_unspaced(text):
            if candidate.language in (None, spoken) or detected(text) is None:
                return False
            of_best &= best.language == candidate.language
        return of_best or (self._short is not None and self._short.may_answer(candidate))

    def _meant(self, claim: Claim, candidate: Candidate, spoken: Language) -> Attribution:
        foreign = self._foreign(claim.text, spoken, candidate)
        # A name is spelt otherwise in another script; a number is not.
        missing = self._checks.missing(claim, [candidate], names=not foreign)
        spoken_of = self._checks.spoken_of(claim)
        if not foreign:
            reason = self._checks.fault(claim, candidate, spoken_of, same_subject=True)
        elif opposed_across(claim.text, candidate.unit.text):
            reason = "contradicted"
        else:
            outside = spoken_of and candidate.unit.passage.document_id not in spoken_of
            reason = "other_document" if outside else ""
        return Attribution((candidate.unit,), missing, sure=not foreign or claim.valued > 0, reason=reason)


def _says_with_values(claim: Claim, told: Sequence[Candidate]) -> list[Candidate] | None:
    """Return for each value of a claim the text that has it beside its words.

    None where one stands in no such text.
    """
    chosen: list[Candidate] = []
    for value in claim.values:
        words = _piece_words(claim, value)
        holding = (one for one in told if value.is_held(one) and (not words or words & one.terms))
        one = next(holding, None)
        if one is None:
            return None
        chosen.append(one)
    return chosen


def _piece_words(claim: Claim, value: Value) -> frozenset[str]:
    """Return the words of a claim that stand right beside a value: "at a price of £3"."""
    before, behind = claim.text[: value.of.start], claim.text[value.of.end :]
    near = [
        *_PIECES.split(before)[-1].split()[-_BEFORE_VALUE:],
        *_PIECES.split(behind)[0].split()[:_BEHIND_VALUE],
    ]
    return frozenset(terms(" ".join(near))).intersection(claim.words)


_PIECES = lazy_regex(r"[,;:，；：、]|\s(?:at|for|and|zu|für|und|à|pour|et|a|por|y)\s", re.IGNORECASE)
"""Where a sentence goes on to something else that it says of a thing."""
_BEFORE_VALUE, _BEHIND_VALUE = 3, 2
"""Words on either side of a value that say of what it is."""


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
