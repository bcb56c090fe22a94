"""Questions that ask for all documents of a kind are put to each of them; others go their usual way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.cells.columns import column_of
from assistant.agent.cells.one_cell import WORDING
from assistant.agent.each.each_road import Patience, _unless_denied
from assistant.agent.papers.papers_meant import party_asked
from assistant.answer_table import Cell, TableRow
from assistant.events import Finished, Looked, Notice
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled
from tests.fakes.models import ScriptedChat

NAMES = ("alder", "beech", "cherry", "elder", "fir", "hazel", "larch", "oak", "pine")
LEASES = {
    f"{name}.md": f"# Lease of {name} house\n\nThe term begins on 1 May 202{place % 3} and ends on 30 April 202{4 + place % 3}.\n\n"
    f"The tenant pays a rent of EUR {900 + 100 * place} a month.\n"
    for place, name in enumerate(NAMES)
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("road"), LEASES) as library:
        yield library


def finished(events: object) -> Finished:
    assert isinstance(events, list)
    last = events[-1]
    assert isinstance(last, Finished)
    return last


def test_which_asks_each_document_by_itself(library: Library) -> None:
    events, _ = ask(library, None, "Which leases end in 2025?")
    (looked,) = [event for event in events if isinstance(event, Looked)]
    assert (looked.road, looked.said, len(looked.documents)) == ("each", "Asking 9 documents one by one", 9)
    turn = finished(events)
    assert turn.answer.startswith("3 of 9 documents match (in 2025).")
    assert [name for name in NAMES if f"`{name}.md`" in turn.answer] == ["beech", "fir", "oak"]
    assert "| `beech.md` | 30 April 2025 [1] |" in turn.answer
    assert [one.number for one in turn.citations] == [1, 2, 3]
    assert all("30 April 2025" in one.quote for one in turn.citations)
    assert (turn.status, turn.grounded) == ("extracted", True)


def test_how_many_counts_them(library: Library) -> None:
    events, _ = ask(library, None, "How many leases have a rent of more than 1,500 euros?")
    assert finished(events).answer.startswith("2 of 9 documents match (more than 1,500 euros).")


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease of oak house end?",
        "Which documents do I need for a visa?",
        "Which leases are pink?",
    ],
)
def test_what_asks_no_document_for_a_value_goes_its_usual_way(library: Library, question: str) -> None:
    events, _ = ask(library, None, question)
    assert "documents match" not in finished(events).answer
    assert finished(events).searched_for


WITH = {
    "hire quay.md": "# Hire agreement\n\nBetween Voss Tools Ltd and Corbel Homes Ltd.\n\nThe hire ends on 1 May 2027.\n",
    "yard licence.md": "# Licence agreement\n\nCorbel Homes Ltd lets Voss Tools Ltd use the yard.\n",
    "hire Corbel Living.md": "# Hire agreement\n\nBetween Voss Tools Ltd and Corbel Living Ltd, a sister of Corbel Homes Ltd.\n",
    "oak.md": "# Supply agreement\n\nBetween Voss Tools Ltd and Oak Ltd.\n",
    "租机合同甲.md": "# 租赁合同\n\n出租方：禾田合作社\n承租方：青山家庭农场\n\n租期一年。\n",
    "青山经营部 叉车合同.md": "# 租赁合同\n\n出租方：禾田合作社\n承租方：青山经营部\n\n租期一年。\n",
}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("everything signed with Corbel Homes, not the Living lot", ["hire quay.md", "yard licence.md"]),
        ("all papers with Oak Ltd", ["oak.md"]),
        ("跟青山家庭农场签的都找出来，经营部的不要", ["租机合同甲.md"]),
    ],
)
def test_all_contracts_with_somebody_are_listed_without_those_left_out(
    tmp_path: Path, question: str, names: list[str]
) -> None:
    with filled(tmp_path, WITH) as library:
        turn = finished(ask(library, None, question)[0])
    assert [name for name in WITH if f"`{name}`" in turn.answer] == names
    assert turn.status == "extracted"


def test_contracts_with_a_thing_or_with_nobody_are_not_listed_by_a_name(library: Library) -> None:
    assert party_asked("all contracts with a deposit") is None
    assert party_asked("和供应商怎么结算的") is None
    turn = finished(ask(library, None, "everything signed with Nobody Ltd")[0])
    assert "documents match" not in turn.answer


def test_each_can_be_wished_for(library: Library) -> None:
    events, _ = ask(library, None, "What is the rent?", TurnOptions(each=True))
    answer = finished(events).answer
    assert answer.startswith("9 of 9 documents state it.")
    assert answer.index("alder.md") < answer.index("pine.md")  # sorted by the amount


def test_a_slow_model_is_asked_about_as_many_as_there_is_patience_for(tmp_path: Path) -> None:
    # Nothing in them says surely when they end, so that the model is asked.
    leases = {
        f"{name}.md": f"# Lease of {name} house\n\nWhat was promised here falls away after 30 April 2025.\n"
        for name in NAMES
    }
    with filled(tmp_path, leases) as library:
        chat = ScriptedChat(name="slow").queue(*["30 April 2025"] * 20)
        library.notes.set(f"cells.{WORDING}.embedded.slow", "30")
        events, _ = ask(library, chat, "Which leases end in 2025?")
        assert len(chat.calls) == 8
        (notice,) = [one for one in events if isinstance(one, Notice) and one.code == "looked_through"]
        assert "8 of 9" in notice.message
        assert "--each" in notice.hint
        ask(library, chat, "Which leases end in 2025?", TurnOptions(each=True))
        assert len(chat.calls) == 9  # what was answered is kept; the one that was left is asked


def test_patience_ends_with_its_time_and_is_for_what_is_worth_it() -> None:
    patience = Patience(frozenset([1]), 60)
    assert (patience(1), patience(2), patience.left_out) == (True, False, {2})
    spent = Patience(None, 0)
    assert (spent(1), spent.left_out) == (False, {1})


def test_the_one_with_the_greatest_value_comes_first(library: Library) -> None:
    events, _ = ask(library, None, "Which lease has the highest rent?")
    answer = finished(events).answer
    assert answer.index("pine.md") < answer.index("oak.md") < answer.index("alder.md")


def test_rows_on_the_same_sentence_get_the_same_verdict() -> None:
    from assistant.agent.each.each_road import _judged_alike
    from assistant.answer_table import Table
    from assistant.events import Citation

    def row(name: str, said: str, matches: bool | None) -> TableRow:
        cited = Citation(
            number=1, source=name, title=name, page=None, heading=(), quote=said, start=0, end=9, passage_id=1
        )
        return TableRow(name, name, (Cell("found" if matches else "unsure", "yes", "", (cited,)),), matches)

    van, mule = "The carrier fetches the crates.", "The grower brings the crates."
    rows = (
        row("a", van, True),
        row("b", van, None),
        row("c", mule, None),
        row("d", mule, None),
        row("e", van, False),
    )
    told = _judged_alike(Table(("Which?",), rows, selects="which")).rows
    assert [one.matches for one in told] == [True, True, None, None, False]
    assert [one.cells[0].state for one in told][:3] == ["found", "found", "unsure"]


def test_a_name_of_the_question_has_to_stand_in_the_paper(tmp_path: Path) -> None:
    lease = "# Lease\n\nTenant: {name}\n\nThe lease begins on 1 May 2020 and ends on {end}.\n"
    names = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fig", "Gum", "Hazel")
    files = {f"{name}.md": lease.format(name=name, end="30 April 2029") for name in names}
    files["Alder.md"] = lease.format(name="Tove Harket", end="30 April 2029")
    with filled(tmp_path, files) as made:
        events, _ = ask(made, None, "Which leases of Tove Harket end in 2029?")
    assert finished(events).answer.startswith("1 of 8 documents may match")


@pytest.mark.parametrize(
    ("question", "matching"),
    [
        ("Which leases have a deposit of more than 500 EUR?", 4),
        ("Which leases have a Deposit of more than 500 euros?", 4),
        ("Which leases of Dogwood have a deposit of more than 500 euros?", 1),
    ],
)
def test_words_of_a_condition_are_no_names(tmp_path: Path, question: str, matching: int) -> None:
    lease = "# Lease\n\nTenant: {name}\n\nThe lease begins on 1 May 2020 and ends on {end}.\n\nThe deposit is {sum}.\n\n{more}\n"
    files = {
        f"{name}.md": lease.format(
            name=name,
            end="30 April 2029",
            sum="EUR 900" if name == "Alder" else "€900",
            more="The Board meets at Christmas, at Easter and in Q3."
            if name == "Alder"
            else "Keys: at the board.",
        )
        for name in ("Alder", "Birch", "Cedar", "Dogwood")
    }
    with filled(tmp_path, files) as made:
        events, _ = ask(made, None, question)
    assert finished(events).answer.startswith(f"{matching} of 4 documents match")


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("The weight limit is 3 tonnes.", True),
        ("The weight limit is 40 tonnes.", None),
        ("It is light.", True),
    ],
)
def test_a_paper_chosen_by_meaning_is_unsure_where_it_shows_another_value(
    text: str, matches: bool | None
) -> None:
    column = column_of("Which bridges have a weight limit of 3 tonnes?", called="bridges")
    told = _unless_denied(column, TableRow("a", "a", (Cell("found", text, "", ()),), True))
    assert (told.matches, told.cells[0].state) == (matches, "found" if matches else "unsure")
