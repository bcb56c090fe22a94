"""Parse and answer the commands of a chat, such as /help and /sources."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assistant.errors import AssistantError
from assistant.events import Finished
from assistant.i18n import _, mark
from assistant.text import clean_line
from assistant.wording import count, documents_held, together
from bots import render
from bots.access import Access
from bots.chats import Chats, SentAnswer
from bots.for_now import FilesForNow
from bots.platform import IncomingMessage
from bots.pool import ClientPool
from bots.queue import JobQueue
from bots.rich_text import Rich, joined, styled

_LOG = logging.getLogger(__name__)
_COMMAND = re.compile(r"[/!](?P<name>[a-z]+)(?:\s+(?P<words>.*))?\s*", re.DOTALL | re.IGNORECASE)
HELP = {
    "ask": (mark("QUESTION"), mark("ask; in a chat with me alone, just write the question")),
    "general": (
        mark("QUESTION"),
        mark("ask the model itself, without the documents; alone: the last question"),
    ),
    "summary": (
        mark("NAME"),
        mark("sum up a document, read whole; as a reply to an answer, the document that it rests on"),
    ),
    "add": (
        "",
        mark(
            "below a file: add it to the library; a file with a question is read for this conversation only"
        ),
    ),
    "new": ("", mark("begin a new conversation, and forget the files that it was about")),
    "sources": ("", mark("the words that the last answer rests on")),
    "reasoning": ("", mark("how the model came to the last answer")),
    "think": ("on|off", mark("whether the model reasons before it answers")),
    "library": (mark("NAME"), mark("ask another library; without a name, list them")),
    "stop": ("", mark("stop the answer, and forget the questions that wait")),
    "status": ("", mark("what answers, and what waits")),
    "help": ("", mark("this list")),
}
"""Each command with what it takes and what it does."""
QUICK = frozenset(("new", "think", "library", "stop"))
"""Commands that change how the next message is taken: they are done before it is looked at."""
ASKS = "ask"
ASKS_MODEL = "general"
SUMS_UP = "summary"
ADDS = "add"
Command: TypeAlias = Callable[[IncomingMessage, str], Awaitable[Rich]]


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """A command as it was written.

    Attributes:
        name: Its name, in small letters.
        words: What follows it.
    """

    name: str
    words: str


def parse_command(text: str) -> ParsedCommand | None:
    """Parse a command; None if a text is none."""
    match = _COMMAND.fullmatch(text.strip())
    return ParsedCommand(match["name"].lower(), (match["words"] or "").strip()) if match else None


class Commands:
    """Answer commands; a chat is only ever told of its own conversations.

    Args:
        access: Who may do what.
        clients: The libraries.
        chats: What is remembered of the chats.
        mark: What commands begin with on this platform.
        queue: What waits.
        files: Those that came with questions.
    """

    def __init__(
        self,
        access: Access,
        clients: ClientPool,
        chats: Chats,
        mark: str,
        queue: JobQueue,
        files: FilesForNow,
    ) -> None:
        self._files = files
        self._access = access
        self._clients = clients
        self._chats = chats
        self._mark = mark
        self._queue = queue
        self._commands: dict[str, Command] = {
            "new": self._new, "think": self._think, "library": self._library, "stop": self._stop,
            "start": self._help, "help": self._help, "sources": self._sources, "reasoning": self._reasoning,
            "status": self._status,
        }  # fmt: skip

    async def answer(self, said: IncomingMessage, command: ParsedCommand) -> Rich:
        """Do what a command says, and return what to say of it; a failure, too."""
        known = self._commands.get(command.name)
        if known is None:
            return Rich(
                _(
                    "There is no command {mark}{command}. {mark}help lists them.",
                    mark=self._mark,
                    command=command.name,
                )
            )
        try:
            return await known(said, command.words)
        except AssistantError as error:
            _LOG.error("%s %s", error.message, error.hint)
            return render.failure(error.message)

    def library_of(self, chat: str, user: str) -> str | None:
        """Return the library that a user's question goes to; None if they may not ask it."""
        chosen = self._chats.of(chat).library
        seen = self._access.libraries(user)
        if not chosen:
            return seen[0] if seen else None
        return chosen if chosen in seen else None

    async def source(self, user: str, shown: SentAnswer, number: int) -> Rich:
        """Return the quoted words behind a citation's number."""
        turn = await self.turn(user, shown)
        if isinstance(turn, Rich):
            return turn
        wanted = [one for one in turn.citations if one.number == number]
        return render.quoted(wanted[0]) if wanted else Rich(_("That answer has no source {at}.", at=number))

    async def document(self, said: IncomingMessage, name: str) -> tuple[str, str, str] | Rich:
        """Find the document to sum up: the one named, else what an answer rests on.

        Returns:
            The library, the question that asks for its summary, and its path; or the reason why not.
        """
        chat = self._chats.of(said.chat)
        library = self.library_of(said.chat, said.user)
        if not name:
            shown = chat.answer_of(said.replies_to) or (chat.shown[-1] if chat.shown else None)
            turn = await self.turn(said.user, shown) if shown else None
            if shown is None or not isinstance(turn, Finished) or not turn.citations:
                return Rich(
                    _("Write {mark}{sums_up} and the name of a document.", mark=self._mark, sums_up=SUMS_UP)
                )
            library = shown.library
            name = Counter(one.source for one in turn.citations).most_common(1)[0][0]
        if library is None:
            return Rich(_("There is no library that you may ask here."))
        try:
            question, path = await (await self._clients.of(library)).summary_question(name)
        except AssistantError as error:
            # The hint names files, not folders, where the name is unknown.
            hint = error.hint if error.code == "document_unknown" and "assistant" not in error.hint else ""
            return render.failure(together(error.message, hint))
        return library, question, path

    async def turn(self, user: str, shown: SentAnswer) -> Finished | Rich:
        """Return a turn that was shown, or the reason why not."""
        if not self._access.can_ask(user, shown.library):
            return Rich(_("You may not see that answer's library."))
        try:
            turns = await (await self._clients.of(shown.library)).turns(shown.conversation)
        except AssistantError as error:
            return render.failure(error.message)
        return turns[shown.turn] if shown.turn < len(turns) else Rich(_("That answer is not kept any more."))

    async def _help(self, said: IncomingMessage, words: str) -> Rich:
        lines: list[Rich | str] = [
            _(
                "I answer from the documents of a library, and show the words that each answer rests on. "
                "[1] is a source; [?] marks what the documents do not confirm. A file with a question is read for this "
                "conversation only. Before a question can stand: --whole NAME, to read a document from end to end; --each, to ask "
                "every document; --in FOLDER, --since DAY, --until DAY, --kind pdf, to look only there.\n"
            )
        ]
        for name, (takes, does) in HELP.items():
            lines += ["\n", styled(f"{self._mark}{name} {_(takes)}".strip(), "code"), f" {_(does)}"]
        if self._access.can_add(said.user):
            lines.append(_("\n\nSend me a document without a question and I add it to the library."))
        return joined(lines)

    async def _new(self, said: IncomingMessage, words: str) -> Rich:
        self._chats.of(said.chat).conversations.clear()
        await self._files.drop(said.chat)
        await self._chats.save(said.chat)
        return Rich(_("A new conversation begins."))

    async def _think(self, said: IncomingMessage, words: str) -> Rich:
        switch = {"on": True, "off": False}.get(words.lower())
        if switch is None:
            return Rich(_("Write {mark}think on or {mark}think off.", mark=self._mark))
        self._chats.of(said.chat).think = switch
        await self._chats.save(said.chat)
        return Rich(_("The model reasons before it answers.") if switch else _("The model answers at once."))

    async def _library(self, said: IncomingMessage, words: str) -> Rich:
        seen = self._access.libraries(said.user)
        if not words:
            now = self.library_of(said.chat, said.user)
            here = _(" (asked here)")
            lines: Sequence[str] = [f"\n• {name}{here if name == now else ''}" for name in seen]
            return (
                Rich(_("Libraries that you may ask:") + "".join(lines))
                if seen
                else Rich(_("There is none that you may ask."))
            )
        if words not in seen:  # whether it exists is nothing to tell
            return Rich(_("There is no library {name} that you may ask.", name=clean_line(words)[:100]))
        await self._clients.of(words)
        self._chats.of(said.chat).library = words
        await self._chats.save(said.chat)
        return Rich(_("From now on this chat asks {name}.", name=words))

    async def _stop(self, said: IncomingMessage, words: str) -> Rich:
        return Rich(_("Stopped.") if await self._queue.stop(said.chat) else _("There is nothing to stop."))

    async def _sources(self, said: IncomingMessage, words: str) -> Rich:
        turn = await self._last(said)
        if isinstance(turn, Rich):
            return turn
        return render.all_quoted(turn) if turn.citations else Rich(_("The last answer has no sources."))

    async def _reasoning(self, said: IncomingMessage, words: str) -> Rich:
        turn = await self._last(said)
        if isinstance(turn, Rich):
            return turn
        return (
            render.reasoning(turn)
            if turn.reasoning
            else Rich(_("The model did not reason for the last answer."))
        )

    async def _status(self, said: IncomingMessage, words: str) -> Rich:
        library = self.library_of(said.chat, said.user)
        if library is None:
            return Rich(_("There is no library that you may ask here."))
        client = await self._clients.of(library)
        holdings, engines = await client.holdings(), await client.engines()
        busy = self._queue.status(said.chat)
        model = clean_line(engines.chat_model or "") or _("none: answers are the documents' own sentences")
        waits = {"answers": count(busy.running, "answer"), "questions": count(busy.waiting, "question")}
        lines = [
            _(
                "Library {library}: {documents}, {passages}",
                library=library,
                documents=documents_held(holdings.documents, holdings.files),
                passages=count(holdings.passages, "passage"),
            ),
            _("Model: {model}", model=model),
            _("{answers} being written, {questions} waiting", **waits)
            if not busy.here
            else _(
                "{answers} being written, {questions} waiting, {here} of them here", here=busy.here, **waits
            ),
        ]
        return Rich("\n".join(lines))

    async def _last(self, said: IncomingMessage) -> Finished | Rich:
        """Return the last answer of a chat, or why there is none."""
        shown = self._chats.of(said.chat).shown
        return (
            await self.turn(said.user, shown[-1]) if shown else Rich(_("Nothing has been answered here yet."))
        )
