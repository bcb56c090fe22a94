from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.readme import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINNED = {
    name.lower().replace("_", "-"): Version(version)
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)", LOCK, re.MULTILINE)
}


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(one) for group in groups for one in group]


@pytest.mark.parametrize("requirement", wanted(), ids=lambda one: one.name)
def test_what_is_wanted_is_locked_at_a_version_that_fits(requirement: Requirement) -> None:
    name = requirement.name.lower().replace("_", "-")
    assert name in PINNED, "run `make lock`"
    assert PINNED[name] in requirement.specifier


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"\n(?=\w)", LOCK.partition("\n")[2].strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(entries) >= len(PINNED) > 50  # some are locked apart for older Pythons


def test_no_index_is_named() -> None:
    assert "http://" not in LOCK
    assert "https://" not in LOCK
    assert "index-url" not in LOCK
