"""Answer questions about the collection from the catalogue, without a model.

What is looked for is sought in names first, then in texts, then by meaning; and where nothing is like it, what there is is told.
"""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Literal

from assistant.agent.papers.collection_texts import texts_in
from assistant.agent.papers.documents import as_code, document_line
from assistant.agent.papers.paper_kinds import Kind, Paper, is_deal, is_of_kind, kind_called, paper_of
from assistant.agent.question.collection_questions import (
    DOCUMENT_TYPES,
    MONTHS,
    USUAL_MOST,
    By,
    CollectionQuestion,
    Sure,
    Unit,
)
from assistant.frozen import dataclass
from assistant.languages import Language, detected
from assistant.library.documents import StoredDocument
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.paths import is_from_pack, is_under
from assistant.regexes import lazy_regex
from assistant.retrieval.filters import ANY_TIME, DatedDocument, dated_documents, kinds_named
from assistant.retrieval.periods import period_in
from assistant.text import clean_line
from assistant.wording import short_path, singular

MOST_NAMED = 50
"""Most documents that an answer names."""
MOST_LOOKED_FOR = 5_000
"""Most files that are looked for on the disk."""
LEAST_PART = 0.3
"""Share of what is looked for, the rarer the more, that a document has to say to be among the nearest."""
IN_TEXT = 0.6
"""What a word in the text counts beside one in the name."""
MOST_COUNTED = 5
"""Most documents whose pages are counted."""
LANGUAGE_CHARS = 600
"""Characters of a document that its language is told by."""

_SENDER = lazy_regex(r"^From: (.*)$", re.MULTILINE)
_MARKED = lazy_regex(r"\d\*\)$", re.MULTILINE)
"""A day that is marked as that of the file."""
_CHANGES = lazy_regex(
    r"\b(?:addendum|amendment|side letter|supplementa(?:l|ry) \w+|deed of variation)\b"
    r"|^(?:[\d.#-]+(?:st|nd|rd|th)? |first |second |third )*(?:supplement|rider|variation|addenda|amendments)(?=$| ?[\d(,:#-]| (?:no|nr|to|of|[ivx]+)\b)"
    r"|\b(?:contract|agreement|lease|policy|tenancy|licen[cs]e|order) (?:supplement|rider|variation)(?=$| ?[\d(,:#-]| (?:no|nr|to|of|[ivx]+)\b)"
    r"|\b(?:supplement|rider|variation) (?:(?:no|nr)\b\.? ?)?\d* ?to (?:the|our|this|contract|agreement|lease|policy)\b"
    r"|补充(?:协议|合同|条款|约定|说明)|变更(?:协议|书|单|通知)|修订协议|修正案|(?:补充|变更)(?=$|[^\w]|[\d一二三四五])",
    re.IGNORECASE,
)
"""What a paper is called that changes a contract, and is none of its own: no contract on vitamin supplements, none with Rider & Sons."""
_ASKS_FOR_CHANGES = lazy_regex(
    r"\b(?:supplement\w*|addend(?:um|a)|amendments?|riders?|variations?|side letters?)\b|补充|变更|修订|修正",
    re.IGNORECASE,
)
_SCAN = lazy_regex(r"(?<![a-z])scan|扫描")

How = Literal["all", "named", "held", "part", "meant", "none"]
"""Whether documents match because nothing is looked for, by what they are called, by their text, in part, by meaning, or not."""
Nearest = Callable[[str], Sequence[int]]
"""Gives the documents that are nearest in meaning, the nearest first."""


@dataclass(frozen=True, slots=True)
class CollectionAnswer:
    """What the catalogue says.

    Attributes:
        text: As Markdown.
        sure: How plainly it is the files that are asked about, and these files: "surely" where the answer stands; "maybe" where
            the words of documents may say more; "hardly" where they should be looked at first.
        of_one_sheet: Whether it counts one document, which is a sheet: its rows may be what is counted.
        plainly: Whether it tells of all documents, or of those that bear the name that is asked for.
        nearest: Whether no document holds what is asked for: rows may tell it in other words.
    """

    text: str
    sure: Sure
    of_one_sheet: bool = False
    plainly: bool = False
    nearest: bool = False


