from __future__ import annotations

import pytest

from assistant.events import Finished, TurnStatus
from benchmarks.answers_of_papers import Verdict, verdict
from benchmarks.papers import Question

ASKED = Question(
    "1",
    "office",
    "en",
    "fact",
    "how long to pay",
    True,
    "21 days",
    ("Accounts fall due 21 days after.",),
    (),
    "",
)
BESIDE = "\n\nThe nearest words in your documents:\n\nAccounts fall due 21 days after. [1]"


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        ("They have 21 days. [1]", "answered", "right"),
        ("They have 21 days. [1][?]", "perhaps", "right, marked"),
        (f"They have 14 days. [?]{BESIDE}", "perhaps", "right words beside"),
        (f"The text does not say.{BESIDE}", "not_found", "right words beside"),
        ("They have 14 days. [1]", "answered", "wrong, not marked"),
        ("They have 14 days. [?]", "perhaps", "wrong, marked"),
        ("The text does not say.", "not_found", "refused"),
    ],
)
def test_answers_are_judged(answer: str, status: TurnStatus, expected: Verdict) -> None:
    end = Finished(ASKED.text, "", answer, "", (), (), status, False, "ollama", "a-model:1.5b")
    assert verdict(ASKED, end) == expected
