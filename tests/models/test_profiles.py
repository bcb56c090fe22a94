"""Prefixes are found whatever a model is called."""

from __future__ import annotations

import pytest

from assistant.models.ollama.embed import NO_PROFILE, PROFILES, embedding_profile
from assistant.models.ollama.models import base_name


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
