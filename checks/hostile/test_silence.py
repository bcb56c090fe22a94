"""A sample of damaged files of each format; `python -m checks.hostile.silence` tries thousands."""

from __future__ import annotations

from checks.hostile.silence import damaged, lost_in_silence, originals

NUMBER = 250


def test_no_damaged_file_loses_words_in_silence() -> None:
    files = originals()
    became = {one.name: lost_in_silence(one) for one in damaged(files, NUMBER, seed=2)}
    assert {name: missing for name, (_, missing) in became.items() if missing} == {}
    assert {what for what, _ in became.values()} == {"ok", "refused", "with a notice"}


def test_whole_files_lose_nothing() -> None:
    files = originals()
    assert len(files) > 25
    assert all(words for _, words in files.values())
