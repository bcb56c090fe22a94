"""List the sentences and table rows of passages that may support a claim.

With what is needed to judge them: tables by column, and the names that tell documents apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import PurePath

from assistant.agent.words.orders import goes_on_with, in_order
from assistant.agent.words.polarity import PROVISO, denies, heads_denial, opposed
from assistant.frozen import dataclass
from assistant.languages import Language, detected, is_function_word
from assistant.library.documents import Documents, StoredPassage
from assistant.library.terms import UNSPACED, is_unspaced, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, is_row
from assistant.retrieval.sentences import sentences
from assistant.retrieval.value_words import CURRENCIES
from assistant.retrieval.values import Date, Number, Values, amounts, identifiers, values

_NO_FIRST = lazy_regex(r"\s*(?:no|nein|non|não|нет|否|不是)\s*[–—,;:.(（，；：。-]", re.IGNORECASE)
_RULE = lazy_regex(r"[\s|:-]+\Z")
_BARE_NO = lazy_regex(
    r"\s*(?:no|none|nein|keine?r?|non|aucune?|ninguno|nessuno|não|нет|否|无|没有|不|なし|不可|無|없음|아니요|✗|✘|x)\s*\Z", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        cells: Its cells, the key first.
        head: The cells of the table's first row; empty where there is none.
    """

    cells: tuple[str, ...]
    head: tuple[str, ...]

    def has_year(self, date: Date) -> bool:
        """Return whether a cell is the year that a date without a month is."""
        return any(month is None and f"{year}" in self.cells for year, month, _ in date.readings)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or as much of one as a passage holds."""

    rows: tuple[Row, ...]


def cells_of(line: str) -> tuple[str, ...]:
    """Return the cells of a row."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def is_rule(line: str) -> bool:
    """Return whether a line is the rule under the header of a table."""
    return _RULE.match(line) is not None


def mixed_up(claim: str, row: Row, table: Table, question: str = "") -> bool:
    """Return whether a sentence takes a value from another row, or denies its row.

    Args:
        claim: The sentence.
        row: The row that may support it.
        table: The table of the row.
        question: Names the row where the sentence does not.
    """
    named = _mentions(claim, row, table)
    if not named.get(0):
        named[0] = _mentions(question, row, table).get(0, frozenset())
    denied = denies(claim)
    others = {column for column, found in named.items() if found and row.cells[column] not in found}
    if 0 in others or of_other_range(claim, row, table, question):
        return True
    if others:
        return not denied
    says_no = any(_BARE_NO.match(cell) or _NO_FIRST.match(cell) for cell in row.cells) or any(
        denies(cell) for column, cell in enumerate(row.cells) if cell in named.get(column, frozenset())
    )
    for cell in row.cells:
        if not says_no and len(_terms(cell) & _terms(claim)) >= _SPEAKS_OF:
            says_no = denies(cell) if denied else denies(cell) and opposed(claim, cell)
    return denied != says_no and (denied or not _answers_otherwise(claim, row))


_SHORT_KEY = 4
"""Characters of a key that says nothing without its heading: a week's number, a weekday's character."""
_SEVERAL_WORDS = 2
"""Words that name a row beside a number: "Halden 10.2 blue"."""
_SPEAKS_OF = 2
"""Terms of a cell that a sentence has to say to speak of it."""


def of_other_range(claim: str, row: Row, table: Table, question: str) -> bool:
    """Return whether a question's number belongs to another row, of rows for ranges.

    False where the sentence itself says which range it speaks of.
    """
    if row not in table.rows or not amounts(row.cells[0]):
        return False
    from assistant.agent.words.bands import in_other_band  # few tables have such rows

    keys = [other.cells[0] for other in table.rows]
    named = {number for number in amounts(row.cells[0]) if any(map(number.equals, amounts(claim)))}
    return not named and in_other_band(table.rows.index(row), keys, question)


