"""Choose the sentences that are quoted as an answer where there is no model.

A sentence is worth the more, the more of the question it speaks of, its heading and its document's name counted in, and
where it holds a value of the kind that is asked for, which the question does not say already. What only repeats the
question is no answer. All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Literal

from assistant.agent.candidates import cells_of
from assistant.agent.columns import ValueKind, value_kind
from assistant.agent.roles import asked_with, concepts_of, speaks_of_deal
from assistant.agent.value_spans import value_spans
from assistant.frozen import dataclass
from assistant.languages import FUNCTION_WORDS, Language, language_of
from assistant.library.documents import StoredPassage
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.ranking import QueryTerms
from assistant.retrieval.values import identifiers, values

MEASURED = 36
"""Sentences whose meaning is compared; comparing more costs more than it brings."""
QUOTED = 3
WORTH_QUOTING = 0.9
"""An answer quotes up to this many sentences, those worth this share of the best one."""
WORTH_OF_SEVERAL = 0.75
"""The same where several are asked for: "the budget and the price, respectively"."""
IN_HEADING, IN_NAME, BEFORE = 0.8, 0.8, 0.4
"""What a word counts that stands in the heading, in the document's name, or in the sentence before."""
PASSAGE = 1.5
"""What the best passage's score counts beside all words of the question."""
MEANING = 1.0
"""What the sentence nearest in meaning counts, beside the farthest of those compared."""
TYPED, MATTER = 0.4, 0.3
"""What a value of the kind that is asked for counts, and that a sentence speaks of the matter in other words."""
A_TIME = 0.7
"""What an hour, a weekday or a length of time counts beside a day where it is asked when."""
ECHO, TITLE, MAIL_HEAD, QUOTED_MAIL = 1.2, 0.5, 0.8, 0.5
"""What is taken from what only repeats the question, from a title, a head line of a mail, and what a mail quotes."""
DATED, UPDATED, RECENT = 0.8, 0.3, 0.25
"""What a row counts that bears the day of the question, a sentence that says what was changed to what, and what stands in the
newest of papers that are called alike."""
SIGNATURE = 0.6
"""What is taken from a greeting and from who signs."""
OTHER_PART = 0.5
"""What a word counts for the part of a question that it does not stand in."""
UNFOUND = 0.7
"""Share of its document's best passage that a passage counts that the search did not find."""
WELL = 0.75
"""Share of the question from which a sentence with a value of its kind is an answer, whatever else is in the library."""
_LONGEST_SIGNATURE = 70
_LONGEST_TITLE = 90

