"""Gives the product's vectors to other programs, over the loopback, in the form of OpenAI's embeddings."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from assistant.models.base import Embedder, Vectors
from benchmarks.beside import PASSAGE, QUERY


@dataclass(slots=True)
class VectorServer:
    """What serves vectors, and what the model behind has spent.

    Attributes:
        address: Where it is asked, as OpenAI's clients want it.
        passages: How many passages were embedded.
        processor_s: Seconds of the processor that their embedding took.
    """

    address: str
    passages: int = 0
    processor_s: float = 0.0


@contextmanager
def serving(embedder: Embedder) -> Iterator[VectorServer]:
    """Serve an embedder's vectors; a text says by its prefix whether it is a passage or a question."""
    lock = threading.Lock()

    def embedded(texts: list[str]) -> Vectors:
        asked = [text.startswith(QUERY) for text in texts]
        if any(asked):
            return np.stack([embedder.embed_query(text.removeprefix(QUERY)) for text in texts])
        before = time.process_time()
        vectors = embedder.embed_passages([text.removeprefix(PASSAGE) for text in texts])
        served.processor_s += time.process_time() - before
        served.passages += len(texts)
        return vectors

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
            with lock:
                vectors = embedded(texts)
            short = asked.get("encoding_format") == "base64"
            rows = [base64.b64encode(one.tobytes()).decode() if short else one.tolist() for one in vectors]
            data = [
                {"object": "embedding", "index": number, "embedding": row} for number, row in enumerate(rows)
            ]
            usage = {"prompt_tokens": 0, "total_tokens": 0}
            told = {"object": "list", "model": asked.get("model", ""), "data": data, "usage": usage}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = VectorServer(f"http://127.0.0.1:{server.server_port}/v1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
