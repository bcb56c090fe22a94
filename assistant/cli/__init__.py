"""The command line: its commands, one module each, and their common options."""

from __future__ import annotations

COMMANDS = {
    "ingest": ("assistant.cli.ingest", "Read a folder of documents into the library."),
    "ask": ("assistant.cli.ask", "Ask a question; the answer cites the words it rests on."),
    "summary": ("assistant.cli.summary", "Read documents whole, and sum them up part by part."),
    "table": ("assistant.cli.table", "Ask every document the same questions, and make a table of it."),
    "tui": ("tui.command", "Ask in a terminal app, with the sources beside the answer."),
    "serve": ("assistant.serve.command", "Let chat programs, editors and agents ask your libraries."),
    "mcp": ("assistant.serve.mcp_command", "Let an agent ask over standard input (MCP)."),
    "bot": ("bots.command", "Let people whom you allow ask from Telegram or Matrix."),
    "search": ("assistant.cli.search", "Find passages, by words and by meaning."),
    "status": ("assistant.cli.status", "Show what is in the library, and which models are used."),
    "sources": ("assistant.cli.sources", "List the files of the library, or those that could not be read."),
    "forget": ("assistant.cli.forget", "Take a file or a folder out of the library."),
    "models": ("assistant.cli.models", "List models, get one, or see which one fits this machine."),
    "verify": ("assistant.cli.verify", "Check every part of the library, and mend what is damaged."),
    "doctor": ("assistant.cli.doctor", "Check every part, and name the command that mends it."),
    "config": ("assistant.cli.config", "Show the settings and where each came from, or set one."),
}
"""Each command's module and its line in the overview."""

GLOBAL_OPTIONS = {
    "--home": ("DIR", "Keep settings and libraries in this folder (ASSISTANT_HOME)."),
    "--library": ("NAME", "Use this library (ASSISTANT_LIBRARY)."),
    "--engine": ("auto|ollama|embedded", "What runs the models (ASSISTANT_ENGINE)."),
    "--json": ("", "Write JSON, one object a line, for programs."),
}
"""The options that every command takes (`tui` and `bot` refuse --json): what stands for their value, and their line of help."""
