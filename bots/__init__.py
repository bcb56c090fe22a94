"""Chat bots: people whom the owner names ask the library from their phones."""
