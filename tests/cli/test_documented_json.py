"""The records that commands write as JSON have the keys that docs/json.md names, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from assistant.events import NAMES, Event
from assistant.library.checks import Damage
from tests.cli.conftest import Run
from tests.fakes.ollama_server import FakeOllama, FakeReply

PAGE = Path(__file__).parents[2] / "docs" / "json.md"
QUESTION = "When does the contract with Lindqvist end?"
REPLY = FakeReply("The contract with Lindqvist ends on 31 December 2026.", "The user wants a date.")
INVOICES = (
    "Date;Supplier;Item;Amount (EUR)\n03.01.2024;Medline;Gloves;1.200,50\n10.02.2024;Medline;Masks;380,00\n"
    "12.02.2024;Kern;Scales;99,00\n"
)
_TOKEN = re.compile(r'"\w+"|[A-Z]+|[{}\[\]:]')

Shape = dict[str, Any]
"""What stands for each key: None, a shape, the name of one, or the value itself for the name of an event."""


def shape_of(text: str) -> Shape:
    """Read a shape such as `{"query", "hits": [HIT, …], "counts": {"found"}}`.

    A list is taken for what it holds, and an object with names that are no keys (`{PATH: BYTES, …}`) for nothing.
    """
    tokens = [token for token in _TOKEN.findall(text) if token not in "[]"]

    def read(at: int) -> tuple[Any, int]:
        if tokens[at] != "{":
            return tokens[at].strip('"'), at + 1
        found: Shape = {}
        at += 1
        while tokens[at] != "}":
            key, value = tokens[at], None
            at += 1
            if tokens[at] == ":":
                value, at = read(at + 1)
            found[key.strip('"')] = value
        return found if all(key.islower() for key in found) else None, at + 1

    shape, end = read(0)
    assert end == len(tokens)
    assert isinstance(shape, dict), text
    return shape


def documented() -> tuple[dict[str, list[Shape]], dict[str, Shape]]:
    """Give the shapes of each command's records, and those that have a name."""
    records: dict[str, list[Shape]] = {}
    named: dict[str, Shape] = {}
    text = PAGE.read_text("utf-8")
    for title, block in re.findall(r"^### ([^\n]+)\n\n```text\n(.*?)```", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            name, _, shape = line.partition(": {") if not line.startswith("{") else ("", "", line[1:])
            if name:
                named[name] = shape_of("{" + shape)
            else:
                for command in re.findall(r"`([^`]+)`", title):
                    records.setdefault(command, []).append(shape_of(line))
    return records, named


RECORDS, NAMED = documented()


def differences(record: object, shape: Any, where: str) -> Iterator[str]:
    """Tell where a record is not of a shape."""
    if isinstance(shape, str) and shape.isupper():
        shape = NAMED.get(shape, None)
    if isinstance(record, list):
        for one in record:
            yield from differences(one, shape, where)
    elif isinstance(shape, dict) and isinstance(record, Mapping):
        if record.keys() != shape.keys():
            yield f"{where}: {sorted(record.keys() ^ shape.keys())}"
        for key in record.keys() & shape.keys():
            if key != "event":
                yield from differences(record[key], shape[key], f"{where}.{key}")
    elif isinstance(shape, dict):
        yield f"{where}: no object"


def check(command: str, lines: Sequence[Mapping[str, Any]]) -> set[str]:
    """Hold records against the page; give the names of their events."""
    assert lines
    for line in lines:
        shapes = [shape for shape in RECORDS[command] if shape.get("event") == line.get("event")]
        assert shapes, f"{command} has no {line.get('event')}"
        found = [list(differences(line, shape, command)) for shape in shapes]
        assert [] in found, found
    return {line.get("event", "") for line in lines}


def test_shapes_are_read() -> None:
    assert shape_of('{"event": "a", "b", "c": [HIT, …], "d": {"e", "f"}, "g": {PATH: BYTES, …}}') == {
        "event": "a", "b": None, "c": "HIT", "d": {"e": None, "f": None}, "g": None
    }  # fmt: skip
    assert list(
        differences({"query": "", "hits": [{"rank": 1}], "took_ms": 1}, RECORDS["search"][0], "x")
    ) == ["x.hits: ['confidence', 'heading', 'page', 'page_label', 'score', 'source', 'text', 'title']"]


def test_search(library: Path, run: Run) -> None:
    lines = run("search", "notice period", "--json").lines
    check("search", lines)
    assert lines[0]["hits"]


def test_ask(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.replies.append(REPLY)
    lines = run("ask", QUESTION, "--json").lines
    kinds = check("ask", lines)
    assert lines[-1]["citations"]
    extracted = run("ask", QUESTION, "--json", "--engine", "embedded").lines
    kinds |= check("ask", extracted)
    missed = run("ask", "Who won the chess championship of 1972?", "--json").lines
    kinds |= check("ask", missed)
    assert missed[-1]["nearest"]
    kinds |= check("summary", run("summary", "contract.md", "--json").lines)
    (library / "invoices.csv").write_text(INVOICES, "utf-8")
    run("ingest", str(library))
    computed = run("ask", "What is the total amount of all invoices from Medline?", "--json").lines
    kinds |= check("ask", computed)
    assert "1,580.50" in computed[-1]["answer"]
    assert (
        kinds
        == {shape["event"] for shape in RECORDS["ask"]}
        == {one.__name__.lower() for one in get_args(Event)}
    )


def test_ingest(documents: Path, ollama: FakeOllama, run: Run) -> None:
    kinds = check("ingest", run("ingest", str(documents), "--json").lines)
    assert kinds >= {"file", "embedding", "index", "finished"}
    assert {shape["event"] for shape in RECORDS["ingest"]} == set(NAMES.values())
    for kind, name in NAMES.items():
        (shape,) = (one for one in RECORDS["ingest"] if one["event"] == name)
        assert set(shape) == {"event", *(field.name for field in fields(kind))}


def test_what_looks(library: Path, run: Run) -> None:
    check("status", run("status", "--json").lines)
    check("sources", run("sources", "--json").lines)
    check("models", run("models", "--json").lines)
    check("models recommend", run("models", "recommend", "--json").lines)
    check("models pull", run("models", "pull", "x", "--json").lines)
    assert check("verify", run("verify", "--json").lines) == {"part", "finished"}
    assert set(NAMED["DAMAGE"]) == {field.name for field in fields(Damage)}
    assert check("doctor", run("doctor", "--json").lines) == {"check", "finished"}
    check("assistant", run("--json").lines)


def test_config(run: Run) -> None:
    (shown,) = run("config", "--json").lines
    check("config", [shown])
    assert all(set(setting) == set(NAMED["SETTING"]) for setting in shown["settings"].values())
    check("config --describe", run("config", "--describe", "--json").lines)
    check("config set", run("config", "set", "search.limit", "7", "--json").lines)
    check("config unset", run("config", "unset", "search.limit", "--json").lines)


def test_forget(library: Path, ollama: FakeOllama, run: Run) -> None:
    for words in ([str(library / "manual.md")], ["--conversations", "--yes"], ["--copies"]):
        check("forget", run("forget", *words, "--json").lines)


def test_errors(run: Run) -> None:
    (error,) = run("search", "x", "--json").lines
    (shape,) = re.findall(r"`(\{\"event\": \"error\".*?\})`", PAGE.read_text("utf-8"))
    assert list(differences(error, shape_of(shape), "error")) == []


def test_table(library: Path, ollama: FakeOllama, run: Run) -> None:
    ollama.answer = lambda _: FakeReply("31 December 2026")
    lines = run("table", "When does the contract with Lindqvist end?", "--json").lines
    assert check("table", lines) == {shape["event"] for shape in RECORDS["table"]}
    assert any(cell["citations"] for row in lines[-1]["rows"] for cell in row["cells"])
