from __future__ import annotations

import pytest

from assistant.agent.words.polarity import denies, opposed, opposed_across

OPPOSED = [
    ("Markisen sind bei Sturm ausgenommen.", "Markisen sind bei Sturm mitversichert."),
    ("Glas ist mitversichert, das Gewächshaus aber ausgenommen.", "Glas und Gewächshaus sind mitversichert."),
    # en
    ("Heating is included in the rent.", "Heating is not included in the rent."),
    ("Keeping animals is allowed.", "Keeping animals is not allowed."),
    ("Keeping animals is allowed.", "Keeping animals is forbidden."),
    (
        "Bikes are allowed on the roof deck.",
        "Bikes are allowed in the yard but not in the hall or on the roof deck.",
    ),
    ("The drums may travel in the trailer.", "Stools may travel in the trailer; the drums may not."),
    (
        "Groups of 12 get a discount in June.",
        "Groups of 12 or more get a discount, but there is none in June.",
    ),
    ("Solvents may be used.", "Solvents, acids and oils must not be used."),
    ("The tenant may sublet the flat.", "The tenant may not sublet the flat without the landlord's consent."),
    ("The tenant may sublet without consent.", "The tenant may not sublet without consent."),
    ("The plug is included.", "The plug isn't included, the cable is included."),
    ("The fan is delivered with a plug.", "The fan is delivered without a plug."),
    ("The request was approved.", "The request for a fourth secretary was rejected."),
    ("The stay is at least 20 days.", "The stay is at most 20 days."),
    ("A hotel must cost at least 190 euros.", "A hotel may cost up to 190 euros a night."),
    ("The temperature may exceed 42 degrees.", "The temperature must not exceed 42 degrees."),
    ("The fee is paid after the term begins.", "The fee is paid before the term begins."),
    ("The price falls to 4.80 euros.", "The price rises to 4.80 euros."),
    ("The landlord pays the water.", "The tenant pays the water."),
    ("Orders below 2,000 euros get a discount.", "Orders above 2,000 euros get a discount."),
    ("The shop is open on Sundays.", "The shop is closed on Sundays."),
    ("Nobody can be reached at noon.", "Everybody can be reached at noon."),
    ("The claim was accepted.", "The claim for the bicycles was rejected, because the cellar was open."),
    ("Kayaks and rafts are lent to guests.", "Neither kayaks nor rafts are lent to guests."),
    ("The shelf bears at least 80 kg.", "Nothing heavier than 80 kg may be put on the shelf."),
    # zh
    ("水温可以超过42摄氏度。", "水温不得超过42摄氏度。"),
    ("取暖费包含在租金内。", "取暖费不包含在租金内。"),
    ("可以饲养宠物。", "禁止饲养宠物。"),
    ("合同不会自动续期。", "期满前双方均未提出异议的，合同自动续期一年。"),
    ("员工每周至少要居家办公三天。", "员工每周最多可以居家办公三天。"),
    ("价格下调到15元。", "每份午餐的价格由12元上调到15元。"),
    ("学费在开学后缴纳。", "学费在每学期开学前缴纳。"),
    ("申请获得通过。", "增设秘书的申请未获通过。"),
    # de
    ("Ja, das Ventil darf verstellt werden.", "Das Ventil darf nicht verstellt werden."),
    ("Haustiere sind erlaubt.", "Haustiere sind verboten."),
    ("Der Vertrag verlängert sich.", "Der Vertrag verlängert sich nicht."),
    ("Es gibt einen Rabatt.", "Es gibt keinen Rabatt."),
    ("Die Frist beträgt mindestens 30 Tage.", "Die Frist beträgt höchstens 30 Tage."),
    # fr
    ("Le chauffage est compris dans le loyer.", "Le chauffage n'est pas compris dans le loyer."),
    ("Les animaux sont autorisés.", "Les animaux sont interdits."),
    ("La caution est versée après la remise des clés.", "La caution est versée avant la remise des clés."),
    # es
    ("La calefacción está incluida en el alquiler.", "La calefacción no está incluida en el alquiler."),
    ("Se permite fumar en la escalera.", "Está prohibido fumar en la escalera."),
    # it
    ("Il riscaldamento è compreso nel canone.", "Il riscaldamento non è compreso nel canone."),
    ("Gli animali sono ammessi.", "Gli animali sono vietati."),
    # pt
    ("O aquecimento está incluído na renda.", "O aquecimento não está incluído na renda."),
    # ru
    ("Отопление включено в аренду.", "Отопление не включено в аренду."),
    ("Курение разрешено в подъезде.", "Курение запрещено в подъезде."),
    # ja
    ("暖房費は家賃に含まれます。", "暖房費は家賃に含まれません。"),
    ("ペットの飼育は可能です。", "ペットの飼育は禁止です。"),
    # ko
    ("난방비는 임대료에 포함됩니다.", "난방비는 임대료에 포함되지 않습니다."),
    ("반려동물 사육은 허용됩니다.", "반려동물 사육은 금지됩니다."),
    # What stands before a colon denies all that is listed behind it
    ("Yes, members' own boats are covered.", "Not covered: members' own boats."),
    ("Frost is covered by the policy.", "Not covered: members' own boats, frost, theft from open lockers."),
    ("Ja, Fahrräder sind versichert.", "Nicht versichert: Fahrräder vor dem Haus."),
    ("Oui, les bijoux sont garantis.", "Exclus : les bijoux et le numéraire des locataires."),
    ("Los instrumentos propios están cubiertos.", "No cubierto: instrumentos propios de los alumnos."),
    ("Gli occhiali sono coperti.", "Non coperti: gli occhiali, i telefoni."),
    ("As bicicletas estão cobertas.", "Não cobertas: as bicicletas."),
    ("Машины арендаторов покрываются полисом.", "Не покрывается: машины самих арендаторов."),
    ("社员自己的农具在保障范围内。", "不管的：社员自己的车和农具。"),
    ("持ち込んだ工具も保険の対象です。", "対象外：利用者が持ち込んだ工具。"),
    ("حواسيب الأعضاء مشمولة بالتأمين.", "غير مشمول: حواسيب الأعضاء."),
    # Of an exception holds the opposite of the rest
    ("The Orme regatta is not covered.", "Racing away from home is not covered, except the Orme regatta."),
    ("Racing away from home is covered.", "Racing away from home is not covered, except the Orme regatta."),
    ("The Orme regatta is covered.", "Racing away from home is covered, except the Orme regatta."),
    ("Im Winter ist der Steg offen.", "Der Steg ist offen, ausgenommen im Winter."),
    (
        "La gara di Lago Torbo non è coperta.",
        "Gli allenamenti fuori sede non sono coperti, eccetto la gara di Lago Torbo.",
    ),
    (
        "Уборка улицы Канатной не покрывается.",
        "Работы за оградой не покрываются, за исключением уборки улицы Канатной.",
    ),
    ("露天的苗在保障之内。", "苗木都在保障之内，露天的苗除外。"),
    ("木工市での事故は対象外です。", "木工市を除き、屋外での事故は対象外とする。"),
    (
        "Towels are included in the monthly fee.",
        "The monthly fee includes lockers and showers, but not towels.",
    ),
    (
        "Gli asciugamani sono compresi nell'abbonamento mensile.",
        "L'abbonamento mensile comprende le docce, ma non gli asciugamani.",
    ),
    (
        "Les tableaux des locataires sont couverts.",
        "Les biens des locataires sont couverts, mais pas les tableaux.",
    ),
    # Two "not" of one sentence do not make a "yes"
    (
        "Les travaux bruyants sont permis en semaine.",
        "Plus aucun travail bruyant dans les box, ni en semaine ni le week-end.",
    ),
    # Predicates that are each other's opposite
    ("Electricity is included in the rent.", "Electricity is charged separately."),
    ("Der Strom ist in der Pacht enthalten.", "Der Strom wird gesondert abgerechnet."),
    ("La asistencia es obligatoria.", "La asistencia es voluntaria."),
    # ar
    ("يشمل الاشتراك تصوير الأوراق.", "لا يشمل الاشتراك تصوير الأوراق."),
    ("يسمح بإدخال الطعام.", "يمنع إدخال الطعام."),
]
AGREED = [
    ("Neither kayaks nor rafts are lent to guests.", "Kayaks and rafts are not lent to guests."),
    ("The shelf bears no more than 80 kg.", "Nothing heavier than 80 kg may be put on the shelf."),
    ("A guest pays never more than £30 a night.", "A guest pays not more than £30 a night."),
    ("Guests always leave (except those who can't walk).", "Guests leave, always."),
    ("The drums may not travel in the trailer.", "Stools may travel in the trailer; the drums may not."),
    ("Stools may travel in the trailer.", "Stools may travel in the trailer; the drums may not."),
    ("Rauchen ist im Wagen verboten, auch bei offener Tür.", "Kein Rauchen im Wagen, auch nicht bei offener Tür."),
    ("Bikes are allowed in the yard.", "Bikes are allowed in the yard but not in the hall or on the roof deck."),
    ("Groups of 12 get a discount.", "Groups of 12 or more get a discount, but there is none in June."),
    ("The key is with Mrs Jessop.", "Corn Hall: 14 points, key to roof void with Mrs Jessop."),
    ("No dismantling after 22:00.", "Dismantling after 22:00 is barred."),
    ("搜救队队长是竺阿根。", "天黑后联系不上即通知村里搜救队，队长：竺阿根。"),
    ("Markisen und Pavillons sind bei Sturm ausgenommen.", "Sturm ist mitversichert, ausgenommen Markisen und Pavillons."),
    ("Glas ist mitversichert, das Gewächshaus aber ausgenommen.", "Glas ist mitversichert, ausgenommen das Gewächshaus."),
    ("雨の吹込みは除かれます。", "水ぬれは補償し、雨の吹込みは除きます。"),
    ("Heating is not included.", "Heating is not included in the rent."),
    ("Keeping animals is not allowed.", "Keeping animals is forbidden."),
    ("No, animals must not be kept.", "Keeping animals is not permitted."),
    ("Water is included in the rent.", "Heating is not included in the rent, water is included in the rent."),
    ("The tenant may keep animals.", "The tenant may not sublet the premises, but may keep animals."),
    ("The tenant may sublet with consent.", "The tenant may not sublet without consent."),
    ("The warranty lasts 24 months.", "The warranty lasts 24 months and does not cover wear parts."),
    ("It washes not only glasses, but plates.", "It washes glasses and plates."),
    ("The receipts are due no later than 10 days after.", "At the latest 10 days after they are due."),
    ("The stay is up to 20 days.", "The stay is at most 20 days."),
    ("The pressure must be below 10 bar.", "The pressure must not exceed 10 bar."),
    ("The truck has no tail lift, so the driver needs a forklift.",
     "The driver needs a forklift, as the truck has no tail lift."),
    ("The lease begins on 1 April.", "The lease begins on 1 April and ends on 31 March."),
    ("The shop is not open on Sundays.", "The shop is closed on Sundays."),
    ("Goods are delivered to gate 2.", "Goods are delivered to gate 2 and not to the main entrance in the north."),
    ("不可以，禁止饲养宠物。", "不得饲养宠物。"),
    ("最多八人。", "不超过八人。"),
    ("必须戴手套。", "不得不戴手套。"),
    ("合同自动续期一年。", "期满前双方均未提出异议的，合同自动续期一年。"),
    ("物业费包含在租金内。", "物业费包含在租金内，取暖费不包含在租金内。"),
    ("Haustiere sind nicht erlaubt.", "Haustiere sind verboten."),
    ("Das Öl wird nicht nur geprüft, sondern gewechselt.", "Das Öl wird geprüft und gewechselt."),
    ("Les animaux ne sont pas autorisés.", "Aucun animal n'est autorisé."),
    ("No se permite fumar.", "Está prohibido fumar."),
    ("Никто не может курить.", "Курить нельзя."),
    ("手袋を着用しなければならない。", "手袋を着用する。"),
    ("장갑을 착용하지 않으면 안 됩니다.", "장갑을 착용합니다."),
    ("The Orme regatta is the exception and is covered.", "Not covered: racing away from home, except the Orme regatta."),
    ("The Orme regatta is covered.", "Racing away from home is not covered, except the Orme regatta."),
    ("Members' own boats are not covered.", "Not covered: members' own boats, frost."),
    ("Boats that are not locked are not covered.", "Not covered: boats that are not locked."),
    ("Les dégâts venant de la toiture ne sont pas exclus, ils font exception.", "Exclus : les dégâts des eaux, hormis ceux venant de la toiture."),
    ("La romería de Valdelobos es la excepción, así que sí está cubierta.", "No cubierto: actuaciones fuera, excepto la romería de Valdelobos."),
    ("Расчистка улицы Канатной – исключение, она покрывается.", "Не покрывается: работы за оградой, за исключением расчистки улицы Канатной."),
    ("石塘庙会属于例外，在保障之内。", "不管的：外出摆摊期间出的事，但是石塘庙会除外。"),
    ("木工市での事故は対象です。", "木工市を除き、屋外での事故は対象外とする。"),
    ("Fest montierte Pumpen sind versichert.", "Nicht versichert: Geräte im Freien, mit Ausnahme fest montierter Pumpen."),
    ("معرض الربيع مشمول بالتأمين.", "غير مشمول: الأنشطة خارج المكتبة، باستثناء معرض الربيع."),
    ("ふた付きの飲み物は飲んでもかまいません。", "工房内での飲食は禁止。ただし、ふた付きの飲み物はこの限りではない。"),
    ("Showers are included in the monthly fee.", "The monthly fee includes lockers and showers, but not towels."),
    ("The monthly fee does not include towels.", "The monthly fee includes lockers and showers, but not towels."),
    ("Electricity is not included.", "Electricity is charged separately."),
    ("Fumer n'est pas interdit sous l'auvent.", "Il est permis de fumer sous l'auvent."),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "text"), OPPOSED)
