"""Check what is quoted as an answer without a model, before it is shown as sure.

A follow-up that gets the old answer again was not understood; a question that several contracts alike answer has several answers; a
telephone number is no date in June. What fails is shown as doubtful, or beside the others.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath

from assistant.agent import notices
from assistant.agent.answer.answering import Answering, not_found
from assistant.agent.cells.bearing import overlaps
from assistant.agent.each.each_document import EachDocument
from assistant.agent.earlier import EarlierTurns, units_cited
from assistant.agent.papers.documents import as_code
from assistant.agent.papers.paper_kinds import (
    BEGINNING_CHARS,
    CONTRACTS,
    Paper,
    is_of_kind,
    kind_called,
    paper_of,
)
from assistant.agent.progress import HITS, Progress
from assistant.agent.question.carrying_on import PERSON_MEANT, names_other, things_meant
from assistant.agent.question.request import Request
from assistant.agent.step import Step
from assistant.agent.words.asked_values import (
    EXTENSION,
    READS,
    asked_value,
    is_typed,
    kinds_asked,
    lacks_figure,
    lacks_kind,
)
from assistant.agent.words.matter import stands
from assistant.agent.words.roles import GENERIC_WEIGHT, Concept, concepts_of
from assistant.events import Notice
from assistant.languages import Language, detected, is_function_word
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.search import Found, Searcher
from assistant.threads import in_thread

MOST_DEALS, MOST_SHOWN, MOST_NAMED = 12, 6, 3
"""Contracts up to which each is asked whether it answers too, and most answers that are shown, and names beside one."""
ALSO_ANSWERS, SAYS_TOO = 0.5, 0.34
"""How likely the best sentence of another contract has to answer to be shown beside the first, and how much it has to say of the question's
terms that the first says, as a share."""
MOST_READ = 60
"""Passages of a contract that are looked through for the words of a question."""
MOST_TRIED = 4
"""Most questions that a follow-up may stand for which are tried."""
UNSAID, OF_PAPER, SAME, ELSEWHERE = 0.4, 0.7, 0.1, 0.6
"""What a sentence is worth for a follow-up that says nothing of it, the same in the paper before, one that was the answer before, and one
of another paper than the last answer's that the follow-up does not name."""
MOST_CITED, FITTING = 3, 3
"""Most documents of the last answer that a follow-up is asked of alone, and most sentences shown for their form."""
TOLD_ABSENT = ("pay", "notice", "deposit")
"""What a contract that surely states none of it is not quoted for as sure."""
MOST_STATED = 3
"""Most sentences that are shown where a contract states another than was quoted."""
_OF_PASSWORDS = lazy_regex(r"\d|pass|code|pin|密码|口令")
_ONE_ASKED = (
    (
        lazy_regex(
            r"\b(?:phone|telephone|mobile|cell|fax)(?: ?numbers?| no\.?)?\b|手机号|电话|手机|传真|联系方式"
        ),
        lazy_regex(rf"(?:\d[\s()./-]?){{6,}}|{EXTENSION}"),
    ),
    (lazy_regex(r"\be-?mail address(?:es)?\b|\be-?mail of\b|邮箱|电子邮件地址"), lazy_regex(r"\S@\S")),
    (
        lazy_regex(
            r"\b(?:account|iban|sort code|passport|policy|tax|vat|registration|serial|licen[cs]e) (?:number|no\.?)\b|账号|卡号|身份证号?|税号|护照号|车牌号?|保单号"
        ),
        lazy_regex(r"\d{2}"),
    ),
    (
        lazy_regex(
            r"\b(?:web ?site|web) address\b|\burl\b|(?<!about )(?<!about the )(?<!about our )(?<!on the )(?<!for the )(?<!for our )(?<!with the )(?<!with our )(?<!of the )(?<!of our )(?<!to the )\bweb ?site\b|网址|网站(?:地址|是|叫|呢|\W*$)"
        ),
        lazy_regex(r"\bwww\.|https?:|\.\w{2,4}\b"),
    ),
    (
        lazy_regex(r"\bpass(?:word|code)|\bpin\b|\bcode for\b|密码|口令"),
        _OF_PASSWORDS,
    ),
)
"""What is asked for that has a form of its own, and what the words look like that hold it."""
_OTHERWISE = frozenset(("date", "duration", "measure", "money", "name", "often", "percent", "reason"))
"""Kinds of value that are asked of a thing itself, unless it is a number or an address: "when is the website launched?"."""
_NUMBERED = lazy_regex(r"\b(?:numbers?|no|address(?:es)?)\b|号|账|地址|箱|e-?mail")
_SEVERAL: Mapping[Language, str] = {
    "en": "{count} of your papers answer this, each for itself; name one to ask only that.",
    "zh": "有{count}份文件各自回答了这个问题；想只问其中一份，请说出它的名称。",
    "de": "{count} Ihrer Dokumente beantworten das, jedes für sich; nennen Sie eines, um nur dieses zu fragen.",
    "fr": "{count} de vos documents y répondent, chacun pour soi ; nommez-en un pour n'interroger que lui.",
    "es": "{count} de sus documentos responden, cada uno por su cuenta; nombre uno para preguntar solo a ese.",
    "it": "{count} dei suoi documenti rispondono, ciascuno per sé; ne nomini uno per interrogare solo quello.",
    "pt": "{count} dos seus documentos respondem, cada um por si; nomeie um para perguntar só a esse.",
    "ru": "На это отвечают документы: {count}, каждый о своём; назовите один, чтобы спросить только его.",
    "ja": "{count}件の文書がそれぞれ答えています。一つだけに尋ねるには名前を挙げてください。",
    "ko": "문서 {count}개가 저마다 답합니다. 하나에만 물으려면 이름을 말하세요.",
}


