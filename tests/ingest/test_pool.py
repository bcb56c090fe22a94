from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from ingest import parser_process
from ingest.child_process import decode, encode
from ingest.parser_process import Answer, ParseOutcome, ParserProcess
from ingest.pool import LOOK_AHEAD, ParserPool
from ingest.reading import Parsed
from tests.ingest.samples import docx, paragraph, pdf

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    with ParserPool(2, timeout_s=60, memory_mb=1024) as pool:
        yield pool


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_results_come_in_the_order_of_the_paths(tmp_path: Path, pool: ParserPool) -> None:
    paths = []
    for number in range(12):
        paths.append(put(tmp_path / f"{number}.md", b"# Note\n\nWords %d." % number))
        paths.append(put(tmp_path / f"{number}.pdf", pdf([[(12, f"Page of {number}.")]])))
    results = list(pool.parse(paths))
    assert [one.path for one in results] == paths
    assert not [one.reason for one in results if one.reason]
    assert results[7].passages[0].text == "Page of 3."
    assert results[7].kind == "pdf"


def test_size_time_and_hash_are_those_of_the_file(tmp_path: Path, pool: ParserPool) -> None:
    paths = [put(tmp_path / "a.md", b"Words."), put(tmp_path / "a.docx", docx(paragraph("Words.")))]
    for parsed in pool.parse(paths):
        status = parsed.path.stat()
        assert (parsed.size, parsed.mtime_ns) == (status.st_size, status.st_mtime_ns)
        assert len(parsed.content_hash) == 32


def test_a_file_that_is_known_is_not_parsed_again(tmp_path: Path, pool: ParserPool) -> None:
    paths = [put(tmp_path / "a.md", b"Words."), put(tmp_path / "a.docx", docx(paragraph("Words.")))]
    known = {str(one.path): one.content_hash for one in pool.parse(paths)}
    again = list(pool.parse(paths, known))
    assert all(one.unchanged and not one.passages and not one.reason for one in again)
    put(paths[0], b"Other words.")
    put(paths[1], docx(paragraph("Other words.")))
    assert [one.passages[0].text for one in pool.parse(paths, known)] == ["Other words.", "Other words."]


def test_only_some_paths_are_taken_ahead(tmp_path: Path, pool: ParserPool) -> None:
    file = put(tmp_path / "a.md", b"Words.")
    taken = 0

    def paths() -> Iterator[Path]:
        nonlocal taken
        for _ in range(10 * LOOK_AHEAD):
            taken += 1
            yield file

    next(pool.parse(paths()))
    assert taken <= LOOK_AHEAD


def test_a_pdf_that_is_called_text_is_read_as_a_pdf(tmp_path: Path, pool: ParserPool) -> None:
    (parsed,) = pool.parse([put(tmp_path / "a.txt", pdf([[(12, "Words.")]]))])
    assert (parsed.kind, parsed.passages[0].text) == ("pdf", "Words.")


def test_what_cannot_be_opened_has_a_reason(tmp_path: Path, pool: ParserPool) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    os.mkfifo(tmp_path / "pipe.pdf")
    paths = [tmp_path / name for name in ("gone.md", "gone.pdf", "pipe.md", "pipe.pdf")]
    reasons = [one.reason for one in pool.parse(paths)]
    assert reasons[:2] == ["it is no longer there"] * 2
    assert all("not a file" in reason for reason in reasons[2:])


def test_a_bomb_needs_more_memory_than_it_gets_and_the_next_file_is_read(tmp_path: Path) -> None:
    bomb = pdf([[(12, "x")]], stream=b"BT /F 12 Tf (" + b"a" * 400_000_000 + b") Tj ET")
    paths = [put(tmp_path / "bomb.pdf", bomb), put(tmp_path / "good.pdf", pdf([[(12, "Words.")]]))]
    with ParserPool(1, timeout_s=60, memory_mb=512) as pool:
        bad, good = pool.parse(paths)
    assert "512 MB of memory" in bad.reason
    assert good.passages[0].text == "Words."


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with ParserPool(1, timeout_s=0.001, memory_mb=1024) as pool:
        (parsed,) = pool.parse([put(tmp_path / "a.pdf", pdf([[(12, "Words.")]]))])
    assert parsed.reason.startswith("reading it took longer than 0.001 s")


