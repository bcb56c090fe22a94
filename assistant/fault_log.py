"""Keep where a mistake of the program itself happened, and no word of a document."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from pathlib import Path

from assistant.errors import AssistantError, ProgramFault
from assistant.i18n import _
from assistant.paths import find_paths

NAME = "fault.log"
_SPEAK_OF_CODE = (AttributeError, ImportError, NameError, NotImplementedError, TypeError)
"""Whose messages name the program's own parts; those of others may hold what was being read."""


def program_fault(error: BaseException, home: Path | None) -> ProgramFault:
    """Write where an error came from beside the libraries; return what to say of it.

    The file takes the place of an earlier one; it holds no value, and no message that may quote a document.

    Args:
        error: Caught, with its traceback.
        home: What `--home` names, or None.
    """
    name = type(error).__name__
    message = _("The program failed by a mistake of its own ({name}).", name=name)
    try:
        path = find_paths(home, os.environ).libraries.parent / NAME
        _write(path, described(error))
    except (OSError, AssistantError):
        return ProgramFault(message, _("Report it with what you did: {place}", place=_place(error)))
    return ProgramFault(
        message,
        _("Report it with what you did, and with {path}, which holds no word of a document.", path=path),
    )


def described(error: BaseException) -> str:
    """Describe an error by its type and where it came from, without values."""
    from importlib import metadata

    try:
        version = metadata.version("private-assistant")
    except metadata.PackageNotFoundError:
        version = "?"
    lines = [
        f"private-assistant {version}, Python {platform.python_version()}, {platform.platform()}",
        time.strftime("%Y-%m-%d %H:%M:%S"),
        *_chain(error),
    ]
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        said = f": {one}" if isinstance(one, _SPEAK_OF_CODE) else ""
        frames = traceback.format_list(traceback.extract_tb(one.__traceback__))
        lines += ["", *(frame.rstrip() for frame in frames), f"{type(one).__qualname__}{said}"]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return lines


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else sys.argv[0]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
