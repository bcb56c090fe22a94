"""What is believed of leases in nine languages, by their words alone: true sentences are supported, false ones are marked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from assistant.agent.citing.citations import Attributor
from assistant.agent.claims.attribution import Attribution
from assistant.library.terms import terms
from tests.agent.test_believed import passages_of

PAPERS: Mapping[str, tuple[str, list[tuple[str, str]], list[tuple[str, str]]]] = {
"de":("""# Mietvertrag Lindenweg 5
## Miete
Die monatliche Miete beträgt 1.250 Euro und ist bis zum dritten Werktag zu zahlen. Die Heizkosten sind nicht in der Miete enthalten.
## Kaution
Die Kaution beträgt drei Monatsmieten.
## Nutzung
Haustiere sind nur mit Zustimmung des Vermieters erlaubt. Das Rauchen im Treppenhaus ist verboten. Der Mieter darf einzelne Zimmer untervermieten.
## Dauer
Der Vertrag beginnt am 1. Mai 2023 und endet am 30. April 2027.""",
[("Wie hoch ist die Miete?","Die monatliche Miete liegt bei 1.250 Euro."),("Sind die Heizkosten enthalten?","Nein, die Heizkosten sind nicht enthalten."),("Wann endet der Vertrag?","Der Vertrag endet am 30.04.2027."),("Wie hoch ist die Kaution?","Die Kaution entspricht 3 Monatsmieten."),("Darf untervermietet werden?","Ja, der Mieter darf einzelne Zimmer untervermieten.")],
[("Wie hoch ist die Miete?","Die monatliche Miete beträgt 1.520 Euro."),("Sind die Heizkosten enthalten?","Die Heizkosten sind in der Miete enthalten."),("Wann endet der Vertrag?","Der Vertrag endet am 1. Mai 2023."),("Darf man rauchen?","Das Rauchen im Treppenhaus ist erlaubt."),("Wie hoch ist die Kaution?","Die Kaution beträgt zwei Monatsmieten."),("Darf untervermietet werden?","Der Mieter darf keine Zimmer untervermieten."),("Sind Haustiere erlaubt?","Haustiere sind nur mit Zustimmung des Mieters erlaubt.")]),
"fr":("""# Bail rue des Lilas 5
## Loyer
Le loyer mensuel est de 1 250 euros, payable le cinq de chaque mois. Le chauffage n'est pas compris dans le loyer.
## Dépôt
Le dépôt de garantie est de deux mois de loyer.
## Usage
Les animaux sont interdits. Le locataire peut sous-louer une chambre.
## Durée
Le bail commence le 1er mai 2023 et prend fin le 30 avril 2027.""",
[("Quel est le loyer ?","Le loyer mensuel est de 1250 €."),("Le chauffage est-il compris ?","Non, le chauffage n'est pas compris dans le loyer."),("Quand finit le bail ?","Le bail prend fin le 30/04/2027."),("Quel est le dépôt ?","Le dépôt de garantie est de 2 mois de loyer.")],
[("Quel est le loyer ?","Le loyer mensuel est de 1 520 euros."),("Le chauffage est-il compris ?","Le chauffage est compris dans le loyer."),("Quand finit le bail ?","Le bail prend fin le 1er mai 2023."),("Les animaux sont-ils admis ?","Les animaux sont autorisés."),("Quel est le dépôt ?","Le dépôt de garantie est de trois mois de loyer."),("Peut-on sous-louer ?","Le locataire ne peut pas sous-louer une chambre.")]),
"es":("""# Contrato de alquiler calle Olmo 5
## Renta
La renta mensual es de 1.250 euros y se paga antes del día cinco. La calefacción no está incluida en la renta.
## Fianza
La fianza es de dos mensualidades.
## Uso
Están prohibidos los animales. El inquilino puede subarrendar una habitación.
## Plazo
El contrato comienza el 1 de mayo de 2023 y termina el 30 de abril de 2027.""",
[("¿Cuál es la renta?","La renta mensual es de 1250 €."),("¿Está incluida la calefacción?","No, la calefacción no está incluida en la renta."),("¿Cuándo termina el contrato?","El contrato termina el 30/04/2027."),("¿Cuánto es la fianza?","La fianza es de 2 mensualidades.")],
[("¿Cuál es la renta?","La renta mensual es de 1.520 euros."),("¿Está incluida la calefacción?","La calefacción está incluida en la renta."),("¿Cuándo termina el contrato?","El contrato termina el 1 de mayo de 2023."),("¿Se permiten animales?","Están permitidos los animales."),("¿Cuánto es la fianza?","La fianza es de tres mensualidades."),("¿Se puede subarrendar?","El inquilino no puede subarrendar una habitación.")]),
"it":("""# Contratto di locazione via Olmo 5
## Canone
Il canone mensile è di 1.250 euro e si paga entro il giorno cinque. Il riscaldamento non è compreso nel canone.
## Uso
Gli animali sono vietati. Il conduttore può subaffittare una stanza.
## Durata
Il contratto inizia il 1 maggio 2023 e termina il 30 aprile 2027.""",
[("Quanto è il canone?","Il canone mensile è di 1250 €."),("È compreso il riscaldamento?","No, il riscaldamento non è compreso nel canone."),("Quando termina il contratto?","Il contratto termina il 30/04/2027.")],
[("Quanto è il canone?","Il canone mensile è di 1.520 euro."),("È compreso il riscaldamento?","Il riscaldamento è compreso nel canone."),("Quando termina?","Il contratto termina il 1 maggio 2023."),("Animali?","Gli animali sono ammessi."),("Si può subaffittare?","Il conduttore non può subaffittare una stanza.")]),
"pt":("""# Contrato de arrendamento rua do Olmo 5
## Renda
A renda mensal é de 1.250 euros e paga-se até ao dia cinco. O aquecimento não está incluído na renda.
## Uso
É proibido ter animais. O inquilino pode subarrendar um quarto.
## Prazo
O contrato começa em 1 de maio de 2023 e termina em 30 de abril de 2027.""",
[("Qual é a renda?","A renda mensal é de 1250 €."),("O aquecimento está incluído?","Não, o aquecimento não está incluído na renda."),("Quando termina o contrato?","O contrato termina em 30/04/2027.")],
[("Qual é a renda?","A renda mensal é de 1.520 euros."),("O aquecimento está incluído?","O aquecimento está incluído na renda."),("Quando termina?","O contrato termina em 1 de maio de 2023."),("Animais?","É permitido ter animais."),("Subarrendar?","O inquilino não pode subarrendar um quarto.")]),
"ru":("""# Договор аренды, улица Липовая 5
## Плата
Ежемесячная арендная плата составляет 45 000 рублей и вносится до пятого числа. Отопление не включено в арендную плату.
## Залог
Залог составляет две месячные платы.
## Использование
Содержание животных запрещено. Арендатор может сдавать комнату в субаренду.
## Срок
Договор начинается 1 мая 2023 года и заканчивается 30 апреля 2027 года.""",
[("Какая арендная плата?","Арендная плата составляет 45000 рублей."),("Включено ли отопление?","Нет, отопление не включено в арендную плату."),("Когда заканчивается договор?","Договор заканчивается 30.04.2027."),("Можно ли держать животных?","Нет, содержание животных запрещено."),("Какой залог?","Залог составляет 2 месячные платы.")],
[("Какая арендная плата?","Арендная плата составляет 54 000 рублей."),("Включено ли отопление?","Отопление включено в арендную плату."),("Когда заканчивается договор?","Договор заканчивается 1 мая 2023 года."),("Можно ли держать животных?","Содержание животных разрешено."),("Какой залог?","Залог составляет три месячные платы."),("Субаренда?","Арендатор не может сдавать комнату в субаренду.")]),
"ja":("""# 賃貸借契約書 桜通り5
## 賃料
月額賃料は12万円で、毎月5日までに支払う。暖房費は賃料に含まれない。
## 敷金
敷金は賃料の2か月分とする。
## 使用
動物の飼育は禁止する。借主は一室を転貸することができる。
## 期間
契約は2023年5月1日に始まり、2027年4月30日に終了する。""",
[("賃料はいくらですか？","月額賃料は120,000円です。"),("暖房費は含まれますか？","いいえ、暖房費は賃料に含まれません。"),("契約はいつ終了しますか？","契約は2027年4月30日に終了します。"),("動物は飼えますか？","動物の飼育は禁止されています。"),("敷金はいくらですか？","敷金は賃料の二か月分です。")],
[("賃料はいくらですか？","月額賃料は21万円です。"),("暖房費は含まれますか？","暖房費は賃料に含まれます。"),("契約はいつ終了しますか？","契約は2023年5月1日に終了します。"),("動物は飼えますか？","動物の飼育は許可されています。"),("敷金はいくらですか？","敷金は賃料の3か月分です。"),("転貸できますか？","借主は一室を転貸することができません。")]),
"ko":("""# 임대차 계약서 벚꽃길 5
## 임대료
월 임대료는 120만 원이며 매월 5일까지 지급한다. 난방비는 임대료에 포함되지 않는다.
## 보증금
보증금은 임대료 두 달치로 한다.
## 사용
반려동물 사육은 금지한다. 임차인은 방 하나를 전대할 수 있다.
## 기간
계약은 2023년 5월 1일에 시작하여 2027년 4월 30일에 종료한다.""",
[("임대료는 얼마입니까?","월 임대료는 1,200,000원입니다."),("난방비가 포함됩니까?","아니요, 난방비는 임대료에 포함되지 않습니다."),("계약은 언제 종료됩니까?","계약은 2027년 4월 30일에 종료됩니다."),("반려동물을 키울 수 있나요?","반려동물 사육은 금지됩니다.")],
[("임대료는 얼마입니까?","월 임대료는 210만 원입니다."),("난방비가 포함됩니까?","난방비는 임대료에 포함됩니다."),("계약은 언제 종료됩니까?","계약은 2023년 5월 1일에 종료됩니다."),("반려동물을 키울 수 있나요?","반려동물 사육은 허용됩니다."),("전대할 수 있나요?","임차인은 방 하나를 전대할 수 없습니다.")]),
"zh":("""# 东湖社区物业服务合同
## 服务期限
服务期限自2024年3月1日起至2027年2月28日止，期满前两个月协商续签。
## 收费
住宅物业费为每月每平方米2.8元，商铺为每月每平方米5.5元。逾期缴费的，按每日万分之五收取滞纳金。装修押金为2000元，验收合格后退还。
## 停车
地面停车位每月150元，地下停车位每月300元。访客车辆前两小时免费，之后每小时收费3元。禁止在消防通道停车。
## 维修
电梯每半个月保养一次，水箱每季度清洗一次。报修后，物业公司应在30分钟内到场，水电故障除外。公共区域照明由物业公司负责，户内线路由业主自行负责。
## 装修
装修时间为周一至周五8:00至18:00，周末及节假日不得进行噪音施工。业主装修前须向物业公司申报。
## 联系
| 部门 | 负责人 | 电话 | 办公地点 |
| --- | --- | --- | --- |
| 客服中心 | 林晓 | 8801 | 1号楼大厅 |
| 工程部 | 周强 | 8802 | 地下一层 |
| 保安部 | 吴刚 | 8803 | 南门岗亭 |""",
[("合同什么时候到期？","合同于2027年2月28日到期。"),("服务期限多长？","服务期限为2024年3月1日至2027年2月28日。"),("住宅物业费多少？","住宅的物业费是每平方米每月2.8元。"),("商铺物业费？","商铺物业费为每月每平方米5.5元。"),("滞纳金怎么算？","逾期缴费按每日万分之五收取滞纳金。"),("装修押金多少？","装修押金为2,000元。"),("装修押金退吗？","装修押金在验收合格后退还。"),("地下停车位多少钱？","地下停车位每个月300元。"),("访客停车收费吗？","访客车辆前2小时免费。"),("可以在消防通道停车吗？","不可以，禁止在消防通道停车。"),("可以在消防通道停车吗？","消防通道不允许停车。"),("电梯多久保养？","电梯每半个月保养一次。"),("水箱多久清洗？","水箱每季度清洗一次。"),("报修后多久到场？","物业公司应在30分钟内到场。"),("户内线路谁负责？","户内线路由业主自己负责。"),("公共照明谁负责？","公共区域的照明由物业公司负责。"),("周末可以装修吗？","周末不得进行噪音施工。"),("装修时间？","周一至周五8:00至18:00可以装修。"),("装修前要申报吗？","是的，业主装修前须向物业公司申报。"),("客服电话？","客服中心的电话是8801。"),("工程部负责人是谁？","工程部的负责人是周强。"),("保安部在哪？","保安部在南门岗亭办公。"),("工程部在哪？","工程部位于地下一层。"),("续签怎么办？","期满前2个月协商续签。"),("地面停车位？","地面停车位的费用为每月150元。"),("谁负责工程部？","周强负责工程部。")],
[("合同什么时候到期？","合同于2024年3月1日到期。"),("住宅物业费多少？","住宅物业费为每月每平方米5.5元。"),("装修押金退吗？","装修押金不予退还。"),("地下停车位多少钱？","地下停车位每月150元。"),("访客停车收费吗？","访客车辆前三小时免费。"),("消防通道？","可以在消防通道停车。"),("户内线路谁负责？","户内线路由物业公司负责。"),("公共照明谁负责？","公共区域照明由业主自行负责。"),("客服电话？","客服中心的电话是8802。"),("工程部负责人是谁？","工程部的负责人是吴刚。"),("水箱？","水箱每半个月清洗一次。"),("周末可以装修吗？","周末可以进行噪音施工。"),("申报？","业主装修后须向物业公司申报。"),("谁负责工程部？","林晓负责工程部。"),("装修前要申报吗？","业主装修前无须向物业公司申报。"),("保安部在哪？","保安部在1号楼大厅办公。")]),
}  # fmt: skip


def attribute(language: str, question: str, sentence: str) -> Attribution:
    passages = passages_of("paper.md", PAPERS[language][0], 1)
    held = Counter(term for one in passages for term in set(terms(one.text)))

    def weigh(wanted: Sequence[str]) -> Mapping[str, float]:
        return {
            term: math.log(1 + (len(passages) - held[term] + 0.5) / (held[term] + 0.5)) for term in wanted
        }

    return Attributor([[one] for one in passages], question, weigh, None).attribute(sentence)


def cases(place: int) -> list[tuple[str, str, str]]:
    return [(language, *case) for language, paper in PAPERS.items() for case in paper[place]]


@pytest.mark.parametrize(("language", "question", "sentence"), cases(1))
def test_a_true_sentence_is_supported(language: str, question: str, sentence: str) -> None:
    found = attribute(language, question, sentence)
    assert found.claims
    assert found.supported, found


@pytest.mark.parametrize(("language", "question", "sentence"), cases(2))
def test_a_false_sentence_is_marked(language: str, question: str, sentence: str) -> None:
    assert not attribute(language, question, sentence).supported
