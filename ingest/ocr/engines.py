"""The engines that recognise text: rapidocr and tesseract, behind one method."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from assistant.frozen import dataclass
from assistant.i18n import _, mark
from ingest.records import mean_confidence

if TYPE_CHECKING:
    from ingest.ocr.pictures import Picture

ENGINES = ("rapidocr", "tesseract")
HINT = mark(
    'to recognise text in pictures: pip install "private-assistant[ocr]"'
    ' (with pipx: pipx inject private-assistant "private-assistant[ocr]"), or install tesseract'
)
OFF = mark("recognising text in pictures is switched off (the setting ocr.engine)")
_UNSURE = 0.8
_ENOUGH_CHARS = 4
_LONG = 2.2
_BAND = 1.5
_NOT_LANGUAGES = ("osd", "equ", "snum")
_MOST_LANGUAGES = 6
_LIST_S = 20
# Korean, which has blanks, is none of these.
_WITHOUT_BLANKS = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Word:
    """Words that an engine found side by side in a picture.

    Places are in dots of the picture, from the left and from above.

    Attributes:
        text: The words.
        confidence: From 0 to 1, higher is surer.
        left: Where they begin.
        top: Where their letters begin.
        right: Where they end.
        bottom: Where their letters end.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


class Engine(Protocol):
    """Recognises text in a picture."""

    def recognise(self, picture: Picture) -> list[Word]:
        """Return what stands in an upright picture, in no order that can be relied on."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine is used.

    Attributes:
        name: One of `ENGINES`.
        languages: Of tesseract, joined by "+"; empty for rapidocr.
        command: Path of tesseract; empty for rapidocr.
    """

    name: str
    languages: str = ""
    command: str = ""

    @property
    def identity(self) -> str:
        """What tells the results of this engine from those of others."""
        return f"{self.name} {self.languages}".strip()


def choose(asked: str, languages: str = "") -> EngineChoice | None:
    """Return the engine to use, or None where there is none or it is switched off.

    Args:
        asked: "auto", "off" or one of `ENGINES`.
        languages: Of tesseract; empty for all that are installed.
    """
    if asked in ("auto", "rapidocr") and find_spec("rapidocr") and find_spec("onnxruntime"):
        return EngineChoice("rapidocr")
    if asked in ("auto", "tesseract") and (command := shutil.which("tesseract")):
        return EngineChoice("tesseract", languages or _installed_languages(command), command)
    return None


