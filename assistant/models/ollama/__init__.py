"""Ollama: a client of its server, its models, chats and vectors."""
