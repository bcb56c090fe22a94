"""Right answers in words of their own, as models give them, and wrong ones beside: what bears them out, and what does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath

import pytest

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from assistant.agent.words.document_names import years_of_documents
from tests.fakes.library import filled, passage

SHEET = passage(
    "From: Oona Feld, Tarn Boilers\nService sheet 2026\n\n"
    "**Visit 3 Feb**, T.\nPump: valve had stuck, freed.\n\n"
    "Fitter ..... Tomas Rell, gas card seen\nTaken back .... Mon 9 March (van was full)\n\n"
    "Not included: flue liners, scaffolding (ask Mr Dray), making good.\n\n"
    "On call: Monday Ann, Tuesday Bob, Wednesday Cara.\n\n"
    "The old sheet stands but for what follows, for every job from 2 March 2026:\n(a) Call-out is now £85.\n",
    1,
    heading=("Service sheet",),
)
HIRE = passage(
    "| Code | Thing | Day | Note |\n| --- | --- | --- | --- |\n"
    "| BL-1 | Big blower | 31.00 | no hire to schools |\n| BL-2 | Small blower | 18.00 | box of 12 hoses |\n",
    2,
    document=2,
    heading=("Hire list 2026",),
)
NURSERY = passage(
    "★ 外带食品：园里不加热，哪怕家长自带饭盒。\n值日：周一小江，周二老许，周三阿梅，周四方姐。\n",
    3,
    document=3,
    heading=("幼儿园通知",),
)
RENT = passage(
    "お知らせ 2026年5月\n家賃は61,000円ではなく58,000円とします。\n", 4, document=4, heading=("お知らせ",)
)

YARD = passage(
    "Yard contract, 3 May 2027\n\n1. Scope. The hull. Not in scope: the anchors.\n2. Price. The price for extra steel is 410 per kg. "
    "Guests leave their cabins, always.\nM. Dahl spoke against the new crane. Rika Voss takes over as DPA in June.\n\n"
    "Damage from pipes is covered, except where the house stood empty.\n\nPresent: Magnus Dahl, Lena Orr. The Designated Person Ashore is at the quay.\n",
    5,
    document=5,
    heading=("Yard contract",),
)
MAIL = passage("We charter the boat on 30 May.\n", 6, document=6)
NOTICE = passage(
    "Notice 2\n\nThe crane hire is £180. The least order is £900.\n",
    7,
    document=7,
    heading=("Notice 2",),
)


def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
    return dict.fromkeys(wanted, 1.0)


def attribute(question: str, sentence: str) -> Attribution:
    return Attributor(
        [[SHEET], [HIRE], [NURSERY], [RENT], [YARD], [MAIL], [NOTICE]], question, weigh, None
    ).attribute(sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "quote"),
    [
        # A day of a paper whose year stands elsewhere in it
        ("when did the blower get back", "It was taken back on Monday 9 March 2026.", "9 March"),
        ("what was wrong with the pump", "The pump's valve had stuck and was freed on 3 February.", "stuck"),
        # A year that the paper leaves open, or the day it is of
        ("when is the charter", f"The boat is chartered on 30 May {date.today().year}.", "30 May"),
        ("what does extra steel cost", "Since 3 May 2027 extra steel costs 410 per kg.", "410"),
        # A number that the answer works out of others
        (
            "crane hire and least order, total",
            "The crane hire is £180 and the least order £900, so £1,080 in all.",
            "£900",
        ),
        (
            "how far is the least order above the crane hire",
            "The crane hire is £180 and the least order £900, that is £720 more.",
            "£180",
        ),
        # A list that ends with its line, and what stands in brackets
        ("extra steel price", "Extra steel is 410 per kg.", "410"),
        ("do guests stay", "Guests always leave their cabins (except those who can't walk).", "leave"),
        ("are pipes covered", "No, pipes are not covered where the house stood empty.", "except where"),
        # Initials
        ("who was against the crane", "Magnus Dahl spoke against the new crane.", "M. Dahl"),
        ("who takes over", "Rika Voss takes over as Designated Person Ashore in June.", "DPA"),
        # Points that lead to a value
        ("who fitted it", "Tomas Rell, who has a gas card.", "Fitter ..... Tomas Rell"),
        # A head that denies all that is listed behind it
        ("are flue liners part of it", "No, flue liners are not included.", "Not included"),
        # A cell that denies
        ("can schools hire the big blower", "No, the big blower is not hired to schools.", "no hire"),
        # A figure in a cell that says more
        (
            "what does the small blower come with",
            "The small blower (18.00 a day) has a box of 12 hoses.",
            "12",
        ),
        # Said in the question, and asked something else of it
        ("what is the call-out for a job in March 2026", "In March 2026 the call-out is £85.", "£85"),
        ("who is on call on wednesdays", "On Wednesday it is Cara who is on call.", "Cara"),
        ("周三谁值日", "周三值日的是阿梅。", "周三阿梅"),
        ("自己带的饭能热吗", "不能，园里不加热，家长自带饭盒也不行。", "不加热"),
        ("6月からの家賃はいくら", "6月からの家賃は58,000円です。", "58,000円"),
    ],
)
def test_a_right_answer_is_borne_out(question: str, sentence: str, quote: str) -> None:
    found = attribute(question, sentence)
    assert found.supported, found
    assert any(quote in unit.text for unit in found.units)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("when did the blower get back", "It was taken back on Monday 9 March 2024."),
        ("when did the blower get back", "It was taken back on Monday 3 February 2026."),
        ("are flue liners part of it", "Flue liners are included."),
        ("can schools hire the big blower", "Yes, the big blower is hired to schools."),
        ("what does the small blower come with", "The small blower (31.00 a day) has a box of 12 hoses."),
        ("who is on call on wednesdays", "On Wednesday it is Bob who is on call."),
        ("周三谁值日", "周三值日的是老许。"),
        ("自己带的饭能热吗", "可以，园里加热家长自带的饭盒。"),
        ("6月からの家賃はいくら", "6月からの家賃は61,000円です。"),
        ("when is the charter", "The boat is chartered on 30 May 1987."),
        (
            "crane hire and least order, total",
            "The crane hire is £180 and the least order £900, so £1,090 in all.",
        ),
        (
            "crane hire and least order, total",
            "The crane hire is £190 and the least order £900, so £1,090 in all.",
        ),
        (
            "crane hire and least order, total",
            "The crane hire is £180 and the least order £900, so it is not £1,080 in all.",
        ),
        ("crane hire and least order, total", "The crane hire and the least order are £1,080 in all."),
    ],
)
def test_a_wrong_one_is_not(question: str, sentence: str) -> None:
    assert not attribute(question, sentence).supported


def test_a_day_is_of_a_year_that_its_paper_names_anywhere() -> None:
    charter = Attributor([[MAIL]], "when is the charter", weigh, None, years_of=lambda _: {2019})
    assert charter.attribute("The boat is chartered on 30 May 2019.").supported
    assert not charter.attribute(f"The boat is chartered on 30 May {date.today().year}.").supported


def test_the_years_of_a_whole_document_are_read(tmp_path: Path) -> None:
    charter = "# Charter\n\nWe charter the boat on 30 May.\n\n# Signed\n\nBergen, 2 April 2019\n"
    with filled(tmp_path, {"charter.md": charter, "mail.md": "The boat is blue."}) as library:
        years_of = years_of_documents(library.documents)
        told = {PurePath(path).name: years_of(number) for number, path, _ in library.documents.named()}
    assert told == {"charter.md": {2019}, "mail.md": set()}
