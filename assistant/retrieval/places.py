"""Know how well-known places are called in other scripts.

A question in Chinese names Valencia 瓦伦西亚, which no word of a Spanish paper is like. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.languages import plain_letters
from assistant.library.terms import terms

_PLACES = """
china|chine|chinesisch 中国 中國 중국 Китай|Китая|Китае
japan|japon|japón|giappone|japão 日本 일본 Япония|Японии|Японию
korea|corée|corea|coreia 韩国 韓国 한국 Корея|Кореи|Корею
germany|deutschland|allemagne|alemania|germania|alemanha 德国 ドイツ 독일 Германия|Германии|Германию
france|frankreich|francia|frança 法国 フランス 프랑스 Франция|Франции|Францию
spain|spanien|espagne|españa|spagna|espanha 西班牙 スペイン 스페인 Испания|Испании|Испанию
italy|italien|italie|italia|itália 意大利 イタリア 이탈리아 Италия|Италии|Италию
portugal|portogallo 葡萄牙 ポルトガル 포르투갈 Португалия|Португалии
russia|russland|russie|rusia|rússia 俄罗斯 ロシア 러시아 Россия|России|Россию
switzerland|schweiz|suisse|suiza|svizzera|suíça 瑞士 スイス 스위스 Швейцария|Швейцарии
austria|österreich|autriche 奥地利 オーストリア 오스트리아 Австрия|Австрии
netherlands|niederlande|pays-bas|holanda|olanda 荷兰 オランダ 네덜란드 Нидерланды|Нидерландов
belgium|belgien|belgique|bélgica|belgio 比利时 ベルギー 벨기에 Бельгия|Бельгии
poland|polen|pologne|polonia|polónia 波兰 ポーランド 폴란드 Польша|Польши|Польшу
turkey|türkei|turquie|turquía|turchia|turquia 土耳其 トルコ 튀르키예|터키 Турция|Турции
brazil|brasilien|brésil|brasil|brasile 巴西 ブラジル 브라질 Бразилия|Бразилии
mexico|mexiko|mexique|méxico|messico 墨西哥 メキシコ 멕시코 Мексика|Мексики
india|indien|índia 印度 インド Индия|Индии|Индию
vietnam 越南 ベトナム 베트남 Вьетнам|Вьетнама
thailand|thaïlande|tailandia|thailandia 泰国 タイ 태국 Таиланд|Таиланда
singapore|singapur|singapour|singapura 新加坡 シンガポール 싱가포르 Сингапур|Сингапура
norway|norwegen|norvège|noruega|norvegia 挪威 ノルウェー 노르웨이 Норвегия|Норвегии|Норвегию
sweden|schweden|suède|suecia|svezia|suécia 瑞典 スウェーデン 스웨덴 Швеция|Швеции|Швецию
denmark|dänemark|danemark|dinamarca|danimarca 丹麦 デンマーク 덴마크 Дания|Дании|Данию
finland|finnland|finlande|finlandia|finlândia 芬兰 フィンランド 핀란드 Финляндия|Финляндии|Финляндию
ireland|irland|irlande|irlanda 爱尔兰 アイルランド 아일랜드 Ирландия|Ирландии|Ирландию
greece|griechenland|grèce|grecia|grécia 希腊 ギリシャ 그리스 Греция|Греции|Грецию
canada|kanada|canadá 加拿大 カナダ 캐나다 Канада|Канады|Канаде
australia|australien|australie|austrália 澳大利亚 オーストラリア 호주 Австралия|Австралии|Австралию
chile|chili|cile 智利 チリ 칠레 Чили
peru|pérou|perú|perù 秘鲁 ペルー 페루 Перу
argentina|argentinien|argentine 阿根廷 アルゼンチン 아르헨티나 Аргентина|Аргентины|Аргентине
indonesia|indonesien|indonésie|indonésia 印度尼西亚|印尼 インドネシア 인도네시아 Индонезия|Индонезии|Индонезию
malaysia|malaisie|malasia|malásia 马来西亚 マレーシア 말레이시아 Малайзия|Малайзии|Малайзию
london|londres|londra 伦敦 ロンドン 런던 Лондон|Лондона|Лондоне
manchester 曼彻斯特 マンチェスター 맨체스터 Манчестер
dublin 都柏林 ダブリン 더블린 Дублин|Дублина
edinburgh 爱丁堡 エディンバラ|エジンバラ 에든버러 Эдинбург
paris|parigi 巴黎 パリ 파리 Париж|Парижа|Париже
lyon|lione 里昂 リヨン 리옹 Лион|Лиона
marseille|marsella|marsiglia 马赛 マルセイユ 마르세유 Марсель|Марселя
bordeaux 波尔多 ボルドー 보르도 Бордо
toulouse 图卢兹 トゥールーズ 툴루즈 Тулуза|Тулузы
nizza|niza 尼斯 ニース Ницца|Ниццы
lille 里尔 リール Лилль
strasbourg|strassburg|straßburg 斯特拉斯堡 ストラスブール 스트라스부르 Страсбург|Страсбурга
havre 勒阿弗尔 ルアーブル|ル・アーヴル 르아브르 Гавр|Гавра|Гавре
nantes 南特 ナント 낭트 Нант
berlin|berlino|berlín 柏林 ベルリン 베를린 Берлин|Берлина|Берлине
hamburg|hambourg|hamburgo|amburgo 汉堡 ハンブルク 함부르크 Гамбург|Гамбурга|Гамбурге
munich|münchen 慕尼黑 ミュンヘン 뮌헨 Мюнхен|Мюнхена
cologne|köln 科隆 ケルン 쾰른 Кёльн|Кельн
frankfurt|francfort|francoforte 法兰克福 フランクフルト 프랑크푸르트 Франкфурт
stuttgart|stoccarda 斯图加特 シュトゥットガルト 슈투트가르트 Штутгарт
bremen|brême 不来梅 ブレーメン 브레멘 Бремен
leipzig|lipsia 莱比锡 ライプツィヒ 라이프치히 Лейпциг
dresden|dresde|dresda 德累斯顿 ドレスデン 드레스덴 Дрезден
düsseldorf 杜塞尔多夫 デュッセルドルフ 뒤셀도르프 Дюссельдорф
vienna|wien|vienne|viena 维也纳 ウィーン 비엔나 Вена|Вены|Вене
zurich|zürich|zurigo 苏黎世 チューリッヒ 취리히 Цюрих
geneva|genf|genève|ginebra|ginevra|genebra 日内瓦 ジュネーブ 제네바 Женева|Женевы
basel|bâle|basilea 巴塞尔 バーゼル 바젤 Базель
amsterdam 阿姆斯特丹 アムステルダム 암스테르담 Амстердам|Амстердама
rotterdam 鹿特丹 ロッテルダム 로테르담 Роттердам
brussels|brüssel|bruxelles|bruselas|bruxelas 布鲁塞尔 ブリュッセル 브뤼셀 Брюссель|Брюсселя
antwerp|antwerpen|anvers|amberes|anversa|antuérpia 安特卫普 アントワープ 앤트워프|안트베르펜 Антверпен
madrid 马德里 マドリード|マドリッド 마드리드 Мадрид|Мадрида
barcelona|barcelone|barcellona 巴塞罗那 バルセロナ 바르셀로나 Барселона|Барселоны
valencia 瓦伦西亚|巴伦西亚 バレンシア 발렌시아 Валенсия|Валенсии
seville|sevilla|séville|siviglia 塞维利亚 セビリア|セビージャ 세비야 Севилья|Севильи
bilbao 毕尔巴鄂 ビルバオ 빌바오 Бильбао
zaragoza|saragosse|saragozza 萨拉戈萨 サラゴサ 사라고사 Сарагоса
malaga|málaga 马拉加 マラガ 말라가 Малага|Малаги
lisbon|lissabon|lisbonne|lisboa|lisbona 里斯本 リスボン 리스본 Лиссабон|Лиссабона
rome|roma 罗马 ローマ 로마 Рим|Рима|Риме
milan|mailand|milano|milão 米兰 ミラノ 밀라노 Милан|Милана
naples|neapel|napoli|nápoles 那不勒斯 ナポリ 나폴리 Неаполь|Неаполя
turin|torino|turín 都灵 トリノ 토리노 Турин|Турина
genoa|genua|gênes|genova|génova 热那亚 ジェノバ|ジェノヴァ 제노바 Генуя|Генуи
venice|venedig|venise|venezia|venecia|veneza 威尼斯 ベネチア|ヴェネツィア 베네치아|베니스 Венеция|Венеции
florence|florenz|firenze|florencia|florença 佛罗伦萨 フィレンツェ 피렌체 Флоренция|Флоренции
moscow|moskau|moscou|moscú|mosca|moscovo 莫斯科 モスクワ 모스크바 Москва|Москвы|Москве|Москву
petersburg|pétersbourg|petersburgo|pietroburgo 圣彼得堡 サンクトペテルブルク 상트페테르부르크 Петербург|Петербурга|Петербурге
vladivostok|wladiwostok 符拉迪沃斯托克|海参崴 ウラジオストク 블라디보스토크 Владивосток|Владивостока
warsaw|warschau|varsovie|varsovia|varsavia 华沙 ワルシャワ 바르샤바 Варшава|Варшавы
prague|prag|praga 布拉格 プラハ 프라하 Прага|Праги
budapest 布达佩斯 ブダペスト 부다페스트 Будапешт
athens|athen|athènes|atenas|atene 雅典 アテネ 아테네 Афины|Афин
istanbul|estambul 伊斯坦布尔 イスタンブール 이스탄불 Стамбул|Стамбула
stockholm|estocolmo|stoccolma 斯德哥尔摩 ストックホルム 스톡홀름 Стокгольм
oslo 奥斯陆 オスロ 오슬로 Осло
copenhagen|kopenhagen|copenhague|copenaghen 哥本哈根 コペンハーゲン 코펜하겐 Копенгаген
helsinki 赫尔辛基 ヘルシンキ 헬싱키 Хельсинки
tokyo|tokio|tóquio 东京|東京 도쿄|동경 Токио
osaka 大阪 오사카 Осака|Осаки
kobe|kōbe 神户|神戸 고베 Кобе
kyoto|kioto|quioto 京都 교토 Киото
yokohama 横滨|横浜 요코하마 Йокогама|Иокогама
nagoya 名古屋 나고야 Нагоя
fukuoka 福冈|福岡 후쿠오카 Фукуока
hiroshima 广岛|広島 히로시마 Хиросима|Хиросимы
okayama 冈山|岡山 오카야마
sapporo 札幌 삿포로 Саппоро
seoul|séoul|seúl|seul 首尔 ソウル 서울 Сеул|Сеула|Сеуле
busan|pusan 釜山 プサン 부산 Пусан|Пусана
incheon 仁川 インチョン 인천 Инчхон
daegu 大邱 テグ 대구
gimhae 金海 キメ|金海 김해
beijing|peking|pékin|pekín|pechino|pequim 北京 베이징|북경 Пекин|Пекина|Пекине
shanghai|shanghái|xangai 上海 상하이 Шанхай|Шанхая
shenzhen 深圳 シンセン|深セン 심천 Шэньчжэнь
guangzhou 广州|広州 광저우 Гуанчжоу
ningbo 宁波|寧波 닝보 Нинбо
qingdao|tsingtao 青岛|青島 칭다오 Циндао
hangzhou 杭州 항저우 Ханчжоу
suzhou 苏州|蘇州 쑤저우 Сучжоу
tianjin 天津 톈진 Тяньцзинь
dalian 大连|大連 다롄 Далянь
hongkong|hong-kong 香港 홍콩 Гонконг|Гонконга
taipei|taipeh|taïpei 台北 타이베이 Тайбэй
hanoi|hanói ハノイ 하노이 Ханой
bangkok 曼谷 バンコク 방콕 Бангкок
mumbai 孟买 ムンバイ 뭄바이 Мумбаи
dubai|dubái 迪拜 ドバイ 두바이 Дубай|Дубая
sydney|sídney 悉尼 シドニー 시드니 Сидней
toronto 多伦多 トロント 토론토 Торонто
vancouver 温哥华 バンクーバー 밴쿠버 Ванкувер
chicago 芝加哥 シカゴ 시카고 Чикаго
boston 波士顿 ボストン 보스턴 Бостон
houston 休斯敦|休斯顿 ヒューストン 휴스턴 Хьюстон
santos 桑托斯 サントス 산투스 Сантус
"""
"""A place a line: in the languages of Latin script, then in each other script; its names apart by a bar."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KATAKANA = re.compile("[\u30a0-\u30ff]")


