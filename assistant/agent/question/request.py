"""Parse what a question asks for, once, into data that every later step reads.

Patterns of the question's language and of English decide; a wrong guess must cost little, so what nothing tells apart is a
fact to be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Literal

from assistant import i18n
from assistant.agent.question.carrying_on import asks_same_rows, carried_on, of_person, other_named
from assistant.agent.question.collection_questions import asks_papers
from assistant.agent.question.kind_model import Road
from assistant.agent.question.long_texts import first_line, focus_of, is_long
from assistant.agent.question.operations import (
    FEW_WORDS,
    LONGEST_NUMBER,
    LONGEST_OPERATION,
    EarlierTurn,
    Operation,
    about_conversation,
    is_of_source,
    is_order,
    operation_of,
    says_it_goes_on,
)
from assistant.agent.question.patterns import LATIN, MARKS, WORDS, is_said, pattern_of, without_politeness
from assistant.agent.words.asked_values import kinds_asked
from assistant.frozen import dataclass
from assistant.languages import (
    LANGUAGE_NAMES,
    LANGUAGES,
    UNSPACED_LANGUAGES,
    Language,
    as_typed,
    detected,
    is_dutch,
    is_function_word,
    language_named,
    may_be_dutch,
    plain,
    without_asking,
)
from assistant.library.terms import query_terms
from assistant.regexes import lazy_regex
from assistant.tables.question.asking import asks_number, may_be_number


def context(earlier: Sequence[EarlierTurn]) -> list[EarlierTurn]:
    """Return the turns that a later question can build on, in order."""
    return [turn for turn in earlier if turn.is_context]


Kind = Literal["fact", "list", "compare", "whole", "library", "conversation", "general", "creative", "number"]


def _in_english(question: str, language: Language) -> str:
    """Return a question as sheets are asked, where only English and Chinese are known."""
    if language == "zh":
        from assistant.agent.question.usual_words import in_usual_order  # other languages need it not

        return in_usual_order(question)
    if language == "en" and not is_dutch(question):
        return question
    from assistant.retrieval.in_english import in_english  # most questions are in these two

    return in_english(question, language)


@dataclass(frozen=True, slots=True)
class Request:
    """A question and what it asks for, worked out once a turn.

    Attributes:
        question: As it was asked, trimmed.
        language: What it is answered in: its own language, that of the conversation where it gives no sign of one, or the
            one it asks for.
        kind: "fact"; "list": all that match, or the steps of a procedure; "compare": two or more sides of something;
            "whole": one or several documents as a whole; "library": the documents there are; "conversation": works on what
            was said; "general": what any model can meet by itself, the documents may help; "creative": nothing to do with
            documents, whatever they hold; "number": a sum, an average, a count or a ranking out of tables.
        follow_up: Whether it is a later question, which is searched for with what went before too.
        operation: Of a "conversation", what is to be done.
        focus: Of a long text, the parts that ask, as texts to search for, the most useful first; else empty.
        own_language: The language of the question itself; None where it gives no sign of one.
        leans_back: Whether it may need the turns before it to be understood.
        otherwise: Of a "number", what it is where no table answers it; of a "library", what it asks of documents.
        about_papers: Whether it surely is about the documents, so that a model is asked whatever the words found.
        weighed: Whether no pattern but likelihood told its kind.
        stands_for: Of a question that puts another thing into the one before, the questions that it may stand for.
        may_compute: Whether it may want a number out of tables.
        may_list_rows: Whether it may list rows of a table.
        listing: How likely it asks for all that match, by its words and its meaning, from 0 to 1.
        spellings: Words of the question that the library writes otherwise, and how.
        typed: As it was asked, where it is read in more usual words.
    """

    question: str
    language: Language
    kind: Kind
    follow_up: bool
    operation: Operation = ""
    focus: tuple[str, ...] = ()
    own_language: Language | None = None
    leans_back: bool = False
    otherwise: Kind = "fact"
    about_papers: bool = False
    weighed: bool = False
    stands_for: tuple[str, ...] = ()
    may_compute: bool = False
    may_list_rows: bool = False
    listing: float = 0.0
    spellings: Mapping[str, str] = field(default_factory=dict)
    typed: str = ""

    @property
    def as_asked(self) -> str:
        """The question in the words of who asked it."""
        return self.typed or self.question

    def _read(self, question: str) -> str:
        for word, spelled in self.spellings.items():
            question = question.replace(word, spelled)
        return _in_english(question, self.language)

    @property
    def read(self) -> str:
        """The question as sheets are asked."""
        return self._read(self.question)

    @property
    def words(self) -> str:
        """The question as asked and as it is read, by which sheets are found."""
        return self.question if self.read == self.question else f"{self.question} {self.read}"

    @property
    def readings(self) -> tuple[str, ...]:
        """What the question may stand for, as sheets are asked."""
        return tuple(map(self._read, self.stands_for))

    @property
    def meant(self) -> str:
        """The question as it is meant, where it changes one thing of another."""
        carried = self.stands_for and self.kind in CARRIED
        return self.stands_for[0] if carried else self.question

    @property
    def meant_read(self) -> str:
        """The question as it is meant, as sheets are asked."""
        return self._read(self.meant)

    @property
    def is_about_all(self) -> bool:
        """Whether it is about the whole conversation, not the last answer."""
        return self.operation in ("summarise", "recall")


CARRIED: tuple[Kind, ...] = ("list", "compare", "whole", "library")
"""Kinds that a question has too which puts another thing into one of them."""
MAY_COMPUTE: tuple[Kind, ...] = ("number", "fact", "list", "compare")
"""Kinds of requests that tables are looked at for, where they ask how much or how many."""
Likelihoods = Callable[[str, Kind], Mapping[Road, float]]
"""Estimates how likely each road is, of a question and of the kind that the patterns took it for."""
OTHERWISE: tuple[Road, ...] = ("fact", "list", "whole", "compare", "general")
"""What a request for a number may be where no table gives one."""
OF_PAPERS: tuple[Road, ...] = ("whole", "fact")
"""What a request about the library may be where it is about a document's words."""
WEIGHED: tuple[Language, ...] = LANGUAGES
"""Languages whose questions are weighed beside the patterns, those that are not English or Chinese as they are read in it."""
LEAST_NUMBER = 0.05
"""Likelihood of a number below which no table is computed over, though the words might ask for one."""
LIKELY_AGAIN = 0.15
"""Likelihood of a question about the library from which one that follows another is taken for one."""
LEAST_ROWS = 0.05
"""The same below which no rows of a table are listed."""
SURE, PLAIN = 0.35, 0.75
"""Likelihood from which another kind than that of the patterns is taken, and from which there is little doubt."""


