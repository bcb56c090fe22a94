from __future__ import annotations

import pytest

from assistant.agent.polarity import denies, opposed, opposed_across

OPPOSED = [
    # en
    ("Heating is included in the rent.", "Heating is not included in the rent."),
    ("Keeping animals is allowed.", "Keeping animals is not allowed."),
    ("Keeping animals is allowed.", "Keeping animals is forbidden."),
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
]
AGREED = [
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
]  # fmt: skip


@pytest.mark.parametrize(("claim", "text"), OPPOSED)
def test_the_opposite_of_a_text_is_told(claim: str, text: str) -> None:
    assert opposed(claim, text)


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
