"""Find the names of the parties of a contract.

Who is "Party A" or "乙方", and the names in a sentence that are not ours.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.agent.bearing import DocumentText, Found
from assistant.agent.columns import ValueKind
from assistant.agent.roles_verbs import ORGANISATIONS, is_name
from assistant.agent.sides import Sides
from assistant.agent.value_spans import person_spans, value_spans
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
    return [
        (start, end)
        for whole in value_spans(text, kind)
        for start, end in _beside_us(text, whole, sides)
        if (
            is_name(text[start:end]) and (not signed or _IS_FIRM.search(text[start:end]) is not None)
            if is_unspaced(text[start:end])
            else " " in text[start:end]
            and not _ROLE_AS_NAME.fullmatch(text[start:end])
            and not _IS_ADDRESS.search(text[:end])
        )
        and text[end : end + 2] not in ("'s ", "’s ")
        and not _FOR.sub("", text[end:].casefold()).startswith(sides.names or "\0")
    ]


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


_JOINED_BEFORE = lazy_regex(r"(?:\b(?:and|with)|&|与|和|、|[,，]) *$")
_JOINED_AFTER = lazy_regex(r"^ *(?:(?:and|with)\b|&|与|和|、|[,，])")
_JOINED = lazy_regex(r"^\W*(?:and|with|&|与|和|、)?\s*|\s*(?:and|with|&|与|和|、)?\W*$")


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
                    name = _OTHER_PARTY.sub("", _LEAD.sub("", match["name"])).strip()
                    return Found(unit, 1.0, name, True)
    return None
