"""The base of the app, for screens and widgets; it imports none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import App
from textual.reactive import var
from textual.signal import Signal

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.i18n import _
from assistant.text import clean, clean_line
from tui.ingest_state import IngestQueue

if TYPE_CHECKING:
    from assistant.aio.pulling import Pulling


class BaseApp(App[None]):
    """What every screen shares; reached through `app = getters.app(BaseApp)`.

    Args:
        client: The assistant that is asked.

    Attributes:
        inside: Files, folders or globs that questions are restricted to; `watch(app, "inside", callback)` follows it.
        ingest: The queue of ingest runs, whatever screen is shown.
        summary_wanted: Published with a document's path and the question that asks for its summary.
        pull_ended: Published when a pull was completed, stopped or failed.
        typed_at: Time of the last key in the composer, in monotonic seconds.
    """

    inside: var[tuple[str, ...]] = var(())

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        self.client = client
        self.ingest = IngestQueue(self, client, self.show_error)
        self.summary_wanted: Signal[tuple[str, str]] = Signal(self, "summary-wanted")
        self.pull_ended: Signal[Pulling] = Signal(self, "pull-ended")
        self.typed_at = 0.0

    def show_error(self, error: AssistantError) -> None:
        """Show the message and the hint of an error as a notification."""
        self.notify(clean(error.hint), title=clean(error.message), severity="error", timeout=12, markup=False)

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
