"""The page that shows a citation's words where they stand.

It fetches nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from html import escape
from itertools import pairwise
from pathlib import Path, PurePath
from urllib.parse import quote, urlencode

from assistant.aio.source_context import SourceContext
from assistant.events import Citation, Hit
from assistant.i18n import _, language, mark
from assistant.table_text import Piece, has_head, parts
from assistant.text import KANA, clean, clean_line, count_wide
from assistant.wording import headings, page_of, recognised

WHOLE = -1
"""Stands for the beginning and the end of a passage that is marked as a whole."""
FEW_CHARS = 24
WEB = Path(__file__).parent / "web"
ASK_TEXTS = {
    "title": mark("Ask your documents"),
    "ask": mark("Ask"),
    "stop": mark("Stop"),
    "anew": mark("New"),
    "library": mark("Library"),
    "question": mark("Ask your documents …"),
    "empty": mark(
        "Ask in your own words, like “When does the contract end?”. The answer comes with its sources. "
        "It stays on this page until you close it."
    ),
    "wide": mark("This table goes on to the right: scroll it sideways."),
    "reasoning": mark("How it was found"),
    "sources": mark("Sources"),
    "near": mark("The nearest passages"),
    "waiting": mark("Searching and reading …"),
    "stopped": mark("Stopped."),
    "again": mark("Try again"),
    "source": mark("Source {number}: {name}"),
    "seconds": "{seconds} s",  # as in assistant/wording.py
    "unconfirmed": mark("[?] marks what the documents do not confirm."),
    "page": "page {page}",
    "look": mark("The page as it looks"),
    "unseen": mark("There is no picture of this page."),
    "none": mark("There is no library here yet."),
    "token": mark("A token is needed: open the link that you were given."),
    "lost": mark("The server does not answer."),
    "busy": mark("Many questions are waiting here. Try again in a moment."),
}
"""What the script of the page to ask from says; values in braces are put in there."""
_KANA = re.compile(f"[{KANA}]")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
SOURCE_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace("img-src", "img-src 'self'"),
}
"""Of a page that may show a picture of its own."""
_STYLE = """
:root{color-scheme:light dark;--ink:#1d1d1f;--soft:#6b6b70;--paper:#fdfcf9;--line:#e3e0d8;--mark:#ffe58a;--accent:#7a5c00}
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--soft:#9b9890;--paper:#1a1a1c;--line:#38363a;--mark:#5d4a00;--accent:#e8c55a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.65 Georgia,"Noto Serif","Source Han Serif SC","Noto Serif CJK SC","Songti SC",serif}
main{max-width:44rem;margin:0 auto;padding:2.2rem 1.2rem 4rem}
header{border-bottom:1px solid var(--line);padding-bottom:1rem;margin-bottom:1.6rem}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .35rem;overflow-wrap:anywhere}
.place,nav,footer{font:14px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei",sans-serif;color:var(--soft)}
.recognised{color:var(--accent)}
.place span+span::before{content:" · "}
h2{font-size:1.05rem;line-height:1.35;margin:1.4rem 0 .4rem;white-space:normal}
article>h2:first-child{margin-top:0}
article{white-space:pre-wrap;overflow-wrap:anywhere}
.rows{overflow-x:auto;white-space:normal}
table{border-collapse:collapse;font-size:.92em;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);overflow-wrap:normal;min-width:4.6em}
th{color:var(--soft);font-weight:600}
mark{background:var(--mark);color:inherit;padding:.1em .15em;border-radius:.2em;scroll-margin-top:30vh}
nav{display:flex;justify-content:space-between;gap:1rem;margin-top:2rem;border-top:1px solid var(--line);padding-top:1rem}
nav a,header a{color:var(--accent);text-decoration:none}
nav a:hover{text-decoration:underline}
footer{margin-top:2rem}
figure{margin:2rem 0 0}
figure img{display:block;width:100%;height:auto;min-height:8rem;background:#fff;color:#333;border:1px solid var(--line);border-radius:.3rem}
figcaption{font:14px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei",sans-serif;color:var(--soft);margin-top:.4rem}
@media(min-width:75rem){main.pictured{max-width:92rem;display:grid;grid-template-columns:minmax(0,44rem) minmax(0,1fr);column-gap:3rem;align-content:start}
main.pictured header,main.pictured nav{grid-column:1/-1}main.pictured figure{margin:0}}
@media print{body{background:#fff;color:#000;font-size:11pt}nav{display:none}.rows{overflow-x:auto;white-space:normal}
table{border-collapse:collapse;font-size:.92em;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);overflow-wrap:normal;min-width:4.6em}
th{color:var(--soft);font-weight:600}
mark{background:#fff3b0;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}}
"""  # not shown


class Links:
    """Makes addresses of pages, signed so that only who was given one can open it.

    Args:
        base: Address of this server, as the client knows it.
        library: The library's name.
        key: Signs; every process of one home has the same.
        holder: Whose token they end with, as `users.holder_of` gives it; empty for whoever asks on this machine.
    """

    def __init__(self, base: str, library: str, key: bytes, holder: str = "") -> None:
        self._base = base.rstrip("/")
        self._library = library
        self._key = key
        self._holder = holder

    def __call__(self, words: Citation | Hit) -> str:
        """Return the address of the page that shows some words."""
        said = words.quote if isinstance(words, Citation) else words.text
        return self._to(words.passage_id, words.start, words.end, words.source, said)

    def around(self, passage: int, context: SourceContext) -> str:
        """Return the address of a page that marks a whole passage among its context."""
        return self._to(passage, WHOLE, WHOLE, context.source, shown_words(context))

    def beginning(self, context: SourceContext) -> str:
        """Return the address of a page or section, with nothing marked."""
        at = context.at
        return self._to(context.first_passage, at, at, context.source, context.text[:FEW_CHARS])

    def _to(self, passage: int, start: int, end: int, source: str, words: str) -> str:
        sealed = seal(self._key, source, words)
        key = signature(self._key, self._library, passage, start, end, sealed, self._holder)
        told = {"from": start, "to": end, "words": sealed, "key": key}
        if self._holder:
            told["for"] = self._holder
        return f"{self._base}/source/{quote(self._library)}/{passage}?{urlencode(told)}#words"


def signature(
    key: bytes, library: str, passage: int, start: int, end: int, sealed: str, holder: str = ""
) -> str:
    """Sign what a page shows, and to whom the address was given."""
    signed = f"{library}\0{passage}\0{start}\0{end}\0{sealed}\0{holder}"
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()[:32]


def seal(key: bytes, source: str, words: str) -> str:
    """Bind an address to words of a file.

    Passages are numbered anew in a library that is made anew, so numbers alone do not tell them.
    """
    sealed = f"words\0{PurePath(source).name}\0{words}"
    return hmac.new(key, sealed.encode(errors="replace"), hashlib.sha256).hexdigest()[:16]


def shown_words(context: SourceContext) -> str:
    """Return the words that the address of a page is bound to.

    They are what is marked, or else where it begins.
    """
    return context.text[
        context.start : max(context.end, context.start + FEW_CHARS * (context.end == context.start))
    ]


def page(context: SourceContext, before: str, after: str, picture: str = "") -> str:
    """Format the page or section around some words, with the words marked.

    Args:
        context: What is shown.
        before: Address of the page before it; empty where there is none.
        after: Address of the page after it.
        picture: Address of its picture; empty where there is none.
    """
    text, marked = context.text, context.end > context.start
    body = _body(context)
    name = clean_line(PurePath(context.source).name)
    title = clean_line(context.title) or name
    number = page_of(context.page, context.page_label)
    places = filter(None, [name, number, *headings(context.heading)])
    told = "".join(f"<span>{escape(clean_line(place))}</span>" for place in places if place != title)
    backward, forward = _("Previous"), _("Next")
    steps = "".join(
        [
            f'<a rel="prev" href="{escape(before)}">← {backward}</a>' if before else "<span></span>",
            f'<a rel="next" href="{escape(after)}">{forward} →</a>' if after else "<span></span>",
        ]
    )
    said = recognised(context.confidence)
    remark = f'<p class="place recognised">{escape(said)}</p>' if said else ""
    return _document(
        title,
        f'<header><h1>{escape(title)}</h1><p class="place">{told}</p>{remark}</header>'
        f'<article lang="{_language(text)}" dir="auto">{body}</article>'
        f"{_figure(picture, name, number, cited=marked) if picture else ''}<nav>{steps}</nav>",
        pictured=bool(picture),
    )


def _body(context: SourceContext) -> str:
    """Format the text of a page: headings and tables as such, and cited words marked."""
    text, start, end = context.text, context.start, context.end
    clauses = dict(reversed(context.headings))
    name, made = ' id="words"', list[str]()

    def headed(at: int) -> None:
        if title := clauses.pop(at, ""):
            made[-1:] = [one.rstrip("\n") for one in made[-1:]]  # the heading keeps its own distance
            made.append(f"<h2>{_shown(clean_line(title))}</h2>")

    def told(words: str, cited: bool) -> str:
        nonlocal name
        if not cited or not words:
            return _shown(words)
        first, name = name, ""
        return f"<mark{first}>{_shown(words)}</mark>"

    for part in parts(text):
        if isinstance(part, Piece):
            inner = (at for at in (start, end, *clauses) if part.start < at < part.end)
            for one, other in pairwise(sorted({part.start, *inner, part.end})):
                headed(one)
                made.append(told(text[one:other], start <= one < end))
            continue
        for at in sorted(at for at in clauses if part[0][0].start >= at >= part[0][0].start - 2):
            headed(at)
        heads = has_head([[cell.text for cell in row] for row in part])
        rows = []
        for number, row in enumerate(part):
            tag = "th" if heads and not number else "td"
            cells = (told(cell.text, cell.start < end and start < cell.end) for cell in row)
            rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
        made.append(f'<div class="rows"><table>{"".join(rows)}</table></div>')
    return "".join(made)


def _figure(address: str, name: str, number: str, *, cited: bool) -> str:
    """Format the picture of a page; it is fetched when it comes into sight."""
    place = f"{name} · {number}"
    said = (
        _("{place} as it looks, with the words marked", place=place)
        if cited
        else _("{place} as it looks", place=place)
    )
    return (
        f'<figure><a href="{escape(address)}"><img src="{escape(address)}" loading="lazy" decoding="async" '
        f'alt="{escape(said)}"></a><figcaption>{escape(said)}</figcaption></figure>'
    )


def message_page(title: str, sentence: str) -> str:
    """Format a page that says one thing."""
    return _document(title, f"<header><h1>{escape(title)}</h1></header><p>{escape(sentence)}</p>")


def ask_page() -> str:
    """Format the page to ask from, with its texts for the script that fills it."""
    said = {name: _(text) for name, text in ASK_TEXTS.items()}
    empty = (WEB / "ask.html").read_text("utf-8")
    filled = {"LANGUAGE": _tag(), "TITLE": said["title"], "TEXTS": json.dumps(said, ensure_ascii=False)}
    return re.sub("%([A-Z]+)%", lambda found: escape(filled[found[1]]), empty)


def _tag() -> str:
    """Return what HTML calls the language that is spoken."""
    return "zh-CN" if language() == "zh" else language()


def _shown(text: str) -> str:
    return escape(clean(text))


def _language(text: str) -> str:
    """Return the language that decides the shapes of letters: that of most of a text."""
    if _KANA.search(text):
        return "ja"
    return "zh-CN" if count_wide(text) * 4 > len(text) else "en"


def _document(title: str, body: str, *, pictured: bool = False) -> str:
    kind = ' class="pictured"' if pictured else ""
    return (
        f'<!doctype html><html lang="{_tag()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main{kind}>{body}</main></body></html>"
    )
