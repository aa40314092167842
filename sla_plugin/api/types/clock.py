"""Clocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import encoded
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.agreement import AgreementVersion
from sla_plugin.api.types.calendar import Calendar, calendar
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.counted_enums import Certainty
from sla_plugin.api.types.enums import (
    ClockState,
    PartyKind,
    SegmentKind,
    SegmentReason,
    Side,
    Verdict,
)
from sla_plugin.api.types.explanation import Explanation
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.terms import EscalationAction
from sla_plugin.domain import clock as domain
from sla_plugin.domain import parties, segments, steps
from sla_plugin.domain.announcements import SYNC_GRACE, certainty
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.levels import Commitment as DomainCommitment
from sla_plugin.domain.spoken import moment_text

if TYPE_CHECKING:
    from sla_plugin.api.types.ticket import Ticket


@strawberry.type(description="Who held the ticket.")
class Party:
    kind: PartyKind = strawberry.field(description="What it is.")
    name: str | None = strawberry.field(description="The team or supplier, where the desk names it.")

    @classmethod
    def of(cls, party: parties.Party) -> Party:
        return cls(kind=party.kind, name=party.name)


@strawberry.type(description="A stretch of a clock's life. Segments tile it without gap or overlap.")
class Segment:
    from_: datetime = strawberry.field(name="from", description="Included.")
    to: datetime = strawberry.field(description="Excluded.")
    kind: SegmentKind = strawberry.field(description="What it was.")
    reason: SegmentReason = strawberry.field(description="Why.")
    party: Party = strawberry.field(description="Who held the ticket: whose minutes these were.")
    cause: str | None = strawberry.field(description="The fact that brought it about; null where time did.")

    @classmethod
    def of(cls, segment: segments.Segment) -> Segment:
        return cls(
            from_=segment.start,
            to=segment.end,
            kind=segment.kind,
            reason=segment.reason,
            party=Party.of(segment.party),
            cause=segment.cause,
        )


@strawberry.type(description="What a clock is measured against.")
class Commitment:
    held: strawberry.Private[DomainCommitment]

    @strawberry.field(description="The agreement version that states the target.")
    async def agreement_version(self, info: Info) -> AgreementVersion | None:
        row = await info.context.loaders.agreement_versions.load(self.held.winner.id)
        return None if row is None else AgreementVersion.of(row)

    @strawberry.field(description="The contract that the clock belongs to.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.held.contract.id)

    @strawberry.field(description="The calendar that measures it.")
    async def calendar(self, info: Info) -> Calendar | None:
        return await calendar(info, self.held.calendar)


def clock_part(clock: domain.Clock) -> str:
    """Which of a ticket's clocks it is."""
    return f"{clock.side}/{clock.metric}/{clock.cycle}"


@strawberry.type(description="A step of the escalation: when it was taken, or when it will be.")
class Escalation:
    step: str = strawberry.field(description="When, as the agreement says it: `at 75 %`.")
    taken_at: datetime | None = strawberry.field(description="When its instant came; null where it has not.")
    planned_at: datetime | None = strawberry.field(
        description="When it will be, if the clock runs on; null where it is paused or ended."
    )
    do: list[EscalationAction] = strawberry.field(description="What is done.")

    @classmethod
    def of(cls, taken: steps.StepTaken) -> Escalation:
        return cls(
            step=moment_text(taken.step.at),
            taken_at=taken.taken_at,
            planned_at=taken.planned_at,
            do=[EscalationAction.of(action) for action in taken.step.do],
        )


