"""Suggest questions that the documents of a library answer, without a model.

They are made of headings, amounts, people and ends that stand in the documents, in the documents' language; each is asked, and offered only
where it is answered surely, from its own place. What came of it is kept until the library changes, or the
program.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.events import Computed, Finished, Notice
from assistant.frozen import dataclass
from assistant.i18n import language
from assistant.languages import language_of
from assistant.library.library import SUGGESTED_NOTE
from assistant.options import TurnOptions
from assistant.paths import MAIL_KINDS
from assistant.text import clean_line
from assistant.threads import in_thread

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.library.documents import StoredDocument, StoredPassage
    from assistant.library.library import Library

MOST_QUESTIONS = 3
MOST_DOCUMENTS = 16
"""So many documents are looked at, others at each start."""
MOST_PASSAGES = 40
"""So many passages of each."""
MOST_TITLE, MOST_TITLE_ZH = 54, 20
"""Characters of a title in a question; a longer one is cut where a part of it ends, or the file's name stands for it."""
MOST_ASKED = 12
MOST_AHEAD = 4
"""Questions of a document in the reader's language that are tried before those of others."""
MOST_KEPT = 200
"""So many verdicts are remembered."""
LEAST_CHARS, MOST_CHARS = 4, 48
"""Characters of a heading, a date or a name in a question; two Chinese characters say enough."""
LEAST_BELOW = 40
"""Characters of text that a heading must stand above."""
_NUMBERED = re.compile(
    r"^\s*(?:第[\d一二三四五六七八九十百]+[章节条款部分]+|[§#]*\s*[\dIVXivx]+(?:[.)、．]\d*)*[.)、．:]?)(?=\s|[^\w\s])\s*|^[一二三四五六七八九十]+、\s*"
)
_AMOUNT = {
    "en": re.compile(
        r"\b(?:the|a|an)\s+((?:[a-z]+\s){0,2}(?:rent|fees?|price|deposit|fine|charge|cost|salary|penalty|premium|allowance|budget))\s+"
        r"(?:is|are|amounts? to|comes? to|costs?)\s[^.\n|]{0,30}?(?:[£$€]\s?\d|\d[\d,.]*\s?(?:EUR|GBP|USD|pounds|euros|dollars))",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:^|[，。；：、\s])([\u4e00-\u9fff]{0,4}(?:租金|费用|服务费|管理费|单价|总价|价款|押金|保证金|工资|补贴|奖金))"
        r"(?:共计|合计|为|是|：|:)?(?:每[\u4e00-\u9fff]{1,2})?(?:人民币)?\s*[\d,]+(?:\.\d+)?\s*万?元"
    ),
}
"""An amount of money with the noun that it belongs to."""
_PERSON = {
    "en": re.compile(
        r"\b((?:[A-Z]?[a-z]+ )?(?:manager|director|chair|treasurer|secretary|headteacher|leader|caretaker|supervisor|tenant|landlord|contractor|supplier))"
        r"(?::| is) (?=[A-Z][a-z]+ [A-Z])"
    ),
    "zh": re.compile(
        r"(负责人|联系人|主持人|记录人|经理|主任|甲方|乙方|出租方|承租方|供应商)(?:（[^）]{1,8}）)?[：:]\s*(?=[\u4e00-\u9fff]{2})"
    ),
}
"""Somebody who is named with what they are."""
_END = {
    "en": re.compile(
        r"\b(?:ends?|expires?|runs (?:until|to)|terminates?|valid until) (?:on )?"
        r"(\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
    ),
    "zh": re.compile(r"(?:至|到)\s*(20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*(?:止|为止|届满|到期|终止)"),
}
"""The day on which a document says that something ends."""
_RUN_IN = re.compile(r"^\s*\d{1,2}\.\s+([A-Z][a-z]+(?: [a-z]+){0,3})\.\s+(?=[A-Z])", re.MULTILINE)
"""A heading in the line of its clause: "4. Notice. Either party …"."""
_DULL = re.compile(
    r"general|any other business|a\.?o\.?b\.?|next meeting|apologies|present|introduction|definitions?|miscellaneous|notes?|summary|overview|parties|signatures?|attachments?"
    r"|总则|其他|其它|附则|附件|备注|签署|概述|其他约定|未尽事宜",
    re.IGNORECASE,
)
"""Headings that nobody asks about."""
_NO_TITLE = re.compile(r"\W*(?:anonymous|untitled|unknown|document\s?\d*|无标题|未命名)?\W*", re.IGNORECASE)
"""What programs write where nobody gave a title."""
_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|回复|答复|转发)\s*[:：]\s*)+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(（\[【:：,，;；]")
"""Begins what a long title can do without."""
_FIGURES = re.compile(r"[:：£$€¥%]|\d{3}")
"""What a heading holds that is a line of a form."""
_CALLED = {
    "en": ("“{title}”", "the mail “{title}”"),
    "zh": ("《{title}》", "邮件《{title}》"),
    "": ("“{title}”", "“{title}”"),
}
"""How a document is called in a question: any, and a mail. A title is no part of the sentence: "Your group ferry"."""
_QUOTES = str.maketrans("", "", '“”"《》')
_TABLES = ("xlsx", "xls", "csv", "ods")
_QUESTIONS = {
    ("heading", "en"): "What does {title} say about “{what}”?",
    ("heading", "zh"): "{title}里关于“{what}”是怎么写的？",
    ("heading", ""): "{title}: {what}?",
    ("amount", "en"): "What is the {what} in {title}?",
    ("amount", "zh"): "{title}里的{what}是多少？",
    ("amount", ""): "{title}: {what}?",
    ("end", "en"): "When does {title} end?",
    ("end", "zh"): "{title}什么时候到期？",
    ("end", ""): "{title}: {what}?",
    ("person", "en"): "Who is the {what} in {title}?",
    ("person", "zh"): "{title}里的{what}是谁？",
    ("person", ""): "{title}: {what}?",
}


_ASKED = TurnOptions(extract=True, keep=False)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, and where its answer stands.

    Attributes:
        question: The question.
        source: Path of the document.
        words: What the passage that is found has to hold, in its headings or its text.
        shape: The question without the document; two of one shape are dull.
        is_heading: Whether it asks only what stands under a heading.
    """

    question: str
    source: str
    words: str
    shape: str = ""
    is_heading: bool = False


async def suggested_questions(assistant: Assistant, most: int = MOST_QUESTIONS) -> AsyncGenerator[str, None]:
    """Give questions that the library answers surely, as they are found.

    Args:
        assistant: Knows the library, and is asked.
        most: Most questions.
    """
    left = await in_thread(lambda: list(_in_turn(_documents(assistant), assistant)))
    verdicts = await in_thread(_Verdicts, assistant)
    chosen: dict[str, _Candidate] = {}
    asked = 0
    for is_of_another_shape in (True, False):  # "Who is the tenant in …?" three times is dull
        for candidate in tuple(left):
            if len(chosen) == most:
                break
            shapes = {one.shape for one in chosen.values()}
            if candidate.source in chosen or (is_of_another_shape and candidate.shape in shapes):
                continue
            answered = verdicts.of(candidate)
            if answered is None and asked < MOST_ASKED:
                asked += 1
                answered = await _is_answered(assistant, candidate)
                await in_thread(verdicts.keep, candidate, answered)
            left.remove(candidate)
            if answered:
                chosen[candidate.source] = candidate
                yield candidate.question


class _Verdicts:
    """Remembers which questions were answered surely, until the library changes.

    They are known by a hash: their words are those of documents, which may be forgotten meanwhile.

    Args:
        assistant: Keeps them, in a note of its library.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._notes = assistant.library.notes
        self._state = _state(assistant.library)
        try:
            state, known = json.loads(self._notes.get(SUGGESTED_NOTE) or "")
        except (ValueError, TypeError):
            state, known = "", {}
        self._known: dict[str, bool] = known if state == self._state and isinstance(known, dict) else {}

    def of(self, candidate: _Candidate) -> bool | None:
        """Return whether a question was answered surely; None where it was not asked."""
        return self._known.get(_key(candidate))

    def keep(self, candidate: _Candidate, answered: bool) -> None:
        """Remember what came of a question."""
        self._known[_key(candidate)] = answered
        kept = dict(list(self._known.items())[-MOST_KEPT:])
        self._notes.try_set(SUGGESTED_NOTE, json.dumps([self._state, kept]))


def _key(candidate: _Candidate) -> str:
    return sha256(candidate.question.encode(errors="replace")).hexdigest()[:16]


def _program() -> str:
    from importlib import metadata

    try:
        return metadata.version("private-assistant")
    except metadata.PackageNotFoundError:  # run from a folder, without being installed
        return ""


def _state(library: Library) -> str:
    """Return what changes with the documents, their embeddings or the program."""
    model = library.vectors.active_model()
    digest = sha256(f"{_program()} {model.identity if model is not None else ''}\n".encode(errors="replace"))
    for document in library.documents.all():
        digest.update(f"{document.id} {document.source} {document.passages}\n".encode(errors="replace"))
    return digest.hexdigest()[:16]


def _documents(assistant: Assistant) -> list[StoredDocument]:
    """Return some documents; those that share a title go by their files' names."""
    found = [
        one
        for one in assistant.library.documents.all()
        if one.state == "found" and one.passages and one.parts is None
    ]
    titles = Counter(_title(one) for one in found)
    some = random.sample(found, min(MOST_DOCUMENTS, len(found)))
    return [replace(one, title="") if titles[_title(one)] > 1 else one for one in some]


def _in_turn(documents: list[StoredDocument], assistant: Assistant) -> Iterator[_Candidate]:
    """Give one question of each document after the other, of another kind each time."""
    own: list[list[_Candidate]] = []
    foreign: set[str] = set()
    for document in documents:
        passages = assistant.library.documents.neighbours(document.id, 0, MOST_PASSAGES)
        headings = list(_headings(document, passages))
        random.shuffle(headings)
        told = [
            *_valued("amount", _AMOUNT, document, passages),
            *_valued("person", _PERSON, document, passages),
            *_valued("end", _END, document, passages),
        ]
        random.shuffle(told)
        own.append([*told[:2], *headings])
        if passages and (language_of(passages[0].text) == "zh") != (language() == "zh"):
            foreign.add(document.source)
    own = [one for one in own if one]
    own.sort(key=lambda one: (one[0].source in foreign, one[0].is_heading))
    ahead = [one[:MOST_AHEAD] for one in own if one[0].source not in foreign]
    rest = [one[0 if one[0].source in foreign else MOST_AHEAD :] for one in own]
    for some in (ahead, rest):
        for group in zip_longest(*some):
            yield from (one for one in group if one is not None)


def _candidate(kind: str, what: str, passage: StoredPassage, title: str = "") -> _Candidate:
    language = language_of(passage.text)
    pattern = _QUESTIONS.get((kind, language)) or _QUESTIONS[kind, ""]
    is_heading = kind == "heading"
    shape = kind if is_heading or kind == "end" else f"{kind} {what}"
    return _Candidate(pattern.format(what=what, title=title), passage.source, what, shape, is_heading)


def _headings(document: StoredDocument, passages: list[StoredPassage]) -> Iterator[_Candidate]:
    if PurePath(document.source).suffix.lower().lstrip(".") in _TABLES:
        return  # names of sheets
    title = _title(document)
    called = _called(document, passages)
    seen: set[str] = set()
    for passage in passages:
        if len(passage.text) < LEAST_BELOW:
            continue
        deepest = [
            _NUMBERED.sub("", clean_line(one)) for one in passage.heading[1:][-1:]
        ]  # before it is the title
        for what in [*deepest, *_RUN_IN.findall(passage.text)]:
            what = what.strip(" :：.。")
            if (
                what in seen
                or not _says_something(what)
                or what.casefold() in title.casefold()
                or _DULL.fullmatch(what)
                or _FIGURES.search(what)
            ):
                continue
            seen.add(what)
            if language_of(passage.text) != "zh" and not what[1:2].isupper():
                what = what[:1].lower() + what[1:]
            yield _candidate("heading", what, passage, called)


def _title(document: StoredDocument) -> str:
    """Return how a document is called in a question."""
    title = _REPLY.sub("", re.split(r" [|–—-] ", clean_line(document.title))[0])
    if _is_long(title):
        title = _ASIDE.split(title)[0].strip()
    return PurePath(document.source).stem if _is_long(title) or _NO_TITLE.fullmatch(title) else title


def _is_long(title: str) -> bool:
    return len(title) > (MOST_TITLE_ZH if language_of(title) == "zh" else MOST_TITLE)


def _called(document: StoredDocument, passages: Sequence[StoredPassage]) -> str:
    """Return how a document is named in a question, in its language."""
    language = language_of(passages[0].text) if passages else ""
    any_document, mail = _CALLED.get(language, _CALLED[""])
    return (mail if document.kind in MAIL_KINDS else any_document).format(
        title=_title(document).translate(_QUOTES)
    )


def _valued(
    kind: str,
    patterns: Mapping[str, re.Pattern[str]],
    document: StoredDocument,
    passages: list[StoredPassage],
) -> Iterator[_Candidate]:
    """Give questions for what is named beside its value."""
    for passage in passages:
        pattern = patterns.get(language_of(passage.text))
        match = pattern.search(passage.text) if pattern is not None and not _is_table(passage) else None
        if match is not None:
            what = clean_line(match[1])
            yield _candidate(kind, what[:1].lower() + what[1:], passage, _called(document, passages))


def _is_table(passage: StoredPassage) -> bool:
    return passage.text.count("|") > 2 or passage.text.count(",") > len(passage.text.split())


def _says_something(what: str) -> bool:
    least = 2 if re.search(r"[\u4e00-\u9fff]", what) else LEAST_CHARS
    return least <= len(what) <= MOST_CHARS and sum(map(str.isalpha, what)) >= least


async def _is_answered(assistant: Assistant, candidate: _Candidate) -> bool:
    """Whether the question is answered surely, and from its own place.

    No model is asked, and nothing is kept.
    """
    doubted = False
    try:
        async with aclosing(assistant.turn(candidate.question, _ASKED)) as events:
            async for event in events:
                if isinstance(event, Computed) or (isinstance(event, Notice) and event.doubts):
                    doubted = True  # a sheet, or several papers, stand where this one was meant
                if isinstance(event, Finished):
                    return (
                        not doubted
                        and event.status == "extracted"
                        and {one.source for one in event.citations} == {candidate.source}
                        and _holds(event, candidate)
                    )
    except AssistantError:
        return False
    return False


def _holds(turn: Finished, candidate: _Candidate) -> bool:
    first = turn.citations[0]
    return candidate.words.casefold() in " ".join([*first.heading, first.quote, turn.answer]).casefold()
