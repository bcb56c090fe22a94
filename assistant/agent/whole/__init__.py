"""Answer from whole documents, read from end to end."""
