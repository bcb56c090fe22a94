"""`assistant verify`: checks the whole library, and mends what it can."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.cli import console, parsing
from assistant.cli.console import put_row
from assistant.i18n import _, mark

if TYPE_CHECKING:
    from assistant.verify import Verified

TAKES = ""
DESCRIPTION = mark("""\
Looks at every page, document, passage, word, vector and conversation of the library, and at the vector
index. What can be mended is mended, without asking a model. Ends with 0 when the library is sound, or is now, and with
1 when something is left to do, which is named.""")
EXAMPLE = "assistant verify --look-only"

INDENT = 16
_MARKS = {
    "sound": ("✓", "green"),
    "mended": ("+", "green"),
    "damaged": ("✗", "red"),
    "unchecked": ("–", "dim"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("--look-only", action="store_true", help=_("Name each damage and mend nothing."))


def run(args: argparse.Namespace) -> int:
    """Show every part as it is found."""
    from assistant.verify import verify

    parts: list[Verified] = []
    for part in verify(parsing.load(args), mend=not args.look_only):
        parts.append(part)
        if args.json:
            console.emit({"event": "part", **asdict(part)})
        else:
            _show(part)
            console.flush()
    left = [damage for part in parts for damage in part.damages if not damage.mended]
    mended = sum(damage.mended for part in parts for damage in part.damages)
    if args.json:
        console.emit({"event": "finished", "sound": not left, "mended": mended, "left": len(left)})
    else:
        console.put()
        _conclude(mended, len(left))
    return 1 if left else 0


def _show(part: Verified) -> None:
    put_row((_MARKS[part.state], " ", (_(part.part), "bold")), part.detail, indent=INDENT)
    for damage in part.damages:
        put_row((" " * INDENT,), damage.what + (" " + _("Mended.") if damage.mended else ""), indent=INDENT)
        if damage.remedy:
            put_row((" " * INDENT + "→ ",), damage.remedy, style="cyan", indent=INDENT + 2)


def _conclude(mended: int, left: int) -> None:
    if left:
        console.put_styled((_("Something is left to do; see the arrows."), "red"))
    elif mended:
        console.put_styled((_("The library was damaged and is sound again."), "green"))
    else:
        console.put_styled((_("The library is sound."), "green"))
