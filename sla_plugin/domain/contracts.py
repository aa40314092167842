"""Contracts, as far as monitoring needs them: only a contract covers a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.intervals import Lasting, edges_of


@dataclass(frozen=True, slots=True)
class Contract:
    """Monitored exactly while `monitored_from <= t < monitored_until` (None: open).

    `zone` is the IANA name in which the contract's dates are read. `also`: further customers and
    beneficiaries, covered alike. `suspended`: when its clocks pause, sorted and apart (`intervals.united`).
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

    @property
    def covered(self) -> tuple[OrganisationId, ...]:
        """Whose tickets, and those of the accounts below them."""
        return (self.customer, *self.also)

    @property
    def suspension_edges(self) -> Iterator[datetime]:
        """When its clocks pause, and when they go on."""
        return edges_of(self.suspended)

    def is_monitored(self, at: datetime) -> bool:
        return self.monitored_from <= at and (self.monitored_until is None or at < self.monitored_until)

    def is_suspended(self, at: datetime) -> bool:
        return any(at in suspension for suspension in self.suspended)
