"""Prompts: what a model is shown and asked, in the language that is to be answered in.

DeepSeek-R1 wants everything in the user's message and no system prompt; small models do best when the evidence comes
first, the question after it and the request last. Documents stand between two marks that nothing inside can write, and are
named as data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.agent.request import EarlierTurn, Kind, Wanted
from assistant.agent.wordings import ANSWER_AS_ASKED, FIELDS, WORDINGS, Wording
from assistant.languages import Language, detected
from assistant.models.ports import Message
from assistant.text import clean

FENCE = ("<documents>", "</documents>")
"""What documents stand between."""
HISTORY_CHARS = 1_200
"""Of each earlier answer, this much is shown where the conversation itself is asked about."""
REWRITTEN_CHARS = 300
"""Of each earlier answer, this much is shown for a rewrite."""

_REQUESTS: Mapping[Kind, str] = {"list": "list", "compare": "compare", "whole": "whole"}


def _labels() -> str:
    labels = {
        re.escape(label.strip(" :："))
        for wording in WORDINGS.values()
        for label in (wording.question, wording.answer, wording.next)
    }
    return "|".join(sorted(labels, key=len, reverse=True))


_OUR_LINES = re.compile(rf"^(?=[ \t>]*(?:\[|(?:{_labels()})\s*[:：]))", re.IGNORECASE | re.MULTILINE)
_MARKUP = re.compile(
    r"<(?=\s*/?\s*documents?\b"  # our own fence
    r"|[|｜]"  # <|im_start|>, <｜User｜>: the marks of chat templates, which a server reads as turns
    r"|/?(?:s|bos|eos|think|thinking|(?:start|end)_of_turn)>)"
    r"|\[(?=/?(?:INST|AVAILABLE_TOOLS|TOOL_[A-Z]+|SYSTEM_PROMPT)\])",
    re.IGNORECASE,
)
_HARMLESS = {"<": "‹", "[": "［"}


def plain(words: str) -> str:
    """Make words safe to stand in a prompt: what a reader cannot see is left out, and no mark of a chat template is left whole."""
    return _MARKUP.sub(lambda mark: _HARMLESS[mark.group()], clean(words))


def inside(words: str) -> str:
    """Make words of a document safe to stand between the marks that documents stand between.

    No line of it looks like one of ours, a label of evidence or a question: such a line is marked as quoted.
    """
    return _OUR_LINES.sub("> ", plain(words))


def fenced(evidence: str, language: Language) -> str:
    """Name documents, whose words have gone through `inside`, as data and put them between their marks."""
    return f"{WORDINGS[language].data}\n{FENCE[0]}\n{evidence.strip()}\n{FENCE[1]}"


def grounded_prompt(
    question: str,
    evidence: str,
    *,
    wanted: Wanted,
    several: bool,
    today: date | None = None,
    matches_note: str = "",
) -> str:
    """Ask a question of evidence.

    Args:
        question: As it was searched for.
        evidence: What is shown; the words of documents in it have gone through `inside`.
        wanted: The look at the question: its kind chooses the request, its language the words.
        several: Whether the evidence is from several documents.
        today: Today's date.
        matches_note: What `matches_note` gives where more documents match than are shown.
    """
    wording = WORDINGS[wanted.language]
    request = getattr(wording, _REQUESTS.get(wanted.kind, "fact"))
    disagreement = wording.several if several and wanted.kind != "compare" else ""
    said = _joined(wanted, request, wording.ignore, disagreement, wording.absent, _answer_in(wanted))
    # Between the documents and the question, a date makes a small model overlook what they say.
    facts = _joined(wanted, _today(wording, today), matches_note)
    parts = (facts, fenced(evidence, wanted.language), f"{wording.question}{plain(question)}", said)
    return "\n\n".join(filter(None, parts))


def matches_note(shown: int, matching: int, language: Language) -> str:
    """Say to a model that more documents match than it is shown; nothing where all are."""
    return WORDINGS[language].matches.format(shown=shown, matching=matching) if matching > shown else ""


def general_prompt(question: str, evidence: str = "", *, wanted: Wanted, today: date | None = None) -> str:
    """Ask for the model's own answer, with what the documents hold where they hold something."""
    wording = WORDINGS[wanted.language]
    asked = plain(question)
    if not evidence:
        # What needs no document is asked in the user's own words; only the day is not known to a model.
        day = "" if wanted.kind == "creative" else _today(wording, today)
        spoken = wanted.language == "en" and detected(wanted.question) in ("en", None)
        return "\n\n".join(part for part in (day, asked, "" if spoken else _answer_in(wanted)) if part)
    said = _joined(wanted, wording.own, wording.ignore, _answer_in(wanted))
    parts = (_today(wording, today), fenced(evidence, wanted.language), asked, said)
    return "\n\n".join(filter(None, parts))


