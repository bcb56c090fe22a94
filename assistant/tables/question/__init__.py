"""What a question asks of tables."""
