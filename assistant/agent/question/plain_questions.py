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
_AT_END = lazy_regex(
    r"(?<!\w)(?P<before>(?!(?:and|or|in|for|of|since|from|to|until|till|by|before|after|between|during|last|this|next|early|late|mid|end|through|both|than|dated|minutes|meeting|letter|mail|email|notes|report"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|what|about)\b)[a-z£$€)]{3,}) (?P<month>(?:january|february|march|april|june|july|august|september|october|november|december)(?: (?:19|20)\d\d)?)(?=\W*$)",
    re.IGNORECASE,
)
"""A month at the end, without what says that it is a time."""
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
_BEARERS = lazy_regex(
    rf"^(?!{_WH}\b)(?P<things>(?:[\w'’-]+ ){{1,3}}(?:[a-z]{{2,}}ing|over|under|above|below|that|with)\b[^?,;]*?)\s*[,;:–-]+\s*which (?P<bearers>(?!ones\b)[a-z]+s)\W*$",
    re.IGNORECASE,
)
"""Things that are named, and whose they are: "permits expiring in May, which vans"."""
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
_ON = lazy_regex(
    r"^(?P<and>and|what about|how about|plus)(?: for)? (?:(?:which|what|who|how (?:much|many|long|often))(?: ones)?(?: (?:is|are|was|were|does|do|did|for))? )(?P<rest>(?:in|on|for|at|from|by|under|with) .+|[\w .&-]+?['’]s)\W*$",
    re.IGNORECASE,
)
"""A follow-up that asks again what the question before it asked: "and how much is Brandt's?"."""
_ON_LAST = lazy_regex(
    r"^(?P<start>and [^,;–]+?)\s*[,;–-]+\s*(?:how (?:much|many|long|often)|what|which|when)(?: (?:for|about|with|of))?(?: (?:is|was|does|did))?(?: (?:him|her|them|it|that|there|he|she|they|those))?\W*$",
    re.IGNORECASE,
)

