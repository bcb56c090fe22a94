"""Keeps a turn from the moment it is asked, so that a kill in mid-answer loses neither question nor what was said."""

from __future__ import annotations

import threading
from dataclasses import replace

from assistant.agent import notices
from assistant.agent.progress import Progress
from assistant.errors import LibraryBusy, LibraryError
from assistant.events import Finished, Notice
from assistant.library.library import Library

EVERY_S = 1.0
"""Time between two writes of what was said so far."""


class Keeper:
    """Keeps one turn; call `begin` when it is asked, and `end` or `take_back` in the end.

    What is written meanwhile reads as a turn that was broken off, until `end` says otherwise: after a kill nothing has
    to be put right. A library that is busy is tried again a little later, and one that cannot be written only in the end.
    Every method may block for as long as a write takes.

    Args:
        library: Where it is kept.
        progress: The turn.
        every_s: Time between two writes of what was said so far, in seconds.
    """

    def __init__(self, library: Library, progress: Progress, every_s: float = EVERY_S) -> None:
        self._library = library
        self._progress = progress
        self._every_s = every_s
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._noted: tuple[int, int] | None = None

    def begin(self) -> None:
        """Keep the question, and from now on what is said; does not wait for a library that is busy."""
        if self._note():
            # No task of the loop: whoever reads the events may be slow to ask for the next one.
            threading.Thread(target=self._go_on, name="keeper", daemon=True).start()

    def end(self) -> tuple[Finished, Notice | None]:
        """Keep the turn as it is now; where the library cannot be written, say so: the answer stands all the same.

        A turn that was to take another one's place, and did not come to its end, is not kept.
        """
        self._over.set()
        with self._lock:
            finished, asked = self._progress.finished(), self._progress.asked
            if asked.replaces is not None and finished.status in ("interrupted", "failed"):
                return self._taken_back(finished), None
            try:
                if finished.turn_id is None:
                    finished = self._library.keep_turn(finished, asked.conversation, asked.replaces)
                else:
                    self._library.end_turn(finished, asked.replaces)
            except LibraryError as error:
                return replace(finished, conversation_id=None, turn_id=None), notices.not_kept(error)
        if asked.kept is not None:
            asked.kept(finished)
        return finished, None

    def take_back(self) -> None:
        """Keep nothing: the turn came to nothing, and whoever asked is told why."""
        self._over.set()
        with self._lock:
            self._taken_back(self._progress.finished())

    def _taken_back(self, finished: Finished) -> Finished:
        if finished.turn_id is not None:
            try:
                self._library.drop_turn(finished, alone=self._progress.asked.conversation is None)
            except LibraryError:  # then it stays as one that was broken off, which it is
                return finished
        return replace(finished, conversation_id=None, turn_id=None)

    def _go_on(self) -> None:
        while not self._over.wait(self._every_s):
            if not self._note():
                return

    def _note(self) -> bool:
        """Write what the turn has come to so far; tell whether it is worth while to try again."""
        with self._lock:
            progress = self._progress
            state = (len(progress.reasoning), len(progress.writer.text))
            if self._over.is_set() or state == self._noted:
                return True
            turn = replace(progress.finished(), status="interrupted", grounded=False)
            try:
                if turn.turn_id is None:
                    begun = self._library.begin_turn(turn, progress.asked.conversation)
                    progress.conversation_id, progress.turn_id = begun.conversation_id, begun.turn_id
                else:
                    self._library.note_turn(turn)
            except LibraryBusy:
                return True
            except LibraryError:
                return False
            self._noted = state
            return True