Asks = Literal["measure", "phone", "often", "reason", "identifier"]
_Kinds = frozenset[ValueKind | Asks]
Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Gives the similarity of each text to the question; higher is nearer."""

_WHO = lazy_regex(
    r"^\W*(?:(?:and|by|to|from|with|for|of) )?(?:who|whom|whose|which (?:company|firm|person|party|bank))\b|\b(?:name of|by whom|and who)\b|谁|哪位|哪家|哪个公司|姓名"
    r"|^\W*(?:wer|wem|wen|qui|qui[ée]n(?:es)?|chi|quem|кто)\b|誰|누구",
    re.IGNORECASE,
)
_OPENS_OTHERWISE = lazy_regex(r"^\W*(?:what|when|how|which|where|why)\b", re.IGNORECASE)
_MEASURE = lazy_regex(
    r"\bhow (?:long|high|tall|wide|deep|thick|heavy|large|big|far|fast|hot|cold|loud|strong)\b|\b(?:length|height|width|depth|weight|temperature|pressure|speed|capacity|voltage|dose|torque)\b"
    r"|多[高宽厚深重大长远快热]|温度|重量|长度|高度|宽度|压力|速度|剂量|电压|浓度",
    re.IGNORECASE,
)
_PHONE = lazy_regex(r"\b(?:tele)?phone\b|\btel\b|\b(?:call|ring)\b|电话|手机|号码", re.IGNORECASE)
_DIGITS = lazy_regex(r"(?<![\d.,])\+?\d[\d ()/-]{2,}\d(?![\d.,])")
_IDENTIFIER = lazy_regex(
    r"\b(?:what is|what's|give me|tell me)\b.{0,40}\b(?:number|code|reference|iban|id|password|pin)\b|编号|单号|代码|密码",
    re.IGNORECASE,
)
_CODE = lazy_regex(
    r"(?<![\d.,/-])(?=[A-Z0-9/-]{0,12}\d)[A-Z0-9][A-Z0-9/-]{3,}(?![.,]?\d)|(?<![A-Za-z0-9])[a-z]{2,}\d{2,}\b"
)
_OFTEN = lazy_regex(r"\bhow (?:often|frequently)\b|多久.{0,4}一次|每隔?多久|几次", re.IGNORECASE)
_EVERY = lazy_regex(
    r"\b(?:every|each|per|daily|weekly|monthly|quarterly|yearly|annually|once|twice|times)\b|每|次\b|一次|两次",
    re.IGNORECASE,
)
_WHY = lazy_regex(
    r"\bwhy\b|\bfor what reason\b|(?<![称名作成认视])为什么|为何|原因|\bwarum\b|\bpourquoi\b", re.IGNORECASE
)
_BECAUSE = lazy_regex(
    r"\b(?:because|since|due to|so that|in order to|owing to|weil|damit|parce que)\b|因为|由于|因此|以便|为了|导致",
    re.IGNORECASE,
)
_HOW_LONG_ZH = lazy_regex(
    r"多久(?!.{0,4}一次)|多长时间|(?:几|多少)个?(?:小时|分钟|[天日周月年])|期(?:限|间)?(?:是|为|有)(?:多|几|什么)"
)
_SHARE_OR_SUM = lazy_regex(
    r"\b(?:discounts?|rebates?|surcharges?)\b|折扣|优惠|滞纳金|违约金|\bpenalt\w+|\blate fees?\b",
    re.IGNORECASE,
)
_TIME = lazy_regex(
    r"\b\d{1,2}[:.]\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekdays?\b|\b(?:first|second|third|last|\d+(?:st|nd|rd|th)) (?:working )?day\b"
    r"|\b(?:spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december)\b|星期|周[一二三四五六日末]|\d+[时点月日]|上午|下午",
    re.IGNORECASE,
)
_AGENT = lazy_regex(
    r"(?:\A|(?<!of )\b(?:the|our|an?|by|to) )(?:(?:[a-z]+ )?(?:landlord|tenant|lessor|lessee|supplier|customer|contractor|employer|employee|caretaker|manager|director|owner|board|committee|company|department|office|staff|chair\w*|secretary"
    r"|nurse|doctor|teacher|supervisor|officer|inspector|operator|seller|buyer|insurer)s?)\b|(?:部门?|经理|主任|员工|公司|甲方|乙方|科|主管|负责人|护士长?|医生|[保安]员|[院校厂店组科处班部所园]长|董事|总监|专员)",
    re.IGNORECASE,
)
"""Somebody who is not called by a name."""
_RELATED: Sequence[tuple[re.Pattern[str], re.Pattern[str]]] = tuple(
    (lazy_regex(asks, re.IGNORECASE), lazy_regex(says, re.IGNORECASE))
    for asks, says in (
        (
            r"\babsent\b|\bmissing\b|\bapolog\w+|\bexcused\b|缺席|请假|未到|没来",
            r"\babsent\b|\bapolog\w+|\bexcused\b|\bunable to attend\b|缺席|请假|未到",
        ),
        (
            r"\b(?:was|were) (?:present|there)\b|\battend\w*|\btook part\b|参加|出席|到会",
            r"\bpresent\b|\battend\w*|\bparticipants?\b|参加|出席|到会",
        ),
        (
            r"\b(?:wrote|written|took|taken|kept|drew up)\b(?=.{0,30}\bminutes\b)|\bminutes\b.{0,20}\b(?:written|taken|kept)\b|记录人|谁.{0,4}记录",
            r"\bminutes(?: (?:taken|written|kept))?(?: by)?\s*:|\btaken by\b|\bminute[- ]taker\b|\brecorded by\b|记录人?\s*[:：]",
        ),
        (
            r"\binjur\w+|\bhurt\b|\bwounded\b|\baccident\b|受伤|事故",
            r"\binjur\w+|\bhurt\b|\bwound\w*|\baccidents?\b|\bcut\b|\bburn\w*|\bbroke\b|\bfell\b|\bslipped\b|受伤|事故|骨折|割|烫|摔",
        ),
        (
            r"\bbought\b|\bbuy\b|\bpurchas\w+|购买|采购|买",
            r"\bbought\b|\bbuy\b|\bpurchas\w+|\border(?:s|ed)?\b|购买|采购|订购|买",
        ),
        (
            r"\bmov(?:e|es|ing)[ -]?out\b|搬走|搬出|退租",
            r"\bmov(?:e|es|ing)[ -]?out\b|\bnotice\b|\bvacat\w+|\bleaves?\b|退租|搬",
        ),
        (
            r"\bdiscounts?\b|\brebates?\b|折扣|优惠",
            r"\bdiscounts?\b|\brebates?\b|\bdeduct\w*|\breduc\w+|\bpercent off\b|折扣|优惠|折",
        ),
        (
            r"\b(?:responsible|in charge)\b|负责",
            r"\b(?:responsible|in charge|takes care|sees to)\b|负责|由",
        ),
        (
            r"\b(?:allowed|permitted|may|can)\b|允许|可以",
            r"\b(?:allowed|permitted|forbidden|prohibited|may not|must not|consent)\b|允许|禁止|不得|严禁",
        ),
    )
)
"""How a matter is asked for, and how papers say it, where that takes other words."""
_MAIL_HEAD = lazy_regex(
    r"(?:from|to|cc|bcc|date|subject|sent|von|an|betreff|发件人|收件人|抄送|日期|主题|发送时间)\s*[:：]",
    re.IGNORECASE,
)
_ASKS_MAIL_HEAD = lazy_regex(
    r"\b(?:e-?mails?|mails?|wrote|write|written|sent|send|sender|subject|address)\b|邮件|邮箱|发送|发件|收件|主题",
    re.IGNORECASE,
)
_WROTE = lazy_regex(r"(?:on\b.{5,80}\bwrote:|-{2,} ?(?:original|forwarded) message)", re.IGNORECASE)
_UPDATES = lazy_regex(
    r"\b(?:moved?|postponed?|changed?|raised?|reduced?|increased?|lowered|rescheduled|brought forward|amended|replaced)\b.{0,60}\b(?:to|by|with)\b"
    r"|\binstead of\b|\bno longer\b|(?:由|从).{1,24}(?:调整|改|增加|减少|变更|提前|推迟|延)|(?:调整|改|变更|推迟|延期|提前)(?:为|到|至|成)|不再|作废",
    re.IGNORECASE,
)
_GREETING = lazy_regex(
    r"(?:dear|hi|hello|hallo|sehr geehrte\w*|liebe[rs]?|cher|chère|bonjour|(?:kind |best |warm )?regards|yours|sincerely|cheers|mit freundlichen|viele grüße|cordialement|此致|敬礼|您好|你好|尊敬的)\b",
    re.IGNORECASE,
)
_ASKS_WHO_SIGNS = lazy_regex(r"\b(?:sign\w*|wrote|written|sent|from)\b|签|写的|发的|署名", re.IGNORECASE)
_SEVERAL = lazy_regex(r"\brespectively\b|\beach of\b|\bboth\b|[，,]?各[是有为]?|分别", re.IGNORECASE)
_LETTERS = frozenset((".eml", ".emlx", ".msg", ".docx", ".odt", ".doc", ".rtf", ".txt"))
_OLDER = lazy_regex(
    r"\bdraft\b|\bold\b|\bsuperseded\b|\bobsolete\b|\bentwurf\b|草[案稿]|旧|作废|试行|征求意见|废止",
    re.IGNORECASE,
)
_STATE = lazy_regex(
    r"\b(?:draft|old|superseded|obsolete|entwurf|final|signed|countersigned|copy|new|v\d+|feb\w*|jan\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b|草[案稿]|旧版?|新版?|作废|试行|征求意见稿?|修订版?|正式版?|定稿|终稿|\d+年?|月|日",
    re.IGNORECASE,
)
_OF_MANY = lazy_regex(r"[_-]|合同|协议书?|服务|制度|纪要|管理|规定|办法")
"""What does not tell a document's name from others."""
_EMPTY_ZH = frozenset("的了吗呢是在有么谁几哪该被把要还就都也个一吧")
"""Characters that say nothing, in pairs that stand nowhere."""
_ENDS = lazy_regex(r"[.!?。！？;；][\"”’)）]*\Z")
_NEWEST = lazy_regex(
    r"\b(?:in the end|last|latest|finally|final|now|current(?:ly)?|at present|newest|eventually)\b|最后|最终|最新|目前|现在",
    re.IGNORECASE,
)
NEWEST, ON_MATTER = 1.0, 0.4
"""What the newest of the documents on a matter counts where the last word on it is asked for; these speak of at least this
share of what the best does."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """What is quoted as an answer.

    Attributes:
        units: The sentences, the best first.
        held: Share of the question that the best of them speaks of, from 0 to 1.
        typed: Whether it holds a value of the kind that is asked for; None where no kind is.
        partly: Whether only some of the parts of a question are given their value.
    """

    units: tuple[Unit, ...] = ()
    held: float = 0.0
    typed: bool | None = None
    partly: bool = False

    @property
    def answers(self) -> bool:
        """Whether the best speaks of all but all that is asked, and gives its value."""
        return self.typed is True and not self.partly and self.held >= WELL

    @property
    def lacks_value(self) -> bool:
        """Whether a value is asked for, and none of its kind is quoted."""
        return self.typed is False


def quotes(
    question: str,
    passages: Sequence[StoredPassage],
    scores: Mapping[int, float],
    asked: QueryTerms,
    similarity: Similarity | None,
) -> Quotes:
    """Choose the few sentences that answer a question best.

    Args:
        question: As it was asked.
        passages: Those that were found, and those of documents that the question names.
        scores: What each scored in the search, by its number; those that were not found have none.
        asked: The question's terms.
        similarity: Compares meaning; None where only words are compared.
    """
    parts = _parts(question)
    if len(parts) > 1:
        return _of_parts(parts, passages, scores, asked, similarity)
    return _of_one(_Matter(question, asked), passages, scores, similarity)


_AND_ASKS = lazy_regex(
    r",? and (?=(?:(?:at|by|for|from|in|on|since|to|until|with) )?(?:what|when|who|whom|whose|which|where|why|how)\b)|[?？](?=.*[?？])|[，,](?=[^，,]*(?:多少|几|谁|什么|哪|吗|何时))",
    re.IGNORECASE,
)


def _parts(question: str) -> list[str]:
    """Return the parts of a question that ask by themselves."""
    parts = [part.strip() for part in _AND_ASKS.split(question)]
    return parts if 1 < len(parts) <= QUOTED and all(kinds_asked(part) for part in parts) else [question]


def _of_parts(
    parts: Sequence[str],
    passages: Sequence[StoredPassage],
    scores: Mapping[int, float],
    asked: QueryTerms,
    similarity: Similarity | None,
) -> Quotes:
    """Choose the best sentence for each part of a question."""
    found: list[Quotes] = []
    for part in parts:
        own = frozenset(terms(part))
        # What one part asks about, the next leaves out: "what does it cost, and by when?"
        weights = {
            term: asked.weights.get(term, 1.0) * (1.0 if term in own else OTHER_PART) for term in asked.terms
        }
        found.append(_of_one(_Matter(part, QueryTerms(asked.terms, weights)), passages, scores, similarity))
    units = tuple(dict.fromkeys(one.units[0] for one in found if one.units))
    typed = None if any(one.typed is None for one in found) else any(one.typed for one in found)
    partly = not all(one.typed for one in found)
    return Quotes(units, min((one.held for one in found), default=0.0), typed, partly=partly)


def _of_one(
    matter: _Matter,
    passages: Sequence[StoredPassage],
    scores: Mapping[int, float],
    similarity: Similarity | None,
) -> Quotes:
    """Choose the sentences that answer a question of one part."""
    weighed = [one for passage in passages for one in _weighed(passage, matter)]
    if not weighed:
        return Quotes()
    best_of: dict[int, float] = {}
    for passage in passages:
        own = scores.get(passage.id, 0.0)
        best_of[passage.document_id] = max(best_of.get(passage.document_id, 0.0), own)
    highest = max(best_of.values(), default=0.0) or 1.0
    most = max(one.held for one in weighed) or 1.0
    newest = _newest(weighed) if _NEWEST.search(matter.question) else frozenset()
    recent = _recent(passages, matter)
    worth = []
    for one in weighed:
        passage = one.unit.passage
        score = scores.get(passage.id, UNFOUND * best_of[passage.document_id])
        own = one.held / most + PASSAGE * score / highest + TYPED * one.typed + one.more
        own += RECENT if passage.document_id in recent else 0.0
        worth.append(own + (NEWEST if passage.document_id in newest else 0.0))
    if similarity is not None:
        measured = _order(worth)[:MEASURED]
        texts = [f"{weighed[at].unit.lead}\n{weighed[at].unit.text}".strip() for at in measured]
        near = similarity(texts)
        low, high = min(near), max(near)
        for at, nearness in zip(measured, near, strict=True):
            worth[at] += MEANING * (nearness - low) / (high - low) if high > low else 0.0
        order = sorted(measured, key=lambda at: (-worth[at], at))
    else:
        order = _order(worth)
    best = weighed[order[0]]
    least = (WORTH_OF_SEVERAL if _SEVERAL.search(matter.question) else WORTH_QUOTING) * worth[order[0]]
    chosen = [
        at
        for at in order[:QUOTED]
        if worth[at] >= least
        and weighed[at].typed >= best.typed
        and not weighed[at].called < best.called
        and (at == order[0] or not is_row(weighed[at].unit.text) or weighed[at].held >= best.held)
    ]
    typed = best.typed > 0 if matter.kinds else None
    return Quotes(tuple(weighed[at].unit for at in chosen), best.held, typed)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sentence, and what speaks for it.

    The share of the question that it holds, what else speaks for it, and what its document's name says of it.
    """

    unit: Unit
    held: float
    typed: float
    more: float
    called: frozenset[str]


