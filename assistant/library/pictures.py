"""Text recognised in pictures, by their content, and which pages still wait."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping

from assistant.i18n import _, ngettext
from assistant.library.database import Table, reads, writes
from assistant.paths import is_from_pack
from assistant.text import encodable
from assistant.wording import count
from ingest.records import RecognisedPage, WaitingDocument

_FAILED_ELSEWHERE = "c.fault <> '' AND c.engine <> ?"
"""An engine may read what another one, or the same with less time or memory, could not."""
_WAITS = (
    "(p.hash IS NULL OR NOT EXISTS (SELECT 1 FROM picture c WHERE c.hash = p.hash"
    f" AND NOT ({_FAILED_ELSEWHERE})))"
)
_ORPHANS = "DELETE FROM picture WHERE hash NOT IN (SELECT hash FROM picture_page WHERE hash IS NOT NULL)"


class Pictures(Table):
    """The store of what was recognised in pictures.

    Each picture is kept once, whatever the files are called that show it.
    """

    @reads
    def waiting(self, engine: str) -> list[WaitingDocument]:
        """Return the documents with pages that an engine has not tried to recognise."""
        rows = self._db.execute(
            "SELECT d.id, d.path, d.hash, d.state, d.device, p.page FROM picture_page p JOIN document d"
            f" ON d.id = p.document_id WHERE d.hash IS NOT NULL AND {_WAITS} ORDER BY d.id, p.page",
            (engine,),
        ).fetchall()
        pages: dict[int, list[int]] = {}
        rows = [
            row for row in rows if not is_from_pack(os.fsdecode(row["path"]))
        ]  # there is no file to look at
        for row in rows:
            pages.setdefault(row["id"], []).append(row["page"])
        first = {row["id"]: row for row in reversed(rows)}
        return [
            WaitingDocument(
                os.fsdecode(first[number]["path"]),
                first[number]["hash"],
                first[number]["state"],
                first[number]["device"],
                tuple(numbers),
            )
            for number, numbers in pages.items()
        ]

    @reads
    def unread(self) -> Mapping[str, int]:
        """Count the files that wait for recognition before all else, by state."""
        rows = self._db.execute(
            "SELECT state, count(*) AS n FROM document WHERE state <> 'found'"
            " AND id IN (SELECT document_id FROM picture_page WHERE hash IS NULL) GROUP BY state"
        )
        return {row["state"]: row["n"] for row in rows}

    @reads
    def pages(self) -> Mapping[int, tuple[int, int]]:
        """Count, by document, pages that show a picture, and those not looked at."""
        rows = self._db.execute(
            "SELECT document_id, count(*) AS shown, sum(hash IS NULL) AS waiting FROM picture_page GROUP BY document_id"
        )
        return {row["document_id"]: (row["shown"], row["waiting"]) for row in rows}

    @reads
    def known(self, name: str, engine: str) -> RecognisedPage | None:
        """Return what was recognised in a picture, or None where it is to be tried.

        Args:
            name: Of the picture, by its content.
            engine: That would try it.
        """
        row = self._db.execute(
            f"SELECT fault, lines FROM picture c WHERE hash = ? AND NOT ({_FAILED_ELSEWHERE})", (name, engine)
        ).fetchone()
        return _page(row) if row else None

    @reads
    def of_document(self, path: str) -> dict[int, tuple[str, RecognisedPage]]:
        """Return the picture's name and recognised text of each page that is done."""
        rows = self._db.execute(
            "SELECT p.page, c.hash, c.fault, c.lines FROM picture_page p JOIN picture c ON c.hash = p.hash"
            " WHERE p.document_id = (SELECT id FROM document WHERE path = ?)",
            (os.fsencode(path),),
        )
        return {row["page"]: (row["hash"], page) for row in rows if (page := _page(row)) is not None}

    @writes
    def store(self, name: str, engine: str, page: RecognisedPage) -> None:
        """Store what was recognised in a picture, or why nothing was."""
        from assistant.kept_texts import kept
        from ingest.parser_process import lines_json

        lines = encodable(json.dumps(lines_json(page.lines), ensure_ascii=False))
        self._db.execute(
            "INSERT OR REPLACE INTO picture (hash, engine, fault, lines) VALUES (?, ?, ?, ?)",
            (name, engine, kept(page.fault), lines),
        )

    @writes
    def drop_orphans(self) -> int:
        """Drop what was recognised in pictures that no document shows; return how many."""
        return self._db.execute(_ORPHANS).rowcount


def _page(row: sqlite3.Row) -> RecognisedPage | None:
    from assistant.kept_texts import said
    from ingest.parser_process import lines_of  # few libraries hold pictures

    try:
        return RecognisedPage(lines_of(json.loads(row["lines"])), said(row["fault"]))
    except (ValueError, TypeError):
        return None  # it was damaged, and is recognised again


def wrong_pictures(db: sqlite3.Connection) -> Iterator[str]:
    """Drop what was kept of pictures and cannot be read.

    Yield a sentence for each kind of damage.
    """
    strays = db.execute(
        "DELETE FROM picture_page WHERE document_id NOT IN (SELECT id FROM document)"
    ).rowcount
    if strays:
        yield ngettext(
            "{number} page with a picture belonged to no document.",
            "{number} pages with a picture belonged to no document.",
            strays,
        )
    rows = db.execute("SELECT hash, fault, lines, typeof(fault) AS kind FROM picture").fetchall()
    broken = [(row["hash"],) for row in rows if row["kind"] != "text" or _page(row) is None]
    db.executemany("DELETE FROM picture WHERE hash = ?", broken)
    if broken:
        yield _(
            "What was recognised in {pictures} was unreadable; it is recognised again.",
            pictures=count(len(broken), "picture"),
        )
