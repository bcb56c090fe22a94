"""Embedding through the real client: prefixes, parts, busy servers, and items that a model fails on."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from assistant.errors import ModelMissing, ServerFault, ServerUnavailable
from assistant.models.ollama import embed
from assistant.models.ollama.client import OllamaServer
from assistant.models.ollama.embed import NO_PROFILE, PROFILES, OllamaEmbedder, embedding_profile
from assistant.models.ollama.errors import ServerTimeout
from assistant.models.ollama.models import base_name
from assistant.models.tokens import estimate_tokens
from tests.fakes.models import hash_embedding
from tests.fakes.ollama_server import FakeModel, FakeOllama
from tests.raising import raises

NOMIC = FakeModel("nomic-embed-text", ("embedding",), context_length=2048)
SMALL = FakeModel("small", ("embedding",), context_length=16)
LONG = "alpha beta gamma delta. " * 40


@pytest.fixture
def fake() -> Iterator[FakeOllama]:
    talker, old = FakeModel("talker"), FakeModel("old", None)
    cloud = FakeModel("far", ("embedding",), remote_host="https://ollama.com")
    with FakeOllama(NOMIC, SMALL, talker, old, cloud).running() as running:
        yield running


class Pauses:
    """Counts pauses instead of taking them."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def __call__(self, pause_s: float) -> None:
        self.taken.append(pause_s)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def server(fake: FakeOllama) -> Iterator[OllamaServer]:
    found = OllamaServer(fake.url, timeout_s=5, keep_alive="10m")
    yield found
    found.close()


def embedder(server: OllamaServer, name: str, pauses: Pauses | None = None) -> OllamaEmbedder:
    return OllamaEmbedder(server, name, pauses_s=(1, 2, 3), pause=pauses or Pauses())


def inputs(fake: FakeOllama) -> list[list[str]]:
    return [body["input"] for body in fake.sent("/api/embed")]


def test_prefixes_are_those_of_the_model(fake: FakeOllama, server: OllamaServer) -> None:
    found = embedder(server, "nomic-embed-text:latest")
    found.embed_passages(["rent"])
    found.embed_query("what rent?")
    assert inputs(fake) == [["search_document: rent"], ["search_query: what rent?"]]


def test_nothing_may_be_cut_and_the_model_is_kept(fake: FakeOllama, server: OllamaServer) -> None:
    embedder(server, "nomic-embed-text").embed_passages(["a"])
    (body,) = fake.sent("/api/embed")
    assert body["truncate"] is False
    assert body["keep_alive"] == "10m"


def test_batches_are_made_by_tokens_and_their_order_is_nobodys_matter(
    fake: FakeOllama, server: OllamaServer
) -> None:
    texts = [f"{number} {'word ' * (number % 5 * 100)}" for number in range(300)]
    vectors = embedder(server, "nomic-embed-text").embed_passages(texts)
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_allclose(vector, hash_embedding(f"search_document: {text}"), atol=1e-6)
    sent = inputs(fake)
    assert sorted(itertools.chain.from_iterable(sent)) == sorted(f"search_document: {text}" for text in texts)
    assert max(map(len, sent)) == 128
    assert max(sum(estimate_tokens(text) for text in batch) for batch in sent) < 9_000
    assert len(sent) < 12
    lengths = [len(text) for batch in sent for text in batch]
    assert all(one <= other + 20 for one, other in itertools.pairwise(lengths))


def test_building_one_asks_nothing_and_the_first_use_asks_once(
    fake: FakeOllama, server: OllamaServer
) -> None:
    found = embedder(server, "nomic-embed-text")
    assert fake.requests == []
    assert found.max_tokens == 2048
    assert found.identity == f"ollama:nomic-embed-text@{NOMIC.digest[:12]}"
    found.embed_query("a")
    found.embed_query("b")
    assert len(fake.sent("/api/show")) == len(fake.sent("/api/tags")) == 1


def test_the_tag_latest_makes_no_difference(server: OllamaServer) -> None:
    assert embedder(server, "small:latest").identity == embedder(server, "small").identity


