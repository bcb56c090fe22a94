"""What is summed up: a part that is called by its heading, all that was agreed, the lines of a form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.agent.whole.central import _is_sentence
from assistant.agent.whole.task import asked_of
from assistant.library.library import Library
from tests.agent.test_turn import ask
from tests.fakes.library import filled

ROUTE = "Ring the bell twice. Wait for the answer. Tie the boat fore and aft. Put the fenders out."
FILES = {
    "mooring rules.md": "# Working on the pontoon\n\n## A. Life jackets\nWear one at all times. They are checked in March. Keep them dry.\n\n"
    f"## B. The yellow flag\n1. Stop the pump.\n2. Hang the flag on the rail.\n3. Turn the key to off.\n{ROUTE}\n\n## C. Fuel\nNobody smokes. Cans hold 20 litres. Spills are reported.\n\n"
    "## D. Nights\nThe lamp burns until dawn. The gate is shut at 22.00. The watchman has the key.\n",
    "letter to Harle Feb 2026.txt": "Gannet Moorings Ltd\n\n14 February 2026\n\nDear Ms Harle,\n\nVariation of the berth licence of 2 March 2023\n\nWe have agreed the following, which is to be read as part of the licence:\n\n"
    "1. From 1 April 2026 the yearly fee is £1,260 instead of £1,180.\n\n2. You get one more bay for the trailer, so three in all.\n\n3. On Sundays the crane may be used until noon.\n\n"
    "4. The deposit is not topped up.\n\n5. The call-out fee goes from £30 to £34.\n\nIf you agree, please sign below.\n\nKind regards\nOdd Gannet\n\nAgreed: P. Harle, 20 February 2026\n",
    "摊位租用合同.txt": "摊位租用合同（标准表）\n\n【甲方】清波市场管理有限公司\n【乙方】小舟茶点有限公司\n【摊位】二层 A-07\n【起止】2026-03-01 至 2027-02-28\n【月租】3,600元\n【抽成】营业额的 6%\n【保证金】5,000元\n【付款日】每月5日前\n\n"
    "通用条款\n一、乙方按市场时间营业，无故停业每天扣100元。\n二、保证金在撤场后30天内返还。\n三、续租须于期满前45天书面告知。\n四、装修图纸须经甲方审核，押金另收1,000元。\n五、摊位内不得使用明火。\n六、乙方员工须持有效健康证上岗。\n七、乙方不得将摊位交给他人经营。\n八、甲方收回摊位的，提前30天通知。\n签订：2026年2月10日\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("parts"), FILES) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "told", "left"),
    [
        ("summarise the yellow flag steps", ("Stop the pump", "Hang the flag", "fenders"), ("20 litres",)),
        (
            "sum up for me what we agreed with Harle in the February letter",
            ("1,260", "three in all", "£34"),
            (),
        ),
        ("概括一下清波市场摊位合同", ("3,600", "6%", "2027-02-28"), ()),
    ],
)
def test_a_summary_holds_what_is_asked(
    question: str, told: tuple[str, ...], left: tuple[str, ...], library: Library
) -> None:
    _, turn = ask(library, None, question)
    assert all(one in turn.answer for one in told)
    assert not any(one in turn.answer for one in left)


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("sum up what we agreed with Harle in the letter", "summary"),
        ("总结一下来信里商定了什么", "summary"),
        ("what was agreed about the crane in the letter?", "question"),
    ],
)
def test_one_thing_of_what_was_said_is_no_summary(question: str, task: str) -> None:
    asked = asked_of(question, is_whole=True)
    assert asked is not None
    assert asked.task == task


@pytest.mark.parametrize("line", ["【月租】3,600元", "Rent ...... £845", "Deposit:   £300"])
def test_a_line_of_a_form_says_something(line: str) -> None:
    assert _is_sentence(line, "contract")
    assert not _is_sentence("Annex 3", "contract")
