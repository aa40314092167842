"""What a CRM says of ends, message by message, before it is known of which contract."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.storage.session import Database
from sla_plugin.storage.termination_requests import Outcome
from sla_plugin.usecases.request_termination import TerminationRequest, request_termination
from tests.support.contracting import NOK, deed
from tests.support.ends import RECEIVED

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """Instants in hours from a notice that was received in time. `cancels`: the number of another one."""

    event: int
    version: int = 1
    ground: Ground = Ground.CONVENIENCE
    sent: int = 0
    received: int | None = 0
    cancels: int | None = None
    has_consent: bool = False

    @classmethod
    def of(cls, told: dict[str, Any]) -> Said:
        """From what `told` gives."""
        return cls(**{**told, "ground": Ground(told["ground"])})

    def told(self) -> dict[str, Any]:
        return asdict(self)

    def about(self, contract: ContractId, consent: UUID, source: str) -> TerminationRequest:
        return TerminationRequest(
            source,
            f"E-{self.event}",
            self.version,
            contract,
            self.ground,
            Side.CUSTOMER,
            sent_at=RECEIVED + (self.sent - 9) * HOUR,
            received_at=None if self.received is None else RECEIVED + self.received * HOUR,
            cancels=None if self.cancels is None else f"E-{self.cancels}",
            consent=consent if self.has_consent else None,
        )


async def deliver(
    database: Database, tenant: TenantId, store: DocumentStore, asked: TerminationRequest
) -> Outcome:
    """In a transaction of its own, two days after the notice was received."""
    async with database.session(tenant) as session:
        later = deed(NOK, RECEIVED + timedelta(days=2))
        return (await request_termination(session, store, later, asked)).outcome
