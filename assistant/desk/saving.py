"""A setting written and put in force, or neither."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from assistant.config.saving import kept, put_back, remove_setting, save_setting
from assistant.errors import AssistantError, SettingsError


async def saved(file: Path, key: str, value: object, put_in_force: Callable[[], Awaitable[None]]) -> None:
    """Write a setting, and put the file back as it was where it cannot be put in force.

    Args:
        file: The settings file.
        key: A dotted key.
        value: Of the setting's type; None takes it out of the file.
        put_in_force: Opens what the settings are about with them.
    """
    before = await asyncio.to_thread(kept, file)
    await asyncio.to_thread(_write, file, key, value)
    try:
        await put_in_force()
    except AssistantError:
        await asyncio.to_thread(put_back, file, before)
        raise


def _write(file: Path, key: str, value: object) -> None:
    if key == "models.chat_gguf" and value and not Path(str(value)).expanduser().is_file():
        raise SettingsError(f"There is no file {value}.", "Write the path of a GGUF file.")
    if value is None:
        remove_setting(file, key)
    else:
        save_setting(file, key, value)
