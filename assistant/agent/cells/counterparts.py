"""Tell the two sides of a deal apart: whoever is read as both is surely neither.

Who has a role is asked of a paper twice: for the role, and for its counterpart. The model that is given keeps the document that it saw
last, nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.agent.cells.bearing import DocumentText, Found, bearing_units, best_found
from assistant.agent.cells.cell_decision import SURE_VALUE, decided
from assistant.agent.cells.cell_model import CellModel, Judged
from assistant.agent.cells.cell_values import Option, options_of, same_name
from assistant.agent.cells.columns import Column, column_of
from assistant.agent.cells.party_names import spans_of
from assistant.agent.papers.sides import Sides
from assistant.agent.words.roles import COUNTERPARTS, concepts_of
from assistant.frozen import dataclass
from assistant.library.terms import is_unspaced

_CALLED: Mapping[str, tuple[str, str]] = {
    "landlord": ("landlord", "出租方"), "tenant": ("tenant", "承租方"), "supplier": ("supplier", "服务方"), "customer": ("customer", "委托方"),
    "employer": ("employer", "用人单位"), "employee": ("employee", "劳动者"), "lender": ("lender", "出借人"), "borrower": ("borrower", "借款人"),
    "licensor": ("licensor", "许可方"), "licensee": ("licensee", "被许可方"), "discloser": ("disclosing party", "信息披露方"),
    "recipient": ("receiving party", "信息接收方"), "party a": ("party A", "甲方"), "party b": ("party B", "乙方"),
}  # fmt: skip
"""How roles are asked for, in English and Chinese."""
MUCH_LIKELIER = 0.2
"""How much likelier somebody is the counterpart than who is asked for, not to be the latter."""
THEIRS = 0.05
"""What is left of the likelihood of a sentence that names the counterpart."""


@dataclass(frozen=True, slots=True)
class Opposite:
    """Who is read as the counterpart of a role that is asked for.

    Attributes:
        name: "" where nobody is.
        chance: How likely it is they, from 0 to 1.
    """

    name: str = ""
    chance: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether it is sure that it is they."""
        return self.chance >= SURE_VALUE

    @classmethod
    def of(
        cls,
        model: CellModel,
        text: DocumentText,
        column: Column,
        found: Sequence[Found],
        options: Sequence[Option],
    ) -> Opposite:
        """Read who the counterpart is.

        Nobody where no role is asked for, or known words tell who has it.

        Args:
            model: Judges the sentences of the document.
            text: The document.
            column: The question.
            found: The sentences that bear on it by known words.
            options: The sentences that may be meant, the likeliest first.
        """
        best = best_found(found, column)
        if best is not None and best.decides and options and options[0].value == best.value:
            return cls()
        asked = next((one.name for one in concepts_of(column.question) if one.name in COUNTERPARTS), "")
        if column.kind != "name" or not asked:
            return cls()
        en, zh = _CALLED[COUNTERPARTS[asked]]
        other = column_of(f"{zh}是谁？" if is_unspaced(column.question) else f"Who is the {en}?")
        bearing = bearing_units(text, other)
        judged = model.judged(text, other, bearing)
        theirs = options_of(model, text, bearing, judged)
        if not theirs or not theirs[0].value:
            return cls()
        decision = decided(judged, theirs)
        return cls(theirs[0].value, decision.value) if decision.value >= decision.none else cls()

    def is_called(self, name: str) -> bool:
        """Return whether a name is theirs."""
        return same_name(self.name, name)

    def apart(self, options: Sequence[Option], judged: Judged) -> list[Option]:
        """Return options without those that name the counterpart.

        What names both sides is left with the one that is not theirs. Who is hardly less likely to be meant is no counterpart.
        """
        if not options or not self.sure:
            return list(options)
        if self.is_called(options[0].value) and decided(judged, options).value > self.chance - MUCH_LIKELIER:
            return list(options)
        found = [self._other(one) for one in options]
        theirs = [
            replace(one, chance=one.chance * THEIRS) if self.is_called(one.value) else one for one in found
        ]
        return sorted(theirs, key=lambda one: -one.chance)

    def _other(self, option: Option) -> Option:
        text = option.unit.text
        if option.value or self.name not in text:
            return option
        named = {text[start:end] for start, end in spans_of(text, "name", Sides())}
        left = [one for one in named if not self.is_called(one)]
        return replace(option, value=left[0]) if len(left) == 1 and len(named) > 1 else option
