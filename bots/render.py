"""Render a turn for a chat: the answer, the remarks on it, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from assistant.events import Citation, Finished, Hit, Looked, TurnView
from assistant.i18n import _, mark
from assistant.presentation import TurnEnd, turn_end
from assistant.table_text import as_markdown
from assistant.text import clean, clean_line, rows_as_words
from assistant.wording import excerpt, headings, page_of, recognised
from bots.platform import Button
from bots.rich_text import Rich, joined, rich_from, styled

SOURCE = "source"
GENERAL = "general"
_NEAREST_CHARS = 240
_LABEL_CHARS = 32
_MOST_CHOICES = 24
_DOCUMENTS = mark("the documents")
_ASK_ANYWAY = mark("Ask the model itself")
_QUOTED_BY_BUTTON = mark("A button shows the words.")
_QUOTED_BY_REPLY = mark("Reply to this message with a number to read the words.")


def growing(view: TurnView) -> Rich:
    """Render an answer that is still being written; empty while the model reasons."""
    said = rich_from(view.answer, growing=True)
    if view.looked is None:
        return said
    return joined(_apart([_looked(view.looked), *([said] if said.text.strip() else [])]))


def whole(view: TurnView, *, buttons: bool, mark: str = "/", stopped: bool = False) -> Rich:
    """Render a turn as it is sent in the end.

    Args:
        view: The turn.
        buttons: Whether a button shows the words of a source, else a reply with its number.
        mark: What commands begin with.
        stopped: Whether somebody has stopped it.
    """
    end = turn_end(view, _DOCUMENTS)
    near = _nearest(end.nearest_title, end.nearest, end.about) if end.nearest else None
    parts = [near] if near is not None and end.nearest_first else []
    said = rich_from(as_markdown(view.answer.strip("\n")))
    if said.text.strip() or not parts:
        parts.append(said if said.text.strip() else Rich(_("There is no answer.")))
    if view.looked is not None:
        parts.insert(0, _looked(view.looked))
    parts += [styled(remark, "italic") for remark in _remarks(end, stopped)]
    if end.citations:
        parts.append(
            _sources(end.sources_title, end.citations, _(_QUOTED_BY_BUTTON if buttons else _QUOTED_BY_REPLY))
        )
    if near is not None and not end.nearest_first:
        parts.append(near)
    if end.offer is not None and not buttons:
        parts.append(
            styled(
                _(
                    "{mark}{general} asks the model itself, without the documents.",
                    mark=mark,
                    general=GENERAL,
                ),
                "italic",
            )
        )
    return joined(_apart(parts))


def buttons(view: TurnView) -> tuple[Button, ...]:
    """Return a button for each source, and one that asks the model if that is offered."""
    sources = tuple(
        Button(_cut(f"[{one.number}] {_file(one.source)}", _LABEL_CHARS), f"{SOURCE} {one.number}")
        for one in view.citations[:_MOST_CHOICES]
    )
    return (*sources, Button(_(_ASK_ANYWAY), GENERAL)) if turn_end(view).offer is not None else sources


def quoted(citation: Citation) -> Rich:
    """Render the quoted words of a citation, and where they stand."""
    where = _where(citation)
    return joined(
        [
            styled(f"[{citation.number}] {where}", "bold"),
            "\n",
            styled(clean(rows_as_words(citation.quote)).strip(), "quote"),
        ]
    )


def all_quoted(turn: Finished) -> Rich:
    """Render the quoted words of all sources of a turn."""
    return joined(_apart([quoted(citation) for citation in turn.citations]))


def reasoning(turn: Finished) -> Rich:
    """Render the model's reasoning as it was written."""
    return joined([styled(_("The model's reasoning"), "bold"), "\n", clean(turn.reasoning).strip()])


def failure(message: str) -> Rich:
    """Render an error's message; its hint is for the owner's log."""
    return Rich(clean_line(message))


def _looked(looked: Looked) -> Rich:
    return styled(clean_line(looked.said), "italic")


def _remarks(end: TurnEnd, stopped: bool) -> Iterator[str]:
    said = "" if stopped else end.error  # said below
    remarks = dict.fromkeys(clean_line(one.message) for one in end.notices if one.code != "perhaps")
    yield from (remark for remark in remarks if remark != said)
    if end.unconfirmed:
        yield end.unconfirmed
    if stopped:
        yield _("Stopped: the answer is not complete.")
    elif end.error:
        yield _("The answer is not complete: {error}", error=end.error)


def _sources(title: str, citations: Sequence[Citation], how: str) -> Rich:
    lines: list[Rich | str] = [styled(title, "bold")]
    for one in citations:
        lines += ["\n", f"[{one.number}] {_where(one)}"]
    return joined([*lines, "\n", styled(how, "italic")])


def _nearest(title: str, hits: Sequence[Hit], question: str) -> Rich:
    lines: list[Rich | str] = [styled(title, "bold")]
    for hit in hits:
        words = excerpt(hit.text, question, _NEAREST_CHARS)
        lines += ["\n", f"• {_where(hit)}", "\n", styled(words, "quote")]
    return joined(lines)


def _where(words: Citation | Hit) -> str:
    """Write where words stand, without the folders on the owner's machine."""
    parts = [
        _file(words.source),
        *([page_of(words.page, words.page_label)] if words.page is not None else []),
        *([recognised(words.confidence)] if words.confidence is not None else []),
        *([" › ".join(trail)] if (trail := headings(words.heading)) else []),
    ]
    return _cut(" · ".join(map(clean_line, parts)), 300)


def _file(source: str) -> str:
    return clean_line(PurePath(source).name) or _("document")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _apart(parts: Sequence[Rich]) -> Iterator[Rich | str]:
    for number, part in enumerate(parts):
        if number:
            yield "\n\n"
        yield part
