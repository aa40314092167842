"""How much time is promised. Value, unit and calendar are one attribute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class WorkingDuration:
    """So much open time of the calendar; zero means "handled at once"."""

    duration: timedelta


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The same clock time on the n-th following working day; if it is closed then, the next opening.

    With `at_end`, the end of that working day instead.
    """

    days: int
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class ByTime:
    """By a local clock time on the n-th following working day.

    Counted from the next working day where the clock starts after `cutoff`, a local time too.
    """

    days: int
    at: time
    cutoff: time | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """By this very instant."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """By the instant that was agreed with the customer and stands on the ticket; without one, `otherwise`."""

    otherwise: WorkingDuration | WorkingDays | ByTime


Target = WorkingDuration | WorkingDays | ByTime | Until | Agreed
"""Every target that is no duration is turned, when a clock starts and at each new commitment, into the equal
working duration; from then on the rules for durations apply (30-clocks)."""


def is_negative(target: Target) -> bool:
    """Whether it would be due before its clock starts."""
    match target:
        case WorkingDuration(duration):
            return duration < timedelta(0)
        case WorkingDays(days) | ByTime(days):
            return days < 0
        case Agreed(otherwise):
            return is_negative(otherwise)
        case Until():
            return False
