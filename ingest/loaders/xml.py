"""XML files that are documents by themselves, opened without entities and within bounds."""

from __future__ import annotations

import re
from typing import Any

from ingest.loaders.archive import MAX_XML_BYTES
from ingest.records import Unreadable

_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,1000}>", re.IGNORECASE)
_BEGINNING = 2_000  # bytes in which a document type without definitions may stand


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML file; entities and references are refused.

    A document type that defines nothing is passed over.

    Raises:
        Unreadable: It is damaged or too large, or defines entities.
    """
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    if len(data) > MAX_XML_BYTES:
        raise Unreadable(f"it is larger than {MAX_XML_BYTES >> 20} MB")
    data = _DOCTYPE.sub(b"", data[:_BEGINNING], count=1) + data[_BEGINNING:]
    try:
        return fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Unreadable("it defines XML entities, which it was not opened for") from error
    except (ParseError, ValueError) as error:
        raise Unreadable("it is damaged: it is not valid XML") from error
