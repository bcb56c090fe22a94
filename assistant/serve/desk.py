"""State and steps that all calls of the server share.

They find the library that is meant, see whose turn it is, and give errors the shape of each API.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from assistant.config.schema import ServeSettings
from assistant.errors import AssistantError, LibraryBusy, PartMissing, UsageError
from assistant.frozen import dataclass
from assistant.i18n import _, mark
from assistant.options import USUAL_SAMPLING, Sampling, TurnOptions
from assistant.serve.access import BodyTooLarge, shaped_error
from assistant.serve.asking import PING_S, Done, Piece, Reasoned, Said, Shown, answered, kept_alive
from assistant.serve.gate import Gate, TooMany
from assistant.serve.history import Conversation
from assistant.serve.libraries import EACH, GENERAL, Libraries, LibraryModel, UnknownModel
from assistant.serve.metrics import Metrics
from assistant.serve.pages import Links
from assistant.serve.users import LOCAL, User, Users, holder_of
from assistant.wording import together

if TYPE_CHECKING:
    from assistant.api import Found

_Body = TypeVar("_Body", bound=BaseModel)
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?[/\\][^\"'\n]*?[/\\]libraries[/\\]")
Call = Callable[["Desk", Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client asks for beside its question.

    Attributes:
        think: Whether the model reasons first; None leaves it to the settings.
        sampling: How it chooses its words.
        stop: Texts before which the answer ends.
        store: Whether the turn is kept in the library.
    """

    think: bool | None = None
    sampling: Sampling = USUAL_SAMPLING
    stop: tuple[str, ...] = ()
    store: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that is put to a library.

    Attributes:
        library: Its name.
        question: What is asked.
        options: How.
        shown: Where sources stand.
        stop: Texts before which the answer ends.
    """

    library: str
    question: str
    options: TurnOptions
    shown: Shown
    stop: tuple[str, ...] = ()


@dataclass(slots=True)
class Desk:
    """The state of one server.

    Attributes:
        libraries: What is served.
        users: Who has a token.
        settings: How.
        gate: How many are answered at once.
        searching: How many search at once.
        metrics: What was done.
        secret: Signs addresses of pages.
        ping_s: Seconds of silence after which a client is sent something.
        drawing: How many pages are drawn at once.
    """

    libraries: Libraries
    users: Users
    settings: ServeSettings
    gate: Gate
    searching: Gate
    metrics: Metrics
    secret: bytes
    ping_s: float = PING_S
    drawing: Gate = field(default_factory=lambda: Gate(at_once=1, waiting=16, each=17))

    def base(self, request: Request) -> str:
        """Return this server's address as the client knows it."""
        return self.settings.public_url or str(request.base_url)

    def links(self, request: Request, library: str) -> Links:
        """Return what makes addresses of pages of a library, for whoever asks."""
        return Links(self.base(request), library, self.secret, holder_of(self.secret, user_of(request)))

    async def pieces(
        self, request: Request, model: LibraryModel, asked: Conversation, wishes: Wishes
    ) -> AsyncGenerator[Piece, None]:
        """Answer a question as pieces, once it is its turn.

        Raises:
            AssistantError: As a turn; or too many wait.
        """
        options = TurnOptions(
            think=wishes.think,
            general=model.mode == GENERAL,
            each=model.mode == EACH,
            earlier=asked.earlier,
            keep=wishes.store or self.settings.store,
            sampling=wishes.sampling,
        )
        asking = Asking(model.library, asked.question, options, self.settings.citations, wishes.stop)
        async with aclosing(self.answers(request, asking)) as pieces:
            async for piece in pieces:
                yield piece

    async def answers(self, request: Request, asking: Asking) -> AsyncGenerator[Piece, None]:
        """Answer a question of any protocol: bounded in time, in turn, and counted.

        Raises:
            AssistantError: As a turn; or too many wait.
        """
        made = self._made(request, asking)
        async with aclosing(kept_alive(made, self.ping_s, self.settings.timeout_s)) as pieces:
            async for piece in pieces:
                yield piece

    async def _made(self, request: Request, asking: Asking) -> AsyncGenerator[Reasoned | Said | Done, None]:
        if not asking.question.strip():
            raise UsageError(
                _("The question is empty."), _("Send a message of the user."), code="question_empty"
            )
        user, links = user_of(request), self.links(request, asking.library)
        async with self.gate.passed(user.name, user.a_minute):
            began = monotonic()
            client = await self.libraries.opened(asking.library)
            status = "error"
            made = answered(client, asking.question, asking.options, links, asking.shown, asking.stop)
            try:
                async with aclosing(made) as pieces:
                    status = "interrupted"
                    async for piece in pieces:
                        if isinstance(piece, Done):
                            status = piece.finished.status
                            usage = piece.finished.usage
                            self.metrics.count("prompt_tokens", usage.prompt_tokens or 0)
                            self.metrics.count("answer_tokens", usage.answer_tokens or 0)
                        yield piece
            except AssistantError:
                status = "error"
                raise
            finally:
                self.metrics.count("answers", status=status)
                self.metrics.count("answer_seconds", monotonic() - began)

    async def found(
        self, request: Request, library: str, query: str, limit: int, inside: Sequence[str]
    ) -> Found:
        """Search, once it is the user's turn.

        Raises:
            AssistantError: As a search; or too many wait.
        """
        user = user_of(request)
        async with self.searching.passed(user.name, user.a_minute):
            client = await self.libraries.opened(library)
            found = await client.search(query, limit, tuple(inside))
        self.metrics.count("searches")
        return found

    async def embedded(
        self, request: Request, model: LibraryModel, texts: Sequence[str]
    ) -> list[list[float]]:
        """Embed texts, once it is the user's turn: a model embeds, or answers.

        Raises:
            AssistantError: As the embedding model; or too many wait.
        """
        if not texts:
            return []
        user = user_of(request)
        async with self.gate.passed(user.name, user.a_minute):
            client = await self.libraries.opened(model.library)
            return await client.embed(texts)


