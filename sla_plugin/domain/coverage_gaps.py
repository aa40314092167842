"""Services that a customer is offered and that nothing is promised about: each service offered should have
an agreement (40-levels)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.ids import OrganisationId, ServiceId
from sla_plugin.domain.levels import coverage
from sla_plugin.domain.terms import ANY_PRIORITY


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """`coverage` says why, for a ticket that tells nothing but its customer and service."""

    customer: OrganisationId
    service: ServiceId
    coverage: Coverage


def coverage_gaps(
    commitments: Commitments,
    customers: Iterable[OrganisationId],
    services: Iterable[ServiceId],
    at: datetime,
) -> tuple[CoverageGap, ...]:
    """Every customer and service for which no ticket whatever would have a commitment at this instant. Where
    something is promised for some priorities, sites or departments only, there is no gap."""
    offered = list(services)
    found = []
    for customer in customers:
        subjects = [Subject(customer), *kinds(commitments, customer, at)]
        for service in offered:
            about = list(dict.fromkeys(replace(subject, service=service) for subject in subjects))
            why = _uncovered(commitments, about, at)
            if why is not None:
                found.append(CoverageGap(customer, service, why))
    return tuple(found)


def _uncovered(commitments: Commitments, subjects: Sequence[Subject], at: datetime) -> Coverage | None:
    """What the plainest ticket is told, where none of these is covered."""
    plain = coverage(commitments, subjects[0], at)
    covered = CoverageStatus.COVERED
    if plain.status is covered or any(coverage(commitments, s, at).status is covered for s in subjects[1:]):
        return None
    return plain


def kinds(commitments: Commitments, customer: OrganisationId, at: datetime) -> Iterator[Subject]:
    """The kinds of ticket that anything is promised for: nothing can be promised for others."""
    for version in commitments.versions_for(customer):
        if not version.is_in_force(at):
            continue
        scope = version.scope
        stated = {priority for of in version.terms.targets.values() for priority in of}
        priorities = [scope.priority] if scope.priority else sorted(stated)
        for priority in priorities:
            yield Subject(
                customer=customer,
                service=scope.service,
                site=scope.site,
                department=scope.department,
                ticket_type=scope.ticket_type,
                priority=None if priority == ANY_PRIORITY else priority,
            )
