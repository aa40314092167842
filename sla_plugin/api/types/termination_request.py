"""What CRMs ask for, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.termination import TerminationCase, termination_case
from sla_plugin.api.types.termination_enums import Outcome
from sla_plugin.domain.canonical import canonical_text
from sla_plugin.storage.termination_requests import TerminationRequestRow

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="A request of a CRM, as it came, and what became of it. It never changes.")
class TerminationRequest(Node):
    source: str = strawberry.field(description="Which CRM.")
    event: str = strawberry.field(description="The CRM's own id of it.")
    source_version: int = strawberry.field(description="The CRM's version of what it says.")
    cancels: str | None = strawberry.field(description="The event that it takes back.")
    content: str = strawberry.field(description="What it said, as a JSON object.")
    outcome: Outcome = strawberry.field(description="What became of it.")
    because: str | None = strawberry.field(description="Why nothing was changed by it.")
    recorded_at: datetime = strawberry.field(description="When it came.")
    row: strawberry.Private[TerminationRequestRow]

    @classmethod
    def of(cls, row: TerminationRequestRow) -> TerminationRequest:
        return cls(
            id=strawberry.ID(global_id("TerminationRequest", row.id)),
            source=row.source,
            event=row.event,
            source_version=row.version,
            cancels=row.cancels,
            content=canonical_text(row.body),
            outcome=Outcome(row.outcome),
            because=row.because,
            recorded_at=row.recorded_at,
            row=row,
        )

    @strawberry.field(description="Of which contract.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.row.contract_id)

    @strawberry.field(description="The termination that it opened, shows, or takes back.")
    async def termination_case(self, info: Info) -> TerminationCase | None:
        return await termination_case(info, self.row.case_id)


async def termination_request(info: Info, key: UUID | None) -> TerminationRequest | None:
    row = None if key is None else await info.context.loaders.of_terminations.requests.load(key)
    return None if row is None else TerminationRequest.of(row)
