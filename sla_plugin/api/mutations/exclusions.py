"""Decisions that something shall not count."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, parse_global_id
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.counted_enums import ExclusionReason
from sla_plugin.api.types.exclusion import Exclusion, ExclusionWindow, exclusion, exclusion_window
from sla_plugin.api.types.period import RangeInput
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import agreements as domain
from sla_plugin.domain.clock import Side
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.ids import OrganisationId, ServiceId, SiteId, TicketId
from sla_plugin.domain.periods import Period
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.session import Session
from sla_plugin.usecases.announce_exclusion_window import announce_exclusion_window
from sla_plugin.usecases.exclude_clock import exclude_clock


@strawberry.input(description="A clock that shall not count. Whose token this is approves of it.")
class ExcludeClockInput:
    clock: strawberry.ID = strawberry.field(description="Which one.")
    reason: ExclusionReason = strawberry.field(description="Why; not CENSORED and not CANCELLED.")
    because: str = strawberry.field(description="The case, in words.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The decision, or why there is none.")
class ExcludeClockPayload:
    exclusion: Exclusion | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.input(description="For which tickets; what is left out means any.")
class WindowScopeInput:
    service: strawberry.ID | None = strawberry.field(default=None, description="And the services below it.")
    customer: strawberry.ID | None = strawberry.field(default=None, description="And the accounts below it.")
    site: strawberry.ID | None = strawberry.field(default=None, description="And the sites below it.")
    department: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    ticket_type: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    priority: str | None = strawberry.field(default=None, description="By its name on the ticket.")

    def value(self) -> domain.Scope:
        return domain.Scope(
            service=id_if_given(ServiceId, "Service", self.service, field="scope.service"),
            customer=id_if_given(OrganisationId, "Organisation", self.customer, field="scope.customer"),
            site=id_if_given(SiteId, "Site", self.site, field="scope.site"),
            department=self.department,
            ticket_type=self.ticket_type,
            priority=self.priority,
        )


@strawberry.input(description="Time that shall not count. It is announced now.")
class AnnounceExclusionWindowInput:
    period: RangeInput = strawberry.field(
        description="When. One that has begun by now stops no clock; it excuses the breaches that it would "
        "have prevented, and whose token this is approves of that."
    )
    scope: WindowScopeInput = strawberry.field(
        default_factory=WindowScopeInput, description="For which tickets."
    )
    reason: ExclusionReason = strawberry.field(
        default=ExclusionReason.EXCLUSION_WINDOW, description="Why; not CENSORED and not CANCELLED."
    )
    because: str = strawberry.field(description="What is done then, in words.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The window, or why there is none.")
class AnnounceExclusionWindowPayload:
    exclusion_window: ExclusionWindow | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class ExclusionMutations:
    @strawberry.mutation(
        description="Decide that a clock counts neither as met nor as breached.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def exclude_clock(
        self, info: Info, input: Annotated[ExcludeClockInput, described("Which clock, and why.")]
    ) -> ExcludeClockPayload | None:
        async def use_case(session: Session) -> UUID:
            approver = info.context.principal.subject
            key = _clock(input.clock)
            return await exclude_clock(session, key, input.reason, input.because, approver, info.context.now)

        made, errors = await carry_out(info.context, "excludeClock", input, use_case)
        return ExcludeClockPayload(exclusion=await exclusion(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Agree that some time does not count.", extensions=[Needs(Scope.CALENDARS_WRITE)]
    )
    async def announce_exclusion_window(
        self, info: Info, input: Annotated[AnnounceExclusionWindowInput, described("When, and why.")]
    ) -> AnnounceExclusionWindowPayload | None:
        async def use_case(session: Session) -> UUID:
            return await announce_exclusion_window(
                session,
                Period(input.period.from_, input.period.until),
                input.scope.value(),
                input.reason,
                input.because,
                info.context.principal.subject,
                info.context.now,
            )

        made, errors = await carry_out(info.context, "announceExclusionWindow", input, use_case)
        window = await exclusion_window(info, made)
        return AnnounceExclusionWindowPayload(exclusion_window=window, user_errors=errors)


def _clock(given: str) -> ClockKey:
    """BadInput `id.malformed` for the id of anything else."""
    kind, ticket, part = parse_global_id(given, field="clock")
    side, _, rest = part.partition("/")
    metric, _, cycle = rest.rpartition("/")
    if kind != "Clock" or side not in set(Side) or not cycle.isdecimal() or not cycle.isascii():
        raise BadInput(
            Code.ID_MALFORMED,
            "This is no id of a clock.",
            hint="Pass ids on as they came.",
            field="clock",
        )
    return ClockKey(TicketId(ticket), metric, int(cycle), Side(side))
