"""Markdown of an answer as text with spans: no word is lost, and nothing is hidden behind another one.

A small reading of Markdown: what is not sure to be markup stays as it was written. Where a link leads stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.text import clean
from bots.rich_text import Kind, Rich, Span, joined, styled

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,}) *(?P<language>[\w+#.-]{0,20}) *$")
_HEADING = re.compile(r" {0,3}#{1,6} +(?P<words>.*?)(?: +#+)? *$")
_QUOTE = re.compile(r" {0,3}> ?(?P<words>.*)$")
_ITEM = re.compile(r"(?P<indent> *)[*+-] +(?P<words>\S.*)$")
_ROW = re.compile(r" *\|.*\| *$")
_RULE = re.compile(r" *\|[ :|-]+\| *$")
_LONGEST = 400
"""Markup of more characters than this within a line is taken for text: looking for its end takes time."""
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_~\[\]#>-])"
    rf"|(?P<ticks>`{{1,3}})(?!`)(?P<code>[^`]{{1,{_LONGEST}}})(?P=ticks)(?!`)"
    rf"|\*\*(?=\S)(?P<stars>.{{1,{_LONGEST}}}?)(?<=\S)\*\*(?!\*)"
    rf"|(?<!\w)__(?=\S)(?P<lines>.{{1,{_LONGEST}}}?)(?<=\S)__(?!\w)"
    rf"|~~(?=\S)(?P<strike>[^~]{{1,{_LONGEST}}})(?<=\S)~~"
    rf"|(?<![\w*])\*(?=[^\s*])(?P<star>[^*]{{1,{_LONGEST}}}?)(?<=\S)\*(?![\w*])"
    rf"|(?<!\w)_(?=[^\s_])(?P<low>[^_]{{1,{_LONGEST}}}?)(?<=\S)_(?!\w)"
    rf"|\[(?P<label>[^\[\]]{{1,{_LONGEST}}})\]\((?P<address>https?://[^\s()]{{1,{_LONGEST}}})\)"
)
_DEEPEST = 3


def rich_from(markdown: str) -> Rich:
    """Read Markdown; it may be unfinished, as while it is being written."""
    return joined(_with_breaks(_blocks(clean(markdown).split("\n"))))


def _with_breaks(blocks: Iterator[Rich]) -> Iterator[Rich | str]:
    for number, block in enumerate(blocks):
        if number:
            yield "\n"
        yield block


def _blocks(lines: Sequence[str]) -> Iterator[Rich]:
    """Give the blocks, each without the newline after it."""
    at = 0
    while at < len(lines):
        if opening := _FENCE.match(lines[at]):
            end = _fence_end(lines, at, opening["fence"])
            yield styled("\n".join(lines[at + 1 : end]), "pre", opening["language"])
            at = end + 1
            continue
        if _ROW.match(lines[at]) and at + 1 < len(lines) and _RULE.match(lines[at + 1]):
            end = _run(lines, at, _ROW)
            yield styled("\n".join(lines[at:end]), "pre")
        elif _QUOTE.match(lines[at]):
            end = _run(lines, at, _QUOTE)
            yield _all_over(
                _inline("\n".join(_QUOTE.sub(r"\g<words>", line) for line in lines[at:end])), "quote"
            )
        else:
            end = at + 1
            yield _line(lines[at])
        at = end


def _fence_end(lines: Sequence[str], at: int, fence: str) -> int:
    closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}} *$")
    return next((end for end in range(at + 1, len(lines)) if closing.match(lines[end])), len(lines))


def _run(lines: Sequence[str], at: int, pattern: re.Pattern[str]) -> int:
    return next((end for end in range(at, len(lines)) if not pattern.match(lines[end])), len(lines))


def _line(line: str) -> Rich:
    if heading := _HEADING.match(line):
        return _outside_code(_inline(heading["words"]), "bold")
    if item := _ITEM.match(line):
        return Rich(f"{item['indent']}• ") + _inline(item["words"])
    return _inline(line)


def _inline(text: str, depth: int = 0) -> Rich:
    parts: list[Rich | str] = []
    done = 0
    for match in _INLINE.finditer(text):
        parts += [text[done : match.start()], _marked(match, depth)]
        done = match.end()
    return joined([*parts, text[done:]])


def _marked(match: re.Match[str], depth: int) -> Rich:
    if match["escaped"]:
        return Rich(match["escaped"])
    if match["code"]:
        return styled(match["code"], "code")
    if match["address"]:
        label = _inline(match["label"], depth + 1) if depth < _DEEPEST else Rich(match["label"])
        return Rich(match["address"]) if label.text == match["address"] else label + f" ({match['address']})"
    bold, italic = match["stars"] or match["lines"], match["star"] or match["low"]
    kind: Kind = "bold" if bold else "italic" if italic else "strike"
    words = bold or italic or match["strike"]
    return _outside_code(_inline(words, depth + 1) if depth < _DEEPEST else Rich(words), kind)


def _all_over(rich: Rich, kind: Kind) -> Rich:
    spans = tuple(span for span in rich.spans if span.kind != kind)
    return Rich(rich.text, (Span(0, len(rich.text), kind), *spans)) if rich.text else rich


def _outside_code(rich: Rich, kind: Kind) -> Rich:
    """Give a text another look, but for the code in it, which has only its own."""
    code = [span for span in rich.spans if span.kind in ("code", "pre")]
    edges = [0, *(edge for span in code for edge in (span.start, span.end)), len(rich.text)]
    between = [Span(*pair, kind) for pair in zip(edges[::2], edges[1::2], strict=True) if pair[0] < pair[1]]
    others = [span for span in rich.spans if span.kind != kind]
    spans = sorted([*between, *others], key=lambda span: (span.start, -span.end))
    return Rich(rich.text, tuple(spans))
