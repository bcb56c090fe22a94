"""Answer which papers of a kind speak of something, with the words of each.

Such as "which minutes mention Talvik?".

Found by words, in every paper of the kind; nothing is asked of a model.
"""

from __future__ import annotations

import re

from assistant.agent.cells import cell_of, said_in
from assistant.agent.each import EachDocument, Target
from assistant.answer_table import Cell, Table, TableRow
from assistant.frozen import dataclass
from assistant.library.library import Library
from assistant.library.terms import query_terms, terms
from assistant.regexes import lazy_regex
from assistant.retrieval.evidence import Unit, units_of

MOST_CHARS = 300
"""Characters of a sentence that is shown."""
_JOINED = lazy_regex(r"\s*(?:,|/|、|或者?|和|及|\b(?:or|and)\b)\s*", re.IGNORECASE)
_SPOKEN = (
    r"(?:mentions?|mentioned|mentioning|talks? about|talked about|speaks? (?:of|about)|refers? to|discuss(?:es|ed)?|covers?|covered|deals? with"
    r"|(?:is|are|was|were) about|about|contain(?:s|ing)? the words?|says? (?:any|some)?thing (?:about|on)|has anything (?:about|on)|have anything (?:about|on))"
)
_MENTIONS_EN = lazy_regex(
    rf"^(?:please )?(?:(?:can|could) you )?(?P<head>(?:which|what|list|show|find|give|name|tell)(?: me| us)?(?: which)?(?: of)?(?: (?:all|every|each|any|the|our|my|your|these|those|of))*)\s+(?P<papers>(?!(?:do|does|did|is|are|was|were|has|have|can|will)\b)[\w&'’,/ -]{{3,60}}?)(?: (?:that|which|where|in which|do we have that|we have that))?(?: (?:is|are|it|they|we|ever|also|anywhere))* (?P<spoken>{_SPOKEN})\s+(?P<what>[^?]{{2,80}}?)\W*$",
    re.IGNORECASE,
)
_MENTIONS_ZH = lazy_regex(
    r"^(?:请|请问|帮我|麻烦)*(?:有?哪些|有?哪几[份次个封张篇场]?|有?哪[份次个封张篇场]|列出(?:所有|全部)?|找出(?:所有|全部)?|所有|全部)的?(?P<papers>[^，。？?\s]{1,14}?)(?:里面?|中|上)?(?:都|有|曾|也)*(?P<spoken>提到|提及|涉及|谈到|说到|讲到|讨论|写到|聊到|出现)(?:了|过)*(?P<what>[^，。？?]{1,30}?)[？?。的吗呢]*$"
    r"|^(?:请|请问|帮我|麻烦)*(?:列出|找出|有?哪些)?(?:所有|全部)?(?P<spoken2>提到|提及|涉及|谈到|说到|讲到|讨论|关于|有关)(?:了|过)*(?P<what2>[^，。？?]{1,30}?)的(?P<papers2>[^，。？?\s]{1,14}?)(?:都?有(?:哪些|哪几[份次个封张篇场]))?[？?。]*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A question for papers that speak of something.

    Attributes:
        papers: What the papers are called in it; it may name several kinds.
        what: What they speak of.
    """

    papers: tuple[str, ...]
    what: str


def mention_asked(question: str) -> Mention | None:
    """Take apart a question for papers of a kind that speak of something; else None.

    "Which minutes mention Talvik?" asks it of the minutes; of documents of any kind the catalogue tells it.
    """
    text = " ".join(question.split())
    if (found := _MENTIONS_EN.match(text)) is not None:
        if found["head"].split()[0].casefold() in ("tell", "give", "name") and "which" not in found["head"]:
            return None
        return Mention(_parted(found["papers"]), found["what"].strip())
    if (found := _MENTIONS_ZH.match(text)) is not None:
        papers, what = found["papers"] or found["papers2"], found["what"] or found["what2"]
        return Mention(_parted(papers), what.strip())
    return None


def _parted(papers: str) -> tuple[str, ...]:
    return tuple(one for one in (part.strip() for part in _JOINED.split(papers)) if one)


class Mentions:
    """Looks through the papers of a kind.

    Args:
        library: Whose papers.
        each: Knows what they are called.
    """

    def __init__(self, library: Library, each: EachDocument) -> None:
        self._library = library
        self._each = each

    def table(self, asked: Mention, documents: frozenset[int] | None) -> Table | None:
        """Return the papers that speak of it; None where no paper of the kind does.

        Args:
            asked: What is asked.
            documents: Only these; all of them when None.
        """
        papers = self._each.called(asked.papers, documents)
        wanted = frozenset(query_terms(asked.what))
        if not papers or not wanted:
            return None
        targets = self._each.documents((), papers)
        found = [(target, self._spoken(target, wanted)) for target in targets]
        rows = tuple(
            TableRow(target.source, target.title, (_cell(unit),), unit is not None) for target, unit in found
        )
        if not any(row.matches for row in rows):
            return None
        head = (asked.what,)
        return Table(head, rows, there=len(rows), asked=len(rows), condition=asked.what, selects="which")

    def _spoken(self, target: Target, wanted: frozenset[str]) -> Unit | None:
        """Return the sentence of a paper that says most of what is wanted.

        None where the paper does not say all.
        """
        passages = self._library.documents.neighbours(target.number, 0, target.passages)
        units = [unit for passage in passages for unit in units_of(passage, 0)]
        said = [frozenset(terms(unit.text)) & wanted for unit in units]
        headings = frozenset(term for passage in passages for term in terms(" ".join(passage.heading)))
        if not units or frozenset().union(*said, headings & wanted) != wanted:
            return None
        return units[max(range(len(units)), key=lambda at: (len(said[at]), -at))]


def _cell(unit: Unit | None) -> Cell:
    if unit is None:
        return Cell("not_stated")
    said = " ".join(said_in(unit).split())
    return cell_of("found", said if len(said) <= MOST_CHARS else f"{said[:MOST_CHARS]}…", (unit,))
