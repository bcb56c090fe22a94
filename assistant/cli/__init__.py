"""The command line: its commands, one module each, and their common options."""

from __future__ import annotations

from assistant.i18n import mark

COMMANDS = {
    "ingest": ("assistant.cli.ingest", mark("Read a folder of documents into the library.")),
    "watch": ("assistant.cli.watch", mark("Read files as they change; as a service too.")),
    "ask": ("assistant.cli.ask", mark("Ask a question; the answer cites the words it rests on.")),
    "summary": ("assistant.cli.summary", mark("Read documents whole, and sum them up part by part.")),
    "table": ("assistant.cli.table", mark("Ask every document the same questions, and make a table of it.")),
    "eval": ("assistant.cli.eval", mark("Ask your own questions, and count what is answered right.")),
    "tui": ("tui.command", mark("Ask in a terminal app, with the sources beside the answer.")),
    "serve": ("assistant.serve.command", mark("Let chat programs, editors and agents ask your libraries.")),
    "mcp": ("assistant.serve.mcp_command", mark("Let an agent ask over standard input (MCP).")),
    "bot": ("bots.command", mark("Let people whom you allow ask from Telegram or Matrix.")),
    "history": ("assistant.cli.history", mark("List conversations; pin, tag and rename them.")),
    "export": ("assistant.cli.export", mark("Write conversations into Word, Markdown or JSON files.")),
    "open": ("assistant.cli.open", mark("Open a source of the last answer, at its page.")),
    "search": ("assistant.cli.search", mark("Find passages, by words and by meaning.")),
    "status": ("assistant.cli.status", mark("Show what is in the library, and which models are used.")),
    "sources": (
        "assistant.cli.sources",
        mark("List the files of the library, or those that could not be read."),
    ),
    "forget": ("assistant.cli.forget", mark("Take a file or a folder out of the library.")),
    "pack": ("assistant.cli.pack", mark("Carry knowledge into another library, in one file.")),
    "backup": (
        "assistant.cli.backup",
        mark("Copy all libraries and settings into one file, while they are used."),
    ),
    "restore": ("assistant.cli.restore", mark("Put a backup back, into this home or an empty one.")),
    "setup": (
        "assistant.cli.setup",
        mark("Measure this machine, say how long answers take, and advise settings."),
    ),
    "encrypt": ("assistant.cli.encrypt", mark("Encrypt the library, for the case that the disk is stolen.")),
    "decrypt": ("assistant.cli.decrypt", mark("Make an encrypted library a plain one again.")),
    "passphrase": ("assistant.cli.passphrase", mark("Change the passphrase of an encrypted library.")),
    "bundle": ("assistant.cli.bundle", mark("Make a folder that installs all of this without a network.")),
    "trust": ("assistant.cli.trust", mark("Say whose bundles are trusted, by their keys.")),
    "models": ("assistant.cli.models", mark("List models, get one, or see which one fits this machine.")),
    "verify": ("assistant.cli.verify", mark("Check every part of the library, and mend what is damaged.")),
    "doctor": ("assistant.cli.doctor", mark("Check every part, and name the command that mends it.")),
    "config": ("assistant.cli.config", mark("Show the settings and where each came from, or set one.")),
    "completion": ("assistant.cli.completion", mark("Print what lets your shell complete commands.")),
}
"""Each command's module and its line in the overview."""

GLOBAL_OPTIONS = {
    "--home": ("DIR", mark("Keep settings and libraries in this folder (ASSISTANT_HOME).")),
    "--library": ("NAME", mark("Use this library (ASSISTANT_LIBRARY).")),
    "--engine": ("auto|ollama|embedded", mark("What runs the models (ASSISTANT_ENGINE).")),
    "--language": ("auto|en|zh", mark("Speak this language; 选择界面语言 (ASSISTANT_LANGUAGE).")),
    "--json": ("", mark("Write JSON, one object a line, for programs.")),
}
"""The options that every command takes (`tui` and `bot` refuse --json): what stands for their value, and their line of help."""
