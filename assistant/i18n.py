"""The language that the program speaks: English, or one with a catalogue.

A text is written in English where it is used, as `_("Read {files} of {folder}.", files=…, folder=…)`, and looked up when it is
shown. The catalogues lie in `assistant/locale`, one for each part of the program; `make translations` brings them up to date
with the texts. What machines read stays as it is: keys of JSON, names of settings, codes of errors, exit codes.

What is returned is a `Text`, which knows what it was made of: `kept_texts.py` keeps that, to say it later in another language.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh")
"""What there are texts in; the first is what they are written in."""
NAMES = {"en": "English", "zh": "简体中文"}
"""What each calls itself."""
CALLED = {
    "中文": "zh", "简体中文": "zh", "汉语": "zh", "chinese": "zh", "zh_cn": "zh", "zh-cn": "zh",
    "英文": "en", "英语": "en", "english": "en", "自动": "auto",
}  # fmt: skip
"""Languages as people call them, by what settings call them."""
PARTS = ("cli", "core", "ingest", "tui", "bots", "serve")
"""A catalogue each: the command, what all parts share, the reading of files, and the other front ends."""
FOLDER = Path(__file__).parent / "locale"
_FOLDER_NAMES = {"zh": "zh_CN"}
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_language = LANGUAGES[0]
_NOTHING: Mapping[str, str] = {}
_of_reader: ContextVar[str] = ContextVar("language", default="")


class Text(str):
    """A text in the language that was spoken, and what it was made of.

    What cuts, joins or changes it gives a plain string, as of any string.

    Attributes:
        message: In English, with `{name}` for each value; for one, where there is a form for many.
        many: In English for any other number; empty where it depends on none.
        number: How many there are.
        values: By their names; those that are of this class can be said again themselves.
    """

    __slots__ = ("many", "message", "number", "values")
    message: str
    many: str
    number: int
    values: Mapping[str, str]


def use(language: str) -> None:
    """Speak a language from now on, in all of this process.

    Args:
        language: One of `LANGUAGES`.
    """
    global _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language to one reader among others, for a block.

    Tasks and threads that it starts speak it too.

    Args:
        language: One of `LANGUAGES`; empty for that of the process.
    """
    token = _of_reader.set(language)
    try:
        yield
    finally:
        _of_reader.reset(token)


def language() -> str:
    """Return the language that is spoken: one of `LANGUAGES`."""
    return _of_reader.get() or _language


