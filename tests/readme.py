"""The parts of the documentation that are generated; `python -m tests.readme` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from assistant import i18n
from assistant.cli.main import overview
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
HEADS = {
    "en": {"settings": ("setting", "accepts", "default", "what it is"), "formats": ("format", "endings")},
    "zh": {"settings": ("设置", "可取的值", "默认", "说明"), "formats": ("格式", "扩展名")},
}
"""What stands above the columns of a generated table, by language."""


def commands() -> str:
    return f"```text\n{overview().strip()}\n```"


def settings() -> str:
    rows = _head("settings")
    for setting in describe_settings():
        value = str(setting.default).lower() if isinstance(setting.default, bool) else setting.default
        default = f"`{value}`" if value not in ("", None, ()) else ""
        accepts = str(setting.accepts).replace("|", "\\|")
        rows.append(f"| `{setting.key}` | {accepts} | {default} | {setting.description} |")
    return "\n".join(rows)


def formats() -> str:
    rows = _head("formats")
    rows += [
        f"| {one.kind} | {' '.join(f'`{ending}`' for ending in one.endings)} |"
        for one in FORMATS
        if one.endings
    ]
    return "\n".join(rows)


def _head(name: str) -> list[str]:
    columns = HEADS[i18n.language()][name]
    return [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "commands.md": {"commands": commands, "formats": formats},
    "settings.md": {"settings": settings},
}
"""Pages with generated parts: their names, and what writes each."""
GENERATED = {ROOT / "docs" / folder / name: PARTS[name] for folder in ("", "zh") for name in PARTS}
"""The same for the pages of each language."""


def written_anew(page: Path) -> str:
    text = page.read_text("utf-8")
    with i18n.speaking("zh" if page.parent.name == "zh" else "en"):
        for name, part in GENERATED[page].items():
            opening, closing = re.search(f"<!-- {name}: .*? -->", text), f"<!-- end of {name} -->"
            assert opening is not None
            text = f"{text[: opening.end()]}\n{part()}\n{text[text.index(closing) :]}"
    return text


if __name__ == "__main__":
    for page in GENERATED:
        page.write_text(written_anew(page), "utf-8")