class _Matter:
    """What a question asks for."""

    def __init__(self, question: str, asked: QueryTerms) -> None:
        self.question = question
        self.language = language_of(question)
        self.said = frozenset(terms(question))
        self.kinds = kinds_asked(question)
        newest = _matched(_NEWEST, question)
        content = [term for term in asked.terms if term not in newest] or asked.terms
        content = [term for term in content if not _is_empty(term)] or content
        self.weights = {term: asked.weights.get(term, 1.0) for term in content}
        self.total = sum(self.weights.values()) or 1.0
        self.related = [(_matched(asks, question), says) for asks, says in _RELATED if asks.search(question)]
        self.roles = [
            (one.name, frozenset(asked_with(one.name, question)), one.pattern)
            for one in concepts_of(question)
            if one.pattern is not None
        ]
        self.signs = any(name == "sign" for name, _, _ in self.roles)
        self.days = values(question).dates
        self.asks_head = _ASKS_MAIL_HEAD.search(question) is not None

    def speaks(self, said: str, heading: str) -> bool:
        """Return whether a sentence speaks of the matter in words that papers use for it."""
        return any(says.search(said) for _, says in self.related) or any(
            pattern.search(said) and speaks_of_deal(name, said, heading) for name, _, pattern in self.roles
        )


def kinds_asked(question: str) -> _Kinds:
    """Return the kinds of value that would answer; none where any words may."""
    found: set[ValueKind | Asks] = set()
    kind = value_kind(question)
    if kind == "name" and _WHO.search(question) is None and _OPENS_OTHERWISE.match(question):
        kind = "text"  # "what do dealers get who pay within 10 days"
    if _HOW_LONG_ZH.search(question):
        kind = "duration"
    elif kind == "duration" and is_unspaced(question):
        kind = "text"  # 期间 says when, and asks nothing
    if kind not in ("text", "yes_no"):
        found.add(kind)
    if kind != "yes_no":
        if _WHO.search(question) and not _HOW_LONG_ZH.search(question):
            found.add("name")
        if _SHARE_OR_SUM.search(question):
            found |= {"percent", "money"}
        if _MEASURE.search(question):
            found.add("measure")
        if _PHONE.search(question):
            found.add("phone")
        if _IDENTIFIER.search(question):
            found.add("identifier")
        if _OFTEN.search(question):
            found.add("often")
        if _WHY.search(question):
            found.add("reason")
    return frozenset(found)


