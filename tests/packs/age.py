"""Seals a file as age does, by few rounds: with a passphrase in little time.

Source: the age specification, https://age-encryption.org/v1 (C2SP).
"""

from __future__ import annotations

import base64
import hmac
import os

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

ROUNDS = 10


def sealed(data: bytes, passphrase: str) -> bytes:
    """Encrypt a container for a passphrase, as `assistant.packs.sealing` describes."""
    identity = pyrage.x25519.Identity.generate()
    key = by_passphrase(str(identity).encode(), passphrase)
    container: bytes = pyrage.encrypt(data, [identity.to_public()])
    return b"private-assistant sealed 1 %d\n" % len(key) + key + container


def by_passphrase(data: bytes, passphrase: str) -> bytes:
    """Encrypt some bytes, at most one chunk of them, with a passphrase."""
    salt, file_key, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 1 << ROUNDS, 8, 1).derive(
        passphrase.encode()
    )
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    head = f"age-encryption.org/v1\n-> scrypt {_base64(salt)} {ROUNDS}\n{_base64(body)}\n---".encode()
    mac = hmac.digest(_hkdf(file_key, b"", b"header"), head, "sha256")
    payload = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\1", data, None)
    return head + f" {_base64(mac)}\n".encode() + nonce + payload


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
