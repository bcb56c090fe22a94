"""A local server that speaks Ollama's wire protocol, with faults on order."""

from __future__ import annotations

import hashlib
import json
import re
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import BaseServer
from typing import Any

from tests.fakes.models import hash_embedding
from tests.fakes.odd_answers import Odd
from tests.fakes.serving import serving

Json = dict[str, Any]
_TOKEN = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|[^\s\u3040-\u9fff\uac00-\ud7af]+")
_NO_NUMBERS = "json: unsupported value: NaN"
_TOO_LONG = "the input length exceeds the context length"


@dataclass(frozen=True)
class FakeModel:
    """A model that the server has."""

    name: str
    capabilities: tuple[str, ...] | None = ("completion",)
    """None as from a server too old to list them."""
    context_length: int = 4096
    template: str = "{{ .Prompt }}"
    remote_host: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.name.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class FakeReply:
    """What the server answers to one chat."""

    content: str = ""
    thinking: str = ""
    done_reason: str = "stop"
    pieces: tuple[str, ...] | None = None
    """The pieces of the content, where a test cares how it is cut."""
    tool_calls: tuple[Json, ...] = ()
    """Calls of tools that nobody has offered."""


@dataclass(frozen=True)
class Recorded:
    """A request that the server got."""

    path: str
    body: Json


@dataclass
class Faults:
    """What goes wrong, until a test puts it right."""

    busy: int = 0
    """So many requests for work get a 503."""
    drop: int = 0
    """So many requests for work lose their connection without an answer."""
    failing_text: str = ""
    """Any batch with a text that contains this gets a 500."""
    refuse_think: bool = False
    """The switch for reasoning gets a 400, though the model claims to have it."""
    cuts_silently: bool = False
    """`truncate` is ignored and prompts are cut, as by an old server."""
    cut_after: int | None = None
    """The connection breaks after so many pieces of an answer."""
    cut_inside_character: bool = False
    """The break is in the middle of a character of more than one byte."""
    broken_json_after: int | None = None
    """A line after so many pieces is no JSON."""
    error_after: int | None = None
    """A line after so many pieces is an error."""
    never_done: bool = False
    """An answer ends in order, but without its last piece."""
    stall_after: int | None = None
    """An answer stops after so many pieces, and the connection stays."""
    embeds_left: int | None = None
    """After so many more batches, what `then` says happens."""
    then: str = ""
    """"removed": the model is gone. "dies": the server stops. "fails": it computes no numbers any more. "garbled": what
    it answers is no JSON."""
    wrong_vectors: list[list[float]] | None = None
    """These are given for any batch."""
    hold: threading.Event | None = None
    """Requests for work wait for this."""
    status: int | None = None
    """Any request gets this status."""
    said: str = "on order"
    """What is said of it."""


