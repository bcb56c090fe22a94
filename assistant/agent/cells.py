"""Answer one question from one document alone: a cell of a table, with its source.

With a chat model it is asked for a short value, and what it says is checked like any answer; without one the sentence that
bears on the question is quoted, word for word. Where nothing in the document does, the cell says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.agent.answering import usual_evidence
from assistant.agent.bearing import (
    LEAST_BEARING,
    SURELY,
    DocumentText,
    Found,
    bearing_units,
    best_found,
    overlaps,
)
from assistant.agent.bearing_left import (
    COMPUTED,
    computed_end,
    has_no_end,
    left_values,
    only_left,
    speaks_of_other,
)
from assistant.agent.citations import Attribution, Attributor, Comparison
from assistant.agent.columns import Column, ValueKind
from assistant.agent.near_values import Near, is_signature, near_values
from assistant.agent.parties import named_party
from assistant.agent.polarity import denies
from assistant.agent.prompts import WORDINGS, fenced, inside
from assistant.agent.replies import says_nothing
from assistant.agent.roles import concepts_of
from assistant.agent.value_spans import value_spans, values_agree
from assistant.answer_table import Cell, CellState
from assistant.config.schema import AnswerSettings
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, terms
from assistant.models.base import ChatModel, ChatOptions, Embedder, Message, whole_answer
from assistant.retrieval.evidence import Unit, units_of
from assistant.retrieval.search import Searcher
from assistant.threads import in_thread

WORDING = 6
"""Raised whenever prompts or checks of cells change: what was kept under another number is asked again."""
READ_WHOLE = 40
"""Passages up to which a document is looked through sentence by sentence; of a longer one the nearest are."""
SCANNED = 2_000
"""Passages of a document that are looked through for the words of a question, whatever the search finds."""
_AT_ONCE = 100
NEAR = 0.5
"""Nearness in meaning, from about 0 to 1, from which a sentence may answer a question that shares no word with it."""
MOST_COMPARED = 40
"""Sentences of a document that one is compared with in meaning."""
ANSWER_TOKENS = 90
"""Most tokens of a cell's answer."""
LONGEST = 240
"""Longest text of a cell, in characters."""
MOST_SHOWN = 4
"""Most sentences without a known word that a model is shown for one cell."""
LEFT_NEAR = 0.0
"""Least nearness in meaning of such a sentence."""
LIKELY, SURELY_NEAR = 0.9, 1.15
"""Scores of a sentence by words and meaning (`Near.score`) from which its value is shown, and from which it is sure."""
POSSIBLE = 0.6
"""Score of a sentence from which what a model takes from it is shown, as unsure."""
CLEARLY_NEARER = 0.3
"""How much higher it has to score than a sentence with another value."""
NEARER = 0.2
"""How much nearer another one has to be for that."""
FAR = 0.6
"""Nearness of a sentence below which another one may mean what is asked."""
MUCH_NEARER = 0.45
"""How much nearer in meaning a sentence has to be than the one that words led to."""
_ASKED_FOR_VALUES: frozenset[ValueKind] = frozenset(("date", "money", "name", "duration", "percent"))
_PLAIN = 16
"""Words, or characters in unspaced scripts, of a sentence that says one thing and no more."""


# What a model is asked, and what it says

