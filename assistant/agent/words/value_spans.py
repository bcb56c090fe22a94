"""Places in a text where the values of a kind stand.

Values are dates, amounts of money, durations and names. All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.words.roles_verbs import ORGANISATIONS, SURNAMES
from assistant.agent.words.value_kinds import ValueKind
from assistant.library.terms import is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import Date
from assistant.retrieval.sentences import proper_names
from assistant.retrieval.value_words import ENGLISH_MONTHS, MONEY
from assistant.retrieval.values import Number, values

_NUMERAL = lazy_regex(r"[\d一二两三四五六七八九十百千万]")
_MONEY_SIGN = lazy_regex(
    r"[€$£¥￥]\s?\Z|\b(?:EUR|USD|GBP|CHF|CNY|RMB|JPY|Rs|Euro|人民币)\.?\s?\Z", re.IGNORECASE
)
_MONEY_WORD = lazy_regex(
    r"\s?(?:€|\$|£|元|圆|欧元|美元|万元|块钱?(?=[，。；、）)/每一]|$)|EUR\b|USD\b|GBP\b|CHF\b|RMB\b|CNY\b|euros?\b|dollars?\b|pounds?\b|pence\b|yuan\b|francs?\b)",
    re.IGNORECASE,
)
_ZH_NAME = lazy_regex(rf"[\u4e00-\u9fff（）()·]{{2,40}}?(?:{ORGANISATIONS})(?:(?:股份)?有限(?:责任)?公司)?")
_ZH_PERSON_AT = (
    r"(?:\A|[\s，。；：:（(与和由向给为是有找请部]|指定|联系|委托|聘用|所有人|业主|房主|房东|权人|[租贷借聘介证]人|[租贷借供需买卖][方户]|[夫太]?[人太]|妻子|经理|主任|主管|[队班站店领]长?|[专调管校]\S?员|师傅|会计|工程师|联系人|负责人)"
    rf"((?:{SURNAMES})"
    r"[\u4e00-\u9fff]{1,2}?)(?=[（(，。；;、\s]|与|和|将|把|向|为|负责|担任|对接|处理|电话|作为|共同|签|出租|承租|租|是|愿|同意|名下|商|拍|拿|来|到|先生|女士|小姐|主管|经理|老师|师傅|$)"
    rf"|((?<![甲乙丙丁双我对贵各两三供需])(?:{SURNAMES})(?:先生|女士|小姐|老师|师傅|太太))"
)
_ZH_LABELLED = lazy_regex(
    r"(?:[：:]|[方人]）?(?:为|是|系)|由|房东|租客|甲方|乙方)\s*([\u4e00-\u9fff·]{2,12}?|[A-Za-z][\w .&]{1,40})(?=[\s，。；,;（(与和及作将按担]|$)"
    r"|(?:\A|[。\n，与和])([\u4e00-\u9fff·]{2,4}?)(?=[（(](?:以下|下称)|作为|与)"
    rf"|{_ZH_PERSON_AT}"
)
"""Names of people: behind what they are, before what they are called from then on, or with a usual surname between such words."""
_ZH_PERSON = lazy_regex(_ZH_PERSON_AT)
_ORGANISATION = lazy_regex(
    r"(?:[A-ZÀ-ÖØ-Þ][\w&'’.-]*(?:,? (?=(?:Inc|Ltd|LLC|Co|GmbH|AG|S\.A|SA|SARL|PLC|B\.V|N\.V|Oy|AB|AS|KG)\b)| )?(?:(?:and|&|of|de|van|von|der|le|la|du) )?)+"
    r"(?:,? ?(?:plc|gmbh|e\.V\.|s\.r\.l\.|s\.p\.a\.|d\.o\.o\.|sp\. z o\.o\.)(?!\w))?"
)


def value_spans(text: str, kind: ValueKind) -> list[tuple[int, int]]:
    """Return where the values of a kind stand in a text."""
    if kind == "name":
        return _name_spans(text)
    held = values(text)
    if kind == "date":
        spans = [_with_day(text, one) for one in held.dates if any(year for year, _, _ in one.readings)]
        return _and_others(spans, text, _GLUED_DATE)
    if kind == "money":
        return _money_spans(text, held.numbers)
    if kind in ("duration", "percent", "number"):
        units = {"duration": ("month", "day", "second"), "percent": ("%",)}.get(kind)
        spans = [
            (min(one.start, one.span[0]), _unit_end(text, max(one.end, one.span[1])))
            for one in held.numbers
            if (one.unit not in _NOT_COUNTED if units is None else one.unit in units)
            and not (kind == "duration" and (_is_rate(text, one) or _NEXT_ONE.search(text, 0, one.end)))
        ]
        if kind == "percent":
            found = {*spans, *(one.span() for one in _PARTS_OF.finditer(text))}
            return sorted((_rate_start(text, start), end) for start, end in found)
        number = _LIST_NUMBER.match(text) if kind in ("duration", "number") else None
        spans = [one for one in spans if number is None or one[1] > number.end()]
        return _and_others(spans, text, _WHILE) if kind == "duration" else spans
    return []


_GLUED_DATE = lazy_regex(
    r"(?<![\d./年-])(?:(?:19|20)\d\d(?P<mark>[/.-])\d{1,2}(?P=mark)\d{1,2}|\d\d年\d{1,2}月\d{1,2}日)(?![\d./-])"
)
"""Days that stand right beside Chinese characters, or with two figures for the year: 2025/4/1起, 25年1月15日."""
_WHILE = lazy_regex(
    r"(?:\d+|[一二两三四五六七八九十]+) ?个? ?(?:自然日|日历日|工作日|星期|礼拜)|(?<!每)(?:\d+|[一二两三四]+) ?个季度?(?![一度租付])"
    r"|\b(?:[a-z]+(?:-[a-z]+)?|\d+) ?\(\d+\) (?:calendar |clear |full )?(?:days?|weeks?|months?|years?)\b|\b(?:one|two|three|six|\d+) (?:calendar|clear|full) (?:days?|weeks?|months?|years?)\b"
    r"|\b(?:(?:one|two|three|\d+) (?:calendar |full |whole )?quarters?|an? (?:full|whole) quarter)\b(?! of\b| per)"
    r"|(?<![\d.] )(?<!once )(?<!twice )(?:\bhalf |\ba quarter of )?\ban? (?:(?:calendar|full) ){0,2}(?:day|week|fortnight|month|quarter|year)(?=['’]s?\b|,? (?:is|will|of notice|before|ahead|in advance|or (?:two|so))\b)",
    re.IGNORECASE,
)
"""Lengths of time that are no rates: "a week's word", "a month is fair", 一个星期."""
_NEXT_ONE = lazy_regex(r"(?<!以)(?<!之)[下上这那某]一\Z")
"""Before a year that is a certain one: 下一年."""
_LIST_NUMBER = lazy_regex(r"\W*\d+(?:\.\d+)*(?=[.):、]?\s)")


def _and_others(spans: list[tuple[int, int]], text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Add what a pattern finds beside the spans that are known."""
    others = [
        one.span()
        for one in pattern.finditer(text)
        if not any(start < one.end() and one.start() < end for start, end in spans)
    ]
    return sorted([*spans, *others])


