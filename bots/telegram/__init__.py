"""Connect the bot to Telegram; only these modules import its package.

The platform, what its messages say, and the way to its server.
"""
