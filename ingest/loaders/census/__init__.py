"""Counts what files hold, format by format, from their raw containers and without the readers' code."""
