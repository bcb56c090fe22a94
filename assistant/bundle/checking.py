"""Check a bundle: who signed it, what it lists, and every byte of it.

It uses the standard library alone and goes along with `install.py` in every bundle, where nothing is installed yet; the
program checks bundles with the same code, so that both judge alike.

Source of the signatures: minisign's format, with Ed25519 as RFC 8032, sections 5.1 and 6, has it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.bundle.texts import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Report = Callable[[str, int, int], None]
    """Is told what is being done, how much is done and of how much, in bytes."""  # not shown
    Point = tuple[int, int, int, int]

FORMAT = 1
MANIFEST, SIGNATURE, TRUSTED = "bundle.json", "bundle.json.minisig", "trusted_keys"
SUMS = "SHA256SUMS"
INSTALLER = ("install.py", "checking.py", "machine.py", "plan.py", "texts.py")
"""What goes along to install a bundle; the first is what people start."""
UNFINISHED = ".unfinished"
"""Is there while a bundle is being made."""
PUT_THERE = "ollama"
"""The folder into which people put what the bundle cannot carry; what is not listed there is said, not refused."""
LITTER = re.compile(
    r"(?i)\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.Spotlight-V100|\.Trashes|\.fseventsd|__pycache__"
)
"""What systems write into folders of a stick by themselves."""
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))]
)
LONGEST_PATH = 180
"""Most characters of a path inside a bundle, so that 260 are not reached on Windows."""
LARGEST_MANIFEST = 64 << 20


class Problem(Exception):
    """What keeps a bundle from being used: a sentence, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, p: Point) -> Point:
    q = (0, 1, 1, 0)
    while number:
        if number & 1:
            q = _add(q, p)
        p, number = _add(p, p), number >> 1
    return q


def _point(data: bytes) -> Point | None:
    """Read a point from its 32 bytes; None where they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def ed25519_verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a key signed a message; a signature has 64 bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    base = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    if a is None or r is None or base is None or s >= _ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    left, right = _times(s, base), _add(r, _times(k, a))
    return (
        not (left[0] * right[2] - right[0] * left[2]) % _P
        and not (left[1] * right[2] - right[1] * left[2]) % _P
    )


def _decoded(text: str, length: int) -> bytes:
    try:
        data = base64.b64decode(text.strip().encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("no base64") from error
    if len(data) != length:
        raise ValueError("not the right length")
    return data


def read_key(text: str) -> tuple[bytes, bytes]:
    """Read a public key of minisign: its number (8 bytes) and the key (32 bytes).

    Args:
        text: The line that minisign prints, or the whole of a .pub file.

    Raises:
        Problem: It is none.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("untrusted comment:")]
    try:
        data = _decoded(lines[0], 42) if len(lines) == 1 else b""
    except ValueError:
        data = b""
    if data[:2] != b"Ed":
        raise Problem(
            both("That is no public key of minisign."),
            both("It is a line of 56 characters that begins with RW, or a file that holds it."),
        )
    return data[2:10], data[10:]


def key_number(number: bytes) -> str:
    """Write the number of a key as minisign does."""
    return number[::-1].hex().upper()


def signature_holds(data: bytes, text: str, keys: Mapping[bytes, bytes]) -> tuple[str, bool | None]:
    """Hold data against a signature in minisign's format.

    Returns:
        The number of the key that is said to have signed, and whether it did; None where the key is not known.

    Raises:
        Problem: The file is no signature.
    """
    lines = text.splitlines()
    try:
        head, final = _decoded(lines[1], 74), _decoded(lines[3], 64)
        comment = lines[2][len("trusted comment: ") :]
        known = head[:2] in (b"ED", b"Ed") and lines[2].startswith("trusted comment: ")
    except (IndexError, ValueError):
        known = False
    if not known or len(lines) != 4:
        raise Problem(
            both("{signature} is no signature of minisign.", signature=SIGNATURE),
            both("The bundle was damaged or tampered with."),
        )
    key, signature = keys.get(head[2:10]), head[10:]
    if key is None:
        return key_number(head[2:10]), None
    message = hashlib.blake2b(data).digest() if head[:2] == b"ED" else data
    holds = ed25519_verifies(key, message, signature) and ed25519_verifies(
        key, signature + comment.encode(), final
    )
    return key_number(head[2:10]), holds


