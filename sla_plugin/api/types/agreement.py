"""Agreements, their versions, and what each version states."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.calendar import Calendar, calendar
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.enums import AgreementKind, Level, Status
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, Site, organisation, site
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.terms import terms_from_json


@strawberry.type(description="For what an agreement holds; null means any.")
class Scope:
    department: str | None = strawberry.field(description="A department, by its name on the ticket.")
    ticket_type: str | None = strawberry.field(description="A ticket type, by its name on the ticket.")
    priority: str | None = strawberry.field(description="A priority, by its name on the ticket.")
    row: strawberry.Private[AgreementVersionRow]

    @strawberry.field(description="This service and those below it.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.row.service_id)

    @strawberry.field(description="This customer and the accounts below it.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.row.customer_id)

    @strawberry.field(description="This site and those below it.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.row.site_id)


@strawberry.type(description="A promised time, exactly one of: `duration`, `workingDays`, `days` with `at`.")
class ServiceLevelTarget:
    metric: str = strawberry.field(
        description="What is measured: a built-in metric, or one of the tenant's own."
    )
    priority: str | None = strawberry.field(description="For which priority; null for any other.")
    duration: Duration | None = strawberry.field(description="So much working time.")
    working_days: int | None = strawberry.field(description="The same clock time so many working days later.")
    days: int | None = strawberry.field(description="So many working days later, at the time `at`.")
    at: time | None = strawberry.field(description="The local time of day, with `days`.")
    cutoff: time | None = strawberry.field(
        description="What starts after this local time counts from the next working day, with `days`."
    )

    @classmethod
    def of(cls, metric: str, priority: str, target: Target) -> ServiceLevelTarget:
        given: dict[str, object] = dict.fromkeys(("duration", "working_days", "days", "at", "cutoff"))
        match target:
            case WorkingDuration(duration):
                given["duration"] = Duration(duration)
            case WorkingDays(days):
                given["working_days"] = days
            case ByTime(days, at, cutoff):
                given |= {"days": days, "at": at, "cutoff": cutoff}
        return cls(metric=metric, priority=None if priority == ANY_PRIORITY else priority, **given)  # type: ignore[arg-type]  # one shape, three kinds of target


@strawberry.type(description="Which calendar measures which priority.")
class PriorityCalendar:
    priority: str | None = strawberry.field(description="Null: every priority that is not listed.")
    key: strawberry.Private[UUID]

    @strawberry.field(description="The calendar.")
    async def calendar(self, info: Info) -> Calendar | None:
        return await calendar(info, self.key)


@strawberry.type(description="What an agreement promised from one instant on. It never changes.")
class AgreementVersion(Node):
    number: int = strawberry.field(description="1 for the first.")
    effective_from: datetime = strawberry.field(description="From when it holds.")
    scope: Scope = strawberry.field(description="For what it holds.")
    targets: list[ServiceLevelTarget] = strawberry.field(description="By metric and priority.")
    calendars: list[PriorityCalendar] = strawberry.field(description="Empty where a general level says it.")
    pauses_in: list[Status] | None = strawberry.field(
        description="Statuses in which its clocks wait; null where a general level says it."
    )
    content_hash: str = strawberry.field(description="SHA-256 of what it states.")
    agreement_key: strawberry.Private[UUID]
    contract_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: AgreementVersionRow) -> AgreementVersion:
        terms = terms_from_json(row.terms)
        return cls(
            id=strawberry.ID(global_id("AgreementVersion", row.id)),
            number=row.number,
            effective_from=row.effective_from,
            scope=Scope(
                department=row.department, ticket_type=row.ticket_type, priority=row.priority, row=row
            ),
            targets=_targets(terms),
            calendars=[] if terms.calendar is None else _calendars(terms.calendar),
            pauses_in=None if terms.pause is None else sorted(terms.pause.statuses),
            content_hash=row.content_hash,
            agreement_key=row.agreement_id,
            contract_key=row.contract_id,
        )

    @strawberry.field(description="The agreement that this is a version of.")
    async def agreement(self, info: Info) -> Agreement | None:
        row = await info.context.loaders.agreements.load(self.agreement_key)
        return None if row is None else Agreement.of(row)

    @strawberry.field(description="The contract that carries it; null for what holds tenant-wide.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.contract_key)


def _targets(terms: Terms) -> list[ServiceLevelTarget]:
    return [
        ServiceLevelTarget.of(metric, priority, target)
        for metric, of_metric in sorted(terms.targets.items())
        for priority, target in sorted(of_metric.items())
    ]


def _calendars(rule: CalendarRule) -> list[PriorityCalendar]:
    named = [PriorityCalendar(priority=p, key=key) for p, key in sorted(rule.by_priority.items())]
    return [*named, PriorityCalendar(priority=None, key=rule.default)]


@strawberry.type(description="A documented promise of service performance.")
class Agreement(Node):
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    kind: AgreementKind = strawberry.field(description="With whom it is made.")
    level: Level = strawberry.field(description="How specific it is.")
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: AgreementRow) -> Agreement:
        return cls(
            id=strawberry.ID(global_id("Agreement", row.id)),
            code=row.code,
            name=row.name,
            kind=AgreementKind(row.kind),
            level=Level(row.level),
            key=row.id,
        )

    @strawberry.field(description="Every version, the first one first.")
    async def versions(self, info: Info) -> list[AgreementVersion]:
        rows = await info.context.loaders.versions_of_agreement.load(self.key)
        return [AgreementVersion.of(row) for row in rows]
