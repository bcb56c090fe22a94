"""Text in pictures, from the file to the library: each picture once, resumed, bounded and forgotten."""

from __future__ import annotations

import base64
import io
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from assistant.events import Citation, Finished, Hit, event_json, hit_json
from assistant.library.library import Library
from assistant.library.salvage import salvage
from assistant.wording import where
from bots.render import quoted
from ingest.ocr.engines import HINT, EngineChoice, choose
from ingest.ocr.process import OcrLimits
from ingest.recognition import Recognition
from ingest.records import FileEvent, RecognitionEvent
from ingest.sync import TO_BE_RECOGNISED, Limits, Pipeline
from tests.fakes.tesseract import FakeTesseract

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the command that plays tesseract is a script"
)

OCR = OcrLimits(timeout_s=20, memory_mb=400, workers=1)
LIMITS = Limits(workers=1)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTesseract:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return FakeTesseract(folder)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", create=True) as opened:
        yield opened


def picture(shade: int) -> Image.Image:
    return Image.new("L", (240, 320), shade)


def scan(path: Path, *shades: int) -> None:
    """Write a PDF whose pages are pictures."""
    first, *others = map(picture, shades)
    first.save(path, save_all=True, append_images=others)


def recognition(library: Library, ocr: OcrLimits = OCR) -> Recognition:
    choice = choose("tesseract")
    assert choice is not None
    return Recognition(library, choice, LIMITS, ocr)


def ingest(library: Library, folder: Path, ocr: OcrLimits = OCR) -> list[FileEvent]:
    one = recognition(library, ocr)
    events = [*one.held_back(Pipeline(library, LIMITS).scan([folder]))]
    events += [event for event in one.run() if isinstance(event, FileEvent)]
    library.pictures.drop_orphans()
    return events


def texts(library: Library) -> list[str]:
    documents = [library.documents.neighbours(one.id, 0, 1 << 40) for one in library.documents.all()]
    return [passage.text for passages in documents for passage in passages]


def statuses(events: list[FileEvent]) -> dict[str, str]:
    return {Path(event.path).name: event.status for event in events}


def test_scans_and_pictures_are_read_after_all_other_text(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100, 110)
    picture(120).save(docs / "a.png")
    (docs / "z.txt").write_text("Plain words.")
    one = recognition(library)
    before = list(one.held_back(Pipeline(library, LIMITS).scan([docs])))
    assert statuses(before) == {"z.txt": "added"}
    assert texts(library) == ["Plain words."]
    after = list(one.run())
    progress = [(one.done, one.total) for one in after if isinstance(one, RecognitionEvent)]
    assert progress == [(number, 3) for number in range(4)]
    files = [one for one in after if isinstance(one, FileEvent)]
    assert statuses(files) == {"a.png": "added", "scan.pdf": "added"}
    assert [file.notices for file in files] == [(), ()]
    assert [text.split("\n")[0][:9] for text in texts(library)] == [
        "Shade 120",
        "Shade 100",
        "Shade 110",
        "Plain wor",
    ]
    assert engine.calls == 3


def test_what_was_recognised_is_marked_with_its_confidence(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100, 110)
    (docs / "z.txt").write_text("Plain words.")
    ingest(library, docs)
    marks = [
        (passage.page, passage.confidence)
        for one in library.documents.all()
        for passage in library.documents.neighbours(one.id, 0, 9)
    ]
    assert marks == [(1, 0.93), (2, 0.93), (None, None)]


def test_a_renamed_or_copied_file_is_not_recognised_again(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100, 110)
    ingest(library, docs)
    scan(docs / "longer.pdf", 100, 110, 130)
    (docs / "scan.pdf").rename(docs / "named anew.pdf")
    assert statuses(ingest(library, docs)) == {
        "scan.pdf": "removed",
        "longer.pdf": "added",
        "named anew.pdf": "added",
    }
    assert engine.calls == 3  # the new page alone
    assert len(texts(library)) == 5
    assert statuses(ingest(library, docs)) == {"longer.pdf": "unchanged", "named anew.pdf": "unchanged"}
    assert engine.calls == 3


def test_a_run_that_was_stopped_goes_on_where_it_was(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100, 110, 120, 130)
    one = recognition(library)
    assert list(one.held_back(Pipeline(library, LIMITS).scan([docs]))) == []
    with closing(one.run()) as events:
        while (event := next(events)) and not (isinstance(event, RecognitionEvent) and event.done == 2):
            pass
    assert texts(library) == []
    assert [one.reason.endswith(TO_BE_RECOGNISED) for one in library.documents.all()] == [True]
    known = engine.calls
    assert known < 4
    assert statuses(ingest(library, docs)) == {"scan.pdf": "updated"}
    assert engine.calls <= 5  # the one that was broken off
    assert len(texts(library)) == 4
    assert [one.reason for one in library.documents.all()] == [""]


