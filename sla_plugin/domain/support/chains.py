"""A chain of parts, composed stage by stage, and the start for which it is worst."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.equal_durations import equal_duration
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.support.gaps import CounterExample
from sla_plugin.domain.targets import Target, WorkingDuration
from sla_plugin.domain.working_time import add, between, intervals, next_open, subtract

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Part:
    """So much of this calendar."""

    calendar: CalendarHistory
    target: Target

    def end(self, start: datetime) -> datetime:
        return add(self.calendar, start, equal_duration(self.target, self.calendar, start).duration)


Stages = Sequence[Sequence[Part]]
"""One after the other; the parts of one side by side."""


def supported_at(stages: Stages, start: datetime) -> datetime:
    """When the slowest part of the last stage is done."""
    for stage in stages:
        start = max(part.end(start) for part in stage)
    return start


def worst_start(promise: Part, stages: Stages, since: datetime, until: datetime) -> CounterExample | None:
    """The open instant of the promise's calendar from which the chain comes too late by most, the earliest of
    several; None where it never does.

    How long it takes changes evenly with the start but for the instants at which some calendar opens or
    closes while a part begins or ends, so that only these and their neighbours have to be tried.
    """
    worst: CounterExample | None = None
    for start in sorted(set(_starts(promise.calendar, stages, since, until))):
        example = _example(promise, stages, start)
        if example.excess > (worst.excess if worst else ZERO):
            worst = example
    return worst


def _example(promise: Part, stages: Stages, start: datetime) -> CounterExample:
    done = supported_at(stages, start)
    promised = equal_duration(promise.target, promise.calendar, start).duration
    excess = between(promise.calendar, start, done) - promised
    return CounterExample(start, add(promise.calendar, start, promised), done, excess)


def _starts(
    calendar: CalendarHistory, stages: Stages, since: datetime, until: datetime
) -> Iterator[datetime]:
    """`since` is one of them, too: the promise may begin in the middle of something."""
    last = supported_at(stages, until)
    instants = _edges(calendar, since, last)
    for stage in reversed(stages):
        instants = {at for part in stage for at in _mapped_back(part, instants, since, last)}
    for at in {since, *instants, *_edges(calendar, since, until)}:
        for near in (at - MICROSECOND, at, at + MICROSECOND):
            if since <= near < until:
                start = next_open(calendar, near)
                if start < until:
                    yield start


def _mapped_back(part: Part, ends: Iterable[datetime], since: datetime, last: datetime) -> set[datetime]:
    """When the part begins, or ends, with one of these or with an opening or closing of its own."""
    found = {*ends, *_edges(part.calendar, since, last)}
    if isinstance(part.target, WorkingDuration):
        found |= {subtract(part.calendar, at, part.target.duration) for at in found}
    return found


def _edges(calendar: CalendarHistory, since: datetime, until: datetime) -> set[datetime]:
    return {edge for open_ in intervals(calendar, since, until) for edge in (open_.start, open_.end)}