_NOT_COUNTED = frozenset(("month", "day", "second", "%"))
"""Units of numbers that say how long, or which share, and not how many."""


def _with_day(text: str, date: Date) -> tuple[int, int]:
    """Return where a date stands, with the words that say which day of its month."""
    if all(day is not None for _, _, day in date.readings):
        return date.start, date.end
    before = _DAY_BEFORE.search(text, max(0, date.start - 40), date.start)
    after = _DAY_AFTER.match(text, date.end)
    return before.start() if before else date.start, after.end() if after else date.end


def _money_spans(text: str, numbers: Sequence[Number]) -> list[tuple[int, int]]:
    """Return where amounts of money stand, each with its currency."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        sign = _MONEY_SIGN.search(text, max(0, number.start - 6), number.start)
        word = _MONEY_WORD.match(text, number.end)
        if not _NUMERAL.search(number.text) and (word is None or number.text.casefold() == "due"):
            continue  # "due" is two in Italian
        multiplied = re.match(r"\s?(?:万|亿|k\b|m\b|million|thousand|Mio)", text[number.end :])
        end = number.end if word is None else word.end()
        if word is None and multiplied is not None:
            end = number.end + multiplied.end()
            word = _MONEY_WORD.match(text, end)
            end = end if word is None else word.end()
        if sign is not None or word is not None or multiplied is not None or number.unit in MONEY:
            end = max(end, number.span[1]) if number.unit in MONEY else end
            found.append((sign.start() if sign is not None else number.start, end))
    taken = list(found)
    found += [
        match.span()
        for match in _WRITTEN_OUT.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return _with_figures(text, sorted(found))


def _with_figures(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join sums in words with figures behind: "nine hundred pounds (£900)"."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and end <= found[-1][1]:
            continue  # the figures that were joined
        figures = _FIGURES.match(text, end)
        joined = figures is not None and not any(map(str.isdigit, text[start:end]))
        found.append((start, figures.end() if joined and figures is not None else end))
    return found


_FIGURES = lazy_regex(
    r"[整正]?\s*[（(]\s*(?:[€$£¥￥]|(?:EUR|USD|GBP|CHF|CNY|RMB|JPY|人民币)\b)?\s*\d[\d,.]*\s*(?:万?元|EUR|USD|GBP|CHF|CNY|RMB)?\s*[整正]?[)）]"
)
"""A sum in figures, in brackets behind the same in words."""
_WRITTEN_OUT = lazy_regex(
    r"(?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}[元圆](?:[零壹贰叁肆伍陆柒捌玖]角)?[整正]?"
)
"""Sums as cheques and contracts write them out."""
_PARTS_OF = lazy_regex(r"[百千万]分之[\d.点零一二三四五六七八九十两]+|\d+(?:\.\d+)?\s?‰")
"""Shares that are said in words, or of a thousand: 万分之五, 2‰."""
_EACH = lazy_regex(r"每(?:逾期)?一?[日天周月季年]\s?\Z")
_DAY_BEFORE = lazy_regex(r"\b(?:first|1st|last|final) day of (?:the month of )?\Z", re.IGNORECASE)
_DAY_AFTER = lazy_regex(r"的?(?:第一天|最后一天|首日|末日|月?底)|元旦")
"""Around a month, which day of it is meant."""


def _rate_start(text: str, start: int) -> int:
    """Return where a share begins with the time that it is for: 每日万分之八."""
    before = _EACH.search(text, max(0, start - 6), start)
    return before.start() if before else start


def _is_rate(text: str, number: Number) -> bool:
    """Return whether a number is an amount for each unit of time.

    So it is in "EUR 900 a month".
    """
    before = _MONEY_SIGN.search(text, max(0, number.start - 6), number.start)
    between = text[number.end : max(number.end, number.span[1])]
    return (
        before is not None
        or re.search(r"\bper\b|\ba\b|/|每", between) is not None
        or _MONEY_WORD.match(text, number.end) is not None
    )


def _unit_end(text: str, end: int) -> int:
    word = re.compile(
        r"[\s-]?(?:(?:working|business|banking|calendar|clear|full) )?(?:days?|weeks?|months?|years?|个月|天|日|年|周|%)"
    ).match(text, end)
    return word.end() if word is not None else end


def _name_spans(text: str) -> list[tuple[int, int]]:
    if is_unspaced(text):
        found = [match.span() for match in _ZH_NAME.finditer(text)]
        found = [(start + _lead(text[start:end]), end) for start, end in found]
        labelled = [
            match.span(next(group for group in (1, 2, 3, 4) if match[group]))
            for match in _ZH_LABELLED.finditer(text)
        ]
        found = [span for span in found if not _ZH_LABEL.match(text, span[1])]  # "出版公司：…"
        sides = [one.span(1) for one in _ZH_SIDE.finditer(text)]
        if found:
            found = sorted(
                {
                    *found,
                    *(
                        one
                        for one in sides
                        if not any(one[0] < end and start < one[1] for start, end in found)
                    ),
                }
            )
        return found or [span for span in labelled if text[span[0] : span[1]] not in ("姓名", "名称", "名字")]
    spans: list[tuple[int, int]] = []
    for start, end in _parted(text, [match.span() for match in _ORGANISATION.finditer(text)]):
        written = text[start:end].rstrip(" ,.")
        words = written.split()
        first = start == 0 or text[:start].rstrip()[-1:] in ".!?:\n"
        while words and (
            _ROLE_NAME.fullmatch(words[0]) or (first and len(words) == 1 and words[0].lower() in _ARTICLES)
        ):
            cut = len(words[0]) + 1
            start, written, words = start + cut, written[cut:], words[1:]
        while words and words[-1] in _NO_LAST_WORDS:
            written = written[: written.rfind(words[-1])].rstrip()
            words = words[:-1]
        if (
            words
            and not (first and len(words) == 1 and not _is_name(words[0]))
            and not _MONTH.fullmatch(words[0])
            and not _LABELS.match(text, start + len(written))
        ):
            spans.append((start, start + len(written)))
    spans = _without_places(text, spans)
    names = [] if spans else [name for name in proper_names(text) if not _ROLE_NAME.fullmatch(name)]
    return spans or [(text.find(name), text.find(name) + len(name)) for name in names]


_ZH_SIDE = lazy_regex(
    r"(?:\A|[\s，。；;|])(?:[甲乙丙丁]方|(?:出租|承租|委托|受托|发包|承包|采购|供货?|需|买|卖|出让|受让|转让|服务|用人|聘用|加工|承揽|定作|合作)方|[委受]托人|[出承]租人|[发承]包人)(?:[（(][^）)]{1,8}[）)])?\s*[：:]\s*(?!盖章|公章|签[字名章署订约]|同意|待定|空白|负责|承担|提供|支付|应[当付]|有权|不得|必须|保证|按[时期月照]|自行)([\u4e00-\u9fff·]{2,20})(?=[\s，。；;（(|]|\Z)"
)
"""Behind the label of a side any words are a name, whatever they end with: 甲方：仁爱牙科门诊部."""
_ZH_LABEL = lazy_regex(r"[：:]\s*\S")
_SENTENCE_END = lazy_regex(
    r"(?<=[a-z]{2})(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\bCo)\. (?=[A-Z])"
)


def person_spans(text: str) -> list[tuple[int, int]]:
    """Return where persons are named in a Chinese text, behind what they are."""
    return [match.span(1 if match[1] else 2) for match in _ZH_PERSON.finditer(text)]


def _parted(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Part names between which a sentence ends: "property of Birch Inc. Ann Lee may"."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        for stop in _SENTENCE_END.finditer(text, start, end):
            found.append((start, stop.start()))
            start = stop.end()
        found.append((start, end))
    return [span for span in found if span[0] < span[1]]


def _without_places(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out a single name that follows another behind a comma.

    It is a place, as in "Norrland Bolt AB, Luleå".
    """
    kept: list[tuple[int, int]] = []
    last = -1
    for span in spans:
        single = " " not in text[span[0] : span[1]]
        follows = last >= 0 and re.fullmatch(r",\s", text[last : span[0]]) is not None
        if not (single and follows):
            kept.append(span)
        last = span[1]
    return kept


