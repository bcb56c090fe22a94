"""Ingest into a library: read files, embed, recognise and index, in one run."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config.schema import Settings
from assistant.errors import InputTooLong, LibraryError, ModelFault, PartMissing, ServerFault, UsageError
from assistant.events import FileEvent, IngestEvent, IngestFinished, IngestNotice
from assistant.frozen import dataclass
from assistant.i18n import _, ngettext
from assistant.library.exclusions import checked, excluded_notice, moved_notice, not_excluded
from assistant.library.label_vectors import PREPARED_NOTE, LabelVectors
from assistant.library.moved_home import note_place
from assistant.paths import absolute
from assistant.retrieval.filters import note_days
from ingest.exclude import EXCLUDED, below_root
from ingest.ocr.engines import HINT, OFF, EngineChoice, choose
from ingest.sync import Limits, Pipeline

if TYPE_CHECKING:
    from assistant.library.index.choice import ChosenIndex
    from assistant.library.library import Library
    from assistant.models.base import Embedder
    from assistant.models.selection import ModelChoice
    from ingest.recognition import Recognition

MOST_AHEAD_S = 10.0
"""Seconds at most, and no more than passages took with what the model took to load, that sentences are embedded at the end of a run, and
before them words of sheets: all of a small office's. A question then is asked sooner; what it needs besides is embedded when it comes."""
AGAIN_S = 3.0
"""The same where a run embeds no passage: sentences lack then because the history was cleared, or an older version embedded none."""
_STATUSES = ("added", "updated", "unchanged", "removed", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What a run of ingest is asked for.

    Attributes:
        paths: Files and folders to read.
        named: Whether they were named now, so that what was kept out at these very paths is let in again.
        left_out: What is left out from now on: roots, each with a pattern.
        no_longer: Patterns that count no longer.
    """

    paths: Sequence[Path]
    named: bool
    left_out: Sequence[tuple[str, str]]
    no_longer: Sequence[str]

    @property
    def roots(self) -> list[str]:
        """The files and folders to read, as text."""
        return [str(path) for path in self.paths]


def checked_request(
    library: Library, paths: Sequence[str | Path], exclude: Sequence[str], no_exclude: Sequence[str]
) -> IngestRequest:
    """Check what a run of ingest is asked for; see `Assistant.ingest`.

    Raises:
        UsageError: A path does not exist, or none was ever given, or a pattern is wrong.
    """
    files = [Path(absolute(path)) for path in paths] or [Path(root) for root in library.documents.roots()]
    missing = [path for path in files if not os.path.lexists(path)] if paths else []
    if missing:
        raise UsageError(
            _("There is no file or folder “{missing}”.", missing=missing[0]),
            _("Check the path; nothing was changed."),
            code="path_missing",
        )
    special = next((path for path in files if _is_special(path)), None) if paths else None
    if special is not None:
        raise UsageError(
            _("{path} is neither a file nor a folder.", path=special),
            _("Name a folder with documents; nothing was changed."),
            code="path_missing",
        )
    if not files and not library.documents.from_packs():
        raise UsageError(
            _("Nothing was ever ingested."),
            _("Name a folder: assistant ingest ./docs"),
            code="nothing_ingested",
        )
    roots = [str(path) for path in files]
    left_out = [checked(pattern, root) for root in roots for pattern in exclude]
    known = library.exclusions.by_root()
    for pattern in no_exclude:
        if not any(below_root(pattern, root) in known.get(root, ()) for root in roots):
            raise not_excluded(pattern, [one for root in roots for one in known.get(root, ())])
    return IngestRequest(files, bool(paths), left_out, no_exclude)


def _is_special(path: Path) -> bool:
    """Return whether a path is a device, a pipe or a socket."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


class IngestRun:
    """A run of ingest.

    Args:
        settings: How files are read.
        library: What they are read into.
        choice: The models.
        index: Of the library's vectors.
    """

    def __init__(self, settings: Settings, library: Library, choice: ModelChoice, index: ChosenIndex) -> None:
        self._settings = settings
        self._library = library
        self._choice = choice
        self._index = index
        self._embedder: Embedder | None = None
        self._kinds: Embedder | None = None
        self._embedding_s = 0.0

    def events(self, request: IngestRequest) -> Generator[IngestEvent, None, None]:
        """Carry out a request, as events; what one announces is stored.

        Raises:
            LibraryBusy: Another process is ingesting.
        """
        library = self._library
        began, counts = time.monotonic(), dict.fromkeys(_STATUSES, 0)
        with library.ingesting():
            self._store_exclusions(request)
            note_place(library)
            choice, hint = self._ocr()
            limits = self._limits(hint)
            exclusions = library.exclusions.with_everywhere(self._settings.ingest.exclude)
            pipeline = Pipeline(library, limits, exclusions)
            recognition = self._recognition(choice, limits)
            excluded = 0
            scan = pipeline.scan_with_pages(request.paths)
            for event in scan if recognition is None else recognition.held_back(scan):
                if isinstance(event, FileEvent):
                    counts[event.status] += 1
                    excluded += event.status == "removed" and event.reason == _(EXCLUDED)
                yield event
            if pipeline.moved is not None:
                yield moved_notice(pipeline.moved)
            if excluded:
                yield excluded_notice(excluded)
            embedded, complete = yield from self._embed(pipeline)
            recognised = False
            for one in recognition.run() if recognition is not None else ():
                if isinstance(one, FileEvent):
                    counts[one.status] += 1
                recognised = True
                yield one
            if recognised and complete:
                embedded += (yield from self._embed(pipeline))[0]
            library.pictures.drop_orphans()
            library.part_notes.drop_orphans()
            library.cells.drop_orphans()
            dropped = None
            if counts["removed"] or counts["updated"]:
                dropped = self._labels()
                library.drop_notes_of_texts()
            note_days(library)
            yield from self._index.sync()
        self._embed_ahead(library, dropped)
        yield IngestFinished(
            **counts,
            passages=library.documents.counts()["passages"],
            embedded=embedded,
            waiting=library.vectors.state().pending,
            seconds=round(time.monotonic() - began, 3),
        )

    def _labels(self) -> LabelVectors | None:
        """Return the vectors of words of sheets, as they are known now."""
        if self._kinds is None:
            return None
        return LabelVectors(self._library.notes, self._kinds.identity).load()

    def _embed_ahead(self, library: Library, dropped: LabelVectors | None) -> None:
        """Embed what questions would wait for: words of sheets, and sentences."""
        seconds = min(self._embedding_s or AGAIN_S, MOST_AHEAD_S)
        with suppress(LibraryError):  # all that has to be stored is
            changed = self._embedding_s or not library.notes.get(PREPARED_NOTE)
            if self._kinds is not None and changed and library.documents.sheets():
                from assistant.agent.numbers.number_road import embed_labels  # with all that reads tables

                embed_labels(library, self._kinds, seconds, dropped)
            if self._embedder is not None:
                from assistant.agent.citing.sentence_meaning import embed_ahead

                embed_ahead(library, self._embedder, seconds)

    def _store_exclusions(self, request: IngestRequest) -> None:
        """Store what is to be left out from now on, and what no longer."""
        stored = self._library.exclusions
        with self._library.database.writing():
            if request.named:
                stored.let_in(request.roots)
            for root, pattern in request.left_out:
                stored.exclude([root], [pattern])
            for pattern in request.no_longer:
                for root in request.roots:
                    stored.take_away([root], below_root(pattern, root))

    def _limits(self, ocr_hint: str) -> Limits:
        settings = self._settings.ingest
        return Limits(
            max_file_mb=settings.max_file_mb,
            workers=settings.workers,
            timeout_s=settings.parse_timeout_s,
            memory_mb=settings.parse_memory_mb,
            batch_size=settings.batch_size,
            ocr_hint=ocr_hint,
        )

    def _ocr(self) -> tuple[EngineChoice | None, str]:
        """Return what recognises text in pictures; or None, and what is said of that."""
        settings = self._settings.ocr
        choice = choose(settings.engine, settings.languages)
        return choice, "" if choice else _(OFF) if settings.engine == "off" else _(HINT)

    def _recognition(self, choice: EngineChoice | None, limits: Limits) -> Recognition | None:
        if choice is None:
            return None
        from ingest.ocr.process import OcrLimits
        from ingest.recognition import Recognition

        settings = self._settings.ocr
        return Recognition(self._library, choice, limits, OcrLimits(settings.timeout_s, settings.memory_mb))

    def _embed(self, pipeline: Pipeline) -> Generator[IngestEvent, None, tuple[int, bool]]:
        """Embed the texts that have no vector yet.

        Return how many were embedded, and whether there was a model.
        """
        embedded, identity, set_aside = 0, None, 0
        began = time.monotonic()
        try:
            embedder = self._choice.embedder_for_ingest()
            at_once = 2 if embedder.engine == "embedded" else 1  # a server has a queue, and a time limit
            for progress in pipeline.embed(embedder, (ServerFault, InputTooLong), at_once):
                embedded, set_aside = progress.done, progress.set_aside
                yield progress
            identity = embedder.identity
            if set_aside:
                yield _set_aside_notice(set_aside)
        except (PartMissing, ModelFault) as error:
            yield IngestNotice(
                _(
                    "Embedding waits for the next run; the text can be searched by its words already. {said}",
                    said=error.message,
                ),
                error.hint,
            )
        self._library.vectors.finish(identity, set_aside)
        if identity is not None:
            self._calibrate(embedder)
            self._embedding_s += time.monotonic() - began if embedded else 0.0
            # Compares words of sheets, whatever embeds passages.
            self._kinds = self._choice.embedder_for_kinds()
            if embedder.engine == "embedded":  # a server may have other work
                self._embedder = embedder
        return embedded, identity is not None

    def _calibrate(self, embedder: Embedder) -> None:
        """Embed the calibration questions of a new model before the first question."""
        from assistant.retrieval.background import background_of

        model = self._library.vectors.active_model()
        if model is None or not model.dimensions or model.identity != embedder.identity:
            return
        with suppress(PartMissing, ModelFault):  # the first question tells what is wrong
            background_of(self._library, model, embedder)


def _set_aside_notice(count: int) -> IngestNotice:
    return IngestNotice(
        ngettext(
            "{number} text could not be embedded and is found by its words only; the next run tries again.",
            "{number} texts could not be embedded and are found by their words only; the next run tries again.",
            count,
        )
    )
