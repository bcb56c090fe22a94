"""What a front end tells someone who starts: what is there, what is missing, and what would mend it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.events import Notice

if TYPE_CHECKING:
    from assistant.api import Assistant

_PACKAGE = Path(__file__).parents[1]
_EXAMPLES = (_PACKAGE / "examples", _PACKAGE.parent / "examples" / "documents")
"""Where the example documents are: in the installed package, and in a checkout."""


@dataclass(frozen=True, slots=True)
class SetupState:
    """What there is.

    Attributes:
        documents: Files whose text was found.
        passages: Passages of all documents; 0 in an empty library.
        roots: Folders and files that were given to be read.
        engine: The setting `engine`.
        ollama: The Ollama server's version; empty when it was not asked or does not answer.
        ollama_problem: Why it does not answer, with what to do, or None.
        ollama_installed: Whether its program is on this machine.
        chat_engine: "ollama" or "embedded"; empty when nothing can answer.
        chat_model: Its name; empty when answers are extracted, or nothing can answer.
        embed_engine: "ollama" or "embedded"; empty when nothing can embed.
        embed_model: Its name.
        notices: What the user should know of the choice.
        examples: The folder with the example documents, or None where it is not there.
    """

    documents: int
    passages: int
    roots: tuple[str, ...]
    engine: str
    ollama: str
    ollama_problem: AssistantError | None
    ollama_installed: bool
    chat_engine: str
    chat_model: str
    embed_engine: str
    embed_model: str
    notices: tuple[Notice, ...]
    examples: str | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to ask yet."""
        return self.passages == 0


def read_setup(assistant: Assistant) -> SetupState:
    """Look at what there is; asks the model server."""
    counts, engines = assistant.library.counts(), assistant.engines()
    return SetupState(
        documents=counts["found"],
        passages=counts["passages"],
        roots=tuple(assistant.library.roots()),
        engine=engines.asked,
        ollama=engines.ollama,
        ollama_problem=engines.ollama_problem,
        ollama_installed=shutil.which("ollama") is not None,
        chat_engine=engines.chat_engine,
        chat_model=engines.chat_model,
        embed_engine=engines.embed_engine,
        embed_model=engines.embed_model,
        notices=engines.notices,
        examples=next((str(folder) for folder in _EXAMPLES if (folder / "handbook.md").is_file()), None),
    )
