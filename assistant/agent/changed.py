"""Files that an answer cites and that have changed, or gone, since they were read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Literal, Protocol

from assistant.events import Citation, Notice
from assistant.languages import Language
from assistant.library.documents import DocumentFacts
from ingest.reading import changed_ns, content_print
from ingest.records import Unreadable

NAMED = 6
"""Most files that the notice names."""
HASHED_BYTES = 16 << 20
"""Up to this size a file whose time alone has changed is read again, to see whether its words have."""

State = Literal["", "changed", "gone"]

_TEXTS: Mapping[Language, tuple[str, str, str]] = {
    "en": ("Changed since it was read: {}.", "No longer there since it was read: {}.", "Read it again: assistant ingest"),
    "de": ("Seit dem Einlesen geändert: {}.", "Seit dem Einlesen verschwunden: {}.", "Neu einlesen: assistant ingest"),
    "fr": ("Modifié depuis la lecture : {}.", "Disparu depuis la lecture : {}.", "Relire : assistant ingest"),
    "es": ("Ha cambiado desde que se leyó: {}.", "Ya no está desde que se leyó: {}.", "Vuelva a leerlo: assistant ingest"),
    "it": ("Modificato dopo la lettura: {}.", "Non c'è più dopo la lettura: {}.", "Rileggerlo: assistant ingest"),
    "pt": ("Alterado desde a leitura: {}.", "Já não existe desde a leitura: {}.", "Ler de novo: assistant ingest"),
    "ru": ("Изменён после чтения: {}.", "Удалён после чтения: {}.", "Прочитать снова: assistant ingest"),
    "zh": ("读取之后已更改：{}。", "读取之后已不存在：{}。", "重新读取：assistant ingest"),
    "ja": ("読み込み後に変更されています：{}。", "読み込み後になくなっています：{}。", "もう一度読み込む：assistant ingest"),
    "ko": ("읽은 뒤에 변경됨: {}.", "읽은 뒤에 없어짐: {}.", "다시 읽기: assistant ingest"),
}  # fmt: skip
"""What is said of changed files, of those that are gone, and what can be done; in each language of a question."""


class Known(Protocol):
    """What a library knows of files."""

    def document_at(self, path: str) -> int | None:
        """Give the number of the document that lies at a path."""

    def document_facts(self, document_ids: Sequence[int]) -> Mapping[int, DocumentFacts]:
        """Give what is known of some documents besides their text, by number."""


def changed_since_read(
    library: Known, citations: Sequence[Citation], language: Language = "en"
) -> Notice | None:
    """Say which of the files that are cited are not as they were when they were read; None where all are.

    Args:
        library: Knows how they were.
        citations: Of an answer.
        language: Of the question.
    """
    states = {source: _state(library, source) for source in dict.fromkeys(one.source for one in citations)}
    changed, gone, hint = _TEXTS[language]
    parts = [
        text.format(", ".join(PurePath(source).name for source in found[:NAMED]))
        for text, state in ((changed, "changed"), (gone, "gone"))
        if (found := [source for source, own in states.items() if own == state])
    ]
    space = "" if language in ("zh", "ja") else " "
    return Notice("changed", space.join(parts), hint) if parts else None


def _state(library: Known, source: str) -> State:
    number = library.document_at(source)
    if number is None:
        return ""
    facts = library.document_facts([number]).get(number)
    path = Path(source)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "gone"
    except OSError:
        return ""  # a drive that does not answer says nothing of the file
    return "" if facts is None or _as_read(path, status, facts) else "changed"


def _as_read(path: Path, status: os.stat_result, facts: DocumentFacts) -> bool:
    if status.st_size != facts.size:
        return False
    if changed_ns(status) == facts.mtime_ns:
        return True
    if not facts.hash or status.st_size > HASHED_BYTES:
        return False
    try:
        return content_print(path).content_hash == facts.hash
    except Unreadable:
        return False
