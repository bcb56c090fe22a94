"""Choose the sentences of a document that say most of it, without a model.

What is central hangs on the kind of paper: a contract is its parties, subject, term, price and ways out; minutes are decisions and who
does what by when; of a mail thread the latest message counts most, and what it asks. Other papers are summed up section by section.

All functions are pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import PurePath
from typing import Literal

from assistant.agent.whole.items import items_of
from assistant.agent.whole.key_facts import weight_of
from assistant.agent.words.sentence_features import MAIL_HEAD, heads
from assistant.frozen import dataclass
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from assistant.paths import is_mail
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row, units_of
from assistant.retrieval.values import values

Kind = Literal["contract", "minutes", "mail", "letter", "other"]
"""Kinds of papers that are summed up in ways of their own."""
FEW = 12
"""A document of so many sentences is shown whole, as is one of a page that is of no kind with a way of its own."""
LEAST, LEAST_OF_DEALS, MOST = 8, 10, 14
"""Fewest and most sentences of a summary of a longer one, and the share of its sentences between them."""
SHARE = 0.4
PAGED: tuple[Kind, ...] = ("contract", "minutes", "mail", "letter")
"""Kinds of papers of which a summary may fill a page."""
MORE_FOR_EACH, LONGEST_SUMMARY = 60, 24
"""One sentence more is shown for so many of a long document, and never more than this."""
PAGE, WIDE_PAGE = 1_800, 700
"""Characters up to which a summary may be filled with what is weighty: a page; in scripts that write a word in one or two."""
MOST_READ = 20_000
"""Sentences of a very long document that are looked at."""
MOST_TOLD = 240
"""Sentences of a contract whose topics are told."""
LIKELY = 0.33
"""Likelihood from which a sentence speaks of a topic."""
FIRST = 0.3
"""What the first sentence of a passage counts, or of a mail's paragraph: the rule that comes before its exceptions."""
LAST = 0.4
"""What the last sentence of an item of minutes counts: what was told comes before what came of it."""
EMPHASIS = 0.4
"""What a sentence counts in which the writer stressed something."""
AGAIN = 0.4
"""What a second sentence of the same item counts less."""
MOST_BESIDE = 5
"""Most sentences that are shown beside tables."""
MANY = 40
"""Sentences with a day, an amount or a duty from which only such fill a summary up."""
LEAST_SCORE, LEAST_SAID = 0.3, 0.5
"""Least score of a sentence that fills a summary up; of a contract or of minutes also without what makes it central."""
REFRAIN = 3
"""Sections in which a sentence stands word for word before it says nothing of any."""
ALIKE = 0.6
"""Share of a sentence's words from which another one says the same."""
SHORTEST, LONGEST = 8, 500
"""Characters of a sentence that is shown."""
TOPICS = (
    ("provider", "customer"), ("subject",), ("term", "end"), ("price",), ("notice",), ("start",), ("renewal",), ("deposit",),
    ("place",), ("pay",), ("cap",), ("assign",), ("late",), ("increase",), ("insurance",), ("compete", "exclusive"), ("exit_fee",),
    ("breach",), ("minimum",), ("secret",),
)  # fmt: skip
"""What a summary of a contract tells, the most important first."""
Told = Callable[[Sequence[str]], Sequence[Mapping[str, float]]]
"""Tells how likely each of some sentences speaks of each topic of contracts."""
Weigh = Callable[[Sequence[str]], Mapping[str, float]]

