"""Read what a GGUF file says about its model, without loading it.

Source: the GGUF specification, version 2 and 3, little endian. Only the header is read; lists, like a vocabulary of
150,000 words, are stepped over.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from assistant.errors import ModelMissing, ModelUnsuitable
from assistant.frozen import dataclass
from assistant.i18n import _, os_reason

_NUMBERS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_STRING, _LIST = 8, 9
_LONGEST_TEXT = 1 << 22


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says about its model.

    Attributes:
        context_length: The longest context it was made for, in tokens; None where it does not say.
        template: Its chat template; may be empty.
    """

    context_length: int | None
    template: str


def read_gguf_header(path: Path) -> GgufHeader:
    """Read a GGUF file's header.

    Raises:
        ModelMissing: There is no such file, or it cannot be opened.
        ModelUnsuitable: It is no GGUF file, or a broken one.
    """
    try:
        with path.open("rb") as file:
            facts = _facts(file)
    except OSError as error:
        raise ModelMissing(
            _("The model file {path} cannot be opened: {strerror}.", path=path, strerror=os_reason(error)),
            _("Set models.chat_gguf to a GGUF file."),
            code="gguf_missing",
        ) from error
    except (struct.error, KeyError, ValueError) as error:
        raise ModelUnsuitable(
            _("{path} is not a GGUF file, or a broken one.", path=path),
            _("Set models.chat_gguf to a GGUF file."),
            code="gguf_broken",
        ) from error
    context = facts.get(f"{facts.get('general.architecture', '')}.context_length")
    return GgufHeader(
        context_length=int(context) if isinstance(context, int | float) else None,
        template=str(facts.get("tokenizer.chat_template", "")),
    )


def _facts(file: BinaryIO) -> dict[str, object]:
    if file.read(4) != b"GGUF":
        raise ValueError("no GGUF magic")
    version, _tensors, count = struct.unpack("<IQQ", file.read(20))
    if version not in (2, 3):
        raise ValueError("unknown version")
    facts: dict[str, object] = {}
    for _each in range(count):
        key = _text(file)
        facts[key] = _value(file, _number(file, "<I"))
    return facts


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _text(file)
    if kind == _LIST:
        _skip_list(file)
        return None
    return _number(file, _NUMBERS[kind])


def _skip_list(file: BinaryIO) -> None:
    kind, count = _number(file, "<I"), _number(file, "<Q")
    if kind in _NUMBERS:
        file.seek(int(count) * struct.calcsize(_NUMBERS[int(kind)]), 1)
        return
    for _each in range(int(count)):
        if kind == _STRING:
            file.seek(int(_number(file, "<Q")), 1)
        else:
            _value(file, int(kind))


def _text(file: BinaryIO) -> str:
    length = _number(file, "<Q")
    if length > _LONGEST_TEXT:
        raise ValueError("a text longer than any header holds")
    text = file.read(int(length))
    if len(text) < length:
        raise ValueError("the file ends in the middle of its header")
    return text.decode("utf-8", "replace")


def _number(file: BinaryIO, layout: str) -> int:
    (value,) = struct.unpack(layout, file.read(struct.calcsize(layout)))
    return value  # type: ignore[no-any-return]
