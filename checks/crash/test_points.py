"""The points themselves: what strace lists is read rightly, and they are spread over all that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.crash.points import Point, kind_of_file, parse, reachable, spread
from checks.crash.tracing import Call, calls

HOME = Path("/h")
STORE = "/h/libraries/default/vectors.new/chroma-0123456789ab/7cb56e22-9d7f-40da-b78f-00f48181c2a5"
LOG = f"""\
10 openat(AT_FDCWD</tmp>, "/usr/lib/python.py", O_RDONLY|O_CLOEXEC) = 3</usr/lib/python.py>
10 openat(AT_FDCWD</tmp>, "/h/libraries/default/library.db", O_RDWR|O_CREAT, 0644) = 3</h/libraries/default/library.db>
11 write(9<anon_inode:[eventfd]>, ""..., 8) = 8
10 pwrite64(3</h/libraries/default/library.db-wal>, ""..., 32, 0 <unfinished ...>
11 write(4<{STORE}/data_level0.bin>, ""..., 4) = 4
10 <... pwrite64 resumed>)                = 32
10 write(1<pipe:[7]>, ""..., 99)          = 99
10 rename("/h/libraries/default/vectors.new", "/h/libraries/default/vectors") = 0
10 unlinkat(5</h/libraries/default/vectors>, "marker.json", 0) = 0
10 pwrite64(3</h/libraries/default/library.db-wal>, ""..., 4096, 32) = ?
10 +++ killed by SIGKILL +++
"""


@pytest.fixture
def listed(tmp_path: Path) -> list[Call]:
    (tmp_path / "log").write_text(LOG, "utf-8")
    return [*calls(tmp_path / "log")]


def test_calls_are_counted_by_thread_and_name_their_file(listed: list[Call]) -> None:
    assert [(call.thread, call.name, call.number, kind_of_file(call.path, HOME)) for call in listed] == [
        (10, "openat", 1, ""),
        (10, "openat", 2, "library.db"),
        (11, "write", 1, ""),
        (10, "pwrite64", 1, "library.db-wal"),
        (11, "write", 2, "*/data_level0.bin"),
        (10, "write", 1, ""),
        (10, "rename", 1, "vectors"),
        (10, "unlinkat", 1, "vectors/marker.json"),
        (10, "pwrite64", 2, "library.db-wal"),
    ]
    assert [call.name for call in listed if not call.changes] == ["openat"]


def test_only_what_is_surely_about_the_library_is_a_point(listed: list[Call]) -> None:
    found = [(point.call, point.number) for point in reachable("text", listed, HOME)]
    assert found == [
        ("openat", 2),
        ("pwrite64", 1),
        ("write", 2),
        ("rename", 1),
        ("unlinkat", 1),
        ("pwrite64", 2),
    ]
    other = Call(12, "write", 2, "", changes=True)
    assert ("write", 2) not in [(p.call, p.number) for p in reachable("text", [*listed, other], HOME)]


def test_points_are_spread_over_files_and_from_first_to_last() -> None:
    points = [Point("text", "write", number, "large") for number in range(900)]
    points += [Point("text", "rename", number, f"small{number}") for number in range(30)]
    chosen = spread(points, 20)
    assert len(chosen) == 20
    large = [point.number for point in chosen if point.file == "large"]
    assert len(large) == 10
    assert min(large) < 90
    assert max(large) > 810
    assert spread(points[:3], 10) == points[:3]
    assert parse(str(chosen[0])) == Point("text", "write", chosen[0].number)
