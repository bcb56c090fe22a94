"""Questions in eight more languages are computed, listed and carried on as English ones are, and answered in their language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.agent.numbers.number_texts import wording_of
from assistant.agent.papers.collection_texts import texts_in
from assistant.agent.question.carrying_on import carried_on, names_place
from assistant.agent.question.request import request_of
from assistant.agent.words.two_sides import versions_compared
from assistant.events import Finished
from assistant.languages import LANGUAGES, Language, detected, is_dutch, may_be_dutch
from assistant.library.library import Library
from assistant.retrieval.in_english import in_english, state_in_english
from tests.agent.test_turn import ask
from tests.fakes.library import filled

OFFICES: dict[str, dict[str, str]] = {
    "fr": {
        "factures-2026.csv": "Numéro;Client;Ville;Montant;Réglé\nF-1;Garage Petit;Brest;120,00;oui\nF-2;Ferme Aubert;Quimper;80,50;non\nF-3;Garage Petit;Brest;200,00;non\nF-4;Café du Port;Brest;60,00;oui\n",
        "compte-rendu-2026-01-12.md": "# Réunion du 12 janvier 2026\n\n- Toiture : la société Kervella enverra un devis.\n",
        "compte-rendu-2026-03-02.md": "# Réunion du 2 mars 2026\n\n- Portail : il est repeint en mai.\n",
    },
    "ru": {
        "счета-2026.csv": "Счёт;Дата;Поставщик;Товар;Сумма, руб.;Статус\nА-1;2026-01-10;Лесторг;доски;5000;оплачен\nА-2;2026-01-12;Гвоздика;гвозди;700;не оплачен\nА-3;2026-02-03;Лесторг;брус;9000;не оплачен\nА-4;2026-02-20;Лесторг;фанера;1000;отменён\n",
        "протокол-2026-01-15.md": "# Протокол, 15 января 2026 г.\n\n1. Покупка шлифовальной машины отложена.\n",
        "протокол-2026-02-11.md": "# Протокол, 11 февраля 2026 г.\n\n1. Шлифовальную машину покупаем в апреле.\n",
        "прейскурант-2025.md": "# Прейскурант\n\n| Изделие | Цена |\n| --- | --- |\n| Стол | 9000 |\n",
        "прейскурант-2026.md": "# Прейскурант\n\n| Изделие | Цена |\n| --- | --- |\n| Стол | 9900 |\n",
    },
    "nl": {
        "facturen-2026.csv": "Nummer,Klant,Plaats,Bedrag,Datum,Betaald\nR-1,Molen Zuid,Gouda,300,2026-01-05,ja\nR-2,Kwekerij Vos,Delft,150,2026-01-20,nee\nR-3,Molen Zuid,Gouda,90,2026-02-02,nee\n",
        "vakantieregeling-2024.md": "# Vakantieregeling\n\nGeldig vanaf 1 januari 2024.\n\n1. Iedereen krijgt 24 vrije dagen.\n\n2. Aanvragen gaat per brief.\n",
        "vakantieregeling-2026.md": "# Vakantieregeling\n\nGeldig vanaf 1 januari 2026.\n\n1. Iedereen krijgt 26 vrije dagen.\n\n2. Aanvragen gaat per brief.\n",
    },
    "ja": {
        "請求一覧_2026.csv": "伝票番号,日付,取引先,品名,金額（円）,支払\nB-1,2026-01-04,森田建材,砂利,8000,済\nB-2,2026-01-09,青木工務店,足場,30000,未\nB-3,2026-02-01,森田建材,砂,4500,未\n",
        "議事録_2026-01-20.md": "# 会議の議事録\n\n1. 倉庫の屋根は春に直す。\n",
    },
    "es": {"facturas-2026.csv": "Número;Cliente;Importe;Pagado\nE-1;Taller Mora;500,00;sí\nE-2;Huerta Luna;125,00;no\nE-3;Taller Mora;75,00;no\n"},
    "it": {"fatture-2026.csv": "Numero;Cliente;Importo;Pagato\nI-1;Officina Sala;400,00;sì\nI-2;Vivaio Costa;60,00;no\nI-3;Officina Sala;40,00;no\n"},
    "pt": {"faturas-2026.csv": "Número;Cliente;Montante;Pago\nP-1;Oficina Reis;900,00;sim\nP-2;Horta Lima;30,00;não\nP-3;Oficina Reis;45,00;não\n"},
}  # fmt: skip


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Library]]:
    made: dict[str, Library] = {}
    managers = [filled(tmp_path_factory.mktemp(name), files) for name, files in OFFICES.items()]
    for name, manager in zip(OFFICES, managers, strict=True):
        made[name] = manager.__enter__()
    yield made
    for manager in managers:
        manager.__exit__(None, None, None)


def told(library: Library, *questions: str) -> Finished:
    events, _ = ask(library, None, questions[-1])
    turn = events[-1]
    assert isinstance(turn, Finished)
    return turn


@pytest.mark.parametrize(
    ("office", "question", "figure"),
    [
        ("fr", "Combien reste-t-il à encaisser en tout sur les factures non réglées ?", "280,50"),
        ("ru", "Сколько всего мы должны по неоплаченным счетам?", "9\u00a0700"),
        ("ru", "На какую сумму всего закупили у Лесторга в 2026 году?", "15\u00a0000"),
        ("ru", "Сколько ушло на «Лесторг», если не считать отменённый счёт?", "14\u00a0000"),
        ("nl", "Hoeveel geld staat er in totaal nog open bij de onbetaalde facturen?", "240"),
        ("ja", "まだ払っていない伝票は合わせていくら？", "34,500"),
        ("es", "¿Cuánto queda por cobrar en total de las facturas?", "200,00"),
        ("it", "Quanto resta da incassare in totale delle fatture?", "100,00"),
        ("pt", "Quanto falta receber no total das faturas?", "75,00"),
    ],
)
def test_what_is_open_and_spent_is_computed(
    offices: dict[str, Library], office: str, question: str, figure: str
) -> None:
    answer = told(offices[office], question).answer
    assert figure in answer
    if office != "nl":  # there are no texts in Dutch
        assert " rows" not in answer
        assert "The total" not in answer


@pytest.mark.parametrize(
    ("office", "question", "there", "other"),
    [
        ("fr", "Quelles factures ne sont pas encore réglées ?", ["F-2", "F-3"], "F-1"),
        ("ru", "Какие счета не оплачены?", ["А-2", "А-3"], "А-1"),
        ("nl", "Welke facturen zijn nog niet betaald?", ["R-2", "R-3"], "R-1"),
        ("ja", "支払いがまだの伝票はどれ？", ["B-2", "B-3"], "B-1"),
        ("ru", "Какие у нас есть прейскуранты, за какие даты?", ["прейскурант-2025", "прейскурант-2026"], "протокол"),
        ("ru", "В каких протоколах говорится про шлифовальную машину?", ["протокол-2026-01-15", "протокол-2026-02-11"], "прейскурант"),
        ("fr", "Dans quels comptes rendus est-il question de Kervella ?", ["compte-rendu-2026-01-12"], "03-02"),
        ("ja", "倉庫の屋根が出てくる議事録を全部挙げて", ["議事録_2026-01-20"], "請求一覧"),
        ("nl", "Wat is er veranderd in de vakantieregeling tussen 2024 en 2026?", ["24 vrije", "26 vrije"], "“2. Aanvragen"),
    ],
)  # fmt: skip
def test_rows_papers_and_changes_are_listed(
    offices: dict[str, Library], office: str, question: str, there: Sequence[str], other: str
) -> None:
    answer = told(offices[office], question).answer
    assert all(one in answer for one in there)
    assert other not in answer


@pytest.mark.parametrize(
    ("question", "before", "meant"),
    [
        ("et en mai ?", "Combien de bateaux sont sortis en avril ?", "Combien de bateaux sont sortis en mai ?"),
        ("et pour Brest ?", "Quel est le loyer de Quimper ?", "Quel est le loyer de Brest?"),
        ("¿y en marzo?", "¿Cuánto gastamos en febrero?", "¿Cuánto gastamos en marzo?"),
        ("e a Torino?", "Quanti corsi ci sono a Milano?", "Quanti corsi ci sono a Torino?"),
        ("en Oregano?", "Hoe duur is Tijm op de lijst?", "Hoe duur is Oregano op de lijst?"),
        ("а на Лесной?", "Какой залог на Садовой?", "Какой залог на Лесной?"),
        ("新館は？", "旧館の警備契約はいつまで？", "新館の警備契約はいつまで？"),
        ("じゃあ大人は？", "2025年の入場料で子供はいくら？", "2025年の入場料で大人はいくら？"),
        ("그럼 신관은?", "구관 경비 계약은 언제까지인가요?", "신관 경비 계약은 언제까지인가요？"),
    ],
)  # fmt: skip
def test_a_few_words_put_another_thing_into_the_question_before(
    question: str, before: str, meant: str
) -> None:
    assert meant.replace(" ?", "?") in [one.replace(" ?", "?") for one in carried_on(question, before)]


def test_what_is_asked_of_the_same_puts_nothing_else_in_its_place() -> None:
    assert names_place("et pour le hangar ?")
    assert not names_place("et la caution ?")
    assert carried_on("インフレとは？", "旧館の契約はいつまで？") == ()
    assert carried_on("e-mail?", "what is it?") == ()


@pytest.mark.parametrize(
    ("question", "language", "read"),
    [
        ("Combien reste-t-il à payer ?", "fr", "how much is still outstanding ?"),
        ("¿Cuánto suman las facturas de Mora?", "es", "what is the total of the invoices of Mora?"),
        ("Quali verbali parlano del tetto?", "it", "which minutes mention tetto?"),
        ("Quais faturas não foram pagas?", "pt", "which invoices unpaid?"),
        ("Welke klanten uit Delft staan er?", "en", "which customers from Delft stand ?"),
        ("Сколько стоит стол?", "ru", "how much does it cost стол?"),
        ("まだ払っていない伝票は合わせていくら？", "ja", "未付的单据一共多少钱？"),
        ("아직 결제하지 않은 송장은 모두 얼마인가요?", "ko", "unpaid invoice what is the total amount?"),
    ],
)
def test_known_words_are_read_in_english(question: str, language: Language, read: str) -> None:
    assert in_english(question, language) == read


@pytest.mark.parametrize(
    ("cell", "state"),
    [("не оплачен", "not paid"), ("Impayé", "unpaid"), ("niet betaald", "not paid"), ("no pagado", "not paid"), ("未払い", "未付"), ("미결제", "unpaid"), ("paid", "paid")],
)  # fmt: skip
def test_states_of_cells_are_read(cell: str, state: str) -> None:
    assert state_in_english(cell) == state


def test_dutch_is_told_from_german_and_french() -> None:
    for text in ("Hoeveel betaalt de huurder per maand?", "Wat staat er in de brief van de verhuurder?"):
        assert is_dutch(text)
        assert detected(text) is None
    for text in (
        "Was kostet die Miete in der Gasse?",
        "Et de la caution ?",
        "What is in the box of the van?",
    ):
        assert not is_dutch(text)
    assert may_be_dutch("en de borg?")
    assert not may_be_dutch("et la caution ?")


def test_versions_are_told_by_their_years_and_what_they_are_called() -> None:
    sources = {1: "/d/hausordnung-2021.md", 2: "/d/hausordnung-2024.md", 3: "/d/mietvertrag-2021.md", 4: "/d/mietvertrag-2024.md", 5: "/d/規程_2021.md", 6: "/d/規程_2024.md"}  # fmt: skip
    assert versions_compared("Was ist in der Hausordnung von 2021 auf 2024 anders?", sources) == (1, 2)
    assert versions_compared("規程の2021年版と2024年版の違いは？", sources) == (5, 6)
    assert versions_compared("Was ist 2021 und 2024 anders?", sources) is None
    assert versions_compared("Was ist in der Hausordnung von 2021 anders?", sources) is None


def test_every_language_says_figures_and_lists_in_its_own_words() -> None:
    for language in LANGUAGES:
        wording = wording_of(language)
        assert wording.rows.format(count=1, all=2) != ""
        assert "{reading}" in wording.otherwise
        assert texts_in(language).match.format(n=1, all=2, verb="", conditions="x")
        if language != "en":
            assert wording.otherwise != wording_of("en").otherwise
            assert texts_in(language).none != texts_in("en").none


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Was steht in der Mail vom Labor?", "whole"),
        ("Que dit le courriel de la mairie ?", "whole"),
        ("Wat staat er in de mail van de leverancier?", "whole"),
        ("Waar gaat dit bestand over?", "whole"),
        ("Was hat sich in der Hausordnung von 2021 auf 2024 geändert?", "compare"),
        ("Was haben wir im März 2025 bestellt?", "fact"),
    ],
)
def test_kinds_are_told_by_the_english_reading_too(question: str, kind: str) -> None:
    assert request_of(question).kind == kind


def test_a_short_manual_is_told_section_by_section(tmp_path: Path) -> None:
    manual = (
        "# Насос Н-3: инструкция\n\n## Безопасность\nНе включайте насос без воды.\n\n## Данные\n| Модель | Напор |\n| --- | --- |\n| Н-3 | 12 м |\n| Н-5 | 20 м |\n\n"
        "## Работа\nОткройте кран. Включите насос. Работа без отдыха не дольше 40 минут. Выключайте до слива. Затем слейте воду.\n\n## Уход\nФильтр моют раз в месяц. Масло меняют раз в год.\n\n"
        "## Ошибки\n| Код | Причина |\n| --- | --- |\n| П1 | нет воды |\n| П2 | перегрев |\n| П3 | засор |\n"
    )  # fmt: skip
    with filled(tmp_path, {"насос.md": manual}) as library:
        answer = told(library, "Кратко изложи насос.md").answer
    assert all(one in answer for one in ("без воды", "12 м", "40 минут", "раз в месяц", "перегрев", "засор"))


def test_a_fact_of_a_paper_comes_before_rows_that_name_its_party(tmp_path: Path) -> None:
    files = {
        "ritten-2026.csv": "Nummer,Klant,Plaats,Bedrag,Datum\nT-1,Hotel Berk,Breda,300,2026-01-05\nT-2,Kwekerij Vos,Delft,150,2026-01-20\nT-3,Hotel Berk,Breda,90,2026-02-02\n",
        "huurcontract-hotel-berk.md": "# Huurovereenkomst Hotel Berk\n\nTussen Garage De Brug (verhuurder) en Hotel Berk (huurder).\n\n## Artikel 1\nDe huurprijs bedraagt € 410 per maand.\n",
    }
    with filled(tmp_path, files) as library:
        assert "410" in told(library, "Wat is de huurprijs van Hotel Berk?").answer
