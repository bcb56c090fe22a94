"""Tell whether papers are to be compared: for changes or contradictions. Pure."""

from __future__ import annotations

import re

from assistant.regexes import lazy_regex

_WHAT_CHANGED = lazy_regex(
    r"^(?:what|which)\b.{0,20}?\b(?:changed|is (?:new|different)|differs?|are the differences|is the difference)\b|^what changes (?:between|from|in)\b"
    r"|^how (?:do|does|is|are) .{0,60}\b(?:differ|different)\b|(?:有什么|有哪些|哪里|哪些地方|什么)(?:不同|不一样|区别|差异|变化|改动|变了)|(?:改|变)了(?:什么|哪些|啥)",
    re.IGNORECASE,
)
"""Asks what is different, whatever else the question may be taken for."""
_ASKS = lazy_regex(
    r"^(?:(?:are|is) there|do|does|did|find|any|where|which|show|list|have)\b(?!.*\bof interests?\b).*\b(?:contradict\w*|inconsisten\w*|discrepanc\w*|disagree\w*|conflict(?:s|ing)?(?= (?:with|between|each|in|among)\b|\W*$))"
    r"|^contradictions\b"
    r"|(?:有没有|有无|是否|存在|找出?|列出|查(?:一?下|找)?)(?!.*利益冲突)[^，。]{0,12}(?:矛盾|冲突|不一致)|(?:互相|相互|自相)(?:矛盾|冲突)|(?<!利益)(?:矛盾|冲突|不一致)的?(?:地方|之处|吗)",
    re.IGNORECASE,
)
_WHICH_CHANGED = lazy_regex(
    r"\b(?:which|what|list|show|any)\b.{0,30}\b(?:contracts?|agreements?|leases?|deals?)\b.{0,30}\b(?:changed|amended|modified|varied|altered)\b"
    r"|\b(?:which|what|list|show|any)\b.{0,30}\b(?:papers?|letters?|documents?|addend(?:a|ums?))\b.{0,20}\b(?:chang(?:e|ed|es|ing)|amend(?:ed|s|ing)?|modif(?:y|ied|ies)|var(?:y|ied|ies)|alter(?:ed|s)?)\b.{0,30}\b(?:contracts?|agreements?|leases?)\b"
    r"|哪(?:些|几[份个封]|[份个封]).{0,4}(?:文件|信|函|补充协议).{0,8}(?:改|变更|修改|调整)[过了]?.{0,8}(?:合同|协议|租约)"
    r"|哪(?:些|几[份个]|[份个]).{0,4}(?:合同|协议|租约).{0,8}(?:改|变更|修改|变动|补充|调整)[过了]|(?:合同|协议|租约).{0,6}(?:哪(?:些|几[份个])|有没有).{0,8}(?:改|变更|修改|变动|补充|调整)[过了]?",
    re.IGNORECASE,
)
OF_DEALS = lazy_regex(
    r"\b(?:contracts?|agreements?|leases?|deals?|addend(?:um|a)|amendments?)\b|合同|协议|租约", re.IGNORECASE
)
"""Speaks of contracts."""
_LONGEST = 120
"""Characters of the longest question that asks for contradictions."""


def asks_what_changed(question: str) -> bool:
    """Return whether a question asks what is different between documents."""
    return _WHAT_CHANGED.search(question.strip()) is not None


def may_ask_changes(question: str) -> bool:
    """Return whether a question may ask what later papers change in contracts."""
    what = asks_what_changed(question) and OF_DEALS.search(question) is not None
    return what or asks_changed_deals(question)


def asks_changed_deals(question: str) -> bool:
    """Return whether a question asks which contracts were changed."""
    return _WHICH_CHANGED.search(question) is not None


def asks_contradiction(question: str) -> bool:
    """Return whether it is asked if papers contradict each other."""
    said = " ".join(question.split())
    return len(said) <= _LONGEST and _ASKS.search(said) is not None
