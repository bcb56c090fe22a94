"""Find the names of the parties of a contract.

Who is "Party A" or "乙方", and the names in a sentence that are not ours.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.agent.cells.bearing import DocumentText, Found
from assistant.agent.papers.sides import Sides
from assistant.agent.words.roles_verbs import ORGANISATIONS, is_name
from assistant.agent.words.value_kinds import ValueKind
from assistant.agent.words.value_spans import person_spans, value_spans
from assistant.library.terms import is_unspaced
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import units_of

_SIGNATURE = 60
"""Characters of the longest line that is a signature."""
_SIGNED = lazy_regex(
    r"\bsigned\b|\bsignatures?\b|\bdate\b|签[字章名订署]|盖章|代表(?:人)?(?:（[^）]*）)?\s*[：:]",
    re.IGNORECASE,
)
_ROLE_AS_NAME = lazy_regex(r"(?:The|This|An?|Our|Your|Each|Any|No)\b.*", re.IGNORECASE)
_IS_ADDRESS = lazy_regex(
    r"(?:\d\w?|,) [\w' ]+ (?:Row|Street|St|Road|Rd|Lane|Terrace|Square|Avenue|Office|Yard|Close|Drive|Place|Way|Court|Park|Wharf|Quay|Gardens|Walk|Hill)\Z|['’]s\Z"
)
"""A street behind its number, and whose something is."""
_FOR = lazy_regex(r"^(?:,| for| of| at| from)+ ")
"""Between somebody and who is spoken for."""
_IS_FIRM = lazy_regex(rf"(?:{ORGANISATIONS})\Z")


def spans_of(text: str, kind: ValueKind, sides: Sides, *, person: bool = False) -> list[tuple[int, int]]:
    """Return where values of a kind stand; of names, those that are not ours.

    Args:
        text: The sentence.
        kind: Of value.
        sides: Who is who.
        person: Whether a person is asked for.
    """
    if kind != "name":
        return value_spans(text, kind)
    signed = is_signature(text)
    if signed and not is_unspaced(text):
        return []
    if person and is_unspaced(text):
        return person_spans(text)
    named = value_spans(text, kind)
    return [
        (start, end)
        for whole in named
        if person or not _is_address(text, whole, named)
        for start, end in _beside_us(text, whole, sides)
        if (
            (is_name(text[start:end]) or _BEHIND_LABEL.search(text, 0, start) is not None)
            and (not signed or _IS_FIRM.search(text[start:end]) is not None)
            if is_unspaced(text[start:end])
            else " " in text[start:end]
            and not _ROLE_AS_NAME.fullmatch(text[start:end])
            and not _IS_ADDRESS.search(text[:end])
        )
        and text[end : end + 2] not in ("'s ", "’s ")
        and _TITLE.search(text, 0, start) is None
        and not _FOR.sub("", text[end:].casefold()).startswith(sides.names or "\0")
    ]


def _is_address(text: str, span: tuple[int, int], named: Sequence[tuple[int, int]]) -> bool:
    """Return whether a name says where another is: "Ms Brandt, Linden Cottage"."""
    before = [end for _, end in named if end <= span[0]]
    if not before or _IS_COMPANY.search(text[slice(*span)]):
        return False
    return _THEN.fullmatch(text, max(before), span[0]) is not None


_TITLE = lazy_regex(r"(?<![(（])[\"“「《](?:The )?\Z")
"""In front of what a play or a place is called."""
_THEN = lazy_regex(r"\**(?: \([^()]{1,30}\))?,(?: [a-z][a-z ]{2,24},)? (?:The |\d+\w? )?")
_IS_COMPANY = lazy_regex(
    r"\b(?:Ltd|Limited|LLP|LLC|plc|PLC|Inc|GmbH|Co|CIC|Trust|Council|Society|Association|Group)\.?\Z"
)
"""Between a name and its address, and what firms are called."""


def _beside_us(text: str, span: tuple[int, int], sides: Sides) -> Iterator[tuple[int, int]]:
    """Yield the parts of a name that are not ours: the other of "Tarn and Birch Ltd"."""
    start, end = span
    name = next((one for one in sides.names if one in text[start:end].casefold()), None)
    if name is None:
        if not sides.named(text[start:end]):
            yield span
        return
    at = start + text[start:end].casefold().find(name)
    for first, last, joined in ((start, at, _JOINED_BEFORE), (at + len(name), end, _JOINED_AFTER)):
        if joined.search(text[first:last]) is None:
            continue  # the rest of our own name
        part = _JOINED.sub("", text[first:last])
        if part.strip():
            place = text.find(part, first, last)
            yield place, place + len(part)


_BEHIND_LABEL = lazy_regex(
    r"(?:\A|[\n，,。；;|　])[\s*_（(]*(?:\d+[.、)）]|[一二三四五六七八九十]+、)?\s*[\u4e00-\u9fff]{1,5}[人方主户者](?:[（(][^）)]{1,8}[）)])?\s*[：:|]\s*\Z"
)
"""Behind such a label any words are a name: 派人方：群星演员服务部."""
_JOINED_BEFORE = lazy_regex(r"(?:\b(?:and|with)|&|与|和|、|[,，]) *$")
_JOINED_AFTER = lazy_regex(r"^ *(?:(?:and|with)\b|&|与|和|、|[,，])")
_JOINED = lazy_regex(r"^\W*(?:and|with|&|与|和|、)?\s*|\s*(?:and|with|&|与|和|、)?\W*$")


def is_company(name: str) -> bool:
    """Return whether a name is that of a firm or of another body."""
    return (_IS_FIRM if is_unspaced(name) else _IS_COMPANY).search(name) is not None


def is_signature(text: str) -> bool:
    """Return whether a line is where a contract was signed."""
    return len(text) < _SIGNATURE and _SIGNED.search(text) is not None


_FIRM = r"[\u4e00-\u9fff（）()·]{2,30}(?: [\u4e00-\u9fff（）()·]{1,20})?(?:公司|集团|研究院|研究所|大学|学校|医院|中心|事务所|工作室|银行|工厂|厂|店|社|队|委员会|业委会)"


def _naming(word: str, english: str) -> tuple[re.Pattern[str], ...]:
    return (
        # 受托方（乙方）：成都净亮保洁服务有限公司
        lazy_regex(
            rf"(?:^|[\s（(]){word}(?:（[^）]{{1,12}}）|\([^)]{{1,12}}\))?[）)]?\s*(?:名称|单位)?\s*[：:]\s*(?P<name>[^\s，。；,;：:（(][^，。；,;：:\n（(]{{1,40}})",
        ),
        # 供货方四川瑞康医疗器械有限公司（以下简称“乙方”）
        lazy_regex(
            rf"(?:与|由|和|及|[方人]|^|[：:，。])(?P<name>{_FIRM}|[\u4e00-\u9fff·]{{2,4}})\s*[（(](?:以下)?(?:简称|称)?为?[“\"「]?{word}[”\"」]?[）)]"
        ),
        lazy_regex(rf"\b{english}\b\W{{0,4}}[:：]\s*(?P<name>[^,;:\n(]{{2,60}})", re.IGNORECASE),
    )


_NAMED: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "party a": _naming("甲方", "party a"),
    "party b": _naming("乙方", "party b"),
}
_LEAD = lazy_regex(
    r"^.*?(?:采购|供货|委托|受托|服务|出租|承租|发包|承包|[买卖需供])[方人](?=[\u4e00-\u9fff]{2})"
)
_OTHER_PARTY = lazy_regex(r"\s+(?:甲方|乙方|party [ab]\b).*$", re.IGNORECASE)
"""What stands before a name, and what follows it in one line."""
_LABEL_AFTER = lazy_regex(
    r"\s*(?:联系)?(?:电话|手机号?码?|地址|住址|住所|身份证号?码?|法定代表人|负责人|联系人|开户行|账号|税号|统一社会信用代码|传真|邮编)\s*$"
    r"|\s+(?:tel(?:ephone)?|phone|mobile|address|e-?mail|contact|represented by)\s*$",
    re.IGNORECASE,
)
"""The next entry of a form on the same line: 甲方：赵德海 联系电话：…"""
_PARTY_WORD = lazy_regex(r"甲方|乙方|\bparty [ab]\b", re.IGNORECASE)


def named_party(text: DocumentText, role: str) -> Found | None:
    """Return who a contract calls a party; None where it does not say.

    Args:
        text: The contract.
        role: "party a" or "party b".
    """
    for pattern in _NAMED.get(role, ()):
        for passage in text.passages:
            for unit in units_of(passage, 0):
                match = pattern.search(unit.text)
                if match is not None:
                    name = _OTHER_PARTY.sub("", _LEAD.sub("", match["name"]))
                    return Found(unit, 1.0, _LABEL_AFTER.sub("", name).strip(), True)
    return None


def names_parties(text: DocumentText) -> bool:
    """Return whether a document speaks of a first and a second party at all."""
    return any(_PARTY_WORD.search(passage.text) for passage in text.passages)


_DEFINED = lazy_regex(
    r"[（(]\s*(?:hereinafter|hereafter|herein|referred to as|together|jointly|collectively|called|以下简?称?为?|下称|简称|[,，:：]|\s)*(?:the |our )?[“”\"「‘']?(?:the )?"
    r"(?P<role>[A-Za-z][A-Za-z ]{2,24}?|[\u4e00-\u9fff]{2,6})[“”\"」’']?\s*[)）]",
    re.IGNORECASE,
)
"""Says what somebody is called from there on: Tarn Ltd ("the Client")."""
_NAME_BEGINS = lazy_regex(
    r".*(?:\bbetween\b|\bby and\b|\bparties\b\W|[：:；;\n]|\(\d\)|\b\d\.)\W*", re.IGNORECASE | re.DOTALL
)
_NAME_JOINED = lazy_regex(
    r"^(?:[\s,，;；*.]|\b(?:and|of the (?:one|first|other|second) part)\b|与|和|及)+", re.IGNORECASE
)
_NAME_ENDS = lazy_regex(
    r",(?!\s*(?:Ltd|Inc|LLC|LLP|plc|GmbH|Co|S\.?A|B\.?V)\b)|，|\b(?:of|whose|a company|acting|on behalf|incorporated|registered|trading as)\b|\s*[（(]"
)
_ANYBODY = lazy_regex(r"(?:[Aa]n?|[Aa]ny|[Ee]ach|[Ee]very|[Tt]he|[Tt]his|[Tt]hat|[Ss]uch) [a-z]")
_LONGEST_PARTY = 80
_SAME_ROLE = (
    ("client", "customer", "buyer", "purchaser"), ("landlord", "lessor", "owner"), ("tenant", "lessee", "renter"),
    ("supplier", "vendor", "seller", "provider", "service provider"), ("contractor", "builder"), ("employer", "company"),
    ("客户", "委托方", "买方", "采购方", "需方"), ("房东", "出租方", "出租人"), ("租客", "承租方", "承租人"), ("供应商", "卖方", "供方", "供货方"),
)  # fmt: skip
"""Words for the same side of a contract."""


def defined_party(text: DocumentText, question: str) -> Found | None:
    """Return who a contract calls by the role that is asked for, as it defines it.

    Such as Tarn Ltd ("the Client").

    None where it defines no such role.
    """
    asked = question.casefold()
    for passage in text.passages:
        for unit in units_of(passage, 0):
            before = 0
            for found in _DEFINED.finditer(unit.text):
                if (name := _name_before(unit.text[before : found.start()])) and _is_role(
                    found["role"], asked
                ):
                    return Found(unit, 1.0, name, True)
                before = found.end()
    return None


_ACTS = lazy_regex(
    r"\b(?:represent(?:s|ed|ing)|sign(?:s|ed)|act(?:s|ed)|speaks?|spoke)\b|代表|签[字署名]|谁签",
    re.IGNORECASE,
)


def asks_who_acts(question: str) -> bool:
    """Return whether a question asks who acts for a party, and not who it is."""
    return _ACTS.search(question) is not None


def names_sides(text: str) -> bool:
    """Return whether a sentence says between whom a contract is."""
    return len(_DEFINED.findall(text)) > 1


def _is_role(role: str, asked: str) -> bool:
    """Return whether a question asks for a role, or for the same by another word."""
    own = role.strip().casefold()
    words = next((group for group in _SAME_ROLE if own in group), (own,))
    return any(
        re.search(rf"\b{re.escape(word)}s?\b", asked) if word.isascii() else word in asked for word in words
    )


def _name_before(text: str) -> str:
    """Return the name that ends what stands before a definition; "" where none does."""
    bare = _NAME_JOINED.sub("", _NAME_BEGINS.sub("", text.replace("*", "")))
    name = bare[: end.start()] if (end := _NAME_ENDS.search(bare)) is not None else bare
    name = name.strip(" ,，.*")
    named = (name[:1].isupper() and not _ANYBODY.match(name)) or not name.isascii()
    return name if named and 1 < len(name) <= _LONGEST_PARTY else ""
