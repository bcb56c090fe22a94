"""Answer from whole documents, read from end to end, part by part where they are long."""
