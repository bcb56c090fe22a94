"""A local server that speaks Telegram's Bot API: it enforces what Telegram enforces, with faults on order."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fakes.serving import serving

Json = dict[str, Any]
TOKEN = "7000001:AAtheTokenThatNobodyMaySee-_x"
BOT = {"id": 7000001, "is_bot": True, "first_name": "Lumen", "username": "lumen_bot"}
LIMIT = 4096
_PRIVATE_ABOVE = 0
_KINDS = {"bold", "italic", "underline", "strikethrough", "code", "pre", "blockquote", "text_link", "spoiler"}
_ALONE = {"code", "pre"}


class Refusal(Exception):
    """An error as the Bot API gives it."""

    def __init__(self, code: int, description: str, retry_after: float | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if retry_after is not None:
            self.body["parameters"] = {"retry_after": retry_after}


@dataclass
class Faults:
    """What goes wrong, until a test puts it right."""

    revoked: bool = False
    """The token is not accepted any more."""
    bad_gateway: int = 0
    """So many calls that write get a 502, as from a proxy: a page of HTML."""
    drop: int = 0
    """So many calls that write lose their connection without an answer, and without an effect."""
    flood: int = 0
    """So many calls that write get a 429, whatever came before them."""
    no_drafts: bool = False
    """As a server that is older than drafts."""
    blocked: set[int] = field(default_factory=set)
    """Chats that have blocked the bot."""
    updates: list[Refusal] = field(default_factory=list)
    """What the next calls for updates get instead, one each; a code without words comes as a page of HTML."""
    file_path: str | None = None
    """Where files are said to be, instead of where they are."""
    hold_updates: bool = False
    """Nothing is given to the bot."""


@dataclass
class Sent:
    """A message of the bot's."""

    id: int
    chat: int
    text: str
    entities: list[Json]
    buttons: list[Json]
    replies_to: int | None
    edits: int = 0
    deleted: bool = False


