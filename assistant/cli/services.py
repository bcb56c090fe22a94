"""Write what lets an operating system run `assistant watch` in the background.

The texts are made by pure functions; nothing is started here.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from assistant.errors import UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason
from assistant.processes import replacing

MARK = "Written by assistant watch install"  # not shown
"""Stands in every file that is ours; no other is overwritten or deleted."""
_MOST_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Service:
    """A file that a system starts something by.

    Attributes:
        path: Where it belongs.
        text: What stands in it.
        encoding: How it is written.
        start: The commands that start it, now and at every login.
        remove: The commands that end it and take it away.
        links: Links that the system makes to it.
    """

    path: Path
    text: str
    encoding: str
    start: tuple[str, ...]
    remove: tuple[str, ...]
    links: tuple[Path, ...] = ()


def service_name(library: str, home: Path | None) -> str:
    """Name the service of a library; one in a home of its own has a name of its own."""
    own = f"-{hashlib.sha256(os.fsencode(home)).hexdigest()[:8]}" if home is not None else ""
    return f"private-assistant-watch-{library}{own}"


def watch_command(python: str, library: str, home: Path | None) -> list[str]:
    """Build the command line that watches a library, in full.

    Raises:
        UsageError: A path in it holds what no such file can.
    """
    words = [python, "-P", "-m", "assistant"]
    if home is not None:
        words.append(f"--home={home}")
    words += [f"--library={library}", "watch"]
    for word in words:
        if not word.isprintable():
            raise UsageError(
                _("A service cannot be made of a path with control characters, or that is not text."),
                _("Give the folder another name."),
            )
    return words


def service(
    platform: str, words: Sequence[str], name: str, user_home: Path, environ: Mapping[str, str], own: Path
) -> Service:
    """Build the service for a system.

    Args:
        platform: As `sys.platform` has it.
        words: The command line.
        name: From `service_name`.
        user_home: The user's folder.
        environ: The environment.
        own: A folder of ours, for systems that have none.
    """
    if platform == "win32":
        path = own / f"{name}.xml"
        return Service(
            path,
            task_xml(words, "\\".join(filter(None, map(environ.get, ("USERDOMAIN", "USERNAME"))))),
            "utf-16",
            (f'schtasks /Create /TN "{name}" /XML "{path}"', f'schtasks /Run /TN "{name}"'),
            (f'schtasks /End /TN "{name}"', f'schtasks /Delete /TN "{name}" /F'),
        )
    if platform == "darwin":
        path = user_home / "Library" / "LaunchAgents" / f"{name}.plist"
        return Service(
            path,
            launchd_plist(words, name),
            "utf-8",
            (f"launchctl bootstrap gui/$(id -u) {shlex.quote(str(path))}",),  # not shown
            (f"launchctl bootout gui/$(id -u)/{name}",),  # not shown
        )
    settings = Path(environ.get("XDG_CONFIG_HOME") or user_home / ".config")
    folder = settings / "systemd" / "user"
    unit = f"{name}.service"
    return Service(
        folder / unit,
        systemd_unit(words),
        "utf-8",
        ("systemctl --user daemon-reload", f"systemctl --user enable --now {unit}"),
        (f"systemctl --user disable --now {unit}",),
        (folder / "default.target.wants" / unit,),
    )


_UNIT = """\
# {mark}
[Unit]
Description=Private assistant: reads documents as they change

[Service]
ExecStart={command}
StandardOutput=null
Restart=on-failure
RestartSec=60
Nice=10
IOSchedulingClass=idle

[Install]
WantedBy=default.target
"""  # not shown


def systemd_unit(words: Sequence[str]) -> str:
    """Write a user unit of systemd.

    Its standard output is dropped: the journal would keep the names of files that are forgotten.
    """
    if set("\"'\\") & set(words[0]):  # systemd takes no such program, but such words for one
        words = ["/bin/sh", "-c", 'exec "$0" "$@"', *words]
    command = " ".join([_systemd_word(words[0], first=True), *(_systemd_word(word) for word in words[1:])])
    return _UNIT.format(mark=MARK, command=command)


def _systemd_word(word: str, *, first: bool = False) -> str:
    """Quote a word for ExecStart; in the program's name "$" stands for itself."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word if first else word.replace("$", "$$")}"'


def launchd_plist(words: Sequence[str], name: str) -> str:
    """Write a property list of launchd."""
    import plistlib

    text = plistlib.dumps(
        {
            "Label": name,
            "ProgramArguments": list(words),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 60,
            "ProcessType": "Background",
        },
        sort_keys=False,
    ).decode("utf-8")
    return text.replace("<plist ", f"<!-- {MARK} -->\n<plist ", 1)


_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<!-- {mark} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""  # not shown


def task_xml(words: Sequence[str], user: str) -> str:
    """Write a task of Windows' Task Scheduler, which starts when the user logs on.

    Without the user it would start at anybody's logon, which only administrators may ask for.

    Args:
        words: The command line.
        user: Their name, behind that of their domain and a backslash.
    """
    program, arguments = escape(words[0]), escape(subprocess.list2cmdline(words[1:]))
    return _TASK.format(mark=MARK, user=escape(user), program=program, arguments=arguments)


def program(platform: str = sys.platform, executable: str = sys.executable) -> str:
    """Return the Python that a service runs: on Windows the one without a window."""
    windowless = Path(executable).with_name("pythonw.exe")
    return str(windowless) if platform == "win32" and windowless.exists() else executable


def write(service: Service) -> None:
    """Write a service's file.

    Raises:
        UsageError: Another's file is in its place, or it cannot be written.
    """
    if os.path.lexists(service.path) and not _is_ours(service):
        raise _of_another(service.path)
    try:
        service.path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(service.path, mode=0o600) as file:
            file.write(service.text.encode(service.encoding))
    except OSError as error:
        raise _cannot(service.path, error) from error


def remove(service: Service) -> bool:
    """Delete a service's file and the links to it; tell whether it was there.

    Raises:
        UsageError: It is another's, or cannot be deleted.
    """
    there = os.path.lexists(service.path)
    if there and not _is_ours(service):
        raise _of_another(service.path)
    try:
        if there:
            service.path.unlink()
        for link in service.links:
            if link.is_symlink() and not link.exists():
                link.unlink()
    except OSError as error:
        raise _cannot(service.path, error) from error
    return there


def _is_ours(service: Service) -> bool:
    if service.path.is_symlink() or not service.path.is_file():
        return False
    try:
        with service.path.open("rb") as file:
            return MARK.encode(service.encoding.replace("utf-16", "utf-16-le")) in file.read(_MOST_BYTES)
    except OSError:
        return False


def _of_another(path: Path) -> UsageError:
    return UsageError(
        _("{path} was not written by this program; it stays as it is.", path=path),
        _("Move it away, or give the library another name."),
    )


def _cannot(path: Path, error: OSError) -> UsageError:
    return UsageError(
        _("{path} cannot be written: {error}.", path=path, error=os_reason(error)),
        _("Check the folder's permissions."),
    )