class FakeOllama:
    """The server; `running()` starts it."""

    def __init__(self, *models: FakeModel) -> None:
        self.models = {model.name: model for model in models}
        self.faults = Faults()
        self.replies: deque[FakeReply] = deque()
        self.usual = FakeReply("word after word " + " ".join(f"{n} after {n - 1}" for n in range(100)))
        """What is answered when no reply waits."""
        self.answer: Callable[[Json], FakeReply] | None = None
        """Makes, from the body of a chat's request, what is answered in place of that."""
        self.requests: list[Recorded] = []
        self.gone = threading.Event()
        """Set when a client goes away in the middle of an answer."""
        self.stopping = threading.Event()
        """Set when the server stops, so that nothing waits any longer."""
        self.holding = threading.Event()
        """Set when a request waits for `faults.hold`."""
        self.pace_s = 0.0
        """Time between two pieces of an answer."""
        self.pull_steps: list[Json] = [
            {"status": "pulling manifest"},
            {"status": "pulling abc", "digest": "sha256:abc", "total": 10},
            {"status": "pulling abc", "digest": "sha256:abc", "total": 10, "completed": 10},
            {"status": "success"},
        ]
        self.odd: dict[str, Odd] = {}
        """What is sent, as raw bytes, in place of the answer of a path, or of any other path as `*`."""
        self.loaded: list[list[str]] = []
        """Models in memory, as each look at `/api/ps` finds them, the last one for good; none for an old server."""
        self.path = ""
        """Below which it is reached, as behind a reverse proxy."""
        self.wants = ""
        """The `Authorization` without which every request gets a 401."""
        self.url = ""

    def find(self, name: str) -> FakeModel | None:
        return self.models.get(name) or self.models.get(name.removesuffix(":latest"))

    def reply_to(self, body: Json) -> FakeReply:
        """Return what is answered when no reply waits."""
        return self.answer(body) if self.answer is not None else self.usual

    def sent(self, path: str) -> list[Json]:
        """The bodies of all requests to a path."""
        return [request.body for request in self.requests if request.path == path]

    @contextmanager
    def running(self, tls: ssl.SSLContext | None = None) -> Iterator[FakeOllama]:
        fake = self

        class Handler(_Handler):
            ollama = fake

        self.stopping.clear()
        with serving(Handler, tls) as self.url:
            try:
                yield self
            finally:
                self.stopping.set()
                if self.faults.hold is not None:
                    self.faults.hold.set()


@dataclass
class _Answer:
    status: int
    body: Json = field(default_factory=dict)


