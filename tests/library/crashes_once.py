"""A writer of the index that crashes the first time."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.library.index import worker
from tests.library import crashes

if __name__ == "__main__":
    crashed = Path(sys.argv[2], "crashed once")
    if crashed.exists():
        worker.main()
    else:
        crashed.touch()
        crashes.main()
