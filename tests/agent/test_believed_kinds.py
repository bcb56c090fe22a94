"""Kinds of wrong answers that are easily believed, and the right ones beside them, in many languages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from assistant.library.documents import StoredPassage
from assistant.library.terms import terms
from tests.agent.test_believed import passages_of

PAPERS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "cover.md": "Summary of cover\nCovered: the hall, the kiln; theft from the locked store.\n\n"
        "Not covered: members' own tools. Damage by frost. Work away from the hall, except the autumn fair.\n"
        "Hired helpers are included, volunteers under 16 are not.",
        "prices.md": "# Kiln prices\n| Load | Bisque | Glaze |\n| --- | --- | --- |\n| up to 20 l | £6 | £9 |\n"
        "| 21–60 l | £14 | £19 |\n| over 60 l | £25 | £33 |",
        "store.md": "# Store\n| Code | Item | Left | Price |\n| --- | --- | --- | --- |\n| K1 | small brush | 14 | 2.20 |\n"
        "| K2 | large brush | 5 | 4.75 |",
    },
    "es": {
        "seguro.md": "Resumen de coberturas\nNo cubierto: instrumentos propios de los alumnos. Humedad. Lo que se deje fuera, excepto los atriles.",
        "precios.md": "# Precios\nLos libros no van incluidos. No se permite fumar en las aulas.",
        "taller.md": "# Taller\n| Instrumento | Ajuste | Limpieza |\n| --- | --- | --- |\n| clarinete | 63 € | 21 € |\n| violonchelo | 78 € | 29 € |",
    },
    "zh": {
        "保险.md": "保障摘要\n不管的：社员自己的车和农具。冻害。外出摆摊期间出的事，但是石塘庙会除外。",
        "收费.md": "# 机耕收费\n| 面积 | 旋耕 | 起垄 |\n| --- | --- | --- |\n| 25㎡以下 | 45元 | 30元 |\n| 25–40㎡ | 68元 | 47元 |\n| 41–55㎡ | 95元 | 66元 |",
        "库存.md": "# 库存\n| 编号 | 品名 | 单价 |\n| --- | --- | --- |\n| K20 | 短柄锄 | 26.00 |\n| K21 | 长柄锄 | 41.50 |",
    },
    "ja": {
        "規則.md": "# 利用規則\n工房内での飲食は禁止。ただし、ふた付きの飲み物はこの限りではない。\n利用料には電気代が含まれるが、材料費は含まれない。",
        "料金.md": "# 使用料\n| 機械 | 1時間 | 半日 |\n| --- | --- | --- |\n| 糸のこ盤 | 300円 | 800円 |\n| 陶芸窯（小） | 1,200円 | 4,000円 |\n| 陶芸窯（大） | 1,900円 | 6,500円 |",
    },
}  # fmt: skip


def attribute(language: str, question: str, sentence: str) -> Attribution:
    groups: list[list[StoredPassage]] = [
        [one]
        for number, (name, text) in enumerate(PAPERS[language].items(), 1)
        for one in passages_of(name, text, number)
    ]
    held = Counter(term for group in groups for term in set(terms(group[0].text)))

    def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
        return {term: math.log(1 + (len(groups) - held[term] + 0.5) / (held[term] + 0.5)) for term in wanted}

    return Attributor(groups, question, weigh, None).attribute(sentence)


@pytest.mark.parametrize(
    ("language", "question", "sentence"),
    [
        ("en", "will they pay for my broken loom", "Yes, members' own tools are covered."),
        ("en", "and if the pipes freeze?", "Damage by frost is covered."),
        ("en", "an accident at the autumn fair?", "No, the autumn fair is not covered."),
        ("en", "glaze for 45 l, what is it", "Glazing costs £9."),
        ("en", "the big one for painting, price?", "A large brush costs 2.20."),
        ("es", "se le ha roto su flauta, ¿paga la mutua?", "Sí, los instrumentos propios de los alumnos están cubiertos."),
        ("es", "los manuales entran en lo que se paga?", "Sí, los libros van incluidos en el precio."),
        ("es", "por ajustar un chelo qué me piden", "El ajuste del violonchelo son 63 €."),
        ("es", "¿se puede fumar?", "Sí, se permite fumar en las aulas."),
        ("zh", "我自家的锄头坏了保险赔不赔", "赔的，社员自己的农具在保障范围内。"),
        ("zh", "我家地50平，请机子翻一遍多少钱", "旋耕要 68元。"),
        ("zh", "长把的锄头一把多少", "长柄锄单价 26.00 元。"),
        ("ja", "大きいほうの窯は1時間いくら", "陶芸窯（大）は1時間1,200円です。"),
        ("ja", "材料のお金も入ってますか", "はい、材料費は利用料に含まれます。"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_marked(language: str, question: str, sentence: str) -> None:
    assert not attribute(language, question, sentence).supported


@pytest.mark.parametrize(
    ("language", "question", "sentence"),
    [
        ("en", "will they pay for my broken loom", "No, members' own tools are not covered."),
        ("en", "an accident at the autumn fair?", "Yes, the autumn fair is the exception and is covered."),
        ("en", "glaze for 45 l, what is it", "Glazing costs £19."),
        ("en", "the big one for painting, price?", "A large brush costs 4.75."),
        ("es", "se le ha roto su flauta, ¿paga la mutua?", "No, los instrumentos propios de los alumnos no están cubiertos."),
        ("es", "por ajustar un chelo qué me piden", "El ajuste del violonchelo son 78 €."),
        ("zh", "我家地50平，请机子翻一遍多少钱", "旋耕要 95元。"),
        ("ja", "大きいほうの窯は1時間いくら", "陶芸窯（大）は1時間1,900円です。"),
    ],
)  # fmt: skip
def test_a_right_answer_is_borne_out(language: str, question: str, sentence: str) -> None:
    found = attribute(language, question, sentence)
    assert found.supported, found


@pytest.mark.parametrize(
    ("language", "question", "sentence"),
    [
        ("zh", "去石塘庙会摆摊出了事，保险认不认？", "认，石塘庙会属于例外，在保障之内。"),
        ("ja", "ふた付きのコーヒーを飲んでも平気ですか", "はい、ふた付きの飲み物は飲んでもかまいません。"),
    ],
)  # fmt: skip
def test_an_exception_is_not_contradicted(language: str, question: str, sentence: str) -> None:
    assert not attribute(language, question, sentence).contradicts
