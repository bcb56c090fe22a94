"""The splitter gives the same two texts however a reply is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.ports import AnswerPiece, ReasoningPiece
from assistant.models.reasoning import ReasoningSplitter, template_starts_inside

# Tags, pieces of tags and white space, so that every edge is met often.
_REPLIES = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<th", "ink>", "</", "<", ">", " ", "\n\n", "a", "b c", "是的", "/think"]
    ),
    max_size=12,
).map("".join) | st.text(max_size=60)


@st.composite
def _cut_replies(draw: st.DrawFn) -> list[str]:
    reply = draw(_REPLIES)
    cuts = sorted(draw(st.sets(st.integers(0, len(reply)), max_size=8)))
    return [reply[start:end] for start, end in zip([0, *cuts], [*cuts, len(reply)], strict=True)]


def joined(pieces: list[str], *, starts_inside: bool) -> tuple[str, str]:
    splitter = ReasoningSplitter(starts_inside=starts_inside)
    items = [item for piece in pieces for item in splitter.feed(piece)] + splitter.finish()
    assert all(item.text for item in items)
    reasoning = "".join(item.text for item in items if isinstance(item, ReasoningPiece))
    return reasoning, "".join(item.text for item in items if isinstance(item, AnswerPiece))


@given(_cut_replies(), st.booleans())
def test_the_cuts_do_not_matter(pieces: list[str], starts_inside: bool) -> None:
    whole = joined(["".join(pieces)], starts_inside=starts_inside)
    assert joined(pieces, starts_inside=starts_inside) == whole
    assert joined(list("".join(pieces)), starts_inside=starts_inside) == whole


@given(_REPLIES, st.booleans())
def test_nothing_but_tags_and_space_is_lost(reply: str, starts_inside: bool) -> None:
    reasoning, answer = joined([reply], starts_inside=starts_inside)
    before, kept = "".join(reply.split()), "".join((reasoning + answer).split())
    rest = iter(before)
    assert all(sign in rest for sign in kept), "signs were added, or changed places"
    lost = len(before) - len(kept)
    opening, closing = reply.count("<think>"), reply.count("</think>")
    assert lost in {7 * opened + 8 * closed for opened in range(opening + 1) for closed in range(closing + 1)}


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
        ("<think>a</think><think>b</think>c", False, "ab", "c"),
        ("Write <think> to open it.", False, "", "Write <think> to open it."),
        ("1 < 2", False, "", "1 < 2"),
        ("<thin air", False, "", "<thin air"),
        ("<think>a < b </th c</think>d </think> e", False, "a < b </th c", "d </think> e"),
        ("<", False, "", "<"),
        ("", False, "", ""),
    ],
)
def test_replies(reply: str, starts_inside: bool, reasoning: str, answer: str) -> None:
    assert joined([reply], starts_inside=starts_inside) == (reasoning, answer)


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
