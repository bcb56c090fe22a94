"""What servers answer that are broken, hostile, or something else than they should be, as raw bytes.

Each is sent in place of any answer; `FakeOllama.odd` and `serving_odd` use them.
"""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Send = Callable[[bytes], None]
"""Sends bytes; raises OSError once the client is gone."""
Odd = Callable[[Send, threading.Event], None]
"""Sends an answer; the event is set when the server stops."""

PACE_S = 0.05
"""Between two bytes of a server that dribbles: as a second is to the usual time limit."""


def body(content: bytes, *headers: str, status: str = "200 OK") -> Odd:
    """Answer in order, with this content."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(content)}", "Connection: close", "", ""]
    return lambda send, _: send("\r\n".join(lines).encode() + content)


def raw(content: bytes) -> Odd:
    """Answer with exactly these bytes, and close."""
    return lambda send, _: send(content)


def endless(head: bytes, again: bytes) -> Odd:
    """Answer without an end."""

    def answer(send: Send, stopping: threading.Event) -> None:
        send(head)
        while not stopping.is_set():
            send(again)

    return answer


def dribbled(content: bytes, whole: bytes = b"") -> Odd:
    """Send the second part at once, and the first byte by byte, again and again."""

    def answer(send: Send, stopping: threading.Event) -> None:
        send(whole)
        for byte in itertools.cycle(content):
            send(bytes([byte]))
            if stopping.wait(PACE_S):
                return

    return answer


def silent(send: Send, stopping: threading.Event) -> None:
    """Answer nothing, and keep the connection."""
    stopping.wait(60)


def then_silent(content: bytes) -> Odd:
    """Send these bytes, and then nothing, and keep the connection."""

    def answer(send: Send, stopping: threading.Event) -> None:
        send(content)
        stopping.wait(60)

    return answer


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_OPEN = _HEAD + b"Connection: close\r\n\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
_BOMB = gzip.compress(bytes(80 << 20))
_DEEP = b'{"models":' * 1_000
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Oops</title></head><body><h1>Oops</h1></body></html>"

ODD: dict[str, Odd] = {
    "a list": body(b"[]"),
    "null": body(b"null"),
    "a number": body(b"7"),
    "a text": body(b'"ollama"'),
    "nothing": body(b""),
    "half of it": body(b'{"models": [{"na'),
    "a page of HTML": body(_PAGE, "Content-Type: text/html"),
    "lists nested a thousand deep": body(b"[" * 1_000 + b"]" * 1_000),
    "lists nested a million deep": body(b"[" * 1_000_000),
    "objects nested a thousand deep": body(_DEEP + b"1" + b"}" * 1_000),
    "a number of five thousand digits": body(b'{"version": ' + b"9" * 5_000 + b"}"),
    "not a number": body(b'{"version": NaN, "models": NaN}'),
    "bytes that are no text": body(b'{"version": "\xff\xfe\xc3"}'),
    "another kind of packing": body(b"xyz", "Content-Encoding: br"),
    "broken packing": body(b"xyz", "Content-Encoding: gzip"),
    "a bomb": body(_BOMB, "Content-Encoding: gzip"),
    "a bomb in chunks": endless(
        _CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"),
        b"%x\r\n%s\r\n" % (len(_BOMB), _BOMB),
    ),
    "signs without an end": endless(_OPEN, b" " * 65_536),
    "one string without an end": endless(_OPEN + b'{"version": "', b"x" * 65_536),
    "empty lines without an end": endless(_OPEN, b"\n" * 65_536),
    "tiny chunks without an end": endless(_CHUNKED, b"1\r\nx\r\n" * 1_000),
    "headers without an end": endless(b"HTTP/1.1 200 OK\r\n", b"X-Y: z\r\n" * 100),
    "one header without an end": endless(b"HTTP/1.1 200 OK\r\nX-Y: ", b"z" * 65_536),
    "go on, without an end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body byte by byte": dribbled(b" ", _OPEN + b'{"version": '),
    "chunks byte by byte": dribbled(b"1\r\n \r\n", _CHUNKED),
    "headers byte by byte": dribbled(b"X-Y: zzzzzzzz\r\n", b"HTTP/1.1 200 OK\r\n"),
    "silence": silent,
    "silence after the head": then_silent(_OPEN),
    "an end at once": raw(b""),
    "another protocol": raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "garbage": raw(bytes(range(256)) * 64),
    "an end in the head": raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "an end in the body": raw(_HEAD + b'Content-Length: 900\r\n\r\n{"version": "1"'),
    "an end in the chunks": raw(_CHUNKED + b'f\r\n{"ver'),
    "chunks of no size": raw(_CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    "chunks of a negative size": raw(_CHUNKED + b"-5\r\n{}\r\n0\r\n\r\n"),
    "a status that is no number": raw(b"HTTP/1.1 OK OK\r\n\r\n{}"),
    "a page at an error": body(_PAGE, "Content-Type: text/html", status="502 Bad Gateway"),
    "a bomb at an error": body(_BOMB, "Content-Encoding: gzip", status="500 Oops"),
    "an error that is a list": body(b'{"error": [[["x"]]]}', status="500 Oops"),
    "an error with control characters": body(b'{"error": "a\\u001b[31mb\\nc"}', status="500 Oops"),
    "an error without an end": endless(b"HTTP/1.1 500 Oops\r\n\r\n", b"x" * 65_536),
    "elsewhere": body(b"", "Location: https://ann:s3cr3t@elsewhere.example/login", status="302 Found"),
}


@contextmanager
def serving_odd(odd: Odd) -> Iterator[str]:
    """Answer every connection so, whatever it asks; gives the address."""
    stopping = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            connection.recv(65_536)
            odd(connection.sendall, stopping)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listening.accept()[0],)).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        host, port = listening.getsockname()[:2]
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://{host}:{port}"
        finally:
            stopping.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
