"""Which formats are read, and which one a file has by name and content."""

from __future__ import annotations

import re
import struct
from pathlib import PurePath

from assistant.frozen import dataclass
from assistant.i18n import _, mark

_LANGUAGES = {
    ".py": "python", ".pyi": "python", ".pyw": "python", ".js": "js", ".jsx": "js", ".mjs": "js", ".cjs": "js",
    ".ts": "ts", ".tsx": "ts", ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".scala": "scala", ".go": "go",
    ".rs": "rust", ".c": "c", ".h": "c", ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".hpp": "cpp", ".hh": "cpp",
    ".cs": "csharp", ".php": "php", ".rb": "ruby", ".swift": "swift", ".lua": "lua", ".pl": "perl", ".pm": "perl",
    ".hs": "haskell", ".ex": "elixir", ".exs": "elixir", ".ps1": "powershell", ".proto": "proto", ".sol": "sol",
    ".cob": "cobol", ".cbl": "cobol", ".r": "r", ".jl": "julia", ".sh": "shell", ".bash": "shell", ".zsh": "shell",
    ".fish": "shell", ".sql": "sql", ".m": "objc", ".mm": "objc", ".dart": "dart", ".clj": "clojure", ".erl": "erlang",
    ".ml": "ocaml", ".fs": "fsharp", ".vb": "vb", ".pas": "pascal", ".f90": "fortran", ".f": "fortran", ".vue": "vue",
    ".svelte": "svelte", ".css": "css", ".scss": "css", ".less": "css", ".xml": "xml", ".xsd": "xml", ".xsl": "xml",
    ".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".ini": "ini", ".cfg": "ini", ".conf": "ini",
    ".properties": "ini", ".tf": "terraform", ".gradle": "groovy", ".groovy": "groovy", ".cmake": "cmake",
    ".bat": "batch", ".cmd": "batch", ".asm": "assembly", ".s": "assembly", ".v": "verilog", ".vhd": "vhdl",
    ".zig": "zig", ".nim": "nim", ".graphql": "graphql", ".el": "lisp", ".lisp": "lisp", ".scm": "lisp",
}  # fmt: skip
_LANGUAGE_NAMES = {
    "makefile": "make",
    "dockerfile": "docker",
    "jenkinsfile": "groovy",
    "cmakelists.txt": "cmake",
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read.

    Attributes:
        kind: Its name, as it is stored with a document.
        loader: Module of this package, and the function in it that makes a `Document` of bytes and a file's name.
        endings: Endings of files' names, in small letters and with the dot; none where only its first bytes show it.
        in_process: Whether files are read in the program itself, which is faster; a reader that can hang, crash or
            fill memory on damaged files is run in a process of its own.
        zip_mark: Of a zip archive, how the name of one of its first entries begins, so that a wrong name does no harm;
            else empty.
        census: Module of `census`, and the function in it that counts what such a file holds. Every format needs one.
        has_pictures: Whether the text of its pages may be recognised in what they show; the loader takes that too.
    """

    kind: str
    loader: str
    endings: tuple[str, ...]
    in_process: bool = False
    zip_mark: bytes = b""
    has_pictures: bool = False
    census: str = ""


_OPEN = b"mimetypeapplication/vnd.oasis.opendocument."
FORMATS = (
    Format("text", "text:read_text", (".txt", ".text", ".log", ".asc"), in_process=True, census="plain:text"),
    Format(
        "markdown",
        "markdown:read_markdown",
        (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"),
        in_process=True,
        census="plain:text",
    ),
    Format("rst", "text:read_rst", (".rst",), in_process=True, census="plain:text"),
    Format("org", "text:read_org", (".org",), in_process=True, census="plain:text"),
    Format("latex", "text:read_latex", (".tex",), in_process=True, census="plain:latex"),
    Format("asciidoc", "text:read_asciidoc", (".adoc", ".asciidoc"), in_process=True, census="plain:text"),
    Format("csv", "tables:read_csv", (".csv", ".tsv", ".tab"), in_process=True, census="plain:table"),
    Format("json", "text:read_json", (".json", ".geojson"), in_process=True, census="plain:values"),
    Format(
        "jsonl", "text:read_jsonl", (".jsonl", ".ndjson"), in_process=True, census="plain:lines_of_values"
    ),
    Format("code", "text:read_code", tuple(_LANGUAGES), in_process=True, census="plain:text"),
    Format("pdf", "pdf:read", (".pdf",), has_pictures=True, census="printed:pages"),
    Format(
        "picture",
        "picture:read",
        (".png", ".jpg", ".jpeg", ".jfif", ".tif", ".tiff", ".webp", ".bmp", ".heic", ".heif"),
        has_pictures=True,
    ),
    Format("epub", "epub:read", (".epub",), zip_mark=b"mimetypeapplication/epub+zip", census="opened:book"),
    Format(
        "docx", "word:read", (".docx", ".docm", ".dotx", ".dotm"), zip_mark=b"word/", census="office:word"
    ),
    Format(
        "pptx",
        "slides:read",
        (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
        zip_mark=b"ppt/",
        census="office:slides",
    ),
    Format(
        "xlsx",
        "workbook:read",
        (".xlsx", ".xlsm", ".xltx", ".xltm"),
        zip_mark=b"xl/",
        census="office:workbook",
    ),
    Format(
        "odt",
        "opendocument:read_text",
        (".odt", ".ott", ".fodt"),
        zip_mark=_OPEN + b"text",
        census="opened:text",
    ),
    Format(
        "ods",
        "opendocument:read_workbook",
        (".ods", ".ots", ".fods"),
        zip_mark=_OPEN + b"spreadsheet",
        census="opened:workbook",
    ),
    Format(
        "odp",
        "opendocument:read_presentation",
        (".odp", ".otp", ".fodp"),
        zip_mark=_OPEN + b"presentation",
        census="opened:presentation",
    ),
    Format("xlsb", "excel_packed:read", (".xlsb",), zip_mark=b"xl/workbook.bin", census="archives:workbook"),
    Format("doc", "compound:read", (".doc", ".dot"), census="containers:held"),
    Format("xls", "compound:read", (".xls", ".xlt"), census="containers:held"),
    Format("ppt", "compound:read", (".ppt", ".pps", ".pot"), census="containers:held"),
    Format("msg", "compound:read", (".msg", ".oft"), census="containers:held"),
    Format("zip", "packed:read", (".zip",), census="archives:zipped"),
    Format(
        "tar",
        "packed:read_tape",
        (".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz"),
        census="archives:tape",
    ),
    Format("rtf", "rtf:read", (".rtf",), census="richtext:words"),
    Format("html", "html:read", (".html", ".htm", ".xhtml"), census="pages:page"),
    Format("eml", "mail:read", (".eml",), census="messages:mail"),
    Format("emlx", "mail:read_apple", (".emlx",), census="messages:apple_mail"),
    Format("mbox", "mail:read_mailbox", (".mbox", ".mbx"), census="messages:mailbox"),
    Format("mhtml", "mail:read_web_archive", (".mhtml", ".mht"), census="messages:web_archive"),
    Format("vcf", "cards:read_contacts", (".vcf", ".vcard"), census="plain:cards"),
    Format("ics", "cards:read_calendar", (".ics", ".ical", ".ifb"), census="plain:calendar"),
    Format("subtitles", "cards:read_subtitles", (".srt", ".vtt"), in_process=True, census="plain:subtitles"),
    Format("enex", "cards:read_notes", (".enex",), census="plain:exported_notes"),
    Format("xmlss", "office_2003:read_workbook", (), census="office_2003:workbook"),
    Format("wordml", "office_2003:read_text", (), census="office_2003:text"),
    Format("ipynb", "markdown:read_notebook", (".ipynb",), census="plain:notebook"),
)
"""All formats that are read. To add one, add it here, and write its loader and its census."""
BY_KIND = {one.kind: one for one in FORMATS}
_KINDS_BY_ENDING = {ending: one.kind for one in FORMATS for ending in one.endings}
_ZIP_KINDS = frozenset(one.kind for one in FORMATS if one.zip_mark)
_COMPOUND = frozenset({"doc", "xls", "ppt", "msg"})
_PACKED = (
    _ZIP_KINDS | _COMPOUND | {"zip", "tar", "pdf", "rtf", "picture"}
)  # kinds that their first bytes must show
_FLAT = frozenset({".fodt", ".fods", ".fodp"})

_ARCHIVE = mark("it is an archive; unpack it, or pack it as .zip first")
PICTURES = mark("it is a picture; only text can be read")
UNSUPPORTED = {
    **dict.fromkeys(
        (".gif", ".ico", ".svg", ".psd"),
        PICTURES,
    ),
    **dict.fromkeys(
        (".mp3", ".wav", ".flac", ".m4a", ".ogg", ".aac", ".wma"), mark("it is a sound recording")
    ),
    **dict.fromkeys((".mp4", ".mkv", ".mov", ".avi", ".webm", ".wmv"), mark("it is a film")),
    **dict.fromkeys(
        (".7z", ".rar", ".zst", ".jar", ".iso", ".dmg", ".cab", ".lzh", ".arj"),
        _ARCHIVE,
    ),
    **dict.fromkeys(
        (".exe", ".dll", ".so", ".dylib", ".bin", ".o", ".a", ".class", ".pyc", ".wasm"),
        mark("it is a program"),
    ),
    ".pub": mark("it is a Publisher document; export it as .pdf first"),
    **dict.fromkeys((".vsd", ".vsdx"), mark("it is a Visio drawing; export it as .pdf first")),
    ".mpp": mark("it is a Project plan; export it as .xlsx or .pdf first"),
    **dict.fromkeys(
        (".pst", ".ost"),
        mark(
            "it is an Outlook mailbox; export its mails as .eml or .mbox, or import it in Thunderbird first"
        ),
    ),
    ".olm": mark("it is an Outlook mailbox for Mac; export its mails as .eml or .mbox first"),
    ".pages": mark("it is a Pages document; export it as .docx or .pdf first"),
    ".key": mark("it is a Keynote presentation; export it as .pptx or .pdf first"),
    ".numbers": mark("it is a Numbers spreadsheet; export it as .xlsx or .pdf first"),
    **dict.fromkeys((".xps", ".oxps"), mark("it is an XPS document; print or export it as .pdf first")),
    **dict.fromkeys(
        (".one", ".onetoc2", ".onepkg"), mark("it is a OneNote notebook; export it as .docx or .pdf first")
    ),
    **dict.fromkeys(
        (".wpd", ".wps", ".wri"),
        mark("it is in an old word processor's format; save it as .docx or .odt first"),
    ),
    **dict.fromkeys((".hwp", ".hwpx"), mark("it is a Hangul document; save it as .docx or .pdf first")),
    **dict.fromkeys(
        (".odg", ".fodg", ".otg"), mark("it is an OpenDocument drawing; export it as .pdf first")
    ),
    **dict.fromkeys((".djvu", ".djv"), mark("it is a DjVu scan; convert it to .pdf first")),
    ".p7m": mark("it is a signed or encrypted envelope; save the file that it holds first"),
    **dict.fromkeys((".ps", ".eps"), mark("it is PostScript; convert it to .pdf first")),
    **dict.fromkeys(
        (".pem", ".p12", ".pfx", ".jks", ".kdbx", ".p7s", ".p7b", ".crt", ".cer", ".der"),
        mark("it holds keys or certificates, not text"),
    ),
    **dict.fromkeys(
        (".mobi", ".azw", ".azw3"), mark("Kindle books cannot be read; convert it to .epub first")
    ),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".mdb", ".accdb", ".parquet"), mark("it is a database")),
    **dict.fromkeys((".ttf", ".otf", ".woff", ".woff2"), mark("it is a font")),
}
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "picture"), (b"\xff\xd8\xff", "picture"), (b"II*\x00", "picture"), (b"MM\x00*", "picture"),
)  # fmt: skip
_BOXED_PICTURE = re.compile(
    rb"RIFF....WEBP|BM....\0\0\0\0|....ftyp(?:heic|heix|heif|hevc|mif1|msf1)", re.DOTALL
)
_FOREIGN_MAGIC = (
    (b"GIF8", PICTURES), (b"8BPS", PICTURES),
    (b"\x7fELF", mark("it is a program")), (b"MZ\x90\x00", mark("it is a program")), (b"\xca\xfe\xba\xbe", mark("it is a program")),
    (b"\x1f\x8b", _ARCHIVE), (b"7z\xbc\xaf", _ARCHIVE), (b"Rar!", _ARCHIVE), (b"BZh", _ARCHIVE), (b"\xfd7zXZ", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"\xdb\xa5", mark("it was written by Word 2 or older; open it and save it as .docx first")),
    (b"SQLite format 3\x00", mark("it is a database")),
    (b"ID3", mark("it is a sound recording")), (b"OggS", mark("it is a sound recording")), (b"fLaC", mark("it is a sound recording")),
)  # fmt: skip
_ANY_MAGIC, _ANY_FOREIGN = (tuple(magic for magic, _ in some) for some in (_MAGIC, _FOREIGN_MAGIC))
_PACKED_ALONE = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_BARE_WORKBOOK = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # a workbook without a container
_MAILBOX = re.compile(rb"From [^\r\n]{1,500}\r?\n(?:[!-9;-~]{1,100}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}")
_MAIL = re.compile(
    rb"(?=(?:[!-9;-~]{1,100}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,40}?(?:Received|Return-Path|From):)"
    rb"(?=(?:[!-9;-~]{1,100}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,40}?Date:)"
    rb"(?=(?:[!-9;-~]{1,100}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,40}?(?:MIME-Version|Message-ID):)",
    re.IGNORECASE,
)
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype html\b|<html[\s>])", re.IGNORECASE
)
_SPREADSHEET = re.compile(rb"<(?:\w+:)?Workbook\s[^>]*\"urn:schemas-microsoft-com:office:spreadsheet\"")
_WORD_TEXT = re.compile(rb"<(?:\w+:)?wordDocument\s[^>]*office/word/2003/wordml\"")
_PRIVATE_KEY = b"PRIVATE KEY"
_LOCAL = b"PK\x03\x04"  # in front of each entry of a zip archive
HEAD_BYTES = 4096
MOST_NULS = 0.005
"""Share of NULs that a text may have: a stray one in some hundred bytes."""
_CONTROLS = (*range(7), *range(14, 27), 28, 29, 30, 31, 127)


def kind_of(path: PurePath, head: bytes) -> str | None:
    """Return the format of a file, or None where it is none that can be read.

    Args:
        path: Its name; it is not opened.
        head: Its first bytes, some thousand of them.
    """
    named = kind_by_name(path.name)
    magic = magic_of(head)
    if magic in ("pdf", "rtf", "picture"):
        return magic
    if magic == "ole":
        return named if named in _COMPOUND else "doc"  # what it holds is known when it is opened
    if magic == "zip":
        packed = "zip" if path.suffix.lower() in (".zip", "") else None
        inside = _zip_kind(head)
        if named in _ZIP_KINDS and (inside is None or (inside, named) == ("xlsx", "xlsb")):
            return named
        return inside or packed
    if named == "xls" and head.startswith(_BARE_WORKBOOK):
        return named
    if named == "tar" and (head.startswith(_PACKED_ALONE) or head[257:262] == b"ustar"):
        return named
    if magic or foreign_reason(head) or looks_binary(head):
        return None
    if named in ("doc", "xls", "docx", "xlsx", "code", None) and (known := _office_2003(head)):
        return known
    if named in ("doc", "xls"):
        return _exported_as(named, head)
    if named in (None, "msg") and _MAIL.match(head):
        return "eml"  # as a server keeps each in a file of its own
    if named in _PACKED and _ending(path.name) not in _FLAT:
        return None
    if named is None and path.suffix.lower() in UNSUPPORTED:
        return None
    if named is None and _MAILBOX.match(head):
        return "mbox"  # Thunderbird names mailboxes without an ending
    if named is None and _WEB_PAGE.match(head):
        return "html"
    return named or "text"


def _office_2003(head: bytes) -> str | None:
    """Return the kind of an XML file of Office 2003 by its first element, or None."""
    start = head.replace(b"\0", b"")  # UTF-16 reads like ASCII then
    if _SPREADSHEET.search(start):
        return "xmlss"
    return "wordml" if _WORD_TEXT.search(start) else None


def _exported_as(named: str, head: bytes) -> str | None:
    """Return what a text is that programs export under the name of an old Office file."""
    start = head[:2048].replace(b"\0", b"").lower()  # UTF-16 reads like ASCII then
    if b"mime-version:" in start:
        return "mhtml"
    if any(mark in start for mark in (b"<html", b"<!doctype html", b"<table", b"<body")):
        return "html"
    if b"<?xml" in start:
        return None
    return "text" if named == "doc" else "csv"


def why_not(path: PurePath, head: bytes) -> str:
    """Return why a file of no kind (see `kind_of`) cannot be read."""
    if not head:
        return _("it is empty")
    named = kind_by_name(path.name)
    if magic_of(head) == "zip" and (named is None or BY_KIND[named].in_process):
        return _(UNSUPPORTED.get(path.suffix.lower(), _ARCHIVE))
    if _PRIVATE_KEY in head[:1024] and head.lstrip().startswith(b"-----BEGIN "):
        return _("it is a private key, which is not read")
    if named in ("doc", "xls") and b"<?xml" in head.replace(b"\0", b""):
        return _("it is an XML file of Office 2003; save it as .{named}x first", named=named)
    reason = foreign_reason(head)
    if not reason and named is not None and not BY_KIND[named].in_process:
        binary = _("an archive") if magic_of(head) == "zip" else _("something else")
        what = binary if looks_binary(head) or magic_of(head) else _("plain text")
        return _("its name says {ending}, but its content is {what}", ending=path.suffix.lower(), what=what)
    return reason or _(UNSUPPORTED.get(path.suffix.lower(), mark("it is a binary file, not text")))


def kind_by_name(name: str) -> str | None:
    """Return the format that a file's name promises, or None."""
    return _KINDS_BY_ENDING.get(_ending(name)) or ("code" if language_of(name) else None)


def language_of(name: str) -> str:
    """Return the programming language that a file's name says, or nothing."""
    return _LANGUAGE_NAMES.get(name.lower()) or _LANGUAGES.get(_ending(name), "")


def _ending(name: str) -> str:
    """Return the ending of a file's name with its dot, in small letters.

    A name that only begins with a dot has none.
    """
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def magic_of(head: bytes) -> str:
    """Return "pdf", "zip", "ole", "rtf" or "picture" by the first bytes, or nothing."""
    if head.startswith(_ANY_MAGIC):
        return next(kind for magic, kind in _MAGIC if head.startswith(magic))
    if _BOXED_PICTURE.match(head):
        return "picture"
    # Mail gateways and printers put lines of their own in front of a PDF; readers look in the first kilobyte.
    return "pdf" if b"%PDF-" in head[:1024] and b"\x00" not in head[: head.find(b"%PDF-")] else ""


def foreign_reason(head: bytes) -> str:
    """Return what a file is that cannot be read, going by its first bytes, or nothing."""
    if not head.startswith(_ANY_FOREIGN):
        return ""
    return next(_(reason) for magic, reason in _FOREIGN_MAGIC if head.startswith(magic))


def looks_binary(head: bytes) -> bool:
    """Return whether bytes are no text; UTF-16 and UTF-32 are text.

    A NUL that strayed into a text does not make it binary: many of them do, or other bytes that no text has.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    zeros = head.count(0)
    if not zeros:
        return False
    in_one_half = min(head[::2].count(0), head[1::2].count(0)) < 0.005 * len(head)
    if in_one_half and zeros > 0.02 * len(head):
        return False
    return zeros > MOST_NULS * len(head) + 1 or controls(head) > zeros + MOST_NULS * len(head)


def controls(sample: bytes) -> int:
    """Count controls that no text has: not white space, backspace or escape."""
    return sum(sample.count(code) for code in _CONTROLS)


def _zip_kind(head: bytes) -> str | None:
    """Return the kind of an office file or book by its first entries."""
    names = _first_entries(head)
    for one in FORMATS:
        whole = one.zip_mark.startswith(b"mimetype") or b"[Content_Types].xml" in names
        if one.zip_mark and any(name.startswith(one.zip_mark) for name in names) and whole:
            return one.kind
    return None


def _first_entries(head: bytes) -> list[bytes]:
    """Return the names of a zip archive's first entries.

    They are those that its beginning shows.

    What is packed in it may be an archive itself, whose names are not this one's. The first name, where it is
    `mimetype`, comes with what it holds.
    """
    names: list[bytes] = []
    at = 0
    while head.startswith(_LOCAL, at) and at + 30 <= len(head):
        flags, packed = struct.unpack_from("<6xH10xI", head, at)
        length, extra = struct.unpack_from("<26xHH", head, at)
        start = at + 30 + length + extra
        name = head[at + 30 : at + 30 + length]
        names.append(name + head[start : start + 100] if name == b"mimetype" else name)
        unknown = flags & 0x08 and not packed  # the size stands behind what is packed
        at = head.find(_LOCAL, start) if unknown else start + packed
        if at < 0:
            break
    return names
