"""Find nearest vectors: by exact comparison, or from a Chroma index."""
