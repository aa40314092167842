"""What is owed when a contract has ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.contract_enums import ObligationState
from sla_plugin.api.types.money import Money
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.notice_trace import NoticeStep, steps_shown
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.api.types.service import Service, service
from sla_plugin.api.types.termination_enums import Ground, Item
from sla_plugin.domain import money
from sla_plugin.domain.termination import settlement as domain
from sla_plugin.storage.settlement_contents import settlement_from_json
from sla_plugin.storage.settlements import SettlementAdjustmentRow, SettlementRow

if TYPE_CHECKING:
    from sla_plugin.api.types.agreement import Agreement
    from sla_plugin.api.types.contract import Contract
    from sla_plugin.api.types.termination import TerminationCase
    from sla_plugin.api.types.ticket import Ticket

_Contract = Annotated["Contract", strawberry.lazy(".contract")]
_Ticket = Annotated["Ticket", strawberry.lazy(".ticket")]


@strawberry.type(description="Of the notice: when it was sent, received and recorded.")
class NoticeEvidence:
    sent_at: datetime | None = strawberry.field(description="When it was sent, as its paper shows.")
    received_at: datetime = strawberry.field(description="When it was received; that is what counts.")
    recorded_at: datetime = strawberry.field(description="When it was put on record.")
    document: str | None = strawberry.field(description="SHA-256 of the paper that shows it.")


@strawberry.type(description="A part of what is owed, and how it was computed.")
class SettlementSum:
    item: Item = strawberry.field(description="What kind of thing it is.")
    what: str = strawberry.field(description="For what.")
    basis: str = strawberry.field(description="How it was computed, for whoever computes it again.")
    amount: Money = strawberry.field(
        description="What the customer owes; negative for what it gets back. RESERVED is in no total."
    )

    @classmethod
    def of(cls, one: domain.Sum) -> SettlementSum:
        return cls(item=one.item, what=one.what, basis=one.basis, amount=Money.of(one.amount))


@strawberry.type(description="One line in one month: what was met, breached, and censored by the end.")
class SettlementCount:
    since: date = strawberry.field(description="The first day.")
    until: date = strawberry.field(description="The last day.")
    is_partial: bool = strawberry.field(description="The end lies in it.")
    met: int = strawberry.field(description="Clocks that were met.")
    breached: int = strawberry.field(description="Clocks that were breached.")
    censored: int = strawberry.field(description="Clocks that the end closed before they were due.")
    held: strawberry.Private[domain.BindingCount]

    @classmethod
    def of(cls, one: domain.BindingCount) -> SettlementCount:
        return cls(
            since=one.period.since,
            until=one.period.until,
            is_partial=one.is_partial,
            met=one.met,
            breached=one.breached,
            censored=one.censored,
            held=one,
        )

    @strawberry.field(description="What was delivered.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)

    @strawberry.field(description="By which service level it was measured.")
    async def service_level(self, info: Info) -> Annotated[Agreement, strawberry.lazy(".agreement")] | None:
        from sla_plugin.api.types.agreement import Agreement

        row = await info.context.loaders.agreements.load(self.held.agreement)
        return None if row is None else Agreement.of(row)


@strawberry.type(description="A clock that the end closed, or that was open then.")
class ClosedClock:
    metric: str = strawberry.field(description="What it measures.")
    cycle: int = strawberry.field(description="1 for the first of this metric on the ticket.")
    state: str = strawberry.field(description="What it does: `CENSORED`.")
    verdict: str = strawberry.field(
        description="`BREACHED` where it was due before the end; else `CENSORED`, and it counts in no share."
    )
    elapsed: Duration = strawberry.field(description="Working time to the end.")
    overrun: Duration | None = strawberry.field(description="Beyond the target; null where it kept it.")
    ticket_key: strawberry.Private[UUID]

    @classmethod
    def of(cls, one: domain.ClosedClock) -> ClosedClock:
        return cls(
            metric=one.metric,
            cycle=one.cycle,
            state=one.state,
            verdict=one.verdict,
            elapsed=_duration(one.elapsed_us),
            overrun=None if one.overrun_us is None else _duration(one.overrun_us),
            ticket_key=one.ticket,
        )

    @strawberry.field(description="On which ticket.")
    async def ticket(self, info: Info) -> _Ticket | None:
        return await _ticket(info, self.ticket_key)


@strawberry.type(description="A ticket that was open at the end, and what covers it from there on.")
class TicketCover:
    held: strawberry.Private[domain.TicketCover]

    @strawberry.field(description="Which ticket.")
    async def ticket(self, info: Info) -> _Ticket | None:
        return await _ticket(info, self.held.ticket)

    @strawberry.field(description="Another contract that covers it from the end instant on, if any.")
    async def by(self, info: Info) -> _Contract | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.held.by)


@strawberry.type(description="Something that the exit owes.")
class ExitObligation:
    kind: str = strawberry.field(description="Such as `DATA_EXPORT`.")
    what: str = strawberry.field(description="In words.")
    due_on: date = strawberry.field(description="The last day.")
    state: ObligationState = strawberry.field(description="Where it stood.")
    evidence: str | None = strawberry.field(description="SHA-256 of the paper that shows that it was done.")


@strawberry.type(description="A contract that supported what has ended, and what it costs for nothing.")
class SettlementUnwinding:
    earliest_end: date | None = strawberry.field(description="Its last day, if notice were given at once.")
    gap_days: int = strawberry.field(description="How long it goes on after what it supported.")
    stranded: Money | None = strawberry.field(description="What that costs for nothing.")
    contract: _Contract = strawberry.field(description="Which one.")


@strawberry.type(description="What is owed when a contract has ended, in all its parts, bound by one hash.")
class SettlementStatement:
    ground: Ground = strawberry.field(description="Why it ended.")
    evidence: NoticeEvidence = strawberry.field(description="Of the notice.")
    rule: str = strawberry.field(description="By which clause its end was computed.")
    trace: list[NoticeStep] = strawberry.field(description="How its end came about, step by step.")
    effective_on: date = strawberry.field(description="The last day of service.")
    ends_at: datetime = strawberry.field(description="From when on nothing is measured.")
    counts: list[SettlementCount] = strawberry.field(description="By line and month.")
    clocks: list[ClosedClock] = strawberry.field(description="Every clock that the end closed.")
    sums: list[SettlementSum] = strawberry.field(
        description="Charges, refunds, fee, credits, and what is reserved."
    )
    duties: list[ExitObligation] = strawberry.field(description="What the exit owes, with its evidence.")
    surviving: list[str] = strawberry.field(description="The clauses that hold beyond the end.")
    cover: list[TicketCover] = strawberry.field(description="Of every ticket that was open then.")
    is_disputed: bool = strawberry.field(description="Somebody objected, and it is not decided.")
    total: Money = strawberry.field(
        description="What the customer owes, without what is reserved; negative for what it gets back."
    )
    hash: str = strawberry.field(description="Pass it to `sealSettlement`: this is sealed, and nothing else.")
    held: strawberry.Private[domain.Settlement]

    @classmethod
    def of(cls, settled: domain.Settlement) -> SettlementStatement:
        shown = settled.evidence
        return cls(
            ground=settled.ground,
            evidence=NoticeEvidence(
                sent_at=shown.sent_at,
                received_at=shown.received_at,
                recorded_at=shown.recorded_at,
                document=shown.document,
            ),
            rule=settled.rule,
            trace=steps_shown(settled.trace),
            effective_on=settled.effective_on,
            ends_at=settled.ends_at,
            counts=[SettlementCount.of(one) for one in settled.counts],
            clocks=[ClosedClock.of(one) for one in settled.clocks],
            sums=[SettlementSum.of(one) for one in settled.sums],
            duties=[_duty(one) for one in settled.duties],
            surviving=list(settled.surviving),
            cover=[TicketCover(held=one) for one in settled.cover],
            is_disputed=settled.is_disputed,
            total=Money.of(settled.total),
            hash=settled.hash,
            held=settled,
        )

    @strawberry.field(description="Between whom it is settled.")
    async def parties(self, info: Info) -> list[Organisation]:
        shown = [await organisation(info, one) for one in self.held.parties]
        return [one for one in shown if one is not None]

    @strawberry.field(description="The services whose lines ended; null: the whole contract.")
    async def scope(self, info: Info) -> list[Service] | None:
        return await services_shown(info, self.held.scope)

    @strawberry.field(
        description="What supported it and is needed no more, as far as whoever asks may see those "
        "contracts. For who is bound to a party nothing: what it costs the provider is its own affair."
    )
    async def unwinding(self, info: Info) -> list[SettlementUnwinding]:
        from sla_plugin.api.types.contract import contract

        if info.context.bound_to is not None:
            return []
        shown = [(one, await contract(info, one.contract)) for one in self.held.unwinding]
        return [
            SettlementUnwinding(
                earliest_end=one.earliest_end,
                gap_days=one.gap_days,
                stranded=None if one.stranded is None else Money.of(one.stranded),
                contract=supporting,
            )
            for one, supporting in shown
            if supporting is not None
        ]


@strawberry.type(description="What was found out after a settlement was sealed. It is added, never changed.")
class SettlementAdjustment:
    what: str = strawberry.field(description="What for.")
    because: str = strawberry.field(description="Why.")
    amount: Money = strawberry.field(description="What the customer owes besides; negative the other way.")
    by: str = strawberry.field(description="Who said so.")
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: SettlementAdjustmentRow) -> SettlementAdjustment:
        return cls(
            what=row.what,
            because=row.because,
            amount=Money.of(money.Money(row.amount, row.currency)),
            by=row.recorded_by,
            at=row.recorded_at,
        )


@strawberry.type(description="A sealed settlement: it never changes. What comes later stands beside it.")
class Settlement(Node):
    hash: str = strawberry.field(description="Of everything that it says.")
    sealed_by: str = strawberry.field(description="Who sealed it.")
    sealed_at: datetime = strawberry.field(description="When.")
    approved_by: list[str] = strawberry.field(description="Everybody who approved the end, or sealed this.")
    row: strawberry.Private[SettlementRow]

    @classmethod
    def of(cls, row: SettlementRow) -> Settlement:
        return cls(
            id=strawberry.ID(global_id("Settlement", row.id)),
            hash=row.hash,
            sealed_by=row.sealed_by,
            sealed_at=row.sealed_at,
            approved_by=list(row.approved_by),
            row=row,
        )

    @strawberry.field(description="What it says.")
    def statement(self) -> SettlementStatement:
        return SettlementStatement.of(settlement_from_json(self.row.content))

    @strawberry.field(description="What was found out since, in that order.")
    async def adjustments(self, info: Info) -> list[SettlementAdjustment]:
        rows = await info.context.loaders.of_terminations.adjustments_of.load(self.row.id)
        return [SettlementAdjustment.of(row) for row in rows]

    @strawberry.field(description="The contract that has ended.")
    async def contract(self, info: Info) -> _Contract | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.row.contract_id)

    @strawberry.field(description="By which termination.")
    async def termination_case(
        self, info: Info
    ) -> Annotated[TerminationCase, strawberry.lazy(".termination")] | None:
        from sla_plugin.api.types.termination import termination_case

        return await termination_case(info, self.row.case_id)


async def settlement(info: Info, key: UUID | None) -> Settlement | None:
    row = None if key is None else await info.context.loaders.of_terminations.settlements.load(key)
    return None if row is None else Settlement.of(row)


async def services_shown(info: Info, scope: frozenset[UUID] | None) -> list[Service] | None:
    """By their codes; None: all."""
    if scope is None:
        return None
    shown = [await service(info, one) for one in sorted(scope)]
    return sorted((one for one in shown if one is not None), key=lambda one: one.code)


async def _ticket(info: Info, key: UUID) -> Ticket | None:
    from sla_plugin.api.types.ticket import ticket

    return await ticket(info, key)


def _duration(microseconds: int) -> Duration:
    return Duration(timedelta(microseconds=microseconds))


def _duty(one: domain.Duty) -> ExitObligation:
    return ExitObligation(
        kind=one.kind,
        what=one.what,
        due_on=one.due_on,
        state=ObligationState(one.state),
        evidence=one.evidence,
    )
