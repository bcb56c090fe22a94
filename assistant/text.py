"""Scripts of the world, and text made safe to show.

Nothing in it can drive a terminal or reorder what is read.

What `clean` takes out: control characters and whole escape sequences, marks that change the direction of text, characters without
width, and lone surrogates (they become U+FFFD). The two joiners are letters' business in some scripts: they are kept right after a
letter of a script that shapes its letters by them (Arabic, Persian, Syriac, the Indic scripts and their neighbours),
and a ZWJ between two emoji; anywhere else they go.

Pieces of a stream may be cleaned one by one: a sequence that is cut between two pieces leaves visible remains, never
a working one.
"""

from __future__ import annotations

import re

from assistant.regexes import lazy_regex

HIRAGANA = "\u3041-\u309f"
KANA = HIRAGANA + "\u30a0-\u30ff\u31f0-\u31ff"
HALF_WIDTH_KANA = "\uff66-\uff9d"
COMMON_HAN = "\u4e00-\u9fff"
HAN = "\u3005\u3007\u3400-\u4dbf" + COMMON_HAN + "\uf900-\ufaff\U00020000-\U0003ffff"
HANGUL_SYLLABLES = "\uac00-\ud7a3"
HANGUL_JAMO = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
HANGUL = HANGUL_SYLLABLES + HANGUL_JAMO + "\u3131-\u318e"
SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
CYRILLIC = "\u0400-\u04ff"
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"  # Hebrew, Arabic and their neighbours
CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Chinese, Japanese and Korean with their punctuation and full-width forms; like all of these it stands in `[...]`."""
WIDE = HANGUL_JAMO + CJK
"""What takes two columns, and about as much room in a text as two or three Latin letters."""

_WIDE = lazy_regex(f"[{WIDE}]")
_SURROGATE = lazy_regex("[\ud800-\udfff]")

_ESCAPES = (
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*+(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC with their end
    r"|(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?"  # CSI: colours, cursor movement, erasing
    r"|\x1b[ -/]*+[0-~]?"  # every other escape; of a string without an end only its start goes
)
_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_BREAKS = r"\x0b\x0c\x85\u2028\u2029"
_DIRECTION = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_SURROGATES = r"\ud800-\udfff"
_JOINERS = r"\u200c\u200d"

_JOINING_SCRIPTS = (
    r"\u0600-\u109f\u1780-\u18af\u1a20-\u1c4f\ua800-\ua8ff\ua980-\ua9df\uaa60-\uaadf\uabc0-\uabff"
    r"\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010aff\U00010d00-\U00010d3f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_EMOJI = r"\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"

_SUSPECT = lazy_regex(f"[\r{_CONTROLS}{_BREAKS}{_DIRECTION}{_INVISIBLE}{_SURROGATES}{_JOINERS}]")
_UNSAFE = lazy_regex(
    rf"(?P<newline>\r\n?|[{_BREAKS}])|(?P<broken>[{_SURROGATES}])"
    rf"|{_ESCAPES}|[{_CONTROLS}{_DIRECTION}{_INVISIBLE}]"
)
_STRAY_JOINER = lazy_regex(
    rf"(?<![{_JOINING_SCRIPTS}{_EMOJI}])[{_JOINERS}]"  # after anything that needs none
    rf"|(?<=[{_EMOJI}])(?:\u200c|\u200d(?![{_EMOJI}]))"  # after an emoji, unless it binds the next one
)


def count_wide(text: str) -> int:
    """Count the characters that take two columns."""
    return 0 if text.isascii() else len(_WIDE.findall(text))


def encodable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot hold, by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def clean(text: str) -> str:
    """Remove what could drive a terminal or reorder text.

    Lines end in newlines afterwards.

    Cleaning twice changes nothing more, and text without anything suspicious comes back as it is.
    """
    if not _SUSPECT.search(text):
        return text
    return _STRAY_JOINER.sub("", _UNSAFE.sub(_replacement, text))


def clean_line(text: str) -> str:
    """Clean a name or a title, and make it one line."""
    return re.sub(r"[\n\t]+", " ", clean(text)).strip()


_WRAP = lazy_regex(r"(?<=[\w,;’'\")])[ \t]*\n[ \t]*(?![a-z]{1,4}[.)])(?=[a-z\xdf-\xf6\xf8-\xff])")
_WIDE_WRAP = lazy_regex(rf"(?<=[{HAN}{KANA}，、；]{{12}})\n(?=[{HAN}{KANA}])")


def markdown_cell(text: str) -> str:
    """Make a text fit into a cell of a Markdown table."""
    return " ".join(clean(text).split()).replace("\\", "\\\\").replace("|", "\\|")


def unwrapped(text: str) -> str:
    """Join lines that were broken only because a column was full.

    What goes on with a small letter, or in the middle of a long line without spaces, is one sentence; lists, tables and
    addresses stay as they are.
    """
    return _WIDE_WRAP.sub("", _WRAP.sub(" ", text)) if "\n" in text else text


TABLE_ROW = lazy_regex(r"[ \t]*\| [^\n]*\|[ \t]*(?:\[(?:\d+|\?)\][ \t]*)*")
"""A row of a table, as documents and the answers that quote them hold it: "| a | b |", and marks of citations behind it."""
_BOLD = lazy_regex(r"(?<![A-Za-z0-9_*/])\*\*(?P<said>[^\s*/](?:[^\n*]*[^\s*/])?)\*\*(?![A-Za-z0-9_*/])")
"""Bold letters in Markdown; "2**3**4", "__init__" and "src/**" are words of their papers."""
_ROWS = lazy_regex(rf"^{TABLE_ROW.pattern}$(?:\n{TABLE_ROW.pattern}$)*", re.MULTILINE)


def without_stars(text: str) -> str:
    """Leave out the stars around bold letters."""
    return _BOLD.sub(r"\g<said>", text) if "**" in text else text


def rows_as_words(text: str) -> str:
    """Write rows of tables without their bars: "a · b; c · d".

    The line below a table's head goes, and so do the stars around bold letters.

    An empty cell between others is a dash, so that those behind it keep their places; where most are empty, they go.
    """
    text = without_stars(text)
    return _ROWS.sub(_words_of_rows, text) if "|" in text else text


def _words_of_rows(rows: re.Match[str]) -> str:
    return "; ".join(filter(None, map(_words_of_row, rows[0].split("\n"))))


def _words_of_row(line: str) -> str:
    if not line.strip("|:- "):
        return ""
    cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    held = [cell for cell in cells if cell]
    if 2 * len(held) > len(cells):
        while cells and not cells[-1]:
            cells.pop()
        held = [cell or "–" for cell in cells]
    return " · ".join(held)


_MARKUP = str.maketrans({"|": "/", "[": "(", "]": ")", "`": "'", "*": "∗", "<": "‹", ">": "›", "\n": " "})
_COMPARED = lazy_regex(r"(?<=[^\s>] )[<>]=?(?= [^\s<>])")
"""A sign between two values, "price < 10", which no Markdown reads as markup."""
_LONGEST_WORDS = 200


def without_markup(text: str) -> str:
    """Return a document's words so that nothing in them reads as Markdown.

    Nor as a mark of ours; on one line, no more than 200 characters.
    """
    text, end, parts = clean(text), 0, []
    for sign in _COMPARED.finditer(text):
        parts += [text[end : sign.start()].translate(_MARKUP), sign[0]]
        end = sign.end()
    return " ".join("".join([*parts, text[end:].translate(_MARKUP)]).split())[:_LONGEST_WORDS]


def _replacement(match: re.Match[str]) -> str:
    if match["newline"]:
        return "\n"
    return "\ufffd" if match["broken"] else ""
