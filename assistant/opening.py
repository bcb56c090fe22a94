"""Open a file in the user's own program, at a page where that program can.

No shell ever sees the name of a file, and what would run as a program is not opened.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.errors import AssistantError, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.paths import absolute, is_from_pack
from assistant.text import clean_line

_RUN = (
    ".action .app .appimage .apk .bin .com .command .cpl .desktop .dll .exe .gadget .hta .jar .jnlp .lnk .msc .msi .msp"
    " .out .pif .pyc .pyz .run .scpt .scr .terminal .tool .url .webloc .workflow .wsf .wsh"
)
RUN_WHEN_OPENED = frozenset(_RUN.split())
"""Endings that some system runs, or follows elsewhere, instead of showing what is in the file."""
_SOURCES = ".bat .cmd .inf .js .jse .pl .ps1 .py .pyw .rb .reg .sh .vb .vbe .vbs .ws"
SCRIPTS = frozenset(_SOURCES.split())
"""Endings of source text, which Linux shows in an editor and other systems may run."""
_AT_PAGE = {
    "evince": ("--page-index={page}",),
    "papers": ("--page-index={page}",),
    "okular": ("--page", "{page}"),
    "zathura": ("--page={page}",),
    "atril": ("--page-index={page}",),
    "xreader": ("--page-index={page}",),
}
"""Programs for PDF on Linux, and how each is told the page."""
_FAILS_WITHIN_S = 1.5
"""A program that cannot open the file says so within this time; one that shows it goes on."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened.

    Attributes:
        path: The file.
        page: The page that is cited, or None.
        at_page: Whether the program was told the page.
    """

    path: str
    page: int | None
    at_page: bool


def file_of(source: str) -> Path:
    """Return the file that holds a document: itself, a mailbox or an archive.

    Args:
        source: The document's path.

    Raises:
        UsageError: It is not on this machine now.
    """
    if is_from_pack(source):
        raise UsageError(
            _("{path} came in a pack; its file is not on this machine.", path=clean_line(source)),
            code="path_missing",
        )
    path = Path(absolute(source))
    for place in (path, *path.parents):
        if place.is_file():
            return place
        if place.is_dir():
            break
    if path.is_dir():
        return path
    named = any(sign in source for sign in ("/", os.sep)) or bool(path.suffix)
    raise UsageError(
        _("There is no file “{path}”.", path=clean_line(source)),
        _("It may have moved, or its drive is not connected.")
        if named
        else _(
            "Write a path, or the number of a source of the last answer; `assistant sources` lists what was read."
        ),
        code="path_missing",
    )


def open_file(
    source: str,
    page: int | None = None,
    environ: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> Opened:
    """Open a document in the program that the user's system has for it.

    Args:
        source: Its path; a folder is opened too.
        page: Counted from the first sheet.
        environ: The environment; that of the process when None.
        platform: As `sys.platform` names it.

    Raises:
        UsageError: The file is not there, or would be run.
        AssistantError: There is no screen or no program here.
    """
    environ = os.environ if environ is None else environ
    path = file_of(source)
    refused = RUN_WHEN_OPENED | SCRIPTS if platform in ("win32", "darwin") else RUN_WHEN_OPENED
    if path.suffix.lower() in refused and not (path.is_dir() and platform != "darwin"):
        raise UsageError(
            _("{path} could be run instead of shown, and is not opened.", path=clean_line(str(path))),
            _("Open it in an editor."),
            code="not_opened",
        )
    if platform == "win32":
        return _on_windows(path, page)
    if platform == "darwin":
        _start(["/usr/bin/open", str(path)], path)
        return Opened(str(path), page, at_page=False)
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        raise AssistantError(
            _("There is no screen here to show {path} on.", path=clean_line(str(path))),
            _("Copy it to a machine with one, or run this there."),
            code="no_screen",
        )
    if page is not None and path.suffix.lower() == ".pdf":
        viewer, words = _viewer(environ)
        if viewer:
            _start([viewer, *(word.format(page=page) for word in words), str(path)], path)
            return Opened(str(path), page, at_page=True)
    opener = shutil.which("xdg-open", path=environ.get("PATH"))
    if opener is None:
        raise AssistantError(
            _("There is no program here that opens files (xdg-open)."),
            _("On Debian and Ubuntu: sudo apt install xdg-utils"),
            code="no_opener",
        )
    _start([opener, str(path)], path)
    return Opened(str(path), page, at_page=False)


def _viewer(environ: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """Return the program that shows PDF here, and how it is told a page.

    That is the user's own choice, or the first known one where there is none.
    """
    search = environ.get("PATH")
    asks = shutil.which("xdg-mime", path=search)
    chosen = ""
    if asks is not None:
        try:
            asked = subprocess.run(
                [asks, "query", "default", "application/pdf"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=3,
                check=False,
            )
            chosen = asked.stdout.strip().lower().removesuffix(".desktop")
        except (OSError, subprocess.SubprocessError):
            chosen = ""
    for name, words in _AT_PAGE.items():
        if not chosen or name in chosen:
            found = shutil.which(name, path=search)
            if found is not None:
                return found, words
    return "", ()


def _on_windows(path: Path, page: int | None) -> Opened:
    viewer = shutil.which("SumatraPDF") if page is not None and path.suffix.lower() == ".pdf" else None
    if viewer is not None:
        _start([viewer, "-page", str(page), str(path)], path)
        return Opened(str(path), page, at_page=True)
    try:
        os.startfile(path)  # type: ignore[attr-defined, unused-ignore]
    except OSError as error:
        raise _not_shown(path, os_reason(error)) from error
    return Opened(str(path), page, at_page=False)


def _start(words: list[str], path: Path) -> None:
    """Start a program that outlives this one.

    Raises:
        AssistantError: It could not be started, or failed at once.
    """
    try:
        started = subprocess.Popen(  # a program of the system and a path, without a shell
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise _not_shown(path, os_reason(error)) from error
    try:
        code = started.wait(_FAILS_WITHIN_S)
    except subprocess.TimeoutExpired:
        started.returncode = 0  # it goes on by itself, and is not waited for
        return
    if code:
        raise _not_shown(path, Path(words[0]).name)


def _not_shown(path: Path, why: str) -> AssistantError:
    return AssistantError(
        _("{path} could not be opened ({why}).", path=clean_line(str(path)), why=clean_line(why)),
        _("Choose a program for files of this kind in the settings of your system."),
        code="not_opened",
    )
