"""Estimate which kind of request a question is.

It is judged by its words, its frame, its meaning, what the patterns took it for, and whether the library alone can be meant.

A linear model, trained by `python -m benchmarks.kinds` on requests that people typed; its weights lie beside this file. It knows
wordings that no pattern foresaw; the patterns know what is rare. The frame is what is left of a request without the words of a
trade: "how many x did N x in #", which another trade asks alike. Where meaning is not known, weights for words alone decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.agent.question.collection_questions import DOCUMENT_TYPES, is_understood
from assistant.languages import is_function_word
from assistant.models.trained import hashed, of_length_one, runs, softmax, weights_in, words_of
from assistant.regexes import lazy_regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Road = Literal["fact", "whole", "list", "library", "compare", "general", "number"]
ROADS: tuple[Road, ...] = ("fact", "whole", "list", "library", "compare", "general", "number")
"""What is told apart, in the order of the columns of the weights."""
GUESSES = ("fact", "list", "compare", "whole", "library", "conversation", "general", "creative", "number")
"""What the patterns may have taken a request for, in the order of its features."""
DIMENSIONS = 384
BUCKETS = 8192
"""Features that runs of words are hashed into."""
LONGEST_RUN, LONGEST_FRAME = 3, 4
"""Words, or Chinese characters, of the longest run, and parts of the longest run of a frame."""
GUESS_WEIGHT = 0.1
"""How much the patterns' guess weighs beside the words; found on requests that were not trained on."""
UNDERSTOOD_WEIGHT = 0.5
"""The same of a question of which every word is one about the library."""
MOST_CHARACTERS = 300
"""Characters of a question that are looked at."""
WEIGHTS = Path(__file__).with_name("kinds.npz")

_FILE = lazy_regex(
    r"[\w()\-–.']*\.(?:pdf|docx?|xlsx?|csv|tsv|txt|md|eml|msg|mbox|pptx?|html?|od[tsp]|rtf|png|jpe?g|epub)\b"
    r"|\b(?=\w*\d)(?=\w*[a-z])[\w\-]+\b",
    re.IGNORECASE,
)
"""A file's name, or a reference like "inv-2025-04"."""


def road_likelihoods(question: str, guess: str, vector: Floats | None) -> Mapping[Road, float]:
    """Estimate how likely each road is.

    Args:
        question: As it was asked, of any length; a long one is judged by its first characters.
        guess: What the patterns took it for.
        vector: The question as multilingual-e5-small embeds a query, shape (384,); None where it is judged by its words alone.

    Returns:
        Probabilities that sum up to 1.
    """
    weights = weights_in(WEIGHTS)
    found = features(question, guess)
    if vector is None:
        scores = found @ weights["words_alone"] + weights["bias_alone"]
    else:
        meaning = (vector - weights["mean"]) * weights["scale"] @ weights["meaning"]
        scores = found @ weights["words"] + meaning + weights["bias"]
    return dict(zip(ROADS, softmax(scores).tolist(), strict=True))


def features(question: str, guess: str) -> Floats:
    """Return the features of the words of a request, and of the patterns' guess.

    Returns:
        float32, shape (BUCKETS + len(GUESSES) + 1,).
    """
    import numpy as np

    found = np.zeros(BUCKETS + len(GUESSES) + 1, dtype=np.float32)
    found[:BUCKETS] = of_length_one(hashed(_runs(question[:MOST_CHARACTERS]), BUCKETS))
    found[BUCKETS + GUESSES.index(guess)] = GUESS_WEIGHT
    found[-1] = UNDERSTOOD_WEIGHT * is_understood(question)
    return found


def _runs(question: str) -> list[str]:
    """Return runs of words and of the parts of the frame.

    Numbers and names of files stand in them without their values.
    """
    named = _FILE.sub(" F ", question)
    return [
        *runs(words_of(named), LONGEST_RUN),
        *(f"s:{run}" for run in runs(_frame(named), LONGEST_FRAME)),
    ]


def _frame(text: str) -> list[str]:
    """Return what is left of a request without the words of its trade.

    "x" stands for those.
    """
    text = _NAME.sub(" ¤ ", text.replace(" F ", " □ ")).lower()
    for english, chinese, _ in DOCUMENT_TYPES:
        text = _pattern(rf"\b(?:{english})\b|{chinese}").sub(" ◆ ", text)
    parts = ["<"]
    for part in _PART.findall(text):
        if "\u4e00" <= part[0] <= "\u9fff":
            split = [one if _FRAME_ZH.fullmatch(one) else "x" for one in _FRAME_ZH.split(part) if one]
        elif part.isdigit():
            split = ["#"]
        elif not part.isascii() or not part[0].isalpha() or part in _FRAME or is_function_word(part, "en"):
            split = [part]
        else:
            split = ["xs" if part.endswith("s") and len(part) > len("xs") + 1 else "x"]
        for one in split:
            if one != "x" or parts[-1] != "x":
                parts.append(one)
    return [*parts, ">"]


_pattern = lru_cache(maxsize=64)(lazy_regex)
_NAME = lazy_regex(r"(?<=[a-z,] )[A-Z][\w'’-]+")
_PART = lazy_regex(r"[a-z']+|[\u4e00-\u9fff]+|\d+|[^\sa-z\d\u4e00-\u9fff]")
_KEPT = """
list show summary summarise sum total average many much count compare difference same versus vs changed change new old explain mean
meaning write files documents file document folder pdf contract contracts minutes invoice invoices report letter mail mails email emails
sheet table all each every per highest most least biggest top newest latest oldest anything everything tell give find get add up between
general usually
"""
_FRAME = frozenset(_KEPT.split())
"""Words that a frame keeps, beside those that carry no meaning of their own."""
_FRAME_ZH = lazy_regex(
    "(什么|怎么|多少|哪些|哪个|哪份|哪几|有没有|是不是|能不能|一共|总共|合计|平均|所有|全部|挨个|提到|文件|文档|资料|合同|协议|纪要|报告|邮件|发票|通知"
    "|手册|制度|规定|办法|我们|一样|区别|不同|总结|概括|要点|大意|意思|义务|哪天|几点|几号|多久|可以|必须|收到|进来|新增|最新|一般|通常|怎样|如何|解释|翻译"
    "|[最每各列找看说写讲表信条章节份个几谁哪啥吗呢吧了的得没不要给帮我你他她这那上里中下和跟与比对变改新旧老版能是有在放存])"
)