_ONLY: Mapping[Language, str] = {
    "en": "Answer from the text above with the value alone: {what}. If the text does not state it, write only: not stated",
    "zh": "只根据上面的文字回答，只写出值：{what}。如果文中没有说明，只写：未说明",
    "de": "Antworte nur anhand des Textes oben, nur mit dem Wert: {what}. Wenn der Text es nicht nennt, schreib nur: nicht angegeben",
    "fr": "Réponds d'après le texte ci-dessus, par la valeur seule : {what}. Si le texte ne la donne pas, écris seulement : non précisé",
    "es": "Responde según el texto de arriba, solo con el valor: {what}. Si el texto no lo indica, escribe solo: no consta",
    "it": "Rispondi in base al testo qui sopra, solo con il valore: {what}. Se il testo non lo indica, scrivi solo: non indicato",
    "pt": "Responda com base no texto acima, apenas com o valor: {what}. Se o texto não o indica, escreva apenas: não indicado",
    "ru": "Ответь только по тексту выше, одним значением: {what}. Если в тексте этого нет, напиши только: не указано",
    "ja": "上の文章だけから、値だけを答えてください：{what}。書かれていなければ「記載なし」とだけ書いてください。",
    "ko": "위의 글만 보고 값만 쓰세요: {what}. 글에 없으면 '명시되지 않음'이라고만 쓰세요.",
}
_WHAT: Mapping[ValueKind, tuple[str, str]] = {
    "date": ("the date", "日期"),
    "money": ("the amount with its currency", "金额和货币"),
    "duration": ("the length of time", "时间长度"),
    "percent": ("the percentage", "百分比"),
    "number": ("the number", "数字"),
    "name": ("the name", "名称"),
    "yes_no": ("yes or no", "是或否"),
    "text": ("a few words", "几个字"),
}
_MATCHES: Mapping[Language, str] = {
    "en": "The text above is one of several documents. Does it belong to the answer? Using only the text, write yes or no.",
    "zh": "上面的文字是多份文件中的一份。它符合这个问题吗？只根据文字回答：是或否。",
}
NOT_STATED: Mapping[Language, str] = {
    "en": "not stated", "zh": "未说明", "de": "nicht angegeben", "fr": "non précisé", "es": "no consta", "it": "non indicato",
    "pt": "não indicado", "ru": "не указано", "ja": "記載なし", "ko": "명시되지 않음",
}  # fmt: skip
_SAYS_NOT_STATED = re.compile(
    r"\bnot (?:\w+ly )?(?:stated|specified|mentioned|given|provided|applicable|found|defined|available|indicated|included|set out|known)\b|\bdoes not (?:state|say|specify|mention|give|name|include|contain|provide)\b"
    r"|\bno (?:\w+ ){0,4}(?:is |are )?(?:stated|specified|mentioned|given|provided|named)\b|^\W*(?:n/?a|none|unknown|unspecified|nothing)\W*$"
    r"|未(?:说明|提及|提到|注明|约定|规定|载明|写明|给出|指定)|没有(?:说明|提及|提到|注明|约定|规定|写明|给出|指定)|无(?:说明|相关|此)|^\W*无\W*$|不详"
    r"|nicht (?:angegeben|genannt|erwähnt|festgelegt|enthalten)|keine angabe|non (?:précisé|spécifié|mentionné|indiqué)|no (?:consta|se indica|se menciona|especificado|indicado)"
    r"|non (?:indicato|specificato|menzionato|precisato)|não (?:indicado|consta|especificado|mencionado|informado)|не (?:указан\w*|упомянут\w*)|記載(?:なし|されていません|がありません)|명시되지",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:yes|是的?|有|可以|允许|能|ja|oui|s[ií]|sim|да|はい|네|예|true)\b|^\W*(?:是|可以|允许|符合)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:no|否|不|没有|nein|non|não|нет|いいえ|아니)(?:\b|[^\w]|(?<=[否不没有]))", re.IGNORECASE
)
_QUOTED_END = re.compile(r"(?<=[”\"])[.。]\s*$")
_LABEL = re.compile(
    r"^\s*(?:\*\*)?(?:answer|value|the answer is|回答|答案|答|值|antwort|réponse|respuesta|risposta|resposta|ответ)(?:\*\*)?\s*(?:[:：]|\bis\b)\s*",
    re.IGNORECASE,
)
_YES_NO_WORDS: Mapping[Language, tuple[str, str]] = {
    "en": ("yes", "no"), "zh": ("是", "否"), "de": ("ja", "nein"), "fr": ("oui", "non"), "es": ("sí", "no"), "it": ("sì", "no"),
    "pt": ("sim", "não"), "ru": ("да", "нет"), "ja": ("はい", "いいえ"), "ko": ("예", "아니요"),
}  # fmt: skip


def yes_words(language: Language) -> tuple[str, str]:
    """Return yes and no in a language."""
    return _YES_NO_WORDS[language]