def collection_answer(
    library: Library,
    asked: Sequence[CollectionQuestion],
    language: Language,
    documents: frozenset[int] | None,
    nearest: Nearest | None = None,
) -> CollectionAnswer:
    """Answer questions about the collection, as Markdown.

    Args:
        library: The library.
        asked: What is asked, one after the other.
        language: What it is said in.
        documents: Only these; all of them when None.
        nearest: Finds documents by meaning, where their words say nothing; None for words alone.
    """
    every = [one for one in dated_documents(library) if documents is None or one.id in documents]
    teller = _Teller(library, every, documents, language, nearest)
    told = [teller.told(one) for one in asked]
    if teller.nobody:
        return CollectionAnswer("", "hardly")
    counted = (asked[0].counts or asked[0].wants in ("largest", "smallest")) and bool(asked[0].units)
    sheets = {*kinds_named("sheet"), *kinds_named("csv")}
    of_one_sheet = counted and len(teller.matched) == 1 and teller.matched[0].kind in sheets
    return CollectionAnswer(
        "\n\n".join(told),
        _sure(asked[0], teller.found),
        of_one_sheet,
        {"all", "named"}.issuperset(teller.found),
        {"meant", "none"}.issuperset(teller.found),
    )


def _sure(asked: CollectionQuestion, found: Collection[How]) -> Sure:
    """Return how surely an answer stands.

    One that only names the nearest documents does not where texts may say more.
    """
    if asked.sure == "maybe" and {"all", "named"}.issuperset(found):
        return "surely"
    loose = asked.place == "both" and asked.wants == "list" and asked.by == "dated" and not _narrows(asked)
    if asked.sure == "surely" and loose and not {"all", "named", "held"}.issuperset(found):
        return "maybe"
    if asked.sure == "surely" and asked.units and "none" in found:
        return "maybe"
    return asked.sure


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Documents that match, and how."""

    documents: list[DatedDocument]
    how: How = "all"
    beside: tuple[DatedDocument, ...] = ()


class _Teller:
    def __init__(
        self,
        library: Library,
        every: list[DatedDocument],
        documents: frozenset[int] | None,
        language: Language,
        nearest: Nearest | None,
    ) -> None:
        self._library = library
        self._every = every
        self._inside = documents
        self._texts, self._spoken = texts_in(language), language
        self._nearest = nearest
        self._roots = library.documents.roots()
        self.matched: list[DatedDocument] = []
        """Those found last."""
        self.nobody = False
        """Whether senders were asked for, and none is known: who wrote something else stands in it."""
        self.found: set[How] = set()
        """How documents were found so far."""

    def told(self, asked: CollectionQuestion) -> str:
        """Answer one question."""
        text = self._told(asked)
        return f"{text}\n\n{self._texts.of_file}" if _MARKED.search(text) else text

    def _told(self, asked: CollectionQuestion) -> str:
        if asked.state == "removed":
            return self._removed()
        if asked.state == "failed":
            return self._failed()
        if asked.state == "duplicates":
            return self._duplicates(self._filtered(asked))
        left = self._filtered(asked)
        chosen = self._looked_for(asked, left)
        self.found.add(chosen.how)
        self.matched = chosen.documents
        if asked.period != ANY_TIME and (not chosen.documents or chosen.how in ("part", "meant")):
            other = self._looked_for(asked, self._filtered(replace(asked, period=ANY_TIME)))
            if other.how in ("named", "held") or (other.documents and not asked.units and _narrows(asked)):
                head = self._texts.none.format(**self._numbers(0, asked))
                return self._lines([head, self._texts.any_time], other.documents, asked, dated=True)
        return self._by_wish(asked, chosen)

    # Which documents

    def _filtered(self, asked: CollectionQuestion) -> list[DatedDocument]:
        left = [
            one
            for one in self._every
            if (not asked.kinds or (one.kind in asked.kinds) != asked.other_kinds)
            and one.size >= asked.sizes[0]
            and (not asked.sizes[1] or one.size <= asked.sizes[1])
            and (not asked.folder or is_under(one.source, asked.folder))
            and (asked.period == ANY_TIME or _in_period(one, asked) != asked.not_then)
            and not any(_is_said(unit, self._called(one)) for unit in asked.without)
            and (asked.state != "undated" or one.stated is None)
        ]
        if asked.state in ("scanned", "textless"):
            pages = self._library.pictures.pages()
            pictures = kinds_named("picture")
            if asked.state == "scanned":
                left = [
                    one
                    for one in left
                    if one.kind in pictures
                    or one.id in pages
                    or _SCAN.search(PurePath(one.source).stem.lower())
                ]
            else:
                left = [one for one in left if not one.passages or pages.get(one.id, (0, 0))[1]]
        if asked.language is not None:
            left = [one for one in left if self._language(one) == asked.language]
        return left

    def _language(self, one: DatedDocument) -> Language | None:
        beginning = " ".join(part.text for part in self._library.documents.neighbours(one.id, 0, 1))
        return detected(beginning[:LANGUAGE_CHARS]) if beginning else None

    def _looked_for(self, asked: CollectionQuestion, left: list[DatedDocument]) -> _Chosen:
        """Return the documents that say what is looked for."""
        if not asked.units:
            return _Chosen(left)
        numbers = {one.id for one in left}
        called = {one.id: self._called(one) for one in left}
        named: list[set[int]] = []
        held: list[set[int]] = []
        for unit in asked.units:
            own = {number for number, words in called.items() if _is_said(unit, words)}
            kind = kind_called(unit.said) if is_deal(unit.said) else None
            if kind is not None and (deals := self._of_kind(left, kind)):
                own = deals
            elif len(unit.names) > 1:  # a lease in the folder of contracts is called a lease
                own -= {one.id for one in left if one.id in own and _is_called_otherwise(unit, one)}
            inside = self._holding(unit.terms, frozenset(numbers)) if unit.terms else set()
            mails = frozenset(kinds_named("mail"))
            if asked.sent:
                sent = {
                    one.id for one in left if one.kind in mails and _is_from(self._library, one, unit.said)
                }
                own, inside = (
                    (sent, sent) if sent and mails.issuperset(asked.kinds or ("",)) else (own | sent, inside)
                )
            named.append(own)
            held.append(inside & numbers)
        in_name = set.intersection(*named)
        anywhere = set.intersection(*(one | other for one, other in zip(named, held, strict=True)))
        if asked.place == "names" and in_name:
            return _Chosen(_of(left, in_name), "named")
        if asked.place != "names" and anywhere:
            if asked.place == "texts":
                return _Chosen(_of(left, anywhere), "held")
            if not in_name:
                return _Chosen(_of(left, anywhere), "held")
            of_kind = any(len(unit.names) > 1 for unit in asked.units)
            return _Chosen(
                _of(left, in_name), "named", () if of_kind else tuple(_of(left, anywhere - in_name))
            )
        texts = [set[int]() for _ in held] if asked.place == "names" else held
        if part := _nearest_by_words(left, named, texts):
            return _Chosen(part, "part")
        by_number = {one.id: one for one in left}
        meant = self._nearest(" ".join(unit.said for unit in asked.units)) if self._nearest else ()
        near = [by_number[number] for number in dict.fromkeys(meant) if number in by_number][:USUAL_MOST]
        return _Chosen(near, "meant") if near else _Chosen([], "none")

    def _holding(self, wanted: Collection[str], there: frozenset[int]) -> set[int]:
        """Return the documents that hold all of some terms, in any of their forms."""
        if self._spoken in ("en", "zh"):
            return self._library.words.documents_holding(wanted, self._inside)
        from assistant.agent.words.word_forms import documents_saying  # most questions are in these two

        return documents_saying(self._library.words, wanted, self._spoken, there)

    def _of_kind(self, documents: Sequence[DatedDocument], kind: Kind) -> set[int]:
        first = self._library.documents.beginnings([one.id for one in documents])
        return {
            one.id
            for one in documents
            if is_of_kind(
                paper_of(first[one.id], self._roots)
                if one.id in first
                else Paper(one.source, one.title, "", tuple(self._roots)),
                kind,
            )
        }

    def _called(self, one: DatedDocument) -> tuple[str, frozenset[str]]:
        """Return what a document and its folders are called, and the terms of that."""
        root = max((own for own in self._roots if is_under(one.source, own)), key=len, default="")
        path = one.source[len(root) :] if root and root != one.source else PurePath(one.source).name
        text = f"{path} {one.title}".lower()
        return text, frozenset(terms(re.sub(r"[/\\_.()-]+", " ", text)))

    # What is said of them

    def _by_wish(self, asked: CollectionQuestion, chosen: _Chosen) -> str:
        if chosen.how == "none" or not chosen.documents:
            return self._nothing(asked)
        if asked.wants in ("newest", "oldest", "largest", "smallest"):
            return self._ordered(asked, chosen)
        if asked.wants == "folders":
            return self._folders(asked, chosen)
        if asked.wants == "formats":
            counted = Counter(one.kind for one in chosen.documents)
            return self._counted(self._texts.formats, counted, len(chosen.documents))
        if asked.wants == "senders":
            senders = Counter(
                name
                for one in chosen.documents
                if one.kind in kinds_named("mail") and (name := _sender_of(self._library, one))
            )
            self.nobody = not senders and bool(asked.units)
            named = Counter({clean_line(name.replace("`", "'")): number for name, number in senders.items()})
            return self._counted(self._texts.senders, named, sum(named.values()))
        if asked.wants == "languages":
            names = self._texts.languages_named
            spoken = Counter(
                names[own] if (own := self._language(one)) else self._texts.unknown
                for one in chosen.documents
            )
            return self._counted(self._texts.languages, spoken, len(chosen.documents))
        if asked.wants == "size":
            size = sum(one.size for one in chosen.documents) / 1e6
            passages = sum(one.passages for one in chosen.documents)
            return self._texts.size.format(
                size=f"{size:,.1f}", passages=f"{passages:,}", **self._numbers(len(chosen.documents), asked)
            )
        if asked.wants == "pages" and asked.units and len(chosen.documents) <= MOST_COUNTED:
            return self._pages(chosen)
        documents = chosen.documents
        if asked.by != "dated":
            documents = sorted(documents, key=lambda one: (_day_of(one, asked.by), one.source), reverse=True)
        dated = asked.by != "dated" or asked.period != ANY_TIME
        text = self._lines([singular(self._head(asked, chosen))], documents, asked, dated=dated)
        if chosen.beside:
            more = self._texts.beside.format(**self._numbers(len(chosen.beside), asked))
            text = f"{text}\n\n{self._lines([more], list(chosen.beside), asked, dated=dated)}"
        return text

    def _head(self, asked: CollectionQuestion, chosen: _Chosen) -> str:
        numbers = self._numbers(len(chosen.documents), asked)
        if chosen.how == "part":
            return self._texts.part.format(**numbers)
        if chosen.how == "meant":
            return self._texts.meant.format(**numbers)
        if chosen.how == "held" and asked.place == "both":
            return self._texts.only_held.format(**numbers)
        if not numbers["conditions"]:
            return self._texts.all.format(**numbers)
        if chosen.how == "named" and not asked.exists and (own := self._own(asked, chosen.documents)):
            return own
        return (self._texts.yes if asked.exists else "") + self._texts.match.format(**numbers)

    def _own(self, asked: CollectionQuestion, documents: Sequence[DatedDocument]) -> str:
        """Say how many papers of one kind there are; "" where more is asked for."""
        if len(asked.units) != 1 or asked.period != ANY_TIME or asked.by != "dated" or _narrows(asked):
            return ""
        said = asked.units[0].said
        if not is_deal(said):
            return ""
        changing = sum(
            _changes_another(PurePath(one.source).stem) or _changes_another(one.title) for one in documents
        )
        number = (
            len(documents) - changing
            if changing < len(documents) and not _ASKS_FOR_CHANGES.search(said)
            else len(documents)
        )
        if said.isascii():
            said = said.removesuffix("s") if number == 1 else f"{said.removesuffix('s')}s"
        if number < len(documents):
            return self._texts.own_beside.format(n=f"{number:,}", said=clean_line(said), more=f"{changing:,}")
        return self._texts.own.format(n=f"{number:,}", said=clean_line(said))

    def _lines(
        self,
        heads: Sequence[str],
        documents: Sequence[DatedDocument],
        asked: CollectionQuestion,
        *,
        dated: bool,
    ) -> str:
        lines = [*heads, ""]
        most = asked.most or MOST_NAMED
        lines += [self._line(one, asked, dated=dated) for one in documents[:most]]
        if len(documents) > most:
            lines += ["", self._texts.more.format(len(documents) - most)]
        return "\n".join(lines).rstrip()

    def _line(self, one: DatedDocument, asked: CollectionQuestion, *, dated: bool) -> str:
        line = document_line(one.source, one.title)
        day = _day_of(one, asked.by)
        if not dated or day == date.min:
            return line
        mark = "*" if asked.by == "dated" and one.stated is None else ""
        return f"{line} ({day.isoformat()}{mark})"

    def _ordered(self, asked: CollectionQuestion, chosen: _Chosen) -> str:
        by_size = asked.wants in ("largest", "smallest")
        last_first = asked.wants in ("newest", "largest")
        ordered = sorted(
            chosen.documents,
            key=lambda one: (one.size if by_size else 0, _day_of(one, asked.by), one.source),
            reverse=last_first,
        )
        numbers = self._numbers(len(ordered), asked)
        if chosen.how in ("part", "meant"):
            return self._lines([self._head(asked, chosen)], ordered, asked, dated=True)
        head = self._texts.ordered[asked.wants].format(**{**numbers, "conditions": self._between(asked)})
        shown = ordered[: asked.most or MOST_NAMED]
        if by_size:
            sizes = [f"{document_line(one.source, one.title)} ({_size(one.size)})" for one in shown]
            return "\n".join([head, "", *sizes])
        text = self._lines([head], shown, asked, dated=True)
        if len(ordered) > len(shown) and not asked.most:
            text = f"{text}\n\n{self._texts.more.format(len(ordered) - len(shown))}"
        return text

    def _folders(self, asked: CollectionQuestion, chosen: _Chosen) -> str:
        counted = Counter(str(PurePath(one.source).parent) for one in chosen.documents)
        head = (
            self._head(asked, chosen)
            if asked.units or _narrows(asked)
            else self._texts.folders.format(len(counted))
        )
        lines = [head, ""]
        for folder, number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST_NAMED]:
            inside = [
                as_code(PurePath(one.source).name)
                for one in chosen.documents
                if str(PurePath(one.source).parent) == folder
            ]
            more = f" … +{number - USUAL_MOST}" if number > USUAL_MOST else ""
            lines.append(f"- {as_code(short_path(folder))}: {', '.join(inside[:USUAL_MOST])}{more}")
        return "\n".join(lines)

    def _counted(self, head: str, counted: Mapping[str, int], number: int) -> str:
        ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        return "\n".join([head.format(number), "", *(f"- `{name}`: {own}" for name, own in ordered)])

    def _pages(self, chosen: _Chosen) -> str:
        lines = (
            [self._texts.part.format(**self._numbers(0, CollectionQuestion())), ""]
            if chosen.how == "part"
            else []
        )
        for one in chosen.documents:
            parts = self._library.documents.neighbours(one.id, 0, max(one.passages, 1))
            last = max((part.page or 0 for part in parts), default=0)
            line = document_line(one.source, one.title)
            said = self._texts.pages.format(last) if last else self._texts.no_pages.format(one.passages)
            lines.append(f"{line}{self._texts.colon}{said}")
        return "\n".join(lines)

    def _nothing(self, asked: CollectionQuestion) -> str:
        """Say that nothing matches, and what there is."""
        conditions = self._conditions(asked)
        head = self._texts.none if conditions else self._texts.nothing_said
        if asked.state in ("textless", "undated", "scanned") and not asked.units:
            return head.format(**self._numbers(0, asked))
        kinds = Counter(one.kind for one in self._every).most_common(USUAL_MOST)
        folders = Counter(PurePath(one.source).parent.name for one in self._every).most_common(USUAL_MOST)
        there = self._texts.there.format(
            kinds=self._texts.joined.join(f"{number} {kind}" for kind, number in kinds),
            folders=self._texts.joined.join(f"{as_code(name)} ({number})" for name, number in folders),
        )
        return f"{head.format(**self._numbers(0, asked))}{there}"

    # Files that did not become documents, or do no more stand there

    def _failed(self) -> str:
        files = [one for one in self._library.documents.all() if one.state != "found"]
        if not files:
            return singular(self._texts.all_read.format(len(self._every)))
        lines = [self._texts.failed.format(len(files)), ""]
        lines += [f"- {as_code(PurePath(one.source).name)}{self._reason(one)}" for one in files[:MOST_NAMED]]
        if len(files) > MOST_NAMED:
            lines += ["", self._texts.more.format(len(files) - MOST_NAMED)]
        return "\n".join(lines)

    def _reason(self, one: StoredDocument) -> str:
        return f"{self._texts.colon}{clean_line(one.reason)}" if one.reason else ""

    def _removed(self) -> str:
        looked = [one for one in self._every if not is_from_pack(one.source)][:MOST_LOOKED_FOR]
        facts = self._library.documents.facts({one.id for one in looked})
        files = {one.source: facts[one.id].file or one.source for one in looked if one.id in facts}
        gone = sorted({file for file in files.values() if not os.path.lexists(file)})
        lines = [self._texts.removed.format(len(self._every), len(gone))]
        lines += [""] if gone else []
        lines += [f"- {as_code(PurePath(file).name)}" for file in gone[:MOST_NAMED]]
        if len(gone) > MOST_NAMED:
            lines += ["", self._texts.more.format(len(gone) - MOST_NAMED)]
        return "\n".join(lines)

    def _duplicates(self, left: Sequence[DatedDocument]) -> str:
        facts = self._library.documents.facts({one.id for one in left})
        alike: dict[str, list[DatedDocument]] = {}
        for one in left:
            if one.id in facts and (content := facts[one.id].hash):
                alike.setdefault(content, []).append(one)
        groups = [group for group in alike.values() if len(group) > 1]
        if not groups:
            return self._texts.no_duplicates.format(len(left))
        lines = [self._texts.duplicates.format(len(groups)), ""]
        lines += [
            "- " + " = ".join(as_code(short_path(one.source)) for one in group)
            for group in groups[:MOST_NAMED]
        ]
        return "\n".join(lines)

    # Words

    def _numbers(self, number: int, asked: CollectionQuestion) -> dict[str, str]:
        return {
            "n": f"{number:,}",
            "all": f"{len(self._every):,}",
            "verb": "matches" if number == 1 else "match",
            "hold": "holds" if number == 1 else "hold",
            "noun": "document" if number == 1 else "documents",
            "conditions": self._conditions(asked),
        }

    def _between(self, asked: CollectionQuestion) -> str:
        conditions = self._conditions(asked)
        return self._texts.brackets.format(conditions) if conditions else ""

    def _conditions(self, asked: CollectionQuestion) -> str:
        texts = self._texts
        said = [f"“{clean_line(unit.said)}”" for unit in asked.units]
        if asked.kinds:
            there = {one.kind for one in self._every}
            kinds = [kind for kind in asked.kinds if kind in there] or asked.kinds
            said.append((texts.other_kind if asked.other_kinds else texts.kind).format("/".join(kinds)))
        said += [texts.not_so.format(f"“{clean_line(unit.said)}”") for unit in asked.without]
        if asked.sizes[0]:
            said.append(texts.larger.format(_size(asked.sizes[0])))
        if asked.sizes[1]:
            said.append(texts.smaller.format(_size(asked.sizes[1])))
        if asked.language is not None:
            said.append(texts.language.format(texts.languages_named[asked.language]))
        if asked.folder:
            said.append(texts.folder.format(as_code(short_path(asked.folder))))
        if asked.state:
            said.append(texts.states[asked.state])
        if asked.period != ANY_TIME:
            first, last = asked.period.first, asked.period.last
            since, until, both, day = texts.periods[asked.by]
            form = day if first == last else both if first and last else since if first else until
            when = form.format(first, last)
            said.append(texts.not_so.format(when) if asked.not_then else when)
        elif asked.by != "dated":
            said.append(texts.unsaid[asked.by])
        return texts.joined.join(said)


def _changes_another(name: str) -> bool:
    """Return whether a name or a title says that its paper changes a contract."""
    return _CHANGES.search(re.sub(r"[\s_-]+", " ", name).strip()) is not None


def _day_of(one: DatedDocument, by: By) -> date:
    """Return the day of a document, of the kind that is asked; else `date.min`."""
    day = {"dated": one.day, "added": one.added, "changed": one.changed}[by]
    return day or date.min


def _sender_of(library: Library, one: DatedDocument) -> str:
    """Return who wrote a mail, as it says itself; empty for no mail."""
    beginning = "".join(passage.text for passage in library.documents.neighbours(one.id, 0, 0))
    line = _SENDER.search(beginning)
    return line[1].strip() if line else ""


def _is_from(library: Library, one: DatedDocument, sender: str) -> bool:
    """Return whether a mail says that somebody of that name or address wrote it."""
    said = _sender_of(library, one).casefold()
    if not sender.isascii():
        return sender.casefold() in said
    return all(
        re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", said) for word in sender.casefold().split()
    )


def _narrows(asked: CollectionQuestion) -> bool:
    return bool(
        asked.kinds or asked.without or any(asked.sizes) or asked.folder or asked.language or asked.state
    )


def _of(left: Sequence[DatedDocument], numbers: Collection[int]) -> list[DatedDocument]:
    return [one for one in left if one.id in numbers]


def _in_period(one: DatedDocument, asked: CollectionQuestion) -> bool:
    """Return whether a document is of a period, or is called after its year."""
    day = _day_of(one, asked.by)
    if day != date.min and asked.period.holds(day):
        return True
    if asked.by != "dated" or (one.stated is not None and None in (asked.period.first, asked.period.last)):
        return False
    name = re.sub(r"[_-]+", " ", PurePath(one.source).stem).lower()
    said = period_in(re.sub(r"\b([a-z]{3}) ?(?:20)?(\d\d)\b", _month_of_name, name), one.changed or date.max)
    return said is not None and asked.period.holds(said.period.first or said.period.last or date.max)


def _month_of_name(found: re.Match[str]) -> str:
    """Return "in November 2024" for "Nov 2024" or "nov24" in the name of a file."""
    month = next((name for name in MONTHS if name.startswith(found[1])), "")
    return f"in {month} 20{found[2]}" if month else found.group()


def _is_said(unit: Unit, called: tuple[str, frozenset[str]]) -> bool:
    """Return whether what a document is called says what is looked for."""
    text, own = called
    if unit.terms and own.issuperset(unit.terms):
        return True
    return any(
        (re.search(rf"(?<![a-z0-9]){re.escape(name)}", text) is not None) if name.isascii() else name in text
        for name in unit.names
    )


def _is_called_otherwise(unit: Unit, one: DatedDocument) -> bool:
    """Return whether a document's own name says that it is another type of paper."""
    name = PurePath(one.source).stem.lower()
    others = (names for _, _, names in DOCUMENT_TYPES if not set(names) & set(unit.names))
    return not any(own in name for own in unit.names) and any(
        own in name for names in others for own in names
    )


def _nearest_by_words(
    left: Sequence[DatedDocument], named: Sequence[set[int]], held: Sequence[set[int]]
) -> list[DatedDocument]:
    """Return the documents that say most of what is looked for.

    Rarer words count more.
    """
    found = [own | other for own, other in zip(named, held, strict=True)]
    weights = [math.log(1 + (len(left) + 1) / (1 + len(one))) for one in found]
    usual = sum(weight for weight, one in zip(weights, found, strict=True) if one) / max(
        sum(map(bool, found)), 1
    )
    weights = [weight if one else usual for weight, one in zip(weights, found, strict=True)]
    scores = {
        one.id: sum(
            weight if one.id in own else IN_TEXT * weight if one.id in other else 0.0
            for weight, own, other in zip(weights, named, held, strict=True)
        )
        for one in left
    }
    least = max(LEAST_PART * sum(weights), 1e-9)
    best = sorted(
        (one for one in left if scores[one.id] >= least), key=lambda one: (-scores[one.id], one.source)
    )
    return best[:USUAL_MOST]


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number >= 1e6 else f"{max(number / 1e3, 0.1):,.1f} kB"
