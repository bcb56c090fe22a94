"""Damages files of each format and looks for words that are lost without a notice: `python -m checks.hostile.silence`."""

from __future__ import annotations

import argparse
import base64
import binascii
import html
import io
import quopri
import random
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path, PurePath

from checks.hostile.damage import flipped
from ingest.loaders import load_bytes
from ingest.loaders.inventory import WORD
from ingest.records import Unreadable
from tests.ingest.held import SAMPLES

_LEAST_CHARS = 4
_MOST_BYTES = 64 << 20
_TAGS = re.compile(r"<[^<>]*>")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{8,76}={0,2}\r?\n?){1,}")
_COMMENT = re.compile(rb"%[^\n]*")
_STYLES = re.compile(rb"<style\b.*?(?:</style>|\Z)", re.DOTALL | re.IGNORECASE)
_STREAM = re.compile(rb"stream\r?\n")
_UNCODED = re.compile(r"\\u(-?\d+) ?(?:\\'[0-9a-f]{2}|\?)?|\\[a-zA-Z]+-?\d* ?|[{}\r\n]")


@dataclass(frozen=True)
class Damaged:
    """A file that was damaged.

    Attributes:
        name: What was done, and the name of the file.
        data: Its bytes.
        words: That the files had from which it was made.
    """

    name: str
    data: bytes
    words: frozenset[str]


def words_of(text: str) -> frozenset[str]:
    """Return the longer words of a text."""
    return frozenset(word for word in WORD.findall(text) if len(word) >= _LEAST_CHARS)


def originals(folder: Path | None = None) -> dict[str, tuple[bytes, frozenset[str]]]:
    """Return whole files by name, each with its words: the samples of each format, or those of a folder."""
    if folder is None:
        files = {sample.name: sample.make() for sample in SAMPLES.values()}
    else:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    found = {}
    for name, data in files.items():
        try:
            found[name] = data, words_of(load_bytes(data, PurePath(name)).text)
        except Unreadable:
            continue
    return found


