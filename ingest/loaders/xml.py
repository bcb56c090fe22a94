"""XML opened without entities and within bounds; names without namespaces.

Parts of archives, and files that are documents by themselves.
"""

from __future__ import annotations

import re
from typing import Any

from assistant.i18n import _
from ingest.records import Unreadable

MAX_XML_BYTES = 256 << 20
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,1000}>", re.IGNORECASE)
_BEGINNING = 2_000  # bytes in which a document type without definitions may stand


def root_of(data: bytes, what: str = "", *, no_dtd: bool = True) -> Any:
    """Return the root of XML; entities and references are refused.

    Args:
        data: All of it.
        what: What it is called in an error; empty for the file itself.
        no_dtd: Refuse a document type; old books carry one.

    Raises:
        Unreadable: It is damaged, or defines entities.
    """
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    try:
        return fromstring(data, forbid_dtd=no_dtd, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Unreadable(
            _("{what} defines XML entities, which it was not opened for", what=what or _("it"))
        ) from error
    except (ParseError, ValueError) as error:
        raise Unreadable(_("it is damaged: {what} is not valid XML", what=what or _("it"))) from error


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML file.

    A document type that defines nothing is passed over.

    Raises:
        Unreadable: It is damaged or too large, or defines entities.
    """
    if len(data) > MAX_XML_BYTES:
        raise Unreadable(_("it is larger than {megabytes} MB", megabytes=MAX_XML_BYTES >> 20))
    return root_of(_DOCTYPE.sub(b"", data[:_BEGINNING], count=1) + data[_BEGINNING:])


def local(element: Any) -> str:
    """Return an element's name without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Any, name: str = "val", default: str = "") -> str:
    """Return an attribute of an element, of any namespace, or the default.

    Args:
        element: The element, or None.
        name: Of the attribute, without its namespace.
        default: Returned where there is no such attribute.
    """
    if element is None:
        return default
    return next(
        (str(held) for key, held in element.attrib.items() if str(key).rpartition("}")[2] == name), default
    )