def gettext(message: str, /, **values: object) -> str:
    """Return a text in the language that is spoken, with its values put in.

    Args:
        message: In English, as a literal, with `{name}` for each value. Without values it is taken as it is.
        values: By their names in the message.
    """
    spoken = language()
    text = message if spoken == "en" or not message else catalogue(spoken).gettext(message)
    return _made(text.format_map(values) if values else text, values, message)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return a text that depends on a number, in its form for that number.

    Args:
        one: In English for one, as a literal; `{number}` is the number, written as people write it.
        many: In English for any other number.
        number: How many there are.
        values: By their names in the messages.
    """
    spoken = language()
    text = (one if number == 1 else many) if spoken == "en" else catalogue(spoken).ngettext(one, many, number)
    return _made(text.format_map({"number": f"{number:,}", **values}), values, one, many, number)


def _made(text: str, values: dict[str, object], message: str, many: str = "", number: int = 0) -> Text:
    """Return a text with what it was made of."""
    made = Text(text)
    made.message, made.many, made.number = message, many, number
    # An error among them would keep all that was at work when it was raised.
    made.values = (
        {name: one if isinstance(one, str) else str(one) for name, one in values.items()}
        if values
        else _NOTHING
    )
    return made


def mark(message: str, /) -> str:
    """Return a text as it is: it is looked up with `gettext` when it is shown.

    For what stands in tables, which are made before the language is known.
    """
    return message


def mark_plural(one: str, many: str, /) -> tuple[str, str]:
    """Return the two forms of a text as they are, for `ngettext` when it is shown."""
    return one, many


def in_language(language: str, message: str, /, **values: object) -> str:
    """Return a text in a given language, whatever the process speaks."""
    text = message if language == "en" or not message else catalogue(language).gettext(message)
    return text.format_map(values) if values else text


_ = gettext

_OF_THE_SYSTEM = {
    errno.EACCES: mark("Permission denied"),
    errno.EADDRINUSE: mark("Address already in use"),
    errno.EADDRNOTAVAIL: mark("Cannot assign requested address"),
    errno.EBUSY: mark("Device or resource busy"),
    errno.ECONNREFUSED: mark("Connection refused"),
    errno.ECONNRESET: mark("Connection reset by peer"),
    errno.EEXIST: mark("File exists"),
    errno.EFBIG: mark("File too large"),
    errno.EHOSTUNREACH: mark("No route to host"),
    errno.EINVAL: mark("Invalid argument"),
    errno.EIO: mark("Input/output error"),
    errno.EISDIR: mark("Is a directory"),
    errno.ELOOP: mark("Too many levels of symbolic links"),
    errno.EMFILE: mark("Too many open files"),
    errno.ENAMETOOLONG: mark("File name too long"),
    errno.ENETUNREACH: mark("Network is unreachable"),
    errno.ENODEV: mark("No such device"),
    errno.ENOENT: mark("No such file or directory"),
    errno.ENOMEM: mark("Cannot allocate memory"),
    errno.ENOSPC: mark("No space left on device"),
    errno.ENOTDIR: mark("Not a directory"),
    errno.ENOTEMPTY: mark("Directory not empty"),
    errno.ENXIO: mark("No such device or address"),
    errno.EPERM: mark("Operation not permitted"),
    errno.EPIPE: mark("Broken pipe"),
    errno.EROFS: mark("Read-only file system"),
    errno.ETIMEDOUT: mark("Connection timed out"),
    errno.EXDEV: mark("Invalid cross-device link"),
}
"""What the system says of what failed, which it says in English."""


def os_reason(error: OSError) -> str:
    """Return why the system refused something, in the language that is spoken."""
    of_tls = type(error).__module__ == "ssl"  # whose numbers are others
    said = "" if of_tls else _OF_THE_SYSTEM.get(error.errno or 0, "")
    return _(said) if said else error.strerror or str(error) or type(error).__name__


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the texts of all parts in a language.

    A text that is missing stays English.

    Args:
        language: One of `LANGUAGES`.
    """
    from gettext import NullTranslations, translation

    whole = NullTranslations()
    for part in PARTS:
        whole.add_fallback(translation(part, FOLDER, [_FOLDER_NAMES.get(language, language)], fallback=True))
    return whole


def of_a_browser(accepted: str) -> str:
    """Return the first language of a browser's list that there are texts in.

    It is empty where there is none.

    Args:
        accepted: Its Accept-Language header, like "zh-CN,zh;q=0.9,en;q=0.8".
    """
    tags = (one.strip().lower()[:2] for one in accepted[:400].split(","))
    return next((tag for tag in tags if tag in LANGUAGES), "")


def preferred(flag: str, environ: Mapping[str, str], settings: Path) -> str:
    """Choose the language.

    It is that of the flag, ASSISTANT_LANGUAGE, the settings or the system: the first that says one.

    Args:
        flag: What `--language` says; may be empty or wrong, which is said elsewhere.
        environ: The environment.
        settings: The settings file; it may be missing or broken.
    """
    for said in (flag, environ.get("ASSISTANT_LANGUAGE", ""), _setting(settings)):
        said = CALLED.get(said.strip().lower(), said)
        if said in LANGUAGES:
            return said
        if said == "auto":
            break
    return of_the_system(environ)


def of_the_system(environ: Mapping[str, str]) -> str:
    """Return the language of the user's system: English where there are no texts."""
    tag = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    if not tag and sys.platform in ("win32", "darwin"):
        tag = _of_the_desktop()
    return "zh" if tag.lower().startswith("zh") else "en"


def _of_the_desktop() -> str:
    """Ask Windows or macOS, whose programs get no variable from the desktop."""
    if sys.platform == "win32":
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "")
    import subprocess

    try:
        asked = subprocess.run(["/usr/bin/defaults", "read", "-g", "AppleLocale"], capture_output=True, text=True, timeout=2, check=False)  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def _setting(path: Path) -> str:
    """Read the one setting, before all others are read and checked."""
    if not os.path.isfile(path):  # noqa: PTH113 - in the way of every command's start
        return ""
    import tomllib

    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("language", "")
    except (OSError, ValueError):
        return ""
    return said if isinstance(said, str) else ""
