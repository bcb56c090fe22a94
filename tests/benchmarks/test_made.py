from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.errors import ModelFault
from assistant.library.index.local import LocalIndex
from assistant.library.library import Library
from benchmarks.bare import Words
from benchmarks.made import Language, Meanings, fill, write_files
from benchmarks.remembered import Known, Remembering, searcher, single_passages
from tests.fakes.models import HashingEmbedder

IDENTITY = "test:made@1"


def test_a_seed_makes_the_same_text_again() -> None:
    assert Language(5).paragraph(60) == Language(5).paragraph(60)
    assert Language(5).paragraph(60) != Language(6).paragraph(60)


def test_a_question_is_made_of_words_of_its_paragraph() -> None:
    language = Language()
    paragraph = language.paragraph(80)
    asked = language.question(paragraph).removesuffix("?").split()
    assert len(asked) == 6
    assert set(asked) <= set(paragraph.lower().replace(".", "").split())


def test_vectors_are_of_length_one_and_questions_are_near_to_their_passages() -> None:
    meanings = Meanings()
    passages = meanings.passages(300)
    questions = meanings.questions(passages)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    nearest = np.argmax(questions @ passages.T, axis=1)
    assert np.mean(nearest == np.arange(300)) > 0.95


def test_a_filled_library_is_searched_like_any_other(tmp_path: Path) -> None:
    sample = fill(tmp_path / "library", 120, IDENTITY, questions=6)
    known = Known(IDENTITY, dict(zip(sample.texts, sample.vectors, strict=True)))
    with Library(tmp_path / "library") as library:
        search = searcher(library, known, LocalIndex(library.folder, library.vectors))
        assert library.documents.counts()["passages"] == 120
        for text in sample.texts:
            found, single = search.search(text, 8), single_passages(search, text)
            assert found.vector is not None
            assert single[0].text in found.hits[0].text


def test_files_are_written_in_folders(tmp_path: Path) -> None:
    write_files(tmp_path, 101, 500)
    assert len(list(tmp_path.rglob("*.md"))) == 101
    assert (tmp_path / "001" / "00100.md").stat().st_size > 500


def test_the_bare_table_finds_words_and_wide_characters() -> None:
    words = Words(["The lease ends in May.", "租约五月到期。", "Nothing."])
    assert words.ask("lease May?", 5) == [0]
    assert words.ask("五月", 5) == [1]
    assert words.ask("?!", 5) == []
    words.close()


def test_a_text_is_embedded_once_also_in_another_run(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    first = Remembering(embedder, tmp_path / "vectors.npz")
    vectors = first.embed_passages(["one", "two", "one"])
    asked = first.embed_query("one")
    first.close()
    second = Remembering(HashingEmbedder(failures=[ModelFault("never asked")]), tmp_path / "vectors.npz")
    np.testing.assert_array_equal(second.embed_passages(["one", "two", "one"]), vectors)
    np.testing.assert_array_equal(second.embed_query("one"), asked)
    assert embedder.calls == [["one", "two"], ["one"]]