def test_too_slow_and_too_large_pages_are_said_and_not_tried_again(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100, 10)
    scan(docs / "large.pdf", 30)
    limits = replace(OCR, timeout_s=2.0)
    events = {Path(event.path).name: event for event in ingest(library, docs, limits)}
    assert events["scan.pdf"].status == "added"
    assert events["scan.pdf"].notices == (
        "page 2: recognising it took longer than 2 s (the setting ocr.timeout_s)",
        "page 2 has no text (it is a picture)",
    )
    assert events["large.pdf"].status == "failed"
    assert (
        "recognising it takes more than 400 MB of memory (the setting ocr.memory_mb)"
        in events["large.pdf"].reason
    )
    calls = engine.calls
    assert statuses(ingest(library, docs, limits)) == {"scan.pdf": "unchanged", "large.pdf": "failed"}
    assert engine.calls == calls
    assert library.pictures.waiting("another engine")[0].pages  # which may do better


def test_pictures_without_words_are_passed_over(library: Library, docs: Path, engine: FakeTesseract) -> None:
    picture(255).save(docs / "blank.png")
    Image.new("L", (16, 16), 100).save(docs / "icon.png")
    (docs / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    events = {Path(event.path).name: event for event in ingest(library, docs)}
    assert (events["blank.png"].status, events["icon.png"].status, events["broken.png"].status) == (
        "skipped", "skipped", "failed",
    )  # fmt: skip
    assert events["blank.png"].reason == "it is a picture in which no words were recognised"
    assert statuses(ingest(library, docs)) == {
        "blank.png": "skipped",
        "icon.png": "skipped",
        "broken.png": "failed",
    }
    assert engine.calls == 1


def test_low_confidence_is_said(library: Library, docs: Path, engine: FakeTesseract) -> None:
    FakeTesseract(engine.folder, confidence=70)
    picture(120).save(docs / "a.png")
    (event,) = ingest(library, docs)
    assert event.notices == ("page 1 was recognised with a confidence of 70% only; some words may be wrong",)


def test_without_an_engine_the_commands_that_install_one_are_named(library: Library, docs: Path) -> None:
    scan(docs / "scan.pdf", 100)
    picture(120).save(docs / "a.png")
    limits = replace(LIMITS, ocr_hint=HINT)
    events = {Path(event.path).name: event for event in Pipeline(library, limits).scan([docs])}
    assert (events["scan.pdf"].status, events["a.png"].status) == ("failed", "skipped")
    for event in events.values():
        assert 'pip install "private-assistant[ocr]"' in event.reason
        assert event.to_recognise == 1
    assert [one.pages for one in library.pictures.waiting("")] == [(1,), (1,)]
    assert library.pictures.unread() == {"failed": 1, "skipped": 1}


def test_an_engine_that_comes_later_reads_what_waited(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100)
    list(Pipeline(library, replace(LIMITS, ocr_hint=HINT)).scan([docs]))
    assert statuses(ingest(library, docs)) == {"scan.pdf": "updated"}
    assert len(texts(library)) == 1


def test_forgetting_takes_what_was_recognised_of_those_files_alone(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "one.pdf", 100, 110)
    scan(docs / "two.pdf", 110, 120)
    ingest(library, docs)
    library.forget(str(docs / "one.pdf"))
    rows = library.database.connection.execute("SELECT lines FROM picture").fetchall()
    assert sorted(row["lines"][3:12] for row in rows) == ["Shade 110", "Shade 120"]
    assert b"Shade 100" not in library.database.path.read_bytes()
    library.forget(str(docs))
    assert b"Shade 1" not in library.database.path.read_bytes()


def test_a_file_that_changes_meanwhile_is_left_to_the_next_run(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100)
    one = recognition(library)
    list(one.held_back(Pipeline(library, LIMITS).scan([docs])))
    scan(docs / "scan.pdf", 130)
    list(one.run())
    assert texts(library) == []
    assert engine.calls == 0
    ingest(library, docs)
    assert texts(library)[0].startswith("Shade 130")


def test_a_file_on_a_drive_that_was_pulled_out_waits_on(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100)
    one = recognition(library)
    list(one.held_back(Pipeline(library, LIMITS).scan([docs])))
    (docs / "scan.pdf").rename(docs.parent / "away.pdf")
    assert [event for event in recognition(library).run() if isinstance(event, FileEvent)] == []
    (docs.parent / "away.pdf").rename(docs / "scan.pdf")
    assert statuses(ingest(library, docs)) == {"scan.pdf": "updated"}


def test_the_choice_of_an_engine(engine: FakeTesseract) -> None:
    assert choose("off") is None
    assert choose("tesseract") == EngineChoice("tesseract", "eng", str(engine.folder / "tesseract"))
    assert choose("tesseract", "deu+eng") == EngineChoice(
        "tesseract", "deu+eng", str(engine.folder / "tesseract")
    )


def test_a_database_that_is_built_anew_keeps_what_was_recognised(
    tmp_path: Path, docs: Path, engine: FakeTesseract
) -> None:
    scan(docs / "scan.pdf", 100, 110)
    with Library(tmp_path / "library", create=True) as library:
        ingest(library, docs)
        path = library.database.path
    kept = salvage(path).kept
    assert (kept["picture"], kept["picture_page"]) == (2, 2)
    with Library(tmp_path / "library") as library:
        assert statuses(ingest(library, docs)) == {"scan.pdf": "unchanged"}
        assert len(texts(library)) == 2


def test_damaged_rows_are_recognised_again(library: Library, docs: Path, engine: FakeTesseract) -> None:
    from assistant.library.checks import PARTS

    scan(docs / "scan.pdf", 100)
    ingest(library, docs)
    library.database.connection.execute("UPDATE picture SET lines = 'none'")
    assert [one.code for one in library.check(PARTS[0], mend=True)] == ["picture"]
    assert statuses(ingest(library, docs)) == {"scan.pdf": "updated"}
    assert engine.calls == 2


def test_quotes_say_that_they_were_recognised_wherever_they_are_shown() -> None:
    said = Citation(1, "/papers/scan.pdf", "Scan", 3, (), "Shade 100", 0, 9, 7, confidence=0.934)
    found = Hit(1, "/papers/scan.pdf", "Scan", 3, (), "Shade 100", 0.5, 7, 0, 9, confidence=0.934)
    assert event_json(said)["confidence"] == hit_json(found)["confidence"] == 0.934
    assert "scan.pdf · page 3 · recognised text, 93 %" in quoted(said).text
    labelled = replace(said, page_label="iii")
    assert event_json(labelled)["page_label"] == "iii"
    assert "page iii (sheet 3)" in quoted(labelled).text
    assert "page 3 · recognised text, 93 %" in where(said.source, said.page, said.heading, said.confidence)


def test_what_was_said_in_a_conversation_stays_marked(library: Library) -> None:
    said = Citation(1, "/papers/scan.pdf", "Scan", 3, (), "Shade 100", 0, 9, 7, confidence=0.934)
    turn = Finished("?", "?", "100 [1]", "", (said,), (), "answered", grounded=True, engine="", chat_model="")
    kept = library.conversations.add_turn(turn)
    assert kept.conversation_id is not None
    (again,) = library.conversations.turns(kept.conversation_id)
    assert again.citations == (said,)


def test_pictures_inside_other_files_are_recognised_once(
    library: Library, docs: Path, engine: FakeTesseract
) -> None:
    stored = io.BytesIO()
    picture(100).save(stored, "BMP")
    shown = base64.b64encode(stored.getvalue()).decode()
    (docs / "page.html").write_text(f'<p>Before.</p><img src="data:image/bmp;base64,{shown}"><p>After.</p>')
    scan(docs / "scan.pdf", 120, 130)
    mail = EmailMessage()
    mail["From"] = "ada@example.org"
    mail.set_content("See the scans.")
    mail.add_attachment(stored.getvalue(), maintype="image", subtype="bmp", filename="again.bmp")
    mail.add_attachment(
        (docs / "scan.pdf").read_bytes(), maintype="application", subtype="pdf", filename="scan.pdf"
    )
    (docs / "mail.eml").write_bytes(mail.as_bytes())
    assert statuses(ingest(library, docs)) == {
        "page.html": "added",
        "scan.pdf": "added",
        "mail.eml": "added",
    }
    assert engine.calls == 3
    read = "\n".join(texts(library))
    assert [read.count(f"Shade {shade}") for shade in (100, 120, 130)] == [2, 2, 2]
    assert statuses(ingest(library, docs)) == {
        "page.html": "unchanged",
        "scan.pdf": "unchanged",
        "mail.eml": "unchanged",
    }
    assert engine.calls == 3
