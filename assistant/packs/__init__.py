"""Packs of knowledge and backups: a library's content in one file, checked."""