_PRONOUN_ON = lazy_regex(
    r"^(?:and |so |but )?(?:what|how (?:much|long|many|high|often)|when|where) (?:is|are|was|were|will|would|did) (?:it|that|this|they|these|those)(?: (?:be|been|cost|last))? (?P<rest>(?:in|on|for|at|during|before|after|since|until|till|up to|prior to|under|with)\b [^?]+)\W*$",
    re.IGNORECASE,
)
"""A follow-up that points at what was asked before: "how long was it during the trial"."""
_THEN = lazy_regex(
    r"^(?:and |so |but )?what(?:['’]s| is| are| was| were) (?:the |its |their )?\w+ (?P<rest>(?:for|at|in|of|on|with|under) [^?]+?),? (?:then|instead|in that case)\W*$",
    re.IGNORECASE,
)
_UP_TO = lazy_regex(r"^(?:until|till|up to|prior to|up until)\b", re.IGNORECASE)
_LATER = r"(?:letters?|changes?|amendments?|variations?|addend(?:a|um)|side letters?|notes|correspondence)"
_PART = {
    "sign off": "signed off", "sign-off": "signed off", "signature": "signed", "approval": "approved", "payment": "paid", "delivery": "delivered",
    "collection": "collected", "review": "reviewed", "completion": "completed", "confirmation": "confirmed", "inspection": "inspected",
    "repair": "repaired", "dispatch": "dispatched", "return": "returned", "settlement": "settled", "acceptance": "accepted",
    "invoicing": "invoiced", "billing": "billed", "closing": "closed",
}  # fmt: skip
"""What a thing waits for, and what it is not yet."""
_WAITS = lazy_regex(
    rf"\b(?:(?:that|which|who) (?:are|is) )?(?:still )?(?:waiting (?:for|on)|awaiting|pending|outstanding for|missing) (?:their |its |the |a |to be )?(?P<what>{'|'.join(_PART)})\b(?! (?:date|day|note|slip|number|terms?))",
    re.IGNORECASE,
)
_ENDING = {
    "expire": "expiring",
    "end": "ending",
    "lapse": "lapsing",
    "run out": "running out",
    "finish": "finishing",
}
_OWNED = lazy_regex(
    rf"^which (?P<whose>[a-z]+s)['’] (?P<what>(?!(?:\w+ )?(?:contract|agreement|lease|tenanc|licen|term|deal)\w*)[a-z]+(?: [a-z]+)?) (?P<ends>{'|'.join(_ENDING)})\b",
    re.IGNORECASE,
)
_MONTH_NAMES = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DEAL = r"(?:tenanc(?:y|ies)|leases?|contracts?|agreements?|licen[cs]es?|deals?|arrangements?|lets|sublets|hires?)"
_USUAL = tuple(
    (lazy_regex(found, re.IGNORECASE), said)
    for found, said in (
        (r"\b(?:no\.?|nr\.?|nos\.?|#) of (?=[a-z])", "number of "),
        (r"\b(?:avg|ave|av)\b\.?(?= )", "average"),
        (r"(?<!\w)w/o(?!\w)", "without"),
        (r"^(?:please )?(?:add|tot) (?:up|together) (?:all )?(?=(?:the |our |these |those )?(?:[a-z]+ ){0,2}[a-z]+s\b)", "total of "),
        (r"^(?:please )?(?:work out|calculate|compute|figure out|find) (?=(?:the )?(?:average|total|sum|number|mean)\b)", ""),
        (r"^what (?:do|does|did|would) (?P<what>[^?,]+?) (?:all )?(?:add up|amount|sum up|tot up) to(?: altogether| together| in total| in all)?(?=\W*$)", r"total of \g<what>"),
        (r"^(?:please )?count(?: up)? (?:up |all )?(?:the |our )?(?=[a-z]+(?: [a-z]+)?s\b)", "how many "),
        (r"^(?:do|did|have) we (?:have |got |hold )?(?:got )?any (?P<what>[a-z]+(?: [a-z]+)?s) (?=(?:that|which|who|with|without|over|under|above|below|whose|still|not|never|[a-z]{2,}ing)\b)", r"which \g<what> "),
        (r"^(?:are|were) there (?:any|some) (?P<what>(?!(?:times|days|things|rules)\b)[a-z]+(?: [a-z]+)?s) (?=(?:that|which|who|with|without|over|under|above|below|whose|still|not|never)\b)", r"which \g<what> "),
        (r"\b(?:heavier|longer|taller|dearer|bigger|larger|higher|pricier|wider|deeper|costlier|greater) than (?=(?:about |around )?[£$€]? ?\d)", "over "),
        (r"\b(?:lighter|shorter|cheaper|smaller|lower|narrower|fewer) than (?=(?:about |around )?[£$€]? ?\d)", "under "),
        (
            rf",? ?\b(?:bearing in mind|keeping in mind|considering|allowing for|accounting for|having regard to|not forgetting|factoring in|in (?:the )?light of|minding|given|also counting|also considering)"
            rf" (?:any |all |the |also )*(?:of the )?(?:later |subsequent |newer |following )?{_LATER}(?: (?:that|which) (?:came|were (?:sent|written|agreed|signed)|followed|followed on|have come|arrived)(?: (?:later|afterwards?|since|after(?: that)?|in))?| (?:since|afterwards?|later))?",
            ", taking later letters into account",
        ),
        (rf"\b(?:on|with|under|has|have|having) (?:an? )?(?:open[- ]?ended|indefinite|rolling|never-ending) (?={_DEAL}\b)", "with no end date for the "),
        (rf"\b(?:open[- ]?ended|indefinite|never-ending) (?P<deal>{_DEAL})\b", r"\g<deal> with no end date"),
        (rf"^(?P<before>(?!(?:which|what)\b).*?)\b(?P<deal>{_DEAL}) (?:(?:that|which) (?:are |is )?)?(?:running out|coming to an end|lapsing|finishing|concluding|drawing to a close|up|about to end)(?= (?:in|by|before|during|this|next|on|after)\b)", r"\g<before>\g<deal> ending"),
        (rf"^(?P<before>(?!(?:which|what)\b).*?)\b(?P<deal>{_DEAL}(?: that| which)?) (?:run out|come to an end|lapse|finish|conclude|cease|draw to a close)(?= (?:in|by|before|during|this|next|on|after)\b)", r"\g<before>\g<deal> end"),
        (r"\bbefore (?P<time>(?:19|20)\d\d|the year|this year|next year|the month|this month|january|february|march|april|may|june|july|august|september|october|november|december) is (?:out|over|up|through|done|gone|finished)\b", r"before the end of \g<time>"),
        (r"\bwith (?:the |their |its |an? )?(?P<what>[a-z]+(?: [a-z]+)??) (?:left |still |being )?(?:blank|empty|missing|unfilled|not (?:filled in|entered|given|recorded|there))\b", r"with no \g<what>"),
        (
            r"\b(?:(?:that |which )?(?:nobody|no one|no-one|none) (?:has|have) paid (?:anything|a penny|a cent|any money)(?: (?:on|for|towards|against))?|(?:with|where|that have had) (?:absolutely )?(?:nothing|not a penny|not a cent|no money)(?: (?:has been|was|is))? (?:paid|received|come in|in|settled)(?: (?:on|for|towards|against) (?:them|it))?)(?: at all)?(?: yet| so far| to date| up to now)*",
            "with no payment at all",
        ),
        (r"\b(?P<how>how many) of (?:our|the|your) (?=[a-z]+s\b)(?!\w+ (?:did|do|have|has|had|does)\b)", r"\g<how> "),
        (r"\b(?:by|in|with an?|in) (?:pen|ink|biro|ballpoint|pencil|handwriting|felt[- ]tip)\b", "by hand"),
        (r"\b(?P<owed>(?:owed|owing|open|outstanding|due|unpaid)(?: to us)?) (?:by|from|across|for) (?:everyone|everybody|all(?: of them)?|all (?:our )?(?:customers|clients)|anyone|everyone together)(?= ?\W*$)", r"\g<owed>"),
        (r"\b(?P<what>(?:invoices|bills|orders|jobs|calls|visits|payments|receipts|sales|purchases|bookings|deliveries|quotes|takings|entries|repairs)) (?:from|dated|for) (?P<month>(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: (?:19|20)\d\d)?)(?!\w| (?:to|until|till|through|on|onwards?|and|-|–|19|20|\d))(?![-–])", r"\g<what> of \g<month>"),
        (rf"^(?P<which>(?:in )?which (?:of our |of the )?{_DEAL}\b[^?]*?),? (?:and |so )?how many (?:is|are|was|were|does|do) (?:that|they|those|there|it|these)(?: (?:in all|in total|make|altogether|come to))?(?=\W*$)", r"\g<which>"),
        (rf"^(?P<time>{_MONTH_NAMES}(?: (?:and|to|till|until) |, | ?[-–&+] ?){_MONTH_NAMES}(?: (?:19|20)\d\d)?) (?P<rest>[a-z][^?]+?)(?=\W*$)", r"\g<rest> in \g<time>"),
        (rf"^(?:is|are) there (?:an? |any |some )?(?:(?:kind|sort|type|form) of )?(?P<what>(?!(?:no|not)\b)[a-z][a-z -]*?) in (?:any of |one of )?(?:our |the |these )?(?P<deal>{_DEAL})\b[,;]? ?(?:and |if so,? )?(?:in )?which(?: ones?)?\W*$", r"which \g<deal> have a \g<what>?"),
        (rf"^(?P<which>(?:in )?which (?:of our |of the )?{_DEAL}) (?:involved?|call(?:ed)? for|ask(?:ed)? for|provided? for|come with|came with|carry|carried|required?|needed?|demanded?|included?|stipulated?) (?P<what>(?:an? |any |some )(?:deposit|bond|security|guarantee|guarantor)(?: or (?:deposit|bond|security|guarantee))?)(?: (?:being|to be|that was|which was) [a-z]+(?: (?:over|down|up|in))?)?(?=\W*$)", r"\g<which> have \g<what>"),
        (r"(?<=[a-z]) [+] (?=[a-z])", " and "),
        (r"^what (?:do|did|does) (?P<who>\w+) (?P<does>sell|buy|let|hire out|rent out) (?P<what>[^?]+?)(?: for)? on average\W*$", r"average price \g<who> \g<does> \g<what> for"),
        (r"^(?P<how>how (?:often|many times)) (?:was|is|has) it (?:been )?(?P<who>[A-Z]\w+) (?:who|that) (?P<does>\w+) (?:the |a |an )?(?P<what>[a-z]+(?: [a-z]+)?)\W*$", r"how many \g<what>s did \g<who> \g<does>?"),
        (r"^(?P<how>how (?:often|many times)) (?:did|has|have) (?P<who>\w+) (?P<does>take|took|taken|do|done|make|made|handle|handled|sign|signed|answer|answered|drive|driven|see|seen) (?:the |a |an )(?P<what>[a-z]+(?: [a-z]+)?)\W*$", r"how many \g<what>s did \g<who> \g<does>?"),
        (r"^(?P<who>who(?:se)?\b[^(]*?) \((?:[a-z]+s(?:,? (?:and|or|&) |, ?)?)+\)", r"\g<who>"),
    )
)  # fmt: skip
"""Ways to say what is usually said in fewer words, and those."""


