"""Find the tables that may answer a question, together by their header."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from assistant.library.documents import SHEETS
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.tables.data.database import Family, family
from assistant.tables.data.reading import MOST_CELLS, Table, tables_of

MOST_DOCUMENTS = 40
"""Most documents whose tables are looked at for one question."""
MOST_PASSAGES = 20_000
"""Most passages of a document that are looked at."""
_MOST_FOUND = 200
_MOST_TOGETHER = 60
"""Most tables that are queried as one."""
_LEAST_SHARED = 0.2
"""Share of one table's rows that stand in another, from which both are taken for versions of one."""
_MOST_CELLS = 1_000_000
"""Cells from which no further document is looked at for one question."""
_MOST_TERMS = 12
_KEPT_CELLS = 2 * MOST_CELLS


class TableFinder:
    """Reads the tables of a library's documents; what was read last is kept at hand.

    Args:
        library: Where they are.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept: OrderedDict[int, list[Table]] = OrderedDict()
        self._lock = threading.Lock()

    def tables(self, document: int) -> list[Table]:
        """Return the tables of a document."""
        with self._lock:
            if document in self._kept:
                self._kept.move_to_end(document)
                return self._kept[document]
        passages = self._library.documents.neighbours(document, 0, MOST_PASSAGES)
        found = tables_of(passages[:MOST_PASSAGES]) if any("|" in one.text for one in passages) else []
        if len(passages) > MOST_PASSAGES:
            found = [replace(one, is_cut=True) for one in found]
        with self._lock:
            self._kept[document] = found
            while len(self._kept) > 1 and sum(map(_size, self._kept.values())) > _KEPT_CELLS:
                self._kept.popitem(last=False)
        return found

    def sheets(self, documents: frozenset[int] | None) -> list[int]:
        """Return the documents that are sheets, at most as many as are looked at."""
        there = self._library.documents.sheets()
        return [number for number in there if documents is None or number in documents][:MOST_DOCUMENTS]

    def families(
        self,
        question: str,
        documents: frozenset[int] | None,
        *,
        surely: bool = True,
    ) -> list[Family]:
        """Return the tables that may answer a question, those of one header as one.

        Args:
            question: As it was asked.
            documents: Only these; all of them when None.
            surely: Whether it plainly asks for a number; else only tables that hold its words are looked at.
        """
        groups: dict[tuple[str, ...], list[Table]] = {}
        read: set[int] = set()
        cells = 0
        for number in self._documents(question, documents, surely=surely):
            if cells > _MOST_CELLS:
                break
            read.add(number)
            for table in self.tables(number):
                groups.setdefault(header_of(table), []).append(table)
                cells += len(table.columns) * len(table.places)
        for tables in groups.values():
            self._add_siblings(tables, documents, read, _MOST_CELLS - cells)
        return together(groups.values())

    def _documents(self, question: str, documents: frozenset[int] | None, *, surely: bool) -> list[int]:
        """Return the documents to look at.

        Those named, sheets, and those whose words are the question's.
        """
        named = self._library.documents.named()
        there = {number: path for number, path, _ in named if documents is None or number in documents}
        sheets = [number for number, path in there.items() if path.lower().endswith(SHEETS)]
        wanted = query_terms(question)
        scores: dict[int, float] = {}
        for number in sheets if len(sheets) > MOST_DOCUMENTS // 2 else ():
            path = PurePath(there[number])
            said = len(set(wanted) & set(terms(f"{path.stem} {path.parent.name}")))
            if said:
                scores[number] = scores.get(number, 0.0) + 5.0 * said
        found = self._library.words.search(wanted, _MOST_FOUND, documents)
        passages = self._library.documents.passages([number for number, _ in found])
        for number, score in found:
            passage = passages.get(number)
            if passage is not None and "|" in passage.text:
                scores[passage.document_id] = max(scores.get(passage.document_id, 0.0), score)
        ranked = sorted(scores, key=lambda one: -scores[one])
        return list(dict.fromkeys([*ranked, *(sheets if surely else [])]))[:MOST_DOCUMENTS]

    def _add_siblings(
        self, tables: list[Table], documents: frozenset[int] | None, known: set[int], most_cells: int
    ) -> None:
        """Add the tables with the same header that stand in other documents.

        Where there are too many to be read, that is noted: no total of the others would be right.
        """
        wanted = sorted(set(terms(" ".join(tables[0].headers))), key=len, reverse=True)[:_MOST_TERMS]
        if len(wanted) < 2:
            return
        holding = sorted(self._library.words.documents_holding(wanted, documents) - known)
        for place, number in enumerate(holding):
            if len(tables) >= _MOST_TOGETHER or most_cells < 0 or place == _MOST_TOGETHER:
                tables[0] = replace(tables[0], is_cut=True)
                return
            more = [one for one in self.tables(number) if header_of(one) == header_of(tables[0])]
            most_cells -= sum(map(_size, [more]))
            tables += more


def together(groups: Iterable[Sequence[Table]]) -> list[Family]:
    """Return the tables of each header as one, versions of one another apart."""
    made: list[Family] = []
    taken: set[str] = set()
    for tables in groups:
        for some in _without_copies(tables):
            one = family(some)
            each = [one] if one is not None else [family([table]) for table in some]
            made += [renamed(own, taken) for own in each if own is not None]
    return made


def header_of(table: Table) -> tuple[str, ...]:
    """Return the headers by which tables belong together."""
    return tuple(name.casefold() for name in table.headers)


def _size(tables: Sequence[Table]) -> int:
    return sum(len(table.columns) * len(table.places) for table in tables) + 1


def _rows(table: Table) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(column.texts for column in table.columns), strict=True))


def _without_copies(tables: Sequence[Table]) -> list[list[Table]]:
    """Return tables to be put together.

    Copies are left out, and versions of one another stay apart.
    """
    groups: list[list[tuple[Table, frozenset[tuple[str, ...]]]]] = [[]]
    for table in sorted(tables, key=lambda one: -len(one.places)):
        rows = _rows(table)
        if any(rows <= other and table.document != own.document for group in groups for own, other in group):
            continue
        for group in groups:
            if all(
                len(rows & other) < _LEAST_SHARED * min(len(rows), len(other))
                or own.document == table.document
                for own, other in group
            ):
                group.append((table, rows))
                break
        else:
            groups.append([(table, rows)])
    ordered = [
        sorted((one for one, _ in group), key=lambda one: (one.source, one.places[0].passage))
        for group in groups
    ]
    return [group for group in ordered if group]


def renamed(one: Family, taken: set[str]) -> Family:
    """Give a family a name of its own among the others."""
    name, number = one.name, 2
    while name in taken or name.startswith("sqlite"):
        name, number = f"{one.name}_{number}", number + 1
    taken.add(name)
    return Family(name, one.tables, one.columns, one.origins, one.places)
