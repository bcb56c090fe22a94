from __future__ import annotations

import io
import re
from contextlib import closing

import pytest
from rich.console import Console

from assistant.cli.ask_terminal import TerminalAnswer, finished_part, rendered
from assistant.events import (
    Answer,
    Citation,
    Event,
    Finished,
    Hit,
    Looked,
    Notice,
    Passages,
    Reasoning,
    TurnView,
    Working,
    fold,
)


def draw(events: list[Event], *, show_reasoning: bool = False, width: int = 60) -> str:
    """Draw a turn on a screen of no colours, and give what stays on it."""
    screen = io.StringIO()
    console = Console(
        file=screen, width=width, force_terminal=False, markup=False, emoji=False, highlight=False
    )
    display, view = TerminalAnswer(console, show_reasoning=show_reasoning), TurnView()
    with closing(display):
        for event in events:
            view = fold(view, event)
            display.show(event)
    display.end(view)
    return screen.getvalue()


CITATION = Citation(1, "/c.pdf", "C", 3, ("Term",), "It ends on 31 December.", 0, 9, 1)
HIT = Hit(1, "/c.pdf", "C", 3, ("Term",), "It ends on 31 December.", 1.0, 1, 0, 9)


def finished(answer: str, **more: object) -> Finished:
    values: dict[str, object] = {"status": "answered", "grounded": True, "citations": (CITATION,)} | more
    return Finished("q", "q", answer, "", unsupported=(), engine="ollama", chat_model="m", **values)  # type: ignore[arg-type]


def test_a_doubt_stands_beside_the_answer_and_the_rest_at_the_end() -> None:
    guess = Notice("number_guessed", "How it was read is a guess.", doubts=True)
    rest = Notice("left_out", "3 more sentences bear on this.")
    text = draw([Passages("q", (HIT,), 1.0), Answer("It is 5 [1]."), guess, rest, finished("It is 5 [1].")])
    answer, doubt, source, last = (
        text.index(one) for one in ("It is 5", "is a guess", "It ends on", "3 more")
    )
    assert answer < doubt < source < last


def test_turn_as_it_stays_on_the_screen() -> None:
    answer = "It ends on **31 December** [1].\n\n- one\n- two\n\nEnd [?]."
    pieces: list[Event] = [*map(Answer, re.split(r"( )", answer))]
    text = draw(
        [
            Passages("q", (HIT,), 1.0),
            Reasoning("Let me see. " * 10),
            *pieces,
            Notice("left_out", "3 more sentences bear on this."),
            finished(answer),
        ]
    )
    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[0].startswith("Reasoned for ")
    assert "120 characters" in lines[0]
    assert lines[1:] == [
        "",
        "It ends on 31 December [1].",
        "",
        " • one",
        " • two",
        "",
        "End [?].",
        "",
        "Sources",
        "[1] /c.pdf · page 3 · Term",
        "    “It ends on 31 December.”",
        "",
        "[?] marks what your documents do not confirm: the sentence",
        "before it, or a number or name in it.",
        "",
        "3 more sentences bear on this.",
    ]


def test_words_that_are_quoted_are_shown_as_they_are_written() -> None:
    words = "Mass: a*b*c and __init__ and 5 * 3 * 2 = 30 kg | x"
    text = draw(
        [Notice("extracted", "Word for word."), Answer(words), Answer(" [1]"), finished(f"{words} [1]")]
    )
    assert f"{words} [1]" in text


def test_reasoning_is_shown_on_request_and_never_as_markup() -> None:
    events: list[Event] = [
        Reasoning("[bold]Let\x1b[2J "),
        Reasoning("me see[/]"),
        Answer("Yes."),
        finished("Yes."),
    ]
    text = draw(events, show_reasoning=True)
    assert text.startswith("[bold]Let me see[/]\n")
    assert "\x1b" not in text


def test_nearest_passages_follow_an_honest_no() -> None:
    view = [
        Passages("q", (HIT,), 1.0),
        Answer("Nothing."),
        finished("Nothing.", status="not_found", citations=(), nearest=(HIT,)),
    ]
    assert "The nearest passages\n •  /c.pdf · page 3 · Term" in draw(view)  # type: ignore[arg-type]


def test_the_nearest_passages_come_first_where_an_answer_is_not_confirmed() -> None:
    answer = "It ends in 2031. [?]"
    events: list[Event] = [
        Passages("q", (HIT,), 1.0),
        Reasoning("Hm. " * 9),
        Working("checking"),
        Notice("perhaps", "Perhaps here: nothing confirms what the model says."),
        Answer(answer),
        Notice("ask_anyway", "The model can be asked by itself.", "Ask it."),
        finished(answer, status="perhaps", citations=(), nearest=(HIT,)),
    ]
    lines = [line.rstrip() for line in draw(events).splitlines()]
    assert lines[0].startswith("Reasoned for")
    assert lines[1:7] == [
        "",
        "Perhaps here: nothing confirms what the model says.",
        " •  /c.pdf · page 3 · Term",
        "    It ends on 31 December.",
        "",
        answer,
    ]
    assert sum(HIT.text in line for line in lines) == 1
    assert lines[-1] == "The model can be asked by itself. Ask it."


