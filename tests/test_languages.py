from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assistant.languages
from assistant.languages import (
    FUNCTION_WORDS,
    LANGUAGES,
    detected,
    is_function_word,
    language_named,
    language_of,
    plain,
    without_asking,
)

TEXTS = Path(__file__).parent / "agent"

SENTENCES = {
    "en": [
        "How much is the rent?", "Is heating included?", "List all suppliers", "notice period of the lease", "who signs?",
        "The deposit is paid back within thirty days.", "Which tools do I need", "wen does the clening contract end",
        "What does 保修期 mean?",
    ],
    "zh": ["多少钱", "LC-40的保修期多长？", "台湾有哪些大学？", "American folklore作者是谁？", "合同什麼時候到期？", "押金", "用Python写一个快速排序"],
    "de": [
        "Wie hoch ist die Miete?", "Kündigungsfrist Mietvertrag", "Wer haftet?", "Darf ich einen Hund halten?", "kürzer bitte",
        "Die Kaution wird nach dreißig Tagen zurückgezahlt.", "Wie viel kostet ein Service", "Mehr dazu", "Was ist Rekursion?",
    ],
    "fr": [
        "Combien coûte le loyer ?", "Combien ca coute", "Qui paie ?", "Quel est le délai de préavis ?", "plus court",
        "La caution est rendue sous trente jours.", "Où se trouve l'atelier", "Est-ce que le chauffage est compris ?",
    ],
    "es": [
        "¿Cuánto cuesta?", "Cuanto cuesta el alquiler", "¿Quién paga?", "¿Qué es la fotosíntesis?", "más corto",
        "La fianza se devuelve en treinta días.", "Donde esta el taller", "¿Está incluida la calefacción?",
    ],
    "it": [
        "Quanto costa l'affitto?", "Chi paga?", "Qual è il periodo di preavviso?", "più breve", "Che cos'è la ricorsione?",
        "La cauzione viene restituita entro trenta giorni.", "Dove si trova l'officina", "Il riscaldamento è compreso?",
    ],
    "pt": [
        "Quanto custa o aluguel?", "Quem paga?", "Qual é o prazo de aviso prévio?", "mais curto", "O que é a fotossíntese?",
        "A caução é devolvida em trinta dias.", "Onde fica a oficina", "O aquecimento está incluído?",
    ],
    "ru": ["Сколько стоит аренда?", "Кто платит?", "покороче", "Залог возвращается в течение тридцати дней.", "Цена услуги Falka 3"],
    "ja": ["家賃はいくらですか？", "契約期間は？", "保証期間", "誰が払いますか", "タイヤ交換", "LF-86の最大圧力は？", "円高の影響"],
    "ko": ["월세는 얼마입니까?", "누가 냅니까", "보증금", "LF-86의 최대 압력은?"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in SENTENCES.items() for text in texts]
)
def test_the_language_of_a_sentence(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["technician", "minutes per technician", "schedule", "yacht insurance", "scheme"]
)
def test_a_word_of_english_is_not_taken_for_german(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize("half", ["blind", "tuned"])
def test_the_language_of_requests(half: str) -> None:
    lines = (TEXTS / f"requests_{half}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    short = ("E07", "2024-05-20", "17 * 23")
    wrong = [(row[0], row[3]) for row in rows if language_of(row[3]) != row[0] and row[3] not in short]
    assert len(wrong) <= len(rows) * 0.02, wrong


@pytest.mark.parametrize(
    "text",
    ["", "   ", "E07", "pricing.md", "LF-86", "2025-03-31", "https://example.org/a?b=c", "the" * 30_000, "สัญญาสิ้นสุดเมื่อใด", "متى ينتهي العقد؟",
     "Hoe hoog is de huur?", "Hur hög är hyran?", "Ile wynosi czynsz?", "Коли закінчується договір оренди і хто його підписує?"],
)  # fmt: skip
def test_what_is_in_none_of_them_gives_no_sign(text: str) -> None:
    assert detected(text) is None
    assert language_of(text) == "en"


@given(st.text(max_size=100))
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in LANGUAGES


@given(st.sampled_from([text for texts in SENTENCES.values() for text in texts]))
def test_how_accents_are_encoded_makes_no_difference(text: str) -> None:
    assert language_of(unicodedata.normalize("NFD", text)) == language_of(text)


ASKING = {
    "en": "how much many which what who when where why do does you tell me list",
    "de": "wie viel viele welche welcher was wer wann wo warum ich sage nenne oft",
    "fr": "combien quel quelle quels qui quand où pourquoi est donne souvent",
    "es": "cuánto cuanto cuántos qué quién cuándo dónde por dime",
    "it": "quanto quanti quale quali chi quando dove perché dimmi",
    "pt": "quanto quantos qual quais quem quando onde por diga",
    "ru": "сколько какой какая кто когда где почему скажи часто",
    "zh": "多少 几 多久 多长 哪些 什么 谁 怎么 如何 吗",
    "ja": "いくら 何 いつ どこ 誰 なぜ どの ですか",
    "ko": "얼마 어떤 언제 어디 누가 무엇 왜 몇",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_only_ask_are_function_words(language: str) -> None:
    assert [word for word in ASKING[language].split() if not is_function_word(word, language)] == []
    assert is_function_word(ASKING[language].split()[0].upper(), language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "rent contract warranty parking old long haiming"),
        ("de", "miete vertrag garantie alt lang"),
        ("fr", "loyer contrat garantie"),
        ("es", "alquiler contrato"),
        ("ru", "аренда договор"),
        ("zh", "租金 合同"),
    ],
)
def test_words_that_say_what_is_asked_for_are_none(language: str, words: str) -> None:
    assert [word for word in words.split() if is_function_word(word, language)] == []


def test_function_words_stand_also_without_accents() -> None:
    for language in ("fr", "es", "it", "pt"):
        assert all(plain(word) in FUNCTION_WORDS[language] for word in FUNCTION_WORDS[language])


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("How much is the rent?", ["rent"]),
        ("How long is the warranty?", ["warranty"]),
        ("How old is the long ramp?", ["long", "ramp"]),
        ("Wie hoch ist die Kaution?", ["Kaution"]),
        ("Combien de temps dure la garantie ?", ["dure", "garantie"]),
        ("Сколько времени действует гарантия?", ["действует", "гарантия"]),
        ("保修期多长时间？", ["保修期"]),
        ("押金是多少？", ["押金"]),
        ("家賃はいくらですか？", ["家賃"]),
        ("월세는 얼마입니까?", ["월세는"]),
    ],
)
def test_what_only_asks_is_taken_out_of_a_question(question: str, left: list[str]) -> None:
    language = language_of(question)
    words = "".join(c if c.isalnum() else " " for c in without_asking(question)).split()
    telling = [word.strip("是は") for word in words if not is_function_word(word, language)]
    assert [word for word in telling if word] == left


@pytest.mark.parametrize(
    ("name", "language"),
    [("English", "en"), ("Français", "fr"), ("немецком", "de"), ("日本語", "ja"), ("西班牙语", "es"), ("한국어", "ko"), ("Klingon", None)],
)  # fmt: skip
def test_languages_are_known_by_their_names(name: str, language: str | None) -> None:
    assert language_named(name) == language


def test_nothing_is_needed_but_the_standard_library_and_the_table_of_scripts() -> None:
    tree = ast.parse(Path(assistant.languages.__file__).read_bytes())
    origins = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert origins <= {
        "__future__",
        "assistant.regexes",
        "assistant.text",
        "collections.abc",
        "functools",
        "re",
        "typing",
        "unicodedata",
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Villa Quarto: unpaid?", "en"),
        ("BSL-C-05 Villa Quarto Guesthouse", "en"),
        ("Kündigungsfrist Vertrag Schmidt", "de"),
        ("precio del hotel La Marina", "es"),
    ],
)
def test_a_name_is_of_no_language(text: str, language: str) -> None:
    assert language_of(text) == language
