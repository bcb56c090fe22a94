"""That a text that is kept is said later in the language that is spoken then."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from gettext import GNUTranslations

import pytest

from assistant import i18n
from assistant.i18n import FOLDER, Text, gettext, ngettext
from assistant.kept_texts import MOST_DEEP, kept, said
from ingest.loaders import nouns

Said = Callable[[], str]


def in_both(said: Said) -> dict[str, str]:
    texts = {}
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            texts[language] = said()
    return texts


def pictures_on(pages: tuple[int, ...]) -> str:
    return ngettext(
        "{pages} has no text (it is a picture)",
        "{pages} have no text (they are pictures)",
        len(pages),
        pages=nouns.pages(pages),
    )


def boxes_lost(count: int, place: str, numbers: tuple[int, ...] = ()) -> str:
    at = gettext(" {places}", places=nouns.stands(place, numbers))
    what = nouns.counted(count, "check box")
    return ngettext("{what}{at} was not read", "{what}{at} were not read", count, what=what, at=at)


SAID: dict[str, Said] = {
    "whole": lambda: gettext("it is empty"),
    "a value": lambda: gettext("it is incomplete: the part {name} is missing", name="word/document.xml"),
    "a text as value": lambda: gettext(
        "its name says {ending}, but its content is {what}", ending=".docx", what=gettext("something else")
    ),
    "one page": lambda: pictures_on((3,)),
    "pages": lambda: pictures_on((2, 3, 4, 7)),
    "many pages": lambda: pictures_on((1, 3, 5, 8)),
    "one thing": lambda: boxes_lost(1, "in its text"),
    "things at places": lambda: boxes_lost(12, "in mail", (2, 5)),
    "things nowhere": lambda: ngettext(
        "{what}{at} was not read", "{what}{at} were not read", 2, what=nouns.counted(2, "note", 5), at=""
    ),
    "two sentences": lambda: gettext(
        "{reason}; what was read of it before is kept", reason=gettext("it is encrypted and needs a password")
    ),
    "in an archive": lambda: gettext("{name}: {notice}", name="a.zip", notice=gettext("it is empty")),
    "of the system": lambda: gettext("Permission denied"),
    "several": lambda: gettext(
        "its {things} were not read: {names}",
        things=nouns.noun_of("attachment", 2),
        names=nouns.listed(
            [
                gettext("{names} ({reason})", names="a.mp3", reason=gettext("it is a sound recording")),
                gettext("{names} ({reason})", names="b.mov", reason=gettext("it is a film")),
            ]
        ),
    ),
}


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("kept_in", i18n.LANGUAGES)
@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
def test_what_was_kept_is_said_in_the_language_that_is_spoken(name: str, kept_in: str, spoken: str) -> None:
    texts = in_both(SAID[name])
    assert len(set(texts.values())) == 2
    with i18n.speaking(kept_in):
        once = kept(SAID[name]())
    with i18n.speaking(spoken):
        again = said(once)
        assert again == texts[spoken]
    assert kept(again) == once  # the same, whatever was spoken


def test_a_list_is_said_again_with_its_names_as_they_are() -> None:
    names = ["a, b.docx", "Re: x.pdf", "notes (1).txt", "{name}.md"]
    with i18n.speaking("zh"):
        assert said(kept(nouns.in_a_row(names))) == "a, b.docx、Re: x.pdf、notes (1).txt、{name}.md"
        assert said(kept(nouns.listed(names[:1]))) == "a, b.docx"
    many = [f"{number}.txt" for number in range(1_000)]
    assert said(kept(nouns.in_a_row(many))) == ", ".join(many)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "it is empty",  # as libraries have it that were made before
        "内容为空; 已损坏",
        "pages 2 to 4 have no text (they are pictures)",
        '{"text": 1}',
        '{"text": "it is empty"',
        '{"text": "it is empty"}',
        '{"no": "text of ours"}',
        "x" * 5_000,
    ],
)
def test_a_plain_string_comes_back_as_it_is(text: str) -> None:
    for spoken in i18n.LANGUAGES:
        with i18n.speaking(spoken):
            assert kept(text) == text or text.startswith('{"')
            assert said(kept(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "{a.__class__}", "with": {"a": "x"}}',
        '{"text": "{a!r}", "with": {"a": "x"}}',
        '{"text": "{a:>999999999}", "with": {"a": "x"}}',
        '{"text": "{a}{a}", "with": {"a": "x"}}',
        '{"text": "{a}", "many": "{a}{a}", "number": 2, "with": {"a": "x"}}',
        '{"text": "{number.real}", "many": "{number.real}", "number": 1}',
        '{"text": "{a}", "with": {"b": "x"}}',
        '{"text": "{0}", "with": {"0": "x"}}',
        '{"text": "{a}", "with": {"a": 1}}',
        '{"text": "{a}", "with": ["a"]}',
        '{"text": "a", "many": "b", "number": "2"}',
        '{"text": "a", "many": "b", "number": 1' + "0" * 5_000 + "}",
        '{"text": {"text": "it is empty"}}',
        '{"text": "{a}", "with": {"a": ' * 10_000,
        '{"text": "{a}", "with": {"a": ' * (MOST_DEEP + 2) + '""' + "}}" * (MOST_DEEP + 2),
    ],
)
def test_what_nobody_kept_is_not_made_into_a_text(text: str) -> None:
    for spoken in i18n.LANGUAGES:
        with i18n.speaking(spoken):
            assert said(text) == text


def test_texts_that_stand_too_deep_in_one_another_are_kept_as_they_were_said() -> None:
    with i18n.speaking("zh"):
        text = gettext("it is empty")
        for _ in range(2 * MOST_DEEP):
            text = gettext("{name}: {notice}", name="a.zip", notice=text)
    assert said(kept(text)) == "a.zip: " * MOST_DEEP + "a.zip：" * MOST_DEEP + "内容为空"


def test_what_no_database_takes_is_replaced() -> None:
    for name in ("a\udcff.txt", "a\0.txt"):
        text = gettext("{name}: {notice}", name=name, notice=gettext("it is empty"))
        assert "\\u0000" not in kept(text)
        assert said(kept(text)) == "a\ufffd.txt: it is empty"
        assert kept(name) == "a\ufffd.txt"
    assert kept(gettext("a\udcff")) == '{"text": "a\ufffd"}'


def test_a_text_is_a_string_that_can_be_copied() -> None:
    text = gettext("{name}: {notice}", name="a.zip", notice=gettext("it is empty"))
    assert text == "a.zip: it is empty"
    assert json.dumps([text]) == '["a.zip: it is empty"]'
    for same in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert isinstance(same, Text)
        assert kept(same) == kept(text)


@pytest.mark.parametrize("part", ["core", "ingest"])
def test_no_translation_names_a_value_twice(part: str) -> None:
    paths = [*FOLDER.glob(f"*/LC_MESSAGES/{part}.mo")]
    assert paths
    for path in paths:
        with path.open("rb") as file:
            messages = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for text in (text for message, text in messages.items() if message):
            names = re.findall(r"\{(\w+)\}", text)
            assert len(names) == len(set(names)), text


def test_readers_only_put_values_into_their_messages() -> None:
    for path in FOLDER.glob("*/LC_MESSAGES/ingest.mo"):
        with path.open("rb") as file:
            messages = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key in messages:
            english = key[0] if isinstance(key, tuple) else key
            names = re.findall(r"\{(\w+)\}", english)
            assert len(names) == len(set(names)), english
            assert not names or not re.search("[{}]", re.sub(r"\{\w+\}", "", english)), english
