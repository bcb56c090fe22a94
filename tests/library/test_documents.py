from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import i18n
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from ingest.records import Changes, KnownFile, Passage
from tests.library.shelf import contents, found, passages, put, record, remove


def ids(library: Library, source: str) -> list[int]:
    number = next(number for number, path in library.documents.sources().items() if path == source)
    return [passage.id for passage in library.documents.neighbours(number, 0, 1_000)]


def test_what_was_put_is_what_is_read(library: Library) -> None:
    passage = Passage(0, "Words  of\tit.", 7, 20, page=3, heading=("Report", "Part “one”"))
    given = record("/a.pdf", title="Report", kind="pdf", size=20, notices=("page 2 has no text",))
    library.documents.apply(Changes(put=[(given, [passage])]))
    (document,) = library.documents.all()
    assert (document.source, document.state, document.title, document.kind) == (
        "/a.pdf",
        "found",
        "Report",
        "pdf",
    )
    assert (document.size, document.passages, document.notices) == (20, 1, ("page 2 has no text",))
    (stored,) = library.documents.neighbours(document.id, 0, 0)
    assert (stored.text, stored.start, stored.end, stored.page) == ("Words  of\tit.", 7, 20, 3)
    assert (stored.heading, stored.key, stored.title) == (("Report", "Part “one”"), passage.key, "Report")
    assert library.documents.passages([stored.id, 10**9]) == {stored.id: stored}


def test_a_document_takes_the_place_of_what_stood_under_its_path(library: Library) -> None:
    put(library, "/a.md", "first words", "second words", "third")
    put(library, "/a.md", "other words")
    counts = {"found": 1, "failed": 0, "skipped": 0, "passages": 1, "files": 1}
    assert library.documents.counts() == counts
    assert not found(library, "first")
    assert {(source, ordinal) for source, ordinal, _ in found(library, "other")} == {("/a.md", 0)}


def test_when_a_document_first_came_in_is_kept(library: Library) -> None:
    put(library, "/a.txt", "One", read_ns=10, mtime_ns=5)
    put(library, "/a.txt", "Two", read_ns=20, mtime_ns=15)
    put(library, "/b.txt", "Three", read_ns=30)
    assert {(one.source, one.added_ns) for one in library.documents.all()} == {("/a.txt", 10), ("/b.txt", 30)}
    remove(library, "/a.txt")
    put(library, "/a.txt", "Two", read_ns=40)
    assert {one.added_ns for one in library.documents.all()} == {30, 40}


def test_the_number_that_is_printed_on_a_page_is_kept_and_may_change(library: Library) -> None:
    for label in ("iv", "v", ""):
        passage = Passage(0, "Words", 0, 5, page=4, page_label=label)
        library.documents.apply(Changes(put=[(record("/a.pdf"), [passage])]))
        (number,) = ids(library, "/a.pdf")
        assert library.documents.passages([number])[number].page_label == label


def test_many_documents_are_stored_at_once(library: Library) -> None:
    def texts(number: int) -> list[str]:
        return [f"file {number}, part {part}, word{number}x{part}" for part in range(number % 150)]

    changes = [(record(f"/{number}.md"), passages(texts(number))) for number in range(600)]
    for _ in range(2):  # the second time in place of the first
        library.documents.apply(Changes(put=changes))
        assert [(d.source, d.passages) for d in library.documents.all()] == sorted(
            (f"/{number}.md", number % 150) for number in range(600)
        )
        for number in (149, 299, 598):
            stored = library.documents.neighbours(library.documents.number_at(f"/{number}.md") or 0, 0, 1_000)
            assert [passage.text for passage in stored] == texts(number)
            (hit,) = found(library, f"word{number}x147")
            assert hit[:2] == (f"/{number}.md", 147)


@settings(deadline=None)  # two libraries are made for each
@given(st.lists(st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=6), max_size=4))
def test_a_document_stored_again_is_as_if_stored_once(versions: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder) / "a", create=True) as library:
        for texts in versions:
            put(library, "/a.md", *texts, heading=("Title",))
        with Library(Path(folder) / "b", create=True) as once:
            if versions:
                put(once, "/a.md", *versions[-1], heading=("Title",))
            assert contents(library) == contents(once)
            for word in ("one", "two", "three", "four", "titl"):
                assert found(library, word) == found(once, word)


def test_passages_that_a_document_holds_still_keep_their_numbers(library: Library) -> None:
    put(library, "/a.md", "one", "two", "three")
    one, _, three = ids(library, "/a.md")
    put(library, "/a.md", "new", "one", "also new", "three")
    kept = ids(library, "/a.md")
    assert (kept[1], kept[3]) == (one, three)
    put(library, "/a.md", "new", "one", "also new", "three", reader=2)  # whose words may be others
    assert not set(kept) & set(ids(library, "/a.md"))