def test_a_text_with_a_long_line_is_read_under_the_time_limit(tmp_path: Path, pool: ParserPool) -> None:
    short = put(tmp_path / "short.md", b"# Words\n\n" + b"word and word\n" * 10_000)
    long = put(tmp_path / "long.md", b"# Words\n\n" + b"word " * 5_000)
    assert all(one.passages for one in pool.parse([short, long]))
    with ParserPool(1, timeout_s=0.001, memory_mb=1024) as hasty:
        first, second = hasty.parse([short, long])
    assert first.reason == ""
    assert second.reason.startswith("reading it took longer than 0.001 s")


def test_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    file = put(tmp_path / "a.pdf", pdf([[(12, "Words.")]]))
    child = ParserProcess(60, 1024)
    try:
        assert child.parse(file)[0].passages
        assert child._process is not None
        child._process.kill()
        child._process.wait()
        assert child.parse(file)[0].passages
    finally:
        child.close()


@pytest.mark.parametrize(
    "line", [b'{"passages": 7}', b'{"read": []}', b"[]", b"nonsense", b"[" * 100_000, b'{"title": 1}']
)
def test_an_answer_that_is_none_is_not_believed(line: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Answer(Path("a.pdf")).add(decode(line))


def test_a_process_that_talks_nonsense_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(process: object, request: object, answer: Answer) -> None:
        answer.add({"passages": 7})

    monkeypatch.setattr(ParserProcess, "_ask", staticmethod(ask))
    child = ParserProcess(60, 1024)
    try:
        parsed, ending = child.parse(put(tmp_path / "a.pdf", b"%PDF-"))
        assert ending is ParseOutcome.CRASHED
        assert "crash" in parsed.reason
    finally:
        child.close()


def test_equations_fit_into_the_memory_of_a_worker(tmp_path: Path, pool: ParserPool) -> None:
    equation = "<w:p><m:oMath><m:r><m:t>E=m</m:t></m:r></m:oMath></w:p>"
    (parsed,) = pool.parse([put(tmp_path / "a.docx", docx(equation))])
    assert parsed.reason == ""
    assert "E=m" in parsed.passages[0].text


def test_closing_ends_the_processes(tmp_path: Path) -> None:
    pool = ParserPool(1)
    list(pool.parse([put(tmp_path / "a.pdf", pdf([[(12, "Words.")]]))]))
    process = pool._children[0]._process
    assert process is not None
    pool.close()
    assert process.poll() is not None


def start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.parser_process", "1024"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_a_worker_ends_when_its_parent_is_gone() -> None:
    worker = start_worker()
    worker.communicate(timeout=60)  # closes the pipe, as the death of the parent does
    assert worker.returncode == 0


def complete(path: Path, lines: IO[bytes]) -> Parsed:
    """Take lines until they make an answer."""
    answer = Answer(path)
    while not answer.complete:
        answer.add(decode(lines.readline()))
    return answer.parsed


def test_a_worker_outlives_ctrl_c(tmp_path: Path) -> None:
    file = put(tmp_path / "a.md", b"Words.")
    with start_worker() as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        request = encode({"path": str(file)})
        worker.stdin.write(request)
        worker.stdin.flush()
        complete(path=file, lines=worker.stdout)
        worker.send_signal(signal.SIGINT)
        worker.stdin.write(request)
        worker.stdin.flush()
        assert complete(path=file, lines=worker.stdout).passages
        worker.stdin.close()


def test_a_worker_may_open_no_connection() -> None:
    code = (
        "import sys, socket, functools, ingest.child_process as child\n"
        "sys.addaudithook(functools.partial(child.forbid, ''))\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except child.ForbiddenError: print('denied')"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "denied"


def test_results_survive_the_way_between_processes(tmp_path: Path, pool: ParserPool) -> None:
    path = put(tmp_path / "合同.md", "# 合同\n\n正文 🙂\n".encode())
    (parsed,) = pool.parse([path])
    answer = Answer(path)
    for message in (
        parser_process._opening(parsed),
        *parser_process._passage_messages(parsed),
        parser_process._ending(parsed),
    ):
        answer.add(decode(encode(message)))
    assert parsed.passages
    assert answer.parsed == parsed


def test_a_name_that_is_not_unicode_reaches_the_worker(tmp_path: Path, pool: ParserPool) -> None:
    try:
        path = put(tmp_path / os.fsdecode(b"caf\xe9.pdf"), pdf([[(12, "Words.")]]))
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    (parsed,) = pool.parse([path])
    assert isinstance(parsed, Parsed)
    assert parsed.passages[0].text == "Words."
