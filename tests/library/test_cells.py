from __future__ import annotations

from assistant.library.library import Library
from tests.library.shelf import put


def content(library: Library) -> str:
    (number,) = library.documents.sources()
    return library.documents.facts([number])[number].hash


def test_an_answer_is_found_by_content_question_and_model(library: Library) -> None:
    library.cells.put("c", "When does it  end?", "1.m", '["found", "2031"]')
    assert library.cells.get("c", "When does it end?", "1.m") == '["found", "2031"]'
    for other in (
        ("d", "When does it end?", "1.m"),
        ("c", "When?", "1.m"),
        ("c", "When does it end?", "2.m"),
    ):
        assert library.cells.get(*other) == ""
    library.cells.put("c", "When does it end?", "1.m", '["found", "2032"]')
    assert library.cells.get("c", "When does it end?", "1.m") == '["found", "2032"]'


def test_answers_go_with_their_document(library: Library) -> None:
    put(library, "/a.md", "first words", hash="h")
    own = content(library)
    library.cells.put(own, "q", "m", "[]")
    library.cells.put("gone", "q", "m", "[]")
    assert library.cells.drop_orphans() == 1
    assert library.cells.get(own, "q", "m") == "[]"
    library.forget("/a.md")
    assert library.cells.get(own, "q", "m") == ""


def test_forgetting_all_conversations_forgets_what_was_asked_of_documents(library: Library) -> None:
    put(library, "/a.md", "first words", hash="h")
    library.cells.put(content(library), "q", "m", "[]")
    library.forget_conversations()
    assert library.cells.clear() == 0
