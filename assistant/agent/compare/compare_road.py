"""Compare two documents: versions, the newer one, contradictions.

The program compares and writes, with both quotations; no model is needed. Documents that are no versions of one another go the
usual way, where a model is shown both sides evenly; without one, each side's points are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import PurePath

from assistant.agent.cells.bearing import overlaps
from assistant.agent.cells.one_cell import cell_of
from assistant.agent.compare.contradicting import compare_all, of_kind_asked
from assistant.agent.compare.side_by_side import on_matter, side_by_side
from assistant.agent.compare.versions import (
    ALIKE,
    MOST_CLAUSES,
    Change,
    Contradiction,
    Difference,
    contradictions,
    difference,
    of_one_deal,
)
from assistant.agent.papers.documents import as_code, code_text
from assistant.agent.papers.paper_kinds import Paper, kind_called, paper_of
from assistant.agent.progress import Progress
from assistant.agent.prompt.writing import Writer
from assistant.agent.question.asked_comparisons import asks_contradiction
from assistant.agent.step import Step
from assistant.agent.words.conditions import day_range
from assistant.answer_table import Cell
from assistant.events import Event, Looked
from assistant.languages import Language, is_function_word
from assistant.library.documents import StoredPassage
from assistant.library.library import Library
from assistant.library.terms import terms
from assistant.regexes import lazy_regex
from assistant.retrieval.dates import dates
from assistant.retrieval.evidence import Unit
from assistant.retrieval.sentences import sentences
from assistant.text import clean, without_markup
from assistant.threads import in_thread

MOST_PASSAGES = 3_000
"""Passages up to which documents are compared clause by clause."""
MOST_SHOWN = 60
"""Most changes that an answer shows."""
FEW, MOST_LOOKED = 6, 80
"""Documents up to which each pair is looked through for contradictions, where none is named, and up to which versions are looked for."""
_LONGEST_QUOTE = 600
_HEAD_CHARS = 600
"""Characters of a document that are searched for its date."""
_YEAR = lazy_regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NEWER = lazy_regex(
    r"\b(?:newer|newest|more recent|most recent|latest|older|oldest|up to date|neuere?[rs]?|aktueller|älter|plus récent|plus ancien|más reciente|más antigu[ao]|più recente|più vecchi[oa]|mais recente|mais antig[ao]|новее|старше)\b"
    r"|更新(?:的)?[，,是？?]|哪[个份一].{0,8}(?:更?新|更早|旧)|最新|较新|新しい|古い|최신|더 새",
    re.IGNORECASE,
)
_CONTRADICT = lazy_regex(
    r"\b(?:contradict\w*|conflict\w*|inconsisten\w*|disagree\w*|discrepanc\w*|widersprech\w*|widerspr[uü]ch\w*|contredi\w+|contradic\w+|contraddi\w+|contradiz\w*|противореч\w*)"
    r"|矛盾|冲突|不一致|食い違|모순|상충",
    re.IGNORECASE,
)
_CHANGED = lazy_regex(
    r"\b(?:chang\w+|differen\w+|differ|compare[ds]?|comparison|version\w*|revis\w+|new in|unterschied\w*|ge[äa]ndert\w*|änderung\w*|vergleich\w*|diff[ée]ren\w+|chang[ée]\w*|compar\w+|modifi\w+|cambi\w+|diferen\w+|confront\w+|mud\w+|отлич\w+|измен\w+|сравн\w+)"
    r"|变[了化更]|改[了动变]|修改|不同|区别|差异|对比|比较|版本|違い|変更|比較|차이|변경|비교",
    re.IGNORECASE,
)

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "looked": "Comparing {first} and {second} clause by clause", "looked_all": "Looking for contradictions between {count} documents",
        "head": "Between `{first}`{day} and `{second}`{other_day}: {changed} changed, {added} added, {removed} removed, {same} the same.",
        "none": "`{first}` and `{second}` say the same, clause by clause (clauses: {same}).", "changed": "Changed", "added": "Only in `{name}`", "removed": "Only in `{name}`",
        "was": "before", "is": "now", "more": "… and {count} more.", "newer": "`{second}` is newer: {other_day}. `{first}` is of {day}.",
        "same_day": "Both are of {day}: `{first}` and `{second}`.", "contradict": "Contradictions: {count}", "agree": "No contradiction was found between {names}. Compared were what they state of ends, sums, periods and parties, sentences in the same words, and rows and lines of the same name; what is said in other words was not.",
        "cut": "Only the first {count} clauses of each were compared.",
    },
    "zh": {
        "looked": "逐条对比{first}和{second}", "looked_all": "在{count}份文档之间查找矛盾",
        "head": "`{first}`{day}与`{second}`{other_day}相比：修改{changed}处，新增{added}处，删除{removed}处；{same}条相同。",
        "none": "`{first}`与`{second}`逐条相同（{same}条）。", "changed": "修改", "added": "仅见于`{name}`", "removed": "仅见于`{name}`",
        "was": "原文", "is": "现文", "colon": "：", "more": "……还有{count}处。", "newer": "`{second}`更新：{other_day}。`{first}`的日期是{day}。",
        "same_day": "`{first}`和`{second}`的日期相同：{day}。", "contradict": "矛盾：{count}处", "agree": "{names}之间没有发现矛盾。对比的是写明的到期日、金额、期限和当事人，用词相同的句子，以及同名的行和条目；换了说法的内容没有对比。",
        "cut": "只对比了每份文档的前{count}条。",
    },
    "de": {
        "looked": "{first} und {second} werden Klausel für Klausel verglichen", "looked_all": "{count} Dokumente werden auf Widersprüche durchgesehen",
        "head": "Zwischen `{first}`{day} und `{second}`{other_day}: {changed} geändert, {added} neu, {removed} weggefallen; {same} Klauseln sind gleich.",
        "none": "`{first}` und `{second}` sagen Klausel für Klausel dasselbe (Klauseln: {same}).", "changed": "Geändert", "added": "Nur in `{name}`", "removed": "Nur in `{name}`",
        "was": "vorher", "is": "jetzt", "more": "… und {count} weitere.", "newer": "`{second}` ist neuer: {other_day}. `{first}` ist vom {day}.",
        "same_day": "Beide sind vom {day}: `{first}` und `{second}`.", "contradict": "Widersprüche: {count}", "agree": "Kein Widerspruch gefunden zwischen {names}: weder bei Daten, Beträgen, Fristen und Parteien noch in gleichnamigen Zeilen.",
        "cut": "Nur die ersten {count} Klauseln wurden verglichen.",
    },
    "fr": {
        "looked": "Comparaison de {first} et {second} clause par clause", "looked_all": "Recherche de contradictions entre {count} documents",
        "head": "Entre `{first}`{day} et `{second}`{other_day} : {changed} modifiées, {added} ajoutées, {removed} supprimées ; {same} clauses identiques.",
        "none": "`{first}` et `{second}` disent la même chose, clause par clause (clauses : {same}).", "changed": "Modifié", "added": "Seulement dans `{name}`", "removed": "Seulement dans `{name}`",
        "was": "avant", "is": "maintenant", "more": "… et {count} autres.", "newer": "`{second}` est plus récent : {other_day}. `{first}` est du {day}.",
        "same_day": "Les deux sont du {day} : `{first}` et `{second}`.", "contradict": "Contradictions : {count}", "agree": "Aucune contradiction trouvée entre {names} : ni dans les dates, montants, durées et parties, ni dans les lignes de même nom.",
        "cut": "Seules les {count} premières clauses ont été comparées.",
    },
    "es": {
        "looked": "Comparando {first} y {second} cláusula por cláusula", "looked_all": "Buscando contradicciones entre {count} documentos",
        "head": "Entre `{first}`{day} y `{second}`{other_day}: {changed} cambiadas, {added} añadidas, {removed} eliminadas; {same} cláusulas iguales.",
        "none": "`{first}` y `{second}` dicen lo mismo, cláusula por cláusula (cláusulas: {same}).", "changed": "Cambiado", "added": "Solo en `{name}`", "removed": "Solo en `{name}`",
        "was": "antes", "is": "ahora", "more": "… y {count} más.", "newer": "`{second}` es más reciente: {other_day}. `{first}` es del {day}.",
        "same_day": "Ambos son del {day}: `{first}` y `{second}`.", "contradict": "Contradicciones: {count}", "agree": "No se encontró ninguna contradicción entre {names}: ni en fechas, importes, plazos y partes, ni en líneas del mismo nombre.",
        "cut": "Solo se compararon las primeras {count} cláusulas.",
    },
    "it": {
        "looked": "Confronto di {first} e {second} clausola per clausola", "looked_all": "Ricerca di contraddizioni tra {count} documenti",
        "head": "Tra `{first}`{day} e `{second}`{other_day}: {changed} modificate, {added} aggiunte, {removed} eliminate; {same} clausole uguali.",
        "none": "`{first}` e `{second}` dicono lo stesso, clausola per clausola (clausole: {same}).", "changed": "Modificato", "added": "Solo in `{name}`", "removed": "Solo in `{name}`",
        "was": "prima", "is": "ora", "more": "… e altre {count}.", "newer": "`{second}` è più recente: {other_day}. `{first}` è del {day}.",
        "same_day": "Entrambi sono del {day}: `{first}` e `{second}`.", "contradict": "Contraddizioni: {count}", "agree": "Nessuna contraddizione trovata tra {names}: né in date, importi, durate e parti, né in righe con lo stesso nome.",
        "cut": "Sono state confrontate solo le prime {count} clausole.",
    },
    "pt": {
        "looked": "Comparando {first} e {second} cláusula por cláusula", "looked_all": "Procurando contradições entre {count} documentos",
        "head": "Entre `{first}`{day} e `{second}`{other_day}: {changed} alteradas, {added} acrescentadas, {removed} removidas; {same} cláusulas iguais.",
        "none": "`{first}` e `{second}` dizem o mesmo, cláusula por cláusula (cláusulas: {same}).", "changed": "Alterado", "added": "Só em `{name}`", "removed": "Só em `{name}`",
        "was": "antes", "is": "agora", "more": "… e mais {count}.", "newer": "`{second}` é mais recente: {other_day}. `{first}` é de {day}.",
        "same_day": "Ambos são de {day}: `{first}` e `{second}`.", "contradict": "Contradições: {count}", "agree": "Nenhuma contradição encontrada entre {names}: nem em datas, valores, prazos e partes, nem em linhas com o mesmo nome.",
        "cut": "Só as primeiras {count} cláusulas foram comparadas.",
    },
    "ru": {
        "looked": "Сравнение {first} и {second} по пунктам", "looked_all": "Поиск противоречий между документами: {count}",
        "head": "Между `{first}`{day} и `{second}`{other_day}: изменено {changed}, добавлено {added}, удалено {removed}; одинаковых пунктов: {same}.",
        "none": "`{first}` и `{second}` совпадают по всем пунктам ({same}).", "changed": "Изменено", "added": "Только в `{name}`", "removed": "Только в `{name}`",
        "was": "было", "is": "стало", "more": "… и ещё {count}.", "newer": "`{second}` новее: {other_day}. `{first}`: {day}.",
        "same_day": "Оба от {day}: `{first}` и `{second}`.", "contradict": "Противоречий: {count}", "agree": "Противоречий между {names} не найдено: ни в датах, суммах, сроках и сторонах, ни в одноимённых строках.",
        "cut": "Сравнены только первые {count} пунктов.",
    },
    "ja": {
        "looked": "{first}と{second}を条項ごとに比較しています", "looked_all": "{count}件の文書の矛盾を調べています",
        "head": "`{first}`{day}と`{second}`{other_day}：変更{changed}件、追加{added}件、削除{removed}件。{same}項目は同じです。",
        "none": "`{first}`と`{second}`はすべての項目が同じです（{same}項目）。", "changed": "変更", "added": "`{name}`のみ", "removed": "`{name}`のみ",
        "was": "前", "is": "後", "more": "…ほか{count}件。", "newer": "`{second}`のほうが新しい：{other_day}。`{first}`は{day}。",
        "same_day": "どちらも{day}です：`{first}`、`{second}`。", "contradict": "矛盾：{count}件", "agree": "{names}の間に矛盾は見つかりませんでした（日付、金額、期間、当事者、同名の行）。",
        "cut": "最初の{count}項目だけを比較しました。",
    },
    "ko": {
        "looked": "{first}와(과) {second}를 조항별로 비교하는 중", "looked_all": "문서 {count}개의 모순을 찾는 중",
        "head": "`{first}`{day}와(과) `{second}`{other_day}: 변경 {changed}, 추가 {added}, 삭제 {removed}; 같은 조항 {same}.",
        "none": "`{first}`와(과) `{second}`는 모든 조항이 같습니다({same}).", "changed": "변경", "added": "`{name}`에만", "removed": "`{name}`에만",
        "was": "이전", "is": "이후", "more": "… 그 밖에 {count}개.", "newer": "`{second}`이(가) 더 새롭습니다: {other_day}. `{first}`: {day}.",
        "same_day": "둘 다 {day}입니다: `{first}`, `{second}`.", "contradict": "모순: {count}개", "agree": "{names} 사이에서 모순을 찾지 못했습니다(날짜, 금액, 기간, 당사자, 같은 이름의 행).",
        "cut": "처음 {count}개 조항만 비교했습니다.",
    },
}  # fmt: skip


_CLAUSE = lazy_regex(
    r"\b(?P<en>[a-z][\w-]+) (?:clauses?|sections?|provisions?|paragraphs?)\b|\b(?:clauses?|sections?|provisions?) (?:on|about|for) (?:the )?(?P<on>[a-z][\w-]+)"
    r"|(?P<zh>[\u4e00-\u9fff]{2,4})(?:条款|条文|这一条|一节|部分)",
    re.IGNORECASE,
)
"""What a question calls the clause that it compares alone."""
_NO_CLAUSE = lazy_regex(
    r"(?:all|any|both|certain|changed|different|differing|each|every|few|first|following|important|individual|key|last|main|major|many|most"
    r"|new|newer|old|older|only|other|particular|relevant|same|second|several|similar|some|specific|these|third|those|three|two|various"
    r"|主要|重要|具体|相同|不同|全部|所有|哪些|哪个|哪几|什么|其中|其他|其它|这些|那些|以下|两个|各个|每个|任何|文件|文档|双方|变化|差异)",
    re.IGNORECASE,
)
"""What stands before "clauses" and names none of them."""


def _of_clause(
    question: str, first: Sequence[StoredPassage], second: Sequence[StoredPassage]
) -> tuple[list[StoredPassage], list[StoredPassage]] | None:
    """Return what two papers say under the heading that a question names.

    None where it names none, or one of them has no such heading.
    """
    for named in _CLAUSE.finditer(question):
        said = named["en"] or named["on"] or named["zh"]
        shorter = [said[at:] for at in range(len(said) - 1)] if named["zh"] else [said]
        for what in shorter:
            if _NO_CLAUSE.fullmatch(what) or is_function_word(what, "en") or kind_called(what) is not None:
                continue
            own, other = (
                [one for one in paper if one.heading[1:] and _is_called(one.heading[-1], what)]
                for paper in (first, second)
            )
            if own and other:
                return own, other
    return None


def _headings(*papers: Sequence[StoredPassage]) -> str:
    """Return under which headings papers are compared."""
    return " / ".join(dict.fromkeys(without_markup(one.heading[-1]) for paper in papers for one in paper))


def _is_called(heading: str, what: str) -> bool:
    """Return whether a heading holds a word; one of Chinese as part of another."""
    wanted = frozenset(terms(what))
    return (bool(wanted) and wanted <= frozenset(terms(heading))) or (not what.isascii() and what in heading)


TWO = 2
_BREAK = "  \n  "
"""Begins a further line of a point, in Markdown."""
_SIDE_BY_SIDE: Mapping[Language, str] = {
    "en": "`{first}` and `{second}`, side by side: clauses that differ: {changed}; {removed} only in the first, {added} only in the second, {same} the same.",
    "zh": "`{first}`与`{second}`逐条对照：{changed}条不同，{removed}条仅前者有，{added}条仅后者有，{same}条相同。",
    "de": "`{first}` und `{second}` nebeneinander: {changed} Klauseln verschieden, {removed} nur im ersten, {added} nur im zweiten, {same} gleich.",
    "fr": "`{first}` et `{second}`, côte à côte : {changed} clauses diffèrent, {removed} seulement dans le premier, {added} seulement dans le second, {same} identiques.",
    "es": "`{first}` y `{second}`, lado a lado: {changed} cláusulas difieren, {removed} solo en el primero, {added} solo en el segundo, {same} iguales.",
    "it": "`{first}` e `{second}`, a fianco: {changed} clausole diverse, {removed} solo nel primo, {added} solo nel secondo, {same} uguali.",
    "pt": "`{first}` e `{second}`, lado a lado: {changed} cláusulas diferem, {removed} só no primeiro, {added} só no segundo, {same} iguais.",
    "ru": "`{first}` и `{second}` рядом: различных пунктов {changed}, только в первом {removed}, только во втором {added}, одинаковых {same}.",
    "ja": "`{first}`と`{second}`の対照：相違{changed}件、前者のみ{removed}件、後者のみ{added}件、同じ{same}項目。",
    "ko": "`{first}`와(과) `{second}` 대조: 다른 조항 {changed}, 첫 문서에만 {removed}, 둘째 문서에만 {added}, 같은 조항 {same}.",
}  # fmt: skip
"""Heads two papers of one form about different deals, of which neither came before the other."""
_ALONE: Mapping[Language, str] = {
    "en": "Different", "zh": "不同", "de": "Verschieden", "fr": "Différent", "es": "Diferente", "it": "Diverso", "pt": "Diferente",
    "ru": "Различается", "ja": "相違", "ko": "다름",
}  # fmt: skip
_DIFFER: Mapping[Language, str] = {
    "en": "Points in which they differ: {count}", "zh": "不同之处：{count}处", "de": "Sie unterscheiden sich in {count} Punkten:", "fr": "Ils diffèrent sur {count} points :",
    "es": "Difieren en {count} puntos:", "it": "Differiscono in {count} punti:", "pt": "Diferem em {count} pontos:", "ru": "Различий: {count}", "ja": "相違点：{count}件", "ko": "다른 점: {count}개",
}  # fmt: skip
"""Heads what two papers say that are not about one deal."""
_OTHER_DEALS: Mapping[Language, str] = {
    "en": "{names} are about different deals, so they cannot contradict each other.", "zh": "{names}是不同的合同，谈不上互相矛盾。", "de": "{names} betreffen verschiedene Geschäfte und können sich nicht widersprechen.",
    "fr": "{names} portent sur des affaires différentes et ne peuvent se contredire.", "es": "{names} tratan de acuerdos distintos, así que no pueden contradecirse.", "it": "{names} riguardano accordi diversi e non possono contraddirsi.",
    "pt": "{names} tratam de negócios diferentes, por isso não se podem contradizer.", "ru": "{names} относятся к разным сделкам и не могут противоречить друг другу.", "ja": "{names}は別の契約なので、矛盾とは言えません。",
    "ko": "{names}는 서로 다른 계약이므로 모순이라고 할 수 없습니다.",
}  # fmt: skip
_OF_MANY: Mapping[Language, tuple[str, str]] = {
    "en": (
        "Of {count} documents, no two are versions of one paper, so nothing can contradict clause by clause. Name two papers to compare just these.",
        "Of {count} documents, those that are versions of one paper were compared clause by clause (pairs: {pairs}). Name two papers to compare just these.",
    ),
    "zh": (
        "{count}份文档中没有两份是同一文件的不同版本，谈不上逐条矛盾。想对比某两份，请说出它们的名称。",
        "{count}份文档中，对同一文件的不同版本逐条作了对比（{pairs}对）。想对比别的两份，请说出它们的名称。",
    ),
}
"""Said where none is named: where no two are versions of one paper, and else."""


class CompareRoad:
    """Makes the steps of turns that compare two documents by the program.

    Args:
        library: Holds them.
        has_model: Whether a chat model compares what are no versions of one another.
    """

    def __init__(self, library: Library, *, has_model: bool) -> None:
        self._library = library
        self._has_model = has_model

    async def step(
        self, progress: Progress, named: Sequence[int], documents: frozenset[int] | None
    ) -> Step | None:
        """Compare; None where the usual way is the better one.

        Args:
            progress: The turn, whose question compares.
            named: The documents that it names.
            documents: Where was looked; None for everywhere.
        """
        return await in_thread(partial(self._step, progress, named, documents))

    def _step(
        self, progress: Progress, named: Sequence[int], documents: frozenset[int] | None
    ) -> Step | None:
        question, texts = progress.request.question, _TEXTS[progress.request.language]
        chosen = self._chosen(question, named, documents)
        if len(chosen) < 2 or not self._fit(chosen):
            return None
        passages = {number: self._library.documents.neighbours(number, 0, MOST_PASSAGES) for number in chosen}
        sources = tuple(own[0].source for own in passages.values() if own)
        if _CONTRADICT.search(question):
            pieces = self._contradicting(
                list(passages.values()), progress.request.language, named=bool(named)
            )
            looked = Looked("compare", texts["looked_all"].format(count=len(chosen)), sources)
            return self._written(progress, looked, pieces)
        if len(chosen) != 2 or not named:
            return None
        first, second = self._in_order(*(passages[number] for number in chosen), question=question)
        said = texts["looked"].format(first=_name(first), second=_name(second))
        looked = Looked("compare", said, (first[0].source, second[0].source))
        if _NEWER.search(question):
            return self._written(progress, looked, self._newer(first, second, texts))
        found = difference(first, second)
        if not _CHANGED.search(progress.request.words):
            return None
        unlike = found.alike < ALIKE
        head: list[str | Cell] = []
        if (narrowed := _of_clause(question, first, second)) is not None:
            first, second = narrowed
            found = difference(first, second)
            head.append(f"**{_headings(first, second)}**\n\n")
        matter = (
            on_matter(first, second, _CHANGED.sub(" ", question), of_one_form=True)
            if not (unlike or head or of_one_deal(first, second))
            else []
        )
        if matter and all(matter):
            language = progress.request.language
            pieces = side_by_side(first, second, language, texts["removed"], matter)
        elif unlike:
            if self._has_model:
                return None
            pieces = self._unlike(first, second, progress.request.language, question)
        else:
            pieces = self._changes(first, second, found, progress.request.language)
        return self._written(progress, looked, chain(head, pieces))

    def _chosen(self, question: str, named: Sequence[int], documents: frozenset[int] | None) -> list[int]:
        if len(named) >= 2:
            sources = self._library.documents.sources()
            said = question.casefold()
            # As the question names them, where it names them by their files.
            return sorted(named, key=lambda one: said.find(PurePath(sources[one]).name.casefold()))[:FEW]
        there = sorted(
            documents
            if documents is not None
            else (number for number, _, _ in self._library.documents.named())
        )
        if named or not _CONTRADICT.search(question):
            return []
        if asks_contradiction(question) and len(there) > TWO:
            first, roots = self._library.documents.beginnings(there), self._library.documents.roots()
            papers = [
                paper_of(first[number], roots) if number in first else Paper("", "", "") for number in there
            ]
            of_kind = [there[at] for at in of_kind_asked(question, papers)]
            there = of_kind if len(of_kind) >= TWO else there
            return there if len(there) <= MOST_LOOKED else []
        return there if len(there) <= FEW else []

    def _fit(self, chosen: Sequence[int]) -> bool:
        facts = self._library.documents.facts(chosen)
        return all(number in facts and 0 < facts[number].passages <= MOST_PASSAGES for number in chosen)

    def _written(self, progress: Progress, looked: Looked, pieces: Iterator[str | Cell]) -> Step:
        progress.searched_for = progress.request.question
        writer = Writer(None)
        progress.writer = writer
        events: list[Event] = [looked, *writer.compose(pieces)]
        progress.status = "answered" if writer.citations else "extracted"
        return Step(events)

    # Which came first

    def _in_order(
        self, one: list[StoredPassage], other: list[StoredPassage], *, question: str
    ) -> tuple[list[StoredPassage], list[StoredPassage]]:
        """Return two documents, the older one first; else as the question names them."""
        days = (self._day(one)[0], self._day(other)[0])
        if days[0] is not None and days[1] is not None and days[0] != days[1]:
            return (one, other) if days[0] < days[1] else (other, one)
        places = [question.casefold().find(_name(own).casefold()) for own in (one, other)]
        return (other, one) if -1 < places[1] < places[0] else (one, other)

    def _day(self, passages: Sequence[StoredPassage]) -> tuple[date | None, str, Unit | None]:
        """Return the day that a document states, and where; else that of its file."""
        stem = PurePath(passages[0].source).stem.replace("_", " ")
        full = [one for one in dates(stem) if all(one.readings[0])]
        if full and (days := day_range(full[0].text)) is not None:
            return days[0], days[0].isoformat(), None
        seen = 0
        for passage in passages[:2]:
            for sentence in sentences(passage.text):
                seen += len(sentence.text)
                if seen > _HEAD_CHARS:
                    break
                full = [one for one in dates(sentence.text) if all(one.readings[0])]
                if full and (days := day_range(full[0].text)) is not None:
                    return days[0], days[0].isoformat(), Unit(passage, sentence.start, sentence.end, 0)
        for named in (stem, passages[0].title):
            if (year := _YEAR.search(named)) is not None:
                return date(int(year.group()), 12, 31), year.group(), None
        fact = self._library.documents.facts([passages[0].document_id])[passages[0].document_id]
        saved = _saved(fact.mtime_ns)
        return saved, saved.isoformat() if saved is not None else "?", None

    def _newer(
        self, first: list[StoredPassage], second: list[StoredPassage], texts: Mapping[str, str]
    ) -> Iterator[str | Cell]:
        (day, written, unit), (other_day, other_written, other) = self._day(first), self._day(second)
        key = "same_day" if day == other_day else "newer"
        yield texts[key].format(
            first=_name(first), second=_name(second), day=written, other_day=other_written
        )
        yield cell_of("found", "", [one for one in (other, unit) if one is not None])

    # What is said

    def _changes(
        self,
        first: list[StoredPassage],
        second: list[StoredPassage],
        found: Difference,
        language: Language,
    ) -> Iterator[str | Cell]:
        texts = _TEXTS[language]
        name, other = _name(first), _name(second)
        if not found.changes:
            yield texts["none"].format(first=name, second=other, same=found.same)
            return
        by_kind = {
            kind: [one for one in found.changes if one.kind == kind]
            for kind in ("changed", "added", "removed")
        }
        counts = {"same": found.same, **{kind: len(own) for kind, own in by_kind.items()}}
        if not of_one_deal(first, second):  # neither is what the other was before
            texts = {**texts, "was": as_code(name), "is": as_code(other), "changed": _ALONE[language]}
            yield _SIDE_BY_SIDE[language].format(first=name, second=other, **counts)
        else:
            yield texts["head"].format(
                first=name, second=other, day=f" ({self._day(first)[1]})", other_day=f" ({self._day(second)[1]})", **counts
            )  # fmt: skip
        left = MOST_SHOWN
        for kind, heading in (("changed", ""), ("added", other), ("removed", name)):
            own = by_kind[kind]
            if own and left:
                yield f"\n\n**{texts[kind].format(name=heading)}**\n"
                yield from _listed(own[:left], texts)
            left -= min(len(own), left)
        rest = len(found.changes) - MOST_SHOWN
        if rest > 0:
            yield "\n\n" + texts["more"].format(count=rest)
        if found.is_cut:
            yield "\n\n" + texts["cut"].format(count=MOST_CLAUSES)

    @staticmethod
    def _unlike(
        first: list[StoredPassage], second: list[StoredPassage], language: Language, question: str
    ) -> Iterator[str | Cell]:
        """Yield where two documents differ, then what each says."""
        texts = _TEXTS[language]
        matter = on_matter(first, second, _CHANGED.sub(" ", question))
        asked = [unit for own in matter for units in own.values() for unit in units]
        found = {
            (one.first, one.second): one
            for one in contradictions(first, second)
            if not asked or any(overlaps(said, unit) for said in (one.first, one.second) for unit in asked)
        }
        if found:
            yield from _quoted(list(found.values()), {**texts, "contradict": _DIFFER[language]})
            yield "\n\n"
        yield from side_by_side(first, second, language, texts["removed"], matter)

    def _contradicting(
        self, documents: Sequence[list[StoredPassage]], language: Language, *, named: bool
    ) -> Iterator[str | Cell]:
        texts, many = _TEXTS[language], not named and len(documents) > FEW
        compared = compare_all(documents, named=named or len(documents) == TWO, only_versions=many)
        if many:
            said = _OF_MANY.get(language, _OF_MANY["en"])
            yield said[bool(compared.pairs)].format(count=len(documents), pairs=compared.pairs) + "\n\n"
            if not compared.pairs:
                return
        names = ", ".join(f"`{_name(own)}`" for own in documents if own)
        if compared.found:
            yield from _quoted(compared.found, texts)
        elif compared.apart and len(documents) == TWO:
            yield f"{_OTHER_DEALS[language].format(names=names)} "
            yield from _quoted(compared.apart, {**texts, "contradict": _DIFFER[language]})
        elif many:
            yield texts["contradict"].format(count=0)
        else:
            yield texts["agree"].format(names=names)


def _quoted(found: Sequence[Contradiction], texts: Mapping[str, str]) -> Iterator[str | Cell]:
    yield texts["contradict"].format(count=len(found))
    for one in found[:MOST_SHOWN]:
        for lead, unit, value in (("\n\n- ", one.first, one.values[0]), (_BREAK, one.second, one.values[1])):
            said = " ".join(clean(value).split())
            yield f"{lead}**{said}** ({as_code(PurePath(unit.passage.source).name)}): “{_quote(unit)}”"
            yield cell_of("found", "", [unit])
    if len(found) > MOST_SHOWN:
        yield "\n\n" + texts["more"].format(count=len(found) - MOST_SHOWN)


def _listed(changes: Sequence[Change], texts: Mapping[str, str]) -> Iterator[str | Cell]:
    for change in changes:
        if change.before is not None and change.after is not None:
            yield f"\n- {texts['was']}{texts.get('colon', ': ')}“{_quote(change.before)}”"
            yield cell_of("found", "", [change.before])
            yield f"{_BREAK}{texts['is']}{texts.get('colon', ': ')}“{_quote(change.after)}”"
            yield cell_of("found", "", [change.after])
        else:
            unit = change.after or change.before
            assert unit is not None
            yield f"\n- “{_quote(unit)}”"
            yield cell_of("found", "", [unit])


def _quote(unit: Unit) -> str:
    said = " ".join(clean(unit.text).split())
    return said if len(said) <= _LONGEST_QUOTE else f"{said[:_LONGEST_QUOTE].rstrip()} …"


def _name(passages: Sequence[StoredPassage]) -> str:
    return code_text(PurePath(passages[0].source).name)


def _saved(mtime_ns: int) -> date | None:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).date() if mtime_ns > 0 else None
    except (OSError, OverflowError, ValueError):
        return None
