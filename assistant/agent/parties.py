"""Find who is meant by "Party A", "乙方" and the like, where a contract names them.

All functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.agent.bearing import DocumentText, Found
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import units_of

_FIRM = r"[\u4e00-\u9fff（）()·]{2,30}(?: [\u4e00-\u9fff（）()·]{1,20})?(?:公司|集团|研究院|研究所|大学|学校|医院|中心|事务所|工作室|银行|工厂|厂|店|社|队|委员会|业委会)"


def _patterns(word: str, english: str) -> tuple[re.Pattern[str], ...]:
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


_PARTIES: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "party a": _patterns("甲方", "party a"),
    "party b": _patterns("乙方", "party b"),
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
    for pattern in _PARTIES.get(role, ()):
        for passage in text.passages:
            for unit in units_of(passage, 0):
                match = pattern.search(unit.text)
                if match is not None:
                    name = _OTHER_PARTY.sub("", _LEAD.sub("", match["name"])).strip()
                    return Found(unit, 1.0, name, True)
    return None
