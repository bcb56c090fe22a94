"""One question to one document: a cell of a table, with its source."""
