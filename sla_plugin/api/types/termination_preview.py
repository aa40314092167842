"""What would follow if a contract were ended."""

from __future__ import annotations

import strawberry

from sla_plugin.api.types.settlement import SettlementSum
from sla_plugin.api.types.termination import TerminationEnd
from sla_plugin.api.types.termination_enums import Ground
from sla_plugin.api.types.termination_plan import TerminationPlan
from sla_plugin.usecases import preview_termination as usecase


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
    uncovered: int = strawberry.field(description="On how many tickets these run.")
    estimate: list[SettlementSum] = strawberry.field(
        description="The sums of the settlement, as far as known."
    )
    disclaimer: str = strawberry.field(description="What this is not.")

    @classmethod
    def of(cls, found: usecase.TerminationPreview, disclaimer: str) -> TerminationPreview:
        return cls(
            end=TerminationEnd.of(found.end),
            alternatives=[TerminationAlternative.of(one) for one in found.alternatives],
            plan=TerminationPlan.of(found.plan),
            censored=len(found.censored),
            uncovered=found.uncovered,
            estimate=[SettlementSum.of(one) for one in found.estimate],
            disclaimer=disclaimer,
        )
