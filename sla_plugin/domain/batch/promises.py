"""The commitments that a batch has met, by number, with what its arithmetic needs to know of them."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from sla_plugin.domain.batch.columns import Column, instant, length
from sla_plugin.domain.batch.measures import Measures
from sla_plugin.domain.batch.words import STATUSES
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.edges import first_after
from sla_plugin.domain.escalations import AtPercent, EscalationStep, FromDue
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.outlooks import cover_edges
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import (
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseArithmetic,
    Reopening,
)

REOPENINGS, ON_CHANGES = tuple(Reopening), tuple(OnChange)


class Promises:
    """`waits_in` has a bit for each status; `like` is the same for those that promise the same.
    `covered_until`: the first date after `as_of` on which a contract begins or ends that it relies on.
    `suits`: the batch can measure it, which it can where a duration is promised.
    Steps are odd whose instants are not of working time: those may come twice, and are taken once."""

    def __init__(self, commitments: Commitments, measures: Measures, as_of: datetime) -> None:
        self.commitments, self.measures, self.as_of = commitments, measures, as_of
        self.all: list[Commitment] = []
        self._numbers: dict[int, int] = {}
        self._alike: dict[object, list[int]] = {}
        self.suits, self.like = Column(np.bool_), Column(np.int32)
        self.calendar, self.target = Column(np.int32), Column(np.int64)
        self.waits_in, self.gives_back_wall_time = Column(np.int32), Column(np.bool_)
        self.late_at_due, self.due_at_opening = Column(np.bool_), Column(np.bool_)
        self.on_change, self.retargets = Column(np.int32), Column(np.bool_)
        self.reopening, self.reopen_window = Column(np.int32), Column(np.int64)
        self.effort = Column(np.int64)
        self.steps: list[tuple[EscalationStep, ...]] = []
        self.has_steps, self.has_odd_steps = Column(np.bool_), Column(np.bool_)
        self.covered_until = Column(np.int64)

    def number(self, commitment: Commitment) -> int:
        number = self._numbers.setdefault(id(commitment), len(self.all))
        if number == len(self.all):
            self.all.append(commitment)
            self._add(number, commitment)
        return number

    def _add(self, number: int, held: Commitment) -> None:
        calendar = self.commitments.measuring(held.calendar, held.windows)
        waits = held.pause.statuses if held.metric in held.pause.metrics else ()
        duration = held.target.duration if isinstance(held.target, WorkingDuration) else None
        self.suits.append(duration is not None)
        self.like.append(self._like(number, held))
        self.calendar.append(self.measures.number(calendar))
        self.target.append(length(duration))
        self.waits_in.append(sum(1 << STATUSES.index(status) for status in waits))
        self.gives_back_wall_time.append(held.pause.arithmetic is PauseArithmetic.WALL_CLOCK)
        self.late_at_due.append(held.equality is Equality.BREACHED)
        self.due_at_opening.append(held.end_of_business is EndOfBusiness.NEXT_OPENING)
        self.on_change.append(ON_CHANGES.index(held.on_change))
        self.retargets.append(held.on_amendment is OnAmendment.RETARGET)
        self.reopening.append(REOPENINGS.index(held.reopen.reopening))
        self.reopen_window.append(length(held.reopen.window))
        self.effort.append(length(held.expected_effort))
        self.steps.append(held.escalations)
        self.has_steps.append(bool(held.escalations))
        self.has_odd_steps.append(any(_is_odd(step) for step in held.escalations))
        self.covered_until.append(instant(first_after(cover_edges(self.commitments, held), self.as_of)))

    def _like(self, number: int, held: Commitment) -> int:
        peers = self._alike.setdefault((held.metric, held.winner.id, held.contract.id), [])
        same = next((peer for peer in peers if self.all[peer] == held), number)
        if same == number:
            peers.append(number)
        return same


def _is_odd(step: EscalationStep) -> bool:
    match step.at:
        case AtPercent() | FromDue(wall_clock=False):
            return False
        case _:
            return True
