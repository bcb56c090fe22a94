"""Questions about the example documents, which every checkout holds: a guard of quality that needs no other data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.models.tokens import TokenEstimator
from assistant.retrieval.evidence import pack
from assistant.retrieval.ranking import SURE
from benchmarks.rows import Row, share
from benchmarks.workplace import ROOT, Workplace, ingested, opened

PART = "examples"
HITS, EVIDENCE_TOKENS = 5, 600
ASKED = {
    "en": (
        ("How heavy is the LF-86?", "268 kg"),
        ("What may the room temperature be around the freezer?", "28 °C"),
        ("How long does an empty freezer need to become cold?", "six hours"),
        ("After how many seconds does an open door sound an alarm?", "90 seconds"),
        ("How often is the condenser filter of the freezer cleaned?", "every 3 months"),
        ("How many vacation days are there in Rotterdam?", "28 working days"),
        ("By when do I have to call in sick?", "09:30"),
        ("What may a hotel in Europe cost?", "EUR 160"),
        ("Who approves an expense of 1,500 euros?", "Joost Hendriks"),
        ("What is paid for a kilometre in my own car?", "EUR 0.23"),
        ("How long must a password be?", "14 characters"),
        ("How much money is there for courses?", "EUR 1,500"),
        ("What is the penalty when the goods are delivered late?", "0.5 percent"),
        ("How long has a freezer to hold its temperature to be accepted?", "72 hours"),
        ("Up to what sum is the seller liable for lost samples?", "EUR 250,000"),
        ("Which court decides about the supply agreement?", "District Court of Rotterdam"),
        ("How fast does the LC-40 spin?", "15,300 rpm"),
        ("How many people had been hired for the second line in May?", "11 of 18"),
    ),
    "zh": (
        ("离心机的密封圈多久换一次？", "每 12 个月"),
        ("苏州员工有多少天年假？", "15 个工作日"),
        ("节假日加班工资怎么算？", "300%"),
        ("出差到上海住宿标准是多少？", "600 元"),
        ("报销要在多少天内提交？", "15 天"),
        ("男员工陪产假几天？", "15 天陪产假"),
        ("公积金的比例是多少？", "12%"),
        ("班车几点发车？", "7:20"),
        ("合同三年的试用期有多长？", "六个月"),
        ("转速校准的误差不能超过多少？", "±50 转/分"),
        ("Er-4 是什么意思？", "转子无法识别"),
        ("RT-24 转子能用几年？", "7 年"),
        ("新的密封圈订货号是什么？", "RS-4012"),
        ("服务热线电话是多少？", "0512-5555-0140"),
        ("打开外壳之前要等多久？", "五分钟"),
        ("高温津贴每月多少钱？", "300 元"),
    ),
    "across": (
        ("供货合同的总价是多少？", "EUR 486,000"),
        ("冰箱多重？", "268 kg"),
        ("交货迟延的违约金是多少？", "0.5 percent"),
        ("第二条装配线什么时候投产？", "15 November 2025"),
        ("How many weeks are the expenses of Suzhou staff to be handed in after a journey?", "15 天"),
        ("Which grease goes on the drive shaft of the centrifuge?", "GR-0007"),
        ("How long is the maternity leave in Suzhou?", "158 天"),
        ("How much is the heat allowance in the workshop?", "300 元"),
    ),
}
STRANGE = (
    "Who won the football World Cup in 2018?",
    "How do I bake bread with sourdough?",
    "What is the capital of Mongolia?",
    "When was the printing press invented?",
    "Which planet has the most moons?",
    "How tall is the Eiffel Tower?",
    "红楼梦的作者是谁？",
    "怎样种植西红柿？",
    "光的速度是多少？",
    "长城有多长？",
    "谁发明了电话？",
    "蜜蜂怎样采蜜？",
)
FLOORS = {"en": 0.9, "zh": 0.9, "across": 0.6}


def measure(run: Workplace) -> Iterator[Row]:
    """Ingest the example documents with the embedded engine, and put the questions to them."""
    with opened(run.fresh("examples"), "default") as assistant:
        ingested(assistant, [ROOT / "examples" / "documents"])
        count = TokenEstimator().count

        def judged(questions: Sequence[tuple[str, str]]) -> Iterator[tuple[bool, bool, bool]]:
            for question, answer in questions:
                found = assistant.search(question, HITS)
                packed = pack(found.ranked, found.scores, found.query_terms, EVIDENCE_TOKENS, count)
                yield (
                    any(answer in hit.text for hit in found.hits),
                    any(answer in unit.text for unit in packed.units),
                    found.confidence < SURE,
                )

        for language, questions in ASKED.items():
            hits, evidence, refused = zip(*judged(questions), strict=True)
            floor, of = FLOORS[language], f"of {len(questions)}"
            yield Row(PART, f"{language} R@{HITS}, hits as shown", share(hits), floor=floor, beside=of)
            what = f"{language} answer inside {EVIDENCE_TOKENS} tokens of evidence"
            yield Row(PART, what, share(evidence), floor=floor - 0.1, beside=of)
            yield Row(PART, f"{language} questions doubted", share(refused), better="low", beside=of)
        strange = [assistant.search(question, HITS).confidence < SURE for question in STRANGE]
        what, of = "questions of other worlds doubted", f"of {len(strange)}"
        yield Row(PART, what, share(strange), floor=0.6, beside=of)
