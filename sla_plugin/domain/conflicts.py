"""Agreements that cannot stand beside each other (40-levels, "Resolution", 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

from sla_plugin.domain.agreements import AgreementVersion, Scope
from sla_plugin.domain.attributes import STATED
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.scopes import DIMENSIONS
from sla_plugin.domain.terms import ANY_PRIORITY, Terms
from sla_plugin.domain.trees import Node, Tree


@dataclass(frozen=True, slots=True)
class Clash:
    """`other` states the same `attribute` (of `metric`, where it is resolved by metric) for the same
    tickets."""

    other: AgreementVersion
    attribute: Attribute
    metric: MetricName | None = None


def clashes(version: AgreementVersion, commitments: Commitments) -> Iterator[Clash]:
    """With every version of another agreement of the same level and equal scope, at any time."""
    mine = _whole_scopes(version, commitments)
    for other in _beside(version, commitments):
        same_level = other.agreement.level is version.agreement.level
        if same_level and not mine.isdisjoint(_whole_scopes(other, commitments)):
            yield from (Clash(other, a, m) for a, m in _both_state(version.terms, other.terms))


def contradictions(version: AgreementVersion, commitments: Commitments) -> Iterator[Clash]:
    """A FLOOR below something MANDATORY can never lift anything, whichever of the two is there first."""
    for other in meeting(version, commitments):
        is_above = speaks_after(version, other, commitments)
        general, specific = (version, other) if is_above else (other, version)
        for attribute, how in specific.terms.combine.items():
            mandatory = general.terms.combine.get(attribute) is Combination.MANDATORY
            if how is Combination.FLOOR and mandatory:
                yield Clash(other, attribute)


def meeting(version: AgreementVersion, commitments: Commitments) -> Iterator[AgreementVersion]:
    """The versions of other agreements under which the same ticket may come at the same time."""
    mine = _whole_scopes(version, commitments)
    for other in _beside(version, commitments):
        if any(_can_meet(*pair, commitments) for pair in product(mine, _whole_scopes(other, commitments))):
            yield other


def speaks_after(one: AgreementVersion, other: AgreementVersion, commitments: Commitments) -> bool:
    """Whether the other is more specific: by level, then by the first dimension of the scope that tells them
    apart, in the order of `scopes.fits`."""
    if one.agreement.level is not other.agreement.level:
        return one.agreement.level.rank < other.agreement.level.rank
    scopes = product(_whole_scopes(one, commitments), _whole_scopes(other, commitments))
    return any(_is_wider(*pair, commitments) for pair in scopes)


def _is_wider(mine: Scope, theirs: Scope, commitments: Commitments) -> bool:
    trees: dict[str, Tree[Any]] = {
        "service": commitments.services,
        "customer": commitments.customers,
        "site": commitments.sites,
    }
    for dimension in DIMENSIONS:
        wide, narrow = getattr(mine, dimension), getattr(theirs, dimension)
        if wide == narrow:
            continue
        if wide is None or narrow is None:
            return wide is None
        if dimension == "customer_group":
            groups = commitments.customer_groups
            return groups[wide].rank > groups[narrow].rank
        return dimension in trees and trees[dimension].is_below(narrow, wide)
    return False


def _beside(version: AgreementVersion, commitments: Commitments) -> Iterator[AgreementVersion]:
    """The versions of other agreements that are promised to or by the same side at the same time. Whether one
    that is on offer meets any other is decided by the lines that name it, not when it is published."""
    if version.agreement.offered:
        return
    mine = _dates(version, commitments)
    for other in commitments.agreements:
        same_side = (
            other.agreement.kind.promises_tickets == version.agreement.kind.promises_tickets
            and other.supporter == version.supporter
        )
        is_other = other.agreement.id != version.agreement.id
        may_meet = is_other and same_side and not other.agreement.offered
        if may_meet and _overlap(mine, _dates(other, commitments)):
            yield other


Dates = tuple[datetime, datetime | None]


def _dates(version: AgreementVersion, commitments: Commitments) -> Dates:
    """While it is in force under a contract that is monitored."""
    start, end = version.effective_from, version.effective_until
    if version.contract is not None:
        contract = commitments.contract(version.contract)
        start = max(start, contract.monitored_from)
        ends = [at for at in (end, contract.monitored_until) if at is not None]
        end = min(ends, default=None)
    return start, end


def _overlap(one: Dates, other: Dates) -> bool:
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def _whole_scopes(version: AgreementVersion, commitments: Commitments) -> frozenset[Scope]:
    """Where it names no customer, one for each whom its contract covers."""
    if version.contract is None or version.scope.customer is not None:
        return frozenset({version.scope})
    covered = commitments.contract(version.contract).covered
    return frozenset(replace(version.scope, customer=customer) for customer in covered)


def _both_state(one: Terms, other: Terms) -> Iterator[tuple[Attribute, MetricName | None]]:
    for metric in sorted(set(one.targets) & set(other.targets)):
        mine, theirs = set(one.targets[metric]), set(other.targets[metric])
        if mine & theirs or ANY_PRIORITY in mine | theirs:
            yield Attribute.TARGET, metric
    if one.calendar is not None and other.calendar is not None:
        yield Attribute.CALENDAR, None
    for attribute, stated in STATED.items():
        by_metric = attribute is Attribute.ESCALATIONS
        if not by_metric and stated(one, "") is not None and stated(other, "") is not None:
            yield attribute, None
    if one.escalations is not None and other.escalations is not None:
        yield Attribute.ESCALATIONS, None


def _can_meet(one: Scope, other: Scope, commitments: Commitments) -> bool:
    """Whether any ticket can fit both."""
    return (
        _related(one.service, other.service, commitments.services)
        and any(
            _related(mine, theirs, commitments.customers)
            for mine in _accounts(one, commitments)
            for theirs in _accounts(other, commitments)
        )
        and _related(one.site, other.site, commitments.sites)
        and all(
            None in (mine, theirs) or mine == theirs
            for mine, theirs in (
                (one.department, other.department),
                (one.ticket_type, other.ticket_type),
                (one.priority, other.priority),
                (one.ticket, other.ticket),
            )
        )
    )


def _accounts(scope: Scope, commitments: Commitments) -> Collection[OrganisationId | None]:
    """Whose tickets it is for: of each of them and of those below. None: of anybody."""
    if scope.customer is None and scope.customer_group is not None:
        return commitments.customer_groups[scope.customer_group].members
    return (scope.customer,)


def _related(one: Node | None, other: Node | None, tree: Tree[Node]) -> bool:
    if one is None or other is None:
        return True
    return tree.distance(one, other) is not None or tree.distance(other, one) is not None
