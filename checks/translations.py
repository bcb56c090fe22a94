"""Bring the catalogues of texts up to date with the code; `make translations` writes them.

`--check` writes nothing and says what is missing: texts of the code that a catalogue lacks, has no translation of, or whose
translation names other values.
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from assistant.i18n import FOLDER, PARTS

ROOT = Path(__file__).parents[1]
LOCALES = ("zh_CN",)
TEXTS = {"_": (0,), "gettext": (0,), "mark": (0,), "in_language": (1,)}
"""The calls whose argument at a place is a text."""
PLURALS = ("ngettext", "mark_plural")
"""The calls whose first two arguments are the forms of one."""
FOLDERS = {
    "assistant/cli": "cli",
    "assistant/serve": "serve",
    "ingest": "ingest",
    "tui": "tui",
    "bots": "bots",
    "assistant": "core",
}
"""Which catalogue the texts of a folder go to; the first that fits."""
_CHANGING = rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\n'
"""Lines of a catalogue's head that would differ each time."""


def part_of(path: str) -> str:
    return next(part for folder, part in FOLDERS.items() if path.startswith(folder + "/"))


def texts() -> dict[str, Catalog]:
    """Return what the code says, by part."""
    found = {part: empty(None) for part in PARTS}
    seen: set[object] = set()
    for folder in ("ingest", "assistant", "bots", "tui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for message in messages(ast.parse(path.read_bytes())):
                if message not in seen:  # what two parts say is translated once
                    seen.add(message)
                    found[part_of(name)].add(message, locations=[(name, 0)])
    return found


def messages(tree: ast.Module) -> Iterator[str | tuple[str, str]]:
    """Yield the texts of a module in their order; two forms where they depend on a number."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        literals = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        if name in PLURALS and len(literals) >= 2:
            one, many = literals[:2]
            if isinstance(one, str) and isinstance(many, str):
                yield one, many
        for place in TEXTS.get(name, ()):
            text = literals[place] if place < len(literals) else None
            if isinstance(text, str) and text:
                yield text


def empty(locale: str | None) -> Catalog:
    head = "# Texts of private-assistant; written anew by `make translations`, which keeps the translations."
    return Catalog(locale, project="private-assistant", charset="utf-8", fuzzy=False, header_comment=head)


def catalogue_file(locale: str, part: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / f"{part}.po"


def read(locale: str, part: str) -> Catalog:
    path = catalogue_file(locale, part)
    if not path.exists():
        return empty(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def updated(locale: str) -> dict[str, Catalog]:
    """Return the catalogues of a locale with the texts of today; a translation that moved to another part goes along."""
    wanted, old = texts(), {part: read(locale, part) for part in PARTS}
    known = {
        message.id: message.string
        for catalog in old.values()
        for message in catalog
        if message.id and any(forms(message.string))
    }
    new = {}
    for part in PARTS:
        catalog = empty(locale)
        for message in wanted[part]:
            if message.id:
                catalog.add(
                    message.id,
                    known.get(message.id, ""),
                    locations=message.locations,
                    auto_comments=message.auto_comments,
                )
        new[part] = catalog
    return new


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults(locale: str) -> Iterator[str]:
    """Yield what is missing or wrong in the catalogues as they stand."""
    wanted = updated(locale)
    for part in PARTS:
        held = {message.id for message in read(locale, part) if message.id}
        now = {message.id for message in wanted[part] if message.id}
        yield from (
            f"{part}: not in the catalogue (make translations): {one!r}"
            for one in sorted(now - held, key=str)
        )
        yield from (
            f"{part}: no longer in the code (make translations): {one!r}"
            for one in sorted(held - now, key=str)
        )
        for message in wanted[part]:
            if message.id:
                yield from (f"{part}: {fault}" for fault in faults_of(message))
        if mo_file(locale, part).read_bytes() != compiled(read(locale, part)):
            yield f"{part}: its .mo is not made from its .po (make translations)"


def forms(of: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """Return a text's forms for numbers; one where it has none."""
    return [of or ""] if of is None or isinstance(of, str) else list(of)


def faults_of(message: Message) -> Iterator[str]:
    sources, translated = forms(message.id), forms(message.string)
    if not all(translated):
        yield f"not translated: {sources[0]!r}"
        return
    wanted = set().union(*map(fields, sources)) if any("{" in one for one in sources) else set()
    for form in translated:
        named = fields(form) if "{" in form else set()
        if named - wanted or wanted - named - {"number"}:
            yield f"names other values than {sources[0]!r}: {form!r}"
        if form.strip() != form and sources[0].strip() == sources[0]:
            yield f"has spaces around it: {form!r}"


def mo_file(locale: str, part: str) -> Path:
    return catalogue_file(locale, part).with_suffix(".mo")


def compiled(catalog: Catalog) -> bytes:
    """Return the file that is read at run time: the same bytes each time."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def write(locale: str, parts: tuple[str, ...]) -> None:
    for part, catalog in updated(locale).items():
        if part not in parts:
            continue
        path = catalogue_file(locale, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        out = io.BytesIO()
        write_po(out, catalog, width=0, omit_header=False, sort_by_file=True, include_lineno=False)
        path.write_bytes(re.sub(_CHANGING, b"", out.getvalue(), flags=re.MULTILINE))
        mo_file(locale, part).write_bytes(compiled(read(locale, part)))
        left = sum(1 for message in catalog if message.id and not all(forms(message.string)))
        print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {left} without a translation")


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        found = [fault for locale in LOCALES for fault in faults(locale)]
        print("\n".join(found))
        return bool(found)
    parts = tuple(one for one in arguments if one in PARTS) or PARTS
    for locale in LOCALES:
        write(locale, parts)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
