"""Write notices in the language of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.agent.notice_texts import sentence
from assistant.errors import LibraryError
from assistant.events import Notice
from assistant.languages import Language
from assistant.retrieval.evidence import Evidence
from assistant.wording import duration

NAMED = 6
"""Most things that one notice names."""


_DOUBTS = frozenset(("perhaps", "part_open", "contradicted", "order_followed", "condition_left_out"))
"""Notices that say that an answer may be none."""


def _notice(code: str, language: Language, hint: str = "", **values: object) -> Notice:
    then = sentence(hint, language) if hint else ""
    return Notice(code, sentence(code, language, **values), then, doubts=code in _DOUBTS)


def general(language: Language = "en", *, with_documents: bool = False) -> Notice:
    """Report that an answer is the model's own."""
    return Notice("general", sentence("general_with" if with_documents else "general", language))


def perhaps(language: Language = "en") -> Notice:
    """Report that the passages are the nearest, but may not answer the question."""
    return _notice("perhaps", language)


def perhaps_quoted(why: Notice, language: Language = "en") -> Notice:
    """Report that sentences are quoted that may not answer the question.

    Args:
        why: The notice on quotes that do.
        language: The language of the question.
    """
    return Notice("extracted", sentence("perhaps_quoted", language), why.hint, doubts=True)


def part_open(part: str, language: Language = "en") -> Notice:
    """Report that a part of the question is not answered."""
    return _notice("part_open", language, part=part.strip(" ?？"))


def ask_anyway(language: Language = "en") -> Notice:
    """Explain after a refusal how the model is asked all the same."""
    return _notice("ask_anyway", language, "ask_anyway_hint")


def extracted(language: Language = "en") -> Notice:
    """Report that no model answered, and that sentences are quoted."""
    return _notice("extracted", language, "get_model_hint")


def outlined(language: Language = "en") -> Notice:
    """Report that no model summed a document up, and that its sentences are quoted."""
    return Notice("extracted", sentence("outlined", language), sentence("get_model_hint", language))


def sections(language: Language = "en") -> Notice:
    """Report that no model outlined a document, and that its sections are listed."""
    return Notice("extracted", sentence("sections", language), sentence("get_model_hint", language))


def instead(language: Language = "en") -> Notice:
    """Report that sentences are quoted in the place of an answer."""
    return Notice("extracted", sentence("instead", language))


def no_chat_model(language: Language = "en") -> Notice:
    """Report that a request needs a chat model."""
    return _notice("no_chat_model", language, "get_model_hint")


def cannot_rewrite(language: Language = "en", *, of_papers: bool = False) -> Notice:
    """Report that what was said, or a document, can only be rewritten by a chat model."""
    said = sentence("work_on_papers" if of_papers else "work_on_said", language)
    return Notice("no_chat_model", said, sentence("get_model_hint", language))


def history_left_out(language: Language = "en") -> Notice:
    """Report that earlier turns did not fit."""
    return _notice("history_left_out", language)


def only_paper(name: str, language: Language = "en") -> Notice:
    """Report that "this mail" narrowed a question to one paper."""
    return _notice("only_paper", language, paper=name)


def repeating(language: Language = "en") -> Notice:
    """Report that the model was stopped since it only said the same again."""
    return _notice("repeating", language)


def cut_short(language: Language = "en") -> Notice:
    """Report that an answer ends early."""
    return _notice("cut_short", language, "cut_short_hint")


def empty(language: Language = "en") -> Notice:
    """Report that there is nothing in the library."""
    return _notice("empty", language, "empty_hint")


def not_kept(error: LibraryError, language: Language = "en") -> Notice:
    """Report that a turn could not be kept."""
    return Notice("not_kept", sentence("not_kept", language, reason=error.message), error.hint)


def no_answer(language: Language = "en", *, reasoned: bool) -> Notice:
    """Report that the model came to no answer."""
    message = sentence("no_answer_reasoned" if reasoned else "no_answer", language)
    return Notice("no_answer", message, sentence("no_answer_hint", language))


def answers_at_once(language: Language, seconds: float) -> Notice:
    """Report that a model that came to no answer is asked to answer without reasoning."""
    return _notice("answers_at_once", language, time=duration(seconds))


def unknown_names(names: Sequence[str], language: Language = "en") -> Notice:
    """Report that names of the question stand nowhere in the library."""
    return _notice("unknown_name", language, names=_named(names, language))


def left_out(count: int | Evidence, language: Language = "en") -> Notice:
    """Report that so many sentences or passages did not fit what the model is shown."""
    number = count if isinstance(count, int) else count.left_out
    return _notice("left_out", language, "left_out_hint", count=number)


def orders_left_out(file: str, language: Language = "en") -> Notice:
    """Report that a file holds orders to the model, which it was not shown."""
    return _notice("orders_left_out", language, file=file)


def more_match(shown: int, matching: int, language: Language = "en", left_out: Sequence[str] = ()) -> Notice:
    """Report that more documents match than the model was shown; few are named."""
    notice = _notice("more_match", language, "more_match_hint", shown=shown, matching=matching)
    if not left_out:
        return notice
    return replace(notice, message=f"{notice.message} ({_named(left_out, language)})")


def contradicted(language: Language = "en") -> Notice:
    """Report that the documents say the opposite of a sentence."""
    return _notice("contradicted", language)


def order_followed(language: Language = "en") -> Notice:
    """Report that an answer may follow an order in a document, not the question."""
    return _notice("order_followed", language)


def condition_left_out(language: Language = "en") -> Notice:
    """Report that an answer leaves out under which condition it holds."""
    return _notice("condition_left_out", language)


def unconfirmed(missing: Sequence[str], rows: int, language: Language = "en") -> Notice | None:
    """Report which numbers, names and unmarked table rows are not in what is cited."""
    parts = []
    if missing:
        parts.append(sentence("unconfirmed_names", language, names=_named(missing, language)))
    if rows:
        parts.append(sentence("unconfirmed_rows", language, count=rows))
    if not parts:
        return None
    return Notice("unconfirmed", _gap(language).join(parts), sentence("unconfirmed_hint", language))


def _named(names: Sequence[str], language: Language) -> str:
    return ("、" if language in ("zh", "ja") else ", ").join(dict.fromkeys(names[:NAMED]))


def _gap(language: Language) -> str:
    return "" if language in ("zh", "ja") else " "