class _Handler(BaseHTTPRequestHandler):
    ollama: FakeOllama
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._serve(json.loads(self.rfile.read(length) or b"{}"))

    def _serve(self, body: Json) -> None:
        # One request a connection: the server then stops without waiting for idle clients.
        self.close_connection = True
        if not self.path.startswith(f"{self.ollama.path}/api/"):
            return self._answer_plainly(404, b"404 page not found")
        self.path = self.path.removeprefix(self.ollama.path)
        self.ollama.requests.append(Recorded(self.path, body))
        if self.ollama.wants and self.headers.get("Authorization") != self.ollama.wants:
            return self._answer(_Answer(401, {"error": "unauthorized"}))
        odd = self.ollama.odd.get(self.path) or self.ollama.odd.get("*")
        if odd is not None:
            return self._answer_oddly(odd)
        if self.ollama.faults.status is not None:
            return self._answer(_Answer(self.ollama.faults.status, {"error": self.ollama.faults.said}))
        routes = {
            "/api/version": lambda _: _Answer(200, {"version": "0.17.4"}),
            "/api/tags": self._tags,
            "/api/ps": self._running,
            "/api/show": self._show,
            "/api/embed": self._embed,
            "/api/chat": self._chat,
            "/api/pull": self._pull,
        }
        answer = routes[self.path](body) if self.path in routes else _Answer(404, {"error": "no such path"})
        return None if answer is None else self._answer(answer)

    def _answer_plainly(self, status: int, text: bytes) -> None:
        self._head(status, length=len(text))
        self.wfile.write(text)

    def _answer_oddly(self, odd: Odd) -> None:
        try:
            odd(self.connection.sendall, self.ollama.stopping)
        except OSError:
            self.ollama.gone.set()

    def _tags(self, _: Json) -> _Answer:
        return _Answer(200, {"models": [_listed(model) for model in self.ollama.models.values()]})

    def _running(self, _: Json) -> _Answer:
        if not self.ollama.loaded:
            return _Answer(404, {"error": "no such path"})
        names = self.ollama.loaded.pop(0) if len(self.ollama.loaded) > 1 else self.ollama.loaded[0]
        return _Answer(200, {"models": [{"name": name, "model": name} for name in names]})

    def _show(self, body: Json) -> _Answer:
        model = self.ollama.find(body["model"])
        if model is None:
            return _missing(body["model"])
        shown: Json = {
            "template": model.template,
            "details": {"family": "fake"},
            "model_info": {
                "general.architecture": "fake",
                "fake.context_length": model.context_length,
                "fake.embedding_length": 256,
            },
        }
        if model.capabilities is not None:
            shown["capabilities"] = list(model.capabilities)
        if model.remote_host:
            shown |= {"remote_host": model.remote_host, "remote_model": model.name}
        return _Answer(200, shown)

    def _embed(self, body: Json) -> _Answer | None:
        trouble = self._trouble(body) or self._last_batch(body)
        if trouble is not None:
            return trouble if trouble.status else None
        model, faults = self.ollama.find(body["model"]), self.ollama.faults
        assert model is not None
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        counts = [_tokens(text) for text in texts]
        if faults.failing_text and any(faults.failing_text in text for text in texts):
            return _Answer(500, {"error": _NO_NUMBERS})
        if max(counts, default=0) > model.context_length:
            if body.get("truncate") is False and not faults.cuts_silently:
                return _Answer(400, {"error": _TOO_LONG})
            counts = [min(count, model.context_length) for count in counts]
            texts = [" ".join(_TOKEN.findall(text)[: model.context_length]) for text in texts]
        vectors = faults.wrong_vectors
        if vectors is None:
            vectors = [hash_embedding(text).tolist() for text in texts]
        return _Answer(200, {"model": model.name, "embeddings": vectors, "prompt_eval_count": sum(counts)})

    def _chat(self, body: Json) -> _Answer | None:
        trouble = self._trouble(body)
        if trouble is not None:
            return trouble if trouble.status else None
        model, faults = self.ollama.find(body["model"]), self.ollama.faults
        assert model is not None
        thinking = "thinking" in (model.capabilities or ())
        if body.get("think") and (faults.refuse_think or not thinking):
            return _Answer(400, {"error": f'"{model.name}" does not support thinking'})
        window = body.get("options", {}).get("num_ctx", 4096)
        counted = sum(_tokens(message["content"]) + 3 for message in body["messages"])
        if counted >= window:
            if body.get("truncate") is False and not faults.cuts_silently:
                return _Answer(400, {"error": _TOO_LONG})
            counted = window
        reply = self.ollama.replies.popleft() if self.ollama.replies else self.ollama.reply_to(body)
        self._stream(_pieces(model.name, reply, body, counted))
        return None

    def _trouble(self, body: Json) -> _Answer | None:
        """What stands in the way of work; a status of 0 when the connection was dropped."""
        faults = self.ollama.faults
        if faults.hold is not None:
            self.ollama.holding.set()
            faults.hold.wait(30)
        if faults.drop > 0:
            faults.drop -= 1
            return _Answer(0)
        if faults.busy > 0:
            faults.busy -= 1
            return _Answer(503, {"error": "server busy, please try again. maximum pending requests exceeded"})
        return None if self.ollama.find(body["model"]) else _missing(body["model"])

    def _last_batch(self, body: Json) -> _Answer | None:
        """What happens once `embeds_left` is used up; a status of 0 when the connection was dropped."""
        faults = self.ollama.faults
        if faults.embeds_left is None:
            return None
        if faults.embeds_left > 0:
            faults.embeds_left -= 1
            return None
        match faults.then:
            case "removed":
                self.ollama.models.pop(body["model"], None)
                return _missing(body["model"])
            case "fails":
                return _Answer(500, {"error": _NO_NUMBERS})
            case "garbled":
                self._head(200, length=9)
                self.wfile.write(b'{"embeddi')
            case "dies":
                threading.Thread(target=_end, args=(self.server,)).start()
        return _Answer(0)

    def _pull(self, body: Json) -> None:
        self.ollama.models.setdefault(body["model"], FakeModel(body["model"]))
        self._stream(self.ollama.pull_steps)

    def _stream(self, lines: Iterable[Json]) -> None:
        faults = self.ollama.faults
        self._head(200, chunked=True)
        for number, line in enumerate(lines):
            data = _encoded(line)
            if self.ollama.pace_s:
                self.ollama.stopping.wait(self.ollama.pace_s)
            if faults.cut_after == number:
                return self._break(data)
            if faults.stall_after == number:
                self.ollama.stopping.wait(30)
                return None
            if faults.broken_json_after == number:
                data = b'{"message": {"con\n'
            if faults.error_after == number:
                data = b'{"error": "the runner has died"}\n'
            if faults.never_done and line.get("done"):
                continue
            if not self._chunk(data):
                return None
        self._chunk(b"")
        return None

    def _break(self, data: bytes) -> None:
        if self.ollama.faults.cut_inside_character:
            inside = next(index for index, byte in enumerate(data) if byte >= 0xC0) + 1
            self._chunk(data[:inside])
        self.wfile.flush()

    def _chunk(self, data: bytes) -> bool:
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        except OSError:
            self.ollama.gone.set()
            return False
        return True

    def _answer(self, answer: _Answer) -> None:
        data = json.dumps(answer.body).encode()
        try:
            self._head(answer.status, length=len(data))
            self.wfile.write(data)
        except OSError:
            self.ollama.gone.set()

    def _head(self, status: int, *, length: int | None = None, chunked: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-ndjson" if chunked else "application/json")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if length is not None:
            self.send_header("Content-Length", str(length))
        if 300 <= status < 400:
            self.send_header("Location", "/api/version")
        self.send_header("Connection", "close")
        self.end_headers()


def _end(server: BaseServer) -> None:
    """Take a server away as a kill does: who asks next is refused."""
    server.shutdown()
    server.server_close()


def _encoded(line: Json) -> bytes:
    """Write a line as Go does, which escapes the two line breaks of Unicode that JavaScript minds, and not U+0085."""
    text = json.dumps(line, ensure_ascii=False)
    for char in ("\u2028", "\u2029", *re.findall("[\ud800-\udfff]", text)):
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode() + b"\n"


def _listed(model: FakeModel) -> Json:
    entry: Json = {
        "name": model.name if ":" in model.name else f"{model.name}:latest",
        "digest": model.digest,
        "size": 1000,
        "size_vram": 0,
        "details": {"parameter_size": "1B", "quantization_level": "Q4_K_M"},
    }
    return {**entry, "remote_host": model.remote_host} if model.remote_host else entry


def _missing(name: str) -> _Answer:
    return _Answer(404, {"error": f"model '{name}' not found"})


def _tokens(text: str) -> int:
    return len(_TOKEN.findall(text))


def _pieces(name: str, reply: FakeReply, body: Json, counted: int) -> Iterator[Json]:
    """The lines of an answer, cut short by `num_predict`."""
    thoughts = [] if body.get("think") is False else _words(reply.thinking)
    words = _words(reply.content) if reply.pieces is None else list(reply.pieces)
    messages: list[Json] = [{"content": "", "thinking": thought} for thought in thoughts] + [
        {"content": word} for word in words
    ]
    messages += [{"content": "", "tool_calls": [call]} for call in reply.tool_calls]
    limit = body.get("options", {}).get("num_predict", -1)
    kept = messages[:limit] if limit >= 0 else messages
    for message in kept:
        yield {"model": name, "message": {"role": "assistant", **message}, "done": False}
    yield {
        "model": name,
        "message": {"role": "assistant", "content": ""},
        "done": True,
        "done_reason": "length" if len(kept) < len(messages) else reply.done_reason,
        "prompt_eval_count": counted,
        "prompt_eval_duration": 2_000_000,
        "eval_count": len(kept),
        "eval_duration": 4_000_000,
    }


def _words(text: str) -> list[str]:
    return re.findall(r"\s*(?:[\u3040-\u9fff\uac00-\ud7af]|[^\s\u3040-\u9fff\uac00-\ud7af]+)|\s+$", text)
