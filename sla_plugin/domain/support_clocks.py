"""Clocks of what a team (OLA) or a supplier (UC) promises us: each assignment is a cycle."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.coverage import Coverage
from sla_plugin.domain.cycles import Cycles
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.levels import covering_contract
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.parties import Party, PartyKind
from sla_plugin.domain.tickets import Moment, TicketState
from sla_plugin.domain.verdicts import ClockState


class SupportCycles(Cycles):
    """One begins when the ticket comes to a supporter of this kind, and stops when it leaves it, or when what
    the metric asks for is done. A ticket that is not covered is nobody's promise, and its support neither."""

    def __init__(
        self, metric: MetricName, kind: PartyKind, commitments: Commitments, ticket: TicketId | None
    ) -> None:
        super().__init__(metric, commitments, ticket)
        self.kind = kind

    def pass_edge(self, at: datetime, ticket: TicketState) -> None:
        subject = self.commitments.subject(ticket.fields, self.ticket)
        run = self.current
        if isinstance(covering_contract(self.commitments, subject, at), Coverage) and run is not None:
            if run.is_live:
                run.finish(at, ClockState.CENSORED)
            self.current = None
        super().pass_edge(at, ticket)

    def take(self, moment: Moment) -> None:
        holder = self._holder(moment.state)
        if holder != self.supporter:
            if self.is_asked:
                self._answer(moment.at, ClockState.STOPPED)
            self.supporter = holder
        super().take(moment)

    def _asks(self, moment: Moment) -> bool:
        came = self._holder(moment.before) != self.supporter or moment.opens or moment.reopens
        return self.supporter is not None and came and (moment.state.ending is None or moment.opens)

    def _holder(self, ticket: TicketState) -> Party | None:
        holder = ticket.assigned_to
        return holder if holder is not None and holder.kind is self.kind else None
