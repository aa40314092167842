"""Tickets, and whether anything is promised for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.loaders import Seen
from sla_plugin.api.types.clock import Clock
from sla_plugin.api.types.enums import CoverageStatus, FactKind, Status
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, Site, organisation, site
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain import coverage as domain
from sla_plugin.domain import facts
from sla_plugin.domain.clocks import Evaluation
from sla_plugin.domain.facts import in_order
from sla_plugin.domain.ids import TicketId
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.storage.what import what_to_json

KnownAt = Annotated[
    datetime | None,
    strawberry.argument(description="Only what had been recorded by then: facts, agreements, calendars."),
]
AsOf = Annotated[datetime | None, strawberry.argument(description="An earlier or later instant than now.")]


@strawberry.type(description="Whether anything is promised for the ticket, and if not, why.")
class Coverage:
    status: CoverageStatus = strawberry.field(description="Covered, or what is missing.")
    since: datetime | None = strawberry.field(description="From when it has been so, where that is known.")
    because: str | None = strawberry.field(description="What failed, with both values.")

    @classmethod
    def of(cls, found: domain.Coverage) -> Coverage:
        return cls(status=found.status, since=found.since, because=found.because)


@strawberry.type(description="One thing that happened to a ticket, as the desk told it. Never edited.")
class Fact:
    id: str = strawberry.field(description="The desk's own id of it; segments name it as their cause.")
    source: str = strawberry.field(description="The key of the connection that told it.")
    occurred_at: datetime = strawberry.field(description="The desk's own instant.")
    kind: FactKind = strawberry.field(description="What happened.")
    actor: str | None = strawberry.field(description="Who did it, as the desk names them.")
    content: str = strawberry.field(description="The rest, as a JSON object.")
    derived: bool = strawberry.field(
        description="Concluded from two polls, because the desk keeps no history."
    )

    @classmethod
    def of(cls, fact: facts.Fact) -> Fact:
        return cls(
            id=fact.external_id,
            source=fact.source,
            occurred_at=fact.occurred_at,
            kind=fact.kind,
            actor=fact.actor,
            content=orjson.dumps(what_to_json(fact.what)).decode(),
            derived=fact.derived,
        )


@strawberry.type(description="A record of the desk.")
class Ticket(Node):
    key: str = strawberry.field(description="The desk's number.")
    subject: str = strawberry.field(description="As the desk shows it.")
    url: str | None = strawberry.field(description="Where the desk shows it.")
    status: Status = strawberry.field(description="Normalised.")
    desk_status: str = strawberry.field(description="In the desk's own word.")
    opened_at: datetime = strawberry.field(description="When it came into being.")
    priority: str | None = strawberry.field(description="As agreements name it.")
    type: str | None = strawberry.field(description="As agreements name it.")
    department: str | None = strawberry.field(description="As agreements name it.")
    merged_into: str | None = strawberry.field(description="The desk's id of the ticket it went into.")
    deleted_at: datetime | None = strawberry.field(description="When the desk deleted it.")
    row: strawberry.Private[TicketRow]

    @classmethod
    def of(cls, row: TicketRow) -> Ticket:
        return cls(
            id=strawberry.ID(global_id("Ticket", row.id)),
            key=row.key,
            subject=row.subject,
            url=row.url,
            status=Status(row.status),
            desk_status=row.desk_status,
            opened_at=row.opened_at,
            priority=row.priority,
            type=row.ticket_type,
            department=row.department,
            merged_into=row.merged_into,
            deleted_at=row.deleted_at,
            row=row,
        )

    @strawberry.field(description="Whose ticket it is, by the id of the CRM; null where nobody knows it.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.row.customer_id)

    @strawberry.field(description="What it is about.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.row.service_id)

    @strawberry.field(description="Where it is.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.row.site_id)

    @strawberry.field(description="Whether anything is promised for it, and if not, why.")
    async def coverage(self, info: Info, as_of: AsOf = None, known_at: KnownAt = None) -> Coverage:
        return Coverage.of((await self._evaluation(info, as_of, known_at)).coverage)

    @strawberry.field(description="Its clocks now, or as they were: facts after `asOf` are not known then.")
    async def clocks(self, info: Info, as_of: AsOf = None, known_at: KnownAt = None) -> list[Clock]:
        evaluation = await self._evaluation(info, as_of, known_at)
        return [Clock.of(self.row.id, clock) for clock in evaluation.clocks]

    async def _evaluation(self, info: Info, as_of: datetime | None, known_at: datetime | None) -> Evaluation:
        seen = Seen(self.row.id, as_of or info.context.now, known_at)
        return await info.context.loaders.evaluations.load(seen)

    @strawberry.field(description="Everything that happened to it, in order.")
    async def facts(self, info: Info) -> list[Fact]:
        found = await info.context.loaders.facts.load(TicketId(self.row.id))
        return [Fact.of(fact) for fact in in_order(found)]


async def ticket(info: Info, key: UUID) -> Ticket | None:
    row = await info.context.loaders.tickets.load(key)
    return None if row is None else Ticket.of(row)
