"""What clients send, as far as it is read; anything else in it is left alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=4_000_000)]
Model = Annotated[str, Field(min_length=1, max_length=400, description='A library: "library/default".')]
Temperature = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]
TopP = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Tokens = Annotated[int, Field(ge=-2, le=1_000_000)]
Stop = Annotated[str, Field(max_length=1_000)] | Annotated[list[str], Field(max_length=64)]
Inputs = Text | Annotated[list[Text], Field(max_length=2_048)]


class Sent(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="allow", strict=False)


class Said(Sent):
    """A message of a conversation."""

    role: Annotated[str, Field(max_length=40)] | None = "user"
    content: Text | Annotated[list[dict[str, Any]], Field(max_length=1_000)] | None = None


Messages = Annotated[list[Said], Field(max_length=10_000)]


class OllamaOptions(Sent):
    """Ollama's options, of which these are read."""

    temperature: Temperature | None = None
    top_p: TopP | None = None
    num_predict: Tokens | None = None
    stop: Stop | None = None


class OllamaRequest(Sent):
    """What Ollama's chat and generate share."""

    model: Model
    stream: bool | None = None
    think: bool | Annotated[str, Field(max_length=40)] | None = None
    format: str | dict[str, Any] | None = None
    options: OllamaOptions | None = None


class OllamaChat(OllamaRequest):
    """POST /api/chat."""

    messages: Messages = []


class OllamaGenerate(OllamaRequest):
    """POST /api/generate."""

    prompt: Text = ""


class OllamaShow(Sent):
    """POST /api/show."""

    model: Annotated[str, Field(max_length=400)] = ""
    name: Annotated[str, Field(max_length=400)] = ""


class OllamaEmbed(Sent):
    """POST /api/embed."""

    model: Model
    input: Inputs = ""


class OllamaEmbeddings(Sent):
    """POST /api/embeddings."""

    model: Model
    prompt: Text = ""


class StreamOptions(Sent):
    """How OpenAI's streams are sent."""

    include_usage: bool | None = False


class OpenAIRequest(Sent):
    """What OpenAI's calls for text share."""

    model: Model
    stream: bool | None = False
    temperature: Temperature | None = None
    top_p: TopP | None = None
    store: bool | None = None


class ChatCompletion(OpenAIRequest):
    """POST /v1/chat/completions."""

    messages: Annotated[Messages, Field(min_length=1)]
    max_tokens: Tokens | None = None
    max_completion_tokens: Tokens | None = None
    stop: Stop | None = None
    reasoning_effort: str | None = None
    response_format: dict[str, Any] | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1, description="One answer is given.")] | None = None


class Completion(OpenAIRequest):
    """POST /v1/completions."""

    prompt: Text | Annotated[list[Text], Field(min_length=1, max_length=1)]
    max_tokens: Tokens | None = None
    stop: Stop | None = None
    stream_options: StreamOptions | None = None


class Embeddings(Sent):
    """POST /v1/embeddings."""

    model: Model
    input: Inputs
    encoding_format: Literal["float", "base64"] = "float"


class Search(Sent):
    """POST /v1/search."""

    model: Model
    query: Annotated[str, Field(min_length=1, max_length=100_000)]
    limit: Annotated[int, Field(ge=1, le=100)] = 8
    inside: Annotated[list[Annotated[str, Field(max_length=4_000)]], Field(max_length=100)] = []


class ResponsesRequest(OpenAIRequest):
    """POST /v1/responses."""

    input: Text | Annotated[list[dict[str, Any]], Field(max_length=10_000)]
    max_output_tokens: Tokens | None = None
    reasoning: dict[str, Any] | None = None
    text: dict[str, Any] | None = None