def _weighed(passage: StoredPassage, matter: _Matter) -> list[_Weighed]:
    heading = " ".join(passage.heading)
    heading_terms = frozenset(terms(heading))
    path = PurePath(passage.source)
    called = " ".join((path.stem, path.parent.name, passage.title)).replace("_", " ").replace("-", " ")
    named = frozenset(terms(f"{called} {path.stem}"))
    own_name = frozenset(terms(_OF_MANY.sub(" ", f"{path.stem} {passage.title}")))
    units = units_of(passage, 0)
    leads = {unit.lead for unit in units if unit.lead}
    found: list[_Weighed] = []
    before: frozenset[str] = frozenset()
    for place, unit in enumerate(units):
        said = f"{unit.lead} {unit.text}".strip()
        own = frozenset(terms(said))
        if unit.text not in leads:
            held = _held(matter, said, own, heading, heading_terms, named, before)
            signature = place == len(units) - 1 and len(unit.text) <= _LONGEST_SIGNATURE
            speaks = matter.speaks(said, heading) or (matter.signs and signature)  # who signs stands last
            typed = _typed(unit, matter)
            new = own - matter.said - named - heading_terms - _function_terms(matter.language)
            malus = _malus(
                unit, matter, first=place == 0 and passage.ordinal == 0, new=bool(new), typed=typed > 0
            )
            more = (MATTER if speaks else 0.0) - malus
            if (
                matter.days
                and is_row(unit.text)
                and any(day.stands_in(one) for one in values(said).dates for day in matter.days)
            ):
                more += DATED
            if typed and _UPDATES.search(unit.text):
                more += UPDATED
            found.append(_Weighed(unit, held, typed, more, own_name.intersection(matter.weights)))
        before = own
    return found


