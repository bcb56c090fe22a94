"""Writes the equations of Word documents as LaTeX.

Source: Office Math Markup, ECMA-376, part 1, section 22.1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.loaders.xml import local, value

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_DEEPEST = 60
_FUNCTIONS = frozenset(
    [
        "arccos",
        "arcsin",
        "arctan",
        "arg",
        "cos",
        "cosh",
        "cot",
        "coth",
        "csc",
        "deg",
        "det",
        "dim",
        "exp",
        "gcd",
        "hom",
        "inf",
        "ker",
        "lg",
        "lim",
        "ln",
        "log",
        "max",
        "min",
        "Pr",
        "sec",
        "sin",
        "sinh",
        "sup",
        "tan",
        "tanh",
    ]
)
_OPERATORS = {
    "∑": r"\sum", "∏": r"\prod", "∐": r"\coprod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint",
    "∯": r"\oiint", "∰": r"\oiiint", "⋃": r"\bigcup", "⋂": r"\bigcap", "⋁": r"\bigvee", "⋀": r"\bigwedge",
    "⨁": r"\bigoplus", "⨂": r"\bigotimes", "⨀": r"\bigodot", "⨆": r"\bigsqcup", "⨄": r"\biguplus",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "grave", "`": "grave", "\u0301": "acute", "´": "acute", "\u0302": "hat", "^": "hat", "\u0303": "tilde",
    "~": "tilde", "\u0304": "bar", "\u0305": "bar", "¯": "bar", "\u0306": "breve", "˘": "breve", "\u0307": "dot",
    "˙": "dot", "\u0308": "ddot", "¨": "ddot", "\u20db": "dddot", "\u030c": "check", "ˇ": "check", "\u20d7": "vec",
    "→": "vec", "\u20d6": "overleftarrow", "\u20e1": "overleftrightarrow",
}  # fmt: skip
_BRACES = {"⏟": "underbrace", "⏞": "overbrace"}
_OFF = frozenset({"0", "off", "false"})
_STYLED = re.compile(
    "[\U0001d400-\U0001d7ff]"
)  # letters and digits that are italic, bold or script by their code
_SPECIAL = re.compile(r"[{}$\\]")
_ONE_COMMAND = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})*")


def latex(equation: _Element) -> str:
    """Return an equation as LaTeX on one line; symbols stay as they are.

    What is missing in it, or of a kind that is not known, costs its own marks and no more.

    Args:
        equation: An `m:oMath` element.
    """
    return " ".join(_Writer().inside(equation).split())


class _Writer:
    """Writes the elements of an equation by the methods in `_WRITERS`."""

    def __init__(self) -> None:
        self._depth = 0
        self._arrays = 0

    def inside(self, element: _Element | None) -> str:
        """Write what stands in an element; nothing where there is none."""
        if element is None:
            return ""
        if self._depth >= _DEEPEST:
            return _escaped("".join(element.itertext()))
        self._depth += 1
        written = "".join(map(self._one, _parts(element)))
        self._depth -= 1
        return written

    def _one(self, element: _Element) -> str:
        write = _WRITERS.get(local(element))
        return self.inside(element) if write is None else write(self, element)

    def _argument(self, element: _Element, name: str = "e") -> str:
        return self.inside(_child(element, name)).strip()

    def _base(self, element: _Element) -> str:
        """Write what an index or exponent belongs to, in braces where needed."""
        base = self._argument(element)
        if base in _FUNCTIONS:
            return f"\\{base}"
        closed = len(base) == 1 or _only(_child(element, "e")) == "d" or _ONE_COMMAND.fullmatch(base)
        return base if closed else f"{{{base}}}"

    def _scripts(self, element: _Element) -> str:
        below, above = self._argument(element, "sub"), self._argument(element, "sup")
        return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")

    def text(self, element: _Element) -> str:
        """Write the characters of a run, without the alignment marks of an array."""
        text = _STYLED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), element.text or "")
        return _escaped(text.replace("&", "") if self._arrays else text)

    def blank(self, element: _Element) -> str:
        """Write a tab or the end of a line."""
        return " "

    def nothing(self, element: _Element) -> str:
        """Write nothing for what was deleted while changes were recorded."""
        return ""

    def fraction(self, element: _Element) -> str:
        r"""Write `m:f`: `\frac{a}{b}`."""
        above, below = self._argument(element, "num"), self._argument(element, "den")
        kind = _property(element, "type", "bar")
        if kind == "noBar":
            return f"{{{above} \\atop {below}}}"
        return f"{{{above}}}/{{{below}}}" if kind in ("lin", "skw") else f"\\frac{{{above}}}{{{below}}}"

    def scripted(self, element: _Element) -> str:
        """Write `m:sSub`, `m:sSup` and `m:sSubSup`: `x_{i}^{2}`."""
        return self._base(element) + self._scripts(element)

    def scripted_before(self, element: _Element) -> str:
        """Write `m:sPre`: `{}_{6}^{14}C`."""
        return "{}" + self._scripts(element) + self._argument(element)

    def root(self, element: _Element) -> str:
        r"""Write `m:rad`: `\sqrt[3]{x}`."""
        degree = "" if _is_on(element, "degHide") else self._argument(element, "deg")
        return "\\sqrt" + (f"[{degree}]" if degree else "") + f"{{{self._argument(element)}}}"

    def operator(self, element: _Element) -> str:
        r"""Write `m:nary`: `\sum_{i=1}^{n} i`."""
        sign = _property(element, "chr", "∫")
        return f"{_OPERATORS.get(sign, _escaped(sign))}{self._scripts(element)} {self._argument(element)}"

    def delimiters(self, element: _Element) -> str:
        r"""Write `m:d`: `(a|b)`, `\binom{n}{k}`, or a distinction of cases."""
        begin, end = _property(element, "begChr", "("), _property(element, "endChr", ")")
        held = [one for one in _parts(element) if local(one) == "e"]
        inner = _only(held[0]) if len(held) == 1 else ""
        if (begin, end, inner) == ("{", "", "eqArr"):
            return self._rows(next(_parts(held[0])), "cases")
        if (begin, end, inner) == ("(", ")", "f"):
            fraction = next(_parts(held[0]))
            if _property(fraction, "type", "") == "noBar":
                return f"\\binom{{{self._argument(fraction, 'num')}}}{{{self._argument(fraction, 'den')}}}"
        between = _property(element, "sepChr", "|")
        return (
            _escaped(begin) + _escaped(between).join(self.inside(one).strip() for one in held) + _escaped(end)
        )

    def array(self, element: _Element) -> str:
        """Write `m:eqArr`, equations one under the other."""
        return self._rows(element, "aligned")

    def _rows(self, element: _Element, name: str) -> str:
        self._arrays += 1
        rows = [self.inside(row).strip() for row in _parts(element)]
        self._arrays -= 1
        return _environment(name, rows)

    def matrix(self, element: _Element) -> str:
        """Write `m:m`, its rows `m:mr`."""
        rows = [" & ".join(self.inside(cell).strip() for cell in _parts(row)) for row in _parts(element)]
        return _environment("matrix", rows)

    def accent(self, element: _Element) -> str:
        r"""Write `m:acc`: `\hat{x}`."""
        sign, base = _property(element, "chr", "\u0302"), self._argument(element)
        return f"\\{_ACCENTS[sign]}{{{base}}}" if sign in _ACCENTS else f"{base}{_escaped(sign)}"

    def bar(self, element: _Element) -> str:
        r"""Write `m:bar`: `\overline{x}`."""
        name = "overline" if _property(element, "pos", "bot") == "top" else "underline"
        return f"\\{name}{{{self._argument(element)}}}"

    def grouped(self, element: _Element) -> str:
        r"""Write `m:groupChr`: `\underbrace{a+b}`."""
        sign, base = _property(element, "chr", "⏟"), self._argument(element)
        if sign in _BRACES:
            return f"\\{_BRACES[sign]}{{{base}}}"
        name = "overset" if _property(element, "pos", "bot") == "top" else "underset"
        return f"\\{name}{{{_escaped(sign)}}}{{{base}}}" if sign else base

    def function(self, element: _Element) -> str:
        r"""Write `m:func`: `\sin(x)`."""
        named, argument = _child(element, "fName"), self._argument(element)
        name = self.inside(named).strip()
        if name in _FUNCTIONS:
            name = f"\\{name}"
        elif name.isalpha():
            name = f"\\operatorname{{{name}}}"
        if _only(named) in ("limLow", "limUpp"):
            return f"{name} {argument}"
        in_brackets = not name or not argument or _only(_child(element, "e")) == "d"
        return name + (argument if in_brackets else f"({argument})")

    def limit_below(self, element: _Element) -> str:
        r"""Write `m:limLow`: `\lim_{n→∞}`."""
        return self._limit(element, "_", "underset")

    def limit_above(self, element: _Element) -> str:
        r"""Write `m:limUpp`: `\overset{a}{b}`."""
        return self._limit(element, "^", "overset")

    def _limit(self, element: _Element, mark: str, name: str) -> str:
        base, limit = self._argument(element), self._argument(element, "lim")
        brace = "\\underbrace" if mark == "_" else "\\overbrace"
        if base in _FUNCTIONS:
            base = f"\\{base}"
        if base[1:] in _FUNCTIONS or base.startswith(brace):
            return f"{base}{mark}{{{limit}}}"
        return f"\\{name}{{{limit}}}{{{base}}}"

    def boxed(self, element: _Element) -> str:
        r"""Write `m:borderBox`: `\boxed{a=b}`."""
        return f"\\boxed{{{self._argument(element)}}}"

    def phantom(self, element: _Element) -> str:
        """Write `m:phant`, whose content may only take room."""
        return "" if _property(element, "show", "1") in _OFF else self._argument(element)


_WRITERS: dict[str, Callable[[_Writer, _Element], str]] = {
    "t": _Writer.text,
    "tab": _Writer.blank,
    "br": _Writer.blank,
    "del": _Writer.nothing,
    "f": _Writer.fraction,
    "sSub": _Writer.scripted,
    "sSup": _Writer.scripted,
    "sSubSup": _Writer.scripted,
    "sPre": _Writer.scripted_before,
    "rad": _Writer.root,
    "nary": _Writer.operator,
    "d": _Writer.delimiters,
    "eqArr": _Writer.array,
    "m": _Writer.matrix,
    "acc": _Writer.accent,
    "bar": _Writer.bar,
    "groupChr": _Writer.grouped,
    "func": _Writer.function,
    "limLow": _Writer.limit_below,
    "limUpp": _Writer.limit_above,
    "borderBox": _Writer.boxed,
    "phant": _Writer.phantom,
}


def _parts(element: _Element) -> Iterator[_Element]:
    """Yield the elements in another, without its properties."""
    return (child for child in element if not local(child).endswith("Pr") and local(child))


def _child(element: _Element, name: str) -> _Element | None:
    return next((child for child in element if local(child) == name), None)


def _only(element: _Element | None) -> str:
    """Return the name of the only element that stands in another, or nothing."""
    names = [local(child) for child in _parts(element)] if element is not None else []
    return names[0] if len(names) == 1 else ""


def _property(element: _Element, name: str, default: str) -> str:
    """Return a value from an element's properties, or the default."""
    properties = _child(element, f"{local(element)}Pr")
    found = _child(properties, name) if properties is not None else None
    if found is None:
        return default
    return value(found)


def _is_on(element: _Element, name: str) -> bool:
    return _property(element, name, "0") not in _OFF


def _escaped(text: str) -> str:
    """Return text without what would end a group or the equation."""
    return _SPECIAL.sub(lambda match: "\\backslash " if match[0] == "\\" else f"\\{match[0]}", text)


def _environment(name: str, rows: Sequence[str]) -> str:
    return f"\\begin{{{name}}} " + " \\\\ ".join(rows) + f" \\end{{{name}}}"
