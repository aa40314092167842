"""What is allowed, but seldom meant: told beside an agreement version, and refused nowhere (40-levels)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import product

from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import OrganisationId, SiteId


class Advice(StrEnum):
    ONE_PROMISE_FOR_ALL_SERVICES = "ONE_PROMISE_FOR_ALL_SERVICES"
    ONE_PROMISE_FOR_ALL_REGIONS = "ONE_PROMISE_FOR_ALL_REGIONS"


Regions = Mapping[OrganisationId, frozenset[SiteId]]
"""By customer: the sites above its own sites."""


def advice(version: AgreementVersion, commitments: Commitments, regions: Regions) -> Iterator[Advice]:
    """About what a version promises to customers; what was refined by the time when it begins, or will be
    while it holds, needs no advice. Where a service level is on offer, the contract lines say for what."""
    agreement = version.agreement
    if not _promises(version) or agreement.level is Level.EXCEPTION or agreement.offered:
        return
    beside = [
        other
        for other in commitments.speaking
        if _promises(other) and _holds_with(other, version) and _meets(other, version, commitments)
    ]
    if version.scope.service is None and all(other.scope.service is None for other in beside):
        yield Advice.ONE_PROMISE_FOR_ALL_SERVICES
    if version.scope.site is None and all(other.scope.site is None for other in beside):
        customers = _customers(version, commitments)
        if any(len(_regions(customer, commitments, regions)) > 1 for customer in customers):
            yield Advice.ONE_PROMISE_FOR_ALL_REGIONS


def _promises(version: AgreementVersion) -> bool:
    return version.agreement.kind.promises_tickets and bool(version.terms.targets)


def _holds_with(other: AgreementVersion, version: AgreementVersion) -> bool:
    return _begins_before_end(other, version) and _begins_before_end(version, other)


def _begins_before_end(one: AgreementVersion, another: AgreementVersion) -> bool:
    return another.effective_until is None or one.effective_from < another.effective_until


def _meets(other: AgreementVersion, version: AgreementVersion, commitments: Commitments) -> bool:
    """Whether there can be a customer for whom both hold."""
    tree = commitments.customers
    those, these = _customers(other, commitments), _customers(version, commitments)
    is_for_all = not those or not these
    return is_for_all or any(tree.is_below(a, b) or tree.is_below(b, a) for a, b in product(those, these))


def _customers(version: AgreementVersion, commitments: Commitments) -> tuple[OrganisationId, ...]:
    """Empty where it is for all of them, or for a group."""
    if version.scope.customer is not None:
        return (version.scope.customer,)
    return () if version.contract is None else commitments.contract(version.contract).covered


def _regions(customer: OrganisationId, commitments: Commitments, regions: Regions) -> set[SiteId]:
    return {
        region
        for owner, above in regions.items()
        if commitments.customers.is_below(owner, customer)
        for region in above
    }
