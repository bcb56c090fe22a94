"""Answer what a question asks of one contract, as a cell of a table does.

"When does the berth lease end?" names a contract and asks what most contracts state: a cell knows that an end follows from a term,
what an addendum changed, and that six months of notice are no end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from assistant.agent import notices
from assistant.agent.answer.answering import Answering
from assistant.agent.cells.bearing import overlaps
from assistant.agent.citing.quoting import QUOTED
from assistant.agent.each.each_document import EachDocument
from assistant.agent.earlier import units_cited
from assistant.agent.papers.paper_kinds import Paper, is_of_kind, kind_called
from assistant.agent.papers.succession import DealFact, Stated
from assistant.agent.progress import Progress
from assistant.agent.step import Step
from assistant.agent.words.asked_values import asked_value, is_typed, kinds_asked
from assistant.agent.words.conditions import day_range
from assistant.agent.words.date_sums import date_question, end_sum
from assistant.agent.words.per_period import payments
from assistant.agent.words.roles import (
    GENERIC_WEIGHT,
    concepts_of,
    role_pattern,
    speaks_of_term,
    without_role,
)
from assistant.agent.words.value_kinds import ValueKind
from assistant.events import UNSURE
from assistant.languages import language_of
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, run_in
from assistant.retrieval.search import Found
from assistant.threads import in_thread

BEGINNING = 400
"""Characters of a contract in which it says between whom it is, and of what."""
MOST_DEALS = 60
"""Contracts among which one is looked for that a question names."""
FEW = 0.34
"""Share of the contracts that a word may be found in and still tell which is meant."""
_QUESTIONS: Mapping[str, tuple[ValueKind, str, str]] = {
    "end": ("date", "When does it end?", "什么时候到期？"),
    "term": ("duration", "How long does it run?", "期限多久？"),
    "notice": ("duration", "How much notice is needed to end it?", "解约要提前多久通知？"),
    "deposit": ("money", "What is the deposit?", "押金是多少？"),
    "salary": ("money", "What is the salary?", "工资是多少？"),
    "rent": ("money", "What is the rent?", "租金是多少？"),
    "landlord": ("name", "Who is the landlord?", "房东是谁？"),
    "pay": ("duration", "Within how many days is to be paid?", "付款期限是多少天？"),
}
"""What is asked of a contract: the kind of its value, and the question as any contract is asked it."""
_OF_ANOTHER_TIME = lazy_regex(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\d\s*[年月日]|\b(?:original\w*|first|initial\w*|previous\w*|before|used to|old|earlier|former\w*|later|next|last year)\b|原[来先本定]?|当初|起初|最初|以前|之前|此前|旧|上一|去年|明年|以后",
    re.IGNORECASE,
)
"""Names a time: then the statement that held at it is asked for."""
_RATE_PAID = lazy_regex(
    r"\b(?:what|how much) (?:do|does|is|are|must|should|will) [^?,;]{2,40}? (?:pay(?:ing)?|charged?) (?:us |them |him |her )?(?:[^?,;]{2,40} )?(?:(?:a|per|each|every) (?:calendar )?(?:week|month|quarter|year)|monthly|weekly|quarterly|yearly)\b"
    r"|(?:每个?|一个?)(?:月|季度?|年)(?:要|得|该|应)?(?:付|交|给|收)[^。，；]{0,10}多少",
    re.IGNORECASE,
)
_RUNS_TO = lazy_regex(
    r"\b(?:un)?till? (?:when|what (?:day|date)|which day)\b|\bhow long\b.{1,40}\bhave .{1,20}\bgot\b|[到至](?:什么时候|哪[一]?[天日年]|几月|几号)",
    re.IGNORECASE,
)
"""Asks till when something runs, and not how that is called."""
_SAYS_LITTLE_EN = lazy_regex(
    r"\b(?:their|its|his|her|this|that) (?:order|contract|agreement|lease|licen[cs]e|tenancy|deal|policy|hire|appointment)\b"
    r"|\b(?:bills?|invoices?)\b|\bcall(?:s|ing)? off\b|\b(?:some|any)(?:body|one)\b|\b(?:must|need(?:s|ed)?|wants?|wish(?:es)?|leav(?:e|es|ing)|quit(?:s|ting)?|go(?:es)?|giv(?:e|es|en|ing)|tell(?:s|ing)?|got|get(?:s|ting)?|take[sn]?|far|ahead|(?:in )?advance|beforehand|before|early|if|when|much|exactly|please)\b",
    re.IGNORECASE,
)
"""Words of a question that tell nothing of which contract is meant."""
_NOW = lazy_regex(
    r"\b(?:now|nowadays|these days|at (?:the moment|present)|currently|today|as things stand)\b",
    re.IGNORECASE,
)
"""Asks for what holds, which is asked anyhow."""
_GOES_ON = lazy_regex(r"\b(?:runs?|running|lasts?|goes? on|going on|continues?|stay)\b", re.IGNORECASE)
_SAYS_LITTLE = lazy_regex(
    r"合同书?|协议书?|租约|现在|目前|我们|咱们|这[份个]|那[份个]|每个?[月年]|按[月年]|多少|多久|多长|几[天个]?|什么|时候|[哪那][一]?[天日年间个份家]|提前|需要?|应该?|一共|如果|早点?退|退[掉租]|想|讲|说|跟|[他她它咱]们|[那这][幢栋座套处块片]|搬[走离]|早点|从|打招呼|到底|如今|眼下|究竟|为止|能|[到至]|[要得交付给和与对的了吗呢是有在里中到请问钱元块天日月年个？?，,。就能才会、 ]"
)
"""Words of a Chinese question that tell nothing of which contract is meant."""


def topic_asked(question: str) -> str:
    """Return which matter of contracts is asked for; "" for none of them."""
    roles = [one.name for one in concepts_of(question) if one.pattern is not None]
    kinds = kinds_asked(question)
    if asks_rate(question):
        roles = ["rent"]
    elif "landlord" in roles and "name" in kinds:
        roles = ["landlord"]  # who do we rent it from
    elif not roles and _RUNS_TO.search(question):
        roles, kinds = ["end"], frozenset(("date",))
    if len(roles) != 1 or roles[0] not in _QUESTIONS or _OF_ANOTHER_TIME.search(question):
        return ""
    kind = _QUESTIONS[roles[0]][0]
    return roles[0] if kind in kinds or (kind == "money" and "number" in kinds) else ""


def asks_rate(question: str) -> bool:
    """Return whether is asked what is paid for each month: one payment, and no total."""
    return _RATE_PAID.search(question) is not None


def without_now(question: str) -> str:
    """Return a question without the words that ask for what holds now, as any does."""
    said = _NOW.sub(" ", question)
    return " ".join((_GOES_ON.sub(" ", said) if _RUNS_TO.search(said) else said).split())


async def states_rate(
    library: Library, each: EachDocument, progress: Progress, documents: frozenset[int] | None
) -> bool:
    """Return whether a contract states what is paid each month, where that is asked."""
    question = without_now(progress.request.meant)
    if not asks_rate(question):
        return False
    fact = await _fact_of_turn(library, each, progress, question, documents)
    return fact is not None and fact.sure


async def _fact_of_turn(
    library: Library, each: EachDocument, progress: Progress, question: str, documents: frozenset[int] | None
) -> DealFact | None:
    """Return what the contract that a question names states, looked up once in a turn."""
    asked = (question, documents)
    if asked not in progress.deal_facts:
        progress.deal_facts[asked] = await in_thread(
            deal_fact, library, each, question, documents, date.today()
        )
    return progress.deal_facts[asked]


async def deal_step(
    library: Library,
    each: EachDocument,
    answering: Answering,
    progress: Progress,
    found: Found,
    cited: Sequence[int] = (),
) -> Step | None:
    """Answer what is asked of one contract as a cell of it; None where none tells it.

    What it does not surely state stands before sentences that do not surely answer either.

    Args:
        library: Where the contracts are.
        each: Asks one of them.
        answering: Makes the step, and knows what newer papers tell.
        progress: The turn.
        found: What was found for its question.
        cited: What the last answer rests on, one contract of which a follow-up means that names none.
    """
    completed, own = without_now(progress.searched_for), without_now(progress.request.question)
    question, made, sure = completed, None, True
    if progress.request.follow_up and cited and topic_asked(own) and names_nothing(own):
        made = await in_thread(deal_fact, library, each, own, found.documents, date.today(), cited)
        made = made if made is not None and made.sure else None
        question, sure = (own, progress.earlier[-1].status not in UNSURE) if made else (completed, True)
    if made is None or not sure:
        named = await _fact_of_turn(library, each, progress, completed, found.documents)
        made, sure = made or named, sure or made == named
    if made is None:
        return None
    asked = progress.searched_for if question == completed else progress.request.question
    quoted = await answering.likeliest(asked, found)
    if is_overtaken(question, made, quoted.told):
        return None
    if not made.sure and quoted.plain and not _is_rival(made.units, quoted.units[0]):
        return None
    more = (
        ()
        if made.sure
        else tuple(one for one in quoted.units if not any(overlaps(one, its) for its in made.units))
    )
    why = notices.extracted(progress.request.language)
    units = (*made.units, *more[: max(QUOTED - len(made.units), 0)])
    return answering.stated(progress, why, made.text, units, sure=sure and made.sure)


def _is_rival(units: Sequence[Unit], quoted: Unit) -> bool:
    """Return whether a paper states what is asked in another sentence too."""
    same = [one for one in units if one.passage.document_id == quoted.passage.document_id]
    return bool(same) and not any(overlaps(one, quoted) for one in same)


def deal_fact(
    library: Library,
    each: EachDocument,
    question: str,
    documents: frozenset[int] | None,
    today: date,
    cited: Sequence[int] = (),
) -> DealFact | None:
    """Return what the contract that a question names states; None if unsure.

    Args:
        library: Where the contracts are.
        each: Asks one of them.
        question: As it was searched for.
        documents: Where was looked; None for everywhere.
        today: The day on which is asked.
        cited: Papers of which one is meant, where the question names none.
    """
    if not (topic := topic_asked(question)):
        return None
    deals = each.deals(documents)
    if cited:  # the one that is cited first
        deals = sorted(
            (one for one in deals if one[0].number in cited), key=lambda one: cited.index(one[0].number)
        )[:1]
    if len(deals) > MOST_DEALS:
        return None
    called = [_called(paper) for _, paper in deals]
    meant = [
        target
        for (target, paper), own in zip(deals, called, strict=True)
        if _is_of_kind(question, paper)
        and (topic != "landlord" or role_pattern(topic).search(own) is not None)
        and _is_named(question, topic, own, called, f"{paper.stem} {paper.title}")
    ]
    if len(meant) > 1:  # one that is called so, before those that only speak of it
        titles = [f"{paper.stem} {paper.title}" for _, paper in deals]
        meant = [
            target
            for (target, _), own in zip(deals, titles, strict=True)
            if target in meant and _is_named(question, topic, own, titles, own)
        ]
    if len(meant) != 1:
        return None
    _, in_english, in_chinese = _QUESTIONS[topic]
    language = language_of(question)
    usual = in_chinese if language == "zh" else in_english
    cell = each.cell(usual, meant[0], documents)
    units = tuple(units_cited(library, cell.citations))
    rate = asks_rate(question)  # which one payment of a contract and of its letters tells
    sure = cell.state == "found" or (rate and all(len(payments(one.text)) == 1 for one in units))
    if topic == "landlord" and units:
        sure = sure or _is_labelled(topic, units[0].text, cell.value)
    if not ((sure or (cell.state == "unsure" and not rate)) and cell.value and units):
        return None
    said = " ".join(f"{' '.join(one.passage.heading)} {run_in(one)} {one.text}" for one in units)
    if rate and not payments(units[0].text):
        return None
    if (
        not rate
        and role_pattern(topic).search(said) is None
        and not (topic == "end" and speaks_of_term(said))
    ):
        return None
    if any(cell.value in one.text for one in units):
        return DealFact("", units, sure)
    asked, days = date_question(usual, today), day_range(cell.value)
    if not sure or asked is None or asked.asks != "end" or days is None:
        return None
    return DealFact(end_sum(asked, days[0], units, language).text, units)


def names_nothing(question: str) -> bool:
    """Return whether a question asks a matter of contracts, and names none of them."""
    if not (topic := topic_asked(question)):
        return False
    if is_unspaced(question):
        return not any(len(one) > 1 for one in _left_of(without_role(topic, question), lambda _piece: False))
    return not _names(question)


def _names(question: str) -> list[str]:
    """Return the terms of a question that tell which contract is meant."""
    said = _SAYS_LITTLE_EN.sub(" ", _RUNS_TO.sub(" ", question))
    asked = [one.name for one in concepts_of(said) if one.pattern is None and one.weight > GENERIC_WEIGHT]
    return [one for one in asked if kind_called(one) is None]


def is_overtaken(question: str, fact: DealFact, told: Sequence[Stated]) -> bool:
    """Return whether a newer paper tells another value of the matter that is asked.

    Args:
        question: As it was searched for.
        fact: What the contract states.
        told: What papers of several times say, the one that holds first.
    """
    if not told or told[0].unit.passage.document_id in {one.passage.document_id for one in fact.units}:
        return False
    if any(overlaps(one.unit, its) for one in told[1:] for its in fact.units):
        return True  # told as what was stated earlier
    newest = told[0].unit.text
    return role_pattern(topic_asked(question)).search(newest) is not None and is_typed(
        newest, asked_value(question)
    )


def _is_labelled(topic: str, text: str, value: str) -> bool:
    """Return whether a line says what it is, and then a value: "Landlord: Mrs Grant"."""
    label, _, _rest = text.partition(value)
    found = [*role_pattern(topic).finditer(label)] if value else []
    return bool(found) and re.fullmatch(r"[\s*_]*[:：|][\s*_|]*", label[found[-1].end() :]) is not None


def _called(paper: Paper) -> str:
    """Return what a contract is called, and what it says of itself where it begins."""
    return f"{' '.join(paper.folders[:1])} {paper.stem} {paper.title} {paper.beginning[:BEGINNING]}"


def _is_of_kind(question: str, paper: Paper) -> bool:
    kind = kind_called(*_KIND.findall(_SAYS_LITTLE_EN.sub(" ", question)))
    return kind is None or is_of_kind(paper, kind)


def _is_named(question: str, topic: str, own: str, every: Sequence[str], title: str) -> bool:
    """Return whether all that a question names is what a paper is called.

    What many contracts begin with tells none of them from the others, but where it is a title: our own name, and where we are.

    Args:
        question: As it was searched for.
        topic: Its matter.
        own: What the paper is called, and what it begins with.
        every: The same of all contracts.
        title: The name of its file, and its title.
    """
    most = max(1, min(len(every) - 1, round(FEW * len(every))))

    def names(held: Sequence[bool]) -> bool:
        return sum(held) <= most

    def names_own(piece: str) -> bool:
        return piece in title or (piece in own and names([piece in one for one in every]))

    if is_unspaced(question):
        return not any(len(one) > 1 for one in _left_of(without_role(topic, question), names_own))
    said = " ".join(own.casefold().split())
    if any(one.group().casefold() not in said for one in _NUMBERED.finditer(question)):
        return False  # flat 5 is none of the flats 4
    held = [frozenset(terms(one)) for one in every]
    asked = _names(question)
    there, titled = frozenset(terms(own)), frozenset(terms(title))
    return all(term in titled or (term in there and names([term in one for one in held])) for term in asked)


_NUMBERED = lazy_regex(r"\b[A-Za-z]+ \d+\b")
"""A word and its number, which tell together what is meant."""
_KIND = lazy_regex(r"[A-Za-z]+|(?:房屋)?租赁合同|租约|合同|协议")


def _left_of(text: str, names: Callable[[str], bool]) -> list[str]:
    """Return what is left of a text without a paper's names and small words."""
    for size in range(len(text), 1, -1):
        for at in range(len(text) - size + 1):
            piece = text[at : at + size]
            if names(piece) and _SAYS_LITTLE.sub("", piece):
                return [*_left_of(text[:at], names), *_left_of(text[at + size :], names)]
    return _SAYS_LITTLE.sub(" ", text).split()
