from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bundle.signing import Signer
from tests.bundle.made import bundle
from tests.cli.conftest import Run, home, run

__all__ = ["home", "run"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Make a signed bundle; its keys lie beside it."""
    from assistant.bundle.signing import make_keys

    make_keys(tmp_path / "key", "")
    return bundle(tmp_path, signer=Signer(tmp_path / "key", None)).folder


def test_an_unknown_sender_is_said_and_a_trusted_one_too(run: Run, stick: Path) -> None:
    unknown = run("bundle", "verify", str(stick))
    assert (unknown.code, "Sender unknown" in unknown.out) == (0, True)
    added = run("trust", "add", str(stick.parent / "key.pub"), "--name", "IT of the clinic")
    assert added.code == 0
    assert "IT of the clinic" in run("trust").out
    assert "that you trust" in run("bundle", "verify", str(stick)).out
    assert run("trust", "remove", "IT of the clinic").code == 0
    assert run("bundle", "verify", "--json", str(stick)).lines[-1]["sender"] == "unknown"


def test_a_damaged_bundle_has_a_code(run: Run, stick: Path) -> None:
    (stick / "README.txt").write_text("Type: rm -rf ~")
    result = run("--json", "bundle", "verify", str(stick))
    assert (result.code, result.lines[-1]["code"]) == (1, "bundle_wrong")


def test_who_is_insisted_on_has_to_be_the_sender(run: Run, stick: Path, tmp_path: Path) -> None:
    other = run("--json", "bundle", "key", str(tmp_path / "other")).lines[0]["key"]
    assert run("bundle", "verify", str(stick), "--key", other).code == 1
    assert run("bundle", "verify", str(stick), "--key", str(tmp_path / "key.pub")).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("bundle", "make", "x"),
        ("bundle", "create", "x", "--for", "beos"),
        ("bundle", "create", "x", "--sign", "absent"),
        ("bundle", "create", ""),
        ("trust", "add"),
        ("trust", "add", "absent.pub"),
        ("trust", "remove", "0000"),
        ("trust", "forget", "x"),
    ],
)
def test_what_is_typed_wrongly_is_said(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*words)
    assert result.code == 2
    assert "Error: " in result.err
    assert not (tmp_path / "x").exists()
