"""After a list of contracts, somebody else is asked for: "And for Tarn?"."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.question.carrying_on import other_named
from assistant.events import Finished
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled

PAPERS = {
    "contract one.md": "# Contract for ink\n\nBetween Dovey Inks Ltd and Teasel Print Ltd.\n\nThe contract ends on 30 June 2026. The deposit is £300.\n",
    "contract two.md": "# Contract for paper\n\nBetween Haldon Mills Ltd and Teasel Print Ltd.\n\nThe contract ends on 31 March 2026.\n",
    "contract three.md": "# Contract for banners\n\nBetween Orrin Theatre Ltd and Teasel Print Ltd.\n\nThe contract ends on 31 May 2028.\n",
    "minutes.md": "# Minutes\n\nPresent: Ann Lee. Pike Cycles asked for a price.\n",
    "一号合同.md": "# 油墨合同\n\n供方：丹青油墨有限公司\n\n需方：飞白印刷有限公司\n\n合同2026年6月30日到期。\n",
    "二号合同.md": "# 纸张合同\n\n供方：云松纸业有限公司\n\n需方：飞白印刷有限公司\n\n合同2026年3月31日到期。\n",
    "三号合同.md": "# 横幅合同\n\n甲方：梧桐剧院有限公司\n\n乙方：飞白印刷有限公司\n\n合同2028年5月31日到期。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("named"), PAPERS) as library:
        yield library


def followed(library: Library, *questions: str) -> Finished:
    """Ask some questions in one conversation; return the last turn."""
    turn, conversation = None, None
    for question in questions:
        turn = ask(library, None, question, TurnOptions(conversation=conversation))[1]
        conversation = turn.conversation_id
    assert turn is not None
    return turn


@pytest.mark.parametrize(
    ("questions", "name", "day"),
    [
        (("Which contracts end in 2026?", "And for Dovey?"), "contract one.md", "30 June 2026"),
        (("Which contracts end in 2026?", "And for Orrin Theatre?"), "contract three.md", "31 May 2028"),
        (
            ("Which contracts end in 2026?", "And for Dovey?", "And Orrin?"),
            "contract three.md",
            "31 May 2028",
        ),
        (("哪些合同2026年到期？", "那丹青油墨呢？"), "一号合同.md", "2026年6月30日"),
        (("哪些合同2026年到期？", "梧桐剧院的呢？"), "三号合同.md", "2028年5月31日"),
    ],
)
def test_the_contract_of_somebody_is_asked_though_the_list_did_not_hold_it(
    library: Library, questions: tuple[str, ...], name: str, day: str
) -> None:
    turn = followed(library, *questions)
    assert day in turn.answer
    assert f"`{name}`" in turn.answer
    assert sum(f"`{one}`" in turn.answer for one in PAPERS) == 1


@pytest.mark.parametrize(
    "questions",
    [("Which contracts end in 2026?", "And for Whitcombe?"), ("哪些合同2026年到期？", "那宏图呢？")],
)
def test_nobody_of_that_name_is_said(library: Library, questions: tuple[str, ...]) -> None:
    assert followed(library, *questions).status == "not_found"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("And for Tarn?", "Tarn"),
        ("What about the Tarn contract?", "Tarn"),
        ("那华丰呢？", "华丰"),
        ("和华丰的呢", "华丰"),
        ("And in 2027?", ""),
        ("And this one?", ""),
        ("那2027年呢？", ""),
        ("Who signed it?", ""),
    ],
)
def test_the_one_thing_that_a_question_names(question: str, name: str) -> None:
    assert other_named(question) == name