def cell_prompt(column: Column, evidence: str) -> str:
    """Ask a document for one value."""
    language = column.language
    if column.judges:
        task = _MATCHES.get(language, _MATCHES["en"])
    else:
        en, zh = _WHAT[column.kind]
        task = _ONLY[language].format(what=zh if language in ("zh", "ja") else en)
    ask = WORDINGS[language].question
    return (
        f"{fenced(evidence, language)}\n\n{ask}{column.title if column.judges else column.question}\n\n{task}"
    )


def said_value(answer: str) -> str:
    """Return the value in what a model said: its first line, without label and quotes."""
    lines = [
        line
        for line in (_LABEL.sub("", line.strip(" -*•\t")) for line in answer.splitlines())
        if line.strip(" *_`")
    ]
    value = _QUOTED_END.sub("", lines[0] if lines else "").strip(' *_`"“”')
    return " ".join(value.split())[:LONGEST].strip()


def says_not_stated(value: str) -> bool:
    """Return whether an answer says that the text does not state it."""
    if not any(map(str.isalnum, value)):
        return True
    return _SAYS_NOT_STATED.search(value) is not None or says_nothing(value)


class CellAnswering:
    """Answers the cells of a table from one library.

    Args:
        library: Keeps documents, and the cells that were answered.
        searcher: Looks into long documents, and weighs words.
        chat: Answers; None where cells are quoted.
        embedder: Compares meaning; None where only words are compared.
        settings: How questions are answered.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        chat: ChatModel | None,
        embedder: Embedder | None,
        settings: AnswerSettings,
    ) -> None:
        self._library = library
        self._searcher = searcher
        self._chat = chat
        self._embedder = embedder
        self._settings = settings

    @property
    def asked_with(self) -> str:
        """What an answer depends on besides document and question."""
        if self._chat is not None:
            return f"{WORDING}.{self._chat.engine}.{self._chat.name}"
        return f"{WORDING}.quoted.{self._embedder.identity if self._embedder is not None else ''}"

    # What is kept

    def kept(self, number: int, content: str, column: Column) -> Cell | None:
        """Return the cell that was answered before from the same words, or None."""
        written = self._library.cells.get(content, column.name, self.asked_with)
        return self._from_json(number, written) if written else None

    def keep(self, content: str, column: Column, cell: Cell) -> None:
        """Keep a cell with the document's content."""
        if content and cell.state not in ("waiting", "failed"):
            self._library.cells.put(content, column.name, self.asked_with, self._to_json(cell))

    def _to_json(self, cell: Cell) -> str:
        quotes = [(one.quote, one.passage_id, one.start, one.end) for one in cell.citations]
        passages = self._library.documents.passages({number for _, number, _, _ in quotes})
        told = [
            (passages[number].ordinal, start - passages[number].start, end - passages[number].start)
            for _, number, start, end in quotes
            if number in passages
        ]
        return json.dumps([cell.state, cell.text, cell.value, told], ensure_ascii=False)

    def _from_json(self, number: int, written: str) -> Cell | None:
        try:
            state, text, value, told = json.loads(written)
            units = []
            for ordinal, start, end in told:
                (passage,) = self._library.documents.neighbours(number, ordinal, ordinal)
                unit = Unit(passage, start, end, 0)
                if not 0 <= start < end <= len(passage.text):
                    return None
                units.append(unit)
        except (ValueError, TypeError):
            return None  # read by another version: it is asked again
        return cell_of(state, text, units, value)

    # Reading a document

    def document(self, number: int, passages: int, column: Column) -> DocumentText:
        """Return a document as a question is asked of it."""
        if passages <= READ_WHOLE:
            return DocumentText(
                number, tuple(self._library.documents.neighbours(number, 0, passages)), whole=True
            )
        found = self._searcher.search(column.question, 8, within=frozenset([number]))
        near = {passage.id: passage for passage in found.ranked[: READ_WHOLE // 2]}
        near |= {one.id: one for one in self._speaking(number, min(passages, SCANNED), column)}
        # Who the parties are stands in the beginning.
        near |= {one.id: one for one in self._library.documents.neighbours(number, 0, 1)}
        chosen = sorted(near.values(), key=lambda one: one.ordinal)
        return DocumentText(number, tuple(chosen), whole=False)

    def _speaking(self, number: int, passages: int, column: Column) -> list[StoredPassage]:
        """Return a long document's passages that speak of most of a question.

        Other words for the same count too.
        """
        concepts = concepts_of(column.question)
        best: list[tuple[float, int, StoredPassage]] = []
        for first in range(0, passages, _AT_ONCE):
            for passage in self._library.documents.neighbours(number, first, first + _AT_ONCE - 1):
                text = " ".join([*passage.heading, passage.text])
                held = frozenset(terms(text))
                share = sum(one.weight for one in concepts if one.stands_in(text, held))
                if share:
                    best.append((-share, passage.ordinal, passage))
            best = sorted(best, key=lambda one: one[:2])[: READ_WHOLE // 2]
        return [passage for _, _, passage in best]

    def quoted(self, text: DocumentText, column: Column) -> Cell:
        """Answer a cell word for word, without a model."""
        found = bearing_units(text, column)
        if column.kind == "yes_no":
            return self._judged(text, column, found)
        if (party := _named_party(text, column)) is not None:
            return party
        best = best_found(found, column)
        near = self._near(text, column, found)
        if best is not None and best.decides:
            if near is None or _is_meant(best, near, column):
                return cell_of(_state(best, near or ()), _plain(best.value), (best.unit,), best.value)
            best = None
        if (best is None or not best.sure) and (computed := _computed(text, column)) is not None:
            return computed
        if near and near[0].score >= LIKELY:
            return _of_near(near[0], near)
        if best is None or not (best.sure or best.bearing >= SURELY):
            left = self._only_left(text, column)
            if best is None or left.state == "unsure" or column.kind in _ASKED_FOR_VALUES:
                return left
        # A value that may be that of something else is shown in its sentence.
        said = best.value if best.sure else best.unit.text
        state: CellState = "found" if best.sure or best.bearing >= SURELY else "unsure"
        return cell_of(state, " ".join(said.split())[:LONGEST], (best.unit,), best.value if best.sure else "")

    def _near(self, text: DocumentText, column: Column, found: Sequence[Found]) -> list[Near] | None:
        """Return sentences with a value of the kind asked, by words and by meaning."""
        if column.kind not in _ASKED_FOR_VALUES:
            return None
        return near_values(text, column, found, self._searcher.meaning.text_nearness)

    def _only_left(self, text: DocumentText, column: Column) -> Cell:
        """Show the one value of the kind that may be meant, as unsure."""
        left = self._nearest_left(text, column)
        only = only_left(left, column)
        if only is None or is_signature(only.unit.text):
            return cell_of("not_stated", "", ())
        return cell_of("unsure", only.value, (only.unit,), only.value)

    def _nearest_left(self, text: DocumentText, column: Column) -> list[Found]:
        """Return the few sentences with a value that no known word leads to.

        They are the nearest in meaning to the question; far ones are left out.
        """
        left = left_values(text, column) if column.kind in _ASKED_FOR_VALUES else []
        if not left:
            return []
        units = list(dict.fromkeys(one.unit for one in left))
        near = self._searcher.meaning.text_nearness(column.question, [one.text for one in units])
        if near is None:
            return left[:MOST_SHOWN]
        place = dict(zip(units, near, strict=True))
        left = [one for one in left if place[one.unit] >= LEFT_NEAR]
        shown = sorted(dict.fromkeys(one.unit for one in left), key=lambda one: -place[one])[:MOST_SHOWN]
        return sorted((one for one in left if one.unit in shown), key=lambda one: shown.index(one.unit))

    def _judged(self, text: DocumentText, column: Column, found: Sequence[Found]) -> Cell:
        """Say yes or no by the sentence that speaks of what is asked."""
        best = next((one for one in found if one.bearing >= (0.75 if column.judges else LEAST_BEARING)), None)
        if best is None:
            return cell_of("not_stated", "", ())
        said = self._attributor(text, column, None).attribute(_YES_NO_WORDS["en"][0])
        denied = said.contradicts or _denied(best.unit.text, column.question)
        word = _YES_NO_WORDS[column.language][denied]
        decided = bool(said.units) and (said.supported or said.contradicts)
        return cell_of("found", word, (said.units[0] if decided else best.unit,), word)

    def _attributor(self, text: DocumentText, column: Column, compared: Comparison | None) -> Attributor:
        return Attributor(
            [[passage] for passage in text.passages],
            column.question,
            self._searcher.weights,
            compared.z_scores if compared is not None else None,
        )

    async def asked(self, text: DocumentText, column: Column) -> Cell:
        """Answer a cell with the model, and check what it says.

        Raises:
            PartMissing: The model cannot be reached.
            ModelFault: It fails.
        """
        assert self._chat is not None
        found = await in_thread(partial(bearing_units, text, column))
        decided = await in_thread(partial(self._decided, text, column, found))
        if decided is not None:
            return decided
        near = await in_thread(partial(self._near, text, column, found))
        if near is not None:
            return await self._asked_near(column, near)
        left: list[Found] = []
        if best_found(found, column) is None and column.kind in _ASKED_FOR_VALUES and text.whole:
            left = await in_thread(partial(self._nearest_left, text, column))
            if not left and _knows_words(column):
                return cell_of("not_stated", "", ())
        shown = list(dict.fromkeys(one.unit for one in left))
        evidence = "\n\n".join(inside(_sentence(one)) for one in shown) or self._evidence(text, found)
        said = await self._said(column, evidence)
        if not any(map(str.isalnum, said)):  # it reasoned to its end, and came to no answer
            return await in_thread(partial(self.quoted, text, column))
        if left:
            return _checked_left(left, column, said)
        return await in_thread(partial(self._checked, text, column, found, said))

    async def _said(self, column: Column, evidence: str) -> str:
        """Return what the model says to a question, its value alone."""
        assert self._chat is not None
        options = ChatOptions(
            think=False if self._chat.thinks and self._settings.think != "on" else None,
            temperature=0.0,
            max_tokens=ANSWER_TOKENS if self._settings.think != "on" or not self._chat.thinks else None,
            seed=1,
        )
        answer, _ = await whole_answer(self._chat, [Message("user", cell_prompt(column, evidence))], options)
        return said_value(answer)

    async def _asked_near(self, column: Column, near: Sequence[Near]) -> Cell:
        """Let the model choose among the few sentences that may be meant.

        What it says counts where one of them holds a value of the kind asked; how sure that is follows from the sentence.
        """
        if near and (surest := _of_near(near[0], near)).state == "found":
            return surest
        shown = near[:MOST_SHOWN]
        if not shown:
            return cell_of("not_stated", "", ())
        said = await self._said(column, "\n\n".join(inside(_sentence(one.unit)) for one in shown))
        if says_not_stated(said):
            return (
                _of_near(shown[0], near) if shown[0].score >= SURELY_NEAR else cell_of("not_stated", "", ())
            )
        for one in shown:
            if one.agrees(said, column) and one.score >= POSSIBLE:
                sure = one.score >= LIKELY and shown[0].score - one.score < CLEARLY_NEARER
                return cell_of("found" if sure else "unsure", _plain(said), (one.unit,), one.value or said)
        return cell_of("unsure", said, ()) if shown[0].score >= LIKELY else cell_of("not_stated", "", ())

    def _decided(self, text: DocumentText, column: Column, found: Sequence[Found]) -> Cell | None:
        """Answer a cell without the model where its words would count for nothing.

        A sentence that surely speaks of what is asked gives a value, or says yes or no by itself; or nothing in all of the
        document speaks of it.
        """
        if column.kind == "yes_no":
            quoted = self._judged(text, column, found)
            if quoted.state == "not_stated" or _is_plain(column, quoted):
                return quoted
            return None
        if (party := _named_party(text, column)) is not None:
            return party
        best = best_found(found, column)
        if best is not None and best.decides:
            near = self._near(text, column, found)
            if near is None or _is_meant(best, near, column):
                return cell_of(_state(best, near or ()), _plain(best.value), (best.unit,), best.value)
            return None
        return _computed(text, column)

    def _evidence(self, text: DocumentText, found: Sequence[Found]) -> str:
        """Return what the model is shown: all of a short document, else what is nearest."""
        assert self._chat is not None
        budget = self._settings.evidence_tokens or usual_evidence(self._chat.name, "list", None)
        budget = min(budget, self._chat.context_tokens // 2)
        count = self._chat.count_tokens
        written = [inside(_labelled(passage)) for passage in text.passages]
        if text.whole and sum(map(count, written)) <= budget:
            return "\n\n".join(written)
        chosen: set[int] = set()
        used = 0
        order = list(
            dict.fromkeys(
                [*(one.unit.passage.ordinal for one in found), *(one.ordinal for one in text.passages)]
            )
        )
        place = {passage.ordinal: at for at, passage in enumerate(text.passages)}
        for ordinal in order:
            cost = count(written[place[ordinal]])
            if used + cost > budget and chosen:
                continue
            chosen.add(place[ordinal])
            used += cost
        return "\n\n".join(written[at] for at in sorted(chosen))

    # Checking what it said

    def _checked(self, text: DocumentText, column: Column, found: Sequence[Found], said: str) -> Cell:
        best = best_found(found, column)
        if column.kind == "yes_no":
            return self._checked_judgement(text, column, found, said)
        if says_not_stated(said):
            # A small model overlooks what stands there: where a value of the right kind surely does, it is shown.
            if best is not None and best.decides:
                return cell_of("found", best.value, (best.unit,), best.value)
            return cell_of("not_stated", "", ())
        said, value = _shortened(said, column)
        if best is not None and best.decides and not values_agree(best.value, said, column.kind):
            # The sentence that surely speaks of it has another value: its words are shown, not the model's.
            return cell_of("found", best.value, (best.unit,), best.value)
        judged = self._attributor(text, column, None).attribute(said)
        if judged.contradicts:
            return cell_of("contradicted", said, judged.units[:1], value)
        if not judged.units:
            return cell_of("unsure", said, (), value)
        unit = _source(judged, found, said, column)
        if any(overlaps(one.unit, unit) for one in found):
            return cell_of("found" if judged.supported else "unsure", said, (unit,), value)
        if not found and _knows_words(column):
            # The value stands there, but nothing there speaks of what is asked.
            return cell_of("not_stated", "", ())
        sure = judged.supported and self._is_nearest(text, column, unit)
        return cell_of("found" if sure else "unsure", said, (unit,), value)

    def _is_nearest(self, text: DocumentText, column: Column, unit: Unit) -> bool:
        """Return whether a sentence is its document's nearest to the question.

        Nearness is that of meaning.
        """
        others = [one for passage in text.passages for one in units_of(passage, 0) if not overlaps(one, unit)]
        near = self._searcher.meaning.text_nearness(
            column.question, [unit.text, *(one.text for one in others[:MOST_COMPARED])]
        )
        return near is not None and near[0] >= NEAR and near[0] >= max(near[1:], default=0.0)

    def _checked_judgement(
        self, text: DocumentText, column: Column, found: Sequence[Found], said: str
    ) -> Cell:
        quoted = self._judged(text, column, found)
        if quoted.state == "not_stated" or says_not_stated(said):
            return quoted
        yes, no = _YES.match(said) is not None, _NO.match(said) is not None
        if yes == no:
            return quoted
        word = _YES_NO_WORDS[column.language][no]
        if word == quoted.text or _is_plain(column, quoted):
            return quoted  # the words win over a model that reads them wrongly
        return replace(quoted, state="unsure", text=word, value=word)


def cell_of(state: CellState, text: str, units: Sequence[Unit], value: str = "") -> Cell:
    """Make a cell of what was found and where it stands."""
    return Cell(state, text, value, tuple(unit.citation(at) for at, unit in enumerate(units, start=1)))


def _of_near(one: Near, near: Sequence[Near]) -> Cell:
    """Show a sentence's value, as sure as its distance from the next one is."""
    others = [other.score for other in near if other is not one and other.value != one.value]
    clear = one.score >= SURELY_NEAR and one.score - max(others, default=0.0) >= CLEARLY_NEARER
    said = one.value or one.unit.text
    return cell_of("found" if clear else "unsure", _plain(said), (one.unit,), one.value)


def _is_meant(best: Found, near: Sequence[Near], column: Column) -> bool:
    """Return whether the sentence that words led to may be the one that is asked for.

    Its value is of the kind and of nothing else known, and no other sentence is much nearer in meaning.
    """
    own = max((one.near for one in near if overlaps(one.unit, best.unit)), default=None)
    if own is None:
        if column.kind == "name":
            return not near
        return not speaks_of_other(column.kind, best.unit.text, column.question) and not _ends_else(
            best, column
        )
    first = max(near, key=lambda one: one.near)
    return first.near < SURELY_NEAR or first.near - own < MUCH_NEARER


def _named_party(text: DocumentText, column: Column) -> Cell | None:
    """Return whom a contract calls its first or second party, where that is asked."""
    if column.kind != "name":
        return None
    for one in concepts_of(column.question):
        if (found := named_party(text, one.name)) is not None:
            return cell_of("found", _plain(found.value), (found.unit,), found.value)
    return None


def _ends_else(best: Found, column: Column) -> bool:
    """Return whether the end that words led to is that of something else."""
    heading = " ".join(best.unit.passage.heading[-1:])
    ends = any(one.name == "end" for one in concepts_of(column.question))
    return column.kind == "date" and ends and has_no_end(best.unit.text, heading)


def _state(best: Found, near: Sequence[Near]) -> CellState:
    """Return whether a sentence that words led to is far from what is asked.

    And another is nearer.
    """
    own = max((one.near for one in near if overlaps(one.unit, best.unit)), default=None)
    if own is None or own >= FAR:
        return "found"
    return "unsure" if max(one.near for one in near) - own >= NEARER else "found"


def _plain(said: str) -> str:
    return " ".join(said.split())[:LONGEST]


def _computed(text: DocumentText, column: Column) -> Cell | None:
    """Return the end that follows from start and length, marked as computed."""
    computed = computed_end(text, column)
    if computed is None:
        return None
    day = computed.day.isoformat()
    return cell_of("found", f"{day} ({COMPUTED[column.language]})", computed.units, day)


def _sentence(unit: Unit) -> str:
    trail = " > ".join(unit.passage.heading)
    said = f"{unit.lead} {unit.text}".strip()
    return f"[{trail}]\n{said}" if trail else said


def _checked_left(left: Sequence[Found], column: Column, said: str) -> Cell:
    """Hold what a model said against the sentences that it was shown.

    It counts where its value stands there word for word, and is of nothing else known.
    """
    if says_not_stated(said):
        return cell_of("not_stated", "", ())
    said, value = _shortened(said, column)
    for one in left:
        same = (
            one.value.casefold() in said.casefold()
            if column.kind == "name"
            else values_agree(one.value, said, column.kind)
        )
        if same:
            return cell_of("found", one.value, (one.unit,), one.value)
    units = [one.unit for one in left if said.casefold() in one.unit.text.casefold()]
    return cell_of("unsure", said, units[:1], value)


def _knows_words(column: Column) -> bool:
    """Return whether a question asks for a part of a deal, whose words are known."""
    return any(one.pattern is not None for one in concepts_of(column.question))


def _denied(text: str, question: str) -> bool:
    return denies(text) != denies(question)


def _is_plain(column: Column, quoted: Cell) -> bool:
    """Return whether a sentence says yes or no by itself.

    It is short, and all that is asked stands in it: "Pets are not allowed."
    """
    (citation,) = quoted.citations
    length = len(citation.quote) if is_unspaced(citation.quote) else len(citation.quote.split())
    concepts = concepts_of(column.question)
    held = frozenset(terms(citation.quote))
    return length <= _PLAIN and all(one.stands_in(citation.quote, held) for one in concepts)


def _labelled(passage: StoredPassage) -> str:
    trail = " > ".join(passage.heading)
    return f"[{trail}]\n{passage.text}" if trail else passage.text


def _shortened(said: str, column: Column) -> tuple[str, str]:
    """Return an answer as it is shown, and the value in it."""
    spans = value_spans(said, column.kind)
    if not spans or column.kind == "name":
        return said, said
    value = said[spans[0][0] : spans[0][1]]
    return (
        value if len(spans) == 1 and column.kind in ("date", "money", "duration", "percent") else said
    ), value


def _source(judged: Attribution, found: Sequence[Found], said: str, column: Column) -> Unit:
    """Return the sentence to cite: one with the value that speaks of what is asked."""
    holding = [one.unit for one in found if one.value and values_agree(one.value, said, column.kind)]
    return holding[0] if holding else judged.units[0]
