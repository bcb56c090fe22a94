"""What a table is, and how tables are read from passages."""
