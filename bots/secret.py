"""Find a bot's token, and keep it out of every log and error."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from assistant.errors import PartMissing, SettingsError
from assistant.i18n import _
from assistant.secret_file import secret_in

HIDDEN = "[token]"
_SERVICE = "private-assistant"


def variable(platform: str) -> str:
    """Return the name of the environment variable with a platform's token."""
    return f"ASSISTANT_{platform.upper()}_TOKEN"


def token_of(platform: str, file: str, environ: MutableMapping[str, str]) -> str:
    """Find a platform's token: in the environment, in a file, or in the keyring.

    It is taken out of the environment.

    Args:
        platform: The platform's name.
        file: The file that the settings name; empty for none.
        environ: The environment; what is started later does not inherit the token.

    Raises:
        SettingsError: The file cannot be read, or others can read it.
        PartMissing: There is no token.
    """
    found = environ.pop(variable(platform), "").strip()
    if not found and file:
        found = secret_in(Path(file))
    found = found or _in_keyring(platform)
    if not found:
        raise PartMissing(
            _("There is no token for the {platform} bot.", platform=platform.title()),
            _(
                "Put it into a file that you alone can read (chmod 600) and name that: assistant config set "
                "bots.{platform}.token_file FILE",
                platform=platform,
            ),
        )
    if not found.isprintable():
        raise SettingsError(
            _("The token of the {platform} bot is more than one line.", platform=platform.title()),
            _("Copy it again."),
        )
    return found


def _in_keyring(platform: str) -> str:
    """Ask the system's keyring, if its package is installed."""
    if importlib.util.find_spec("keyring") is None:
        return ""
    keyring = importlib.import_module("keyring")
    failures: type[Exception] = importlib.import_module("keyring.errors").KeyringError
    try:
        return str(keyring.get_password(_SERVICE, f"{platform}-token") or "").strip()
    except failures:
        return ""


@contextmanager
def kept_secret(secret: str) -> Iterator[None]:
    """Keep a secret out of all logs and tracebacks while the block runs.

    It is taken out where log records are made, so that it holds for whoever logs: the HTTP client writes addresses, and
    Telegram's hold the token.
    """
    forms = {secret, quote(secret, safe=""), quote(secret)}

    def hidden(text: str) -> str:
        for form in forms:
            text = text.replace(form, HIDDEN)
        return text

    before, hook = logging.getLogRecordFactory(), sys.excepthook

    def record(*args: object, **kwargs: object) -> logging.LogRecord:
        made = before(*args, **kwargs)
        made.msg, made.args = hidden(made.getMessage()), ()
        if made.exc_info and made.exc_info[0] is not None:
            made.exc_text = hidden("".join(traceback.format_exception(*made.exc_info))).rstrip()
            made.exc_info = None
        return made

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(hidden("".join(traceback.format_exception(kind, error, trace))))

    logging.setLogRecordFactory(record)
    sys.excepthook = show
    try:
        yield
    finally:
        logging.setLogRecordFactory(before)
        if sys.exc_info()[0] is None:  # else the traceback is still to be shown
            sys.excepthook = hook
