"""Which format a file has: by its name, and by what its first bytes say against its name."""

from __future__ import annotations

TEXT_KINDS = {
    ".txt": "text", ".text": "text", ".log": "text", ".asc": "text", ".srt": "text", ".vtt": "text",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown", ".mdx": "markdown",
    ".qmd": "markdown", ".rmd": "markdown",
    ".rst": "rst", ".org": "org", ".tex": "latex", ".adoc": "asciidoc", ".asciidoc": "asciidoc",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".geojson": "json",
}  # fmt: skip
RISKY_KINDS = {
    ".pdf": "pdf",
    ".docx": "docx", ".docm": "docx", ".dotx": "docx",
    ".pptx": "pptx", ".pptm": "pptx", ".ppsx": "pptx",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".epub": "epub",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".eml": "eml",
    ".ipynb": "ipynb",
}  # fmt: skip
LANGUAGES = {
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

PICTURES = "it is a picture; only text can be read"
UNSUPPORTED = {
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".ico", ".svg", ".psd"),
        PICTURES,
    ),
    **dict.fromkeys((".mp3", ".wav", ".flac", ".m4a", ".ogg", ".aac", ".wma"), "it is a sound recording"),
    **dict.fromkeys((".mp4", ".mkv", ".mov", ".avi", ".webm", ".wmv"), "it is a film"),
    **dict.fromkeys(
        (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".jar", ".iso", ".dmg"),
        "it is an archive; unpack it first",
    ),
    **dict.fromkeys(
        (".exe", ".dll", ".so", ".dylib", ".bin", ".o", ".a", ".class", ".pyc", ".wasm"), "it is a program"
    ),
    **dict.fromkeys((".doc", ".dot"), "it is an old Word document; save it as .docx first"),
    **dict.fromkeys((".ppt", ".pps"), "it is an old PowerPoint file; save it as .pptx first"),
    **dict.fromkeys((".xls", ".xlsb"), "it is an old Excel workbook; save it as .xlsx first"),
    **dict.fromkeys(
        (".odt", ".ods", ".odp"), "OpenDocument files cannot be read; save it as .docx, .xlsx or .pptx"
    ),
    **dict.fromkeys(
        (".msg", ".pst"), "Outlook's own mail format cannot be read; save the mail as .eml first"
    ),
    **dict.fromkeys((".rtf",), "RTF files cannot be read; save it as .docx first"),
    **dict.fromkeys((".mobi", ".azw", ".azw3"), "Kindle books cannot be read; convert it to .epub first"),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".mdb", ".accdb", ".parquet"), "it is a database"),
    **dict.fromkeys((".ttf", ".otf", ".woff", ".woff2"), "it is a font"),
}
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
)  # fmt: skip
_FOREIGN_MAGIC = (
    (b"\x89PNG\r\n", PICTURES), (b"\xff\xd8\xff", PICTURES), (b"GIF8", PICTURES), (b"II*\x00", PICTURES),
    (b"MM\x00*", PICTURES), (b"8BPS", PICTURES),
    (b"\x7fELF", "it is a program"), (b"MZ\x90\x00", "it is a program"), (b"\xca\xfe\xba\xbe", "it is a program"),
    (b"\x1f\x8b", "it is an archive; unpack it first"), (b"7z\xbc\xaf", "it is an archive; unpack it first"),
    (b"Rar!", "it is an archive; unpack it first"), (b"BZh", "it is an archive; unpack it first"),
    (b"\xfd7zXZ", "it is an archive; unpack it first"), (b"\x28\xb5\x2f\xfd", "it is an archive; unpack it first"),
    (b"SQLite format 3\x00", "it is a database"),
    (b"ID3", "it is a sound recording"), (b"OggS", "it is a sound recording"), (b"fLaC", "it is a sound recording"),
    (b"{\\rtf", "RTF files cannot be read; save it as .docx first"),
)  # fmt: skip
HEAD_BYTES = 4096
MOST_NULS = 0.005
"""Share of NULs that a text may have: a stray one in some hundred bytes."""
_CONTROLS = (*range(7), *range(14, 27), 28, 29, 30, 31, 127)
ZIP_KINDS = frozenset({"docx", "pptx", "xlsx", "epub"})


def kind_by_name(name: str) -> str | None:
    """Return the format that a file's name promises, or None where the name promises nothing readable."""
    ending = _ending(name)
    known = TEXT_KINDS.get(ending) or RISKY_KINDS.get(ending)
    if known is not None:
        return known
    return "code" if language_of(name) else None


def language_of(name: str) -> str:
    """Return the programming language that a file's name says, or nothing."""
    return _LANGUAGE_NAMES.get(name.lower()) or LANGUAGES.get(_ending(name), "")


def _ending(name: str) -> str:
    """Return the ending of a file's name with its dot, in small letters; a name that only begins with a dot has none."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def magic_of(head: bytes) -> str:
    """Return "pdf", "zip", "ole" or "rtf" where the first bytes say so, else nothing."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    # Mail gateways and printers put lines of their own in front of a PDF; readers look in the first kilobyte.
    return "pdf" if b"%PDF-" in head[:1024] and b"\x00" not in head[: head.find(b"%PDF-")] else ""


def foreign_reason(head: bytes) -> str:
    """Return what a file is that cannot be read, going by its first bytes, or nothing."""
    return next((reason for magic, reason in _FOREIGN_MAGIC if head.startswith(magic)), "")


def looks_binary(head: bytes) -> bool:
    """Say whether bytes without a known magic are no text; UTF-16 and UTF-32 text is not binary.

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
    """Count the bytes that no text has: controls other than white space, backspace and escape."""
    return sum(sample.count(code) for code in _CONTROLS)
