"""How figures out of tables are said, in English and Chinese. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from assistant.events import Notice
from assistant.frozen import dataclass
from assistant.languages import Language
from assistant.regexes import lazy_regex
from assistant.retrieval.value_words import MONEY
from assistant.tables.data.cells import Column, Value
from assistant.tables.query.computing import Remark
from assistant.tables.query.guessing import Guess
from assistant.text import clean, without_markup


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said, in a language.

    Attributes:
        looked: What the question was taken for.
        remarks: By code; `{name}` and `{count}` stand for what each is about.
        rows: How many rows a figure comes from.
        none: Said in its place where a count found none.
        cited: Said where only some of the rows are cited.
        where: What they have in common.
        no_rows: Said in the place of a figure.
        shown: Said above rows that are shown in its place.
        query: What the query is called.
        proposed: Said of a query that the model wrote.
        stated: Said of a total that a document states itself.
        asks: What a question was taken for, by what is computed; `{name}` is the column.
        by_group: What rows were put together by.
        per: What an average was taken over.
        left_out: Words of a question that nothing was found for.
        titles: What columns of figures are called.
        figures: How one figure is said, by what it is; `{name}` is its column.
        told: A figure with the rows that it comes from.
        below: The rows that a table comes from, said below it.
        totals: What columns of figures come to in rows that are shown.
        otherwise: What another reading of the question comes to.
        units: Currencies as they are called beside a number.
        separator: Stands between conditions.
        between: Stands between rows that are told in a line.
        named: What something is, behind its name; `{name}` and `{value}`.
        aside: What stands in brackets behind what is said; `{said}` and `{aside}`.
        marks: Those of thousands and of decimals in a written number.
    """

    looked: str
    remarks: Mapping[str, str]
    rows: str
    none: str
    cited: str
    where: str
    no_rows: str
    shown: str
    query: str
    proposed: str
    stated: str
    asks: Mapping[str, str]
    by_group: str
    per: str
    left_out: str
    titles: Mapping[str, str]
    figures: Mapping[str, str]
    told: str
    below: str
    totals: str
    otherwise: str
    units: Mapping[str, str]
    separator: str
    between: str = "; "
    named: str = "{name}: {value}"
    aside: str = "{said} ({aside})"
    marks: str = ",."


