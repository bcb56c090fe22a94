"""Matrix: the platform, its rooms and messages, and the client; only these modules know its package."""
