"""Clocks of what a team (OLA) or a supplier (UC) promises us: each assignment is a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.coverage import Coverage
from sla_plugin.domain.cycles import Cycles
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.levels import covering_contract
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.parties import Party, PartyKind
from sla_plugin.domain.runs import Run
from sla_plugin.domain.tickets import Moment, TicketState
from sla_plugin.domain.verdicts import ClockState


class SupportCycles(Cycles):
    """One begins when the ticket comes to a supporter of this kind, and stops when it leaves it, or when what
    the metric asks for is done. A ticket that is not covered is nobody's promise, and its support neither.

    `promised`: what is promised to the customer. While any of that runs off after its contract's end, the
    supporter is still owed to: by a contract of its own, as long as that lasts. So a clock that is open then
    goes on as it is, and counts as every other of the supporter's; and nothing new begins.
    """

    def __init__(
        self,
        metric: MetricName,
        kind: PartyKind,
        commitments: Commitments,
        ticket: TicketId | None,
        promised: Sequence[Cycles] = (),
    ) -> None:
        super().__init__(metric, commitments, ticket)
        self.kind = kind
        self.promised = promised
        self.goes_on = False

    def pass_edge(self, at: datetime, ticket: TicketState) -> None:
        run, is_covered = self.current, self._is_covered(at, ticket)
        self.goes_on = (self.goes_on or not is_covered) and run is not None and self._lasts(run, at)
        if run is not None and self.goes_on:
            run.turn(at, ticket)
            return
        if run is not None and not is_covered:
            self._censor(run, at)
        super().pass_edge(at, ticket)

    def _is_covered(self, at: datetime, ticket: TicketState) -> bool:
        subject = self.commitments.subject(ticket.fields, self.ticket)
        return not isinstance(covering_contract(self.commitments, subject, at), Coverage)

    def _lasts(self, run: Run, at: datetime) -> bool:
        """Somebody still waits for it, and the supporter's own contract holds, if it has one."""
        promise = run.commitment.winner
        own = None if promise.contract is None else self.commitments.contract(promise.contract)
        is_owed = own is None or (own.is_monitored(at) and not promise.is_terminated(at))
        return run.is_live and is_owed and any(one.runs_off for one in self.promised)

    def _censor(self, run: Run, at: datetime) -> None:
        if run.is_live:
            run.finish(at, ClockState.CENSORED)
        self.current, self.goes_on = None, False

    def take(self, moment: Moment) -> None:
        holder = self._holder(moment.state)
        if holder != self.supporter:
            if self.is_asked:
                self._answer(moment.at, ClockState.STOPPED)
            self.supporter = holder
        super().take(moment)
        run = self.current
        if self.goes_on and run is not None and run.is_live and not self._lasts(run, moment.at):
            # The last of what was promised has been kept, and nobody waits for the rest.
            self._censor(run, moment.at)

    def _follow(self, at: datetime, ticket: TicketState, cause: str | None) -> None:
        if not self.goes_on:
            super()._follow(at, ticket, cause)

    def _asks(self, moment: Moment) -> bool:
        came = self._holder(moment.before) != self.supporter or moment.opens or moment.reopens
        return self.supporter is not None and came and (moment.state.ending is None or moment.opens)

    def _holder(self, ticket: TicketState) -> Party | None:
        holder = ticket.assigned_to
        return holder if holder is not None and holder.kind is self.kind else None