def is_safe(path: object) -> bool:
    """Return whether a path of a bundle stays inside it, and is one on every system."""
    if not isinstance(path, str) or not 0 < len(path) <= LONGEST_PATH or not path.isprintable():
        return False
    for part in path.split("/"):
        if part in ("", ".", "..") or part[-1] in " ." or set(part) & set('\\:*?"<>|'):
            return False
        if part.split(".")[0].lower() in RESERVED:
            return False
    return True


def read_manifest(folder: Path) -> tuple[dict[str, Any], bytes]:
    """Read what a bundle says that it holds.

    Raises:
        Problem: There is no bundle, or what it says cannot be.
    """
    path = folder / MANIFEST
    try:
        if path.stat().st_size > LARGEST_MANIFEST:
            raise ValueError("too large")
        data = path.read_bytes()
        manifest = json.loads(data.decode("utf-8"))
        if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
            raise ValueError("no bundle")
    except FileNotFoundError:
        raise Problem(
            both("There is no bundle in {folder}: {manifest} is missing.", folder=folder, manifest=MANIFEST),
            both("Name the folder that was carried."),
        ) from None
    except OSError as error:
        raise Problem(
            both("{path} cannot be read: {why}.", path=path, why=error.strerror),
            both("The stick may be damaged: copy the bundle again."),
        ) from None
    except (ValueError, RecursionError):
        raise Problem(
            both("{path} is damaged: it is no list of a bundle.", path=path), both("Copy the bundle again.")
        ) from None
    if manifest["format"] != FORMAT:
        raise Problem(
            both("The bundle was made by a newer version of the program."),
            both("Use the install.py that came with it."),
        )
    if not _is_sound(manifest):
        raise Problem(
            both(
                "{path} lists what cannot be: paths that leave the bundle, or values of a wrong kind.",
                path=path,
            ),
            both("Do not use this bundle; ask its sender."),
        )
    return manifest, data


def _is_sound(manifest: dict[str, Any]) -> bool:
    files, platforms, models = manifest.get("files"), manifest.get("platforms"), manifest.get("models")
    if not (isinstance(files, list) and isinstance(platforms, dict) and isinstance(models, dict)):
        return False
    paths = set()
    for file in files:
        if not isinstance(file, dict) or not is_safe(file.get("path")):
            return False
        size, digest = file.get("size"), file.get("sha256")
        if type(size) is not int or size < 0 or not re.fullmatch(r"[0-9a-f]{64}", str(digest)):
            return False
        if type(file.get("carried")) is not bool:
            return False
        paths.add(file["path"])
    if len({path.casefold() for path in paths}) != len(files):
        return False
    used = [wheel for one in platforms.values() for wheel in _texts(one, "wheels")]
    used += [path for one in models.values() for path in [*_texts(one, "blobs"), str(one.get("manifest"))]]
    used += _texts(manifest, "gguf")
    numbers = [one.get(name) for one in platforms.values() for name in ("unpacked", "longest")]
    return paths.issuperset(used) and all(type(number) is int and number >= 0 for number in numbers)


def _texts(record: object, name: str) -> list[str]:
    """Return a list of texts of a record, or one that no bundle holds."""
    found = record.get(name) if isinstance(record, dict) else None
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return found
    return ["?"]


def check_sender(
    folder: Path, data: bytes, keys: Mapping[bytes, bytes], *, insist: bool = False
) -> tuple[str, str]:
    """Tell who signed a bundle.

    Args:
        folder: The bundle.
        data: Its manifest, as read.
        keys: The keys that are trusted, by their numbers.
        insist: Whether a bundle that none of them signed is refused.

    Returns:
        "trusted", "unknown" or "unsigned", and the number of the key.

    Raises:
        Problem: The signature is not that of this bundle, or the sender is not one of those insisted on.
    """
    try:
        text = (folder / SIGNATURE).read_text("utf-8", "replace")[:10_000]
    except FileNotFoundError:
        state, number = "unsigned", ""
    except OSError as error:
        raise Problem(
            both("{folder} cannot be read: {why}.", folder=folder / SIGNATURE, why=error.strerror)
        ) from None
    else:
        number, holds = signature_holds(data, text, keys)
        if holds is False:
            raise Problem(
                both(
                    "The signature is not that of this bundle: {manifest} was changed after key {n} signed it.",
                    manifest=MANIFEST,
                    n=number,
                ),
                both("Do not use it; ask its sender."),
            )
        state = "trusted" if holds else "unknown"
    if insist and state != "trusted":
        raise Problem(
            both("The bundle is signed with the key {n}, which is not one that you trust.", n=number)
            if number
            else both("The bundle is not signed, and you trust a sender who signs."),
            both("Ask the sender, in another way than by this stick; or say --accept-unknown-sender."),
        )
    return state, number


