"""Values that their own paper changes further on."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.agent.cells.bearing import DocumentText
from assistant.agent.cells.columns import column_of
from assistant.agent.cells.in_force import in_force, leaves_alone
from assistant.agent.cells.one_cell import cell_of
from assistant.agent.claims.claim_parts import claim_of
from assistant.agent.papers.amendments import amended_by, amending, says_amendment
from assistant.agent.papers.succession import DatedPaper
from assistant.agent.words.candidates import candidates_of
from assistant.retrieval.evidence import Unit
from assistant.retrieval.paper_dates import PaperDate
from tests.fakes.library import passage

TODAY = date(2026, 3, 1)
PAPERS = {
    "en": "1. Berth. The boat may lie on berth B4.\n2. Term. 18 months, beginning 1 July 2024.\n3. Fee. £540.00 a year, payable in two halves.\n"
    "4. Deposit. £150, returned within 28 days.\n8. AMENDMENT (3 Feb 2025): from 1 March 2025 the fee is £575.00 a year instead of the figure in clause 3.",
    "es": "· Clase individual (45 min): 66,00 € al mes\n· Clase en grupo: 37,00 € al mes\n\nFestivos: san Isidro\n"
    "CORRECCIÓN (13 de enero de 2025): desde el 1 de febrero de 2025 la clase individual pasa a 69,50 € al mes.",
    "fr": "Art. 3 – Loyer : 112,00 € TTC par mois, payable d'avance.\nArt. 4 – Dépôt : 220 €.\n"
    "AVENANT du 14 janvier 2025 : à compter du 1er février 2025 le loyer de l'art. 3 est porté à 119,00 € TTC par mois.",
    "ru": "3. Плата – 4 700 руб. в месяц, вносится помесячно.\n4. Залог – 5 500 руб.\n"
    "ДОПОЛНЕНИЕ (16 января 2025 г.): с 1 февраля 2025 г. плата по п. 3 составляет 5 150 руб. в месяц.",
    "zh": "三、租金每年 800 元，分两次付。\n四、押金 300 元。\n八、补充约定：自2025年2月1日起租金改为每年 868 元，第三条的数字作废。",
    "de": "3. Pacht: 310 € im Jahr.\n4. Kaution: 90 €.\nNachtrag vom 2. Mai 2025: Die Pacht beträgt ab 1. Juni 2025 335 € im Jahr.",
    "later": "3. Fee. £540.00 a year.\nAmendment: from 1 March 2031 the fee is £575.00 a year.",
}


def found(paper: str, question: str, sentence: str, quote: str) -> str:
    candidates = candidates_of([[passage(PAPERS[paper], 1)]])
    unit = next(one.unit for one in candidates if quote in one.unit.text)
    newer = amending(claim_of(sentence), [unit], candidates, question, TODAY)
    return newer.unit.text if newer is not None else ""


@pytest.mark.parametrize(
    ("paper", "question", "sentence", "quote", "newer"),
    [
        ("en", "what does Eastwick pay these days?", "Mr Eastwick pays £540.00 a year.", "£540", "£575"),
        (
            "es",
            "lo que se paga ahora por clase",
            "La clase individual cuesta 66,00 € al mes.",
            "66,00",
            "69,50",
        ),
        ("fr", "c’est quoi son loyer ?", "Son loyer est de 112,00 € par mois.", "112,00", "119,00"),
        ("ru", "сколько теперь берём", "Еремейцев платит 4 700 руб. в месяц.", "4 700", "5 150"),
        ("zh", "现在一年多少", "现在每年租金 800 元。", "800", "868"),
        ("de", "Was zahlt er?", "Die Pacht beträgt 310 € im Jahr.", "310", "335"),
    ],
)
def test_a_value_that_was_changed_is_found(
    paper: str, question: str, sentence: str, quote: str, newer: str
) -> None:
    assert newer in found(paper, question, sentence, quote)


@pytest.mark.parametrize(
    ("paper", "question", "sentence", "quote"),
    [
        ("en", "what was the fee before the change?", "The fee was £540.00 a year.", "£540"),
        ("en", "how much is the deposit?", "The deposit is £150.", "£150"),
        ("en", "how long does it run?", "The term is 18 months.", "18 months"),
        ("es", "¿y en grupo?", "La clase en grupo cuesta 37,00 € al mes.", "37,00"),
        ("fr", "le dépôt ?", "Le dépôt est de 220 €.", "220"),
        ("zh", "押金多少", "押金 300 元。", "300"),
        ("en", "what does he pay?", "He pays £575.00 a year, no longer £540.00.", "£575"),
        ("later", "what is the fee?", "The fee is £540.00 a year.", "£540"),
    ],
)
def test_others_are_left_alone(paper: str, question: str, sentence: str, quote: str) -> None:
    assert found(paper, question, sentence, quote) == ""


def dated(source: str, head: str) -> DatedPaper:
    return DatedPaper(f"/{source}", "", head, PaperDate())


@pytest.mark.parametrize("number", ["HT-2025-002", "HT/2025/002", "HE/RS/07", "合同HT/2025/002的补充"])
def test_an_addendum_changes_the_contract_whose_number_it_names(number: str) -> None:
    plain = number.removeprefix("合同").removesuffix("的补充")
    papers = {
        1: DatedPaper("/a.md", f"Contract {plain}", "", PaperDate()),
        2: DatedPaper("/b.md", f"Contract {plain[:-1]}9", "", PaperDate()),
        3: dated("c.md", f"Addendum to {number}"),
    }
    assert amended_by(papers, [1, 2]) == {1: (3,)}


@pytest.mark.parametrize(
    ("head", "by"),
    [
        ("**Hobb Tools Ltd**\n3 May 2026\nTo: Ann Lee, Vetch Ltd\n**Change to contract HT-0417**", {1: (2,)}),
        ("From: Bo Roe\nTo: Ann Lee\nSubject: Change to contract HT-0417", {}),
    ],
)
def test_a_letter_that_says_to_whom_is_no_mail(head: str, by: dict[int, tuple[int, ...]]) -> None:
    papers = {1: DatedPaper("/a.md", "Contract HT-0417", "", PaperDate()), 2: dated("may.md", head)}
    assert amended_by(papers, [1]) == by


def test_a_month_is_no_number_of_a_contract() -> None:
    papers = {
        1: DatedPaper("/a.md", "Contract of May 2025", "", PaperDate()),
        2: dated("c.md", "Addendum of May 2025"),
    }
    assert amended_by(papers, [1]) == {}


# fmt: off
def test_a_letter_changes_the_contract_of_the_day_that_it_names() -> None:
    papers = {
        1: DatedPaper("/a.md", "Lease", "", PaperDate(2021, 12, 6)),
        2: DatedPaper("/b.md", "Lease", "", PaperDate(2022, 12, 6)),
        3: dated("rent adjustment.md", "Notice of change\nOur lease dated 6 December 2021"),
        4: dated("费用调整函.md", "关于2022年12月6日租赁合同的函"),
        6: dated("Hobb.txt", "Hobb LLP\nThe barn - lease dated 6 December 2021\nWe confirm, by way of variation of it, what was agreed."),
        7: dated("Hobb 2.txt", "Hobb LLP\nThe barn - lease dated 6 December 2021\nThe rent of May has not come in."),
        9: dated("Mill Trust re yard.md", "Mill Trust\nThe yard - lease of 6 December 2022\nThe rent will be £900 in place of £850."),
        10: dated("Hobb 3.txt", "Hobb LLP\nYour form of 6 December 2021\nThese points take the place of what stands there."),
        11: dated("Hobb 4.txt", "Hobb LLP\nOur arrangement of 6 December 2022\nIt runs one year longer."),
        8: dated("鱿鱼到港延期.eml", "2021年12月6日租赁合同"),
        5: dated("minutes renewal.md", "Minutes\nRenewal of the lease of 6 December 2021"),
    }
    assert amended_by(papers, [1, 2]) == {1: (3, 6, 10), 2: (4, 9, 11)}


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("Hobb Estates\nTo Ms Tan\n4 Mill Lane - memorandum of changes to the lease of 2 May 2019\nDear Ms Tan,", True),
        ("Vetch Ltd\nOur purchase agreement: change of terms\nDear Sirs,", True),
        ("Vetch Ltd\n4 Mill Lane\n\nDear Ms Tan,\n\nThis letter changes our agreement in two points.", True),
        ("Vetch Ltd\nDear Ms Tan,\nYour tenancy dated May 2025\nWe have agreed the following changes to your tenancy.", True),
        ("Vetch Ltd\nDear Ms Tan,\nYour agreement of summer 2025 (no. T-09) is altered like this:", True),
        ("秦老板：\n下面几条算是对2024年3月2日那份租房协议的改动：", True),
        ("Vetch Ltd\nVariation of the Boat Hire Agreement of 18 March 2024\nDear Ms Tan,", True),
        ("Vetch Ltd\nWe wrote to you about what may change. The terms stay.\n", False),
        ("Kestrel Weir Engineering Ltd\nWexcombe, 3 August 2026\nTo Brack Water Company, for Mr Sorrel\n**Amendment to contract KW-C-02**\n", True),
        ("Cleaning contract\nbetween Alder Ltd (the Client) and Beech Ltd (the Contractor), both of Wexcombe.\nTerm: two years, with renewal or amendment by agreement.", False),
    ],
)  # fmt: skip
def test_a_letter_says_what_it_changes_below_its_address(head: str, says: bool) -> None:
    assert says_amendment("2026-08-03 Brack", head) is says


@pytest.mark.parametrize(
    ("question", "says", "stays"),
    [
        ("How much notice is needed to end it?", "The rent is raised to £900. The period of notice and the term are not altered.", True),
        ("How much notice is needed to end it?", "The period of notice is changed from six months to four. The rent stays as it is.", False),
        ("When does it end?", "All other terms remain as before; the term of the lease remains unchanged.", True),
        ("When does it end?", "The new last day is 30 June 2028. The price stays where it is until the end of 2027.", False),
        ("解约要提前多久通知？", "一、房租改成每月九千元。其余都照老协议办，提前打招呼的时间都不动。", True),
        ("每月租金多少？", "租金改为七千元。押金数额维持原数，不因租金调整而补交。", False),
        ("什么时候到期？", "除以上各点外，原合同继续有效，租期不变。", True),
        ("什么时候到期？", "押金不变。租期延长至2028年5月31日。", False),
        ("付款期限是多久？", "账期由30天改为45天。提前通知的时间不变。", False),
        ("What is the payment term?", "The notice stays as it is. Invoices are paid in 40 days from now on.", False),
        ("What is the payment term?", "The fee is £40 from now on. The time for payment remains unchanged.", True),
    ],
)  # fmt: skip
def test_a_letter_may_say_that_something_stays(question: str, says: str, *, stays: bool) -> None:
    assert leaves_alone(DocumentText(1, (passage(says, 1),), True), column_of(question)) is stays


@pytest.mark.parametrize(
    ("says", "value", "shown"),
    [
        ("From 1 July 2026 our invoices are payable 45 days after their date.", "45 days", "45 days"),
        ("The yard is shut for 12 days.", "12 days", "sixty days"),
    ],
)
def test_what_holds_from_a_day_on_is_shown_marked_where_it_is_not_sure(
    says: str, value: str, shown: str
) -> None:
    own = "Invoices are payable sixty days after their date."
    old = cell_of("found", "sixty days", [Unit(passage(own, 1), 0, len(own), 0)], "sixty days")
    new = cell_of("unsure", value, [Unit(passage(says, 2), 0, len(says), 0)], value)
    read = in_force(old, column_of("What is the payment term?"), [new])
    assert (read.text, read.state == "found") == (shown, shown == "sixty days")