def test_numbers_are_never_used_again(library: Library) -> None:
    put(library, "/a.md", "one", "two")
    put(library, "/b.md", "three")
    (gone,) = ids(library, "/b.md")
    library.documents.apply(Changes(removed=["/b.md"]))
    put(library, "/c.md", "four")
    (new,) = ids(library, "/c.md")
    assert new > gone
    # Also where a damaged database was mended without what it remembers of them.
    with closing(sqlite3.connect(library.folder / "library.db")) as db, db:
        db.execute("DELETE FROM sqlite_sequence")
    put(library, "/d.md", "five")
    assert ids(library, "/d.md") == [new + 1]


def test_a_removed_document_leaves_no_terms(library: Library) -> None:
    put(library, "/a.md", "shared alone")
    put(library, "/b.md", "shared other")
    library.documents.apply(Changes(removed=["/a.md", "/never.md"]))
    assert not found(library, "alon")
    assert len(found(library, *terms("shared"))) == 1
    assert library.words.document_frequencies(terms("shared alone")) == {"share": 1, "alon": 0}


def test_failed_and_skipped_files_are_kept_with_their_reasons(library: Library) -> None:
    put(library, "/a.pdf", state="failed", reason="it is encrypted")
    put(library, "/b.bin", state="skipped", reason="it is a program")
    assert [(d.source, d.state, d.reason) for d in library.documents.all()] == [
        ("/a.pdf", "failed", "it is encrypted"),
        ("/b.bin", "skipped", "it is a program"),
    ]
    counts = {"found": 0, "failed": 1, "skipped": 1, "passages": 0, "files": 0}
    assert library.documents.counts() == counts


def test_reasons_and_notices_are_said_in_the_language_that_is_spoken(library: Library) -> None:
    with i18n.speaking("zh"):
        reason = i18n.gettext(
            "{reason}; what was read of it before is kept", reason=i18n.gettext("it is empty")
        )
        notices = (i18n.gettext("it has no text of its own"), "nobody's sentence")
        put(library, "/a.zip", state="failed", reason=reason)
        put(library, "/b.eml", notices=notices)
        assert [(one.reason, one.notices) for one in library.documents.all()] == [(reason, ()), ("", notices)]
    failed, found = library.documents.all()
    assert failed.reason == "it is empty; what was read of it before is kept"
    assert found.notices == ("it has no text of its own", "nobody's sentence")
    assert library.documents.known()["/a.zip"].reason == failed.reason


def test_a_library_of_sentences_is_read_as_it_is(tmp_path: Path) -> None:
    with Library(tmp_path / "old", create=True) as library:
        put(library, "/a.zip", state="failed")
        put(library, "/b.eml")
    with closing(sqlite3.connect(tmp_path / "old" / "library.db")) as db, db:
        db.execute("UPDATE document SET reason = ? WHERE state = 'failed'", ("内容为空",))
        db.execute(
            "UPDATE document SET notices = ? WHERE state = 'found'", (json.dumps(["{a}: it is empty"]),)
        )
    with Library(tmp_path / "old") as library:
        failed, found = library.documents.all()
        assert (failed.reason, found.notices) == ("内容为空", ("{a}: it is empty",))
        assert library.documents.known()["/a.zip"].reason == "内容为空"


def test_what_is_known_of_a_file_is_what_was_recorded(library: Library) -> None:
    put(library, "/a.md", hash="abc", size=5, mtime_ns=2**62, read_ns=2**62 + 1, reader=7)
    assert library.documents.known() == {"/a.md": KnownFile("found", "", "abc", 5, 2**62, 2**62 + 1, 7)}
    library.documents.apply(Changes(touched=[("/a.md", 6, 8, 9)]))
    assert library.documents.known() == {"/a.md": KnownFile("found", "", "abc", 6, 8, 9, 7)}


def test_roots_are_remembered_once(library: Library) -> None:
    library.documents.add_roots(["/b", "/a"])
    library.documents.add_roots(["/b"])
    assert library.documents.roots() == ["/a", "/b"]


def test_neighbours_are_of_one_document_and_in_order(library: Library) -> None:
    put(library, "/a.md", *(f"text {number}" for number in range(6)))
    put(library, "/b.md", *(f"text {number}" for number in range(6)))
    document = library.documents.all()[1]
    assert [p.ordinal for p in library.documents.neighbours(document.id, -2, 1)] == [0, 1]
    assert [p.ordinal for p in library.documents.neighbours(document.id, 4, 9)] == [4, 5]
    assert {p.source for p in library.documents.neighbours(document.id, 0, 9)} == {"/b.md"}


def test_more_passages_than_sqlite_takes_at_once(library: Library) -> None:
    texts = [f"text {number}" for number in range(1_200)]
    put(library, "/a.md", *texts)
    numbers = ids(library, "/a.md")
    assert {p.text for p in library.documents.passages(numbers).values()} == set(texts[:1_001])
    keys = [passage.key for passage in passages(texts)]
    assert len(library.documents.passage_ids_of_keys(keys)) == 1_200
    assert library.documents.keys_of_documents(range(1, 1_200)) == set(keys)