def said_of_sender(state: str, number: str) -> str:
    """Write who sent a bundle, as a sentence."""
    if state == "trusted":
        return both("Signed with a key that you trust ({n}).", n=number)
    if state == "unknown":
        return both(
            "Sender unknown: signed with the key {n}, which nobody told you of. The sums only show that nothing "
            "was damaged on the way.",
            n=number,
        )
    return both("Sender unknown: not signed. The sums only show that nothing was damaged on the way.")


def check_files(folder: Path, manifest: Mapping[str, Any], report: Report) -> list[str]:
    """Check every byte of a bundle.

    Returns:
        The files that people put beside it and that nobody listed.

    Raises:
        Problem: A file is missing, another one, or one too many.
    """
    if (folder / UNFINISHED).exists():
        raise Problem(
            both("The bundle is unfinished: making it was stopped."),
            both("Start `assistant bundle create` again with the same words."),
        )
    files = {file["path"]: file for file in manifest["files"] if file["carried"]}
    beside, found = [], set()
    for path in sorted(_everything(folder)):
        if path in (MANIFEST, SIGNATURE):
            continue
        found.add(path)
        if path not in files and path.split("/")[0] == PUT_THERE:
            beside.append(path)
        elif path not in files:
            raise Problem(
                both("{path} is in the bundle, but not in its list.", path=path),
                both("It is not from the sender: delete it."),
            )
    missing = sorted(set(files) - found)
    if missing:
        raise Problem(
            both("{path} is missing in the bundle.", path=missing[0])
            if len(missing) == 1
            else both(
                "{path} is missing in the bundle, and {count} more files.",
                path=missing[0],
                count=len(missing) - 1,
            ),
            both("Copy the bundle again."),
        )
    total, done = sum(file["size"] for file in files.values()), 0
    for path, file in sorted(files.items()):
        report(both("Checking"), done, total)
        check_file(folder / path, path, file)
        done += file["size"]
    report(both("Checking"), total, total)
    return beside


def check_file(place: Path, path: str, file: Mapping[str, Any]) -> None:
    """Check the bytes of one file against what its bundle says of it."""
    try:
        right = place.stat().st_size == file["size"] and digest_of(place) == file["sha256"]
    except OSError as error:
        raise Problem(
            both("{path} cannot be read: {why}.", path=path, why=error.strerror),
            both("The stick may be damaged: copy the bundle again."),
        ) from None
    if not right:
        raise Problem(
            both("{path} is damaged: its bytes are not those that the bundle lists.", path=path),
            both("Copy the bundle again."),
        )


def _everything(folder: Path) -> Iterator[str]:
    """Yield the files of a folder as paths inside it, without what systems litter."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not LITTER.fullmatch(name)]
        for name in [*names, *(one for one in folders if (Path(root) / one).is_symlink())]:
            if LITTER.fullmatch(name):
                continue
            place = Path(root) / name
            path = place.relative_to(folder).as_posix()
            if not stat.S_ISREG(place.lstat().st_mode):
                raise Problem(
                    both("{path} in the bundle is a link or a device, not a file.", path=path),
                    both("Delete it."),
                )
            yield path


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def trusted_keys(file: Path) -> dict[bytes, bytes]:
    """Read the keys that are trusted: one a line, with a name behind it."""
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    return dict(read_key(line.split()[0]) for line in lines if line.strip() and not line.startswith("#"))


def key_text(given: str) -> str:
    """Return a key from what was given: itself, or a file that holds it."""
    if re.fullmatch(r"[A-Za-z0-9+/=]{56}", given):
        return given
    try:
        return Path(given).expanduser().read_text("utf-8", "replace")[:10_000]
    except OSError as error:
        raise Problem(
            both("The key file {given} cannot be read: {why}.", given=given, why=error.strerror)
        ) from None
