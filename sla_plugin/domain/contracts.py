"""Contracts, as far as monitoring needs them: only a contract covers a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.intervals import Lasting, edges_of, within


@dataclass(frozen=True, slots=True)
class Part:
    """When somebody has its part in a contract: sorted and apart (`intervals.united`)."""

    organisation: OrganisationId
    times: tuple[Lasting, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """Monitored exactly while `monitored_from <= t < monitored_until` (None: open).

    `zone` is the IANA name in which the contract's dates are read. `also`: further customers and
    beneficiaries, covered alike. `parts`: of all who are covered, where not each of them is for as long as
    the contract is monitored. `suspended`: when its clocks pause, sorted and apart (`intervals.united`).
    `runs_off`: clocks that are open at its end go on to their own.
    """

    id: ContractId
    number: str
    customer: OrganisationId
    zone: str
    monitored_from: datetime
    monitored_until: datetime | None = None
    also: tuple[OrganisationId, ...] = ()
    suspended: tuple[Lasting, ...] = ()
    runs_off: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def covered(self) -> tuple[OrganisationId, ...]:
        """Whose tickets, and those of the accounts below them."""
        return (self.customer, *self.also)

    @property
    def suspension_edges(self) -> Iterator[datetime]:
        """When its clocks pause, and when they go on."""
        return edges_of(self.suspended)

    @property
    def part_edges(self) -> Iterator[datetime]:
        """When somebody's part begins or ends."""
        return (at for part in self.parts for at in edges_of(part.times))

    def covering(self, organisation: OrganisationId) -> tuple[Contract, ...]:
        """As it covers one of those whom it covers: the contract itself, or in its place one for each stretch
        of time in which that one has its part."""
        if not self.parts:
            return (self,)
        monitored = Lasting(self.monitored_from, self.monitored_until)
        times = next((part.times for part in self.parts if part.organisation == organisation), ())
        return tuple(
            replace(self, monitored_from=one.start, monitored_until=one.end)
            for one in within(times, monitored)
        )

    def is_monitored(self, at: datetime) -> bool:
        return self.monitored_from <= at and (self.monitored_until is None or at < self.monitored_until)

    def is_suspended(self, at: datetime) -> bool:
        return any(at in suspension for suspension in self.suspended)
