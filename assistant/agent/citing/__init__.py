"""The words that an answer rests on: quotes, citations, and what is believed."""
