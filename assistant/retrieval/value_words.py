"""Define ten languages' words for months, numbers, units and currencies."""

from __future__ import annotations


def _numbered(names: str, first: int = 1) -> dict[str, int]:
    return {
        name: number for number, group in enumerate(names.split(), first) for name in group.split("|") if name
    }


ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS = {
    name: month
    for names in (
        " ".join(ENGLISH_MONTHS).casefold(),
        "januar|jänner februar märz april mai juni juli august september oktober november dezember",
        "janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre décembre|decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "января|январь|январе февраля|февраль|феврале марта|март|марте апреля|апрель|апреле мая|май|мае "
        "июня|июнь|июне июля|июль|июле августа|август|августе сентября|сентябрь|сентябре "
        "октября|октябрь|октябре ноября|ноябрь|ноябре декабря|декабрь|декабре",
    )
    for name, month in _numbered(names).items()
}
"""Of full names, in lower case."""
SHORT_MONTHS = {
    name: month
    for names in (
        "jan feb mar apr may jun jul aug sep|sept oct nov dec",
        "jan feb mrz|mär apr mai jun jul aug sep okt nov dez",
        "janv févr|fevr mars avr mai juin juil août sept oct nov déc",
        "ene feb mar abr may jun jul ago sept|sep oct nov dic",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "янв фев мар апр май июн июл авг сен|сент окт ноя|нояб дек",
    )
    for name, month in _numbered(names).items()
    if name not in MONTHS
}
"""Of short names, which count beside a day or a year only."""

NUMBER_WORDS = {
    **_numbered(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        2,
    ),
    **_numbered(
        "zwei drei|dreien|dreier vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
        2,
    ),
    **_numbered("deux trois quatre cinq - - huit - - onze douze treize quatorze quinze seize", 2),
    **_numbered(
        "- tres cuatro cinco - siete ocho nueve diez - doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
        2,
    ),
    **_numbered(
        "- - quattro cinque - sette - nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
        2,
    ),
    **_numbered(
        "dois|duas três quatro - - sete oito - dez - doze treze catorze|quatorze quinze dezesseis|dezasseis",
        2,
    ),
    **_numbered(
        "два|две|двух|двум|двумя три|трёх|трех|трём|тремя четыре|четырёх|четырех пять|пяти шесть|шести семь|семи "
        "восемь|восьми девять|девяти десять|десяти одиннадцать|одиннадцати двенадцать|двенадцати тринадцать|тринадцати "
        "четырнадцать|четырнадцати пятнадцать|пятнадцати",
        2,
    ),
    **dict(
        zip(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"],
            range(20, 101, 10),
            strict=True,
        )
    ),
    **dict(
        zip(
            [
                "zwanzig",
                "dreißig",
                "vierzig",
                "fünfzig",
                "sechzig",
                "siebzig",
                "achtzig",
                "neunzig",
                "hundert",
            ],
            range(20, 101, 10),
            strict=True,
        )
    ),
    **dict(zip(["vingt", "trente", "quarante", "cinquante", "soixante"], range(20, 61, 10), strict=True)),
    **dict(
        zip(
            ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "noventa"],
            [20, 30, 40, 50, 60, 70, 90],
            strict=True,
        )
    ),
    **dict(
        zip(
            [
                "venti",
                "trenta",
                "quaranta",
                "cinquanta",
                "sessanta",
                "settanta",
                "ottanta",
                "novanta",
                "cento",
            ],
            range(20, 101, 10),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "cem"],
            [20, 30, 40, 50, 60, 100],
            strict=True,
        )
    ),
    **dict(
        zip(
            [
                "двадцать",
                "двадцати",
                "тридцать",
                "тридцати",
                "сорок",
                "сорока",
                "пятьдесят",
                "пятидесяти",
                "шестьдесят",
                "шестидесяти",
            ],
            [20, 20, 30, 30, 40, 40, 50, 50, 60, 60],
            strict=True,
        )
    ),
    "twice": 2,
    "thrice": 3,
    "zweimal": 2,
    "dreimal": 3,
    "viermal": 4,
    "дважды": 2,
    "трижды": 3,
    "thousand": 1000,
    "tausend": 1000,
    "million": 1_000_000,
    "dix-sept": 17,
    "dix-huit": 18,
    "dix-neuf": 19,
    "ciento": 100,
    "doscientos": 200,
    "trescientos": 300,
    "cuatrocientos": 400,
    "quinientos": 500,
    "duecento": 200,
    "trecento": 300,
    "cinquecento": 500,
    "сто": 100,
    "двести": 200,
    "триста": 300,
    "soixante-dix": 70,
    "quatre-vingt": 80,
    "quatre-vingts": 80,
    "quatre-vingt-dix": 90,
    "zweihundert": 200,
    "dreihundert": 300,
    "fünfhundert": 500,
}
"""Words that are numbers wherever they stand."""
NUMBER_WORDS.pop("-", None)
for _one, _unit in _numbered("ein zwei drei vier fünf sechs sieben acht neun").items():
    for _ten, _tens in zip(
        ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
        range(20, 100, 10),
        strict=True,
    ):
        NUMBER_WORDS[f"{_one}und{_ten}"] = _tens + _unit
