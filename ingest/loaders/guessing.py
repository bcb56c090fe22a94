"""Guesses the encoding of a text by the letters of its languages."""

from __future__ import annotations

import codecs
import re
import unicodedata

from assistant.frozen import dataclass

# By how much a foreign letter, on average, the best encoding is better than the next where it is no guess.
_FAR_APART = 0.45
_NEAR = 0.125  # of twenty letters and more
_PER_LETTER = 0.3  # as much, of the letters that two encodings read differently
_EVIDENCE = 1.0  # by how much all letters together are better
_SURE_FROM = 4  # foreign characters; of fewer, only what is far apart is sure
_LEAST = 0.2
_SAMPLE_CHARS = 6_000

_EVERYDAY = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十"
    "民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯"
    "月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女"
    "变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基"
    "眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今"
    "切院让识候带导争运编号姓名地址电话价格数量合计日期备注序单位部门职务客户订单金额发票项目时间联系人手机邮箱省市县街"
    "李刘陈杨黄赵吴周徐孙朱林郭罗郑梁谢宋唐韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶魏苏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏付邹"
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀英华玉兰霞平刚桂欧阳京广州深圳杭武汉成都苏重庆天津店厂镇村楼层房租费付款押"
)
_EVERYDAY_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家"
    "種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十"
    "民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯"
    "月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女"
    "變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基"
    "編號姓名地址電話價格數量合計日期備註序單位部門職務客戶訂單金額發票項目時間聯絡人手機信箱省市縣街路巷弄樓室臺台灣北"
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯翁魏孫戴美淑惠雅怡君"
    "志明俊傑家豪雅婷租約押金房東費付款請您謝本書車員該當"
)
_EVERYDAY_JAPANESE = frozenset(
    "本日月年会社事業時間第条規定者及又人一大国中出上生前分後長学気見行高家手話地方田山川口東京都府県市区町村番号名氏"
    "住所電話金額合計数量単価品契約書請求納品株式会社有限代表取締役部課員給与休暇報告議案内担当連絡先備考株価税込円佐藤"
    "鈴木高橋伊渡辺中村小林加吉田佐々木野松井上清水斎原和子健太郎美"
)
_WIDE_MARKS = frozenset(
    "，。、；：？！（）《》「」『』【】“”‘’—…·　～＋－＝％＃＆／０１２３４５６７８９￥・ー々〇"
)

