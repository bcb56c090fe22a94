"""Tables that documents hold, read from their passages, and queries over them."""
