"""One clock while the life of its ticket is read. Mutable, and dropped once its figures are taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.equal_durations import equal_duration
from sla_plugin.domain.escalations import EscalationStep
from sla_plugin.domain.explanations import Change, ChangeKind, Standing
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.steps import Going, instant_of
from sla_plugin.domain.stretches import Stretch, pause_reason
from sla_plugin.domain.tallies import Tally
from sla_plugin.domain.terms import Equality, OnChange
from sla_plugin.domain.tickets import TicketState
from sla_plugin.domain.verdicts import ClockState


class Run:
    """`stretches` reach up to `mark`; from there on the ticket is as `ticket` says. `tally_before` leaves out
    the last of them. `pinned` is the instant whose agreement versions this clock holds on to. `final` and
    `stopped_at` are set together, `ended_as` with them where the ticket may come back."""

    def __init__(
        self, commitments: Commitments, cycle: int, at: datetime, commitment: Commitment, ticket: TicketState
    ) -> None:
        self.commitments = commitments
        self.cycle = cycle
        self.started_at = self.pinned = self.mark = at
        self.commitment = commitment
        self.ticket = self.ended_as = ticket
        self.stretches: list[Stretch] = []
        self.changes: list[Change] = []
        self.taken: dict[EscalationStep, datetime] = {}
        self.breached_at: datetime | None = None
        self.lost_at: datetime | None = None
        self.runs_off = False
        self.final: ClockState | None = None
        self.stopped_at: datetime | None = None
        self._base = 0
        self.tally = self.tally_before = self._fresh(at)

    @property
    def is_live(self) -> bool:
        return self.final is None and self.lost_at is None

    @property
    def standing(self) -> Standing:
        held = self.commitment
        return Standing(held.winner, held.contract, held.calendar, self.tally.target)

    def turn(self, at: datetime, ticket: TicketState) -> None:
        """The ticket's status or holder changed, or a field under which the metric waits; or the contract,
        or the line of it, is suspended from here on, or no longer."""
        if self.final is not None:
            return
        pause = pause_reason(ticket, self.commitment, at)
        before = pause_reason(self.ticket, self.commitment, self.mark)
        if ticket.cause == self.ticket.cause and pause is before:
            self.ticket = ticket
            return
        self._close(at, late_at_due=pause is not None and self._due_is_late)
        self.ticket = ticket

    def adopt(
        self, at: datetime, commitment: Commitment, ticket: TicketState, kind: ChangeKind, cause: str | None
    ) -> None:
        """Another commitment holds from here on; 30-clocks, "priority or other field changes"."""
        self._close(at, late_at_due=False)
        self.ticket = ticket
        before = None if self.lost_at else self.standing
        replaced, self.commitment, self.lost_at = self.commitment, commitment, None
        if at == self.started_at:
            self._begin_again()
            return
        self._recount(at, replaced)
        self.changes.append(Change(at, kind, before, self.standing, cause))

    def lose(self, at: datetime, cause: str | None) -> None:
        """Nothing is promised any more. Time until it is again is nobody's."""
        self._close(at, late_at_due=False)
        self.changes.append(Change(at, ChangeKind.COMMITMENT_LOST, self.standing, None, cause))
        self.lost_at = at

    def run_off(self, at: datetime) -> None:
        """The contract has ended, and lets this clock go on to its own end, as it is."""
        self.runs_off = True
        self.changes.append(Change(at, ChangeKind.RUNS_OFF, self.standing, self.standing))

    def finish(self, at: datetime, final: ClockState) -> None:
        """A contract's end is no stop: what is due at that very instant is not breached, whatever the
        agreement says of equality (60-termination, "The stop")."""
        self._close(at, late_at_due=final is not ClockState.CENSORED and self._due_is_late)
        self.final, self.stopped_at = final, at

    def reopen(self, at: datetime, ticket: TicketState) -> None:
        """The ticket came back, and this clock goes on; the time between is a pause for its ending. While it
        was done nobody told of suspensions."""
        self.ticket = self.ended_as
        for edge in self.commitment.suspension_edges:
            if self.mark < edge < at:
                self._close(edge, late_at_due=False)
        self._close(at, late_at_due=False)
        self.ticket, self.final, self.stopped_at = ticket, None, None
        self.changes.append(Change(at, ChangeKind.REOPENED, self.standing, self.standing, ticket.cause))

    def look(self, as_of: datetime) -> None:
        """Bring an open clock up to now. Every fact up to now is known, so what is due now is breached."""
        if self.is_live:
            self._close(as_of, late_at_due=True, is_now=True)

    @property
    def measured(self) -> list[Stretch]:
        """The stretches up to the end of this clock. The time since nothing was promised belongs to it only
        if something is again."""
        if self.lost_at is None:
            return self.stretches
        return [stretch for stretch in self.stretches if stretch.end <= self.lost_at]

    @property
    def _due_is_late(self) -> bool:
        return self.commitment.equality is Equality.BREACHED

    @property
    def calendar(self) -> CalendarHistory:
        """As it measures now."""
        return self.commitments.measuring(self.commitment.calendar, self.commitment.windows)

    @property
    def going(self) -> Going:
        """As it runs since `mark`."""
        tally = self.tally.running(self.mark, self.commitment)
        assert tally.due is not None
        return Going(self.calendar, self.mark, tally.target + tally.allowance, tally.remaining, tally.due)

    def _take_steps(self, until: datetime, *, is_now: bool) -> None:
        """What happens at the very instant of a step comes before it, so only the present takes that one
        too."""
        for step in self.commitment.escalations:
            if step in self.taken:
                continue
            instant = instant_of(step, self.going)
            if instant < until or (is_now and instant == until):
                self.taken[step] = instant

    def _close(self, at: datetime, *, late_at_due: bool, is_now: bool = False) -> None:
        stretch = Stretch(self.mark, at, self.ticket, None if self.lost_at else self.commitment)
        if stretch.pause is None:
            self.tally = self.tally.running(self.mark, self.commitment)
            self._check(at, late_at_due=late_at_due)
            self._take_steps(at, is_now=is_now)
        self.tally_before, self.tally = self.tally, self.tally.plus(stretch)
        self.stretches.append(stretch)
        self.mark = at

    def _check(self, until: datetime, *, late_at_due: bool) -> None:
        """Instants decide. A target that was used up before this stretch is breached where it begins: at the
        change or the reopening that brought it about."""
        due = self.tally.due
        assert due is not None
        if self.breached_at is None and (due < until or (late_at_due and due == until)):
            self.breached_at = max(due, self.mark)

    def _begin_again(self) -> None:
        """What a desk tells in the very instant of the opening belongs to it."""
        self.stretches.clear()
        self.changes = [change for change in self.changes if change.kind is ChangeKind.RESTARTED]
        self.tally = self._fresh(self.started_at)

    def _recount(self, at: datetime, replaced: Commitment) -> None:
        new = self.commitment
        if new.on_change is OnChange.FROM_CHANGE and _measures_differently(new, replaced):
            self._base = len(self.stretches)
            self.tally = replace(self._fresh(at), elapsed=self.tally.elapsed)
            return
        if new.on_change is OnChange.RETROACTIVE:
            self._base = 0
            self.stretches = [piece for stretch in self.stretches for piece in stretch.under(new)]
        fresh = self._fresh(self.started_at)
        before = fresh.over(self.stretches[: self._base]).elapsed
        self.tally = replace(fresh, elapsed=before).over(self.stretches[self._base :])

    def _fresh(self, start: datetime) -> Tally:
        """Nothing used up yet of what the commitment promises from `start` on."""
        return Tally(self.commitments, equal_duration(self.commitment.target, self.calendar, start))


def _measures_differently(new: Commitment, old: Commitment) -> bool:
    return (new.target, new.calendar) != (old.target, old.calendar)
