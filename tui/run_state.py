"""How a run of ingest stands: what its events fold into, and the words for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.text import clean_line
from assistant.wording import count, duration, listed

if TYPE_CHECKING:
    from assistant.events import EmbeddingEvent, IngestEvent, IngestFinished

MOST_FAILURES = 100
"""So many files that failed are remembered with their reasons; all of them stand in the library."""
_KINDS = ("added", "updated", "removed", "unchanged", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class RunState:
    """How the run that goes on stands, or how the last one ended.

    Attributes:
        phase: "starting", "reading", "embedding", "indexing" or "stopping" while one goes on; else empty.
        paths: What was named; nothing where all that was ever given is looked at.
        quiet: Whether it began by itself.
        queued: Runs that wait.
        files: Files seen.
        failed: Files that could not be read.
        failures: The first of those, with their reasons.
        notices: What was said about the run.
        last: The file that was seen last.
        done: Texts embedded, or vectors put into the index, by now.
        total: Those there are.
        rate: Texts embedded in a second.
        left_s: Seconds that embedding still takes; 0 where that is not known.
        finished: What a run that came to its end has done.
        stopped: Whether the last run was stopped.
        error: Why the last run failed.
        waiting: Texts that are known to wait to be embedded.
        watching: Whether changes in the folders start a run by themselves.
    """

    phase: str = ""
    paths: tuple[str, ...] = ()
    quiet: bool = False
    queued: int = 0
    files: int = 0
    failed: int = 0
    failures: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    last: str = ""
    done: int = 0
    total: int = 0
    rate: float = 0.0
    left_s: float = 0.0
    finished: IngestFinished | None = None
    stopped: bool = False
    error: AssistantError | None = None
    waiting: int = 0
    watching: bool = False

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return bool(self.phase)

    @property
    def share(self) -> float | None:
        """How much of the step is done, from 0 to 1; None where nobody knows how much there is."""
        known = self.phase in ("embedding", "indexing") and self.total
        return min(self.done / self.total, 1.0) if known else None

    @property
    def left(self) -> str:
        """How long embedding still takes, in words; empty where that is not known."""
        if not self.left_s:
            return ""
        return duration(self.left_s) if self.left_s >= 10 else f"{self.left_s:.0f} s"


def begun(before: RunState, paths: tuple[str, ...], *, quiet: bool) -> RunState:
    """Give the state of a run that begins."""
    return RunState("starting", paths, quiet, waiting=before.waiting, watching=before.watching)


def after(state: RunState, event: IngestEvent) -> RunState:
    """Give the state after an event."""
    from assistant.events import EmbeddingEvent, FileEvent, IndexEvent, IngestFinished, IngestNotice

    match event:
        case FileEvent():
            state = replace(state, phase="reading", files=state.files + 1, last=event.path)
            return _with_failure(state, event.path, event.reason) if event.status == "failed" else state
        case EmbeddingEvent():
            return _embedding(state, event)
        case IndexEvent():
            return replace(state, phase="indexing", done=event.done, total=event.total, rate=0.0, left_s=0.0)
        case IngestNotice():
            said = " ".join(filter(None, [clean_line(event.message), clean_line(event.hint)]))
            return replace(state, notices=(*state.notices, said))
        case IngestFinished():
            return replace(state, finished=event, waiting=event.waiting)


def _with_failure(state: RunState, path: str, reason: str) -> RunState:
    failures = state.failures
    if len(failures) < MOST_FAILURES:
        failures = (*failures, (path, reason))
    return replace(state, failed=state.failed + 1, failures=failures)


def _embedding(state: RunState, event: EmbeddingEvent) -> RunState:
    rate = event.done / event.seconds if event.done and event.seconds > 0 else 0.0
    rest = max(event.total - event.done - event.set_aside, 0)
    return replace(
        state,
        phase="embedding",
        done=event.done,
        total=event.total,
        rate=rate,
        left_s=rest / rate if rate else 0.0,
        waiting=rest,
    )


def short_words(state: RunState) -> str:
    """Write what goes on in a few words; nothing where nothing does."""
    match state.phase:
        case "starting":
            return "looking for files …"
        case "reading":
            return f"reading: {count(state.files, 'file')}"
        case "embedding" | "indexing":
            doing = "embedding" if state.phase == "embedding" else "indexing"
            return f"{doing} {round(100 * (state.share or 0))} %" + (
                f" · {state.left} left" if state.left else ""
            )
        case "stopping":
            return "stopping …"
    return ""


def long_words(state: RunState) -> str:
    """Write in one line what goes on, or how the last run ended; nothing where there was none."""
    match state.phase:
        case "starting":
            return "Looking for files …"
        case "reading":
            failed = [f"{state.failed:,} failed"] if state.failed else []
            return " · ".join(["Reading", count(state.files, "file"), *failed])
        case "embedding":
            parts = [f"Embedding {state.done:,} of {state.total:,}"]
            parts += [f"{state.rate:.1f} a second"] if state.rate else []
            parts += [f"{state.left} left"] if state.left else []
            return " · ".join(parts)
        case "indexing":
            return f"Writing the index · {state.done:,} of {state.total:,}"
        case "stopping":
            return "Stopping …"
    return _ended(state)


def _ended(state: RunState) -> str:
    if state.error is not None:
        return clean_line(f"{state.error.message} {state.error.hint}")
    if state.stopped:
        return f"Stopped. What was read is kept. {waiting_words(state)}".strip()
    if state.finished is None:
        return waiting_words(state)
    return f"{finished_words(state.finished)} {waiting_words(state)}".strip()


def finished_words(finished: IngestFinished) -> str:
    """Write what a run has done."""
    done = {kind: number for kind in _KINDS if (number := getattr(finished, kind))}
    if not done.keys() - {"unchanged", "skipped"} and not finished.embedded:
        return "Nothing has changed." if done else "There was nothing to read."
    files = [f"Files: {listed([f'{number:,} {kind}' for kind, number in done.items()])}"] if done else []
    embedded = [f"{count(finished.embedded, 'text')} embedded"] if finished.embedded else []
    return f"{'; '.join([*files, *embedded])}, in {duration(finished.seconds)}."


def waiting_words(state: RunState) -> str:
    """Write how many texts wait; nothing where none do."""
    if not state.waiting:
        return ""
    wait = "waits" if state.waiting == 1 else "wait"
    return f"{count(state.waiting, 'text')} still {wait} to be embedded; an update goes on."
