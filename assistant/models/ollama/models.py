"""Read what an Ollama server says about its models.

Which of them would send text away is told here too.

"localhost" is not "local": a cloud model is listed, shown and answered from like any other, and the server passes
every word of it on to ollama.com. Such models are recognised here, by name and by what the server says of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.errors import ModelUnsuitable
from assistant.frozen import dataclass
from assistant.http_client import Unreadable, plain_text, whole_number
from assistant.i18n import _


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that the server has.

    Attributes:
        name: With its tag, like `deepseek-r1:8b`.
        size_bytes: What it takes on disk.
        digest: Names its weights and settings; empty where the server does not say.
        parameters: Like `8.2B`; may be empty.
        cloud: Whether it runs at ollama.com, not here.
    """

    name: str
    size_bytes: int
    digest: str
    parameters: str
    cloud: bool


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What a model can do.

    Attributes:
        name: As it was asked for.
        capabilities: Like `completion`, `embedding`, `thinking`; None from a server too old to say.
        context_length: The longest context it was made for, in tokens; None where unknown.
        template: Its prompt template; may be empty.
        cloud: Whether it runs at ollama.com, not here.
    """

    name: str
    capabilities: frozenset[str] | None
    context_length: int | None
    template: str
    cloud: bool

    def can(self, capability: str, *, when_unknown: bool) -> bool:
        """Return whether the model has a capability."""
        return when_unknown if self.capabilities is None else capability in self.capabilities


@dataclass(frozen=True, slots=True)
class PullProgress:
    """A step of getting a model.

    Attributes:
        status: What the server is doing.
        digest: The part it is getting; empty between parts.
        completed_bytes: How much of that part is there; None where it does not say.
        total_bytes: How large that part is; None where it does not say.
    """

    status: str
    digest: str
    completed_bytes: int | None
    total_bytes: int | None


def refuse_cloud_name(name: str) -> None:
    """Refuse a model that is by its name one of Ollama's cloud models.

    The server is not asked for that.

    Raises:
        ModelUnsuitable: It is one.
    """
    if _is_cloud_name(name):
        raise leaves_machine(name)


def base_name(model: str) -> str:
    """Strip registry, namespace and tag from a model's name.

    `hf.co/nomic-ai/nomic-embed-text:v1.5` -> `nomic-embed-text`.
    """
    last = model.strip().rstrip("/").rsplit("/", 1)[-1]
    return last.split(":", 1)[0].lower()


def with_tag(name: str) -> str:
    """Complete a model's name the way the server does.

    Without a tag it means `latest`.
    """
    last = name.rsplit("/", 1)[-1]
    return name if ":" in last else f"{name}:latest"


def leaves_machine(name: str) -> ModelUnsuitable:
    """Return the error by which a model that runs elsewhere is refused."""
    return ModelUnsuitable(
        _(
            "{name} runs at ollama.com: your question and the passages found for it would leave this machine.",
            name=name,
        ),
        _("Choose a model without -cloud in its name; `assistant models recommend` names one that fits."),
        code="cloud_model",
    )


def _is_cloud_name(name: str) -> bool:
    return name.strip().lower().removesuffix(":latest").endswith(("-cloud", ":cloud"))


def _is_cloud(name: str, entry: Mapping[str, Any]) -> bool:
    return _is_cloud_name(name) or bool(entry.get("remote_host") or entry.get("remote_model"))


def entries(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of an answer that lists models.

    Raises:
        Unreadable: It lists none.
    """
    models = answer.get("models") or []
    if not isinstance(models, list):
        raise Unreadable(_("it lists no models"))
    return [entry for entry in models if isinstance(entry, dict)]


def read_model_info(entry: Mapping[str, Any]) -> ModelInfo:
    """Read an entry of the list of models."""
    name = plain_text(entry.get("name") or entry.get("model"))
    about = _mapping(entry.get("details"))
    return ModelInfo(
        name=name,
        size_bytes=whole_number(entry.get("size")) or 0,
        digest=plain_text(entry.get("digest")).removeprefix("sha256:"),
        parameters=plain_text(about.get("parameter_size")),
        cloud=_is_cloud(name, entry),
    )


def read_details(name: str, answer: Mapping[str, Any]) -> ModelDetails:
    """Read what the server shows of one model."""
    facts = _mapping(answer.get("model_info"))
    family = plain_text(facts.get("general.architecture"))
    listed, template = answer.get("capabilities"), answer.get("template")
    return ModelDetails(
        name=name,
        capabilities=frozenset(map(plain_text, listed)) if isinstance(listed, list) else None,
        context_length=whole_number(facts.get(f"{family}.context_length")),
        template=template if isinstance(template, str) else "",
        cloud=_is_cloud(name, answer),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
