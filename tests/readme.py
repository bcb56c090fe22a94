"""The parts of the documentation that are generated; `python -m tests.readme` writes them anew."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from assistant.cli.main import main
from assistant.config import describe_settings
from ingest.loaders.formats import FORMATS

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("**/*.md")),
)
"""Every page that a reader is sent to."""


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


def formats() -> str:
    rows = ["| format | endings |", "| --- | --- |"]
    rows += [
        f"| {one.kind} | {' '.join(f'`{ending}`' for ending in one.endings)} |"
        for one in FORMATS
        if one.endings
    ]
    return "\n".join(rows)


GENERATED = {
    ROOT / "docs" / "commands.md": {"commands": commands, "formats": formats},
    ROOT / "docs" / "settings.md": {"settings": settings},
}
"""Pages with generated parts: their names, and what writes each."""


def written_anew(page: Path) -> str:
    text = page.read_text("utf-8")
    for name, part in GENERATED[page].items():
        opening, closing = re.search(f"<!-- {name}: .*? -->", text), f"<!-- end of {name} -->"
        assert opening is not None
        text = f"{text[: opening.end()]}\n{part()}\n{text[text.index(closing) :]}"
    return text


if __name__ == "__main__":
    for page in GENERATED:
        page.write_text(written_anew(page), "utf-8")
