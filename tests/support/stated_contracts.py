"""Whatever a contract in a file could state."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from sla_plugin.contract_files.stated import (
    StatedAddress,
    StatedContract,
    StatedLine,
    StatedParty,
    StatedPrice,
    StatedRequirement,
    StatedSignature,
    StatedSigning,
)
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from tests.support.contract_contents import clauses, dates, maybe_dates, prices
from tests.support.terms import clock_times, said, words

maybe = st.none() | said
addresses = st.builds(StatedAddress, words, words, maybe, st.none() | clock_times)
parties = st.builds(
    StatedParty, said, st.sampled_from(PartyRole), st.none() | words, maybe_dates, maybe_dates,
    st.none() | addresses,
)  # fmt: skip
stated_prices = prices.flatmap(
    lambda price: st.builds(StatedPrice, st.just(price.amount), st.none() | st.sampled_from(["THB", "EUR"]))
)
lines = st.builds(
    StatedLine,
    service=said,
    level=maybe,
    level_version=st.none() | st.integers(1, 9),
    site=maybe,
    quantity=st.decimals(0, 9_999, places=3, allow_nan=False),
    unit_price=st.none() | stated_prices,
    billing=st.sampled_from(Billing),
    starts_on=maybe_dates,
    ends_on=maybe_dates,
)
requirements = st.builds(StatedRequirement, said, words, maybe)
signings = st.builds(
    StatedSigning,
    dates,
    st.lists(st.builds(StatedSignature, said, said, maybe_dates, st.none() | words), max_size=3).map(tuple),
)
contracts = st.builds(
    StatedContract,
    number=said,
    kind=st.sampled_from(ContractKind),
    effective_on=dates,
    zone=st.sampled_from(["Asia/Bangkok", "Europe/Berlin", "UTC"]),
    currency=st.sampled_from(["THB", "EUR", "JPY"]),
    parent=maybe,
    clauses=clauses.map(lambda of: replace(of, calendar=None)),
    calendar=maybe,
    parties=st.lists(parties, max_size=3).map(tuple),
    lines=st.lists(lines, max_size=3).map(tuple),
    requirements=st.none() | st.lists(requirements, max_size=2).map(tuple),
    signed=st.none() | signings,
)
