"""A command that plays tesseract: it says what shade of grey a picture has, and notes each call."""

from __future__ import annotations

import sys
from pathlib import Path

_SCRIPT = """#!{python} -SE
import sys, time
from pathlib import Path
if "--list-langs" in sys.argv:
    print("List of available languages (2):", "eng", "osd", sep="\\n")
    sys.exit(0)
data = sys.stdin.buffer.read()
with open({log!r}, "a") as log:
    log.write("called\\n")
points = data.split(b"\\n", 1)[1][::997]
shade = sum(points) // max(1, len(points))
if shade < 20:
    time.sleep(60)
held = [b"x" * (1 << 20) for _ in range(600 if 20 <= shade < 40 else 0)]
if held:
    time.sleep(60)
print("level", "page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height", "conf", "text", sep="\\t")
if shade < 250:
    for line, words in enumerate([["Shade", str(shade)], ["pays", str(10 * shade), "euros."]]):
        for number, word in enumerate(words):
            print(5, 1, 1, 1, line, number, 100 + 90 * number, 100 + 40 * line, 80, 30, {confidence}, word, sep="\\t")
"""


class FakeTesseract:
    """Stands in a folder that goes to the front of the PATH.

    A picture of a shade below 20 takes a minute, one below 40 takes 600 MB, and one above 250 holds no words.

    Args:
        folder: Where it is made.
        confidence: Of each word, from 0 to 100.
    """

    def __init__(self, folder: Path, confidence: int = 93) -> None:
        self.folder = folder
        self._log = folder / "calls"
        command = folder / "tesseract"
        command.write_text(
            _SCRIPT.format(python=sys.executable, log=str(self._log), confidence=confidence), encoding="utf-8"
        )
        command.chmod(0o755)

    @property
    def calls(self) -> int:
        """How many pictures it was given."""
        return len(self._log.read_text("utf-8").splitlines()) if self._log.exists() else 0
