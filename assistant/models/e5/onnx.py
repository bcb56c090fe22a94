"""Write multilingual-e5-small as a graph of ONNX, with weights of 8 or 32 bits.

What is written is the few messages of ONNX's protocol buffers (onnx.proto3) that such a graph takes; the operators are those of
opset 17 and of onnxruntime's own (`com.microsoft`).

In 8 bits, weights have one scale a row, and activations are scaled to 8 bits as they come, with one scale for all tokens. Where
single tokens have values far above the others', which is so inside the feed-forward parts, each token is brought to the same height
first (its largest value is 1), and back afterwards: that keeps vectors within 0.999 of those of 32 bits.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from assistant.models.e5.weights import Weights, unpacked

Precision = Literal["int8", "float32"]
INPUT = "embeddings"
"""Of one text: shape (1, tokens, hidden), 32-bit numbers, before the first normalisation."""
OUTPUT = "mean"
"""The mean of its tokens' last vectors: shape (1, hidden)."""

PROBE_WIDTH = 64
"""So many of the largest products are summed by the probe."""
_OPSET = 17
_MICROSOFT = "com.microsoft"
_IR_VERSION = 8
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
_LEVELLED = ("fi", "fo")
"""The matrices before which tokens are brought to one height."""

Array = npt.NDArray[np.generic]
Parts = Sequence[bytes | memoryview]
"""Of a message or a file, one after another."""
_LEAST_BESIDE = 1_024
"""Constants of fewer bytes stay in the graph: the runtime looks at some of them before it runs."""
_ALIGNED = 64
"""Constants in a file of their own begin at multiples of so many bytes."""


def encoder(weights: Weights, precision: Precision) -> bytes:
    """Return the graph from embeddings to the mean vector of one text."""
    return _Graph(weights, precision).written()


def encoder_beside(weights: Weights, name: str) -> tuple[bytes, Parts]:
    """Return the same graph in 8 bits, and what it takes from a file beside it.

    Args:
        weights: The model's.
        name: The file's.
    """
    graph = _Graph(weights, "int8", name)
    return graph.written(), graph.beside


def exactness_probe() -> bytes:
    """Return a graph that shows whether the processor saturates 8-bit products."""
    builder = _Builder()
    builder.constant("w", np.full((PROBE_WIDTH, 16), 127, np.int8))
    builder.node("MatMulInteger", ["x", "w"], ["y"])
    return builder.model([_value("x", "uint8", [1, PROBE_WIDTH])], [_value("y", "int32", [1, 16])])


class _Builder:
    """Collects nodes and constants, and writes them.

    Args:
        name: Of the file that constants are put into; "" for none.

    Attributes:
        beside: What stands in that file.
    """

    def __init__(self, name: str = "") -> None:
        self._nodes: list[bytes] = []
        self._constants: list[Parts] = []
        self._name = name
        self.beside: list[bytes | memoryview] = []

    def constant(self, name: str, values: Array) -> str:
        values = np.ascontiguousarray(values)
        shape = b"".join(_integer(1, size) for size in values.shape)
        kind = _integer(2, _TYPES[values.dtype.name])
        head = shape + kind + _text(8, name)
        if self._name and values.nbytes >= _LEAST_BESIDE:
            self._constants.append((head + self._put_beside(values),))
        else:
            self._constants.append((head + _head(9, values.nbytes), values.data))
        return name

    def _put_beside(self, values: Array) -> bytes:
        """Put values into the file, and return where they stand in it."""
        at = _size(self.beside)
        self.beside += (values.data.cast("B"), bytes(-values.nbytes % _ALIGNED))
        place = {"location": self._name, "offset": str(at), "length": str(values.nbytes)}
        return b"".join(_bytes(13, _text(1, key) + _text(2, one)) for key, one in place.items()) + _integer(
            14, 1
        )

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        domain: str = "",
        **attributes: object,
    ) -> str:
        written = b"".join(_text(1, name) for name in inputs) + b"".join(_text(2, name) for name in outputs)
        written += _text(4, operator)
        written += b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        self._nodes.append(written + (_text(7, domain) if domain else b""))
        return outputs[0]

    def model(self, inputs: Sequence[bytes], outputs: Sequence[bytes]) -> bytes:
        # Weights are copied once, at the end: these are 20 MB, and fresh memory takes longer than what is computed.
        parts: list[bytes | memoryview] = [*(_bytes(1, node) for node in self._nodes), _text(2, "graph")]
        for constant in self._constants:
            parts += (_head(5, _size(constant)), *constant)
        parts += [_bytes(11, value) for value in inputs]
        parts += [_bytes(12, value) for value in outputs]
        opsets = _bytes(8, _text(1, "") + _integer(2, _OPSET)) + _bytes(
            8, _text(1, _MICROSOFT) + _integer(2, 1)
        )
        head = _integer(1, _IR_VERSION) + _text(2, "private-assistant") + _head(7, _size(parts))
        return b"".join([head, *parts, opsets])


