"""Counts what files hold, by their raw containers and without the readers' code."""
