"""One question to every document: tables and lists."""