class QuoteChecks:
    """Checks the quotes of one library's answers.

    Args:
        library: Whose documents are quoted.
        searcher: Searches for what a follow-up stands for.
        answering: Chooses the quotes.
        earlier: Tells what the last answer rests on.
        each: Tells what a contract states.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        answering: Answering,
        earlier: EarlierTurns,
        each: EachDocument,
    ) -> None:
        self._each = each
        self._library = library
        self._searcher = searcher
        self._answering = answering
        self._earlier = earlier

    async def followed(self, progress: Progress, found: Found) -> Found:
        """Return what was found for the question that a follow-up most likely stands for.

        "And the premium?" after "what is the excess of our insurance?" asks for the premium of the insurance, not for the
        excess of the premium: tried are all, and the question as it stands of the paper before; what counts is the sentence
        that each would be answered with.
        """
        request = progress.request
        if not (request.follow_up and progress.context) or progress.pointed_at:
            return found
        cited = await asyncio.to_thread(self._earlier.cited_documents, progress)
        tried: list[tuple[str, frozenset[int] | None]] = [
            (text, None) for text in request.stands_for[:MOST_TRIED]
        ]
        if len(cited) > MOST_CITED:
            cited = cited[:1]  # the others only might match
        tried += [(text, frozenset(cited)) for text in request.stands_for[:1] if cited]
        own, before = self._own_terms(progress), progress.context[-1].answer
        # Few words that stand alone are met by more than what asks something of them.
        kept = [frozenset(some) for some in (cited[:1], cited) if some and own and _goes_on(request)]
        best, worth, asked, met = found, 0.0, progress.searched_for, False
        for text, within in [
            (asked, None),
            *tried,
            *((request.question, one) for one in dict.fromkeys(kept)),
        ]:
            of_paper = within in kept and text == request.question
            if of_paper and met:
                break
            at_first = text == progress.searched_for and within is None
            search = partial(self._searcher.search, inside=progress.options.inside, within=within)
            other = found if at_first else await in_thread(search, text, HITS)
            quotes = await self._answering.likeliest(text, other)
            if not quotes.units:
                continue
            first = quotes.units[0]
            says, repeats = bool(own & _held(first)), first.text in before
            if not (at_first or says or of_paper or own & _named(first)):
                continue  # it would ask for something that no paper speaks of
            elsewhere = first.passage.document_id not in cited and not own & _named(first)
            # One that says it further down is put first later, see `_not_repeated`.
            met = met or (not elsewhere and any(own & _held(one) for one in quotes.units))
            unsaid = OF_PAPER if of_paper else UNSAID
            score = quotes.likely * (1.0 if says else SAME if repeats else unsaid)
            score *= ELSEWHERE if elsewhere else 1.0
            if score > worth:
                best, worth, asked = other, score, text
        progress.searched_for = asked
        return best

    async def checked(self, progress: Progress, found: Found, step: Step) -> Step:
        """Return the step that shows quotes, doubted or with other answers if need be."""
        if not step.quotes or progress.status not in ("extracted", "perhaps"):
            return step
        if (fresh := self._not_repeated(progress, step)) is not None:
            return fresh
        if (form := form_asked(progress.searched_for)) is not None:
            return self._of_form(progress, found, step, form)
        asked = progress.searched_for
        lacks = lacks_kind(asked, step.quotes) or lacks_figure(asked, step.quotes)
        lacks = lacks or _is_of_another(asked, step.quotes[0].text) or lacks_thing(asked, step.quotes[0])
        of_paper = (
            progress.request.follow_up and asked == progress.request.question and not progress.pointed_at
        )
        lacks = lacks or self.names_unknown(asked)
        lacks = lacks or (of_paper and found.documents is not None and not progress.options.inside)
        if progress.status == "extracted" and lacks:
            step = self._doubted(progress, step)
        if progress.request.kind not in ("fact", "list", "number") or step.labels:
            return step
        if (stated := await in_thread(self._as_stated, progress, found, step)) is not None:
            return stated
        if (changed := await in_thread(self._as_changed, progress, step)) is not None:
            return changed
        step = await self._with_others(progress, found, step)
        one = progress.request.kind == "list" and not step.labels and _tells_one(step.quotes)
        return self._doubted(progress, step) if one and progress.status == "extracted" else step

    def names_unknown(self, question: str) -> bool:
        """Return whether a question names what no document has a word for."""
        if detected(question) != "en":
            return False
        wanted = [one.name for one in _things(question) if one.pattern is None and not _ANY.match(one.name)]
        known = self._library.words.document_frequencies(wanted)
        return any(not known[one] for one in wanted)

    def _as_stated(self, progress: Progress, found: Found, step: Step) -> Step | None:
        """Return the step with what a contract states; None where both agree.

        It states another sentence where the first speaks of another thing, or a letter changed it.
        """
        from assistant.agent.cells.other_matters import speaks_of_other  # where a contract is quoted

        first, question = step.quotes[0], progress.searched_for or progress.request.question
        number = first.passage.document_id
        if not is_of_kind(self._papers([number]).get(number, Paper("", "", "")), CONTRACTS):
            return None
        beside = frozenset(one.document_id for one in found.ranked[:HITS])
        topic, cell = self._each.stated(number, question, beside)
        if not topic:
            return None
        units = units_cited(self._library, cell.citations)
        changed = bool(units) and units[0].passage.document_id != number
        others = speaks_of_other(first, topic, question)
        if topic in TOLD_ABSENT and cell.state == "not_stated" and progress.status == "extracted":
            return self._doubted(progress, step)
        unshown = (
            cell.state == "found" and bool(units) and not any(overlaps(units[0], one) for one in step.quotes)
        )
        if not (changed or others or unshown) or not units or overlaps(units[0], first):
            return self._doubted(progress, step) if others and progress.status == "extracted" else None
        rest = [one for one in step.quotes if not any(overlaps(one, its) for its in units)]
        return replace(self._doubted(progress, step), quotes=[*units, *rest][:MOST_STATED], labels=None)

    def _as_changed(self, progress: Progress, step: Step) -> Step | None:
        """Return the step with what a letter puts in the place of a quoted value first.

        None where no later paper changes it.
        """
        from assistant.agent.citing.superseding import changing_papers, superseded
        from assistant.agent.claims.claim_parts import claim_of  # where a contract is quoted

        first, question = step.quotes[0], progress.searched_for or progress.request.question
        value = asked_value(question)
        if not value.kinds or is_row(first.text):
            return None
        if not is_of_kind(self._papers([first.passage.document_id])[first.passage.document_id], CONTRACTS):
            return None
        claim, changing = claim_of(first.text), changing_papers(self._library)
        newer = superseded(claim, [first], changing, question, date.today())
        if newer is None or not is_typed(newer.text, value) or overlaps(newer, first):
            return None
        rest = [one for one in step.quotes if not overlaps(newer, one)]
        return replace(self._doubted(progress, step), quotes=[newer, *rest][:MOST_STATED])

    @staticmethod
    def _doubted(progress: Progress, step: Step) -> Step:
        progress.status = "perhaps"
        language = progress.request.language
        told = notices.perhaps_quoted(notices.extracted(language), language)
        return replace(step, events=[told])

    def of_words(self, progress: Progress, step: Step) -> bool:
        """Return whether no table is asked, but the words of documents.

        So it is where no sum can answer, and where a follow-up goes on with words of documents.
        """
        if step.quotes and is_row(step.quotes[0].text):
            return False
        if form_asked(progress.searched_for) is not None:
            return True
        if not (progress.request.stands_for and progress.context and step.quotes):
            return False
        before = progress.context[-1]
        of_text = before.status in ("extracted", "perhaps") and "| --- |" not in before.answer
        return of_text and bool(self._own_terms(progress) & _held(step.quotes[0]))

    @staticmethod
    def lacks_date(progress: Progress, step: Step) -> bool:
        """Return whether a day is asked for, and no sentence that is shown names one."""
        asked = kinds_asked(progress.searched_for or progress.request.question) == {"date"}
        return asked and bool(step.quotes) and not any(dates(unit.text) for unit in step.quotes)

    def _of_form(self, progress: Progress, found: Found, step: Step, form: re.Pattern[str]) -> Step:
        """Return the step that shows what has the form asked for: a telephone number."""
        asked, first = frozenset(query_terms(progress.searched_for)), step.quotes[0]
        # Any number could be a password; that it is one is told in the words asked, or in another language. One to be called shows it.
        told = form is not _OF_PASSWORDS or bool(asked & _held(first)) or found.relevance.across
        if told and form.search(_without_dates(first.text)) is not None:
            return step
        fitting = [
            unit
            for passage in found.ranked[:HITS]
            for unit in units_of(passage, 0)
            if form.search(_without_dates(unit.text)) is not None and asked & frozenset(terms(unit.text))
        ][:FITTING]
        if not fitting:
            return Step([*not_found(progress)])
        return replace(self._doubted(progress, step), quotes=fitting, labels=None)

    # A follow-up that gets the old answer

    @staticmethod
    def _own_terms(progress: Progress) -> frozenset[str]:
        """Return the terms that a follow-up says and the question before does not."""
        question, before = progress.request.question, progress.context[-1].question
        said = frozenset(terms(question)) - frozenset(terms(before))
        return frozenset(term for term in said if not is_function_word(term, progress.request.language))

    def _not_repeated(self, progress: Progress, step: Step) -> Step | None:
        """Return other quotes where a follow-up would get the old answer; else None."""
        if not (progress.request.follow_up and progress.context) or progress.pointed_at:
            return None
        own, before = self._own_terms(progress), progress.context[-1].answer
        language = progress.request.language
        saying = [one for one in step.quotes if own and _says(own, _held(one), language)]
        if not own or step.quotes[0] in saying:
            return None
        if saying:  # the sentence that says it first
            return replace(step, quotes=[*saying, *(one for one in step.quotes if one not in saying)])
        if step.quotes[0].text not in before:
            return None
        # A row tells several things of one, and says another of them now.
        rest = [one for one in step.quotes if one.text not in before or is_row(one.text)]
        if not rest:
            return Step([*not_found(progress)])
        return replace(self._doubted(progress, step), quotes=rest, labels=None)

    # Several papers that answer

    async def _with_others(self, progress: Progress, found: Found, step: Step) -> Step:
        """Add what other contracts answer, where a question does not tell which is meant."""
        question, first = progress.searched_for, step.quotes[0]
        if len(found.named.literal) == 1 or len(found.named.meant) == 1:
            return step
        others = await in_thread(self._alike, question, found, first.passage)
        if others and progress.status == "perhaps":
            # Several that answer alike share what speaks for each of them.
            if not all(one.stands_in(*self._text_of(first.passage.document_id)) for one in _things(question)):
                return step
            alone = await self._answering.likeliest(question, found, first.passage.document_id)
            if not alone.plain or alone.units[0].text != first.text:
                return step
        told: list[tuple[float, Unit]] = []
        asked = frozenset(terms(question))
        said = asked & _held(first)
        for number in others:
            quotes = await self._answering.likeliest(question, found, number)
            if not quotes.units or quotes.likely < ALSO_ANSWERS:
                continue
            if len(asked & _held(quotes.units[0])) >= SAYS_TOO * len(said):
                told.append((quotes.likely, quotes.units[0]))
        if not told:
            return step
        progress.status = "extracted"
        saying: dict[str, list[Unit]] = {_plain(first): [first]}
        for _, unit in sorted(told, key=lambda one: -one[0]):
            saying.setdefault(_plain(unit), []).append(unit)
        # A clause that stands in several word for word is shown once, with the names of all.
        language = progress.request.language
        labels = {alike[0]: _names(alike, language) for alike in [*saying.values()][:MOST_SHOWN]}
        several = Notice("several_papers", _SEVERAL.get(language, _SEVERAL["en"]).format(count=len(told) + 1))
        return replace(
            step, events=[notices.extracted(language), several], quotes=list(labels), labels=labels
        )

    def _alike(self, question: str, found: Found, first: StoredPassage) -> list[int]:
        """Return the contracts that a question may mean besides the one that answers it."""
        papers = self._papers([first.document_id])
        if not papers or not is_of_kind(papers[first.document_id], CONTRACTS):
            return []
        named = self._library.documents.named()
        papers = self._papers(
            [one for one, _, _ in named if found.documents is None or one in found.documents]
        )
        deals = [number for number, paper in papers.items() if is_of_kind(paper, CONTRACTS)]
        if first.document_id not in deals or not 1 < len(deals) <= MOST_DEALS:
            return []
        asked = frozenset(terms(question))
        naming = {term for term in asked & _called(papers[first.document_id]) if kind_called(term) is None}
        first_word = set(terms(question.split(" ")[0]))
        names = frozenset(term for word in _NAMES.findall(question)[:8] for term in terms(word)) - first_word
        own = self._text_of(first.document_id)
        things = [one for one in _things(question) if one.stands_in(*own)]
        others = []
        for number in deals:
            if number == first.document_id or not naming <= _called(papers[number]):
                continue
            text, held = self._text_of(number)
            if names <= held and all(one.stands_in(text, held) for one in things):
                others.append(number)
        return others

    def _papers(self, numbers: Sequence[int]) -> dict[int, Paper]:
        first, roots = self._library.documents.beginnings(numbers), self._library.documents.roots()
        return {number: paper_of(first[number], roots) for number in numbers if number in first}

    def _text_of(self, number: int) -> tuple[str, frozenset[str]]:
        """Return the words of a document, and their terms."""
        passages = self._library.documents.neighbours(number, 0, MOST_READ)
        text = "\n".join([*(one.title for one in passages[:1]), *(one.text for one in passages)])
        return text, frozenset(terms(text))


def _goes_on(request: Request) -> bool:
    """Return whether a question asks more of what was told: it opens or points so."""
    question = request.question
    return bool(names_other(question) or PERSON_MEANT.search(question) or things_meant(question))


_DATED = lazy_regex(
    r"(?<!\d)(?:19|20)\d\d[-/.](?:\d{1,2}(?:[-/.]\d{1,2})?(?!\d)|\d{3}(?![\s./-]?\d)|(?:19|20)\d\d(?!\d))"
    r"|(?<![a-z\d])[a-z]{1,6}[-/]?(?:19|20)\d\d[-/.]\d{4}(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d"
)
"""Dates, numbers with a year, and years from one to another; 2012-3456 can be called."""
_NAMES = lazy_regex(r"\b[A-Z][\w'’&-]+|\b[\w-]*\d[\w-]*")
"""Names and numbers of a question, which tell what is meant."""


_NTH = lazy_regex(
    r"\b(?P<nth>first|second|third|fourth|fifth|last)\s+(?P<what>[a-z]{3,})|第(?P<zh>[一二三四五六七八九十\d]+)(?P<thing>[个辆台批次期名位栋层号届轮版])",
    re.IGNORECASE,
)


_SEVERAL_TOLD = lazy_regex(r"[,，、;；/]|\b(?:and|or|und|oder|et|ou|y|e|i|и)\b|[和及与或並]", re.IGNORECASE)


def _tells_one(quotes: Sequence[Unit]) -> bool:
    """Return whether one sentence is quoted, and lists nothing."""
    if len(quotes) != 1:
        return False
    (one,) = quotes
    return not (one.lead or is_row(one.text) or _SEVERAL_TOLD.search(one.text))


_ANY = lazy_regex(r"(?:any|some|every|no)(?:th|bod|on|wher)")
"""The stems of "anything" and its like."""


def _is_of_another(question: str, text: str) -> bool:
    """Return whether a sentence tells of the second van where the first is asked."""
    asked, said = (
        [
            ((one["nth"] or one["zh"]).lower(), (one["what"] or one["thing"]).lower())
            for one in _NTH.finditer(part)
        ]
        for part in (question, text)
    )
    return any(one not in said and any(one[1] == its[1] for its in said) for one in asked)


_OF_THING_ZH = lazy_regex(
    r"的(?!时候|话|是)(?P<thing>[\u4e00-\u9fff]{2,12}?)(?:现在|目前|一共|总共)?(?:[每一]个?[年月周天日次]|每[\u4e00-\u9fff]{1,3}|[要得]?[收付交卖]?(?:多少|几|什么|哪)|[是叫在有])"
)
_OF_THING = lazy_regex(
    r"\b(?:for|of|on|into)(?: (?:hiring|renting|using|having|buying))? (?:the |an? |our |his |her |their )?(?P<thing>[a-z][\w'’ -]{2,40}?)(?= (?:per|a|an|each|every) (?:day|week|month|quarter|year)\b|\W*$)",
    re.IGNORECASE,
)
_PREPOSITION = lazy_regex(
    r"\b(?:for|of|on|into|with|at|in|from|to|by|under|since|if|when|that|who)\b", re.IGNORECASE
)


def lacks_thing(question: str, unit: Unit) -> bool:
    """Return whether a sentence says no word of the thing whose value is asked for.

    The rent of a staircase is none of a parking space: 大厦的停车位每月收多少钱, "the insurance for the laser welder".
    """
    zh = is_unspaced(question)
    named = list((_OF_THING_ZH if zh else _OF_THING).finditer(question))
    if not named or is_row(unit.text):
        return False
    thing = named[-1]["thing"]
    if not zh and _PREPOSITION.search(thing):
        return False
    asked = [one for one in concepts_of(thing) if one.weight > GENERIC_WEIGHT]
    said = " ".join(
        [*unit.passage.heading, unit.passage.title, PurePath(unit.passage.source).stem, unit.lead, unit.text]
    )
    held = frozenset(terms(said))
    return bool(asked) and not any(
        one.stands_in(said, held) or (one.pattern is None and stands(one.name, held)) for one in asked
    )


def _things(question: str) -> list[Concept]:
    """Return what a question asks with, without words that any paper holds."""
    return [one for one in concepts_of(question) if one.weight > GENERIC_WEIGHT]


def form_asked(question: str) -> re.Pattern[str] | None:
    """Return what matches the form asked for, as a telephone number's; None for none."""
    said = question.casefold()
    otherwise = bool(kinds_asked(question) & _OTHERWISE)
    for asked, form in _ONE_ASKED:
        if (found := asked.search(said)) is not None and not (
            otherwise and _NUMBERED.search(found.group()) is None
        ):
            return form
    return None


