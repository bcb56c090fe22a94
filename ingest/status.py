"""What the system says of a file, as it is stored and as its owner is told."""

from __future__ import annotations

import os

NO_PERMISSION = "you have no permission to read it"
GONE = "it is no longer there"
"""Said of a file that was deleted between the look at its folder and the reading."""
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1


def changed_ns(status: os.stat_result) -> int:
    """Give when a file was changed, in nanoseconds since 1970, within what a database column holds.

    Args:
        status: Of the file; its time may be any, also one beyond the year 2262.
    """
    return min(max(status.st_mtime_ns, _LOWEST), _HIGHEST)


def device_of(status: os.stat_result) -> int:
    """Give the number of the drive that a file lies on, within what a database column holds."""
    return min(max(status.st_dev, _LOWEST), _HIGHEST)


def why_not_opened(
    error: OSError, missing: str = "it does not exist, or is a link that leads nowhere"
) -> str:
    """Give why a file cannot be opened, as a sentence for its owner.

    Args:
        error: What the system answered.
        missing: What is said where there is no such file.
    """
    if isinstance(error, PermissionError):
        return NO_PERMISSION
    if isinstance(error, FileNotFoundError):
        return missing
    if "symbolic links" in str(error.strerror):
        return "it is a link that leads nowhere, or in a circle"
    return f"it cannot be opened: {error.strerror or type(error).__name__}"
