"""Which agreements a period asks to look at again: their goals were missed, or met by count alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.reviews import ReviewCause, ReviewInterval, ReviewTrigger, is_missed_repeatedly
from sla_plugin.domain.ticket_outcomes import OutcomeFigures
from sla_plugin.domain.watermelons import Shortfall, judge

NOTHING_TOLD = OutcomeFigures(None, 0, None, 0, None)


@dataclass(frozen=True, slots=True)
class PromiseResult:
    """What came of a promise that has a goal. `shares`: its attainment period by period, the last one that of
    the period that has just ended; None in one where nothing counted. `figures`: what the requesters of its
    tickets thought, where the promise has goals for that."""

    promise: Commitment
    shares: Sequence[Fraction | None]
    figures: OutcomeFigures | None = None


def raised(results: Iterable[PromiseResult], today: date) -> Iterator[tuple[AgreementId, ReviewTrigger]]:
    """Earlier periods are judged by the goal of now."""
    for one in results:
        share, promise, goal = one.shares[-1], one.promise, one.promise.goal
        if share is None or goal is None:
            continue
        agreement = promise.winner.agreement.id
        attained = f"{promise.metric} attained {float(share):.2%}"
        if is_missed_repeatedly([goal.is_met_by(earlier) for earlier in one.shares], ReviewInterval()):
            missed = f"{attained}, the goal is {goal.attainment:.2%}"
            yield agreement, ReviewTrigger(today, ReviewCause.GOAL_MISSED, missed)
        judged = judge(share, goal, one.figures or NOTHING_TOLD, promise.outcome)
        if judged.is_watermelon:
            found = ", ".join(_text(shortfall) for shortfall in judged.shortfalls)
            yield agreement, ReviewTrigger(today, ReviewCause.WATERMELON, f"{attained}, but {found}")


def _text(shortfall: Shortfall) -> str:
    return f"{shortfall.measure} {float(shortfall.found):.4g} against {shortfall.goal}"
