from __future__ import annotations

import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.agent.claims.attribution import Attribution
from assistant.agent.prompt.prompts import FENCE, PROMPT_PHRASES, WORDINGS
from assistant.agent.prompt.writing import EchoFilter, Writer
from assistant.events import Answer, Citation
from assistant.retrieval.evidence import Unit
from tests.fakes.library import passage

PASSAGE = passage("Some words that are quoted.")
UNIT = Unit(PASSAGE, 0, len(PASSAGE.text), 0)
OTHER = Unit(PASSAGE, 5, 10, 0)
OPEN, CLOSE = "\ue000", "\ue001"


class Attributes:
    """Attributes by what a sentence says, the same each time."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def attribute(self, sentence: str) -> Attribution:
        self.asked.append(sentence)
        match len(sentence) % 4:
            case 0:
                return Attribution((UNIT,))
            case 1:
                return Attribution((UNIT, OTHER), missing=("30",))
            case 2:
                return Attribution()
        return Attribution(claims=False)


class Bears:
    """Finds the same evidence for every sentence."""

    def attribute(self, sentence: str) -> Attribution:
        return Attribution((UNIT,))


class Marking(Writer):
    """A writer whose own marks can be told from what the model wrote."""

    def _mark(self, mark: str) -> Answer:
        return super()._mark(f"{OPEN}{mark}{CLOSE}")


def write(pieces: Sequence[str], writer: Writer) -> list[Answer | Citation]:
    events = [event for piece in pieces for event in writer.feed(piece)]
    return [*events, *writer.finish()]


def joined(events: Sequence[Answer | Citation]) -> str:
    return "".join(event.text for event in events if isinstance(event, Answer))


def marked(text: str, pieces: int = 0) -> str:
    """Return an answer with its marks; fed as a whole, or character by character."""
    writer = Writer(Bears().attribute)
    write(list(text) if pieces else [text], writer)
    return writer.marked


FRAGMENTS = [
    "The lease ends on 3 May",
    "It costs 30 euros.",
    " Then the warranty of the machine that was bought in spring begins to count",
    "合同于三月结束。",
    "结束“。”",
    ".",
    ". ",
    "! ",
    " ",
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n| a | b |\n|---|---|\n",
    "\n```python\nx = [1]  # no. 3 [4]\nprint(x). \n```\n",
    "\n~~~\na = b [2]\n~~~\n",
    "`list[0]` and `x = [1]`",
    "[link](http://a/b)",
    "[3](http://c)",
    "[3]",
    "【4】",
    " [3]",
    "[1",
    "[12][3]",
    "[",
    "【",
    "**",
    "Dr. No",
    "list[0]",
    "  ",
    "\ue123",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join),
    st.text(alphabet="ab. \n[]12`。|-#:!", max_size=40),
)


@given(st.data())
def test_the_answer_does_not_depend_on_how_it_is_cut(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    whole, cut, single = (
        Marking(Attributes().attribute),
        Marking(Attributes().attribute),
        Marking(Attributes().attribute),
    )
    for writer, parts in ((whole, [text]), (cut, pieces), (single, list(text))):
        events = write(parts, writer)
        assert joined(events) == writer.marked
        assert re.sub(f"{OPEN}.*?{CLOSE}", "", writer.marked) == writer.text
        shown = [event for event in events if isinstance(event, Citation)]
        assert shown == list(writer.citations.values())
        assert [citation.number for citation in shown] == list(range(1, len(shown) + 1))
    for writer in (cut, single):
        assert writer.marked == whole.marked
        assert writer.citations == whole.citations
        assert writer.unsupported == whole.unsupported
        assert (writer.missing, writer.claims) == (whole.missing, whole.claims)


@given(TEXTS)
def test_nothing_but_white_space_and_own_numbers_is_left_out(text: str) -> None:
    writer = Writer(None)
    write([text], writer)
    own = re.compile(r"\[\d{1,3}\]|【\d{1,3}】|\s")
    assert own.sub("", writer.text) == own.sub("", text)
    assert writer.marked == writer.text


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=6).map("".join))
def test_no_mark_stands_inside_a_fenced_block(text: str) -> None:
    block = "```\none. two. three = [1]\nfour\n```"
    writer = Marking(Attributes().attribute)
    write(list(f"{text}\n\n{block}\n\nAfter it."), writer)
    if len(re.findall(r"^(?:```|~~~)", text, re.MULTILINE)) % 2 == 0:
        assert block in writer.marked


def test_a_citation_appears_while_the_answer_streams() -> None:
    writer = Writer(Bears().attribute)
    events = list(writer.feed("It lasts 24 months. Wear"))
    assert [type(event) for event in events] == [Answer, Citation, Answer, Answer]
    assert writer.marked == "It lasts 24 months. [1] Wear"


@pytest.mark.parametrize("pieces", [0, 1])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It ends. It begins", "It ends. [1] It begins [1]"),
        ("合同结束。然后开始。", "合同结束。 [1]然后开始。 [1]"),
        ("- one thing\n- another thing", "- one thing [1]\n- another thing [1]"),
        (
            "- an item of a list that goes on for more than fifty columns\n- another",
            "- an item of a list that goes on for more than fifty columns [1]\n- another [1]",
        ),
        (
            "A line without a full stop that is wider than fifty columns\n1. First",
            "A line without a full stop that is wider than fifty columns [1]\n1. First [1]",
        ),
        ("Bold: **it ends.** Next.", "Bold: **it ends.** [1] Next. [1]"),
        ("Use `a.b. c` now. Good.", "Use `a.b. c` now. [1] Good. [1]"),
        ("Run\n\n```\nls. -l\n```\n\nDone.", "Run [1]\n\n```\nls. -l\n```\n\nDone. [1]"),
        ("Run\n\n~~~\nls. -l\n~~~\n\nDone.", "Run [1]\n\n~~~\nls. -l\n~~~\n\nDone. [1]"),
        ("```ls``` lists files. Good.", "```ls``` lists files. [1] Good. [1]"),
        ("  It ends.  \n", "It ends. [1]"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_where_marks_stand(text: str, expected: str, pieces: int) -> None:
    assert marked(text, pieces) == expected


@pytest.mark.parametrize("pieces", [0, 1])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 28 days [3].", "It is 28 days."),
        ("It is 28 days. [3] And more", "It is 28 days. And more"),
        ("It is 28 days.[3][4] And more", "It is 28 days. And more"),
        ("It is 28 days [3] [4], no more", "It is 28 days, no more"),
        ("是二十八天。【3】然后", "是二十八天。然后"),
        ("[1] The lease ends", "The lease ends"),
        ("One\n[1] Two", "One\nTwo"),
        ("list[0] and a[1][2]", "list[0] and a[1][2]"),
        ("`x = [1]` stays", "`x = [1]` stays"),
        ("See [link](http://a) and [3](http://b)", "See [link](http://a) and [3](http://b)"),
        ("```\nx = [1]\n```\nEnd [2]", "```\nx = [1]\n```\nEnd"),
        ("the years [1234] and [a]", "the years [1234] and [a]"),
        ("ends with [3", "ends with [3"),
        ("ends with [", "ends with ["),
    ],
)
def test_numbers_that_the_model_writes_are_taken_out_and_code_is_not(
    text: str, expected: str, pieces: int
) -> None:
    writer = Writer(None)
    write(list(text) if pieces else [text], writer)
    assert writer.text == expected


def test_what_nothing_bears_is_marked_and_listed() -> None:
    class Nothing:
        def attribute(self, sentence: str) -> Attribution:
            return Attribution(
                units=(UNIT,) if "30" in sentence else (), missing=("30",) * ("30" in sentence)
            )

    writer = Writer(Nothing().attribute)
    write(["**Nobody knows.** It is 30 days."], writer)
    assert writer.marked == "**Nobody knows.** [?] It is 30 days. [1][?]"
    assert writer.unsupported == ["Nobody knows.", "It is 30 days."]
    assert writer.missing == ["30"]


def test_the_same_words_are_cited_by_one_number() -> None:
    writer = Writer(Bears().attribute)
    events = write(["One. Two. Three."], writer)
    assert writer.marked == "One. [1] Two. [1] Three. [1]"
    assert len([event for event in events if isinstance(event, Citation)]) == 1


def test_a_row_of_a_table_is_judged_and_stays_a_row() -> None:
    attributes = Attributes()
    writer = Writer(attributes.attribute)
    write(["| part | price |\n|---|---|\n| seal | 310 |\n"], writer)
    assert "| seal | 310 |" in attributes.asked
    assert writer.marked == "| part | price |\n|---|---|\n| seal | 310 |"


def test_quotes_are_word_for_word_and_numbered() -> None:
    writer = Writer(None)
    events = list(writer.quote([UNIT, OTHER, UNIT]))
    assert joined(events) == writer.marked
    assert writer.marked == f"{UNIT.text} [1]\n\n{OTHER.text} [2]"
    assert [c.quote for c in writer.citations.values()] == [UNIT.text, OTHER.text]


def test_what_two_documents_say_alike_is_quoted_once_with_both_marks() -> None:
    text = "1. The next meeting is on 4 May."
    units = [Unit(passage(text, number), 0, len(text), 0) for number in (1, 2)]
    writer = Writer(None)
    list(writer.quote(units))
    assert writer.marked == "The next meeting is on 4 May. [1][2]"  # the number of its list is no part of it
    labelled = Writer(None)
    list(labelled.quote(units, {units[1]: "2025:"}))
    assert labelled.marked.count("[") == 2
    assert "2025: The next meeting" in labelled.marked


@pytest.mark.parametrize("piece", ["word ", "a", "字", "...", "**", "rent 1, ", "word [1] ", "` ", "- "])
def test_an_answer_without_an_end_is_looked_at_in_proportion_to_its_length(piece: str) -> None:
    def looked_at(pieces: int) -> int:
        writer = Writer(None)
        write([piece] * pieces, writer)
        return writer.scanned

    assert looked_at(2_000) < 2.5 * looked_at(1_000) + 1_000


def test_words_that_contradict_are_cited_beside_the_mark() -> None:
    class Against:
        def attribute(self, sentence: str) -> Attribution:
            return Attribution((UNIT,), reason="contradicted")

    writer = Writer(Against().attribute)
    events = write(["It is included."], writer)
    assert writer.marked == "It is included. [1][?]"
    assert [event.quote for event in events if isinstance(event, Citation)] == [UNIT.text]
    assert (writer.unsupported, writer.reasons) == (["It is included."], ["contradicted"])


def test_a_sentence_of_pages_is_supported_where_all_of_it_is() -> None:
    class Half:
        def attribute(self, sentence: str) -> Attribution:
            return Attribution((UNIT,)) if "wrong" not in sentence else Attribution()

    good, bad = Writer(Half().attribute), Writer(Half().attribute)
    write(["word " * 1_000], good)
    write(["word " * 1_000 + "wrong"], bad)
    assert good.unsupported == []
    assert len(bad.unsupported) == 1


@pytest.mark.parametrize("pieces", [0, 1])
def test_echoes_of_our_prompt_never_reach_the_reader(pieces: int) -> None:
    text = f"{WORDINGS['en'].fact} {WORDINGS['en'].absent}\n[oak.md, 2023-05-05 · Rent]\nQuestion: What is it?\nIt is 900."
    writer = Writer(Bears().attribute)
    write(list(text) if pieces else [text], writer)
    assert writer.marked == "It is 900. [1]"


@pytest.mark.parametrize("piece", ["...", "。", "\n", "\n\n```\n", " [1]", "  ", "`", "word "])
def test_a_model_that_repeats_itself_does_not_hang_the_writer(piece: str) -> None:
    writer = Writer(Attributes().attribute)
    began = time.process_time()
    write([piece] * 1_500, writer)
    assert time.process_time() - began < 3.0


def filtered(text: str, sizes: list[int] | None = None) -> str:
    echo = EchoFilter()
    given: list[str] = []
    at = 0
    for size in sizes or []:
        given.append(echo.feed(text[at : at + size]))
        at += size
    given.append(echo.feed(text[at:]))
    given.append(echo.feed("", final=True))
    return "".join(given)


ASK = WORDINGS["en"].fact
ABSENT = WORDINGS["en"].absent
PIECES = [
    ASK,
    ABSENT,
    WORDINGS["zh"].fact,
    WORDINGS["de"].fact,
    "Question: How much is it?\n",
    "Answer: ",
    "问题：多少钱？\n",
    "[oak.md, 2023-05-05 · Rent]\n",
    FENCE[0] + "\n",
    "The rent is 900 euros. ",
    "Using only ",
    "Usin",
    "Quest",
    "\n",
    "\n\n",
    " ",
    "- [x] done\n",
    "[1]",
    "```\nQuestion: code\n```\n",
    "租金为900元。",
    "**",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.lists(st.integers(1, 9), max_size=60))
def test_what_is_left_does_not_depend_on_how_it_is_cut(text: str, sizes: list[int]) -> None:
    assert filtered(text, sizes) == filtered(text)


@given(st.text(alphabet="ab .\n[]`。Q:", max_size=60))
def test_a_text_without_echoes_stays_as_it_is(text: str) -> None:
    assume(not re.search(r"\[[^\[\]\n]*\w\.\w", text))  # a file's name between brackets is an echo
    assert filtered(text, [1] * len(text)) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{ASK} The rent is 900 euros.", "The rent is 900 euros."),
        (f"The rent is 900 euros. {ABSENT}", "The rent is 900 euros. "),
        (f"{ASK} {ABSENT} {WORDINGS['en'].answer_in}\n\nThe rent is 900 euros.", "The rent is 900 euros."),
        ("Question: What is the rent?\nAnswer: It is 900 euros.", "It is 900 euros."),
        ("**Question:** What is the rent?\n\n**Answer:** It is 900 euros.", "It is 900 euros."),
        ("It is 900 euros.\n\nQuestion: What is the deposit?\n", "It is 900 euros.\n\n"),
        ("[oak.md, 2023-05-05 · Rent]\nThe rent is 900 euros.", "The rent is 900 euros."),
        ("[Lease > Rent (p. 3)]\nThe rent is 900 euros.", "The rent is 900 euros."),
        (f"{FENCE[0]}\nThe rent is 900 euros.\n{FENCE[1]}", "The rent is 900 euros.\n"),
        ("问题：租金是多少？\n回答：租金为900元。", "租金为900元。"),
        (f"{WORDINGS['zh'].fact}租金为900元。", "租金为900元。"),
        (f"{WORDINGS['de'].fact} Die Miete beträgt 900 Euro.", "Die Miete beträgt 900 Euro."),
        ("Question marks are allowed.", "Question marks are allowed."),
        ("The question: is it 900?", "The question: is it 900?"),
        ("- [x] done\n- [ ] open", "- [x] done\n- [ ] open"),
        ("[link](http://a.example)", "[link](http://a.example)"),
        ("[link](http://a.example)\nMore.", "[link](http://a.example)\nMore."),
        ("```\nQuestion: in code\n```\nDone.", "```\nQuestion: in code\n```\nDone."),
        ("Using", "Using"),
    ],
)
def test_echoes_of_our_prompt_are_left_out(text: str, left: str) -> None:
    assert filtered(text) == left
    assert filtered(text, [1] * len(text)) == left


@pytest.mark.parametrize(
    "phrase", [phrase for phrase in PROMPT_PHRASES if "{" not in phrase and len(phrase) > 24]
)
def test_every_long_phrase_of_ours_is_known(phrase: str) -> None:
    assert filtered(phrase) == ""


def test_the_first_words_of_an_answer_are_not_held_back_long() -> None:
    assert EchoFilter().feed("The rent is") == "The rent is"


class Clauses:
    """Finds evidence for single facts, as they stand apart in a document, and none for several at once."""

    def attribute(self, sentence: str) -> Attribution:
        facts = {"The rent is 900 euros.": UNIT, "the lease ends in June.": OTHER}
        found = [unit for fact, unit in facts.items() if sentence.strip(" .") == fact.strip(" .")]
        return Attribution(tuple(found))


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("The rent is 900 euros; the lease ends in June.", "[1][2]"),
        ("The rent is 900 euros; the lease ends in July.", "[?]"),
        ("The rent is 900 euros; x.", "[?]"),
    ],
)
def test_facts_strung_together_are_judged_one_by_one(text: str, marks: str) -> None:
    writer = Writer(Clauses().attribute)
    write([text], writer)
    assert writer.marked == f"{text} {marks}"


@pytest.mark.parametrize(
    "lead", ["Key facts:", "**Most important facts:**", "\u6700\u91cd\u8981\u7684\u4e8b\u5b9e\uff1a"]
)
def test_words_that_announce_a_list_claim_nothing(lead: str) -> None:
    writer = Writer(Clauses().attribute)
    write([f"{lead}\n\n- The rent is 900 euros."], writer)
    assert writer.marked == f"{lead}\n\n- The rent is 900 euros. [1]"
    assert writer.claims == 1


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_what_nothing_supports_can_be_left_out(size: int) -> None:
    said = "It covers much.\n\n- The fee is 5 euros. It is lovely.\n- It is green. The fee is due.\n- It is red.\n- The fee is due."

    def attribute(sentence: str) -> Attribution:
        return Attribution((UNIT,)) if "fee" in sentence else Attribution()

    writer = Writer(attribute, drops=True)
    given = [one for at in range(0, len(said), size) for one in writer.feed(said[at : at + size])]
    given += writer.finish()
    assert writer.marked == "- The fee is 5 euros. [1]\n- The fee is due. [1]"
    assert "".join(one.text for one in given if isinstance(one, Answer)) == writer.marked
    assert writer.dropped == ["It covers much.", "It is lovely.", "It is green.", "It is red."]
    assert not writer.unsupported
