"""The first line of a docstring is short enough to be read at a glance, and in a list of names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "bots", "ingest", "tui")
MAX_LENGTH = 80
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def first_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line numbers and first lines of a module's docstrings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, DOCUMENTED) and (docstring := ast.get_docstring(node)):
            yield node.body[0].lineno, docstring.splitlines()[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_first_lines_are_short(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    assert [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in modules
        for number, line in first_lines(path)
        if len(line) > MAX_LENGTH
    ] == []
