"""Connect the bot to Matrix; only these modules import its package.

The platform, its rooms and messages, and the client.
"""
