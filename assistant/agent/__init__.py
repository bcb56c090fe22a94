"""Answer questions: turns, prompts, citations."""