_EN = Wording(
    looked="Computing over {names}",
    remarks={
        "units": "{name} are different units or currencies; they are not added up.",
        "unread": "In {count} of these rows “{name}” holds no number; they are not counted in.",
        "unread_filter": "In {count} rows of the table “{name}” cannot be read; they are left out.",
        "empty": "In {count} of these rows “{name}” is empty, so that the figure is doubtful.",
        "empty_kind": "“{name}” is empty in every row of {among} ({count} rows).",
        "odd": "{count} rows do not fit the table's header and are left out.",
        "hidden": "{count} rows that the document hides are counted in.",
        "measure": "The question does not say which is meant: {name}.",
        "tie": "{count} more share the last place; they are shown too.",
        "winners": "This compares totals; of single rows the most extreme is one of {name}.",
        "date": "The table has several dates, and the question does not say which is meant.",
        "uncovered": "Nothing was computed, since no column and no cell explains: {name}.",
        "doubtful": "Nothing was computed, since “{name}” can be read in two ways (4.850 may be 4850 or 4.85; 3/4 may be March or April).",
        "cut": "Nothing was computed, since the table is too large to be read whole.",
        "filter": "Nothing was computed, since it is not clear which rows are meant.",
        "rivals": "Several tables may be meant; each is computed by itself.",
        "no_measure": "Nothing was computed, since it is not clear which column is meant.",
        "no_rows": "No row of the table matches.",
        "own_total": "The table's own total says {name}.",
        "negated": "“{name}” says several other things than that; all of them are counted in.",
        "year": "The question names no year, and the table has several; this year was taken.",
        "moved": "There are no rows of the time that the question names; the latest there were taken: {name}.",
        "as_sum": "“How many” was taken for the sum of “{name}”.",
        "joined": "Rows were put together by “{name}”.",
        "named": "Another table tells the names: {name}.",
        "read_as": "Read as: {name}",
        "guessed": "The question was taken for this: {name}. Part of it is a guess; check it against the rows.",
        "bridged": "The table is in another language; this is a guess at what is meant: {name}.",
        "unmatched": "For {count} rows nothing was found under “{name}”.",
        "operation": "The model's query does not compute what is asked for; its result is not shown.",
        "dropped": "The query does not account for: {name}.",
        "added": "The query holds conditions that the question does not name: {name}.",
    },
    rows="from {count} of {all} rows",
    none="none of the {all} rows",
    cited="{shown} of them cited",
    where="where {said}",
    no_rows="No row matches.",
    shown="These rows bear on it ({count} of {all}):",
    query="Query",
    proposed="The model wrote the query, and the program ran it; what it takes the question for is a guess: check it against the rows.",
    stated="This total stands in the document; nothing was added up.",
    asks={
        "single": "“{name}”",
        "sum": "the total of “{name}”",
        "average": "the average of “{name}”",
        "count": "the number of rows",
        "max": "the highest “{name}”",
        "min": "the lowest “{name}”",
        "rows": "the earliest or the latest row",
        "list": "the rows",
        "share": "the share",
        "difference": "how far apart they are, “{name}”",
    },
    by_group="for each “{name}”",
    per="over the total of “{name}”",
    left_out="not looked at: {words}",
    titles={
        "Share": "Share",
        "Difference": "Difference",
        "Total": "Total",
        "Average": "Average",
        "Highest": "Highest",
        "Lowest": "Lowest",
        "Number": "Number",
        "Month": "Month",
        "Year": "Year",
    },
    figures={
        "Single": "“{name}” is {value}",
        "Total": "The total of “{name}” is {value}",
        "Average": "The average of “{name}” is {value}",
        "Highest": "The highest “{name}” is {value}",
        "Lowest": "The lowest “{name}” is {value}",
        "Number": "The number is {value}",
        "Share": "The share is {value}",
        "Difference": "The difference is {value}",
    },
    told="{figures} ({rows}).",
    below="({rows})",
    totals="Together: {figures}.",
    otherwise="Or, if {reading} is meant: {figures}.",
    units={},
    separator=", ",
)
_ZH = Wording(
    looked="正在计算：{names}",
    remarks={
        "units": "单位或币种不同（{name}），没有相加。",
        "unread": "其中{count}行的“{name}”不是数字，未计入。",
        "unread_filter": "表中有{count}行的“{name}”无法识别，未计入。",
        "empty": "其中{count}行的“{name}”为空，结果未必完整。",
        "empty_kind": "{among}的各行“{name}”均为空（共{count}行）。",
        "odd": "有{count}行与表头不符，未计入。",
        "hidden": "文件中隐藏的{count}行也计算在内。",
        "measure": "问题没有说明是哪一列：{name}。",
        "tie": "另有{count}项并列，也一并列出。",
        "winners": "这里比较的是合计；如果只看单独一行，最突出的是{name}的一行。",
        "date": "表中有多个日期列，问题没有说明是哪一个。",
        "uncovered": "没有计算，因为没有列或单元格能对应：{name}。",
        "doubtful": "没有计算，因为“{name}”有两种读法（4.850可能是4850，也可能是4.85；3/4可能是三月或四月）。",
        "cut": "没有计算，因为表格太大，无法完整读取。",
        "filter": "没有计算，因为不清楚指的是哪些行。",
        "rivals": "可能指多个表格，已分别计算。",
        "no_measure": "没有计算，因为不清楚指的是哪一列。",
        "no_rows": "表中没有符合条件的行。",
        "own_total": "表中自己的合计是{name}。",
        "negated": "“{name}”一列中不是这一种的有几种，都计算在内。",
        "year": "问题没有说明年份，表中有多个年份，这里取今年。",
        "moved": "表中没有问题所说时间的记录，这里取的是最近的：{name}。",
        "as_sum": "“多少”按“{name}”的合计计算。",
        "joined": "各表按“{name}”关联。",
        "named": "名称取自另一个表：{name}。",
        "read_as": "理解为：{name}",
        "guessed": "问题是这样理解的：{name}。其中有推测，请对照原始行核对。",
        "bridged": "表格是另一种语言，对应关系是推测的：{name}。",
        "unmatched": "有{count}行在“{name}”下找不到对应内容。",
        "operation": "模型写的查询没有计算所问的内容，结果不予显示。",
        "dropped": "查询没有考虑：{name}。",
        "added": "查询含有问题中没有的条件：{name}。",
    },
    rows="{all} 行中的 {count} 行",
    none="{all} 行中没有一行",
    cited="出处只列其中 {shown} 行",
    where="{said}",
    no_rows="没有符合条件的行。",
    shown="相关的行（{all}行中的{count}行）：",
    query="查询",
    proposed="查询由模型写出，由程序执行；它对问题的理解是推测，请对照原始行核对。",
    stated="这是文件中写明的合计，没有另外相加。",
    asks={
        "single": "“{name}”",
        "sum": "“{name}”的合计",
        "average": "“{name}”的平均值",
        "count": "行数",
        "max": "“{name}”的最高值",
        "min": "“{name}”的最低值",
        "rows": "日期最早或最晚的一行",
        "list": "符合的行",
        "share": "占比",
        "difference": "“{name}”相差多少",
    },
    by_group="按“{name}”分组",
    per="除以“{name}”的合计",
    left_out="没有考虑：{words}",
    titles={
        "Share": "占比",
        "Difference": "相差",
        "Total": "合计",
        "Average": "平均",
        "Highest": "最高",
        "Lowest": "最低",
        "Number": "数量",
        "Month": "月份",
        "Year": "年份",
    },
    figures={
        "Single": "{name}：{value}",
        "Total": "{name}合计 {value}",
        "Average": "{name}平均 {value}",
        "Highest": "{name}最高 {value}",
        "Lowest": "{name}最低 {value}",
        "Number": "共 {value}",
        "Share": "占 {value}",
        "Difference": "相差 {value}",
    },
    told="{figures}（{rows}）。",
    below="（{rows}）",
    totals="以上合计：{figures}。",
    otherwise="如果问的是{reading}：{figures}。",
    units={"CNY": "元", "day": "天", "km": "公里"},
    separator="，",
    between="；",
    named="{name}：{value}",
    aside="{said}（{aside}）",
)


