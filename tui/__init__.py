"""The terminal app: draws what the client tells, and holds no model, store or file work."""
