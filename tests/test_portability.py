"""Holds the program to what Windows, macOS and Linux all have; what only some have must be asked for first.

It has never run on Windows or macOS. This reads the code instead: a module, an attribute of `os` or a signal that one of
the systems lacks must stand below a test of the system, in a `try` that expects its absence, or in a module that is never
loaded there.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bundle.checking import RESERVED
from tests.readme import ROOT

PACKAGES = ("assistant", "bots", "ingest", "tui")
MODULES = {
    "crypt", "curses", "fcntl", "grp", "msvcrt", "nis", "posix", "pty", "pwd", "readline", "resource", "spwd", "syslog", "termios",
    "tty", "winreg", "winsound", "_winapi",
}  # fmt: skip
"""Modules of Python that Windows lacks, or that only Windows has."""
ATTRIBUTES = {
    "os": {
        "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "WNOHANG", "chown", "chroot", "confstr", "ctermid", "fchmod", "fchown",
        "fork", "forkpty", "getegid", "geteuid", "getgid", "getloadavg", "getpgid", "getpgrp", "getpriority", "getresuid", "getsid",
        "getuid", "killpg", "lchown", "memfd_create", "mkfifo", "mknod", "nice", "openpty", "pathconf", "posix_fadvise", "posix_spawn",
        "pread", "pwrite", "sched_getaffinity", "sched_setaffinity", "sendfile", "setgid", "setpgid", "setpriority", "setsid", "setuid",
        "statvfs", "sync", "sysconf", "ttyname", "uname", "wait", "wait3", "wait4",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGIO", "SIGKILL", "SIGPIPE", "SIGPROF", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGTTIN",
        "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGXCPU", "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer",
        "siginterrupt", "sigpending", "sigwait",
    },
    "socket": {"AF_ALG", "AF_NETLINK", "AF_PACKET", "AF_UNIX", "SO_REUSEPORT", "TCP_KEEPIDLE"},
    "time": {"tzset", "clock_settime", "pthread_getcpuclockid"},
}  # fmt: skip
"""Attributes that Windows or macOS lack."""
ASKS = (
    "os.name",
    "sys.platform",
    "platform.system",
    "hasattr(",
    "_WINDOWS",
    "WINDOWS",
    "POSIX",
    "is_windows",
)
"""What a test of the system holds."""
ABSENCES = ("ImportError", "ModuleNotFoundError", "AttributeError", "OSError", "NotImplementedError")
ONLY_UNIX: dict[str, str] = {}
"""Modules that are loaded on Unix alone, with why."""

NAMES = re.compile(
    rf"\b({'|'.join([*MODULES, *(name for names in ATTRIBUTES.values() for name in names)])})\b"
)
SOURCES = {
    path: path.read_text("utf-8") for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
}


def needs(node: ast.AST) -> str:
    """Return what of a system a part of the code needs; empty for nothing."""
    if isinstance(node, ast.Import):
        return ", ".join(one.name for one in node.names if one.name.partition(".")[0] in MODULES)
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if module in MODULES:
            return module
        return ", ".join(
            f"{module}.{one.name}" for one in node.names if one.name in ATTRIBUTES.get(module, ())
        )
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" if node.attr in ATTRIBUTES.get(node.value.id, ()) else ""
    return ""


def found(node: ast.AST, guarded: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the lines of what needs a system and does not ask for it first."""
    if (what := needs(node)) and not guarded:
        yield getattr(node, "lineno", 0), what
    within = guarded
    if isinstance(node, ast.Try):
        caught = " ".join(ast.unparse(one.type) for one in node.handlers if one.type is not None)
        within = guarded or any(name in caught for name in ABSENCES)
    if isinstance(node, ast.If | ast.IfExp | ast.BoolOp | ast.comprehension):
        tests = (
            [node.test]
            if isinstance(node, ast.If | ast.IfExp)
            else node.values
            if isinstance(node, ast.BoolOp)
            else node.ifs
        )
        within = guarded or any(asks(test) for test in tests)
    early = False  # `if os.name == "nt": return` guards what follows it
    for child in ast.iter_child_nodes(node):
        yield from found(child, within or early)
        if (
            isinstance(child, ast.If)
            and asks(child.test)
            and isinstance(child.body[-1], ast.Return | ast.Raise)
        ):
            early = True


