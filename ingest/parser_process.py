"""Parser processes: the parent's side, the messages, and what runs inside.

A request is one line. The answer is several: what was read of the file, so that it is known even if parsing ends badly; the
passages, some hundred a line, so that neither side holds all of them twice; and what became of the file.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from assistant import processes
from assistant.frozen import dataclass
from assistant.i18n import LANGUAGES, _, in_language, mark
from assistant.kept_texts import kept, said
from ingest.child_process import (
    ENVIRONMENT,
    MOST_LINE_BYTES,
    ChildProcess,
    decode,
    encode,
    send,
    serve,
)
from ingest.loaders import NOTHING
from ingest.messages import passage_of, passage_row
from ingest.opened_file import OpenedFile
from ingest.reading import MOST_CHARS, Parsed, contents, failed, parse
from ingest.records import Part, Passage, RecognisedLine, RecognisedPage, Unreadable

INTERRUPTED = mark("reading was interrupted")
CRASHED = mark("it made the program that reads it crash; it is probably damaged")
KILLED = mark(
    "the system ended the program that read it, twice; the machine may be short of memory, and the next run tries again"
)
TOO_SLOW = mark("reading it took longer than {timeout_s} s (the setting ingest.parse_timeout_s)")
TOO_MUCH = mark("it needs more than {memory_mb} MB of memory to read (the setting ingest.parse_memory_mb)")
LAST_OF_PART = b'{"ended":'
"""How the last message on a part of a file begins."""
_PASSAGES_A_LINE = 200
_MOST_PART_BYTES = 2 * MOST_LINE_BYTES
# How C and C++ code ends when it is given no more memory.
_OUT_OF_MEMORY = frozenset(getattr(signal, name, None) for name in ("SIGABRT", "SIGTRAP", "SIGILL"))
_KILLED = getattr(signal, "SIGKILL", None)
_DEATH_S = 2.0


class ParseOutcome(Enum):
    """How parsing a file in a process ended."""

    ANSWERED = "the process said what became of the file"  # not shown
    STRAINED = "the process missed something in the file, and memory was short"  # not shown
    LATE = "the time limit was reached"  # not shown
    OUT_OF_MEMORY = "the memory limit was reached"  # not shown
    CRASHED = "the process died, or sent no valid message"  # not shown
    KILLED = "another program or the system killed the process"  # not shown
    CLOSED = "the parent closed the process"  # not shown

    @property
    def may_be_chance(self) -> bool:
        """Whether a new process, with all the memory there is, may end otherwise."""
        return self in (
            ParseOutcome.STRAINED,
            ParseOutcome.OUT_OF_MEMORY,
            ParseOutcome.CRASHED,
            ParseOutcome.KILLED,
        )

    @property
    def lasting(self) -> bool:
        """Whether the same file would end so again."""
        return self not in (ParseOutcome.KILLED, ParseOutcome.CLOSED)

    def reason(self, timeout_s: float, memory_mb: int) -> str:
        """Return the sentence for the file's owner.

        Args:
            timeout_s: The time limit, in seconds.
            memory_mb: The memory limit, in megabytes.
        """
        return {
            ParseOutcome.ANSWERED: "",
            ParseOutcome.STRAINED: "",
            ParseOutcome.LATE: _(TOO_SLOW, timeout_s=f"{timeout_s:g}"),
            ParseOutcome.OUT_OF_MEMORY: _(TOO_MUCH, memory_mb=memory_mb),
            ParseOutcome.CRASHED: _(CRASHED),
            ParseOutcome.KILLED: _(KILLED),
            ParseOutcome.CLOSED: _(INTERRUPTED),
        }[self]


def stopped_by_less(reason: str, timeout_s: float, memory_mb: int) -> bool:
    """Return whether a file was stopped by a limit that has been raised since.

    Args:
        reason: As `ParseOutcome.reason` gave it then, or any other.
        timeout_s: The limit now, in seconds.
        memory_mb: The limit now, in megabytes.
    """
    return any(limit < timeout_s for limit in _limits_in(reason, TOO_SLOW, "{timeout_s}")) or any(
        limit < memory_mb for limit in _limits_in(reason, TOO_MUCH, "{memory_mb}")
    )


def _limits_in(reason: str, message: str, name: str) -> Iterator[float]:
    """Yield the limit that a reason names, in whatever language it was said."""
    for language in LANGUAGES:
        before, __, after = in_language(language, message).partition(name)
        if reason.startswith(before) and reason.endswith(after):
            with suppress(ValueError):
                yield float(reason[len(before) : len(reason) - len(after)])


@dataclass(frozen=True, slots=True)
class PartReply:
    """What a process answered on a part of a file.

    Attributes:
        outcome: How it ended.
        reason: Why it failed; empty where it did not.
        lines: Its messages but for the last, as they came.
        last: The last message; empty where it failed.
    """

    outcome: ParseOutcome
    reason: str = ""
    lines: Sequence[bytes] = ()
    last: Mapping[str, Any] = field(default_factory=dict)


class ParserProcess(ChildProcess):
    """A parser process as its parent sees it.

    Args:
        timeout_s: Longest time for one file.
        memory_mb: Most memory for the process.
    """

    def __init__(self, timeout_s: float, memory_mb: int) -> None:
        super().__init__()
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb

    def _start(self) -> subprocess.Popen[bytes]:
        return processes.popen("ingest.parser_process", str(self._memory_mb), more=ENVIRONMENT)

    def parse(
        self, path: Path, recognised: Mapping[int, RecognisedPage] = NOTHING, *, in_parts: bool = False
    ) -> tuple[Parsed, ParseOutcome]:
        """Parse a file in the process; return the result and how the process ended.

        Args:
            path: Of the file.
            recognised: By page number, what was recognised in its pictures.
            in_parts: Whether of a file that can be read in parts only its fingerprint and its pages are to be told.
        """
        answer = Answer(path)
        request = {"path": os.fspath(path), "recognised": pages_json(recognised), "in_parts": in_parts}
        outcome = self._exchange(encode(request), answer, self._timeout_s)
        if outcome not in (ParseOutcome.ANSWERED, ParseOutcome.STRAINED):
            return self._failed(answer, outcome)
        strained = outcome is ParseOutcome.STRAINED and (answer.parsed.reason or answer.parsed.notices)
        return answer.parsed, ParseOutcome.STRAINED if strained else ParseOutcome.ANSWERED

    def ask(self, request: bytes, timeout_s: float) -> PartReply:
        """Send a request on a part of a file, and return what the process answers.

        Args:
            request: A line.
            timeout_s: Longest time for it.
        """
        answer = _PartAnswer()
        outcome = self._exchange(request, answer, timeout_s)
        if outcome in (ParseOutcome.ANSWERED, ParseOutcome.STRAINED):
            strained = outcome is ParseOutcome.STRAINED and answer.last.get("lacks")
            outcome = ParseOutcome.STRAINED if strained else ParseOutcome.ANSWERED
            reason = said(str(answer.last.get("reason", "")))
            return PartReply(outcome, reason, answer.lines, answer.last)
        return PartReply(outcome, outcome.reason(self._timeout_s, self._memory_mb))

    def _exchange(self, request: bytes, answer: _Taker, timeout_s: float) -> ParseOutcome:
        """Send a request, take the answer, and say how the process ended."""
        process = self._running()
        if process is None:
            return ParseOutcome.CLOSED
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(timeout_s, stop)
        timer.start()
        try:
            self._ask(process, request, answer)
        except ValueError:
            process.kill()  # it no longer speaks our language, so nothing it says can be trusted
            return ParseOutcome.CLOSED if self._closed else ParseOutcome.CRASHED
        finally:
            timer.cancel()
        if not answer.complete:
            return self._outcome_of_death(process, late=late.is_set())
        if answer.last.get("out_of_memory"):
            self.end()
            return ParseOutcome.OUT_OF_MEMORY
        if answer.last.get("strained"):
            self.end()  # what one file left behind must not be missing for the next
            return ParseOutcome.STRAINED
        return ParseOutcome.ANSWERED

    def _failed(self, answer: Answer, outcome: ParseOutcome) -> tuple[Parsed, ParseOutcome]:
        parsed = (
            answer.parsed if outcome.lasting else Parsed(answer.parsed.path)
        )  # without a hash, the next run tries again
        reason = outcome.reason(self._timeout_s, self._memory_mb)
        return replace(parsed, reason=reason, passages=(), parts=(), notices=(), pages=0), outcome

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], request: bytes, answer: _Taker) -> None:
        """Send a request and take the answer, as far as it comes.

        Raises:
            ValueError: What came is no answer.
        """
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request)
            process.stdin.flush()
            while not answer.complete and (line := process.stdout.readline(MOST_LINE_BYTES)).endswith(b"\n"):
                answer.take(line)
        except OSError:  # it died, or was closed, before it read the request
            return
        if not answer.complete and len(line) == MOST_LINE_BYTES:
            raise ValueError("no line is so long")  # not shown

    def _outcome_of_death(self, process: subprocess.Popen[bytes], *, late: bool) -> ParseOutcome:
        """Wait for a process that ends, and say how it did."""
        killed_by = _KILLED
        try:
            process.wait(_DEATH_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed_by = None  # nobody else
        if self._closed:
            return ParseOutcome.CLOSED
        if late:
            return ParseOutcome.LATE
        if -process.returncode in _OUT_OF_MEMORY:
            return ParseOutcome.OUT_OF_MEMORY
        return ParseOutcome.KILLED if -process.returncode == killed_by else ParseOutcome.CRASHED


def _opening(parsed: Parsed) -> dict[str, Any]:
    """Return the message that says what was read of a file."""
    return {"read": [parsed.size, parsed.mtime_ns, parsed.content_hash]}


def _passage_messages(parsed: Parsed) -> Iterator[dict[str, Any]]:
    """Yield the messages that hold the passages of a file; those of a part follow it."""
    yield from _passages_of(parsed.passages)
    for part in parsed.parts:
        notices = [kept(one) for one in part.notices]
        yield {"part": [part.name, part.title, part.kind, part.size, part.content_hash, notices]}
        yield from _passages_of(part.passages)


def _passages_of(passages: Sequence[Passage]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(passages), _PASSAGES_A_LINE):
        some = passages[start : start + _PASSAGES_A_LINE]
        yield {"passages": [passage_row(one) for one in some]}


def pages_json(pages: Mapping[int, RecognisedPage]) -> dict[str, Any]:
    """Return recognised pages as a message holds them; see `pages_of`."""
    return {str(number): [kept(page.fault), lines_json(page.lines)] for number, page in pages.items()}


def pages_of(written: Mapping[str, Any]) -> dict[int, RecognisedPage]:
    """Return the recognised pages of a message."""
    return {
        int(number): RecognisedPage(lines_of(lines), said(str(fault)))
        for number, (fault, lines) in written.items()
    }


def lines_json(lines: Sequence[RecognisedLine]) -> list[list[Any]]:
    """Return recognised lines as values of JSON; see `lines_of`."""
    return [[one.text, one.confidence, one.left, one.bottom, one.right, one.size] for one in lines]


def lines_of(values: Iterable[Sequence[Any]]) -> tuple[RecognisedLine, ...]:
    """Return the recognised lines that values of JSON say.

    Raises:
        ValueError, TypeError: They say none.
    """
    return tuple(RecognisedLine(str(text), *map(float, places)) for text, *places in values)


def _ending(parsed: Parsed, *, out_of_memory: bool = False, strained: bool = False) -> dict[str, Any]:
    """Return the message that ends an answer.

    Args:
        parsed: What became of the file.
        out_of_memory: Whether reading it needed more memory than the process may take.
        strained: Whether the process has come near to that, so that libraries may have gone without.
    """
    return {
        "title": parsed.title,
        "kind": parsed.kind,
        "notices": [kept(one) for one in parsed.notices],
        "reason": kept(parsed.reason),
        "skipped": parsed.skipped,
        "to_recognise": parsed.to_recognise,
        "pages": parsed.pages,
        "out_of_memory": out_of_memory,
        "strained": strained,
    }


class _Taker(Protocol):
    """Takes the messages of an answer."""

    complete: bool
    last: dict[str, Any]

    def take(self, line: bytes) -> None:
        """Take the next message."""


class _PartAnswer:
    """Keeps the messages on a part of a file as they come, but for the last."""

    def __init__(self) -> None:
        self.complete = False
        self.last: dict[str, Any] = {}
        self.lines: list[bytes] = []
        self._bytes = 0

    def take(self, line: bytes) -> None:
        """Add the next message.

        Raises:
            ValueError: The messages are too long, or the last is none.
        """
        if line.startswith(LAST_OF_PART):
            self.last, self.complete = decode(line), True
            return
        self.lines.append(line)
        self._bytes += len(line)
        if self._bytes > _MOST_PART_BYTES:
            raise ValueError("no part has so much text")  # not shown


class Answer:
    """Puts the messages of a parser on one file together.

    Attributes:
        parsed: What they hold so far.
        complete: Whether the last message has come.
        last: The last message; empty before it has come.
    """

    def __init__(self, path: Path) -> None:
        self.parsed = Parsed(path)
        self.complete = False
        self.last: dict[str, Any] = {}
        self._passages: list[Passage] = []
        self._parts: list[tuple[Part, list[Passage]]] = []
        self._chars = 0

    def take(self, line: bytes) -> None:
        """Add the next message as it came.

        Raises:
            ValueError: It is none.
        """
        self.add(decode(line))

    def add(self, message: dict[str, Any]) -> None:
        """Add the next message.

        Raises:
            ValueError: The message is none of those that make an answer.
        """
        try:
            if "read" in message:
                size, mtime_ns, content_hash = message["read"]
                self.parsed = Parsed(self.parsed.path, int(size), int(mtime_ns), str(content_hash))
            elif "passages" in message:
                self._add_passages(message["passages"])
            elif "part" in message:
                self._begin_part(*message["part"])
            else:
                self._complete(message)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("the message holds no result") from error  # not shown

    def _begin_part(
        self, name: str, title: str, kind: str, size: int, content_hash: str, notices: Sequence[str]
    ) -> None:
        spoken = tuple(said(str(one)) for one in notices)
        part = Part(str(name), str(title), str(kind), int(size), str(content_hash), spoken)
        self._parts.append((part, []))

    def _add_passages(self, values: Sequence[Any]) -> None:
        into = self._parts[-1][1] if self._parts else self._passages
        for row in values:
            passage = passage_of(len(into), row)
            into.append(passage)
            self._chars += len(passage.text)
        if self._chars > MOST_CHARS:
            raise ValueError("no file has so much text")  # not shown

    def _complete(self, message: dict[str, Any]) -> None:
        self.parsed = replace(
            self.parsed,
            title=str(message["title"]),
            kind=str(message["kind"]),
            notices=tuple(said(str(one)) for one in message["notices"]),
            passages=tuple(self._passages),
            parts=tuple(replace(part, passages=tuple(passages)) for part, passages in self._parts),
            reason=said(str(message["reason"])),
            skipped=bool(message["skipped"]),
            to_recognise=tuple(map(int, message["to_recognise"])),
            pages=int(message.get("pages", 0)),
        )
        self.complete, self.last = True, message


def main() -> None:
    """Answer requests until the parent closes the pipe or is gone."""
    memory_mb = int(sys.argv[1])
    opened = OpenedFile()

    def answer(request: dict[str, Any], replies: BinaryIO) -> None:
        if "part" in request:
            _reply_on_part(request, replies, memory_mb, opened)
        else:
            _reply(request, replies, memory_mb, opened)

    serve(answer, memory_mb)


def _reply(request: dict[str, Any], replies: BinaryIO, memory_mb: int, opened: OpenedFile) -> None:
    """Parse a file and send the answer.

    What was read of the file goes first, since parsing may end badly.
    """
    path = Path(request["path"])
    parsed, out_of_memory = Parsed(path), False
    opened.close()
    try:
        read = contents(path)
        parsed = Parsed(path, read.size, read.mtime_ns, read.content_hash)
        send(replies, _opening(parsed))
        pages = opened.open(path, read) if request.get("in_parts") else 0
        if pages:
            parsed = replace(parsed, pages=pages)
        else:
            parsed = parse(path, read, pages_of(request.get("recognised", {})))
        del read
        for message in _passage_messages(parsed):
            replies.write(encode(message))
    except Unreadable as error:
        parsed = failed(parsed, error)
    except MemoryError:
        out_of_memory = True
    strained = 2 * _most_taken_mb() > memory_mb and not parsed.pages
    send(replies, _ending(parsed, out_of_memory=out_of_memory, strained=strained))


def _reply_on_part(request: dict[str, Any], replies: BinaryIO, memory_mb: int, opened: OpenedFile) -> None:
    """Answer a request on a part of a file."""
    last: dict[str, Any] = {}
    try:
        messages, last = opened.answer(request)
        for message in messages:
            replies.write(encode(message))
    except Unreadable as error:
        last = {"reason": kept(error.reason)}
    except MemoryError:
        last = {"out_of_memory": True}
    strained = 2 * _most_taken_mb() > memory_mb
    send(replies, {"ended": True, "strained": strained, **last})


def _most_taken_mb() -> int:
    """Return the peak memory of this process in megabytes, or 0 if unknown."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return 0
    found = re.search(r"VmPeak:\s*(\d+) kB", status)
    return int(found[1]) >> 10 if found else 0


if __name__ == "__main__":
    main()
