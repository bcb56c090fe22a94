"""The progress of a model pull, with a button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from assistant.i18n import _
from assistant.text import clean_line
from assistant.wording import duration, size, together
from tui.base import BaseApp

if TYPE_CHECKING:
    from assistant.aio.client import AsyncAssistant
    from assistant.aio.pulling import Pulling

FRAMES_A_SECOND = 5
BAR = 20


class PullLine(Horizontal):
    """Shows the pull of the client; hidden if there is none.

    Args:
        client: What gets models.
    """

    app = getters.app(BaseApp)

    class Ended(Message):
        """The pull was completed, stopped, or failed.

        Attributes:
            pulling: What became of it.
        """

        def __init__(self, pulling: Pulling) -> None:
            super().__init__()
            self.pulling = pulling

    def __init__(self, client: AsyncAssistant) -> None:
        super().__init__()
        self.client = client
        self._running = False
        self._seen: Pulling | None = (
            client.pulling if client.pulling and client.pulling.state == "done" else None
        )

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Static(classes="progress", markup=False)
        yield Button(_("Stop"), id="stop", compact=True)

    def on_mount(self) -> None:
        """Draw, and go on drawing."""
        self.draw()
        self.set_interval(1 / FRAMES_A_SECOND, self.draw)

    def draw(self) -> None:
        """Draw how far it is."""
        pulling = self.client.pulling
        self.display = pulling is not None and pulling is not self._seen
        if pulling is None or not self.display:
            return
        self.query_one(".progress", Static).update(pull_text(pulling))
        running = pulling.state == "running"
        self.query_one("#stop", Button).display = running
        self.set_class(pulling.state == "failed", "-failed")
        if self._running and not running:
            self.post_message(self.Ended(pulling))
        self._running = running

    def get(self, name: str) -> None:
        """Pull a model, and scroll to the line."""
        self.app.pull_model(name)
        self.draw()
        self.scroll_visible()

    @on(Button.Pressed, "#stop")
    def _stop(self, event: Button.Pressed) -> None:
        event.stop()
        self.stop_pulling()

    @work
    async def stop_pulling(self) -> None:
        """Stop the pull; pulled again, it resumes."""
        if self.client.pulling is not None:
            await self.client.pulling.stop()
        self.draw()


def pull_text(pulling: Pulling) -> Content:
    """Describe the progress of a pull, or its end."""
    name = clean_line(pulling.name)
    match pulling.state:
        case "done":
            return Content.assemble(("✓ ", "bold $success"), (name, "bold"), _(" is here."))
        case "stopped":
            return Content.assemble(
                ("– ", "bold"), (name, "bold"), _(": stopped. Got again, it goes on where it stopped.")
            )
        case "failed":
            error = pulling.error
            words = clean_line(together(error.message, error.hint)) if error is not None else ""
            return Content.assemble(("! ", "bold $error"), (name, "bold"), f": {words}")
    if not pulling.total_bytes:
        return Content.assemble(
            ("↓ ", "bold $accent"), (name, "bold"), "  ", clean_line(pulling.status) or _("asking"), " …"
        )
    share = min(1.0, pulling.completed_bytes / pulling.total_bytes)
    full = int(share * BAR)
    parts = [
        f"{share:4.0%}",
        _("{done} of {total}", done=size(pulling.completed_bytes), total=size(pulling.total_bytes)),
    ]
    if pulling.rate > 0:
        parts.append(f"{size(pulling.rate)}/s")
    if pulling.left_s is not None and share < 1:
        parts.append(_("{time} left", time=duration(max(pulling.left_s, 1))))
    if share == 1:
        parts.append(clean_line(pulling.status))
    return Content.assemble(
        ("↓ ", "bold $accent"),
        (name, "bold"),
        "  ",
        ("━" * full, "$accent"),
        ("━" * (BAR - full), "$border"),
        f"  {'  '.join(parts)}",
    )
