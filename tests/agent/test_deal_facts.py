"""What is asked of one contract that a question names is answered as a cell of a table: with what follows and what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.agent.each.deal_facts import _is_named, names_nothing, topic_asked
from assistant.events import Notice
from assistant.library.library import Library
from assistant.options import TurnOptions
from tests.agent.test_turn import ask
from tests.fakes.library import filled

FILES = {
    "contracts/kiln-lease.md": "# Lease of the kiln yard\n\nbetween **Orchard Estates** (the Landlord) and **Thornby Pottery Ltd**, Lower Mill, Thornby (the Tenant)\n\nDated 3 May 2023\n\n"
    "## 1. Term\nThe lease begins on 1 June 2023 and runs for five years.\n\n## 2. Rent\nThe rent is £640 a month.\n\n## 3. Notice\nEither party may end this lease early by giving four months' written notice.\n",
    "contracts/kiln-lease-addendum.md": "# Addendum No. 1 to the lease of the kiln yard\n\nOrchard Estates and Thornby Pottery Ltd, 8 April 2024\n\nThe parties amend the lease dated 3 May 2023 as follows:\n\n"
    "1. Clause 2 is replaced: The rent is £690 a month from 1 June 2024.\n2. Clause 3 is replaced: Either party may end this lease early by giving five months' written notice.\n",
    "contracts/glaze-supply.md": "# Supply agreement\n\nBetween Glazecraft Ltd and Thornby Pottery Ltd, Lower Mill, Thornby, 9 January 2024.\n\n1. The agreement ends on 31 March 2027.\n2. Invoices are paid within 21 days.\n3. A deposit of £350 is paid.\n",
    "contracts/moss-employment.md": "# Employment contract\n\nEmployer: Thornby Pottery Ltd, Lower Mill, Thornby\n\nEmployee: Tilda Moss\n\n1. Pay. The salary is £28,900 a year.\n2. Leave. 26 days a year.\n",
    "合同/窑场租约.md": "# 窑场租赁合同\n\n出租方：果园置业有限公司\n\n承租方：青泥陶艺有限公司\n\n签订日期：2023 年 5 月 3 日\n\n一、租期三年，自 2023 年 6 月 1 日起。\n\n二、租金每月 5,400 元。\n\n三、押金 10,800 元。\n",
    "contracts/ash-employment.md": "# Terms of employment\n\n**Employer:** Thornby Pottery Ltd, Lower Mill, Thornby\n\n**Employee:** Corin Ash\n\n"
    "**Pay.** £14.10 an hour.\n\n**Trial.** The first four months are a trial. In that time one week's notice is enough on either side.\n\n"
    "**Notice after it.** Five weeks in writing from you. From us, five weeks too.\n",
    "letting/flat-3.md": "# Tenancy agreement T-03\n\nLandlord: Mrs Sable Quarrie\n\nTenant: Orla Pendry\n\nProperty: Flat 3, Fuller House\n\n1. Term. The tenancy begins on 1 May 2025 and ends on 30 April 2026.\n\n2. Rent. £610.00 per calendar month, payable in advance on the 1st.\n\n3. Deposit. £700.00, returned within 10 days.\n\nSigned 20 April 2025\n",
    "letting/2026-03-02 to Ms Pendry.md": "Quarrie Lettings\n\n2 March 2026\n\nDear Ms Pendry,\n\nYour tenancy agreement T-03 dated April 2025\n\nWe have agreed the following changes to your agreement.\n\n"
    "1. The tenancy, which was due to end on 30 April 2026, will now end on 31 October 2027.\n\n2. From 1 May 2026 the rent goes up from £610.00 to £635.00 a month.\n\nAgreed: O. Pendry, 9 March 2026\n",
    "letting/rents.csv": "Tenant,Due,Received,Date\nOrla Pendry,635,635,2026-10-01\nOrla Pendry,635,600,2026-11-01\nMax Tull,500,500,2026-11-01\n",
    "合同/门面租约.md": "# 桂花街门面租约\n\n房东：罗阿秀\n\n租客：青泥陶艺有限公司\n\n一、租两年，2024年12月1日到2026年11月30日。\n\n二、房租每月9,300元。\n\n三、不想租了，得提前半年通知，任何一方都一样。\n\n罗阿秀\n\n2024年11月8日\n",
    "合同/罗阿秀来信.md": "青泥陶艺：\n\n下面几条算是对2024年11月8日那份租约的改动：\n\n一、2026年3月1日起，每月房租是八千七百元，不是九千三百元。\n\n二、租期原来是2026年11月30日到，现在延到2027年5月31日。\n\n三、原来房租是半年一付，从2026年3月1日起改成一个季度一付，还是提前十天打过来就行。\n\n罗阿秀\n2026年2月9日\n",
    "合同/釉料采购.md": "# 釉料采购合同\n\n供方：彩云釉料厂\n\n需方：青泥陶艺有限公司\n\n一、合同于 2027 年 3 月 31 日到期。\n\n二、货到后 45 天内付款。\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("deals"), FILES) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("When does the lease of the kiln yard end?", "31 May 2028"),
        ("How long does the kiln lease run?", "five years"),
        ("When does the contract with Glazecraft end?", "31 March 2027"),
        ("How much does Tilda Moss earn?", "28,900"),
        ("What is the rent of the kiln yard?", "£690"),
        ("What deposit is paid to Glazecraft?", "£350"),
        ("窑场的押金是多少？", "10,800"),
        ("釉料采购合同什么时候到期？", "2027 年 3 月 31 日"),
        ("what does Orla Pendry pay a month now?", "£635"),
        ("who do we rent the kiln yard from?", "Orchard Estates"),
        ("How long do we have now to settle a Glazecraft bill?", "21 days"),
        ("till when can Orla Pendry stay in Fuller House?", "31 October 2027"),
        ("Until when does the tenancy of Orla Pendry run?", "31 October 2027"),
        ("桂花街门面现在每个月房租到底是多少", "八千七百元"),
        ("桂花街门面能租到什么时候", "2027年5月31日"),
    ],
)
def test_one_contract_is_asked_as_a_cell(library: Library, question: str, first: str) -> None:
    _, turn = ask(library, None, question)
    assert turn.status == "extracted"
    assert first in turn.answer.partition("\n")[0]


def test_a_value_beside_the_old_one_may_be_of_another_thing(library: Library) -> None:
    _, turn = ask(library, None, "桂花街门面要提前多久通知？")
    assert "十天" not in turn.answer.partition("\n")[0] or turn.status == "perhaps"


def test_the_notice_of_a_trial_is_not_surely_the_usual_one(library: Library) -> None:
    _, turn = ask(library, None, "How much notice does Corin have to give us?")
    assert turn.status == "perhaps" or "one week" not in turn.answer


@pytest.mark.parametrize(
    ("before", "question", "first"),
    [
        ("What is the rent of the kiln yard?", "and until when have we got it?", "31 May 2028"),
        ("What does Orla Pendry pay a month?", "and what deposit did she give?", "£700"),
        ("桂花街门面的房租是多少？", "那能租到什么时候", "2027年5月31日"),
    ],
)
def test_a_later_question_that_names_none_means_the_contract_told(
    library: Library, before: str, question: str, first: str
) -> None:
    _, told = ask(library, None, before)
    _, turn = ask(library, None, question, TurnOptions(conversation=told.conversation_id))
    assert turn.status == "extracted"
    assert first in turn.answer.partition("\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease at Lower Mill end?",
        "仓库租约什么时候到期？",
        "How much does Orla Finch earn?",
    ],
)
def test_another_contract_than_those_there_are_is_not_answered_surely(
    library: Library, question: str
) -> None:
    _, turn = ask(library, None, question)
    assert turn.status in ("perhaps", "not_found")


@pytest.mark.parametrize(
    ("question", "nothing"),
    [
        ("and until when have we got it?", True),
        ("how much warning must she give if she wants to leave?", True),
        ("and when does their order run out?", True),
        ("那跟他们到哪天为止？", True),
        ("and when does the kiln lease end?", False),
        ("窑场的押金呢，是多少？", False),
        ("what colour is the kiln?", False),
    ],
)
def test_a_later_question_may_name_no_contract(question: str, *, nothing: bool) -> None:
    assert names_nothing(question) is nothing


def test_a_letter_changes_the_clause_whose_number_it_names(tmp_path: Path) -> None:
    files = {
        "supply.md": "# Supply agreement of Marl Homes\n\nbetween MARL HOMES LIMITED and KELP & CO LIMITED\n\nDated 11 December 2024\n\n4. Payment. Invoices are paid within thirty days.\n",
        "Marl letter.md": 'MARL HOMES LIMITED\n\n9 March 2026\n\nDear Kelp & Co Limited,\n\nThe agreement of 11 December 2024 is varied as follows:\n\n(i) in clause 4 the words "thirty days" are replaced by "forty-five days".\n',
    }
    with filled(tmp_path, files) as library:
        _, turn = ask(library, None, "Within how many days does Marl Homes have to pay?")
    assert "forty-five" in turn.answer.partition("\n")[0]


def test_a_number_belongs_to_the_word_before_it() -> None:
    called = "Lease of flat 4, Weir Street 12, rent due on day 5"
    assert _is_named("What is the rent for flat 4?", "rent", called, [called, "Other"], called)
    assert not _is_named("What is the rent for flat 5?", "rent", called, [called, "Other"], called)


def test_an_answer_that_is_worked_out_has_one_verdict(library: Library) -> None:
    events, turn = ask(library, None, "How many days is it until the lease of the kiln yard ends?")
    said = [event for event in events if isinstance(event, Notice) and event.code == "extracted"]
    assert [one.doubts for one in said] == [turn.status == "perhaps"]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How long is our lease?", "term"),
        ("What was the original rent of the yard?", ""),
        ("What was the rent in 2023?", ""),
        ("Who is the landlord of the yard?", "landlord"),
        ("押金多少？", "deposit"),
        ("原来的租金是多少？", ""),
    ],
)
def test_matters_of_contracts_are_known(question: str, topic: str) -> None:
    assert topic_asked(question) == topic


REPLACED = {
    "Sail loft agreement.md": "# Agreement on sail cleaning\n\nbetween Gannet Sailmakers Ltd (the Loft) and Harle Boat Club (the Club)\n\nDated 4 May 2024\n\n"
    "1. Term. The agreement begins on 1 June 2024 and ends on 31 May 2028.\n\n2. Collection. The Loft fetches the sails on Mondays.\n\n"
    "3. Charge. The Club pays £36 for each sail washed, which sum includes collection.\n\n4. Loss. A lost sail bag is replaced at £18.\n",
    "Sail loft letter.md": "Gannet Sailmakers Ltd\n\n3 March 2026\n\nDear Club,\n\nThe following changes to our agreement of 4 May 2024 hold from 1 April 2026:\n\n"
    "(i) in clause 3 the figure of £36 is replaced by £41 for each sail washed;\n\n(ii) in clause 4 the figure of £18 is replaced by £22 for a lost bag.\n\nAgreed: R. Harle, 9 March 2026\n",
    "布草洗涤合同.md": "# 布草洗涤合同\n\n甲方：松间客栈有限公司\n\n乙方：白帆洗涤有限公司\n\n签订日期：2024年5月4日\n\n第一条 期限自2024年6月1日至2028年5月31日。\n\n"
    "第二条 乙方每周一收件。\n\n第三条 床单每条洗涤费3元。\n\n第四条 乙方丢失布草的，每条赔偿60元。\n",
    "布草洗涤变更函.md": "# 关于布草洗涤合同的变更函\n\n松间客栈有限公司：\n\n双方2024年5月4日所签布草洗涤合同变更如下：\n\n一、自2026年4月1日起，第四条丢失布草的赔偿由每条60元改为每条75元。\n\n二、其他条款不变。\n\n白帆洗涤有限公司\n2026年3月3日\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "new"),
    [
        ("sail loft charge for each sail these days?", "£41"),
        ("what does the sail loft pay for a lost bag?", "£22"),
        ("洗涤丢了布草一条赔多少钱", "75元"),
    ],
)
def test_a_quoted_value_that_a_letter_replaced_stands_behind_the_new_one(
    question: str, new: str, tmp_path: Path
) -> None:
    with filled(tmp_path, REPLACED) as papers:
        _, turn = ask(papers, None, question)
    assert new in turn.answer.partition("\n")[0]
