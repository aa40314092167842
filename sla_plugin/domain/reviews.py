"""When an agreement is to be looked at again: at its interval, and at once when something happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sla_plugin.domain.calendar_spans import CalendarSpan
from sla_plugin.errors import BadInput, Code

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=366)
"""At least yearly (40-levels, "Versions")."""

YEARLY = CalendarSpan(months=12)

_BEFORE_A_LEAP_DAY = date(2023, 3, 1)
"""From here a year is at its longest."""


class ReviewCause(StrEnum):
    """SCHEDULED comes with time; the others raise a review at once, in this order of weight."""

    SERVICE_CHANGED = "SERVICE_CHANGED"
    CHANGE_REQUESTED = "CHANGE_REQUESTED"
    GOAL_MISSED = "GOAL_MISSED"
    WATERMELON = "WATERMELON"
    SCHEDULED = "SCHEDULED"


_WEIGHT = {cause: place for place, cause in enumerate(ReviewCause)}


@dataclass(frozen=True, slots=True)
class ReviewInterval:
    """`missed_periods`: a review is raised when the goal was missed so many
    periods running. BadInput `review.interval` for less than a day or more than a year."""

    every: CalendarSpan = YEARLY
    missed_periods: int = 2

    def __post_init__(self) -> None:
        length = self.every.after(_BEFORE_A_LEAP_DAY) - _BEFORE_A_LEAP_DAY
        if not SHORTEST <= length <= LONGEST or self.missed_periods < 1:
            raise BadInput(
                Code.REVIEW_INTERVAL,
                f"An agreement cannot be reviewed every {self.every}, "
                f"or after {self.missed_periods} missed periods.",
                hint=f"Take {SHORTEST.days} to {LONGEST.days} days, and at least one period.",
                field="review",
            )


@dataclass(frozen=True, slots=True)
class ReviewTrigger:
    """Something that happened to an agreement. `detail` tells what, for the one who reviews."""

    on: date
    cause: ReviewCause
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """`triggers`: all that happened since the last review, besides the interval."""

    due_on: date
    cause: ReviewCause
    triggers: tuple[ReviewTrigger, ...] = ()

    def is_due(self, today: date) -> bool:
        return self.due_on <= today


def next_review(last_on: date, interval: ReviewInterval, triggers: Iterable[ReviewTrigger]) -> Review:
    """`last_on`: of the last review, or when the agreement first took effect. A review answers whatever had
    happened by its day; one thing that happens later raises the next at once."""
    scheduled_on = interval.every.after(last_on)
    raised = tuple(sorted((t for t in triggers if t.on > last_on), key=lambda t: (t.on, _WEIGHT[t.cause])))
    if raised and raised[0].on <= scheduled_on:
        return Review(raised[0].on, raised[0].cause, raised)
    return Review(scheduled_on, ReviewCause.SCHEDULED, raised)


def is_missed_repeatedly(met: Sequence[bool | None], interval: ReviewInterval) -> bool:
    """Whether the goal was missed in the last periods, oldest first. One in which nothing counted neither
    breaks the row nor belongs to it."""
    judged = [one for one in met if one is not None]
    return len(judged) >= interval.missed_periods and not any(judged[-interval.missed_periods :])