@pytest.mark.parametrize("cuts_silently", [False, True])
def test_a_long_text_is_embedded_in_parts(
    fake: FakeOllama, server: OllamaServer, cuts_silently: bool
) -> None:
    fake.faults.cuts_silently = cuts_silently
    short, long = embedder(server, "small").embed_passages(["one two", LONG])
    np.testing.assert_allclose(short, hash_embedding("one two"), atol=1e-6)
    assert float(long @ hash_embedding(LONG)) > 0.95
    parts = [batch[0] for batch in inputs(fake) if len(batch[0].split()) < 16 and "alpha" in batch[0]]
    assert "".join(parts) == LONG


def test_one_long_text_does_not_send_the_others_twice(fake: FakeOllama, server: OllamaServer) -> None:
    embedder(server, "small").embed_passages(["one two", LONG, "three four"])
    assert [batch for batch in inputs(fake) if "one two" in batch] == [["one two", "three four"]]
    assert [LONG] not in inputs(fake)  # it is surely too long: reading it whole would be in vain


def test_a_text_that_the_model_fails_on_does_not_fail_the_others(
    fake: FakeOllama, server: OllamaServer
) -> None:
    fake.faults.failing_text = "poison"
    texts = [f"text {number}" for number in range(8)]
    texts[5] = "a long beginning that is fine, then poison"
    vectors = embedder(server, "nomic-embed-text").embed_passages(texts)
    np.testing.assert_allclose(vectors[4], hash_embedding("search_document: text 4"), atol=1e-6)
    assert np.isfinite(vectors).all()
    assert float(vectors[5] @ hash_embedding("long beginning fine")) > 0.5


def test_a_text_of_which_nothing_can_be_embedded(fake: FakeOllama, server: OllamaServer) -> None:
    fake.faults.failing_text = "p"
    with pytest.raises(ServerFault, match="NaN"):
        embedder(server, "small").embed_passages(["p" * 100])
    assert len(inputs(fake)) < 40


def test_a_broken_server_is_not_asked_for_every_text(fake: FakeOllama, server: OllamaServer) -> None:
    fake.faults.failing_text = "text"
    with pytest.raises(ServerFault):
        embedder(server, "small").embed_passages([f"text {number}" for number in range(32)])
    assert len(inputs(fake)) < 12


def test_a_server_that_hangs_is_asked_once(fake: FakeOllama, pauses: Pauses) -> None:
    fake.faults.hold = threading.Event()
    server = OllamaServer(fake.url, timeout_s=0.2)
    with raises("server_timeout"):
        embedder(server, "small", pauses).embed_passages(["one two three four five six", "seven"])
    fake.faults.hold.set()
    server.close()
    assert len(inputs(fake)) == 1
    assert pauses.taken == []


