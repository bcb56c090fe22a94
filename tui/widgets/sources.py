"""What an answer rests on: one line a source, to be moved to and opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label, Static

from assistant.events import Citation, Hit
from assistant.text import clean_line
from assistant.wording import excerpt, where
from tui.themes import MUTED

EXCERPT_CHARS = 240


class SourceLine(Static, can_focus=True):
    """One source: where the words stand, and the words.

    Args:
        words: The citation, or a passage that was found.
        about: The question; of a passage the part is shown that is about it.
        apart: Whether the words stand on a line of their own.
    """

    BINDINGS = [  # noqa: RUF012 - as the base class has it
        Binding("enter", "open", "Open the source"),
        Binding("up,k", "app.focus_previous", "Previous", show=False),
        Binding("down,j", "app.focus_next", "Next", show=False),
    ]

    class Opened(Message):
        """A source is to be read.

        Attributes:
            line: The line.
            words: The citation, or the passage.
        """

        def __init__(self, line: SourceLine, words: Citation | Hit) -> None:
            super().__init__()
            self.line = line
            self.words = words

        @property
        def control(self) -> SourceLine:
            """The line."""
            return self.line

    def __init__(self, words: Citation | Hit, about: str = "", *, apart: bool = False) -> None:
        super().__init__(markup=False)
        self.words = words
        self._about = about
        self._apart = apart

    def on_mount(self) -> None:
        """Write the line."""
        words = self.words
        sign = f"[{words.number}]" if isinstance(words, Citation) else " •"
        said = words.quote if isinstance(words, Citation) else excerpt(words.text, self._about, EXCERPT_CHARS)
        # The whole trail stands beside the source; here it would leave no room for the words.
        place = where(Path(words.source).name, words.page, words.heading[-1:])
        quote = Content.styled(f"“{' '.join(clean_line(said).split())}”", f"{MUTED} italic")
        if self._apart:
            self.update(Content.assemble((place, "bold"), "\n", quote))
        else:
            self.update(Content.assemble((f"{sign} ", "bold $accent"), place, "  ", quote))

    def action_open(self) -> None:
        """Have the source opened."""
        self.post_message(self.Opened(self, self.words))

    def on_click(self) -> None:
        """Have the source opened."""
        self.focus()
        self.action_open()


class Sources(Vertical):
    """The sources of one answer.

    Args:
        title: What stands above them; may be empty.
        words: Citations, or passages that were found.
        about: The question that passages were found for.
        whole: Whether the words stand apart and in full, and are not cut where the screen ends.
    """

    def __init__(
        self, title: str, words: Sequence[Citation | Hit], about: str = "", *, whole: bool = False
    ) -> None:
        super().__init__(classes="-whole" if whole else "")
        self._title = title
        self._words = tuple(words)
        self._about = about
        self._whole = whole

    def compose(self) -> ComposeResult:
        """Lay out a line for each."""
        if self._title:
            yield Label(self._title, classes="title", markup=False)
        for words in self._words:
            yield SourceLine(words, self._about, apart=self._whole)
