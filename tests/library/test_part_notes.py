from __future__ import annotations

import pytest

from assistant.errors import LibraryError
from assistant.library import part_notes
from assistant.library.library import Library
from assistant.library.part_notes import QUESTION, NoteKind
from tests.library.shelf import put

KIND = NoteKind("ollama:m", "summary", 1)


def keys(library: Library, source: str) -> list[str]:
    number = next(number for number, path in library.documents.sources().items() if path == source)
    return [passage.key for passage in library.documents.neighbours(number, 0, 1_000)]


def test_a_note_is_found_by_words_model_task_and_wording(library: Library) -> None:
    notes = library.part_notes
    notes.put("a", ["k"], KIND, "It ends in 2031. 它于2031年结束。")
    assert notes.get("a", KIND) == "It ends in 2031. 它于2031年结束。"
    for other in (
        NoteKind("x", "summary", 1),
        NoteKind("ollama:m", "dates", 1),
        NoteKind("ollama:m", "summary", 2),
    ):
        assert notes.get("a", other) is None
    assert notes.known(["b", "a"], KIND) == {"a"}
    notes.put("a", ["k"], KIND, "")
    assert notes.get("a", KIND) == ""


def test_a_note_goes_with_the_first_passage_that_goes(library: Library) -> None:
    put(library, "/a.md", "first words", "second words")
    put(library, "/b.md", "other words")
    first, second = keys(library, "/a.md")
    library.part_notes.put("both", [first, second], KIND, "n")
    library.part_notes.put("second", [second], KIND, "n")
    library.part_notes.put("other", keys(library, "/b.md"), KIND, "n")
    assert library.part_notes.drop_orphans() == 0
    put(library, "/a.md", "changed words", "second words")
    assert library.part_notes.drop_orphans() == 1
    assert library.part_notes.known(["both", "second", "other"], KIND) == {"second", "other"}


def test_nothing_of_a_forgotten_document_stays(library: Library) -> None:
    put(library, "/a.md", "first words")
    library.part_notes.put("a", keys(library, "/a.md"), KIND, "Wolframite is mined there.")
    assert library.forget("/a.md") == 1
    assert library.part_notes.get("a", KIND) is None
    assert all(b"Wolframite" not in path.read_bytes() for path in library.folder.iterdir() if path.is_file())


def test_notes_on_questions_go_with_the_conversations(library: Library) -> None:
    library.part_notes.put("a", [], NoteKind("m", QUESTION + "Who is Anna?", 1), "Anna is a nurse.")
    library.part_notes.put("a", [], KIND, "n")
    library.forget_conversations()
    assert library.part_notes.get("a", NoteKind("m", QUESTION + "Who is Anna?", 1)) is None
    assert library.part_notes.get("a", KIND) == "n"


def test_only_so_many_are_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_notes, "MOST_NOTES", 2)
    for name in "abc":
        library.part_notes.put(name, [], KIND, "n")
    assert library.part_notes.drop_orphans() == 1
    assert library.part_notes.known(["a", "b", "c"], KIND) == {"b", "c"}


def test_a_note_that_cannot_be_kept_is_no_error(library: Library) -> None:
    library.close()
    library.part_notes.put("a", [], KIND, "n")
    with pytest.raises(LibraryError):
        library.part_notes.get("a", KIND)
