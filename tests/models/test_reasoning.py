"""The splitter gives the same two texts however a reply is cut."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.base import AnswerPiece, ReasoningPiece
from assistant.models.reasoning import ReasoningSplitter, template_starts_inside

# Tags, pieces of tags and white space, so that every edge is met often.
_REPLIES = st.lists(
    st.sampled_from(
        [
            *(
                "<think>",
                "</think>",
                "<th",
                "ink>",
                "</",
                "<",
                ">",
                " ",
                "\n\n",
                "a",
                "b c",
                "是的",
                "/think",
            ),
            *(
                "<Thinking>",
                "</THINKING>",
                "◁think▷",
                "◁/think▷",
                "[THINK]",
                "[/THINK]",
                "</thought>",
                "<reasoning>",
            ),
            *(
                "<answer>",
                "</answer>",
                "<|im_end|>",
                "<|",
                "|>",
                "<｜end▁of▁sentence｜>",
                "<end_of_turn>",
                "</s>",
                "`",
                '"',
            ),
            *("<|begin_of_thought|>", "<|end_of_thought|>", "[", "◁", "_"),
        ]
    ),
    max_size=12,
).map("".join) | st.text(max_size=60)


@st.composite
def _cut_replies(draw: st.DrawFn) -> list[str]:
    reply = draw(_REPLIES)
    cuts = sorted(draw(st.sets(st.integers(0, len(reply)), max_size=8)))
    return [reply[start:end] for start, end in zip([0, *cuts], [*cuts, len(reply)], strict=True)]


def joined(
    pieces: list[str], *, starts_inside: bool = False, may_start_inside: bool = False
) -> tuple[str, str]:
    splitter = ReasoningSplitter(starts_inside=starts_inside, may_start_inside=may_start_inside)
    items = [item for piece in pieces for item in splitter.feed(piece)] + splitter.finish()
    assert all(item.text for item in items)
    reasoning = "".join(item.text for item in items if isinstance(item, ReasoningPiece))
    return reasoning, "".join(item.text for item in items if isinstance(item, AnswerPiece))


@given(_cut_replies(), st.booleans(), st.booleans())
def test_the_cuts_do_not_matter(pieces: list[str], starts_inside: bool, may_start_inside: bool) -> None:
    known = {"starts_inside": starts_inside, "may_start_inside": may_start_inside}
    whole = joined(["".join(pieces)], **known)
    assert joined(pieces, **known) == whole
    assert joined(list("".join(pieces)), **known) == whole


_TAGS = re.compile(
    r"</?(?:think|thinking|thoughts?|reasoning|answer)>|◁/?think▷|\[/?think\]|</s>|<(?:start|end)_of_turn>|<[be]os>|<[|｜][^<>|｜\[\]◁▷\s]{1,40}[|｜]>",
    re.IGNORECASE | re.ASCII,
)


@given(_REPLIES, st.booleans(), st.booleans())
def test_nothing_but_tags_and_space_is_lost(reply: str, starts_inside: bool, may_start_inside: bool) -> None:
    reasoning, answer = joined([reply], starts_inside=starts_inside, may_start_inside=may_start_inside)
    before, kept = Counter("".join(reply.split())), Counter("".join((reasoning + answer).split()))
    assert kept <= before, "words were added"
    assert before - kept <= Counter("".join(_TAGS.findall(reply))), "words were lost"


@given(_REPLIES)
def test_no_closing_tag_and_no_control_token_is_shown(reply: str) -> None:
    """But for one that is quoted."""
    _, answer = joined([re.sub('[`"]', "", reply)])
    assert not re.search(
        r"</(think|thinking|thought|reasoning)>|◁/think▷|\[/think\]|<\|im_end\|>|<end_of_turn>",
        answer,
        re.IGNORECASE,
    )


@given(st.text(alphabet="ab \n是", max_size=30), st.text(alphabet="ab \n是", max_size=30))
def test_a_well_formed_reply_comes_apart(reasoning: str, answer: str) -> None:
    expected = (reasoning.strip(), answer.strip())
    assert joined([f"<think>{reasoning}</think>{answer}"], starts_inside=False) == expected
    assert joined([f"{reasoning}</think>{answer}"], starts_inside=True) == expected


@pytest.mark.parametrize(
    ("reply", "starts_inside", "reasoning", "answer"),
    [
        ("Yes.", False, "", "Yes."),
        ("\n<think>\nHm.\n</think>\n\nYes. ", False, "Hm.", "Yes."),
        ("<think>\n\n</think>\n\nYes.", False, "", "Yes."),
        ("<think>for ever", False, "for ever", ""),
        ("for ever", True, "for ever", ""),
        ("Hm.</think>Yes.", True, "Hm.", "Yes."),
        ("<think>Hm.</think>Yes.", True, "Hm.", "Yes."),
        ("</think>Yes.", False, "", "Yes."),
        ("<think>a</think><think>b</think>c", False, "a\nb", "c"),
        ("Write <think> to open it.", False, "", "Write <think> to open it."),
        ("1 < 2", False, "", "1 < 2"),
        ("<thin air", False, "", "<thin air"),
        ("<think>a < b </th c</think>d </think> e", False, "a < b </th c", "d  e"),
        ("<thinking>Hm.</thinking>Yes.", False, "Hm.", "Yes."),
        ("<Reasoning>\nHm.\n</Reasoning>\nYes.", False, "Hm.", "Yes."),
        ("<thought>Hm.</thought>Yes.", False, "Hm.", "Yes."),
        ("◁think▷Hm.◁/think▷Yes.", False, "Hm.", "Yes."),
        ("[THINK]Hm.[/THINK]Yes.", False, "Hm.", "Yes."),
        (
            "<|begin_of_thought|>Hm.<|end_of_thought|>\n<|begin_of_solution|>Yes.<|end_of_solution|>",
            False,
            "Hm.",
            "Yes.",
        ),
        ("<THINK>Hm.</thinking>Yes.", False, "Hm.", "Yes."),
        ("<think>Hm.</think>\n<answer>\nYes.\n</answer>", False, "Hm.", "Yes."),
        ("<answer>Yes.</answer>", False, "", "Yes."),
        ("<answer>Yes.</answer> Sure.", False, "", "Yes. Sure."),
        ("Let me.\n<think>Hm.</think>\nYes.", False, "Hm.", "Let me.\nYes."),
        ("<think>It says `</think>` here.</think>Yes.", False, "It says `</think>` here.", "Yes."),
        ("It writes `<think>` and `</think>`.", False, "", "It writes `<think>` and `</think>`."),
        ('It writes "</think>".', False, "", 'It writes "</think>".'),
        ("<faq><answer>Yes.</answer></faq>", False, "", "<faq><answer>Yes.</answer></faq>"),
        ("Hm.</think>Yes.", False, "", "Hm.Yes."),
        ("Yes.<|im_end|>", False, "", "Yes."),
        ("<|im_start|>Yes.<|endoftext|>\n", False, "", "Yes."),
        ("<s> Yes.</s>", False, "", "<s> Yes."),
        ("<s>No</s> Yes.", False, "", "<s>No</s> Yes."),
        ("Yes.<｜end▁of▁sentence｜>", False, "", "Yes."),
        ("Yes.<end_of_turn>\n<eos>", False, "", "Yes."),
        ("<|im_start|>\n<think>Hm.</think>Yes.", False, "Hm.", "Yes."),
        ("It ends with `<|im_end|>`.", False, "", "It ends with `<|im_end|>`."),
        ("a <| b |> c || d", False, "", "a <| b |> c || d"),
        ("[1] and [think", False, "", "[1] and [think"),
        ("<", False, "", "<"),
        ("", False, "", ""),
    ],
)
def test_replies(reply: str, starts_inside: bool, reasoning: str, answer: str) -> None:
    assert joined([reply], starts_inside=starts_inside) == (reasoning, answer)


@pytest.mark.parametrize(
    ("reply", "reasoning", "answer"),
    [
        ("Hm.\n</think>\n\nYes.", "Hm.", "Yes."),
        ("Hm.◁/think▷Yes.", "Hm.", "Yes."),
        ("<think>Hm.</think>Yes.", "Hm.", "Yes."),
        ("Yes.", "", "Yes."),
        ("It writes `</think>`.", "", "It writes `</think>`."),
        ("It writes `</think>`. Hm.</think>Yes.", "It writes `</think>`. Hm.", "Yes."),
        ("<answer>Yes.</answer> And </think> more.", "", "Yes. And  more."),
    ],
)
def test_a_model_that_thinks_may_leave_out_the_opening_tag(reply: str, reasoning: str, answer: str) -> None:
    assert joined([reply], may_start_inside=True) == (reasoning, answer)
    assert joined(list(reply), may_start_inside=True) == (reasoning, answer)


def test_a_model_that_opens_its_reasoning_is_not_held_back() -> None:
    splitter = ReasoningSplitter(may_start_inside=True)
    assert splitter.feed("Let me") == []
    splitter = ReasoningSplitter(may_start_inside=True)
    assert splitter.feed("<think>Let me") == [ReasoningPiece("Let me")]


def test_pieces_come_as_soon_as_they_are_certain() -> None:
    splitter = ReasoningSplitter()
    assert splitter.feed("<think>Let me") == [ReasoningPiece("Let me")]
    assert splitter.feed(" see</th") == [ReasoningPiece(" see")]
    assert splitter.feed("ink>\n\n") == []
    assert splitter.feed("Y") == [AnswerPiece("Y")]
    assert splitter.feed("es \n") == [AnswerPiece("es")]
    assert splitter.finish() == []


@pytest.mark.parametrize(
    ("template", "inside"),
    [
        ("", False),
        ("{{ .Prompt }}", False),
        ("{{ range .Messages }}{{ .Content }}{{ end }}<|Assistant|><think>\n", True),
        ("{{ if .Last }}<|Assistant|><think>\n{{- end }}{{- end }}", True),
        ("{% if add_generation_prompt %}{{'<|Assistant|><think>\\n'}}{% endif %}", True),
        ('{%- if add_generation_prompt %}{{- "<|im_start|>assistant\\n<think>\\n" }}{%- endif %}', True),
        ("{% if add_generation_prompt %}{{'<|Assistant|>'}}{% endif %}", False),
        ("{%- if no_think %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}", False),
        ("{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}<|Assistant|>", False),
        ("broken }}", False),
    ],
)
def test_a_template_shows_where_replies_start(template: str, inside: bool) -> None:
    assert template_starts_inside(template) is inside