_NO_LAST_WORDS = frozenset(("and", "&", "of", "the", "EUR", "USD", "GBP", "CHF", "CNY", "RMB", "JPY"))
_ARTICLES = frozenset(
    [
        "the",
        "this",
        "these",
        "a",
        "an",
        "between",
        "by",
        "and",
        "if",
        "in",
        "on",
        "either",
        "each",
        "all",
        "any",
        "no",
    ]
)
_MONTH = lazy_regex("|".join(ENGLISH_MONTHS))
_LABELS = lazy_regex(r"(?: [a-z]+){0,3} ?[:：]")
"""What follows words that are a label: "Letting party: …"."""
_ROLE_NAME = lazy_regex(
    r"(?:The|This|Of|Employment|Dear|Between|And|By|Landlords?|Tenants?|Lessors?|Lessees?|Suppliers?|Vendors?|Sellers?|Buyers?|Purchasers?|Customers?|Clients?|Providers?|Contractors?|Employers?|Employees?|Owners?|Agreement"
    r"|Contract|Lease|Party|Parties|Borrowers?|Lenders?|Guarantors?|Licensors?|Licensees?|Schedule|Annex|Clause|Section|Article|Either|Term|Rent|Deposit|Services?|Goods|Premises|Property|Notice|Date|Name|Signed|For|Fees?|Creditors?|Debtors?|Recipients?|Disclosers?|Disclosing|Receiving|EUR|USD|GBP|CHF|CNY|RMB|JPY|You|We|Royalt(?:y|ies)|Penalt(?:y|ies)|Price|Sum|Gross)\b[,:]?",
    re.IGNORECASE,
)
_ZH_LEAD = lazy_regex(
    r"^(?:出租[方人]|承租[方人]|供货?方|采购方|需方|买方|卖方|甲方|乙方|丙方|委托方|受托方|服务方|用人单位|我们|我方|您|由|与|和|及|为|是|向|系|即|本合同|双方|一方面)+(?:[（(]?(?:甲方|乙方|以下简称\S{0,6})[）)]?)?(?:由|与|和|为|是|系)?"
)