def said_plainly(question: str, *, follows: bool = False) -> str:
    """Return a question in the usual form.

    Args:
        question: As it was asked, in whatever language.
        follows: Whether another was asked before it.
    """
    if len(question) > _LONGEST or "\n" in question or detected(question) not in (None, "en"):
        return question
    text = _THANKS.sub(lambda found: found["mark"].strip(" ,;!"), question.strip())
    text = _WISHES.sub("", _FRAMES.sub("", text))
    text = _APART.sub(r"\g<stem>n't", _HASTY.sub(r"\g<stem>n't", text))
    text = _SHORT_YEAR.sub(lambda found: f"{_MONTHS[found['month'].lower()[:3]]} 20{found['year']}", text)
    text = _MONTH.sub(lambda found: _MONTHS[found["month"].lower()], text)
    text = _AT_END.sub(r"\g<before> in \g<month>", text)
    text = _WAITS.sub(lambda found: f"not {_PART[found['what'].lower()]}", text)
    for pattern, usual in _USUAL:
        text = pattern.sub(usual, text)
    text = _OWNED.sub(
        lambda found: f"which {found['whose']} have {found['what']} {_ENDING[found['ends'].lower()]}", text
    )
    return (_carried_on(text) if follows else None) or _listed(text) or text or question


def _carried_on(text: str) -> str | None:
    """Return a follow-up without what the question before it asked already."""
    if (found := _ON.match(text)) is not None:
        rest = re.sub(r"['’]s$", "", found["rest"])
        return f"and {rest.rstrip(' ?')}?"
    if (found := _ON_LAST.match(text)) is not None:
        return f"{found['start']}?"
    if (found := _PRONOUN_ON.match(text) or _THEN.match(text)) is not None:
        return f"and {_UP_TO.sub('before', found['rest'])}?"
    return None


def _listed(text: str) -> str | None:
    """Ask for things that are only named: which they are, or how many."""
    if (found := _COUNTED.match(text)) is not None:
        return f"how many {found['things']}{found['total'] or ''}?"
    if (found := _BEARERS.match(text)) is not None:
        return f"which {found['bearers']} have {found['things']}?"
    picked = _PICKED.sub("", text)
    ordered = _ORDERED.sub("", picked)
    if (found := _NARROWED.match(ordered.rstrip(" ?.!"))) is not None:
        return f"which {found['noun']} {found['how']}?"
    if picked != text and not _ASKS.match(picked):
        return f"which {ordered}?"
    return None