_DE = Wording(
    looked="Rechne mit {names}",
    remarks={
        "units": "{name} sind verschiedene Einheiten oder Währungen; sie werden nicht addiert.",
        "unread": "In {count} dieser Zeilen steht unter „{name}“ keine Zahl; sie zählen nicht mit.",
        "unread_filter": "In {count} Zeilen der Tabelle ist „{name}“ nicht lesbar; sie bleiben außen vor.",
        "empty": "In {count} dieser Zeilen ist „{name}“ leer, das Ergebnis ist deshalb unsicher.",
        "empty_kind": "„{name}“ ist in allen Zeilen von {among} leer ({count} Zeilen).",
        "odd": "{count} Zeilen passen nicht zum Kopf der Tabelle und bleiben außen vor.",
        "hidden": "{count} im Dokument ausgeblendete Zeilen zählen mit.",
        "measure": "Die Frage sagt nicht, welche Spalte gemeint ist: {name}.",
        "tie": "{count} weitere teilen sich den letzten Platz; sie stehen auch da.",
        "winners": "Verglichen werden Summen; von einzelnen Zeilen ist die äußerste eine von {name}.",
        "date": "Die Tabelle hat mehrere Datumsspalten, und die Frage sagt nicht, welche gemeint ist.",
        "uncovered": "Nicht berechnet, denn keine Spalte und keine Zelle erklärt: {name}.",
        "doubtful": "Nicht berechnet, denn „{name}“ lässt sich auf zwei Arten lesen (4.850 kann 4850 oder 4,85 sein; 3/4 März oder April).",
        "cut": "Nicht berechnet, denn die Tabelle ist zu groß, um ganz gelesen zu werden.",
        "filter": "Nicht berechnet, denn es ist nicht klar, welche Zeilen gemeint sind.",
        "rivals": "Mehrere Tabellen können gemeint sein; jede ist für sich berechnet.",
        "no_measure": "Nicht berechnet, denn es ist nicht klar, welche Spalte gemeint ist.",
        "no_rows": "Keine Zeile der Tabelle passt.",
        "own_total": "Die Summe in der Tabelle selbst ist {name}.",
        "negated": "Unter „{name}“ steht mehreres andere als das; alles davon zählt mit.",
        "year": "Die Frage nennt kein Jahr, und die Tabelle hat mehrere; genommen wurde dieses Jahr.",
        "moved": "Für die genannte Zeit gibt es keine Zeilen; genommen wurden die neuesten: {name}.",
        "as_sum": "„Wie viele“ wurde als Summe von „{name}“ gelesen.",
        "joined": "Zeilen wurden über „{name}“ zusammengeführt.",
        "named": "Die Namen stehen in einer anderen Tabelle: {name}.",
        "read_as": "Gelesen als: {name}",
        "guessed": "Die Frage wurde so verstanden: {name}. Das ist zum Teil geraten; bitte an den Zeilen prüfen.",
        "bridged": "Die Tabelle ist in einer anderen Sprache; was gemeint ist, ist geraten: {name}.",
        "unmatched": "Zu {count} Zeilen fand sich nichts unter „{name}“.",
        "operation": "Die Abfrage des Modells berechnet nicht, was gefragt ist; ihr Ergebnis wird nicht gezeigt.",
        "dropped": "Die Abfrage berücksichtigt nicht: {name}.",
        "added": "Die Abfrage enthält Bedingungen, die die Frage nicht nennt: {name}.",
    },
    rows="aus {count} von {all} Zeilen",
    none="keine der {all} Zeilen",
    cited="{shown} davon belegt",
    where="mit {said}",
    no_rows="Keine Zeile passt.",
    shown="Diese Zeilen gehören dazu ({count} von {all}):",
    query="Abfrage",
    proposed="Die Abfrage hat das Modell geschrieben, das Programm hat sie ausgeführt; wie es die Frage versteht, ist geraten: bitte an den Zeilen prüfen.",
    stated="Diese Summe steht so im Dokument; es wurde nichts addiert.",
    asks={
        "single": "„{name}“",
        "sum": "die Summe von „{name}“",
        "average": "der Durchschnitt von „{name}“",
        "count": "die Anzahl der Zeilen",
        "max": "der höchste Wert von „{name}“",
        "min": "der niedrigste Wert von „{name}“",
        "rows": "die früheste oder die späteste Zeile",
        "list": "die Zeilen",
        "share": "der Anteil",
        "difference": "der Unterschied, „{name}“",
    },
    by_group="je „{name}“",
    per="geteilt durch die Summe von „{name}“",
    left_out="nicht beachtet: {words}",
    titles={
        "Share": "Anteil",
        "Difference": "Unterschied",
        "Total": "Summe",
        "Average": "Durchschnitt",
        "Highest": "Höchstwert",
        "Lowest": "Tiefstwert",
        "Number": "Anzahl",
        "Month": "Monat",
        "Year": "Jahr",
    },
    figures={
        "Single": "{name}: {value}",
        "Total": "Die Summe von „{name}“ ist {value}",
        "Average": "Der Durchschnitt von „{name}“ ist {value}",
        "Highest": "Der höchste Wert von „{name}“ ist {value}",
        "Lowest": "Der niedrigste Wert von „{name}“ ist {value}",
        "Number": "Die Anzahl ist {value}",
        "Share": "Der Anteil ist {value}",
        "Difference": "Der Unterschied ist {value}",
    },
    told="{figures} ({rows}).",
    below="({rows})",
    totals="Zusammen: {figures}.",
    otherwise="Oder, falls {reading} gemeint ist: {figures}.",
    units={"day": "Tage", "month": "Monate", "hour": "Stunden", "year": "Jahre"},
    separator=", ",
    marks=".,",
)


