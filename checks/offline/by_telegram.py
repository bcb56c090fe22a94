"""Asks over Telegram: plays the Bot API on loopback with a question that waits, and starts `assistant bot telegram --once`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.fakes.bot_api import TOKEN, FakeTelegram

QUESTION = "What is the penalty for late delivery?"
ASKER = 7
PATIENCE_S = 120


def main(words: Sequence[str]) -> int:
    """Run the bot and give what it ends with; what it sent goes to standard output."""
    fake = FakeTelegram()
    fake.write(ASKER, QUESTION)
    with fake.running():
        environ = os.environ | {
            "ASSISTANT_TELEGRAM_TOKEN": TOKEN,
            "ASSISTANT_BOTS_TELEGRAM_ALLOWED": str(ASKER),
            "ASSISTANT_BOTS_TELEGRAM_BASE_URL": fake.url,
        }
        command = [sys.executable, "-m", "assistant", *words]
        code = subprocess.run(command, env=environ, timeout=PATIENCE_S).returncode
    for sent in fake.messages.values():
        print(sent.text)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
