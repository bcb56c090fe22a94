"""`assistant bot` as it is started: its token, its log, its only connection, and how it ends."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.cli.main import main
from assistant.errors import PartMissing, SettingsError
from bots.secret import HIDDEN, kept_secret, token_of
from tests.bots.stage import PATIENCE_S
from tests.fakes.bot_api import TOKEN, FakeTelegram
from tests.fakes.ollama_server import FakeOllama, FakeReply
from tests.front_ends import ANSWER, QUESTION

ANN = 11
ROOT = Path(__file__).parents[2]


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram().running() as fake:
        os.environ["ASSISTANT_BOTS_TELEGRAM_BASE_URL"] = fake.url
        yield fake


def until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        threading.Event().wait(0.01)


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--home", str(home), "bot", "telegram", *words],
        cwd=ROOT,
        env={**os.environ, "ASSISTANT_TELEGRAM_TOKEN": TOKEN, "ASSISTANT_BOTS_TELEGRAM_ALLOWED": str(ANN)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_once_answers_what_waits_and_ends(home: Path, ollama: FakeOllama, telegram: FakeTelegram) -> None:
    telegram.write(ANN, QUESTION)
    telegram.write(66, QUESTION)
    with started(home, "--once", "--verbose") as process:
        out, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, log
    assert out == ""
    assert telegram.last(ANN).text.startswith(ANSWER)
    assert "@lumen_bot is ready." in log
    assert "66 is not on the list" in log
    assert TOKEN not in log
    assert QUESTION not in log
    assert telegram.waiting == 0


def test_a_polite_request_to_end_leaves_the_question_for_the_next_start(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram
) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 300)), 0.02
    with started(home) as process:
        telegram.write(ANN, QUESTION)
        until(lambda: telegram.drafts[ANN], "the beginning of an answer")
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, log
    assert "Traceback" not in log
    assert ollama.gone.wait(PATIENCE_S)
    ollama.usual, ollama.pace_s = FakeReply(ANSWER), 0.0
    with started(home, "--once") as process:
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, log
    assert [text.partition(" ")[0] for text in telegram.texts(ANN)] == ["I", "The"]


def test_a_question_survives_a_kill(home: Path, ollama: FakeOllama, telegram: FakeTelegram) -> None:
    ollama.usual, ollama.pace_s = FakeReply(" ".join([ANSWER] * 300)), 0.02
    with started(home) as process:
        telegram.write(ANN, QUESTION)
        until(lambda: telegram.drafts[ANN], "the beginning of an answer")
        process.kill()
        process.communicate()
    ollama.usual, ollama.pace_s = FakeReply(ANSWER), 0.0
    with started(home, "--once") as process:
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, log
    told, answer = telegram.texts(ANN)
    assert told.startswith("I was restarted.")
    assert answer.startswith(ANSWER)


def test_a_revoked_token_is_an_exit_code_and_a_sentence(home: Path, telegram: FakeTelegram) -> None:
    telegram.faults.revoked = True
    with started(home) as process:
        _, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 3
    assert "Telegram does not accept the bot's token" in log
    assert TOKEN not in log
    assert "Traceback" not in log


def test_only_the_bots_host_is_opened(
    home: Path, ollama: FakeOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard lets the bot's server be reached, and nothing else; nobody here is reached at all."""
    from assistant.aio.client import AsyncAssistant, OpenOptions
    from assistant.errors import ConnectionForbidden

    async def scene() -> None:
        client = AsyncAssistant(OpenOptions(home, {}, ("192.0.2.7",)))
        await client.open()
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as allowed:
                allowed.setblocking(False)
                with pytest.raises(OSError):  # noqa: PT011 - in progress, or no route: the guard was passed
                    allowed.connect(("192.0.2.7", 443))
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
                other.setblocking(False)
                with pytest.raises(ConnectionForbidden):
                    other.connect(("192.0.2.8", 443))
        finally:
            await client.close()

    import asyncio

    asyncio.run(scene())


def test_the_token_comes_from_the_environment_first_and_is_inherited_by_nobody(tmp_path: Path) -> None:
    environ = {"ASSISTANT_TELEGRAM_TOKEN": " 1:abc\n"}
    assert token_of("telegram", str(_file(tmp_path, "2:def", 0o600)), environ) == "1:abc"
    assert environ == {}
    assert token_of("telegram", str(tmp_path / "token"), environ) == "2:def"


@pytest.mark.skipif(os.name != "posix", reason="rights are of another kind here")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_token_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SettingsError) as refused:
        token_of("telegram", str(_file(tmp_path, "secret", mode)), {})
    assert "chmod 600" in refused.value.hint
    assert "secret" not in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_token_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(PartMissing) as missing:
        token_of("telegram", str(_file(tmp_path, text, 0o600)), {})
    assert "bots.telegram.token_file" in missing.value.hint


def test_a_token_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        token_of("telegram", str(tmp_path / "none"), {})


def test_no_line_of_any_log_holds_the_token(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/getMe"
    with caplog.at_level(logging.DEBUG), kept_secret(TOKEN):
        log = logging.getLogger("httpx")
        log.info("HTTP Request: POST %s", url)
        log.info(url.replace(":", "%3A"))
        try:
            raise ValueError(url)
        except ValueError:
            log.exception("It failed")
        error = ValueError(url)
        sys.excepthook(ValueError, error, None)
    assert len(caplog.records) == 3
    assert TOKEN not in caplog.text
    assert TOKEN.replace(":", "%3A") not in caplog.text
    assert caplog.text.count(HIDDEN) == 3
    assert TOKEN not in capsys.readouterr().err
    assert sys.excepthook is sys.__excepthook__


def test_the_real_packages_debug_log_holds_no_token(
    home: Path, ollama: FakeOllama, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    os.environ |= {"ASSISTANT_TELEGRAM_TOKEN": TOKEN, "ASSISTANT_BOTS_TELEGRAM_ALLOWED": str(ANN)}
    telegram.write(ANN, "/help")
    telegram.faults.bad_gateway = 1
    with caplog.at_level(logging.DEBUG):
        assert main(["--home", str(home), "bot", "telegram", "--once"]) == 0
    assert any(record.name.startswith("httpx") for record in caplog.records)
    assert HIDDEN in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["bot"], 2, "telegram|matrix"),
        (["bot", "irc"], 2, "irc"),
        (["--json", "bot", "telegram"], 2, "no JSON"),
        (["bot", "telegram"], 3, "There is no token for the Telegram bot."),
    ],
)
def test_wrong_use_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(["--home", str(tmp_path / "home"), *words]) == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("platform", "package", "extra"), [("telegram", "telegram", "telegram"), ("matrix", "nio", "matrix")]
)
def test_without_its_package_a_bot_says_what_to_install(
    tmp_path: Path, platform: str, package: str, extra: str
) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from assistant.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = ["--home", str(tmp_path / "home"), "bot", platform]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert f'[{extra}]"' in done.stderr
    assert "pip install" in done.stderr or "pipx inject" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_the_rest_works_without_the_packages_of_bots(home: Path) -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(('telegram', 'nio', 'aiohttp')); "
        "from assistant.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["--home", str(home), "search", "rotor seal"]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "manual.md" in done.stdout


def test_nothing_of_telegram_is_imported_unless_its_bot_starts() -> None:
    code = "import sys, bots.command, bots.runner, bots.access; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"telegram", "nio", "httpx"}


def _file(folder: Path, text: str, mode: int) -> Path:
    path = folder / "token"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path
