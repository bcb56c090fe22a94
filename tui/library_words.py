"""What the library's screen says. Pure."""

from __future__ import annotations

import os
from collections.abc import Sequence

from textual.content import Content

from assistant.text import clean_line
from assistant.wording import count
from tui.ingest_state import RunState
from tui.themes import MUTED
from tui.widgets.file_list import Total, home_written

EMPTY = """\
Nothing has been read yet.

Type a folder with documents above and press Enter. PDF, Word, PowerPoint, Excel, web pages, mail, books, \
Markdown, plain text and source code are read, in that folder and all below it.

Tab completes what you type. Files stay where they are, and nothing leaves this machine. \
You can ask as soon as the first files were read."""
WATCHING = "Folders are watched: what changes in them is read by itself."
NOT_WATCHING = "Folders are not watched any more. Update by hand: u"
BUSY = "Files are being read just now. Stop that first (s), or wait until it is done."
GOES = (
    "Text, vectors and index go for good. The files themselves stay where they are, "
    "and earlier conversations keep the words they quote."
)
_MOST_NAMED = 5


def holdings(total: Total, state: RunState) -> Content:
    """Write how much the library holds, and whether its folders are watched."""
    parts = [count(total.files, "file"), count(total.passages, "passage")]
    parts += [f"{total.failed:,} failed"] if total.failed else []
    watched = ("  ● watching for changes", "$text-success") if state.watching else ("  ○ not watching", MUTED)
    return Content.assemble(("Library  ", "bold $primary"), " · ".join(parts), watched)


def narrowed(inside: Sequence[str]) -> Content:
    """Write what questions are narrowed to."""
    if not inside:
        return Content("")
    more = f" and {count(len(inside) - 1, 'other place')}" if len(inside) > 1 else ""
    return Content.assemble(
        ("▸ ", "bold $accent"), "Questions look only into ", (home_written(inside[0]), "bold"), more, ("  x asks all again", MUTED),
    )  # fmt: skip


def forgetting(path: str, paths: Sequence[str], roots: Sequence[str]) -> tuple[str, str]:
    """Ask whether a file or a folder is to be forgotten, and say what that means.

    Args:
        path: The file or folder.
        paths: The files that go.
        roots: Folders and files that were given to be read.
    """
    folder = list(paths) != [path]
    what = f"{count(len(paths), 'file')} under {home_written(path)}" if folder else home_written(path)
    lines = []
    if folder:
        lines += [f"  {clean_line(os.path.relpath(one, path))}" for one in paths[:_MOST_NAMED]]
        more = len(paths) - _MOST_NAMED
        lines += [f"  and {more:,} more"] if more > 0 else []
        lines.append("")
    lines.append(GOES)
    root = next((root for root in roots if path.startswith(f"{root.rstrip(os.sep)}{os.sep}")), "")
    if root:
        lines.append("")
        lines.append(
            f"{home_written(root)} is still read: unless it is moved away, the next update brings it back."
        )
    return f"Forget {what}?", "\n".join(lines)
