"""Answers out of passages: what is asked of the model, and what stands then."""