def _without_dates(text: str) -> str:
    """Return a text without dates and numbers with a year, which nobody can call."""
    return _DATED.sub(" ", text.casefold())


def _called(paper: Paper) -> frozenset[str]:
    """Return the terms of a paper's name, title and beginning."""
    said = f"{' '.join(paper.folders)} {paper.stem} {paper.title} {paper.beginning[:BEGINNING_CHARS]}"
    return frozenset(terms(said))


def _held(unit: Unit) -> frozenset[str]:
    """Return the terms of a sentence, its headings and its document's name."""
    passage = unit.passage
    return frozenset(
        terms(" ".join([*passage.heading, passage.title, PurePath(passage.source).stem, unit.text]))
    )


def _says(own: frozenset[str], held: frozenset[str], language: Language) -> bool:
    """Return whether any of some terms stands among others, in any form of it."""
    if own & held or language in READS:
        return bool(own & held)
    from assistant.agent.words.word_forms import (
        same_words,  # most questions are in languages without many forms
    )

    return any(same_words(sorted(own), held, language).values())


def _named(unit: Unit) -> frozenset[str]:
    """Return the terms of the name and the title of a sentence's document."""
    return frozenset(terms(f"{unit.passage.title} {PurePath(unit.passage.source).stem}"))


def _names(units: Sequence[Unit], language: Language) -> str:
    """Name a few of the papers that some sentences stand in, each name once."""
    names = [*dict.fromkeys(as_code(PurePath(one.passage.source).name) for one in units)]
    if language == "zh":
        more = f"等 {len(names)} 份" if len(names) > MOST_NAMED else ""
        return "、".join(names[:MOST_NAMED]) + more + "："
    others = [f"+{len(names) - MOST_NAMED}"] if len(names) > MOST_NAMED else []
    return ", ".join([*names[:MOST_NAMED], *others]) + ":"


def _plain(unit: Unit) -> str:
    return " ".join(unit.text.casefold().split())
