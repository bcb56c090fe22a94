"""Say a question in the usual form: without what only frames it. Pure.

"Could you tell me which ones, please", "dogs over 30 kg, all of them".

English: what others say so is read by the patterns of their languages.
"""

from __future__ import annotations

import re

from assistant.languages import detected
from assistant.regexes import lazy_regex

_LONGEST = 300
"""Longer questions are texts, which are left as they are."""
_WH = r"(?:what|which|who|whom|whose|when|where|why|how|by when|by what|until when|till when|in which|in what|on which|on what|for which|for what|from which|from what|at which|at what|with which|with what|to whom|up to what|whether|if)"
_PERSON = r"(?: (?:me|us|my|please|pls|kindly|again|quickly|briefly))*"
_FRAMES = lazy_regex(
    r"^(?:(?:hi|hello|hey|hiya|morning|good (?:morning|afternoon|evening)|dear all|quick (?:question|one|check)|one (?:more )?question|just (?:checking|wondering)"
    r"|out of (?:curiosity|interest)|sorry|excuse me|oh|ok(?:ay)?|right|so|well)(?: there| all| again)?\s*[,!.:;–-]+\s*)+",
    re.IGNORECASE,
)
"""What is said before a question, with a mark behind it."""
_WISHES = lazy_regex(
    rf"^(?:please,? |pls |plz |kindly )?(?:(?:can|could|would|will|might|may) (?:you|u|i|we|someone|anyone|anybody|somebody)(?: (?:please|pls|possibly|perhaps|just|kindly|quickly|briefly|maybe|be so kind as to))*"
    rf" (?:tell|remind|let|show|say|explain to|inform|find out|look up|check|confirm|see|ask|know|have a look|clarify|work out)"
    rf"|do(?:es)? (?:you|we|anyone|anybody|someone) (?:happen to )?(?:know|remember|recall|have any idea)|any(?:one|body)? (?:idea|clue|know)"
    rf"|i(?:['’]d| would)? (?:(?:just |really |also )?(?:want(?:ed)?|need|like|love|have)) to (?:know|find out|check|see|ask)|i(?:['’]m| am| was)? (?:just )?(?:wondering|asking|trying to (?:find out|work out|see)|looking for)"
    rf"|(?:it )?would be (?:good|nice|useful|helpful) to know|tell|remind|let|show|find out|look up|check|say|wondering|need to know)"
    rf"{_PERSON}(?: know)?{_PERSON},? (?:for me,? )?(?={_WH}\b)(?!(?:if|whether) (?!.*\?))",
    re.IGNORECASE,
)
"""What wishes to be told, before what is asked."""
_THANKS = lazy_regex(
    r"[\s,;.!–-]+(?:please|pls|plz|thanks|thank you|thx|ta|cheers|many thanks|thanks in advance|if (?:you|i) (?:can|could|may|don['’]?t mind)|if possible|when you (?:can|have a (?:minute|moment|sec)))(?P<mark>\W*)$",
    re.IGNORECASE,
)
_APART = lazy_regex(
    r"\b(?P<stem>have|has|had|is|are|was|were|do|does|did|could|would|should|need)nt\b", re.IGNORECASE
)
_HASTY = lazy_regex(r"\b(?P<stem>ca|wo)nt\b", re.IGNORECASE)
"""A denial typed without its apostrophe."""
_MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "jun": "June", "jul": "July", "aug": "August", "sep": "September",
    "sept": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip
