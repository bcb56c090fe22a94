from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.loaders import load_bytes
from tests.ingest.samples import docx, paragraph


def r(text: str) -> str:
    return f'<m:r><m:t xml:space="preserve">{text}</m:t></m:r>'


def e(inside: str) -> str:
    return f"<m:e>{inside}</m:e>"


def chars(element: str, **values: str) -> str:
    """Return the properties of an element, like `<m:naryPr><m:chr m:val="∑"/></m:naryPr>`."""
    return (
        f"<m:{element}>"
        + "".join(f'<m:{name} m:val="{value}"/>' for name, value in values.items())
        + f"</m:{element}>"
    )


def fraction(above: str, below: str, properties: str = "") -> str:
    return f"<m:f>{properties}<m:num>{above}</m:num><m:den>{below}</m:den></m:f>"


def bracket(inside: str, **properties: str) -> str:
    return f"<m:d>{chars('dPr', **properties)}{e(inside)}</m:d>"


def array(*rows: str) -> str:
    return "<m:eqArr>" + "".join(map(e, rows)) + "</m:eqArr>"


def matrix(*rows: tuple[str, ...]) -> str:
    return "<m:m>" + "".join(f"<m:mr>{''.join(map(e, map(r, row)))}</m:mr>" for row in rows) + "</m:m>"


def text(body: str) -> str:
    return (
        load_bytes(docx(paragraph("Begin.") + body), PurePath("a.docx"))
        .text.removeprefix("Begin.")
        .lstrip("\n")
    )


def written(equation: str) -> str:
    """Return an equation in a line of text as it is read, without its dollar signs."""
    line = text(
        f"<w:p><w:r><w:t xml:space='preserve'>so </w:t></w:r><m:oMath>{equation}</m:oMath><w:r><w:t> follows</w:t></w:r></w:p>"
    )
    before, *between, after = line.split("$")
    assert (before, after) == ("so ", " follows")
    return "$".join(between)


SUM = chars("naryPr", chr="∑")
LIM = f"<m:limLow>{e(r('lim'))}<m:lim>{r('n→∞')}</m:lim></m:limLow>"


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        (r("E=m") + f"<m:sSup>{e(r('c'))}<m:sup>{r('2')}</m:sup></m:sSup>", "E=mc^{2}"),
        (fraction(r("a"), r("b")), r"\frac{a}{b}"),
        (fraction(r("a+1"), r("b"), chars("fPr", type="lin")), "{a+1}/{b}"),
        (fraction(r("a"), r("b"), chars("fPr", type="skw")), "{a}/{b}"),
        (fraction(r("n"), r("k"), chars("fPr", type="noBar")), r"{n \atop k}"),
        (bracket(fraction(r("n"), r("k"), chars("fPr", type="noBar"))), r"\binom{n}{k}"),
        (f"<m:sSub>{e(r('x'))}<m:sub>{r('i')}</m:sub></m:sSub>", "x_{i}"),
        (f"<m:sSubSup>{e(r('x'))}<m:sub>{r('i')}</m:sub><m:sup>{r('2')}</m:sup></m:sSubSup>", "x_{i}^{2}"),
        (f"<m:sSup>{e(r('10'))}<m:sup>{r('3')}</m:sup></m:sSup>", "{10}^{3}"),
        (f"<m:sSup>{e(bracket(r('a+b')))}<m:sup>{r('2')}</m:sup></m:sSup>", "(a+b)^{2}"),
        (f"<m:sPre><m:sub>{r('6')}</m:sub><m:sup>{r('14')}</m:sup>{e(r('C'))}</m:sPre>", "{}_{6}^{14}C"),
        (f"<m:rad>{chars('radPr', degHide='1')}<m:deg/>{e(r('x'))}</m:rad>", r"\sqrt{x}"),
        (f"<m:rad><m:deg>{r('3')}</m:deg>{e(r('x'))}</m:rad>", r"\sqrt[3]{x}"),
        (f"<m:nary>{SUM}<m:sub>{r('i=1')}</m:sub><m:sup>{r('n')}</m:sup>{e(r('i'))}</m:nary>", r"\sum_{i=1}^{n} i"),
        (f"<m:nary><m:sub>{r('0')}</m:sub><m:sup>{r('1')}</m:sup>{e(r('f dx'))}</m:nary>", r"\int_{0}^{1} f dx"),
        (f"<m:nary>{chars('naryPr', chr='∮', subHide='1', supHide='on')}<m:sub/><m:sup/>{e(r('F'))}</m:nary>", r"\oint F"),
        (f"<m:d>{e(r('a+b'))}</m:d>", "(a+b)"),
        (f"<m:d>{chars('dPr', begChr='[', endChr=')')}{e(r('a'))}</m:d>", "[a)"),
        (f"<m:d>{e(r('a'))}{e(r('b'))}</m:d>", "(a|b)"),
        (f"<m:d>{chars('dPr', sepChr=';')}{e(r('a'))}{e(r('b'))}</m:d>", "(a;b)"),
        (f"<m:d>{chars('dPr', begChr='{', endChr='}')}{e(r('a'))}</m:d>", r"\{a\}"),
        (
            f"<m:d>{chars('dPr', begChr='{', endChr='')}{e(array(r('x&amp;, x&gt;0'), r('-x&amp;, x&lt;0')))}</m:d>",
            r"\begin{cases} x, x>0 \\ -x, x<0 \end{cases}",
        ),
        (array(r("a&amp;=b"), r("c&amp;=d")), r"\begin{aligned} a=b \\ c=d \end{aligned}"),
        (f"<m:d>{e(matrix(('1', '2'), ('3', '4')))}</m:d>", r"(\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix})"),
        (f"<m:acc>{e(r('p'))}</m:acc>", r"\hat{p}"),
        (f"<m:acc>{chars('accPr', chr='⃗')}{e(r('v'))}</m:acc>", r"\vec{v}"),
        (f"<m:acc>{chars('accPr', chr='̇')}{e(r('x'))}</m:acc>", r"\dot{x}"),
        (f"<m:bar>{chars('barPr', pos='top')}{e(r('x'))}</m:bar>", r"\overline{x}"),
        (f"<m:bar>{e(r('x'))}</m:bar>", r"\underline{x}"),
        (f"<m:func><m:fName>{r('sin')}</m:fName>{e(r('x'))}</m:func>", r"\sin(x)"),
        (f"<m:func><m:fName>{r('sin')}</m:fName>{e(bracket(r('x')))}</m:func>", r"\sin(x)"),
        (f"<m:func><m:fName>{r('rank')}</m:fName>{e(r('A'))}</m:func>", r"\operatorname{rank}(A)"),
        (f"<m:func><m:fName>{LIM}</m:fName>{e(r('a'))}</m:func>", r"\lim_{n→∞} a"),
        (f"<m:limLow>{e(r('x'))}<m:lim>{r('i')}</m:lim></m:limLow>", r"\underset{i}{x}"),
        (f"<m:limUpp>{e(r('='))}<m:lim>{r('def')}</m:lim></m:limUpp>", r"\overset{def}{=}"),
        (f"<m:groupChr>{e(r('a+b'))}</m:groupChr>", r"\underbrace{a+b}"),
        (f"<m:groupChr>{chars('groupChrPr', chr='⏞', pos='top')}{e(r('a+b'))}</m:groupChr>", r"\overbrace{a+b}"),
        (f"<m:groupChr>{chars('groupChrPr', chr='→', pos='top')}{e(r('k'))}</m:groupChr>", r"\overset{→}{k}"),
        (f"<m:box>{e(r('a=b'))}</m:box>", "a=b"),
        (f"<m:borderBox>{e(r('a=b'))}</m:borderBox>", r"\boxed{a=b}"),
        (f"<m:phant>{e(r('a'))}</m:phant>", "a"),
        (f"<m:phant>{chars('phantPr', show='0')}{e(r('a'))}</m:phant>" + r("b"), "b"),
        (r("α≤50%, x_1 &amp; #2"), "α≤50%, x_1 & #2"),
        (r("{a}"), r"\{a\}"),
        (r("𝑥𝟐"), "x2"),
        (r("面积=长×宽"), "面积=长×宽"),
        ("<w:r><w:t>if it rains</w:t></w:r>", "if it rains"),
        (f"<m:tomorrow>{e(r('x'))}</m:tomorrow>" + r("y"), "xy"),
    ],
)  # fmt: skip
def test_an_equation_is_written_as_latex(equation: str, expected: str) -> None:
    assert written(equation) == expected


