"""Text and web pages, data and mail: endless lines, bottomless nesting, and bytes that no text should have."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from email.message import EmailMessage

from checks.hostile.cases import Case

WORDS = "The heron stands in the marsh."


def web_table(rows: int) -> bytes:
    row = "<tr>" + "".join(f"<td>word {n} and word</td>" for n in range(5)) + "</tr>\n"
    return f"<html><body><h1>Table</h1><table>{row * rows}<tr><td>the last row</td></tr></table></body></html>".encode()


def nested_web(depth: int, tag: str = "div") -> bytes:
    return (f"<{tag}>" * depth + WORDS).encode()


def notebook(outputs: int) -> bytes:
    picture = {
        "data": {"image/png": base64.b64encode(b"x" * 100_000).decode()},
        "output_type": "display_data",
    }
    printed = {"output_type": "stream", "text": ["a line that was printed\n"] * 1000}
    cells = [
        {"cell_type": "markdown", "source": [WORDS]},
        {"cell_type": "code", "source": "x = 1", "outputs": [picture, printed] * outputs},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


def nested_mail(depth: int) -> bytes:
    head = b"From: ada@example.org\nSubject: Nested\nMIME-Version: 1.0\n"
    for level in range(depth):
        head += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    return head + b"Content-Type: text/plain\n\n" + WORDS.encode()


def mail_with(count: int, size: int) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "ada@example.org", "Attached"
    message.set_content(WORDS)
    for number in range(count):
        message.add_attachment(b"\0" * size, "application", "zip", filename=f"bomb {number}.zip")
    return message.as_bytes()


def forwarded_mail() -> bytes:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "bob@example.org", "The first mail"
    inner.set_content("What Bob wrote.")
    message = EmailMessage()
    message["From"], message["Subject"] = "ada@example.org", "Fwd"
    message.set_content(WORDS)
    message.make_mixed()
    message.attach(inner_part(inner))
    return message.as_bytes()


def inner_part(inner: EmailMessage) -> EmailMessage:
    part = EmailMessage()
    part["Content-Type"] = "message/rfc822"
    part.set_payload([inner])
    return part


def cases() -> Sequence[Case]:
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    yield from _plain()
    yield from _markups()
    yield from _data()
    yield from _mail()


def _plain() -> Iterator[Case]:
    many = WORDS + " "
    yield Case("stray nul.txt", lambda: (many * 40 + "\0" + many * 40).encode(), "read", WORDS)
    yield Case("nul first.md", lambda: ("\0# Title\n\n" + many * 20).encode(), "read", WORDS)
    yield Case("nuls everywhere.txt", lambda: bytes(range(256)) * 20, "refused", "binary")
    yield Case("utf-16 without mark.txt", lambda: (many * 40).encode("utf-16-le"), "read", WORDS)
    yield Case(
        "utf-16 with half a character.txt",
        lambda: (many * 40).encode("utf-16") + b"x",
        "read",
        WORDS,
        "damaged",
    )
    yield Case(
        "escapes.txt",
        lambda: f"\x1b[2J\x1b]0;title\x07{WORDS}\x1b]52;c;ZXZpbA==\x07\x9b1m".encode(),
        "read",
        WORDS,
    )
    yield Case("turned around.txt", lambda: f"\u202e\u2066{WORDS}\u200b\ufeff\u2069".encode(), "read", WORDS)
    yield Case("surrogates.txt", lambda: WORDS.encode() + b" \xed\xa0\x80\xed\xb0\x80", "read", WORDS)
    yield Case("one line.txt", lambda: (many * 60_000).encode(), "read", WORDS)
    yield Case("one word.txt", lambda: b"a" * 3_000_000, "read", "aaaa")
    yield Case("endless line.log", lambda: b"word " * 2_000_000, heavy=True)
    yield Case("newlines.txt", lambda: b"\n" * 3_000_000, "refused", "no text")
    yield Case("190 MB.txt", lambda: (many + "\n").encode() * 5_900_000, "refused", heavy=True)
    yield Case("20 MB.txt", lambda: (many + "\n").encode() * 600_000, "read", WORDS, heavy=True)
    yield Case(
        "damaged utf-8.txt",
        lambda: (many * 40).encode() + "ü".encode()[:1] + (many * 5).encode(),
        "read",
        WORDS,
    )


def _markups() -> Iterator[Case]:
    yield Case("nested.html", lambda: nested_web(100_000), "read", WORDS)
    yield Case("nested fonts.html", lambda: nested_web(100_000, "font"), "read", WORDS)
    yield Case("nested tables.html", lambda: nested_web(3_000, "table><tr><td"), "read", WORDS)
    yield Case("million deep.html", lambda: nested_web(1_000_000), heavy=True)
    yield Case("2000 rows.html", lambda: web_table(2_000), "read", "the last row")
    yield Case("200000 rows.html", lambda: web_table(200_000), "read", "the last row", heavy=True)
    yield Case(
        "nul inside.html", lambda: b"<p>One.</p>\0<p>The heron stands in the marsh.</p>", "read", WORDS
    )
    yield Case(
        "two pages.html",
        lambda: f"<html><body>One.</body></html><html><body>{WORDS}</body></html>".encode(),
        "read",
        WORDS,
    )
    yield Case(
        "laughs.html",
        lambda: b'<!DOCTYPE x [<!ENTITY a "b">]><p>The heron stands in the marsh. &a;</p>',
        "read",
        WORDS,
    )
    yield Case(
        "long attribute.html",
        lambda: b'<p title="' + b"x" * 12_000_000 + f'">{WORDS}</p>'.encode(),
        "read",
        WORDS,
    )
    yield Case(
        "pictures.html",
        lambda: b'<html><body><img src="a.png"><svg></svg></body></html>',
        "refused",
        "only pictures",
    )
    yield Case("drawing.svg", lambda: b"<svg>" * 1000, "refused", "picture")
    for name, text in {
        "brackets": "[" * 50_000, "links": "[a](" * 10_000, "quotes": ">" * 20_000, "stars": "*a " * 20_000,
        "ticks": "`" * 20_000 + "a", "lists": "".join("  " * n + "- a\n" for n in range(1_000)),
        "html": "<a " * 20_000, "references": "[a]: b\n" * 50_000, "table": "|" * 19_000 + "\n" + "|-" * 9_000,
    }.items():  # fmt: skip
        yield Case(f"{name}.md", lambda text=text: f"{WORDS}\n\n{text}\n".encode(), "read", WORDS)  # type: ignore[misc]
    yield Case(
        "deep.org",
        lambda: "".join("*" * n + f" h{n}\n\nx\n" for n in range(1, 1_500)).encode(),
        "read",
        "h1499",
    )
    yield Case(
        "long heading.md",
        lambda: ("# " + "word " * 3_000 + "\n\n" + (WORDS + "\n\n") * 500).encode(),
        "read",
        WORDS,
    )


def _data() -> Iterator[Case]:
    yield Case("deep.json", lambda: b"[" * 1_000_000 + b"]" * 1_000_000, notice="not valid JSON")
    yield Case("deep in lines.json", lambda: b"[\n" * 500_000 + b"]\n" * 500_000, notice="not valid JSON")
    yield Case("deep objects.json", lambda: b'{"a":\n' * 900 + b"1" + b"}" * 900, "read", "a")
    yield Case("surrogate.json", lambda: json.dumps({"\ud800": WORDS + "\udfff"}).encode(), "read", WORDS)
    yield Case("huge number.json", lambda: b"[" + b"9" * 1_000_000 + b"]")
    yield Case("endless.jsonl", lambda: b'{"a": "' + b"word " * 200_000, "read", "word", "not valid JSON")
    yield Case("half of it broken.jsonl", lambda: b'{"a": 1}\n{"a": \n' * 5_000, "read", "a: 1", "5000 lines")
    yield Case(
        "million columns.csv", lambda: b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000, "read", "a", heavy=True
    )
    yield Case("open quote.csv", lambda: b'name,price\n"tea,3\n' + b"milk,4\n" * 100_000, "read", "tea")
    yield Case("huge field.csv", lambda: b"name\n" + b"x" * 12_000_000 + b"\n", "read", "xxx", heavy=True)
    yield Case("outputs.ipynb", lambda: notebook(5), "read", WORDS)
    yield Case("huge outputs.ipynb", lambda: notebook(300), "read", WORDS, heavy=True)
    yield Case("deep.ipynb", lambda: b'{"cells":' + b"[" * 100_000, "refused", "not a valid notebook")


def _mail() -> Iterator[Case]:
    yield Case("50 nested.eml", lambda: nested_mail(50), "read", WORDS, "its end is missing")
    yield Case("1000 nested.eml", lambda: nested_mail(1_000))
    yield Case("100000 nested.eml", lambda: nested_mail(100_000), heavy=True)
    yield Case("attachment.eml", lambda: mail_with(1, 1_000), "read", WORDS, "bomb 0.zip")
    yield Case(
        "3000 attachments.eml",
        lambda: mail_with(3_000, 10),
        "read",
        WORDS,
        "only the first 500 are read",
        heavy=True,
    )
    yield Case("large attachment.eml", lambda: mail_with(1, 60_000_000), notice="bomb 0.zip", heavy=True)
    yield Case("forwarded.eml", forwarded_mail, "read", "What Bob wrote.")
    yield Case(
        "long header.eml",
        lambda: b"From: a@b.c\nSubject: " + b"word " * 200_000 + f"\n\n{WORDS}".encode(),
        "read",
        WORDS,
    )
    yield Case(
        "many headers.eml",
        lambda: b"From: a@b.c\n" + b"X-A: b\n" * 100_000 + f"\n{WORDS}".encode(),
        "read",
        WORDS,
    )
