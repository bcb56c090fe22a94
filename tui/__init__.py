"""The terminal app: draws what the desk tells, and holds no model, store or file work."""
