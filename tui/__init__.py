"""The terminal app: draws events of the client; does no work of its own."""
