"""How long a contract lasts, when it is suspended, and what of it is measured when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.contract_content import ContractLine
from sla_plugin.api.types.contract_enums import StopCause, TermKind, TermStatus
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Site, site
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain.contracting import bindings, deadlines, suspensions
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.contract_terms import TermRow

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(
    description="A stretch for which a contract was agreed. Renewals add one; no date is edited."
)
class ContractTerm:
    number: int = strawberry.field(description="1 for the first.")
    kind: TermKind = strawberry.field(description="The first, or a further one.")
    starts_on: date = strawberry.field(description="The first day.")
    ends_on: date | None = strawberry.field(description="The last day; null: until somebody ends it.")
    status: TermStatus = strawberry.field(description="Where it stands at the instant that is asked about.")
    recorded_at: datetime = strawberry.field(description="Since when it is on record.")

    @classmethod
    def of(cls, row: TermRow, today: date) -> ContractTerm:
        term = row.value()
        return cls(
            number=term.number,
            kind=term.kind,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            status=term.status(today),
            recorded_at=row.recorded_at,
        )


@strawberry.type(
    description="A line that is suspended, in all versions of its contract, whichever level they give it."
)
class SuspendedLine:
    held: strawberry.Private[suspensions.SuspendedLine]

    @strawberry.field(description="What is delivered.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)

    @strawberry.field(description="Where; null: the line that is for no single site.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.held.site)


@strawberry.type(
    description="A time for which a contract, or one line of it, is suspended. Several may overlap."
)
class Suspension(Node):
    by: str = strawberry.field(description="Who suspended it.")
    reason: str = strawberry.field(description="Why.")
    since: datetime = strawberry.field(description="From when; included.")
    until: datetime | None = strawberry.field(description="To when; excluded. Null: until it is lifted.")
    tolls_notice: bool = strawberry.field(description="Its days are not counted in a notice period.")
    pauses_clocks: bool = strawberry.field(description="Clocks pause; else they run on.")
    lifted_by: str | None = strawberry.field(description="Who let it go on; null while nobody has.")
    recorded_at: datetime = strawberry.field(description="When it was put on record.")
    line: SuspendedLine | None = strawberry.field(
        description="The only line that is suspended; null: the whole contract."
    )
    contract_key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: SuspensionRow) -> Suspension:
        return cls(
            id=strawberry.ID(global_id("Suspension", row.id)),
            by=row.suspended_by,
            reason=row.reason,
            since=row.since,
            until=row.until,
            tolls_notice=row.tolls_notice,
            pauses_clocks=row.pauses_clocks,
            lifted_by=row.lifted_by,
            recorded_at=row.recorded_at,
            line=None if row.line is None else SuspendedLine(held=row.line),
            contract_key=row.contract_id,
        )

    @strawberry.field(description="The contract that is suspended, or of which a line is.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.contract_key)


async def suspension(info: Info, key: UUID) -> Suspension | None:
    row = await info.context.loaders.of_contracts.suspensions.load(key)
    return None if row is None else Suspension.of(row)


@strawberry.type(description="A signed line that is measured: `monitoredFrom <= t < monitoredUntil`.")
class SlaBinding:
    version: int = strawberry.field(description="The number of the contract's version that says so.")
    line: ContractLine = strawberry.field(description="What is measured, by which service level.")
    monitored_from: datetime = strawberry.field(description="The first instant that is measured.")
    monitored_until: datetime | None = strawberry.field(
        description="The first instant that is no longer measured; null while it is open."
    )
    stops: StopCause | None = strawberry.field(description="Why it ends; null while it is open.")
    holds: bool = strawberry.field(description="It is measured at the instant that is asked about.")

    @classmethod
    def of(cls, binding: bindings.Binding, at: datetime) -> SlaBinding:
        return cls(
            version=binding.version,
            line=ContractLine.of(binding.line),
            monitored_from=binding.monitored_from,
            monitored_until=binding.monitored_until,
            stops=binding.stops,
            holds=binding.holds(at),
        )


@strawberry.type(description="Until when notice ends a contract with its term. This is not legal advice.")
class NoticeDeadline:
    ends_on: date = strawberry.field(description="The last day of the contract then.")
    received_on: date = strawberry.field(description="The last day on which notice is received in time.")
    received_by: datetime = strawberry.field(
        description="Its last instant, at the address that hears of a notice last."
    )
    reminders: list[date] = strawberry.field(
        description="90, 60 and 30 days before the deadline, not before the end."
    )

    @classmethod
    def of(cls, deadline: deadlines.NoticeDeadline) -> NoticeDeadline:
        return cls(
            ends_on=deadline.ends_on,
            received_on=deadline.received_on,
            received_by=deadline.received_by,
            reminders=list(deadline.reminders()),
        )
