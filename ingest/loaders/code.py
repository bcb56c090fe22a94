"""Source code: a block a definition."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath

from ingest.loaders import kinds
from ingest.loaders.encoding import decode
from ingest.records import Block, Document

# What begins at the left margin after an empty line begins something new, in every language that
# people indent; comments and decorators without an empty line below stay with what they explain.
_BEGINNING = re.compile(r"(?:\A|\n[ \t]*\n)(?=[^\s})\]])")


def read(data: bytes, path: PurePath) -> Document:
    """Read source code; its name is its title."""
    text, notice = decode(data)
    cuts = [match.end() for match in _BEGINNING.finditer(text)]
    cuts = sorted({0, *cuts, len(text)})
    blocks = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip("\n"))
        stop = start + len(piece.rstrip())
        if stop > begin:
            blocks.append(Block("code", begin, stop))
    return Document(
        text=text,
        title=path.name,
        kind="code",
        blocks=tuple(blocks),
        language=kinds.language_of(path.name),
        notices=(notice,) if notice else (),
    )
