"""Long files, read in parts by several parser processes at once.

The parent cuts a file into ranges of pages and hands them out; what goes over their borders it judges by what each tells
of its pages. A part that is not read costs its pages, and is said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.i18n import ngettext
from assistant.kept_texts import said
from ingest.child_process import decode, encode
from ingest.chunking import under_headings
from ingest.loaders import ReadWholeError, nouns
from ingest.loaders.builder import choose_title
from ingest.loaders.inventory import shortfall_of_parts
from ingest.messages import cut_of
from ingest.parser_process import PartReply
from ingest.pdf_parts import (
    PageTold,
    PartMade,
    Plan,
    findings_of,
    misjudged,
    parts_of,
    plan,
    things_of,
)
from ingest.reading import MOST_CHARS, Parsed, too_much_text
from ingest.records import Block, PagesEvent, Passage

_MOST_BYTES = 256 << 20
"""So much of what parts tell of their pages is kept until all have been read."""


class GoneError(Exception):
    """The processes were closed, or ended by somebody else, while a file was read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class _Part:
    """A range of pages, and what is known of it so far."""

    first: int
    last: int
    pages: dict[int, bytes] = field(default_factory=dict)
    told: dict[int, PageTold] = field(default_factory=dict)
    found: Mapping[str, Any] | None = None
    made: PartMade | None = None
    reason: str = ""