def user_of(request: Request) -> User:
    """Return who asks."""
    user = getattr(request.state, "user", LOCAL)
    return user if isinstance(user, User) else LOCAL


async def body_of(request: Request, kind: type[_Body]) -> _Body:
    """Read the body of a request.

    Raises:
        UsageError: It is no JSON, or not as it must be.
    """
    raw = await request.body()
    try:
        told: Any = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise UsageError(
            _("The body is not valid JSON."), _("Send an object as application/json.")
        ) from error
    if not isinstance(told, dict):
        raise UsageError(_("The body is no JSON object."), _("Send an object as application/json."))
    try:
        return kind.model_validate(told)
    except (ValidationError, RecursionError) as error:
        raise UsageError(_wrong(error), _("The call's documentation is at /openapi.json.")) from error


REASONS = {
    "missing": mark("it is missing"),
    **dict.fromkeys(("string_type", "string_unicode"), mark("it must be a text")),
    "string_too_long": mark("it is longer than {max_length} characters"),
    "string_too_short": mark("it is empty or too short"),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "int_parsing_size"), mark("it must be a whole number")
    ),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), mark("it must be a number")),
    **dict.fromkeys(("bool_type", "bool_parsing"), mark("it must be true or false")),
    "list_type": mark("it must be a list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), mark("it must be an object")),
    "greater_than_equal": mark("it must be at least {ge}"),
    "less_than_equal": mark("it must be at most {le}"),
    "greater_than": mark("it must be more than {gt}"),
    "less_than": mark("it must be less than {lt}"),
    "too_long": mark("it has more than {max_length} items"),
    "too_short": mark("it has fewer than {min_length} items"),
    "literal_error": mark("it must be {expected}"),
}
"""What is said of a field that is not what it must be, by pydantic's name for it."""


def _wrong(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return _("The body is nested too deep.")
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"][:6])[:200]
    said = REASONS.get(first["type"], mark("it has another form than it must have"))
    values = {name: value for name, value in first.get("ctx", {}).items() if name != "error"}
    return _('"{place}" is not as it must be: {reason}.', place=place, reason=_(said, **values))


def library_of(desk: Desk, request: Request, model: str) -> LibraryModel:
    """Return the library that a client means.

    Raises:
        UnknownModel: There is none of that name, or the user may not ask it.
    """
    return desk.libraries.model(model, user_of(request).allowed)


def status_of(error: AssistantError) -> int:
    """Return the HTTP status of an error."""
    match error:
        case UnknownModel():
            return 404
        case BodyTooLarge():
            return 413
        case TooMany():
            return 429
        case UsageError():
            return 400
        case LibraryBusy() | PartMissing():
            return 503
        case _:
            return 503 if error.retry_helps else 500


def sentence_of(error: AssistantError) -> str:
    """Return an error and its hint as one text.

    The folder that libraries are kept in is left out.
    """
    return _FOLDERS.sub("", together(error.message, error.hint))


def error_response(path: str, error: AssistantError) -> Response:
    """Return an error in the shape of the API that was asked."""
    status = status_of(error)
    body, kind = shaped_error(path, status, sentence_of(error), error.code)
    headers = {"retry-after": "5"} if status in (429, 503) else {}
    return Response(body, status, headers, kind)


async def whole(request: Request, pieces: AsyncGenerator[Piece, None]) -> Done | None:
    """Wait for the end of an answer.

    Return None where the client has hung up, which stops the model.

    Raises:
        AssistantError: As a turn.
    """
    done: Done | None = None
    failed: AssistantError | None = None

    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            while True:
                if (await request.receive())["type"] == "http.disconnect":
                    tasks.cancel_scope.cancel()
                    return

        tasks.start_soon(watch)
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Done):
                        done = piece
        except AssistantError as error:
            failed = error
        tasks.cancel_scope.cancel()
    if failed is not None:
        raise failed
    return done


Line = Callable[[Piece], Sequence[str]]


async def streamed(
    pieces: AsyncGenerator[Piece, None],
    lines: Line,
    fault: Callable[[str, AssistantError], str],
    media_type: str,
    path: str,
) -> Response:
    """Stream an answer as lines.

    An error before the first of them is a response of its own.

    Args:
        pieces: The answer.
        lines: Formats a piece.
        fault: Formats an error in the middle of a stream.
        media_type: Of the stream.
        path: Of the call, which tells the shape of an error.
    """
    try:
        first = await anext(pieces, None)
    except AssistantError as error:
        await pieces.aclose()
        return error_response(path, error)

    async def body() -> AsyncGenerator[str, None]:
        async with aclosing(pieces):
            try:
                if first is not None:
                    for line in lines(first):
                        yield line
                async for piece in pieces:
                    for line in lines(piece):
                        yield line
            except AssistantError as error:
                yield fault(path, error)

    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return StreamingResponse(body(), headers=headers, media_type=media_type)


def told(value: Mapping[str, Any], status: int = 200) -> JSONResponse:
    """Return a JSON object."""
    return JSONResponse(dict(value), status)
