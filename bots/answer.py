"""What a turn looks like in a chat: the answer, what should be known of it, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from assistant.events import Citation, Finished, Hit, TurnView, nearest, perhaps_said
from assistant.text import clean, clean_line
from assistant.wording import excerpt
from bots.platform import Button
from bots.rich_text import Rich, joined, rich_from, styled

SOURCE = "source"
GENERAL = "general"
_NEAREST_CHARS = 240
_LABEL_CHARS = 32
_MOST_CHOICES = 24
_UNCONFIRMED = (
    "[?] marks what the documents do not confirm: the sentence before it, or a number or name in it."
)
_NEAR = "The nearest passages"
_PERHAPS = "Perhaps here; nothing in the documents confirms what is said below"
_SAID_OTHERWISE = frozenset(("perhaps", "ask_anyway"))
"""Notices whose place in a chat is another one than among the remarks."""
_ASK_ANYWAY = "Ask the model itself"
_QUOTED_BY_BUTTON = "A button shows the words."
_QUOTED_BY_REPLY = "Reply to this message with a number to read the words."


def growing(view: TurnView) -> Rich:
    """Give an answer that is still being written; empty while the model only reasons."""
    return rich_from(view.answer, growing=True)


def whole(view: TurnView, *, buttons: bool, mark: str = "/", stopped: bool = False) -> Rich:
    """Give a turn as it is sent in the end.

    Args:
        view: The turn.
        buttons: Whether a button shows the words of a source, else a reply with its number.
        mark: What commands begin with.
        stopped: Whether somebody has stopped it.
    """
    near, about = nearest(view), view.searched_for or (view.finished.question if view.finished else "")
    is_perhaps = view.finished is not None and view.finished.status == "perhaps"
    title = clean_line(perhaps_said(view)) or _PERHAPS
    parts = [_nearest(title, near, about)] if is_perhaps and near else []
    said = rich_from(view.answer.strip("\n"))
    if said.text.strip() or not parts:
        parts.append(said if said.text.strip() else Rich("There is no answer."))
    parts += [styled(remark, "italic") for remark in _remarks(view, stopped)]
    if view.citations:
        parts.append(_sources(view.citations, _QUOTED_BY_BUTTON if buttons else _QUOTED_BY_REPLY))
    if near and not is_perhaps:
        parts.append(_nearest(_NEAR, near, about))
    if _may_ask_anyway(view) and not buttons:
        parts.append(styled(f"{mark}{GENERAL} asks the model itself, without the documents.", "italic"))
    return joined(_apart(parts))


def choices(view: TurnView) -> tuple[Button, ...]:
    """Give a button for each source, and one that asks the model where the documents confirm nothing."""
    sources = tuple(
        Button(_cut(f"[{one.number}] {_file(one.source)}", _LABEL_CHARS), f"{SOURCE} {one.number}")
        for one in view.citations[:_MOST_CHOICES]
    )
    return (*sources, Button(_ASK_ANYWAY, GENERAL)) if _may_ask_anyway(view) else sources


def _may_ask_anyway(view: TurnView) -> bool:
    return any(notice.code == "ask_anyway" for notice in view.notices)


def quoted(citation: Citation) -> Rich:
    """Give the words of a document that bear a sentence, and where they stand."""
    where = _where(citation.source, citation.page, citation.heading)
    return joined(
        [styled(f"[{citation.number}] {where}", "bold"), "\n", styled(clean(citation.quote).strip(), "quote")]
    )


def all_quoted(turn: Finished) -> Rich:
    """Give the words of all sources of a turn."""
    return joined(_apart([quoted(citation) for citation in turn.citations]))


def reasoning(turn: Finished) -> Rich:
    """Give the model's reasoning as it was written."""
    return joined([styled("Reasoning", "bold"), "\n", clean(turn.reasoning).strip()])


def failure(message: str) -> Rich:
    """Give what went wrong as a message; what the owner can do about it is for the log."""
    return Rich(clean_line(message))


def _remarks(view: TurnView, stopped: bool) -> Iterator[str]:
    said = (notice for notice in view.notices if notice.code not in _SAID_OTHERWISE)
    yield from dict.fromkeys(clean_line(notice.message) for notice in said)
    if "[?]" in view.answer:
        yield _UNCONFIRMED
    if stopped:
        yield "Stopped: the answer is not complete."
    elif view.finished is not None and view.finished.error:
        yield f"The answer is not complete: {clean_line(view.finished.error)}"


def _sources(citations: Sequence[Citation], how: str) -> Rich:
    lines: list[Rich | str] = [styled("Sources", "bold")]
    for one in citations:
        lines += ["\n", f"[{one.number}] {_where(one.source, one.page, one.heading)}"]
    return joined([*lines, "\n", styled(how, "italic")])


def _nearest(title: str, hits: Sequence[Hit], question: str) -> Rich:
    lines: list[Rich | str] = [styled(title, "bold")]
    for hit in hits:
        words = excerpt(hit.text, question, _NEAREST_CHARS)
        lines += ["\n", f"• {_where(hit.source, hit.page, hit.heading)}", "\n", styled(words, "quote")]
    return joined(lines)


def _where(source: str, page: int | None, heading: Sequence[str]) -> str:
    """Write where words stand; the folders on the owner's machine are nobody's business."""
    parts = [
        _file(source),
        *([f"page {page}"] if page is not None else []),
        *([" › ".join(heading)] if heading else []),
    ]
    return _cut(" · ".join(map(clean_line, parts)), 300)


def _file(source: str) -> str:
    return clean_line(PurePath(source).name) or "document"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _apart(parts: Sequence[Rich]) -> Iterator[Rich | str]:
    for number, part in enumerate(parts):
        if number:
            yield "\n\n"
        yield part