def _answers_otherwise(claim: str, row: Row) -> bool:
    """Return whether a sentence has a value of the row.

    Then a bare "no" in another column does not contradict it.
    """
    numbers = amounts(claim)
    return any(one.equals(other) for cell in row.cells for other in amounts(cell) for one in numbers) or any(
        row.has_year(one) for one in values(claim).dates
    )


def in_column(number: Number, said: Collection[Number], claim: str, row: Row) -> bool:
    """Return whether a number stands in a column that a sentence speaks of.

    True where the sentence speaks of no column.

    Args:
        number: One of the sentence's.
        said: All of the sentence's numbers; one of them in a header speaks of its column too.
        claim: The sentence.
        row: The row of which it speaks.
    """
    if len(row.head) != len(row.cells):
        return True
    spoken = _terms(claim)
    columns = range(1, len(row.cells))
    holding = [at for at in columns if _has_number(row.cells[at], [number])]
    if not holding:
        if any(_has_number(cell, [number]) for cell in (row.cells[0], row.head[0])):
            return True
        # A header's number is told of what stands below it: "4,200円 for 1日".
        others = [one for one in said if one is not number]
        return any(
            _has_number(row.head[at], [number]) and _is_told(row.cells[at], others, claim) for at in columns
        ) or any(in_scaled_cell(one, row) for one in others)
    headed = [at for at in columns if _terms(row.head[at]) & spoken or _has_number(row.head[at], said)]
    return not headed or any(at in headed or _wordy(row.cells[at]) & spoken for at in holding)


def in_scaled_cell(number: Number, row: Row) -> bool:
    """Return whether a cell says a number in the thousands that its heading names."""
    return any(
        f"{(Decimal(value) * 10 ** _POWERS[scale.lastgroup or '']).normalize():f}" in number.values
        for cell, head in zip(row.cells, row.head, strict=False)
        if (scale := _COUNTED_IN.search(head))
        for one in amounts(cell)
        for value in one.values
        if value.replace(".", "", 1).isdigit()
    )


_POWERS = {"thousand": 3, "myriad": 4, "million": 6}
_COUNTED_IN = lazy_regex(
    r"(?P<thousand>[(（]\s?1[.,' ]?000\s?(?:[)）円元]|"
    + "|".join(map(re.escape, CURRENCIES))
    + r")|\b(?:in|en) (?:thousands?|tausend|tsd|milliers)\b|\ben miles\b|\bT(?:EUR|€|CHF|USD|GBP)|\bk ?[€$£]|[€$£] ?(?:k\b|['’]000)|千[円元])"
    r"|(?P<myriad>万[円元])|(?P<million>百万[円元]|\bin (?:millions?|Mio\b)|\bMio\.? ?(?:EUR|€))",
    re.IGNORECASE,
)
"""What a heading says of the figures below it: "Sum (1,000)", "TEUR", 金额（万元）."""


def _has_number(cell: str, wanted: Iterable[Number]) -> bool:
    return any(one.equals(other) for other in amounts(cell) for one in wanted)


def _is_told(cell: str, numbers: Iterable[Number], claim: str) -> bool:
    """Return whether a sentence says something of a cell.

    Its words, one of its dates or, of some numbers, one of its own.
    """
    return (
        _has_number(cell, numbers)
        or bool(_wordy(cell) & _terms(claim))
        or any(one.stands_in(other) for other in values(cell).dates for one in values(claim).dates)
    )


def _wordy(cell: str) -> frozenset[str]:
    """Return the terms that a cell has besides its numbers and their units."""
    for number in reversed(amounts(cell)):
        cell = cell[: number.start] + " " + cell[max(number.span[1], number.end) :]
    return frozenset(term for term in _terms(cell) if len(term) > 1)