def _held(
    matter: _Matter,
    said: str,
    own: frozenset[str],
    heading: str,
    heading_terms: frozenset[str],
    named: frozenset[str],
    before: frozenset[str],
) -> float:
    """Compute the share of a question that a sentence speaks of, from 0 to 1."""
    shares = {
        term: 1.0
        if _stands(term, own)
        else IN_HEADING
        if _stands(term, heading_terms)
        else IN_NAME
        if term in named
        else BEFORE
        if term in before
        else 0.0
        for term in matter.weights
    }
    for name, asked, pattern in matter.roles:
        if pattern.search(said) and speaks_of_deal(name, said, heading):
            shares.update({term: 1.0 for term in asked if term in shares})
    for asked, says in matter.related:
        share = 1.0 if says.search(said) else IN_HEADING if says.search(heading) else 0.0
        shares.update({term: max(share, shares[term]) for term in asked if term in shares})
    return sum(matter.weights[term] * share for term, share in shares.items()) / matter.total


def _stands(term: str, held: Collection[str]) -> bool:
    """Return whether a term, or one made from it, stands among others."""
    if term in held:
        return True
    return (
        len(term) >= 5
        and not is_unspaced(term)
        and any(
            len(other) >= 5
            and abs(len(other) - len(term)) <= 4
            and (other.startswith(term) or term.startswith(other))
            for other in held
        )
    )