def damaged(files: Mapping[str, tuple[bytes, frozenset[str]]], number: int, seed: int) -> Iterator[Damaged]:
    """Yield files that were cut, flipped, merged or nested, or whose parts were."""
    names = sorted(files)
    for count in range(number):
        chance = random.Random(f"{seed} {count}")
        name = names[count % len(names)]
        data, words = files[name]
        other = chance.choice([one for one in names if one.endswith(PurePath(name).suffix)])
        way = chance.choice(_WAYS_OF_ARCHIVES if data[:2] == b"PK" else _WAYS)
        made, held = data, words
        if way == "cut":
            made = data[: chance.randrange(1, len(data))]
        elif way == "hole":
            start = chance.randrange(len(data))
            made = data[:start] + data[start + chance.randrange(1, 1 + len(data) // 3) :]
        elif way == "flipped":
            made = flipped(data, chance)
        elif way == "merged":
            made, held = data + files[other][0], words | files[other][1]
        elif way == "merged lines":
            made, held = data + b"\n\n" + files[other][0], words | files[other][1]
        elif way == "inserted":
            start = chance.randrange(len(data))
            made, held = data[:start] + files[other][0] + data[start:], words | files[other][1]
        elif way == "nested":
            inner = chance.choice(names)
            made, held = _nested(inner, files[inner][0]), files[inner][1]
            name = "nested.eml"
        else:
            made = _in_a_part(data, way, chance)
        yield Damaged(f"{count} {way} {name}", made, held)


_WAYS = ("cut", "hole", "flipped", "flipped", "merged", "merged lines", "inserted", "nested")
_WAYS_OF_ARCHIVES = (
    "cut", "flipped", "merged", "nested", "part cut", "part flipped", "part flipped", "part lost", "part renamed",
    "parts exchanged", "part doubled",
)  # fmt: skip


def _nested(name: str, data: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ada@example.org", "Nested"
    mail.set_content("See the attached file.")
    mail.add_attachment(data, "application", "octet-stream", filename=name)
    return bytes(mail)


def _in_a_part(data: bytes, way: str, chance: random.Random) -> bytes:
    """Return an archive with damage in one of its parts, and with sums that fit it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    long = [index for index, (name, part) in enumerate(parts) if name != "mimetype" and len(part) > 1]
    index = chance.choice(long)
    name, part = parts[index]
    if way == "part cut":
        parts[index] = name, part[: chance.randrange(1, len(part))]
    elif way == "part flipped":
        parts[index] = name, flipped(part, chance)
    elif way == "part lost":
        del parts[index]
    elif way == "part renamed":
        parts[index] = name.replace("1", "7").replace("s.xml", "z.xml"), part
    elif way == "parts exchanged":
        other = chance.choice(long)
        parts[index], parts[other] = (name, parts[other][1]), (parts[other][0], part)
    else:
        parts.append((name, flipped(part, chance)))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts:
            if one in archive.NameToInfo:
                archive.NameToInfo.pop(one)  # so that doubling it is no warning
            archive.writestr(one, content, zipfile.ZIP_STORED if one == "mimetype" else None)
    return stream.getvalue()


def remains(data: bytes, depth: int = 0) -> frozenset[str]:
    """Return the words that a damaged file still holds, by whatever way a program could get at them."""
    pieces = [data]
    start = 0
    while (start := data.find(b"PK\x03\x04", start)) >= 0:
        place = start + 30 + int.from_bytes(data[start + 26 : start + 28], "little")
        place += int.from_bytes(data[start + 28 : start + 30], "little")
        pieces.append(_inflated(data[place:], -15))
        start += 4
    pieces += [_inflated(data[match.end() :], 15) for match in _STREAM.finditer(data)]
    if depth < 2:
        for match in _BASE64.finditer(data):
            compact = re.sub(rb"\s", b"", match[0])
            try:
                inner = base64.b64decode(compact[: len(compact) // 4 * 4])
            except (binascii.Error, ValueError):
                continue
            pieces.append(" ".join(remains(inner, depth + 1)).encode())
    texts = [piece.decode("utf-8", "replace") for piece in pieces]
    texts.append(quopri.decodestring(data).decode("utf-8", "replace"))
    texts += [text.replace("\r\n ", "").replace("\n ", "") for text in texts[:1]]  # folded lines
    texts.append(_UNCODED.sub("", data.decode("latin-1")))
    return frozenset(word for text in texts for word in WORD.findall(html.unescape(_TAGS.sub(" ", text))))


def _inflated(data: bytes, bits: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    out = b""
    try:
        for start in range(0, min(len(data), 1 << 20), 256):
            out += unpacker.decompress(data[start : start + 256], _MOST_BYTES)
            if unpacker.eof:
                break
    except zlib.error:
        pass
    return out


def lost_in_silence(one: Damaged) -> tuple[str, list[str]]:
    """Return what became of a file, and the words it still holds that were lost without a notice."""
    name = PurePath(one.name.rpartition(" ")[2])
    try:
        document = load_bytes(one.data, name)
    except Unreadable:
        return "refused", []
    if document.notices:
        return "with a notice", []
    read = "".join(
        WORD.findall("".join(document.text[block.start : block.end] + " " for block in document.blocks))
    )
    missing = [word for word in one.words if word not in read and word not in document.title]
    if missing:
        left = _COMMENT.sub(b"", one.data) if name.suffix == ".tex" else _STYLES.sub(b"", one.data)
        held = remains(left)
        missing = sorted(word for word in missing if word in held)
    return "ok", missing


def main() -> int:
    """Damage files, print what became of them, and give 1 where any lost words in silence."""
    parser = argparse.ArgumentParser(prog="python -m checks.hostile.silence", description=__doc__)
    parser.add_argument("--number", type=int, default=2_000, help="of damaged files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="of files to damage in place of the samples")
    args = parser.parse_args()
    became: Counter[str] = Counter()
    silent = 0
    for one in damaged(originals(args.folder), args.number, args.seed):
        what, missing = lost_in_silence(one)
        became[what] += 1
        if missing:
            silent += 1
            print(f"  ! {one.name}: {', '.join(missing[:8])}", flush=True)
    print(f"{args.number} files: {dict(became)}; {silent} lost words in silence (seed {args.seed})")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
