"""The command line: it draws what the core says, one module a command."""