def _mentions(text: str, row: Row, table: Table) -> dict[int, frozenset[str]]:
    """Return the words of cells that a text says, by column.

    Words that the row or the header has in another column too are left out.
    """
    spoken = _terms(text)
    keys = {one.key for one in identifiers(text)}
    found: dict[int, set[str]] = {}
    for other in table.rows:
        if len(other.cells) != len(row.cells):
            continue
        for column, cell in enumerate(other.cells):
            if cell in found.get(column, ()):
                continue
            if column == 0 and row.head and _says_headed(row.head[0], cell, text):
                found.setdefault(0, set()).add(cell)
                continue
            if not _says(cell, text, spoken, keys) and not (column == 0 and _says_name(cell, spoken, table)):
                continue
            elsewhere = [own for at, own in enumerate((*row.cells, *row.head)) if at != column]
            if cell != row.cells[column] and any(_terms(cell) <= _terms(own) for own in elsewhere):
                continue
            found.setdefault(column, set()).add(cell)
    if not found.get(0) and (keys_said := _partly_said(spoken, row, table)):
        found[0] = keys_said
    return {column: frozenset(_longest(cells)) for column, cells in found.items()}


def _partly_said(spoken: frozenset[str], row: Row, table: Table) -> set[str]:
    """Return keys of which a text says a word that stands in no other row."""
    held = Counter(term for one in table.rows for term in frozenset().union(*map(_terms, one.cells)))
    head = frozenset().union(*map(_terms, row.head))
    return {
        one.cells[0]
        for one in table.rows
        if one.cells
        and any(
            len(term) >= _LEAST_KEY and term.isalpha() and held[term] == 1 and term not in head
            for term in _terms(one.cells[0]) & spoken
        )
    }


_LEAST_KEY = 4
"""Letters of a word by which a key is known though the rest of it is left out."""


def _longest(cells: set[str]) -> Sequence[str]:
    """Leave out cells contained in another: "Lunch" beside "Hot lunch"."""
    return [cell for cell in cells if not any(_terms(cell) < _terms(other) for other in cells)]


def _says_headed(head: str, cell: str, text: str) -> bool:
    """Return whether a text names a row by its heading and a short key: "week 30"."""
    if not head or not 0 < len(cell) <= _SHORT_KEY or head.isdigit():
        return False
    named = rf"(?<!\w){re.escape(head)}\W{{0,2}}{re.escape(cell)}(?!\w)"
    return (
        (f"{head}{cell}" in text) if is_unspaced(head + cell) else bool(re.search(named, text, re.IGNORECASE))
    )


def _says(cell: str, text: str, spoken: frozenset[str], keys: set[str]) -> bool:
    own = {one.key for one in identifiers(cell)}
    if own:
        return bool(own & keys) and (own <= keys)
    held = values(cell)
    if is_unspaced(cell):
        return not (held.numbers or held.dates) and len(cell) > 1 and cell in text
    wanted = _terms(cell)
    if held.dates or (held.numbers and len(wanted := _wordy(cell)) < _SEVERAL_WORDS):
        return False
    return bool(wanted) and any(map(str.isalpha, cell)) and wanted <= spoken


def _says_name(key: str, spoken: frozenset[str], table: Table) -> bool:
    """Return whether a text says a name in a key without its initials.

    "Arrizabal" names "J. Arrizabal".
    """
    if _INITIALS.match(key) is None:
        return False
    named = frozenset(term for term in _terms(key) if len(term) > 1)
    alike = [one for one in table.rows if one.cells and named <= _terms(one.cells[0])]
    return bool(named) and named <= spoken and len(alike) == 1


_INITIALS = lazy_regex(
    r"(?:[^\W\d_]\. ?){1,3}[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)?\s*\Z|[^\W\d_][\w'’-]+,? (?:[^\W\d_]\. ?){1,3}\s*\Z"
)


@lru_cache(maxsize=2_048)
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text))


_CAPITAL = lazy_regex(r"(?<![\w])[^\W\d_a-zà-öø-ÿа-яё][\w'’-]*")
_RUN = lazy_regex(f"[{UNSPACED}]+")


