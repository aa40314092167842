"""How closely an agreement's scope fits a ticket, dimension by dimension."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.ids import CustomerGroupId, OrganisationId
from sla_plugin.domain.trees import Tree

ANY = 1_000_000
"""The distance of a dimension that the scope leaves open: farther than any ancestor."""

DIMENSIONS = (
    "ticket",
    "service",
    "customer",
    "customer_group",
    "site",
    "department",
    "ticket_type",
    "priority",
)
"""In the order in which specificity is compared (40-levels)."""

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fit:
    """One dimension: 0 is exact, then steps up the tree, then ANY; None where the ticket lies outside."""

    dimension: str
    distance: int | None
    wanted: object
    found: object


def fits(version: AgreementVersion, subject: Subject, commitments: Commitments) -> Iterator[Fit]:
    """Every one of `DIMENSIONS`, in their order.

    An agreement in a contract holds for everybody whom that covers unless its scope narrows it further; what
    a team or a supplier promises us holds for everybody's tickets.
    """
    scope = version.scope
    yield _fit("ticket", scope.ticket, subject.ticket, _same)
    yield _fit("service", scope.service, subject.service, _up(commitments.services))
    yield _customer_fit(version, subject, commitments)
    yield _group_fit(scope.customer_group, subject.customer, commitments)
    yield _fit("site", scope.site, subject.site, _up(commitments.sites))
    yield _fit("department", scope.department, subject.department, _same)
    yield _fit("ticket_type", scope.ticket_type, subject.ticket_type, _same)
    yield _fit("priority", scope.priority, subject.priority, _same)


def _customer_fit(version: AgreementVersion, subject: Subject, commitments: Commitments) -> Fit:
    """With the nearest of all that it is for."""
    up = _up(commitments.customers)
    wanted = _covered(version, commitments) if version.scope.customer is None else (version.scope.customer,)
    found = [_fit("customer", one, subject.customer, up) for one in wanted or (None,)]
    return min(found, key=lambda fit: ANY if fit.distance is None else fit.distance)


def _covered(version: AgreementVersion, commitments: Commitments) -> tuple[OrganisationId, ...]:
    if version.contract is None or not version.agreement.kind.promises_tickets:
        return ()
    return commitments.contract(version.contract).covered


def _group_fit(
    wanted: CustomerGroupId | None, customer: OrganisationId | None, commitments: Commitments
) -> Fit:
    """The nearer group is the one of the smaller rank; whose parent is a member is one too."""
    if wanted is None:
        return Fit("customer_group", ANY, wanted, customer)
    group = commitments.customer_groups[wanted]
    accounts = () if customer is None else commitments.customers.lineage(customer)
    is_member = not group.members.isdisjoint(accounts)
    return Fit("customer_group", group.rank if is_member else None, wanted, customer)


def told(fit: Fit, commitments: Commitments) -> str:
    """The predicate with both values, as the desk names them."""

    def name(value: object) -> str:
        if value is None:
            return "nothing"
        return commitments.name(value) if isinstance(value, UUID) else str(value)

    return f"{fit.dimension}: wants {name(fit.wanted)}, the ticket says {name(fit.found)}"


def _fit(
    dimension: str, wanted: Node | None, found: Node | None, distance: Callable[[Node, Node], int | None]
) -> Fit:
    if wanted is None:
        return Fit(dimension, ANY, wanted, found)
    return Fit(dimension, None if found is None else distance(found, wanted), wanted, found)


def _up(tree: Tree[Node]) -> Callable[[Node, Node], int | None]:
    return tree.distance


def _same(found: Hashable, wanted: Hashable) -> int | None:
    return 0 if found == wanted else None