_SHARED_MARKS = frozenset("€£“”‘’‚„–—…«»°§©®™·•\xa0\xad")
_LATIN = {
    "cp1252": {
        "German": "äöüß", "French": "àâçéèêëîïôùûüœæÿ", "Spanish": "áéíóúñü¿¡ºª", "Portuguese": "áâãàçéêíóôõúüºª",
        "Italian": "àèéìòùî", "Nordic": "åäöæøéüð", "Icelandic": "áðéíóúýþæö", "Dutch": "éëïóöüèá", "Estonian": "äöõü",
        "Catalan": "àçèéíïòóúü·",
    },
    "cp1250": {
        "Polish": "ąćęłńóśźż", "Czech": "áčďéěíňóřšťúůýž", "Slovak": "áäčďéíľňóôšťúýž", "Hungarian": "áéíóöőúüű",
        "South Slavic": "čćđšž", "Romanian": "ăâîşţ",
    },
    "iso8859_2": {
        "Polish": "ąćęłńóśźż", "Czech": "áčďéěíňóřšťúůýž", "Slovak": "áäčďéíľňóôšťúýž", "South Slavic": "čćđšž",
        "Hungarian": "áéíóöőúüű",
    },
    "cp1254": {"Turkish": "çğıöşüâîûİ"},
    "cp1257": {"Lithuanian": "ąčęėįšųūž", "Latvian": "āčēģīķļņšūž"},
    "cp850": {"Western": "äöüßàâçéèêëîïôùûáíóúñ¿¡åæø"},
    "cp852": {"Central": "ąćęłńóśźżáčďéěíňřšťúůýžöőüű"},
    "mac_roman": {"Western": "äöüßàâçéèêëîïôùûáíóúñ¿¡åæøœ"},
}  # fmt: skip
_OTHERS = {
    "cp1251": ("CYRILLIC", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґўђјљњћџ"),
    "koi8_r": ("CYRILLIC", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"),
    "cp866": ("CYRILLIC", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"),
    "iso8859_5": ("CYRILLIC", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"),
    "mac_cyrillic": ("CYRILLIC", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё"),
    "cp1253": ("GREEK", "αοιετσνηυρπκμλωςάόίέήύώδγχθφβξζψϊ"),
    "iso8859_7": ("GREEK", "αοιετσνηυρπκμλωςάόίέήύώδγχθφβξζψϊ"),
    "cp1255": ("HEBREW", "יוהלאמרתבשנעםדפחקגכטסזצןךףץ"),
    "cp1256": ("ARABIC", "المينرتبوسدعهقكفحجأشصطةخىذزضءغئثظإآؤ"),
    "cp874": ("THAI", "านรกอเงมยลวดตทสะคปหบพจชขแไใโผถซธฟณฉภศษญัิีึืุู่้๊๋์็ำฯๆ"),
}
_EAST = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")
_PRIOR = {"cp1252": 0.12, "gb18030": 0.04, "cp1251": 0.03, "cp1250": 0.03, "iso8859_2": -0.01, "cp850": -0.35,
          "cp852": -0.35, "mac_roman": -0.2, "iso8859_5": -0.1, "mac_cyrillic": -0.1, "iso8859_7": -0.02, "cp866": -0.02}  # fmt: skip
_FOREIGN = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class _Guess:
    name: str
    score: float
    text: str


def guess(sample: bytes) -> tuple[str, bool]:
    """Return the likeliest encoding of a text that is not UTF-8, and how sure it is."""
    guesses = [one for name in (*_LATIN, *_OTHERS, *_EAST) if (one := _guess(sample, name)) is not None]
    if not guesses:
        return "cp1252", False
    guesses.sort(key=lambda one: -one.score)
    best = guesses[0]
    if best.score < _LEAST:
        return _by_charset_normalizer(sample) or best.name, False
    # Encodings that read the bytes alike do not compete.
    rival = next((one for one in guesses[1:] if one.text != best.text), None)
    foreign = len(_FOREIGN.findall(best.text))
    apart = best.score - rival.score if rival else 1.0
    if apart >= _FAR_APART or (foreign >= _SURE_FROM and apart * min(1.0, foreign / 20) ** 0.5 >= _NEAR):
        return best.name, True
    # Where most letters read alike, those that do not must speak for it.
    unlike = sum(one != other for one, other in zip(best.text, rival.text, strict=False)) if rival else 0
    return best.name, apart * foreign >= max(_PER_LETTER * unlike, _EVIDENCE)


def _guess(sample: bytes, name: str) -> _Guess | None:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(sample)[:_SAMPLE_CHARS]  # a character cut at the sample's end is no error
    except UnicodeDecodeError:
        return None
    foreign = _FOREIGN.findall(text)
    if not foreign:
        return None
    if name in _EAST:
        score = _east_score(text, name, len(foreign))
    elif name in _OTHERS:
        score = _script_score(text, *_OTHERS[name], len(foreign))
    else:
        score = max(_latin_score(text, letters, len(foreign)) for letters in _LATIN[name].values())
    return _Guess(name, score + _PRIOR.get(name, 0.0), text)


def _latin_score(text: str, letters: str, count: int) -> float:
    """Score a text by the letters of a language.

    A sign in the midst of a word speaks against it.
    """
    own = frozenset(letters + letters.upper().replace("ß", ""))
    total = 0.0
    words = 0
    for place, character in enumerate(text):
        if character <= "\x7f":
            continue
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        beside = before.isalpha() + after.isalpha()
        if character in own and (character.isalpha() or beside < 2):
            total += 1.0
            words += 1
            if before.islower() and character.isupper():
                total -= 1.0
            if before > "\x7f" and before.isalpha() and after > "\x7f" and after.isalpha():
                total -= 0.8  # three in a row are rare in languages of Latin letters
            if not beside:
                total -= 0.6
            if character == "õ" and "ã" in own and after not in "e":
                total -= 0.8  # Portuguese has it before an e alone
        elif character in _SHARED_MARKS:
            total += 0.3 if beside < 2 or character in "’·\xad" else -0.8
        elif character.isalpha():
            total -= 0.4
        else:
            total -= 1.5 if beside == 2 or unicodedata.category(character)[0] == "C" else 0.3
    ascii_letters = sum(character.isalpha() for character in text if character <= "\x7f")
    if "þ" in own and not any(letter in text for letter in "áéíóæö"):
        total -= 0.6 * count  # no page of Icelandic is without these
    if not words and all(character in _SHARED_MARKS for character in text if character > "\x7f"):
        return 1.0
    if words > 0.8 * max(1, ascii_letters):
        total -= 0.6 * count  # most of a text is in plain letters
    return total / count


def _script_score(text: str, script: str, letters: str, count: int) -> float:
    """Score a text in a script whose letters are all foreign to ASCII."""
    common = {letter: 1.0 - 0.02 * place for place, letter in enumerate(letters)}
    total = 0.0
    for place, character in enumerate(text):
        if character <= "\x7f":
            continue
        before = text[place - 1] if place else " "
        small = character.lower()
        if small in common:
            total += common[small]
            if before.islower() and character.isupper():
                total -= 1.2
            elif before.isalpha() and character.isupper():
                total -= 0.2
            after = text[place + 1] if place + 1 < len(text) else " "
            total -= 1.2 * sum(beside <= "\x7f" and beside.isalpha() for beside in (before, after))
            if script == "CYRILLIC" and small == before.lower() == (
                text[place - 2].lower() if place > 1 else ""
            ):
                total -= 1.0
        elif character in _SHARED_MARKS or character in "№":
            after = text[place + 1] if place + 1 < len(text) else " "
            total += 0.2 if not (before.isalpha() and after.isalpha()) else -1.0
        else:
            total -= 1.0
    return total / count


def _east_score(text: str, name: str, count: int) -> float:
    """Score a text by its everyday characters and their places in the standard."""
    everyday = {
        "cp950": _EVERYDAY_TRADITIONAL,
        "cp932": _EVERYDAY_JAPANESE,
        "euc_jp": _EVERYDAY_JAPANESE,
    }.get(name, _EVERYDAY)
    total = 0.0
    kana = 0
    for place, character in enumerate(text):
        if character <= "\x7f":
            continue
        if character in everyday:
            total += 1.3
        elif "\u3040" <= character <= "\u30ff":
            kana += 1
            total += 1.1 if name in ("cp932", "euc_jp") else 0.0
        elif "\uac00" <= character <= "\ud7a3":
            total += (
                (1.1 if len(character.encode("euc_kr", "ignore")) == 2 else -0.8) if name == "cp949" else -1
            )
        elif character in _WIDE_MARKS:
            total += 0.8
        elif "\u4e00" <= character <= "\u9fff":
            total += _hanzi_score(character, name)
        else:
            total -= 1.0
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        if before.isascii() and before.isalpha() and after.isascii() and after.isalpha():
            total -= 1.2
    if name in ("cp932", "euc_jp") and not kana:
        total -= 0.3 * count
    return total / count


def _hanzi_score(character: str, name: str) -> float:
    """Score a Chinese character that is not an everyday one.

    Is it in the commoner half of its standard?
    """
    if name == "cp949":
        return -0.6  # modern Korean has next to none
    try:
        lead = character.encode({"gb18030": "gb2312"}.get(name, name))[0]
    except UnicodeEncodeError:
        return -0.5
    common = {"gb18030": (0xB0, 0xD7), "cp950": (0xA4, 0xC6), "cp932": (0x88, 0x97), "euc_jp": (0xB0, 0xCF)}[
        name
    ]
    return 0.55 if common[0] <= lead <= common[1] else -0.5


def _by_charset_normalizer(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # kept out of the way of the many files that are UTF-8

    match = from_bytes(sample).best()
    return match.encoding if match is not None else ""