def _typed(unit: Unit, matter: _Matter) -> float:
    """Score how well what a sentence holds is of the kind asked for, 0 to 1."""
    if not matter.kinds:
        return 0.0
    if is_row(unit.text):
        return float(_typed_row(unit, matter))
    if "name" in matter.kinds and matter.asks_head and PurePath(unit.passage.source).suffix in _MAILS:
        return 1.0  # its name says who wrote it
    if any(_holds(unit.text, kind, matter) for kind in matter.kinds):
        return 1.0
    return A_TIME if "date" in matter.kinds and _holds_time(unit.text) else 0.0


_MAILS = frozenset((".eml", ".emlx", ".msg"))


def _holds(text: str, kind: ValueKind | Asks, matter: _Matter) -> bool:
    if kind == "reason":
        return _BECAUSE.search(text) is not None
    if kind == "often":
        return _EVERY.search(text) is not None
    if kind == "phone":
        return any(sum(map(str.isdigit, one)) >= 4 for one in _DIGITS.findall(text))
    if kind == "identifier":
        return any(one.group() not in matter.question for one in _CODE.finditer(text))
    if kind == "measure":
        return _new_numbers(text, matter, with_unit=True)
    if kind == "number":
        return any(one.text not in matter.question for one in identifiers(text)) or _new_numbers(
            text, matter, with_unit=False
        )
    if kind == "date":
        known = values(matter.question).dates
        return any(not any(one.stands_in(other) for other in known) for one in values(text).dates)
    if kind == "name":
        names = [text[start:end] for start, end in value_spans(text, "name")]
        if any(not any(map(str.isdigit, one)) and not set(terms(one)) <= matter.said for one in names):
            return True
        return any(not set(terms(one.group())) <= matter.said for one in _AGENT.finditer(text))
    if kind == "percent" and _PER_MILLE.search(text):
        return True
    return any(text[start:end] not in matter.question for start, end in value_spans(text, kind))


