from __future__ import annotations

import pytest

from assistant.agent.claims.replies import beside_nothing, echoes, reply, says_nothing


@pytest.mark.parametrize(
    ("sentence", "agrees", "rest"),
    [
        ("Yes.", True, ""),
        ("Yes, keeping animals is allowed.", True, "keeping animals is allowed."),
        ("No, it is not.", False, "it is not."),
        ("No discount is granted.", None, "No discount is granted."),
        ("Ja, das Ventil darf verstellt werden.", True, "das Ventil darf verstellt werden."),
        ("Nein.", False, ""),
        ("Oui, les animaux sont autorisés.", True, "les animaux sont autorisés."),
        ("Non.", False, ""),
        ("Sí.", True, ""),
        ("Não, não é permitido.", False, "não é permitido."),
        ("Да.", True, ""),
        ("Нет, нельзя.", False, "нельзя."),
        ("是的。", True, ""),
        ("不可以，禁止饲养宠物。", False, "禁止饲养宠物。"),
        ("不可以饲养宠物。", None, "不可以饲养宠物。"),
        ("はい。", True, ""),
        ("いいえ、できません。", False, "できません。"),
        ("네.", True, ""),
        ("아니요, 금지됩니다.", False, "금지됩니다."),
        ("Yesterday it rained.", None, "Yesterday it rained."),
    ],
)
def test_yes_and_no_are_taken_off(sentence: str, agrees: bool | None, rest: str) -> None:
    found = reply(sentence)
    assert (found.agrees, found.rest) == (agrees, rest)


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("What is the monthly rent?", "What is the monthly rent?", True),
        ("The monthly rent.", "What is the monthly rent?", True),
        ("The question is what the monthly rent is?", "What is the monthly rent?", False),
        ("The monthly rent is 900 euros.", "What is the monthly rent?", False),
        ("Heating is included in the rent.", "Is heating included in the rent?", False),
        ("Is heating included in the rent?", "Is heating included in the rent?", True),
        ("A is larger.", "Which is larger, A or B?", False),
        ("Wie hoch ist die Miete?", "Wie hoch ist die Miete?", True),
        ("月租金是多少？", "月租金是多少？", True),
        ("月租金是6500元。", "月租金是多少？", False),
        ("It ends in May 2025.", "When does it end?", False),
    ],
)
def test_an_echo_adds_nothing(sentence: str, question: str, expected: bool) -> None:
    assert echoes(sentence, question) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The documents do not contain an answer.", True),
        ("This is not specified.", True),
        ("I don't know.", True),
        ("I'm sorry, but I do not know.", True),
        ("I could not find this in your documents.", True),
        ("That is not in the documents.", True),
        ("The contract does not mention pets.", True),
        ("The contract does not include heating.", False),
        ("The warranty lasts 24 months.", False),
        ("Wear parts are not covered.", False),
        ("Overtime is not given in cash.", False),
        ("The information in the report is not confidential.", False),
        ("The landlord does not know the tenant.", False),
        ("Das steht nicht im Text.", True),
        ("Der Text enthält keine Angaben dazu.", True),
        ("Ich weiß es nicht.", True),
        ("In den Unterlagen steht das nicht.", True),
        ("Diese Frage kann nicht beantwortet werden.", True),
        ("Das Ventil darf nicht verstellt werden.", False),
        ("Die Heizung ist nicht in der Miete enthalten.", False),
        ("Je ne sais pas.", True),
        ("Le texte ne le précise pas.", True),
        ("Cela n'est pas indiqué dans les documents.", True),
        ("Le chauffage n'est pas compris dans le loyer.", False),
        ("No lo sé.", True),
        ("El texto no menciona la fecha.", True),
        ("La calefacción no está incluida en el alquiler.", False),
        ("Non lo so.", True),
        ("Il documento non specifica la data.", True),
        ("Il riscaldamento non è compreso nel canone.", False),
        ("Não sei.", True),
        ("O texto não menciona a data.", True),
        ("O aquecimento não está incluído na renda.", False),
        ("Я не знаю.", True),
        ("В документах этого нет.", True),
        ("Отопление не включено в аренду.", False),
        ("不知道。", True),
        ("文中未提及保修期。", True),
        ("提供的资料中没有提到保修期。", True),
        ("该设备不包含备用电池。", False),
        ("取暖费不包含在租金内。", False),
        ("わかりません。", True),
        ("文書には記載されていません。", True),
        ("暖房費は家賃に含まれません。", False),
        ("모르겠습니다.", True),
        ("문서에 언급되어 있지 않습니다.", True),
        ("난방비는 임대료에 포함되지 않습니다.", False),
        ("文件中没有批头40件套今年的价。", True),
        ("海盐固坚的开户行和账号没有提供。", True),
        ("许婷的工资没有说明。", True),
        ("The restaurant of the dinner is not specified.", True),
        ("合同中没有违约金。", False),
        ("早餐没有提供。", False),
        ("Breakfast is not provided.", False),
        ("The deposit is not stated, but the rent is 400.", False),
    ],
)
def test_a_sentence_that_says_that_nothing_was_found(sentence: str, expected: bool) -> None:
    assert says_nothing(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("The text does not say when, but it costs 99 euros.", "it costs 99 euros."),
        ("It costs 99 euros, but the text does not say when.", "It costs 99 euros"),
        ("The text does not say when.", ""),
        ("Der Text sagt nicht wann, aber es kostet 99 Euro.", "es kostet 99 Euro."),
        ("文中没有提到日期，但是价格为99元。", "价格为99元。"),
        ("It costs 99 euros, but it is good.", ""),
    ],
)
def test_what_is_said_beside_it(sentence: str, rest: str) -> None:
    assert beside_nothing(sentence) == rest