def asks(test: ast.AST) -> bool:
    text = ast.unparse(test)
    return any(name in text for name in ASKS)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_only_some_systems_have_is_asked_for_first(package: str) -> None:
    assert [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path, text in SOURCES.items()
        if path.is_relative_to(ROOT / package) and path.relative_to(ROOT).as_posix() not in ONLY_UNIX
        if NAMES.search(text)
        for line, what in found(ast.parse(text))
    ] == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("import fcntl", [1]),
        ("from os import fork", [1]),
        ("import os\nos.fork()", [2]),
        ("import signal\ndef f():\n    signal.signal(signal.SIGHUP, None)", [3]),
        ("try:\n    import fcntl\nexcept ImportError:\n    fcntl = None", []),
        ("try:\n    import fcntl\nexcept ValueError:\n    fcntl = None", [2]),
        ("import os\nif os.name == 'posix':\n    os.fork()", []),
        ("import os\ndef f():\n    if os.name == 'nt':\n        return\n    os.fork()", []),
        ("import os\nx = os.getuid() if hasattr(os, 'getuid') else 0", []),
    ],
)
def test_the_reader_of_code_sees_what_it_must(code: str, lines: list[int]) -> None:
    assert [line for line, _ in found(ast.parse(code))] == lines


def text_without_encoding(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that read or write text in whatever encoding the system has."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        named = {one.arg for one in node.keywords}
        if "encoding" in named or None in named:
            continue
        modes = [
            one.value
            for one in [*node.args, *(one.value for one in node.keywords)]
            if isinstance(one, ast.Constant)
        ]
        if (
            name == "read_text"
            and not node.args
            and isinstance(node.func, ast.Attribute)
            and _is_path(node.func.value)
        ):
            yield node.lineno
        if name == "write_text" and len(node.args) == 1:
            yield node.lineno
        text = not any(isinstance(mode, str) and "b" in mode and len(mode) <= 3 for mode in modes)
        if isinstance(node.func, ast.Name) and name == "open" and text and len(node.args) < 4:
            yield node.lineno


def _is_path(node: ast.AST) -> bool:
    return "metadata" not in ast.unparse(node)


def test_text_is_written_and_read_in_an_encoding_that_is_named() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{line}"
        for path, text in SOURCES.items()
        if re.search(r"\b(open|read_text|write_text)\(", text)
        for line in text_without_encoding(ast.parse(text))
    ] == []


def test_nothing_is_renamed_onto_what_is_there() -> None:
    """`rename` fails on Windows where the target exists; `replace` does not."""
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, text in SOURCES.items()
        if re.search(r"\.renames?\(", text)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("rename", "renames")
        and re.search(r"(?i)^os$|path|file|folder|partial|place", ast.unparse(node.func.value))
    ] == []


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    return done.stdout.decode("utf-8").split("\0")[:-1]


def test_every_system_can_have_our_files() -> None:
    files = tracked() or [path.relative_to(ROOT).as_posix() for path in SOURCES]
    assert len(files) > 100
    parts = {part for file in files for part in Path(file).parts}
    assert [
        part
        for part in parts
        if part.split(".")[0].lower() in RESERVED or part[-1] in ". " or set(part) & set('<>:"|?*\\')
    ] == []
    assert [file for file in files if len(file) > 120] == []
    folded: dict[str, str] = {}
    assert [
        (file, folded[file.casefold()]) for file in files if folded.setdefault(file.casefold(), file) != file
    ] == []
