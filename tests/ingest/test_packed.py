"""Archives of documents: each file is a part, and what cannot be read is said by name."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from pathlib import PurePath

import pytest

from ingest.chunking import passages
from ingest.loaders import load_bytes, packed
from ingest.loaders.formats import kind_of
from ingest.records import Document, Unreadable
from tests.ingest.samples import docx, paragraph, zipped


def read(data: bytes, name: str = "papers.zip") -> Document:
    return load_bytes(data, PurePath(name))


def refused(data: bytes, name: str = "papers.zip") -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return caught.value.reason


def tape(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def test_each_document_of_an_archive_is_a_part_with_its_name() -> None:
    document = read(
        zipped({
            "2024/lease.docx": docx(paragraph("The rent is 900 euros.")), "note.txt": "The key is under the mat.",
            "__MACOSX/._note.txt": "junk", ".DS_Store": "junk", "2024/Thumbs.db": "junk", "song.mp3": b"ID3" + bytes(99),
        })
    )  # fmt: skip
    assert document.kind == "zip"
    trails = {one.text: one.heading for one in passages(document)}
    assert trails == {
        "The rent is 900 euros.": ("papers", "File: 2024/lease.docx"),
        "The key is under the mat.": ("papers", "File: note.txt"),
    }
    assert document.notices == ("its files were not read: song.mp3 (it is a sound recording)",)


def test_an_archive_in_an_archive_is_read_to_some_depth() -> None:
    data = zipped({"deep.txt": "Buried."})
    for _ in range(3):
        data = zipped({"inner.zip": data})
    assert "Buried." in read(data).text
    for _ in range(3):
        data = zipped({"inner.zip": data})
    assert "too deep" in refused(data)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_names_that_no_program_marked_are_decoded(codec: str) -> None:
    name = "租赁合同与付款通知书.txt".encode(codec)
    data = zipped({"x" * len(name) + ".md": "x", "y" * len(name): "租金每月九百元。"})
    assert "File: 租赁合同与付款通知书.txt" in read(data.replace(b"y" * len(name), name)).text


def test_a_name_beside_the_other_is_used() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        beside = b"\x01" + bytes(4) + "ключ.txt".encode()
        entry.extra = b"\x75\x70" + len(beside).to_bytes(2, "little") + beside
        archive.writestr(entry, "Words.")
    assert "File: ключ.txt" in read(stream.getvalue()).text


def test_encrypted_and_damaged_files_are_said_by_name() -> None:
    data = bytearray(zipped({"a.txt": "Words.", "secret.txt": "Locked.", "torn.txt": "Torn " * 99}))
    listed = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[listed + 8] |= 1
    torn = data.index(b"torn.txt") + 12
    data[torn : torn + 4] = b"\xff\xff\xff\xff"
    (notice,) = read(bytes(data)).notices
    assert notice == (
        "its files were not read: secret.txt (it is encrypted and needs a password), torn.txt (it is damaged)"
    )


def test_bombs_and_archives_of_nothing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "times its size" in refused(zipped({"a.txt": bytes(17 << 20)}))
    monkeypatch.setattr(packed, "MAX_ENTRIES", 20)
    assert "more than 20 are not opened" in refused(zipped({f"{number}": "" for number in range(21)}))
    assert "a.mp3 (it is a sound recording)" in refused(zipped({"a.mp3": b"ID3" + bytes(99)}))
    assert "it holds no files" in refused(zipped({"__MACOSX/a": "x"}))
    assert "its archive cannot be opened" in refused(b"PK\x03\x04" + bytes(99))
    monkeypatch.setattr(packed, "_MOST_UNPACKED", 5 << 20)
    assert "it unpacks to more than" in refused(gzip.compress(bytes(1 << 20)) * 6, "a.gz")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_tape_archives_are_read(pack: type[bytes]) -> None:
    document = read(pack(tape({"notes/a.md": b"# Roof\n\nThe roof leaks.\n"})), "papers.tar")
    assert document.kind == "tar"
    assert document.text == "File: notes/a.md\n\n# Roof\n\nThe roof leaks."


def test_a_file_that_was_packed_by_itself_is_read_and_its_lost_end_is_said() -> None:
    data = gzip.compress(b"The roof leaks. " * 99)
    assert read(data, "roof.txt.gz").text.startswith("File: roof.txt\n\nThe roof leaks.")
    assert "its end is missing" in refused(data[:-12], "roof.txt.gz")
    whole = tape({"a.txt": b"one", "b.txt": b"two " * 999})
    assert read(whole[:2000], "a.tar").notices[0] == "its end is damaged: more files may have been in it"


@pytest.mark.parametrize(
    ("name", "entries", "kind"),
    [
        ("a.zip", {"a.txt": "x"}, "zip"),
        ("a.zip", {"[Content_Types].xml": "", "word/document.xml": ""}, "docx"),
        ("a.zip", {"mimetype": "application/epub+zip"}, "epub"),
        ("a.pages", {"Index/Document.iwa": ""}, None),
        ("a.jar", {"a.class": ""}, None),
    ],
)
def test_archives_that_are_other_formats_stay_these(
    name: str, entries: dict[str, str], kind: str | None
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry, text in entries.items():
            archive.writestr(entry, text)
    assert kind_of(PurePath(name), stream.getvalue()[:4096]) == kind


def test_an_archive_is_known_by_its_own_entries_and_not_by_those_of_what_it_holds() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as office:
            for name in ("[Content_Types].xml", "word/document.xml"):
                office.writestr(name, "<a/>")
        archive.writestr("alarm.docx", inner.getvalue())
        archive.writestr("note.txt", "The roof key hangs behind the fuse box.")
    assert kind_of(PurePath("papers.zip"), stream.getvalue()[:4096]) == "zip"
    assert "behind the fuse box" in read(stream.getvalue()).text
    assert kind_of(PurePath("lease.zip"), inner.getvalue()) == "docx"


def test_a_streamed_office_file_without_its_ending_is_known() -> None:
    class Stream(io.RawIOBase):  # what cannot be wound back gets its sizes behind each entry
        kept = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.kept += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as office:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            office.writestr(name, "<a/>" * 20)
    assert kind_of(PurePath("attachment"), stream.kept) == "xlsx"
