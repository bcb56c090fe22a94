"""Find what is relevant to a question, and choose what to show of it."""