@lru_cache(maxsize=1)
def _places() -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(plain_letters(name) for names in line.split() for name in names.split("|"))
        for line in _PLACES.strip().splitlines()
    )


def other_names(question: str) -> list[tuple[frozenset[str], list[frozenset[str]]]]:
    """Return the places that a question names.

    Of each the terms of its name as it is written there, and those of each of its names elsewhere.
    """
    text = plain_letters(question)
    words = frozenset(_WORD.findall(text))
    found: list[tuple[frozenset[str], list[frozenset[str]]]] = []
    for names in _places():
        written = [
            name for name in names if name in words or (name[0] >= "\u1100" and _stands_in(name, text))
        ]
        if written:
            own = frozenset[str]().union(*map(_terms, written))
            found.append((own, [_terms(name) for name in sorted(names.difference(written))]))
    return found


def _stands_in(name: str, text: str) -> bool:
    """Return whether a name stands in a text, in no longer word in katakana."""
    at = text.find(name)
    if at < 0 or not _KATAKANA.match(name):
        return at >= 0
    around = text[max(at - 1, 0) : at] + text[at + len(name) : at + len(name) + 1]
    return _KATAKANA.search(around) is None


def _terms(name: str) -> frozenset[str]:
    """Return the terms of a name, without the single character that ends a run."""
    found = terms(name)
    return frozenset(term for term in found if len(term) > 1) or frozenset(found)
