"""What would have been, had a draft held."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.enums import Verdict
from sla_plugin.api.types.ticket import Ticket, ticket
from sla_plugin.domain import attainment, counted, simulations


@strawberry.type(description="How many promises were kept, or would have been.")
class SimulatedAttainment:
    n: int = strawberry.field(description="How many counted.")
    met: int = strawberry.field(description="How many of them were met.")
    breached: int = strawberry.field(description="How many were not.")
    share: float | None = strawberry.field(description="Met of what counted, 0 to 1; null where nothing did.")

    @classmethod
    def of(cls, found: attainment.Attainment | None) -> SimulatedAttainment | None:
        if found is None:
            return None
        share = None if found.share is None else float(found.share)
        return cls(n=found.n, met=len(found.met), breached=len(found.breached), share=share)


@strawberry.type(description="One metric and priority, as it was and as it would have been.")
class ComparedAttainment:
    metric: str = strawberry.field(description="What is measured.")
    priority: str | None = strawberry.field(description="Null where the desk said none.")
    today: SimulatedAttainment | None = strawberry.field(description="Null where nothing counted.")
    drafted: SimulatedAttainment | None = strawberry.field(description="Null where nothing would have.")

    @classmethod
    def of(cls, compared: simulations.Compared) -> ComparedAttainment:
        return cls(
            metric=compared.metric,
            priority=compared.priority,
            today=SimulatedAttainment.of(compared.today),
            drafted=SimulatedAttainment.of(compared.drafted),
        )


@strawberry.type(description="A clock of a ticket.")
class SimulatedClock:
    metric: str = strawberry.field(description="What it measures.")
    cycle: int = strawberry.field(description="1 for the first.")
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, clock: counted.ClockKey) -> SimulatedClock:
        return cls(metric=clock.metric, cycle=clock.cycle, key=clock.ticket)

    @strawberry.field(description="The ticket that it runs on.")
    async def ticket(self, info: Info) -> Ticket | None:
        return await ticket(info, self.key)


@strawberry.type(description="A clock whose verdict would be another.")
class VerdictFlip:
    clock: SimulatedClock = strawberry.field(description="Which one.")
    today: Verdict | None = strawberry.field(description="Null where there is no such clock.")
    drafted: Verdict | None = strawberry.field(description="Null where there would be none.")

    @classmethod
    def of(cls, flip: simulations.Flip) -> VerdictFlip:
        return cls(clock=SimulatedClock.of(flip.clock), today=flip.today, drafted=flip.drafted)


@strawberry.type(description="An open clock whose due instant would be another, were it published now.")
class DueMove:
    clock: SimulatedClock = strawberry.field(description="Which one.")
    due_today: datetime | None = strawberry.field(description="As it stands; projected while it is paused.")
    due_drafted: datetime | None = strawberry.field(description="As it would.")
    would_be_breached: bool = strawberry.field(description="It is not breached, and would be at once.")

    @classmethod
    def of(cls, move: simulations.Move) -> DueMove:
        return cls(
            clock=SimulatedClock.of(move.clock),
            due_today=move.due_today,
            due_drafted=move.due_drafted,
            would_be_breached=move.would_be_breached,
        )


@strawberry.type(description="What a month of a contract gives back, as a share of its charge.")
class CreditChange:
    month: str = strawberry.field(description="`2026-10`, in the zone of the contract.")
    today: Decimal = strawberry.field(description="0 to 1.")
    drafted: Decimal = strawberry.field(description="0 to 1.")
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, change: simulations.CreditChange) -> CreditChange:
        month = f"{change.month.year}-{change.month.number:02}"
        return cls(month=month, today=change.today, drafted=change.drafted, key=change.contract)

    @strawberry.field(description="The contract.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.key)


@strawberry.type(description="A past period replayed through a draft. Nothing was written.")
class Simulation:
    tickets: int = strawberry.field(description="How many were replayed.")
    compared: list[ComparedAttainment] = strawberry.field(description="By metric and priority.")
    flips: list[VerdictFlip] = strawberry.field(description="Clocks that would have ended otherwise.")
    moves: list[DueMove] = strawberry.field(description="Open deadlines that would move.")
    credits: list[CreditChange] = strawberry.field(description="Months that give something back.")
    busiest: list[int] = strawberry.field(
        description="For each hour of the day, how many clocks would have fallen due in it."
    )

    @classmethod
    def of(cls, found: simulations.Simulation) -> Simulation:
        return cls(
            tickets=found.tickets,
            compared=[ComparedAttainment.of(one) for one in found.compared],
            flips=[VerdictFlip.of(flip) for flip in found.flips],
            moves=[DueMove.of(move) for move in found.moves],
            credits=[CreditChange.of(change) for change in found.credits],
            busiest=list(found.busiest),
        )
