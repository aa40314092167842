"""The arithmetic of a clock: stretches in, working time used and the due instant out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sla_plugin.domain import working_time
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.equal_durations import EqualDuration
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.stretches import Stretch
from sla_plugin.domain.terms import PauseArithmetic

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the stretches so far have used up of a target.

    `due` is known while the clock runs under one commitment. `used_up_at` is the due instant once it has
    passed; from then on no pause gives anything back.
    """

    commitments: Commitments
    promise: EqualDuration
    elapsed: timedelta = ZERO
    counted: timedelta = ZERO
    allowance: timedelta = ZERO
    due: datetime | None = None
    due_under: Commitment | None = None
    used_up_at: datetime | None = None

    @property
    def target(self) -> timedelta:
        return self.promise.duration

    @property
    def remaining(self) -> timedelta:
        return self.target + self.allowance - self.counted

    def running(self, at: datetime, commitment: Commitment) -> Tally:
        """The same, knowing when the target is used up if the clock runs on from here."""
        if self.due is not None and self.due_under is commitment:
            return self
        return replace(self, due=self._due(at, commitment), due_under=commitment)

    def due_from(self, at: datetime, commitment: Commitment) -> datetime:
        due = self.running(at, commitment).due
        assert due is not None
        return due

    def plus(self, stretch: Stretch) -> Tally:
        if stretch.commitment is None:
            return replace(self, due=None)
        if stretch.pause is None:
            return self._running(stretch, stretch.commitment)
        if stretch.counts_closed_time:
            return replace(self._running(stretch, stretch.commitment), elapsed=self.elapsed)
        return self._paused(stretch, stretch.commitment)

    def over(self, stretches: Iterable[Stretch]) -> Tally:
        tally = self
        for stretch in stretches:
            tally = tally.plus(stretch)
        return tally

    def _running(self, stretch: Stretch, commitment: Commitment) -> Tally:
        due = self.due_from(stretch.start, commitment)
        worked = working_time.between(self._calendar(commitment), stretch.start, stretch.end)
        return replace(
            self,
            elapsed=self.elapsed + worked,
            counted=self.counted + worked,
            due=due,
            due_under=commitment,
            used_up_at=due if due < stretch.end else None,
        )

    def _paused(self, stretch: Stretch, commitment: Commitment) -> Tally:
        """Paused open time is simply not counted. WALL_CLOCK gives back the wall length instead, which is
        used up as working time, so that the open time of the pause counts against it."""
        waited = replace(self, due=None)
        if commitment.pause.arithmetic is PauseArithmetic.WORKING_TIME or self.used_up_at is not None:
            return waited
        worked = working_time.between(self._calendar(commitment), stretch.start, stretch.end)
        return replace(
            waited, counted=self.counted + worked, allowance=self.allowance + (stretch.end - stretch.start)
        )

    def _due(self, at: datetime, commitment: Commitment) -> datetime:
        if self.used_up_at is not None:
            return self.used_up_at
        calendar = self._calendar(commitment)
        due = working_time.add(calendar, at, self.remaining, end_of_business=commitment.end_of_business)
        return working_time.next_open(calendar, due) if self.promise.ends_at_opening else due

    def _calendar(self, commitment: Commitment) -> CalendarHistory:
        return self.commitments.measuring(commitment.calendar, commitment.windows)