class LongFile:
    """Reads a long file in parts.

    Args:
        parsed: The file's fingerprint.
        count: How many pages it has.
        ask: Sends a request to a process that is free, and returns what it answered.
        at_once: How many requests may be under way.
        on_pages: Is told how far reading has come.
    """

    def __init__(
        self,
        parsed: Parsed,
        count: int,
        ask: Callable[[bytes], PartReply],
        at_once: int,
        on_pages: Callable[[PagesEvent], None] = lambda event: None,
    ) -> None:
        self._parsed = parsed
        self._count = count
        self._ask = ask
        self._at_once = at_once
        self._on_pages = on_pages
        self._file = {"path": str(parsed.path), "hash": parsed.content_hash}
        self._parts = [_Part(first, last) for first, last in parts_of(count, at_once)]
        self._words: set[str] = set()
        self._lock = threading.Lock()
        self._done = self._bytes = 0

    def read(self) -> Parsed:
        """Return what became of the file.

        Raises:
            ReadWholeError: It is to be read whole.
            GoneError: The processes were closed or killed.
        """
        threads = ThreadPoolExecutor(self._at_once, thread_name_prefix="part")
        try:
            facts = threads.submit(self._request, {"part": "facts"})
            list(threads.map(self._read, self._parts))
            wrong = misjudged(self._told())
            list(threads.map(lambda part: self._read_again(part, wrong), self._parts))
            planned = plan(self._told(), self._words)
            list(threads.map(lambda part: self._finish(part, planned), self._parts))
            list(threads.map(lambda one: self._finish(one[0], planned, one[1]), self._headed_otherwise()))
            return self._joined(facts.result())
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ReadWholeError from error  # a process answered nonsense
        finally:
            threads.shutdown(cancel_futures=True)

    def _request(self, request: Mapping[str, Any], pages: Sequence[bytes] = ()) -> PartReply:
        """Send a request to a process.

        Args:
            request: On the file.
            pages: What it answered before on pages, handed along as it came.
        """
        asked = encode({**self._file, **request})
        if pages:
            asked = asked[:-2] + b',"pages":[' + b",".join(page.rstrip() for page in pages) + b"]}\n"
        reply = self._ask(asked)
        if not reply.outcome.lasting:
            raise GoneError(reply.reason)
        if reply.last.get("whole"):
            raise ReadWholeError
        return reply

    def _read(self, part: _Part) -> None:
        reply = self._request({"part": "read", "numbers": list(range(part.first, part.last + 1))})
        if reply.reason:
            part.reason = reply.reason
        else:
            part.found = reply.last["found"]
            self._take(part, reply)
        with self._lock:
            self._done += part.last - part.first + 1
            done = self._done
        self._on_pages(PagesEvent(str(self._parsed.path), done, self._count))

    def _read_again(self, part: _Part, wrong: Mapping[int, set[int]]) -> None:
        """Read those pages again on which a header or footer was taken for something else."""
        some = {number: sorted(lines) for number, lines in wrong.items() if part.first <= number <= part.last}
        if not some or part.reason:
            return
        reply = self._request({"part": "read", "numbers": sorted(some), "left_out": list(some.items())})
        if reply.reason:
            part.reason = reply.reason
        else:
            self._take(part, reply)

    def _take(self, part: _Part, reply: PartReply) -> None:
        told = reply.last["pages"]
        for values, line in zip(told, reply.lines, strict=True):
            number = int(values["number"])
            if not part.first <= number <= part.last:
                raise ValueError("a part tells of its own pages")  # not shown
            part.pages[number], part.told[number] = line, PageTold.of(values)
        with self._lock:
            self._words.update(map(str, reply.last["words"]))
            self._bytes += sum(map(len, reply.lines))
            if self._bytes > _MOST_BYTES:
                raise ReadWholeError  # in a process, whose memory is limited

    def _told(self) -> list[PageTold]:
        nothing = PageTold()
        return [
            nothing if part.reason else part.told[number]
            for part in self._parts
            for number in range(part.first, part.last + 1)
        ]

    def _headed_otherwise(self) -> list[tuple[_Part, list[int]]]:
        """Return the parts whose passages depend on headings before them.

        Each with the levels of these.
        """
        found = []
        opened: list[tuple[int, str]] = []
        for part in self._parts:
            if part.made is not None:
                levels = [level for level, _ in opened]
                if part.made.headings.depends_on(levels):
                    found.append((part, levels))
                opened = _opened_behind(opened, part.made)
        return found

    def _finish(self, part: _Part, planned: Plan, before: Sequence[int] = ()) -> None:
        if part.reason:
            return
        told, behind = self._told(), part.last
        there = {number: line for one in self._parts if not one.reason for number, line in one.pages.items()}
        while behind + 1 in there and (behind == part.last or not told[behind - 1].lines):
            behind += 1
        request = {
            "part": "finish",
            "plan": {**planned.json(part.first, part.last, behind, told), "before": before},
        }
        reply = self._request(request, [there[number] for number in range(part.first, behind + 1)])
        if reply.reason:
            part.reason, part.made = reply.reason, None
            return
        passages = [cut_of(row) for line in reply.lines for row in decode(line)["passages"]]
        part.made = PartMade.of(reply.last["made"], passages)

    def _joined(self, facts: PartReply) -> Parsed:
        """Return the file that the parts are."""
        lost = [part for part in self._parts if part.reason]
        if len(lost) == len(self._parts):
            return replace(self._parsed, reason=lost[0].reason)
        found = findings_of(part.found for part in self._parts if part.found is not None and not part.reason)
        found.filled([], {})
        made = [part.made for part in self._parts if part.made is not None]
        notices = [said(str(one)) for one in facts.last.get("damages", ())] + found.notices()
        notices += _of_lost(lost)
        if not any(part.chars for part in made):
            reason = lost[0].reason if lost else found.why_empty(self._count)
            return replace(self._parsed, reason=reason, to_recognise=found.to_recognise)
        notices += shortfall_of_parts(
            [part.lost for part in made],
            things_of(facts.last.get("things", ())),
            sum(part.unknown for part in made),
            notices,
        )
        title = self._title(str(facts.last.get("title", "")), made)
        passages = list(_passages(made, title))
        if sum(len(one.text) for one in passages) > MOST_CHARS:
            return replace(self._parsed, reason=too_much_text())
        return replace(
            self._parsed,
            title=title,
            kind="pdf",
            notices=tuple(notices),
            passages=tuple(passages),
            to_recognise=found.to_recognise,
        )

    def _title(self, given: str, made: Sequence[PartMade]) -> str:
        path = self._parsed.path
        first = self._parts[0]
        if not given and not first.reason:
            headed = first.made is not None and first.made.heads_first_page
            given = first.told[1].largest or ("" if headed else path.stem)
        heading = next((part.heading for part in made if part.heading), "")
        blocks = [Block("heading", 0, len(heading), 1, heading)]
        return choose_title(choose_title(given, blocks, path), blocks, path)


def _passages(made: Sequence[PartMade], title: str) -> Iterator[Passage]:
    """Yield the passages of parts as those of one document."""
    opened: list[tuple[int, str]] = []
    ordinal = start = 0
    for part in made:
        for one in part.passages:
            yield under_headings(one, title, opened, ordinal, start)
            ordinal += 1
        opened = _opened_behind(opened, part)
        start += part.chars + 2 if part.chars else 0  # an empty line stands between pages


def _opened_behind(opened: Sequence[tuple[int, str]], part: PartMade) -> list[tuple[int, str]]:
    """Return the headings under which what follows a part stands."""
    return [one for one in opened if one[0] < part.headings.above] + part.headings.opened


def _of_lost(parts: Sequence[_Part]) -> list[str]:
    """Return a sentence on each part that was not read."""
    by_reason: dict[str, list[int]] = {}
    for part in parts:
        by_reason.setdefault(part.reason, []).extend(range(part.first, part.last + 1))
    return [
        ngettext(
            "{pages} was not read: {reason}",
            "{pages} were not read: {reason}",
            len(numbers),
            pages=nouns.pages(numbers),
            reason=reason,
        )
        for reason, numbers in by_reason.items()
    ]
