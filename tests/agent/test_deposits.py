"""Lists of contracts with a deposit, a renewal or a notice, where little speaks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.library.library import Library
from tests.agent.test_open_ends import told
from tests.fakes.library import filled

PAPERS = {
    "Hobb licence.md": "# Licence to use the yard\n\nBetween Alder Ltd (we) and Hobb Ltd (you).\n\nThe licence starts on 1 March 2026 and ends on 31 December 2026.\n\nYou pay GBP 18 for each hour booked, within ten days of the bill. You leave a security of GBP 150 with us before the first day, which goes back to you within a fortnight of the last one.\n\nYou or we may end the licence with two weeks' notice.\n",
    "Tan agreement.md": "# Agreement for services\n\nBetween Alder Ltd (the Company) and Bo Tan (the Contractor).\n\nThe agreement starts on 1 May 2026 and ends on 30 April 2027.\n\nThe fee is £95 for each night. Keys are handed back on the last morning.\n\nThe Contractor carries liability cover of GBP 1 million and pays own tax.\n\nLet the manager know six weeks before the holidays.\n\nWhoever wants to stop gives the other one full quarter's warning, so that neither is left alone.\n\nThe agreement does not renew automatically.\n",
    "Vetch lease.md": "# Lease of a barn\n\nLandlord: Vetch Estates Ltd\n\nTenant: Alder Ltd\n\nThe lease runs from 1 April 2024 to 31 March 2029.\n\nThe lease renews automatically for one year unless it is ended.\n\nThe rent is £500 a month. The deposit is £1,500.\n\nEither party may end the lease with three months' notice.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with filled(tmp_path_factory.mktemp("deposits"), PAPERS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which contracts have a deposit?", ("Hobb", "Vetch")),
        ("Which contracts renew automatically?", ("Vetch",)),
        ("Which contracts have a notice of more than 60 days?", ("Tan", "Vetch")),
    ],
)
def test_a_contract_is_listed_for_what_it_says(
    library: Library, question: str, names: tuple[str, ...]
) -> None:
    answer = told(library, question)
    assert tuple(one for one in ("Hobb", "Tan", "Vetch") if f"`{one}" in answer) == names