_SHORT_YEAR = lazy_regex(
    r"(?<!\d )(?<!\d)(?<!\bon )(?<!\bby )(?<!\bthe )(?<!\bbefore )(?<!\buntil )(?<!\bafter )\b(?P<month>jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? ['’]?(?P<year>2[4-9]|3[01])\b(?![./-]|(?:st|nd|rd|th)|,? (?:19|20)\d\d)",
    re.IGNORECASE,
)
"""A month of a year cut short: "expiring Dec 26"."""
_MONTH = lazy_regex(
    r"(?<![\w/.-])(?P<month>aug|sept|sep|oct|nov|dec|(?:(?<=\bin )|(?<=\bfor )|(?<=\bsince )|(?<=\bfrom )|(?<=\bto )|(?<=\bof )|(?<=\buntil )|(?<=\d ))(?:jan|feb|mar|apr|jun|jul)"
    r"|(?:jan|feb|mar|apr|jun|jul)(?= ?(?:[-–+&]|to\b|and\b|till\b|until\b|(?:19|20)\d\d\b)))\.?(?![\w/.-])",
    re.IGNORECASE,
)
"""A month cut short; some are names or words as well, and stand where a time may."""
_PICKED = lazy_regex(
    r"\s*[,;:(–-]+\s*(?:(?:and )?(?:which|what|who)(?: (?:ones?|are (?:they|those|these)|is (?:it|that)|of (?:them|these|those)))(?: (?:are (?:they|those)|please))?"
    r"|all of (?:them|those|these)|every (?:single )?one(?: of them)?|the (?:whole|full|complete) list|(?:a |the )?(?:full |complete )?list|name them(?: all)?|list them(?: all)?|names?)\)?\W*$",
    re.IGNORECASE,
)
"""What asks for all of the things that are named before it."""
_ASKS = lazy_regex(rf"^{_WH}\b|^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could)\b", re.IGNORECASE)
_COUNTED = lazy_regex(
    r"^(?P<things>[^?,;]{3,}?)\s*[,;:–-]+\s*how many(?: (?:is that|are (?:there|they|those)|were (?:there|they|those)|was (?:it|that)|does that make|did (?:that|it) (?:come to|make)))?(?P<total> in (?:total|all)| altogether| all together)?\W*$",
    re.IGNORECASE,
)
_ORDERED = lazy_regex(
    r"^(?:please )?(?:list|name|show(?: me| us)?|give (?:me|us)|find(?: me| us)?|get (?:me|us)|pull (?:up|out)|i (?:need|want)|i['’]d like)(?: (?:a|the) (?:full |complete )?list of)? (?P<rest>(?:all |every )?(?:of )?(?:the |our |those )?)",
    re.IGNORECASE,
)
_NO_THING = "what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|list|show|give|name|main|key|number|sum|total|amount|average|most|of|that|with|on|in|for|to|by|at|from|we|they|i|you"
_THINGS = rf"(?:(?:all|any|the|our|those|every)(?: of)? )*(?P<noun>(?:(?!(?:{_NO_THING})\b)[\w'’+&-]+ ){{0,2}}?(?!(?:{_NO_THING})\b)[a-z-]{{2,}}(?<![su'])s)(?= )"
_NARROWED = lazy_regex(
    rf"^{_THINGS} (?:(?P<that>that|which|who) )?(?P<how>(?(that)|(?:[a-z]{{2,}}(?<!th)(?<!meet)(?<!build)ing|still|not|never|yet to|over|under|above|below|due|whose|without|with (?:a|an|no|any|nothing|neither|the [\w -]+ (?:left|still|not|un\w+))|[a-z]{{3,}}er than|more than|less than|older|newer|left)\b).+)$",
    re.IGNORECASE,
)
"""Things in the plural and what narrows them, and nothing that asks."""
_USUAL = (
    (lazy_regex(r"\b(?:no\.?|nr\.?|nos\.?|#) of (?=[a-z])", re.IGNORECASE), "number of "),
    (
        lazy_regex(
            r"\b(?:heavier|longer|dearer|bigger|larger|higher) than (?=(?:about |around )?[£$€]? ?\d)",
            re.IGNORECASE,
        ),
        "over ",
    ),
    (
        lazy_regex(
            r"\b(?:lighter|shorter|cheaper|smaller|lower|fewer) than (?=(?:about |around )?[£$€]? ?\d)",
            re.IGNORECASE,
        ),
        "under ",
    ),
    (
        lazy_regex(
            r"\bhow many of (?:our|the|your) (?=[a-z]+s\b)(?!\w+ (?:did|do|have|has|had|does)\b)",
            re.IGNORECASE,
        ),
        "how many ",
    ),
)


def said_plainly(question: str) -> str:
    """Return a question in the usual form.

    Args:
        question: As it was asked, in whatever language.
    """
    if len(question) > _LONGEST or "\n" in question or detected(question) not in (None, "en"):
        return question
    text = _THANKS.sub(lambda found: found["mark"].strip(" ,;!"), question.strip())
    text = _WISHES.sub("", _FRAMES.sub("", text))
    text = _APART.sub(r"\g<stem>n't", _HASTY.sub(r"\g<stem>n't", text))
    text = _SHORT_YEAR.sub(lambda found: f"{_MONTHS[found['month'].lower()[:3]]} 20{found['year']}", text)
    text = _MONTH.sub(lambda found: _MONTHS[found["month"].lower()], text)
    for pattern, usual in _USUAL:
        text = pattern.sub(usual, text)
    return _listed(text) or text or question


def _listed(text: str) -> str | None:
    """Ask for things that are only named: which they are, or how many."""
    if (found := _COUNTED.match(text)) is not None:
        return f"how many {found['things']}{found['total'] or ''}?"
    picked = _PICKED.sub("", text)
    ordered = _ORDERED.sub("", picked)
    if (found := _NARROWED.match(ordered.rstrip(" ?.!"))) is not None:
        return f"which {found['noun']} {found['how']}?"
    if picked != text and not _ASKS.match(picked):
        return f"which {ordered}?"
    return None
