"""What a table holds is said column by column, where no model sums it up."""

from __future__ import annotations

from pathlib import Path

from assistant.events import Notice
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled

TRIPS = """Date,Who,Amount (EUR),Note
2026-03-02,Ann Lee,12.50,tram
2026-03-09,Bo Tan,240.00,hotel [1]
2026-04-01,Ann Lee,31.20,tram
Total,,283.70,
"""
DUTY = "日期,夜班医生,人数,补贴（元）\n2026-10-01,郑凯,3,9.5\n2026-10-02,林婉清,2,60\n2026-10-03,郑凯,4,80\n"


def test_a_table_is_summed_up_by_its_columns(tmp_path: Path) -> None:
    with filled(tmp_path, {"trips.csv": TRIPS, "值班.csv": DUTY}) as library:
        events, finished = ask(library, None, "Summarise trips.csv", TurnOptions(whole=("trips.csv",)))
        lines = finished.answer.splitlines()
        assert "3 rows with Date, Who, Amount (EUR), Note." in lines[0]
        assert lines[1] == "- Date: 2026-03-02 to 2026-04-01 [1][2]"
        assert lines[2] == "- Who: Ann Lee (2), Bo Tan"
        assert (
            lines[3] == "- Amount (EUR): 12.50 EUR to 240.00 EUR; the table's own total is 283.70 EUR [1][3]"
        )
        assert lines[4] == "- Note: tram (2), hotel (1)"  # no mark of ours
        assert finished.citations[2].quote.startswith("2026-03-09") or "240.00" in finished.citations[2].quote
        assert any(event.code == "by_columns" for event in events if isinstance(event, Notice))
        _events, finished = ask(library, None, "概括值班.csv", TurnOptions(whole=("值班.csv",)))
        assert "3 行，各列是日期、夜班医生、人数、补贴（元）。" in finished.answer
        assert "- 夜班医生：郑凯（2）、林婉清" in finished.answer
        assert "- 人数：2 至 4" in finished.answer
        assert "- 补贴（元）：9.50 元 至 80.00 元" in finished.answer


def test_a_text_with_a_table_is_outlined_as_before(tmp_path: Path) -> None:
    text = f"# Trips\n\n{'Whoever travels keeps the receipts and hands them in by May. ' * 6}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    with filled(tmp_path, {"trips.md": text}) as library:
        events, finished = ask(library, None, "Summarise trips.md", TurnOptions(whole=("trips.md",)))
    assert finished.status == "extracted"
    assert not any(event.code == "by_columns" for event in events if isinstance(event, Notice))
