"""Telegram: the platform, what its messages say, and the way to its server; only these modules know its package."""