_ZH_BEFORE = lazy_regex(
    rf"^(?:(?:{SURNAMES})[\u4e00-\u9fff]{{1,2}}?(?<!方)[向到]|[该本此][\u4e00-\u9fff]{{1,4}}?(?:归|属于|由)|聘[请用]|委托|邀请|雇[佣用])(?=[\u4e00-\u9fff]{{6}})"
)
"""Before a firm: who goes to it, what is its own, what is done with it."""
_ZH_CALLED = lazy_regex("以下简?称|下称|简称")
_ZH_INNER = lazy_regex("出租[方人]|承租[方人]|房东|租客|业主|房主|产权人")


def _lead(name: str) -> int:
    inner = max((one.end() for one in _ZH_INNER.finditer(name)), default=0)
    if 0 < inner < len(name) - 2:
        return inner
    if (open_at := name.rfind("（")) > name.rfind("）"):
        called = _ZH_CALLED.match(name, open_at + 1)
        return called.end() if called is not None else open_at + 1
    match = _ZH_LEAD.match(name) or _ZH_BEFORE.match(name)
    return match.end() if match is not None and match.end() < len(name) - 2 else 0


def _is_name(word: str) -> bool:
    return word.isupper() and len(word) > 1


def values_agree(one: str, other: str, kind: ValueKind) -> bool:
    """Return whether two values are the same, however they are written."""
    if kind == "date":
        mine, its = values(one).dates, values(other).dates
        return any(own.agrees(theirs) for own in mine for theirs in its)
    if kind in ("money", "duration", "percent", "number"):
        return any(
            own.equals(theirs) or own.values & theirs.values
            for own in values(one).numbers
            for theirs in values(other).numbers
        )
    mine_terms, its_terms = set(terms(one)), set(terms(other))
    return bool(mine_terms & its_terms) and (mine_terms <= its_terms or its_terms <= mine_terms)


def part_around(text: str, start: int, end: int, stops: re.Pattern[str]) -> str:
    """Return the part of a sentence between stops that holds a value."""
    first = max((one.end() for one in stops.finditer(text, 0, start)), default=0)
    last = stops.search(text, end)
    return text[first : last.start() if last is not None else len(text)]
