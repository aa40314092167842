"""Contracts, as far as monitoring needs them: only a contract covers a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.ids import ContractId, OrganisationId


@dataclass(frozen=True, slots=True)
class Contract:
    """Monitored exactly while `monitored_from <= t < monitored_until` (None: open).

    `zone` is the IANA name in which the contract's dates are read.
    """

    id: ContractId
    number: str
    customer: OrganisationId
    zone: str
    monitored_from: datetime
    monitored_until: datetime | None = None

    def is_monitored(self, at: datetime) -> bool:
        return self.monitored_from <= at and (self.monitored_until is None or at < self.monitored_until)
