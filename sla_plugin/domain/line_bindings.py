"""What signed contract lines make of the agreements on offer: signing publishes the clocks, and nothing is
configured twice (50-contracts)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion, Scope
from sla_plugin.domain.ids import AgreementId, ContractId, ServiceId, SiteId
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.trees import Node, Tree


@dataclass(frozen=True, slots=True)
class LineBinding:
    """That a line of this contract promises this service level, monitored exactly while
    `monitored_from <= t < monitored_until` (None: open). `site` None: at any. `version`: the number of the
    agreement's version that was signed, which holds all that time, whatever was published since; None: those
    that are in force."""

    contract: ContractId
    agreement: AgreementId
    service: ServiceId
    site: SiteId | None
    monitored_from: datetime
    monitored_until: datetime | None = None
    version: int | None = None


def bound(
    bindings: Iterable[LineBinding],
    versions_of: Callable[[AgreementId], Sequence[AgreementVersion]],
    services: Tree[ServiceId],
    sites: Tree[SiteId],
) -> Iterator[AgreementVersion]:
    """Every version of what the lines name, as published, but under the line's contract, for its service and
    site, and while both hold. A line that goes on through an amendment is one and the same promise."""
    scopes: dict[tuple[object, ...], Scope] = {}
    found: dict[tuple[object, ...], _Bound] = {}
    for binding in bindings:
        for version in versions_of(binding.agreement):
            # The lines of many contracts are alike.
            alike = version.id, binding.service, binding.site
            scope = scopes.get(alike) or scopes.setdefault(
                alike, _narrowed(version, binding, services, sites)
            )
            key = binding.contract, version.id, scope.service, scope.site
            held = found.get(key) or found.setdefault(key, _Bound(version, binding.contract, scope, []))
            held.times.append(_while_both(version, binding))
    for held in found.values():
        yield from held.speaking()


@dataclass(frozen=True, slots=True)
class _Bound:
    """One version under one contract, for one service and site; `times` may overlap."""

    version: AgreementVersion
    contract: ContractId
    scope: Scope
    times: list[Lasting]

    def speaking(self) -> Iterator[AgreementVersion]:
        for time in united(self.times):
            yield replace(
                self.version,
                contract=self.contract,
                scope=self.scope,
                effective_from=time.start,
                effective_until=time.end,
            )


def _narrowed(
    version: AgreementVersion, binding: LineBinding, services: Tree[ServiceId], sites: Tree[SiteId]
) -> Scope:
    return replace(
        version.scope,
        service=_narrower(version.scope.service, binding.service, services),
        site=_narrower(version.scope.site, binding.site, sites),
    )


def _narrower(own: Node | None, of_line: Node | None, tree: Tree[Node]) -> Node | None:
    """What was signed holds; what the agreement itself says of where it holds, only below that."""
    if own is None:
        return of_line
    return own if of_line is None or tree.is_below(own, of_line) else of_line


def _while_both(version: AgreementVersion, binding: LineBinding) -> Lasting:
    """Empty, or even the wrong way round, where there is no such time."""
    if binding.version is not None:
        return Lasting(binding.monitored_from, binding.monitored_until)
    ends = [end for end in (version.effective_until, binding.monitored_until) if end is not None]
    return Lasting(max(version.effective_from, binding.monitored_from), min(ends, default=None))
