"""Who was at a meeting, read from the head of its minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.each.attendance import Attendance, attendance_asked
from tests.agent.test_turn import ask
from tests.fakes.library import filled

MINUTES = {
    "minutes 12 May 2026.txt": "Depot meeting\nTuesday 12 May 2026\nThere: Hedda, Rufus, Ines. Sorry: Marek.\n\n1. Forklift repaired.\n",
    "minutes 9 June 2026.txt": "Depot meeting\nTuesday 9 June 2026\nThere: Hedda, Marek.\nNot there: Rufus (leave).\n\n1. Gate to be painted.\n",
    "纪要_0703碰头会.md": "# 碰头会纪要\n- 日期：2026年7月3日\n- 参加：陆青、白薇\n- 缺席：贺川（出差）\n\n1. 货架下周到。\n",
}


@pytest.mark.parametrize(
    ("question", "meeting", "absent"),
    [
        ("Who was at the depot meeting in May?", "the depot meeting in May", False),
        ("who was not there at the June meeting?", "the June meeting", True),
        ("who missed the meeting in June", "the meeting in June", True),
        ("who attended the safety talk", "the safety talk", False),
        ("7月3日碰头会有谁参加", "7月3日碰头会", False),
        ("7月那次碰头会谁请假了", "7月那次碰头会", True),
    ],
)
def test_a_meeting_is_read_out_of_a_question(question: str, meeting: str, absent: bool) -> None:
    assert attendance_asked(question) == Attendance(meeting, absent)


@pytest.mark.parametrize(
    "question",
    ["who was elected at the meeting?", "which meetings did Marek miss?", "谁付租金", "下次例会什么时候"],
)
def test_other_questions_ask_for_no_attendance(question: str) -> None:
    assert attendance_asked(question) is None


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("Who was at the depot meeting in May?", "Hedda, Rufus, Ines", "leave"),
        ("who was not there at the June meeting?", "Rufus (leave)", "Ines"),
        ("7月3日碰头会有谁参加", "陆青、白薇", "Hedda"),
        ("7月那次碰头会谁请假了", "贺川", "陆青"),
    ],
)
def test_the_head_of_the_minutes_of_that_day_is_told(
    tmp_path: Path, question: str, told: str, untold: str
) -> None:
    with filled(tmp_path, MINUTES) as library:
        answer = ask(library, None, question)[1].answer
    assert told in answer
    assert untold not in answer
