"""Answering: a turn, its prompts, its citations."""
