"""Recognition of text in pictures, once all other text was read.

Each picture is recognised once, and a run that was stopped is resumed where it was left.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ingest.ocr.engines import EngineChoice
from ingest.ocr.process import OcrLimits, OcrPool, PageJob, PageResult
from ingest.pool import ParserPool
from ingest.reading import Parsed
from ingest.records import (
    Changes,
    FileEvent,
    FileStatus,
    LibraryPort,
    PagesEvent,
    RecognisedPage,
    RecognitionEvent,
    WaitingDocument,
)
from ingest.sync import Limits, is_temporary, record_of

_Event = TypeVar("_Event", FileEvent, FileEvent | PagesEvent)
STORE_S = 60.0
"""A long document is stored again with what was recognised so far after as much time."""


class Recognition:
    """Recognises what waits in a library; `held_back` comes first, then `run`.

    Args:
        library: What is written.
        choice: The engine.
        limits: Of files, as for the scan before.
        ocr: Of pages.
    """

    def __init__(self, library: LibraryPort, choice: EngineChoice, limits: Limits, ocr: OcrLimits) -> None:
        self._library = library
        self._choice = choice
        self._limits = limits
        self._ocr = ocr
        self._engine = f"{choice.identity}; {ocr.timeout_s:g} s; {ocr.memory_mb} MB"
        self._held: dict[str, FileEvent] = {}

    def held_back(self, events: Iterable[_Event]) -> Iterator[_Event]:
        """Yield the events of a scan, without those of files that wait.

        The events of files that wait for recognition follow when they are done.
        """
        waiting = {one.path for one in self._library.pictures.waiting(self._engine)}
        for event in events:
            if isinstance(event, PagesEvent):
                yield event
                continue
            unchanged = event.path in waiting and event.status in ("unchanged", "failed", "skipped")
            if event.to_recognise or unchanged:
                self._held[event.path] = event
            else:
                yield event

    def run(self) -> Generator[FileEvent | RecognitionEvent, None, None]:
        """Recognise page by page; each is stored at once.

        The iterator may be closed at any time: the next run goes on from there.
        """
        waiting = self._library.pictures.waiting(self._engine)
        total, done, began = sum(len(one.pages) for one in waiting), 0, time.monotonic()
        if not total:
            yield from self._held.values()
            return
        yield RecognitionEvent(0, total, 0.0)
        parsers = ParserPool(1, self._limits.timeout_s, self._limits.memory_mb)
        with parsers, OcrPool(self._choice, self._ocr, self._known) as pool:
            results = pool.results(_jobs(waiting))
            for document in waiting:
                fresh: dict[int, PageResult] = {}
                stored = time.monotonic()
                for number in document.pages:
                    result = next(results)
                    self._store(result)
                    fresh[number] = result
                    done += 1
                    yield RecognitionEvent(done, total, time.monotonic() - began, document.path)
                    if time.monotonic() - stored > STORE_S and number != document.pages[-1]:
                        self._read_again(document, fresh, parsers)
                        stored = time.monotonic()
                event = self._event(document, self._read_again(document, fresh, parsers))
                if event is not None:
                    yield event
        yield from self._held.values()  # what was changed or deleted meanwhile

    def _known(self, picture: str) -> RecognisedPage | None:
        return self._library.pictures.known(picture, self._engine)

    def _store(self, result: PageResult) -> None:
        if result.lasting and not result.known:
            self._library.pictures.store(result.picture, self._engine, result.page)

    def _read_again(
        self, document: WaitingDocument, fresh: dict[int, PageResult], parsers: ParserPool
    ) -> Parsed | None:
        """Read a document with what was recognised, and store it.

        Return None where the file has changed meanwhile.
        """
        pages = dict(self._library.pictures.of_document(document.path))
        pages.update({number: (one.picture, one.page) for number, one in fresh.items() if one.lasting})
        passing = {number: one.page for number, one in fresh.items() if not one.lasting}
        known = {number: page for number, (_, page) in pages.items()}
        parsed = parsers.parse_again(Path(document.path), {**known, **passing})
        if parsed.content_hash != document.content_hash or is_temporary(parsed):
            return None
        names: dict[int, str | None] = {number: name for number, (name, _) in pages.items()}
        names.update(dict.fromkeys((*parsed.to_recognise, *passing)))
        record = replace(record_of(parsed, document.device), pictures=names)
        self._library.documents.apply(Changes(put=[(record, parsed.passages)]))
        return parsed

    def _event(self, document: WaitingDocument, parsed: Parsed | None) -> FileEvent | None:
        """Return the event of a document that was recognised.

        Where it was not read again, this is the event that was held back for it, or None if there was none.
        """
        before = self._held.pop(document.path, None)
        if parsed is None:
            return before
        new = before is not None and before.status == "added"
        status: FileStatus = "added" if new else "updated"
        if parsed.reason:
            status = "skipped" if parsed.skipped else "failed"
        return FileEvent(document.path, status, parsed.count, parsed.reason, parsed.notices)


def _jobs(waiting: Iterable[WaitingDocument]) -> Iterator[PageJob]:
    for document in waiting:
        for number in document.pages:
            yield PageJob(document.path, document.content_hash, number)
