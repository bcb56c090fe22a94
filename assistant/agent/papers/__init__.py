"""Which documents are meant: kinds of papers, their sides, times and changes."""
