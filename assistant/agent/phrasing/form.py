"""What is said of how requests are put in a language.

Every entry is a pattern over a text as `assistant.languages.plain` gives it: lower case, Latin letters without accents,
straight apostrophes, single spaces. `{lang}` stands for the name of a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How requests are put in a language.

    Attributes:
        polite: Words around a request that ask for nothing.
        asks: How a real question begins, which works on nothing that was said ("is it longer?").
        operations: What can be done with the last answer, by its name.
        carriers: Words that may stand beside an operation, function words apart.
        summarise: A summary of the conversation.
        recall: What was said in it.
        library: Questions about which documents there are.
        compare: Differences, and who or what is at the top of several.
        whole: A document as a whole.
        listed: All that match, or the steps of a procedure.
        composed: Texts to be written, which any model can.
        explained: Things to be explained, unless they are the user's own.
        creative: Jokes, poems, greetings.
        ours: Words for the user's own things and documents.
        points: Words that only what went before explains, and beginnings that lean on it.
    """

    polite: str
    asks: str
    operations: Mapping[str, str]
    carriers: str
    summarise: str
    recall: str
    library: str
    compare: str
    whole: str
    listed: str
    composed: str
    explained: str
    creative: str
    ours: str
    points: str
