"""What is allowed, but seldom meant: told beside an agreement version, and refused nowhere (40-levels)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

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
    while it holds, needs no advice."""
    if not _promises(version) or version.agreement.level is Level.EXCEPTION:
        return
    beside = [
        other
        for other in commitments.agreements
        if _promises(other) and _holds_with(other, version) and _meets(other, version, commitments)
    ]
    if version.scope.service is None and all(other.scope.service is None for other in beside):
        yield Advice.ONE_PROMISE_FOR_ALL_SERVICES
    if version.scope.site is None and all(other.scope.site is None for other in beside):
        customer = _customer(version, commitments)
        if customer is not None and len(_regions(customer, commitments, regions)) > 1:
            yield Advice.ONE_PROMISE_FOR_ALL_REGIONS


def _promises(version: AgreementVersion) -> bool:
    return version.agreement.kind.promises_tickets and bool(version.terms.targets)


def _holds_with(other: AgreementVersion, version: AgreementVersion) -> bool:
    return _begins_before_end(other, version) and _begins_before_end(version, other)


def _begins_before_end(one: AgreementVersion, another: AgreementVersion) -> bool:
    return another.effective_until is None or one.effective_from < another.effective_until


def _meets(other: AgreementVersion, version: AgreementVersion, commitments: Commitments) -> bool:
    """Whether there can be a customer for whom both hold."""
    one, another = _customer(other, commitments), _customer(version, commitments)
    if one is None or another is None:
        return True
    tree = commitments.customers
    return tree.is_below(one, another) or tree.is_below(another, one)


def _customer(version: AgreementVersion, commitments: Commitments) -> OrganisationId | None:
    """None where it is for all of them, or for a group."""
    if version.scope.customer is not None:
        return version.scope.customer
    return None if version.contract is None else commitments.contract(version.contract).customer


def _regions(customer: OrganisationId, commitments: Commitments, regions: Regions) -> set[SiteId]:
    return {
        region
        for owner, above in regions.items()
        if commitments.customers.is_below(owner, customer)
        for region in above
    }