def test_the_nearest_passages_follow_where_it_turns_out_only_in_the_end() -> None:
    events: list[Event] = [
        Passages("q", (HIT,), 1.0),
        Answer("It ends in 2031."),
        Notice("perhaps", "Whether these answer it is not sure."),
        finished("It ends in 2031.", status="perhaps", citations=(), nearest=(HIT,)),
    ]
    text = draw(events)
    assert text.index("2031") < text.index("Whether these answer it") < text.index(HIT.text)
    assert text.count("Whether these answer it") == 1


def test_what_the_question_was_taken_for_stands_above_the_answer() -> None:
    text = draw(
        [
            Looked("whole", "Reading lease.pdf whole"),
            Working("reading", 2, 5, 130.0),
            Answer("It ends in 2031."),
            finished("It ends in 2031."),
        ]
    )
    assert text.index("Reading lease.pdf whole") < text.index("It ends in 2031.")


def test_what_is_read_meanwhile_stands_below_an_answer_that_grows() -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=60, force_terminal=True, color_system=None)
    with closing(TerminalAnswer(console, show_reasoning=False)) as shown:
        shown.show(Answer("- The rent is 900 euros.\n"))
        shown.show(Working("reading", 2, 5, 130.0))
        shown.show(Answer("- It ends in 2031.\n"))
        console.print(shown._growing)
    assert "Reading part 2 of 5, about 2 min 10 s left …" in screen.getvalue()
    assert screen.getvalue().rstrip().endswith("It ends in 2031.")


def test_what_kind_of_answer_it_is_comes_first() -> None:
    text = draw(
        [Notice("general", "This is the model's own."), Answer("Recursion is …"), finished("Recursion is …")]
    )
    assert text.index("own.") < text.index("Recursion")


def test_html_of_a_model_is_shown_as_it_stands() -> None:
    assert "List<int> and <b>bold</b>" in draw([Answer("List<int> and <b>bold</b>"), finished("…")])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [the bank](http://192.0.2.1/pay).", "See the bank (http://192.0.2.1/pay)."),
        ("[http://good.example](http://192.0.2.1/bad)", "http://good.example (http://192.0.2.1/bad)"),
        ("![chart](http://192.0.2.1/p.png?q=1)", "!chart (http://192.0.2.1/p.png?q=1)"),
        ("# ![chart](http://192.0.2.1/p)", "!chart (http://192.0.2.1/p)"),
        ("<http://192.0.2.1/x>", "<http://192.0.2.1/x>"),
        ("[a][r]\n\n[r]: http://192.0.2.1/r 'hidden'", "[a][r]\n\n[r]: http://192.0.2.1/r 'hidden'"),
        ("a&#x202e;b&#8203;c&#27;[2Jd&#x9b;e", "abc\ufffd[2Jd\ufffde"),
    ],
)
def test_nothing_of_a_link_is_hidden(text: str, shown: str) -> None:
    screen = io.StringIO()
    Console(file=screen, width=60, force_terminal=True, color_system="truecolor").print(rendered(text))
    assert "\x1b]" not in screen.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())
    assert "\n".join(line.rstrip() for line in plain.splitlines()) == shown


@pytest.mark.parametrize(
    "text",
    [
        "One.\n\nTwo.\n\n- a\n- b\n\nThree.",
        "# Head\n\ntext\n\n```\ncode\n\nmore\n```\n\nend",
        "一。\n\n| a |\n|---|\n| b |\n\n二。",
    ],
)
def test_blocks_printed_one_by_one_make_the_whole(text: str) -> None:
    def shown(part: str) -> list[str]:
        screen = io.StringIO()
        Console(file=screen, width=60).print(rendered(part))
        return [line.rstrip() for line in screen.getvalue().splitlines() if line.strip()]

    growing, parts = "", []
    for char in text:
        growing += char
        done = finished_part(growing)
        parts += shown(growing[:done])
        growing = growing[done:]
    assert parts + shown(growing) == shown(text)


def test_stars_around_words_of_a_note_are_not_shown() -> None:
    said = "**处理** 用阿维菌素。 2**3**4 is kept, and so is a * b ** c."
    shown = draw([Notice("extracted", "Word for word."), Answer(said), finished(said)], width=90)
    assert "处理 用阿维菌素。 2**3**4 is kept, and so is a * b ** c." in shown
