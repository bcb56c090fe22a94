"""Numbers out of tables, computed by SQL and told with their rows."""
