"""The way to Telegram: a proxy of the environment is used where it can be, and breaks nothing where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bots.telegram.network import Route, client_settings, route_to
from bots.telegram.platform import Telegram
from tests.fakes.bot_api import TOKEN, FakeTelegram
from tests.fakes.ollama_server import FakeOllama
from tests.front_ends import ANSWER, QUESTION

TELEGRAM = "https://api.telegram.org:443"
LOCAL = "http://127.0.0.1:7890"


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": LOCAL}, LOCAL),
        ({"https_proxy": LOCAL, "HTTPS_PROXY": "http://other:1"}, LOCAL),
        ({"HTTP_PROXY": LOCAL}, None),
        ({"ALL_PROXY": LOCAL}, LOCAL),
        ({"HTTPS_PROXY": "127.0.0.1:7890"}, LOCAL),
        ({"ALL_PROXY": "socks5://127.0.0.1:7890", "HTTPS_PROXY": LOCAL}, LOCAL),
        ({"HTTPS_PROXY": "socks5://127.0.0.1:7890", "ALL_PROXY": LOCAL}, LOCAL),
        ({"HTTPS_PROXY": LOCAL, "NO_PROXY": "api.telegram.org"}, None),
        ({"HTTPS_PROXY": LOCAL, "no_proxy": "intra.lan, .telegram.org"}, None),
        ({"HTTPS_PROXY": LOCAL, "NO_PROXY": "*"}, None),
    ],
)
def test_which_proxy_is_used(environ: dict[str, str], proxy: str | None) -> None:
    assert route_to(TELEGRAM, environ, has_socks=False).proxy == proxy


@pytest.mark.parametrize("url", ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"])
def test_a_server_of_ones_own_is_asked_straight(url: str) -> None:
    assert route_to(url, {"HTTP_PROXY": LOCAL, "ALL_PROXY": LOCAL}) == Route()


@pytest.mark.parametrize(
    "name", ["socks5://127.0.0.1:7890", "socks5h://ann:s3cr3t@h:1", "socks://127.0.0.1:7890/"]
)
def test_a_socks_proxy_needs_its_package(name: str) -> None:
    way = route_to(TELEGRAM, {"ALL_PROXY": name}, has_socks=False)
    assert way.proxy is None
    assert "ALL_PROXY names a socks proxy" in way.notice
    assert "s3cr3t" not in way.notice
    assert (route_to(TELEGRAM, {"ALL_PROXY": name}, has_socks=True).proxy or "").startswith("socks5")


@pytest.mark.parametrize(
    "name", ["socks4://127.0.0.1:1", "ftp://127.0.0.1", "http://", "http://[", "http://h:port"]
)
def test_what_is_no_proxy_is_left_out(name: str) -> None:
    way = route_to(TELEGRAM, {"HTTPS_PROXY": name}, has_socks=True)
    assert way.proxy is None
    assert "HTTPS_PROXY names no proxy" in way.notice


def test_every_way_builds_a_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:7890")
    monkeypatch.setenv("http_proxy", "nonsense://")
    for way in (Route(), Route(LOCAL)):
        assert Telegram(TOKEN, TELEGRAM, route=way).name == "telegram"
        assert client_settings(way)["proxy"] == way.proxy


def test_a_bot_answers_with_a_socks_proxy_in_the_environment(home: Path, ollama: FakeOllama) -> None:
    with FakeTelegram().running() as telegram:
        telegram.write(11, QUESTION)
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "--home", str(home), "bot", "telegram", "--once"],
            cwd=Path(__file__).parents[3],
            env={
                **os.environ,
                "ALL_PROXY": "socks5://127.0.0.1:7890",
                "all_proxy": "socks5://127.0.0.1:7890",
                "ASSISTANT_TELEGRAM_TOKEN": TOKEN,
                "ASSISTANT_BOTS_TELEGRAM_ALLOWED": "11",
                "ASSISTANT_BOTS_TELEGRAM_BASE_URL": telegram.url,
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert telegram.last(11).text.startswith(ANSWER), done.stderr