def test_copies_share_a_key(library: Library) -> None:
    for path in ("/a.md", "/b.md"):
        put(library, path, "the same")
    (key,) = library.documents.keys_of_documents(list(library.documents.sources()))
    assert library.documents.passage_ids_of_keys([key, "none"]) == {
        key: [*ids(library, "/a.md"), *ids(library, "/b.md")]
    }


def test_the_better_passage_comes_first_and_scores_rise_with_quality(library: Library) -> None:
    put(library, "/a.md", "heron and other birds of the marsh, seen in the morning", "heron heron", "nothing")
    hits = library.words.search(["heron"], 10)
    assert [library.documents.passages([number])[number].ordinal for number, _ in hits] == [1, 0]
    assert hits[0][1] > hits[1][1]
    assert len(library.words.search(["heron"], 1)) == 1
    assert library.words.search(["heron"], 0) == library.words.search([], 10) == []


def test_the_lexical_leg_looks_only_where_it_may(library: Library) -> None:
    for path in ("/a.md", "/b.md", "/c.md"):
        put(library, path, "heron")
    wanted = {number for number, path in library.documents.sources().items() if path != "/b.md"}
    stored = library.documents.passages(
        [number for number, _ in library.words.search(["heron"], 10, frozenset(wanted))]
    )
    assert {passage.source for passage in stored.values()} == {"/a.md", "/c.md"}
    assert library.words.search(["heron"], 10, frozenset()) == []


def test_words_of_the_heading_are_found(library: Library) -> None:
    put(library, "/a.md", "ninety days", heading=("Contract", "Notice period"))
    assert found(library, *query_terms("contract notice"))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("合同将于2026年到期", "合"),
        ("合同将于2026年到期", "期"),
        ("合同将于2026年到期", "合同什么时候到期?"),
        ("転子の部品", "部"),
        ("회의록을 보관한다", "록"),
        ("a total of 1,234,567 EUR", "1234567"),
        ("a total of 1234567 EUR", "1,234,567"),
        ("pi is 3.14 here", "3.14"),
        ("at 10:30 sharp", "10:30"),
        ("see invoice INV-2023-001.", "INV-2023-001"),
        ("see invoice INV-2023-001.", "inv-2023-001?"),
        ("call parse_header() first", "parse_header"),
        ("call parseHeader() first", "header"),
        ("mail a.b@example.org now", "a.b@example.org"),
        ("from 192.168.0.17 on", "192.168.0.17"),
        ("written in C++ and C#", "C++"),
        ("written in C++ and C#", "c#"),
        ("the company’s car", "company"),
        ("Ｆｕｌｌ width １２", "full 12"),
        ("the Café of Zoë", "cafe"),
        ("the Cafe of Zoe", "Café"),
        ('say "NEAR(a AND b)" OR NOT * ^', "NEAR AND OR NOT"),
    ],
)
def test_what_is_asked_for_is_found(library: Library, text: str, question: str) -> None:
    put(library, "/other.md", "nothing of that kind", "别的东西", "42")
    put(library, "/a.md", text)
    assert {source for source, _, _ in found(library, *query_terms(question))} == {"/a.md"}


@pytest.mark.parametrize("text", ["10:30", "a1,b2", "r&d", "INV-2023-001", "3,5", "c++", "部品"])
def test_every_term_of_a_text_is_counted(library: Library, text: str) -> None:
    put(library, "/a.md", f"see {text} there")
    assert set(library.words.document_frequencies(terms(text)).values()) == {1}


def test_a_name_that_is_no_text_is_kept_byte_for_byte(library: Library) -> None:
    path = os.fsdecode(b"/docs/\xff\xfe \x80.md")
    put(library, path, "words", title=os.fsdecode(b"\xff"), reason="\udcff", notices=("\udcff",))
    library.documents.add_roots([path])
    assert os.fsencode(library.documents.all()[0].source) == b"/docs/\xff\xfe \x80.md"
    assert list(library.documents.known()) == library.documents.roots() == [path]
    assert found(library, "word") == {(path, 0, next(iter(found(library, "word")))[2])}
    library.documents.apply(Changes(removed=[path]))
    assert library.documents.all() == []


def test_lone_surrogates_and_nul_in_a_text_harm_nothing(library: Library) -> None:
    put(library, "/a.md", "before \ud800 after\x00 end", heading=("\udfff title",))
    (stored,) = library.documents.passages(ids(library, "/a.md")).values()
    assert (stored.text, stored.heading) == ("before \ufffd after\x00 end", ("\ufffd title",))
    assert found(library, "after")
    assert found(library, "end")
    assert found(library, "titl")


def test_a_library_is_a_folder_only_its_owner_may_enter(tmp_path: Path) -> None:
    Library(tmp_path / "home" / "libraries" / "default", create=True).close()
    for folder in (tmp_path / "home", tmp_path / "home" / "libraries" / "default"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_number_never_comes_to_mean_another_passage(library: Library) -> None:
    put(library, "/a.md", "first")
    before = set(ids(library, "/a.md")), set(library.documents.sources())
    put(library, "/a.md", "second")
    assert not before[0] & set(ids(library, "/a.md"))
    assert not before[1] & set(library.documents.sources())
