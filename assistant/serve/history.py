"""Conversations and prompts that clients send.

A client sends the whole conversation each time, and prompts of its own for titles and tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RULE = "\n\n---\n"
"""Stands between an answer and what follows it; what follows is taken out of a history again."""
_SOURCES = re.compile(r"\n+---\n+(?=\*\*|\*[^*\s]|> )[\s\S]*\Z")
_REMARKS = re.compile(r"\A(?:\s*> [^\n]*\n+)+")
_REASONING = re.compile(
    r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)|<details[^>]*reasoning.*?</details>", re.S
)
_MARKS = re.compile(r"(?: ?\[(?:\d+|\?)\](?:\([^)\s]*\))?)+")
_CODE = re.compile(r"(```.*?(?:```|\Z))", re.S)
TITLE_CHARS = 48
_TASK = re.compile(r"\A\s*### Task:", re.IGNORECASE)
_NAMING = re.compile(
    r"\A\s*(?:based on the chat history, give this conversation a name|give this conversation a name|generate a (?:short|concise)[^\n]{0,60}\btitle"
    r"|(?:create|write|suggest) a (?:short|concise)[^\n]{0,40} title for (?:this|the) (?:chat|conversation)|请?(?:为|给)(?:这段|这个|本次|以下|上述)?(?:对话|会话|聊天)[^\n]{0,20}(?:标题|名字|名称))",
    re.IGNORECASE,
)
_SAID_BY_USER = re.compile(r"^\s*(?:USER|User|user|Human|用户)\s*[:：]\s*(.+)$", re.MULTILINE)
_FIELDS = ("title", "tags", "follow_ups", "queries", "text", "emoji")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a client asks, and what went before.

    Attributes:
        question: The last thing that its user said.
        earlier: Questions and answers before it, in order, without what this program added to the answers.
    """

    question: str
    earlier: tuple[tuple[str, str], ...]


def conversation_of(messages: Sequence[Mapping[str, object]]) -> Conversation:
    """Read the messages of a client.

    The last message of its user is the question; what others said after it is left out, and system prompts are.
    """
    turns: list[tuple[str, str]] = []
    asked = ""
    for message in messages:
        role, text = str(message.get("role", "")), text_of(message.get("content"))
        if role == "user":
            if asked:
                turns.append((asked, ""))
            asked = text
        elif role == "assistant" and asked:
            turns.append((asked, without_ours(text)))
            asked = ""
    if not asked and turns:  # the answer is to be given anew
        asked, _ = turns.pop()
    return Conversation(asked.strip(), tuple(turns))


def text_of(content: object) -> str:
    """Return the text of a message, given as a text or as parts.

    Parts that are no texts are left out.
    """
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        parts = (part for part in content if isinstance(part, Mapping))
        return "\n".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str))
    return ""


def without_ours(answer: str) -> str:
    """Strip what this program added to an answer, and reasoning.

    What it adds are sources, remarks and marks.
    """
    answer = _REASONING.sub("", answer)
    answer = _SOURCES.sub("", answer)
    answer = _REMARKS.sub("", answer)
    parts = _CODE.split(answer)
    return "".join(part if part.startswith("```") else _MARKS.sub("", part) for part in parts).strip()


def housekeeping(messages: Sequence[Mapping[str, object]]) -> str | None:
    """Answer a client's own prompt for a title, tags or suggestions.

    The answer is made from the prompt's text; it is None for a question.

    Nothing is searched and no model is asked: on a laptop each such prompt would hold up the next question for as long as an
    answer does.
    """
    users = [text_of(message.get("content")) for message in messages if message.get("role") == "user"]
    if not users:
        return None
    prompt = users[-1]
    if _NAMING.match(prompt):
        return _title(prompt, users[:-1])
    if not _TASK.match(prompt):
        return None
    head = prompt.partition("<chat_history>")[0]
    told = [name for name in _FIELDS if re.search(rf'"{name}"\s*:', head)] or [
        name for name in _FIELDS if re.search(rf"\b{name.replace('_', '[ _-]?')}\b", head, re.IGNORECASE)
    ]
    if not told or told[0] == "title":
        return json.dumps({"title": _title(prompt, users[:-1])}, ensure_ascii=False)
    return json.dumps({told[0]: "" if told[0] in ("text", "emoji") else []})


def _title(prompt: str, before: Sequence[str]) -> str:
    """Return the beginning of the first question that was asked."""
    said = [*before, *_SAID_BY_USER.findall(prompt.partition("<chat_history>")[2] or prompt)]
    words = " ".join((said[0] if said else "").split())
    if len(words) <= TITLE_CHARS:
        return words or "Conversation"
    cut = words[:TITLE_CHARS]
    return (cut.rpartition(" ")[0] if " " in cut[TITLE_CHARS // 2 :] else cut).rstrip(" ,;:") + "…"