def test_an_equation_of_its_own_stands_between_double_dollars() -> None:
    one, other = f"<m:oMath>{r('a=b')}</m:oMath>", f"<m:oMath>{r('c=d')}</m:oMath>"
    assert text(f"<w:p><m:oMathPara>{one}</m:oMathPara></w:p>") == "$$a=b$$"
    assert text(f"<w:p><m:oMathPara>{one}{other}</m:oMathPara></w:p>") == "$$a=b$$\n$$c=d$$"
    assert text(f"<m:oMathPara>{one}</m:oMathPara>") == "$$a=b$$"


def test_an_equation_without_words_leaves_nothing() -> None:
    assert (
        text("<w:p><w:r><w:t>Before</w:t></w:r><m:oMath/><w:r><w:t> after.</w:t></w:r></w:p>")
        == "Before after."
    )


def test_an_odd_equation_takes_no_other_along() -> None:
    odd = (
        "<m:f/>", "<m:sSup/>", "<m:nary/>", "<m:d><m:dPr/></m:d>", "<m:d/>", "<m:m><m:mr/></m:m>", "<m:m/>", "<m:acc/>",
        "<m:func/>", "<m:rad/>", "<m:limLow/>", "<m:eqArr/>", "<m:groupChr><m:groupChrPr><m:chr/></m:groupChrPr></m:groupChr>",
        "<m:r/>", "<m:sPre/>", "<m:acc><m:accPr><m:chr m:val=''/></m:accPr></m:acc>",
    )  # fmt: skip
    body = "".join(f"<w:p><m:oMath>{one}</m:oMath></w:p>" for one in odd)
    whole = f"<w:p><w:r><w:t>Energy: </w:t></w:r><m:oMath>{r('E=m')}</m:oMath></w:p>"
    found = text(whole + body + whole)
    assert found.startswith("Energy: $E=m$")
    assert found.endswith("Energy: $E=m$")


def test_an_equation_nested_deep_keeps_its_letters() -> None:
    deep = r("x")
    for _ in range(400):
        deep = f"<m:box>{e(deep)}</m:box>"
    assert (
        text(f"<w:p><m:oMath>{deep}</m:oMath></w:p><w:p><m:oMath>{r('E=m')}</m:oMath></w:p>")
        == "$x$\n\n$E=m$"
    )


def test_an_equation_in_a_table_stands_in_its_cell() -> None:
    cell = f"<w:tc><w:p><m:oMath>{fraction(r('a'), r('b'))}</m:oMath></w:p></w:tc>"
    row = f"<w:tr><w:tc>{paragraph('ratio')}</w:tc>{cell}</w:tr>"
    assert text(f"<w:tbl>{row}{row}</w:tbl>").splitlines() == [r"| ratio | $\frac{a}{b}$ |"] * 2