class _Graph(_Builder):
    """The encoder."""

    def __init__(self, weights: Weights, precision: Precision, name: str = "") -> None:
        super().__init__(name)
        self._weights = weights
        self._precision = precision
        self._shape = weights.shape

    def written(self) -> bytes:
        """Return the whole graph."""
        hidden = self._shape.hidden
        self.constant("thirds", np.array([hidden] * 3, np.int64))
        state = self._normalised(INPUT, "emb.ln")
        for layer in range(self._shape.layers):
            state = self._layer(state, f"l{layer}")
        self.node("ReduceMean", [state], [OUTPUT], axes=[1], keepdims=0)
        return self.model(
            [_value(INPUT, "float32", [1, "tokens", hidden])], [_value(OUTPUT, "float32", [1, hidden])]
        )

    def _layer(self, state: str, layer: str) -> str:
        parts = [f"{layer}.{part}" for part in ("query", "key", "value")]
        joined = self._multiplied(state, layer, ("q", "k", "v"), self._shape.hidden)
        self.node("Split", [joined, "thirds"], parts, axis=2)
        attended = self.node(
            "MultiHeadAttention", parts, [f"{layer}.attended"], _MICROSOFT, num_heads=self._shape.heads
        )
        mixed = self._multiplied(attended, layer, ("ao",), self._shape.hidden)
        state = self._normalised(self.node("Add", [state, mixed], [f"{layer}.sum1"]), f"{layer}.aln")
        inner = self._multiplied(state, layer, ("fi",), self._shape.hidden)
        inner = self.node("Gelu", [inner], [f"{layer}.gelu"], _MICROSOFT)
        outer = self._multiplied(inner, layer, ("fo",), self._shape.inner)
        return self._normalised(self.node("Add", [state, outer], [f"{layer}.sum2"]), f"{layer}.oln")

    def _normalised(self, state: str, name: str) -> str:
        scale = self.constant(f"{name}.w", self._weights.floats(f"{name}.w"))
        shift = self.constant(f"{name}.b", self._weights.floats(f"{name}.b"))
        return self.node(
            "LayerNormalization", [state, scale, shift], [f"{name}.out"], axis=-1, epsilon=self._shape.epsilon
        )

    def _multiplied(self, state: str, layer: str, names: Sequence[str], width: int) -> str:
        """Multiply by matrices, side by side, and add their biases."""
        name = f"{layer}.{'+'.join(names)}"
        matrix = np.concatenate([unpacked(self._weights.blocks(f"{layer}.{one}.w", width)) for one in names])
        bias = np.concatenate([self._weights.floats(f"{layer}.{one}.b") for one in names])
        self.constant(f"{name}.b", bias)
        if self._precision == "float32":
            self.constant(f"{name}.w", matrix.T)
            product = self.node("MatMul", [state, f"{name}.w"], [f"{name}.product"])
            return self.node("Add", [product, f"{name}.b"], [f"{name}.out"])
        scales = np.maximum(matrix.max(axis=1), -matrix.min(axis=1)) / 127
        matrix /= np.maximum(scales, 1e-12)[:, None]
        self.constant(f"{name}.w", np.rint(matrix, out=matrix).astype(np.int8).T)
        self.constant(f"{name}.s", scales.astype(np.float32))
        factors = [f"{name}.w", f"{name}.s"]
        if names[0] not in _LEVELLED:
            return self.node(
                "DynamicQuantizeMatMul", [state, *factors, "", f"{name}.b"], [f"{name}.out"], _MICROSOFT
            )
        height = self.node(
            "ReduceMax",
            [self.node("Abs", [state], [f"{name}.abs"])],
            [f"{name}.height"],
            axes=[2],
            keepdims=1,
        )
        level = self.node("Div", [state, height], [f"{name}.level"])
        product = self.node("DynamicQuantizeMatMul", [level, *factors], [f"{name}.product"], _MICROSOFT)
        product = self.node("Mul", [product, height], [f"{name}.scaled"])
        return self.node("Add", [product, f"{name}.b"], [f"{name}.out"])


def _value(name: str, kind: str, shape: Sequence[int | str]) -> bytes:
    sizes = b"".join(
        _bytes(1, _text(2, size) if isinstance(size, str) else _integer(1, size)) for size in shape
    )
    tensor = _integer(1, _TYPES[kind]) + _bytes(2, sizes)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _attribute(name: str, value: object) -> bytes:
    written = _text(1, name)
    if isinstance(value, float):
        return written + _varint(2 << 3 | 5) + struct.pack("<f", value) + _integer(20, 1)
    if isinstance(value, int):
        return written + _integer(3, value) + _integer(20, 2)
    assert isinstance(value, list)
    return written + b"".join(_integer(8, one) for one in value) + _integer(20, 7)


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def _integer(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, value: bytes) -> bytes:
    return _head(field, len(value)) + value


def _head(field: int, size: int) -> bytes:
    return _varint(field << 3 | 2) + _varint(size)


def _size(parts: Parts) -> int:
    return sum(part.nbytes if isinstance(part, memoryview) else len(part) for part in parts)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