_SAYS_WITH_WHOM, _ALIKE, _SEVERAL = 300, 0.6, 2
"""Characters that say whom a paper is with; the share of their words that papers of a series have in common; how many others it has, and
one in how many of them may be with the same."""
_CLAUSE = lazy_regex(
    r"^[ \t]*(?:\d{1,2}\s*[.)、．]|§|[(（]\d|第.{1,3}[条章條]|[一二三四五六七八九十]{1,2}、|[-*•]\s)",
    re.MULTILINE,
)
_WORDS = lazy_regex(r"\w[\w'’-]*")


def own_words(passages: Sequence[StoredPassage]) -> dict[int, frozenset[str]]:
    """Return the words that tell papers apart which begin alike.

    They say whom each contract of a series is with.

    Args:
        passages: Passages of some documents, the first of each among them where it is to be looked at.

    Returns:
        The terms without figures, by the document's number; only of those with several that begin alike.
    """
    heads = {one.document_id: one.text[:_SAYS_WITH_WHOM] for one in passages if one.start == 0}
    begins = {number: _all_terms(head) for number, head in heads.items()}
    found: dict[int, frozenset[str]] = {}
    for number, own in begins.items():
        alike = [
            other
            for at, other in begins.items()
            if at != number and len(own & other) >= _ALIKE * min(len(own), len(other))
        ]
        if len(alike) >= _SEVERAL:
            held = Counter(term for other in alike for term in own & other)
            few = len(alike) // _SEVERAL
            names = _written_as_names(heads[number])
            found[number] = frozenset(term for term in names if held[term] <= few)
    return found


@lru_cache(maxsize=256)
def _written_as_names(text: str) -> frozenset[str]:
    """Return the terms before the first clause that may be names.

    In scripts with capitals, of words that have one.
    """
    clause = _CLAUSE.search(text)
    head = text if clause is None else text[: clause.start()]
    words = [word for word in _WORDS.findall(head) if not word[0].islower()]
    return frozenset(term for word in words for term in terms(word) if term.isalpha())


