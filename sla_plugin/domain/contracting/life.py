"""A signed contract, from its first day to its last: what is written down, and what follows from the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.suspensions import Suspension, is_suspended


class EndCause(StrEnum):
    TERMINATED = "TERMINATED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Life:
    """`ends_at`: the end instant, once it is certain; None: it runs on. `closed_at`: when its settlement was
    closed."""

    starts_at: datetime
    ends_at: datetime | None = None
    end_cause: EndCause | None = None
    closed_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()

    def state(self, at: datetime) -> ContractState:
        """A predicate on time, never a stored flag: a late job can neither begin nor end a contract. One that
        ends before it starts was never in effect (50-contracts)."""
        if self.ends_at is not None and at >= self.ends_at:
            is_closed = self.closed_at is not None and self.closed_at <= at
            return ContractState.CLOSED if is_closed else ContractState.ENDED
        if at < self.starts_at:
            return ContractState.SIGNED
        return ContractState.SUSPENDED if is_suspended(self.suspensions, at) else ContractState.ACTIVE
