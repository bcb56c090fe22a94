"""Explain the words of a question by the columns, cells and names of tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.languages import is_function_word, plain
from assistant.regexes import lazy_regex
from assistant.retrieval.in_english import nouns_in_english
from assistant.tables.data.columns import is_label
from assistant.tables.data.database import literal, quoted
from assistant.tables.data.ledgers import SETTLED, of_payment, part_paid
from assistant.tables.data.words import IS_HAN, stemmed, tokens, with_digits
from assistant.tables.question.asking import (
    EXCLUDES,
    LET,
    LET_HEADER,
    NOTHING_PAID,
    PART_PAID,
    PERSON,
    REMARKS,
    WHO_DID,
    Asked,
    asked,
)
from assistant.tables.question.column_pairs import Pair, compared_columns
from assistant.tables.question.filters import NO, YES, Filter, among, either, with_value, without_value
from assistant.tables.question.matching import TIMES, YEAR, Match, Matching, called_words
from assistant.tables.question.questions import SAME_THINGS

_DENIED = lazy_regex(r"\b(?:not|never)(?: yet)? $|[未没不]有?$")
"""What stands in a cell before a word that it denies."""
_ASKS_OF_ONE = lazy_regex(
    r"^\W*(?:and |so |since )?(?:when|what|where|how (?:long|old|much))\b|什么时候|何时|哪[一]?[天年月]|哪里|多[久大]|多少|电话|什么"
)
"""Asks what is so of somebody, not who."""
_OF = lazy_regex(r"\s+of\s+(?:the\s+)?")
_INVERTED = lazy_regex(r"(?:\b(?:ha[sd]|have|did|do|does)|n['’]?t)(?: not)?\s+(?:the\s+)?$")
_IS_SUBJECT = lazy_regex(
    r"\s+(?:yet |been )*(?:[a-z]+ed|pa(?:y|id)|sent?|settle|deliver|return|finish|done|got|brought|taken|given)\b"
)
"""What stands around a name that is the subject of what is denied: "hasn't Brandt paid"."""
_UNLET = lazy_regex(r"\bunlet$|[没未](?:有)?(?:人)?(?:[租借]\w{0,3})?$")
SAME_FIGURES = (("工资", "薪水", "薪资", "薪酬", "月薪", "底薪"), ("salary", "wage"))
"""Words for one figure, by one of which a column may be called."""
_COMPUTING = frozenset(("total", "sum", "average", "number", "count", "amount", "合", "计", "总"))
"""Headers that a question may say without meaning the column."""


class Explained(Matching):
    """A question, and what of it the columns, cells and names of tables explain."""

    _pair: Pair | None = None
    """Two columns that it compares."""

    def _ask_again(self) -> None:
        """Read what is wanted once more without the cells: Max may be a person."""
        text = self._read.text
        for index in self._cells:
            start, end = self._read.spans[index]
            text = text[:start] + " " * (end - start) + text[end:]
        again = asked(text) if self._cells else None
        self._asked = again or self._asked

    def _who_did(self) -> None:
        """Explain what asks who did the first of ranked rows, where rows name people."""
        if self._asked.ranks and any(PERSON.search(one.header) for one in self._columns):
            self._read.cover_all(WHO_DID)

    def _nothing_paid(self) -> None:
        """Take rows of which nothing was paid for those whose paid part is none."""
        found = NOTHING_PAID.search(self._read.text)
        paid = [
            one
            for one in self._columns
            if one.kind == "number" and SETTLED.search(one.header) and not one.worked_out
        ]
        if found is None or len(paid) != 1 or self._asked.operation not in ("list", "count"):
            return
        name = paid[0].name
        self._filters.append(Filter(name, f"COALESCE({quoted(name)}, 0) = 0", f"{name} = 0"))
        wholes = [whole for whole, settled in part_paid(self._family) if settled is paid[0]]
        sums = {one.name: sum(value for value in one.values if isinstance(value, float)) for one in wholes}
        owed = of_payment(self._family, "unpaid") or sorted(sums, key=lambda one: -sums[one])
        self._told_by |= dict(zip([name], owed, strict=False))
        self._bounds.add(name)
        self._read.cover(*found.span())
        self._weight += 2.0

    def _partly_paid(self) -> None:
        """Take rows that are paid in part: more than nothing, and less than all."""
        found, pair = PART_PAID.search(self._read.text), next(part_paid(self._family), None)
        if found is None or pair is None:
            return
        whole, part = (quoted(one.name) for one in pair)
        told = f"0 < {pair[1].name} < {pair[0].name}"
        self._filters.append(Filter(pair[1].name, f"{part} > 0 AND {part} < {whole}", told))
        self._bounds.add(pair[1].name)
        self._read.cover(*found.span())
        self._weight += 2.0

    def _beside_column(self) -> None:
        """Make a filter of two columns that a question compares: "over budget"."""
        self._pair = pair = compared_columns(self._read.text, self._columns)
        if pair is None:
            return
        self._filters.append(pair.filter)
        for start, end in pair.spans:
            self._read.cover(start, end)
        self._bounds.update(pair.names)
        self._weight += 2.0
        if self._asked.operation != "count":
            self._asked = Asked("list", ())

    def _let_out(self) -> None:
        """Take what is let for the rows that name somebody it is let to."""
        read = self._read
        found = LET.search(read.text)
        to_whom = [one for one in self._columns if one.kind == "text" and LET_HEADER.search(one.header)]
        if found is None or len(to_whom) != 1 or None not in to_whom[0].values:
            return
        name = to_whom[0].name
        if any(one.column == name for one in self._filters):
            return
        said = read.text[: found.end()]
        negated = EXCLUDES.search(read.text[: found.start()]) or _UNLET.search(said)
        self._filters.append(without_value(name) if negated else with_value(name))
        self._bounds.add(name)
        read.cover(found.start() if not isinstance(negated, re.Match) else negated.start(), found.end())
        self._weight += 2.0

    def _numbered(self) -> None:
        """Make filters of numbers that name rows: "room 101", 102号房."""
        read = self._read
        made: list[Filter] = []
        for index, (start, end) in enumerate(read.spans):
            written = read.text[start:end]
            if (
                not re.fullmatch(r"\d{1,9}", written)
                or read.covered[index]
                or self._is_asked(index)
                or (index in self._timed and not YEAR.fullmatch(written))
                or read.text[end : end + 1] in TIMES
            ):
                continue
            value = float(written)
            near = [at for at, (first, last, _) in self._named.items() if last == index or first == index + 1]
            labels = [at for at, column in enumerate(self._columns) if is_label(column)]
            for at in [*near, *labels]:
                column = self._columns[at]
                if (
                    column.kind != "number"
                    or value not in column.values
                    or (at not in near and tokens("year")[0] in self._words.headers[at])
                ):
                    continue
                self._filters.append(
                    Filter(
                        column.name, f"{quoted(column.name)} = {literal(value)}", f"{column.name} = {written}"
                    )
                )
                self._named.pop(at, None)
                self._named_rows.add(at)
                read.take(index, index + 1)
                self._cover_around(index, column.name)
                self._weight += 2.0
                made.append(self._filters[-1])
                break
        for name in dict.fromkeys(one.column for one in made):
            several = [one for one in made if one.column == name]
            if len(several) > 1:  # "2023 and 2024" are rows of either
                self._filters = [one for one in self._filters if one not in several] + [either(several)]

    def _cover_around(self, index: int, header: str) -> None:
        """Explain the words beside a number that are its column's.

        The room of "room 101", 号房 of 101号房.
        """
        read = self._read
        for step in (-1, 1):
            at = index + step
            while (
                0 <= at < len(read.stems)
                and IS_HAN.match(read.stems[at])
                and (read.stems[at] in header or read.stems[at] == "号")
            ):
                read.take(at, at + 1)
                at += step

    def _index(self, name: str) -> int:
        return next(at for at, column in enumerate(self._columns) if column.name == name)

    # What the question says of columns and cells

    def _values(self, *, whole_only: bool) -> None:
        """Take the cells that the question names, whole ones first, then parts of them."""
        whole = (self._whole_matches, self._code_matches, self._initial_matches, self._headed_matches)
        found = [match for ways in (whole if whole_only else (self._part_matches,)) for match in ways()]
        found.sort(key=lambda one: (-(one.last - one.first), one.first))
        taken: list[Match] = []
        for match in found:
            if not self._read.is_free(match.first, match.last):
                continue
            rivals = [one for one in found if (one.first, one.last) == (match.first, match.last)]
            best = self._preferred(rivals)
            if roles := self._roles_beside(best, rivals):
                best = replace(best, roles=tuple(roles))
            self._read.take(match.first, match.last)
            self._cells |= set(range(match.first, match.last))
            taken.append(best)
        by_column: dict[int, list[Match]] = {}
        for match in taken:
            by_column.setdefault(match.column, []).append(match)
        before = len(self._filters)
        for column, matches in by_column.items():
            self._filter_values(column, sorted(matches, key=lambda one: one.first))
        first = [one for matches in by_column.values() for one in matches]
        if (
            len(by_column) == 2
            and len(self._filters) - before == 2
            and self._is_either(sorted(first, key=lambda one: one.first))
        ):
            self._join_or(before, by_column)

    def _join_or(self, before: int, by_column: Mapping[int, Sequence[Match]]) -> None:
        """Make one filter of two that no row meets at once.

        "masks and toner", one a category and one an item.
        """
        if self._meet(by_column):
            return
        left, right = self._filters[before:]
        said, negated = f"{left.said} / {right.said}", left.negated or right.negated
        self._filters[before:] = [Filter(left.column, f"({left.sql} OR {right.sql})", said, negated=negated)]

    def _meet(self, by_column: Mapping[int, Sequence[Match]]) -> bool:
        """Return whether a row holds cells of two columns at once."""
        (one, ones), (other, others) = by_column.items()
        wanted = frozenset().union(*(match.values for match in ones))
        wanted_too = frozenset().union(*(match.values for match in others))
        rows = zip(self._columns[one].texts, self._columns[other].texts, strict=True)
        return any(text in wanted and text_too in wanted_too for text, text_too in rows)

    def _preferred(self, rivals: Sequence[Match]) -> Match:
        """Return the likeliest of several matches of the same words.

        That in the column that the question names; of who stands in a row of their own and is the superior of others, the own row
        where one is asked about; else in the one with fewest different cells.
        """
        of_one = _ASKS_OF_ONE.search(self._read.text) is not None

        def key(match: Match) -> tuple[bool, bool, bool, int]:
            other = of_one and not self._names_own_row(match.column)
            named, kinds = self._is_said(match.column), len(self._words.distinct[match.column])
            return self._is_wanted_of(match), not named, other, kinds

        return min(rivals, key=key)

    def _is_said(self, column: int) -> bool:
        """Return whether the question says the whole header of a column."""
        header, stems = self._words.headers[column], tuple(self._read.stems)
        starts = range(len(stems) - len(header) + 1) if header else ()
        return column in self._named or any(stems[at : at + len(header)] == header for at in starts)

    def _roles_beside(self, best: Match, rivals: Sequence[Match]) -> list[str]:
        """Return other columns in which whoever is counted stands as in the best one.

        In the morning and in the afternoon; none where the question says one of them.
        """
        others = [one for one in rivals if one.column != best.column and one.whole]
        counted = self._asked.operation in ("count", "list")
        columns = [self._columns[one.column] for one in (best, *others)]
        if not (counted and others and best.whole) or any(
            self._is_said(one.column) for one in (best, *others)
        ):
            return []
        if any(one.kind != "text" or len(set(one.texts)) == len(one.texts) for one in columns):
            return []
        own = set(columns[0].texts) - {""}
        return [one.name for one in columns[1:] if len(own & set(one.texts)) > 1]

    def _is_wanted_of(self, match: Match) -> bool:
        """Return whether a cell is what its column is asked of: "Bob's manager"."""
        first, last, _ = self._named.get(match.column, (-1, -1, 0.0))
        if first < 0:
            return False
        spans = self._read.spans
        between = self._read.text[spans[match.last - 1][1] : spans[first][0]]
        if first >= match.last:
            possessive = self._read.word(match.last - 1).endswith(("'s", "’s"))
            return between == "的" or (possessive and not between.strip())
        return bool(_OF.fullmatch(self._read.text[spans[last - 1][1] : spans[match.first][0]]))

    def _names_own_row(self, column: int) -> bool:
        """Return whether a column names people, each once."""
        texts = [text for text in self._columns[column].texts if text.strip()]
        return bool(PERSON.search(self._columns[column].header)) and len(set(texts)) == len(texts)

    def _filter_values(self, column: int, matches: Sequence[Match]) -> None:
        """Make one filter of the cells of a column that the question names."""
        name = self._columns[column].name
        excluded = [match for match in matches if self._is_excluded(match)]
        for one, other in pairwise(matches):  # "apart from rent and wages"
            if one in excluded and other not in excluded and self._is_either([one, other]):
                excluded.append(other)
        if self._is_remark(column):
            matches = [replace(one, values=one.values | self._noting(one)) for one in matches]
        included = [self._affirmed(match) for match in matches if match not in excluded]
        if included:
            values = included[0].values
            for match in included[1:]:
                both = values & match.values
                if both:
                    values = both
                elif self._is_either(included):
                    values = values | match.values
                else:
                    values = frozenset()
                    self._doubts.append("filter")
                    break
            roles = included[0].roles if len(included) == 1 else ()
            one_of = [among(column, values, negated=False) for column in (name, *roles)]
            self._filters.append(either(one_of) if roles else one_of[0])
            if roles and self._stands_twice(values, (name, *roles)):
                self._doubts.append("guessed")  # a day on which somebody stands twice is one row
            if REMARKS.search(name) and all(one.whole and one.last - one.first > 1 for one in included):
                self._bounds.add(name)
            self._weight += sum(3.0 if match.whole else self._worth(match) for match in included)
            self._cover_rest(values)
        for match in excluded:
            denied = match.values - self._affirmed(match).values
            self._filters.append(among(name, denied or match.values, negated=not denied))
            self._weight += 2.0

    def _worth(self, match: Match) -> float:
        """Return how much part of a cell weighs: as much as each of its words would."""
        return 2.0 if IS_HAN.match(self._read.stems[match.first]) else 2.0 * (match.last - match.first)

    def _noting(self, match: Match) -> frozenset[str]:
        """Return the remarks that say what one of them says, and more."""
        start, end = self._read.spans[match.first][0], self._read.spans[match.last - 1][1]
        said = self._read.text[start:end]
        cells = self._words.distinct[match.column] if match.whole else ()
        if match.last - match.first > 1:
            return frozenset(text for text in cells if said in plain(with_digits(text)))
        begun = re.compile(rf"{re.escape(said)}\s*(?:[,;:，；：(（–-]|$)")
        return frozenset(text for text in cells if begun.match(plain(nouns_in_english(with_digits(text)))))

    def _stands_twice(self, values: frozenset[str], names: Sequence[str]) -> bool:
        """Return whether a row holds some cells in two of several columns."""
        columns = [self._columns[self._index(name)].texts for name in names]
        return any(sum(text in values for text in row) > 1 for row in zip(*columns, strict=True))

    def _affirmed(self, match: Match) -> Match:
        """Return a match without the cells that say the opposite: 未完成 of 完成."""
        start, end = self._read.spans[match.first][0], self._read.spans[match.last - 1][1]
        said = self._read.text[start:end]
        kept = frozenset(
            text for text in match.values if not _DENIED.search(plain(with_digits(text)).partition(said)[0])
        )
        return replace(match, values=kept) if kept else match

    def _cover_rest(self, values: Iterable[str]) -> None:
        """Explain the other words of cells that are meant: the Gym of Harbour Gym Ltd."""
        shared = set.intersection(*(set(tokens(text)) for text in values)) if values else set()
        for index, stem in enumerate(self._read.stems):
            if stem in shared and not (self._read.covered[index] or IS_HAN.match(stem)):
                self._read.take(index, index + 1)

    def _is_excluded(self, match: Match) -> bool:
        read = self._read
        start, end = read.spans[match.first][0], read.spans[match.last - 1][1]
        before = EXCLUDES.search(read.text[:start])
        if before is not None and _IS_SUBJECT.match(read.text[end:]) and _INVERTED.search(before.group()):
            before = None
        behind = re.match(
            r"(?:以外|之外|除外|的?都?(?:不算|别算|不计|不要算|扣掉|去掉))的?|\s*(?:ones?|rows?)?\s*(?:left out|excluded|aside|not counted)\b",
            read.text[end:],
        )
        if before is not None:
            read.cover(*before.span())
            if (one := re.match(r"\s*ones?\b", read.text[end:])) is not None:
                read.cover(end, end + one.end())
        if behind is not None:
            read.cover(end, end + behind.end())
        return before is not None or behind is not None

    def _is_either(self, matches: Sequence[Match]) -> bool:
        between = [
            self._read.text[self._read.spans[one.last - 1][1] : self._read.spans[other.first][0]]
            for one, other in pairwise(matches)
        ]
        return all(re.search(r"\b(?:and|or|plus|und|oder)\b|[,、和与及或&+]", gap) for gap in between)

    def _headers(self) -> None:
        """Take the columns whose header the question says, in full or in part."""
        read = self._read
        found: list[tuple[float, int, int, int]] = []
        for column, header in enumerate(self._words.headers):
            if not header:
                continue
            whole = tokens(self._columns[column].name)
            if len(whole) == 1 < len(header):  # YouTube
                places = [at for at, stem in enumerate(read.stems) if stem == whole[0]]
                found += [(1.1, at, at + 1, column) for at in places if read.is_free(at, at + 1)]
            for first in range(len(read.stems)):
                length = 0
                while (
                    length < len(header)
                    and first + length < len(read.stems)
                    and read.stems[first + length] == header[length]
                ):
                    length += 1
                if length == len(header) and read.is_free(first, first + length):
                    found.append((1.0 + 0.1 * length, first, first + length, column))
            if any(IS_HAN.match(token) for token in header):
                found += self._han_header(column, header)
                continue
            for index, token in enumerate(read.stems):
                if token in header and len(header) > 1 and read.is_free(index, index + 1):
                    word = read.word(index)
                    if len(word) > 2 and not is_function_word(word, "en"):
                        found.append((1.0 / len(header), index, index + 1, column))
        found += self._other_header()
        found.sort(key=lambda one: -one[0])
        for share, first, last, column in found:
            if (
                share >= 1.0
                and not read.is_free(first, last)
                and not any((first, last) == named[:2] for named in self._named.values())
            ):
                continue
            if column in self._named and self._named[column][2] >= 1.0:
                continue
            known = self._named.get(column)
            if known is None:
                self._named[column] = (first, last, share)
            else:
                start = min(known[:2], (first, last))
                self._named[column] = (*start, min(0.99, known[2] + share))
            read.take(first, last)
        exact = {one[:2] for one in self._named.values() if one[2] >= 1.0}
        self._named = {at: one for at, one in self._named.items() if one[2] >= 1.0 or one[:2] not in exact}
        for first, last, share in self._named.values():
            is_bare = all(read.word(index) in _COMPUTING for index in range(first, last))
            self._weight += 0.5 if is_bare else 2.0 if share >= 1.0 else 1.0

    def _other_header(self) -> Iterator[tuple[float, int, int, int]]:
        """Yield the column that a question calls by another word for the same figure."""
        text = self._read.text
        for words in SAME_FIGURES:
            headers = [plain(one.header) for one in self._columns]
            said = next((one for one in words if one in text), "")
            held = [at for at, one in enumerate(headers) if any(word in one for word in words)]
            if (
                not said
                or len(held) != 1
                or said in headers[held[0]]
                or self._columns[held[0]].kind != "number"
            ):
                continue
            start = text.index(said)
            inside = self._read.within((start, start + len(said)))
            if self._read.is_free(inside[0], inside[-1] + 1):
                yield 1.0, inside[0], inside[-1] + 1, held[0]

    def _han_header(self, column: int, header: Sequence[str]) -> Iterator[tuple[float, int, int, int]]:
        name = "".join(header)
        stems = self._read.stems
        for first in range(len(stems)):
            for last in range(min(first + len(header), len(stems)), first + 1, -1):
                piece = "".join(stems[first:last])
                if len(piece) >= 2 and piece in name and piece != name and self._read.is_free(first, last):
                    yield len(piece) / len(name) * 0.9, first, last, column
                    break

    def _names(self) -> None:
        """Take the words of the tables' names.

        Those that only some tables bear choose among them.
        """
        tables = self._family.tables
        words = [called_words(table) for table in tables]
        common = self._called
        chosen: set[int] | None = None
        for index, token in enumerate(self._read.stems):
            if self._read.covered[index] or not (
                IS_HAN.match(token) or token.isdigit() or not self._is_weak(index, index + 1)
            ):
                continue
            if IS_HAN.match(token):
                pair = "".join(self._read.stems[index : index + 2])
                if (
                    len(pair) < 2
                    or not all(IS_HAN.match(one) for one in pair)
                    or self._read.covered[index + 1]
                ):
                    continue
                holding = {at for at, own in enumerate(words) if pair in own}
                length = 2
            else:
                same = next((some for some in SAME_THINGS if token in some), frozenset((token,)))
                holding = {at for at, own in enumerate(words) if token in own}
                holding = holding or {at for at, own in enumerate(words) if same & own}
                length = 1
            if not holding:
                continue
            self._read.take(index, index + length)
            self._by_name |= set(range(index, index + length))
            self._weight += 1.0
            if len(holding) < len(tables) and token not in common:
                chosen = holding if chosen is None else chosen & holding
        if chosen is not None and chosen:
            self._choose(chosen)

    def _choose(self, chosen: Iterable[int]) -> None:
        """Look only into some of the tables."""
        ranges, start = [], 0
        for at, table in enumerate(self._family.tables):
            if at in set(chosen):
                ranges.append((start, start + len(table.places) - 1))
            start += len(table.places)
        sql = " OR ".join(f"row_number_ BETWEEN {first} AND {last}" for first, last in ranges)
        names = ", ".join(self._family.tables[at].name for at in sorted(chosen))
        self._filters.append(Filter("", f"({sql})" if len(ranges) > 1 else sql, names))

    def _says_yes_or_no(self, column: int) -> bool:
        """Return whether all cells of a column say yes or no."""
        texts = {text.strip().casefold() for text in self._words.distinct[column]}
        return bool(texts) and texts <= YES | NO

    def _yes_no(self) -> None:
        """Make a filter of a named column that says yes or no: "how many are paid"."""
        read = self._read
        for column, own in enumerate(self._columns):
            if own.kind != "text" or not self._says_yes_or_no(column):
                continue
            header = self._words.headers[column]
            others = {own[0] for at, own in enumerate(self._words.headers) if len(own) == 1 and at != column}
            telling = [token for token in header if token not in others] or header
            telling = [token for token in telling if token not in YES | NO]  # of 是否困人, 困人 tells
            places = _places(telling, [_ALSO_CALLED.get(one, one) for one in read.stems])
            if not places:
                continue
            first = min(places)
            if (people := _PEOPLE.match(read.text, read.spans[max(places)][1])) is not None:
                read.cover(*people.span())
            before = read.text[: read.spans[first][0]]
            negated = EXCLUDES.search(before) or _DENIES.search(before)
            if negated is not None:
                read.cover(*negated.span())
                self._bounds.add(own.name)
            for place in places:
                read.take(place, place + 1)
            wanted = frozenset(
                text
                for text in self._words.distinct[column]
                if text.strip().casefold() in (NO if negated else YES)
            )
            self._filters.append(
                among(own.name, wanted, negated=False) if wanted else without_value(own.name)
            )
            self._weight += 1.0


_DENIES = lazy_regex(r"(?:[没未不]|没有)(?:能|被)?(?:[拿收要取开][到得过具]?|提供|附上?|交|打|见到?)?$")
"""What denies a column of yes and no that stands behind it: 没拿到发票."""
_ALSO_CALLED = {"internet": stemmed("online"), "web": stemmed("online"), "网": "线"}
"""Words for what a column of yes and no may be called by another one for: 网上 of 线上."""
_PEOPLE = lazy_regex(r"\s+(?:bidders?|buyers?|customers?|clients?|guests?|people)\b")
"""Who is so as a column says: online bidders."""


def _places(tokens: Sequence[str], stems: Sequence[str]) -> list[int]:
    """Return where a question says tokens, Chinese ones in a row; empty if not all."""
    if any(map(IS_HAN.match, tokens)):
        starts = range(len(stems) - len(tokens) + 1)
        at = next((at for at in starts if list(stems[at : at + len(tokens)]) == list(tokens)), None)
        return [] if at is None else [*range(at, at + len(tokens))]
    found = [stems.index(token) for token in tokens if token in stems]
    return found if len(found) == len(tokens) else []
