"""The folder of what people have sent: which name a document gets there, and that none takes another one's place."""

from __future__ import annotations

import filecmp
import hashlib
import itertools
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from assistant.text import clean_line

FOLDER = "received"
_LONGEST_NAME = 150
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|pyvenv\.cfg|thumbs\.db|desktop\.ini|~\$.*", re.IGNORECASE
)
"""Names that are no file's on some system, and those for which a folder or a file is left out when it is read."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A document in the folder.

    Attributes:
        path: Where it is.
        is_new: Whether it was not there before; what was there is never taken away again.
    """

    path: Path
    is_new: bool


def safe_name(name: str) -> str:
    """Make a name safe as that of a file in one folder, on every system; its ending stays."""
    plain = unicodedata.normalize("NFC", clean_line(name).replace("\\", "/")).rpartition("/")[2]
    plain = re.sub(r"^[\s.]+|[\s.]+$", "", re.sub(r'[<>:"/|?*\x00-\x1f]', "_", plain))
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"document {plain}".strip()
    stem, ending = os.path.splitext(plain)  # noqa: PTH122 - it is no path
    while len((stem + ending).encode("utf-8", "replace")) > _LONGEST_NAME:
        stem, ending = (stem[:-1], ending) if stem else ("", ending[:-1])
    return stem + ending


def folder_of(user: str) -> str:
    """Give the name of a user's folder, which no other user has."""
    name = quote(user, safe="@")
    return name if safe_name(name) == name else hashlib.sha256(user.encode()).hexdigest()[:40]


def make_folder(folder: Path) -> None:
    """Make a user's folder, which only this account can read."""
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, exist_ok=True)


def place(fetched: Path, path: Path) -> Placed:
    """Put a document under its name, or under the next number where another one has that name already."""
    for number in itertools.count(1):
        there = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        try:
            there.touch(exist_ok=False)  # the name is this one's from here on
        except FileExistsError:
            if there.is_file() and filecmp.cmp(fetched, there, shallow=False):
                return Placed(there, is_new=False)
            continue
        fetched.replace(there)
        return Placed(there, is_new=True)
    raise AssertionError("numbers do not end")