class FakeTelegram:
    """The server; `running()` starts it.

    Args:
        spacing_s: A chat that is written to sooner than this after the last time gets a 429.
        retry_after_s: What that says to wait.
    """

    def __init__(self, spacing_s: float = 0.0, retry_after_s: float = 0.05) -> None:
        self.faults = Faults()
        self.spacing_s, self.retry_after_s = spacing_s, retry_after_s
        self.floods: list[tuple[int, str]] = []
        """Each 429 that was given for want of patience: the chat, and the method."""
        self.calls: list[tuple[str, Json]] = []
        self.messages: dict[tuple[int, int], Sent] = {}
        self.drafts: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self.typing: list[int] = []
        self.answered: list[str] = []
        self.files: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.url = ""
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._updates: deque[Json] = deque()
        self._numbers = iter(range(1, 10**9))
        self._last: dict[int, float] = {}
        self._in_a_minute: defaultdict[int, deque[float]] = defaultdict(deque)
        self._stopping = False

    # What people do

    def write(self, user: int, text: str = "", chat: int | None = None, **more: Any) -> int:
        """Have a user write to the bot, in private or in a group (whose number is negative); give the message's number."""
        with self._changed:
            number = next(self._numbers)
            self._update(message={**self._message(number, user, chat if chat is not None else user), **more})
            if text:
                self._updates[-1]["message"]["text"] = text
            return number

    def upload(
        self, user: int, name: str, data: bytes, *, size: int | None = None, caption: str = ""
    ) -> None:
        """Send a document as a user."""
        reference = f"file-{len(self.files)}"
        self.files[reference] = data
        document = {"file_id": reference, "file_unique_id": reference, "file_name": name}
        document |= {"file_size": len(data) if size is None else size}  # type: ignore[dict-item]
        more: Json = {"caption": caption} if caption else {}
        self.write(user, document=document, **more)

    def press(self, user: int, sent: Sent, label: str) -> None:
        """Press a button that begins so, as a user."""
        button = next(one for one in sent.buttons if one["text"].startswith(label))
        with self._changed:
            message = {**self._message(sent.id, BOT["id"], sent.chat), "text": sent.text}  # type: ignore[arg-type]
            query = {"id": f"press-{next(self._numbers)}", "from": _person(user), "chat_instance": "1"}
            self._update(callback_query={**query, "message": message, "data": button["callback_data"]})

    def reply(self, user: int, sent: Sent, text: str) -> int:
        """Reply to a message of the bot's, as a user."""
        replied = {**self._message(sent.id, BOT["id"], sent.chat), "text": sent.text, "from": BOT}  # type: ignore[arg-type]
        return self.write(user, text, chat=sent.chat, reply_to_message=replied)

    # What can be seen

    def texts(self, chat: int) -> list[str]:
        """All messages of the bot's in a chat, as they stand now, in the order they were sent."""
        with self.lock:
            return [one.text for one in self.messages.values() if one.chat == chat and not one.deleted]

    def last(self, chat: int) -> Sent:
        """The last message in a chat."""
        with self.lock:
            return [one for one in self.messages.values() if one.chat == chat][-1]

    @property
    def waiting(self) -> int:
        """How many updates the bot has not taken."""
        with self.lock:
            return len(self._updates)

    def _message(self, number: int, user: int, chat: int) -> Json:
        kind: Json = (
            {"type": "private", "first_name": "Someone"}
            if chat > 0
            else {"type": "supergroup", "title": "Team"}
        )
        return {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, **kind},
            "from": _person(user),
        }

    def _update(self, **what: Json) -> None:
        self._updates.append({"update_id": next(self._numbers), **what})
        self._changed.notify_all()

    # The methods

    def call(self, method: str, given: Json) -> object:
        if self.faults.revoked:
            raise Refusal(401, "Unauthorized")
        with self.lock:
            self.calls.append((method, given))
        handler = getattr(self, f"do_{method}", None)
        if handler is None or (method == "sendMessageDraft" and self.faults.no_drafts):
            raise Refusal(404, "Not Found")
        return handler(given)

    def do_getMe(self, given: Json) -> object:  # noqa: N802 - as the method is called
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def do_deleteWebhook(self, given: Json) -> object:  # noqa: N802
        return True

    def do_getUpdates(self, given: Json) -> object:  # noqa: N802
        if self.faults.updates:
            raise self.faults.updates.pop(0)
        end = time.monotonic() + float(given.get("timeout", 0))
        with self._changed:
            while self._updates and self._updates[0]["update_id"] < int(given.get("offset", 0)):
                self._updates.popleft()
            while (not self._updates or self.faults.hold_updates) and not self._stopping:
                if self.faults.revoked:
                    raise Refusal(401, "Unauthorized")
                left = end - time.monotonic()
                if left <= 0:
                    return []
                self._changed.wait(min(left, 0.05))
            return list(self._updates)[:100]

    def do_sendChatAction(self, given: Json) -> object:  # noqa: N802
        self._open(int(given["chat_id"]))
        self.typing.append(int(given["chat_id"]))
        return True

    def do_sendMessage(self, given: Json) -> object:  # noqa: N802
        chat = int(given["chat_id"])
        self._may_write(chat, "sendMessage")
        text, entities = _checked(given)
        buttons = [one for row in given.get("reply_markup", {}).get("inline_keyboard", []) for one in row]
        if any(len(one["callback_data"].encode()) > 64 for one in buttons):
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        with self.lock:
            number = next(self._numbers)
            replies = given.get("reply_parameters", {}).get("message_id")
            self.messages[chat, number] = Sent(number, chat, text, entities, buttons, replies)
            return {**self._message(number, BOT["id"], chat), "text": text}  # type: ignore[arg-type]

    def do_editMessageText(self, given: Json) -> object:  # noqa: N802
        chat, number = int(given["chat_id"]), int(given["message_id"])
        self._may_write(chat, "editMessageText")
        text, entities = _checked(given)
        buttons = [one for row in given.get("reply_markup", {}).get("inline_keyboard", []) for one in row]
        with self.lock:
            sent = self.messages.get((chat, number))
            if sent is None or sent.deleted:
                raise Refusal(400, "Bad Request: message to edit not found")
            if (sent.text, sent.entities, sent.buttons) == (text, entities, buttons):
                raise Refusal(
                    400, "Bad Request: message is not modified: specified new message content is the same"
                )
            sent.text, sent.entities, sent.buttons, sent.edits = text, entities, buttons, sent.edits + 1
            return {**self._message(number, BOT["id"], chat), "text": text}  # type: ignore[arg-type]

    def do_sendMessageDraft(self, given: Json) -> object:  # noqa: N802
        chat = int(given["chat_id"])
        if chat < 0 or not int(given["draft_id"]):
            raise Refusal(400, "Bad Request: TEXTDRAFT_PEER_INVALID")
        self._may_write(chat, "sendMessageDraft")
        self.drafts[chat].append((int(given["draft_id"]), _checked(given)[0]))
        return True

    def do_answerCallbackQuery(self, given: Json) -> object:  # noqa: N802
        if given["callback_query_id"] == "old":
            raise Refusal(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self.answered.append(given["callback_query_id"])
        return True

    def do_getFile(self, given: Json) -> object:  # noqa: N802
        reference = given["file_id"]
        if len(self.files[reference]) > 20_000_000:
            raise Refusal(400, "Bad Request: file is too big")
        return {
            "file_id": reference,
            "file_unique_id": reference,
            "file_path": self.faults.file_path or f"documents/{reference}",
        }

    def _open(self, chat: int) -> None:
        if chat in self.faults.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")

    def _may_write(self, chat: int, method: str) -> None:
        self._open(chat)
        with self.lock:
            if self.faults.bad_gateway > 0:
                self.faults.bad_gateway -= 1
                raise Refusal(502, "")
            if self.faults.flood > 0:
                self.faults.flood -= 1
                raise Refusal(429, "Too Many Requests: retry after", self.retry_after_s)
            now, minute = time.monotonic(), self._in_a_minute[chat]
            while minute and now - minute[0] > 60 * self.spacing_s:
                minute.popleft()
            too_soon = now - self._last.get(chat, 0.0) < 0.9 * self.spacing_s
            if self.spacing_s and (too_soon or (chat < 0 and len(minute) >= 20)):
                self.floods.append((chat, method))
                raise Refusal(429, "Too Many Requests: retry after", self.retry_after_s)
            self._last[chat] = now
            minute.append(now)

    @contextmanager
    def running(self) -> Iterator[FakeTelegram]:
        fake = self

        class Handler(_Handler):
            telegram = fake

        with serving(Handler) as self.url:
            try:
                yield self
            finally:
                with self._changed:
                    self._stopping = True
                    self._changed.notify_all()


class _Handler(BaseHTTPRequestHandler):
    telegram: FakeTelegram

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        prefix = f"/file/bot{TOKEN}/documents/"
        path = unquote(urlsplit(self.path).path)
        if path.removeprefix(prefix) not in self.telegram.files:
            return self._give(404, b"{}")
        self.telegram.fetched.append(path.removeprefix(prefix))
        return self._give(200, self.telegram.files[path.removeprefix(prefix)])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        given = {key: _value(key, text) for key, text in parse_qsl(body, keep_blank_values=True)}
        _, bot, method = urlsplit(self.path).path.split("/")
        try:
            if unquote(bot) != f"bot{TOKEN}":
                raise Refusal(401, "Unauthorized")
            if method != "getUpdates" and self.telegram.faults.drop > 0:
                self.telegram.faults.drop -= 1
                self.close_connection = True
                return
            answer: Json = {"ok": True, "result": self.telegram.call(method, given)}
            code = 200
        except Refusal as refusal:
            answer, code = refusal.body, refusal.code
        plain = code == 502 or answer.get("description") == ""
        self._give(code, b"<html>Not what was asked for</html>" if plain else json.dumps(answer).encode())

    def _give(self, code: int, data: bytes) -> None:
        try:
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(data)
        except OSError:  # who asked has gone
            self.close_connection = True


def _person(user: int) -> Json:
    return {"id": user, "is_bot": False, "first_name": f"User {user}"}


def _value(key: str, text: str) -> Any:
    return (
        json.loads(text)
        if key in ("entities", "reply_markup", "reply_parameters", "allowed_updates")
        else text
    )


def _checked(given: Json) -> tuple[str, list[Json]]:
    """Take a text with its entities as Telegram does, or refuse them."""
    text: str = given.get("text", "")
    encoded = text.encode("utf-16-le")
    length = len(encoded) // 2
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if length > LIMIT:
        raise Refusal(400, "Bad Request: message is too long")
    entities: list[Json] = given.get("entities", [])
    for number, one in enumerate(entities):
        start, end = one["offset"], one["offset"] + one["length"]
        torn = any(0xDC <= encoded[2 * at + 1] <= 0xDF for at in (start, end) if 0 <= at < length)
        if one["type"] not in _KINDS or start < 0 or end > length or end <= start or torn:
            raise Refusal(400, f"Bad Request: ENTITY_BOUNDS_INVALID: {one}")
        for other in entities[number + 1 :]:
            from_, to = other["offset"], other["offset"] + other["length"]
            crosses = (
                from_ < end
                and start < to
                and not (start <= from_ and to <= end)
                and not (from_ <= start and end <= to)
            )
            if crosses or (from_ < end and start < to and {one["type"], other["type"]} & _ALONE):
                raise Refusal(400, f"Bad Request: can't parse entities: {one} and {other}")
    return text, entities