for _one, _unit in _numbered("uno due tre quattro cinque sei sette otto nove").items():
    for _ten, _tens in zip(
        ["venti", "trenta", "quaranta", "cinquanta", "sessanta"], range(20, 70, 10), strict=True
    ):
        NUMBER_WORDS[(_ten[:-1] if _one[0] in "uo" else _ten) + _one] = _tens + _unit
for _one, _unit in _numbered("uno dós|dos trés|tres cuatro cinco séis|seis siete ocho nueve").items():
    NUMBER_WORDS[f"veinti{_one}"] = 20 + _unit

WEAK_NUMBER_WORDS = {
    "one": 1,
    **dict.fromkeys(["ein", "eine", "einen", "einem", "einer", "eines"], 1),
    **dict.fromkeys(["un", "une", "uno", "una", "um", "uma", "один", "одна", "одно", "одного", "одной"], 1),
    "six": 6,
    "sept": 7,
    "neuf": 9,
    "dix": 10,
    "cent": 100,
    "dos": 2,
    "seis": 6,
    "once": 11,
    "ochenta": 80,
    "cien": 100,
    "mil": 1000,
    "mille": 1000,
    "due": 2,
    "tre": 3,
    "sei": 6,
    "otto": 8,
    "cinco": 5,
    "nove": 9,
}
"""Words that are numbers where a unit follows: "one month", and not "one of them"."""
for _word in set(NUMBER_WORDS) & set(WEAK_NUMBER_WORDS):
    del WEAK_NUMBER_WORDS[_word]

MULTIPLIERS = {
    **dict.fromkeys(
        [
            "thousand",
            "tausend",
            "tsd.",
            "tsd",
            "k",
            "mille",
            "mil",
            "mila",
            "тыс.",
            "тыс",
            "тысяч",
            "тысячи",
            "тысяча",
            "千",
            "천",
        ],
        1_000,
    ),
    **dict.fromkeys(["万", "萬", "만"], 10_000),
    **dict.fromkeys(["百万"], 1_000_000),
    **dict.fromkeys(
        [
            "million",
            "millions",
            "mio.",
            "mio",
            "millionen",
            "millones",
            "millón",
            "milhões",
            "milhão",
            "milioni",
            "milione",
            "млн",
            "млн.",
            "миллион",
            "миллиона",
            "миллионов",
        ],
        1_000_000,
    ),
    **dict.fromkeys(["千万"], 10_000_000),
    **dict.fromkeys(["亿", "億", "억"], 100_000_000),
    **dict.fromkeys(
        [
            "billion",
            "billions",
            "bn",
            "mrd.",
            "mrd",
            "milliarden",
            "milliarde",
            "milliard",
            "milliards",
            "miliardi",
            "mil millones",
            "млрд",
            "млрд.",
            "миллиард",
            "миллиардов",
        ],
        1_000_000_000,
    ),
}

CURRENCY_CODES = ("NOK", "SEK", "DKK", "ISK", "HUF", "RON", "AUD", "CAD", "NZD", "INR", "HKD", "SGD")
"""What may stand on either side of an amount, in capitals: 164 sek are seconds."""
CURRENCIES = {
    "€": "EUR",
    "EUR": "EUR",
    "Euro": "EUR",
    "$": "USD",
    "USD": "USD",
    "US$": "USD",
    "£": "GBP",
    "GBP": "GBP",
    "CHF": "CHF",
    "¥": "CNY",
    "￥": "CNY",
    "CNY": "CNY",
    "RMB": "CNY",
    "人民币": "CNY",
    "JPY": "JPY",
    "₽": "RUB",
    "RUB": "RUB",
    "₩": "KRW",
    "KRW": "KRW",
    "R$": "BRL",
    "BRL": "BRL",
    "PLN": "PLN",
    "CZK": "CZK",
    "Fr.": "CHF",
    **{code: code for code in CURRENCY_CODES},
}
"""What may stand before an amount."""
MONEY = frozenset(CURRENCIES.values())
"""Units that are currencies."""
_POUNDS = {"sterling": "GBP", "pound": "GBP", "pounds": "GBP", "英镑": "GBP"}

