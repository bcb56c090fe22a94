"""`assistant pack`, `backup` and `restore`: what is typed, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_documented_json import check


def test_knowledge_goes_from_one_home_to_another(library: Path, run: Run, tmp_path: Path) -> None:
    pack, there = str(tmp_path / "all.pack"), ("--home", str(tmp_path / "there"))
    check("pack", run("pack", "export", pack, "--json").lines)
    wrong = run("pack", "import", str(library / "contract.md"), *there)
    assert (wrong.code, "no pack of this program" in wrong.err) == (1, True)
    assert not (tmp_path / "there").exists()
    check("pack", run("pack", "import", pack, "--json", *there).lines)
    assert "here already" in run("pack", "import", pack, *there).out
    assert "from a pack" in run("sources", *there).out
    assert "from packs" in run("status", *there).out
    asked = run("ask", "When does the contract with Lindqvist end?", "--engine", "embedded", *there)
    assert "From a pack, its file is not on this machine: contract.md." in asked.err
    assert run("ingest", *there).code in (0, 3)
    gone = run("forget", "/from-a-pack", *there)
    assert gone.code == 0
    assert "no files" in run("sources", *there).err


def test_two_documents_of_one_path_are_told(library: Path, run: Run, tmp_path: Path) -> None:
    pack = str(tmp_path / "all.pack")
    run("pack", "export", pack)
    (library / "contract.md").write_text("# Another contract\n\nIt has no end.\n", "utf-8")
    run("ingest", str(library))
    told = run("pack", "import", pack)
    assert (told.code, "contract.md" in told.err, "--keep" in told.err) == (2, True, True)
    assert "left out for what is here" in run("pack", "import", pack, "--keep", "mine").out


def test_a_home_is_backed_up_and_restored(library: Path, run: Run, tmp_path: Path) -> None:
    backup, there = str(tmp_path / "all.backup"), ("--home", str(tmp_path / "there"))
    check("backup", run("backup", backup, "--json").lines)
    check("restore", run("restore", backup, "--json", *there).lines)
    mine, theirs = run("search", "notice period", "--json"), run("search", "notice period", "--json", *there)
    assert mine.lines[0]["hits"] == theirs.lines[0]["hits"]
    again = run("restore", backup, *there)
    assert (again.code, "--replace" in again.err) == (2, True)
    assert "before-restore-" in run("restore", backup, "--replace", *there).out


@pytest.mark.parametrize("words", [("backup",), ("pack", "export")])
def test_a_file_that_is_no_pack_is_not_replaced(
    words: tuple[str, ...], library: Path, run: Run, tmp_path: Path
) -> None:
    mine = tmp_path / "diary.txt"
    mine.write_text("what I did")
    result = run(*words, str(mine))
    assert result.code == 1
    assert "diary.txt is there already" in result.err
    assert mine.read_text() == "what I did"
    fresh = tmp_path / "fresh.file"
    assert run(*words, str(fresh)).code == run(*words, str(fresh)).code == 0
