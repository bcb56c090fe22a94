"""The parts of the README that are generated; `python -m tests.readme` writes them anew."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from assistant.cli.main import main
from assistant.config import describe_settings

README = Path(__file__).parents[1] / "README.md"


def commands() -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(["--help"])
    return f"```text\n{out.getvalue().strip()}\n```"


def settings() -> str:
    rows = ["| setting | accepts | default | what it is |", "| --- | --- | --- | --- |"]
    for setting in describe_settings():
        default = f"`{setting.default}`" if setting.default not in ("", None, ()) else ""
        accepts = str(setting.accepts).replace("|", "\\|")
        rows.append(f"| `{setting.key}` | {accepts} | {default} | {setting.description} |")
    return "\n".join(rows)


def written_anew(text: str) -> str:
    for name, part in (("commands", commands()), ("settings", settings())):
        opening, closing = re.search(f"<!-- {name}: .*? -->", text), f"<!-- end of {name} -->"
        assert opening is not None
        text = f"{text[: opening.end()]}\n{part}\n{text[text.index(closing) :]}"
    return text


if __name__ == "__main__":
    README.write_text(written_anew(README.read_text("utf-8")), "utf-8")
