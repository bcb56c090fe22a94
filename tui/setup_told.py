"""What there is and what is missing, in the words that someone who starts reads; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.text import clean_line
from assistant.wording import count, size

if TYPE_CHECKING:
    from assistant.aio.client import SetupState
    from assistant.aio.models import Recommended

Sign = Literal["there", "missing", "optional"]
LOOK_AGAIN = ("look-again", "Look again")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one part.

    Attributes:
        sign: Whether it is there.
        what: What is there or missing, in a few words.
        why: What that means, or how to mend it; may be empty.
        offers: What can be done about it: the id of a button, and what stands on it.
    """

    sign: Sign
    what: str
    why: str = ""
    offers: tuple[tuple[str, str], ...] = ()


def documents_told(state: SetupState) -> Told:
    """Tell what the library holds."""
    if not state.empty:
        return Told("there", f"{count(state.documents, 'document')} in {count(state.passages, 'passage')}")
    offers = [("add-folder", "Add a folder …")]
    if state.examples is not None and not state.roots:
        offers.append(("read-examples", "Read the example documents"))
    if state.roots:
        return Told(
            "missing",
            "no text yet",
            f"Given to be read: {clean_line(', '.join(state.roots[:3]))}",
            tuple(offers),
        )
    why = "A folder of texts, PDFs, office files, mails: read where they lie."
    return Told("missing", "none yet", why, tuple(offers))


def answers_told(state: SetupState, advice: Recommended | None, *, extracted_will_do: bool) -> Told:
    """Tell what answers, or how to have something that does."""
    if state.chat_model:
        return Told("there", f"{clean_line(state.chat_model)} {_through(state.chat_engine)}")
    offers: list[tuple[str, str]] = []
    if state.ollama and advice is not None and advice.chat:
        offers.append(("get-chat", f"Get {advice.chat} ({size(advice.chat_bytes)})"))
    if not state.chat_engine:
        why = _server(state) or _notice(state, "chat", with_hint=not offers)
        return Told("missing", "none", why, (*offers, LOOK_AGAIN))
    if extracted_will_do:
        what = "none: answers are extracted, word for word"
        return Told("optional", what, "", (*offers, LOOK_AGAIN))
    offers.append(("go-on", "Go on with extracted answers"))
    why = f"{_server(state)}\nWithout one, answers are extracted: the best sentences, word for word.".strip()
    return Told("optional", "none yet", why, (*offers, LOOK_AGAIN))


def embeds_told(state: SetupState, advice: Recommended | None) -> Told:
    """Tell what compares meaning, or how to have something that does."""
    if state.embed_model:
        return Told("there", f"{clean_line(state.embed_model)} {_through(state.embed_engine)}")
    offers: list[tuple[str, str]] = []
    if state.ollama and advice is not None:
        offers.append(("get-embedding", f"Get {advice.embedding} ({size(advice.embedding_bytes)})"))
    why = _notice(state, "embedding", with_hint=not offers)
    again = (LOOK_AGAIN,) if state.chat_model else ()  # else it stands beside the model that answers
    return Told("missing", "none: documents are found by their words only", why, (*offers, *again))


def _through(engine: str) -> str:
    return "through Ollama" if engine == "ollama" else "in process"


def _notice(state: SetupState, code: str, *, with_hint: bool) -> str:
    """Give a notice; the command in its hint is not needed beside a button that does the same."""
    found = next((notice for notice in state.notices if notice.code == code), None)
    if found is None:
        return ""
    return clean_line(f"{found.message} {found.hint}" if with_hint else found.message)


def _server(state: SetupState) -> str:
    """Say in words how to have Ollama answer, where it does not."""
    problem = state.ollama_problem
    if problem is None:
        return ""
    if state.ollama_installed:
        return clean_line(f"{problem.message} {problem.hint}")
    return f"{problem.message} Ollama is not installed here: get it from ollama.com/download."
