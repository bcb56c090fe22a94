"""What a turn tells its user beside the answer, and in its place, in the language of the question."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.notice_texts import TEXTS
from assistant.errors import LibraryError
from assistant.events import Notice
from assistant.languages import Language
from assistant.retrieval.evidence import Evidence

NAMED = 6
"""Most things that one notice names."""


def said(name: str, language: Language = "en", **values: object) -> str:
    """Give a fixed sentence.

    Args:
        name: Its name in `notice_texts.TEXTS`.
        language: The language of the question.
        values: What stands in it.
    """
    return TEXTS[name][language].format(**values)


def _notice(code: str, language: Language, hint: str = "", **values: object) -> Notice:
    return Notice(code, said(code, language, **values), said(hint, language) if hint else "")


def general(language: Language = "en", *, with_documents: bool = False) -> Notice:
    """Say that an answer is the model's own."""
    return Notice("general", said("general_with" if with_documents else "general", language))


def perhaps(language: Language = "en") -> Notice:
    """Say that the passages are the nearest, and that it is not sure whether they answer."""
    return _notice("perhaps", language)


def ask_anyway(language: Language = "en") -> Notice:
    """Say after a refusal how the model is asked all the same."""
    return _notice("ask_anyway", language, "ask_anyway_hint")


def extracted(language: Language = "en") -> Notice:
    """Say that no model answered, and that sentences are quoted."""
    return _notice("extracted", language, "get_model_hint")


def instead(language: Language = "en") -> Notice:
    """Say that sentences are quoted in the place of an answer."""
    return Notice("extracted", said("instead", language))


def no_chat_model(language: Language = "en") -> Notice:
    """Say that a request needs a chat model."""
    return _notice("no_chat_model", language, "get_model_hint")


def cannot_rewrite(language: Language = "en") -> Notice:
    """Say that what was said can only be rewritten by a chat model."""
    return Notice("no_chat_model", said("work_on_said", language), said("get_model_hint", language))


def history_left_out(language: Language = "en") -> Notice:
    """Say that earlier turns did not fit."""
    return _notice("history_left_out", language)


def cut_short(language: Language = "en") -> Notice:
    """Say that an answer ends early."""
    return _notice("cut_short", language, "cut_short_hint")


def empty(language: Language = "en") -> Notice:
    """Say that there is nothing in the library."""
    return _notice("empty", language, "empty_hint")


def not_kept(error: LibraryError, language: Language = "en") -> Notice:
    """Say that a turn could not be kept."""
    return Notice("not_kept", said("not_kept", language, reason=error.message), error.hint)


def no_answer(language: Language = "en", *, reasoned: bool) -> Notice:
    """Say that the model came to no answer."""
    message = said("no_answer_reasoned" if reasoned else "no_answer", language)
    return Notice("no_answer", message, said("no_answer_hint", language))


def unknown_names(names: Sequence[str], language: Language = "en") -> Notice:
    """Say that names of the question stand nowhere in the library."""
    return _notice("unknown_name", language, names=_named(names, language))


def left_out(count: int | Evidence, language: Language = "en") -> Notice:
    """Say that so many sentences or passages did not fit what the model is shown."""
    number = count if isinstance(count, int) else count.left_out
    return _notice("left_out", language, "left_out_hint", count=number)


def more_match(shown: int, matching: int, language: Language = "en") -> Notice:
    """Say that more documents match than the model was shown."""
    return _notice("more_match", language, "more_match_hint", shown=shown, matching=matching)


def contradicted(language: Language = "en") -> Notice:
    """Say that the documents say the opposite of a sentence."""
    return _notice("contradicted", language)


def order_followed(language: Language = "en") -> Notice:
    """Say that an order in a document explains the answer better than the question does."""
    return _notice("order_followed", language)


def unconfirmed(missing: Sequence[str], rows: int, language: Language = "en") -> Notice | None:
    """Say which numbers and names do not stand in what is cited, and that rows of a table, which bear no mark, do not."""
    parts = []
    if missing:
        parts.append(said("unconfirmed_names", language, names=_named(missing, language)))
    if rows:
        parts.append(said("unconfirmed_rows", language, count=rows))
    if not parts:
        return None
    return Notice("unconfirmed", _gap(language).join(parts), said("unconfirmed_hint", language))


def _named(names: Sequence[str], language: Language) -> str:
    return ("、" if language in ("zh", "ja") else ", ").join(dict.fromkeys(names[:NAMED]))


def _gap(language: Language) -> str:
    return "" if language in ("zh", "ja") else " "
