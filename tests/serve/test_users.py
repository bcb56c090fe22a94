"""Tokens are shown once, kept as hashes, and worth nothing once they are revoked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import LibraryError, UsageError
from assistant.serve.users import Users, secret_of


def test_a_token_is_known_and_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "home" / "users.json"
    token = Users(path).add("ann", ["contracts"], 10)
    assert token not in path.read_text()
    user = Users(path).of(token)
    assert user is not None
    assert (user.name, user.allowed, user.a_minute) == ("ann", frozenset(["contracts"]), 10)
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("token", ["", "pa-", "pa-" + "A" * 43, "ann", "\udcff", "ä"])
def test_what_is_no_token_is_nobodys(tmp_path: Path, token: str) -> None:
    users = Users(tmp_path / "users.json")
    users.add("ann")
    assert users.of(token.encode("utf-8", "replace").decode()) is None


def test_a_revoked_token_is_worth_nothing_in_a_server_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    running = Users(path)
    token = Users(path).add("ann")
    other = Users(path).add("bo")
    assert running.of(token) is not None
    Users(path).revoke("ann")
    assert running.of(token) is None
    assert running.of(other) is not None


def test_names_are_checked(tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json")
    users.add("ann")
    for name in ("ann", "", "a b", "x" * 65, "../ann"):
        with pytest.raises(UsageError):
            users.add(name)
    with pytest.raises(UsageError):
        users.revoke("nobody")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"name": "x"}]', "null"])
def test_a_broken_file_lets_nobody_in_and_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.json"
    path.write_text(text)
    if text == "{}":  # nobody has a token
        assert Users(path).of("pa-x") is None
        return
    with pytest.raises(LibraryError):
        Users(path).of("pa-x")


def test_the_key_of_addresses_stays(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = secret_of(path)
    assert len(key) == 32
    assert secret_of(path) == key


@pytest.mark.parametrize("kept", ["", "00", "no key", "ab" * 31])
def test_half_a_key_signs_nothing(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "serve-key"
    path.write_text(kept)
    key = secret_of(path)
    assert len(key) == 32
    assert secret_of(path) == key