@strawberry.type(description="One metric of one ticket, measured against one commitment, at one instant.")
class Clock(Node):
    metric: str = strawberry.field(
        description="What it measures: a built-in metric, or one of the tenant's own."
    )
    side: Side = strawberry.field(description="Whose promise it measures.")
    cycle: int = strawberry.field(
        description="1 for the first; each exchange, each assignment, each reopening may begin one."
    )
    state: ClockState = strawberry.field(description="What it is doing.")
    verdict: Verdict = strawberry.field(description="What that means.")
    out_of_hours: bool = strawberry.field(description="It runs, but its calendar is closed now.")
    target: Duration = strawberry.field(description="Working time promised.")
    elapsed: Duration = strawberry.field(description="Working time run: the sum of its RUNNING segments.")
    counted: Duration = strawberry.field(description="Working time measured against the target.")
    remaining: Duration = strawberry.field(description="Working time left; negative when overrun.")
    overrun: Duration = strawberry.field(description="Working time past the target; zero while none is.")
    percent: float = strawberry.field(description="Counted, in percent of what is promised.")
    started_at: datetime = strawberry.field(description="When it began.")
    stopped_at: datetime | None = strawberry.field(description="When it ended; null while it is open.")
    due_at: datetime | None = strawberry.field(description="When it is due; null while it is paused.")
    projected_due_at: datetime | None = strawberry.field(
        description="When it would be due if it went on now; null once it has ended."
    )
    breached_at: datetime | None = strawberry.field(
        description="When the target was missed: the due instant itself, whenever that was noticed."
    )
    latest_safe_start: datetime | None = strawberry.field(
        description="When work must begin at the latest, where the agreement states an expected effort."
    )
    ticket_key: strawberry.Private[UUID]
    held: strawberry.Private[domain.Clock]

    @classmethod
    def of(cls, ticket: UUID, clock: domain.Clock) -> Clock:
        return cls(
            id=strawberry.ID(encoded(f"Clock:{ticket}/{clock_part(clock)}")),
            metric=clock.metric,
            side=clock.side,
            cycle=clock.cycle,
            state=clock.state,
            verdict=clock.verdict,
            out_of_hours=clock.out_of_hours,
            target=Duration(clock.target),
            elapsed=Duration(clock.elapsed),
            counted=Duration(clock.counted),
            remaining=Duration(clock.remaining),
            overrun=Duration(clock.overrun),
            percent=clock.percent,
            started_at=clock.started_at,
            stopped_at=clock.stopped_at,
            due_at=clock.due_at,
            projected_due_at=clock.projected_due_at,
            breached_at=clock.breached_at,
            latest_safe_start=clock.latest_safe_start,
            ticket_key=ticket,
            held=clock,
        )

    @strawberry.field(description="The ticket that it runs on.")
    async def ticket(self, info: Info) -> Annotated[Ticket, strawberry.lazy(".ticket")]:
        from sla_plugin.api.types.ticket import Ticket

        row = await info.context.loaders.tickets.load(self.ticket_key)
        assert row is not None
        return Ticket.of(row)

    @strawberry.field(
        description="How sure the breach is: the desk may yet tell what prevented it. Null without one."
    )
    async def certainty(self, info: Info) -> Certainty | None:
        if self.breached_at is None:
            return None
        confirmed = await info.context.loaders.confirmed.load(TicketId(self.ticket_key))
        return certainty(self.breached_at, confirmed, SYNC_GRACE, info.context.now)

    @strawberry.field(description="It is breached, and the desk has not confirmed that yet.")
    async def provisional(self, info: Info) -> bool:
        return await self.certainty(info) not in (None, Certainty.CONFIRMED)

    @strawberry.field(description="What it is measured against.")
    def commitment(self) -> Commitment:
        return Commitment(held=self.held.commitment)

    @strawberry.field(description="Its life in stretches, from its start to its end or to now.")
    def segments(self) -> list[Segment]:
        return [Segment.of(segment) for segment in self.held.segments]

    @strawberry.field(description="Its escalations: those that were taken, then those that are ahead.")
    def escalations(self) -> list[Escalation]:
        return [Escalation.of(step) for step in self.held.steps]

    @strawberry.field(description="Why it shows what it shows.")
    async def explanation(self, info: Info) -> Explanation:
        return Explanation.of(self.held.explanation, await info.context.loaders.calendar_names())