def request_of(
    question: str,
    earlier: Sequence[EarlierTurn] = (),
    likelihoods: Likelihoods | None = None,
    *,
    writes: bool = True,
) -> Request:
    """Work out what a question asks for.

    Args:
        question: As it was asked.
        earlier: The turns before it, in order.
        likelihoods: A second opinion on its kind, for wordings that no pattern foresees; None for the patterns alone.
        writes: Whether a model answers, which can in another language than that of the question.
    """
    question = question.strip()
    focus = focus_of(question) if is_long(question) else ()
    asking = focus[0] if focus else question
    own = detected(question)
    own = _shown_by_wish(question) or own if own in (None, "en") else own
    own = None if earlier and own != "en" and may_be_dutch(question) and _follows_dutch(earlier) else own
    language = (detected(asking) if focus else own) or own or _spoken_before(earlier)
    typed = [first_line(question), asking] if focus else [question]
    texts = [plain(as_typed(one)) for one in typed]
    kind, operation = _kind(texts, language, bool(earlier))
    read, read_asking = _in_english(question, language), _in_english(asking, language)
    if kind == "fact" and read_asking != asking:  # the patterns of its own language know fewer ways to ask
        as_read = _kind_of(plain(as_typed(read_asking)), "zh" if language == "ja" else "en")
        kind = as_read if as_read in CARRIED else kind
    weighed, counts = False, may_be_number(read_asking)
    of_whom = None
    if earlier:
        of_whom = of_person(question, earlier[-1].answer) or of_person(question, stem_of(earlier))
    stands_for = _stood_for(question, earlier, of_whom) if kind != "conversation" else ()
    likely: Mapping[Road, float] = {}
    if likelihoods is not None and not focus and kind != "conversation" and language in WEIGHED:
        carries_on = bool(earlier) and (bool(stands_for) or says_it_goes_on(texts[-1]))
        by_pattern = kind
        if not carries_on and not _is_sum(texts[-1]):
            lone = len(texts[-1].split()) == 1 and texts[-1].isascii()
            likely = likelihoods(read, kind)
            kind = _weighed(kind, likely, counts=counts, lone=lone)
            of_files = _OF_FILES.search(read) or (_ARE_THERE.search(read) and asks_papers(read))
            if kind == "library" and language not in ("en", "zh") and not of_files:
                kind = by_pattern  # what is told of the files is asked for in few ways
            one_value = kinds_asked(asking) or asks_number(plain(read_asking[:LONGEST_NUMBER]))
            if kind == "whole" and by_pattern == "fact" and one_value:
                kind = "fact"  # "Who leads the district report?" asks for one value
            if kind == "fact" and by_pattern == "whole" and _SUM_UP.match(texts[-1]):
                kind = "whole"  # an order is as plain as can be
        weighed = kind != by_pattern
    if (
        kind in ("fact", "general")
        and earlier
        and of_whom is None
        and (stands_for or says_it_goes_on(texts[-1]))
    ):
        asked_before = stem_of(earlier)
        before = by_words = _kind([plain(as_typed(asked_before))], language, False)[0]
        if likelihoods is not None and language in WEIGHED:
            read = _in_english(asked_before, language)
            before = _weighed(before, likelihoods(read, before), counts=may_be_number(read))
        kind = before if before in CARRIED else "fact" if stands_for else kind
        stands_for = tuple(
            sorted(stands_for, key=lambda one: _kind([plain(as_typed(one))], language, False)[0] != by_words)
        )
    if kind == "library" and weighed and context(earlier) and not stands_for:
        # "Where is that written?" asks about what was said.
        inside = _INSIDE.search(texts[-1]) is not None
        kind = "whole" if inside else "fact" if is_said("points", texts[-1], language) else kind
    again = bool(earlier) and of_whom is None and likely.get("library", 0.0) >= LIKELY_AGAIN
    if kind in ("fact", "general") and again:
        kind = (
            "library" if _kind([plain(as_typed(stem_of(earlier)))], language, False)[0] == "library" else kind
        )
    about_said = about_conversation(texts[-1].strip(MARKS), language)
    if operation in ("shorter", "summarise") and not about_said and is_of_source(texts[-1], earlier):
        kind, operation = "whole", ""
    named = _asked_language(texts[-1], kind, operation) if writes else None
    otherwise: Kind = kind
    if kind == "number":
        otherwise = "list" if is_said("listed", plain(asking), language) else "fact"
        if likely:
            best: Road = max(OTHERWISE, key=lambda road: likely[road])
            otherwise = best
    elif kind == "library":
        of_one = max(OF_PAPERS, key=lambda road: likely[road]) if likely else OF_PAPERS[0]
        otherwise = of_one
    elif kind in ("fact", "list", "compare") and asks_number(plain(read_asking[:LONGEST_NUMBER])):
        kind = "number"
    searched = kind in ("fact", "list", "compare", "whole", "number") or (
        kind == "general" and is_said("points", plain(asking), language)
    )
    has_context = bool(context(earlier))
    may_count = counts and likely.get("number", 1.0) >= LEAST_NUMBER
    return Request(
        question,
        named or language,
        kind,
        follow_up=searched and has_context,
        operation=operation,
        focus=focus,
        own_language=own,
        leans_back=has_context and _leans_back(question, own or "en", context(earlier)[-1].asked),
        otherwise=otherwise,
        weighed=weighed,
        about_papers=kind in ("list", "whole", "library", "compare", "number"),
        stands_for=stands_for if kind not in ("general", "creative") else (),
        may_list_rows=kind == "list" and likely.get("number", 0.0) >= LEAST_ROWS,
        listing=likely.get("list", 0.0),
        may_compute=kind == "number"
        or (
            kind in (*MAY_COMPUTE, "library")
            and (may_count or any(may_be_number(_in_english(one, language)) for one in stands_for))
        ),
    )


