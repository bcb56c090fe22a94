"""What a reader sees on a PDF's page beside its text: values as they are shown, choices, buttons."""

from __future__ import annotations

from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tests.ingest.test_cases_pdf import annotate, form, saved, stream, told, writer

_HIDDEN = 1 << 1


def look(made: pypdf.PdfWriter, text: str) -> DictionaryObject:
    """Return the picture of an annotation that shows a line of text."""
    drawn = stream(b"BT /F 10 Tf 2 4 Td (%b) Tj ET" % text.encode("latin-1"))
    drawn[NameObject("/Type")] = NameObject("/XObject")
    drawn[NameObject("/Subtype")] = NameObject("/Form")
    drawn[NameObject("/Resources")] = made.pages[0]["/Resources"]
    drawn[NameObject("/BBox")] = made.pages[0]["/MediaBox"]
    return DictionaryObject({NameObject("/N"): made._add_object(drawn)})


@pytest.mark.parametrize(
    ("value", "shown", "read"),
    [
        ("302.8", "302,80", "Total: 302,80"),
        ("0", "0.00", "Total: 0.00"),
        ("1234567", "$1,234,567.00", "Total: $1,234,567.00"),
        ("12.345", "12,35", "Total: 12,35"),
        ("", "12,212.00", "Total: 12,212.00"),
        ("40", "40 kg", "Total: 40 kg"),
        ("2026-03-01", "1 March", "Total: 2026-03-01 (shown as 1 March)"),
        ("New value", "Older words", "Total: New value (shown as Older words)"),
        ("302.8", "", "Total: 302.8"),
    ],
)
def test_values_are_read_as_the_page_shows_them(value: str, shown: str, read: str) -> None:
    made = writer("Total:")
    form(made, annotate(made, Subtype="/Widget", FT="/Tx", T="t", V=value, AP=look(made, shown)))
    document = saved(made)
    assert document.text.endswith(f"\n{read}")
    assert not document.notices


def test_a_value_that_nobody_sees_is_not_shown() -> None:
    made = writer("Total:")
    form(made, annotate(made, Subtype="/Widget", FT="/Tx", T="t", F=_HIDDEN, AP=look(made, "9.99")))
    assert saved(made).text == "Total:"


def test_a_list_tells_what_was_not_chosen_too() -> None:
    made = writer("Fuel:")
    choices = ArrayObject(map(TextStringObject, ("Oil", "Gas", "Wood")))
    entries: dict[str, Any] = {"Subtype": "/Widget", "FT": "/Ch", "Opt": choices}
    form(made, annotate(made, T="chosen", V="Gas", **entries), annotate(made, 0, T="open", **entries))
    text = saved(made).text
    assert "Fuel: Gas (choices: Oil, Gas, Wood)" in text
    assert "nothing chosen (choices: Oil, Gas, Wood)" in text
    made = writer("Fuel:")
    form(made, annotate(made, Ff=1 << 17, T="dropped", V="Gas", **entries))
    assert saved(made).text.endswith("\nFuel: Gas")  # nobody sees the others


def test_a_long_list_tells_how_much_more_there_is() -> None:
    made = writer("Country:")
    choices = ArrayObject(TextStringObject(f"Land {number}") for number in range(60))
    form(made, annotate(made, Subtype="/Widget", FT="/Ch", T="c", Opt=choices))
    assert "Land 49 and 10 more)" in saved(made).text


def test_buttons_and_watermarks_say_what_stands_on_them() -> None:
    made = writer("Words.")
    caption = DictionaryObject({NameObject("/CA"): TextStringObject("Calculate now")})
    button: dict[str, Any] = {"Subtype": "/Widget", "FT": "/Btn", "Ff": 1 << 16}
    form(
        made,
        annotate(made, T="a", MK=caption, **button),
        annotate(made, T="b", AP=look(made, "Send"), **button),
        annotate(made, T="c", MK=caption, F=_HIDDEN, **button),
    )
    annotate(made, Subtype="/Watermark", AP=look(made, "DRAFT"))
    document = saved(made)
    assert sorted(document.text.split("\n")[2:]) == [
        "Button: Calculate now",
        "Button: Send",
        "Watermark: DRAFT",
    ]
    assert not document.notices


def test_what_stands_where_nobody_signed_yet_is_read() -> None:
    made = writer("Agreed:")
    form(made, annotate(made, Subtype="/Widget", FT="/Sig", T="s", AP=look(made, "Tenant signs here")))
    assert saved(made).text.endswith("\nSignature: none yet (Tenant signs here)")


def test_words_of_a_field_that_were_not_read_are_said() -> None:
    made = writer("Words.")
    annotate(made, Subtype="/Caret", AP=look(made, "inserted sentence"))
    assert told(saved(made)) == (
        "2 words in fields, stamps or text boxes of page 1 were not read, like “inserted”"
    )
