from __future__ import annotations

from pathlib import Path

import minisign
import pytest

from assistant.bundle.checking import (
    Problem,
    check_sender,
    ed25519_verifies,
    key_number,
    read_key,
    signature_holds,
)
from assistant.bundle.signing import Signer, make_keys
from assistant.errors import UsageError

# RFC 8032, section 7.1: tests 1, 2, 3 and "SHA(abc)"
VECTORS = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
)  # fmt: skip


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_what_the_standard_signed_verifies(key: str, message: str, signature: str) -> None:
    made = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_verifies(*made)
    assert not ed25519_verifies(made[0], made[1] + b"x", made[2])
    for at in (0, 31, 32, 63):
        assert not ed25519_verifies(made[0], made[1], flipped(made[2], at))
        assert not ed25519_verifies(flipped(made[0], at % 32), made[1], made[2])


def test_a_signature_whose_number_is_too_large_is_another_one() -> None:
    key, _, signature = (bytes.fromhex(one) for one in VECTORS[0])
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not ed25519_verifies(key, b"", signature[:32] + larger)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("prehash", [True, False])
def test_what_minisign_signs_is_verified(prehash: bool) -> None:
    pair = minisign.KeyPair.generate()
    text = bytes(pair.secret_key.sign(b"the list", prehash=prehash, trusted_comment="of ours")).decode()
    keys = dict([read_key(bytes(pair.public_key).decode())])
    number = key_number(next(iter(keys)))
    assert signature_holds(b"the list", text, keys) == (number, True)
    assert signature_holds(b"the lisT", text, keys) == (number, False)
    assert signature_holds(b"the list", text.replace("of ours", "of mine"), keys) == (number, False)
    assert signature_holds(b"the list", text, {}) == (number, None)


@pytest.mark.parametrize(
    "text", ["", "a\nb\nc\nd", "untrusted comment: x\nRUQ=\ntrusted comment: x\nRUQ=", "é\n" * 4]
)
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        signature_holds(b"", text, {})


@pytest.mark.parametrize("text", ["", "RW", "x" * 56, "untrusted comment: only"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        read_key(text)


def test_our_signature_is_one_of_minisign_and_the_same_each_time(tmp_path: Path) -> None:
    line = make_keys(tmp_path / "key", "")
    signer = Signer(tmp_path / "key", None)
    signature = signer.sign(b"the list")
    public = minisign.PublicKey.from_file(tmp_path / "key.pub")
    public.verify(b"the list", minisign.Signature.from_bytes(signature.encode()))
    assert signer.sign(b"the list") == signature
    assert (signer.public, key_number(read_key(line)[0])) == (line, signer.number)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    make_keys(tmp_path / "key", "")
    with pytest.raises(UsageError):
        make_keys(tmp_path / "key", "")


def test_who_is_not_trusted_is_refused_where_a_sender_is_insisted_on(tmp_path: Path) -> None:
    keys = dict([read_key(make_keys(tmp_path / "key", ""))])
    make_keys(tmp_path / "other", "")
    assert check_sender(tmp_path, b"list", keys) == ("unsigned", "")
    with pytest.raises(Problem, match="not signed"):
        check_sender(tmp_path, b"list", keys, insist=True)
    signature = tmp_path / "bundle.json.minisig"
    signature.write_text(Signer(tmp_path / "other", None).sign(b"list"))
    assert check_sender(tmp_path, b"list", keys)[0] == "unknown"
    with pytest.raises(Problem, match="not one that you trust"):
        check_sender(tmp_path, b"list", keys, insist=True)
    signature.write_text(Signer(tmp_path / "key", None).sign(b"list"))
    assert check_sender(tmp_path, b"list", keys, insist=True)[0] == "trusted"
    with pytest.raises(Problem, match="was changed"):
        check_sender(tmp_path, b"another", keys)