def _weighed(kind: Kind, likely: Mapping[Road, float], *, counts: bool, lone: bool = False) -> Kind:
    """Return the kind that both opinions make likeliest.

    What asks how many may mean rows of a table: it is about the files only where that is plain. A lone word is looked up.
    """
    best = max(likely, key=lambda road: likely[road], default=None)
    if best is None or likely[best] < (PLAIN if lone else SURE) or (best == "general" and kind == "creative"):
        return kind
    if best == "library" and kind != "library" and counts and likely[best] < PLAIN:
        return kind
    return best


def _stood_for(question: str, earlier: Sequence[EarlierTurn], of_whom: str | None) -> tuple[str, ...]:
    """Return what a question stands for that changes the one before."""
    if not earlier or len(question) > LONGEST_OPERATION:
        return ()
    if of_whom is not None:
        return (of_whom,)
    before = stem_of(earlier)
    return carried_on(question, before) if before else ()


def stem_of(earlier: Sequence[EarlierTurn]) -> str:
    """Return the question that a later one puts another thing into.

    The last that is none that another was put into, with what was put into it since: "and in June?", "and Nadia?". A text may
    be asked for another matter in between, and is still the same.
    """
    stem = ""
    for turn in earlier:
        if asks_same_rows(turn.question) is not None and stem:
            continue
        if not says_it_goes_on(plain(turn.question)):
            stem = turn.question
        elif readings := carried_on(turn.question, stem):
            named = other_named(turn.question)
            read = turn.searched_for if turn.searched_for in readings else ""
            if named[:1].isupper():
                stem = read or readings[0]
            elif not named or turn.status == "answered":
                stem = read or stem
        elif not stem and turn.searched_for != turn.question:
            stem = turn.searched_for
    return stem or (earlier[-1].question if earlier else "")


