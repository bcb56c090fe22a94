"""Carry the program and models to a machine without a network, in one folder."""