def wording_of(language: Language) -> Wording:
    """Return the wording of a language; English where there is no other."""
    return {"en": _EN, "zh": _ZH, "de": _DE}.get(language) or _other(language)


@lru_cache(maxsize=8)
def _other(language: Language) -> Wording:
    from assistant.agent.words.number_wordings import texts_of  # most questions are in the three above

    texts = texts_of(language)
    if texts is None:
        return _EN
    remarks = texts["remarks"]
    assert isinstance(remarks, dict)
    return replace(_EN, **{**texts, "remarks": {**_EN.remarks, **remarks}})  # type: ignore[arg-type]


def read_as(guess: Guess, wording: Wording, *, of_one_row: bool = False) -> str:
    """Say what a question was taken for, and which of its words count for nothing.

    Args:
        guess: How it was read.
        wording: In which it is said.
        of_one_row: Whether it comes from a single row, of which a value is no total.
    """
    plan = guess.plan
    name = wording.separator.join(
        plan.measures if plan.asked.operation == "difference" else plan.measures[:1]
    )
    name = f"{plan.times} × {name}" if plan.times else name
    single = of_one_row and plan.asked.operation in OF_ONE_ROW and not plan.group
    said = [wording.asks["single" if single else plan.asked.operation].format(name=name)]
    said += [wording.by_group.format(name=title_of(plan.group_name, wording))] if plan.group else []
    said += [wording.per.format(name=plan.per)] if plan.per else []
    conditions = wording.separator.join(one.said for one in (*plan.parts, *plan.filters, *plan.totals))
    said += [wording.where.format(said=conditions)] if conditions else []
    said += [wording.left_out.format(words=wording.separator.join(guess.left))] if guess.left else []
    tables = (
        " + ".join(dict.fromkeys(one.name for one in plan.family.tables if plan.family.own))
        or plan.family.tables[0].name
    )
    return wording.aside.format(said=wording.separator.join(said), aside=tables)


