"""Answer one question from one document alone: a cell of a table, with its source.

With a chat model it is asked for a short value, and what it says is checked like any answer; without one the sentence that
bears on the question is quoted, word for word. Where nothing in the document does, the cell says so.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.agent.bearing import LEAST_BEARING, DocumentText, Found, bearing_units, overlaps
from assistant.agent.candidates import cells_of
from assistant.agent.cell_model import TYPED, CellModel, Judged
from assistant.agent.cell_values import value_in
from assistant.agent.citations import Attributor
from assistant.agent.columns import Column, ValueKind, column_of, predicate_of
from assistant.agent.comparison import Comparison
from assistant.agent.computed_end import COMPUTED, computed_end
from assistant.agent.context_budget import usual_evidence
from assistant.agent.party_names import defined_party, named_party, names_parties, names_sides
from assistant.agent.polarity import denies
from assistant.agent.prompts import WORDINGS, fenced, inside
from assistant.agent.replies import says_nothing
from assistant.agent.roles import concepts_of
from assistant.agent.sides import beginning, recurring_names
from assistant.agent.value_spans import value_spans, values_agree
from assistant.answer_table import Cell, CellState
from assistant.config.schema import AnswerSettings
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import is_unspaced, terms
from assistant.models.base import ChatModel, ChatOptions, Embedder, Message, whole_answer
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.search import Searcher
from assistant.threads import in_thread

WORDING = 13
"""Raised whenever prompts or checks of cells change: what was kept under another number is asked again."""
READ_WHOLE = 40
"""Passages up to which a document is looked through sentence by sentence; of a longer one the nearest are."""
SCANNED = 2_000
"""Passages of a document that are looked through for the words of a question, whatever the search finds."""
_AT_ONCE = 100
MOST_NAMED = 60
"""Documents that are looked at for how we are called."""
ANSWER_TOKENS = 90
"""Most tokens of a cell's answer."""
LONGEST = 240
"""Longest text of a cell, in characters."""
MOST_SHOWN = 5
"""Most sentences that a model is shown for one cell."""
SHOWN, LIKELY, POSSIBLE, ALONE, SURELY = 0.65, 0.5, 0.15, 0.8, 0.9
"""Likelihoods of a sentence from which its value is sure, stands marked against what a model says, may be what it means, stands sure
against it, needs none."""
ABOUT_AS_LIKELY = 0.1
"""Difference of likelihoods that is none."""
OTHER_DAY = 0.2
"""What is left of the likelihood of a sentence whose one day is not the one that is asked."""
ABSENT, SURELY_ABSENT = 0.35, 0.9
"""Likelihoods that a document does not state it from which that is said, and no model asked."""
NEAR = 1.0
"""Standard deviations by which a sentence is nearer in meaning than the others, and tenfold likelihood, that may well be meant."""
_BEGINS = "When does it start?"
_CONDITION = lazy_regex(
    r"\b(?:unless|except|provided|only|without|subject to|save|as long as|but not)\b|未经|除外|除非|经.{0,12}(?:同意|许可|认可|批准)|其余|但|可以.{0,20}不|[只仅](?:有|限|能|可)",
    re.IGNORECASE,
)
"""What makes more of an answer than yes or no."""
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
_SAYS_NOT_STATED = lazy_regex(
    r"\bnot (?:\w+ly )?(?:stated|specified|mentioned|given|provided|applicable|found|defined|available|indicated|included|set out|known)\b|\bdoes not (?:state|say|specify|mention|give|name|include|contain|provide)\b"
    r"|\bno (?:\w+ ){0,4}(?:is |are )?(?:stated|specified|mentioned|given|provided|named)\b|^\W*(?:n/?a|none|unknown|unspecified|nothing)\W*$"
    r"|未(?:说明|提及|提到|注明|约定|规定|载明|写明|给出|指定)|没有(?:说明|提及|提到|注明|约定|规定|写明|给出|指定)|无(?:说明|相关|此)|^\W*无\W*$|不详"
    r"|nicht (?:angegeben|genannt|erwähnt|festgelegt|enthalten)|keine angabe|non (?:précisé|spécifié|mentionné|indiqué)|no (?:consta|se indica|se menciona|especificado|indicado)"
    r"|non (?:indicato|specificato|menzionato|precisato)|não (?:indicado|consta|especificado|mencionado|informado)|не (?:указан\w*|упомянут\w*)|記載(?:なし|されていません|がありません)|명시되지",
    re.IGNORECASE,
)
_YES = lazy_regex(
    r"^\W*(?:yes|是的?|有|可以|允许|能|ja|oui|s[ií]|sim|да|はい|네|예|true)\b|^\W*(?:是|可以|允许|符合)",
    re.IGNORECASE,
)
_NO = lazy_regex(
    r"^\W*(?:no|否|不|没有|nein|non|não|нет|いいえ|아니)(?:\b|[^\w]|(?<=[否不没有]))", re.IGNORECASE
)
_QUOTED_END = lazy_regex(r"(?<=[”\"])[.。]\s*$")
_LABEL = lazy_regex(
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
        embedder: The model in process, by which sentences are judged; None where their words have to do.
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
        self._names: tuple[str, ...] | None = None
        self._model = CellModel(embedder, self._called)

    def _called(self) -> Sequence[str]:
        """Return how we are called in the documents of the library."""
        if self._names is None:
            numbers = [number for number, _, _ in self._library.documents.named()][:MOST_NAMED]
            self._names = recurring_names(
                [beginning(self._library.documents.neighbours(number, 0, 2)) for number in numbers]
            )
        return self._names

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
        judged = self._model.judged(text, column, found)
        if column.kind == "yes_no":
            return self._judged(text, column, found, judged)
        return self._decided(text, column, judged) or self._chosen(text, column, found, judged)

    def _chosen(self, text: DocumentText, column: Column, found: Sequence[Found], judged: Judged) -> Cell:
        """Show the likeliest sentence's value, or say that there is none."""
        options = self._options(text, found, judged)
        if not options or (judged.absent >= ABSENT and judged.absent >= options[0].chance):
            return cell_of("not_stated", "", ())
        first = options[0]
        chance = sum(one.chance for one in options if one is first or one.agrees(first.value, judged))
        sure = chance >= SHOWN and not _asks_more(text, column, judged)
        state: CellState = "found" if sure else "unsure"
        said = first.value or said_in(first.unit)
        return cell_of(state, _plain(said), (first.unit,), first.value)

    def _options(self, text: DocumentText, found: Sequence[Found], judged: Judged) -> list[Option]:
        """Return the few sentences that may be meant, the likeliest first."""
        options = []
        begins = self._start(text) if judged.topic == "end" and judged.kind == "date" else None
        for unit, chance in judged.ranked[:MOST_SHOWN]:
            own = next((one for one in found if overlaps(one.unit, unit)), None)
            value = value_in(unit, judged, own, self._model.topic_of)
            other = not value or (unit == begins and self._is_start(unit.text))
            if other and judged.kind == "date" and len(value_spans(unit.text, "date")) == 1:
                value = ""
                chance *= OTHER_DAY  # its one day is another: the start where the end is asked
            options.append(Option(unit, chance, value))
        return sorted(options, key=lambda one: -one.chance)

    def _decided(self, text: DocumentText, column: Column, judged: Judged) -> Cell | None:
        """Answer by what a contract calls its parties, or by an end that is computed."""
        if (party := _named_party(text, column)) is not None:
            return party
        ends = judged.topic == "end" or [one.name for one in concepts_of(column.question)] == ["end"]
        if judged.kind != "date" or not ends or not judged.ranked or judged.absent >= SURELY_ABSENT:
            return None
        first = self._options(text, (), judged)[0]
        lengths = self._model.speaking_of(text, "term")
        among = [*(unit for unit, _ in judged.ranked[:MOST_SHOWN]), *lengths]
        computed = computed_end(text, among, lengths, partial(self._start, text))
        if computed is None or (first.value and not overlaps(computed.units[0], first.unit)):
            return None
        day = computed.day.isoformat()
        return cell_of("found", f"{day} ({COMPUTED[column.language]})", computed.units, day)

    def _is_start(self, text: str) -> bool:
        """Return whether a sentence speaks of a start as much as of an end."""
        start, end = (self._model.topic_of([text], topic)[0] for topic in ("start", "end"))
        return start >= end - ABOUT_AS_LIKELY

    def _start(self, text: DocumentText) -> Unit | None:
        """Return the sentence that most likely states when a deal begins."""
        column = column_of(_BEGINS)
        found = self._model.judged(text, column, bearing_units(text, column))
        return found.ranked[0][0] if found.absent < SURELY_ABSENT else None

    def _judged(self, text: DocumentText, column: Column, found: Sequence[Found], judged: Judged) -> Cell:
        """Say yes or no by the sentence that speaks of what is asked."""
        best = next(
            (one.unit for one in found if one.bearing >= (0.75 if column.judges else LEAST_BEARING)), None
        )
        state: CellState = "found"
        if judged.topic and not column.judges:
            first, chance = judged.ranked[0] if judged.ranked else (None, 0.0)
            best = first if judged.absent < max(ABSENT, chance) else None
            state = "found" if chance >= SHOWN else "unsure"
        if best is None:
            return self._nearest(text, column, judged) if column.judges else cell_of("not_stated", "", ())
        said = self._attributor(text, column, None).attribute(_YES_NO_WORDS["en"][0])
        denied = _denied(best.text, column.question)
        if not judged.topic and said.units and (said.supported or said.contradicts):
            best, denied = said.units[0], said.contradicts or denied
        if not column.judges and (
            _CONDITION.search(best.text) or (judged.topic and not _is_short(best.text))
        ):
            return cell_of(state, _plain(best.text), (best,))
        word = _YES_NO_WORDS[column.language][denied]
        return cell_of(state, word, (best,), word)

    def _nearest(self, text: DocumentText, column: Column, judged: Judged) -> Cell:
        """Return the sentence that may well speak of what is asked, unsure."""
        near = self._model.nearness(text, predicate_of(column.question))
        if not near:
            return cell_of("not_stated", "", ())
        place = {unit: at for at, unit in enumerate(self._model.units_of(text))}
        scored = [
            (near.get(place[unit], 0.0) + math.log10(max(chance, 1e-6)), -at)
            for at, (unit, chance) in enumerate(judged.ranked[:MOST_SHOWN])
            if not names_sides(unit.text)
        ]
        best = max(scored, default=(0.0, 0))
        if best[0] < NEAR:
            return cell_of("not_stated", "", ())
        unit = judged.ranked[-best[1]][0]
        return cell_of("unsure", _plain(said_in(unit)), (unit,))

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
        judged = await in_thread(partial(self._model.judged, text, column, found))
        if column.kind == "yes_no":
            quoted = await in_thread(partial(self._judged, text, column, found, judged))
            if quoted.state == "not_stated" or _is_plain(column, quoted):
                return quoted
            evidence = self._evidence(text, judged)
            if not quoted.value or (judged.topic and not column.judges):
                near = [unit for unit, _ in judged.ranked[:MOST_SHOWN]]
                evidence = "\n\n".join(inside(_sentence(unit)) for unit in near)
            return self._checked_judgement(column, quoted, await self._said(column, evidence))
        if (decided := await in_thread(partial(self._decided, text, column, judged))) is not None:
            return decided
        options = await in_thread(partial(self._options, text, found, judged))
        if not options or judged.absent >= SURELY_ABSENT:
            return cell_of("not_stated", "", ())
        if options[0].value and options[0].chance >= SURELY:
            return cell_of("found", _plain(options[0].value), (options[0].unit,), options[0].value)
        said = await self._said(column, "\n\n".join(inside(_sentence(one.unit)) for one in options))
        if not any(map(str.isalnum, said)):  # it reasoned to its end, and came to no answer
            return self._chosen(text, column, found, judged)
        if says_not_stated(said):
            # A small model overlooks what stands there.
            if options[0].chance < LIKELY:
                return cell_of("not_stated", "", ())
            chosen = self._chosen(text, column, found, judged)
            doubted = chosen.state == "found" and options[0].chance < ALONE
            return replace(chosen, state="unsure") if doubted else chosen
        return await in_thread(partial(self._checked, text, column, judged, options, said))

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

    def _evidence(self, text: DocumentText, judged: Judged) -> str:
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
                [
                    *(unit.passage.ordinal for unit, _ in judged.ranked),
                    *(one.ordinal for one in text.passages),
                ]
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

    def _checked(
        self, text: DocumentText, column: Column, judged: Judged, options: Sequence[Option], said: str
    ) -> Cell:
        """Hold what the model said against the sentences that it was shown."""
        said, value = _shortened(said, column)
        first = options[0]
        for one in options:
            if one.agrees(said, judged):
                agreed = one is first or (one.value and first.agrees(one.value, judged))
                sure = agreed and not _asks_more(text, column, judged)
                shown = one.value if one.value and judged.kind in TYPED else said
                return cell_of("found" if sure else "unsure", _plain(shown), (one.unit,), one.value or value)
        if first.chance >= LIKELY and (first.value or judged.topic):
            # The sentence that most likely is the one has another value: its words are shown, not the model's.
            state: CellState = "found" if first.chance >= ALONE else "unsure"
            return cell_of(state, _plain(first.value or said_in(first.unit)), (first.unit,), first.value)
        told = self._attributor(text, column, None).attribute(said)
        if told.contradicts:
            return cell_of("contradicted", said, told.units[:1], value)
        unit = next((one.unit for one in options if any(overlaps(one.unit, its) for its in told.units)), None)
        if unit is None or judged.kind in TYPED:
            return (
                cell_of("not_stated", "", ())
                if first.chance < POSSIBLE
                else cell_of("unsure", said, (), value)
            )
        return cell_of("found" if told.supported else "unsure", said, (unit,), value)

    def _checked_judgement(self, column: Column, quoted: Cell, said: str) -> Cell:
        yes, no = _YES.match(said) is not None, _NO.match(said) is not None
        if column.judges and not quoted.value:  # only the nearest words were found
            return cell_of("not_stated", "", ()) if no or says_not_stated(said) else quoted
        if says_not_stated(said):
            return quoted
        if yes == no:
            return quoted
        word = _YES_NO_WORDS[column.language][no]
        if word == quoted.text or not quoted.value:
            return quoted  # a condition is said in its words
        return replace(quoted, state="unsure", text=word, value=word)


def _asks_more(text: DocumentText, column: Column, judged: Judged) -> bool:
    """Return whether a question has a word that stands nowhere in a document.

    Only one of no known topic is looked at.
    """
    if judged.topic:
        return False
    whole = " ".join(" ".join([*passage.heading, passage.text]) for passage in text.passages)
    held = frozenset(terms(whole))
    return any(one.pattern is None and not one.stands_in(whole, held) for one in concepts_of(column.question))


@dataclass(frozen=True, slots=True)
class Option:
    """A sentence that may answer a column.

    Attributes:
        unit: Where it stands.
        chance: How likely it answers, from 0 to 1.
        value: The value in it that is meant; "" where that is all of it, or not clear.
    """

    unit: Unit
    chance: float
    value: str

    def agrees(self, said: str, judged: Judged) -> bool:
        """Return whether what was said is a value of the sentence."""
        text = " ".join(self.unit.text.split()).casefold()
        if said and " ".join(said.split()).strip(" .。").casefold() in text:
            return True
        return judged.kind != "name" and any(
            values_agree(self.unit.text[start:end], said, kind)
            for kind in judged.kinds
            for start, end in value_spans(self.unit.text, kind)
            if value_spans(said, kind)
        )


def cell_of(state: CellState, text: str, units: Sequence[Unit], value: str = "") -> Cell:
    """Make a cell of what was found and where it stands."""
    return Cell(state, text, value, tuple(unit.citation(at) for at, unit in enumerate(units, start=1)))


def _named_party(text: DocumentText, column: Column) -> Cell | None:
    """Return whom a contract calls by the role that is asked for."""
    if column.kind != "name":
        return None
    for one in concepts_of(column.question):
        if (found := named_party(text, one.name)) is not None:
            return cell_of("found", _plain(found.value), (found.unit,), found.value)
        if one.name in ("party a", "party b") and not names_parties(text):
            return cell_of("not_stated", "", ())  # a price list has no first party
    if (found := defined_party(text, column.question)) is not None:
        return cell_of("found", _plain(found.value), (found.unit,), found.value)
    return None


def said_in(unit: Unit) -> str:
    """Return what a sentence says, a row without its bars."""
    return " | ".join(cell.strip() for cell in cells_of(unit.text)) if is_row(unit.text) else unit.text


def _plain(said: str) -> str:
    return " ".join(said.split())[:LONGEST]


def _sentence(unit: Unit) -> str:
    trail = " > ".join(unit.passage.heading)
    said = f"{unit.lead} {unit.text}".strip()
    return f"[{trail}]\n{said}" if trail else said


def _denied(text: str, question: str) -> bool:
    return denies(_KEPT.sub(" ", text)) != denies(question)


_KEPT = lazy_regex(
    r"(?:押金|定金|订金|保证金|预付款|已付[^，。；]{0,6}|费用)[^，。；]{0,8}(?:不予?退|不返)[^，。；]*|\b(?:deposit|fees?|payments?|amounts?)\b[^.,;]{0,40}\b(?:not|non-?)\s?(?:be )?(?:refund\w*|return\w*)",
    re.IGNORECASE,
)
"""Says that money is kept, and nothing of what is allowed."""


def _is_plain(column: Column, quoted: Cell) -> bool:
    """Return whether a sentence says yes or no by itself.

    It is short, and all that is asked stands in it: "Pets are not allowed."
    """
    (citation,) = quoted.citations
    concepts = concepts_of(column.question)
    held = frozenset(terms(citation.quote))
    return _is_short(citation.quote) and all(one.stands_in(citation.quote, held) for one in concepts)


def _is_short(text: str) -> bool:
    return (len(text) if is_unspaced(text) else len(text.split())) <= _PLAIN


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
