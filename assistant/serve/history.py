"""Conversations and prompts that clients send.

A client sends the whole conversation each time, and prompts of its own for titles and tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from assistant.frozen import dataclass
from assistant.text import count_wide, encodable

RULE = "\n\n---\n"
"""Stands between an answer and what follows it; what follows is taken out of a history again."""
_SOURCES = re.compile(r"(?<!\n)\n+---\n+(?=\*\*|\*[^*\s]|> )[\s\S]*\Z")
_REMARKS = re.compile(r"\A(?:\s*> [^\n]*\n+)+")
_REASONING = re.compile(
    r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)|<details\b[^<>]{0,200}\breasoning\b[^<>]{0,200}>.*?(?:</details>|\Z)",
    re.DOTALL,
)
_MARKS = re.compile(r"(?: ?\[(?:\d{1,9}|\?)\](?:\([^()\s]{0,4000}\))?)+")
_CODE = re.compile(r"(```.*?(?:```|\Z))", re.DOTALL)
"""Whoever sends millions of signs holds up nobody: each of these looks at a sign a bounded number of times."""
TITLE_CHARS, TITLE_HAN = 48, 20
SUMMARY_CHARS = 400
_TASK = re.compile(r"\A\s*### Task:", re.IGNORECASE)
_OF_A_CLIENT = re.compile(r"<chat_history>|</?text>|\bJSON\b", re.IGNORECASE)
_EMOJI = re.compile(r"\A\s*Your task is to reflect the speaker's likely facial expression", re.IGNORECASE)
"""What a client sends to have a face beside what is said in a call."""
_CHAT = r"(?:conversation|chat|dialog(?:ue)?|discussion|thread)"
_THIS_CHAT = (
    rf"(?:this|the|our) (?:following |above )?{_CHAT}"
    r"(?=\s*(?:[.,:;!]|\Z|\n)| (?:a|above|below|history|so far|using|in|into|as|that|based|with|without|between)\b)"
)
_A_TITLE = r"(?:generate|create|write|suggest|provide|come up with|give(?: me)?)(?: an?)? [^\n.?]{0,60}?\b(?:title|name|topic)\b"
_CHAT_ZH = r"(?:对话|会话|聊天)(?:内容|记录|历史)?"
_NAMING = re.compile(
    rf"\A\s*(?:please )?(?:(?:based on|given) (?:this|the) {_CHAT}[^\n.?]{{0,40}}, (?:please )?)?"
    rf"(?:give {_THIS_CHAT} a (?:[\w, -]{{0,30}} )?(?:name|title)|{_A_TITLE}[^\n?]{{0,60}}?\b{_THIS_CHAT}"
    rf"|summari[sz]e {_THIS_CHAT}[^\n?]{{0,40}}\btitle\b)"
    r"|\A\s*请?(?:使用|用)[^\n。？?]{0,12}字[^\n。？?]{0,10}返回[^\n。？?]{0,12}(?:主题|标题)"
    rf"|\A\s*请?(?:为|给)(?:这段|这个|本次|以下|上述|当前)?{_CHAT_ZH}[^\n。，？?]{{0,20}}(?:标题|名字|名称)(?![^\n。]{{0,20}}[？?])"
    rf"|\A\s*请?(?:根据|基于)(?:以上|以下|上述|上面的?|这段|这个|本次)?{_CHAT_ZH}[^\n。？?]{{0,4}}"
    r"(?:生成|起|取|给出|拟|提供|创建|总结|概括)[^\n。，？?]{0,12}[个字][^\n。，？?]{0,12}(?:标题|名字|名称|主题)"
    rf"|\A\s*(?:请)?(?:总结|概括)(?:给出|以上|以下|上述)的?{_CHAT_ZH}[^\n？?]{{0,60}}标题",
    re.IGNORECASE,
)
_NAMING_ROLE = re.compile(
    rf"\A[\s\S]{{0,300}}?(?:\b(?:generat|creat|provid|writ)\w*(?: an?| the)?(?:[ ,-]+[\w-]+){{0,5}} titles?\b[^\n.]{{0,80}}\b{_CHAT}\b"
    rf"|{_CHAT_ZH}[^\n。？?]{{0,20}}(?:总结|概括)[^\n。？?]{{0,30}}标题|(?:总结|概括)给出的{_CHAT_ZH}[^\n？?]{{0,60}}标题)",
    re.IGNORECASE,
)
"""A system prompt that makes a model give names to conversations."""
_REMEMBER = re.compile(
    r"\A\s*(?:简要总结一下(?:你和用户的)?(?:对话|会话)|summari[sz]e (?:the|our|this) (?:discussion|conversation) (?:briefly|in \d))",
    re.IGNORECASE,
)
"""What a client puts after a conversation to have it summed up for its own memory."""
_SAID_BY_USER = re.compile(r"^[ \t]*(?:USER|User|user|Human|用户)[ \t]*[:：][ \t]*(\S.*)$", re.MULTILINE)
_FIELDS = ("title", "tags", "follow_ups", "queries", "text", "emoji", "prompt")
_TEXTS = ("text", "emoji", "prompt")
_WITH_CONTEXT = "</context>"
"""Ends what a client puts before a question of its own documents."""


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
        role, text = str(message.get("role") or "user"), text_of(message.get("content"))
        if role == "user":
            if asked:
                turns.append((asked, ""))
            asked = text
        elif role == "assistant" and asked:
            turns.append((asked, without_ours(text)))
            asked = ""
    if not asked and turns:  # the answer is to be given anew
        asked, _ = turns.pop()
    return Conversation(_asked_in(asked), tuple((_asked_in(question), answer) for question, answer in turns))


def _asked_in(message: str) -> str:
    """Return the question of a message.

    What a client put before it for a model to read is left out.
    """
    if _TASK.match(message) and _WITH_CONTEXT in message:
        after = message.rpartition(_WITH_CONTEXT)[2]
        inside = after.rpartition("<user_query>")[2].partition("</user_query>")[0].strip()
        return inside or after.strip()
    return message.strip()


def text_of(content: object) -> str:
    """Return the text of a message, given as a text or as parts.

    Parts that are no texts are left out.
    """
    if isinstance(content, str):
        return encodable(content)
    if isinstance(content, Sequence):
        parts = (part for part in content if isinstance(part, Mapping))
        return encodable("\n".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str)))
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
    users = [text_of(one.get("content")) for one in messages if (one.get("role") or "user") == "user"]
    roles = [text_of(one.get("content")) for one in messages if one.get("role") in ("system", "developer")]
    if messages and messages[-1].get("role") == "system" and _REMEMBER.match(roles[-1]):
        return _summary(messages)
    if not users:
        return None
    prompt = users[-1]
    if _NAMING.match(prompt) or (len(users) == 1 and any(_NAMING_ROLE.match(role) for role in roles)):
        return _title(prompt, users[:-1])
    if _EMOJI.match(prompt):
        return ""
    if not _TASK.match(prompt) or _WITH_CONTEXT in prompt or not _OF_A_CLIENT.search(prompt):
        return None
    head = prompt.partition("<chat_history>")[0]
    told = [name for name in _FIELDS if re.search(rf'"{name}"\s*:', head)] or [
        name for name in _FIELDS if re.search(rf"\b{name.replace('_', '[ _-]?')}\b", head, re.IGNORECASE)
    ]
    if not told or told[0] == "title":
        return json.dumps({"title": _title(prompt, users[:-1])}, ensure_ascii=False)
    return json.dumps({told[0]: "" if told[0] in _TEXTS else []})


def _title(prompt: str, before: Sequence[str]) -> str:
    """Return the beginning of the first question that was asked."""
    given = prompt.partition("<chat_history>")[2] or prompt
    fenced = given.partition("```")[2].lstrip("\n")
    said = [
        *map(_asked_in, before),
        *_SAID_BY_USER.findall(given),
        *filter(None, [fenced.partition("\n")[0]]),
    ]
    if not said and not _NAMING.match(prompt):
        said = [prompt]
    words = " ".join((said[0] if said else "").split())
    most = TITLE_HAN if count_wide(words[:TITLE_CHARS]) > TITLE_CHARS // 4 else TITLE_CHARS
    if len(words) <= most:
        return words or "Conversation"
    cut = words[:most]
    return (cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:，、；：") + "…"


def _summary(messages: Sequence[Mapping[str, object]]) -> str:
    """Return what was asked and the beginning of each answer, shortened."""
    turns = conversation_of([*messages[:-1], {"role": "user", "content": "-"}]).earlier
    return "\n".join(f"{question} {answer[:120]}".strip() for question, answer in turns)[-SUMMARY_CHARS:]
