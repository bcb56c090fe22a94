"""Reads the parts of Office Open XML files: Word, Excel and PowerPoint.

Source: ECMA-376, part 2 (packages); part 1, annex L, on the names of "strict" files.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from assistant.frozen import dataclass
from assistant.i18n import _
from ingest.loaders.archive import read_entry
from ingest.loaders.xml import local
from ingest.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element  # type: ignore[import-untyped]

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_FORMATS = "http://schemas.openxmlformats.org"
DRAWING = f"{{{_FORMATS}/drawingml/2006/main}}"
TICKED, NOT_TICKED = "☒", "☐"
_HEAD_BYTES = 1 << 16
_NO_MEMORY = 2  # libxml2's code


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to.

    Attributes:
        kind: Last word of its type, like "chart" or "image".
        target: Name of another part, or an address where it is outside.
        outside: Whether it is not in the file.
    """

    kind: str
    target: str
    outside: bool = False


class Package:
    """The parts of an office file, with the names that "transitional" files use.

    Attributes:
        names: Of all parts.
        notices: A sentence for each part that is damaged.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.names = tuple(dict.fromkeys(archive.namelist()))
        self.notices: list[str] = []
        self._archive = archive
        self._present = frozenset(self.names)
        self._by_small_letters = {name.lower(): name for name in self.names}
        self._relations: dict[str, dict[str, Relation]] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._present

    def raw(self, name: str) -> bytes:
        """Return the bytes of a part as they are, like those of an embedded file.

        Raises:
            Unreadable: It is missing or damaged.
        """
        return read_entry(self._archive, name)

    def data(self, name: str) -> bytes:
        """Return the XML of a part.

        Raises:
            Unreadable: It is missing or damaged.
        """
        data = self.raw(name)
        if b"//purl.oclc.org/ooxml/" not in data[:_HEAD_BYTES]:
            return data
        return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)

    def root(self, name: str, *, recover: bool = False) -> _Element:
        """Return the tree of a part that the file cannot be read without.

        Args:
            name: Of the part.
            recover: Read on where it is not valid, as drawings of the older kind often are.

        Raises:
            Unreadable: It is missing or damaged.
        """
        from lxml import etree  # type: ignore[import-untyped]

        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
            recover=recover,
        )
        try:
            data = self.data(name)
            root = etree.fromstring(data.replace(b"<br>", b"<br/>") if recover else data, parser)
        except etree.XMLSyntaxError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from error
            raise Unreadable(_("it is damaged: its part {name} is not valid XML", name=name)) from error
        if root is None:
            raise Unreadable(_("it is damaged: its part {name} is not valid XML", name=name))
        return root

    def tree(self, name: str, *, recover: bool = False) -> _Element | None:
        """Return the tree of a part, or None where it is missing or damaged.

        The latter is noted.
        """
        if name not in self._present:
            return None
        try:
            return self.root(name, recover=recover)
        except Unreadable:
            self.notices.append(_("its part {name} is damaged and was not read", name=name))
            return None

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part refers to, by the names that it uses for them."""
        if part not in self._relations:
            folder, _, name = part.rpartition("/")
            root = self.tree(self._as_written(f"{folder}/_rels/{name}.rels".lstrip("/")))
            found = {} if root is None else dict(_related(root, folder))
            self._relations[part] = {
                key: one if one.outside else replace(one, target=self._as_written(one.target))
                for key, one in found.items()
            }
        return self._relations[part]

    def _as_written(self, name: str) -> str:
        """Return the name of a part in the letters in which the file holds it.

        Large and small ones are the same.
        """
        return name if name in self._present else self._by_small_letters.get(name.lower(), name)

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part refers to and the file holds."""
        found = (one for one in self.relations(part).values() if one.kind == kind and not one.outside)
        return list(dict.fromkeys(one.target for one in found if one.target in self._present))

    def main(self, default: str) -> str:
        """Return the name of the part where reading begins."""
        return next(iter(self.related("", "officeDocument")), default)

    def title(self) -> str:
        """Return the title that the file's properties hold, or nothing."""
        noticed = len(self.notices)
        root = self.tree("docProps/core.xml")
        del self.notices[noticed:]  # a title is not worth a word
        return "" if root is None else str(root.findtext("{http://purl.org/dc/elements/1.1/}title") or "")


def _related(root: _Element, folder: str) -> Iterator[tuple[str, Relation]]:
    for one in root:
        target = one.get("Target", "")
        outside = one.get("TargetMode", "") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
        yield one.get("Id", ""), Relation(one.get("Type", "").rpartition("/")[2], target, outside)


def drawn_lines(body: _Element) -> list[str]:
    """Return the paragraphs of text in a drawing, like a text box or a shape."""
    lines = []
    for paragraph in body.iter(f"{DRAWING}p"):
        pieces = (
            (one.text or "") if local(one) == "t" else "\n" if local(one) == "br" else " "
            for one in paragraph.iter(f"{DRAWING}t", f"{DRAWING}br", f"{DRAWING}tab")
        )
        if text := "".join(pieces).strip():
            lines.append(text)
    return lines


def alternatives(element: _Element) -> list[_Element]:
    """Return an `mc:AlternateContent` as newer programs show it, or as older ones."""
    choices = [one for one in element if local(one) == "Choice" and len(one)]
    return choices[:1] or [one for one in element if local(one) == "Fallback"]