_PER_MILLE = lazy_regex(r"[百千万]分之|‰|折|成")


def _holds_time(text: str) -> bool:
    return _TIME.search(text) is not None or bool(value_spans(text, "duration"))


def _new_numbers(text: str, matter: _Matter, *, with_unit: bool) -> bool:
    known = {value for one in values(matter.question).numbers for value in one.values}
    return any(
        not one.values & known
        and (not with_unit or one.unit or one.span[1] > one.end or _UNIT.match(text, one.end))
        for one in values(text).numbers
    )


_UNIT = lazy_regex(r"\s?(?:[a-zµ°℃%²³/]{1,8}\b|°|℃|[米克升度秒分伏毫厘千公])", re.IGNORECASE)


def _typed_row(unit: Unit, matter: _Matter) -> bool:
    cells = [cell.strip() for cell in cells_of(unit.text)]
    new = [cell for cell in cells if cell and not set(terms(cell)) <= matter.said]
    if matter.kinds == {"identifier"}:
        return any(_CODE.search(cell) for cell in new)
    if matter.kinds & {"name", "reason", "often"}:
        return any(any(map(str.isalpha, cell)) for cell in new)
    if matter.kinds == {"date"}:
        return any(values(cell).dates for cell in new)
    if matter.kinds == {"duration"}:
        return any(value_spans(cell, "duration") for cell in new)
    return any(any(map(str.isdigit, cell)) for cell in new)


