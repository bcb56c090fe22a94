"""Nearest vectors: compared exactly, or asked of an index that Chroma keeps."""
