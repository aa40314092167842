"""What a period is measured against: how many promises must be kept, and what people must think of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sla_plugin.domain.shares import check_share
from sla_plugin.errors import BadInput, Code

LOWEST_CSAT, HIGHEST_CSAT = 1, 5


@dataclass(frozen=True, slots=True)
class Goal:
    """`attainment`: at least this share of what counted is met. BadInput `share.out_of_range`."""

    attainment: Decimal

    def __post_init__(self) -> None:
        check_share(self.attainment, field="attainment")

    def is_met_by(self, share: Fraction | None) -> bool | None:
        """Exactly, never by a rounded percentage; None where nothing counted."""
        return None if share is None else share >= Fraction(self.attainment)


@dataclass(frozen=True, slots=True)
class OutcomeGoals:
    """None: no goal of this kind.

    `csat_mean`: the mean score is at least this, from 1 to 5. `reopen_rate`: at most this share of the
    resolved tickets came back. `paused_before_due`: at most this share of the last stretch before being due
    was spent paused (`last_stretches`). BadInput `share.out_of_range`, `csat.out_of_range`.
    """

    csat_mean: Decimal | None = None
    reopen_rate: Decimal | None = None
    paused_before_due: Decimal | None = None

    def __post_init__(self) -> None:
        if self.reopen_rate is not None:
            check_share(self.reopen_rate, field="reopen_rate")
        if self.paused_before_due is not None:
            check_share(self.paused_before_due, field="paused_before_due")
        if self.csat_mean is not None and not _is_score(self.csat_mean):
            raise BadInput(
                Code.CSAT_OUT_OF_RANGE,
                f"No satisfaction score can have the mean {self.csat_mean}.",
                hint=f"Give a number from {LOWEST_CSAT} to {HIGHEST_CSAT}.",
                field="csat_mean",
            )


def _is_score(mean: Decimal) -> bool:
    return mean.is_finite() and LOWEST_CSAT <= mean <= HIGHEST_CSAT
