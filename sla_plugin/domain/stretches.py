"""Stretches of a clock's life in which neither the ticket nor the promise changed, and its contract, or the
line of it, was suspended all the time or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.segments import SegmentReason
from sla_plugin.domain.terms import Reopening
from sla_plugin.domain.tickets import TicketState


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[start, end)`; may be empty. `commitment` None: nothing was promised in it."""

    start: datetime
    end: datetime
    ticket: TicketState
    commitment: Commitment | None

    @property
    def pause(self) -> SegmentReason | None:
        """Why the clock waited, or None where it ran."""
        return pause_reason(self.ticket, self.commitment, self.start)

    @property
    def counts_closed_time(self) -> bool:
        return (
            self.commitment is not None
            and self.ticket.ending is not None
            and self.commitment.reopen.reopening is Reopening.COUNT_CLOSED_TIME
            and not self.commitment.is_suspended(self.start)
        )

    def under(self, commitment: Commitment) -> Iterator[Stretch]:
        """The same time as another commitment measures it; what was promised by nobody stays so."""
        if self.commitment is None:
            yield self
            return
        edges = [edge for edge in commitment.suspension_edges if self.start < edge < self.end]
        for start, end in pairwise([self.start, *edges, self.end]):
            yield replace(self, start=start, end=end, commitment=commitment)


def pause_reason(ticket: TicketState, commitment: Commitment | None, at: datetime) -> SegmentReason | None:
    if commitment is None:
        return SegmentReason.NO_COMMITMENT
    if ticket.ending is not None:
        return SegmentReason(ticket.ending.value)
    if commitment.is_suspended(at):
        return SegmentReason.CONTRACT_SUSPENDED
    if commitment.definition.pauses(ticket):
        return SegmentReason.CONDITION
    pause = commitment.pause
    waits = commitment.metric in pause.metrics and ticket.status in pause.statuses
    return SegmentReason(ticket.status.value) if waits else None