class DocumentNames:
    """Hold the names that tell the documents of some passages apart.

    Args:
        passages: The passages that were found.
    """

    def __init__(self, passages: Iterable[StoredPassage]) -> None:
        passages = list(passages)
        parties = own_words(passages)
        self._parties = frozenset[str]().union(*parties.values())
        own: dict[int, frozenset[str]] = {}
        self._years: dict[int, frozenset[int]] = {}
        self._series: dict[int, str] = {}
        self._held: dict[int, set[str]] = {}
        for passage in passages:
            with_whom = parties.get(passage.document_id, frozenset())
            naming = own.setdefault(passage.document_id, frozenset(_named(naming_text(passage))) | with_whom)
            stem = PurePath(passage.source).stem
            self._years.setdefault(passage.document_id, years_in(stem))
            self._series.setdefault(passage.document_id, _BESIDE_NAME.sub("", stem).casefold())
            self._held.setdefault(passage.document_id, set(naming)).update(_named(passage.text))
        shared = Counter(term for naming in own.values() for term in naming)
        most = max(1, len(own) // 2)
        self._distinct = {
            number: frozenset(term for term in naming if shared[term] <= most or len(own) == 1)
            for number, naming in own.items()
        }

    def of_other_years(self, texts: Sequence[str]) -> frozenset[int]:
        """Return the documents that are of other years than a text names.

        Only those that another one differs from by the year in its name: "rules 2022" where the first text that names
        such a year says 2025.
        """
        for text in texts:
            said = years_in(text)
            if not said:
                continue
            series = {self._series[number] for number, years in self._years.items() if years & said}
            others = frozenset(
                number
                for number, years in self._years.items()
                if years and not years & said and self._series[number] in series
            )
            if others:
                return others
        return frozenset()

    def spoken_of(self, texts: Sequence[str]) -> frozenset[int]:
        """Return the documents named by the first text that names any."""
        for text in texts:
            said = _said(text)
            first = text.split(maxsplit=1)[0] if text.strip() else ""
            if not is_function_word(first.strip(",;:¿¡"), detected(text) or "en"):
                # A first word that is whom one of alike papers is with is a name too.
                said |= self._parties & _all_terms(first)
            overlaps = {number: len(naming & said) for number, naming in self._distinct.items()}
            most = max(overlaps.values(), default=0)
            named = {number for number, overlap in overlaps.items() if overlap and 2 * overlap > most}
            if named:
                # What another document says in its text is no name of one.
                naming = frozenset().union(*(self._distinct[number] & said for number in named))
                return frozenset(
                    number for number, held in self._held.items() if number in named or naming <= held
                )
        return frozenset()


_YEAR = lazy_regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BESIDE_NAME = lazy_regex(r"[\d\W_]+")
"""What tells files of one series apart, as the day in their names, or only parts words."""


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text names in figures."""
    return frozenset(map(int, _YEAR.findall(text)))


YearsOf = Callable[[int], Collection[int]]
"""Gives the years that the whole of a document names, by its number."""


def no_years(document_id: int) -> Collection[int]:
    """Return no year, where documents are not looked at as a whole."""
    return ()


def years_of_documents(documents: Documents) -> YearsOf:
    """Return what reads the years that the whole of a document names, once for each."""

    @cache
    def of(document_id: int) -> Collection[int]:
        passages = documents.neighbours(document_id, 0, _MOST_READ)
        return years_told(values(one.text) for one in passages)

    return of


def years_told(texts: Iterable[Values]) -> frozenset[int]:
    """Return the years that texts speak of, in dates or as bare numbers."""
    told = list(texts)
    dated = {year for held in told for one in held.dates for year, _, _ in one.readings if year}
    return frozenset(dated | {year for held in told for one in held.numbers for year in _as_years(one)})


def naming_text(passage: StoredPassage) -> str:
    """Return what names a passage's document: title, file name, first heading."""
    return " ".join([passage.title, _words(PurePath(passage.source).stem), *passage.heading[:1]])


def _words(stem: str) -> str:
    return stem.replace("_", " ").replace("-", " ") + " " + stem


def _named(text: str) -> set[str]:
    return {
        *(term for term in _all_terms(text) if not term.isdigit()),
        *(one.key for one in identifiers(text)),
    }


@lru_cache(maxsize=2_048)
def _all_terms(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if len(term) > 1)


def _said(text: str) -> frozenset[str]:
    """Return the terms of a text that may be part of a name.

    Those are terms of capitalised words, identifiers, and runs of unspaced scripts.
    """
    first = re.match(r"\W*\w+", text)
    words = [
        match.group() for match in _CAPITAL.finditer(text) if first is None or match.start() >= first.end()
    ]
    runs = _RUN.findall(text)
    return frozenset(
        [
            *(term for word in words for term in terms(word)),
            *(term for run in runs for term in terms(run) if len(term) > 1),
            *(one.key for one in identifiers(text)),
        ]
    )


_CONTEXT_WEIGHT = 0.5
"""Weight of a word that stands in heading, title or file name."""
_TELLING_WORDS = 4
"""Words from which a passage shows its language; unspaced scripts show it at once."""
_STEM_WEIGHT = 0.6
"""Weight of a word that matches by its beginning alone."""
_MOST_READ = 400
"""Passages of a document that are read for the years that it names."""
NAME_LETTERS = 5
"""Letters by which a name is known, whatever ending it takes."""
_NEAR_BEFORE = 160
"""Characters before a sentence in which a date may be meant that it does not say again."""
_DATES_WHAT_FOLLOWS = lazy_regex(r"\s*(?:\*\*|#|【|\[|.{0,3}\d{1,4}[-/.年月]\s?\d|.*[:：]\s*\Z)")
"""A line that says of what follows when it was: "**Visit 21 Jan**, LG." """
_SHORT_DATE = lazy_regex(r"(?<![\d/.,-])(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
_LIST_LEAD = lazy_regex(r"([^\n]*(?:\n[^\n]+)?[:：])\n(?!.*[:：]\n)", re.DOTALL)
_ITEM = lazy_regex(r"(?:[-*+•·–]|[(（]?\w{1,3}[.)）]|[一二三四五六七八九十]{1,3}、)\s*")
BEGINNING = 400
"""Characters of a document that say who wrote it, to whom and when."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A sentence or a table's row that may support a claim.

    Attributes:
        unit: Where it stands.
        row: Of a row of a table, its cells.
        table: Of a row, the table.
        before: The sentence before it in its paragraph, if there is one.
        paper: The passages of its document that were found.
        own_words: What tells its document from those that begin alike.
        lead: Words before it that deny it, or that it makes an exception of: "Not covered:", else empty.
        years_of: Gives the years that the whole of its document names.
    """

    unit: Unit
    row: Row | None = None
    table: Table | None = None
    before: Candidate | None = None
    paper: Sequence[StoredPassage] = ()
    own_words: frozenset[str] = frozenset()
    lead: str = ""
    years_of: YearsOf = no_years

    @property
    def told(self) -> str:
        """What it says, with what stands before it and denies it."""
        return f"{self.lead} {self.unit.text}" if self.lead else self.unit.text

    @cached_property
    def ordered(self) -> bool:
        """Whether it is an order to the model, or what one goes on with."""
        return in_order(self.unit) or self._goes_on_with_order

    @property
    def _goes_on_with_order(self) -> bool:
        if self.before is None or not self.before.ordered:
            return False
        own, before = self.unit, self.before.unit
        same_line = "\n" not in own.passage.text[before.end : own.start]
        return before.text.endswith((":", "：")) or (same_line and goes_on_with(own.text))

    @cached_property
    def follows_order(self) -> bool:
        """Whether it stands in a paragraph behind such an order."""
        return self.before is not None and (self.before.ordered or self.before.follows_order)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its terms; for a row, those of the header too."""
        return frozenset([*terms(self.told), *(term for cell in self.head for term in terms(cell))])

    @property
    def head(self) -> tuple[str, ...]:
        """The header cells of its table; empty for a sentence."""
        return self.row.head if self.row is not None else ()

    @cached_property
    def context(self) -> str:
        """The text that names its document and section."""
        return " ".join([naming_text(self.unit.passage), *self.unit.passage.heading])

    @cached_property
    def _around(self) -> frozenset[str]:
        return frozenset(terms(self.context)) | self.own_words

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(term[:length] for term in self.terms for length in (5, 6) if len(term) >= length)

    @cached_property
    def passage_terms(self) -> frozenset[str]:
        """The terms of its passage and of its `context`."""
        return frozenset([*terms(self.unit.passage.text), *self._around])

    @cached_property
    def values(self) -> Values:
        """Its values."""
        return values(self.unit.text)

    @cached_property
    def head_values(self) -> Values:
        """The values of its table's header: "per day" of what stands below."""
        return values(" | ".join(self.head))

    @cached_property
    def context_values(self) -> Values:
        """The values of its `context`."""
        return values(self.context)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its identifiers."""
        return frozenset(one.key for one in self.values.identifiers)

    @cached_property
    def context_keys(self) -> frozenset[str]:
        """The identifiers of its `context`."""
        return frozenset(one.key for one in self.context_values.identifiers)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that its document speaks of, as far as it was found."""
        return years_told(
            [self.context_values, *(values(one.text) for one in self.paper or (self.unit.passage,))]
        )

    def may_be_of(self, year: int) -> bool:
        """Return whether a day that it names may be of a year.

        Its document names that year; one that names none speaks of days about today.
        """
        known = self.years or self.years_of(self.unit.passage.document_id)
        return year in known if known else abs(year - date.today().year) <= 1

    @cached_property
    def named_years(self) -> frozenset[int]:
        """The years in what names its document and section: "rules 2022"."""
        return years_in(self.context)

    @cached_property
    def days_at_beginning(self) -> Sequence[Date]:
        """The dates with which its document begins, if its beginning was found."""
        first = next((one.text for one in self.paper or (self.unit.passage,) if one.start == 0), "")
        return values(first[:BEGINNING]).dates

    @cached_property
    def short_dates(self) -> frozenset[tuple[int, int]]:
        """What may be a month and a day without a year, as "10/28".

        The day may come first but in unspaced scripts.
        """
        text = self.unit.text
        found = {(int(match[1]), int(match[2])) for match in _SHORT_DATE.finditer(text)}
        return frozenset(found if is_unspaced(text) else found | {(day, month) for month, day in found})

    @property
    def is_item(self) -> bool:
        """Whether it is one of a list."""
        return _ITEM.match(self.unit.text) is not None

    @cached_property
    def dates_before(self) -> Sequence[Date]:
        """The last date before it that may be meant without being said again.

        Of the visit that is told, or in what leads to the list that it is in.
        """
        before = self.unit.passage.text[: self.unit.start]
        text = before[max(before.rfind("\n\n", 0, -2) + 1, len(before) - _NEAR_BEFORE, 0) :]
        lines = [line for line in text.split("\n") if _DATES_WHAT_FOLLOWS.match(line)]
        if self.is_item:
            lead = _LIST_LEAD.search(before)
            lines = [lead[1][-_NEAR_BEFORE:]] if lead is not None else []
        return [date for line in lines for date in values(line).dates][-1:]

    @cached_property
    def language(self) -> Language | None:
        """The language of its passage; None for a table or too short a text."""
        text = self.unit.passage.text
        return (
            None
            if self.row is not None or (len(text.split()) < _TELLING_WORDS and not is_unspaced(text))
            else detected(text)
        )

    def names(self, own: frozenset[str]) -> bool:
        """Return whether a name stands in its passage, or where its document begins.

        However it is inflected.
        """
        return all(term in self._naming or term[:NAME_LETTERS] in self._naming_roots for term in own)

    @property
    def beginning(self) -> str:
        """The first words of its document; empty where they were not found."""
        return next((one.text[:BEGINNING] for one in self.paper if one.start == 0), "")

    @cached_property
    def _naming(self) -> frozenset[str]:
        if self.row is not None:  # what other rows name is not said of this one
            lines = [line for line in self.unit.passage.text.split("\n") if not is_row(line)]
            return self.terms | self._around | frozenset(terms(" ".join(lines)))
        return self.passage_terms | frozenset(terms(self.beginning))

    @cached_property
    def _naming_roots(self) -> frozenset[str]:
        return frozenset(term[:NAME_LETTERS] for term in self._naming if len(term) >= NAME_LETTERS)

    def holds(self, term: str) -> float:
        """Compute how well it contains a term, from 0 (not at all) to 1 (itself)."""
        if term in self.terms:
            return 1.0
        if len(term) >= 5 and term.isalpha() and term[: 6 if len(term) >= 8 else 5] in self._roots:
            return _STEM_WEIGHT
        return _CONTEXT_WEIGHT if term in self._around else 0.0


def quotable(passage: StoredPassage, rank: int) -> list[Unit]:
    """Cut a passage into the sentences that can be quoted."""
    return [Unit(passage, sentence.start, sentence.end, rank) for sentence in sentences(passage.text)]


def candidates_of(groups: Sequence[Sequence[StoredPassage]], years_of: YearsOf = no_years) -> list[Candidate]:
    """List every sentence and every row of some passages."""
    papers: dict[int, dict[int, StoredPassage]] = {}
    for group in groups:
        for passage in group:
            papers.setdefault(passage.document_id, {})[passage.id] = passage
    found = {number: tuple(paper.values()) for number, paper in papers.items()}
    own = own_words([passage for paper in found.values() for passage in paper])
    return [
        replace(
            candidate,
            paper=found[passage.document_id],
            own_words=own.get(passage.document_id, frozenset()),
            years_of=years_of,
        )
        for rank, group in enumerate(groups)
        for passage in group
        for candidate in _of_passage(passage, rank)
        if any(map(str.isalnum, candidate.unit.text))
    ]


def _as_years(number: Number) -> list[int]:
    """Return the year that a bare number may be."""
    return [int(number.text)] if not number.unit and re.fullmatch(r"(?:19|20)\d\d", number.text) else []


def _of_passage(passage: StoredPassage, rank: int) -> list[Candidate]:
    found: list[Candidate] = []
    lines: list[Unit] = []
    head = _Head(passage)
    for unit in quotable(passage, rank):
        if lines and (not is_row(unit.text) or "\n\n" in passage.text[lines[-1].end : unit.start]):
            found += _rows(lines)
            lines = []
        if is_row(unit.text):
            lines.append(unit)
            continue
        apart = bool(found) and "\n\n" in passage.text[found[-1].unit.end : unit.start]
        before = None if apart or not found else found[-1]
        found.append(Candidate(unit, before=before, lead=head.lead_of(unit)))
    return found + _rows(lines)


class _Head:
    """Tells what denies the sentences of a passage one after the other.

    "Not covered: boats. Frost." denies both, as it does what is listed below it.
    """

    def __init__(self, passage: StoredPassage) -> None:
        self._passage = passage
        self._head = ""
        self._marker: str | None = None
        self._before: Unit | None = None

    def lead_of(self, unit: Unit) -> str:
        """Return what denies the next sentence, besides its own words."""
        before, self._before = self._before, unit
        between = self._passage.text[before.end : unit.start] if before is not None else ""
        if "\n" in between and not self._goes_on(unit):
            self._head = ""
        if (own := _HEADED.match(unit.text)) is not None:
            self._head = own[1] if heads_denial(own[1]) else ""
            self._marker = "" if own[1] == unit.text.strip()[-len(own[1]) :] else None
            return ""
        if before is not None and "\n\n" not in between and PROVISO.match(unit.text):
            return f"{self._head} {before.text}".strip()
        return self._head

    def _goes_on(self, unit: Unit) -> bool:
        """Return whether a line is one of a list below its head, marked like the first."""
        item = _ITEM.match(unit.text) if self._marker is not None else None
        if item is None:
            return False
        marker = re.sub(r"\w+", "1", item.group().strip())
        self._marker = self._marker or marker
        return marker == self._marker


_HEADED = lazy_regex(r"[\W\d_]*([^:：.。!?！？\n]{2,60}[:：])")
"""A sentence that begins with what stands before a colon."""
_ITEM = lazy_regex(r"\s*(?:[-*+•·–]|[(（]?\w{1,3}[.)）]|[一二三四五六七八九十]{1,3}、)\s*")
"""What one of a list begins with."""


def _rows(lines: Sequence[Unit]) -> list[Candidate]:
    """Return the rows of a table, without its header."""
    told = [line for line in lines if not is_rule(line.text)]
    if len(told) == 1:
        return [Candidate(told[0])]
    if not told:
        return []
    titles = 0  # a sheet may begin with what it is called
    while titles < len(told) - 2 and not any(cells_of(told[titles].text)[1:]):
        titles += 1
    above, told = told[:titles], told[titles:]
    ruled = not above and len(lines) > 1 and is_rule(lines[1].text)
    first = cells_of(told[0].text)
    headed = (
        ruled
        or not any(values(cell).numbers or values(cell).dates for cell in first)
        or _heads_figures(first, [cells_of(line.text) for line in told[1:]])
    )
    body = told[1:] if headed else told
    head = first if headed else ()
    rows = [Row(cells_of(line.text), head) for line in body]
    table = Table(tuple(rows))
    found = [Candidate(line, row, table) for line, row in zip(body, rows, strict=True)]
    return [*map(Candidate, above), *found]


def _heads_figures(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Return whether a row of words stands above a column of nothing but figures."""
    return not any(map(_is_figure, first)) and any(
        any(map(str.isalpha, cell)) and all(_is_figure(other[at]) for other in others if at < len(other))
        for at, cell in enumerate(first)
    )


def _is_figure(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))
