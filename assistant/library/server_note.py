"""The note that says what a Chroma server's index holds."""

from __future__ import annotations

import json

ON_SERVER = "index.server"
"""Its key."""
Held = tuple[str, str, int, int]
"""The server's address, the model, the generation and the last row number."""


def what_is_held(note: str) -> Held | None:
    """Read a note; an empty one says that nothing is held, None is given for one that is no note."""
    if not note:
        return "", "", 0, 0
    try:
        match json.loads(note):
            case [str(url), str(identity), int(generation), int(last_id)]:
                return url, identity, generation, last_id
    except ValueError:
        return None
    return None