def _follows_dutch(earlier: Sequence[EarlierTurn]) -> bool:
    """Return whether a question shortly before was in Dutch."""
    return any(is_dutch(turn.question) for turn in earlier[-SHORTLY:])


def _spoken_before(earlier: Sequence[EarlierTurn]) -> Language:
    if earlier and _follows_dutch(earlier):
        return "en"
    for turn in reversed(earlier):
        language = detected(turn.question)
        if language is not None:
            return language
    return "zh" if i18n.language() == "zh" else "en"


def _shown_by_wish(question: str) -> Language | None:
    """Return the language of a few words that ask for a whole document.

    "Les points principaux stp" holds no other sign of French.
    """
    text = plain(as_typed(question)).strip(MARKS)
    words = text.split()
    if len(words) > FEW_WORDS or not text.isascii() or pattern_of("whole", "en").search(text):
        return None
    if any(is_function_word(word, "en") for word in words):
        return None
    return next((one for one in LATIN if pattern_of("whole", one).search(text)), None)


# What kind it is


def _kind(texts: Sequence[str], language: Language, has_earlier: bool) -> tuple[Kind, Operation]:
    """Determine the kind of a request, and its operation.

    A long text is judged by its first line where that asks for a text, else by the part that asks.
    """
    if len(texts) > 1:
        kind = _kind_of(texts[0], language)
        return (kind if kind in ("general", "creative") else _kind_of(texts[-1], language)), ""
    bare = without_politeness(texts[0], language)
    if bare:
        operation = about_conversation(texts[0].strip(MARKS), language) or (
            operation_of(bare, language) if has_earlier else ""
        )
        if operation:
            return "conversation", operation
    kind = _kind_of(texts[0], language)
    if kind == "fact" and has_earlier and is_order(texts[0], language):
        return "conversation", "rephrase"
    return kind, ""


