"""Name what a file holds, how much of it and where, in the language spoken.

Readers and censuses name things and places in English, as keys that they count by; the sentences on them are said here.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.i18n import _, gettext, mark, mark_plural, ngettext

NOUNS = {
    one: (one, many)
    for one, many in (
        mark_plural("annotation", "annotations"),
        mark_plural("attached file", "attached files"),
        mark_plural("attachment", "attachments"),
        mark_plural("chart", "charts"),
        mark_plural("check box", "check boxes"),
        mark_plural("diagram", "diagrams"),
        mark_plural("drawing by hand", "drawings by hand"),
        mark_plural("embedded file", "embedded files"),
        mark_plural("embedded object", "embedded objects"),
        mark_plural("equation", "equations"),
        mark_plural("file", "files"),
        mark_plural("form control", "form controls"),
        mark_plural("glossed word", "glossed words"),
        mark_plural("inserted file", "inserted files"),
        mark_plural("note", "notes"),
        mark_plural("object that its table of contents names", "objects that its table of contents names"),
        mark_plural("other PDF in the same file", "other PDFs in the same file"),
        mark_plural("page that its list of pages leaves out", "pages that its list of pages leaves out"),
        mark_plural(
            "part of its archive that its list of contents leaves out",
            "parts of its archive that its list of contents leaves out",
        ),
        mark_plural("part of a kind that is not known", "parts of a kind that is not known"),
        mark_plural("password field", "password fields"),
        mark_plural("picture", "pictures"),
        mark_plural("recording", "recordings"),
        mark_plural("signature without a name", "signatures without a name"),
        mark_plural("stamp made of a picture", "stamps made of a picture"),
        mark_plural("stretch of deleted text", "stretches of deleted text"),
        mark_plural("text box", "text boxes"),
        mark_plural("value of a cell", "values of a cell"),
        mark_plural("word", "words"),
    )
}
"""The forms of what is counted, by its name in the singular."""
PLACES = (
    mark("in its text"),
    mark("in its sheets"),
    mark("on its slides"),
    mark("in its cells"),
    mark("in its notes"),
    mark("in its notes on cells"),
    mark("in its charts"),
    mark("in its diagrams"),
    mark("in its drawings"),
    mark("in its objects"),
    mark("in its headers"),
    mark("in its headers and footers"),
    mark("in its footnotes"),
    mark("in its endnotes"),
    mark("in its comments"),
    mark("in its text boxes"),
    mark("in its subject"),
    mark("in a part of its own"),
    mark("in a chapter that its order of reading leaves out"),
    mark("on a slide that it does not show"),
    mark("on a sheet that it does not show"),
    mark("on the layout of its slides"),
    mark("on the master of its slides"),
)
"""Where something stands in a file, if its parts have no numbers."""
NUMBERED = {
    "on page": mark_plural("on page {places}", "on pages {places}"),
    "in fields, stamps or text boxes of page": mark_plural(  # not shown
        "in fields, stamps or text boxes of page {places}",
        "in fields, stamps or text boxes of pages {places}",
    ),
    "on slide": mark_plural("on slide {places}", "on slides {places}"),
    "in chapter": mark_plural("in chapter {places}", "in chapters {places}"),
    "in mail": mark_plural("in mail {places}", "in mails {places}"),
}
"""The same for parts with numbers."""
ON_SHEET = "on sheet "
"""Begins a place that is named after a sheet."""
_PAGES = {
    "page": mark_plural("page {places}", "pages {places}"),
    "slide": mark_plural("slide {places}", "slides {places}"),
    "chapter": mark_plural("chapter {places}", "chapters {places}"),
}
_MOST_NAMED = 12


def noun_of(noun: str, count: int) -> str:
    """Return a noun in its form for a number."""
    return ngettext(*NOUNS.get(noun, (noun, noun + "s")), count)


def counted(count: int, noun: str, total: int = 0) -> str:
    """Return how many things there are, like "2 check boxes" or "2 of 5 check boxes".

    Args:
        count: How many.
        noun: What, in the singular.
        total: Of how many; 0 where that is not said.
    """
    if total > count:
        return _("{count} of {total} {noun}", count=count, total=total, noun=noun_of(noun, total))
    return _("{count} {noun}", count=count, noun=noun_of(noun, count))


def stands(place: str, numbers: Sequence[int] = ()) -> str:
    """Return where something stands, like "on slides 2 to 4".

    Args:
        place: As a census names it.
        numbers: Of the pages, slides or chapters, rising.
    """
    if numbers and place in NUMBERED:
        return ngettext(*NUMBERED[place], len(numbers), places=spans(numbers))
    if place.startswith(ON_SHEET):
        return _("on sheet {name}", name=place.removeprefix(ON_SHEET))
    return gettext(place)


def pages(numbers: Sequence[int], noun: str = "page") -> str:
    """Return which pages are meant, like "page 3" or "pages 2 to 4 and 7".

    Args:
        numbers: Their numbers, rising.
        noun: What a page of this format is called: "page", "slide" or "chapter".
    """
    return ngettext(*_PAGES[noun], len(numbers), places=spans(numbers))


def listed(parts: Sequence[str]) -> str:
    """Join parts of a sentence, like "a, b and c"."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return _("{first} and {last}", first=in_a_row(parts[:-1]), last=parts[-1])


def in_a_row(parts: Sequence[str]) -> str:
    """Join parts of a sentence with commas.

    By halves, so that many parts do not stand deep in one another.
    """
    if len(parts) < 2:
        return parts[0] if parts else ""
    half = len(parts) // 2
    return _("{first}, {next}", first=in_a_row(parts[:half]), next=in_a_row(parts[half:]))


def and_more(text: str, more: int) -> str:
    """Return a list with how many it leaves out, like "a, b and 3 more"."""
    return _("{names} and {count} more", names=text, count=more) if more > 0 else text


def spans(numbers: Sequence[int]) -> str:
    """Write rising numbers, like "2, 5 to 9 and 12"; of very many, the first."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and stretches[-1][1] == number - 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    parts = [
        _("{first} to {last}", first=first, last=last) if first < last else str(first)
        for first, last in stretches
    ]
    if len(parts) > _MOST_NAMED:
        rest = sum(last - first + 1 for first, last in stretches[_MOST_NAMED:])
        parts = [*parts[:_MOST_NAMED], _("{rest} more", rest=rest)]
    return listed(parts)
