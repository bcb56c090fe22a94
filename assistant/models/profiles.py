"""What embedding models want in front of a text, and how much of a text they read.

Without its prefixes a model still gives vectors, and recall falls sharply; nothing says so. Hence this table.
Source: the model cards of the models named.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.models.ollama.models import base_name


@dataclass(frozen=True, slots=True)
class EmbeddingProfile:
    """How texts are handed to an embedding model.

    Attributes:
        query_prefix: Stands in front of a question.
        passage_prefix: Stands in front of a passage.
        max_tokens: The longest input the model was made for, in its tokens; None where it is not known.
    """

    query_prefix: str = ""
    passage_prefix: str = ""
    max_tokens: int | None = None


_SEARCHING = "Represent this sentence for searching relevant passages: "
_TASK = "Given a question, retrieve passages that answer the question"

UNKNOWN = EmbeddingProfile()

# A model's own name, or a beginning of it that ends at "-", "_", "." or a digit; the longest one that fits wins.
PROFILES = {
    "all-minilm": EmbeddingProfile(max_tokens=256),
    "bge": EmbeddingProfile(_SEARCHING, "", 512),
    "bge-m3": EmbeddingProfile(max_tokens=8192),
    "embeddinggemma": EmbeddingProfile("task: search result | query: ", "title: none | text: ", 2048),
    "granite-embedding": EmbeddingProfile(max_tokens=512),
    "multilingual-e5": EmbeddingProfile("query: ", "passage: ", 512),
    "mxbai-embed-large": EmbeddingProfile(_SEARCHING, "", 512),
    "nomic-embed-text": EmbeddingProfile("search_query: ", "search_document: ", 2048),
    "nomic-embed-text-v2-moe": EmbeddingProfile("search_query: ", "search_document: ", 512),
    "paraphrase-multilingual": EmbeddingProfile(max_tokens=512),
    "qwen3-embedding": EmbeddingProfile(f"Instruct: {_TASK}\nQuery:", "", 32768),
    "snowflake-arctic-embed": EmbeddingProfile(_SEARCHING, "", 512),
    "snowflake-arctic-embed2": EmbeddingProfile("query: ", "", 8192),
}


def embedding_profile(model: str) -> EmbeddingProfile:
    """Find the profile of an embedding model; one that is not known gets no prefixes."""
    name = base_name(model)
    fitting = [
        known
        for known in PROFILES
        if name == known or (name.startswith(known) and (name[len(known)] in "-_."))
    ]
    return PROFILES[max(fitting, key=len)] if fitting else UNKNOWN
