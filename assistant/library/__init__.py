"""Store what a library keeps: documents, passages, vectors, conversations."""
