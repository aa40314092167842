"""What signed contract lines make of the agreements on offer: signing publishes the clocks, and nothing is
configured twice (50-contracts)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion, Scope
from sla_plugin.domain.ids import AgreementId, ContractId, ServiceId, SiteId
from sla_plugin.domain.intervals import Lasting, united, without
from sla_plugin.domain.trees import Node, Tree


@dataclass(frozen=True, slots=True)
class LineBinding:
    """That a line of this contract promises this version of a service level, by its number, and is monitored
    exactly while `monitored_from <= t < monitored_until` (None: open). `site` None: at any.
    `terminated_at`: when it is terminated by itself, also where it was amended before. `suspended`: when
    the line is, and its clocks pause; sorted and apart (`intervals.united`)."""

    contract: ContractId
    agreement: AgreementId
    version: int
    service: ServiceId
    site: SiteId | None
    monitored_from: datetime
    monitored_until: datetime | None = None
    terminated_at: datetime | None = None
    suspended: tuple[Lasting, ...] = ()


def bound(
    bindings: Iterable[LineBinding],
    versions_of: Callable[[AgreementId], Sequence[AgreementVersion]],
    services: Tree[ServiceId],
    sites: Tree[SiteId],
) -> Iterator[AgreementVersion]:
    """The version that each line names, as published, but under the line's contract, for its service and
    site, and as long as the line: what a later version says holds only where an amendment names that. A line
    that goes on through an amendment is one and the same promise."""
    bindings = tuple(bindings)
    scopes: dict[tuple[object, ...], Scope] = {}
    found: dict[tuple[object, ...], _Bound] = {}
    for one in bindings:
        version = next((v for v in versions_of(one.agreement) if v.number == one.version), None)
        if version is None:
            continue
        # The lines of many contracts are alike.
        alike = version.id, one.service, one.site
        scope = scopes.get(alike) or scopes.setdefault(alike, _narrowed(version.scope, one, services, sites))
        key = one.contract, version.id, scope.service, scope.site
        held = found.get(key) or found.setdefault(key, _Bound(version, one.contract, scope, [], [], []))
        held.times.append(Lasting(max(version.effective_from, one.monitored_from), one.monitored_until))
        held.ends.append(one.terminated_at)
        held.suspended.append(one.suspended)
    for held in found.values():
        yield from held.speaking()


@dataclass(frozen=True, slots=True)
class _Bound:
    """One version under one contract, for one service and site; `times` may overlap. `ends`: when each of its
    lines is terminated; `suspended`: when each of them is."""

    version: AgreementVersion
    contract: ContractId
    scope: Scope
    times: list[Lasting]
    ends: list[datetime | None]
    suspended: list[tuple[Lasting, ...]]

    def speaking(self) -> Iterator[AgreementVersion]:
        suspended = self._suspended()
        for time in united(self.times):
            yield replace(
                self.version,
                contract=self.contract,
                scope=self.scope,
                effective_from=time.start,
                effective_until=time.end,
                terminated_at=self._terminated_at(time),
                suspended=suspended,
            )

    def _terminated_at(self, time: Lasting) -> datetime | None:
        """When the last of the lines is that make up this time; None where one of them goes on."""
        ends = [end for own, end in zip(self.times, self.ends, strict=True) if own.start in time]
        known = [end for end in ends if end is not None]
        return max(known) if len(known) == len(ends) else None

    def _suspended(self) -> tuple[Lasting, ...]:
        """While one of its lines is, and no other promises the same. Also after they were amended: a clock
        may still hold on to what they promised."""
        stopped = [one for times in self.suspended for one in times]
        if not stopped:
            return ()
        going_on = [
            one
            for time, times in zip(self.times, self.suspended, strict=True)
            for one in without([time], times)
        ]
        return without(stopped, going_on)


def _narrowed(scope: Scope, line: LineBinding, services: Tree[ServiceId], sites: Tree[SiteId]) -> Scope:
    service = _narrower(scope.service, line.service, services)
    return replace(scope, service=service, site=_narrower(scope.site, line.site, sites))


def _narrower(own: Node | None, of_line: Node | None, tree: Tree[Node]) -> Node | None:
    """What was signed holds; what the agreement itself says of where it holds, only below that."""
    if own is None:
        return of_line
    return own if of_line is None or tree.is_below(own, of_line) else of_line
