"""Agreements and their versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.api.types.enums import AgreementKind, Level, Status
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import agreements as domain
from sla_plugin.domain.ids import AgreementId, CalendarId, ContractId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, PauseRule, Terms
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.session import Session
from sla_plugin.usecases.publish_agreement import (
    NewVersion,
    create_agreement,
    publish_agreement_version,
)


@strawberry.input(description="For what it holds; what is left out means any.")
class ScopeInput:
    service: strawberry.ID | None = strawberry.field(default=None, description="And the services below it.")
    customer: strawberry.ID | None = strawberry.field(default=None, description="And the accounts below it.")
    site: strawberry.ID | None = strawberry.field(default=None, description="And the sites below it.")
    department: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    ticket_type: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    priority: str | None = strawberry.field(default=None, description="By its name on the ticket.")


@strawberry.input(description="A time of day, so many working days later.")
class ByTimeInput:
    days: int = strawberry.field(description="1: the next working day.")
    at: time = strawberry.field(description="Local time, `17:00`.")
    cutoff: time | None = strawberry.field(
        default=None, description="What starts later than this counts from the next working day."
    )


@strawberry.input(description="A promised time; exactly one of the three.", one_of=True)
class TargetValueInput:
    duration: Duration | None = strawberry.field(default=strawberry.UNSET, description="Working time.")
    working_days: int | None = strawberry.field(
        default=strawberry.UNSET, description="The same clock time so many working days later."
    )
    by_time: ByTimeInput | None = strawberry.field(
        default=strawberry.UNSET, description="By a time of day, so many working days later."
    )


@strawberry.input(description="What is promised for one metric and priority.")
class ServiceLevelTargetInput:
    metric: str = strawberry.field(
        description="What is measured: a built-in metric, or one of the tenant's own."
    )
    priority: str | None = strawberry.field(default=None, description="Left out: every other priority.")
    value: TargetValueInput = strawberry.field(description="How much time.")


@strawberry.input(description="Which calendar measures which priority.")
class PriorityCalendarInput:
    priority: str | None = strawberry.field(default=None, description="Left out: every other priority.")
    calendar: strawberry.ID = strawberry.field(description="The calendar.")


@strawberry.input(
    description="What an agreement promises from one instant on. What is not stated, a more "
    "general level supplies."
)
class AgreementVersionInput:
    effective_from: datetime = strawberry.field(description="From when it holds.")
    contract: strawberry.ID | None = strawberry.field(
        default=None, description="The contract that carries it; left out, it holds tenant-wide."
    )
    scope: ScopeInput | None = strawberry.field(default=None, description="For what it holds.")
    targets: list[ServiceLevelTargetInput] = strawberry.field(
        default_factory=list, description="By metric and priority."
    )
    calendars: list[PriorityCalendarInput] = strawberry.field(
        default_factory=list, description="One of them without a priority."
    )
    pauses_in: list[Status] | None = strawberry.field(
        default=None, description="Statuses in which RESOLUTION waits."
    )


@strawberry.input(description="A new agreement with its first version.")
class CreateAgreementInput:
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    kind: AgreementKind = strawberry.field(description="With whom it is made.")
    level: Level = strawberry.field(description="How specific it is.")
    version: AgreementVersionInput = strawberry.field(description="What it promises first.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A further version of an agreement.")
class PublishAgreementVersionInput:
    agreement: strawberry.ID = strawberry.field(description="Of which one.")
    version: AgreementVersionInput = strawberry.field(description="What it promises from then on.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The agreement, or why nothing was done.")
class AgreementPayload:
    agreement: Agreement | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class AgreementMutations:
    @strawberry.mutation(
        description="Create an agreement with its first version.", extensions=[Needs(Scope.AGREEMENTS_WRITE)]
    )
    async def create_agreement(
        self,
        info: Info,
        input: Annotated[CreateAgreementInput, described("It, and its first version.")],
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            return await create_agreement(
                session,
                code=input.code,
                name=input.name,
                kind=input.kind,
                level=input.level,
                first=_version(input.version),
                now=info.context.now,
            )

        made, errors = await carry_out(info.context, "createAgreement", input, use_case)
        return await _payload(info, made, errors)

    @strawberry.mutation(
        description="Publish a further version of an agreement. Published versions never change.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def publish_agreement_version(
        self,
        info: Info,
        input: Annotated[PublishAgreementVersionInput, described("Its next version.")],
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            which = AgreementId(id_of("Agreement", input.agreement, field="agreement"))
            await publish_agreement_version(session, which, _version(input.version), info.context.now)
            return which

        made, errors = await carry_out(info.context, "publishAgreementVersion", input, use_case)
        return await _payload(info, made, errors)


async def _payload(info: Info, made: UUID | None, errors: list[UserError]) -> AgreementPayload:
    row = None if made is None else await info.context.loaders.agreements.load(made)
    return AgreementPayload(agreement=None if row is None else Agreement.of(row), user_errors=errors)


def _version(given: AgreementVersionInput) -> NewVersion:
    return NewVersion(
        effective_from=given.effective_from,
        contract=id_if_given(ContractId, "Contract", given.contract, field="contract"),
        scope=_scope(given.scope or ScopeInput()),
        terms=Terms(
            targets=_targets(given.targets),
            calendar=_calendar_rule(given.calendars),
            pause=None if given.pauses_in is None else PauseRule(statuses=frozenset(given.pauses_in)),
        ),
    )


def _scope(given: ScopeInput) -> domain.Scope:
    return domain.Scope(
        service=id_if_given(ServiceId, "Service", given.service, field="scope.service"),
        customer=id_if_given(OrganisationId, "Organisation", given.customer, field="scope.customer"),
        site=id_if_given(SiteId, "Site", given.site, field="scope.site"),
        department=given.department,
        ticket_type=given.ticket_type,
        priority=given.priority,
    )


def _targets(given: Sequence[ServiceLevelTargetInput]) -> dict[str, dict[str, Target]]:
    targets: defaultdict[str, dict[str, Target]] = defaultdict(dict)
    for target in given:
        priority = target.priority or ANY_PRIORITY
        if priority in targets[target.metric]:
            raise BadInput(
                Code.TARGET_TWICE,
                f"{target.metric} has two targets for {target.priority or 'other priorities'}.",
                hint="Leave one of them out.",
                field="targets",
            )
        targets[target.metric][priority] = _target(target.value)
    return dict(targets)


def _target(given: TargetValueInput) -> Target:
    if isinstance(given.by_time, ByTimeInput):
        return ByTime(given.by_time.days, given.by_time.at, given.by_time.cutoff)
    if isinstance(given.working_days, int):
        return WorkingDays(given.working_days)
    assert isinstance(given.duration, timedelta)
    return WorkingDuration(given.duration)


def _calendar_rule(given: Sequence[PriorityCalendarInput]) -> CalendarRule | None:
    if not given:
        return None
    chosen = {c.priority: CalendarId(id_of("Calendar", c.calendar, field="calendars")) for c in given}
    if None not in chosen or len(chosen) < len(given):
        raise BadInput(
            Code.CALENDARS_AMBIGUOUS,
            "Each priority takes one calendar, and one must be for every other priority.",
            hint="Give one entry without a priority, and no priority twice.",
            field="calendars",
        )
    named = {priority: key for priority, key in chosen.items() if priority is not None}
    return CalendarRule(default=chosen[None], by_priority=named)
