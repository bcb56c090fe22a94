"""One look at a question: its kind, what it carries on, and its usual words."""
