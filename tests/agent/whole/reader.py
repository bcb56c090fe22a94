"""A model that answers by what it is shown, and long papers for it to read."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from assistant.agent.prompt.prompts import FENCE
from assistant.models.base import ChatItem, ChatOptions, Message
from tests.fakes.models import ScriptedChat

_SHOWN = re.compile(f"{re.escape(FENCE[0])}\n(.*?)\n{re.escape(FENCE[1])}", re.DOTALL)


def shown(prompt: str) -> str:
    """Return the text that a prompt shows."""
    match = _SHOWN.search(prompt)
    return match.group(1) if match else ""


@dataclass
class Reader(ScriptedChat):
    """A scripted chat whose reply is made from the prompt.

    Attributes:
        reply: Makes the reply.
        failing: The call, from 1, from which on it fails; 0 for none.
    """

    reply: Callable[[str], str] = lambda prompt: "\n".join(
        line for line in shown(prompt).splitlines() if "notice" in line
    )
    prompts: list[str] = field(default_factory=list)

    async def chat(self, messages: Sequence[Message], options: ChatOptions) -> AsyncGenerator[ChatItem, None]:
        self.prompts.append(messages[-1].content)
        if not self.replies:
            self.queue(self.reply(messages[-1].content))
        async for item in super().chat(messages, options):
            yield item


NAMES = ("Aldous Finch", "Berta Quill", "Cyril Hove", "Dora Lamb", "Emil Stark", "Fenna Bos", "Gus Oland")
THINGS = ("boiler", "roof", "lift", "garden", "cellar", "archive", "garage", "kitchen", "terrace", "workshop")


def lease(sections: int, *, salt: str = "") -> str:
    """Write a lease of so many sections; each states a date, an amount and a duty of its own."""
    parts = ["# Lease of Harbour House"]
    for number in range(1, sections + 1):
        name, thing = NAMES[number % len(NAMES)], THINGS[number % len(THINGS)]
        parts.append(
            f"## {number}. Use of the {thing} in unit {number}\n\n"
            f"The notice on unit {number} was signed by {name} on {1 + number % 28} March {1990 + number}. "
            f"The tenant must clean the {thing} of unit {number} every {2 + number} weeks{salt if number == 3 else ''}. "
            f"The deposit for unit {number} is {1_000 + 7 * number} euros. "
            f"Nothing else is said of the {thing}, which stands where it has stood since the house was built, "
            "and which everybody in the house may look at, but nobody may paint in another colour than green."
        )
    return "\n\n".join(parts) + "\n"
