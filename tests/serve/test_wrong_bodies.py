"""What a client is told of a body that is not what it must be."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from assistant.serve import schemas
from assistant.serve.desk import REASONS

KINDS = [
    kind for _name, kind in inspect.getmembers(schemas, inspect.isclass) if issubclass(kind, schemas.Sent)
]
WRONG: tuple[Any, ...] = (
    None,
    "",
    "x" * 1_001,
    -9,
    1.5,
    10**9,
    float("nan"),
    [],
    [{}],
    [1] * 11_000,
    {},
    object(),
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_reason_has_words_of_ours(kind: type[BaseModel]) -> None:
    met = set()
    for name in kind.model_fields:
        for value in WRONG:
            try:
                kind.model_validate({name: value})
            except ValidationError as error:
                met |= {one["type"] for one in error.errors(include_url=False, include_input=False)}
    assert met <= set(REASONS)
