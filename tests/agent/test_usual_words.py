"""Tests of putting Chinese questions into usual words and order."""

from __future__ import annotations

import pytest

from assistant.agent.question.usual_words import in_usual_order, usual_words


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("麻烦帮我看一下南站的电费，谢谢", "南站的电费"),
        ("今年（2027）要续签的合同，帮忙列一下", "今年要续签的合同有哪些"),
        ("坏掉的桌子都有那些", "坏掉的桌子都有哪些"),
        ("老陈上个月跑了几个小时", "老陈上个月跑了多少小时"),
        ("谁的驾照在9.30前过期", "谁的驾照在9月30日前过期"),
        ("仓库安全制度主要内容讲讲", "概括一下仓库安全制度"),
        ("简单讲讲那份租赁合同的内容", "概括一下那份租赁合同"),
        ("哪些货一斤要五百或以上", "哪些货一斤要五百以上"),
        ("8、9月的油费多少", "8月和9月的油费多少"),
        ("年底前到期的驾照", "今年年底前到期的驾照"),
        ("今年年底前到期的驾照", "今年年底前到期的驾照"),
        ("付款期超过15天的合同列一下（私人的不要）", "付款期超过15天的合同有哪些（私人的不要）"),
        # What says something stays.
        ("请假要提前几天", "请假要提前几天"),
        ("那几个人的工资呢", "那几个人的工资呢"),
        ("这几个小时的记录", "这几个小时的记录"),
        ("帮工的工资是多少", "帮工的工资是多少"),
        ("面积6.30亩的地", "面积6.30亩的地"),
        ("价目表里的清单", "价目表里的清单"),
        ("Please list the leases, thanks", "Please list the leases, thanks"),
    ],
)
def test_what_says_nothing_is_taken_away(question: str, usual: str) -> None:
    assert usual_words(question) == usual


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("没修好的车有哪些", "哪些车没修好"),
        ("欠款超过三千的租户有谁", "哪些租户欠款超过三千"),
        ("租约的要点有哪些合同", "租约的要点有哪些合同"),
        ("涨价的事在哪几次例会上谈过", "哪几次例会谈到涨价"),
        ("班组会老周去过几次", "老周参加过哪几次班组会"),
        ("谁欠咱们最多", "欠我们钱最多的是哪家"),
        ("今年到期的合同有哪些", "今年到期的合同有哪些"),
        ("这家公司的联系人是谁", "这家公司的联系人是谁"),
        ("老周是谁", "老周是谁"),
    ],
)
def test_what_is_asked_for_stands_first(question: str, usual: str) -> None:
    assert in_usual_order(question) == usual
