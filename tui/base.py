"""The base of the app: what screens and widgets may ask of it, which knows no screen and no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import App
from textual.reactive import var
from textual.signal import Signal

from assistant.aio.client import AsyncAssistant
from assistant.errors import AssistantError
from assistant.text import clean, clean_line
from tui.ingest_state import IngestQueue

if TYPE_CHECKING:
    from assistant.aio.pulling import Pulling


class BaseApp(App[None]):
    """What every screen shares; a screen or widget reaches it by `app = getters.app(BaseApp)`.

    Args:
        client: The assistant that is asked.

    Attributes:
        inside: Files, folders or globs that questions are narrowed to; `watch(app, "inside", callback)` tells of changes.
        ingest: The queue of ingest runs, whatever screen is shown.
        pull_ended: Published when the model server has got a model, or has not.
        typed_at: When a key was last pressed where questions are written, in monotonic seconds.
    """

    inside: var[tuple[str, ...]] = var(())

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        self.client = client
        self.ingest = IngestQueue(self, client, self.show_error)
        self.pull_ended: Signal[Pulling] = Signal(self, "pull-ended")
        self.typed_at = 0.0

    def show_error(self, error: AssistantError) -> None:
        """Show what went wrong and what to do next."""
        self.notify(clean(error.hint), title=clean(error.message), severity="error", timeout=12, markup=False)

    def pull_model(self, name: str) -> None:
        """Have the model server get a model, whatever screen is shown meanwhile."""
        try:
            self._follow_pull(self.client.start_pulling(name))
        except AssistantError as error:
            self.show_error(error)

    @work(group="pull")
    async def _follow_pull(self, pulling: Pulling) -> None:
        await pulling.wait()
        if pulling.state == "done":
            self.notify(f"{clean_line(pulling.name)} is here.", markup=False)
        elif pulling.error is not None:
            self.show_error(pulling.error)
        self.pull_ended.publish(pulling)
