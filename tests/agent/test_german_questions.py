"""Questions in German are computed over sheets and put to contracts as English ones are, and answered in German."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.agent.question.carrying_on import carried_on
from assistant.agent.words.asked_languages import names_in
from assistant.events import Finished, Looked
from assistant.library.library import Library
from assistant.retrieval.in_english import as_asked, header_in_english, in_english
from assistant.retrieval.periods import Period, period_in
from tests.agent.test_turn import ask
from tests.fakes.library import filled

TODAY = date(2026, 11, 30)
FILES = {
    "Ausgangsrechnungen.csv": "Rg.-Nr.;Datum;Kunde;Betrag (€);bez.;offen\nA-1;3.2.26;Brauhaus Ott;1.200,50;1.200,50;\nA-2;9.3.26;Brauhaus Ott;800,00;;800,00\n"
    "A-3;21.3.26;Kita Sonnenhof;2.400,00;400,00;2.000,00\nSumme;;;4.400,50;1.600,50;2.800,00\n",
    "Herde.csv": "Nr.;Tier;Weide;kg;Bem.\n1;Ziege;Am Bach;40;trächtig\n2;Kuh;Am Bach;510;\n3;Ziege;Oben;38;trächtig, Zwillinge\n4;Kuh;Oben;480;\n5;Schaf;Oben;60;\n6;Schaf;Am Bach;55;\n",
    "Schichten.csv": "Datum;Mitarbeiter;Std.\n1.4.26;Jule Marx;4,5\n2.4.26;Ivo Kern;8\n9.4.26;Jule Marx;6\n",
    **{
        f"Mietvertrag {name}.md": f"# Mietvertrag {name}\n\nDer Vermieter vermietet die Wohnung {name} an den Mieter. Das Mietverhältnis beginnt am 1. Mai 2022 und endet "
        f"am 30. April {year}.\n\nDie Kündigungsfrist beträgt {notice} Monate. Die monatliche Miete beträgt {rent} €.\n"
        for name, year, notice, rent in (("Ahornweg", 2026, "drei", 640), ("Birkenallee", 2027, "sechs", 980), ("Eschenhof", 2026, "drei", 1150))
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("buero"), FILES) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Wie viel schuldet uns die Kita Sonnenhof noch?", "2.000,00"),
        ("Wie hoch ist die Summe aller Rechnungen im März 2026?", "3.200,00"),
        ("Wie viele Rechnungen über 1.000 € gab es?", "Die Anzahl ist 2 "),
        ("Wie hoch ist der höchste Betrag?", "2.400,00"),
        ("Was ist insgesamt noch offen?", "2.800,00"),
        ("Wie viel schuldet uns Sonnenhof noch?", "2.000,00"),
        ("Wie viele Ziegen haben wir?", "Die Anzahl ist 2 "),
    ],
)
def test_a_figure_is_computed_and_told_in_german(library: Library, question: str, figure: str) -> None:
    events, _ = ask(library, None, question)
    turn = events[-1]
    assert isinstance(turn, Finished)
    assert figure in turn.answer
    assert " Zeilen" in turn.answer or "Summe" in turn.answer
    assert " rows" not in turn.answer


def test_contracts_are_chosen_by_what_they_say(library: Library) -> None:
    events, _ = ask(library, None, "Welche Verträge haben eine Kündigungsfrist von drei Monaten?")
    turn = events[-1]
    assert isinstance(turn, Finished)
    assert [one.road for one in events if isinstance(one, Looked)] == ["each"]
    assert turn.answer.startswith("2 von 3 Dokumenten passen (von drei Monaten).")
    assert "Birkenallee" not in turn.answer


@pytest.mark.parametrize(
    ("question", "before", "meant"),
    [
        ("Und im Mai?", "Wie viele Fahrten gab es im Januar?", "Wie viele Fahrten gab es im Mai?"),
        ("und bei Ott?", "Wie viel ist bei Kern offen?", "Wie viel ist bei Ott offen?"),
        ("Und der mit Hansen?", "Wann endet der Vertrag mit Petri?", "Wann endet der Vertrag mit Hansen?"),
    ],
)
def test_a_short_question_puts_another_thing_into_the_one_before(
    question: str, before: str, meant: str
) -> None:
    assert meant in carried_on(question, before, TODAY)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Welche Rechnungen vom Hotel Drei Linden sind noch nicht bezahlt?", "which invoices from Hotel Drei Linden are not yet paid?"),
        ("Welche Artikel kosten mehr als 1.000,50 Euro?", "which items cost over 1000.50 euros?"),
        ("Welche Gäste reisen im Juli an?", "which guests arrive in July ?"),
        ("Wie viel Geld steht noch aus?", "how much money is outstanding ?"),
        ("Wie viele Ziegen sind tragend?", "how many ziegen are pregnant?"),
        ("wie viele rechnungen über 300 euro seit april?", "how many invoices over 300 euros since april?"),
        ("Wie hoch war der durchschnittliche Rechnungsbetrag am 3.4.26?", "what was the average invoice amount on 2026-04-03?"),
    ],
)  # fmt: skip
def test_known_words_are_read_in_english_and_names_stay(question: str, read: str) -> None:
    assert in_english(question, "de").replace("2026-4-3", "2026-04-03") == read
    assert in_english(read, "en") == read


@pytest.mark.parametrize(
    ("header", "read"),
    [("rg.-nr.", "invoice number"), ("betrag", "amount"), ("bez.", "paid"), ("monatsmiete", "monthly rent"), ("re-dat.", "invoice date"), ("anz. 20 %", "prepayment 20 %"), ("lief.", "supplier"), ("amount due", "amount due")],
)  # fmt: skip
def test_headers_are_read_in_english(header: str, read: str) -> None:
    assert header_in_english(header) == read


def test_words_that_were_read_are_told_as_they_were_asked() -> None:
    question = "Welche Verträge enden nach dem 1.1.2027?"
    assert as_asked("after the 2027-1-1", question, "de") == "nach dem 1.1.2027"
    assert as_asked("something else", question, "de") == "something else"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("im März 2026", Period(date(2026, 3, 1), date(2026, 3, 31))),
        ("seit Mai 2026", Period(date(2026, 5, 1), None)),
        ("bis Juni 2026", Period(None, date(2026, 6, 30))),
        ("am 4. Oktober 2026", Period(date(2026, 10, 4), date(2026, 10, 4))),
    ],
)
def test_times_are_read(text: str, period: Period) -> None:
    said = period_in(text, TODAY)
    assert said is not None
    assert said.period == period


def test_english_words_are_left_as_they_are() -> None:
    for text in (
        "Tag",
        "Std. rate",
        "stk",
        "which hire instruments are in condition D? tags",
        "art, bar, die, war, was",
    ):
        assert header_in_english(text.lower()) == text.lower()


def test_a_noun_is_no_name_in_german() -> None:
    assert names_in("Statt eines zweiten Wagens wird ein Anhänger gekauft.") == []
    assert names_in("Petersen holt ihn am 2. April ab.") == ["Petersen"]