OF_ONE_ROW = frozenset(("sum", "average"))
"""What is the value itself where it comes from a single row."""
_DOUBTS = frozenset(("guessed", "bridged"))
"""Remarks that say that a figure may be no answer."""


def notice_of(remark: Remark, wording: Wording) -> Notice:
    """Return a remark on a figure as the notice that tells it."""
    text = wording.remarks[remark.code].format(
        name=clean(remark.name), count=f"{remark.count:,}", among=clean(remark.among)
    )
    return Notice(f"number_{remark.code}", text, doubts=remark.code in _DOUBTS)


_COUNTER = lazy_regex(
    r"(?:多少|几)\s?([个样家户趟节笔份张条单次名位人台件种项款间套只辆场批把])(?!月|星期|小时|钟)"
)


def counter_in(question: str) -> str:
    """Return the word by which a Chinese question counts: 张 of 几张发票; else nothing."""
    found = _COUNTER.search(question)
    return found[1] if found is not None else ""


def title_of(name: str, wording: Wording) -> str:
    """Return the name of a result's column in the question's language."""
    first, _, rest = name.partition(" ")
    if first not in wording.titles:
        return without_markup(name)
    return without_markup(
        f"{rest}{wording.titles[first]}" if wording is _ZH else f"{wording.titles[first]} {rest}".strip()
    )


_PART = lazy_regex(r"[^=]+ = “([^”]+)”")
"""What a part of a comparison is called, and what alone tells it from the other."""


def figure_said(
    name: str, value: str, wording: Wording, *, of_one_row: bool = False, is_column: bool = False
) -> str:
    """Say a figure in a sentence.

    Args:
        name: Of its column in the result.
        value: As people read it.
        wording: In which it is said.
        of_one_row: Whether it comes from a single row, of which a value is no total.
        is_column: Whether the name is a column's own, as "Total cost" may be.
    """
    if is_column:
        return wording.named.format(name=without_markup(name), value=value)
    first, _, rest = name.partition(" ")
    if first not in wording.figures or (not rest and first not in ("Number", "Difference")):
        part = _PART.fullmatch(title := title_of(name, wording))
        return wording.named.format(name=part[1] if part else title, value=value)
    first = "Single" if of_one_row and first in ("Total", "Average") else first
    column = without_markup(rest)
    if wording is _ZH:
        column = re.sub(r"[（(][^（）()]*元[）)]$", "", column).strip()
    return wording.figures[first].format(name=column, value=value)


def written(value: Value, kind: Column | None, wording: Wording) -> str:
    """Return a figure as people read it, with its unit."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return without_markup(value)
    marks = str.maketrans(",.", wording.marks)
    if kind is None:
        return (f"{value:,.0f}" if value == int(value) else f"{value:,.10g}").translate(marks)
    decimals = 2 if kind.decimals == 1 and kind.unit in MONEY else min(kind.decimals, 6)
    text = f"{value:,.{decimals}f}".translate(marks)
    unit = wording.units.get(kind.unit, kind.unit)
    return f"{text} %" if unit == "%" else f"{text} {without_markup(unit)}".strip()
