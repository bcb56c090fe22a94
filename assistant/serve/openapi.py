"""The OpenAPI document of the server, made from what is read of each call."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from assistant.serve import __version__, schemas

_SENTENCES = {
    "200": "The answer, whole or as a stream.",
    "400": "The request is not as it must be.",
    "401": "A token is needed.",
    "403": "Not allowed.",
    "404": "There is no such library.",
    "413": "The body is too large.",
    "421": "The Host is not this machine's.",
    "429": "Too many questions wait.",
    "500": "Something went wrong here.",
    "503": "A part is missing, or the library is busy.",
}
_POSTS: dict[str, tuple[str, type[BaseModel]]] = {
    "/api/show": ("Describe a library as a model.", schemas.OllamaShow),
    "/api/chat": ("Ask a library, in Ollama's form.", schemas.OllamaChat),
    "/api/generate": ("Ask a library one question, in Ollama's form.", schemas.OllamaGenerate),
    "/api/embed": ("Embed texts.", schemas.OllamaEmbed),
    "/api/embeddings": ("Embed one text.", schemas.OllamaEmbeddings),
    "/v1/chat/completions": ("Ask a library, in OpenAI's form.", schemas.ChatCompletion),
    "/v1/completions": ("Ask a library one question, in OpenAI's form.", schemas.Completion),
    "/v1/embeddings": ("Embed texts.", schemas.Embeddings),
    "/v1/search": ("Find passages.", schemas.Search),
    "/v1/responses": ("Ask a library, in the form of OpenAI's responses.", schemas.ResponsesRequest),
}
_GETS = {
    "/": "Say that something answers.",
    "/api/version": "The version of Ollama's API.",
    "/api/tags": "List the libraries, in Ollama's form.",
    "/api/ps": "List the libraries that are open.",
    "/v1/models": "List the libraries, in OpenAI's form.",
    "/health": "Say that the server is alive.",
    "/metrics": "Counts, in Prometheus's format.",
    "/openapi.json": "This document.",
}


def document() -> dict[str, Any]:
    """Return the document."""
    components: dict[str, Any] = {}
    paths: dict[str, Any] = {
        path: {"get": {"summary": summary, "responses": _responses("401", "403", "421")}}
        for path, summary in _GETS.items()
    }
    paths["/v1/models/{id}"] = {
        "get": {
            "summary": "Describe a library.",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": _responses("401", "403", "404", "421"),
        }
    }
    for path, (summary, model) in _POSTS.items():
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        components |= schema.pop("$defs", {})
        components[model.__name__] = schema
        reference = {"$ref": f"#/components/schemas/{model.__name__}"}
        paths[path] = {
            "post": {
                "summary": summary,
                "requestBody": {"required": True, "content": {"application/json": {"schema": reference}}},
                "responses": _responses("400", "401", "403", "404", "413", "421", "429", "500", "503"),
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Private assistant",
            "version": __version__,
            "description": "Libraries of documents on this machine, asked as if they were models.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _responses(*more: str) -> dict[str, Any]:
    return {code: {"description": _SENTENCES[code]} for code in ("200", *more)}
