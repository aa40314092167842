"""The instants at which what is promised changes by date alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.parties import Party


def edges(
    commitments: Commitments, customers: Iterable[OrganisationId], supporters: Iterable[Party] = ()
) -> list[datetime]:
    """Beginning and end of every contract, suspension and agreement version that can concern these customers
    and those who support what is promised to them, sorted."""
    found: set[datetime] = set()
    for supporter in supporters:
        versions = commitments.versions_by(supporter)
        found.update(version_edges(versions))
        found.update(contract_edges(commitments.contract(v.contract) for v in versions if v.contract))
    for customer in customers:
        found.update(contract_edges(commitments.contracts_of(customer)))
        found.update(version_edges(commitments.versions_for(customer)))
    return sorted(found)


def contract_edges(contracts: Iterable[Contract]) -> Iterator[datetime]:
    for contract in contracts:
        yield contract.monitored_from
        if contract.monitored_until is not None:
            yield contract.monitored_until
        yield from contract.part_edges
        yield from contract.suspension_edges


def version_edges(versions: Iterable[AgreementVersion]) -> Iterator[datetime]:
    for version in versions:
        yield version.effective_from
        if version.effective_until is not None:
            yield version.effective_until
        if version.terminated_at is not None:
            yield version.terminated_at
        yield from version.suspension_edges


def first_after(instants: Iterable[datetime], at: datetime) -> datetime | None:
    return min((instant for instant in instants if instant > at), default=None)
