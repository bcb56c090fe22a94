"""What strace writes is read rightly, and what cannot be read counts as a leak."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.offline.trace import Call, parse, reaches, read_calls, written
from checks.offline.watched import Watched


def call(line: str) -> Call:
    (found,) = parse(line, 7)
    return found


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (
            'connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 ENETUNREACH (Network is unreachable)',
            "192.0.2.1 port 80",
        ),
        (
            'connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
            "127.0.0.53 port 53, which looks up names",
        ),
        (
            'sendto(3, "x"..., 9000, 0, {sa_family=AF_INET6, sin6_port=htons(9), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 9000',
            "2001:db8::1 port 9",
        ),
        (
            'connect(3, {sa_family=AF_INET6, sin6_port=htons(9), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::ffff:192.0.2.1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
            "192.0.2.1 port 9",
        ),
        (
            'sendmmsg(4, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, msg_namelen=16, msg_iov=[{iov_base="a) = 0", iov_len=1}]}, msg_len=1}], 1, 0) = 1',
            "192.0.2.7 port 443",
        ),
        (
            'bind(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
            "0.0.0.0 port 0",
        ),
        ("socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3", "a socket of AF_PACKET, SOCK_RAW"),
        ("socket(AF_INET, SOCK_RAW|SOCK_CLOEXEC, IPPROTO_ICMP) = 3", "a socket of AF_INET, SOCK_RAW"),
        (
            "socket(0x2c /* AF_??? */, SOCK_STREAM, 0) = -1 EAFNOSUPPORT (Address family not supported)",
            "a socket of ?, ?",
        ),
        (
            "connect(3, {sa_family=AF_VSOCK, svm_cid=0x2, svm_port=0x1}, 16) = 0",
            "an address of AF_VSOCK that is not known",
        ),
        ("connect(3, 0x7ffc12, 16) = -1 EFAULT (Bad address)", "an address that cannot be read"),
        (
            'connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16 <unfinished ...>',
            "192.0.2.1 port 80",
        ),
        (
            'connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0',
            "/run/systemd/resolve/io.systemd.Resolve, which acts for others",
        ),
        ("io_uring_setup(8, {flags=0}) = 4", "a queue whose calls cannot be seen"),
    ],
)
def test_what_leads_away(line: str, where: str) -> None:
    (reach,) = reaches(call(line))
    assert (reach.where, reach.kind) == (where, "elsewhere")


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (
            'connect(3, {sa_family=AF_INET, sin_port=htons(11434), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
            ["loopback"],
        ),
        (
            'connect(3, {sa_family=AF_INET6, sin6_port=htons(1), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
            ["loopback"],
        ),
        ('connect(3, {sa_family=AF_UNIX, sun_path="/tmp/a.sock"}, 20) = 0', ["unix"]),
        (
            'connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
            ["unix"],
        ),
        (
            "sendto(3, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20",
            ["netlink"],
        ),
        ('sendto(3<socket:[1]>, "GET /api/version"..., 120, 0, NULL, 0) = 120', []),
        (
            'sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="{sa_family=AF_INET", iov_len=9}]}, 0) = 9',
            [],
        ),
        ("socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3", []),
        (
            'recvfrom(3, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, [16]) = 1',
            [],
        ),
    ],
)
def test_what_stays(line: str, kinds: list[str]) -> None:
    assert [reach.kind for reach in reaches(call(line))] == kinds


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ('openat(AT_FDCWD</tmp>, "a", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0666) = 3</tmp/a>', ["/tmp/a"]),
        ('openat(AT_FDCWD</tmp>, "a", O_RDWR) = 3</tmp/b (x)>', ["/tmp/b (x)"]),
        ('openat(AT_FDCWD</tmp>, "a", O_RDONLY|O_CLOEXEC) = 3</tmp/a>', []),
        ('openat(AT_FDCWD</tmp>, "a", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)', []),
        ('mkdir("/root/.cache", 0777) = 0', ["/root/.cache"]),
        ('renameat2(AT_FDCWD</tmp>, "a", AT_FDCWD</root>, "../root/b", 0) = 0', ["/root/b"]),
        ('symlink("/etc/passwd", "/tmp/link") = 0', ["/tmp/link"]),
    ],
)
def test_what_is_written(line: str, paths: list[str]) -> None:
    assert written(call(line)) == paths


def test_processes_are_told_apart_and_named(tmp_path: Path) -> None:
    (tmp_path / "001.12").write_text(
        'execve("/bin/b", ["b", "-x"], 0x7 /* 3 vars */) = 0\nsocket(AF_PACKET, SOCK_RAW, 0) = 3\n'
    )
    (tmp_path / "001.9").write_text(
        'execve("/bin/a", ["a"], 0x7) = -1 ENOENT (No such file)\n+++ exited with 0 +++\n'
    )
    (tmp_path / "002.1").write_text("socket(AF_PACKET, SOCK_RAW, 0) = 3\n")
    calls = read_calls(tmp_path, "001")
    assert [(one.process, one.program, one.name) for one in calls] == [
        (9, "?", "execve"), (12, "b -x", "execve"), (12, "b -x", "socket"),
    ]  # fmt: skip
    seen = Watched(0, "", "", tuple(calls))
    assert [reach.call.process for reach in seen.left] == [12]
    assert seen.programs == {"b"}


def test_files_outside_are_told_from_those_inside(tmp_path: Path) -> None:
    lines = [f'mkdir("{path}", 0777) = 0' for path in ("/home/a/x", "/home/ab", "/dev/nullx", "/dev/pts/0")]
    seen = Watched(0, "", "", tuple(map(call, lines)))
    assert [path for _, path in seen.written_outside([Path("/home/a")])] == ["/home/ab", "/dev/nullx"]
