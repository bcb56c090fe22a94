"""Errors have codes that stay: one for each class, more precise ones by name, and all of them documented."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import CODES, AssistantError, SettingsError, UsageError

ROOT = Path(__file__).parents[1]
ROOMS = ("assistant", "ingest", "bots", "tui")


def sources() -> Iterator[tuple[Path, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, path.read_text("utf-8")


def classes() -> list[type[AssistantError]]:
    """Yield all classes of errors, those that only some modules know too."""
    for path, text in sources():
        if re.search(
            r"^class \w+\(\w*(?:Error|Fault|Missing|Unsuitable|Rejected|Unreachable)\)", text, re.MULTILINE
        ):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    def below(kind: type[AssistantError]) -> Iterator[type[AssistantError]]:
        yield kind
        for one in kind.__subclasses__():
            yield from below(one)

    return [kind for kind in dict.fromkeys(below(AssistantError)) if kind.__module__.startswith(ROOMS)]


def codes_given() -> set[str]:
    """Return the codes that are handed to an error where it is raised."""
    return {
        word.value.value
        for _, text in sources()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "code" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
    }


def test_every_class_has_a_code_of_its_own() -> None:
    codes = [vars(kind).get("code") for kind in classes()]
    assert None not in codes, [kind.__name__ for kind in classes() if "code" not in vars(kind)]
    assert len(codes) == len(set(codes)) > 20
    assert not set(codes) & set(CODES)


def test_codes_are_words_for_programs() -> None:
    for code in [*CODES, *(kind.code for kind in classes())]:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)


def test_every_code_that_is_given_is_known_and_the_other_way_round() -> None:
    assert codes_given() == set(CODES)


def test_all_codes_are_documented() -> None:
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    table = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", text, re.MULTILINE))
    assert set(table) == {kind.code for kind in classes()} | set(CODES)
    assert CODES.items() <= table.items()


@pytest.mark.parametrize("kind", [AssistantError, UsageError, SettingsError])
def test_a_more_precise_code_wins_over_the_classes(kind: type[AssistantError]) -> None:
    assert kind("It failed.").code == kind.code
    assert kind("It failed.", code="path_empty").code == "path_empty"
