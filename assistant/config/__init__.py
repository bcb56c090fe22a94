"""Settings: what can be set, reading them, and saving single ones."""

from assistant.config.load import (
    Described,
    Loaded,
    default_values,
    describe_settings,
    flatten,
    load_settings,
    source_words,
)
from assistant.config.schema import Settings
from assistant.paths import Paths

__all__ = [
    "Described",
    "Loaded",
    "Paths",
    "Settings",
    "default_values",
    "describe_settings",
    "flatten",
    "load_settings",
    "source_words",
]