def _malus(unit: Unit, matter: _Matter, *, first: bool, new: bool, typed: bool) -> float:
    """Return what speaks against quoting a sentence."""
    text = unit.text
    if is_row(text):
        return 0.0
    whole = unit.passage.text
    if whole[whole.rfind("\n", 0, unit.start) + 1 : unit.end].lstrip().startswith(">"):
        return QUOTED_MAIL
    if _WROTE.match(text):
        return ECHO
    if _MAIL_HEAD.match(text) and unit.passage.ordinal == 0 and not matter.asks_head:
        return MAIL_HEAD
    if not new:
        return ECHO
    if (
        len(text) <= _LONGEST_SIGNATURE
        and not matter.signs
        and PurePath(unit.passage.source).suffix.lower() in _LETTERS
        and (
            _GREETING.match(text)
            or (
                unit.end >= len(whole.rstrip())
                and not _ENDS.search(text)
                and not any(map(str.isdigit, text))
                and ":" not in text
            )
        )
        and not _ASKS_WHO_SIGNS.search(matter.question)
    ):
        return SIGNATURE
    if first and not typed and len(text) <= _LONGEST_TITLE and not _ENDS.search(text) and ":" not in text:
        return TITLE
    return 0.0


def _newest(weighed: Sequence[_Weighed]) -> frozenset[int]:
    """Return the newest of the documents that speak of a matter."""
    best = max(one.held for one in weighed)
    days = {
        one.unit.passage.document_id: day
        for one in weighed
        if one.held >= ON_MATTER * best and (day := _day(one.unit.passage.source))
    }
    last = max(days.values(), default="")
    return frozenset(number for number, day in days.items() if day == last)


def _recent(passages: Sequence[StoredPassage], matter: _Matter) -> frozenset[int]:
    """Return the newest of documents that are called alike.

    Like "lease draft" and "lease SIGNED", or "2025年价格表" and "2026年价格表".

    None where the question says which is meant.
    """
    alike: dict[tuple[str, str], dict[int, tuple[bool, str]]] = {}
    for passage in passages:
        path = PurePath(passage.source)
        stem = path.stem.replace("_", " ").replace("-", " ")
        key = " ".join(_STATE.sub(" ", stem).split()).casefold()
        if key:
            # Years and days are written largest part first wherever they order files.
            state = (_OLDER.search(f"{stem} {passage.title}") is None, "".join(re.findall(r"\d+", stem)))
            alike.setdefault((str(path.parent), key), {})[passage.document_id] = state
    found: set[int] = set()
    if _OLDER.search(matter.question) or matter.days:
        return frozenset()
    for states in alike.values():
        newest = max(states.values())
        if len(states) > 1 and any(state < newest for state in states.values()):
            found |= {number for number, state in states.items() if state == newest}
    return frozenset(found)


def _is_empty(term: str) -> bool:
    return len(term) == 2 and is_unspaced(term) and not _EMPTY_ZH.isdisjoint(term)


def _day(source: str) -> str:
    """Return the day in a document's name as YYYY-MM-DD, or an empty string."""
    for one in values(PurePath(source).stem).dates:
        year, month, day = one.readings[0]
        if year and month and day:
            return f"{year:04}-{month:02}-{day:02}"
    return ""


def _matched(pattern: re.Pattern[str], question: str) -> frozenset[str]:
    return frozenset(term for found in pattern.finditer(question) for term in terms(found.group()))


@lru_cache(maxsize=16)
def _function_terms(language: Language) -> frozenset[str]:
    return frozenset(terms(" ".join(FUNCTION_WORDS[language]))) | frozenset(
        terms(" ".join(FUNCTION_WORDS["en"]))
    )


def _order(worth: Sequence[float]) -> list[int]:
    return sorted(range(len(worth)), key=lambda at: (-worth[at], at))
