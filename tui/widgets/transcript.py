"""The turns of a conversation; only those near the viewport are mounted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import getters
from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.base import BaseApp

if TYPE_CHECKING:  # what draws answers is imported with the first of them
    from assistant.events import Finished, TurnView
    from tui.widgets.turn import Turn

AT_ONCE = 8
"""Turns that are mounted in one step."""
MOST = 32
"""Most turns that are mounted at the same time."""
NEAR_LINES = 8
"""Distance from an end, in lines, at which more turns are mounted."""


class Transcript(VerticalScroll, can_focus=True):
    """Shows a conversation."""

    app = getters.app(BaseApp)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._turns: list[tuple[str, TurnView]] = []
        self._first = 0
        self._last = 0
        self._moving = False
        self._follows = False
        self._at_end = False

    @property
    def turns(self) -> Sequence[tuple[str, TurnView]]:
        """The questions of the conversation, each with what is known of its answer."""
        return self._turns

    async def show(self, turns: Sequence[Finished], empty: Widget | None = None) -> None:
        """Show a conversation from its end.

        Args:
            turns: All of its turns, in order.
            empty: What is shown where there are none.
        """
        from assistant.events import TurnView, fold

        self._turns = [(turn.question, fold(TurnView(), turn)) for turn in turns]
        self._first = self._last = len(self._turns)
        await self.remove_children()
        if self._turns:
            await self._earlier()
            self.scroll_end(animate=False)
            self.call_after_refresh(self.scroll_end, animate=False)
        elif empty is not None:
            await self.mount(empty)

    async def begin(self, question: str) -> Turn:
        """Add a turn that begins, and follow it."""
        if not self._turns:
            await self.remove_children()
        elif self._last < len(self._turns):
            await self._jump(len(self._turns))
        turn = _new_turn(question, live=True)
        self._turns.append((question, turn.view))
        self._last = len(self._turns)
        await self.mount(turn)
        await self._drop(from_start=True)
        self._follows = True
        self.watch_virtual_size()
        return turn

    def read_from_start(self, turn: Turn) -> None:
        """Show the beginning of an answer that came at once."""
        self._follows = False
        self.anchor(False)
        self.call_after_refresh(lambda: self.scroll_to_widget(turn, top=True, animate=False))

    def remember(self, turn: Turn) -> None:
        """Remember the view of a turn, for when it is mounted again."""
        self._turns[-1] = (turn.question, turn.view)

    async def drop_last(self) -> None:
        """Remove the last turn, mounted or not."""
        if self._last == len(self._turns) and (shown := self.laid_out()):
            await shown[-1].remove()
            self._last -= 1
            self._first = min(self._first, self._last)
        self._turns.pop()

    def laid_out(self) -> list[Turn]:
        """Return the mounted turns, in order."""
        return [cast("Turn", child) for child in self.children if child.has_class("turn")]

    async def go_to(self, edge: int) -> None:
        """Go to the first turn (0) or to the last (-1)."""
        await self._jump(0 if edge == 0 else len(self._turns))
        if edge == 0:
            self.call_after_refresh(self.scroll_home, animate=False)
        else:
            self.call_after_refresh(self.scroll_end, animate=False)

    def action_scroll_home(self) -> None:
        """Go to the first turn."""
        self.run_worker(self.go_to(0), exclusive=True, group="scroll")

    def action_scroll_end(self) -> None:
        """Go to the last turn."""
        self.run_worker(self.go_to(-1), exclusive=True, group="scroll")

    def on_resize(self) -> None:
        """Keep the end in sight where it was, when there is less room."""
        if self._at_end and self._turns:
            self.call_after_refresh(self.scroll_end, animate=False)

    def watch_virtual_size(self) -> None:
        """Scroll with a streamed answer, once it is longer than the screen."""
        if self._follows and self.virtual_size.height > self.size.height:
            self._follows = False
            self.anchor()

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Mount more turns near an end."""
        super().watch_scroll_y(old, new)
        self._at_end = new >= self.max_scroll_y
        if self._moving or not self._turns:
            return
        if new <= NEAR_LINES and self._first > 0 and new < old:
            self._moving = True
            self.run_worker(self._more(self._earlier), group="more")
        elif new >= self.max_scroll_y - NEAR_LINES and self._last < len(self._turns) and new > old:
            self._moving = True
            self.run_worker(self._more(self._later), group="more")

    async def _more(self, lay_out: Callable[[], Awaitable[None]]) -> None:
        try:
            await lay_out()
        finally:
            self._moving = False

    async def _earlier(self) -> None:
        """Mount earlier turns, and keep the scroll position."""
        begin = max(0, self._first - AT_ONCE)
        new = [_new_turn(*turn) for turn in self._turns[begin : self._first]]
        shown = self.laid_out()
        top = shown[0] if shown else None
        before = top.virtual_region.y if top is not None else 0
        self._first = begin
        await self.mount(*new, before=top)
        if top is not None:
            anchor = top
            self.call_after_refresh(lambda: self._stay(anchor, before))
        await self._drop(from_start=False)

    async def _later(self) -> None:
        end = min(len(self._turns), self._last + AT_ONCE)
        new = [_new_turn(*turn) for turn in self._turns[self._last : end]]
        self._last = end
        await self.mount(*new)
        await self._drop(from_start=True)

    def _stay(self, turn: Turn, before: int) -> None:
        moved = turn.virtual_region.y - before
        if moved:
            self._shift(moved)

    def _shift(self, lines: int) -> None:
        """Scroll by some lines without animation."""
        self.scroll_relative(y=lines, animate=False, force=True)

    async def _drop(self, *, from_start: bool) -> None:
        """Unmount turns far from the viewport."""
        shown = self.laid_out()
        extra = len(shown) - MOST
        if extra <= 0 or (shown[-1].live and not from_start):
            return  # what is being written is not taken away
        if from_start:
            going, self._first = shown[:extra], self._first + extra
            height = sum(turn.outer_size.height for turn in going)
            self._shift(-height)
        else:
            going, self._last = shown[-extra:], self._last - extra
        await self.remove_children(going)

    async def _jump(self, end: int) -> None:
        """Mount the turns before an index in place of the mounted ones."""
        first, last = (0, min(AT_ONCE, len(self._turns))) if end == 0 else (max(0, end - AT_ONCE), end)
        if (first, last) == (self._first, self._last):
            return
        live = [turn for turn in self.laid_out() if turn.live]
        if live and last < len(self._turns):
            return  # what is being written stays in sight
        self._first, self._last = first, last
        await self.remove_children(turn for turn in self.laid_out() if turn not in live)
        turns = self._turns[first:last]
        await self.mount(
            *(_new_turn(*turn) for turn in (turns[:-1] if live else turns)), before=0 if live else None
        )


def _new_turn(question: str, view: TurnView | None = None, *, live: bool = False) -> Turn:
    from tui.widgets.turn import Turn

    return Turn(question, view, live=live)
