"""When a contract, or one line of it, is suspended: any number of suspensions may overlap, and what they
concern goes on when all are lifted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.ids import ServiceId, SiteId


@dataclass(frozen=True, slots=True)
class SuspendedLine:
    """The line of a service at a site, by which 50-contracts tells lines apart; `site` None: the one for all
    sites. It stays the same line when an amendment gives it another level or price."""

    service: ServiceId
    site: SiteId | None = None

    def is_of(self, line: ContractLine) -> bool:
        return (line.service, line.site) == (self.service, self.site)


@dataclass(frozen=True, slots=True)
class Suspension:
    """`[since, until)`; None: until it is lifted. `tolls_notice`: its days are not counted in a notice period
    (R14). `line`: the only one that is suspended; None: the whole contract."""

    id: UUID
    by: str
    reason: str
    since: datetime
    until: datetime | None = None
    tolls_notice: bool = False
    line: SuspendedLine | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def is_left(self, at: datetime) -> bool:
        """It holds, or will."""
        return self.until is None or max(at, self.since) < self.until

    def lifted(self, at: datetime) -> Suspension:
        """One that has not begun never does."""
        return replace(self, until=max(at, self.since))


def is_suspended(suspensions: Iterable[Suspension], at: datetime) -> bool:
    """The contract: not while only lines of it are."""
    return any(one.line is None and one.holds(at) for one in suspensions)
