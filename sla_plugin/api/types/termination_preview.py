"""What would follow if a contract were ended."""

from __future__ import annotations

import strawberry

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.api.types.settlement import ClosedClock, SettlementSum, TicketCover
from sla_plugin.api.types.support import SupportGap
from sla_plugin.api.types.termination import TerminationEnd
from sla_plugin.api.types.termination_enums import Ground
from sla_plugin.api.types.termination_plan import TerminationPlan
from sla_plugin.api.value_pages import value_connection
from sla_plugin.usecases import preview_termination as usecase
from sla_plugin.usecases.foresee_end import Foreseen, RaisedGap


@strawberry.type(description="The end by another ground, received at the same time.")
class TerminationAlternative:
    ground: Ground = strawberry.field(description="Which ground.")
    end: TerminationEnd | None = strawberry.field(description="Null where the ground leads to none.")
    because: str | None = strawberry.field(description="Why it leads to none.")
    code: str | None = strawberry.field(description="The code of that refusal.")

    @classmethod
    def of(cls, one: usecase.Alternative) -> TerminationAlternative:
        return cls(
            ground=one.ground,
            end=None if one.end is None else TerminationEnd.of(one.end),
            because=None if one.because is None else one.because.message,
            code=None if one.because is None else one.because.code,
        )


@strawberry.type(description="A promise that would lack support which it has now.")
class RaisedSupportGap:
    gap: SupportGap = strawberry.field(description="What would be lacking.")
    held: strawberry.Private[RaisedGap]

    @classmethod
    def of(cls, one: RaisedGap) -> RaisedSupportGap:
        return cls(gap=SupportGap.of(one.gap, one.waiver), held=one)

    @property
    def place(self) -> str:
        key = self.held.gap.key
        parts = (self.held.agreement, key.kind, key.metric, key.priority or "", key.supporter or "")
        return "/".join(str(part) for part in parts)

    @strawberry.field(description="Which service level, or agreement, would lack it.")
    async def agreement(self, info: Info) -> Agreement | None:
        row = await info.context.loaders.agreements.load(self.held.agreement)
        return None if row is None else Agreement.of(row)


@strawberry.type(description="What would follow if a contract were ended. Nothing is written.")
class TerminationPreview:
    end: TerminationEnd = strawberry.field(description="When, and how that comes about.")
    alternatives: list[TerminationAlternative] = strawberry.field(
        description="By every other ground that a person may name."
    )
    plan: TerminationPlan = strawberry.field(
        description="For contracts below, its support, and what is paid."
    )
    censored: int = strawberry.field(
        description="How many clocks that are open now would be closed by the end without a verdict."
    )
    uncovered: int = strawberry.field(
        description="On how many tickets these run that no other contract covers from the end instant on."
    )
    estimate: list[SettlementSum] = strawberry.field(
        description="The sums of the settlement, as far as known."
    )
    disclaimer: str = strawberry.field(description="What this is not.")
    foreseen: strawberry.Private[Foreseen]

    @classmethod
    def of(cls, found: usecase.TerminationPreview, disclaimer: str) -> TerminationPreview:
        return cls(
            end=TerminationEnd.of(found.end),
            alternatives=[TerminationAlternative.of(one) for one in found.alternatives],
            plan=TerminationPlan.of(found.plan),
            censored=len(found.foreseen.clocks),
            uncovered=found.uncovered,
            estimate=[SettlementSum.of(one) for one in found.estimate],
            disclaimer=disclaimer,
            foreseen=found.foreseen,
        )

    @strawberry.field(
        description="These clocks, with the working time that they would have taken by the end instant."
    )
    async def censored_clocks(self, first: First = 25, after: After = None) -> Connection[ClosedClock]:
        clocks = [ClosedClock.of(one) for one in self.foreseen.clocks]
        return value_connection(clocks, _place, first, after)

    @strawberry.field(
        description="Of every ticket on which one of these clocks runs: which other contract covers it from "
        "the end instant on, if any."
    )
    async def fallback(self, first: First = 25, after: After = None) -> Connection[TicketCover]:
        cover = [TicketCover(held=one) for one in self.foreseen.cover]
        return value_connection(cover, lambda one: str(one.held.ticket), first, after)

    @strawberry.field(
        description="What would lack support from then on, where the contract supports what is promised "
        "elsewhere. For who is bound to a party nothing: what the provider promises others is its own affair."
    )
    async def support_gaps(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[RaisedSupportGap]:
        raised = self.foreseen.gaps if info.context.bound_to is None else ()
        gaps = [RaisedSupportGap.of(one) for one in raised]
        return value_connection(gaps, lambda one: one.place, first, after)


def _place(clock: ClosedClock) -> str:
    return f"{clock.ticket_key}/{clock.metric}/{clock.cycle:09}"
