"""What all questions of a language have in common, as an embedding model sees it.

A question in another language than the documents is near to them by its matter, and far from all of them by its
language. The mean of a few questions on all kinds of matters is what the language alone contributes; taken out of a
question, what is left is compared better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.library.library import Library
from assistant.library.vector_rows import EmbeddingModel
from assistant.models.ports import Embedder
from assistant.retrieval.noted import noted

_CHINESE = (
    "合同什么时候到期？",
    "病人应该多久服一次药？",
    "谁负责批准这笔费用？",
    "这台机器的最大压力是多少？",
    "公司在哪一年成立？",
    "为什么需要更换过滤器？",
    "会议上决定了什么？",
    "员工有多少天年假？",
    "如何申请退款？",
    "这条规定适用于哪些人？",
    "河流流经哪些城市？",
    "这位作家写过什么书？",
    "战争是怎样结束的？",
    "植物靠什么生长？",
    "该地区的人口有多少？",
    "这项研究得出了什么结论？",
)
_ENGLISH = (
    "When does the contract end?",
    "How often should the patient take the medicine?",
    "Who approves this expense?",
    "What is the highest pressure of the machine?",
    "In which year was the company founded?",
    "Why does the filter have to be replaced?",
    "What was decided at the meeting?",
    "How many days of leave do employees have?",
    "How do I apply for a refund?",
    "To whom does this rule apply?",
    "Which cities does the river flow through?",
    "Which books did the author write?",
    "How did the war end?",
    "What do plants need to grow?",
    "How many people live in the region?",
    "What did the study conclude?",
)
NOTE = "questions.1."
"""What the library's notes of the means begin with; the number changes with the questions."""


def mean_question(
    library: Library, model: EmbeddingModel, embedder: Embedder, *, unspaced: bool
) -> NDArray[np.float32]:
    """Give the mean vector of questions in a kind of script, float32, shape (dimensions,): of Chinese ones, or of English ones.

    It is noted in the library when it is first asked for, if the library can be written.

    Args:
        library: Where it is noted.
        model: The library's active model.
        embedder: That model.
        unspaced: Whether the script has no spaces between words.

    Raises:
        PartMissing: The model cannot be reached.
        ModelFault: It fails.
    """
    asked = _CHINESE if unspaced else _ENGLISH

    def mean() -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.mean([embedder.embed_query(question) for question in asked], axis=0)
        return found

    return noted(library, f"{NOTE}{int(unspaced)}.{model.identity}", (model.dimensions,), "<f4", mean)