def _kind_of(text: str, language: Language) -> Kind:
    text = text.strip(MARKS)
    bare = without_politeness(text, language) or text
    ours = is_said("ours", bare, language)
    if not ours and (is_said("creative", text, language) or is_said("creative", bare, language)):
        return "creative"
    if _is_sum(bare):
        return "general"
    if is_said("library", bare, language):
        return "library"
    if is_said("composed", bare, language):
        return "whole" if _SUMMARY.search(bare) and is_said("whole", bare, language) else "general"
    if is_said("compare", bare, language):
        return "compare"
    if is_said("whole", bare, language):
        return "whole"
    if not ours and not _IDENTIFIER.search(bare) and is_said("explained", bare, language):
        return "general"
    return "list" if is_said("listed", bare, language) else "fact"


_SUM_UP = lazy_regex(
    r"(?:please |can you |could you )?(?:summ[ae]ri[sz]e|sum up|give me (?:a|an|the) (?:\w+ )?(?:summary|gist|overview))\b|(?:请|帮我|麻烦)*(?:总结|概括|概述)"
)
"""An order to sum up."""
_SUMMARY = lazy_regex(
    r"^(?:\S+ ){1,4}(?:summary|overview|synopsis|outline|zusammenfassung|uberblick|resume|synthese|resumen|sintesis|riassunto|sintesi|resumo|sintese|резюме|содержание|обзор)\b"
    r"|摘要|总结|概要|要約|요약"
)
"""A text to be written that sums up a document."""
_IDENTIFIER = lazy_regex(r"[a-z]+[-_]?\d|\d[-_]?[a-z]")
_OPERATOR = r"\s*(?:[-+*x×·÷^]|plus|minus|times|divided by|mal|geteilt durch|multipliziert mit|fois|divise par|por|entre|dividido (?:por|entre)|per|diviso|vezes|умножить на|разделить на|加|减|乘以?|除以|かける|割る|足す|引く|곱하기|나누기|더하기|빼기)\s*"
_SUM = lazy_regex(
    rf"^(?:what(?:'s| is)|how much is|calculate|compute|was ist|wie ?viel ist|berechne|rechne|combien (?:font|fait)|calcule|cuanto es|calcula|quanto (?:fa|e)|calcola|calcule|сколько будет|вычисли|посчитай|计算|算一下)?"
    rf"\s*[(\d][\d\s.,()]*(?:{_OPERATOR}[(\d][\d\s.,()]*)+(?:=|equals|等于多少|等于几|是多少|はいくつ(?:ですか)?|は|은|는)?\s*(?:얼마\w*)?[?.=\s]*$"
    r"|\d+(?:[.,]\d+)?\s*(?:%|percent|prozent|pour cent|por ciento|per cento|por cento|процент\w*)\s*(?:of|von|de|di|от|の|의)\s*\d|\d+的(?:百分之|\d+%)|^convert \d|\bsquare root of \d|^(?:how many|how much) \w+ (?:are (?:there )?|is |make )?in (?:an?|one|\d+) (?:kilo\w*|mile|metre|meter|pound|ounce|litre|liter|gallon|inch|foot|yard|hour|day|week|year|acre|hectare)s?$|^[一二两三四五十百千\d]+(?:公里|千米|米|厘米|英里|英尺|英寸|斤|公斤|千克|克|磅|升|毫升|小时|分钟|天|亩|公顷|平方米|加仑|盎司)(?:等于|是|有|合)(?:多少|几)\w{1,3}$|\d+의 \d+\s*%"
)
_DATE_LIKE = lazy_regex(r"^\d{1,4}([-/.])\d{1,2}(?:\1\d{1,4})?$")


def _is_sum(text: str) -> bool:
    return bool(_SUM.search(text)) and not _DATE_LIKE.match(text.strip(" ?"))


# What needs a model


