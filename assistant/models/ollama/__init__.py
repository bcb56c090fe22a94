"""Use an Ollama server: its models, chats and vectors."""
