"""Questions and papers in languages other than English and Chinese."""

from __future__ import annotations

import pytest

from assistant.agent.words.asked_languages import asks_yes_no, rules, wanted_in
from assistant.agent.words.asked_values import asked_value, how_typed
from assistant.agent.words.matter import Matter, forms_of
from assistant.agent.words.sentence_features import described
from assistant.languages import Language, plain_letters
from assistant.library.terms import query_terms, terms
from assistant.retrieval.evidence import units_of
from assistant.retrieval.ranking import QueryTerms
from tests.fakes.library import passage


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Wie lange läuft der Wartungsvertrag?", {"duration"}),
        ("bis wann muss die meldung raus", {"date"}),
        ("was kostet der hallenplatz im monat", {"money"}),
        ("wer macht die schlüsselübergabe", {"name"}),
        ("Wie oft wird der Filter gewechselt?", {"often"}),
        ("c'est qui le comptable", {"name"}),
        ("une cliente qui veut un devis, on lui prend combien", {"money", "number"}),
        ("combien de jours d'avance faut-il", {"duration"}),
        ("pourquoi le portail reste fermé", {"reason"}),
        ("por que se retraso el pedido", {"reason"}),
        ("cuántas sillas hay en el almacén", {"number"}),
        ("chi porta le chiavi", {"name"}),
        ("entro quando si paga la rata", {"date"}),
        ("Quanto custa a entrega ao sábado?", {"money"}),
        ("когда приедет электрик", {"date"}),
        ("сколько стоит замена замка", {"money"}),
        ("駐車場は月いくらですか", {"money"}),
        ("鍵は誰に返せばいい？", {"name"}),
        ("契約はいつまで？", {"date"}),
        ("보증금은 얼마예요?", {"money"}),
        ("열쇠는 누가 갖고 있어?", {"name"}),
        ("왜 배달이 늦어졌어요?", {"reason"}),
        ("Darf man im Hof grillen?", set()),
        ("창고에서 담배 피워도 되나요?", set()),
    ],
)
def test_kinds_of_values_are_asked_for_in_eight_languages(question: str, kinds: set[str]) -> None:
    assert wanted_in(question) == kinds


@pytest.mark.parametrize(
    "question",
    [
        "Darf man im Hof grillen?",
        "est-ce qu'on peut entrer après 20 h",
        "¿Se puede fumar en la terraza?",
        "можно ли пересдать бокс",
        "ペットを飼ってもいいですか",
        "창고에서 담배 피워도 되나요",
    ],
)
def test_a_yes_or_a_no_is_asked_for(question: str) -> None:
    assert asks_yes_no(question)


@pytest.mark.parametrize(
    "question", ["Wann ist die Miete fällig?", "qui paie le chauffage ?", "どこに置く？", "얼마나 걸려요?"]
)
def test_what_asks_with_a_word_wants_no_yes(question: str) -> None:
    assert not asks_yes_no(question)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Wer prüft die Leitern?", "Die Leitern prüft jedes Jahr Herr Okonjo.", "de"),
        ("pourquoi la porte est fermée", "Elle reste fermée car la serrure est cassée.", "fr"),
        ("キャンセル料はいくら", "当日の取り消しは4,500円を頂きます。", "ja"),
        ("누가 문을 잠가요", "마지막에 나가는 유다정 대리가 문을 잠근다.", "ko"),
        ("когда мойка закрыта", "Мойка закрыта по понедельникам.", "ru"),
    ],
)
def test_a_sentence_in_its_own_language_holds_what_is_asked(
    question: str, text: str, language: Language
) -> None:
    unit = units_of(passage(text), 0)[0]
    assert how_typed(unit, asked_value(question), language) > 0


def test_rules_are_told_in_other_languages() -> None:
    assert rules("Das Rauchen ist untersagt.")
    assert rules("写真を撮ってはいけません。")
    assert not rules("Die Halle steht in Kiel.")


@pytest.mark.parametrize(
    ("wanted", "held", "language"),
    [
        ("kaution", "barkaution", "de"),
        ("frist", "fristen", "de"),
        ("chauff", "chauffage", "fr"),
        ("хранение", "хранения", "ru"),
    ],
)
def test_words_match_their_forms(wanted: str, held: str, language: Language) -> None:
    (term,), (other,) = terms(wanted), terms(held)
    assert other in forms_of([term], [other, "halle"], language)[term]


def test_an_english_question_matches_as_before() -> None:
    assert forms_of(["rent"], ["parent", "rental"], "en") == {"rent": frozenset(["rent"])}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("新人が家で働けないのはなんで", ["新人", "働け"]),
        ("岡山までコンテナ運送はいくら？", ["岡山", "コン", "ンテ", "テナ", "運送"]),
        ("창고에서 보관료는 얼마예요?", ["창고", "보관", "관료"]),
    ],
)
def test_particles_and_endings_are_no_words(question: str, words: list[str]) -> None:
    assert query_terms(question) == words


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("누가 보관료를 내요", "보관료는 맡긴 쪽이 낸다.", "창고는 부산에 있다."),
        ("コンテナの料金", "コンテナは一本ごとに計算する。", "事務所は神戸にある。"),
        ("вид мойки", "Виды моек перечислены ниже.", "Гараж стоит у реки."),
    ],
)
def test_runs_of_letters_are_compared_in_every_script(question: str, right: str, wrong: str) -> None:
    asked = QueryTerms(tuple(query_terms(question)), dict.fromkeys(query_terms(question), 1.0))
    passages = [passage(right, number=1), passage(wrong, number=2)]
    _, table = described(Matter(question, asked), passages, {1: 1.0, 2: 1.0})
    assert table["runs"][0] > table["runs"][1]


def test_accents_and_widths_are_one_letter() -> None:
    assert plain_letters("Gefährliche Güter, ２０％, 한솔") == "gefahrliche guter, 20%, 한솔"