_NAMED_MINUTES = lazy_regex(
    r"\b(?:minutes|protokoll|compte[- ]rendu|acta|verbale)\b|\bmeeting\b|\bmtg\b|纪要|例会|会议记录",
    re.IGNORECASE,
)
_NAMED_CONTRACT = lazy_regex(
    r"\b(?:agreement|contract|lease|licen[cs]e|terms (?:of|and)|tenancy|engagement|vertrag|contrat|contrato|contratto|договор)\w*\b|合同|协议|租约|委托书|契約|계약",
    re.IGNORECASE,
)
_PARTY = (
    r"(?:customer|client|buyer|purchaser|seller|supplier|contractor|(?:service )?provider|landlord|tenant|lessor|lessee|licensor|licensee|employer|employee|hirer|owner)"
    r"|(?:[甲乙丙买卖供需]|出租|承租|委托|受托|承揽|聘请|受聘|聘用|用工|发包|承包|采购|供货|购货|服务|托运|承运)[方人].{0,12}?"
)
"""What the parties are called where a line names one."""
_PARTIES = lazy_regex(
    r"[(（][“\"'„]?(?:the |“the )?\w[\w ]{2,24}[”\"'“]?[)）]|\bbetween\b.+\band\b|[甲乙]方|出租方|承租方|委托方|受托方|以下简称"
    rf"|^\W*(?:{_PARTY})\s*[:：]",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_PRESENT = lazy_regex(
    r"^\W*(?:present|attend(?:ing|ees|ance)|in attendance|anwesend|présents?|asistentes|presenti|出席|到会|参会|与会|参加).{0,12}[:：]",
    re.IGNORECASE,
)
_LINE = lazy_regex(r"\n|(?=\*\*\w)")
_AWAY = lazy_regex(
    r"^\W*(?:apolog\w+|absent|regrets|in attendance|缺席|请假|列席|记录|主持).{0,6}[:：]", re.IGNORECASE
)
_DECIDED = lazy_regex(
    r"\b(?:resolved|agreed|(?<!nothing )(?<!not )decided|decision|carried|approved|rejected|moved to|postponed|put off|cancelled|appointed|elected|signed|will (?:be|go|leave|start|close|open)|go(?:es)? up"
    r"|beschlossen|décidé|acordado|deciso|therefore)\b|[;,] so\b|所以|因此|决定|同意|通过|一致|定在|定于|改[为到成]|推迟|提到|调整|自.{1,12}起|核定|应允|签约|暂缓|不[再续]|[续不]租",
    re.IGNORECASE,
)
_ACTION = lazy_regex(
    r"^(?:\W*\w+:\s*)?(?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z][\w.'-]*(?: (?:and |& )?[A-Z][\w.'-]*){0,3} (?:to|will|is to|are to|shall) [a-z]+"
    r"|\baction\b\W|\bby (?:the end of |next )?(?:\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|负责|[，、].{1,4}[，、].{0,14}(?:前|底)|\d日前|月底前|[由请].{2,4}(?:完成|联系|跟进|办理|准备|重做|陪同)"
)
_NEXT = lazy_regex(
    r"\bnext (?:meeting|time)\b|^(?:closed|ended)\b.{0,20}\bnext\b|下次(?:会议|例会)|下一次", re.IGNORECASE
)
_HEADS = lazy_regex(
    r"\b(?:action|who|by|owner|due|task|deadline)\b|事项|负责|谁|期限|完成|责任人", re.IGNORECASE
)
_MEETING_DAY = lazy_regex(
    r"\b(?:held on|meeting of|meeting on)\b|^\W*(?:date|时间|日期)\s*[:：]", re.IGNORECASE
)
_OLDER = lazy_regex(
    r"^\s*>|^on .{6,80} wrote:|^-{2,}\s*(?:original|forwarded) message|^(?:le|am) .{6,80}(?:écrit|schrieb)\b|写道[:：]|^-{2,}\s*(?:原始邮件|转发)",
    re.IGNORECASE,
)
_ASKS = lazy_regex(
    r"\b(?:please|could you|can you|would you|will you|let (?:me|us) know|confirm|i need|we need|do not|don't|bitte|por favor)\b|\?|请|麻烦|能否|能不能|是否|希望|务必|？",
    re.IGNORECASE,
)
_GREETING = lazy_regex(
    r"^(?:dear|hi|hello|hey|kind regards|best|regards|thanks|thank you|yours|cheers|sincerely|many thanks|sehr geehrte\w*|liebe[rs]?|hallo|guten tag|mit (?:freundlichen|besten|herzlichen)|viele grüße|bonjour|chère?|madame|monsieur|bien cordialement|cordialement|estimad[oa]s?|hola|un saludo|saludos|atentamente|gentile|buongiorno|cordiali saluti|distinti saluti|prezad[oa]s?|car[oa]|ol[áa]|com os melhores|atenciosamente|beste|geachte|met vriendelijke|groet(?:en)?|уважаем\w+|здравствуйте|с уважением)\b.{0,60}$|^.{0,20}(?:様|さま|拝啓|敬具|よろしくお願い(?:いた)?します|お世話になって(?:おり|い)ます)。?$|^.{0,20}(?:님께|안녕하세요|드림|올림).{0,4}$|^.{0,16}(?:您好|你好|此致|敬礼|祝好|谢谢).{0,4}$",
    re.IGNORECASE,
)
_WIDE = lazy_regex(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LABELLED = lazy_regex(r"[:：】]|\.{3}|\S[ 　]{3}")
"""What a line of a form has between what it asks for and what was put in."""
_TO = lazy_regex(r"^(?:致|敬启者)\s*[:：]", re.IGNORECASE)
_SENDER = lazy_regex(r"^(?:from|发件人)\s*[:：]\s*(.+)", re.IGNORECASE | re.MULTILINE)
_SENT = lazy_regex(r"^(?:date|sent|日期|发送时间)\s*[:：]\s*(.+)", re.IGNORECASE | re.MULTILINE)
_MAIL_ONLY = frozenset(
    [
        "date",
        "sent",
        "subject",
        "日期",
        "发送时间",
        "主题",
        "datum",
        "gesendet",
        "betreff",
        "objet",
        "fecha",
        "asunto",
        "data",
        "oggetto",
        "assunto",
        "onderwerp",
        "дата",
        "тема",
        "日付",
        "送信日時",
        "件名",
        "날짜",
        "제목",
    ]
)
"""Lines of the head of a mail or a memo, beside who wrote it to whom."""
_LETTER = lazy_regex(
    r"^\s*(?:dear|to all)\b.{2,60}$|\byours (?:sincerely|faithfully|truly)\b|^\s*(?:致|各位|尊敬的).{1,30}[:：]\s*$|^\s*致\s*[:：]|^\s*(?:此致|特此函)",
    re.IGNORECASE | re.MULTILINE,
)
_SOON = lazy_regex(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|today|tonight|next week|this week|month-end)\b|本周|下周|[周星期][一二三四五六日天]|明天|月底|年底",
    re.IGNORECASE,
)
_DEAR = lazy_regex(r"^(?:dear|to all|to the)\b[^.]{2,60}[,:]?$", re.IGNORECASE)
_SALUTE = lazy_regex(r"^yours \w+\W+\S[^.]{2,60}$", re.IGNORECASE)
_OF_COURSE = lazy_regex(
    r"\btrue record\b|\bminutes of .{4,40} (?:were|are) (?:signed|approved|agreed)|\bnothing arose\b|上次.{0,6}纪要.{0,6}(?:通过|确认|无异议)",
    re.IGNORECASE,
)
"""Said at every meeting."""
_SIGNATURE = lazy_regex(
    r"^\W*(?:signed|witness|signature|签字|盖章|签章|签订于|附件?|散会|会议结束|(?:we )?(?:closed|finished) (?:at|\d)).{0,80}(?:\n.{0,80})?$",
    re.IGNORECASE,
)
_ENDS = (".", "。", "!", "！", "?", "？", ";", "；", "”", '"', ")", "）")
_PARTY_LINE = lazy_regex(
    rf"^\W*(?:{_PARTY}|(?:甲|乙|丙|买|卖|供|需)\s*方?.{{0,12}})\s*[:：]|^\(\d\) .+\([“\"]",
    re.IGNORECASE,
)
_EMPHASIS = lazy_regex(r"(?<![-*•·+.)\d]) \*\*\w")
_PLEASANT = lazy_regex(
    r"^\W*(?:i hope|hope (?:you|this|all)|thank(?:s| you)\b|many thanks|it was (?:lovely|good|nice|a pleasure)|how are you|sorry (?:that|for|it)|what (?:good|great|lovely) news|the weather|warm|all the best|greetings)"
    r"|好久(?:没|不)见|恭喜|注意身体|身体健康|聊得|谢谢您?的|^(?:您好|你好|辛苦)",
    re.IGNORECASE,
)
"""Says nothing of what a mail is about."""
_BEFORE = lazy_regex(
    r"\b(?:was|were|had|said|says|thought|told|complain\w*|came|blames?|felt|went|nobody|somebody|everybody|last (?:year|week|month|time))\b"
    r"|上(?:个?月|周|次|回)|去年|前年|以前|原来|原因|有人|大家|抱怨|投诉|建议"
)
"""How minutes tell what led to a decision."""
_DOES = lazy_regex(
    r"^(?:\W*\w+[.:]\W+)?(?:(?:Mr|Mrs|Ms|Dr|Father)\.? )?[A-Z][\w'-]+(?: [A-Z][\w'-]+| and [A-Z][\w'-]+)? (?:has taken|(?!(?:is|was|has|does|says|thinks|likes|blames|reads|reports|always|this|its|his)\b)[a-z]+(?<!s)s)\b"
    r"|\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Ii]t) may\b"
    r"|\b(?:[Ww]e|[Tt]hey|[Ii]t|members|lessons|nobody) (?:only |now |all )?(?:take|stay|stop|shut|scrap|order|buy|give|keep|go on|pay|move|start|begin|close|open|wait|ask)\b|\b[Ff]rom now on\b|^(?:No more|Extend|Closed?|Shut|Put off|Budget)\b"
)
"""Who does what, told in the present: "Jonas answers her by 23 October"."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown of a document.

    Attributes:
        units: The sentences, in order, under the headings of their sections.
        left: Further sentences that are not shown.
    """

    units: tuple[Unit, ...]
    left: int


@dataclass(slots=True)
class _Sentence:
    """A sentence, and what speaks for it."""

    unit: Unit
    place: tuple[object, ...]
    item: tuple[object, ...]
    label: str
    score: float
    said: float
    terms: frozenset[str]


def kind_of_paper(passages: Sequence[StoredPassage]) -> Kind:
    """Tell the kind of paper by its name, its title and its first passages."""
    if not passages:
        return "other"
    first = passages[0]
    name, text = PurePath(first.source).name, "\n".join(one.text for one in passages[:3])[:3_000]
    if is_mail(name) or len(_mail_heads(text)) > 2:
        return "mail"
    titled = f"{name}\n{' '.join(first.heading[:1])}\n{first.text[:80]}".replace("_", " ")
    if _NAMED_MINUTES.search(titled) or any(_PRESENT.match(line) for line in _LINE.split(text)):
        return "minutes"
    if _NAMED_CONTRACT.search(titled) and _PARTIES.search(text):
        return "contract"
    return (
        "letter"
        if _LETTER.search("\n".join(one.text for one in (*passages[:2], *passages[-1:])))
        else "other"
    )


def sender_and_day(first: StoredPassage) -> str:
    """Return who wrote a mail and on which day, by the head at its beginning.

    It is empty for other papers, also where "From" and "To" are the ends of a time.
    """
    heads, sender = _mail_heads(first.text), _SENDER.search(first.text)
    if len(heads) < 2 or sender is None or not ("@" in sender[1] or heads & _MAIL_ONLY):
        return ""
    from email.utils import parseaddr, parsedate_to_datetime

    name, address = parseaddr(sender[1])
    said = [name or address if "@" in sender[1] else sender[1].strip()]
    if sent := _SENT.search(first.text):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            said.append(parsedate_to_datetime(sent[1]).date().isoformat())
    return ", ".join(filter(None, said))


def _mail_heads(text: str) -> set[str]:
    heads = [one for line in text.splitlines()[:8] if (one := MAIL_HEAD.match(line))]
    named = {one[0].rstrip(":： \t").casefold(): one.string[one.end() :] for one in heads}
    return {
        name for name, said in named.items() if name in _MAIL_ONLY or "@" in said or not values(said).dates
    }


def central(passages: Iterable[StoredPassage], weigh: Weigh, told: Told | None) -> Chosen:
    """Choose what a summary shows of a document.

    Args:
        passages: All of it, in order.
        weigh: Gives the inverse document frequency of terms.
        told: Tells topics of contracts; None where that is not known.
    """
    every = list(islice(passages, MOST_READ))
    kind = kind_of_paper(every)
    said = _sentences(every, kind)
    sentences = _without_refrains(said)
    if not sentences:
        return Chosen((), 0)
    short = kind == "other" and not _is_full([one.unit.text for one in sentences])
    if short or len(sentences) <= FEW:  # each section of it is told, with the figures of each
        telling = [one for one in sentences if short or one.score > 0.0]
        return Chosen(_headed(telling), len(said) - len(telling))
    most = min(MOST + len(said) // MORE_FOR_EACH, LONGEST_SUMMARY)
    room = max(
        LEAST_OF_DEALS if kind in ("contract", "minutes") else LEAST, min(most, round(SHARE * len(said)))
    )
    _centre(sentences, weigh)
    chosen = _topical(sentences, told, room) if kind == "contract" and told is not None else []
    _fill(sentences, chosen, room, kind)
    if kind in PAGED:
        _fill(sentences, chosen, LONGEST_SUMMARY, kind, page=True)
    shown = sorted(chosen)
    return Chosen(_headed([sentences[at] for at in shown]), len(said) - len(shown))


def _sentences(passages: Sequence[StoredPassage], kind: Kind) -> list[_Sentence]:
    found: list[_Sentence] = []
    older = False
    for number, passage in enumerate(passages):
        units = units_of(passage, 0)
        leads = {unit.lead for unit in units if unit.lead}
        begins, dear, items = True, None, items_of(passage.text, units)
        for at, (unit, item) in enumerate(zip(units, items, strict=True)):
            text = unit.text.strip()
            if kind == "letter" and _DEAR.match(text):
                dear = unit  # says to whom, but nothing by itself
                continue
            if dear is not None:
                unit, dear = replace(unit, start=dear.start), None
                text = unit.text.strip()
            older = kind == "mail" and (older or _OLDER.search(text) is not None)
            if text in leads or not _is_sentence(text, kind) or heads(unit) or (older and _is_scrap(text)):
                continue
            score = weight_of(text) + _kind_score(text, unit.lead, kind) + (0.2 if number == 0 else 0.0)
            score += FIRST if begins and passage.heading[1:] and not is_row(text) else 0.0
            begins = False
            score += EMPHASIS if _EMPHASIS.search(text) else 0.0
            opens = at == 0 or items[at - 1] is not item
            if kind == "mail":
                score += (-0.4 if older else 0.6) + (FIRST if opens else 0.0)
            elif kind == "minutes" and not opens and items[at + 1 : at + 2] != [item]:
                score += LAST
            place = (
                (passage.document_id, *passage.heading[1:])
                if passage.heading[1:]
                else (passage.document_id, number)
            )
            own = (*place, number, item.number)
            found.append(
                _Sentence(unit, place, own, "" if opens else item.label, score, score, frozenset(terms(text)))
            )
        if len(found) >= MOST_READ:
            break
    return found


def _without_refrains(sentences: list[_Sentence]) -> list[_Sentence]:
    """Leave out what is said word for word in many sections.

    All is kept where that would leave too little.
    """
    places: dict[str, set[tuple[object, ...]]] = {}
    for one in sentences:
        places.setdefault(one.unit.text.strip(), set()).add(one.place)
    said_once = [
        one for one in sentences if is_row(one.unit.text) or len(places[one.unit.text.strip()]) < REFRAIN
    ]
    return said_once if len(said_once) >= LEAST else sentences


def _is_sentence(text: str, kind: Kind) -> bool:
    """Return whether a line says something; no title, greeting, signature or rule."""
    if not SHORTEST <= len(text) <= LONGEST and not (
        is_row(text) or (len(text) < SHORTEST and text.endswith(("。", "；")))
    ):
        return False
    if not any(map(str.isalpha, text)) or _SIGNATURE.match(text):
        return False
    if is_row(text):
        return True
    if kind in ("mail", "letter"):
        if kind == "letter" and (_TO.match(text) or _SALUTE.match(text)):
            return True
        if MAIL_HEAD.match(text) or _GREETING.match(text):
            return False
    if text.endswith(_ENDS) or _PARTY_LINE.match(text) or _PRESENT.match(text) or _NEXT.search(text):
        return True
    said = len(text) > (20 if _WIDE.search(text) else 40)
    return said or bool(
        kind not in ("letter", "mail") and _LABELLED.search(text) and any(map(str.isdigit, text))
    )


def _is_scrap(text: str) -> bool:
    """Return whether a line of an older message says nothing by itself.

    It says who wrote it, or is cut out of a sentence by its marks.
    """
    lines = [bare for line in text.splitlines() if (bare := line.strip("> \t")) and not _OLDER.search(bare)]
    return not lines or lines[0][0].islower()


def _kind_score(text: str, lead: str, kind: Kind) -> float:
    if kind == "contract":
        return 0.9 if _PARTY_LINE.match(text) else -0.2 if is_row(text) else 0.0
    if kind == "minutes":
        if is_row(text):
            return 1.6 if len(_HEADS.findall(lead)) >= 2 else -0.4
        if _AWAY.match(text):
            return -1.5
        if _OF_COURSE.search(text):
            return -3.0
        score = 0.8 if _PRESENT.match(text) or _MEETING_DAY.search(text) else 0.0
        score += 0.9 if _DECIDED.search(text) else 0.0
        score += 0.9 if _ACTION.search(text) else 0.6 if _DOES.search(text) else 0.0
        score -= 0.5 if _BEFORE.search(text) and not _DECIDED.search(text) else 0.0
        return score + (0.7 if _NEXT.search(text) else 0.0)
    if kind in ("mail", "letter"):
        if kind == "letter" and (_TO.match(text) or _SALUTE.match(text)):
            return 2.0
        if _PLEASANT.search(text) and not _ASKS.search(text):
            return -1.5
        return (0.7 if _ASKS.search(text) else 0.0) + (0.4 if _SOON.search(text) else 0.0)
    return -0.3 if is_row(text) else 0.0


def _centre(sentences: Sequence[_Sentence], weigh: Weigh) -> None:
    """Add how near each sentence is to what its section speaks of, up to 0.6."""
    counts: dict[tuple[object, ...], Counter[str]] = {}
    for one in sentences:
        counts.setdefault(one.place, Counter()).update(one.terms)
    every = Counter(term for one in sentences for term in one.terms)
    rarity = weigh([term for term, _ in every.most_common(2_000)])
    scores = []
    for one in sentences:
        own = counts[one.place]
        score = sum(own[term] * rarity.get(term, 0.0) for term in one.terms) / max(len(one.terms), 6) ** 0.5
        scores.append(score)
    best: dict[tuple[object, ...], float] = {}
    for one, score in zip(sentences, scores, strict=True):
        best[one.place] = max(best.get(one.place, 1e-9), score)
    for one, score in zip(sentences, scores, strict=True):
        one.score += 0.6 * score / best[one.place]


def _topical(sentences: Sequence[_Sentence], told: Told, room: int) -> list[int]:
    """Choose the best sentence for each topic of a contract.

    As many as there is room for.
    """
    said = told([one.unit.text for one in sentences[:MOST_TOLD]])
    chosen: list[int] = [at for at, one in enumerate(sentences) if _PARTY_LINE.match(one.unit.text)][:3]
    for topics in TOPICS:
        if len(chosen) >= room:
            break
        likely = [max(one.get(topic, 0.0) for topic in topics) for one in said]
        for topic in topics if topics[0] != "provider" else topics[:1]:
            if topics[0] == "provider" and chosen:
                break
            own = [one.get(topic, 0.0) for one in said] if len(topics) > 1 else likely
            at = max(range(len(own)), key=lambda at: (round(own[at], 1), sentences[at].score))
            if own[at] >= LIKELY and at not in chosen:
                chosen.append(at)
                break
    return chosen


def _fill(
    sentences: Sequence[_Sentence], chosen: list[int], room: int, kind: Kind, *, page: bool = False
) -> None:
    """Add the weightiest of what is left; of each section one before a second one.

    Where a page is filled, no more than has room on it.
    """
    taken: Counter[tuple[object, ...]] = Counter(sentences[at].place for at in chosen)
    of_item: Counter[tuple[object, ...]] = Counter(sentences[at].item for at in chosen)
    many = sum(one.said >= LEAST_SAID for one in sentences) >= MANY
    least = LEAST_SAID if kind in ("contract", "minutes") or many else -1.0
    left = [
        at
        for at, one in enumerate(sentences)
        if at not in chosen and one.score > LEAST_SCORE and one.said >= least
    ]
    again = 0.15 if kind in ("minutes", "mail") else 0.6
    alike: list[int] = []

    def worth(one: _Sentence) -> float:
        return one.score - again * taken[one.place] - AGAIN * of_item[one.item]

    while left and len(chosen) < room:
        best = max(left, key=lambda at: (worth(sentences[at]), -at))
        left.remove(best)
        if page and _is_full([sentences[at].unit.text for at in (*chosen, best)]):
            return
        own = sentences[best].terms
        if any(len(own & sentences[at].terms) >= ALIKE * len(own | sentences[at].terms) for at in chosen):
            alike.append(best)
            continue
        chosen.append(best)
        taken[sentences[best].place] += 1
        of_item[sentences[best].item] += 1
    if len(chosen) < LEAST:
        # It says the like over and over, as a list does: a few items of it, from beginning to end.
        alike.sort()
        wanted = LEAST - len(chosen)
        chosen += alike[:: max(len(alike) // wanted, 1)][:wanted]


def _is_full(texts: Sequence[str]) -> bool:
    """Return whether sentences have no room on a page."""
    wide = sum(len(_WIDE.findall(one)) for one in texts)
    return wide / WIDE_PAGE + (sum(map(len, texts)) - wide) / PAGE > 1


def plain_units(passages: Iterable[StoredPassage]) -> list[Unit]:
    """Return the first sentences that stand beside tables.

    They say what the prices are and from when they hold.
    """
    found: list[Unit] = []
    for passage in passages:
        own = units_of(passage, 0)
        found += [one for one in own if not is_row(one.text) and _is_sentence(one.text.strip(), "other")]
        if len(found) >= MOST_BESIDE:
            break
    return found[:MOST_BESIDE]


def _headed(sentences: Sequence[_Sentence]) -> tuple[Unit, ...]:
    """Put each sentence under the heading of its section; rows under their table's.

    Under the label of its item too, where the sentence that bears it is not shown.
    """
    told = {one.item for one in sentences if not one.label}
    found: list[Unit] = []
    for one in sentences:
        unit, label = one.unit, one.label
        if one.item in told or _PRESENT.match(unit.text):
            label = ""
        if not unit.lead and not _NEXT.search(unit.text):
            trail = [*unit.passage.heading[1:], *([label] if label else [])]
            unit = replace(unit, lead=" › ".join(trail))
        found.append(unit)
    return tuple(found)
