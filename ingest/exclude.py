"""Leave out of a walk what the user wants left out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.paths import is_under, moved_below, prefix_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

EXCLUDED = mark("it is excluded now")
"""Said of a file that was read and is left out by a pattern that came later."""
# Four stars in one name: to find out that a long name does not match takes its length to the fourth power.
_BACKTRACKS = re.compile(r"(?:\*+[^*/\n]+){3,}\*")
MOST_PATTERN_CHARS = 1_000


def is_slow(pattern: str) -> bool:
    """Return whether a pattern could take a program very long to compare."""
    return _BACKTRACKS.search(pattern) is not None


def checked_pattern(pattern: str) -> str:
    """Return a pattern of the meaning that it has in a `.gitignore`, trimmed.

    Raises:
        ValueError: It is none, leaves nothing out, or could take very long to compare; the text says which.
    """
    from pathspec import GitIgnoreSpec  # few exclude anything

    trimmed = pattern.strip()
    if not trimmed:
        raise ValueError(_("it is empty"))
    if is_slow(trimmed) or len(trimmed) > MOST_PATTERN_CHARS or "\n" in trimmed or "\0" in trimmed:
        raise ValueError(_("it is too long or has too many stars"))
    if trimmed.startswith("#"):
        raise ValueError(_("what begins with # is a comment; write \\# for a name that begins so"))
    try:
        made = GitIgnoreSpec.from_lines([trimmed]).patterns
    except ValueError:
        made = []
    if not made or made[0].include is None:
        raise ValueError(_("it is no pattern"))
    return trimmed


def below_root(pattern: str, root: str) -> str:
    """Return the pattern for a root that an absolute path under it means.

    Any other pattern is returned as it is.

    Args:
        pattern: "~/docs/drafts/" or "/home/me/docs/drafts" for the root "/home/me/docs" is "/drafts".
        root: Absolute.
    """
    full = os.path.expanduser(pattern)  # noqa: PTH111 - it is no path yet
    if full.startswith(prefix_of(root)):
        return "/" + full[len(prefix_of(root)) :].replace(os.sep, "/")
    return pattern


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is left out wherever folders are walked through.

    Attributes:
        everywhere: Patterns of the settings, which count from each folder that is read.
        by_root: Patterns that were given for one folder, by its absolute path.
        kept_out: Absolute paths of files and folders that are not to be read again.
    """

    everywhere: Sequence[str] = ()
    by_root: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept_out: Sequence[str] = ()

    def of(self, root: str) -> RootRules:
        """Return the rules for a walk through a folder.

        Patterns for a folder above it count too unless they leave out this very folder, which was named all the same;
        so do those for folders below it.
        """
        rules = RootRules({_place(path, root) for path in self.kept_out if path.startswith(prefix_of(root))})
        rules.add("", "", self.everywhere)
        for other, patterns in self.by_root.items():
            if is_under(root, other):
                below = _place(root, other)
                if not (below and RootRules(set()).add("", "", patterns).leaves_out(below, folder=True)):
                    rules.add(f"{below}/" if below else "", "", patterns)
            elif is_under(other, root):
                rules.add("", f"{_place(other, root)}/", patterns)
        return rules

    def moved(self, places: Mapping[str, str]) -> Exclusions:
        """Return the same for folders that have moved.

        Args:
            places: The new place of each folder, by its old one.
        """
        by_root = {moved_below(root, places): patterns for root, patterns in self.by_root.items()}
        return Exclusions(self.everywhere, by_root, [moved_below(path, places) for path in self.kept_out])


NOTHING_EXCLUDED = Exclusions()


def _place(path: str, root: str) -> str:
    return "" if path == root.rstrip(os.sep) else path[len(prefix_of(root)) :].replace(os.sep, "/")


class RootRules:
    """Tell what is left out of one folder; places are relative to it.

    Args:
        kept_out: Places that are not read.
    """

    def __init__(self, kept_out: set[str]) -> None:
        self._kept_out = kept_out
        self._specs: list[tuple[str, str, GitIgnoreSpec]] = []

    def add(self, above: str, below: str, patterns: Iterable[str]) -> RootRules:
        """Add patterns.

        Args:
            above: The place of this folder in the one that they were given for, with "/" at its end.
            below: The place in this folder of the one that they were given for, likewise.
            patterns: As in a `.gitignore`; the last one that matches decides.
        """
        patterns = list(patterns)
        if patterns:
            from pathspec import GitIgnoreSpec

            self._specs.append((above, below, GitIgnoreSpec.from_lines(patterns)))
        return self

    def leaves_out(self, place: str, *, folder: bool) -> bool:
        """Return whether a file or a folder is left out; its parents are not asked."""
        return place in self._kept_out or self.excludes(place, folder=folder)

    def excludes(self, place: str, *, folder: bool) -> bool:
        """Return whether a pattern leaves a place out."""
        end = "/" if folder else ""
        return any(
            bool(spec.check_file(f"{above}{place[len(below) :]}{end}").include)
            for above, below, spec in self._specs
            if place.startswith(below)
        )

    def excludes_any_above(self, place: str) -> bool:
        """Return whether a pattern leaves out a file or a folder around it."""
        parts = place.split("/")
        folders = ("/".join(parts[:count]) for count in range(1, len(parts)))
        return any(self.excludes(one, folder=True) for one in folders) or self.excludes(place, folder=False)
