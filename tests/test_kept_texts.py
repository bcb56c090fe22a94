"""That what was kept in one language is said in the one that is spoken."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable

import pytest

from assistant import i18n
from assistant.i18n import gettext, ngettext
from assistant.kept_texts import MOST_STEPS, PARSED, _Attempt, _catalogue, _pieces, _said, said_now
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
@pytest.mark.parametrize(("kept", "spoken"), [*itertools.permutations(i18n.LANGUAGES, 2)])
def test_what_was_kept_is_said_in_the_language_that_is_spoken(name: str, kept: str, spoken: str) -> None:
    texts = in_both(SAID[name])
    assert texts[kept] != texts[spoken]
    with i18n.speaking(spoken):
        assert said_now(texts[kept]) == texts[spoken]
        assert said_now(texts[spoken]) == texts[spoken]


def test_two_that_were_joined_are_each_said() -> None:
    with i18n.speaking("en"):
        assert said_now("内容为空; 已损坏") == "it is empty; it is damaged"


@pytest.mark.parametrize("text", ["", "no sentence of a reader", "没有这样的句子", "a: b", "x" * 5_000])
def test_a_text_that_nobody_wrote_stays(text: str) -> None:
    for spoken in i18n.LANGUAGES:
        with i18n.speaking(spoken):
            assert said_now(text) == text


def test_each_reason_without_values_comes_back() -> None:
    for english, translated in _catalogue("zh", PARSED):
        if len(english) == 1 and len(_pieces(english[0])) == 1 and " " in english[0].strip():
            with i18n.speaking("zh"):
                assert said_now(english[0]) == translated[0]


SLOW = {
    "zh": (
        "; ".join(["pages 1, 2 and 3: not read on page 1"] * 20),
        "mail 3: its attachments were not read: FW: Re: minutes: May; June; July.docx (odd) and Re: x.pdf (odd)",
        "; " * 900,
        " was not read: " * 120,
        "its attachments were not read: " + "a (b), " * 200,
    ),
    "en": (
        "甲：乙；丙：丁；戊：己；庚：辛；壬：癸.pdf",
        "第 3 封邮件：以下附件未读入：甲：乙；丙：丁；戊：己；庚：辛；壬：癸.pdf（坏）",
    ),
}


@pytest.mark.parametrize(
    ("spoken", "text"), [(spoken, text) for spoken, texts in SLOW.items() for text in texts]
)
def test_a_text_is_tried_in_so_many_ways_at_most(
    spoken: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Counter[bool]()
    goes_on = _Attempt._goes_on

    def counted(attempt: _Attempt) -> bool:
        may = goes_on(attempt)
        steps[may] += 1
        return may

    monkeypatch.setattr(_Attempt, "_goes_on", counted)
    _said.cache_clear()
    with i18n.speaking(spoken):
        assert said_now(text) == text
    assert 0 < steps[True] <= MOST_STEPS


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "its attachments were not read: notes: a and b.docx (it is encrypted and needs a password)",
            "以下附件未读入：notes: a and b.docx（已加密，需要密码）",
        ),
        (
            "mail 3: its attachments were not read: minutes: May; June.docx "
            "(it is damaged: its part word/document.xml is not valid XML) and Re: x.pdf (it is empty)",
            "第 3 封邮件：以下附件未读入：minutes: May; June.docx"
            "（已损坏：部件 word/document.xml 不是有效的 XML）、Re: x.pdf（内容为空）",
        ),
        ("a.zip: Re: b.eml: mail 3: it is empty", "a.zip：Re: b.eml：第 3 封邮件：内容为空"),
        ("the attached file x.docx: it is empty", "附带文件 x.docx：内容为空"),
        (
            "its attachments were not read: a, b and 3 more (it is empty) and an object of Word (it is a film)",
            "以下附件未读入：a, b等（另有 3 个）（内容为空）、Word 的对象（是视频）",
        ),
        (
            "2 check boxes in mails 2, 5 to 9 and 12 and in its notes were not read",
            "第 2、5 至 9、12 封邮件中、备注中有 2 个复选框未读入",
        ),
    ],
)
def test_names_of_files_stay_as_they_are(english: str, chinese: str) -> None:
    with i18n.speaking("zh"):
        assert said_now(english) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "Page 3 was not read",
        "its part word/x.xml is not valid XML",
        "its attachments were not read: a.mp3 (it is a film) and b.docx (nobody knows why)",
        "its attachments were not read: a.mp3 (nobody knows why) and b.docx (it is a film)",
        "its attachments were not read: a.mp3 (nobody knows why), b.docx",
        "page 3 is damaged and could not be read; page 5 was not read: nobody knows why",
    ],
)
def test_a_text_of_which_a_part_is_not_known_stays(text: str) -> None:
    with i18n.speaking("zh"):
        assert said_now(text) == text
