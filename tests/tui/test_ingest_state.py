from __future__ import annotations

from assistant.errors import AssistantError
from assistant.events import (
    EmbeddingEvent,
    FileEvent,
    IndexEvent,
    IngestEvent,
    IngestFinished,
    IngestNotice,
)
from tests.cli.hostile_words import HOSTILE, dangers
from tui.ingest_state import MOST_FAILURES, IngestState, fold_event, short_text, started, status_text
from tui.screens.library import progress_line


def folded(*events: IngestEvent) -> IngestState:
    state = started(IngestState(waiting=7, watching=True), ("/docs",), quiet=False)
    for event in events:
        state = fold_event(state, event)
    return state


def test_beginning_keeps_what_is_known_of_the_library() -> None:
    state = folded()
    assert (state.phase, state.waiting, state.watching) == ("starting", 7, True)
    assert short_text(state) == "looking for files …"


def test_reading_counts_files_and_keeps_the_first_reasons() -> None:
    events = [FileEvent(f"/docs/{n}", "failed", reason="it is empty") for n in range(MOST_FAILURES + 5)]
    state = folded(FileEvent("/docs/a", "added", 3), *events)
    assert (state.files, state.failed, len(state.failures)) == (106, 105, MOST_FAILURES)
    assert state.share is None
    assert status_text(state) == "Reading · 106 files · 105 failed"
    assert short_text(state) == "reading: 106 files"


def test_embedding_tells_rate_and_time_left_once_they_are_known() -> None:
    first = folded(EmbeddingEvent(0, 90, 0.0))
    assert (status_text(first), first.left, first.share) == ("Embedding 0 of 90", "", 0)
    state = folded(EmbeddingEvent(30, 90, 10.0, set_aside=30))
    assert status_text(state) == "Embedding 30 of 90 · 3.0 a second · 10 s left"
    assert short_text(state) == "embedding 33 % · 10 s left"


def test_index_has_a_share() -> None:
    state = folded(EmbeddingEvent(90, 90, 9.0), IndexEvent(45, 90))
    assert state.share == 0.5
    assert short_text(state) == "indexing 50 %"
    assert str(progress_line(state)).startswith("━" * 12 + "─" * 12)


def test_end_says_what_was_done_and_what_waits() -> None:
    state = folded(IngestFinished(added=2, failed=1, embedded=4, waiting=1, seconds=3.0))
    ended = status_text(IngestState(finished=state.finished, waiting=state.waiting))
    assert ended == (
        "Files: 2 added and 1 failed; 4 texts embedded, in 3.0 s. 1 text still waits to be embedded; an update goes on."
    )
    assert status_text(IngestState(finished=IngestFinished(unchanged=3, skipped=1))) == "Nothing has changed."
    assert status_text(IngestState(finished=IngestFinished())) == "There was nothing to read."
    assert not status_text(IngestState())
    assert not str(progress_line(IngestState()))


def test_signs_tell_the_end_without_a_colour() -> None:
    assert str(progress_line(IngestState(finished=IngestFinished(added=1)))).startswith("✓ ")
    assert str(progress_line(IngestState(finished=IngestFinished(failed=1)))).startswith("! ")
    assert (
        str(progress_line(IngestState(error=AssistantError("It broke.", "Mend it."))))
        == "! It broke. Mend it."
    )
    assert str(progress_line(IngestState(stopped=True))).startswith("· Stopped.")


def test_nothing_hostile_comes_through() -> None:
    path = f"/docs/{HOSTILE}[/]"
    events = (FileEvent(path, "failed", reason=HOSTILE), IngestNotice(HOSTILE, HOSTILE))
    reading = folded(*events)
    ended = folded(*events, IngestFinished(failed=1))
    failed = IngestState(error=AssistantError(HOSTILE, HOSTILE), failures=ended.failures, failed=1)
    for state in (
        reading,
        IngestState(finished=ended.finished, failures=ended.failures, notices=ended.notices),
        failed,
    ):
        assert dangers(str(progress_line(state))) == []
