"""The base of the app, for screens and widgets; it imports none of them."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import work
from textual.app import App
from textual.css.model import RuleSet
from textual.notifications import Notify
from textual.reactive import var
from textual.signal import Signal

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import _, mark
from assistant.line_breaks import teach_textual
from assistant.text import clean, clean_line
from tui.ingest_state import IngestQueue
from tui.pictures import TerminalPictures

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.timer import Timer

    from assistant.aio.pulling import Pulling
    from assistant.errors import ProgramFault

SHORTEST_S, LONGEST_S = 3.0, 9.0
"""Seconds that a notice is shown, by its length."""
CELLS_A_SECOND = 30
LEAST_SEEN_S = 2.0
"""So long a notice stays, whatever is typed."""
TYPING_S = 0.4
"""How long after a key somebody counts as typing."""
WHILE_TYPING_S = 0.8
"""Shortest time between two drawings of streamed text while somebody types, as each delays keys."""
ECHO_S, BETWEEN_KEYS_S = 0.03, 0.08
"""After a key: when it is on the screen, and until when hardly anybody has typed the next one."""
POLL_S = 0.015
"""How often it is looked whether such a moment has come."""
HINTS = {"no_documents": mark("F2 adds a folder; or drop files here.")}
"""What is done here where the hint of an error names a command."""

# By identity, as theirs, which is written in Python: it is called for each rule of all sheets when a widget is mounted.
RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]


class BaseApp(App[None]):
    """What every screen shares; reached through `app = getters.app(BaseApp)`.

    Args:
        client: The assistant that is asked.

    Attributes:
        inside: Files, folders or globs that questions are restricted to; `watch(app, "inside", callback)` follows it.
        ingest: The queue of ingest runs, whatever screen is shown.
        summary_wanted: Published with a document's path and the question that asks for its summary.
        question_wanted: Published with a question that is to be asked; empty where one is to be written.
        pull_ended: Published when a pull was completed, stopped or failed.
        language_chosen: Published with a language that is to be spoken from now on.
        changes_to: The language that the app is changing to; empty where it is not.
        pictures: Whether this terminal shows pictures.
        typed_at: Time of the last key in the composer, in monotonic seconds.
        table_goes_on: Whether the table was being filled when its screen was left.
        fault: The mistake of the program that ended the app.
    """

    inside: var[tuple[str, ...]] = var(())

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        teach_textual()
        self.client = client
        self.ingest = IngestQueue(self, client, self.show_error)
        self.summary_wanted: Signal[tuple[str, str]] = Signal(self, "summary-wanted")
        self.question_wanted: Signal[str] = Signal(self, "question-wanted")
        self.pull_ended: Signal[Pulling] = Signal(self, "pull-ended")
        self.language_chosen: Signal[str] = Signal(self, "language-chosen")
        self.changes_to = ""
        self.pictures = TerminalPictures()
        self.typed_at = 0.0
        self.table_goes_on = False
        self._notice_timer: Timer | None = None
        self._noticed_at = 0.0
        self.fault: ProgramFault | None = None

    def show_error(self, error: AssistantError) -> None:
        """Show the message and the hint of an error as a notification."""
        hint = _(HINTS[error.code]) if error.code in HINTS else clean(error.hint)
        self.notify(hint, title=clean(error.message), severity="error", markup=False)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice for as long as reading it takes."""
        if timeout is None:
            timeout = min(LONGEST_S, SHORTEST_S + cell_len(f"{title}{message}") / CELLS_A_SECOND)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def on_notify(self, event: Notify) -> None:
        """Let a notice take the place of the one before."""
        self.clear_notifications()
        if self._notice_timer is not None:
            self._notice_timer.stop()
        self._noticed_at = time.monotonic()
        self._notice_timer = self.set_timer(event.notification.timeout, self.clear_notifications)

    def clear_notifications(self) -> None:
        """Take the notice away, with what holds it."""
        super().clear_notifications()
        # Textual leaves an empty holder behind, which would keep a line for itself.
        for holder in self.query("ToastHolder"):
            holder.remove()

    def notice_read(self) -> None:
        """Take a notice away with the next key, once there was time to see it."""
        if self._notifications and time.monotonic() - self._noticed_at >= LEAST_SEEN_S:
            self.clear_notifications()

    def drawing_waits_s(self, drawn_at: float) -> float:
        """Return for how many seconds streamed text is not drawn, for the keys' sake.

        While somebody types it is drawn right after a key was seen, when the next one is some way off. Keys that come
        so quickly that there is no such moment (one that is held down) delay it to twice the usual time at most. 0.0:
        it may be drawn now.

        Args:
            drawn_at: When it was drawn last, in monotonic seconds.
        """
        now = time.monotonic()
        since_key, since_drawn = now - self.typed_at, now - drawn_at
        if since_key >= TYPING_S or since_drawn >= 2 * WHILE_TYPING_S:
            return 0.0
        if since_drawn < WHILE_TYPING_S:
            return WHILE_TYPING_S - since_drawn
        return 0.0 if ECHO_S <= since_key < BETWEEN_KEYS_S else POLL_S

    def suspend_or_say(self) -> None:
        """Suspend the app, as Ctrl+Z does elsewhere; say so where the terminal cannot."""
        if os.name != "nt" and self._driver is not None and self._driver.can_suspend:
            with self.suspend():
                print(_("The app is suspended; fg brings it back."))
                os.kill(os.getpid(), signal.SIGSTOP)
        else:
            self.notify(_("There is nothing to undo, and the app cannot be suspended here."), markup=False)

    def _fatal_error(self) -> None:
        """Leave after a mistake of the program, which `fault` tells of."""
        if self.is_headless or self._exception is None:  # tests want to see it
            super()._fatal_error()
            return
        from textual.worker import WorkerFailed

        from assistant.fault_log import program_fault

        error = self._exception
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.fault = program_fault(cause, self.client.opening.home)
        self._close_messages_no_wait()

    @work(group="open")
    async def open_source(self, path: str, page: int | None = None, *, folder: bool = False) -> None:
        """Open a file in its own program, at its page where that is known, or its folder."""
        try:
            at_page = await self.client.open_file(path, page, folder=folder)
        except AssistantError as error:
            self.show_error(error)
            return
        if folder:
            said = _("Its folder is opened.")
        elif page is None or at_page:
            said = _("The file is opened in its own program.")
        else:
            said = _("The file is opened in its own program; the place is on page {page}.", page=page)
        self.notify(said, markup=False)

    def action_help_quit(self) -> None:
        """Say how the app is left, where somebody tries Ctrl+C."""
        self.notify(_("Ctrl+Q leaves the app."), markup=False)

    def back_to_chat(self) -> None:
        """Leave every screen that stands before the chat."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def tell_away(self, words: str) -> None:
        """Tell somebody who looks elsewhere that something long has ended.

        Args:
            words: A few, without anything of a question or a document: other people may see them.
        """
        if self.app_focus or self.is_headless:
            return
        self.bell()
        driver = self._driver
        if driver is not None and not self.is_web:
            program = f"{os.environ.get('TERM', '')} {os.environ.get('TERM_PROGRAM', '')}".lower()
            title, said = clean_line(self.title), clean_line(words)
            # What a terminal does not know of these it leaves out.
            if "rxvt" in program or "foot" in program or "ghostty" in program:
                driver.write(f"\x1b]777;notify;{title};{said}\x1b\\")
            else:
                driver.write(f"\x1b]9;{title}: {said}\x1b\\")

    def pull_model(self, name: str) -> None:
        """Pull a model in the background, whatever screen is shown."""
        try:
            self._follow_pull(self.client.start_pulling(name))
        except AssistantError as error:
            self.show_error(error)

    @work(group="pull")
    async def _follow_pull(self, pulling: Pulling) -> None:
        await pulling.wait()
        if pulling.state == "done":
            self.notify(_("{name} is here.", name=clean_line(pulling.name)), markup=False)
        elif pulling.error is not None:
            self.show_error(pulling.error)
        self.pull_ended.publish(pulling)