_UNIT_GROUPS = {
    "year": "year years yr yrs jahr jahre jahren jahres an ans année années año años anno anni ano anos год года лет 年 年间 年間 년 년간",
    "month": "month months monat monate monaten monats mois mes meses mese mesi mês месяц месяца месяцев месяцам 个月 個月 月间 か月 ヶ月 カ月 ヵ月 箇月 개월 달",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane неделя недели недель неделю 周 週 星期 週間 周间 주 주일 주간",
    "day": "day days tag tage tagen tages jour jours día días dia dias giorno giorni день дня дней 天 日 日間 工作日 个工作日 自然日 일 일간",
    "hour": "hour hours hr hrs h std std. stunde stunden heure heures hora horas ora ore час часа часов 小时 个小时 時間 시간",
    "minute": "minute minutes min mins min. minuten minuto minutos minuti минута минуты минут минуту 分钟 分鐘 分間 분",
    "second": "second seconds sec s sek sekunde sekunden seconde secondes segundo segundos secondo secondi секунда секунды секунд 秒 秒钟 초",
    "%": "% percent prozent pourcent pour-cent процент процента процентов パーセント 퍼센트 프로",
    "EUR": "€ eur euro euros евро 欧元 歐元 ユーロ 유로",
    "USD": "$ usd dollar dollars dólares dollari доллар доллара долларов 美元 ドル 달러",
    "GBP": "£ gbp",
    "CHF": "chf franken fr. francs",
    "CNY": "cny rmb yuan 元 块钱 人民币",
    "JPY": "jpy yen 円 엔",
    "KRW": "krw won 원",
    "BRL": "brl reais",
    "PLN": "pln zł",
    "CZK": "czk kč",
    "RUB": "rub руб руб. рубль рубля рублей ₽",
    "NOK": "nok",
    "DKK": "dkk",
    "HUF": "huf",
    "kg": "kg kilogram kilograms kilogramm kilogrammes kilos кг 公斤 千克 キロ 킬로그램",
    "g": "g gram grams gramm grammes г 克 グラム 그램",
    "t": "t tonne tonnes tonnen tons toneladas тонн 吨 トン 톤",
    "km": "km kilometre kilometres kilometer kilometers kilometern км 公里 千米",
    "m": "m metre metres meter meters metern mètres metros metri метр метра метров м 米 メートル 미터",
    "cm": "cm centimetres zentimeter см 厘米",
    "mm": "mm millimetres millimeter мм 毫米",
    "l": "l liter litre liters litres litern litros litri литр литра литров 升 リットル 리터",
    "ml": "ml millilitres milliliter мл 毫升",
    "l/h": "l/h",
    "l/min": "l/min",
    "W": "w watt watts вт 瓦",
    "kW": "kw kilowatt kilowatts квт 千瓦",
    "kWh": "kwh 千瓦时",
    "V": "v volt volts в 伏",
    "A": "amp amps ampere",
    "Hz": "hz hertz",
    "bar": "bar bars бар 巴",
    "mbar": "mbar",
    "°C": "°c ℃ celsius 摄氏度",
    "°F": "°f fahrenheit 华氏度",
    "rpm": "rpm u/min 转/分 об/мин",
    "GB": "gb",
    "MB": "mb",
    "TB": "tb",
    "m²": "m² m2 sqm qm quadratmeter 平方米 平米",
    "m³": "m³ m3 kubikmeter 立方米",
    "m³/h": "m³/h m3/h",
    "Pa": "pa 帕",
    "Nm": "nm",
    "dB": "db",
}
UNITS = {word: unit for unit, words in _UNIT_GROUPS.items() for word in words.split()} | {
    "per cent": "%",
    "pour cent": "%",
    "por ciento": "%",
    "por cento": "%",
    "per cento": "%",
}
"""What a number counts, by how it is written in lower case."""
UNIT_ENDINGS = {
    "stunden": "hour",
    "tage": "day",
    "tagen": "day",
    "monate": "month",
    "monaten": "month",
    "wochen": "week",
    "jahre": "year",
    "jahren": "year",
    "minuten": "minute",
}
"""How German compounds end: "Betriebsstunden"."""


def currency_said(text: str) -> str:
    """Return the currency that a word or a cell names, as its code; else nothing."""
    word = text.strip()
    code = UNITS.get(word.lower(), CURRENCIES.get(word.upper(), "")) or _POUNDS.get(word.lower(), "")
    return code if code in MONEY else ""


HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
HAN = "〇零一二两三四五六七八九十百千"
"""Digits of numbers in Chinese characters, and all of which these are made below ten thousand."""
SAME_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    0x00A0: " ",
    0x202F: " ",
    0x2009: " ",
    0x3000: " ",
    0x2010: "-",
    0x2011: "-",
    0x2012: "-",
    0x2013: "-",
    0x2212: "-",
    0x2019: "'",
}
"""Characters written alike, each for one other, so that positions stay."""


def han_number(written: str) -> int:
    """Read a number in Chinese characters: 三百五十, 两万, 二〇二五."""
    total = section = digit = 0
    if not any(character in "十百千万亿億" for character in written):
        return int("".join(str(HAN_DIGITS[character]) for character in written))
    for character in written:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
        elif character in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            total = (total + section + digit) * (10_000 if character == "万" else 100_000_000)
            section = digit = 0
    return total + section + digit
