"""The commands that are found by typing (Ctrl+P)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.own_app import own_app


class Offer(NamedTuple):
    """A command: its name, what it does, and the action that does it."""

    name: str
    does: str
    action: str


OFFERS = (
    Offer("New conversation", "Begin a conversation (Ctrl+N)", "screen.new"),
    Offer("Ask again", "Ask the last question again (Ctrl+R)", "screen.again"),
    Offer("Ask the model itself", "The last question, without your documents (Ctrl+O)", "screen.general"),
    Offer("Edit the last question", "Take it back into the field (Up)", "screen.edit"),
    Offer("Copy the answer", "The last answer, with its sources (Ctrl+Y)", "screen.copy"),
    Offer("Export the conversation", "To a Markdown file in the working folder (Ctrl+S)", "screen.export"),
    Offer("Sources", "Move to the sources of the last answer (Ctrl+G)", "screen.sources"),
    Offer("Reasoning", "Fold or unfold that of the last answer (Ctrl+T)", "screen.reasoning"),
    Offer("Conversations", "Go to the list, or hide it (Ctrl+B)", "screen.conversations"),
    Offer("Undo delete", "Bring back the conversation that was deleted last (U in the list)", "screen.undo"),
)
"""What can be done in the chat."""
EVERYWHERE = (
    Offer("Library", "Add folders, see files, forget them (F2)", "app.show_library"),
    Offer("Models and settings", "What answers, and how (F3)", "app.show_settings"),
    Offer("Light or dark", "Change the theme for now", "app.change_look"),
    Offer("Keys", "Every key on one page (F1)", "app.show_keys"),
    Offer("Ask everywhere", "Take away what questions are narrowed to", "app.widen"),
    Offer("Quit", "Leave; what was answered is kept (Ctrl+Q)", "app.quit"),
)
"""What can be done on every screen."""


class Commands(Provider):
    """Finds the commands of the screen and of the app."""

    def _offers(self) -> Iterator[Offer]:
        app = own_app(self.screen)
        if app.chat is self.screen:
            yield from OFFERS
        yield from EVERYWHERE

    async def discover(self) -> Hits:
        """Give all of them, before anything is typed."""
        for offer in self._offers():
            yield DiscoveryHit(offer.name, self._doing(offer), help=offer.does)

    async def search(self, query: str) -> Hits:
        """Give those that match what is typed."""
        matcher = self.matcher(query)
        for offer in self._offers():
            score = max(matcher.match(offer.name), matcher.match(offer.does) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(offer.name), self._doing(offer), help=offer.does)

    def _doing(self, offer: Offer) -> Callable[[], Awaitable[None]]:
        screen = self.screen

        async def do() -> None:
            await screen.run_action(offer.action)

        return do
