"""Find the document that a question describes: "the lease with Harrow".

What a document is called in a question need not stand in its file's name; it stands at the document's beginning: its title,
its parties, its subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from assistant.agent.papers.paper_kinds import kind_pattern
from assistant.languages import as_typed, is_function_word
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.paths import is_mail
from assistant.regexes import lazy_regex

HEAD_CHARS = 600
"""Characters of a document that say what it is."""
MOST_CANDIDATES = 200
"""Documents up to which those that hold a description's words are looked at."""
_NOUN = (
    r"(?:contracts?|agreements?|leases?|tenanc(?:y|ies)|reports?|minutes|meeting|manuals?|handbooks?|guides?|polic(?:y|ies)|letters?|e-?mails?|mails?|invoices?"
    r"|offers?|quotes?|proposals?|memos?|notices?|certificates?|sheets?|lists?|documents?|files?|papers?|nda)"
)
_AFTER = r"(?:with|from|of|by|between|for|to|regarding|concerning|about|on)"
_ENGLISH = lazy_regex(
    rf"(?:\b(?:the|my|our|that|this|an?|of|in|from|about|under|summari[sz]e|explain|read|outline|go through)\s+|(?=\b[\w-]+['’]?s\s))(?P<before>(?:(?!(?:the|of|in|my|our|about|from)\b)[\w'’.&/-]+\s+){{0,6}}?)(?P<noun>{_NOUN})\b"
    rf"(?:\s+{_AFTER}\s+(?P<after>(?:(?!(?:say|says|mention|mentions|contain|cover|state|about|please|in|and)\b)[\w'’.&/-]+\s*){{1,5}}))?",
    re.IGNORECASE,
)
_ZH_NOUN = r"(?:合同|协议书?|租约|报告|会议纪要|纪要|手册|说明书|制度|信函?|邮件|发票|报价单?|通知|证书|文件|文档|资料)"
_CHINESE = lazy_regex(rf"(?P<before>[^，。？?、\s]{{1,20}}?)的?(?:那)?[份封个]?(?P<noun>{_ZH_NOUN})")
_ZH_AROUND = lazy_regex(
    r"^(?:请问?|麻烦|帮我|给我|把|用.{1,6}(?:话|文)|总结|概括|概述|解释|介绍|说明|讲讲|说说|看看|看|一下|下|那|这|关于|有关|的)+|[的那这份封个]+$"
)
_GENERIC = frozenset(
    terms(
        "document file paper text new old current latest full whole long short please summarise summary explain"
    )
)


def document_described(library: Library, question: str, documents: Sequence[int]) -> int | None:
    """Return the only document that a description fits; None where none or several do.

    Args:
        library: Holds the documents.
        question: In English or Chinese.
        documents: Numbers of those that may be meant.
    """
    question = as_typed(question[:HEAD_CHARS])
    allowed = frozenset(documents)
    for noun, words in _descriptions(question):
        wanted = [one for one in dict.fromkeys(terms(words)) if one not in _GENERIC]
        if not wanted:
            continue
        there = allowed
        for term in wanted:
            named = library.words.documents_holding([term], allowed)
            there = there & named
        if not there or len(there) > MOST_CANDIDATES:
            continue
        kind = kind_pattern(noun.casefold())
        heads = {number: _head(library, number) for number in sorted(there)}
        fits = [
            number
            for number, head in heads.items()
            if set(wanted) <= set(terms(head)) and (kind is None or kind.search(head) is not None)
        ]
        if len(fits) == 1:
            return fits[0]
    return None


def _descriptions(question: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for match in _ENGLISH.finditer(question):
        words = re.sub(r"['’]s\b", "", f"{match['before'] or ''} {match['after'] or ''}")
        own = [one for one in words.split() if not is_function_word(one.lower(), "en")]
        short = [one for one in (match["before"] or "").split() if not is_function_word(one.lower(), "en")]
        found.append((match["noun"], " ".join(own)))
        if match["after"] and short:
            found.append((match["noun"], re.sub(r"['’]s\b", "", " ".join(short))))
    found += [
        (match["noun"], _ZH_AROUND.sub("", _ZH_AROUND.sub("", match["before"])))
        for match in _CHINESE.finditer(question)
    ]
    return found


def _head(library: Library, number: int) -> str:
    first = library.documents.neighbours(number, 0, 0)
    if not first:
        return ""
    stem = re.sub(r"[_-]+", " ", PurePath(first[0].source).stem)
    suffix = "email" if is_mail(first[0].source) else ""
    return f"{stem} {suffix} {first[0].title} {' '.join(first[0].heading)} {first[0].text[:HEAD_CHARS]}"