def test_a_question_is_not_waited_for_as_long_as_passages(
    fake: FakeOllama, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = embedder(server, "small")
    assert found.embed_passages(["a"]).shape == (1, 256)
    assert embed.QUESTION_TIMEOUT_S <= 30
    monkeypatch.setattr(embed, "QUESTION_TIMEOUT_S", 0.2)
    fake.faults.hold = threading.Event()
    with pytest.raises(ServerTimeout):
        found.embed_query("a")


@pytest.mark.parametrize("fault", ["busy", "drop"])
def test_a_busy_server_is_asked_again(
    fake: FakeOllama, server: OllamaServer, pauses: Pauses, fault: str
) -> None:
    setattr(fake.faults, fault, 2)
    assert len(embedder(server, "small", pauses).embed_passages(["a", "b"])) == 2
    assert pauses.taken == [1, 2]


@pytest.mark.parametrize("fault", ["busy", "drop"])
def test_a_server_that_stays_busy(fake: FakeOllama, server: OllamaServer, pauses: Pauses, fault: str) -> None:
    setattr(fake.faults, fault, 1000)
    with pytest.raises(ServerFault) as caught:
        embedder(server, "small", pauses).embed_passages(["a", "b"])
    assert caught.value.retry_helps
    assert pauses.taken == [1, 2, 3]


@pytest.mark.parametrize(
    "vectors", [[], [[1.0], [2.0], [3.0]], [[], []], [[1.0], [1.0, 2.0]], [[0.0, 0.0], [1.0, 0.0]]]
)
def test_an_answer_that_is_not_one_vector_a_text(
    fake: FakeOllama, server: OllamaServer, vectors: list[list[float]]
) -> None:
    fake.faults.wrong_vectors = vectors
    with pytest.raises(ServerFault):
        embedder(server, "small").embed_passages(["a", "b"])


def test_vectors_get_length_one(fake: FakeOllama, server: OllamaServer) -> None:
    fake.faults.wrong_vectors = [[3.0, 4.0]]
    np.testing.assert_allclose(embedder(server, "small").embed_query("a"), [0.6, 0.8], atol=1e-6)


def test_a_chat_model_is_refused(server: OllamaServer) -> None:
    with raises("not_an_embedding_model"):
        embedder(server, "talker").embed_query("a")


def test_a_model_of_an_old_server_is_believed(server: OllamaServer) -> None:
    assert embedder(server, "old").embed_query("a").shape == (256,)


def test_a_cloud_model_is_refused(fake: FakeOllama, server: OllamaServer) -> None:
    with raises("cloud_model"):
        embedder(server, "embed:cloud")
    with raises("cloud_model"):
        embedder(server, "far").embed_passages(["secret"])
    assert fake.sent("/api/embed") == []


def test_a_model_that_is_not_there(server: OllamaServer) -> None:
    with pytest.raises(ModelMissing, match="nothing"):
        embedder(server, "nothing").embed_query("a")


def test_a_server_that_has_stopped() -> None:
    with FakeOllama(SMALL).running() as fake:
        server = OllamaServer(fake.url)
        found = embedder(server, "small")
        found.embed_query("a")
    with pytest.raises(ServerUnavailable):
        found.embed_query("a")
    server.close()


def test_a_server_that_is_too_slow(fake: FakeOllama) -> None:
    fake.faults.hold = threading.Event()
    server = OllamaServer(fake.url, timeout_s=0.2)
    with raises("server_timeout"):
        embedder(server, "small").embed_query("a")
    fake.faults.hold.set()
    server.close()


def test_several_threads_may_embed_at_once(server: OllamaServer) -> None:
    found, rows = embedder(server, "small"), {}

    def work(number: int) -> None:
        rows[number] = found.embed_passages([f"text {number}"])[0]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, row in rows.items():
        np.testing.assert_allclose(row, hash_embedding(f"text {number}"), atol=1e-6)
    assert len(rows) == 6


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("nomic-embed-text", "nomic-embed-text"),
        ("nomic-embed-text:v1.5", "nomic-embed-text"),
        ("hf.co/nomic-ai/nomic-embed-text-v1.5-GGUF:Q8_0", "nomic-embed-text"),
        ("nomic-embed-text-v2-moe:latest", "nomic-embed-text-v2-moe"),
        ("registry.example:5000/me/BGE-M3:latest", "bge-m3"),
        ("bge-large:335m", "bge"),
        ("qwen3-embedding:0.6b", "qwen3-embedding"),
        ("snowflake-arctic-embed2", "snowflake-arctic-embed2"),
        ("snowflake-arctic-embed:22m", "snowflake-arctic-embed"),
    ],
)
def test_known_models(name: str, known: str) -> None:
    assert embedding_profile(name) is PROFILES[known]


def test_the_table() -> None:
    assert embedding_profile("nomic-embed-text").query_prefix == "search_query: "
    assert embedding_profile("nomic-embed-text").passage_prefix == "search_document: "
    assert embedding_profile("bge-m3").query_prefix == ""
    assert embedding_profile("qwen3-embedding").query_prefix.startswith("Instruct: ")
    assert embedding_profile("qwen3-embedding").query_prefix.endswith("\nQuery:")
    assert embedding_profile("embeddinggemma").passage_prefix == "title: none | text: "


@pytest.mark.parametrize("name", ["", "something-new", "nomic", "nomic-embed-textual"])
def test_unknown_models_get_no_prefix(name: str) -> None:
    assert embedding_profile(name) is NO_PROFILE


def test_base_names() -> None:
    assert base_name("hf.co/Me/Model:Q4") == "model"
