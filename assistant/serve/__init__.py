"""The library over HTTP: Ollama's API, OpenAI's API, MCP, and pages for citations."""

from importlib import metadata

try:
    __version__ = metadata.version("private-assistant")
except metadata.PackageNotFoundError:  # run from a folder, without being installed
    __version__ = "0"
