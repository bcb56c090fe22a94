"""Rewrite a follow-up with the turns before it, so that it can be searched for.

A later question is searched for as it stands and with what went before, and the better of the two counts; so neither a
change of subject is dragged back nor a follow-up left without its subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath

from assistant.agent.notice_texts import sentence
from assistant.agent.progress import Progress
from assistant.agent.prompt.prompts import WORDINGS, rewrite_prompt
from assistant.agent.question.carrying_on import PERSON_MEANT, names_place, things_meant
from assistant.agent.question.operations import EarlierTurn
from assistant.agent.question.request import Request, context, points_back
from assistant.errors import ModelFault, PartMissing
from assistant.languages import (
    UNSPACED_LANGUAGES,
    Language,
    is_function_word,
    language_of,
    plain,
    without_asking,
)
from assistant.library.terms import is_unspaced, query_terms, terms
from assistant.models.base import ChatModel, ChatOptions, Message, whole_answer
from assistant.regexes import lazy_regex
from assistant.retrieval.periods import period_in
from assistant.retrieval.search import Found
from assistant.text import HAN, HANGUL, KANA
from assistant.threads import in_thread

Search = Callable[[str], Found]
REWRITTEN_FROM = 3
"""Earlier turns that a rewrite is made from."""
REWRITE_TOKENS = 80
LONGEST_REWRITE = 240
NEW_WORDS = 2
"""Most content words that a rewrite may add on its own."""
CARRIED = 8
"""Most words and names that are taken from earlier turns."""
ANSWER_CHARS = 400
"""Characters of the last answer that names are taken from."""
_LEAD = lazy_regex(
    rf"^(?:[-*>\s]*)(?:(?:the\s+)?(?:rewritten|new|standalone|改写后的|新的)\s*)?"
    rf"(?:question|问题|{'|'.join(re.escape(label.strip(' :：')) for w in WORDINGS.values() for label in (w.next, w.question))})\s*[:：]\s*",
    re.IGNORECASE,
)


async def rewritten(request: Request, earlier: Sequence[EarlierTurn], chat: ChatModel | None) -> str | None:
    """Ask a model to write a question so that it stands alone.

    Args:
        request: The question.
        earlier: The turns before it; those that found nothing are left out.
        chat: The model.

    Returns:
        The question, or None where there is no model, nothing went before, the question needs nothing of it, or what the
        model writes is no use.
    """
    before = context(earlier)[-REWRITTEN_FROM:]
    if chat is None or not before or not request.leans_back:
        return None
    options = ChatOptions(
        think=False if chat.thinks else None, temperature=0.0, top_p=1.0, max_tokens=REWRITE_TOKENS
    )
    language = request.own_language or language_of(before[-1].question)
    messages = [Message("user", rewrite_prompt(request.question, before, language))]
    try:
        text, _ = await whole_answer(chat, messages, options)
    except (ModelFault, PartMissing):
        return None  # the answer itself will tell what is wrong with the model
    line = text.strip().partition("\n")[0].replace("**", "")
    written = _LEAD.sub("", line).strip().strip('"“”„«»「」*').strip()
    return written if _is_use(written, request, before) else None


def _is_use(written: str, request: Request, before: Sequence[EarlierTurn]) -> bool:
    """Return whether a rewrite is the same question, completed."""
    question = request.question
    if (
        not written
        or len(written) > LONGEST_REWRITE
        or any(_same(written, told) for told in _told(question, before))
    ):
        return False
    if question.rstrip().endswith(_ASKING_ENDS) and not written.endswith(_ASKING_ENDS):
        return False  # an answer, not a question
    if _asks(question) and not _asks(written):
        return False  # the same, where a remark stands behind the question
    words, asked = set(query_terms(written)), set(query_terms(question))
    told = "\n".join(f"{turn.asked}\n{turn.answer}\n{' '.join(turn.sources)}" for turn in before)
    known = set(query_terms(told))
    numbers = {term for term in words | asked if any(character.isdigit() for character in term)}
    if not numbers & asked <= words or not numbers <= known | asked:
        return False
    if is_unspaced(written) != is_unspaced(told):
        return True
    # What the question itself asks for stays, and hardly a word is brought in that nobody said.
    own = {term for term in asked - known if not is_function_word(term, request.own_language or "en")}
    kept = len(own & words) * 2 >= len(own)
    return kept and bool(words & known) and len(words - known - asked) <= max(NEW_WORDS, len(words) // 4)


_ASKING_ENDS = ("?", "？")


def _asks(text: str) -> bool:
    return any(mark in text for mark in _ASKING_ENDS)


def _told(question: str, before: Sequence[EarlierTurn]) -> list[str]:
    return [question, *(turn.asked for turn in before), *(turn.answer for turn in before)]


def _same(one: str, other: str) -> bool:
    return _LETTERS.findall(one.casefold()) == _LETTERS.findall(other.casefold())


_LETTERS = lazy_regex(r"\w+")


def combined(request: Request, earlier: Sequence[EarlierTurn], *, names_papers: bool = False) -> str | None:
    """Append the subject of earlier questions to a question, without a model.

    Names, numbers and identifiers of the earlier questions are carried; where the question has hardly a word of its own, or
    there are no names, what else they asked for is carried too. None where there is nothing to carry.

    Args:
        request: The question.
        earlier: The turns before it.
        names_papers: Whether the question names papers itself.
    """
    before, question = context(earlier), request.question
    if not before:
        return None
    own = _content(question, request.own_language or "en")
    carried: list[str] = []
    for turn in reversed(before[-REWRITTEN_FROM:]):
        carried = _subject(request, own, turn, of_matter=not names_papers)
        if carried:
            break
    carried = _distinct(carried, question)[:CARRIED]
    if not carried:
        return None
    gap = "" if is_unspaced(question) else " "
    return f"{question.strip()}{gap if not gap else ' '}{' '.join(carried)}"


def _subject(request: Request, own: Sequence[str], turn: EarlierTurn, *, of_matter: bool) -> list[str]:
    """Return what a question leaves out of a turn: names, and words if it has few.

    Args:
        request: The question.
        own: Its content words.
        turn: The turn.
        of_matter: Whether the question may ask for another matter of the same paper.
    """
    question, asked = request.question, turn.asked
    names = _names(asked)
    others = [word for word in _content(asked, language_of(asked)) if not _within(word, names)]
    if of_matter and is_unspaced(question) and _REPLACES.search(question):
        # 付款期呢 after 安吉的总额是多少: what the answer says again was the matter, which is another one now.
        others = [word for word in others if word not in turn.answer] or others
    if _REPLACES.search(question) and _names(question):
        # "What about Suzhou?" asks the same of another place.
        return [*_replaced([name for name in names if _has_digit(name)], question), *others]
    names = _replaced(names, question)
    asked_names = len(names)
    if own and not _REPLACES.search(question) and _POINTS_AT_NAME.search(question):
        names += _names(turn.answer[:ANSWER_CHARS])
    named = [name for name in names if not _NUMBER.fullmatch(name)]
    # Names of the answer alone say less than what was asked for.
    alone = named and asked_names and own and not _is_elliptical(request, own)
    return named if alone else [*names[:asked_names], *others, *names[asked_names:]]


def _is_elliptical(request: Request, own: Sequence[str]) -> bool:
    """Return whether a question asks more of the same: "And carried over?".

    Not the same of another thing, as "And a service?" does.
    """
    has_articles = request.own_language not in (*UNSPACED_LANGUAGES, "ru")
    asks_on = bool(_REPLACES.search(request.question)) and len(own) <= 2
    return asks_on and has_articles and not _ARTICLE.search(request.question)


_ARTICLE = lazy_regex(
    r"\b(?:an?|the|this|that|ein\w*|de[rmn]|die|das|une?|les?|la|du|des|el|los|las|un[oa]s?|il|lo|gli|i|os?|as?|uma?)\b|\bl['’]",
    re.IGNORECASE,
)


def _has_digit(name: str) -> bool:
    return any(map(str.isdigit, name))


def _replaced(names: Sequence[str], question: str) -> list[str]:
    """Leave out numbers that the question replaces: "2022" where it says 2023."""
    kinds = {_kind(number) for number in _NUMBER.findall(question)}
    return [name for name in names if not (_NUMBER.fullmatch(name) and _kind(name) in kinds)]


def _kind(number: str) -> str:
    return "year" if re.fullmatch(r"(?:19|20)\d\d", number) else "number"


_NUMBER = lazy_regex(r"\d[\d.,:]*")
_LETTER = "0-9A-Za-z\u00c0-\u024f\u0400-\u04ff"
_INNER = rf"[{_LETTER}'’.&+/-]*[{_LETTER}]"
_NAME_WORD = rf"(?<![{_LETTER}])(?:[A-ZÀ-ÖØ-ÞА-ЯЁ](?:{_INNER})?|[{_LETTER}]*\d(?:{_INNER})?)(?![{_LETTER}])|[\u30a1-\u30fc]{{2,}}\d*"
_NAME = lazy_regex(
    rf"(?:{_NAME_WORD})(?:\s+(?:(?:of|de|du|del|della|da|von|van|der|&)\s+)?(?:{_NAME_WORD}))*"
)
_QUOTED = lazy_regex(r"[\"“„«「『《]([^\"“”„«»「」『』《》]{2,60})[\"”“»」』》]")
_POINTS_AT_NAME = lazy_regex(
    r"\b(?:he|she|him|his|her|hers|they|them|their|theirs|it|its|this|that|these|those)\b"
    r"|\b(?:er|sie|ihm|ihn|ihr|ihre[mnrs]?|seine?[mnrs]?|dessen|deren|dies\w*|das)\b"
    r"|\b(?:il|elle|ils|elles|lui|leur|leurs|son|sa|ses|cela|ce|celui|celle|ceux)\b|\b(?:él|ella|ellos|ellas|su|sus|eso|esto|ese|esa)\b"
    r"|\b(?:lui|lei|loro|suo|sua|suoi|sue|questo|questa|quello|quella)\b|\b(?:ele|ela|eles|elas|dele|dela|seu|sua|isso|isto|esse|essa)\b"
    r"|\b(?:он|она|оно|они|его|её|ее|их|ему|ей|им|это|этот|эта|эти|этого|этой|тот|та|те)\b"
    r"|他|她|它|这|那|該|该|それ|これ|その|この|彼|그|이것|이\s",
    re.IGNORECASE,
)
_REPLACES = lazy_regex(
    r"^\s*(?:and|what about|how about|und|was ist mit|wie sieht es mit|et|et pour|qu'en est-il d[eu]|y|¿?y|e|ed|e per|e quanto a"
    r"|а|а как|и|а что)\b|呢\s*[?？]?\s*$|^那|は\s*[?？]\s*$|(?:은|는)\s*(?:요)?\s*[?？]\s*$",
    re.IGNORECASE,
)


def _names(text: str) -> list[str]:
    """Return names, numbers and identifiers of a text.

    The first word of a sentence is none, unless it holds a digit.
    """
    found = [match.group(1) for match in _QUOTED.finditer(text)]
    for match in _NAME.finditer(text):
        name, start = match.group(), match.start()
        if _opens_sentence(text, start) and not name[:1].isdigit():
            first, _, rest = name.partition(" ")
            if not any(map(str.isdigit, first)) and (not rest or _is_asking(first)):
                name = rest
        words = name.split()
        while words and _is_asking(words[0]):
            words = words[1:]
        if words:
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"“„«'(¿¡*-")
    return not before or before[-1] in ".!?。！？:：\n"


def _is_asking(word: str) -> bool:
    return any(is_function_word(word, language) for language in ("en", "de", "fr", "es", "it", "pt", "ru"))


_RUN = lazy_regex(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_WIDE_RUN = lazy_regex(rf"[{KANA}{HAN}{HANGUL}]+|[^\W_]+")
_GLUE = lazy_regex(
    "[的了在是有和与或及也都就被把对从到由为于以而我们你您他她它这那该请吗呢吧啊会要能可一下]|[はがをにへとでもや]|の"
)


def _content(text: str, language: Language) -> list[str]:
    """Return the content words of a question, in order."""
    bare = without_asking(text)
    if language in UNSPACED_LANGUAGES:
        pieces = _GLUE.sub(" ", bare) if language != "ko" else bare
        return [run for run in _WIDE_RUN.findall(pieces) if not is_function_word(run, language)]
    return [word for word in _RUN.findall(bare) if not is_function_word(word, language)]


def _within(word: str, names: Sequence[str]) -> bool:
    return any(word.casefold() in name.casefold() for name in names)


def _distinct(words: Sequence[str], question: str) -> list[str]:
    asked = question.casefold()
    return [word for word in dict.fromkeys(words) if word.casefold() not in asked]


LEAST_OWN = 2
"""Terms from which a follow-up is a question by itself: one, however well it is met, says too little."""
LESS = 0.6
"""Share of what is elsewhere held of a question up to which the paper before holds too little of it."""


def paper_carried(alone: Found, completed: Found) -> frozenset[int]:
    """Return the documents that a question names only by what it was completed with."""
    return frozenset({*completed.named.literal, *completed.named.meant}) - {
        *alone.named.literal,
        *alone.named.meant,
    }


def is_of_another(request: Request, alone: Found, completed: Found) -> bool:
    """Return whether a question asks for what does not stand in the paper before.

    Nothing in it points back, and other documents hold more of its own words.

    Args:
        request: The question.
        alone: What was found for it as it stands.
        completed: What was found for it with what went before.
    """
    carried, asked = paper_carried(alone, completed), alone.query_terms
    question = request.question
    if (
        not carried
        or len(asked.terms) < LEAST_OWN
        or points_back(question, request.own_language or "en")
        or _REPLACES.search(question)
    ):
        return False
    held = {
        passage.id: {*terms(" ".join([*passage.heading, PurePath(passage.source).stem, passage.text]))}
        for passage in (*alone.ranked, *completed.ranked)
    }
    words = [term for term in asked.terms if not term.isdigit() and any(term in one for one in held.values())]

    def most(*, there: bool) -> float:
        return max(
            (
                sum(asked.weights[term] for term in words if term in held[one.id])
                for one in (*alone.ranked, *completed.ranked)
                if (one.document_id in carried) == there
            ),
            default=0.0,
        )

    return most(there=True) < LESS * most(there=False)


MOST_RECALLED = 20
"""Most questions that are listed, the latest ones."""
_QUESTIONS = lazy_regex(
    r"\bask\w*|\bquestions?\b|\bfrag\w+|\bgefragt\b|\bdemande\w*|\bpregunt\w+|\bdomand\w+|\bchiesto\b|\bpergunt\w+|спрашива\w+|спросил\w*|вопрос\w*"
    r"|问|質問|聞[いき]|尋ね|질문|물[어었]"
)
_FIRST = lazy_regex(
    r"\bfirst\b|\binitial\w*|\bbeginning\b|\bzuerst\b|\berste[nrs]?\b|\banfang\w*|\bpremiere?\b|\bau debut\b|\bd'abord\b|\bprimer[ao]?\b|\bal principio\b|\bprim[ao]\b|\binizi\w+|\bprimeir[ao]\b"
    r"|\bno (?:inicio|comeco)\b|перв\w+|сначала|в начале|第一|最开始|一开始|最早|最初|はじめ|初め|처음|첫"
)
_LAST = lazy_regex(
    r"\blast\b|\bprevious\b|\bjust\b|\bletzte[nrs]?\b|\bvorige[nrs]?\b|\bvorhin\b|\bgerade\b|\bderniere?\b|\bprecedente\b|\bultim[ao]\b|\banterior\b|последн\w+|предыдущ\w+|только что"
    r"|上一|上个|最后|刚才|刚刚|前一|直前|最後|さっき|先ほど|마지막|이전|방금|아까"
)


def recalled(request: Request, earlier: Sequence[EarlierTurn]) -> str | None:
    """List the questions that were asked, where a request asks for them.

    Args:
        request: The request.
        earlier: All turns of the conversation before it, in order, those that found nothing too.

    Returns:
        The answer in its language, or None where something else is asked: a model can look for that.
    """
    if request.operation != "recall" or not earlier:
        return None
    text = plain(request.question)
    if not _QUESTIONS.search(text):
        return None
    if _FIRST.search(text):
        return sentence("first_question", request.language, questions=_quoted(earlier[0]))
    if _LAST.search(text):
        return sentence("last_question", request.language, questions=_quoted(earlier[-1]))
    told = earlier[-MOST_RECALLED:]
    return sentence(
        "all_questions", request.language, questions="\n".join(f"- {_quoted(turn)}" for turn in told)
    )


def _quoted(turn: EarlierTurn) -> str:
    return " ".join(turn.question.split())


async def completed(progress: Progress, alone: Found, search: Search) -> Found:
    """Search for a follow-up completed without a model; the surer counts."""
    request = progress.request
    if (stood := _stood_for(request)) is not None:
        progress.searched_for = stood
        return await in_thread(search, stood)
    made = combined(request, progress.earlier, names_papers=bool(alone.named.strength))
    return await surer(progress, alone, made, search) if made is not None else alone


async def surer(progress: Progress, alone: Found, made: str, search: Search) -> Found:
    """Search for a completed follow-up, unless it is met more surely as it stands."""
    if made == progress.request.question:
        return alone
    other = await in_thread(search, made)
    too_little = len(alone.query_terms.terms) < LEAST_OWN and not other.relevance.is_elsewhere
    if other.confidence < alone.confidence and not too_little:
        return alone
    if is_of_another(progress.request, alone, other):
        return alone
    progress.searched_for, progress.carried = made, paper_carried(alone, other)
    return other


def _stood_for(request: Request) -> str | None:
    """Return what a question stands for that says too little by itself.

    One that puts another thing into a question about documents, or another time or who was named into any.
    """
    if request.meant != request.question:
        return request.meant
    stands_for = request.stands_for
    asks = stands_for and (
        PERSON_MEANT.search(request.question)
        or period_in(request.question, date.today())
        or (request.language not in ("en", "zh", "de") and names_place(request.question))
    )
    return stands_for[0] if asks else None


def leans_back(progress: Progress) -> bool:
    """Return whether a question plainly needs those before it."""
    request = progress.request
    points = things_meant(request.question) or PERSON_MEANT.search(request.question)
    return bool(progress.context) and bool(request.stands_for or points)