_OF_FILES = lazy_regex(r"^(?:in )?which files?\b|(?:在|是)哪个文件", re.IGNORECASE)
_ARE_THERE = lazy_regex(
    r"^(?:which|what|list|show)\b.*\b(?:are there|do we have|have we|we have)\b|^有哪些", re.IGNORECASE
)
"""Ask for a file, and what there is, as questions of all languages are read."""


_INSIDE = lazy_regex(
    r"^(?:那|这)?(?:里面|里头|其中|上面)(?!都?有(?:哪|几|多少))|\b(?:in|inside) (?:it|there)\b"
)
"""Asks about what stands in a document that was spoken of."""


def explains(request: Request) -> bool:
    """Return whether a request of kind "general" wants a thing explained, not written."""
    text = without_politeness(plain(as_typed(request.question)).strip(MARKS), request.language)
    return (
        request.kind == "general"
        and len(text) <= LONGEST_NUMBER
        and is_said("explained", text, request.language)
        and not is_said("composed", text, request.language)
    )


def needs_model(request: Request) -> bool:
    """Return whether no document can meet a request: verses to write, a sum."""
    text = plain(as_typed(request.question)).strip(MARKS)
    bare = without_politeness(text, request.language) or text
    return not _NAMES_FILE.search(request.question) and (
        request.kind == "creative" or (request.kind == "general" and _is_sum(bare))
    )


def writes_anew(question: str) -> bool:
    """Return whether a question orders a document to be translated or rewritten."""
    text = plain(as_typed(question)).strip(MARKS)
    return bool(_WRITES.search(text)) and not _ABOUT_WRITING.search(text)


_WRITES = lazy_regex(
    r"^(?:(?:please|kindly|(?:can|could|would|will) you|i (?:want|need) you to|bitte|s'il (?:te|vous) plait|por favor|per favore)\s+)*"
    r"(?:translate|rewrite|rephrase|reword|paraphrase|ubersetze?n?|formuliere|traduis(?:ez)?|reformule[zr]?|traduce|traduci|traduza|traduz|reescrib[ea]|riscrivi|reescreva)\b"
    r"|^(?:пожалуйста\s+)?(?:переведи|перепиши|перефразируй)(?:те)?\b"
    r"|^(?:请|麻烦|帮我|帮忙|给我|你能|能不?能|可以|可否)*(?:(?:把|将).{1,40}?)?(?:翻译|翻成|译成|译为|改写|重写|润色)(?!件|费|稿|人|员|公司|服务)"
    r"|(?:翻訳|書き換え)(?:して|てください)|(?:번역|고쳐)\s?(?:해|써)"
)
_ABOUT_WRITING = lazy_regex(r"多少|几[天个页次]|谁|哪|什么|多久|\b(?:how much|how many|who|when)\b")
_NAMES_FILE = lazy_regex(r"\.\w{2,4}\b")


def may_work_on_said(request: Request) -> bool:
    """Return whether a request may be about what was said: short, without names.

    What it asks for is in no table of ours; the model is given its words ("rephrase") and the last answer.
    """
    text = plain(request.question)
    if request.kind not in ("fact", "list", "whole") or len(text) > LONGEST_OPERATION:
        return False
    if re.search(r"\d", text) or is_said("ours", text, request.language):
        return False
    if request.language in ("zh", "ja"):
        return len(re.findall(r"\w", without_asking(text))) <= OWN_CHARACTERS // 2
    return sum(not is_function_word(word, request.language) for word in WORDS.findall(text)) <= 3


# Which language it is to be answered in