def _installed_languages(command: str) -> str:
    """Return the languages that tesseract has, English first."""
    try:
        done = subprocess.run(
            [command, "--list-langs"],
            capture_output=True,
            timeout=_LIST_S,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return "eng"
    listed = done.stdout.decode("utf-8", "replace").splitlines()[1:]
    usable = [one.strip() for one in listed if one.strip() and not one.startswith(_NOT_LANGUAGES)]
    usable = [one for one in usable if "/" not in one and not one.endswith("_vert")]
    return "+".join(sorted(usable, key=lambda one: (one != "eng", one))[:_MOST_LANGUAGES]) or "eng"


def load(choice: EngineChoice) -> Engine:
    """Return the engine, with its models loaded."""
    return _Rapid() if choice.name == "rapidocr" else _Tesseract(choice)


def recognise(engine: Engine, picture: Picture) -> list[Word]:
    """Return the words that stand in a picture, whichever way up it is.

    Places are those of the picture turned upright.

    It is turned only where its lines run upwards or downwards, or what was recognised is unlikely to be words.

    Args:
        engine: What recognises.
        picture: Grey; a very long one is looked at in bands.
    """
    import numpy as np

    best = _in_bands(engine, picture)
    chars = sum(len(word.text) for word in best)
    sideways = _on_their_side(best)
    if chars < _ENOUGH_CHARS or (_sureness(best) >= _UNSURE and not sideways):
        return best
    for turns in (1, 3) if sideways else (2,):
        other = _in_bands(engine, np.ascontiguousarray(np.rot90(picture, turns)))
        more = 0.1 if _on_their_side(best) == _on_their_side(other) else -0.1
        if _sureness(other) > _sureness(best) + more and 2 * sum(len(word.text) for word in other) > chars:
            best = other
    return best


def _on_their_side(words: Sequence[Word]) -> bool:
    """Return whether most words run from above to below."""
    long = [word for word in words if len(word.text) >= _ENOUGH_CHARS]
    high = sum(word.bottom - word.top > word.right - word.left for word in long)
    return 2 * high > len(long)


def _sureness(words: Iterable[Word]) -> float:
    return mean_confidence((len(word.text), word.confidence) for word in words)


def _in_bands(engine: Engine, picture: Picture) -> list[Word]:
    height, width = picture.shape
    if height <= _LONG * width or height <= 2_000:
        return engine.recognise(picture)
    cuts = [0, *_cuts(picture, round(_BAND * width)), height]
    found: list[Word] = []
    for top, bottom in pairwise(cuts):
        words = engine.recognise(picture[top:bottom])
        found += [replace(word, top=word.top + top, bottom=word.bottom + top) for word in words]
    return found


def _cuts(picture: Picture, step: int) -> Iterator[int]:
    """Yield heights at which a long picture may be cut.

    Each is a row of dots of one shade, or the most even one near the end of a band.
    """
    step = max(step, 1_000)
    at = 0
    while picture.shape[0] - at > 1.3 * step:
        first = at + step * 3 // 4
        rows = picture[first : at + step]
        # Of equal rows the last one, so that bands are about as long as they may be.
        spread = rows.max(axis=1).astype(int) - rows.min(axis=1)
        at = first + len(spread) - 1 - int(spread[::-1].argmin())
        yield at


class _Rapid:
    """PP-OCRv6, Chinese and English, from the models in rapidocr's own wheel."""

    def __init__(self) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before onnxruntime is imported: it would look a host up
        from rapidocr import RapidOCR

        one_thread = {
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        # What tells whether a line stands on its head is wrong more often than lines do so.
        self._engine: Any = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.text_score": 0.3,
                "Global.log_level": "critical",
                **one_thread,
            }
        )

    def recognise(self, picture: Picture) -> list[Word]:
        """See `Engine`."""
        import numpy as np

        found = self._engine(np.repeat(picture[:, :, None], 3, axis=2))
        if found.txts is None or found.boxes is None:
            return []
        words = []
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True):
            left, top = box.min(axis=0)
            right, bottom = box.max(axis=0)
            # Of a line that is askew, the box around its corners is higher than its letters.
            askew = (float(box[3][1] - box[0][1]) + float(box[2][1] - box[1][1])) / 2
            high = float(bottom - top) if bottom - top > right - left else abs(askew)
            middle = (float(top) + float(bottom)) / 2
            half = max(1.0, high) / 2
            if text.strip():
                words.append(
                    Word(text.strip(), float(score), float(left), middle - half, float(right), middle + half)
                )
        return words


class _Tesseract:
    """The command, given each picture over a pipe."""

    def __init__(self, choice: EngineChoice) -> None:
        self._words = [
            choice.command,
            "stdin",
            "stdout",
            "-l",
            choice.languages or "eng",
            "--dpi",
            "200",
            "tsv",
        ]
        self.running: subprocess.Popen[bytes] | None = None

    def recognise(self, picture: Picture) -> list[Word]:
        """See `Engine`."""
        height, width = picture.shape
        self.running = subprocess.Popen(
            self._words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads would spin
        )
        try:
            said, __ = self.running.communicate(b"P5 %d %d 255\n" % (width, height) + picture.tobytes())
            code = self.running.returncode
        finally:
            self.running.kill()
            self.running.wait()
            self.running = None
        if code:
            raise EngineFault(_("tesseract could not read it"))
        return list(_pieces(said.decode("utf-8", "replace")))


class EngineFault(Exception):
    """An engine refuses a picture; the reason is a sentence for the file's owner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _pieces(table: str) -> Iterator[Word]:
    """Yield the words of tesseract's table, joined where they stand side by side.

    Words of a line between which there is a wide gap are apart.
    """
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        left, top, wide, high = (float(row[name]) for name in ("left", "top", "width", "height"))
        word = Word(text, max(0.0, float(row["conf"]) / 100), left, top, left + wide, top + high)
        line = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
        lines.setdefault(line, []).append(word)
    for words in lines.values():
        high = sorted(word.bottom - word.top for word in words)[len(words) // 2]
        together = [words[0]]
        for word in words[1:]:
            if word.left - together[-1].right > 1.5 * high:
                yield _joined(together)
                together = []
            together.append(word)
        yield _joined(together)


def _joined(words: Sequence[Word]) -> Word:
    """Join words that stand side by side into one.

    There are no blanks between Chinese characters.
    """
    text = words[0].text
    for word in words[1:]:
        unspaced = _WITHOUT_BLANKS.match(text[-1]) and _WITHOUT_BLANKS.match(word.text)
        text += ("" if unspaced else " ") + word.text
    return Word(
        text,
        _sureness(words),
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )
