"""What one contract states otherwise than another, as a contract manager reads it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from sla_plugin.agreement_files.differences import Difference
from sla_plugin.contract_files.differences import differences
from sla_plugin.contract_files.documents import read_contract
from sla_plugin.contract_files.stated import StatedContract
from tests.support.stated_contracts import contracts

FIRST = """contract: C-1
kind: CUSTOMER
effective_on: 2026-04-01
zone: Asia/Bangkok
currency: THB
term: {months: 12, renewal_months: 12}
notice: {period: 3 months}
parties:
- {role: CUSTOMER, organisation: hospital}
- {role: PROVIDER, organisation: lanna}
- {role: NOTICE_CONTACT, organisation: lanna, person: anan, notice: {channel: EMAIL, address: a@lanna}}
lines:
- {service: printing, level: gold, unit_price: "3000.00"}
- {service: mail, level: gold, site: ward, quantity: 4, unit_price: "120.00"}
requirements:
- {need: to print at night, outcome: shifts start on time}
signed: {on: 2026-03-02, by: [{person: anan, organisation: lanna, reference: folder 12}]}
"""
SECOND = (
    FIRST.replace("months: 12, renewal_months: 12", "months: 24")
    .replace("3 months", "6 weeks")
    .replace("a@lanna", "b@lanna")
    .replace("3000.00", "3200.00")
    .replace("site: ward", "site: tower")
    .replace("on time", "early")
    .replace("folder 12", "folder 13")
    .replace("- {role: PROVIDER, organisation: lanna}\n", "- {role: SUPPLIER, organisation: lanna}\n")
)


def _between(before: str, after: str) -> tuple[Difference, ...]:
    return differences(read_contract(before, "a").stated, read_contract(after, "b").stated)


def test_every_clause_party_and_line_that_differs_is_told_alone() -> None:
    gone = "quantity 4, unit price 120.00, billing MONTHLY"
    assert _between(FIRST, SECOND) == (
        Difference("term, months", "12", "24"),
        Difference("term, renewal months", "12", None),
        Difference("notice, period", "3 months", "6 weeks"),
        Difference("provider lanna", "stated", None),
        Difference("notice contact anan of lanna: notice, address", "a@lanna", "b@lanna"),
        Difference("line printing, level gold, any site: unit price", "3000.00", "3200.00"),
        Difference("line mail, level gold, site ward", gone, None),
        Difference("requirement 'to print at night': outcome", "shifts start on time", "shifts start early"),
        Difference("signature of anan for lanna: reference", "folder 12", "folder 13"),
        Difference("supplier lanna", None, "stated"),
        Difference("line mail, level gold, site tower", None, gone),
    )


def test_the_same_contract_in_other_words_does_not_differ() -> None:
    other = FIRST.replace('"3000.00"', "3000 THB").replace("3 months}", "3 months, align: NONE}")
    other = other.replace('"120.00"', "120").replace("quantity: 4", "quantity: 4.0")
    assert [one.what for one in _between(FIRST, other)] == [
        "line printing, level gold, any site: unit price",
    ]
    assert _between(FIRST, other.replace("3000 THB", "3000")) == ()


@given(contracts)
def test_nothing_differs_from_itself(contract: StatedContract) -> None:
    assert differences(contract, contract) == ()


@given(contracts)
def test_the_order_of_a_file_says_nothing(contract: StatedContract) -> None:
    """Nor where two lines are of the same service, level and site."""
    lines = (*contract.lines, *(replace(line, quantity=Decimal(7)) for line in contract.lines))
    before = replace(contract, lines=lines)
    after = replace(contract, lines=lines[::-1], parties=contract.parties[::-1])
    assert differences(before, after) == ()
