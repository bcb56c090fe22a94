"""Store what the user leaves out, and say what became of it in a run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence

from assistant.errors import UsageError
from assistant.events import IngestNotice
from assistant.i18n import _, ngettext
from assistant.library.database import Database, Notes, Table, reads, writes
from assistant.paths import is_under, moved_below
from assistant.text import clean_line
from assistant.wording import short_path
from ingest.exclude import Exclusions, below_root, checked_pattern
from ingest.records import Relocation

EXCLUDED = "ingest.excluded"
KEPT_OUT = "ingest.kept_out"
"""The notes that hold them, as JSON in ASCII: the path of a file may hold bytes that no encoding has."""


class StoredExclusions(Table):
    """What is left out when the folders of a library are read.

    Args:
        database: Where it is kept.
        notes: Its notes.
    """

    def __init__(self, database: Database, notes: Notes) -> None:
        super().__init__(database)
        self._notes = notes

    @reads
    def by_root(self) -> dict[str, tuple[str, ...]]:
        """Return the patterns that were given for each root, by its path."""
        return excluded_of(self._notes.get(EXCLUDED)) or {}

    @reads
    def kept_out(self) -> list[str]:
        """Return the files and folders that are not to be read again, by path."""
        return kept_out_of(self._notes.get(KEPT_OUT)) or []

    def with_everywhere(self, patterns: Sequence[str]) -> Exclusions:
        """Return all that is left out, with patterns that count in every root."""
        return Exclusions(patterns, self.by_root(), self.kept_out())

    @writes
    def exclude(self, roots: Iterable[str], patterns: Sequence[str]) -> None:
        """Leave out what matches some patterns, in some roots."""
        known = self.by_root()
        for root in roots:
            known[root] = tuple(dict.fromkeys([*known.get(root, ()), *patterns]))
        self._set_excluded(known)

    @writes
    def take_away(self, roots: Iterable[str], pattern: str) -> int:
        """Leave a pattern's files out no longer; return in how many roots it was."""
        known, roots = self.by_root(), set(roots)
        those = [root for root, patterns in known.items() if root in roots and pattern in patterns]
        for root in those:
            known[root] = tuple(one for one in known[root] if one != pattern)
        self._set_excluded(known)
        return len(those)

    @writes
    def keep_out(self, path: str) -> None:
        """Read a file or a folder no more; what was kept out in it goes with it."""
        self._set_kept_out([path, *(one for one in self.kept_out() if not is_under(one, path))])

    @writes
    def let_in(self, paths: Iterable[str]) -> list[str]:
        """Let in what was kept out at some very paths; return those that were."""
        paths = set(paths)
        kept = self.kept_out()
        if found := [one for one in kept if one in paths]:
            self._set_kept_out([one for one in kept if one not in paths])
        return found

    @writes
    def drop_under(self, path: str) -> None:
        """Drop all that is noted of a file or folder, which is forgotten."""
        self._set_excluded(
            {root: patterns for root, patterns in self.by_root().items() if not is_under(root, path)}
        )
        self._set_kept_out([one for one in self.kept_out() if not is_under(one, path)])

    @writes
    def move(self, places: Mapping[str, str]) -> None:
        """Let what is noted of roots that have moved follow them."""
        moved: dict[str, tuple[str, ...]] = {}
        for root, patterns in self.by_root().items():
            new = moved_below(root, places)
            moved[new] = tuple(dict.fromkeys([*moved.get(new, ()), *patterns]))
        self._set_excluded(moved)
        self._set_kept_out([moved_below(one, places) for one in self.kept_out()])

    def _set_excluded(self, excluded: Mapping[str, Sequence[str]]) -> None:
        written = json.dumps({root: list(patterns) for root, patterns in excluded.items() if patterns})
        if written != "{}" or self._notes.get(EXCLUDED):
            self._notes.set(EXCLUDED, written)

    def _set_kept_out(self, paths: Iterable[str]) -> None:
        written = json.dumps(sorted(set(paths), key=os.fsencode))
        if written != "[]" or self._notes.get(KEPT_OUT):
            self._notes.set(KEPT_OUT, written)


def excluded_of(note: str) -> dict[str, tuple[str, ...]] | None:
    """Return the patterns that a note holds, by root; None where it is unreadable."""
    try:
        held = json.loads(note or "{}")
    except ValueError:
        return None
    if not isinstance(held, dict) or not all(_is_list_of_text(one) for one in held.values()):
        return None
    return {root: tuple(patterns) for root, patterns in held.items()}


def kept_out_of(note: str) -> list[str] | None:
    """Return the paths that a note holds; None where it is unreadable."""
    try:
        held = json.loads(note or "[]")
    except ValueError:
        return None
    return held if _is_list_of_text(held) else None


def _is_list_of_text(held: object) -> bool:
    return isinstance(held, list) and all(isinstance(one, str) for one in held)


def checked(pattern: str, root: str) -> tuple[str, str]:
    """Return a root with a pattern of what is left out of it.

    Raises:
        UsageError: It is no pattern.
    """
    try:
        return root, below_root(checked_pattern(pattern), root)
    except ValueError as error:
        raise UsageError(
            _(
                '"{pattern}" does not say what to leave out: {why}.',
                pattern=clean_line(pattern),
                why=error,
            ),
            _('Write it as in a .gitignore: "*.tmp", "drafts/", "/old/*.pdf"; nothing was changed.'),
            code="pattern_wrong",
        ) from error


def not_excluded(pattern: str, there: Sequence[str]) -> UsageError:
    """Build the error for a pattern that was never given."""
    known = ", ".join(f'"{clean_line(one)}"' for one in dict.fromkeys(there))
    return UsageError(
        _('"{pattern}" is not excluded there.', pattern=clean_line(pattern)),
        _("What is: {known}.", known=known)
        if known
        else _("Nothing is; assistant status lists what is left out where."),
        code="pattern_unknown",
    )


def moved_notice(moved: Relocation) -> IngestNotice:
    """Say which documents were found at another place than before."""
    number = len(moved.documents)
    where = _("; ").join(
        _("{old} is now {new}", old=short_path(old), new=short_path(new)) for old, new in moved.roots.items()
    )
    known = ngettext(
        "{number} document that had moved was known again by what it holds",
        "{number} documents that had moved were known again by what they hold",
        number,
    )
    return IngestNotice(
        _("{known}: {where}.", known=known, where=where) if where else _("{known}.", known=known),
        _("Nothing was read anew, and earlier answers lead to the new place."),
    )


def excluded_notice(number: int) -> IngestNotice:
    """Say how many files were taken out because they are excluded now."""
    return IngestNotice(
        ngettext(
            "{number} file that is excluded now was taken out of the library.",
            "{number} files that are excluded now were taken out of the library.",
            number,
        ),
        _("The files themselves are as they were; --no-exclude lets them in again."),
    )