_ORDERED = lazy_regex(
    r"\b(?:answer|reply|respond|write|say|tell|explain|summar\w+|translat\w+|give|list|draft|antwort\w*|schreib\w*|sag\w*|erklar\w*|ubersetz\w*|fass\w*|repon\w+|ecri\w+|dis|dites|expliqu\w+|resum\w+"
    r"|tradui\w+|respond\w+|escrib\w+|explica\w*|traduc\w+|rispon\w+|scriv\w+|spieg\w+|riassu\w+|escrev\w+|traduz\w*|ответ\w*|напиш\w*|скажи\w*|объясн\w*|перевед\w*)\b"
    r"|回答|写|说|讲|翻译|译|总结|解释|概括|答え|書|説明|訳|要約|まとめ|답|써|번역|설명|요약|작성"
)
_IN_LANGUAGE = lazy_regex(
    rf"(?:\b(?:in(?:to)?|auf|ins|en|au|al|para o|em|na|на|to|to the)\s+|по-?\s?|[用以成为])(?P<before>{LANGUAGE_NAMES})(?![a-zа-я])(?: язык\w*)?|(?P<after>{LANGUAGE_NAMES})(?:で|に|로)"
)
_NOT_THE_ANSWER = lazy_regex(
    r"(?:\b(?:is|are|was|were|written|available|documents?|files?|contracts?|speaks?|say|dit|dice|diz|sagt man|ist|sind|verfasst|geschrieben|est|sont|ecrits?|es|son|escritos?|написан\w*)|怎么说|何と言)\s*$"
)


def _asked_language(text: str, kind: Kind, operation: Operation) -> Language | None:
    """Return the language that a request wants its answer in."""
    for match in _IN_LANGUAGE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _NOT_THE_ANSWER.search(before.rstrip()) or "怎么说" in after or "何と" in after:
            continue
        ends = not re.search(
            r"\w",
            re.sub(
                r"\b(?:please|bitte|por favor|per favore|s'il (?:te|vous) plait|пожалуйста|吧|して|ください|해줘|써줘|주세요)",
                "",
                after,
            ),
        )
        if (
            operation == "translate"
            or _ORDERED.search(text)
            or (ends and before.rstrip().endswith((",", "?", ".", "(", "、", ":")))
        ):
            return language_named(match["before"] or match["after"])
    if operation == "translate" and (lone := re.fullmatch(rf"\W*({LANGUAGE_NAMES})\W*", text)):
        return language_named(lone.group(1))
    return None


# Whether it leans on what went before

SHORTLY = 3
"""Turns before a few words that show their language."""
OWN_WORDS = 7
"""Content words from which a question without back references stands alone."""
OWN_CHARACTERS = 14
"""The same in characters, for languages without spaces between words."""
_NAMED = lazy_regex(r"(?<=\s)[A-ZÀ-ÖØ-ÞА-ЯЁ][\w'’-]+|\w*\d\w*|\.\w{2,4}\b")


def _leans_back(question: str, language: Language, before: str) -> bool:
    """Return whether a question may need earlier ones to be understood.

    One that holds a word that points back does, and so does one with few words of its own that are not those of the one
    before.
    """
    if points_back(question, language):
        return True
    if _says_as_much(question, before, language):
        return False
    bare = without_asking(question)
    if language in ("zh", "ja"):
        return len(re.findall(r"\w", bare)) <= OWN_CHARACTERS
    content = [word for word in WORDS.findall(bare) if not is_function_word(word, language)]
    # A name of its own makes a sentence of some words whole, in languages that do not write every noun like a name.
    named = language != "de" and bool(_NAMED.search(question))
    return len(content) < (OWN_WORDS - 2 if named else OWN_WORDS)


def points_back(question: str, language: Language) -> bool:
    """Return whether a question holds a word that only what went before explains."""
    return is_said("points", plain(question).strip(MARKS), language)


def _says_as_much(question: str, before: str, language: Language) -> bool:
    """Return whether a question leaves out only what it replaces of the one before.

    "What does item 3 cost?" after "What does item 2 cost?" leaves nothing to be carried.
    """
    asked, said = set(query_terms(question)), set(query_terms(before))
    named = [set(query_terms(" ".join(_NAMED.findall(text)))) for text in (question, before)]
    own, left_out = asked - said, said - asked
    # Without capitals and spaces, only figures are surely names, and a pair of characters is not a word.
    words = 0 if language in UNSPACED_LANGUAGES else len(own - named[0])
    return (
        bool(asked & said)
        and len(left_out & named[1]) <= len(own & named[0])
        and len(left_out - named[1]) <= words
    )
