"""Tell what a cell shows of a value, and of what is stated beside it.

"Three months" is half an answer where the other side has to give six, "30 days" where they run from the end of the month, and "4%"
where that is above a bank's rate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.cell_model import TOPICS, CellModel, Judged, Sentences
from assistant.agent.cells.cell_values import CLAUSE, Option, of_trial
from assistant.agent.words.roles import COUNTERPARTS, concepts_of
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import part_around, value_spans, values_agree
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit


def with_rate(text: str, value: str, kind: ValueKind) -> str:
    """Return a value with what it is for each of, and from when: "£46 per hour".

    Args:
        text: The sentence.
        value: The value in it.
        kind: Of the value.
    """
    if not value or kind not in ("money", "date", "duration"):
        return value
    shown = {_with_rate(text, one.span(), kind) for one in re.finditer(re.escape(value), text)}
    return shown.pop() if len(shown) == 1 else value  # which of the places is meant is not known


def _with_rate(text: str, span: tuple[int, int], kind: ValueKind) -> str:
    start, end = span
    before = (_EACH_BEFORE if kind == "money" else _EACH_MONTH).search(
        text, max(0, start - _LONGEST_RATE), start
    )
    after = (_EACH_AFTER if kind == "money" else _BY_THEN).match(text, end)
    if kind != "money" and before is None:
        after = None
    return _widened(text, span, before, after)


_EACH_BEFORE = lazy_regex(
    r"(?:每[^\d\s，。；：:、,;|]{1,5}|[年月季日周](?:租金?|薪|费)|[年月季][^\d\s，。；：:、,;|]{0,4}费)(?:[为是计按共：:| *_]|人民币)*\Z"
    r"|\b(?:(?:per|each|every) [a-z]+|(?:hourly|daily|weekly|monthly|quarterly|yearly|annual)(?: [a-z]+)?)[*_]* ?[:|][*_ ]*\Z",
    re.IGNORECASE,
)


_COUNTED = (
    r"(?:hour|day|night|week|weekend|fortnight|month|quarter|year|term|session|lesson|visit|shift|job|call|trip|load|person|head|guest|child|pupil|student|user|seat|licen[cs]e"
    r"|piece|item|unit|box|bag|pallet|tonne?|kilo(?:gram|metre)?|kg|km|lit(?:re|er)|gallon|met(?:re|er)|foot|mile|acre|hectare|page|word|copy|room|bed|table|tree|plot)s?\b"
)


_COUNTED_ZH = r"(?:个?工作日|个?小时|课时|季度|平方?米|立方米|公[斤里]|千[克字瓦]|[年月季天日周次件台人份吨斤升米节套间户页字车趟箱只个盒瓶株棵亩位桌场度㎡]|m²)"


_EACH_AFTER = lazy_regex(
    r"[*_]*(?: ?(?:\+|plus|ex\.?|excluding) VAT)?"
    r"(?: ?p\.? ?(?:c\.? ?m|[amw])\b\.?|(?: (?:per|(?:for|in) (?:each|every|any one)) (?!bank|direct|post\b|sepa|transfer|überweisung)| ?/ ?)(?:(?:calendar|contract|insurance|working|square|cubic|started|full|half) )?[a-zà-ÿ]+(?: ?/ ?[a-zà-ÿ]+)?\b"
    rf"| (?:each|every|any one|an?) (?:(?:calendar|contract|working|square|cubic|started|full|half) )?{_COUNTED})"
    rf"|[*_]*(?: ?/ ?{_COUNTED_ZH}){{1,2}}|[*_]*(?:每个?[年月季天日周次件](?![性\d])|一个?[年月季天日周次件](?=[\s，。；;、,.（(|]|\Z)){{1,2}}",
    re.IGNORECASE,
)
"""In front of a sum and behind it, what it is for each of."""


_EACH_MONTH = lazy_regex(r"(?:每|次|当|本|下)个?[年季月周][^\d\s，。；：:、,;|]{0,3}\Z")


_BY_THEN = lazy_regex(r"[以之]?[前内后]")
"""In front of a day and behind it, in which month it is: 每月10日前."""


_LONGEST_RATE = 16
"""Characters in front of a sum that say what it is for."""


def is_step(option: Option) -> bool:
    """Return whether a sum is that of a first time, after which another is due."""
    text = option.unit.text
    at = text.find(option.value)
    around = text[max(0, at - _STEP_BEFORE) : at + len(option.value) + _STEP_BEHIND] if at >= 0 else ""
    return _STEP.search(around) is not None and len(value_spans(text, "money")) > 1


_STEP = lazy_regex(
    r"\b(?:for|in|during) the first (?:\w+ )?(?:years?|months?)\b|头(?:[一二两三四五六\d]+个?)?[年月]|第一(?:年|个月)|首年",
    re.IGNORECASE,
)

_STEP_BEFORE, _STEP_BEHIND = 10, 40
"""Characters around a sum in which it says for which time it is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows of a value.

    Attributes:
        text: The value, with what belongs to it.
        units: Where it stands; more than one where two sentences state it together.
        whole: Whether values of several times are all told.
    """

    text: str
    units: tuple[Unit, ...]
    whole: bool = False


def shown_of(model: CellModel, text: DocumentText, judged: Judged, option: Option) -> Shown:
    """Return a sentence's value with all that belongs to it.

    Its text is "" without a value.

    Args:
        model: Judged the document.
        text: The document.
        judged: What is asked.
        option: The sentence that is meant.
    """
    unit, value = option.unit, option.value
    said = with_rate(unit.text, value, judged.kind)
    if not said:
        return Shown("", (unit,))
    if value_spans(value, "percent"):
        return Shown(_with_base(unit.text, value), (unit,))
    if judged.topic == "pay":
        return Shown(max(_since(unit.text, value), said, key=len), (unit,))
    if judged.topic == "price" and judged.kind == "money":
        return _steps(model, text, unit, value) or Shown(_with_tax(unit.text, value, said), (unit,))
    other = None
    if judged.topic == "notice" and judged.kind == "duration" and not _asks_one_side(judged.question):
        other = _other_side(model, text, unit, value)
    if other is None:
        return Shown(said, (unit,))
    return Shown(_joined([said, other[1]]), tuple(dict.fromkeys((unit, other[0]))))


def _plain(said: str) -> str:
    """Return words without the marks of a table or of stress."""
    return " ".join(said.replace("*", "").replace("|", " ").split())


def _widened(
    text: str, span: tuple[int, int], before: re.Match[str] | None, behind: re.Match[str] | None
) -> str:
    """Return a part of a text with what was found in front of it and behind it."""
    start = before.start() if before is not None else span[0]
    return _plain(text[start : behind.end() if behind is not None else span[1]])


def _joined(said: Sequence[str]) -> str:
    return ("；" if is_unspaced("".join(said)) else "; ").join(said)


def _with_base(text: str, value: str) -> str:
    """Return a share with what it is added to: "4% above the base rate of the bank"."""
    found = re.search(rf"(?<![\d.]){re.escape(value)}", text)
    if found is None:
        return value
    start, end = found.span()
    return _widened(text, (start, end), _ADDED_TO.search(text, 0, start), _ABOVE.match(text, end))


_ABOVE = lazy_regex(
    r"[*_]*(?: (?:a year|per (?:year|annum|month)|p\.?a\.?|annually|points?)){0,2},? (?:above|over|on top of|plus) [^.;,()|]{0,50}?\b(?:rate|libor|euribor|sofr|sonia)\b"
    r"(?: of (?:the )?(?-i:[A-Z])[\w&'’-]+(?: (?:of )?(?-i:[A-Z])[\w&'’-]+){0,4})?"
    r"|的[\d一二两三四五.]+倍",
    re.IGNORECASE,
)
_ADDED_TO = lazy_regex(
    r"(?:LPR|利率|报价)[^，。；\d]{0,10}(?:[加上减下]浮?|\+)[^，。；\d]{0,3}\Z", re.IGNORECASE
)
"""Behind a share and in front of it, what it is added to."""


def _with_tax(text: str, value: str, said: str) -> str:
    """Return a price with what is said of its tax: "£90 a month plus VAT"."""
    at = text.find(value)
    found = _TAX.search(text, at + len(value), at + len(value) + _TAX_BEHIND) if at >= 0 else None
    if found is None or found[0].strip() in said or text.find(value, at + 1) >= 0:
        return said
    between = text[at + len(value) : found.start()]
    if any(value_spans(between, "money")):
        return said  # it is said of another sum
    return f"{said}{'，' if is_unspaced(text) else ', '}{_plain(found[0])}"


_TAX = lazy_regex(
    r"\b(?:not )?(?:plus|and|excluding|excl\.?|exclusive of|including|incl\.?|inclusive of|net of|before|ex) (?:[\d.]+ ?% )?(?:VAT|(?:sales |value[- ]added )?tax|GST)\b(?: at [\d.]+ ?%)?"
    r"|(?:[☑✓✔■]\s*)?(?<!□)(?<!☐)(?:[不未]包?|包)?含[\d.]*%?(?:增值)?税(?:[，,]?税率[\d.]+%)?|(?:另加|另计|外加)[^，。；)）]{0,8}税|税款?另[加计付]|税率[\d.]+%",
    re.IGNORECASE,
)
_TAX_BEHIND = 40
"""What is said of the tax of a price, and in how many characters behind it."""


def _since(text: str, value: str) -> str:
    """Return a time to pay with what it runs from; "" where that is not said."""
    at = text.find(value)
    if at < 0 or text.find(value, at + 1) >= 0 or not value_spans(value, "duration"):
        return ""
    span = at, at + len(value)
    before, behind = _SINCE_BEFORE.search(text, 0, at), _SINCE_BEHIND.match(text, span[1])
    return _widened(text, span, before, behind) if before is not None or behind is not None else ""


_SINCE_BEHIND = lazy_regex(
    r"(?:[’']|[*_])* ?(?:net )?(?:after|from|of|following|counted from|starting (?:on|from)) [^.;,()|]{2,80}(?!\w)|[以之]?[内前后](?![^，。；]{0,2}[到至])",
    re.IGNORECASE,
)
_SINCE_BEFORE = lazy_regex(
    r"(?:自|从|于|在)?[^，。；：:、\s\d()（）]{0,14}(?:发票|账单|对账单?|验收|交货|到货|签收|结算|月末|月底|届满|期满|收到|开具|次月|当月|本月)[^，。；：:、\s\d()（）]{0,10}\Z"
)
"""Behind a time to pay and in front of it, what it runs from."""


def _steps(model: CellModel, text: DocumentText, unit: Unit, value: str) -> Shown | None:
    """Return the sums of all years; None where there is but one."""
    if len(_STEPPED.findall(unit.text)) > 1 and len(value_spans(unit.text, "money")) > 1:
        said = _plain(unit.text)
        return Shown(said, (unit,), whole=True) if len(said) <= _LONGEST_STEPS else None
    if _STEPPED.search(unit.text) is None:
        return None
    sentences = model.sentences(text)
    units = sentences.units
    if unit not in units:
        return None
    first = last = units.index(unit)
    while last + 1 < len(units) and _is_stepped(sentences, last + 1, last):
        last += 1
    while first > 0 and _is_stepped(sentences, first - 1, first):
        first -= 1
    if first == last:
        return None
    written = _joined([_plain(one.text).strip(" ;；。.") for one in units[first : last + 1]])
    return (
        Shown(written, tuple(units[first : last + 1]), whole=True) if len(written) <= _LONGEST_STEPS else None
    )


def _is_stepped(sentences: Sentences, at: int, beside: int) -> bool:
    """Return whether a sentence beside another states the sum of another time."""
    unit = sentences.units[at]
    return (
        unit.passage.id == sentences.units[beside].passage.id
        and _STEPPED.search(unit.text) is not None
        and len(value_spans(unit.text, "money")) == 1
        and bool(sentences.topics[at, TOPICS.index("price")] >= _OF_PRICE)
    )


_STEPPED = lazy_regex(
    r"\b(?:(?:lease|contract|rental|licen[cs]e) )?years? (?:\d|one|two|three|four|five)\b|\b(?:first|second|third|fourth|fifth|next|following|remaining|last) (?:\w+ )?(?:years?|months?)\b"
    r"|\b(?:thereafter|after (?:that|this))\b|第[一二三四五六\d、至到]+(?:个)?(?:租约|合同|租赁|服务|履约)?(?:年|个月|月|季)|[首次]年|此后|之后每|以后每|其后",
    re.IGNORECASE,
)
"""Says for which time of several a sum is."""
_LONGEST_STEPS = 200
_OF_PRICE = 0.2
"""Likelihood from which a sentence beside a price speaks of one too."""


def _other_side(model: CellModel, text: DocumentText, unit: Unit, value: str) -> tuple[Unit, str] | None:
    """Return the notice of the other side, with its sentence; None without one.

    It stands in the same sentence, or in the one beside.
    """
    if _BOTH.search(unit.text) is not None or of_trial(unit):
        return None
    if (found := _notice_in(model, unit, value, alone=False)) is not None:
        return unit, found
    sentences = model.sentences(text)
    if unit not in sentences.units:
        return None
    at = sentences.units.index(unit)
    for place in (at + 1, at - 1):
        if not 0 <= place < len(sentences.units) or not _speaks_of_notice(sentences, place):
            continue
        one = sentences.units[place]
        if of_trial(one) or _BOTH.search(one.text) or _AT_ONCE.search(one.text):
            continue
        if (found := _notice_in(model, one, value, alone=True)) is not None:
            return one, found
    return None


def _speaks_of_notice(sentences: Sentences, at: int) -> bool:
    """Return whether a sentence speaks of notice more than of anything else."""
    topics = sentences.topics[at]
    return bool(topics[TOPICS.index("notice")] >= max(_OF_NOTICE, topics.max()))


def _notice_in(model: CellModel, unit: Unit, value: str, *, alone: bool) -> str | None:
    """Return the one other length of time in a sentence that is that of a notice."""
    spans = [
        one
        for one in value_spans(unit.text, "duration")
        if not values_agree(unit.text[slice(*one)], value, "duration")
        and not _YEARS.search(unit.text[slice(*one)])
    ]
    if not spans:
        return None
    parts = [part_around(unit.text, *one, CLAUSE) for one in spans]
    likely = model.topic_of(parts, "notice")
    best = max(range(len(spans)), key=lambda one: likely[one])
    if not alone and (likely[best] < _BESIDE or _AT_ONCE.search(parts[best])):
        return None
    return unit.text[slice(*spans[best])]


_OF_NOTICE, _BESIDE = 0.2, 0.3
"""Likelihoods from which a sentence beside one on notice, and a clause of the same, speak of it too."""
_YEARS = lazy_regex(r"years?\b|年", re.IGNORECASE)
_BOTH = lazy_regex(
    r"\b(?:either|both|each|any (?:of|party)|neither|one of us|you (?:or|and) (?:we|us)|we (?:or|and) you)\b|任[何意]?一[方边]|双方|两边|各方|哪一[方边]|谁",
    re.IGNORECASE,
)
"""Speaks of both sides at once."""
_AT_ONCE = lazy_regex(
    r"\b(?:at once|forthwith|immediate\w*|straight ?away|without (?:any )?notice|breach\w*|default\w*|insolven\w*|fail(?:s|ed|ure)?|unpaid|overdue|remed\w+|rectif\w+|bankrupt\w*|missed)\b"
    r"|立即|即时|随时|违约|拖欠|逾期|催告|守约|连续|不再续|续[期约租签]",
    re.IGNORECASE,
)
"""Ends a contract for a reason, or says another time than that of a notice."""


def _asks_one_side(question: str) -> bool:
    """Return whether the notice of one side is asked for."""
    said = _TOLD.sub(" ", question)
    return _SIDE.search(said) is not None or any(one.name in COUNTERPARTS for one in concepts_of(said))


_TOLD = lazy_regex(r"(?:通知|告知|告诉|跟|和)对方")
_SIDE = lazy_regex(
    r"\b(?:we|us|our|i|my|me|they|them|their|he|she|his|her)\b|我们|我方|咱|他们|对方|[甲乙]方", re.IGNORECASE
)
