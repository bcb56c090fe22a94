"""Finding what bears on a question, and choosing what to show of it."""
