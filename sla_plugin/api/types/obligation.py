"""What the parties of a contract owe each other besides service."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.contract_enums import ObligationState
from sla_plugin.api.types.document import Document, document
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.storage.contract_obligations import ObligationRow

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="A report, a review, a certificate: something that is owed besides service.")
class Obligation(Node):
    kind: str = strawberry.field(description="Such as `REPORT` or `REVIEW`.")
    what: str = strawberry.field(description="In words.")
    due_on: date | None = strawberry.field(description="The last day; null: when it is asked for.")
    every_months: int | None = strawberry.field(description="It comes again after so many months.")
    survives_until: date | None = strawberry.field(
        description="The last day on which it is owed although the contract has ended."
    )
    state: ObligationState = strawberry.field(description="Where it stands.")
    settled_by: str | None = strawberry.field(description="Who said so; null while it is open.")
    settled_at: datetime | None = strawberry.field(description="When; null while it is open.")
    because: str | None = strawberry.field(description="Why it was waived, or lapsed.")
    recorded_by: str = strawberry.field(description="Who put it on record.")
    recorded_at: datetime = strawberry.field(description="When.")
    row: strawberry.Private[ObligationRow]

    @classmethod
    def of(cls, row: ObligationRow, known_at: datetime | None = None) -> Obligation:
        """`known_at`: as it was on record then."""
        is_open = known_at is not None and row.settled_at is not None and row.settled_at > known_at
        return cls(
            id=strawberry.ID(global_id("Obligation", row.id)),
            kind=row.kind,
            what=row.what,
            due_on=row.due_on,
            every_months=row.every_months,
            survives_until=row.survives_until,
            state=ObligationState.OPEN if is_open else ObligationState(row.state),
            settled_by=None if is_open else row.settled_by,
            settled_at=None if is_open else row.settled_at,
            because=None if is_open else row.because,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            row=row,
        )

    @strawberry.field(description="It is open, and its last day is over by the calendar of UTC.")
    def overdue(self, info: Info) -> bool:
        is_late = self.due_on is not None and self.due_on < info.context.now.date()
        return is_late and self.state is ObligationState.OPEN

    @strawberry.field(description="Who owes it.")
    async def owner(self, info: Info) -> Organisation | None:
        return await organisation(info, self.row.owner_id)

    @strawberry.field(description="The paper that proves that it was met.")
    async def evidence(self, info: Info) -> Document | None:
        key = self.row.evidence_id
        return None if key is None or self.settled_at is None else await document(info, key)

    @strawberry.field(description="The contract under which it is owed.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.row.contract_id)


async def obligation(info: Info, key: UUID | None) -> Obligation | None:
    row = None if key is None else await info.context.loaders.of_contracts.obligations.load(key)
    return None if row is None else Obligation.of(row)
