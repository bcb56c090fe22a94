"""Errors by their codes, which stay when their words change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.errors import AssistantError


@contextmanager
def raises(code: str) -> Iterator[pytest.ExceptionInfo[AssistantError]]:
    """Expect an error with a code; give what is known of it once the block has ended."""
    with pytest.raises(AssistantError) as caught:
        yield caught
    assert caught.value.code == code
