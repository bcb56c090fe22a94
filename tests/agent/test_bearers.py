from __future__ import annotations

import pytest

from assistant.agent.claims.bearers import does_another

SUPPLY = "柴火供应合同\n买方（甲方）：云顶民宿有限公司\n卖方（乙方）：老槐木柴店\n签订日期：2025年3月1日"
DRIVER = "用工方：北岭货运有限公司\n提供劳务方：蒋大川\n双方说定："
BARN = 'THIS AGREEMENT is made BETWEEN (1) Harrow Estates Ltd ("the Principal") and (2) Tilling & Sons ("the Agent")'


@pytest.mark.parametrize(
    ("claim", "told", "beginning"),
    [
        ("根据协议，垃圾袋由服务方自备。", "垃圾袋由委托方提供。", ""),
        ("退货的运费由需方承担。", "不合格的整批退货，运费供方出。", ""),
        (
            "云顶民宿要向老槐交纳5千元保证金。",
            "乙方应在签约后五日内向甲方交纳保证金人民币5,000元。",
            SUPPLY,
        ),
        ("因公司要求赶路产生的罚款由蒋大川自己承担。", "因公司要求赶路造成的，由公司负责。", DRIVER),
        ("The Agent has to insure the barn.", "The Principal shall insure the barn against fire.", BARN),
        ("The barn must be insured by the agent.", "The Principal shall insure the barn against fire.", BARN),
    ],
)
def test_the_other_side_is_found_out(claim: str, told: str, beginning: str) -> None:
    assert does_another(claim, told, beginning)


@pytest.mark.parametrize(
    ("claim", "told", "beginning"),
    [
        ("垃圾袋要由委托方提供。", "垃圾袋由委托方提供。", ""),
        ("老槐要向云顶民宿交纳5千元保证金。", "乙方应在签约后五日内向甲方交纳保证金人民币5,000元。", SUPPLY),
        ("年检由出租方办理，费用双方各承担一半。", "年检由出租方办理，费用双方各半。", ""),
        ("Harrow Estates insures the barn.", "The Principal shall insure the barn against fire.", BARN),
        ("Only the Tenant may end the lease.", "The Tenant alone may end it by notice on the Landlord.", ""),
        ("The roof is repaired in May.", "The Landlord shall repair the roof in May.", ""),
    ],
)
def test_the_same_side_in_other_words_is_none(claim: str, told: str, beginning: str) -> None:
    assert not does_another(claim, told, beginning)