def operation_prompt(wanted: Wanted, last: EarlierTurn, evidence: str = "") -> str:
    """Ask for something to be done with the last answer.

    Args:
        wanted: A look whose kind is "conversation"; its operation chooses the request.
        last: The turn that it works on.
        evidence: The passages that the answer cites, where there are some.
    """
    wording = WORDINGS[wanted.language]
    documents = f"{fenced(evidence, wanted.language)}\n\n" if evidence else ""
    request = getattr(wording, wanted.operation if wanted.operation in FIELDS else "rephrase")
    answer_in = "" if wanted.operation == "translate" else _answer_in(wanted)
    said = _joined(wanted, request, answer_in)
    return f"{documents}{_told(wording, [last], None)}\n\n{wording.next}{plain(wanted.question)}\n\n{said}"


def conversation_prompt(wanted: Wanted, earlier: Sequence[EarlierTurn]) -> str:
    """Ask about the conversation itself: for its summary, or for something said in it."""
    wording = WORDINGS[wanted.language]
    told = _told(wording, earlier, HISTORY_CHARS)
    if wanted.operation == "summarise":
        return f"{told}\n\n{_joined(wanted, wording.summarise, _answer_in(wanted))}"
    said = _joined(wanted, wording.recall, _answer_in(wanted))
    return f"{told}\n\n{wording.next}{plain(wanted.question)}\n\n{said}"


def rewrite_prompt(question: str, earlier: Sequence[EarlierTurn], language: Language) -> str:
    """Ask for a follow-up that stands alone."""
    wording = WORDINGS[language]
    told = _told(wording, earlier, REWRITTEN_CHARS)
    return f"{told}\n\n{wording.next}{plain(question)}\n\n{wording.rewrite}"


def chat_messages(prompt: str, earlier: Sequence[EarlierTurn]) -> list[Message]:
    """Put earlier questions and answers, without reasoning and marks, before a prompt."""
    messages: list[Message] = []
    for turn in earlier:
        messages += [Message("user", plain(turn.asked)), Message("assistant", plain(turn.answer))]
    return [*messages, Message("user", prompt)]


def _told(wording: Wording, earlier: Sequence[EarlierTurn], chars: int | None) -> str:
    return "\n".join(
        f"{wording.question}{plain(turn.asked)}\n{wording.answer}{plain(turn.answer[:chars])}"
        for turn in earlier
    )


def _joined(wanted: Wanted, *sentences: str) -> str:
    return ("" if wanted.language in ("zh", "ja") else " ").join(filter(None, sentences))


def _today(wording: Wording, today: date | None) -> str:
    return wording.today.format(today=today.isoformat()) if today is not None else ""


def _answer_in(wanted: Wanted) -> str:
    if wanted.language == "en" and detected(wanted.question) is None:
        return ANSWER_AS_ASKED
    return WORDINGS[wanted.language].answer_in


def _phrases() -> tuple[str, ...]:
    found: dict[str, None] = dict.fromkeys((*FENCE, ANSWER_AS_ASKED))
    for wording in WORDINGS.values():
        for name in FIELDS:
            if name not in ("question", "answer", "next", "today", "matches"):
                for sentence in re.split(r"(?<=[.!?])\s+|(?<=。)", getattr(wording, name)):
                    found[sentence.strip()] = None
    return tuple(filter(None, found))


PROMPT_PHRASES: tuple[str, ...] = _phrases()
"""Sentences of our prompts, in every language: what a model that repeats its prompt says, and no reader is to see."""
