"""The clocks of one metric along the life of a ticket: when one begins, goes on, ends, or gives way to the
next cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.explanations import Change, ChangeKind
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.parties import Party
from sla_plugin.domain.runs import Run
from sla_plugin.domain.terms import OnAmendment, Reopening
from sla_plugin.domain.tickets import Ending, Moment, TicketState
from sla_plugin.domain.verdicts import ClockState


class Cycles:
    """`is_asked`: something has been asked for by this metric, and not yet answered. `current` is the run
    that goes on, or would if its ticket came back; `runs` has one for each cycle."""

    def __init__(self, metric: MetricName, commitments: Commitments, ticket: TicketId | None = None) -> None:
        self.metric = metric
        # Which ticket it is matters only to an exception, and what is about the same is resolved once.
        self.ticket = ticket if ticket in commitments.excepted_tickets else None
        self.supporter: Party | None = None
        self.commitments = commitments
        self.definition = commitments.metrics[metric]
        self.runs: list[Run] = []
        self.current: Run | None = None
        self.is_asked = False

    @property
    def runs_off(self) -> bool:
        """A clock of it goes on although its contract has ended."""
        return self.current is not None and self.current.is_live and self.current.runs_off

    def pass_edge(self, at: datetime, ticket: TicketState) -> None:
        """What is promised may have changed by date, or its contract be suspended. Facts of the same instant
        come after this."""
        if not self.is_asked or ticket.ending is not None:
            return
        run = self.current
        if run is not None and not run.commitment.is_monitored(at):
            if self._lets_run_off(run, at, ticket):
                return
            if run.is_live:
                run.finish(at, ClockState.CENSORED)
            self.current = None
        elif run is not None:
            run.turn(at, ticket)
        self._follow(at, ticket, cause=None)

    def _lets_run_off(self, run: Run, at: datetime, ticket: TicketState) -> bool:
        """By a clause of the contract, unless another promise takes over at this very instant."""
        if run.runs_off or not run.is_live or not run.commitment.contract.runs_off:
            return run.runs_off and run.is_live
        if self._resolve(at, ticket, None, at) is not None:
            return False
        run.run_off(at)
        return True

    def take(self, moment: Moment) -> None:
        """One fact."""
        if self.is_asked and self.definition.cancels(moment):
            self._answer(moment.at, ClockState.CANCELLED)
        elif self.is_asked and self.definition.stops(moment):
            self._answer(moment.at, ClockState.STOPPED)
        if not self.is_asked and self._asks(moment):
            self.is_asked = True
            self._begin(moment.at, replace(moment.state, ending=None))
        if not self.is_asked:
            return
        if moment.ends:
            self._end(moment)
        elif moment.reopens:
            self._reopen(moment)
        elif moment.state.ending is None:
            self._go_on(moment)

    def _go_on(self, moment: Moment) -> None:
        if moment.state.fields != moment.before.fields:
            self._follow(moment.at, moment.state, moment.fact.external_id)
        if self.current is not None:
            self.current.turn(moment.at, moment.state)

    def _begin(self, at: datetime, ticket: TicketState) -> None:
        commitment = self._resolve(at, ticket, None, at)
        if commitment is not None:
            self.current = Run(self.commitments, len(self.runs) + 1, at, commitment, ticket)
            self.runs.append(self.current)

    def _asks(self, moment: Moment) -> bool:
        """Of a ticket that is done nothing more is asked, except of one that was entered when it was."""
        return (moment.state.ending is None or moment.opens) and self.definition.starts(moment)

    def _answer(self, at: datetime, final: ClockState) -> None:
        self.is_asked = False
        run, self.current = self.current, None
        if run is not None and run.is_live:
            run.finish(at, final)

    def _end(self, moment: Moment) -> None:
        run = self.current
        if run is not None and run.is_live:
            is_done = moment.state.ending is Ending.RESOLVED
            run.finish(moment.at, ClockState.STOPPED if is_done else ClockState.CANCELLED)
            run.ended_as = moment.state
        if self.definition.is_exchange:
            self.is_asked, self.current = False, None

    def _reopen(self, moment: Moment) -> None:
        """A contract that has ended by now takes no ticket back; another one may begin a cycle of its own."""
        run, at = self.current, moment.at
        if run is None or run.stopped_at is None:
            self._follow(at, moment.state, moment.fact.external_id)
            return
        rule = run.commitment.reopen
        if not run.commitment.is_monitored(at):
            self._begin_anew(moment)
        elif rule.reopening is Reopening.IGNORE or (
            rule.window is not None and at - run.stopped_at > rule.window
        ):
            self.is_asked, self.current = False, None
        elif rule.reopening is Reopening.NEW_CYCLE:
            self._begin_anew(moment)
        elif rule.reopening is Reopening.RESTART:
            self._restart(run, moment)
        else:
            self._follow(at, moment.state, moment.fact.external_id)

    def _begin_anew(self, moment: Moment) -> None:
        self.current = None
        self._begin(moment.at, moment.state)

    def _restart(self, stopped: Run, moment: Moment) -> None:
        """The same cycle from nothing; it counts by its latest outcome (30-clocks, "Compliance")."""
        self.runs.pop()
        self._begin_anew(moment)
        if self.current is None:
            self.runs.append(stopped)
            return
        restarted = Change(
            moment.at, ChangeKind.RESTARTED, stopped.standing, self.current.standing, moment.fact.external_id
        )
        self.current.changes.extend([*stopped.changes, restarted])
        self.current.taken.update(stopped.taken)

    def _follow(self, at: datetime, ticket: TicketState, cause: str | None) -> None:
        """Let the current clock be measured by what is promised now, or begin one. A stopped one goes on if
        anything is promised to its reopened ticket, and else keeps its verdict."""
        run = self.current
        if run is None:
            self._begin(at, ticket)
            return
        if run.runs_off:
            return
        commitment = self._commitment_for(run, at, ticket)
        if commitment is None:
            if run.is_live:
                run.lose(at, cause)
            return
        if run.final is not None:
            run.reopen(at, ticket)
        if run.lost_at is not None:
            run.adopt(at, commitment, ticket, ChangeKind.COMMITMENT_REGAINED, cause)
        elif commitment is not run.commitment and commitment != run.commitment:
            run.adopt(at, commitment, ticket, ChangeKind.HANDED_OVER if cause else ChangeKind.AMENDED, cause)

    def _commitment_for(self, run: Run, at: datetime, ticket: TicketState) -> Commitment | None:
        """Among the versions that the clock pinned at its start; where none of them fits any more, or they
        are to be amended under open clocks, among those in force now, which it pins from here on."""
        if run.commitment.on_amendment is OnAmendment.GRANDFATHER:
            pinned = self._resolve(at, ticket, run.pinned, run.started_at)
            if pinned is not None:
                return pinned
        current = self._resolve(at, ticket, None, run.started_at)
        if current is not None:
            run.pinned = at
        return current

    def _resolve(
        self, at: datetime, ticket: TicketState, pinned: datetime | None, since: datetime
    ) -> Commitment | None:
        subject = self.commitments.subject(ticket.fields, self.ticket)
        found = resolve(self.commitments, self.metric, subject, at, pinned, since, self.supporter)
        return found if isinstance(found, Commitment) else None
