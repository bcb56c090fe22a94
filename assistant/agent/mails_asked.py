"""Read what is asked about mails by who wrote them: "what mails came from Ann?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.regexes import lazy_regex

_MAILS = r"(?:e-?mails?|mails?|messages?)"
_ASKS = r"(?:please )?(?:which|what|how many|list|show|give|find|all|any|are there|is there|do (?:i|we|you) have|have (?:i|we|you)(?: got)?|did (?:i|we) (?:get|receive)|(?P<none>))"
_SPARE = r"(?: (?:me|us|all|any|every|the|of|my|our))*"
_CAME = r"(?: (?:that|which))?(?: (?:have|has|had|did|do|are|is|were|was|we|i|you|there|got|been))*(?: (?:came|come|get|got|receive|received|arrive|arrived|sent|written|send|have))?(?: in)?(?: to (?:me|us))?"
_ABOUT = r"(?: (?:that |which )?(?:about|on|regarding|concerning|(?:that |which )?mention(?:s|ing|ed)?) (?P<topic>[^¶,]{2,40}?))?"
_WHEN = r"(?: (?:came|arrived|dated|sent|written|received))?(?: (?:in|on|from|since|of|during|at))?(?: ?¶)?(?: (?:are|is) there| do (?:i|we) have| came in| arrived)?"
_EN = (
    lazy_regex(
        rf"^(?P<ask>{_ASKS}){_SPARE} ?{_MAILS}{_CAME}(?: ?¶)? (?:from|by) (?P<who>[^¶,]{{2,30}}?){_ABOUT}{_WHEN}$",
        re.IGNORECASE,
    ),
    lazy_regex(
        rf"^(?P<ask>which|what|how many){_SPARE} {_MAILS} (?:did|has|have) (?P<who>[^¶,]{{2,30}}?) (?:send|sent|write|written|wrote)"
        rf"(?: (?:to )?(?:me|us))?{_ABOUT}{_WHEN}$",
        re.IGNORECASE,
    ),
)
_ZH_MAILS = r"(?:电子邮件|邮件|电邮|信)"
_ZH_WHEN = r"(?:在?\s*¶\s*(?:里|内|期间|中|以来|的)?)?"
_ZH_MANY = r"(?:哪些|哪几封|什么|多少封?|几封)"
_ZH_CAME = r"(?:发|寄|写)(?:来|给我们?|过来|出)?(?:了|过|的)*"
_ZH_WHO = r"(?P<who>[^¶,，。的发寄写有在]{2,12})"
_ZH = (
    lazy_regex(rf"^{_ZH_WHEN}{_ZH_WHO}{_ZH_WHEN}{_ZH_CAME}(?P<ask>{_ZH_MANY}){_ZH_MAILS}$"),
    lazy_regex(rf"^{_ZH_WHEN}(?:一共|总共|都)?有?(?P<ask>{_ZH_MANY}){_ZH_MAILS}(?:是|来自|由|是由|是从)+{_ZH_WHO}{_ZH_WHEN}(?:{_ZH_CAME})?$"),
    lazy_regex(rf"^(?:列出|显示|找出|给我看)?{_ZH_WHEN}(?:来自)?{_ZH_WHO}{_ZH_WHEN}(?:{_ZH_CAME}|的)(?:所有|全部)?{_ZH_MAILS}(?:一共|总共|都)?(?:有|是)?(?P<ask>{_ZH_MANY})?$"),
)  # fmt: skip
_NOT_A_SENDER = lazy_regex(
    r"^(?:(?:this|that|last|next|the|my|our|a|an) )?(?:week|month|year|today|yesterday|day|inbox|mailbox|folder|archive|it|them|there|here|who|whom|which|what|me|us|you)$"
    r"|[?!]|^(?:我|我们|你|谁|哪|什么|所有|全部|今天|昨天)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MailsAsked:
    """What is asked about mails.

    Attributes:
        wants: Whether they are to be listed or counted.
        sender: Who wrote them.
        topic: What they mention; empty for anything.
    """

    wants: Literal["list", "count"]
    sender: str
    topic: str = ""


def mails_asked(text: str) -> MailsAsked | None:
    """Read a question about somebody's mails; None for any other.

    Args:
        text: The question on one line, "¶" in the place of a time.
    """
    plain = " ".join(text.split())
    for pattern in (*_EN, *_ZH):
        match = pattern.match(plain)
        if match is None:
            continue
        named = match.groupdict()
        who = (match["who"] or "").strip(" .")
        if not who or _NOT_A_SENDER.search(who):
            return None
        many = re.match(r"how many|多少|几封", (named.get("ask") or "").lower()) is not None
        topic = re.sub(r"^(?:the|my|our|a|an) ", "", (named.get("topic") or "").strip(), flags=re.IGNORECASE)
        return MailsAsked("count" if many else "list", who, topic)
    return None
