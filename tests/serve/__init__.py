"""Tests of the server for other programs."""
