"""Which clocks count towards attainment, when, and for whom. Each clock cycle counts once (30-clocks)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla_plugin.domain.clock import Clock, Side
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.explanations import ChangeKind, Standing
from sla_plugin.domain.ids import AgreementId, AgreementVersionId, ContractId, TicketId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.tickets import Ticket
from sla_plugin.domain.verdicts import Verdict


class Result(StrEnum):
    MET = "MET"
    BREACHED = "BREACHED"
    EXCLUDED = "EXCLUDED"


@dataclass(frozen=True, slots=True, order=True)
class ClockKey:
    """What stays the same of a clock whenever it is evaluated."""

    ticket: TicketId
    metric: MetricName
    cycle: int
    side: Side = Side.SLA


@dataclass(frozen=True, slots=True)
class Counted:
    """One clock cycle in the books. `at` decides the period; the rest is what held at that instant.

    `excluded_for` is set exactly where `result` is EXCLUDED.
    """

    clock: ClockKey
    at: datetime
    subject: Subject
    contract: ContractId
    agreement: AgreementId
    version: AgreementVersionId
    result: Result
    excluded_for: ExclusionReason | None = None


RESULTS = {
    Verdict.MET: (Result.MET, None),
    Verdict.BREACHED: (Result.BREACHED, None),
    Verdict.CENSORED: (Result.EXCLUDED, ExclusionReason.CENSORED),
    Verdict.CANCELLED: (Result.EXCLUDED, ExclusionReason.CANCELLED),
}
"""What a clock that is decided counts as; one of another verdict does not count yet."""


def count(key: TicketId, clock: Clock, ticket: Ticket, commitments: Commitments) -> Counted | None:
    """How a clock of this ticket counts; None while it is open and not breached. A clock that goes on after
    its breach counts from the breach on, and once."""
    if clock.verdict not in RESULTS:
        return None
    at = min(instant for instant in (clock.breached_at, clock.stopped_at) if instant is not None)
    held = standing_at(clock, at)
    result, excluded_for = RESULTS[clock.verdict]
    if clock.runs_off_since is not None and at >= clock.runs_off_since:
        # What becomes of it after the contract's end is told apart (60-termination, "The stop").
        result, excluded_for = Result.EXCLUDED, ExclusionReason.RUNS_OFF
    return Counted(
        clock=ClockKey(key, clock.metric, clock.cycle, clock.side),
        at=at,
        subject=subject_at(ticket, commitments, at),
        contract=held.contract.id,
        agreement=held.version.agreement.id,
        version=held.version.id,
        result=result,
        excluded_for=excluded_for,
    )


def standing_at(clock: Clock, at: datetime) -> Standing:
    """The promise in force at an instant of the clock's life; where none was, the next one."""
    for change in clock.explanation.changes:
        # A calendar's new version hands nothing over, and is noted with what holds now, not what did then.
        hands_over = change.kind is not ChangeKind.CALENDAR_CHANGED
        if hands_over and change.at > at and change.before is not None:
            return change.before
    now = clock.commitment
    return Standing(now.winner, now.contract, now.calendar, clock.target)


def subject_at(ticket: Ticket, commitments: Commitments, at: datetime) -> Subject:
    """What the ticket was about at an instant since its opening."""
    fields = next((moment.state.fields for moment in reversed(ticket.moments) if moment.at <= at), {})
    return commitments.subject(fields)
