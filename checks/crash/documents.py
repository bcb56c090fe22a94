"""Folders of Markdown that is read in process, each paper with a word that no other one has."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LONG_AGO_NS = 1_700_000_000_000_000_000
"""When every paper was written: long enough before it is read to be believed unchanged."""
_WORDS = tuple(
    first + vowel + last
    for first in ("b", "d", "f", "g", "l", "m", "n", "pr", "r", "s", "tr")
    for vowel in "aeiou"
    for last in ("rk", "lm", "nd", "st", "vor", "ptin", "gal")
)
_WORDS_A_SECTION = 60


@dataclass(frozen=True)
class Paper:
    """What lies in a file.

    Attributes:
        word: Stands in every section, and in no other paper.
        sections: So many, each of which becomes one passage.
        edition: Its first section differs from one edition to the next.
    """

    word: str
    sections: int
    edition: int = 0

    @property
    def mark(self) -> str:
        """A word that only this edition has."""
        return f"{self.word}edition{self.edition}"

    @property
    def text(self) -> str:
        parts = [self.section(number) for number in range(self.sections)]
        return "\n\n".join([f"# Paper {self.word}", *parts]) + "\n"

    def section(self, number: int) -> str:
        """One section with its heading."""
        edition = self.edition if number == 0 else 0
        drawn = random.Random(f"{self.word} {number} {edition}").choices(_WORDS, k=_WORDS_A_SECTION)
        mark = f"{self.mark} " if number == 0 else ""
        return f"## Part {number}\n\n{mark}{self.word} {' '.join(drawn)}."


def papers(prefix: str, count: int, sections: int) -> dict[str, Paper]:
    """Make papers by the names of their files."""
    return {f"{prefix}{number:02}.md": Paper(f"{prefix}paper{number}", sections) for number in range(count)}


def write(folder: Path, made: dict[str, Paper]) -> dict[str, Paper]:
    """Make a folder hold exactly these papers; give them by their paths."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in made:
            path.unlink()
    for number, (name, paper) in enumerate(sorted(made.items())):
        path = folder / name
        path.write_text(paper.text, "utf-8")
        written_ns = LONG_AGO_NS + (1_000 * paper.edition + number) * 1_000_000_000
        os.utime(path, ns=(written_ns, written_ns))
    return {str(folder / name): paper for name, paper in made.items()}


def questions(made: Iterable[Paper], count: int = 3) -> list[str]:
    """Ask for the middle of some sections, in words that many sections share."""
    asked = []
    for paper in list(made)[:count]:
        words = paper.section(paper.sections // 2).rstrip(".").split()
        asked.append(" ".join(words[-9:-1]))
    return asked
