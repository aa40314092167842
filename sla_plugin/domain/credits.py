"""Service credits as they are agreed: what is given back when a period's attainment falls short."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from sla_plugin.domain.shares import check_share
from sla_plugin.errors import BadInput, Code


@dataclass(frozen=True, slots=True)
class CreditStep:
    """Attainment below `below` gives back `share` of the period's charge. BadInput `share.out_of_range`."""

    below: Decimal
    share: Decimal

    def __post_init__(self) -> None:
        check_share(self.below, field="below")
        check_share(self.share, field="share")


@dataclass(frozen=True, slots=True)
class CreditSchedule:
    """Steps in descending order of `below`; the lowest one that attainment falls under decides, steps do not
    add up. At exactly `below` the step does not apply.

    `cap` limits what one period gives back, as a share of the period's charge; `yearly_cap` what all periods
    of a contract year do, as a share of that year's charges. BadInput `credit.steps`, `share.out_of_range`.
    """

    steps: tuple[CreditStep, ...]
    cap: Decimal | None = None
    yearly_cap: Decimal | None = None

    def __post_init__(self) -> None:
        if self.cap is not None:
            check_share(self.cap, field="cap")
        if self.yearly_cap is not None:
            check_share(self.yearly_cap, field="yearly_cap")
        if not self.steps:
            raise _wrong_steps("A schedule without a step never gives anything back.")
        for upper, lower in pairwise(self.steps):
            if not (lower.below < upper.below and lower.share > upper.share):
                raise _wrong_steps(
                    f"Below {lower.below} a share of {lower.share} cannot follow below {upper.below} "
                    f"a share of {upper.share}."
                )

    def share_for(self, attainment: Fraction | None) -> Decimal:
        """The share given back. Where nothing counted nothing was missed."""
        if attainment is None:
            return Decimal(0)
        undercut = [step.share for step in self.steps if attainment < Fraction(step.below)]
        share = undercut[-1] if undercut else Decimal(0)
        return share if self.cap is None else min(share, self.cap)


def _wrong_steps(message: str) -> BadInput:
    return BadInput(
        Code.CREDIT_STEPS,
        message,
        hint="List the steps from the highest attainment down, each giving back more than the one before.",
        field="steps",
    )