def test_the_opposite_of_a_text_is_told(claim: str, text: str) -> None:
    assert opposed(claim, text)


def test_an_exception_is_told_where_its_rule_is_said_in_the_same_words() -> None:
    assert opposed("石塘庙会不在保障之内。", "外出摆摊不在保障之内，但是石塘庙会除外。")
    assert opposed(
        "The cider is in the offer of a free jug.", "A free jug for ten bought, mead and cider excluded."
    )
    assert opposed("12人以上なら6月も割引です。", "団体は12人以上で割引、ただし6月は引きません。")


@pytest.mark.parametrize(("one", "other"), OPPOSED)
def test_opposites_are_so_from_both_sides(one: str, other: str) -> None:
    assert opposed(other, one)


@pytest.mark.parametrize("text", dict.fromkeys(text for pair in (*OPPOSED, *AGREED) for text in pair))
def test_nothing_is_the_opposite_of_itself(text: str) -> None:
    assert not opposed(text, text)


@pytest.mark.parametrize(("claim", "text"), AGREED)
def test_what_says_the_same_in_other_words_is_no_opposite(claim: str, text: str) -> None:
    assert not opposed(claim, text)


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("取暖费包含在租金内。", "Heating is not included in the rent.", True),
        ("取暖费不包含在租金内。", "Heating is not included in the rent.", False),
        ("Das Ventil darf verstellt werden.", "The valve must not be adjusted.", True),
        ("Das Ventil darf nicht verstellt werden.", "The valve must not be adjusted.", False),
    ],
)
def test_across_languages_only_denying_is_compared(claim: str, text: str, expected: bool) -> None:
    assert opposed_across(claim, text) is expected


def test_what_denies_is_told() -> None:
    assert denies("The contract does not provide for a renewal.")
    assert not denies("The contract provides for a renewal.")
