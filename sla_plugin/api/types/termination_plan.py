"""What the end of a contract will bring about."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.types.money import Money
from sla_plugin.api.types.termination_enums import Children
from sla_plugin.domain.termination import plan as domain

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="A contract below the one that ends, and what becomes of it.")
class ChildAtEnd:
    becomes: Children = strawberry.field(description="What.")
    on: date | None = strawberry.field(description="Its own last day, where it runs off.")
    contract: Annotated[Contract, strawberry.lazy(".contract")] = strawberry.field(description="Which one.")


@strawberry.type(
    description="A contract that supports what ends. It is never ended by itself: somebody gives notice."
)
class Unwinding:
    needed_by: int = strawberry.field(
        description="How many contracts need it still, this one for its other lines included."
    )
    earliest_end: date | None = strawberry.field(
        description="Its last day, if notice were given at once; null where it has no clause for that."
    )
    gap_days: int = strawberry.field(description="How long it goes on after what it supports.")
    stranded: Money | None = strawberry.field(description="What that costs for nothing.")
    contract: Annotated[Contract, strawberry.lazy(".contract")] = strawberry.field(description="Which one.")


@strawberry.type(
    description="What the end of a contract will bring about: approved by its hash, and executed as approved."
)
class TerminationPlan:
    effective_on: date = strawberry.field(description="The last day of service.")
    ends_at: datetime = strawberry.field(description="From when on nothing is measured.")
    cancelled: list[int] = strawberry.field(
        description="The numbers of signed versions that would take effect after the end."
    )
    fee: Money | None = strawberry.field(description="For an early end.")
    refund: Money | None = strawberry.field(description="Of what was paid in advance.")
    hash: str = strawberry.field(description="Pass it as `planHash` to approve this, and nothing else.")
    held: strawberry.Private[domain.EndPlan]

    @classmethod
    def of(cls, plan: domain.EndPlan) -> TerminationPlan:
        return cls(
            effective_on=plan.effective_on,
            ends_at=plan.ends_at,
            cancelled=list(plan.cancelled),
            fee=None if plan.fee is None else Money.of(plan.fee),
            refund=None if plan.refund is None else Money.of(plan.refund),
            hash=plan.hash,
            held=plan,
        )

    @strawberry.field(description="The contracts below it, as far as whoever asks may see them.")
    async def children(self, info: Info) -> list[ChildAtEnd]:
        from sla_plugin.api.types.contract import contract

        shown = [(one, await contract(info, one.contract)) for one in self.held.children]
        return [
            ChildAtEnd(becomes=one.becomes, on=one.on, contract=below)
            for one, below in shown
            if below is not None
        ]

    @strawberry.field(
        description="The contracts that support it, as far as whoever asks may see them; none for who is "
        "bound to a party."
    )
    async def unwinding(self, info: Info) -> list[Unwinding]:
        from sla_plugin.api.types.contract import contract

        if info.context.bound_to is not None:
            return []
        shown = [(one, await contract(info, one.contract)) for one in self.held.unwinding]
        return [
            Unwinding(
                needed_by=one.needed_by,
                earliest_end=one.earliest_end,
                gap_days=one.gap_days,
                stranded=None if one.stranded is None else Money.of(one.stranded),
                contract=supporting,
            )
            for one, supporting in shown
            if supporting is not None
        ]
